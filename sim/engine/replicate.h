/* One replication of one arm, with all that it leaves behind: what experiment_replicate and the runs of an experiment
 * share. */
#ifndef SIM_ENGINE_REPLICATE_H
#define SIM_ENGINE_REPLICATE_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/config/scenario.h"
#include "sim/engine/flows.h"
#include "sim/engine/model.h"

struct trace;

/* What one replication leaves behind besides the model's state. */
struct harvest {
    double *values;            /* [n_outcomes] aggregated over the horizon */
    double *series;            /* [horizon_months][n_outcomes] or NULL */
    struct flow_months *flows; /* of every month, or NULL */
    double agent_months;       /* simulated */
    struct trace *trace;       /* its events, or NULL */
};

/* experiment_replicate (sim/engine/experiment.h), with these settings and all of the harvest. A failure says which run it
 * was, so that it can be repeated. */
int replicate(const struct sim_model *model, const struct scenario *scenario, const struct settings *settings,
              size_t arm, uint64_t seed, size_t replication, const volatile int *stop, struct harvest *harvest,
              void **state, struct sim_err *err) __attribute__((warn_unused_result));

#endif
