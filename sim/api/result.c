/* Results: a database read into memory once, so that a handle needs no file and no lock. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/api/api.h"
#include "sim/base/mem.h"
#include "sim/report/analysis.h"

struct samenspel_result {
    struct analysis analysis;
};

/* Arms have values of replications here; those of a design have them at every point. */
static int refuse_design(struct store *store, const char *path, struct sim_err *err)
{
    struct store_contents c = {0};
    int status = store_contents_read(store, &c, err);
    if (status == SIM_OK && c.n_factors > 0)
        status =
            sim_fail(err, SIM_E_STORE,
                     "%s: holds a %.*s of %zu points, and this library reads arms as they are; \"samenspel export %s "
                     "--table dictionary\" lists the tables that it prints",
                     path, (int)strcspn(c.procedure, " "), c.procedure, c.n_points, path);
    store_contents_free(&c);
    return status;
}

int api_result_read(struct store *store, samenspel_result **result, struct sim_err *err)
{
    struct samenspel_result *handle = sim_calloc(1, sizeof *handle);
    if (handle == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory while reading the result");
    const int status = analysis_read(store, REPORT_COMPARE, &handle->analysis, err);
    if (status == SIM_OK)
        *result = handle;
    else
        samenspel_result_free(handle);
    return status;
}

int samenspel_result_open(const char *path, samenspel_result **result, char *message, size_t message_size)
{
    struct sim_err err = {SIM_OK, ""};
    struct store *store = NULL;
    struct api_guard guard;

    api_quiet(message, message_size);
    if (result == NULL)
        return api_refuse("no place for the result", message, message_size);
    *result = NULL;
    if (path == NULL)
        return api_refuse("no path of a result", message, message_size);
    int status = api_enter(&guard, message, message_size);
    if (status != SAMENSPEL_OK)
        return status;
    int code = store_open(path, &store, &err);
    if (code == SIM_OK)
        code = refuse_design(store, path, &err);
    if (code == SIM_OK)
        code = api_result_read(store, result, &err);
    store_close(store);
    status = api_status(code, &err, message, message_size);
    api_leave(&guard);
    return status;
}

void samenspel_result_free(samenspel_result *result)
{
    if (result == NULL)
        return;
    analysis_free(&result->analysis);
    free(result);
}

static const struct store_arm *arm_at(const samenspel_result *result, size_t arm)
{
    return arm < samenspel_result_arm_count(result) ? &result->analysis.contents.arms[arm] : NULL;
}

static const struct sim_outcome *outcome_at(const samenspel_result *result, size_t outcome)
{
    return outcome < samenspel_result_outcome_count(result) ? &result->analysis.outcomes[outcome] : NULL;
}

const char *samenspel_result_title(const samenspel_result *result)
{
    return result != NULL ? result->analysis.contents.title : NULL;
}

int samenspel_result_complete(const samenspel_result *result)
{
    return result != NULL && result->analysis.contents.complete;
}

uint64_t samenspel_result_seed(const samenspel_result *result)
{
    return result != NULL ? result->analysis.contents.seed : 0;
}

size_t samenspel_result_replications(const samenspel_result *result)
{
    return result != NULL ? result->analysis.contents.replications : 0;
}

size_t samenspel_result_arm_count(const samenspel_result *result)
{
    return result != NULL ? result->analysis.contents.n_arms : 0;
}

const char *samenspel_result_arm_name(const samenspel_result *result, size_t arm)
{
    const struct store_arm *row = arm_at(result, arm);
    return row != NULL ? row->name : NULL;
}

int samenspel_result_arm_listed(const samenspel_result *result, size_t arm)
{
    const struct store_arm *row = arm_at(result, arm);
    return row != NULL && !row->hidden;
}

size_t samenspel_result_arm_done(const samenspel_result *result, size_t arm)
{
    const struct store_arm *row = arm_at(result, arm);
    return row != NULL ? row->done : 0;
}

size_t samenspel_result_arm_failed(const samenspel_result *result, size_t arm)
{
    const struct store_arm *row = arm_at(result, arm);
    return row != NULL ? row->failed : 0;
}

size_t samenspel_result_find_arm(const samenspel_result *result, const char *name)
{
    for (size_t i = 0; name != NULL && i < samenspel_result_arm_count(result); i++)
        if (strcmp(result->analysis.contents.arms[i].name, name) == 0)
            return i;
    return SAMENSPEL_NONE;
}

size_t samenspel_result_twin(const samenspel_result *result, size_t arm)
{
    const struct store_arm *row = arm_at(result, arm);
    return row != NULL && row->twin >= 0 ? (size_t)row->twin : SAMENSPEL_NONE;
}

size_t samenspel_result_reference(const samenspel_result *result)
{
    return result != NULL ? result->analysis.contents.reference : SAMENSPEL_NONE;
}

size_t samenspel_result_outcome_count(const samenspel_result *result)
{
    return result != NULL ? result->analysis.n_outcomes : 0;
}

size_t samenspel_result_find_outcome(const samenspel_result *result, const char *name)
{
    for (size_t i = 0; name != NULL && i < samenspel_result_outcome_count(result); i++)
        if (strcmp(result->analysis.outcomes[i].name, name) == 0)
            return i;
    return SAMENSPEL_NONE;
}

const char *samenspel_result_outcome_name(const samenspel_result *result, size_t outcome)
{
    const struct sim_outcome *row = outcome_at(result, outcome);
    return row != NULL ? row->name : NULL;
}

const char *samenspel_result_outcome_unit(const samenspel_result *result, size_t outcome)
{
    const struct sim_outcome *row = outcome_at(result, outcome);
    return row != NULL ? row->unit : NULL;
}

const char *samenspel_result_outcome_label(const samenspel_result *result, size_t outcome, const char *lang)
{
    const struct sim_outcome *row = outcome_at(result, outcome);
    if (row == NULL)
        return NULL;
    return api_dutch(lang) ? row->nl : row->en;
}

int samenspel_result_outcome_direction(const samenspel_result *result, size_t outcome)
{
    const struct sim_outcome *row = outcome_at(result, outcome);
    return row != NULL ? row->better : 0;
}

/* SAMENSPEL_OK when these exist; `other`: a second arm. */
static int check(const samenspel_result *result, size_t arm, size_t other, size_t outcome, const void *out,
                 char *message, size_t size)
{
    api_quiet(message, size);
    if (result == NULL || out == NULL)
        return api_refuse("no result, or no place for what is asked", message, size);
    if (arm_at(result, arm) == NULL || arm_at(result, other) == NULL)
        return api_refuse("there is no such arm", message, size);
    if (outcome_at(result, outcome) == NULL)
        return api_refuse("there is no such outcome", message, size);
    return SAMENSPEL_OK;
}

/* Fills values[replications]. Outcomes that follow from flows have no column in arms that are not reported on. */
static void copy_column(const struct analysis *a, size_t arm, size_t outcome, double *values)
{
    const double *column = analysis_column(a, arm, outcome);
    for (size_t r = 0; r < a->contents.replications; r++)
        values[r] = column != NULL ? column[r] : (double)NAN;
}

int samenspel_result_values(const samenspel_result *result, size_t arm, size_t outcome, double *values, size_t n,
                            char *message, size_t message_size)
{
    const int status = check(result, arm, arm, outcome, values, message, message_size);
    if (status != SAMENSPEL_OK)
        return status;
    if (n != result->analysis.contents.replications)
        return api_refuse("the number of places is not the number of replications", message, message_size);
    copy_column(&result->analysis, arm, outcome, values);
    return SAMENSPEL_OK;
}

int samenspel_result_summary(const samenspel_result *result, size_t arm, size_t outcome, samenspel_summary *out,
                             size_t size, char *message, size_t message_size)
{
    struct sim_err err = {SIM_OK, ""};
    struct stats_summary s;
    struct api_guard guard;
    double *values = NULL;

    int status = check(result, arm, arm, outcome, out, message, message_size);
    if (status == SAMENSPEL_OK && !api_is_size(size, sizeof out->n))
        status = api_refuse("the summary has no size that is known", message, message_size);
    if (status == SAMENSPEL_OK)
        status = api_enter(&guard, message, message_size);
    if (status != SAMENSPEL_OK)
        return status;
    const size_t n = result->analysis.contents.replications;
    values = sim_calloc(n, sizeof *values);
    int code = values != NULL ? SIM_OK : SIM_E_NOMEM;
    if (code == SIM_OK && analysis_column(&result->analysis, arm, outcome) != NULL) {
        code = analysis_summarise(&result->analysis, arm, outcome, &s, &err);
    } else if (code == SIM_OK) {
        copy_column(&result->analysis, arm, outcome, values);
        code = stats_summarise(values, n, ANALYSIS_LEVEL, &s, &err);
    }
    if (code == SIM_OK) {
        const struct samenspel_summary own = {s.n, s.missing, s.mean, s.sd, s.lo, s.hi, s.q05, s.q50, s.q95};
        api_give(out, size, &own, sizeof own);
    }
    free(values);
    status = api_status(code, &err, message, message_size);
    api_leave(&guard);
    return status;
}

int samenspel_result_contrast(const samenspel_result *result, size_t arm, size_t reference, size_t outcome,
                              samenspel_contrast *out, size_t size, char *message, size_t message_size)
{
    struct sim_err err = {SIM_OK, ""};
    struct api_guard guard;
    double *values = NULL;

    int status = check(result, arm, reference, outcome, out, message, message_size);
    if (status == SAMENSPEL_OK && !api_is_size(size, sizeof out->n))
        status = api_refuse("the contrast has no size that is known", message, message_size);
    if (status == SAMENSPEL_OK)
        status = api_enter(&guard, message, message_size);
    if (status != SAMENSPEL_OK)
        return status;
    const size_t n = result->analysis.contents.replications;
    values = sim_calloc(n, 2 * sizeof *values);
    const int code = values != NULL ? SIM_OK : SIM_E_NOMEM;
    if (code == SIM_OK) {
        struct stats_contrast x;
        copy_column(&result->analysis, arm, outcome, values);
        copy_column(&result->analysis, reference, outcome, values + n);
        stats_compare(values, values + n, n, result->analysis.outcomes[outcome].better, ANALYSIS_LEVEL, &x);
        if (analysis_column(&result->analysis, arm, outcome) != NULL
            && analysis_column(&result->analysis, reference, outcome) != NULL)
            analysis_compare(&result->analysis, arm, reference, outcome, &x);
        const struct samenspel_contrast own = {x.n,  x.diff,     x.sd,          x.lo,
                                               x.hi, x.p_better, x.correlation, x.variance_ratio};
        api_give(out, size, &own, sizeof own);
    }
    free(values);
    status = api_status(code, &err, message, message_size);
    api_leave(&guard);
    return status;
}
