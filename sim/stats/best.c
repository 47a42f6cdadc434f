#include "sim/stats/best.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "sim/base/mem.h"

/* Copies the replications in which every arm has a value, one replication after another, signed so that higher is
 * better. Gives their number. */
static size_t usable(const double *values, size_t arms, size_t n, int better, double *rows)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        bool whole = true;
        for (size_t k = 0; k < arms; k++) {
            const double value = values[k * n + i];
            whole = whole && !isnan(value);
            rows[kept * arms + k] = better < 0 ? -value : value;
        }
        kept += whole ? 1 : 0;
    }
    return kept;
}

/* Adds `weight`, shared among the arms whose score is highest, to totals. */
static void share(const double *scores, size_t arms, double weight, double *totals)
{
    double highest = -INFINITY, ties = 0.0;
    for (size_t k = 0; k < arms; k++)
        highest = fmax(highest, scores[k]);
    for (size_t k = 0; k < arms; k++)
        ties += scores[k] == highest ? 1.0 : 0.0;
    for (size_t k = 0; k < arms; k++)
        totals[k] += scores[k] == highest ? weight / ties : 0.0;
}

static void sum_rows(const double *rows, size_t arms, const size_t *index, size_t n, double *sums)
{
    for (size_t k = 0; k < arms; k++)
        sums[k] = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double *row = rows + (index != NULL ? index[i] : i) * arms;
        for (size_t k = 0; k < arms; k++)
            sums[k] += row[k];
    }
}

int best_arms(const struct bootstrap_plan *plan, const double *values, size_t arms, size_t n, int better,
              struct best_arm *out, size_t *n_used, struct sim_err *err)
{
    int status = SIM_OK;
    const size_t resamples = plan->resamples;
    if (better == 0 || resamples < 1 || resamples > UINT32_MAX || n > UINT32_MAX)
        return sim_fail(err, SIM_E_INPUT, "best of %zu arms: needs a direction and 1 to 2^32 - 1 resamples", arms);
    size_t *index = sim_calloc(n, sizeof *index);
    double *rows = sim_calloc(n * arms + arms, sizeof *rows), *sums = sim_calloc(arms, sizeof *sums);
    double *sure = sim_calloc(arms, sizeof *sure), *often = sim_calloc(arms, sizeof *often);
    if (index == NULL || rows == NULL || sums == NULL || sure == NULL || often == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory while comparing %zu arms", arms);
        goto cleanup;
    }
    const size_t kept = usable(values, arms, n, better, rows);
    for (size_t i = 0; i < kept; i++)
        share(rows + i * arms, arms, 1.0 / (double)kept, often);
    for (size_t b = 0; kept > 0 && b < resamples; b++) {
        bootstrap_index(plan, b, kept, index);
        sum_rows(rows, arms, index, kept, sums);
        share(sums, arms, 1.0 / (double)resamples, sure);
    }
    sum_rows(rows, arms, NULL, kept, sums);
    for (size_t k = 0; k < arms; k++)
        out[k] = kept > 0 ? (struct best_arm){(better < 0 ? -sums[k] : sums[k]) / (double)kept, sure[k], often[k]}
                          : (struct best_arm){(double)NAN, (double)NAN, (double)NAN};
    if (n_used != NULL)
        *n_used = kept;

cleanup:
    free(index);
    free(rows);
    free(sums);
    free(sure);
    free(often);
    return status;
}

struct pair {
    double diff, margin;
};

static struct pair compare(const double *rows, size_t arms, size_t n, size_t i, size_t j, double t)
{
    struct stats_moments moments = {0};
    for (size_t r = 0; r < n; r++)
        stats_add(&moments, rows[r * arms + i] - rows[r * arms + j]);
    return (struct pair){moments.mean, t * stats_sd(&moments) / sqrt((double)n)};
}

int best_mcb(const double *values, size_t arms, size_t n, int better, double level, struct stats_interval *out,
             struct sim_err *err)
{
    int status = SIM_OK;
    if (better == 0 || arms < 2 || !(level > 0.0 && level < 1.0))
        return sim_fail(err, SIM_E_INPUT, "comparison with the best: needs two arms, a direction, a level in (0,1)");
    double *rows = sim_calloc(n * arms + arms, sizeof *rows);
    struct pair *pairs = sim_calloc(arms * arms, sizeof *pairs);
    if (rows == NULL || pairs == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory while comparing %zu arms", arms);
        goto cleanup;
    }
    const size_t kept = usable(values, arms, n, better, rows);
    const double t =
        kept > 1 ? gsl_cdf_tdist_Qinv((1.0 - level) / (double)(arms - 1), (double)(kept - 1)) : (double)NAN;
    size_t contenders = 0;
    for (size_t i = 0; i < arms; i++) {
        out[i] = (struct stats_interval){(double)NAN, (double)NAN};
        if (kept < 2)
            continue;
        double upper = INFINITY;
        for (size_t j = 0; j < arms; j++) {
            if (j == i)
                continue;
            pairs[i * arms + j] = compare(rows, arms, kept, i, j, t);
            upper = fmin(upper, pairs[i * arms + j].diff + pairs[i * arms + j].margin);
        }
        out[i].hi = fmax(0.0, upper);
        contenders += out[i].hi > 0.0 ? 1 : 0;
    }
    /* The loss of choosing arm i is bounded over the arms that may be the best. Without any (exact ties without spread)
     * all arms may be. */
    for (size_t i = 0; kept > 1 && i < arms; i++) {
        out[i].lo = 0.0;
        for (size_t j = 0; j < arms; j++) {
            if (j != i && (contenders == 0 || out[j].hi > 0.0))
                out[i].lo = fmin(out[i].lo, pairs[i * arms + j].diff - pairs[i * arms + j].margin);
        }
    }

cleanup:
    free(rows);
    free(pairs);
    return status;
}
