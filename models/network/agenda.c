/* The agenda (M7): what is on it, and what comes on it from the state of coalitions. */
#include "models/network/decision.h"

#include "models/network/coalition.h"
#include "models/network/events.h"
#include "models/network/membership.h"
#include "models/purpose.h"

enum { KEY_KIND = 28, KEY_SUBJECT = 4, YEAR = 12 };

bool decision_enter(struct network *network, enum issue_kind kind, size_t subject, unsigned serial, size_t month)
{
    struct agenda *agenda = &network->agenda;
    size_t slot = 0;
    if (agenda->n >= agenda->capacity)
        return false;
    while (agenda->slot_used[slot])
        slot++;
    agenda->slot_used[slot] = true;
    network->change.entered++;
    agenda->issue[agenda->n++] = (struct issue){
        .kind = kind,
        .subject = subject,
        .slot = slot,
        .entered = month,
        .sleeps_until = month,
        .key = (uint32_t)kind << KEY_KIND | (uint32_t)subject << KEY_SUBJECT | (uint32_t)serial,
        .work = network->p.network.preparation_hours,
    };
    for (size_t i = 0; i < network->n; i++) {
        network->issue_shift[slot * network->n + i] = 0.0;
        network->issue_asked[slot * network->n + i] = false;
    }
    events_entered(network, &agenda->issue[agenda->n - 1]);
    return true;
}

bool decision_open(const struct network *network, enum issue_kind kind, size_t subject)
{
    for (size_t k = 0; k < network->agenda.n; k++)
        if (network->agenda.issue[k].kind == kind && network->agenda.issue[k].subject == subject)
            return true;
    return false;
}

size_t decision_open_about(const struct network *network, size_t coalition)
{
    size_t n = 0;
    for (size_t k = 0; k < network->agenda.n; k++) {
        const struct issue *issue = &network->agenda.issue[k];
        n += issue_about_coalition(issue) && issue->subject == coalition;
    }
    return n;
}

bool decision_has_losers_to_pay(const struct network *network, const struct network_inputs *inputs, size_t c)
{
    bool loses = false, offered = false;
    for (size_t i = 0; i < network->n; i++) {
        const size_t at = i * network->n_coalitions + c;
        offered = offered || inputs->compensation[at] > 0.0;
        loses = loses || (coalition_can_play(network, c, i) && inputs->own_gain[at] < 0.0 && talk_known(network, i, c));
    }
    return loses && offered;
}

static unsigned free_serial(const struct network *network, size_t c)
{
    bool used[PLEDGE_ISSUES] = {false};
    unsigned serial = 0;
    for (size_t k = 0; k < network->agenda.n; k++)
        if (network->agenda.issue[k].kind == ISSUE_PLEDGES && network->agenda.issue[k].subject == c)
            used[network->agenda.issue[k].key & ((1u << KEY_SUBJECT) - 1u)] = true;
    while (serial < PLEDGE_ISSUES && used[serial])
        serial++;
    return serial;
}

static void collect_live(struct network *network, const struct rng_stream *stream, size_t month, size_t c)
{
    const struct coalition *coalition = &network->coalition[c];
    const struct rng_words words = rng_draw(stream, (uint32_t)c, (uint32_t)month, PURPOSE_NETWORK_ISSUE, 0);
    const unsigned serial = free_serial(network, c);
    if (words.w[0] < rng_threshold(network->p.governance.issue_rate) && serial < PLEDGE_ISSUES)
        (void)decision_enter(network, ISSUE_PLEDGES, c, serial, month);
    if (coalition->age >= YEAR && coalition->output_mean < network->p.coalition.stop_output
        && !decision_open(network, ISSUE_STOP, c))
        (void)decision_enter(network, ISSUE_STOP, c, 0, month);
}

void decision_collect(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                      size_t month, size_t horizon_month)
{
    for (size_t c = 0; c < network->n_coalitions; c++) {
        struct coalition *coalition = &network->coalition[c];
        bool complete;
        if (!coalition->live && coalition->wait > 0)
            coalition->wait--;
        if (coalition->live) {
            collect_live(network, stream, month, c);
        } else if (coalition->start_month >= 0.0 && (double)horizon_month >= coalition->start_month
                   && coalition->wait == 0 && ambition_allows_launch(network) && joining_may_start(network, c)
                   && !decision_open(network, ISSUE_LAUNCH, c)) {
            const size_t able = coalition_gather(network, c, NULL, network->draft_players, &complete);
            if (complete && able >= (size_t)network->p.network.least_parties)
                (void)decision_enter(network, ISSUE_LAUNCH, c, 0, month);
        }
        if ((coalition->live || coalition->want_sharing) && !coalition->sharing
            && !decision_open(network, ISSUE_SHARE, c) && decision_has_losers_to_pay(network, inputs, c))
            (void)decision_enter(network, ISSUE_SHARE, c, 0, month);
    }
}
