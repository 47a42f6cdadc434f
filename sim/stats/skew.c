#include "sim/stats/skew.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* The square of two standard errors, in variances; values that are enough for a squared skewness of 1. */
#define TIMES_CHANCE 4.0
#define ENOUGH 10.0

/* What a skewness changes in a quantile: t + stretch t (4 z^2 - 1) - shift (2 z^2 + 1). */
struct correction {
    double df, stretch, shift;
};

static bool spread(const struct stats_moments *m)
{
    return m->n > 1 && m->squares > 0.0;
}

double skew_of(const struct stats_moments *m)
{
    const double n = (double)m->n;
    if (m->n < 3 || !spread(m))
        return (double)NAN;
    const double skewness = sqrt(n) * m->cubes / (m->squares * sqrt(m->squares));
    const double most = (n - 2.0) / sqrt(n - 1.0); /* rounding may go beyond what is possible */
    return fmin(fmax(skewness, -most), most);
}

/* Of the skewness of n normal values. */
static double variance_by_chance(double n)
{
    return 6.0 * (n - 2.0) / ((n + 1.0) * (n + 3.0));
}

bool skew_is_strong(const struct stats_moments *m)
{
    const double n = (double)m->n, skewness = skew_of(m), square = skewness * skewness;
    return square > TIMES_CHANCE * variance_by_chance(n) && n < ENOUGH * square;
}

static struct correction correction_of(const struct stats_moments *m)
{
    const double n = (double)m->n, skewness = skew_of(m);
    if (isnan(skewness) || !(fabs(skewness) > 0.0))
        return (struct correction){n - 1.0, 0.0, 0.0};
    const double kurtosis = n * m->fourths / (m->squares * m->squares) - 3.0, square = skewness * skewness;
    const double chance = variance_by_chance(n) * (1.0 + fmax(0.0, kurtosis));
    return (struct correction){
        .df = n - 1.0,
        .stretch = 5.0 / 72.0 * square / n,
        .shift = skewness / (6.0 * sqrt(n)) * square / (square + TIMES_CHANCE * chance),
    };
}

/* Square of the normal quantile of the same chance, to a few hundredths: Wallace (1959), Annals of Mathematical Statistics
 * 30: 1121-1130. A formula, so that it can be turned round. */
static double normal_square(double t, double df)
{
    const double scale = (8.0 * df + 1.0) / (8.0 * df + 3.0);
    return scale * scale * df * log1p(t * t / df);
}

/* Rises with t, whatever the skewness: a sample's cannot be so large that it would not. */
static double corrected(const struct correction *c, double t)
{
    const double square = normal_square(t, c->df);
    return t + c->stretch * t * (4.0 * square - 1.0) - c->shift * (2.0 * square + 1.0);
}

struct stats_interval skew_interval(const struct stats_moments *m, double t)
{
    if (!spread(m))
        return (struct stats_interval){(double)NAN, (double)NAN};
    const struct correction c = correction_of(m);
    const double se = stats_sd(m) / sqrt((double)m->n);
    return (struct stats_interval){m->mean - corrected(&c, t) * se, m->mean - corrected(&c, -t) * se};
}

double skew_stretch(const struct stats_moments *m, size_t n, double t)
{
    const double skewness = skew_of(m);
    if (isnan(skewness))
        return 1.0;
    return 1.0 + 5.0 / 72.0 * skewness * skewness / (double)n * (4.0 * normal_square(t, (double)n - 1.0) - 1.0);
}

double skew_p(const struct stats_moments *m)
{
    if (!spread(m))
        return (double)NAN;
    const struct correction c = correction_of(m);
    const double wanted = m->mean / (stats_sd(m) / sqrt((double)m->n));
    double t = wanted;
    if (c.stretch > 0.0) {
        double lo = wanted - 1.0, hi = wanted + 1.0;
        for (double step = 2.0; corrected(&c, lo) > wanted; step *= 2.0)
            lo -= step;
        for (double step = 2.0; corrected(&c, hi) < wanted; step *= 2.0)
            hi += step;
        for (int i = 0; i < 200 && lo < t && t < hi; i++) { /* until nothing lies between */
            if (corrected(&c, t) < wanted)
                lo = t;
            else
                hi = t;
            t = 0.5 * (lo + hi);
        }
    }
    return fmin(1.0, 2.0 * gsl_cdf_tdist_Q(fabs(t), c.df));
}
