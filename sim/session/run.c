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
    *progress = (struct experiment_progress){0};
    experiment->store = NULL;
    const struct store_study study = {.events = experiment->events};
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
    if (status == SIM_OK && !complete)
        status = store_finish(experiment->store, experiment->replications, err);
    if (status == SIM_OK && !complete)
        status = report_store_tables(experiment->store, err);
    if (status == SIM_OK && !complete && precision != NULL)
        status = store_frame(experiment->store, &precision->table, err);
    return status;
}
