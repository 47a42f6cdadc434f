#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/model.h"
#include "sim/base/mem.h"
#include "sim/cli/cli.h"
#include "sim/engine/experiment.h"
#include "sim/session/session.h"

/* One row of the table of wishes that was not met, and why. */
static void tell_missed(const struct frame *table, size_t r)
{
    const char *lack = frame_at(table, r, "lack")->text, *outcome = frame_at(table, r, "outcome")->text,
               *arm = frame_at(table, r, "arm")->text;
    const double wished = frame_at(table, r, "wished")->real;
    if (strcmp(lack, "alike") == 0)
        cli_warn("precision not reached: %s of %s is the same in %" PRId64 " of %" PRId64
                 " replications, and with fewer than %d that differ nothing is known of the spread",
                 outcome, arm, frame_at(table, r, "equal")->integer, frame_at(table, r, "replications")->integer,
                 THIN_FEWEST);
    else if (strcmp(lack, "mean is 0") == 0)
        cli_warn("precision not reached: of %s a percentage was asked, and its mean in the reference arm is 0",
                 outcome);
    else if (strcmp(lack, "no value") == 0)
        cli_warn("precision not reached: %s of %s has no two values", outcome, arm);
    else
        cli_warn("precision not reached: %s of %s is within +-%.4g, not +-%.4g", outcome, arm,
                 frame_at(table, r, "half_width")->real, wished);
}

/* Said once of an arm, also when it was wished of several outcomes. */
static void tell_same(const struct frame *table, size_t r)
{
    const char *arm = frame_at(table, r, "arm")->text;
    for (size_t k = 0; k < r; k++)
        if (strcmp(frame_at(table, k, "arm")->text, arm) == 0)
            return;
    (void)fprintf(stderr, "%s has the settings of %s and is the same in every run: left out of the wished precision\n",
                  arm, frame_at(table, r, "reference")->text);
}

static void tell_precision(const struct session_precision *precision, size_t replications)
{
    size_t missed = 0;
    for (size_t r = 0; r < precision->table.n_rows; r++)
        if (strcmp(frame_at(&precision->table, r, "lack")->text, "same arm") == 0)
            tell_same(&precision->table, r);
    for (size_t r = 0; r < precision->table.n_rows; r++)
        if (strcmp(frame_at(&precision->table, r, "met")->text, "yes") != 0) {
            missed++;
            tell_missed(&precision->table, r);
        }
    if (missed == 0)
        (void)fprintf(stderr, "wished precision reached at %zu replications\n", replications);
    else
        cli_warn("stopped at %zu replications; --max-replications allows more", replications);
}

/* Runs what is missing and closes the result; tells what people should know of it. */
static int fill_store(const struct cli_options *options, struct experiment *experiment, const char *path,
                      struct session_precision *precision, struct sim_err *err)
{
    struct experiment_progress progress;
    const int status = session_run(experiment, path, options->fresh, precision, &progress, err);

    cli_progress_erase(experiment->progress_context);
    if (status == SIM_E_INTERRUPTED)
        cli_tell_interrupted(options, path, &progress);
    else if (status != SIM_OK && progress.total > 0)
        cli_warn("%zu of %zu runs are stored in %s", progress.done, progress.total, path);
    else if (status == SIM_OK && !options->quiet)
        cli_remark(options, &progress, path);
    if (status == SIM_OK && precision != NULL && !options->quiet)
        tell_precision(precision, experiment->replications);
    return status;
}

/* What is wished, into *out, whose `wishes` are to be freed. */
static int read_precision(const struct cli_options *options, const struct scenario *scenario,
                          struct session_precision *out, struct sim_err *err)
{
    struct precision_wish *wishes = NULL;
    *out = (struct session_precision){
        .maximum = options->max_replications > 0
                       ? options->max_replications
                       : (size_t)settings_int(scenario->arms[0].settings, "experiment.max_replications")};
    const int status = cli_wishes(options, scenario, &wishes, &out->n_wishes, err);
    out->wishes = wishes;
    return status;
}

/* The numbers of replications that do not go with the wishes, of which there are n. */
static int check_replications(const struct cli_options *options, size_t n, struct sim_err *err)
{
    if (options->replications > 0 && n > 0)
        return sim_fail(err, SIM_E_INPUT,
                        "--replications: a wished precision (%s) decides how many there are; say at most how many with "
                        "--max-replications",
                        options->n_precisions > 0 ? "--precision" : "experiment.precision");
    if (options->max_replications > 0 && n == 0)
        return sim_fail(err, SIM_E_INPUT,
                        "--max-replications goes with a wished precision: add --precision OUTCOME:HALFWIDTH, or say "
                        "--replications");
    return SIM_OK;
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
        .events = options->events,
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
    struct session_precision precision;
    int status = read_precision(options, scenario, &precision, &err);

    if (status == SIM_OK)
        status = check_replications(options, precision.n_wishes, &err);
    if (status == SIM_OK && precision.n_wishes > 0 && options->n_shards > 0)
        status = sim_fail(&err, SIM_E_INPUT,
                          "--shard: a wished precision decides from results what to run next, which cannot be divided "
                          "beforehand");
    if (status == SIM_OK)
        status = fill_store(options, &experiment, path, precision.n_wishes > 0 ? &precision : NULL, &err);
    if (status == SIM_OK && options->n_shards == 0)
        status = report_compare(stdout, experiment.store, &report, &err);
    store_close(experiment.store);
    frame_free(&precision.table);
    free(precision.wishes);
    /* An interruption has been told; a failed write is told once, when standard output is closed. */
    if (status == SIM_OK || status == SIM_E_INTERRUPTED || (status == SIM_E_IO && ferror(stdout)))
        return cli_exit_of(status);
    return cli_fail(&err);
}

enum cli_exit cli_run(const struct cli_options *options)
{
    return cli_with_scenario(options, run_scenario);
}
