/* A result when something goes wrong: killed programs, foreign and damaged files, full disks, a busy file. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "sim/store/read.h"
#include "sim/store/sql.h"
#include "sim/store/store.h"
#include "tests/support/store_example.h"
#include "tests/support/workdir.h"

/* What a kill leaves: only what was committed, whether the process dies between or within transactions. */
static void test_kill(void **state)
{
    (void)state;
    char path[512];
    int status;
    store_close(store_example_create(workdir_path(path, "kill.db"), false));
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct store *store = store_example_create(path, false);
        store_example_write_plain(store, 0, 0);
        if (store_begin(store, NULL) == SIM_OK) {
            store_example_write_plain(store, 1, 0);
            if (store_commit(store, NULL) == SIM_OK && store_begin(store, NULL) == SIM_OK)
                for (size_t r = 1; r < 90; r++)
                    store_example_write_plain(store, 0, r);
        }
        (void)kill(getpid(), SIGKILL);
        _exit(1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    struct store *store = store_example_reopen(path);
    assert_int_equal(store_example_count_done(store), 2);
    store_close(store);
    store = store_example_create(path, false);
    store_example_write_plain(store, 0, 1);
    assert_int_equal(store_example_count_done(store), 3);
    store_close(store);
    assert_int_equal(access(path, F_OK), 0);
    assert_int_not_equal(access(workdir_path(path, "kill.db-journal"), F_OK), 0); /* one file when closed */
}

static void test_abandoned_batch(void **state)
{
    (void)state;
    char path[512];
    struct store *store = store_example_create(workdir_path(path, "batch.db"), false);
    assert_int_equal(store_begin(store, NULL), SIM_OK);
    assert_int_equal(store_begin(store, NULL), SIM_E_STORE); /* a batch is open */
    store_example_write_plain(store, 0, 0);
    store_abandon(store);
    assert_int_equal(store_example_count_done(store), 0);
    assert_int_equal(store_commit(store, NULL), SIM_E_STORE); /* none is open */
    assert_int_equal(store_begin(store, NULL), SIM_OK);
    store_example_write_plain(store, 0, 0);
    store_close(store); /* closing without a commit keeps nothing */
    store = store_example_reopen(path);
    assert_int_equal(store_example_count_done(store), 0);
    store_close(store);
}

/* A record that cannot be written leaves no trace, and the rest of its batch stays. */
static void test_record_is_all_or_nothing(void **state)
{
    (void)state;
    char path[512];
    struct sim_err err = {SIM_OK, ""};
    const double values[] = {1, 2, 3};
    const struct sim_flow flow = {"city", "clinic", 3, 100};
    const struct store_record bad_purpose = {.item = {.replication = 1},
                                             .outcomes = values,
                                             .flows = &flow,
                                             .n_flows = 1};
    const struct store_record bad_arm = {.item = {.arm = 3, .replication = 1}, .outcomes = values};
    struct store *store = store_example_create(workdir_path(path, "record.db"), false);
    assert_int_equal(store_begin(store, NULL), SIM_OK);
    store_example_write_plain(store, 0, 0);
    assert_int_equal(store_write(store, &bad_purpose, &err), SIM_E_MODEL);
    assert_non_null(strstr(err.text, "purpose 3"));
    assert_int_equal(store_write(store, &bad_arm, NULL), SIM_E_MODEL);
    assert_int_equal(store_commit(store, NULL), SIM_OK);
    assert_int_equal(store_example_count_done(store), 1);
    store_close(store);
    store = store_example_reopen(path); /* for reading: nothing can be written */
    assert_int_equal(store_begin(store, NULL), SIM_E_STORE);
    assert_int_equal(store_finish(store, 1, NULL), SIM_E_STORE);
    store_close(store);
}

static void expect_refused(const char *path, bool fresh)
{
    const struct scenario scenario = store_example_scenario();
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(store_create(path, &store_example_model, &scenario, 7, true, fresh, &store, &err), SIM_E_STORE);
    assert_null(store);
    assert_non_null(strstr(err.text, path));
    assert_int_equal(store_open(path, &store, NULL), SIM_E_STORE);
}

static void test_foreign_files_are_left_alone(void **state)
{
    (void)state;
    char path[512], database[512];
    struct stat before, after;
    workdir_write(workdir, "thesis.txt", "Chapter 1. Years of work.\n", path, sizeof path);
    expect_refused(path, false);
    expect_refused(path, true);
    char *text = workdir_read(path);
    assert_string_equal(text, "Chapter 1. Years of work.\n");
    free(text);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(workdir_path(database, "other.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE patients(name)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(stat(database, &before), 0);
    expect_refused(database, false);
    expect_refused(database, true);
    assert_int_equal(stat(database, &after), 0);
    assert_int_equal(before.st_mtim.tv_nsec, after.st_mtim.tv_nsec);
    assert_int_equal(before.st_size, after.st_size);
    assert_int_equal(before.st_ino, after.st_ino);
    expect_refused(workdir, true); /* a folder */
}

static void test_unreachable_paths(void **state)
{
    (void)state;
    char path[512], below[540];
    const struct scenario scenario = store_example_scenario();
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    workdir_write(workdir, "file", "x", path, sizeof path);
    (void)snprintf(below, sizeof below, "%s/results/r.db", path);
    assert_int_equal(store_create(below, &store_example_model, &scenario, 7, true, false, &store, &err), SIM_E_IO);
    assert_non_null(strstr(err.text, "Not a directory"));
    err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(store_open(workdir_path(path, "absent.db"), &store, &err), SIM_E_IO);
    assert_non_null(strstr(err.text, "no such file"));
    assert_int_equal(access(path, F_OK), -1);
}

static void run_sql(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void test_other_format(void **state)
{
    (void)state;
    char path[512];
    const struct scenario scenario = store_example_scenario();
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    store_example_make(workdir_path(path, "format.db"), false);
    run_sql(path, "PRAGMA user_version = 99");
    assert_int_equal(store_open(path, &store, &err), SIM_E_STORE);
    assert_non_null(strstr(err.text, "result format 99 by a newer version"));
    err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(store_create(path, &store_example_model, &scenario, 7, true, false, &store, &err), SIM_E_MISMATCH);
    assert_non_null(strstr(err.text, "result format 99"));
    run_sql(path, "PRAGMA user_version = 1"); /* without the flows of every month */
    err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(store_open(path, &store, &err), SIM_E_STORE);
    assert_non_null(strstr(err.text, "result format 1 by an older version"));
    assert_non_null(strstr(err.text, "give the command that made it again, with another --out"));
    run_sql(path, "PRAGMA user_version = 3; DROP TABLE event_kinds"); /* without events, and p values of contrasts */
    err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(store_open(path, &store, &err), SIM_E_STORE);
    assert_non_null(strstr(err.text, "result format 3 by an older version"));
    err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(store_create(path, &store_example_model, &scenario, 7, true, false, &store, &err), SIM_E_MISMATCH);
    assert_non_null(strstr(err.text, "result format 3 by an older version"));
    store_close(store_example_create(path, true));
}

static void test_damaged_file(void **state)
{
    (void)state;
    char path[512];
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    store_example_make(workdir_path(path, "damaged.db"), false);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 100, SEEK_SET), 0);
    for (int i = 0; i < 30000; i++)
        (void)fputc(0x5a, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(store_open(path, &store, &err), SIM_E_STORE);
    assert_non_null(strstr(err.text, "damaged"));
    assert_null(store);
    store_close(store_example_create(path, true)); /* --fresh gets rid of it */
}

/* A limit on the size of files stands for a full disk. What was stored before stays, and the run can be resumed. */
static void test_full_disk(void **state)
{
    (void)state;
    char path[512];
    struct rlimit old, tiny;
    struct sim_err err = {SIM_OK, ""};
    const double values[] = {0.1, 0.2, 0.3};
    double *series = calloc(20000, sizeof *series);
    const struct store_record big = {.item = {.replication = 1},
                                     .outcomes = values,
                                     .series = series,
                                     .months = 20000 / EXAMPLE_N_OUTCOMES};
    assert_non_null(series);
    struct store *store = store_example_create(workdir_path(path, "full.db"), false);
    store_example_write_plain(store, 0, 0);
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    tiny = old;
    tiny.rlim_cur = 120000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tiny), 0);
    const int alone = store_write(store, &big, &err);
    const int begun = store_begin(store, NULL);
    const int in_batch = store_write(store, &big, NULL);
    const int committed = store_commit(store, NULL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    (void)signal(SIGXFSZ, handler);
    assert_int_equal(alone, SIM_E_IO);
    if (strstr(err.text, path) == NULL || strstr(err.text, "make room") == NULL)
        fail_msg("unclear: %s", err.text);
    assert_int_equal(begun, SIM_OK);
    assert_true(in_batch == SIM_E_IO || committed == SIM_E_IO);
    assert_int_equal(store_example_count_done(store), 1);
    assert_int_equal(store_write(store, &big, &err), SIM_OK); /* room again */
    assert_int_equal(store_example_count_done(store), 2);
    store_close(store);
    free(series);
}

/* SQLite's own "full", by a limit on its pages: the batch as a whole is lost and says so. */
static void test_full_database(void **state)
{
    (void)state;
    char path[512];
    struct sim_err err = {SIM_OK, ""};
    struct store *store = store_example_create(workdir_path(path, "full2.db"), false);
    store_example_write_plain(store, 0, 0);
    assert_int_equal(sqlite3_exec(store->db, "PRAGMA max_page_count = 1", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(store_begin(store, NULL), SIM_OK);
    int status = SIM_OK;
    for (size_t r = 1; status == SIM_OK && r < 5000; r++) {
        const double values[EXAMPLE_N_OUTCOMES] = {0.1, 0.2, 0.3};
        const struct store_record record = {.item = {.replication = r}, .outcomes = values};
        status = store_write(store, &record, &err);
    }
    assert_int_equal(status, SIM_E_IO);
    assert_non_null(strstr(err.text, "the disk is full"));
    const int committed = store_commit(store, NULL); /* what fitted, or nothing when SQLite gave up the batch */
    assert_true(committed == SIM_OK || committed == SIM_E_IO);
    assert_int_equal(sqlite3_exec(store->db, "PRAGMA max_page_count = 1000000", NULL, NULL, NULL), SQLITE_OK);
    store_example_write_plain(store, 1, 0);
    store_close(store);
    store = store_example_reopen(path);
    const struct store_item items[EXAMPLE_N_ARMS] = {{.arm = 0}, {.arm = 1}, {.arm = 2}};
    bool done[EXAMPLE_N_ARMS];
    assert_int_equal(store_done(store, items, EXAMPLE_N_ARMS, false, done, NULL), SIM_OK);
    assert_true(done[0] && done[1] && !done[2]);
    store_close(store);
}

static void test_failure_within_a_record(void **state)
{
    (void)state;
    char path[512];
    struct sim_err err = {SIM_OK, ""};
    store_example_make(workdir_path(path, "pages.db"), false);
    /* A trigger stands in for a failure in the middle of a record. */
    run_sql(
        path,
        "CREATE TRIGGER t BEFORE INSERT ON series_values WHEN new.month = 1 BEGIN SELECT RAISE(ABORT, 'broken'); END");
    const double values[] = {1, 2, 3}, series[6] = {0};
    const struct store_record record = {.item = {.replication = 9}, .outcomes = values, .series = series, .months = 2};
    struct store *store = store_example_create(path, false);
    assert_int_equal(store_write(store, &record, &err), SIM_E_STORE);
    assert_non_null(strstr(err.text, "broken"));
    assert_int_equal(store_example_count_done(store), 12);
    assert_int_equal(store_begin(store, NULL), SIM_OK); /* the same within a batch, which stays */
    assert_int_equal(store_write(store, &record, NULL), SIM_E_STORE);
    assert_int_equal(store_commit(store, NULL), SIM_OK);
    assert_int_equal(store_example_count_done(store), 12);
    struct store_contents c;
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_int_equal(c.replications, 4); /* no row of replication 9, nor its mark */
    store_contents_free(&c);
    store_close(store);
}

static void test_busy(void **state)
{
    (void)state;
    char path[512];
    sqlite3 *db = NULL;
    struct sim_err err = {SIM_OK, ""};
    struct store *store = store_example_create(workdir_path(path, "busy.db"), false);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(store_begin(store, &err), SIM_E_STORE);
    assert_non_null(strstr(err.text, "another program is using the file"));
    sqlite3_close(db);
    store_example_write_plain(store, 0, 0);
    store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kill),
        cmocka_unit_test(test_abandoned_batch),
        cmocka_unit_test(test_record_is_all_or_nothing),
        cmocka_unit_test(test_foreign_files_are_left_alone),
        cmocka_unit_test(test_unreachable_paths),
        cmocka_unit_test(test_other_format),
        cmocka_unit_test(test_damaged_file),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_full_database),
        cmocka_unit_test(test_failure_within_a_record),
        cmocka_unit_test(test_busy),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
