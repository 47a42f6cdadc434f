/* Which parameters decide who wins. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/design/profile.h"
#include "sim/store/columns.h"
#include "sim/study/discover.h"

/* Parts that are left out in turn: of the points, and of the replications, which take a new comparison each. */
enum { PARTS_OF_POINTS = 100, PARTS_OF_REPLICATIONS = 10, DRAWS = 500 };
#define LEVEL 0.95

static const struct frame_column drivers_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_PARAMETER,
    {"share", FRAME_REAL, "1", "share of who wins", "aandeel in wie wint"},
    {"lo", FRAME_REAL, "1", "lower 95 % limit of the share", "ondergrens 95% van het aandeel"},
    {"hi", FRAME_REAL, "1", "upper 95 % limit of the share", "bovengrens 95% van het aandeel"},
};
const struct frame_definition discover_drivers_frame = {
    .name = "drivers",
    .en = "Which parameters decide who wins",
    .nl = "Welke parameters beslissen wie wint",
    .columns = drivers_columns,
    .n_columns = sizeof drivers_columns / sizeof drivers_columns[0],
};

struct drivers {
    double *y;                                   /* [points] */
    size_t *group;                               /* [factors][points] */
    size_t *n_groups;                            /* [factors] */
    struct stats_moments *moments;               /* [most groups] */
    double *values;                              /* [point][arm][replication] of which a part is left out */
    struct stats_moments *points, *replications; /* [factors] shares with a part left out */
};

/* The share of the variance of all arms' chances to be best that lies between groups of a factor: the index of Gamboa
 * et al. (2014) for several outputs at once, summed over arms that add up to one. Points `part` of every `parts` are left
 * out; parts = 0: none. */
static double driver(const struct discover *d, const struct regime_result *regime, struct drivers *w, size_t factor,
                     size_t part, size_t parts)
{
    const size_t n = d->block.n_points, arms = d->block.n_arms;
    double explained = 0.0, all = 0.0;
    for (size_t a = 0; a < arms; a++) {
        struct stats_moments moments = {0};
        for (size_t p = 0; p < n; p++) {
            w->y[p] = parts > 0 && p % parts == part ? (double)NAN : regime->cell[p * arms + a].p_best;
            stats_add(&moments, w->y[p]);
        }
        const double share = profile_groups(w->y, w->group + factor * n, n, w->n_groups[factor], w->moments);
        if (isnan(share))
            continue;
        explained += share * moments.squares;
        all += moments.squares;
    }
    return all > 0.0 ? explained / all : (double)NAN;
}

static void leave_out_points(const struct discover *d, struct drivers *w)
{
    const size_t n = d->block.n_points, parts = n < PARTS_OF_POINTS ? n : PARTS_OF_POINTS;
    for (size_t f = 0; f < d->study->request->n_factors; f++)
        for (size_t part = 0; part < parts; part++)
            stats_add(&w->points[f], driver(d, &d->regime, w, f, part, parts));
}

static int leave_out_replications(const struct discover *d, struct drivers *w, struct sim_err *err)
{
    struct regime_settings settings = d->settings;
    const size_t replications = d->block.replications;
    const size_t parts = replications < PARTS_OF_REPLICATIONS ? replications : PARTS_OF_REPLICATIONS;
    struct regime_data data = discover_data(d);
    data.value = w->values;
    settings.draws = DRAWS;
    for (size_t part = 0; part < parts; part++) {
        struct regime_result regime;
        struct sim_err why = {SIM_OK, ""};
        memcpy(w->values, d->values, study_size(&d->block) * sizeof *w->values);
        for (size_t i = 0; i < study_size(&d->block); i++)
            w->values[i] = i % replications % parts == part ? (double)NAN : w->values[i];
        const int status = regime_find(&data, &settings, &regime, &why);
        if (status == SIM_E_INPUT)
            continue; /* too few are left to compare at any point: nothing is known without these */
        if (status != SIM_OK)
            return sim_fail(err, (enum sim_status)status, "discover: %s", why.text);
        for (size_t f = 0; f < d->study->request->n_factors; f++)
            stats_add(&w->replications[f], driver(d, &regime, w, f, 0, 0));
        regime_free(&regime);
    }
    return SIM_OK;
}

/* Half-width by the shares with each part left out in turn (jackknife, Tukey 1958); NaN when some could not be. */
static double half_width(const struct stats_moments *left_out)
{
    const double n = (double)left_out->n;
    if (left_out->n < 2 || left_out->missing > 0)
        return (double)NAN;
    return gsl_cdf_tdist_Pinv(0.5 + 0.5 * LEVEL, n - 1.0) * sqrt((n - 1.0) / n * left_out->squares);
}

static bool reserve(const struct discover *d, struct drivers *w)
{
    const struct study_request *request = d->study->request;
    const size_t n = d->block.n_points, k = request->n_factors;
    size_t most = 1;
    for (size_t f = 0; f < k; f++) {
        const size_t groups = points_n_groups(request, &d->points, f);
        most = groups > most ? groups : most;
    }
    w->y = sim_calloc(n, sizeof *w->y);
    w->group = sim_calloc(n, k * sizeof *w->group);
    w->n_groups = sim_calloc(k, sizeof *w->n_groups);
    w->moments = sim_calloc(most, sizeof *w->moments);
    w->values = sim_calloc(study_size(&d->block), sizeof *w->values);
    w->points = sim_calloc(k, sizeof *w->points);
    w->replications = sim_calloc(k, sizeof *w->replications);
    return w->y != NULL && w->group != NULL && w->n_groups != NULL && w->moments != NULL && w->values != NULL
           && w->points != NULL && w->replications != NULL;
}

int discover_drivers(struct discover *d, double *share, struct sim_err *err)
{
    const struct study_request *request = d->study->request;
    const bool planned = points_are_planned(&d->points);
    struct drivers w = {.y = NULL};
    int status = SIM_OK;
    if (!reserve(d, &w)) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for what decides who wins");
        goto cleanup;
    }
    for (size_t f = 0; f < request->n_factors; f++) {
        w.n_groups[f] = points_groups(request, &d->points, f, w.group + f * d->block.n_points);
        share[f] = driver(d, &d->regime, &w, f, 0, 0);
    }
    if (!planned)
        leave_out_points(d, &w);
    status = leave_out_replications(d, &w, err);
    for (size_t f = 0; status == SIM_OK && f < request->n_factors; f++) {
        const double half = hypot(planned ? 0.0 : half_width(&w.points[f]), half_width(&w.replications[f]));
        frame_add(&d->tables[DISCOVER_DRIVERS], d->outcome->name, request->factors[f].parameter, share[f],
                  share[f] - half, isnan(half) ? half : fmin(1.0, share[f] + half));
    }

cleanup:
    free(w.y);
    free(w.group);
    free(w.n_groups);
    free(w.moments);
    free(w.values);
    free(w.points);
    free(w.replications);
    return status;
}
