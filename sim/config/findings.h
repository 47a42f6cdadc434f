/* What is wrong with the arms of a scenario, each thing once: an error in what arms share is found in every arm. */
#ifndef SIM_CONFIG_FINDINGS_H
#define SIM_CONFIG_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"

enum { FINDINGS_ENOUGH = 200 }; /* no further arms are looked at once there are so many */

struct finding {
    char *text;
    size_t first, last; /* arm in which it was found first and last */
    size_t n;           /* number of arms in which it was found */
};

struct findings {
    struct finding *items;
    size_t n, capacity;
};

/* Adds the messages about one arm; arms come in order. Takes the texts over from `messages`. False when out of
 * memory. */
bool findings_add(struct findings *findings, struct sim_messages *messages, size_t arm);
void findings_free(struct findings *findings);

#endif
