#include "models/money/compensation.h"

#include <math.h>
#include <stdlib.h>

#include "models/care/intervention.h"
#include "models/money/billing.h"
#include "models/region.h"
#include "sim/base/mem.h"

/* Of all coalitions; [coalitions][organisations] where a table. */
struct compensation {
    double *share; /* [coalitions] of the losers' loss that is paid, [0,1] */
    double *moved; /* foreseen change of a month's result at full output, in cents */
};

static size_t at(const struct region *region, size_t organisation, size_t coalition)
{
    return coalition * region->n_organisations + organisation;
}

int compensation_create(struct region *region, const struct settings *settings, struct sim_err *err)
{
    if (!region->concentration)
        return SIM_OK;
    struct compensation *compensation = sim_calloc(1, sizeof *compensation);
    region->compensation = compensation;
    if (compensation) {
        compensation->share = sim_calloc(region->n_coalitions, sizeof *compensation->share);
        compensation->moved = sim_calloc(region->n_coalitions * region->n_organisations, sizeof *compensation->moved);
    }
    if (!compensation || !compensation->share || !compensation->moved)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the compensation of %zu coalitions", region->n_coalitions);
    for (size_t c = 0; c < region->n_coalitions; c++)
        compensation->share[c] = settings_real_at(settings, "coalitions[].compensation", c);
    return SIM_OK;
}

void compensation_destroy(struct region *region)
{
    if (!region->compensation)
        return;
    free(region->compensation->share);
    free(region->compensation->moved);
    free(region->compensation);
}

/* Clients a month of a service at an organisation in the norm. */
static double norm_clients(const struct region *region, size_t organisation, int service)
{
    double clients = 0.0;
    for (size_t p = 0; p < region->contracts.payers[service]; p++)
        clients += region_contract_at(region, service, organisation, p)->base_clients;
    return clients;
}

void compensation_foresee(struct region *region)
{
    struct compensation *compensation = region->compensation;
    if (!compensation)
        return;
    for (size_t k = 0; k < region->n_coalitions * region->n_organisations; k++)
        compensation->moved[k] = 0.0;
    for (size_t k = 0; k < region->concentration->n; k++) {
        const struct move *move = &region->concentration->moves[k];
        /* The one keeps its fixed cost when clients go, the other has room for them without more of it; both for as long
         * as fixed cost takes to follow (E606). */
        const double friction = intervention_friction(&region->interventions[move->coalition]);
        const double clients = move->share * norm_clients(region, move->from, move->service);
        compensation->moved[at(region, move->from, move->coalition)] -=
            clients * billing_margin(region, move->from, move->service, friction);
        compensation->moved[at(region, move->to, move->coalition)] +=
            clients * billing_margin(region, move->to, move->service, friction);
    }
}

double compensation_moved_cents(const struct region *region, size_t organisation, size_t coalition)
{
    return region->compensation ? region->compensation->moved[at(region, organisation, coalition)] : 0.0;
}

/* What all who gain and all who lose by a coalition's moves gain and lose a month; members or not. */
static void sums_of(const struct region *region, size_t coalition, double *gains, double *losses)
{
    *gains = *losses = 0.0;
    for (size_t o = 0; o < region->n_organisations; o++) {
        const double cents = compensation_moved_cents(region, o, coalition);
        *gains += fmax(0.0, cents);
        *losses += fmax(0.0, -cents);
    }
}

double compensation_expected_cents(const struct region *region, size_t organisation, size_t coalition)
{
    double gains, losses;
    if (!region->compensation || region->compensation->share[coalition] <= 0.0)
        return 0.0;
    sums_of(region, coalition, &gains, &losses);
    const double paid = fmin(region->compensation->share[coalition] * losses, gains);
    const double own = compensation_moved_cents(region, organisation, coalition);
    if (paid <= 0.0)
        return 0.0;
    return own < 0.0 ? -paid * own / losses : -paid * own / gains;
}

static bool is_member(const struct region *region, size_t organisation)
{
    const int member = region->organisations[organisation].member;
    return member != MEMBER_NONE && network_member(region->network, (size_t)member);
}

/* Every one who gains pays every one who loses its part, rounded down: never more than the gain. */
static void pay_coalition(struct region *region, size_t coalition, double output)
{
    double gains, losses;
    sums_of(region, coalition, &gains, &losses);
    for (size_t from = 0; from < region->n_organisations; from++)
        for (size_t to = 0; to < region->n_organisations; to++) {
            const double due = -compensation_expected_cents(region, from, coalition);
            const double part = fmax(0.0, -compensation_moved_cents(region, to, coalition));
            if (due > 0.0 && part > 0.0 && is_member(region, from) && is_member(region, to))
                ledger_move(&region->ledger, account_of_organisation(from), account_of_organisation(to),
                            FLOW_COMPENSATION, (int64_t)floor(output * due * part / losses));
        }
}

void compensation_pay(struct region *region)
{
    for (size_t c = 0; region->compensation && c < region->n_coalitions; c++)
        if (region->compensation->share[c] > 0.0 && network_sharing(region->network, c))
            pay_coalition(region, c, network_output(region->network, c));
}
