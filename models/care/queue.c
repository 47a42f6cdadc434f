#include "models/care/queue.h"

#include <math.h>

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

void queue_add(struct region *region, uint32_t citizen, int service)
{
    struct citizens *c = &region->citizens;
    const uint16_t bit = (uint16_t)(1u << service);
    if ((c->waiting[citizen] | c->services[citizen]) & bit)
        return;
    struct organisation *organisation =
        &region->organisations[region_provider(region, service_types[service].kind, citizen)];
    struct team *team = &organisation->teams[service];
    const uint32_t node = node_take(region);
    if (node == NODE_NONE) {
        population_unmet(region, citizen);
        return;
    }
    region->nodes[node] = (struct node){.citizen = citizen,
                                        .next = NODE_NONE,
                                        .month = (uint16_t)region->month,
                                        .what = (uint16_t)service};
    if (team->queue.length == 0)
        team->queue.head = node;
    else
        region->nodes[team->queue.tail].next = node;
    team->queue.tail = node;
    team->queue.length++;
    team->arrivals += 1.0;
    const bool before = pathway_bridged(region, citizen);
    c->waiting[citizen] |= bit;
    pathway_bridge(region, citizen, before);
    team->waiting += 1.0;
    population_unmet(region, citizen);
}

void queue_leave(struct region *region, uint32_t citizen, int service)
{
    const uint16_t bit = (uint16_t)(1u << service);
    if (!(region->citizens.waiting[citizen] & bit))
        return;
    const bool before = pathway_bridged(region, citizen);
    region->citizens.waiting[citizen] &= (uint16_t)~bit;
    pathway_bridge(region, citizen, before);
    region->organisations[region_provider(region, service_types[service].kind, citizen)].teams[service].waiting -= 1.0;
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

/* Staff for the services against the start. Work outside the model stays what it was: hours gained do not go there. */
static double staff_ratio(const struct organisation *organisation)
{
    const double ratio = organisation->hours_available / fmax(1.0, organisation->hours_available_start);
    return ratio > 1.0 && organisation->other_work > 0.0 ? 1.0 + (ratio - 1.0) / (1.0 - organisation->other_work)
                                                         : ratio;
}

/* Clients that the team can take on this month. Before staffing is fixed: as many as keep the queue at the wait that
 * the scenario states, so that the region starts at its known waits. */
static double intake(const struct region *region, const struct organisation *organisation, struct team *team,
                     int service)
{
    const struct service_terms *terms = &region->services[service];
    if (!region->staffing_fixed)
        return fmax(0.0, team->waiting - terms->held_months * team->arrivals_mean);
    const double staff = staff_ratio(organisation);
    const double capacity = team->capacity * staff / fmax(0.1, team->intensity * team->labour);
    const bool lasting = terms->duration_months > 0.0 || service == SERVICE_NURSING_HOME;
    return lasting ? fmax(0.0, capacity - team->users) : fmax(0.0, capacity + team->carry);
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
        if (c->class[entry.citizen] == CLASS_NONE || !(c->waiting[entry.citizen] & bit))
            continue; /* died, left or no longer in need */
        queue_leave(region, entry.citizen, service);
        team->wait_sum += (double)region->month - entry.month;
        team->wait_n += 1.0;
        team->served += 1.0;
        room -= 1.0;
        pathway_service_start(region, entry.citizen, service);
    }
    team->carry = team->queue.length > 0 ? fmin(room, 1.0) : 0.0;
}

static void team_month(struct region *region, struct organisation *organisation, int service)
{
    struct team *team = &organisation->teams[service];
    const double speed = team->arrivals_mean > 0.0 ? 0.1 : 1.0;
    team->arrivals_mean += speed * (team->arrivals - team->arrivals_mean);
    serve(region, organisation, service);
}

void queue_month(struct region *region)
{
    /* Decisions first: who gets one joins the next queue, whatever the order of organisations. */
    for (size_t k = 0; k < region->kind_n[KIND_MUNICIPAL]; k++)
        team_month(region, &region->organisations[region->kind_first[KIND_MUNICIPAL][k]], SERVICE_ASSESSMENT);
    for (size_t o = 0; o < region->n_organisations; o++) {
        struct organisation *organisation = &region->organisations[o];
        for (int s = 0; s < N_SERVICES; s++)
            if (service_types[s].queued && service_types[s].kind == organisation->kind && s != SERVICE_ASSESSMENT)
                team_month(region, organisation, s);
    }
}
