/* The commands that run a study: sweep, sensitivity, calibrate, discover, select, advise. */
#include "sim/config/suggest.h"
#include "sim/study/study.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/model.h"
#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/cli/cli.h"
#include "sim/design/design.h"
#include "sim/report/study.h"
#include "sim/store/read.h"

/* Replications of a pilot. */
enum { PILOT = 20 };

static const char *const sensitivity_methods[] = {"morris", "sobol", NULL};
static const char *const select_methods[] = {"ocba", "kn", NULL};

/* Trajectories are chosen together, a hypercube is made for its number of rows; a Sobol sequence can be gone on with. Rows
 * have replications of their own, one after another, so that another number of them gives every row other ones. */
static void describe_sensitivity(struct text *text, const struct study_request *request)
{
    text_printf(text, " replications=%zu", request->replications);
    if (strcmp(request->method, "morris") == 0)
        text_printf(text, " points=%zu levels=%lld", request->points,
                    (long long)settings_int(request->scenario->arms[0].settings, "experiment.levels"));
    else if (2 * request->n_factors > DESIGN_SOBOL_DIMENSIONS)
        text_printf(text, " points=%zu", request->points);
}

/* The points of a design, as far as earlier ones do not stand: a Sobol sequence goes on, a hypercube is made for its number
 * of points, and what is laid out in levels has as many points as these make. */
static void describe_design(struct text *text, const struct study_request *request)
{
    const struct settings *settings = request->scenario->arms[0].settings;
    const char *design = settings_text(settings, "experiment.design");
    text_printf(text, " design=%s", design);
    if (strcmp(design, "lhs") == 0)
        text_printf(text, " points=%zu", request->points);
    else if (strcmp(design, "sobol") != 0)
        text_printf(text, " levels=%lld", (long long)settings_int(settings, "experiment.levels"));
}

/* Why a result of this study cannot be added to, and what can be done: for who wanted more of it. */
static const char *why_design(const struct study_request *request)
{
    const char *design = settings_text(request->scenario->arms[0].settings, "experiment.design");
    if (strcmp(design, "lhs") == 0)
        return "A Latin hypercube is laid out for its number of points: replications can be added, points cannot. To "
               "start small and go on, take experiment.design = \"sobol\"";
    if (strcmp(design, "sobol") == 0)
        return "To a Sobol sequence points and replications can be added, but it cannot go on from another design";
    return "Other levels are other points: replications can be added, levels cannot";
}

static const char *why_sensitivity(const struct study_request *request)
{
    if (strcmp(request->method, "morris") == 0)
        return "Trajectories are chosen together, for their number and levels, and each has replications of its own: "
               "neither can be added. To start small and go on, take --method=sobol, to which --points can be added";
    return 2 * request->n_factors > DESIGN_SOBOL_DIMENSIONS
               ? "With more than 20 parameters rows are laid out for their number: nothing can be added"
               : "Every row has replications of its own, one after another: --points can be added, replications cannot";
}

static const char *why_selection(const struct study_request *request)
{
    (void)request;
    return "Which runs come next follows from the budget and from what came out before: a selection cannot be gone on "
           "with. Give the whole --budget at once; to go on from runs that there are, use compare";
}

static const char *why_targets(const struct study_request *request)
{
    (void)request;
    return "Where a fit looks next follows from targets, replications and number of points: it cannot be gone on with. "
           "Give all --points at once";
}

/* What is run next follows from what came out before. */
static void describe_selection(struct text *text, const struct study_request *request)
{
    const size_t arms = request->scenario->n_listed;
    text_printf(text, " outcome=%s arms=%zu budget=%zu",
                request->n_outcomes > 0 ? request->model->outcomes[request->outcomes[0]].name : "", arms,
                request->budget > 0 ? request->budget : request->replications * arms);
    if (!isnan(request->delta))
        text_printf(text, " delta=%.17g", request->delta);
}

/* The points of a fit follow from what came out before: from the targets and from all replications. */
static void describe_targets(struct text *text, const struct study_request *request)
{
    const struct scenario *scenario = request->scenario;
    text_printf(text, " points=%zu replications=%zu targets=", request->points, request->replications);
    for (size_t j = 0; j < scenario->n_targets; j++)
        text_printf(text, "%s%s@%s:%.17g/%.17g", j > 0 ? "," : "", scenario->targets[j].outcome,
                    scenario->arms[scenario->targets[j].arm].name, scenario->targets[j].value, scenario->targets[j].sd);
}

/* One row per command. `describe` appends to the text of the procedure what a result must share with a later call to be
 * added to. */
static const struct procedure {
    const char *command;
    int (*run)(struct study *study, struct sim_err *err);
    const char *const *methods; /* ends with NULL; the first is the usual one. NULL: it has one method */
    void (*describe)(struct text *text, const struct study_request *request); /* NULL: nothing more */
    const char *(*why)(const struct study_request *request); /* it cannot be added to; NULL: it always can */
    bool calibrates; /* its factors are those of experiment.calibrate, not of experiment.vary */
    bool no_factors; /* it varies nothing but the arms */
    bool comparison; /* its result is that of compare, which goes on from it */
    bool chooses;    /* it speaks of one outcome */
} procedures[] = {
    {.command = "sweep", .run = sweep, .describe = describe_design, .why = why_design},
    {.command = "sensitivity",
     .run = sensitivity,
     .methods = sensitivity_methods,
     .describe = describe_sensitivity,
     .why = why_sensitivity},
    {.command = "calibrate", .run = calibrate, .calibrates = true, .describe = describe_targets, .why = why_targets},
    {.command = "discover", .run = discover, .describe = describe_design, .why = why_design},
    {.command = "select",
     .run = select_arms,
     .methods = select_methods,
     .no_factors = true,
     .describe = describe_selection,
     .why = why_selection,
     .chooses = true},
    {.command = "advise", .run = advise, .no_factors = true, .comparison = true},
};

static const struct procedure *find_procedure(const char *command)
{
    for (size_t i = 0; i < sizeof procedures / sizeof procedures[0]; i++)
        if (strcmp(procedures[i].command, command) == 0)
            return &procedures[i];
    return NULL;
}

/* Index of a model's outcome; n_outcomes with a message when there is none. */
static size_t find_outcome(const char *name)
{
    const struct sim_outcome *outcomes = samenspel_model.outcomes;
    const size_t n = samenspel_model.n_outcomes;
    for (size_t k = 0; k < n; k++)
        if (strcmp(outcomes[k].name, name) == 0)
            return k;
    const char *near = suggest_nearest(name, &outcomes[0].name, n, sizeof outcomes[0]);
    cli_warn("the model has no outcome \"%s\"%s%s%s", name,
             near != NULL ? "; did you mean \"" : "; see samenspel outcomes", near != NULL ? near : "",
             near != NULL ? "\"?" : "");
    return n;
}

/* Those of --outcome, else the main ones of the scenario, else of the model. outcomes[n of the model]; a name that is
 * repeated counts once. False when one is unknown. */
static bool choose_outcomes(const struct cli_options *options, const struct scenario *scenario, size_t *outcomes,
                            size_t *n)
{
    const char *const *names =
        options->n_outcomes > 0 ? options->outcomes : (const char *const *)scenario->main_outcomes;
    const size_t n_names = options->n_outcomes > 0 ? options->n_outcomes : scenario->n_main_outcomes;
    *n = 0;
    for (size_t i = 0; i < n_names; i++) {
        const size_t k = find_outcome(names[i]);
        if (k == samenspel_model.n_outcomes)
            return false;
        bool seen = false;
        for (size_t j = 0; j < *n; j++)
            seen = seen || outcomes[j] == k;
        if (!seen)
            outcomes[(*n)++] = k;
    }
    for (size_t k = 0; n_names == 0 && k < samenspel_model.n_outcomes; k++)
        if (samenspel_model.outcomes[k].main)
            outcomes[(*n)++] = k;
    return true;
}

/* The method that is asked for, or the usual one; NULL after a message when there is none such. */
static const char *choose_method(const struct cli_options *options, const char *const *methods)
{
    struct text all = {0};
    size_t n = 0;
    if (options->method == NULL)
        return methods[0];
    for (size_t i = 0; methods[i] != NULL; i++, n++) {
        if (strcmp(methods[i], options->method) == 0) {
            text_free(&all);
            return methods[i];
        }
        text_printf(&all, "%s%s", i > 0 ? " or " : "", methods[i]);
    }
    const char *near = suggest_nearest(options->method, methods, n, sizeof *methods);
    cli_warn("%s --method=%s: must be %s%s%s%s", options->command, options->method, text_get(&all),
             near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
    text_free(&all);
    return NULL;
}

/* What a result of this command is of: a result that differs in it cannot be added to. */
static char *describe(const struct cli_options *options, const struct procedure *procedure,
                      const struct study_request *request)
{
    struct text text = {0};
    text_printf(&text, "%s", options->command);
    if (procedure->methods != NULL)
        text_printf(&text, " method=%s", request->method);
    if (procedure->describe != NULL)
        procedure->describe(&text, request);
    char *copy = text.failed ? NULL : sim_strdup(text_get(&text));
    text_free(&text);
    return copy;
}

/* Wall time of a replication of all arms and their twins, from the runs of this call. */
static double seconds_of_replication(const struct study *study)
{
    const struct experiment_progress *p = &study->progress;
    if (p->done == p->resumed || study->replications == 0)
        return (double)NAN;
    return p->seconds / (double)(p->done - p->resumed) * (double)p->total / (double)study->replications;
}

static int print(const struct cli_options *options, const struct study *study, struct sim_err *err)
{
    const struct study_request *request = study->request;
    struct store_contents contents; /* a call that finds all runs tells of those that failed before, too */
    int status = store_contents_read(study->experiment.store, &contents, err);
    const size_t failed = status == SIM_OK ? contents.n_failures : 0;
    store_contents_free(&contents);
    if (status != SIM_OK)
        return status;
    const struct report_study report = {
        .command = options->command,
        .title = request->scenario->title,
        .path = request->path,
        .model = request->model,
        .seed = request->seed,
        .points = study->n_points,
        .most_replications = (size_t)settings_int(request->scenario->arms[0].settings, "experiment.max_replications"),
        .replications = study->request->procedure == NULL ? study->replications : request->replications,
        .arms = study->n_arms > 0 ? study->n_arms : request->scenario->n_listed,
        .runs = study->progress.total,
        .asked = request->replications,
        .found = study->held.replications,
        .beyond = study->held.beyond,
        .unfinished = study->held.unfinished,
        .failed = failed,
        .seconds = seconds_of_replication(study),
        .without = study->without,
        .n_without = study->n_without,
        .nothing = study->n_without > 0 && study->n_outcomes == 0,
        .store = study->experiment.store,
        .frames = study->frames,
        .n_frames = study->n_frames,
        .format = options->format,
        .lang = options->lang,
        .color = cli_want_color(options),
    };
    for (size_t i = 0; options->format == REPORT_CSV && i < study->n_without; i++)
        cli_warn("no run gave a value of %s: the tables leave it out",
                 request->model->outcomes[study->without[i]].name);
    return report_study_print(stdout, &report, err);
}

static enum cli_exit run(const struct cli_options *options, const struct procedure *procedure,
                         const struct study_request *request, struct cli_progress *line)
{
    struct sim_err err = {SIM_OK, ""};
    struct study study = {0};
    int status = study_open(&study, request, &err);
    if (status == SIM_OK)
        status = procedure->run(&study, &err);
    if (status == SIM_OK && procedure->comparison)
        status = report_store_tables_until(study.experiment.store, request->stop, &err);
    else if (status == SIM_OK && procedure->no_factors && request->n_shards == 0)
        status = report_store_arms(study.experiment.store, request->stop, &err);
    if (status == SIM_OK)
        status = study_end(&study, &err);
    cli_progress_erase(line);
    if (status == SIM_E_INTERRUPTED && study.experiment.store == NULL)
        cli_warn("interrupted before anything was run; %s is as it was", request->path);
    else if (status == SIM_E_INTERRUPTED)
        cli_tell_interrupted(options, request->path, &study.progress);
    else if (status != SIM_OK && study.progress.total > 0)
        cli_warn("%zu of %zu runs are stored in %s", study.progress.done, study.progress.total, request->path);
    if (status == SIM_OK && !options->quiet)
        cli_remark(options, &study.progress, request->path);
    if (status == SIM_OK && !options->quiet)
        cli_remark_kept(&study.experiment, request->series, request->events, request->path);
    if (status == SIM_OK && options->n_shards == 0)
        status = print(options, &study, &err);
    study_close(&study);
    /* An interruption has been told; a failed write is told once, when standard output is closed. */
    if (status == SIM_OK || status == SIM_E_INTERRUPTED || (status == SIM_E_IO && ferror(stdout)))
        return cli_exit_of(status);
    return cli_fail(&err);
}

/* Whether the parameters are those of experiment.calibrate: also of a sweep over draws from a posterior. */
static bool has_calibrated(const struct procedure *procedure, const struct scenario *scenario)
{
    return procedure->calibrates
           || (procedure->run == sweep
               && strcmp(settings_text(scenario->arms[0].settings, "experiment.design"), "posterior") == 0);
}

/* Fills in what the scenario leaves to the command, and runs. */
static enum cli_exit run_scenario(const struct cli_options *options, const struct scenario *scenario, const char *path)
{
    const struct procedure *procedure = find_procedure(options->command);
    const bool calibrated = has_calibrated(procedure, scenario);
    struct cli_progress line = {.shown = !options->quiet && isatty(STDERR_FILENO)};
    struct study_request request = {
        .model = &samenspel_model,
        .scenario = scenario,
        .factors = procedure->no_factors ? NULL
                   : calibrated          ? scenario->calibrate
                                         : scenario->vary,
        .n_factors = procedure->no_factors ? 0
                     : calibrated          ? scenario->n_calibrate
                                           : scenario->n_vary,
        .path = path,
        .seed = options->seed_given ? options->seed : scenario->seed,
        .replications = options->replications > 0 ? options->replications
                        : procedure->comparison   ? PILOT
                                                  : scenario->replications,
        .points = options->points > 0 ? options->points
                                      : (size_t)settings_int(scenario->arms[0].settings, "experiment.points"),
        .method = options->method,
        .budget = options->budget,
        .delta = options->delta,
        .threshold = options->threshold,
        .threads = options->threads,
        .ranks = options->ranks,
        .shard = options->shard,
        .n_shards = options->n_shards,
        .series = options->series == 1,
        .flows = procedure->comparison,
        .events = options->events,
        .fresh = options->fresh,
        .progress = cli_progress_line,
        .progress_context = &line,
        .stop = cli_stop(),
    };
    if (!procedure->no_factors && request.n_factors == 0) {
        if (calibrated && !procedure->calibrates)
            cli_warn(
                "%s: %s with experiment.design = \"posterior\" needs experiment.posterior = \"...\", the result of "
                "samenspel calibrate, and the experiment.calibrate that it was made with",
                options->files[0], options->command);
        else
            cli_warn("%s: %s needs experiment.%s = ( { parameter = \"...\"; lowest = ...; highest = ...; }, ... )",
                     options->files[0], options->command, calibrated ? "calibrate" : "vary");
        return CLI_BAD_INPUT;
    }
    if (procedure->calibrates && options->n_outcomes > 0) {
        cli_warn("calibrate takes no --outcome: what is fitted to are the targets in the scenario, experiment.targets");
        return CLI_BAD_INPUT;
    }
    if (procedure->chooses && options->n_outcomes > 1) {
        cli_warn("%s takes one --outcome, on which it chooses; here are %zu", options->command, options->n_outcomes);
        return CLI_BAD_INPUT;
    }
    struct sim_err err = {SIM_OK, ""};
    struct precision_wish *wishes = NULL;
    if (procedure->methods != NULL && (request.method = choose_method(options, procedure->methods)) == NULL)
        return CLI_BAD_INPUT;
    size_t *outcomes = sim_calloc(samenspel_model.n_outcomes, sizeof *outcomes);
    char *procedure_text = NULL;
    enum cli_exit result = CLI_FAILED;
    request.outcomes = outcomes;
    if (outcomes == NULL) {
        cli_warn("out of memory");
    } else if (!choose_outcomes(options, scenario, outcomes, &request.n_outcomes)) {
        result = CLI_BAD_INPUT;
    } else if ((procedure_text = describe(options, procedure, &request)) == NULL) {
        (void)sim_fail(&err, SIM_E_NOMEM, "out of memory");
        result = cli_fail(&err);
    } else if (procedure->comparison && cli_wishes(options, scenario, &wishes, &request.n_wishes, &err) != SIM_OK) {
        result = cli_fail(&err);
    } else {
        request.wishes = wishes;
        request.procedure = procedure->comparison ? NULL : procedure_text;
        request.why = procedure->why != NULL ? procedure->why(&request) : NULL;
        result = run(options, procedure, &request, &line);
    }
    free(wishes);
    free(procedure_text);
    free(outcomes);
    return result;
}

enum cli_exit cli_study(const struct cli_options *options)
{
    return cli_with_scenario(options, run_scenario);
}
