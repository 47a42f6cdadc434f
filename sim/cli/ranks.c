/* One command, several processes: mpirun or srun starts it as many times as it is told to. Rank 0 is the command as it always
 * is; the others do the runs that it hands out, and are silent. */
#include "sim/engine/ranks.h"

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
    if (ranks_start(options->n_shards > 0, &options->ranks, &err) != SIM_OK)
        return cli_fail(&err);
    const enum cli_exit result = command->run(options);
    experiment_dismiss(options->ranks);
    ranks_end(options->ranks);
    options->ranks = NULL;
    return result;
}

size_t cli_rank(void)
{
    return ranks_expected();
}

/* Reads the scenario without a word: what is wrong with it is for rank 0 to say. *complaint is to be freed. */
static struct scenario *read_scenario(const struct cli_options *options, char **complaint)
{
    enum cli_exit result;
    size_t size = 0;
    FILE *terminal = stderr, *memory = open_memstream(complaint, &size);
    if (memory != NULL)
        stderr = memory;
    struct scenario *scenario = options->n_files > 0 ? cli_scenario(options->files[0], options, &result) : NULL;
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
    const int status =
        experiment_serve(&experiment, scenario != NULL ? NULL : complaint != NULL ? complaint : "out of memory", err);
    scenario_free(scenario);
    free(complaint);
    return status;
}

enum cli_exit cli_serve(const struct cli_command *command, struct cli_options *options)
{
    struct sim_err err = {SIM_OK, ""};
    /* Rank 0 says why MPI cannot be started. */
    if ((command->takes & CLI_TAKES_RUNNING) == 0 || ranks_start(options->n_shards > 0, &options->ranks, &err) != SIM_OK)
        return CLI_DONE;
    /* A process that ends without having left the others properly ends them all: they would wait for ever. */
    if (serve(options, &err) != SIM_OK)
        return cli_fail(&err);
    ranks_end(options->ranks);
    options->ranks = NULL;
    return CLI_DONE;
}
