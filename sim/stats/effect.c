#include "sim/stats/effect.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/stats/noncentral.h"
#include "sim/stats/share.h"
#include "sim/stats/stats.h"

static const struct effect_size UNKNOWN = {(double)NAN, (double)NAN, (double)NAN};

double effect_hedges(double df)
{
    return df > 1.0 ? exp(lgamma(0.5 * df) - lgamma(0.5 * (df - 1.0))) / sqrt(0.5 * df) : (double)NAN;
}

/* Share of pairs (i, j) with a[i] > b[j], ties half; both ascending. */
static double mann_whitney(const double *a, const double *b, size_t n)
{
    double wins = 0.0;
    size_t below = 0, up_to = 0;
    for (size_t i = 0; i < n; i++) {
        while (below < n && b[below] < a[i])
            below++;
        while (up_to < n && b[up_to] <= a[i])
            up_to++;
        wins += 0.5 * ((double)below + (double)up_to);
    }
    return wins / ((double)n * (double)n);
}

/* d and g. `a` and `b` are the columns' variances, `covariance` theirs, `paired` that of the difference. */
static void standardise(struct effect *out, double a, double b, double covariance, double paired, double level)
{
    const double pooled = 0.5 * (a + b), df = (double)(out->n - 1);
    if (!(pooled > 0.0))
        return;
    const double d = out->diff / sqrt(pooled);
    const double pooled_df = 4.0 * pooled * pooled * df / (a * a + b * b + 2.0 * covariance * covariance);
    const double se = sqrt(d * d / (2.0 * pooled_df) + paired / (df * pooled));
    const double half = gsl_cdf_ugaussian_Pinv(0.5 + 0.5 * level) * se, j = effect_hedges(pooled_df);
    out->d = (struct effect_size){d, d - half, d + half};
    out->g = (struct effect_size){j * d, j * (d - half), j * (d + half)};
}

static void of_differences(struct effect *out, double paired, double level)
{
    if (!(paired > 0.0)) {
        out->t = out->diff != 0.0 ? copysign(INFINITY, out->diff) : (double)NAN;
        return;
    }
    const double root = sqrt((double)out->n), df = (double)(out->n - 1);
    const double dz = out->diff / sqrt(paired);
    out->t = dz * root;
    out->dz = (struct effect_size){dz, noncentral_t_shift(out->t, df, 0.5 + 0.5 * level) / root,
                                   noncentral_t_shift(out->t, df, 0.5 - 0.5 * level) / root};
}

/* Their intervals are of normal values as well. */
static void without_intervals(struct effect *out)
{
    struct effect_size *const sizes[] = {&out->d, &out->g, &out->dz};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        sizes[i]->lo = sizes[i]->hi = (double)NAN;
}

int effect_paired(const double *arm, const double *reference, size_t n, int better, double level, struct effect *out,
                  struct sim_err *err)
{
    int status = SIM_OK;
    struct stats_moments a = {0}, b = {0}, diff = {0};
    double *x = sim_calloc(n, sizeof *x), *y = sim_calloc(n, sizeof *y);
    if (x == NULL || y == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for the effect size of %zu replications", n);
        goto cleanup;
    }
    struct stats_contrast contrast;
    stats_compare(arm, reference, n, better, level, &contrast);
    for (size_t i = 0; i < n; i++) {
        if (isnan(arm[i]) || isnan(reference[i]))
            continue;
        stats_add(&a, arm[i]);
        stats_add(&b, reference[i]);
        stats_add(&diff, arm[i] - reference[i]);
        x[diff.n - 1] = arm[i];
        y[diff.n - 1] = reference[i];
    }
    *out = (struct effect){
        .n = diff.n,
        .diff = stats_mean(&diff),
        .t = (double)NAN,
        .p_value = contrast.p,
        .d = UNKNOWN,
        .g = UNKNOWN,
        .dz = UNKNOWN,
        .superiority = UNKNOWN,
        .superiority_any = (double)NAN,
    };
    if (better != 0 && out->n > 0) {
        stats_sort(x, out->n);
        stats_sort(y, out->n);
        const struct stats_interval share = share_wilson(contrast.p_better, out->n, level);
        out->superiority = (struct effect_size){contrast.p_better, share.lo, share.hi};
        out->superiority_any = better > 0 ? mann_whitney(x, y, out->n) : mann_whitney(y, x, out->n);
    }
    if (out->n > 1) {
        const double va = stats_variance(&a), vb = stats_variance(&b), paired = stats_variance(&diff);
        standardise(out, va, vb, 0.5 * (va + vb - paired), paired, level);
        of_differences(out, paired, level);
        if (thin_is(&contrast.sample))
            without_intervals(out);
    }

cleanup:
    free(x);
    free(y);
    return status;
}
