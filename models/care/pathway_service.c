/* The pathway from the door on: services that start and end, and what becomes of them in long-term care. */
#include "models/care/pathway.h"

#include <math.h>

#include "models/care/concentration.h"
#include "models/care/pathway_internal.h"
#include "models/care/population.h"
#include "models/care/queue.h"
#include "models/money/billing.h"
#include "models/region.h"

/* Somebody served by another provider is a guest there, and missing at the usual one: its terms may say who gets the
 * money. */
static void count_guest(struct region *region, uint32_t citizen, int service, enum client_type type, double change)
{
    struct citizens *c = &region->citizens;
    const unsigned bit = 1u << service;
    if (!region_away(region, service, citizen))
        return;
    const size_t home = region->kind_first[service_types[service].kind][region_usual_place(region, service, citizen)];
    struct contract *here = region_contract(region, service, citizen);
    struct contract *usual = region_contract_at(region, service, home, region_payer_position(region, service, citizen));
    const bool lasts = service_lasts(region->services, service);
    if (lasts) {
        here->guests[type] += change;
        usual->guests[type] -= change;
    } else {
        here->guest_events[type] += change;
        usual->guest_events[type] -= change;
    }
    if (!lasts || change < 0.0)
        c->elsewhere[citizen] &= (uint16_t)~bit;
    if (lasts && change < 0.0) /* an event's place holds until the next: a second hospital is another one than that */
        concentration_end(region, citizen, service);
}

/* An event without a queue. */
void pathway_deliver(struct region *region, uint32_t citizen, int service, double units)
{
    const enum client_type type = client_of(region, citizen);
    region_contract(region, service, citizen)->events[type] += units;
    if (units > 0.0)
        count_guest(region, citizen, service, type, 1.0);
}

/* Chance that a service leaves need unmet because the provider gives less than the norm: complex clients suffer most. */
static double harm(const struct region *region, uint32_t citizen, int service)
{
    const enum client_type type = client_of(region, citizen);
    const size_t o = region_provider(region, service, citizen);
    const double less = 1.0 - region->organisations[o].teams[service].intensity[type];
    return fmax(0.0, region->p.undertreatment * less * (type == CLIENT_COMPLEX ? region->p.severity : 1.0));
}

/* A service meets the need when it starts, unless it falls short. */
static void meet_need(struct region *region, uint32_t citizen, int service)
{
    const double chance_of_harm = harm(region, citizen, service);
    if (chance_of_harm > 0.0) {
        const struct rng_words w =
            rng_draw(&region->stream, citizen, (uint32_t)region->month, PURPOSE_SERVED, 100u + (uint32_t)service);
        if (chance(w.w[0], chance_of_harm)) {
            population_unmet(region, citizen, region->p.unmet_months);
            return;
        }
    }
    population_met(region, citizen);
}

void pathway_year(struct region *region, uint32_t citizen)
{
    enum { MONTHS = 12 };
    const unsigned services = region->citizens.services[citizen];
    for (int s = 0; s < N_SERVICES && services >> s; s++) {
        if (!(services >> s & 1u) || !service_types[s].discretionary)
            continue;
        const struct rng_words w =
            rng_draw(&region->stream, citizen, (uint32_t)region->month, PURPOSE_SERVED, 400u + (uint32_t)s);
        if (chance(w.w[0], harm(region, citizen, s)))
            population_unmet(region, citizen, MONTHS);
    }
}

/* Whether the provider opens a case of a service at all; one more than that when cases bring more than in the norm. */
static double cases_opened(const struct region *region, uint32_t citizen, int service, uint32_t word)
{
    const size_t o = region_provider(region, service, citizen);
    return (double)rng_round(region->organisations[o].teams[service].cases[client_of(region, citizen)], word);
}

/* Some complex clients need a second hospital at the same time. Where cases are paid and one may be open at a time, that
 * has to wait until the first is closed, and the need goes on (E610). */
static void second_institution(struct region *region, uint32_t citizen, const struct contract *contract)
{
    if (region->p.shared_care <= 0.0 || region->kind_n[KIND_HOSPITAL] < 2)
        return;
    const struct rng_words w =
        rng_draw(&region->stream, citizen, (uint32_t)region->month, PURPOSE_SERVED, 200u + SERVICE_OUTPATIENT);
    if (!chance(w.w[0], region->p.shared_care))
        return;
    const bool at_once = contract_pays_second(&region->contracts, contract);
    calendar_add(region, citizen, NODE_SECOND, at_once ? 1.0 : region->p.case_months);
    if (!at_once)
        population_unmet(region, citizen, region->p.unmet_months);
}

void pathway_second(struct region *region, uint32_t citizen)
{
    struct citizens *c = &region->citizens;
    const uint16_t bit = (uint16_t)(1u << SERVICE_OUTPATIENT);
    if (c->waiting[citizen] & bit) /* is on its way to a hospital again */
        return;
    c->elsewhere[citizen] |= bit;
    queue_add(region, citizen, SERVICE_OUTPATIENT);
}

/* A hospital admission, if the hospital admits. */
void pathway_admit(struct region *region, uint32_t citizen)
{
    const struct rng_words w =
        rng_draw(&region->stream, citizen, (uint32_t)region->month, PURPOSE_SERVED, 300u + SERVICE_ADMISSION);
    concentration_choose(region, citizen, SERVICE_ADMISSION);
    const double cases = cases_opened(region, citizen, SERVICE_ADMISSION, w.w[0]);
    pathway_deliver(region, citizen, SERVICE_ADMISSION, cases);
    if (cases <= 0.0)
        population_unmet(region, citizen, region->p.unmet_months);
}

/* The decision falls: the wait for the service itself begins. */
static void grant(struct region *region, uint32_t citizen)
{
    region->tally.assessed++;
    region->tally.assessed_known += (unsigned)region->citizens.services[citizen] >> SERVICE_NURSING & 1u;
    for (int service = SERVICE_HELP; service <= SERVICE_SUPPORT; service++) {
        const uint8_t asked = support_asked(support_index(service));
        if (!(region->citizens.support[citizen] & asked))
            continue;
        region->citizens.support[citizen] &= (uint8_t)~asked;
        queue_add(region, citizen, service);
    }
}

/* -- services that start and end ----------------------------------------------------------------------------------- */

void pathway_ask_again(struct region *region, uint32_t citizen, int service)
{
    const bool at_home = service == SERVICE_NURSING || service == SERVICE_HELP || service == SERVICE_SUPPORT;
    if (!at_home || class_unpack(region->citizens.class[citizen]).state != STATE_LONGTERM)
        queue_add(region, citizen, service);
}

void pathway_service_start(struct region *region, uint32_t citizen, int service)
{
    struct contract *contract = region_contract(region, service, citizen);
    const enum client_type type = client_of(region, citizen);
    if (!service_lasts(region->services, service)) {
        if (service == SERVICE_ASSESSMENT) { /* meets no need by itself */
            contract->events[type] += 1.0;
            grant(region, citizen);
            return;
        }
        const struct rng_words own =
            rng_draw(&region->stream, citizen, (uint32_t)region->month, PURPOSE_SERVED, 300u + (uint32_t)service);
        const double cases = cases_opened(region, citizen, service, own.w[0]);
        if (cases <= 0.0) { /* advice to the GP instead */
            region->citizens.elsewhere[citizen] &= (uint16_t) ~(1u << service);
            population_unmet(region, citizen, region->p.unmet_months);
            return;
        }
        contract->events[type] += cases;
        const bool second = (region->citizens.elsewhere[citizen] & 1u << service) != 0;
        meet_need(region, citizen, service);
        count_guest(region, citizen, service, type, 1.0);
        if (service == SERVICE_OUTPATIENT) {
            if (type == CLIENT_COMPLEX && !second)
                second_institution(region, citizen, contract);
            const struct citizen_class class = class_unpack(region->citizens.class[citizen]);
            const struct rng_words w =
                rng_draw(&region->stream, citizen, (uint32_t)region->month, PURPOSE_SERVED, (uint32_t)service);
            if (chance(w.w[0], region->need->admission_elective[group_of_band(class.band)]))
                pathway_admit(region, citizen);
        }
        return;
    }
    const uint16_t bit = (uint16_t)(1u << service);
    const bool before = pathway_bridged(region, citizen);
    region->citizens.services[citizen] |= bit;
    pathway_bridge(region, citizen, before);
    if (type == CLIENT_COMPLEX)
        region->citizens.complex[citizen] |= bit;
    contract->users[type] += 1.0;
    count_guest(region, citizen, service, type, 1.0);
    region->organisations[contract->organisation].teams[service].users += 1.0;
    meet_need(region, citizen, service);
    if (service == SERVICE_NURSING_HOME) {
        if ((unsigned)region->citizens.services[citizen] >> SERVICE_HOME_LONGTERM & 1u)
            pathway_service_end(region, citizen, SERVICE_HOME_LONGTERM);
        for (int kept = SERVICE_HELP; kept <= SERVICE_SUPPORT; kept++)
            if (pathway_keeps(region, citizen, kept))
                pathway_service_end(region, citizen, kept);
        population_disenrol(region, citizen);
    }
    const double mean = region->services[service].duration_months;
    if (mean > 1.0) {
        const struct rng_words w =
            rng_draw(&region->stream, citizen, (uint32_t)region->month, PURPOSE_DURATION, (uint32_t)service);
        calendar_add(region, citizen, (unsigned)service, 1.0 + log(rng_unit(w.w[0])) / log1p(-1.0 / mean));
    } else if (mean > 0.0) {
        calendar_add(region, citizen, (unsigned)service, 1.0);
    }
}

void pathway_service_end(struct region *region, uint32_t citizen, int service)
{
    struct contract *contract = region_contract(region, service, citizen);
    const uint16_t bit = (uint16_t)(1u << service);
    /* The type with which it began, so that counts agree whatever happened since. */
    const enum client_type type = region->citizens.complex[citizen] & bit ? CLIENT_COMPLEX : CLIENT_SIMPLE;
    const bool before = pathway_bridged(region, citizen);
    if (pathway_keeps(region, citizen, service)) {
        region->citizens.support[citizen] &= (uint8_t)~support_kept(support_index(service));
        contract->kept -= 1.0;
    }
    region->citizens.services[citizen] &= (uint16_t)~bit;
    region->citizens.complex[citizen] &= (uint16_t)~bit;
    pathway_bridge(region, citizen, before);
    contract->users[type] -= 1.0;
    region->organisations[contract->organisation].teams[service].users -= 1.0;
    region->organisations[contract->organisation].teams[service].ends += 1.0;
    count_guest(region, citizen, service, type, -1.0);
}

void pathway_end_all(struct region *region, uint32_t citizen)
{
    struct citizens *c = &region->citizens;
    for (int s = 0; s < N_SERVICES && c->services[citizen]; s++)
        if ((unsigned)c->services[citizen] >> s & 1u)
            pathway_service_end(region, citizen, s);
    for (int s = 0; s < N_SERVICES && c->waiting[citizen]; s++)
        queue_leave(region, citizen, s);
    c->support[citizen] = 0;
}

bool pathway_keeps(const struct region *region, uint32_t citizen, int service)
{
    return (service == SERVICE_HELP || service == SERVICE_SUPPORT)
           && region->citizens.support[citizen] & support_kept(support_index(service));
}

bool pathway_bridged(const struct region *region, uint32_t citizen)
{
    static const unsigned waits = 1u << SERVICE_ASSESSMENT | 1u << SERVICE_HELP | 1u << SERVICE_SUPPORT;
    const struct citizens *c = &region->citizens;
    return c->waiting[citizen] & waits && (unsigned)c->services[citizen] >> SERVICE_NURSING & 1u;
}

void pathway_bridge(struct region *region, uint32_t citizen, bool before)
{
    const bool now = pathway_bridged(region, citizen);
    if (now != before)
        region_contract(region, SERVICE_NURSING, citizen)->bridged += now ? 1.0 : -1.0;
}

/* Household help and support of a provider with contracts under both laws go on, and are the care office's from now. */
static void keep(struct region *region, uint32_t citizen, int service)
{
    region->citizens.support[citizen] |= support_kept(support_index(service));
    region_contract(region, service, citizen)->kept += 1.0;
}

/* Ends a service now, or after an overlap of some weeks, in whole months (E647). */
static void end_after(struct region *region, uint32_t citizen, int service, double weeks, uint32_t word)
{
    static const double WEEKS_PER_MONTH = 365.25 / 7.0 / 12.0;
    const int64_t months = rng_round(weeks / WEEKS_PER_MONTH, word);
    if (months <= 0 || !calendar_add(region, citizen, (unsigned)service, (double)months))
        pathway_service_end(region, citizen, service);
}

/* What became of the services that somebody had at home; returns whether there is a break of continuity. */
static bool transfer(struct region *region, uint32_t citizen)
{
    const unsigned services = region->citizens.services[citizen];
    const struct money *money = region->money;
    const struct rng_words w = rng_draw(&region->stream, citizen, (uint32_t)region->month, PURPOSE_TRANSITION, 0);
    /* Before the horizon everything goes as today. */
    const double weeks = region->in_horizon ? money->overlap_weeks : 0.0;
    const bool both_laws = region->in_horizon && chance(w.w[0], money->double_contracting);
    bool kept = false;
    for (int s = SERVICE_NURSING; s <= SERVICE_SUPPORT; s++) {
        if (!(services >> s & 1u))
            continue;
        if (s != SERVICE_NURSING && both_laws) {
            keep(region, citizen, s);
            kept = true;
        } else {
            end_after(region, citizen, s, s == SERVICE_HELP ? 0.0 : weeks, w.w[1]);
        }
    }
    const bool known = services >> SERVICE_NURSING & 1u || services >> SERVICE_SUPPORT & 1u;
    const double settled = fmin(1.0, weeks / region->p.settling_weeks);
    return known && !kept && chance(w.w[2], region->p.transition_break * (1.0 - settled));
}

void pathway_longterm(struct region *region, uint32_t citizen, uint32_t word)
{
    static const int waits[] = {SERVICE_NURSING, SERVICE_HELP, SERVICE_SUPPORT, SERVICE_ASSESSMENT};
    region->tally.longterm_entries++;
    for (size_t k = 0; k < sizeof waits / sizeof waits[0]; k++)
        queue_leave(region, citizen, waits[k]);
    region->citizens.support[citizen] = 0; /* nothing is asked for any more */
    const bool broken = transfer(region, citizen);
    concentration_choose(region, citizen, SERVICE_HOME_LONGTERM);
    pathway_service_start(region, citizen, SERVICE_HOME_LONGTERM);
    if (broken)
        population_unmet(region, citizen, region->p.unmet_months);
    if (chance(word, region->p.nursing_home_wish))
        queue_add(region, citizen, SERVICE_NURSING_HOME);
}
