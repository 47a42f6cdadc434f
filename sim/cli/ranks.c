/* One command, several processes: mpirun or srun starts it as many times as it is told to. Rank 0 is the command as it always
 * is; the others do the runs that it hands out, and are silent. */
#include "sim/mpi/start.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/model.h"
#include "sim/cli/cli.h"
#include "sim/engine/experiment.h"

enum cli_exit cli_with_ranks(const struct cli_command *command, struct cli_options *options)
{
    struct sim_err err = {SIM_OK, ""};
    if ((command->takes & CLI_TAKES_RUNNING) == 0)
        return command->run(options);
    if (mpi_start(options->n_shards > 0, &options->ranks, &err) != SIM_OK)
        return cli_fail(&err);
    const enum cli_exit result = command->run(options);
    experiment_dismiss(options->ranks);
    mpi_end(options->ranks, (int)result);
    options->ranks = NULL;
    return result;
}

size_t cli_rank(void)
{
    return mpi_rank_expected();
}

/* Reads the scenario without a word: what is wrong with it is for rank 0 to say. *complaint is to be freed. */
static struct scenario *read_scenario(const struct cli_options *options, char **complaint)
{
    enum cli_exit result;
    size_t size = 0;
    FILE *terminal = stderr, *memory = open_memstream(complaint, &size);
    if (memory != NULL)
        stderr = memory;
    struct scenario *scenario = cli_scenario(options->files[0], options, &result);
    stderr = terminal;
    if (memory != NULL)
        (void)fclose(memory);
    return scenario;
}

static int serve(const struct cli_options *options, struct sim_err *err)
{
    char *complaint = NULL;
    struct scenario *scenario = read_scenario(options, &complaint);
    const struct experiment experiment = {
        .model = &samenspel_model,
        .scenario = scenario,
        .threads = options->threads,
        .ranks = options->ranks,
        .stop = cli_stop(),
    };
    const int status = experiment_serve(&experiment,
                                        scenario != NULL    ? NULL
                                        : complaint != NULL ? complaint
                                                            : "out of memory",
                                        err);
    scenario_free(scenario);
    free(complaint);
    return status;
}

/* The command, when it is one that runs something; a command line that rank 0 refuses is refused in silence. */
static const struct cli_command *read_command(int argc, char **argv, struct cli_options *options)
{
    char *complaint = NULL;
    size_t size = 0;
    const struct cli_command *command = argc > 1 ? cli_command_find(argv[1]) : NULL;
    if (command == NULL || (command->takes & CLI_TAKES_RUNNING) == 0)
        return NULL;
    FILE *terminal = stderr, *memory = open_memstream(&complaint, &size);
    if (memory != NULL)
        stderr = memory;
    const enum cli_exit result = cli_options_read(command, argv[0], argc - 1, argv + 1, options);
    stderr = terminal;
    if (memory != NULL)
        (void)fclose(memory);
    free(complaint);
    return result == CLI_DONE && !options->help && !options->usage && options->n_files > 0 ? command : NULL;
}

enum cli_exit cli_serve(int argc, char **argv)
{
    struct cli_options options = {0};
    struct sim_err err = {SIM_OK, ""};
    enum cli_exit result = CLI_DONE;
    /* Rank 0 says why MPI cannot be started. */
    if (read_command(argc, argv, &options) == NULL || mpi_start(options.n_shards > 0, &options.ranks, &err) != SIM_OK)
        goto cleanup;
    /* A process that ends without having left the others properly ends them all: they would wait for ever. */
    if (serve(&options, &err) != SIM_OK)
        result = cli_fail(&err);
    else
        mpi_end(options.ranks, (int)result);

cleanup:
    cli_options_free(&options);
    return result;
}
