/* Precedent (M5): members expect of a joint task what it has been (Van Huyck, Battalio and Beil 1990; Weber 2006).
 *
 * The believed effort of a partner is (1 - w) what its pledge is worth + w clip(record + belief_sd z unproven), with
 * w = effort.precedent. A record follows joint effort, the CES of role efforts without craft and ramp, over
 * precedent_months; as it grows the first guess z about each partner fades. With a weak link this keeps a low start low
 * and a high one high; a pledge alone does not, since it is made afresh.
 *
 * With effort.doubt members also weigh how unsure they are (weakest.c): of a pair, as unsure as the one who knows the
 * record least, since one cannot count on what the other does not know. */
#include "models/network/effort.h"

#include <math.h>

#include "models/network/membership.h"
#include "models/purpose.h"

void precedent_begin(struct network *network, const struct rng_stream *stream)
{
    const size_t n = network->n;
    network->record_of_network = network->p.coalition.launch_effort;
    network->unproven_of_network = 1.0;
    for (size_t c = 0; c < network->n_coalitions; c++)
        precedent_launch(network, c);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            network->hunch[i * n + j] =
                network_noise(rng_draw(stream, (uint32_t)(i << 16 | j), 0, PURPOSE_NETWORK_HUNCH, 0));
}

void precedent_launch(struct network *network, size_t c)
{
    network->coalition[c].record = network->record_of_network;
    network->coalition[c].unproven = network->unproven_of_network;
}

/* What one who is new to a running coalition knows of its record: a part; the rest is what anybody starts from. */
static void hear_record(const struct network *network, size_t i, size_t c, double *record, double *unproven)
{
    const struct coalition *coalition = &network->coalition[c];
    const double told = network->p.effort.record * joining_briefed(network, i);
    *record = told * coalition->record + (1.0 - told) * network->p.coalition.launch_effort;
    *unproven = told * coalition->unproven + (1.0 - told);
}

void precedent_enter(struct network *network, size_t i, size_t c)
{
    const size_t at = i * network->n_coalitions + c;
    const struct coalition *coalition = &network->coalition[c];
    network->record[at] = coalition->record;
    network->unproven[at] = coalition->unproven;
    if (coalition->age > 0)
        hear_record(network, i, c, &network->record[at], &network->unproven[at]);
}

/* What i goes by in c: its own record, or what it would hear on coming in. */
static void known_to(const struct network *network, size_t i, size_t c, double *record, double *unproven)
{
    const size_t at = i * network->n_coalitions + c;
    *record = network->record_of_network;
    *unproven = network->unproven_of_network;
    if (network->plays[at]) {
        *record = network->record[at];
        *unproven = network->unproven[at];
    } else if (network->coalition[c].live) {
        hear_record(network, i, c, record, unproven);
    }
}

double precedent_doubt(const struct network *network, size_t i, size_t j, size_t c)
{
    const double weight = network->p.effort.precedent * network->p.effort.doubt * network->p.effort.belief_sd;
    double record, own, other;
    if (weight <= 0.0)
        return 0.0;
    known_to(network, i, c, &record, &own);
    known_to(network, j, c, &record, &other);
    return weight * fmax(own, other);
}

double precedent_belief(const struct network *network, size_t i, size_t j, size_t c, double x)
{
    const double weight = network->p.effort.precedent;
    double record, unproven;
    known_to(network, i, c, &record, &unproven);
    const double guess = network->p.effort.belief_sd * network->hunch[i * network->n + j] * unproven;
    return (1.0 - weight) * x + weight * network_clip(record + guess, 0.0, 1.0);
}

void precedent_observe(struct network *network, size_t c, double joint)
{
    struct coalition *coalition = &network->coalition[c];
    const double rate = 1.0 / network->p.effort.precedent_months;
    coalition->joint = joint;
    coalition->record += rate * (joint - coalition->record);
    coalition->unproven -= rate * coalition->unproven;
    for (size_t k = 0; k < coalition->n_players; k++) {
        const size_t at = (size_t)network->players[c * network->n + k] * network->n_coalitions + c;
        network->record[at] += rate * (joint - network->record[at]);
        network->unproven[at] -= rate * network->unproven[at];
    }
}

void precedent_month(struct network *network)
{
    const double rate = 1.0 / network->p.effort.precedent_months;
    double joint = 0.0;
    size_t live = 0;
    for (size_t c = 0; c < network->n_coalitions; c++)
        if (network->coalition[c].live) {
            joint += network->coalition[c].joint;
            live++;
        }
    if (live == 0)
        return;
    network->record_of_network += rate * (joint / (double)live - network->record_of_network);
    network->unproven_of_network -= rate * network->unproven_of_network;
}
