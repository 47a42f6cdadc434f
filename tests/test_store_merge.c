/* Parts of one experiment that are merged into one result. */
#include <dirent.h>
#include <math.h>
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

#include "sim/store/merge.h"
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
static const struct store_study story = {.events = true};

/* What the runs of a part are, and where it differs from what it should be. */
struct part {
    size_t points, replications, months;
    size_t first, step; /* runs first, first + step, ... */
    uint64_t seed;
    const char *reason; /* of what failed; NULL: the usual one */
    const struct store_study *study;
    const struct scenario *scenario; /* NULL: the example */
    size_t wrong;                    /* run with another number, from 1 */
    size_t told;                     /* run with another story, from 1 */
    bool backwards, failing, complete;
};

static void write_run(struct store *store, const struct part *part, const struct scenario *scenario, size_t i)
{
    const struct store_item item = {.point = i % part->points,
                                    .arm = i / part->points % scenario->n_arms,
                                    .replication = i / part->points / scenario->n_arms};
    const double x = (double)(scenario->arms[item.arm].hash * 1000 + item.point * 100 + item.replication);
    const double values[EXAMPLE_N_OUTCOMES] = {i + 1 == part->wrong ? x + 1e-9 : x / 3,
                                               item.replication % 2 == 0 ? (double)NAN : -0.0, 3};
    char own[32], detail[64];
    double *series = calloc(part->months * EXAMPLE_N_OUTCOMES, sizeof *series);
    int64_t *cents = calloc(part->months * 2, sizeof *cents);
    assert_true(series != NULL && cents != NULL);
    for (size_t m = 0; m < part->months * EXAMPLE_N_OUTCOMES; m++)
        series[m] = x / (double)(m + 1);
    for (size_t m = 0; m < part->months * 2; m++)
        cents[m] = (int64_t)(m % 3);
    (void)snprintf(own, sizeof own, "home-%d", (int)x * 7 % 5);
    const struct sim_flow flows[] = {{"city", own, EXAMPLE_CARE, 100 + (int64_t)x}, {own, "clinic", EXAMPLE_WORK, 7}};
    const struct sim_party parties[] = {{"city", "municipality", SIM_LISTED_PAYER}, {own, "home", SIM_LISTED}};
    (void)snprintf(detail, sizeof detail, "{\"x\":%.17g}", i + 1 == part->told ? x + 1.0 : x);
    const struct store_event events[] = {
        {.month = 0, .kind = 1, .level = 2, .who = own, .thing = "city", .detail = detail},
        {.month = 0, .kind = 0, .level = 1, .who = "city", .whom = own, .detail = "{}"},
        {.month = 1, .kind = 1, .level = 3, .whom = "nobody \"else\"", .detail = "{}"}};
    const struct store_record record = {.item = item,
                                        .failure = part->failing && i % 4 == 3
                                                       ? (part->reason != NULL ? part->reason : "it failed")
                                                       : NULL,
                                        .outcomes = values,
                                        .series = series,
                                        .months = part->months,
                                        .flows = flows,
                                        .n_flows = 2,
                                        .flow_series = cents,
                                        .parties = parties,
                                        .n_parties = 2,
                                        .events = events,
                                        .n_events = 1 + (size_t)x % 3};
    struct sim_err err = {SIM_OK, ""};
    if (store_write(store, &record, &err) != SIM_OK)
        fail_msg("%s", err.text);
    free(series);
    free(cents);
}

static void make(const char *path, const struct part *part)
{
    const struct scenario example = store_example_scenario();
    const struct scenario *scenario = part->scenario != NULL ? part->scenario : &example;
    const size_t n = part->points * scenario->n_arms * part->replications;
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    if (store_create_study(path, &store_example_model, scenario, part->study, part->seed, true, false, &store, &err)
        != SIM_OK)
        fail_msg("%s", err.text);
    assert_int_equal(store_points(store, 0, part->points, points, NULL), SIM_OK);
    assert_int_equal(store_begin(store, NULL), SIM_OK);
    for (size_t k = part->first; k < n; k += part->step)
        write_run(store, part, scenario, part->backwards ? n - 1 - k + part->first : k);
    assert_int_equal(store_commit(store, NULL), SIM_OK);
    if (part->complete)
        assert_int_equal(store_finish(store, part->replications, NULL), SIM_OK);
    store_close(store);
}

static void merge(const char *path, const char *const *inputs, size_t n, struct store_merge_counts *counts)
{
    struct sim_err err = {SIM_OK, ""};
    if (store_merge(&(struct store_merge_job){.path = path, .inputs = inputs, .n = n}, counts, &err) != SIM_OK)
        fail_msg("%s", err.text);
}

/* `design`: the results are of a sweep; `told`: they hold events. */
static void expect_equal_exports(const char *a, const char *b, bool design, bool told)
{
    static const char *const tables[] = {"outcomes",   "series",   "flows",  "flow-series", "events",
                                         "parameters", "failures", "design", "summary"};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (strcmp(tables[i], design ? "summary" : "design") == 0 || (strcmp(tables[i], "events") == 0 && !told))
            continue;
        char *x = store_example_print(a, tables[i], REPORT_CSV, REPORT_EN, REPORT_COMPARE);
        char *y = store_example_print(b, tables[i], REPORT_CSV, REPORT_EN, REPORT_COMPARE);
        assert_string_equal(x, y);
        free(x);
        free(y);
    }
}

static void test_parts_give_the_whole(void **state)
{
    (void)state;
    const struct store_study *const studies[] = {&story, &sweep};
    for (size_t s = 0; s < 2; s++) {
        char path[5][512], name[32];
        struct store_merge_counts counts;
        for (size_t i = 0; i < 5; i++) {
            (void)snprintf(name, sizeof name, "whole-%zu-%zu.db", s, i);
            workdir_path(path[i], name);
        }
        struct part part = {.points = s == 0 ? 1 : 3,
                            .replications = 5,
                            .months = 3,
                            .step = 1,
                            .seed = 7,
                            .study = studies[s],
                            .complete = true};
        make(path[0], &part);
        part.step = 2;
        make(path[1], &part);
        part.first = 1;
        part.backwards = true;
        part.step = 1; /* holds runs of the other, too */
        make(path[2], &part);
        merge(path[3], (const char *const[]){path[2], path[1]}, 2, &counts);
        const size_t n = part.points * EXAMPLE_N_ARMS * 5;
        assert_int_equal(counts.runs, n);
        assert_int_equal(counts.known, (n + 1) / 2 - 1);
        assert_int_equal(counts.failures, 0);
        assert_true(counts.complete == (s == 0)); /* of a study its own command decides */
        expect_equal_exports(path[0], path[3], s == 1, true);
        merge(path[4], (const char *const[]){path[1]}, 1, &counts);
        assert_false(counts.complete);
        merge(path[4], (const char *const[]){path[2]}, 1, &counts); /* goes on with what is there */
        expect_equal_exports(path[0], path[4], s == 1, true);
    }
}

/* Arms that were added to one part in another order have other keys there. */
static void test_keys_of_arms_differ(void **state)
{
    (void)state;
    char a[512], b[512], whole[512], out[512];
    struct scenario before = store_example_scenario(), after = before;
    struct scenario_arm fewer[] = {before.arms[1], before.arms[2]};
    struct store_merge_counts counts;
    struct part part = {.points = 1, .replications = 4, .months = 2, .step = 2, .seed = 7, .study = &story};
    fewer[0].twin = 1;
    before.arms = fewer;
    before.n_arms = 2;
    before.n_listed = 1;
    part.scenario = &before;
    make(workdir_path(a, "keys-a.db"), &part);
    part.scenario = &after;
    make(a, &part);
    part.first = 1;
    make(workdir_path(b, "keys-b.db"), &part);
    part.first = 0;
    part.step = 1;
    make(workdir_path(whole, "keys.db"), &part);
    merge(workdir_path(out, "keys-out.db"), (const char *const[]){b, a}, 2, &counts);
    expect_equal_exports(whole, out, false, true);
}

static void test_failures(void **state)
{
    (void)state;
    char a[512], b[512], out[512], one[512], other[512];
    struct store_merge_counts counts;
    struct part part = {.points = 1, .replications = 4, .months = 2, .step = 1, .seed = 7, .failing = true};
    make(workdir_path(a, "failed.db"), &part);
    merge(workdir_path(out, "failed-out.db"), (const char *const[]){a, a}, 2, &counts);
    assert_int_equal(counts.failures, 3);
    expect_equal_exports(a, out, false, false);
    part.reason = "another reason";
    make(workdir_path(b, "failed-too.db"), &part);
    merge(workdir_path(one, "failed-1.db"), (const char *const[]){a, b}, 2, &counts);
    merge(workdir_path(other, "failed-2.db"), (const char *const[]){b, a}, 2, &counts);
    expect_equal_exports(one, other, false, false);
    part.failing = false;
    make(workdir_path(b, "succeeded.db"), &part);
    merge(out, (const char *const[]){b}, 1, &counts);
    assert_int_equal(counts.failures, 0);
    merge(out, (const char *const[]){a}, 1, &counts);
    assert_int_equal(counts.failures, 0);
    expect_equal_exports(b, out, false, false);
}

static void expect_refused(const char *out, const char *input, enum sim_status status, const char *message)
{
    struct store_merge_counts counts;
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(store_merge(&(struct store_merge_job){.path = out, .inputs = &input, .n = 1}, &counts, &err),
                     status);
    if (strstr(err.text, message) == NULL || strstr(err.text, input) == NULL)
        fail_msg("\"%s\" does not say \"%s\" and %s", err.text, message, input);
}

static void test_refusals(void **state)
{
    (void)state;
    char a[512], b[512], out[512];
    struct scenario scenario = store_example_scenario();
    struct scenario_arm arms[EXAMPLE_N_ARMS];
    struct store_merge_counts counts;
    struct store_study silent = sweep;
    silent.events = false;
    struct part part = {.points = 1, .replications = 4, .months = 2, .step = 1, .seed = 7};
    make(workdir_path(a, "one.db"), &part);
    merge(workdir_path(out, "refusals.db"), (const char *const[]){a}, 1, &counts);
    part.wrong = 5; /* replication 1 of arm 1 */
    make(workdir_path(b, "wrong.db"), &part);
    expect_refused(out, b, SIM_E_MISMATCH, "of point 0, arm \"pooled\", replication 1");
    part.wrong = 0;
    part.months = 3;
    make(workdir_path(b, "longer.db"), &part);
    expect_refused(out, b, SIM_E_MISMATCH, "of point 0, arm \"today\", replication 0");
    part.months = 2;
    part.seed = 8;
    make(workdir_path(b, "seed.db"), &part);
    expect_refused(out, b, SIM_E_MISMATCH, "is of another experiment than ");
    expect_refused(out, b, SIM_E_MISMATCH, "(seed: 7 and 8)");
    part.seed = 7;
    part.study = &silent;
    make(workdir_path(b, "sweep.db"), &part);
    expect_refused(out, b, SIM_E_MISMATCH, "(procedure:  and sweep)");
    part.study = &story;
    make(workdir_path(b, "story.db"), &part);
    expect_refused(out, b, SIM_E_MISMATCH, "(events: no and yes)");
    part.study = NULL;
    memcpy(arms, scenario.arms, sizeof arms);
    arms[1].hash++;
    scenario.arms = arms;
    part.scenario = &scenario;
    make(workdir_path(b, "arm.db"), &part);
    expect_refused(out, b, SIM_E_MISMATCH, "(the arms: differ)");
    expect_refused(out, out, SIM_E_INPUT, "is both what is merged and where it goes");
    expect_refused(out, workdir_path(b, "absent.db"), SIM_E_IO, "no such file");
    expect_equal_exports(a, out, false, false); /* as it was */
}

/* The words of a story count as its numbers do. */
static void test_stories_differ(void **state)
{
    (void)state;
    char a[512], b[512], out[512];
    struct store_merge_counts counts;
    struct part part = {.points = 1, .replications = 4, .months = 2, .step = 1, .seed = 7, .study = &story};
    make(workdir_path(a, "told.db"), &part);
    merge(workdir_path(out, "stories.db"), (const char *const[]){a}, 1, &counts);
    part.told = 5; /* replication 1 of arm 1 */
    make(workdir_path(b, "told-otherwise.db"), &part);
    expect_refused(out, b, SIM_E_MISMATCH, "of point 0, arm \"pooled\", replication 1");
    expect_equal_exports(a, out, false, true);
}

/* The files of a folder. */
static size_t files_in(const char *path)
{
    size_t n = 0;
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
        n += entry->d_name[0] != '.';
    (void)closedir(folder);
    return n;
}

static char *read_bytes(const char *path, size_t size)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(size);
    assert_true(file != NULL && bytes != NULL);
    assert_int_equal(fread(bytes, 1, size, file), size);
    (void)fclose(file);
    return bytes;
}

/* Merges a and b into `out`, which fails and leaves nothing new, and of a result that is there every byte. */
static void expect_untouched(const char *out, const char *a, const char *b, enum sim_status expected)
{
    const struct store_merge_job job = {.path = out, .inputs = (const char *const[]){a, b}, .n = 2};
    const bool exists = access(out, F_OK) == 0;
    struct store_merge_counts counts;
    struct stat before = {0}, after = {0};
    const size_t files = files_in(workdir);
    assert_true(!exists || stat(out, &before) == 0);
    const size_t size = (size_t)before.st_size;
    char *bytes = exists ? read_bytes(out, size) : NULL;
    assert_int_equal(store_merge(&job, &counts, NULL), expected);
    assert_int_equal(files_in(workdir), files);
    assert_int_equal(access(out, F_OK) == 0, exists);
    if (exists) {
        assert_int_equal(stat(out, &after), 0);
        assert_int_equal(after.st_size, before.st_size);
        char *bytes_after = read_bytes(out, size);
        assert_memory_equal(bytes_after, bytes, size);
        assert_true(after.st_ino == before.st_ino && after.st_mtim.tv_nsec == before.st_mtim.tv_nsec);
        free(bytes_after);
    }
    free(bytes);
}

/* A limit on the size of files is met as a full disk is: not enough for the second part. */
static void expect_untouched_when_full(const char *out, const char *a, const char *b)
{
    struct rlimit old, tiny;
    struct stat status;
    assert_int_equal(stat(a, &status), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    tiny = old;
    tiny.rlim_cur = (rlim_t)status.st_size + 20000;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tiny), 0);
    expect_untouched(out, a, b, SIM_E_IO);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    (void)signal(SIGXFSZ, handler);
}

static int refuse(struct store *store, struct sim_err *err)
{
    (void)store;
    return sim_fail(err, SIM_E_IO, "no room");
}

/* What fails in the second part, or at the very end, has not done the first one either. */
static void test_all_or_nothing(void **state)
{
    (void)state;
    char a[512], b[512], other[512], wrong[512], out[512], link[512], place[512];
    struct store_merge_counts counts;
    struct part part = {.points = 1, .replications = 60, .months = 12, .step = 2, .seed = 7, .complete = true};
    make(workdir_path(a, "nothing-a.db"), &part);
    part.first = 1;
    make(workdir_path(b, "nothing-b.db"), &part);
    part.wrong = 21; /* a has it, too */
    part.step = 1;
    make(workdir_path(wrong, "nothing-wrong.db"), &part);
    part.seed = 8;
    make(workdir_path(other, "nothing-other.db"), &part);
    workdir_path(out, "nothing.db");
    for (int there = 0; there < 2; there++) {
        expect_untouched(out, a, wrong, SIM_E_MISMATCH);
        expect_untouched(out, a, other, SIM_E_MISMATCH);
        expect_untouched(out, a, workdir_path(place, "absent.db"), SIM_E_IO);
        expect_untouched_when_full(out, a, b);
        if (there == 0)
            merge(out, (const char *const[]){b}, 1, &counts);
    }
    assert_int_equal(chmod(out, 0640), 0);
    assert_int_equal(symlink("nothing.db", workdir_path(link, "nothing-link.db")), 0);
    struct store_merge_job job = {.path = link, .inputs = (const char *const[]){a}, .n = 1, .compute = refuse};
    assert_int_equal(store_merge(&job, &counts, NULL), SIM_E_IO);
    assert_true(counts.complete);
    job.compute = NULL;
    assert_int_equal(store_merge(&job, &counts, NULL), SIM_OK);
    struct stat status;
    assert_int_equal(lstat(link, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(stat(out, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    merge(workdir_path(place, "nothing-whole.db"), (const char *const[]){a, b}, 2, &counts);
    expect_equal_exports(place, out, false, false);
}

static void pause_for(long nanoseconds)
{
    const struct timespec time = {.tv_nsec = nanoseconds};
    (void)nanosleep(&time, NULL);
}

/* Killed at many moments, and then once not: the same result. */
static void test_kill(void **state)
{
    (void)state;
    char a[512], b[512], whole[512], out[512];
    struct store_merge_counts counts;
    struct part part = {.points = 3, .replications = 40, .months = 12, .step = 2, .seed = 7, .study = &sweep};
    make(workdir_path(a, "kill-a.db"), &part);
    part.first = 1;
    make(workdir_path(b, "kill-b.db"), &part);
    part.first = 0;
    part.step = 1;
    make(workdir_path(whole, "kill-whole.db"), &part);
    workdir_path(out, "kill-out.db");
    for (int i = 0; i < 30; i++) {
        const pid_t child = fork();
        int status;
        assert_true(child >= 0);
        if (child == 0) {
            const struct store_merge_job job = {.path = out, .inputs = (const char *const[]){a, b}, .n = 2};
            const int merged = store_merge(&job, &counts, NULL);
            _exit(merged == SIM_OK ? 0 : 1);
        }
        pause_for(1000000L + 1500000L * i);
        (void)kill(child, SIGKILL);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
        if (i % 5 == 4) /* begin anew now and then */
            (void)unlink(out);
    }
    merge(out, (const char *const[]){a, b}, 2, &counts);
    expect_equal_exports(whole, out, true, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_give_the_whole),
        cmocka_unit_test(test_keys_of_arms_differ),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_stories_differ),
        cmocka_unit_test(test_all_or_nothing),
        cmocka_unit_test(test_kill),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
