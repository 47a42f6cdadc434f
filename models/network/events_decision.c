/* The story of decisions: what came on the agenda, who was against, what was decided and why. */
#include "models/network/events.h"

#include <math.h>
#include <string.h>

#include "models/network/coalition.h"
#include "models/network/decision.h"
#include "models/network/events_terms.h"
#include "models/network/governance.h"
#include "models/network/trust.h"

const char *events_subject(const struct network *network, const struct issue *issue)
{
    if (issue->kind == ISSUE_ADMIT)
        return network->member[issue->subject].name;
    return issue_about_coalition(issue) ? network->coalition[issue->subject].name : NULL;
}

static struct sim_event about(const struct network *network, enum story_kind kind, const struct issue *issue)
{
    struct sim_event event = story_event(kind);
    event.thing = events_subject(network, issue);
    event.word[0] = TERM_ISSUE_LAUNCH + (int)issue->kind;
    /* Agreements on effort come up all the time. */
    if (issue->kind == ISSUE_PLEDGES)
        event.level = 3;
    return event;
}

/* Another form of governance has its own kinds, which say what form. */
static void make_of_form(const struct network *network, const struct issue *issue, enum story_kind kind,
                         struct sim_event *event)
{
    if (issue->kind != ISSUE_MODE)
        return;
    event->kind = (int)kind;
    event->word[0] = TERM_FORM_BY_MEMBERS + (int)network->form[issue->subject].deciders;
    event->word[1] = TERM_CARRIED_BY_MEMBERS + (int)network->form[issue->subject].carrier;
}

static void add_reasons(const struct network *network, struct sim_event *event, size_t i, const double *terms)
{
    event->n_reasons = story_reasons(network->story->reasons, event->n_reasons, network->member[i].name, terms);
    event->reasons = network->story->reasons;
}

void events_entered(const struct network *network, const struct issue *issue)
{
    if (network->story == NULL)
        return;
    struct sim_event event = about(network, TOLD_ENTERED, issue);
    network->story->failed[issue->slot].told = false;
    if (issue->kind == ISSUE_ADMIT) {
        event = about(network, TOLD_APPLIED, issue);
        event.who = event.thing;
        event.number[0] = events_trust_in(network, issue->subject);
    }
    if (issue->kind == ISSUE_ADMIT && network->p.invite == INVITE_PLANNED)
        event.kind = TOLD_INVITED;
    make_of_form(network, issue, TOLD_FORM_PROPOSED, &event);
    story_tell(network->story->sink, &event);
}

void events_lapsed(const struct network *network, const struct issue *issue)
{
    if (network->story == NULL)
        return;
    const struct sim_event event = about(network, TOLD_LAPSED, issue);
    story_tell(network->story->sink, &event);
}

/* The decider at k of the table votes against. */
static bool is_against(const struct network *network, enum network_rule rule, size_t k)
{
    const double least = rule == RULE_CONSENT ? -network->p.governance.consent_threshold : 0.0;
    return network->present[k] && network->vote[k] < least;
}

/* Who is most against, SIZE_MAX when nobody is. Under the rule "single" only the chair counts. */
static size_t most_against(const struct network *network, enum network_rule rule, size_t n, size_t chair)
{
    size_t least = SIZE_MAX;
    if (rule == RULE_SINGLE)
        return n > 0 && network->present[chair] && network->vote[chair] < 0.0 ? chair : SIZE_MAX;
    for (size_t k = 0; k < n; k++)
        if (is_against(network, rule, k) && (least == SIZE_MAX || network->vote[k] < network->vote[least]))
            least = k;
    return least;
}

/* Nobody was against: some had no mandate, or those at the table agreed and others are unwilling to take a role. */
static void tell_unready(const struct network *network, const struct issue *issue, size_t n, size_t chair)
{
    struct sim_event event = about(network, TOLD_NO_MANDATE, issue);
    event.number[0] = issue->rounds;
    for (size_t k = 0; k < n; k++)
        if (!network->present[k] && (network->p.rule != RULE_SINGLE || k == chair))
            events_add_name(network, &event, (size_t)network->table[k], (double)NAN);
    if (decision_passes(rule_of_round(network, issue), network->p.governance.consent_threshold, network->vote,
                        network->present, n, chair)
        || event.n_names == 0) {
        size_t least = SIZE_MAX;
        for (size_t i = 0; i < network->n; i++)
            if (issue->kind == ISSUE_LAUNCH && coalition_can_play(network, issue->subject, i)
                && (least == SIZE_MAX || network->issue_view[i] < network->issue_view[least]))
                least = i;
        event = about(network, TOLD_ROLE_EMPTY, issue);
        event.number[0] = issue->rounds;
        if (least != SIZE_MAX) {
            struct failed_vote *failed = &network->story->failed[issue->slot];
            event.who = network->member[least].name;
            event.number[1] = network->issue_view[least];
            add_reasons(network, &event, least, terms_of(network->story->view, least));
            *failed = (struct failed_vote){.told = true, .least = least};
            memcpy(failed->terms, terms_of(network->story->view, least), sizeof failed->terms);
        }
    }
    story_tell(network->story->sink, &event);
}

void events_blocked(const struct network *network, const struct issue *issue, size_t n, size_t chair)
{
    if (network->story == NULL)
        return;
    struct story *story = network->story;
    const enum network_rule rule = rule_of_round(network, issue);
    const size_t least = most_against(network, rule, n, chair);
    story->blocked++;
    if (story->vetoed) { /* told */
        story->vetoed = false;
        return;
    }
    if (least == SIZE_MAX) {
        tell_unready(network, issue, n, chair);
        return;
    }
    const size_t who = (size_t)network->table[least];
    struct failed_vote *failed = &story->failed[issue->slot];
    struct sim_event event = about(network, TOLD_BLOCKED, issue);
    *failed = (struct failed_vote){.told = true, .least = who};
    /* Where the chair's view is pulled to that of all members, so is each of its reasons. */
    const double pull = governance_chair_pull(network, issue) * trust_staff_factor(network, who),
                 *view = terms_of(story->view, who);
    for (size_t t = 0; t < N_REASONS; t++)
        failed->terms[t] = (1.0 - pull) * view[t];
    failed->terms[TERM_HEARD] = pull > 0.0 ? pull * views_mean(network) : 0.0;
    terms_note_gap(network, failed->terms, network->vote[least]);
    event.who = network->member[who].name;
    event.number[0] = issue->rounds;
    event.number[1] = network->vote[least];
    for (size_t k = 0; k < n && network->p.rule != RULE_SINGLE; k++)
        if (k != least && is_against(network, rule, k)) {
            story->others[issue->slot * network->n + failed->n_others++] = network->table[k];
            events_add_name(network, &event, (size_t)network->table[k], network->vote[k]);
        }
    event.number[2] = 1.0 + (double)failed->n_others;
    add_reasons(network, &event, who, failed->terms);
    story_tell(story->sink, &event);
}

double events_mean_pledge(const struct network *network, const struct issue *issue)
{
    if (network->story == NULL || !issue_about_coalition(issue))
        return 0.0;
    const size_t c = issue->subject, n = network->coalition[c].n_players;
    double sum = 0.0;
    for (size_t k = 0; k < n; k++)
        sum += network->pledge[(size_t)network->players[c * network->n + k] * network->n_coalitions + c];
    return n > 0 ? sum / (double)n : 0.0;
}

/* Who is most and who is least in favour of what was decided; the least only when it is against, and not overruled
 * unless that is asked for. */
static void add_sides(const struct network *network, const struct issue *issue, bool overruled, struct sim_event *event)
{
    size_t most = SIZE_MAX, least = SIZE_MAX;
    for (size_t i = 0; i < network->n; i++) {
        if (!network->member[i].in || (issue->kind == ISSUE_ADMIT && i == issue->subject))
            continue;
        if (network->issue_view[i] > 0.0 && (most == SIZE_MAX || network->issue_view[i] > network->issue_view[most]))
            most = i;
        if (network->issue_view[i] < 0.0
            && (overruled || network->issue_view[i] >= -network->p.governance.consent_threshold)
            && (least == SIZE_MAX || network->issue_view[i] < network->issue_view[least]))
            least = i;
    }
    if (most != SIZE_MAX) {
        event->who = network->member[most].name;
        event->number[2] = network->issue_view[most];
        add_reasons(network, event, most, terms_of(network->story->view, most));
    }
    if (least != SIZE_MAX) {
        event->whom = network->member[least].name;
        event->number[3] = network->issue_view[least];
        add_reasons(network, event, least, terms_of(network->story->view, least));
    }
}

void events_decided(const struct network *network, const struct issue *issue, size_t month, double pledged)
{
    static const enum story_kind kinds[] = {
        [ISSUE_LAUNCH] = TOLD_LAUNCHED,   [ISSUE_PLEDGES] = TOLD_AGREED, [ISSUE_SHARE] = TOLD_SHARED,
        [ISSUE_STOP] = TOLD_STOPPED,      [ISSUE_ADMIT] = TOLD_ADMITTED, [ISSUE_AMBITION] = TOLD_AMBITION,
        [ISSUE_MODE] = TOLD_FORM_CHANGED,
    };
    if (network->story == NULL)
        return;
    const size_t c = issue->subject;
    network->story->decided++;
    if (issue->kind == ISSUE_STOP)
        return; /* told while the coalition still was what it was */
    struct sim_event event = about(network, kinds[issue->kind], issue);
    make_of_form(network, issue, TOLD_FORM_CHANGED, &event);
    event.number[0] = (double)(month - issue->entered);
    event.number[1] = issue->rounds;
    if (issue->kind == ISSUE_PLEDGES) {
        event.number[2] = pledged;
        event.number[3] = events_mean_pledge(network, issue);
    } else {
        add_sides(network, issue, false, &event);
    }
    for (size_t k = 0; issue->kind == ISSUE_LAUNCH && k < network->coalition[c].n_players; k++) {
        const size_t i = (size_t)network->players[c * network->n + k];
        events_add_name(network, &event, i, network->pledge[i * network->n_coalitions + c]);
    }
    if (issue->kind == ISSUE_LAUNCH)
        event.number[4] = events_mean_pledge(network, issue);
    story_tell(network->story->sink, &event);
    if (issue->kind == ISSUE_LAUNCH)
        events_package_done(network, issue);
}

void events_stopping(const struct network *network, size_t c)
{
    if (network->story == NULL)
        return;
    const struct agenda *agenda = &network->agenda;
    const struct issue *issue = NULL;
    for (size_t k = 0; k < agenda->n; k++)
        if (agenda->issue[k].kind == ISSUE_STOP && agenda->issue[k].subject == c)
            issue = &agenda->issue[k];
    if (issue == NULL)
        return;
    struct sim_event event = about(network, TOLD_STOPPED, issue);
    add_sides(network, issue, false, &event);
    event.number[1] = issue->rounds;
    event.number[4] = (double)network->coalition[c].age;
    event.number[5] = network->coalition[c].output_mean;
    story_tell(network->story->sink, &event);
}

void events_overruled(const struct network *network, const struct issue *issue, size_t i, size_t n, double loss)
{
    if (network->story == NULL)
        return;
    double now = 0.0, before = 0.0;
    size_t deciders = 0;
    for (size_t k = 0; k < n; k++) {
        const size_t j = (size_t)network->table[k];
        if (j == i || network->issue_view[j] < 0.0)
            continue;
        const double trust = network->trust[i * network->n + j], was = loss < 1.0 ? trust / (1.0 - loss) : trust;
        now += trust;
        before += was;
        deciders++;
    }
    struct sim_event event = about(network, TOLD_OVERRULED, issue);
    event.who = network->member[i].name;
    event.number[0] = network->issue_view[i];
    if (deciders > 0) {
        event.number[1] = before / (double)deciders;
        event.number[2] = now / (double)deciders;
    }
    add_reasons(network, &event, i, terms_of(network->story->view, i));
    story_tell(network->story->sink, &event);
}

void events_put_off(const struct network *network, const struct issue *issue, size_t month, int rounds, bool dropped)
{
    if (network->story == NULL)
        return;
    const struct failed_vote *failed = &network->story->failed[issue->slot];
    struct sim_event event = about(network, dropped ? TOLD_DROPPED : TOLD_PUT_OFF, issue);
    event.number[0] = rounds;
    event.number[1] = dropped ? (double)(month - issue->entered) : network->p.governance.return_months;
    if (issue->kind == ISSUE_MODE) {
        make_of_form(network, issue, dropped ? TOLD_FORM_DROPPED : TOLD_FORM_FAILED, &event);
        add_sides(network, issue, true, &event);
    } else if (failed->told) {
        event.who = network->member[failed->least].name;
        event.number[2] = terms_sum(failed->terms);
        add_reasons(network, &event, failed->least, failed->terms);
        for (size_t k = 0; k < failed->n_others; k++)
            events_add_name(network, &event, (size_t)network->story->others[issue->slot * network->n + k], (double)NAN);
    }
    story_tell(network->story->sink, &event);
}
