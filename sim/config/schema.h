/* A composed tree checked against the parameter table and turned into settings. */
#ifndef SIM_CONFIG_SCHEMA_H
#define SIM_CONFIG_SCHEMA_H

#include "sim/config/columns.h"
#include "sim/config/table.h"
#include "sim/config/tree.h"

/* Adds a message for everything that is wrong. `main_file` stands in the messages about what is missing.
 * *out lives in the reading's pool and is complete when no message was added. */
int schema_resolve(struct reading *reading, const struct table *table, const struct tree *root, const char *main_file,
                   struct settings **out) __attribute__((warn_unused_result));

/* Adds "; did you mean 'x'?" or the allowed keys for a key that the table does not know. `group` is the table's path of
 * the group with its separator ("network.", "organisations[].", "" at top level). */
void schema_suggest_key(struct text *text, const struct table *table, const char *group, const char *key);

#endif
