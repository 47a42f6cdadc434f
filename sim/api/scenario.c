/* Scenarios, and runs of them. */
#include <stdlib.h>
#include <string.h>

#include "models/model.h"
#include "sim/api/api.h"
#include "sim/base/mem.h"
#include "sim/session/session.h"

enum { MOST_REPLICATIONS = 10000000, MOST_THREADS = 4096 };

int samenspel_scenario_load(const char *path, const char *const *overrides, size_t n_overrides,
                            samenspel_scenario **scenario, char *message, size_t message_size)
{
    struct sim_err err = {SIM_OK, ""};
    struct api_guard guard;
    struct samenspel_scenario *handle = NULL;

    api_quiet(message, message_size);
    if (scenario == NULL)
        return api_refuse("no place for the scenario", message, message_size);
    *scenario = NULL;
    if (path == NULL || (overrides == NULL && n_overrides > 0))
        return api_refuse("no path, or no overrides", message, message_size);
    for (size_t i = 0; i < n_overrides; i++)
        if (overrides[i] == NULL)
            return api_refuse("an override is NULL", message, message_size);
    int status = api_enter(&guard, message, message_size);
    if (status != SAMENSPEL_OK)
        return status;
    handle = sim_calloc(1, sizeof *handle);
    const int code = handle == NULL ? SIM_E_NOMEM
                                    : session_scenario(&samenspel_model, path, overrides, n_overrides,
                                                       &handle->scenario, &handle->faults, &err);
    status = code == SIM_E_INPUT && handle != NULL && handle->faults.n > 0
                 ? api_say(SAMENSPEL_E_INPUT, handle->faults.text[0], message, message_size)
                 : api_status(code, &err, message, message_size);
    if (status == SAMENSPEL_OK || status == SAMENSPEL_E_INPUT)
        *scenario = handle;
    else
        samenspel_scenario_free(handle);
    api_leave(&guard);
    return status;
}

void samenspel_scenario_free(samenspel_scenario *scenario)
{
    if (scenario == NULL)
        return;
    scenario_free(scenario->scenario);
    sim_messages_free(&scenario->faults);
    free(scenario);
}

/* NULL: there is nothing to tell. */
static const struct scenario *content(const samenspel_scenario *scenario)
{
    return scenario != NULL ? scenario->scenario : NULL;
}

size_t samenspel_scenario_fault_count(const samenspel_scenario *scenario)
{
    return scenario != NULL ? scenario->faults.n : 0;
}

const char *samenspel_scenario_fault(const samenspel_scenario *scenario, size_t fault)
{
    return fault < samenspel_scenario_fault_count(scenario) ? scenario->faults.text[fault] : NULL;
}

const char *samenspel_scenario_title(const samenspel_scenario *scenario)
{
    return content(scenario) != NULL ? scenario->scenario->title : NULL;
}

size_t samenspel_scenario_spinup_months(const samenspel_scenario *scenario)
{
    return content(scenario) != NULL ? scenario->scenario->spinup_months : 0;
}

size_t samenspel_scenario_months(const samenspel_scenario *scenario)
{
    return content(scenario) != NULL ? scenario->scenario->horizon_months : 0;
}

size_t samenspel_scenario_replications(const samenspel_scenario *scenario)
{
    return content(scenario) != NULL ? scenario->scenario->replications : 0;
}

uint64_t samenspel_scenario_seed(const samenspel_scenario *scenario)
{
    return content(scenario) != NULL ? scenario->scenario->seed : 0;
}

size_t samenspel_scenario_arm_count(const samenspel_scenario *scenario)
{
    return content(scenario) != NULL ? scenario->scenario->n_arms : 0;
}

size_t samenspel_scenario_listed_count(const samenspel_scenario *scenario)
{
    return content(scenario) != NULL ? scenario->scenario->n_listed : 0;
}

const char *samenspel_scenario_arm_name(const samenspel_scenario *scenario, size_t arm)
{
    return arm < samenspel_scenario_arm_count(scenario) ? scenario->scenario->arms[arm].name : NULL;
}

size_t samenspel_scenario_find_arm(const samenspel_scenario *scenario, const char *name)
{
    for (size_t i = 0; name != NULL && i < samenspel_scenario_arm_count(scenario); i++)
        if (strcmp(scenario->scenario->arms[i].name, name) == 0)
            return i;
    return SAMENSPEL_NONE;
}

size_t samenspel_scenario_twin(const samenspel_scenario *scenario, size_t arm)
{
    if (arm >= samenspel_scenario_arm_count(scenario) || scenario->scenario->arms[arm].twin < 0)
        return SAMENSPEL_NONE;
    return (size_t)scenario->scenario->arms[arm].twin;
}

size_t samenspel_scenario_reference(const samenspel_scenario *scenario)
{
    return content(scenario) != NULL ? scenario->scenario->reference : SAMENSPEL_NONE;
}

int samenspel_simulate(const samenspel_scenario *scenario, size_t arm, uint64_t seed, uint64_t replication,
                       double *values, double *series, char *message, size_t message_size)
{
    struct sim_err err = {SIM_OK, ""};
    struct api_guard guard;

    api_quiet(message, message_size);
    if (content(scenario) == NULL)
        return api_refuse("no scenario, or one with faults", message, message_size);
    if (arm >= samenspel_scenario_arm_count(scenario))
        return api_refuse("there is no such arm", message, message_size);
    if (values == NULL)
        return api_refuse("no place for the values", message, message_size);
    if (replication > UINT32_MAX || seed > INT64_MAX)
        return api_refuse("the replication is at most 4294967295, the seed 9223372036854775807", message, message_size);
    int status = api_enter(&guard, message, message_size);
    if (status != SAMENSPEL_OK)
        return status;
    const int code = experiment_replicate(&samenspel_model, scenario->scenario, arm, seed, (size_t)replication, NULL,
                                          values, series, NULL, &err);
    status = api_status(code, &err, message, message_size);
    api_leave(&guard);
    return status;
}

/* What the progress of a run leads to. */
struct watch {
    const struct samenspel_run_options *options;
    volatile int *stop;
};

static void on_progress(void *context, const struct experiment_progress *progress)
{
    const struct watch *watch = context;
    if (watch->options->progress(watch->options->context, progress->done, progress->total, progress->seconds) != 0)
        __atomic_store_n(watch->stop, 1, __ATOMIC_RELAXED);
}

/* The options as this library knows them. Fields that only a later one knows must ask for nothing. */
static int take_options(const samenspel_run_options *options, size_t size, struct samenspel_run_options *out,
                        char *message, size_t message_size)
{
    *out = (struct samenspel_run_options){0};
    if (options == NULL)
        return SAMENSPEL_OK;
    if (!api_is_size(size, sizeof *out)) /* of the first version, which ends with `stop` */
        return api_refuse("the options have no size that is known", message, message_size);
    for (size_t i = sizeof *out; i < size; i++)
        if (((const unsigned char *)options)[i] != 0)
            return api_refuse("the options ask for what only a later library can do", message, message_size);
    memcpy(out, options, sizeof *out);
    if (out->reserved != 0)
        return api_refuse("options.reserved must be 0", message, message_size);
    if (out->replications > MOST_REPLICATIONS || out->threads < 0 || out->threads > MOST_THREADS
        || (out->use_seed && out->seed > INT64_MAX))
        return api_refuse("at most 10000000 replications, 4096 threads, seed 9223372036854775807", message,
                          message_size);
    return SAMENSPEL_OK;
}

static int run_guarded(const struct scenario *scenario, const char *path, const struct samenspel_run_options *options,
                       samenspel_result **result, struct sim_err *err)
{
    volatile int own_stop = 0;
    struct watch watch = {options, options->stop != NULL ? options->stop : &own_stop};
    struct experiment_progress progress;
    struct experiment experiment = experiment_of(&samenspel_model, scenario);
    if (options->first_arm_only)
        experiment.n_arms = 1;
    if (options->replications > 0)
        experiment.replications = options->replications;
    if (options->use_seed)
        experiment.seed = options->seed;
    experiment.threads = options->threads;
    experiment.series = options->series != 0;
    experiment.progress = options->progress != NULL ? on_progress : NULL;
    experiment.progress_context = &watch;
    experiment.stop = watch.stop;
    int status = session_run(&experiment, path, options->fresh != 0, NULL, &progress, err);

    if (status == SIM_OK && result != NULL)
        status = api_result_read(experiment.store, result, err);
    store_close(experiment.store);
    return status;
}

int samenspel_run(const samenspel_scenario *scenario, const char *path, const samenspel_run_options *options,
                  size_t options_size, samenspel_result **result, char *message, size_t message_size)
{
    struct samenspel_run_options own;
    struct sim_err err = {SIM_OK, ""};
    struct api_guard guard;

    api_quiet(message, message_size);
    if (result != NULL)
        *result = NULL;
    if (content(scenario) == NULL)
        return api_refuse("no scenario, or one with faults", message, message_size);
    if (path == NULL || path[0] == '\0')
        return api_refuse("no path for the result", message, message_size);
    int status = take_options(options, options_size, &own, message, message_size);
    if (status == SAMENSPEL_OK)
        status = api_enter(&guard, message, message_size);
    if (status != SAMENSPEL_OK)
        return status;
    const int code = run_guarded(scenario->scenario, path, &own, result, &err);
    status = api_status(code, &err, message, message_size);
    api_leave(&guard);
    return status;
}
