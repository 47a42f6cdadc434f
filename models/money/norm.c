#include "models/money/norm.h"

#include <math.h>

#include "models/money/billing.h"
#include "models/region.h"

/* -- the norm ------------------------------------------------------------------------------------------------------ */

/* Months over which the norm is measured: the year before the horizon, or what there is of it. */
static double norm_months(const struct region *region)
{
    const size_t half = region->p.spinup_months / 2;
    return half < 12 ? (double)(half ? half : 1) : 12.0;
}

bool norm_measured(const struct region *region)
{
    return !region->in_horizon && (double)region->month + norm_months(region) >= (double)region->p.spinup_months;
}

/* Need by the age of the population, relative to the months in which the norm is measured. */
void norm_indices(struct region *region)
{
    struct money *money = region->money;
    double people[N_BANDS] = {0};
    enum { PER_BAND = N_CLASSES / N_BANDS };
    for (unsigned b = 0; b < N_BANDS; b++)
        for (unsigned k = 0; k < PER_BAND; k++)
            people[b] += region->class_count[b * PER_BAND + k];
    for (int s = 0; s < N_SERVICES; s++) {
        double sum = 0.0;
        for (unsigned b = 0; b < N_BANDS; b++)
            sum += people[b] * money->profile[s][b];
        if (norm_measured(region))
            money->profile_norm[s] += sum;
        money->need_index[s] = region->in_horizon && money->profile_norm[s] > 0.0 ? sum / money->profile_norm[s] : 1.0;
    }
    if (norm_measured(region))
        money->people_norm += region->citizens.alive;
    money->people_index = region->in_horizon ? region->citizens.alive / fmax(1.0, money->people_norm) : 1.0;
}

/* -- case mix, results and contracts ------------------------------------------------------------------------------- */

/* Units of a type of client relative to the mean of the service: such that the mix of the norm takes the units of the
 * scenario. During the spin-up that is the mix of the month. */
void norm_case_mix(struct region *region)
{
    struct money *money = region->money;
    if (region->in_horizon)
        return;
    double clients[N_SERVICES][N_CLIENT_TYPES] = {{0}};
    for (size_t k = 0; k < region->contracts.n; k++) {
        const struct contract *contract = &region->contracts.list[k];
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            clients[contract->service][type] += contract->users[type] + contract->events[type];
    }
    for (int s = 0; s < N_SERVICES; s++) {
        const double all = clients[s][CLIENT_SIMPLE] + clients[s][CLIENT_COMPLEX];
        const double share = all > 0.0 ? clients[s][CLIENT_COMPLEX] / all : 0.0;
        const double ratio = region->services[s].complex_units;
        region->type_units[s][CLIENT_SIMPLE] = 1.0 / (1.0 + share * (ratio - 1.0));
        region->type_units[s][CLIENT_COMPLEX] = ratio * region->type_units[s][CLIENT_SIMPLE];
        money->complex_clients[s] += norm_measured(region) ? clients[s][CLIENT_COMPLEX] : 0.0;
        money->all_clients[s] += norm_measured(region) ? all : 0.0;
    }
    money->people_complex_norm += norm_measured(region) ? (double)region->people_complex : 0.0;
}

/* Mean wait of a team's clients this month; that of the scenario when nobody was served. */
static double mean_wait(double months, double n, double usual_months)
{
    return n > 0.0 ? months / n : usual_months;
}

static double result_of(double wait, double usual)
{
    return 1.0 + fmin(0.5, fmax(-0.5, (usual - wait) / (usual + 1.0)));
}

/* Result of a service relative to the year before, by provider and in the region: shorter waits are better. */
void norm_quality(struct region *region)
{
    struct money *money = region->money;
    for (int s = 0; s < N_SERVICES; s++) {
        double wait = 0.0, n = 0.0;
        for (size_t k = 0; k < region->kind_n[service_types[s].kind]; k++) {
            struct team *team = &region->organisations[region->kind_first[service_types[s].kind][k]].teams[s];
            const double own = mean_wait(team->wait_sum, team->wait_n, region->services[s].wait_months);
            wait += team->wait_sum;
            n += team->wait_n;
            if (norm_measured(region))
                team->quality_base += own;
            team->quality = region->in_horizon ? result_of(own, team->quality_base) : 1.0;
            if (region->in_horizon)
                team->quality_base += money->rebase / 12.0 * (own - team->quality_base);
        }
        const double mean = mean_wait(wait, n, region->services[s].wait_months);
        if (norm_measured(region))
            money->quality_base[s] += mean;
        money->quality[s] = region->in_horizon ? result_of(mean, money->quality_base[s]) : 1.0;
        if (region->in_horizon) /* like the pool's, the benchmark follows what happens anyway */
            money->quality_base[s] += money->rebase / 12.0 * (mean - money->quality_base[s]);
    }
}

/* From now on a complex client takes what it took in the norm, whatever the mix becomes. */
static void fix_case_mix(struct region *region)
{
    const struct money *money = region->money;
    for (int s = 0; s < N_SERVICES; s++) {
        const double share = money->all_clients[s] > 0.0 ? money->complex_clients[s] / money->all_clients[s] : 0.0;
        const double ratio = region->services[s].complex_units;
        region->type_units[s][CLIENT_SIMPLE] = 1.0 / (1.0 + share * (ratio - 1.0));
        region->type_units[s][CLIENT_COMPLEX] = ratio * region->type_units[s][CLIENT_SIMPLE];
    }
}

/* Work as in the norm: when the horizon opens nothing of its first month has happened yet. */
static void use_norm_work(const struct region *region, const struct contract *contract, size_t position,
                          struct contract_month *month)
{
    const int service = contract->service;
    double all = 0.0;
    for (size_t o = 0; o < region->kind_n[service_types[service].kind]; o++)
        all += region_contract_at(region, service, region->kind_first[service_types[service].kind][o], position)
                   ->base_units;
    month->joint_share = all > 0.0 ? contract->base_units / all : 0.0;
    for (int type = 0; type < N_CLIENT_TYPES; type++)
        month->of[type].units = contract->base_units * month->of[type].client_share * month->of[type].norm_units
                                / fmax(1e-9, month->mean_units);
}

void norm_open_horizon(struct region *region)
{
    const double months = norm_months(region);
    fix_case_mix(region);
    for (size_t k = 0; k < region->contracts.n; k++) {
        struct contract *contract = &region->contracts.list[k];
        contract->base_cents /= months;
        contract->base_clients /= months;
        contract->base_units /= months;
    }
    for (size_t k = 0; k < region->contracts.n; k++) {
        struct contract *contract = &region->contracts.list[k];
        const struct joint joint = billing_joint(region, contract->service, billing_payer_position(region, k));
        struct contract_month month = billing_contract_month(region, contract, &joint);
        use_norm_work(region, contract, billing_payer_position(region, k), &month);
        contract_open_horizon(&region->contracts, contract, &month);
        struct payer *payer = &region->payers[contract->payer];
        /* Budgets pay what own payments do not. */
        const double own = region->services[contract->service].own_payment_cents * contract->base_units;
        payer->base_service_cents[contract->service] += contract->base_cents - own;
        payer->lump_base_cents -= contract->base_cents - own;
        if (region->money->pool_service[contract->service])
            payer->pool_base_cents += contract->base_cents;
    }
    for (size_t o = 0; o < region->n_organisations; o++) {
        struct organisation *organisation = &region->organisations[o];
        organisation->revenue_base_cents /= months;
        organisation->value_base_cents /= months;
        organisation->fixed_cents = organisation->fixed_share * organisation->revenue_base_cents;
        organisation->revenue_mean_cents = organisation->revenue_base_cents;
        organisation->hours_contracted_base = organisation->hours_contracted;
        for (int s = 0; s < N_SERVICES; s++)
            organisation->teams[s].quality_base /= months;
    }
    for (size_t p = 0; p < region->n_payers; p++) {
        struct payer *payer = &region->payers[p];
        payer->budget_cents /= months;
        payer->lump_base_cents += payer->budget_cents;
        payer->spent_year_cents = payer->budget_year_cents = 0.0;
        payer->pool_year_cents = payer->pool_norm_year_cents = 0.0;
        payer->pool_start_cents = payer->pool_base_cents;
        payer->pool_start_norm_year_cents = 0.0;
    }
    region->money->people_norm /= months;
    region->money->people_complex_norm /= months;
    for (int s = 0; s < N_SERVICES; s++) {
        region->money->quality_base[s] /= months;
        region->money->profile_norm[s] /= months;
    }
    ledger_open(&region->ledger);
}

void norm_measure(struct contract *contract, const struct contract_month *month, double due_cents)
{
    contract->base_cents += due_cents;
    contract->base_units += contract_units(month);
    for (int type = 0; type < N_CLIENT_TYPES; type++) {
        contract->base_clients += month->of[type].clients;
    }
}
