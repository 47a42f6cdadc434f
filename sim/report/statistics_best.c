/* The table `best` of a comparison. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/report/statistics.h"
#include "sim/stats/best.h"
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
    const struct bootstrap_plan no_bootstrap = {.seed = a->contents.seed, .resamples = 1};
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
        status = best_arms(&no_bootstrap, values, n, a->n_runs, a->outcomes[outcome].better, single, NULL, err);
    for (size_t k = 0; k < n; k++)
        best[k].share_best = there ? single[k].share_best : (double)NAN;

cleanup:
    free(values);
    free(single);
    return status;
}

int statistics_best_add(struct frame *frame, const struct bootstrap_plan *plan, const struct analysis *a,
                        size_t outcome, struct sim_err *err)
{
    const struct sim_outcome *o = &a->outcomes[outcome];
    const size_t replications = a->contents.replications;
    size_t used = 0, n = 0;
    int status = SIM_OK;
    if (o->better == 0)
        return SIM_OK;
    double *values = sim_calloc(a->n_listed, replications * sizeof *values);
    bool *part = sim_calloc(a->n_listed, sizeof *part);
    struct best_arm *best = sim_calloc(a->n_listed, sizeof *best);
    struct stats_interval *to_best = sim_calloc(a->n_listed, sizeof *to_best);
    if (values == NULL || part == NULL || best == NULL || to_best == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for the statistics of the comparison");
        goto cleanup;
    }
    for (size_t i = 0; i < a->n_listed; i++) {
        const double *own = analysis_column(a, a->listed[i], outcome);
        part[i] = takes_part(own, replications);
        for (size_t r = 0; part[i] && r < replications; r++)
            values[n * replications + r] = own[r];
        n += part[i] ? 1 : 0;
    }
    if (n >= 2)
        status = best_arms(plan, values, n, replications, o->better, best, &used, err);
    if (status == SIM_OK && n >= 2)
        status = best_mcb(values, n, replications, o->better, ANALYSIS_LEVEL, to_best, err);
    if (status == SIM_OK && n >= 2 && a->contents.antithetic)
        status = shares_of_runs(a, outcome, part, n, best, err);
    for (size_t i = 0, k = 0; status == SIM_OK && i < a->n_listed; i++) {
        const bool compared = n >= 2 && part[i];
        const struct best_arm none = {(double)NAN, (double)NAN, (double)NAN}, *its = compared ? &best[k] : &none;
        const struct stats_interval nowhere = {(double)NAN, (double)NAN}, *far = compared ? &to_best[k] : &nowhere;
        frame_add(frame, a->contents.arms[a->listed[i]].name, o->name, o->unit, compared ? (int64_t)used : (int64_t)0,
                  its->mean, its->p_best, its->share_best, far->lo, far->hi);
        k += compared ? 1 : 0;
    }

cleanup:
    free(values);
    free(part);
    free(best);
    free(to_best);
    return status;
}
