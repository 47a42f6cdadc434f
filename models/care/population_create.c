/* The population at its start: citizens, and the services that they use and wait for. */
#include "models/care/population.h"

#include <math.h>
#include <stdlib.h>

#include "models/care/pathway.h"
#include "models/care/queue.h"
#include "models/region.h"
#include "sim/base/mem.h"

static int allocate(struct region *region, uint32_t capacity, struct sim_err *err)
{
    struct citizens *c = &region->citizens;
    c->capacity = capacity;
    const size_t n = capacity;
    c->class = sim_calloc(n, sizeof *c->class);
    c->services = sim_calloc(n, sizeof *c->services);
    c->waiting = sim_calloc(n, sizeof *c->waiting);
    c->complex = sim_calloc(n, sizeof *c->complex);
    c->elsewhere = sim_calloc(n, sizeof *c->elsewhere);
    c->unmet_until = sim_calloc(n, sizeof *c->unmet_until);
    c->practice = sim_calloc(n, sizeof *c->practice);
    c->enrolled_at = sim_calloc(n, sizeof *c->enrolled_at);
    c->age = sim_calloc(n, sizeof *c->age);
    c->neighbourhood = sim_calloc(n, sizeof *c->neighbourhood);
    c->conditions = sim_calloc(n, sizeof *c->conditions);
    c->traits = sim_calloc(n, sizeof *c->traits);
    c->enrolled = sim_calloc(n, sizeof *c->enrolled);
    c->support = sim_calloc(n, sizeof *c->support);
    region->n_nodes = capacity + 1000; /* nobody waits for or uses more than one thing on average */
    region->nodes = sim_calloc(region->n_nodes, sizeof *region->nodes);
    region->calendar = sim_calloc(region->n_calendar, sizeof *region->calendar);
    if (!c->class || !c->services || !c->waiting || !c->complex || !c->elsewhere || !c->unmet_until || !c->practice
        || !c->enrolled_at || !c->age || !c->neighbourhood || !c->conditions || !c->traits || !c->enrolled
        || !c->support || !region->nodes || !region->calendar)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %u citizens", capacity);
    for (uint32_t k = 0; k < region->n_nodes; k++)
        region->nodes[k].next = k + 1 < region->n_nodes ? k + 1 : NODE_NONE;
    for (size_t m = 0; m < region->n_calendar; m++)
        region->calendar[m] = NODE_NONE;
    return SIM_OK;
}

int population_create(struct region *region, const struct settings *settings, struct sim_err *err)
{
    const double *share = NULL, *leave = NULL;
    settings_reals_at(settings, "region.age_shares", 0, &share);
    settings_reals_at(settings, "region.moves_out_per_1000", 0, &leave);
    settings_reals_at(settings, "region.literacy_limited", 0, &region->literacy_limited);
    double sum = 0.0;
    for (unsigned b = 0; b < N_BANDS; b++) {
        sum += share[b];
        region->move_profile[b] = share[b] * leave[group_of_band(b)];
    }
    const double people = (double)settings_int(settings, "region.population") * region->p.scale;
    const double years = (double)(region->p.spinup_months + region->p.horizon_months) / 12.0;
    const double grow = years * (region->p.births_per_1000 + region->p.moves_in_per_1000) / 1000.0;
    const double capacity = people * (1.0 + grow) + 2000.0;
    if (capacity > 4e9)
        return sim_fail(err, SIM_E_NOMEM, "%.0f citizens do not fit; lower region.scale", capacity);
    const int status = allocate(region, (uint32_t)capacity, err);
    if (status != SIM_OK)
        return status;
    region->people_start = people;
    double goal = 0.0;
    uint32_t made = 0;
    for (unsigned b = 0; b < N_BANDS; b++) {
        goal += share[b] / sum * people;
        for (uint32_t k = 0; made < (uint32_t)(goal + 0.5); made++, k++)
            population_appear(region, b * 5 + (b + 1 < N_BANDS ? k % 5 : k % 8), true);
    }
    return SIM_OK;
}

void population_destroy(struct region *region)
{
    struct citizens *c = &region->citizens;
    free(c->class);
    free(c->services);
    free(c->waiting);
    free(c->complex);
    free(c->elsewhere);
    free(c->unmet_until);
    free(c->practice);
    free(c->enrolled_at);
    free(c->age);
    free(c->neighbourhood);
    free(c->conditions);
    free(c->traits);
    free(c->enrolled);
    free(c->support);
    free(region->nodes);
    free(region->calendar);
}

void population_expect(struct region *region, const struct settings *settings)
{
    double social = 0.0, mental = 0.0;
    pathway_prepare(region);
    for (size_t k = 0; k < region->n_practices; k++) {
        social += rng_unit(region->practices[k].route_social) / (double)region->n_practices;
        mental += rng_unit(region->practices[k].route_mental) / (double)region->n_practices;
    }
    need_stocks(settings, social, mental, region->need);
}

/* Uses a service, waits for it, or neither: one draw for both. Who waits for household help or support may still wait
 * for the decision. */
static void start_service(struct region *region, uint32_t citizen, int service, uint32_t word, double uses,
                          double waits)
{
    const double u = rng_unit(word);
    if (u < uses) {
        pathway_service_start(region, citizen, service);
        return;
    }
    if (u >= uses + waits)
        return;
    const double decision = region->services[SERVICE_ASSESSMENT].held_months;
    const bool decided = (u - uses) * (decision + region->services[service].held_months) >= decision * waits;
    if (decided || (service != SERVICE_HELP && service != SERVICE_SUPPORT))
        queue_add(region, citizen, service);
    else
        pathway_request(region, citizen, service);
}

/* A step that comes past all of n numbers in turn, far apart: numbers go by age, and queues must not. */
static uint32_t far_step(uint32_t n)
{
    uint32_t step = (uint32_t)(0.618 * n);
    for (;; step++) {
        uint32_t a = n, b = step;
        while (b > 0) {
            const uint32_t rest = a % b;
            a = b;
            b = rest;
        }
        if (a == 1)
            return step;
    }
}

void population_start_services(struct region *region)
{
    const struct need *need = region->need;
    const uint32_t n = region->citizens.n, step = far_step(n);
    uint32_t i = 0;
    for (uint32_t k = 0; k < n; k++) {
        i = (uint32_t)(((uint64_t)i + step) % n);
        const struct citizen_class class = class_unpack(region->citizens.class[i]);
        const struct rng_words a = rng_draw(&region->stream, i, 0, PURPOSE_START, 0);
        const struct rng_words b = rng_draw(&region->stream, i, 0, PURPOSE_START, 1);
        if (class.state == STATE_LONGTERM) {
            const bool home = rng_unit(a.w[0]) >= region->p.nursing_home_share;
            pathway_service_start(region, i, home ? SERVICE_HOME_LONGTERM : SERVICE_NURSING_HOME);
            /* Those at home who wish for a place wait for one. */
            const double wish = (region->p.nursing_home_wish - region->p.nursing_home_share)
                                / fmax(1e-9, 1.0 - region->p.nursing_home_share);
            if (home && rng_unit(a.w[1]) < wish)
                queue_add(region, i, SERVICE_NURSING_HOME);
            continue;
        }
        start_service(region, i, SERVICE_NURSING, a.w[0], need->stock_nursing[class.band][class.state],
                      need->waiting_nursing[class.band][class.state]);
        start_service(region, i, SERVICE_HELP, a.w[1], need->stock_help[class.band][class.state],
                      need->waiting_help[class.band][class.state]);
        start_service(region, i, SERVICE_SUPPORT, a.w[2], need->stock_support[class.band][class.state],
                      need->waiting_support[class.band][class.state]);
        start_service(region, i, SERVICE_MENTAL, a.w[3], need->stock_mental[class.band][class.state],
                      need->waiting_mental[class.band][class.state]);
        start_service(region, i, SERVICE_YOUTH, b.w[0], need->stock_youth[class.band][class.state],
                      need->waiting_youth[class.band][class.state]);
        start_service(region, i, SERVICE_OUTPATIENT, b.w[1], 0.0, need->waiting_outpatient[class.band][class.state]);
    }
    region->tally.requests = 0; /* those were made before */
    for (size_t o = 0; o < region->n_organisations; o++)
        for (int s = 0; s < N_SERVICES; s++)
            region->organisations[o].teams[s].uncounted = 0.0;
}
