/* Effect sizes of a paired contrast between an arm and a reference.
 *
 * Caution: the spread in the denominator is that between replications, that is, Monte Carlo variation: it is not the
 * spread between patients or regions. More replications do not make d larger; d says how far the outcomes of single
 * futures of the two arms lie apart, and nothing about whether the difference matters. */
#ifndef SIM_STATS_EFFECT_H
#define SIM_STATS_EFFECT_H

#include <stddef.h>

#include "sim/base/err.h"

struct effect_size {
    double value, lo, hi;
};

struct effect {
    size_t n;              /* replications in which both have a value; the others are left out of everything */
    double diff;           /* mean of arm - reference; NaN when n = 0 */
    double t, p_value;     /* no difference, two-sided: t is the paired t with n - 1 degrees of freedom; p is
                             corrected for skewness (sim/stats/skew.h), of thin differences
                              (sim/stats/thin.h) by the exact sign test; NaN when n < 2 or all pairs are equal */
    struct effect_size d;  /* Cohen's d: diff / sqrt of the mean of the two variances between replications; interval of
                              Bonett (2008), Psychological Methods 13: 99-109, which uses the correlation of the pairs */
    struct effect_size g;  /* d and its interval times Hedges' (1981) correction for few replications, with the degrees
                              of freedom of the pooled variance of correlated columns (Cousineau 2020) */
    struct effect_size dz; /* diff / sd of the differences; exact interval for normal differences by the noncentral t
                              (Cumming & Finch 2001). Grows with the correlation that common random numbers give */
    struct effect_size superiority; /* share of replications in which the arm is better, ties half, with Wilson's (1927)
                                       interval: the same future under both arms */
    double superiority_any; /* the same for two futures drawn apart: over all n * n pairs (Vargha & Delaney 2000) */
};

/* Columns of n replications. `better`: +1 higher is better, -1 lower, 0 neither (superiority is NaN). `level` in (0,1).
 * All sizes are NaN when n < 2 or their denominator is 0, and the limits of d, g and dz when the differences are thin.
 * SIM_E_NOMEM. */
int effect_paired(const double *arm, const double *reference, size_t n, int better, double level, struct effect *out,
                  struct sim_err *err) __attribute__((warn_unused_result));

/* Hedges' factor J(df) = gamma(df / 2) / (sqrt(df / 2) gamma((df - 1) / 2)), df > 1; NaN otherwise. */
double effect_hedges(double df);

#endif
