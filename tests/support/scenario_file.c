#include "tests/support/scenario_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/workdir.h"

struct scenario *scenario_file_read(const char *path, const char *const *sets, size_t n_sets,
                                    const struct scenario_rules *rules)
{
    struct sim_messages messages = {0};
    struct sim_err err = {SIM_OK, ""};
    struct scenario *scenario = NULL;
    const int status = scenario_load(path, sets, n_sets, rules, &scenario, &messages, &err);
    for (size_t i = 0; i < messages.n; i++)
        print_error("%s\n", messages.text[i]);
    sim_messages_free(&messages);
    if (status != SIM_OK)
        fail_msg("%s: status %d, %s", path, status, err.text);
    return scenario;
}

struct scenario *scenario_file_make(const char *dir, const char *name, const char *text,
                                    const struct scenario_rules *rules)
{
    char path[1024];
    workdir_write(dir, name, text, path, sizeof path);
    return scenario_file_read(path, NULL, 0, rules);
}
