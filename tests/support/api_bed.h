/* The library with a scenario of the laboratory, short and small, and a folder of its own: for cmocka_unit_test_setup_teardown.
 * Failures are test failures. */
#ifndef TESTS_SUPPORT_API_BED_H
#define TESTS_SUPPORT_API_BED_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/api/samenspel.h"

enum { API_BED_MONTHS = 24, API_BED_REPLICATIONS = 5 };

/* The scenario file, and the two "path=value" that make it short. */
extern const char api_bed_scenario[];
extern const char *const api_bed_sets[2];

struct api_bed {
    char folder[256], result[300]; /* the result: in a folder that is not there yet */
    samenspel_scenario *scenario;
    char message[SAMENSPEL_MESSAGE_SIZE];
};

int api_bed_start(void **state);
int api_bed_stop(void **state);

/* samenspel_run of the bed's scenario. */
int api_bed_run(struct api_bed *bed, const char *path, const samenspel_run_options *options, samenspel_result **result);

/* Equal, or both no value. */
bool api_bed_same(double a, double b);

#endif
