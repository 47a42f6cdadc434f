#include "sim/stats/advice.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "sim/stats/noncentral.h"

static const size_t MOST = 1000000000;

double advice_sd_bound(double sd, size_t n, double confidence)
{
    if (n < 2)
        return (double)NAN;
    const double df = (double)(n - 1);
    return sd * sqrt(df / gsl_cdf_chisq_Qinv(confidence, df));
}

double advice_half_width(double sd, size_t n, double level)
{
    if (n < 2)
        return (double)NAN;
    return gsl_cdf_tdist_Pinv(0.5 + 0.5 * level, (double)(n - 1)) * sd / sqrt((double)n);
}

double advice_power(double d, double sd, size_t n, double level)
{
    if (n < 2 || !(sd > 0.0))
        return (double)NAN;
    const double df = (double)(n - 1), shift = d / sd * sqrt((double)n);
    const double t = gsl_cdf_tdist_Pinv(0.5 + 0.5 * level, df);
    return 1.0 - noncentral_t_cdf(t, df, shift) + noncentral_t_cdf(-t, df, shift);
}

/* How well n does: both wishes are met from some n on. */
struct wish {
    double d, sd, half, power, level; /* half > 0: a half-width; else power */
};

static int met(const struct wish *wish, size_t n)
{
    if (wish->half > 0.0)
        return advice_half_width(wish->sd, n, wish->level) <= wish->half;
    return advice_power(wish->d, wish->sd, n, wish->level) >= wish->power;
}

static size_t smallest(const struct wish *wish)
{
    size_t hi = 2;
    while (!met(wish, hi)) {
        if (hi >= MOST)
            return 0;
        hi = hi > MOST / 2 ? MOST : 2 * hi;
    }
    size_t lo = hi == 2 ? 2 : hi / 2;
    while (lo < hi) {
        const size_t middle = lo + (hi - lo) / 2;
        if (met(wish, middle))
            hi = middle;
        else
            lo = middle + 1;
    }
    return hi;
}

size_t advice_for_half_width(double sd, double half, double level)
{
    return half > 0.0 && sd >= 0.0 ? smallest(&(struct wish){.sd = sd, .half = half, .level = level}) : 0;
}

size_t advice_for_power(double d, double sd, double power, double level)
{
    if (!(fabs(d) > 0.0 && sd >= 0.0))
        return 0;
    return sd > 0.0 ? smallest(&(struct wish){.d = d, .sd = sd, .power = power, .level = level}) : 2;
}

double advice_detectable(double sd, size_t n, double power, double level)
{
    if (n < 2 || !(sd > 0.0))
        return n < 2 ? (double)NAN : sd;
    double lo = 0.0, hi = sd;
    while (advice_power(hi, sd, n, level) < power)
        hi *= 2.0;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (lo + hi);
        if (advice_power(middle, sd, n, level) < power)
            lo = middle;
        else
            hi = middle;
    }
    return hi;
}

double advice_saving(double sd_arm, double sd_reference, double correlation)
{
    const double apart = sd_arm * sd_arm + sd_reference * sd_reference;
    if (isnan(correlation))
        return (double)NAN;
    if (!(apart > 0.0))
        return 1.0;
    return apart / (apart - 2.0 * correlation * sd_arm * sd_reference);
}
