/* Why members do what they do: replies and views taken apart, and the story of decisions. */
#include "models/network/events.h"

#include <math.h>
#include <string.h>

static double sum_of(const double *terms)
{
    double sum = 0.0;
    for (size_t t = 0; t < N_REASONS; t++)
        sum += terms[t];
    return sum;
}

static double *of_member(double *terms, size_t i)
{
    return terms + i * N_REASONS;
}

/* -- replies ------------------------------------------------------------------------------------------------------- */

static void note_gap(const struct network *network, const double *terms, double whole)
{
    network->story->gap = fmax(network->story->gap, fabs(sum_of(terms) - whole));
}

/* The felt benefit in its parts, times `times`: what the business case says, and how that is believed and valued. */
static void add_felt(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                     bool sharing, double times, double *terms)
{
    const struct member *member = &network->member[i];
    const size_t at = i * network->n_coalitions + c;
    const double health = member->mission * inputs->health_gain[c] * network->p.effort.benefit,
                 own = member->finance * inputs->own_gain[at];
    terms[TERM_HEALTH] += times * health;
    terms[TERM_CLASH] -= times * health * network->size_health[at] * (1.0 - pull_fit(network, i, c));
    terms[TERM_OWN] += times * own;
    terms[TERM_BELIEVED] +=
        times * (health * (network->size_health[at] - 1.0) + own * (network->size_volume[at] - 1.0));
    terms[TERM_FEAR] -= times * member->finance * belief_fear(network, inputs, i, c);
    terms[TERM_COMPENSATION] += sharing ? times * member->finance * inputs->compensation[at] : 0.0;
}

/* Cost of effort in its parts, `effort` being c1 e + c2 e^2 of it. */
static void add_cost(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                     double effort, double *terms)
{
    const double paid = network_clip(inputs->paid_share[i * network->n_coalitions + c], 0.0, 1.0);
    const double load = network->p.effort.load_cost * fmax(0.0, inputs->workload[i] - 1.0);
    const double unpaid = (1.0 - paid) * effort;
    terms[TERM_COST] -= unpaid;
    terms[TERM_LOAD] -= unpaid * load;
    terms[TERM_STEERED] -= unpaid * (1.0 + load) * (pull_steering(network, i) - 1.0);
}

void events_reply(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                  const struct line_up *line_up, const struct reply_made *made)
{
    const struct network_params *p = &network->p;
    double *terms = network->story->reply, best = made->utilities[0], sum = 0.0;
    double effort = 0.0, output = 0.0, cost = 0.0, below = 0.0;
    for (size_t k = 1; k < made->levels; k++)
        best = fmax(best, made->utilities[k]);
    for (size_t k = 0; k < made->levels; k++) {
        const double weight = exp((made->utilities[k] - best) / p->effort.noise);
        const double e = (double)k / (double)(made->levels - 1);
        sum += weight;
        effort += weight * e;
        output += weight * made->outputs[k];
        cost += weight * (p->effort.cost_linear * e + p->effort.cost_square * e * e);
        below += weight * fmax(line_up->pledge[i * line_up->stride] - e, 0.0);
    }
    memset(terms, 0, N_REASONS * sizeof *terms);
    add_felt(network, inputs, i, c, line_up->sharing,
             network->coalition[c].factor * network->coalition[c].promise * output / sum, terms);
    terms[TERM_PULL] = made->partners * effort / sum;
    terms[TERM_STATUS] = made->status * effort / sum;
    add_cost(network, inputs, i, c, cost / sum, terms);
    terms[TERM_HELD] = -(made->held ? p->governance.enforcement : 0.0) * below / sum;
    terms[TERM_ADDRESSED] = -made->pressure * below / sum;
    terms[TERM_OWNED] = -made->commitment * below / sum;
    /* What is shown to others leaves out a part of the loss (talk.pretence). */
    if (!line_up->shown)
        note_gap(network, terms, made->utility);
}

void events_bystander(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                      bool sharing, double felt, double utility)
{
    if (network->story == NULL)
        return;
    double *terms = network->story->reply;
    memset(terms, 0, N_REASONS * sizeof *terms);
    if (felt != 0.0)
        add_felt(network, inputs, i, c, sharing, utility / felt, terms);
    note_gap(network, terms, utility);
}

void events_drafted(const struct network *network, size_t i)
{
    const struct story *story = network->story;
    if (story != NULL)
        memcpy(of_member(story->draft, i), story->reply, sizeof story->reply);
}

void events_revised(const struct network *network, size_t i, size_t c)
{
    const struct story *story = network->story;
    if (story != NULL)
        memcpy(of_member(story->utility, i * network->n_coalitions + c), story->reply, sizeof story->reply);
}

void events_earned(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c, double pull)
{
    if (network->story == NULL)
        return;
    const struct network_params *p = &network->p;
    const double e = network->delivered[i * network->n_coalitions + c], stake = effort_stake(network, i, c);
    const double seen = stake * p->effort.status * network->member[i].status * e;
    double *terms = of_member(network->story->net, i);
    add_felt(network, inputs, i, c, network->coalition[c].sharing,
             stake * network->coalition[c].output * network->coalition[c].promise, terms);
    add_cost(network, inputs, i, c, stake * (p->effort.cost_linear * e + p->effort.cost_square * e * e), terms);
    terms[TERM_STATUS] += seen;
    terms[TERM_PULL] += stake * pull - seen;
}

void events_settled(const struct network *network, size_t i, double beside, double all)
{
    if (network->story == NULL)
        return;
    const struct member *member = &network->member[i];
    double *net = of_member(network->story->net, i), *mean = of_member(network->story->satisfaction, i);
    net[TERM_BYSTANDER] += beside;
    net[TERM_STATUS] += leadership_status(network, i);
    net[TERM_BURDEN] -=
        (member->meeting + member->carrying + member->other + member->contribution) / member->unit_hours;
    note_gap(network, net, all);
    for (size_t t = 0; t < N_REASONS; t++) {
        mean[t] += (net[t] - mean[t]) / network->p.membership.memory_months;
        net[t] = 0.0;
    }
}

/* -- views --------------------------------------------------------------------------------------------------------- */

void events_view(const struct network *network, const struct network_inputs *inputs, const struct issue *issue,
                 size_t i, const struct view_made *made)
{
    if (network->story == NULL)
        return;
    const struct story *story = network->story;
    double *view = of_member(story->view, i);
    const double *draft = of_member(story->draft, i);
    const bool live = network->coalition[issue->subject].live;
    for (size_t t = 0; t < N_REASONS; t++)
        view[t] = (issue->kind == ISSUE_STOP ? 0.0 : draft[t]) - (live ? story->reply[t] : 0.0);
    if (made->success > 0.0) {
        memset(view, 0, N_REASONS * sizeof *view);
        add_felt(network, inputs, i, issue->subject, network->coalition[issue->subject].sharing || issue->with_sharing,
                 made->success, view);
    }
    view[TERM_RELIEF] += made->relief;
    view[TERM_VISIBLE] += made->visible;
    view[TERM_SETUP] -= made->set_up;
}

void events_keep_views(const struct network *network)
{
    if (network->story != NULL)
        memcpy(network->story->kept, network->story->view, network->n * N_REASONS * sizeof *network->story->kept);
}

void events_restore_views(const struct network *network)
{
    if (network->story != NULL)
        memcpy(network->story->view, network->story->kept, network->n * N_REASONS * sizeof *network->story->kept);
}

void events_join_views(const struct network *network)
{
    for (size_t i = 0; network->story != NULL && i < network->n; i++)
        of_member(network->story->kept, i)[TERM_PACKAGE] += sum_of(of_member(network->story->view, i));
    events_restore_views(network);
}

void events_view_of_applicant(const struct network *network, size_t i, size_t applicant, double needed)
{
    if (network->story == NULL)
        return;
    double *view = of_member(network->story->view, i);
    memset(view, 0, N_REASONS * sizeof *view);
    view[TERM_APPLICANT] = network->trust[i * network->n + applicant];
    view[TERM_CAUTION] = -network->p.membership.caution;
    view[TERM_NEEDED] = needed;
}

void events_view_of_ambition(const struct network *network, size_t i, double nearness, double benefits)
{
    if (network->story == NULL)
        return;
    const double worth = network->member[i].mission * network->p.effort.benefit;
    double *view = of_member(network->story->view, i);
    memset(view, 0, N_REASONS * sizeof *view);
    view[TERM_COMMON] = worth * (benefits - network->p.governance.ambition_level);
    view[TERM_VALUES] = -worth * benefits * (1.0 - nearness);
}

void events_form(const struct network *network, size_t form, size_t i, const struct form_made *made)
{
    if (network->story == NULL)
        return;
    double *terms = of_member(network->story->form, form * network->n + i);
    memset(terms, 0, N_REASONS * sizeof *terms);
    terms[TERM_CRAFT] = made->craft;
    terms[TERM_PACE] = made->output - made->craft;
    terms[TERM_OWN_HOURS] = -made->hours;
    terms[TERM_SAY] = made->decides;
    terms[TERM_CARRIERS] = made->carries;
    terms[TERM_STATUS] = made->status;
}

void events_view_of_form(const struct network *network, size_t i, size_t form, double cost)
{
    if (network->story == NULL)
        return;
    double *view = of_member(network->story->view, i);
    const double *after = of_member(network->story->form, form * network->n + i),
                 *now = of_member(network->story->form, governance_form(network) * network->n + i);
    for (size_t t = 0; t < N_REASONS; t++)
        view[t] = after[t] - now[t];
    view[TERM_CHANGING] -= cost;
}

void events_view_shifted(const struct network *network, size_t i, double own, double shift)
{
    if (network->story == NULL)
        return;
    double *view = of_member(network->story->view, i);
    view[TERM_TALK] += shift;
    view[TERM_OWN_VIEW] += own;
    note_gap(network, view, network->issue_view[i]);
}

void events_moved(const struct network *network, size_t i, double move)
{
    if (network->story != NULL)
        of_member(network->story->view, i)[TERM_TALK] += move;
}

/* -- decisions ----------------------------------------------------------------------------------------------------- */

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

/* Adds `party` as a name to the event's list. */
static void add_name(const struct network *network, struct sim_event *event, size_t i, double value)
{
    network->story->names[event->n_names++] = (struct sim_event_name){network->member[i].name, value};
    event->names = network->story->names;
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
            add_name(network, &event, (size_t)network->table[k], (double)NAN);
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
            add_reasons(network, &event, least, of_member(network->story->view, least));
            *failed = (struct failed_vote){.told = true, .least = least};
            memcpy(failed->terms, of_member(network->story->view, least), sizeof failed->terms);
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
                 *view = of_member(story->view, who);
    for (size_t t = 0; t < N_REASONS; t++)
        failed->terms[t] = (1.0 - pull) * view[t];
    failed->terms[TERM_HEARD] = pull > 0.0 ? pull * views_mean(network) : 0.0;
    note_gap(network, failed->terms, network->vote[least]);
    event.who = network->member[who].name;
    event.number[0] = issue->rounds;
    event.number[1] = network->vote[least];
    for (size_t k = 0; k < n && network->p.rule != RULE_SINGLE; k++)
        if (k != least && is_against(network, rule, k)) {
            story->others[issue->slot * network->n + failed->n_others++] = network->table[k];
            add_name(network, &event, (size_t)network->table[k], network->vote[k]);
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
        add_reasons(network, event, most, of_member(network->story->view, most));
    }
    if (least != SIZE_MAX) {
        event->whom = network->member[least].name;
        event->number[3] = network->issue_view[least];
        add_reasons(network, event, least, of_member(network->story->view, least));
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
        add_name(network, &event, i, network->pledge[i * network->n_coalitions + c]);
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
    add_reasons(network, &event, i, of_member(network->story->view, i));
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
        event.number[2] = sum_of(failed->terms);
        add_reasons(network, &event, failed->least, failed->terms);
        for (size_t k = 0; k < failed->n_others; k++)
            add_name(network, &event, (size_t)network->story->others[issue->slot * network->n + k], (double)NAN);
    }
    story_tell(network->story->sink, &event);
}
