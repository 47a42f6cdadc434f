/* Trust in those who carry the network (M6): paid staff, and the person who leads.
 *
 * Trust in staff T_s of each member moves as trust in a member does, by what is seen of the work needed: d = adequacy
 * ((1 - w) + w craft) - pledge_standard, plus the margin; seen as far as staff has hours for each member. It falls too
 * when those whom staff serves overrule the member. What staff can do with a member follows T_s as far as trust.staff
 * says. A leader who leaves takes along trust and craft. Nothing here asks who should carry: only who does. */
#include "models/network/trust.h"

#include <math.h>

#include "models/network/events.h"
#include "models/network/membership.h"
#include "models/purpose.h"

#define CRAFT_SEEN 0.5 /* w: part of what members see in the work that is craft; the rest is that it is done */

static bool has_staff(const struct network *network)
{
    return network->staff_work > 0.0 && network->p.trust.staff > 0.0;
}

double trust_staff_factor(const struct network *network, size_t i)
{
    return has_staff(network) ? 1.0 - network->p.trust.staff * (1.0 - network->member[i].staff_trust) : 1.0;
}

void trust_staff_month(struct network *network)
{
    const struct network_params *p = &network->p;
    const size_t n = membership_count(network);
    if (!has_staff(network) || n == 0)
        return;
    const double contact = 1.0 - exp(-network->staff_work / (double)n / p->trust.contact_hours);
    const double done = network->adequacy * (1.0 - CRAFT_SEEN + CRAFT_SEEN * network->staff_skill);
    const double surprise = done - p->trust.pledge_standard + p->trust.margin;
    for (size_t i = 0; i < network->n; i++) {
        double *trust = &network->member[i].staff_trust;
        if (!network->member[i].in)
            continue;
        const double change = surprise > 0.0 ? (1.0 - *trust) * surprise : p->trust.asymmetry * *trust * surprise;
        const double drift = p->trust.drift * (1.0 - contact) * (p->trust.base - *trust);
        *trust = network_clip(*trust + contact * p->trust.gain * change + drift, 0.0, 1.0);
    }
}

void trust_staff_overruled(struct network *network, size_t i)
{
    if (has_staff(network))
        network->member[i].staff_trust *= 1.0 - network->p.governance.dominance;
}

/* Craft is spread over the heads that do the work; one of them leaves. */
static void lose_craft(const struct network *network, double hours, double *skill)
{
    const double heads = fmax(1.0, ceil(hours / network->p.network.head_hours));
    *skill *= 1.0 - network->p.trust.turnover_loss / heads;
}

static void replace_staff_head(struct network *network)
{
    const double loss = network->p.trust.turnover_loss, base = network->p.trust.base;
    const double before = events_trust_in_staff(network);
    lose_craft(network, network->staff_work, &network->staff_skill);
    for (size_t i = 0; i < network->n; i++)
        network->member[i].staff_trust -= loss * fmax(network->member[i].staff_trust - base, 0.0);
    events_staff_left(network, before);
}

/* The member that carries most of the coordination work: the lead, or the strongest volunteer. */
static size_t strongest_carrier(const struct network *network)
{
    size_t most = network->lead;
    for (size_t i = 0; i < network->n; i++)
        if (network->member[i].in && network->member[i].carrying > network->member[most].carrying)
            most = i;
    return most;
}

static void replace_leader(struct network *network, size_t leader)
{
    const size_t n = network->n;
    const double base = network->p.trust.base;
    const double before = events_trust_in(network, leader);
    lose_craft(network, network->member[leader].carrying, &network->member[leader].skill);
    for (size_t i = 0; i < n; i++) {
        const double loss = trust_turnover_loss(network, i, leader);
        double *trust = &network->trust[i * n + leader];
        if (i == leader)
            continue;
        events_trust(network, i, leader, TERM_LEADER, -loss * fmax(*trust - base, 0.0));
        *trust -= loss * fmax(*trust - base, 0.0);
        network->familiarity[i * n + leader] *= 1.0 - loss;
        network->familiarity[leader * n + i] *= 1.0 - loss;
    }
    events_leader_left(network, leader, before);
}

void trust_leader_month(struct network *network, const struct rng_stream *stream, size_t month)
{
    const double rate = network->p.trust.leader_turnover;
    if (rate <= 0.0 || rng_draw(stream, 0, (uint32_t)month, PURPOSE_NETWORK_LEADER, 0).w[0] >= rng_threshold(rate))
        return;
    if (network->staff_work > 0.0)
        replace_staff_head(network);
    else
        replace_leader(network, strongest_carrier(network));
}
