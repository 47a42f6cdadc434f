/* How far the development of a network has come: read off, steers nothing (M10; E501-E507).
 *
 * 1 start: shared ambition or less. 2 deepen: a coalition runs with filled roles and delivers, and those in it have come
 * to know a partner. 3 broaden: two of these, one across domains and paid structurally in part. 4 integrate: such
 * coalitions bring most of the output that are worn in and mostly paid structurally, with trust and understanding among
 * those in it and no contest about the division of savings. What is lost again is a step back. */
#include "models/network/phase.h"

#include <math.h>

#include "models/network/decision.h"

#define PART_STRUCTURAL 0.25 /* part of the hours that is paid without an end date */
#define MOST_STRUCTURAL 0.5
#define WORN_IN 0.6       /* mean routine of the players */
#define ACQUAINTED 0.4    /* mean familiarity with the partner known best: more than at the start */
#define UNDERSTANDING 0.6 /* mean familiarity of pairs of players */
#define TRUSTED 0.5       /* mean trust between players */
#define MOST_OUTPUT 0.5   /* of the network, by coalitions that are integrated */

enum { HELD_MONTHS = 6 };

/* (1 - mean distance of orientations of members) * share of (member, role) that feels a benefit. */
double phase_goal_consensus(const struct network *network)
{
    double distance = 0.0;
    size_t pairs = 0;
    for (size_t i = 0; i < network->n; i++)
        for (size_t j = i + 1; j < network->n; j++)
            if (network->member[i].in && network->member[j].in) {
                distance += fabs(network->member[i].orientation - network->member[j].orientation);
                pairs++;
            }
    return (1.0 - (pairs > 0 ? distance / (double)pairs : 0.0)) * network->ambition;
}

static double mean_routine(const struct network *network, size_t c)
{
    const struct coalition *coalition = &network->coalition[c];
    double sum = 0.0;
    for (size_t k = 0; k < coalition->n_players; k++)
        sum += network->routine[(size_t)network->players[c * network->n + k] * network->n_coalitions + c];
    return coalition->n_players > 0 ? sum / (double)coalition->n_players : 0.0;
}

/* Mean of a pair array over the ordered pairs of players. */
static double mean_pair(const struct network *network, const double *pair, size_t c)
{
    const int *players = network->players + c * network->n;
    const size_t n = network->coalition[c].n_players;
    double sum = 0.0;
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < n; b++)
            if (a != b)
                sum += pair[(size_t)players[a] * network->n + (size_t)players[b]];
    return n > 1 ? sum / (double)(n * (n - 1)) : 0.0;
}

/* Mean over players of how well each knows the partner that it knows best: in a star all know the one in the middle. */
static double acquaintance(const struct network *network, size_t c)
{
    const int *players = network->players + c * network->n;
    const size_t n = network->coalition[c].n_players;
    double sum = 0.0;
    for (size_t a = 0; a < n; a++) {
        double best = 0.0;
        for (size_t b = 0; b < n; b++)
            if (a != b)
                best = fmax(best, network->familiarity[(size_t)players[a] * network->n + (size_t)players[b]]);
        sum += best;
    }
    return n > 0 ? sum / (double)n : 0.0;
}

static bool crosses_domains(const struct network *network, size_t c)
{
    int first = 0;
    for (size_t k = 0; k < network->coalition[c].n_players; k++) {
        const int domain = network->member[network->players[c * network->n + k]].domain;
        if (domain != 0 && first != 0 && domain != first)
            return true;
        first = domain != 0 ? domain : first;
    }
    return false;
}

static bool deepens(const struct network *network, size_t c)
{
    const struct coalition *coalition = &network->coalition[c];
    return coalition->live && coalition->output_mean >= DEAD_OUTPUT && acquaintance(network, c) >= ACQUAINTED;
}

static bool broadens(const struct network *network, size_t c)
{
    return network->coalition[c].structural >= PART_STRUCTURAL && crosses_domains(network, c);
}

static bool contested(const struct network *network, size_t c)
{
    return network->coalition[c].want_sharing || decision_open(network, ISSUE_SHARE, c);
}

static bool integrates(const struct network *network, size_t c)
{
    return network->coalition[c].structural >= MOST_STRUCTURAL && mean_routine(network, c) >= WORN_IN
           && mean_pair(network, network->familiarity, c) >= UNDERSTANDING
           && mean_pair(network, network->trust, c) >= TRUSTED && !contested(network, c);
}

static double read_phase(const struct network *network)
{
    size_t deep = 0;
    bool broad = false;
    double output = 0.0, integrated = 0.0;
    for (size_t c = 0; c < network->n_coalitions; c++) {
        if (!deepens(network, c))
            continue;
        deep++;
        output += network->coalition[c].output_mean;
        if (broadens(network, c)) {
            broad = true;
            integrated += integrates(network, c) ? network->coalition[c].output_mean : 0.0;
        }
    }
    if (deep >= 2 && broad)
        return integrated >= MOST_OUTPUT * output ? 4.0 : 3.0;
    return deep >= 1 ? 2.0 : 1.0;
}

/* A phase is left for another when six months in a row have read higher, or lower: shares near a threshold would else
 * make it flicker. It moves as far as all of those months say. */
void phase_update(struct network *network)
{
    struct development *d = &network->development;
    const double reading = read_phase(network);
    d->steps_back = 0.0;
    if (network->phase < 1.0)
        network->phase = reading;
    const int direction = (reading > network->phase) - (reading < network->phase);
    if (direction != d->direction || direction == 0) {
        d->held = 0;
        d->reached = reading;
    }
    d->direction = direction;
    d->reached = direction > 0 ? fmin(d->reached, reading) : fmax(d->reached, reading);
    d->held += direction != 0;
    if (d->held < HELD_MONTHS)
        return;
    d->steps_back = fmax(0.0, network->phase - d->reached);
    network->phase = d->reached;
    d->held = 0;
    d->direction = 0;
}

/* Share of the output of live coalitions that is part of the regime (E509): done by hours that are both worn in and paid
 * structurally. The rest is niche: it lives on goodwill, project money and pioneers. */
void phase_observe(const struct network *network, struct network_view *view)
{
    double hours_all = 0.0, structural = 0.0, output = 0.0, regime = 0.0;
    for (size_t c = 0; c < network->n_coalitions; c++) {
        const struct coalition *coalition = &network->coalition[c];
        if (!coalition->live)
            continue;
        double hours = 0.0, settled = 0.0;
        for (size_t k = 0; k < coalition->n_players; k++) {
            const size_t i = (size_t)network->players[c * network->n + k], at = i * network->n_coalitions + c;
            const double own = network_coalition_hours(network, i, c);
            hours += own;
            settled += own * network->structural[at] * network->routine[at];
        }
        hours_all += hours;
        structural += hours * coalition->structural;
        output += coalition->output;
        regime += hours > 0.0 ? coalition->output * settled / hours : 0.0;
    }
    view->structural_share = hours_all > 0.0 ? structural / hours_all : (double)NAN;
    view->regime_share = output > 0.0 ? regime / output : (double)NAN;
    view->steps_back = network->development.steps_back;
    view->broadened = network->phase >= 3.0 ? 1.0 : 0.0;
}
