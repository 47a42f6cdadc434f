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
    double lo, hi;   /* simultaneous interval; NaN when n < 2 or the contrast is thin */
    double p; /* adjusted p value of no difference: single-step max-t, of a thin contrast Bonferroni of its sign test;
                        NaN when n < 2 or all values are 0 */
};

/* Simultaneous intervals of m contrasts: diff +- critical * se, all m hold together with chance about `level`.
 *
 * The critical value is a quantile of the largest |t| over the contrasts in the bootstrap (studentised; Westfall & Young
 * 1993; Romano & Wolf 2005), so contrasts that go together, as those with one reference or under common random numbers
 * do, cost less than Bonferroni asks; or it is that of Bonferroni's t, as much longer as skewness asks (sim/stats/skew.h), when
 * that is smaller, as with few replications, of which many resamples hold one or two alone. Thin contrasts (sim/stats/thin.h) have no t: they take no part, get no
 * interval, and their share of the error is kept for their exact p, times m. So with k of m that take part, the quantile is
 * that of 1 - (1 - level) k / m, and chance `level` holds for the family as a whole.
 *
 * differences[j * n + i]: contrast j in replication i (arm - reference). NaN: no value in that replication; each
 * contrast uses its own replications, and the same resample of all n serves all. `critical` may be NULL; it is that of the
 * contrast with the most replications, NaN when none takes part. SIM_E_NOMEM, SIM_E_INPUT. */
int multiple_max_t(const struct bootstrap_plan *plan, const double *differences, size_t m, size_t n, double level,
                   struct multiple_contrast *out, double *critical, struct sim_err *err)
    __attribute__((warn_unused_result));

#endif
