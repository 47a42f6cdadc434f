/* Reading, composing and checking scenarios; tests/broken holds one file for each mistake. */
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/config/paramtext.h"
#include "sim/config/scenario.h"
#include "sim/config/suggest.h"
#include "tests/support/config_toy.h"

#ifndef SAMENSPEL_SOURCE_DIR
#define SAMENSPEL_SOURCE_DIR "."
#endif

#define HEAD "title = \"T\"; horizon_months = 12; payment = { kind = \"bundled\"; };\n"
#define COUNT(array) (sizeof(array) / sizeof *(array))

static struct config_folder folder;

static int make_folder(void **state)
{
    (void)state;
    return config_folder_make(&folder);
}

static int remove_folder(void **state)
{
    (void)state;
    config_folder_remove(&folder);
    return 0;
}

static void write_file(const char *name, const char *text)
{
    assert_int_equal(config_folder_write(&folder, name, text), 0);
}

/* Loads folder/name, which must be good. */
static struct scenario *load(const char *name, const char *const *sets, size_t n_sets)
{
    struct sim_messages messages = {0};
    struct sim_err err = {0};
    struct scenario *scenario = NULL;
    char path[512];
    int status = scenario_load(config_folder_path(&folder, name, path), sets, n_sets, &config_toy_rules, &scenario,
                               &messages, &err);

    for (size_t i = 0; i < messages.n; i++)
        print_message("%s\n", messages.text[i]);
    assert_int_equal(status, SIM_OK);
    assert_int_equal(messages.n, 0);
    sim_messages_free(&messages);
    return scenario;
}

static struct scenario *load_text(const char *text)
{
    write_file("main.cfg", text);
    return load("main.cfg", NULL, 0);
}

/* Loads folder/name, which must give exactly these messages. */
static void refused(const char *name, const char *const *sets, size_t n_sets, const char *const *expected, size_t n)
{
    struct sim_messages messages = {0};
    struct sim_err err = {0};
    struct scenario *scenario = NULL;
    char path[512];

    assert_int_equal(scenario_load(config_folder_path(&folder, name, path), sets, n_sets, &config_toy_rules, &scenario,
                                   &messages, &err),
                     SIM_E_INPUT);
    assert_null(scenario);
    assert_int_equal(err.code, SIM_E_INPUT);
    for (size_t i = 0; i < messages.n; i++) {
        config_strip_folder(messages.text[i], folder.path);
        assert_true(i < n);
        assert_string_equal(messages.text[i], expected[i]);
    }
    assert_int_equal(messages.n, n);
    sim_messages_free(&messages);
}

static void refused_set(const char *set, const char *expected)
{
    refused("main.cfg", &set, 1, &expected, 1);
}

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

static void check_stated_values(const struct settings *s)
{
    const double *reals;
    const char *const *texts;

    assert_int_equal(settings_choice(s, "network.mode"), 2);
    assert_string_equal(settings_text(s, "network.mode"), "nao");
    assert_true(settings_real(s, "network.trust") == 0.1);
    assert_int_equal(settings_int(s, "network.members"), 16);
    assert_true(settings_real(s, "network.members") == 16.0);
    assert_false(settings_bool(s, "network.open"));
    assert_string_equal(settings_text(s, "network.note"), "a \"b\"\n\xc3\xa9");
    assert_int_equal(settings_reals_at(s, "network.weights", 0, &reals), 3);
    assert_true(reals[0] == 1.0 && reals[1] == 0.0 && reals[2] == 0.5);
    assert_int_equal(settings_texts_at(s, "network.themes", 0, &texts), 1);
    assert_string_equal(texts[0], "housing");
    assert_true(settings_real(s, "region.budget") == 5e9);
    assert_int_equal(settings_reals_at(s, "region.lags", 0, &reals), 2);
    assert_true(reals[0] == -2.0 && reals[1] == 1.5);
    assert_true(settings_stated(s, "network.mode", 0));
}

static void test_values(void **state)
{
    struct scenario *scenario = load_text(HEAD "network = { mode = \"nao\"; trust = .1; members = 0x10; open = FALSE; "
                                               "note = \"a \\\"b\\\"\\n\" \"\xc3\xa9\";\r\n"
                                               "  weights = [ 1, 0, 0.5 ]; /* { */ themes = [ \"housing\" ]; }; // (\n"
                                               "region : { budget = 5000000000 lags = ( -2, 1.5 ) }; # [\n");

    (void)state;
    check_stated_values(scenario->arms[0].settings);
    assert_string_equal(scenario->title, "T");
    assert_string_equal(scenario->name, "main");
    assert_int_equal(scenario->horizon_months, 12);
    assert_int_equal(scenario->spinup_months, 24);
    assert_int_equal(scenario->replications, 100);
    assert_int_equal(scenario->seed, 1);
    assert_int_equal(scenario->n_arms, 1);
    assert_int_equal(scenario->n_listed, 1);
    assert_int_equal(scenario->n_main_outcomes, 0);
    assert_string_equal(scenario->arms[0].name, "scenario");
    assert_int_equal(scenario->arms[0].twin, -1);
    scenario_free(scenario);
}

static void test_defaults(void **state)
{
    struct scenario *scenario = load_text(HEAD);
    const struct settings *s = scenario->arms[0].settings;
    const double *reals;
    const char *const *texts;
    char expected[600];

    (void)state;
    assert_int_equal(settings_choice(s, "network.mode"), 0);
    assert_true(settings_real(s, "network.trust") == 0.35);
    assert_int_equal(settings_int(s, "network.members"), 5);
    assert_true(settings_bool(s, "network.open"));
    assert_string_equal(settings_text(s, "network.note"), "");
    assert_int_equal(settings_reals_at(s, "network.weights", 0, &reals), 3);
    assert_true(reals[0] == 0.5 && reals[1] == 0.25 && reals[2] == 0.25);
    assert_int_equal(settings_reals_at(s, "region.phases", 0, &reals), 2);
    assert_true(reals[0] == 0.5 && reals[1] == 0.5);
    assert_int_equal(settings_reals_at(s, "region.lags", 0, &reals), 0);
    assert_int_equal(settings_texts_at(s, "network.themes", 0, &texts), 2);
    assert_string_equal(texts[0], "care");
    assert_string_equal(texts[1], "work");
    assert_int_equal(settings_count(s, "organisations"), 0);
    assert_int_equal(settings_find(s, "organisations", "a"), -1);
    assert_false(settings_stated(s, "network.mode", 0));
    assert_true(settings_stated(s, "payment.kind", 0));
    snprintf(expected, sizeof expected, "%s/main.cfg: network.trust", folder.path);
    assert_string_equal(settings_where(s, "network.trust", 0), expected);
    snprintf(expected, sizeof expected, "%s/main.cfg:1: payment.kind", folder.path);
    assert_string_equal(settings_where(s, "payment.kind", 0), expected);
    scenario_free(scenario);
}

static void test_lists(void **state)
{
    struct scenario *scenario = load_text(HEAD "organisations = (\n { name = \"a\"; fte = 1; },\n { name = \"b\"; fte "
                                               "= 2.5;\n   kind = \"hospital\"; }\n);\n");
    const struct settings *s = scenario->arms[0].settings;
    char expected[600];

    (void)state;
    assert_int_equal(settings_count(s, "organisations"), 2);
    assert_int_equal(settings_find(s, "organisations", "b"), 1);
    assert_int_equal(settings_find(s, "organisations", "c"), -1);
    assert_true(settings_real_at(s, "organisations[].fte", 0) == 1.0);
    assert_true(settings_real_at(s, "organisations[].fte", 1) == 2.5);
    assert_string_equal(settings_text_at(s, "organisations[].kind", 0), "gp");
    assert_int_equal(settings_choice_at(s, "organisations[].kind", 1), 1);
    assert_false(settings_stated(s, "organisations[].kind", 0));
    assert_true(settings_stated(s, "organisations[].kind", 1));
    snprintf(expected, sizeof expected, "%s/main.cfg:5: organisations[1].kind", folder.path);
    assert_string_equal(settings_where(s, "organisations[].kind", 1), expected);
    snprintf(expected, sizeof expected, "%s/main.cfg: organisations[0].kind", folder.path);
    assert_string_equal(settings_where(s, "organisations[].kind", 0), expected);
    scenario_free(scenario);
}

/* A group laid over a list changes the elements it names, in a file over its base and in an arm. */
static void test_elements_by_name(void **state)
{
    (void)state;
    write_file("base.cfg",
               "title = \"T\";\nhorizon_months = 12;\npayment = { kind = \"bundled\"; };\n"
               "organisations = ( { name = \"a\"; fte = 1; }, { name = \"b\"; fte = 2; kind = \"gp\"; } );\n");
    write_file(
        "main.cfg",
        "base = \"base.cfg\";\norganisations = { b = { fte = 3; }; };\n"
        "experiment = { arms = ( { name = \"x\"; organisations = { a = { fte = 4; }; }; }, { name = \"y\"; } ); };\n");
    struct scenario *scenario = load("main.cfg", NULL, 0);
    const struct settings *x = scenario->arms[0].settings, *y = scenario->arms[1].settings;
    assert_int_equal(settings_count(x, "organisations"), 2);
    assert_true(settings_real_at(x, "organisations[].fte", 0) == 4
                && settings_real_at(y, "organisations[].fte", 0) == 1);
    assert_true(settings_real_at(x, "organisations[].fte", 1) == 3
                && settings_real_at(y, "organisations[].fte", 1) == 3);
    assert_int_equal(settings_choice_at(x, "organisations[].kind", 1), 0);
    char expected[600];
    snprintf(expected, sizeof expected, "%s/main.cfg:2: organisations[1].fte", folder.path);
    assert_string_equal(settings_where(x, "organisations[].fte", 1), expected);
    scenario_free(scenario);
}

static void test_bases(void **state)
{
    struct scenario *scenario;
    const struct settings *s;
    char expected[600];

    (void)state;
    write_file("lib/country.cfg",
               "@include \"rates.cfg\"\nnetwork = { trust = 0.1; members = 7; weights = [ 0.1, 0.1, 0.1 ]; };\n");
    write_file("lib/rates.cfg", "payment = { rate = 11;\n  kind = \"bundled\"; };\n");
    write_file("lib/region.cfg", "base = \"country.cfg\";\nnetwork = { trust = 0.2; };\n"
                                 "organisations = ( { name = \"old\"; fte = 1; }, { name = \"older\"; fte = 1; } );\n");
    write_file("extra.cfg", "\xef\xbb\xbfnetwork = { open = false; };\npayment = { rate = 12; };");
    write_file("main.cfg", "base = [ \"lib/region.cfg\", \"extra.cfg\" ];\ntitle = \"T\";\nhorizon_months = 12;\n"
                           "network = {\n  @include \"inside.cfg\" mode = \"lead\";\n  weights = [ 0, 0, 1 ];\n};\n"
                           "organisations = ( { name = \"new\"; fte = 1; } );\n");
    write_file("inside.cfg", "# nothing but a note\nnote = \"inside\";");
    scenario = load("main.cfg", NULL, 0);
    s = scenario->arms[0].settings;
    assert_true(settings_real(s, "network.trust") == 0.2);
    assert_int_equal(settings_int(s, "network.members"), 7);
    assert_true(settings_real(s, "payment.rate") == 12);
    assert_string_equal(settings_text(s, "payment.kind"), "bundled");
    assert_string_equal(settings_text(s, "network.note"), "inside");
    assert_int_equal(settings_choice(s, "network.mode"), 1);
    assert_false(settings_bool(s, "network.open"));
    assert_int_equal(settings_count(s, "organisations"), 1);
    assert_int_equal(settings_find(s, "organisations", "new"), 0);
    snprintf(expected, sizeof expected, "%s/lib/rates.cfg:2: payment.kind", folder.path);
    assert_string_equal(settings_where(s, "payment.kind", 0), expected);
    snprintf(expected, sizeof expected, "%s/inside.cfg:2: network.note", folder.path);
    assert_string_equal(settings_where(s, "network.note", 0), expected);
    snprintf(expected, sizeof expected, "%s/main.cfg:6: network.weights", folder.path);
    assert_string_equal(settings_where(s, "network.weights", 0), expected);
    scenario_free(scenario);
}

static void test_sets(void **state)
{
    static const char *const SETS[] = {"network.mode=nao",          "network.trust = 0.75",
                                       "title=12 monkeys",          "network.open=false",
                                       "organisations[0].fte=3",    "organisations.dr.x.fte=9",
                                       "network.weights=[1,0,0.5]", "organisations.b.tags=[\"p\"]",
                                       "network.note=\"q\"",        "experiment.seed=42",
                                       "experiment.replications=9"};
    struct scenario *scenario;
    const struct settings *s;
    const double *reals;
    const char *const *texts;

    (void)state;
    write_file("main.cfg", HEAD "organisations = ( { name = \"b\"; fte = 1; }, { name = \"dr.x\"; fte = 2; } );\n");
    scenario = load("main.cfg", SETS, COUNT(SETS));
    s = scenario->arms[0].settings;
    assert_string_equal(settings_text(s, "network.mode"), "nao");
    assert_true(settings_real(s, "network.trust") == 0.75);
    assert_string_equal(scenario->title, "12 monkeys");
    assert_false(settings_bool(s, "network.open"));
    assert_true(settings_real_at(s, "organisations[].fte", 0) == 3.0);
    assert_true(settings_real_at(s, "organisations[].fte", 1) == 9.0);
    assert_int_equal(settings_reals_at(s, "network.weights", 0, &reals), 3);
    assert_true(reals[0] == 1.0 && reals[2] == 0.5);
    assert_int_equal(settings_texts_at(s, "organisations[].tags", 0, &texts), 1);
    assert_string_equal(texts[0], "p");
    assert_string_equal(settings_text(s, "network.note"), "q");
    assert_string_equal(settings_where(s, "network.mode", 0), "--set: network.mode");
    assert_int_equal(scenario->seed, 42);
    assert_int_equal(scenario->replications, 9);
    scenario_free(scenario);
}

static void test_wrong_sets(void **state)
{
    (void)state;
    write_file("main.cfg", HEAD "organisations = ( { name = \"vgz\"; fte = 1; }, { name = \"y\"; fte = 2; } );\n");
    refused_set("network.trust=0,35", "--set: network.trust: '0,35' has a decimal comma; write a decimal point: 0.35");
    refused_set("network.trust=nan", "--set: network.trust: is 'nan'; must be a number from 0 to 1");
    refused_set("network.trust=", "--set: network.trust: is empty; must be a number from 0 to 1");
    refused_set("network.trust=2", "--set: network.trust: is 2; must be a number from 0 to 1");
    refused_set("network.trust={", "--set: network.trust: the value ends, but its '{' is not closed");
    refused_set("network.trust=1; x=2", "--set: network.trust: '1; x=2' is more than one value");
    refused_set("network.mode=noa",
                "--set: network.mode: is 'noa'; must be one of 'self-governed', 'lead', 'nao'; did you mean 'nao'?");
    refused_set("network.mdoe=x", "--set: network.mdoe: is not a known key; did you mean 'mode'?");
    refused_set("nework.mode=x", "--set: nework.mode: is not a known key; did you mean 'network.mode'?");
    refused_set("mode=x", "--set: mode: is not a known key; did you mean 'network.mode'?");
    refused_set("network=3", "--set: network: is a group; set one of its keys, such as network.members");
    refused_set("organisations=3",
                "--set: organisations: is a list; set a key of one of its groups, such as organisations[0].fte");
    refused_set(
        "organisations[].fte=3",
        "--set: organisations[].fte: names no group of the list; write its number, from 0, between the brackets");
    refused_set("organisations[2].fte=3", "--set: organisations[2].fte: organisations has 2 groups, numbered from 0");
    refused_set("organisations.vg.fte=3",
                "--set: organisations.vg.fte: no group of organisations is named 'vg'; did you mean 'vgz'?");
    refused_set("organisations.vgz.ft=1", "--set: organisations.vgz.ft: is not a known key; did you mean 'fte'?");
    refused_set("experiment.arms=()", "--set: experiment.arms: can only be written in a scenario file");
    refused_set("=3", "--set: '=3' is not of the form path.to.key=value");
    refused_set("abc", "--set: 'abc' is not of the form path.to.key=value");
    refused_set("title=a\nb", "--set: must be one line of text in UTF-8");
    refused_set(
        "network.note=\"a",
        "--set: network.note: the text that begins here with \" is not closed; a text ends with \" on the same line");
    write_file("main.cfg", HEAD);
    refused_set("organisations[0].fte=3", "--set: organisations[0].fte: the scenario has no list organisations");
}

static void test_arms(void **state)
{
    static const char *const NAMES[] = {"b", "a", "self+today", "self+cashier", "lead+today", "lead+cashier"};
    struct scenario *scenario =
        load_text(HEAD "network = { trust = 0.2; };\n"
                       "experiment = { reference = \"lead+today\"; main_outcomes = [ \"x\", \"y\" ];\n"
                       "  arms = ( { name = \"b\"; network = { trust = 0.5; }; }, { name = \"a\"; } );\n"
                       "  cross = ( ( { name = \"self\"; network = { mode = \"self-governed\"; }; }, { name = "
                       "\"lead\"; network = { mode = \"lead\"; trust = 0.3; }; } ),\n"
                       "            ( { name = \"today\"; payment = { rate = 1; }; }, { name = \"cashier\"; network = "
                       "{ trust = 0.9; }; } ) ); };\n");

    (void)state;
    assert_int_equal(scenario->n_arms, 6);
    assert_int_equal(scenario->n_listed, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(scenario->arms[i].name, NAMES[i]);
        assert_int_equal(scenario->arms[i].twin, -1);
        assert_false(scenario->arms[i].hidden);
    }
    assert_int_equal(scenario->reference, 4);
    assert_int_equal(scenario->n_main_outcomes, 2);
    assert_string_equal(scenario->main_outcomes[1], "y");
    assert_true(settings_real(scenario->arms[0].settings, "network.trust") == 0.5);
    assert_true(settings_real(scenario->arms[1].settings, "network.trust") == 0.2);
    assert_true(settings_real(scenario->arms[4].settings, "network.trust") == 0.3);
    assert_true(settings_real(scenario->arms[4].settings, "payment.rate") == 1.0);
    assert_true(settings_real(scenario->arms[5].settings, "network.trust") == 0.9);
    assert_int_equal(settings_choice(scenario->arms[5].settings, "network.mode"), 1);
    scenario_free(scenario);
}

/* --set wins over what arms say, but not over the counterfactual; arms and crossing keep the order of the file, and an
 * empty crossing takes that of a base away. */
static void test_set_wins_over_arms(void **state)
{
    (void)state;
    static const char *const sets[] = {"network.trust=0.7", "network.open=true"};
    write_file("base.cfg", HEAD "experiment = { cross = ( ( { name = \"l\"; network = { trust = 0.1; }; } ) );\n"
                                "  arms = ( { name = \"m\"; network = { trust = 0.2; }; } );\n"
                                "  counterfactual = { network = { open = false; }; }; };\n");
    write_file("main.cfg", "base = \"base.cfg\";\n");
    struct scenario *scenario = load("main.cfg", sets, 2);
    assert_int_equal(scenario->n_listed, 2);
    assert_string_equal(scenario->arms[0].name, "l");
    assert_string_equal(scenario->arms[1].name, "m");
    for (size_t i = 0; i < 2; i++) {
        assert_true(settings_real(scenario->arms[i].settings, "network.trust") == 0.7);
        assert_true(settings_bool(scenario->arms[i].settings, "network.open"));
        const int twin = scenario->arms[i].twin;
        assert_int_equal(twin, 2);
        assert_true(settings_real(scenario->arms[twin].settings, "network.trust") == 0.7);
        assert_false(settings_bool(scenario->arms[twin].settings, "network.open"));
    }
    scenario_free(scenario);
    write_file("main.cfg", "base = \"base.cfg\";\nexperiment = { cross = ( ); };\n");
    scenario = load("main.cfg", NULL, 0);
    assert_int_equal(scenario->n_listed, 1);
    assert_string_equal(scenario->arms[0].name, "m");
    scenario_free(scenario);
}

static void test_twins(void **state)
{
    struct scenario *scenario = load_text(
        HEAD "experiment = { counterfactual = { network = { mode = \"self-governed\"; open = false; }; };\n"
             "  arms = ( { name = \"today\"; network = { open = false; }; }, { name = \"lead\"; network = { mode = "
             "\"lead\"; }; },\n"
             "    { name = \"dear\"; payment = { rate = 500; }; }, { name = \"cheap1\"; payment = { rate = 5; }; },\n"
             "    { name = \"cheap2\"; payment = { rate = 5; }; network = { mode = \"lead\"; }; } ); };\n");

    (void)state;
    assert_int_equal(scenario->n_listed, 5);
    assert_int_equal(scenario->n_arms, 7);
    assert_int_equal(scenario->arms[0].twin, 0);
    assert_int_equal(scenario->arms[1].twin, 0);
    assert_int_equal(scenario->arms[2].twin, 5);
    assert_int_equal(scenario->arms[3].twin, 6);
    assert_int_equal(scenario->arms[4].twin, 6);
    assert_string_equal(scenario->arms[5].name, "without:dear");
    assert_string_equal(scenario->arms[6].name, "without");
    assert_true(scenario->arms[5].hidden && scenario->arms[6].hidden && !scenario->arms[0].hidden);
    assert_int_equal(scenario->arms[5].twin, -1);
    assert_true(settings_real(scenario->arms[5].settings, "payment.rate") == 500);
    assert_false(settings_bool(scenario->arms[5].settings, "network.open"));
    scenario_free(scenario);
    scenario = load_text(
        HEAD "experiment = { counterfactual = { network = { open = false; }; }; arms = (\n"
             " { name = \"a\"; payment = { rate = 1; }; }, { name = \"b\"; payment = { rate = 1; }; },\n"
             " { name = \"c\"; payment = { rate = 2; }; }, { name = \"without-1\"; payment = { rate = 2; }; } ); };\n");
    assert_int_equal(scenario->n_listed, 4);
    assert_int_equal(scenario->n_arms, 6);
    assert_string_equal(scenario->arms[4].name, "without-2");
    assert_string_equal(scenario->arms[5].name, "without-3");
    assert_int_equal(scenario->arms[1].twin, 4);
    assert_int_equal(scenario->arms[2].twin, 5);
    assert_true(scenario->arms[0].hash == scenario->arms[1].hash);
    assert_true(scenario->arms[0].hash != scenario->arms[2].hash);
    scenario_free(scenario);
}

static void check_same(const struct scenario *a, const struct scenario *b)
{
    assert_int_equal(a->n_arms, b->n_arms);
    assert_int_equal(a->n_listed, b->n_listed);
    assert_int_equal(a->reference, b->reference);
    for (size_t i = 0; i < a->n_arms; i++) {
        assert_string_equal(a->arms[i].name, b->arms[i].name);
        assert_true(a->arms[i].hash == b->arms[i].hash);
        assert_int_equal(a->arms[i].twin, b->arms[i].twin);
    }
    assert_string_equal(a->resolved, b->resolved);
    assert_true(a->hash == b->hash);
}

static void test_resolved_reads_back(void **state)
{
    static const char *const SETS[] = {"experiment.seed=7", "experiment.replications=3"};
    static const char *const OTHER[] = {"network.trust=0.30000000000000004"};
    struct scenario *scenario = load_text(
        HEAD
        "network = { trust = 0.3; note = \"\\x01\\\\ \\\"q\\\" \xe2\x82\xac\\t\"; weights = [ 0.1, 1e-300, "
        "0.30000000000000004 ]; };\n"
        "region = { budget = 123456789012345680; lags = [ ]; };\n"
        "organisations = ( { name = \"a\"; fte = 0.1; tags = [ \"x y\", \"\" ]; }, { name = \"b\"; fte = 1e-5; } );\n"
        "experiment = { counterfactual = { organisations = ( ); region = { lags = [ 1, 2 ]; }; payment = { rate = 3; "
        "}; };\n"
        "  reference = \"l+y\";\n"
        "  cross = ( ( { name = \"l\"; payment = { rate = 1; }; }, { name = \"m\"; } ),\n"
        "            ( { name = \"x\"; network = { open = false; }; }, { name = \"y\"; } ) ); };\n");
    struct scenario *again, *other;

    (void)state;
    write_file("again.cfg", scenario->resolved);
    again = load("again.cfg", SETS, COUNT(SETS));
    check_same(scenario, again);
    assert_int_equal(again->seed, 7);
    assert_int_equal(again->replications, 3);
    assert_true(settings_real(again->arms[0].settings, "region.budget") == 123456789012345680.0);
    scenario_free(again);
    other = load("main.cfg", OTHER, COUNT(OTHER));
    assert_true(other->hash != scenario->hash);
    assert_true(other->arms[0].hash != scenario->arms[0].hash);
    scenario_free(other);
    scenario_free(scenario);
}

static void test_resolved_text(void **state)
{
    struct scenario *scenario = load_text(HEAD "spinup_months = 0; organisations = ( { name = \"a\"; fte = 1; } );\n");

    (void)state;
    assert_string_equal(
        scenario->resolved,
        "title = \"T\";\nhorizon_months = 12;\nspinup_months = 0;\nexperiment = {\n  reference = \"scenario\";\n"
        "  main_outcomes = [ ];\n  arms = (\n    {\n      name = \"scenario\";\n      network = {\n"
        "        members = 5;\n        mode = \"self-governed\";\n        note = \"\";\n        open = true;\n"
        "        themes = [ \"care\", \"work\" ];\n        trust = 0.35;\n        weights = [ 0.5, 0.25, 0.25 ];\n"
        "      };\n      organisations = (\n        { fte = 1.0; kind = \"gp\"; name = \"a\"; tags = [ ]; }\n"
        "      );\n      payment = {\n        kind = \"bundled\";\n        rate = 100.0;\n      };\n"
        "      region = {\n        budget = 1000.0;\n        lags = [ ];\n        phases = [ 0.5, 0.5 ];\n      };\n"
        "    }\n  );\n};\n");
    assert_true(scenario->hash == UINT64_C(0x60193a280383bbe6));
    scenario_free(scenario);
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
    write_file("large.cfg", text);
    free(text);
    write_file("sub/x.cfg", HEAD);
    write_file("empty.cfg", "");
    for (int i = 0; i <= 16; i++) {
        snprintf(name, sizeof name, "chain%d.cfg", i);
        snprintf(line, sizeof line, "base = \"chain%d.cfg\";\n", i + 1);
        write_file(name, line);
    }
    refused("missing.cfg", NULL, 0, MISSING, 1);
    refused("sub", NULL, 0, FOLDER, 1);
    refused("empty.cfg", NULL, 0, EMPTY, 1);
    refused("large.cfg", NULL, 0, LARGE, 1);
    refused("chain0.cfg", NULL, 0, CHAIN, 1);
}

/* Any bytes at all: refused or read, never a crash. */
static void test_garbage(void **state)
{
    static const char ALPHABET[] = "ab=;:,.{}()[]\"\\/*#@-+0123456789eLx \n\ttitle\xc3\xa9\x80\x01";
    uint64_t x = 88172645463325252u;
    char text[120], path[512];

    (void)state;
    config_folder_path(&folder, "garbage.cfg", path);
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
        write_file("garbage.cfg", text);
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

    assert_int_equal(scenario_load(config_folder_path(&folder, "main.cfg", path), NULL, 0, &rules, &scenario, &messages,
                                   &err),
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
    write_file("main.cfg", HEAD);
    check_table(TWICE, 2, "parameter table: a.b stands twice in the tables");
    check_table(OUTSIDE, 1, "parameter table: a.b has a default outside its range");
    check_table(CHOICE, 1, "parameter table: a.b has a default that is not one of its choices");
    check_table(BOTH, 2, "parameter table: a is both a value and a group");
    check_table(REALS, 1, "parameter table: a has a default outside its range");
}

static char *printed(enum params_format format, enum params_lang lang, size_t n)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    assert_int_equal(params_print(out, config_toy_params, n, format, lang), SIM_OK);
    fclose(out);
    return text;
}

static void test_params_print(void **state)
{
    char *text = printed(PARAMS_TEXT, PARAMS_NL, 2);

    (void)state;
    assert_string_equal(
        text, "network.mode\n    Bestuursvorm\n    choice; standaard self-governed; toegestaan self-governed, lead, "
              "nao; bron: assumption\n"
              "network.trust\n    Vertrouwen bij de start\n    real; standaard 0.35; toegestaan 0..1; bron: E1\n");
    free(text);
    text = printed(PARAMS_MARKDOWN, PARAMS_EN, config_toy_n_params);
    assert_non_null(
        strstr(text, "| Parameter | Meaning | Unit | Default | Allowed | Source |\n|---|---|---|---|---|---|\n"));
    assert_non_null(strstr(text, "\n| `network.note` | A \\| note |  | \"\" |  | assumption |\n"));
    assert_non_null(strstr(text, "\n| `region.budget` | Budget | EUR | 1000 | 0.. | E4 |\n"));
    assert_non_null(strstr(
        text,
        "\n| `payment.kind` | Payment |  | required | fee-for-service, bundled, population-budget | assumption |\n"));
    free(text);
    text = printed(PARAMS_JSON, PARAMS_EN, config_toy_n_params);
    assert_non_null(
        strstr(text,
               "\"path\": \"network.trust\",\n    \"type\": \"real\",\n    \"unit\": \"1\",\n    \"required\": false,\n"
               "    \"default\": 0.35,\n    \"lowest\": 0.0,\n    \"highest\": 1.0,\n    \"choices\": [],\n    "
               "\"length\": 0,\n"
               "    \"description\": \"Trust at the start\",\n    \"source\": \"E1\"\n"));
    assert_non_null(strstr(text, "\"highest\": null"));
    free(text);
}

static void test_print_to_full_disk(void **state)
{
    FILE *out = fopen("/dev/full", "w");

    (void)state;
    assert_non_null(out);
    setvbuf(out, NULL, _IONBF, 0);
    assert_int_equal(params_print(out, config_toy_params, config_toy_n_params, PARAMS_TEXT, PARAMS_EN), SIM_E_IO);
    assert_int_equal(params_print(out, config_toy_params, config_toy_n_params, PARAMS_JSON, PARAMS_EN), SIM_E_IO);
    fclose(out);
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
        cmocka_unit_test(test_broken),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_elements_by_name),
        cmocka_unit_test(test_bases),
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_wrong_sets),
        cmocka_unit_test(test_arms),
        cmocka_unit_test(test_set_wins_over_arms),
        cmocka_unit_test(test_twins),
        cmocka_unit_test(test_resolved_reads_back),
        cmocka_unit_test(test_resolved_text),
        cmocka_unit_test(test_unusable_files),
        cmocka_unit_test(test_garbage),
        cmocka_unit_test(test_wrong_tables),
        cmocka_unit_test(test_params_print),
        cmocka_unit_test(test_print_to_full_disk),
        cmocka_unit_test(test_suggestions),
    };

    return cmocka_run_group_tests_name("config", tests, make_folder, remove_folder);
}
