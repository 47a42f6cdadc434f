/* Designs and their analysis when memory runs out: each call says SIM_E_NOMEM; nothing is lost (run under
 * the address sanitizer). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/design/design.h"
#include "sim/design/sensitivity.h"
#include "tests/support/failing_alloc.h"

enum { K = 3, R = 4, ROOM = 1000 };

static double points[ROOM], y[ROOM];

static int lhs(struct sim_err *err)
{
    const struct design_lhs design = {1, 5, K, true, false};
    return design_lhs(&design, points, err);
}

static int saltelli(struct sim_err *err)
{
    return design_saltelli(5, K, true, 1, points, err);
}

static int saltelli_many(struct sim_err *err)
{
    return design_saltelli(1, 21, true, 1, points, err);
}

static int morris(struct sim_err *err)
{
    const struct design_morris design = {1, R, K, 4, 6};
    return design_morris(&design, points, err);
}

static int effects(struct sim_err *err)
{
    const struct sensitivity_bootstrap bootstrap = {1, 5, 0.9};
    struct sensitivity_effect out[K];
    size_t missing;
    return sensitivity_morris(points, y, R, K, &bootstrap, out, &missing, err);
}

static int indices(struct sim_err *err)
{
    const struct sensitivity_bootstrap bootstrap = {1, 5, 0.9};
    struct sensitivity_index out[K];
    struct sensitivity_variance variance;
    return sensitivity_sobol(y, 5, K, 2, &bootstrap, out, &variance, err);
}

/* `effects` wants the points of `morris`, before it. */
static void test_out_of_memory(void **state)
{
    (void)state;
    int (*const calls[])(struct sim_err *) = {lhs, saltelli, saltelli_many, morris, effects, indices};
    for (size_t i = 0; i < ROOM; i++)
        y[i] = (double)(i * i % 17);
    for (size_t c = 0; c < sizeof calls / sizeof *calls; c++) {
        struct sim_err err = {SIM_OK, ""};
        assert_int_equal(calls[c](&err), SIM_OK);
        for (long at = 1;; at++) {
            err = (struct sim_err){SIM_OK, ""};
            fault.failures = 0;
            fault.countdown = at;
            fault.on = true;
            const int status = calls[c](&err);
            fault.on = false;
            if (fault.failures == 0) {
                assert_int_equal(status, SIM_OK);
                assert_true(at > 1);
                break;
            }
            assert_int_equal(status, SIM_E_NOMEM);
            assert_int_equal(err.code, SIM_E_NOMEM);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_out_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
