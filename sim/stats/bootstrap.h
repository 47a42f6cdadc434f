/* Bootstrap over replications: resample the replications with replacement, compute the statistic again, see how far it
 * moves.
 *
 * Resamples are a pure function of (seed, number of the resample, n): the same on every machine and whatever else is
 * computed. One resample takes the same replications from every arm, so a statistic of several arms keeps the
 * correlation that common random numbers give. */
#ifndef SIM_STATS_BOOTSTRAP_H
#define SIM_STATS_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/stats/stats.h"

struct bootstrap_plan {
    uint64_t seed;
    size_t resamples; /* 1 to 2^32 - 1; 2,000 is usual for an interval */
};

/* The statistic of the replications index[0 .. n), each below the number of replications; some occur more than once.
 * NaN where the statistic does not exist for this choice (all values missing, say). `n` is one less than the number of
 * replications in the jackknife of BCa. */
typedef double bootstrap_statistic(const size_t *index, size_t n, void *data);

struct bootstrap_result {
    double estimate;                       /* the statistic of all replications, each once */
    double bias, se;                       /* of the resamples: mean - estimate, standard deviation */
    struct stats_interval percentile, bca; /* NaN when the estimate or all resamples are NaN; bca also when n < 3 */
    size_t used, lost;                     /* resamples with a value; resamples in which the statistic is NaN */
};

/* index[0 .. n): the replications of one resample, independent and uniform over 0 .. n - 1. n below 2^32. */
void bootstrap_index(const struct bootstrap_plan *plan, size_t resample, size_t n, size_t *index);

/* Interval of a statistic over n replications, `level` in (0,1). Percentile (Efron 1979) and bias-corrected and
 * accelerated (Efron 1987, "Better bootstrap confidence intervals", JASA 82: 171-185; acceleration by the jackknife,
 * Efron & Tibshirani 1993, ch. 14), both with the quantiles moved out for small n (expanded percentiles, Hesterberg
 * 2015, American Statistician 69: 371-386), which gives a mean the width of its t interval. SIM_E_NOMEM, SIM_E_INPUT. */
int bootstrap_interval(const struct bootstrap_plan *plan, size_t n, bootstrap_statistic *statistic, void *data,
                       double level, struct bootstrap_result *out, struct sim_err *err)
    __attribute__((warn_unused_result));

/* A statistic and its standard error by a formula, both of the replications index[0 .. n). NaN as above. */
struct bootstrap_pair {
    double value, se;
};
typedef struct bootstrap_pair bootstrap_studentised_statistic(const size_t *index, size_t n, void *data);

struct bootstrap_studentised {
    double estimate, se;            /* of all replications, each once */
    struct stats_interval interval; /* both NaN where it has no bound: see below */
    size_t used, lost;              /* resamples with a value; resamples without */
};

/* Interval of a statistic over n replications by the studentised bootstrap (bootstrap-t: Efron & Tibshirani 1993, section
 * 12.5; Davison & Hinkley 1997, section 5.2.1), `level` in (0,1): the quantiles of (value - estimate) / se over the
 * resamples, at ranks (resamples + 1) p, take the place of Student's. Its error is of order 1 / n where that of Student's
 * t is of order 1 / sqrt(n) on either side (Hall 1988, Annals of Statistics 16: 927-953), so it suits skewed statistics;
 * a se of few values makes it long, and without a bound where more resamples than the level leaves out have se = 0 off
 * the estimate. Then, and where se = 0, or too few resamples for the level, there is no interval. SIM_E_NOMEM,
 * SIM_E_INPUT. */
int bootstrap_studentise(const struct bootstrap_plan *plan, size_t n, bootstrap_studentised_statistic *statistic,
                         void *data, double level, struct bootstrap_studentised *out, struct sim_err *err)
    __attribute__((warn_unused_result));

#endif
