#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/base/text.h"
#include "sim/cli/cli.h"
#include "sim/store/merge.h"

static void tell(const struct store_merge_counts *counts, const char *lack, const char *path)
{
    (void)fprintf(stderr, "%zu runs taken over, %zu known already; result: %s\n", counts->runs, counts->known, path);
    if (counts->failures > 0)
        (void)fprintf(stderr, "%zu runs failed: samenspel export %s --table failures tells which and why\n",
                      counts->failures, path);
    if (!counts->complete)
        (void)fprintf(stderr,
                      "not complete%s%s; the command of the parts, without --shard and with --out %s, runs what is "
                      "missing and computes the tables\n",
                      lack[0] != '\0' ? ": " : "", lack, path);
}

static int read_lack(const char *path, struct text *lack, struct sim_err *err)
{
    struct store *store = NULL;
    int status = store_open(path, &store, err);
    if (status == SIM_OK)
        status = store_tell_lack(store, lack, err);
    store_close(store);
    return status;
}

enum cli_exit cli_merge(const struct cli_options *options)
{
    struct sim_err err = {SIM_OK, ""};
    struct store_merge_counts counts = {0};
    struct text lack = {0};
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
    int status = store_merge(&job, &counts, &err);
    if (status == SIM_OK && !counts.complete)
        status = read_lack(options->out, &lack, &err);
    if (status == SIM_OK)
        tell(&counts, text_get(&lack), options->out);
    text_free(&lack);
    if (status != SIM_OK)
        return cli_fail(&err);
    return CLI_DONE;
}
