#include "models/money/payment.h"

#include <math.h>

#include "models/money/billing.h"
#include "models/money/cost_sharing.h"
#include "models/region.h"

double payment_wage_cents(const struct region *region, size_t member)
{
    const int o = region->member_organisation[member];
    return o >= 0 ? region->organisations[o].wage_cents_hour : region->p.network_wage_cents;
}

double payment_pool_share(const struct region *region, size_t payer)
{
    double sum = 0.0;
    for (size_t p = 0; p < region->n_payers; p++)
        sum += region->payers[p].pool_base_cents;
    return sum > 0.0 ? region->payers[payer].pool_base_cents / sum : 0.0;
}

double payment_cashier_share(const struct region *region, size_t payer)
{
    if (region->money->pooled)
        return payment_pool_share(region, payer);
    return region->payers[payer].kind == PAYER_INSURER ? region->payers[payer].share : 0.0;
}

/* Insurers that accept claims for network functions, by market share (E932: one objects). */
static double claiming_share(const struct region *region)
{
    double share = 0.0;
    for (size_t p = 0; p < region->n_payers; p++)
        if (region->payers[p].kind == PAYER_INSURER && !region->payers[p].objects)
            share += region->payers[p].share;
    return share;
}

double payment_consultation(const struct region *region)
{
    return region->money->coordination_title ? claiming_share(region) : 0.0;
}

void payment_consultations(struct region *region)
{
    const double claiming = claiming_share(region);
    for (size_t k = 0; k < region->kind_n[KIND_GP] && region->consultation_paid > 0.0; k++) {
        const size_t o = region->kind_first[KIND_GP][k];
        const struct organisation *gp = &region->organisations[o];
        double handovers = 0.0;
        for (size_t practice = gp->practice_first; practice < gp->practice_first + gp->practices; practice++)
            for (int kind = 0; kind < N_KINDS; kind++)
                handovers += region->practices[practice].handovers[kind];
        const double cents = handovers * region->p.people_per_citizen * region->money->consultation_hours
                             * gp->wage_cents_hour * region->consultation_paid;
        for (size_t p = 0; p < region->n_payers; p++) {
            struct payer *payer = &region->payers[p];
            if (payer->kind != PAYER_INSURER || payer->objects)
                continue;
            const int64_t part = llround(cents * payer->share / claiming);
            ledger_move(&region->ledger, account_of_payer(region, p), account_of_organisation(o), FLOW_CARE, part);
            payer->spent_year_cents += (double)part;
            region->spent_law_cents[LAW_ZVW] += (double)part;
        }
    }
}

static double cashier_support(const struct region *region)
{
    double share = 0.0;
    if (cost_sharing_by_bids(region))
        return region->cost_sharing->provided ? 1.0 : 0.0;
    for (size_t p = 0; p < region->n_payers; p++)
        if (region->payers[p].supports)
            share += payment_cashier_share(region, p);
    return share;
}

struct payment_shares payment_shares(const struct region *region, size_t member, size_t coalition)
{
    struct payment_shares shares = {0.0, 0.0, 0.0};
    const struct money *money = region->money;
    const struct intervention *v = &region->interventions[coalition];
    const int o = region->member_organisation[member];
    if (o < 0)
        return shares; /* payers pay their own staff */
    const enum kind kind = region->organisations[o].kind;
    const bool personal = v->target == TARGET_DEMENTIA || v->target == TARGET_FRAIL || v->target == TARGET_ACUTE;
    if (money->cashier) {
        shares.cashier = money->cashier_open ? cashier_support(region) : 0.0;
    } else {
        /* Case management is claimed as district nursing: by those who may claim nursing, for work bound to a client.
         */
        if (money->case_title && personal && (kind == KIND_NURSING || kind == KIND_MENTAL))
            shares.title += v->client_bound;
        if (money->coordination_title)
            shares.title += 1.0 - v->client_bound;
        shares.title = fmin(1.0, shares.title) * claiming_share(region);
    }
    if (money->subsidy_runs)
        shares.subsidy = (1.0 - shares.title - shares.cashier) * money->subsidy;
    return shares;
}

/* Work bought because of the collaboration: by whom is in the ledger, how much also here, for the outcome. */
static void buy(struct region *region, size_t from, enum special_account to, enum flow_purpose purpose, int64_t cents)
{
    ledger_move(&region->ledger, from, account_special(region, to), purpose, cents);
    region->collaboration_cents += cents;
}

double payment_of_good_cents(const struct region *region, size_t account, size_t coalition)
{
    const struct intervention *v = &region->interventions[coalition];
    double cents = 0.0;
    for (size_t m = 0; m < region->n_members; m++) {
        const int role = v->role_of_member[m];
        if (role >= 0)
            cents += v->role_hours[role] * payment_wage_cents(region, m) * payment_shares(region, m, coalition).cashier;
    }
    return cents * region->cost_sharing->share[account] * (1.0 + region->money->cashier_overhead);
}

double payment_of_payer_cents(const struct region *region, size_t payer, size_t coalition)
{
    const struct payer *one = &region->payers[payer];
    const struct intervention *v = &region->interventions[coalition];
    const double claiming = claiming_share(region), support = cashier_support(region);
    const bool claims = one->kind == PAYER_INSURER && !one->objects && claiming > 0.0;
    double cents = 0.0;
    for (size_t m = 0; m < region->n_members; m++) {
        const int role = v->role_of_member[m];
        if (role < 0)
            continue;
        const double cost = v->role_hours[role] * payment_wage_cents(region, m);
        const struct payment_shares shares = payment_shares(region, m, coalition);
        if (claims)
            cents += cost * shares.title * one->share / claiming;
        if (one->supports && support > 0.0 && !cost_sharing_by_bids(region))
            cents += cost * shares.cashier * payment_cashier_share(region, payer) / support
                     * (1.0 + region->money->cashier_overhead);
        if (one->kind == PAYER_STATE)
            cents += cost * shares.subsidy;
    }
    if (cost_sharing_by_bids(region))
        cents += payment_of_good_cents(region, account_of_payer(region, payer), coalition);
    return cents;
}

static void pay_title(struct region *region, size_t organisation, double cents)
{
    const double claiming = claiming_share(region);
    for (size_t p = 0; p < region->n_payers && claiming > 0.0; p++) {
        struct payer *payer = &region->payers[p];
        if (payer->kind != PAYER_INSURER || payer->objects)
            continue;
        const int64_t part = llround(cents * payer->share / claiming);
        ledger_move(&region->ledger, account_of_payer(region, p), account_of_organisation(organisation),
                    FLOW_NETWORK_FUNCTION, part);
        payer->network_year_cents += (double)part;
    }
}

/* A party of the common good, or whoever bears the deficit, pays into the cashier's account. */
static void pay_good(struct region *region, size_t party, int64_t cents)
{
    const size_t cashier = account_special(region, ACCOUNT_CASHIER);
    if (party == region->n_organisations + region->n_payers) {
        ledger_move(&region->ledger, cost_sharing_deficit_account(region), cashier, FLOW_BROKER_DEFICIT, cents);
        region->cost_sharing->deficit_cents += cents;
        return;
    }
    ledger_move(&region->ledger, party, cashier, FLOW_NETWORK_FUNCTION, cents);
    if (party >= region->n_organisations)
        region->payers[party - region->n_organisations].network_year_cents += (double)cents;
}

/* Through the cashier by the prices of the common good. Amounts are differences of rounded sums: they add up to the
 * cent to what the organisation gets and the cashier costs. */
static void pay_by_bids(struct region *region, size_t organisation, double cents)
{
    const struct cost_sharing *sharing = region->cost_sharing;
    const size_t parties = region->n_organisations + region->n_payers;
    const size_t cashier = account_special(region, ACCOUNT_CASHIER);
    int64_t collected = 0, overhead = 0;
    double sum = 0.0;
    for (size_t a = 0; a <= parties && sharing->provided; a++) {
        const double share = a < parties ? sharing->share[a] : sharing->deficit_share;
        if (share <= 0.0)
            continue;
        sum += share;
        const int64_t wage = llround(cents * sum), cost = llround(cents * region->money->cashier_overhead * sum);
        pay_good(region, a, wage - collected + cost - overhead);
        collected = wage;
        overhead = cost;
    }
    ledger_move(&region->ledger, cashier, account_of_organisation(organisation), FLOW_NETWORK_FUNCTION, collected);
    buy(region, cashier, ACCOUNT_SUPPLIERS, FLOW_CASHIER_COST, overhead);
}

/* Through the cashier: supporters pay the wage cost plus the cashier's own cost; members get the wage cost. */
static void pay_cashier(struct region *region, size_t organisation, double cents)
{
    const double support = cashier_support(region);
    const size_t cashier = account_special(region, ACCOUNT_CASHIER);
    int64_t collected = 0, overhead = 0;
    for (size_t p = 0; p < region->n_payers && support > 0.0; p++) {
        struct payer *payer = &region->payers[p];
        if (!payer->supports)
            continue;
        const double part = cents * payment_cashier_share(region, p) / support;
        const int64_t wage = llround(part), cost = llround(part * region->money->cashier_overhead);
        ledger_move(&region->ledger, account_of_payer(region, p), cashier, FLOW_NETWORK_FUNCTION, wage + cost);
        payer->network_year_cents += (double)(wage + cost);
        payer->reserve_used_cents += payer->from_reserve ? (double)(wage + cost) : 0.0;
        collected += wage;
        overhead += cost;
    }
    ledger_move(&region->ledger, cashier, account_of_organisation(organisation), FLOW_NETWORK_FUNCTION, collected);
    buy(region, cashier, ACCOUNT_SUPPLIERS, FLOW_CASHIER_COST, overhead);
}

static void pay_subsidy(struct region *region, size_t organisation, double cents)
{
    if (region->payer_n[PAYER_STATE] == 0)
        return;
    const size_t state = region->payer_first[PAYER_STATE][0];
    ledger_move(&region->ledger, account_of_payer(region, state), account_of_organisation(organisation), FLOW_SUBSIDY,
                llround(cents));
}

static size_t member_account(const struct region *region, size_t member)
{
    const int o = region->member_organisation[member];
    return o >= 0 ? account_of_organisation((size_t)o) : account_of_payer(region, (size_t)region->member_payer[member]);
}

static void pay_member(struct region *region, size_t m)
{
    const double wage = payment_wage_cents(region, m);
    const size_t account = member_account(region, m);
    const int o = region->member_organisation[m];
    for (size_t c = 0; c < region->n_coalitions; c++) {
        const double hours = network_coalition_hours(region->network, m, c);
        if (hours <= 0.0)
            continue;
        const struct payment_shares shares = payment_shares(region, m, c);
        buy(region, account, ACCOUNT_STAFF, FLOW_COLLABORATION, llround(hours * wage));
        region->money->cashier_year_hours += shares.cashier > 0.0 ? hours : 0.0;
        if (o < 0)
            continue;
        if (network_sharing(region->network, c))
            region->organisations[o].hours_year += hours;
        pay_title(region, (size_t)o, hours * wage * shares.title);
        if (cost_sharing_by_bids(region))
            pay_by_bids(region, (size_t)o, hours * wage * shares.cashier);
        else
            pay_cashier(region, (size_t)o, hours * wage * shares.cashier);
        pay_subsidy(region, (size_t)o, hours * wage * shares.subsidy);
        /* Applying and accounting for it take time of their own (E649). */
        buy(region, account, ACCOUNT_STAFF, FLOW_COORDINATION,
            llround(hours * wage * shares.subsidy * region->money->subsidy_admin));
    }
    buy(region, account, ACCOUNT_STAFF, FLOW_COORDINATION,
        llround(network_coordination_hours(region->network, m) * wage));
}

void payment_collaboration(struct region *region)
{
    const size_t network = account_special(region, ACCOUNT_NETWORK);
    int64_t office = 0;
    region->cost_sharing->deficit_cents = 0;
    for (size_t m = 0; m < region->n_members; m++) {
        pay_member(region, m);
        const int64_t cents = llround(network_contribution_hours(region->network, m) * region->p.network_wage_cents);
        ledger_move(&region->ledger, member_account(region, m), network, FLOW_CONTRIBUTION, cents);
        office += cents;
    }
    /* Contributions add up to the cost of the network's own staff; it keeps nothing. */
    buy(region, network, ACCOUNT_STAFF, FLOW_NETWORK_OFFICE, office);
}

void payment_evaluation(struct region *region, double cents)
{
    double members = 0.0;
    for (size_t m = 0; m < region->n_members; m++)
        members += network_member(region->network, m) ? 1.0 : 0.0;
    for (size_t m = 0; m < region->n_members; m++)
        if (network_member(region->network, m))
            buy(region, member_account(region, m), ACCOUNT_SUPPLIERS, FLOW_EVALUATION, llround(cents / members));
}

/* -- the year
 * ---------------------------------------------------------------------------------------------------------------- */

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

static double hours_of_year(const struct region *region)
{
    double hours = 0.0;
    for (size_t o = 0; o < region->n_organisations; o++)
        hours += region->organisations[o].hours_year;
    return hours;
}

/* Part of what the pool's services cost less than the norm goes to those who did the work. */
static void share_savings(struct region *region)
{
    const struct money *money = region->money;
    const double hours = hours_of_year(region);
    if (money->shared_savings <= 0.0 || hours <= 0.0)
        return;
    double saving = 0.0, norm = 0.0, savers = 0.0;
    for (size_t p = 0; p < region->n_payers; p++) {
        saving += region->payers[p].pool_norm_year_cents - region->payers[p].pool_year_cents;
        norm += region->payers[p].pool_norm_year_cents;
        savers += fmax(0.0, region->payers[p].pool_norm_year_cents - region->payers[p].pool_year_cents);
    }
    if (saving < money->minimum_saving * norm)
        return; /* within what chance moves */
    const double shared = money->shared_savings * fmin(fmax(0.0, saving), money->corridor * norm);
    for (size_t p = 0; p < region->n_payers && shared > 0.0; p++) {
        const struct payer *payer = &region->payers[p];
        const double own = fmax(0.0, payer->pool_norm_year_cents - payer->pool_year_cents) / savers;
        const double part = money->pooled ? payment_pool_share(region, p) : own;
        for (size_t o = 0; o < region->n_organisations && part > 0.0; o++)
            ledger_move(&region->ledger, account_of_payer(region, p), account_of_organisation(o), FLOW_SHARED_SAVINGS,
                        llround(shared * part * region->organisations[o].hours_year / hours));
    }
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
    if (region->network_running)
        share_savings(region);
    if (region->network_running)
        cost_sharing_year(region);
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
    money->cashier_year_hours = 0.0;
}
