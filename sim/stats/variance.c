#include "sim/stats/variance.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "sim/base/mem.h"

/* Regression of y on the controls, both centred. The matrix (q x q, lower triangle) starts as sums of products and
 * becomes its Cholesky factor; `solved` starts as products with y and becomes L^-1 of them. */
struct fit {
    size_t n, q, used;
    double *centre, *matrix, *solved, *shift; /* centre[q] is that of y; shift: control mean - known mean */
    bool *skip;
    double squares; /* of y about its mean */
};

static bool whole(const double *y, const double *controls, size_t n, size_t q, size_t i)
{
    bool there = !isnan(y[i]);
    for (size_t c = 0; c < q; c++)
        there = there && !isnan(controls[c * n + i]);
    return there;
}

static void gather(struct fit *fit, const double *y, const double *controls, size_t n)
{
    const size_t q = fit->q;
    for (size_t i = 0; i < n; i++) {
        if (!whole(y, controls, n, q, i))
            continue;
        fit->n++;
        for (size_t c = 0; c <= q; c++)
            fit->centre[c] += ((c < q ? controls[c * n + i] : y[i]) - fit->centre[c]) / (double)fit->n;
    }
    for (size_t i = 0; i < n; i++) {
        if (!whole(y, controls, n, q, i))
            continue;
        const double outcome = y[i] - fit->centre[q];
        fit->squares += outcome * outcome;
        for (size_t c = 0; c < q; c++) {
            const double control = controls[c * n + i] - fit->centre[c];
            fit->solved[c] += control * outcome;
            for (size_t d = 0; d <= c; d++)
                fit->matrix[c * q + d] += control * (controls[d * n + i] - fit->centre[d]);
        }
    }
}

/* Row by row; a control of which the earlier ones leave less than 1e-10 of its variance is left out. */
static void factorise(struct fit *fit)
{
    const size_t q = fit->q;
    for (size_t c = 0; c < q; c++) {
        double *row = fit->matrix + c * q;
        const double own = row[c];
        for (size_t d = 0; d < c; d++) {
            for (size_t e = 0; e < d; e++)
                row[d] -= row[e] * fit->matrix[d * q + e];
            row[d] = fit->skip[d] ? 0.0 : row[d] / fit->matrix[d * q + d];
            row[c] -= row[d] * row[d];
            fit->solved[c] -= row[d] * fit->solved[d];
            fit->shift[c] -= row[d] * fit->shift[d];
        }
        const double scale = fit->centre[c] * fit->centre[c] * (double)fit->n;
        fit->skip[c] = !(row[c] > 1e-10 * own) || !(own > 1e-24 * scale);
        fit->used += fit->skip[c] ? 0 : 1;
        row[c] = fit->skip[c] ? 0.0 : sqrt(row[c]);
        fit->solved[c] = fit->skip[c] ? 0.0 : fit->solved[c] / row[c];
        fit->shift[c] = fit->skip[c] ? 0.0 : fit->shift[c] / row[c];
    }
}

static void back_substitute(const struct fit *fit, double *coefficients)
{
    const size_t q = fit->q;
    for (size_t c = q; c-- > 0;) {
        double left = fit->solved[c];
        for (size_t d = c + 1; d < q; d++)
            left -= fit->matrix[d * q + c] * coefficients[d];
        coefficients[c] = fit->skip[c] ? 0.0 : left / fit->matrix[c * q + c];
    }
}

static void conclude(const struct fit *fit, size_t n_control, double level, struct variance_controlled *out)
{
    double explained = 0.0, moved = 0.0, leverage = 0.0;
    for (size_t c = 0; c < fit->q; c++) {
        explained += fit->solved[c] * fit->solved[c];
        moved += fit->solved[c] * fit->shift[c];
        leverage += fit->shift[c] * fit->shift[c];
    }
    const double n = (double)fit->n;
    *out = (struct variance_controlled){
        .n = fit->n,
        .used = fit->used,
        .plain = fit->n > 0 ? fit->centre[fit->q] : (double)NAN,
        .mean = (double)NAN,
        .se = (double)NAN,
        .lo = (double)NAN,
        .hi = (double)NAN,
        .variance_ratio = (double)NAN,
        .loss = (double)NAN,
    };
    if (fit->n < fit->used + 3)
        return;
    const double df = n - (double)fit->used - 1.0;
    const double residual = fmax(0.0, fit->squares - explained) / df;
    const double borrowed = n_control > 0 ? explained / (n - 1.0) / (double)n_control : 0.0;
    const double variance = residual * (1.0 / n + leverage) + borrowed;
    const double half = gsl_cdf_tdist_Pinv(0.5 + 0.5 * level, df) * sqrt(variance);
    out->mean = out->plain - moved;
    out->se = sqrt(variance);
    out->lo = out->mean - half;
    out->hi = out->mean + half;
    out->variance_ratio = variance > 0.0 ? fit->squares / (n - 1.0) / n / variance : (double)NAN;
    out->loss = df > 1.0 ? (n - 2.0) / (df - 1.0) : (double)INFINITY;
}

int variance_control(const double *y, const double *controls, size_t n, size_t q, const double *means, size_t n_control,
                     double level, double *coefficients, struct variance_controlled *out, struct sim_err *err)
{
    int status = SIM_OK;
    struct fit fit = {
        .q = q,
        .centre = sim_calloc(q + 1, sizeof *fit.centre),
        .matrix = sim_calloc(q * q, sizeof *fit.matrix),
        .solved = sim_calloc(q, sizeof *fit.solved),
        .shift = sim_calloc(q, sizeof *fit.shift),
        .skip = sim_calloc(q, sizeof *fit.skip),
    };
    if (fit.centre == NULL || fit.matrix == NULL || fit.solved == NULL || fit.shift == NULL || fit.skip == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for %zu control variates", q);
        goto cleanup;
    }
    gather(&fit, y, controls, n);
    for (size_t c = 0; c < q; c++) {
        if (isnan(means[c])) {
            status = sim_fail(err, SIM_E_INPUT, "control variate %zu has no mean", c);
            goto cleanup;
        }
        fit.shift[c] = fit.centre[c] - means[c];
    }
    factorise(&fit);
    if (coefficients != NULL)
        back_substitute(&fit, coefficients);
    conclude(&fit, n_control, level, out);

cleanup:
    free(fit.centre);
    free(fit.matrix);
    free(fit.solved);
    free(fit.shift);
    free(fit.skip);
    return status;
}

void variance_antithetic(const double *a, const double *b, size_t n, double level, struct variance_antithetic *out)
{
    struct stats_contrast contrast;
    struct stats_moments first = {0}, second = {0}, pairs = {0};
    stats_compare(a, b, n, 0, level, &contrast);
    for (size_t i = 0; i < n; i++) {
        if (isnan(a[i]) || isnan(b[i]))
            continue;
        stats_add(&first, a[i]);
        stats_add(&second, b[i]);
        stats_add(&pairs, 0.5 * (a[i] + b[i]));
    }
    const struct stats_interval interval = stats_mean_interval(&pairs, level);
    const double variance = stats_variance(&pairs);
    const double ratio =
        variance > 0.0 ? 0.25 * (stats_variance(&first) + stats_variance(&second)) / variance : (double)NAN;
    const double df = (double)pairs.n - 1.0, odds = 2.0 * ratio - 1.0;
    const double far = isnan(ratio) ? (double)NAN : gsl_cdf_fdist_Pinv(0.5 + 0.5 * level, df, df);
    *out = (struct variance_antithetic){
        .n = pairs.n,
        .mean = stats_mean(&pairs),
        .variance = variance,
        .lo = interval.lo,
        .hi = interval.hi,
        .correlation = contrast.correlation,
        .variance_ratio = ratio,
        .ratio_lo = 0.5 * (1.0 + fmax(odds, 0.0) / far),
        .ratio_hi = 0.5 * (1.0 + fmax(odds, 0.0) * far),
    };
}
