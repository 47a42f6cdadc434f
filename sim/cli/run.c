#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "models/model.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/cli/cli.h"
#include "sim/engine/experiment.h"
#include "sim/engine/ranks.h"
#include "sim/store/read.h"

/* The command that goes on where this one stopped: the same, without --fresh. NULL when out of memory. */
static char *resume_command(const struct cli_options *options)
{
    struct text line = {0};
    cli_quote(&line, options->program);
    cli_quote(&line, options->command);
    cli_quote(&line, options->files[0]);
    for (size_t i = 0; i < options->n_sets; i++) {
        cli_quote(&line, "--set");
        cli_quote(&line, options->sets[i]);
    }
    if (options->replications > 0)
        text_printf(&line, " --replications %zu", options->replications);
    if (options->seed_given)
        text_printf(&line, " --seed %llu", (unsigned long long)options->seed);
    if (options->threads > 0)
        text_printf(&line, " --threads %d", options->threads);
    if (options->n_shards > 0)
        text_printf(&line, " --shard %zu/%zu", options->shard + 1, options->n_shards);
    if (options->out != NULL) {
        cli_quote(&line, "--out");
        cli_quote(&line, options->out);
    }
    if (options->series >= 0)
        text_add(&line, options->series ? " --series" : " --no-series");
    char *command = line.failed ? NULL : sim_strdup(text_get(&line));
    text_free(&line);
    return command;
}

static void tell_interrupted(const struct cli_options *options, const char *path,
                             const struct experiment_progress *progress)
{
    char *command = resume_command(options);
    cli_warn("interrupted: %zu of %zu runs are stored in %s; go on with", progress->done, progress->total, path);
    (void)fprintf(stderr, "  %s\n", command != NULL ? command : "the same command");
    free(command);
}

static bool want_color(const struct cli_options *options)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    /* mpirun gives rank 0 a terminal of its own, wherever the output goes. */
    if (options->no_color || options->ranks != NULL || (no_color != NULL && no_color[0] != '\0'))
        return false;
    return isatty(STDOUT_FILENO) && terminal != NULL && strcmp(terminal, "dumb") != 0;
}

/* Whether the store was already finished for just this many replications, so that nothing needs to be written. */
static int is_complete(struct store *store, size_t replications, bool *complete, struct sim_err *err)
{
    struct store_contents contents = {0};
    const int status = store_contents_read(store, &contents, err);
    *complete = status == SIM_OK && contents.complete && contents.replications == replications;
    store_contents_free(&contents);
    return status;
}

/* What it took, for people and for scripts/benchmark.sh. */
static void remark(const struct experiment_progress *progress, const struct ranks *ranks, const char *path)
{
    struct rusage usage = {0};
    if (progress->resumed == progress->total) {
        (void)fprintf(stderr, "%zu runs, all found in %s\n", progress->total, path);
        return;
    }
    (void)getrusage(RUSAGE_SELF, &usage);
    /* A model without citizens is as fast as its runs. */
    const bool citizens = progress->agent_months > 0.0;
    const double done = citizens ? progress->agent_months : (double)(progress->total - progress->resumed);
    if (ranks != NULL && ranks->count > 1)
        (void)fprintf(stderr, "%zu ranks, %d threads: ", ranks->count, ranks_threads(ranks));
    (void)fprintf(stderr, "%zu runs (%zu found) in %.2f s, %.4g %s/s, %.0f MB; result: %s\n", progress->total,
                  progress->resumed, progress->seconds, done / progress->seconds, citizens ? "citizen-months" : "runs",
                  (double)usage.ru_maxrss / 1024.0, path);
}

/* What is left to do when this part is done. */
static void remark_shard(const struct cli_options *options, const struct experiment_progress *progress, const char *path)
{
    (void)fprintf(stderr,
                  "part %zu of %zu: %zu runs (%zu found) are stored in %s; when all parts are done: "
                  "samenspel merge --out RESULT.db and all parts, then this command without --shard and with "
                  "--out RESULT.db\n",
                  options->shard + 1, options->n_shards, progress->total, progress->resumed, path);
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
        tell_interrupted(options, path, &progress);
    else if (status != SIM_OK && progress.total > 0)
        cli_warn("%zu of %zu runs are stored in %s", progress.done, progress.total, path);
    if (status != SIM_OK)
        return status;
    if (options->n_shards > 0) {
        if (!options->quiet)
            remark_shard(options, &progress, path);
        return SIM_OK;
    }
    if (progress.resumed == progress.total)
        status = is_complete(experiment->store, experiment->replications, &complete, err);
    if (status == SIM_OK && !complete)
        status = store_finish(experiment->store, experiment->replications, err);
    if (status == SIM_OK && !complete)
        status = report_store_tables(experiment->store, err);
    if (status == SIM_OK && !options->quiet)
        remark(&progress, options->ranks, path);
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
        .shard = options->shard,
        .n_shards = options->n_shards,
        .ranks = options->ranks,
        .series = options->series >= 0 ? options->series == 1 : !compare,
        .progress = cli_progress_line,
        .progress_context = &line,
        .stop = cli_stop(),
    };
    const struct report_options report = {
        .format = options->format,
        .lang = options->lang,
        .kind = compare ? REPORT_COMPARE : REPORT_RUN,
        .color = want_color(options),
    };
    int status = store_create(path, &samenspel_model, scenario, experiment.seed, experiment.series, options->fresh,
                              &experiment.store, &err);

    if (status == SIM_OK)
        status = fill_store(options, &experiment, path, &err);
    if (status == SIM_OK && options->n_shards == 0)
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
    if (options->out == NULL && options->n_shards > 0)
        own_path = sim_format("results/%s-%s.%zu-of-%zu.db", scenario->name, options->command, options->shard + 1,
                              options->n_shards);
    else if (options->out == NULL)
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
