/* Deciding: packages, veto, camps, shared ambition, broad meetings. Hidden interests and open talk:
 * test_decision_talk.c. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "models/network/decision.h"
#include "models/network/effort.h"
#include "models/network/governance.h"
#include "models/network/internal.h"
#include "models/network/trust.h"
#include "tests/support/count.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"

#define GAIN 9.0 /* what one who loses judges by success is weighed against what it expects to do */

/* --- off is off --------------------------------------------------------------------------------------------------- */

static void test_switched_off_means_nothing_changes(void **state)
{
    (void)state;
    static const char *const idle[] = {"talk.hours=9",
                                       "talk.safety=1",
                                       "talk.trust=1",
                                       "talk.ignored=1",
                                       "talk.drag_level=0",
                                       "talk.patience_months=1",
                                       "governance.view_bound=0.1",
                                       "governance.ambition_rounds=50",
                                       "governance.ambition_launch=1",
                                       "governance.ambition_language=1",
                                       "governance.ambition_years=1",
                                       "network.broad_hours=40"};
    static const char *const on[] = {"talk.hidden=true",         "network.talk=\"when-stuck\"",
                                     "network.talk=\"early\"",   "network.talk=\"chosen\"",
                                     "network.veto=\"members\"", "governance.repulsion=0.3",
                                     "network.broad_meetings=2", "network.content=\"ambition\""};
    const uint64_t plain = network_bed_run(NULL, 0, 9, 4, 4, 0).print;
    assert_true(plain == network_bed_run(idle, COUNT(idle), 9, 4, 4, 0).print);
    static const char *const base = "network.rule=\"consensus\"";
    const uint64_t consensus = network_bed_run(&base, 1, 9, 4, 4, 0).print;
    for (size_t k = 0; k < COUNT(on); k++) {
        const char *const sets[] = {base, on[k]};
        if (consensus == network_bed_run(sets, 2, 9, 4, 4, 0).print && strstr(on[k], "veto") == NULL)
            fail_msg("%s changes nothing", on[k]);
    }
}

/* --- packages ----------------------------------------------------------------------------------------------------- */

/* Members 2 and 3 take part in both coalitions; each loses by one and gains more by the other. */
static size_t opposed_coalitions(const char *const *sets, size_t n_sets, size_t *packages)
{
    struct network_bed bed;
    size_t live = 0;
    network_bed_alike(&bed, sets, n_sets, 6, 2, 4);
    bed.own_gain[2 * 2 + 0] = bed.own_gain[3 * 2 + 1] = -NETWORK_BED_LOSS;
    bed.own_gain[2 * 2 + 1] = bed.own_gain[3 * 2 + 0] = GAIN;
    network_bed_start(&bed);
    for (size_t month = 0; month < 18; month++) {
        network_bed_month(&bed, month);
        /* Together or not at all. */
        assert_true(network_live(bed.network, 0) == network_live(bed.network, 1));
    }
    live = (size_t)network_live(bed.network, 0) + (size_t)network_live(bed.network, 1);
    *packages = bed.network->deciding.packages;
    network_bed_stop(&bed);
    return live;
}

static void test_two_blocked_coalitions_pass_together(void **state)
{
    (void)state;
    static const char *const structures[] = {"network.structure=\"plenary\"", "network.structure=\"coalitions\""};
    for (size_t s = 0; s < 2; s++) {
        const char *const alone[] = {NETWORK_BED_STILL, structures[s], "network.rule=\"consensus\""},
                          *const joined[] = {NETWORK_BED_STILL, structures[s], "network.rule=\"consensus\"",
                                             "talk.packages=true"},
                          *const hidden[] = {NETWORK_BED_STILL, structures[s], "network.rule=\"consensus\"",
                                             "talk.packages=true", "talk.hidden=true"},
                          *const told[] = {NETWORK_BED_STILL,    structures[s],      "network.rule=\"consensus\"",
                                           "talk.packages=true", "talk.hidden=true", "network.talk=\"when-stuck\"",
                                           "talk.safety=1"};
        size_t packages;
        assert_int_equal(opposed_coalitions(alone, COUNT(alone), &packages), 0);
        assert_int_equal(packages, 0);
        assert_int_equal(opposed_coalitions(joined, COUNT(joined), &packages), 2);
        assert_int_equal(packages, 1);
        assert_int_equal(opposed_coalitions(hidden, COUNT(hidden), &packages), 0);
        assert_int_equal(packages, 0);
        assert_int_equal(opposed_coalitions(told, COUNT(told), &packages), 2);
        assert_int_equal(packages, 1);
    }
}

static void test_a_launch_joined_with_sharing(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        /* Without a package the launch waits for sharing to be proposed by itself, after it has been put off. */
        const char *const sets[] = {NETWORK_BED_STILL, k > 0 ? "talk.packages=true" : "talk.packages=false",
                                    "governance.rounds_before_return=2", "governance.return_months=24",
                                    k == 3 ? "talk.hidden=true" : "talk.hidden=false"};
        struct network_bed bed;
        size_t month = 0;
        network_bed_alike(&bed, sets, COUNT(sets), 6, 1, 4);
        bed.own_gain[0] = -NETWORK_BED_LOSS;
        bed.compensation[0] = k != 2 ? NETWORK_BED_LOSS : 0.2; /* too little to take the objection away */
        network_bed_start(&bed);
        while (month < 3 && !network_live(bed.network, 0))
            network_bed_month(&bed, month++);
        assert_true(network_live(bed.network, 0) == (k < 2));
        assert_int_equal(bed.network->deciding.packages, k == 1 ? 1 : 0);
        assert_true(network_sharing(bed.network, 0) == (k < 2));
        network_bed_stop(&bed);
    }
}

/* --- veto and no veto --------------------------------------------------------------------------------------------- */

/* Member 5 has no role and loses by the coalition. Blocked votes of the first month; -1: not launched. */
static int blocked_before_launch(const char *rule, const char *veto, bool payer, const char *threshold)
{
    const char *const sets[] = {NETWORK_BED_STILL, rule, veto, threshold, "network.meeting_hours=40"};
    struct network_bed bed;
    struct network_view view;
    network_bed_alike(&bed, sets, COUNT(sets), 6, 1, 4);
    bed.own_gain[5] = -3.0 * NETWORK_BED_LOSS; /* a bystander feels little of it */
    bed.member[5].payer = payer;
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    network_observe(bed.network, &view);
    const int blocked = network_live(bed.network, 0) ? (int)view.blocked : -1;
    network_bed_stop(&bed);
    return blocked;
}

static void test_veto(void **state)
{
    (void)state;
    static const char *const majority = "network.rule=\"majority\"", *const consensus = "network.rule=\"consensus\"";
    static const char *const by_rule = "network.veto=\"by-rule\"", *const members = "network.veto=\"members\"",
                             *const payers = "network.veto=\"payers\"", *const none = "network.veto=\"none\"";
    static const char *const usual = "governance.consent_threshold=0.5", *const high = "governance.consent_threshold=3";
    assert_int_equal(blocked_before_launch(majority, by_rule, true, usual), 0);
    assert_int_equal(blocked_before_launch(majority, members, false, usual), -1);
    assert_int_equal(blocked_before_launch(majority, members, false, high), 0);
    assert_int_equal(blocked_before_launch(majority, payers, true, usual), -1);
    assert_int_equal(blocked_before_launch(majority, payers, false, usual), 0);
    assert_int_equal(blocked_before_launch(majority, none, true, usual), 0);
    assert_int_equal(blocked_before_launch(consensus, by_rule, false, usual), -1);
    /* Heard in three rounds; the fourth, the last before it would be put off, is a majority's. */
    assert_int_equal(blocked_before_launch(consensus, none, false, usual), 3);
    /* The decider of a lead-governed network is not alone either. */
    assert_int_equal(blocked_before_launch("network.mode=\"lead\"", by_rule, true, usual), 0);
    assert_int_equal(blocked_before_launch("network.mode=\"lead\"", payers, true, usual), -1);
}

/* E913: two or more parties that want something is always right; the others have no veto. */
static void test_two_parties_go(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        const char *const sets[] = {NETWORK_BED_STILL, "network.rule=\"consensus\"",
                                    k == 0 ? "network.structure=\"plenary\"" : "network.structure=\"coalitions\"",
                                    k == 3 ? "network.least_parties=3" : "network.least_parties=2"};
        struct network_bed bed;
        network_bed_alike(&bed, sets, COUNT(sets), 5, 1, 2);
        /* Members 0 and 1 fill the roles; 2 could play the role of 0 too, and is strongly against. */
        bed.role[0][2] = 0;
        bed.own_gain[2] = -NETWORK_BED_LOSS;
        if (k == 2) /* and nobody else can */
            bed.role[0][0] = -1;
        network_bed_start(&bed);
        network_bed_months(&bed, 0, 12);
        assert_true(network_live(bed.network, 0) == (k == 1));
        if (k == 1) {
            assert_int_equal(bed.network->coalition[0].n_players, 2);
            assert_false(bed.network->plays[2]);
            assert_true(network_effort(bed.network, 0, 0) > 0.0 && network_effort(bed.network, 1, 0) > 0.0);
        }
        network_bed_stop(&bed);
    }
}

static void test_least_parties(void **state)
{
    (void)state;
    static const struct {
        const char *least;
        size_t roles;
        bool goes;
    } cases[] = {{"network.least_parties=2", 1, false},
                 {"network.least_parties=1", 1, true},
                 {"network.least_parties=2", 2, true},
                 {"network.least_parties=3", 2, false}};
    for (size_t k = 0; k < COUNT(cases); k++) {
        const char *const sets[] = {NETWORK_BED_STILL, cases[k].least};
        struct network_bed bed;
        network_bed_alike(&bed, sets, COUNT(sets), 5, 1, cases[k].roles);
        network_bed_start(&bed);
        network_bed_months(&bed, 0, 6);
        assert_true(network_live(bed.network, 0) == cases[k].goes);
        network_bed_stop(&bed);
    }
}

/* --- camps -------------------------------------------------------------------------------------------------------- */

/* Four members of views +1, +1, -1, -1 deliberate; returns the distance between the camps' means. */
static double distance_after(const char *repulsion, double inside, double across, size_t rounds, bool consults)
{
    static const double start[] = {1.0, 1.0, -1.0, -1.0};
    const struct issue issue = {.kind = ISSUE_LAUNCH};
    const char *const sets[] = {repulsion};
    struct network_bed bed;
    network_bed_alike(&bed, sets, 1, 4, 1, 4);
    network_bed_start(&bed);
    struct network *network = bed.network;
    network_meet(network, &bed.inputs, &bed.stream, 0, 0);
    for (size_t i = 0; i < 4; i++) {
        network->table[i] = (int)i;
        network->issue_view[i] = start[i];
        for (size_t j = 0; j < 4; j++)
            network->trust[i * 4 + j] = i / 2 == j / 2 ? inside : across;
    }
    for (size_t i = 0; i < 4; i++)
        network->trusted[i] = trust_mean_of(network, i, network->table, 4);
    for (size_t k = 0; k < rounds; k++)
        views_move(network, &issue, 4, consults);
    const double *view = network->issue_view;
    const double distance = 0.5 * (view[0] + view[1] - view[2] - view[3]);
    for (size_t i = 0; i < 4; i++)
        assert_true(fabs(view[i]) <= 3.0);
    network_bed_stop(&bed);
    return distance;
}

static void test_camps(void **state)
{
    (void)state;
    static const char *const off = "governance.repulsion=0", *const tiny = "governance.repulsion=1e-13",
                             *const on = "governance.repulsion=0.4";
    for (int consults = 0; consults <= 1; consults++) {
        /* With even trust the two forms meet at no repulsion. */
        assert_close(distance_after(off, 0.6, 0.6, 3, consults), distance_after(tiny, 0.6, 0.6, 3, consults), 1e-9);
        assert_close(distance_after(off, 0.6, 0.6, 1, consults), 2.0 * (1.0 - 0.3 * 0.6), 1e-12);
        /* Half of those heard stand 2 away: lambda w 2 / 2 for each camp, w = (T - r) / (1 - r). */
        assert_close(distance_after(on, 0.9, 0.7, 1, consults), 2.0 - 2.0 * 0.3 * 0.5, 1e-12);
        assert_close(distance_after(on, 0.9, 0.1, 1, consults), 2.0 + 2.0 * 0.3 * 0.5, 1e-12);
        /* At the point of repulsion nothing moves; below it differences become oppositions, within bounds. */
        assert_close(distance_after(on, 0.9, 0.4, 5, consults), 2.0, 1e-12);
        assert_true(distance_after(on, 0.9, 0.8, 20, consults) < 0.1);
        assert_close(distance_after(on, 0.9, 0.1, 60, consults), 6.0, 1e-9);
        /* Without repulsion the same distrust only slows agreement down. */
        assert_true(distance_after(off, 0.9, 0.1, 20, consults) < 0.5);
    }
}

/* --- a shared ambition -------------------------------------------------------------------------------------------- */

static size_t first_launch(const char *const *sets, size_t n_sets, double spread)
{
    struct network_bed bed;
    size_t month = 0;
    network_bed_alike(&bed, sets, n_sets, 6, 1, 4);
    for (size_t i = 0; i < 6; i++)
        bed.member[i].orientation = i % 2 == 0 ? 0.5 - spread : 0.5 + spread;
    network_bed_start(&bed);
    while (month < 20 && !network_live(bed.network, 0))
        network_bed_month(&bed, month++);
    network_bed_stop(&bed);
    return month;
}

static void test_an_ambition_comes_first(void **state)
{
    (void)state;
    /* A round of six takes 0.85 of an hour of each (0.4 + 0.6, less 0.3 x trust); with 0.9 hours there is one a month. */
    static const char *const action[] =
        {NETWORK_BED_STILL,    "network.meeting_hours=0.9", "network.rule=\"consensus\"",
         "trust.gain=0",       "trust.success=0",           "trust.drift=0",
         "trust.reputation=0", "trust.turnover=0"},
                             *const ambition[] = {NETWORK_BED_STILL,
                                                  "network.meeting_hours=0.9",
                                                  "network.rule=\"consensus\"",
                                                  "trust.gain=0",
                                                  "trust.success=0",
                                                  "trust.drift=0",
                                                  "trust.reputation=0",
                                                  "trust.turnover=0",
                                                  "network.content=\"ambition\"",
                                                  "governance.ambition_rounds=4"},
                             *const lead[] = {NETWORK_BED_STILL,
                                              "network.meeting_hours=0.9",
                                              "network.rule=\"consensus\"",
                                              "trust.gain=0",
                                              "trust.success=0",
                                              "trust.drift=0",
                                              "trust.reputation=0",
                                              "trust.turnover=0",
                                              "network.content=\"ambition\"",
                                              "governance.ambition_rounds=4",
                                              "network.mode=\"lead\""};
    assert_int_equal(first_launch(action, COUNT(action), 0.0), 1);
    /* Four rounds and the vote, five months; the launch in the sixth. */
    assert_int_equal(first_launch(ambition, COUNT(ambition), 0.0), 6);
    /* An ambition is everybody's, whoever decides the rest. */
    assert_int_equal(first_launch(lead, COUNT(lead), 0.0), 6);
    struct network_bed bed;
    size_t chair;
    int table[6];
    const struct issue issue = {.kind = ISSUE_AMBITION};
    network_bed_alike(&bed, lead, COUNT(lead), 6, 1, 4);
    network_bed_start(&bed);
    network_bed_months(&bed, 0, 1);
    assert_int_equal(governance_table(bed.network, &issue, table, &chair), 6);
    assert_false(governance_consults(bed.network, &issue));
    network_bed_stop(&bed);
    /* Far apart (1 - 3/5 x 1 < 0.5) there is none, and no coalition. */
    assert_int_equal(first_launch(ambition, COUNT(ambition), 0.5), 20);
}

static void test_what_an_ambition_does(void **state)
{
    (void)state;
    static const char *const sets[] = {NETWORK_BED_STILL,
                                       "network.content=\"ambition\"",
                                       "governance.ambition_rounds=0",
                                       "governance.ambition_years=2",
                                       "governance.ambition_language=0.5",
                                       "governance.ambition_launch=0.2"};
    struct network_bed bed;
    network_bed_alike(&bed, sets, COUNT(sets), 6, 1, 4);
    bed.member[0].orientation = 0.9; /* theme of the four with a role: 0.6 */
    bed.coalition[0].start_month = 2.0;
    network_bed_start(&bed);
    struct network *network = bed.network;
    network_bed_month(&bed, 0);
    assert_close(network->deciding.ambition, 1.0, 0.0);
    assert_close(effort_felt(network, &bed.inputs, 0, 0, false), 2.2 * (1.0 - 0.4 * 0.5 * 0.3), 1e-12);
    assert_close(network->deciding.launch_effort, 0.9, 1e-12);
    network_bed_months(&bed, 1, 13);
    const double strength = exp(-0.5);
    assert_close(network->deciding.ambition, strength, 1e-9);
    assert_close(effort_felt(network, &bed.inputs, 0, 0, false), 2.2 * (1.0 - 0.4 * (1.0 - 0.5 * strength) * 0.3),
                 1e-9);
    assert_close(network->deciding.launch_effort, 0.7 + 0.2 * strength, 1e-9);
    assert_true(network_live(network, 0));
    /* exp(-17 / 24) < 0.5: made again. */
    network_bed_months(&bed, 13, 17);
    assert_true(network->deciding.ambition < 0.52);
    network_bed_month(&bed, 17);
    assert_close(network->deciding.ambition, 1.0, 0.0);
    network_bed_stop(&bed);
}

/* --- broad meetings ----------------------------------------------------------------------------------------------- */

static void test_broad_meetings(void **state)
{
    (void)state;
    static const size_t yearly[] = {0, 1, 2, 5, 12};
    for (size_t k = 0; k < COUNT(yearly); k++) {
        char times[40];
        (void)snprintf(times, sizeof times, "network.broad_meetings=%zu", yearly[k]);
        const char *const sets[] = {NETWORK_BED_STILL, "network.contact=\"star\"", times};
        struct network_bed bed;
        size_t held = 0;
        network_bed_alike(&bed, sets, COUNT(sets), 6, 1, 4);
        bed.coalition[0].start_month = -1.0;
        network_bed_start(&bed);
        for (size_t month = 0; month < 12; month++) {
            double sd;
            network_bed_month(&bed, month);
            /* The lead is 0: members 1 and 2 meet at broad meetings alone. */
            const double hours = network_contact_hours(bed.network, 1, 2);
            const double shown = governance_visibility(bed.network, 1, 0.1, 0.1, &sd);
            assert_close(hours, hours > 0.0 ? 4.0 / 5.0 : 0.0, 1e-12);
            assert_close(network_coordination_hours(bed.network, 1) - bed.network->member[1].meeting
                             - bed.network->member[1].carrying,
                         hours > 0.0 ? 4.0 : 0.0, 1e-12);
            assert_close(shown, hours > 0.0 ? 0.7 : 0.1, 1e-12);
            assert_true(hours > 0.0 ? sd <= 0.15 : sd > 0.5);
            held += hours > 0.0;
        }
        assert_int_equal(held, yearly[k]);
        network_bed_stop(&bed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_switched_off_means_nothing_changes),
        cmocka_unit_test(test_two_blocked_coalitions_pass_together),
        cmocka_unit_test(test_a_launch_joined_with_sharing),
        cmocka_unit_test(test_veto),
        cmocka_unit_test(test_two_parties_go),
        cmocka_unit_test(test_least_parties),
        cmocka_unit_test(test_camps),
        cmocka_unit_test(test_an_ambition_comes_first),
        cmocka_unit_test(test_what_an_ambition_does),
        cmocka_unit_test(test_broad_meetings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
