/* Inside of sim/study: the arms over draws from the posterior of a calibration (experiment.design = "posterior"). */
#ifndef SIM_STUDY_POSTERIOR_H
#define SIM_STUDY_POSTERIOR_H

#include "sim/study/points.h"

/* Points of a posterior: a systematic resample of the weighted particles in the result of `calibrate` that
 * experiment.posterior names, a pure function of these and the seed. As many as the request asks for, and no more than
 * the particles count as (their effective number): more would repeat them and look surer than they are. The request's
 * factors are those that were calibrated, in any order. SIM_E_INPUT when none is named, it is no finished calibration,
 * was of other parameters, or has a value out of the factors' ranges; errors of opening a result. */
int posterior_points(const struct study_request *request, struct points *points, struct sim_err *err)
    __attribute__((warn_unused_result));

/* Opens the result that experiment.posterior names, to be released with store_close; *out is NULL after a failure. Errors
 * say file, line and key: SIM_E_INPUT when none is named or there is no such file, else those of store_open. */
int posterior_open(const struct scenario *scenario, struct store **out, struct sim_err *err)
    __attribute__((warn_unused_result));

/* What is known of one quantity over draws from a posterior, each in the same replications. */
struct posterior_spread {
    size_t draws;        /* with a value */
    size_t replications; /* in which all of these have one */
    double mean;
    double lo, hi;        /* 95 % of what the model expects, for parameters and luck both */
    double sd_parameters; /* between what the model expects at the draws, luck taken out */
    double se_luck;       /* standard error of the mean by luck, which all draws share */
    double q05, q50, q95; /* of the draws' means, their own luck included */
    double above;         /* share of the draws with a mean above 0 */
};

/* values[draws][replications] of a quantity, NaN where there is none; means[draws] is scratch.
 *
 * A value is m + D_d + L_r + I_dr: parameters, luck that draws share, luck that they do not. Means over replications
 * have variance sd_parameters^2 + V(I) / R between draws, and V(I) is the mean square of what draw and replication
 * leave (two-way analysis of variance without repetition). An sd_parameters that rounding may have made is 0.
 *
 * What the model expects at the true parameters lies between limits that are as skewed as the draws are: quantiles of the
 * draws' means, drawn towards the mean by sd_parameters / their own sd, which takes luck out of their spread; put together
 * with Student's limits of the error by luck as sides of a right angle (Howe 1974), on either side by itself; and nowhere
 * beyond the highest and lowest single run, for what was expected cannot lie beyond what is possible.
 * Limits are NaN with fewer than POSTERIOR_FEWEST draws or 2 replications, which cannot tell, and when (nearly) all are
 * alike, draws and replications both (sim/stats/thin.h), which does not show that others are. */
enum { POSTERIOR_FEWEST = 30 };
void posterior_spread(const double *values, size_t draws, size_t replications, double *means,
                      struct posterior_spread *out);

/* The procedure: runs all arms at the points and keeps the tables posterior-outcomes and sweep-design. */
int posterior_sweep(struct study *study, struct sim_err *err) __attribute__((warn_unused_result));

#endif
