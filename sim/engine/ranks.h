/* Several processes of the same command, started by mpirun or srun: ranks. The only place that knows MPI.
 *
 * A program that was not started so pays nothing: no ranks are made (NULL everywhere below means one process on its own).
 * Messages are bytes (sim/engine/wire.h) with a tag, kept in order between two ranks. All calls come from the thread that
 * called ranks_start. What goes wrong inside MPI ends all ranks of the job, with MPI's own message. */
#ifndef SIM_ENGINE_RANKS_H
#define SIM_ENGINE_RANKS_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"
#include "sim/engine/wire.h"

struct ranks_transport;

struct ranks {
    size_t mine, count;
    int threads;     /* this rank's share of the cores that it may use, at least 1 */
    int *threads_of; /* [count] on rank 0: of every rank, once greeted */
    bool greeted;    /* rank 0 has heard that all ranks have the same program and scenario */
    struct ranks_transport *transport;
};

/* What the environment says, without MPI: rank 0 of a process on its own. */
size_t ranks_expected(void);
/* Joins the other ranks. *out is NULL when the process is on its own. SIM_E_INPUT when the environment speaks of several
 * processes that cannot reach each other: the program was built without MPI, or srun was not told to use it, unless these
 * have parts of their own (`apart`: --shard). */
int ranks_start(bool apart, struct ranks **out, struct sim_err *err) __attribute__((warn_unused_result));
/* Waits until all ranks do the same. */
void ranks_end(struct ranks *ranks);
/* Threads of all ranks, on rank 0 once greeted. */
int ranks_threads(const struct ranks *ranks);
/* For the version: "Open MPI 4.1.4" or "without MPI". */
const char *ranks_library(void);

/* Sends what `message` holds, and empties it; does not wait. */
int ranks_send(struct ranks *ranks, size_t to, int tag, struct wire *message, struct sim_err *err)
    __attribute__((warn_unused_result));
struct ranks_message {
    size_t from;
    int tag;
    unsigned char *bytes; /* release with free() */
    size_t n;
};
/* The next message, if one is there; does not wait. */
int ranks_receive(struct ranks *ranks, bool *there, struct ranks_message *message, struct sim_err *err)
    __attribute__((warn_unused_result));
/* Sleeps shortly: others may need the core. */
void ranks_nap(void);

#endif
