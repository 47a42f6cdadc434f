#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/stats/select.h"
#include "sim/stats/stats.h"

/* How much arm k is ahead of arm `other`, replication by replication, in the direction of better. */
static struct stats_moments ahead(const struct select_data *data, size_t k, size_t other)
{
    const double *own = data->values + k * data->stride, *its = data->values + other * data->stride;
    const size_t n = data->n[k] < data->n[other] ? data->n[k] : data->n[other];
    struct stats_moments moments = {0};
    for (size_t r = 0; r < n; r++)
        stats_add(&moments, data->better < 0 ? its[r] - own[r] : own[r] - its[r]);
    return moments;
}

/* Probability that arm k is better than `other`, by the paired t distribution; a half when nothing is known. */
static double chance_better(const struct select_data *data, size_t k, size_t other)
{
    const struct stats_moments m = ahead(data, k, other);
    if (m.n < 2)
        return 0.5;
    const double se = stats_sd(&m) / sqrt((double)m.n);
    if (se > 0.0)
        return gsl_cdf_tdist_P(m.mean / se, (double)(m.n - 1));
    return m.mean > 0.0 ? 1.0 : m.mean < 0.0 ? 0.0 : 0.5;
}

size_t select_leader(const struct select_data *data, double *p_correct)
{
    size_t leader = data->arms;
    double least = INFINITY, least_sum = INFINITY;
    for (size_t k = 0; k < data->arms; k++) {
        double worst = 0.0, sum = 0.0;
        for (size_t j = 0; data->in[k] && j < data->arms; j++) {
            if (j == k || !data->in[j])
                continue;
            const double p = chance_better(data, j, k);
            worst = fmax(worst, p);
            sum += p;
        }
        if (data->in[k] && (worst < least || (worst == least && sum < least_sum))) {
            leader = k;
            least = worst;
            least_sum = sum;
        }
    }
    if (p_correct != NULL)
        *p_correct = leader < data->arms ? fmax(0.0, 1.0 - least_sum) : (double)NAN;
    return leader;
}

/* The pairs that an arm should have with the leader, up to a factor: (sd / distance)^2 of the difference. */
static double part_of(const struct select_data *data, size_t k, size_t leader)
{
    const struct stats_moments m = ahead(data, leader, k);
    const double variance = m.n < 2 ? 0.0 : stats_variance(&m);
    if (m.n < 2 || !(variance > 0.0))
        return 0.0;
    return variance / fmax(m.mean * m.mean, 0.01 * variance / (double)m.n);
}

int select_paired(const struct select_data *data, size_t leader, size_t increment, size_t *next, struct sim_err *err)
{
    if (leader >= data->arms || !data->in[leader])
        return sim_fail(err, SIM_E_INPUT, "allotting replications: no leader among %zu arms", data->arms);
    double *part = sim_calloc(data->arms, sizeof *part);
    if (part == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory while allotting replications to %zu arms", data->arms);
    for (size_t k = 0; k < data->arms; k++) {
        part[k] = data->in[k] && k != leader ? part_of(data, k, leader) : 0.0;
        next[k] = 0;
    }
    for (size_t given = 0; given < increment; given++) {
        const size_t led = data->n[leader] + next[leader];
        size_t behind = data->arms, fewest = leader;
        double least = INFINITY;
        for (size_t k = 0; k < data->arms; k++) {
            const size_t own = data->n[k] + next[k];
            if (data->in[k] && own < data->n[fewest] + next[fewest])
                fewest = k;
            if (part[k] > 0.0 && (double)(own < led ? own : led) / part[k] < least) {
                least = (double)(own < led ? own : led) / part[k];
                behind = k;
            }
        }
        if (behind == data->arms) /* no difference varies: nothing can be learnt, and counts are kept even */
            next[fewest]++;
        else
            next[data->n[behind] + next[behind] < led ? behind : leader]++;
    }
    free(part);
    return SIM_OK;
}
