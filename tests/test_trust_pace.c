/* How fast trust comes, goes and comes back (M6): on foot, on horseback, and what is left without upkeep. These figures are
 * what values in parameters.def were set on (models/ODD.md, 10.2): they guard the setting and validate nothing. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/network/coalition.h"
#include "models/network/internal.h"
#include "models/network/trust.h"
#include "sim/rng/rng.h"
#include "tests/support/count.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"

/* --- on foot and on horseback
 * ---------------------------------------------------------------------------------------- */

/* Mean trust where delivery is fine on average (surprise .1) and seen with error .2. Asymmetry rectifies noise: without
 * a filter T settles at E max(d,0) / (E max(d,0) + 3 E max(-d,0)); a memory of variance v leaves k / (2 - k) of the
 * noise, k = v / (v + .04). */
static double balance(bool filter)
{
    const char *const sets[] = {"trust.margin=0",  "trust.excuse=0",  "trust.pledge_standard=1",
                                "trust.success=0", "trust.gain=0.02", "trust.belief=0"};
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
                       const char *besides, uint32_t replication)
{
    const char *const sets[] = {asymmetry, mode, start, "membership.exit_rate=0", "governance.issue_rate=0", besides};
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

struct pace {
    double up, down;
};

/* Months that trust in a partner needs from .3 to .6, all doing their part, and from .6 back to .3 when it gives a fifth
 * of what it promised. */
static struct pace foot_and_horse(const char *asymmetry, const char *mode, const char *besides)
{
    struct pace pace = {0.0, 0.0};
    for (uint32_t r = 0; r < 8; r++) {
        struct network_bed bed;
        size_t month = 0;
        steady_bed(&bed, asymmetry, mode, "network.trust_start=0.3", besides, r);
        pace.up += months_to(&bed, &month, 0.6, true) / 8.0;
        bed.network->p.effort.pledge_drift = 0.0; /* what it promised stands */
        bed.hours_free[0] = 16.0;
        pace.down += months_to(&bed, &month, 0.3, false) / 8.0;
        network_bed_stop(&bed);
    }
    print_message("%s %s %s: up %.0f months, down %.0f, ratio %.1f\n", asymmetry, mode, besides, pace.up, pace.down,
                  pace.up / pace.down);
    return pace;
}

static void test_trust_comes_on_foot(void **state)
{
    (void)state;
    for (size_t mode = 0; mode < 3; mode++) {
        const struct pace even = foot_and_horse("trust.asymmetry=1", network_bed_modes[mode], "effort.overclaim=0.1");
        const struct pace usual = foot_and_horse("trust.asymmetry=3", network_bed_modes[mode], "effort.overclaim=0.1");
        const struct pace steep = foot_and_horse("trust.asymmetry=5", network_bed_modes[mode], "effort.overclaim=0.1");
        const struct pace exact = foot_and_horse("trust.asymmetry=3", network_bed_modes[mode], "effort.overclaim=0");
        assert_true(usual.up / usual.down > 1.5 * even.up / even.down);
        assert_true(steep.up / steep.down > usual.up / usual.down);
        assert_in_range(usual.up, 36, 90); /* years, with over-claims and absence */
        assert_in_range(usual.down, 3, 24);
        assert_true(exact.up < usual.up && exact.up > 24.0);
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
        const double even = recovery("trust.asymmetry=1", network_bed_modes[mode]);
        const double usual = recovery("trust.asymmetry=3", network_bed_modes[mode]);
        assert_true(usual > even);
        assert_true(usual > (mode == 0 ? 1.8 : 2.5)); /* among equals who only see whom they meet, little is noticed */
    }
}

/* Ties (trust above one half) after two years in which half of the coalitions and most talk have ended, as a share of
 * those before, and the same of the part of ties that is mutual. */
static void erosion(const char *set, double *ties, double *mutual)
{
    double of[2] = {0.0, 0.0}, both[2] = {0.0, 0.0};
    for (uint32_t r = 0; r < 24; r++) {
        const char *const sets[] = {"network.trust_start=0.7", "membership.exit_rate=0", set};
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
    print_message("%s: ties left %.2f, mutual part %.2f of what it was\n", set, *ties, *mutual);
}

static void test_ties_erode_without_work(void **state)
{
    (void)state;
    double ties, mutual, fewer, mutual_fewer, moved, mutual_moved;
    erosion("trust.lasting=1", &ties, &mutual);
    erosion("trust.lasting=0", &fewer, &mutual_fewer);
    erosion("trust.turnover=0.05", &moved, &mutual_moved);
    assert_true(ties > 0.6 && ties < 0.9 && mutual < 0.98);
    assert_true(fewer < ties - 0.1 && moved < ties - 0.1);
}

/* --- what each form does
 * ------------------------------------------------------------------------------------------------------ */

static struct network_params params_of(const char *const *sets, size_t n_sets)
{
    struct network_bed bed;
    struct network_params params;
    network_bed_settings(&bed, sets, n_sets);
    network_params_read(bed.settings, &params);
    network_bed_stop(&bed);
    return params;
}

/* With every form off a month is the equation without them, worked out by hand. */
static void test_off_is_the_plain_equation(void **state)
{
    (void)state;
    const char *const sets[] = {"trust.belief=0", "trust.record=0", "trust.lasting=0", "trust.gain=0.15",
                                "trust.margin=0.08"};
    const struct network_params p = params_of(sets, COUNT(sets));
    const struct trust_event event = {.observed = true,
                                      .observed_share = 0.2,
                                      .observed_sd = 0.25,
                                      .pledge = 0.6,
                                      .visibility = 0.8,
                                      .contact = 0.7,
                                      .earned = 0.4};
    struct trust_pair pair = {0.6, 0.5, 0.9, 0.8};
    trust_update(&p, &event, &pair);
    const double k = 0.02 / (0.02 + 0.0625), seen = 0.9 - k * 0.7;
    const double d = 0.6 * (seen - 0.7 - 0.3 * 0.8) * (1.0 - 0.5 * 0.5 * 0.7) + 0.08;
    assert_true(d < 0.0);
    double trust = 0.6 + 0.8 * 3.0 * 0.15 * 0.6 * d + 0.03 * 0.7 * 0.4 * 0.6 * 0.4;
    trust += 0.02 * 0.3 * (0.3 - 0.6);
    assert_close(pair.trust, trust, 1e-12);
}

/* Trust at which steady delivery of this share surprises nobody: what is believed of a pledge is T + (1 - T) habit. */
static double settled(const struct network_params *p, double share, double from)
{
    const struct trust_event event = {
        .observed = true, .observed_share = share, .pledge = 0.6, .visibility = 1.0, .contact = 1.0};
    struct trust_pair pair = {from, 1.0, share, share};
    for (int month = 0; month < 2400; month++)
        trust_update(p, &event, &pair);
    return pair.trust;
}

static void test_reliability_sets_the_level(void **state)
{
    (void)state;
    const char *const sets[] = {"trust.excuse=0", "trust.belief=1", "trust.belief=0.5"};
    const struct network_params believed = params_of(sets, 2), half = params_of(sets, 3);
    for (int high = 0; high < 2; high++) {
        const double from = high ? 0.95 : 0.2;
        assert_close(settled(&believed, 0.8, from), 0.05 / (0.6 * 0.2), 1e-6);
        assert_close(settled(&believed, 0.5, from), 0.05 / (0.6 * 0.5), 1e-6);
        assert_close(settled(&believed, 1.0, from), 1.0, 1e-3);
        assert_close(settled(&half, 0.8, from), 2.0 * 0.05 / (0.6 * 0.2) - 0.7, 1e-6);
    }
}

/* At the defaults: years to build by full delivery, four fifths of a pledge falls and settles, a third is soon noticed. */
static void test_delivery_in_time(void **state)
{
    (void)state;
    static const struct {
        double share, from, known, start;
        int months;
        double least, most;
    } cases[] = {{1.0, 0.3, 0.5, 0.8, 24, 0.4, 0.6},    {1.0, 0.3, 0.5, 0.8, 72, 0.6, 0.95},
                 {1.0, 0.3, 0.5, 0.8, 600, 0.95, 1.0},  {0.8, 0.7, 0.8, 0.9, 24, 0.5, 0.66},
                 {0.8, 0.7, 0.8, 0.9, 600, 0.45, 0.66}, {0.3, 0.6, 0.8, 1.0, 12, 0.0, 0.3},
                 {0.3, 0.6, 0.8, 1.0, 2, 0.45, 0.6}};
    const struct network_params p = params_of(NULL, 0);
    for (size_t k = 0; k < COUNT(cases); k++) {
        const struct trust_event event = {.observed = true,
                                          .observed_share = cases[k].share,
                                          .observed_sd = 0.25,
                                          .pledge = 0.6,
                                          .visibility = 0.8,
                                          .contact = 0.8};
        struct trust_pair pair = {cases[k].from, cases[k].known, cases[k].start, cases[k].start};
        for (int month = 0; month < cases[k].months; month++)
            trust_update(&p, &event, &pair);
        if (pair.trust < cases[k].least || pair.trust > cases[k].most)
            fail_msg("%.1f of a pledge, %d months: %.3f", cases[k].share, cases[k].months, pair.trust);
    }
}

/* Joint success is credited, and a shortfall excused, as far as a partner is seen to deliver. */
static void test_credit_follows_the_record(void **state)
{
    (void)state;
    const char *const sets[] = {"trust.gain=0", "trust.drift=0", "trust.record=1", "trust.record=0"};
    const struct network_params on = params_of(sets, 3), off = params_of(sets, 4);
    for (int quarter = 0; quarter <= 4; quarter++) {
        const double seen = 0.25 * quarter;
        const struct trust_event event = {
            .observed = true, .observed_share = seen, .pledge = 0.5, .visibility = 1.0, .contact = 1.0, .earned = 0.8};
        struct trust_pair with = {0.5, 0.5, seen, seen}, without = with;
        trust_update(&on, &event, &with);
        trust_update(&off, &event, &without);
        assert_true(without.trust > 0.5);
        assert_close(with.trust - 0.5, seen * (without.trust - 0.5), 1e-12);
    }
    const char *const excused[] = {"trust.drift=0", "trust.margin=0", "trust.excuse=0", "trust.excuse=1"};
    const struct network_params none = params_of(excused, 3), full = params_of(excused, 4);
    const struct trust_event event = {.observed = true, .pledge = 0.5, .visibility = 1.0, .contact = 1.0};
    for (int quarter = 0; quarter <= 4; quarter++) {
        const double seen = 0.25 * quarter;
        struct trust_event now = event;
        struct trust_pair harsh = {0.5, 1.0, seen, 1.0}, mild = harsh;
        now.observed_share = seen;
        trust_update(&none, &now, &harsh);
        trust_update(&full, &now, &mild);
        assert_close(0.5 - mild.trust, (1.0 - seen) * (0.5 - harsh.trust), 1e-12);
    }
}

static void test_old_acquaintance_lasts(void **state)
{
    (void)state;
    const char *const set = "trust.lasting=0.8";
    const struct network_params p = params_of(&set, 1);
    const struct trust_event apart = {.observed = false};
    for (int known = 0; known <= 1; known++)
        for (int high = 0; high <= 1; high++) {
            struct trust_pair pair = {high ? 0.9 : 0.1, (double)known, 0.8, 0.8};
            const double start = pair.trust;
            trust_update(&p, &apart, &pair);
            assert_close(pair.trust - start, 0.02 * (known ? 0.2 : 1.0) * (0.3 - start), 1e-12);
        }
}

/* All trust is .8 and all that moves it is that contact persons leave: a pair loses loss / (1 + handover shared) of what
 * is above the base for each of the two. */
static void test_colleagues_introduce_a_successor(void **state)
{
    (void)state;
    const char *const sets[] = {"network.trust_start=0.8", "trust.turnover=0.5", "trust.gain=0",    "trust.success=0",
                                "trust.reputation=0",      "trust.drift=0",      "trust.handover=2"};
    size_t lost[2] = {0, 0};
    for (uint32_t r = 0; r < 4; r++) {
        struct network_bed bed;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 6, 1, 4, r, true);
        bed.coalition[0].running = true;
        network_bed_start(&bed);
        network_bed_month(&bed, 0);
        for (size_t i = 0; i < 6; i++)
            for (size_t j = 0; j < 6; j++) {
                const int shared = i != j ? bed.network->shared[i * 6 + j].count : 0;
                const double left = 1.0 - 0.3 / (shared > 0 ? 3.0 : 1.0), trust = network_trust(bed.network, i, j);
                const double times = i == j ? 0.0 : log((trust - 0.3) / 0.5) / log(left);
                assert_true(shared == (i != j && i < 4 && j < 4));
                assert_close(times, round(times), 1e-9);
                assert_true(times > -0.5 && times < 2.5);
                lost[shared] += times > 0.5;
            }
        network_bed_stop(&bed);
    }
    assert_true(lost[0] > 0 && lost[1] > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_asymmetry_rectifies_noise),
        cmocka_unit_test(test_trust_comes_on_foot),
        cmocka_unit_test(test_a_breach_takes_longer_to_mend),
        cmocka_unit_test(test_ties_erode_without_work),
        cmocka_unit_test(test_off_is_the_plain_equation),
        cmocka_unit_test(test_reliability_sets_the_level),
        cmocka_unit_test(test_delivery_in_time),
        cmocka_unit_test(test_credit_follows_the_record),
        cmocka_unit_test(test_old_acquaintance_lasts),
        cmocka_unit_test(test_colleagues_introduce_a_successor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
