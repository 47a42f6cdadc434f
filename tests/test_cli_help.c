/* What the program says of itself: help in both languages. */
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

static void test_help(void **state)
{
    (void)state;
    struct command_result by_command, by_option;
    RUN(&by_command, "help");
    assert_int_equal(by_command.status, 0);
    expect_in(by_command.out, "Usage: samenspel COMMAND");
    assert_string_equal(by_command.err, "");
    command_free(&by_command);

    RUN(&by_command, "help", "compare");
    RUN(&by_option, "compare", "--help");
    assert_int_equal(by_command.status, 0);
    assert_int_equal(by_option.status, 0);
    assert_string_equal(by_command.out, by_option.out);
    expect_in(by_command.out, "samenspel compare");
    expect_in(by_command.out, "--replications=N");
    expect_in(by_command.out, "--no-color");
    command_free(&by_command);
    command_free(&by_option);

    RUN(&by_option, "compare", "--usage");
    assert_int_equal(by_option.status, 0);
    expect_in(by_option.out, "Usage: samenspel compare ");
    expect_not_in(by_option.out, "Number of replications");
    command_free(&by_option);

    RUN(&by_command, "help", "swep");
    assert_int_equal(by_command.status, 2);
    command_free(&by_command);
}

/* Every option of the English help is in the Dutch one, and none with the same text. */
static void expect_other_texts(const char *command, const char *english, const char *dutch)
{
    size_t options = 0;
    for (const char *line = english; *line != '\0'; line += strcspn(line, "\n") + 1) {
        const char *name = strstr(line, "--");
        char option[64], text[128];
        if (strncmp(line, "  -", 3) != 0 && strncmp(line, "      --", 8) != 0)
            continue;
        (void)snprintf(option, sizeof option, "%.*s", (int)strcspn(name, "= \n"), name);
        expect_in(dutch, option);
        /* What it does stands at the end of the line, or on the next. */
        const size_t length = strcspn(line, "\n");
        const char *words = length > 33 && line[32] == ' ' ? line + 33 : line + length + 1 + 33;
        (void)snprintf(text, sizeof text, "%.*s\n", (int)strcspn(words, "\n"), words);
        if (strstr(dutch, text) != NULL)
            fail_msg("help of %s in Dutch says of %s: %s", command, option, text);
        options++;
    }
    assert_true(options >= 2);
}

/* Every command and option in Dutch, on request and by the environment. */
static void test_help_in_dutch(void **state)
{
    (void)state;
    static const char *const commands[] = {"run",      "compare", "advise",  "sweep", "sensitivity", "calibrate",
                                           "discover", "select",  "trace",   "check", "params",      "outcomes",
                                           "export",   "merge",   "version", "help"};
    struct command_result english, dutch, other;
    RUN(&dutch, "help", "--lang", "nl");
    RUN(&english, "help");
    assert_int_equal(dutch.status, 0);
    expect_in(dutch.out, "Gebruik: samenspel OPDRACHT");
    expect_in(dutch.out, "Het scenario simuleren");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        char line[32];
        (void)snprintf(line, sizeof line, "\n  %s ", commands[i]);
        expect_in(dutch.out, line);
        const char *a = strstr(english.out, line) + 30, *b = strstr(dutch.out, line) + 30;
        assert_true(strncmp(a, b, 12) != 0);
    }
    command_free(&dutch);
    command_free(&english);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        RUN(&english, "help", commands[i], "--lang", "en");
        RUN(&dutch, "help", commands[i], "--lang", "nl");
        assert_int_equal(dutch.status, 0);
        expect_in(english.out, "Usage: samenspel ");
        expect_in(dutch.out, "Gebruik: samenspel ");
        expect_not_in(dutch.out, "default");
        expect_not_in(dutch.out, " the ");
        expect_not_in(english.out, " het ");
        expect_other_texts(commands[i], english.out, dutch.out);
        command_run(workdir,
                    (const char *const[]){"/usr/bin/env", "LANG=nl_NL.UTF-8", SAMENSPEL_PROGRAM, "help", commands[i],
                                          NULL},
                    &other);
        assert_string_equal(other.out, dutch.out);
        command_free(&other);
        RUN(&other, commands[i], "--help", "--lang", "nl");
        assert_int_equal(other.status, 0);
        assert_string_equal(other.out, dutch.out);
        assert_string_equal(other.err, "");
        command_free(&other);
        for (const char *at = dutch.out; *at != '\0'; at += strcspn(at, "\n") + 1)
            assert_true(strcspn(at, "\n") <= 110);
        command_free(&english);
        command_free(&dutch);
    }
}

/* What there is instead of a command that does not exist, in the language that was asked for. */
static void test_unknown(void **state)
{
    (void)state;
    struct command_result dutch, english;
    RUN(&dutch, "help", "swep", "--lang", "nl");
    assert_int_equal(dutch.status, 2);
    expect_in(dutch.err, "er is geen opdracht 'swep'; bedoelt u 'sweep'?");
    expect_in(dutch.err, "Het scenario simuleren");
    expect_not_in(dutch.err, "Simulate");
    command_free(&dutch);
    command_run(workdir,
                (const char *const[]){"/usr/bin/env", "LANGUAGE=nl", "LANG=nl_NL.UTF-8", SAMENSPEL_PROGRAM, "bogus",
                                      NULL},
                &dutch);
    expect_in(dutch.err, "er is geen opdracht 'bogus'. De opdrachten zijn:");
    expect_in(dutch.err, "Het scenario simuleren");
    command_free(&dutch);
    RUN(&english, "help", "bogus", "--lang", "en");
    assert_int_equal(english.status, 2);
    expect_in(english.err, "there is no command 'bogus'. The commands are:");
    expect_in(english.err, "Simulate the scenario");
    command_free(&english);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_help), cmocka_unit_test(test_help_in_dutch),
                                       cmocka_unit_test(test_unknown)};
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
