/* Antithetic pairs through engine, store and report: experiment.antithetic. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "sim/report/analysis.h"
#include "sim/session/session.h"
#include "sim/stats/variance.h"
#include "sim/study/study.h"
#include "tests/support/scenario_file.h"
#include "tests/support/store_example.h"
#include "tests/support/toy_model.h"
#include "tests/support/workdir.h"

static struct scenario *load_with(bool antithetic, double harsh)
{
    char text[1024];
    (void)snprintf(text, sizeof text,
                   "title = \"herds\";\nspinup_months = 2;\nhorizon_months = 5;\n"
                   "toy = { animals = 300; death = 0.4; fee = 25; };\n"
                   "experiment = { seed = 5; antithetic = %s; reference = \"mild\"; arms = ( { name = \"mild\"; },\n"
                   "  { name = \"harsh\"; toy = { death = %g; }; } ); };\n",
                   antithetic ? "true" : "false", harsh);
    return scenario_file_make(workdir, "herds.cfg", text, &toy_rules);
}

static struct scenario *load(bool antithetic)
{
    return load_with(antithetic, 0.45);
}

static int run_into(const char *path, const struct scenario *scenario, size_t replications, int threads,
                    struct sim_err *err)
{
    struct experiment_progress progress;
    struct experiment e = {.model = &toy_model,
                           .scenario = scenario,
                           .n_arms = scenario->n_listed,
                           .replications = replications,
                           .seed = 5,
                           .threads = threads};
    const int status = session_run(&e, path, false, NULL, &progress, err);
    store_close(e.store);
    return status;
}

static double one_run(const struct scenario *scenario, size_t arm, size_t replication)
{
    struct sim_err err = {SIM_OK, ""};
    double values[TOY_N_OUTCOMES];
    if (experiment_replicate(&toy_model, scenario, arm, 5, replication, NULL, values, NULL, NULL, &err) != SIM_OK)
        fail_msg("%s", err.text);
    return values[TOY_DEATHS];
}

/* Run 2k is run k of a result without pairs; its partner differs from every run and goes against it. */
static void test_partners(void **state)
{
    (void)state;
    enum { PAIRS = 60 };
    struct scenario *plain = load(false), *paired = load(true);
    double a[PAIRS], b[PAIRS];
    struct variance_antithetic v;
    for (size_t k = 0; k < PAIRS; k++) {
        a[k] = one_run(paired, 0, 2 * k);
        b[k] = one_run(paired, 0, 2 * k + 1);
        assert_true(a[k] == one_run(plain, 0, k));
    }
    variance_antithetic(a, b, PAIRS, 0.95, &v);
    /* Of an animal that dies with probability p < 1/2, never both partners: correlation - p / (1 - p) in a month. */
    print_message("correlation %.2f, ratio %.2f\n", v.correlation, v.variance_ratio);
    assert_true(v.correlation < -0.2 && v.variance_ratio > 1.2);
    scenario_free(plain);
    scenario_free(paired);
}

/* The row of an arm about deaths in the table `antithetic`: what its runs give by hand. */
static void assert_gain(const char *path, const char *arm, const char *reference,
                        const struct variance_antithetic *expected)
{
    char *text = store_example_print(path, "antithetic", REPORT_JSON, REPORT_EN, REPORT_COMPARE);
    json_t *rows = json_loads(text, 0, NULL), *row;
    size_t i, found = 0;
    json_array_foreach(rows, i, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "arm")), arm) != 0
            || strcmp(json_string_value(json_object_get(row, "reference")), reference) != 0
            || strcmp(json_string_value(json_object_get(row, "outcome")), "deaths") != 0)
            continue;
        found++;
        assert_int_equal(json_integer_value(json_object_get(row, "n")), (int)expected->n);
        const double ratio = json_number_value(json_object_get(row, "variance_ratio"));
        const double lo = json_number_value(json_object_get(row, "variance_ratio_lo"));
        const double hi = json_number_value(json_object_get(row, "variance_ratio_hi"));
        print_message("%s less %s: ratio %.2f (%.2f; %.2f)\n", arm, reference, ratio, lo, hi);
        assert_true(fabs(ratio - expected->variance_ratio) < 1e-9);
        assert_true(fabs(lo - expected->ratio_lo) < 1e-9 && fabs(hi - expected->ratio_hi) < 1e-9);
        assert_true(lo < ratio && ratio < hi);
    }
    assert_int_equal(found, 1);
    json_decref(rows);
    free(text);
}

/* What is reported of pairs against the formulas for pairs. */
static void test_report(void **state)
{
    (void)state;
    enum { PAIRS = 20 };
    char path[512], other[512];
    struct scenario *scenario = load(true);
    struct sim_err err = {SIM_OK, ""};
    struct store *store = NULL;
    struct analysis a;
    struct stats_summary s, runs;
    struct variance_antithetic expected;
    double first[PAIRS], second[PAIRS], all[2 * PAIRS];
    if (run_into(workdir_path(path, "p.db"), scenario, 2 * PAIRS, 1, &err) != SIM_OK
        || run_into(workdir_path(other, "q.db"), scenario, 2 * PAIRS, 2, &err) != SIM_OK)
        fail_msg("%s", err.text);
    assert_int_equal(store_open(path, &store, &err), SIM_OK);
    assert_int_equal(analysis_read(store, REPORT_COMPARE, &a, &err), SIM_OK);
    assert_true(a.contents.antithetic);
    assert_int_equal(a.contents.replications, PAIRS);
    assert_int_equal(a.n_runs, 2 * PAIRS);
    for (size_t arm = 0; arm < 2; arm++) {
        for (size_t r = 0; r < 2 * PAIRS; r++) {
            all[r] = one_run(scenario, arm, r);
            *(r % 2 == 0 ? &first[r / 2] : &second[r / 2]) = all[r];
        }
        variance_antithetic(first, second, PAIRS, 0.95, &expected);
        assert_int_equal(stats_summarise(all, 2 * PAIRS, 0.95, &runs, &err), SIM_OK);
        assert_int_equal(analysis_summarise(&a, arm, TOY_DEATHS, &s, &err), SIM_OK);
        assert_int_equal(s.n, PAIRS);
        assert_true(fabs(s.mean - expected.mean) < 1e-12 && s.sd == runs.sd);
        assert_true(runs.sd * runs.sd > 1.5 * expected.variance);
        assert_true(fabs(s.lo - expected.lo) < 1e-9 && fabs(s.hi - expected.hi) < 1e-9);
        assert_true(s.q05 == runs.q05 && s.q50 == runs.q50 && s.q95 == runs.q95);
    }
    /* Money too: the farmer pays what the shepherd receives, of pairs. */
    assert_int_equal(a.incidence[0].n, PAIRS);
    analysis_free(&a);
    store_close(store);

    char *text = store_example_print(path, NULL, REPORT_TEXT, REPORT_EN, REPORT_COMPARE);
    assert_non_null(strstr(text, "40 runs each"));
    assert_non_null(strstr(text, "antithetic pairs"));
    free(text);

    /* The ratio against independent runs, of means and of differences, in the table and in words. */
    struct variance_antithetic of_difference;
    double less[PAIRS], less_too[PAIRS];
    for (size_t r = 0; r < 2 * PAIRS; r++)
        *(r % 2 == 0 ? &less[r / 2] : &less_too[r / 2]) = one_run(scenario, 1, r) - one_run(scenario, 0, r);
    variance_antithetic(less, less_too, PAIRS, 0.95, &of_difference);
    assert_gain(path, "harsh", "", &expected);
    assert_gain(path, "harsh", "mild", &of_difference);
    assert_int_not_equal((int)(100.0 * expected.variance_ratio), (int)(100.0 * of_difference.variance_ratio));
    text = store_example_print(path, NULL, REPORT_TEXT, REPORT_EN, REPORT_COMPARE);
    assert_non_null(strstr(text, "Opposite luck made the variance of a mean"));
    free(text);
    text = store_example_print(path, NULL, REPORT_TEXT, REPORT_NL, REPORT_COMPARE);
    assert_non_null(strstr(text, "Omgekeerd toeval maakte de variantie van een gemiddelde"));
    free(text);
    char *one = store_example_print(path, "contrasts", REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    char *two = store_example_print(other, "contrasts", REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    assert_string_equal(one, two);
    assert_non_null(strstr(one, "harsh,mild,deaths,1,20,"));
    free(one);
    free(two);
    scenario_free(scenario);
}

/* The row of the harsh arm about deaths in a table of a result. */
static json_t *read_row(const char *path, const char *table)
{
    char *text = store_example_print(path, table, REPORT_JSON, REPORT_EN, REPORT_COMPARE);
    json_t *rows = json_loads(text, 0, NULL), *row, *found = NULL;
    size_t i;
    free(text);
    assert_true(json_is_array(rows));
    json_array_foreach(rows, i, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "arm")), "harsh") == 0
            && strcmp(json_string_value(json_object_get(row, "outcome")), "deaths") == 0)
            found = json_incref(row);
    }
    json_decref(rows);
    assert_non_null(found);
    return found;
}

/* NaN: left out. */
static double number_of(const json_t *row, const char *key)
{
    const json_t *value = json_object_get(row, key);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static void assert_left_out(const json_t *row, const char *const *keys, bool left_out)
{
    for (; *keys != NULL; keys++)
        if (isnan(number_of(row, *keys)) != left_out)
            fail_msg("%s is %g", *keys, number_of(row, *keys));
}

/* How far single futures of two arms lie apart does not depend on whether runs come in pairs. */
static void test_sizes(void **state)
{
    (void)state;
    enum { PAIRS = 200, RUNS = 2 * PAIRS };
    static const char *const left_out[] = {"d_lo",           "d_hi",           "dz", "dz_lo", "dz_hi",
                                           "superiority_lo", "superiority_hi", NULL};
    char path[512], plain_path[512];
    struct scenario *plain = load_with(false, 0.41), *paired = load_with(true, 0.41);
    struct sim_err err = {SIM_OK, ""};
    struct stats_moments moments[2] = {{0}}, means[2] = {{0}};
    double fewer = 0.0, fewer_of_pairs = 0.0; /* deaths: better */
    if (run_into(workdir_path(path, "a.db"), paired, RUNS, 2, &err) != SIM_OK
        || run_into(workdir_path(plain_path, "b.db"), plain, RUNS, 2, &err) != SIM_OK)
        fail_msg("%s", err.text);
    for (size_t r = 0; r < RUNS; r += 2) {
        double pair[2] = {0.0, 0.0};
        for (size_t k = r; k < r + 2; k++) {
            const double mild = one_run(paired, 0, k), harsh = one_run(paired, 1, k);
            stats_add(&moments[0], mild);
            stats_add(&moments[1], harsh);
            pair[0] += 0.5 * mild;
            pair[1] += 0.5 * harsh;
            fewer += harsh < mild ? 1.0 : harsh == mild ? 0.5 : 0.0;
        }
        fewer_of_pairs += pair[1] < pair[0] ? 1.0 : pair[1] == pair[0] ? 0.5 : 0.0;
        stats_add(&means[0], pair[0]);
        stats_add(&means[1], pair[1]);
    }
    const double diff = stats_mean(&moments[1]) - stats_mean(&moments[0]);
    const double d = diff / sqrt(0.5 * (stats_variance(&moments[0]) + stats_variance(&moments[1])));
    const double of_means = diff / sqrt(0.5 * (stats_variance(&means[0]) + stats_variance(&means[1])));
    json_t *row = read_row(path, "effect-sizes"), *other = read_row(plain_path, "effect-sizes");
    print_message("d %.3f, of plain runs %.3f, of pair means %.3f; share %.3f, of pair means %.3f\n",
                  number_of(row, "d"), number_of(other, "d"), of_means, fewer / RUNS, fewer_of_pairs / PAIRS);
    assert_true(fabs(number_of(row, "d") - d) < 1e-9 * fabs(d));
    assert_true(fabs(number_of(row, "d") / number_of(other, "d") - 1.0) < 0.15);
    assert_true(of_means / d > 1.41);
    assert_true(fabs(number_of(row, "superiority") - fewer / RUNS) < 1e-12);
    assert_left_out(row, left_out, true);
    assert_left_out(other, left_out, false);
    /* The difference itself is judged by pairs. */
    assert_true(number_of(row, "n") == PAIRS && fabs(number_of(row, "diff") - diff) < 1e-9);
    assert_true(number_of(row, "p") < 1e-6);
    json_decref(row);
    json_decref(other);

    row = read_row(path, "contrasts");
    assert_true(number_of(row, "n") == PAIRS && fabs(number_of(row, "p_better") - fewer / RUNS) < 1e-12);
    json_decref(row);
    row = read_row(path, "best");
    assert_true(number_of(row, "n") == PAIRS && fabs(number_of(row, "share_best") - fewer / RUNS) < 1e-12);
    assert_true(fabs(number_of(row, "mean") - stats_mean(&means[1])) < 1e-9);
    json_decref(row);
    /* The case can tell them apart: pairs say something else. */
    assert_true(fabs(fewer / RUNS - fewer_of_pairs / PAIRS) > 0.02);
    scenario_free(plain);
    scenario_free(paired);
}

/* Pairs and single runs are never mixed, and what knows no pairs refuses them. */
static void test_refusals(void **state)
{
    (void)state;
    char path[512];
    struct scenario *plain = load(false), *paired = load(true);
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(run_into(workdir_path(path, "r.db"), plain, 4, 1, &err), SIM_OK);
    assert_int_equal(run_into(path, paired, 4, 1, &err), SIM_E_MISMATCH);
    assert_non_null(strstr(err.text, STORE_ANTITHETIC));
    err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(run_into(workdir_path(path, "s.db"), paired, 5, 1, &err), SIM_E_INPUT);
    assert_non_null(strstr(err.text, "even number"));
    err = (struct sim_err){SIM_OK, ""};
    struct study study;
    const struct study_request request = {
        .model = &toy_model, .scenario = paired, .path = path, .seed = 5, .replications = 4};
    assert_int_equal(study_open(&study, &request, &err), SIM_E_INPUT);
    assert_non_null(strstr(err.text, "experiment.antithetic"));
    study_close(&study);
    struct precision_wish wish = {.outcome = TOY_DEATHS, .half = 1};
    struct session_precision precision = {.wishes = &wish, .n_wishes = 1, .maximum = 40};
    struct experiment_progress progress;
    struct experiment e = {.model = &toy_model, .scenario = paired, .n_arms = 2, .replications = 4, .seed = 5};
    err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(session_run(&e, path, false, &precision, &progress, &err), SIM_E_INPUT);
    assert_non_null(strstr(err.text, "precision"));
    scenario_free(plain);
    scenario_free(paired);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, workdir_set_up, workdir_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_partners),
        IN_FOLDER(test_report),
        IN_FOLDER(test_sizes),
        IN_FOLDER(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
