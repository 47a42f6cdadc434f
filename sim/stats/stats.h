/* Statistics over replications: moments, quantiles, intervals, paired differences.
 *
 * Values come in replication order, always the same, so that results are the same bits on every run. NaN means "no
 * value in this replication": it is left out and counted. All intervals speak of Monte Carlo error: how far the mean of
 * these replications may be from the mean of infinitely many. They say nothing of whether the model is right. */
#ifndef SIM_STATS_STATS_H
#define SIM_STATS_STATS_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"
#include "sim/stats/thin.h"

/* Running mean and spread (Welford 1962), and the third and fourth moment (Pebay 2008). Start from all zeroes. */
struct stats_moments {
    size_t n, missing; /* values seen; NaN skipped */
    double mean;
    double squares, cubes, fourths; /* sums of the second, third and fourth power of the deviations from the mean */
};

struct stats_interval {
    double lo, hi;
};

struct stats_summary {
    size_t n, missing;
    double mean, sd;      /* NaN: mean when n = 0, sd when n < 2 */
    double lo, hi;        /* interval of the mean; NaN when n < 2 or the sample is thin */
    bool skewed;          /* there is one, and it may be too sure: skew_is_strong */
    double q05, q50, q95; /* quantiles over replications; NaN when n = 0 */
    struct thin sample;   /* how many of the values are equal */
};

struct stats_contrast {
    size_t n;           /* replications in which both have a value */
    double diff, sd;    /* mean and sd of arm - reference, pair by pair */
    double lo, hi;      /* interval of diff; NaN when n < 2 or the differences are thin */
    bool skewed;        /* there is one, and it may be too sure: skew_is_strong */
    double p;           /* of no difference, two-sided: the paired t test, corrected for skewness; of thin differences
                              the exact sign test; NaN when n < 2 or all pairs are equal */
    size_t more, fewer; /* pairs in which the arm is above the reference, below it */
    struct thin sample; /* how many of the differences are equal */
    double p_better;    /* share of pairs in which the arm is better, ties half; NaN when better = 0 or n = 0 */
    double correlation; /* between the columns; NaN when n < 2 or a column does not vary */
    double variance_ratio; /* variance of the difference were the columns independent / its variance as paired: how
                                       many times fewer replications common random numbers need; NaN when that is 0 */
};

void stats_add(struct stats_moments *moments, double value);
double stats_mean(const struct stats_moments *moments);     /* NaN when n = 0 */
double stats_variance(const struct stats_moments *moments); /* divisor n - 1; NaN when n < 2 */
double stats_sd(const struct stats_moments *moments);

/* Interval of the mean, `level` in (0,1), e.g. 0.95: Student's t, corrected for the skewness of the sample
 * (sim/stats/skew.h). {NaN, NaN} when n < 2 or sd = 0: equal values do not tell how far others may lie. Whether a sample
 * with some spread is thin is for the caller to ask (sim/stats/thin.h). */
struct stats_interval stats_mean_interval(const struct stats_moments *moments, double level);

/* Quantile of type 7 (R's default), p in [0,1], of n ascending values without NaN. NaN when n = 0. */
double stats_quantile(const double *sorted, size_t n, double p);

/* Sorts n values without NaN, ascending. */
void stats_sort(double *values, size_t n);

/* All of a column of n replications. SIM_E_NOMEM. */
int stats_summarise(const double *values, size_t n, double level, struct stats_summary *out, struct sim_err *err)
    __attribute__((warn_unused_result));

/* Arm against reference, replication by replication; a pair with a NaN is dropped. `better`: +1 higher is better, -1
 * lower, 0 neither. */
void stats_compare(const double *arm, const double *reference, size_t n, int better, double level,
                   struct stats_contrast *out);

#endif
