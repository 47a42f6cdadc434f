/* A model whose outcomes are functions of its parameters that are known on paper, to test studies with through
 * scenario, engine and store.
 *
 * value = function(x) + shift + slope (x1 - 1/2) + step * (number of the mode) + count / 10
 *         + (noise + noise_x1 * x1) * (a standard normal draw of the replication; `luck` names another one)
 *
 * Arms that differ in `shift` differ by that everywhere; in `slope`, by a sign that x1 decides; in `luck`, by noise of
 * their own. The draw depends on seed and replication only, so points and arms share it in the same replication. */
#ifndef TESTS_SUPPORT_ANALYTIC_MODEL_H
#define TESTS_SUPPORT_ANALYTIC_MODEL_H

#include <stddef.h>

#include "sim/config/scenario.h"
#include "sim/engine/model.h"
#include "sim/study/study.h"

enum { ANALYTIC_N_X = 8 };

/* Positions in analytic_model.outcomes. */
enum analytic_outcome {
    ANALYTIC_VALUE, /* higher is better */
    ANALYTIC_COST,  /* lower is better, without noise: 10 x1 + 5 x2 + x3 */
    ANALYTIC_NEVER, /* never has a value */
    ANALYTIC_N_OUTCOMES
};

/* Parameters, all with defaults:
 *   analytic.function  linear (sum of i * x_i), ishigami (x1-x3), g (x1-x8, a = 0, 1, 4.5, 9, 99, 99, 99, 99),
 *                      branin (x1, x2), box (1 where x1 > .6 and x2 < .4, else 0), zero
 *   analytic.x1 ... x8 0 to 1, default .5; functions scale them to their own domain
 *   analytic.shift, slope, step, noise, noise_x1, luck, count (whole, 0-10), mode (self, lead, nao)
 *   analytic.on        a switch; false makes value NaN
 *   analytic.fails_above   a run in which x1 is above it fails (SIM_E_MODEL); default 2: none
 *   analytic.fails_at      the replication with this number fails; default -1: none
 *   analytic.fails_both    a run fails when both say so, not when either does */
extern const struct sim_model analytic_model;
extern const struct scenario_rules analytic_rules;

/* The noiseless function of that name (as above) at x[ANALYTIC_N_X]. */
double analytic_function(const char *name, const double *x);

/* Reads `text` as a scenario of this model (with a title, no spin-up and a horizon of one month put before it), by way
 * of a file in `dir`. A fault is a test failure. Example:
 *   "analytic = { function = \"ishigami\"; };"
 *   "experiment = { replications = 1; arms = ({ name = \"a\"; }, { name = \"b\"; analytic = { shift = 1.0; }; });"
 *   "  vary = ({ parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; }); };"
 * analytic_vary(n, out, size) writes the list of x1 ... xn over 0-1 for "vary" or "calibrate". */
struct scenario *analytic_scenario(const char *dir, const char *text);
const char *analytic_vary(size_t n, char *out, size_t size);

/* A request for a study into `path` with what the scenario says: experiment.vary, all outcomes that are main, one
 * thread; change the fields before use. */
struct study_request analytic_request(const struct scenario *scenario, const char *path);

/* Opens, runs and closes; frames[] (may be NULL) gets the kept tables (at most STUDY_MOST_FRAMES, to be freed with
 * frame_free) and *n_frames their number. Returns the status. */
int analytic_study(const struct study_request *request, int (*procedure)(struct study *study, struct sim_err *err),
                   struct frame *frames, size_t *n_frames, struct sim_err *err);

/* Every table of a result as one text, those that the study kept and its outcomes, to be freed: byte-equal results have
 * equal texts. */
char *analytic_export(const char *path);

#endif
