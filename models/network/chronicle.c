/* The story of members, trust and years, and the memory of whoever tells it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/network/effort.h"
#include "models/network/events.h"
#include "models/network/membership.h"
#include "sim/base/mem.h"

enum { SHORT_MONTHS = 6, LAG_QUIET = 36, YEAR = 12 };
#define SHORT_BY 0.15  /* of full effort */
#define SHORT_PART 0.7 /* of the pledge */
#define SHARP 0.2      /* change of trust in a year that is told of any pair */
#define MARKED 0.1     /* and of the pair that changed most */

static void release(struct story *story)
{
    free(story->block);
    free(story->short_months);
    free(story->failed);
    free(story->others);
    free(story->since);
    free(story->lag_told);
    free(story->names);
    free(story->blame);
    free(story->side);
    free(story->size_told);
    free(story->talked);
    free(story->reasons);
    free(story);
}

void network_trace_end(struct network *network)
{
    if (network->story != NULL)
        release(network->story);
    network->story = NULL;
}

int network_trace(struct network *network, const struct sim_sink *sink, struct sim_err *err)
{
    const size_t n = network->n, n_c = network->n_coalitions, capacity = network->agenda.capacity;
    struct story *story = sim_calloc(1, sizeof *story);
    if (story == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the story of a network");
    story->block = sim_calloc((5 + GOVERNANCE_FORMS) * n + n * n_c + n * n + n * n, N_REASONS * sizeof *story->block);
    story->short_months = sim_calloc(n * n_c, sizeof *story->short_months);
    story->failed = sim_calloc(capacity, sizeof *story->failed);
    story->others = sim_calloc(capacity * n, sizeof *story->others);
    story->since = sim_calloc(n, sizeof *story->since);
    story->lag_told = sim_calloc(n_c, sizeof *story->lag_told);
    story->names = sim_calloc(n + n_c, sizeof *story->names);
    story->reasons = sim_calloc(2, N_REASONS * sizeof *story->reasons);
    story->blame = sim_calloc(n, sizeof *story->blame);
    story->side = sim_calloc(n, sizeof *story->side);
    story->size_told = sim_calloc(n * n_c, sizeof *story->size_told);
    story->talked = sim_calloc(2 * n_c, sizeof *story->talked);
    if (!story->talked || !story->blame || !story->side || !story->size_told || !story->block || !story->short_months
        || !story->failed || !story->others || !story->since || !story->lag_told || !story->names || !story->reasons) {
        release(story);
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the story of a network of %zu members", n);
    }
    story->draft = story->block;
    story->view = story->draft + n * N_REASONS;
    story->satisfaction = story->view + n * N_REASONS;
    story->net = story->satisfaction + n * N_REASONS;
    story->utility = story->net + n * N_REASONS;
    story->cause = story->utility + n * n_c * N_REASONS;
    story->trust_then = story->cause + n * n * N_REASONS;
    story->kept = story->trust_then + n * n * N_REASONS;
    story->form = story->kept + n * N_REASONS;
    story->ignored_told = story->talked + n_c;
    story->sink = sink;
    network_trace_end(network);
    network->story = story;
    return SIM_OK;
}

static double mean_trust(const struct network *network)
{
    double sum = 0.0;
    size_t pairs = 0;
    for (size_t i = 0; i < network->n; i++)
        for (size_t j = 0; j < network->n; j++)
            if (i != j && network->member[i].in && network->member[j].in) {
                sum += network->trust[i * network->n + j];
                pairs++;
            }
    return pairs > 0 ? sum / (double)pairs : (double)NAN;
}

void events_begin(const struct network *network)
{
    struct story *story = network->story;
    if (story == NULL)
        return;
    /* The kinds stand in the order of who decides. */
    struct sim_event event = story_event((enum story_kind)(TOLD_START_ALL + (int)network->governance.deciders));
    event.number[0] = (double)membership_count(network);
    event.number[1] = mean_trust(network);
    if (event.kind == TOLD_START_LEAD)
        event.whom = network->member[network->lead].name;
    event.word[0] = TERM_RULE_CONSENSUS + (int)network->p.rule;
    event.word[1] = TERM_CARRIED_BY_MEMBERS + (int)network->governance.carrier;
    event.names = story->names;
    for (size_t c = 0; c < network->n_coalitions; c++)
        if (network->coalition[c].live)
            story->names[event.n_names++] = (struct sim_event_name){network->coalition[c].name, (double)NAN};
    story_tell(story->sink, &event);
    memcpy(story->trust_then, network->trust, network->n * network->n * sizeof *network->trust);
    for (size_t i = 0; i < network->n; i++)
        story->satisfaction[i * N_REASONS + TERM_CREDIT] = network->p.membership.credit;
    story->phase = 1.0;
}

double events_trust_in(const struct network *network, size_t i)
{
    double sum = 0.0;
    size_t others = 0;
    for (size_t j = 0; network->story != NULL && j < network->n; j++)
        if (j != i && network->member[j].in) {
            sum += network->trust[j * network->n + i];
            others++;
        }
    return others > 0 ? sum / (double)others : 0.0;
}

static void tell_withdrawal(const struct network *network, size_t i, size_t c)
{
    const struct story *story = network->story;
    struct sim_event event = story_event(TOLD_WITHDREW);
    event.who = network->member[i].name;
    event.thing = network->coalition[c].name;
    event.names = story->names;
    for (size_t k = 0; k < network->coalition[c].n_players; k++) {
        const size_t j = (size_t)network->players[c * network->n + k];
        if (j != i)
            story->names[event.n_names++] = (struct sim_event_name){network->member[j].name, (double)NAN};
    }
    story_tell(story->sink, &event);
}

void events_leaving(const struct network *network, size_t i)
{
    struct story *story = network->story;
    if (story == NULL)
        return;
    struct sim_event event = story_event(TOLD_LEFT);
    event.who = network->member[i].name;
    event.number[0] = (double)story->since[i];
    event.number[1] = network->member[i].satisfaction;
    event.number[2] = events_trust_in(network, i);
    event.number[3] = event.number[1] + legitimacy_holds(network, i);
    /* What bars it from going, when something does. */
    const double bound = 1.0 - (1.0 - network->p.membership.duty) * (1.0 - network->member[i].duty);
    event.number[4] = bound > 0.0 ? bound : (double)NAN;
    double terms[N_REASONS];
    memcpy(terms, story->satisfaction + i * N_REASONS, sizeof terms);
    terms[TERM_LEGITIMACY] += legitimacy_holds(network, i);
    event.reasons = story->reasons;
    event.n_reasons = story_reasons(story->reasons, 0, event.who, terms);
    story_tell(story->sink, &event);
    for (size_t c = 0; c < network->n_coalitions; c++)
        if (network->plays[i * network->n_coalitions + c])
            tell_withdrawal(network, i, c);
}

void events_joined(const struct network *network, size_t i, size_t c, double pledge)
{
    const struct story *story = network->story;
    if (story == NULL)
        return;
    struct sim_event event = story_event(TOLD_JOINED);
    event.who = network->member[i].name;
    event.thing = network->coalition[c].name;
    event.number[0] = pledge;
    double terms[N_REASONS];
    memcpy(terms, story->reply, sizeof terms);
    terms[TERM_VISIBLE] += pull_visible(network, i);
    event.reasons = story->reasons;
    event.n_reasons = story_reasons(story->reasons, 0, event.who, terms);
    story_tell(story->sink, &event);
}

void events_dying(const struct network *network)
{
    if (network->story == NULL)
        return;
    const size_t members = membership_count(network);
    struct sim_event event =
        story_event((double)members < network->p.membership.least_members ? TOLD_DIED_FEW : TOLD_DIED_IDLE);
    event.number[0] = (double)members;
    event.number[1] = (double)network->idle_months;
    story_tell(network->story->sink, &event);
}

void events_trust(const struct network *network, size_t i, size_t j, enum story_term cause, double change)
{
    if (network->story != NULL)
        network->story->cause[(i * network->n + j) * N_REASONS + cause] += change;
}

/* Trust stays within [0,1]: what is cut off is taken from the causes that push it out, in proportion. */
void events_trust_lived(const struct network *network, size_t i, size_t j, const double *parts, double now)
{
    static const enum story_term causes[] = {TERM_REPUTATION, TERM_DELIVERY, TERM_JOINT, TERM_NO_CONTACT};
    const double before = network->trust[i * network->n + j];
    double change[4] = {network->p.trust.reputation * (network->trusted[j] - before), parts[0], parts[1], parts[2]};
    double over = before - now, pushing = 0.0;
    for (size_t k = 0; k < 4; k++)
        over += change[k];
    for (size_t k = 0; k < 4; k++)
        pushing += change[k] * over > 0.0 ? change[k] : 0.0;
    for (size_t k = 0; k < 4; k++) {
        if (change[k] * over > 0.0)
            change[k] -= change[k] / pushing * over;
        events_trust(network, i, j, causes[k], change[k]);
    }
}

void events_contact_left(const struct network *network, size_t i, double before)
{
    if (network->story == NULL)
        return;
    struct sim_event event = story_event(TOLD_CONTACT_LEFT);
    event.who = network->member[i].name;
    event.number[0] = before;
    event.number[1] = events_trust_in(network, i);
    story_tell(network->story->sink, &event);
}

void events_held(const struct network *network, size_t i)
{
    if (network->story == NULL)
        return;
    struct sim_event event = story_event(TOLD_HELD_TO_ACCOUNT);
    event.who = network->member[i].name;
    story_tell(network->story->sink, &event);
}

/* What i reckons that the others in c do, as a share of their pledges. */
static double expected_of_others(const struct network *network, size_t i, size_t c)
{
    double pledged = 0.0, believed = 0.0;
    for (size_t k = 0; k < network->coalition[c].n_players; k++) {
        const size_t j = (size_t)network->players[c * network->n + k];
        const double pledge = network->pledge[j * network->n_coalitions + c],
                     trust = network->trust[i * network->n + j];
        if (j == i)
            continue;
        pledged += pledge;
        believed += pledge * (trust + (1.0 - trust) * network->seen[i * network->n + j]);
    }
    return pledged > 0.0 ? believed / pledged : (double)NAN;
}

/* One sentence for all who began to lag in c this month, with the reasons of the one who gives least. Often the pledges
 * were made too high for all; then later months say nothing new. */
static void tell_dragging(const struct network *network, size_t c, size_t worst, size_t n_names)
{
    struct story *story = network->story;
    const size_t at = worst * network->n_coalitions + c;
    double utility = 0.0, reasons[N_REASONS];
    struct sim_event event = story_event(TOLD_DRAGS);
    /* What holds it to its word weighs because it drags its feet: no reason why. */
    memcpy(reasons, story->utility + at * N_REASONS, sizeof reasons);
    reasons[TERM_HELD] = reasons[TERM_ADDRESSED] = reasons[TERM_OWNED] = 0.0;
    for (size_t t = 0; t < N_REASONS; t++)
        utility += reasons[t];
    event.who = network->member[worst].name;
    event.thing = network->coalition[c].name;
    event.number[0] = network->pledge[at];
    event.number[1] = network->effort[at];
    event.number[2] = expected_of_others(network, worst, c);
    event.number[3] = utility;
    event.number[4] = (double)n_names;
    event.names = story->names;
    event.n_names = n_names;
    event.reasons = story->reasons;
    event.n_reasons = story_reasons(story->reasons, 0, event.who, reasons);
    if (story->lag_told[c] > 0 && story->months < story->lag_told[c] + LAG_QUIET)
        event.level = 3;
    else
        story->lag_told[c] = story->months;
    story_tell(story->sink, &event);
}

static bool does_less(const struct network *network, size_t at)
{
    const double pledge = network->pledge[at], effort = network->effort[at];
    return network->plays[at] && pledge - effort > SHORT_BY && effort < SHORT_PART * pledge;
}

static void watch_effort(const struct network *network)
{
    struct story *story = network->story;
    for (size_t c = 0; c < network->n_coalitions; c++) {
        size_t worst = SIZE_MAX, n_names = 0;
        for (size_t i = 0; i < network->n; i++) {
            const size_t at = i * network->n_coalitions + c;
            story->short_months[at] = does_less(network, at) ? story->short_months[at] + 1 : 0;
            if (story->short_months[at] == SHORT_MONTHS
                && (worst == SIZE_MAX || network->effort[at] < network->effort[worst * network->n_coalitions + c]))
                worst = i;
        }
        for (size_t i = 0; i < network->n; i++)
            if (i != worst && story->short_months[i * network->n_coalitions + c] == SHORT_MONTHS)
                story->names[n_names++] =
                    (struct sim_event_name){network->member[i].name, network->effort[i * network->n_coalitions + c]};
        if (worst != SIZE_MAX)
            tell_dragging(network, c, worst, n_names);
    }
}

static void tell_trust(const struct network *network, size_t pair, enum story_kind kind)
{
    const struct story *story = network->story;
    struct sim_event event = story_event(kind);
    event.who = network->member[pair / network->n].name;
    event.whom = network->member[pair % network->n].name;
    event.number[0] = story->trust_then[pair];
    event.number[1] = network->trust[pair];
    event.reasons = story->reasons;
    event.n_reasons = story_reasons(story->reasons, 0, event.who, story->cause + pair * N_REASONS);
    story_tell(story->sink, &event);
}

static double change_of(const struct network *network, size_t pair)
{
    const size_t i = pair / network->n, j = pair % network->n;
    const bool both = i != j && network->member[i].in && network->member[j].in;
    return both ? network->trust[pair] - network->story->trust_then[pair] : 0.0;
}

/* Once a year: the pair whose trust fell most and the one whose trust rose most; others when they changed sharply. */
static void review_trust(const struct network *network)
{
    const size_t pairs = network->n * network->n;
    size_t lowest = 0, highest = 0;
    if (pairs == 0)
        return;
    for (size_t pair = 1; pair < pairs; pair++) {
        lowest = change_of(network, pair) < change_of(network, lowest) ? pair : lowest;
        highest = change_of(network, pair) > change_of(network, highest) ? pair : highest;
    }
    if (change_of(network, lowest) <= -MARKED)
        tell_trust(network, lowest, TOLD_TRUST_FELL_MOST);
    if (change_of(network, highest) >= MARKED)
        tell_trust(network, highest, TOLD_TRUST_ROSE_MOST);
    for (size_t pair = 0; pair < pairs; pair++) {
        const double change = change_of(network, pair);
        if (pair != lowest && pair != highest && fabs(change) >= SHARP)
            tell_trust(network, pair, change < 0.0 ? TOLD_TRUST_FELL : TOLD_TRUST_ROSE);
    }
    memcpy(network->story->trust_then, network->trust, pairs * sizeof *network->trust);
    memset(network->story->cause, 0, pairs * N_REASONS * sizeof *network->story->cause);
}

static void tell_year(const struct network *network)
{
    struct story *story = network->story;
    struct sim_event event = story_event(TOLD_YEAR);
    double output = 0.0, live = 0.0;
    for (size_t c = 0; c < network->n_coalitions; c++)
        if (network->coalition[c].live) {
            output += network->coalition[c].output_mean;
            live += 1.0;
        }
    event.number[0] = (double)membership_count(network);
    event.number[1] = mean_trust(network);
    event.number[2] = live > 0.0 ? output / live : (double)NAN;
    event.number[3] = live;
    event.number[4] = (double)story->decided;
    event.number[5] = (double)story->blocked;
    story_tell(story->sink, &event);
    story->decided = story->blocked = 0;
}

static void watch_phase(const struct network *network)
{
    struct story *story = network->story;
    if (network->phase == story->phase)
        return;
    struct sim_event event = story_event(network->phase > story->phase ? TOLD_PHASE_UP : TOLD_PHASE_DOWN);
    event.number[0] = story->phase;
    event.number[1] = network->phase;
    event.word[0] = TERM_PHASE_START + (int)network->phase - 1;
    story_tell(story->sink, &event);
    story->phase = network->phase;
}

void events_month(const struct network *network)
{
    struct story *story = network->story;
    if (story == NULL || network->dead)
        return;
    story->months++;
    for (size_t i = 0; i < network->n; i++)
        story->since[i] = network->member[i].in ? story->since[i] + 1 : 0;
    watch_phase(network);
    watch_effort(network);
    if (story->months % YEAR == 0) {
        events_year(network);
        review_trust(network);
        tell_year(network);
    }
}
