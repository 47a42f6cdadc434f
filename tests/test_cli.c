/* The program as users and scripts meet it: commands, exit statuses, messages and where they go. Runs:
 * test_cli_run.c; tables of results: test_cli_export.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "tests/support/cli_bed.h"
#include "tests/support/command.h"
#include "tests/support/expect.h"
#include "tests/support/workdir.h"

static void test_no_command(void **state)
{
    (void)state;
    struct command_result result;
    command_run(workdir, (const char *const[]){SAMENSPEL_PROGRAM, NULL}, &result);
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    expect_in(result.err, "Usage: samenspel COMMAND");
    command_free(&result);
}

static void test_unknown_command(void **state)
{
    (void)state;
    static const char *const commands[] = {"run",      "compare", "check",   "params",
                                           "outcomes", "export",  "version", "help"};
    struct command_result result;
    RUN(&result, "frobnicate");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    expect_in(result.err, "samenspel: there is no command 'frobnicate'. The commands are:\n");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        char line[32];
        (void)snprintf(line, sizeof line, "\n  %s ", commands[i]);
        expect_in(result.err, line);
    }
    command_free(&result);
    RUN(&result, "chekc");
    assert_int_equal(result.status, 2);
    expect_in(result.err, "there is no command 'chekc'; did you mean 'check'?");
    command_free(&result);
}

static void test_version(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "version");
    assert_int_equal(result.status, 0);
    assert_int_equal(strncmp(result.out, "samenspel 0.1.0, model ", 23), 0);
    command_free(&result);
}

/* Each wrong command line: exit status 2, nothing on standard output, and a message that says what. */
static void test_wrong_command_lines(void **state)
{
    (void)state;
    static const struct {
        const char *arguments[6];
        const char *message;
    } lines[] = {
        {{"run"}, "samenspel run: SCENARIO.cfg is missing"},
        {{"check"}, "samenspel check: SCENARIO.cfg... is missing"},
        {{"export"}, "samenspel export: RESULTS.db is missing"},
        {{"run", "a.cfg", "b.cfg"}, "too many arguments: 'b.cfg'"},
        {{"params", "x"}, "too many arguments: 'x'"},
        {{"run", "a.cfg", "--frob"}, "unrecognized option '--frob'"},
        {{"check", "a.cfg", "--threads", "2"}, "unrecognized option '--threads'"},
        {{"run", "a.cfg", "--frob"}, "'\nTry 'samenspel help run'."}, /* like none */
        {{"run", "a.cfg", "--replicatons", "5"}, "unrecognized option '--replicatons'; did you mean --replications?"},
        {{"run", "a.cfg", "--arm=nao"}, "unrecognized option '--arm'; it is one of samenspel trace, export\n"},
        {{"run", "absent.cfg", "--out", "--outt"},
         "absent.cfg: cannot be opened"}, /* a value may look like an option */
        {{"run", "absent.cfg", "-qo", "--outt"}, "absent.cfg: cannot be opened"},
        {{"run", "--", "a.cfg", "--outt"}, "too many arguments: '--outt'"},
        {{"run", "a.cfg", "--out=r.db", "--thread", "0"}, "--threads=0: must be"}, /* shortened */
        {{"run", "a.cfg", "--replications", "0"}, "--replications=0: must be a whole number from 1 to 10000000"},
        {{"run", "a.cfg", "--replications", "-3"}, "--replications=-3: must be a whole number from 1 to 10000000"},
        {{"run", "a.cfg", "--replications", "12x"}, "--replications=12x: must be a whole number"},
        {{"run", "a.cfg", "--threads=0"}, "--threads=0: must be a whole number from 1 to 4096"},
        {{"run", "a.cfg", "--seed", "99999999999999999999"}, "--seed=99999999999999999999: must be a whole number"},
        {{"run", "a.cfg", "--set", "nothing"}, "--set nothing: must be path.to.key=value"},
        {{"run", "a.cfg", "--set", "=1"}, "--set =1: must be path.to.key=value"},
        {{"run", "a.cfg", "--format", "markdown"}, "--format=markdown: must be text, json or csv"},
        {{"params", "--format", "csv"}, "--format=csv: must be text, json or markdown"},
        {{"export", "r.db", "--format", "text"}, "--format=text: must be csv or json"},
        {{"outcomes", "--lang", "fr"}, "--lang=fr: must be en or nl"},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const char *argv[8] = {SAMENSPEL_PROGRAM};
        struct command_result result;
        for (size_t k = 0; k < 6; k++)
            argv[k + 1] = lines[i].arguments[k];
        command_run(workdir, argv, &result);
        expect_in(result.err, lines[i].message);
        assert_int_equal(result.status, 2);
        assert_string_equal(result.out, "");
        command_free(&result);
    }
}

static void test_tables(void **state)
{
    (void)state;
    static const char *const tables[] = {"params", "outcomes"};
    for (size_t i = 0; i < 2; i++) {
        struct command_result result, dutch;
        RUN(&result, tables[i], "--format", "json");
        assert_int_equal(result.status, 0);
        json_t *json = json_loads(result.out, 0, NULL);
        assert_true(json_is_array(json));
        assert_true(json_array_size(json) > 5);
        json_decref(json);
        command_free(&result);

        RUN(&result, tables[i]);
        RUN(&dutch, tables[i], "--lang", "nl");
        assert_int_equal(result.status, 0);
        assert_int_equal(dutch.status, 0);
        assert_string_not_equal(result.out, dutch.out);
        command_free(&result);
        command_free(&dutch);

        RUN(&result, tables[i], "--format", "markdown");
        assert_int_equal(result.status, 0);
        expect_in(result.out, "|");
        command_free(&result);
    }
}

/* LANGUAGE goes before LANG, and --lang before both. */
static void test_language(void **state)
{
    (void)state;
    struct command_result english, dutch, result;
    RUN(&english, "outcomes", "--lang", "en");
    RUN(&dutch, "outcomes", "--lang", "nl");
    assert_int_equal(english.status, 0);
    assert_string_not_equal(english.out, dutch.out);
    command_run(workdir, (const char *const[]){"/usr/bin/env", "LANG=nl_NL.UTF-8", SAMENSPEL_PROGRAM, "outcomes", NULL},
                &result);
    assert_string_equal(result.out, dutch.out);
    command_free(&result);
    command_run(workdir,
                (const char *const[]){"/usr/bin/env", "LANG=nl_NL.UTF-8", "LANGUAGE=en_GB:nl", SAMENSPEL_PROGRAM,
                                      "outcomes", NULL},
                &result);
    assert_string_equal(result.out, english.out);
    command_free(&result);
    command_free(&english);
    command_free(&dutch);
}

static void test_output_cannot_be_written(void **state)
{
    (void)state;
    const char *const argv[] = {SAMENSPEL_PROGRAM, "params", NULL};
    char path[600];
    assert_int_equal(command_wait(command_start(workdir, "/dev/full", argv)), 1);
    (void)snprintf(path, sizeof path, "%s/err", workdir);
    char *err = workdir_read(path);
    expect_in(err, "samenspel: cannot write to standard output: No space left on device\n");
    free(err);

    /* A reader that has gone before the program writes. */
    struct command_result result;
    char script[1024];
    (void)snprintf(script, sizeof script, "(sleep 0.2; '%s' params; echo $? >status) | true", SAMENSPEL_PROGRAM);
    command_run(workdir, (const char *const[]){"/bin/sh", "-c", script, NULL}, &result);
    expect_in(result.err, "samenspel: cannot write to standard output: Broken pipe\n");
    command_free(&result);
    (void)snprintf(path, sizeof path, "%s/status", workdir);
    char *status = workdir_read(path);
    assert_string_equal(status, "1\n");
    free(status);
}

static void test_check_missing_and_broken(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "check", "nowhere.cfg");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    expect_in(result.err, "nowhere.cfg");
    command_free(&result);

    /* Faults of all files are told. */
    workdir_write(workdir, "one.cfg", "title = \"x\nhorizon_months = 3;\n", NULL, 0);
    workdir_write(workdir, "two.cfg", "title = \"x\";\nhorizzon_months = 3;\n", NULL, 0);
    RUN(&result, "check", "one.cfg", "two.cfg");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    expect_in(result.err, "one.cfg:");
    expect_in(result.err, "two.cfg:2: horizzon_months:");
    command_free(&result);
}

static void test_export_of_nothing(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "export", "nowhere.db");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    expect_in(result.err, "nowhere.db");
    command_free(&result);
    workdir_write(workdir, "text.db", "this is no database, whatever it is called\n", NULL, 0);
    RUN(&result, "export", "text.db");
    assert_int_equal(result.status, 1);
    expect_in(result.err, "text.db");
    command_free(&result);
}

static void test_check_scenario(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "check", cli_bed_scenario);
    assert_string_equal(result.err, "");
    assert_string_equal(result.out, "ok\n");
    assert_int_equal(result.status, 0);
    command_free(&result);

    RUN(&result, "check", cli_bed_scenario, "--set", "network.mode=anarchy");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    expect_in(result.err, "network.mode");
    command_free(&result);

    RUN(&result, "check", cli_bed_scenario, "--set", "experiment.main_outcomes=[\"nonsense_outcome\"]");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    expect_in(result.err, "experiment.main_outcomes");
    expect_in(result.err, "the model has no outcome \"nonsense_outcome\"");
    command_free(&result);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, workdir_set_up, workdir_tear_down)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_no_command),
        IN_FOLDER(test_unknown_command),
        IN_FOLDER(test_version),
        IN_FOLDER(test_wrong_command_lines),
        IN_FOLDER(test_tables),
        IN_FOLDER(test_language),
        IN_FOLDER(test_output_cannot_be_written),
        IN_FOLDER(test_check_missing_and_broken),
        IN_FOLDER(test_export_of_nothing),
        IN_FOLDER(test_check_scenario),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
