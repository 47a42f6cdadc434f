/* Intervals and tests of what is counted: how often something happens, and how often one of two is ahead.
 *
 * Counts have limits of their own: theirs stay between none and all, say something when nothing happened at all, and keep
 * their level where few replications differ, which Student's t does not. */
#ifndef SIM_STATS_SHARE_H
#define SIM_STATS_SHARE_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/stats/stats.h"

/* Wilson's (1927) score interval of a share of n, at `level` in (0,1): within 0 ... 1. NaN when n = 0. */
struct stats_interval share_wilson(double share, size_t n, double level);

/* The sign test, exact and two-sided: the chance of a split of more + fewer coins at least as uneven, 1 when there are
 * none. For pairs of events it is McNemar's exact test (1947). */
double share_sign_p(size_t more, size_t fewer);

/* Columns of events: each value 0 or 100 (per cent), NaN for none. */
bool share_is_events(const double *values, size_t n);
/* Puts into *out the interval that a share has, instead of that of Student's t: Wilson's, in per cent. */
void share_summary(double level, struct stats_summary *out);
/* The same for the paired difference: the interval of Bonett and Price (2012, "Adjusted Wald confidence interval for a
 * difference of binomial proportions based on paired data", J. Educational and Behavioral Statistics 37: 479-488), cut
 * off at -100 and 100, and McNemar's exact p. Fagerland, Lydersen and Laake (2014, Statistics in Medicine 33: 2850-2875)
 * recommend both for small samples. NaN when n = 0. */
void share_contrast(double level, struct stats_contrast *out);

#endif
