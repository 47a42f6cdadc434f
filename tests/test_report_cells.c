/* Tables as people read them: words in their language, counts as counts, headings and names that fit, and a remark where a
 * number lies beyond what it stands for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/report/layout.h"
#include "sim/report/report.h"
#include "sim/report/study.h"
#include "sim/report/words.h"
#include "tests/support/analytic_model.h"
#include "tests/support/expect.h"
#include "tests/support/study_result.h"
#include "tests/support/workdir.h"

static char *print(const struct frame *frame, const char *command, enum report_lang lang)
{
    const struct study_result result = {.frames = {*frame}, .n = 1};
    return study_text(&result, (struct report_study){.command = command, .lang = lang});
}

static const struct frame_column shares[] = {
    {"parameter", FRAME_TEXT, "", "parameter", "parameter"},
    {"total", FRAME_REAL, "1", "total", "totaal"},
    {"change", FRAME_REAL, "outcome", "change", "verandering"},
};
static const struct frame_definition share_table = {"indices", "Shares", "Aandelen", shares, 3, false};

/* A share beyond 0 and 1 is told why, any other number is not. */
static void test_beyond(void **state)
{
    (void)state;
    static const struct {
        double total, change;
        int told;
    } cases[] = {{1.26, 3.0, 1}, {-0.04, 3.0, 1}, {0.0, -5.0, 0}, {1.0, 126.0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct frame frame;
        frame_start(&frame, &share_table);
        frame_add(&frame, "x1", cases[i].total, cases[i].change);
        char *en = print(&frame, "none", REPORT_EN), *nl = print(&frame, "none", REPORT_NL);
        (cases[i].told ? expect_in : expect_not_in)(en, "Shares above 1 (100 %) or below 0 are estimates");
        (cases[i].told ? expect_in : expect_not_in)(nl, "Aandelen boven 1 (100%) of onder 0 zijn schattingen");
        free(en);
        free(nl);
        frame_free(&frame);
    }
}

static const struct frame_column predictions[] = {
    {"target", FRAME_TEXT, "", "target", "uitkomst"},
    {"unit", FRAME_TEXT, "", "unit", "eenheid"},
    {"q05", FRAME_REAL, "outcome", "5 %", "5%"},
    {"q95", FRAME_REAL, "outcome", "95 %", "95%"},
};
static const struct frame_definition prediction_table = {"predictive", "Targets", "Doelen", predictions, 4, false};

/* So is a prediction of -4 % or of 103 %, but not one of -4 euro. */
static void test_impossible(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        double q05, q95;
        int told;
    } cases[] = {{"%", -4.5, 99.0, 1}, {"0-100", 2.0, 103.0, 1}, {"%", 0.0, 100.0, 0}, {"EUR", -4.5, 103.0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct frame frame;
        frame_start(&frame, &prediction_table);
        frame_add(&frame, "value", cases[i].unit, cases[i].q05, cases[i].q95);
        char *en = print(&frame, "none", REPORT_EN), *nl = print(&frame, "none", REPORT_NL);
        (cases[i].told ? expect_in : expect_not_in)(en,
                                                    "are no values of the outcome: they are what somebody may observe");
        (cases[i].told ? expect_in : expect_not_in)(nl, "zijn geen waarden van de uitkomst");
        free(en);
        free(nl);
        frame_free(&frame);
    }
}

/* Words that are codes are read in the language, names that look like them are not. */
static void test_words(void **state)
{
    (void)state;
    static const char *const codes[][3] = {
        {"met", "yes", "ja"},
        {"inside", "no", "nee"},
        {"edge", "lowest", "laagste"},
        {"edge", "highest", "hoogste"},
        {"interval", "points", "punten"},
        {"interval", "replications", "herhalingen"},
        {"verdict", "best", "beste"},
        {"verdict", "out", "afgevallen"},
        {"verdict", "no value", "geen waarde"},
        {"current", "now", "nu"},
        {"arm", "best", "best"},
        {"value", "yes", "yes"},
        {"outcome", "in", "in"},
        {"parameter", "no", "no"},
        {"basis", "alike", "bijna alle gelijk"},
        {"together", "yes", "ja"},
        {"together", "tension", "spanning"},
        {"together", "not shown", "niet aangetoond"},
        {"own", "untold", "niet te zeggen"},
        {"own", "beyond", "buiten bereik"},
    };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        assert_string_equal(words_cell(codes[i][0], codes[i][1], REPORT_NL), codes[i][2]);
    assert_string_equal(words_cell("verdict", "in", REPORT_EN), "may be best");
}

/* Values of parameters have the decimal sign of the language; words, lists and names keep their points. */
static void test_values(void **state)
{
    (void)state;
    static const struct {
        const char *value, *nl;
    } cases[] = {{"0.26", "0,26"}, {"-1.5e-05", "-1,5e-05"}, {"25000", "25000"}, {"nan", "nan"},
                 {"", ""},         {"a.b", "a.b"},           {"0.5 a", "0.5 a"}, {"1.5, 2.5", "1.5, 2.5"}};
    char room[WORDS_NUMBER_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(words_value(room, cases[i].value, REPORT_NL), cases[i].nl);
        assert_string_equal(words_value(room, cases[i].value, REPORT_EN), cases[i].value);
    }
    static const struct frame_column columns[] = {{"arm", FRAME_TEXT, "", "arm", "variant"},
                                                  {"from", FRAME_TEXT, "", "from", "van"},
                                                  {"change", FRAME_REAL, "outcome", "change", "verandering"},
                                                  {"rows_needed", FRAME_REAL, "rows", "rows", "rijen"}};
    static const struct frame_definition table = {"effects", "Effects", "Effecten", columns, 4, false};
    struct frame frame;
    frame_start(&frame, &table);
    frame_add(&frame, "1.5", "0.25", 2.75, 4096.0);
    char *en = print(&frame, "none", REPORT_EN), *nl = print(&frame, "none", REPORT_NL);
    expect_in(en, " 0.25 ");
    expect_in(en, " 4096 ");
    expect_in(nl, " 1.5 ");
    expect_in(nl, " 0,25 ");
    expect_in(nl, " 2,75");
    expect_in(nl, " 4096 "); /* an option takes no thousands marks */
    free(en);
    free(nl);
    frame_free(&frame);
}

/* No table of a selection or a map leaves a code in Dutch. */
static void test_dutch(void **state)
{
    (void)state;
    char path[512];
    struct scenario *scenario = analytic_scenario(
        workdir,
        "analytic = { function = \"linear\"; noise = 0.4; };\nexperiment = { replications = 6; points = 16; arms = "
        "( { name = \"a\"; }, { name = \"b\"; analytic = { slope = 2.0; luck = 1; }; } ); vary = ( { parameter = "
        "\"analytic.x1\"; lowest = 0.0; highest = 1.0; } ); };");
    struct study_request request = analytic_request(scenario, workdir_path(path, "dutch.db"));
    struct study_result map = study_result_of(&request, discover);
    char *text = study_text(
        &map,
        (struct report_study){.command = "discover", .lang = REPORT_NL, .arms = 2, .points = 16, .replications = 6});
    expect_not_in(text, " yes ");
    expect_not_in(text, " no ");
    expect_in(text, " ja ");
    expect_in(text, " 0,1 0,3 0,5 0,7 0,9 "); /* below the map */
    free(text);
    study_result_release(&map);
    static const size_t one[] = {ANALYTIC_VALUE};
    request = analytic_request(scenario, workdir_path(path, "dutch-select.db"));
    request.factors = NULL;
    request.n_factors = 0;
    request.outcomes = one;
    request.n_outcomes = 1;
    request.method = "ocba";
    request.budget = 40;
    struct study_result selection = study_result_of(&request, select_arms);
    text = study_text(&selection, (struct report_study){.command = "select", .lang = REPORT_NL, .arms = 2});
    expect_in(text, " oordeel ");
    expect_in(text, " beste ");
    expect_not_in(text, " best,");
    expect_not_in(text, " best ");
    free(text);
    study_result_release(&selection);
    scenario_free(scenario);
}

/* Of 120 runs so many, and not per hundred. */
static void test_counts(void **state)
{
    (void)state;
    char path[512], *text = NULL;
    size_t size = 0;
    struct sim_err err = {SIM_OK, ""};
    struct scenario *scenario = analytic_scenario(
        workdir,
        "analytic = { function = \"zero\"; noise = 1.0; };\nexperiment = { replications = 120; arms = ( { name = "
        "\"a\"; }, { name = \"b\"; analytic = { shift = 9.0; }; } ); };");
    struct experiment experiment = {
        .model = &analytic_model, .scenario = scenario, .n_arms = 2, .replications = 120, .seed = 3, .threads = 1};
    struct experiment_progress progress;
    const struct report_options options = {.format = REPORT_TEXT, .kind = REPORT_COMPARE};
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    if (store_create(workdir_path(path, "counts.db"), &analytic_model, scenario, 3, false, true, &experiment.store,
                     &err)
            != SIM_OK
        || experiment_run(&experiment, &progress, &err) != SIM_OK || store_finish(experiment.store, 120, &err) != SIM_OK
        || report_store_tables(experiment.store, &err) != SIM_OK
        || report_compare(out, experiment.store, &options, &err) != SIM_OK)
        fail_msg("%s", err.text);
    (void)fclose(out);
    expect_in(text, "120 of 120");
    expect_not_in(text, " of 100 ");
    free(text);
    store_close(experiment.store);
    scenario_free(scenario);
}

/* Headings that are longer than what stands below are broken at blanks, but not before a percent sign, and leave the name
 * of an arm whole. */
static void test_headings(void **state)
{
    (void)state;
    struct layout table;
    struct text out = {0};
    layout_start(&table, 4, 2 | 4 | 8);
    table.head = true;
    layout_cell(&table, TINT_NONE, "arm");
    for (int i = 0; i < 3; i++)
        layout_cell(&table, TINT_NONE, "chance at least: best or within 95 %% of it");
    layout_cell(&table, TINT_NONE, "a-self-governed-network");
    for (int i = 0; i < 3; i++)
        layout_cell(&table, TINT_NONE, "0.9506");
    layout_print(&table, &out, LAYOUT_ALL, false);
    assert_false(out.failed || table.failed);
    expect_in(text_get(&out), "  a-self-governed-network  ");
    expect_in(text_get(&out), "\n  arm   ");
    expect_not_in(text_get(&out), "at least: best or within");
    expect_not_in(text_get(&out), "\n%");
    size_t lines = 0;
    for (const char *line = text_get(&out); *line != '\0'; line += strcspn(line, "\n") + 1, lines++)
        assert_in_range(strcspn(line, "\n"), 10, 90);
    assert_in_range(lines, 3, 4); /* of the heading at most three */
    assert_true(layout_width(&table, LAYOUT_ALL) < 90);
    text_free(&out);
    layout_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beyond),   cmocka_unit_test(test_impossible), cmocka_unit_test(test_words),
        cmocka_unit_test(test_values),   cmocka_unit_test(test_dutch),      cmocka_unit_test(test_counts),
        cmocka_unit_test(test_headings),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
