/* Tails over replications: quantiles with intervals that assume nothing of the distribution, and tail means. NaN
 * values are left out and counted. */
#ifndef SIM_STATS_TAILS_H
#define SIM_STATS_TAILS_H

#include <stddef.h>

#include "sim/base/err.h"
#include "sim/stats/bootstrap.h"

struct tails_quantile {
    size_t n, missing;
    double value;  /* type 7, as stats_quantile; NaN when n = 0 */
    double lo, hi; /* NaN where n is too small for a limit: the extreme replication does not reach far enough */
};

/* Quantile p in (0,1) of a column of n replications, with the interval between two order statistics that holds it with
 * chance `level` at least, half of the rest on either side: ranks from the binomial distribution (Conover 1999, section
 * 3.2; Hahn & Meeker 1991, ch. 5). Ties only widen it. A 95% interval of the 5% quantile needs 72 replications for its
 * lower limit. SIM_E_NOMEM. */
int tails_quantile(const double *values, size_t n, double p, double level, struct tails_quantile *out,
                   struct sim_err *err) __attribute__((warn_unused_result));

struct tails_mean {
    size_t n, missing;
    double value;  /* NaN when n = 0 */
    double lo, hi; /* BCa bootstrap; NaN when n * share < 5: fewer values in the tail say too little */
};

enum tails_side { TAILS_LOWER, TAILS_UPPER };

/* Mean of the lowest or highest `share` in (0,1] of the n values (expected shortfall; Acerbi & Tasche 2002): n * share
 * values, the last one in part. Below about 20 values in the tail the interval is too narrow (measured in
 * tests/test_stats_bootstrap.c). SIM_E_NOMEM, SIM_E_INPUT. */
int tails_mean(const struct bootstrap_plan *plan, const double *values, size_t n, double share, enum tails_side side,
               double level, struct tails_mean *out, struct sim_err *err) __attribute__((warn_unused_result));

#endif
