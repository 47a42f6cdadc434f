/* Trust that goes deeper (M6): history, places, fairness, blame after a block, staff, leaders, reports,
 * measures. Every mechanism is off by default: then nothing changes, to the last bit. */
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
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"

#define COUNT(sets) (sizeof(sets) / sizeof(sets)[0])

static const char *const modes[] = {"network.mode=\"self-governed\"", "network.mode=\"lead\"", "network.mode=\"nao\""};

/* A network of n alike members with one running coalition of four roles, open for changes before network_bed_start. */
static void open_bed(struct network_bed *bed, const char *const *sets, size_t n_sets, size_t n)
{
    network_bed_settings(bed, sets, n_sets);
    network_bed_fill(bed, n, 1, 4, 0, true);
    bed->coalition[0].running = true;
}

static double *trust_of(const struct network_bed *bed, size_t from, size_t to)
{
    return &bed->network->trust[from * bed->n + to];
}

static void fill_trust(const struct network_bed *bed, double trust)
{
    for (size_t i = 0; i < bed->n; i++)
        for (size_t j = 0; j < bed->n; j++)
            *trust_of(bed, i, j) = i == j ? 1.0 : trust;
}

/* --- off is off
 * ------------------------------------------------------------------------------------------------------ */

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
        const char *const tuned[] = {modes[m], idle[0], idle[1]};
        assert_true(network_bed_run(&modes[m], 1, 9, 4, 4, 1).print == network_bed_run(tuned, 3, 9, 4, 4, 1).print);
    }
    for (size_t k = 0; k < COUNT(on); k++) {
        const char *const sets[] = {on[k].mode < 3 ? modes[on[k].mode] : "network.rule=\"consensus\"", on[k].with,
                                    on[k].set};
        uint64_t same = 0;
        for (uint32_t r = 0; r < 3; r++)
            same += network_bed_run(sets, 2, 9, 4, 4, r).print == network_bed_run(sets, 3, 9, 4, 4, r).print;
        if (same == 3)
            fail_msg("%s changes nothing", on[k].set);
    }
    /* Without paid staff there is nothing to trust. */
    const char *const no_staff[] = {modes[1], "trust.staff=1"};
    assert_true(network_bed_run(no_staff, 1, 9, 4, 4, 1).print == network_bed_run(no_staff, 2, 9, 4, 4, 1).print);
}

/* --- history
 * --------------------------------------------------------------------------------------------------------- */

static void test_history_sets_the_start(void **state)
{
    (void)state;
    struct network_bed bed;
    double trust[5], familiarity[5], expected[5];
    open_bed(&bed, NULL, 0, 5);
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
        assert_close(*trust_of(&bed, 0, j), trusts[j], 0.0);
        assert_close(bed.network->familiarity[j], knows[j], 0.0);
        assert_close(bed.network->seen[j], sees[j], 0.0);
        assert_close(bed.network->habit[j], sees[j], 0.0);
        assert_close(*trust_of(&bed, 1, j), j == 1 ? 1.0 : 0.5, 0.0); /* the others have no past */
    }
    network_bed_stop(&bed);
}

/* --- places
 * ---------------------------------------------------------------------------------------------------------- */

static void test_places(void **state)
{
    (void)state;
    const char *const places[] = {"centre", "office", NULL, "centre", "", "", "centre"};
    for (size_t mode = 0; mode < 3; mode++) {
        const char *const sets[] = {modes[mode], "trust.colocation_hours=3"};
        struct network_bed with, without;
        open_bed(&with, sets, 2, 7);
        open_bed(&without, sets, 1, 7);
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
            const char *const sets[] = {modes[1], "network.trust_start=0.3", "trust.colocation_hours=4"};
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

/* --- fairness
 * -------------------------------------------------------------------------------------------------------- */

/* Member 0 plays and loses, 1 plays and gains, 5 gains without playing; one month, after which trust is trust[i * n +
 * j]. */
static void run_unfair(struct network_bed *bed, const char *fairness, bool sharing, double gain)
{
    const char *const sets[] = {fairness, "trust.noise_sd=0"};
    open_bed(bed, sets, 2, 6);
    for (size_t i = 0; i < 6; i++)
        bed->own_gain[i] = 0.0;
    bed->own_gain[0] = -1.0;
    bed->own_gain[1] = gain;
    bed->own_gain[5] = 3.0 * gain; /* more than 0 loses */
    bed->paid_share[1] = 1.0;
    network_bed_start(bed);
    network_bed_month(bed, 0); /* begins the coalition */
    bed->network->coalition[0].sharing = sharing;
    network_bed_month(bed, 1);
}

static void test_fairness(void **state)
{
    (void)state;
    struct network_bed fair, unfair;
    run_unfair(&fair, "trust.fairness=0", false, 1.0);
    run_unfair(&unfair, "trust.fairness=0.2", false, 1.0);
    const struct network *network = unfair.network;
    const double output = network->coalition[0].output, loss = fmin(1.0, output + network->delivered[0]);
    assert_true(output > 0.1 && network->delivered[0] > 0.05);
    /* Once more, from trust as it is now. */
    const size_t pairs[] = {1, 5};
    double before[2], seen[2], sd;
    for (size_t k = 0; k < 2; k++) {
        before[k] = network->trust[pairs[k]];
        seen[k] = governance_visibility(network, 0, network->contact[pairs[k]], network->met[pairs[k]], &sd);
        assert_true(seen[k] > 0.1);
    }
    for (size_t at = 0; at < 36; at++)
        network->shared[at].unfair = 0.0;
    trust_judge_fairness(unfair.network, &unfair.inputs);
    for (size_t k = 0; k < 2; k++) {
        const double gain = k == 0 ? output : fmin(1.0, 3.0 * output);
        assert_true(k == 0 ? gain < loss : gain > loss);
        assert_close(network->trust[pairs[k]] / before[k], 1.0 - 0.2 * seen[k] * fmin(loss, gain), 1e-12);
    }
    assert_true(network->trust[1] < fair.network->trust[1]);
    assert_true(network->trust[5] < fair.network->trust[5]);
    assert_true(network->shared[6].unfair == 0.0);      /* who gains blames nobody */
    assert_true(network->shared[5 * 6].unfair == 0.0);  /* nor does who stands by */
    assert_true(network->shared[2].unfair == 0.0);      /* 2 gives unpaid hours as well */
    assert_true(network->shared[2 * 6 + 1].unfair > 0); /* and is no winner by the gain of 1 */
    network_bed_stop(&fair);
    network_bed_stop(&unfair);
}

static void test_sharing_or_no_gain_ends_unfairness(void **state)
{
    (void)state;
    static const struct {
        bool sharing;
        double gain;
    } cases[] = {{true, 1.0}, {false, 0.0}};
    for (size_t k = 0; k < 2; k++) {
        struct network_bed with, without;
        run_unfair(&without, "trust.fairness=0", cases[k].sharing, cases[k].gain);
        run_unfair(&with, "trust.fairness=0.2", cases[k].sharing, cases[k].gain);
        /* With sharing only the first month, before the agreement, has left something. */
        for (size_t at = 0; at < 36 && !cases[k].sharing; at++)
            assert_true(with.network->trust[at] == without.network->trust[at]);
        for (size_t at = 0; at < 36; at++)
            assert_true(with.network->shared[at].unfair == 0.0);
        network_bed_stop(&with);
        network_bed_stop(&without);
    }
}

/* --- a block
 * --------------------------------------------------------------------------------------------------------- */

/* Six members with these views of a running coalition's pledges that did not pass. */
static void block(struct network_bed *bed, const char *const *sets, size_t n_sets, const double *views)
{
    open_bed(bed, sets, n_sets, 6);
    network_bed_start(bed);
    network_bed_month(bed, 0);
    fill_trust(bed, 0.5);
    for (size_t i = 0; i < 6; i++)
        bed->network->issue_view[i] = views[i];
    for (size_t at = 0; at < 36; at++)
        bed->network->familiarity[at] = 0.25;
    const struct issue issue = {.kind = ISSUE_PLEDGES, .subject = 0};
    trust_after_block(bed->network, &issue);
}

static void test_block_is_taken_for_ill_will(void **state)
{
    (void)state;
    const double views[] = {0.4, 0.1, -0.2, -0.9, -0.8, 0.3};
    static const struct {
        const char *rule;
        bool against[6]; /* consent: only beyond the threshold of .5; a single decider: the lead, member 0, alone */
    } cases[] = {{"network.rule=\"consensus\"", {false, false, true, true, true, false}},
                 {"network.rule=\"consent\"", {false, false, false, true, true, false}},
                 {"network.rule=\"single\"", {false, false, false, false, false, false}}};
    for (size_t k = 0; k < 3; k++) {
        const char *const sets[] = {cases[k].rule, "talk.hidden=true", "trust.attribution=0.4", "trust.camp=0.1"};
        const bool *against = cases[k].against;
        struct network_bed bed;
        block(&bed, sets, 4, views);
        for (size_t i = 0; i < 6; i++)
            for (size_t j = 0; j < 6; j++) {
                const bool blocked = k < 2, in_favour = views[i] >= 0.0, too = views[j] >= 0.0;
                double expected = 0.5;
                if (i == j)
                    expected = 1.0;
                else if (blocked && ((in_favour && against[j]) || (against[i] && too)))
                    expected = 0.5 * (1.0 - 0.4 * 0.75 * fmin(1.0, fabs(views[i] - views[j])));
                else if (blocked && ((against[i] && against[j]) || (in_favour && too)))
                    expected = 0.5 + 0.1 * fmin(fabs(views[i]), fabs(views[j])) * 0.5;
                assert_close(*trust_of(&bed, i, j), expected, 1e-12);
            }
        network_bed_stop(&bed);
    }
}

/* Where the lead decides, it is those with a role that will not join who stop a launch; others only dislike it. */
static void test_who_will_not_join_blocks(void **state)
{
    (void)state;
    const char *const sets[] = {modes[1], "network.rule=\"single\"", "talk.hidden=true", "trust.attribution=0.4"};
    const double views[] = {0.4, 0.1, -0.2, -0.9, -0.8, 0.3};
    struct network_bed bed;
    block(&bed, sets, 4, views);
    const struct issue issue = {.kind = ISSUE_LAUNCH, .subject = 0};
    coalition_stop(bed.network, 0);
    trust_after_block(bed.network, &issue);
    for (size_t j = 1; j < 6; j++)
        assert_close(*trust_of(&bed, 0, j), j == 3 ? 0.5 * (1.0 - 0.4 * 0.75) : 0.5, 1e-12);
    network_bed_stop(&bed);
}

static void test_who_is_known_has_a_reason(void **state)
{
    (void)state;
    const char *const sets[] = {"network.rule=\"consensus\"", "trust.attribution=1", "talk.hidden=true"};
    const double views[] = {0.4, 0.1, 0.2, 0.9, -0.8, 0.3};
    struct network_bed bed;
    block(&bed, sets, 3, views);
    assert_close(*trust_of(&bed, 0, 4), 0.5 * 0.25, 1e-12);
    bed.network->familiarity[4] = 1.0;
    const struct issue issue = {.kind = ISSUE_PLEDGES, .subject = 0};
    const double before = *trust_of(&bed, 0, 4);
    trust_after_block(bed.network, &issue);
    assert_close(*trust_of(&bed, 0, 4), before, 0.0);
    /* Or when its stake is known, by its own words or because nothing is hidden. */
    const double other = *trust_of(&bed, 1, 4), back = *trust_of(&bed, 4, 1);
    bed.network->deciding.disclosed[4 * bed.network->n_coalitions] = true;
    trust_after_block(bed.network, &issue);
    assert_close(*trust_of(&bed, 1, 4), other, 0.0);
    assert_true(*trust_of(&bed, 4, 1) < back); /* who keeps silent is not */
    network_bed_stop(&bed);
}

/* Mean trust, distrust and camps at month 48 with interests that differ, of networks that live. */
static struct network_view quarrel(const char *const *sets, size_t n_sets)
{
    struct network_view mean = {0};
    for (uint32_t r = 0; r < 12; r++) {
        struct network_bed bed;
        struct network_view view;
        network_bed_settings(&bed, sets, n_sets);
        network_bed_fill(&bed, 8, 4, 4, r, false);
        for (size_t at = 0; at < 32; at++)
            bed.own_gain[at] *= 4.0;
        network_bed_start(&bed);
        for (size_t month = 0; month < 24; month++)
            network_bed_month(&bed, month);
        network_observe(bed.network, &view);
        mean.alive += view.alive / 12.0;
        mean.trust_mean += isnan(view.trust_mean) ? 0.0 : view.trust_mean / 12.0;
        mean.distrust += isnan(view.distrust) ? 0.0 : view.distrust / 12.0;
        mean.camps += isnan(view.camps) ? 0.0 : view.camps / 12.0;
        network_bed_stop(&bed);
    }
    return mean;
}

static void test_blocks_breed_distrust_and_camps(void **state)
{
    (void)state;
    const char *const sets[] = {"network.rule=\"consensus\"", "membership.exit_rate=0", "talk.hidden=true",
                                "trust.attribution=0.5", "trust.camp=0.1"};
    const struct network_view calm = quarrel(sets, 3), blame = quarrel(sets, 4), camps = quarrel(sets, 5);
    assert_true(blame.trust_mean < calm.trust_mean - 0.01);
    assert_true(blame.distrust > calm.distrust);
    assert_true(camps.trust_mean > blame.trust_mean);
    assert_true(camps.camps > calm.camps);
    print_message("trust, distrust, camps: %.3f %.3f %.3f; blame %.3f %.3f %.3f; and camps %.3f %.3f %.3f\n",
                  calm.trust_mean, calm.distrust, calm.camps, blame.trust_mean, blame.distrust, blame.camps,
                  camps.trust_mean, camps.distrust, camps.camps);
}

/* --- staff
 * ----------------------------------------------------------------------------------------------------------- */

/* Trust of member 0 in staff after one month in which staff did this part of the work, with this craft. */
static double staff_trust_after(double start, double adequacy, double craft, double hours)
{
    char text[64];
    const char *const sets[] = {modes[2], "trust.staff=0.5", text, "trust.gain=0.15", "trust.margin=0.08"};
    struct network_bed bed;
    (void)snprintf(text, sizeof text, "trust.staff_start=%.3f", start);
    open_bed(&bed, sets, COUNT(sets), 5);
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    bed.network->member[0].staff_trust = start;
    bed.network->staff_work = hours;
    bed.network->adequacy = adequacy;
    bed.network->staff_skill = craft;
    trust_staff_month(bed.network);
    const double after = bed.network->member[0].staff_trust;
    network_bed_stop(&bed);
    return after;
}

static void test_staff_earns_trust(void **state)
{
    (void)state;
    /* done = adequacy (1 + craft) / 2; standard .7 - margin .08; gain .15; asymmetry 3. */
    const double gain = 0.15;
    const double all = 1e6; /* everybody meets it */
    assert_close(staff_trust_after(0.5, 1.0, 0.6, all), 0.5 + gain * 0.5 * (0.8 - 0.62), 1e-9);
    assert_close(staff_trust_after(0.5, 0.55, 0.6, all), 0.5 - 3.0 * gain * 0.5 * (0.62 - 0.44), 1e-9);
    assert_close(staff_trust_after(0.9, 1.0, 1.0, all), 0.9 + gain * 0.1 * 0.38, 1e-9);
    assert_true(staff_trust_after(0.0, 0.0, 0.0, all) == 0.0);
    /* An hour for five members; the rest is drift to what strangers are trusted with. */
    const double contact = 1.0 - exp(-0.2 / 0.5);
    assert_close(staff_trust_after(0.5, 1.0, 0.6, 1.0),
                 0.5 + contact * gain * 0.5 * 0.18 + 0.02 * (1.0 - contact) * (0.3 - 0.5), 1e-9);
}

static void test_staff_over_years(void **state)
{
    (void)state;
    static const char *const hours[] = {"network.hours_per_member=30", "network.hours_per_member=3"};
    double end[2];
    for (int k = 0; k < 2; k++) {
        const char *const sets[] = {modes[2], "trust.staff=0.5", hours[k], "membership.exit_rate=0"};
        struct network_bed bed;
        struct network_view view;
        network_bed_settings(&bed, sets, 4);
        network_bed_fill(&bed, 8, 3, 4, 0, false);
        network_bed_start(&bed);
        for (size_t month = 0; month < 60; month++)
            network_bed_month(&bed, month);
        network_observe(bed.network, &view);
        end[k] = view.staff_trust;
        network_bed_stop(&bed);
    }
    assert_true(end[0] > 0.6);
    assert_true(end[1] < 0.4);
}

static void test_staff_overruled(void **state)
{
    (void)state;
    const char *const sets[] = {modes[2], "trust.staff=0.5"};
    struct network_bed bed;
    open_bed(&bed, sets, 2, 5);
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    const double before = bed.network->member[2].staff_trust;
    trust_staff_overruled(bed.network, 2);
    assert_close(bed.network->member[2].staff_trust / before, 1.0 - bed.network->p.governance.dominance, 1e-12);
    network_bed_stop(&bed);
}

/* What staff can do with a member: the reach of reports, introductions, the pull of the chair. */
static void test_staff_can_do_what_it_is_trusted_with(void **state)
{
    (void)state;
    const char *const sets[] = {modes[2], "trust.staff=0.8"};
    struct network_bed bed;
    double sd;
    open_bed(&bed, sets, 2, 5);
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    const double each[] = {1.0, 0.5, 0.0, 1.0, 1.0};
    for (size_t i = 0; i < 5; i++)
        bed.network->member[i].staff_trust = each[i];
    for (size_t i = 0; i < 5; i++) {
        const double factor = 1.0 - 0.8 * (1.0 - each[i]);
        assert_close(trust_staff_factor(bed.network, i), factor, 1e-12);
        assert_close(governance_visibility(bed.network, i, 0.0, 0.0, &sd), 0.7 * factor, 1e-12);
    }
    /* Alike and equally familiar: introductions differ by trust in staff alone, that of the lesser of two. */
    for (size_t at = 0; at < 25; at++)
        bed.network->familiarity[at] = 0.3;
    governance_meetings(bed.network);
    const double full = network_contact_hours(bed.network, 0, 3);
    assert_true(full > 0.1);
    assert_close(network_contact_hours(bed.network, 0, 1), 0.6 * full, 1e-12);
    assert_close(network_contact_hours(bed.network, 1, 2), 0.2 * full, 1e-12);
    bed.network->staff_work = 0.0;
    assert_close(trust_staff_factor(bed.network, 2), 1.0, 0.0);
    network_bed_stop(&bed);
}

static void test_trusted_staff_sees_more_done(void **state)
{
    (void)state;
    double trust[2];
    for (int k = 0; k < 2; k++) {
        const char *const sets[] = {modes[2], "trust.staff=1", "trust.gain=0.15",
                                    k == 0 ? "trust.staff_start=0.05" : "trust.staff_start=0.95"};
        trust[k] = network_bed_mean(sets, 4, 9, 4, 15).trust;
    }
    assert_true(trust[1] > trust[0] + 0.002);
    print_message("mean trust with distrusted and with trusted staff: %.3f %.3f\n", trust[0], trust[1]);
}

/* A chair of whom nobody thinks anything pulls nobody; one that all trust pulls as before. All else is cut off from
 * staff. */
static void test_chair_pulls_those_who_trust_it(void **state)
{
    (void)state;
    static const char *const bare[] = {"network.deciders=\"board\"",
                                       "network.contact=\"all\"",
                                       "network.visibility=\"contact\"",
                                       "network.carrier=\"staff\"",
                                       "trust.gain=0",
                                       "governance.dominance=0",
                                       "network.rule=\"consensus\""};
    static const struct {
        const char *base, *start, *as_if;
    } cases[] = {{"trust.base=0", "trust.staff_start=0", "governance.chair_pull=0"},
                 {"trust.base=1", "trust.staff_start=1", "governance.chair_pull=0.8"}};
    uint64_t print[2];
    for (size_t k = 0; k < 2; k++) {
        const char *with[11], *without[10];
        memcpy(with, bare, sizeof bare);
        memcpy(without, bare, sizeof bare);
        with[7] = without[7] = cases[k].base;
        with[8] = cases[k].start;
        with[9] = "governance.chair_pull=0.8";
        with[10] = "trust.staff=1";
        without[8] = cases[k].as_if;
        without[9] = "trust.staff=0";
        print[k] = network_bed_run(with, 11, 9, 4, 4, 0).print;
        assert_true(print[k] == network_bed_run(without, 10, 9, 4, 4, 0).print);
        without[8] = cases[1 - k].as_if;
        assert_true(print[k] != network_bed_run(without, 10, 9, 4, 4, 0).print);
    }
}

/* Members that are passed over trust staff less. */
static void test_staff_pays_for_decisions(void **state)
{
    (void)state;
    double trust[2] = {0.0, 0.0};
    for (int k = 0; k < 2; k++)
        for (uint32_t r = 0; r < 8; r++) {
            const char *const sets[] = {modes[2],
                                        "trust.staff=0.5",
                                        "network.rule=\"majority\"",
                                        "membership.exit_rate=0",
                                        "network.hours_per_member=20",
                                        "governance.consent_threshold=0.1",
                                        k == 0 ? "governance.dominance=0" : "governance.dominance=0.5"};
            struct network_bed bed;
            network_bed_settings(&bed, sets, COUNT(sets));
            network_bed_fill(&bed, 12, 6, 4, r, false);
            for (size_t at = 0; at < 72; at++)
                bed.own_gain[at] *= 4.0;
            network_bed_start(&bed);
            for (size_t month = 0; month < 24; month++)
                network_bed_month(&bed, month);
            for (size_t i = 0; i < 12; i++)
                trust[k] += bed.network->member[i].staff_trust / 96.0;
            network_bed_stop(&bed);
        }
    print_message("trust in staff without and with dominance: %.4f %.4f\n", trust[0], trust[1]);
    assert_true(trust[1] < trust[0] - 0.01);
}

/* --- leaders
 * --------------------------------------------------------------------------------------------------------- */

/* A bed of six in which the leader has just left; *before: trust .8 and familiarity .6 everywhere. */
static void lose_leader(struct network_bed *bed, const char *mode, double *skill)
{
    const char *const sets[] = {mode,
                                "trust.leader_turnover=0.5",
                                "trust.staff=0.5",
                                "trust.turnover=0",
                                "trust.turnover_loss=0.4",
                                "trust.handover=0"};
    open_bed(bed, sets, COUNT(sets), 6);
    bed->member[3].size_fte = 400.0; /* leads, and is the strongest volunteer */
    network_bed_start(bed);
    for (size_t month = 0; month < 6; month++)
        network_bed_month(bed, month);
    for (size_t month = 6;; month++) {
        fill_trust(bed, 0.8);
        *trust_of(bed, 1, 3) = 0.2; /* below the base of .3: nothing to lose */
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
        assert_close(*trust_of(bed, 0, 3), 0.8, 0.0);
    }
}

static void test_leader_leaves(void **state)
{
    (void)state;
    for (size_t mode = 0; mode < 2; mode++) {
        struct network_bed bed;
        double skill;
        lose_leader(&bed, modes[mode], &skill);
        for (size_t i = 0; i < 6; i++)
            for (size_t j = 0; j < 6; j++) {
                const bool left = i != j && j == 3, tied = i != j && (i == 3 || j == 3);
                const double trust = i == j ? 1.0 : i == 1 && left ? 0.2 : left ? 0.8 - 0.4 * 0.5 : 0.8;
                assert_close(*trust_of(&bed, i, j), trust, 1e-12);
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
    lose_leader(&bed, modes[2], &skill);
    assert_close(*trust_of(&bed, 0, 3), 0.8, 0.0);
    assert_true(skill > 0.05);
    assert_close(bed.network->staff_skill, 0.6 * skill, 1e-12);
    for (size_t i = 0; i < 6; i++)
        assert_close(bed.network->member[i].staff_trust, 0.8 - 0.4 * 0.5, 1e-12);
    network_bed_stop(&bed);
}

/* --- reports
 * --------------------------------------------------------------------------------------------------------- */

/* Registration and administration of member 0 in its 7th month, with payers 4 and 5 or without. */
static double reporting_hours(bool payers, const char *start, double payer_trust, double others)
{
    const char *const sets[] = {modes[2], "network.steering=\"formal\"", "network.reporting_relief=0.6", start};
    struct network_bed bed;
    open_bed(&bed, sets, 4, 6);
    bed.member[4].payer = bed.member[5].payer = payers;
    network_bed_start(&bed);
    for (size_t month = 0; month < 6; month++)
        network_bed_month(&bed, month);
    fill_trust(&bed, others);
    *trust_of(&bed, 4, 0) = payer_trust - 0.1;
    *trust_of(&bed, 5, 0) = payer_trust + 0.1;
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
        const char *const sets[] = {modes[2], "network.steering=\"formal\"", "network.reporting_start=0",
                                    k == 0 ? "network.reporting_relief=0" : "network.reporting_relief=1"};
        struct network_bed bed;
        open_bed(&bed, sets, 4, 6);
        network_bed_start(&bed);
        bed.network->p.network.hours_per_member = 6.0;
        network_bed_month(&bed, 0);
        adequacy[k] = bed.network->adequacy;
        network_bed_stop(&bed);
    }
    assert_true(adequacy[1] > adequacy[0] && adequacy[0] > 0.0 && adequacy[0] < 1.0);
}

/* --- measures
 * -------------------------------------------------------------------------------------------------------- */

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
    open_bed(&bed, NULL, 0, 8);
    bed.member[7].founder = false;
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    fill_trust(&bed, 0.5);
    measure(&bed, &view);
    assert_close(view.distrust, 0.0, 0.0);
    assert_close(view.camps, 0.0, 0.0);
    /* Two camps, of 0, 2, 5 and of the others: .8 within and .1 or .22 between, each way. Who is out does not count. */
    for (size_t i = 0; i < 8; i++)
        for (size_t j = 0; j < 8; j++) {
            const bool own = (i == 0 || i == 2 || i == 5) == (j == 0 || j == 2 || j == 5);
            *trust_of(&bed, i, j) = i == j ? 1.0 : i == 7 || j == 7 ? 0.0 : own ? 0.8 : i < j ? 0.1 : 0.22;
        }
    measure(&bed, &view);
    assert_close(view.camps, 0.64, 1e-9);
    assert_close(view.distrust, 12.0 / 42.0, 1e-12);
    assert_true(isnan(view.staff_trust));
    /* One whom nobody trusts, and one who trusts and is trusted more than others, are no camp. */
    fill_trust(&bed, 0.6);
    for (size_t i = 0; i < 8; i++) {
        *trust_of(&bed, i, 1) = *trust_of(&bed, 1, i) = 0.05;
        *trust_of(&bed, i, 4) += i == 4 ? 0.0 : 0.3;
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
    open_bed(&bed, NULL, 0, 12);
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
        cmocka_unit_test(test_fairness),
        cmocka_unit_test(test_sharing_or_no_gain_ends_unfairness),
        cmocka_unit_test(test_block_is_taken_for_ill_will),
        cmocka_unit_test(test_who_will_not_join_blocks),
        cmocka_unit_test(test_who_is_known_has_a_reason),
        cmocka_unit_test(test_blocks_breed_distrust_and_camps),
        cmocka_unit_test(test_staff_earns_trust),
        cmocka_unit_test(test_staff_over_years),
        cmocka_unit_test(test_staff_overruled),
        cmocka_unit_test(test_staff_can_do_what_it_is_trusted_with),
        cmocka_unit_test(test_trusted_staff_sees_more_done),
        cmocka_unit_test(test_chair_pulls_those_who_trust_it),
        cmocka_unit_test(test_staff_pays_for_decisions),
        cmocka_unit_test(test_leader_leaves),
        cmocka_unit_test(test_head_of_staff_leaves),
        cmocka_unit_test(test_trust_of_payers_lightens_reports),
        cmocka_unit_test(test_relief_frees_hours),
        cmocka_unit_test(test_measures),
        cmocka_unit_test(test_camps_by_chance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
