/* Sweeps through scenario, engine and store, on functions known on paper. */
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
#include "tests/support/expect.h"
#include "tests/support/study_result.h"
#include "tests/support/workdir.h"

#define TWO_ARMS "arms = ( { name = \"a\"; }, { name = \"b\"; analytic = { shift = 1.0; slope = 2.0; }; } ); "
#define X1_X2                                                                 \
    "vary = ( { parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; }," \
    " { parameter = \"analytic.x2\"; lowest = 0.0; highest = 1.0; } ); "

static size_t find_effect(const struct frame *frame, const char *arm, const char *reference, const char *parameter)
{
    for (size_t r = 0; r < frame->n_rows; r++)
        if (strcmp(study_word(frame, r, "outcome"), "value") == 0 && strcmp(study_word(frame, r, "arm"), arm) == 0
            && strcmp(study_word(frame, r, "reference"), reference) == 0
            && strcmp(study_word(frame, r, "parameter"), parameter) == 0)
            return r;
    fail_msg("no row %s %s %s", arm, reference, parameter);
    return 0;
}

/* value = x1 + 2 x2 and constants; all combinations of four levels. */
static void test_factorial(void **state)
{
    (void)state;
    char path[512];
    struct scenario *scenario =
        analytic_scenario(workdir,
                          "analytic = { function = \"linear\"; };\n"
                          "experiment = { replications = 1; design = \"factorial\"; levels = 4; " TWO_ARMS X1_X2 "};");
    const struct study_request request = analytic_request(scenario, workdir_path(path, "f.db"));
    struct study_result result = study_result_of(&request, sweep);
    const struct frame *effects = study_table(&result, "effects");
    const size_t x1 = find_effect(effects, "a", "", "analytic.x1"), x2 = find_effect(effects, "a", "", "analytic.x2");
    assert_near("x1 from 0 to 1", study_real(effects, x1, "change"), 1.0, 1e-12);
    assert_near("x2 from 0 to 1", study_real(effects, x2, "change"), 2.0, 1e-12);
    assert_string_equal(study_word(effects, x1, "from"), "0");
    assert_string_equal(study_word(effects, x1, "to"), "1");
    assert_true(isnan(study_real(effects, x1, "lo"))); /* what the other does is no error, and chance is not seen */
    assert_string_equal(study_word(effects, x1, "interval"), "replications");
    /* Balanced: shares of 1 and 4 fifths, up to the correction for 4 groups of 16 points. */
    assert_near("share of x1", study_real(effects, x1, "share"), 1.0 - 0.8 * 15.0 / 12.0, 1e-12);
    assert_near("share of x2", study_real(effects, x2, "share"), 1.0 - 0.2 * 15.0 / 12.0, 1e-12);
    /* b - a = 1 + 2 (x1 - 1/2): nothing of it is x2's. */
    assert_near("difference by x1", study_real(effects, find_effect(effects, "b", "a", "analytic.x1"), "change"), 2.0,
                1e-12);
    assert_near("its share", study_real(effects, find_effect(effects, "b", "a", "analytic.x1"), "share"), 1.0, 1e-12);
    assert_near("difference by x2", study_real(effects, find_effect(effects, "b", "a", "analytic.x2"), "change"), 0.0,
                1e-12);
    assert_int_equal(study_table(&result, "point-summary")->n_rows, 16 * 2 * 2);   /* points, arms, main outcomes */
    assert_int_equal(study_table(&result, "point-contrasts")->n_rows, 16 * 1 * 2); /* one contrast each */
    study_result_release(&result);
    scenario_free(scenario);
}

static const union frame_cell *summary_of(const struct study_result *result, int64_t point, const char *column)
{
    const struct frame *summary = study_table(result, "point-summary");
    for (size_t r = 0; r < summary->n_rows; r++)
        if (study_cell(summary, r, "point")->integer == point
            && strcmp(study_word(summary, r, "outcome"), "value") == 0)
            return study_cell(summary, r, column);
    fail_msg("no summary of point %d", (int)point);
    return NULL;
}

static double width(const struct frame *frame, size_t row)
{
    return study_real(frame, row, "hi") - study_real(frame, row, "lo");
}

/* Runs that are all alike do not show how far others may be off: no interval, not one without width. */
static void assert_alike(const struct frame *frame, size_t row)
{
    assert_true(isnan(study_real(frame, row, "lo")) && isnan(study_real(frame, row, "hi")));
    assert_string_equal(study_word(frame, row, "interval"), "alike");
}

/* The row of arm a's own value; fails when there is none, or more than one. */
static size_t find_profile(const struct frame *profiles, const char *parameter, const char *value)
{
    size_t found = profiles->n_rows, n = 0;
    for (size_t r = 0; r < profiles->n_rows; r++)
        if (strcmp(study_word(profiles, r, "outcome"), "value") == 0 && strcmp(study_word(profiles, r, "arm"), "a") == 0
            && study_word(profiles, r, "reference")[0] == '\0'
            && strcmp(study_word(profiles, r, "parameter"), parameter) == 0
            && (value == NULL || strcmp(study_word(profiles, r, "value"), value) == 0)) {
            found = r;
            n++;
        }
    if (value != NULL && n != 1)
        fail_msg("%zu rows of %s = %s", n, parameter, value);
    return value != NULL ? found : n;
}

/* Noise that all points of a replication share falls out of every change; noise in proportion to x1 stays in that of x1,
 * which then is as unsure as a point where x1 is 1. */
static void test_factorial_intervals(void **state)
{
    (void)state;
    for (int grows = 0; grows < 2; grows++) {
        char path[512], text[1024];
        (void)snprintf(text, sizeof text,
                       "analytic = { function = \"linear\"; %s = 3.0; };\n"
                       "experiment = { replications = 6; design = \"factorial\"; levels = 4; " TWO_ARMS X1_X2 "};",
                       grows ? "noise_x1" : "noise");
        struct scenario *scenario = analytic_scenario(workdir, text);
        const struct study_request request = analytic_request(scenario, workdir_path(path, grows ? "fg.db" : "fn.db"));
        struct study_result result = study_result_of(&request, sweep);
        const struct frame *effects = study_table(&result, "effects"), *profiles = study_table(&result, "profiles");
        const size_t x1 = find_effect(effects, "a", "", "analytic.x1");
        const size_t x2 = find_effect(effects, "a", "", "analytic.x2");
        const double of_a_point = summary_of(&result, 15, "hi")->real - summary_of(&result, 15, "lo")->real;
        assert_true(of_a_point > 1.0);
        if (grows)
            assert_near("interval of x1", width(effects, x1), of_a_point, 1e-12);
        else
            assert_alike(effects, x1);
        assert_alike(effects, x2);
        assert_near("x2", study_real(effects, x2, "change"), 2.0, 1e-12);
        assert_near("x1", study_real(effects, x1, "change"),
                    summary_of(&result, 15, "mean")->real - summary_of(&result, 3, "mean")->real, 1e-12);
        assert_alike(effects, find_effect(effects, "b", "a", "analytic.x1"));
        /* A mean over points that share their noise is as unsure as one of them. */
        assert_near("profile at 1", width(profiles, find_profile(profiles, "analytic.x1", "1")), of_a_point, 1e-12);
        if (grows)
            assert_alike(profiles, find_profile(profiles, "analytic.x1", "0"));
        else
            assert_near("profile at 0", width(profiles, find_profile(profiles, "analytic.x1", "0")), of_a_point, 1e-12);
        char *said =
            study_text(&result, (struct report_study){.command = "sweep", .replications = 6, .lang = REPORT_NL});
        expect_in(said, "geen: gelijk");
        expect_in(said, "Geen: gelijk. (Bijna) alle runs zeggen hetzelfde");
        free(said);
        assert_int_equal(study_cell(profiles, find_profile(profiles, "analytic.x1", "0"), "points")->integer, 4);
        assert_string_equal(study_word(profiles, find_profile(profiles, "analytic.x1", "1"), "interval"),
                            "replications");
        study_result_release(&result);
        scenario_free(scenario);
    }
}

/* What one at a time finds of x1 and x2 (at .5 unless said) with 3 levels of 0 to 1: points 1 to 3 change x1 when its own
 * value is no level. */
static struct study_result one_at_a_time(const char *analytic, const char *vary, size_t replications)
{
    static int n_results = 0;
    char path[512], text[1024], name[32];
    (void)snprintf(text, sizeof text,
                   "analytic = { %s };\nexperiment = { replications = %zu; design = \"one-at-a-time\"; %s"
                   " arms = ( { name = \"a\"; } ); };",
                   analytic, replications, vary);
    (void)snprintf(name, sizeof name, "o%d.db", n_results++);
    struct scenario *scenario = analytic_scenario(workdir, text);
    const struct study_request request = analytic_request(scenario, workdir_path(path, name));
    struct study_result result = study_result_of(&request, sweep);
    scenario_free(scenario);
    return result;
}

static void test_one_at_a_time(void **state)
{
    (void)state;
    struct study_result result = one_at_a_time("function = \"box\"; x2 = 0.3;", "levels = 3; " X1_X2, 1);
    const struct frame *effects = study_table(&result, "effects"), *profiles = study_table(&result, "profiles");
    /* With x2 = .3 the function is 1 where x1 > .6; with x1 = .5 it is 0 whatever x2. */
    assert_near("x1", study_real(effects, find_effect(effects, "a", "", "analytic.x1"), "change"), 1.0, 0.0);
    assert_near("x2", study_real(effects, find_effect(effects, "a", "", "analytic.x2"), "change"), 0.0, 0.0);
    /* Of x2 (at .3 in the base, levels 0, .5, 1) speak the base and three points, not those that change x1. */
    static const char *const values[] = {"0", "0.5", "1", "0.3"};
    assert_int_equal(find_profile(profiles, "analytic.x2", NULL), 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(study_cell(profiles, find_profile(profiles, "analytic.x2", values[i]), "points")->integer, 1);
    assert_int_equal(find_profile(profiles, "analytic.x1", NULL), 3); /* its .5 is a level */
    assert_true(isnan(study_real(effects, 0, "share")));
    study_result_release(&result);
}

/* The base lies near a level and counts for none: a change is that between two runs, no more and no less. */
static void test_one_at_a_time_change(void **state)
{
    (void)state;
    struct study_result result =
        one_at_a_time("function = \"ishigami\"; x1 = 0.1; noise = 5.0;", "levels = 3; " X1_X2, 1);
    const struct frame *effects = study_table(&result, "effects"), *profiles = study_table(&result, "profiles");
    const size_t x1 = find_effect(effects, "a", "", "analytic.x1");
    assert_true(study_real(effects, x1, "change")
                == summary_of(&result, 3, "mean")->real - summary_of(&result, 1, "mean")->real);
    assert_true(isnan(study_real(effects, x1, "lo")));
    assert_true(study_real(profiles, find_profile(profiles, "analytic.x1", "0"), "mean")
                == summary_of(&result, 1, "mean")->real);
    assert_true(study_real(profiles, find_profile(profiles, "analytic.x1", "0.1"), "mean")
                == summary_of(&result, 0, "mean")->real);
    study_result_release(&result);

    result = one_at_a_time("function = \"linear\"; x1 = 0.1; noise = 5.0; noise_x1 = 2.0;", "levels = 3; " X1_X2, 5);
    effects = study_table(&result, "effects");
    /* Of the noise at x1 = 1, which is 7, only the 2 that go with x1 are in its change. */
    assert_near("interval of x1", width(effects, find_effect(effects, "a", "", "analytic.x1")),
                2.0 / 7.0 * (summary_of(&result, 3, "hi")->real - summary_of(&result, 3, "lo")->real), 1e-12);
    assert_alike(effects, find_effect(effects, "a", "", "analytic.x2"));
    assert_near("x2", study_real(effects, find_effect(effects, "a", "", "analytic.x2"), "change"), 2.0, 1e-12);
    study_result_release(&result);
}

/* A base that is a level but for rounding (.3 of .2 to .8 by tenths), at an end, or of whole numbers of which levels
 * coincide (1, 1, 2, 3, 3). */
static void test_one_at_a_time_base(void **state)
{
    (void)state;
    struct study_result result =
        one_at_a_time("function = \"linear\"; x1 = 0.3;",
                      "levels = 7; vary = ( { parameter = \"analytic.x1\"; lowest = 0.2; highest = 0.8; } );", 1);
    assert_int_equal(find_profile(study_table(&result, "profiles"), "analytic.x1", NULL), 7);
    assert_int_equal(study_table(&result, "point-summary")->n_rows, 7 * 2);
    assert_near("x1 of .2 to .8", study_real(study_table(&result, "effects"), 0, "change"), 0.6, 1e-12);
    study_result_release(&result);

    result = one_at_a_time("function = \"linear\"; x1 = 1.0;", "levels = 3; " X1_X2, 1);
    assert_int_equal(find_profile(study_table(&result, "profiles"), "analytic.x1", NULL), 3);
    assert_near("to the base", study_real(study_table(&result, "effects"), 0, "change"), 1.0, 1e-12);
    assert_string_equal(study_word(study_table(&result, "effects"), 0, "to"), "1");
    study_result_release(&result);

    result = one_at_a_time("function = \"zero\"; count = 1;",
                           "levels = 5; vary = ( { parameter = \"analytic.count\"; lowest = 1; highest = 3; } );", 1);
    assert_near("count of 1 to 3", study_real(study_table(&result, "effects"), 0, "change"), 0.2, 1e-12);
    assert_string_equal(study_word(study_table(&result, "effects"), 0, "to"), "3");
    assert_int_equal(find_profile(study_table(&result, "profiles"), "analytic.count", NULL), 3);
    study_result_release(&result);
}

/* What the report says an interval is. */
static void test_reading(void **state)
{
    (void)state;
    static const struct {
        const char *design;
        size_t replications;
        const char *expected[2], *absent[2];
    } cases[] = {
        {"factorial", 3, {"Monte Carlo error only", "over herhalingen"}, {"over points", "over punten"}},
        {"factorial", 1, {"No interval", "Geen interval"}, {"Monte Carlo", "Monte Carlo"}},
        {"lhs", 3, {"tell little of luck", "Uit minder dan vier"}, {"Carlo", "Carlo"}},
        {"lhs", 4, {"over points and replications", "over punten en herhalingen"}, {"little", "vier"}},
        {"sobol", 4, {"which all points share", "dat alle punten delen"}, {"Carlo", "Carlo"}},
        {"sobol", 1, {"replication is not", "herhaling niet"}, {"over points and", "over punten en"}},
        {"one-at-a-time", 3, {"as the scenario says", "zoals het scenario zegt"}, {"hare", "andeel"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char path[512], text[1024], name[32];
        (void)snprintf(text, sizeof text,
                       "analytic = { function = \"linear\"; };\nexperiment = { replications = %zu; points = 20;"
                       " design = \"%s\"; arms = ( { name = \"a\"; } ); " X1_X2 "};",
                       cases[i].replications, cases[i].design);
        (void)snprintf(name, sizeof name, "reading%zu.db", i);
        struct scenario *scenario = analytic_scenario(workdir, text);
        const struct study_request request = analytic_request(scenario, workdir_path(path, name));
        struct study_result result = study_result_of(&request, sweep);
        for (int lang = 0; lang < 2; lang++) {
            const struct report_study report = {.command = "sweep",
                                                .points = 20,
                                                .replications = cases[i].replications,
                                                .arms = 1,
                                                .lang = lang == 0 ? REPORT_EN : REPORT_NL};
            char *said = study_text(&result, report);
            expect_in(said, cases[i].expected[lang]);
            expect_not_in(said, cases[i].absent[lang]);
            free(said);
        }
        study_result_release(&result);
        scenario_free(scenario);
    }
}

static void test_spread_designs(void **state)
{
    (void)state;
    static const char *const designs[] = {"lhs", "sobol"};
    for (size_t d = 0; d < 2; d++) {
        char path[512], text[1024], name[32];
        (void)snprintf(
            text, sizeof text,
            "analytic = { function = \"linear\"; };\nexperiment = { replications = 2; design = \"%s\"; points = 100;"
            " arms = ( { name = \"a\"; } ); " X1_X2 "};",
            designs[d]);
        (void)snprintf(name, sizeof name, "%s.db", designs[d]);
        struct scenario *scenario = analytic_scenario(workdir, text);
        const struct study_request request = analytic_request(scenario, workdir_path(path, name));
        struct study_result result = study_result_of(&request, sweep);
        const struct frame *effects = study_table(&result, "effects");
        /* From the middle of the lowest fifth to that of the highest. */
        const size_t x2 = find_effect(effects, "a", "", "analytic.x2");
        assert_near("x2", study_real(effects, x2, "change"), 1.6, 0.15);
        assert_true(study_real(effects, x2, "lo") < 1.6 && study_real(effects, x2, "hi") > 1.6);
        assert_string_equal(study_word(effects, x2, "interval"), "both");
        assert_near("share of x2", study_real(effects, x2, "share"), 0.8 * 0.96, 0.06);
        study_result_release(&result);
        scenario_free(scenario);
    }
}

/* What a replication does to all points alike is in the means over points, however many these are; what it does to x1 in
 * the change with x1. One replication says nothing of it. */
static void test_spread_luck(void **state)
{
    (void)state;
    for (int grows = 0; grows < 2; grows++) {
        char path[512], text[1024];
        (void)snprintf(text, sizeof text,
                       "analytic = { function = \"linear\"; %s = 3.0; };\n"
                       "experiment = { replications = 6; design = \"lhs\"; points = 100; " TWO_ARMS X1_X2 "};",
                       grows ? "noise_x1" : "noise");
        struct scenario *scenario = analytic_scenario(workdir, text);
        struct study_request request = analytic_request(scenario, workdir_path(path, grows ? "sg.db" : "sn.db"));
        struct study_result result = study_result_of(&request, sweep);
        const struct frame *effects = study_table(&result, "effects"), *profiles = study_table(&result, "profiles");
        const size_t x1 = find_effect(effects, "a", "", "analytic.x1");
        /* Student's for six replications: what lies over both is not corrected for skewness, as a summary is. */
        const double of_a_point = 2.0 * 2.5705818366147395 * summary_of(&result, 0, "sd")->real / sqrt(6.0);
        const size_t top = find_profile(profiles, "analytic.x1", "0.9");
        assert_string_equal(study_word(profiles, top, "interval"), "both");
        assert_int_equal(study_cell(profiles, top, "points")->integer, 20);
        if (grows) {
            assert_true(width(effects, x1) > 0.8 * width(profiles, top) && width(profiles, top) > 2.0);
        } else {
            assert_true(width(profiles, top) >= of_a_point && of_a_point > 1.0);
            assert_true(width(profiles, top) < 1.1 * of_a_point);
            assert_true(width(effects, x1) < 1.0); /* it is the same at both ends */
        }
        study_result_release(&result);
        request.replications = 1;
        request.path = workdir_path(path, grows ? "sg1.db" : "sn1.db");
        result = study_result_of(&request, sweep);
        assert_string_equal(study_word(study_table(&result, "profiles"), top, "interval"), "points");
        assert_string_equal(study_word(study_table(&result, "sweep-design"), 0, "interval"), "points");
        assert_true(width(study_table(&result, "profiles"), top) < 1.5);
        study_result_release(&result);
        scenario_free(scenario);
    }
}

static void test_words(void **state)
{
    (void)state;
    char path[512];
    struct scenario *scenario =
        analytic_scenario(workdir,
                          "analytic = { function = \"zero\"; step = 1.0; };\n"
                          "experiment = { replications = 1; design = \"factorial\"; arms = ( { name = \"a\"; } );"
                          " vary = ( { parameter = \"analytic.mode\"; words = [ \"nao\", \"self\" ]; },"
                          " { parameter = \"analytic.count\"; values = [ 0, 5, 10 ]; } ); };");
    const struct study_request request = analytic_request(scenario, workdir_path(path, "w.db"));
    struct study_result result = study_result_of(&request, sweep);
    const struct frame *effects = study_table(&result, "effects");
    const size_t mode = find_effect(effects, "a", "", "analytic.mode");
    assert_near("from nao (2) to self (0)", study_real(effects, mode, "change"), -2.0, 1e-12);
    assert_string_equal(study_word(effects, mode, "from"), "nao");
    assert_near("count / 10", study_real(effects, find_effect(effects, "a", "", "analytic.count"), "change"), 1.0,
                1e-12);
    study_result_release(&result);
    scenario_free(scenario);
}

/* Interrupted in the middle and gone on with other threads: the same bytes as in one go. */
static void test_resume(void **state)
{
    (void)state;
    struct scenario *scenario =
        analytic_scenario(workdir,
                          "analytic = { function = \"ishigami\"; noise = 1.0; };\nexperiment = { replications = 3;"
                          " points = 10; " TWO_ARMS X1_X2 "};");
    study_interrupt_and_compare(analytic_request(scenario, NULL), sweep);
    scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_factorial),
        cmocka_unit_test(test_factorial_intervals),
        cmocka_unit_test(test_one_at_a_time),
        cmocka_unit_test(test_one_at_a_time_change),
        cmocka_unit_test(test_one_at_a_time_base),
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_spread_designs),
        cmocka_unit_test(test_spread_luck),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_resume),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
