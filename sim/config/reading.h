/* What the parts of a scenario's reader share: where its memory comes from and where its messages go.
 *
 * The functions of this folder return SIM_OK also when they found the user's input wrong: the caller sees that in
 * the number of messages, and goes on, so that every error is reported at once. Another status means that reading
 * must stop. */
#ifndef SIM_CONFIG_READING_H
#define SIM_CONFIG_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"
#include "sim/base/pool.h"

struct reading {
    struct pool *pool;             /* everything that is read lives here */
    struct sim_messages *messages; /* about the user's input */
    struct sim_err *err;
    size_t n_files; /* files opened so far */
};

/* Fills err and returns SIM_E_NOMEM. */
int reading_nomem(struct reading *reading);
/* True when messages were added since there were `before` of them. */
static inline bool reading_said(const struct reading *reading, size_t before)
{
    return reading->messages->n > before || reading->messages->lost > 0;
}
/* Adds the message "file:line: path: ..."; line 0 and a path that is NULL or "" are left out. */
void reading_say(struct reading *reading, const char *file, int line, const char *path, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
