/* Scenarios with a mistake, and what is said of it; tests/broken holds one file for each. */
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/config/scenario.h"
#include "sim/config/suggest.h"
#include "tests/support/config_bed.h"
#include "tests/support/config_toy.h"

static void test_broken(void **state)
{
    const char *tests = getenv("SAMENSPEL_TESTS_DIR");
    char directory[512];
    const struct dirent *entry;
    size_t seen = 0;
    DIR *files;

    (void)state;
    if (tests)
        snprintf(directory, sizeof directory, "%s/broken", tests);
    else
        snprintf(directory, sizeof directory, "%s/tests/broken", SAMENSPEL_SOURCE_DIR);
    files = opendir(directory);
    assert_non_null(files);
    while ((entry = readdir(files)) != NULL) {
        const size_t n = strlen(entry->d_name);

        if (n < 5 || strcmp(entry->d_name + n - 4, ".cfg") != 0)
            continue;
        config_expect_messages(directory, entry->d_name, &config_toy_rules);
        seen++;
    }
    closedir(files);
    assert_true(seen >= 70);
}

static void test_wrong_sets(void **state)
{
    (void)state;
    config_bed_write("main.cfg",
                     CONFIG_BED_HEAD "organisations = ( { name = \"vgz\"; fte = 1; }, { name = \"y\"; fte = 2; } );\n");
    config_bed_refuse_set("network.trust=0,35",
                          "--set: network.trust: '0,35' has a decimal comma; write a decimal point: 0.35");
    config_bed_refuse_set("network.trust=nan", "--set: network.trust: is 'nan'; must be a number from 0 to 1");
    config_bed_refuse_set("network.trust=", "--set: network.trust: is empty; must be a number from 0 to 1");
    config_bed_refuse_set("network.trust=2", "--set: network.trust: is 2; must be a number from 0 to 1");
    config_bed_refuse_set("network.trust={", "--set: network.trust: the value ends, but its '{' is not closed");
    config_bed_refuse_set("network.trust=1; x=2", "--set: network.trust: '1; x=2' is more than one value");
    config_bed_refuse_set(
        "network.mode=noa",
        "--set: network.mode: is 'noa'; must be one of 'self-governed', 'lead', 'nao'; did you mean 'nao'?");
    config_bed_refuse_set("network.mdoe=x", "--set: network.mdoe: is not a known key; did you mean 'mode'?");
    config_bed_refuse_set("nework.mode=x", "--set: nework.mode: is not a known key; did you mean 'network.mode'?");
    config_bed_refuse_set("mode=x", "--set: mode: is not a known key; did you mean 'network.mode'?");
    config_bed_refuse_set("network=3", "--set: network: is a group; set one of its keys, such as network.members");
    config_bed_refuse_set(
        "organisations=3",
        "--set: organisations: is a list; set a key of one of its groups, such as organisations[0].fte");
    config_bed_refuse_set(
        "organisations[].fte=3",
        "--set: organisations[].fte: names no group of the list; write its number, from 0, between the brackets");
    config_bed_refuse_set("organisations[2].fte=3",
                          "--set: organisations[2].fte: organisations has 2 groups, numbered from 0");
    config_bed_refuse_set("organisations.vg.fte=3",
                          "--set: organisations.vg.fte: no group of organisations is named 'vg'; did you mean 'vgz'?");
    config_bed_refuse_set("organisations.vgz.ft=1",
                          "--set: organisations.vgz.ft: is not a known key; did you mean 'fte'?");
    config_bed_refuse_set("experiment.arms=()", "--set: experiment.arms: can only be written in a scenario file");
    config_bed_refuse_set("=3", "--set: '=3' is not of the form path.to.key=value");
    config_bed_refuse_set("abc", "--set: 'abc' is not of the form path.to.key=value");
    config_bed_refuse_set("title=a\nb", "--set: must be one line of text in UTF-8");
    config_bed_refuse_set(
        "network.note=\"a",
        "--set: network.note: the text that begins here with \" is not closed; a text ends with \" on the same line");
    config_bed_write("main.cfg", CONFIG_BED_HEAD);
    config_bed_refuse_set("organisations[0].fte=3",
                          "--set: organisations[0].fte: the scenario has no list organisations");
}

/* Files that cannot be written down in tests/broken. */
static void test_unusable_files(void **state)
{
    static const char *const MISSING[] = {"missing.cfg: cannot be opened: No such file or directory"};
    static const char *const FOLDER[] = {"sub: is a folder; must be a scenario file"};
    static const char *const EMPTY[] = {"empty.cfg: holds no settings; must state something, such as title = \"...\";"};
    static const char *const LARGE[] = {"large.cfg: is larger than 16 MiB; a scenario file is a small text"};
    static const char *const CHAIN[] = {
        "chain15.cfg:1: base: 'chain16.cfg' is one file too many in a chain of 16 files that mention each other"};
    const size_t n = (16u << 20) + 1;
    char *text = malloc(n + 1), name[32], line[64];

    (void)state;
    assert_non_null(text);
    memset(text, ' ', n);
    text[n] = '\0';
    config_bed_write("large.cfg", text);
    free(text);
    config_bed_write("sub/x.cfg", CONFIG_BED_HEAD);
    config_bed_write("empty.cfg", "");
    for (int i = 0; i <= 16; i++) {
        snprintf(name, sizeof name, "chain%d.cfg", i);
        snprintf(line, sizeof line, "base = \"chain%d.cfg\";\n", i + 1);
        config_bed_write(name, line);
    }
    config_bed_refuse("missing.cfg", NULL, 0, MISSING, 1);
    config_bed_refuse("sub", NULL, 0, FOLDER, 1);
    config_bed_refuse("empty.cfg", NULL, 0, EMPTY, 1);
    config_bed_refuse("large.cfg", NULL, 0, LARGE, 1);
    config_bed_refuse("chain0.cfg", NULL, 0, CHAIN, 1);
}

/* Any bytes at all: config_bed_refuse or read, never a crash. */
static void test_garbage(void **state)
{
    static const char ALPHABET[] = "ab=;:,.{}()[]\"\\/*#@-+0123456789eLx \n\ttitle\xc3\xa9\x80\x01";
    uint64_t x = 88172645463325252u;
    char text[120], path[512];

    (void)state;
    config_folder_path(&config_bed, "garbage.cfg", path);
    for (int round = 0; round < 3000; round++) {
        struct sim_messages messages = {0};
        struct scenario *scenario = NULL;
        size_t n;

        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        n = x % (sizeof text - 1);
        for (size_t i = 0; i < n; i++) {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            text[i] = ALPHABET[x % (sizeof ALPHABET - 1)];
        }
        text[n] = '\0';
        config_bed_write("garbage.cfg", text);
        assert_int_equal(scenario_load(path, NULL, 0, &config_toy_rules, &scenario, &messages, NULL), SIM_E_INPUT);
        assert_true(messages.n > 0);
        sim_messages_free(&messages);
    }
}

static void check_table(const struct param *params, size_t n, const char *expected)
{
    const struct scenario_rules rules = {.model = "x", .params = params, .n_params = n};
    struct sim_messages messages = {0};
    struct sim_err err = {0};
    struct scenario *scenario = NULL;
    char path[512];

    assert_int_equal(scenario_load(config_folder_path(&config_bed, "main.cfg", path), NULL, 0, &rules, &scenario,
                                   &messages, &err),
                     SIM_E_MODEL);
    assert_string_equal(err.text, expected);
    assert_int_equal(messages.n, 0);
}

static void test_wrong_tables(void **state)
{
    static const struct param TWICE[] = {{.path = "a.b", .type = PARAM_BOOL}, {.path = "a.b", .type = PARAM_BOOL}};
    static const struct param OUTSIDE[] = {
        {.path = "a.b", .type = PARAM_REAL, .fallback = 2, .lowest = 0, .highest = 1}};
    static const struct param CHOICE[] = {
        {.path = "a.b", .type = PARAM_CHOICE, .choices = "x|y", .fallback_text = "z"}};
    static const struct param BOTH[] = {{.path = "a", .type = PARAM_BOOL}, {.path = "a.b", .type = PARAM_BOOL}};
    static const struct param REALS[] = {
        {.path = "a", .type = PARAM_REALS, .lowest = 0, .highest = 1, .fallback_text = "0.5 3"}};

    (void)state;
    config_bed_write("main.cfg", CONFIG_BED_HEAD);
    check_table(TWICE, 2, "parameter table: a.b stands twice in the tables");
    check_table(OUTSIDE, 1, "parameter table: a.b has a default outside its range");
    check_table(CHOICE, 1, "parameter table: a.b has a default that is not one of its choices");
    check_table(BOTH, 2, "parameter table: a is both a value and a group");
    check_table(REALS, 1, "parameter table: a has a default outside its range");
}

static void test_suggestions(void **state)
{
    struct suggestion suggestion = {.word = "titel"};

    (void)state;
    assert_int_equal(suggest_distance("titel", 5, "title", 5), 1);
    assert_int_equal(suggest_distance("kitten", 6, "sitting", 7), 3);
    assert_int_equal(suggest_distance("", 0, "abc", 3), 3);
    assert_int_equal(suggest_distance("NAO", 3, "nao", 3), 0);
    assert_int_equal(suggest_distance("ca", 2, "abc", 3), 3);
    suggest_consider(&suggestion, "horizon", 7);
    assert_int_equal(suggestion.n, 0);
    suggest_consider(&suggestion, "tile.x", 4);
    suggest_consider(&suggestion, "title", 5);
    assert_int_equal(suggestion.n, 5);
    assert_string_equal(suggestion.best, "title");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_broken),  cmocka_unit_test(test_wrong_sets),   cmocka_unit_test(test_unusable_files),
        cmocka_unit_test(test_garbage), cmocka_unit_test(test_wrong_tables), cmocka_unit_test(test_suggestions),
    };
    return cmocka_run_group_tests_name("config config_bed_refuse", tests, config_bed_set_up, config_bed_tear_down);
}
