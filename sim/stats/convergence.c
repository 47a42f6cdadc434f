#include "sim/stats/convergence.h"

#include <math.h>

#include "sim/stats/stats.h"

size_t convergence_counts(size_t n, size_t *counts, size_t capacity)
{
    size_t points = 0;
    for (size_t count = 2; count <= n;) {
        if (points < capacity)
            counts[points] = count;
        points++;
        const size_t step = count < 20 ? 1 : count / 10;
        if (count == n)
            break;
        count = n - count < step ? n : count + step;
    }
    return points;
}

void convergence_run(const double *values, const double *reference, const size_t *counts, size_t points, double level,
                     struct convergence_point *out)
{
    struct stats_moments moments = {0};
    size_t seen = 0;
    for (size_t i = 0; i < points; i++) {
        for (; seen < counts[i]; seen++)
            stats_add(&moments, reference != NULL ? values[seen] - reference[seen] : values[seen]);
        struct stats_interval interval = {(double)NAN, (double)NAN};
        struct thin sample;
        if (reference != NULL)
            thin_count_pairs(values, reference, counts[i], &sample);
        else
            thin_count(values, counts[i], &sample);
        if (!thin_is(&sample))
            interval = stats_mean_interval(&moments, level);
        out[i] = (struct convergence_point){counts[i], moments.n, stats_mean(&moments), interval.lo, interval.hi};
    }
}
