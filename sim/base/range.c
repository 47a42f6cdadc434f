#include "sim/base/range.h"

#define ROUNDING 1e-9

bool sim_range_holds(struct sim_range range, double value)
{
    if (!isfinite(value))
        return isnan(value);
    const double below = ROUNDING * fmax(1.0, fabs(range.lowest)), above = ROUNDING * fmax(1.0, fabs(range.highest));
    return value >= range.lowest - below && value <= range.highest + above;
}

/* No limit times 0 is NaN, which fmin and fmax pass over. */
struct sim_range sim_range_of_sum(struct sim_range range, size_t n)
{
    return (struct sim_range){fmin(range.lowest, (double)n * range.lowest),
                              fmax(range.highest, (double)n * range.highest)};
}

struct sim_range sim_range_of_difference(struct sim_range range)
{
    return (struct sim_range){range.lowest - range.highest, range.highest - range.lowest};
}
