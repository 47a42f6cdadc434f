/* Many comparisons at once: adjusted p values and simultaneous intervals. */
#ifndef SIM_STATS_MULTIPLE_H
#define SIM_STATS_MULTIPLE_H

#include <stddef.h>

#include "sim/base/err.h"
#include "sim/stats/bootstrap.h"
#include "sim/stats/stats.h"

/* Holm's (1979) adjusted p values of m tests: reject all with adjusted[i] <= alpha and the chance of even one false
 * rejection is at most alpha, whatever the dependence. A NaN stays NaN and does not count among the m. SIM_E_NOMEM. */
int multiple_holm(const double *p, size_t m, double *adjusted, struct sim_err *err) __attribute__((warn_unused_result));

/* Interval of one mean among `m` >= 1 of which all hold together with chance `level` at least (Bonferroni). */
struct stats_interval multiple_bonferroni(const struct stats_moments *moments, size_t m, double level);

struct multiple_contrast {
    size_t n;        /* replications with a value */
    double diff, se; /* mean and its standard error; NaN when n = 0, n < 2 */
    double lo, hi;   /* simultaneous interval; {diff, diff} without spread; NaN when n < 2 */
    double p;        /* adjusted p value of no difference (single-step max-t); NaN without spread or when n < 2 */
};

/* Simultaneous intervals of m contrasts: diff +- critical * se, all m hold together with chance about `level`. The
 * critical value is the `level` quantile of the largest |t| over the contrasts in the bootstrap (studentised; Westfall &
 * Young 1993; Romano & Wolf 2005), so contrasts that go together, as those with one reference or under common random
 * numbers do, cost less than Bonferroni asks.
 *
 * differences[j * n + i]: contrast j in replication i (arm - reference). NaN: no value in that replication; each
 * contrast uses its own replications, and the same resample of all n serves all. A resample in which a contrast has no
 * spread but another mean counts as infinite, so with very rare events the critical value, and the interval, can be
 * infinite: too few replications to say. `critical` may be NULL; NaN when no contrast varies. SIM_E_NOMEM,
 * SIM_E_INPUT. */
int multiple_max_t(const struct bootstrap_plan *plan, const double *differences, size_t m, size_t n, double level,
                   struct multiple_contrast *out, double *critical, struct sim_err *err)
    __attribute__((warn_unused_result));

#endif
