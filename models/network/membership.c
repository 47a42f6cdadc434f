/* Who belongs: founders, leaving, applying, joining coalitions, and the end of a network. */
#include "models/network/membership.h"

#include <math.h>

#include "models/network/coalition.h"
#include "models/network/decision.h"
#include "models/network/effort.h"
#include "models/network/events.h"
#include "models/purpose.h"

size_t membership_count(const struct network *network)
{
    size_t n = 0;
    for (size_t i = 0; i < network->n; i++)
        n += network->member[i].in;
    return n;
}

void membership_begin(struct network *network)
{
    for (size_t i = 0; i < network->n; i++) {
        network->member[i].in = network->member[i].founder;
        network->member[i].satisfaction = network->p.membership.credit;
    }
}

/* Monthly hazard: highest / (1 + exp((satisfaction - level) / width)). */
void membership_leave(struct network *network, const struct rng_stream *stream, size_t month)
{
    const struct network_params *p = &network->p;
    for (size_t i = 0; i < network->n; i++) {
        struct member *member = &network->member[i];
        if (!member->in)
            continue;
        const double felt = member->satisfaction + legitimacy_holds(network, i);
        const double above = (felt - p->membership.exit_level) / p->membership.exit_width;
        const double free_to_go = (1.0 - p->membership.duty) * (1.0 - member->duty);
        const double hazard = free_to_go * p->membership.exit_rate / (1.0 + exp(network_clip(above, -500.0, 500.0)));
        const struct rng_words words = rng_draw(stream, (uint32_t)i, (uint32_t)month, PURPOSE_NETWORK_EXIT, 0);
        if (words.w[0] >= rng_threshold(hazard))
            continue;
        events_leaving(network, i);
        member->in = false;
        member->gone = true;
        member->meeting = member->carrying = member->other = member->contribution = member->net = 0.0;
        coalition_withdraw(network, i);
    }
}

/* What i would pledge to the live coalition c, and the utility that it expects there. */
static double offer(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                    double *utility)
{
    const struct coalition *coalition = &network->coalition[c];
    const struct line_up line_up = {network->players + c * network->n,
                                    coalition->n_players,
                                    network->pledge + c,
                                    network->n_coalitions,
                                    coalition->sharing,
                                    .standing = false};
    return fmin(1.0, effort_reply(network, inputs, i, c, &line_up, utility) + network->p.effort.overclaim);
}

static bool can_join(const struct network *network, size_t i, size_t c)
{
    return network->coalition[c].live && network->role[c * network->n + i] >= 0
           && !network->plays[i * network->n_coalitions + c];
}

/* Pledges of i to the live coalitions in which it has a role and expects to gain; below 0: none. */
static void make_offers(struct network *network, const struct network_inputs *inputs, size_t i)
{
    const bool waits = joining_waits(network, i);
    for (size_t c = 0; c < network->n_coalitions; c++) {
        double utility, *offered = &network->offered[i * network->n_coalitions + c];
        *offered = -1.0;
        if (waits || !can_join(network, i, c))
            continue;
        const double pledge = offer(network, inputs, i, c, &utility);
        if (utility + pull_visible(network, i) > 0.0)
            *offered = pledge;
    }
}

static void join_coalitions(struct network *network, size_t i)
{
    for (size_t c = 0; c < network->n_coalitions; c++) {
        const double pledge = network->offered[i * network->n_coalitions + c];
        if (pledge < 0.0)
            continue;
        events_joined(network, i, c, pledge);
        coalition_enter(network, c, i, pledge);
    }
}

bool membership_missed(const struct network *network, size_t i)
{
    for (size_t c = 0; c < network->n_coalitions; c++) {
        const int *role = network->role + c * network->n;
        bool filled = role[i] < 0 || network->coalition[c].live || network->coalition[c].start_month < 0.0;
        for (size_t j = 0; j < network->n && !filled; j++)
            filled = network->member[j].in && role[j] == role[i];
        if (!filled)
            return true;
    }
    return false;
}

bool membership_would_gain(const struct network *network, const struct network_inputs *inputs, size_t i)
{
    for (size_t c = 0; c < network->n_coalitions; c++) {
        double utility;
        if (!can_join(network, i, c))
            continue;
        (void)offer(network, inputs, i, c, &utility);
        if (utility + pull_visible(network, i) > 0.0)
            return true;
    }
    return false;
}

void membership_apply(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                      size_t month)
{
    const uint32_t rate = rng_threshold(network->p.membership.apply_rate);
    const uint32_t outside =
        rng_threshold(network_clip(network->p.membership.apply_rate * legitimacy_attracts(network), 0.0, 1.0));
    /* All offers are made to the coalitions as they are now; only then does anybody join. */
    for (size_t i = 0; i < network->n; i++) {
        const struct member *member = &network->member[i];
        const struct rng_words words = rng_draw(stream, (uint32_t)i, (uint32_t)month, PURPOSE_NETWORK_APPLY, 0);
        const bool asked = joining_by_plan(network, i) || joining_takes_up(network, i);
        network->joins_now[i] = false;
        if (member->gone || (words.w[0] >= (member->in ? rate : outside) && !asked))
            continue;
        if (member->in) {
            make_offers(network, inputs, i);
            network->joins_now[i] = true;
        } else if (!decision_open(network, ISSUE_ADMIT, i) && joining_wants(network, inputs, i)) {
            joining_apply(network, i, rng_unit(words.w[0]), month);
        }
    }
    for (size_t i = 0; i < network->n; i++)
        if (network->joins_now[i])
            join_coalitions(network, i);
    joining_close(network, month);
}

void membership_admit(struct network *network, const struct network_inputs *inputs, size_t i)
{
    struct member *member = &network->member[i];
    member->in = true;
    member->satisfaction = network->p.membership.credit;
    member->time_left = network->p.network.meeting_hours;
    joining_enter(network, i);
    make_offers(network, inputs, i);
    join_coalitions(network, i);
}

/* Nothing is left of a dead network but its trust. */
static void bury(struct network *network)
{
    events_dying(network);
    network->dead = true;
    for (size_t c = 0; c < network->n_coalitions; c++)
        coalition_stop(network, c);
    for (size_t i = 0; i < network->n; i++) {
        struct member *member = &network->member[i];
        member->in = false;
        member->meeting = member->carrying = member->other = member->contribution = 0.0;
    }
    for (size_t k = 0; k < network->n * network->n; k++)
        network->met[k] = network->contact[k] = 0.0;
    for (size_t k = 0; k < network->agenda.n; k++)
        network->agenda.slot_used[network->agenda.issue[k].slot] = false;
    network->agenda.n = network->agenda.decided = network->agenda.blocked = 0;
    network->staff_hours = network->staff_work = 0.0;
}

/* Months without output after which members give up: duty that keeps them in keeps the network alive, too. */
static bool given_up(const struct network *network)
{
    const struct network_params *p = &network->p;
    double duty = 0.0;
    for (size_t i = 0; i < network->n; i++)
        duty += network->member[i].in ? network->member[i].duty / (double)membership_count(network) : 0.0;
    const double free_to_go = (1.0 - p->membership.duty) * (1.0 - duty);
    return p->membership.idle_months > 0.0
           && (double)network->idle_months * free_to_go >= p->membership.idle_months * (1.0 - 1e-12);
}

void membership_check_alive(struct network *network)
{
    bool delivers = false;
    for (size_t c = 0; c < network->n_coalitions; c++)
        delivers = delivers || (network->coalition[c].live && network->coalition[c].output > DEAD_OUTPUT);
    network->idle_months = delivers ? 0 : network->idle_months + 1;
    if ((double)membership_count(network) < network->p.membership.least_members || given_up(network))
        bury(network);
}
