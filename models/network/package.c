/* Package deals (M7): a blocked launch is joined with sharing, or with the launch of another coalition on the agenda,
 * when that takes all objections away. Views of the parts add up and they are carried out together.
 *
 * Nobody can be offered what it is not known to need: every objector's stake must be known (talk.c). */
#include "models/network/decision.h"

#include <string.h>

#include "models/network/coalition.h"
#include "models/network/events.h"

static bool launch_is_open(const struct network *network, size_t c)
{
    return !network->coalition[c].live && decision_open(network, ISSUE_LAUNCH, c);
}

void package_refresh(struct network *network, struct issue *issue)
{
    if (issue->with_partner > 0 && !launch_is_open(network, issue->with_partner - 1))
        issue->with_partner = 0;
}

void package_add_views(struct network *network, const struct network_inputs *inputs, const struct issue *issue)
{
    double *own = network->deciding.package_view;
    if (issue->with_partner == 0)
        return;
    const struct issue partner = {.kind = ISSUE_LAUNCH, .subject = issue->with_partner - 1};
    memcpy(own, network->issue_view, network->n * sizeof *own);
    events_keep_views(network);
    views_of_coalition(network, inputs, &partner);
    events_join_views(network);
    for (size_t i = 0; i < network->n; i++)
        network->issue_view[i] += own[i];
}

size_t package_widen_table(const struct network *network, const struct issue *issue, int *table, size_t n)
{
    if (issue->with_partner == 0)
        return n;
    const size_t partner = issue->with_partner - 1;
    for (size_t i = 0; i < network->n; i++)
        if (coalition_can_play(network, partner, i) && !coalition_can_play(network, issue->subject, i))
            table[n++] = (int)i;
    return n;
}

/* A proposal under study: who decides, and what may not be below which bar. */
struct study {
    const struct issue *issue;
    size_t n; /* of network->table */
    double decides_from, plays_from;
};

/* Does i stand in the way of launching c, thinking `view` of it? */
static bool stands_in_the_way(const struct network *network, const struct study *study, size_t c, size_t i, double view)
{
    bool decides = false;
    if (!network->member[i].in)
        return false;
    for (size_t k = 0; k < study->n; k++)
        decides = decides || (size_t)network->table[k] == i;
    return (decides && view < study->decides_from) || (coalition_can_play(network, c, i) && view < study->plays_from);
}

/* Does anybody stand in the way? *known: the stakes of all who do are known. */
static bool opposed(const struct network *network, const struct study *study, size_t c, const double *views,
                    bool *known)
{
    bool any = false;
    *known = true;
    for (size_t i = 0; i < network->n; i++)
        if (stands_in_the_way(network, study, c, i, views[i])) {
            any = true;
            *known = *known && talk_known(network, i, c);
        }
    return any;
}

/* Views of the launch with sharing: `standing` and what sharing adds. */
static bool sharing_helps(struct network *network, const struct network_inputs *inputs, const struct study *study,
                          const double *standing)
{
    double *without = network->deciding.package_view;
    struct issue proposal = *study->issue;
    bool known;
    views_of_coalition(network, inputs, &proposal);
    memcpy(without, network->issue_view, network->n * sizeof *without);
    proposal.with_sharing = true;
    views_of_coalition(network, inputs, &proposal);
    for (size_t i = 0; i < network->n; i++)
        network->issue_view[i] += standing[i] - without[i];
    return !opposed(network, study, study->issue->subject, network->issue_view, &known);
}

static bool partner_helps(struct network *network, const struct network_inputs *inputs, const struct study *study,
                          const double *standing, size_t partner)
{
    const struct issue other = {.kind = ISSUE_LAUNCH, .subject = partner};
    bool known, unused;
    views_of_coalition(network, inputs, &other);
    (void)opposed(network, study, partner, network->issue_view, &known);
    if (!known)
        return false;
    for (size_t i = 0; i < network->n; i++)
        network->issue_view[i] += standing[i];
    return !opposed(network, study, study->issue->subject, network->issue_view, &unused)
           && !opposed(network, study, partner, network->issue_view, &unused);
}

static bool is_package(const struct issue *issue)
{
    return issue->with_sharing || issue->with_partner > 0;
}

void package_propose(struct network *network, const struct network_inputs *inputs, struct issue *issue, size_t n)
{
    const struct network_params *p = &network->p;
    const bool own_table = p->structure == STRUCTURE_COALITIONS;
    const double consent = -p->governance.consent_threshold;
    const struct study study = {issue, n, p->rule == RULE_CONSENT && !own_table ? consent : 0.0,
                                own_table ? 0.0 : consent};
    double *standing = network->deciding.package_best;
    bool known;
    if (!p->packages || issue->kind != ISSUE_LAUNCH
        || !opposed(network, &study, issue->subject, network->issue_view, &known))
        return;
    if (is_package(issue) || !known) {
        /* This package did not do: the next proposal starts from the launch alone. */
        issue->with_sharing = false;
        issue->with_partner = 0;
        return;
    }
    memcpy(standing, network->issue_view, network->n * sizeof *standing);
    events_keep_views(network);
    issue->with_sharing =
        !network->coalition[issue->subject].sharing && sharing_helps(network, inputs, &study, standing);
    for (size_t c = 0; c < network->n_coalitions && !is_package(issue); c++)
        if (c != issue->subject && launch_is_open(network, c) && partner_helps(network, inputs, &study, standing, c))
            issue->with_partner = c + 1;
    memcpy(network->issue_view, standing, network->n * sizeof *standing);
    events_restore_views(network);
    events_package_proposed(network, issue);
}
