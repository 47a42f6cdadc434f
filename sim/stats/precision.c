#include "sim/stats/precision.h"

#include <math.h>
#include <stdbool.h>

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

static bool fits(const struct precision_plan *plan, double mean, double half)
{
    return (plan->absolute > 0.0 && half <= plan->absolute)
           || (plan->relative > 0.0 && half <= plan->relative * fabs(mean));
}

void precision_decide(const struct precision_plan *plan, const double *values, size_t n, struct precision *out)
{
    struct stats_moments moments = {0};
    size_t seen = 0, count = precision_next(plan->first, plan->maximum, 0);
    unsigned held = 0; /* counts in a row at which it fits */
    *out = (struct precision){.state = PRECISION_MORE, .next = count, .mean = (double)NAN, .half = (double)NAN};
    while (out->state == PRECISION_MORE && count > 0 && count <= n) {
        while (seen < count)
            stats_add(&moments, values[seen++]);
        const struct stats_interval interval = stats_mean_interval(&moments, plan->level);
        thin_count(values, count, &out->sample);
        out->count = count;
        out->n = moments.n;
        out->mean = stats_mean(&moments);
        out->half = thin_is(&out->sample) ? (double)NAN : 0.5 * (interval.hi - interval.lo);
        held = fits(plan, out->mean, out->half) ? held + 1 : 0;
        if (held > plan->look_ahead || (held > 0 && count == plan->maximum))
            out->state = PRECISION_MET;
        else if (count == plan->maximum)
            out->state = PRECISION_NOT_MET;
        else
            count = precision_next(plan->first, plan->maximum, count);
        out->next = count;
    }
}
