/* How many replications for which precision: `samenspel advise`. */
#include <gsl/gsl_cdf.h>
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
#include "sim/report/study.h"
#include "sim/stats/advice.h"
#include "sim/stats/stats.h"
#include "sim/study/study.h"
#include "tests/support/expect.h"
#include "tests/support/scenario_file.h"
#include "tests/support/store_example.h"
#include "tests/support/study_result.h"
#include "tests/support/toy_model.h"
#include "tests/support/workdir.h"

static const char herds[] = "title = \"herds\";\n"
                            "spinup_months = 2;\n"
                            "horizon_months = 5;\n"
                            "toy = { animals = 200; death = 0.1; fee = 25; };\n"
                            "experiment = { replications = 40; seed = 5; reference = \"mild\"; arms = (\n"
                            "  { name = \"mild\"; },\n"
                            "  { name = \"harsh\"; toy = { death = 0.12; }; },\n"
                            "  { name = \"rich\"; toy = { fee = 30; }; } ); };\n";

static struct scenario *scenario;

static void load(const char *text)
{
    scenario = scenario_file_make(workdir, "herds.cfg", text, &toy_rules);
}

static int set_up(void **state)
{
    (void)workdir_set_up(state);
    load(herds);
    return 0;
}

static int tear_down(void **state)
{
    scenario_free(scenario);
    return workdir_tear_down(state);
}

static const size_t outcomes[] = {TOY_ALIVE, TOY_DEATHS};

static struct study_request request_of(const char *path, size_t replications)
{
    return (struct study_request){
        .model = &toy_model,
        .scenario = scenario,
        .path = path,
        .seed = 5,
        .replications = replications,
        .delta = (double)NAN,
        .threads = 1,
        .flows = true,
        .outcomes = outcomes,
        .n_outcomes = 2,
    };
}

static void advise_into(struct study *study, const struct study_request *request)
{
    struct sim_err err = {SIM_OK, ""};
    if (study_open(study, request, &err) != SIM_OK || advise(study, &err) != SIM_OK
        || report_store_tables(study->experiment.store, &err) != SIM_OK || study_end(study, &err) != SIM_OK)
        fail_msg("%s", err.text);
}

/* Runs a comparison of so many replications into `path`, as the command does. */
static void compare_into(const char *path, size_t replications, size_t expected_found)
{
    struct sim_err err = {SIM_OK, ""};
    struct experiment_progress progress = {0};
    struct experiment e = {.model = &toy_model,
                           .scenario = scenario,
                           .n_arms = scenario->n_listed,
                           .replications = replications,
                           .seed = 5,
                           .threads = 2};
    if (store_create(path, &toy_model, scenario, 5, false, false, &e.store, &err) != SIM_OK
        || experiment_run(&e, &progress, &err) != SIM_OK || store_finish(e.store, replications, &err) != SIM_OK
        || report_store_tables(e.store, &err) != SIM_OK)
        fail_msg("%s", err.text);
    assert_int_equal(progress.resumed, expected_found);
    store_close(e.store);
}

/* The row of an arm (its mean when `reference` is empty) and outcome. */
static size_t find(const struct frame *frame, const char *outcome, const char *arm, const char *reference)
{
    for (size_t r = 0; r < frame->n_rows; r++)
        if (strcmp(study_word(frame, r, "outcome"), outcome) == 0 && strcmp(study_word(frame, r, "arm"), arm) == 0
            && strcmp(study_word(frame, r, "reference"), reference) == 0)
            return r;
    fail_msg("no row of %s, %s less %s", outcome, arm, reference);
    return 0;
}

static void column(size_t arm, size_t outcome, size_t n, double *values)
{
    struct sim_err err = {SIM_OK, ""};
    double all[TOY_N_OUTCOMES];
    for (size_t r = 0; r < n; r++) {
        if (experiment_replicate(&toy_model, scenario, arm, 5, r, NULL, all, NULL, NULL, &err) != SIM_OK)
            fail_msg("%s", err.text);
        values[r] = all[outcome];
    }
}

static char *print(const struct study *study, enum report_lang lang, double seconds)
{
    struct sim_err err = {SIM_OK, ""};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    const struct report_study report = {.command = "advise",
                                        .title = "herds",
                                        .path = "x.db",
                                        .model = &toy_model,
                                        .seed = 5,
                                        .arms = 3,
                                        .runs = study->progress.total,
                                        .replications = study->replications,
                                        .asked = study->request->replications,
                                        .found = study->held.replications,
                                        .beyond = study->held.beyond,
                                        .unfinished = study->held.unfinished,
                                        .most_replications = 1000,
                                        .seconds = seconds,
                                        .store = study->experiment.store,
                                        .frames = study->frames,
                                        .n_frames = study->n_frames,
                                        .format = REPORT_TEXT,
                                        .lang = lang};
    assert_non_null(out);
    assert_int_equal(report_study_print(out, &report, &err), SIM_OK);
    (void)fclose(out);
    for (const char *line = text; *line != '\0';) {
        const size_t length = strcspn(line, "\n");
        assert_true(length <= 130); /* bytes; 120 points */
        line += length + (line[length] == '\n');
    }
    for (char *c = text; *c != '\0'; c++)
        *c = *c == '\n' ? ' ' : *c; /* sentences are looked for across lines */
    return text;
}

/* Every figure against one from the runs themselves. */
static void test_figures(void **state)
{
    (void)state;
    enum { N = 25 };
    char path[512];
    double mild[N], harsh[N];
    struct study study;
    const struct precision_wish wish = {.outcome = TOY_DEATHS, .half = 0.75};
    struct study_request request = request_of(workdir_path(path, "a.db"), N);
    request.wishes = &wish;
    request.n_wishes = 1;
    advise_into(&study, &request);
    const struct frame *advice = &study.frames[0], *pilot = &study.frames[1];
    assert_string_equal(advice->definition->name, "advice");
    assert_string_equal(pilot->definition->name, "advice-pilot");
    assert_int_equal(advice->n_rows, 6);
    const size_t row = find(advice, "deaths", "harsh", "mild"), mean = find(advice, "deaths", "mild", "");
    assert_int_equal(find(pilot, "deaths", "harsh", "mild"), row);

    struct stats_contrast c;
    struct stats_moments m = {0};
    column(0, TOY_DEATHS, N, mild);
    column(1, TOY_DEATHS, N, harsh);
    stats_compare(harsh, mild, N, 0, 0.95, &c);
    for (size_t r = 0; r < N; r++)
        stats_add(&m, mild[r]);
    const double bound = advice_sd_bound(c.sd, N, 0.9);
    assert_true(bound > c.sd);
    assert_close(study_real(pilot, row, "mean"), c.diff, 1e-12);
    assert_close(study_real(pilot, row, "sd"), c.sd, 1e-12);
    assert_close(study_real(pilot, row, "sd_bound"), bound, 1e-12);
    assert_close(study_real(pilot, row, "half_width"), 0.5 * (c.hi - c.lo), 1e-9);
    assert_close(study_real(pilot, row, "correlation"), c.correlation, 1e-12);
    assert_close(study_real(pilot, row, "saving"), c.variance_ratio, 1e-12);
    assert_true(c.variance_ratio > 1.5); /* the same luck in both arms */
    assert_close(study_real(pilot, mean, "mean"), stats_mean(&m), 1e-12);

    assert_close(study_real(advice, row, "wished"), 0.75, 0);
    assert_close(study_real(advice, row, "n_wished"), (double)advice_for_half_width(bound, 0.75, 0.95), 0);
    assert_close(study_real(advice, row, "small"), 0.1 * stats_sd(&m), 1e-12);
    assert_close(study_real(advice, row, "n_small"), (double)advice_for_half_width(bound, 0.1 * stats_sd(&m), 0.95), 0);
    assert_close(study_real(advice, row, "n_half"), (double)advice_for_half_width(bound, 0.5 * fabs(c.diff), 0.95), 0);
    assert_close(study_real(advice, row, "n_found"), (double)advice_for_power(c.diff, bound, 0.8, 0.95), 0);
    assert_close(study_real(advice, row, "found_100"), advice_detectable(bound, 100, 0.8, 0.95), 1e-12);
    assert_close(study_real(advice, row, "found_1000"), advice_detectable(bound, 1000, 0.8, 0.95), 1e-12);
    assert_true(isnan(study_real(advice, row, "delta")) && isnan(study_real(advice, row, "n_delta")));
    /* Of a mean there is no difference to find; of the other outcome nothing was asked. */
    assert_true(isnan(study_real(advice, mean, "n_found")) && isnan(study_real(advice, mean, "found_100")));
    assert_true(isnan(study_real(advice, find(advice, "alive", "harsh", "mild"), "wished")));
    /* What `compare --precision` would do, with the spread as it is and at its bound. */
    const struct precision_plan plan = precision_plan_of(&wish, 1000, mild);
    for (size_t r = 0; r < N; r++)
        harsh[r] -= mild[r];
    assert_close(study_real(advice, row, "n_command"), (double)precision_expected(&plan, harsh, N, c.sd), 0);
    assert_close(study_real(advice, row, "n_command_most"), (double)precision_expected(&plan, harsh, N, bound), 0);
    assert_true(study_real(advice, row, "n_command") >= study_real(pilot, row, "n"));
    assert_true(isnan(study_real(advice, mean, "n_command"))); /* of several arms it looks at differences */
    assert_string_equal(study_word(pilot, row, "basis"), "sd");
    /* The fee changes no death: 0 in every run is no certainty, and no number follows from it. */
    const size_t equal = find(advice, "deaths", "rich", "mild");
    static const char *const numbers[] = {"n_wished", "n_command", "n_command_most", "n_small",   "n_half",
                                          "n_found",  "n_delta",   "found_100",      "found_1000"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        assert_true(isnan(study_real(advice, equal, numbers[i])));
    assert_true(isnan(study_real(pilot, equal, "half_width")) && isnan(study_real(pilot, equal, "sd_bound")));
    assert_int_equal(study_cell(pilot, equal, "equal")->integer, N);
    assert_string_equal(study_word(pilot, equal, "basis"), "equal");
    char *text = print(&study, REPORT_EN, (double)NAN);
    expect_in(text,
              "no number of replications can be given: alive: rich less mild 25 of 25; deaths: rich less mild 25 of "
              "25. How often such a thing happens is what decides, and a pilot of 25 may have missed what happens in 9 "
              "% of the runs.");
    expect_in(text, "goes on for what is nearly always equal until 10 runs differ, or to 1,000 replications "
                    "(--max-replications): when "
                    "that is cannot be told. For the rest it is expected to stop at about ");
    free(text);
    text = print(&study, REPORT_NL, (double)NAN);
    expect_in(text, "geen aantal herhalingen te geven is: in leven: rich min mild 25 van 25;");
    free(text);
    study_close(&study);
    /* A percentage is one of the reference's mean. */
    const struct precision_wish share = {.outcome = TOY_DEATHS, .half = 0.05, .relative = true};
    request.wishes = &share;
    advise_into(&study, &request);
    assert_close(study_real(&study.frames[0], row, "wished"), 0.05 * stats_mean(&m), 1e-12);
    study_close(&study);
}

static void test_delta(void **state)
{
    (void)state;
    char path[512];
    struct study study;
    struct study_request request = request_of(workdir_path(path, "d.db"), 20);
    request.n_outcomes = 1;
    request.delta = 1.5;
    advise_into(&study, &request);
    const struct frame *advice = &study.frames[0], *pilot = &study.frames[1];
    const size_t row = find(advice, "alive", "harsh", "mild");
    assert_close(study_real(advice, row, "delta"), 1.5, 0);
    assert_close(study_real(advice, row, "n_delta"),
                 (double)advice_for_power(1.5, study_real(pilot, row, "sd_bound"), 0.8, 0.95), 0);
    study_close(&study);
}

/* The tables that a comparison ends with. */
static char *tables(const char *path)
{
    static const char *const names[] = {"outcomes", "summary", "contrasts", "flows", "effect-sizes", "pairing"};
    char *all = calloc(1, 1 << 20);
    assert_non_null(all);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *text = store_example_print(path, names[i], REPORT_CSV, REPORT_EN, REPORT_COMPARE);
        assert_true(strlen(all) + strlen(text) < 1 << 20);
        memcpy(all + strlen(all), text, strlen(text) + 1);
        free(text);
    }
    return all;
}

/* A comparison goes on from the pilot and ends as if there had been none. */
static void test_compare_goes_on(void **state)
{
    (void)state;
    char plain[512], path[512];
    struct study study;
    compare_into(workdir_path(plain, "plain.db"), 40, 0);
    const struct study_request request = request_of(workdir_path(path, "pilot.db"), 12);
    advise_into(&study, &request);
    const size_t arms = study.progress.total / 12;
    study_close(&study);
    char *text = store_example_print(path, NULL, REPORT_TEXT, REPORT_EN, REPORT_COMPARE);
    assert_non_null(strstr(text, "12 runs each")); /* the pilot is a comparison by itself */
    free(text);
    compare_into(path, 40, 12 * arms);
    char *a = tables(plain), *b = tables(path);
    assert_string_equal(a, b);
    free(a);
    free(b);
}

/* What is there already is the pilot; the result is then complete again, with its tables. */
static void test_more_is_there(void **state)
{
    (void)state;
    char path[512], fresh[512];
    struct study study, other;
    compare_into(workdir_path(path, "more.db"), 30, 0);
    char *before = tables(path);
    struct study_request request = request_of(path, 10);
    advise_into(&study, &request);
    assert_int_equal(study.replications, 30);
    assert_int_equal(study.progress.resumed, study.progress.total);
    assert_int_equal(frame_row(&study.frames[1], 0)[frame_column(study.frames[1].definition, "n")].integer, 30);
    char *text = print(&study, REPORT_EN, (double)NAN);
    expect_in(text, "The pilot is 30 replications of every arm, which were there already (asked: 10).");
    assert_null(strstr(text, "not finished"));
    free(text);
    study_close(&study);
    char *after = tables(path);
    assert_string_equal(before, after);
    free(before);
    free(after);

    /* A replication of which an arm is missing ends the pilot: the second call asks for the first 21. */
    struct store *store = NULL;
    assert_int_equal(store_create(workdir_path(fresh, "gap.db"), &toy_model, scenario, 5, false, false, &store, NULL),
                     SIM_OK);
    struct experiment e = {.model = &toy_model, .scenario = scenario, .store = store, .n_arms = 3, .seed = 5};
    struct store_item *items = NULL;
    size_t n = 0;
    e.replications = 25;
    assert_int_equal(experiment_items(&e, &items, &n, NULL), SIM_OK);
    for (size_t i = 0; i < n; i++)
        if (items[i].replication == 21 && items[i].arm == 1) {
            memmove(items + i, items + i + 1, (n - i - 1) * sizeof *items);
            n--;
        }
    assert_int_equal(experiment_run_items(&e, items, n, NULL, NULL), SIM_OK);
    free(items);
    store_close(store);
    request.path = fresh;
    request.threads = 2;
    advise_into(&other, &request);
    assert_int_equal(other.replications, 21);
    assert_int_equal(other.progress.done, other.progress.resumed); /* it is not finished here */
    assert_true(other.held.unfinished);
    assert_int_equal(other.held.beyond, n - 21 * (n + 1) / 25);
    text = print(&other, REPORT_EN, (double)NAN);
    expect_in(
        text,
        "The pilot is 21 replications of every arm, which were there already (asked: 10). They are of a comparison "
        "that is not finished, and was not finished here");
    expect_in(text, " runs of later replications, of which not all arms are there, are no part of it.");
    free(text);
    text = print(&other, REPORT_NL, (double)NAN);
    expect_in(text,
              "De proef bestaat uit 21 herhalingen van elke variant, die er al waren (gevraagd: 10). Ze horen bij een");
    free(text);
    study_close(&other);
}

static volatile int stop;

static void stop_later(void *context, const struct experiment_progress *progress)
{
    (void)context;
    stop = progress->done >= 17;
}

static void test_interrupted(void **state)
{
    (void)state;
    char path[512], whole[512];
    struct study study;
    struct sim_err err = {SIM_OK, ""};
    struct study_request request = request_of(workdir_path(path, "cut.db"), 15);
    stop = 0;
    request.progress = stop_later;
    request.stop = &stop;
    assert_int_equal(study_open(&study, &request, &err), SIM_OK);
    assert_int_equal(advise(&study, &err), SIM_E_INTERRUPTED);
    assert_true(study.progress.done >= 17 && study.progress.done < study.progress.total);
    study_close(&study);
    stop = 0;
    request.progress = NULL;
    request.threads = 2;
    advise_into(&study, &request);
    assert_true(study.progress.resumed >= 17);
    char *text = print(&study, REPORT_EN, (double)NAN);
    expect_in(text, "The pilot is 15 replications of every arm, of which ");
    assert_null(strstr(text, "not finished"));
    free(text);
    study_close(&study);
    request = request_of(workdir_path(whole, "whole.db"), 15);
    advise_into(&study, &request);
    study_close(&study);
    static const char *const names[] = {"advice", "advice-pilot"};
    for (size_t i = 0; i < 2; i++) {
        char *a = store_example_print(path, names[i], REPORT_CSV, REPORT_EN, REPORT_COMPARE);
        char *b = store_example_print(whole, names[i], REPORT_CSV, REPORT_EN, REPORT_COMPARE);
        assert_string_equal(a, b);
        free(a);
        free(b);
    }
}

/* A run that failed leaves its pair out; replications are then asked for in proportion. */
static void test_failed_run(void **state)
{
    (void)state;
    char path[512];
    struct study study;
    scenario_free(scenario);
    load("title = \"herds\";\nspinup_months = 2;\nhorizon_months = 5;\n"
         "toy = { animals = 200; death = 0.1; broken_replication = 3; };\n"
         "experiment = { on_failure = \"record\"; reference = \"mild\"; arms = ( { name = \"mild\"; },\n"
         "  { name = \"harsh\"; toy = { death = 0.12; }; } ); };\n");
    const struct study_request request = request_of(workdir_path(path, "f.db"), 10);
    advise_into(&study, &request);
    const struct frame *advice = &study.frames[0], *pilot = &study.frames[1];
    const size_t row = find(advice, "deaths", "harsh", "mild");
    assert_int_equal(study.progress.failed, 2);
    assert_int_equal(frame_row(pilot, row)[frame_column(pilot->definition, "n")].integer, 9);
    const double bound = study_real(pilot, row, "sd_bound"), small = study_real(advice, row, "small");
    assert_close(study_real(advice, row, "n_small"),
                 ceil((double)advice_for_half_width(bound, small, 0.95) * 10.0 / 9.0), 0);
    study_close(&study);
}

static void expect_refusal(struct study_request request, const char *part)
{
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(advise_check(&request, &err), SIM_E_INPUT);
    if (strstr(err.text, part) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, part);
}

static void test_refusals(void **state)
{
    (void)state;
    const struct precision_wish wish = {.outcome = TOY_COST, .half = 1};
    struct study_request request = request_of("unused.db", 1);
    expect_refusal(request, "2 replications or more");
    request.replications = 20;
    request.delta = 1.0;
    expect_refusal(request, "--outcome");
    request.delta = (double)NAN;
    request.wishes = &wish;
    request.n_wishes = 1;
    expect_refusal(request, "--outcome cost");
}

static const char single[] = "title = \"single\";\n"
                             "spinup_months = 2;\n"
                             "horizon_months = 5;\n"
                             "toy = { animals = 1; death = 0.01; fee = 25; };\n"
                             "experiment = { replications = 40; seed = 5; reference = \"mild\"; arms = (\n"
                             "  { name = \"mild\"; },\n"
                             "  { name = \"harsh\"; toy = { death = 0.02; }; },\n"
                             "  { name = \"rich\"; toy = { fee = 30; }; } ); };\n";

/* One animal that lives or dies: its spread is that of an event, bounded by how often it was seen, and a number also asks
 * for ten times that it happens. */
static void test_events(void **state)
{
    (void)state;
    enum { N = 60 };
    char path[512];
    double mild[N];
    struct study study;
    scenario_free(scenario);
    load(single);
    struct study_request request = request_of(workdir_path(path, "e.db"), N);
    const struct precision_wish wish = {.outcome = TOY_ALIVE, .half = 0.1};
    request.wishes = &wish;
    request.n_wishes = 1;
    advise_into(&study, &request);
    const struct frame *advice = &study.frames[0], *pilot = &study.frames[1];
    const size_t mean = find(pilot, "alive", "mild", ""), row = find(pilot, "alive", "harsh", "mild"),
                 equal = find(pilot, "alive", "rich", "mild");
    size_t dead = 0;
    column(0, TOY_ALIVE, N, mild);
    for (size_t r = 0; r < N; r++)
        dead += mild[r] == 0.0;
    assert_in_range(dead, 2, 9);
    assert_string_equal(study_word(pilot, mean, "basis"), "events");
    assert_int_equal(study_cell(pilot, mean, "equal")->integer, N - dead);
    /* At the bound p so few or fewer die with a chance of a tenth. */
    const double bound = study_real(pilot, mean, "sd_bound"), p = 0.5 - sqrt(0.25 - bound * bound);
    assert_close(gsl_cdf_binomial_P((unsigned)dead, p, N), 0.1, 1e-9);
    assert_true(isnan(study_real(pilot, mean, "half_width")));
    const double by_bound = (double)advice_for_half_width(bound, study_real(advice, mean, "wished"), 0.95);
    assert_close(study_real(advice, mean, "n_wished"), fmax(by_bound, ceil(10.0 * N / (double)dead)), 0);
    /* Of a difference either sign may come: the second moment. */
    const size_t differ = N - (size_t)study_cell(pilot, row, "equal")->integer;
    assert_in_range(differ, 1, 9);
    assert_string_equal(study_word(pilot, row, "basis"), "events");
    const double share = study_real(pilot, row, "sd_bound") * study_real(pilot, row, "sd_bound");
    assert_close(gsl_cdf_binomial_P((unsigned)differ, share, N), 0.1, 1e-9);
    assert_true(study_real(advice, row, "n_wished") >= ceil(10.0 * N / (double)differ));
    assert_true(study_real(advice, row, "n_command") >= 10.0 * N / (double)differ);
    assert_true(isnan(study_real(advice, row, "n_found")) && isnan(study_real(advice, row, "n_half")));
    assert_string_equal(study_word(pilot, equal, "basis"), "equal");
    char *text = print(&study, REPORT_EN, (double)NAN);
    expect_in(text, "Equal but for an event in a few runs: alive: mild ");
    free(text);
    text = print(&study, REPORT_NL, (double)NAN);
    expect_in(text, "Gelijk op een gebeurtenis in een paar runs na: in leven: mild ");
    free(text);
    study_close(&study);
}

static void test_sentences(void **state)
{
    (void)state;
    char path[512];
    struct study study;
    const struct precision_wish wishes[] = {{.outcome = TOY_ALIVE, .half = 50}, {.outcome = TOY_DEATHS, .half = 0.35}};
    struct study_request request = request_of(workdir_path(path, "s.db"), 20);
    request.wishes = wishes;
    request.n_wishes = 2;
    advise_into(&study, &request);
    const double needed = study_real(&study.frames[0], find(&study.frames[0], "deaths", "harsh", "mild"), "n_wished");
    assert_true(needed > 400 && needed <= 1000);
    const double step = needed <= 500 ? 500 : needed <= 600 ? 600 : needed <= 800 ? 800 : 1000;
    char part[128];
    char *text = print(&study, REPORT_EN, 720.0 / step);
    expect_in(text, "20 replications are enough for: alive (not all arms, see below) (about ");
    if (step < 1000)
        (void)snprintf(part, sizeof part, "Take %.0f for: deaths (not all arms, see below) (about 12", step);
    else
        (void)snprintf(part, sizeof part, "Take 1,000 for: deaths (not all arms, see below) (about 12");
    expect_in(text, part);
    expect_in(text,
              "Of the 2 differences with the reference of which the spread is known (not counted, since equal in most "
              "runs: 2), ");
    expect_in(text, "flattered by chance");
    free(text);
    text = print(&study, REPORT_NL, (double)NAN);
    expect_in(text, "20 herhalingen zijn genoeg voor: in leven (niet alle varianten, zie hieronder). Neem er ");
    expect_in(text, "door toeval geflatteerd");
    assert_null(strstr(text, "deze machine")); /* nothing was run: nothing is known of the time */
    free(text);
    study_close(&study);
}

/* The reference under another name: said once, and no reason to say that nothing is known. */
static void test_same_arm(void **state)
{
    (void)state;
    char path[512];
    struct study study;
    scenario_free(scenario);
    load("title = \"herds\"; spinup_months = 2; horizon_months = 5;\n"
         "toy = { animals = 200; death = 0.1; fee = 25; };\n"
         "experiment = { replications = 40; seed = 5; reference = \"mild\"; arms = (\n"
         "  { name = \"mild\"; }, { name = \"again\"; }, { name = \"harsh\"; toy = { death = 0.12; }; } ); };\n");
    const struct precision_wish wish = {.outcome = TOY_DEATHS, .half = 5};
    struct study_request request = request_of(workdir_path(path, "same.db"), 20);
    request.wishes = &wish;
    request.n_wishes = 1;
    advise_into(&study, &request);
    const size_t row = find(&study.frames[1], "deaths", "again", "mild");
    assert_string_equal(study_word(&study.frames[1], row, "basis"), "same arm");
    char *text = print(&study, REPORT_EN, (double)NAN);
    const char *once = "again has the settings of mild and is the same in every run";
    expect_in(text, once);
    assert_null(strstr(strstr(text, once) + 1, once));
    expect_not_in(text, "no number of replications can be given");
    expect_not_in(text, "goes on for what is nearly always equal");
    expect_not_in(text, "not all arms");
    expect_not_in(text, "not counted");
    free(text);
    text = print(&study, REPORT_NL, (double)NAN);
    expect_in(text, "again heeft de instellingen van mild en is in elke run gelijk");
    free(text);
    study_close(&study);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_figures),         IN_FOLDER(test_events),        IN_FOLDER(test_delta),
        IN_FOLDER(test_compare_goes_on), IN_FOLDER(test_more_is_there), IN_FOLDER(test_interrupted),
        IN_FOLDER(test_same_arm),        IN_FOLDER(test_failed_run),    IN_FOLDER(test_refusals),
        IN_FOLDER(test_sentences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
