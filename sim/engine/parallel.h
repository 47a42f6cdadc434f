/* A loop over independent work items by several threads: the only place where the program starts threads (OpenMP). */
#ifndef SIM_ENGINE_PARALLEL_H
#define SIM_ENGINE_PARALLEL_H

#include <stddef.h>

#include "sim/base/err.h"

/* Does item `item`; called by many threads at once. Returns enum sim_status, the reason in *err. */
typedef int parallel_work_fn(void *context, size_t item, struct sim_err *err);

/* Number of threads for a wish: `wished` when above 0, else all cores (OMP_NUM_THREADS is honoured). At least 1. */
int parallel_threads(int wished);

/* Calls work(context, i, ...) for i = 0 .. n-1, handed out in that order to `threads` threads (0: as parallel_threads).
 * After a failure no new items are handed out; those already started are finished. So every item below the lowest one
 * that failed has been done, and which failure is reported does not depend on the number of threads.
 * Returns SIM_OK or the failure of the lowest item; SIM_E_INTERRUPTED only when there is no other failure. */
int parallel_for(size_t n, int threads, parallel_work_fn *work, void *context, struct sim_err *err)
    __attribute__((warn_unused_result));

#endif
