#include "models/care/population.h"

#include <math.h>

#include "models/care/intervention.h"
#include "models/care/pathway.h"
#include "models/care/queue.h"
#include "models/region.h"

enum { SCAN_CITIZENS = 2048 };

/* Position of a uniform word in a row of weights. */
static unsigned pick(const double *weight, unsigned n, uint32_t word)
{
    double sum = 0.0;
    for (unsigned i = 0; i < n; i++)
        sum += weight[i];
    double x = rng_unit(word) * sum;
    for (unsigned i = 0; i + 1 < n; i++) {
        if (x < weight[i])
            return i;
        x -= weight[i];
    }
    return n - 1;
}

void population_set_class(struct region *region, uint32_t citizen, uint16_t class)
{
    struct citizens *c = &region->citizens;
    const uint16_t before = c->class[citizen];
    if (before == class)
        return;
    const struct need *need = region->need;
    c->class[citizen] = class;
    region->class_count[before]--;
    region->class_count[class]++;
    region->practices[c->practice[citizen]].gp_contacts_micro +=
        need->gp_contacts_micro[class] - need->gp_contacts_micro[before];
    region->insurer_weight_micro[region->insurer[citizen_hash(citizen, 100)]] +=
        need->weight_micro[class] - need->weight_micro[before];
    region->people_complex -= before != CLASS_NONE && client_type_of(before, c->conditions[citizen]) == CLIENT_COMPLEX;
    region->people_complex += class != CLASS_NONE && client_type_of(class, c->conditions[citizen]) == CLIENT_COMPLEX;
}

static uint16_t with_unmet(uint16_t class, unsigned unmet)
{
    return (uint16_t)((class & ~1u) | unmet);
}

void population_unmet(struct region *region, uint32_t citizen, unsigned months)
{
    struct citizens *c = &region->citizens;
    const uint16_t until = (uint16_t)(region->month + months);
    const bool already = c->class[citizen] & 1u;
    if (!already || until > c->unmet_until[citizen])
        c->unmet_until[citizen] = until;
    if (already)
        return;
    population_set_class(region, citizen, with_unmet(c->class[citizen], 1));
    calendar_add(region, citizen, NODE_UNMET, months);
}

void population_met(struct region *region, uint32_t citizen)
{
    struct citizens *c = &region->citizens;
    if (c->waiting[citizen] == 0 && c->class[citizen] != CLASS_NONE)
        population_set_class(region, citizen, with_unmet(c->class[citizen], 0));
}

void population_unmet_ends(struct region *region, uint32_t citizen)
{
    struct citizens *c = &region->citizens;
    if (!(c->class[citizen] & 1u))
        return;
    const size_t until = c->unmet_until[citizen];
    if (until > region->month)
        calendar_add(region, citizen, NODE_UNMET, (double)(until - region->month));
    else if (c->waiting[citizen])
        calendar_add(region, citizen, NODE_UNMET, region->p.unmet_months);
    else
        population_set_class(region, citizen, with_unmet(c->class[citizen], 0));
}

void population_disenrol(struct region *region, uint32_t citizen)
{
    struct citizens *c = &region->citizens;
    if (c->enrolled[citizen] == 0)
        return;
    region->interventions[c->enrolled[citizen] - 1].enrolled--;
    c->enrolled[citizen] = 0;
}

/* -- arrivals and departures --------------------------------------------------------------------------------------- */

uint32_t population_appear(struct region *region, unsigned age, bool at_start)
{
    struct citizens *c = &region->citizens;
    if (c->n >= c->capacity)
        return NOBODY;
    const uint32_t i = c->n++;
    const struct need *need = region->need;
    const unsigned band = band_of_age(age), group = group_of_band(band);
    const uint32_t month = (uint32_t)region->month;
    const struct rng_words a = rng_draw(&region->stream, i, month, PURPOSE_CITIZEN, 0);
    const struct rng_words b = rng_draw(&region->stream, i, month, PURPOSE_CITIZEN, 1);
    const struct rng_words d = rng_draw(&region->stream, i, month, PURPOSE_CITIZEN, 2);
    c->neighbourhood[i] = (uint8_t)(((uint64_t)a.w[0] * region->n_neighbourhoods) >> 32);
    c->practice[i] = (uint16_t)(((uint64_t)a.w[1] * region->n_practices) >> 32);
    const double low = region->neighbourhood_low[c->neighbourhood[i]], rest = fmax(1e-9, 1.0 - need->position_share[0]);
    const double share[3] = {low, need->position_share[1] * (1.0 - low) / rest,
                             need->position_share[2] * (1.0 - low) / rest};
    const unsigned position = pick(share, 3, a.w[2]);
    const unsigned state = pick(need->state_share[band], at_start ? N_STATES : STATE_LONGTERM, a.w[3]);
    const unsigned psycho = pick(need->psycho_share[position], N_PSYCHO, b.w[0]);
    const unsigned dementia = rng_unit(b.w[1]) < need->dementia_share[band][state];
    unsigned conditions = 0;
    for (unsigned k = 0; k < 3; k++)
        conditions |= (unsigned)(rng_unit(d.w[k]) < need->condition_share[k][group]) << k;
    const unsigned carer = pick(need->carer_share[state == STATE_FRAIL || dementia], 4, b.w[2]);
    const double *limited = region->literacy_limited;
    const unsigned medical = (b.w[3] & 0xffffu) < 65536.0 * region->p.refuse_handover;
    const unsigned poor = (b.w[3] >> 16) < 65536.0 * limited[position];
    const unsigned trust = 6 + (d.w[3] & 7u);
    c->conditions[i] = (uint8_t)conditions;
    c->traits[i] = (uint8_t)(poor | carer << 1 | medical << 3 | trust << 4);
    c->age[i] = (uint8_t)(age > 120 ? 120 : age);
    c->class[i] = CLASS_NONE;
    c->alive++;
    region->municipality_people[region->municipality[c->neighbourhood[i]]]++;
    region->insurer_people[region->insurer[citizen_hash(i, 100)]]++;
    region->practices[c->practice[i]].people++;
    region->class_count[CLASS_NONE]++;
    population_set_class(region, i, class_pack(band, state, psycho, position, dementia, 0));
    return i;
}

static void disappear(struct region *region, uint32_t citizen)
{
    struct citizens *c = &region->citizens;
    pathway_end_all(region, citizen);
    population_disenrol(region, citizen);
    population_set_class(region, citizen, CLASS_NONE);
    region->class_count[CLASS_NONE]--;
    region->municipality_people[region->municipality[c->neighbourhood[citizen]]]--;
    region->insurer_people[region->insurer[citizen_hash(citizen, 100)]]--;
    region->practices[c->practice[citizen]].people--;
    c->alive--;
}

static void arrivals(struct region *region)
{
    const double start = region->people_start;
    const struct rng_words w = rng_draw(&region->stream, NOBODY, (uint32_t)region->month, PURPOSE_ARRIVALS, 0);
    const int64_t births = rng_round(start * region->p.births_per_1000 / 12000.0, w.w[0]);
    const int64_t moves = rng_round(start * region->p.moves_in_per_1000 / 12000.0, w.w[1]);
    for (int64_t k = 0; k < births; k++)
        region->tally.births += population_appear(region, 0, false) != NOBODY;
    for (int64_t k = 0; k < moves; k++) {
        const struct rng_words v =
            rng_draw(&region->stream, NOBODY - 1, (uint32_t)region->month, PURPOSE_ARRIVALS, (uint32_t)k);
        const unsigned band = pick(region->move_profile, N_BANDS, v.w[0]);
        region->tally.moved_in += population_appear(region, band * 5 + v.w[1] % 5, false) != NOBODY;
    }
}

/* -- birthdays ----------------------------------------------------------------------------------------------------- */

/* Informal carers tire, conditions come, trust in care follows experience. */
static void year_passes(struct region *region, uint32_t i, const struct citizen_class *class)
{
    struct citizens *c = &region->citizens;
    const struct rng_words w = rng_draw(&region->stream, i, (uint32_t)region->month, PURPOSE_BIRTHDAY, 0);
    const unsigned group = group_of_band(class->band);
    const enum client_type before = client_type_of(c->class[i], c -> conditions[i]);
    for (unsigned k = 0; k < 3; k++)
        if (!((unsigned)c->conditions[i] >> k & 1u) && rng_unit(w.w[k]) < region->need->condition_onset[k][group])
            c->conditions[i] |= (uint8_t)(1u << k);
    region->people_complex += before != client_type_of(c->class[i], c -> conditions[i]);
    unsigned carer = trait_carer(c->traits[i]);
    unsigned trust = c->traits[i] >> 4;
    if (carer > 0 && (class->state == STATE_FRAIL || class->dementia)) {
        const double tiring = region->p.carer_tiring * (1.0 - intervention_effect(region, i, INTERVENTION_CARER));
        carer -= rng_unit(w.w[3]) < tiring;
    }
    if (class->unmet)
        trust -= trust > 0;
    else
        trust += trust < 10;
    c->traits[i] = (uint8_t)((c->traits[i] & 0x09u) | carer << 1 | trust << 4);
}

static void birthdays(struct region *region)
{
    struct citizens *c = &region->citizens;
    const uint32_t n = c->n;
    for (uint32_t i = (uint32_t)(region->month % 12); i < n; i += 12) {
        if (c->class[i] == CLASS_NONE)
            continue;
        struct citizen_class class = class_unpack(c->class[i]);
        if (c->age[i] < 120)
            c->age[i]++;
        const unsigned band = band_of_age(c->age[i]);
        if (band != class.band) {
            class.band = (uint8_t)band;
            population_set_class(region, i,
                                 class_pack(band, class.state, class.psycho, class.position, class.dementia,
                                            class.unmet));
        }
        if (c->age[i] >= 40 || class.dementia)
            year_passes(region, i, &class);
        if (region->in_horizon && c->services[i])
            pathway_year(region, i);
        if (region->network_running)
            intervention_visit(region, i, &class);
    }
}

/* -- events -------------------------------------------------------------------------------------------------------- */

static void worsen(struct region *region, uint32_t i, struct citizen_class class, const struct rng_words *w)
{
    const struct need *need = region->need;
    const double u = rng_unit(w->w[0]);
    if (class.state == STATE_CHRONIC
        && u >= (1.0 - intervention_effect(region, i, INTERVENTION_WORSENING)) / NEED_HEADROOM)
        return;
    if (class.state == STATE_FRAIL
        && u >= need->accept_carer[trait_carer(region->citizens.traits[i])]
                    * (1.0 - intervention_effect(region, i, INTERVENTION_LONGTERM)) / NEED_HEADROOM)
        return;
    class.state++;
    population_set_class(region, i,
                         class_pack(class.band, class.state, class.psycho, class.position, class.dementia,
                                    class.unmet));
    if (class.state == STATE_LONGTERM)
        pathway_longterm(region, i, w->w[1]);
}

static void change(struct region *region, uint32_t i, const struct citizen_class *class)
{
    population_set_class(region, i,
                         class_pack(class->band, class->state, class->psycho, class->position, class->dementia,
                                    class->unmet));
}

static void event(struct region *region, uint32_t i, unsigned kind)
{
    struct citizen_class class = class_unpack(region->citizens.class[i]);
    const struct rng_words w = rng_draw(&region->stream, i, (uint32_t)region->month, PURPOSE_EVENT, kind);
    switch (kind) {
    case EVENT_DEATH:
        region->tally.deaths++;
        disappear(region, i);
        break;
    case EVENT_LEAVE:
        region->tally.moved_out++;
        disappear(region, i);
        break;
    case EVENT_WORSEN:
        worsen(region, i, class, &w);
        break;
    case EVENT_LONGTERM:
        if (rng_unit(w.w[0]) >= (1.0 - intervention_effect(region, i, INTERVENTION_LONGTERM)) / NEED_HEADROOM)
            break;
        class.state = STATE_LONGTERM;
        change(region, i, &class);
        pathway_longterm(region, i, w.w[1]);
        break;
    case EVENT_RECOVER:
        class.state = STATE_CHRONIC;
        change(region, i, &class);
        break;
    case EVENT_DEMENTIA:
        class.dementia = 1;
        change(region, i, &class);
        if (region->network_running)
            intervention_visit(region, i, &class);
        break;
    case EVENT_PSYCHO_UP:
        class.psycho++;
        change(region, i, &class);
        break;
    case EVENT_PSYCHO_DOWN:
        class.psycho--;
        change(region, i, &class);
        break;
    default:
        pathway_episode(region, i, (int)kind, &w);
    }
}

static void scan(struct region *region)
{
    const struct citizens *c = &region->citizens;
    const uint32_t *total = region->need->total;
    uint32_t words[SCAN_CITIZENS], hits[SCAN_CITIZENS + 1] = {0};
    const uint32_t n = c->n;
    for (uint32_t first = 0; first < n; first += SCAN_CITIZENS) {
        const uint32_t many = n - first < SCAN_CITIZENS ? n - first : SCAN_CITIZENS;
        rng_fill(&region->stream, first / 4, (many + 3) / 4, (uint32_t)region->month, PURPOSE_SCAN, words);
        uint32_t n_hits = 0;
        const uint16_t *class = c->class + first;
        for (uint32_t j = 0; j < many; j++) { /* no branch: most months bring nothing, but which is not predictable */
            hits[n_hits] = j;
            n_hits += words[j] < total[class[j]];
        }
        for (uint32_t h = 0; h < n_hits; h++) {
            const uint32_t j = hits[h];
            const uint32_t *cumulative = region->need->cumulative[class[j]];
            unsigned kind = 0;
            while (kind + 1 < N_EVENTS && words[j] >= cumulative[kind])
                kind++;
            event(region, first + j, kind);
        }
    }
}

void population_month(struct region *region)
{
    arrivals(region);
    birthdays(region);
    scan(region);
}
