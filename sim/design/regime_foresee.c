#include <gsl/gsl_cdf.h>
#include <math.h>

#include "sim/design/regime.h"

/* The arm that is nearest behind the leader. */
static size_t runner_up(const struct regime_result *found, size_t p)
{
    const struct regime_cell *cell = &found->cell[p * found->n_arms];
    size_t second = REGIME_NONE;
    for (size_t a = 0; a < found->n_arms; a++)
        if (a != found->point[p].leader && !isnan(cell[a].regret)
            && (second == REGIME_NONE || cell[a].regret < cell[second].regret))
            second = a;
    return second;
}

/* Whether all arms that take part at point p have a value in replication r. */
static bool is_used(const struct regime_data *data, const struct regime_result *found, size_t p, size_t r)
{
    for (size_t a = 0; a < data->arms; a++)
        if (!isnan(found->cell[p * data->arms + a].mean)
            && isnan(data->value[(p * data->arms + a) * data->replications + r]))
            return false;
    return true;
}

/* Chance that the sign of the difference is told with n_after > n replications, given n >= 2 that have this mean and these
 * squares. */
static double chance_to_tell(double mean, double squares, size_t n, double n_after, double told_apart)
{
    const double freedom = (double)(n - 1), variance = squares / freedom;
    const double left = sqrt(variance / n_after), spread = sqrt(variance / (double)n - variance / n_after);
    const double needed = gsl_cdf_tdist_Pinv(told_apart, n_after - 1.0) * left;
    if (!(variance > 0.0))
        return mean != 0.0 ? 1.0 : 0.0;
    return gsl_cdf_tdist_P((mean - needed) / spread, freedom) + gsl_cdf_tdist_P((-mean - needed) / spread, freedom);
}

static double foresee_point(const struct regime_data *data, const struct regime_settings *settings,
                            const struct regime_result *found, size_t p, size_t replications)
{
    const size_t leader = found->point[p].leader, second = runner_up(found, p), n = found->point[p].n;
    double mean = 0.0, squares = 0.0;
    if (second == REGIME_NONE)
        return 1.0; /* the only one that takes part */
    const double *x = &data->value[(p * data->arms + leader) * data->replications];
    const double *y = &data->value[(p * data->arms + second) * data->replications];
    for (size_t r = 0; r < data->replications; r++)
        mean += is_used(data, found, p, r) ? (x[r] - y[r]) / (double)n : 0.0;
    for (size_t r = 0; r < data->replications; r++)
        squares += is_used(data, found, p, r) ? (x[r] - y[r] - mean) * (x[r] - y[r] - mean) : 0.0;
    /* As many are lost as now. */
    const double after = (double)n * (double)replications / (double)data->replications;
    return chance_to_tell(mean, squares, n, after, settings->told_apart);
}

double regime_foresee(const struct regime_data *data, const struct regime_settings *settings,
                      const struct regime_result *found, size_t replications)
{
    double told = 0.0, weights = 0.0;
    if (replications <= data->replications)
        return 1.0 - found->not_told;
    for (size_t p = 0; p < data->points; p++) {
        const double weight = data->weight != NULL ? data->weight[p] : 1.0;
        if (found->point[p].n < 2)
            continue;
        told += weight * foresee_point(data, settings, found, p, replications);
        weights += weight;
    }
    return told / weights;
}
