/* Which runs of a list are of one part of N, for tasks that know nothing of each other. */
#ifndef SIM_ENGINE_PARTS_H
#define SIM_ENGINE_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"
#include "sim/store/store.h"

/* mine[n]: whether items[n] are of part `part` (from 0) of n_parts; follows from the list alone, and every item is of one
 * part. All arms of a replication at a point are a group, and of one part: a part that is lost takes whole pairs along, and
 * arms that take longer burden all parts alike. Parts differ by one group at most; with fewer groups than parts, some are
 * empty. SIM_E_NOMEM. */
int parts_deal(const struct store_item *items, size_t n, size_t part, size_t n_parts, bool *mine, struct sim_err *err)
    __attribute__((warn_unused_result));

#endif
