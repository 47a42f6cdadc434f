/* Coming in (M8): members of a later month, whom the network invites, and how newcomers are introduced.
 *
 * A stranger starts without familiarity, at the trust of somebody unknown, and expects of others what one expects of
 * people whose record one does not know. Those who carry the coordination introduce at most membership.absorb newcomers
 * at a time, in hours that other work then lacks: what is not given in hours is not learnt (Weber 2006; Johnston et al.
 * 2011; E204, E1025). Nothing here touches output. */
#include "models/network/membership.h"

#include <math.h>

#include "models/network/decision.h"
#include "models/network/events.h"

#define MISSED_FIRST 2.0 /* more than any trust: who fills an empty role is invited before the others */

void joining_set_strangers(struct network *network, const struct network_member_setup *setups)
{
    const size_t n = network->n;
    if (!network->p.strangers)
        return;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            if (i == j || (setups[i].founder && setups[j].founder))
                continue;
            if (setups[i].history == NULL || isnan(setups[i].history[j]))
                network->trust[i * n + j] = network->p.trust.base;
            network->familiarity[i * n + j] = 0.0;
            network->seen[i * n + j] = network->habit[i * n + j] = network->p.membership.stranger_seen;
        }
}

void joining_by_calendar(struct network *network, const struct network_inputs *inputs, size_t horizon_month)
{
    for (size_t i = 0; i < network->n; i++) {
        const struct member *member = &network->member[i];
        if (member->joins > 0 && member->joins == horizon_month + 1 && !member->in && !member->gone) {
            events_came(network, i);
            membership_admit(network, inputs, i);
        }
    }
}

static bool is_spaced(const struct network *network)
{
    return network->p.membership.invite_months > 0.0 || network->p.invite == INVITE_PLANNED;
}

bool joining_wants(const struct network *network, const struct network_inputs *inputs, size_t i)
{
    return membership_missed(network, i)
           || (network->p.invite != INVITE_NEED && membership_would_gain(network, inputs, i));
}

bool joining_by_plan(const struct network *network, size_t i)
{
    return network->p.invite == INVITE_PLANNED && !network->member[i].in;
}

void joining_apply(struct network *network, size_t i, double chance, size_t month)
{
    double score = -chance, trust = 0.0;
    if (!is_spaced(network)) {
        (void)decision_enter(network, ISSUE_ADMIT, i, 0, month);
        return;
    }
    if (network->p.invite == INVITE_PLANNED) {
        for (size_t j = 0; j < network->n; j++)
            trust += network->member[j].in ? network->trust[j * network->n + i] : 0.0;
        score = trust / fmax(1.0, (double)membership_count(network));
        score += membership_missed(network, i) ? MISSED_FIRST : 0.0;
    }
    if (network->joining.applicant == 0 || score > network->joining.score) {
        network->joining.applicant = i + 1;
        network->joining.score = score;
    }
}

void joining_close(struct network *network, size_t month)
{
    const size_t applicant = network->joining.applicant;
    bool open = applicant == 0;
    network->joining.applicant = 0;
    for (size_t i = 0; i < network->n; i++)
        open = open || decision_open(network, ISSUE_ADMIT, i);
    const size_t admitted = network->joining.admitted;
    const bool rested = admitted == 0 || (double)(month + 1 - admitted) >= network->p.membership.invite_months;
    if (!open && rested)
        (void)decision_enter(network, ISSUE_ADMIT, applicant - 1, 0, month);
    network->joining.month = month;
}

/* Founders and who came in before introductions were needed know what there is to know. */
double joining_briefed(const struct network *network, size_t i)
{
    const struct member *member = &network->member[i];
    return network->p.introduce_first && !member->founder ? member->briefed : 1.0;
}

bool joining_waits(const struct network *network, size_t i)
{
    return network->p.introduce_first && network->member[i].new_months > 0;
}

bool joining_takes_up(struct network *network, size_t i)
{
    const bool ready = network->member[i].ready;
    network->member[i].ready = false;
    return ready;
}

void joining_enter(struct network *network, size_t i)
{
    network->joining.admitted = network->joining.month + 1;
    network->member[i].new_months = (size_t)network->p.membership.onboarding_months;
    network->member[i].briefed = 0.0;
    network->member[i].ready = false;
}

static size_t newcomers(const struct network *network)
{
    size_t n = 0;
    for (size_t i = 0; i < network->n; i++)
        n += network->member[i].in && network->member[i].new_months > 0;
    return n;
}

double joining_hours(const struct network *network)
{
    const double new_here = (double)newcomers(network);
    return network->p.membership.onboarding_hours * fmin(new_here, network->p.membership.absorb);
}

void joining_book(struct network *network)
{
    const double wanted = joining_hours(network);
    events_newcomers(network, newcomers(network));
    if (wanted <= 0.0)
        return;
    const double each = network->adequacy * wanted / (double)newcomers(network);
    for (size_t i = 0; i < network->n; i++) {
        struct member *member = &network->member[i];
        member->introduced = member->in && member->new_months > 0 ? each : 0.0;
        member->other += member->introduced;
    }
}

/* What those who were here before make of j. */
static double record_of(const struct network *network, size_t j)
{
    double sum = 0.0;
    size_t count = 0;
    for (size_t k = 0; k < network->n; k++)
        if (k != j && network->member[k].in && network->member[k].new_months == 0) {
            sum += network->seen[k * network->n + j];
            count++;
        }
    return count > 0 ? sum / (double)count : network->p.trust.seen_start;
}

/* The newcomer i hears the record of j and gets to know it: contact in the hours that are given. */
static void introduce_to(struct network *network, size_t i, size_t j, double hours, double learnt)
{
    const size_t n = network->n;
    double *seen = &network->seen[i * n + j];
    *seen += learnt * (record_of(network, j) - *seen);
    network->habit[i * n + j] += learnt * (*seen - network->habit[i * n + j]);
    network->met[i * n + j] += hours;
    network->met[j * n + i] += hours;
}

void joining_introduce(struct network *network)
{
    const size_t settled = membership_count(network) - newcomers(network);
    for (size_t i = 0; i < network->n; i++) {
        struct member *member = &network->member[i];
        if (!member->in || member->new_months == 0 || member->introduced <= 0.0 || settled == 0)
            continue;
        /* With all the hours that it takes everything is known after the last month. */
        const double had = member->introduced / network->p.membership.onboarding_hours;
        const double learnt = had / (double)member->new_months;
        member->briefed = fmin(1.0, member->briefed + had / network->p.membership.onboarding_months);
        for (size_t j = 0; j < network->n; j++)
            if (network->member[j].in && network->member[j].new_months == 0)
                introduce_to(network, i, j, member->introduced / (double)settled, learnt);
    }
}

void joining_end_month(struct network *network)
{
    for (size_t i = 0; i < network->n; i++) {
        network->member[i].introduced = 0.0;
        if (network->member[i].new_months > 0) {
            network->member[i].new_months--;
            events_introduced(network, i);
            network->member[i].ready = network->p.introduce_first && network->member[i].new_months == 0;
        }
    }
}

bool joining_may_start(const struct network *network, size_t c)
{
    const struct coalition *coalition = &network->coalition[c];
    return coalition->after == 0
           || (double)network->coalition[coalition->after - 1].months_delivered >= coalition->after_months;
}
