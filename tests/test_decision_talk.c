/* Deciding with hidden interests: what open talk costs and brings, and when it is chosen. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/network/decision.h"
#include "models/network/internal.h"
#include "models/network/trust.h"
#include "tests/support/count.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"

/* Member 0 loses by the only coalition what compensation would more than make good. */
static bool loser_is_compensated(const char *const *sets, size_t n_sets, size_t *talks)
{
    struct network_bed bed;
    network_bed_alike(&bed, sets, n_sets, 6, 1, 4);
    bed.own_gain[0] = -NETWORK_BED_LOSS;
    bed.compensation[0] = NETWORK_BED_LOSS;
    network_bed_start(&bed);
    network_bed_months(&bed, 0, 20);
    const bool sharing = network_sharing(bed.network, 0);
    *talks = bed.network->deciding.talks;
    assert_true(sharing == network_live(bed.network, 0));
    network_bed_stop(&bed);
    return sharing;
}

static void test_a_hidden_loss_cannot_be_shared(void **state)
{
    (void)state;
    static const char *const known[] = {NETWORK_BED_STILL}, *const hidden[] = {NETWORK_BED_STILL, "talk.hidden=true"},
                             *const talk[] = {NETWORK_BED_STILL, "talk.hidden=true", "network.talk=\"when-stuck\"",
                                              "talk.safety=1"},
                             *const afraid[] = {
                                 NETWORK_BED_STILL, "talk.hidden=true",      "network.talk=\"when-stuck\"",
                                 "talk.safety=0",   "network.trust_start=0", "trust.base=0"};
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
        network_bed_alike(&bed, sets, 3, 4, 1, 4);
        bed.own_gain[0] = -NETWORK_BED_LOSS;
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
    static const char *const base[] = {NETWORK_BED_STILL, "network.trust_start=0.4", "coalition.setup_hours=0"},
                             *const early[] = {NETWORK_BED_STILL,         "network.trust_start=0.4",
                                               "coalition.setup_hours=0", "network.talk=\"early\"",
                                               "talk.safety=1",           "talk.hours=3"};
    struct network_bed plain, talk;
    network_bed_alike(&plain, base, COUNT(base), 6, 1, 4);
    network_bed_alike(&talk, early, COUNT(early), 6, 1, 4);
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
        const char *const sets[] = {NETWORK_BED_STILL, "network.talk=\"early\"", "talk.safety=1", "talk.hours=1",
                                    k == 0 ? "talk.ignored=0" : "talk.ignored=0.4"};
        network_bed_alike(&bed[k], sets, COUNT(sets), 6, 1, 4);
        bed[k].own_gain[0] = -0.4; /* dislikes it, but not enough to object */
        bed[k].compensation[0] = 0.4;
        network_bed_start(&bed[k]);
        network_bed_months(&bed[k], 0, 1);
        bed[k].compensation[0] = 0.0; /* what was in sight when it spoke is taken away */
        network_bed_months(&bed[k], 1, 12);
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
    static const char *const sets[] = {NETWORK_BED_STILL, "network.talk=\"when-stuck\"", "talk.drag_level=1"};
    struct network_bed bed;
    network_bed_alike(&bed, sets, COUNT(sets), 6, 1, 4);
    bed.own_gain[0] = -0.4;
    bed.coalition[0].start_month = 5.0;
    network_bed_start(&bed);
    bed.network->deciding.to_answer[0] = 1;
    network_bed_months(&bed, 0, 17);
    assert_true(network_live(bed.network, 0) && bed.network->deciding.to_answer[0] == 1);
    network_bed_months(&bed, 17, 18);
    assert_true(bed.network->deciding.to_answer[0] == 0);
    network_bed_stop(&bed);
}

static void test_talk_takes_up_what_was_put_off(void **state)
{
    (void)state;
    for (int safe = 0; safe <= 1; safe++) {
        const char *const sets[] = {NETWORK_BED_STILL,
                                    "network.talk=\"when-stuck\"",
                                    "governance.return_months=24",
                                    safe ? "talk.safety=1" : "talk.safety=0",
                                    "network.trust_start=0",
                                    "governance.rounds_before_return=1",
                                    "governance.returns=20"};
        struct network_bed bed;
        network_bed_alike(&bed, sets, COUNT(sets), 6, 1, 4);
        bed.own_gain[0] = -NETWORK_BED_LOSS;
        network_bed_start(&bed);
        network_bed_months(&bed, 0, 1);
        assert_true(bed.network->agenda.n == 1 && bed.network->agenda.issue[0].returns == 1);
        for (size_t k = 0; k < 36; k++)
            bed.network->trust[k] = 0.0;
        network_bed_months(&bed, 1, 2);
        assert_int_equal(bed.network->agenda.issue[0].returns, safe ? 2 : 1);
        network_bed_stop(&bed);
    }
}

static size_t talks_chosen(const char *trust, const char *hours, bool stuck)
{
    const char *const sets[] = {NETWORK_BED_STILL, "network.talk=\"chosen\"", trust, hours, "trust.drift=0"};
    struct network_bed bed;
    network_bed_alike(&bed, sets, COUNT(sets), 6, 1, 4);
    bed.own_gain[0] = stuck ? -NETWORK_BED_LOSS : 0.0;
    network_bed_start(&bed);
    network_bed_months(&bed, 0, 4);
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
    static const char *const sets[] = {NETWORK_BED_STILL, "network.talk=\"chosen\"", "network.trust_start=0.9",
                                       "network.rule=\"consensus\""};
    struct network_bed bed;
    network_bed_alike(&bed, sets, COUNT(sets), 6, 1, 4);
    for (size_t i = 0; i < 4; i++)
        bed.own_gain[i] = -NETWORK_BED_LOSS;
    network_bed_start(&bed);
    network_bed_months(&bed, 0, 6);
    assert_false(network_live(bed.network, 0));
    assert_int_equal(bed.network->deciding.talks, 0);
    network_bed_stop(&bed);
}

/* Feet dragged bring a talk about a running coalition: its players pledge and then lose the hours to deliver. */
static void test_dragging_feet_bring_talk(void **state)
{
    (void)state;
    for (int drag = 0; drag <= 1; drag++) {
        static const char *const sets[] = {NETWORK_BED_STILL, "network.talk=\"when-stuck\"", "effort.absence=0"};
        struct network_bed bed;
        network_bed_alike(&bed, sets, COUNT(sets), 6, 1, 4);
        bed.coalition[0].running = true;
        network_bed_start(&bed);
        network_bed_months(&bed, 0, 2);
        assert_int_equal(bed.network->deciding.talks, 0);
        for (size_t i = 0; i < 4 && drag; i++)
            bed.hours_free[i] = 1.0;
        network_bed_months(&bed, 2, 5);
        assert_int_equal(bed.network->deciding.talks, drag ? 1 : 0);
        network_bed_stop(&bed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
