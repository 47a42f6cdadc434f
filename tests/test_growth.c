/* Growing a joint task: the least effort counts exactly, members weigh how unsure they are, newcomers who know the record
 * keep it and those who do not break it, and how fast they come decides what is left of it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "models/network/coalition.h"
#include "models/network/effort.h"
#include "models/network/internal.h"
#include "models/network/membership.h"
#include "tests/support/count.h"
#include "tests/support/network_bed.h"

#define CLOSE(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

/* The minimum-effort game with a benefit of 2.2, as in scenarios/laboratory-size.cfg. */
#define GAME                                                                                                        \
    "coalition.substitution=-100", "effort.cost_linear=0.66", "effort.cost_square=0", "effort.noise=0.01",          \
        "effort.relation=0", "effort.status=0", "effort.absence=0", "effort.routine_share=0", "effort.overclaim=0", \
        "coalition.competence_need=0", "coalition.ramp_months=1", "coalition.open_penalty=0",                       \
        "coalition.stop_output=0", "membership.exit_rate=0", "membership.apply_rate=0", "trust.turnover=0",         \
        "effort.precedent=1", "effort.belief_sd=0.15", "membership.least_members=2", "network.least_parties=2",     \
        "governance.issue_rate=0", "effort.value_conflict=0"

/* A task of n with a role each, begun by the first `founders`; one comes in every `months` months. */
static void set_up(struct network_bed *bed, const char *const *sets, size_t n_sets, size_t n, size_t founders,
                   size_t months, uint32_t replication)
{
    network_bed_settings(bed, sets, n_sets);
    network_bed_fill(bed, n, 1, n, replication, true);
    bed->coalition[0].running = true;
    bed->coalition[0].least_roles = 2;
    for (size_t i = founders; i < n; i++) {
        bed->member[i].founder = false;
        bed->member[i].joins = 1 + months * (i + 1 - founders);
    }
    for (size_t i = 0; i < n; i++)
        bed->own_gain[i] = 0.0;
    network_bed_start(bed);
}

/* Joint effort in the end; all must take part by then. */
static double grow(const char *const *sets, size_t n_sets, size_t n, size_t founders, size_t months,
                   uint32_t replication)
{
    struct network_bed bed;
    set_up(&bed, sets, n_sets, n, founders, months, replication);
    for (size_t month = 0; month < 120; month++)
        network_bed_month(&bed, month);
    const double joint = bed.network->coalition[0].joint;
    assert_int_equal(bed.network->coalition[0].n_players, n);
    CLOSE(network_reach(bed.network, 0), 1.0, 0.0);
    network_bed_stop(&bed);
    return joint;
}

enum { REPLICATIONS = 20 };

static int efficient(const char *const *sets, size_t n_sets, size_t n, size_t founders, size_t months)
{
    int count = 0;
    for (uint32_t r = 0; r < REPLICATIONS; r++)
        count += grow(sets, n_sets, n, founders, months, r) >= 0.7;
    print_message("%zu from %zu, one in %zu months: efficient %d of %d\n", n, founders, months, count, REPLICATIONS);
    return count;
}

/* --- the least, exactly ------------------------------------------------------------------------------------------- */

static void test_least_of_all(void **state)
{
    (void)state;
    const double roles[] = {0.6, 0.35, 0.9};
    CLOSE(coalition_ces(roles, 3, -100.0), 0.35, 0.0);
    CLOSE(coalition_ces(roles, 3, -50.0), 0.35, 0.0);
    CLOSE(coalition_ces(roles, 3, -49.9), 0.35, 0.01);
    assert_true(coalition_ces(roles, 3, -49.9) > 0.35);
    CLOSE(weakest_of(roles, 0), 0.0, 0.0);
}

/* E[min(e, X)] with X even on .5 +- h: e - (e - .5 + h)^2 / (4h) within that, .5 above. */
static void test_expected_least(void **state)
{
    (void)state;
    double expected[WEAKEST_STEPS + 1];
    struct weak_links others = {.mean = {0.5}, .doubt = {0.0}, .n = 1};
    weakest_expect(&others, expected);
    for (int k = 0; k <= WEAKEST_STEPS; k++)
        CLOSE(expected[k], fmin(k / 100.0, 0.5), 1e-12);
    CLOSE(weakest_at(expected, 0.123), 0.123, 1e-12);
    const double half = 0.2;
    others.doubt[0] = half / sqrt(3.0);
    weakest_expect(&others, expected);
    for (int k = 0; k <= WEAKEST_STEPS; k++) {
        const double e = k / 100.0, over = fmin(fmax(e - 0.5 + half, 0.0), 2.0 * half);
        const double exact = e <= 0.5 + half ? e - over * over / (4.0 * half) : 0.5;
        CLOSE(expected[k], exact, 1e-4);
    }
    /* Two such: the integral of ((.7 - t) / .4)^2 from .3 to .7 is .4 / 3. */
    others = (struct weak_links){.mean = {0.5, 0.5}, .doubt = {half / sqrt(3.0), half / sqrt(3.0)}, .n = 2};
    weakest_expect(&others, expected);
    CLOSE(expected[WEAKEST_STEPS], 0.3 + 0.4 / 3.0, 1e-4);
}

/* Without doubt the reply to a record is the record itself, at every level. */
static void test_every_level_is_its_own_reply(void **state)
{
    (void)state;
    static const char *const sets[] = {GAME, "effort.belief_sd=0"};
    for (int step = 0; step < 5; step++) {
        const double level = 0.2 + 0.15 * step;
        struct network_bed bed;
        set_up(&bed, sets, COUNT(sets), 12, 12, 0, 0);
        network_bed_month(&bed, 0);
        for (size_t i = 0; i < 12; i++)
            bed.network->record[i] = bed.network->effort[i] = level;
        int players[12];
        for (int i = 0; i < 12; i++)
            players[i] = i;
        const struct line_up line_up = {players, 12, bed.network->pledge, 1, false, true, false};
        double utility;
        CLOSE(effort_reply(bed.network, &bed.inputs, 3, 0, &line_up, &utility), level, 0.02);
        network_bed_stop(&bed);
    }
}

/* With doubt the best reply lies where the others are all there with chance cost / benefit. */
static void test_doubt_weighs_by_number(void **state)
{
    (void)state;
    static const char *const sure[] = {GAME}, *const doubting[] = {GAME, "effort.doubt=1"};
    static const size_t sizes[] = {2, 4, 12};
    for (size_t s = 0; s < COUNT(sizes); s++) {
        double reply[2] = {0.0, 0.0}, utility;
        const size_t n = sizes[s];
        for (int k = 0; k < 2; k++) {
            struct network_bed bed;
            set_up(&bed, k ? doubting : sure, k ? COUNT(doubting) : COUNT(sure), n, n, 0, 0);
            network_bed_month(&bed, 0);
            int players[12];
            for (size_t i = 0; i < n; i++) {
                players[i] = (int)i;
                bed.network->record[i] = 0.5;
                bed.network->unproven[i] = 0.6;
            }
            for (size_t j = 0; j < n * n; j++)
                bed.network->hunch[j] = 0.0;
            const struct line_up line_up = {players, n, bed.network->pledge, 1, false, true, false};
            /* As unsure of a partner as the one of both who knows less. */
            bed.network->unproven[1] = 0.9;
            CLOSE(precedent_doubt(bed.network, 0, 1, 0), k * 0.15 * 0.9, 1e-12);
            CLOSE(precedent_doubt(bed.network, 1, 0, 0), k * 0.15 * 0.9, 1e-12);
            bed.network->unproven[1] = 0.6;
            reply[k] = effort_reply(bed.network, &bed.inputs, 0, 0, &line_up, &utility);
            network_bed_stop(&bed);
        }
        const double spread = sqrt(3.0) * 0.15 * 0.6;
        CLOSE(reply[0], 0.5, 0.02);
        CLOSE(reply[1], 0.5 + spread * (1.0 - 2.0 * pow(0.3, 1.0 / (double)(n - 1))), 0.04);
    }
}

/* --- size and growth ---------------------------------------------------------------------------------------------- */

static void test_off_is_off(void **state)
{
    (void)state;
    static const char *const sets[] = {"effort.doubt=2", "effort.precedent=0.5", "effort.belief_sd=0.2"};
    static const char *const without[] = {"effort.precedent=0.5", "effort.belief_sd=0.2"};
    assert_true(network_bed_run(sets, COUNT(sets), 9, 4, 4, 0).print
                == network_bed_run(without, COUNT(without), 9, 4, 4, 0).print);
    static const char *const introduce[] = {"membership.introduce_first=true"};
    assert_true(network_bed_run(introduce, 1, 9, 4, 4, 0).print == network_bed_run(NULL, 0, 9, 4, 4, 0).print);
}

/* P14: Van Huyck, Battalio & Beil 1990. */
static void test_pairs_and_many(void **state)
{
    (void)state;
    static const char *const sets[] = {GAME, "effort.doubt=1"};
    assert_true(efficient(sets, COUNT(sets), 2, 2, 0) >= 14);
    assert_true(efficient(sets, COUNT(sets), 14, 14, 0) <= 2);
}

/* P15, P16: Weber 2006. */
static void test_growth(void **state)
{
    (void)state;
    static const char *const known[] = {GAME, "effort.doubt=1"}, *const unknown[] = {GAME, "effort.doubt=1",
                                                                                     "effort.record=0"};
    const int at_once = efficient(known, COUNT(known), 12, 12, 0), slow = efficient(known, COUNT(known), 12, 2, 6),
              fast = efficient(known, COUNT(known), 12, 2, 1), untold = efficient(unknown, COUNT(unknown), 12, 2, 6);
    assert_true(slow >= 5 && slow >= 3 * at_once);
    assert_true(fast < slow);
    assert_true(2 * untold < slow);
}

/* Who is introduced first takes part afterwards, and knows what the hours allowed. */
static void test_introduced_first(void **state)
{
    (void)state;
    static const char *const sets[] = {GAME,
                                       "effort.doubt=1",
                                       "membership.introduce_first=true",
                                       "membership.newcomers=\"stranger\"",
                                       "membership.onboarding_months=4",
                                       "membership.onboarding_hours=4",
                                       "membership.absorb=1"};
    struct network_bed bed;
    set_up(&bed, sets, COUNT(sets), 4, 2, 3, 0);
    for (size_t month = 0; month < 14; month++) {
        network_bed_month(&bed, month);
        const struct network *network = bed.network;
        assert_true(network->plays[2] == (month >= 7));
        assert_true(network_member(network, 2) == (month >= 3));
    }
    /* The first had three months alone and one shared, the second one shared and three alone. */
    assert_true(bed.network->member[2].briefed <= 0.875 + 1e-12 && bed.network->member[2].briefed > 0.4);
    CLOSE(joining_briefed(bed.network, 2), bed.network->member[2].briefed, 0.0);
    CLOSE(joining_briefed(bed.network, 0), 1.0, 0.0);
    CLOSE(network_reach(bed.network, 0), 1.0, 0.0);
    network_bed_stop(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_least_of_all),
        cmocka_unit_test(test_expected_least),
        cmocka_unit_test(test_every_level_is_its_own_reply),
        cmocka_unit_test(test_doubt_weighs_by_number),
        cmocka_unit_test(test_off_is_off),
        cmocka_unit_test(test_pairs_and_many),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_introduced_first),
    };
    return cmocka_run_group_tests_name("growth", tests, NULL, NULL);
}
