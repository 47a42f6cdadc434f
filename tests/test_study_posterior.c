/* From a calibration on: the arms over draws from its posterior, on functions that are known on paper. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/study/posterior.h"
#include "tests/support/analytic_model.h"
#include "tests/support/expect.h"
#include "tests/support/study_result.h"
#include "tests/support/workdir.h"

enum { DRAWS = 40, REPLICATIONS = 6, EXPERIMENTS = 400 };

/* value = x1 - 1/2 with noise, known to be .1 to .1: x1 is .6 to .1. Arm b has a slope of 3, so that it differs from a
 * by 2 (x1 - 1/2): .2 to .2, and not by luck. */
static const char text[] = "analytic = { function = \"zero\"; slope = 1.0; noise = 0.05; };\n"
                           "experiment = { %s calibrate = ( { parameter = \"analytic.x1\"; lowest = 0.0; highest = "
                           "1.0; } ); targets = ( { outcome "
                           "= \"value\"; value = 0.1; sd = 0.1; } ); arms = ( { name = \"a\"; }, { name = \"b\"; "
                           "analytic = { slope = 3.0; }; } ); "
                           "};";

static struct study_request request_of(struct scenario **scenario, const char *experiment, const char *path)
{
    char whole[2048];
    (void)snprintf(whole, sizeof whole, text, experiment);
    *scenario = analytic_scenario(workdir, whole);
    struct study_request request = analytic_request(*scenario, path);
    request.factors = (*scenario)->calibrate;
    request.n_factors = (*scenario)->n_calibrate;
    request.seed = 4;
    request.points = 600;
    request.replications = 4;
    return request;
}

static size_t find(const struct frame *frame, const char *arm, const char *reference)
{
    for (size_t i = 0; i < frame->n_rows; i++)
        if (strcmp(study_word(frame, i, "arm"), arm) == 0 && strcmp(study_word(frame, i, "reference"), reference) == 0
            && strcmp(study_word(frame, i, "outcome"), "value") == 0)
            return i;
    fail_msg("no row of %s less %s", arm, reference);
    return 0;
}

static void test_carried_on(void **state)
{
    (void)state;
    char fit_path[512], path[512], experiment[1024];
    struct scenario *scenario;
    struct study_request request = request_of(&scenario, "", workdir_path(fit_path, "fit.db"));
    struct study_result fit = study_result_of(&request, calibrate);
    const double x1 = study_real(study_table(&fit, "posterior"), 0, "mean");
    const double sd = study_real(study_table(&fit, "posterior"), 0, "sd");
    const double ess = study_real(study_table(&fit, "fit"), 0, "ess");
    scenario_free(scenario);

    (void)snprintf(experiment, sizeof experiment, "design = \"posterior\"; posterior = \"%s\";", fit_path);
    request = request_of(&scenario, experiment, workdir_path(path, "sweep.db"));
    request.points = 30;
    /* Each particle as often as its weight says, rounded up or down. */
    struct points points;
    struct sim_err err = {SIM_OK, ""};
    const struct frame *particles = study_table(&fit, "particles");
    assert_int_equal(points_make(&request, &points, &err), SIM_OK);
    assert_int_equal(points.n, 30);
    for (size_t i = 0; i < particles->n_rows; i++) {
        const double wished = 30.0 * study_real(particles, i, "weight");
        double times = 0.0;
        for (size_t p = 0; p < points.n; p++)
            times += fabs(points.unit[p] - study_real(particles, i, "value")) < 1e-12;
        assert_true(fabs(times - wished) < 1.0);
    }
    points_free(&points);
    struct study_result result = study_result_of(&request, sweep);
    const struct frame *rows = study_table(&result, "posterior-outcomes");
    const size_t diff = find(rows, "b", "a"), own = find(rows, "a", "");
    print_message("x1 %.3f sd %.3f; difference %.3f sd %.3f luck %.4f (%.3f; %.3f)\n", x1, sd,
                  study_real(rows, diff, "mean"), study_real(rows, diff, "sd_parameters"),
                  study_real(rows, diff, "se_luck"), study_real(rows, diff, "lo"), study_real(rows, diff, "hi"));
    assert_int_equal(study_cell(rows, diff, "draws")->integer, 30);
    /* 30 draws, evenly taken from the particles, have their mean and spread to a tenth. */
    assert_near("difference", study_real(rows, diff, "mean"), 2.0 * (x1 - 0.5), 0.2 * sd);
    assert_near("its sd", study_real(rows, diff, "sd_parameters"), 2.0 * sd, 0.3 * sd);
    assert_near("its luck", study_real(rows, diff, "se_luck"), 0.0, 1e-9);
    assert_near("sd of a", study_real(rows, own, "sd_parameters"), sd, 0.15 * sd);
    assert_true(study_real(rows, own, "se_luck") > 0.005 && study_real(rows, own, "se_luck") < 0.06);
    /* The arms differ by what x1 makes of it, .2 give or take .2: unsure, where 30 x 4 runs at .6 would be sure. */
    assert_true(study_real(rows, diff, "lo") < 0.0 && study_real(rows, diff, "hi") > 0.4);
    assert_true(study_real(rows, diff, "above_0") < 1.0);
    char *said = study_text(&result, (struct report_study){.command = "sweep", .lang = REPORT_EN});
    expect_in(said, "Over 30 draws from what was fitted");
    expect_in(said, "mostly for the parameters): its sign is not sure.");
    free(said);
    said = study_text(&result, (struct report_study){.command = "sweep", .lang = REPORT_NL});
    expect_in(said, "vooral door de parameters): het teken staat niet vast.");
    free(said);
    study_result_release(&result);

    /* 29 draws do not tell where 95 of 100 lie: no interval, and why. */
    struct study_request fewer = request;
    fewer.points = POSTERIOR_FEWEST - 1;
    char few_path[512];
    fewer.path = workdir_path(few_path, "few.db");
    result = study_result_of(&fewer, sweep);
    assert_true(isnan(study_real(study_table(&result, "posterior-outcomes"), diff, "lo")));
    said = study_text(&result, (struct report_study){.command = "sweep", .lang = REPORT_EN});
    expect_in(said, "it takes 30 draws");
    expect_not_in(said, "its sign is");
    free(said);
    study_result_release(&result);

    /* The same bytes in two threads; and never more draws than the particles count as. */
    request.path = workdir_path(fit_path, "again.db");
    request.threads = 2;
    result = study_result_of(&request, sweep);
    study_result_release(&result);
    char *one = analytic_export(path), *two = analytic_export(fit_path);
    assert_string_equal(one, two);
    free(one);
    free(two);
    request.points = 5000;
    request.path = workdir_path(path, "most.db");
    result = study_result_of(&request, sweep);
    assert_int_equal(study_cell(study_table(&result, "sweep-design"), 0, "points")->integer, (int)floor(ess));
    study_result_release(&result);
    study_result_release(&fit);
    scenario_free(scenario);
}

static void refused(struct study_request *request, int (*procedure)(struct study *study, struct sim_err *err),
                    const char *part)
{
    struct sim_err err = {SIM_OK, ""};
    size_t n = 0;
    char path[512];
    request->path = workdir_path(path, "refused.db");
    assert_int_not_equal(analytic_study(request, procedure, NULL, &n, &err), SIM_OK);
    expect_in(err.text, part);
}

static void test_refusals(void **state)
{
    (void)state;
    char path[512], experiment[1024];
    struct scenario *scenario;
    struct study_request request = request_of(&scenario, "design = \"posterior\";", "");
    refused(&request, sweep, "needs experiment.posterior");
    refused(&request, discover, "discover needs points that fill the space");
    scenario_free(scenario);
    request = request_of(&scenario, "design = \"posterior\"; posterior = \"/nowhere/at-all.db\";", "");
    refused(&request, sweep, ": experiment.posterior: /nowhere/at-all.db: there is no such file");
    refused(&request, sweep, "analytic.cfg:");
    scenario_free(scenario);

    /* A result that is no calibration, and a calibration of something else or over another range. */
    request = request_of(&scenario, "vary = ( { parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; } );",
                         workdir_path(path, "lhs.db"));
    request.points = 10;
    struct study_result result = study_result_of(&request, sweep);
    study_result_release(&result);
    scenario_free(scenario);
    (void)snprintf(experiment, sizeof experiment, "design = \"posterior\"; posterior = \"%s\";", path);
    request = request_of(&scenario, experiment, "");
    refused(&request, sweep, "is no finished result of samenspel calibrate");
    scenario_free(scenario);

    request = request_of(&scenario, "", workdir_path(path, "fit.db"));
    request.points = 150;
    result = study_result_of(&request, calibrate);
    study_result_release(&result);
    scenario_free(scenario);
    (void)snprintf(experiment, sizeof experiment, "design = \"posterior\"; posterior = \"%s\";", path);
    request = request_of(&scenario, experiment, "");
    struct scenario_factor other = request.factors[0];
    other.lowest = 0.6;
    request.factors = &other;
    refused(&request, sweep, "which experiment.calibrate does not allow");
    other = scenario->calibrate[0];
    other.parameter = "analytic.x2";
    refused(&request, sweep, "which is not in experiment.calibrate");
    scenario_free(scenario);
}

static double normal(uint64_t *state)
{
    double sum = -6.0;
    for (int i = 0; i < 12; i++) {
        *state = *state * 6364136223846793005u + 1442695040888963407u;
        sum += (double)(*state >> 11) * 0x1p-53;
    }
    return sum;
}

/* Draws of sd 1, luck that they share of sd 2, luck of their own of sd 1.5: each is found, and the interval covers. */
static void test_spread(void **state)
{
    (void)state;
    static double values[DRAWS * REPLICATIONS], means[DRAWS];
    uint64_t seed = 7;
    double parameters = 0.0, luck = 0.0;
    size_t covered = 0;
    struct posterior_spread s;
    for (int e = 0; e < EXPERIMENTS; e++) {
        double shared[REPLICATIONS];
        for (size_t r = 0; r < REPLICATIONS; r++)
            shared[r] = 2.0 * normal(&seed);
        for (size_t d = 0; d < DRAWS; d++) {
            const double draw = 10.0 + normal(&seed);
            for (size_t r = 0; r < REPLICATIONS; r++)
                values[d * REPLICATIONS + r] = draw + shared[r] + 1.5 * normal(&seed);
        }
        posterior_spread(values, DRAWS, REPLICATIONS, means, &s);
        parameters += s.sd_parameters * s.sd_parameters / EXPERIMENTS;
        luck += s.se_luck * s.se_luck / EXPERIMENTS;
        const double truth = 10.0 + normal(&seed);
        covered += s.lo <= truth && s.hi >= truth;
    }
    print_message("variance of parameters %.3f (1), of luck %.3f (%.3f), coverage %.3f\n", parameters, luck,
                  (4.0 + 2.25 / DRAWS) / REPLICATIONS, (double)covered / EXPERIMENTS);
    assert_near("parameters", parameters, 1.0, 0.06);
    assert_near("luck", luck, (4.0 + 2.25 / DRAWS) / REPLICATIONS, 0.08);
    assert_true(covered > (size_t)(0.92 * EXPERIMENTS) && covered < (size_t)(0.99 * EXPERIMENTS));

    /* A draw without values and a replication with a hole are left out; one replication cannot tell luck. */
    for (size_t r = 0; r < REPLICATIONS; r++)
        values[3 * REPLICATIONS + r] = (double)NAN;
    values[7 * REPLICATIONS + 2] = (double)NAN;
    posterior_spread(values, DRAWS, REPLICATIONS, means, &s);
    assert_true(s.draws == DRAWS - 1 && s.replications == REPLICATIONS - 1 && isfinite(s.lo));
    posterior_spread(values, 3, 1, means, &s);
    assert_true(s.draws == 3 && isnan(s.lo) && isnan(s.sd_parameters) && isfinite(s.mean));
    for (size_t i = 0; i < 4; i++)
        values[i] = 5.0;
    posterior_spread(values, 2, 2, means, &s);
    assert_true(s.mean == 5.0 && s.sd_parameters == 0.0 && s.se_luck == 0.0 && isnan(s.lo));
    for (size_t i = 0; i < 4; i++)
        values[i] = (double)NAN;
    posterior_spread(values, 2, 2, means, &s);
    assert_true(s.draws == 0 && isnan(s.mean) && isnan(s.lo) && isnan(s.q50) && isnan(s.above));
}

/* Bounded at 120 as months are: most draws at the bound, some far below. The limits are as skewed, and never beyond. */
static void test_limits(void **state)
{
    (void)state;
    static double values[DRAWS * 3], means[DRAWS];
    uint64_t seed = 3;
    size_t given = 0;
    struct posterior_spread s;
    for (int e = 0; e < EXPERIMENTS; e++) {
        for (size_t d = 0; d < DRAWS; d++)
            for (size_t r = 0; r < 3; r++)
                values[d * 3 + r] = fmin(120.0, 110.0 + 1.5 * (double)(d % 7) + 8.0 * normal(&seed));
        posterior_spread(values, DRAWS, 3, means, &s);
        assert_true(s.lo > 80.0 && s.lo < s.mean && s.hi > s.mean && s.hi <= 120.0);
        given += s.hi < 120.0;
    }
    assert_true(given > 0);                        /* it is not the bound that makes them all */
    for (size_t i = 0; i < (size_t)DRAWS * 3; i++) /* one draw of ten far below */
        values[i] = (i / 3 % 10 == 0 ? 60.0 : 118.0) + (double)(i % 3);
    posterior_spread(values, DRAWS, 3, means, &s);
    assert_true(s.lo < 62.0 && s.hi >= 119.0 && s.hi <= 120.0);

    /* Too few draws; nearly all alike; and what rounding makes of draws that differ by luck only. */
    posterior_spread(values, POSTERIOR_FEWEST - 1, 3, means, &s);
    assert_true(s.draws == POSTERIOR_FEWEST - 1 && isnan(s.lo) && s.sd_parameters > 0.0);
    posterior_spread(values, POSTERIOR_FEWEST, 3, means, &s);
    assert_true(isfinite(s.lo) && isfinite(s.hi));
    for (size_t i = 0; i < (size_t)DRAWS * 3; i++)
        values[i] = i == 31 ? 100.0 : 0.0;
    posterior_spread(values, DRAWS, 3, means, &s);
    assert_true(isnan(s.lo) && s.se_luck > 0.0);
    for (size_t i = 0; i < (size_t)DRAWS * 3; i++)
        values[i] = 1000.0 / 3.0 * (double)(i % 3) + 1e-6 * (double)(i / 3 % 5);
    posterior_spread(values, DRAWS, 3, means, &s);
    assert_true(s.sd_parameters == 0.0 && s.se_luck > 1.0 && isfinite(s.lo));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_carried_on, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_refusals, workdir_set_up, workdir_tear_down),
        cmocka_unit_test(test_spread),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
