/* Results that are added to when memory runs out, in our own code and in SQLite alike: arms and replications that come later,
 * parts of a study that are merged, tables that a study computed. Each call says SIM_E_NOMEM or does its work in full; the
 * file stays sound, and the same call, given again, makes of it what an undisturbed one makes; nothing is lost (run under
 * valgrind or the address sanitizer). */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "sim/base/frame.h"
#include "sim/store/merge.h"
#include "sim/store/read.h"
#include "tests/support/failing_alloc.h"
#include "tests/support/store_example.h"
#include "tests/support/workdir.h"

static sqlite3_mem_methods sqlite_memory;
static char base[300], path[300], parts[2][300];

static bool sqlite_fails; /* or only our own code */

static void *sqlite_malloc(int size)
{
    return sqlite_fails && fault_now() ? NULL : sqlite_memory.xMalloc(size);
}

static void *sqlite_realloc(void *block, int size)
{
    return sqlite_fails && fault_now() ? NULL : sqlite_memory.xRealloc(block, size);
}

static const struct param trust_row = {
    .path = "network.trust", .type = PARAM_REAL, .unit = "1", .lowest = 0, .highest = 1};
static const struct param mode_row = {.path = "network.mode", .type = PARAM_CHOICE, .unit = "", .choices = "self|lead"};
static const double mode_levels[] = {0, 1};
static const struct scenario_factor factors[] = {
    {.parameter = "network.trust", .row = &trust_row, .lowest = 0.2, .highest = 0.8},
    {.parameter = "network.mode", .row = &mode_row, .n_levels = 2, .levels = mode_levels},
};
enum { N_FACTORS = 2, N_POINTS = 3 };
static const double points[N_POINTS * N_FACTORS] = {0.25, 0, 0.5, 1, 0.75, 1};
static const struct store_study sweep = {
    .procedure = "sweep", .factors = factors, .n_factors = N_FACTORS, .events = true, .alone = true};
static const struct store_study plain = {.events = true, .alone = true};

static const struct frame_column columns[] = {{"point", FRAME_INTEGER, "", "point", "punt"},
                                              {"arm", FRAME_TEXT, "", "arm", "variant"},
                                              {"mean", FRAME_REAL, "outcome", "mean", "gemiddelde"}};
static const struct frame_definition definitions[] = {
    {.name = "effects", .en = "Effects", .nl = "Effecten", .columns = columns, .n_columns = 3},
    {.name = "profiles", .en = "Profiles", .nl = "Profielen", .columns = columns, .n_columns = 2, .bulk = true},
};

/* The run follows from its item alone. */
static int write_run(struct store *store, struct store_item item, const char *failure, struct sim_err *err)
{
    const double x = (double)(100 * item.point + 10 * item.arm + item.replication);
    const double values[EXAMPLE_N_OUTCOMES] = {x / 3, item.replication == 1 ? (double)NAN : -0.0, 3};
    const double series[2 * EXAMPLE_N_OUTCOMES] = {x, 1, 2, x + 1, 4, 5};
    const struct sim_flow flows[] = {{"city", "clinic", EXAMPLE_CARE, 100 + (int64_t)x},
                                     {"clinic", item.arm > 0 ? "home" : "city", EXAMPLE_WORK, 7}};
    const int64_t cents[] = {60, 40, 7, 0};
    const struct sim_party parties[] = {{"city", "municipality", SIM_LISTED_PAYER}};
    const struct store_event events[] = {{.month = 1, .kind = 1, .level = 2, .who = "city", .detail = "{}"},
                                         {.month = 1, .kind = 0, .level = 1, .whom = "home", .detail = "{\"x\":1}"}};
    const struct store_record record = {.item = item,
                                        .failure = failure,
                                        .outcomes = values,
                                        .series = series,
                                        .months = 2,
                                        .flows = flows,
                                        .n_flows = 2,
                                        .flow_series = cents,
                                        .parties = parties,
                                        .n_parties = 1,
                                        .events = events,
                                        .n_events = 2};
    return store_write(store, &record, err);
}

static int keep_frames(struct store *store, struct sim_err *err)
{
    int status = SIM_OK;
    for (size_t i = 0; status == SIM_OK && i < 2; i++) {
        struct frame frame;
        frame_start(&frame, &definitions[i]);
        for (int64_t r = 0; r < 20; r++) {
            if (i == 0)
                frame_add(&frame, r, r % 2 == 0 ? "today" : "pooled", (double)r / 7);
            else
                frame_add(&frame, r, "today");
        }
        status = store_frame(store, &frame, err);
        frame_free(&frame);
    }
    return status;
}

/* All replications of the first arms of the example at all points, `first` and every `step`-th run from there on; a
 * complete result has tables that a study computed. */
struct content {
    const struct store_study *study;
    size_t n_arms, n_points, replications, first, step;
    bool failing, complete;
};

static int make(const char *file, const struct content *content, struct sim_err *err)
{
    struct scenario scenario = store_example_scenario();
    struct store *store = NULL;
    struct scenario_arm arms[EXAMPLE_N_ARMS];
    memcpy(arms, scenario.arms, sizeof arms);
    scenario.arms = arms;
    scenario.n_arms = content->n_arms;
    scenario.hash = content->n_arms;
    if (content->n_arms < EXAMPLE_N_ARMS)
        scenario.n_listed = content->n_arms;
    for (size_t a = 0; a < content->n_arms; a++) /* twins must be there */
        arms[a].twin = content->n_arms < EXAMPLE_N_ARMS ? -1 : arms[a].twin;
    int status = store_create_study(file, &store_example_model, &scenario, content->study, 7, true, false, &store, err);
    if (status == SIM_OK)
        status = store_points(store, 0, content->n_points, points, err);
    if (status == SIM_OK)
        status = store_begin(store, err);
    const size_t n = content->n_points * content->n_arms * content->replications;
    for (size_t i = content->first; status == SIM_OK && i < n; i += content->step) {
        const struct store_item item = {i % content->n_points, i / content->n_points % content->n_arms,
                                        i / content->n_points / content->n_arms};
        status = write_run(store, item, content->failing && i % 5 == 4 ? "it failed" : NULL, err);
    }
    if (status == SIM_OK)
        status = store_commit(store, err);
    if (status == SIM_OK && content->complete)
        status = store_complete_study(store, content->replications,
                                      content->study->n_factors > 0 ? content->n_points : 0, err);
    if (status == SIM_OK && content->complete)
        status = keep_frames(store, err);
    if (status == SIM_OK && content->complete)
        status = store_commit(store, err);
    store_close(store);
    return status;
}

static void make_well(const char *file, const struct content *content)
{
    struct sim_err err = {SIM_OK, ""};
    if (make(file, content, &err) != SIM_OK)
        fail_msg("%s", err.text);
}

/* `path` becomes a copy of `base`, or nothing when there is none. */
static void restore(void)
{
    static char block[65536];
    char name[320];
    static const char *const beside[] = {"", "-journal", "-lock"};
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, beside[i]);
        (void)unlink(name);
    }
    const int from = open(base, O_RDONLY);
    if (from < 0)
        return;
    const int to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    assert_true(to >= 0);
    for (ssize_t n = read(from, block, sizeof block); n > 0; n = read(from, block, sizeof block))
        assert_int_equal(write(to, block, (size_t)n), n);
    (void)close(from);
    (void)close(to);
}

/* What the exports say, one after another; to be freed. */
static char *export_all(bool design, bool frames)
{
    static const char *const tables[] = {"outcomes", "series",     "flows",   "flow-series", "events", "parameters",
                                         "failures", "dictionary", "effects", "profiles",    "design"};
    char *all = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&all, &size);
    assert_non_null(out);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if ((!design && strcmp(tables[i], "design") == 0)
            || (!frames && (strcmp(tables[i], "effects") == 0 || strcmp(tables[i], "profiles") == 0)))
            continue;
        char *text = store_example_print(path, tables[i], REPORT_CSV, REPORT_EN, REPORT_COMPARE);
        (void)fprintf(out, "%s\n%s", tables[i], text);
        free(text);
    }
    assert_int_equal(fclose(out), 0);
    return all;
}

static void expect_sound(void)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *check = NULL;
    if (access(path, F_OK) != 0)
        return;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &check, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(check), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(check, 0), "ok");
    (void)sqlite3_finalize(check);
    (void)sqlite3_close(db);
}

static void expect_equal(const char *text, const char *expected, long n)
{
    size_t at = 0;
    while (text[at] != '\0' && text[at] == expected[at])
        at++;
    if (text[at] != expected[at])
        fail_msg("allocation %ld: after \"%.*s\" comes \"%.60s\" and not \"%.60s\"", n, at < 40 ? (int)at : 40,
                 text + (at < 40 ? 0 : at - 40), text + at, expected + at);
}

/* Fails the n-th allocation of `work`, or all from there on, for growing n, until n is beyond its last one: each of our
 * own, and ever fewer of the many of SQLite. */
static void sweep_work(int (*work)(struct sim_err *err), bool design, bool frames)
{
    restore();
    assert_int_equal(work(NULL), SIM_OK);
    char *expected = export_all(design, frames);
    for (int kind = 0; kind < 3; kind++) {
        const bool lasting = kind == 2;
        bool failed = true;
        long swept = 0;
        sqlite_fails = kind > 0;
        for (long n = 1; failed; n += sqlite_fails ? 1 + n / 25 : 1) {
            struct sim_err err = {SIM_OK, ""};
            restore();
            fault.lasting = lasting;
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
            expect_sound();
            if (status != SIM_OK)
                assert_int_equal(work(NULL), SIM_OK);
            if (status == SIM_OK || n % 7 == 0) {
                char *text = export_all(design, frames);
                expect_equal(text, expected, n);
                free(text);
            }
        }
        assert_true(swept > (sqlite_fails ? 50 : 10));
    }
    free(expected);
}

static int work_more_replications(struct sim_err *err)
{
    return make(path,
                &(struct content){&plain, .n_arms = 3, .n_points = 1, .replications = 4, .step = 1, .complete = true},
                err);
}

static int work_more_points(struct sim_err *err)
{
    return make(path,
                &(struct content){&sweep, .n_arms = 3, .n_points = N_POINTS, .replications = 2, .step = 1,
                                  .complete = true},
                err);
}

static int work_merge(struct sim_err *err)
{
    struct store_merge_counts counts;
    return store_merge(&(struct store_merge_job){.path = path,
                                                 .inputs = (const char *const[]){parts[0], parts[1]},
                                                 .n = 2},
                       &counts, err);
}

static int drop_rows(void *context, const struct store_cell *cells, size_t n_cells, struct sim_err *err)
{
    (void)cells;
    (void)n_cells;
    (void)err;
    ++*(size_t *)context;
    return SIM_OK;
}

/* Reads the tables that a study computed. */
static int work_read(struct sim_err *err)
{
    struct store *store = NULL;
    struct store_contents contents = {0};
    size_t rows = 0;
    int status = store_open(path, &store, err);
    if (status == SIM_OK)
        status = store_contents_read(store, &contents, err);
    for (size_t i = 0; status == SIM_OK && i < contents.n_frames; i++)
        status = store_each_frame_row(store, &contents.frames[i], drop_rows, &rows, err);
    if (status == SIM_OK)
        status = store_each_row(store, &contents, STORE_DICTIONARY, drop_rows, &rows, err);
    if (status == SIM_OK && rows < 40)
        status = sim_fail(err, SIM_E_MODEL, "%zu rows", rows);
    store_contents_free(&contents);
    store_close(store);
    return status;
}

static int set_up(void **state)
{
    (void)workdir_set_up(state);
    (void)snprintf(base, sizeof base, "%s/base.db", workdir);
    (void)snprintf(path, sizeof path, "%s/r.db", workdir);
    (void)snprintf(parts[0], sizeof parts[0], "%s/1.db", workdir);
    (void)snprintf(parts[1], sizeof parts[1], "%s/2.db", workdir);
    return 0;
}

/* To a complete result of one arm come two arms and more replications; what was computed goes, and is computed again. */
static void test_more_arms_and_replications(void **state)
{
    (void)state;
    make_well(base, &(struct content){&plain, .n_arms = 1, .n_points = 1, .replications = 2, .step = 1, .failing = true,
                                      .complete = true});
    sweep_work(work_more_replications, false, true);
}

static void test_more_points(void **state)
{
    (void)state;
    make_well(base,
              &(struct content){&sweep, .n_arms = 3, .n_points = 2, .replications = 1, .step = 1, .complete = true});
    sweep_work(work_more_points, true, true);
}

/* Two parts of a study, with runs that both hold, into a new file. */
static void test_merge_of_a_study(void **state)
{
    (void)state;
    make_well(parts[0], &(struct content){&sweep, .n_arms = 3, .n_points = N_POINTS, .replications = 2, .step = 2});
    make_well(parts[1], &(struct content){&sweep, .n_arms = 3, .n_points = N_POINTS, .replications = 2, .step = 3,
                                          .failing = true});
    sweep_work(work_merge, true, false);
}

static void test_reading_tables(void **state)
{
    (void)state;
    make_well(base, &(struct content){&sweep, .n_arms = 3, .n_points = N_POINTS, .replications = 1, .step = 1,
                                      .complete = true});
    sweep_work(work_read, true, true);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, workdir_tear_down)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_more_arms_and_replications),
        IN_FOLDER(test_more_points),
        IN_FOLDER(test_merge_of_a_study),
        IN_FOLDER(test_reading_tables),
    };
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite_memory) != SQLITE_OK)
        return 1;
    sqlite3_mem_methods failing = sqlite_memory;
    failing.xMalloc = sqlite_malloc;
    failing.xRealloc = sqlite_realloc;
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &failing) != SQLITE_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
