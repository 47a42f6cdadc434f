/* The tables of statistics that go with a comparison: tails, convergence, effect sizes, which arm is best, and what common
 * random numbers gained. They are computed from the store alone and kept in it, for readers in R, Python or SQL. */
#ifndef SIM_REPORT_STATISTICS_H
#define SIM_REPORT_STATISTICS_H

#include "sim/base/err.h"
#include "sim/base/frame.h"
#include "sim/report/analysis.h"
#include "sim/stats/best.h"
#include "sim/stats/multi_t.h"

/* Resamples and draws: enough for the second digit of a probability (standard error at most .011). */
enum { STATISTICS_RESAMPLES = 2000 };

/* Takes a table that was computed, which goes when the function returns. */
typedef int statistics_take(void *context, const struct frame *frame, struct sim_err *err);

/* Computes all of them, and gives each to `take`. Of every outcome: quantiles, tails, convergence;
 * with two arms or more also effect-sizes, best, pairing. Of antithetic pairs there are no quantiles and tails, and the
 * others are of pairs, except what is said of single futures: d (by the sd of single runs, without its interval),
 * superiority (without its interval) and share_best; dz is left out. Of pairs also antithetic. */
int statistics_compute(const struct analysis *analysis, statistics_take *take, void *context, struct sim_err *err)
    __attribute__((warn_unused_result));
/* The same, into the open batch of the store. */
int statistics_store(struct store *store, const struct analysis *analysis, struct sim_err *err)
    __attribute__((warn_unused_result));

/* statistics_best.c: which of the listed arms is best on one outcome of which higher or lower is better, best[n_listed] and
 * (unless NULL) to_best[n_listed]. Arms with values in fewer than half of the replications are left out, since a comparison
 * needs the same replications of all: theirs is NaN, and so is all when fewer than two are left. *used: replications of all
 * arms, 0 when nothing was compared; part[n_listed]: which arms were. SIM_E_NOMEM. */
int statistics_best(struct multi_t *draws, const struct analysis *a, size_t outcome, struct best_arm *best,
                    struct stats_interval *to_best, bool *part, size_t *used, struct sim_err *err)
    __attribute__((warn_unused_result));
/* Adds the rows of one outcome to the table `best`; arms that are left out have n = 0 and no values. Nothing when neither
 * higher nor lower is better. SIM_E_NOMEM. */
extern const struct frame_definition statistics_best_frame;
int statistics_best_add(struct frame *frame, struct multi_t *draws, const struct analysis *a, size_t outcome,
                        struct sim_err *err) __attribute__((warn_unused_result));

/* statistics_antithetic.c, for a result of antithetic pairs: adds the rows of one outcome to the table `antithetic`, of the
 * mean of each listed arm and of each difference with the reference. Nothing of an outcome that pairs alone have.
 * SIM_E_NOMEM. */
extern const struct frame_definition statistics_antithetic_frame;
int statistics_antithetic_add(struct frame *frame, const struct analysis *a, size_t outcome, struct sim_err *err)
    __attribute__((warn_unused_result));
/* Medians over listed arms and main outcomes of the variance ratio against independent runs, of means and of differences
 * with the reference; NaN without any. */
int statistics_antithetic_gain(const struct analysis *a, double *means, double *differences, struct sim_err *err)
    __attribute__((warn_unused_result));

#endif
