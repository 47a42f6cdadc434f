/* What a result keeps: values to the last bit, contents, flows, and what may be added to it. What goes wrong:
 * test_store_faults.c. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sim/store/read.h"
#include "sim/store/sql.h"
#include "sim/store/store.h"
#include "tests/support/store_example.h"
#include "tests/support/workdir.h"

static uint64_t bits(double x)
{
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

static void test_doubles_keep_their_bits(void **state)
{
    (void)state;
    char path[512];
    const double hard[] = {0.1 + 0.2,          -0.0, 5e-324, 1.7976931348623157e308, 1.0 / 3.0, (double)INFINITY,
                           9007199254740993.0, -2.0, 1e22};
    enum { N = sizeof hard / sizeof hard[0] };
    struct store *store = store_example_create(workdir_path(path, "bits.db"), false);
    for (size_t r = 0; r < N; r++) {
        const double values[EXAMPLE_N_OUTCOMES] = {hard[r], (double)NAN, 0.0};
        store_example_write(store, EXAMPLE_POOLED, r, values, NULL, 0);
    }
    store_close(store);
    store = store_example_reopen(path);
    struct store_contents c;
    double values[EXAMPLE_N_ARMS * EXAMPLE_N_OUTCOMES * N];
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_int_equal(c.replications, N);
    assert_false(c.complete);
    assert_int_equal(store_outcome_values(store, &c, values, NULL), SIM_OK);
    for (size_t r = 0; r < N; r++) {
        assert_true(bits(values[(EXAMPLE_POOLED * EXAMPLE_N_OUTCOMES + EXAMPLE_VISITS) * N + r]) == bits(hard[r]));
        assert_true(isnan(values[(EXAMPLE_POOLED * EXAMPLE_N_OUTCOMES + EXAMPLE_TRUST) * N + r]));
        assert_true(isnan(values[(EXAMPLE_TODAY * EXAMPLE_N_OUTCOMES + EXAMPLE_VISITS) * N + r]));
    }
    store_contents_free(&c);
    store_close(store);
}

static void test_number_texts(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0.1, "0.1"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {1.0 / 3.0, "0.3333333333333333"},
                 {-0.0, "-0"},
                 {1e22, "1e+22"},
                 {1234.5, "1234.5"},
                 {(double)NAN, ""},
                 {5e-324, "4.94065645841247e-324"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[STORE_NUMBER_SIZE];
        store_number(text, cases[i].value);
        assert_string_equal(text, cases[i].text);
    }
}

static void test_contents(void **state)
{
    (void)state;
    char path[512];
    store_example_make(workdir_path(path, "deep/er/contents.db"), true);
    struct store *store = store_example_reopen(path);
    struct store_contents c;
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_true(c.complete && c.has_series);
    assert_string_equal(c.title, "A small region");
    assert_string_equal(c.model, "example");
    assert_int_equal(c.seed, 7);
    assert_int_equal(c.spinup_months, 6);
    assert_int_equal(c.horizon_months, 12);
    assert_int_equal(c.replications, 4);
    assert_int_equal(c.reference, EXAMPLE_TODAY);
    assert_int_equal(c.n_arms, 3);
    assert_string_equal(c.arms[1].name, "pooled");
    assert_int_equal(c.arms[1].twin, 2);
    assert_int_equal(c.arms[1].done, 4);
    assert_true(c.arms[2].hidden && !c.arms[1].hidden);
    assert_int_equal(c.arms[2].twin, -1);
    assert_int_equal(c.n_outcomes, 3);
    assert_int_equal(c.outcomes[0].better, -1);
    assert_int_equal(c.outcomes[2].main, 0);
    assert_string_equal(c.outcomes[0].nl, "Spoedbezoeken");
    assert_int_equal(c.n_purposes, 3);
    assert_int_equal(c.purposes[1].kind, SIM_PURPOSE_INVESTMENT);
    assert_int_equal(c.n_parties, 4);
    assert_string_equal(c.parties[0].name, "city");
    assert_string_equal(c.parties[3].name, "market");
    assert_int_equal(c.parties[3].listed, 0);
    store_contents_free(&c);
    store_close(store);
}

static void test_main_outcomes_of_the_scenario(void **state)
{
    (void)state;
    char path[512], load[] = "load";
    char *chosen[] = {load};
    struct scenario scenario = store_example_scenario();
    struct store *store = NULL;
    struct store_contents c;
    scenario.main_outcomes = chosen;
    scenario.n_main_outcomes = 1;
    assert_int_equal(store_create(workdir_path(path, "main.db"), &store_example_model, &scenario, 7, true, false,
                                  &store, NULL),
                     0);
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_true(!c.outcomes[0].main && !c.outcomes[1].main && c.outcomes[2].main);
    assert_int_equal(c.replications, 0);
    store_contents_free(&c);
    store_close(store);
}

static void expect_mismatch(const char *path, const struct sim_model *model, const struct scenario *scenario,
                            uint64_t seed, bool series, const char *message)
{
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(store_create(path, model, scenario, seed, series, false, &store, &err), SIM_E_MISMATCH);
    assert_null(store);
    assert_int_equal(err.code, SIM_E_MISMATCH);
    if (strstr(err.text, message) == NULL || strstr(err.text, "--fresh") == NULL || strstr(err.text, path) == NULL)
        fail_msg("\"%s\" does not say \"%s\", --fresh and the path", err.text, message);
}

static void test_mismatch_names_what_differs(void **state)
{
    (void)state;
    char path[512], fresh_name[] = "fresh";
    struct scenario_arm arms[EXAMPLE_N_ARMS];
    struct scenario scenario = store_example_scenario();
    struct sim_model newer = store_example_model, fewer = store_example_model;
    store_example_make(workdir_path(path, "mismatch.db"), false);
    newer.version = "1.3";
    fewer.n_outcomes = 2;
    expect_mismatch(path, &store_example_model, &scenario, 8, true, "different in the seed (there: 7, now: 8);");
    expect_mismatch(path, &store_example_model, &scenario, 7, false,
                    "different in the keeping of monthly series (there: yes, now: no);");
    expect_mismatch(path, &newer, &scenario, 7, true, "different in the model's version (there: 1.2, now: 1.3);");
    expect_mismatch(path, &fewer, &scenario, 7, true, "different in the table of outcomes (");
    scenario.horizon_months = 13;
    expect_mismatch(path, &store_example_model, &scenario, 8, true,
                    "the seed (there: 7, now: 8), the months of the horizon (there: 12, now: 13);");
    scenario = store_example_scenario();
    memcpy(arms, scenario.arms, sizeof arms);
    scenario.arms = arms;
    arms[EXAMPLE_POOLED].hash = 99;
    expect_mismatch(path, &store_example_model, &scenario, 7, true,
                    "different in the arm \"pooled\" (other settings now);");
    arms[EXAMPLE_TODAY].name = fresh_name;
    arms[EXAMPLE_TWIN].hash = 98;
    expect_mismatch(path, &store_example_model, &scenario, 7, true,
                    "different in the arm \"today\" (not there now), the arm \"pooled\" (other settings now), "
                    "the twin \"today~twin\" (no twin has these settings now);");
    struct store *store = store_example_reopen(path); /* a refusal leaves the result as it was */
    struct store_contents c;
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_true(c.complete);
    assert_int_equal(c.arms[0].done, 4);
    store_contents_free(&c);
    store_close(store);
}

static void test_extend_and_fresh(void **state)
{
    (void)state;
    char path[512];
    struct store_contents c;
    store_example_make(workdir_path(path, "extend.db"), false);
    struct store *store = store_example_create(path, false); /* the same experiment with more replications */
    assert_int_equal(store_example_count_done(store), 12);
    store_example_write_plain(store, EXAMPLE_TODAY, 4);
    assert_int_equal(store_finish(store, 5, NULL), SIM_OK);
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_int_equal(c.replications, 5);
    assert_int_equal(c.arms[0].done, 5);
    store_contents_free(&c);
    assert_int_equal(store_finish(store, 3, NULL), SIM_OK); /* and with fewer */
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_int_equal(c.replications, 3);
    assert_int_equal(c.arms[0].done, 3);
    store_contents_free(&c);
    store_close(store);
    store = store_example_create(path, true);
    assert_int_equal(store_example_count_done(store), 0);
    store_close(store);
}

static void test_written_twice_is_kept_once(void **state)
{
    (void)state;
    char path[512];
    const double first[] = {1, 2, 3}, second[] = {4, 5, 6};
    struct store_contents c;
    double values[EXAMPLE_N_ARMS * EXAMPLE_N_OUTCOMES];
    struct store *store = store_example_create(workdir_path(path, "twice.db"), false);
    store_example_write(store, 0, 0, first, NULL, 0);
    store_example_write(store, 0, 0, second, NULL, 0);
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_int_equal(store_outcome_values(store, &c, values, NULL), SIM_OK);
    assert_true(values[0] == 1.0 && values[2] == 3.0);
    store_contents_free(&c);
    store_close(store);
}

struct seen_flows {
    size_t n;
    int64_t sum;
};

static int see_flow(void *context, size_t replication, size_t from, size_t to, size_t purpose, int64_t cents)
{
    struct seen_flows *seen = context;
    assert_int_equal(replication, 0);
    assert_int_equal(from, 1); /* insurer */
    assert_int_equal(to, purpose == EXAMPLE_SETTLE ? 0 : 2);
    seen->n++;
    seen->sum += cents;
    return SIM_OK;
}

static void test_flows_add_up(void **state)
{
    (void)state;
    char path[512];
    const double values[] = {1, 2, 3};
    const struct sim_flow flows[] = {{"insurer", "clinic", EXAMPLE_CARE, 9007199254740993},
                                     {"insurer", "city", EXAMPLE_SETTLE, 5},
                                     {"insurer", "clinic", EXAMPLE_CARE, 7}};
    struct seen_flows seen = {0, 0};
    struct store_contents c;
    struct store *store = store_example_create(workdir_path(path, "flows.db"), false);
    store_example_write(store, 0, 0, values, flows, 3);
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_int_equal(store_each_flow(store, &c, 0, see_flow, &seen, NULL), SIM_OK);
    assert_int_equal(seen.n, 2); /* the same from, to and purpose are one */
    assert_true(seen.sum == 9007199254740993 + 12);
    store_contents_free(&c);
    store_close(store);
}

struct seen_months {
    size_t n;
    char text[256];
};

static int see_month(void *context, const struct store_cell *cells, size_t n, struct sim_err *err)
{
    struct seen_months *seen = context;
    const size_t length = strlen(seen->text);
    (void)err;
    assert_int_equal(n, 7);
    assert_string_equal(cells[0].text, "today");
    assert_int_equal(cells[1].integer, 0);
    (void)snprintf(seen->text + length, sizeof seen->text - length, "%d %s %s %s %lld\n", (int)cells[2].integer,
                   cells[3].text, cells[4].text, cells[5].text, (long long)cells[6].integer);
    seen->n++;
    return SIM_OK;
}

/* By month and then by name; months without money are no rows; a store without series keeps none. */
static void test_flows_of_every_month(void **state)
{
    (void)state;
    const double values[] = {1, 2, 3}, series[9] = {0};
    const struct sim_flow flows[] = {{"insurer", "clinic", EXAMPLE_CARE, 9007199254741000},
                                     {"stranger", "city", EXAMPLE_WORK, 5},
                                     {"clinic", "insurer", EXAMPLE_SETTLE, 2},
                                     {"insurer", "clinic", EXAMPLE_CARE, 7}};
    const int64_t months[] = {9007199254740993, 0, 7, 0, 5, 0, 0, 0, 2, 3, 4, 0};
    const struct store_record record = {
        .outcomes = values, .series = series, .months = 3, .flows = flows, .n_flows = 4, .flow_series = months};
    for (int keep = 0; keep < 2; keep++) {
        const struct scenario scenario = store_example_scenario();
        struct seen_months seen = {0, ""};
        struct store_contents c;
        struct store *store = NULL;
        char path[512];
        workdir_path(path, keep ? "months.db" : "no-months.db");
        assert_int_equal(store_create(path, &store_example_model, &scenario, 7, keep != 0, false, &store, NULL),
                         SIM_OK);
        assert_int_equal(store_write(store, &record, NULL), SIM_OK);
        assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
        assert_int_equal(store_each_row(store, &c, STORE_FLOW_SERIES, see_month, &seen, NULL), SIM_OK);
        assert_string_equal(seen.text, keep ? "0 insurer clinic care 9007199254740996\n"
                                              "1 insurer clinic care 4\n1 stranger city work 5\n"
                                              "2 clinic insurer settle 2\n2 insurer clinic care 7\n"
                                            : "");
        store_contents_free(&c);
        store_close(store);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_doubles_keep_their_bits),
        cmocka_unit_test(test_number_texts),
        cmocka_unit_test(test_contents),
        cmocka_unit_test(test_main_outcomes_of_the_scenario),
        cmocka_unit_test(test_mismatch_names_what_differs),
        cmocka_unit_test(test_extend_and_fresh),
        cmocka_unit_test(test_written_twice_is_kept_once),
        cmocka_unit_test(test_flows_add_up),
        cmocka_unit_test(test_flows_of_every_month),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
