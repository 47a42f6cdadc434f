/* Replications until the intervals are as narrow as wished: `--precision`.
 *
 * The wish is for the mean of the first arm when it runs alone, and else for the paired difference of every other listed
 * arm with the reference arm. A percentage is one of the reference arm's mean (of the arm's own when it runs alone), also
 * for a difference: 1 % of what a citizen costs, and not of what two arms differ, which may be nothing. An arm
 * with the settings of the reference differs from it in no run and counts as met. All arms get the same number of replications, the one at which the last wish is met. It is
 * decided at fixed counts (sim/stats/precision.h), so it depends neither on threads nor on interruptions. */
#ifndef SIM_STUDY_PRECISION_H
#define SIM_STUDY_PRECISION_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"
#include "sim/base/frame.h"
#include "sim/engine/experiment.h"
#include "sim/stats/precision.h"

#define PRECISION_TABLE "precision" /* name of the table of what was wished and reached */

struct precision_wish {
    size_t outcome; /* index into the model's */
    double half;    /* half-width of the 95 % interval, in the outcome's unit; or a share... */
    bool relative;  /* ...of the mean of the reference arm (of the arm that runs alone), when this is set */
};

/* Reads "OUTCOME:HALFWIDTH" ("trust:0.5", "cost_per_head:1%"). SIM_E_INPUT says what is wrong. */
int precision_read(const char *text, const struct sim_model *model, struct precision_wish *out, struct sim_err *err)
    __attribute__((warn_unused_result));

/* How `precision_run` decides on a wish of at most `maximum` replications. `reference`: the values of the reference arm,
 * of which a percentage is one (borrowed); NULL for an arm that runs alone. */
struct precision_plan precision_plan_of(const struct precision_wish *wish, size_t maximum, const double *reference);

/* Runs experiment->n_arms arms, with at most `maximum` replications. Afterwards experiment->replications is where it
 * stopped. `table` receives a row per wish and arm (PRECISION_TABLE), all of its memory is
 * the caller's, also after a failure; *met: whether all wishes were. Returns what experiment_run returns. */
int precision_run(struct experiment *experiment, const struct precision_wish *wishes, size_t n_wishes, size_t maximum,
                  struct experiment_progress *progress, struct frame *table, bool *met, struct sim_err *err)
    __attribute__((warn_unused_result));

#endif
