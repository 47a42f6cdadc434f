#include "sim/design/profile.h"

#include <gsl/gsl_cdf.h>
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

double profile_change(const struct stats_moments *a, const struct stats_moments *b, double level,
                      struct stats_interval *interval)
{
    const double change = stats_mean(b) - stats_mean(a);
    *interval = (struct stats_interval){(double)NAN, (double)NAN};
    if (a->n < 2 || b->n < 2)
        return change;
    const double va = stats_variance(a) / (double)a->n, vb = stats_variance(b) / (double)b->n, v = va + vb;
    double half = 0.0;
    if (v > 0.0) {
        const double freedom = v * v / (va * va / (double)(a->n - 1) + vb * vb / (double)(b->n - 1));
        half = gsl_cdf_tdist_Pinv(0.5 + 0.5 * level, freedom) * sqrt(v);
    }
    *interval = (struct stats_interval){change - half, change + half};
    return change;
}
