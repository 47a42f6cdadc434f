/* Runs the replications of the arms of a scenario, in parallel, into a store.
 *
 * Work item = (replication, arm), taken in the order replication-major; each runs in one thread with its own model
 * state. Records are written as they finish; what is already in the store is not run again. No result depends on the
 * number of threads or on the order, since every draw is keyed (sim/rng/rng.h) and nothing is summed across
 * replications here. */
#ifndef SIM_ENGINE_EXPERIMENT_H
#define SIM_ENGINE_EXPERIMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/config/scenario.h"
#include "sim/engine/model.h"
#include "sim/store/store.h"

struct experiment_progress {
    size_t done, total;  /* work items, those found in the store included */
    size_t resumed;      /* of them found in the store */
    double seconds;      /* wall time so far */
    double agent_months; /* simulated so far in this call */
};

struct experiment {
    const struct sim_model *model;
    const struct scenario *scenario;
    struct store *store;
    size_t n_arms; /* the first n_arms arms of the scenario and the twins they need are run */
    size_t replications;
    uint64_t seed;
    int threads; /* 0: all cores, OMP_NUM_THREADS honoured */
    bool series; /* keep the outcomes and the flows of every month */
    /* Called now and then from one thread at a time; may be NULL. */
    void (*progress)(void *context, const struct experiment_progress *progress);
    void *progress_context;
    /* Polled between months; when it turns true, running replications are abandoned, finished ones are stored. May be
     * NULL. Set by a signal handler. */
    const volatile int *stop;
};

/* SIM_OK when every replication is stored; SIM_E_INTERRUPTED; or the error of the lowest work item that failed. */
int experiment_run(const struct experiment *experiment, struct experiment_progress *progress, struct sim_err *err)
    __attribute__((warn_unused_result));

/* One replication of one arm, without a store: for tests and tools. values[n_outcomes] aggregated over the horizon;
 * series[(horizon)][n_outcomes] or NULL; *state receives the model's state (destroy it) or is NULL to have it
 * destroyed. */
int experiment_replicate(const struct sim_model *model, const struct scenario *scenario, size_t arm, uint64_t seed,
                         size_t replication, const volatile int *stop, double *values, double *series, void **state,
                         struct sim_err *err) __attribute__((warn_unused_result));

struct trace;
/* The same, with the events of the run in `trace`: trace_run (sim/engine/trace.h) is the way in. */
int experiment_tell(const struct sim_model *model, const struct scenario *scenario, size_t arm, uint64_t seed,
                    size_t replication, const volatile int *stop, double *values, struct trace *trace,
                    struct sim_err *err) __attribute__((warn_unused_result));

#endif
