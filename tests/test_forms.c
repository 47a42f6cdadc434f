/* Forms of governance (M7): each element alone, hours, who leads, learning by doing, and members who change the form. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "models/network/governance.h"
#include "models/network/internal.h"
#include "tests/support/count.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"
#include "tests/support/region_bed.h"

static const char *const mode_sets[] = {"network.mode=\"self-governed\"", "network.mode=\"lead\"",
                                        "network.mode=\"nao\""};

static void test_each_element_alone_at_4_and_20(void **state)
{
    (void)state;
    static const char *const changes[] = {"network.deciders=\"lead\"",   "network.deciders=\"board\"",
                                          "network.contact=\"star\"",    "network.contact=\"brokered\"",
                                          "network.visibility=\"lead\"", "network.visibility=\"all\"",
                                          "network.carrier=\"lead\"",    "network.carrier=\"staff\""};
    static const size_t sizes[] = {4, 20};
    for (size_t s = 0; s < COUNT(sizes); s++) {
        const size_t n = sizes[s], coalitions = n / 2;
        const char *const base[] = {mode_sets[0], "network.board_members=3"};
        const uint64_t before = network_bed_run(base, 2, n, coalitions, 4, 0).print;
        for (size_t k = 0; k < COUNT(changes); k++) {
            const char *const sets[] = {base[0], base[1], changes[k]};
            if (before == network_bed_run(sets, 3, n, coalitions, 4, 0).print)
                fail_msg("%zu members: %s changes nothing", n, changes[k]);
        }
    }
}

/* --- hours -------------------------------------------------------------------------------------------------------- */

/* Coordination hours a month of members and staff, after the first year, over 10 replications. */
static double total_hours(const char *mode, const char *budget, size_t n)
{
    const char *const sets[] = {mode, budget, "membership.exit_rate=0"};
    double hours = 0.0, months = 0.0;
    for (uint32_t r = 0; r < 10; r++) {
        struct network_bed bed;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, n, n / 2, 4, r, false);
        network_bed_start(&bed);
        for (size_t month = 0; month < 72; month++) {
            struct network_view view;
            network_bed_month(&bed, month);
            network_observe(bed.network, &view);
            if (month < 24 || view.alive < 1.0)
                continue;
            hours += view.coordination_hours;
            months += 1.0;
        }
        network_bed_stop(&bed);
    }
    return hours / months;
}

static void test_hours_are_equal_when_all_are_spent(void **state)
{
    (void)state;
    for (size_t n = 6; n <= 24; n *= 2) {
        /* Launches take hours of their own beside the budget. */
        for (size_t k = 0; k < 3; k++) {
            const double hours = total_hours(mode_sets[k], "network.hours_budget=\"spent\"", n);
            assert_near("hours a member", hours / (double)n, 10.0, 0.35);
        }
        /* With the same ceiling alone they are not: a lead has a limit, members do no more than is needed. */
        const double lead = total_hours(mode_sets[1], "network.hours_budget=\"equal\"", n);
        assert_true(lead < 10.0 * (double)n - 5.0);
    }
}

static void test_no_agenda_no_meetings(void **state)
{
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        const char *const sets[] = {mode_sets[k], "network.talk_hours=0", "governance.issue_rate=0",
                                    "coalition.stop_output=0"};
        struct network_bed bed;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 8, 2, 4, 0, true);
        bed.coalition[0].running = true;
        bed.coalition[1].start_month = -1.0;
        network_bed_start(&bed);
        for (size_t month = 0; month < 24; month++) {
            network_bed_month(&bed, month);
            for (size_t i = 0; i < 8; i++)
                assert_true(bed.network->member[i].meeting == 0.0);
            assert_true(bed.network->agenda.n == 0);
        }
        network_bed_stop(&bed);
    }
}

/* --- learning ----------------------------------------------------------------------------------------------------- */

/* Craft of the network, and of the best of its members, after 36 months of volunteer work. */
static double craft(const char *focus, double *best)
{
    const char *const sets[] = {mode_sets[0], focus, "membership.exit_rate=0"};
    double level = 0.0;
    *best = 0.0;
    for (uint32_t r = 0; r < 6; r++) {
        struct network_bed bed;
        double most = 0.0;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 12, 6, 4, r, false);
        network_bed_start(&bed);
        for (size_t month = 0; month < 36; month++)
            network_bed_month(&bed, month);
        for (size_t i = 0; i < 12; i++)
            most = fmax(most, bed.network->member[i].skill);
        *best += most / 6.0;
        level += bed.network->craft / 6.0;
        network_bed_stop(&bed);
    }
    return level;
}

static void test_volunteers_learn(void **state)
{
    (void)state;
    double best[3];
    const double even = craft("network.volunteer_focus=0", &best[0]),
                 some = craft("network.volunteer_focus=2", &best[1]),
                 most = craft("network.volunteer_focus=5", &best[2]);
    assert_true(even + 0.02 < some && some < most);
    assert_true(best[0] < best[1] && best[1] < best[2]);
}

/* --- the lead and the board --------------------------------------------------------------------------------------- */

static void start_led(struct network_bed *bed, const char *const *sets, size_t n_sets, double *history)
{
    network_bed_settings(bed, sets, n_sets);
    network_bed_fill(bed, 6, 3, 4, 0, true);
    for (size_t j = 0; j < 6; j++)
        history[j] = j == 4 ? 0.9 : j == 2 ? 0.7 : 0.4;
    for (size_t i = 0; i < 6; i++)
        bed->member[i].history = history;
    bed->member[0].size_fte = 400.0;
    bed->member[3].weight_status = bed->member[3].weight_relation = 4.0;
    network_bed_start(bed);
    network_bed_month(bed, 0);
}

static void test_who_leads(void **state)
{
    (void)state;
    static const char *const choices[] = {"network.lead_choice=\"largest\"", "network.lead_choice=\"trusted\"",
                                          "network.lead_choice=\"volunteer\""};
    static const size_t leads[] = {0, 4, 3};
    double history[6];
    for (size_t k = 0; k < 3; k++) {
        const char *const sets[] = {mode_sets[1], choices[k]}, *const named[] = {mode_sets[1], choices[k],
                                                                                 "network.lead=\"m5\""};
        struct network_bed bed;
        start_led(&bed, sets, 2, history);
        assert_int_equal(bed.network->lead, leads[k]);
        network_bed_stop(&bed);
        start_led(&bed, named, 3, history);
        assert_int_equal(bed.network->lead, 5);
        network_bed_stop(&bed);
    }
}

/* A payer is not chosen while there are others. */
static void test_payers_do_not_lead(void **state)
{
    (void)state;
    static const char *const sets[] = {"network.mode=\"lead\"", "network.lead_choice=\"trusted\""};
    double history[6] = {0.4, 0.4, 0.7, 0.4, 0.9, 0.4};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 6, 3, 4, 0, true);
    for (size_t i = 0; i < 6; i++)
        bed.member[i].history = history;
    bed.member[4].payer = true;
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    assert_int_equal(bed.network->lead, 2);
    network_bed_stop(&bed);
}

static void test_who_sits_on_the_board(void **state)
{
    (void)state;
    const char *const sets[] = {mode_sets[2], "network.board_members=2", "network.board_choice=\"trusted\""};
    const struct issue issue = {.kind = ISSUE_LAUNCH};
    double history[6];
    int table[6];
    size_t chair;
    struct network_bed bed;
    start_led(&bed, sets, 2, history);
    assert_int_equal(governance_table(bed.network, &issue, table, &chair), 2);
    assert_int_equal(table[0], 0);
    network_bed_stop(&bed);
    start_led(&bed, sets, 3, history);
    assert_int_equal(governance_table(bed.network, &issue, table, &chair), 2);
    assert_int_equal(table[0], 4);
    assert_int_equal(table[1], 2);
    network_bed_stop(&bed);
}

static void test_status_of_the_lead(void **state)
{
    (void)state;
    double net[2][2], history[6];
    for (size_t mode = 0; mode < 2; mode++)
        for (size_t k = 0; k < 2; k++) {
            const char *const sets[] = {mode_sets[mode], k == 0 ? "effort.lead_status=0" : "effort.lead_status=.25"};
            struct network_bed bed;
            start_led(&bed, sets, 2, history);
            net[mode][k] = bed.network->member[0].net;
            network_bed_stop(&bed);
        }
    assert_true(net[0][0] == net[0][1]); /* nobody leads */
    assert_near("status", net[1][1] - net[1][0], 0.25, 1e-12);
}

/* A lead whose interest is opposed to the others', against one that shares it. */
struct led {
    double exits, trust_in_lead, decision_months;
};

static struct led lead_with(const char *mode, double own_gain_of_others)
{
    const char *const sets[] = {mode, "network.lead=\"m0\"", "network.steering=\"formal\"",
                                "governance.consent_threshold=.2"};
    struct led sum = {0};
    double decided = 0.0;
    for (uint32_t r = 0; r < 12; r++) {
        struct network_bed bed;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 8, 4, 4, r, true);
        for (size_t i = 0; i < 8; i++)
            for (size_t c = 0; c < 4; c++)
                bed.own_gain[i * 4 + c] = i == 0 ? 1.0 : own_gain_of_others;
        network_bed_start(&bed);
        for (size_t month = 0; month < 36; month++) {
            struct network_view view;
            network_bed_month(&bed, month);
            network_observe(bed.network, &view);
            if (!isnan(view.decision_months)) {
                sum.decision_months += view.decision_months;
                decided += 1.0;
            }
            for (size_t i = 1; i < 8 && month == 23; i++)
                sum.trust_in_lead += network_trust(bed.network, i, 0) / 84.0;
        }
        for (size_t i = 1; i < 8; i++)
            sum.exits += (double)bed.network->member[i].gone / 12.0;
        network_bed_stop(&bed);
    }
    sum.decision_months /= fmax(1.0, decided);
    return sum;
}

static void test_a_lead_with_its_own_interest(void **state)
{
    (void)state;
    const struct led aligned = lead_with(mode_sets[1], 0.3), diverging = lead_with(mode_sets[1], -1.6);
    const struct led together = lead_with(mode_sets[0], -1.6);
    /* It decides at once where the same members would not by themselves. */
    assert_true(diverging.decision_months < 1.0);
    assert_true(diverging.decision_months + 1.0 < together.decision_months || together.decision_months == 0.0);
    assert_true(diverging.exits > aligned.exits + 1.0);
    assert_true(diverging.trust_in_lead < aligned.trust_in_lead - 0.05);
}

/* --- change of form ----------------------------------------------------------------------------------------------- */

static size_t changes(const char *const *sets, size_t n_sets, size_t n, uint32_t replication, size_t months,
                      size_t *first)
{
    struct network_bed bed;
    network_bed_settings(&bed, sets, n_sets);
    network_bed_fill(&bed, n, n / 2, 4, replication, false);
    network_bed_start(&bed);
    size_t last = 0, count = 0;
    *first = months;
    for (size_t month = 0; month < months; month++) {
        network_bed_month(&bed, month);
        if (bed.network->change.changes == count)
            continue;
        if (count == 0)
            *first = month;
        else
            assert_true(month - last >= (size_t)bed.network->p.governance.change_months);
        last = month;
        count = bed.network->change.changes;
    }
    network_bed_stop(&bed);
    return count;
}

static void test_no_change_unless_asked(void **state)
{
    (void)state;
    const char *const off[] = {mode_sets[2], "governance.change_rate=1", "governance.change_months=1"};
    const char *const fixed[] = {mode_sets[2],
                                 "governance.change=true",
                                 "network.deciders=\"board\"",
                                 "network.contact=\"all\"",
                                 "network.visibility=\"all\"",
                                 "network.carrier=\"staff\""};
    size_t first;
    assert_true(network_bed_run(mode_sets + 2, 1, 9, 4, 4, 0).print == network_bed_run(off, 3, 9, 4, 4, 0).print);
    /* Elements that the scenario sets stay: nothing is left to choose. */
    assert_true(
        network_bed_run(fixed, 6, 9, 4, 4, 0).print
        == network_bed_run((const char *const[]){fixed[0], fixed[2], fixed[3], fixed[4], fixed[5]}, 5, 9, 4, 4, 0)
               .print);
    assert_int_equal(changes(fixed, 6, 9, 0, 60, &first), 0);
}

static void test_the_unfailed_do_not_change(void **state)
{
    (void)state;
    const char *const content[] = {mode_sets[2], "governance.change=true", "governance.change_wait=60",
                                   "governance.change_adequacy=0", "governance.change_satisfaction=-3"};
    size_t first;
    assert_int_equal(changes(content, 5, 9, 0, 100, &first), 0);
}

/* A bureau that eats half of the hours of six members is given up, after the spell and not before. */
static void test_a_form_that_fails_is_left(void **state)
{
    (void)state;
    const char *const sets[] = {mode_sets[2], "governance.change=true", "governance.change_months=30"};
    size_t changed = 0, first;
    for (uint32_t r = 0; r < 8; r++) {
        changed += changes(sets, 3, 6, r, 100, &first) > 0;
        assert_true(first >= 30);
    }
    assert_true(changed >= 6);
}

/* Many members who all decide get stuck, few do not. */
static void test_large_networks_centralise(void **state)
{
    (void)state;
    const char *const sets[] = {mode_sets[0], "governance.change=true"};
    size_t large = 0, small = 0, first;
    for (uint32_t r = 0; r < 8; r++) {
        large += changes(sets, 2, 24, r, 100, &first) > 0;
        small += changes(sets, 2, 6, r, 100, &first) > 0;
    }
    assert_true(large >= small + 3);
}

/* Looking ahead leaves the network as it was; what is foreseen of the present form is what governance_carry does. */
static void test_foresight(void **state)
{
    (void)state;
    const char *const sets[] = {mode_sets[1], "network.hours_per_member=8"};
    struct governance_forecast forecast[GOVERNANCE_FORMS];
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 12, 6, 4, 0, false);
    network_bed_start(&bed);
    for (size_t month = 0; month < 20; month++)
        network_bed_month(&bed, month);
    struct network *network = bed.network;
    const double before[] = {network->staff_hours, network->staff_work, network->adequacy, network->meeting_mean};
    double seats[GOVERNANCE_FORMS] = {0}, hours[BED_MEMBERS];
    struct member members[BED_MEMBERS];
    memcpy(members, network->member, 12 * sizeof *members);
    for (size_t form = 0; form < GOVERNANCE_FORMS; form++) {
        governance_foresee(network, form, &forecast[form]);
        for (size_t i = 0; i < 12; i++)
            seats[form] += network->foreseen_seat[i];
        if (form == 1)
            memcpy(hours, network->foreseen_hours, 12 * sizeof *hours);
    }
    const double after[] = {network->staff_hours, network->staff_work, network->adequacy, network->meeting_mean};
    for (size_t k = 0; k < COUNT(before); k++)
        assert_true(before[k] == after[k]);
    assert_int_equal(governance_form(network), 1);
    assert_memory_equal(members, network->member, 12 * sizeof *members);
    assert_near("seats", seats[0], 12.0, 0.0);
    assert_near("seats", seats[1], 1.0, 0.0);
    assert_near("seats", seats[2], 5.0, 0.0);
    assert_int_equal(forecast[0].leader, 12);
    assert_int_equal(forecast[1].leader, network->lead);
    assert_true(forecast[2].staffed && !forecast[0].staffed);
    assert_true(forecast[0].months > forecast[1].months);
    for (size_t i = 0; i < 12; i++)
        network->member[i].meeting = network->member[i].carrying = network->member[i].other = 0.0;
    (void)governance_carry(network);
    for (size_t i = 0; i < 12; i++)
        if (i != network->lead)
            assert_near("hours", hours[i],
                        network_coordination_hours(network, i) + network_contribution_hours(network, i), 0.5);
    network_bed_stop(&bed);
}

/* Nothing runs and say is worth nothing: a form is valued by its hours, the status of its lead and the change alone. */
static void test_value_of_a_form(void **state)
{
    (void)state;
    const char *const sets[] = {mode_sets[0], "governance.say=0", "effort.lead_status=.3",
                                "governance.change_hours=24"};
    struct governance_forecast forecast;
    struct network_bed bed;
    double hours[2][6];
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 6, 1, 4, 0, false);
    bed.coalition[0].start_month = -1.0;
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    struct network *network = bed.network;
    for (size_t form = 0; form < 2; form++) {
        governance_foresee(network, form, &forecast);
        memcpy(hours[form], network->foreseen_hours, sizeof hours[form]);
    }
    mode_change_views(network, &bed.inputs, 1);
    for (size_t i = 0; i < 6; i++) {
        const double status = i == network->lead ? 0.3 * network->member[i].status : 0.0;
        const double expected = (hours[0][i] - hours[1][i] - 2.0) / network->member[i].unit_hours + status;
        assert_near("view", network->issue_view[i], expected, 1e-12);
    }
    assert_true(hours[1][network->lead] > hours[0][network->lead]);
    network_bed_stop(&bed);
}

static void test_a_change_takes_hours(void **state)
{
    (void)state;
    struct network_bed bed;
    network_bed_settings(&bed, NULL, 0);
    network_bed_fill(&bed, 5, 2, 4, 0, true);
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    const double before = bed.network->member[1].other;
    assert_int_equal(governance_form(bed.network), 0);
    mode_change_adopt(bed.network, 2);
    assert_int_equal(governance_form(bed.network), 2);
    assert_near("hours", bed.network->member[1].other - before, 20.0, 1e-12);
    network_bed_stop(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_element_alone_at_4_and_20),
        cmocka_unit_test(test_hours_are_equal_when_all_are_spent),
        cmocka_unit_test(test_no_agenda_no_meetings),
        cmocka_unit_test(test_volunteers_learn),
        cmocka_unit_test(test_who_leads),
        cmocka_unit_test(test_payers_do_not_lead),
        cmocka_unit_test(test_who_sits_on_the_board),
        cmocka_unit_test(test_status_of_the_lead),
        cmocka_unit_test(test_a_lead_with_its_own_interest),
        cmocka_unit_test(test_no_change_unless_asked),
        cmocka_unit_test(test_the_unfailed_do_not_change),
        cmocka_unit_test(test_a_form_that_fails_is_left),
        cmocka_unit_test(test_large_networks_centralise),
        cmocka_unit_test(test_foresight),
        cmocka_unit_test(test_value_of_a_form),
        cmocka_unit_test(test_a_change_takes_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
