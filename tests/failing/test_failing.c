/* Runs that fail in a comparison: what the scenario says of them is done by run, compare, a wished precision and the
 * library, and the result tells of what it leaves out. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/api/samenspel.h"
#include "sim/report/analysis.h"
#include "sim/report/statistics.h"
#include "sim/store/store.h"
#include "tests/support/command.h"
#include "tests/support/expect.h"
#include "tests/support/workdir.h"

enum { N = 30, LOST_ODD = 4 };

/* Replication 7 of `hard` and 4 of `odd` fail. `odd` is .4 above `mild` in each run. */
static const char scenario[] =
    "title = \"failing\"; spinup_months = 0; horizon_months = 1;\n"
    "analytic = { function = \"linear\"; noise = 1.0; x1 = 0.4; };\n"
    "experiment = { replications = 30; seed = 5; reference = \"mild\"; arms = ( { name = \"mild\"; },\n"
    "  { name = \"hard\"; analytic = { x1 = 0.9; fails_at = 7; luck = 1; }; },\n"
    "  { name = \"odd\"; analytic = { fails_at = 4; x2 = 0.7; }; } ); };\n";

static int set_up(void **state)
{
    workdir_set_up(state);
    workdir_write(workdir, "s.cfg", scenario, NULL, 0);
    return 0;
}

/* Line ends as blanks: what is said may be broken anywhere. */
static char *flat(char *text)
{
    for (char *c = text; *c != '\0'; c++)
        if (*c == '\n')
            *c = ' ';
    return text;
}

static void expect_export(const char *file, const char *table, const char *expected)
{
    struct command_result result;
    RUN(&result, "export", file, "--table", table);
    assert_int_equal(result.status, 0);
    expect_in(result.out, expected);
    command_free(&result);
}

static size_t rows(const char *file, const char *table)
{
    struct command_result result;
    size_t n = 0;
    RUN(&result, "export", file, "--table", table);
    assert_int_equal(result.status, 0);
    for (const char *c = result.out; *c != '\0'; c++)
        n += *c == '\n' ? 1 : 0;
    command_free(&result);
    return n - 1;
}

/* The first to fail is replication 4 of the last arm: 14 runs are before it. */
static void test_stop(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "compare", "s.cfg", "--out", "stop.db", "--threads", "1");
    assert_int_equal(result.status, 1);
    expect_in(result.err, "14 of 90 runs are stored");
    expect_in(result.err, "arm \"odd\", replication 4");
    assert_string_equal(result.out, "");
    assert_int_equal(rows("stop.db", "failures"), 1);
    command_free(&result);
}

static void test_finish(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "compare", "s.cfg", "--out", "finish.db", "--set", "experiment.on_failure=finish");
    assert_int_equal(result.status, 1);
    expect_in(result.err, "88 of 90 runs are stored");
    expect_in(result.err, "2 of 90 runs failed; the first: arm \"odd\", replication 4");
    assert_string_equal(result.out, "");
    assert_int_equal(rows("finish.db", "failures"), 2);
    command_free(&result);
    /* The same result is completed by who goes on without them. */
    RUN(&result, "compare", "s.cfg", "--out", "finish.db", "--set", "experiment.on_failure=record");
    assert_int_equal(result.status, 0);
    expect_in(result.err, "90 runs, all found");
    expect_in(flat(result.out), "Failed and left out: 2 of 90 runs (hard 1, odd 1). A mean is of the runs that are "
                                "there, a difference of the replications that both arms have. Seeds and reasons: "
                                "samenspel export finish.db --table failures");
    command_free(&result);
}

static void test_record(void **state)
{
    (void)state;
    struct command_result first, again, whole;
    RUN(&first, "compare", "s.cfg", "--out", "r.db", "--set", "experiment.on_failure=record");
    assert_int_equal(first.status, 0);
    expect_in(first.err, "2 runs failed: samenspel export r.db --table failures");
    expect_in(flat(first.out), "Failed and left out: 2 of 90 runs (hard 1, odd 1).");
    expect_export("r.db", "failures", "hard,7,5,\"arm \"\"hard\"\", replication 7, seed 5, month 0: outside");
    expect_export("r.db", "summary", "hard,value,point,29,");
    expect_export("r.db", "summary", "mild,value,point,30,");
    expect_export("r.db", "contrasts", "odd,mild,value,point,29,0.4");
    expect_export("r.db", "effect-sizes", "odd,mild,value,point,29,");
    /* Complete: found, and untouched. */
    char path[512];
    const uint64_t before = workdir_hash(workdir_path(path, "r.db"));
    RUN(&again, "compare", "s.cfg", "--out", "r.db", "--set", "experiment.on_failure=record");
    assert_int_equal(again.status, 0);
    assert_string_equal(flat(again.out), first.out);
    assert_true(workdir_hash(path) == before);
    command_free(&again);
    command_free(&first);

    RUN(&first, "compare", "s.cfg", "--out", "r.db", "--lang", "nl", "--set", "experiment.on_failure=record");
    expect_in(flat(first.out), "Mislukt en niet meegeteld: 2 van 90 runs (hard 1, odd 1). Een gemiddelde is");
    command_free(&first);
    RUN(&first, "compare", "s.cfg", "--out", "r.db", "--format", "json", "--set", "experiment.on_failure=record");
    expect_in(first.out, "\"complete\": true,\n \"failed\": 2,");
    expect_in(first.out, "\"arm\": \"odd\",\n   \"failed\": 1,\n   \"runs\": 30");
    command_free(&first);
    /* Nothing failed: nothing is said. */
    RUN(&whole, "compare", "s.cfg", "--out", "whole.db", "--set", "analytic.fails_at=-1", "-n", "4");
    assert_int_equal(whole.status, 0);
    expect_not_in(whole.out, "Failed");
    command_free(&whole);
}

/* Of antithetic pairs a pair is left out as a whole. */
static void test_pairs(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "compare", "s.cfg", "--out", "pairs.db", "--set", "experiment.on_failure=record", "--set",
        "experiment.antithetic=true");
    assert_int_equal(result.status, 0);
    expect_in(flat(result.out), "Failed and left out, with the run that each makes a pair with:");
    expect_export("pairs.db", "contrasts", "odd,mild,value,point,14,");
    command_free(&result);
}

static void test_run(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "run", "s.cfg", "--out", "run.db", "--set", "experiment.on_failure=record", "--set",
        "analytic.fails_at=3");
    assert_int_equal(result.status, 0);
    expect_in(flat(result.out), "Failed and left out: 1 of 30 runs (mild 1).");
    expect_in(result.err, "1 run failed");
    command_free(&result);
    /* All fail: there is nothing to tell, and that is a failure. */
    RUN(&result, "run", "s.cfg", "--out", "none.db", "--set", "experiment.on_failure=record", "--set",
        "analytic.fails_above=0");
    assert_int_equal(result.status, 1);
    expect_in(result.err, "every run failed: samenspel export none.db --table failures tells why");
    command_free(&result);
}

/* Looks are at the same counts, whatever failed; what is decided from are the values that are there. */
static void test_precision(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "compare", "s.cfg", "--out", "p.db", "--precision", "value:0.4", "--set",
        "experiment.on_failure=record", "--max-replications", "80");
    assert_int_equal(result.status, 0);
    expect_in(flat(result.out), "Failed and left out: 2 of 240 runs (hard 1, odd 1).");
    expect_export("p.db", "precision", "value,hard,mild,point,0.4,,,");
    expect_export("p.db", "summary", "hard,value,point,79,");
    command_free(&result);
    RUN(&result, "compare", "s.cfg", "--out", "p.db", "--precision", "value:0.4", "--set",
        "experiment.on_failure=record", "--max-replications", "80", "--threads", "1");
    assert_int_equal(result.status, 0);
    expect_in(result.err, "240 runs, all found");
    command_free(&result);
}

/* What advise kept on going is gone on with; and a study that finds all its runs still tells of the failed. */
static void test_after_advise(void **state)
{
    (void)state;
    struct command_result result;
    for (int i = 0; i < 2; i++) {
        RUN(&result, "advise", "s.cfg", "--out", "a.db", "-n", "20", "--set", "experiment.on_failure=record");
        assert_int_equal(result.status, 0);
        expect_in(result.out, "2 runs failed and are left out");
        command_free(&result);
    }
    RUN(&result, "compare", "s.cfg", "--out", "a.db", "--set", "experiment.on_failure=record");
    assert_int_equal(result.status, 0);
    expect_in(result.err, "90 runs (60 found)");
    command_free(&result);
}

static void test_library(void **state)
{
    (void)state;
    static const struct {
        const char *set;
        int status;
        size_t hard; /* replications stored of `hard` */
    } cases[] = {{"experiment.on_failure=stop", SAMENSPEL_E_MODEL, 5},
                 {"experiment.on_failure=finish", SAMENSPEL_E_MODEL, N - 1},
                 {"experiment.on_failure=record", SAMENSPEL_OK, N - 1}};
    char file[512], path[512], name[32], message[SAMENSPEL_MESSAGE_SIZE];
    workdir_path(file, "s.cfg");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const samenspel_run_options options = {.threads = 1};
        samenspel_scenario *s = NULL;
        samenspel_result *r = NULL;
        (void)snprintf(name, sizeof name, "api-%zu.db", i);
        workdir_path(path, name);
        assert_int_equal(samenspel_scenario_load(file, &cases[i].set, 1, &s, message, sizeof message), SAMENSPEL_OK);
        assert_int_equal(samenspel_run(s, path, &options, sizeof options, &r, message, sizeof message),
                         cases[i].status);
        if (r == NULL) {
            expect_in(message, "replication 4");
            assert_int_equal(samenspel_result_open(path, &r, message, sizeof message), SAMENSPEL_OK);
        }
        assert_int_equal(samenspel_result_complete(r), cases[i].status == SAMENSPEL_OK);
        assert_int_equal(samenspel_result_arm_done(r, 1), cases[i].hard);
        assert_int_equal(samenspel_result_arm_failed(r, 0), 0);
        assert_int_equal(samenspel_result_arm_failed(r, 1), i == 0 ? 0 : 1);
        assert_int_equal(samenspel_result_arm_failed(r, 2), 1);
        assert_int_equal(samenspel_result_arm_failed(r, 3), 0);
        if (cases[i].status == SAMENSPEL_OK) {
            samenspel_summary summary;
            samenspel_contrast contrast;
            double values[N];
            assert_int_equal(samenspel_result_values(r, 2, 0, values, N, message, sizeof message), SAMENSPEL_OK);
            for (size_t k = 0; k < N; k++)
                assert_int_equal(isnan(values[k]) != 0, k == LOST_ODD);
            assert_int_equal(samenspel_result_summary(r, 2, 0, &summary, sizeof summary, NULL, 0), SAMENSPEL_OK);
            assert_true(summary.n == N - 1 && summary.missing == 1);
            assert_int_equal(samenspel_result_contrast(r, 2, 0, 0, &contrast, sizeof contrast, NULL, 0), SAMENSPEL_OK);
            assert_int_equal(contrast.n, N - 1);
            assert_near("pairs", contrast.diff, 0.4, 1e-9);
        }
        samenspel_result_free(r);
        samenspel_scenario_free(s);
    }
}

/* What a sweep over a posterior draws from must be there; who checks is told, and who makes it is not kept from it. */
static void test_posterior(void **state)
{
    (void)state;
    struct command_result result;
    static const char *const commands[] = {"check", "sweep"};
    workdir_write(
        workdir, "c.cfg",
        "title = \"posterior\"; spinup_months = 0; horizon_months = 1;\n"
        "experiment = { replications = 2; design = \"posterior\"; points = 20; arms = ( { name = \"a\"; } );\n"
        "  posterior = \"nope.db\";\n"
        "  calibrate = ( { parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; } );\n"
        "  targets = ( { outcome = \"value\"; value = 17.0; sd = 1.0; } ); };\n",
        NULL, 0);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        RUN(&result, commands[i], "c.cfg");
        assert_int_equal(result.status, 2);
        expect_in(result.err, "c.cfg:3: experiment.posterior: nope.db: there is no such file\n");
        assert_string_equal(result.out, "");
        command_free(&result);
    }
    RUN(&result, "check", "c.cfg", "--set", "experiment.posterior=");
    assert_int_equal(result.status, 2);
    expect_in(result.err, "c.cfg:2: experiment.design: \"posterior\" needs experiment.posterior");
    command_free(&result);
    RUN(&result, "check", "c.cfg", "--set", "experiment.design=lhs");
    assert_int_equal(result.status, 0);
    command_free(&result);
    RUN(&result, "calibrate", "c.cfg");
    assert_int_equal(result.status, 2);
    expect_in(result.err, "20 points are too few to fit 1 parameter: ");
    command_free(&result);
    RUN(&result, "sweep", "s.cfg", "--set", "experiment.design=posterior");
    assert_int_equal(result.status, 2);
    expect_in(result.err, "and the experiment.calibrate that it was made with");
    command_free(&result);
}

static int stop_at_last(void *context, size_t done, size_t total, double seconds)
{
    (void)context;
    (void)seconds;
    return done == total;
}

/* Everything that is computed from the runs. */
static char *tables_of(const char *file)
{
    static const char *const tables[] = {"summary", "contrasts", "quantiles",    "tails", "convergence",
                                         "best",    "pairing",   "effect-sizes", NULL};
    char *all = calloc(1, 1);
    for (size_t i = 0; tables[i] != NULL; i++) {
        struct command_result result;
        RUN(&result, "export", file, "--table", tables[i]);
        assert_int_equal(result.status, 0);
        char *longer = malloc(strlen(all) + strlen(result.out) + 1);
        assert_true(sprintf(longer, "%s%s", all, result.out) >= 0);
        free(all);
        all = longer;
        command_free(&result);
    }
    return all;
}

/* Whether the tables of a file that was left without them become those of one go. */
static void expect_same_tables(const char *file)
{
    struct command_result result;
    RUN(&result, "compare", "s.cfg", "--out", "go.db", "--set", "experiment.on_failure=record");
    assert_int_equal(result.status, 0);
    command_free(&result);
    RUN(&result, "compare", "s.cfg", "--out", file, "--set", "experiment.on_failure=record");
    assert_int_equal(result.status, 0);
    expect_in(result.err, "90 runs, all found");
    command_free(&result);
    char *a = tables_of("go.db"), *b = tables_of(file);
    assert_string_equal(a, b);
    free(a);
    free(b);
}

/* Told to stop after the last run: what is computed from the runs waits for the next call, in any of its parts. */
static void test_stop_before_tables(void **state)
{
    (void)state;
    static const char *const set = "experiment.on_failure=record";
    const samenspel_run_options options = {.threads = 2, .progress = stop_at_last};
    char file[512], path[512], message[SAMENSPEL_MESSAGE_SIZE];
    samenspel_scenario *s = NULL;
    samenspel_result *r = NULL;
    workdir_path(file, "s.cfg");
    workdir_path(path, "stopped.db");
    assert_int_equal(samenspel_scenario_load(file, &set, 1, &s, message, sizeof message), SAMENSPEL_OK);
    assert_int_equal(samenspel_run(s, path, &options, sizeof options, NULL, message, sizeof message),
                     SAMENSPEL_E_CANCELLED);
    assert_int_equal(samenspel_result_open(path, &r, message, sizeof message), SAMENSPEL_OK);
    assert_int_equal(samenspel_result_complete(r), 0);
    assert_int_equal(samenspel_result_arm_done(r, 0), N);
    samenspel_result_free(r);
    samenspel_scenario_free(s);
    expect_same_tables("stopped.db");

    /* The parts of which one may be at work when the word comes: each heeds it before it touches the file. */
    volatile int stop = 0;
    struct analysis analysis;
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(store_open(path, &store, &err), SIM_OK);
    assert_int_equal(analysis_read_until(store, REPORT_COMPARE, &stop, &analysis, &err), SIM_OK);
    stop = 1;
    assert_int_equal(statistics_store(store, &analysis, &err), SIM_E_INTERRUPTED);
    assert_int_equal(analysis_each_row(&analysis, STORE_SUMMARY, NULL, NULL, &err), SIM_E_INTERRUPTED);
    assert_int_equal(analysis_each_row(&analysis, STORE_CONTRASTS, NULL, NULL, &err), SIM_E_INTERRUPTED);
    analysis_free(&analysis);
    assert_int_equal(analysis_read_until(store, REPORT_COMPARE, &stop, &analysis, &err), SIM_E_INTERRUPTED);
    analysis_free(&analysis);
    store_close(store);
}

/* A disk on which the runs fit and their tables do not. */
static void test_full_disk(void **state)
{
    (void)state;
    struct command_result result;
    char path[512], script[1024];
    struct stat whole;
    RUN(&result, "compare", "s.cfg", "--out", "full.db", "--set", "experiment.on_failure=record");
    command_free(&result);
    assert_int_equal(stat(workdir_path(path, "full.db"), &whole), 0);
    assert_int_equal(unlink(path), 0);
    (void)snprintf(script, sizeof script,
                   "ulimit -f %ld; exec '%s' compare s.cfg --out full.db --set experiment.on_failure=record",
                   (long)whole.st_size / 512 - 16, SAMENSPEL_PROGRAM);
    command_run(workdir, (const char *const[]){"/bin/sh", "-c", script, NULL}, &result);
    assert_int_equal(result.status, 1);
    expect_in(result.err, "90 of 90 runs are stored in full.db");
    expect_in(result.err,
              "samenspel: the runs are stored; the tables that are computed from them could not be written: ");
    assert_string_equal(result.out, "");
    command_free(&result);
    expect_same_tables("full.db");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stop),         cmocka_unit_test(test_finish),
        cmocka_unit_test(test_record),       cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_run),          cmocka_unit_test(test_precision),
        cmocka_unit_test(test_after_advise), cmocka_unit_test(test_library),
        cmocka_unit_test(test_posterior),    cmocka_unit_test(test_stop_before_tables),
        cmocka_unit_test(test_full_disk),
    };
    return cmocka_run_group_tests(tests, set_up, workdir_tear_down);
}
