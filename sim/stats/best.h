/* Which of K arms is best: how sure, how often, and by how much at most.
 *
 * values[k * n + i]: arm k in replication i, all arms under the same random numbers. A replication in which any arm has
 * no value (NaN) is left out for all: a comparison needs the same futures. `better`: +1 higher is better, -1 lower. */
#ifndef SIM_STATS_BEST_H
#define SIM_STATS_BEST_H

#include <stddef.h>

#include "sim/base/err.h"
#include "sim/stats/multi_t.h"
#include "sim/stats/stats.h"

struct best_arm {
    double mean;
    double p_best; /* how sure we are, with this many replications, that the arm is best on average. Goes to 0 or 1 as n
                          grows. Ties are shared. NaN with one replication, or when an arm differs from that with the
                          best mean in a thin way (sim/stats/thin.h): then nobody can say */
    double share_best; /* share of replications in which it is best: how often it is best in a single future. Does not
                          go to 0 or 1. Ties are shared */
};

/* out[0 .. arms). *n_used (may be NULL): replications in which all arms have a value; all is NaN when it is 0.
 *
 * The means have a multivariate t distribution around those observed, with n - 1 degrees of freedom and the covariance of
 * the means under the same random numbers: what a flat prior gives for normal values of known correlation, and between two
 * arms one minus the one-sided p of the paired t test (computed as such; else from the draws). It is not
 * corrected for picking the winner among many. SIM_E_NOMEM, SIM_E_INPUT. */
int best_arms(struct multi_t *draws, const double *values, size_t arms, size_t n, int better, struct best_arm *out,
              size_t *n_used, struct sim_err *err) __attribute__((warn_unused_result));

/* Multiple comparisons with the best (Hsu 1984, Annals of Statistics 12: 1136-1144; form of Edwards & Hsu 1983, with
 * pairwise margins as in Nelson & Matejcik 1995 so that common random numbers count): out[k] is an interval of
 * mean k - mean of the best other arm, in the direction of better, all together valid with chance `level` at least
 * (normal means; Bonferroni over the arms - 1 pairs with the best). hi = 0: the arm is not the best. lo = 0: it is the
 * best. lo is minus the most that could be lost by choosing the arm. NaN when fewer than two replications are usable, or
 * for the same thin differences as p_best. arms >= 2. SIM_E_NOMEM, SIM_E_INPUT. */
int best_mcb(const double *values, size_t arms, size_t n, int better, double level, struct stats_interval *out,
             struct sim_err *err) __attribute__((warn_unused_result));

#endif
