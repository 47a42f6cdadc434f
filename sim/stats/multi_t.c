#include "sim/stats/multi_t.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/rng/rng.h"
#include "sim/stats/stats.h"

/* Replications that no simulation has: these draws are none of the runs'. */
static const uint32_t REPLICATION[] = {[MULTI_T_ARMS] = UINT32_MAX - 3u, [MULTI_T_POINTS] = UINT32_MAX - 2u};
/* Of z: 64 MB. */
enum { MOST_KEPT = 8 << 20 };

enum purpose { NORMAL = 1, SPREAD };

static void make_normal(const struct multi_t *t, size_t draw, size_t n, double *z)
{
    const struct rng_stream stream = {.seed = t->seed, .replication = REPLICATION[t->use]};
    for (size_t i = 0; i < n; i += 4) {
        const struct rng_words words = rng_draw(&stream, (uint32_t)draw, 0, NORMAL, (uint32_t)(i / 4));
        for (size_t k = 0; k < 4 && i + k < n; k++)
            z[i + k] = gsl_cdf_ugaussian_Pinv(rng_unit(words.w[k]));
    }
}

static int keep_normal(struct multi_t *t, size_t n, struct sim_err *err)
{
    const bool all = n <= MOST_KEPT / t->draws;
    double *normal = sim_calloc(all ? t->draws : 1, n * sizeof *normal);
    if (normal == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu draws of means", t->draws);
    free(t->normal);
    t->normal = normal;
    t->made = n;
    t->kept = all;
    for (size_t b = 0; all && b < t->draws; b++)
        make_normal(t, b, n, normal + b * n);
    return SIM_OK;
}

static int make_spread(struct multi_t *t, size_t n, struct sim_err *err)
{
    const struct rng_stream stream = {.seed = t->seed, .replication = REPLICATION[t->use]};
    const double df = (double)(n - 1);
    if (t->spread == NULL)
        t->spread = sim_calloc(t->draws, sizeof *t->spread);
    if (t->spread == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu draws of means", t->draws);
    for (size_t b = 0; b < t->draws; b++) {
        const struct rng_words words = rng_draw(&stream, (uint32_t)b, 0, SPREAD, 0);
        t->spread[b] = sqrt(df / gsl_cdf_chisq_Pinv(rng_unit(words.w[0]), df)) / sqrt((double)n * df);
    }
    t->n = n;
    return SIM_OK;
}

static int make_ready(struct multi_t *t, const struct multi_t_sample *sample, struct sim_err *err)
{
    const size_t n = sample->n, made = sample->replication != NULL && n > 0 ? sample->replication[n - 1] + 1 : n;
    int status = SIM_OK;
    if (t->draws < 1 || t->draws > UINT32_MAX || n < 2 || made > UINT32_MAX)
        return sim_fail(err, SIM_E_INPUT, "%zu draws of means of %zu replications: not possible", t->draws, n);
    if (made > t->made)
        status = keep_normal(t, made, err);
    if (status == SIM_OK && t->n != n)
        status = make_spread(t, n, err);
    return status;
}

void multi_t_free(struct multi_t *t)
{
    free(t->normal);
    free(t->spread);
    *t = (struct multi_t){.seed = t->seed, .draws = t->draws, .use = t->use};
}

/* The z of a draw. */
static const double *normal_of(struct multi_t *t, size_t draw)
{
    if (t->kept)
        return t->normal + draw * t->made;
    make_normal(t, draw, t->made, t->normal);
    return t->normal;
}

/* Of two arms: that the first is the higher one. */
static double pair_chance(const double *rows, size_t n)
{
    struct stats_moments moments = {0};
    for (size_t i = 0; i < n; i++)
        stats_add(&moments, rows[2 * i] - rows[2 * i + 1]);
    if (!(moments.squares > 0.0))
        return moments.mean > 0.0 ? 1.0 : moments.mean < 0.0 ? 0.0 : 0.5;
    return gsl_cdf_tdist_P(moments.mean / stats_sd(&moments) * sqrt((double)n), (double)(n - 1));
}

/* `moved`: what the arms differ from their means in one draw, times the spread. */
static void move(const struct multi_t_sample *sample, const double *mean, const double *z, double *moved)
{
    const size_t arms = sample->arms;
    for (size_t k = 0; k < arms; k++)
        moved[k] = 0.0;
    for (size_t i = 0; i < sample->n; i++) {
        const double own = z[sample->replication != NULL ? sample->replication[i] : i];
        for (size_t k = 0; k < arms; k++)
            moved[k] += own * (sample->rows[i * arms + k] - mean[k]);
    }
}

static void count_wins(struct multi_t *t, const struct multi_t_sample *sample, double *room, double *wins)
{
    const size_t arms = sample->arms;
    double *mean = room, *moved = room + arms, *shared = room + 2 * arms;
    for (size_t k = 0; k < arms; k++)
        mean[k] = wins[k] = shared[k] = 0.0;
    for (size_t i = 0; i < sample->n; i++)
        for (size_t k = 0; k < arms; k++)
            mean[k] += sample->rows[i * arms + k];
    for (size_t k = 0; k < arms; k++)
        mean[k] /= (double)sample->n;
    for (size_t b = 0; b < t->draws; b++) {
        double highest = -(double)INFINITY, ties = 0.0;
        move(sample, mean, normal_of(t, b), moved);
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

int multi_t_best(struct multi_t *t, const struct multi_t_sample *sample, double *room, double *chance,
                 struct sim_err *err)
{
    int status = SIM_OK;
    if (sample->arms == 1) {
        chance[0] = 1.0;
    } else if (sample->arms == 2) {
        chance[0] = pair_chance(sample->rows, sample->n);
        chance[1] = 1.0 - chance[0];
    } else {
        status = make_ready(t, sample, err);
        if (status == SIM_OK)
            count_wins(t, sample, room, chance);
    }
    return status;
}
