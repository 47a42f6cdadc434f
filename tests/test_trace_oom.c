/* A story when memory runs out: every allocation of a traced run and of its printing is made to fail in turn, and each time
 * the answer is SIM_E_NOMEM and nothing is lost (run under valgrind or the address sanitizer). */
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
#include "sim/engine/trace.h"
#include "sim/report/report.h"
#include "tests/support/failing_alloc.h"
#include "tests/support/region_bed.h"

static const char midden_limburg[] = SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg";

/* Runs and prints with the n-th allocation failing; the status of what failed first. */
static int tell(const struct scenario *scenario, FILE *out, long n, struct sim_err *err)
{
    struct trace trace;
    trace_start(&trace);
    fault.on = true;
    fault.lasting = false;
    fault.countdown = n;
    fault.failures = fault.calls = 0;
    int status = trace_run(&samenspel_model, scenario, 0, 1, 0, NULL, &trace, NULL, err);
    if (status == SIM_OK) {
        const struct report_story story = {.model = &samenspel_model,
                                           .events = trace.events,
                                           .n_events = trace.n,
                                           .title = "title",
                                           .arm = "arm",
                                           .version = "1",
                                           .to = 1000,
                                           .all = true,
                                           .lang = REPORT_NL};
        status = report_story_print(out, &story, err);
    }
    fault.on = false;
    trace_free(&trace);
    return status;
}

static void test_every_allocation(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=0.003"};
    struct scenario *scenario = region_bed_single(midden_limburg, sets, REGION_BED_COUNT(sets));
    FILE *out = fopen("/dev/null", "w");
    long n = 1;
    assert_non_null(out);
    for (;; n++) {
        struct sim_err err = {SIM_OK, ""};
        const int status = tell(scenario, out, n, &err);
        if (fault.failures == 0) {
            assert_int_equal(status, SIM_OK);
            break;
        }
        if (status != SIM_E_NOMEM || strstr(err.text, "out of memory") == NULL)
            fail_msg("allocation %ld: status %d: %s", n, status, err.text);
    }
    assert_true(n > 80);
    (void)fclose(out);
    scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_allocation)};
    return cmocka_run_group_tests_name("trace out of memory", tests, NULL, NULL);
}
