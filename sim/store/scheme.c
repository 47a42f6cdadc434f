#include "sim/store/read.h"
#include "sim/store/sql.h"

#include <inttypes.h>
#include <math.h>
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
 * drop the sign of -0.0. A run's series lie together, which makes writing quick, and within it outcome by outcome, so that
 * one outcome of many runs is read without the others. Rows of
 * events are too long for a table without row numbers. The key `arm` stays with an arm for good; `position` is its place in the scenario. */
static const char scheme[] =
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
    "CREATE TABLE arms(arm INTEGER PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, hidden INTEGER NOT NULL,"
    " twin INTEGER, hash TEXT);"
    "CREATE TABLE factors(factor INTEGER PRIMARY KEY, parameter TEXT NOT NULL, unit TEXT, lowest, highest, scale TEXT,"
    " levels TEXT);"
    "CREATE TABLE point_values(point INTEGER, factor INTEGER, value, text TEXT, PRIMARY KEY(point, factor))"
    " WITHOUT ROWID;"
    "CREATE TABLE outcome_labels(outcome INTEGER PRIMARY KEY, name TEXT NOT NULL, unit TEXT, better INTEGER,"
    " aggregate INTEGER, main INTEGER, decimals INTEGER, aim TEXT, en TEXT, nl TEXT, lowest, highest);"
    "CREATE TABLE purposes(purpose INTEGER PRIMARY KEY, name TEXT NOT NULL, kind INTEGER, en TEXT, nl TEXT);"
    "CREATE TABLE parties(party INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT, listed INTEGER,"
    " position INTEGER);"
    "CREATE TABLE done(point INTEGER, arm INTEGER, replication INTEGER, PRIMARY KEY(point, arm, replication))"
    " WITHOUT ROWID;"
    "CREATE TABLE failed_runs(point INTEGER, arm INTEGER, replication INTEGER, seed, error TEXT,"
    " PRIMARY KEY(point, arm, replication)) WITHOUT ROWID;"
    "CREATE TABLE outcome_values(point INTEGER, arm INTEGER, replication INTEGER, outcome INTEGER, value,"
    " PRIMARY KEY(point, arm, replication, outcome)) WITHOUT ROWID;"
    "CREATE TABLE series_values(point INTEGER, arm INTEGER, replication INTEGER, month INTEGER, outcome INTEGER, value,"
    " PRIMARY KEY(point, arm, replication, outcome, month)) WITHOUT ROWID;"
    "CREATE TABLE flow_values(point INTEGER, arm INTEGER, replication INTEGER, from_party INTEGER, to_party INTEGER,"
    " purpose INTEGER, cents INTEGER, PRIMARY KEY(point, arm, replication, from_party, to_party, purpose))"
    " WITHOUT ROWID;"
    "CREATE TABLE flow_month_values(point INTEGER, arm INTEGER, replication INTEGER, month INTEGER,"
    " from_party INTEGER, to_party INTEGER, purpose INTEGER, cents INTEGER,"
    " PRIMARY KEY(point, arm, replication, month, from_party, to_party, purpose)) WITHOUT ROWID;"
    "CREATE TABLE event_kinds(event INTEGER PRIMARY KEY, name TEXT NOT NULL);"
    "CREATE TABLE event_names(name INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);"
    "CREATE TABLE events_kept(point INTEGER, arm INTEGER, replication INTEGER, number INTEGER, month INTEGER,"
    " event INTEGER, level INTEGER, who INTEGER, whom INTEGER, thing INTEGER, detail TEXT,"
    " PRIMARY KEY(point, arm, replication, number));"
    "CREATE TABLE parameters(arm TEXT, path TEXT, value TEXT, stated INTEGER, PRIMARY KEY(arm, path)) WITHOUT ROWID;"
    "CREATE TABLE frames(name TEXT PRIMARY KEY, position INTEGER, en TEXT, nl TEXT) WITHOUT ROWID;"
    "CREATE TABLE frame_columns(frame TEXT, position INTEGER, name TEXT, type TEXT, unit TEXT, en TEXT, nl TEXT,"
    " PRIMARY KEY(frame, position)) WITHOUT ROWID;";

/* The views of a result show what `export` does: of a complete one, what its last call asked for. %s stands for the
 * column of points, which only a design has. The condition that follows each query is about the runs of `runs`: it finds
 * the rows of a result without design by arm, and "+" keeps SQLite from taking a limit for a way to find rows. Series
 * are looked up by run and outcome. */
static const struct view {
    const char *name, *runs, *query;
} views[] = {
    {"outcomes", "v",
     "SELECT %sa.name AS arm, v.replication AS replication, o.name AS outcome, v.value AS value"
     " FROM outcome_values v JOIN arms a ON a.arm = v.arm JOIN outcome_labels o ON o.outcome = v.outcome"},
    {"series", "d",
     "SELECT %sa.name AS arm, v.replication AS replication, v.month AS month, o.name AS outcome, v.value AS value"
     " FROM done d CROSS JOIN arms a ON a.arm = d.arm CROSS JOIN outcome_labels o CROSS JOIN series_values v"
     " ON v.point = d.point AND v.arm = d.arm AND v.replication = d.replication AND v.outcome = o.outcome"},
    {"flows", "v",
     "SELECT %sa.name AS arm, v.replication AS replication, f.name AS \"from\", t.name AS \"to\", p.name AS purpose,"
     " v.cents AS cents FROM flow_values v JOIN arms a ON a.arm = v.arm JOIN parties f ON f.party = v.from_party"
     " JOIN parties t ON t.party = v.to_party JOIN purposes p ON p.purpose = v.purpose"},
    {"flow-series", "v",
     "SELECT %sa.name AS arm, v.replication AS replication, v.month AS month, f.name AS \"from\", t.name AS \"to\","
     " p.name AS purpose, v.cents AS cents FROM flow_month_values v JOIN arms a ON a.arm = v.arm"
     " JOIN parties f ON f.party = v.from_party JOIN parties t ON t.party = v.to_party"
     " JOIN purposes p ON p.purpose = v.purpose"},
    {"events", "v",
     "SELECT %sa.name AS arm, v.replication AS replication, v.month AS month, k.name AS event, v.level AS level,"
     " f.text AS who, g.text AS whom, h.text AS thing, v.detail AS detail"
     " FROM events_kept v JOIN arms a ON a.arm = v.arm JOIN event_kinds k ON k.event = v.event"
     " LEFT JOIN event_names f ON f.name = v.who LEFT JOIN event_names g ON g.name = v.whom"
     " LEFT JOIN event_names h ON h.name = v.thing"},
    {"failures", "v",
     "SELECT %sa.name AS arm, v.replication AS replication, v.seed AS seed, v.error AS error"
     " FROM failed_runs v JOIN arms a ON a.arm = v.arm"},
};
static const char design_view[] =
    "CREATE VIEW design AS SELECT v.point AS point, f.parameter AS parameter, v.text AS value"
    " FROM point_values v JOIN factors f ON f.factor = v.factor WHERE +v.point < " STORE_ASKED("points");

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

struct meta_text {
    const char *key, *value;
};

static int write_texts(struct store *store, const struct meta_text *texts, size_t n, struct sim_err *err)
{
    int status = SIM_OK;
    for (size_t i = 0; status == SIM_OK && i < n; i++)
        status = store_meta_set(store, texts[i].key, texts[i].value != NULL ? texts[i].value : "", err);
    return status;
}

int store_scheme_describe(struct store *store, const struct scenario *scenario, struct sim_err *err)
{
    char hash[32];
    struct text names = {0};
    int status;
    for (size_t i = 0; i < scenario->n_main_outcomes; i++)
        text_printf(&names, i > 0 ? " %s" : "%s", scenario->main_outcomes[i]);
    (void)snprintf(hash, sizeof hash, "%016" PRIx64, scenario->hash);
    const struct meta_text texts[] = {
        {"title", scenario->title},
        {"scenario", scenario->name},
        {"resolved", scenario->resolved},
        {"scenario_hash", hash},
        {"reference", scenario->arms[scenario->reference].name},
        {"main_outcomes", text_get(&names)},
    };
    if (names.failed)
        status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
    else
        status = write_texts(store, texts, sizeof texts / sizeof texts[0], err);
    text_free(&names);
    return status;
}

static int write_meta(struct store *store, const struct store_subject *subject, struct sim_err *err)
{
    char now[32];
    store_now(now);
    const struct meta_text texts[] = {
        {"format", "samenspel result"},
        {"model", subject->model->name},
        {"model_version", subject->model->version},
        {"program_version", SAMENSPEL_VERSION},
        {"compiler", COMPILER},
        {"procedure", subject->study.procedure},
        {"series", subject->series ? "yes" : "no"},
        {"events", subject->study.events ? "yes" : "no"},
        {"started", now},
        {"status", "running"},
    };
    int status = write_texts(store, texts, sizeof texts / sizeof texts[0], err);
    if (status == SIM_OK)
        status = meta_number(store, "seed", subject->seed, err);
    if (status == SIM_OK)
        status = meta_number(store, "spinup_months", subject->scenario->spinup_months, err);
    if (status == SIM_OK)
        status = meta_number(store, "horizon_months", subject->scenario->horizon_months, err);
    return status == SIM_OK ? store_scheme_describe(store, subject->scenario, err) : status;
}

/* No limit is kept as NULL. */
static double limit_kept(double limit)
{
    return isfinite(limit) ? limit : (double)NAN;
}

static int write_labels(struct store *store, const struct sim_model *model, struct sim_err *err)
{
    sqlite3_stmt *outcome = NULL, *purpose = NULL;
    int status = store_sql_prepare(store, "INSERT INTO outcome_labels VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                   &outcome, doing, err);
    for (size_t i = 0; status == SIM_OK && i < model->n_outcomes; i++) {
        const struct sim_outcome *o = &model->outcomes[i];
        status = store_sql_insert(store, outcome, doing, err, "ittiiiitttdd", (int64_t)i, o->name, o->unit,
                                  (int64_t)o->better, (int64_t)o->aggregate, (int64_t)o->main, (int64_t)o->decimals,
                                  o->aim, o->en, o->nl, limit_kept(o->range.lowest), limit_kept(o->range.highest));
    }
    if (status == SIM_OK)
        status = store_sql_prepare(store, "INSERT INTO purposes VALUES(?, ?, ?, ?, ?)", &purpose, doing, err);
    for (size_t i = 0; status == SIM_OK && i < model->n_purposes; i++) {
        const struct sim_purpose *p = &model->purposes[i];
        status =
            store_sql_insert(store, purpose, doing, err, "ititt", (int64_t)i, p->name, (int64_t)p->kind, p->en, p->nl);
    }
    sqlite3_finalize(outcome);
    sqlite3_finalize(purpose);
    return status;
}

static void add_view(struct text *sql, const struct view *view, bool design)
{
    const char *place = strstr(view->query, "%s");
    text_printf(sql, "CREATE VIEW \"%s\" AS ", view->name);
    text_bytes(sql, view->query, (size_t)(place - view->query));
    text_printf(sql, "%s%s WHERE ", design ? "v.point AS point, " : "", place + 2);
    if (design)
        text_printf(sql, "+%s.point < " STORE_ASKED("points"), view->runs);
    else
        text_add(sql, "v.point = 0");
    text_printf(sql, " AND +%s.replication < " STORE_ASKED("replications"), view->runs);
}

/* Makes the view, in place of another one of that name; sql "": there shall be none. */
static int keep_view(struct store *store, const char *name, const char *sql, struct sim_err *err)
{
    static const char creating[] = "create the tables";
    sqlite3_stmt *statement = NULL;
    struct text drop = {0};
    bool there = false, same = false;
    int status = store_sql_prepare(store, "SELECT sql = ?2 FROM sqlite_master WHERE type = 'view' AND name = ?1",
                                   &statement, creating, err);
    int rc = SQLITE_OK;
    if (status == SIM_OK && (rc = sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC)) == SQLITE_OK
        && (rc = sqlite3_bind_text(statement, 2, sql, -1, SQLITE_STATIC)) == SQLITE_OK) {
        rc = sqlite3_step(statement);
        there = rc == SQLITE_ROW;
        same = there && sqlite3_column_int(statement, 0) != 0;
    }
    sqlite3_finalize(statement);
    if (status == SIM_OK && rc != SQLITE_ROW && rc != SQLITE_DONE)
        status = store_sql_fail(store, rc, creating, err);
    text_printf(&drop, "DROP VIEW \"%s\"", name);
    if (status == SIM_OK && drop.failed)
        status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
    if (status == SIM_OK && there && !same)
        status = store_sql_run(store, text_get(&drop), creating, err);
    if (status == SIM_OK && !same && sql[0] != '\0')
        status = store_sql_run(store, sql, creating, err);
    text_free(&drop);
    return status;
}

/* What this result can have rows of. */
struct kept {
    bool design, series, events;
};

static int find_kept(struct store *store, struct kept *kept, struct sim_err *err)
{
    static const char query[] = "SELECT (SELECT count(*) > 0 FROM factors) * 4"
                                " + coalesce((SELECT value = 'yes' FROM meta WHERE key = 'series'), 0) * 2"
                                " + coalesce((SELECT value = 'yes' FROM meta WHERE key = 'events'), 0)";
    int64_t flags = 0;
    const int status = store_sql_number(store, query, &flags, "create the tables", err);
    *kept = (struct kept){.design = (flags & 4) != 0, .series = (flags & 2) != 0, .events = (flags & 1) != 0};
    return status;
}

/* An empty view would say that nothing happened, where nothing was kept. */
static bool is_kept(const struct kept *kept, const char *view)
{
    if (strcmp(view, "series") == 0 || strcmp(view, "flow-series") == 0)
        return kept->series;
    return strcmp(view, "events") != 0 || kept->events;
}

int store_scheme_views(struct store *store, struct sim_err *err)
{
    struct kept kept;
    int status = find_kept(store, &kept, err);
    if (status == SIM_OK)
        status = keep_view(store, "design", kept.design ? design_view : "", err);
    for (size_t i = 0; status == SIM_OK && i < sizeof views / sizeof views[0]; i++) {
        struct text sql = {0};
        if (is_kept(&kept, views[i].name))
            add_view(&sql, &views[i], kept.design);
        status = sql.failed ? sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path)
                            : keep_view(store, views[i].name, text_get(&sql), err);
        text_free(&sql);
    }
    return status;
}

int store_scheme_tables(struct store *store, struct sim_err *err)
{
    char pragmas[96];
    (void)snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
                   STORE_APPLICATION_ID, STORE_FORMAT);
    const int status = store_sql_run(store, pragmas, "create the file", err);
    return status == SIM_OK ? store_sql_run(store, scheme, "create the tables", err) : status;
}

int store_scheme_create(struct store *store, const struct store_subject *subject, struct sim_err *err)
{
    int status = store_scheme_tables(store, err);
    if (status == SIM_OK)
        status = write_meta(store, subject, err);
    if (status == SIM_OK)
        status = write_labels(store, subject->model, err);
    if (status == SIM_OK && subject->study.events)
        status = store_write_event_kinds(store, subject->model, err);
    if (status == SIM_OK)
        status = store_factors_write(store, err);
    return status == SIM_OK ? store_scheme_views(store, err) : status;
}
