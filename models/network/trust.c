/* Trust and familiarity (M6).
 *
 * Memory first: seen += k (observed - seen), k = v / (v + sd^2), so that noisy glimpses weigh little. Then surprise
 * against a standard that is part pledge, as far as trust goes, and part what one came to expect: d = p (seen - omega -
 * (1 - omega) habit), excused in part between those who know each other and talk if the record allows, plus a margin.
 * So reliability has a level of trust that belongs to it, instead of endless increments or collapse. Growth is slow and bounded by
 * familiarity, loss is `asymmetry` times faster (E201), and both are scaled by the same visibility: otherwise reports
 * without contact could only destroy. Joint success adds or takes away; without contact trust drifts to the base
 * level, less between old acquaintances; a new contact person starts lower, less when colleagues introduce it. */
#include "models/network/trust.h"

#include <math.h>
#include <string.h>

#include "models/network/decision.h"
#include "models/network/effort.h"
#include "models/network/events.h"
#include "models/network/governance.h"
#include "models/network/membership.h"
#include "models/network/shock.h"
#include "models/purpose.h"

#define HELD_BELOW 0.7 /* delivery under this part of the pledge is what formal steering acts on */

double network_noise(struct rng_words words)
{
    const double sum = rng_unit(words.w[0]) + rng_unit(words.w[1]) + rng_unit(words.w[2]) + rng_unit(words.w[3]);
    return (sum - 2.0) * 1.7320508075688772;
}

double trust_mean_of(const struct network *network, size_t i, const int *others, size_t n)
{
    double sum = 0.0;
    size_t count = 0;
    for (size_t k = 0; k < n; k++) {
        if ((size_t)others[k] == i || !network->member[others[k]].in)
            continue;
        sum += network->trust[i * network->n + (size_t)others[k]];
        count++;
    }
    return count > 0 ? sum / (double)count : network->p.network.trust_start;
}

/* What a partner is granted by what is seen of it: credit is for who delivers (Hollander 1958). */
static double record(const struct network_params *p, const struct trust_pair *pair)
{
    return 1.0 - p->trust.record * (1.0 - network_clip(pair->seen, 0.0, 1.0));
}

/* Keeping a word that asks next to nothing proves next to nothing: what margin is worth, [0,1]. */
static double token_weight(const struct network_params *p, double pledge)
{
    return p->trust.token > 0.0 ? fmin(1.0, pledge / p->trust.token) : 1.0;
}

void trust_update(const struct network_params *p, const struct trust_event *event, struct trust_pair *pair)
{
    const double bound = 0.2 + 0.8 * pair->familiarity;
    double trust = pair->trust;
    if (event->observed) {
        const double v = p->trust.memory_variance;
        const double gain = v / (v + event->observed_sd * event->observed_sd);
        pair->seen += gain * (event->observed_share - pair->seen);
        const double held = (1.0 - p->trust.belief) * p->trust.pledge_standard + p->trust.belief * pair->trust;
        const double standard = held + (1.0 - held) * pair->habit;
        double surprise = event->pledge * (pair->seen - standard);
        if (surprise < 0.0)
            surprise *= 1.0 - address_excuse(p) * record(p, pair) * pair->familiarity * event->contact;
        surprise += p->trust.margin * token_weight(p, event->pledge);
        const double up = p->trust.gain * (1.0 - pair->trust) * bound * fmax(surprise, 0.0);
        const double down = p->trust.asymmetry * p->trust.gain * pair->trust * fmax(-surprise, 0.0);
        trust += event->visibility * (up - down);
        if (event->parts != NULL)
            event->parts[0] = event->visibility * (up - down);
        pair->habit += (pair->seen - pair->habit) / p->trust.habit_months;
        const double u = event->earned;
        trust += p->trust.success * event->contact
                 * ((1.0 - pair->trust) * bound * record(p, pair) * fmax(u, 0.0)
                    - p->trust.asymmetry * pair->trust * (1.0 - pair->familiarity) * fmax(-u, 0.0));
    }
    if (event->parts != NULL)
        event->parts[1] = trust - pair->trust - event->parts[0];
    trust += p->trust.drift * (1.0 - event->contact) * (1.0 - p->trust.lasting * pair->familiarity)
             * (p->trust.base - pair->trust);
    if (event->parts != NULL)
        event->parts[2] = trust - pair->trust - event->parts[0] - event->parts[1];
    pair->familiarity += p->trust.familiarity_gain * event->contact * (1.0 - pair->familiarity)
                         - p->trust.familiarity_loss * (1.0 - event->contact) * pair->familiarity;
    pair->trust = network_clip(trust, 0.0, 1.0);
    pair->familiarity = network_clip(pair->familiarity, 0.0, 1.0);
}

/* What each sees of each in the coalitions they share. */
static void gather_shared(struct network *network)
{
    const size_t n = network->n, n_c = network->n_coalitions;
    memset(network->shared, 0, n * n * sizeof *network->shared);
    for (size_t c = 0; c < n_c; c++) {
        const int *players = network->players + c * n;
        const size_t n_players = network->coalition[c].live ? network->coalition[c].n_players : 0;
        for (size_t a = 0; a < n_players; a++)
            for (size_t b = 0; b < n_players; b++) {
                const size_t i = (size_t)players[a], j = (size_t)players[b];
                struct shared_work *shared = &network->shared[i * n + j];
                if (i == j)
                    continue;
                shared->pledged += network->pledge[j * n_c + c];
                shared->delivered += network->delivered[j * n_c + c];
                shared->earned += network->earned[i * n_c + c];
                shared->count++;
            }
    }
}

/* Talk that comes with joint work: a part of the hours that two partners both work, shared over the partners. */
static void meet_at_work(struct network *network)
{
    const size_t n = network->n;
    for (size_t c = 0; c < network->n_coalitions; c++) {
        const struct coalition *coalition = &network->coalition[c];
        const int *players = network->players + c * n;
        if (!coalition->live || coalition->n_players < 2)
            continue;
        const double part = network->p.trust.work_contact / (double)(coalition->n_players - 1);
        for (size_t a = 0; a < coalition->n_players; a++)
            for (size_t b = a + 1; b < coalition->n_players; b++) {
                const size_t i = (size_t)players[a], j = (size_t)players[b];
                const double hours =
                    part * fmin(network_coalition_hours(network, i, c), network_coalition_hours(network, j, c));
                network->met[i * n + j] += hours;
                network->met[j * n + i] += hours;
            }
    }
}

/* People who sit together meet, whatever the agenda; it costs nobody an hour of meetings (E203, E1033). */
static void meet_at_location(struct network *network)
{
    const size_t n = network->n;
    const double hours = network->p.trust.colocation_hours;
    for (size_t i = 0; i < n && hours > 0.0; i++)
        for (size_t j = 0; j < n; j++)
            if (i != j && network->member[i].place >= 0 && network->member[i].place == network->member[j].place
                && network->member[i].in && network->member[j].in)
                network->met[i * n + j] += hours;
}

static void fill_contact(struct network *network)
{
    const size_t n = network->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            const double hours = network->met[i * n + j];
            const double contact = hours > 0.0 ? 1.0 - exp(-hours / network->p.trust.contact_hours) : 0.0;
            network->contact[i * n + j] = network->contact[j * n + i] = contact;
        }
}

/* trusted[j]: mean trust of the members in j. */
static void fill_reputation(struct network *network)
{
    const size_t n = network->n, members = membership_count(network);
    for (size_t j = 0; j < n; j++)
        network->trusted[j] = 0.0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n && network->member[i].in; j++)
            if (i != j)
                network->trusted[j] += network->trust[i * n + j];
    for (size_t j = 0; j < n; j++)
        network->trusted[j] /= members > 1 ? (double)(members - 1) : 1.0;
}

static void update_pair(struct network *network, const struct rng_stream *stream, size_t month, size_t i, size_t j)
{
    const size_t n = network->n, at = i * n + j;
    const struct shared_work *shared = &network->shared[at];
    struct trust_pair pair = {network->trust[at], network->familiarity[at], network->seen[at], network->habit[at]};
    double parts[3] = {0.0};
    struct trust_event event = {.contact = network->contact[at], .parts = network->story != NULL ? parts : NULL};
    if (shared->count > 0 && shared->pledged > 0.02) {
        const struct rng_words words =
            rng_draw(stream, (uint32_t)(i << 16 | j), (uint32_t)month, PURPOSE_NETWORK_SEEN, 0);
        event.visibility = governance_visibility(network, i, event.contact, network->met[at], &event.observed_sd);
        event.observed = event.visibility > 0.0;
        event.observed_share =
            network_clip(shared->delivered / shared->pledged + event.observed_sd * network_noise(words), 0.0, 1.5);
        event.pledge = fmin(1.0, shared->pledged / shared->count);
        event.earned = network_clip(shared->earned / shared->count, -1.0, 1.0);
    }
    pair.trust += network->p.trust.reputation * (network->trusted[j] - pair.trust);
    trust_update(&network->p, &event, &pair);
    if (network->story != NULL)
        events_trust_lived(network, i, j, parts, pair.trust);
    network->trust[at] = pair.trust;
    network->familiarity[at] = pair.familiarity;
    /* Beliefs about delivery stay within what can be delivered. */
    network->seen[at] = network_clip(pair.seen, 0.0, 1.0);
    network->habit[at] = network_clip(pair.habit, 0.0, 1.0);
}

double trust_turnover_loss(const struct network *network, size_t i, size_t j)
{
    const struct network_params *p = &network->p;
    return p->trust.turnover_loss / (1.0 + p->trust.handover * network->shared[i * network->n + j].count);
}

static void replace_contact_person(struct network *network, size_t i)
{
    const size_t n = network->n;
    const double base = network->p.trust.base;
    const double before = events_trust_in(network, i);
    for (size_t j = 0; j < n; j++) {
        const size_t pairs[2] = {i * n + j, j * n + i};
        const double loss = trust_turnover_loss(network, i, j);
        for (int k = 0; k < 2 && j != i; k++) {
            double *trust = &network->trust[pairs[k]];
            events_trust(network, pairs[k] / n, pairs[k] % n, TERM_TURNOVER, -loss * fmax(*trust - base, 0.0));
            *trust -= loss * fmax(*trust - base, 0.0);
            network->familiarity[pairs[k]] *= 1.0 - loss;
        }
    }
    events_contact_left(network, i, before);
}

/* Being held to its pledge for the first time costs a member trust in the others. */
static void enforce(struct network *network, size_t i)
{
    const size_t n_c = network->n_coalitions;
    double pledged = 0.0, given = 0.0;
    for (size_t c = 0; c < n_c; c++)
        if (network->plays[i * n_c + c]) {
            pledged += network->pledge[i * n_c + c];
            given += network->effort[i * n_c + c];
        }
    if (network->member[i].enforced || pledged <= 0.0 || given >= HELD_BELOW * pledged)
        return;
    network->member[i].enforced = true;
    events_held(network, i);
    for (size_t j = 0; j < network->n; j++)
        if (j != i) {
            events_trust(network, i, j, TERM_ENFORCED,
                         -network->p.governance.enforcement_trust * network->trust[i * network->n + j]);
            network->trust[i * network->n + j] *= 1.0 - network->p.governance.enforcement_trust;
        }
}

void trust_month(struct network *network, const struct rng_stream *stream, size_t month)
{
    const size_t n = network->n;
    const uint32_t turnover = rng_threshold(shock_turnover(network));
    gather_shared(network);
    governance_meetings(network);
    gather_contact(network);
    meet_at_work(network);
    meet_at_location(network);
    shock_meet(network);
    joining_introduce(network);
    fill_contact(network);
    fill_reputation(network);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n && network->member[i].in; j++)
            if (i != j && network->member[j].in)
                update_pair(network, stream, month, i, j);
    for (size_t i = 0; i < n; i++) {
        if (!network->member[i].in)
            continue;
        if (rng_draw(stream, (uint32_t)i, (uint32_t)month, PURPOSE_NETWORK_TURNOVER, 0).w[0] < turnover)
            replace_contact_person(network, i);
    }
    for (size_t i = 0; i < n; i++)
        if (network->member[i].in && network->p.steering == STEERING_FORMAL)
            enforce(network, i);
}
