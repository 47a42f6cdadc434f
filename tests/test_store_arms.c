/* Arms that are added to a result later: what is then in it is what one run of all would have given. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/store/read.h"
#include "sim/store/store.h"
#include "tests/support/store_example.h"
#include "tests/support/workdir.h"

static const char *const all_tables[] = {"outcomes", "summary",     "contrasts",  "series",
                                         "flows",    "flow-series", "parameters", "failures"};

static void expect_equal_exports(const char *a, const char *b)
{
    for (size_t i = 0; i < sizeof all_tables / sizeof all_tables[0]; i++) {
        char *x = store_example_print(a, all_tables[i], REPORT_CSV, REPORT_EN, REPORT_COMPARE);
        char *y = store_example_print(b, all_tables[i], REPORT_CSV, REPORT_EN, REPORT_COMPARE);
        assert_string_equal(x, y);
        free(x);
        free(y);
    }
    char *x = store_example_print(a, NULL, REPORT_TEXT, REPORT_EN, REPORT_COMPARE);
    char *y = store_example_print(b, NULL, REPORT_TEXT, REPORT_EN, REPORT_COMPARE);
    assert_string_equal(x, y);
    free(x);
    free(y);
}

/* Runs what is missing, in an order of its own; the numbers follow from the settings alone. */
static void complete(const char *path, const struct scenario *scenario, size_t replications, bool backwards)
{
    struct store *store = store_example_open_study(path, scenario, NULL);
    const size_t n = scenario->n_arms * replications;
    for (size_t k = 0; k < n; k++) {
        const size_t i = backwards ? n - 1 - k : k, arm = i % scenario->n_arms, r = i / scenario->n_arms;
        const struct store_item item = {.arm = arm, .replication = r};
        const double x = (double)(scenario->arms[arm].hash * 10 + r);
        const double values[EXAMPLE_N_OUTCOMES] = {x, x / 3, 1};
        char own[32];
        bool done = false;
        (void)snprintf(own, sizeof own, "home-%c", (int)('a' + scenario->arms[arm].hash % 7));
        const struct sim_flow flows[] = {{"city", own, EXAMPLE_CARE, 100 + (int64_t)x},
                                         {own, "clinic", EXAMPLE_WORK, (int64_t)x}};
        assert_int_equal(store_done(store, &item, 1, false, &done, NULL), SIM_OK);
        if (!done)
            store_example_write(store, arm, r, values, flows, 2);
    }
    assert_int_equal(store_finish(store, replications, NULL), SIM_OK);
    assert_int_equal(report_store_tables(store, NULL), SIM_OK);
    store_close(store);
}

static char arm_names[][16] = {"first", "today", "pooled", "last", "without-1", "without-2", "today~twin"};

static void test_arms_are_added(void **state)
{
    (void)state;
    char extended[512], fresh[512], title[] = "Another title";
    const struct scenario before = store_example_scenario();
    struct scenario after = before;
    struct scenario_arm arms[] = {
        {.name = arm_names[0], .hash = 14, .twin = 5},
        {.name = arm_names[2], .hash = 12, .twin = 4}, /* another place */
        {.name = arm_names[1], .hash = 11, .twin = 4},
        {.name = arm_names[3], .hash = 15, .twin = 3},
        {.name = arm_names[4], .hash = 13, .twin = -1, .hidden = true}, /* another name */
        {.name = arm_names[5], .hash = 16, .twin = -1, .hidden = true},
    };
    after.arms = arms;
    after.n_arms = 6;
    after.n_listed = 4;
    after.reference = 2;
    after.title = title;
    after.hash++;
    complete(workdir_path(extended, "extended.db"), &before, 3, false);
    complete(extended, &after, 4, true);
    complete(workdir_path(fresh, "fresh.db"), &after, 4, false);
    expect_equal_exports(extended, fresh);
    store_example_expect_csv(extended, "outcomes", "arm,replication,outcome,value\nfirst,0,visits,140\n");
    struct store *store = NULL;
    struct store_contents c;
    assert_int_equal(store_open(extended, &store, NULL), SIM_OK);
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_string_equal(c.title, "Another title");
    assert_int_equal(c.reference, 2);
    assert_int_equal(c.arms[0].twin, 5);
    assert_int_equal(c.arms[2].twin, 4);
    assert_int_equal(c.arms[3].twin, 3);
    assert_string_equal(c.arms[4].name, "without-1");
    assert_true(c.arms[4].hidden && c.complete);
    store_contents_free(&c);
    store_close(store);
    /* Taking arms away again is refused. */
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(store_example_try_study(extended, &before, NULL, &store, &err), SIM_E_MISMATCH);
    assert_non_null(strstr(err.text, "the arm \"first\" (not there now), the arm \"last\" (not there now), the twin "
                                     "\"without-2\" (no twin has these settings now);"));
}

/* What was a hidden twin is written as an arm: it is that twin's place that it takes. */
static void test_a_twin_becomes_an_arm(void **state)
{
    (void)state;
    char extended[512], fresh[512];
    const struct scenario before = store_example_scenario();
    struct scenario after = before;
    struct scenario_arm arms[] = {
        {.name = arm_names[1], .hash = 11, .twin = 2},
        {.name = arm_names[2], .hash = 12, .twin = 2},
        {.name = arm_names[3], .hash = 13, .twin = 2},
    };
    after.arms = arms;
    after.n_listed = 3;
    complete(workdir_path(extended, "promoted.db"), &before, 2, false);
    complete(extended, &after, 2, false);
    complete(workdir_path(fresh, "listed.db"), &after, 2, true);
    expect_equal_exports(extended, fresh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arms_are_added),
        cmocka_unit_test(test_a_twin_becomes_an_arm),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
