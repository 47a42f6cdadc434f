/* What a result survives: full disks, kills at any moment, two writers; and what is said of damaged files. */
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

#include "sim/store/read.h"
#include "sim/store/store.h"
#include "tests/support/store_example.h"
#include "tests/support/workdir.h"

enum { N_LIMITS = 36, N_KILLS = 20, N_DAMAGES = 80 };
enum { N_MONTHS = 40, N_RUNS = 300 };

static int create(const char *path, bool fresh, struct store **store, struct sim_err *err)
{
    const struct scenario scenario = store_example_scenario();
    return store_create(path, &store_example_model, &scenario, 7, true, fresh, store, err);
}

/* Run i, whose numbers follow from i alone. */
static int write_run(struct store *store, size_t i, struct sim_err *err)
{
    double series[N_MONTHS * EXAMPLE_N_OUTCOMES];
    const double values[EXAMPLE_N_OUTCOMES] = {(double)i, (double)i / 3, 1};
    const struct sim_flow flow = {"insurer", "clinic", EXAMPLE_CARE, (int64_t)i};
    for (size_t k = 0; k < N_MONTHS * EXAMPLE_N_OUTCOMES; k++)
        series[k] = (double)(i + k) / 7;
    const struct store_record record = {.item = {.arm = i % EXAMPLE_N_ARMS, .replication = i / EXAMPLE_N_ARMS},
                                        .outcomes = values,
                                        .series = series,
                                        .months = N_MONTHS,
                                        .flows = &flow,
                                        .n_flows = 1};
    return store_write(store, &record, err);
}

static int take_number(void *number, int n, char **values, char **names)
{
    (void)n;
    (void)names;
    *(long *)number = values[0] != NULL ? strtol(values[0], NULL, 10) : -1;
    return 0;
}

static long query(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    long number = -1;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, take_number, &number, NULL), SQLITE_OK);
    sqlite3_close(db);
    return number;
}

/* The file is sound and every run in it is whole; returns how many there are. */
static long expect_sound(const char *path)
{
    assert_int_equal(query(path, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
    const long n = query(path, "SELECT count(*) FROM done");
    assert_int_equal(query(path, "SELECT count(*) FROM outcome_values"), n * EXAMPLE_N_OUTCOMES);
    assert_int_equal(query(path, "SELECT count(*) FROM series_values"), n * EXAMPLE_N_OUTCOMES * N_MONTHS);
    assert_int_equal(query(path, "SELECT count(*) FROM flow_values"), n);
    return n;
}

/* Writes runs in batches of `batch` until something fails; returns how many were committed. */
static size_t write_until_failure(struct store *store, size_t batch, struct sim_err *err)
{
    size_t committed = 0;
    int status = SIM_OK;
    while (status == SIM_OK && committed < N_RUNS) {
        status = store_begin(store, err);
        for (size_t i = 0; status == SIM_OK && i < batch; i++)
            status = write_run(store, committed + i, err);
        if (status == SIM_OK && (status = store_commit(store, err)) == SIM_OK)
            committed += batch;
    }
    store_abandon(store);
    return committed;
}

/* The limit on the size of files stands for a full disk; it hits the file or its journal, within a batch or at its end. */
static void test_full_disk_at_any_size(void **state)
{
    (void)state;
    char path[512];
    struct rlimit old;
    size_t failed = 0;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    for (size_t k = 0; k < N_LIMITS; k++) {
        struct store *store = NULL;
        struct sim_err err = {SIM_OK, ""};
        struct rlimit tiny = old;
        assert_int_equal(create(workdir_path(path, "full.db"), true, &store, NULL), SIM_OK);
        tiny.rlim_cur = 125000 + k * (size_t)(60000 + 17) / (N_LIMITS / 12);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &tiny), 0);
        const size_t committed = write_until_failure(store, 1 + k % 7, &err);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
        if (committed < N_RUNS) {
            failed++;
            assert_int_equal(err.code, SIM_E_IO);
            if (strstr(err.text, "make room and give the same command to resume") == NULL)
                fail_msg("%s", err.text);
        }
        store_close(store);
        assert_int_equal(expect_sound(path), committed);
        assert_int_equal(create(path, false, &store, NULL), SIM_OK); /* room again: it goes on */
        assert_int_equal(write_run(store, committed, NULL), SIM_OK);
        store_close(store);
        assert_int_equal(expect_sound(path), committed + 1);
    }
    (void)signal(SIGXFSZ, handler);
    assert_true(failed > N_LIMITS / 2);
}

static void pause_for(long nanoseconds)
{
    const struct timespec time = {.tv_nsec = nanoseconds};
    (void)nanosleep(&time, NULL);
}

/* Writes runs from `first` on in small batches, and tells how many are there after each commit. */
static void write_and_tell(const char *path, size_t first, int told)
{
    struct store *store = NULL;
    int status = create(path, false, &store, NULL);
    for (size_t i = first; status == SIM_OK && i < 100000; i += 3) {
        status = store_begin(store, NULL);
        for (size_t k = 0; status == SIM_OK && k < 3; k++)
            status = write_run(store, i + k, NULL);
        if (status == SIM_OK)
            status = store_commit(store, NULL);
        const long n = (long)i + 3;
        if (status == SIM_OK && write(told, &n, sizeof n) != (ssize_t)sizeof n)
            status = SIM_E_IO;
    }
    store_close(store);
}

/* What was committed before a kill is there after it. */
static void test_kill_at_any_moment(void **state)
{
    (void)state;
    char path[512];
    long there = 0;
    workdir_path(path, "kill.db");
    for (int k = 0; k < N_KILLS; k++) {
        int ends[2], status;
        long told = there, n;
        assert_int_equal(pipe(ends), 0);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            (void)close(ends[0]);
            write_and_tell(path, (size_t)there, ends[1]);
            _exit(0);
        }
        (void)close(ends[1]);
        pause_for(3000000L + 7919000L * (k * 7 % 11)); /* 3 to 82 ms */
        (void)kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        while (read(ends[0], &n, sizeof n) == (ssize_t)sizeof n)
            told = n;
        (void)close(ends[0]);
        struct store *store = NULL;
        assert_int_equal(create(path, false, &store, NULL), SIM_OK);
        store_close(store);
        there = expect_sound(path);
        assert_true(there == told || there == told + 3); /* the commit whose telling was cut off */
    }
    assert_true(there > 0);
}

/* Two programs with the same command: each stores what the other has not yet; nothing is lost or doubled. */
static void test_two_writers(void **state)
{
    (void)state;
    char path[512], alone[512];
    pid_t children[2];
    workdir_path(path, "two.db");
    for (int w = 0; w < 2; w++) {
        children[w] = fork();
        assert_true(children[w] >= 0);
        if (children[w] == 0) {
            struct store *store = NULL;
            struct sim_err err = {SIM_OK, ""};
            int status = create(path, false, &store, &err);
            for (size_t i = 0; status == SIM_OK && i < 60; i += 5) {
                status = store_begin(store, &err);
                for (size_t k = 0; status == SIM_OK && k < 5; k++)
                    status = write_run(store, w == 0 ? i + k : 59 - i - k, &err);
                if (status == SIM_OK)
                    status = store_commit(store, &err);
            }
            if (status == SIM_OK)
                status = store_finish(store, 20, &err);
            if (status != SIM_OK)
                (void)fprintf(stderr, "%s\n", err.text);
            store_close(store);
            _exit(status);
        }
    }
    for (int w = 0; w < 2; w++) {
        int status;
        assert_int_equal(waitpid(children[w], &status, 0), children[w]);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
    }
    assert_int_equal(expect_sound(path), 60);
    struct store *store = NULL;
    assert_int_equal(create(workdir_path(alone, "alone.db"), false, &store, NULL), SIM_OK);
    for (size_t i = 0; i < 60; i++)
        assert_int_equal(write_run(store, i, NULL), SIM_OK);
    assert_int_equal(store_finish(store, 20, NULL), SIM_OK);
    store_close(store);
    static const char *const tables[] = {"outcomes", "series", "flows", "summary"};
    for (size_t i = 0; i < 4; i++) {
        char *x = store_example_print(path, tables[i], REPORT_CSV, REPORT_EN, REPORT_COMPARE);
        char *y = store_example_print(alone, tables[i], REPORT_CSV, REPORT_EN, REPORT_COMPARE);
        assert_string_equal(x, y);
        free(x);
        free(y);
    }
}

/* Reads all that there is; the status of the first failure. */
static int read_all(const char *path, struct sim_err *err)
{
    static const char *const tables[] = {"outcomes", "series", "flows", "parameters", "failures", "summary"};
    struct store *store = NULL;
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    int status = store_open(path, &store, err);
    for (size_t i = 0; status == SIM_OK && i < sizeof tables / sizeof tables[0]; i++)
        status = report_export(out, store, tables[i], REPORT_CSV, err);
    store_close(store);
    (void)fclose(out);
    return status;
}

static size_t read_bytes(const char *from, unsigned char **bytes)
{
    struct stat status;
    assert_int_equal(stat(from, &status), 0);
    const size_t n = (size_t)status.st_size;
    *bytes = malloc(n);
    assert_non_null(*bytes);
    FILE *in = fopen(from, "rb");
    assert_non_null(in);
    assert_int_equal(fread(*bytes, 1, n, in), n);
    (void)fclose(in);
    return n;
}

static void write_bytes(const char *path, const unsigned char *bytes, size_t n)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, n, out), n);
    assert_int_equal(fclose(out), 0);
}

static void make_whole(const char *path)
{
    struct store *store = NULL;
    assert_int_equal(create(path, false, &store, NULL), SIM_OK);
    for (size_t i = 0; i < 60; i++)
        assert_int_equal(write_run(store, i, NULL), SIM_OK);
    assert_int_equal(store_finish(store, 20, NULL), SIM_OK);
    store_close(store);
}

/* A copy that was cut off is told as such, wherever it was cut. */
static void test_truncated_files(void **state)
{
    (void)state;
    char whole[512], path[512];
    unsigned char *bytes = NULL;
    make_whole(workdir_path(whole, "whole.db"));
    const size_t n = read_bytes(whole, &bytes);
    for (size_t k = 0; k < N_DAMAGES; k++) {
        struct sim_err err = {SIM_OK, ""};
        const size_t kept = k * (n - 1) / N_DAMAGES;
        write_bytes(workdir_path(path, "cut.db"), bytes, kept);
        const int status = read_all(path, &err);
        if (status != SIM_E_STORE || strstr(err.text, path) == NULL
            || (strstr(err.text, "damaged") == NULL && strstr(err.text, "is not a result") == NULL))
            fail_msg("%zu of %zu bytes: status %d, %s", kept, n, status, err.text);
    }
    free(bytes);
}

/* Pages of another file in it: an error with the path, or a result when nothing of it was needed; never a crash. */
static void test_overwritten_pages(void **state)
{
    (void)state;
    char whole[512], path[512];
    unsigned char *bytes = NULL, saved[4096];
    size_t told = 0;
    make_whole(workdir_path(whole, "pages.db"));
    const size_t n = read_bytes(whole, &bytes), pages = n / sizeof saved;
    for (size_t k = 0; k < N_DAMAGES; k++) {
        struct sim_err err = {SIM_OK, ""};
        unsigned char *page = bytes + (1 + k % (pages - 1)) * sizeof saved;
        memcpy(saved, page, sizeof saved);
        memset(page + (k % 2 == 0 ? 0 : 2048), k % 3 == 0 ? 0xff : 0x00, 2048);
        write_bytes(workdir_path(path, "over.db"), bytes, n);
        memcpy(page, saved, sizeof saved);
        const int status = read_all(path, &err);
        if (status != SIM_OK && (status != SIM_E_STORE || strstr(err.text, path) == NULL))
            fail_msg("page %zu: status %d, %s", 1 + k % (pages - 1), status, err.text);
        told += status != SIM_OK;
    }
    assert_true(told > N_DAMAGES / 4);
    free(bytes);
}

/* Root may write everywhere, so that a child that is nobody looks. */
static void test_read_only(void **state)
{
    (void)state;
    char path[512];
    int status;
    make_whole(workdir_path(path, "read-only.db"));
    assert_int_equal(chmod(path, 0444), 0);
    assert_int_equal(chmod(workdir, 0555), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct store *store = NULL;
        struct sim_err err = {SIM_OK, ""};
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(9);
        if (read_all(path, &err) != SIM_OK)
            _exit(1);
        /* It can be opened by what it is of, and written to by nobody. */
        if (create(path, false, &store, &err) != SIM_OK)
            _exit(2);
        if (store_finish(store, 20, &err) != SIM_E_IO || strstr(err.text, "read-only") == NULL)
            _exit(3);
        store_close(store);
        err = (struct sim_err){SIM_OK, ""};
        if (create(path, true, &store, &err) != SIM_E_IO)
            _exit(4);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(chmod(workdir, 0755), 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full_disk_at_any_size), cmocka_unit_test(test_kill_at_any_moment),
        cmocka_unit_test(test_two_writers),           cmocka_unit_test(test_truncated_files),
        cmocka_unit_test(test_overwritten_pages),     cmocka_unit_test(test_read_only),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
