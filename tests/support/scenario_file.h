/* Scenarios read as the program reads them. A fault is a test failure that shows every message. To be freed with
 * scenario_free. */
#ifndef TESTS_SUPPORT_SCENARIO_FILE_H
#define TESTS_SUPPORT_SCENARIO_FILE_H

#include <stddef.h>

#include "sim/config/scenario.h"

/* The file at `path`, then "path=value" in `sets`. */
struct scenario *scenario_file_read(const char *path, const char *const *sets, size_t n_sets,
                                    const struct scenario_rules *rules);

/* `text`, by way of the file dir/name, which stays. */
struct scenario *scenario_file_make(const char *dir, const char *name, const char *text,
                                    const struct scenario_rules *rules);

#endif
