/* Studies when memory runs out, from the opening of the result to its last table: SIM_E_NOMEM each time, and the same
 * result when it is asked for again, as after any interruption. (What SQLite allocates is not refused here.) */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/study/study.h"
#include "tests/support/analytic_model.h"
#include "tests/support/failing_alloc.h"
#include "tests/support/workdir.h"

static char path[512];

static int set_up(void **state)
{
    (void)workdir_set_up(state);
    (void)workdir_path(path, "r.db");
    return 0;
}

typedef int procedure_fn(struct study *study, struct sim_err *err);

static int once(struct study_request *request, procedure_fn *procedure, long at, bool fresh)
{
    struct sim_err err = {SIM_OK, ""};
    request->fresh = fresh;
    fault.failures = 0;
    fault.countdown = at;
    fault.on = at > 0;
    const int status = analytic_study(request, procedure, NULL, NULL, &err);
    fault.on = false;
    if (status != (fault.failures > 0 ? SIM_E_NOMEM : SIM_OK) || (int)err.code != status)
        fail_msg("allocation %ld: status %d, %s", at, status, err.text);
    return status;
}

/* Refuses allocations from the first on: all of the first ones, then ever fewer, since most belong to runs that are alike.
 * Every tenth time the study is gone on with. */
static void refuse(const char *text, procedure_fn *procedure, size_t points, size_t least)
{
    struct scenario *scenario = analytic_scenario(workdir, text);
    struct study_request request = analytic_request(scenario, path);
    size_t refused = 0;
    if (points > 0) {
        request.factors = scenario->calibrate;
        request.n_factors = scenario->n_calibrate;
        request.points = points;
    }
    assert_int_equal(once(&request, procedure, 0, true), SIM_OK);
    char *whole = analytic_export(path);
    for (long at = 1; once(&request, procedure, at, true) != SIM_OK; at += 1 + at / 25) {
        if (++refused % 10 != 0)
            continue;
        assert_int_equal(once(&request, procedure, 0, false), SIM_OK);
        char *again = analytic_export(path);
        assert_string_equal(again, whole);
        free(again);
    }
    assert_true(refused >= least);
    free(whole);
    scenario_free(scenario);
}

static void test_calibrate(void **state)
{
    (void)state;
    refuse(
        "analytic = { function = \"linear\"; noise = 0.1; };\nexperiment = { replications = 2; arms = ( { name = \"a\";"
        " } ); calibrate = ( { parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; } );"
        " targets = ( { outcome = \"value\"; value = 18.0; sd = 0.1; } ); };",
        calibrate, 80, 40);
}

static void test_discover(void **state)
{
    (void)state;
    refuse("analytic = { function = \"zero\"; noise = 0.1; };\nexperiment = { replications = 2; points = 12; arms = ("
           " { name = \"a\"; }, { name = \"b\"; analytic = { slope = 2.0; }; } ); vary = ("
           " { parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; },"
           " { parameter = \"analytic.x2\"; lowest = 0.0; highest = 1.0; } ); };",
           discover, 0, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_calibrate), cmocka_unit_test(test_discover)};
    return cmocka_run_group_tests(tests, set_up, workdir_tear_down);
}
