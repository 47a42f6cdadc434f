#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/design/draws.h"
#include "sim/design/sensitivity.h"

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct stats_interval sensitivity_percentiles(double *values, size_t n, double level)
{
    const struct stats_interval none = {(double)NAN, (double)NAN};
    size_t defined = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            values[defined++] = values[i];
    if ((double)(n - defined) > SENSITIVITY_MOST_UNDEFINED * (double)n)
        return none;
    qsort(values, defined, sizeof *values, ascending);
    return (struct stats_interval){stats_quantile(values, defined, 0.5 - 0.5 * level),
                                   stats_quantile(values, defined, 0.5 + 0.5 * level)};
}

double sensitivity_p_nothing(const struct sensitivity_effect *effect, double noise, double df)
{
    const double n = (double)effect->n;
    if (effect->n == 0 || isnan(noise) || !(df > 0.0))
        return (double)NAN;
    if (!(noise > 0.0))
        return effect->mu_star > 0.0 ? 0.0 : 1.0;
    const double squares =
        effect->mu * effect->mu + (effect->n > 1 ? (n - 1.0) / n * effect->sigma * effect->sigma : 0.0);
    const double of_mean = 2.0 * gsl_cdf_tdist_Q(fabs(effect->mu) / (noise / sqrt(n)), df);
    const double of_size = gsl_cdf_fdist_Q(squares / (noise * noise), n, df);
    return fmin(1.0, 2.0 * fmin(of_mean, of_size));
}

int sensitivity_check_bootstrap(const struct sensitivity_bootstrap *bootstrap, struct sim_err *err)
{
    if (bootstrap->resamples > 1000000)
        return sim_fail(err, SIM_E_INPUT, "at most 1000000 bootstrap resamples, not %zu", bootstrap->resamples);
    if (bootstrap->resamples > 0 && !(bootstrap->level > 0.0 && bootstrap->level < 1.0))
        return sim_fail(err, SIM_E_INPUT, "the level of an interval is between 0 and 1, not %g", bootstrap->level);
    return SIM_OK;
}

/* effects[k][r], NaN where a run failed. `seen` [k]: which factors a trajectory has moved. */
static int find_effects(const double *points, const double *y, size_t r, size_t k, unsigned char *seen, double *effects,
                        size_t *missing, struct sim_err *err)
{
    *missing = 0;
    for (size_t t = 0; t < r; t++) {
        const double *walk = points + t * (k + 1) * k, *outputs = y + t * (k + 1);
        for (size_t f = 0; f < k; f++)
            seen[f] = 0;
        for (size_t step = 0; step < k; step++) {
            const double *from = walk + step * k, *to = from + k;
            size_t factor = k, changes = 0;
            for (size_t f = 0; f < k; f++) {
                if (to[f] != from[f]) {
                    factor = f;
                    changes++;
                }
            }
            if (changes != 1 || seen[factor])
                return sim_fail(err, SIM_E_INPUT,
                                "trajectory %zu: step %zu changes %zu factors; each step changes one, each factor once",
                                t + 1, step + 1, changes);
            seen[factor] = 1;
            const double effect = (outputs[step + 1] - outputs[step]) / (to[factor] - from[factor]);
            effects[factor * r + t] = isfinite(effect) ? effect : (double)NAN;
            *missing += isfinite(effect) ? 0 : 1;
        }
    }
    return SIM_OK;
}

/* The three measures of one factor; counts[r] says how often each trajectory is in the resample, NULL once each. */
static struct sensitivity_effect summarise(const double *effects, size_t r, const uint32_t *counts)
{
    struct stats_moments plain = {0}, absolute = {0};
    for (size_t t = 0; t < r; t++) {
        for (uint32_t i = 0; i < (counts != NULL ? counts[t] : 1U); i++) {
            stats_add(&plain, effects[t]);
            stats_add(&absolute, fabs(effects[t]));
        }
    }
    return (struct sensitivity_effect){.n = plain.n,
                                       .mu = stats_mean(&plain),
                                       .mu_star = stats_mean(&absolute),
                                       .sigma = stats_sd(&plain)};
}

int sensitivity_morris(const double *points, const double *y, size_t r, size_t k,
                       const struct sensitivity_bootstrap *bootstrap, struct sensitivity_effect *out, size_t *missing,
                       struct sim_err *err)
{
    const size_t resamples = bootstrap->resamples;
    double *effects = NULL, *drawn = NULL;
    unsigned char *seen = NULL;
    uint32_t *counts = NULL;
    int status = sensitivity_check_bootstrap(bootstrap, err);
    if (status != SIM_OK)
        return status;
    if (k == 0)
        return sim_fail(err, SIM_E_INPUT, "elementary effects need at least one factor");
    effects = sim_calloc(r * k, sizeof *effects);
    drawn = sim_calloc(3 * k * resamples, sizeof *drawn); /* [k][3][resamples] */
    seen = sim_calloc(k, sizeof *seen);
    counts = sim_calloc(r, sizeof *counts);
    if (!effects || !drawn || !seen || !counts) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for %zu bootstrap resamples", resamples);
        goto cleanup;
    }
    status = find_effects(points, y, r, k, seen, effects, missing, err);
    if (status != SIM_OK)
        goto cleanup;
    for (size_t b = 0; b < resamples; b++) {
        design_resample(bootstrap->seed, DESIGN_BOOTSTRAP_MORRIS, b, r, counts);
        for (size_t f = 0; f < k; f++) {
            const struct sensitivity_effect again = summarise(effects + f * r, r, counts);
            double *at = drawn + 3 * f * resamples + b;
            at[0] = again.mu;
            at[resamples] = again.mu_star;
            at[2 * resamples] = again.sigma;
        }
    }
    for (size_t f = 0; f < k; f++) {
        double *at = drawn + 3 * f * resamples;
        out[f] = summarise(effects + f * r, r, NULL);
        out[f].mu_interval = sensitivity_percentiles(at, resamples, bootstrap->level);
        out[f].mu_star_interval = sensitivity_percentiles(at + resamples, resamples, bootstrap->level);
        out[f].sigma_interval = sensitivity_percentiles(at + 2 * resamples, resamples, bootstrap->level);
    }
cleanup:
    free(counts);
    free(seen);
    free(drawn);
    free(effects);
    return status;
}
