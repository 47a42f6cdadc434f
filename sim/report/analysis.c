#include "sim/report/analysis.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/stats/bounded.h"
#include "sim/stats/share.h"

/* Of whole replications: no sums of months. */
static const struct sim_outcome derived_outcomes[ANALYSIS_N_DERIVED] = {
    {"wrong_pocket_before", "1", -1, SIM_AGGREGATE_END, SIM_BETWEEN(0.0, 1.0), 0, 2, "who pays and who gains",
     "Wrong-pocket index before compensation", "Wrong-pocketindex v\u00f3\u00f3r verrekening"},
    {"wrong_pocket_after", "1", -1, SIM_AGGREGATE_END, SIM_BETWEEN(0.0, 1.0), 0, 2, "who pays and who gains",
     "Wrong-pocket index after compensation", "Wrong-pocketindex na verrekening"},
    {"social_return", "EUR/EUR", 1, SIM_AGGREGATE_END, SIM_ANY, 0, 2, "who pays and who gains",
     "Gain of all parties per euro invested", "Opbrengst voor alle partijen per ge\u00efnvesteerde euro"},
    {"payers_return", "EUR/EUR", 1, SIM_AGGREGATE_END, SIM_ANY, 0, 2, "who pays and who gains",
     "Saving of payers per euro invested", "Besparing van financiers per ge\u00efnvesteerde euro"},
};

static int no_memory(struct sim_err *err)
{
    return sim_fail(err, SIM_E_NOMEM, "out of memory while reading the result");
}

static bool has_twin(const struct analysis *a)
{
    for (size_t i = 0; i < a->n_listed; i++)
        if (a->contents.arms[a->listed[i]].twin >= 0)
            return true;
    return false;
}

int analysis_heed(const struct analysis *a, struct sim_err *err)
{
    if (a->stop == NULL || !__atomic_load_n(a->stop, __ATOMIC_RELAXED))
        return SIM_OK;
    return sim_fail(err, SIM_E_INTERRUPTED, "interrupted");
}

/* The model's outcomes, then those that follow from flows and twins, unless the model has an outcome of that name. */
static int list_outcomes(struct analysis *a, struct sim_err *err)
{
    const struct store_contents *c = &a->contents;
    a->outcomes = sim_calloc(c->n_outcomes + ANALYSIS_N_DERIVED, sizeof *a->outcomes);
    if (a->outcomes == NULL)
        return no_memory(err);
    memcpy(a->outcomes, c->outcomes, c->n_outcomes * sizeof *a->outcomes);
    a->n_outcomes = c->n_outcomes;
    for (int d = 0; d < ANALYSIS_N_DERIVED && has_twin(a); d++) {
        bool taken = false;
        for (size_t o = 0; o < c->n_outcomes; o++)
            taken = taken || strcmp(c->outcomes[o].name, derived_outcomes[d].name) == 0;
        if (!taken) {
            a->derived[a->n_outcomes - c->n_outcomes] = d;
            a->outcomes[a->n_outcomes++] = derived_outcomes[d];
        }
    }
    return SIM_OK;
}

/* From runs to the means of antithetic pairs; a pair of which one has no value has none. */
static int pair_up(struct analysis *a, struct sim_err *err)
{
    struct store_contents *c = &a->contents;
    const size_t pairs = c->replications / 2, columns = c->n_arms * c->n_outcomes;
    double *values = sim_calloc(columns, pairs * sizeof *values);
    if (values == NULL)
        return no_memory(err);
    for (size_t k = 0; k < columns; k++)
        for (size_t p = 0; p < pairs; p++) {
            const double *two = a->values + k * c->replications + 2 * p;
            values[k * pairs + p] = 0.5 * (two[0] + two[1]);
        }
    a->runs = a->values;
    a->values = values;
    c->replications = pairs;
    return SIM_OK;
}

static int read_values(struct store *store, struct analysis *a, struct sim_err *err)
{
    const struct store_contents *c = &a->contents;
    a->values = sim_calloc(c->n_arms * c->n_outcomes * c->replications, sizeof *a->values);
    bool *done = sim_calloc(c->n_arms * c->replications, sizeof *done);
    a->incidence = sim_calloc(c->n_arms, sizeof *a->incidence);
    a->n_runs = c->replications;
    int status = a->values != NULL && done != NULL && a->incidence != NULL ? SIM_OK : no_memory(err);
    if (status == SIM_OK)
        status = store_outcome_values(store, c, a->values, err);
    if (status == SIM_OK)
        status = store_done_all(store, c, done, err);
    for (size_t i = 0; status == SIM_OK && i < a->n_listed; i++) {
        status = analysis_heed(a, err);
        if (status == SIM_OK)
            status = incidence_read(store, c, done, a->listed[i], &a->incidence[a->listed[i]], err);
    }
    free(done);
    return status == SIM_OK && c->antithetic ? pair_up(a, err) : status;
}

bool analysis_empty(const struct analysis *a, size_t outcome)
{
    for (size_t i = 0; i < a->n_listed; i++) {
        const double *values = analysis_column(a, a->listed[i], outcome);
        for (size_t r = 0; r < a->contents.replications; r++)
            if (!isnan(values[r]))
                return false;
    }
    return true;
}

/* An outcome that no arm has a value for is none of the main ones: there is nothing to show. */
static void demote_empty(struct analysis *a)
{
    for (size_t o = 0; o < a->n_outcomes; o++)
        if (a->outcomes[o].main && analysis_empty(a, o))
            a->outcomes[o].main = 0;
}

static int compare_with_reference(struct analysis *a, struct sim_err *err)
{
    if (a->reference >= a->contents.n_arms)
        return SIM_OK;
    a->contrasts = sim_calloc(a->n_listed * a->n_outcomes, sizeof *a->contrasts);
    if (a->contrasts == NULL)
        return no_memory(err);
    return analysis_against(a, a->reference, false, a->contrasts, err);
}

int analysis_read(struct store *store, enum report_kind kind, struct analysis *out, struct sim_err *err)
{
    return analysis_read_until(store, kind, NULL, out, err);
}

int analysis_read_until(struct store *store, enum report_kind kind, const volatile int *stop, struct analysis *out,
                        struct sim_err *err)
{
    *out = (struct analysis){.stop = stop};
    int status = store_contents_read(store, &out->contents, err);
    if (status != SIM_OK)
        return status;
    const struct store_contents *c = &out->contents;
    out->listed = sim_calloc(c->n_arms, sizeof *out->listed);
    if (out->listed == NULL)
        return no_memory(err);
    for (size_t arm = 0; arm < c->n_arms; arm++)
        if (!c->arms[arm].hidden && c->arms[arm].done > 0 && (kind == REPORT_COMPARE || arm == 0))
            out->listed[out->n_listed++] = arm;
    out->reference = c->n_arms;
    for (size_t i = 0; i < out->n_listed; i++)
        if (out->listed[i] == c->reference)
            out->reference = c->reference;
    status = list_outcomes(out, err);
    if (status == SIM_OK)
        status = read_values(store, out, err);
    if (status != SIM_OK)
        return status;
    demote_empty(out);
    return compare_with_reference(out, err);
}

void analysis_free(struct analysis *a)
{
    for (size_t i = 0; a->incidence != NULL && i < a->contents.n_arms; i++)
        incidence_free(&a->incidence[i]);
    free(a->incidence);
    free(a->values);
    free(a->runs);
    free(a->contrasts);
    free(a->duels);
    free(a->outcomes);
    free(a->listed);
    store_contents_free(&a->contents);
    *a = (struct analysis){0};
}

const double *analysis_column(const struct analysis *a, size_t arm, size_t outcome)
{
    const struct store_contents *c = &a->contents;
    if (outcome < c->n_outcomes)
        return a->values + (arm * c->n_outcomes + outcome) * c->replications;
    const struct incidence *incidence = &a->incidence[arm];
    switch (a->derived[outcome - c->n_outcomes]) {
    case 0:
        return incidence->before;
    case 1:
        return incidence->after;
    case 2:
        return incidence->social_return;
    default:
        return incidence->payers_return;
    }
}

const double *analysis_runs(const struct analysis *a, size_t arm, size_t outcome)
{
    const struct store_contents *c = &a->contents;
    if (!c->antithetic)
        return analysis_column(a, arm, outcome);
    return outcome < c->n_outcomes ? a->runs + (arm * c->n_outcomes + outcome) * a->n_runs : NULL;
}

bool analysis_events(const struct analysis *a, size_t arm, size_t outcome)
{
    return a->outcomes[outcome].aggregate == SIM_AGGREGATE_EVENT && !a->contents.antithetic
           && share_is_events(analysis_column(a, arm, outcome), a->contents.replications);
}

struct sim_range analysis_range(const struct analysis *a, size_t outcome, bool difference)
{
    const struct sim_range range = sim_outcome_range(&a->outcomes[outcome], a->contents.horizon_months);
    return difference ? sim_range_of_difference(range) : range;
}

static void keep_within(const struct analysis *a, size_t outcome, bool difference, double *lo, double *hi)
{
    const struct stats_interval kept =
        bounded_within((struct stats_interval){*lo, *hi}, analysis_range(a, outcome, difference));
    *lo = kept.lo;
    *hi = kept.hi;
}

int analysis_summarise(const struct analysis *a, size_t arm, size_t outcome, struct stats_summary *out,
                       struct sim_err *err)
{
    const struct store_contents *c = &a->contents;
    struct stats_summary runs = {.sd = (double)NAN, .q05 = (double)NAN, .q50 = (double)NAN, .q95 = (double)NAN};
    const double *single = analysis_runs(a, arm, outcome);
    int status = stats_summarise(analysis_column(a, arm, outcome), c->replications, ANALYSIS_LEVEL, out, err);
    if (status == SIM_OK && analysis_events(a, arm, outcome))
        share_summary(ANALYSIS_LEVEL, out);
    if (status == SIM_OK)
        keep_within(a, outcome, false, &out->lo, &out->hi);
    if (status != SIM_OK || !c->antithetic)
        return status;
    if (single != NULL)
        status = stats_summarise(single, a->n_runs, ANALYSIS_LEVEL, &runs, err);
    out->sd = runs.sd;
    out->q05 = runs.q05;
    out->q50 = runs.q50;
    out->q95 = runs.q95;
    return status;
}

void analysis_compare(const struct analysis *a, size_t arm, size_t reference, size_t outcome,
                      struct stats_contrast *out)
{
    stats_compare(analysis_column(a, arm, outcome), analysis_column(a, reference, outcome), a->contents.replications,
                  a->outcomes[outcome].better, ANALYSIS_LEVEL, out);
    if (analysis_events(a, arm, outcome) && analysis_events(a, reference, outcome))
        share_contrast(ANALYSIS_LEVEL, out);
    keep_within(a, outcome, true, &out->lo, &out->hi);
    if (!a->contents.antithetic)
        return;
    const double *own = analysis_runs(a, arm, outcome), *other = analysis_runs(a, reference, outcome);
    struct stats_contrast runs = {.p_better = (double)NAN};
    if (own != NULL && other != NULL)
        stats_compare(own, other, a->n_runs, a->outcomes[outcome].better, ANALYSIS_LEVEL, &runs);
    out->p_better = runs.p_better;
}

static struct store_cell text_cell(const char *text)
{
    return (struct store_cell){.type = STORE_TEXT, .text = text};
}

static struct store_cell count_cell(size_t n)
{
    return (struct store_cell){.type = STORE_INTEGER, .integer = (int64_t)n};
}

static struct store_cell real_cell(double value)
{
    return isnan(value) ? (struct store_cell){.type = STORE_NULL}
                        : (struct store_cell){.type = STORE_REAL, .real = value};
}

static int summary_row(const struct analysis *a, size_t arm, size_t outcome, store_row_fn *each, void *context,
                       struct sim_err *err)
{
    struct stats_summary s;
    const struct sim_outcome *o = &a->outcomes[outcome];
    const int status = analysis_summarise(a, arm, outcome, &s, err);
    if (status != SIM_OK)
        return status;
    const struct store_cell cells[] = {
        text_cell(a->contents.arms[arm].name),
        text_cell(o->name),
        text_cell(o->unit),
        count_cell(s.n),
        real_cell(s.mean),
        real_cell(s.sd),
        real_cell(s.lo),
        real_cell(s.hi),
        real_cell(s.q05),
        real_cell(s.q50),
        real_cell(s.q95),
    };
    return each(context, cells, sizeof cells / sizeof cells[0], err);
}

/* `i`: position in `listed`. */
static int contrast_row(const struct analysis *a, size_t i, size_t outcome, store_row_fn *each, void *context,
                        struct sim_err *err)
{
    const struct sim_outcome *o = &a->outcomes[outcome];
    const struct analysis_contrast *c = analysis_contrast(a, i, outcome);
    const char *verdict = analysis_verdict_name(c->verdict);
    const struct store_cell cells[] = {
        text_cell(a->contents.arms[a->listed[i]].name),
        text_cell(a->contents.arms[a->reference].name),
        text_cell(o->name),
        text_cell(o->unit),
        count_cell(c->x.n),
        real_cell(c->x.diff),
        real_cell(c->x.lo),
        real_cell(c->x.hi),
        real_cell(c->x.p_better),
        real_cell(c->p),
        real_cell(c->p_holm),
        verdict != NULL ? text_cell(verdict) : (struct store_cell){.type = STORE_NULL},
    };
    return each(context, cells, sizeof cells / sizeof cells[0], err);
}

int analysis_each_row(const struct analysis *a, enum store_table table, store_row_fn *each, void *context,
                      struct sim_err *err)
{
    int status = SIM_OK;
    for (size_t i = 0; i < a->n_listed; i++) {
        const size_t arm = a->listed[i];
        if (table == STORE_CONTRASTS && (arm == a->reference || a->reference >= a->contents.n_arms))
            continue;
        for (size_t o = 0; status == SIM_OK && o < a->n_outcomes; o++) {
            status = analysis_heed(a, err);
            if (status == SIM_OK)
                status = table == STORE_CONTRASTS ? contrast_row(a, i, o, each, context, err)
                                                  : summary_row(a, arm, o, each, context, err);
        }
    }
    return status;
}

int report_flush(FILE *out, struct sim_err *err)
{
    if (fflush(out) == 0 && !ferror(out))
        return SIM_OK;
    return sim_fail(err, SIM_E_IO, "cannot write the output: %s", strerror(errno));
}

int report_write(FILE *out, const char *bytes, size_t n, bool failed, struct sim_err *err)
{
    if (failed)
        return sim_fail(err, SIM_E_NOMEM, "out of memory while writing the report");
    if (fwrite(bytes, 1, n, out) != n)
        return sim_fail(err, SIM_E_IO, "cannot write the output: %s", strerror(errno));
    return report_flush(out, err);
}
