/* What the commands that run simulations tell on standard error, and how they print. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/cli/cli.h"
#include "sim/engine/experiment.h"
#include "sim/engine/ranks.h"

/* The command that goes on where this one stopped: the same, without --fresh. NULL when out of memory. */
static char *resume_command(const struct cli_options *options)
{
    struct text line = {0};
    cli_quote(&line, options->program);
    for (size_t i = 0; i < options->n_words; i++)
        if (options->words[i] != NULL)
            cli_quote(&line, options->words[i]);
    char *command = line.failed ? NULL : sim_strdup(text_get(&line));
    text_free(&line);
    return command;
}

void cli_tell_interrupted(const struct cli_options *options, const char *path,
                          const struct experiment_progress *progress)
{
    char *command = resume_command(options);
    cli_warn("interrupted: %zu of %zu runs are stored in %s; go on with", progress->done, progress->total, path);
    (void)fprintf(stderr, "  %s\n", command != NULL ? command : "the same command");
    free(command);
}

char *cli_result_path(const struct cli_options *options, const struct scenario *scenario)
{
    if (options->out != NULL)
        return sim_strdup(options->out);
    if (options->n_shards > 0)
        return sim_format("results/%s-%s.%zu-of-%zu.db", scenario->name, options->command, options->shard + 1,
                          options->n_shards);
    /* A pilot is the beginning of the comparison. */
    return sim_format("results/%s-%s.db", scenario->name,
                      strcmp(options->command, "advise") == 0 ? "compare" : options->command);
}

bool cli_want_color(const struct cli_options *options)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    /* mpirun gives rank 0 a terminal of its own, wherever the output goes. */
    if (options->no_color || options->ranks != NULL || (no_color != NULL && no_color[0] != '\0'))
        return false;
    return isatty(STDOUT_FILENO) && terminal != NULL && strcmp(terminal, "dumb") != 0;
}

/* What is left to do when this part is done. */
static void remark_shard(const struct cli_options *options)
{
    (void)
        fprintf(stderr,
                "part %zu of %zu; when all parts are done: samenspel merge --out R.db and all parts, then this command "
                "with --out R.db and without --shard\n",
                options->shard + 1, options->n_shards);
}

/* Nothing was left for this part. */
static void remark_empty(const struct cli_options *options, const char *path)
{
    (void)fprintf(
        stderr,
        "part %zu of %zu has no runs: there are fewer replications and points to divide than parts; merge takes "
        "%s like any other part\n",
        options->shard + 1, options->n_shards, path);
}

void cli_remark_kept(const struct experiment *experiment, bool series, bool events, const char *path)
{
    const bool more_series = experiment->series && !series, more_events = experiment->events && !events;
    if (more_series || more_events)
        (void)fprintf(stderr,
                      "%s keeps %s%s%s of every run, as it was made with %s%s%s: this command went on with that\n",
                      path, more_series ? "the months" : "", more_series && more_events ? " and " : "",
                      more_events ? "the events" : "", more_series ? "--series" : "",
                      more_series && more_events ? " " : "", more_events ? "--events" : "");
}

void cli_remark(const struct cli_options *options, const struct experiment_progress *progress, const char *path)
{
    struct rusage usage = {0};
    if (progress->failed > 0)
        cli_warn("%zu run%s failed: samenspel export %s --table failures", progress->failed,
                 progress->failed == 1 ? "" : "s", path);
    if (options->n_shards > 0)
        remark_shard(options);
    if (options->n_shards > 0 && progress->total == 0) {
        remark_empty(options, path);
        return;
    }
    if (progress->resumed == progress->total) {
        (void)fprintf(stderr, "%zu runs, all found in %s\n", progress->total, path);
        return;
    }
    (void)getrusage(RUSAGE_SELF, &usage);
    /* A model without citizens is as fast as its runs. */
    const bool citizens = progress->agent_months > 0.0;
    const double done = citizens ? progress->agent_months : (double)(progress->total - progress->resumed);
    if (options->ranks != NULL && options->ranks->greeted)
        (void)fprintf(stderr, "%zu ranks, %d threads: ", options->ranks->count, ranks_threads(options->ranks));
    (void)fprintf(stderr, "%zu runs (%zu found) in %.2f s, %.4g %s/s, %.0f MB; result: %s\n", progress->total,
                  progress->resumed, progress->seconds, done / progress->seconds, citizens ? "citizen-months" : "runs",
                  (double)usage.ru_maxrss / 1024.0, path);
}
