/* The common good that payers and organisations bid for: prices, who bears a deficit, and a good that is refused. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "models/money/billing.h"
#include "models/money/cashier.h"
#include "models/money/cost_sharing.h"
#include "models/money/payer.h"
#include "models/money/payment.h"
#include "tests/support/expect.h"
#include "tests/support/money_bed.h"
#include "tests/support/region_bed.h"

#define GOOD MONEY_BED_BUSY, "payment.cashier=true", "payment.cashier_overhead=0.07", "payer.believed_effect=3"

static int64_t into_cashier(const struct region *region, enum flow_purpose purpose)
{
    return region_bed_flow(region, REGION_BED_ANY, account_special(region, ACCOUNT_CASHIER), purpose);
}

/* What an account paid the cashier since the horizon opened, less what came back. */
static double paid_net(const struct region *region, size_t account, enum flow_purpose instalment,
                       enum flow_purpose settled)
{
    const size_t cashier = account_special(region, ACCOUNT_CASHIER);
    int64_t cents =
        region_bed_flow(region, account, cashier, instalment) - region_bed_flow(region, cashier, account, settled);
    if (settled != instalment)
        cents += region_bed_flow(region, account, cashier, settled);
    return (double)cents;
}

static double deficit_net(const struct region *region)
{
    return paid_net(region, cost_sharing_deficit_account(region), FLOW_BROKER_DEFICIT, FLOW_BROKER_DEFICIT);
}

/* Invoices paid and the cashier's own cost, since the horizon opened. */
static double cost_of_good(const struct region *region)
{
    const size_t cashier = account_special(region, ACCOUNT_CASHIER);
    return (double)(region_bed_flow(region, cashier, REGION_BED_ANY, FLOW_NETWORK_FUNCTION)
                    + region_bed_flow(region, cashier, REGION_BED_ANY, FLOW_CASHIER_COST));
}

enum { MOST_PARTIES = 64 };

/* What was paid until a year began, by account and by who bears the deficit. */
struct paid {
    double party[MOST_PARTIES], deficit, cost;
};

static struct paid paid_so_far(const struct region *region)
{
    struct paid paid = {.deficit = deficit_net(region), .cost = cost_of_good(region)};
    assert_true(region->n_organisations + region->n_payers <= MOST_PARTIES);
    for (size_t a = 0; a < region->n_organisations + region->n_payers; a++)
        paid.party[a] = paid_net(region, a, FLOW_NETWORK_FUNCTION, FLOW_CASHIER_RESULT);
    return paid;
}

/* A year in which prices stand: every party pays its share of what the good cost in it, the broker the rest. Instalments
 * of twelve months and the settlement are rounded to the cent. */
static void check_year_of_good(const struct region *region, const struct paid *before)
{
    static const double cents = 14.0;
    const struct cost_sharing *sharing = region->cost_sharing;
    const struct paid after = paid_so_far(region);
    const double cost = after.cost - before->cost;
    double shares = sharing->deficit_share, paid = after.deficit - before->deficit;
    assert_true(cost > 1e6);
    for (size_t a = 0; a < region->n_organisations + region->n_payers; a++) {
        assert_near("a party", after.party[a] - before->party[a], sharing->share[a] * cost, cents);
        paid += after.party[a] - before->party[a];
        shares += sharing->share[a];
    }
    assert_near("the broker", after.deficit - before->deficit, sharing->deficit_share * cost, cents);
    assert_near("all", paid, cost, 1e-6);
    assert_near("shares", shares, 1.0, 1e-9);
}

/* What comes in from parties and the state is what organisations get and the cashier costs, to the cent, and every
 * party pays its price, year by year, though it brings the budget in instalments before. */
static void check_good(const char *rule, bool deficit, const char *ceiling)
{
    enum { YEARS = 3 };
    char set[64];
    (void)snprintf(set, sizeof set, "payment.shared_good=%s", rule);
    const char *const sets[] = {GOOD, set, ceiling};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP);
    struct region *region = bed.region;
    const struct cost_sharing *sharing = region->cost_sharing;
    const size_t cashier = account_special(region, ACCOUNT_CASHIER);
    double values[N_OUTCOMES], deficits = 0.0, people = 0.0;
    struct paid before = {.cost = 0.0};
    size_t years = 0;
    for (size_t month = 0; month < (size_t)12 * YEARS; month++) {
        if (month % 12 == 0 && month > 0)
            before = paid_so_far(region);
        region_bed_run(region, REGION_BED_SPINUP + month, REGION_BED_SPINUP + month + 1);
        samenspel_observe(region, values);
        people = region->citizens.alive * region->p.people_per_citizen;
        deficits += values[OUTCOME_BROKER_DEFICIT] * people / 120.0;
        if (month % 12 == 0) {
            assert_true(sharing->provided || month > 0);
            assert_true(values[OUTCOME_GOOD_PROVIDED] == (sharing->provided ? 100.0 : 0.0));
            for (size_t k = 0; k < sharing->n_bids; k++)
                assert_true(sharing->price[k] <= sharing->bid[k] * (1.0 + 1e-9));
        }
        if (month % 12 < 11)
            continue;
        assert_int_equal(region->ledger.balance[cashier], 0);
        if (!sharing->provided)
            continue;
        check_year_of_good(region, &before);
        years++;
    }
    assert_true(years >= 1);
    assert_true((deficit_net(region) > 0.0) == deficit);
    assert_near("deficits observed", deficits, deficit_net(region), 1.0);
    struct sim_err err = {SIM_OK, ""};
    if (!region_bed_sound(region, &err))
        fail_msg("%s: %s", rule, err.text);
    region_bed_close(&bed);
}

static void test_good_is_paid_by_prices(void **state)
{
    (void)state;
    check_good("clarke", true, "payment.cashier_ceiling=1");
    check_good("proportional", false, "payment.cashier_ceiling=1");
    check_good("clarke", true, "payment.cashier_ceiling=0.5");
}

/* What members believe to pay for the good at full effort adds up to what it then costs: wages as far as the budget allows
 * them, and the cashier's own cost of the budget. */
static void test_believed_price_of_the_good(void **state)
{
    (void)state;
    const char *const sets[] = {GOOD, "payment.shared_good=clarke"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 1);
    struct region *region = bed.region;
    assert_true(region->cost_sharing->provided && region->cost_sharing->deficit_share > 0.01);
    for (int half = 0; half <= 1; half++) {
        region->money->arrangements.cashier.ratio = half ? 0.5 : 1.0;
        for (size_t c = 0; c < region->n_coalitions; c++) {
            double all = 0.0;
            for (size_t o = 0; o < region->n_organisations; o++)
                all += payment_of_good_cents(region, account_of_organisation(o), c);
            for (size_t p = 0; p < region->n_payers; p++)
                all += payment_of_payer_cents(region, p, c);
            const double wages = payment_full_effort_cents(region, c);
            assert_near("price of the good", all, wages * (half ? 0.57 : 1.07), 1e-9 * wages);
        }
    }
    region_bed_close(&bed);
}

/* Parties that are payers ask for minutes by their own mean trust, however much of the good others pay. */
static void test_registration_under_bids(void **state)
{
    (void)state;
    const char *const sets[] = {GOOD, "payment.shared_good=clarke", "payment.registration_hours=8",
                                "payment.registration_trust=0.6"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 6);
    struct region *region = bed.region;
    for (int trusted = 0; trusted <= 1; trusted++) {
        size_t register_hours = 0, at_work = 0;
        for (size_t p = 0; p < region->n_payers; p++)
            region->payers[p].trust = trusted ? 0.61 : 0.59;
        for (size_t m = 0; m < region->n_members; m++) {
            at_work += region->member_organisation[m] >= 0 && network_effort_hours(region->network, m) > 0.0;
            register_hours += cashier_registration_hours(region, m) > 0.0;
        }
        assert_true(at_work > 3);
        assert_int_equal(register_hours, trusted ? 0 : at_work);
    }
    region_bed_close(&bed);
}

/* One refusal is enough when all must agree to the same price: nobody pays, also no title. */
static void test_good_not_provided(void **state)
{
    (void)state;
    const char *const sets[] = {GOOD, "payment.shared_good=equal-share"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 12);
    assert_false(bed.region->cost_sharing->provided);
    assert_int_equal(into_cashier(bed.region, FLOW_NETWORK_FUNCTION), 0);
    assert_int_equal(into_cashier(bed.region, FLOW_BROKER_DEFICIT), 0);
    assert_true(region_bed_flow(bed.region, REGION_BED_ANY, REGION_BED_ANY, FLOW_COLLABORATION) > 0);
    double values[N_OUTCOMES];
    samenspel_observe(bed.region, values);
    assert_true(values[OUTCOME_GOOD_PROVIDED] == 0.0 && values[OUTCOME_BROKER_DEFICIT] == 0.0);
    bed.region->payer_n[PAYER_STATE] = 0;
    assert_int_equal(cost_sharing_deficit_account(bed.region), account_special(bed.region, ACCOUNT_HOUSEHOLDS));
    region_bed_close(&bed);
}

static void test_shaded_bids_and_who_bids(void **state)
{
    (void)state;
    const char *const sets[] = {GOOD, "payment.shared_good=proportional"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 1);
    struct region *region = bed.region;
    struct cost_sharing *sharing = region->cost_sharing;
    payer_decide(region, region->settings);
    const size_t n = sharing->n_bids;
    double all = 0.0, less = 0.0;
    for (size_t k = 0; k < n; k++) {
        all += sharing->bid[k];
        const size_t a = sharing->bidder[k];
        if (a < region->n_organisations) {
            assert_true(region->organisations[a].member != MEMBER_NONE);
            continue;
        }
        const struct payer *payer = &region->payers[a - region->n_organisations];
        assert_true(payer->kind != PAYER_STATE && !payer->objects);
        assert_near(payer->name, sharing->bid[k], fmax(0.0, payer_value(region, a - region->n_organisations)) * 11.77,
                    0.01 * sharing->bid[k] + 1e-9); /* a year at 4 % */
    }
    sharing->bid_shading = 0.25;
    region->payers[region->payer_first[PAYER_MUNICIPALITY][0]].deficit = 0.2;
    payer_decide(region, region->settings);
    assert_int_equal(sharing->n_bids, n - 1); /* without the municipality */
    region->payers[region->payer_first[PAYER_MUNICIPALITY][0]].deficit = 0.0;
    payer_decide(region, region->settings);
    for (size_t k = 0; k < n; k++)
        less += sharing->bid[k];
    assert_near("shaded", less, 0.75 * all, 1e-9 * all);
    sharing->bid_shading = 1.0;
    payer_decide(region, region->settings);
    assert_false(sharing->provided);
    region_bed_close(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_is_paid_by_prices),   cmocka_unit_test(test_believed_price_of_the_good),
        cmocka_unit_test(test_registration_under_bids),  cmocka_unit_test(test_good_not_provided),
        cmocka_unit_test(test_shaded_bids_and_who_bids),
    };
    return cmocka_run_group_tests_name("payers good", tests, NULL, NULL);
}
