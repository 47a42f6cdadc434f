#include "sim/stats/multi_t.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/rng/rng.h"

/* A replication that no simulation has: these draws are none of the runs'. */
#define REPLICATION (UINT32_MAX - 3u)
/* Of z: 64 MB. */
enum { MOST_KEPT = 8 << 20 };

enum purpose { NORMAL = 1, SPREAD };

static void make_normal(const struct multi_t *t, size_t draw, size_t n, double *z)
{
    const struct rng_stream stream = {.seed = t->seed, .replication = REPLICATION};
    for (size_t i = 0; i < n; i += 4) {
        const struct rng_words words = rng_draw(&stream, (uint32_t)draw, 0, NORMAL, (uint32_t)(i / 4));
        for (size_t k = 0; k < 4 && i + k < n; k++)
            z[i + k] = gsl_cdf_ugaussian_Pinv(rng_unit(words.w[k]));
    }
}

static int keep_normal(struct multi_t *t, size_t n, struct sim_err *err)
{
    const size_t rows = n <= MOST_KEPT / t->draws ? t->draws : 1;
    double *normal = sim_calloc(rows, n * sizeof *normal);
    if (normal == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu draws of means", t->draws);
    free(t->normal);
    t->normal = normal;
    t->kept = rows > 1 ? n : 0;
    for (size_t b = 0; rows > 1 && b < rows; b++)
        make_normal(t, b, n, normal + b * n);
    return SIM_OK;
}

int multi_t_ready(struct multi_t *t, size_t n, struct sim_err *err)
{
    const struct rng_stream stream = {.seed = t->seed, .replication = REPLICATION};
    int status = SIM_OK;
    if (t->draws < 1 || t->draws > UINT32_MAX || n < 2 || n > UINT32_MAX)
        return sim_fail(err, SIM_E_INPUT, "%zu draws of means of %zu replications: not possible", t->draws, n);
    if (t->n == n)
        return SIM_OK;
    if (t->spread == NULL)
        t->spread = sim_calloc(t->draws, sizeof *t->spread);
    if (t->spread == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu draws of means", t->draws);
    t->n = 0;
    if (n > t->kept)
        status = keep_normal(t, n, err);
    if (status != SIM_OK)
        return status;
    const double df = (double)(n - 1);
    for (size_t b = 0; b < t->draws; b++) {
        const struct rng_words words = rng_draw(&stream, (uint32_t)b, 0, SPREAD, 0);
        t->spread[b] = sqrt(df / gsl_cdf_chisq_Pinv(rng_unit(words.w[0]), df)) / sqrt((double)n * df);
    }
    t->n = n;
    return SIM_OK;
}

void multi_t_free(struct multi_t *t)
{
    free(t->normal);
    free(t->spread);
    *t = (struct multi_t){.seed = t->seed, .draws = t->draws};
}

/* The z of a draw. */
static const double *normal_of(struct multi_t *t, size_t draw)
{
    if (t->kept > 0)
        return t->normal + draw * t->kept;
    make_normal(t, draw, t->n, t->normal);
    return t->normal;
}

void multi_t_highest(struct multi_t *t, const double *rows, size_t arms, double *room, double *wins)
{
    double *mean = room, *moved = room + arms, *shared = room + 2 * arms;
    for (size_t k = 0; k < arms; k++)
        mean[k] = wins[k] = shared[k] = 0.0;
    for (size_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < arms; k++)
            mean[k] += rows[i * arms + k];
    for (size_t k = 0; k < arms; k++)
        mean[k] /= (double)t->n;
    for (size_t b = 0; b < t->draws; b++) {
        const double *z = normal_of(t, b);
        double highest = -(double)INFINITY, ties = 0.0;
        for (size_t k = 0; k < arms; k++)
            moved[k] = 0.0;
        for (size_t i = 0; i < t->n; i++)
            for (size_t k = 0; k < arms; k++)
                moved[k] += z[i] * (rows[i * arms + k] - mean[k]);
        for (size_t k = 0; k < arms; k++) {
            moved[k] = mean[k] + t->spread[b] * moved[k];
            highest = fmax(highest, moved[k]);
        }
        for (size_t k = 0; k < arms; k++)
            ties += moved[k] == highest ? 1.0 : 0.0;
        for (size_t k = 0; k < arms; k++)
            if (moved[k] == highest)
                *(ties > 1.0 ? &shared[k] : &wins[k]) += 1.0 / ties;
    }
    /* Whole wins apart, whose sum is exact, so that an arm that always wins has 1 and none has more. */
    for (size_t k = 0; k < arms; k++)
        wins[k] = fmin(1.0, (wins[k] + shared[k]) / (double)t->draws);
}
