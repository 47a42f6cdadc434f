/* Who comes in and how (M8), who may not leave, what must come first, and a crisis that all share. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "models/network/effort.h"
#include "models/network/internal.h"
#include "models/network/shock.h"
#include "tests/support/count.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"
#include "tests/support/region_bed.h"
#include "tests/support/workdir.h"

/* Members 4.. are outsiders with a role in the running coalition. */
static void open_bed(struct network_bed *bed, const char *const *sets, size_t n_sets, size_t n, uint32_t replication)
{
    network_bed_settings(bed, sets, n_sets);
    network_bed_fill(bed, n, 1, 4, replication, true);
    for (size_t i = 4; i < n; i++) {
        bed->member[i].founder = false;
        bed->role[0][i] = (int)(i % 4);
    }
    bed->coalition[0].running = true;
}

static size_t members_in(const struct network_bed *bed)
{
    size_t n = 0;
    for (size_t i = 0; i < bed->n; i++)
        n += network_member(bed->network, i);
    return n;
}

/* Numbers of what is switched off, or of newcomers that there are none of, move nothing. */
static void test_off_is_off(void **state)
{
    (void)state;
    static const char *const sets[] = {"membership.onboarding_months=1",
                                       "membership.absorb=9",
                                       "membership.stranger_seen=0",
                                       "membership.onboarding_hours=9",
                                       "membership.newcomers=\"stranger\"",
                                       "membership.invite=\"planned\"",
                                       "governance.say=2",
                                       "governance.change_hours=99"};
    assert_true(network_bed_run(NULL, 0, 9, 4, 4, 0).print == network_bed_run(sets, COUNT(sets), 9, 4, 4, 0).print);
}

/* --- joining ------------------------------------------------------------------------------------------------------ */

static void test_joins_in_its_month(void **state)
{
    (void)state;
    static const char *const sets[] = {"membership.apply_rate=0", "membership.exit_rate=0"};
    struct network_bed bed;
    open_bed(&bed, sets, COUNT(sets), 6, 0);
    bed.member[4].joins = 8; /* month 7 */
    network_bed_start(&bed);
    for (size_t month = 0; month < 24; month++) {
        network_bed_month(&bed, month);
        assert_int_equal(network_member(bed.network, 4), month >= 7);
        assert_false(network_member(bed.network, 5));
    }
    assert_true(network_coalition_hours(bed.network, 4, 0) > 0.0);
    network_bed_stop(&bed);
}

/* The municipality of Weert stands outside at the start of a real scenario. */
static bool weert_is_member(const char *joins, const char *rate, size_t months)
{
    const char *const sets[] = {"payers.weert.founder=false", joins, rate, "horizon_months=48",
                                "network.trust_start=0.6"};
    struct bed bed = region_bed_open(sets, COUNT(sets), 0, REGION_BED_SPINUP + months);
    bool member = false;
    for (size_t p = 0; p < bed.region->n_payers; p++)
        if (strcmp(bed.region->payers[p].name, "weert") == 0)
            member = network_member(bed.region->network, (size_t)bed.region->payers[p].member);
    region_bed_close(&bed);
    return member;
}

static void test_outsider_of_a_scenario_gets_in(void **state)
{
    (void)state;
    assert_false(weert_is_member("payers.weert.joins_month=6", "membership.apply_rate=0", 6));
    assert_true(weert_is_member("payers.weert.joins_month=6", "membership.apply_rate=0", 7));
    assert_false(weert_is_member("payers.weert.joins_month=-1", "membership.apply_rate=0", 36));
    assert_false(weert_is_member("payers.weert.joins_month=-1", "membership.apply_rate=1", 1));
    assert_true(weert_is_member("payers.weert.joins_month=-1", "membership.apply_rate=1", 36));
}

/* --- growth ------------------------------------------------------------------------------------------------------- */

static size_t members_after(const char *invite, const char *spacing, size_t months, size_t *most_at_once)
{
    const char *const sets[] = {
        "membership.apply_rate=1", "membership.exit_rate=0", "effort.benefit=4", invite, spacing,
        "network.meeting_hours=40"};
    struct network_bed bed;
    open_bed(&bed, sets, COUNT(sets), 10, 1);
    network_bed_start(&bed);
    size_t before = 4;
    *most_at_once = 0;
    for (size_t month = 0; month < months; month++) {
        network_bed_month(&bed, month);
        const size_t now = members_in(&bed);
        *most_at_once = now - before > *most_at_once ? now - before : *most_at_once;
        before = now;
    }
    network_bed_stop(&bed);
    return before;
}

static void test_invitation(void **state)
{
    (void)state;
    size_t at_once;
    assert_int_equal(members_after("membership.invite=\"open\"", "membership.invite_months=0", 60, &at_once), 10);
    assert_int_equal(members_after("membership.invite=\"open\"", "membership.invite_months=0", 18, &at_once), 10);
    /* All roles are filled: nobody is missed. */
    assert_int_equal(members_after("membership.invite=\"need\"", "membership.invite_months=0", 60, &at_once), 4);
    const size_t open = members_after("membership.invite=\"open\"", "membership.invite_months=12", 37, &at_once);
    assert_true(open >= 6 && open <= 8);
    assert_int_equal(at_once, 1);
    const size_t planned = members_after("membership.invite=\"planned\"", "membership.invite_months=6", 30, &at_once);
    assert_true(planned >= 7 && planned <= 9);
    assert_int_equal(at_once, 1);
}

/* Planned invitation asks whom the members trust most. */
static void test_plan_asks_the_trusted(void **state)
{
    (void)state;
    static const char *const sets[] = {"membership.apply_rate=0", "membership.exit_rate=0", "effort.benefit=4",
                                       "membership.invite=\"planned\"", "membership.invite_months=36"};
    double history[7] = {NAN, NAN, NAN, NAN, 0.5, 0.9, 0.6};
    struct network_bed bed;
    open_bed(&bed, sets, COUNT(sets), 7, 0);
    for (size_t i = 0; i < 4; i++)
        bed.member[i].history = history;
    network_bed_start(&bed);
    for (size_t month = 0; month < 24; month++)
        network_bed_month(&bed, month);
    assert_true(network_member(bed.network, 5));
    assert_int_equal(members_in(&bed), 5);
    network_bed_stop(&bed);
}

/* Strangers who come in month 6, `at_once` of them together or 8 months apart: what they know of the others, and what
 * the others' familiarity with them is, a year after the entry of each; mean over newcomers. */
struct arrival {
    double knows, familiar, hours, own_hours;
};

static struct arrival arrive(const char *onboarding, const char *newcomers, size_t arrivals, bool apart)
{
    const char *const sets[] = {"membership.apply_rate=0",
                                "membership.exit_rate=0",
                                onboarding,
                                newcomers,
                                "membership.stranger_seen=.3",
                                "trust.turnover=0",
                                "network.talk_hours=0.5",
                                "trust.noise_sd=2"};
    struct arrival sum = {0};
    for (uint32_t r = 0; r < 6; r++) {
        struct network_bed bed;
        open_bed(&bed, sets, COUNT(sets), 4 + arrivals, r);
        for (size_t k = 0; k < arrivals; k++)
            bed.member[4 + k].joins = 7 + (apart ? 8 * k : 0);
        network_bed_start(&bed);
        for (size_t month = 0; month < 6 + 8 * arrivals + 6; month++) {
            network_bed_month(&bed, month);
            for (size_t k = 0; k < arrivals; k++) {
                const size_t i = 4 + k, entry = bed.member[i].joins - 1;
                if (month != entry + 6)
                    continue;
                for (size_t j = 0; j < 4; j++) {
                    sum.knows += bed.network->seen[i * bed.n + j] / (24.0 * (double)arrivals);
                    sum.familiar += bed.network->familiarity[j * bed.n + i] / (24.0 * (double)arrivals);
                }
            }
        }
        network_bed_stop(&bed);
    }
    return sum;
}

static void test_introduction_makes_known(void **state)
{
    (void)state;
    static const char stranger[] = "membership.newcomers=\"stranger\"";
    const struct arrival not = arrive("membership.onboarding_hours=0", stranger, 1, false);
    const struct arrival yes = arrive("membership.onboarding_hours=8", stranger, 1, false);
    assert_true(yes.knows > not .knows + 0.1);
    assert_true(yes.familiar > not .familiar + 0.05);
    /* Who is known beforehand needs no introduction. */
    const struct arrival known = arrive("membership.onboarding_hours=0", "membership.newcomers=\"known\"", 1, false);
    assert_true(known.knows > not .knows + 0.1 && known.familiar > not .familiar);
}

static void test_too_many_at_once_stay_strangers(void **state)
{
    (void)state;
    static const char stranger[] = "membership.newcomers=\"stranger\"", hours[] = "membership.onboarding_hours=8";
    const struct arrival together = arrive(hours, stranger, 6, false), apart = arrive(hours, stranger, 6, true);
    assert_true(apart.knows > together.knows + 0.05);
    assert_true(apart.familiar > together.familiar + 0.03);
}

/* Adequate hours: the carriers work the hours of introduction and the newcomer sits through as many. */
static void test_introduction_takes_hours(void **state)
{
    (void)state;
    double carried[2] = {0}, own[2] = {0};
    for (size_t k = 0; k < 2; k++) {
        const char *const sets[] = {"membership.apply_rate=0", "governance.issue_rate=0",
                                    k == 0 ? "membership.onboarding_hours=0" : "membership.onboarding_hours=5",
                                    "network.hours_per_member=60"};
        struct network_bed bed;
        open_bed(&bed, sets, COUNT(sets), 5, 0);
        bed.member[4].joins = 3;
        network_bed_start(&bed);
        for (size_t month = 0; month < 4; month++)
            network_bed_month(&bed, month);
        for (size_t i = 0; i < 5; i++)
            carried[k] += bed.network->member[i].carrying;
        own[k] = bed.network->member[4].other;
        network_bed_stop(&bed);
    }
    assert_near("carried", carried[1] - carried[0], 5.0, 1e-9);
    assert_near("heard", own[1] - own[0], 5.0, 1e-9);
}

/* --- small steps -------------------------------------------------------------------------------------------------- */

static void test_one_coalition_after_another(void **state)
{
    (void)state;
    static const char *const sets[] = {"membership.exit_rate=0", "effort.benefit=4", "coalition.stop_output=.2"};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 6, 2, 4, 0, true);
    bed.coalition[0].running = true;
    bed.coalition[1].after = 1;
    bed.coalition[1].after_months = 10.0;
    network_bed_start(&bed);
    size_t delivered = 0, live_in = 0;
    for (size_t month = 0; month < 30; month++) {
        network_bed_month(&bed, month);
        assert_true(delivered >= 10 || !network_live(bed.network, 1));
        delivered += network_output(bed.network, 0) >= 0.2;
        live_in = live_in == 0 && network_live(bed.network, 1) ? month : live_in;
    }
    assert_true(live_in >= 10 && live_in < 16);
    network_bed_stop(&bed);
}

/* --- duty --------------------------------------------------------------------------------------------------------- */

/* Members lost in 60 months when everybody loses by the only coalition. */
static size_t lost(const char *duty, double own_duty)
{
    const char *const sets[] = {duty, "network.steering=\"formal\"", "membership.credit=-.5"};
    size_t gone = 0;
    for (uint32_t r = 0; r < 10; r++) {
        struct network_bed bed;
        open_bed(&bed, sets, COUNT(sets), 4, r);
        for (size_t i = 0; i < 4; i++)
            bed.own_gain[i] = -3.0;
        bed.member[0].duty = own_duty;
        network_bed_start(&bed);
        for (size_t month = 0; month < 12; month++)
            network_bed_month(&bed, month);
        for (size_t i = own_duty > 0.0 ? 0 : 4; i < (own_duty > 0.0 ? 1u : 4u); i++)
            gone += bed.network->member[i].gone;
        for (size_t i = 0; i < 4 && own_duty <= 0.0; i++)
            gone += bed.network->member[i].gone;
        network_bed_stop(&bed);
    }
    return gone;
}

static void test_duty_keeps_members(void **state)
{
    (void)state;
    const size_t none = lost("membership.duty=0", 0.0), half = lost("membership.duty=.7", 0.0);
    assert_true(none > half && half > 0);
    assert_int_equal(lost("membership.duty=1", 0.0), 0);
    assert_int_equal(lost("membership.duty=0", 1.0), 0);
}

/* --- a crisis ----------------------------------------------------------------------------------------------------- */

/* Mean trust, and contact of a pair in the month of the crisis, at `month`. */
static double trust_after(const struct network_shock *shock, double hours_free, size_t month)
{
    static const char *const sets[] = {"membership.exit_rate=0"};
    double trust = 0.0;
    for (uint32_t r = 0; r < 10; r++) {
        struct network_bed bed;
        struct network_view view;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 8, 4, 4, r, false);
        for (size_t c = 0; c < 4; c++)
            bed.coalition[c].running = true;
        for (size_t i = 0; i < 8; i++)
            bed.hours_free[i] = hours_free;
        bed.inputs.shocks = shock;
        bed.inputs.n_shocks = shock != NULL;
        network_bed_start(&bed);
        for (size_t m = 0; m <= month; m++)
            network_bed_month(&bed, m);
        network_observe(bed.network, &view);
        trust += view.trust_mean / 10.0;
        network_bed_stop(&bed);
    }
    return trust;
}

static void test_a_crisis_leaves_trust_or_takes_it(void **state)
{
    (void)state;
    /* The same crisis, but the second time with more work than the staff has. */
    const struct network_shock light = {12.0, 6.0, 0.5, 0.0, 4.0, 0.0}, heavy = {12.0, 6.0, 0.5, 1.5, 4.0, 0.0};
    const double without = trust_after(NULL, 500.0, 24);
    assert_true(trust_after(&light, 500.0, 24) > without + 0.01);
    assert_true(trust_after(&heavy, 500.0, 24) < without - 0.01);
    /* Nothing happens before it begins. */
    assert_true(trust_after(&light, 500.0, 11) == trust_after(NULL, 500.0, 11));
}

static void test_crisis_hours(void **state)
{
    (void)state;
    static const char *const sets[] = {"network.talk_hours=0", "governance.issue_rate=0", "trust.work_contact=0"};
    const struct network_shock shock = {3.0, 2.0, 0.0, 0.0, 3.0, 0.0};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 4, 1, 4, 0, true);
    bed.coalition[0].running = true;
    bed.inputs.shocks = &shock;
    bed.inputs.n_shocks = 1;
    network_bed_start(&bed);
    for (size_t month = 0; month < 7; month++) {
        const double in_crisis = month == 3 || month == 4 ? 1.0 : 0.0;
        network_bed_month(&bed, month);
        assert_near("hours met by a pair", network_contact_hours(bed.network, 0, 1), in_crisis * 1.0, 1e-12);
        assert_near("own hours", bed.network->member[2].other, in_crisis * 3.0, 1e-12);
        /* Felt benefit goes back to what it was. */
        assert_near("felt", effort_felt(bed.network, shock_inputs(bed.network, &bed.inputs), 0, 0, false), 2.2, 1e-12);
    }
    network_bed_stop(&bed);
}

static void test_crisis_of_a_scenario(void **state)
{
    (void)state;
    double hours[2][2];
    char folder[256], path[512], other[512];
    workdir_make(folder, sizeof folder);
    workdir_write(folder, "calm.cfg", "base = \"" SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg\";\n", path,
                  sizeof path);
    workdir_write(folder, "crisis.cfg",
                  "base = \"" SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg\";\n"
                  "shocks = ( { name = \"covid\"; month = 2; months = 3; contact_hours = 9.0; } );\n",
                  other, sizeof other);
    for (size_t k = 0; k < 2; k++) {
        struct scenario *scenario = region_bed_single(k == 0 ? path : other, NULL, 0);
        struct region *region = region_bed_create(scenario, 0, 0);
        region_bed_run(region, 0, REGION_BED_SPINUP + 2);
        hours[k][0] = network_coordination_hours(region->network, 0);
        region_bed_run(region, REGION_BED_SPINUP + 2, REGION_BED_SPINUP + 3);
        hours[k][1] = network_coordination_hours(region->network, 0);
        region_destroy(region);
        scenario_free(scenario);
    }
    workdir_remove(folder);
    assert_true(hours[0][0] == hours[1][0]);
    assert_near("hours of the crisis", hours[1][1] - hours[0][1], 9.0, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_off_is_off),
        cmocka_unit_test(test_joins_in_its_month),
        cmocka_unit_test(test_outsider_of_a_scenario_gets_in),
        cmocka_unit_test(test_invitation),
        cmocka_unit_test(test_plan_asks_the_trusted),
        cmocka_unit_test(test_introduction_makes_known),
        cmocka_unit_test(test_too_many_at_once_stay_strangers),
        cmocka_unit_test(test_introduction_takes_hours),
        cmocka_unit_test(test_one_coalition_after_another),
        cmocka_unit_test(test_duty_keeps_members),
        cmocka_unit_test(test_a_crisis_leaves_trust_or_takes_it),
        cmocka_unit_test(test_crisis_hours),
        cmocka_unit_test(test_crisis_of_a_scenario),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
