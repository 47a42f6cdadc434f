/* The analytic model: what its runs give is what the functions say. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/analytic_model.h"
#include "tests/support/workdir.h"

/* The mean of `value` over the points of a sweep with two levels, by its own table. */
static void test_sweep(void **state)
{
    (void)state;
    char vary[1024], text[3000], path[512];
    struct frame frames[STUDY_MOST_FRAMES];
    size_t n = 0;
    struct sim_err err = {SIM_OK, ""};
    (void)snprintf(text, sizeof text,
                   "analytic = { function = \"linear\"; noise = 2.0; };\n"
                   "experiment = { replications = 3; design = \"factorial\"; levels = 2; arms = ( { name = \"a\"; }, "
                   "{ name = \"b\"; analytic = { shift = 1.0; }; } ); vary = %s; };",
                   analytic_vary(2, vary, sizeof vary));
    struct scenario *scenario = analytic_scenario(workdir, text);
    (void)snprintf(path, sizeof path, "%s/sweep.db", workdir);
    const struct study_request request = analytic_request(scenario, path);
    const int status = analytic_study(&request, sweep, frames, &n, &err);
    if (status != SIM_OK)
        fail_msg("%s", err.text);
    /* x3 ... x8 at .5 give 16.5; the noise is shared, so that effects and differences are exact. */
    const struct frame *effects = &frames[0];
    assert_string_equal(effects->definition->name, "effects");
    const size_t change = frame_column(effects->definition, "change");
    const double expected[] = {1, 2, 1, 2, 0, 0};
    for (size_t i = 0; i < 6; i++)
        assert_true(fabs(frame_row(effects, i)[change].real - expected[i]) < 1e-12);
    char *exported = analytic_export(path);
    assert_non_null(strstr(exported, "point-contrasts\n"));
    free(exported);
    for (size_t i = 0; i < n; i++)
        frame_free(&frames[i]);
    scenario_free(scenario);
}

static void test_functions(void **state)
{
    (void)state;
    const double centre[ANALYTIC_N_X] = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5};
    const double best[ANALYTIC_N_X] = {(3.14159265358979323846 + 5.0) / 15.0, 2.275 / 15.0};
    assert_true(analytic_function("linear", centre) == 18.0);
    assert_true(fabs(analytic_function("ishigami", centre)) < 1e-12);
    assert_true(analytic_function("g", centre) == 0.0);
    assert_true(fabs(analytic_function("branin", best) - 0.397887) < 1e-5);
    assert_true(analytic_function("box", best) == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sweep, workdir_set_up, workdir_tear_down),
        cmocka_unit_test(test_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
