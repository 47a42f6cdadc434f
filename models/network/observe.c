/* What a network shows of itself, month by month. */
#include "models/network/internal.h"

#include <math.h>

#include "models/network/governance.h"
#include "models/network/membership.h"
#include "models/network/phase.h"
#include "models/network/trust.h"

static void observe_trust(const struct network *network, struct network_view *view)
{
    const size_t n = network->n;
    double sum = 0.0, dense = 0.0, least = 0.0, most = 0.0;
    size_t pairs = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            if (!network->member[i].in || !network->member[j].in)
                continue;
            const double there = network->trust[i * n + j], back = network->trust[j * n + i];
            sum += there + back;
            dense += (there > 0.5) + (back > 0.5);
            least += fmin(there, back);
            most += fmax(there, back);
            pairs++;
        }
    view->trust_mean = pairs > 0 ? sum / (2.0 * (double)pairs) : (double)NAN;
    view->trust_density = pairs > 0 ? dense / (2.0 * (double)pairs) : (double)NAN;
    view->reciprocity = most > 0.0 ? least / most : (double)NAN;
}

/* A free rider gives less than half of what the players of its coalition give on average. */
static void observe_coalitions(const struct network *network, struct network_view *view)
{
    const size_t n_c = network->n_coalitions;
    double effort = 0.0, short_of = 0.0, riders = 0.0, output = 0.0, routine = 0.0;
    size_t places = 0, live = 0;
    for (size_t c = 0; c < n_c; c++) {
        const struct coalition *coalition = &network->coalition[c];
        double mean = 0.0;
        if (!coalition->live)
            continue;
        live++;
        output += coalition->output;
        places += coalition->n_players;
        for (size_t k = 0; k < coalition->n_players; k++)
            mean += network->delivered[(size_t)network->players[c * network->n + k] * n_c + c];
        effort += mean;
        mean = coalition->n_players > 0 ? mean / (double)coalition->n_players : 0.0;
        for (size_t k = 0; k < coalition->n_players; k++) {
            const size_t at = (size_t)network->players[c * network->n + k] * n_c + c;
            short_of += fmax(0.0, network->pledge[at] - network->delivered[at]);
            riders += network->delivered[at] < 0.5 * mean;
            routine += network->routine[at];
        }
    }
    view->coalitions_live = (double)live;
    view->output_mean = live > 0 ? output / (double)live : 0.0;
    if (places > 0) {
        view->effort_mean = effort / (double)places;
        view->foot_dragging = short_of / (double)places;
        view->free_rider_share = riders / (double)places;
        view->institutionalised_share = routine / (double)places;
    }
}

static void observe_work(const struct network *network, struct network_view *view)
{
    const struct agenda *agenda = &network->agenda;
    double hours = network->staff_hours, effort = 0.0, waited = 0.0, decided = 0.0;
    for (size_t i = 0; i < network->n; i++) {
        hours += network_coordination_hours(network, i);
        effort += network_effort_hours(network, i);
    }
    for (size_t k = 0; k < DECISION_WINDOW; k++) {
        waited += agenda->waited_month[k];
        decided += (double)agenda->decided_month[k];
    }
    view->decision_months = decided > 0.0 ? waited / decided : (double)NAN;
    view->decisions = (double)agenda->decided;
    view->blocked = (double)agenda->blocked;
    view->agenda_length = (double)agenda->n;
    view->coordination_hours = hours;
    view->coordination_share = hours + effort > 0.0 ? hours / (hours + effort) : (double)NAN;
}

void network_observe(const struct network *network, struct network_view *view)
{
    const double none = (double)NAN;
    *view = (struct network_view){
        .trust_mean = none,
        .trust_density = none,
        .reciprocity = none,
        .goal_consensus = none,
        .effort_mean = none,
        .foot_dragging = none,
        .free_rider_share = none,
        .institutionalised_share = none,
        .phase = none,
        .decision_months = none,
        .agenda_length = none,
        .coordination_share = none,
        .legitimacy_internal = none,
        .legitimacy_external = none,
        .competence = none,
        .structural_share = none,
        .regime_share = none,
        .distrust = none,
        .camps = none,
        .staff_trust = none,
        .memberships = none,
        .mode_changes = none,
        .decider_share = none,
    };
    if (!network->begun || network->dead)
        return;
    view->alive = 1.0;
    view->members = (double)membership_count(network);
    view->goal_consensus = phase_goal_consensus(network);
    view->phase = network->phase;
    view->legitimacy_internal = network->legitimacy_internal;
    view->legitimacy_external = network->legitimacy_external;
    view->competence = network->craft;
    view->distrust = trust_distrust(network);
    view->camps = network->camps;
    view->staff_trust = trust_in_staff(network);
    view->mode_changes = (double)network->change.changes;
    view->decider_share = governance_decider_share(network);
    observe_trust(network, view);
    observe_coalitions(network, view);
    observe_work(network, view);
    phase_observe(network, view);
    double elsewhere = 0.0;
    for (size_t i = 0; i < network->n; i++)
        if (network->member[i].in)
            elsewhere += network->member[i].other_networks;
    view->memberships = 1.0 + elsewhere / view->members;
}
