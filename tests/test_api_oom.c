/* The library when memory runs out: SAMENSPEL_E_NOMEM or the whole answer, and nothing is lost (run under valgrind or
 * the address sanitizer). One thread: the failing allocator is not for several. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/api/samenspel.h"
#include "tests/support/failing_alloc.h"
#include "tests/support/workdir.h"

static const char LABORATORY[] = SAMENSPEL_SOURCE_DIR "/scenarios/laboratory.cfg";

static char path[300];
static samenspel_scenario *scenario;
static samenspel_result *result;
static double *values;

static int set_up(void **state)
{
    static const char *const shorter[] = {"horizon_months=3", "laboratory.members=4"};
    const samenspel_run_options options = {.replications = 2, .threads = 1};
    (void)workdir_set_up(state);
    (void)snprintf(path, sizeof path, "%s/r.db", workdir);
    values = calloc(samenspel_outcome_count(), sizeof *values);
    assert_non_null(values);
    assert_int_equal(samenspel_scenario_load(LABORATORY, shorter, 2, &scenario, NULL, 0), SAMENSPEL_OK);
    assert_int_equal(samenspel_run(scenario, path, &options, sizeof options, &result, NULL, 0), SAMENSPEL_OK);
    return 0;
}

static int tear_down(void **state)
{
    samenspel_result_free(result);
    samenspel_scenario_free(scenario);
    free(values);
    return workdir_tear_down(state);
}

/* Calls of one kind, with a message to be filled. */
static int load(char *message, size_t size)
{
    samenspel_scenario *loaded = NULL;
    const int status = samenspel_scenario_load(LABORATORY, NULL, 0, &loaded, message, size);
    assert_true((status == SAMENSPEL_OK) == (loaded != NULL));
    samenspel_scenario_free(loaded);
    return status;
}

static int simulate(char *message, size_t size)
{
    return samenspel_simulate(scenario, 1, 2008, 1, values, NULL, message, size);
}

static int open(char *message, size_t size)
{
    samenspel_result *opened = NULL;
    const int status = samenspel_result_open(path, &opened, message, size);
    assert_true((status == SAMENSPEL_OK) == (opened != NULL));
    samenspel_result_free(opened);
    return status;
}

static int summary(char *message, size_t size)
{
    samenspel_summary out;
    return samenspel_result_summary(result, 1, samenspel_find_outcome("surplus"), &out, sizeof out, message, size);
}

static int contrast(char *message, size_t size)
{
    samenspel_contrast out;
    return samenspel_result_contrast(result, 1, 0, samenspel_find_outcome("surplus"), &out, sizeof out, message, size);
}

/* Fails allocation n and, when `lasting`, all later ones; n grows by `step` until it is beyond the last one. */
static void sweep(int (*work)(char *message, size_t size), bool lasting, long step)
{
    long swept = 0;
    int status = SAMENSPEL_E_NOMEM;
    for (long n = 1; status != SAMENSPEL_OK || fault.failures > 0; n += step) {
        char message[SAMENSPEL_MESSAGE_SIZE] = "";
        fault.countdown = n;
        fault.lasting = lasting;
        fault.failures = 0;
        fault.on = true;
        status = work(message, sizeof message);
        fault.on = false;
        if (status != SAMENSPEL_OK) {
            assert_true(fault.failures > 0);
            assert_true(message[0] != '\0');
            if (status != SAMENSPEL_E_NOMEM)
                fail_msg("allocation %ld: status %d, %s", n, status, message);
        }
        swept += fault.failures > 0;
    }
    assert_true(swept > 0);
}

static void test_calls(void **state)
{
    (void)state;
    for (int lasting = 0; lasting < 2; lasting++) {
        sweep(simulate, lasting != 0, 1);
        sweep(summary, lasting != 0, 1);
        sweep(contrast, lasting != 0, 1);
    }
}

static void test_reading(void **state)
{
    (void)state;
    for (int lasting = 0; lasting < 2; lasting++) {
        sweep(load, lasting != 0, 7); /* each is tried in the tests of sim/config: here one in many */
        sweep(open, lasting != 0, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_reading),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
