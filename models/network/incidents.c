/* The story of what befalls a network beside its decisions: talks, packages, vetoes, blame, camps, newcomers, crises, and
 * what a year has done to trust and beliefs. */
#include "models/network/events.h"

#include <math.h>
#include <string.h>

#include "models/network/events_terms.h"
#include "models/network/membership.h"
#include "models/network/trust.h"

/* When the yearly look at a measure is worth a sentence; it is over at the lower level. */
#define CAMPS_FROM 0.12
#define CAMPS_TO 0.08
#define DISTRUST_FROM 0.15
#define DISTRUST_TO 0.08
#define UNFAIR_FROM 0.05 /* trust lost in a year */
#define BLAME_FROM 0.02  /* mean trust lost */
#define STAFF_HIGH 0.6   /* trust in staff of one member */
#define STAFF_LOW 0.3    /* the same */
#define MANY 0.5         /* part of the members */
#define BELIEF_FROM 0.3  /* away from the business case */
#define BELIEF_MOVED 0.2 /* since it was told */
#define BELIEF_KNOWN 0.3 /* least weight of what was seen: a first guess is no change of mind */

static void tell(const struct network *network, const struct sim_event *event)
{
    story_tell(network->story->sink, event);
}

/* -- talks, packages, vetoes, blame --------------------------------------------------------------------------------- */

void events_talked(const struct network *network, const struct network_inputs *inputs, size_t c, const int *list,
                   size_t n, size_t proposer)
{
    if (network->story == NULL)
        return;
    struct story *story = network->story;
    struct sim_event event = story_event(TOLD_TALKED);
    double most = 0.0, losses = 0.0;
    bool offered = false;
    event.thing = network->coalition[c].name;
    event.who = proposer != SIZE_MAX ? network->member[proposer].name : NULL;
    event.number[0] = (double)n;
    for (size_t k = 0; k < n; k++) {
        const size_t i = (size_t)list[k];
        const double stake = network->member[i].finance * inputs->own_gain[i * network->n_coalitions + c];
        if (!network->present[k])
            continue;
        events_add_name(network, &event, i, stake);
        losses += stake < 0.0;
        if (stake < most) {
            most = stake;
            event.whom = network->member[i].name;
        }
    }
    event.number[1] = (double)event.n_names;
    for (size_t i = 0; i < network->n; i++)
        offered = offered || inputs->compensation[i * network->n_coalitions + c] > 0.0;
    if (losses > 0.0) {
        event.number[2] = offered && !network->coalition[c].sharing ? losses : (double)NAN;
        event.number[3] = -most;
    }
    /* They talk again and again; the first time is news. */
    event.level = story->talked[c]++ > 0 ? 3 : 0;
    if (event.n_names == 0)
        event.kind = TOLD_TALKED_VAINLY;
    tell(network, &event);
}

double events_trust_in_partners(const struct network *network, size_t i, size_t c)
{
    return network->story == NULL
               ? 0.0
               : trust_mean_of(network, i, network->players + c * network->n, network->coalition[c].n_players);
}

void events_ignored(const struct network *network, size_t i, size_t c, double before)
{
    struct story *story = network->story;
    if (story == NULL)
        return;
    story->names[story->ignored.n++] = (struct sim_event_name){network->member[i].name, (double)NAN};
    story->ignored.before += before;
    story->ignored.after += events_trust_in_partners(network, i, c);
}

void events_ignored_told(const struct network *network, size_t c)
{
    struct story *story = network->story;
    if (story == NULL || story->ignored.n == 0)
        return;
    struct sim_event event = story_event(TOLD_IGNORED);
    event.thing = network->coalition[c].name;
    event.names = story->names;
    event.n_names = story->ignored.n;
    event.number[0] = story->ignored.before / (double)story->ignored.n;
    event.number[1] = story->ignored.after / (double)story->ignored.n;
    event.level = story->ignored_told[c]++ > 0 ? 3 : 0;
    tell(network, &event);
    story->ignored = (struct blame){.n = 0};
}

void events_package_proposed(const struct network *network, const struct issue *issue)
{
    if (network->story == NULL || (!issue->with_sharing && issue->with_partner == 0))
        return;
    const struct failed_vote *failed = &network->story->failed[issue->slot];
    struct sim_event event = story_event(issue->with_partner > 0 ? TOLD_PACKAGE_PARTNER : TOLD_PACKAGE_SHARING);
    event.thing = network->coalition[issue->subject].name;
    event.whom = issue->with_partner > 0 ? network->coalition[issue->with_partner - 1].name : NULL;
    event.who = failed->told ? network->member[failed->least].name : NULL;
    tell(network, &event);
}

void events_package_done(const struct network *network, const struct issue *issue)
{
    if (network->story == NULL)
        return;
    if (issue->with_sharing) {
        struct sim_event event = story_event(TOLD_PACKAGE_SHARED);
        event.thing = network->coalition[issue->subject].name;
        tell(network, &event);
    }
    if (issue->with_partner > 0) {
        const size_t c = issue->with_partner - 1;
        const struct issue partner = {.kind = ISSUE_LAUNCH, .subject = c};
        struct sim_event event = story_event(TOLD_PACKAGE_STARTED);
        event.thing = network->coalition[c].name;
        for (size_t k = 0; k < network->coalition[c].n_players; k++) {
            const size_t i = (size_t)network->players[c * network->n + k];
            events_add_name(network, &event, i, network->pledge[i * network->n_coalitions + c]);
        }
        event.number[0] = events_mean_pledge(network, &partner);
        tell(network, &event);
    }
}

void events_vetoed(const struct network *network, const struct issue *issue, size_t by)
{
    struct story *story = network->story;
    if (story == NULL)
        return;
    struct failed_vote *failed = &story->failed[issue->slot];
    struct sim_event event = story_event(TOLD_VETOED);
    *failed = (struct failed_vote){.told = true, .least = by};
    memcpy(failed->terms, story->view + by * N_REASONS, sizeof failed->terms);
    event.who = network->member[by].name;
    event.word[0] = TERM_ISSUE_LAUNCH + (int)issue->kind;
    event.thing = events_subject(network, issue);
    event.number[0] = network->issue_view[by];
    event.level = issue->rounds > 1 || issue->returns > 0 ? 3 : 0;
    event.reasons = story->reasons;
    event.n_reasons = story_reasons(story->reasons, 0, event.who, failed->terms);
    story->vetoed = true;
    tell(network, &event);
}

void events_blamed(const struct network *network, size_t i, size_t j, double before, double now)
{
    if (network->story == NULL)
        return;
    struct blame *blame = &network->story->blame[j];
    events_trust(network, i, j, TERM_BLAME, now - before);
    blame->n++;
    blame->before += before;
    blame->after += now;
}

void events_blame_told(const struct network *network, const struct issue *issue)
{
    struct story *story = network->story;
    if (story == NULL)
        return;
    size_t most = 0;
    for (size_t j = 1; j < network->n; j++)
        if (story->blame[j].before - story->blame[j].after > story->blame[most].before - story->blame[most].after)
            most = j;
    const struct blame blame = story->blame[most];
    memset(story->blame, 0, network->n * sizeof *story->blame);
    if (blame.n == 0 || blame.before - blame.after < BLAME_FROM * (double)blame.n)
        return;
    struct sim_event event = story_event(TOLD_BLAMED);
    event.who = network->member[most].name;
    event.word[0] = TERM_ISSUE_LAUNCH + (int)issue->kind;
    event.thing = events_subject(network, issue);
    /* Agreements on effort are blocked all the time, and others again and again. */
    event.level = issue->kind == ISSUE_PLEDGES || issue->returns > 0 || issue->rounds > 1 ? 3 : 0;
    event.number[0] = (double)blame.n;
    event.number[1] = blame.before / (double)blame.n;
    event.number[2] = blame.after / (double)blame.n;
    tell(network, &event);
}

/* -- meetings, newcomers, crises, leaders ---------------------------------------------------------------------------- */

void events_ambition_wanted(const struct network *network)
{
    if (network->story == NULL || !network->deciding.ambition_made)
        return;
    struct sim_event event = story_event(TOLD_AMBITION_FADES);
    event.number[0] = network->deciding.ambition;
    tell(network, &event);
}

void events_gathered(const struct network *network, size_t n)
{
    if (network->story == NULL)
        return;
    struct sim_event event = story_event(TOLD_GATHERED);
    event.number[0] = (double)n;
    tell(network, &event);
}

/* Of a member that comes or is no longer new. */
static void tell_trust_in(const struct network *network, size_t i, enum story_kind kind)
{
    struct sim_event event = story_event(kind);
    event.who = network->member[i].name;
    event.number[0] = events_trust_in(network, i);
    tell(network, &event);
}

void events_came(const struct network *network, size_t i)
{
    if (network->story != NULL)
        tell_trust_in(network, i, TOLD_CAME);
}

void events_introduced(const struct network *network, size_t i)
{
    if (network->story != NULL && network->member[i].in && network->member[i].new_months == 0)
        tell_trust_in(network, i, TOLD_INTRODUCED);
}

void events_newcomers(const struct network *network, size_t n)
{
    struct story *story = network->story;
    if (story == NULL)
        return;
    const bool crowded = (double)n > network->p.membership.absorb && network->p.membership.onboarding_hours > 0.0;
    if (crowded && !story->crowded) {
        struct sim_event event = story_event(TOLD_CROWDED);
        event.number[0] = (double)n;
        event.number[1] = network->p.membership.absorb;
        tell(network, &event);
    }
    story->crowded = crowded;
}

static double mean_trust_in_all(const struct network *network)
{
    struct network_view view;
    network_observe(network, &view);
    return view.trust_mean;
}

void events_crisis(const struct network *network, bool before, bool now)
{
    if (network->story == NULL || before == now)
        return;
    struct sim_event event = story_event(now ? TOLD_CRISIS : TOLD_CRISIS_OVER);
    if (now) {
        event.number[0] = network->shock.urgency;
        event.number[1] = network->shock.workload;
        event.number[2] = network->shock.contact_hours > 0.0 ? network->shock.contact_hours : (double)NAN;
    } else {
        event.number[0] = mean_trust_in_all(network);
    }
    tell(network, &event);
}

void events_leader_left(const struct network *network, size_t i, double before)
{
    if (network->story == NULL)
        return;
    struct sim_event event = story_event(TOLD_LEADER_LEFT);
    event.who = network->member[i].name;
    event.number[0] = before;
    event.number[1] = events_trust_in(network, i);
    if (before - event.number[1] < 0.01)
        event.level = 3;
    tell(network, &event);
}

double events_trust_in_staff(const struct network *network)
{
    return network->story != NULL ? trust_in_staff(network) : 0.0;
}

void events_staff_left(const struct network *network, double before)
{
    if (network->story == NULL)
        return;
    struct sim_event event = story_event(TOLD_STAFF_LEFT);
    event.number[0] = before;
    event.number[1] = trust_in_staff(network);
    tell(network, &event);
}

/* -- once a year ---------------------------------------------------------------------------------------------------- */

void events_sides(const struct network *network, const int *list, size_t n, const double *side)
{
    if (network->story == NULL)
        return;
    memset(network->story->side, 0, network->n * sizeof *network->story->side);
    for (size_t a = 0; a < n; a++)
        network->story->side[list[a]] = side[a] > 0.0 ? 1 : -1;
}

/* The smaller side is named. */
static void review_camps(const struct network *network)
{
    struct story *story = network->story;
    int sum = 0;
    if (network->camps < (story->camps ? CAMPS_TO : CAMPS_FROM) ? !story->camps : story->camps)
        return;
    story->camps = !story->camps;
    struct sim_event event = story_event(story->camps ? TOLD_CAMPS : TOLD_CAMPS_GONE);
    event.number[0] = network->camps;
    for (size_t i = 0; i < network->n; i++)
        sum += story->side[i];
    for (size_t i = 0; i < network->n && story->camps; i++)
        if (network->member[i].in && story->side[i] == (sum > 0 ? -1 : 1))
            events_add_name(network, &event, i, (double)NAN);
    tell(network, &event);
}

static void review_distrust(const struct network *network)
{
    struct story *story = network->story;
    const double share = trust_distrust(network);
    if (!(share >= (story->distrust ? DISTRUST_TO : DISTRUST_FROM)) ? !story->distrust : story->distrust)
        return;
    story->distrust = !story->distrust;
    struct sim_event event = story_event(story->distrust ? TOLD_DISTRUST : TOLD_DISTRUST_GONE);
    event.number[0] = share;
    tell(network, &event);
}

/* The pair that unfair shares cost most trust. */
static void review_fairness(const struct network *network)
{
    const double *cause = network->story->cause;
    size_t most = 0;
    for (size_t pair = 0; pair < network->n * network->n; pair++)
        if (network->member[pair / network->n].in
            && cause[pair * N_REASONS + TERM_UNFAIR] < cause[most * N_REASONS + TERM_UNFAIR])
            most = pair;
    const double loss = network->n > 0 ? -cause[most * N_REASONS + TERM_UNFAIR] : 0.0;
    if (loss < UNFAIR_FROM || network->n == 0)
        return;
    struct sim_event event = story_event(TOLD_UNFAIR);
    event.who = network->member[most / network->n].name;
    event.whom = network->member[most % network->n].name;
    event.number[0] = loss;
    event.level = network->story->unfair_told == most / network->n + 1 ? 3 : 0;
    network->story->unfair_told = most / network->n + 1;
    tell(network, &event);
}

static void review_staff(const struct network *network)
{
    struct story *story = network->story;
    const double trust = trust_in_staff(network), members = (double)membership_count(network);
    double high = 0.0, low = 0.0;
    if (isnan(trust))
        return;
    for (size_t i = 0; i < network->n; i++) {
        high += network->member[i].in && network->member[i].staff_trust >= STAFF_HIGH;
        low += network->member[i].in && network->member[i].staff_trust < STAFF_LOW;
    }
    const int now = high >= MANY * members ? 1 : low >= MANY * members ? -1 : 0;
    if (now != 0 && now != story->staff) {
        struct sim_event event = story_event(now > 0 ? TOLD_STAFF_TRUSTED : TOLD_STAFF_DISTRUSTED);
        event.number[0] = trust;
        event.number[1] = (now > 0 ? high : low) / members;
        tell(network, &event);
        story->staff = now;
    }
}

/* Those who take part and have seen results: whose belief lies furthest from the business case. */
static void review_beliefs(const struct network *network)
{
    const size_t n_c = network->n_coalitions;
    size_t most = SIZE_MAX;
    double furthest = BELIEF_FROM;
    for (size_t at = 0; at < network->n * n_c; at++) {
        const double away = fabs(network->size_health[at] - 1.0), told = network->story->size_told[at];
        if (network->plays[at] && network->known[at] >= BELIEF_KNOWN && away >= furthest
            && (told <= 0.0 || fabs(network->size_health[at] - told) >= BELIEF_MOVED)) {
            most = at;
            furthest = away;
        }
    }
    if (most == SIZE_MAX || n_c == 0)
        return;
    const double size = network->size_health[most];
    struct sim_event event = story_event(size > 1.0 ? TOLD_BELIEVES_MORE : TOLD_BELIEVES_LESS);
    event.who = network->member[most / n_c].name;
    event.thing = network->coalition[most % n_c].name;
    event.number[0] = size;
    event.number[1] = network->known[most];
    for (size_t at = most % n_c; at < network->n * n_c; at += n_c) {
        const double told = network->story->size_told[at];
        if (told > 0.0 && (told > 1.0) == (size > 1.0))
            event.level = 3; /* others said so before */
    }
    network->story->size_told[most] = fmax(size, 1e-9);
    tell(network, &event);
}

void events_year(const struct network *network)
{
    review_camps(network);
    review_distrust(network);
    review_fairness(network);
    review_staff(network);
    review_beliefs(network);
}
