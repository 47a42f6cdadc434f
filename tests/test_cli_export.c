/* The program as users and scripts meet it: formats of a report, and tables of a result. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "tests/support/cli_bed.h"
#include "tests/support/command.h"
#include "tests/support/expect.h"
#include "tests/support/workdir.h"

static void test_formats(void **state)
{
    (void)state;
    struct command_result result, dutch, text;
    RUN(&text, "compare", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2");
    assert_int_equal(text.status, 0);
    RUN(&dutch, "compare", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--lang", "nl");
    assert_int_equal(dutch.status, 0);
    assert_string_not_equal(text.out, dutch.out);
    command_free(&dutch);
    command_free(&text);

    RUN(&result, "compare", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--format", "json");
    assert_int_equal(result.status, 0);
    json_t *json = json_loads(result.out, 0, NULL);
    assert_non_null(json);
    json_decref(json);
    command_free(&result);

    RUN(&result, "compare", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--format", "csv");
    assert_int_equal(strncmp(result.out, "arm,reference,outcome,unit,n,diff,lo,hi,p_better,", 49), 0);
    command_free(&result);

    RUN(&result, "export", "results/midden-limburg-compare.db");
    assert_int_equal(result.status, 0);
    assert_int_equal(strncmp(result.out, "arm,outcome,unit,n,mean,sd,lo,hi,q05,q50,q95\n", 45), 0);
    command_free(&result);
    RUN(&result, "export", "results/midden-limburg-compare.db", "--table", "nonsense");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    expect_in(result.err, "nonsense");
    command_free(&result);
}

/* The cents of a table of flows by arm, replication, from, to and purpose, months added up. */
static json_t *add_up(const char *result, const char *table)
{
    struct command_result export;
    RUN(&export, "export", result, "--table", table, "--format", "json");
    assert_int_equal(export.status, 0);
    json_t *rows = json_loads(export.out, 0, NULL), *sums = json_object(), *row;
    size_t i;
    assert_non_null(rows);
    assert_true(json_array_size(rows) > 100);
    json_array_foreach(rows, i, row)
    {
        char key[512];
        const char *arm = NULL, *from = NULL, *to = NULL, *purpose = NULL;
        int replication = -1, month = 0;
        json_int_t cents = 0;
        assert_int_equal(json_unpack(row, "{s:s, s:i, s?i, s:s, s:s, s:s, s:I}", "arm", &arm, "replication",
                                     &replication, "month", &month, "from", &from, "to", &to, "purpose", &purpose,
                                     "cents", &cents),
                         0);
        assert_true(month >= 0 && month < 3 && cents > 0);
        (void)snprintf(key, sizeof key, "%s|%d|%s|%s|%s", arm, replication, from, to, purpose);
        const json_t *sum = json_object_get(sums, key);
        json_object_set_new(sums, key, json_integer(json_integer_value(sum) + cents));
    }
    json_decref(rows);
    command_free(&export);
    return sums;
}

/* The real model: what moves in the months is what moves over the horizon, and the same with 1 and 2 threads. */
static void test_flows_of_every_month(void **state)
{
    (void)state;
    struct command_result result, other;
    RUN(&result, "compare", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--series", "--threads", "1",
        "--out", "one.db");
    assert_int_equal(result.status, 0);
    command_free(&result);
    json_t *flows = add_up("one.db", "flows"), *months = add_up("one.db", "flow-series");
    assert_true(json_object_size(flows) > 100);
    assert_true(json_equal(flows, months));
    json_decref(flows);
    json_decref(months);

    RUN(&result, "compare", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--series", "--threads", "2",
        "--out", "two.db");
    assert_int_equal(result.status, 0);
    command_free(&result);
    RUN(&result, "export", "one.db", "--table", "flow-series");
    RUN(&other, "export", "two.db", "--table", "flow-series");
    assert_int_equal(strncmp(result.out, "arm,replication,month,from,to,purpose,cents\n", 44), 0);
    assert_string_equal(result.out, other.out);
    command_free(&other);
    command_free(&result);
}

static void test_no_flows_of_every_month(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "compare", cli_bed_scenario, CLI_BED_SHORT, "--replications", "1", "--out", "sums.db");
    assert_int_equal(result.status, 0);
    command_free(&result);
    RUN(&result, "export", "sums.db", "--table", "flow-series");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    expect_in(result.err, "run it with --series");
    command_free(&result);
    RUN(&result, "export", "sums.db", "--table", "flow");
    assert_int_equal(result.status, 2);
    expect_in(result.err, "allowed: outcomes, summary, contrasts, flows, parameters");
    expect_in(result.err, "did you mean \"flows\"?");
    command_free(&result);
    RUN(&result, "compare", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--out", "sums.db", "--series");
    assert_int_equal(result.status, 2);
    expect_in(result.err, "the keeping of monthly series (there: no, now: yes)");
    command_free(&result);
}

/* A result that was made with --series goes on with them when the option is forgotten, to the bytes of one go. */
static void test_series_go_on(void **state)
{
    (void)state;
    static const char *const tables[] = {"series", "flow-series", "outcomes", "summary"};
    struct command_result result, whole;
    RUN(&result, "compare", cli_bed_scenario, CLI_BED_SHORT, "--replications", "1", "--out", "on.db", "--series");
    assert_int_equal(result.status, 0);
    assert_null(strstr(result.err, "on.db keeps"));
    command_free(&result);
    RUN(&result, "compare", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--out", "on.db");
    assert_int_equal(result.status, 0);
    expect_in(result.err, "on.db keeps the months of every run, as it was made with --series");
    command_free(&result);
    RUN(&result, "compare", cli_bed_scenario, CLI_BED_SHORT, "--replications", "2", "--out", "once.db", "--series");
    assert_int_equal(result.status, 0);
    command_free(&result);
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
        RUN(&result, "export", "on.db", "--table", tables[t]);
        RUN(&whole, "export", "once.db", "--table", tables[t]);
        assert_int_equal(result.status, 0);
        assert_string_equal(result.out, whole.out);
        command_free(&result);
        command_free(&whole);
    }
}

/* An outcome that is asked for twice is looked at once. */
static void test_repeated_outcome(void **state)
{
    (void)state;
    static const char designs[] = SAMENSPEL_SOURCE_DIR "/scenarios/laboratory-designs.cfg";
    struct command_result once, twice;
    RUN(&once, "sweep", designs, "--points=2", "--replications=1", "--format=csv", "--out=one.db", "--outcome=surplus");
    assert_int_equal(once.status, 0);
    RUN(&twice, "sweep", designs, "--points=2", "--replications=1", "--format=csv", "--out=two.db", "--outcome=surplus",
        "--outcome=surplus");
    assert_int_equal(twice.status, 0);
    assert_string_equal(once.out, twice.out);
    command_free(&once);
    command_free(&twice);
}

static const char laboratory[] = SAMENSPEL_SOURCE_DIR "/scenarios/laboratory.cfg";
#define LABORATORY(result, ...) \
    RUN(result, "compare", laboratory, "--set", "horizon_months=12", "--format=csv", __VA_ARGS__)

/* An extension that is not finished takes the tables of the finished result away, and says how they come back. */
static void test_export_after_an_extension(void **state)
{
    (void)state;
    struct command_result result, before, after;
    LABORATORY(&result, "-n", "4", "--out", "grown.db");
    assert_int_equal(result.status, 0);
    command_free(&result);
    RUN(&before, "export", "grown.db");
    assert_string_equal(before.err, "");
    LABORATORY(&result, "-n", "8", "--out", "grown.db", "--shard", "1/2");
    assert_int_equal(result.status, 0);
    command_free(&result);
    RUN(&after, "export", "grown.db");
    assert_string_not_equal(after.out, before.out);
    expect_in(after.err, "grown.db is not finished");
    expect_in(after.err, "finished for 4 replications: the same command with -n 4 brings that back");
    command_free(&after);
    LABORATORY(&result, "-n", "4", "--out", "grown.db");
    command_free(&result);
    RUN(&after, "export", "grown.db");
    assert_string_equal(after.out, before.out);
    assert_string_equal(after.err, "");
    command_free(&before);
    command_free(&after);
}

/* A merge says what is missing; parts of another division count, and who merges all hears that nothing is. */
static void test_merge_tells(void **state)
{
    (void)state;
    static const char *const shards[] = {"1/4", "2/4", "3/4", "4/4", "2/2"}, *const files[] = {"1.db", "2.db", "3.db",
                                                                                               "4.db", "half.db"};
    struct command_result result;
    for (size_t i = 0; i < 5; i++) {
        LABORATORY(&result, "-n", "9", "--shard", shards[i], "--out", files[i]);
        assert_int_equal(result.status, 0);
        command_free(&result);
    }
    RUN(&result, "merge", "1.db", "4.db", "--out", "some.db");
    assert_int_equal(result.status, 0);
    expect_in(result.err, "not complete: ");
    expect_in(result.err, " of 27 runs are there (self-governed ");
    expect_in(result.err, "; parts that were not merged: 2 of 4, 3 of 4; ");
    assert_null(strstr(result.err, "failed"));
    command_free(&result);
    RUN(&result, "merge", "half.db", "--out", "some.db");
    expect_in(result.err, "parts that were not merged: 2 of 4, 3 of 4, 1 of 2; ");
    command_free(&result);
    RUN(&result, "merge", "2.db", "3.db", "--out", "some.db");
    expect_in(result.err, "not complete: all 27 runs are there; the command of the parts, without --shard");
    command_free(&result);
    LABORATORY(&result, "-n", "9", "--out", "some.db");
    expect_in(result.err, "27 runs, all found");
    command_free(&result);
    /* As one call gives it, whatever the parts say of themselves. */
    struct command_result whole, merged;
    LABORATORY(&result, "-n", "9", "--out", "whole.db");
    command_free(&result);
    RUN(&whole, "export", "whole.db", "--table", "outcomes");
    RUN(&merged, "export", "some.db", "--table", "outcomes");
    assert_string_equal(merged.out, whole.out);
    command_free(&whole);
    command_free(&merged);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, workdir_set_up, workdir_tear_down)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_series_go_on),         IN_FOLDER(test_formats),
        IN_FOLDER(test_flows_of_every_month), IN_FOLDER(test_no_flows_of_every_month),
        IN_FOLDER(test_repeated_outcome),     IN_FOLDER(test_export_after_an_extension),
        IN_FOLDER(test_merge_tells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
