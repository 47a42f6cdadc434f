/* Reading and composing scenarios, and writing what was read. Arms: test_config_arms.c; mistakes:
 * test_config_refused.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/config/paramtext.h"
#include "sim/config/scenario.h"
#include "tests/support/config_bed.h"
#include "tests/support/config_toy.h"
#include "tests/support/count.h"

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
    struct scenario *scenario =
        config_bed_load_text(CONFIG_BED_HEAD "network = { mode = \"nao\"; trust = .1; members = 0x10; open = FALSE; "
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
    struct scenario *scenario = config_bed_load_text(CONFIG_BED_HEAD);
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
    snprintf(expected, sizeof expected, "%s/main.cfg: network.trust", config_bed.path);
    assert_string_equal(settings_where(s, "network.trust", 0), expected);
    snprintf(expected, sizeof expected, "%s/main.cfg:1: payment.kind", config_bed.path);
    assert_string_equal(settings_where(s, "payment.kind", 0), expected);
    scenario_free(scenario);
}

static void test_lists(void **state)
{
    struct scenario *scenario =
        config_bed_load_text(CONFIG_BED_HEAD "organisations = (\n { name = \"a\"; fte = 1; },\n { name = \"b\"; fte "
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
    snprintf(expected, sizeof expected, "%s/main.cfg:5: organisations[1].kind", config_bed.path);
    assert_string_equal(settings_where(s, "organisations[].kind", 1), expected);
    snprintf(expected, sizeof expected, "%s/main.cfg: organisations[0].kind", config_bed.path);
    assert_string_equal(settings_where(s, "organisations[].kind", 0), expected);
    scenario_free(scenario);
}

/* A group laid over a list changes the elements it names, in a file over its base and in an arm. */
static void test_elements_by_name(void **state)
{
    (void)state;
    config_bed_write("base.cfg",
                     "title = \"T\";\nhorizon_months = 12;\npayment = { kind = \"bundled\"; };\n"
                     "organisations = ( { name = \"a\"; fte = 1; }, { name = \"b\"; fte = 2; kind = \"gp\"; } );\n");
    config_bed_write(
        "main.cfg",
        "base = \"base.cfg\";\norganisations = { b = { fte = 3; }; };\n"
        "experiment = { arms = ( { name = \"x\"; organisations = { a = { fte = 4; }; }; }, { name = \"y\"; } ); };\n");
    struct scenario *scenario = config_bed_load("main.cfg", NULL, 0);
    const struct settings *x = scenario->arms[0].settings, *y = scenario->arms[1].settings;
    assert_int_equal(settings_count(x, "organisations"), 2);
    assert_true(settings_real_at(x, "organisations[].fte", 0) == 4
                && settings_real_at(y, "organisations[].fte", 0) == 1);
    assert_true(settings_real_at(x, "organisations[].fte", 1) == 3
                && settings_real_at(y, "organisations[].fte", 1) == 3);
    assert_int_equal(settings_choice_at(x, "organisations[].kind", 1), 0);
    char expected[600];
    snprintf(expected, sizeof expected, "%s/main.cfg:2: organisations[1].fte", config_bed.path);
    assert_string_equal(settings_where(x, "organisations[].fte", 1), expected);
    scenario_free(scenario);
}

static void test_bases(void **state)
{
    struct scenario *scenario;
    const struct settings *s;
    char expected[600];

    (void)state;
    config_bed_write("lib/country.cfg",
                     "@include \"rates.cfg\"\nnetwork = { trust = 0.1; members = 7; weights = [ 0.1, 0.1, 0.1 ]; };\n");
    config_bed_write("lib/rates.cfg", "payment = { rate = 11;\n  kind = \"bundled\"; };\n");
    config_bed_write("lib/region.cfg",
                     "base = \"country.cfg\";\nnetwork = { trust = 0.2; };\n"
                     "organisations = ( { name = \"old\"; fte = 1; }, { name = \"older\"; fte = 1; } );\n");
    config_bed_write("extra.cfg", "\xef\xbb\xbfnetwork = { open = false; };\npayment = { rate = 12; };");
    config_bed_write("main.cfg",
                     "base = [ \"lib/region.cfg\", \"extra.cfg\" ];\ntitle = \"T\";\nhorizon_months = 12;\n"
                     "network = {\n  @include \"inside.cfg\" mode = \"lead\";\n  weights = [ 0, 0, 1 ];\n};\n"
                     "organisations = ( { name = \"new\"; fte = 1; } );\n");
    config_bed_write("inside.cfg", "# nothing but a note\nnote = \"inside\";");
    scenario = config_bed_load("main.cfg", NULL, 0);
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
    snprintf(expected, sizeof expected, "%s/lib/rates.cfg:2: payment.kind", config_bed.path);
    assert_string_equal(settings_where(s, "payment.kind", 0), expected);
    snprintf(expected, sizeof expected, "%s/inside.cfg:2: network.note", config_bed.path);
    assert_string_equal(settings_where(s, "network.note", 0), expected);
    snprintf(expected, sizeof expected, "%s/main.cfg:6: network.weights", config_bed.path);
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
    config_bed_write("main.cfg", CONFIG_BED_HEAD
                     "organisations = ( { name = \"b\"; fte = 1; }, { name = \"dr.x\"; fte = 2; } );\n");
    scenario = config_bed_load("main.cfg", SETS, COUNT(SETS));
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
    struct scenario *scenario = config_bed_load_text(
        CONFIG_BED_HEAD
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
    config_bed_write("again.cfg", scenario->resolved);
    again = config_bed_load("again.cfg", SETS, COUNT(SETS));
    check_same(scenario, again);
    assert_int_equal(again->seed, 7);
    assert_int_equal(again->replications, 3);
    assert_true(settings_real(again->arms[0].settings, "region.budget") == 123456789012345680.0);
    scenario_free(again);
    other = config_bed_load("main.cfg", OTHER, COUNT(OTHER));
    assert_true(other->hash != scenario->hash);
    assert_true(other->arms[0].hash != scenario->arms[0].hash);
    scenario_free(other);
    scenario_free(scenario);
}

static void test_resolved_text(void **state)
{
    struct scenario *scenario =
        config_bed_load_text(CONFIG_BED_HEAD "spinup_months = 0; organisations = ( { name = \"a\"; fte = 1; } );\n");

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_elements_by_name),
        cmocka_unit_test(test_bases),
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_resolved_reads_back),
        cmocka_unit_test(test_resolved_text),
        cmocka_unit_test(test_params_print),
        cmocka_unit_test(test_print_to_full_disk),
    };
    return cmocka_run_group_tests_name("config", tests, config_bed_set_up, config_bed_tear_down);
}
