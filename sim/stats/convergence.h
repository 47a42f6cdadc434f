/* Running mean and interval at fixed counts, for a plot of convergence. */
#ifndef SIM_STATS_CONVERGENCE_H
#define SIM_STATS_CONVERGENCE_H

#include <stddef.h>

struct convergence_point {
    size_t count;        /* replications run, */
    size_t n;            /* of which with a value */
    double mean, lo, hi; /* NaN when n = 0; lo and hi when n < 2 or the sample is thin */
};

/* The counts of n replications: 2, 3, ..., 10, then each at most a tenth more than the one before, and n itself. They
 * do not depend on n but for the last, so that plots of shorter and longer runs agree. Fills counts[0 .. capacity) as
 * far as it goes and gives how many there are: about 10 + 25 log10(n / 10). None when n < 2. */
size_t convergence_counts(size_t n, size_t *counts, size_t capacity);

/* out[0 .. points): the mean of the first counts[i] values, in replication order, with its interval at `level`; the
 * counts ascend and are at most n. `reference` NULL: of the column `values`; else of values - reference, pair by pair.
 * NaN in either: left out. Each interval holds for its own count, not for the whole curve: do not stop by looking at
 * it (use sim/stats/precision.h). */
void convergence_run(const double *values, const double *reference, const size_t *counts, size_t points, double level,
                     struct convergence_point *out);

#endif
