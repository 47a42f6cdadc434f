#include "models/care/work.h"

#include <math.h>
#include <stdlib.h>

#include "models/care/professionals.h"
#include "models/money/billing.h"
#include "models/region.h"
#include "sim/base/mem.h"

/* Contracts are made for a year, and so are plans. */
static const double PLAN_MONTHS = 12.0;

/* -- creation ------------------------------------------------------------------------------------------------------ */

/* Share of jobs that stand empty when people leave at a yearly rate and a vacancy takes some months to fill. */
static double vacant_share(double leave_per_year, double months)
{
    const double empty = leave_per_year * months / 12.0;
    return empty / (1.0 + empty);
}

static void read_organisation(struct region *region, const struct settings *settings, size_t o)
{
    struct organisation *organisation = &region->organisations[o];
    organisation->name = settings_text_at(settings, "organisations[].name", o);
    organisation->kind = (enum kind)settings_choice_at(settings, "organisations[].kind", o);
    organisation->fte = settings_real_at(settings, "organisations[].fte", o);
    organisation->data = settings_real_at(settings, "organisations[].data", o);
    organisation->practices =
        organisation->kind == KIND_GP ? (size_t)settings_int_at(settings, "organisations[].practices", o) : 0;
    organisation->member = MEMBER_NONE;
    const int row = settings_find(settings, "kinds", kind_names[organisation->kind]);
    const size_t k = row < 0 ? 0 : (size_t)row;
    organisation->wage_cents_hour = 100.0 * settings_real_at(settings, "kinds[].wage_eur_hour", k);
    organisation->boundary_share = settings_real_at(settings, "kinds[].boundary_fte", k);
    organisation->staff_share = settings_real_at(settings, "kinds[].staff_share", k);
    organisation->staff_for_queues = 1.0;
    organisation->redeployed = settings_real_at(settings, "kinds[].redeployed", k);
    organisation->other_work = settings_real_at(settings, "kinds[].other_work", k);
    organisation->fixed_share = settings_real_at(settings, "kinds[].fixed_share", k);
    organisation->workload = organisation->workload_start = settings_real_at(settings, "kinds[].workload", k);
    organisation->sick_leave = region->p.sick_leave;
    organisation->vacancy = vacant_share(region->p.leave_per_year, region->p.vacancy_months);
    organisation->wellbeing = WELLBEING_USUAL;
    for (int s = 0; s < N_SERVICES; s++) {
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            organisation->teams[s].intensity[type] = 1.0;
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            organisation->teams[s].cases[type] = 1.0;
        organisation->teams[s].priority = organisation->teams[s].load = organisation->teams[s].labour = 1.0;
        organisation->teams[s].queue = (struct queue){NODE_NONE, NODE_NONE, 0};
    }
}

/* Citizens spread over the organisations of a kind by size: 256 slots, filled in order. */
static void spread_citizens(struct region *region, enum kind kind)
{
    double sum = 0.0, goal = 0.0;
    for (size_t k = 0; k < region->kind_n[kind]; k++)
        sum += region->organisations[region->kind_first[kind][k]].fte;
    unsigned slot = 0;
    for (size_t k = 0; k < region->kind_n[kind]; k++) {
        goal += region->organisations[region->kind_first[kind][k]].fte / sum * 256.0;
        for (; slot < 256 && (double)slot + 0.5 < goal; slot++)
            region->provider[kind][slot] = (uint8_t)k;
    }
}

int work_create(struct region *region, const struct settings *settings, struct sim_err *err)
{
    const size_t n = settings_count(settings, "organisations");
    region->n_organisations = n;
    region->organisations = sim_calloc(n, sizeof *region->organisations);
    if (!region->organisations)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu organisations", n);
    for (size_t o = 0; o < n; o++) {
        struct organisation *organisation = &region->organisations[o];
        read_organisation(region, settings, o);
        organisation->practice_first = region->n_practices;
        region->n_practices += organisation->practices;
        organisation->position = region->kind_n[organisation->kind];
        region->kind_first[organisation->kind][region->kind_n[organisation->kind]++] = o;
    }
    for (int kind = 0; kind < N_KINDS; kind++)
        if (region->kind_n[kind] > 0)
            spread_citizens(region, (enum kind)kind);
    region->practices = sim_calloc(region->n_practices, sizeof *region->practices);
    if (!region->practices)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu practices", region->n_practices);
    for (size_t o = 0; o < n; o++)
        for (size_t k = 0; k < region->organisations[o].practices; k++)
            region->practices[region->organisations[o].practice_first + k].organisation = (uint16_t)o;
    return professionals_create(region, settings, err);
}

void work_destroy(struct region *region)
{
    professionals_destroy(region);
    free(region->organisations);
    free(region->practices);
}

/* -- a month of the organisations ---------------------------------------------------------------------------------- */

/* Staff hours that one client of a team takes: a month, or once. */
static double hours_of_client(const struct region *region, const struct team *team, int service)
{
    const struct service_terms *terms = &region->services[service];
    return region->p.people_per_citizen * terms->units * terms->hours * team->load * team->labour;
}

static bool in_queue(const struct organisation *organisation, int service)
{
    return service_types[service].queued && service_types[service].kind == organisation->kind;
}

/* Hours of the clients that teams with a queue plan for. */
static double planned_hours(const struct region *region, const struct organisation *organisation)
{
    double hours = 0.0;
    for (int s = 0; s < N_SERVICES; s++)
        if (in_queue(organisation, s))
            hours += organisation->teams[s].capacity * hours_of_client(region, &organisation->teams[s], s);
    return hours;
}

/* Months that clients stay with a team; an event is over in one. */
static double stay(const struct region *region, const struct team *team, int service)
{
    return service_lasts(region->services, service) && team->ends_mean > 0.0
               ? fmax(1.0, team->users_mean / team->ends_mean)
               : 1.0;
}

/* Clients that a team means to start this month: those who come and are not lost, and in a year those who wait longer
 * than at the start. */
static double planned_starts(const struct region *region, const struct team *team, int service)
{
    const double late = team->waiting - region->services[service].held_months * team->arrivals_mean;
    return fmax(0.0, team->arrivals_mean - team->lost_mean) + fmax(0.0, late) / PLAN_MONTHS;
}

/* Contracts and rosters follow who comes and how long people stay. */
static void plan(struct region *region, struct organisation *organisation)
{
    for (int s = 0; s < N_SERVICES; s++) {
        if (!in_queue(organisation, s))
            continue;
        struct team *team = &organisation->teams[s];
        team->lost_mean += region->slow * (team->lost - team->lost_mean);
        team->ends_mean += region->slow * (team->ends - team->ends_mean);
        team->users_mean += region->slow * (team->users - team->users_mean);
        if (region->staffing_fixed)
            team->capacity += planned_starts(region, team, s) - team->capacity / stay(region, team, s);
        else
            team->capacity = service_lasts(region->services, s) ? team->users : team->arrivals_mean;
    }
}

/* Staff hours that this month's deliveries took: those of queued services, and all. */
static void demand(struct region *region)
{
    for (size_t o = 0; o < region->n_organisations; o++)
        region->organisations[o].hours_demanded = region->organisations[o].hours_served = 0.0;
    for (size_t k = 0; k < region->contracts.n; k++) {
        const struct contract *contract = &region->contracts.list[k];
        struct organisation *organisation = &region->organisations[contract->organisation];
        const struct service_terms *terms = &region->services[contract->service];
        double units = 0.0;
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            units += region_units(region, contract, (enum client_type)type);
        const double hours = units * organisation->teams[contract->service].labour * terms->hours;
        organisation->hours_demanded += hours + region_bridge_units(region, contract) * terms->hours;
        organisation->hours_served += in_queue(organisation, contract->service) ? hours : 0.0;
    }
    /* Tuning with others that is paid is done (E1002); what is not paid is part of a contact. */
    for (size_t k = 0; k < region->n_practices; k++)
        for (int kind = 0; kind < N_KINDS; kind++)
            region->organisations[region->practices[k].organisation].hours_demanded +=
                region->practices[k].handovers[kind] * region->p.people_per_citizen * region->consultation_paid
                * region->money->consultation_hours;
    for (size_t o = 0; o < region->n_organisations; o++) {
        struct organisation *organisation = &region->organisations[o];
        if (organisation->hours_demanded <= 0.0) /* its own work lies outside the model: a constant load */
            organisation->hours_demanded = organisation->workload_start * organisation->fte * region->p.hours_per_fte;
    }
}

/* Hours freed in queued services since staffing was fixed that other work takes up: until they are asked for again. */
static double taken_up(const struct organisation *organisation, double hours_in_queues)
{
    return organisation->redeployed * fmax(0.0, organisation->hours_queues_start - hours_in_queues);
}

/* Hours that the organisation plans for, and what staff it has for its queues: staff bears a part of what is short as
 * workload, and the queues the rest; what is left serves them, before other work takes it up. */
static void ration(const struct region *region, struct organisation *organisation)
{
    const double planned = planned_hours(region, organisation);
    organisation->hours_rest +=
        region->slow * (organisation->hours_demanded - organisation->hours_served - organisation->hours_rest);
    if (!region->staffing_fixed) {
        organisation->hours_queues_start = planned;
        /* Work that the model does not hold: a share of the usual hours, and the same hours from then on. */
        organisation->hours_other =
            (organisation->hours_rest + planned) * organisation->other_work / (1.0 - organisation->other_work);
    }
    const double usual = organisation->hours_rest + planned + organisation->hours_other;
    organisation->hours_usual = usual + taken_up(organisation, planned);
    organisation->hours_demanded += organisation->hours_other;
    if (region->staffing_fixed)
        organisation->hours_demanded += taken_up(organisation, organisation->hours_served);
    const double left = organisation->hours_available * organisation->workload_start - usual;
    const double held_back = (1.0 - region->p.stretch) * left / fmax(1.0, usual);
    organisation->staff_for_queues = 1.0;
    if (region->staffing_fixed)
        organisation->staff_for_queues += left < 0.0 || planned <= 0.0 ? held_back : left / planned;
}

/* Part of its wish to hire that an organisation can pay for: all without a loss, none at the limit. Below that it
 * replaces fewer of those who leave (< 0), at twice the limit none. */
static double affordable(const struct region *region, const struct organisation *organisation)
{
    return fmin(1.0, fmax(-1.0, 1.0 + organisation->result_mean / region->p.loss_limit));
}

static void staff(struct region *region, struct organisation *organisation)
{
    const struct region_params *p = &region->p;
    /* Boundary professionals' wellbeing speaks for them alone; the others feel the workload. */
    const double low = organisation->boundary_share * (WELLBEING_USUAL - organisation->wellbeing)
                       + (1.0 - organisation->boundary_share) * p->wellbeing_load
                             * (organisation->workload - organisation->workload_start);
    organisation->sick_leave = fmin(0.4, fmax(0.01, p->sick_leave + p->sick_leave_load * (organisation->workload - 1.0)
                                                        + p->sick_leave_wellbeing * low));
    const double leave = p->leave_per_year * professionals_leaving_factor(region, low);
    organisation->vacancy +=
        (vacant_share(leave, p->vacancy_months) - organisation->vacancy) / fmax(1.0, p->vacancy_months);
    const double present = (1.0 - organisation->sick_leave) * (1.0 - organisation->vacancy);
    if (!region->staffing_fixed) {
        /* The status quo: as many as the work of the start asks for. */
        organisation->hours_available = organisation->hours_usual / organisation->workload_start;
        organisation->hours_contracted = organisation->hours_available / present;
        organisation->workload = organisation->workload_start;
        return;
    }
    const double shortage =
        organisation->hours_usual / organisation->workload_start - organisation->hours_contracted * present;
    /* Scarce supply limits growth; a surplus shrinks only by not replacing those who leave. */
    const double grow =
        organisation->hours_contracted * p->growth_per_year / 12.0 + p->hire_speed / 12.0 * fmax(0.0, shortage);
    const double leavers = organisation->hours_contracted * leave / 12.0, means = affordable(region, organisation);
    double change =
        shortage > 0.0 ? fmax(0.0, means) * fmin(grow, shortage / present) : fmax(shortage / present, -leavers);
    if (means < 0.0) { /* down to a tenth: nobody goes bankrupt here */
        const double least = fmin(organisation->hours_contracted, organisation->hours_contracted_base / 10.0);
        change = fmax(least - organisation->hours_contracted, fmin(change, leavers * means));
    }
    organisation->hours_contracted += change;
    organisation->hours_available = fmax(1.0, organisation->hours_contracted * present);
    /* What extra staff does not do of the network's work is overtime. */
    const double overtime = (1.0 - p->replaced) * organisation->hours_network;
    organisation->workload = (organisation->hours_demanded + overtime) / organisation->hours_available;
}

void work_month(struct region *region)
{
    demand(region);
    for (size_t o = 0; o < region->n_organisations; o++) {
        plan(region, &region->organisations[o]);
        ration(region, &region->organisations[o]);
        staff(region, &region->organisations[o]);
        region->organisations[o].leavers = 0;
    }
    professionals_month(region);
}

void work_fix_staffing(struct region *region)
{
    region->staffing_fixed = true;
}
