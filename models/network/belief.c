/* Beliefs about the size of what a coalition brings (M5): they start at the business case, misjudged, and move to what
 * is seen while it delivers; and the loss that a member suspects as long as it knows neither its partners nor results.
 *
 * size += learning Y (true + sd noise - size), sd = learning_noise (1 - visibility) (1 - data): who works along with
 * many or has good data sees results well. known += learning Y (1 - known) is the weight of what was seen. */
#include "models/network/effort.h"

#include <math.h>

#include "models/network/coalition.h"
#include "models/network/governance.h"
#include "models/purpose.h"

void belief_begin(struct network *network, const struct rng_stream *stream)
{
    const struct network_params *p = &network->p;
    for (size_t i = 0; i < network->n; i++)
        for (size_t c = 0; c < network->n_coalitions; c++) {
            const size_t at = i * network->n_coalitions + c;
            const double z = network_noise(rng_draw(stream, (uint32_t)i, 0, PURPOSE_NETWORK_OPTIMISM, (uint32_t)c));
            const double size = fmax(0.0, 1.0 + p->effort.optimism + p->effort.misperception * z);
            network->size_health[at] = network->size_volume[at] = size;
        }
}

/* Has j to do with c: takes part, or could when c does not run? */
static bool belongs(const struct network *network, size_t j, size_t c)
{
    return network->coalition[c].live ? network->plays[j * network->n_coalitions + c]
                                      : coalition_can_play(network, c, j);
}

double belief_familiarity(const struct network *network, size_t i, size_t c)
{
    double sum = 0.0;
    size_t others = 0;
    for (size_t j = 0; j < network->n; j++) {
        if (j == i || !belongs(network, j, c))
            continue;
        sum += network->familiarity[i * network->n + j];
        others++;
    }
    return others > 0 ? sum / (double)others : 1.0;
}

double belief_fear(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c)
{
    const size_t at = i * network->n_coalitions + c;
    const bool touched = network->role[c * network->n + i] >= 0 || inputs->own_gain[at] != 0.0;
    if (network->p.effort.fear <= 0.0 || !touched)
        return 0.0;
    return network->p.effort.fear * (1.0 - belief_familiarity(network, i, c)) * (1.0 - network->known[at])
           * (1.0 - network_talked(network, i, c));
}

/* How much of the results of c i gets to see: the mean over those who work in it. */
static double visibility_of(const struct network *network, size_t i, size_t c)
{
    const int *players = network->players + c * network->n;
    double sum = 0.0, sd;
    size_t others = 0;
    for (size_t k = 0; k < network->coalition[c].n_players; k++) {
        const size_t j = (size_t)players[k], pair = i * network->n + j;
        if (j == i)
            continue;
        sum += governance_visibility(network, i, network->contact[pair], network->met[pair], &sd);
        others++;
    }
    return others > 0 ? sum / (double)others : 0.0;
}

static double moved(double size, double rate, double seen)
{
    return fmax(0.0, size + rate * (seen - size));
}

void belief_month(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                  size_t month)
{
    const struct network_params *p = &network->p;
    if (p->effort.learning <= 0.0)
        return;
    for (size_t c = 0; c < network->n_coalitions; c++) {
        const double rate = p->effort.learning * network->coalition[c].output;
        const double health = inputs->true_effect != NULL ? inputs->true_effect[c] : 1.0;
        const double volume = inputs->true_volume != NULL ? inputs->true_volume[c] : 1.0;
        for (size_t i = 0; i < network->n && rate > 0.0; i++) {
            const size_t at = i * network->n_coalitions + c;
            if (!network->member[i].in)
                continue;
            const double z =
                network_noise(rng_draw(stream, (uint32_t)i, (uint32_t)month, PURPOSE_NETWORK_BELIEF, (uint32_t)c));
            const double blind = (1.0 - visibility_of(network, i, c)) * (1.0 - network->member[i].data);
            const double error = p->effort.learning_noise * blind * z;
            network->size_health[at] = moved(network->size_health[at], rate, health + error);
            network->size_volume[at] = moved(network->size_volume[at], rate, volume + error);
            network->known[at] += rate * (1.0 - network->known[at]);
        }
    }
}
