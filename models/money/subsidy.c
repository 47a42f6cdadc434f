#include "models/money/subsidy.h"

#include <math.h>

#include "models/money/billing.h"
#include "models/region.h"

static void pay(struct region *region, size_t organisation, int64_t cents)
{
    const size_t state = region->payer_first[PAYER_STATE][0];
    ledger_move(&region->ledger, account_of_payer(region, state), account_of_organisation(organisation), FLOW_SUBSIDY,
                cents);
}

/* Grants of this month take the place of those that fall due in it. */
static int64_t *grants_of_month(const struct region *region)
{
    const struct arrangements *a = &region->money->arrangements;
    return a->subsidy_due + region->month % a->subsidy_lag_months * region->n_organisations;
}

void subsidy_pay_due(struct region *region)
{
    if (region->money->arrangements.subsidy_lag_months == 0 || region->payer_n[PAYER_STATE] == 0)
        return;
    int64_t *due = grants_of_month(region);
    for (size_t o = 0; o < region->n_organisations; o++) {
        pay(region, o, due[o]);
        due[o] = 0;
    }
}

void subsidy_grant(struct region *region, size_t organisation, double cents)
{
    if (region->payer_n[PAYER_STATE] == 0)
        return;
    if (region->money->arrangements.subsidy_lag_months == 0)
        pay(region, organisation, llround(cents));
    else
        grants_of_month(region)[organisation] += llround(cents);
}
