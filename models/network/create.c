/* A network at its start: memory, members and what they think of each other, coalitions. */
#include "models/network/internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/network/decision.h"
#include "models/network/governance.h"
#include "models/network/membership.h"
#include "sim/base/mem.h"

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
