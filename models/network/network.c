/* A network as a whole: memory, the month, what the others read of it, and its invariants. */
#include "models/network/events.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

enum { MONTHS_BETWEEN_CAMPS = 12 };

#define LEAST_SIZE 0.25
#define MOST_SIZE 4.0

/* Every array of a network and its length, in terms of n members, n_c coalitions and the capacity of the agenda. */
// clang-format off
#define ARRAYS(ARRAY) \
    ARRAY(member, n) \
    ARRAY(coalition, n_c) \
    ARRAY(agenda.issue, capacity) \
    ARRAY(agenda.slot_used, capacity) \
    ARRAY(trust, n * n) \
    ARRAY(familiarity, n * n) \
    ARRAY(seen, n * n) \
    ARRAY(habit, n * n) \
    ARRAY(met, n * n) \
    ARRAY(contact, n * n) \
    ARRAY(shared, n * n) \
    ARRAY(pledge, n * n_c) \
    ARRAY(effort, n * n_c) \
    ARRAY(delivered, n * n_c) \
    ARRAY(routine, n * n_c) \
    ARRAY(usual, n * n_c) \
    ARRAY(earned, n * n_c) \
    ARRAY(plays, n * n_c) \
    ARRAY(role, n * n_c) \
    ARRAY(players, n * n_c) \
    ARRAY(issue_shift, capacity * n) \
    ARRAY(issue_asked, capacity * n) \
    ARRAY(issue_view, n) \
    ARRAY(vote, n) \
    ARRAY(present, n) \
    ARRAY(willing, n) \
    ARRAY(draft, n) \
    ARRAY(draft_next, n) \
    ARRAY(draft_value, n) \
    ARRAY(trusted, n) \
    ARRAY(table, n) \
    ARRAY(draft_players, n) \
    ARRAY(order, n) \
    ARRAY(structural, n * n_c) \
    ARRAY(size_health, n * n_c) \
    ARRAY(size_volume, n * n_c) \
    ARRAY(known, n * n_c) \
    ARRAY(record, n * n_c) \
    ARRAY(unproven, n * n_c) \
    ARRAY(hunch, n * n) \
    ARRAY(slack, n * n_c) \
    ARRAY(deciding.disclosed, n * n_c) \
    ARRAY(deciding.to_answer, n * n_c) \
    ARRAY(deciding.talked, n * n_c) \
    ARRAY(deciding.talk_month, n_c) \
    ARRAY(deciding.unexplained, n) \
    ARRAY(deciding.package_view, n) \
    ARRAY(deciding.package_best, n) \
    ARRAY(deciding.gather_met, n * n) \
    ARRAY(seats, n) \
    ARRAY(shock_workload, n) \
    ARRAY(shock_health, n_c) \
    ARRAY(member_saved, n) \
    ARRAY(foreseen_hours, n) \
    ARRAY(foreseen_seat, n) \
    ARRAY(foreseen_carry, n) \
    ARRAY(form_value, GOVERNANCE_FORMS * n) \
    ARRAY(owned, n * n_c) \
    ARRAY(offered, n * n_c) \
    ARRAY(joins_now, n)
// clang-format on

/* Makes every array of a network; false when memory runs out (what was made is released by network_destroy). */
static bool allocate(struct network *network)
{
    const size_t n = network->n, n_c = network->n_coalitions, capacity = network->agenda.capacity;
    bool ok = true;
#define ARRAY(field, count) ok = (network->field = sim_calloc((count), sizeof *network->field)) != NULL && ok;
    ARRAYS(ARRAY)
#undef ARRAY
    return ok;
}

static void release(struct network *network)
{
#define ARRAY(field, count) free(network->field);
    ARRAYS(ARRAY)
#undef ARRAY
}

static void set_members(struct network *network, const struct network_member_setup *setups)
{
    const double focus = network->p.network.volunteer_focus;
    double mean_root = 0.0;
    for (size_t i = 0; i < network->n; i++)
        mean_root += sqrt(setups[i].size_fte) / (double)network->n;
    for (size_t i = 0; i < network->n; i++) {
        const struct network_member_setup *setup = &setups[i];
        /* Time for a network grows with size, but less than in proportion. */
        const double size = mean_root > 0.0 ? sqrt(setup->size_fte) / mean_root : 1.0;
        const double interest = 0.5 * (setup->weight_relation + setup->weight_status);
        struct member *member = &network->member[i];
        *member = (struct member){
            .name = setup->name,
            .size = network_clip(size, LEAST_SIZE, MOST_SIZE),
            .finance = setup->weight_finance,
            .mission = setup->weight_mission,
            .status = setup->weight_status,
            .relation = setup->weight_relation,
            .mandate = setup->mandate,
            .orientation = setup->orientation,
            .founder = setup->founder,
            .payer = setup->payer,
            .domain = setup->domain,
            .place = -1,
            .staff_trust = network->p.trust.staff_start,
            .data = setup->data,
            .exploit = setup->exploit,
            .other_networks = setup->other_networks,
            .attention = pow(1.0 - network->p.effort.crowding, setup->other_networks),
            .formality = setup->formality,
            .joins = setup->founder ? 0 : setup->joins,
            .duty = setup->duty,
        };
        member->volunteer = pow(fmax(0.01, interest * member->size), focus);
    }
}

/* Members with the same location share a place: the first of them. */
static void set_places(struct network *network, const struct network_member_setup *setups)
{
    for (size_t i = 0; i < network->n; i++) {
        const char *location = setups[i].location;
        for (size_t j = 0; location != NULL && location[0] != '\0' && network->member[i].place < 0; j++)
            if (setups[j].location != NULL && strcmp(setups[j].location, location) == 0)
                network->member[i].place = (int)j;
    }
}

/* past[j], or `otherwise` when there is no past. */
static double past_of(const double *past, size_t j, double otherwise)
{
    return past == NULL || isnan(past[j]) ? otherwise : past[j];
}

static void set_trust(struct network *network, const struct network_member_setup *setups)
{
    const size_t n = network->n;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const struct network_member_setup *setup = &setups[i];
            network->trust[i * n + j] = i == j ? 1.0 : past_of(setup->history, j, network->p.network.trust_start);
            network->familiarity[i * n + j] = past_of(setup->familiarity, j, network->p.trust.familiarity_start);
            network->seen[i * n + j] = network->habit[i * n + j] =
                past_of(setup->expected, j, network->p.trust.seen_start);
        }
}

/* What one unit of utility is to each member: the hours of its own full effort in a coalition, on average over those in
 * which it has a role; a member without a role counts in units of effort.unit_hours. */
static void set_units(struct network *network, const struct network_coalition_setup *setups)
{
    for (size_t i = 0; i < network->n; i++) {
        double hours = 0.0;
        size_t roles = 0;
        for (size_t c = 0; c < network->n_coalitions; c++) {
            const int role = setups[c].role_of_member[i];
            if (role < 0 || setups[c].role_hours[role] <= 0.0)
                continue;
            hours += setups[c].role_hours[role];
            roles++;
        }
        network->member[i].unit_hours = roles > 0 ? hours / (double)roles : network->p.effort.unit_hours;
    }
}

static void set_coalitions(struct network *network, const struct network_coalition_setup *setups)
{
    set_units(network, setups);
    for (size_t c = 0; c < network->n_coalitions; c++) {
        const struct network_coalition_setup *setup = &setups[c];
        struct coalition *coalition = &network->coalition[c];
        double theme = 0.0;
        size_t able = 0;
        *coalition = (struct coalition){.name = setup->name,
                                        .n_roles = setup->n_roles,
                                        .least_roles = setup->least_roles,
                                        .start_month = setup->start_month,
                                        .running = setup->running,
                                        .after = setup->after,
                                        .after_months = setup->after_months};
        for (size_t r = 0; r < setup->n_roles; r++)
            coalition->role_hours[r] = setup->role_hours[r];
        for (size_t i = 0; i < network->n; i++) {
            network->role[c * network->n + i] = setup->role_of_member[i];
            if (setup->role_of_member[i] >= 0) {
                theme += network->member[i].orientation;
                able++;
            }
        }
        coalition->theme = able > 0 ? theme / (double)able : 0.5;
    }
}

/* order: members by size, largest first; equal sizes in the order of the scenario. */
static void set_order(struct network *network)
{
    for (size_t i = 0; i < network->n; i++) {
        size_t k = i;
        for (; k > 0 && network->member[network->order[k - 1]].size < network->member[i].size; k--)
            network->order[k] = network->order[k - 1];
        network->order[k] = (int)i;
    }
}

int network_create(const struct settings *settings, const struct network_member_setup *members, size_t n_members,
                   const struct network_coalition_setup *coalitions, size_t n_coalitions, struct network **out,
                   struct sim_err *err)
{
    struct network *network = sim_calloc(1, sizeof *network);
    *out = NULL;
    if (network == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for a network");
    network->n = n_members;
    network->n_coalitions = n_coalitions;
    network->agenda.capacity = n_coalitions * (PLEDGE_ISSUES + 3) + n_members + 2;
    network_params_read(settings, &network->p);
    network->governance = governance_read(settings);
    governance_read_forms(settings, network);
    network->lead_name = settings_text(settings, "network.lead");
    network->legitimacy_internal = network->legitimacy_external = 0.5;
    if (!allocate(network)) {
        network_destroy(network);
        return sim_fail(err, SIM_E_NOMEM, "out of memory for a network of %zu members", n_members);
    }
    set_members(network, members);
    set_places(network, members);
    set_trust(network, members);
    set_coalitions(network, coalitions);
    set_order(network);
    for (size_t at = 0; at < n_members * n_coalitions; at++)
        network->size_health[at] = network->size_volume[at] = 1.0;
    ambition_apply(network);
    leadership_begin(network);
    joining_set_strangers(network, members);
    *out = network;
    return SIM_OK;
}

void network_destroy(struct network *network)
{
    if (network == NULL)
        return;
    network_trace_end(network);
    release(network);
    free(network);
}

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

static void observe_trust(const struct network *network, struct network_view *view)
{
    const size_t n = network->n;
    double sum = 0.0, dense = 0.0, least = 0.0, most = 0.0;
    size_t pairs = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            if (!network->member[i].in || !network->member[j].in)
                continue;
            const double there = network->trust[i * n + j], back = network->trust[j * n + i];
            sum += there + back;
            dense += (there > 0.5) + (back > 0.5);
            least += fmin(there, back);
            most += fmax(there, back);
            pairs++;
        }
    view->trust_mean = pairs > 0 ? sum / (2.0 * (double)pairs) : (double)NAN;
    view->trust_density = pairs > 0 ? dense / (2.0 * (double)pairs) : (double)NAN;
    view->reciprocity = most > 0.0 ? least / most : (double)NAN;
}

/* A free rider gives less than half of what the players of its coalition give on average. */
static void observe_coalitions(const struct network *network, struct network_view *view)
{
    const size_t n_c = network->n_coalitions;
    double effort = 0.0, short_of = 0.0, riders = 0.0, output = 0.0, routine = 0.0;
    size_t places = 0, live = 0;
    for (size_t c = 0; c < n_c; c++) {
        const struct coalition *coalition = &network->coalition[c];
        double mean = 0.0;
        if (!coalition->live)
            continue;
        live++;
        output += coalition->output;
        places += coalition->n_players;
        for (size_t k = 0; k < coalition->n_players; k++)
            mean += network->delivered[(size_t)network->players[c * network->n + k] * n_c + c];
        effort += mean;
        mean = coalition->n_players > 0 ? mean / (double)coalition->n_players : 0.0;
        for (size_t k = 0; k < coalition->n_players; k++) {
            const size_t at = (size_t)network->players[c * network->n + k] * n_c + c;
            short_of += fmax(0.0, network->pledge[at] - network->delivered[at]);
            riders += network->delivered[at] < 0.5 * mean;
            routine += network->routine[at];
        }
    }
    view->coalitions_live = (double)live;
    view->output_mean = live > 0 ? output / (double)live : 0.0;
    if (places > 0) {
        view->effort_mean = effort / (double)places;
        view->foot_dragging = short_of / (double)places;
        view->free_rider_share = riders / (double)places;
        view->institutionalised_share = routine / (double)places;
    }
}

static void observe_work(const struct network *network, struct network_view *view)
{
    const struct agenda *agenda = &network->agenda;
    double hours = network->staff_hours, effort = 0.0, waited = 0.0, decided = 0.0;
    for (size_t i = 0; i < network->n; i++) {
        hours += network_coordination_hours(network, i);
        effort += network_effort_hours(network, i);
    }
    for (size_t k = 0; k < DECISION_WINDOW; k++) {
        waited += agenda->waited_month[k];
        decided += (double)agenda->decided_month[k];
    }
    view->decision_months = decided > 0.0 ? waited / decided : (double)NAN;
    view->decisions = (double)agenda->decided;
    view->blocked = (double)agenda->blocked;
    view->agenda_length = (double)agenda->n;
    view->coordination_hours = hours;
    view->coordination_share = hours + effort > 0.0 ? hours / (hours + effort) : (double)NAN;
}

void network_observe(const struct network *network, struct network_view *view)
{
    const double none = (double)NAN;
    *view = (struct network_view){
        .trust_mean = none,
        .trust_density = none,
        .reciprocity = none,
        .goal_consensus = none,
        .effort_mean = none,
        .foot_dragging = none,
        .free_rider_share = none,
        .institutionalised_share = none,
        .phase = none,
        .decision_months = none,
        .agenda_length = none,
        .coordination_share = none,
        .legitimacy_internal = none,
        .legitimacy_external = none,
        .competence = none,
        .structural_share = none,
        .regime_share = none,
        .distrust = none,
        .camps = none,
        .staff_trust = none,
        .memberships = none,
        .mode_changes = none,
        .decider_share = none,
    };
    if (!network->begun || network->dead)
        return;
    view->alive = 1.0;
    view->members = (double)membership_count(network);
    view->goal_consensus = phase_goal_consensus(network);
    view->phase = network->phase;
    view->legitimacy_internal = network->legitimacy_internal;
    view->legitimacy_external = network->legitimacy_external;
    view->competence = network->craft;
    view->distrust = trust_distrust(network);
    view->camps = network->camps;
    view->staff_trust = trust_in_staff(network);
    view->mode_changes = (double)network->change.changes;
    view->decider_share = governance_decider_share(network);
    observe_trust(network, view);
    observe_coalitions(network, view);
    observe_work(network, view);
    phase_observe(network, view);
    double elsewhere = 0.0;
    for (size_t i = 0; i < network->n; i++)
        if (network->member[i].in)
            elsewhere += network->member[i].other_networks;
    view->memberships = 1.0 + elsewhere / view->members;
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
