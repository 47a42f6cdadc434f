/* What a number can be: the least and the most, either of which may be missing. */
#ifndef SIM_BASE_RANGE_H
#define SIM_BASE_RANGE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

struct sim_range {
    double lowest, highest; /* lowest <= highest; -HUGE_VAL, HUGE_VAL: no limit */
};

/* For tables. */
#define SIM_ANY             \
    {                       \
        -HUGE_VAL, HUGE_VAL \
    }
#define SIM_BETWEEN(least, most) \
    {                            \
        (least), (most)          \
    }
#define SIM_FROM(least) SIM_BETWEEN(least, HUGE_VAL)
#define SIM_PERCENT SIM_BETWEEN(0.0, 100.0)

/* Whether a value is finite and within the range, but for rounding: of a part in 10^9 of the limit, or of 1. NaN, which
 * stands for no value, is. */
bool sim_range_holds(struct sim_range range, double value);

/* Of the sum of 1 ... n values, each within the range; n = 0 counts as 1. */
struct sim_range sim_range_of_sum(struct sim_range range, size_t n);

/* Of a difference of two values within the range. */
struct sim_range sim_range_of_difference(struct sim_range range);

#endif
