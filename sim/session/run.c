#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/report/report.h"
#include "sim/session/session.h"
#include "sim/store/merge.h"
#include "sim/store/read.h"

/* A stored table beside one that was computed now. */
struct likeness {
    const struct frame *frame;
    size_t row;
    bool same;
};

static int compare_row(void *context, const struct store_cell *cells, size_t n_cells, struct sim_err *err)
{
    struct likeness *likeness = context;
    const struct frame *frame = likeness->frame;
    (void)err;
    if (likeness->row >= frame->n_rows || n_cells != frame->definition->n_columns)
        likeness->same = false;
    const union frame_cell *row = likeness->same ? frame_row(frame, likeness->row++) : NULL;
    for (size_t i = 0; likeness->same && i < n_cells; i++) {
        const enum frame_type type = frame->definition->columns[i].type;
        if (type == FRAME_TEXT)
            likeness->same = cells[i].type == STORE_TEXT && strcmp(cells[i].text, row[i].text) == 0;
        else if (type == FRAME_INTEGER)
            likeness->same = cells[i].type == STORE_INTEGER && cells[i].integer == row[i].integer;
        else if (isnan(row[i].real))
            likeness->same = cells[i].type == STORE_NULL;
        else
            likeness->same = cells[i].type == STORE_REAL && cells[i].real == row[i].real;
    }
    return SIM_OK;
}

/* Whether the store holds just this table of what was wished and reached; NULL: none. */
static int has_precision(struct store *store, const struct store_contents *contents, const struct frame *table,
                         bool *same, struct sim_err *err)
{
    const struct frame_definition *stored = NULL;
    struct likeness likeness = {.frame = table, .same = true};
    for (size_t i = 0; i < contents->n_frames; i++)
        if (strcmp(contents->frames[i].name, PRECISION_TABLE) == 0)
            stored = &contents->frames[i];
    *same = table == NULL && stored == NULL;
    if (table == NULL || stored == NULL)
        return SIM_OK;
    const int status = store_each_frame_row(store, stored, compare_row, &likeness, err);
    *same = status == SIM_OK && likeness.same && likeness.row == table->n_rows;
    return status;
}

/* Whether the store was already finished for just this many replications and these wishes, so that nothing needs to be
 * written. */
static int is_complete(struct store *store, size_t replications, const struct session_precision *precision,
                       bool *complete, struct sim_err *err)
{
    struct store_contents contents = {0};
    int status = store_contents_read(store, &contents, err);
    *complete = status == SIM_OK && contents.complete && contents.replications == replications;
    if (*complete)
        status = has_precision(store, &contents, precision != NULL ? &precision->table : NULL, complete, err);
    store_contents_free(&contents);
    return status;
}

/* Marks the result complete and stores its tables, all at once or nothing of it. */
static int finish(const struct experiment *experiment, const struct frame *precision, struct sim_err *err)
{
    struct store *store = experiment->store;
    struct sim_err why = {SIM_OK, ""};
    int status = store_complete(store, experiment->replications, &why);
    if (status == SIM_OK)
        status = report_store_tables_until(store, experiment->stop, &why);
    if (status == SIM_OK && precision != NULL)
        status = store_frame(store, precision, &why);
    if (status == SIM_OK)
        status = store_commit(store, &why);
    else
        store_abandon(store);
    return status == SIM_OK ? SIM_OK : store_fail_tables(&why, err);
}

/* What the whole is that this result is a part of. */
static int note_part(const struct experiment *experiment, struct sim_err *err)
{
    struct store_item *items = NULL;
    size_t *runs = sim_calloc(experiment->scenario->n_arms, sizeof *runs), n = 0;
    int status = runs != NULL ? SIM_OK : sim_fail(err, SIM_E_NOMEM, "out of memory");
    if (status == SIM_OK)
        status = experiment_items(experiment, &items, &n, err);
    for (size_t i = 0; status == SIM_OK && i < n; i++)
        runs[items[i].arm]++;
    if (status == SIM_OK)
        status = store_note_part(experiment->store, experiment->shard, experiment->n_shards, runs,
                                 experiment->scenario->n_arms, err);
    free(items);
    free(runs);
    return status;
}

int session_run(struct experiment *experiment, const char *path, bool fresh, struct session_precision *precision,
                struct experiment_progress *progress, struct sim_err *err)
{
    bool complete = false;
    const bool antithetic = settings_bool(experiment->scenario->arms[0].settings, "experiment.antithetic");
    /* One arm of several is no part of a comparison: that would have more replications of one arm than of others. */
    const bool alone = experiment->n_arms < experiment->scenario->n_listed;
    const struct store_study study = {.procedure = antithetic ? (alone ? STORE_RUN_ANTITHETIC : STORE_ANTITHETIC)
                                                   : alone    ? STORE_RUN
                                                              : NULL,
                                      .events = experiment->events,
                                      .more = true,
                                      .stop = experiment->stop,
                                      .alone = true};
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
    if (status == SIM_OK)
        store_keeps(experiment->store, &experiment->series, &experiment->events);
    if (status == SIM_OK && experiment->n_shards > 0)
        status = note_part(experiment, err);
    if (status == SIM_OK && precision != NULL)
        status = precision_run(experiment, precision->wishes, precision->n_wishes, precision->maximum, progress,
                               &precision->table, &precision->met, err);
    else if (status == SIM_OK)
        status = experiment_run(experiment, progress, err);
    if (experiment->n_shards > 0) /* the other parts are elsewhere */
        return status;
    if (status == SIM_OK && progress->resumed == progress->total)
        status = is_complete(experiment->store, experiment->replications, precision, &complete, err);
    if (status != SIM_OK || complete)
        return status;
    return finish(experiment, precision != NULL ? &precision->table : NULL, err);
}
