#include "sim/design/maximin.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/design/draws.h"

/* Effort, in operations on one coordinate of a pair of points: counted, not timed, so that the design is the same on
 * every machine. */
static const double OPERATIONS = 2e9, OPERATIONS_TO_MEASURE = 1e9;
enum { MAX_STARTS = 200, PATIENCE = 20 };

/* Squared distances between ranks are whole numbers, exact in a double, so nothing drifts over the exchanges. */
struct search {
    size_t n, k;
    double *ranks;           /* [k][n] */
    double *nearest;         /* [n]: squared distance to the closest other point */
    size_t *partner;         /* [n]: that point */
    double *from_i, *from_j; /* [n]: squared distances of the two points whose values may be exchanged */
    double scale;            /* mean squared distance of two points: keeps powers of distances within range */
    double operations;       /* left */
    uint32_t attempts;       /* so far */
};

/* distance^-16, of a squared distance. An infinite distance counts for nothing. */
static inline double repulsion(double squared, double scale)
{
    const double x = scale / squared, x2 = x * x, x4 = x2 * x2;
    return x4 * x4;
}

static void distances_from(const struct search *search, size_t i, size_t first, double *squared)
{
    const size_t n = search->n;
    memset(squared + first, 0, (n - first) * sizeof *squared);
    for (size_t f = 0; f < search->k; f++) {
        const double *rank = search->ranks + f * n, own = rank[i];
        for (size_t z = first; z < n; z++)
            squared[z] += (rank[z] - own) * (rank[z] - own);
    }
}

/* Four sums side by side: one after the other would wait for each addition. The order is fixed. */
static double sum_repulsion(const struct search *search, const double *squared, size_t first)
{
    const size_t n = search->n, whole = first + (n - first) / 4 * 4;
    double sums[4] = {0.0, 0.0, 0.0, 0.0};
    for (size_t z = first; z < whole; z += 4)
        for (size_t lane = 0; lane < 4; lane++)
            sums[lane] += repulsion(squared[z + lane], search->scale);
    for (size_t z = whole; z < n; z++)
        sums[0] += repulsion(squared[z], search->scale);
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* Finds every point's closest and returns phi_p^p. */
static double measure(struct search *search)
{
    const size_t n = search->n;
    double total = 0.0, *squared = search->from_i;
    for (size_t i = 0; i < n; i++) {
        search->nearest[i] = (double)INFINITY;
        search->partner[i] = i;
    }
    for (size_t i = 0; i + 1 < n; i++) {
        distances_from(search, i, i + 1, squared);
        total += sum_repulsion(search, squared, i + 1);
        for (size_t z = i + 1; z < n; z++) {
            if (squared[z] < search->nearest[i]) {
                search->nearest[i] = squared[z];
                search->partner[i] = z;
            }
            if (squared[z] < search->nearest[z]) {
                search->nearest[z] = squared[z];
                search->partner[z] = i;
            }
        }
    }
    search->operations -= 0.5 * (double)n * (double)n * (double)(search->k + 8);
    return total;
}

static void find_nearest(struct search *search, size_t i, double *squared)
{
    distances_from(search, i, 0, squared);
    squared[i] = (double)INFINITY;
    search->nearest[i] = (double)INFINITY;
    for (size_t z = 0; z < search->n; z++) {
        if (squared[z] < search->nearest[i]) {
            search->nearest[i] = squared[z];
            search->partner[i] = z;
        }
    }
    search->operations -= (double)(search->n * search->k);
}

/* phi_p^p of the pairs with i or j (each other's left out: their distance stays) were their values of factor f
 * exchanged. */
static double exchanged_repulsion(const struct search *search, size_t i, size_t j, size_t f)
{
    const size_t n = search->n, whole = n / 4 * 4;
    const double *rank = search->ranks + f * n, own_i = rank[i], own_j = rank[j], scale = search->scale;
    const double *from_i = search->from_i, *from_j = search->from_j;
    double sums[4] = {0.0, 0.0, 0.0, 0.0};
    for (size_t z = 0; z < whole; z += 4) {
        for (size_t lane = 0; lane < 4; lane++) {
            const double to_i = rank[z + lane] - own_i, to_j = rank[z + lane] - own_j;
            const double change = to_j * to_j - to_i * to_i;
            sums[lane] += repulsion(from_i[z + lane] + change, scale) + repulsion(from_j[z + lane] - change, scale);
        }
    }
    for (size_t z = whole; z < n; z++) {
        const double to_i = rank[z] - own_i, to_j = rank[z] - own_j, change = to_j * to_j - to_i * to_i;
        sums[0] += repulsion(from_i[z] + change, scale) + repulsion(from_j[z] - change, scale);
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* After an exchange: who is closest to whom. */
static void update_nearest(struct search *search, size_t i, size_t j)
{
    distances_from(search, i, 0, search->from_i);
    distances_from(search, j, 0, search->from_j);
    for (size_t z = 0; z < search->n; z++) {
        if (z == i || z == j)
            continue;
        const size_t closest = search->from_i[z] <= search->from_j[z] ? i : j;
        const double squared = closest == i ? search->from_i[z] : search->from_j[z];
        if (squared <= search->nearest[z]) {
            search->nearest[z] = squared;
            search->partner[z] = closest;
        } else if (search->partner[z] == i || search->partner[z] == j) {
            search->partner[z] = search->n; /* marked: its closest moved away */
        }
    }
    for (size_t z = 0; z < search->n; z++)
        if (z == i || z == j || search->partner[z] == search->n)
            find_nearest(search, z, search->from_i);
}

static size_t closest_point(const struct search *search)
{
    size_t least = 0;
    for (size_t i = 1; i < search->n; i++)
        if (search->nearest[i] < search->nearest[least])
            least = i;
    return least;
}

/* One attempt, true if it helped: a point (every second time one of the closest pair, where there is most to gain),
 * another at random, and of all factors the one whose exchange helps most. */
static bool attempt_exchange(struct search *search, const struct rng_stream *stream)
{
    const size_t n = search->n, k = search->k;
    const uint32_t attempt = search->attempts++;
    const struct rng_words drawn = rng_draw(stream, 0, 0, DESIGN_LHS_EXCHANGE, attempt);
    size_t i = design_below(drawn.w[0], n);
    if (attempt % 2 == 0) {
        i = closest_point(search);
        i = drawn.w[2] & 1U ? search->partner[i] : i;
    }
    const size_t other = design_below(drawn.w[1], n - 1), j = other < i ? other : other + 1;

    distances_from(search, i, 0, search->from_i);
    distances_from(search, j, 0, search->from_j);
    search->from_i[i] = search->from_i[j] = search->from_j[i] = search->from_j[j] = (double)INFINITY;
    double best = sum_repulsion(search, search->from_i, 0) + sum_repulsion(search, search->from_j, 0);
    size_t factor = k;
    for (size_t f = 0; f < k; f++) {
        const double then = exchanged_repulsion(search, i, j, f);
        if (then < best) {
            best = then;
            factor = f;
        }
    }
    search->operations -= 12.0 * (double)(n * k);
    if (factor == k)
        return false;
    double *rank = search->ranks + factor * n;
    const double kept = rank[i];
    rank[i] = rank[j];
    rank[j] = kept;
    update_nearest(search, i, j);
    return true;
}

/* Until many attempts in a row were in vain, or the effort is spent. */
static void improve(struct search *search, const struct rng_stream *stream)
{
    size_t vain = 0;
    while (vain < PATIENCE * search->n && search->operations > 0.0)
        vain = attempt_exchange(search, stream) ? 0 : vain + 1;
}

int lhs_maximin(uint64_t seed, size_t n, size_t k, double *ranks, struct sim_err *err)
{
    const struct rng_stream stream = {.seed = seed, .replication = 0};
    const double pairs = 0.5 * (double)n * ((double)n - 1.0);
    struct search search = {.n = n, .k = k, .operations = OPERATIONS};
    double *candidate = NULL;
    int status = SIM_OK;

    lhs_shuffle(seed, 0, n, k, ranks);
    /* Of one factor or two points every hypercube is as good: all are the diagonal, but for turning the axes. */
    if (n < 3 || k < 2 || pairs * (double)k > OPERATIONS_TO_MEASURE)
        return SIM_OK;
    search.scale = (double)k * (double)n * ((double)n + 1.0) / 6.0;
    candidate = sim_calloc(n * k, sizeof *candidate);
    search.nearest = sim_calloc(n, sizeof *search.nearest);
    search.partner = sim_calloc(n, sizeof *search.partner);
    search.from_i = sim_calloc(n, sizeof *search.from_i);
    search.from_j = sim_calloc(n, sizeof *search.from_j);
    if (!candidate || !search.nearest || !search.partner || !search.from_i || !search.from_j) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for a Latin hypercube of %zu points", n);
        goto cleanup;
    }

    double best = (double)INFINITY;
    search.ranks = candidate;
    for (size_t start = 0; start < MAX_STARTS && search.operations > 0.0; start++) {
        lhs_shuffle(seed, start, n, k, candidate);
        (void)measure(&search);
        improve(&search, &stream);
        /* Measuring costs as much as measuring the next start: not done when there is nothing to compare with. */
        const bool only = start == 0 && !(search.operations > 0.0);
        const double total = only ? 0.0 : measure(&search);
        if (total < best) {
            best = total;
            memcpy(ranks, candidate, n * k * sizeof *ranks);
        }
    }

cleanup:
    free(search.from_j);
    free(search.from_i);
    free(search.partner);
    free(search.nearest);
    free(candidate);
    return status;
}
