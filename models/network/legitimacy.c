/* Legitimacy (M10; Provan & Kenis 2008): what the network is worth in the eyes of its members and of
 * the outside, and the two ways in which that can matter - staying and applying. Both are off at weight 0. */
#include "models/network/membership.h"

#include <math.h>

#define SATISFIED 0.2 /* width of the link from satisfaction to legitimacy */
#define NEUTRAL 0.5   /* where legitimacy neither holds nor drives away: its value at the start */
#define DECISIONS 12  /* decisions over which a member remembers whether it was heard */

void legitimacy_update(struct network *network)
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

void legitimacy_decided(struct network *network)
{
    for (size_t i = 0; i < network->n; i++) {
        struct member *member = &network->member[i];
        if (!member->in)
            continue;
        const bool overruled = network->issue_view[i] < -network->p.governance.consent_threshold;
        member->overruled += ((overruled ? 1.0 : 0.0) - member->overruled) / DECISIONS;
    }
}

double legitimacy_holds(const struct network *network, size_t i)
{
    const double seen = network->legitimacy_internal * (1.0 - network->member[i].overruled);
    return network->p.governance.legitimacy_stay * (seen - NEUTRAL);
}

double legitimacy_attracts(const struct network *network)
{
    const double weight = network->p.membership.legitimacy_apply;
    return 1.0 - weight + weight * network_standing(network) / NEUTRAL;
}

double network_standing(const struct network *network)
{
    double hours = 0.0, structural = 0.0;
    for (size_t c = 0; c < network->n_coalitions; c++) {
        if (!network->coalition[c].live)
            continue;
        for (size_t k = 0; k < network->coalition[c].n_players; k++) {
            const size_t i = (size_t)network->players[c * network->n + k];
            const double own = network_coalition_hours(network, i, c);
            hours += own;
            structural += own * network->structural[i * network->n_coalitions + c];
        }
    }
    const double paid = hours > 0.0 ? structural / hours : 0.0;
    return network->dead ? 0.0 : 0.5 * (network->legitimacy_external + paid);
}
