#include <stdio.h>

#include <string.h>

#include "sim/cli/cli.h"
#include "sim/store/store.h"
#include "sim/study/posterior.h"

/* Whether there is what a sweep over a posterior draws from. For who checks a scenario: the calibration that makes the
 * result goes by the same file. */
static enum cli_exit check_posterior(const struct scenario *scenario)
{
    struct sim_err err = {SIM_OK, ""};
    struct store *store = NULL;
    if (strcmp(settings_text(scenario->arms[0].settings, "experiment.design"), "posterior") != 0)
        return CLI_DONE;
    const int status = posterior_open(scenario, &store, &err);
    store_close(store);
    if (status != SIM_OK)
        (void)fprintf(stderr, "%s\n", err.text);
    return cli_exit_of(status);
}

enum cli_exit cli_check(const struct cli_options *options)
{
    enum cli_exit worst = CLI_DONE;
    for (size_t i = 0; i < options->n_files; i++) {
        enum cli_exit status;
        struct scenario *scenario = cli_scenario(options->files[i], options, &status);
        if (scenario != NULL)
            status = check_posterior(scenario);
        scenario_free(scenario);
        if (status != CLI_DONE && worst != CLI_FAILED)
            worst = status;
    }
    if (worst == CLI_DONE)
        (void)puts("ok");
    return worst;
}
