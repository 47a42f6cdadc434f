#include "tests/support/region_bed.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/model.h"
#include "models/money/billing.h"
#include "models/money/cost_sharing.h"
#include "tests/support/scenario_file.h"
#include "tests/support/workdir.h"

enum { MOST_SETS = 400, SEED = 4711 };

struct scenario_rules region_bed_rules(void)
{
    return (struct scenario_rules){
        .model = samenspel_model.name,
        .params = samenspel_model.params,
        .n_params = samenspel_model.n_params,
        .check = samenspel_model.check,
    };
}

struct scenario *region_bed_scenario(const char *path, const char *const *sets, size_t n_sets)
{
    const struct scenario_rules rules = region_bed_rules();
    const char *all[MOST_SETS] = {"region.scale=0.01", "spinup_months=12", "horizon_months=12"};
    enum { OURS = 3 };
    assert_true(n_sets <= MOST_SETS - OURS);
    for (size_t i = 0; i < n_sets; i++)
        all[OURS + i] = sets[i];
    return scenario_file_read(path, all, OURS + n_sets, &rules);
}

struct scenario *region_bed_single(const char *path, const char *const *sets, size_t n_sets)
{
    char folder[256], text[1024], own[512];
    workdir_make(folder, sizeof folder);
    assert_true(
        snprintf(
            text, sizeof text,
            "base = \"%s\";\nexperiment = { arms = ( { name = \"one\"; } ); cross = ( ); reference = \"one\"; };\n",
            path)
        < (int)sizeof text);
    workdir_write(folder, "one.cfg", text, own, sizeof own);
    struct scenario *scenario = region_bed_scenario(own, sets, n_sets);
    workdir_remove(folder);
    return scenario;
}

size_t region_bed_arm(const struct scenario *scenario, const char *name)
{
    for (size_t arm = 0; arm < scenario->n_arms; arm++)
        if (strcmp(scenario->arms[arm].name, name) == 0)
            return arm;
    fail_msg("the scenario has no arm %s", name);
    return 0;
}

struct region *region_bed_create(const struct scenario *scenario, size_t arm, uint32_t replication)
{
    const struct rng_stream stream = {.seed = SEED, .replication = replication};
    struct sim_err err = {SIM_OK, ""};
    struct region *region = NULL;
    if (region_create(scenario->arms[arm].settings, &stream, &region, &err) != SIM_OK)
        fail_msg("%s", err.text);
    return region;
}

void region_bed_run(struct region *region, size_t from, size_t to)
{
    for (size_t month = from; month < to; month++) {
        struct sim_err err = {SIM_OK, ""};
        if (region_step(region, month, &err) != SIM_OK)
            fail_msg("month %zu: %s", month, err.text);
    }
}

/* -- soundness ----------------------------------------------------------------------------------------------------- */

/* Always false: the reason goes to *err. */
#define unsound(err, ...) (sim_fail((err), SIM_E_MODEL, __VA_ARGS__) == SIM_OK)

/* Everybody in a queue, dead and gone included; once for each citizen and service who waits, in order of entry. Whom
 * another provider refused joined at the end, with a wait that began before. */
static bool queue_sound(const struct region *region, size_t o, int s, uint32_t *nodes, struct sim_err *err)
{
    const struct queue *queue = &region->organisations[o].teams[s].queue;
    const struct citizens *c = &region->citizens;
    uint32_t length = 0, node = queue->head;
    uint16_t entered = 0;
    for (; length < queue->length; length++, node = region->nodes[node].next) {
        if (node == NODE_NONE || node >= region->n_nodes)
            return unsound(err, "the queue for %s ends early", service_types[s].name);
        const struct node *entry = &region->nodes[node];
        const bool waits = (unsigned)c->waiting[entry->citizen] >> s & 1u;
        const bool usual = !((unsigned)c->elsewhere[entry->citizen] >> s & 1u);
        if ((waits && usual && entry->month < entered) || entry->month > region->month || entry->what != s)
            return unsound(err, "the queue for %s is out of order", service_types[s].name);
        if (waits && region_provider(region, s, entry->citizen) != o)
            return unsound(err, "a citizen waits for %s at another provider", service_types[s].name);
        entered = waits && usual ? entry->month : entered;
    }
    *nodes += length;
    return true;
}

/* People who wait by their own account, against their places in the queues. */
static bool waiting_sound(const struct region *region, uint32_t *nodes, struct sim_err *err)
{
    const struct citizens *c = &region->citizens;
    uint32_t waiting[N_SERVICES] = {0}, queued[N_SERVICES] = {0};
    for (uint32_t i = 0; i < c->n; i++)
        for (int s = 0; s < N_SERVICES; s++) {
            waiting[s] += (unsigned)c->waiting[i] >> s & 1u;
            if (c->waiting[i] & c->services[i] & 1u << s)
                return unsound(err, "citizen %u waits for what it has: %s", i, service_types[s].name);
        }
    for (size_t o = 0; o < region->n_organisations; o++)
        for (int s = 0; s < N_SERVICES; s++) {
            const struct queue *queue = &region->organisations[o].teams[s].queue;
            if (queue->length > 0 && !queue_sound(region, o, s, nodes, err))
                return false;
            uint32_t node = queue->head, here = 0;
            for (uint32_t k = 0; k < queue->length; k++, node = region->nodes[node].next)
                here += (unsigned)c->waiting[region->nodes[node].citizen] >> s & 1u;
            queued[s] += here;
            if (region->organisations[o].teams[s].waiting != here)
                return unsound(err, "%s counts %g waiting for %s, its queue holds %u", region->organisations[o].name,
                               region->organisations[o].teams[s].waiting, service_types[s].name, here);
        }
    for (int s = 0; s < N_SERVICES; s++)
        if (waiting[s] != queued[s])
            return unsound(err, "%u people wait for %s, on %u places in queues", waiting[s], service_types[s].name,
                           queued[s]);
    return true;
}

/* Every node is in a queue, in the calendar, or free. */
static bool nodes_sound(const struct region *region, uint32_t nodes, struct sim_err *err)
{
    for (size_t month = 0; month < region->n_calendar; month++)
        for (uint32_t node = region->calendar[month]; node != NODE_NONE && nodes <= region->n_nodes; nodes++) {
            if (month <= region->month || region->nodes[node].month != month)
                return unsound(err, "the calendar of month %zu holds what is past", month);
            node = region->nodes[node].next;
        }
    for (uint32_t node = region->free_node; node != NODE_NONE && nodes <= region->n_nodes; nodes++)
        node = region->nodes[node].next;
    if (nodes != region->n_nodes)
        return unsound(err, "%u nodes of %u", nodes, region->n_nodes);
    return true;
}

/* Sums by practice, insurer, municipality and coalition that the model keeps, minus what the citizens say: all zero. */
static bool sums_sound(const struct region *region, struct sim_err *err)
{
    const struct citizens *c = &region->citizens;
    int64_t contacts = 0, weight = 0, people = 0, insured = 0, inhabitants = 0;
    int64_t enrolled[256] = {0};
    for (size_t k = 0; k < region->n_practices; k++) {
        contacts += region->practices[k].gp_contacts_micro;
        people += region->practices[k].people;
    }
    for (size_t k = 0; k < 256; k++) {
        weight += region->insurer_weight_micro[k];
        insured += region->insurer_people[k];
    }
    for (size_t k = 0; k < 400; k++)
        inhabitants += region->municipality_people[k];
    for (size_t k = 0; k < region->n_coalitions; k++)
        enrolled[k + 1] = region->interventions[k].enrolled;
    for (uint32_t i = 0; i < c->n; i++) {
        if (c->class[i] == CLASS_NONE)
            continue;
        contacts -= region->need->gp_contacts_micro[c->class[i]];
        weight -= region->need->weight_micro[c->class[i]];
        people--, insured--, inhabitants--;
        enrolled[c->enrolled[i]]--;
    }
    for (size_t k = 1; k < 256; k++)
        if (enrolled[k] != 0)
            return unsound(err, "coalition %zu counts %lld clients too many", k, (long long)enrolled[k]);
    if (contacts || weight || people || insured || inhabitants)
        return unsound(err, "sums: contacts %lld, weight %lld, people %lld, insured %lld, inhabitants %lld",
                       (long long)contacts, (long long)weight, (long long)people, (long long)insured,
                       (long long)inhabitants);
    return true;
}

/* Where a citizen would use a service if nobody refused it. */
static size_t usual_contract(const struct region *region, int s, uint32_t citizen)
{
    const enum kind kind = service_types[s].kind;
    if (kind == KIND_GP)
        return (size_t)(region_contract(region, s, citizen) - region->contracts.list);
    const size_t usual = region->kind_first[kind][region->provider[kind][citizen_hash(citizen, (unsigned)kind)]];
    return (size_t)(region_contract_at(region, s, usual, region_payer_position(region, s, citizen))
                    - region->contracts.list);
}

/* Takes off what citizens say: users and guests of every contract by type of client. */
static void subtract_users(const struct region *region, double (*users)[N_CLIENT_TYPES],
                           double (*guests)[N_CLIENT_TYPES])
{
    const struct citizens *c = &region->citizens;
    for (uint32_t i = 0; i < c->n; i++)
        for (int s = 0; s < N_SERVICES && c->services[i] != 0; s++) {
            const unsigned bit = 1u << s;
            if (!(c->services[i] & bit))
                continue;
            const int type = c->complex[i] & bit ? CLIENT_COMPLEX : CLIENT_SIMPLE;
            const size_t here = (size_t)(region_contract(region, s, i) - region->contracts.list);
            users[here][type] -= 1.0;
            guests[here][type] -= region_away(region, s, i) ? 1.0 : 0.0;
            guests[usual_contract(region, s, i)][type] += region_away(region, s, i) ? 1.0 : 0.0;
        }
}

/* Contracts against citizens, and guests that are missing where they come from. */
static bool contracts_sound(const struct region *region, struct sim_err *err)
{
    const struct contracts *contracts = &region->contracts;
    double(*users)[N_CLIENT_TYPES] = calloc(contracts->n, sizeof *users);
    double(*guests)[N_CLIENT_TYPES] = calloc(contracts->n, sizeof *guests);
    double events[N_SERVICES][64][N_CLIENT_TYPES] = {{{0.0}}};
    bool sound = users != NULL && guests != NULL;
    for (size_t k = 0; k < contracts->n && sound; k++) {
        const struct contract *one = &contracts->list[k];
        const size_t payer = (k - contracts->first[one->service]) % contracts->payers[one->service];
        for (int type = 0; type < N_CLIENT_TYPES; type++) {
            users[k][type] = one->users[type];
            guests[k][type] = one->guests[type];
            events[one->service][payer % 64][type] += one->guest_events[type];
        }
    }
    if (sound)
        subtract_users(region, users, guests);
    for (size_t k = 0; k < contracts->n && sound; k++)
        for (int type = 0; type < N_CLIENT_TYPES && sound; type++) {
            const char *service = service_types[contracts->list[k].service].name;
            if (users[k][type] != 0.0 || guests[k][type] != 0.0)
                sound = unsound(err, "%s, contract %zu: %g users and %g guests of type %d too many", service, k,
                                users[k][type], guests[k][type], type);
        }
    for (size_t k = 0; k < (size_t)N_SERVICES * 64 * N_CLIENT_TYPES && sound; k++)
        if ((&events[0][0][0])[k] != 0.0)
            sound = unsound(err, "guests of a month that are missing nowhere: %g", (&events[0][0][0])[k]);
    free(users);
    free(guests);
    return sound;
}

/* Bits that only mean something beside others, and the count of people who would be complex clients. */
static bool types_sound(const struct region *region, struct sim_err *err)
{
    const struct citizens *c = &region->citizens;
    uint32_t people = 0;
    for (uint32_t i = 0; i < c->n; i++) {
        if ((c->complex[i] & ~c->services[i]) != 0 || (c->elsewhere[i] & ~(c->services[i] | c->waiting[i])) != 0)
            return unsound(err, "citizen %u: complex %x, elsewhere %x, services %x, waits %x", i, c->complex[i],
                           c->elsewhere[i], c->services[i], c->waiting[i]);
        if (c->class[i] != CLASS_NONE)
            people += client_type_of(c->class[i], c -> conditions[i]) == CLIENT_COMPLEX;
    }
    if (people != region->people_complex)
        return unsound(err, "%u people are complex, %u on the books", people, region->people_complex);
    return true;
}

static bool ranges_sound(const struct region *region, struct sim_err *err)
{
    const struct professionals *p = &region->professionals;
    for (uint32_t i = 0; i < p->n; i++)
        if (!(p->wellbeing[i] >= 0.0F && p->wellbeing[i] <= 1.0F) || !(p->skill[i] >= 0.0F && p->skill[i] <= 1.0F))
            return unsound(err, "professional %u: wellbeing %g, skill %g", i, (double)p->wellbeing[i],
                           (double)p->skill[i]);
    for (size_t o = 0; o < region->n_organisations; o++) {
        const struct organisation *organisation = &region->organisations[o];
        double users = 0.0, billed = 0.0;
        for (int s = 0; s < N_SERVICES; s++) {
            users += organisation->teams[s].users;
            for (int type = 0; type < N_CLIENT_TYPES; type++) {
                const double intensity = organisation->teams[s].intensity[type],
                             refuse = organisation->teams[s].refuse[type];
                if (!(intensity >= 0.5 && intensity <= 1.5) || !(refuse >= 0.0 && refuse <= 1.0))
                    return unsound(err, "%s: intensity %g, refuses %g", organisation->name, intensity, refuse);
            }
        }
        for (size_t k = 0; k < region->contracts.n; k++)
            billed += region->contracts.list[k].organisation == o ? contract_users(&region->contracts.list[k]) : 0.0;
        if (fabs(users - billed) > 0.5)
            return unsound(err, "%s: %g users, %g on contracts", organisation->name, users, billed);
    }
    for (size_t k = 0; k < region->n_payers; k++)
        if (!(region->payers[k].trust >= 0.0 && region->payers[k].trust <= 1.0) || !isfinite(region->payers[k].deficit))
            return unsound(err, "%s: trust %g, deficit %g", region->payers[k].name, region->payers[k].trust,
                           region->payers[k].deficit);
    return true;
}

/* The last month of a contract year, in which accounts are settled. */
static bool ends_year(const struct region *region)
{
    return region->in_horizon && (region->month - region->p.spinup_months) % 12 == 11;
}

static int64_t flow_between(const struct region *region, size_t from, size_t to, enum flow_purpose purpose)
{
    return region_bed_flow(region, from, to, purpose) - region_bed_flow(region, to, from, purpose);
}

/* Money held for others: no fund is below zero, the cashier's account is empty after each year, and nobody got more back
 * than it brought, but for a cent of rounding a month. */
static bool funds_sound(const struct region *region, struct sim_err *err)
{
    const size_t cashier = account_special(region, ACCOUNT_CASHIER), n = region->n_organisations + region->n_payers;
    const long long held = (long long)region->ledger.balance[cashier],
                    fund = (long long)region->ledger.balance[account_special(region, ACCOUNT_REGIONAL_FUND)];
    const int64_t rounding = -(int64_t)(region->month + 1);
    if (fund < 0 || (ends_year(region) && held != 0))
        return unsound(err, "the regional fund holds %lld cents, the cashier %lld", fund, held);
    for (size_t p = region->n_organisations; p < n; p++)
        if (flow_between(region, p, cashier, FLOW_NETWORK_FUNCTION)
                + flow_between(region, p, cashier, FLOW_CASHIER_RESULT)
            < rounding)
            return unsound(err, "%s got more back from the cashier than it paid",
                           region->payers[p - region->n_organisations].name);
    if (flow_between(region, cost_sharing_deficit_account(region), cashier, FLOW_BROKER_DEFICIT) < rounding)
        return unsound(err, "who bears the broker's deficit got more back than it paid");
    return true;
}

/* Outcomes: no infinite number, nothing negative but differences, shares at most 100, and all within their range. */
static bool outcomes_sound(const struct region *region, struct sim_err *err)
{
    double values[N_OUTCOMES];
    samenspel_observe(region, values);
    for (int k = 0; k < N_OUTCOMES; k++) {
        const struct sim_outcome *outcome = &samenspel_outcomes[k];
        const bool of_norm = k == OUTCOME_WORKLOAD || k == OUTCOME_VOLUME_SIMPLE || k == OUTCOME_VOLUME_COMPLEX
                             || k == OUTCOME_PROVIDER_RISK || k == OUTCOME_INVESTOR_SHARE;
        const bool share = strcmp(outcome->unit, "0-100") == 0 || (strcmp(outcome->unit, "%") == 0 && !of_norm);
        const bool settled = k == OUTCOME_BROKER_DEFICIT && ends_year(region); /* what comes back counts as negative */
        const bool difference = k == OUTCOME_GAP || k == OUTCOME_UNMET_GAP || k == OUTCOME_CASE_RATIO
                                || k == OUTCOME_INVESTOR_SHARE || settled;
        if (isnan(values[k]))
            continue;
        if (!isfinite(values[k]) || (!difference && values[k] < -1e-9) || (share && values[k] > 100.0 + 1e-9))
            return unsound(err, "%s is %g", outcome->name, values[k]);
        if (!sim_range_holds(outcome->range, values[k]))
            return unsound(err, "%s is %g and can be %g to %g", outcome->name, values[k], outcome->range.lowest,
                           outcome->range.highest);
    }
    return true;
}

bool region_bed_sound(const struct region *region, struct sim_err *err)
{
    uint32_t nodes = 0;
    return region_check(region, err) == SIM_OK && waiting_sound(region, &nodes, err) && nodes_sound(region, nodes, err)
           && sums_sound(region, err) && contracts_sound(region, err) && types_sound(region, err)
           && ranges_sound(region, err) && funds_sound(region, err) && outcomes_sound(region, err);
}

int64_t region_bed_flow(const struct region *region, size_t from, size_t to, enum flow_purpose purpose)
{
    const size_t n = region->ledger.n_accounts;
    int64_t cents = 0;
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < n; b++)
            if ((from == REGION_BED_ANY || from == a) && (to == REGION_BED_ANY || to == b))
                cents += region->ledger.flow[(a * n + b) * N_FLOW_PURPOSES + (size_t)purpose];
    return cents;
}

bool region_bed_same(double a, double b)
{
    uint64_t bits_a, bits_b;
    memcpy(&bits_a, &a, sizeof bits_a);
    memcpy(&bits_b, &b, sizeof bits_b);
    return bits_a == bits_b || (isnan(a) && isnan(b));
}

struct bed region_bed_open(const char *const *sets, size_t n_sets, uint32_t replication, size_t months)
{
    struct bed bed = {.scenario =
                          region_bed_single(SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg", sets, n_sets)};
    bed.region = region_bed_create(bed.scenario, 0, replication);
    region_bed_run(bed.region, 0, months);
    return bed;
}

void region_bed_close(struct bed *bed)
{
    region_destroy(bed->region);
    scenario_free(bed->scenario);
}

void assert_sound(const struct region *region)
{
    struct sim_err err = {SIM_OK, ""};
    if (!region_bed_sound(region, &err))
        fail_msg("month %zu: %s", region->month, err.text);
}

bool region_bed_waits(const struct region *region, uint32_t citizen, int service)
{
    return (unsigned)region->citizens.waiting[citizen] >> service & 1u;
}

bool region_bed_uses(const struct region *region, uint32_t citizen, int service)
{
    return (unsigned)region->citizens.services[citizen] >> service & 1u;
}
