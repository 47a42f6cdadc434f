/* What studies of every kind share: points that are stored, and runs that fail. */
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
#include "tests/support/study_result.h"
#include "tests/support/workdir.h"

static int stop_after_some;

/* Counts the points that are checked, and stops at one of them. */
static size_t points_checked, stop_at_point;
static void check_and_stop(const struct settings *settings, struct sim_messages *messages)
{
    (void)settings;
    (void)messages;
    if (++points_checked == stop_at_point)
        __atomic_store_n(&stop_after_some, 1, __ATOMIC_RELAXED);
}

/* While many points are checked and stored a stop is heeded soon, and afterwards they can be asked for again. */
static void test_stop_between_points(void **state)
{
    (void)state;
    enum { N = 5000 };
    char path[512];
    struct sim_model model = analytic_model;
    model.check = check_and_stop;
    struct scenario *scenario = analytic_scenario(
        workdir, "analytic = { function = \"linear\"; };\nexperiment = { arms = ( { name = \"a\"; } ); vary = ("
                 " { parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; } ); };");
    struct study_request request = analytic_request(scenario, workdir_path(path, "points.db"));
    struct study study;
    double unit[N];
    request.model = &model;
    request.stop = &stop_after_some;
    for (size_t i = 0; i < N; i++)
        unit[i] = (double)i / N;
    const size_t stops[] = {1500, N};
    for (size_t i = 0; i < 2; i++) {
        struct sim_err err = {SIM_OK, ""};
        stop_after_some = 0;
        points_checked = 0;
        stop_at_point = stops[i];
        assert_int_equal(study_open(&study, &request, &err), SIM_OK);
        assert_int_equal(study_add_points(&study, unit, N, &err), SIM_E_INTERRUPTED);
        assert_int_equal(study.n_points, 0);
        assert_in_range(points_checked, stops[i], i == 0 ? stops[i] + 1000 : N);
        study_close(&study);
    }
    struct sim_err err = {SIM_OK, ""};
    stop_after_some = 0;
    stop_at_point = 0;
    assert_int_equal(study_open(&study, &request, &err), SIM_OK);
    assert_int_equal(study_add_points(&study, unit, N, &err), SIM_OK);
    assert_int_equal(study.n_points, N);
    study_close(&study);
    scenario_free(scenario);
}

/* Told to stop after the last run, a study leaves its tables for the next call, which gives the bytes of one go. */
static void test_stop_before_tables(void **state)
{
    (void)state;
    static int (*const procedures[])(struct study * study, struct sim_err * err) = {sweep, discover};
    char whole[512], cut[512];
    struct scenario *scenario = analytic_scenario(
        workdir, "analytic = { function = \"linear\"; noise = 1.0; };\nexperiment = { replications = 3; points = 8; "
                 "design = \"lhs\"; arms = ( { name = \"a\"; }, { name = \"b\"; analytic = { slope = 1.0; }; } ); "
                 "vary = ( { parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; } ); };");
    for (size_t i = 0; i < 2; i++) {
        struct study_request request = analytic_request(scenario, workdir_path(whole, "whole.db"));
        struct study_brake brake = {.at = 8 * 2 * 3};
        struct sim_err err = {SIM_OK, ""};
        request.fresh = true;
        assert_int_equal(analytic_study(&request, procedures[i], NULL, NULL, &err), SIM_OK);
        request.path = workdir_path(cut, "cut.db");
        study_brake_fit(&request, &brake);
        assert_int_equal(analytic_study(&request, procedures[i], NULL, NULL, &err), SIM_E_INTERRUPTED);
        assert_int_equal(brake.runs, brake.at);
        request.stop = NULL;
        request.fresh = false;
        err = (struct sim_err){SIM_OK, ""};
        assert_int_equal(analytic_study(&request, procedures[i], NULL, NULL, &err), SIM_OK);
        assert_int_equal(brake.runs, brake.at); /* all found */
        char *a = analytic_export(whole), *b = analytic_export(cut);
        assert_string_equal(a, b);
        free(a);
        free(b);
    }
    scenario_free(scenario);
}

/* Runs at x1 > .5 fail. */
static void test_failures(void **state)
{
    (void)state;
    static const struct {
        const char *policy;
        int status;
        size_t stored; /* of 8 */
    } cases[] = {{"stop", SIM_E_MODEL, 4}, {"finish", SIM_E_MODEL, 4}, {"record", SIM_OK, 4}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[512], text[1024], name[32];
        struct sim_err err = {SIM_OK, ""};
        (void)snprintf(text, sizeof text,
                       "analytic = { function = \"linear\"; fails_above = 0.5; };\nexperiment = { replications = 2;"
                       " design = \"factorial\"; on_failure = \"%s\"; arms = ( { name = \"a\"; } ); vary = ("
                       " { parameter = \"analytic.x1\"; values = [ 0.2, 0.8, 0.4, 0.9 ]; } ); };",
                       cases[i].policy);
        (void)snprintf(name, sizeof name, "fail-%s.db", cases[i].policy);
        struct scenario *scenario = analytic_scenario(workdir, text);
        const struct study_request request = analytic_request(scenario, workdir_path(path, name));
        struct study study;
        assert_int_equal(study_open(&study, &request, &err), SIM_OK);
        assert_int_equal(sweep(&study, &err), cases[i].status);
        const struct store_item items[] = {{0, 0, 0}, {0, 0, 1}, {1, 0, 0}, {1, 0, 1},
                                           {2, 0, 0}, {2, 0, 1}, {3, 0, 0}, {3, 0, 1}};
        bool done[8], counted[8];
        double values[8];
        assert_int_equal(store_done(study.experiment.store, items, 8, false, done, &err), SIM_OK);
        assert_int_equal(store_done(study.experiment.store, items, 8, true, counted, &err), SIM_OK);
        assert_int_equal(store_values(study.experiment.store, ANALYTIC_VALUE, items, 8, values, &err), SIM_OK);
        assert_true(done[0] && done[1] && !done[2] && counted[2]);
        assert_true(isnan(values[2]) && !isnan(values[0]));
        if (strcmp(cases[i].policy, "stop") == 0) {
            assert_false(counted[3]); /* nothing new was started */
            assert_non_null(strstr(err.text, "replication 0"));
        } else {
            for (size_t k = 0; k < 8; k++) {
                assert_int_equal(done[k], k / 2 % 2 == 0);
                assert_true(counted[k]);
            }
        }
        if (cases[i].status == SIM_OK)
            assert_int_equal(study.progress.failed, 4);
        else if (strcmp(cases[i].policy, "finish") == 0)
            assert_non_null(strstr(err.text, "4 of 8 runs failed"));
        study_close(&study);
        scenario_free(scenario);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stop_between_points),
        cmocka_unit_test(test_stop_before_tables),
        cmocka_unit_test(test_failures),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
