/* Ownership (M5, E418): who took part in deciding on a coalition stands by its pledge.
 *
 * Taking part in a decision raises commitment to it (procedural justice: Korsgaard, Schweiger & Sapienza 1995; goal
 * commitment: Locke & Latham 1990). A shortfall against one's own pledge costs ownership * owned * (pledge - effort):
 * owned is 1 for who sat at the table that decided, governance.voice for who was heard and 0 for who was told. */
#include "models/network/decision.h"

void ownership_decided(struct network *network, size_t c, size_t n_table, bool heard)
{
    const size_t n_c = network->n_coalitions;
    const int *players = network->players + c * network->n;
    for (size_t k = 0; k < network->coalition[c].n_players; k++)
        network->owned[(size_t)players[k] * n_c + c] = heard ? network->p.governance.voice : 0.0;
    for (size_t k = 0; k < n_table; k++)
        network->owned[(size_t)network->table[k] * n_c + c] = 1.0;
}

double ownership_commitment(const struct network *network, size_t i, size_t c)
{
    return network->p.governance.ownership * network->owned[i * network->n_coalitions + c];
}
