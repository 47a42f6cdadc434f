/* One value of a scenario: from a node of the tree, or the default of the table, into a cell of the settings. */
#ifndef SIM_CONFIG_VALUE_H
#define SIM_CONFIG_VALUE_H

#include "sim/config/columns.h"
#include "sim/config/tree.h"

/* Sets cell->stated, or cell->refused with messages about `path`. */
int value_read(struct reading *reading, const struct param *row, const struct tree *node, const char *path,
               struct cell *cell) __attribute__((warn_unused_result));
int value_default(struct reading *reading, const struct param *row, struct cell *cell)
    __attribute__((warn_unused_result));

#endif
