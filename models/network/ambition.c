/* A shared ambition (M7, E415): under network.content "ambition" all members first agree on what they want together.
 *
 * It takes rounds of all, which put off the first coalitions. Once agreed, members expect more effort of each other when
 * a coalition is proposed and their values clash less; it fades, and below half its strength it is put on the agenda
 * again. */
#include "models/network/decision.h"

#include <math.h>

#include "models/network/effort.h"
#include "models/network/events.h"

enum { YEAR = 12 };
#define WEAK 0.5

bool ambition_allows_launch(const struct network *network)
{
    return network->p.content == CONTENT_ACTION || network->deciding.ambition_made;
}

void ambition_apply(struct network *network)
{
    const struct network_params *p = &network->p;
    const double strength = network->deciding.ambition;
    network->deciding.value_conflict = p->effort.value_conflict * (1.0 - p->governance.ambition_language * strength);
    network->deciding.launch_effort = fmin(1.0, p->coalition.launch_effort + p->governance.ambition_launch * strength);
}

void ambition_month(struct network *network, size_t month)
{
    if (network->p.content != CONTENT_AMBITION)
        return;
    network->deciding.ambition *= exp(-1.0 / (YEAR * network->p.governance.ambition_years));
    ambition_apply(network);
    if (network->deciding.ambition < WEAK && !decision_open(network, ISSUE_AMBITION, 0)
        && decision_enter(network, ISSUE_AMBITION, 0, 0, month))
        events_ambition_wanted(network);
}

/* Part of its possible roles in which i feels a benefit; of all coalitions when it has none. */
static double share_that_benefits(const struct network *network, const struct network_inputs *inputs, size_t i)
{
    size_t own = 0, own_good = 0, good = 0;
    for (size_t c = 0; c < network->n_coalitions; c++) {
        const bool benefits = effort_felt(network, inputs, i, c, network->coalition[c].sharing) > 0.0;
        const bool plays = network->role[c * network->n + i] >= 0;
        own += plays;
        own_good += plays && benefits;
        good += benefits;
    }
    return own > 0 ? (double)own_good / (double)own : (double)good / (double)network->n_coalitions;
}

/* What each hopes of it: the felt benefit of a full output times goal consensus as it sees it, above what it needs. That
 * consensus is the nearness of its values to the others' times the share of its roles in which it gains. */
void ambition_views(struct network *network, const struct network_inputs *inputs)
{
    for (size_t i = 0; i < network->n; i++) {
        double distance = 0.0;
        size_t others = 0;
        if (!network->member[i].in)
            continue;
        for (size_t j = 0; j < network->n; j++)
            if (j != i && network->member[j].in) {
                distance += fabs(network->member[i].orientation - network->member[j].orientation);
                others++;
            }
        const double nearness = 1.0 - (others > 0 ? distance / (double)others : 0.0);
        const double benefits = share_that_benefits(network, inputs, i), consensus = nearness * benefits;
        network->issue_view[i] =
            network->member[i].mission * network->p.effort.benefit * (consensus - network->p.governance.ambition_level);
        events_view_of_ambition(network, i, nearness, benefits);
    }
}

bool ambition_forming(const struct network *network, struct issue *issue)
{
    if (issue->kind != ISSUE_AMBITION || issue->formed >= (int)network->p.governance.ambition_rounds)
        return false;
    issue->formed++;
    return true;
}

void ambition_agree(struct network *network)
{
    network->deciding.ambition = 1.0;
    network->deciding.ambition_made = true;
    ambition_apply(network);
}
