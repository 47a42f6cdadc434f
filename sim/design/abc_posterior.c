#include "sim/design/abc_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

#define NONE ((double)NAN)

struct weighted {
    double value, weight;
    size_t at;
};

static int ascending(const void *a, const void *b)
{
    const struct weighted *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* Quantile of a sorted weighted sample: linear between the middles of the steps of its distribution. */
static double weighted_quantile(const struct weighted *sorted, size_t n, double p)
{
    double total = 0.0, sum = 0.0, before = 0.0;
    for (size_t i = 0; i < n; i++)
        total += sorted[i].weight;
    for (size_t i = 0; i < n; i++) {
        const double middle = (sum + 0.5 * sorted[i].weight) / total;
        if (middle >= p)
            return i == 0 || !(middle > before)
                       ? sorted[i].value
                       : sorted[i - 1].value
                             + (sorted[i].value - sorted[i - 1].value) * (p - before) / (middle - before);
        before = middle;
        sum += sorted[i].weight;
    }
    return n > 0 ? sorted[n - 1].value : NONE;
}

/* Marginals and correlations of a weighted sample x[n][k]; weights sum to 1; sorted[n] is scratch. */
static void describe(const double *x, const double *weight, size_t n, size_t k, struct weighted *sorted,
                     struct abc_marginal *marginal, double *correlation)
{
    double squares = 0.0;
    memset(correlation, 0, k * k * sizeof *correlation);
    for (size_t d = 0; d < k; d++) {
        double mean = 0.0;
        for (size_t i = 0; i < n; i++) {
            sorted[i] = (struct weighted){x[i * k + d], weight[i], i};
            mean += weight[i] * x[i * k + d];
        }
        qsort(sorted, n, sizeof *sorted, ascending);
        marginal[d] = (struct abc_marginal){
            .mean = mean,
            .q05 = weighted_quantile(sorted, n, 0.05),
            .q50 = weighted_quantile(sorted, n, 0.50),
            .q95 = weighted_quantile(sorted, n, 0.95),
        };
    }
    for (size_t d = 0; d < k; d++)
        for (size_t e = 0; e <= d; e++)
            for (size_t i = 0; i < n; i++)
                correlation[d * k + e] +=
                    weight[i] * (x[i * k + d] - marginal[d].mean) * (x[i * k + e] - marginal[e].mean);
    for (size_t i = 0; i < n; i++)
        squares += weight[i] * weight[i];
    for (size_t d = 0; d < k; d++) /* 1 - squares: the n - 1 of a weighted sample */
        marginal[d].sd = squares < 1.0 ? sqrt(correlation[d * k + d] / (1.0 - squares)) : 0.0;
    for (size_t d = 0; d < k; d++)
        for (size_t e = 0; e <= d; e++) {
            const double product = marginal[d].sd * marginal[e].sd;
            const double value =
                product > 0.0 ? (d == e ? 1.0 : correlation[d * k + e] / ((1.0 - squares) * product)) : NONE;
            correlation[d * k + e] = correlation[e * k + d] = value;
        }
}

static void prior_range(const struct abc *abc, size_t j, struct abc_check *check)
{
    const size_t m = abc->settings.m;
    check->prior_lo = (double)INFINITY;
    check->prior_hi = -(double)INFINITY;
    for (size_t i = 0; i < abc->settings.particles; i++)
        if (isfinite(abc->distance[i])) {
            check->prior_lo = fmin(check->prior_lo, abc->compared[i * m + j]);
            check->prior_hi = fmax(check->prior_hi, abc->compared[i * m + j]);
        }
    const double value = abc->target[j].value;
    check->outside_prior = !(value >= check->prior_lo && value <= check->prior_hi);
}

/* The target's row of a check from a predictive sample, which it sorts. */
static void check_target(const struct abc *abc, size_t j, struct weighted *sample, size_t n, struct abc_check *check)
{
    qsort(sample, n, sizeof *sample, ascending);
    check->q05 = weighted_quantile(sample, n, 0.05);
    check->q50 = weighted_quantile(sample, n, 0.50);
    check->q95 = weighted_quantile(sample, n, 0.95);
    check->inside = abc->target[j].value >= check->q05 && abc->target[j].value <= check->q95;
    prior_range(abc, j, check);
}

static void solve(const double *chol, size_t p, double *b)
{
    for (size_t i = 0; i < p; i++) {
        for (size_t l = 0; l < i; l++)
            b[i] -= chol[i * p + l] * b[l];
        b[i] /= chol[i * p + i];
    }
    for (size_t i = p; i-- > 0;) {
        for (size_t l = i + 1; l < p; l++)
            b[i] -= chol[l * p + i] * b[l];
        b[i] /= chol[i * p + i];
    }
}

/* Local-linear regression of the particles x[n][k] on the scaled differences from the targets, which it takes out of
 * x. `weight` becomes weight x kernel, sum 1. False when the particles do not carry the regression. */
static bool adjust(const struct abc *abc, double *x, double *weight, double *normal, double *rhs)
{
    const size_t n = abc->n_kept, k = abc->settings.k, m = abc->settings.m, p = m + 1;
    const double tolerance = abc->distance[abc->kept[n - 1]];
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double u = tolerance > 0.0 ? abc->distance[abc->kept[i]] / tolerance : 0.0;
        weight[i] *= 1.0 - u * u;
        sum += weight[i];
        squares += weight[i] * weight[i];
    }
    if (!(sum > 0.0) || !(sum * sum / squares > (double)(p + 1)))
        return false;
    memset(normal, 0, p * p * sizeof *normal);
    memset(rhs, 0, k * p * sizeof *rhs);
    for (size_t i = 0; i < n; i++) {
        weight[i] /= sum;
        const double *s = &abc->compared[abc->kept[i] * m];
        for (size_t a = 0; a < p; a++) {
            const double va = a == 0 ? 1.0 : (s[a - 1] - abc->target[a - 1].value) / abc->scale[a - 1];
            for (size_t b = 0; b <= a; b++)
                normal[a * p + b] +=
                    weight[i] * va * (b == 0 ? 1.0 : (s[b - 1] - abc->target[b - 1].value) / abc->scale[b - 1]);
            for (size_t d = 0; d < k; d++)
                rhs[d * p + a] += weight[i] * va * x[i * k + d];
        }
    }
    /* A trace of ridge: two targets that always move together share their slope instead of stopping the regression. */
    for (size_t a = 1; a < p; a++)
        normal[a * p + a] *= 1.0 + 1e-9;
    if (!abc_cholesky(normal, p))
        return false;
    for (size_t d = 0; d < k; d++) {
        solve(normal, p, &rhs[d * p]);
        for (size_t i = 0; i < n; i++) {
            const double *s = &abc->compared[abc->kept[i] * m];
            for (size_t j = 0; j < m; j++)
                x[i * k + d] -= rhs[d * p + j + 1] * (s[j] - abc->target[j].value) / abc->scale[j];
            x[i * k + d] = fmin(fmax(x[i * k + d], 0.0), 1.0);
        }
    }
    return true;
}

static bool allocate(struct abc_posterior *out, size_t k, size_t m)
{
    *out = (struct abc_posterior){
        .k = k,
        .m = m,
        .marginal = sim_calloc(k, sizeof *out->marginal),
        .correlation = sim_calloc(k * k, sizeof *out->correlation),
        .adjusted = sim_calloc(k, sizeof *out->adjusted),
        .adjusted_correlation = sim_calloc(k * k, sizeof *out->adjusted_correlation),
        .check = sim_calloc(m, sizeof *out->check),
    };
    return out->marginal != NULL && out->correlation != NULL && out->adjusted != NULL
           && out->adjusted_correlation != NULL && out->check != NULL;
}

void abc_posterior_free(struct abc_posterior *posterior)
{
    free(posterior->marginal);
    free(posterior->correlation);
    free(posterior->adjusted);
    free(posterior->adjusted_correlation);
    free(posterior->check);
    *posterior = (struct abc_posterior){0};
}

static int no_particles(struct sim_err *err)
{
    return sim_fail(err, SIM_E_INPUT, "the calibration has no particles: too few runs gave a result");
}

int abc_posterior(const struct abc *abc, struct abc_posterior *out, struct sim_err *err)
{
    const size_t n = abc->n_kept, k = abc->settings.k, m = abc->settings.m, p = m + 1;
    *out = (struct abc_posterior){0};
    if (n < k + 2)
        return no_particles(err);
    int status = SIM_OK;
    const bool room = allocate(out, k, m);
    double *x = sim_calloc(n * k, sizeof *x), *weight = sim_calloc(n, sizeof *weight);
    double *normal = sim_calloc(p * p, sizeof *normal), *rhs = sim_calloc(k * p, sizeof *rhs);
    struct weighted *sorted = sim_calloc(n, sizeof *sorted);
    if (!room || x == NULL || weight == NULL || normal == NULL || rhs == NULL || sorted == NULL) {
        abc_posterior_free(out);
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for the posterior of %zu particles", n);
        goto cleanup;
    }
    out->ess = abc->generation[abc->n_generations - 1].ess;
    out->tolerance = abc->generation[abc->n_generations - 1].tolerance;
    for (size_t j = 0; j < m; j++) {
        for (size_t i = 0; i < n; i++)
            sorted[i] = (struct weighted){abc->compared[abc->kept[i] * m + j], abc->weight[i], i};
        check_target(abc, j, sorted, n, &out->check[j]);
    }
    for (size_t i = 0; i < n; i++)
        memcpy(&x[i * k], &abc->point[abc->kept[i] * k], k * sizeof *x);
    memcpy(weight, abc->weight, n * sizeof *weight);
    describe(x, weight, n, k, sorted, out->marginal, out->correlation);
    if (adjust(abc, x, weight, normal, rhs)) {
        describe(x, weight, n, k, sorted, out->adjusted, out->adjusted_correlation);
    } else {
        for (size_t d = 0; d < k; d++)
            out->adjusted[d] = (struct abc_marginal){NONE, NONE, NONE, NONE, NONE};
        for (size_t d = 0; d < k * k; d++)
            out->adjusted_correlation[d] = NONE;
    }
cleanup:
    free(x);
    free(weight);
    free(normal);
    free(rhs);
    free(sorted);
    return status;
}

int abc_quantile(const struct abc *abc, size_t d, double p, double *out, struct sim_err *err)
{
    struct weighted *sorted = sim_calloc(abc->n_kept, sizeof *sorted);
    if (sorted == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the posterior of %zu particles", abc->n_kept);
    for (size_t i = 0; i < abc->n_kept; i++)
        sorted[i] = (struct weighted){abc->point[abc->kept[i] * abc->settings.k + d], abc->weight[i], i};
    qsort(sorted, abc->n_kept, sizeof *sorted, ascending);
    *out = weighted_quantile(sorted, abc->n_kept, p);
    free(sorted);
    return SIM_OK;
}

int abc_resample(const struct abc *abc, size_t n, double *points, struct sim_err *err)
{
    const struct rng_stream stream = {.seed = abc->settings.seed, .replication = ABC_REPLICATION};
    const size_t k = abc->settings.k;
    if (abc->n_kept < k + 2)
        return no_particles(err);
    const double start = abc_uniform(&stream, 0, 0, ABC_RESAMPLE, 0);
    double sum = abc->weight[0];
    for (size_t i = 0, j = 0; i < n; i++) {
        while (j + 1 < abc->n_kept && sum <= ((double)i + start) / (double)n)
            sum += abc->weight[++j];
        memcpy(&points[i * k], &abc->point[abc->kept[j] * k], k * sizeof *points);
    }
    return SIM_OK;
}

int abc_predict(const struct abc *abc, const double *summaries, size_t n, struct abc_check *out, struct sim_err *err)
{
    const struct rng_stream stream = {.seed = abc->settings.seed, .replication = ABC_REPLICATION};
    const size_t m = abc->settings.m;
    int status = SIM_OK;
    struct weighted *sample = sim_calloc(n, sizeof *sample);
    if (sample == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the prediction from %zu runs", n);
    for (size_t j = 0; j < m && status == SIM_OK; j++) {
        size_t kept = 0;
        for (size_t i = 0; i < n; i++) {
            bool finite = true;
            for (size_t l = 0; l < m; l++)
                finite = finite && isfinite(summaries[i * m + l]);
            const double error = abc->target[j].sd * abc_normal(&stream, i, ABC_FRESH_ERROR, j);
            if (finite)
                sample[kept++] = (struct weighted){summaries[i * m + j] + error, 1.0, i};
        }
        if (kept == 0)
            status = sim_fail(err, SIM_E_INPUT, "no run to predict from gave a result");
        else
            check_target(abc, j, sample, kept, &out[j]);
    }
    free(sample);
    return status;
}
