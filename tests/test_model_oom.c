/* A region when memory runs out: every allocation of its creation is made to fail, once and from then on, and each
 * time the answer is SIM_E_NOMEM and nothing is lost (run under valgrind or the address sanitizer). Months allocate
 * nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/failing_alloc.h"
#include "tests/support/region_bed.h"

static const char midden_limburg[] = SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg";

/* Creation with the n-th allocation failing; some months when it succeeds. */
static int create(const struct settings *settings, size_t months, struct sim_err *err)
{
    const struct rng_stream stream = {.seed = 1};
    struct region *region = NULL;
    fault.on = true;
    int status = region_create(settings, &stream, &region, err);
    for (size_t month = 0; month < months && status == SIM_OK; month++)
        status = region_step(region, month, err);
    region_destroy(region);
    fault.on = false;
    return status;
}

/* Fails every allocation in turn until none is left; their number. */
static long exhaust(const struct scenario *scenario, size_t arm, bool lasting)
{
    for (long n = 1;; n++) {
        struct sim_err err = {SIM_OK, ""};
        fault.lasting = lasting;
        fault.countdown = n;
        fault.failures = fault.calls = 0;
        const int status = create(scenario->arms[arm].settings, 0, &err);
        if (fault.failures == 0) {
            assert_int_equal(status, SIM_OK);
            return n - 1;
        }
        if (status != SIM_E_NOMEM || err.code != SIM_E_NOMEM || strncmp(err.text, "out of memory", 13) != 0)
            fail_msg("allocation %ld: status %d: %s", n, status, err.text);
    }
}

static void test_creation(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=0.005"};
    struct scenario *scenario = region_bed_single(midden_limburg, sets, REGION_BED_COUNT(sets));
    assert_true(scenario->arms[0].twin > 0);
    for (int lasting = 0; lasting < 2; lasting++) {
        const long with = exhaust(scenario, 0, lasting != 0);
        const long without = exhaust(scenario, (size_t)scenario->arms[0].twin, lasting != 0);
        assert_true(without > 30 && with > without); /* the network needs memory of its own */
    }
    scenario_free(scenario);
}

static void test_months_allocate_nothing(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=0.005", "coalitions[0].running=true", "payment.cashier=true"};
    struct scenario *scenario = region_bed_single(midden_limburg, sets, REGION_BED_COUNT(sets));
    struct sim_err err = {SIM_OK, ""};
    fault.lasting = false, fault.countdown = 0, fault.failures = fault.calls = 0;
    assert_int_equal(create(scenario->arms[0].settings, 0, &err), SIM_OK);
    const long of_creation = fault.calls;
    fault.calls = 0;
    if (create(scenario->arms[0].settings, REGION_BED_MONTHS, &err) != SIM_OK)
        fail_msg("%s", err.text);
    assert_int_equal(fault.calls, of_creation);
    scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_creation),
        cmocka_unit_test(test_months_allocate_nothing),
    };
    return cmocka_run_group_tests_name("model out of memory", tests, NULL, NULL);
}
