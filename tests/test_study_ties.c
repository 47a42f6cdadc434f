/* Where chance has no part: arms that do the same in every run, outcomes that never change, a scenario's own value that is
 * none of the listed ones. Nothing is said there of luck, of more runs, or of half a chance. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/report/study.h"
#include "sim/study/study.h"
#include "tests/support/analytic_model.h"
#include "tests/support/workdir.h"

#define TWINS                                                                                                         \
    "analytic = { function = \"linear\"; noise = 0.5; };\nexperiment = { replications = 12; points = 8; arms = ("     \
    " { name = \"low\"; analytic = { shift = -9.0; }; }, { name = \"a\"; }, { name = \"b\"; } ); reference = \"a\"; " \
    "vary = ( { parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; } ); };"

static char path[512];

static int set_up(void **state)
{
    (void)workdir_set_up(state);
    (void)workdir_path(path, "r.db");
    return 0;
}

struct result {
    struct frame frames[STUDY_MOST_FRAMES];
    size_t n;
};

static void run(const struct study_request *request, int (*procedure)(struct study *, struct sim_err *),
                struct result *result)
{
    struct sim_err err = {SIM_OK, ""};
    if (analytic_study(request, procedure, result->frames, &result->n, &err) != SIM_OK)
        fail_msg("%s", err.text);
}

static void release(struct result *result)
{
    for (size_t i = 0; i < result->n; i++)
        frame_free(&result->frames[i]);
}

static const union frame_cell *cell(const struct result *result, const char *table, size_t row, const char *column)
{
    for (size_t i = 0; i < result->n; i++)
        if (strcmp(result->frames[i].definition->name, table) == 0) {
            assert_true(row < result->frames[i].n_rows);
            return &frame_row(&result->frames[i], row)[frame_column(result->frames[i].definition, column)];
        }
    fail_msg("no table %s", table);
    return NULL;
}

/* The report on one line. */
static char *say(const struct result *result, const char *command, enum report_lang lang)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    const struct report_study report = {.command = command,
                                        .title = "ties",
                                        .path = "x.db",
                                        .model = &analytic_model,
                                        .replications = 12,
                                        .frames = result->frames,
                                        .n_frames = result->n,
                                        .format = REPORT_TEXT,
                                        .lang = lang};
    assert_non_null(out);
    assert_int_equal(report_study_print(out, &report, NULL), SIM_OK);
    assert_int_equal(fclose(out), 0);
    size_t n = 0;
    for (const char *c = text; *c != '\0'; c++) {
        const char letter = *c == '\n' ? ' ' : *c;
        if (letter != ' ' || n == 0 || text[n - 1] != ' ')
            text[n++] = letter;
    }
    text[n] = '\0';
    return text;
}

static void expect(const struct result *result, const char *command, enum report_lang lang, const char *words,
                   const char *absent)
{
    char *text = say(result, command, lang);
    if (strstr(text, words) == NULL || (absent != NULL && strstr(text, absent) != NULL))
        fail_msg("no \"%s\", or \"%s\", in: %s", words, absent != NULL ? absent : "-", text);
    free(text);
}

static void test_select(void **state)
{
    (void)state;
    struct result result;
    struct scenario *scenario = analytic_scenario(workdir, TWINS);
    struct study_request request = analytic_request(scenario, path);
    request.factors = NULL;
    request.n_factors = 0;
    request.delta = (double)NAN;
    run(&request, select_arms, &result);
    assert_string_equal(cell(&result, "selection", 1, "verdict")->text, "best");
    assert_string_equal(cell(&result, "selection", 2, "verdict")->text, "same");
    assert_true(cell(&result, "selection-chance", 0, "p_correct")->real > 0.99); /* against `low` alone */
    expect(&result, "select", REPORT_EN, "at least 99.9 % it is the best. The same as the chosen arm in every run: b.",
           "may be chance");
    expect(&result, "select", REPORT_NL, "In elke run gelijk aan de gekozen variant: b.", "kan toeval zijn");
    release(&result);
    scenario_free(scenario);

    scenario = analytic_scenario(workdir,
                                 "analytic = { function = \"zero\"; noise = 1.0; };\nexperiment = { replications = 12; "
                                 "arms = ( { name = \"a\"; }, { name = \"b\"; } ); };");
    request = analytic_request(scenario, path);
    request.delta = (double)NAN;
    request.fresh = true;
    run(&request, select_arms, &result);
    assert_true(isnan(cell(&result, "selection-chance", 0, "p_correct")->real));
    expect(&result, "select", REPORT_EN,
           "a, the first of arms that do the same in every run: there is nothing to choose.", "probability of");
    expect(&result, "select", REPORT_NL, "er valt niets te kiezen.", "met een kans van");
    release(&result);
    scenario_free(scenario);
}

static void test_sensitivity(void **state)
{
    (void)state;
    static const char *const methods[] = {"morris", "sobol"};
    struct result result;
    struct scenario *scenario = analytic_scenario(workdir, TWINS);
    struct study_request request = analytic_request(scenario, path);
    request.fresh = true;
    for (size_t i = 0; i < 2; i++) {
        request.method = methods[i];
        run(&request, sensitivity, &result);
        expect(&result, "sensitivity", REPORT_EN, "b less a: the same in every run, whatever is varied.",
               "its sign is unknown");
        expect(&result, "sensitivity", REPORT_NL, "b min a: in elke run hetzelfde, wat er ook gevarieerd wordt.", NULL);
        release(&result);
    }
    scenario_free(scenario);
}

static void test_discover(void **state)
{
    (void)state;
    struct result result;
    struct scenario *scenario = analytic_scenario(workdir, TWINS);
    struct study_request request = analytic_request(scenario, path);
    request.fresh = true;
    request.n_outcomes = 1;
    run(&request, discover, &result);
    expect(&result, "discover", REPORT_EN,
           "a has the best mean at every point, but not alone: just as good everywhere are b.", "luck may have given");
    expect(&result, "discover", REPORT_NL, "maar niet alleen: overal precies even goed: b.",
           "herhalingen wijzen de beste");
    release(&result);
    scenario_free(scenario);
}

/* The base of one at a time is the scenario's own, also outside a range and beside a list of values. */
static void test_own_value(void **state)
{
    (void)state;
    struct result result;
    struct scenario *scenario = analytic_scenario(
        workdir,
        "analytic = { function = \"linear\"; x1 = 0.37; x2 = 0.1; };\nexperiment = { replications = 1; design = "
        "\"one-at-a-time\"; levels = 2; arms = ( { name = \"a\"; } ); vary = ("
        " { parameter = \"analytic.x1\"; values = [ 0.2, 0.9 ]; },"
        " { parameter = \"analytic.x2\"; lowest = 0.5; highest = 1.0; },"
        " { parameter = \"analytic.mode\"; words = [ \"nao\" ]; } ); };");
    struct study_request request = analytic_request(scenario, path);
    request.fresh = true;
    run(&request, sweep, &result);
    double x[ANALYTIC_N_X];
    for (size_t i = 0; i < ANALYTIC_N_X; i++)
        x[i] = 0.5;
    x[0] = 0.37;
    x[1] = 0.1;
    assert_true(fabs(cell(&result, "point-summary", 0, "mean")->real - analytic_function("linear", x)) < 1e-12);
    x[0] = 0.2; /* the first point that changes x1 has the x2 of the scenario */
    assert_true(fabs(cell(&result, "point-summary", 1, "mean")->real - analytic_function("linear", x)) < 1e-12);
    /* One value is set against the scenario's own. */
    assert_string_equal(cell(&result, "effects", 2, "from")->text, "self");
    assert_string_equal(cell(&result, "effects", 2, "to")->text, "nao");
    assert_string_equal(cell(&result, "profiles", 2, "value")->text, "0.37");
    release(&result);
    scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_select, set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_sensitivity, set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_discover, set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_own_value, set_up, workdir_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
