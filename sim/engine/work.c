#include "sim/engine/work.h"

#include <stdlib.h>
#include <time.h>

#include "sim/base/mem.h"
#include "sim/engine/flows.h"
#include "sim/engine/replicate.h"
#include "sim/engine/trace.h"

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* The flows of every month when those are kept, and else the model's sums. */
static void take_flows(const struct sim_model *model, const void *state, const struct harvest *harvest,
                       struct store_record *record)
{
    if (harvest->flows != NULL) {
        record->flows = harvest->flows->sums;
        record->n_flows = harvest->flows->n;
        record->flow_series = harvest->flows->cents;
    } else if (model->flows != NULL) {
        model->flows(state, &record->n_flows, &record->flows);
    }
}

/* Room for what a run leaves behind; the caller releases it, also after a failure. */
static int reserve(const struct experiment *experiment, struct harvest *harvest, struct flow_months *flows,
                   struct sim_err *err)
{
    const size_t months = experiment->scenario->horizon_months, n = experiment->model->n_outcomes;
    harvest->values = sim_calloc(n, sizeof *harvest->values);
    if (harvest->values != NULL && !experiment->series)
        return SIM_OK;
    harvest->series = sim_calloc(months, n * sizeof *harvest->series);
    if (harvest->values == NULL || harvest->series == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory");
    if (experiment->model->flows == NULL)
        return SIM_OK;
    harvest->flows = flows;
    return flow_months_create(flows, months, err);
}

/* What a run that succeeded leaves behind; borrowed from its state and its harvest. */
static int take_all(const struct experiment *experiment, const void *state, const struct harvest *harvest,
                    struct store_record *record, struct sim_err *err)
{
    const struct sim_model *model = experiment->model;
    record->outcomes = harvest->values;
    record->series = harvest->series;
    if (!experiment->no_flows)
        take_flows(model, state, harvest, record);
    if (!experiment->no_flows && model->parties != NULL)
        model->parties(state, &record->n_parties, &record->parties);
    if (harvest->trace == NULL)
        return SIM_OK;
    record->n_events = harvest->trace->n;
    return trace_rows(harvest->trace, model, &record->events, err);
}

/* Whether a failure is that of one run, which another run does not share. */
static bool is_of_run(int status)
{
    return status == SIM_E_MODEL || status == SIM_E_INPUT;
}

/* Simulates one item with the settings of its point. *varied holds those when they are not the arm's own: the state
 * needs them as long as it lives. */
static int simulate_item(const struct experiment *experiment, const struct store_item *item, const double *values,
                         struct harvest *harvest, struct settings **varied, void **state, struct sim_err *err)
{
    const struct settings *settings = experiment->scenario->arms[item->arm].settings;
    if (experiment->n_factors > 0) {
        *varied = settings_vary(settings, experiment->factors, experiment->n_factors, values);
        if (*varied == NULL)
            return sim_fail(err, SIM_E_NOMEM, "out of memory");
        settings = *varied;
    }
    return replicate(experiment->model, experiment->scenario, settings, item->arm, experiment->seed, item->replication,
                     experiment->stop, harvest, state, err);
}

int work_item(const struct experiment *experiment, const struct store_item *item, const double *values, size_t index,
              work_keep_fn *keep, void *context, struct sim_err *err)
{
    const struct sim_model *model = experiment->model;
    const double start = now();
    struct work_result result = {.record = {.item = *item, .months = experiment->scenario->horizon_months}};
    struct store_record *record = &result.record;
    struct flow_months flows = {0};
    struct harvest harvest = {0};
    struct sim_err failure = {SIM_OK, ""};
    struct settings *varied = NULL;
    void *state = NULL;
    struct trace trace;
    int status = reserve(experiment, &harvest, &flows, err);

    trace_start(&trace);
    if (experiment->events && model->trace != NULL)
        harvest.trace = &trace;
    if (status != SIM_OK)
        goto cleanup;
    status = simulate_item(experiment, item, values, &harvest, &varied, &state, &failure);
    if (status != SIM_OK && !is_of_run(status)) {
        (void)sim_fail(err, failure.code, "%s", failure.text);
        goto cleanup;
    }
    if (status != SIM_OK) {
        result.failure = failure.code;
        record->failure = failure.text;
    } else {
        status = take_all(experiment, state, &harvest, record, err);
        if (status != SIM_OK)
            goto cleanup;
    }
    result.agent_months = harvest.agent_months;
    result.seconds = now() - start;
    status = keep(context, index, &result, err);

cleanup:
    if (state != NULL)
        model->destroy(state);
    free(varied);
    trace_free(&trace);
    flow_months_free(&flows);
    free(harvest.series);
    free(harvest.values);
    return status;
}
