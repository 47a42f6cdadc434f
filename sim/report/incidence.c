#include "sim/report/incidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* What remains of a party's cost and benefit after compensation; `as_cost`: the share of all that is paid that paid
 * costs. */
static void settle(double invested, double gain, double compensation, double as_cost, double *cost, double *benefit)
{
    *cost = larger(invested, 0.0);
    *benefit = larger(gain, 0.0);
    if (compensation > 0.0) {
        const double covered = smaller(compensation, *cost);
        *cost -= covered;
        *benefit = larger(gain + (compensation - covered), 0.0);
    } else if (compensation < 0.0) {
        const double carried = -compensation * as_cost, given = -compensation - carried;
        const double from_benefit = smaller(given, *benefit);
        *benefit -= from_benefit;
        *cost += carried + (given - from_benefit);
    }
}

/* 1/2 sum |cost share - benefit share|, after compensation when `settled`. */
static double misfit(size_t n, const double *invested, const double *gain, const double *compensation, bool settled,
                     double as_cost)
{
    double costs = 0.0, benefits = 0.0, sum = 0.0, cost, benefit;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1 && !(costs > 0.0 && benefits > 0.0))
            return (double)NAN;
        for (size_t i = 0; i < n; i++) {
            settle(invested[i], gain[i], settled ? compensation[i] : 0.0, as_cost, &cost, &benefit);
            if (pass == 0) {
                costs += cost;
                benefits += benefit;
            } else {
                sum += fabs(cost / costs - benefit / benefits);
            }
        }
    }
    return 0.5 * sum;
}

void incidence_index(size_t n, const double *invested, const double *gain, const double *compensation,
                     struct incidence_index *out)
{
    double costs = 0.0, gains = 0.0, received = 0.0, covered = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double cost = larger(invested[i], 0.0), got = larger(compensation[i], 0.0);
        costs += cost;
        gains += gain[i];
        received += got;
        covered += smaller(got, cost);
    }
    const double as_cost = received > 0.0 ? covered / received : 0.0;
    out->before = misfit(n, invested, gain, compensation, false, 0.0);
    out->after = misfit(n, invested, gain, compensation, true, as_cost);
    out->social_return = costs > 0.0 ? gains / costs : (double)NAN;
}

/* Received - paid per replication, party and kind of purpose, in cents. */
struct balance {
    const struct store_contents *contents;
    int64_t *cents; /* [replications][n_parties][N_KINDS] */
};

enum { N_KINDS = SIM_PURPOSE_COMPENSATION + 1 };

static int64_t *balance_at(const struct balance *balance, size_t replication, size_t party)
{
    return balance->cents + (replication * balance->contents->n_parties + party) * N_KINDS;
}

static int add_flow(void *context, size_t replication, size_t from, size_t to, size_t purpose, int64_t cents)
{
    const struct balance *balance = context;
    const enum sim_purpose_kind kind = balance->contents->purposes[purpose].kind;
    if ((int)kind >= 0 && (int)kind < N_KINDS) {
        balance_at(balance, replication, from)[kind] -= cents;
        balance_at(balance, replication, to)[kind] += cents;
    }
    return SIM_OK;
}

static int balance_read(struct store *store, const struct store_contents *contents, size_t arm, struct balance *out,
                        struct sim_err *err)
{
    out->contents = contents;
    out->cents = sim_calloc(contents->replications * contents->n_parties, N_KINDS * sizeof *out->cents);
    if (out->cents == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory while adding up the money flows");
    return store_each_flow(store, contents, arm, add_flow, out, err);
}

static int prepare_rows(const struct store_contents *contents, struct incidence *out, size_t *kind_of,
                        struct sim_err *err)
{
    out->parties = sim_calloc(contents->n_parties, sizeof *out->parties);
    out->kinds = sim_calloc(contents->n_parties, sizeof *out->kinds);
    out->before = sim_calloc(contents->replications, sizeof *out->before);
    out->after = sim_calloc(contents->replications, sizeof *out->after);
    out->social_return = sim_calloc(contents->replications, sizeof *out->social_return);
    out->payers_return = sim_calloc(contents->replications, sizeof *out->payers_return);
    if (out->parties == NULL || out->kinds == NULL || out->before == NULL || out->after == NULL
        || out->social_return == NULL || out->payers_return == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory while adding up the money flows");
    for (size_t p = 0; p < contents->n_parties; p++) {
        const struct sim_party *party = &contents->parties[p];
        if (!party->listed)
            continue;
        size_t k = 0;
        while (k < out->n_kinds && strcmp(out->kinds[k].kind, party->kind) != 0)
            k++;
        if (k == out->n_kinds)
            out->kinds[out->n_kinds++] = (struct incidence_row){.kind = party->kind};
        out->kinds[k].parties++;
        kind_of[out->n_parties] = k;
        out->parties[out->n_parties++] = (struct incidence_row){.name = party->name, .kind = party->kind, .parties = 1};
    }
    return SIM_OK;
}

/* One replication's amounts, [n listed parties] each, then [n kinds] for the sums. */
struct amounts {
    double *invested, *gain, *compensation;
};

enum { INVESTS, REIMBURSED, GAIN, COMPENSATION, NET, N_AMOUNTS };

static void add_row(struct incidence_row *row, const double x[N_AMOUNTS])
{
    stats_add(&row->invests, x[INVESTS]);
    stats_add(&row->reimbursed, x[REIMBURSED]);
    stats_add(&row->gain, x[GAIN]);
    stats_add(&row->compensation, x[COMPENSATION]);
    stats_add(&row->net, x[NET]);
}

/* Adds one run's amounts, divided by the runs of a unit, to x[n listed parties]. */
static void add_run(const struct incidence *out, const struct amounts *a, double runs, double (*x)[N_AMOUNTS])
{
    for (size_t i = 0; i < out->n_parties; i++) {
        x[i][INVESTS] += larger(a->invested[i], 0.0) / runs;
        x[i][REIMBURSED] += larger(-a->invested[i], 0.0) / runs;
        x[i][GAIN] += a->gain[i] / runs;
        x[i][COMPENSATION] += a->compensation[i] / runs;
        x[i][NET] += (a->gain[i] - a->invested[i] + a->compensation[i]) / runs;
    }
}

static void add_unit(struct incidence *out, double (*x)[N_AMOUNTS], const size_t *kind_of, double *sums)
{
    double all[N_AMOUNTS] = {0};
    memset(sums, 0, out->n_kinds * N_AMOUNTS * sizeof *sums);
    for (size_t i = 0; i < out->n_parties; i++) {
        add_row(&out->parties[i], x[i]);
        for (size_t k = 0; k < N_AMOUNTS; k++) {
            sums[kind_of[i] * N_AMOUNTS + k] += x[i][k];
            all[k] += x[i][k];
        }
    }
    add_row(&out->all, all);
    for (size_t k = 0; k < out->n_kinds; k++)
        add_row(&out->kinds[k], sums + k * N_AMOUNTS);
}

/* Amounts of the listed parties in replication r, in thousand euro per year. */
static void fill_amounts(const struct balance *arm, const struct balance *twin, size_t r, const struct amounts *out)
{
    const struct store_contents *c = arm->contents;
    const double years = c->horizon_months > 0 ? (double)c->horizon_months / 12.0 : 1.0, unit = 100.0 * 1000.0 * years;
    for (size_t p = 0, i = 0; p < c->n_parties; p++) {
        if (!c->parties[p].listed)
            continue;
        const int64_t *cents = balance_at(arm, r, p);
        out->invested[i] = (double)-cents[SIM_PURPOSE_INVESTMENT] / unit;
        out->compensation[i] = (double)cents[SIM_PURPOSE_COMPENSATION] / unit;
        out->gain[i] = (double)NAN;
        if (twin->cents != NULL) {
            const int64_t *without = balance_at(twin, r, p);
            out->gain[i] = (double)(cents[SIM_PURPOSE_ORDINARY] - without[SIM_PURPOSE_ORDINARY]) / unit;
            out->compensation[i] -= (double)without[SIM_PURPOSE_COMPENSATION] / unit;
        }
        i++;
    }
}

/* What payers save together, per unit that all parties invest: the return that a business case of payers counts, in which
 * providers' lost revenue is a saving. */
static double payers_return(const struct store_contents *c, const struct amounts *a)
{
    double costs = 0.0, gains = 0.0;
    for (size_t p = 0, i = 0; p < c->n_parties; p++) {
        if (!c->parties[p].listed)
            continue;
        costs += larger(a->invested[i], 0.0);
        gains += c->parties[p].listed == SIM_LISTED_PAYER ? a->gain[i] : 0.0;
        i++;
    }
    return costs > 0.0 ? gains / costs : (double)NAN;
}

/* What the flows of an arm and its twin are added up with. */
struct adding {
    const struct store_contents *contents;
    const bool *done;
    size_t arm, runs; /* of a unit: 1, or 2 for antithetic pairs */
    struct balance own, other;
    struct amounts amounts;
    size_t *kind_of;
    double *sums, (*x)[N_AMOUNTS];
};

/* Whether the store holds all runs of the unit, in the arm and in its twin. */
static bool is_whole(const struct adding *adding, size_t unit)
{
    const struct store_contents *c = adding->contents;
    const int twin = c->arms[adding->arm].twin;
    const bool has_twin = twin >= 0 && (size_t)twin < c->n_arms;
    for (size_t r = unit * adding->runs; r < (unit + 1) * adding->runs; r++)
        if (!adding->done[adding->arm * c->replications + r]
            || (has_twin && !adding->done[(size_t)twin * c->replications + r]))
            return false;
    return true;
}

/* One unit: a run, or the mean of a pair. An index that one of a pair does not have, the pair does not have. */
static void add_runs(struct incidence *out, struct adding *adding, size_t unit)
{
    const struct store_contents *c = adding->contents;
    const double runs = (double)adding->runs;
    struct incidence_index sum = {0.0, 0.0, 0.0}, index = {(double)NAN, (double)NAN, (double)NAN};
    double payers = 0.0;
    memset(adding->x, 0, out->n_parties * sizeof *adding->x);
    for (size_t r = unit * adding->runs; r < (unit + 1) * adding->runs; r++) {
        fill_amounts(&adding->own, &adding->other, r, &adding->amounts);
        add_run(out, &adding->amounts, runs, adding->x);
        if (out->has_twin)
            incidence_index(out->n_parties, adding->amounts.invested, adding->amounts.gain,
                            adding->amounts.compensation, &index);
        sum.before += index.before / runs;
        sum.after += index.after / runs;
        sum.social_return += index.social_return / runs;
        payers += (out->has_twin ? payers_return(c, &adding->amounts) : (double)NAN) / runs;
    }
    add_unit(out, adding->x, adding->kind_of, adding->sums);
    out->n++;
    out->before[unit] = sum.before;
    out->after[unit] = sum.after;
    out->social_return[unit] = sum.social_return;
    out->payers_return[unit] = payers;
}

int incidence_read(struct store *store, const struct store_contents *c, const bool *done, size_t arm,
                   struct incidence *out, struct sim_err *err)
{
    const int twin = c->arms[arm].twin;
    struct adding adding = {.contents = c, .done = done, .arm = arm, .runs = c->antithetic ? 2 : 1};
    *out = (struct incidence){.has_twin = twin >= 0 && (size_t)twin < c->n_arms};
    double *room = sim_calloc(c->n_parties, 3 * sizeof *room);
    adding.kind_of = sim_calloc(c->n_parties, sizeof *adding.kind_of);
    adding.sums = sim_calloc(c->n_parties, N_AMOUNTS * sizeof *adding.sums);
    adding.x = sim_calloc(c->n_parties, sizeof *adding.x);
    int status = SIM_OK;
    if (adding.kind_of == NULL || adding.sums == NULL || adding.x == NULL || room == NULL)
        status = sim_fail(err, SIM_E_NOMEM, "out of memory while adding up the money flows");
    if (status == SIM_OK)
        status = prepare_rows(c, out, adding.kind_of, err);
    if (status == SIM_OK)
        status = balance_read(store, c, arm, &adding.own, err);
    if (status == SIM_OK && out->has_twin)
        status = balance_read(store, c, (size_t)twin, &adding.other, err);
    if (status != SIM_OK)
        goto cleanup;
    out->all.parties = out->n_parties;
    adding.amounts = (struct amounts){room, room + out->n_parties, room + 2 * out->n_parties};
    for (size_t unit = 0; unit < c->replications / adding.runs; unit++) {
        out->before[unit] = out->after[unit] = (double)NAN;
        out->social_return[unit] = out->payers_return[unit] = (double)NAN;
        if (is_whole(&adding, unit))
            add_runs(out, &adding, unit);
    }
cleanup:
    free(adding.own.cents);
    free(adding.other.cents);
    free(adding.kind_of);
    free(adding.sums);
    free(adding.x);
    free(room);
    return status;
}

void incidence_free(struct incidence *incidence)
{
    free(incidence->parties);
    free(incidence->kinds);
    free(incidence->before);
    free(incidence->after);
    free(incidence->social_return);
    free(incidence->payers_return);
    *incidence = (struct incidence){0};
}
