/* scripts/governance_map.sh: it runs on the program, and names a winner only where there is one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/text.h"
#include "tests/support/command.h"
#include "tests/support/expect.h"
#include "tests/support/workdir.h"

static const char script[] = SAMENSPEL_SOURCE_DIR "/scripts/governance_map.sh";
/* Surplus of a mode in one cell, run by run: mean +- spread in turns. */
static void add_runs(struct text *table, const char *size, const char *mode, int n_runs, double mean, double spread)
{
    for (int r = 0; r < n_runs; r++) {
        text_printf(table, "%s+%s+t+a,%d,surplus,%.17g\n", size, mode, r, mean + (r % 2 ? spread : -spread));
        text_printf(table, "%s+%s+t+a,%d,qaly_per_1000,\n", size, mode, r);
        text_printf(table, "%s+%s+t+a,%d,network_dead,%d\n", size, mode, r, r == 0 ? 100 : 0);
        text_printf(table, "%s+%s+t+a,%d,all_full,0\n", size, mode, r);
        text_printf(table, "%s+%s+t+a,%d,all_zero,100\n", size, mode, r);
    }
}

/* The map of a table. */
static void map_of(const char *table, struct command_result *result)
{
    char path[1024], setting[2048];
    workdir_write(workdir, "table.csv", table, path, sizeof path);
    (void)snprintf(setting, sizeof setting, "GOVERNANCE_MAP_TABLE=%s", path);
    command_run(workdir, (const char *const[]){"/usr/bin/env", setting, script, NULL}, result);
}

/* The word in the cell of the only trust and alignment, in the first table of the map. */
static void assert_cell(const char *map, const char *size, const char *word)
{
    char start[64], found[64] = "";
    (void)snprintf(start, sizeof start, "\n%s ", size);
    const char *line = strstr(map, start);
    assert_non_null(line);
    assert_int_equal(sscanf(line + 1, "%*s %*s %63s", found), 1);
    if (strcmp(found, word) != 0)
        fail_msg("%s: '%s' instead of '%s' in\n%s", size, found, word, map);
}

static void test_winners_follow_the_rules(void **state)
{
    (void)state;
    struct text table = {0};
    struct command_result result;
    text_add(&table, "arm,replication,outcome,value\n");
    /* Clear: a paired difference without spread, though both vary much. */
    add_runs(&table, "clear", "self", 10, 0.10, 0.5);
    add_runs(&table, "clear", "lead", 10, 0.11, 0.5);
    add_runs(&table, "clear", "nao", 10, 0.05, 0.5);
    /* Within two standard errors of the runner-up: difference .1, its standard error .2 / 3. */
    add_runs(&table, "close", "self", 10, 0.3, 0.2);
    add_runs(&table, "close", "lead", 10, 0.2, 0.0);
    add_runs(&table, "close", "nao", 10, -5.0, 0.0);
    /* Just beyond: difference .14. */
    add_runs(&table, "beyond", "self", 10, -5.0, 0.0);
    add_runs(&table, "beyond", "lead", 10, 0.2, 0.0);
    add_runs(&table, "beyond", "nao", 10, 0.34, 0.2);
    /* Nobody above 0, however clear. */
    add_runs(&table, "negative", "self", 10, -0.1, 0.0);
    add_runs(&table, "negative", "lead", 10, -0.2, 0.0);
    add_runs(&table, "negative", "nao", 10, -0.3, 0.0);
    add_runs(&table, "nothing", "self", 10, 0.0, 0.0);
    add_runs(&table, "nothing", "lead", 10, -0.2, 0.0);
    add_runs(&table, "nothing", "nao", 10, -0.3, 0.0);
    /* One run tells nothing. */
    add_runs(&table, "single", "self", 1, 1.0, 0.0);
    add_runs(&table, "single", "lead", 1, 2.0, 0.0);
    add_runs(&table, "single", "nao", 1, 3.0, 0.0);
    assert_false(table.failed);
    map_of(text_get(&table), &result);
    if (result.status != 0)
        fail_msg("%s", result.err);
    assert_cell(result.out, "clear", "lead");
    assert_cell(result.out, "close", "=");
    assert_cell(result.out, "beyond", "nao");
    assert_cell(result.out, "negative", "-");
    assert_cell(result.out, "nothing", "-");
    assert_cell(result.out, "single", "=");
    /* size, then self, lead, nao, =, -. */
    expect_in(result.out, "all                   0              1              1              2              2\n");
    expect_in(result.out, "Of all runs: dead 11.8 % (7.6-17.8), all-full 0.0 % (0.0-2.4), all-zero 100.0 % "
                          "(97.6-100.0)\n"); /* 18 of 153 */
    command_free(&result);
    text_free(&table);
}

static void test_bad_input(void **state)
{
    (void)state;
    struct command_result result;
    map_of("arm,replication,outcome,value\none,0,surplus,1\n", &result);
    assert_int_equal(result.status, 2);
    expect_in(result.err, "arm one is not size+mode+trust+alignment");
    command_free(&result);
    map_of("arm,replication,outcome,value\n", &result);
    assert_int_equal(result.status, 2);
    expect_in(result.err, "holds no surplus");
    command_free(&result);
    map_of("month,value\n", &result);
    assert_int_equal(result.status, 2);
    expect_in(result.err, "no table of outcomes");
    command_free(&result);
    command_run(workdir, (const char *const[]){script, "few", NULL}, &result);
    assert_int_equal(result.status, 2);
    expect_in(result.err, "usage: ");
    command_free(&result);
}

/* The scenario itself, smaller in time alone. */
static void test_runs_the_program(void **state)
{
    (void)state;
    static const char program[] = "SAMENSPEL=" SAMENSPEL_PROGRAM;
    struct command_result result;
    command_run(workdir, (const char *const[]){"/usr/bin/env", program, script, "4", "horizon_months=36", NULL},
                &result);
    if (result.status != 0)
        fail_msg("%s", result.err);
    expect_in(result.out, "Winner by surplus, 4 paired runs a cell");
    expect_in(result.out, "\nn30      trust-high");
    expect_in(result.out, "\nall ");
    expect_in(result.out, "\nOf all runs: dead ");
    assert_null(strstr(result.out, "unknown"));
    command_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_winners_follow_the_rules),
        cmocka_unit_test(test_bad_input),
        cmocka_unit_test(test_runs_the_program),
    };
    return cmocka_run_group_tests_name("governance map", tests, workdir_set_up, workdir_tear_down);
}
