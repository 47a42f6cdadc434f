/* The table `parameters`: every value of every arm, as a scenario would say it. */
#include "sim/store/read.h"
#include "sim/store/sql.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"

static const char doing[] = "write the parameters";

static void add_array(struct text *text, const struct settings *settings, const struct param *param, size_t i)
{
    const double *numbers = NULL;
    const char *const *words = NULL;
    char number[STORE_NUMBER_SIZE];
    const bool reals = param->type == PARAM_REALS;
    const size_t n = reals ? settings_reals_at(settings, param->path, i, &numbers)
                           : settings_texts_at(settings, param->path, i, &words);
    text_add(text, "[");
    for (size_t k = 0; k < n; k++) {
        if (reals)
            store_number(number, numbers[k]);
        text_printf(text, k > 0 ? ", %s" : "%s", reals ? number : words[k]);
    }
    text_add(text, "]");
}

static void add_value(struct text *text, const struct settings *settings, const struct param *param, size_t i)
{
    char number[STORE_NUMBER_SIZE];
    switch (param->type) {
    case PARAM_REAL:
        store_number(number, settings_real_at(settings, param->path, i));
        text_add(text, number);
        break;
    case PARAM_INT:
        text_printf(text, "%" PRId64, settings_int_at(settings, param->path, i));
        break;
    case PARAM_BOOL:
        text_add(text, settings_bool_at(settings, param->path, i) ? "true" : "false");
        break;
    case PARAM_CHOICE:
    case PARAM_TEXT:
        text_add(text, settings_text_at(settings, param->path, i));
        break;
    case PARAM_REALS:
    case PARAM_TEXTS:
        add_array(text, settings, param, i);
        break;
    }
}

/* One row of the parameter table in one arm: one value, or one per group of its list ("organisations[2].fte"). */
static int write_parameter(struct store *store, sqlite3_stmt *statement, const struct scenario_arm *arm,
                           const struct param *param, struct sim_err *err)
{
    const char *brackets = strstr(param->path, "[]");
    int status = SIM_OK;
    size_t n = 1;
    if (brackets != NULL) {
        char *list = sim_format("%.*s", (int)(brackets - param->path), param->path);
        if (list == NULL)
            return sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
        n = settings_count(arm->settings, list);
        free(list);
    }
    for (size_t i = 0; status == SIM_OK && i < n; i++) {
        struct text path = {0}, value = {0};
        if (brackets == NULL)
            text_add(&path, param->path);
        else
            text_printf(&path, "%.*s[%zu]%s", (int)(brackets - param->path), param->path, i, brackets + 2);
        add_value(&value, arm->settings, param, i);
        if (path.failed || value.failed)
            status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
        else
            status = store_sql_insert(store, statement, doing, err, "ttti", arm->name, text_get(&path),
                                      text_get(&value), (int64_t)settings_stated(arm->settings, param->path, i));
        text_free(&path);
        text_free(&value);
    }
    return status;
}

int store_write_parameters(struct store *store, const struct sim_model *model, const struct scenario *scenario,
                           struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = store_sql_run(store, "DELETE FROM parameters", doing, err);
    if (status == SIM_OK)
        status = store_sql_prepare(store, "INSERT INTO parameters VALUES(?, ?, ?, ?)", &statement, doing, err);
    for (size_t a = 0; a < scenario->n_arms; a++) {
        if (scenario->arms[a].settings == NULL)
            continue; /* a scenario built by hand, in tests and tools */
        for (size_t p = 0; status == SIM_OK && p < model->n_params; p++)
            status = write_parameter(store, statement, &scenario->arms[a], &model->params[p], err);
    }
    sqlite3_finalize(statement);
    return status;
}
