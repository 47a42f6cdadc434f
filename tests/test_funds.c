/* Transformation funds and the regional fund: what they pay, on which conditions, and that they are never below zero. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "models/money/billing.h"
#include "models/money/fund.h"
#include "models/money/payment.h"
#include "models/money/settlement.h"
#include "tests/support/expect.h"
#include "tests/support/money_bed.h"

static bool runs_with(const char *set, bool decided)
{
    const char *const sets[] = {MONEY_BED_TRANSFORMATION, set};
    struct bed bed = money_bed_year(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    bed.region->money->arrangements.coalitions[0].decided = decided;
    payment_open_month(region);
    const bool runs = region->money->arrangements.transformation.runs;
    money_bed_close(&bed);
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
    const char *const sets[] = {MONEY_BED_TRANSFORMATION, "payment.transformation_admin=0.1",
                                "payment.case_title=false"};
    struct bed bed = money_bed_year(sets, REGION_BED_COUNT(sets));
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
    const int64_t paid = money_bed_all(region, FLOW_TRANSFORMATION);
    assert_true(paid > 100000);
    assert_near("half of the hours", (double)paid, expected, 16.0);
    assert_near("applying", (double)money_bed_all(region, FLOW_COORDINATION), coordination + 0.1 * expected, 32.0);
    assert_cents("by the state",
                 region_bed_flow(region, account_of_payer(region, region->payer_first[PAYER_STATE][0]), REGION_BED_ANY,
                                 FLOW_TRANSFORMATION),
                 paid);
    assert_cents("left", a->transformation.left_cents, INT64_C(100000000) - paid);
    a->transformation.left_cents = 12345; /* the last of it, by the same part for everybody */
    payment_open_month(region);
    payment_collaboration(region);
    assert_near("all but rounding", (double)(money_bed_all(region, FLOW_TRANSFORMATION) - paid), 12345.0, 16.0);
    assert_true(a->transformation.left_cents >= 0);
    money_bed_close(&bed);
}

/* Real months until it is spent: never more than the region was given. */
static void test_transformation_funds_run_out(void **state)
{
    (void)state;
    const char *const sets[] = {MONEY_BED_TRANSFORMATION, "payment.transformation_eur=0.5"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP);
    struct region *region = bed.region;
    int64_t given = 0, before = 0;
    size_t months = 0;
    for (size_t month = REGION_BED_SPINUP; month < REGION_BED_SPINUP + 36; month++) {
        region_bed_run(region, month, month + 1);
        const int64_t left = region->money->arrangements.transformation.left_cents;
        const int64_t paid = money_bed_all(region, FLOW_TRANSFORMATION);
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
    money_bed_close(&bed);
}

/* Balance at the end of each year, and what the fund paid in it. `saving`: of the pool against its norm, by hand. */
static void years_of_fund(const char *reinvest, double saving, size_t years, int64_t *balance, int64_t *paid)
{
    const char *const sets[] = {MONEY_BED_ONE_THEME, reinvest, "payment.regional_fund_eur=2",
                                "payment.case_title=false", "payment.rebase=0"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP);
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
    money_bed_close(&bed);
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
            struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, 0);
            struct region *region = bed.region;
            region->in_horizon = region->network_running = true;
            static const double norm[3] = {600000, 300000, 100000}, spent[3] = {560000, 280000, 130000};
            for (size_t i = 0; i < 3; i++) {
                struct payer *payer = &region->payers[money_bed_insurer(region, i)];
                payer->pool_base_cents = norm[i] / 12.0;
                payer->pool_norm_year_cents = norm[i];
                payer->pool_year_cents = small ? norm[i] * 0.991 : spent[i];
            }
            region->organisations[0].hours_year = 1.0;
            payment_year(region);
            const size_t fund = account_special(region, ACCOUNT_REGIONAL_FUND);
            assert_cents("shared", money_bed_all(region, FLOW_SHARED_SAVINGS), small ? 0 : 8000);
            assert_cents("reinvested", region->ledger.balance[fund], small ? 0 : 6000);
            static const int64_t own[3] = {4000, 2000, 0}, by_size[3] = {3600, 1800, 600};
            for (size_t i = 0; i < 3 && !small; i++)
                assert_cents("payer",
                             region_bed_flow(region, account_of_payer(region, money_bed_insurer(region, i)), fund,
                                             FLOW_REINVESTMENT),
                             k ? by_size[i] : own[i]);
            money_bed_close(&bed);
        }
    }
}

/* Evenly: what is left over the months that are left, in the same part of what nobody else pays. */
static void test_regional_fund_pays_evenly(void **state)
{
    (void)state;
    const char *const sets[] = {MONEY_BED_ONE_THEME, "payment.case_title=false"};
    struct bed bed = money_bed_year(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    const size_t fund = account_special(region, ACCOUNT_REGIONAL_FUND);
    ledger_move(&region->ledger, account_special(region, ACCOUNT_HOUSEHOLDS), fund, FLOW_BUDGET, 1200000);
    for (size_t month = 0; month < 12; month++) {
        const int64_t before = money_bed_all(region, FLOW_REGIONAL_FUND);
        payment_open_month(region);
        payment_collaboration(region);
        assert_near("a twelfth", (double)(money_bed_all(region, FLOW_REGIONAL_FUND) - before), 100000.0, 16.0);
        assert_true(region->ledger.balance[fund] >= 0);
        region->month++;
    }
    assert_near("empty", (double)region->ledger.balance[fund], 0.0, 16.0);
    money_bed_close(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conditions_of_transformation_funds),
        cmocka_unit_test(test_transformation_funds_pay),
        cmocka_unit_test(test_transformation_funds_run_out),
        cmocka_unit_test(test_reinvestment_keeps_a_fund_going),
        cmocka_unit_test(test_reinvested_to_the_cent),
        cmocka_unit_test(test_regional_fund_pays_evenly),
    };
    return cmocka_run_group_tests_name("funds", tests, NULL, NULL);
}
