#include "models/care/professionals.h"

#include <math.h>
#include <stdlib.h>

#include "models/region.h"
#include "sim/base/mem.h"

/* Means per organisation and practice, for routing, sick leave and outcomes. */
static void summarise(struct region *region)
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

/* -- creation ------------------------------------------------------------------------------------------------------ */

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

int professionals_create(struct region *region, const struct settings *settings, struct sim_err *err)
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
    summarise(region);
    return SIM_OK;
}

void professionals_destroy(struct region *region)
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
}

/* -- a month ------------------------------------------------------------------------------------------------------- */

double professionals_leaving_factor(const struct region *region, double low)
{
    return 1.0 + fmax(-0.5, region->p.leave_wellbeing * low);
}

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
    const double yearly =
        region->p.leave_per_year * professionals_leaving_factor(region, WELLBEING_USUAL - (double)p->wellbeing[i]);
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

void professionals_month(struct region *region)
{
    const uint32_t n = region->professionals.n;
    count_handovers(region);
    for (uint32_t i = 0; i < n; i++)
        leave_or_stay(region, i);
    for (uint32_t i = 0; i < n; i++)
        update_ties(region, i);
    for (uint32_t i = 0; i < n; i++)
        feel(region, i);
    summarise(region);
}
