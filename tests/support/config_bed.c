#include "tests/support/config_bed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct config_folder config_bed;

int config_bed_set_up(void **state)
{
    (void)state;
    return config_folder_make(&config_bed);
}

int config_bed_tear_down(void **state)
{
    (void)state;
    config_folder_remove(&config_bed);
    return 0;
}

void config_bed_write(const char *name, const char *text)
{
    assert_int_equal(config_folder_write(&config_bed, name, text), 0);
}

struct scenario *config_bed_load(const char *name, const char *const *sets, size_t n_sets)
{
    struct sim_messages messages = {0};
    struct sim_err err = {0};
    struct scenario *scenario = NULL;
    char path[512];
    int status = scenario_load(config_folder_path(&config_bed, name, path), sets, n_sets, &config_toy_rules, &scenario,
                               &messages, &err);

    for (size_t i = 0; i < messages.n; i++)
        print_message("%s\n", messages.text[i]);
    assert_int_equal(status, SIM_OK);
    assert_int_equal(messages.n, 0);
    sim_messages_free(&messages);
    return scenario;
}

struct scenario *config_bed_load_text(const char *text)
{
    config_bed_write("main.cfg", text);
    return config_bed_load("main.cfg", NULL, 0);
}

void config_bed_refuse(const char *name, const char *const *sets, size_t n_sets, const char *const *expected, size_t n)
{
    struct sim_messages messages = {0};
    struct sim_err err = {0};
    struct scenario *scenario = NULL;
    char path[512];

    assert_int_equal(scenario_load(config_folder_path(&config_bed, name, path), sets, n_sets, &config_toy_rules,
                                   &scenario, &messages, &err),
                     SIM_E_INPUT);
    assert_null(scenario);
    assert_int_equal(err.code, SIM_E_INPUT);
    for (size_t i = 0; i < messages.n; i++) {
        config_strip_folder(messages.text[i], config_bed.path);
        assert_true(i < n);
        assert_string_equal(messages.text[i], expected[i]);
    }
    assert_int_equal(messages.n, n);
    sim_messages_free(&messages);
}

void config_bed_refuse_set(const char *set, const char *expected)
{
    config_bed_refuse("main.cfg", &set, 1, &expected, 1);
}
