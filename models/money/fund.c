#include "models/money/fund.h"

#include <math.h>

#include "models/money/billing.h"
#include "models/money/payment.h"
#include "models/region.h"

static size_t state_account(const struct region *region)
{
    return account_of_payer(region, region->payer_first[PAYER_STATE][0]);
}

static int64_t per_inhabitant(const struct region *region, double eur)
{
    return llround(100.0 * eur * region->citizens.alive * region->p.people_per_citizen);
}

/* Once, when the network's time begins. */
static void begin(struct region *region)
{
    struct arrangements *a = &region->money->arrangements;
    if (a->transformation.begun || region->payer_n[PAYER_STATE] == 0)
        return;
    a->transformation.begun = true;
    a->transformation.left_cents = per_inhabitant(region, a->transformation_eur);
    ledger_move(&region->ledger, state_account(region), account_special(region, ACCOUNT_REGIONAL_FUND),
                FLOW_REGIONAL_FUND, per_inhabitant(region, a->regional_fund_eur));
}

static bool has_member(const struct region *region, enum payer_kind kind)
{
    for (size_t k = 0; k < region->payer_n[kind]; k++) {
        const int member = region->payers[region->payer_first[kind][k]].member;
        if (member != MEMBER_NONE && network_member(region->network, (size_t)member))
            return true;
    }
    return false;
}

/* A plan (a coalition at work that the network decided on) and regional governance: no plan, no money (E416). */
static bool conditions_hold(const struct region *region)
{
    const struct arrangements *a = &region->money->arrangements;
    struct network_view view;
    bool plan = false;
    for (size_t c = 0; c < region->n_coalitions; c++)
        plan = plan || (a->coalitions[c].decided && network_live(region->network, c));
    if (!plan || !has_member(region, PAYER_INSURER) || !has_member(region, PAYER_MUNICIPALITY))
        return false;
    network_observe(region->network, &view);
    return view.alive > 0.0 && view.competence >= a->transformation_competence;
}

/* Part of the claims that an amount can pay. */
static double ratio_of(int64_t cents, double claims)
{
    return claims > (double)cents ? fmax(0.0, (double)cents) / claims : 1.0;
}

void fund_open_month(struct region *region)
{
    struct arrangements *a = &region->money->arrangements;
    const size_t month = region->month - region->p.spinup_months;
    begin(region);
    struct transformation *t = &a->transformation;
    t->runs = t->left_cents > 0 && month >= a->transformation_start
              && month < a->transformation_start + a->transformation_months && conditions_hold(region);
    t->ratio = ratio_of(t->left_cents, t->claims_cents);
    /* Evenly: what is left of the year's money over what is left of the year. */
    const int64_t balance = region->ledger.balance[account_special(region, ACCOUNT_REGIONAL_FUND)];
    a->fund.month_cents = balance / (int64_t)(12 - month % 12);
    a->fund.ratio = a->fund.month_cents > 0 ? ratio_of(a->fund.month_cents, a->fund.claims_cents) : 0.0;
}

/* Wages of this month that fall to each of the two. */
static void sum_claims(const struct region *region, double *transformation, double *fund)
{
    *transformation = *fund = 0.0;
    for (size_t m = 0; m < region->n_members; m++)
        for (size_t c = 0; c < region->n_coalitions; c++) {
            const double hours = network_coalition_hours(region->network, m, c);
            if (hours <= 0.0)
                continue;
            const struct payment_shares shares = payment_shares(region, m, c);
            *transformation += hours * payment_wage_cents(region, m) * shares.transformation;
            *fund += hours * payment_wage_cents(region, m) * shares.fund;
        }
}

void fund_measure(struct region *region)
{
    struct transformation *t = &region->money->arrangements.transformation;
    struct regional_fund *f = &region->money->arrangements.fund;
    double unused;
    if (t->runs) {
        t->ratio = 1.0;
        sum_claims(region, &t->claims_cents, &unused);
        t->ratio = ratio_of(t->left_cents, t->claims_cents);
    }
    if (f->month_cents > 0) {
        f->ratio = 1.0; /* of what the transformation fund leaves */
        sum_claims(region, &unused, &f->claims_cents);
        f->ratio = ratio_of(f->month_cents, f->claims_cents);
    }
}

void fund_pay_transformation(struct region *region, size_t organisation, double cents)
{
    struct transformation *t = &region->money->arrangements.transformation;
    if (!t->runs)
        return;
    const int64_t part = llround(fmin(cents, (double)t->left_cents));
    ledger_move(&region->ledger, state_account(region), account_of_organisation(organisation), FLOW_TRANSFORMATION,
                part);
    t->left_cents -= part;
}

void fund_pay_regional(struct region *region, size_t organisation, double cents)
{
    const size_t fund = account_special(region, ACCOUNT_REGIONAL_FUND);
    ledger_move(&region->ledger, fund, account_of_organisation(organisation), FLOW_REGIONAL_FUND,
                llround(fmin(cents, (double)region->ledger.balance[fund])));
}
