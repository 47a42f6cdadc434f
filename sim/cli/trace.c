#include <stdio.h>
#include <string.h>

#include "models/model.h"
#include "sim/base/text.h"
#include "sim/cli/cli.h"
#include "sim/config/suggest.h"
#include "sim/engine/trace.h"

/* Index of the arm that is asked for among the listed ones; n_listed after telling that there is none. */
static size_t find_arm(const struct scenario *scenario, const char *name)
{
    struct text list = {0};
    if (name == NULL)
        return 0;
    for (size_t k = 0; k < scenario->n_listed; k++) {
        if (strcmp(scenario->arms[k].name, name) == 0) {
            text_free(&list);
            return k;
        }
        text_printf(&list, "%s%s", k > 0 ? ", " : "", scenario->arms[k].name);
    }
    const char *near = suggest_nearest(name, &scenario->arms[0].name, scenario->n_listed, sizeof scenario->arms[0]);
    cli_warn("--arm=%s: the scenario has no such arm; its arms are %s%s%s%s", name, text_get(&list),
             near != NULL ? "; did you mean " : "", near != NULL ? near : "", near != NULL ? "?" : "");
    text_free(&list);
    return scenario->n_listed;
}

static bool months_fit(const struct cli_options *options, const struct scenario *scenario)
{
    const size_t last = scenario->horizon_months;
    if (options->from > last || options->to > last) {
        cli_warn("--%s=%zu: the scenario has %zu months", options->from > last ? "from" : "to",
                 options->from > last ? options->from : options->to, last);
        return false;
    }
    if (options->to > 0 && options->from > options->to) {
        cli_warn("--from=%zu --to=%zu: the first month must not be later than the last", options->from, options->to);
        return false;
    }
    return true;
}

/* The names that the story holds, for somebody who asked for another. */
static void tell_names(const struct report_story *story)
{
    struct text list = {0};
    const char *seen[256];
    size_t n = 0;
    for (size_t k = 0; k < story->n_events; k++) {
        const char *const names[] = {story->events[k].who, story->events[k].whom, story->events[k].thing};
        for (size_t j = 0; j < sizeof names / sizeof names[0]; j++) {
            bool known = names[j] == NULL || n == sizeof seen / sizeof seen[0];
            for (size_t i = 0; i < n && !known; i++)
                known = strcmp(seen[i], names[j]) == 0;
            if (known)
                continue;
            text_printf(&list, "%s%s", n > 0 ? ", " : "", names[j]);
            seen[n++] = names[j];
        }
    }
    const char *near = suggest_nearest(story->about, seen, n, sizeof *seen);
    if (n > 0)
        cli_warn("--about=%s: nothing happens to a party or coalition of this name; the story is about %s%s%s%s",
                 story->about, text_get(&list), near != NULL ? "; did you mean " : "", near != NULL ? near : "",
                 near != NULL ? "?" : "");
    else
        cli_warn("--about=%s: nothing happens in this arm", story->about);
    text_free(&list);
}

static enum cli_exit tell(const struct cli_options *options, const struct scenario *scenario, size_t arm)
{
    struct sim_err err = {SIM_OK, ""};
    struct trace trace;
    struct report_story story = {
        .model = &samenspel_model,
        .title = scenario->title,
        .arm = scenario->arms[arm].name,
        .version = SAMENSPEL_VERSION,
        .seed = options->seed_given ? options->seed : scenario->seed,
        .replication = options->replication,
        .from = options->from > 0 ? options->from - 1 : 0,
        .to = (options->to > 0 ? options->to : scenario->horizon_months) - 1,
        .all = options->all,
        .about = options->about,
        .format = options->format,
        .lang = options->lang,
    };
    trace_start(&trace);
    int status =
        trace_run(&samenspel_model, scenario, arm, story.seed, story.replication, cli_stop(), &trace, NULL, &err);
    story.events = trace.events;
    story.n_events = trace.n;
    enum cli_exit result = CLI_BAD_INPUT;
    if (status == SIM_OK && story.about != NULL && !report_story_names(&story, story.about)) {
        tell_names(&story);
        goto cleanup;
    }
    if (status == SIM_OK)
        status = report_story_print(stdout, &story, &err);
    /* A failed write is told once, when standard output is closed. */
    result = status == SIM_OK || (status == SIM_E_IO && ferror(stdout)) ? cli_exit_of(status) : cli_fail(&err);

cleanup:
    trace_free(&trace);
    return result;
}

enum cli_exit cli_trace(const struct cli_options *options)
{
    enum cli_exit result;
    struct scenario *scenario = cli_scenario(options->files[0], options, &result);
    if (scenario == NULL)
        return result;
    const size_t arm = find_arm(scenario, options->arm);
    result = CLI_BAD_INPUT;
    if (options->replication >= scenario->replications)
        cli_warn("--replication=%zu: the scenario has %zu replications, numbered 0 to %zu", options->replication,
                 scenario->replications, scenario->replications - 1);
    else if (arm < scenario->n_listed && months_fit(options, scenario))
        result = tell(options, scenario, arm);
    scenario_free(scenario);
    return result;
}
