/* How fast trust comes, goes and comes back (M6): on foot, on horseback, and what is left without upkeep. Ratios are printed
 * for the notes; what is asserted is their order. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/network/internal.h"
#include "sim/rng/rng.h"
#include "tests/support/network_bed.h"

#define COUNT(sets) (sizeof(sets) / sizeof(sets)[0])

static void assert_close_at(double a, double b, double tolerance, int line)
{
    if (!(fabs(a - b) <= tolerance))
        fail_msg("line %d: %.17g is not %.17g within %g", line, a, b, tolerance);
}
#define assert_close(a, b, tolerance) assert_close_at((a), (b), (tolerance), __LINE__)

static const char *const modes[] = {"network.mode=\"self-governed\"", "network.mode=\"lead\"", "network.mode=\"nao\""};

/* --- on foot and on horseback
 * ---------------------------------------------------------------------------------------- */

/* Mean trust where delivery is fine on average (surprise .1) and seen with error .2. Asymmetry rectifies noise: without
 * a filter T settles at E max(d,0) / (E max(d,0) + 3 E max(-d,0)); a memory of variance v leaves k / (2 - k) of the
 * noise, k = v / (v + .04). */
static double balance(bool filter)
{
    const char *const sets[] = {"trust.margin=0", "trust.excuse=0", "trust.pledge_standard=1", "trust.success=0",
                                "trust.gain=0.02"};
    const struct rng_stream stream = {.seed = 11};
    struct network_bed bed;
    struct network_params params;
    struct trust_pair pair = {0.5, 1.0, 1.1, 1.1};
    double mean = 0.0;
    enum { MONTHS = 200000, SETTLED = 20000 };
    network_bed_settings(&bed, sets, COUNT(sets));
    network_params_read(bed.settings, &params);
    if (!filter)
        params.trust.memory_variance = 1e12;
    for (uint32_t month = 0; month < MONTHS; month++) {
        struct trust_event event = {
            .observed = true, .observed_sd = 0.2, .pledge = 1.0, .visibility = 1.0, .contact = 1.0};
        event.observed_share = 1.1 + 0.2 * network_noise(rng_draw(&stream, 0, month, 61002, 0));
        trust_update(&params, &event, &pair);
        mean += month >= SETTLED ? pair.trust / (MONTHS - SETTLED) : 0.0;
    }
    network_bed_stop(&bed);
    return mean;
}

/* E max(d, 0) of a normal d. */
static double upper(double mean, double sd)
{
    const double z = mean / sd;
    return mean * 0.5 * erfc(-z / sqrt(2.0)) + sd * exp(-0.5 * z * z) / sqrt(2.0 * 3.14159265358979);
}

static double balance_of(double sd)
{
    return upper(0.1, sd) / (upper(0.1, sd) + 3.0 * upper(-0.1, sd));
}

static void test_asymmetry_rectifies_noise(void **state)
{
    (void)state;
    assert_close(balance_of(0.2), 0.54, 0.005);
    assert_close(balance(false), balance_of(0.2), 0.01);
    const double k = 0.02 / (0.02 + 0.04);
    assert_close(balance(true), balance_of(0.2 * sqrt(k / (2.0 - k))), 0.015);
}

static double trust_in_first(const struct network_bed *bed)
{
    double sum = 0.0;
    for (size_t i = 1; i < bed->n; i++)
        sum += network_trust(bed->network, i, 0);
    return sum / (double)(bed->n - 1);
}

static void steady_bed(struct network_bed *bed, const char *asymmetry, const char *mode, const char *start,
                       const char *turnover, uint32_t replication)
{
    const char *const sets[] = {asymmetry, mode, start, "membership.exit_rate=0", "governance.issue_rate=0", turnover};
    network_bed_settings(bed, sets, COUNT(sets));
    network_bed_fill(bed, 6, 3, 4, replication, true);
    for (size_t c = 0; c < 3; c++) {
        bed->coalition[c].running = true;
        for (size_t i = 0; i < 6; i++)
            bed->role[c][i] = i < 4 ? (int)i : -1;
    }
    network_bed_start(bed);
}

/* Months until trust in member 0 is above (up) or below `level`; 1200 when never. */
static double months_to(struct network_bed *bed, size_t *month, double level, bool up)
{
    for (size_t n = 1; n < 1200; n++) {
        network_bed_month(bed, (*month)++);
        if (up ? trust_in_first(bed) >= level : trust_in_first(bed) <= level)
            return (double)n;
    }
    return 1200.0;
}

/* Ratio of the months that trust in a partner needs from .3 to .6, all delivering as pledged, to those from .6 back to
 * .3 when it drags its feet: it gives little of what it pledged, as it has come to lose by it. */
static double foot_to_horse(const char *asymmetry, const char *mode)
{
    double up = 0.0, down = 0.0;
    for (uint32_t r = 0; r < 4; r++) {
        struct network_bed bed;
        size_t month = 0;
        steady_bed(&bed, asymmetry, mode, "network.trust_start=0.3", "trust.turnover=0.02", r);
        bed.network->p.effort.pledge_drift = 0.0; /* what it promised stands */
        up += months_to(&bed, &month, 0.6, true) / 4.0;
        for (size_t c = 0; c < 3; c++)
            bed.own_gain[c] = -2.0;
        down += months_to(&bed, &month, 0.3, false) / 4.0;
        network_bed_stop(&bed);
    }
    print_message("%s %s: up %.0f months, down %.0f, ratio %.1f\n", asymmetry, mode, up, down, up / down);
    return up / down;
}

static void test_trust_comes_on_foot(void **state)
{
    (void)state;
    for (size_t mode = 0; mode < 3; mode++) {
        const double even = foot_to_horse("trust.asymmetry=1", modes[mode]);
        const double usual = foot_to_horse("trust.asymmetry=3", modes[mode]);
        assert_true(usual > 1.5 * even);
        assert_true(usual > 1.8);
        assert_true(foot_to_horse("trust.asymmetry=5", modes[mode]) > usual);
    }
}

/* A partner gives nothing for half a year, then works as before: months to recover per month of falling. */
static double recovery(const char *asymmetry, const char *mode)
{
    double fall = 0.0, back = 0.0;
    for (uint32_t r = 0; r < 4; r++) {
        struct network_bed bed;
        size_t month = 0, lowest_at;
        steady_bed(&bed, asymmetry, mode, "network.trust_start=0.5", "trust.turnover=0", r);
        while (month < 60)
            network_bed_month(&bed, month++);
        const double start = trust_in_first(&bed);
        double lowest = start;
        lowest_at = month;
        for (bool done = false; !done && month < 600; month++) {
            bed.hours_free[0] = month < 66 ? 0.0 : 500.0;
            network_bed_month(&bed, month);
            if (trust_in_first(&bed) < lowest) {
                lowest = trust_in_first(&bed);
                lowest_at = month + 1;
            }
            done = month >= 66 && trust_in_first(&bed) >= start;
        }
        fall += (double)(lowest_at - 60) / 4.0;
        back += (double)(month - lowest_at) / 4.0;
        network_bed_stop(&bed);
    }
    print_message("%s %s: falls %.1f months, recovers in %.1f, ratio %.1f\n", asymmetry, mode, fall, back, back / fall);
    return back / fall;
}

static void test_a_breach_takes_longer_to_mend(void **state)
{
    (void)state;
    for (size_t mode = 0; mode < 3; mode++) {
        const double even = recovery("trust.asymmetry=1", modes[mode]);
        const double usual = recovery("trust.asymmetry=3", modes[mode]);
        assert_true(usual > even);
        assert_true(usual > (mode == 0 ? 1.5 : 2.0)); /* among equals who only see whom they meet, little is noticed */
    }
}

/* Ties (trust above one half) after two years in which half of the coalitions and most talk have ended, as a share of
 * those before, and the same of the part of ties that is mutual. */
static void erosion(const char *drift, double *ties, double *mutual)
{
    double of[2] = {0.0, 0.0}, both[2] = {0.0, 0.0};
    for (uint32_t r = 0; r < 12; r++) {
        const char *const sets[] = {"network.trust_start=0.7", "membership.exit_rate=0", drift};
        struct network_bed bed;
        size_t month = 0;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 9, 4, 4, r, false);
        network_bed_start(&bed);
        for (int when = 0; when < 2; when++) {
            for (size_t end = month + (when == 0 ? 36 : 24); month < end; month++)
                network_bed_month(&bed, month);
            for (size_t at = 0; at < 81; at++) {
                const bool there = at / 9 != at % 9 && bed.network->trust[at] > 0.5;
                of[when] += there;
                both[when] += there && bed.network->trust[at % 9 * 9 + at / 9] > 0.5;
            }
            bed.network->p.network.talk_hours = 0.5;
            for (size_t c = 0; c < 2; c++) {
                coalition_stop(bed.network, c);
                bed.network->coalition[c].wait = 1000;
            }
        }
        network_bed_stop(&bed);
    }
    *ties = of[1] / of[0];
    *mutual = both[1] / of[1] / (both[0] / of[0]);
    print_message("%s: ties left %.2f, mutual part %.2f of what it was\n", drift, *ties, *mutual);
}

static void test_ties_erode_without_work(void **state)
{
    (void)state;
    double ties, mutual, slower, slower_mutual;
    erosion("trust.drift=0.02", &ties, &mutual);
    erosion("trust.drift=0.005", &slower, &slower_mutual);
    assert_true(ties < 0.9 && mutual < 1.0);
    assert_true(slower > ties && slower < 0.9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_asymmetry_rectifies_noise),
        cmocka_unit_test(test_trust_comes_on_foot),
        cmocka_unit_test(test_a_breach_takes_longer_to_mend),
        cmocka_unit_test(test_ties_erode_without_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
