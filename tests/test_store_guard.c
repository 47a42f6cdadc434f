/* What a result is guarded against: a full disk, of which the right number of runs must be told, a second process that
 * writes to it, locks that get lost, a power failure, and places where no result can be. */
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
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
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "sim/engine/experiment.h"
#include "sim/store/merge.h"
#include "sim/store/read.h"
#include "sim/store/store.h"
#include "tests/support/store_example.h"
#include "tests/support/toy_model.h"
#include "tests/support/workdir.h"

static char journal[600];   /* of the result whose commits are looked at */
static int removals_synced; /* a folder was put on disk when that journal was gone */

/* In place of the C library's, for SQLite too, which puts files and folders on disk with it. */
__attribute__((visibility("default"))) int fdatasync(int file)
{
    struct stat status;
    if (journal[0] != '\0' && fstat(file, &status) == 0 && S_ISDIR(status.st_mode) && access(journal, F_OK) != 0)
        removals_synced++;
    return fsync(file);
}

static int tear_down(void **state)
{
    journal[0] = '\0';
    return workdir_tear_down(state);
}

static int create(const char *path, bool alone, bool fresh, struct store **store, struct sim_err *err)
{
    const struct scenario scenario = store_example_scenario();
    const struct store_study study = {.alone = alone};
    return store_create_study(path, &store_example_model, &scenario, &study, 7, false, fresh, store, err);
}

static int write_run(struct store *store, size_t replication, struct sim_err *err)
{
    static const double values[EXAMPLE_N_OUTCOMES] = {1, 2, 3};
    const struct store_record record = {.item = {.replication = replication}, .outcomes = values};
    return store_write(store, &record, err);
}

static void expect_said(const struct sim_err *err, const char *part)
{
    if (strstr(err->text, part) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err->text, part);
}

static int take_number(void *number, int n, char **values, char **names)
{
    (void)n;
    (void)names;
    *(size_t *)number = values[0] != NULL ? strtoull(values[0], NULL, 10) : 0;
    return 0;
}

static size_t query(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    size_t number = 0;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, take_number, &number, NULL), SQLITE_OK);
    sqlite3_close(db);
    return number;
}

static size_t files_in_dir(void)
{
    size_t n = 0;
    DIR *folder = opendir(workdir);
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
        n += entry->d_name[0] != '.';
    (void)closedir(folder);
    return n;
}

/* A commit follows when a second has gone by; the calls are counted in *context. */
static void pause_once(void *context, const struct experiment_progress *progress)
{
    const struct timespec second = {.tv_sec = 1, .tv_nsec = 50000000L};
    size_t *calls = context;
    (void)progress;
    if (++*calls == 40)
        (void)nanosleep(&second, NULL);
}

/* What a call that met a full disk says is stored is what the file holds: neither the runs of the lost batch, nor only
 * those of before the call. */
static void test_full_disk_is_told_as_it_is(void **state)
{
    (void)state;
    enum { BEFORE = 25, WISHED = 4000 };
    char path[512], cfg[512];
    struct sim_messages messages = {0};
    struct sim_err err = {SIM_OK, ""};
    struct scenario *scenario = NULL;
    struct experiment_progress progress;
    struct rlimit old, tiny;
    struct stat status;
    size_t calls = 0;
    workdir_write(workdir, "toy.cfg", "title = \"herd\"; spinup_months = 2; horizon_months = 5;\n", cfg, sizeof cfg);
    assert_int_equal(scenario_load(cfg, NULL, 0, &toy_rules, &scenario, &messages, &err), SIM_OK);
    struct experiment e = {
        .model = &toy_model, .scenario = scenario, .n_arms = 1, .replications = BEFORE, .threads = 2, .series = true};
    assert_int_equal(store_create(workdir_path(path, "full.db"), &toy_model, scenario, 0, true, false, &e.store, &err),
                     SIM_OK);
    assert_int_equal(experiment_run(&e, &progress, &err), SIM_OK);
    assert_int_equal(progress.done, BEFORE);
    e.replications = WISHED;
    e.progress = pause_once;
    e.progress_context = &calls;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    tiny = old;
    tiny.rlim_cur = (rlim_t)status.st_size + 120000;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tiny), 0);
    const int said = experiment_run(&e, &progress, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    (void)signal(SIGXFSZ, handler);
    assert_int_equal(said, SIM_E_IO);
    store_close(e.store);
    const size_t stored = query(path, "SELECT count(*) FROM done");
    assert_int_equal(progress.done, stored);
    assert_true(stored > BEFORE);         /* the batch before the pause */
    assert_true(BEFORE + calls > stored); /* the batch after it */
    assert_int_equal(progress.total, WISHED);
    scenario_free(scenario);
}

/* Opens the result in another process, which may be refused; with `hold` it is killed while it has it open. */
static int child_opens(const char *path, bool fresh, bool hold)
{
    int status, ends[2];
    char byte = 0;
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct store *store = NULL;
        struct sim_err err = {SIM_OK, ""};
        int code = create(path, true, fresh, &store, &err);
        if (code != SIM_OK && strstr(err.text, "is writing to this result; give the command again") == NULL)
            code = 99;
        if (write(ends[1], &byte, 1) != 1)
            code = 98;
        if (hold)
            (void)pause();
        store_close(store);
        _exit(code);
    }
    (void)close(ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    (void)close(ends[0]);
    if (hold)
        (void)kill(child, SIGKILL);
    assert_int_equal(waitpid(child, &status, 0), child);
    return hold ? SIM_OK : WEXITSTATUS(status);
}

static void test_second_writer_is_refused(void **state)
{
    (void)state;
    char path[512], link[512], shard[512];
    struct store *store = NULL, *other = NULL;
    struct store_merge_counts counts;
    struct sim_err err = {SIM_OK, ""};
    workdir_path(path, "one.db");
    assert_int_equal(symlink("one.db", workdir_path(link, "alias.db")), 0);
    store_example_make(workdir_path(shard, "shard.db"), false);
    assert_int_equal(create(path, true, false, &store, &err), SIM_OK);
    assert_int_equal(write_run(store, 0, &err), SIM_OK);
    assert_int_equal(child_opens(path, true, false), SIM_E_STORE); /* with --fresh, which leaves it where it is */
    assert_int_equal(child_opens(link, false, false), SIM_E_STORE);
    assert_int_equal(create(path, true, false, &other, &err), SIM_E_STORE); /* in the same process, too */
    expect_said(&err, "process ");
    assert_int_equal(
        store_merge(&(struct store_merge_job){.path = path, .inputs = (const char *const[]){shard}, .n = 1}, &counts,
                    NULL),
        SIM_E_STORE);
    assert_int_equal(write_run(store, 1, NULL), SIM_OK);
    assert_int_equal(store_open(path, &other, NULL), SIM_OK); /* who reads is welcome */
    store_close(other);
    store_close(store);
    assert_int_equal(query(path, "SELECT count(*) FROM done"), 2);
    assert_int_equal(files_in_dir(), 3); /* nothing is left behind */

    assert_int_equal(child_opens(path, false, true), SIM_OK); /* a kill leaves the file, not the lock */
    assert_int_equal(files_in_dir(), 4);
    assert_int_equal(child_opens(path, false, false), SIM_OK);
    assert_int_equal(files_in_dir(), 3);
}

/* Whether another process could write to the file now. SQLite in a child would remember the locks of its parent: the byte
 * that it locks for writing is asked for by hand. */
static bool others_can_write(const char *path)
{
    int status;
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000001, .l_len = 1};
        const int file = open(path, O_RDWR);
        _exit(file < 0 || fcntl(file, F_GETLK, &lock) != 0 ? 9 : lock.l_type == F_UNLCK);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_in_range(WEXITSTATUS(status), 0, 1);
    return WEXITSTATUS(status) == 1;
}

/* On POSIX, whoever closes a file gives up all locks that the process has on it: looking at a result that is being written
 * must not. */
static void test_reading_keeps_the_locks(void **state)
{
    (void)state;
    char path[512];
    struct store *store = NULL, *reading = NULL;
    assert_int_equal(create(workdir_path(path, "locks.db"), false, false, &store, NULL), SIM_OK);
    assert_true(others_can_write(path));
    assert_int_equal(store_begin(store, NULL), SIM_OK);
    assert_int_equal(write_run(store, 0, NULL), SIM_OK);
    assert_false(others_can_write(path));
    assert_int_equal(store_open(path, &reading, NULL), SIM_OK);
    assert_false(others_can_write(path));
    store_close(reading);
    assert_false(others_can_write(path));
    assert_int_equal(store_commit(store, NULL), SIM_OK);
    assert_true(others_can_write(path));
    store_close(store);
}

/* The removal of the journal is the commit: a power failure would bring the journal back, and undo the batch, as long as
 * the folder is not on disk. */
static void test_commit_is_on_disk(void **state)
{
    (void)state;
    char path[512];
    struct store *store = NULL;
    assert_int_equal(create(workdir_path(path, "power.db"), false, false, &store, NULL), SIM_OK);
    (void)snprintf(journal, sizeof journal, "%s-journal", path);
    for (size_t i = 0; i < 3; i++) {
        removals_synced = 0;
        assert_int_equal(store_begin(store, NULL), SIM_OK);
        assert_int_equal(write_run(store, i, NULL), SIM_OK);
        assert_int_equal(removals_synced, 0);
        assert_int_equal(store_commit(store, NULL), SIM_OK);
        assert_int_equal(removals_synced, 1);
    }
    store_close(store);
}

/* Root may write everywhere, so that a child that is nobody tries. */
static void test_places_without_result(void **state)
{
    (void)state;
    char path[512];
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    int status;
    assert_int_equal(create(workdir, true, false, &store, &err), SIM_E_STORE);
    expect_said(&err, "is a folder");
    err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(store_open(workdir, &store, &err), SIM_E_STORE);
    expect_said(&err, "is a folder");
    store_example_make(workdir_path(path, "newer.db"), false);
    (void)query(path, "PRAGMA user_version = 99");
    err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(create(path, true, false, &store, &err), SIM_E_MISMATCH);
    expect_said(&err, "by a newer version of samenspel");
    assert_int_equal(files_in_dir(), 1);

    assert_int_equal(chmod(workdir, 0555), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        err = (struct sim_err){SIM_OK, ""};
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(9);
        if (create(workdir_path(path, "none.db"), true, false, &store, &err) != SIM_E_IO)
            _exit(1);
        _exit(strstr(err.text, "Permission denied") != NULL ? 0 : 2);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(chmod(workdir, 0755), 0);
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void expect_extent(const char *path, bool complete, size_t runs, size_t asked)
{
    struct store_extent extent;
    struct store *store = NULL;
    assert_int_equal(store_open(path, &store, NULL), SIM_OK);
    assert_int_equal(store_extent_read(store, &extent, NULL), SIM_OK);
    store_close(store);
    assert_int_equal(extent.complete, complete);
    assert_int_equal(extent.runs, runs);
    assert_int_equal(extent.asked, asked);
}

/* An unfinished result says how many runs of how many it has; a finished one has nothing to say. */
static void test_extent(void **state)
{
    (void)state;
    char path[512];
    struct store *store = NULL;
    workdir_path(path, "extent.db");
    assert_int_equal(create(path, true, false, &store, NULL), SIM_OK);
    store_ask(store, 7);
    assert_int_equal(store_begin(store, NULL), SIM_OK);
    assert_int_equal(write_run(store, 0, NULL), SIM_OK);
    assert_int_equal(store_commit(store, NULL), SIM_OK);
    expect_extent(path, false, 1, 7);
    store_ask(store, 9);
    assert_int_equal(store_begin(store, NULL), SIM_OK);
    assert_int_equal(write_run(store, 1, NULL), SIM_OK);
    store_abandon(store);
    expect_extent(path, false, 1, 7);
    assert_int_equal(store_begin(store, NULL), SIM_OK); /* what was given up is noted now */
    assert_int_equal(write_run(store, 1, NULL), SIM_OK);
    assert_int_equal(store_commit(store, NULL), SIM_OK);
    expect_extent(path, false, 2, 9);
    assert_int_equal(store_finish(store, 2, NULL), SIM_OK);
    expect_extent(path, true, 2, 0);
    store_close(store);
}

/* FNV-1a of the texts that a query gives, in *context. */
static int mix_text(void *context, int n, char **values, char **names)
{
    uint64_t *hash = context;
    (void)names;
    for (int i = 0; i < n; i++)
        for (const char *c = values[i]; c != NULL && *c != '\0'; c++)
            *hash = (*hash ^ (unsigned char)*c) * UINT64_C(1099511628211);
    return 0;
}

/* Files with other tables must have another format, or one version of the program meets what it does not know in the
 * files of another. */
static void test_format_is_of_these_tables(void **state)
{
    (void)state;
    const uint64_t tables_of_format_5 = UINT64_C(0xa0fc575a93dbdd75);
    uint64_t hash = UINT64_C(14695981039346656037);
    char path[512];
    sqlite3 *db = NULL;
    store_example_make(workdir_path(path, "tables.db"), false);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "SELECT sql FROM sqlite_master WHERE type = 'table' AND name NOT IN"
                                  " (SELECT name FROM frames) ORDER BY name",
                                  mix_text, &hash, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    assert_int_equal(query(path, "PRAGMA user_version"), 5);
    if (hash != tables_of_format_5)
        fail_msg("the tables of a result changed: raise STORE_FORMAT, and put it and 0x%016" PRIx64 " here", hash);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, workdir_set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_full_disk_is_told_as_it_is),
        IN_FOLDER(test_second_writer_is_refused),
        IN_FOLDER(test_reading_keeps_the_locks),
        IN_FOLDER(test_commit_is_on_disk),
        IN_FOLDER(test_places_without_result),
        IN_FOLDER(test_format_is_of_these_tables),
        IN_FOLDER(test_extent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
