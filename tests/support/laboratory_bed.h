/* Scenarios of the laboratory for tests. A fault is a test failure. */
#ifndef TESTS_SUPPORT_LABORATORY_BED_H
#define TESTS_SUPPORT_LABORATORY_BED_H

#include <stddef.h>

#include "sim/config/scenario.h"

/* How the scenarios begin: a title, 120 months and no spin-up. */
extern const char laboratory_bed_header[];

/* The scenario of `text` behind the header, with an active laboratory, then "path=value" in `sets`; to be freed with
 * scenario_free. */
struct scenario *laboratory_bed_scenario(const char *text, const char *const *sets, size_t n_sets);

#endif
