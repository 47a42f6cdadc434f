/* Reading a scenario when memory runs out: SIM_E_NOMEM every time, nothing lost (run under valgrind or the address
 * sanitizer), and the input's errors are never mistaken for it. libconfig's own allocations cannot be made to fail
 * here: version 1.5 does not check them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/mem.h"
#include "sim/config/paramtext.h"
#include "tests/support/failing_alloc.h"
#include "tests/support/config_toy.h"

enum { ONCE, FROM_THEN_ON };

static const char BASE[] = "payment = { kind = \"bundled\"; };\nnetwork = { note = \"from the base\"; };\n";
static const char RATES[] = "region = { budget = 5; };\n";
static const char GOOD[] =
    "base = \"base.cfg\";\n@include \"rates.cfg\"\ntitle = \"Good\"; horizon_months = 12;\n"
    "network = { weights = [ 0.1, 0.2, 0.7 ]; themes = [ \"care\" ]; };\n"
    "organisations = ( { name = \"a\"; fte = 1; }, { name = \"b\"; fte = 2; tags = [ \"x\", \"y\" ]; } );\n"
    "experiment = { reference = \"one\"; main_outcomes = [ \"p\", \"q\" ]; counterfactual = { network = { trust = 0.9; "
    "}; };\n"
    "  arms = ( { name = \"one\"; network = { trust = 0.9; }; }, { name = \"two\"; } );\n"
    "  cross = ( ( { name = \"l\"; payment = { rate = 1; }; }, { name = \"m\"; } ),\n"
    "            ( { name = \"x\"; network = { open = false; }; }, { name = \"y\"; network = { members = 3; }; } ) ); "
    "};\n";
static const char BAD[] = "base = \"base.cfg\";\ntitel = \"Bad\"; horizon_months = 0;\n"
                          "network = { weights = [ 2, 0.2, 0.7 ]; themes = [ \"cure\" ]; mode = \"noa\"; };\n"
                          "organisations = ( { name = \"a\"; }, { name = \"a\"; fte = 2; }, 3 );\n"
                          "experiment = { reference = \"on\"; arms = ( { name = \"one\"; network = { trust = 9; }; }, "
                          "{ name = \"two\"; } ); };\n";
static const char BROKEN[] = "title = \"x\";\nnetwork = {\n  trust = ;\n};\n";

static const char *const SETS[] = {"network.members=4", "organisations.b.fte=3", "organisations[0].kind=hospital"};
static const char *const BAD_SETS[] = {"network.membres=4", "organisations.c.fte=3", "organisations[9].kind=hospital",
                                       "network.trust=0,3"};

/* Loads with the failure at call n. Returns the status. */
static int load(const char *path, const char *const *sets, size_t n_sets, size_t *n_messages)
{
    struct sim_messages messages = {0};
    struct sim_err err = {0};
    struct scenario *scenario = NULL;
    int status;

    fault.on = true;
    status = scenario_load(path, sets, n_sets, &config_toy_rules, &scenario, &messages, &err);
    fault.on = false;
    assert_int_equal(err.code, status);
    if (status == SIM_OK)
        assert_non_null(scenario);
    else
        assert_null(scenario);
    if (status == SIM_E_NOMEM)
        assert_string_equal(err.text, "out of memory while reading the scenario");
    *n_messages = messages.n;
    scenario_free(scenario);
    sim_messages_free(&messages);
    return status;
}

/* Fails every allocation in turn, until none is left to fail; the final status must be `expected`. */
static void exhaust(const char *text, const char *const *sets, size_t n_sets, int expected, size_t n_expected,
                    long at_least)
{
    struct config_folder folder;
    char path[512];

    assert_int_equal(config_folder_make(&folder), 0);
    assert_int_equal(config_folder_write(&folder, "base.cfg", BASE), 0);
    assert_int_equal(config_folder_write(&folder, "rates.cfg", RATES), 0);
    assert_int_equal(config_folder_write(&folder, "main.cfg", text), 0);
    config_folder_path(&folder, "main.cfg", path);
    for (int mode = ONCE; mode <= FROM_THEN_ON; mode++) {
        for (long n = 1;; n++) {
            size_t n_messages;
            int status;

            fault.lasting = mode == FROM_THEN_ON;
            fault.countdown = n;
            fault.failures = 0;
            status = load(path, sets, n_sets, &n_messages);
            if (fault.failures == 0) {
                assert_int_equal(status, expected);
                assert_int_equal(n_messages, n_expected);
                assert_true(n > at_least);
                break;
            }
            assert_int_equal(status, SIM_E_NOMEM);
        }
    }
    config_folder_remove(&folder);
}

static void test_good(void **state)
{
    (void)state;
    exhaust(GOOD, NULL, 0, SIM_OK, 0, 40);
}

static void test_sets(void **state)
{
    (void)state;
    exhaust(GOOD, SETS, sizeof SETS / sizeof *SETS, SIM_OK, 0, 40);
}

static void test_bad(void **state)
{
    (void)state;
    exhaust(BAD, NULL, 0, SIM_E_INPUT, 11, 60);
}

static void test_bad_sets(void **state)
{
    (void)state;
    exhaust(GOOD, BAD_SETS, sizeof BAD_SETS / sizeof *BAD_SETS, SIM_E_INPUT, 4, 40);
}

static void test_broken(void **state)
{
    (void)state;
    exhaust(BROKEN, NULL, 0, SIM_E_INPUT, 1, 5);
}

static void test_print(void **state)
{
    (void)state;
    for (enum params_format format = PARAMS_TEXT; format <= PARAMS_MARKDOWN; format++) {
        for (long n = 1;; n++) {
            FILE *out = fopen("/dev/null", "w");
            int status;

            assert_non_null(out);
            fault.lasting = false;
            fault.countdown = n;
            fault.failures = 0;
            fault.on = true;
            status = params_print(out, config_toy_params, config_toy_n_params, format, PARAMS_EN);
            fault.on = false;
            fclose(out);
            if (fault.failures == 0) {
                assert_int_equal(status, SIM_OK);
                assert_true(n > 1);
                break;
            }
            assert_int_equal(status, SIM_E_NOMEM);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),     cmocka_unit_test(test_sets),   cmocka_unit_test(test_bad),
        cmocka_unit_test(test_bad_sets), cmocka_unit_test(test_broken), cmocka_unit_test(test_print),
    };

    return cmocka_run_group_tests_name("config out of memory", tests, NULL, NULL);
}
