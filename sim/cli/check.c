#include <stdio.h>

#include "sim/cli/cli.h"

enum cli_exit cli_check(const struct cli_options *options)
{
    enum cli_exit worst = CLI_DONE;
    for (size_t i = 0; i < options->n_files; i++) {
        enum cli_exit status;
        scenario_free(cli_scenario(options->files[i], options, &status));
        if (status != CLI_DONE && worst != CLI_FAILED)
            worst = status;
    }
    if (worst == CLI_DONE)
        (void)puts("ok");
    return worst;
}
