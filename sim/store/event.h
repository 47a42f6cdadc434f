/* An event of a story as data: what the JSON of `samenspel trace` and the table `events` of a result both hold. */
#ifndef SIM_STORE_EVENT_H
#define SIM_STORE_EVENT_H

#include <jansson.h>
#include <stdbool.h>

#include "sim/engine/model.h"

/* 1 turning point, 2 told by default, 3 only when everything is asked for. */
int event_level(const struct sim_model *model, const struct sim_event *event);
/* Sets the keys "words" (names of terms), "numbers" (by the names that the kind gives them), "names" (name and value) and
 * "reasons" (party, term and value) of `object`; null stands for no value. False when out of memory. */
bool event_set_detail(json_t *object, const struct sim_model *model, const struct sim_event *event);
/* An object with these keys as compact JSON, whose numbers read back to the same bits; to be freed. NULL when out of memory.
 */
char *event_detail(const struct sim_model *model, const struct sim_event *event) __attribute__((warn_unused_result));

#endif
