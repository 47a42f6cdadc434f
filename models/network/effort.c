/* Interest and effort (M5): a noisy best reply to what the partners are believed to do, pledges, routine and accounts.
 *
 * U(e) = a * Y(e, x) + (relation * w_rel * mean_j(T_ij x_ij) + status * w_sta) * e - scale * (c1 e + c2 e^2)
 *        - pressure * max(0, p - e),
 * a = w_mis * believed health gain * fit * benefit + w_fin * (believed own gain + compensation - fear);
 * x_ij = p_j (T_ij + (1 - T_ij) seen_ij), in part replaced by what joint effort has been (precedent.c).
 * Effort is the mean of a quantal reply over eleven levels (McKelvey & Palfrey 1995): with a weak link own effort is
 * worth what the others do, and a best reply without noise would sit at none or all. */
#include "models/network/effort.h"

#include <math.h>

#include "models/network/coalition.h"
#include "models/network/decision.h"
#include "models/network/events.h"
#include "models/network/governance.h"
#include "models/purpose.h"

enum { LEVELS = 11, FINE_LEVELS = WEAKEST_STEPS + 1, DRAFT_ROUNDS = 3, MONTHS_OF_HABIT = 12 };

double effort_felt(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c, bool sharing)
{
    const struct member *member = &network->member[i];
    const size_t at = i * network->n_coalitions + c;
    const double health = network->size_health[at] * inputs->health_gain[c];
    const double own = network->size_volume[at] * inputs->own_gain[at] + (sharing ? inputs->compensation[at] : 0.0)
                       - belief_fear(network, inputs, i, c);
    return member->mission * health * pull_fit(network, i, c) * network->p.effort.benefit + member->finance * own;
}

/* Factor on the cost of effort: what is paid for costs nothing, and it weighs more on staff that is overloaded. */
static double cost_scale(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c)
{
    const double overload = inputs->workload[i] > 1.0 ? inputs->workload[i] - 1.0 : 0.0;
    const double paid = network_clip(inputs->paid_share[i * network->n_coalitions + c], 0.0, 1.0);
    return (1.0 - paid) * (1.0 + network->p.effort.load_cost * overload) * pull_steering(network, i);
}

/* What i believes of the others, per role. */
struct beliefs {
    double sum[NETWORK_MAX_ROLES];
    double doubt[NETWORK_MAX_ROLES]; /* sum of squares of how unsure it is */
    int count[NETWORK_MAX_ROLES];
    double pull; /* mean of T_ij x_ij */
};

static void believe(const struct network *network, size_t i, size_t c, const struct line_up *line_up,
                    struct beliefs *beliefs)
{
    const double *trust = network->trust + i * network->n, *seen = network->seen + i * network->n;
    const int *role = network->role + c * network->n;
    const bool remembers = network->p.effort.precedent > 0.0;
    const bool doubts = network->p.effort.doubt > 0.0;
    double pull = 0.0;
    size_t others = 0;
    for (size_t r = 0; r < network->coalition[c].n_roles; r++) {
        beliefs->sum[r] = beliefs->doubt[r] = 0.0;
        beliefs->count[r] = 0;
    }
    for (size_t k = 0; k < line_up->n; k++) {
        const size_t j = (size_t)line_up->players[k];
        if (j == i)
            continue;
        const double pledged = line_up->pledge[j * line_up->stride] * (trust[j] + (1.0 - trust[j]) * seen[j]);
        const double x = remembers ? precedent_belief(network, i, j, c, pledged) : pledged;
        beliefs->sum[role[j]] += x;
        if (doubts) {
            const double unsure = precedent_doubt(network, i, j, c);
            beliefs->doubt[role[j]] += unsure * unsure;
        }
        beliefs->count[role[j]]++;
        pull += trust[j] * x;
        others++;
    }
    beliefs->pull = others > 0 ? pull / (double)others : 0.0;
}

static double role_belief(const struct beliefs *beliefs, size_t r)
{
    return beliefs->count[r] > 0 ? beliefs->sum[r] / beliefs->count[r] : 0.0;
}

/* Is role r part of the task: filled, or one that it cannot do without? */
static bool counts(const struct coalition *coalition, const struct beliefs *beliefs, size_t r)
{
    return coalition->least_roles == 0 || beliefs->count[r] > 0;
}

static double bystander_value(const struct network *network, const struct coalition *coalition, double felt,
                              const struct beliefs *beliefs)
{
    double roles[NETWORK_MAX_ROLES];
    size_t n = 0;
    for (size_t r = 0; r < coalition->n_roles; r++)
        if (counts(coalition, beliefs, r))
            roles[n++] = role_belief(beliefs, r);
    return n == 0 ? 0.0
                  : network->p.effort.bystander * felt * coalition->factor * coalition->promise
                        * coalition_ces(roles, n, network->p.coalition.substitution);
}

/* Mean effort of who is believed to be in role r, with `own` of its own weight there. */
static double own_role(const struct network *network, const struct beliefs *beliefs, int own, double effort)
{
    const double local = network->p.coalition.local;
    return local * effort + (1.0 - local) * (effort + beliefs->sum[own]) / (1.0 + beliefs->count[own]);
}

/* outputs[k]: joint effort at the own level k / (levels - 1), as a CES of what is believed. */
static void outputs_of_ces(const struct network *network, const struct coalition *coalition,
                           const struct beliefs *beliefs, int own, double *outputs)
{
    const double rho = network->p.coalition.substitution;
    double rest = 0.0;
    size_t n = 1;
    for (size_t r = 0; r < coalition->n_roles; r++)
        if (r != (size_t)own && counts(coalition, beliefs, r)) {
            rest += coalition_term(role_belief(beliefs, r), rho);
            n++;
        }
    for (int k = 0; k < LEVELS; k++) {
        const double role_effort = own_role(network, beliefs, own, k / (double)(LEVELS - 1));
        outputs[k] = coalition_output_of(rest + coalition_term(role_effort, rho), n, rho);
    }
}

/* The same when the least counts, and how unsure the member is of the others with it. */
static void outputs_of_weakest(const struct network *network, const struct coalition *coalition,
                               const struct beliefs *beliefs, int own, double *outputs)
{
    struct weak_links others = {.n = 0};
    double expected[WEAKEST_STEPS + 1];
    for (size_t r = 0; r < coalition->n_roles; r++)
        if (r != (size_t)own && counts(coalition, beliefs, r)) {
            others.mean[others.n] = role_belief(beliefs, r);
            others.doubt[others.n++] = beliefs->count[r] > 0 ? sqrt(beliefs->doubt[r]) / beliefs->count[r] : 0.0;
        }
    weakest_expect(&others, expected);
    for (int k = 0; k < FINE_LEVELS; k++)
        outputs[k] = weakest_at(expected, own_role(network, beliefs, own, k / (double)(FINE_LEVELS - 1)));
}

/* Mean level of the quantal reply over utilities[levels], and the utility expected of it. */
static double quantal_mean(const double *utilities, int levels, double noise, double *expected)
{
    double best = utilities[0], sum = 0.0, level = 0.0, value = 0.0;
    for (int k = 1; k < levels; k++)
        best = utilities[k] > best ? utilities[k] : best;
    for (int k = 0; k < levels; k++) {
        const double weight = exp((utilities[k] - best) / noise);
        sum += weight;
        level += weight * k;
        value += weight * utilities[k];
    }
    *expected = value / sum;
    return level / (sum * (levels - 1));
}

double effort_reply(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                    const struct line_up *line_up, double *utility)
{
    const struct network_params *p = &network->p;
    const struct coalition *coalition = &network->coalition[c];
    const struct member *member = &network->member[i];
    const int own = network->role[c * network->n + i];
    const double felt = effort_felt(network, inputs, i, c, line_up->sharing)
                        + (line_up->shown ? talk_shown(network, inputs, i, c) : 0.0);
    struct beliefs beliefs;
    believe(network, i, c, line_up, &beliefs);
    if (own < 0) {
        *utility = bystander_value(network, coalition, felt, &beliefs);
        events_bystander(network, inputs, i, c, line_up->sharing, felt, *utility);
        return 0.0;
    }
    const double scale = cost_scale(network, inputs, i, c);
    const double pull = p->effort.relation * member->relation * beliefs.pull + p->effort.status * member->status;
    const bool held = line_up->standing && p->steering == STEERING_FORMAL;
    const double pressure = line_up->standing ? address_pressure(network, i, c, line_up->players, line_up->n) : 0.0;
    const double commitment = line_up->standing ? ownership_commitment(network, i, c) : 0.0;
    const bool weakest = weakest_link(p->coalition.substitution);
    const int levels = weakest ? FINE_LEVELS : LEVELS;
    double utilities[FINE_LEVELS], outputs[FINE_LEVELS];
    (weakest ? outputs_of_weakest : outputs_of_ces)(network, coalition, &beliefs, own, outputs);
    for (int k = 0; k < levels; k++) {
        const double e = k / (double)(levels - 1);
        utilities[k] = felt * coalition->factor * coalition->promise * outputs[k] + pull * e
                       - scale * (p->effort.cost_linear * e + p->effort.cost_square * e * e);
        if (held)
            utilities[k] -= p->governance.enforcement * fmax(line_up->pledge[i * line_up->stride] - e, 0.0);
        if (pressure + commitment > 0.0)
            utilities[k] -= (pressure + commitment) * fmax(line_up->pledge[i * line_up->stride] - e, 0.0);
    }
    const double meant = quantal_mean(utilities, levels, p->effort.noise, utility);
    if (network->story != NULL)
        events_reply(network, inputs, i, c, line_up,
                     &(struct reply_made){p->effort.relation * member->relation * beliefs.pull,
                                          p->effort.status * member->status, utilities, outputs, (size_t)levels, held,
                                          pressure, commitment, *utility});
    return meant;
}

void effort_draft(struct network *network, const struct network_inputs *inputs, size_t c, bool sharing,
                  const int *players, size_t n_players)
{
    double *pledge = network->draft, *next = network->draft_next;
    const struct line_up line_up = {players, n_players, pledge, 1, sharing, .standing = false, .shown = false},
                         shown = {players, n_players, pledge, 1, sharing, .standing = false, .shown = true};
    double utility;
    for (size_t i = 0; i < network->n; i++) {
        pledge[i] = 0.0;
        network->draft_value[i] = 0.0;
    }
    for (size_t k = 0; k < n_players; k++)
        pledge[players[k]] = network->deciding.launch_effort;
    for (int round = 0; round < DRAFT_ROUNDS; round++) {
        for (size_t k = 0; k < n_players; k++) {
            const double meant = effort_reply(network, inputs, (size_t)players[k], c, &shown, &utility);
            next[k] = fmin(1.0, meant + network->p.effort.overclaim);
        }
        for (size_t k = 0; k < n_players; k++)
            pledge[players[k]] = next[k];
    }
    for (size_t i = 0; i < network->n; i++)
        if (network->member[i].in) {
            (void)effort_reply(network, inputs, i, c, &line_up, &network->draft_value[i]);
            events_drafted(network, i);
        }
}

double effort_value_now(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c)
{
    const struct coalition *coalition = &network->coalition[c];
    const struct line_up line_up = {network->players + c * network->n,
                                    coalition->n_players,
                                    network->pledge + c,
                                    network->n_coalitions,
                                    coalition->sharing,
                                    .standing = true};
    double utility = 0.0;
    if (coalition->live)
        (void)effort_reply(network, inputs, i, c, &line_up, &utility);
    return utility;
}

/* Effort, usual effort and routine of one coalition's players. Replies use pledges, not efforts, so the order of the
 * players does not matter. */
static void revise_coalition(struct network *network, const struct network_inputs *inputs, size_t c)
{
    const struct network_params *p = &network->p;
    const struct coalition *coalition = &network->coalition[c];
    const struct line_up line_up = {network->players + c * network->n,
                                    coalition->n_players,
                                    network->pledge + c,
                                    network->n_coalitions,
                                    coalition->sharing,
                                    .standing = true};
    double utility;
    for (size_t k = 0; k < coalition->n_players; k++) {
        const size_t i = (size_t)line_up.players[k], at = i * network->n_coalitions + c;
        const double habit = p->effort.routine_share * network->routine[at];
        const double meant = effort_reply(network, inputs, i, c, &line_up, &utility);
        events_revised(network, i, c);
        /* What is not yet routine in the new way, usual practice pulls back to the old one (E128, E509). */
        const double pull = p->coalition.regime_pull * (1.0 - network->routine[at]);
        const double wished = (1.0 - pull) * ((1.0 - habit) * meant + habit * network->usual[at]);
        network->effort[at] =
            network_clip(network->effort[at] + p->effort.pace * (wished - network->effort[at]), 0.0, 1.0);
    }
}

/* Effort fits in the hours that the staff has; then absence, then what the month leaves behind. */
static void settle_member(struct network *network, double hours_free, bool absent, size_t i)
{
    const struct network_params *p = &network->p;
    const double present = absent ? 1.0 - p->effort.absence_size : 1.0;
    double hours = 0.0;
    for (size_t c = 0; c < network->n_coalitions; c++)
        if (network->plays[i * network->n_coalitions + c])
            hours += network->effort[i * network->n_coalitions + c]
                     * network->coalition[c].role_hours[network->role[c * network->n + i]];
    const double fits = hours > hours_free ? fmax(hours_free, 0.0) / hours : 1.0;
    for (size_t c = 0; c < network->n_coalitions; c++) {
        const size_t at = i * network->n_coalitions + c;
        if (!network->plays[at])
            continue;
        network->effort[at] *= fits;
        network->delivered[at] = address_exploit(network, i, c, network->effort[at] * present);
        network->usual[at] += (network->effort[at] - network->usual[at]) / MONTHS_OF_HABIT;
        const double worn_in = network->effort[at] > p->effort.routine_level ? 1.0 : 0.0;
        network->routine[at] += (worn_in - network->routine[at]) / p->effort.routine_months;
    }
}

void effort_revise(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                   size_t month)
{
    const uint32_t away = rng_threshold(network->p.effort.absence);
    for (size_t c = 0; c < network->n_coalitions; c++)
        if (network->coalition[c].live)
            revise_coalition(network, inputs, c);
    for (size_t i = 0; i < network->n; i++) {
        if (!network->member[i].in)
            continue;
        const struct rng_words words = rng_draw(stream, (uint32_t)i, (uint32_t)month, PURPOSE_NETWORK_ABSENCE, 0);
        settle_member(network, pull_hours(network, i, inputs->hours_free[i]), words.w[0] < away, i);
    }
    address_talk(network);
}

/* Realised net benefit of i in c, without the pull of partners and status. */
static double benefit_of(const struct network *network, const struct network_inputs *inputs, size_t i, size_t c,
                         double felt)
{
    const struct network_params *p = &network->p;
    const double e = network->delivered[i * network->n_coalitions + c];
    return felt * network->coalition[c].output * network->coalition[c].promise
           - cost_scale(network, inputs, i, c) * (p->effort.cost_linear * e + p->effort.cost_square * e * e);
}

/* Satisfaction from working along with trusted partners, and from being seen to work. */
static double pull_of(const struct network *network, size_t i, size_t c)
{
    const struct network_params *p = &network->p;
    const struct coalition *coalition = &network->coalition[c];
    const int *players = network->players + c * network->n;
    double sum = 0.0;
    for (size_t k = 0; k < coalition->n_players; k++) {
        const size_t j = (size_t)players[k];
        if (j != i)
            sum += network->trust[i * network->n + j] * network->delivered[j * network->n_coalitions + c];
    }
    const double mean = coalition->n_players > 1 ? sum / (double)(coalition->n_players - 1) : 0.0;
    return (p->effort.relation * network->member[i].relation * mean + p->effort.status * network->member[i].status)
           * network->delivered[i * network->n_coalitions + c];
}

/* Own full effort in c as a multiple of the member's unit: utilities of coalitions are counted per full effort, and
 * coalitions differ in the hours that takes. */
double effort_stake(const struct network *network, size_t i, size_t c)
{
    const int role = network->role[c * network->n + i];
    return role < 0 ? 1.0 : network->coalition[c].role_hours[role] / network->member[i].unit_hours;
}

void effort_account(struct network *network, const struct network_inputs *inputs)
{
    size_t felt_positive = 0, felt_all = 0;
    for (size_t i = 0; i < network->n; i++) {
        struct member *member = &network->member[i];
        double net = 0.0, beside = 0.0;
        size_t n_beside = 0;
        if (!member->in)
            continue;
        for (size_t c = 0; c < network->n_coalitions; c++) {
            const struct coalition *coalition = &network->coalition[c];
            const size_t at = i * network->n_coalitions + c;
            const double felt = effort_felt(network, inputs, i, c, coalition->sharing);
            if (network->role[c * network->n + i] >= 0) {
                felt_all++;
                felt_positive += felt > 0.0;
            }
            if (network->plays[at]) {
                const double benefit = benefit_of(network, inputs, i, c, felt);
                network->earned[at] = network_clip(benefit, -1.0, 1.0);
                const double drawn = pull_of(network, i, c);
                net += effort_stake(network, i, c) * (benefit + drawn);
                events_earned(network, inputs, i, c, drawn);
            } else if (coalition->live) {
                beside += felt * coalition->output * coalition->promise;
                n_beside++;
            }
        }
        net += n_beside > 0 ? network->p.effort.bystander * beside / (double)n_beside : 0.0;
        net -= (member->meeting + member->carrying + member->other + member->contribution) / member->unit_hours;
        net += leadership_status(network, i);
        events_settled(network, i, n_beside > 0 ? network->p.effort.bystander * beside / (double)n_beside : 0.0, net);
        member->net = net;
        member->satisfaction += (net - member->satisfaction) / network->p.membership.memory_months;
    }
    network->ambition = felt_all > 0 ? (double)felt_positive / (double)felt_all : 0.0;
}
