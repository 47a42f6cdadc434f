#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/design/draws.h"
#include "sim/design/sensitivity.h"

/* What a row contributes, of centred outputs: the estimates are a function of the means of these over rows, so that a
 * resample costs additions only. Factor f has its three from PER_ROW + PER_FACTOR * f on. */
enum { MEAN_A, MEAN_B, SQUARE_A, SQUARE_B, NOISE, PER_ROW };
enum { FIRST, STEP, TOTAL, PER_FACTOR };

struct rows {
    const double *y; /* [n][k+2][replications] */
    size_t n, k, replications;
    size_t *used; /* [n_used]: rows without a failed run */
    size_t n_used;
    double centre;
};

/* Over replications: the means of u and v, and their covariance (0 when there is one). */
struct product {
    double u, v, cov;
};

static struct product product_of(const double *u, const double *v, size_t n)
{
    struct product product = {0.0, 0.0, 0.0};
    for (size_t r = 0; r < n; r++) {
        product.u += u[r];
        product.v += v[r];
    }
    product.u /= (double)n;
    product.v /= (double)n;
    for (size_t r = 0; n > 1 && r < n; r++)
        product.cov += (u[r] - product.u) * (v[r] - product.v) / ((double)n - 1.0);
    return product;
}

/* Mean of u_r v_s over replications r != s; u v when there is one. */
static double different(const struct product *product, size_t n)
{
    return product->u * product->v - product->cov / (double)n;
}

static size_t width(size_t k)
{
    return PER_ROW + PER_FACTOR * k;
}

/* part[width]. scratch[2][replications]. */
static void contribute(const struct rows *rows, size_t row, double *scratch, double *part)
{
    const size_t n = rows->replications;
    const double *a = rows->y + row * (rows->k + 2) * n, *b = a + n;
    double *centred = scratch, *step = scratch + n;
    for (size_t r = 0; r < n; r++)
        centred[r] = a[r] - rows->centre;
    const struct product aa = product_of(centred, centred, n);
    for (size_t r = 0; r < n; r++)
        centred[r] = b[r] - rows->centre;
    const struct product bb = product_of(centred, centred, n);
    part[MEAN_A] = aa.u;
    part[MEAN_B] = bb.u;
    part[SQUARE_A] = different(&aa, n);
    part[SQUARE_B] = different(&bb, n);
    part[NOISE] = 0.5 * (aa.cov + bb.cov);
    for (size_t f = 0; f < rows->k; f++) {
        const double *ab = a + (2 + f) * n;
        double *of = part + PER_ROW + PER_FACTOR * f;
        for (size_t r = 0; r < n; r++)
            step[r] = ab[r] - a[r];
        const struct product first = product_of(centred, step, n), total = product_of(step, step, n);
        of[FIRST] = different(&first, n);
        of[STEP] = first.v;
        of[TOTAL] = different(&total, n);
    }
}

/* Variance of the expected output over n rows of one column. The square of the mean over rows contains every row times
 * itself, with its noise, at weight 1 / n: that too goes. */
static double variance_over_rows(double mean, double square, double noise, double n)
{
    return (square - mean * mean + noise / n) * n / (n - 1.0);
}

/* The variance that would remain if all other factors were known. */
static double part_of(const double *means, size_t factor)
{
    return 0.5 * means[PER_ROW + PER_FACTOR * factor + TOTAL];
}

/* From the means of the contributions over n rows: index[2k], first and total of each factor. Returns the variance. */
static double indices_of(const double *means, size_t k, size_t replications, double n, double *index)
{
    const double noise = replications > 1 ? means[NOISE] / (double)replications : 0.0;
    const double variance = 0.5
                            * (variance_over_rows(means[MEAN_A], means[SQUARE_A], noise, n)
                               + variance_over_rows(means[MEAN_B], means[SQUARE_B], noise, n));
    const bool seen = n > 1.0 && variance > 0.0;
    for (size_t f = 0; f < k; f++) {
        const double *of = means + PER_ROW + PER_FACTOR * f;
        const double covariance = (of[FIRST] - means[MEAN_B] * of[STEP]) * n / (n - 1.0);
        index[2 * f] = seen ? covariance / variance : (double)NAN;
        index[2 * f + 1] = seen ? part_of(means, f) / variance : (double)NAN;
    }
    return n > 1.0 ? variance : (double)NAN;
}

static double together_of(const double *index, size_t k, size_t replications)
{
    double together = replications > 1 ? 1.0 : (double)NAN;
    for (size_t f = 0; f < k; f++)
        together -= index[2 * f];
    return together;
}

/* Finds the rows without a failed run and the mean of their A and B. */
static void find_rows(struct rows *rows)
{
    const size_t per_row = (rows->k + 2) * rows->replications, n_ab = 2 * rows->replications;
    struct stats_moments moments = {0};
    for (size_t j = 0; j < rows->n; j++) {
        const double *row = rows->y + j * per_row;
        bool finite = true;
        for (size_t i = 0; i < per_row; i++)
            finite = finite && isfinite(row[i]);
        if (!finite)
            continue;
        rows->used[rows->n_used++] = j;
        for (size_t i = 0; i < n_ab; i++)
            stats_add(&moments, row[i]);
    }
    rows->centre = moments.mean;
}

/* means[width] of parts[n][width], row j counted counts[j] times (NULL: once). */
static void mean_parts(const double *parts, size_t n, size_t columns, const uint32_t *counts, double *means)
{
    for (size_t c = 0; c < columns; c++)
        means[c] = 0.0;
    for (size_t j = 0; j < n; j++) {
        const double times = counts != NULL ? (double)counts[j] : 1.0;
        if (counts != NULL && counts[j] == 0)
            continue;
        for (size_t c = 0; c < columns; c++)
            means[c] += times * parts[j * columns + c];
    }
    for (size_t c = 0; c < columns; c++)
        means[c] /= (double)n;
}

static void describe_variance(const struct rows *rows, const double *means, double variance,
                              struct sensitivity_variance *out)
{
    const bool any = rows->n_used > 0, several = any && rows->replications > 1;
    const double noise = several ? means[NOISE] : (double)NAN;
    *out = (struct sensitivity_variance){
        .rows = rows->n_used,
        .dropped = rows->n - rows->n_used,
        .mean = any ? rows->centre : (double)NAN,
        .variance = variance,
        .noise_variance = noise,
        /* An estimated variance below 0 is a variance that the noise hides: all that is seen is noise. */
        .noise_share = noise + variance > 0.0 ? noise / (noise + fmax(variance, 0.0)) : (double)NAN,
    };
}

int sensitivity_sobol(const double *y, size_t n, size_t k, size_t replications,
                      const struct sensitivity_bootstrap *bootstrap, struct sensitivity_index *out,
                      struct sensitivity_variance *variance, struct sim_err *err)
{
    struct rows rows = {.y = y, .n = n, .k = k, .replications = replications};
    const size_t columns = width(k), resamples = bootstrap->resamples;
    double *parts = NULL, *means = NULL, *scratch = NULL, *index = NULL, *drawn = NULL;
    uint32_t *counts = NULL;
    size_t undefined = 0;
    int status = sensitivity_check_bootstrap(bootstrap, err);
    if (status != SIM_OK)
        return status;
    if (k == 0 || replications == 0)
        return sim_fail(err, SIM_E_INPUT, "Sobol indices need at least one factor and one replication");
    rows.used = sim_calloc(n, sizeof *rows.used);
    parts = sim_calloc(n, columns * sizeof *parts);
    means = sim_calloc(columns, sizeof *means);
    scratch = sim_calloc(2 * replications, sizeof *scratch);
    index = sim_calloc(2 * k, sizeof *index);
    drawn = sim_calloc(resamples,
                       (3 * k + 1) * sizeof *drawn); /* [3k + 1][resamples]: indices, parts, what they do together */
    counts = sim_calloc(n, sizeof *counts);
    if (!rows.used || !parts || !means || !scratch || !index || !drawn || !counts) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for Sobol indices of %zu rows", n);
        goto cleanup;
    }
    find_rows(&rows);
    for (size_t j = 0; j < rows.n_used; j++)
        contribute(&rows, rows.used[j], scratch, parts + j * columns);
    for (size_t b = 0; b < resamples; b++) {
        design_resample(bootstrap->seed, DESIGN_BOOTSTRAP_SOBOL, b, rows.n_used, counts);
        mean_parts(parts, rows.n_used, columns, counts, means);
        undefined += indices_of(means, k, replications, (double)rows.n_used, index) > 0.0 ? 0 : 1;
        for (size_t i = 0; i < 2 * k; i++)
            drawn[i * resamples + b] = index[i];
        for (size_t f = 0; f < k; f++)
            drawn[(2 * k + f) * resamples + b] = part_of(means, f);
        drawn[3 * k * resamples + b] = together_of(index, k, replications);
    }
    mean_parts(parts, rows.n_used, columns, NULL, means);
    describe_variance(&rows, means, indices_of(means, k, replications, (double)rows.n_used, index), variance);
    variance->together = together_of(index, k, replications);
    variance->together_interval = sensitivity_percentiles(drawn + 3 * k * resamples, resamples, bootstrap->level);
    variance->undefined = undefined;
    for (size_t f = 0; f < k; f++) {
        double *of = drawn + 2 * f * resamples;
        out[f] = (struct sensitivity_index){
            .first = index[2 * f],
            .total = index[2 * f + 1],
            .first_interval = sensitivity_percentiles(of, resamples, bootstrap->level),
            .total_interval = sensitivity_percentiles(of + resamples, resamples, bootstrap->level),
            .part = rows.n_used > 0 ? part_of(means, f) : (double)NAN,
            .part_interval = sensitivity_percentiles(drawn + (2 * k + f) * resamples, resamples, bootstrap->level),
        };
    }
cleanup:
    free(counts);
    free(drawn);
    free(index);
    free(scratch);
    free(means);
    free(parts);
    free(rows.used);
    return status;
}
