#include "sim/design/prim_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

/* A slice that can be taken off. */
struct slice {
    struct prim_limit limit; /* the factor's limits afterwards */
    struct prim_sum sum;     /* what the slice holds */
    size_t factor;
    double gain; /* in density per point lost */
    bool any;
};

double prim_between(double out, double in)
{
    const double middle = out + 0.5 * (in - out);
    return middle == out ? in : middle; /* neighbouring numbers have no middle: limits are inclusive */
}

static void offer(struct slice *best, const struct prim_search *search, struct prim_sum inside, struct slice slice)
{
    const double left = inside.n - slice.sum.n;
    if (!(slice.sum.n > 0.0) || !(left >= search->settings->min_mass * search->all_n) || !(left > 0.0))
        return;
    slice.gain = ((inside.interest - slice.sum.interest) / left - inside.interest / inside.n) / slice.sum.n;
    if (!best->any || slice.gain > best->gain) {
        *best = slice;
        best->any = true;
    }
}

/* The slice at one end of a continuous factor. */
static void offer_end(struct slice *best, const struct prim_search *search, const struct prim_limit *limit,
                      struct prim_sum inside, size_t factor, bool low)
{
    const size_t n = search->data->n, k = search->data->k;
    const double want = fmax(1.0, floor(search->settings->alpha * inside.n));
    struct slice slice = {.limit = *limit, .factor = factor};
    double last = 0.0;
    for (size_t step = 0; step < n; step++) {
        const size_t i = search->order[factor * n + (low ? step : n - 1 - step)];
        const double x = search->data->x[i * k + factor];
        if (search->count[i] == 0 || search->broken[i] > 0)
            continue;
        if (slice.sum.n >= want && x != last) {
            if (low)
                slice.limit.lo = prim_between(last, x);
            else
                slice.limit.hi = prim_between(last, x);
            offer(best, search, inside, slice);
            return;
        }
        last = x;
        slice.sum.n += (double)search->count[i];
        slice.sum.interest += (double)search->count[i] * search->data->y[i];
    }
}

static void offer_levels(struct slice *best, const struct prim_search *search, const struct prim_limit *limit,
                         struct prim_sum inside, size_t factor)
{
    const size_t n = search->data->n, k = search->data->k;
    struct prim_sum at[64] = {{0}};
    for (size_t i = 0; i < n; i++) {
        if (search->broken[i] > 0)
            continue;
        struct prim_sum *level = &at[(unsigned)search->data->x[i * k + factor]];
        level->n += (double)search->count[i];
        level->interest += (double)search->count[i] * search->data->y[i];
    }
    for (unsigned l = 0; l < search->data->levels[factor]; l++) {
        struct slice slice = {.limit = *limit, .sum = at[l], .factor = factor};
        slice.limit.levels &= ~(UINT64_C(1) << l);
        offer(best, search, inside, slice);
    }
}

static struct slice best_slice(const struct prim_search *search, const struct prim_limit *limit, struct prim_sum inside)
{
    struct slice best = {.any = false};
    for (size_t d = 0; d < search->data->k; d++) {
        if (limit[d].levels != 0) {
            offer_levels(&best, search, &limit[d], inside, d);
        } else {
            offer_end(&best, search, &limit[d], inside, d, true);
            offer_end(&best, search, &limit[d], inside, d, false);
        }
    }
    return best;
}

static int append(struct prim_box *box, size_t *capacity, size_t k, const struct prim_limit *limit,
                  struct prim_score score, struct sim_err *err)
{
    if (box->n_steps == *capacity) {
        const size_t larger = *capacity == 0 ? 64 : 2 * *capacity;
        struct prim_score *trajectory = sim_realloc(box->trajectory, larger, sizeof *trajectory);
        if (trajectory != NULL)
            box->trajectory = trajectory;
        struct prim_limit *path = sim_realloc(box->path, larger * k, sizeof *path);
        if (path != NULL)
            box->path = path;
        if (trajectory == NULL || path == NULL)
            return sim_fail(err, SIM_E_NOMEM, "out of memory for the peeling of %zu factors", k);
        *capacity = larger;
    }
    memcpy(&box->path[box->n_steps * k], limit, k * sizeof *limit);
    box->trajectory[box->n_steps++] = score;
    return SIM_OK;
}

int prim_peel(struct prim_search *search, struct prim_box *box, struct sim_err *err)
{
    const size_t k = search->data->k;
    size_t capacity = 0;
    struct prim_limit *limit = sim_calloc(k, sizeof *limit);
    if (limit == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the peeling of %zu factors", k);
    prim_open_limits(search->data, limit);
    int status = SIM_OK;
    for (;;) {
        const struct prim_sum inside = prim_mark(search, limit);
        const struct prim_score score = prim_score_of(search, limit, inside);
        status = append(box, &capacity, k, limit, score, err);
        if (status != SIM_OK || !(score.density < 1.0))
            break; /* nothing but interest: a further slice only loses coverage */
        const struct slice best = best_slice(search, limit, inside);
        if (!best.any)
            break;
        limit[best.factor] = best.limit;
        limit[best.factor].restricted = true;
    }
    free(limit);
    return status;
}
