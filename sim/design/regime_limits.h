/* How sure what is said of arms over all points is: limits that hold the chance of points and of replications.
 *
 * All points share their replications, so both kinds of chance are crossed (sim/stats/crossed.h). Points that are
 * planned, all combinations of levels, are no sample: then only replications are chance.
 *
 * Regret. Luck also chooses who is best, so the plug-in estimate is too large and the held-out one too small on
 * average (regime.h): the lower limit is that of the held-out estimate. For the upper limit it is not enough to take
 * the leaders as given: an arm that luck makes lead everywhere would have no regret, for sure. Were it known which
 * rival r(p) is the best at each point, the regret would be a plain mean of differences, with an interval; as it is
 * not, the limit is the largest of those for rivals that are ahead with luck of 0 to t standard errors on their side.
 * Where all points have the same luck the last of these is the largest over all choices of rivals (standard errors
 * add up), with luck of their own the first nearly is. No bootstrap is taken: who is best is a choice of the largest,
 * of which resampling does not give the distribution where arms are close (Andrews 2000, Econometrica 68: 399-405),
 * and in a resample a replication that was left out comes again.
 *
 * The largest regret is of these points. Its lower limit is Student's of what each replication says of the point that
 * the others single out. Its upper limit is the largest of the upper limits of all points and rivals: where the true
 * maximum lies, the limit of that point and rival alone is not below it with the chance that is asked for, so the
 * largest is not either.
 *
 * Shares of points. Who is best is not known at every point, and noise in it does not average out: the share lies
 * between that of the points at which the arm is best with a chance of 97.5 % or more and that of those at which it
 * is with 2.5 % or more. Of a sample of points each has its exact binomial limit (Clopper and Pearson 1934), since
 * other points could have been drawn.
 *
 * Coverage of all of these over synthetic experiments: tests/test_regime_limits.c. They are 95 % or more. */
#ifndef SIM_DESIGN_REGIME_LIMITS_H
#define SIM_DESIGN_REGIME_LIMITS_H

#include <stdbool.h>

#include "sim/design/regime.h"
#include "sim/stats/stats.h"

/* Of an arm. NaN where the estimate is, and where there is too little to judge by. */
struct regime_arm_limits {
    struct stats_interval mean, won, regret, max_regret, meets; /* as the fields of struct regime_arm */
    /* How much the mean over points of the arm that is best on average is better, and its interval at a level such
     * that, of arms that are alike, one is called ahead of all others at most as often as `level` says: Bonferroni over
     * the rivals. NaN of that arm itself and of arms that do not take part at all points. */
    double behind;
    struct stats_interval behind_limits;
};

/* The arm nearest to the one that is best on average; REGIME_NONE when there is none. */
size_t regime_second(const struct regime_arm_limits *arm, size_t n_arms);

/* arm[found->n_arms] of what regime_find found of these data. `sampled`: the points are a sample of the space.
 * `level` in (0,1), usual .95. SIM_E_INPUT with weights, which a sample of points does not have; SIM_E_NOMEM. */
int regime_limits(const struct regime_data *data, const struct regime_settings *settings,
                  const struct regime_result *found, bool sampled, double level, struct regime_arm_limits *arm,
                  struct sim_err *err) __attribute__((warn_unused_result));

#endif
