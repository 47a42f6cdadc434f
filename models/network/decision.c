/* How the agenda is decided (M7): preparation, rounds of deliberation, rules, and what a decision does. What comes on
 * the agenda: agenda.c.
 *
 * An issue is prepared by those who carry the work, then discussed as long as every decider has hours left. A round
 * takes each of the m at the table t_fix + t_per * m hours, less what trust saves. A failed vote moves views
 * (views.c), and after some rounds the issue is put off. A delegate without a mandate must first go home (E430). */
#include "models/network/decision.h"

#include <math.h>
#include <string.h>

#include "models/network/coalition.h"
#include "models/network/effort.h"
#include "models/network/events.h"
#include "models/network/governance.h"
#include "models/network/membership.h"
#include "models/network/trust.h"
#include "models/purpose.h"

enum { YEAR = 12 };

void decision_begin_month(struct network *network, size_t month)
{
    struct agenda *agenda = &network->agenda;
    const double cap = governance_time_cap(network);
    agenda->decided = agenda->blocked = 0;
    agenda->decided_month[month % DECISION_WINDOW] = 0;
    agenda->waited_month[month % DECISION_WINDOW] = 0.0;
    for (size_t i = 0; i < network->n; i++) {
        struct member *member = &network->member[i];
        member->time_left = fmin(cap, member->time_left + member->attention * network->p.network.meeting_hours);
        member->meeting = member->carrying = member->other = member->contribution = 0.0;
    }
}

double decision_round_hours(const struct network *network, size_t m, double trust)
{
    const struct network_params *p = &network->p;
    return (p->governance.round_hours + p->governance.round_hours_each * (double)m)
           * (1.0 - p->governance.trust_saving * trust);
}

bool decision_passes(enum network_rule rule, double threshold, const double *views, const bool *asked, size_t n,
                     size_t chair)
{
    size_t agree = 0, against = 0;
    if (n == 0)
        return false;
    if (rule == RULE_SINGLE)
        return asked[chair] && views[chair] >= 0.0;
    for (size_t k = 0; k < n; k++) {
        agree += asked[k] && views[k] >= 0.0;
        against += !asked[k] || views[k] < (rule == RULE_CONSENT ? -threshold : 0.0);
    }
    return rule == RULE_MAJORITY ? 2 * agree > n : against == 0;
}

/* Is there still something to decide? */
static bool still_asked(const struct network *network, const struct issue *issue)
{
    const struct coalition *coalition = &network->coalition[issue_about_coalition(issue) ? issue->subject : 0];
    switch (issue->kind) {
    case ISSUE_LAUNCH:
        return !coalition->live;
    case ISSUE_SHARE:
        return !coalition->sharing;
    case ISSUE_ADMIT:
        return !network->member[issue->subject].in && !network->member[issue->subject].gone;
    case ISSUE_AMBITION:
        return true;
    case ISSUE_MODE:
        return !governance_same(network, issue->subject);
    case ISSUE_PLEDGES:
    case ISSUE_STOP:
    default:
        return coalition->live;
    }
}

/* One discussion of one issue in one month. */
struct session {
    struct issue *issue;
    size_t n, chair; /* of network->table */
    double hours;    /* of a round, for each at the table */
};

/* Votes and mandates of the table; false when a delegate must first go home. */
static bool gather_votes(struct network *network, const struct session *session)
{
    bool complete = true;
    const double pull = governance_chair_pull(network, session->issue);
    const double mean = views_mean(network);
    for (size_t k = 0; k < session->n; k++) {
        const size_t i = (size_t)network->table[k];
        const double own = pull * trust_staff_factor(network, i);
        network->vote[k] = (1.0 - own) * network->issue_view[i] + own * mean;
        network->present[k] = network->issue_asked[session->issue->slot * network->n + i];
        complete = complete && network->present[k];
    }
    return complete;
}

/* Who can decide on the spot; the others go home, and can the next month (their mandate is set after the session). */
static void draw_mandates(struct network *network, const struct rng_stream *stream, size_t month,
                          const struct session *session)
{
    bool *asked = network->issue_asked + session->issue->slot * network->n;
    for (size_t k = 0; k < session->n; k++) {
        const size_t i = (size_t)network->table[k];
        const struct rng_words words =
            rng_draw(stream, (uint32_t)i, (uint32_t)month, PURPOSE_NETWORK_MANDATE, session->issue->key);
        asked[i] = asked[i] || rng_unit(words.w[0]) < network->member[i].attention * network->member[i].mandate;
    }
}

static bool have_time(const struct network *network, const struct session *session, double hours)
{
    for (size_t k = 0; k < session->n; k++)
        if (network->member[network->table[k]].time_left < hours)
            return false;
    return true;
}

static void spend_time(struct network *network, const struct session *session, double hours)
{
    for (size_t k = 0; k < session->n; k++) {
        network->member[network->table[k]].time_left -= hours;
        network->member[network->table[k]].meeting += hours;
    }
}

/* Views after a failed vote. One decider hears all members, in its own time, and moves to their mean; a table moves to
 * its own. */
static bool deliberate(struct network *network, struct session *session)
{
    const bool consults = governance_consults(network, session->issue);
    if (consults) {
        const double hearing = network->p.governance.round_hours_each * (double)membership_count(network);
        if (!have_time(network, session, hearing))
            return false;
        spend_time(network, session, hearing);
        for (size_t i = 0; i < network->n; i++)
            if (network->member[i].in && i != (size_t)network->table[0])
                network->member[i].meeting += network->p.governance.round_hours_each;
        session->issue->heard = true;
    }
    views_move(network, session->issue, session->n, consults);
    return true;
}

/* An objection that was passed over costs trust in those who decided. */
static void resent(struct network *network, const struct session *session)
{
    const double loss = network->p.governance.dominance;
    for (size_t i = 0; i < network->n; i++) {
        if (!network->member[i].in || network->issue_view[i] >= -network->p.governance.consent_threshold)
            continue;
        trust_staff_overruled(network, i);
        for (size_t k = 0; k < session->n; k++) {
            const size_t j = (size_t)network->table[k];
            if (j == i || network->issue_view[j] < 0.0)
                continue;
            events_trust(network, i, j, TERM_OVERRULING, -loss * network->trust[i * network->n + j]);
            network->trust[i * network->n + j] *= 1.0 - loss;
        }
        events_overruled(network, session->issue, i, session->n, loss);
    }
}

/* Those who are willing to take part: nobody is made to work, unless pledges can be enforced. Returns their number in
 * draft_players; *complete when every role is filled and there are enough of them. */
static size_t gather_willing(struct network *network, size_t c, bool *complete)
{
    const bool own_table = network->p.structure == STRUCTURE_COALITIONS;
    const double least = own_table ? 0.0 : -network->p.governance.consent_threshold;
    bool *willing = network->willing;
    for (size_t i = 0; i < network->n; i++)
        willing[i] = network->issue_view[i] >= least || (!own_table && network->p.steering == STEERING_FORMAL);
    const size_t n = coalition_gather(network, c, willing, network->draft_players, complete);
    *complete = *complete && n >= (size_t)network->p.network.least_parties;
    return n;
}

static void start(struct network *network, const struct network_inputs *inputs, size_t c)
{
    bool complete;
    const size_t n = gather_willing(network, c, &complete);
    effort_draft(network, inputs, c, network->coalition[c].sharing, network->draft_players, n);
    coalition_launch(network, c, network->draft_players, n, true);
}

/* A launch, with what it is joined with: all of it or nothing. False when a role stays empty. */
static bool launch(struct network *network, const struct network_inputs *inputs, const struct issue *issue)
{
    const size_t c = issue->subject;
    bool complete;
    (void)gather_willing(network, c, &complete);
    if (complete && issue->with_partner > 0)
        (void)gather_willing(network, issue->with_partner - 1, &complete);
    if (!complete)
        return false;
    network->coalition[c].sharing = network->coalition[c].sharing || issue->with_sharing;
    start(network, inputs, c);
    if (issue->with_partner > 0)
        start(network, inputs, issue->with_partner - 1);
    if (issue->with_sharing || issue->with_partner > 0) {
        network->deciding.packages++;
        talk_answered(network, c);
        if (issue->with_partner > 0)
            talk_answered(network, issue->with_partner - 1);
    }
    return true;
}

static bool carry_out(struct network *network, const struct network_inputs *inputs, const struct issue *issue)
{
    const size_t c = issue->subject;
    switch (issue->kind) {
    case ISSUE_LAUNCH:
        return launch(network, inputs, issue);
    case ISSUE_SHARE:
        network->coalition[c].sharing = true;
        talk_answered(network, c);
        for (size_t k = 0; k < network->agenda.n; k++)
            if (network->agenda.issue[k].kind == ISSUE_LAUNCH && network->agenda.issue[k].subject == c)
                network->agenda.issue[k].sleeps_until = 0;
        if (!network->coalition[c].live)
            network->coalition[c].wait = 0;
        break;
    case ISSUE_STOP:
        events_stopping(network, c);
        coalition_stop(network, c);
        return true;
    case ISSUE_ADMIT:
        membership_admit(network, inputs, c);
        return true;
    case ISSUE_AMBITION:
        ambition_agree(network);
        return true;
    case ISSUE_MODE:
        mode_change_adopt(network, c);
        return true;
    case ISSUE_PLEDGES:
    default:
        break;
    }
    /* New agreements, with or without sharing: everybody pledges afresh, as drafted. */
    for (size_t k = 0; k < network->coalition[c].n_players && network->coalition[c].live; k++) {
        const size_t i = (size_t)network->players[c * network->n + k];
        network->pledge[i * network->n_coalitions + c] = network->draft[i];
    }
    return true;
}

/* In the structure "coalitions" an unwilling party does not sit at the table of a launch: it does not join. */
static void keep_willing(struct network *network, struct session *session)
{
    size_t kept = 0, chair = 0;
    if (session->issue->kind != ISSUE_LAUNCH || network->p.structure != STRUCTURE_COALITIONS)
        return;
    for (size_t k = 0; k < session->n; k++) {
        if (network->issue_view[network->table[k]] < 0.0)
            continue;
        if (k == session->chair)
            chair = kept;
        network->table[kept++] = network->table[k];
    }
    session->n = kept;
    session->chair = chair;
}

/* Opens the session: views, table, hours of a round. */
static void open_session(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                         size_t month, struct session *session)
{
    double trust = 0.0;
    package_refresh(network, session->issue);
    views_form(network, inputs, stream, session->issue);
    session->n = governance_table(network, session->issue, network->table, &session->chair);
    for (size_t k = 0; k < session->n; k++) {
        const size_t i = (size_t)network->table[k];
        network->trusted[i] = trust_mean_of(network, i, network->table, session->n);
        trust += network->trusted[i] / (double)session->n;
    }
    /* Nobody saves time by trusting when it decides alone. */
    session->hours = decision_round_hours(network, session->n, session->n > 1 ? trust : 0.0);
    if (have_time(network, session, session->hours))
        draw_mandates(network, stream, month, session);
}

/* True when the issue is decided. */
static bool discuss(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                    size_t month, struct issue *issue)
{
    const struct network_params *p = &network->p;
    struct session session = {.issue = issue};
    bool decided = false, met = false;
    open_session(network, inputs, stream, month, &session);
    while (!decided && session.n > 0 && issue->rounds < (int)p->governance.rounds_before_return
           && have_time(network, &session, session.hours)) {
        met = true;
        network->change.rounds_month++;
        spend_time(network, &session, session.hours);
        if (ambition_forming(network, issue)) {
            if (!deliberate(network, &session))
                break;
            continue;
        }
        const struct session all = session;
        keep_willing(network, &session);
        issue->rounds++;
        const bool complete = gather_votes(network, &session);
        const double pledged = events_mean_pledge(network, issue);
        decided = decision_passes(rule_of_round(network, issue), p->governance.consent_threshold, network->vote,
                                  network->present, session.n, session.chair)
                  && !rule_vetoed(network, issue, network->table, session.n) && carry_out(network, inputs, issue);
        if (decided) {
            events_decided(network, issue, month, pledged);
            if (issue_about_coalition(issue))
                ownership_decided(network, issue->subject, session.n, issue->heard);
            resent(network, &session);
            legitimacy_decided(network);
            break;
        }
        network->agenda.blocked++;
        events_blocked(network, issue, session.n, session.chair);
        if (session.n < all.n)
            session.n = governance_table(network, issue, network->table, &session.chair);
        trust_after_block(network, issue);
        if (!deliberate(network, &session) || !complete)
            break;
    }
    if (met)
        for (size_t k = 0; k < session.n; k++)
            network->issue_asked[issue->slot * network->n + (size_t)network->table[k]] = true;
    if (met && !decided && issue->rounds > 0)
        package_propose(network, inputs, issue, session.n);
    return decided;
}

/* After too many rounds an issue is put off, and dropped in the end. True when it is dropped. */
static bool put_off(struct network *network, const struct network_inputs *inputs, struct issue *issue, size_t month)
{
    if (issue->rounds < (int)network->p.governance.rounds_before_return)
        return false;
    if (issue->kind == ISSUE_LAUNCH && decision_has_losers_to_pay(network, inputs, issue->subject))
        network->coalition[issue->subject].want_sharing = true;
    events_put_off(network, issue, month, issue->rounds, issue->returns >= (int)network->p.governance.returns);
    issue->rounds = 0;
    issue->returns++;
    issue->sleeps_until = month + (size_t)network->p.governance.return_months;
    if (issue->returns <= (int)network->p.governance.returns)
        return false;
    if (issue->kind == ISSUE_LAUNCH)
        network->coalition[issue->subject].wait = (size_t)network->p.coalition.relaunch_months;
    return true;
}

/* True when the issue leaves the agenda. */
static bool handle(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                   size_t month, struct issue *issue, double preparation)
{
    struct agenda *agenda = &network->agenda;
    if (!still_asked(network, issue)) {
        events_lapsed(network, issue);
        return true;
    }
    issue->work -= fmin(issue->work, preparation);
    if (issue->sleeps_until > month || issue->work > 1e-9)
        return false;
    issue->work = 0.0;
    if (!discuss(network, inputs, stream, month, issue))
        return put_off(network, inputs, issue, month);
    agenda->decided++;
    agenda->decided_month[month % DECISION_WINDOW]++;
    agenda->waited_month[month % DECISION_WINDOW] += (double)(month - issue->entered);
    return true;
}

void decision_meet(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                   size_t month, double preparation)
{
    struct agenda *agenda = &network->agenda;
    double regular = 0.0, hours = 0.0;
    for (size_t i = 0; i < network->n; i++)
        regular += network->member[i].meeting;
    talk_month(network, inputs, stream, month);
    for (size_t k = 0; k < agenda->n;) {
        struct issue *issue = &agenda->issue[k];
        if (!handle(network, inputs, stream, month, issue, preparation)) {
            k++;
            continue;
        }
        /* Out at once: those that come after ask what is still on the agenda. */
        agenda->slot_used[issue->slot] = false;
        agenda->n--;
        memmove(issue, issue + 1, (agenda->n - k) * sizeof *issue);
    }
    for (size_t i = 0; i < network->n; i++)
        hours += network->member[i].meeting;
    hours += network->deciding.gathered;
    network->meeting_mean += (hours - regular - network->meeting_mean) / YEAR;
}
