#include <stdio.h>
#include <stdlib.h>

#include "models/model.h"
#include "sim/cli/cli.h"
#include "sim/session/session.h"

struct scenario *cli_scenario(const char *path, const struct cli_options *options, enum cli_exit *status)
{
    struct sim_messages messages = {0};
    struct sim_err err = {SIM_OK, ""};
    struct scenario *scenario = NULL;
    const int code =
        session_scenario(&samenspel_model, path, options->sets, options->n_sets, &scenario, &messages, &err);

    for (size_t i = 0; i < messages.n; i++)
        (void)fprintf(stderr, "%s\n", messages.text[i]);
    if (messages.lost > 0)
        cli_warn("%zu more messages were lost: out of memory", messages.lost);
    if (code != SIM_OK && (messages.n == 0 || code != SIM_E_INPUT))
        cli_warn("%s", err.text[0] != '\0' ? err.text : "the scenario cannot be read");
    sim_messages_free(&messages);
    /* A file that cannot be read is a wrong command line, too. */
    *status = code == SIM_E_IO ? CLI_BAD_INPUT : cli_exit_of(code);
    return scenario;
}

enum cli_exit cli_with_scenario(const struct cli_options *options,
                                enum cli_exit (*work)(const struct cli_options *options,
                                                      const struct scenario *scenario, const char *path))
{
    enum cli_exit result;
    struct scenario *scenario = cli_scenario(options->files[0], options, &result);
    if (scenario == NULL)
        return result;
    char *path = cli_result_path(options, scenario);
    if (path == NULL) {
        cli_warn("out of memory");
        result = CLI_FAILED;
    } else {
        result = work(options, scenario, path);
    }
    free(path);
    scenario_free(scenario);
    return result;
}
