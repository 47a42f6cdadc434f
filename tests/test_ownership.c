/* Who decided stands by its pledge; and what joint work has to build before it delivers. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "models/network/decision.h"
#include "models/network/effort.h"
#include "models/network/internal.h"
#include "tests/support/count.h"
#include "tests/support/network_bed.h"

static void assert_near_to(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        fail_msg("%.17g is not %.17g", a, b);
}

/* A bed of six average members whose coalitions start in the first months. */
static void start(struct network_bed *bed, const char *const *sets, size_t n)
{
    network_bed_settings(bed, sets, n);
    network_bed_fill(bed, 6, 3, 4, 0, true);
    network_bed_start(bed);
}

static double mean_owned(const struct network_bed *bed)
{
    double sum = 0.0, places = 0.0;
    for (size_t at = 0; at < bed->n * bed->n_coalitions; at++)
        if (bed->network->plays[at]) {
            sum += bed->network->owned[at];
            places += 1.0;
        }
    assert_true(places > 0.0);
    return sum / places;
}

/* All decide: all own. The lead decides: only the lead's own places are owned. Heard before: half. */
static void test_who_decided_owns(void **state)
{
    (void)state;
    static const char *const all[] = {"governance.ownership=0.3", "effort.benefit=4", "governance.vote_noise=0"};
    static const char *const lead[] = {"governance.ownership=0.3", "effort.benefit=4", "governance.vote_noise=0",
                                       "network.deciders=\"lead\"", "network.lead=\"m0\""};
    struct network_bed bed;
    start(&bed, all, COUNT(all));
    for (size_t month = 0; month < 4; month++)
        network_bed_month(&bed, month);
    assert_true(mean_owned(&bed) == 1.0);
    network_bed_stop(&bed);
    start(&bed, lead, COUNT(lead));
    for (size_t month = 0; month < 4; month++)
        network_bed_month(&bed, month);
    for (size_t i = 0; i < bed.n; i++)
        for (size_t c = 0; c < bed.n_coalitions; c++)
            if (bed.network->plays[i * bed.n_coalitions + c])
                assert_true(bed.network->owned[i * bed.n_coalitions + c] == (i == 0 ? 1.0 : 0.0));
    network_bed_stop(&bed);
}

static void test_who_was_heard_owns_in_part(void **state)
{
    (void)state;
    static const char *const sets[] = {"governance.voice=0.4"};
    struct network_bed bed;
    start(&bed, sets, COUNT(sets));
    for (size_t month = 0; month < 6 && bed.network->coalition[0].n_players == 0; month++)
        network_bed_month(&bed, month);
    const struct coalition *coalition = &bed.network->coalition[0];
    assert_true(coalition->n_players == 4);
    bed.network->table[0] = bed.network->players[1];
    ownership_decided(bed.network, 0, 1, true);
    for (size_t k = 0; k < coalition->n_players; k++)
        assert_true(bed.network->owned[(size_t)bed.network->players[k] * bed.n_coalitions] == (k == 1 ? 1.0 : 0.4));
    ownership_decided(bed.network, 0, 0, false);
    for (size_t k = 0; k < coalition->n_players; k++)
        assert_true(bed.network->owned[(size_t)bed.network->players[k] * bed.n_coalitions] == 0.0);
    network_bed_stop(&bed);
}

/* The utility of a level of effort falls by ownership * owned * shortfall, and by nothing for a proposal. */
static void test_a_shortfall_costs_who_owns(void **state)
{
    (void)state;
    struct network_bed bed;
    double effort[2][2], pledges[BED_MEMBERS], utility;
    start(&bed, NULL, 0);
    for (size_t month = 0; month < 6 && bed.network->coalition[0].n_players == 0; month++)
        network_bed_month(&bed, month);
    const size_t i = (size_t)bed.network->players[0];
    for (size_t j = 0; j < bed.n; j++)
        pledges[j] = 0.8;
    bed.network->owned[i * bed.n_coalitions] = 1.0;
    for (int on = 0; on < 2; on++)
        for (int standing = 0; standing < 2; standing++) {
            const struct line_up line_up = {bed.network->players, 4, pledges, 1, false, standing != 0, false};
            bed.network->p.governance.ownership = on ? 1.5 : 0.0;
            effort[on][standing] = effort_reply(bed.network, &bed.inputs, i, 0, &line_up, &utility);
        }
    network_bed_stop(&bed);
    assert_true(effort[0][0] == effort[0][1] && effort[0][0] == effort[1][0]);
    assert_true(effort[1][1] > effort[0][1] + 0.05);
}

static void test_off_is_off(void **state)
{
    (void)state;
    static const char *const off[] = {"governance.ownership=0", "governance.voice=0.5", "coalition.practice_months=18",
                                      "coalition.patience=0.5"};
    static const char *const other[] = {"governance.ownership=0", "governance.voice=0.9",
                                        "coalition.practice_months=40", "coalition.patience=0.1"};
    static const char *const owned[] = {"governance.ownership=0.4"}, *const built[] = {"coalition.practice_need=0.4"};
    const uint64_t print = network_bed_run(off, COUNT(off), 9, 4, 4, 0).print;
    assert_true(print == network_bed_run(other, COUNT(other), 9, 4, 4, 0).print);
    assert_true(print != network_bed_run(owned, 1, 9, 4, 4, 0).print);
    assert_true(print != network_bed_run(built, 1, 9, 4, 4, 0).print);
}

/* Practice follows joint effort month by month, lowers output by what is not built, and members count with a part. */
static void test_practice_is_built(void **state)
{
    (void)state;
    static const char *const sets[] = {"coalition.practice_need=0.5",
                                       "coalition.practice_months=10",
                                       "coalition.patience=0.25",
                                       "coalition.ramp_months=1",
                                       "effort.benefit=4",
                                       "coalition.competence_need=0",
                                       "coalition.open_penalty=0"};
    struct network_bed bed;
    double expected = 0.0;
    start(&bed, sets, COUNT(sets));
    for (size_t month = 0; month < 40; month++) {
        network_bed_month(&bed, month);
        const struct coalition *coalition = &bed.network->coalition[0];
        if (!coalition->live)
            continue;
        const double to_come = 0.5 * (1.0 - expected);
        assert_near_to(coalition->factor, 1.0 - to_come, 1e-12);
        assert_near_to(coalition->promise, (1.0 - 0.75 * to_come) / (1.0 - to_come), 1e-12);
        expected += (1.0 - expected) * coalition->joint / 10.0;
        assert_near_to(coalition->practice, expected, 1e-12);
    }
    assert_true(expected > 0.5);
    network_bed_stop(&bed);
}

/* Who is known to lose by a coalition objects to it; who is not pledges like the others, and gives little (E205). */
static void test_a_loser_objects_or_says_yes(void **state)
{
    (void)state;
    for (int hidden = 0; hidden < 2; hidden++) {
        const char *const sets[] = {hidden ? "talk.hidden=true" : "talk.hidden=false",
                                    "talk.pretence=1",
                                    "governance.vote_noise=0",
                                    "membership.exit_rate=0",
                                    "network.rule=\"consent\"",
                                    "governance.deliberation=0"};
        struct network_bed bed;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 4, 1, 4, 0, true);
        bed.own_gain[1] = -4.0;
        bed.member[1].weight_finance = 1.0;
        network_bed_start(&bed);
        double promised = 0.0, others = 0.0;
        for (size_t month = 0; month < 12; month++) {
            network_bed_month(&bed, month);
            if (network_live(bed.network, 0) && promised == 0.0) {
                promised = bed.network->pledge[1];
                others = bed.network->pledge[0];
            }
        }
        assert_true(network_live(bed.network, 0) == (hidden == 1));
        if (hidden) {
            assert_true(fabs(promised - others) < 0.05);
            assert_true(bed.network->effort[1] < 0.5 * promised);
        }
        network_bed_stop(&bed);
    }
}

/* Carriers teach each other: two who share the work learn more than each by itself, and nobody who does none learns. */
static void test_shared_learning(void **state)
{
    (void)state;
    double craft[2];
    for (int k = 0; k < 2; k++) {
        const char *const sets[] = {k ? "network.shared_learning=0.5" : "network.shared_learning=0",
                                    "membership.exit_rate=0"};
        struct network_bed bed;
        start(&bed, sets, COUNT(sets));
        for (size_t month = 0; month < 24; month++)
            network_bed_month(&bed, month);
        craft[k] = bed.network->craft;
        network_bed_stop(&bed);
    }
    assert_true(craft[1] > craft[0] + 0.05 && craft[1] <= 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_decided_owns),
        cmocka_unit_test(test_who_was_heard_owns_in_part),
        cmocka_unit_test(test_a_shortfall_costs_who_owns),
        cmocka_unit_test(test_off_is_off),
        cmocka_unit_test(test_practice_is_built),
        cmocka_unit_test(test_a_loser_objects_or_says_yes),
        cmocka_unit_test(test_shared_learning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
