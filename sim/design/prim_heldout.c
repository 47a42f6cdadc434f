#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/design/draws.h"
#include "sim/design/prim.h"

/* Folds of equal size (but for one point), dealt after a shuffle: the points of a grid come in an order. */
static void deal(uint64_t seed, size_t folds, size_t n, size_t *fold)
{
    const struct rng_stream stream = {.seed = seed, .replication = 0};
    for (size_t i = 0; i < n; i++)
        fold[i] = i % folds;
    for (size_t i = n - 1; i > 0; i--) {
        const size_t j = design_shuffle_partner(&stream, 0, 0, DESIGN_FOLDS, i), kept = fold[i];
        fold[i] = fold[j];
        fold[j] = kept;
    }
}

struct held {
    double interest, n;
};

/* Finds a box without fold `out` and adds the points of that fold that lie inside. x and y have room for all points. */
static int hold_out(const struct prim_data *data, const struct prim_settings *settings, const size_t *fold, size_t out,
                    double *x, double *y, struct held *held, struct sim_err *err)
{
    const size_t k = data->k;
    struct prim_data others = {.k = k, .x = x, .y = y, .levels = data->levels};
    struct prim_result result;
    double interest = 0.0;
    for (size_t i = 0; i < data->n; i++) {
        if (fold[i] == out)
            continue;
        memcpy(x + others.n * k, data->x + i * k, k * sizeof *x);
        y[others.n++] = data->y[i];
        interest += data->y[i];
    }
    if (!(interest > 0.0))
        return SIM_OK;
    const int status = prim_find(&others, settings, &result, err);
    for (size_t i = 0; status == SIM_OK && i < data->n; i++)
        if (fold[i] == out && prim_inside(result.box[0].limit, k, data->x + i * k)) {
            held->interest += data->y[i];
            held->n += 1.0;
        }
    if (status == SIM_OK)
        prim_free(&result);
    return status;
}

int prim_heldout(const struct prim_data *data, const struct prim_settings *settings, size_t folds, double *density,
                 struct sim_err *err)
{
    struct prim_settings own = *settings;
    struct held held = {0.0, 0.0};
    *density = (double)NAN;
    if (folds < 2 || folds > data->n)
        return sim_fail(err, SIM_E_INPUT, "%zu folds of %zu points: at least 2, at most as many as points", folds,
                        data->n);
    own.max_boxes = 1;
    own.bootstrap = 0;
    size_t *fold = sim_calloc(data->n, sizeof *fold);
    double *x = sim_calloc(data->n, data->k * sizeof *x), *y = sim_calloc(data->n, sizeof *y);
    int status = SIM_OK;
    if (fold == NULL || x == NULL || y == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for %zu points of %zu factors", data->n, data->k);
        goto cleanup;
    }
    deal(settings->seed, folds, data->n, fold);
    for (size_t f = 0; status == SIM_OK && f < folds; f++)
        status = hold_out(data, &own, fold, f, x, y, &held, err);
    if (status == SIM_OK && held.n > 0.0)
        *density = held.interest / held.n;

cleanup:
    free(y);
    free(x);
    free(fold);
    return status;
}
