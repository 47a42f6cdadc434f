#include "sim/stats/multiple.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "sim/base/mem.h"

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

static bool varies(const struct multiple_contrast *contrast)
{
    return contrast->n > 1 && contrast->se > 0.0;
}

static void conclude(struct multiple_contrast *contrast, const double *largest, size_t resamples, double critical)
{
    if (contrast->n > 1 && !varies(contrast))
        contrast->lo = contrast->hi = contrast->diff;
    if (!varies(contrast))
        return;
    const double t = fabs(contrast->diff) / contrast->se;
    size_t beyond = 0;
    for (size_t b = 0; b < resamples; b++)
        beyond += largest[b] >= t;
    contrast->lo = contrast->diff - critical * contrast->se;
    contrast->hi = contrast->diff + critical * contrast->se;
    contrast->p = ((double)beyond + 1.0) / ((double)resamples + 1.0);
}

int multiple_max_t(const struct bootstrap_plan *plan, const double *differences, size_t m, size_t n, double level,
                   struct multiple_contrast *out, double *critical, struct sim_err *err)
{
    int status = SIM_OK;
    bool any = false;
    const size_t resamples = plan->resamples;
    if (resamples < 1 || resamples > UINT32_MAX || n > UINT32_MAX || !(level > 0.0 && level < 1.0))
        return sim_fail(err, SIM_E_INPUT, "bootstrap of %zu resamples of %zu replications at level %g: not possible",
                        resamples, n, level);
    size_t *index = sim_calloc(n, sizeof *index);
    double *largest = sim_calloc(resamples, sizeof *largest);
    if (index == NULL || largest == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for simultaneous intervals of %zu resamples", resamples);
        goto cleanup;
    }
    for (size_t j = 0; j < m; j++) {
        struct stats_moments moments = {0};
        for (size_t i = 0; i < n; i++)
            stats_add(&moments, differences[j * n + i]);
        out[j] = (struct multiple_contrast){
            .n = moments.n,
            .diff = stats_mean(&moments),
            .se = stats_sd(&moments) / sqrt((double)moments.n),
            .lo = (double)NAN,
            .hi = (double)NAN,
            .p = (double)NAN,
        };
        any = any || varies(&out[j]);
    }
    for (size_t b = 0; any && b < resamples; b++) {
        bootstrap_index(plan, b, n, index);
        for (size_t j = 0; j < m; j++) {
            if (varies(&out[j]))
                largest[b] = fmax(largest[b], resampled_t(differences + j * n, index, n, out[j].diff));
        }
    }
    stats_sort(largest, resamples);
    /* The order statistic itself: interpolation between a finite and an infinite value would be no number. */
    const size_t rank = (size_t)ceil(level * ((double)resamples + 1.0));
    const double quantile = rank > resamples ? (double)INFINITY : largest[rank > 0 ? rank - 1 : 0];
    for (size_t j = 0; j < m; j++)
        conclude(&out[j], largest, resamples, quantile);
    if (critical != NULL)
        *critical = any ? quantile : (double)NAN;

cleanup:
    free(index);
    free(largest);
    return status;
}
