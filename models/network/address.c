/* What happens to a shortfall between partners (M5, M6): those who know each other and meet say something about it
 * (E414, E913), and a member that seeks its advantage learns how much is forgiven and gives that much less.
 *
 * A shortfall goes unpunished (M6) up to trust.margin / (p (1 - trust.excuse F k)) of the pledge p, in contact k of
 * familiarity F. What addressing adds to the excuse is no room: who takes it is spoken to again. */
#include "models/network/effort.h"

#include <math.h>

double address_pressure(const struct network *network, size_t i, size_t c, const int *players, size_t n_players)
{
    const double *contact = network->contact + i * network->n, *familiarity = network->familiarity + i * network->n;
    double sum = 0.0;
    size_t others = 0;
    if (network->p.effort.address <= 0.0 || network->role[c * network->n + i] < 0)
        return 0.0;
    for (size_t k = 0; k < n_players; k++) {
        const size_t j = (size_t)players[k];
        if (j == i)
            continue;
        sum += contact[j] * familiarity[j];
        others++;
    }
    return others > 0 ? network->p.effort.address * sum / (double)others : 0.0;
}

void address_talk(struct network *network)
{
    const size_t n = network->n, n_c = network->n_coalitions;
    for (size_t c = 0; c < n_c && network->p.effort.address > 0.0; c++) {
        const int *players = network->players + c * n;
        for (size_t a = 0; a < network->coalition[c].n_players; a++)
            for (size_t b = 0; b < network->coalition[c].n_players; b++) {
                const size_t i = (size_t)players[a], j = (size_t)players[b];
                const double known = network->contact[i * n + j] * network->familiarity[j * n + i];
                const double short_of = fmax(network->pledge[i * n_c + c] - network->delivered[i * n_c + c], 0.0);
                const double hours = i == j ? 0.0 : network->p.effort.address_hours * known * short_of;
                network->member[i].other += hours;
                network->member[j].other += hours;
            }
    }
}

double address_excuse(const struct network_params *p)
{
    return p->trust.excuse + (1.0 - p->trust.excuse) * p->effort.address / (1.0 + p->effort.address);
}

double address_exploit(const struct network *network, size_t i, size_t c, double delivered)
{
    const double greed = network->p.effort.exploit * network->member[i].exploit;
    return delivered * (1.0 - greed * network->slack[i * network->n_coalitions + c]);
}

/* Part of i's pledge in c that j would let pass. */
static double forgiven(const struct network *network, size_t i, size_t j, size_t c)
{
    const struct network_params *p = &network->p;
    const size_t pair = j * network->n + i;
    const double minded = network->pledge[i * network->n_coalitions + c]
                          * (1.0 - p->trust.excuse * network->familiarity[pair] * network->contact[pair]);
    return minded > p->trust.margin ? p->trust.margin / minded : 1.0;
}

void address_learn(struct network *network)
{
    for (size_t i = 0; i < network->n; i++)
        for (size_t c = 0; c < network->n_coalitions; c++) {
            const size_t at = i * network->n_coalitions + c, n_players = network->coalition[c].n_players;
            double sum = 0.0;
            if (network->p.effort.exploit * network->member[i].exploit <= 0.0 || !network->plays[at] || n_players < 2)
                continue;
            for (size_t k = 0; k < n_players; k++) {
                const size_t j = (size_t)network->players[c * network->n + k];
                sum += j == i ? 0.0 : forgiven(network, i, j, c);
            }
            network->slack[at] +=
                (sum / (double)(n_players - 1) - network->slack[at]) / network->p.effort.exploit_months;
        }
}
