/* A failed start (E202, E205, E924): who hides a loss says yes and delays, words that ask nothing prove nothing, who must
 * stay does not give up, and together these turn opposed interests into distrust, from which a compensation on paper or an
 * early open talk saves part. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "models/network/decision.h"
#include "models/network/internal.h"
#include "models/network/trust.h"
#include "tests/support/network_bed.h"
#include "tests/support/region_bed.h"

enum { MEMBERS = 4, YEAR = 12 };

static void assert_close(double actual, double expected, double error)
{
    if (!(fabs(actual - expected) <= error))
        fail_msg("%.12g is not %.12g", actual, expected);
}

/* Four members of one coalition that runs; the last loses by it. */
static void open_bed(struct network_bed *bed, const char *const *sets, size_t n, double gain)
{
    network_bed_settings(bed, sets, n);
    network_bed_fill(bed, MEMBERS, 1, MEMBERS, 0, true);
    bed->coalition[0].running = true;
    bed->own_gain[MEMBERS - 1] = gain;
    network_bed_start(bed);
}

/* --- who hides a loss --------------------------------------------------------------------------------------------- */

static double first_pledge(const char *const *sets, size_t n, double gain, const double *on_paper)
{
    struct network_bed bed;
    open_bed(&bed, sets, n, gain);
    bed.inputs.on_paper = on_paper;
    if (on_paper)
        talk_read_papers(bed.network, &bed.inputs);
    network_bed_month(&bed, 0);
    const double pledge = bed.network->pledge[MEMBERS - 1];
    network_bed_stop(&bed);
    return pledge;
}

/* All of a loss denied: it pledges as one who does not lose. Nothing of it denied, nothing hidden, or the loss on paper:
 * as one who does. */
static void test_who_hides_a_loss_pledges_without_it(void **state)
{
    (void)state;
    const char *const fully[] = {"talk.hidden=true", "effort.pledge_drift=0", "talk.pretence=1"},
                      *const partly[] = {"talk.hidden=true", "effort.pledge_drift=0", "talk.pretence=0.5"},
                      *const openly[] = {"talk.hidden=false", "effort.pledge_drift=0", "talk.pretence=1"};
    const double paper[] = {0.0, 0.0, 0.0, 1.0}, other[] = {1.0, 1.0, 1.0, 0.0};
    const double honest = first_pledge(fully, 2, -1.0, NULL) /* talk.pretence is 0 in the bed */,
                 without = first_pledge(fully, 2, 0.0, NULL), half = first_pledge(fully, 2, -0.5, NULL);
    assert_true(honest < half && half < without);
    assert_close(first_pledge(fully, 3, -1.0, NULL), without, 1e-12);
    assert_close(first_pledge(fully, 3, -1.0, other), without, 1e-12);
    assert_close(first_pledge(partly, 3, -1.0, NULL), half, 1e-12);
    assert_close(first_pledge(openly, 3, -1.0, NULL), honest, 0.0);
    assert_close(first_pledge(fully, 3, -1.0, paper), honest, 0.0);
    assert_close(first_pledge(fully, 3, 0.5, NULL), first_pledge(openly, 3, 0.5, NULL), 0.0);
}

/* It goes on pledging, delivers as little as one who is honest, and is trusted less. */
static void test_delay_is_seen(void **state)
{
    (void)state;
    const char *const sets[] = {"talk.hidden=true", "governance.issue_rate=0", "membership.exit_rate=0",
                                "talk.pretence=1"};
    double pledge[2], trust[2];
    for (size_t k = 0; k < 2; k++) {
        struct network_bed bed;
        open_bed(&bed, sets, 3 + k, -2.0);
        for (size_t month = 0; month < 2 * YEAR; month++)
            network_bed_month(&bed, month);
        pledge[k] = bed.network->pledge[MEMBERS - 1];
        trust[k] = bed.network->trust[MEMBERS - 1];
        assert_true(bed.network->delivered[MEMBERS - 1] < 0.3);
        network_bed_stop(&bed);
    }
    assert_true(pledge[1] > pledge[0] + 0.1);
    assert_true(trust[1] < trust[0] - 0.05);
}

/* --- token pledges ------------------------------------------------------------------------------------------------- */

/* A word kept builds trust in proportion to what it asks, up to trust.token; above it, and when it is 0, alike. */
static void test_token_pledge_proves_little(void **state)
{
    (void)state;
    const char *const sets[] = {"trust.token=0.4", "trust.margin=0.1", "trust.success=0", "trust.drift=0"};
    double grown[2][3];
    static const double pledges[] = {0.1, 0.2, 0.4};
    for (size_t with = 0; with < 2; with++) {
        struct network_bed bed;
        network_bed_settings(&bed, with ? sets : sets + 1, 3 + with);
        struct network_params p;
        network_params_read(bed.settings, &p);
        for (size_t k = 0; k < 3; k++) {
            struct trust_pair pair = {0.5, 0.5, 1.0, 1.0};
            const struct trust_event event = {
                .observed = true, .observed_share = 1.0, .pledge = pledges[k], .visibility = 1.0, .contact = 1.0};
            trust_update(&p, &event, &pair);
            grown[with][k] = pair.trust - 0.5;
        }
        scenario_free(bed.scenario);
    }
    assert_true(grown[0][0] > 0.0);
    assert_close(grown[0][0], grown[0][2], 1e-12);
    for (size_t k = 0; k < 3; k++)
        assert_close(grown[1][k], grown[0][k] * pledges[k] / 0.4, 1e-12);
}

/* --- giving up ----------------------------------------------------------------------------------------------------- */

/* Months that a network lives in which nothing ever starts; 121: it outlives them all. */
static size_t months_idle(const char *const *sets, size_t n, double duty)
{
    struct network_bed bed;
    size_t month = 0;
    network_bed_settings(&bed, sets, n);
    network_bed_fill(&bed, MEMBERS, 1, MEMBERS, 0, true);
    bed.coalition[0].start_month = -1.0;
    for (size_t i = 0; i < MEMBERS; i++)
        bed.member[i].duty = duty;
    network_bed_start(&bed);
    while (month <= 120 && !bed.network->dead)
        network_bed_month(&bed, month++);
    network_bed_stop(&bed);
    return month;
}

static void test_duty_keeps_an_idle_network(void **state)
{
    (void)state;
    const char *const sets[] = {"membership.exit_rate=0", "membership.idle_months=30"},
                      *const duty[] = {"membership.exit_rate=0", "membership.duty=0.5"},
                      *const never[] = {"membership.exit_rate=0", "membership.idle_months=0"};
    assert_int_equal(months_idle(sets, 1, 0.0), 24);
    assert_int_equal(months_idle(sets, 2, 0.0), 30);
    assert_int_equal(months_idle(duty, 2, 0.0), 48);
    assert_int_equal(months_idle(sets, 1, 0.75), 96);
    assert_int_equal(months_idle(sets, 1, 1.0), 121);
    assert_int_equal(months_idle(never, 2, 0.0), 121);
}

/* --- the two hospitals --------------------------------------------------------------------------------------------- */

#define SCENARIO SAMENSPEL_SOURCE_DIR "/scenarios/mst-deventer.cfg"
#define PAST(trust) "network.history[0].trust=" trust
enum { REPLICATIONS = 12, MONTHS = 60 };

/* Replications in which the hospitals end with trust below .2, after five years; *trust: its mean. */
static size_t in_distrust(const char *set, const char *past, double *trust)
{
    size_t spirals = 0;
    *trust = 0.0;
    for (uint32_t replication = 0; replication < REPLICATIONS; replication++) {
        const char *const sets[] = {"region.scale=0.01", "horizon_months=60", set, past};
        struct scenario *scenario = region_bed_single(SCENARIO, sets, REGION_BED_COUNT(sets));
        struct region *region = region_bed_create(scenario, 0, replication);
        region_bed_run(region, 0, REGION_BED_SPINUP + MONTHS);
        const double between = 0.5 * (network_trust(region->network, 0, 1) + network_trust(region->network, 1, 0));
        spirals += between < 0.2;
        *trust += between / REPLICATIONS;
        region_destroy(region);
        scenario_free(scenario);
    }
    return spirals;
}

static void test_failed_start_ends_in_distrust(void **state)
{
    (void)state;
    double went, paid, talked, known, calm;
    const size_t none = in_distrust("network.talk=\"chosen\"", PAST("0.25"), &went),
                 all = in_distrust("coalitions.oncology-network.compensation=1", PAST("0.25"), &paid),
                 talk = in_distrust("network.talk=\"early\"", PAST("0.25"), &talked),
                 clear = in_distrust("trust.attribution=0", PAST("0.25"), &known),
                 /* Nothing moves and they come as friends: no spiral. */
        aligned = in_distrust("coalitions.oncology-network.moves_share=[0.0,0.0]", PAST("0.5"), &calm);
    print_message("of %d in distrust, trust: as it went %zu %.2f, compensation %zu %.2f, early talk %zu %.2f, no blame "
                  "%zu %.2f, nothing to lose %zu %.2f\n",
                  REPLICATIONS, none, went, all, paid, talk, talked, clear, known, aligned, calm);
    assert_true(none > REPLICATIONS / 2 && went < 0.25);
    assert_true(all <= 1 && paid > went + 0.1);
    assert_true(talk < none && talked > went + 0.02);
    assert_true(clear < none && known > went + 0.02);
    assert_true(aligned <= 1 && calm > went + 0.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_hides_a_loss_pledges_without_it), cmocka_unit_test(test_delay_is_seen),
        cmocka_unit_test(test_token_pledge_proves_little),          cmocka_unit_test(test_duty_keeps_an_idle_network),
        cmocka_unit_test(test_failed_start_ends_in_distrust),
    };
    return cmocka_run_group_tests_name("spiral", tests, NULL, NULL);
}
