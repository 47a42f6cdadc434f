/* Coalitions (M8): who takes part, launch and end, and output as a CES mean of role efforts.
 *
 * Output = CES * craft * practice * ramp * exp(-penalty * open issues), each factor in [0,1]: a coalition is as good as
 * its weakest role (substitution far below 0), needs coordination craft and ways of working that joint work builds
 * first, takes months to get going, and suffers while its issues wait. */
#include "models/network/coalition.h"

#include <math.h>
#include <string.h>

#include "models/network/decision.h"
#include "models/network/effort.h"

#define LEAST_EFFORT 1e-6 /* of a role, so that a weakest link of nothing stays a number */
#define COMMON_RHO (-4.0) /* the default exponent is computed without pow(): replies take most of a month's time */

double coalition_term(double effort, double rho)
{
    if (rho == COMMON_RHO) {
        const double e = effort > LEAST_EFFORT ? effort : LEAST_EFFORT;
        const double square = e * e;
        return 1.0 / (square * square);
    }
    if (rho == 1.0)
        return effort;
    /* Exponent 0 is the geometric mean; it is met from below. */
    if (fabs(rho) < 0.01)
        return pow(fmax(effort, LEAST_EFFORT), -0.01);
    return pow(rho > 0.0 ? effort : fmax(effort, LEAST_EFFORT), rho);
}

double coalition_output_of(double sum, size_t n, double rho)
{
    const double mean = sum / (double)n;
    if (rho == COMMON_RHO)
        return 1.0 / sqrt(sqrt(mean));
    if (rho == 1.0)
        return mean;
    return pow(mean, 1.0 / (fabs(rho) < 0.01 ? -0.01 : rho));
}

double coalition_ces(const double *roles, size_t n, double rho)
{
    double sum = 0.0;
    if (weakest_link(rho))
        return weakest_of(roles, n);
    for (size_t r = 0; r < n; r++) {
        if (rho < 0.01 && roles[r] <= LEAST_EFFORT)
            return 0.0;
        sum += coalition_term(roles[r], rho);
    }
    return network_clip(coalition_output_of(sum, n, rho), 0.0, 1.0);
}

bool coalition_can_play(const struct network *network, size_t c, size_t i)
{
    return network->member[i].in && network->role[c * network->n + i] >= 0;
}

size_t coalition_fill(const struct network *network, size_t c, const int *players, size_t n, bool *filled)
{
    size_t count = 0;
    for (size_t r = 0; r < network->coalition[c].n_roles; r++)
        filled[r] = false;
    for (size_t k = 0; k < n; k++) {
        bool *there = &filled[network->role[c * network->n + (size_t)players[k]]];
        count += !*there;
        *there = true;
    }
    return count;
}

size_t coalition_gather(const struct network *network, size_t c, const bool *willing, int *list, bool *complete)
{
    const struct coalition *coalition = &network->coalition[c];
    bool filled[NETWORK_MAX_ROLES] = {false};
    size_t n = 0;
    for (size_t i = 0; i < network->n; i++) {
        if (!coalition_can_play(network, c, i) || (willing != NULL && !willing[i]))
            continue;
        filled[network->role[c * network->n + i]] = true;
        list[n++] = (int)i;
    }
    size_t count = 0;
    for (size_t r = 0; r < coalition->n_roles; r++)
        count += filled[r];
    *complete = count >= (coalition->least_roles > 0 ? coalition->least_roles : coalition->n_roles);
    return n;
}

void coalition_enter(struct network *network, size_t c, size_t i, double pledge)
{
    const size_t at = i * network->n_coalitions + c;
    struct coalition *coalition = &network->coalition[c];
    network->plays[at] = true;
    network->pledge[at] = pledge;
    /* What a member means to do: a pledge without its over-claim. */
    network->effort[at] = fmax(0.0, pledge - network->p.effort.overclaim);
    network->usual[at] = network->effort[at];
    network->delivered[at] = 0.0;
    network->routine[at] = 0.0;
    network->earned[at] = 0.0;
    network->owned[at] = 1.0;
    network->players[c * network->n + coalition->n_players++] = (int)i;
    network->slack[at] = 0.0;
    precedent_enter(network, i, c);
}

void coalition_launch(struct network *network, size_t c, const int *players, size_t n_players, bool set_up)
{
    struct coalition *coalition = &network->coalition[c];
    coalition->live = true;
    coalition->age = 0;
    coalition->n_players = 0;
    coalition->output = 0.0;
    coalition->output_mean = 2.0 * network->p.coalition.stop_output;
    coalition->want_sharing = false;
    precedent_launch(network, c);
    for (size_t k = 0; k < n_players; k++) {
        coalition_enter(network, c, (size_t)players[k], network->draft[players[k]]);
        if (set_up)
            network->member[players[k]].other += network->p.coalition.setup_hours;
    }
}

static void clear_player(struct network *network, size_t at)
{
    network->plays[at] = false;
    network->pledge[at] = network->effort[at] = network->delivered[at] = 0.0;
    network->routine[at] = network->usual[at] = network->earned[at] = network->owned[at] = 0.0;
}

void coalition_stop(struct network *network, size_t c)
{
    struct coalition *coalition = &network->coalition[c];
    for (size_t i = 0; i < network->n; i++)
        clear_player(network, i * network->n_coalitions + c);
    coalition->live = coalition->running = coalition->sharing = coalition->want_sharing = false;
    coalition->n_players = 0;
    coalition->output = coalition->paid = coalition->structural = 0.0;
    coalition->wait = (size_t)network->p.coalition.relaunch_months;
}

void coalition_withdraw(struct network *network, size_t i)
{
    for (size_t c = 0; c < network->n_coalitions; c++) {
        struct coalition *coalition = &network->coalition[c];
        int *players = network->players + c * network->n;
        size_t kept = 0;
        if (!network->plays[i * network->n_coalitions + c])
            continue;
        clear_player(network, i * network->n_coalitions + c);
        for (size_t k = 0; k < coalition->n_players; k++)
            if ((size_t)players[k] != i)
                players[kept++] = players[k];
        coalition->n_players = kept;
    }
}

void coalition_prepare(struct network *network)
{
    const struct network_params *p = &network->p;
    const double craft = 1.0 - p->coalition.competence_need * (1.0 - network->craft);
    for (size_t c = 0; c < network->n_coalitions; c++) {
        struct coalition *coalition = &network->coalition[c];
        coalition->factor = craft;
        coalition->promise = 1.0;
        if (!coalition->live)
            continue;
        coalition->age++;
        const double ramp = coalition->running ? 1.0 : fmin(1.0, (double)coalition->age / p->coalition.ramp_months);
        const double to_come = p->coalition.practice_need * (1.0 - coalition->practice);
        coalition->factor *= 1.0 - to_come;
        coalition->promise = to_come < 1.0 ? (1.0 - to_come * (1.0 - p->coalition.patience)) / (1.0 - to_come) : 1.0;
        coalition->factor *= ramp * exp(-p->coalition.open_penalty * (double)decision_open_about(network, c));
    }
}

void coalition_deliver(struct network *network, const struct network_inputs *inputs)
{
    for (size_t c = 0; c < network->n_coalitions; c++) {
        struct coalition *coalition = &network->coalition[c];
        const int *players = network->players + c * network->n;
        double roles[NETWORK_MAX_ROLES] = {0.0}, paid = 0.0, structural = 0.0, all = 0.0;
        int crew[NETWORK_MAX_ROLES] = {0};
        if (!coalition->live)
            continue;
        for (size_t k = 0; k < coalition->n_players; k++) {
            const size_t i = (size_t)players[k], at = i * network->n_coalitions + c;
            const int role = network->role[c * network->n + i];
            const double hours = network->delivered[at] * coalition->role_hours[role];
            roles[role] += network->delivered[at];
            crew[role]++;
            paid += hours * network_clip(inputs->paid_share[at], 0.0, 1.0);
            all += hours;
            network->structural[at] = inputs->structural != NULL ? network_clip(inputs->structural[at], 0.0, 1.0) : 0.0;
            structural += hours * network->structural[at];
        }
        size_t n_roles = 0;
        for (size_t r = 0; r < coalition->n_roles; r++)
            if (crew[r] > 0 || coalition->least_roles == 0)
                roles[n_roles++] = crew[r] > 0 ? roles[r] / crew[r] : 0.0;
        coalition->paid = all > 0.0 ? paid / all : 0.0;
        coalition->structural = all > 0.0 ? structural / all : 0.0;
        const double joint = n_roles > 0 ? coalition_ces(roles, n_roles, network->p.coalition.substitution) : 0.0;
        coalition->output = coalition->factor * joint;
        precedent_observe(network, c, joint);
        coalition->practice += (1.0 - coalition->practice) * joint / network->p.coalition.practice_months;
        coalition->output_mean += (coalition->output - coalition->output_mean) / 12.0;
        coalition->months_delivered += coalition->output >= network->p.coalition.stop_output;
    }
    /* A pledge that stands is slowly taken for what is really done, as far as it is not given anew to keep up appearances. */
    for (size_t at = 0; at < network->n * network->n_coalitions; at++)
        if (network->plays[at])
            network->pledge[at] +=
                network->p.effort.pledge_drift
                * (1.0 - talk_pretence(network, inputs, at / network->n_coalitions, at % network->n_coalitions))
                * (network->effort[at] - network->pledge[at]);
}
