#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/stats/select.h"
#include "sim/stats/stats.h"

struct select_kn {
    size_t arms, first, rounds, missing, left;
    double delta, h2, sign; /* sign: +1 or -1, so that higher is better */
    double *sum;            /* of each arm */
    bool *in, *out_now;
    struct stats_moments *difference; /* of arms i < j at [i * arms + j], over the first rounds */
    bool done;
};

int select_kn_create(size_t arms, size_t first, double alpha, double delta, int better, struct select_kn **out,
                     struct sim_err *err)
{
    *out = NULL;
    if (arms < 2 || first < 2 || better == 0 || !(alpha > 0.0 && alpha < 1.0 - 1.0 / (double)arms) || !(delta > 0.0))
        return sim_fail(err, SIM_E_INPUT,
                        "selection among %zu arms from %zu replications, alpha %g, delta %g: needs two "
                        "arms, two replications, alpha in (0, 1 - 1/arms), delta above 0",
                        arms, first, alpha, delta);
    struct select_kn *kn = sim_calloc(1, sizeof *kn);
    if (kn == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for a selection among %zu arms", arms);
    const double df = (double)(first - 1);
    const double eta = 0.5 * (pow(2.0 * alpha / (double)(arms - 1), -2.0 / df) - 1.0);
    *kn = (struct select_kn){
        .arms = arms,
        .first = first,
        .left = arms,
        .delta = delta,
        .h2 = 2.0 * eta * df,
        .sign = better < 0 ? -1.0 : 1.0,
        .sum = sim_calloc(arms, sizeof *kn->sum),
        .in = sim_calloc(arms, sizeof *kn->in),
        .out_now = sim_calloc(arms, sizeof *kn->out_now),
        .difference = arms < SIZE_MAX / arms ? sim_calloc(arms * arms, sizeof *kn->difference) : NULL,
    };
    if (kn->sum == NULL || kn->in == NULL || kn->out_now == NULL || kn->difference == NULL) {
        select_kn_free(kn);
        return sim_fail(err, SIM_E_NOMEM, "out of memory for a selection among %zu arms", arms);
    }
    for (size_t k = 0; k < arms; k++)
        kn->in[k] = true;
    *out = kn;
    return SIM_OK;
}

void select_kn_free(struct select_kn *kn)
{
    if (kn == NULL)
        return;
    free(kn->sum);
    free(kn->in);
    free(kn->out_now);
    free(kn->difference);
    free(kn);
}

static double pair_variance(const struct select_kn *kn, size_t i, size_t j)
{
    return stats_variance(&kn->difference[i < j ? i * kn->arms + j : j * kn->arms + i]);
}

/* Judges all arms by those that were in before the round, so that the order of the arms plays no part. */
static void eliminate(struct select_kn *kn)
{
    const double r = (double)kn->rounds;
    double furthest = 0.0; /* replications after which no pair has a margin left */
    for (size_t i = 0; i < kn->arms; i++) {
        kn->out_now[i] = false;
        for (size_t j = 0; kn->in[i] && j < kn->arms; j++) {
            if (j == i || !kn->in[j])
                continue;
            const double reach = kn->h2 * pair_variance(kn, i, j) / (kn->delta * kn->delta);
            const double margin = fmax(0.0, kn->delta / (2.0 * r) * (reach - r));
            kn->out_now[i] = kn->out_now[i] || kn->sum[i] / r < kn->sum[j] / r - margin;
            furthest = fmax(furthest, reach);
        }
    }
    for (size_t i = 0; i < kn->arms; i++) {
        if (!kn->out_now[i])
            continue;
        kn->in[i] = false;
        kn->left--;
    }
    kn->done = kn->left == 1 || r > furthest;
}

void select_kn_feed(struct select_kn *kn, const double *values)
{
    if (kn->done)
        return;
    for (size_t k = 0; k < kn->arms; k++) {
        if (kn->in[k] && isnan(values[k])) {
            kn->missing++;
            return;
        }
    }
    for (size_t i = 0; i < kn->arms; i++) {
        if (!kn->in[i])
            continue;
        kn->sum[i] += kn->sign * values[i];
        for (size_t j = i + 1; kn->rounds < kn->first && j < kn->arms; j++)
            stats_add(&kn->difference[i * kn->arms + j], values[i] - values[j]);
    }
    kn->rounds++;
    if (kn->rounds >= kn->first)
        eliminate(kn);
}

bool select_kn_in(const struct select_kn *kn, size_t arm)
{
    return arm < kn->arms && kn->in[arm];
}

bool select_kn_done(const struct select_kn *kn)
{
    return kn->done;
}

size_t select_kn_best(const struct select_kn *kn)
{
    size_t best = kn->arms;
    for (size_t k = 0; k < kn->arms; k++) {
        if (kn->in[k] && (best == kn->arms || kn->sum[k] > kn->sum[best]))
            best = k;
    }
    return best;
}

size_t select_kn_rounds(const struct select_kn *kn)
{
    return kn->rounds;
}

size_t select_kn_missing(const struct select_kn *kn)
{
    return kn->missing;
}
