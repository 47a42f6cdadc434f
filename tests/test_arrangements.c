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
#include "models/money/payment.h"
#include "models/money/settlement.h"
#include "models/money/split.h"
#include "tests/support/expect.h"
#include "tests/support/money_bed.h"

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

/* A quarter of all coordination and of the office, by all insurers, the one that objects too. */
static void test_general_services(void **state)
{
    (void)state;
    const char *const sets[] = {MONEY_BED_ONE_THEME, "payment.general_services=0.25"};
    struct bed bed = money_bed_year(sets, REGION_BED_COUNT(sets));
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
            assert_cents("member", money_bed_to(region, (size_t)o, FLOW_GENERAL_SERVICES), cents);
    }
    assert_true(due > 10000);
    assert_cents("collected", region_bed_flow(region, REGION_BED_ANY, network, FLOW_GENERAL_SERVICES), due);
    assert_cents("passed on", region_bed_flow(region, network, REGION_BED_ANY, FLOW_GENERAL_SERVICES), due);
    assert_cents("the network keeps nothing", region->ledger.balance[network], 0);
    static const double share[5] = {0.45, 0.25, 0.14, 0.12, 0.04};
    for (size_t k = 0; k < 5; k++)
        assert_near("insurer",
                    (double)region_bed_flow(region, account_of_payer(region, money_bed_insurer(region, k)), network,
                                            FLOW_GENERAL_SERVICES),
                    share[k] * (double)due, 1.0);
    money_bed_close(&bed);
}

static size_t member_of(const struct region *region, enum kind kind)
{
    return (size_t)region->organisations[region->kind_first[kind][0]].member;
}

/* Insurers with 96 % of the market accept claims. */
static void test_titles(void **state)
{
    (void)state;
    const char *const sets[] = {MONEY_BED_BUSY, "coalitions[0].client_bound=0.6", "coalitions[1].client_bound=0.5"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, 0);
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
    money_bed_close(&bed);
}

static void test_subsidy_is_paid_later(void **state)
{
    (void)state;
    enum { LAG = 3, MONTHS = 20 };
    int64_t paid[2][MONTHS];
    static const char *const lags[2] = {"payment.subsidy_lag_months=0", "payment.subsidy_lag_months=3"};
    for (size_t k = 0; k < 2; k++) {
        const char *const sets[] = {MONEY_BED_BUSY, lags[k], "payment.subsidy=0.5", "payment.subsidy_end=10",
                                    "payment.subsidy_renewal=1"};
        struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP);
        for (size_t month = 0; month < MONTHS; month++) {
            region_bed_run(bed.region, REGION_BED_SPINUP + month, REGION_BED_SPINUP + month + 1);
            paid[k][month] = money_bed_all(bed.region, FLOW_SUBSIDY);
        }
        money_bed_close(&bed);
    }
    assert_true(paid[0][9] > paid[0][8] && paid[0][8] > 0);
    for (size_t month = 0; month < MONTHS; month++)
        assert_cents("paid to date", paid[1][month], month < LAG ? 0 : paid[0][month - LAG]);
    assert_cents("nothing is lost", paid[1][MONTHS - 1], paid[0][9]);
}

static void divide(const char *key, int64_t *first, int64_t *second)
{
    const char *const sets[] = {key, "payment.shared_savings=0.4", "payment.corridor=1", "payment.minimum_saving=0",
                                "payer.equalisation=0"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, 0);
    struct region *region = bed.region;
    region->in_horizon = region->network_running = true;
    struct payer *payer = &region->payers[money_bed_insurer(region, 0)];
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
    assert_cents("shared", money_bed_all(region, FLOW_SHARED_SAVINGS), 100000);
    *first = money_bed_to(region, 0, FLOW_SHARED_SAVINGS);
    *second = money_bed_to(region, 3, FLOW_SHARED_SAVINGS);
    money_bed_close(&bed);
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
        const char *const sets[] = {MONEY_BED_ONE_THEME, keys[k]};
        struct bed bed = money_bed_year(sets, REGION_BED_COUNT(sets));
        double sum = 0.0;
        for (size_t m = 0; m < bed.region->n_members; m++) {
            const double part = settlement_expected_cents(bed.region, 1000.0, m, 0);
            assert_true(part >= 0.0 && (part > 0.0) == (bed.region->interventions[0].role_of_member[m] >= 0));
            sum += part;
        }
        assert_near(keys[k], sum, 1000.0, 1e-6);
        money_bed_close(&bed);
    }
}

/* With all instruments on: an hour is never paid twice, and who pays sums to what is received and bought. */
static void test_all_at_once(void **state)
{
    (void)state;
    static const char *const cashier[2] = {"payment.cashier=false", "payment.cashier=true"};
    for (size_t k = 0; k < 2; k++) {
        const char *const sets[] = {MONEY_BED_BUSY,
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
        struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP);
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
        const int64_t work = money_bed_all(region, FLOW_COLLABORATION) + money_bed_all(region, FLOW_COORDINATION)
                             + money_bed_all(region, FLOW_NETWORK_OFFICE) + money_bed_all(region, FLOW_CASHIER_COST);
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
        assert_true(money_bed_all(region, FLOW_TRANSFORMATION) > 0 && money_bed_all(region, FLOW_REGIONAL_FUND) > 0);
        money_bed_close(&bed);
    }
}

/* Terms of instruments that are off reach nothing. */
static void test_switched_off_is_no_cause(void **state)
{
    (void)state;
    const char *const plain[] = {MONEY_BED_BUSY};
    const char *const terms[] = {MONEY_BED_BUSY,
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
    struct bed a = region_bed_open(plain, REGION_BED_COUNT(plain), 0, REGION_BED_SPINUP + 24);
    struct bed b = region_bed_open(terms, REGION_BED_COUNT(terms), 0, REGION_BED_SPINUP + 24);
    double va[N_OUTCOMES], vb[N_OUTCOMES];
    samenspel_observe(a.region, va);
    samenspel_observe(b.region, vb);
    for (int k = 0; k < N_OUTCOMES; k++)
        if (!region_bed_same(va[k], vb[k]))
            fail_msg("%s: %g and %g", samenspel_outcomes[k].name, va[k], vb[k]);
    for (size_t account = 0; account < a.region->ledger.n_accounts; account++)
        assert_cents("balance", b.region->ledger.balance[account], a.region->ledger.balance[account]);
    for (int purpose = FLOW_CASHIER_RESULT; purpose <= FLOW_REINVESTMENT; purpose++)
        assert_cents("nothing flows", money_bed_all(b.region, (enum flow_purpose)purpose), 0);
    assert_near("no fund", va[OUTCOME_FUND_BALANCE], 0.0, 0.0);
    const double cost = (double)a.region->collaboration_cents;
    assert_true(cost > 0.0 && va[OUTCOME_ADMIN_SHARE] > 0.0 && va[OUTCOME_ADMIN_SHARE] < 100.0);
    money_bed_close(&a);
    money_bed_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split_adds_up), cmocka_unit_test(test_general_services),
        cmocka_unit_test(test_titles),        cmocka_unit_test(test_subsidy_is_paid_later),
        cmocka_unit_test(test_sharing_keys),  cmocka_unit_test(test_expected_shares),
        cmocka_unit_test(test_all_at_once),   cmocka_unit_test(test_switched_off_is_no_cause),
    };
    return cmocka_run_group_tests_name("arrangements", tests, NULL, NULL);
}
