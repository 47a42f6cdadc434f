/* Variance reduction after the fact: control variates and antithetic pairs. */
#ifndef SIM_STATS_VARIANCE_H
#define SIM_STATS_VARIANCE_H

#include <stddef.h>

#include "sim/base/err.h"
#include "sim/stats/stats.h"

struct variance_controlled {
    size_t n;              /* replications in which the outcome and all controls have a value; others are left out */
    size_t used;           /* controls used; one that does not vary or is a mixture of earlier ones is left out */
    double plain;          /* mean of the outcome over those n */
    double mean, se;       /* controlled mean and its standard error; NaN when n < used + 3 */
    double lo, hi;         /* t interval with n - used - 1 degrees of freedom */
    double variance_ratio; /* estimated variance of the plain mean / of the controlled mean: how many times fewer
                              replications. NaN when the latter is 0 */
    double loss;           /* (n - 2) / (n - used - 2): the factor by which estimating the coefficients from the same
                              replications raises the variance (Lavenberg, Moeller & Welch 1982) */
};

/* Control variates by regression (Lavenberg & Welch 1981, Management Science 27: 322-335): mean of the outcome y[i]
 * where the q controls, controls[c * n + i], have their known means. The interval is exact when outcome and controls are
 * jointly normal; otherwise the estimate has a bias of order 1/n.
 *
 * n_control = 0: the means are known exactly. n_control > 0: they are estimated from n_control replications of the
 * controls alone, independent of these or with these n as their first ones (double sampling; Cochran 1977, section
 * 12.3): b' S b / n_control is added to the variance, the same in both cases. `coefficients` (q, may be NULL): of the
 * regression, 0 for a control left out. level in (0,1). SIM_E_NOMEM; SIM_E_INPUT: a known mean is NaN. */
int variance_control(const double *y, const double *controls, size_t n, size_t q, const double *means, size_t n_control,
                     double level, double *coefficients, struct variance_controlled *out, struct sim_err *err)
    __attribute__((warn_unused_result));

struct variance_antithetic {
    size_t n;              /* pairs in which both have a value; other pairs are left out */
    double mean, variance; /* of the pair means: n independent values */
    double lo, hi;         /* t interval, n - 1 degrees of freedom */
    double correlation;    /* within pairs; negative is what antithetic numbers are for */
    double variance_ratio; /* variance of the mean of two independent runs / of a pair mean: above 1 it helps */
};

/* Antithetic pairs (Hammersley & Morton 1956): run a[i] and its mirror b[i]. Only the pair means are independent, so
 * the interval is built from those. They can be far more skewed than the runs (the mean of exp z and exp -z is cosh z):
 * then use more pairs. NaN as in stats_contrast. */
void variance_antithetic(const double *a, const double *b, size_t n, double level, struct variance_antithetic *out);

#endif
