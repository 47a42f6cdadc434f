/* What is read off a network and steers nothing: goal consensus, legitimacy and the development phase (M10).
 *
 * 1 start: shared ambition or less. 2 deepen: a coalition runs with filled roles and delivers. 3 broaden: two of them
 * do, one across values (medical to social) with part of its hours paid for or its savings shared. 4 integrate: that,
 * and routine. Steps back happen (E501-E504). */
#include "models/network/internal.h"

#include <math.h>

#define CROSS_VALUES 0.3 /* spread of orientations that makes a coalition cross-domain */
#define STRUCTURAL 0.25  /* part of the hours that is paid */
#define WORN_IN 0.6      /* mean routine of the players */
#define SATISFIED 0.2    /* width of the link from satisfaction to legitimacy */

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

static void update_legitimacy(struct network *network)
{
    double inside = 0.0, outside = 0.0;
    size_t members = 0, live = 0;
    for (size_t i = 0; i < network->n; i++)
        if (network->member[i].in) {
            inside += 1.0 / (1.0 + exp(network_clip(-network->member[i].satisfaction / SATISFIED, -500.0, 500.0)));
            members++;
        }
    for (size_t c = 0; c < network->n_coalitions; c++)
        if (network->coalition[c].live) {
            outside += network->coalition[c].output;
            live++;
        }
    inside = members > 0 ? inside / (double)members : 0.0;
    outside = live > 0 ? outside / (double)live : 0.0;
    network->legitimacy_internal += 0.1 * (inside - network->legitimacy_internal);
    network->legitimacy_external += 0.05 * (outside - network->legitimacy_external);
}

static double mean_routine(const struct network *network, size_t c)
{
    const struct coalition *coalition = &network->coalition[c];
    double sum = 0.0;
    for (size_t k = 0; k < coalition->n_players; k++)
        sum += network->routine[(size_t)network->players[c * network->n + k] * network->n_coalitions + c];
    return coalition->n_players > 0 ? sum / (double)coalition->n_players : 0.0;
}

static bool crosses_values(const struct network *network, size_t c)
{
    double lowest = 1.0, highest = 0.0;
    for (size_t k = 0; k < network->coalition[c].n_players; k++) {
        const double at = network->member[network->players[c * network->n + k]].orientation;
        lowest = fmin(lowest, at);
        highest = fmax(highest, at);
    }
    return highest - lowest >= CROSS_VALUES;
}

void phase_update(struct network *network)
{
    size_t delivering = 0;
    bool broad = false, worn_in = false;
    for (size_t c = 0; c < network->n_coalitions; c++) {
        const struct coalition *coalition = &network->coalition[c];
        if (!coalition->live || coalition->output_mean < DEAD_OUTPUT)
            continue;
        delivering++;
        if (crosses_values(network, c) && (coalition->sharing || coalition->paid >= STRUCTURAL)) {
            broad = true;
            worn_in = worn_in || mean_routine(network, c) >= WORN_IN;
        }
    }
    network->phase = 1.0;
    if (delivering >= 1)
        network->phase = 2.0;
    if (delivering >= 2 && broad)
        network->phase = worn_in ? 4.0 : 3.0;
    update_legitimacy(network);
}
