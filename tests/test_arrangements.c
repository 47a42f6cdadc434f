/* Arrangements that pay for collaboration: who pays what to the cent, against sums made here from hours, wages and
 * shares; that funds are never below zero; and that what is switched off changes nothing. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "models/money/billing.h"
#include "models/money/cashier.h"
#include "models/money/fund.h"
#include "models/money/payment.h"
#include "models/money/settlement.h"
#include "models/money/split.h"
#include "tests/support/region_bed.h"

/* Case management alone, and it is existing practice. */
#define ONE_THEME                                                                                                   \
    "coalitions[0].running=true", "coalitions[1].start_month=-1", "coalitions[2].start_month=-1",                   \
        "coalitions[3].start_month=-1", "coalitions[4].start_month=-1", "network.mode=lead", "network.rule=single", \
        "horizon_months=60"
#define BUSY                                                                                  \
    "coalitions[0].running=true", "coalitions[1].running=true", "coalitions[2].running=true", \
        "coalitions[3].running=true", "coalitions[4].running=true", "horizon_months=60"

static struct bed open_bed(const char *const *sets, size_t n_sets, size_t months)
{
    return region_bed_open(sets, n_sets, 0, months);
}

static void close_bed(struct bed *bed)
{
    struct sim_err err = {SIM_OK, ""};
    if (region_check(bed->region, &err) != SIM_OK)
        fail_msg("%s", err.text);
    region_destroy(bed->region);
    scenario_free(bed->scenario);
}

/* A region some months into its horizon, at the start of a second year in which nothing has been paid yet. */
static struct bed year_bed(const char *const *sets, size_t n_sets)
{
    struct bed bed = open_bed(sets, n_sets, REGION_BED_SPINUP + 4);
    struct region *region = bed.region;
    const size_t fund = account_special(region, ACCOUNT_REGIONAL_FUND);
    /* Months by hand stand for the cashier's first ones. */
    ledger_move(&region->ledger, account_special(region, ACCOUNT_CASHIER), account_special(region, ACCOUNT_HOUSEHOLDS),
                FLOW_BUDGET, region->ledger.balance[account_special(region, ACCOUNT_CASHIER)]);
    ledger_move(&region->ledger, fund, account_special(region, ACCOUNT_HOUSEHOLDS), FLOW_BUDGET,
                region->ledger.balance[fund]);
    ledger_open(&region->ledger);
    arrangements_new_year(region);
    region->month = REGION_BED_SPINUP + 12;
    return bed;
}

static size_t insurer(const struct region *region, size_t k)
{
    return region->payer_first[PAYER_INSURER][k];
}

static int64_t all_of(const struct region *region, enum flow_purpose purpose)
{
    return region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, purpose);
}

static int64_t to_organisation(const struct region *region, size_t o, enum flow_purpose purpose)
{
    return region_bed_flow(region, REGION_BED_ANY, account_of_organisation(o), purpose);
}

static int64_t to_organisations(const struct region *region, enum flow_purpose purpose)
{
    int64_t cents = 0;
    for (size_t o = 0; o < region->n_organisations; o++)
        cents += to_organisation(region, o, purpose);
    return cents;
}

static void assert_cents(const char *what, int64_t found, int64_t expected)
{
    if (found != expected)
        fail_msg("%s: %lld cents, expected %lld", what, (long long)found, (long long)expected);
}

static double wage_of(const struct region *region, enum kind kind)
{
    return region->organisations[region->kind_first[kind][0]].wage_cents_hour;
}

static void test_split_adds_up(void **state)
{
    (void)state;
    static const double weights[4] = {1.0, 0.0, 1.0, 1.0};
    static const int64_t cents[3] = {100, -101, 1};
    static const int64_t parts[3][4] = {{33, 0, 34, 33}, {-34, 0, -33, -34}, {0, 0, 1, 0}};
    for (size_t k = 0; k < 3; k++) {
        struct split split = {.cents = cents[k], .total = 3.0};
        for (size_t i = 0; i < 4; i++)
            assert_cents("part", split_next(&split, weights[i]), parts[k][i]);
    }
}

/* -- the cashier --------------------------------------------------------------------------------------------------- */

#define CASHIER ONE_THEME, "payment.cashier=true", "payment.cashier_overhead=0.1"

/* The first two insurers support it: 45 and 25 % of the market. */
static void two_supporters(struct region *region)
{
    for (size_t p = 0; p < region->n_payers; p++)
        region->payers[p].supports = p == insurer(region, 0) || p == insurer(region, 1);
}

static double full_effort_cents(const struct region *region)
{
    return 2700.0 * wage_of(region, KIND_NURSING) + 120.0 * wage_of(region, KIND_GP)
           + 300.0 * wage_of(region, KIND_MENTAL) + 250.0 * wage_of(region, KIND_WELFARE);
}

/* A year's budget: two thirds follow the clients, of whom 561 of 1,872 are enrolled; the rest is fixed. */
static void test_budget_follows_clients(void **state)
{
    (void)state;
    const char *const sets[] = {CASHIER, "coalitions[0].client_bound=0.6"};
    for (int second_year = 0; second_year < 2; second_year++) {
        struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
        struct region *region = bed.region;
        two_supporters(region);
        assert_true(network_live(region->network, 0));
        const uint32_t enrolled = region->interventions[0].enrolled;
        region->interventions[0].enrolled = second_year ? 6 : 0; /* of a hundred people each */
        region->money->arrangements.coalitions[0].live_months = second_year ? 12 : 4;
        payment_open_month(region);
        payment_collaboration(region);
        const double clients = second_year ? 600.0 * 1.8 / 3370.0 : 1.0;
        const double budget = full_effort_cents(region) * (0.6 * clients + 0.4) * 0.7;
        const int64_t wages = llround(budget), overhead = llround(0.1 * budget);
        const size_t cashier = account_special(region, ACCOUNT_CASHIER);
        const int64_t in = region_bed_flow(region, REGION_BED_ANY, cashier, FLOW_NETWORK_FUNCTION);
        assert_near("instalment", (double)in, (double)(wages + overhead), 1.0);
        assert_near("the largest insurer's",
                    (double)region_bed_flow(region, account_of_payer(region, insurer(region, 0)), cashier,
                                            FLOW_NETWORK_FUNCTION),
                    (double)in * 45.0 / 70.0, 1.0);
        assert_cents("cashier's own cost", region_bed_flow(region, cashier, REGION_BED_ANY, FLOW_CASHIER_COST),
                     overhead);
        int64_t paid = 0;
        for (size_t m = 0; m < region->n_members; m++) {
            const int o = region->member_organisation[m];
            const double hours = o < 0 ? 0.0 : network_coalition_hours(region->network, m, 0);
            const int64_t invoice = o < 0 ? 0 : llround(hours * payment_wage_cents(region, m) * 0.7);
            if (o >= 0)
                assert_near("invoice", (double)to_organisation(region, (size_t)o, FLOW_NETWORK_FUNCTION),
                            (double)invoice, 1.0);
            paid += o >= 0 ? to_organisation(region, (size_t)o, FLOW_NETWORK_FUNCTION) : 0;
        }
        assert_true(paid > 100000);
        assert_cents("on the account", region->ledger.balance[cashier], in - paid - overhead);
        assert_near("all invoices are paid", region->money->arrangements.cashier.ratio, 1.0, 0.0);
        region->interventions[0].enrolled = enrolled;
        close_bed(&bed);
    }
}

/* More clients than full effort can serve do not raise the budget. */
static void test_budget_is_at_most_full_effort(void **state)
{
    (void)state;
    const char *const sets[] = {CASHIER};
    struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    const uint32_t enrolled = region->interventions[0].enrolled;
    region->interventions[0].enrolled = 1000;
    region->money->arrangements.coalitions[0].live_months = 12;
    payment_open_month(region);
    assert_near("a month", region->money->arrangements.coalitions[0].budget_month_cents, full_effort_cents(region),
                1e-3);
    region->interventions[0].enrolled = enrolled;
    close_bed(&bed);
}

/* Invoices run ahead: every member gets the same part, and together what the budget of the year to date allows. */
static void test_monitor_holds_invoices_to_the_budget(void **state)
{
    (void)state;
    const char *const sets[] = {CASHIER, "payment.cashier_ceiling=0.1"};
    struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    const struct arrangements *a = &region->money->arrangements;
    two_supporters(region);
    for (size_t month = 0; month < 2; month++) {
        payment_open_month(region);
        payment_collaboration(region);
        const double allowed = 0.1 * 0.7 * full_effort_cents(region) * (double)(month + 1);
        assert_true(a->cashier.ratio > 0.01 && a->cashier.ratio < 1.0);
        assert_near("paid in the year to date", (double)to_organisations(region, FLOW_NETWORK_FUNCTION), allowed, 16.0);
        region->month++;
    }
    const size_t nursing = region->kind_first[KIND_NURSING][0];
    const size_t member = (size_t)region->organisations[nursing].member;
    assert_near("members know", payment_shares(region, member, 0).cashier, 0.7 * a->cashier.ratio, 1e-12);
    close_bed(&bed);
}

static void settle_by_hand(const char *share, int64_t result, const int64_t *organisations, const int64_t *payers)
{
    const char *const sets[] = {CASHIER, share};
    struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    struct arrangements *a = &region->money->arrangements;
    const size_t cashier = account_special(region, ACCOUNT_CASHIER);
    a->organisations[0].cashier_hours = 30.0;
    a->organisations[3].cashier_hours = 10.0;
    a->instalments[account_of_payer(region, insurer(region, 0))] = 2000;
    a->instalments[account_of_payer(region, insurer(region, 1))] = 1000;
    ledger_move(&region->ledger, account_special(region, ACCOUNT_HOUSEHOLDS), cashier, FLOW_BUDGET, result);
    payment_year(region);
    assert_cents("cashier", region->ledger.balance[cashier], 0);
    static const size_t who[2] = {0, 3};
    for (size_t k = 0; k < 2; k++) {
        const size_t o = account_of_organisation(who[k]), p = account_of_payer(region, insurer(region, k));
        assert_cents("organisation",
                     region_bed_flow(region, cashier, o, FLOW_CASHIER_RESULT)
                         - region_bed_flow(region, o, cashier, FLOW_CASHIER_RESULT),
                     organisations[k]);
        assert_cents("payer",
                     region_bed_flow(region, cashier, p, FLOW_CASHIER_RESULT)
                         - region_bed_flow(region, p, cashier, FLOW_CASHIER_RESULT),
                     payers[k]);
    }
    assert_true(a->instalments[account_of_payer(region, insurer(region, 0))] == 0
                && a->organisations[0].cashier_hours == 0.0);
    close_bed(&bed);
}

/* 334 cents left or lacking: by hours 3 : 1, by instalments 2 : 1. */
static void test_result_is_joint(void **state)
{
    (void)state;
    static const int64_t none[2] = {0, 0}, half_o[2] = {125, 42}, half_p[2] = {111, 56}, all_p[2] = {223, 111};
    static const int64_t owe_o[2] = {-251, -83}, borne_p[2] = {-111, -56}, borne_o[2] = {-125, -42};
    settle_by_hand("payment.cashier_result=0", 334, none, all_p);
    settle_by_hand("payment.cashier_result=0.5", 334, half_o, half_p);
    settle_by_hand("payment.cashier_result=0.5", -334, borne_o, borne_p);
    settle_by_hand("payment.cashier_result=1", -334, owe_o, none);
}

/* Years of real months: the account is empty after each, and what payers brought went to members and the cashier. */
static void test_cashier_is_empty_after_a_year(void **state)
{
    (void)state;
    static const char *const results[2] = {"payment.cashier_result=0", "payment.cashier_result=0.4"};
    for (size_t k = 0; k < 2; k++) {
        const char *const sets[] = {BUSY,
                                    results[k],
                                    "payment.cashier=true",
                                    "payment.pooled=true",
                                    "payment.cashier_ceiling=0.8",
                                    "payers.vgz.trust=1",
                                    "payers.vgz.mission=5",
                                    "payers.zorgkantoor-vgz.trust=1",
                                    "payers.zorgkantoor-vgz.mission=5"};
        struct bed bed = open_bed(sets, REGION_BED_COUNT(sets), REGION_BED_SPINUP);
        struct region *region = bed.region;
        const size_t cashier = account_special(region, ACCOUNT_CASHIER);
        for (size_t year = 0; year < 4; year++) {
            const size_t month = REGION_BED_SPINUP + 12 * year;
            region_bed_run(region, month, month + 11);
            assert_true(region->ledger.balance[cashier] != 0);
            region_bed_run(region, month + 11, month + 12);
            assert_cents("cashier", region->ledger.balance[cashier], 0);
        }
        int64_t payers = 0;
        for (size_t p = 0; p < region->n_payers; p++) {
            const size_t account = account_of_payer(region, p);
            payers += region_bed_flow(region, account, REGION_BED_ANY, FLOW_NETWORK_FUNCTION)
                      - region_bed_flow(region, REGION_BED_ANY, account, FLOW_CASHIER_RESULT);
        }
        assert_cents("who pays", payers,
                     to_organisations(region, FLOW_NETWORK_FUNCTION) + to_organisations(region, FLOW_CASHIER_RESULT)
                         + all_of(region, FLOW_CASHIER_COST));
        assert_true((to_organisations(region, FLOW_CASHIER_RESULT) > 0) == (k == 1));
        close_bed(&bed);
    }
}

/* Payers that do not trust the network ask for minutes; payers that do, do not. */
static void test_detailed_registration(void **state)
{
    (void)state;
    const char *const sets[] = {CASHIER, "payment.registration_hours=8", "payment.registration_trust=0.6"};
    int64_t coordination[2];
    double hours = 0.0;
    for (size_t trusted = 0; trusted < 2; trusted++) {
        struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
        struct region *region = bed.region;
        two_supporters(region);
        region->payers[insurer(region, 0)].trust = trusted ? 0.7 : 0.64; /* of 45 of 70 */
        region->payers[insurer(region, 1)].trust = 0.45;
        region->payers[insurer(region, 2)].trust = 0.0; /* does not support */
        payment_open_month(region);
        payment_collaboration(region);
        coordination[trusted] = all_of(region, FLOW_COORDINATION);
        hours = 0.0;
        for (size_t m = 0; m < region->n_members; m++)
            if (region->member_organisation[m] >= 0 && network_effort_hours(region->network, m) > 0.0)
                hours += 8.0 * payment_wage_cents(region, m);
        close_bed(&bed);
    }
    assert_true(hours > 0.0);
    assert_near("registration", (double)(coordination[0] - coordination[1]), hours, 16.0);
}

/* -- general services and titles ----------------------------------------------------------------------------------- */

/* A quarter of all coordination and of the office, by all insurers, the one that objects too. */
static void test_general_services(void **state)
{
    (void)state;
    const char *const sets[] = {ONE_THEME, "payment.general_services=0.25"};
    struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    const size_t network = account_special(region, ACCOUNT_NETWORK);
    payment_open_month(region);
    payment_collaboration(region);
    int64_t due = 0;
    for (size_t m = 0; m < region->n_members; m++) {
        const int o = region->member_organisation[m];
        const int64_t own =
            o < 0 ? 0 : llround(network_coordination_hours(region->network, m) * payment_wage_cents(region, m));
        const int64_t office = llround(network_contribution_hours(region->network, m) * region->p.network_wage_cents);
        const int64_t cents = llround(0.25 * fmax(0.0, (double)(own + office)));
        due += cents;
        if (o >= 0)
            assert_cents("member", to_organisation(region, (size_t)o, FLOW_GENERAL_SERVICES), cents);
    }
    assert_true(due > 10000);
    assert_cents("collected", region_bed_flow(region, REGION_BED_ANY, network, FLOW_GENERAL_SERVICES), due);
    assert_cents("passed on", region_bed_flow(region, network, REGION_BED_ANY, FLOW_GENERAL_SERVICES), due);
    assert_cents("the network keeps nothing", region->ledger.balance[network], 0);
    static const double share[5] = {0.45, 0.25, 0.14, 0.12, 0.04};
    for (size_t k = 0; k < 5; k++)
        assert_near("insurer",
                    (double)region_bed_flow(region, account_of_payer(region, insurer(region, k)), network,
                                            FLOW_GENERAL_SERVICES),
                    share[k] * (double)due, 1.0);
    close_bed(&bed);
}

static size_t member_of(const struct region *region, enum kind kind)
{
    return (size_t)region->organisations[region->kind_first[kind][0]].member;
}

/* Insurers with 96 % of the market accept claims. */
static void test_titles(void **state)
{
    (void)state;
    const char *const sets[] = {BUSY, "coalitions[0].client_bound=0.6", "coalitions[1].client_bound=0.5"};
    struct bed bed = open_bed(sets, REGION_BED_COUNT(sets), 0);
    struct region *region = bed.region;
    struct arrangements *a = &region->money->arrangements;
    const size_t nursing = member_of(region, KIND_NURSING), gp = member_of(region, KIND_GP);
    assert_near("prevention is not claimed", payment_shares(region, gp, 1).title, 0.0, 0.0);
    a->prevention_title = true;
    assert_near("prevention: welfare on prescription", payment_shares(region, gp, 1).title, 0.96 * 0.5, 1e-12);
    assert_near("no prevention: dementia", payment_shares(region, gp, 0).title, 0.0, 0.0);
    assert_near("no prevention: requests", payment_shares(region, nursing, 2).title, 0.0, 0.0);
    assert_near("claimed once", payment_shares(region, nursing, 3).title, 0.96 * region->interventions[3].client_bound,
                1e-12);
    assert_near("case management", payment_shares(region, nursing, 0).title, 0.96 * 0.6, 1e-12);
    a->carer_hours = 0.3;
    assert_near("without the hours for carers", payment_shares(region, nursing, 0).title, 0.96 * 0.6 * 0.7, 1e-12);
    assert_near("no carers in this theme", payment_shares(region, gp, 1).title, 0.96 * 0.5, 1e-12);
    a->carer_title = 0.5;
    assert_near("half of them", payment_shares(region, nursing, 0).title, 0.96 * 0.6 * 0.85, 1e-12);
    assert_near("by anybody", payment_shares(region, gp, 0).title, 0.96 * 0.6 * 0.15, 1e-12);
    close_bed(&bed);
}

/* -- subsidy ------------------------------------------------------------------------------------------------------- */

static void test_subsidy_is_paid_later(void **state)
{
    (void)state;
    enum { LAG = 3, MONTHS = 20 };
    int64_t paid[2][MONTHS];
    static const char *const lags[2] = {"payment.subsidy_lag_months=0", "payment.subsidy_lag_months=3"};
    for (size_t k = 0; k < 2; k++) {
        const char *const sets[] = {BUSY, lags[k], "payment.subsidy=0.5", "payment.subsidy_end=10",
                                    "payment.subsidy_renewal=1"};
        struct bed bed = open_bed(sets, REGION_BED_COUNT(sets), REGION_BED_SPINUP);
        for (size_t month = 0; month < MONTHS; month++) {
            region_bed_run(bed.region, REGION_BED_SPINUP + month, REGION_BED_SPINUP + month + 1);
            paid[k][month] = all_of(bed.region, FLOW_SUBSIDY);
        }
        close_bed(&bed);
    }
    assert_true(paid[0][9] > paid[0][8] && paid[0][8] > 0);
    for (size_t month = 0; month < MONTHS; month++)
        assert_cents("paid to date", paid[1][month], month < LAG ? 0 : paid[0][month - LAG]);
    assert_cents("nothing is lost", paid[1][MONTHS - 1], paid[0][9]);
}

/* -- transformation funds ------------------------------------------------------------------------------------------ */

#define TRANSFORMATION                                                                             \
    "coalitions[0].running=true", "network.mode=lead", "network.rule=single", "horizon_months=60", \
        "payment.transformation_eur=2", "payment.transformation_share=0.5", "payment.transformation_competence=0.1"

static bool runs_with(const char *set, bool decided)
{
    const char *const sets[] = {TRANSFORMATION, set};
    struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    bed.region->money->arrangements.coalitions[0].decided = decided;
    payment_open_month(region);
    const bool runs = region->money->arrangements.transformation.runs;
    close_bed(&bed);
    return runs;
}

/* No plan, no governance, no time, no money. */
static void test_conditions_of_transformation_funds(void **state)
{
    (void)state;
    assert_true(runs_with("payment.subsidy=0", true));
    assert_false(runs_with("coalitions[1].start_month=-1", false)); /* existing practice is no plan */
    assert_false(runs_with("payment.transformation_competence=1", true));
    assert_false(runs_with("payers.vgz.member=false", true));
    assert_false(runs_with("payment.transformation_start=13", true));
    assert_false(runs_with("payment.transformation_months=12", true));
    assert_true(runs_with("payment.transformation_months=13", true));
    assert_false(runs_with("payment.transformation_eur=0", true));
}

/* Half of what is not paid otherwise, and a tenth of that again in hours for applying. */
static void test_transformation_funds_pay(void **state)
{
    (void)state;
    const char *const sets[] = {TRANSFORMATION, "payment.transformation_admin=0.1", "payment.case_title=false"};
    struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    struct arrangements *a = &region->money->arrangements;
    a->coalitions[0].decided = true;
    a->transformation.left_cents = INT64_C(100000000);
    payment_open_month(region);
    payment_collaboration(region);
    double expected = 0.0, coordination = 0.0;
    for (size_t m = 0; m < region->n_members; m++) {
        coordination += network_coordination_hours(region->network, m) * payment_wage_cents(region, m);
        for (size_t c = 0; c < region->n_coalitions && region->member_organisation[m] >= 0; c++)
            expected += 0.5 * network_coalition_hours(region->network, m, c) * payment_wage_cents(region, m);
    }
    const int64_t paid = all_of(region, FLOW_TRANSFORMATION);
    assert_true(paid > 100000);
    assert_near("half of the hours", (double)paid, expected, 16.0);
    assert_near("applying", (double)all_of(region, FLOW_COORDINATION), coordination + 0.1 * expected, 32.0);
    assert_cents("by the state",
                 region_bed_flow(region, account_of_payer(region, region->payer_first[PAYER_STATE][0]), REGION_BED_ANY,
                                 FLOW_TRANSFORMATION),
                 paid);
    assert_cents("left", a->transformation.left_cents, INT64_C(100000000) - paid);
    a->transformation.left_cents = 12345; /* the last of it, by the same part for everybody */
    payment_open_month(region);
    payment_collaboration(region);
    assert_near("all but rounding", (double)(all_of(region, FLOW_TRANSFORMATION) - paid), 12345.0, 16.0);
    assert_true(a->transformation.left_cents >= 0);
    close_bed(&bed);
}

/* Real months until it is spent: never more than the region was given. */
static void test_transformation_funds_run_out(void **state)
{
    (void)state;
    const char *const sets[] = {TRANSFORMATION, "payment.transformation_eur=0.5"};
    struct bed bed = open_bed(sets, REGION_BED_COUNT(sets), REGION_BED_SPINUP);
    struct region *region = bed.region;
    int64_t given = 0, before = 0;
    size_t months = 0;
    for (size_t month = REGION_BED_SPINUP; month < REGION_BED_SPINUP + 36; month++) {
        region_bed_run(region, month, month + 1);
        const int64_t left = region->money->arrangements.transformation.left_cents;
        const int64_t paid = all_of(region, FLOW_TRANSFORMATION);
        if (month == REGION_BED_SPINUP)
            given = left + paid;
        assert_true(left >= 0);
        assert_cents("left and paid", left + paid, given);
        months += paid > before;
        before = paid;
    }
    const double people = region->people_start * region->p.people_per_citizen;
    assert_near("half a euro per inhabitant", (double)given, 50.0 * people, 0.03 * 50.0 * people);
    assert_true(months > 1 && months < 30);
    assert_true(region->money->arrangements.transformation.left_cents < 100);
    close_bed(&bed);
}

/* -- the regional fund --------------------------------------------------------------------------------------------- */

/* Balance at the end of each year, and what the fund paid in it. `saving`: of the pool against its norm, by hand. */
static void years_of_fund(const char *reinvest, double saving, size_t years, int64_t *balance, int64_t *paid)
{
    const char *const sets[] = {ONE_THEME, reinvest, "payment.regional_fund_eur=2", "payment.case_title=false",
                                "payment.rebase=0"};
    struct bed bed = open_bed(sets, REGION_BED_COUNT(sets), REGION_BED_SPINUP);
    struct region *region = bed.region;
    const size_t fund = account_special(region, ACCOUNT_REGIONAL_FUND);
    int64_t before = 0;
    for (size_t month = 0; month < 12 * years; month++) {
        if (month % 12 == 11) /* the year as if it had gone like this; the last month adds about nothing to it */
            for (size_t p = 0; p < region->n_payers; p++) {
                region->payers[p].pool_norm_year_cents *= 1000.0;
                region->payers[p].pool_year_cents = region->payers[p].pool_norm_year_cents * (1.0 - saving);
            }
        region_bed_run(region, REGION_BED_SPINUP + month, REGION_BED_SPINUP + month + 1);
        assert_true(region->ledger.balance[fund] >= 0);
        if (month % 12 == 11) {
            const int64_t out = region_bed_flow(region, fund, REGION_BED_ANY, FLOW_REGIONAL_FUND);
            balance[month / 12] = region->ledger.balance[fund];
            paid[month / 12] = out - before;
            before = out;
        }
    }
    assert_cents("in and out", region->ledger.balance[fund],
                 region_bed_flow(region, REGION_BED_ANY, fund, FLOW_REGIONAL_FUND)
                     + region_bed_flow(region, REGION_BED_ANY, fund, FLOW_REINVESTMENT) - before);
    close_bed(&bed);
}

/* P37: a one-off fund is gone after a year; with part of the savings put back it goes on, if there are savings. */
static void test_reinvestment_keeps_a_fund_going(void **state)
{
    (void)state;
    enum { YEARS = 4 };
    int64_t balance[YEARS], paid[YEARS];
    years_of_fund("payment.reinvest=0", 0.04, YEARS, balance, paid);
    assert_true(paid[0] > 1000000 && balance[0] < 100);
    assert_true(paid[1] < 100 && paid[YEARS - 1] < 100); /* what rounding left */
    years_of_fund("payment.reinvest=0.5", -0.04, YEARS, balance, paid);
    assert_true(balance[0] < 100 && paid[YEARS - 1] < 100);
    years_of_fund("payment.reinvest=0.5", 0.04, YEARS, balance, paid);
    for (size_t year = 0; year < YEARS; year++)
        assert_true(balance[year] > 0 && paid[year] > 1000000);
    years_of_fund("payment.reinvest=1", 0.04, YEARS, balance, paid);
    for (size_t year = 0; year < YEARS; year++) /* and holds no more than a year can use */
        assert_true(balance[year] <= INT64_C(12) * 5470 * 5860);
}

/* 60,000 saved by two of three payers, 30,000 in all, of which 20,000 are within the corridor; 40 % are shared, half of
 * the rest is reinvested. */
static void test_reinvested_to_the_cent(void **state)
{
    (void)state;
    static const char *const pooled[2] = {"payment.pooled=false", "payment.pooled=true"};
    for (size_t k = 0; k < 2; k++) {
        const char *const sets[] = {pooled[k],
                                    "payment.shared_savings=0.4",
                                    "payment.corridor=0.02",
                                    "payment.minimum_saving=0.01",
                                    "payer.equalisation=0",
                                    "payment.reinvest=0.5"};
        for (int small = 0; small < 2; small++) {
            struct bed bed = open_bed(sets, REGION_BED_COUNT(sets), 0);
            struct region *region = bed.region;
            region->in_horizon = region->network_running = true;
            static const double norm[3] = {600000, 300000, 100000}, spent[3] = {560000, 280000, 130000};
            for (size_t i = 0; i < 3; i++) {
                struct payer *payer = &region->payers[insurer(region, i)];
                payer->pool_base_cents = norm[i] / 12.0;
                payer->pool_norm_year_cents = norm[i];
                payer->pool_year_cents = small ? norm[i] * 0.991 : spent[i];
            }
            region->organisations[0].hours_year = 1.0;
            payment_year(region);
            const size_t fund = account_special(region, ACCOUNT_REGIONAL_FUND);
            assert_cents("shared", all_of(region, FLOW_SHARED_SAVINGS), small ? 0 : 8000);
            assert_cents("reinvested", region->ledger.balance[fund], small ? 0 : 6000);
            static const int64_t own[3] = {4000, 2000, 0}, by_size[3] = {3600, 1800, 600};
            for (size_t i = 0; i < 3 && !small; i++)
                assert_cents("payer",
                             region_bed_flow(region, account_of_payer(region, insurer(region, i)), fund,
                                             FLOW_REINVESTMENT),
                             k ? by_size[i] : own[i]);
            close_bed(&bed);
        }
    }
}

/* Evenly: what is left over the months that are left, in the same part of what nobody else pays. */
static void test_regional_fund_pays_evenly(void **state)
{
    (void)state;
    const char *const sets[] = {ONE_THEME, "payment.case_title=false"};
    struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    const size_t fund = account_special(region, ACCOUNT_REGIONAL_FUND);
    ledger_move(&region->ledger, account_special(region, ACCOUNT_HOUSEHOLDS), fund, FLOW_BUDGET, 1200000);
    for (size_t month = 0; month < 12; month++) {
        const int64_t before = all_of(region, FLOW_REGIONAL_FUND);
        payment_open_month(region);
        payment_collaboration(region);
        assert_near("a twelfth", (double)(all_of(region, FLOW_REGIONAL_FUND) - before), 100000.0, 16.0);
        assert_true(region->ledger.balance[fund] >= 0);
        region->month++;
    }
    assert_near("empty", (double)region->ledger.balance[fund], 0.0, 16.0);
    close_bed(&bed);
}

/* -- keys of shared savings ---------------------------------------------------------------------------------------- */

static void divide(const char *key, int64_t *first, int64_t *second)
{
    const char *const sets[] = {key, "payment.shared_savings=0.4", "payment.corridor=1", "payment.minimum_saving=0",
                                "payer.equalisation=0"};
    struct bed bed = open_bed(sets, REGION_BED_COUNT(sets), 0);
    struct region *region = bed.region;
    region->in_horizon = region->network_running = true;
    struct payer *payer = &region->payers[insurer(region, 0)];
    payer->pool_base_cents = 100000.0;
    payer->pool_norm_year_cents = 1200000.0;
    payer->pool_year_cents = 1200000.0 - 250000.0;
    region->organisations[0].hours_year = 300.0;
    region->organisations[3].hours_year = 100.0;
    region->organisations[0].revenue_base_cents = 1e6;
    region->organisations[3].revenue_base_cents = 9e6;
    region->organisations[5].revenue_base_cents = 5e6; /* did none of the work */
    region->money->arrangements.organisations[3].coordination_hours = 100.0;
    region->money->arrangements.organisations[5].coordination_hours = 100.0;
    payment_year(region);
    assert_cents("shared", all_of(region, FLOW_SHARED_SAVINGS), 100000);
    *first = to_organisation(region, 0, FLOW_SHARED_SAVINGS);
    *second = to_organisation(region, 3, FLOW_SHARED_SAVINGS);
    close_bed(&bed);
}

static void test_sharing_keys(void **state)
{
    (void)state;
    int64_t first, second;
    divide("payment.sharing_key=work", &first, &second);
    assert_true(first == 75000 && second == 25000);
    divide("payment.sharing_key=size", &first, &second);
    assert_true(first == 10000 && second == 90000);
    divide("payment.sharing_key=initiative", &first, &second);
    assert_true(first == 60000 && second == 40000);
}

/* What members expect adds up to what is shared, or to the organisations' part of the hours. */
static void test_expected_shares(void **state)
{
    (void)state;
    static const char *const keys[3] = {"payment.sharing_key=work", "payment.sharing_key=size",
                                        "payment.sharing_key=initiative"};
    for (size_t k = 0; k < 3; k++) {
        const char *const sets[] = {ONE_THEME, keys[k]};
        struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
        double sum = 0.0;
        for (size_t m = 0; m < bed.region->n_members; m++) {
            const double part = settlement_expected_cents(bed.region, 1000.0, m, 0);
            assert_true(part >= 0.0 && (part > 0.0) == (bed.region->interventions[0].role_of_member[m] >= 0));
            sum += part;
        }
        assert_near(keys[k], sum, 1000.0, 1e-6);
        close_bed(&bed);
    }
}

/* -- everything, and nothing --------------------------------------------------------------------------------------- */

/* With all instruments on: an hour is never paid twice, and who pays sums to what is received and bought. */
static void test_all_at_once(void **state)
{
    (void)state;
    static const char *const cashier[2] = {"payment.cashier=false", "payment.cashier=true"};
    for (size_t k = 0; k < 2; k++) {
        const char *const sets[] = {BUSY,
                                    cashier[k],
                                    "payment.pooled=true",
                                    "payment.shared_savings=0.3",
                                    "payment.reinvest=0.5",
                                    "payment.minimum_saving=0",
                                    "payment.regional_fund_eur=3",
                                    "payment.transformation_eur=3",
                                    "payment.transformation_share=0.8",
                                    "payment.transformation_competence=0",
                                    "payment.subsidy=0.4",
                                    "payment.subsidy_lag_months=4",
                                    "payment.coordination_title=true",
                                    "payment.prevention_title=true",
                                    "payment.carer_hours=0.3",
                                    "payment.carer_title=1",
                                    "payment.general_services=1",
                                    "payment.registration_hours=5",
                                    "payment.cashier_result=0.5",
                                    "payment.sharing_key=initiative",
                                    "payers.vgz.mission=5",
                                    "payers.vgz.trust=1"};
        struct bed bed = open_bed(sets, REGION_BED_COUNT(sets), REGION_BED_SPINUP);
        struct region *region = bed.region;
        region->money->arrangements.coalitions[0].decided = true;
        for (size_t month = REGION_BED_SPINUP; month < REGION_BED_SPINUP + 30; month++) {
            struct sim_err err = {SIM_OK, ""};
            region_bed_run(region, month, month + 1);
            for (size_t m = 0; m < region->n_members; m++)
                for (size_t c = 0; c < region->n_coalitions; c++) {
                    const struct payment_shares s = payment_shares(region, m, c);
                    const double sum = s.title + s.cashier + s.subsidy + s.transformation + s.fund;
                    assert_true(s.title >= 0.0 && s.cashier >= 0.0 && s.subsidy >= 0.0 && s.transformation >= 0.0);
                    assert_true(s.fund >= 0.0 && sum <= 1.0 + 1e-9);
                }
            assert_true(region->ledger.balance[account_special(region, ACCOUNT_REGIONAL_FUND)] >= 0);
            if (!region_bed_sound(region, &err))
                fail_msg("month %zu: %s", month, err.text);
        }
        const struct ledger *ledger = &region->ledger;
        const int64_t work = all_of(region, FLOW_COLLABORATION) + all_of(region, FLOW_COORDINATION)
                             + all_of(region, FLOW_NETWORK_OFFICE) + all_of(region, FLOW_CASHIER_COST);
        static const enum flow_purpose purposes[] = {FLOW_COLLABORATION,  FLOW_COORDINATION,     FLOW_NETWORK_OFFICE,
                                                     FLOW_CONTRIBUTION,   FLOW_NETWORK_FUNCTION, FLOW_CASHIER_COST,
                                                     FLOW_CASHIER_RESULT, FLOW_SUBSIDY,          FLOW_GENERAL_SERVICES,
                                                     FLOW_TRANSFORMATION, FLOW_REGIONAL_FUND,    FLOW_REINVESTMENT};
        int64_t borne = 0;
        for (size_t account = 0; account < region->n_organisations + region->n_payers; account++)
            for (size_t i = 0; i < REGION_BED_COUNT(purposes); i++)
                borne += region_bed_flow(region, account, REGION_BED_ANY, purposes[i])
                         - region_bed_flow(region, REGION_BED_ANY, account, purposes[i]);
        assert_true(work > 1000000);
        assert_cents("who pays", borne,
                     work + ledger->balance[account_special(region, ACCOUNT_REGIONAL_FUND)]
                         + ledger->balance[account_special(region, ACCOUNT_CASHIER)]);
        assert_true(all_of(region, FLOW_TRANSFORMATION) > 0 && all_of(region, FLOW_REGIONAL_FUND) > 0);
        close_bed(&bed);
    }
}

/* Terms of instruments that are off reach nothing. */
static void test_switched_off_is_no_cause(void **state)
{
    (void)state;
    const char *const plain[] = {BUSY};
    const char *const terms[] = {BUSY,
                                 "payment.cashier_result=1",
                                 "payment.cashier_ceiling=0.1",
                                 "payment.registration_hours=40",
                                 "payment.registration_trust=1",
                                 "payment.carer_title=1",
                                 "payment.transformation_share=1",
                                 "payment.transformation_competence=0",
                                 "payment.transformation_admin=0.5",
                                 "payment.sharing_key=size",
                                 "payment.subsidy_lag_months=7"};
    struct bed a = open_bed(plain, REGION_BED_COUNT(plain), REGION_BED_SPINUP + 24);
    struct bed b = open_bed(terms, REGION_BED_COUNT(terms), REGION_BED_SPINUP + 24);
    double va[N_OUTCOMES], vb[N_OUTCOMES];
    samenspel_observe(a.region, va);
    samenspel_observe(b.region, vb);
    for (int k = 0; k < N_OUTCOMES; k++)
        if (!region_bed_same(va[k], vb[k]))
            fail_msg("%s: %g and %g", samenspel_outcomes[k].name, va[k], vb[k]);
    for (size_t account = 0; account < a.region->ledger.n_accounts; account++)
        assert_cents("balance", b.region->ledger.balance[account], a.region->ledger.balance[account]);
    for (int purpose = FLOW_CASHIER_RESULT; purpose <= FLOW_REINVESTMENT; purpose++)
        assert_cents("nothing flows", all_of(b.region, (enum flow_purpose)purpose), 0);
    assert_near("no fund", va[OUTCOME_FUND_BALANCE], 0.0, 0.0);
    const double cost = (double)a.region->collaboration_cents;
    assert_true(cost > 0.0 && va[OUTCOME_ADMIN_SHARE] > 0.0 && va[OUTCOME_ADMIN_SHARE] < 100.0);
    close_bed(&a);
    close_bed(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split_adds_up),
        cmocka_unit_test(test_budget_follows_clients),
        cmocka_unit_test(test_budget_is_at_most_full_effort),
        cmocka_unit_test(test_monitor_holds_invoices_to_the_budget),
        cmocka_unit_test(test_result_is_joint),
        cmocka_unit_test(test_cashier_is_empty_after_a_year),
        cmocka_unit_test(test_detailed_registration),
        cmocka_unit_test(test_general_services),
        cmocka_unit_test(test_titles),
        cmocka_unit_test(test_subsidy_is_paid_later),
        cmocka_unit_test(test_conditions_of_transformation_funds),
        cmocka_unit_test(test_transformation_funds_pay),
        cmocka_unit_test(test_transformation_funds_run_out),
        cmocka_unit_test(test_reinvestment_keeps_a_fund_going),
        cmocka_unit_test(test_reinvested_to_the_cent),
        cmocka_unit_test(test_regional_fund_pays_evenly),
        cmocka_unit_test(test_sharing_keys),
        cmocka_unit_test(test_expected_shares),
        cmocka_unit_test(test_all_at_once),
        cmocka_unit_test(test_switched_off_is_no_cause),
    };
    return cmocka_run_group_tests_name("arrangements", tests, NULL, NULL);
}
