#include "models/money/provider.h"

#include <math.h>

#include "models/money/billing.h"
#include "models/region.h"

/* What the contracts of a team bring, weighted over payers by clients in the norm, in shares of the list price. */
struct terms_of_team {
    double unit[N_CLIENT_TYPES];   /* one more unit: change since the norm, in units' prices */
    double client[N_CLIENT_TYPES]; /* one more client: change since the norm, in usual clients' prices */
    double loss[N_CLIENT_TYPES];   /* saved by sending one elsewhere: change since the norm, in mean clients' prices */
    double result;                 /* a result better by one, in the norm's revenue */
    double units, clients;         /* this month */
    double norm_units, norm_clients;
};

/* Cents a month lost on a client of a type: what its care costs besides fixed cost, less what goes along with it. */
static double loss_on(const struct contract_month *month, enum client_type type, double variable_share,
                      double follows_cents)
{
    const double care = month->price_cents * month->of[type].norm_units * month->of[type].intensity;
    return fmax(0.0, variable_share * care - follows_cents);
}

static void add_contract(const struct region *region, const struct contract *contract, const struct joint *joint,
                         double variable_share, struct terms_of_team *terms)
{
    const struct contracts *contracts = &region->contracts;
    const struct contract_month month = billing_contract_month(region, contract, joint);
    const double mean_client = month.price_cents * month.mean_units;
    for (int k = 0; k < N_CLIENT_TYPES; k++) {
        const enum client_type type = (enum client_type)k;
        const double unit = contract_marginal_unit(contracts, contract, &month, type) - contract->norm_unit_cents[k];
        const double loss = loss_on(&month, type, variable_share, contract_follows(contracts, contract, &month, type))
                            - loss_on(&month, type, variable_share, contract->norm_follow_cents[k]);
        const double usual = month.price_cents * month.of[type].norm_units;
        const double client =
            contract_marginal_client_of(contracts, contract, &month, type) - contract->norm_client_cents[k];
        terms->unit[k] += contract->base_clients * unit / month.price_cents;
        terms->client[k] += usual > 0.0 ? contract->base_clients * client / usual : 0.0;
        terms->loss[k] += contract->base_clients * loss / mean_client;
        terms->units += month.of[k].units;
        terms->clients += month.of[k].clients;
    }
    terms->result += contract_marginal_result(contracts, contract, &month);
    terms->norm_units += contract->base_units;
    terms->norm_clients += contract->base_clients;
}

static struct terms_of_team terms_of_team(const struct region *region, const struct organisation *organisation,
                                          size_t o, int service)
{
    struct terms_of_team terms = {.result = 0.0};
    double norm_cents = 0.0;
    for (size_t p = 0; p < region->contracts.payers[service]; p++) {
        const struct contract *contract = region_contract_at(region, service, o, p);
        const struct joint joint = billing_joint(region, service, p);
        add_contract(region, contract, &joint, 1.0 - organisation->fixed_share, &terms);
        norm_cents += contract->base_cents;
    }
    for (int k = 0; k < N_CLIENT_TYPES; k++) {
        terms.unit[k] /= fmax(1.0, terms.norm_clients);
        terms.client[k] /= fmax(1.0, terms.norm_clients);
        terms.loss[k] /= fmax(1.0, terms.norm_clients);
    }
    terms.result /= fmax(1.0, norm_cents);
    return terms;
}

/* Units per client move towards what a unit brings (supplier-induced demand, and its reverse); a full team has no time for
 * more. */
static void choose_intensity(const struct region_params *p, struct team *team, double workload,
                             const struct terms_of_team *terms)
{
    const double overload = fmax(0.0, workload - 1.0);
    for (int k = 0; k < N_CLIENT_TYPES; k++) {
        const double held_back = k == CLIENT_COMPLEX ? p->severity : 1.0;
        const double goal = 1.0 + p->discretion / held_back * (terms->unit[k] - overload);
        team->intensity[k] += p->intensity_pace * (fmin(1.5, fmax(0.5, goal)) - team->intensity[k]);
    }
}

/* Cases opened per case that comes: as units per client, at the margin of a case. */
static void choose_cases(const struct region_params *p, struct team *team, const struct terms_of_team *terms)
{
    for (int k = 0; k < N_CLIENT_TYPES; k++) {
        const double held_back = k == CLIENT_COMPLEX ? p->severity : 1.0;
        const double goal = 1.0 + p->discretion / held_back * terms->client[k];
        team->cases[k] += p->intensity_pace * (fmin(1.5, fmax(0.5, goal)) - team->cases[k]);
    }
}

/* How often a client is sent elsewhere: in proportion to what that saves. */
static void choose_clients(const struct region_params *p, struct team *team, const struct terms_of_team *terms)
{
    for (int k = 0; k < N_CLIENT_TYPES; k++)
        team->refuse[k] = fmin(0.95, fmax(0.0, p->selection * terms->loss[k]));
}

/* Staff goes first to the service whose results pay: what one service gains, the others of the organisation lose, by the
 * work in them. */
static void choose_priority(const struct region_params *p, struct organisation *organisation, const double *result,
                            const double *hours)
{
    double sum = 0.0, all = 0.0;
    for (int s = 0; s < N_SERVICES; s++) {
        sum += result[s] * hours[s];
        all += hours[s];
    }
    for (int s = 0; s < N_SERVICES && all > 0.0; s++)
        organisation->teams[s].priority = fmax(0.5, 1.0 + p->result_response * (result[s] - sum / all));
}

/* Cases opened per case that comes, over both types as in the norm: 1 where providers do not choose. */
static double opened_of_those_who_come(const struct region *region, const struct team *team, int service)
{
    const struct money *money = region->money;
    const double all = money->all_clients[service];
    const double complex = all > 0.0 ? money->complex_clients[service] / all : 0.0;
    return complex * team->cases[CLIENT_COMPLEX] + (1.0 - complex) * team->cases[CLIENT_SIMPLE];
}

static void month_of_organisation(struct region *region, size_t o)
{
    struct organisation *organisation = &region->organisations[o];
    double result[N_SERVICES] = {0}, hours[N_SERVICES] = {0};
    for (int s = 0; s < N_SERVICES; s++) {
        const struct service_type *type = &service_types[s];
        if (type->kind != organisation->kind || region->services[s].price_cents <= 0.0
            || !(type->queued || type->optional))
            continue;
        const struct terms_of_team terms = terms_of_team(region, organisation, o, s);
        struct team *team = &organisation->teams[s];
        if (type->optional)
            choose_cases(&region->p, team, &terms);
        if (!type->queued)
            continue;
        if (type->discretionary)
            choose_intensity(&region->p, team, organisation->workload, &terms);
        choose_clients(&region->p, team, &terms);
        if (terms.clients > 0.0 && terms.norm_units > 0.0)
            team->load = opened_of_those_who_come(region, team, s) * terms.units / terms.clients * terms.norm_clients
                         / terms.norm_units;
        result[s] = terms.result;
        hours[s] = terms.norm_units * region->services[s].hours;
    }
    choose_priority(&region->p, organisation, result, hours);
}

void provider_month(struct region *region)
{
    for (size_t o = 0; o < region->n_organisations; o++)
        month_of_organisation(region, o);
}
