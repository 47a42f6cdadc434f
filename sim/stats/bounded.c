#include "sim/stats/bounded.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static const struct stats_interval NOWHERE = {(double)NAN, (double)NAN};

struct bounded bounded_of(const double *y, size_t n, size_t replications, double whole, bool either_way)
{
    struct stats_moments more = {0}, fewer = {0};
    for (size_t p = 0; p < n; p++) {
        struct stats_moments above = {0}, below = {0};
        for (size_t r = 0; r < replications; r++) {
            const double value = y[p * replications + r] / whole;
            if (isnan(value))
                continue;
            stats_add(&above, fmax(value, 0.0));
            stats_add(&below, fmax(-value, 0.0));
        }
        stats_add(&more, stats_mean(&above));
        stats_add(&fewer, stats_mean(&below));
    }
    return (struct bounded){stats_mean(&more), stats_mean(&fewer), whole, either_way};
}

/* The most that one value may vary. */
static double most(const struct bounded *part)
{
    const double mean = part->more - part->fewer;
    return fmax(0.0, part->more + part->fewer - mean * mean);
}

/* So many values of that variance would give an interval of that width. */
static double effective(double variance, double half, double least, double z)
{
    return half > 0.0 ? fmax(least, z * z * variance / (half * half)) : least;
}

/* Of a mean with one value added at each end, its variance put into *variance. */
static double drawn_in(const struct bounded *part, double n, double *variance)
{
    struct bounded in = *part;
    in.more = (n * part->more + 1.0) / (n + 2.0);
    in.fewer = part->either_way ? (n * part->fewer + 1.0) / (n + 2.0) : 0.0;
    *variance = most(&in) / (n + 2.0);
    return in.more - in.fewer;
}

static double inside(double limit, struct sim_range range)
{
    return isnan(limit) ? limit : fmin(fmax(limit, range.lowest), range.highest);
}

struct stats_interval bounded_within(struct stats_interval interval, struct sim_range range)
{
    return (struct stats_interval){inside(interval.lo, range), inside(interval.hi, range)};
}

/* Within so many wholes, either way; value and half are parts of the whole. */
static struct stats_interval around(double value, double half, double whole, double wholes)
{
    const double limit = whole * wholes;
    return bounded_within((struct stats_interval){whole * (value - half), whole * (value + half)},
                          (struct sim_range){-limit, limit});
}

struct stats_interval bounded_mean(const struct bounded *part, size_t least, double half, double level)
{
    const double z = gsl_cdf_ugaussian_Pinv(0.5 + 0.5 * level), whole = part->whole;
    double variance;
    if (isnan(part->more) || least == 0)
        return NOWHERE;
    const double n = effective(most(part), half / whole, (double)least, z);
    if (part->either_way) {
        const double value = drawn_in(part, n, &variance);
        return around(value, z * sqrt(variance), whole, 1.0);
    }
    const double zz = z * z / n, p = part->more, middle = (p + 0.5 * zz) / (1.0 + zz); /* Wilson's, of any n */
    const double reach = z / (1.0 + zz) * sqrt(p * (1.0 - p) / n + 0.25 * zz / n);
    return (struct stats_interval){p > 0.0 ? whole * fmax(0.0, middle - reach) : 0.0,
                                   p < 1.0 ? whole * fmin(1.0, middle + reach) : whole};
}

struct stats_interval bounded_change(const struct bounded *from, const struct bounded *to, size_t least, double half,
                                     double level)
{
    const double z = gsl_cdf_ugaussian_Pinv(0.5 + 0.5 * level), whole = to->whole;
    const double widest = to->either_way ? 2.0 : 1.0;
    double a, b;
    if (isnan(from->more) || isnan(to->more) || least == 0)
        return NOWHERE;
    const double n = effective(most(from) + most(to), half / whole, (double)least, z);
    const double change = -drawn_in(from, n, &a) + drawn_in(to, n, &b);
    return around(change, z * sqrt(a + b), whole, widest);
}
