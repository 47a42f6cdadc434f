/* Deciding: hidden interests and open talk, packages, veto, camps, shared ambition, broad meetings. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "models/network/internal.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"

#define COUNT(sets) (sizeof(sets) / sizeof(sets)[0])

/* Settings under which nothing moves a view or makes an issue but what the test does. */
#define STILL                                                                                                    \
    "governance.vote_noise=0", "governance.issue_rate=0", "membership.exit_rate=0", "governance.deliberation=0", \
        "network.preparation_hours=0", "coalition.substitution=1"
/* Efforts add up, so that one who loses by a coalition cannot stop it by giving nothing: it loses this by what the
 * others do, unless it objects. */
#define LOSS 6.0
#define GAIN 9.0 /* what one who loses judges by success is weighed against what it expects to do */

static void set_up(struct network_bed *bed, const char *const *sets, size_t n_sets, size_t n, size_t n_coalitions,
                   size_t roles)
{
    network_bed_settings(bed, sets, n_sets);
    network_bed_fill(bed, n, n_coalitions, roles, 0, true);
}

static void run_months(struct network_bed *bed, size_t first, size_t end)
{
    for (size_t month = first; month < end; month++)
        network_bed_month(bed, month);
}

/* --- off is off
 * ------------------------------------------------------------------------------------------------------ */

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

/* --- hidden interests and open talk
 * ------------------------------------------------------------------------------------ */

/* Member 0 loses by the only coalition what compensation would more than make good. */
static bool loser_is_compensated(const char *const *sets, size_t n_sets, size_t *talks)
{
    struct network_bed bed;
    set_up(&bed, sets, n_sets, 6, 1, 4);
    bed.own_gain[0] = -LOSS;
    bed.compensation[0] = LOSS;
    network_bed_start(&bed);
    run_months(&bed, 0, 20);
    const bool sharing = network_sharing(bed.network, 0);
    *talks = bed.network->deciding.talks;
    assert_true(sharing == network_live(bed.network, 0));
    network_bed_stop(&bed);
    return sharing;
}

static void test_a_hidden_loss_cannot_be_shared(void **state)
{
    (void)state;
    static const char *const known[] = {STILL}, *const hidden[] = {STILL, "talk.hidden=true"},
                             *const talk[] = {STILL, "talk.hidden=true", "network.talk=\"when-stuck\"",
                                              "talk.safety=1"},
                             *const afraid[] = {STILL,           "talk.hidden=true",      "network.talk=\"when-stuck\"",
                                                "talk.safety=0", "network.trust_start=0", "trust.base=0"};
    size_t talks;
    assert_true(loser_is_compensated(known, COUNT(known), &talks));
    assert_int_equal(talks, 0);
    assert_false(loser_is_compensated(hidden, COUNT(hidden), &talks));
    assert_int_equal(talks, 0);
    assert_true(loser_is_compensated(talk, COUNT(talk), &talks));
    assert_int_equal(talks, 1);
    assert_false(loser_is_compensated(afraid, COUNT(afraid), &talks));
    assert_true(talks >= 1);
}

/* A hidden objection is heard as none: it draws the others less. */
static void test_a_hidden_objection_moves_nobody(void **state)
{
    (void)state;
    for (int hidden = 0; hidden <= 1; hidden++) {
        const char *const sets[] = {hidden ? "talk.hidden=true" : "talk.hidden=false", "governance.vote_noise=0",
                                    "coalition.substitution=1"};
        struct network_bed bed;
        set_up(&bed, sets, 3, 4, 1, 4);
        bed.own_gain[0] = -LOSS;
        bed.coalition[0].start_month = -1.0;
        network_bed_start(&bed);
        struct network *network = bed.network;
        network_meet(network, &bed.inputs, &bed.stream, 0, 0);
        const struct issue issue = {.kind = ISSUE_LAUNCH};
        memset(network->issue_shift, 0, network->agenda.capacity * network->n * sizeof *network->issue_shift);
        views_form(network, &bed.inputs, &bed.stream, &issue);
        for (int i = 0; i < 4; i++) {
            network->table[i] = i;
            network->trusted[i] = 0.5;
        }
        const double loser = network->issue_view[0], other = network->issue_view[1];
        assert_true(loser < -0.5 && other > 0.0);
        views_move(network, &issue, 4, false);
        const double heard = hidden ? 0.0 : loser;
        assert_close(network->issue_view[1], other + 0.3 * 0.5 * ((3.0 * other + heard) / 4.0 - other), 1e-12);
        assert_close(network->issue_view[0], loser + 0.3 * 0.5 * ((3.0 * other + loser) / 4.0 - loser), 1e-12);
        network_bed_stop(&bed);
    }
}

static void test_chance_of_telling(void **state)
{
    (void)state;
    static const char *const sets[] = {"network.talk=\"early\"", "talk.safety=0.5", "network.trust_start=0.4",
                                       "talk.hidden=true"};
    size_t told = 0;
    for (uint32_t r = 0; r < 100; r++) {
        struct network_bed bed;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 8, 1, 8, r, true);
        network_bed_start(&bed);
        network_meet(bed.network, &bed.inputs, &bed.stream, 0, 0);
        assert_int_equal(bed.network->deciding.talks, 1);
        for (size_t i = 0; i < 8; i++)
            told += talk_known(bed.network, i, 0);
        /* Only those who both told come closer. */
        for (size_t i = 0; i < 8; i++)
            for (size_t j = 0; j < 8; j++)
                if (i != j)
                    assert_close(network_trust(bed.network, i, j),
                                 talk_known(bed.network, i, 0) && talk_known(bed.network, j, 0) ? 0.43 : 0.4, 1e-12);
        network_bed_stop(&bed);
    }
    /* 0.5 + 0.5 x 0.4; 800 draws: three standard errors. */
    assert_close((double)told / 800.0, 0.7, 3.0 * sqrt(0.7 * 0.3 / 800.0));
}

static void test_what_talk_costs_and_brings(void **state)
{
    (void)state;
    static const char *const base[] = {STILL, "network.trust_start=0.4", "coalition.setup_hours=0"},
                             *const early[] = {STILL,
                                               "network.trust_start=0.4",
                                               "coalition.setup_hours=0",
                                               "network.talk=\"early\"",
                                               "talk.safety=1",
                                               "talk.hours=3"};
    struct network_bed plain, talk;
    set_up(&plain, base, COUNT(base), 6, 1, 4);
    set_up(&talk, early, COUNT(early), 6, 1, 4);
    network_bed_start(&plain);
    network_bed_start(&talk);
    network_meet(plain.network, &plain.inputs, &plain.stream, 0, 0);
    network_meet(talk.network, &talk.inputs, &talk.stream, 0, 0);
    for (size_t i = 0; i < 6; i++) {
        const bool party = i < 4;
        assert_close(talk.network->member[i].other - plain.network->member[i].other, party ? 3.0 : 0.0, 1e-12);
        assert_close(network_talked(talk.network, i, 0), party ? 1.0 : 0.0, 0.0);
        assert_close(network_talked(plain.network, i, 0), 0.0, 0.0);
        for (size_t j = 0; j < 6; j++) {
            const bool closer = party && j < 4 && i != j;
            if (i == j)
                continue;
            assert_close(network_trust(talk.network, i, j), closer ? 0.4 + 0.05 * 0.6 : 0.4, 1e-12);
            assert_close(talk.network->familiarity[i * 6 + j], closer ? 0.3 + 0.2 * 0.7 : 0.3, 1e-12);
        }
    }
    /* Deciding goes on; but what the network spends on talk it cannot spend on carrying the work: the slow mean has it. */
    assert_true(network_live(plain.network, 0) && network_live(talk.network, 0));
    double decided = 0.0;
    for (size_t i = 0; i < 6; i++)
        decided += talk.network->member[i].meeting - 2.0;
    assert_close(12.0 * talk.network->meeting_mean, decided + 4.0 * 3.0, 1e-9);
    trust_month(talk.network, &talk.stream, 0);
    trust_month(plain.network, &plain.stream, 0);
    assert_close(network_contact_hours(talk.network, 0, 5) - network_contact_hours(plain.network, 0, 5), 0.0, 0.02);
    assert_true(network_contact_hours(talk.network, 0, 1) - network_contact_hours(plain.network, 0, 1) > 0.95);
    network_bed_stop(&plain);
    network_bed_stop(&talk);
}

static void test_an_ignored_loss_costs_trust(void **state)
{
    (void)state;
    struct network_bed bed[2];
    for (int k = 0; k < 2; k++) {
        const char *const sets[] = {STILL, "network.talk=\"early\"", "talk.safety=1", "talk.hours=1",
                                    k == 0 ? "talk.ignored=0" : "talk.ignored=0.4"};
        set_up(&bed[k], sets, COUNT(sets), 6, 1, 4);
        bed[k].own_gain[0] = -0.4; /* dislikes it, but not enough to object */
        bed[k].compensation[0] = 0.4;
        network_bed_start(&bed[k]);
        run_months(&bed[k], 0, 1);
        bed[k].compensation[0] = 0.0; /* what was in sight when it spoke is taken away */
        run_months(&bed[k], 1, 12);
        assert_true(network_live(bed[k].network, 0) && !network_sharing(bed[k].network, 0));
        assert_true(bed[k].network->deciding.to_answer[0] == 1 && bed[k].network->deciding.to_answer[1] == 0);
    }
    assert_close(network_trust(bed[0].network, 0, 1), network_trust(bed[1].network, 0, 1), 0.0);
    for (int k = 0; k < 2; k++)
        network_meet(bed[k].network, &bed[k].inputs, &bed[k].stream, 12, 12);
    for (size_t j = 1; j < 6; j++)
        assert_close(network_trust(bed[1].network, 0, j), network_trust(bed[0].network, 0, j) * (j < 4 ? 0.6 : 1.0),
                     1e-12);
    assert_close(network_trust(bed[1].network, 1, 0), network_trust(bed[0].network, 1, 0), 0.0);
    assert_true(bed[1].network->deciding.to_answer[0] == 0); /* once */
    network_bed_stop(&bed[0]);
    network_bed_stop(&bed[1]);
}

/* A loss told long before the coalition started is not ignored before it has run as long. */
static void test_patience_counts_from_the_start(void **state)
{
    (void)state;
    static const char *const sets[] = {STILL, "network.talk=\"when-stuck\"", "talk.drag_level=1"};
    struct network_bed bed;
    set_up(&bed, sets, COUNT(sets), 6, 1, 4);
    bed.own_gain[0] = -0.4;
    bed.coalition[0].start_month = 5.0;
    network_bed_start(&bed);
    bed.network->deciding.to_answer[0] = 1;
    run_months(&bed, 0, 17);
    assert_true(network_live(bed.network, 0) && bed.network->deciding.to_answer[0] == 1);
    run_months(&bed, 17, 18);
    assert_true(bed.network->deciding.to_answer[0] == 0);
    network_bed_stop(&bed);
}

static void test_talk_takes_up_what_was_put_off(void **state)
{
    (void)state;
    for (int safe = 0; safe <= 1; safe++) {
        const char *const sets[] = {STILL,
                                    "network.talk=\"when-stuck\"",
                                    "governance.return_months=24",
                                    safe ? "talk.safety=1" : "talk.safety=0",
                                    "network.trust_start=0",
                                    "governance.rounds_before_return=1",
                                    "governance.returns=20"};
        struct network_bed bed;
        set_up(&bed, sets, COUNT(sets), 6, 1, 4);
        bed.own_gain[0] = -LOSS;
        network_bed_start(&bed);
        run_months(&bed, 0, 1);
        assert_true(bed.network->agenda.n == 1 && bed.network->agenda.issue[0].returns == 1);
        for (size_t k = 0; k < 36; k++)
            bed.network->trust[k] = 0.0;
        run_months(&bed, 1, 2);
        assert_int_equal(bed.network->agenda.issue[0].returns, safe ? 2 : 1);
        network_bed_stop(&bed);
    }
}

static size_t talks_chosen(const char *trust, const char *hours, bool stuck)
{
    const char *const sets[] = {STILL, "network.talk=\"chosen\"", trust, hours, "trust.drift=0"};
    struct network_bed bed;
    set_up(&bed, sets, COUNT(sets), 6, 1, 4);
    bed.own_gain[0] = stuck ? -LOSS : 0.0;
    network_bed_start(&bed);
    run_months(&bed, 0, 4);
    const size_t talks = bed.network->deciding.talks;
    network_bed_stop(&bed);
    return talks;
}

static void test_talk_is_chosen(void **state)
{
    (void)state;
    assert_int_equal(talks_chosen("network.trust_start=0.45", "talk.hours=4", true), 1);
    assert_int_equal(talks_chosen("network.trust_start=0.3", "talk.hours=4", true), 0);
    assert_int_equal(talks_chosen("network.trust_start=0.45", "talk.hours=4", false), 0);
    /* A year of benefit at most 2.2 x 12 units of 40 hours: more than 40 hours of talk, always worth it; but not for
     * those who gain nothing. */
    assert_int_equal(talks_chosen("network.trust_start=0.45", "talk.hours=40", true), 1);
}

static void test_nobody_who_gains_nothing_proposes(void **state)
{
    (void)state;
    static const char *const sets[] = {STILL, "network.talk=\"chosen\"", "network.trust_start=0.9",
                                       "network.rule=\"consensus\""};
    struct network_bed bed;
    set_up(&bed, sets, COUNT(sets), 6, 1, 4);
    for (size_t i = 0; i < 4; i++)
        bed.own_gain[i] = -LOSS;
    network_bed_start(&bed);
    run_months(&bed, 0, 6);
    assert_false(network_live(bed.network, 0));
    assert_int_equal(bed.network->deciding.talks, 0);
    network_bed_stop(&bed);
}

/* Feet dragged bring a talk about a running coalition: its players pledge and then lose the hours to deliver. */
static void test_dragging_feet_bring_talk(void **state)
{
    (void)state;
    for (int drag = 0; drag <= 1; drag++) {
        static const char *const sets[] = {STILL, "network.talk=\"when-stuck\"", "effort.absence=0"};
        struct network_bed bed;
        set_up(&bed, sets, COUNT(sets), 6, 1, 4);
        bed.coalition[0].running = true;
        network_bed_start(&bed);
        run_months(&bed, 0, 2);
        assert_int_equal(bed.network->deciding.talks, 0);
        for (size_t i = 0; i < 4 && drag; i++)
            bed.hours_free[i] = 1.0;
        run_months(&bed, 2, 5);
        assert_int_equal(bed.network->deciding.talks, drag ? 1 : 0);
        network_bed_stop(&bed);
    }
}

/* --- packages
 * --------------------------------------------------------------------------------------------------------- */

/* Members 2 and 3 take part in both coalitions; each loses by one and gains more by the other. */
static size_t opposed_coalitions(const char *const *sets, size_t n_sets, size_t *packages)
{
    struct network_bed bed;
    size_t live = 0;
    set_up(&bed, sets, n_sets, 6, 2, 4);
    bed.own_gain[2 * 2 + 0] = bed.own_gain[3 * 2 + 1] = -LOSS;
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
        const char *const alone[] = {STILL, structures[s], "network.rule=\"consensus\""},
                          *const joined[] = {STILL, structures[s], "network.rule=\"consensus\"", "talk.packages=true"},
                          *const hidden[] = {STILL, structures[s], "network.rule=\"consensus\"", "talk.packages=true",
                                             "talk.hidden=true"},
                          *const told[] = {STILL,
                                           structures[s],
                                           "network.rule=\"consensus\"",
                                           "talk.packages=true",
                                           "talk.hidden=true",
                                           "network.talk=\"when-stuck\"",
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
        const char *const sets[] = {STILL, k > 0 ? "talk.packages=true" : "talk.packages=false",
                                    "governance.rounds_before_return=2", "governance.return_months=24",
                                    k == 3 ? "talk.hidden=true" : "talk.hidden=false"};
        struct network_bed bed;
        size_t month = 0;
        set_up(&bed, sets, COUNT(sets), 6, 1, 4);
        bed.own_gain[0] = -LOSS;
        bed.compensation[0] = k != 2 ? LOSS : 0.2; /* too little to take the objection away */
        network_bed_start(&bed);
        while (month < 3 && !network_live(bed.network, 0))
            network_bed_month(&bed, month++);
        assert_true(network_live(bed.network, 0) == (k < 2));
        assert_int_equal(bed.network->deciding.packages, k == 1 ? 1 : 0);
        assert_true(network_sharing(bed.network, 0) == (k < 2));
        network_bed_stop(&bed);
    }
}

/* --- veto and no veto
 * ------------------------------------------------------------------------------------------------- */

/* Member 5 has no role and loses by the coalition. Blocked votes of the first month; -1: not launched. */
static int blocked_before_launch(const char *rule, const char *veto, bool payer, const char *threshold)
{
    const char *const sets[] = {STILL, rule, veto, threshold, "network.meeting_hours=40"};
    struct network_bed bed;
    struct network_view view;
    set_up(&bed, sets, COUNT(sets), 6, 1, 4);
    bed.own_gain[5] = -3.0 * LOSS; /* a bystander feels little of it */
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
        const char *const sets[] = {STILL, "network.rule=\"consensus\"",
                                    k == 0 ? "network.structure=\"plenary\"" : "network.structure=\"coalitions\"",
                                    k == 3 ? "network.least_parties=3" : "network.least_parties=2"};
        struct network_bed bed;
        set_up(&bed, sets, COUNT(sets), 5, 1, 2);
        /* Members 0 and 1 fill the roles; 2 could play the role of 0 too, and is strongly against. */
        bed.role[0][2] = 0;
        bed.own_gain[2] = -LOSS;
        if (k == 2) /* and nobody else can */
            bed.role[0][0] = -1;
        network_bed_start(&bed);
        run_months(&bed, 0, 12);
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
        const char *const sets[] = {STILL, cases[k].least};
        struct network_bed bed;
        set_up(&bed, sets, COUNT(sets), 5, 1, cases[k].roles);
        network_bed_start(&bed);
        run_months(&bed, 0, 6);
        assert_true(network_live(bed.network, 0) == cases[k].goes);
        network_bed_stop(&bed);
    }
}

/* --- camps
 * ------------------------------------------------------------------------------------------------------------ */

/* Four members of views +1, +1, -1, -1 deliberate; returns the distance between the camps' means. */
static double distance_after(const char *repulsion, double inside, double across, size_t rounds, bool consults)
{
    static const double start[] = {1.0, 1.0, -1.0, -1.0};
    const struct issue issue = {.kind = ISSUE_LAUNCH};
    const char *const sets[] = {repulsion};
    struct network_bed bed;
    set_up(&bed, sets, 1, 4, 1, 4);
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

/* --- a shared ambition
 * ------------------------------------------------------------------------------------------------ */

static size_t first_launch(const char *const *sets, size_t n_sets, double spread)
{
    struct network_bed bed;
    size_t month = 0;
    set_up(&bed, sets, n_sets, 6, 1, 4);
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
    static const char *const action[] = {STILL,
                                         "network.meeting_hours=0.9",
                                         "network.rule=\"consensus\"",
                                         "trust.gain=0",
                                         "trust.success=0",
                                         "trust.drift=0",
                                         "trust.reputation=0",
                                         "trust.turnover=0"},
                             *const ambition[] = {STILL,
                                                  "network.meeting_hours=0.9",
                                                  "network.rule=\"consensus\"",
                                                  "trust.gain=0",
                                                  "trust.success=0",
                                                  "trust.drift=0",
                                                  "trust.reputation=0",
                                                  "trust.turnover=0",
                                                  "network.content=\"ambition\"",
                                                  "governance.ambition_rounds=4"},
                             *const lead[] = {STILL,
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
    set_up(&bed, lead, COUNT(lead), 6, 1, 4);
    network_bed_start(&bed);
    run_months(&bed, 0, 1);
    assert_int_equal(governance_table(bed.network, &issue, table, &chair), 6);
    assert_false(governance_consults(bed.network, &issue));
    network_bed_stop(&bed);
    /* Far apart (1 - 3/5 x 1 < 0.5) there is none, and no coalition. */
    assert_int_equal(first_launch(ambition, COUNT(ambition), 0.5), 20);
}

static void test_what_an_ambition_does(void **state)
{
    (void)state;
    static const char *const sets[] = {STILL,
                                       "network.content=\"ambition\"",
                                       "governance.ambition_rounds=0",
                                       "governance.ambition_years=2",
                                       "governance.ambition_language=0.5",
                                       "governance.ambition_launch=0.2"};
    struct network_bed bed;
    set_up(&bed, sets, COUNT(sets), 6, 1, 4);
    bed.member[0].orientation = 0.9; /* theme of the four with a role: 0.6 */
    bed.coalition[0].start_month = 2.0;
    network_bed_start(&bed);
    struct network *network = bed.network;
    network_bed_month(&bed, 0);
    assert_close(network->deciding.ambition, 1.0, 0.0);
    assert_close(effort_felt(network, &bed.inputs, 0, 0, false), 2.2 * (1.0 - 0.4 * 0.5 * 0.3), 1e-12);
    assert_close(network->deciding.launch_effort, 0.9, 1e-12);
    run_months(&bed, 1, 13);
    const double strength = exp(-0.5);
    assert_close(network->deciding.ambition, strength, 1e-9);
    assert_close(effort_felt(network, &bed.inputs, 0, 0, false), 2.2 * (1.0 - 0.4 * (1.0 - 0.5 * strength) * 0.3),
                 1e-9);
    assert_close(network->deciding.launch_effort, 0.7 + 0.2 * strength, 1e-9);
    assert_true(network_live(network, 0));
    /* exp(-17 / 24) < 0.5: made again. */
    run_months(&bed, 13, 17);
    assert_true(network->deciding.ambition < 0.52);
    network_bed_month(&bed, 17);
    assert_close(network->deciding.ambition, 1.0, 0.0);
    network_bed_stop(&bed);
}

/* --- broad meetings
 * --------------------------------------------------------------------------------------------------- */

static void test_broad_meetings(void **state)
{
    (void)state;
    static const size_t yearly[] = {0, 1, 2, 5, 12};
    for (size_t k = 0; k < COUNT(yearly); k++) {
        char times[40];
        (void)snprintf(times, sizeof times, "network.broad_meetings=%zu", yearly[k]);
        const char *const sets[] = {STILL, "network.contact=\"star\"", times};
        struct network_bed bed;
        size_t held = 0;
        set_up(&bed, sets, COUNT(sets), 6, 1, 4);
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
        cmocka_unit_test(test_a_hidden_loss_cannot_be_shared),
        cmocka_unit_test(test_a_hidden_objection_moves_nobody),
        cmocka_unit_test(test_chance_of_telling),
        cmocka_unit_test(test_what_talk_costs_and_brings),
        cmocka_unit_test(test_an_ignored_loss_costs_trust),
        cmocka_unit_test(test_patience_counts_from_the_start),
        cmocka_unit_test(test_talk_takes_up_what_was_put_off),
        cmocka_unit_test(test_talk_is_chosen),
        cmocka_unit_test(test_nobody_who_gains_nothing_proposes),
        cmocka_unit_test(test_dragging_feet_bring_talk),
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
