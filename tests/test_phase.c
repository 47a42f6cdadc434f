/* Development of a network: each phase is reached and left, setbacks count, what is paid for a while is not structural,
 * the phase steers nothing; the pull of usual practice and legitimacy do what they say, and nothing when they are off. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/money/payer.h"
#include "models/money/payment.h"
#include "models/network/decision.h"
#include "models/network/internal.h"
#include "models/network/membership.h"
#include "models/network/phase.h"
#include "tests/support/count.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"
#include "tests/support/region_bed.h"

/* --- phases in a network whose state is written by hand
 * ---------------------------------------------------------------------------------------- */

enum { MEMBERS = 4, COALITIONS = 2, HALF_A_YEAR = 6 };

/* Two running coalitions of the same four members, of two domains; state as in full integration. */
static void build(struct network_bed *bed)
{
    network_bed_settings(bed, NULL, 0);
    network_bed_fill(bed, MEMBERS, COALITIONS, MEMBERS, 0, true);
    for (size_t i = 0; i < MEMBERS; i++)
        bed->member[i].domain = i < 2 ? 1 : 2;
    for (size_t c = 0; c < COALITIONS; c++)
        bed->coalition[c].running = true;
    network_bed_start(bed);
    network_meet(bed->network, &bed->inputs, &bed->stream, 0, 0);
    for (size_t k = 0; k < MEMBERS * MEMBERS; k++)
        bed->network->trust[k] = bed->network->familiarity[k] = 0.7;
    for (size_t k = 0; k < MEMBERS * COALITIONS; k++)
        bed->network->routine[k] = 0.8;
    for (size_t c = 0; c < COALITIONS; c++) {
        bed->network->coalition[c].output_mean = 0.4;
        bed->network->coalition[c].structural = 0.8;
    }
    bed->network->phase = 0.0;
}

static double months(struct network *network, int n)
{
    double lost = 0.0;
    struct network_view view;
    while (n-- > 0) {
        phase_update(network);
        network_observe(network, &view);
        assert_close(view.broadened, view.phase >= 3.0 ? 1.0 : 0.0, 0.0);
        lost += view.steps_back;
    }
    return lost;
}

static void test_each_phase_is_reached_and_left(void **state)
{
    (void)state;
    struct network_bed bed;
    build(&bed);
    struct network *network = bed.network;
    struct coalition *a = &network->coalition[0], *b = &network->coalition[1];
    a->live = b->live = false;
    assert_close(months(network, 1), 0.0, 0.0);
    assert_close(network->phase, 1.0, 0.0);

    a->live = true; /* one delivers */
    assert_close(months(network, HALF_A_YEAR - 1), 0.0, 0.0);
    assert_close(network->phase, 1.0, 0.0);
    (void)months(network, 1);
    assert_close(network->phase, 2.0, 0.0);

    b->live = true; /* two, across domains, but hardly paid */
    a->structural = b->structural = 0.2;
    (void)months(network, HALF_A_YEAR);
    assert_close(network->phase, 2.0, 0.0);
    a->structural = 0.3;
    (void)months(network, HALF_A_YEAR);
    assert_close(network->phase, 3.0, 0.0);

    a->structural = b->structural = 0.6;
    (void)months(network, HALF_A_YEAR);
    assert_close(network->phase, 4.0, 0.0);

    for (size_t k = 0; k < MEMBERS * MEMBERS; k++)
        network->trust[k] = 0.4; /* conditions without trust: a step back (E502) */
    assert_close(months(network, HALF_A_YEAR), 1.0, 0.0);
    assert_close(network->phase, 3.0, 0.0);
    b->live = false;
    assert_close(months(network, HALF_A_YEAR), 1.0, 0.0);
    assert_close(network->phase, 2.0, 0.0);
    a->output_mean = 0.05;
    assert_close(months(network, HALF_A_YEAR), 1.0, 0.0);
    assert_close(network->phase, 1.0, 0.0);
    network_bed_stop(&bed);
}

/* Every single condition keeps a network that has all others from the fourth phase. */
static void test_each_condition_counts(void **state)
{
    (void)state;
    static const struct {
        double routine, familiarity, trust, structural;
        bool contested, one_domain;
        double phase;
    } cases[] = {
        {0.8, 0.7, 0.7, 0.8, false, false, 4.0}, {0.5, 0.7, 0.7, 0.8, false, false, 3.0},
        {0.8, 0.5, 0.7, 0.8, false, false, 3.0}, {0.8, 0.7, 0.4, 0.8, false, false, 3.0},
        {0.8, 0.7, 0.7, 0.4, false, false, 3.0}, {0.8, 0.7, 0.7, 0.8, true, false, 3.0},
        {0.8, 0.7, 0.7, 0.1, false, false, 2.0}, {0.8, 0.7, 0.7, 0.8, false, true, 2.0},
        {0.8, 0.3, 0.7, 0.8, false, false, 1.0},
    };
    for (size_t k = 0; k < COUNT(cases); k++) {
        struct network_bed bed;
        build(&bed);
        struct network *network = bed.network;
        for (size_t at = 0; at < MEMBERS * COALITIONS; at++)
            network->routine[at] = cases[k].routine;
        for (size_t at = 0; at < MEMBERS * MEMBERS; at++) {
            network->familiarity[at] = cases[k].familiarity;
            network->trust[at] = cases[k].trust;
        }
        for (size_t c = 0; c < COALITIONS; c++) {
            network->coalition[c].structural = cases[k].structural;
            network->coalition[c].want_sharing = cases[k].contested;
        }
        for (size_t i = 0; i < MEMBERS; i++) /* members without a domain do not make two */
            network->member[i].domain = cases[k].one_domain ? (i == 0 ? 0 : 2) : network->member[i].domain;
        (void)months(network, 1);
        if (network->phase != cases[k].phase)
            fail_msg("case %zu: phase %g, not %g", k, network->phase, cases[k].phase);
        network_bed_stop(&bed);
    }
}

/* Who knows one partner well is no stranger, but a star of acquaintances does not understand one another. */
static void test_a_star_deepens(void **state)
{
    (void)state;
    struct network_bed bed;
    build(&bed);
    for (size_t i = 0; i < MEMBERS; i++)
        for (size_t j = 0; j < MEMBERS; j++)
            bed.network->familiarity[i * MEMBERS + j] = i == 0 || j == 0 ? 0.5 : 0.0;
    (void)months(bed.network, 1);
    assert_close(bed.network->phase, 3.0, 0.0);
    bed.network->phase = 0.0;
    for (size_t i = 0; i < MEMBERS; i++)
        bed.network->familiarity[i] = bed.network->familiarity[i * MEMBERS] = i == 1 ? 0.5 : 0.0;
    (void)months(bed.network, 1); /* two of four know nobody: A = .25 */
    assert_close(bed.network->phase, 1.0, 0.0);
    network_bed_stop(&bed);
}

/* Integration of a coalition that brings a small part of the output is a pilot, not a network. */
static void test_a_pilot_is_no_integration(void **state)
{
    (void)state;
    struct network_bed bed;
    build(&bed);
    bed.network->coalition[1].structural = 0.1;
    bed.network->coalition[1].output_mean = 0.6;
    (void)months(bed.network, 1);
    assert_close(bed.network->phase, 3.0, 0.0);
    bed.network->coalition[1].output_mean = 0.3;
    (void)months(bed.network, HALF_A_YEAR);
    assert_close(bed.network->phase, 4.0, 0.0);
    network_bed_stop(&bed);
}

static void test_no_flicker(void **state)
{
    (void)state;
    struct network_bed bed;
    double lost = 0.0;
    build(&bed);
    (void)months(bed.network, 1);
    for (int month = 0; month < 60; month++) { /* around a threshold, five months at most on one side */
        bed.network->coalition[0].structural = month % 6 == 0 ? 0.8 : 0.1;
        bed.network->coalition[1].structural = bed.network->coalition[0].structural;
        lost += months(bed.network, 1);
    }
    assert_close(lost, 0.0, 0.0);
    assert_close(bed.network->phase, 4.0, 0.0);
    bed.network->coalition[0].structural = bed.network->coalition[1].structural = 0.8;
    lost += months(bed.network, 1);
    /* Six months that read 2 and 3 by turns: only so far as all of them go. */
    for (int month = 0; month < HALF_A_YEAR; month++) {
        bed.network->coalition[0].structural = bed.network->coalition[1].structural = month % 2 == 0 ? 0.1 : 0.3;
        lost += months(bed.network, 1);
    }
    assert_close(lost, 1.0, 0.0);
    assert_close(bed.network->phase, 3.0, 0.0);
    network_bed_stop(&bed);
}

/* --- structural money and regime
 * ----------------------------------------------------------------------------------------------------------------- */

static void run_paid(double structural, struct network_view *view)
{
    static const char *const sets[] = {"membership.exit_rate=0"};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 6, 2, 3, 1, true);
    for (size_t i = 0; i < 6; i++)
        bed.member[i].domain = 1 + (int)(i % 2);
    for (size_t at = 0; at < 12; at++) {
        bed.paid_share[at] = 0.6;
        bed.structural[at] = structural;
    }
    network_bed_start(&bed);
    for (size_t month = 0; month < 120; month++)
        network_bed_month(&bed, month);
    network_observe(bed.network, view);
    network_bed_stop(&bed);
}

/* The same hours are paid: by a subsidy or by structural money. It changes what is read and nothing else. */
static void test_subsidised_is_not_structural(void **state)
{
    (void)state;
    struct network_view subsidised, half, structural;
    run_paid(0.0, &subsidised);
    run_paid(0.3, &half);
    run_paid(0.6, &structural);
    assert_close(subsidised.output_mean, structural.output_mean, 0.0);
    assert_close(subsidised.trust_mean, structural.trust_mean, 0.0);
    assert_close(subsidised.structural_share, 0.0, 0.0);
    assert_close(half.structural_share, 0.3, 1e-12);
    assert_close(structural.structural_share, 0.6, 1e-12);
    assert_close(subsidised.phase, 2.0, 0.0);
    assert_close(half.phase, 3.0, 0.0);
    assert_true(structural.phase >= 3.0);
    assert_close(subsidised.regime_share, 0.0, 0.0);
    assert_true(half.regime_share > 0.0 && half.regime_share <= 0.3);
    assert_close(structural.regime_share, 2.0 * half.regime_share, 1e-12);
}

/* --- phase steers nothing
 * ------------------------------------------------------------------------------------------------------------------------ */

static double trace(bool scribble)
{
    struct network_bed bed;
    double sum = 0.0;
    network_bed_settings(&bed, NULL, 0);
    network_bed_fill(&bed, 9, 4, 4, 3, false);
    for (size_t i = 0; i < 9; i++)
        bed.member[i].domain = scribble ? 0 : 1 + (int)(i % 3);
    network_bed_start(&bed);
    for (size_t month = 0; month < 120; month++) {
        if (scribble) {
            bed.network->phase = (double)(month % 5);
            bed.network->development = (struct development){.direction = 1, .held = month, .reached = 3.0};
        }
        network_bed_month(&bed, month);
        for (size_t i = 0; i < 9; i++) {
            sum += network_coordination_hours(bed.network, i) * (double)(i + 1);
            for (size_t j = 0; j < 9; j++)
                sum += network_trust(bed.network, i, j) * (double)(i + 7 * j + month);
            for (size_t c = 0; c < 4; c++)
                sum += network_effort(bed.network, i, c) * (double)(i + 5 * c);
        }
    }
    network_bed_stop(&bed);
    return sum;
}

static void test_phase_steers_nothing(void **state)
{
    (void)state;
    assert_true(trace(false) == trace(true));
}

/* --- usual practice
 * -------------------------------------------------------------------------------------------------------------------------------- */

static void test_off_is_off(void **state)
{
    (void)state;
    static const char *const off[] = {"coalition.regime_pull=0", "governance.legitimacy_stay=0",
                                      "membership.legitimacy_apply=0"};
    static const char *const on[] = {"coalition.regime_pull=0.2", "governance.legitimacy_stay=0.3"};
    const uint64_t plain = network_bed_run(NULL, 0, 9, 4, 4, 2).print;
    assert_true(plain == network_bed_run(off, COUNT(off), 9, 4, 4, 2).print);
    for (size_t k = 0; k < COUNT(on); k++)
        assert_true(plain != network_bed_run(&on[k], 1, 9, 4, 4, 2).print);
}

/* Effort settles at (1 - pull (1 - routine)) times what is meant: without routine at the full pull, once worn in at none. */
static double settled(double pull, double routine)
{
    static const char *const sets[] = {"coalition.substitution=1", "effort.relation=0", "effort.status=0",
                                       "effort.absence=0",         "effort.pace=1",     "effort.routine_share=0",
                                       "effort.routine_months=240"};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 2, 1, 2, 0, true);
    bed.coalition[0].running = true;
    network_bed_start(&bed);
    bed.network->p.coalition.regime_pull = pull;
    network_meet(bed.network, &bed.inputs, &bed.stream, 0, 0);
    bed.network->routine[0] = bed.network->routine[1] = routine;
    network_work(bed.network, &bed.inputs, &bed.stream, 0);
    const double effort = network_effort(bed.network, 0, 0);
    network_bed_stop(&bed);
    return effort;
}

static void test_pull_of_usual_practice(void **state)
{
    (void)state;
    const double free = settled(0.0, 0.0);
    assert_true(free > 0.2);
    assert_close(settled(0.3, 0.0), 0.7 * free, 1e-12);
    assert_close(settled(0.3, 0.5), 0.85 * free, 1e-12);
    assert_close(settled(0.3, 1.0), free, 1e-12);
    assert_close(settled(1.0, 0.0), 0.0, 1e-12);
}

/* Output at the end when all hours are paid for `months` and none after. */
static double output_after_incentive(size_t months_paid, const char *routine_share, uint32_t replication)
{
    const char *const sets[] = {"effort.benefit=1.5", "membership.exit_rate=0", routine_share};
    struct network_bed bed;
    double output = 0.0;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 6, 2, 3, replication, true);
    network_bed_start(&bed);
    for (size_t month = 0; month < 84; month++) {
        for (size_t at = 0; at < 12; at++)
            bed.paid_share[at] = month < months_paid ? 0.8 : 0.0;
        network_bed_month(&bed, month);
        if (month >= 60 && month < 72)
            output += (network_output(bed.network, 0) + network_output(bed.network, 1)) / 24.0;
    }
    network_bed_stop(&bed);
    return output;
}

/* What has worn in outlives the incentive (E423, E512): more of it is left where routine counts. */
static void test_routine_outlives_the_incentive(void **state)
{
    (void)state;
    double with = 0.0, without = 0.0, never = 0.0;
    for (uint32_t r = 0; r < 12; r++) {
        with += output_after_incentive(54, "effort.routine_share=0.8", r) / 12.0;
        without += output_after_incentive(54, "effort.routine_share=0", r) / 12.0;
        never += output_after_incentive(0, "effort.routine_share=0.8", r) / 12.0;
    }
    assert_true(with > without + 0.02);
    assert_true(with > never + 0.02);
}

/* --- legitimacy
 * ------------------------------------------------------------------------------------------------------------------------------------ */

static void test_legitimacy_closed_forms(void **state)
{
    (void)state;
    static const char *const sets[] = {"governance.legitimacy_stay=0.4", "membership.legitimacy_apply=0.6"};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 3, 1, 3, 0, true);
    network_bed_start(&bed);
    struct network *network = bed.network;
    assert_close(network_standing(network), 0.25, 1e-12); /* neutral outside, nothing paid */
    membership_begin(network);
    network->legitimacy_internal = 0.8;
    assert_close(legitimacy_holds(network, 0), 0.4 * 0.3, 1e-12);
    network->issue_view[0] = -5.0;
    network->issue_view[1] = network->issue_view[2] = 1.0;
    legitimacy_decided(network);
    assert_close(network->member[0].overruled, 1.0 / 12.0, 1e-12);
    assert_close(network->member[1].overruled, 0.0, 0.0);
    assert_close(legitimacy_holds(network, 0), 0.4 * (0.8 * 11.0 / 12.0 - 0.5), 1e-12);
    network->legitimacy_external = 1.0;
    assert_close(legitimacy_attracts(network), 1.0, 1e-12);
    network->legitimacy_external = 0.0;
    assert_close(legitimacy_attracts(network), 0.4, 1e-12);
    network->dead = true;
    assert_close(network_standing(network), 0.0, 0.0);
    network_bed_stop(&bed);
}

/* Dissatisfied members left after a year, in a network that others hold legitimate or not. */
static double members_left(const char *stay, double legitimacy, double overruled)
{
    const char *const sets[] = {stay};
    double left = 0.0;
    for (uint32_t r = 0; r < 40; r++) {
        struct network_bed bed;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 12, 1, 4, r, true);
        network_bed_start(&bed);
        membership_begin(bed.network);
        bed.network->legitimacy_internal = legitimacy;
        for (size_t i = 0; i < 12; i++) {
            bed.network->member[i].satisfaction = -0.1;
            bed.network->member[i].overruled = overruled;
        }
        for (size_t month = 0; month < 12; month++)
            membership_leave(bed.network, &bed.stream, month);
        left += (double)membership_count(bed.network) / 40.0;
        network_bed_stop(&bed);
    }
    return left;
}

static void test_legitimacy_holds_members(void **state)
{
    (void)state;
    const double plain = members_left("governance.legitimacy_stay=0", 0.9, 0.0);
    const double high = members_left("governance.legitimacy_stay=0.2", 0.9, 0.0);
    const double unheard = members_left("governance.legitimacy_stay=0.2", 0.9, 0.6);
    const double low = members_left("governance.legitimacy_stay=0.2", 0.3, 0.0);
    assert_close(members_left("governance.legitimacy_stay=0.2", 0.5, 0.0), plain, 0.0);
    assert_true(high > plain + 1.0);
    assert_true(low < plain - 1.0);
    assert_true(unheard < plain - 0.5);
}

static double applicants(double external)
{
    static const char *const sets[] = {"membership.legitimacy_apply=1", "membership.apply_rate=0.1"};
    double issues = 0.0;
    for (uint32_t r = 0; r < 60; r++) {
        struct network_bed bed;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 6, 1, 4, r, true);
        bed.member[3].founder = false; /* its role is missed, so that it wants to come in */
        network_bed_start(&bed);
        membership_begin(bed.network);
        bed.network->legitimacy_external = external;
        for (size_t month = 0; month < 6; month++)
            membership_apply(bed.network, &bed.inputs, &bed.stream, month);
        issues += decision_open(bed.network, ISSUE_ADMIT, 3) ? 1.0 / 60.0 : 0.0;
        network_bed_stop(&bed);
    }
    return issues;
}

/* Chance within 6 months = 1 - (1 - rate standing / .5)^6: standing .5 the rate itself, standing 0 none. */
static void test_standing_attracts(void **state)
{
    (void)state;
    assert_close(applicants(0.0), 0.0, 0.0);
    assert_close(applicants(1.0), 1.0 - pow(0.9, 6.0), 0.15);
    assert_true(applicants(0.3) < applicants(1.0));
}

/* --- in a region
 * -------------------------------------------------------------------------------------------------------------------- */

/* What a payer would pay follows standing as far as its weight goes, and trust for the rest. */
static void test_standing_convinces_payers(void **state)
{
    (void)state;
    struct bed bed = region_bed_open(NULL, 0, 0, REGION_BED_MONTHS);
    struct region *region = bed.region;
    size_t most = 0;
    for (size_t p = 0; p < region->n_payers; p++)
        most = fabs(payer_value(region, p)) > fabs(payer_value(region, most)) ? p : most;
    const double trust = region->payers[most].trust;
    double value[3][2];
    assert_close(region->p.payer_legitimacy, 0.0, 0.0);
    for (int w = 0; w < 3; w++)
        for (int high = 0; high < 2; high++) {
            region->p.payer_legitimacy = 0.5 * w;
            region->network->legitimacy_external = high;
            value[w][high] = payer_value(region, most);
        }
    assert_close(value[0][0], value[0][1], 0.0);
    for (int high = 0; high < 2; high++)
        assert_close(value[1][high], 0.5 * (value[0][high] + value[2][high]), 1e-9 * fabs(value[0][0]));
    assert_true(fabs(value[2][1] - value[2][0]) > 1.0);
    /* Standing equal to its trust: the weight does not matter. */
    region->network->legitimacy_external += 2.0 * (trust - network_standing(region->network));
    assert_close(payer_value(region, most), value[0][0], 1e-9 * fabs(value[0][0]));
    region_bed_close(&bed);
}

/* Most that a member's hours in a coalition are paid in the last month, structurally (or in all). */
static double most_paid(const char *const *sets, size_t n_sets, bool structurally)
{
    struct bed bed = region_bed_open(sets, n_sets, 0, REGION_BED_MONTHS - 1);
    const struct region *region = bed.region;
    double most = 0.0;
    for (size_t m = 0; m < region->n_members; m++)
        for (size_t c = 0; c < region->n_coalitions; c++) {
            const double all = payment_paid_share(region, m, c), part = payment_structural_share(region, m, c);
            assert_true(part >= 0.0 && part <= all);
            most = fmax(most, structurally ? part : all);
        }
    region_bed_close(&bed);
    return most;
}

static void test_money_that_ends_is_not_structural(void **state)
{
    (void)state;
    static const char *const subsidy[] = {"payment.case_title=false", "payment.subsidy=0.8"};
    static const char *const title[] = {"payment.case_title=true"};
    static const char *const cashier[] = {"payment.case_title=false", "payment.cashier=true", "payment.pooled=true",
                                          "payer.noise=5"};
    assert_close(most_paid(subsidy, COUNT(subsidy), false), 0.8, 1e-9);
    assert_close(most_paid(subsidy, COUNT(subsidy), true), 0.0, 0.0);
    assert_true(most_paid(title, COUNT(title), true) > 0.3);
    assert_close(most_paid(title, COUNT(title), true), most_paid(title, COUNT(title), false), 0.0);
    assert_true(most_paid(cashier, COUNT(cashier), true) > 0.0);
}

/* A cashier that lives on payers' reserves is a trial. */
static void test_reserves_are_not_structural(void **state)
{
    (void)state;
    static const char *const cashier[] = {"payment.case_title=false", "payment.cashier=true", "payment.pooled=true"};
    struct bed bed = region_bed_open(cashier, COUNT(cashier), 0, REGION_BED_MONTHS - 1);
    struct region *region = bed.region;
    size_t member = 0;
    while (region->interventions[0].role_of_member[member] < 0)
        member++;
    for (size_t p = 0; p < region->n_payers; p++) {
        region->payers[p].supports = true;
        region->payers[p].from_reserve = false;
    }
    const double all = payment_structural_share(region, member, 0);
    assert_true(all > 0.0);
    assert_close(all, payment_paid_share(region, member, 0), 0.0);
    region->payers[0].from_reserve = true;
    assert_close(payment_structural_share(region, member, 0) / all, 1.0 - payment_cashier_share(region, 0), 1e-9);
    for (size_t p = 0; p < region->n_payers; p++)
        region->payers[p].from_reserve = true;
    assert_close(payment_structural_share(region, member, 0), 0.0, 1e-12);
    region_bed_close(&bed);
}

/* First line with nursing is one domain, with welfare or the municipality two. */
static void test_domains_of_members(void **state)
{
    (void)state;
    struct bed bed = region_bed_open(NULL, 0, 0, REGION_BED_MONTHS);
    const struct region *region = bed.region;
    int of_kind[N_KINDS] = {0};
    for (size_t m = 0; m < region->n_members; m++) {
        const int o = region->member_organisation[m], p = region->member_payer[m];
        if (o >= 0)
            of_kind[region->organisations[o].kind] = region->network->member[m].domain;
        else if (region->payers[p].kind == PAYER_MUNICIPALITY)
            of_kind[KIND_MUNICIPAL] = region->network->member[m].domain;
    }
    assert_true(of_kind[KIND_GP] > 0 && of_kind[KIND_WELFARE] > 0);
    assert_int_equal(of_kind[KIND_GP], of_kind[KIND_NURSING]);
    assert_int_equal(of_kind[KIND_WELFARE], of_kind[KIND_MUNICIPAL]);
    assert_true(of_kind[KIND_GP] != of_kind[KIND_WELFARE]);
    assert_int_equal(of_kind[KIND_PATIENTS], 0);
    region_bed_close(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_phase_is_reached_and_left),
        cmocka_unit_test(test_each_condition_counts),
        cmocka_unit_test(test_a_star_deepens),
        cmocka_unit_test(test_a_pilot_is_no_integration),
        cmocka_unit_test(test_no_flicker),
        cmocka_unit_test(test_subsidised_is_not_structural),
        cmocka_unit_test(test_phase_steers_nothing),
        cmocka_unit_test(test_off_is_off),
        cmocka_unit_test(test_pull_of_usual_practice),
        cmocka_unit_test(test_routine_outlives_the_incentive),
        cmocka_unit_test(test_legitimacy_closed_forms),
        cmocka_unit_test(test_legitimacy_holds_members),
        cmocka_unit_test(test_standing_attracts),
        cmocka_unit_test(test_standing_convinces_payers),
        cmocka_unit_test(test_money_that_ends_is_not_structural),
        cmocka_unit_test(test_reserves_are_not_structural),
        cmocka_unit_test(test_domains_of_members),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
