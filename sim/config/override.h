/* --set path.to.key=value: one value laid over the scenario's files. */
#ifndef SIM_CONFIG_OVERRIDE_H
#define SIM_CONFIG_OVERRIDE_H

#include "sim/config/table.h"
#include "sim/config/tree.h"

/* Replaces *root; adds a message when path or value cannot be. Whether the value fits the table is for schema.h. */
int override_apply(struct reading *reading, const struct table *table, const char *set, struct tree **root)
    __attribute__((warn_unused_result));

#endif
