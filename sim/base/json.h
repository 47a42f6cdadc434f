/* Small helpers for building JSON with Jansson. A value that could not be made (NULL) makes the adding fail, so that a chain
 * of them is checked once; values are taken in any case. */
#ifndef SIM_BASE_JSON_H
#define SIM_BASE_JSON_H

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>

static inline bool sim_json_set(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

static inline bool sim_json_append(json_t *array, json_t *value)
{
    return json_array_append_new(array, value) == 0;
}

/* null for what is no finite number. */
static inline json_t *sim_json_real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/* null for NULL. */
static inline json_t *sim_json_text(const char *text)
{
    return text != NULL ? json_string(text) : json_null();
}

#endif
