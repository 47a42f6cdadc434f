#include "tests/support/money_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/money/arrangements.h"

void money_bed_close(struct bed *bed)
{
    struct sim_err err = {SIM_OK, ""};
    if (region_check(bed->region, &err) != SIM_OK)
        fail_msg("%s", err.text);
    region_destroy(bed->region);
    scenario_free(bed->scenario);
}

struct bed money_bed_year(const char *const *sets, size_t n_sets)
{
    struct bed bed = region_bed_open(sets, n_sets, 0, REGION_BED_SPINUP + 4);
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

size_t money_bed_insurer(const struct region *region, size_t k)
{
    return region->payer_first[PAYER_INSURER][k];
}

int64_t money_bed_all(const struct region *region, enum flow_purpose purpose)
{
    return region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, purpose);
}

int64_t money_bed_to(const struct region *region, size_t o, enum flow_purpose purpose)
{
    return region_bed_flow(region, REGION_BED_ANY, account_of_organisation(o), purpose);
}

int64_t money_bed_to_all(const struct region *region, enum flow_purpose purpose)
{
    int64_t cents = 0;
    for (size_t o = 0; o < region->n_organisations; o++)
        cents += money_bed_to(region, o, purpose);
    return cents;
}

void assert_cents(const char *what, int64_t found, int64_t expected)
{
    if (found != expected)
        fail_msg("%s: %lld cents, expected %lld", what, (long long)found, (long long)expected);
}

double money_bed_wage(const struct region *region, enum kind kind)
{
    return region->organisations[region->kind_first[kind][0]].wage_cents_hour;
}
