#include "sim/stats/best.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/stats/thin.h"

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

/* Share of the replications in which each arm is highest, ties shared. */
static void count_wins(const double *rows, size_t arms, size_t n, struct best_arm *out)
{
    for (size_t i = 0; i < n; i++) {
        const double *row = rows + i * arms;
        double highest = -(double)INFINITY, ties = 0.0;
        for (size_t k = 0; k < arms; k++)
            highest = fmax(highest, row[k]);
        for (size_t k = 0; k < arms; k++)
            ties += row[k] == highest ? 1.0 : 0.0;
        for (size_t k = 0; k < arms; k++)
            out[k].share_best += row[k] == highest ? 1.0 / ties : 0.0;
    }
    for (size_t k = 0; k < arms; k++)
        out[k].share_best = fmin(1.0, out[k].share_best / (double)n);
}

static double mean_of(const double *rows, size_t arms, size_t n, size_t k)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += rows[i * arms + k];
    return sum / (double)n;
}

/* Whether some arm differs from the one with the highest mean in a thin way. Arms that are equal to it throughout are
 * just that. `room`: [n]. */
static bool thin_lead(const double *rows, size_t arms, size_t n, double *room)
{
    size_t leader = 0;
    double highest = -(double)INFINITY;
    bool any = false;
    for (size_t k = 0; k < arms; k++) {
        const double mean = mean_of(rows, arms, n, k);
        leader = mean > highest ? k : leader;
        highest = fmax(highest, mean);
    }
    for (size_t k = 0; k < arms && !any; k++) {
        struct thin sample;
        for (size_t i = 0; i < n; i++)
            room[i] = rows[i * arms + leader] - rows[i * arms + k];
        thin_count(room, n, &sample);
        any = thin_is(&sample) && (sample.common != 0.0 || sample.equal < n);
    }
    return any;
}

/* room: [4 * arms + n]. */
static int fill_chances(struct multi_t *draws, const double *rows, size_t arms, size_t n, double *room,
                        struct best_arm *out, struct sim_err *err)
{
    double *wins = room, *rest = room + arms;
    if (n < 2 || thin_lead(rows, arms, n, rest)) {
        for (size_t k = 0; k < arms; k++)
            out[k].p_best = (double)NAN;
        return SIM_OK;
    }
    const struct multi_t_sample sample = {.rows = rows, .arms = arms, .n = n};
    const int status = multi_t_best(draws, &sample, rest, wins, err);
    if (status != SIM_OK)
        return status;
    for (size_t k = 0; k < arms; k++)
        out[k].p_best = wins[k];
    return SIM_OK;
}

int best_arms(struct multi_t *draws, const double *values, size_t arms, size_t n, int better, struct best_arm *out,
              size_t *n_used, struct sim_err *err)
{
    int status = SIM_OK;
    if (better == 0 || draws->draws < 1 || draws->draws > UINT32_MAX || n > UINT32_MAX)
        return sim_fail(err, SIM_E_INPUT, "best of %zu arms: needs a direction and 1 to 2^32 - 1 draws", arms);
    double *rows = sim_calloc(n * arms + arms, sizeof *rows), *room = sim_calloc(4 * arms + n, sizeof *room);
    if (rows == NULL || room == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory while comparing %zu arms", arms);
        goto cleanup;
    }
    const size_t kept = usable(values, arms, n, better, rows);
    for (size_t k = 0; k < arms; k++)
        out[k] = kept > 0 ? (struct best_arm){.mean = mean_of(rows, arms, kept, k)}
                          : (struct best_arm){(double)NAN, (double)NAN, (double)NAN};
    for (size_t k = 0; better < 0 && k < arms; k++)
        out[k].mean = -out[k].mean;
    if (kept > 0) {
        count_wins(rows, arms, kept, out);
        status = fill_chances(draws, rows, arms, kept, room, out, err);
    }
    if (n_used != NULL)
        *n_used = kept;

cleanup:
    free(rows);
    free(room);
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
    double *room = sim_calloc(n, sizeof *room);
    if (rows == NULL || pairs == NULL || room == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory while comparing %zu arms", arms);
        goto cleanup;
    }
    size_t kept = usable(values, arms, n, better, rows);
    if (kept > 1 && thin_lead(rows, arms, kept, room))
        kept = 0;
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
    free(room);
    return status;
}
