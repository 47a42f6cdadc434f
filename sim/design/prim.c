#include "sim/design/prim_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/rng/rng.h"

/* A replication that no simulation has: the resampling shares no draw with the runs. */
#define PRIM_REPLICATION (UINT32_MAX - 1u)
#define BOOTSTRAP_MAX 10000u

struct prim_settings prim_defaults(void)
{
    return (struct prim_settings){
        .alpha = 0.05, .min_mass = 0.05, .threshold = 0.8, .max_p = 0.05, .max_boxes = 1, .seed = 1};
}

bool prim_breaks(const struct prim_limit *limit, double x)
{
    if (limit->levels != 0)
        return (limit->levels >> (unsigned)x & 1u) == 0;
    return x < limit->lo || x > limit->hi; /* false against NaN */
}

bool prim_inside(const struct prim_limit *limit, size_t k, const double *x)
{
    for (size_t d = 0; d < k; d++)
        if (prim_breaks(&limit[d], x[d]))
            return false;
    return true;
}

bool prim_restricted(const struct prim_data *data, size_t factor, const struct prim_limit *limit)
{
    if (limit->levels != 0)
        return limit->levels != UINT64_MAX >> (64u - data->levels[factor]);
    return !isnan(limit->lo) || !isnan(limit->hi);
}

void prim_open_limits(const struct prim_data *data, struct prim_limit *limit)
{
    const double none = (double)NAN;
    for (size_t d = 0; d < data->k; d++) {
        limit[d] = (struct prim_limit){.lo = none, .hi = none, .p = none, .reproduced = none};
        if (data->levels != NULL && data->levels[d] > 0)
            limit[d].levels = UINT64_MAX >> (64u - data->levels[d]);
    }
}

struct prim_sum prim_mark(struct prim_search *search, const struct prim_limit *limit)
{
    const struct prim_data *data = search->data;
    struct prim_sum inside = {0.0, 0.0};
    for (size_t i = 0; i < data->n; i++) {
        search->broken[i] = 0;
        for (size_t d = 0; d < data->k; d++)
            if (limit[d].restricted && prim_breaks(&limit[d], data->x[i * data->k + d])) {
                search->broken[i]++;
                search->breaker[i] = d;
            }
        if (search->broken[i] == 0) {
            inside.n += (double)search->count[i];
            inside.interest += (double)search->count[i] * data->y[i];
        }
    }
    return inside;
}

struct prim_score prim_score_of(const struct prim_search *search, const struct prim_limit *limit, struct prim_sum sum)
{
    struct prim_score score = {
        .coverage = sum.interest / search->all_interest,
        .density = sum.n > 0.0 ? sum.interest / sum.n : 0.0,
        .mass = sum.n / search->all_n,
        .n = (size_t)sum.n,
    };
    for (size_t d = 0; d < search->data->k; d++)
        score.n_restricted += limit[d].restricted ? 1 : 0;
    return score;
}

static int check(const struct prim_data *data, const struct prim_settings *s, struct sim_err *err)
{
    if (data->n < 1 || data->n > UINT32_MAX || data->k < 1)
        return sim_fail(err, SIM_E_INPUT, "%zu points of %zu factors: at least one of each", data->n, data->k);
    if (!(s->alpha > 0.0 && s->alpha <= 0.5) || !(s->min_mass > 0.0 && s->min_mass < 1.0)
        || !(s->threshold > 0.0 && s->threshold <= 1.0) || !(s->max_p >= 0.0) || s->max_boxes < 1
        || s->bootstrap > BOOTSTRAP_MAX)
        return sim_fail(
            err, SIM_E_INPUT,
            "share peeled %g (0 - .5), least mass %g (0 - 1), threshold %g (0 - 1), largest p %g, boxes %zu "
            "(at least 1), resamples %zu (at most %u)",
            s->alpha, s->min_mass, s->threshold, s->max_p, s->max_boxes, s->bootstrap, BOOTSTRAP_MAX);
    double interest = 0.0;
    for (size_t i = 0; i < data->n; i++) {
        if (!(data->y[i] >= 0.0 && data->y[i] <= 1.0))
            return sim_fail(err, SIM_E_INPUT, "point %zu: interest %g is not in [0,1]", i, data->y[i]);
        interest += data->y[i];
    }
    for (size_t d = 0; d < data->k; d++) {
        const unsigned levels = data->levels != NULL ? data->levels[d] : 0;
        if (levels == 1 || levels > 64)
            return sim_fail(err, SIM_E_INPUT, "factor %zu has %u levels: 2 to 64", d, levels);
        for (size_t i = 0; i < data->n; i++) {
            const double x = data->x[i * data->k + d];
            if (!isfinite(x) || (levels > 0 && !(x >= 0.0 && x < levels && x == floor(x))))
                return sim_fail(err, SIM_E_INPUT, "point %zu, factor %zu: %g is no value of it", i, d, x);
        }
    }
    if (!(interest > 0.0))
        return sim_fail(err, SIM_E_INPUT, "no point is of interest");
    return SIM_OK;
}

struct ranked {
    double value;
    size_t at;
};

static int ascending(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static int open_search(struct prim_search *search, struct sim_err *err)
{
    const struct prim_data *data = search->data;
    const size_t n = data->n, k = data->k;
    struct ranked *ranked = sim_calloc(n, sizeof *ranked);
    search->order = sim_calloc(k * n, sizeof *search->order);
    search->count = sim_calloc(n, sizeof *search->count);
    search->broken = sim_calloc(n, sizeof *search->broken);
    search->breaker = sim_calloc(n, sizeof *search->breaker);
    if (ranked == NULL || search->order == NULL || search->count == NULL || search->broken == NULL
        || search->breaker == NULL) {
        free(ranked);
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu points of %zu factors", n, k);
    }
    for (size_t d = 0; d < k; d++) {
        for (size_t i = 0; i < n; i++)
            ranked[i] = (struct ranked){data->x[i * k + d], i};
        qsort(ranked, n, sizeof *ranked, ascending);
        for (size_t i = 0; i < n; i++)
            search->order[d * n + i] = ranked[i].at;
    }
    free(ranked);
    return SIM_OK;
}

static void close_search(struct prim_search *search)
{
    free(search->order);
    free(search->count);
    free(search->broken);
    free(search->breaker);
}

static void free_box(struct prim_box *box)
{
    free(box->limit);
    free(box->trajectory);
    free(box->path);
    *box = (struct prim_box){0};
}

void prim_free(struct prim_result *result)
{
    for (size_t b = 0; b < result->n_boxes; b++)
        free_box(&result->box[b]);
    free(result->box);
    *result = (struct prim_result){0};
}

static void sum_all(struct prim_search *search)
{
    search->all_n = search->all_interest = 0.0;
    for (size_t i = 0; i < search->data->n; i++) {
        search->all_n += (double)search->count[i];
        search->all_interest += (double)search->count[i] * search->data->y[i];
    }
}

/* One box in the points of the search. On failure the box is empty. */
static int find_box(struct prim_search *search, struct prim_box *box, struct sim_err *err)
{
    *box = (struct prim_box){.limit = sim_calloc(search->data->k, sizeof *box->limit)};
    int status = box->limit != NULL
                     ? prim_peel(search, box, err)
                     : sim_fail(err, SIM_E_NOMEM, "out of memory for a box of %zu factors", search->data->k);
    if (status == SIM_OK)
        prim_refine(search, box);
    else
        free_box(box);
    return status;
}

/* Covering: box after box, each without the points of those before. */
static int cover(struct prim_search *search, struct prim_result *out, struct sim_err *err)
{
    const struct prim_data *data = search->data;
    for (size_t i = 0; i < data->n; i++)
        search->count[i] = 1;
    sum_all(search);
    while (out->n_boxes < search->settings->max_boxes) {
        struct prim_sum left = {0.0, 0.0};
        for (size_t i = 0; i < data->n; i++) {
            left.n += (double)search->count[i];
            left.interest += (double)search->count[i] * data->y[i];
        }
        if (!(left.interest > 0.0) || left.n < search->settings->min_mass * search->all_n)
            break;
        struct prim_box *box = &out->box[out->n_boxes];
        const int status = find_box(search, box, err);
        if (status != SIM_OK)
            return status;
        if (!box->met && out->n_boxes > 0) {
            free_box(box);
            break;
        }
        out->n_boxes++;
        if (!box->met)
            break;
        for (size_t i = 0; i < data->n; i++)
            if (prim_inside(box->limit, data->k, &data->x[i * data->k]))
                search->count[i] = 0;
    }
    return SIM_OK;
}

static void resample(struct prim_search *search, uint32_t number)
{
    const struct rng_stream stream = {.seed = search->settings->seed, .replication = PRIM_REPLICATION};
    const size_t n = search->data->n;
    memset(search->count, 0, n * sizeof *search->count);
    for (size_t i = 0; i < n; i += 4) {
        const struct rng_words words = rng_draw(&stream, (uint32_t)(i / 4), number, 1, 0);
        for (size_t j = i; j < n && j < i + 4; j++)
            search->count[(uint64_t)words.w[j - i] * n >> 32]++;
    }
    sum_all(search);
}

/* In which share of the resamples does the same search restrict the same factors? */
static int reproduce(struct prim_search *search, struct prim_box *first, struct sim_err *err)
{
    const size_t k = search->data->k, resamples = search->settings->bootstrap;
    for (size_t d = 0; d < k && resamples > 0; d++)
        first->limit[d].reproduced = 0.0;
    for (size_t b = 0; b < resamples; b++) {
        struct prim_box box;
        resample(search, (uint32_t)b);
        if (!(search->all_interest > 0.0))
            continue;
        const int status = find_box(search, &box, err);
        if (status != SIM_OK)
            return status;
        for (size_t d = 0; d < k; d++)
            first->limit[d].reproduced += box.limit[d].restricted ? 1.0 : 0.0;
        free_box(&box);
    }
    for (size_t d = 0; d < k && resamples > 0; d++)
        first->limit[d].reproduced /= (double)resamples;
    return SIM_OK;
}

int prim_find(const struct prim_data *data, const struct prim_settings *settings, struct prim_result *out,
              struct sim_err *err)
{
    *out = (struct prim_result){.k = data->k};
    struct prim_search search = {.data = data, .settings = settings};
    int status = check(data, settings, err);
    if (status != SIM_OK)
        return status;
    out->box = sim_calloc(settings->max_boxes, sizeof *out->box);
    if (out->box == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu boxes", settings->max_boxes);
    status = open_search(&search, err);
    if (status == SIM_OK)
        status = cover(&search, out, err);
    if (status == SIM_OK && out->n_boxes > 0)
        status = reproduce(&search, &out->box[0], err);
    if (status != SIM_OK)
        prim_free(out);
    close_search(&search);
    return status;
}
