/* A network as a whole: the month, what the others read of it, and its invariants. */
#include "models/network/events.h"

#include <math.h>

#include "models/network/coalition.h"
#include "models/network/decision.h"
#include "models/network/effort.h"
#include "models/network/governance.h"
#include "models/network/membership.h"
#include "models/network/phase.h"
#include "models/network/shock.h"
#include "models/network/trust.h"

enum { MONTHS_BETWEEN_CAMPS = 12 };

/* First month of the horizon: founders are members, existing practice runs with pledges at the best reply. */
static void begin(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                  size_t month)
{
    mode_change_begin(network, month);
    network->begun = true;
    belief_begin(network, stream);
    precedent_begin(network, stream);
    membership_begin(network);
    network->lead = governance_lead(network, network->lead_name);
    network->legitimacy_internal = network->legitimacy_external = 0.5;
    for (size_t c = 0; c < network->n_coalitions; c++) {
        bool complete;
        network->coalition[c].factor = 1.0 - network->p.coalition.competence_need;
        network->coalition[c].promise = 1.0;
        if (!network->coalition[c].running)
            continue;
        const size_t n = coalition_gather(network, c, NULL, network->draft_players, &complete);
        if (!complete)
            continue;
        effort_draft(network, inputs, c, false, network->draft_players, n);
        coalition_launch(network, c, network->draft_players, n, false);
        network->coalition[c].practice = 1.0;
    }
    events_begin(network);
}

void network_meet(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                  size_t month, size_t horizon_month)
{
    if (network->dead)
        return;
    shock_begin_month(network, inputs, horizon_month);
    inputs = shock_inputs(network, inputs);
    if (!network->begun)
        begin(network, inputs, stream, month);
    talk_read_papers(network, inputs);
    leadership_month(network, horizon_month);
    decision_begin_month(network, month);
    gather_month(network, horizon_month);
    membership_leave(network, stream, month);
    network->lead = governance_lead(network, network->lead_name);
    membership_apply(network, inputs, stream, month);
    ambition_month(network, month);
    joining_by_calendar(network, inputs, horizon_month);
    decision_collect(network, inputs, stream, month, horizon_month);
    mode_change_month(network, inputs, stream, month);
    const double preparation = governance_carry(network);
    joining_book(network);
    shock_book(network);
    decision_meet(network, inputs, stream, month, preparation);
}

void network_work(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                  size_t month)
{
    if (network->dead || !network->begun)
        return;
    inputs = shock_inputs(network, inputs);
    coalition_prepare(network);
    effort_revise(network, inputs, stream, month);
    coalition_deliver(network, inputs);
}

void network_reflect(struct network *network, const struct network_inputs *inputs, const struct rng_stream *stream,
                     size_t month)
{
    if (network->dead || !network->begun)
        return;
    inputs = shock_inputs(network, inputs);
    effort_account(network, inputs);
    precedent_month(network);
    trust_month(network, stream, month);
    trust_judge_fairness(network, inputs);
    trust_staff_month(network);
    trust_leader_month(network, stream, month);
    if (network->months++ % MONTHS_BETWEEN_CAMPS == 0)
        trust_measure_camps(network);
    belief_month(network, inputs, stream, month);
    address_learn(network);
    joining_end_month(network);
    governance_learn(network);
    legitimacy_update(network);
    mode_change_remember(network, month);
    phase_update(network);
    events_month(network);
    membership_check_alive(network);
}

bool network_live(const struct network *network, size_t coalition)
{
    return network->coalition[coalition].live;
}

double network_age_months(const struct network *network, size_t coalition)
{
    return network->coalition[coalition].live ? (double)network->coalition[coalition].age : 0.0;
}

bool network_sharing(const struct network *network, size_t coalition)
{
    return network->coalition[coalition].live && network->coalition[coalition].sharing;
}

double network_output(const struct network *network, size_t coalition)
{
    return network->coalition[coalition].live ? network->coalition[coalition].output : 0.0;
}

double network_effort(const struct network *network, size_t member, size_t coalition)
{
    return network->delivered[member * network->n_coalitions + coalition];
}

double network_coalition_hours(const struct network *network, size_t member, size_t coalition)
{
    const size_t at = member * network->n_coalitions + coalition;
    if (!network->plays[at])
        return 0.0;
    return network->delivered[at]
           * network->coalition[coalition].role_hours[network->role[coalition * network->n + member]];
}

double network_effort_hours(const struct network *network, size_t member)
{
    double hours = 0.0;
    for (size_t c = 0; c < network->n_coalitions; c++)
        hours += network_coalition_hours(network, member, c);
    return hours;
}

double network_coordination_hours(const struct network *network, size_t member)
{
    const struct member *m = &network->member[member];
    return m->meeting + m->carrying + m->other;
}

double network_staff_hours(const struct network *network)
{
    return network->staff_hours;
}

double network_contribution_hours(const struct network *network, size_t member)
{
    return network->member[member].contribution;
}

double network_trust(const struct network *network, size_t from, size_t to)
{
    return network->trust[from * network->n + to];
}

double network_contact_hours(const struct network *network, size_t a, size_t b)
{
    return network->met[a * network->n + b];
}

double network_reach(const struct network *network, size_t coalition)
{
    const struct coalition *c = &network->coalition[coalition];
    bool filled[NETWORK_MAX_ROLES];
    return (double)coalition_fill(network, coalition, network->players + coalition * network->n, c->n_players, filled)
           / (double)c->n_roles;
}

bool network_member(const struct network *network, size_t member)
{
    return network->member[member].in;
}

static bool share_ok(double x)
{
    return x >= 0.0 && x <= 1.0;
}

static int check_arrays(const struct network *network, struct sim_err *err)
{
    const size_t n = network->n, n_c = network->n_coalitions;
    for (size_t k = 0; k < n * n; k++) {
        if (!share_ok(network->trust[k]) || !share_ok(network->familiarity[k]) || !share_ok(network->seen[k]))
            return sim_fail(err, SIM_E_MODEL, "trust, familiarity or memory of %s in %s is outside 0..1",
                            network->member[k / n].name, network->member[k % n].name);
        if (!(network->met[k] >= 0.0))
            return sim_fail(err, SIM_E_MODEL, "contact of %s with %s is negative", network->member[k / n].name,
                            network->member[k % n].name);
    }
    for (size_t k = 0; k < n * n_c; k++)
        if (!share_ok(network->record[k]) || !share_ok(network->unproven[k]) || !share_ok(network->known[k])
            || !share_ok(network->slack[k]) || !(network->size_health[k] >= 0.0) || !(network->size_volume[k] >= 0.0))
            return sim_fail(err, SIM_E_MODEL, "a belief of %s about coalition %s is wrong",
                            network->member[k / n_c].name, network->coalition[k % n_c].name);
    for (size_t k = 0; k < n * n_c; k++)
        if (!share_ok(network->deciding.talked[k]))
            return sim_fail(err, SIM_E_MODEL, "open talk of %s about %s is outside 0..1", network->member[k / n_c].name,
                            network->coalition[k % n_c].name);
    for (size_t k = 0; k < n * n_c; k++)
        if (!share_ok(network->effort[k]) || !share_ok(network->delivered[k]) || !share_ok(network->pledge[k])
            || !share_ok(network->routine[k]) || (!network->plays[k] && network->effort[k] > 0.0))
            return sim_fail(err, SIM_E_MODEL, "effort, pledge or routine of %s in coalition %s is wrong",
                            network->member[k / n_c].name, network->coalition[k % n_c].name);
    for (size_t c = 0; c < n_c; c++)
        if (!share_ok(network->coalition[c].output))
            return sim_fail(err, SIM_E_MODEL, "output of coalition %s is outside 0..1", network->coalition[c].name);
    return SIM_OK;
}

int network_check(const struct network *network, struct sim_err *err)
{
    double paid = 0.0;
    for (size_t i = 0; i < network->n; i++) {
        const struct member *member = &network->member[i];
        paid += member->contribution;
        if (!(member->meeting >= 0.0 && member->carrying >= 0.0 && member->other >= 0.0) || !share_ok(member->skill)
            || !share_ok(member->staff_trust))
            return sim_fail(err, SIM_E_MODEL, "hours, craft or trust in staff of %s are outside their range",
                            member->name);
    }
    if (!(fabs(paid - network->staff_hours) <= 1e-9 * (1.0 + network->staff_hours)))
        return sim_fail(err, SIM_E_MODEL, "contributions of %g hours do not sum to the staff's %g", paid,
                        network->staff_hours);
    if (!share_ok(network->deciding.ambition))
        return sim_fail(err, SIM_E_MODEL, "shared ambition is outside 0..1");
    if (!share_ok(network->craft) || !share_ok(network->staff_skill) || !share_ok(network->adequacy))
        return sim_fail(err, SIM_E_MODEL, "craft or adequacy is outside 0..1");
    return check_arrays(network, err);
}
