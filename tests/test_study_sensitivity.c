/* Sensitivity analysis through scenario, engine and store, against functions whose indices are known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/report/report.h"
#include "tests/support/analytic_model.h"
#include "tests/support/expect.h"
#include "tests/support/study_result.h"
#include "tests/support/workdir.h"

enum { ISHIGAMI_ROWS = 2048, NOISY_ROWS = 1024 };
static const double ishigami_error = 0.01, noisy_error = 0.05;

#define TWO_ARMS "arms = ( { name = \"a\"; }, { name = \"b\"; analytic = { shift = 1.0; slope = 2.0; }; } ); "

/* `analytic` and `experiment` stand in their groups; x1 ... xn vary, and what `more` lists. */
static struct scenario *make(const char *analytic, const char *experiment, size_t n, const char *more)
{
    char vary[1024], text[3500];
    analytic_vary(n, vary, sizeof vary);
    vary[strlen(vary) - 1] = '\0'; /* its bracket */
    (void)snprintf(text, sizeof text, "analytic = { %s };\nexperiment = { %s vary = %s%s ); };", analytic, experiment,
                   vary, more);
    return analytic_scenario(workdir, text);
}

static struct study_result run(const struct study_request *request)
{
    const struct study_result result = study_result_of(request, sensitivity);
    assert_int_equal(result.n, request->method != NULL && strcmp(request->method, "sobol") == 0 ? 6 : 4);
    return result;
}

/* Row of a quantity, and of a parameter when that is not NULL. */
static size_t find(const struct frame *frame, const char *arm, const char *reference, const char *parameter)
{
    for (size_t r = 0; r < frame->n_rows; r++)
        if (strcmp(study_word(frame, r, "outcome"), "value") == 0 && strcmp(study_word(frame, r, "arm"), arm) == 0
            && strcmp(study_word(frame, r, "reference"), reference) == 0
            && (parameter == NULL || strcmp(study_word(frame, r, "parameter"), parameter) == 0))
            return r;
    fail_msg("no row %s %s %s", arm, reference, parameter != NULL ? parameter : "");
    return 0;
}

static double index_of(const struct study_result *result, const char *arm, const char *parameter, const char *column)
{
    return study_real(&result->frames[0], find(&result->frames[0], arm, "", parameter), column);
}

static void test_ishigami(void **state)
{
    (void)state;
    char path[512];
    const double first[] = {0.3139, 0.4424, 0.0}, total[] = {0.5576, 0.4424, 0.2437};
    const char *const names[] = {"analytic.x1", "analytic.x2", "analytic.x3"};
    struct scenario *scenario = make("function = \"ishigami\";", "replications = 1; " TWO_ARMS, 3, "");
    struct study_request request = analytic_request(scenario, workdir_path(path, "i.db"));
    request.method = "sobol";
    request.points = ISHIGAMI_ROWS;
    struct study_result result = run(&request);
    for (size_t i = 0; i < 3; i++) {
        assert_near("first", index_of(&result, "a", names[i], "first"), first[i], ishigami_error);
        assert_near("total", index_of(&result, "a", names[i], "total"), total[i], ishigami_error);
        assert_near("interaction", index_of(&result, "a", names[i], "interaction"), total[i] - first[i],
                    2.0 * ishigami_error);
    }
    /* The most important first; the arms differ by 1 + 2 (x1 - 1/2): all of it x1, a variance of 4 / 12. */
    const size_t row = find(&result.frames[0], "a", "", NULL);
    assert_string_equal(study_word(&result.frames[0], row, "parameter"), "analytic.x1");
    assert_string_equal(study_word(&result.frames[0], row + 2, "parameter"), "analytic.x3");
    const size_t diff = find(&result.frames[0], "b", "a", "analytic.x1");
    assert_near("total of the difference", study_real(&result.frames[0], diff, "total"), 1.0, ishigami_error);
    const size_t v = find(&result.frames[1], "b", "a", NULL), own = find(&result.frames[1], "a", "", NULL);
    assert_near("variance of the difference", study_real(&result.frames[1], v, "variance"), 1.0 / 3.0, ishigami_error);
    assert_near("mean of the difference", study_real(&result.frames[1], v, "mean"), 1.0, ishigami_error);
    assert_near("variance", study_real(&result.frames[1], own, "variance"), 13.8446, 13.8446 * ishigami_error);
    assert_true(isnan(study_real(&result.frames[1], own, "noise_share")));
    assert_int_equal(study_cell(&result.frames[1], own, "rows")->integer, ISHIGAMI_ROWS);
    assert_int_equal(study_cell(&result.frames[1], v, "contenders")->integer, 1);
    assert_true(study_real(&result.frames[1], v, "rows_needed") <= (double)ISHIGAMI_ROWS);
    /* 0 to 2. */
    const size_t sign = find(&result.frames[2], "b", "a", NULL);
    assert_true(study_real(&result.frames[2], sign, "above_0") == 1.0);
    assert_true(study_real(&result.frames[2], sign, "lowest") >= 0.0
                && study_real(&result.frames[2], sign, "highest") <= 2.0);
    assert_int_equal(study_cell(&result.frames[2], sign, "points")->integer, 2 * ISHIGAMI_ROWS);
    assert_string_equal(study_word(&result.frames[3], 0, "method"), "sobol");
    study_result_release(&result);
    scenario_free(scenario);
}

/* What the report says to run is what the table has, written as the option takes it. */
static void expect_pasted(const struct study_result *result, double rows)
{
    char option[64], cell[32];
    (void)snprintf(option, sizeof option, "--points %.0f ", rows);
    (void)snprintf(cell, sizeof cell, " %.0f ", rows);
    for (int lang = REPORT_EN; lang <= REPORT_NL; lang++) {
        char *text =
            study_text(result, (struct report_study){.command = "sensitivity", .lang = (enum report_lang)lang});
        expect_in(text, option);
        expect_in(text, cell);
        free(text);
    }
}

/* Too few rows to tell x1 and x2 apart: so many would, were the estimates right. */
static void test_rows_needed(void **state)
{
    (void)state;
    char path[512];
    struct scenario *scenario = make("function = \"ishigami\";", "replications = 2; ", 3, "");
    struct study_request request = analytic_request(scenario, workdir_path(path, "n.db"));
    request.method = "sobol";
    request.points = 64;
    struct study_result result = run(&request);
    const struct frame *indices = &result.frames[0];
    const size_t row = find(indices, "scenario", "", NULL), v = find(&result.frames[1], "scenario", "", NULL);
    const double size = study_real(indices, row, "total"), lo = study_real(indices, row, "total_lo");
    double most = 1.0;
    int64_t contenders = 1;
    for (size_t i = row + 1; i < row + 3; i++) {
        const double other = study_real(indices, i, "total"), hi = study_real(indices, i, "total_hi");
        most = fmax(most, (size - lo + hi - other) / (size - other));
        contenders += hi >= lo;
    }
    assert_true(contenders > 1);
    assert_int_equal(study_cell(&result.frames[1], v, "contenders")->integer, contenders);
    /* Rows of Sobol come in powers of two. */
    double needed = 64.0;
    while (needed < ceil(64.0 * most * most))
        needed *= 2.0;
    assert_true(study_real(&result.frames[1], v, "rows_needed") == needed);
    expect_pasted(&result, needed);
    study_result_release(&result);
    scenario_free(scenario);
}

/* Noise that depends on x1 and is shared within a row must leave no trace in the indices: the noise of a run is as
 * large as the spread of the function. */
static void test_noisy_g(void **state)
{
    (void)state;
    char path[512];
    const double a[] = {0, 1, 4.5, 9};
    double product = 1.0;
    for (size_t i = 0; i < 4; i++)
        product *= 1.0 + 1.0 / (3.0 * (1.0 + a[i]) * (1.0 + a[i]));
    /* x5 ... x8 stay at 1/2, where their factors are .99: the function is .99^4 times that of four parameters. */
    const double scale = pow(0.99, 4.0), variance = (product - 1.0) * scale * scale;
    struct scenario *scenario = make("function = \"g\"; noise = 0.3; noise_x1 = 0.6;", "replications = 4; ", 4, "");
    struct study_request request = analytic_request(scenario, workdir_path(path, "g.db"));
    request.method = "sobol";
    request.points = NOISY_ROWS;
    request.n_outcomes = 1;
    struct study_result result = run(&request);
    char name[] = "analytic.x1";
    for (size_t i = 0; i < 4; i++) {
        const double v = 1.0 / (3.0 * (1.0 + a[i]) * (1.0 + a[i]));
        name[sizeof name - 2] = (char)('1' + i);
        assert_near("first", index_of(&result, "scenario", name, "first"), v / (product - 1.0), noisy_error);
        assert_near("total", index_of(&result, "scenario", name, "total"), v * product / (1.0 + v) / (product - 1.0),
                    noisy_error);
    }
    /* Mean of (.3 + .6 x)^2 over x: .39. */
    const size_t row = find(&result.frames[1], "scenario", "", NULL);
    assert_near("variance", study_real(&result.frames[1], row, "variance") / variance, 1.0, 2.0 * noisy_error);
    assert_near("noise share", study_real(&result.frames[1], row, "noise_share"), 0.39 / (0.39 + variance),
                noisy_error);
    study_result_release(&result);
    scenario_free(scenario);
}

/* A linear function: effects are its coefficients, exactly, whatever noise the points of a trajectory share. Of a list
 * of words an effect is that of the change by half a list; of whole numbers, of the whole range. */
static void test_morris_of_a_line(void **state)
{
    (void)state;
    char path[512];
    static const char more[] = ", { parameter = \"analytic.mode\"; words = [ \"self\", \"nao\" ]; }"
                               ", { parameter = \"analytic.count\"; lowest = 0.0; highest = 10.0; }"
                               ", { parameter = \"analytic.x8\"; values = [ 0.25, 0.75 ]; }";
    static const struct {
        const char *parameter;
        double effect;
    } expected[] = {{"analytic.mode", 14.0}, {"analytic.x8", 4.0}, {"analytic.x3", 3.0},
                    {"analytic.x2", 2.0},    {"analytic.x1", 1.0}, {"analytic.count", 1.0}};
    struct scenario *scenario =
        make("function = \"linear\"; step = 7.0; noise = 5.0;", "replications = 3; levels = 4; " TWO_ARMS, 3, more);
    struct study_request request = analytic_request(scenario, workdir_path(path, "line.db"));
    request.points = 6;
    struct study_result result = run(&request);
    const size_t first = find(&result.frames[0], "a", "", NULL);
    for (size_t i = 0; i < 6; i++) {
        const size_t row = find(&result.frames[0], "a", "", expected[i].parameter);
        if (i < 4)
            assert_int_equal(row, first + i);
        assert_near(expected[i].parameter, study_real(&result.frames[0], row, "mu_star"), expected[i].effect, 1e-9);
        assert_near(expected[i].parameter, study_real(&result.frames[0], row, "mu"), expected[i].effect, 1e-9);
        assert_near(expected[i].parameter, study_real(&result.frames[0], row, "sigma"), 0.0, 1e-9);
        assert_near(expected[i].parameter, study_real(&result.frames[0], row, "chance"), 0.0, 1e-9);
    }
    /* 2 x1 and no luck at all in the difference. */
    const size_t diff = find(&result.frames[0], "b", "a", NULL), v = find(&result.frames[1], "b", "a", NULL);
    assert_string_equal(study_word(&result.frames[0], diff, "parameter"), "analytic.x1");
    assert_near("difference", study_real(&result.frames[0], diff, "mu_star"), 2.0, 1e-9);
    assert_near("noise share of the difference", study_real(&result.frames[1], v, "noise_share"), 0.0, 1e-9);
    const size_t own = find(&result.frames[1], "a", "", NULL);
    assert_true(study_real(&result.frames[1], own, "noise_share") > 0.1);
    assert_string_equal(study_word(&result.frames[3], 0, "uneven"), "");
    study_result_release(&result);
    scenario_free(scenario);
}

/* Without any effect, what is seen is what chance alone gives: mu* of a parameter must be near `chance`. */
static void test_morris_of_noise(void **state)
{
    (void)state;
    char path[512];
    struct scenario *scenario = make("function = \"zero\"; noise_x1 = 3.0;", "replications = 10; levels = 4; ", 2,
                                     ", { parameter = \"analytic.mode\"; words = [ \"self\", \"lead\", \"nao\" ]; }");
    struct study_request request = analytic_request(scenario, workdir_path(path, "noise.db"));
    request.points = 40;
    struct study_result result = run(&request);
    /* An effect of x1 is 3 times a mean of 10 draws: sd .949, mean size .757. */
    assert_near("chance", index_of(&result, "scenario", "analytic.x1", "chance"), 0.757, 0.08);
    assert_near("mu*", index_of(&result, "scenario", "analytic.x1", "mu_star"), 0.757, 0.3);
    assert_near("mu* of x2", index_of(&result, "scenario", "analytic.x2", "mu_star"), 0.0, 1e-12);
    const size_t row = find(&result.frames[1], "scenario", "", NULL);
    assert_true(study_real(&result.frames[1], row, "noise_share") > 0.9);
    assert_string_equal(study_word(&result.frames[3], 0, "uneven"), "analytic.mode");
    study_result_release(&result);
    scenario_free(scenario);
}

/* Parts of the space where runs fail, and a replication that fails. */
static void test_failures(void **state)
{
    (void)state;
    char path[512];
    struct scenario *scenario =
        make("function = \"linear\"; fails_above = 0.8;", "replications = 2; on_failure = \"record\"; ", 2, "");
    struct study_request request = analytic_request(scenario, workdir_path(path, "f.db"));
    request.method = "sobol";
    request.points = 256;
    struct study_result result = run(&request);
    /* A row survives when neither A nor B has x1 above .8: .64. */
    size_t row = find(&result.frames[1], "scenario", "", NULL);
    const int64_t used = study_cell(&result.frames[1], row, "rows")->integer;
    assert_int_equal(used + study_cell(&result.frames[1], row, "dropped")->integer, 256);
    assert_near("rows used", (double)used / 256.0, 0.64, 0.03);
    assert_true(study_real(&result.frames[1], row, "mean") < 16.5 + 1.5); /* x1 is .4 on average */
    study_result_release(&result);
    scenario_free(scenario);

    /* Of 20 trajectories of 3 points in 2 replications, replication 7 belongs to the fourth: its other one remains. */
    scenario =
        make("function = \"linear\"; fails_at = 7; noise = 1.0;", "replications = 2; on_failure = \"record\"; ", 2, "");
    request = analytic_request(scenario, workdir_path(path, "g.db"));
    request.method = "morris";
    request.points = 20;
    result = run(&request);
    row = find(&result.frames[1], "scenario", "", NULL);
    assert_int_equal(study_cell(&result.frames[1], row, "dropped")->integer, 0);
    assert_near("sigma", index_of(&result, "scenario", "analytic.x2", "sigma"), 0.0, 1e-9);
    study_result_release(&result);
    scenario_free(scenario);
    /* It fails at some points of that trajectory only: elsewhere its values would bring luck that is not shared. */
    scenario = make("function = \"linear\"; fails_at = 7; fails_above = 0.5; fails_both = true; noise = 1.0;",
                    "replications = 2; on_failure = \"record\"; ", 2, "");
    request = analytic_request(scenario, workdir_path(path, "i.db"));
    request.points = 20;
    result = run(&request);
    assert_near("sigma", index_of(&result, "scenario", "analytic.x1", "sigma"), 0.0, 1e-9);
    assert_near("sigma", index_of(&result, "scenario", "analytic.x2", "sigma"), 0.0, 1e-9);
    study_result_release(&result);
    scenario_free(scenario);
    scenario = make("function = \"linear\"; fails_at = 7;", "replications = 1; on_failure = \"record\"; ", 2, "");
    request = analytic_request(scenario, workdir_path(path, "h.db"));
    request.points = 20;
    /* With one replication it is all that there is. */
    result = run(&request);
    row = find(&result.frames[1], "scenario", "", NULL);
    assert_int_equal(study_cell(&result.frames[1], row, "dropped")->integer, 1);
    assert_int_equal(study_cell(&result.frames[1], row, "rows")->integer, 19);
    assert_near("mu", index_of(&result, "scenario", "analytic.x2", "mu"), 2.0, 1e-9);
    study_result_release(&result);
    scenario_free(scenario);
}

static volatile int stop;

static char *read_text(const struct study_result *result, enum report_lang lang)
{
    return study_text(result, (struct report_study){.command = "sensitivity", .lang = lang});
}

static void says(const char *text, const char *part, bool wanted)
{
    if ((strstr(text, part) != NULL) != wanted)
        fail_msg("\"%s\" is %s in:\n%s", part, wanted ? "not" : "", text);
}

/* One replication: a warning before anything else, and no judgement about chance or about working together. */
static void test_one_replication(void **state)
{
    (void)state;
    char path[512];
    static const char *const methods[] = {"morris", "sobol"};
    for (size_t m = 0; m < 2; m++) {
        struct scenario *scenario = make("function = \"ishigami\"; noise = 3.0;", "replications = 1; ", 3, "");
        struct study_request request = analytic_request(scenario, workdir_path(path, methods[m]));
        request.method = methods[m];
        request.points = 64;
        struct study_result result = run(&request);
        char *text = read_text(&result, REPORT_EN);
        const char *warning = strstr(text, "with one replication chance cannot be told from the parameters; take "
                                           "--replications 2 or more");
        assert_non_null(warning);
        assert_true(warning < strchr(text, '"'));
        says(text, "the largest figures, chance included, are those of", true);
        says(text, "More than chance", false);
        says(text, "comes from parameters working together", false);
        says(text, "by itself)", false);
        says(text, "depends much on the values of the others", false);
        says(text, "now up, now down)", false);
        free(text);
        text = read_text(&result, REPORT_NL);
        says(text, "met een herhaling is toeval niet van de parameters te onderscheiden; neem --replications 2 of meer",
             true);
        says(text, "Meer dan toeval", false);
        free(text);
        study_result_release(&result);
        scenario_free(scenario);
    }
}

/* "Together" is said of what is there, not of what estimation leaves. */
static void test_together(void **state)
{
    (void)state;
    char path[512];
    static const struct {
        const char *analytic;
        bool matters, together;
    } cases[] = {
        {"function = \"ishigami\"; noise = 0.5;", true, true},
        {"function = \"linear\"; noise = 0.5;", true, false},
        {"function = \"zero\"; noise = 1.0;", false, false}, /* what variance is left is of luck */
    };
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        char name[16];
        struct scenario *scenario = make(cases[c].analytic, "replications = 2; ", 3, "");
        (void)snprintf(name, sizeof name, "%zu.db", c);
        struct study_request request = analytic_request(scenario, workdir_path(path, name));
        request.method = "sobol";
        request.points = 512;
        struct study_result result = run(&request);
        const size_t row = find(&result.frames[1], "scenario", "", NULL);
        const double lo = study_real(&result.frames[4], row, "together_lo"),
                     hi = study_real(&result.frames[4], row, "together_hi");
        if (cases[c].together)
            assert_true(lo < 0.2437 && hi > 0.2437 && hi - lo < 0.4); /* of Ishigami's function */
        char *text = read_text(&result, REPORT_EN);
        says(text, "comes from parameters working together", cases[c].together);
        says(text, "\"value\" of scenario: no parameter does anything that chance cannot explain", !cases[c].matters);
        free(text);
        text = read_text(&result, REPORT_NL);
        says(text, "komt van parameters samen", cases[c].together);
        free(text);
        study_result_release(&result);
        scenario_free(scenario);
    }
}

static void put(struct frame *frame, size_t row, const char *column, double value)
{
    ((union frame_cell *)(uintptr_t)frame_at(frame, row, column))->real = value;
}

/* Estimates that no share can be, as few rows under much luck give: of what is left of them nothing is said but that. */
static void test_together_impossible(void **state)
{
    (void)state;
    char path[512];
    struct scenario *scenario = make("function = \"ishigami\"; noise = 0.5;", "replications = 2; ", 3, "");
    struct study_request request = analytic_request(scenario, workdir_path(path, "impossible.db"));
    request.method = "sobol";
    request.points = 512;
    struct study_result result = run(&request);
    const size_t row = find(&result.frames[1], "scenario", "", NULL);
    const double together = study_real(&result.frames[4], row, "together");
    for (int c = 0; c < 4; c++) {
        put(&result.frames[4], row, "together", c == 1 ? 2.2 : together);
        put(&result.frames[0], row * 3 + 1, "first_hi", c == 2 ? -0.02 : 0.5);
        put(&result.frames[4], row, "together_lo", c == 3 ? -0.1 : 0.1); /* nothing to say of either */
        for (int lang = 0; lang < 2; lang++) {
            char *text = read_text(&result, lang == 0 ? REPORT_EN : REPORT_NL);
            says(text, lang == 0 ? "comes from parameters working together: no single" : "komt van parameters samen:",
                 c == 0);
            says(text, lang == 0 ? "working together cannot be said" : "van parameters samen komt, is niet te zeggen",
                 c == 1 || c == 2);
            free(text);
        }
    }
    study_result_release(&result);
    scenario_free(scenario);
}

/* Luck that the points of a row share hides the variance, not the effect: that is said, the share cannot be. */
static void test_share_unknown(void **state)
{
    (void)state;
    char path[512];
    struct scenario *scenario = make("function = \"zero\"; slope = 1.0; noise = 20.0;", "replications = 2; ", 2, "");
    struct study_request request = analytic_request(scenario, workdir_path(path, "hidden.db"));
    request.method = "sobol";
    request.points = 64;
    struct study_result result = run(&request);
    assert_true(isnan(index_of(&result, "scenario", "analytic.x1", "total_lo")));
    const size_t x1 = find(&result.frames[5], "scenario", "", "analytic.x1");
    const size_t x2 = find(&result.frames[5], "scenario", "", "analytic.x2");
    assert_near("part of x1", study_real(&result.frames[5], x1, "part"), 1.0 / 12.0,
                0.03); /* all of it: variance of x1 */
    assert_true(study_cell(&result.frames[5], x1, "part_lo")->real > 0.0);
    assert_true(study_cell(&result.frames[5], x2, "part")->real == 0.0);
    assert_true(study_cell(&result.frames[5], x1, "undefined")->integer > 50);
    char *text = read_text(&result, REPORT_EN);
    says(text, "\"value\" of scenario: depends on analytic.x1. More than chance: 1 of 2 parameters.", true);
    says(text, "cannot be said: 64 rows of 2 replications are too few for so much luck", true);
    says(text, "no parameter does anything", false);
    free(text);
    text = read_text(&result, REPORT_NL);
    says(text, "is niet te zeggen: 64 rijen van 2 herhalingen zijn te weinig voor zoveel toeval", true);
    free(text);
    study_result_release(&result);
    scenario_free(scenario);
}

/* An effect with a sign, of which chance makes most of the size: the mean tells it. */
static void test_mean_tells(void **state)
{
    (void)state;
    char path[512];
    struct scenario *scenario =
        make("function = \"zero\"; slope = 0.5; noise_x1 = 1.0;", "replications = 4; levels = 4; ", 2, "");
    struct study_request request = analytic_request(scenario, workdir_path(path, "mean.db"));
    request.points = 16;
    request.fresh = true;
    size_t by_size = 0, told = 0;
    for (request.seed = 1; request.seed <= 12; request.seed++) {
        struct study_result result = run(&request);
        by_size += index_of(&result, "scenario", "analytic.x1", "mu_star_lo")
                   > index_of(&result, "scenario", "analytic.x1", "chance");
        assert_true(index_of(&result, "scenario", "analytic.x2", "p") == 1.0);
        const bool clear = index_of(&result, "scenario", "analytic.x1", "p") < 0.05;
        told += clear;
        char *text = read_text(&result, REPORT_EN);
        says(text, "\"value\" of scenario: most depends on analytic.x1", clear);
        says(text, "More than chance: 1 of 2 parameters", clear);
        free(text);
        study_result_release(&result);
    }
    /* The effect is .5 in 16 trajectories of sd .5: 4 standard errors of the mean. */
    assert_true(told >= 9 && told > by_size);
    scenario_free(scenario);
}

static void stop_half_way(void *context, const struct experiment_progress *progress)
{
    (void)context;
    stop = progress->done > progress->total / 2;
}

static void expect_same(const char *a, const char *b)
{
    char *x = analytic_export(a), *y = analytic_export(b);
    assert_non_null(strstr(x, "indices\n"));
    assert_string_equal(x, y);
    free(x);
    free(y);
}

/* After a larger study of the same procedure: the bytes are those of a study that never was larger. */
static void test_fewer_rows(void **state)
{
    (void)state;
    char one[512], other[512];
    struct scenario *scenario = make("function = \"g\"; noise_x1 = 1.0; fails_above = 0.95;",
                                     "replications = 3; on_failure = \"record\"; " TWO_ARMS, 3, "");
    struct study_request request = analytic_request(scenario, workdir_path(one, "few.db"));
    request.method = "sobol";
    request.points = 16;
    struct study_result result = run(&request);
    study_result_release(&result);
    request.path = workdir_path(other, "fewer.db");
    request.points = 32;
    result = run(&request);
    study_result_release(&result);
    request.points = 16;
    result = run(&request);
    study_result_release(&result);
    expect_same(one, other);
    scenario_free(scenario);
}

/* One go, two threads, interrupted and gone on with, and gone on with from fewer rows: the same tables to the bit. */
static void test_resume(void **state)
{
    (void)state;
    char one[512], other[512];
    struct sim_err err = {SIM_OK, ""};
    for (size_t i = 0; i < 2; i++) {
        struct scenario *scenario = make("function = \"g\"; noise_x1 = 1.0; fails_above = 0.95;",
                                         "replications = 3; on_failure = \"record\"; " TWO_ARMS, 3, "");
        struct study_request request = analytic_request(scenario, workdir_path(one, i == 0 ? "m1.db" : "s1.db"));
        request.method = i == 0 ? "morris" : "sobol";
        request.points = 32;
        struct study_result result = run(&request);
        study_result_release(&result);
        request.path = workdir_path(other, i == 0 ? "m2.db" : "s2.db");
        request.threads = 2;
        request.progress = stop_half_way;
        request.stop = &stop;
        stop = 0;
        assert_int_equal(analytic_study(&request, sensitivity, NULL, NULL, &err), SIM_E_INTERRUPTED);
        request.progress = NULL;
        stop = 0;
        result = run(&request);
        study_result_release(&result);
        expect_same(one, other);
        if (i == 1) {
            request.path = workdir_path(other, "s3.db");
            request.points = 8;
            result = run(&request);
            study_result_release(&result);
            request.points = 32;
            result = run(&request);
            study_result_release(&result);
            expect_same(one, other);
        }
        scenario_free(scenario);
    }
}

static void refused(const struct study_request *request, const char *message)
{
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(analytic_study(request, sensitivity, NULL, NULL, &err), SIM_E_INPUT);
    if (strstr(err.text, message) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, message);
}

static void test_bad_input(void **state)
{
    (void)state;
    char path[512];
    struct scenario *scenario = make("", "replications = 1; levels = 5; ", 2, "");
    struct study_request request = analytic_request(scenario, workdir_path(path, "bad.db"));
    refused(&request, "experiment.levels = 5: Morris needs an even number");
    request.method = "moris";
    refused(&request, "--method=moris: must be morris or sobol");
    request.method = "sobol";
    request.points = 1;
    refused(&request, "--points=1: needs 2 rows or more");
    request.points = 2600000;
    refused(&request, "4 points each are more than 10000000");
    request.points = 8;
    request.n_factors = 0;
    request.path = workdir_path(path, "none.db");
    refused(&request, "experiment.vary");
    scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ishigami, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_rows_needed, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_noisy_g, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_morris_of_a_line, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_morris_of_noise, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_failures, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_one_replication, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_together, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_together_impossible, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_share_unknown, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_mean_tells, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_fewer_rows, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_resume, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_bad_input, workdir_set_up, workdir_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
