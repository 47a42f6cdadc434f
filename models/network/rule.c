/* Who can block beside the rule of the vote (M7): rights of veto, and their absence.
 *
 * A veto is a substantiated objection, a loss beyond the consent threshold, by a member (or a member that pays). In the
 * network's own decisions it holds for everybody with that right, at the table or not; where a coalition decides about
 * itself, outsiders have none (E913). Under "none" nobody can block for ever: objections are heard until the last round,
 * and a majority decides that one (E408). */
#include "models/network/decision.h"

#include "models/network/events.h"

enum network_rule rule_of_round(const struct network *network, const struct issue *issue)
{
    const enum network_rule rule = network->p.rule;
    const bool last = issue->rounds >= (int)network->p.governance.rounds_before_return;
    if (network->p.veto != VETO_NONE || !last || rule == RULE_SINGLE)
        return rule;
    return RULE_MAJORITY;
}

static bool objects(const struct network *network, size_t i)
{
    const struct member *member = &network->member[i];
    return member->in && (network->p.veto == VETO_MEMBERS || member->payer)
           && network->issue_view[i] < -network->p.governance.consent_threshold;
}

bool rule_vetoed(const struct network *network, const struct issue *issue, const int *table, size_t n)
{
    const bool own_table = network->p.structure == STRUCTURE_COALITIONS && issue_about_coalition(issue);
    size_t by = SIZE_MAX;
    if (network->p.veto != VETO_MEMBERS && network->p.veto != VETO_PAYERS)
        return false;
    for (size_t k = 0; k < (own_table ? n : network->n); k++) {
        const size_t i = own_table ? (size_t)table[k] : k;
        if (objects(network, i) && (by == SIZE_MAX || network->issue_view[i] < network->issue_view[by]))
            by = i;
    }
    if (by != SIZE_MAX)
        events_vetoed(network, issue, by);
    return by != SIZE_MAX;
}
