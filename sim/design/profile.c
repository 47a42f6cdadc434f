#include "sim/design/profile.h"

#include <math.h>

double profile_groups(const double *y, const size_t *group, size_t n, size_t n_groups, struct stats_moments *groups)
{
    struct stats_moments all = {0};
    double within = 0.0;
    size_t filled = 0;
    for (size_t g = 0; g < n_groups; g++)
        groups[g] = (struct stats_moments){0};
    for (size_t i = 0; i < n; i++) {
        stats_add(&all, y[i]);
        stats_add(&groups[group[i]], y[i]);
    }
    for (size_t g = 0; g < n_groups; g++) {
        within += groups[g].squares;
        filled += groups[g].n > 0;
    }
    if (all.n <= filled || !(all.squares > 0.0))
        return (double)NAN;
    const double free_all = (double)(all.n - 1), free_within = (double)(all.n - filled);
    return 1.0 - within / all.squares * free_all / free_within;
}

double profile_mean(double *y, size_t n, size_t replications, double level, struct stats_interval *interval,
                    size_t *filled)
{
    struct stats_moments means = {0};
    size_t seen = 0;
    bool alone = false;
    struct stats_moments clusters = {0}; /* as if each replication had one value, with as much of a say */
    *interval = (struct stats_interval){(double)NAN, (double)NAN};
    for (size_t p = 0; p < n; p++) { /* each value becomes what it moves the mean of its point by */
        struct stats_moments point = {0};
        double *row = y + p * replications;
        for (size_t r = 0; r < replications; r++)
            stats_add(&point, row[r]);
        for (size_t r = 0; r < replications; r++)
            row[r] = (row[r] - point.mean) / (double)point.n;
        stats_add(&means, stats_mean(&point));
        alone = alone || point.n == 1;
    }
    *filled = means.n;
    for (size_t r = 0; r < replications; r++) {
        struct stats_moments moved = {0};
        for (size_t p = 0; p < n; p++)
            stats_add(&moved, y[p * replications + r]);
        if (moved.n == 0)
            continue;
        const double by = moved.mean * (double)moved.n / (double)means.n;
        seen++;
        clusters.squares += by * by;
        clusters.cubes += by * by * by;
        clusters.fourths += by * by * by * by;
    }
    if (seen < 2 || alone)
        return stats_mean(&means);
    const double each = (double)seen;
    clusters.n = seen;
    clusters.mean = means.mean;
    clusters.squares *= each * each;
    clusters.cubes *= each * each * each;
    clusters.fourths *= each * each * each * each;
    *interval = stats_mean_interval(&clusters, level);
    if (isnan(interval->lo)) /* replications that are all alike */
        *interval = (struct stats_interval){means.mean, means.mean};
    return means.mean;
}

struct moves {
    const double *y;
    size_t n, replications;
};

static double moved(const void *of, size_t r)
{
    const struct moves *moves = of;
    struct stats_moments sum = {0};
    for (size_t p = 0; p < moves->n; p++)
        stats_add(&sum, moves->y[p * moves->replications + r]);
    return sum.n > 0 ? sum.mean * (double)sum.n / (double)moves->n : (double)NAN;
}

bool profile_is_thin(const double *moves, size_t n, size_t replications, double rounding)
{
    struct thin sample;
    thin_count_of(moved, &(struct moves){moves, n, replications}, replications, rounding, &sample);
    return thin_is(&sample);
}
