/* Several processes that work on one experiment: ranks. How they reach each other is the business of whoever made them
 * (sim/mpi for mpirun and srun); NULL in place of ranks is one process on its own.
 *
 * Messages are bytes (sim/engine/wire.h) with a tag, kept in order between two ranks. All calls of one rank come from one
 * thread. */
#ifndef SIM_ENGINE_RANKS_H
#define SIM_ENGINE_RANKS_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"
#include "sim/engine/wire.h"

struct ranks_message {
    unsigned char *bytes; /* release with free() */
    size_t n, from;
    int tag;
};

struct ranks {
    size_t mine, count;
    int *threads_of; /* [count] on rank 0: of every rank, once greeted */
    int threads;     /* this rank's share of the cores that it may use, at least 1 */
    bool greeted;    /* rank 0 has heard that all ranks have the same program and scenario */
    /* Rank 0, which was told to stop, waits this long for others that do not answer, and then holds them lost: their host
     * or the network may be gone. */
    double patience_seconds;
    bool lost; /* nothing can be awaited from some of the others any more */
    /* Sends what `message` holds, and empties it; does not wait. */
    int (*send)(struct ranks *ranks, size_t to, int tag, struct wire *message, struct sim_err *err);
    /* The next message, if one is there; does not wait. */
    int (*receive)(struct ranks *ranks, bool *there, struct ranks_message *message, struct sim_err *err);
    void *transport; /* of these two */
};

/* Threads of all ranks, on rank 0 once greeted. */
int ranks_threads(const struct ranks *ranks);
/* Sleeps shortly: others may need the core. */
void ranks_nap(void);

#endif
