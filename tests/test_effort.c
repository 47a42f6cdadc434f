/* Interest and effort in depth: attention, values, routine and hours. Each is off by default, and moves what it
 * should when it is on. Beliefs and precedent: test_effort_belief.c; shortfalls: test_effort_shortfall.c. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/network/effort.h"
#include "models/network/internal.h"
#include "tests/support/count.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"

/* --- off ---------------------------------------------------------------------------------------------------------- */

/* What only matters together with a switch changes no byte while that is at its default. */
static void test_off_is_identical(void **state)
{
    (void)state;
    static const char *const details[] = {"effort.learning_noise=2",  "effort.precedent_months=2",
                                          "effort.record=0",          "effort.belief_sd=0.4",
                                          "effort.exploit_months=2",  "effort.address_hours=9",
                                          "effort.crowding_hours=90", "effort.crowding=0.5"};
    static const char *const switches[] = {
        "effort.learning=0.2",        "effort.optimism=0.3",     "effort.misperception=0.3", "effort.fear=0.5",
        "effort.address=0.5",         "effort.precedent=0.5",

        "effort.shared_language=0.5", "effort.learning_noise=1", "effort.exploit=1"};
    const uint64_t plain = network_bed_run(NULL, 0, 9, 4, 4, 0).print;
    assert_true(plain == network_bed_run(details, COUNT(details), 9, 4, 4, 0).print);
    for (size_t k = 0; k < COUNT(switches); k++) {
        const uint64_t other = network_bed_run(&switches[k], 1, 9, 4, 4, 0).print;
        /* Without results that differ from the business case there is only noise to learn from, and here nobody
         * exploits. */
        const bool nothing = k >= COUNT(switches) - 2;
        if ((other == plain) != nothing)
            fail_msg("%s: %s", switches[k], nothing ? "changes something" : "changes nothing");
    }
}

/* Traits and truth that no switch asks for. */
static void burden_all(struct network_bed *bed)
{
    static const double truth[BED_COALITIONS] = {0.2, 3.0};
    bed->inputs.true_effect = bed->inputs.true_volume = truth;
    for (size_t i = 0; i < bed->n; i++) {
        bed->member[i].data = bed->member[i].exploit = 0.7;
        bed->member[i].formality = 1.0;
        bed->member[i].other_networks = 5.0;
    }
}

static void test_traits_need_their_switch(void **state)
{
    (void)state;
    const struct network_pairs plain = network_bed_pairs(NULL, 0, NULL, 2),
                               burdened = network_bed_pairs(NULL, 0, burden_all, 2);
    assert_close(plain.output, burdened.output, 0.0);
    assert_close(plain.effort, burdened.effort, 0.0);
    assert_close(plain.wait, burdened.wait, 0.0);
}

/* --- attention, values, visibility -------------------------------------------------------------------------------- */

/* The first of each role gains by the coalitions, the second loses. */
static void second_loses(struct network_bed *bed)
{
    for (size_t i = 0; i < bed->n; i++) {
        bed->member[i].weight_mission = i < 4 ? 1.0 : 0.3;
        bed->member[i].weight_status = 1.0;
        for (size_t c = 0; c < bed->n_coalitions; c++)
            bed->own_gain[i * bed->n_coalitions + c] = i < 4 ? 0.3 : -1.0;
    }
}

static void test_fear_of_missing_out(void **state)
{
    (void)state;
    static const char *const off[] = {"network.structure=\"coalitions\"", "membership.apply_rate=0.2"};
    static const char *const on[] = {"network.structure=\"coalitions\"", "membership.apply_rate=0.2",
                                     "membership.fomo=0.5"};
    const struct network_pairs without = network_bed_pairs(off, COUNT(off), second_loses, 8);
    const struct network_pairs with = network_bed_pairs(on, COUNT(on), second_loses, 8);
    print_message("E307: players %.2f to %.2f, effort of each %.3f to %.3f, output of a coalition %.3f to %.3f, of all "
                  "%.3f to %.3f\n",
                  without.players / without.live, with.players / with.live, without.effort, with.effort,
                  without.output / without.live, with.output / with.live, without.output, with.output);
    assert_true(with.players / with.live > without.players / without.live + 0.2);
    assert_true(with.effort < without.effort - 0.01);
    assert_true(with.output / with.live < without.output / without.live - 0.01);
}

/* Nobody joins later: only the launch counts. */
static void test_fear_of_missing_out_at_launch(void **state)
{
    (void)state;
    static const char *const off[] = {"network.structure=\"coalitions\"", "membership.apply_rate=0",
                                      "talk.hidden=true"};
    static const char *const on[] = {"network.structure=\"coalitions\"", "membership.apply_rate=0",
                                     "membership.fomo=0.5", "talk.hidden=true"};
    const struct network_pairs without = network_bed_pairs(off, COUNT(off), second_loses, 4);
    const struct network_pairs with = network_bed_pairs(on, COUNT(on), second_loses, 4);
    assert_true(with.players / with.live > without.players / without.live + 0.1);
}

/* Who stays out of a running coalition for its loss joins when it wants to be seen, and not before. */
static void test_fear_of_missing_out_joins(void **state)
{
    (void)state;
    static const char *const sets[] = {"membership.apply_rate=1", "effort.benefit=4"};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 6, 1, 4, 0, true);
    bed.member[5].weight_mission = 0.0;
    bed.own_gain[5] = -3.0;
    bed.coalition[0].running = true;
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    bed.network->role[5] = 0;
    network_bed_month(&bed, 1);
    assert_false(bed.network->plays[5]);
    bed.network->p.membership.fomo = 3.0;
    network_bed_month(&bed, 2);
    assert_true(bed.network->plays[5]);
    network_bed_stop(&bed);
}

/* A delegate with its attention elsewhere must go home first, also when there is time. */
static void test_crowded_delegates_cannot_decide(void **state)
{
    (void)state;
    static const char *const sets[] = {"network.preparation_hours=0", "network.meeting_hours=40", "effort.benefit=4"};
    for (int busy = 0; busy < 2; busy++) {
        struct network_bed bed;
        struct network_view view;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 4, 1, 4, 0, true);
        network_bed_start(&bed);
        for (size_t i = 0; i < 4; i++) {
            bed.network->member[i].time_left = 80.0;
            bed.network->member[i].attention = busy ? 0.0 : 1.0;
        }
        for (size_t month = 0; month < 2; month++) {
            network_bed_month(&bed, month);
            network_observe(bed.network, &view);
            assert_true(month > 0 || view.decisions == (busy ? 0.0 : 1.0));
        }
        assert_true(network_live(bed.network, 0));
        network_bed_stop(&bed);
    }
}

static void three_more(struct network_bed *bed)
{
    for (size_t i = 0; i < bed->n; i++) {
        bed->member[i].other_networks = i % 2 ? 2.0 : 4.0;
        bed->hours_free[i] = 60.0;
    }
}

static void test_crowding(void **state)
{
    (void)state;
    static const char *const hours[] = {"effort.crowding_hours=10"}, *const time[] = {"effort.crowding=0.3"};
    const struct network_pairs plain = network_bed_pairs(NULL, 0, three_more, 8);
    assert_true(network_bed_pairs(hours, 1, three_more, 8).output < plain.output - 0.01);
    const struct network_pairs slow = network_bed_pairs(time, 1, three_more, 8);
    print_message("E429: months to a decision %.2f to %.2f\n", plain.wait, slow.wait);
    assert_true(slow.wait > plain.wait + 0.2);
    struct network_bed bed;
    struct network_view view;
    network_bed_settings(&bed, time, 1);
    network_bed_fill(&bed, 8, 1, 4, 0, true);
    three_more(&bed);
    bed.member[7].founder = false;
    network_bed_start(&bed);
    assert_close(bed.network->member[0].attention, pow(0.7, 4.0), 1e-12);
    network_bed_month(&bed, 0);
    network_observe(bed.network, &view);
    assert_close(view.memberships, 1.0 + (4.0 * 4.0 + 3.0 * 2.0) / 7.0, 1e-12);
    bed.network->p.effort.crowding_hours = 10.0;
    assert_close(pull_hours(bed.network, 0, 60.0), 20.0, 1e-12);
    assert_close(pull_hours(bed.network, 0, 30.0), 0.0, 0.0);
    network_bed_stop(&bed);
}

static void test_values(void **state)
{
    (void)state;
    static const char *const sets[] = {"effort.shared_language=0.5", "effort.steering_conflict=0.4",
                                       "network.steering=\"formal\""};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 4, 1, 4, 0, true);
    bed.member[0].orientation = 0.9; /* theme .6 */
    bed.member[0].formality = 0.25;
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    struct network *network = bed.network;
    for (size_t j = 1; j < 4; j++)
        network->familiarity[j] = 0.6;
    assert_close(pull_fit(network, 0, 0), 1.0 - 0.4 * 0.3 * (1.0 - 0.5 * 0.6), 1e-12);
    assert_close(pull_steering(network, 0), 1.0 + 0.4 * 0.75, 1e-12);
    network->p.steering = STEERING_INFORMAL;
    assert_close(pull_steering(network, 0), 1.0 + 0.4 * 0.25, 1e-12);
    network_bed_stop(&bed);
}

static void all_formal(struct network_bed *bed)
{
    for (size_t i = 0; i < bed->n; i++)
        bed->member[i].formality = 1.0;
}

static void opposed(struct network_bed *bed)
{
    for (size_t i = 0; i < bed->n; i++)
        bed->member[i].orientation = i % 2 ? 1.0 : 0.0;
}

static void test_values_move_output(void **state)
{
    (void)state;
    static const char *const clash[] = {"effort.steering_conflict=0.4"};
    assert_true(network_bed_pairs(clash, 1, all_formal, 6).output
                < network_bed_pairs(NULL, 0, all_formal, 6).output - 0.01);
    static const char *const apart[] = {"effort.value_conflict=0.8"};
    static const char *const spoken[] = {"effort.value_conflict=0.8", "effort.shared_language=1"};
    assert_true(network_bed_pairs(spoken, 2, opposed, 6).output
                > network_bed_pairs(apart, 1, opposed, 6).output + 0.01);
}

/* --- routine and hours -------------------------------------------------------------------------------------------- */

/* Effort at months 47 and 119 of coalitions of which half of the cost is paid in the first 36 months, or never. */
static void routine_run(const char *routine, bool paid, double *at_48, double *at_120)
{
    const char *const sets[] = {routine, "membership.exit_rate=0", "coalition.stop_output=0"};
    enum { REPLICATIONS = 10 };
    *at_48 = *at_120 = 0.0;
    for (uint32_t r = 0; r < REPLICATIONS; r++) {
        struct network_bed bed;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 6, 2, 4, r, true);
        bed.coalition[0].running = bed.coalition[1].running = true;
        network_bed_start(&bed);
        for (size_t month = 0; month < 120; month++) {
            for (size_t at = 0; at < 12; at++)
                bed.paid_share[at] = paid && month < 36 ? 0.5 : 0.0;
            network_bed_month(&bed, month);
            double *const sum = month == 47 ? at_48 : month == 119 ? at_120 : NULL;
            for (size_t at = 0; at < 12 && sum != NULL; at++)
                *sum += bed.network->plays[at] ? bed.network->effort[at] / (8.0 * REPLICATIONS) : 0.0;
        }
        network_bed_stop(&bed);
    }
}

/* E423: routine outlives the incentive for a while, and does not stand in for it for ever. */
static void test_routine_outlives_the_incentive(void **state)
{
    (void)state;
    static const char *const routines[] = {"effort.routine_share=0.5", "effort.routine_share=0"};
    double gain[2][2];
    for (size_t k = 0; k < 2; k++) {
        double never[2], once[2];
        routine_run(routines[k], false, &never[0], &never[1]);
        routine_run(routines[k], true, &once[0], &once[1]);
        for (size_t t = 0; t < 2; t++)
            gain[k][t] = once[t] - never[t];
        print_message("E423 %s: month 48 %.3f against %.3f, month 120 %.3f against %.3f\n", routines[k], once[0],
                      never[0], once[1], never[1]);
    }
    assert_true(gain[0][0] > gain[1][0] + 0.01);
    assert_true(gain[0][0] > 0.03);
    assert_true(gain[0][1] < gain[0][0]);
}

static void test_hours_are_a_hard_limit(void **state)
{
    (void)state;
    const double hours_free[] = {0.0, 7.0, 25.0, -3.0};
    struct network_bed bed;
    network_bed_settings(&bed, NULL, 0);
    network_bed_fill(&bed, 8, 4, 4, 0, false);
    for (size_t i = 0; i < 8; i++)
        bed.hours_free[i] = hours_free[i % 4];
    for (size_t c = 0; c < 4; c++)
        bed.coalition[c].running = true;
    network_bed_start(&bed);
    for (size_t month = 0; month < 24; month++) {
        network_meet(bed.network, &bed.inputs, &bed.stream, month, month);
        network_work(bed.network, &bed.inputs, &bed.stream, month);
        for (size_t i = 0; i < 8; i++)
            assert_true(network_effort_hours(bed.network, i) <= fmax(0.0, hours_free[i % 4]) + 1e-9);
        for (size_t at = 0; at < 32; at++)
            assert_true(hours_free[at / 4 % 4] > 0.0 || bed.network->effort[at] == 0.0);
    }
    network_bed_stop(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_off_is_identical),
        cmocka_unit_test(test_traits_need_their_switch),
        cmocka_unit_test(test_fear_of_missing_out),
        cmocka_unit_test(test_fear_of_missing_out_at_launch),
        cmocka_unit_test(test_crowded_delegates_cannot_decide),
        cmocka_unit_test(test_fear_of_missing_out_joins),
        cmocka_unit_test(test_crowding),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_values_move_output),
        cmocka_unit_test(test_routine_outlives_the_incentive),
        cmocka_unit_test(test_hours_are_a_hard_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
