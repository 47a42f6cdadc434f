/* Arms of a scenario: what is laid over what, and their twins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/config/scenario.h"
#include "tests/support/config_bed.h"

static void test_arms(void **state)
{
    static const char *const NAMES[] = {"b", "a", "self+today", "self+cashier", "lead+today", "lead+cashier"};
    struct scenario *scenario = config_bed_load_text(
        CONFIG_BED_HEAD "network = { trust = 0.2; };\n"
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
    config_bed_write("base.cfg",
                     CONFIG_BED_HEAD "experiment = { cross = ( ( { name = \"l\"; network = { trust = 0.1; }; } ) );\n"
                                     "  arms = ( { name = \"m\"; network = { trust = 0.2; }; } );\n"
                                     "  counterfactual = { network = { open = false; }; }; };\n");
    config_bed_write("main.cfg", "base = \"base.cfg\";\n");
    struct scenario *scenario = config_bed_load("main.cfg", sets, 2);
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
    config_bed_write("main.cfg", "base = \"base.cfg\";\nexperiment = { cross = ( ); };\n");
    scenario = config_bed_load("main.cfg", NULL, 0);
    assert_int_equal(scenario->n_listed, 1);
    assert_string_equal(scenario->arms[0].name, "m");
    scenario_free(scenario);
}

static void test_twins(void **state)
{
    struct scenario *scenario = config_bed_load_text(
        CONFIG_BED_HEAD
        "experiment = { counterfactual = { network = { mode = \"self-governed\"; open = false; }; };\n"
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
    scenario = config_bed_load_text(
        CONFIG_BED_HEAD
        "experiment = { counterfactual = { network = { open = false; }; }; arms = (\n"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arms),
        cmocka_unit_test(test_set_wins_over_arms),
        cmocka_unit_test(test_twins),
    };
    return cmocka_run_group_tests_name("config arms", tests, config_bed_set_up, config_bed_tear_down);
}
