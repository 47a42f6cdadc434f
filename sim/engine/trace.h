/* The events of one replication, kept in the order in which they happened. */
#ifndef SIM_ENGINE_TRACE_H
#define SIM_ENGINE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/base/pool.h"
#include "sim/config/scenario.h"
#include "sim/engine/model.h"
#include "sim/store/store.h"

/* Start with trace_start; release with trace_free. */
struct trace {
    struct sim_sink sink; /* what a model is given; points to this trace */
    struct pool pool;     /* names, and lists of names and reasons */
    struct sim_event *events;
    size_t n, capacity;
    size_t month; /* given to the events that are added */
    bool failed;  /* out of memory: some are missing */
};

void trace_start(struct trace *trace);
void trace_free(struct trace *trace);

/* Runs one replication of one arm of a model that has a story, and keeps its events. The run is the one that
 * experiment_run does with the same seed, to the last bit; values[n_outcomes] or NULL receives its outcomes. Returns what
 * experiment_replicate returns; SIM_E_NOMEM also when an event could not be kept. */
int trace_run(const struct sim_model *model, const struct scenario *scenario, size_t arm, uint64_t seed,
              size_t replication, const volatile int *stop, struct trace *trace, double *values, struct sim_err *err)
    __attribute__((warn_unused_result));
/* The events as a store keeps them: rows[trace->n], which live as long as the trace. SIM_E_NOMEM. */
int trace_rows(struct trace *trace, const struct sim_model *model, const struct store_event **rows, struct sim_err *err)
    __attribute__((warn_unused_result));

#endif
