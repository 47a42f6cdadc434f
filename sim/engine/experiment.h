/* Runs the replications of the arms of a scenario, in parallel, into a store.
 *
 * Work item = (point, arm, replication), taken in the order of a list; each runs in one thread with its own model
 * state. Records are written as they finish; what is already in the store is not run again. No result depends on the
 * number of threads or on the order, since every draw is keyed (sim/rng/rng.h) and nothing is summed across
 * replications here.
 *
 * A procedure that decides from results what to run next (a wished precision, calibration) needs no memory of its own: it
 * asks for the same items when it is started again, and finds them in the store. */
#ifndef SIM_ENGINE_EXPERIMENT_H
#define SIM_ENGINE_EXPERIMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/config/scenario.h"
#include "sim/engine/model.h"
#include "sim/store/store.h"

struct ranks;

/* What to do about a run that fails in the model; it is kept with its seed and reason in any case. Out of memory and a
 * store that cannot be written end everything. */
enum experiment_failure {
    EXPERIMENT_STOP,   /* start no more runs */
    EXPERIMENT_FINISH, /* do the others, then report the failure */
    EXPERIMENT_RECORD, /* do the others, and count the run as done, without values */
};

struct experiment_progress {
    size_t done, total;  /* work items, those found in the store included; at the end, `done` are in the file */
    size_t failed;       /* runs that failed in this call; done when failures are recorded */
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
    const struct scenario_factor *factors; /* [n_factors] of a designed experiment; NULL: none */
    size_t n_factors;
    const double *points; /* values[n_points][n_factors] of the points that items name */
    uint64_t seed;
    int threads;   /* of each rank; 0: all cores, OMP_NUM_THREADS honoured */
    bool series;   /* keep the outcomes and the flows of every month */
    bool events;   /* keep what happened in every run, of a model that has a story */
    bool no_flows; /* keep no flows of money: for studies of many points */
    /* Of a list of items only part `shard` of n_shards is run and counted; the result is left unfinished. All arms of a
     * replication at a point are of one part; with fewer of these than parts, some parts are empty. 0 shards: all items. */
    size_t shard, n_shards;
    enum experiment_failure on_failure;
    /* Other processes that take part in the work: rank 0 of them runs the experiment, the others experiment_serve. NULL:
     * none. */
    struct ranks *ranks;
    /* Called now and then from one thread at a time; may be NULL. */
    void (*progress)(void *context, const struct experiment_progress *progress);
    void *progress_context;
    /* Polled between months; when it turns true, running replications are abandoned, finished ones are stored. May be
     * NULL. Set by a signal handler. */
    const volatile int *stop;
};

/* What the scenario itself says of an experiment: its arms, replications and seed, and what to do about runs that fail. The rest
 * is zero, for the caller to fill in. */
struct experiment experiment_of(const struct sim_model *model, const struct scenario *scenario);

/* All arms and replications, without design, replication by replication. SIM_OK when every replication is stored;
 * SIM_E_INTERRUPTED; or the error of the lowest work item that failed. */
int experiment_run(const struct experiment *experiment, struct experiment_progress *progress, struct sim_err *err)
    __attribute__((warn_unused_result));
/* The same for a list of items; n_arms and replications are not looked at. */
int experiment_run_items(const struct experiment *experiment, const struct store_item *items, size_t n,
                         struct experiment_progress *progress, struct sim_err *err) __attribute__((warn_unused_result));
/* On a rank above 0, what experiment_run_items is on rank 0: does what rank 0 asks for, any number of times, until that
 * calls experiment_dismiss. Looked at are model, scenario, threads, ranks and stop; the rest comes from rank 0. `failure`:
 * why this rank cannot take part, for rank 0 to tell, or NULL. Runs that fail are rank 0's to judge: they are no error
 * here. SIM_E_NOMEM, SIM_E_IO. */
int experiment_serve(const struct experiment *experiment, const char *failure, struct sim_err *err)
    __attribute__((warn_unused_result));
/* On rank 0, at the end, also after a failure: tells the others that nothing more will come. */
void experiment_dismiss(struct ranks *ranks);
/* The items of experiment_run: the arms wanted and their twins. *items is to be freed. SIM_E_NOMEM. */
int experiment_items(const struct experiment *experiment, struct store_item **items, size_t *n, struct sim_err *err)
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
