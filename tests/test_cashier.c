/* The cashier: who pays its budget and what becomes of it, against sums made here from hours, wages and shares. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "models/money/billing.h"
#include "models/money/cashier.h"
#include "models/money/payment.h"
#include "models/money/settlement.h"
#include "tests/support/expect.h"
#include "tests/support/money_bed.h"

/* The first two insurers support it: 45 and 25 % of the market. */
static void two_supporters(struct region *region)
{
    for (size_t p = 0; p < region->n_payers; p++)
        region->payers[p].supports = p == money_bed_insurer(region, 0) || p == money_bed_insurer(region, 1);
}

static double full_effort_cents(const struct region *region)
{
    return 2700.0 * money_bed_wage(region, KIND_NURSING) + 120.0 * money_bed_wage(region, KIND_GP)
           + 300.0 * money_bed_wage(region, KIND_MENTAL) + 250.0 * money_bed_wage(region, KIND_WELFARE);
}

/* A year's budget: two thirds follow the clients, of whom 561 of 1,872 are enrolled; the rest is fixed. */
static void test_budget_follows_clients(void **state)
{
    (void)state;
    const char *const sets[] = {MONEY_BED_CASHIER, "coalitions[0].client_bound=0.6"};
    for (int second_year = 0; second_year < 2; second_year++) {
        struct bed bed = money_bed_year(sets, REGION_BED_COUNT(sets));
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
                    (double)region_bed_flow(region, account_of_payer(region, money_bed_insurer(region, 0)), cashier,
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
                assert_near("invoice", (double)money_bed_to(region, (size_t)o, FLOW_NETWORK_FUNCTION), (double)invoice,
                            1.0);
            paid += o >= 0 ? money_bed_to(region, (size_t)o, FLOW_NETWORK_FUNCTION) : 0;
        }
        assert_true(paid > 100000);
        assert_cents("on the account", region->ledger.balance[cashier], in - paid - overhead);
        assert_near("all invoices are paid", region->money->arrangements.cashier.ratio, 1.0, 0.0);
        region->interventions[0].enrolled = enrolled;
        money_bed_close(&bed);
    }
}

/* More clients than full effort can serve do not raise the budget. */
static void test_budget_is_at_most_full_effort(void **state)
{
    (void)state;
    const char *const sets[] = {MONEY_BED_CASHIER};
    struct bed bed = money_bed_year(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    const uint32_t enrolled = region->interventions[0].enrolled;
    region->interventions[0].enrolled = 1000;
    region->money->arrangements.coalitions[0].live_months = 12;
    payment_open_month(region);
    assert_near("a month", region->money->arrangements.coalitions[0].budget_month_cents, full_effort_cents(region),
                1e-3);
    region->interventions[0].enrolled = enrolled;
    money_bed_close(&bed);
}

/* Invoices run ahead: every member gets the same part, and together what the budget of the year to date allows. */
static void test_monitor_holds_invoices_to_the_budget(void **state)
{
    (void)state;
    const char *const sets[] = {MONEY_BED_CASHIER, "payment.cashier_ceiling=0.1"};
    struct bed bed = money_bed_year(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    const struct arrangements *a = &region->money->arrangements;
    two_supporters(region);
    for (size_t month = 0; month < 2; month++) {
        payment_open_month(region);
        payment_collaboration(region);
        const double allowed = 0.1 * 0.7 * full_effort_cents(region) * (double)(month + 1);
        assert_true(a->cashier.ratio > 0.01 && a->cashier.ratio < 1.0);
        assert_near("paid in the year to date", (double)money_bed_to_all(region, FLOW_NETWORK_FUNCTION), allowed, 16.0);
        region->month++;
    }
    const size_t nursing = region->kind_first[KIND_NURSING][0];
    const size_t member = (size_t)region->organisations[nursing].member;
    assert_near("members know", payment_shares(region, member, 0).cashier, 0.7 * a->cashier.ratio, 1e-12);
    money_bed_close(&bed);
}

static void settle_by_hand(const char *share, int64_t result, const int64_t *organisations, const int64_t *payers)
{
    const char *const sets[] = {MONEY_BED_CASHIER, share};
    struct bed bed = money_bed_year(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    struct arrangements *a = &region->money->arrangements;
    const size_t cashier = account_special(region, ACCOUNT_CASHIER);
    a->organisations[0].cashier_hours = 30.0;
    a->organisations[3].cashier_hours = 10.0;
    a->instalments[account_of_payer(region, money_bed_insurer(region, 0))] = 2000;
    a->instalments[account_of_payer(region, money_bed_insurer(region, 1))] = 1000;
    ledger_move(&region->ledger, account_special(region, ACCOUNT_HOUSEHOLDS), cashier, FLOW_BUDGET, result);
    payment_year(region);
    assert_cents("cashier", region->ledger.balance[cashier], 0);
    static const size_t who[2] = {0, 3};
    for (size_t k = 0; k < 2; k++) {
        const size_t o = account_of_organisation(who[k]), p = account_of_payer(region, money_bed_insurer(region, k));
        assert_cents("organisation",
                     region_bed_flow(region, cashier, o, FLOW_CASHIER_RESULT)
                         - region_bed_flow(region, o, cashier, FLOW_CASHIER_RESULT),
                     organisations[k]);
        assert_cents("payer",
                     region_bed_flow(region, cashier, p, FLOW_CASHIER_RESULT)
                         - region_bed_flow(region, p, cashier, FLOW_CASHIER_RESULT),
                     payers[k]);
    }
    assert_true(a->instalments[account_of_payer(region, money_bed_insurer(region, 0))] == 0
                && a->organisations[0].cashier_hours == 0.0);
    money_bed_close(&bed);
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
        const char *const sets[] = {MONEY_BED_BUSY,
                                    results[k],
                                    "payment.cashier=true",
                                    "payment.pooled=true",
                                    "payment.cashier_ceiling=0.8",
                                    "payers.vgz.trust=1",
                                    "payers.vgz.mission=5",
                                    "payers.zorgkantoor-vgz.trust=1",
                                    "payers.zorgkantoor-vgz.mission=5"};
        struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP);
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
                     money_bed_to_all(region, FLOW_NETWORK_FUNCTION) + money_bed_to_all(region, FLOW_CASHIER_RESULT)
                         + money_bed_all(region, FLOW_CASHIER_COST));
        assert_true((money_bed_to_all(region, FLOW_CASHIER_RESULT) > 0) == (k == 1));
        money_bed_close(&bed);
    }
}

/* Payers that do not trust the network ask for minutes; payers that do, do not. */
static void test_detailed_registration(void **state)
{
    (void)state;
    const char *const sets[] = {MONEY_BED_CASHIER, "payment.registration_hours=8", "payment.registration_trust=0.6"};
    int64_t coordination[2];
    double hours = 0.0;
    for (size_t trusted = 0; trusted < 2; trusted++) {
        struct bed bed = money_bed_year(sets, REGION_BED_COUNT(sets));
        struct region *region = bed.region;
        two_supporters(region);
        region->payers[money_bed_insurer(region, 0)].trust = trusted ? 0.7 : 0.64; /* of 45 of 70 */
        region->payers[money_bed_insurer(region, 1)].trust = 0.45;
        region->payers[money_bed_insurer(region, 2)].trust = 0.0; /* does not support */
        payment_open_month(region);
        payment_collaboration(region);
        coordination[trusted] = money_bed_all(region, FLOW_COORDINATION);
        hours = 0.0;
        for (size_t m = 0; m < region->n_members; m++)
            if (region->member_organisation[m] >= 0 && network_effort_hours(region->network, m) > 0.0)
                hours += 8.0 * payment_wage_cents(region, m);
        money_bed_close(&bed);
    }
    assert_true(hours > 0.0);
    assert_near("registration", (double)(coordination[0] - coordination[1]), hours, 16.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_budget_follows_clients),
        cmocka_unit_test(test_budget_is_at_most_full_effort),
        cmocka_unit_test(test_monitor_holds_invoices_to_the_budget),
        cmocka_unit_test(test_result_is_joint),
        cmocka_unit_test(test_cashier_is_empty_after_a_year),
        cmocka_unit_test(test_detailed_registration),
    };
    return cmocka_run_group_tests_name("cashier", tests, NULL, NULL);
}
