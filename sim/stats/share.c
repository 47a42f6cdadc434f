#include "sim/stats/share.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "sim/stats/bounded.h"

#define WHOLE 100.0
/* So many coins can be counted: C(1000, 500) is below the largest number. */
enum { MOST_COINS = 1000 };

static const struct stats_interval NOWHERE = {(double)NAN, (double)NAN};

struct stats_interval share_wilson(double share, size_t n, double level)
{
    if (n == 0)
        return NOWHERE;
    const double z = gsl_cdf_ugaussian_Pinv(0.5 + 0.5 * level), zz = z * z / (double)n;
    const double middle = (share + 0.5 * zz) / (1.0 + zz);
    const double half = z / (1.0 + zz) * sqrt(share * (1.0 - share) / (double)n + 0.25 * zz / (double)n);
    return (struct stats_interval){share > 0.0 ? fmax(0.0, middle - half) : 0.0,
                                   share < 1.0 ? fmin(1.0, middle + half) : 1.0};
}

double share_sign_p(size_t more, size_t fewer)
{
    const size_t least = more < fewer ? more : fewer, n = more + fewer;
    double ways = 1.0, sum = 1.0;
    if (n > MOST_COINS)
        return fmin(1.0, 2.0 * gsl_cdf_binomial_P((unsigned)least, 0.5, (unsigned)n));
    for (size_t k = 1; k <= least; k++) {
        ways = ways * (double)(n - k + 1) / (double)k;
        sum += ways;
    }
    return fmin(1.0, ldexp(sum, 1 - (int)n));
}

bool share_is_events(const double *values, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]) && values[i] != 0.0 && values[i] != WHOLE)
            return false;
    return true;
}

void share_summary(double level, struct stats_summary *out)
{
    const struct stats_interval share = share_wilson(out->mean / WHOLE, out->n, level);
    out->lo = WHOLE * share.lo;
    out->hi = WHOLE * share.hi;
}

void share_contrast(double level, struct stats_contrast *out)
{
    out->lo = out->hi = (double)NAN;
    if (out->n == 0)
        return;
    const double n = (double)out->n + 2.0, more = ((double)out->more + 1.0) / n, fewer = ((double)out->fewer + 1.0) / n;
    const double diff = more - fewer;
    const double half = gsl_cdf_ugaussian_Pinv(0.5 + 0.5 * level) * sqrt((more + fewer - diff * diff) / n);
    const struct stats_interval reach =
        bounded_within((struct stats_interval){WHOLE * (diff - half), WHOLE * (diff + half)},
                       (struct sim_range){-WHOLE, WHOLE});
    out->lo = reach.lo;
    out->hi = reach.hi;
    out->p = out->more + out->fewer > 0 ? share_sign_p(out->more, out->fewer) : (double)NAN;
}
