/* The events of runs in a result: what is kept, in which order, and what a view of the file shows. */
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

static const double values[EXAMPLE_N_OUTCOMES] = {1, 2, 3};
static const struct store_event events[] = {
    {.month = 1, .kind = 1, .level = 1, .who = "clinic", .whom = "city", .thing = "the \"plan\", new", .detail = "{}"},
    {.month = 1, .kind = 0, .level = 3, .thing = "clinic", .detail = "{\"numbers\":{\"x\":0.10000000000000001}}"},
    {.month = 0, .kind = 1, .level = 2, .detail = "[\xe2\x82\xac]"}, /* the order is that of the list */
};
static const struct store_study kept = {.events = true};

static struct store *open_result(const char *path, const struct store_study *study)
{
    const struct scenario scenario = store_example_scenario();
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    if (store_create_study(path, &store_example_model, &scenario, study, 7, false, false, &store, &err) != SIM_OK)
        fail_msg("%s", err.text);
    return store;
}

static int write_run(struct store *store, size_t arm, size_t n, struct sim_err *err)
{
    const struct store_record record = {.item = {.arm = arm, .replication = 4},
                                        .outcomes = values,
                                        .events = events,
                                        .n_events = n};
    return store_write(store, &record, err);
}

/* The rows that the view gives, as text, to be freed; NULL: the file has no such view. */
static char *view_of(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    char *text = NULL;
    size_t n = 0;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_prepare_v2(db, "SELECT * FROM events", -1, &statement, NULL) != SQLITE_OK) {
        assert_string_equal(sqlite3_errmsg(db), "no such table: events");
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
        return NULL;
    }
    FILE *out = open_memstream(&text, &n);
    assert_non_null(out);
    while (sqlite3_step(statement) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const char *cell = (const char *)sqlite3_column_text(statement, i);
            (void)fprintf(out, "%s%c", cell != NULL ? cell : "-", i + 1 < sqlite3_column_count(statement) ? '|' : '\n');
        }
    sqlite3_finalize(statement);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void test_rows(void **state)
{
    (void)state;
    char path[512];
    struct store *store = open_result(workdir_path(path, "rows.db"), &kept);
    assert_int_equal(write_run(store, EXAMPLE_POOLED, 1, NULL), SIM_OK);
    assert_int_equal(write_run(store, EXAMPLE_TODAY, 3, NULL), SIM_OK);
    assert_int_equal(write_run(store, EXAMPLE_TODAY, 2, NULL), SIM_OK); /* known already */
    assert_int_equal(write_run(store, EXAMPLE_TWIN, 0, NULL), SIM_OK);
    store_close(store);
    char *csv = store_example_print(path, "events", REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    assert_string_equal(csv, "arm,replication,month,event,level,who,whom,thing,detail\n"
                             "today,4,1,quarrel,1,clinic,city,\"the \"\"plan\"\", new\",{}\n"
                             "today,4,1,meet,3,,,clinic,\"{\"\"numbers\"\":{\"\"x\"\":0.10000000000000001}}\"\n"
                             "today,4,0,quarrel,2,,,,[\xe2\x82\xac]\n"
                             "pooled,4,1,quarrel,1,clinic,city,\"the \"\"plan\"\", new\",{}\n");
    free(csv);
    char *view = view_of(path);
    assert_non_null(strstr(view, "today|4|1|quarrel|1|clinic|city|the \"plan\", new|{}\n"));
    assert_non_null(strstr(view, "today|4|0|quarrel|2|-|-|-|[\xe2\x82\xac]\n"));
    assert_non_null(strstr(view, "pooled|4|1|quarrel|1|clinic|city|the \"plan\", new|{}\n"));
    free(view);
}

/* A result that was not to keep them does not, whatever a record has. */
static void test_not_kept(void **state)
{
    (void)state;
    char path[512];
    const struct store_study plain = {.procedure = NULL};
    struct store_contents c;
    struct store *store = open_result(workdir_path(path, "plain.db"), &plain);
    assert_int_equal(write_run(store, EXAMPLE_TODAY, 3, NULL), SIM_OK);
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_false(c.has_events);
    assert_false(store_table_held(&c, STORE_EVENTS));
    store_contents_free(&c);
    store_close(store);
    assert_null(view_of(path));
}

/* All of a run or nothing: an event of a kind that the model does not have is no run. */
static void test_unknown_kind(void **state)
{
    (void)state;
    char path[512];
    struct store *store = open_result(workdir_path(path, "unknown.db"), &kept);
    for (int kind = -1; kind <= 2; kind += 3) {
        struct sim_err err = {SIM_OK, ""};
        const struct store_event strange[] = {events[0], {.month = 3, .kind = kind, .detail = "{}"}};
        const struct store_record record = {.outcomes = values, .events = strange, .n_events = 2};
        assert_int_equal(store_write(store, &record, &err), SIM_E_MODEL);
        assert_non_null(strstr(err.text, "an event of month 3 is of kind "));
    }
    store_close(store);
    char *csv = store_example_print(path, "outcomes", REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    assert_string_equal(csv, "arm,replication,outcome,value\n");
    free(csv);
}

/* Another build with other kinds would give the numbers in the file other names. */
static void test_kinds_must_agree(void **state)
{
    (void)state;
    char path[512];
    const struct scenario scenario = store_example_scenario();
    const struct sim_event_kind other[] = {{"meet", 2, "", "", ""}, {"make-up", 1, "", "", ""}};
    struct sim_model model = store_example_model;
    struct store *store = open_result(workdir_path(path, "kinds.db"), &kept);
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(write_run(store, EXAMPLE_TODAY, 3, NULL), SIM_OK);
    store_close(store);
    model.events = other;
    assert_int_equal(store_create_study(path, &model, &scenario, &kept, 7, false, false, &store, &err), SIM_E_MISMATCH);
    assert_non_null(strstr(err.text, "the table of events (there: of another build, now: of this build)"));
    store_close(open_result(path, &kept));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_not_kept),
        cmocka_unit_test(test_unknown_kind),
        cmocka_unit_test(test_kinds_must_agree),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
