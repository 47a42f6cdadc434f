#include "tests/support/config_toy.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

const struct param config_toy_params[] = {
    {.path = "network.mode",
     .type = PARAM_CHOICE,
     .unit = "",
     .fallback_text = "self-governed",
     .choices = "self-governed|lead|nao",
     .en = "Governance mode",
     .nl = "Bestuursvorm",
     .source = "assumption"},
    {.path = "network.trust",
     .type = PARAM_REAL,
     .unit = "1",
     .fallback = 0.35,
     .lowest = 0,
     .highest = 1,
     .en = "Trust at the start",
     .nl = "Vertrouwen bij de start",
     .source = "E1"},
    {.path = "network.members",
     .type = PARAM_INT,
     .unit = "",
     .fallback = 5,
     .lowest = 1,
     .highest = 100,
     .en = "Members",
     .nl = "Leden",
     .source = "E2"},
    {.path = "network.open",
     .type = PARAM_BOOL,
     .unit = "",
     .fallback = 1,
     .en = "Open to others",
     .nl = "Open voor anderen",
     .source = "assumption"},
    {.path = "network.note", .type = PARAM_TEXT, .unit = "", .en = "A | note", .nl = "Notitie", .source = "assumption"},
    {.path = "network.weights",
     .type = PARAM_REALS,
     .unit = "1",
     .lowest = 0,
     .highest = 1,
     .length = 3,
     .fallback_text = "0.5 0.25 0.25",
     .en = "Weights",
     .nl = "Gewichten",
     .source = "assumption"},
    {.path = "network.themes",
     .type = PARAM_TEXTS,
     .unit = "",
     .fallback_text = "care work",
     .choices = "care|work|housing",
     .en = "Themes",
     .nl = "Thema's",
     .source = "assumption"},
    {.path = "payment.kind",
     .type = PARAM_CHOICE,
     .unit = "",
     .choices = "fee-for-service|bundled|population-budget",
     .flags = PARAM_REQUIRED,
     .en = "Payment",
     .nl = "Betaling",
     .source = "assumption"},
    {.path = "payment.rate",
     .type = PARAM_REAL,
     .unit = "EUR",
     .fallback = 100,
     .lowest = 0,
     .highest = 1e6,
     .en = "Rate",
     .nl = "Tarief",
     .source = "E3"},
    {.path = "region.budget",
     .type = PARAM_REAL,
     .unit = "EUR",
     .fallback = 1000,
     .lowest = 0,
     .highest = HUGE_VAL,
     .en = "Budget",
     .nl = "Budget",
     .source = "E4"},
    {.path = "region.lags",
     .type = PARAM_REALS,
     .unit = "month",
     .lowest = -10,
     .highest = 10,
     .en = "Lags",
     .nl = "Vertragingen",
     .source = "E5"},
    {.path = "region.phases",
     .type = PARAM_REALS,
     .unit = "1",
     .fallback = 0.5,
     .lowest = 0,
     .highest = 1,
     .length = 2,
     .en = "Phases",
     .nl = "Fasen",
     .source = "E6"},
    {.path = "organisations[].name",
     .type = PARAM_TEXT,
     .unit = "",
     .flags = PARAM_NAME,
     .en = "Name",
     .nl = "Naam",
     .source = ""},
    {.path = "organisations[].fte",
     .type = PARAM_REAL,
     .unit = "fte",
     .lowest = 0,
     .highest = 1000,
     .flags = PARAM_REQUIRED,
     .en = "Size",
     .nl = "Omvang",
     .source = ""},
    {.path = "organisations[].kind",
     .type = PARAM_CHOICE,
     .unit = "",
     .fallback_text = "gp",
     .choices = "gp|hospital",
     .en = "Kind",
     .nl = "Soort",
     .source = ""},
    {.path = "organisations[].tags", .type = PARAM_TEXTS, .unit = "", .en = "Tags", .nl = "Labels", .source = ""},
};
const size_t config_toy_n_params = sizeof config_toy_params / sizeof *config_toy_params;

static void check(const struct settings *settings, struct sim_messages *messages)
{
    if (strcmp(settings_text(settings, "network.mode"), "nao") == 0 && settings_int(settings, "network.members") < 3)
        sim_messages_add(messages, "%s: is %d; an nao needs at least 3 members",
                         settings_where(settings, "network.members", 0),
                         (int)settings_int(settings, "network.members"));
}

const struct scenario_rules config_toy_rules = {
    .model = "toy",
    .params = config_toy_params,
    .n_params = sizeof config_toy_params / sizeof *config_toy_params,
    .check = check,
};

int config_folder_make(struct config_folder *folder)
{
    const char *temporary = getenv("TMPDIR");

    snprintf(folder->path, sizeof folder->path, "%s/samenspel-config-XXXXXX", temporary ? temporary : "/tmp");
    return mkdtemp(folder->path) ? 0 : -1;
}

const char *config_folder_path(const struct config_folder *folder, const char *name, char *buffer)
{
    snprintf(buffer, 512, "%s/%s", folder->path, name);
    return buffer;
}

int config_folder_write(const struct config_folder *folder, const char *name, const char *text)
{
    char path[512];
    char *slash;
    FILE *file;
    int result;

    config_folder_path(folder, name, path);
    slash = strrchr(path, '/');
    *slash = '\0';
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return -1;
    *slash = '/';
    file = fopen(path, "w");
    if (!file)
        return -1;
    result = fputs(text, file) < 0 ? -1 : 0;
    return fclose(file) == 0 ? result : -1;
}

static void remove_inside(const char *path, int depth)
{
    DIR *directory = opendir(path);
    const struct dirent *entry;
    char inside[1024];

    while (directory && (entry = readdir(directory)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name) >= (int)sizeof inside)
            continue;
        if (unlink(inside) < 0 && depth > 0)
            remove_inside(inside, depth - 1);
    }
    if (directory)
        closedir(directory);
    rmdir(path);
}

void config_folder_remove(const struct config_folder *folder)
{
    remove_inside(folder->path, 2);
}

void config_strip_folder(char *text, const char *folder)
{
    const size_t n = strlen(folder);
    char *at = text;

    while ((at = strstr(at, folder)) != NULL) {
        if (at[n] == '/')
            memmove(at, at + n + 1, strlen(at + n + 1) + 1);
        else
            at += n;
    }
}

void config_expect_messages(const char *directory, const char *name, const struct scenario_rules *rules)
{
    struct sim_messages messages = {0};
    struct sim_err err = {SIM_OK, ""};
    struct scenario *scenario = NULL;
    char path[768], line[1024];
    size_t n = 0;
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(scenario_load(path, NULL, 0, rules, &scenario, &messages, &err), SIM_E_INPUT);
    assert_null(scenario);
    while (fgets(line, sizeof line, file) && strncmp(line, "# expect: ", 10) == 0) {
        line[strcspn(line, "\n")] = '\0';
        if (n >= messages.n)
            fail_msg("%s: does not come: %s", name, line + 10);
        config_strip_folder(messages.text[n], directory);
        assert_string_equal(messages.text[n], line + 10);
        n++;
    }
    if (messages.n > n)
        fail_msg("%s: not expected: %s", name, messages.text[n]);
    assert_true(n > 0);
    (void)fclose(file);
    sim_messages_free(&messages);
}
