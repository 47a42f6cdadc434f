#include "models/care/work.h"

#include <math.h>
#include <stdlib.h>

#include "models/money/billing.h"
#include "models/region.h"
#include "sim/base/mem.h"

/* Wellbeing at the usual workload and ties, on 0..1: only differences from it act. */
static const double WELLBEING_USUAL = 0.75;
/* Contracts are made for a year, and so are plans. */
static const double PLAN_MONTHS = 12.0;

/* -- creation --------------------------------------------------------------------------------------------------------
 */

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

static size_t boundary_count(const struct region *region, const struct settings *settings, size_t o)
{
    const struct organisation *organisation = &region->organisations[o];
    const int row = settings_find(settings, "kinds", kind_names[organisation->kind]);
    const double share = row < 0 ? 0.05 : settings_real_at(settings, "kinds[].boundary_fte", (size_t)row);
    const double n = ceil(organisation->fte * share);
    const size_t at_least = organisation->practices > 0 ? organisation->practices : 1;
    return n > (double)at_least ? (size_t)n : at_least;
}

static int allocate_professionals(struct region *region, size_t n, struct sim_err *err)
{
    struct professionals *p = &region->professionals;
    p->n = (uint32_t)n;
    p->employer = sim_calloc(n, sizeof *p->employer);
    p->practice = sim_calloc(n, sizeof *p->practice);
    p->tenure_months = sim_calloc(n, sizeof *p->tenure_months);
    p->vacant_months = sim_calloc(n, sizeof *p->vacant_months);
    p->wellbeing = sim_calloc(n, sizeof *p->wellbeing);
    p->skill = sim_calloc(n, sizeof *p->skill);
    p->trust = sim_calloc(n, sizeof *p->trust);
    p->tie = sim_calloc(n * TIES, sizeof *p->tie);
    p->strength = sim_calloc(n * TIES, sizeof *p->strength);
    p->left = sim_calloc(n, sizeof *p->left);
    if (!p->employer || !p->practice || !p->tenure_months || !p->vacant_months || !p->wellbeing || !p->skill
        || !p->trust || !p->tie || !p->strength || !p->left)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu professionals", n);
    return SIM_OK;
}

/* A colleague in another kind of organisation: any one, drawn. */
static uint32_t partner(const struct region *region, uint32_t professional, uint32_t word)
{
    const struct professionals *p = &region->professionals;
    const enum kind own = region->organisations[p->employer[professional]].kind;
    for (uint32_t k = 0; k < 64; k++) {
        const uint32_t other = (uint32_t)(((uint64_t)(word + k * 0x9E3779B9u) * p->n) >> 32);
        if (region->organisations[p->employer[other]].kind != own)
            return other;
    }
    return professional;
}

static void first_ties(struct region *region)
{
    struct professionals *p = &region->professionals;
    for (uint32_t i = 0; i < p->n; i++) {
        for (uint32_t k = 0; k < TIES; k++) {
            const struct rng_words w = rng_draw(&region->stream, i, 0, PURPOSE_PROFESSIONAL, 1 + k);
            p->tie[i * TIES + k] = partner(region, i, w.w[0]);
            p->strength[i * TIES + k] = (float)fmin(1.0, 2.0 * region->p.tie_start * rng_unit(w.w[1]));
        }
        const struct rng_words w = rng_draw(&region->stream, i, 0, PURPOSE_PROFESSIONAL, 0);
        p->skill[i] = (float)rng_unit(w.w[0]);
        p->tenure_months[i] = (uint16_t)(rng_unit(w.w[1]) * 120.0);
        p->wellbeing[i] = (float)WELLBEING_USUAL;
        p->trust[i] = (float)region->p.trust_start;
    }
}

static int create_professionals(struct region *region, const struct settings *settings, struct sim_err *err)
{
    const double most = (double)settings_int(settings, "work.boundary_agents_max");
    double all = 0.0;
    for (size_t o = 0; o < region->n_organisations; o++)
        all += (double)boundary_count(region, settings, o);
    const double keep = fmin(1.0, most / fmax(1.0, all));
    size_t n = 0;
    for (size_t o = 0; o < region->n_organisations; o++) {
        struct organisation *organisation = &region->organisations[o];
        const size_t at_least = organisation->practices > 0 ? organisation->practices : 1;
        const size_t wish = (size_t)((double)boundary_count(region, settings, o) * keep);
        organisation->professional_first = n;
        organisation->professionals = wish > at_least ? wish : at_least;
        n += organisation->professionals;
    }
    const int status = allocate_professionals(region, n, err);
    if (status != SIM_OK)
        return status;
    for (size_t o = 0; o < region->n_organisations; o++) {
        const struct organisation *organisation = &region->organisations[o];
        for (size_t k = 0; k < organisation->professionals; k++) {
            const size_t i = organisation->professional_first + k;
            region->professionals.employer[i] = (uint16_t)o;
            if (organisation->practices > 0)
                region->professionals.practice[i] =
                    (uint16_t)(organisation->practice_first + k % organisation->practices);
        }
    }
    first_ties(region);
    return SIM_OK;
}

static void professionals_summary(struct region *region);

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
    const int status = create_professionals(region, settings, err);
    if (status == SIM_OK)
        professionals_summary(region);
    return status;
}

void work_destroy(struct region *region)
{
    struct professionals *p = &region->professionals;
    free(p->employer);
    free(p->practice);
    free(p->tenure_months);
    free(p->vacant_months);
    free(p->wellbeing);
    free(p->skill);
    free(p->trust);
    free(p->tie);
    free(p->strength);
    free(p->left);
    free(region->organisations);
    free(region->practices);
}

/* -- a month of the organisations
 * ---------------------------------------------------------------------------------------- */

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

/* Turnover relative to usual when wellbeing is `low` below its usual level; halves at best. */
static double leaving_factor(const struct region *region, double low)
{
    return 1.0 + fmax(-0.5, region->p.leave_wellbeing * low);
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
    const double leave = p->leave_per_year * leaving_factor(region, low);
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

/* -- a month of the professionals
 * -------------------------------------------------------------------------------------------- */

/* Joint cases with a kind of partner, per tie of a practice's professionals. */
static double joint_cases(const struct region *region, uint32_t professional, enum kind kind)
{
    const struct professionals *p = &region->professionals;
    const struct organisation *employer = &region->organisations[p->employer[professional]];
    if (employer->kind != KIND_GP) {
        /* The other side of the GP's cases: spread over the partner's boundary professionals. */
        return kind == KIND_GP && employer->professionals > 0
                   ? region->handovers_kind[employer->kind] / (double)region->kind_professionals[employer->kind]
                   : 0.0;
    }
    const struct practice *practice = &region->practices[p->practice[professional]];
    return practice->handovers[kind] / region->p.tie_shared;
}

static void update_ties(struct region *region, uint32_t i)
{
    struct professionals *p = &region->professionals;
    const struct region_params *q = &region->p;
    const struct organisation *own = &region->organisations[p->employer[i]];
    for (uint32_t k = 0; k < TIES; k++) {
        const uint32_t other = p->tie[i * TIES + k];
        const struct organisation *theirs = &region->organisations[p->employer[other]];
        float *strength = &p->strength[i * TIES + k];
        if (p->left[i] || p->left[other]) {
            *strength *= (float)q->tie_successor; /* a successor is introduced, most of the relation is gone */
            continue;
        }
        double gain = q->tie_case * (0.5 + (double)p->trust[i]) * joint_cases(region, i, theirs->kind);
        if (region->network_running && own->member != MEMBER_NONE && theirs->member != MEMBER_NONE) {
            /* One delegate of each sits in the meeting: the hours count for one pair out of all. */
            const double pairs =
                (double)(own->professionals > theirs->professionals ? own->professionals : theirs->professionals);
            gain += q->tie_meeting * network_contact_hours(region->network, (size_t)own->member, (size_t)theirs->member)
                    / pairs;
        }
        const double s = *strength;
        *strength = (float)fmin(1.0, fmax(0.0, s + fmin(gain, 1.0) * (1.0 - s) - q->tie_decay * (s - q->tie_start)));
    }
}

static void leave_or_stay(struct region *region, uint32_t i)
{
    struct professionals *p = &region->professionals;
    p->left[i] = 0;
    if (p->vacant_months[i] > 0) {
        p->vacant_months[i]--;
        return;
    }
    const double yearly = region->p.leave_per_year * leaving_factor(region, WELLBEING_USUAL - (double)p->wellbeing[i]);
    const struct rng_words w = rng_draw(&region->stream, i, (uint32_t)region->month, PURPOSE_PROFESSIONAL, 0);
    if (rng_unit(w.w[0]) >= yearly / 12.0) {
        p->tenure_months[i]++;
        return;
    }
    p->left[i] = 1;
    p->tenure_months[i] = 0;
    p->vacant_months[i] =
        (uint8_t)fmin(60.0, (double)rng_round(2.0 * region->p.vacancy_months * rng_unit(w.w[1]), w.w[2]));
    p->skill[i] = (float)rng_unit(w.w[3]);
    region->organisations[p->employer[i]].leavers++;
}

static void feel(struct region *region, uint32_t i)
{
    struct professionals *p = &region->professionals;
    const struct organisation *own = &region->organisations[p->employer[i]];
    double tie = 0.0;
    for (uint32_t k = 0; k < TIES; k++)
        tie += (double)p->strength[i * TIES + k] / TIES;
    const double administrative = own->hours_network / fmax(1.0, own->hours_available);
    const double target = WELLBEING_USUAL - region->p.wellbeing_load * (own->workload - own->workload_start)
                          - region->p.wellbeing_meetings * administrative
                          + region->p.wellbeing_tie * (tie - region->p.tie_start);
    p->wellbeing[i] += (float)region->p.wellbeing_pace * ((float)fmin(1.0, fmax(0.0, target)) - p->wellbeing[i]);
    if (region->network_running && own->member != MEMBER_NONE)
        p->trust[i] += (float)region->p.trust_pace * ((float)own->trust_given - p->trust[i]);
}

/* Means per organisation and practice, for routing, sick leave and outcomes. */
static void professionals_summary(struct region *region)
{
    struct professionals *p = &region->professionals;
    for (size_t k = 0; k < region->n_practices; k++) {
        struct practice *practice = &region->practices[k];
        practice->skill = 0.0;
        practice->professionals = 0;
        for (int kind = 0; kind < N_KINDS; kind++)
            practice->tie[kind] = 0.0;
    }
    for (size_t o = 0; o < region->n_organisations; o++)
        region->organisations[o].wellbeing = region->organisations[o].tie = 0.0;
    for (uint32_t i = 0; i < p->n; i++) {
        struct organisation *own = &region->organisations[p->employer[i]];
        double best[N_KINDS] = {0}, tie = 0.0;
        for (uint32_t k = 0; k < TIES; k++) {
            const enum kind kind = region->organisations[p->employer[p->tie[i * TIES + k]]].kind;
            best[kind] = fmax(best[kind], (double)p->strength[i * TIES + k]);
            tie += (double)p->strength[i * TIES + k] / TIES;
        }
        own->wellbeing += (double)p->wellbeing[i] / (double)own->professionals;
        own->tie += tie / (double)own->professionals;
        if (own->practices == 0)
            continue;
        struct practice *practice = &region->practices[p->practice[i]];
        practice->professionals++;
        practice->skill += (double)p->skill[i] * (p->tenure_months[i] < 12 ? 0.5 : 1.0);
        for (int kind = 0; kind < N_KINDS; kind++)
            practice->tie[kind] += best[kind];
    }
    for (size_t k = 0; k < region->n_practices; k++) {
        struct practice *practice = &region->practices[k];
        const double n = practice->professionals > 0 ? practice->professionals : 1;
        practice->skill /= n;
        for (int kind = 0; kind < N_KINDS; kind++)
            practice->tie[kind] /= n;
    }
}

static void count_handovers(struct region *region)
{
    for (int kind = 0; kind < N_KINDS; kind++) {
        region->handovers_kind[kind] = 0.0;
        region->kind_professionals[kind] = 0;
        for (size_t k = 0; k < region->kind_n[kind]; k++)
            region->kind_professionals[kind] += region->organisations[region->kind_first[kind][k]].professionals;
    }
    for (size_t k = 0; k < region->n_practices; k++)
        for (int kind = 0; kind < N_KINDS; kind++)
            region->handovers_kind[kind] += region->practices[k].handovers[kind];
}

void work_month(struct region *region)
{
    struct professionals *p = &region->professionals;
    demand(region);
    for (size_t o = 0; o < region->n_organisations; o++) {
        plan(region, &region->organisations[o]);
        ration(region, &region->organisations[o]);
        staff(region, &region->organisations[o]);
        region->organisations[o].leavers = 0;
    }
    count_handovers(region);
    for (uint32_t i = 0; i < p->n; i++)
        leave_or_stay(region, i);
    for (uint32_t i = 0; i < p->n; i++)
        update_ties(region, i);
    for (uint32_t i = 0; i < p->n; i++)
        feel(region, i);
    professionals_summary(region);
}

void work_fix_staffing(struct region *region)
{
    region->staffing_fixed = true;
}
