/* Selection of the best arm through scenario, engine and store, on arms of known means. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/stats/stats.h"
#include "tests/support/analytic_model.h"
#include "tests/support/expect.h"
#include "tests/support/study_result.h"
#include "tests/support/workdir.h"

enum { N_SEEDS = 40 };

#define FOUR_ARMS                                                                                                     \
    "arms = ( { name = \"a\"; }, { name = \"b\"; analytic = { shift = 0.5; luck = 1; }; },"                           \
    " { name = \"c\"; analytic = { shift = 2.0; luck = 2; }; }, { name = \"d\"; analytic = { shift = 1.8; luck = 3; " \
    "}; } ); "

static void test_select(void **state)
{
    (void)state;
    static const char text[] =
        "analytic = { function = \"zero\"; noise = 1.0; };\nexperiment = { replications = 100; " FOUR_ARMS "};";
    char path[512];
    struct scenario *scenario = analytic_scenario(workdir, text);
    struct study_request request = analytic_request(scenario, workdir_path(path, "s.db"));
    request.delta = (double)NAN;
    request.budget = 400;
    struct study_result result = study_result_of(&request, select_arms);
    const struct frame *selection = study_table(&result, "selection");
    int64_t runs = 0;
    for (size_t r = 0; r < 4; r++)
        runs += study_cell(selection, r, "replications")->integer;
    assert_int_equal(runs, 400);
    /* The rivals are looked at most, those clearly behind least. */
    assert_true(study_cell(selection, 2, "replications")->integer + study_cell(selection, 3, "replications")->integer
                > 300);
    assert_true(study_cell(selection, 0, "replications")->integer < 40);
    assert_string_equal(study_word(selection, 2, "verdict"), "best");
    study_result_release(&result);

    request.method = "kn";
    request.delta = 0.8;
    request.budget = 4000;
    request.path = workdir_path(path, "kn.db");
    request.procedure = "kn";
    result = study_result_of(&request, select_arms);
    selection = study_table(&result, "selection");
    assert_string_equal(study_word(selection, 0, "verdict"), "out");
    assert_string_equal(study_word(selection, 1, "verdict"), "out");
    assert_true(study_cell(selection, 0, "replications")->integer <= study_cell(selection, 2, "replications")->integer);
    assert_near("promise", study_real(study_table(&result, "selection-chance"), 0, "p_correct"), 0.95, 0.0);
    study_result_release(&result);

    request = analytic_request(scenario, NULL);
    study_interrupt_and_compare(request, select_arms);
    request.method = "kn";
    request.delta = 0.4;
    study_interrupt_and_compare(request, select_arms);
    scenario_free(scenario);
}

/* Luck that the arms share drowns the difference of means over different replications, and cancels in pairs. */
static void test_select_paired(void **state)
{
    (void)state;
    char path[512];
    struct scenario *scenario = analytic_scenario(
        workdir,
        "analytic = { function = \"zero\"; noise = 1.0; };\nexperiment = { replications = 30; arms = ( { name = "
        "\"a\"; }, { name = \"b\"; analytic = { shift = 0.02; }; }, { name = \"c\"; analytic = { shift = 0.04; "
        "}; } ); };");
    struct study_request request = analytic_request(scenario, workdir_path(path, "paired.db"));
    request.fresh = true;
    request.budget = 40;
    size_t right = 0;
    for (request.seed = 1; request.seed <= N_SEEDS; request.seed++) {
        struct study_result result = study_result_of(&request, select_arms);
        const struct frame *selection = study_table(&result, "selection");
        right += strcmp(study_word(selection, 2, "verdict"), "best") == 0;
        if (right == request.seed) {
            assert_string_equal(study_word(selection, 0, "verdict"), "out");
            assert_near("behind", study_real(selection, 0, "behind"), 0.04, 1e-9);
            assert_near("probability", study_real(study_table(&result, "selection-chance"), 0, "p_correct"), 1.0, 1e-6);
        }
        study_result_release(&result);
    }
    assert_int_equal(right, N_SEEDS);
    scenario_free(scenario);
}

static void expect_words(const struct study_result *result, enum report_lang lang, const char *words)
{
    char *text = study_text(result, (struct report_study){.command = "select", .lang = lang});
    expect_in(text, words);
    free(text);
}

/* An arm without values is left out; the others are told apart. */
static void test_select_without_values(void **state)
{
    (void)state;
    static const char *const methods[] = {NULL, "kn"};
    static const char *const said[][2] = {
        {": c: with a probability of at least 99.9 % it is the best. Left out,",
         ": c: met een kans van ten minste 99,9% is dat de beste. Buiten de keuze"},
        {": c: with a probability of at least 95 % it is the best, or within 0.5 point of the best.",
         ": c: met een kans van ten minste 95% is dat de beste, of scheelt het minder dan 0,5 "}};
    static const char *const left_out[] = {"more than half of their runs: none.", "hun runs geen waarde heeft: none."};
    char path[512];
    struct scenario *scenario = analytic_scenario(
        workdir,
        "analytic = { function = \"zero\"; noise = 1.0; };\nexperiment = { replications = 100; arms = ( { name = "
        "\"none\"; analytic = { on = false; shift = 9.0; }; }, { name = \"b\"; }, { name = \"c\"; analytic = { "
        "shift = 1.0; luck = 1; }; } ); };");
    struct study_request request = analytic_request(scenario, workdir_path(path, "left.db"));
    request.fresh = true;
    for (size_t i = 0; i < 2; i++) {
        request.method = methods[i];
        request.delta = i == 0 ? (double)NAN : 0.5;
        struct study_result result = study_result_of(&request, select_arms);
        const struct frame *selection = study_table(&result, "selection");
        assert_string_equal(study_word(selection, 0, "verdict"), "no value");
        assert_int_equal(study_cell(selection, 0, "replications")->integer, 10);
        assert_true(isnan(study_real(selection, 0, "behind")));
        assert_string_equal(study_word(selection, 1, "verdict"), "out");
        assert_string_equal(study_word(selection, 2, "verdict"), "best");
        assert_true(study_real(study_table(&result, "selection-chance"), 0, "p_correct") > 0.9);
        for (size_t k = 0; k < 2; k++) {
            expect_words(&result, k == 0 ? REPORT_EN : REPORT_NL, said[i][k]);
            expect_words(&result, k == 0 ? REPORT_EN : REPORT_NL, left_out[k]);
        }
        study_result_release(&result);
    }
    scenario_free(scenario);
}

/* A run that failed counts among the replications and among no values: mean and interval are those of the others. */
static void test_select_failures(void **state)
{
    (void)state;
    static const char *const said[2] = {"Without a value, and so not in mean and interval: c 1 of ",
                                        "Zonder waarde, en dus niet in gemiddelde en interval: c 1 van "};
    char path[512];
    struct scenario *scenario = analytic_scenario(
        workdir,
        "analytic = { function = \"zero\"; noise = 1.0; };\nexperiment = { replications = 20; on_failure = \"record\"; "
        "arms = ( { name = \"b\"; }, { name = \"c\"; analytic = { shift = 1.0; luck = 1; fails_at = 3; }; } ); };");
    struct study_request request = analytic_request(scenario, workdir_path(path, "failures.db"));
    request.delta = (double)NAN;
    struct study_result result = study_result_of(&request, select_arms);
    const struct frame *selection = study_table(&result, "selection");
    const int64_t given = study_cell(selection, 1, "replications")->integer;
    struct stats_moments moments = {0};
    double values[40];
    struct store_item items[40];
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    assert_in_range(given, 10, 30);
    assert_int_equal(study_cell(selection, 0, "n")->integer, study_cell(selection, 0, "replications")->integer);
    assert_int_equal(study_cell(selection, 1, "n")->integer, given - 1);
    for (size_t r = 0; r < (size_t)given; r++)
        items[r] = (struct store_item){.arm = 1, .replication = r};
    assert_int_equal(store_open(path, &store, &err), SIM_OK);
    assert_int_equal(store_values(store, ANALYTIC_VALUE, items, (size_t)given, values, &err), SIM_OK);
    store_close(store);
    for (size_t r = 0; r < (size_t)given; r++)
        stats_add(&moments, values[r]);
    const struct stats_interval interval = stats_mean_interval(&moments, 0.95);
    assert_near("mean", study_real(selection, 1, "mean"), stats_mean(&moments), 1e-12);
    assert_near("lo", study_real(selection, 1, "lo"), interval.lo, 1e-12);
    assert_near("hi", study_real(selection, 1, "hi"), interval.hi, 1e-12);
    for (size_t k = 0; k < 2; k++)
        expect_words(&result, k == 0 ? REPORT_EN : REPORT_NL, said[k]);
    study_result_release(&result);
    scenario_free(scenario);
}

static void test_select_refuses(void **state)
{
    (void)state;
    char path[512];
    struct sim_err err = {SIM_OK, ""};
    struct scenario *scenario =
        analytic_scenario(workdir, "analytic = { on = false; };\nexperiment = { replications = 100; " FOUR_ARMS "};");
    struct study_request request = analytic_request(scenario, workdir_path(path, "r.db"));
    request.delta = (double)NAN;
    request.method = "kn";
    assert_int_equal(analytic_study(&request, select_arms, NULL, NULL, &err), SIM_E_INPUT);
    assert_non_null(strstr(err.text, "--delta"));
    err = (struct sim_err){SIM_OK, ""};
    request.method = NULL;
    request.budget = 20;
    assert_int_equal(analytic_study(&request, select_arms, NULL, NULL, &err), SIM_E_INPUT);
    assert_non_null(strstr(err.text, "at least 44"));
    err = (struct sim_err){SIM_OK, ""};
    request.budget = 100;
    /* No value at all: known after the runs only, so not a fault of the input. */
    static const char *const methods[] = {NULL, "kn"};
    for (size_t i = 0; i < 2; i++) {
        err = (struct sim_err){SIM_OK, ""};
        request.method = methods[i];
        request.delta = 0.5;
        assert_int_equal(analytic_study(&request, select_arms, NULL, NULL, &err), SIM_E_MODEL);
        assert_non_null(strstr(err.text, "0 of 4 arms have a value of value"));
    }
    scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_select),
        cmocka_unit_test(test_select_paired),
        cmocka_unit_test(test_select_without_values),
        cmocka_unit_test(test_select_failures),
        cmocka_unit_test(test_select_refuses),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
