/* The result store: one SQLite file per experiment, valid at every moment.
 *
 * Tables (long form, the same columns as `samenspel export`): outcomes(arm,replication,outcome,value),
 * series(arm,replication,month,outcome,value), flows(arm,replication,from,to,purpose,cents),
 * flow-series(arm,replication,month,from,to,purpose,cents), which has no rows for months in which nothing moved,
 * events(arm,replication,month,event,level,who,whom,thing,detail),
 * parameters(arm,path,value,stated), parties(name,kind,listed), meta(key,value). A replication is written in one
 * transaction, so a kill, a full disk or a power loss costs unfinished replications only. Every function returns
 * enum sim_status. A store is used by one thread at a time. */
#ifndef SIM_STORE_STORE_H
#define SIM_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/config/factor.h"
#include "sim/config/scenario.h"
#include "sim/engine/model.h"

struct store;

/* Procedures of runs of a scenario's first arm alone, when it has more, and of runs with experiment.antithetic. */
#define STORE_RUN "run"
#define STORE_ANTITHETIC "antithetic pairs"
#define STORE_RUN_ANTITHETIC STORE_RUN ", " STORE_ANTITHETIC

/* What a result is of, besides model, scenario, seed and series. All zeroes: a comparison of the arms as they are. */
struct store_study {
    const char
        *procedure;  /* what decides which runs are wanted, and its settings, as text: a result of another procedure
                              is refused; NULL or "": a plain run or comparison */
    const char *why; /* said when the same procedure with other settings is refused: why it cannot be added to, and what
                                 to do instead; NULL: nothing to say */
    const struct scenario_factor *factors; /* that the points of the design give values to */
    size_t n_factors;
    bool events; /* whether the events of every run will be kept */
    bool alone;  /* SIM_E_STORE when another process, or another handle of this one, writes to the result alone, too */
};

/* One work item: a run of an arm at a point of the design (0 without design). */
struct store_item {
    size_t point, arm, replication;
};

/* What happened in a run: struct sim_event, with what is of no fixed length as text. */
struct store_event {
    size_t month; /* 0 = first month of the horizon */
    int kind;     /* index into the model's events */
    int level;
    const char *who, *whom, *thing; /* NULL: none */
    const char *detail;             /* as event_detail (sim/store/event.h) gives it; never NULL */
};

/* One finished run, or one that failed. */
struct store_record {
    struct store_item item;
    const char *failure;    /* why it failed: kept with its seed, and nothing else of it; NULL: it did not */
    const double *outcomes; /* [model->n_outcomes], aggregated over the horizon; NaN = no value */
    const double *series;   /* [months][n_outcomes] or NULL */
    size_t months;          /* 0 = first month of the horizon */
    const struct sim_flow *flows;
    size_t n_flows;
    const int64_t *flow_series; /* [n_flows][months]: the cents of each of `flows` by month, or NULL */
    const struct sim_party *parties;
    size_t n_parties;
    const struct store_event *events; /* in the order in which they happened */
    size_t n_events;
};

/* Opens `path` for writing, creating it and its folder when needed. A file that holds another scenario, seed, model
 * version or format is refused with SIM_E_MISMATCH and the reason, unless `fresh`, which discards it; a file that is
 * no database of ours is refused with SIM_E_STORE and never touched, not even with `fresh`. `series`: whether series
 * and the flows of every month will be kept. */
int store_create(const char *path, const struct sim_model *model, const struct scenario *scenario, uint64_t seed,
                 bool series, bool fresh, struct store **out, struct sim_err *err) __attribute__((warn_unused_result));
/* The same for a study; store_create is this with a study of all zeroes. Opening changes nothing in a result whose
 * description stays as it was: it is complete, with its computed tables, until a run, a failure or a point is added to it,
 * and it may be read-only as long as none is. A result whose arms are some of the scenario's,
 * equal in name and settings, is extended: what it holds is kept, whatever the order of the arms. */
int store_create_study(const char *path, const struct sim_model *model, const struct scenario *scenario,
                       const struct store_study *study, uint64_t seed, bool series, bool fresh, struct store **out,
                       struct sim_err *err) __attribute__((warn_unused_result));
/* Opens an existing result for reading. */
int store_open(const char *path, struct store **out, struct sim_err *err) __attribute__((warn_unused_result));
/* done[i] = the file already holds items[i]; a run that failed counts when `failures`. */
int store_done(struct store *store, const struct store_item *items, size_t n, bool failures, bool *done,
               struct sim_err *err) __attribute__((warn_unused_result));
/* Makes the points first .. first + n - 1 known, values[n][n_factors]. Points that the file holds must have these values to
 * the last bit: else SIM_E_MISMATCH. Points are added in order, without gaps. */
int store_points(struct store *store, size_t first, size_t n, const double *values, struct sim_err *err)
    __attribute__((warn_unused_result));
/* values[n]: one outcome of each item; NaN where the file does not hold it, it failed or it has no value. */
int store_values(struct store *store, size_t outcome, const struct store_item *items, size_t n, double *values,
                 struct sim_err *err) __attribute__((warn_unused_result));
/* Keeps a table of results, in place of one of the same name. In a transaction of its own unless a batch is open. */
struct frame;
int store_frame(struct store *store, const struct frame *frame, struct sim_err *err)
    __attribute__((warn_unused_result));
/* Writes one record in one transaction (the caller may bracket many between store_begin and store_commit). */
int store_write(struct store *store, const struct store_record *record, struct sim_err *err)
    __attribute__((warn_unused_result));
int store_begin(struct store *store, struct sim_err *err) __attribute__((warn_unused_result));
/* How many runs the present call wants in all, those that are there included; the next batch notes it, for who reads a
 * result that is not finished. */
void store_ask(struct store *store, size_t runs);
int store_commit(struct store *store, struct sim_err *err) __attribute__((warn_unused_result));
/* Gives up an open batch: nothing of it is kept. */
void store_abandon(struct store *store);
/* Marks the experiment complete (status = "complete") for `replications` replications, in a batch that it opens when none is
 * open and leaves open: the tables that are computed from the runs follow, and store_commit makes all of it visible at
 * once, so that no kill leaves a complete result without its tables. After a failure no batch is open. */
int store_complete(struct store *store, size_t replications, struct sim_err *err) __attribute__((warn_unused_result));
/* The same for a study that asked for `points` points: of a complete result with a design, what is read and exported is of
 * these points, also when an earlier call of the procedure asked for more. 0: of all points. */
int store_complete_study(struct store *store, size_t replications, size_t points, struct sim_err *err)
    __attribute__((warn_unused_result));
/* store_complete and store_commit, for a result without such tables. */
int store_finish(struct store *store, size_t replications, struct sim_err *err) __attribute__((warn_unused_result));
bool store_in_batch(const struct store *store);
void store_close(struct store *store);

#endif
