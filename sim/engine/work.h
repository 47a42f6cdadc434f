/* One work item of an experiment, from its settings to its record: what every rank does, whatever becomes of the record. */
#ifndef SIM_ENGINE_WORK_H
#define SIM_ENGINE_WORK_H

#include <stddef.h>

#include "sim/base/err.h"
#include "sim/engine/experiment.h"
#include "sim/store/store.h"

/* What became of an item that was run to its end, or that failed as a run of its own. */
struct work_result {
    struct store_record record;
    enum sim_status failure; /* of the run, its reason in record.failure; SIM_OK: none */
    double agent_months, seconds;
};

/* Takes the result, which is valid during the call. Returns enum sim_status: anything but SIM_OK fails the item. */
typedef int work_keep_fn(void *context, size_t index, const struct work_result *result, struct sim_err *err);

/* Simulates `item` at the point whose factors have `values` (NULL: no design) and hands the result to `keep` with `index`.
 * Returns what `keep` returns; SIM_E_INTERRUPTED or SIM_E_NOMEM without a result. */
int work_item(const struct experiment *experiment, const struct store_item *item, const double *values, size_t index,
              work_keep_fn *keep, void *context, struct sim_err *err) __attribute__((warn_unused_result));

#endif
