/* What the readers of experiment.vary, calibrate and targets share. */
#ifndef SIM_CONFIG_DESIGN_INTERNAL_H
#define SIM_CONFIG_DESIGN_INTERNAL_H

#include "sim/config/design.h"

/* One group of the list that is being read. */
struct group {
    struct reading *reading;
    const struct scenario *scenario;
    const struct settings *settings; /* of the first arm: what a scenario says of its experiment is the same in all */
    const char *list;
    size_t i;
};

/* "LIST[].KEY", in the pool; NULL when out of memory. */
char *design_key(const struct group *group, const char *key);
/* Says "file:line: experiment.vary[0].KEY: TEXT". A NULL text is one for which there was no memory. */
int design_say(const struct group *group, const char *key, const char *text);
/* Fills in the parameter of a factor, the row it has in the table and its group. A fault is said, and leaves row NULL. */
int design_find_parameter(const struct group *group, const struct table *table, struct scenario_factor *factor);

#endif
