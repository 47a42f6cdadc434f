/* The program as users and scripts meet it: exit statuses, messages and where they go. */
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
#include <jansson.h>

#include "tests/support/command.h"
#include "tests/support/workdir.h"

static const char scenario[] = SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg";
/* Keeps a run of the real model short. */
#define SHORT "--set", "horizon_months=3", "--set", "spinup_months=12", "--set", "region.scale=0.02"

/* Runs `samenspel ARGUMENTS...` in the folder. */
#define RUN(result, ...) command_run(workdir, (const char *const[]){SAMENSPEL_PROGRAM, __VA_ARGS__, NULL}, (result))

static void assert_contains(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("\"%s\" is not in:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part) != NULL)
        fail_msg("\"%s\" is in:\n%s", part, text);
}

static void test_no_command(void **state)
{
    (void)state;
    struct command_result result;
    command_run(workdir, (const char *const[]){SAMENSPEL_PROGRAM, NULL}, &result);
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    assert_contains(result.err, "Usage: samenspel COMMAND");
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
    assert_contains(result.err, "samenspel: there is no command 'frobnicate'. The commands are:\n");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        char line[32];
        (void)snprintf(line, sizeof line, "\n  %s ", commands[i]);
        assert_contains(result.err, line);
    }
    command_free(&result);
    RUN(&result, "chekc");
    assert_int_equal(result.status, 2);
    assert_contains(result.err, "there is no command 'chekc'; did you mean 'check'?");
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
        assert_contains(result.err, lines[i].message);
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
        assert_contains(result.out, "|");
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
    assert_contains(err, "samenspel: cannot write to standard output: No space left on device\n");
    free(err);

    /* A reader that has gone before the program writes. */
    struct command_result result;
    char script[1024];
    (void)snprintf(script, sizeof script, "(sleep 0.2; '%s' params; echo $? >status) | true", SAMENSPEL_PROGRAM);
    command_run(workdir, (const char *const[]){"/bin/sh", "-c", script, NULL}, &result);
    assert_contains(result.err, "samenspel: cannot write to standard output: Broken pipe\n");
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
    assert_contains(result.err, "nowhere.cfg");
    command_free(&result);

    /* Faults of all files are told. */
    workdir_write(workdir, "one.cfg", "title = \"x\nhorizon_months = 3;\n", NULL, 0);
    workdir_write(workdir, "two.cfg", "title = \"x\";\nhorizzon_months = 3;\n", NULL, 0);
    RUN(&result, "check", "one.cfg", "two.cfg");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    assert_contains(result.err, "one.cfg:");
    assert_contains(result.err, "two.cfg:2: horizzon_months:");
    command_free(&result);
}

static void test_export_of_nothing(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "export", "nowhere.db");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    assert_contains(result.err, "nowhere.db");
    command_free(&result);
    workdir_write(workdir, "text.db", "this is no database, whatever it is called\n", NULL, 0);
    RUN(&result, "export", "text.db");
    assert_int_equal(result.status, 1);
    assert_contains(result.err, "text.db");
    command_free(&result);
}

static void test_check_scenario(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "check", scenario);
    assert_string_equal(result.err, "");
    assert_string_equal(result.out, "ok\n");
    assert_int_equal(result.status, 0);
    command_free(&result);

    RUN(&result, "check", scenario, "--set", "network.mode=anarchy");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    assert_contains(result.err, "network.mode");
    command_free(&result);

    RUN(&result, "check", scenario, "--set", "experiment.main_outcomes=[\"nonsense_outcome\"]");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    assert_contains(result.err, "experiment.main_outcomes");
    assert_contains(result.err, "the model has no outcome \"nonsense_outcome\"");
    command_free(&result);
}

static void test_run_again_prints(void **state)
{
    (void)state;
    struct command_result first, again, other;
    RUN(&first, "run", scenario, SHORT, "--replications", "2", "--threads", "1");
    assert_int_equal(first.status, 0);
    assert_true(strlen(first.out) > 100);
    assert_lacks(first.out, "\033[");
    assert_contains(first.err, " runs (0 found) in ");
    assert_contains(first.err, "result: results/midden-limburg-run.db");

    /* Complete: only printed, with the same bytes; --quiet leaves the remark out. */
    RUN(&again, "run", scenario, SHORT, "--replications", "2", "--threads", "2");
    assert_int_equal(again.status, 0);
    assert_string_equal(again.out, first.out);
    assert_contains(again.err, " runs, all found in results/midden-limburg-run.db");
    command_free(&again);
    RUN(&again, "run", scenario, SHORT, "--replications", "2", "--quiet");
    assert_string_equal(again.out, first.out);
    assert_string_equal(again.err, "");
    command_free(&again);

    /* Another seed is refused, with the way out; --fresh is that way. */
    RUN(&other, "run", scenario, SHORT, "--replications", "2", "--seed", "987654321");
    assert_int_equal(other.status, 2);
    assert_string_equal(other.out, "");
    assert_contains(other.err, "--fresh");
    command_free(&other);
    RUN(&other, "run", scenario, SHORT, "--replications", "2", "--seed", "987654321", "--fresh");
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
#define COMPARE(result, ...) RUN(result, "compare", scenario, SHORT, "--out", "c.db", __VA_ARGS__)
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
    RUN(&again, "advise", scenario, SHORT, "--out", "c.db", "--replications", "1");
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
        assert_contains(again.err, "read-only");
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
    assert_contains(table.out, ",60,");
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
        assert_contains(result.err, cases[i].difference);
        assert_contains(result.err, "the procedure (there: ");
        assert_contains(result.err, cases[i].advice);
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
    assert_contains(result.err, "the procedure (there: compare, now: run)");
    command_free(&result);
    assert_true(file_hash("b.db") == comparison);
    assert_int_equal(remove_file("b.db"), 0);
    BOTH("run", "2");
    assert_int_equal(result.status, 0);
    command_free(&result);
    BOTH("compare", "2");
    assert_int_equal(result.status, 2);
    assert_contains(result.err, "the procedure (there: run, now: compare)");
    command_free(&result);
#undef BOTH
}

static void test_formats(void **state)
{
    (void)state;
    struct command_result result, dutch, text;
    RUN(&text, "compare", scenario, SHORT, "--replications", "2");
    assert_int_equal(text.status, 0);
    RUN(&dutch, "compare", scenario, SHORT, "--replications", "2", "--lang", "nl");
    assert_int_equal(dutch.status, 0);
    assert_string_not_equal(text.out, dutch.out);
    command_free(&dutch);
    command_free(&text);

    RUN(&result, "compare", scenario, SHORT, "--replications", "2", "--format", "json");
    assert_int_equal(result.status, 0);
    json_t *json = json_loads(result.out, 0, NULL);
    assert_non_null(json);
    json_decref(json);
    command_free(&result);

    RUN(&result, "compare", scenario, SHORT, "--replications", "2", "--format", "csv");
    assert_int_equal(strncmp(result.out, "arm,reference,outcome,unit,n,diff,lo,hi,p_better,", 49), 0);
    command_free(&result);

    RUN(&result, "export", "results/midden-limburg-compare.db");
    assert_int_equal(result.status, 0);
    assert_int_equal(strncmp(result.out, "arm,outcome,unit,n,mean,sd,lo,hi,q05,q50,q95\n", 45), 0);
    command_free(&result);
    RUN(&result, "export", "results/midden-limburg-compare.db", "--table", "nonsense");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    assert_contains(result.err, "nonsense");
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
    RUN(&result, "compare", scenario, SHORT, "--replications", "2", "--series", "--threads", "1", "--out", "one.db");
    assert_int_equal(result.status, 0);
    command_free(&result);
    json_t *flows = add_up("one.db", "flows"), *months = add_up("one.db", "flow-series");
    assert_true(json_object_size(flows) > 100);
    assert_true(json_equal(flows, months));
    json_decref(flows);
    json_decref(months);

    RUN(&result, "compare", scenario, SHORT, "--replications", "2", "--series", "--threads", "2", "--out", "two.db");
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
    RUN(&result, "compare", scenario, SHORT, "--replications", "1", "--out", "sums.db");
    assert_int_equal(result.status, 0);
    command_free(&result);
    RUN(&result, "export", "sums.db", "--table", "flow-series");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    assert_contains(result.err, "run it with --series");
    command_free(&result);
    RUN(&result, "export", "sums.db", "--table", "flow");
    assert_int_equal(result.status, 2);
    assert_contains(result.err, "allowed: outcomes, summary, contrasts, flows, parameters");
    assert_contains(result.err, "did you mean \"flows\"?");
    command_free(&result);
    RUN(&result, "compare", scenario, SHORT, "--replications", "2", "--out", "sums.db", "--series");
    assert_int_equal(result.status, 2);
    assert_contains(result.err, "the keeping of monthly series (there: no, now: yes)");
    command_free(&result);
}

/* Interrupted twice in a row: stores what it has, says how to go on, status 130; then goes on to the same result. */
static void test_interrupt(void **state)
{
    (void)state;
    static const char *const argv[] = {SAMENSPEL_PROGRAM,
                                       "run",
                                       scenario,
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
    assert_contains(err, "samenspel: interrupted: ");
    assert_contains(err, " runs are stored in it's.db; go on with\n  ");
    char command[1200];
    (void)snprintf(command, sizeof command,
                   "samenspel run %s --set 'network.mode = \"nao\"' --out 'it'\\''s.db' --threads 2 --no-series "
                   "--replications 1000000 --format json --quiet --lang nl --events --no-color\n",
                   scenario);
    assert_contains(err, command);
    assert_lacks(err, "--fresh");
    free(err);
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

/* Numbers of replications that a wished precision decides, or that only go with one, are not ignored in silence. */
static void test_replications_and_precision(void **state)
{
    (void)state;
    struct command_result result;
    RUN(&result, "run", scenario, SHORT, "--replications", "4", "--precision", "qaly_per_1000:5");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    assert_contains(result.err, "--replications: a wished precision (--precision)");
    assert_contains(result.err, "--max-replications");
    command_free(&result);
    RUN(&result, "compare", scenario, SHORT, "--replications", "4", "--set",
        "experiment.precision=[\"qaly_per_1000:5\"]");
    assert_int_equal(result.status, 2);
    assert_contains(result.err, "--replications: a wished precision (experiment.precision)");
    command_free(&result);
    RUN(&result, "run", scenario, SHORT, "--max-replications", "4");
    assert_int_equal(result.status, 2);
    assert_string_equal(result.out, "");
    assert_contains(result.err, "--max-replications goes with a wished precision: add --precision");
    command_free(&result);
    RUN(&result, "run", scenario, SHORT, "--max-replications", "4", "--precision", "qaly_per_1000:1e9");
    assert_int_equal(result.status, 0);
    command_free(&result);

    /* What is the same in every run is not precise, and it is said why. */
    static const char laboratory[] = SAMENSPEL_SOURCE_DIR "/scenarios/laboratory.cfg";
    RUN(&result, "compare", laboratory, "--precision", "network_dead:5", "--max-replications", "20", "--out",
        "alike.db");
    assert_int_equal(result.status, 0);
    assert_contains(result.err,
                    "precision not reached: network_dead of nao is the same in 20 of 20 replications, and with "
                    "fewer than 10 that differ nothing is known of the spread");
    command_free(&result);
}

/* Of what is not finished every table is of the runs that are there, and that is said. */
static void test_export_of_a_part(void **state)
{
    (void)state;
    struct command_result whole, part;
    RUN(&whole, "run", scenario, SHORT, "--replications", "4", "--out", "part.db", "--shard", "1/2");
    assert_int_equal(whole.status, 0);
    command_free(&whole);
    RUN(&part, "export", "part.db", "--table", "quantiles");
    assert_int_equal(part.status, 0);
    assert_contains(part.err, "part.db is not finished: it holds ");
    assert_contains(part.out, "arm,outcome,unit,n,p,value,lo,hi\n");
    assert_true(strlen(part.out) > 500);
    command_free(&part);
    RUN(&part, "export", "part.db", "--table", "quantles");
    assert_int_equal(part.status, 2);
    command_free(&part);
    RUN(&whole, "run", scenario, SHORT, "--replications", "4", "--out", "part.db");
    command_free(&whole);
    RUN(&whole, "export", "part.db", "--table", "quantiles");
    assert_int_equal(whole.status, 0);
    assert_string_equal(whole.err, "");
    command_free(&whole);
}

/* A limit on the size of files is met as a full disk is: exit status 1, and what was there stays. */
static void test_file_size_limit(void **state)
{
    (void)state;
    struct command_result before, result;
    char script[2048];
    RUN(&before, "run", scenario, SHORT, "--replications", "2", "--out", "small.db");
    assert_int_equal(before.status, 0);
    (void)snprintf(script, sizeof script,
                   "ulimit -f $(($(wc -c <small.db) / 512 + 40)); exec '%s' run '%s' --set horizon_months=3 "
                   "--set spinup_months=12 --set region.scale=0.02 --replications 30 --out small.db",
                   SAMENSPEL_PROGRAM, scenario);
    command_run(workdir, (const char *const[]){"/bin/sh", "-c", script, NULL}, &result);
    assert_int_equal(result.status, 1);
    assert_string_equal(result.out, "");
    assert_contains(result.err, "small.db: cannot store ");
    command_free(&result);
    RUN(&result, "run", scenario, SHORT, "--replications", "2", "--out", "small.db");
    assert_int_equal(result.status, 0);
    assert_contains(result.err, "4 runs, all found in small.db");
    assert_string_equal(result.out, before.out);
    command_free(&result);
    command_free(&before);
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
        IN_FOLDER(test_export_of_a_part),
        IN_FOLDER(test_check_scenario),
        IN_FOLDER(test_run_again_prints),
        IN_FOLDER(test_complete_is_left_alone),
        IN_FOLDER(test_studies_are_not_mixed),
        IN_FOLDER(test_run_is_no_comparison),
        IN_FOLDER(test_formats),
        IN_FOLDER(test_flows_of_every_month),
        IN_FOLDER(test_no_flows_of_every_month),
        IN_FOLDER(test_interrupt),
        IN_FOLDER(test_repeated_outcome),
        IN_FOLDER(test_replications_and_precision),
        IN_FOLDER(test_file_size_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
