#include "sim/stats/multiple.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/stats/share.h"
#include "sim/stats/skew.h"
#include "sim/stats/thin.h"

struct ranked {
    double p;
    size_t index;
};

static int by_p(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    return x->p != y->p ? (x->p > y->p) - (x->p < y->p) : (x->index > y->index) - (x->index < y->index);
}

int multiple_holm(const double *p, size_t m, double *adjusted, struct sim_err *err)
{
    size_t kept = 0;
    double largest = 0.0;
    struct ranked *order = sim_calloc(m, sizeof *order);
    if (order == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory while adjusting %zu p values", m);
    for (size_t i = 0; i < m; i++) {
        adjusted[i] = (double)NAN;
        if (!isnan(p[i]))
            order[kept++] = (struct ranked){p[i], i};
    }
    qsort(order, kept, sizeof *order, by_p);
    for (size_t rank = 0; rank < kept; rank++) {
        largest = fmax(largest, fmin(1.0, (double)(kept - rank) * order[rank].p));
        adjusted[order[rank].index] = largest;
    }
    free(order);
    return SIM_OK;
}

struct stats_interval multiple_bonferroni(const struct stats_moments *moments, size_t m, double level)
{
    return stats_mean_interval(moments, 1.0 - (1.0 - level) / (double)m);
}

/* |t| of one contrast in one resample, around the mean of all replications. */
static double resampled_t(const double *values, const size_t *index, size_t n, double centre)
{
    double sum = 0.0, squares = 0.0, kept = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double value = values[index[i]] - centre; /* near 0, so the short formula loses no digits */
        if (isnan(value))
            continue;
        kept += 1.0;
        sum += value;
        squares += value * value;
    }
    if (kept < 2.0)
        return 0.0;
    const double mean = sum / kept, variance = (squares - sum * mean) / (kept - 1.0);
    if (variance > 1e-14 * squares / kept)
        return fabs(mean) / sqrt(variance / kept);
    return squares > 0.0 ? (double)INFINITY : 0.0;
}

/* The contrasts, and which of them take part in the maximum. */
struct family {
    const double *differences;
    size_t m, n, part;
    bool *in;                      /* [m] */
    struct stats_moments *moments; /* [m] */
    double *largest;               /* [resamples], then ascending */
    size_t resamples;
};

/* All but the interval, and the p of contrasts that take no part. */
static void describe(struct family *family, size_t j, struct multiple_contrast *out)
{
    const double *values = family->differences + j * family->n;
    struct stats_moments *moments = &family->moments[j];
    struct thin sample;
    size_t more = 0, fewer = 0;
    for (size_t i = 0; i < family->n; i++) {
        stats_add(moments, values[i]);
        more += values[i] > 0.0 ? 1 : 0;
        fewer += values[i] < 0.0 ? 1 : 0;
    }
    thin_count(values, family->n, &sample);
    *out = (struct multiple_contrast){
        .n = moments->n,
        .diff = stats_mean(moments),
        .se = stats_sd(moments) / sqrt((double)moments->n),
        .lo = (double)NAN,
        .hi = (double)NAN,
        .p = (double)NAN,
    };
    family->in[j] = moments->n > 1 && !thin_is(&sample) && out->se > 0.0;
    family->part += family->in[j] ? 1 : 0;
    if (moments->n > 1 && !family->in[j] && more + fewer > 0)
        out->p = fmin(1.0, (double)family->m * share_sign_p(more, fewer));
}

/* Gives the critical value of a contrast that takes part. */
static double conclude(const struct family *family, size_t j, double level, struct multiple_contrast *contrast)
{
    const double df = (double)contrast->n - 1.0, m = (double)family->m, weight = m / (double)family->part;
    const double t = fabs(contrast->diff) / contrast->se;
    /* The order statistic itself: interpolation between a finite and an infinite value would be no number. */
    const double quantile = family->part == family->m ? level : 1.0 - (1.0 - level) / weight;
    const size_t rank = (size_t)ceil(quantile * ((double)family->resamples + 1.0));
    const double alone = gsl_cdf_tdist_Qinv(0.5 * (1.0 - level) / m, df);
    double critical = alone * skew_stretch(&family->moments[j], contrast->n, alone);
    if (rank > 0 && rank <= family->resamples)
        critical = fmin(critical, family->largest[rank - 1]);
    size_t beyond = 0;
    for (size_t b = 0; b < family->resamples; b++)
        beyond += family->largest[b] >= t;
    const double p = weight * ((double)beyond + 1.0) / ((double)family->resamples + 1.0);
    contrast->lo = contrast->diff - critical * contrast->se;
    contrast->hi = contrast->diff + critical * contrast->se;
    contrast->p = fmin(1.0, fmin(p, m * skew_p(&family->moments[j])));
    return critical;
}

int multiple_max_t(const struct bootstrap_plan *plan, const double *differences, size_t m, size_t n, double level,
                   struct multiple_contrast *out, double *critical, struct sim_err *err)
{
    int status = SIM_OK;
    size_t most = 0;
    const size_t resamples = plan->resamples;
    if (resamples < 1 || resamples > UINT32_MAX || n > UINT32_MAX || !(level > 0.0 && level < 1.0))
        return sim_fail(err, SIM_E_INPUT, "bootstrap of %zu resamples of %zu replications at level %g: not possible",
                        resamples, n, level);
    struct family family = {.differences = differences,
                            .m = m,
                            .n = n,
                            .in = sim_calloc(m, sizeof *family.in),
                            .moments = sim_calloc(m, sizeof *family.moments),
                            .largest = sim_calloc(resamples, sizeof *family.largest),
                            .resamples = resamples};
    size_t *index = sim_calloc(n, sizeof *index);
    if (index == NULL || family.in == NULL || family.moments == NULL || family.largest == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for simultaneous intervals of %zu resamples", resamples);
        goto cleanup;
    }
    for (size_t j = 0; j < m; j++)
        describe(&family, j, &out[j]);
    for (size_t b = 0; family.part > 0 && b < resamples; b++) {
        bootstrap_index(plan, b, n, index);
        for (size_t j = 0; j < m; j++) {
            if (family.in[j])
                family.largest[b] = fmax(family.largest[b], resampled_t(differences + j * n, index, n, out[j].diff));
        }
    }
    stats_sort(family.largest, resamples);
    if (critical != NULL)
        *critical = (double)NAN;
    for (size_t j = 0; j < m; j++) {
        if (!family.in[j])
            continue;
        const double own = conclude(&family, j, level, &out[j]);
        if (critical != NULL && out[j].n > most)
            *critical = own;
        most = out[j].n > most ? out[j].n : most;
    }

cleanup:
    free(index);
    free(family.in);
    free(family.moments);
    free(family.largest);
    return status;
}
