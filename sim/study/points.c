#include "sim/study/points.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/design/design.h"
#include "sim/study/posterior.h"

/* More would not fit a store that is used. */
enum { MOST_POINTS = 10000000, RANGES = 5 };

static const struct settings *settings_of(const struct study_request *request)
{
    return request->scenario->arms[0].settings;
}

/* Levels of a factor in a design that needs levels. */
static size_t n_levels(const struct study_request *request, size_t factor)
{
    const size_t n = request->factors[factor].n_levels;
    return n > 0 ? n : (size_t)settings_int(settings_of(request), "experiment.levels");
}

/* Level l in the unit interval: levels of a range run from end to end, other levels are as wide as each other. */
static double level_unit(const struct study_request *request, size_t factor, size_t l)
{
    const size_t n = n_levels(request, factor);
    return request->factors[factor].n_levels > 0 ? ((double)l + 0.5) / (double)n : (double)l / (double)(n - 1);
}

/* Whether a level is the value that the scenario itself has, but for rounding. */
static bool is_own(const struct study_request *request, size_t factor, double unit)
{
    const struct scenario_factor *f = &request->factors[factor];
    const double own = factor_own(f, settings_of(request)), value = factor_value(f, unit);
    return fabs(value - own) <= 1e-12 * (f->n_levels > 0 ? fabs(own) : fmax(fabs(f->lowest), fabs(f->highest)));
}

static int no_memory(struct sim_err *err)
{
    return sim_fail(err, SIM_E_NOMEM, "out of memory for the points of the design");
}

static int make_factorial(const struct study_request *request, struct points *points, struct sim_err *err)
{
    const size_t k = request->n_factors;
    size_t *levels = sim_calloc(k, sizeof *levels), *row = sim_calloc(k, sizeof *row);
    int status = levels == NULL || row == NULL ? no_memory(err) : SIM_OK;
    for (size_t f = 0; status == SIM_OK && f < k; f++)
        levels[f] = n_levels(request, f);
    if (status == SIM_OK)
        status = design_factorial_count(levels, k, &points->n, err);
    if (status == SIM_OK && points->n > MOST_POINTS)
        status = sim_fail(
            err, SIM_E_INPUT,
            "%s: all combinations are %zu points, more than %d; lower experiment.levels or choose lhs or sobol",
            settings_where(settings_of(request), "experiment.design", 0), points->n, MOST_POINTS);
    if (status == SIM_OK && (points->unit = sim_calloc(points->n, k * sizeof *points->unit)) == NULL)
        status = no_memory(err);
    for (size_t p = 0; status == SIM_OK && p < points->n; p++) {
        design_factorial_row(levels, k, p, row);
        for (size_t f = 0; f < k; f++)
            points->unit[p * k + f] = level_unit(request, f, row[f]);
    }
    free(row);
    free(levels);
    return status;
}

static int make_one_at_a_time(const struct study_request *request, struct points *points, struct sim_err *err)
{
    const size_t k = request->n_factors;
    size_t n_values = 0, next = 0;
    for (size_t f = 0; f < k; f++)
        n_values += n_levels(request, f);
    double *base = sim_calloc(k, sizeof *base), *values = sim_calloc(n_values, sizeof *values);
    size_t *levels = sim_calloc(k, sizeof *levels);
    int status = base == NULL || values == NULL || levels == NULL ? no_memory(err) : SIM_OK;
    for (size_t f = 0; status == SIM_OK && f < k; f++) {
        base[f] = STUDY_OWN_VALUE;
        levels[f] = n_levels(request, f);
        for (size_t l = 0; l < levels[f]; l++) { /* a level that is the base's value is not run again */
            const double unit = level_unit(request, f, l);
            values[next++] = is_own(request, f, unit) ? base[f] : unit;
        }
    }
    if (status == SIM_OK) {
        points->n = design_one_at_a_time_rows(base, k, levels, values);
        points->unit = sim_calloc(points->n, k * sizeof *points->unit);
        points->changed = sim_calloc(points->n, sizeof *points->changed);
        if (points->unit == NULL || points->changed == NULL)
            status = no_memory(err);
    }
    if (status == SIM_OK)
        status = design_one_at_a_time(base, k, levels, values, points->unit, points->changed, err);
    free(levels);
    free(values);
    free(base);
    return status;
}

static int make_spread(const struct study_request *request, struct points *points, struct sim_err *err)
{
    const size_t k = request->n_factors;
    points->n = request->points;
    points->unit = sim_calloc(points->n, k * sizeof *points->unit);
    if (points->unit == NULL)
        return no_memory(err);
    if (points->kind == POINTS_SOBOL)
        return design_sobol(points->n, k, true, request->seed, points->unit, err);
    const struct design_lhs lhs = {.seed = request->seed, .n = points->n, .k = k, .maximin = true};
    return design_lhs(&lhs, points->unit, err);
}

int points_make(const struct study_request *request, struct points *points, struct sim_err *err)
{
    *points = (struct points){.kind = (enum points_kind)settings_choice(settings_of(request), "experiment.design")};
    switch (points->kind) {
    case POINTS_FACTORIAL:
        return make_factorial(request, points, err);
    case POINTS_ONE_AT_A_TIME:
        return make_one_at_a_time(request, points, err);
    case POINTS_POSTERIOR:
        return posterior_points(request, points, err);
    case POINTS_LHS:
    case POINTS_SOBOL:
        break;
    }
    return make_spread(request, points, err);
}

void points_free(struct points *points)
{
    free(points->unit);
    free(points->changed);
    *points = (struct points){.n = 0};
}

bool points_are_planned(const struct points *points)
{
    return points->kind == POINTS_FACTORIAL || points->kind == POINTS_ONE_AT_A_TIME;
}

static bool has_levels(const struct study_request *request, const struct points *points, size_t factor)
{
    return request->factors[factor].n_levels > 0 || points_are_planned(points);
}

size_t points_n_groups(const struct study_request *request, const struct points *points, size_t factor)
{
    if (points->kind == POINTS_ONE_AT_A_TIME)
        return n_levels(request, factor) + 1;
    return has_levels(request, points, factor) ? n_levels(request, factor) : RANGES;
}

/* Of a design that changes one factor at a time: the level that a point has exactly, or the base's own value. */
static size_t group_of_one(const struct study_request *request, const struct points *points, size_t factor, size_t p)
{
    const size_t k = request->n_factors, n = n_levels(request, factor);
    const struct scenario_factor *f = &request->factors[factor];
    const double unit = points->unit[p * k + factor];
    size_t l = 0;
    if (points->changed[p] != factor && points->changed[p] != k)
        return n + 1;
    while (l < n
           && !(unit == STUDY_OWN_VALUE ? is_own(request, factor, level_unit(request, factor, l))
                                        : factor_value(f, unit) == factor_value(f, level_unit(request, factor, l))))
        l++;
    return l;
}

size_t points_groups(const struct study_request *request, const struct points *points, size_t factor, size_t *group)
{
    const size_t n = points_n_groups(request, points, factor), k = request->n_factors;
    const bool from_end_to_end = has_levels(request, points, factor) && request->factors[factor].n_levels == 0;
    for (size_t p = 0; p < points->n; p++) {
        if (points->kind == POINTS_ONE_AT_A_TIME) {
            group[p] = group_of_one(request, points, factor, p);
            continue;
        }
        const double unit = points->unit[p * k + factor];
        const double place = from_end_to_end ? floor(unit * (double)(n - 1) + 0.5) : floor(unit * (double)n);
        group[p] = place < (double)n ? (size_t)place : n - 1;
    }
    return n;
}

void points_group_text(const struct study_request *request, const struct points *points, size_t factor, size_t group,
                       char *out, size_t size)
{
    const bool levels = has_levels(request, points, factor);
    const bool base = points->kind == POINTS_ONE_AT_A_TIME && group == n_levels(request, factor);
    const double unit = levels ? level_unit(request, factor, group) : ((double)group + 0.5) / (double)RANGES;
    const double value = base ? factor_own(&request->factors[factor], settings_of(request))
                              : factor_value(&request->factors[factor], unit);
    if (request->factors[factor].n_levels == 0)
        (void)snprintf(out, size, "%.6g", value); /* the middle of a range needs no more digits */
    else
        factor_text(&request->factors[factor], value, out, size);
}
