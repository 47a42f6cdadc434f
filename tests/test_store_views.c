/* Who opens a result in R or Python reads its views, and sees in them what `export` prints. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "sim/store/read.h"
#include "sim/store/store.h"
#include "tests/support/store_example.h"
#include "tests/support/workdir.h"

static const struct param trust_row = {
    .path = "network.trust", .type = PARAM_REAL, .unit = "1", .lowest = 0, .highest = 1};
static const struct scenario_factor factor = {.parameter = "network.trust",
                                              .row = &trust_row,
                                              .lowest = 0.2,
                                              .highest = 0.8};
static const double points[] = {0.25, 0.5, 0.75};
static const struct store_study sweep = {.procedure = "sweep", .factors = &factor, .n_factors = 1, .events = true};
static const struct store_study plain = {.events = true};

static struct store *open_result(const char *path, const struct store_study *study)
{
    const struct scenario scenario = store_example_scenario();
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    if (store_create_study(path, &store_example_model, &scenario, study, 7, true, false, &store, &err) != SIM_OK)
        fail_msg("%s", err.text);
    return store;
}

/* Runs of all arms with all kinds of rows; of each point and arm the last replication fails. */
static void fill(struct store *store, size_t n_points, size_t replications)
{
    const struct sim_flow flow = {"insurer", "clinic", EXAMPLE_CARE, 100};
    const int64_t cents[] = {60, 40};
    const struct store_event event = {.month = 1, .kind = 1, .level = 2, .who = "clinic", .detail = "{}"};
    assert_int_equal(store_points(store, 0, n_points, points, NULL), SIM_OK);
    for (size_t i = 0; i < n_points * EXAMPLE_N_ARMS * replications; i++) {
        const struct store_item item = {i % n_points, i / n_points % EXAMPLE_N_ARMS, i / n_points / EXAMPLE_N_ARMS};
        const double values[EXAMPLE_N_OUTCOMES] = {(double)i / 3, item.replication % 2 == 0 ? (double)NAN : -0.0, 3};
        const double series[2 * EXAMPLE_N_OUTCOMES] = {(double)i, 1, 2, 3, 4, 5};
        const struct store_record record = {.item = item,
                                            .failure = item.replication + 1 == replications ? "it failed" : NULL,
                                            .outcomes = values,
                                            .series = series,
                                            .months = 2,
                                            .flows = &flow,
                                            .n_flows = 1,
                                            .flow_series = cents,
                                            .events = &event,
                                            .n_events = 1};
        assert_int_equal(store_write(store, &record, NULL), SIM_OK);
    }
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Cuts `text` into lines, which are sorted; lines[most]. */
static size_t sort_lines(char *text, char **lines, size_t most)
{
    size_t n = 0;
    char *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        assert_true(n < most);
        lines[n++] = line;
    }
    qsort(lines, n, sizeof *lines, compare_lines);
    return n;
}

/* The rows of a view as the export writes them, the head included; to be freed. */
static char *print_view(const char *path, const char *view)
{
    char sql[64], *text = NULL, number[STORE_NUMBER_SIZE];
    size_t size = 0;
    sqlite3 *db = NULL;
    sqlite3_stmt *rows = NULL;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    (void)snprintf(sql, sizeof sql, "SELECT * FROM \"%s\"", view);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &rows, NULL), SQLITE_OK);
    const int n = sqlite3_column_count(rows);
    for (int i = 0; i < n; i++)
        (void)fprintf(out, "%s%s", sqlite3_column_name(rows, i), i + 1 < n ? "," : "\n");
    while (sqlite3_step(rows) == SQLITE_ROW)
        for (int i = 0; i < n; i++) {
            const char *cell = (const char *)sqlite3_column_text(rows, i);
            if (sqlite3_column_type(rows, i) == SQLITE_FLOAT) {
                store_number(number, sqlite3_column_double(rows, i));
                cell = number;
            }
            (void)fprintf(out, "%s%s", cell != NULL ? cell : "", i + 1 < n ? "," : "\n");
        }
    assert_int_equal(sqlite3_finalize(rows), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

/* Every view says what the export does; how many rows the view `outcomes` has. */
static size_t expect_same(const char *path, bool design)
{
    enum { MOST = 1000 };
    static const char *const tables[] = {"outcomes", "series", "flows", "flow-series", "events", "failures", "design"};
    static char *there[MOST], *printed[MOST];
    size_t n_outcomes = 0;
    for (size_t i = 0; i < sizeof tables / sizeof tables[0] - (design ? 0 : 1); i++) {
        char *view = print_view(path, tables[i]);
        char *export = store_example_print(path, tables[i], REPORT_CSV, REPORT_EN, REPORT_COMPARE);
        const size_t n = sort_lines(view, there, MOST), n_printed = sort_lines(export, printed, MOST);
        for (size_t k = 0; k < n && k < n_printed; k++)
            if (strcmp(there[k], printed[k]) != 0)
                fail_msg("%s: \"%s\" in the view, \"%s\" in the export", tables[i], there[k], printed[k]);
        if (n != n_printed)
            fail_msg("%s: %zu lines in the view, %zu in the export", tables[i], n, n_printed);
        if (i == 0)
            n_outcomes = n - 1;
        free(view);
        free(export);
    }
    return n_outcomes;
}

static void complete(struct store *store, size_t replications, size_t n_points)
{
    assert_int_equal(store_complete_study(store, replications, n_points, NULL), SIM_OK);
    assert_int_equal(store_commit(store, NULL), SIM_OK);
}

static void test_design(void **state)
{
    (void)state;
    char path[512];
    const size_t of_run = EXAMPLE_N_ARMS * EXAMPLE_N_OUTCOMES;
    struct store *store = open_result(workdir_path(path, "design.db"), &sweep);
    fill(store, 3, 4);
    assert_int_equal(expect_same(path, true), 3 * 3 * of_run); /* not complete */
    complete(store, 4, 3);
    assert_int_equal(expect_same(path, true), 3 * 3 * of_run);
    complete(store, 4, 2); /* fewer points */
    assert_int_equal(expect_same(path, true), 2 * 3 * of_run);
    complete(store, 2, 3); /* fewer replications */
    assert_int_equal(expect_same(path, true), 3 * 2 * of_run);
    complete(store, 1, 1);
    assert_int_equal(expect_same(path, true), of_run);
    complete(store, 4, 0); /* all of them */
    assert_int_equal(expect_same(path, true), 3 * 3 * of_run);
    complete(store, 1, 1);
    assert_int_equal(store_points(store, 3, 1, (const double[]){0.6}, NULL), SIM_OK); /* it goes on */
    assert_int_equal(expect_same(path, true), 3 * 3 * of_run);
    store_close(store);
}

static void test_comparison(void **state)
{
    (void)state;
    char path[512];
    const size_t of_run = EXAMPLE_N_ARMS * EXAMPLE_N_OUTCOMES;
    struct store *store = open_result(workdir_path(path, "plain.db"), &plain);
    fill(store, 1, 12); /* as text, "12" comes before "2" */
    assert_int_equal(expect_same(path, false), 11 * of_run);
    assert_int_equal(store_finish(store, 12, NULL), SIM_OK);
    assert_int_equal(expect_same(path, false), 11 * of_run);
    assert_int_equal(store_finish(store, 2, NULL), SIM_OK);
    assert_int_equal(expect_same(path, false), 2 * of_run);
    store_close(store);
}

/* A file of an earlier version gets these views when it is completed. */
static void test_views_of_earlier_versions(void **state)
{
    (void)state;
    char path[512];
    sqlite3 *db = NULL;
    struct store *store = open_result(workdir_path(path, "earlier.db"), &sweep);
    fill(store, 3, 3);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "DROP VIEW design; DROP VIEW failures; DROP VIEW flows;"
                                  "CREATE VIEW design AS SELECT v.point AS point, f.parameter AS parameter,"
                                  " v.text AS value FROM point_values v JOIN factors f ON f.factor = v.factor;"
                                  "CREATE VIEW failures AS SELECT 1 AS point",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    complete(store, 2, 2);
    store_close(store);
    assert_int_equal(expect_same(path, true), 2 * 2 * EXAMPLE_N_ARMS * EXAMPLE_N_OUTCOMES);
}

/* Whether the way in which SQLite finds rows has this step, in its own words. */
static bool plans(const char *path, const char *sql, const char *step)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *plan = NULL;
    bool seen = false;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &plan, NULL), SQLITE_OK);
    while (sqlite3_step(plan) == SQLITE_ROW)
        seen = seen || strstr((const char *)sqlite3_column_text(plan, 3), step) != NULL;
    assert_int_equal(sqlite3_finalize(plan), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return seen;
}

static void expect_plan(const char *path, const char *sql, const char *step)
{
    if (!plans(path, sql, step))
        fail_msg("%s: not \"%s\"", sql, step);
}

static void expect_no_plan(const char *path, const char *sql, const char *step)
{
    if (plans(path, sql, step))
        fail_msg("%s: \"%s\"", sql, step);
}

/* One outcome of one arm of a large file comes at once, because nothing else is read. */
static void test_rows_are_found_by_key(void **state)
{
    (void)state;
    char path[512];
    const struct store_study *const studies[] = {&plain, &sweep};
    for (size_t s = 0; s < 2; s++) {
        struct store *store = open_result(workdir_path(path, s == 0 ? "plan.db" : "plans.db"), studies[s]);
        fill(store, s == 0 ? 1 : 3, 3);
        complete(store, 2, s == 0 ? 0 : 2);
        store_close(store);
        /* What was asked for is looked up once, not for every row. */
        expect_plan(path, "EXPLAIN QUERY PLAN SELECT * FROM series", "SCALAR SUBQUERY");
        expect_no_plan(path, "EXPLAIN QUERY PLAN SELECT * FROM series", "CORRELATED");
        expect_plan(path, "EXPLAIN QUERY PLAN SELECT * FROM series WHERE arm = 'pooled' AND outcome = 'trust'",
                    "SEARCH v USING PRIMARY KEY (point=? AND arm=? AND replication=? AND outcome=?)");
    }
    workdir_path(path, "plan.db");
    expect_plan(path, "EXPLAIN QUERY PLAN SELECT * FROM outcomes WHERE arm = 'pooled' AND outcome = 'trust'",
                "SEARCH v USING PRIMARY KEY (point=?)");
    expect_plan(path, "EXPLAIN QUERY PLAN SELECT * FROM flows WHERE arm = 'pooled'",
                "SEARCH v USING PRIMARY KEY (point=?)");
    expect_plan(path, "EXPLAIN QUERY PLAN SELECT * FROM events WHERE arm = 'pooled'",
                "SEARCH v USING INDEX sqlite_autoindex_events_kept_1 (point=?)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_design),
        cmocka_unit_test(test_comparison),
        cmocka_unit_test(test_views_of_earlier_versions),
        cmocka_unit_test(test_rows_are_found_by_key),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
