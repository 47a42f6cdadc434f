#include "models/collaboration.h"

#include <math.h>
#include <stdlib.h>

#include "models/care/concentration.h"
#include "models/care/intervention.h"
#include "models/history.h"
#include "models/money/billing.h"
#include "models/money/cashier.h"
#include "models/money/compensation.h"
#include "models/money/cost_sharing.h"
#include "models/money/payer.h"
#include "models/money/payment.h"
#include "models/money/settlement.h"
#include "models/region.h"
#include "models/shocks.h"
#include "sim/base/mem.h"

/* -- creation --------------------------------------------------------------------------------------------------------
 */

static int list_members(struct region *region, const struct settings *settings, struct sim_err *err)
{
    const size_t most = region->n_organisations + region->n_payers;
    region->member_organisation = sim_calloc(most, sizeof *region->member_organisation);
    region->member_payer = sim_calloc(most, sizeof *region->member_payer);
    if (!region->member_organisation || !region->member_payer)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the members of a network");
    for (size_t o = 0; o < region->n_organisations; o++)
        if (settings_bool_at(settings, "organisations[].member", o)) {
            region->member_organisation[region->n_members] = (int)o;
            region->member_payer[region->n_members] = -1;
            region->organisations[o].member = (int)region->n_members++;
        }
    for (size_t p = 0; p < region->n_payers; p++)
        if (settings_bool_at(settings, "payers[].member", p)) {
            region->member_organisation[region->n_members] = -1;
            region->member_payer[region->n_members] = (int)p;
            region->payers[p].member = (int)region->n_members++;
        }
    return SIM_OK;
}

static double payer_size_fte(const struct region *region, size_t payer)
{
    /* A payer's regional policy staff: about one job per 20,000 people it answers for. */
    const double people = region->people_start * region->p.people_per_citizen * region->payers[payer].share;
    return fmax(0.5, people / 20000.0);
}

/* The domain of a member is the law that it mainly works under: of its kind's first service, or that it pays for. Zero
 * when it has none, as people who speak for patients. */
static int domain_of_member(const struct region *region, size_t m)
{
    static const int law_of_payer[N_PAYER_KINDS] = {
        [PAYER_INSURER] = LAW_ZVW, [PAYER_CARE_OFFICE] = LAW_WLZ, [PAYER_MUNICIPALITY] = LAW_WMO, [PAYER_STATE] = -1};
    const int o = region->member_organisation[m];
    if (o < 0)
        return 1 + law_of_payer[region->payers[region->member_payer[m]].kind];
    for (int s = 0; s < N_SERVICES; s++)
        if (service_types[s].kind == region->organisations[o].kind)
            return 1 + (int)service_types[s].law;
    return 0;
}

static void describe_member(const struct region *region, const struct settings *settings, size_t m,
                            struct network_member_setup *member)
{
    const int o = region->member_organisation[m];
    const bool organisation = o >= 0;
    const size_t i = organisation ? (size_t)o : (size_t)region->member_payer[m];
    *member = (struct network_member_setup){
        .name = organisation ? region->organisations[i].name : region->payers[i].name,
        .size_fte = organisation ? region->organisations[i].fte : payer_size_fte(region, i),
        .weight_finance = settings_real_at(settings, organisation ? "organisations[].finance" : "payers[].finance", i),
        .weight_mission = settings_real_at(settings, organisation ? "organisations[].mission" : "payers[].mission", i),
        .weight_status = settings_real_at(settings, organisation ? "organisations[].status" : "payers[].status", i),
        .weight_relation =
            settings_real_at(settings, organisation ? "organisations[].relation" : "payers[].relation", i),
        .mandate = settings_real_at(settings, organisation ? "organisations[].mandate" : "payers[].mandate", i),
        .orientation =
            settings_real_at(settings, organisation ? "organisations[].orientation" : "payers[].orientation", i),
        .founder = settings_bool_at(settings, organisation ? "organisations[].founder" : "payers[].founder", i),
        .payer = !organisation,
        .domain = domain_of_member(region, m),
        .location = settings_text_at(settings, organisation ? "organisations[].location" : "payers[].location", i),
        .data = organisation ? settings_real_at(settings, "organisations[].data", i) : 0.0,
        .exploit = settings_real_at(settings, organisation ? "organisations[].exploit" : "payers[].exploit", i),
        .other_networks =
            settings_real_at(settings, organisation ? "organisations[].other_networks" : "payers[].other_networks", i),
        .formality = settings_real_at(settings, organisation ? "organisations[].formality" : "payers[].formality", i),
        .duty = settings_real_at(settings, organisation ? "organisations[].duty" : "payers[].duty", i),
    };
    const long long joins =
        settings_int_at(settings, organisation ? "organisations[].joins_month" : "payers[].joins_month", i);
    member->joins = joins < 0 ? 0 : (size_t)joins + 1;
}

/* The past of all members, in one block of memory that *block owns; none when the scenario names none. */
static int describe_past(const struct region *region, const struct settings *settings,
                         struct network_member_setup *members, double **block, struct sim_err *err)
{
    const size_t n = region->n_members;
    struct history_party *parties = NULL;
    *block = NULL;
    if (settings_count(settings, "network.history") == 0)
        return SIM_OK;
    *block = sim_calloc(3 * n * n, sizeof **block);
    parties = sim_calloc(n, sizeof *parties);
    if (!*block || !parties) {
        free(parties);
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the past of %zu members", n);
    }
    for (size_t m = 0; m < n; m++) {
        const bool payer = region->member_payer[m] >= 0;
        parties[m] =
            (struct history_party){payer, (size_t)(payer ? region->member_payer[m] : region->member_organisation[m])};
    }
    double *trust = *block, *familiarity = trust + n * n, *expected = familiarity + n * n;
    history_fill(settings, parties, n, trust, familiarity, expected);
    for (size_t m = 0; m < n; m++) {
        members[m].history = trust + m * n;
        members[m].familiarity = familiarity + m * n;
        members[m].expected = expected + m * n;
    }
    free(parties);
    return SIM_OK;
}

static int create_network(struct region *region, const struct settings *settings, struct sim_err *err)
{
    struct network_member_setup *members = sim_calloc(region->n_members, sizeof *members);
    struct network_coalition_setup *coalitions = sim_calloc(region->n_coalitions, sizeof *coalitions);
    double *past = NULL;
    int status = SIM_E_NOMEM;
    if (!members || !coalitions) {
        sim_fail(err, SIM_E_NOMEM, "out of memory for a network of %zu members", region->n_members);
        goto cleanup;
    }
    for (size_t m = 0; m < region->n_members; m++)
        describe_member(region, settings, m, &members[m]);
    status = describe_past(region, settings, members, &past, err);
    if (status != SIM_OK)
        goto cleanup;
    for (size_t c = 0; c < region->n_coalitions; c++) {
        const struct intervention *v = &region->interventions[c];
        coalitions[c] = (struct network_coalition_setup){
            .name = v->name,
            .n_roles = v->n_roles,
            .role_of_member = v->role_of_member,
            .role_hours = v->role_hours,
            .start_month = settings_real_at(settings, "coalitions[].start_month", c),
            .running = settings_bool_at(settings, "coalitions[].running", c),
            .after = (size_t)(settings_find(settings, "coalitions", settings_text_at(settings, "coalitions[].after", c))
                              + 1),
            .after_months = (double)settings_int_at(settings, "coalitions[].after_months", c),
        };
    }
    status =
        network_create(settings, members, region->n_members, coalitions, region->n_coalitions, &region->network, err);
cleanup:
    free(past);
    free(members);
    free(coalitions);
    return status;
}

/* One block of memory for all inputs of the network. */
static int create_inputs(struct region *region, struct sim_err *err)
{
    const size_t n = region->n_members, nc = n * region->n_coalitions;
    region->input_block = sim_calloc(2 * n + 5 * nc + 3 * region->n_coalitions, sizeof *region->input_block);
    if (!region->input_block)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for a network of %zu members", n);
    double *at = region->input_block;
    region->inputs.workload = at;
    region->inputs.hours_free = at + n;
    region->inputs.own_gain = at + 2 * n;
    region->inputs.compensation = at + 2 * n + nc;
    region->inputs.paid_share = at + 2 * n + 2 * nc;
    region->inputs.structural = at + 2 * n + 3 * nc;
    region->inputs.health_gain = at + 2 * n + 4 * nc;
    region->inputs.true_effect = region->inputs.health_gain + region->n_coalitions;
    region->inputs.true_volume = region->inputs.true_effect + region->n_coalitions;
    region->inputs.on_paper = region->inputs.true_volume + region->n_coalitions;
    return SIM_OK;
}

static int create_shocks(struct region *region, const struct settings *settings, struct sim_err *err)
{
    const int status = shocks_read(settings, &region->shocks, &region->inputs.n_shocks, err);
    region->inputs.shocks = region->shocks;
    return status;
}

int collaboration_create(struct region *region, const struct settings *settings, struct sim_err *err)
{
    region->contract_month = (size_t)settings_int(settings, "payer.contract_month");
    region->election_months = (size_t)settings_int(settings, "payer.election_months");
    region->election_reset = settings_real(settings, "payer.election_reset");
    region->reference_qaly = settings_real(settings, "effort.reference_qaly");
    int status = list_members(region, settings, err);
    if (status == SIM_OK)
        status = intervention_create(region, settings, err);
    if (status == SIM_OK)
        status = concentration_create(region, settings, err);
    if (status == SIM_OK)
        status = compensation_create(region, settings, err);
    if (status == SIM_OK)
        status = create_inputs(region, err);
    if (status == SIM_OK)
        status = create_shocks(region, settings, err);
    if (status == SIM_OK)
        status = cost_sharing_create(region, settings, err);
    if (status == SIM_OK && settings_bool(settings, "network.active"))
        status = create_network(region, settings, err);
    return status;
}

void collaboration_destroy(struct region *region)
{
    network_destroy(region->network);
    intervention_destroy(region);
    concentration_destroy(region);
    compensation_destroy(region);
    cost_sharing_destroy(region);
    free(region->input_block);
    free(region->shocks);
    free(region->member_organisation);
    free(region->member_payer);
}

/* -- what coalitions mean to members
 * --------------------------------------------------------------------------------------------- */

static double clip(double x, double limit)
{
    return fmin(limit, fmax(-limit, x));
}

/* What the volumes that a coalition at full output changes mean to the result of an organisation, in cents a month. */
static double volume_gain_cents(const struct region *region, size_t o, size_t c)
{
    double cents = 0.0;
    const struct organisation *organisation = &region->organisations[o];
    const struct contracts *contracts = &region->contracts;
    /* Before it starts a coalition threatens the whole fixed cost; that follows what it really moves (E606), so that one
     * which runs on paper alone threatens as much as before. */
    const double friction = intervention_friction(&region->interventions[c]);
    for (int s = 0; s < N_SERVICES; s++) {
        const double change = region->interventions[c].volume_change[s];
        if (change == 0.0 || service_types[s].kind != organisation->kind)
            continue;
        double clients = 0.0;
        for (size_t p = 0; p < contracts->payers[s]; p++)
            clients +=
                contracts->list[contracts->first[s] + organisation->position * contracts->payers[s] + p].base_clients;
        cents += change * clients * billing_margin(region, o, s, friction);
    }
    if (region->compensation)
        cents += compensation_moved_cents(region, o, c);
    return cents;
}

/* Change of a member's own monthly result when the coalition is at full output, in cents. */
static double own_gain_cents(const struct region *region, size_t m, size_t c)
{
    const int o = region->member_organisation[m];
    if (o < 0)
        return payer_saving(region, (size_t)region->member_payer[m], c, false)
               - payment_of_payer_cents(region, (size_t)region->member_payer[m], c);
    const double gain = volume_gain_cents(region, (size_t)o, c);
    return cost_sharing_by_bids(region) ? gain - payment_of_good_cents(region, account_of_organisation((size_t)o), c)
                                        : gain;
}

/* Mean trust of a member in the others; the starting trust when there are none. */
static double trust_in_others(const struct region *region, size_t m)
{
    double trust = 0.0, others = 0.0;
    for (size_t other = 0; other < region->n_members; other++)
        if (other != m && network_member(region->network, other)) {
            trust += network_trust(region->network, m, other);
            others += 1.0;
        }
    return others > 0.0 ? trust / others : region->p.trust_start;
}

double collaboration_value(const struct region *region, size_t m)
{
    double cents = 0.0;
    for (size_t c = 0; c < region->n_coalitions; c++)
        cents += volume_gain_cents(region, (size_t)region->member_organisation[m], c);
    return cents * trust_in_others(region, m);
}

/* A share of the believed saving of the pool at full output that payers would give away a month: nothing below the
 * minimum, and no more than the corridor allows. */
static double given_cents(const struct region *region, double saving, double share)
{
    double norm = 0.0;
    for (size_t p = 0; p < region->n_payers; p++)
        norm += region->payers[p].pool_base_cents;
    if (saving < region->money->minimum_saving * norm)
        return 0.0;
    return share * fmin(saving, region->money->corridor * norm);
}

/* What sharing would bring a member a month at full output: organisations get by the key, payers pay by their part of
 * the pool, what goes to the regional fund included, and pooling moves deviations between payers. */
static double compensation_cents(const struct region *region, size_t m, size_t c)
{
    const struct money *money = region->money;
    double saving = 0.0, savers = 0.0;
    for (size_t p = 0; p < region->n_payers; p++) {
        const double own = payer_saving(region, p, c, true);
        saving += own;
        savers += fmax(0.0, own);
    }
    const double shared = given_cents(region, saving, money->shared_savings);
    const int p = region->member_payer[m];
    if (p >= 0) {
        const double own = payer_saving(region, (size_t)p, c, true), part = payment_pool_share(region, (size_t)p);
        const double given =
            shared + given_cents(region, saving, (1.0 - money->shared_savings) * money->arrangements.reinvest);
        return money->pooled ? part * (saving - given) - own : savers > 0.0 ? -given * fmax(0.0, own) / savers : 0.0;
    }
    return settlement_expected_cents(region, shared, m, c);
}

/* Compensation between providers, per cent of own effort. A gain or loss beyond the bounds of own gain is felt as the
 * bound: what is paid for it weighs as much less. */
static double transfer_of(const struct region *region, size_t m, size_t c, double own, double felt)
{
    const int o = region->member_organisation[m];
    const double part = own != 0.0 ? felt / own : 1.0;
    return o >= 0 ? part * compensation_expected_cents(region, (size_t)o, c) : 0.0;
}

/* Health value at a true size of the effects over that of the business case: 2 h / (h + r) at size h against h. */
static double true_health(double health, double size)
{
    const double scale = 2.0 - health + size * health;
    return scale > 0.0 ? 2.0 * size / scale : 1.0;
}

static void fill_inputs(struct region *region)
{
    const size_t n = region->n_members, nc = n * region->n_coalitions;
    double *workload = region->input_block, *hours_free = workload + n, *own = hours_free + n, *compensation = own + nc,
           *paid = compensation + nc, *structural = paid + nc;
    double *health = structural + nc, *true_effect = health + region->n_coalitions,
           *true_volume = true_effect + region->n_coalitions, *on_paper = true_volume + region->n_coalitions;
    const size_t month = region->month - region->p.spinup_months;
    const bool yearly = month == 0 || month % 12 == region->contract_month;
    if (yearly)
        compensation_foresee(region);
    for (size_t c = 0; c < region->n_coalitions; c++) {
        health[c] = region->interventions[c].health_gain;
        true_volume[c] = region->interventions[c].true_size;
        true_effect[c] = true_health(health[c], true_volume[c]);
    }
    for (size_t m = 0; m < n; m++) {
        const int o = region->member_organisation[m];
        workload[m] = o >= 0 ? region->organisations[o].workload : 1.0;
        hours_free[m] =
            o >= 0
                ? fmax(40.0, region->p.network_hours * region->organisations[o].hours_contracted)
                : fmax(60.0, 0.5 * region->p.hours_per_fte * payer_size_fte(region, (size_t)region->member_payer[m]));
        for (size_t c = 0; c < region->n_coalitions; c++) {
            const int role = region->interventions[c].role_of_member[m];
            const size_t k = m * region->n_coalitions + c;
            paid[k] = payment_paid_share(region, m, c);
            structural[k] = payment_structural_share(region, m, c);
            if (!yearly)
                continue; /* beliefs follow the business case of the year */
            const double cost =
                payment_wage_cents(region, m) * (role >= 0 ? region->interventions[c].role_hours[role] : 120.0);
            const double gain = own_gain_cents(region, m, c) / fmax(1.0, cost);
            own[k] = clip(gain, 3.0);
            double shared = compensation_cents(region, m, c);
            if (region->compensation) {
                shared += transfer_of(region, m, c, gain, own[k]);
                /* Who pays whom for which moves cannot be agreed without saying what they cost each. */
                on_paper[k] = o >= 0 && compensation_expected_cents(region, (size_t)o, c) != 0.0;
            }
            compensation[k] = clip(shared / fmax(1.0, cost), 3.0);
        }
    }
}

/* -- the month
 * -------------------------------------------------------------------------------------------------------------- */

static void take_over(struct region *region)
{
    for (size_t o = 0; o < region->n_organisations; o++) {
        struct organisation *organisation = &region->organisations[o];
        organisation->hours_network = 0.0;
        if (organisation->member == MEMBER_NONE)
            continue;
        const size_t m = (size_t)organisation->member;
        organisation->hours_network = network_effort_hours(region->network, m)
                                      + network_coordination_hours(region->network, m)
                                      + cashier_registration_hours(region, m);
        organisation->trust_given = trust_in_others(region, m);
    }
}

void collaboration_month(struct region *region)
{
    const size_t horizon_month = region->month - region->p.spinup_months;
    payment_open_month(region);
    fill_inputs(region);
    network_meet(region->network, &region->inputs, &region->stream, region->month, horizon_month);
    network_work(region->network, &region->inputs, &region->stream, region->month);
    take_over(region);
    intervention_month(region);
    payment_collaboration(region);
    compensation_pay(region);
    network_reflect(region->network, &region->inputs, &region->stream, region->month);
}
