#include "tests/support/api_bed.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/workdir.h"

const char api_bed_scenario[] = SAMENSPEL_SOURCE_DIR "/scenarios/laboratory.cfg";
const char *const api_bed_sets[2] = {"horizon_months=24", "experiment.replications=5"};

int api_bed_start(void **state)
{
    struct api_bed *bed = calloc(1, sizeof *bed);
    workdir_make(bed->folder, sizeof bed->folder);
    assert_true(snprintf(bed->result, sizeof bed->result, "%s/sub/r.db", bed->folder) > 0);
    assert_int_equal(samenspel_scenario_load(api_bed_scenario, api_bed_sets, 2, &bed->scenario, bed->message,
                                             sizeof bed->message),
                     SAMENSPEL_OK);
    assert_string_equal(bed->message, "");
    *state = bed;
    return 0;
}

int api_bed_stop(void **state)
{
    struct api_bed *bed = *state;
    samenspel_scenario_free(bed->scenario);
    workdir_remove(bed->folder);
    free(bed);
    return 0;
}

int api_bed_run(struct api_bed *bed, const char *path, const samenspel_run_options *options, samenspel_result **result)
{
    return samenspel_run(bed->scenario, path, options, sizeof *options, result, bed->message, sizeof bed->message);
}

bool api_bed_same(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}
