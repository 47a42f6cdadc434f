/* A laboratory when memory runs out: every allocation of its creation is made to fail, and each time the answer is
 * SIM_E_NOMEM and nothing is lost (run under valgrind or the address sanitizer). Months allocate nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/model.h"
#include "models/outcomes.h"
#include "tests/support/failing_alloc.h"
#include "tests/support/region_bed.h"

static const char path[] = SAMENSPEL_SOURCE_DIR "/scenarios/laboratory.cfg";

/* A replication through the model's interface with the n-th allocation failing; some months when it is made. */
static int create(const struct settings *settings, size_t months, struct sim_err *err)
{
    const struct rng_stream stream = {.seed = 1};
    double values[N_OUTCOMES];
    void *made = NULL;
    fault.on = true;
    int status = samenspel_model.create(settings, &stream, &made, err);
    for (size_t month = 0; month < months && status == SIM_OK; month++) {
        status = samenspel_model.step(made, month, err);
        samenspel_model.observe(made, values);
    }
    if (made != NULL)
        samenspel_model.destroy(made);
    fault.on = false;
    return status;
}

static void test_creation(void **state)
{
    (void)state;
    struct scenario *scenario = region_bed_scenario(path, NULL, 0);
    for (int lasting = 0; lasting < 2; lasting++)
        for (long n = 1;; n++) {
            struct sim_err err = {SIM_OK, ""};
            fault.lasting = lasting != 0;
            fault.countdown = n;
            fault.failures = fault.calls = 0;
            const int status = create(scenario->arms[0].settings, 0, &err);
            if (fault.failures == 0) {
                assert_int_equal(status, SIM_OK);
                assert_true(n > 30);
                break;
            }
            if (status != SIM_E_NOMEM || err.code != SIM_E_NOMEM || strncmp(err.text, "out of memory", 13) != 0)
                fail_msg("allocation %ld: status %d: %s", n, status, err.text);
        }
    scenario_free(scenario);
}

static void test_months_allocate_nothing(void **state)
{
    (void)state;
    struct scenario *scenario = region_bed_scenario(path, NULL, 0);
    struct sim_err err = {SIM_OK, ""};
    fault.lasting = false;
    fault.countdown = 0;
    fault.failures = fault.calls = 0;
    assert_int_equal(create(scenario->arms[0].settings, 0, &err), SIM_OK);
    const long of_creation = fault.calls;
    fault.calls = 0;
    assert_int_equal(create(scenario->arms[0].settings, 60, &err), SIM_OK);
    assert_int_equal(fault.calls, of_creation);
    scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_creation),
        cmocka_unit_test(test_months_allocate_nothing),
    };
    return cmocka_run_group_tests_name("laboratory out of memory", tests, NULL, NULL);
}
