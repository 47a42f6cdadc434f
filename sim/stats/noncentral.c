#include "sim/stats/noncentral.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

enum { INTERVALS = 800, BISECTIONS = 200 };

/* Density of u = sqrt(X / df). */
static double density(double u, double df, double constant)
{
    if (!(u > 0.0))
        return df > 1.0 ? 0.0 : exp(constant);
    return exp(constant + (df - 1.0) * log(u) - 0.5 * df * u * u);
}

double noncentral_t_cdf(double t, double df, double shift)
{
    if (t < 0.0)
        return 1.0 - noncentral_t_cdf(-t, df, -shift);
    if (!(t > 0.0))
        return gsl_cdf_ugaussian_P(-shift);
    const double constant = log(2.0) + 0.5 * df * log(0.5 * df) - lgamma(0.5 * df);
    const double reach = 9.0 / sqrt(2.0 * df), step_at = shift / t, step = 9.0 / t;

    /* P = E Phi(t u - shift). Phi is a step at shift / t: 0 before it, 1 after it, and the rule is spent on what is in
     * between, so that a huge t (a difference with hardly any spread) costs no precision. */
    const double from = fmax(fmax(0.0, 1.0 - reach), step_at - step), to = fmin(1.0 + reach, step_at + step);
    const double certain = fmax(to, step_at + step);
    double sum = 0.0;
    if (to > from) {
        const double h = (to - from) / INTERVALS;
        for (int i = 0; i <= INTERVALS; i++) {
            const double u = from + h * i, weight = i == 0 || i == INTERVALS ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
            sum += weight * gsl_cdf_ugaussian_P(t * u - shift) * density(u, df, constant);
        }
        sum *= h / 3.0;
    }
    const double above = certain > 0.0 ? gsl_cdf_chisq_Q(df * certain * certain, df) : 1.0;
    return fmin(1.0, sum + above);
}

double noncentral_t_shift(double t, double df, double p)
{
    double width = 1.0 + fabs(t);
    while (noncentral_t_cdf(t, df, t - width) < p)
        width *= 2.0;
    double lo = t - width;
    width = 1.0 + fabs(t);
    while (noncentral_t_cdf(t, df, t + width) > p)
        width *= 2.0;
    double hi = t + width;
    for (int i = 0; i < BISECTIONS && hi - lo > 1e-12 * (1.0 + fabs(lo)); i++) {
        const double middle = 0.5 * (lo + hi);
        if (noncentral_t_cdf(t, df, middle) > p)
            lo = middle;
        else
            hi = middle;
    }
    return 0.5 * (lo + hi);
}
