/* A month of billing by contract, of lumps, costs and budgets, and what one more client brings. */
#include "models/money/billing.h"

#include <math.h>
#include <string.h>

#include "models/money/norm.h"
#include "models/money/payment.h"
#include "models/region.h"

/* -- billing by contract ------------------------------------------------------------------------------------------- */

struct joint billing_joint(const struct region *region, int service, size_t payer)
{
    struct joint joint = {0.0, 0.0};
    for (size_t o = 0; o < region->kind_n[service_types[service].kind]; o++) {
        const struct contract *contract =
            region_contract_at(region, service, region->kind_first[service_types[service].kind][o], payer);
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            joint.units += region_units(region, contract, (enum client_type)type);
        joint.units += region_bridge_units(region, contract);
        joint.base_cents += contract->base_cents;
    }
    return joint;
}

static struct contract_clients clients_of_type(const struct region *region, const struct contract *contract,
                                               enum client_type type)
{
    const struct money *money = region->money;
    const int s = contract->service;
    const double people = region->p.people_per_citizen;
    const double complex = money->all_clients[s] > 0.0 ? money->complex_clients[s] / money->all_clients[s] : 0.0;
    const double frail = money->people_norm > 0.0 ? money->people_complex_norm / money->people_norm : 0.0;
    return (struct contract_clients){
        .clients = (contract->users[type] + contract->events[type]) * people,
        .units = region_units(region, contract, type),
        .guests = (contract->guests[type] + contract->guest_events[type]) * people,
        .norm_units = region->services[s].units * region->type_units[s][type],
        .intensity = region->organisations[contract->organisation].teams[s].intensity[type],
        .people_share = type == CLIENT_COMPLEX ? frail : 1.0 - frail,
        .client_share = type == CLIENT_COMPLEX ? complex : 1.0 - complex,
    };
}

struct contract_month billing_contract_month(const struct region *region, const struct contract *contract,
                                             const struct joint *joint)
{
    const struct service_terms *terms = &region->services[contract->service];
    const struct money *money = region->money;
    const struct team *team = &region->organisations[contract->organisation].teams[contract->service];
    struct contract_month month = {
        .price_cents = terms->price_cents,
        .mean_units = terms->units,
        .besides_units = region_bridge_units(region, contract),
        .need_index = money->need_index[contract->service],
        .people_index = money->people_index,
        .quality = region->contracts.own_yardstick ? team->quality : money->quality[contract->service],
        .joint_base_cents = joint->base_cents,
        .before_horizon = !region->in_horizon,
    };
    for (int type = 0; type < N_CLIENT_TYPES; type++)
        month.of[type] = clients_of_type(region, contract, (enum client_type)type);
    month.joint_share = joint->units > 0.0 ? contract_units(&month) / joint->units : 0.0;
    return month;
}

/* Position of a contract's payer among the payers of the service. */
size_t billing_payer_position(const struct region *region, size_t contract)
{
    const int service = region->contracts.list[contract].service;
    return (contract - region->contracts.first[service]) % region->contracts.payers[service];
}

/* What is due counts as revenue and spending of this month; it is paid when the contract's lag is over (E611). */
static void pay_contract(struct region *region, struct contract *contract, const struct joint *joint)
{
    const struct contract_month month = billing_contract_month(region, contract, joint);
    struct organisation *organisation = &region->organisations[contract->organisation];
    struct payer *payer = &region->payers[contract->payer];
    const int64_t due = llround(contract_settle(&region->contracts, contract, &month));
    const int64_t paid = contract_pay(contract, region->month, due);
    contract->due_month_cents = due;
    const size_t payer_account = account_of_payer(region, contract->payer);
    ledger_move(&region->ledger, payer_account, account_of_organisation(contract->organisation), FLOW_CARE, paid);
    organisation->receivable_cents += due - paid;
    const double own = region->services[contract->service].own_payment_cents * contract_units(&month),
                 cents = (double)due;
    ledger_move(&region->ledger, account_special(region, ACCOUNT_HOUSEHOLDS), payer_account, FLOW_OWN_PAYMENT,
                llround(own));
    const double value = contract_units(&month) * month.price_cents;
    organisation->revenue_cents += cents;
    organisation->value_cents += value;
    region->unpaid_cents += contract->unpaid_cents;
    region->value_cents += value;
    region->deviation_cents += fabs(cents - value);
    payer->spent_cents += cents - own;
    if (region->money->pool_service[contract->service])
        payer->pool_cents += cents;
    region->spent_law_cents[service_types[contract->service].law] += cents;
    if (norm_measured(region))
        norm_measure(contract, &month, cents);
}

static void pay_contracts(struct region *region)
{
    const struct contracts *contracts = &region->contracts;
    for (int s = 0; s < N_SERVICES; s++)
        for (size_t p = 0; p < contracts->payers[s]; p++) {
            const struct joint joint = billing_joint(region, s, p);
            for (size_t o = 0; o < region->kind_n[service_types[s].kind]; o++)
                pay_contract(region, &region->contracts.list[contracts->first[s] + o * contracts->payers[s] + p],
                             &joint);
        }
}

/* The care office repays what municipalities owe for clients who kept their worker in long-term care (E648). */
static void pay_double_contracts(struct region *region)
{
    struct payer *office = &region->payers[region->payer_first[PAYER_CARE_OFFICE][0]];
    const size_t office_account = account_of_payer(region, region->payer_first[PAYER_CARE_OFFICE][0]);
    for (size_t k = 0; k < region->contracts.n; k++) {
        const struct contract *contract = &region->contracts.list[k];
        if (contract->kept <= 0.0)
            continue;
        struct payer *payer = &region->payers[contract->payer];
        const int64_t cents =
            llround((double)contract->due_month_cents * contract->kept / fmax(1.0, contract_users(contract)));
        ledger_move(&region->ledger, office_account, account_of_payer(region, contract->payer), FLOW_DOUBLE_CONTRACT,
                    cents);
        office->spent_cents += (double)cents;
        payer->spent_cents -= (double)cents;
        region->spent_law_cents[LAW_WLZ] += (double)cents;
        region->spent_law_cents[service_types[contract->service].law] -= (double)cents;
        if (region->money->pool_service[contract->service]) {
            office->pool_cents += (double)cents;
            payer->pool_cents -= (double)cents;
        }
    }
}

/* -- lumps --------------------------------------------------------------------------------------------------------- */

static double lump_of_payer(const struct region *region, const struct lump *lump, size_t position)
{
    const double people = region->p.people_per_citizen;
    switch (lump->payer_kind) {
    case PAYER_INSURER: {
        return lump->cents_month * people * (double)region->insurer_weight_micro[position] / region->weight_mean_micro;
    }
    case PAYER_MUNICIPALITY:
        return lump->cents_month * people * region->municipality_people[position];
    default:
        return lump->cents_month * people * region->citizens.alive;
    }
}

static void pay_lump(struct region *region, const struct lump *lump)
{
    double size = 0.0;
    for (size_t k = 0; k < region->kind_n[lump->kind]; k++)
        size += region->organisations[region->kind_first[lump->kind][k]].fte;
    for (size_t p = 0; p < region->payer_n[lump->payer_kind]; p++) {
        const size_t payer = region->payer_first[lump->payer_kind][p];
        const double all = lump_of_payer(region, lump, p);
        for (size_t k = 0; k < region->kind_n[lump->kind]; k++) {
            const size_t o = region->kind_first[lump->kind][k];
            struct organisation *organisation = &region->organisations[o];
            const int64_t cents = llround(all * organisation->fte / size);
            ledger_move(&region->ledger, account_of_payer(region, payer), account_of_organisation(o), FLOW_OTHER_CARE,
                        cents);
            organisation->revenue_cents += (double)cents;
            organisation->value_cents += (double)cents;
            region->payers[payer].spent_cents += (double)cents;
            region->spent_law_cents[lump->payer_kind == PAYER_INSURER       ? LAW_ZVW
                                    : lump->payer_kind == PAYER_CARE_OFFICE ? LAW_WLZ
                                                                            : LAW_WMO] += (double)cents;
        }
    }
}

/* -- costs and budgets --------------------------------------------------------------------------------------------- */

static void pay_costs(struct region *region, size_t o)
{
    struct organisation *organisation = &region->organisations[o];
    const size_t account = account_of_organisation(o);
    const size_t staff = account_special(region, ACCOUNT_STAFF), suppliers = account_special(region, ACCOUNT_SUPPLIERS);
    double wages, fixed, supplies;
    const double rest = 1.0 - organisation->staff_share - organisation->fixed_share;
    if (!region->in_horizon) {
        wages = organisation->staff_share * organisation->revenue_cents;
        fixed = organisation->fixed_share * organisation->revenue_cents;
        supplies = organisation->revenue_cents - wages - fixed;
        if (norm_measured(region)) {
            organisation->revenue_base_cents += organisation->revenue_cents;
            organisation->value_base_cents += organisation->value_cents;
        }
    } else {
        const double base = organisation->revenue_base_cents;
        wages = organisation->staff_share * base * organisation->hours_contracted
                / fmax(1.0, organisation->hours_contracted_base);
        organisation->revenue_mean_cents += (organisation->revenue_cents - organisation->revenue_mean_cents) / 12.0;
        organisation->fixed_cents +=
            (organisation->fixed_share * organisation->revenue_mean_cents - organisation->fixed_cents)
            / region->p.fixed_months;
        fixed = organisation->fixed_cents;
        supplies = rest * base * organisation->value_cents / fmax(1.0, organisation->value_base_cents);
    }
    const double interest = (double)organisation->receivable_cents * region->p.interest_per_year / 12.0;
    ledger_move(&region->ledger, account, staff, FLOW_WAGES, llround(wages));
    ledger_move(&region->ledger, account, suppliers, FLOW_FIXED_COST, llround(fixed));
    ledger_move(&region->ledger, account, suppliers, FLOW_SUPPLIES, llround(supplies));
    ledger_move(&region->ledger, account, suppliers, FLOW_INTEREST, llround(interest));
    const double result = organisation->revenue_cents - wages - fixed - supplies - interest;
    if (region->in_horizon)
        organisation->result_mean +=
            (result / fmax(1.0, organisation->revenue_base_cents) - organisation->result_mean) / 12.0;
}

/* Budgets follow the age of the population, service by service; what is paid as a lump follows the number of people. */
static double budget_of_month(const struct region *region, const struct payer *payer)
{
    double cents = payer->lump_base_cents * region->money->people_index;
    for (int s = 0; s < N_SERVICES; s++)
        cents += payer->base_service_cents[s] * region->money->need_index[s];
    return cents / (1.0 + payer->deficit_start);
}

/* Growth of the pool's norm of a payer by the age of the population. */
static double pool_index(const struct region *region, const struct payer *payer)
{
    double base = 0.0, now = 0.0;
    for (int s = 0; s < N_SERVICES; s++) {
        if (!region->money->pool_service[s])
            continue;
        base += payer->base_service_cents[s];
        now += payer->base_service_cents[s] * region->money->need_index[s];
    }
    return base > 0.0 ? now / base : 1.0;
}

static void receive_budget(struct region *region, size_t p)
{
    struct payer *payer = &region->payers[p];
    double budget = payer->spent_cents;
    if (region->in_horizon)
        budget = budget_of_month(region, payer);
    else if (norm_measured(region))
        payer->budget_cents += payer->spent_cents;
    ledger_move(&region->ledger, account_special(region, ACCOUNT_HOUSEHOLDS), account_of_payer(region, p), FLOW_BUDGET,
                llround(budget));
    payer->spent_year_cents += payer->spent_cents;
    payer->budget_year_cents += budget;
    payer->pool_year_cents += payer->pool_cents;
    const double index = pool_index(region, payer);
    payer->pool_norm_year_cents += payer->pool_base_cents * index;
    payer->pool_start_norm_year_cents += payer->pool_start_cents * index;
}

void billing_month(struct region *region)
{
    for (size_t o = 0; o < region->n_organisations; o++)
        region->organisations[o].revenue_cents = region->organisations[o].value_cents = 0.0;
    for (size_t p = 0; p < region->n_payers; p++)
        region->payers[p].spent_cents = region->payers[p].pool_cents = 0.0;
    memset(region->spent_law_cents, 0, sizeof region->spent_law_cents);
    region->unpaid_cents = region->value_cents = region->deviation_cents = 0.0;
    norm_indices(region);
    norm_quality(region);
    pay_contracts(region);
    pay_double_contracts(region);
    for (size_t i = 0; i < region->money->n_lumps; i++)
        pay_lump(region, &region->money->lumps[i]);
    if (region->in_horizon)
        payment_consultations(region);
    for (size_t o = 0; o < region->n_organisations; o++)
        pay_costs(region, o);
    for (size_t p = 0; p < region->n_payers; p++)
        receive_budget(region, p);
}

/* -- margins ------------------------------------------------------------------------------------------------------- */

double billing_marginal_client(const struct region *region, size_t contract)
{
    const struct contract *one = &region->contracts.list[contract];
    const struct joint joint = billing_joint(region, one->service, billing_payer_position(region, contract));
    const struct contract_month month = billing_contract_month(region, one, &joint);
    return contract_marginal_client(&region->contracts, one, &month);
}

double billing_margin(const struct region *region, size_t o, int service, double friction)
{
    const struct contracts *contracts = &region->contracts;
    const struct organisation *organisation = &region->organisations[o];
    if (service_types[service].kind != organisation->kind)
        return 0.0;
    double sum = 0.0, weight = 0.0;
    for (size_t p = 0; p < contracts->payers[service]; p++) {
        const size_t contract = contracts->first[service] + organisation->position * contracts->payers[service] + p;
        sum += contracts->list[contract].base_clients * billing_marginal_client(region, contract);
        weight += contracts->list[contract].base_clients;
    }
    const double price = region->services[service].price_cents * region->services[service].units;
    /* What is saved when a client goes is staff and supplies, and the part of fixed cost that has followed by then. */
    return weight > 0.0 ? sum / weight - (1.0 - organisation->fixed_share * friction) * price : 0.0;
}
