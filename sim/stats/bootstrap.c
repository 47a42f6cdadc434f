#include "sim/stats/bootstrap.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/rng/rng.h"

/* The last month and purpose that a key can hold, so that no resample shares words with a decision in a model. */
enum { MONTH = 0xffff, PURPOSE = 0xffff, BLOCKS = 32, WORDS = 4 * BLOCKS };

void bootstrap_index(const struct bootstrap_plan *plan, size_t resample, size_t n, size_t *index)
{
    const struct rng_stream stream = {.seed = plan->seed, .replication = (uint32_t)resample};
    uint32_t words[WORDS];
    for (size_t start = 0; start < n; start += WORDS) {
        const size_t take = n - start < WORDS ? n - start : WORDS;
        rng_fill(&stream, (uint32_t)(start / 4), (take + 3) / 4, MONTH, PURPOSE, words);
        for (size_t i = 0; i < take; i++)
            index[start + i] = (size_t)((uint64_t)words[i] * n >> 32);
    }
}

/* Efron's acceleration from the values with one replication left out; 0 when they do not vary, NaN when one is. */
static double acceleration(const double *jackknife, size_t n)
{
    struct stats_moments moments = {0};
    double squares = 0.0, cubes = 0.0;
    for (size_t i = 0; i < n; i++)
        stats_add(&moments, jackknife[i]);
    if (moments.missing > 0)
        return (double)NAN;
    for (size_t i = 0; i < n; i++) {
        const double deviation = moments.mean - jackknife[i];
        squares += deviation * deviation;
        cubes += deviation * deviation * deviation;
    }
    return squares > 0.0 ? cubes / (6.0 * pow(squares, 1.5)) : 0.0;
}

/* A resample has the spread of a sample with divisor n, and a normal quantile ignores that the spread is estimated: both
 * make intervals too narrow. Hesterberg's remedy is to take the quantiles further out. */
static double expanded(size_t n, double level)
{
    if (n < 2)
        return gsl_cdf_ugaussian_Pinv(0.5 + 0.5 * level);
    return sqrt((double)n / (double)(n - 1)) * gsl_cdf_tdist_Pinv(0.5 + 0.5 * level, (double)(n - 1));
}

static double corrected(double z0, double a, double z)
{
    return gsl_cdf_ugaussian_P(z0 + (z0 + z) / (1.0 - a * (z0 + z)));
}

static struct stats_interval bca(const double *sorted, size_t used, double estimate, double a, double z)
{
    double below = 0.0;
    for (size_t b = 0; b < used; b++)
        below += sorted[b] < estimate ? 1.0 : sorted[b] > estimate ? 0.0 : 0.5;
    if (isnan(a) || used == 0 || isnan(estimate))
        return (struct stats_interval){(double)NAN, (double)NAN};
    /* An estimate beyond every resample would give an infinite correction: half a resample is the most we know. */
    const double share = fmin(fmax(below, 0.5), (double)used - 0.5) / (double)used;
    const double z0 = gsl_cdf_ugaussian_Pinv(share);
    return (struct stats_interval){
        stats_quantile(sorted, used, corrected(z0, a, -z)),
        stats_quantile(sorted, used, corrected(z0, a, z)),
    };
}

static int check(const struct bootstrap_plan *plan, size_t n, double level, struct sim_err *err)
{
    const size_t resamples = plan->resamples;
    if (resamples < 1 || resamples > UINT32_MAX || n > UINT32_MAX || !(level > 0.0 && level < 1.0))
        return sim_fail(err, SIM_E_INPUT, "bootstrap of %zu resamples of %zu replications at level %g: not possible",
                        resamples, n, level);
    return SIM_OK;
}

int bootstrap_interval(const struct bootstrap_plan *plan, size_t n, bootstrap_statistic *statistic, void *data,
                       double level, struct bootstrap_result *out, struct sim_err *err)
{
    const size_t resamples = plan->resamples;
    int status = check(plan, n, level, err);
    if (status != SIM_OK)
        return status;
    size_t *index = sim_calloc(n, sizeof *index);
    double *values = sim_calloc(resamples, sizeof *values), *jackknife = sim_calloc(n, sizeof *jackknife);
    if (index == NULL || values == NULL || jackknife == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory in a bootstrap of %zu resamples", resamples);
        goto cleanup;
    }

    for (size_t i = 0; i < n; i++)
        index[i] = i;
    *out = (struct bootstrap_result){.estimate = n > 0 ? statistic(index, n, data) : (double)NAN};

    /* From the last down, so that leaving out `left` moves one more place of the index. */
    for (size_t left = n; left-- > 0;) {
        if (left + 1 < n)
            index[left] = left + 1;
        jackknife[left] = n > 2 ? statistic(index, n - 1, data) : (double)NAN;
    }

    struct stats_moments moments = {0};
    for (size_t b = 0; b < resamples; b++) {
        bootstrap_index(plan, b, n, index);
        const double value = n > 0 ? statistic(index, n, data) : (double)NAN;
        stats_add(&moments, value);
        if (!isnan(value))
            values[out->used++] = value;
    }
    out->lost = moments.missing;
    out->bias = stats_mean(&moments) - out->estimate;
    out->se = stats_sd(&moments);
    stats_sort(values, out->used);
    const size_t known = isnan(out->estimate) ? 0 : out->used; /* no interval around nothing */
    const double z = expanded(n, level);
    out->percentile = (struct stats_interval){stats_quantile(values, known, gsl_cdf_ugaussian_P(-z)),
                                              stats_quantile(values, known, gsl_cdf_ugaussian_P(z))};
    out->bca = bca(values, known, out->estimate, n > 2 ? acceleration(jackknife, n) : (double)NAN, z);

cleanup:
    free(index);
    free(values);
    free(jackknife);
    return status;
}

/* The value at rank (n + 1) p of n ascending values, between two in proportion; infinite beyond the first and the last,
 * of which the resamples tell nothing. */
static double at_rank(const double *sorted, size_t n, double p)
{
    const double rank = (double)(n + 1) * p, whole = floor(rank);
    if (rank < 1.0 || rank > (double)n)
        return rank < 1.0 ? -(double)INFINITY : (double)INFINITY;
    const size_t i = (size_t)whole - 1;
    if (!(rank > whole))
        return sorted[i];
    /* Two infinities of one sign have no difference. */
    if (isinf(sorted[i]) || isinf(sorted[i + 1]))
        return isinf(sorted[i]) ? sorted[i] : sorted[i + 1];
    return sorted[i] + (rank - whole) * (sorted[i + 1] - sorted[i]);
}

static double studentised(struct bootstrap_pair resample, double estimate)
{
    const double off = resample.value - estimate;
    if (resample.se > 0.0)
        return off / resample.se;
    return off > 0.0 ? (double)INFINITY : off < 0.0 ? -(double)INFINITY : off; /* NaN stays NaN */
}

int bootstrap_studentise(const struct bootstrap_plan *plan, size_t n, bootstrap_studentised_statistic *statistic,
                         void *data, double level, struct bootstrap_studentised *out, struct sim_err *err)
{
    const size_t resamples = plan->resamples;
    int status = check(plan, n, level, err);
    if (status != SIM_OK)
        return status;
    size_t *index = sim_calloc(n, sizeof *index);
    double *t = sim_calloc(resamples, sizeof *t);
    if (index == NULL || t == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory in a bootstrap of %zu resamples", resamples);
        goto cleanup;
    }

    static const struct bootstrap_pair unknown = {(double)NAN, (double)NAN};
    for (size_t i = 0; i < n; i++)
        index[i] = i;
    const struct bootstrap_pair all = n > 0 ? statistic(index, n, data) : unknown;
    *out = (struct bootstrap_studentised){all.value, all.se, {(double)NAN, (double)NAN}, 0, 0};
    if (!(all.se > 0.0))
        goto cleanup;
    for (size_t b = 0; b < resamples; b++) {
        bootstrap_index(plan, b, n, index);
        const double value = studentised(statistic(index, n, data), all.value);
        if (!isnan(value))
            t[out->used++] = value;
    }
    out->lost = resamples - out->used;
    stats_sort(t, out->used);
    const double tail = 0.5 - 0.5 * level;
    const double lo = all.value - all.se * at_rank(t, out->used, 1.0 - tail),
                 hi = all.value - all.se * at_rank(t, out->used, tail);
    if (isfinite(lo) && isfinite(hi))
        out->interval = (struct stats_interval){lo, hi};

cleanup:
    free(index);
    free(t);
    return status;
}
