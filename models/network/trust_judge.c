/* What members read into what befalls them (M6): who gains while I lose, and who blocked what I was in favour of.
 *
 * Fairness is about money, in units of own full effort in the coalition: x_ic = own gain_ic Y_c - (1 - paid_ic)
 * delivered_ic. Who loses blames whoever gains, player or bystander, as far as it sees the other, until sharing is
 * agreed. Attribution: an objection by somebody one does not know, for reasons one does not know, is taken for ill
 * will; sides that form over an issue grow closer within. */
#include "models/network/trust.h"

#include <math.h>

#include "models/network/coalition.h"
#include "models/network/decision.h"
#include "models/network/events.h"
#include "models/network/governance.h"

/* Money result of every member in c this month, in draft_value. */
static void fill_results(struct network *network, const struct network_inputs *inputs, size_t c)
{
    for (size_t i = 0; i < network->n; i++) {
        const size_t at = i * network->n_coalitions + c;
        const double unpaid = 1.0 - network_clip(inputs->paid_share[at], 0.0, 1.0);
        const double result = inputs->own_gain[at] * network->coalition[c].output - unpaid * network->delivered[at];
        network->draft_value[i] = network->member[i].in ? network_clip(result, -1.0, 1.0) : 0.0;
    }
}

/* shared[i, j].unfair: what i loses in c and j gains. Only who takes part bears a cost of it. */
static void add_unfair(struct network *network, size_t c)
{
    const size_t n = network->n;
    const double *result = network->draft_value;
    for (size_t k = 0; k < network->coalition[c].n_players; k++) {
        const size_t i = (size_t)network->players[c * n + k];
        for (size_t j = 0; j < n && result[i] < 0.0; j++)
            if (result[j] > 0.0)
                network->shared[i * n + j].unfair += fmin(-result[i], result[j]);
    }
}

void trust_judge_fairness(struct network *network, const struct network_inputs *inputs)
{
    const size_t n = network->n;
    if (network->p.trust.fairness <= 0.0)
        return;
    for (size_t c = 0; c < network->n_coalitions; c++) {
        if (!network->coalition[c].live || network->coalition[c].sharing)
            continue;
        fill_results(network, inputs, c);
        add_unfair(network, c);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const size_t at = i * n + j;
            double sd;
            if (i == j || network->shared[at].unfair <= 0.0)
                continue;
            const double seen = governance_visibility(network, i, network->contact[at], network->met[at], &sd);
            const double before = network->trust[at];
            network->trust[at] *=
                1.0 - fmin(1.0, network->p.trust.fairness * seen * fmin(1.0, network->shared[at].unfair));
            events_trust(network, i, j, TERM_UNFAIR, network->trust[at] - before);
        }
}

/* How far the others know what moves j in this issue, [0,1]: 1 when its stake is known (talk.c). */
static double known_stakes(const struct network *network, const struct issue *issue, size_t j)
{
    return issue_about_coalition(issue) && talk_known(network, j, issue->subject) ? 1.0 : 0.0;
}

/* willing[i]: i stood in the way: at the table by the rule, or by not joining a launch in which it has a role. */
static void mark_objectors(struct network *network, const struct issue *issue)
{
    const struct network_params *p = &network->p;
    const double mild = p->governance.consent_threshold, least = p->rule == RULE_CONSENT ? mild : 0.0;
    size_t chair;
    const size_t n = governance_table(network, issue, network->table, &chair);
    for (size_t i = 0; i < network->n; i++)
        network->willing[i] = issue->kind == ISSUE_LAUNCH && coalition_can_play(network, issue->subject, i)
                              && network->issue_view[i] < -mild;
    for (size_t k = 0; k < n; k++) {
        const size_t i = (size_t)network->table[k];
        if ((p->rule != RULE_SINGLE || k == chair) && network->issue_view[i] < -least)
            network->willing[i] = true;
    }
}

void trust_after_block(struct network *network, const struct issue *issue)
{
    const size_t n = network->n;
    const double blame = network->p.trust.attribution, closer = network->p.trust.camp;
    if (blame <= 0.0 && closer <= 0.0)
        return;
    mark_objectors(network, issue);
    bool blocked = false;
    for (size_t i = 0; i < n; i++)
        blocked = blocked || (network->member[i].in && network->willing[i]);
    for (size_t at = 0; at < n * n && blocked; at++) {
        const size_t i = at / n, j = at % n;
        if (i == j || !network->member[i].in || !network->member[j].in)
            continue;
        const bool against_i = network->willing[i], against_j = network->willing[j];
        const bool for_i = !against_i && network->issue_view[i] >= 0.0,
                   for_j = !against_j && network->issue_view[j] >= 0.0;
        const double view_i = network->issue_view[i], view_j = network->issue_view[j];
        double *trust = &network->trust[at];
        const double before = *trust;
        const bool against_each_other = (for_i && against_j) || (against_i && for_j);
        if (against_each_other)
            *trust *= 1.0
                      - blame * fmin(1.0, fabs(view_i - view_j)) * (1.0 - network->familiarity[at])
                            * (1.0 - known_stakes(network, issue, j));
        else if ((against_i && against_j) || (for_i && for_j))
            *trust += closer * fmin(1.0, fmin(fabs(view_i), fabs(view_j))) * (1.0 - *trust);
        if (against_each_other)
            events_blamed(network, i, j, before, *trust);
        else
            events_trust(network, i, j, TERM_SIDE, *trust - before);
    }
    events_blame_told(network, issue);
}
