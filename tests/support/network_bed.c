#include "tests/support/network_bed.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "models/network/internal.h"
#include "models/story.h"
#include "sim/rng/rng.h"
#include "tests/support/scenario_file.h"
#include "tests/support/workdir.h"

const struct param network_rows[] = {
#include "models/network/parameters.def"
};
const size_t network_n_rows = sizeof network_rows / sizeof network_rows[0];

const char *const network_bed_modes[3] = {"network.mode=\"self-governed\"", "network.mode=\"lead\"",
                                          "network.mode=\"nao\""};

enum { PURPOSE_BED = 60000, HORIZON = 120 };

/* A network with its core alone: every mechanism that can be switched off is, so that a test moves the one it is about. */
static const char quiet[] =
    "title = \"network\";\n"
    "horizon_months = 120;\n"
    "network = { talk = \"never\"; broad_meetings = 0; shared_learning = 0.0; reporting_relief = 0.0; hours_budget = "
    "\"equal\"; };\n"
    "talk = { hidden = false; packages = false; pretence = 0.0; };\n"
    "governance = { repulsion = 0.0; ownership = 0.0; };\n"
    "coalition = { practice_need = 0.0; };\n"
    "trust = { fairness = 0.0; attribution = 0.0; camp = 0.0; staff = 0.0; leader_turnover = 0.0; token = 0.0; };\n"
    "effort = { learning = 0.0; optimism = 0.0; misperception = 0.0; fear = 0.0; precedent = 0.0;\n"
    "  belief_sd = 0.0; address = 0.0; shared_language = 0.0; crowding = 0.0; crowding_hours = 0.0; };\n"
    "membership = { fomo = 0.0; };\n";

void network_bed_settings(struct network_bed *bed, const char *const *sets, size_t n_sets)
{
    const struct scenario_rules rules = {.model = "network", .params = network_rows, .n_params = network_n_rows};
    char folder[256], path[512];
    workdir_make(folder, sizeof folder);
    workdir_write(folder, "network.cfg", quiet, path, sizeof path);
    memset(bed, 0, sizeof *bed);
    bed->scenario = scenario_file_read(path, sets, n_sets, &rules);
    bed->settings = bed->scenario->arms[0].settings;
    workdir_remove(folder);
}

/* Uniform on (lo, hi), keyed by member and use. */
static double between(const struct network_bed *bed, size_t agent, uint32_t use, double lo, double hi)
{
    const struct rng_words words = rng_draw(&bed->stream, (uint32_t)agent, 0, PURPOSE_BED, use);
    return lo + (hi - lo) * rng_unit(words.w[0]);
}

void network_bed_fill(struct network_bed *bed, size_t n, size_t n_coalitions, size_t roles, uint32_t replication,
                      bool same)
{
    assert_true(n <= BED_MEMBERS && n_coalitions <= BED_COALITIONS && roles <= NETWORK_MAX_ROLES);
    bed->n = n;
    bed->n_coalitions = n_coalitions;
    bed->stream = (struct rng_stream){.seed = 20260101, .replication = replication};
    for (size_t i = 0; i < n; i++) {
        const double w = same ? 0.0 : 0.7;
        (void)snprintf(bed->names[i], sizeof bed->names[i], "m%u", (unsigned)i);
        bed->member[i] = (struct network_member_setup){
            .name = bed->names[i],
            .size_fte = same ? 100.0 : between(bed, i, 0, 20.0, 500.0),
            .weight_finance = between(bed, i, 1, 1.0 - w, 1.0 + w),
            .weight_mission = between(bed, i, 2, 1.0 - w, 1.0 + w),
            .weight_status = between(bed, i, 3, 1.0 - w, 1.0 + w),
            .weight_relation = between(bed, i, 4, 1.0 - w, 1.0 + w),
            .mandate = same ? 1.0 : 0.7,
            .orientation = same ? 0.5 : between(bed, i, 5, 0.2, 0.8),
            .founder = true,
        };
        bed->workload[i] = 0.95;
        bed->hours_free[i] = 500.0;
        for (size_t c = 0; c < n_coalitions; c++)
            bed->own_gain[i * n_coalitions + c] = same ? 0.0 : between(bed, i * n_coalitions + c, 6, -0.5, 0.5);
    }
    for (size_t r = 0; r < NETWORK_MAX_ROLES; r++)
        bed->role_hours[r] = 40.0;
    for (size_t c = 0; c < n_coalitions; c++) {
        for (size_t i = 0; i < n; i++)
            bed->role[c][i] = -1;
        for (size_t k = 0; k < roles; k++)
            bed->role[c][(2 * c + k) % n] = (int)k;
        bed->health_gain[c] = 1.0;
        bed->coalition[c] = (struct network_coalition_setup){.name = "theme",
                                                             .n_roles = roles,
                                                             .role_of_member = bed->role[c],
                                                             .role_hours = bed->role_hours};
    }
    bed->inputs = (struct network_inputs){.workload = bed->workload,
                                          .hours_free = bed->hours_free,
                                          .own_gain = bed->own_gain,
                                          .compensation = bed->compensation,
                                          .paid_share = bed->paid_share,
                                          .health_gain = bed->health_gain,
                                          .structural = bed->structural};
}

void network_bed_alike(struct network_bed *bed, const char *const *sets, size_t n_sets, size_t n, size_t n_coalitions,
                       size_t roles)
{
    network_bed_settings(bed, sets, n_sets);
    network_bed_fill(bed, n, n_coalitions, roles, 0, true);
}

void network_bed_one_running(struct network_bed *bed, const char *const *sets, size_t n_sets, size_t n)
{
    network_bed_alike(bed, sets, n_sets, n, 1, 4);
    bed->coalition[0].running = true;
}

double *network_bed_trust(const struct network_bed *bed, size_t from, size_t to)
{
    return &bed->network->trust[from * bed->n + to];
}

void network_bed_trust_all(const struct network_bed *bed, double trust)
{
    for (size_t i = 0; i < bed->n; i++)
        for (size_t j = 0; j < bed->n; j++)
            *network_bed_trust(bed, i, j) = i == j ? 1.0 : trust;
}

double network_bed_sum_of_terms(const double *terms)
{
    double sum = 0.0;
    for (size_t t = 0; t < N_REASONS; t++)
        sum += terms[t];
    return sum;
}

void network_bed_start(struct network_bed *bed)
{
    struct sim_err err = {0};
    if (network_create(bed->settings, bed->member, bed->n, bed->coalition, bed->n_coalitions, &bed->network, &err)
        != SIM_OK)
        fail_msg("%s", err.text);
}

void network_bed_month(struct network_bed *bed, size_t month)
{
    struct sim_err err = {0};
    network_meet(bed->network, &bed->inputs, &bed->stream, month, month);
    network_work(bed->network, &bed->inputs, &bed->stream, month);
    network_reflect(bed->network, &bed->inputs, &bed->stream, month);
    if (network_check(bed->network, &err) != SIM_OK)
        fail_msg("month %zu: %s", month, err.text);
}

void network_bed_months(struct network_bed *bed, size_t first, size_t end)
{
    for (size_t month = first; month < end; month++)
        network_bed_month(bed, month);
}

void network_bed_stop(struct network_bed *bed)
{
    network_destroy(bed->network);
    scenario_free(bed->scenario);
    bed->network = NULL;
    bed->scenario = NULL;
}

static void stamp(uint64_t *print, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    *print = (*print ^ bits) * 1099511628211u;
    *print ^= *print >> 29;
}

static void stamp_state(const struct network_bed *bed, uint64_t *print)
{
    for (size_t i = 0; i < bed->n; i++) {
        stamp(print, network_coordination_hours(bed->network, i));
        stamp(print, network_contribution_hours(bed->network, i));
        for (size_t j = 0; j < bed->n; j++)
            stamp(print, network_trust(bed->network, i, j));
        for (size_t c = 0; c < bed->n_coalitions; c++)
            stamp(print, network_effort(bed->network, i, c));
    }
    for (size_t c = 0; c < bed->n_coalitions; c++)
        stamp(print, network_output(bed->network, c));
}

struct network_summary network_bed_run(const char *const *sets, size_t n_sets, size_t n, size_t n_coalitions,
                                       size_t roles, uint32_t replication)
{
    struct network_bed bed;
    struct network_summary sum = {.print = 14695981039346656037u};
    double decided = 0.0;
    network_bed_settings(&bed, sets, n_sets);
    network_bed_fill(&bed, n, n_coalitions, roles, replication, false);
    network_bed_start(&bed);
    for (size_t month = 0; month < HORIZON; month++) {
        struct network_view view;
        network_bed_month(&bed, month);
        network_observe(bed.network, &view);
        stamp_state(&bed, &sum.print);
        sum.months_alive += view.alive;
        sum.decisions += view.decisions;
        sum.trust += isnan(view.trust_mean) ? 0.0 : view.trust_mean / HORIZON;
        sum.effort += isnan(view.effort_mean) ? 0.0 : view.effort_mean / HORIZON;
        for (size_t c = 0; c < n_coalitions; c++)
            sum.output += network_output(bed.network, c) / (double)n_coalitions / HORIZON;
        if (!isnan(view.decision_months)) {
            sum.decision_months += view.decision_months;
            decided++;
        }
    }
    sum.decision_months = decided > 0.0 ? sum.decision_months / decided : 0.0;
    network_bed_stop(&bed);
    return sum;
}

struct network_summary network_bed_mean(const char *const *sets, size_t n_sets, size_t n, size_t n_coalitions,
                                        uint32_t replications)
{
    struct network_summary mean = {0};
    for (uint32_t r = 0; r < replications; r++) {
        const struct network_summary one = network_bed_run(sets, n_sets, n, n_coalitions, 4, r);
        mean.months_alive += one.months_alive / replications;
        mean.output += one.output / replications;
        mean.trust += one.trust / replications;
        mean.effort += one.effort / replications;
        mean.decision_months += one.decision_months / replications;
        mean.decisions += one.decisions / replications;
    }
    return mean;
}

struct network_pairs network_bed_pairs(const char *const *sets, size_t n_sets, network_bed_change *change,
                                       uint32_t replications)
{
    enum { MONTHS = 120, MEMBERS = 8, COALITIONS = 2, ROLES = 4 };
    struct network_pairs totals = {0};
    double decided = 0.0;
    const double part = 1.0 / (MONTHS * (double)replications);
    for (uint32_t r = 0; r < replications; r++) {
        struct network_bed bed;
        struct network_view view;
        network_bed_settings(&bed, sets, n_sets);
        network_bed_fill(&bed, MEMBERS, COALITIONS, ROLES, r, false);
        for (size_t i = 0; i < MEMBERS; i++)
            for (size_t c = 0; c < COALITIONS; c++)
                bed.role[c][i] = (int)(i % ROLES);
        if (change != NULL)
            change(&bed);
        network_bed_start(&bed);
        for (size_t month = 0; month < MONTHS; month++) {
            network_bed_month(&bed, month);
            network_observe(bed.network, &view);
            if (!isnan(view.decision_months)) {
                totals.wait += view.decision_months;
                decided++;
            }
            for (size_t c = 0; c < COALITIONS; c++) {
                totals.output += part * network_output(bed.network, c) / COALITIONS;
                totals.live += part * network_live(bed.network, c) / COALITIONS;
                totals.players += part * (double)bed.network->coalition[c].n_players / COALITIONS;
            }
            for (size_t at = 0; at < MEMBERS * COALITIONS; at++)
                totals.effort += part * bed.network->effort[at] / COALITIONS;
        }
        network_bed_stop(&bed);
    }
    totals.effort /= totals.players;
    totals.wait /= decided;
    return totals;
}
