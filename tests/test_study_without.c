/* Studies of outcomes that no run gives a value of, and studies that do a part of the runs: what the program says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/command.h"
#include "tests/support/expect.h"
#include "tests/support/workdir.h"

static int set_up(void **state)
{
    char text[2048];
    (void)workdir_set_up(state);
    /* Nobody is simulated in a laboratory: no healthy years. */
    (void)snprintf(text, sizeof text,
                   "base = \"%s/scenarios/laboratory.cfg\";\ntitle = \"small\";\nhorizon_months = 3;\n"
                   "laboratory = { members = 4; };\n"
                   "experiment = { replications = 2; points = 4;\n"
                   "  vary = ( { parameter = \"network.trust_start\"; lowest = 0.2; highest = 0.8; } );\n"
                   "  calibrate = ( { parameter = \"network.trust_start\"; lowest = 0.2; highest = 0.8; } );\n"
                   "  targets = ( { outcome = \"qaly_per_1000\"; value = 5.0; sd = 2.0; } );\n};\n",
                   SAMENSPEL_SOURCE_DIR);
    workdir_write(workdir, "small.cfg", text, NULL, 0);
    return 0;
}

/* Only outcomes without a value: that, and nothing else. */
static void test_nothing(void **state)
{
    (void)state;
    static const char *const commands[] = {"sweep", "sensitivity", "discover", "advise"};
    struct command_result result;
    for (size_t c = 0; c < sizeof commands / sizeof commands[0]; c++) {
        RUN(&result, commands[c], "small.cfg", "--outcome", "qaly_per_1000", "--out", "r.db", "--fresh", "--quiet");
        assert_int_equal(result.status, 0);
        assert_string_equal(result.err, "");
        expect_in(result.out,
                  "\n\nNo run gave a value of: Healthy years per 1,000 people (qaly_per_1000). There is nothing "
                  "else to tell.\n");
        expect_not_in(result.out, "How to read");
        expect_not_in(result.out, "--table");
        command_free(&result);
        RUN(&result, commands[c], "small.cfg", "--outcome", "qaly_per_1000", "--out", "r.db", "--quiet", "--lang",
            "nl");
        expect_in(result.out,
                  "Geen run gaf een waarde van: Gezonde jaren per 1.000 mensen (qaly_per_1000). Meer is er niet "
                  "te vertellen.\n");
        command_free(&result);
    }
}

/* One of two: the tables speak of the other. */
static void test_one_of_two(void **state)
{
    (void)state;
    static const char *const commands[] = {"sweep", "sensitivity", "discover", "advise"};
    static const char *const tables[] = {"summary", "indices", "robustness", "advice"};
    struct command_result result;
    for (size_t c = 0; c < sizeof commands / sizeof commands[0]; c++) {
        RUN(&result, commands[c], "small.cfg", "--outcome", "qaly_per_1000", "--outcome", "trust", "--out", "r.db",
            "--fresh", "--quiet");
        assert_int_equal(result.status, 0);
        expect_in(result.out,
                  "\n\nNo run gave a value of: Healthy years per 1,000 people (qaly_per_1000). The tables leave "
                  "it out.\n");
        expect_in(result.out, "Trust between members");
        command_free(&result);
        if (strcmp(commands[c], "sweep") != 0) { /* there it is also a table of every result */
            RUN(&result, "export", "r.db", "--table", tables[c]);
            expect_in(result.out, "trust");
            expect_not_in(result.out, "qaly_per_1000");
            command_free(&result);
        }
        RUN(&result, commands[c], "small.cfg", "--outcome", "qaly_per_1000", "--outcome", "trust", "--out", "r.db",
            "--quiet", "--format", "json");
        expect_in(result.out, "\"without_value\": [\n  \"qaly_per_1000\"\n ]");
        command_free(&result);
        RUN(&result, commands[c], "small.cfg", "--outcome", "qaly_per_1000", "--outcome", "trust", "--out", "r.db",
            "--quiet", "--format", "csv");
        assert_int_equal(result.status, 0);
        expect_in(result.err, "no run gave a value of qaly_per_1000: the tables leave it out");
        expect_not_in(result.out, "qaly_per_1000");
        command_free(&result);
    }
}

static void test_calibrate(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "calibrate", "small.cfg", "--points", "80", "--out", "r.db", "--fresh", "--quiet");
    assert_int_equal(result.status, 2); /* there is nothing to fit to */
    expect_in(result.err, "calibrate: no run gave a value of qaly_per_1000; 0 of ");
    command_free(&result);
    RUN(&result, "calibrate", "small.cfg", "--points", "80", "--out", "r.db", "--outcome", "trust", "--quiet");
    assert_int_equal(result.status, 2);
    expect_in(result.err, "calibrate takes no --outcome: what is fitted to are the targets in the scenario");
    command_free(&result);
}

/* A part of the runs may have no value at any point in both arms: that is nothing to judge. */
static void test_parts(void **state)
{
    (void)state;
    static const char *const commands[] = {"discover", "sensitivity", "sweep"};
    struct command_result result;
    for (size_t c = 0; c < sizeof commands / sizeof commands[0]; c++) {
        for (int part = 1; part <= 3; part++) {
            char shard[16], out[16];
            (void)snprintf(shard, sizeof shard, "%d/3", part);
            (void)snprintf(out, sizeof out, "%d.db", part);
            RUN(&result, commands[c], "small.cfg", "--outcome", "trust", "--out", out, "--fresh", "--quiet", "--shard",
                shard);
            if (result.status != 0)
                fail_msg("%s --shard %s: status %d, %s", commands[c], shard, result.status, result.err);
            assert_string_equal(result.out, "");
            command_free(&result);
        }
        char whole[16];
        (void)snprintf(whole, sizeof whole, "%s.db", commands[c]);
        RUN(&result, "merge", "--out", whole, "1.db", "2.db", "3.db");
        assert_int_equal(result.status, 0);
        command_free(&result);
        RUN(&result, commands[c], "small.cfg", "--outcome", "trust", "--out", whole, "--quiet");
        assert_int_equal(result.status, 0);
        expect_in(result.out, "Trust between members");
        command_free(&result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_one_of_two),
        cmocka_unit_test(test_calibrate),
        cmocka_unit_test(test_parts),
    };
    return cmocka_run_group_tests_name("without", tests, set_up, workdir_tear_down);
}
