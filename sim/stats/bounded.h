/* Intervals of means of what lies between limits: of events by run, their means over points, and differences of these.
 *
 * Where runs are alike their spread says nothing, but that values lie within limits does. A value between 0 and 1 with
 * mean p has a variance of at most p (1 - p) (Bhatia and Davis 2000, American Mathematical Monthly 107: 353-357), that of
 * an event; and one between -1 and 1 at most more + fewer - (more - fewer)^2, with more and fewer the means of its
 * positive and negative parts, that of a difference of two events. A mean of n independent values is therefore at least as
 * sure as a share of n, and has the intervals of shares (sim/stats/share.h): Wilson's, that of Bonett and Price, and of a
 * change between unpaired parts that of Agresti and Caffo (2000, American Statistician 54: 280-288).
 *
 * What is known of the spread makes n larger, as surveys do (effective sample size: Korn and Graubard 1998, Survey
 * Methodology 24: 193-201; Franco, Little, Louis and Slud 2019, J. Survey Statistics and Methodology 7: 334-364): the n at
 * which an interval of a share would be as wide as the one that the spread gives. */
#ifndef SIM_STATS_BOUNDED_H
#define SIM_STATS_BOUNDED_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/range.h"
#include "sim/stats/stats.h"

/* What of an interval lies within the range of what it is about: of a mean or a quantile that of the values, of a difference
 * of means sim_range_of_difference of it. The truth lies within that range, so the part that is left holds it whenever the
 * whole did: coverage stays as it is, to the sample. A limit beyond the range becomes the end of it; NaN stays NaN. What
 * is decided by the width of an interval (sim/stats/precision.h, advice.h) is by that of the whole, which does not
 * shrink where the range is near. */
struct stats_interval bounded_within(struct stats_interval interval, struct sim_range range);

/* Some points, as parts of `whole` (the largest value there may be): means over points of their means over replications. */
struct bounded {
    double more, fewer; /* of what is above 0 and of what is below it; NaN without any value */
    double whole;
    bool either_way; /* values may be below 0: down to -whole */
};

/* y[n][replications], NaN missing, none beyond the whole. */
struct bounded bounded_of(const double *y, size_t n, size_t replications, double whole, bool either_way);

/* Interval of the mean: within 0, or -whole, and whole. `least` > 0: values that are independent at least; `half`: half of
 * the interval that their spread gives, NaN or 0 when that says nothing. NaN without values. */
struct stats_interval bounded_mean(const struct bounded *part, size_t least, double half, double level);

/* The same of the mean of `to` less that of `from`, which are not paired. */
struct stats_interval bounded_change(const struct bounded *from, const struct bounded *to, size_t least, double half,
                                     double level);

#endif
