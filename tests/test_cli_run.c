/* The program as users and scripts meet it: what is run, what is found and left alone, interruption and full disks. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/cli_bed.h"
#include "tests/support/command.h"
#include "tests/support/expect.h"
#include "tests/support/workdir.h"

static void test_run_again_prints(void **state)
{
    (void)state;
    struct command_result first, again, other;
    RUN(&first, "run", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--threads", "1");
    assert_int_equal(first.status, 0);
    assert_true(strlen(first.out) > 100);
    expect_not_in(first.out, "\033[");
    expect_in(first.err, " runs (0 found) in ");
    expect_in(first.err, "result: results/midden-limburg-run.db");

    /* Complete: only printed, with the same bytes; --quiet leaves the remark out. */
    RUN(&again, "run", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--threads", "2");
    assert_int_equal(again.status, 0);
    assert_string_equal(again.out, first.out);
    expect_in(again.err, " runs, all found in results/midden-limburg-run.db");
    command_free(&again);
    RUN(&again, "run", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--quiet");
    assert_string_equal(again.out, first.out);
    assert_string_equal(again.err, "");
    command_free(&again);

    /* Another seed is refused, with the way out; --fresh is that way. */
    RUN(&other, "run", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--seed", "987654321");
    assert_int_equal(other.status, 2);
    assert_string_equal(other.out, "");
    expect_in(other.err, "--fresh");
    command_free(&other);
    RUN(&other, "run", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--seed", "987654321", "--fresh");
    assert_int_equal(other.status, 0);
    assert_string_not_equal(other.out, first.out);
    command_free(&other);
    command_free(&first);
}

/* Follows from all bytes of a file in the folder (FNV-1a). */
static uint64_t file_hash(const char *name)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    char path[600];
    (void)snprintf(path, sizeof path, "%s/%s", workdir, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (int c = getc(file); c != EOF; c = getc(file))
        hash = (hash ^ (uint64_t)c) * UINT64_C(1099511628211);
    (void)fclose(file);
    return hash;
}

static int remove_file(const char *name)
{
    char path[600];
    (void)snprintf(path, sizeof path, "%s/%s", workdir, name);
    return unlink(path);
}

static void test_complete_is_left_alone(void **state)
{
    (void)state;
    struct command_result first, again, table;
    char path[600];
#define COMPARE(result, ...) RUN(result, "compare", cli_bed_scenario, CLI_BED_SHORT, "--out", "c.db", __VA_ARGS__)
    COMPARE(&first, "--replications", "3");
    assert_int_equal(first.status, 0);
    const uint64_t complete = file_hash("c.db");
    COMPARE(&again, "--replications", "3");
    assert_int_equal(again.status, 0);
    assert_string_equal(again.out, first.out);
    assert_true(file_hash("c.db") == complete);
    command_free(&again);
    /* What is refused leaves it alone, too. */
    COMPARE(&again, "--replications", "3", "--seed", "987654321");
    assert_int_equal(again.status, 2);
    command_free(&again);
    RUN(&again, "advise", cli_bed_scenario, CLI_BED_SHORT, "--out", "c.db", "--replications", "1");
    assert_int_equal(again.status, 2);
    assert_true(file_hash("c.db") == complete);
    command_free(&again);
    /* It can be read-only, until something is to be added. */
    (void)snprintf(path, sizeof path, "%s/c.db", workdir);
    assert_int_equal(chmod(path, 0444), 0);
    COMPARE(&again, "--replications", "3");
    assert_int_equal(again.status, 0);
    assert_string_equal(again.out, first.out);
    command_free(&again);
    if (geteuid() != 0) { /* who may write everything, may write this */
        COMPARE(&again, "--replications", "4");
        assert_int_equal(again.status, 1);
        expect_in(again.err, "read-only");
        command_free(&again);
        assert_true(file_hash("c.db") == complete);
    }
    assert_int_equal(chmod(path, 0644), 0);
    command_free(&first);

    /* Another number of replications, and another wish, are computed anew; the same wish is not. */
    COMPARE(&again, "--replications", "2");
    assert_int_equal(again.status, 0);
    command_free(&again);
    assert_true(file_hash("c.db") != complete);
    COMPARE(&first, "--precision", "trust:50", "--max-replications", "3");
    assert_int_equal(first.status, 0);
    const uint64_t wished = file_hash("c.db");
    COMPARE(&again, "--precision", "trust:50", "--max-replications", "3");
    assert_string_equal(again.out, first.out);
    assert_true(file_hash("c.db") == wished);
    command_free(&again);
    COMPARE(&again, "--precision", "trust:60", "--max-replications", "3");
    assert_true(file_hash("c.db") != wished);
    command_free(&again);
    RUN(&table, "export", "c.db", "--table", "precision");
    expect_in(table.out, ",60,");
    command_free(&table);
    COMPARE(&again, "--replications", "3"); /* nothing is wished */
    assert_int_equal(again.status, 0);
    command_free(&again);
    RUN(&table, "export", "c.db", "--table", "precision");
    assert_int_not_equal(table.status, 0);
    command_free(&table);
    command_free(&first);
#undef COMPARE
}

/* What is run depends on more than the points: another number of it is another study. */
static void test_studies_are_not_mixed(void **state)
{
    (void)state;
    static const char space[] = SAMENSPEL_SOURCE_DIR "/scenarios/laboratory-designs.cfg";
    struct command_result result;
#define STUDY(...)                                                                                                \
    RUN(&result, __VA_ARGS__, space, "--set", "horizon_months=3", "--set", "experiment.replications=12", "--out", \
        "s.db")
    static const struct {
        const char *command, *option, *value, *other, *difference, *advice;
    } cases[] = {
        {"sensitivity", "--replications", "2", "3", "replications=2", "take --method=sobol"},
        {"select", "--budget", "36", "40", "budget=36", "Give the whole --budget at once"},
        {"select", "--replications", "12", "13", "budget=36", "use compare"}, /* times three arms */
        {"select", "--method", "kn", "ocba", "method=kn", "use compare"},
        {"select", "--delta", "3", "4", "delta=3", "use compare"},
        {"select", "--outcome", "trust", "surplus", "outcome=trust", "use compare"},
        {"sweep", "--points", "2", "3", "design=lhs points=2", "take experiment.design = \"sobol\""},
        {"discover", "--points", "2", "3", "design=lhs points=2", "take experiment.design = \"sobol\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *const more = strcmp(cases[i].command, "select") == 0 ? "--delta" : "--points";
        STUDY(cases[i].command, more, "2", "--fresh", cases[i].option, cases[i].value);
        if (result.status != 0)
            fail_msg("%s", result.err);
        command_free(&result);
        const uint64_t hash = file_hash("s.db");
        STUDY(cases[i].command, more, "2", cases[i].option, cases[i].other);
        assert_int_equal(result.status, 2);
        expect_in(result.err, cases[i].difference);
        expect_in(result.err, "the procedure (there: ");
        expect_in(result.err, cases[i].advice);
        command_free(&result);
        assert_true(file_hash("s.db") == hash);
    }
#undef STUDY
}

/* A run is no part of a comparison, nor the other way around: arms would differ in their replications. */
static void test_run_is_no_comparison(void **state)
{
    (void)state;
    static const char arms[] = SAMENSPEL_SOURCE_DIR "/scenarios/laboratory.cfg";
    struct command_result result;
#define BOTH(command, replications)                                                                            \
    RUN(&result, command, arms, "--set", "horizon_months=3", "--out", "b.db", "--no-series", "--replications", \
        replications)
    BOTH("compare", "2");
    assert_int_equal(result.status, 0);
    command_free(&result);
    const uint64_t comparison = file_hash("b.db");
    BOTH("run", "3");
    assert_int_equal(result.status, 2);
    expect_in(result.err, "the procedure (there: compare, now: run)");
    command_free(&result);
    assert_true(file_hash("b.db") == comparison);
    assert_int_equal(remove_file("b.db"), 0);
    BOTH("run", "2");
    assert_int_equal(result.status, 0);
    command_free(&result);
    BOTH("compare", "2");
    assert_int_equal(result.status, 2);
    expect_in(result.err, "the procedure (there: run, now: compare)");
    command_free(&result);
#undef BOTH
}

/* Interrupted twice in a row: stores what it has, says how to go on, status 130; then goes on to the same result. */
static void test_interrupt(void **state)
{
    (void)state;
    static const char *const argv[] = {SAMENSPEL_PROGRAM,
                                       "run",
                                       cli_bed_scenario,
                                       "--set",
                                       "network.mode = \"nao\"",
                                       "--fresh",
                                       "--out",
                                       "it's.db",
                                       "--threads",
                                       "2",
                                       "--no-series",
                                       "--replications",
                                       "1000000",
                                       "--format",
                                       "json",
                                       "--quiet",
                                       "--lang",
                                       "nl",
                                       "--events",
                                       "--no-color",
                                       NULL};
    char path[600];
    const pid_t child = command_start(workdir, NULL, argv);
    (void)usleep(1500000);
    assert_int_equal(kill(child, SIGINT), 0);
    (void)usleep(1000);
    (void)kill(child, SIGINT);
    assert_int_equal(command_wait(child), 130);
    (void)snprintf(path, sizeof path, "%s/err", workdir);
    char *err = workdir_read(path);
    expect_in(err, "samenspel: interrupted: ");
    expect_in(err, " runs are stored in it's.db; go on with\n  ");
    char command[1200];
    (void)snprintf(command, sizeof command,
                   "samenspel run %s --set 'network.mode = \"nao\"' --out 'it'\\''s.db' --threads 2 --no-series "
                   "--replications 1000000 --format json --quiet --lang nl --events --no-color\n",
                   cli_bed_scenario);
    expect_in(err, command);
    expect_not_in(err, "--fresh");
    free(err);
}

/* Numbers of replications that a wished precision decides, or that only go with one, are not ignored in silence. */
static void test_replications_and_precision(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "run", cli_bed_scenario, CLI_BED_SHORT, "--replications", "4", "--precision", "qaly_per_1000:5");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    expect_in(result.err, "--replications: a wished precision (--precision)");
    expect_in(result.err, "--max-replications");
    command_free(&result);
    RUN(&result, "compare", cli_bed_scenario, CLI_BED_SHORT, "--replications", "4", "--set",
        "experiment.precision=[\"qaly_per_1000:5\"]");
    assert_int_equal(result.status, 2);
    expect_in(result.err, "--replications: a wished precision (experiment.precision)");
    command_free(&result);
    RUN(&result, "advise", cli_bed_scenario, CLI_BED_SHORT, "--replications", "3", "--set",
        "experiment.precision=[\"trust:50\"]", "--out", "advice.db");
    assert_int_equal(result.status, 0);
    expect_in(result.out, "For the precision that was asked");
    command_free(&result);
    RUN(&result, "run", cli_bed_scenario, CLI_BED_SHORT, "--max-replications", "4");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    expect_in(result.err, "--max-replications goes with a wished precision: add --precision");
    command_free(&result);
    RUN(&result, "run", cli_bed_scenario, CLI_BED_SHORT, "--max-replications", "4", "--precision", "qaly_per_1000:1e9");
    assert_int_equal(result.status, 0);
    command_free(&result);

    /* What is the same in every run is not precise, and it is said why. */
    static const char laboratory[] = SAMENSPEL_SOURCE_DIR "/scenarios/laboratory.cfg";
    RUN(&result, "compare", laboratory, "--precision", "network_dead:5", "--max-replications", "20", "--out",
        "alike.db");
    assert_int_equal(result.status, 0);
    expect_in(result.err, "precision not reached: network_dead of nao is the same in 20 of 20 replications, and with "
                          "fewer than 10 that differ nothing is known of the spread");
    command_free(&result);
}

/* A limit on the size of files is met as a full disk is: exit status 1, and what was there stays. */
static void test_file_size_limit(void **state)
{
    (void)state;
    struct command_result before, result;
    char script[2048];
    RUN(&before, "run", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--out", "small.db");
    assert_int_equal(before.status, 0);
    (void)snprintf(script, sizeof script,
                   "ulimit -f $(($(wc -c <small.db) / 512 + 40)); exec '%s' run '%s' --set horizon_months=3 "
                   "--set spinup_months=12 --set region.scale=0.02 --replications 30 --out small.db",
                   SAMENSPEL_PROGRAM, cli_bed_scenario);
    command_run(workdir, (const char *const[]){"/bin/sh", "-c", script, NULL}, &result);
    assert_int_equal(result.status, 1);
    assert_string_equal(result.out, "");
    expect_in(result.err, "small.db: cannot store ");
    command_free(&result);
    RUN(&result, "run", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--out", "small.db");
    assert_int_equal(result.status, 0);
    expect_in(result.err, "4 runs, all found in small.db");
    assert_string_equal(result.out, before.out);
    command_free(&result);
    command_free(&before);
}

/* Of what is not finished every table is of the runs that are there, and that is said. */
static void test_export_of_a_part(void **state)
{
    (void)state;
    struct command_result whole, part;
    RUN(&whole, "run", cli_bed_scenario, CLI_BED_SHORT, "--replications", "4", "--out", "part.db", "--shard", "1/2");
    assert_int_equal(whole.status, 0);
    command_free(&whole);
    RUN(&part, "export", "part.db", "--table", "quantiles");
    assert_int_equal(part.status, 0);
    expect_in(part.err, "part.db is not finished: it holds ");
    expect_in(part.out, "arm,outcome,unit,n,p,value,lo,hi\n");
    assert_true(strlen(part.out) > 500);
    command_free(&part);
    RUN(&part, "export", "part.db", "--table", "quantles");
    assert_int_equal(part.status, 2);
    command_free(&part);
    RUN(&whole, "run", cli_bed_scenario, CLI_BED_SHORT, "--replications", "4", "--out", "part.db");
    command_free(&whole);
    RUN(&whole, "export", "part.db", "--table", "quantiles");
    assert_int_equal(whole.status, 0);
    assert_string_equal(whole.err, "");
    command_free(&whole);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, workdir_set_up, workdir_tear_down)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_run_again_prints),
        IN_FOLDER(test_complete_is_left_alone),
        IN_FOLDER(test_studies_are_not_mixed),
        IN_FOLDER(test_run_is_no_comparison),
        IN_FOLDER(test_interrupt),
        IN_FOLDER(test_replications_and_precision),
        IN_FOLDER(test_file_size_limit),
        IN_FOLDER(test_export_of_a_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
