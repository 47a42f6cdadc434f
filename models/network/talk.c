/* Open talk about interests (M7; E205, E212, E1031): who knows what others stand to lose, when those concerned talk, and
 * what honesty brings or costs.
 *
 * While a loss is not known (talk.hidden) no sharing can be proposed for it, nobody understands the objection
 * (views.c) and no package can be made (package.c). A talk costs hours beside those for deciding. Each tells its stake with chance
 * safety + (1 - safety) x its mean trust in the other parties; those who do come to know and trust each other. One whose
 * loss is then left to it loses trust. */
#include "models/network/decision.h"

#include <math.h>

#include "models/network/coalition.h"
#include "models/network/effort.h"
#include "models/network/events.h"
#include "models/network/trust.h"
#include "models/purpose.h"

enum { YEAR = 12 };

bool talk_known(const struct network *network, size_t i, size_t c)
{
    return !network->p.hidden || network->deciding.disclosed[i * network->n_coalitions + c];
}

double network_talked(const struct network *network, size_t member, size_t coalition)
{
    return network->deciding.talked[member * network->n_coalitions + coalition];
}

double talk_pretence(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c)
{
    const bool hides = inputs->own_gain[i * network->n_coalitions + c] < 0.0 && !talk_known(network, i, c);
    return hides ? network->p.talk.pretence : 0.0;
}

double talk_shown(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c)
{
    const size_t at = i * network->n_coalitions + c;
    return -talk_pretence(network, inputs, i, c) * network->member[i].finance * network->size_volume[at]
           * inputs->own_gain[at];
}

void talk_read_papers(struct network *network, const struct network_inputs *inputs)
{
    for (size_t at = 0; inputs->on_paper != NULL && at < network->n * network->n_coalitions; at++)
        network->deciding.disclosed[at] = network->deciding.disclosed[at] || inputs->on_paper[at] > 0.0;
}

void talk_answered(struct network *network, size_t c)
{
    for (size_t i = 0; i < network->n; i++)
        network->deciding.to_answer[i * network->n_coalitions + c] = 0;
}

/* Those with a role, and those who would lose so much that they could object. */
static size_t list_parties(const struct network *network, const struct network_inputs *inputs, size_t c, int *list)
{
    size_t n = 0;
    for (size_t i = 0; i < network->n; i++) {
        const double loss = -network->member[i].finance * inputs->own_gain[i * network->n_coalitions + c];
        if (coalition_can_play(network, c, i)
            || (network->member[i].in && loss > network->p.governance.consent_threshold))
            list[n++] = (int)i;
    }
    return n;
}

static struct issue *open_launch(struct network *network, size_t c)
{
    for (size_t k = 0; k < network->agenda.n; k++)
        if (network->agenda.issue[k].kind == ISSUE_LAUNCH && network->agenda.issue[k].subject == c)
            return &network->agenda.issue[k];
    return NULL;
}

/* Do the players of a running coalition give much less than they pledged? */
static bool drags(const struct network *network, size_t c)
{
    const struct coalition *coalition = &network->coalition[c];
    double missing = 0.0;
    if (!coalition->live || coalition->age == 0 || coalition->n_players == 0)
        return false;
    for (size_t k = 0; k < coalition->n_players; k++) {
        const size_t at = (size_t)network->players[c * network->n + k] * network->n_coalitions + c;
        missing += fmax(0.0, network->pledge[at] - network->delivered[at]);
    }
    return missing / (double)coalition->n_players > network->p.talk.drag_level;
}

/* The member that proposes a talk: it trusts the others and a year of what it hopes of the coalition is worth its hours.
 * Of several the one that hopes for most; SIZE_MAX: nobody. */
static size_t who_proposes(const struct network *network, const struct network_inputs *inputs, size_t c,
                           const int *list, size_t n)
{
    size_t who = SIZE_MAX;
    double most = 0.0;
    for (size_t k = 0; k < n; k++) {
        const size_t i = (size_t)list[k];
        const double hoped = YEAR * effort_felt(network, inputs, i, c, network->coalition[c].sharing);
        const double worth = hoped - network->p.talk.hours / network->member[i].unit_hours;
        if (hoped > network->p.talk.hours / network->member[i].unit_hours && (who == SIZE_MAX || worth > most)
            && trust_mean_of(network, i, list, n) >= network->p.talk.trust_level) {
            who = i;
            most = worth;
        }
    }
    return who;
}

static bool wanted(struct network *network, const struct network_inputs *inputs, size_t month, size_t c,
                   const int *list, size_t n)
{
    const size_t last = network->deciding.talk_month[c];
    const struct issue *launch = open_launch(network, c);
    const bool stuck = (launch != NULL && launch->rounds + launch->returns > 0) || drags(network, c);
    if (n < 2 || (last > 0 && month + 1 < last + (size_t)network->p.talk.again_months))
        return false;
    switch (network->p.open_talk) {
    case TALK_WHEN_STUCK:
        return stuck;
    case TALK_EARLY:
        return last == 0 && launch != NULL;
    case TALK_CHOSEN:
        return stuck && who_proposes(network, inputs, c, list, n) != SIZE_MAX;
    case TALK_NEVER:
    default:
        return false;
    }
}

/* Who tells its stake: honest[k] of the k-th party. Trust of before the talk counts. */
static size_t draw_honest(struct network *network, const struct rng_stream *stream, size_t month, size_t c,
                          const int *list, size_t n)
{
    const double safety = network->p.talk.safety;
    size_t honest = 0;
    for (size_t k = 0; k < n; k++) {
        const double chance = safety + (1.0 - safety) * trust_mean_of(network, (size_t)list[k], list, n);
        const struct rng_words words =
            rng_draw(stream, (uint32_t)list[k], (uint32_t)month, PURPOSE_NETWORK_TALK, (uint32_t)c);
        network->present[k] = rng_unit(words.w[0]) < chance;
        honest += network->present[k];
    }
    return honest;
}

static void come_closer(struct network *network, size_t i, size_t j)
{
    double *trust = &network->trust[i * network->n + j], *familiarity = &network->familiarity[i * network->n + j];
    events_trust(network, i, j, TERM_OPENNESS, network->p.talk.trust * (1.0 - *trust));
    *trust += network->p.talk.trust * (1.0 - *trust);
    *familiarity += network->p.talk.familiarity * (1.0 - *familiarity);
}

/* The k-th party has told its stake. */
static void tell(struct network *network, const struct network_inputs *inputs, size_t month, size_t c, const int *list,
                 size_t n, size_t k)
{
    const size_t i = (size_t)list[k], at = i * network->n_coalitions + c;
    network->deciding.disclosed[at] = true;
    if (inputs->own_gain[at] < 0.0 && !network->coalition[c].sharing) {
        /* Nobody is ignored where there is nothing to give. */
        network->deciding.to_answer[at] = inputs->compensation[at] > 0.0 ? month + 1 : 0;
        network->coalition[c].want_sharing = true;
    }
    for (size_t l = 0; l < n; l++)
        if (l != k && network->present[l])
            come_closer(network, i, (size_t)list[l]);
}

static void hold(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                 size_t month, size_t c, const int *list, size_t n)
{
    const size_t honest = draw_honest(network, stream, month, c, list, n);
    const bool asked = network->story != NULL && network->p.open_talk == TALK_CHOSEN;
    const size_t proposer = asked ? who_proposes(network, inputs, c, list, n) : SIZE_MAX;
    struct issue *launch = open_launch(network, c);
    network->deciding.talk_month[c] = month + 1;
    network->deciding.talks++;
    gather_book(network, list, n, network->p.talk.hours);
    for (size_t k = 0; k < n; k++) {
        const size_t at = (size_t)list[k] * network->n_coalitions + c;
        const double open = (double)(honest - network->present[k]) / (double)(n - 1);
        network->deciding.talked[at] = fmax(network->deciding.talked[at], open);
        if (network->present[k])
            tell(network, inputs, month, c, list, n, k);
    }
    /* A launch that was put off is taken up again. */
    if (launch != NULL && honest > 0)
        launch->sleeps_until = month;
    events_talked(network, inputs, c, list, n, proposer);
}

/* The coalition runs at the cost of one who said so, and nothing is shared: it trusts the other parties less. */
static void feel_ignored(struct network *network, const struct network_inputs *inputs, size_t month, size_t c)
{
    const size_t patience = (size_t)network->p.talk.patience_months;
    const struct coalition *coalition = &network->coalition[c];
    if (!coalition->live || coalition->sharing || coalition->age < patience)
        return;
    for (size_t i = 0; i < network->n; i++) {
        size_t *told = &network->deciding.to_answer[i * network->n_coalitions + c];
        if (*told == 0 || month + 1 < *told + patience || !network->member[i].in
            || inputs->own_gain[i * network->n_coalitions + c] >= 0.0)
            continue;
        *told = 0;
        const double before = events_trust_in_partners(network, i, c);
        for (size_t k = 0; k < coalition->n_players; k++) {
            const size_t j = (size_t)network->players[c * network->n + k];
            if (j == i)
                continue;
            events_trust(network, i, j, TERM_IGNORED, -network->p.talk.ignored * network->trust[i * network->n + j]);
            network->trust[i * network->n + j] *= 1.0 - network->p.talk.ignored;
        }
        events_ignored(network, i, c, before);
    }
    events_ignored_told(network, c);
}

void talk_month(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                size_t month)
{
    int *list = network->draft_players;
    if (network->p.open_talk == TALK_NEVER)
        return;
    for (size_t c = 0; c < network->n_coalitions; c++) {
        feel_ignored(network, inputs, month, c);
        const size_t n = list_parties(network, inputs, c, list);
        if (wanted(network, inputs, month, c, list, n))
            hold(network, inputs, stream, month, c, list, n);
    }
}
