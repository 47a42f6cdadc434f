#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/cli/cli.h"
#include "sim/store/read.h"

/* Tables of a result that is not finished are of the runs that are there. */
static int tell_unfinished(struct store *store, const struct cli_options *options, struct sim_err *err)
{
    struct store_extent extent;
    char of[48] = "";
    const bool dutch = options->lang == REPORT_NL;
    const int status = store_extent_read(store, &extent, err);
    if (status != SIM_OK || extent.complete)
        return status;
    if (extent.asked > extent.runs)
        (void)snprintf(of, sizeof of, dutch ? " van de %zu" : " of %zu", extent.asked);
    cli_warn(dutch ? "%s is niet af: er staan %zu%s runs in, en daarover gaat de tabel"
                   : "%s is not finished: it holds %zu%s runs, and the table is of those",
             options->files[0], extent.runs, of);
    /* What an extension that was cut off has taken away is there with the next call that asks for no more. */
    if (extent.replications > 0) {
        if (extent.points > 0)
            (void)snprintf(of, sizeof of, " --points %zu", extent.points);
        else
            of[0] = '\0';
        cli_warn(dutch ? "het was af voor %zu herhalingen: dezelfde opdracht met -n %zu%s brengt dat terug"
                       : "it was finished for %zu replications: the same command with -n %zu%s brings that back",
                 extent.replications, extent.replications, of);
    }
    return SIM_OK;
}

enum cli_exit cli_export(const struct cli_options *options)
{
    struct sim_err err = {SIM_OK, ""};
    struct store *store = NULL;
    const struct store_selection selection = {.arm = options->arm,
                                              .outcome = options->n_outcomes > 0 ? options->outcomes[0] : NULL};
    int status;

    /* A wrong name is a wrong command line, unlike a result that cannot be read. */
    if (access(options->files[0], F_OK) != 0) {
        cli_warn("%s: %s", options->files[0], strerror(errno));
        return CLI_BAD_INPUT;
    }
    status = store_open(options->files[0], &store, &err);
    if (status == SIM_OK)
        status = report_export_selected(stdout, store, options->table != NULL ? options->table : "summary", &selection,
                                        options->format, &err);
    if (status == SIM_OK)
        status = tell_unfinished(store, options, &err);
    store_close(store);
    /* A failed write is told once, when standard output is closed. */
    if (status != SIM_OK && !(status == SIM_E_IO && ferror(stdout)))
        return cli_fail(&err);
    return cli_exit_of(status);
}
