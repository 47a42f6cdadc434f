/* The table `best` of a comparison. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/report/statistics.h"
#include "sim/stats/bounded.h"
#include "sim/store/columns.h"

static const struct frame_column columns[] = {
    COLUMN_ARM,
    COLUMN_OUTCOME,
    COLUMN_UNIT,
    {"n", FRAME_INTEGER, "", "replications of all arms; 0: left out, has too few values",
     "herhalingen van alle varianten; 0: telt niet mee, te weinig waarden"},
    COLUMN_MEAN,
    {"p_best", FRAME_REAL, "1", "probability of the best mean", "kans op het beste gemiddelde"},
    {"share_best", FRAME_REAL, "1", "share of single runs in which it is best",
     "deel van de losse runs waarin de beste"},
    {"to_best_lo", FRAME_REAL, "outcome", "mean less the best other, lower 95 % limit (all arms at once)",
     "gemiddelde min de beste andere, ondergrens 95% (alle tegelijk)"},
    {"to_best_hi", FRAME_REAL, "outcome", "mean less the best other, upper 95 % limit (all arms at once)",
     "gemiddelde min de beste andere, bovengrens 95% (alle tegelijk)"},
};
const struct frame_definition statistics_best_frame = {
    .name = "best",
    .en = "Which arm is best",
    .nl = "Welke variant de beste is",
    .columns = columns,
    .n_columns = sizeof columns / sizeof columns[0],
};

/* Whether an arm has a value in half of the replications or more. */
static bool takes_part(const double *values, size_t replications)
{
    size_t n = 0;
    for (size_t r = 0; r < replications; r++)
        n += isnan(values[r]) ? 0 : 1;
    return n > 0 && n >= replications - n;
}

/* How often each of the arms that take part is the best in a single future, into best[.].share_best: of antithetic runs the
 * pairs, that the rest is about, say nothing of that. NaN when pairs alone have the outcome. */
static int shares_of_runs(const struct analysis *a, size_t outcome, const bool *part, size_t n, struct best_arm *best,
                          struct sim_err *err)
{
    struct multi_t one = {.seed = a->contents.seed, .draws = 1};
    double *values = sim_calloc(n, a->n_runs * sizeof *values);
    struct best_arm *single = sim_calloc(n, sizeof *single);
    bool there = true;
    int status = SIM_OK;
    if (values == NULL || single == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for the statistics of the comparison");
        goto cleanup;
    }
    for (size_t i = 0, k = 0; i < a->n_listed; i++) {
        const double *runs = part[i] ? analysis_runs(a, a->listed[i], outcome) : NULL;
        there = there && (runs != NULL || !part[i]);
        if (runs != NULL)
            memcpy(values + k++ * a->n_runs, runs, a->n_runs * sizeof *runs);
    }
    if (there)
        status = best_arms(&one, values, n, a->n_runs, a->outcomes[outcome].better, single, NULL, err);
    for (size_t k = 0; k < n; k++)
        best[k].share_best = there ? single[k].share_best : (double)NAN;

cleanup:
    multi_t_free(&one);
    free(values);
    free(single);
    return status;
}

int statistics_best(struct multi_t *draws, const struct analysis *a, size_t outcome, struct best_arm *best,
                    struct stats_interval *to_best, bool *part, size_t *used, struct sim_err *err)
{
    static const struct best_arm no_arm = {(double)NAN, (double)NAN, (double)NAN};
    static const struct stats_interval nowhere = {(double)NAN, (double)NAN};
    const struct sim_outcome *o = &a->outcomes[outcome];
    const size_t replications = a->contents.replications;
    size_t n = 0;
    int status = SIM_OK;
    double *values = sim_calloc(a->n_listed, replications * sizeof *values);
    *used = 0;
    if (values == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the statistics of the comparison");
    for (size_t i = 0; i < a->n_listed; i++) {
        const double *own = analysis_column(a, a->listed[i], outcome);
        part[i] = takes_part(own, replications);
        if (part[i])
            memcpy(values + n++ * replications, own, replications * sizeof *own);
    }
    if (n >= 2)
        status = best_arms(draws, values, n, replications, o->better, best, used, err);
    if (status == SIM_OK && n >= 2 && to_best != NULL)
        status = best_mcb(values, n, replications, o->better, ANALYSIS_LEVEL, to_best, err);
    if (status == SIM_OK && n >= 2 && a->contents.antithetic)
        status = shares_of_runs(a, outcome, part, n, best, err);
    /* From those that were compared to their places, from the last. */
    for (size_t i = a->n_listed, k = n; status == SIM_OK && i-- > 0;) {
        part[i] = part[i] && n >= 2;
        k -= part[i] ? 1 : 0;
        best[i] = part[i] ? best[k] : no_arm;
        if (to_best != NULL)
            to_best[i] = part[i] ? to_best[k] : nowhere;
    }
    free(values);
    return status;
}

int statistics_best_add(struct frame *frame, struct multi_t *draws, const struct analysis *a, size_t outcome,
                        struct sim_err *err)
{
    const struct sim_outcome *o = &a->outcomes[outcome];
    size_t used = 0;
    int status = SIM_OK;
    if (o->better == 0)
        return SIM_OK;
    bool *part = sim_calloc(a->n_listed, sizeof *part);
    struct best_arm *best = sim_calloc(a->n_listed, sizeof *best);
    struct stats_interval *to_best = sim_calloc(a->n_listed, sizeof *to_best);
    if (part == NULL || best == NULL || to_best == NULL)
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for the statistics of the comparison");
    else
        status = statistics_best(draws, a, outcome, best, to_best, part, &used, err);
    for (size_t i = 0; status == SIM_OK && i < a->n_listed; i++) {
        const struct stats_interval limits = bounded_within(to_best[i], analysis_range(a, outcome, true));
        frame_add(frame, a->contents.arms[a->listed[i]].name, o->name, o->unit, part[i] ? (int64_t)used : (int64_t)0,
                  best[i].mean, best[i].p_best, best[i].share_best, limits.lo, limits.hi);
    }
    free(part);
    free(best);
    free(to_best);
    return status;
}
