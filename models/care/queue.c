#include "models/care/queue.h"

#include <math.h>

#include "models/care/concentration.h"
#include "models/care/pathway.h"
#include "models/care/population.h"
#include "models/region.h"

static uint32_t node_take(struct region *region)
{
    const uint32_t node = region->free_node;
    if (node == NODE_NONE) {
        region->tally.nodes_refused++;
        return NODE_NONE;
    }
    region->free_node = region->nodes[node].next;
    return node;
}

static void node_give(struct region *region, uint32_t node)
{
    region->nodes[node].next = region->free_node;
    region->free_node = node;
}

/* At the end of the queue of the citizen's provider, with a wait that began in `since`. */
static void queue_join(struct region *region, uint32_t citizen, int service, uint16_t since)
{
    struct team *team = &region->organisations[region_provider(region, service, citizen)].teams[service];
    population_unmet(region, citizen, region->p.unmet_months);
    const uint32_t node = node_take(region);
    if (node == NODE_NONE)
        return;
    region->nodes[node] =
        (struct node){.citizen = citizen, .next = NODE_NONE, .month = since, .what = (uint16_t)service};
    if (team->queue.length == 0)
        team->queue.head = node;
    else
        region->nodes[team->queue.tail].next = node;
    team->queue.tail = node;
    team->queue.length++;
    team->arrivals += 1.0;
    team->uncounted += 1.0;
    team->waiting += 1.0;
    const bool before = pathway_bridged(region, citizen);
    region->citizens.waiting[citizen] |= (uint16_t)(1u << service);
    pathway_bridge(region, citizen, before);
}

void queue_add(struct region *region, uint32_t citizen, int service)
{
    const struct citizens *c = &region->citizens;
    if ((unsigned)(c->waiting[citizen] | c->services[citizen]) >> service & 1u)
        return;
    if (!((unsigned)c->elsewhere[citizen] >> service & 1u)) /* the second hospital is another one than the first */
        concentration_choose(region, citizen, service);
    queue_join(region, citizen, service, (uint16_t)region->month);
}

/* No longer waits; still knows where it is to be served. */
static void stop_waiting(struct region *region, uint32_t citizen, int service)
{
    const bool before = pathway_bridged(region, citizen);
    region->citizens.waiting[citizen] &= (uint16_t) ~(1u << service);
    pathway_bridge(region, citizen, before);
    region->organisations[region_provider(region, service, citizen)].teams[service].waiting -= 1.0;
}

void queue_leave(struct region *region, uint32_t citizen, int service)
{
    if (!((unsigned)region->citizens.waiting[citizen] >> service & 1u))
        return;
    region->organisations[region_provider(region, service, citizen)].teams[service].lost += 1.0;
    stop_waiting(region, citizen, service);
    region->citizens.elsewhere[citizen] &= (uint16_t) ~(1u << service);
}

bool calendar_add(struct region *region, uint32_t citizen, unsigned what, double months)
{
    const double due = (double)region->month + fmax(1.0, floor(months));
    if (due >= (double)region->n_calendar)
        return false;
    const uint32_t node = node_take(region);
    if (node == NODE_NONE)
        return false;
    const size_t at = (size_t)due;
    region->nodes[node] =
        (struct node){.citizen = citizen, .next = region->calendar[at], .month = (uint16_t)at, .what = (uint16_t)what};
    region->calendar[at] = node;
    return true;
}

static void calendar_event(struct region *region, uint32_t citizen, unsigned what)
{
    struct citizens *c = &region->citizens;
    if (c->class[citizen] == CLASS_NONE)
        return;
    if (what & NODE_UNMET)
        population_unmet_ends(region, citizen);
    else if (what & NODE_SECOND)
        pathway_second(region, citizen);
    else if (what & NODE_RETRY)
        pathway_ask_again(region, citizen, (int)(what & ~(unsigned)NODE_RETRY));
    else if ((unsigned)c->services[citizen] >> what & 1u && !pathway_keeps(region, citizen, (int)what))
        pathway_service_end(region, citizen, (int)what);
}

void calendar_month(struct region *region)
{
    uint32_t node = region->calendar[region->month];
    region->calendar[region->month] = NODE_NONE;
    while (node != NODE_NONE) {
        const struct node entry = region->nodes[node];
        node_give(region, node);
        calendar_event(region, entry.citizen, entry.what);
        node = entry.next;
    }
}

/* Clients that the team can take on this month: those it planned for, as far as staff reaches, and more when staff is
 * left. Before staffing is fixed: as many as keep the queue at the wait that the scenario states, so that the region
 * starts at its known waits. */
static double intake(const struct region *region, const struct organisation *organisation, struct team *team,
                     int service)
{
    if (!region->staffing_fixed)
        return fmax(0.0, team->waiting - region->services[service].held_months * team->arrivals_mean);
    const double capacity = team->capacity * organisation->staff_for_queues * team->priority;
    return fmax(0.0, capacity + (service_lasts(region->services, service) ? -team->users : team->carry));
}

/* A provider sends a client elsewhere as often as its terms reward it (money/provider.h). The client joins the queue of the
 * next provider, keeping the month in which the wait began; whom two have refused gives up for some months. */
static bool refuses(struct region *region, struct organisation *organisation, int service, const struct node *entry)
{
    struct citizens *c = &region->citizens;
    const uint32_t citizen = entry->citizen;
    const uint16_t bit = (uint16_t)(1u << service);
    const enum client_type type = client_type_of(c->class[citizen], c -> conditions[citizen]);
    const double chance = organisation->teams[service].refuse[type];
    if (chance <= 0.0)
        return false;
    const unsigned second = (c->elsewhere[citizen] & bit) != 0;
    const struct rng_words w =
        rng_draw(&region->stream, citizen, (uint32_t)region->month, PURPOSE_REFUSED, 2u * (uint32_t)service + second);
    if (rng_unit(w.w[0]) >= chance)
        return false;
    region->tally.refused[type]++;
    if (second || region->kind_n[organisation->kind] < 2) {
        queue_leave(region, citizen, service);
        region->tally.turned_away++;
        population_unmet(region, citizen, region->p.unmet_months);
        calendar_add(region, citizen, (unsigned)service | NODE_RETRY, region->p.unmet_months);
        return true;
    }
    organisation->teams[service].lost += 1.0;
    stop_waiting(region, citizen, service);
    c->elsewhere[citizen] |= bit;
    queue_join(region, citizen, service, entry->month);
    return true;
}

static void serve(struct region *region, struct organisation *organisation, int service)
{
    struct team *team = &organisation->teams[service];
    struct citizens *c = &region->citizens;
    const uint16_t bit = (uint16_t)(1u << service);
    double room = intake(region, organisation, team, service);
    while (team->queue.length > 0 && room >= 1.0) {
        const uint32_t node = team->queue.head;
        const struct node entry = region->nodes[node];
        team->queue.head = entry.next;
        team->queue.length--;
        node_give(region, node);
        if (c->class[entry.citizen] == CLASS_NONE || !(c->waiting[entry.citizen] & bit)
            || &region->organisations[region_provider(region, service, entry.citizen)] != organisation)
            continue; /* died, left, no longer in need, or in the queue of another provider by now */
        if (refuses(region, organisation, service, &entry))
            continue;
        stop_waiting(region, entry.citizen, service);
        region->tally.taken_on[client_type_of(c->class[entry.citizen], c -> conditions[entry.citizen])]++;
        team->wait_sum += (double)region->month - entry.month;
        team->wait_n += 1.0;
        team->served += 1.0;
        room -= 1.0;
        pathway_service_start(region, entry.citizen, service);
        if (service == SERVICE_NURSING)
            pathway_with_nurse(region, entry.citizen);
    }
    team->carry = team->queue.length > 0 ? fmin(room, 1.0) : 0.0;
}

static void team_month(struct region *region, struct organisation *organisation, int service)
{
    struct team *team = &organisation->teams[service];
    /* Who was sent on by a provider that came later this month counts in the next. */
    team->arrivals_mean += region->slow * (team->uncounted - team->arrivals_mean);
    team->uncounted = 0.0;
    serve(region, organisation, service);
}

static void service_month(struct region *region, int service)
{
    const enum kind kind = service_types[service].kind;
    for (size_t k = 0; k < region->kind_n[kind]; k++)
        team_month(region, &region->organisations[region->kind_first[kind][k]], service);
}

void queue_month(struct region *region)
{
    /* Nurses first, with whom people ask for help, then decisions: who gets one joins the next queue. So nobody joins a
     * queue that has been counted, whatever the order of organisations. */
    service_month(region, SERVICE_NURSING);
    service_month(region, SERVICE_ASSESSMENT);
    for (size_t o = 0; o < region->n_organisations; o++) {
        struct organisation *organisation = &region->organisations[o];
        for (int s = 0; s < N_SERVICES; s++)
            if (service_types[s].queued && service_types[s].kind == organisation->kind && s != SERVICE_ASSESSMENT
                && s != SERVICE_NURSING)
                team_month(region, organisation, s);
    }
}
