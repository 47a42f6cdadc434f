#include "sim/stats/precision.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>

#include "sim/stats/advice.h"
#include "sim/stats/skew.h"

size_t precision_next(size_t first, size_t maximum, size_t count)
{
    if (count >= maximum)
        return 0;
    for (size_t base = first; base < maximum; base *= 2) {
        const size_t half_more = base + base / 2;
        if (base > count)
            return base;
        if (half_more > count)
            return half_more < maximum ? half_more : maximum;
        if (base > maximum / 2)
            break;
    }
    return maximum;
}

static bool fits(const struct precision_plan *plan, double base, double half)
{
    return (plan->absolute > 0.0 && half <= plan->absolute)
           || (plan->relative > 0.0 && half <= plan->relative * fabs(base));
}

/* What follows from one more look, of which `out` has the figures. */
static void conclude(const struct precision_plan *plan, bool fit, struct precision *out)
{
    out->held = fit ? out->held + 1 : 0;
    if (out->held > plan->look_ahead || (out->held > 0 && out->count == plan->maximum))
        out->state = PRECISION_MET;
    else if (out->count == plan->maximum)
        out->state = PRECISION_NOT_MET;
    out->next = out->state == PRECISION_MORE ? precision_next(plan->first, plan->maximum, out->count) : out->count;
}

void precision_decide(const struct precision_plan *plan, const double *values, size_t n, struct precision *out)
{
    struct stats_moments moments = {0}, base = {0};
    size_t seen = 0;
    *out = (struct precision){.state = PRECISION_MORE,
                              .next = precision_next(plan->first, plan->maximum, 0),
                              .mean = (double)NAN,
                              .base = (double)NAN,
                              .half = (double)NAN};
    while (out->state == PRECISION_MORE && out->next > 0 && out->next <= n) {
        const size_t count = out->next;
        for (; seen < count; seen++) {
            stats_add(&moments, values[seen]);
            if (plan->base != NULL)
                stats_add(&base, plan->base[seen]);
        }
        const struct stats_interval interval = stats_mean_interval(&moments, plan->level);
        thin_count(values, count, &out->sample);
        out->count = count;
        out->n = moments.n;
        out->mean = stats_mean(&moments);
        out->base = plan->base != NULL ? stats_mean(&base) : out->mean;
        out->half = thin_is(&out->sample) ? (double)NAN : 0.5 * (interval.hi - interval.lo);
        conclude(plan, fits(plan, out->base, out->half), out);
    }
}

/* Of n values with standard deviation `sd` and the skewness of these. */
static double expected_half(const struct stats_moments *moments, double sd, size_t n, double level)
{
    if (n < 2)
        return (double)NAN;
    return advice_half_width(sd, n, level)
           * skew_stretch(moments, n, gsl_cdf_tdist_Pinv(0.5 + 0.5 * level, (double)(n - 1)));
}

size_t precision_expected(const struct precision_plan *plan, const double *values, size_t n, double sd)
{
    struct stats_moments moments = {0}, base = {0};
    struct thin sample;
    struct precision now;
    precision_decide(plan, values, n, &now);
    for (size_t i = 0; i < n; i++) {
        stats_add(&moments, values[i]);
        stats_add(&base, plan->base != NULL ? plan->base[i] : values[i]);
    }
    thin_count(values, n, &sample);
    while (now.state == PRECISION_MORE && moments.n > 0) {
        now.count = now.next;
        const double grown = (double)now.count / (double)n;
        const size_t expected = (size_t)floor(grown * (double)moments.n);
        const bool thin = sample.any && grown * (double)(sample.n - sample.equal) < THIN_FEWEST;
        conclude(plan, !thin && fits(plan, stats_mean(&base), expected_half(&moments, sd, expected, plan->level)),
                 &now);
    }
    return now.state == PRECISION_MET ? now.count : 0;
}
