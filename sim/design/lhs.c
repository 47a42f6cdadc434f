#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/design/design.h"
#include "sim/design/draws.h"
#include "sim/design/maximin.h"

void lhs_shuffle(uint64_t seed, size_t candidate, size_t n, size_t k, double *ranks)
{
    const struct rng_stream stream = {.seed = seed, .replication = 0};
    for (size_t f = 0; f < k; f++) {
        double *rank = ranks + f * n;
        for (size_t i = 0; i < n; i++)
            rank[i] = (double)i;
        for (size_t i = n - 1; i > 0; i--) {
            const size_t j = design_shuffle_partner(&stream, f, candidate, DESIGN_LHS_STRATUM, i);
            const double kept = rank[i];
            rank[i] = rank[j];
            rank[j] = kept;
        }
    }
}

int design_lhs(const struct design_lhs *lhs, double *points, struct sim_err *err)
{
    const size_t n = lhs->n, k = lhs->k;
    const struct rng_stream stream = {.seed = lhs->seed, .replication = 0};
    int status = SIM_OK;
    if (n == 0 || k == 0)
        return sim_fail(err, SIM_E_INPUT, "a Latin hypercube needs at least one point and one factor");
    if (n > 1UL << 31 || k > UINT32_MAX)
        return sim_fail(err, SIM_E_INPUT, "a Latin hypercube has at most 2^31 points, not %zu", n);
    double *ranks = n > SIZE_MAX / k ? NULL : sim_calloc(n * k, sizeof *ranks);
    if (ranks == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for a Latin hypercube of %zu points", n);
    if (lhs->maximin)
        status = lhs_maximin(lhs->seed, n, k, ranks, err);
    else
        lhs_shuffle(lhs->seed, 0, n, k, ranks);
    if (status != SIM_OK)
        goto cleanup;
    for (size_t f = 0; f < k; f++) {
        for (size_t i = 0; i < n; i++) {
            const double within =
                lhs->centred ? 0.5 : rng_unit(rng_draw(&stream, (uint32_t)f, 0, DESIGN_LHS_WITHIN, (uint32_t)i).w[0]);
            points[i * k + f] = (ranks[f * n + i] + within) / (double)n;
        }
    }
cleanup:
    free(ranks);
    return status;
}

double design_min_distance(const double *points, size_t n, size_t k)
{
    double least = (double)INFINITY;
    for (size_t i = 1; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            double squares = 0.0;
            for (size_t f = 0; f < k; f++) {
                const double apart = points[i * k + f] - points[j * k + f];
                squares += apart * apart;
            }
            least = squares < least ? squares : least;
        }
    }
    return sqrt(least);
}
