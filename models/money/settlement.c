#include "models/money/settlement.h"

#include <math.h>

#include "models/money/billing.h"
#include "models/money/cashier.h"
#include "models/money/cost_sharing.h"
#include "models/money/payment.h"
#include "models/region.h"

/* Every payer of the pool carries its share of the joint deviation from the norm. */
static void settle_pool(struct region *region)
{
    double deviation = 0.0;
    for (size_t p = 0; p < region->n_payers; p++)
        deviation += region->payers[p].pool_year_cents - region->payers[p].pool_norm_year_cents;
    const size_t pool = account_special(region, ACCOUNT_CASHIER);
    int64_t sum = 0;
    size_t last = region->n_payers;
    for (size_t p = 0; p < region->n_payers; p++) {
        const struct payer *payer = &region->payers[p];
        if (payer->pool_base_cents <= 0.0)
            continue;
        const double own = payer->pool_year_cents - payer->pool_norm_year_cents;
        const int64_t cents = llround(payment_pool_share(region, p) * deviation - own);
        ledger_move(&region->ledger, account_of_payer(region, p), pool, FLOW_POOL, cents);
        sum += cents;
        last = p;
    }
    if (last < region->n_payers) /* cents lost in rounding */
        ledger_move(&region->ledger, pool, account_of_payer(region, last), FLOW_POOL, sum);
}

/* What one of those who did the work this year counts for when savings are divided. */
static double weight_of_year(const struct region *region, size_t o)
{
    const struct organisation *organisation = &region->organisations[o];
    switch (region->money->arrangements.sharing_key) {
    case SHARE_BY_WORK:
        return organisation->hours_year;
    case SHARE_BY_SIZE:
        return organisation->hours_year > 0.0 ? organisation->revenue_base_cents : 0.0;
    case SHARE_BY_INITIATIVE:
        break;
    }
    return organisation->hours_year > 0.0
               ? organisation->hours_year + region->money->arrangements.organisations[o].coordination_hours
               : 0.0;
}

static double weights_of_year(const struct region *region)
{
    double weights = 0.0;
    for (size_t o = 0; o < region->n_organisations; o++)
        weights += weight_of_year(region, o);
    return weights;
}

static double weight_expected(const struct region *region, size_t m, size_t c)
{
    const struct intervention *v = &region->interventions[c];
    if (v->role_of_member[m] < 0 || region->member_organisation[m] < 0)
        return 0.0;
    if (region->money->arrangements.sharing_key == SHARE_BY_SIZE)
        return region->organisations[region->member_organisation[m]].revenue_base_cents;
    return v->role_hours[v->role_of_member[m]] + network_coordination_hours(region->network, m);
}

double settlement_expected_cents(const struct region *region, double shared, size_t member, size_t coalition)
{
    const struct intervention *v = &region->interventions[coalition];
    const int role = v->role_of_member[member];
    if (role < 0 || region->member_organisation[member] < 0)
        return 0.0;
    if (region->money->arrangements.sharing_key == SHARE_BY_WORK)
        return shared * v->role_hours[role] / fmax(1.0, v->hours_full);
    double weights = 0.0;
    for (size_t m = 0; m < region->n_members; m++)
        weights += weight_expected(region, m, coalition);
    return weights > 0.0 ? shared * weight_expected(region, member, coalition) / weights : 0.0;
}

double settlement_counted(const struct region *region, double saving, double norm)
{
    const struct money *money = region->money;
    if (saving < money->minimum_saving * norm)
        return 0.0;
    return fmin(fmax(0.0, saving), money->corridor * norm);
}

/* What the pool's services cost less than the norm, as far as it counts. `savers` gets the sum of what the payers with a
 * saving of their own saved. */
static double saving_that_counts(const struct region *region, double *savers)
{
    double saving = 0.0, norm = 0.0;
    *savers = 0.0;
    for (size_t p = 0; p < region->n_payers; p++) {
        saving += region->payers[p].pool_norm_year_cents - region->payers[p].pool_year_cents;
        norm += region->payers[p].pool_norm_year_cents;
        *savers += fmax(0.0, region->payers[p].pool_norm_year_cents - region->payers[p].pool_year_cents);
    }
    return settlement_counted(region, saving, norm);
}

/* A payer's part of what is given away of the saving; > 0 only when there is one. */
static double part_of_saving(const struct region *region, size_t p, double savers)
{
    const struct payer *payer = &region->payers[p];
    return region->money->pooled ? payment_pool_share(region, p)
                                 : fmax(0.0, payer->pool_norm_year_cents - payer->pool_year_cents) / savers;
}

/* Part of what the pool's services cost less than the norm goes to those who did the work; gives how much. */
static double share_savings(struct region *region, double saving, double savers)
{
    const double weights = weights_of_year(region);
    if (weights <= 0.0)
        return 0.0;
    const double shared = region->money->shared_savings * saving;
    for (size_t p = 0; p < region->n_payers && shared > 0.0; p++) {
        const double part = part_of_saving(region, p, savers);
        for (size_t o = 0; o < region->n_organisations && part > 0.0; o++)
            ledger_move(&region->ledger, account_of_payer(region, p), account_of_organisation(o), FLOW_SHARED_SAVINGS,
                        llround(shared * part * weight_of_year(region, o) / weights));
    }
    return shared;
}

/* What the regional fund can use beyond what it holds: a year of full effort in all coalitions. */
static double room_in_fund(const struct region *region)
{
    double year = 0.0;
    for (size_t c = 0; c < region->n_coalitions; c++)
        year += 12.0 * payment_full_effort_cents(region, c);
    return fmax(0.0, year - (double)region->ledger.balance[account_special(region, ACCOUNT_REGIONAL_FUND)]);
}

/* Part of what payers then have left of it goes to the regional fund, which pays hours next year; gives how much. */
static double reinvest(struct region *region, double saving, double savers)
{
    const double kept = fmin(region->money->arrangements.reinvest * saving, room_in_fund(region));
    for (size_t p = 0; p < region->n_payers && kept > 0.0; p++)
        ledger_move(&region->ledger, account_of_payer(region, p), account_special(region, ACCOUNT_REGIONAL_FUND),
                    FLOW_REINVESTMENT, llround(kept * part_of_saving(region, p, savers)));
    return kept;
}

/* Gives what payers gave away of their savings: first to members, then, of the rest, to the regional fund. What payers
 * transfer between them comes out of what is then left (cost_sharing_year), so that nobody gives more than it saved. */
static double divide_savings(struct region *region)
{
    double savers;
    const double saving = saving_that_counts(region, &savers);
    const double shared = share_savings(region, saving, savers);
    return shared + reinvest(region, saving - shared, savers);
}

/* A saving on curative care lowers an insurer's equalisation later (E609). */
static void equalise(struct region *region, size_t p)
{
    struct payer *payer = &region->payers[p];
    if (payer->kind != PAYER_INSURER)
        return;
    enum { LAGS = sizeof payer->saving_lag_cents / sizeof payer->saving_lag_cents[0] };
    const size_t lag = region->equalisation_lag_years < LAGS ? region->equalisation_lag_years : LAGS - 1;
    const double due = payer->saving_lag_cents[lag - 1];
    for (size_t k = LAGS - 1; k > 0; k--)
        payer->saving_lag_cents[k] = payer->saving_lag_cents[k - 1];
    payer->saving_lag_cents[0] = payer->budget_year_cents - payer->spent_year_cents;
    ledger_move(&region->ledger, account_of_payer(region, p), account_special(region, ACCOUNT_FUND), FLOW_EQUALISATION,
                llround(region->equalisation * due));
}

void payment_year(struct region *region)
{
    struct money *money = region->money;
    if (money->pooled)
        settle_pool(region);
    if (region->network_running) {
        const double given = divide_savings(region);
        cashier_settle(region);
        cost_sharing_year(region, given);
    }
    for (size_t p = 0; p < region->n_payers; p++) {
        struct payer *payer = &region->payers[p];
        equalise(region, p);
        payer->deficit =
            payer->budget_year_cents > 0.0 ? payer->spent_year_cents / payer->budget_year_cents - 1.0 : 0.0;
        payer->pool_saving_year =
            payer->pool_norm_year_cents > 0.0 ? 1.0 - payer->pool_year_cents / payer->pool_norm_year_cents : 0.0;
        payer->pool_start_saving_year = payer->pool_start_norm_year_cents > 0.0
                                            ? 1.0 - payer->pool_year_cents / payer->pool_start_norm_year_cents
                                            : 0.0;
        payer->pool_start_norm_year_cents = 0.0;
        /* The benchmark of the pool follows what happens anyway, so that a settlement is about the last few years. */
        payer->pool_base_cents *= 1.0 - money->rebase * payer->pool_saving_year;
        payer->spent_year_cents = payer->budget_year_cents = 0.0;
        payer->pool_year_cents = payer->pool_norm_year_cents = 0.0;
    }
    for (size_t o = 0; o < region->n_organisations; o++)
        region->organisations[o].hours_year = 0.0;
    for (size_t k = 0; k < region->contracts.n; k++)
        contract_new_year(&region->contracts.list[k]);
    arrangements_new_year(region);
}
