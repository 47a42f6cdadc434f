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
 * where the q controls, controls[c * n + i], have their known means. The interval is exact when outcome and controls
 * are jointly normal; otherwise the estimate has a bias of order 1/n.
 *
 * n_control = 0: the means are known exactly. n_control > 0: they are estimated from n_control replications of the
 * controls alone, independent of these or with these n as their first ones (double sampling; Cochran 1977, section
 * 12.3): b' S b / n_control is added to the variance, the same in both cases. `coefficients` (q, may be NULL): of the
 * regression, 0 for a control left out. level in (0,1). SIM_E_NOMEM; SIM_E_INPUT: a known mean is NaN.
 *
 * The reference arm as the control of the others, run far more often: where paired runs are as correlated as ours
 * (Midden-Limburg, healthy years and cost: above .97) the means of the arms gain 18 to 260 times and the paired
 * differences 0.98-1.03, since pairing is a control with coefficient 1 already. Differences gain where the correlation
 * is low (trust: 3-8), if the reference is run without end. The table `pairing` of a comparison tells both. */
int variance_control(const double *y, const double *controls, size_t n, size_t q, const double *means, size_t n_control,
                     double level, double *coefficients, struct variance_controlled *out, struct sim_err *err)
    __attribute__((warn_unused_result));

struct variance_antithetic {
    size_t n;              /* pairs in which both have a value; other pairs are left out */
    double mean, variance; /* of the pair means: n independent values */
    double lo, hi;         /* t interval, n - 1 degrees of freedom */
    double correlation;    /* within pairs; negative is what antithetic numbers are for */
    double variance_ratio; /* variance of the mean of two independent runs / of a pair mean: above 1 it helps */
    /* Its interval, for pairs that are jointly normal: partners have one distribution, so sums and differences within
     * pairs are independent, the ratio is (1 + q) / 2 with q = variance of differences / of sums, and q / true q has an
     * F distribution with n - 1 and n - 1 degrees of freedom. NaN without a ratio. */
    double ratio_lo, ratio_hi;
};

/* Antithetic pairs (Hammersley & Morton 1956): run a[i] and its mirror b[i]. Only the pair means are independent, so
 * the interval is built from those. They can be far more skewed than the runs (the mean of exp z and exp -z is cosh z):
 * then use more pairs. NaN as in stats_contrast.
 *
 * Measured on the model (variance_ratio; experiment.antithetic). Means of an arm: Midden-Limburg at a scale of .1, 24
 * pairs: healthy years 3.1-3.4, right route 1.3-13, cost per head 1.4-1.6, most others about 1; laboratory, 512 pairs:
 * fidelity and surplus 1.4-1.7, effort and external legitimacy 1.8-2.3, goal consensus 0.56: a loss. Paired
 * differences: laboratory 0.96-1.1, no help; Midden-Limburg 0.8-1.9, median about 1.2, and healthy years 3.0-3.4
 * against no collaboration. So it is for precise means, hardly for comparing arms. */
void variance_antithetic(const double *a, const double *b, size_t n, double level, struct variance_antithetic *out);

#endif
