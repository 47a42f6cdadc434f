/* What moves a member besides the benefit of a coalition (M5): values that clash or have become a shared language,
 * steering it does not like, networks that claim its attention, and the wish to be part of what can be seen. */
#include "models/network/effort.h"

#include <math.h>

double pull_fit(const struct network *network, size_t i, size_t c)
{
    const struct network_params *p = &network->p;
    const double distance = fabs(network->member[i].orientation - network->coalition[c].theme);
    const double shared =
        p->effort.shared_language > 0.0 ? p->effort.shared_language * belief_familiarity(network, i, c) : 0.0;
    return 1.0 - network->deciding.value_conflict * distance * (1.0 - shared);
}

double pull_steering(const struct network *network, size_t i)
{
    const double rules = network->p.steering == STEERING_FORMAL ? 1.0 : 0.0;
    return 1.0 + network->p.effort.steering_conflict * fabs(network->member[i].formality - rules);
}

double pull_hours(const struct network *network, size_t i, double hours_free)
{
    const double elsewhere = network->p.effort.crowding_hours * network->member[i].other_networks;
    return elsewhere > 0.0 ? fmax(0.0, hours_free - elsewhere) : hours_free;
}

double pull_visible(const struct network *network, size_t i)
{
    return network->p.membership.fomo * network->member[i].status * network->legitimacy_external;
}
