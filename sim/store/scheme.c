#include "sim/store/read.h"
#include "sim/store/sql.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"

#ifndef SAMENSPEL_VERSION
#define SAMENSPEL_VERSION "0.1.0"
#endif

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "gcc " __VERSION__
#endif

/* Values are kept with small whole-number keys, which makes the file a few times smaller than the names would; the
 * views have the names and columns of the exports. The columns `value` have no type, because SQLite's REAL columns
 * drop the sign of -0.0. */
static const char scheme[] =
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
    "CREATE TABLE arms(arm INTEGER PRIMARY KEY, name TEXT NOT NULL, hidden INTEGER NOT NULL, twin INTEGER, hash TEXT);"
    "CREATE TABLE outcome_labels(outcome INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT, better INTEGER,"
    " aggregate INTEGER, main INTEGER, decimals INTEGER, aim TEXT, en TEXT, nl TEXT);"
    "CREATE TABLE purposes(purpose INTEGER PRIMARY KEY, name TEXT NOT NULL, kind INTEGER, en TEXT, nl TEXT);"
    "CREATE TABLE parties(party INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT, listed INTEGER,"
    " position INTEGER);"
    "CREATE TABLE done(arm INTEGER, replication INTEGER, PRIMARY KEY(arm, replication)) WITHOUT ROWID;"
    "CREATE TABLE outcome_values(arm INTEGER, replication INTEGER, outcome INTEGER, value,"
    " PRIMARY KEY(arm, replication, outcome)) WITHOUT ROWID;"
    "CREATE TABLE series_values(arm INTEGER, replication INTEGER, month INTEGER, outcome INTEGER, value,"
    " PRIMARY KEY(arm, replication, month, outcome)) WITHOUT ROWID;"
    "CREATE TABLE flow_values(arm INTEGER, replication INTEGER, from_party INTEGER, to_party INTEGER, purpose INTEGER,"
    " cents INTEGER, PRIMARY KEY(arm, replication, from_party, to_party, purpose)) WITHOUT ROWID;"
    "CREATE TABLE flow_month_values(arm INTEGER, replication INTEGER, month INTEGER, from_party INTEGER,"
    " to_party INTEGER, purpose INTEGER, cents INTEGER,"
    " PRIMARY KEY(arm, replication, month, from_party, to_party, purpose)) WITHOUT ROWID;"
    "CREATE TABLE parameters(arm TEXT, path TEXT, value TEXT, stated INTEGER, PRIMARY KEY(arm, path)) WITHOUT ROWID;"
    "CREATE TABLE summary(arm TEXT, outcome TEXT, unit TEXT, n INTEGER, mean, sd, lo, hi, q05, q50, q95);"
    "CREATE TABLE contrasts(arm TEXT, reference TEXT, outcome TEXT, unit TEXT, n INTEGER, diff, lo, hi, p_better);"
    "CREATE VIEW outcomes AS SELECT a.name AS arm, v.replication AS replication, o.name AS outcome, v.value AS value"
    " FROM outcome_values v JOIN arms a ON a.arm = v.arm JOIN outcome_labels o ON o.outcome = v.outcome;"
    "CREATE VIEW series AS SELECT a.name AS arm, v.replication AS replication, v.month AS month, o.name AS outcome,"
    " v.value AS value"
    " FROM series_values v JOIN arms a ON a.arm = v.arm JOIN outcome_labels o ON o.outcome = v.outcome;"
    "CREATE VIEW flows AS SELECT a.name AS arm, v.replication AS replication, f.name AS \"from\", t.name AS \"to\","
    " p.name AS purpose, v.cents AS cents"
    " FROM flow_values v JOIN arms a ON a.arm = v.arm JOIN parties f ON f.party = v.from_party"
    " JOIN parties t ON t.party = v.to_party JOIN purposes p ON p.purpose = v.purpose;"
    "CREATE VIEW \"flow-series\" AS SELECT a.name AS arm, v.replication AS replication, v.month AS month,"
    " f.name AS \"from\", t.name AS \"to\", p.name AS purpose, v.cents AS cents"
    " FROM flow_month_values v JOIN arms a ON a.arm = v.arm JOIN parties f ON f.party = v.from_party"
    " JOIN parties t ON t.party = v.to_party JOIN purposes p ON p.purpose = v.purpose;";

static const char doing[] = "write the experiment's description";

void store_now(char text[32])
{
    const time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc) == NULL || strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        text[0] = '\0';
}

void store_number(char text[STORE_NUMBER_SIZE], double value)
{
    text[0] = '\0';
    if (isnan(value))
        return;
    for (int digits = 15; digits <= 17; digits++) {
        (void)snprintf(text, STORE_NUMBER_SIZE, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            return;
    }
}

static int meta_number(struct store *store, const char *key, uint64_t value, struct sim_err *err)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%" PRIu64, value);
    return store_meta_set(store, key, text, err);
}

static int write_meta(struct store *store, const struct sim_model *model, const struct scenario *scenario,
                      uint64_t seed, bool series, struct sim_err *err)
{
    char hash[32], now[32];
    int status = SIM_OK;
    struct text names = {0};
    for (size_t i = 0; i < scenario->n_main_outcomes; i++)
        text_printf(&names, i > 0 ? " %s" : "%s", scenario->main_outcomes[i]);
    if (names.failed) {
        text_free(&names);
        return sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
    }
    (void)snprintf(hash, sizeof hash, "%016" PRIx64, scenario->hash);
    store_now(now);
    const struct {
        const char *key, *value;
    } texts[] = {
        {"format", "samenspel result"},
        {"model", model->name},
        {"model_version", model->version},
        {"program_version", SAMENSPEL_VERSION},
        {"compiler", COMPILER},
        {"title", scenario->title != NULL ? scenario->title : ""},
        {"scenario", scenario->name != NULL ? scenario->name : ""},
        {"resolved", scenario->resolved != NULL ? scenario->resolved : ""},
        {"scenario_hash", hash},
        {"reference", scenario->arms[scenario->reference].name},
        {"main_outcomes", text_get(&names)},
        {"series", series ? "yes" : "no"},
        {"started", now},
        {"status", "running"},
    };
    for (size_t i = 0; status == SIM_OK && i < sizeof texts / sizeof texts[0]; i++)
        status = store_meta_set(store, texts[i].key, texts[i].value, err);
    if (status == SIM_OK)
        status = meta_number(store, "seed", seed, err);
    if (status == SIM_OK)
        status = meta_number(store, "spinup_months", scenario->spinup_months, err);
    if (status == SIM_OK)
        status = meta_number(store, "horizon_months", scenario->horizon_months, err);
    text_free(&names);
    return status;
}

/* Binds the arguments in order and runs the statement: 'i' int64_t, 't' const char *. */
static int insert(struct store *store, sqlite3_stmt *statement, struct sim_err *err, const char *types, ...)
{
    int rc = SQLITE_OK;
    va_list arguments;
    va_start(arguments, types);
    for (int i = 0; rc == SQLITE_OK && types[i] != '\0'; i++) {
        if (types[i] == 'i')
            rc = sqlite3_bind_int64(statement, i + 1, va_arg(arguments, int64_t));
        else
            rc = sqlite3_bind_text(statement, i + 1, va_arg(arguments, const char *), -1, SQLITE_STATIC);
    }
    va_end(arguments);
    return rc == SQLITE_OK ? store_sql_step(store, statement, doing, err) : store_sql_fail(store, rc, doing, err);
}

static int write_arms(struct store *store, const struct scenario *scenario, struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = store_sql_prepare(store, "INSERT INTO arms VALUES(?, ?, ?, ?, ?)", &statement, doing, err);
    for (size_t i = 0; status == SIM_OK && i < scenario->n_arms; i++) {
        const struct scenario_arm *arm = &scenario->arms[i];
        char hash[32];
        (void)snprintf(hash, sizeof hash, "%016" PRIx64, arm->hash);
        status = insert(store, statement, err, "itiit", (int64_t)i, arm->name, (int64_t)arm->hidden, (int64_t)arm->twin,
                        hash);
    }
    sqlite3_finalize(statement);
    return status;
}

static int write_labels(struct store *store, const struct sim_model *model, struct sim_err *err)
{
    sqlite3_stmt *outcome = NULL, *purpose = NULL;
    int status = store_sql_prepare(store, "INSERT INTO outcome_labels VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", &outcome,
                                   doing, err);
    for (size_t i = 0; status == SIM_OK && i < model->n_outcomes; i++) {
        const struct sim_outcome *o = &model->outcomes[i];
        status = insert(store, outcome, err, "ittiiiittt", (int64_t)i, o->name, o->unit, (int64_t)o->better,
                        (int64_t)o->aggregate, (int64_t)o->main, (int64_t)o->decimals, o->aim, o->en, o->nl);
    }
    if (status == SIM_OK)
        status = store_sql_prepare(store, "INSERT INTO purposes VALUES(?, ?, ?, ?, ?)", &purpose, doing, err);
    for (size_t i = 0; status == SIM_OK && i < model->n_purposes; i++) {
        const struct sim_purpose *p = &model->purposes[i];
        status = insert(store, purpose, err, "ititt", (int64_t)i, p->name, (int64_t)p->kind, p->en, p->nl);
    }
    sqlite3_finalize(outcome);
    sqlite3_finalize(purpose);
    return status;
}

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
            status = insert(store, statement, err, "ttti", arm->name, text_get(&path), text_get(&value),
                            (int64_t)settings_stated(arm->settings, param->path, i));
        text_free(&path);
        text_free(&value);
    }
    return status;
}

static int write_parameters(struct store *store, const struct sim_model *model, const struct scenario *scenario,
                            struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = store_sql_prepare(store, "INSERT INTO parameters VALUES(?, ?, ?, ?)", &statement, doing, err);
    for (size_t a = 0; a < scenario->n_arms; a++) {
        if (scenario->arms[a].settings == NULL)
            continue; /* a scenario built by hand, in tests and tools */
        for (size_t p = 0; status == SIM_OK && p < model->n_params; p++)
            status = write_parameter(store, statement, &scenario->arms[a], &model->params[p], err);
    }
    sqlite3_finalize(statement);
    return status;
}

int store_scheme_create(struct store *store, const struct sim_model *model, const struct scenario *scenario,
                        uint64_t seed, bool series, struct sim_err *err)
{
    char pragmas[96];
    (void)snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
                   STORE_APPLICATION_ID, STORE_FORMAT);
    int status = store_sql_run(store, pragmas, "create the file", err);
    if (status == SIM_OK)
        status = store_sql_run(store, scheme, "create the tables", err);
    if (status == SIM_OK)
        status = write_meta(store, model, scenario, seed, series, err);
    if (status == SIM_OK)
        status = write_arms(store, scenario, err);
    if (status == SIM_OK)
        status = write_labels(store, model, err);
    if (status == SIM_OK)
        status = write_parameters(store, model, scenario, err);
    return status;
}
