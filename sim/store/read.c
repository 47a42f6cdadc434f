#include "sim/store/read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/store/sql.h"

static const char doing[] = "read the result";

static int no_memory(struct store *store, struct sim_err *err)
{
    return sim_fail(err, SIM_E_NOMEM, "%s: out of memory while reading the result", store->path);
}

static int damaged(struct store *store, struct sim_err *err)
{
    return sim_fail(err, SIM_E_STORE, "%s: the result is inconsistent: it refers to what it does not hold",
                    store->path);
}

static char *column_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return sim_strdup(text != NULL ? text : "");
}

/* A text of the table meta, "" when it is not there. */
static int meta_text(struct store *store, const char *key, char **out, struct sim_err *err)
{
    int status = store_meta_get(store, key, out, err);
    if (status == SIM_OK && *out == NULL && (*out = sim_strdup("")) == NULL)
        status = no_memory(store, err);
    return status;
}

static int meta_number(struct store *store, const char *key, uint64_t *out, struct sim_err *err)
{
    char *text = NULL;
    const int status = store_meta_get(store, key, &text, err);
    *out = text != NULL ? strtoull(text, NULL, 10) : 0;
    free(text);
    return status;
}

static int meta_is(struct store *store, const char *key, const char *value, bool *out, struct sim_err *err)
{
    char *text = NULL;
    const int status = store_meta_get(store, key, &text, err);
    *out = text != NULL && strcmp(text, value) == 0;
    free(text);
    return status;
}

/* "yes" or "no"; a file that says neither is damaged. */
static int meta_flag(struct store *store, const char *key, bool *out, struct sim_err *err)
{
    char *text = NULL;
    int status = store_meta_get(store, key, &text, err);
    *out = text != NULL && strcmp(text, "yes") == 0;
    if (status == SIM_OK && !*out && (text == NULL || strcmp(text, "no") != 0))
        status = damaged(store, err);
    free(text);
    return status;
}

static int read_meta(struct store *store, struct store_contents *c, struct sim_err *err)
{
    const struct {
        const char *key;
        char **out;
    } texts[] = {
        {"title", &c->title},       {"model", &c->model},         {"model_version", &c->model_version},
        {"scenario", &c->scenario}, {"started", &c->started},     {"program_version", &c->program_version},
        {"finished", &c->finished}, {"procedure", &c->procedure},
    };
    uint64_t spinup = 0, horizon = 0;
    int status = SIM_OK;
    for (size_t i = 0; status == SIM_OK && i < sizeof texts / sizeof texts[0]; i++)
        status = meta_text(store, texts[i].key, texts[i].out, err);
    if (status == SIM_OK)
        status = meta_number(store, "seed", &c->seed, err);
    if (status == SIM_OK)
        status = meta_number(store, "spinup_months", &spinup, err);
    if (status == SIM_OK)
        status = meta_number(store, "horizon_months", &horizon, err);
    if (status == SIM_OK)
        status = meta_is(store, "status", "complete", &c->complete, err);
    if (status == SIM_OK)
        status = meta_flag(store, "series", &c->has_series, err);
    if (status == SIM_OK)
        status = meta_flag(store, "events", &c->has_events, err);
    c->antithetic = status == SIM_OK
                    && (strcmp(c->procedure, STORE_ANTITHETIC) == 0 || strcmp(c->procedure, STORE_RUN_ANTITHETIC) == 0);
    c->spinup_months = (size_t)spinup;
    c->horizon_months = (size_t)horizon;
    return status;
}

typedef int row_fn(struct store *store, struct store_contents *c, sqlite3_stmt *statement, struct sim_err *err);

/* Calls `row` for each row of a query, but not for more than `limit`. */
static int each(struct store *store, struct store_contents *c, const char *sql, size_t limit, row_fn *row,
                struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int rc = SQLITE_DONE;
    int status = store_sql_prepare(store, sql, &statement, doing, err);
    for (size_t i = 0; status == SIM_OK && i < limit && (rc = sqlite3_step(statement)) == SQLITE_ROW; i++)
        status = row(store, c, statement, err);
    if (status == SIM_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
        status = store_sql_fail(store, rc, doing, err);
    sqlite3_finalize(statement);
    return status;
}

static int count(struct store *store, const char *sql, size_t *n, struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = store_sql_prepare(store, sql, &statement, doing, err);
    if (status != SIM_OK)
        return status;
    const int rc = sqlite3_step(statement);
    *n = rc == SQLITE_ROW ? (size_t)sqlite3_column_int64(statement, 0) : 0;
    if (rc != SQLITE_ROW)
        status = store_sql_fail(store, rc, doing, err);
    sqlite3_finalize(statement);
    return status;
}

/* A copy that lives as long as the contents; "" for no value. */
static const char *pooled(struct store_contents *c, sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return pool_text(&c->pool, text != NULL ? text : "");
}

/* Index of the arm with this key in the file; n_arms when there is none. */
static size_t arm_of_id(const struct store *store, const struct store_contents *c, int64_t id)
{
    size_t arm = 0;
    while (arm < c->n_arms && (arm >= store->n_arms || store->arm_ids[arm] != id))
        arm++;
    return arm;
}

/* The key of the twin becomes an index when all arms are known. */
static int arm_row(struct store *store, struct store_contents *c, sqlite3_stmt *s, struct sim_err *err)
{
    struct store_arm *arm = &c->arms[c->n_arms];
    if (c->n_arms >= store->n_arms || sqlite3_column_int64(s, 0) != store->arm_ids[c->n_arms])
        return damaged(store, err);
    *arm = (struct store_arm){.name = column_text(s, 1),
                              .hidden = sqlite3_column_int(s, 2) != 0,
                              .twin = sqlite3_column_int(s, 3)};
    c->n_arms++;
    return arm->name != NULL ? SIM_OK : no_memory(store, err);
}

static int find_twins(struct store *store, struct store_contents *c, struct sim_err *err)
{
    for (size_t i = 0; i < c->n_arms; i++) {
        if (c->arms[i].twin < 0)
            continue;
        const size_t twin = arm_of_id(store, c, c->arms[i].twin);
        if (twin >= c->n_arms)
            return damaged(store, err);
        c->arms[i].twin = (int)twin;
    }
    return SIM_OK;
}

/* NULL: no limit. */
static double limit(sqlite3_stmt *s, int column, double none)
{
    return sqlite3_column_type(s, column) == SQLITE_NULL ? none : sqlite3_column_double(s, column);
}

static int outcome_row(struct store *store, struct store_contents *c, sqlite3_stmt *s, struct sim_err *err)
{
    struct sim_outcome *o = &c->outcomes[c->n_outcomes];
    if (sqlite3_column_int64(s, 0) != (int64_t)c->n_outcomes)
        return damaged(store, err);
    *o = (struct sim_outcome){
        .name = column_text(s, 1),
        .unit = column_text(s, 2),
        .better = sqlite3_column_int(s, 3),
        .aggregate = (enum sim_aggregate)sqlite3_column_int(s, 4),
        .main = sqlite3_column_int(s, 5),
        .decimals = sqlite3_column_int(s, 6),
        .aim = column_text(s, 7),
        .en = column_text(s, 8),
        .nl = column_text(s, 9),
        .range = {limit(s, 10, -HUGE_VAL), limit(s, 11, HUGE_VAL)},
    };
    c->n_outcomes++;
    return o->name != NULL && o->unit != NULL && o->aim != NULL && o->en != NULL && o->nl != NULL
               ? SIM_OK
               : no_memory(store, err);
}

static int purpose_row(struct store *store, struct store_contents *c, sqlite3_stmt *s, struct sim_err *err)
{
    struct sim_purpose *p = &c->purposes[c->n_purposes];
    if (sqlite3_column_int64(s, 0) != (int64_t)c->n_purposes)
        return damaged(store, err);
    *p = (struct sim_purpose){.name = column_text(s, 1),
                              .kind = (enum sim_purpose_kind)sqlite3_column_int(s, 2),
                              .en = column_text(s, 3),
                              .nl = column_text(s, 4)};
    c->n_purposes++;
    return p->name != NULL && p->en != NULL && p->nl != NULL ? SIM_OK : no_memory(store, err);
}

static int party_row(struct store *store, struct store_contents *c, sqlite3_stmt *s, struct sim_err *err)
{
    const int64_t id = sqlite3_column_int64(s, 0);
    struct sim_party *p = &c->parties[c->n_parties];
    if (id < 0)
        return damaged(store, err);
    *p = (struct sim_party){.name = column_text(s, 1), .kind = column_text(s, 2), .listed = sqlite3_column_int(s, 3)};
    if ((size_t)id >= c->n_party_ids) {
        size_t *grown = sim_realloc(c->party_of_id, (size_t)id + 1, sizeof *grown);
        if (grown == NULL) {
            c->n_parties++;
            return no_memory(store, err);
        }
        for (size_t i = c->n_party_ids; i <= (size_t)id; i++)
            grown[i] = SIZE_MAX;
        c->party_of_id = grown;
        c->n_party_ids = (size_t)id + 1;
    }
    c->party_of_id[id] = c->n_parties++;
    return p->name != NULL && p->kind != NULL ? SIM_OK : no_memory(store, err);
}

static int done_row(struct store *store, struct store_contents *c, sqlite3_stmt *s, struct sim_err *err)
{
    const int64_t id = sqlite3_column_int64(s, 0), replication = sqlite3_column_int64(s, 1);
    const size_t arm = arm_of_id(store, c, id);
    if (arm >= c->n_arms || replication < 0)
        return damaged(store, err);
    if ((size_t)replication < c->replications)
        c->arms[arm].done++;
    return SIM_OK;
}

static int failed_row(struct store *store, struct store_contents *c, sqlite3_stmt *s, struct sim_err *err)
{
    const int64_t id = sqlite3_column_int64(s, 0), replication = sqlite3_column_int64(s, 1);
    const size_t arm = arm_of_id(store, c, id);
    if (arm >= c->n_arms || replication < 0)
        return damaged(store, err);
    if (!c->complete || (size_t)replication < c->replications)
        c->arms[arm].failed++;
    return SIM_OK;
}

static int factor_row(struct store *store, struct store_contents *c, sqlite3_stmt *s, struct sim_err *err)
{
    union {
        const struct store_factor *borrowed;
        struct store_factor *owned;
    } factors = {.borrowed = c->factors};
    struct store_factor *f = &factors.owned[c->n_factors++];
    const bool range = sqlite3_column_type(s, 2) != SQLITE_NULL;
    *f = (struct store_factor){
        .parameter = pooled(c, s, 0),
        .unit = pooled(c, s, 1),
        .scale = pooled(c, s, 4),
        .levels = pooled(c, s, 5),
        .lowest = range ? sqlite3_column_double(s, 2) : (double)NAN,
        .highest = range ? sqlite3_column_double(s, 3) : (double)NAN,
    };
    return f->parameter != NULL && f->unit != NULL && f->scale != NULL && f->levels != NULL ? SIM_OK
                                                                                            : no_memory(store, err);
}

/* A running experiment may add parties between the counting and the reading: they and their flows are not read then. */
static int read_tables(struct store *store, struct store_contents *c, struct sim_err *err)
{
    static const struct {
        const char *count, *rows;
        row_fn *row;
    } tables[] = {
        {"SELECT count(*) FROM arms", "SELECT arm, name, hidden, twin FROM arms ORDER BY position", arm_row},
        {"SELECT count(*) FROM outcome_labels", "SELECT * FROM outcome_labels ORDER BY outcome", outcome_row},
        {"SELECT count(*) FROM purposes", "SELECT purpose, name, kind, en, nl FROM purposes ORDER BY purpose",
         purpose_row},
        {"SELECT count(*) FROM parties", "SELECT party, name, kind, listed FROM parties ORDER BY position, name",
         party_row},
        {"SELECT count(*) FROM factors",
         "SELECT parameter, unit, lowest, highest, scale, levels FROM factors ORDER BY factor", factor_row},
    };
    enum { N_TABLES = sizeof tables / sizeof tables[0] };
    size_t n[N_TABLES] = {0};
    int status = SIM_OK;
    for (size_t i = 0; status == SIM_OK && i < N_TABLES; i++)
        status = count(store, tables[i].count, &n[i], err);
    if (status != SIM_OK)
        return status;
    c->arms = sim_calloc(n[0], sizeof *c->arms);
    c->outcomes = sim_calloc(n[1], sizeof *c->outcomes);
    c->purposes = sim_calloc(n[2], sizeof *c->purposes);
    c->parties = sim_calloc(n[3], sizeof *c->parties);
    c->factors = pool_alloc(&c->pool, n[4], sizeof *c->factors);
    if (c->arms == NULL || c->outcomes == NULL || c->purposes == NULL || c->parties == NULL || c->factors == NULL)
        return no_memory(store, err);
    for (size_t i = 0; status == SIM_OK && i < N_TABLES; i++)
        status = each(store, c, tables[i].rows, n[i], tables[i].row, err);
    return status;
}

/* The scenario's own choice of main outcomes replaces that of the model. */
static int choose_main(struct store *store, struct store_contents *c, struct sim_err *err)
{
    char *names = NULL, *rest = NULL;
    int status = store_meta_get(store, "main_outcomes", &names, err);
    if (status == SIM_OK && names != NULL && names[0] != '\0') {
        for (size_t o = 0; o < c->n_outcomes; o++)
            c->outcomes[o].main = 0;
        for (char *name = strtok_r(names, " ", &rest); name != NULL; name = strtok_r(NULL, " ", &rest))
            for (size_t o = 0; o < c->n_outcomes; o++)
                if (strcmp(c->outcomes[o].name, name) == 0)
                    c->outcomes[o].main = 1;
    }
    free(names);
    return status;
}

static int find_reference(struct store *store, struct store_contents *c, struct sim_err *err)
{
    char *name = NULL;
    const int status = store_meta_get(store, "reference", &name, err);
    for (size_t a = 0; name != NULL && a < c->n_arms; a++)
        if (strcmp(c->arms[a].name, name) == 0) {
            c->reference = a;
            break;
        }
    free(name);
    return status;
}

/* How many runs the result speaks of, and how many of them are there. A complete one speaks of what it was completed for,
 * whatever else was run by an earlier call. */
static int count_runs(struct store *store, struct store_contents *c, struct sim_err *err)
{
    uint64_t replications = 0, limit = 0;
    size_t points = 1;
    char failures[160] = "SELECT count(*) FROM failed_runs";
    int status = c->complete ? meta_number(store, "replications", &replications, err) : SIM_OK;
    c->replications = (size_t)replications;
    if (status == SIM_OK && !c->complete)
        status = count(store, "SELECT coalesce(max(replication) + 1, 0) FROM done", &c->replications, err);
    if (status == SIM_OK)
        status = each(store, c, "SELECT arm, replication FROM done WHERE point = 0", SIZE_MAX, done_row, err);
    if (status == SIM_OK)
        status = each(store, c, "SELECT arm, replication FROM failed_runs WHERE point = 0", SIZE_MAX, failed_row, err);
    if (status == SIM_OK && c->n_factors > 0)
        status = count(store, "SELECT coalesce(max(point) + 1, 0) FROM point_values", &points, err);
    if (status == SIM_OK && c->n_factors > 0 && c->complete)
        status = meta_number(store, "points", &limit, err);
    c->n_points = limit > 0 && limit < points ? (size_t)limit : points;
    if (c->complete)
        (void)snprintf(failures, sizeof failures,
                       "SELECT count(*) FROM failed_runs WHERE replication < %zu AND point < %zu", c->replications,
                       c->n_points);
    return status == SIM_OK ? count(store, failures, &c->n_failures, err) : status;
}

int store_extent_read(struct store *store, struct store_extent *out, struct sim_err *err)
{
    *out = (struct store_extent){.complete = false};
    int status = meta_is(store, "status", "complete", &out->complete, err);
    if (status == SIM_OK)
        status = count(store, "SELECT count(*) FROM done", &out->runs, err);
    if (status == SIM_OK)
        status = count(store, "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'asked_runs'), 0)",
                       &out->asked, err);
    if (status == SIM_OK)
        status =
            count(store, "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'replications'), 0)",
                  &out->replications, err);
    if (status == SIM_OK)
        status = count(store, "SELECT coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'points'), 0)",
                       &out->points, err);
    return status;
}

int store_contents_read(struct store *store, struct store_contents *out, struct sim_err *err)
{
    *out = (struct store_contents){0};
    int status = read_meta(store, out, err);
    if (status == SIM_OK)
        status = read_tables(store, out, err);
    if (status == SIM_OK)
        status = find_twins(store, out, err);
    if (status == SIM_OK)
        status = choose_main(store, out, err);
    if (status == SIM_OK)
        status = find_reference(store, out, err);
    if (status == SIM_OK)
        status = store_read_frames(store, out, err);
    return status == SIM_OK ? count_runs(store, out, err) : status;
}

/* The model's tables hold borrowed strings, hence const; these are copies of ours. */
static void release(const char *text)
{
    union {
        const char *borrowed;
        char *owned;
    } copy = {.borrowed = text};
    free(copy.owned);
}

void store_contents_free(struct store_contents *c)
{
    for (size_t i = 0; i < c->n_arms; i++)
        free(c->arms[i].name);
    for (size_t i = 0; i < c->n_outcomes; i++) {
        release(c->outcomes[i].name);
        release(c->outcomes[i].unit);
        release(c->outcomes[i].aim);
        release(c->outcomes[i].en);
        release(c->outcomes[i].nl);
    }
    for (size_t i = 0; i < c->n_purposes; i++) {
        release(c->purposes[i].name);
        release(c->purposes[i].en);
        release(c->purposes[i].nl);
    }
    for (size_t i = 0; i < c->n_parties; i++) {
        release(c->parties[i].name);
        release(c->parties[i].kind);
    }
    char *texts[] = {c->title,    c->model,   c->model_version, c->program_version,
                     c->scenario, c->started, c->finished,      c->procedure};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        free(texts[i]);
    free(c->arms);
    free(c->outcomes);
    free(c->purposes);
    free(c->parties);
    free(c->party_of_id);
    pool_free(&c->pool);
    *c = (struct store_contents){0};
}

int store_done_all(struct store *store, const struct store_contents *c, bool *done, struct sim_err *err)
{
    struct store_item *items = sim_calloc(c->n_arms * c->replications, sizeof *items);
    if (items == NULL)
        return no_memory(store, err);
    for (size_t i = 0; i < c->n_arms * c->replications; i++)
        items[i] = (struct store_item){.arm = i / c->replications, .replication = i % c->replications};
    const int status = store_done(store, items, c->n_arms * c->replications, false, done, err);
    free(items);
    return status;
}

int store_outcome_values(struct store *store, const struct store_contents *c, double *values, struct sim_err *err)
{
    const size_t n = c->n_arms * c->n_outcomes * c->replications;
    sqlite3_stmt *statement = NULL;
    int rc = SQLITE_DONE;
    for (size_t i = 0; i < n; i++)
        values[i] = (double)NAN;
    int status = store_sql_prepare(store, "SELECT arm, replication, outcome, value FROM outcome_values WHERE point = 0",
                                   &statement, doing, err);
    while (status == SIM_OK && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
        const size_t arm = arm_of_id(store, c, sqlite3_column_int64(statement, 0));
        const size_t r = (size_t)sqlite3_column_int64(statement, 1);
        const size_t outcome = (size_t)sqlite3_column_int64(statement, 2);
        if (arm < c->n_arms && r < c->replications && outcome < c->n_outcomes
            && sqlite3_column_type(statement, 3) != SQLITE_NULL)
            values[(arm * c->n_outcomes + outcome) * c->replications + r] = sqlite3_column_double(statement, 3);
    }
    if (status == SIM_OK && rc != SQLITE_DONE)
        status = store_sql_fail(store, rc, doing, err);
    sqlite3_finalize(statement);
    return status;
}

int store_each_flow(struct store *store, const struct store_contents *c, size_t arm, store_flow_fn *each_flow,
                    void *context, struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int rc = SQLITE_DONE;
    int status = store_sql_prepare(store,
                                   "SELECT replication, from_party, to_party, purpose, cents FROM flow_values"
                                   " WHERE point = 0 AND arm = ? AND replication < ? ORDER BY replication",
                                   &statement, doing, err);
    const int64_t id = arm < store->n_arms ? store->arm_ids[arm] : -1;
    if (status == SIM_OK
        && ((rc = sqlite3_bind_int64(statement, 1, id)) != SQLITE_OK
            || (rc = sqlite3_bind_int64(statement, 2, (int64_t)c->replications)) != SQLITE_OK))
        status = store_sql_fail(store, rc, doing, err);
    while (status == SIM_OK && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
        const size_t from_id = (size_t)sqlite3_column_int64(statement, 1),
                     to_id = (size_t)sqlite3_column_int64(statement, 2);
        const size_t from = from_id < c->n_party_ids ? c->party_of_id[from_id] : SIZE_MAX;
        const size_t to = to_id < c->n_party_ids ? c->party_of_id[to_id] : SIZE_MAX;
        const size_t purpose = (size_t)sqlite3_column_int64(statement, 3);
        if (from < c->n_parties && to < c->n_parties && purpose < c->n_purposes)
            status = each_flow(context, (size_t)sqlite3_column_int64(statement, 0), from, to, purpose,
                               sqlite3_column_int64(statement, 4));
    }
    if (status == SIM_OK && rc != SQLITE_DONE)
        status = store_sql_fail(store, rc, doing, err);
    sqlite3_finalize(statement);
    return status;
}
