#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/model.h"
#include "sim/base/mem.h"
#include "sim/cli/cli.h"
#include "sim/engine/experiment.h"
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

/* Runs what is missing and closes the result. */
static int fill_store(const struct cli_options *options, const struct experiment *experiment, const char *path,
                      struct sim_err *err)
{
    struct experiment_progress progress = {0};
    bool complete = false;
    int status = experiment_run(experiment, &progress, err);

    cli_progress_erase(experiment->progress_context);
    if (status == SIM_E_INTERRUPTED)
        cli_tell_interrupted(options, path, &progress);
    else if (status != SIM_OK && progress.total > 0)
        cli_warn("%zu of %zu runs are stored in %s", progress.done, progress.total, path);
    if (status != SIM_OK)
        return status;
    if (progress.resumed == progress.total)
        status = is_complete(experiment->store, experiment->replications, &complete, err);
    if (status == SIM_OK && !complete)
        status = store_finish(experiment->store, experiment->replications, err);
    if (status == SIM_OK && !complete)
        status = report_store_tables(experiment->store, err);
    if (status == SIM_OK && !options->quiet)
        cli_remark(&progress, path);
    return status;
}

static enum cli_exit run_scenario(const struct cli_options *options, const struct scenario *scenario, const char *path)
{
    const bool compare = strcmp(options->command, "compare") == 0;
    struct cli_progress line = {.shown = !options->quiet && isatty(STDERR_FILENO)};
    struct sim_err err = {SIM_OK, ""};
    struct experiment experiment = {
        .model = &samenspel_model,
        .scenario = scenario,
        .n_arms = compare ? scenario->n_listed : 1,
        .replications = options->replications > 0 ? options->replications : scenario->replications,
        .seed = options->seed_given ? options->seed : scenario->seed,
        .threads = options->threads,
        .series = options->series >= 0 ? options->series == 1 : !compare,
        .progress = cli_progress_line,
        .progress_context = &line,
        .stop = cli_stop(),
    };
    const struct report_options report = {
        .format = options->format,
        .lang = options->lang,
        .kind = compare ? REPORT_COMPARE : REPORT_RUN,
        .color = cli_want_color(options),
    };
    int status = store_create(path, &samenspel_model, scenario, experiment.seed, experiment.series, options->fresh,
                              &experiment.store, &err);

    if (status == SIM_OK)
        status = fill_store(options, &experiment, path, &err);
    if (status == SIM_OK)
        status = report_compare(stdout, experiment.store, &report, &err);
    store_close(experiment.store);
    /* An interruption has been told; a failed write is told once, when standard output is closed. */
    if (status == SIM_OK || status == SIM_E_INTERRUPTED || (status == SIM_E_IO && ferror(stdout)))
        return cli_exit_of(status);
    return cli_fail(&err);
}

enum cli_exit cli_run(const struct cli_options *options)
{
    enum cli_exit result;
    char *own_path = NULL;
    struct scenario *scenario = cli_scenario(options->files[0], options, &result);

    if (scenario == NULL)
        return result;
    if (options->out == NULL)
        own_path = sim_format("results/%s-%s.db", scenario->name, options->command);
    if (options->out == NULL && own_path == NULL) {
        cli_warn("out of memory");
        result = CLI_FAILED;
    } else {
        result = run_scenario(options, scenario, options->out != NULL ? options->out : own_path);
    }
    free(own_path);
    scenario_free(scenario);
    return result;
}
