/* Trust that is lost by blame: gains that are shared unfairly, and a block that is taken for ill will. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/network/coalition.h"
#include "models/network/governance.h"
#include "models/network/internal.h"
#include "models/network/trust.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"

/* --- fairness ----------------------------------------------------------------------------------------------------- */

/* Member 0 plays and loses, 1 plays and gains, 5 gains without playing; one month, after which trust is trust[i * n +
 * j]. */
static void run_unfair(struct network_bed *bed, const char *fairness, bool sharing, double gain)
{
    const char *const sets[] = {fairness, "trust.noise_sd=0"};
    network_bed_one_running(bed, sets, 2, 6);
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

/* --- a block ------------------------------------------------------------------------------------------------------ */

/* Six members with these views of a running coalition's pledges that did not pass. */
static void block(struct network_bed *bed, const char *const *sets, size_t n_sets, const double *views)
{
    network_bed_one_running(bed, sets, n_sets, 6);
    network_bed_start(bed);
    network_bed_month(bed, 0);
    network_bed_trust_all(bed, 0.5);
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
                assert_close(*network_bed_trust(&bed, i, j), expected, 1e-12);
            }
        network_bed_stop(&bed);
    }
}

/* Where the lead decides, it is those with a role that will not join who stop a launch; others only dislike it. */
static void test_who_will_not_join_blocks(void **state)
{
    (void)state;
    const char *const sets[] = {network_bed_modes[1], "network.rule=\"single\"", "talk.hidden=true",
                                "trust.attribution=0.4"};
    const double views[] = {0.4, 0.1, -0.2, -0.9, -0.8, 0.3};
    struct network_bed bed;
    block(&bed, sets, 4, views);
    const struct issue issue = {.kind = ISSUE_LAUNCH, .subject = 0};
    coalition_stop(bed.network, 0);
    trust_after_block(bed.network, &issue);
    for (size_t j = 1; j < 6; j++)
        assert_close(*network_bed_trust(&bed, 0, j), j == 3 ? 0.5 * (1.0 - 0.4 * 0.75) : 0.5, 1e-12);
    network_bed_stop(&bed);
}

static void test_who_is_known_has_a_reason(void **state)
{
    (void)state;
    const char *const sets[] = {"network.rule=\"consensus\"", "trust.attribution=1", "talk.hidden=true"};
    const double views[] = {0.4, 0.1, 0.2, 0.9, -0.8, 0.3};
    struct network_bed bed;
    block(&bed, sets, 3, views);
    assert_close(*network_bed_trust(&bed, 0, 4), 0.5 * 0.25, 1e-12);
    bed.network->familiarity[4] = 1.0;
    const struct issue issue = {.kind = ISSUE_PLEDGES, .subject = 0};
    const double before = *network_bed_trust(&bed, 0, 4);
    trust_after_block(bed.network, &issue);
    assert_close(*network_bed_trust(&bed, 0, 4), before, 0.0);
    /* Or when its stake is known, by its own words or because nothing is hidden. */
    const double other = *network_bed_trust(&bed, 1, 4), back = *network_bed_trust(&bed, 4, 1);
    bed.network->deciding.disclosed[4 * bed.network->n_coalitions] = true;
    trust_after_block(bed.network, &issue);
    assert_close(*network_bed_trust(&bed, 1, 4), other, 0.0);
    assert_true(*network_bed_trust(&bed, 4, 1) < back); /* who keeps silent is not */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fairness),
        cmocka_unit_test(test_sharing_or_no_gain_ends_unfairness),
        cmocka_unit_test(test_block_is_taken_for_ill_will),
        cmocka_unit_test(test_who_will_not_join_blocks),
        cmocka_unit_test(test_who_is_known_has_a_reason),
        cmocka_unit_test(test_blocks_breed_distrust_and_camps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
