#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/cli/cli.h"
#include "sim/store/merge.h"

enum cli_exit cli_merge(const struct cli_options *options)
{
    struct sim_err err = {SIM_OK, ""};
    struct store_merge_counts counts = {0};
    const struct store_merge_job job = {.path = options->out,
                                        .inputs = options->files,
                                        .n = options->n_files,
                                        .compute = report_store_tables};
    if (options->out == NULL) {
        cli_warn("merge: --out R.db is missing");
        return CLI_BAD_INPUT;
    }
    for (size_t i = 0; i < options->n_files; i++)
        if (access(options->files[i], F_OK) != 0) {
            cli_warn("%s: %s", options->files[i], strerror(errno));
            return CLI_BAD_INPUT;
        }
    if (store_merge(&job, &counts, &err) != SIM_OK)
        return cli_fail(&err);
    (void)fprintf(stderr, "%zu runs taken over, %zu known already; result: %s\n", counts.runs, counts.known,
                  options->out);
    return CLI_DONE;
}
