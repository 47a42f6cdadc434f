/* Replications until a wished precision, through scenario, engine and store. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/study/precision.h"
#include "tests/support/analytic_model.h"
#include "tests/support/expect.h"
#include "tests/support/study_result.h"
#include "tests/support/workdir.h"

/* Half-width z sd / sqrt(n) with sd 1: about 400 replications for .1; the difference of arms with the same luck needs
 * the least that is looked at. */
static void test_precision(void **state)
{
    (void)state;
    char path[512], again[512];
    struct scenario *scenario = analytic_scenario(
        workdir,
        "analytic = { function = \"zero\"; noise = 1.0; };\nexperiment = { replications = 5; arms = ( { name = "
        "\"a\"; },"
        " { name = \"same\"; analytic = { shift = 1.0; }; }, { name = \"own\"; analytic = { luck = 1; }; } ); };");
    struct precision_wish wish;
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(precision_read("value:0.1", &analytic_model, &wish, &err), SIM_OK);
    for (int threads = 1; threads <= 2; threads++) {
        struct experiment experiment = {
            .model = &analytic_model, .scenario = scenario, .n_arms = 1, .seed = 3, .threads = threads};
        struct experiment_progress progress;
        struct frame reached;
        bool met = false;
        frame_start(&reached, &(const struct frame_definition){0});
        assert_int_equal(store_create(workdir_path(threads == 1 ? path : again, threads == 1 ? "p1.db" : "p2.db"),
                                      &analytic_model, scenario, 3, false, true, &experiment.store, &err),
                         SIM_OK);
        assert_int_equal(precision_run(&experiment, &wish, 1, 2000, &progress, &reached, &met, &err), SIM_OK);
        assert_true(met);
        assert_in_range(experiment.replications, 320, 640); /* the counts on either side of 384, and one look ahead */
        assert_int_equal(progress.total, experiment.replications);
        assert_true(study_real(&reached, 0, "half_width") <= 0.1);
        /* Of the arms with the same luck the difference has no spread. */
        experiment.n_arms = 2;
        const size_t before = experiment.replications;
        assert_int_equal(precision_run(&experiment, &wish, 1, 2000, &progress, &reached, &met, &err), SIM_OK);
        assert_true(met && experiment.replications <= 30);
        experiment.n_arms = 3;
        assert_int_equal(precision_run(&experiment, &wish, 1, 2000, &progress, &reached, &met, &err), SIM_OK);
        assert_true(met && experiment.replications > before);
        assert_int_equal(precision_run(&experiment, &wish, 1, 100, &progress, &reached, &met, &err), SIM_OK);
        assert_false(met);
        assert_int_equal(experiment.replications, 100);
        frame_free(&reached);
        store_close(experiment.store);
    }
    char *a = analytic_export(path), *b = analytic_export(again);
    assert_string_equal(a, b);
    free(a);
    free(b);
    scenario_free(scenario);
}

static void test_precision_words(void **state)
{
    (void)state;
    struct precision_wish wish;
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(precision_read("cost:1.5%", &analytic_model, &wish, &err), SIM_OK);
    assert_true(wish.relative && wish.outcome == ANALYTIC_COST);
    assert_near("1.5 %", wish.half, 0.015, 1e-15);
    static const char *const wrong[] = {"value",   "value:",   "value:0", "value:-1",
                                        "value:x", "value:1x", "valu:1",  "value:inf"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        err = (struct sim_err){SIM_OK, ""};
        assert_int_equal(precision_read(wrong[i], &analytic_model, &wish, &err), SIM_E_INPUT);
        assert_non_null(strstr(err.text, wrong[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_precision),
        cmocka_unit_test(test_precision_words),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
