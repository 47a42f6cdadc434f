#include "models/money/payment.h"

#include <math.h>

#include "models/money/billing.h"
#include "models/money/cashier.h"
#include "models/money/cost_sharing.h"
#include "models/money/fund.h"
#include "models/money/split.h"
#include "models/money/subsidy.h"
#include "models/region.h"

double payment_wage_cents(const struct region *region, size_t member)
{
    const int o = region->member_organisation[member];
    return o >= 0 ? region->organisations[o].wage_cents_hour : region->p.network_wage_cents;
}

double payment_full_effort_cents(const struct region *region, size_t coalition)
{
    const struct intervention *v = &region->interventions[coalition];
    double cents = 0.0;
    for (size_t m = 0; m < region->n_members; m++)
        if (v->role_of_member[m] >= 0 && region->member_organisation[m] >= 0)
            cents += v->role_hours[v->role_of_member[m]] * payment_wage_cents(region, m);
    return cents;
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
        struct organisation *gp = &region->organisations[o];
        double handovers = 0.0;
        for (size_t practice = gp->practice_first; practice < gp->practice_first + gp->practices; practice++)
            for (int kind = 0; kind < N_KINDS; kind++)
                handovers += region->practices[practice].handovers[kind];
        const double cents = handovers * region->p.people_per_citizen * region->money->consultation_hours
                             * gp->wage_cents_hour * region->consultation_paid;
        for (size_t p = 0; p < region->n_payers; p++) {
            const struct payer *payer = &region->payers[p];
            if (payer->kind != PAYER_INSURER || payer->objects)
                continue;
            const int64_t part = llround(cents * payer->share / claiming);
            ledger_move(&region->ledger, account_of_payer(region, p), account_of_organisation(o), FLOW_CARE, part);
            gp->revenue_cents += (double)part;
            region->spent_law_cents[LAW_ZVW] += (double)part;
        }
    }
}

double cashier_support(const struct region *region)
{
    double share = 0.0;
    if (cost_sharing_by_bids(region))
        return region->cost_sharing->provided ? 1.0 : 0.0;
    for (size_t p = 0; p < region->n_payers; p++)
        if (region->payers[p].supports)
            share += payment_cashier_share(region, p);
    return share;
}

/* Share of an organisation's hours that titles allow to claim, before insurers that object. */
static double claimable(const struct region *region, enum kind kind, size_t coalition)
{
    const struct money *money = region->money;
    const struct arrangements *a = &money->arrangements;
    const struct intervention *v = &region->interventions[coalition];
    const bool personal = v->target == TARGET_DEMENTIA || v->target == TARGET_FRAIL || v->target == TARGET_ACUTE;
    const bool prevents = v->target == TARGET_SOCIAL || v->target == TARGET_FRAIL || v->target == TARGET_ACUTE;
    /* Case management is claimed as district nursing: by those who may claim nursing, for work bound to a client. */
    const bool case_claim = money->case_title && personal && (kind == KIND_NURSING || kind == KIND_MENTAL);
    /* Time for informal carers is no care of the client: it needs a title of its own (E604). */
    const double carers = a->coalitions[coalition].carer ? a->carer_hours : 0.0;
    double share = carers * a->carer_title * v->client_bound;
    if (case_claim || (a->prevention_title && prevents))
        share += (1.0 - carers) * v->client_bound;
    if (money->coordination_title)
        share += 1.0 - v->client_bound;
    return fmin(1.0, share);
}

struct payment_shares payment_shares(const struct region *region, size_t member, size_t coalition)
{
    struct payment_shares shares = {0.0, 0.0, 0.0, 0.0, 0.0};
    const struct money *money = region->money;
    const struct arrangements *a = &money->arrangements;
    const int o = region->member_organisation[member];
    if (o < 0)
        return shares; /* payers pay their own staff */
    if (money->cashier)
        shares.cashier = fmin(1.0, cashier_support(region)) * a->cashier.ratio;
    else
        shares.title = claimable(region, region->organisations[o].kind, coalition) * claiming_share(region);
    if (money->subsidy_runs)
        shares.subsidy = (1.0 - shares.title - shares.cashier) * money->subsidy;
    double rest = fmax(0.0, 1.0 - shares.title - shares.cashier - shares.subsidy);
    if (a->transformation.runs)
        shares.transformation = rest * a->transformation_share * a->transformation.ratio;
    rest -= shares.transformation;
    shares.fund = rest * a->fund.ratio;
    return shares;
}

double payment_paid_share(const struct region *region, size_t member, size_t coalition)
{
    const struct payment_shares shares = payment_shares(region, member, coalition);
    return fmin(1.0, shares.title + shares.cashier + shares.subsidy + shares.transformation + shares.fund);
}

/* Part of the cashier's support that payers give out of reserves. */
static double out_of_reserves(const struct region *region)
{
    const double support = cashier_support(region);
    double reserve = 0.0;
    if (cost_sharing_by_bids(region) || support <= 0.0)
        return 0.0;
    for (size_t p = 0; p < region->n_payers; p++)
        if (region->payers[p].supports && region->payers[p].from_reserve)
            reserve += payment_cashier_share(region, p);
    return reserve / support;
}

double payment_structural_share(const struct region *region, size_t member, size_t coalition)
{
    const struct payment_shares shares = payment_shares(region, member, coalition);
    const double cashier = shares.cashier > 0.0 ? shares.cashier * (1.0 - out_of_reserves(region)) : 0.0;
    return fmin(1.0, shares.title + cashier + shares.fund);
}

void payment_buy(struct region *region, size_t from, size_t to, enum flow_purpose purpose, int64_t cents)
{
    ledger_move(&region->ledger, from, to, purpose, cents);
    region->collaboration_cents += cents;
    region->money->arrangements.work_cents += purpose == FLOW_COLLABORATION ? cents : 0;
}

/* What the cashier costs its sources in a month of full effort, when the year has been settled: the invoices that the
 * budget allows, and its own cost, which follows the budget. */
static double cashier_full_cents(const struct region *region, size_t coalition)
{
    const struct intervention *v = &region->interventions[coalition];
    double cents =
        region->money->cashier_overhead * cashier_support(region) * payment_full_effort_cents(region, coalition);
    for (size_t m = 0; m < region->n_members; m++) {
        const int role = v->role_of_member[m];
        if (role >= 0)
            cents += v->role_hours[role] * payment_wage_cents(region, m) * payment_shares(region, m, coalition).cashier;
    }
    return cents;
}

double payment_of_good_cents(const struct region *region, size_t account, size_t coalition)
{
    const struct cost_sharing *sharing = region->cost_sharing;
    const double deficit = account == cost_sharing_deficit_account(region) ? sharing->deficit_share : 0.0;
    return cashier_full_cents(region, coalition) * (sharing->share[account] + deficit);
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
        if (one->kind == PAYER_STATE)
            cents += cost * (shares.subsidy + shares.transformation);
    }
    if (cost_sharing_by_bids(region))
        cents += payment_of_good_cents(region, account_of_payer(region, payer), coalition);
    else if (region->money->cashier && one->supports && support > 0.0)
        cents += cashier_full_cents(region, coalition) * payment_cashier_share(region, payer) / support;
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

/* A member's invoice, as far as the budget allows; payers have brought the money in instalments (cashier_collect). */
static void pay_cashier(struct region *region, size_t organisation, double cents)
{
    const int64_t paid = llround(cents);
    ledger_move(&region->ledger, account_special(region, ACCOUNT_CASHIER), account_of_organisation(organisation),
                FLOW_NETWORK_FUNCTION, paid);
    region->money->arrangements.cashier.paid_cents += paid;
}

static size_t member_account(const struct region *region, size_t member)
{
    const int o = region->member_organisation[member];
    return o >= 0 ? account_of_organisation((size_t)o) : account_of_payer(region, (size_t)region->member_payer[member]);
}

/* Hours of an organisation in one coalition, by all who pay them. */
static void pay_hours(struct region *region, size_t m, size_t o, size_t c, double hours)
{
    const struct money *money = region->money;
    const struct payment_shares shares = payment_shares(region, m, c);
    const double cents = hours * payment_wage_cents(region, m);
    const size_t staff = account_special(region, ACCOUNT_STAFF);
    if (network_sharing(region->network, c))
        region->organisations[o].hours_year += hours;
    if (shares.cashier > 0.0)
        money->arrangements.organisations[o].cashier_hours += hours;
    pay_title(region, o, cents * shares.title);
    pay_cashier(region, o, cents * shares.cashier);
    subsidy_grant(region, o, cents * shares.subsidy);
    fund_pay_transformation(region, o, cents * shares.transformation);
    fund_pay_regional(region, o, cents * shares.fund);
    /* Applying and accounting for it take time of their own (E649). */
    payment_buy(region, account_of_organisation(o), staff, FLOW_COORDINATION,
                llround(cents * shares.subsidy * money->subsidy_admin));
    payment_buy(region, account_of_organisation(o), staff, FLOW_COORDINATION,
                llround(cents * shares.transformation * money->arrangements.transformation_admin));
}

static void pay_member(struct region *region, size_t m)
{
    const double wage = payment_wage_cents(region, m);
    const size_t account = member_account(region, m), staff = account_special(region, ACCOUNT_STAFF);
    const int o = region->member_organisation[m];
    struct arrangements *a = &region->money->arrangements;
    for (size_t c = 0; c < region->n_coalitions; c++) {
        const double hours = network_coalition_hours(region->network, m, c);
        if (hours <= 0.0)
            continue;
        payment_buy(region, account, staff, FLOW_COLLABORATION, llround(hours * wage));
        if (o >= 0)
            pay_hours(region, m, (size_t)o, c, hours);
    }
    const double coordination = network_coordination_hours(region->network, m);
    payment_buy(region, account, staff, FLOW_COORDINATION,
                llround((coordination + cashier_registration_hours(region, m)) * wage));
    if (o >= 0)
        a->organisations[o].coordination_hours += coordination;
}

/* What coordination costs a member in a month: own staff, what it pays for that of others or, negative, is paid. */
static int64_t coordination_cents(const struct region *region, size_t m, int64_t contribution)
{
    if (region->member_organisation[m] < 0)
        return contribution > 0 ? contribution : 0; /* payers pay their own staff */
    const int64_t own = llround(network_coordination_hours(region->network, m) * payment_wage_cents(region, m));
    return own + contribution > 0 ? own + contribution : 0;
}

/* General services (E645): all insurers pay the network, by market share and whatever they read in the law; it passes
 * the money on to those who coordinate and who contribute to its office. */
static void pay_general_services(struct region *region)
{
    const int64_t *due = region->money->arrangements.general_due;
    const size_t network = account_special(region, ACCOUNT_NETWORK);
    struct split split = {.cents = 0, .total = 0.0};
    for (size_t m = 0; m < region->n_members; m++) {
        ledger_move(&region->ledger, network, member_account(region, m), FLOW_GENERAL_SERVICES, due[m]);
        split.cents += due[m];
    }
    for (size_t k = 0; k < region->payer_n[PAYER_INSURER]; k++)
        split.total += region->payers[region->payer_first[PAYER_INSURER][k]].share;
    for (size_t k = 0; k < region->payer_n[PAYER_INSURER]; k++) {
        const size_t p = region->payer_first[PAYER_INSURER][k];
        ledger_move(&region->ledger, account_of_payer(region, p), network, FLOW_GENERAL_SERVICES,
                    split_next(&split, region->payers[p].share));
    }
}

void payment_open_month(struct region *region)
{
    cashier_open_month(region);
    fund_open_month(region);
}

void payment_collaboration(struct region *region)
{
    struct arrangements *a = &region->money->arrangements;
    const size_t network = account_special(region, ACCOUNT_NETWORK);
    int64_t office = 0;
    a->work_cents = 0;
    region->cost_sharing->deficit_cents = 0;
    subsidy_pay_due(region);
    cashier_collect(region);
    fund_measure(region);
    for (size_t m = 0; m < region->n_members; m++) {
        pay_member(region, m);
        const int64_t cents = llround(network_contribution_hours(region->network, m) * region->p.network_wage_cents);
        ledger_move(&region->ledger, member_account(region, m), network, FLOW_CONTRIBUTION, cents);
        office += cents;
        a->general_due[m] = llround(a->general_services * (double)coordination_cents(region, m, cents));
    }
    /* Contributions add up to the cost of the network's own staff; it keeps nothing. */
    payment_buy(region, network, account_special(region, ACCOUNT_STAFF), FLOW_NETWORK_OFFICE, office);
    pay_general_services(region);
}

void payment_evaluation(struct region *region, double cents)
{
    double members = 0.0;
    for (size_t m = 0; m < region->n_members; m++)
        members += network_member(region->network, m) ? 1.0 : 0.0;
    for (size_t m = 0; m < region->n_members; m++)
        if (network_member(region->network, m))
            payment_buy(region, member_account(region, m), account_special(region, ACCOUNT_SUPPLIERS), FLOW_EVALUATION,
                        llround(cents / members));
}
