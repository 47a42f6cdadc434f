/* The result store: one SQLite file per experiment, valid at every moment.
 *
 * Tables (long form, the same columns as `samenspel export`): outcomes(arm,replication,outcome,value),
 * series(arm,replication,month,outcome,value), flows(arm,replication,from,to,purpose,cents),
 * flow-series(arm,replication,month,from,to,purpose,cents), which has no rows for months in which nothing moved,
 * parameters(arm,path,value,stated), parties(name,kind,listed), meta(key,value). A replication is written in one
 * transaction, so a kill, a full disk or a power loss costs unfinished replications only. Every function returns
 * enum sim_status. A store is used by one thread at a time. */
#ifndef SIM_STORE_STORE_H
#define SIM_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/config/scenario.h"
#include "sim/engine/model.h"

struct store;

/* One finished (arm, replication). */
struct store_record {
    size_t arm, replication;
    const double *outcomes; /* [model->n_outcomes], aggregated over the horizon; NaN = no value */
    const double *series;   /* [months][n_outcomes] or NULL */
    size_t months;          /* 0 = first month of the horizon */
    const struct sim_flow *flows;
    size_t n_flows;
    const int64_t *flow_series; /* [n_flows][months]: the cents of each of `flows` by month, or NULL */
    const struct sim_party *parties;
    size_t n_parties;
};

/* Opens `path` for writing, creating it and its folder when needed. A file that holds another scenario, seed, model
 * version or format is refused with SIM_E_MISMATCH and the reason, unless `fresh`, which discards it; a file that is
 * no database of ours is refused with SIM_E_STORE and never touched, not even with `fresh`. `series`: whether series
 * and the flows of every month will be kept. */
int store_create(const char *path, const struct sim_model *model, const struct scenario *scenario, uint64_t seed,
                 bool series, bool fresh, struct store **out, struct sim_err *err) __attribute__((warn_unused_result));
/* Opens an existing result for reading. */
int store_open(const char *path, struct store **out, struct sim_err *err) __attribute__((warn_unused_result));
/* done[arm * replications + replication] = true for what the file already holds. */
int store_done(struct store *store, size_t n_arms, size_t replications, bool *done, struct sim_err *err)
    __attribute__((warn_unused_result));
/* Writes one record in one transaction (the caller may bracket many between store_begin and store_commit). */
int store_write(struct store *store, const struct store_record *record, struct sim_err *err)
    __attribute__((warn_unused_result));
int store_begin(struct store *store, struct sim_err *err) __attribute__((warn_unused_result));
int store_commit(struct store *store, struct sim_err *err) __attribute__((warn_unused_result));
/* Gives up an open batch: nothing of it is kept. */
void store_abandon(struct store *store);
/* Marks the experiment complete (status = "complete") for `replications` replications. */
int store_finish(struct store *store, size_t replications, struct sim_err *err) __attribute__((warn_unused_result));
void store_close(struct store *store);

#endif
