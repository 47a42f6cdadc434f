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

/* The items of a loop that is going on. */
struct parallel_queue;
/* What the calling thread does while others work; returns when it has nothing more to do with the items. */
typedef void parallel_attend_fn(void *context, struct parallel_queue *queue);

/* parallel_for with one thread more, the calling one, which attends: it may take items from the same queue to have them
 * done elsewhere, and reports those that fail. Returns what parallel_for returns, when `attend` returned and every item
 * taken by the threads is done. */
int parallel_for_attended(size_t n, int threads, parallel_work_fn *work, parallel_attend_fn *attend, void *context,
                          struct sim_err *err) __attribute__((warn_unused_result));
/* Takes up to `wanted` items, *first and those after it: the number taken, 0 when none are left or one has failed. */
size_t parallel_take(struct parallel_queue *queue, size_t wanted, size_t *first);
/* The number of items that can still be taken. */
size_t parallel_left(struct parallel_queue *queue);
void parallel_fail(struct parallel_queue *queue, size_t item, const struct sim_err *err);
/* The failure that would be reported now, and its item; SIM_OK: none. Items above it need not be done. */
enum sim_status parallel_failed(struct parallel_queue *queue, size_t *item);

/* `threads` threads (as parallel_threads) do `labour` while the calling thread does `attend`, until all return.
 * SIM_E_INPUT when there is no thread to be had besides the calling one. */
int parallel_crew(int threads, void (*labour)(void *context), void (*attend)(void *context), void *context,
                  struct sim_err *err) __attribute__((warn_unused_result));

#endif
