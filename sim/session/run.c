#include "sim/report/report.h"
#include "sim/session/session.h"
#include "sim/store/read.h"

/* Whether the store was already finished for just this many replications, so that nothing needs to be written. */
static int is_complete(struct store *store, size_t replications, bool *complete, struct sim_err *err)
{
    struct store_contents contents = {0};
    const int status = store_contents_read(store, &contents, err);
    *complete = status == SIM_OK && contents.complete && contents.replications == replications;
    store_contents_free(&contents);
    return status;
}

int session_run(struct experiment *experiment, const char *path, bool fresh, struct session_precision *precision,
                struct experiment_progress *progress, struct sim_err *err)
{
    bool complete = false;
    const bool antithetic = settings_bool(experiment->scenario->arms[0].settings, "experiment.antithetic");
    const struct store_study study = {.procedure = antithetic ? STORE_ANTITHETIC : NULL, .events = experiment->events};
    *progress = (struct experiment_progress){0};
    experiment->store = NULL;
    if (antithetic && precision != NULL)
        return sim_fail(err, SIM_E_INPUT, "a wished precision cannot go with experiment.antithetic: choose one");
    if (antithetic && (experiment->replications % 2 != 0 || experiment->replications < 4))
        return sim_fail(err, SIM_E_INPUT,
                        "experiment.antithetic: %zu replications make no pairs; take an even number from 4 up",
                        experiment->replications);
    int status = store_create_study(path, experiment->model, experiment->scenario, &study, experiment->seed,
                                    experiment->series, fresh, &experiment->store, err);
    if (status == SIM_OK && precision != NULL)
        status = precision_run(experiment, precision->wishes, precision->n_wishes, precision->maximum, progress,
                               &precision->table, &precision->met, err);
    else if (status == SIM_OK)
        status = experiment_run(experiment, progress, err);
    if (experiment->n_shards > 0) /* the other parts are elsewhere */
        return status;
    if (status == SIM_OK && progress->resumed == progress->total)
        status = is_complete(experiment->store, experiment->replications, &complete, err);
    if (status != SIM_OK || complete)
        return status;
    status = store_complete(experiment->store, experiment->replications, err);
    if (status == SIM_OK)
        status = report_store_tables(experiment->store, err);
    if (status == SIM_OK && precision != NULL)
        status = store_frame(experiment->store, &precision->table, err);
    if (status == SIM_OK)
        return store_commit(experiment->store, err);
    store_abandon(experiment->store);
    return status;
}
