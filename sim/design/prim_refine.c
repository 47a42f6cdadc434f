#include "sim/design/prim_internal.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

static struct prim_sum plus(struct prim_sum a, struct prim_sum b)
{
    return (struct prim_sum){a.n + b.n, a.interest + b.interest};
}

static double density_of(struct prim_sum sum)
{
    return sum.n > 0.0 ? sum.interest / sum.n : 0.0;
}

static struct prim_sum point_sum(const struct prim_search *search, size_t i)
{
    const double count = (double)search->count[i];
    return (struct prim_sum){count, count * search->data->y[i]};
}

/* A way to make the box larger. */
struct move {
    struct prim_limit limit;
    struct prim_sum sum; /* of the box afterwards */
    size_t factor;
    bool any;
};

static void offer(struct move *best, struct prim_sum inside, struct move move)
{
    const double density = density_of(move.sum), now = best->any ? density_of(best->sum) : density_of(inside);
    if (density < now || (best->any && !(density > now) && !(move.sum.n > best->sum.n)))
        return;
    *best = move;
    best->any = true;
}

/* Does only this factor keep the point out? */
static bool only_out_by(const struct prim_search *search, size_t i, size_t factor)
{
    return search->count[i] > 0 && search->broken[i] == 1 && search->breaker[i] == factor;
}

static void offer_end(struct move *best, const struct prim_search *search, const struct prim_limit *limit,
                      struct prim_sum inside, size_t factor, bool low)
{
    const size_t n = search->data->n, k = search->data->k;
    const double want = fmax(1.0, floor(search->settings->alpha * inside.n));
    struct move move = {.limit = *limit, .sum = inside, .factor = factor};
    double last = 0.0;
    for (size_t step = 0; step < n; step++) { /* from the limit outwards */
        const size_t i = search->order[factor * n + (low ? n - 1 - step : step)];
        const double x = search->data->x[i * k + factor];
        if (!only_out_by(search, i, factor) || (low ? x >= limit->lo : x <= limit->hi) || (low && isnan(limit->lo))
            || (!low && isnan(limit->hi)))
            continue;
        if (move.sum.n - inside.n >= want && x != last) {
            if (low)
                move.limit.lo = prim_between(x, last);
            else
                move.limit.hi = prim_between(x, last);
            offer(best, inside, move);
            return;
        }
        last = x;
        move.sum = plus(move.sum, point_sum(search, i));
    }
    if (low)
        move.limit.lo = (double)NAN; /* nothing is left outside */
    else
        move.limit.hi = (double)NAN;
    offer(best, inside, move);
}

static void offer_levels(struct move *best, const struct prim_search *search, const struct prim_limit *limit,
                         struct prim_sum inside, size_t factor)
{
    const size_t n = search->data->n, k = search->data->k;
    struct prim_sum at[64] = {{0}};
    for (size_t i = 0; i < n; i++)
        if (only_out_by(search, i, factor)) {
            const unsigned level = (unsigned)search->data->x[i * k + factor];
            at[level] = plus(at[level], point_sum(search, i));
        }
    for (unsigned l = 0; l < search->data->levels[factor]; l++) {
        struct move move = {.limit = *limit, .sum = plus(inside, at[l]), .factor = factor};
        if ((limit->levels >> l & 1u) != 0)
            continue;
        move.limit.levels |= UINT64_C(1) << l;
        offer(best, inside, move);
    }
}

static void paste(struct prim_search *search, struct prim_limit *limit)
{
    for (;;) {
        const struct prim_sum inside = prim_mark(search, limit);
        struct move best = {.any = false};
        for (size_t d = 0; d < search->data->k; d++) {
            if (limit[d].levels != 0)
                offer_levels(&best, search, &limit[d], inside, d);
            else if (limit[d].restricted) {
                if (!isnan(limit[d].lo))
                    offer_end(&best, search, &limit[d], inside, d, true);
                if (!isnan(limit[d].hi))
                    offer_end(&best, search, &limit[d], inside, d, false);
            }
        }
        if (!best.any)
            return;
        limit[best.factor] = best.limit;
        limit[best.factor].restricted = prim_restricted(search->data, best.factor, &best.limit);
    }
}

/* The box's sum without the restriction of one factor; prim_mark was called. */
static struct prim_sum sum_without(const struct prim_search *search, size_t factor, struct prim_sum inside)
{
    for (size_t i = 0; i < search->data->n; i++)
        if (only_out_by(search, i, factor))
            inside = plus(inside, point_sum(search, i));
    return inside;
}

static double quasi_p(struct prim_sum inside, struct prim_sum without)
{
    const double hits = round(inside.interest), share = density_of(without);
    if (!(hits >= 1.0) || share >= 1.0)
        return 1.0;
    return gsl_cdf_binomial_Q((unsigned)hits - 1u, share, (unsigned)inside.n);
}

/* Quasi-p of each restriction; when `free_idle`, the worst that may go is freed. True when one was. */
static bool judge(struct prim_search *search, struct prim_limit *limit, bool free_idle)
{
    const size_t k = search->data->k;
    const struct prim_sum inside = prim_mark(search, limit);
    size_t worst = k;
    for (size_t d = 0; d < k; d++) {
        limit[d].p = (double)NAN;
        if (!limit[d].restricted)
            continue;
        const struct prim_sum without = sum_without(search, d, inside);
        limit[d].p = quasi_p(inside, without);
        if (limit[d].p > search->settings->max_p && density_of(without) >= search->settings->threshold
            && (worst == k || limit[d].p > limit[worst].p))
            worst = d;
    }
    if (!free_idle || worst == k)
        return false;
    limit[worst].lo = limit[worst].hi = limit[worst].p = (double)NAN;
    if (limit[worst].levels != 0)
        limit[worst].levels = UINT64_MAX >> (64u - search->data->levels[worst]);
    limit[worst].restricted = false;
    return true;
}

void prim_refine(struct prim_search *search, struct prim_box *box)
{
    const size_t k = search->data->k;
    const double threshold = search->settings->threshold;
    const struct prim_score *t = box->trajectory;
    box->chosen = 0;
    for (size_t s = 1; s < box->n_steps; s++) {
        const bool meets = t[s].density >= threshold, met = t[box->chosen].density >= threshold;
        if (met ? meets && t[s].coverage > t[box->chosen].coverage : t[s].density > t[box->chosen].density)
            box->chosen = s;
    }
    box->met = t[box->chosen].density >= threshold;
    memcpy(box->limit, &box->path[box->chosen * k], k * sizeof *box->limit);
    paste(search, box->limit);
    while (judge(search, box->limit, box->met))
        continue;
    box->score = prim_score_of(search, box->limit, prim_mark(search, box->limit));
}
