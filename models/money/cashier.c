#include "models/money/cashier.h"

#include <math.h>

#include "models/money/billing.h"
#include "models/money/cost_sharing.h"
#include "models/money/payment.h"
#include "models/money/split.h"
#include "models/region.h"

/* Clients expected this year, as a share of those that full effort could serve: who is enrolled when the budget is
 * made, or, in a theme that enrols nobody, who could be served in last year's hours. Without a full year behind it:
 * all. */
static double expected_workload(const struct region *region, size_t coalition)
{
    const struct intervention *v = &region->interventions[coalition];
    const struct coalition_books *books = &region->money->arrangements.coalitions[coalition];
    if (books->live_months < 12 || v->hours_full <= 0.0)
        return 1.0;
    const bool enrols = v->target != TARGET_SOCIAL && v->target != TARGET_WMO_REQUEST;
    const double hours =
        enrols ? (double)v->enrolled * region->p.people_per_citizen * v->client_hours : books->hours_year / 12.0;
    return fmin(1.0, hours / v->hours_full);
}

void cashier_open_month(struct region *region)
{
    if (!region->money->cashier || (region->month - region->p.spinup_months) % 12 != 0)
        return;
    for (size_t c = 0; c < region->n_coalitions; c++) {
        const double bound = region->interventions[c].client_bound;
        struct coalition_books *books = &region->money->arrangements.coalitions[c];
        books->budget_month_cents =
            payment_full_effort_cents(region, c) * (bound * expected_workload(region, c) + 1.0 - bound);
        books->hours_year = 0.0;
    }
}

/* A twelfth of the budget of the coalitions at work. */
static double budget_of_month(struct region *region)
{
    double cents = 0.0;
    for (size_t c = 0; c < region->n_coalitions; c++) {
        struct coalition_books *books = &region->money->arrangements.coalitions[c];
        const bool live = network_live(region->network, c);
        cents += live ? books->budget_month_cents : 0.0;
        books->live_months = live ? books->live_months + 1 : 0;
        for (size_t m = 0; m < region->n_members; m++)
            books->hours_year += network_coalition_hours(region->network, m, c);
    }
    return cents;
}

static double invoices_cents(const struct region *region)
{
    double cents = 0.0;
    for (size_t m = 0; m < region->n_members; m++)
        for (size_t c = 0; c < region->n_coalitions && region->member_organisation[m] >= 0; c++)
            cents += network_coalition_hours(region->network, m, c) * payment_wage_cents(region, m);
    return cents * cashier_support(region);
}

/* Who pays the cashier: organisations and payers by account, then who bears the deficit of a broker. */
static size_t n_sources(const struct region *region)
{
    return region->n_organisations + region->n_payers + 1;
}

/* Share of a source in the budget: by the prices of a common good, or of payers that support the cashier. */
static double source_share(const struct region *region, size_t source)
{
    const size_t first = region->n_organisations, last = first + region->n_payers;
    if (cost_sharing_by_bids(region))
        return !region->cost_sharing->provided ? 0.0
               : source < last                 ? region->cost_sharing->share[source]
                                               : region->cost_sharing->deficit_share;
    if (source < first || source >= last || !region->payers[source - first].supports)
        return 0.0;
    return payment_cashier_share(region, source - first);
}

/* The payer that a source is, or NULL. */
static struct payer *payer_of_source(struct region *region, size_t source)
{
    const size_t first = region->n_organisations;
    return source >= first && source < first + region->n_payers ? &region->payers[source - first] : NULL;
}

/* A source pays the cashier, or gets money back (< 0). */
static void pay_in(struct region *region, size_t source, enum flow_purpose purpose, int64_t cents)
{
    const size_t cashier = account_special(region, ACCOUNT_CASHIER);
    struct payer *payer = payer_of_source(region, source);
    if (source + 1 == n_sources(region)) {
        ledger_move(&region->ledger, cost_sharing_deficit_account(region), cashier, FLOW_BROKER_DEFICIT, cents);
        region->cost_sharing->deficit_cents += cents;
        return;
    }
    ledger_move(&region->ledger, source, cashier, purpose, cents);
    if (payer)
        payer->network_year_cents += (double)cents;
}

static void pay_instalment(struct region *region, size_t source, int64_t cents)
{
    struct payer *payer = payer_of_source(region, source);
    pay_in(region, source, FLOW_NETWORK_FUNCTION, cents);
    region->money->arrangements.instalments[source] += cents;
    if (payer && payer->from_reserve) {
        payer->reserve_used_cents += (double)cents;
        payer->reserve_year_cents += (double)cents;
    }
}

/* What comes back to a payer goes to its reserve as far as its instalments came from there, also when it has stopped
 * paying since. */
static void settle_with_source(struct region *region, size_t source, int64_t cents)
{
    struct payer *payer = payer_of_source(region, source);
    pay_in(region, source, FLOW_CASHIER_RESULT, -cents);
    if (payer && payer->reserve_year_cents > 0.0)
        payer->reserve_used_cents -=
            (double)cents * payer->reserve_year_cents / (double)region->money->arrangements.instalments[source];
}

void cashier_collect(struct region *region)
{
    if (!region->money->cashier)
        return;
    struct arrangements *a = &region->money->arrangements;
    struct cashier_books *books = &a->cashier;
    const size_t cashier = account_special(region, ACCOUNT_CASHIER);
    const double budget = budget_of_month(region) * cashier_support(region);
    const int64_t wages = llround(budget), overhead = llround(budget * region->money->cashier_overhead);
    struct split split = {.cents = wages + overhead, .total = 0.0};
    for (size_t s = 0; s < n_sources(region); s++)
        split.total += source_share(region, s);
    for (size_t s = 0; s < n_sources(region) && split.total > 0.0; s++) {
        const double share = source_share(region, s);
        if (share > 0.0)
            pay_instalment(region, s, split_next(&split, share));
    }
    payment_buy(region, cashier, account_special(region, ACCOUNT_SUPPLIERS), FLOW_CASHIER_COST, overhead);
    books->budget_cents += wages;
    const double invoices = invoices_cents(region);
    const double allowed =
        fmax(0.0, region->money->cashier_ceiling * (double)books->budget_cents - (double)books->paid_cents);
    books->ratio = invoices > allowed ? allowed / invoices : 1.0;
}

double cashier_registration_hours(const struct region *region, size_t member)
{
    const struct arrangements *a = &region->money->arrangements;
    const double support = region->money->cashier ? cashier_support(region) : 0.0;
    if (a->registration_hours <= 0.0 || support <= 0.0 || region->member_organisation[member] < 0
        || network_effort_hours(region->network, member) <= 0.0)
        return 0.0;
    double trust = 0.0, paid = 0.0;
    for (size_t p = 0; p < region->n_payers; p++) {
        const double share = source_share(region, region->n_organisations + p);
        trust += region->payers[p].trust * share;
        paid += share;
    }
    return trust < a->registration_trust * paid ? a->registration_hours : 0.0;
}

static void settle_with_members(struct region *region, int64_t cents, double hours)
{
    const struct organisation_books *books = region->money->arrangements.organisations;
    struct split split = {.cents = cents, .total = hours};
    for (size_t o = 0; o < region->n_organisations; o++)
        if (books[o].cashier_hours > 0.0)
            ledger_move(&region->ledger, account_special(region, ACCOUNT_CASHIER), account_of_organisation(o),
                        FLOW_CASHIER_RESULT, split_next(&split, books[o].cashier_hours));
}

void cashier_settle(struct region *region)
{
    const struct arrangements *a = &region->money->arrangements;
    const size_t cashier = account_special(region, ACCOUNT_CASHIER);
    const int64_t result = region->ledger.balance[cashier];
    double hours = 0.0, paid = 0.0;
    for (size_t o = 0; o < region->n_organisations; o++)
        hours += a->organisations[o].cashier_hours;
    for (size_t s = 0; s < n_sources(region); s++)
        paid += (double)a->instalments[s];
    if (paid <= 0.0)
        return; /* nobody supported it */
    const int64_t members = hours > 0.0 ? llround(a->cashier_result * (double)result) : 0;
    settle_with_members(region, members, hours);
    struct split split = {.cents = result - members, .total = paid};
    for (size_t s = 0; s < n_sources(region); s++)
        if (a->instalments[s] > 0)
            settle_with_source(region, s, split_next(&split, (double)a->instalments[s]));
    for (size_t p = 0; p < region->n_payers; p++)
        region->payers[p].reserve_year_cents = 0.0;
}
