/* The store and the reports when memory runs out, in our own code, in SQLite and in Jansson alike: each call says
 * SIM_E_NOMEM or does its work in full; nothing is lost (run under valgrind or the address sanitizer). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>
#include <sqlite3.h>

#include "sim/report/report.h"
#include "tests/support/failing_alloc.h"
#include "tests/support/store_example.h"
#include "tests/support/workdir.h"

/* With all that "In short" can say. */
static const struct example_other other = {
    .n_arms = 4,
    .runs = 3,
    .names = {"none", "today", "pooled", "small"},
    .twins = {0, 0, 0, 0},
    .visits = {{10, 12, 11}, {8, 10, 10}, {6, 8, 7}, {10, 12, 11}},
    .trust = {{1000, 1002, 1004}, {999.7, 1001.7, 1003.8}, {1000, 1002, 1004}, {1000, 1002, 1004}},
    .cost = {{100, 101, 102}, {100, 101, 102}, {90, 91, 92}, {100, 101, 102}},
};

static sqlite3_mem_methods sqlite_memory;
static char path[300], other_path[300], fresh_path[300];

static void *sqlite_malloc(int size)
{
    return fault_now() ? NULL : sqlite_memory.xMalloc(size);
}

static void *sqlite_realloc(void *block, int size)
{
    return fault_now() ? NULL : sqlite_memory.xRealloc(block, size);
}

static int set_up(void **state)
{
    (void)state;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_memory), SQLITE_OK);
    sqlite3_mem_methods failing = sqlite_memory;
    failing.xMalloc = sqlite_malloc;
    failing.xRealloc = sqlite_realloc;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &failing), SQLITE_OK);
    json_set_alloc_funcs(malloc, free);
    (void)workdir_set_up(state);
    (void)snprintf(path, sizeof path, "%s/r.db", workdir);
    (void)snprintf(fresh_path, sizeof fresh_path, "%s/fresh.db", workdir);
    (void)snprintf(other_path, sizeof other_path, "%s/other.db", workdir);
    store_example_make(path, false);
    store_example_make_other(other_path, &other);
    return 0;
}

/* Fails the n-th allocation of `work`, for growing n, until n is beyond its last one. */
static void sweep(int (*work)(struct sim_err *err))
{
    for (int lasting = 0; lasting < 2; lasting++) {
        bool failed = true;
        long swept = 0;
        for (long n = 1; failed; n += 1 + n / 100) {
            struct sim_err err = {SIM_OK, ""};
            fault.lasting = lasting != 0;
            fault.countdown = n;
            fault.failures = 0;
            fault.on = true;
            const int status = work(&err);
            fault.on = false;
            failed = fault.failures > 0;
            swept += status == SIM_E_NOMEM;
            if (status != SIM_OK && (!failed || status != SIM_E_NOMEM || err.code != SIM_E_NOMEM))
                fail_msg("allocation %ld: status %d: %s", n, status, err.text);
            if (lasting && failed && status == SIM_OK)
                fail_msg("allocation %ld and all later ones fail, and nobody noticed", n);
        }
        assert_true(swept > 50);
    }
}

static int report(const char *file, enum report_format format, const char *table, struct sim_err *err)
{
    const struct report_options options = {.format = format, .kind = REPORT_COMPARE};
    struct store *store = NULL;
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    int status = store_open(file, &store, err);
    if (status == SIM_OK)
        status =
            table != NULL ? report_export(out, store, table, format, err) : report_compare(out, store, &options, err);
    store_close(store);
    (void)fclose(out);
    return status;
}

static int work_text(struct sim_err *err)
{
    return report(path, REPORT_TEXT, NULL, err);
}

static int work_other(struct sim_err *err)
{
    return report(other_path, REPORT_TEXT, NULL, err);
}

static int work_json(struct sim_err *err)
{
    return report(path, REPORT_JSON, NULL, err);
}

static int work_export(struct sim_err *err)
{
    return report(path, REPORT_CSV, "contrasts", err);
}

static int work_write(struct sim_err *err)
{
    const struct scenario scenario = store_example_scenario();
    const double values[EXAMPLE_N_OUTCOMES] = {1, 2, 3};
    const struct sim_flow flow = {"city", "clinic", EXAMPLE_WORK, 5};
    const struct store_record record = {.outcomes = values, .flows = &flow, .n_flows = 1};
    struct store *store = NULL;
    (void)remove(fresh_path);
    int status = store_create(fresh_path, &store_example_model, &scenario, 7, false, false, &store, err);
    if (status == SIM_OK)
        status = store_write(store, &record, err);
    if (status == SIM_OK)
        status = store_finish(store, 1, err);
    if (status == SIM_OK)
        status = report_store_tables(store, err);
    store_close(store);
    return status;
}

static void test_text(void **state)
{
    (void)state;
    sweep(work_text);
}

static void test_other(void **state)
{
    (void)state;
    sweep(work_other);
}

static void test_json(void **state)
{
    (void)state;
    sweep(work_json);
}

static void test_export(void **state)
{
    (void)state;
    sweep(work_export);
}

static void test_write(void **state)
{
    (void)state;
    sweep(work_write);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),   cmocka_unit_test(test_other), cmocka_unit_test(test_json),
        cmocka_unit_test(test_export), cmocka_unit_test(test_write),
    };
    return cmocka_run_group_tests(tests, set_up, workdir_tear_down);
}
