/* What a scenario says of designed experiments: the factors of `experiment.vary` and `experiment.calibrate`, and the
 * targets of calibration. */
#ifndef SIM_CONFIG_DESIGN_H
#define SIM_CONFIG_DESIGN_H

#include "sim/config/factor.h"
#include "sim/config/reading.h"
#include "sim/config/scenario.h"
#include "sim/config/table.h"

/* Reads the factors of the list "experiment.vary" or "experiment.calibrate" against the resolved arms of `scenario`, and
 * adds messages about what is wrong with them. *factors lives in the reading's pool. */
int design_factors(struct reading *reading, const struct table *table, const struct scenario *scenario,
                   const char *list, struct scenario_factor **factors, size_t *n) __attribute__((warn_unused_result));
/* The same for the list "experiment.targets". */
int design_targets(struct reading *reading, const struct scenario *scenario, struct scenario_target **targets,
                   size_t *n) __attribute__((warn_unused_result));

#endif
