#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/design/design.h"
#include "sim/design/draws.h"

enum { MAX_CANDIDATES = 2000, MAX_LEVELS = 65534, MAX_FACTORS = 100000, MAX_EXCHANGES = 10000, MAX_ATTEMPTS = 30 };

/* Candidates, [m][k]: a factor is at level `before` until step `turn` (1 ... k) and at `after` from then on. */
struct walks {
    size_t m, k;
    double *before, *after; /* levels, whole numbers */
    size_t *turn;
    double *apart; /* [m][m]: squared distance between walks */
};

/* A set of walks that is being picked. */
struct choice {
    size_t *picked;       /* [r] */
    double *reach;        /* [m]: each walk's summed distance to those picked */
    unsigned char *taken; /* [m] */
};

static void walks_free(struct walks *walks)
{
    free(walks->apart);
    free(walks->turn);
    free(walks->after);
    free(walks->before);
}

/* Half the grid below and half above: a step of half the levels leads from one to the other. */
static void draw_walk(struct walks *walks, size_t levels, const struct rng_stream *stream, size_t w)
{
    const size_t k = walks->k, half = levels / 2;
    double *before = walks->before + w * k, *after = walks->after + w * k;
    size_t *turn = walks->turn + w * k;
    for (size_t f = 0; f < k; f++) {
        const struct rng_words drawn = rng_draw(stream, (uint32_t)w, 0, DESIGN_MORRIS_START, (uint32_t)f);
        const size_t low = design_below(drawn.w[0], half);
        const int down = drawn.w[1] >> 31 != 0;
        before[f] = (double)(down ? low + half : low);
        after[f] = (double)(down ? low : low + half);
        turn[f] = f + 1;
    }
    for (size_t f = k - 1; f > 0; f--) {
        const size_t other = design_shuffle_partner(stream, w, 0, DESIGN_MORRIS_ORDER, f), kept = turn[f];
        turn[f] = turn[other];
        turn[other] = kept;
    }
}

static double square(double x)
{
    return x * x;
}

/* Four sums side by side, for speed; the order is fixed. */
static double sum_roots(const double *squared, size_t n)
{
    const size_t whole = n / 4 * 4;
    double sums[4] = {0.0, 0.0, 0.0, 0.0};
    for (size_t j = 0; j < whole; j += 4)
        for (size_t lane = 0; lane < 4; lane++)
            sums[lane] += sqrt(squared[j + lane]);
    for (size_t j = whole; j < n; j++)
        sums[0] += sqrt(squared[j]);
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/* Distance between walks a and b: the sum over all pairs of points of their Euclidean distances. Along walk a one
 * factor changes at a time, so the squared distances to b's points, squared[k + 1], are kept up to date; they are whole
 * numbers, hence exact. by_turn[k]: factor that a turns at each step. */
static double walk_distance(const struct walks *walks, size_t a, size_t b, const size_t *by_turn, double *squared)
{
    const size_t k = walks->k;
    const double *before_a = walks->before + a * k, *after_a = walks->after + a * k;
    const double *before_b = walks->before + b * k, *after_b = walks->after + b * k;
    const size_t *turn_b = walks->turn + b * k;
    double sum = 0.0;
    for (size_t j = 0; j <= k; j++)
        squared[j] = 0.0;
    for (size_t f = 0; f < k; f++)
        for (size_t j = 0; j <= k; j++)
            squared[j] += square(before_a[f] - (j < turn_b[f] ? before_b[f] : after_b[f]));
    sum += sum_roots(squared, k + 1);
    for (size_t step = 0; step < k; step++) {
        const size_t f = by_turn[step];
        const double early = square(after_a[f] - before_b[f]) - square(before_a[f] - before_b[f]);
        const double late = square(after_a[f] - after_b[f]) - square(before_a[f] - after_b[f]);
        for (size_t j = 0; j < turn_b[f]; j++)
            squared[j] += early;
        for (size_t j = turn_b[f]; j <= k; j++)
            squared[j] += late;
        sum += sum_roots(squared, k + 1);
    }
    return sum;
}

static int measure_walks(struct walks *walks)
{
    const size_t m = walks->m, k = walks->k;
    size_t *by_turn = sim_calloc(k, sizeof *by_turn);
    double *squared = sim_calloc(k + 1, sizeof *squared);
    walks->apart = sim_calloc(m * m, sizeof *walks->apart);
    const int status = by_turn && squared && walks->apart ? SIM_OK : SIM_E_NOMEM;
    for (size_t a = 0; status == SIM_OK && a < m; a++) {
        for (size_t f = 0; f < k; f++)
            by_turn[walks->turn[a * k + f] - 1] = f;
        for (size_t b = a + 1; b < m; b++)
            walks->apart[a * m + b] = walks->apart[b * m + a] = square(walk_distance(walks, a, b, by_turn, squared));
    }
    free(squared);
    free(by_turn);
    return status;
}

/* Adds walk `added` to the picked ones (or takes it away, sign -1): reach[w] is w's summed distance to those picked. */
static void account(const struct walks *walks, size_t added, double sign, double *reach)
{
    for (size_t w = 0; w < walks->m; w++)
        reach[w] += sign * walks->apart[added * walks->m + w];
}

/* Two walks to start with: the farthest of all, or in later attempts a walk and the farthest from it. */
static void first_two(const struct walks *walks, size_t attempt, size_t two[2])
{
    const size_t m = walks->m, from = attempt > 0 ? attempt - 1 : 0, until = attempt > 0 ? attempt : m;
    two[0] = from;
    two[1] = from == 0 ? 1 : 0;
    for (size_t a = from; a < until; a++) {
        for (size_t b = 0; b < m; b++) {
            if (b != a && walks->apart[a * m + b] > walks->apart[two[0] * m + two[1]]) {
                two[0] = a;
                two[1] = b;
            }
        }
    }
}

/* Exchanges a picked walk for another, the best exchange first, while that helps. */
static void exchange_walks(const struct walks *walks, size_t r, struct choice *choice)
{
    const size_t m = walks->m;
    for (int exchange = 0; exchange < MAX_EXCHANGES; exchange++) {
        /* A gain within rounding is none: exchanging back and forth would never end. */
        double most = 1e-9 * choice->reach[choice->picked[0]];
        size_t out = r, in = m;
        for (size_t n = 0; n < r; n++) {
            const size_t leaving = choice->picked[n];
            for (size_t w = 0; w < m; w++) {
                const double gain = choice->reach[w] - walks->apart[w * m + leaving] - choice->reach[leaving];
                if (!choice->taken[w] && gain > most) {
                    most = gain;
                    out = n;
                    in = w;
                }
            }
        }
        if (out == r)
            break;
        account(walks, choice->picked[out], -1.0, choice->reach);
        account(walks, in, 1.0, choice->reach);
        choice->taken[choice->picked[out]] = 0;
        choice->taken[in] = 1;
        choice->picked[out] = in;
    }
}

/* Picks r of m walks, from one pair to start with; ties go to the first. Returns the sum of the squared distances. */
static double pick_from(const struct walks *walks, size_t r, size_t attempt, struct choice *choice)
{
    const size_t m = walks->m;
    size_t two[2];
    double sum = 0.0;
    memset(choice->reach, 0, m * sizeof *choice->reach);
    memset(choice->taken, 0, m * sizeof *choice->taken);
    first_two(walks, attempt, two);
    for (size_t n = 0; n < r; n++) {
        size_t best = n < 2 ? two[n] : m;
        for (size_t w = 0; n >= 2 && w < m; w++)
            if (!choice->taken[w] && (best == m || choice->reach[w] > choice->reach[best]))
                best = w;
        choice->picked[n] = best;
        choice->taken[best] = 1;
        account(walks, best, 1.0, choice->reach);
    }
    exchange_walks(walks, r, choice);
    for (size_t n = 0; n < r; n++)
        sum += choice->reach[choice->picked[n]];
    return 0.5 * sum;
}

/* Exchanges end where none helps, which need not be the best: so from several starts. picked[r]. */
static void pick_walks(const struct walks *walks, size_t r, struct choice *choice, size_t *picked)
{
    double best = -1.0;
    for (size_t attempt = 0; attempt < MAX_ATTEMPTS && attempt <= walks->m; attempt++) {
        const double sum = pick_from(walks, r, attempt, choice);
        if (sum > best * (1.0 + 1e-9)) {
            best = sum;
            memcpy(picked, choice->picked, r * sizeof *picked);
        }
    }
}

static int check_morris(const struct design_morris *morris, struct sim_err *err)
{
    if (morris->r == 0 || morris->k == 0)
        return sim_fail(err, SIM_E_INPUT, "a design of Morris needs at least one trajectory and one factor");
    if (morris->levels < 2 || morris->levels % 2 != 0 || morris->levels > MAX_LEVELS)
        return sim_fail(err, SIM_E_INPUT, "a design of Morris needs an even number of levels from 2 to %d, not %zu",
                        (int)MAX_LEVELS, morris->levels);
    if (morris->candidates != 0 && morris->candidates < morris->r)
        return sim_fail(err, SIM_E_INPUT, "%zu trajectories cannot be picked from %zu", morris->r, morris->candidates);
    if (morris->candidates > morris->r && morris->candidates > MAX_CANDIDATES)
        return sim_fail(err, SIM_E_INPUT, "at most %d candidate trajectories, not %zu", (int)MAX_CANDIDATES,
                        morris->candidates);
    if (morris->k > MAX_FACTORS || morris->r > UINT32_MAX)
        return sim_fail(err, SIM_E_INPUT, "a design of Morris has at most %d factors and 2^32 - 1 trajectories",
                        (int)MAX_FACTORS);
    return SIM_OK;
}

int design_morris(const struct design_morris *morris, double *points, struct sim_err *err)
{
    const size_t r = morris->r, k = morris->k, m = morris->candidates > r ? morris->candidates : r;
    const struct rng_stream stream = {.seed = morris->seed, .replication = 0};
    struct walks walks = {.m = m, .k = k};
    struct choice choice = {NULL, NULL, NULL};
    size_t *picked = NULL;
    int status = check_morris(morris, err);
    if (status != SIM_OK)
        return status;
    walks.before = sim_calloc(m * k, sizeof *walks.before);
    walks.after = sim_calloc(m * k, sizeof *walks.after);
    walks.turn = sim_calloc(m * k, sizeof *walks.turn);
    choice.reach = sim_calloc(m, sizeof *choice.reach);
    choice.picked = sim_calloc(r, sizeof *choice.picked);
    choice.taken = sim_calloc(m, sizeof *choice.taken);
    picked = sim_calloc(m, sizeof *picked);
    if (!walks.before || !walks.after || !walks.turn || !choice.reach || !choice.picked || !choice.taken || !picked) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for %zu trajectories", m);
        goto cleanup;
    }
    for (size_t w = 0; w < m; w++) {
        draw_walk(&walks, morris->levels, &stream, w);
        picked[w] = w;
    }
    if (m > r) {
        status = measure_walks(&walks);
        if (status != SIM_OK) {
            status = sim_fail(err, SIM_E_NOMEM, "out of memory for %zu candidate trajectories", m);
            goto cleanup;
        }
        pick_walks(&walks, r, &choice, picked);
    }
    for (size_t n = 0; n < r; n++)
        for (size_t step = 0; step <= k; step++)
            for (size_t f = 0; f < k; f++) {
                const size_t of = picked[n] * k + f;
                const double at = step < walks.turn[of] ? walks.before[of] : walks.after[of];
                points[(n * (k + 1) + step) * k + f] = at / (double)(morris->levels - 1);
            }
cleanup:
    free(picked);
    free(choice.taken);
    free(choice.picked);
    free(choice.reach);
    walks_free(&walks);
    return status;
}
