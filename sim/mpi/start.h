/* Ranks (sim/engine/ranks.h) of processes that mpirun or srun started: the only place that knows MPI. Part of the program,
 * not of its library.
 *
 * A program that was not started so does not start MPI. What goes wrong inside MPI ends all ranks of the job, with MPI's
 * own message. Built without MPI, it says so when it is started as several processes. */
#ifndef SIM_MPI_START_H
#define SIM_MPI_START_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"
#include "sim/engine/ranks.h"

/* The rank that the environment speaks of, without MPI; 0 for a process on its own. */
size_t mpi_rank_expected(void);
/* Joins the other ranks; release with mpi_end. *out is NULL when the process is on its own. SIM_E_INPUT when the
 * environment speaks of several processes that cannot reach each other, because the program was built without MPI or srun
 * was not told to use it, unless these have parts of their own (`apart`: --shard). SIM_E_NOMEM, SIM_E_IO. */
int mpi_start(bool apart, struct ranks **out, struct sim_err *err) __attribute__((warn_unused_result));
/* Waits until all ranks do the same. Where some are lost, which would take for ever, it ends all processes instead, this one
 * with `status`: to be called when everything else is done. */
void mpi_end(struct ranks *ranks, int status);
/* For the version: "Open MPI 4.1.4" or "without MPI". */
const char *mpi_library(void);

#endif
