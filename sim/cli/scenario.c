#include <stdio.h>
#include <string.h>

#include "models/model.h"
#include "sim/cli/cli.h"

static void check_outcome(const char *word, const char *where, struct sim_messages *messages)
{
    const struct sim_outcome *outcomes = samenspel_model.outcomes;
    const size_t n = samenspel_model.n_outcomes;
    for (size_t k = 0; k < n; k++)
        if (strcmp(outcomes[k].name, word) == 0)
            return;
    const char *near = cli_nearest(word, &outcomes[0].name, n, sizeof outcomes[0]);
    sim_messages_add(messages,
                     "%s: the model has no outcome \"%s\"; allowed: those that samenspel outcomes lists%s%s%s", where,
                     word, near == NULL ? "" : "; did you mean \"", near == NULL ? "" : near,
                     near == NULL ? "" : "\"?");
}

/* Outcomes that the scenario asks for but the model does not have: the one check that needs both tables. */
static void check_outcomes(const struct scenario *scenario, struct sim_messages *messages)
{
    const struct settings *settings = scenario->arms[0].settings;
    for (size_t i = 0; i < scenario->n_main_outcomes; i++)
        check_outcome(scenario->main_outcomes[i], settings_where(settings, "experiment.main_outcomes", 0), messages);
    for (size_t j = 0; j < scenario->n_targets; j++)
        check_outcome(scenario->targets[j].outcome, settings_where(settings, "experiment.targets[].outcome", j),
                      messages);
}

struct scenario *cli_scenario(const char *path, const struct cli_options *options, enum cli_exit *status)
{
    const struct scenario_rules rules = {
        .model = samenspel_model.name,
        .params = samenspel_model.params,
        .n_params = samenspel_model.n_params,
        .check = samenspel_model.check,
    };
    struct sim_messages messages = {0};
    struct sim_err err = {SIM_OK, ""};
    struct scenario *scenario = NULL;
    int code = scenario_load(path, options->sets, options->n_sets, &rules, &scenario, &messages, &err);

    if (code == SIM_OK)
        check_outcomes(scenario, &messages);
    for (size_t i = 0; i < messages.n; i++)
        (void)fprintf(stderr, "%s\n", messages.text[i]);
    if (messages.lost > 0)
        cli_warn("%zu more messages were lost: out of memory", messages.lost);
    if (code == SIM_OK && messages.n + messages.lost > 0)
        code = SIM_E_INPUT;
    else if (code != SIM_OK && (messages.n == 0 || code != SIM_E_INPUT))
        cli_warn("%s", err.text[0] != '\0' ? err.text : "the scenario cannot be read");
    sim_messages_free(&messages);
    /* A file that cannot be read is a wrong command line, too. */
    *status = code == SIM_E_IO ? CLI_BAD_INPUT : cli_exit_of(code);
    if (code != SIM_OK) {
        scenario_free(scenario);
        scenario = NULL;
    }
    return scenario;
}
