/* Replications until a wished precision, through scenario, engine and store. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/study/precision.h"
#include "tests/support/analytic_model.h"
#include "tests/support/expect.h"
#include "tests/support/study_result.h"
#include "tests/support/workdir.h"

/* Half-width z sd / sqrt(n) with sd 1: about 400 replications for .1; the difference of arms with the same luck, of
 * which one has a little more spread, the least that is looked at. */
static void test_precision(void **state)
{
    (void)state;
    char path[512], again[512];
    struct scenario *scenario = analytic_scenario(
        workdir,
        "analytic = { function = \"zero\"; noise = 1.0; };\nexperiment = { replications = 5; arms = ( { name = "
        "\"a\"; },"
        " { name = \"near\"; analytic = { shift = 1.0; noise = 1.1; }; }, { name = \"own\"; analytic = { luck = 1; }; "
        "} ); };");
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
        /* Of the arms with the same luck the difference has a tenth of the spread. */
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

static void run_with(const char *name, const struct scenario *scenario, size_t n_arms,
                     const struct precision_wish *wish, size_t maximum, struct frame *reached, bool *met)
{
    char path[512];
    struct sim_err err = {SIM_OK, ""};
    struct experiment experiment = {
        .model = &analytic_model, .scenario = scenario, .n_arms = n_arms, .seed = 3, .threads = 1};
    struct experiment_progress progress;
    frame_start(reached, &(const struct frame_definition){0});
    if (store_create(workdir_path(path, name), &analytic_model, scenario, 3, false, true, &experiment.store, &err)
            != SIM_OK
        || precision_run(&experiment, wish, 1, maximum, &progress, reached, met, &err) != SIM_OK)
        fail_msg("%s", err.text);
    store_close(experiment.store);
}

/* An interval without width is no precision: arms that never differ are not said to be known to within .1. */
static void test_alike(void **state)
{
    (void)state;
    struct scenario *scenario = analytic_scenario(
        workdir,
        "analytic = { function = \"zero\"; noise = 1.0; };\nexperiment = { replications = 5; arms = ( { name = "
        "\"a\"; }, { name = \"twin\"; analytic = { x1 = 0.25; }; } ); };");
    struct precision_wish wish;
    struct frame reached;
    struct sim_err err = {SIM_OK, ""};
    bool met = true;
    assert_int_equal(precision_read("value:0.1", &analytic_model, &wish, &err), SIM_OK);
    run_with("alike.db", scenario, 2, &wish, 60, &reached, &met);
    assert_false(met);
    assert_string_equal(study_word(&reached, 0, "met"), "no");
    assert_string_equal(study_word(&reached, 0, "lack"), "alike");
    assert_int_equal(study_cell(&reached, 0, "equal")->integer, 60);
    assert_int_equal(study_cell(&reached, 0, "replications")->integer, 60);
    assert_true(isnan(study_real(&reached, 0, "half_width")));
    frame_free(&reached);
    scenario_free(scenario);
}

/* The settings of the reference under another name: known to be equal, and no reason to go on. */
static void test_same_arm(void **state)
{
    (void)state;
    struct scenario *scenario = analytic_scenario(
        workdir,
        "analytic = { function = \"zero\"; noise = 1.0; };\nexperiment = { replications = 5; arms = ( { name = "
        "\"a\"; }, { name = \"again\"; }, { name = \"own\"; analytic = { luck = 1; }; } ); };");
    struct precision_wish wish;
    struct frame reached;
    struct sim_err err = {SIM_OK, ""};
    bool met = false;
    assert_int_equal(precision_read("value:2", &analytic_model, &wish, &err), SIM_OK);
    run_with("same.db", scenario, 3, &wish, 100, &reached, &met);
    assert_true(met);
    assert_string_equal(study_word(&reached, 0, "met"), "yes");
    assert_string_equal(study_word(&reached, 0, "lack"), "same arm");
    assert_near("half-width", study_real(&reached, 0, "half_width"), 0.0, 0.0);
    assert_string_equal(study_word(&reached, 1, "met"), "yes");
    assert_string_equal(study_word(&reached, 1, "lack"), "");
    assert_int_equal(study_cell(&reached, 1, "replications")->integer, 30);
    assert_int_equal(study_cell(&reached, 0, "replications")->integer, 30);
    frame_free(&reached);
    scenario_free(scenario);
}

/* A percentage is one of the reference's mean of about 10, whatever the difference is: of arms that differ by .001
 * a percentage of the difference would ask for millions of replications. An arm alone has its own mean. */
static void test_percentage(void **state)
{
    (void)state;
    struct scenario *scenario = analytic_scenario(
        workdir,
        "analytic = { function = \"zero\"; noise = 1.0; shift = 10.0; };\nexperiment = { replications = 5; arms = ("
        " { name = \"first\"; analytic = { shift = 10.001; luck = 1; }; }, { name = \"second\"; } );"
        " reference = \"second\"; };");
    struct precision_wish wish;
    struct frame reached;
    struct sim_err err = {SIM_OK, ""};
    bool met = false;
    assert_int_equal(precision_read("value:4%", &analytic_model, &wish, &err), SIM_OK);
    run_with("percent.db", scenario, 2, &wish, 400, &reached, &met);
    assert_true(met);
    assert_near("reference", study_real(&reached, 0, "share_of"), 10.0, 0.5);
    assert_near("wished", study_real(&reached, 0, "wished"), 0.04 * study_real(&reached, 0, "share_of"), 1e-12);
    assert_near("share", study_real(&reached, 0, "share"), 0.04, 0.0);
    assert_true(fabs(study_real(&reached, 0, "mean")) < 1.0);
    assert_true(study_real(&reached, 0, "half_width") <= study_real(&reached, 0, "wished"));
    assert_in_range(study_cell(&reached, 0, "replications")->integer, 40, 160); /* about 2 (1.96 / .4)^2 = 48, and on */
    frame_free(&reached);
    run_with("alone.db", scenario, 1, &wish, 400, &reached, &met);
    assert_true(met);
    assert_near("own", study_real(&reached, 0, "share_of"), study_real(&reached, 0, "mean"), 0.0);
    frame_free(&reached);
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
        cmocka_unit_test(test_precision),  cmocka_unit_test(test_same_arm),        cmocka_unit_test(test_alike),
        cmocka_unit_test(test_percentage), cmocka_unit_test(test_precision_words),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
