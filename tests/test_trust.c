/* Trust that goes deeper (M6): history, places, leaders, reports, measures. Every mechanism is off by default: then
 * nothing changes, to the last bit. Fairness and blame: test_trust_blame.c; staff: test_trust_staff.c. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/network/internal.h"
#include "models/network/trust.h"
#include "sim/rng/rng.h"
#include "tests/support/count.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"

/* --- off is off --------------------------------------------------------------------------------------------------- */

/* What only tunes a mechanism that is off changes no bit; each switch by itself does. */
static void test_off_changes_nothing(void **state)
{
    (void)state;
    static const char *const idle[] = {"trust.staff_start=0.9", "network.reporting_start=0"};
    static const struct {
        const char *set, *with;
        size_t mode; /* 3: all decide, by consensus */
    } on[] = {
        {"trust.fairness=0.2", "effort.overclaim=0.1", 0},   {"trust.attribution=0.5", "talk.hidden=true", 3},
        {"trust.camp=0.1", "network.rule=\"consensus\"", 0}, {"trust.staff=0.5", "effort.overclaim=0.1", 2},
        {"trust.leader_turnover=0.1", "trust.staff=0", 0},   {"trust.leader_turnover=0.1", "trust.staff=0", 1},
        {"trust.leader_turnover=0.1", "trust.staff=0.5", 2}, {"network.reporting_relief=0.5", "trust.staff=0", 2}};
    for (size_t m = 0; m < 3; m++) {
        const char *const tuned[] = {network_bed_modes[m], idle[0], idle[1]};
        assert_true(network_bed_run(&network_bed_modes[m], 1, 9, 4, 4, 1).print
                    == network_bed_run(tuned, 3, 9, 4, 4, 1).print);
    }
    for (size_t k = 0; k < COUNT(on); k++) {
        const char *const sets[] = {on[k].mode < 3 ? network_bed_modes[on[k].mode] : "network.rule=\"consensus\"",
                                    on[k].with, on[k].set};
        uint64_t same = 0;
        for (uint32_t r = 0; r < 3; r++)
            same += network_bed_run(sets, 2, 9, 4, 4, r).print == network_bed_run(sets, 3, 9, 4, 4, r).print;
        if (same == 3)
            fail_msg("%s changes nothing", on[k].set);
    }
    /* Without paid staff there is nothing to trust. */
    const char *const no_staff[] = {network_bed_modes[1], "trust.staff=1"};
    assert_true(network_bed_run(no_staff, 1, 9, 4, 4, 1).print == network_bed_run(no_staff, 2, 9, 4, 4, 1).print);
}

/* --- history ------------------------------------------------------------------------------------------------------ */

static void test_history_sets_the_start(void **state)
{
    (void)state;
    struct network_bed bed;
    double trust[5], familiarity[5], expected[5];
    network_bed_one_running(&bed, NULL, 0, 5);
    for (size_t j = 0; j < 5; j++)
        trust[j] = familiarity[j] = expected[j] = (double)NAN;
    trust[0] = 0.3; /* in itself: no history can say so */
    trust[1] = 0.1;
    familiarity[1] = 0.9;
    familiarity[2] = 0.7;
    expected[3] = 0.2;
    bed.member[0].history = trust;
    bed.member[0].familiarity = familiarity;
    bed.member[0].expected = expected;
    network_bed_start(&bed);
    const double trusts[] = {1.0, 0.1, 0.5, 0.5, 0.5}, knows[] = {0.3, 0.9, 0.7, 0.3, 0.3},
                 sees[] = {0.8, 0.8, 0.8, 0.2, 0.8};
    for (size_t j = 0; j < 5; j++) {
        assert_close(*network_bed_trust(&bed, 0, j), trusts[j], 0.0);
        assert_close(bed.network->familiarity[j], knows[j], 0.0);
        assert_close(bed.network->seen[j], sees[j], 0.0);
        assert_close(bed.network->habit[j], sees[j], 0.0);
        assert_close(*network_bed_trust(&bed, 1, j), j == 1 ? 1.0 : 0.5, 0.0); /* the others have no past */
    }
    network_bed_stop(&bed);
}

/* --- places ------------------------------------------------------------------------------------------------------- */

static void test_places(void **state)
{
    (void)state;
    const char *const places[] = {"centre", "office", NULL, "centre", "", "", "centre"};
    for (size_t mode = 0; mode < 3; mode++) {
        const char *const sets[] = {network_bed_modes[mode], "trust.colocation_hours=3"};
        struct network_bed with, without;
        network_bed_one_running(&with, sets, 2, 7);
        network_bed_one_running(&without, sets, 1, 7);
        for (size_t i = 0; i < 7; i++)
            with.member[i].location = without.member[i].location = places[i];
        with.member[6].founder = without.member[6].founder = false; /* sits there, but is no member */
        network_bed_start(&with);
        network_bed_start(&without);
        network_bed_month(&with, 0);
        network_bed_month(&without, 0);
        for (size_t i = 0; i < 7; i++)
            for (size_t j = 0; j < 7; j++) {
                const bool together = (i == 0 && j == 3) || (i == 3 && j == 0);
                const double more =
                    network_contact_hours(with.network, i, j) - network_contact_hours(without.network, i, j);
                assert_close(more, together ? 3.0 : 0.0, 1e-12);
            }
        for (size_t month = 1; month < 24; month++) {
            network_bed_month(&with, month);
            network_bed_month(&without, month);
        }
        assert_true(with.network->familiarity[3] > without.network->familiarity[3] + 0.001);
        assert_close(network_coordination_hours(with.network, 0), network_coordination_hours(without.network, 0), 1.0);
        network_bed_stop(&with);
        network_bed_stop(&without);
    }
}

/* Where partners hardly meet, a shared place builds trust. */
static void test_places_build_trust(void **state)
{
    (void)state;
    double gain = 0.0;
    for (uint32_t r = 0; r < 10; r++)
        for (int together = 0; together < 2; together++) {
            const char *const sets[] = {network_bed_modes[1], "network.trust_start=0.3", "trust.colocation_hours=4"};
            struct network_bed bed;
            network_bed_settings(&bed, sets, 3);
            network_bed_fill(&bed, 8, 3, 4, r, true);
            for (size_t i = 0; i < 8; i++)
                bed.member[i].location = together ? "centre" : NULL;
            network_bed_start(&bed);
            for (size_t month = 0; month < 48; month++)
                network_bed_month(&bed, month);
            struct network_view view;
            network_observe(bed.network, &view);
            gain += (together ? 0.1 : -0.1) * view.trust_mean;
            network_bed_stop(&bed);
        }
    assert_true(gain > 0.02);
}

/* --- leaders ------------------------------------------------------------------------------------------------------ */

/* A bed of six in which the leader has just left; *before: trust .8 and familiarity .6 everywhere. */
static void lose_leader(struct network_bed *bed, const char *mode, double *skill)
{
    const char *const sets[] = {mode,
                                "trust.leader_turnover=0.5",
                                "trust.staff=0.5",
                                "trust.turnover=0",
                                "trust.turnover_loss=0.4",
                                "trust.handover=0"};
    network_bed_one_running(bed, sets, COUNT(sets), 6);
    bed->member[3].size_fte = 400.0; /* leads, and is the strongest volunteer */
    network_bed_start(bed);
    for (size_t month = 0; month < 6; month++)
        network_bed_month(bed, month);
    for (size_t month = 6;; month++) {
        network_bed_trust_all(bed, 0.8);
        *network_bed_trust(bed, 1, 3) = 0.2; /* below the base of .3: nothing to lose */
        for (size_t at = 0; at < 36; at++)
            bed->network->familiarity[at] = 0.6;
        for (size_t i = 0; i < 6; i++)
            bed->network->member[i].staff_trust = 0.8;
        *skill = bed->network->staff_work > 0.0 ? bed->network->staff_skill : bed->network->member[3].skill;
        const double staff = bed->network->staff_skill, own = bed->network->member[3].skill;
        trust_leader_month(bed->network, &bed->stream, month);
        if (bed->network->staff_skill != staff || bed->network->member[3].skill != own)
            return;
        assert_true(month < 40);
        assert_close(*network_bed_trust(bed, 0, 3), 0.8, 0.0);
    }
}

static void test_leader_leaves(void **state)
{
    (void)state;
    for (size_t mode = 0; mode < 2; mode++) {
        struct network_bed bed;
        double skill;
        lose_leader(&bed, network_bed_modes[mode], &skill);
        for (size_t i = 0; i < 6; i++)
            for (size_t j = 0; j < 6; j++) {
                const bool left = i != j && j == 3, tied = i != j && (i == 3 || j == 3);
                const double trust = i == j ? 1.0 : i == 1 && left ? 0.2 : left ? 0.8 - 0.4 * 0.5 : 0.8;
                assert_close(*network_bed_trust(&bed, i, j), trust, 1e-12);
                assert_close(bed.network->familiarity[i * 6 + j], tied ? 0.36 : 0.6, 1e-12);
            }
        assert_true(bed.network->member[3].carrying > bed.network->member[0].carrying);
        assert_close(bed.network->member[3].skill, 0.6 * skill, 1e-12);
        network_bed_stop(&bed);
    }
}

static void test_head_of_staff_leaves(void **state)
{
    (void)state;
    struct network_bed bed;
    double skill;
    lose_leader(&bed, network_bed_modes[2], &skill);
    assert_close(*network_bed_trust(&bed, 0, 3), 0.8, 0.0);
    assert_true(skill > 0.05);
    assert_close(bed.network->staff_skill, 0.6 * skill, 1e-12);
    for (size_t i = 0; i < 6; i++)
        assert_close(bed.network->member[i].staff_trust, 0.8 - 0.4 * 0.5, 1e-12);
    network_bed_stop(&bed);
}

/* --- reports ------------------------------------------------------------------------------------------------------ */

/* Registration and administration of member 0 in its 7th month, with payers 4 and 5 or without. */
static double reporting_hours(bool payers, const char *start, double payer_trust, double others)
{
    const char *const sets[] = {network_bed_modes[2], "network.steering=\"formal\"", "network.reporting_relief=0.6",
                                start};
    struct network_bed bed;
    network_bed_one_running(&bed, sets, 4, 6);
    bed.member[4].payer = bed.member[5].payer = payers;
    network_bed_start(&bed);
    for (size_t month = 0; month < 6; month++)
        network_bed_month(&bed, month);
    network_bed_trust_all(&bed, others);
    *network_bed_trust(&bed, 4, 0) = payer_trust - 0.1;
    *network_bed_trust(&bed, 5, 0) = payer_trust + 0.1;
    network_bed_month(&bed, 6);
    const double hours = bed.network->member[0].other;
    network_bed_stop(&bed);
    return hours;
}

static void test_trust_of_payers_lightens_reports(void **state)
{
    (void)state;
    const double all = 0.5 + 1.0; /* dashboard and formal administration */
    assert_close(reporting_hours(true, "network.reporting_start=7", 0.8, 0.4), all, 1e-12);
    assert_close(reporting_hours(true, "network.reporting_start=6", 0.8, 0.4), all * (1.0 - 0.6 * 0.8), 1e-9);
    assert_close(reporting_hours(false, "network.reporting_start=6", 0.4, 0.4), all * (1.0 - 0.6 * 0.4), 1e-9);
    assert_true(reporting_hours(true, "network.reporting_start=6", 0.2, 0.9)
                > reporting_hours(true, "network.reporting_start=6", 0.8, 0.1));
}

/* Hours that reports do not take are there for coordination work. */
static void test_relief_frees_hours(void **state)
{
    (void)state;
    double adequacy[2];
    for (int k = 0; k < 2; k++) {
        const char *const sets[] = {network_bed_modes[2], "network.steering=\"formal\"", "network.reporting_start=0",
                                    k == 0 ? "network.reporting_relief=0" : "network.reporting_relief=1"};
        struct network_bed bed;
        network_bed_one_running(&bed, sets, 4, 6);
        network_bed_start(&bed);
        bed.network->p.network.hours_per_member = 6.0;
        network_bed_month(&bed, 0);
        adequacy[k] = bed.network->adequacy;
        network_bed_stop(&bed);
    }
    assert_true(adequacy[1] > adequacy[0] && adequacy[0] > 0.0 && adequacy[0] < 1.0);
}

/* --- measures ----------------------------------------------------------------------------------------------------- */

static void measure(struct network_bed *bed, struct network_view *view)
{
    trust_measure_camps(bed->network);
    network_observe(bed->network, view);
}

static void test_measures(void **state)
{
    (void)state;
    struct network_bed bed;
    struct network_view view;
    network_bed_one_running(&bed, NULL, 0, 8);
    bed.member[7].founder = false;
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    network_bed_trust_all(&bed, 0.5);
    measure(&bed, &view);
    assert_close(view.distrust, 0.0, 0.0);
    assert_close(view.camps, 0.0, 0.0);
    /* Two camps, of 0, 2, 5 and of the others: .8 within and .1 or .22 between, each way. Who is out does not count. */
    for (size_t i = 0; i < 8; i++)
        for (size_t j = 0; j < 8; j++) {
            const bool own = (i == 0 || i == 2 || i == 5) == (j == 0 || j == 2 || j == 5);
            *network_bed_trust(&bed, i, j) = i == j ? 1.0 : i == 7 || j == 7 ? 0.0 : own ? 0.8 : i < j ? 0.1 : 0.22;
        }
    measure(&bed, &view);
    assert_close(view.camps, 0.64, 1e-9);
    assert_close(view.distrust, 12.0 / 42.0, 1e-12);
    assert_true(isnan(view.staff_trust));
    /* One whom nobody trusts, and one who trusts and is trusted more than others, are no camp. */
    network_bed_trust_all(&bed, 0.6);
    for (size_t i = 0; i < 8; i++) {
        *network_bed_trust(&bed, i, 1) = *network_bed_trust(&bed, 1, i) = 0.05;
        *network_bed_trust(&bed, i, 4) += i == 4 ? 0.0 : 0.3;
    }
    measure(&bed, &view);
    assert_close(view.camps, 0.0, 1e-6);
    /* Nor are two that are less liked by all, each other too. */
    for (size_t at = 0; at < 64; at++)
        bed.network->trust[at] = (at / 8 < 2 ? 0.1 : 0.4) + (at % 8 < 2 ? 0.1 : 0.4);
    measure(&bed, &view);
    assert_close(view.camps, 0.0, 1e-6);
    network_bed_stop(&bed);
}

/* Some split can always be found: what the measure says of trust without any order. */
static void test_camps_by_chance(void **state)
{
    (void)state;
    struct network_bed bed;
    struct network_view view;
    double mean = 0.0;
    network_bed_one_running(&bed, NULL, 0, 12);
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    for (uint32_t draw = 0; draw < 100; draw++) {
        for (size_t at = 0; at < 144; at++)
            bed.network->trust[at] = 0.3 + 0.4 * rng_unit(rng_draw(&bed.stream, (uint32_t)at, draw, 61001, 0).w[0]);
        measure(&bed, &view);
        mean += view.camps / 100.0;
    }
    print_message("camps by chance, trust .3-.7 at random, 12 members: %.3f\n", mean);
    assert_true(mean > 0.0 && mean < 0.1);
    network_bed_stop(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_off_changes_nothing),
        cmocka_unit_test(test_history_sets_the_start),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_places_build_trust),
        cmocka_unit_test(test_leader_leaves),
        cmocka_unit_test(test_head_of_staff_leaves),
        cmocka_unit_test(test_trust_of_payers_lightens_reports),
        cmocka_unit_test(test_relief_frees_hours),
        cmocka_unit_test(test_measures),
        cmocka_unit_test(test_camps_by_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
