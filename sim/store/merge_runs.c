/* The runs of an attached input, one by one: taken over, or held against those that are there. */
#include "sim/store/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"

static const char doing[] = "merge the results";

/* A batch is committed after about this many rows. */
enum { ROWS_PER_COMMIT = 500000 };

/* The tables of runs. `order` and `value` say what a run's rows hold, in an order that is theirs; what has a key of its
 * own in each file (parties, names of events) goes by name, which `joins` finds ("%s": the file). */
#define PARTIES                                                                  \
    " CROSS JOIN %s.parties f ON f.party = v.from_party CROSS JOIN %s.parties t" \
    " ON t.party = v.to_party"
#define PARTY_KEYS                                          \
    "(SELECT party FROM main.parties WHERE name = f.name)," \
    " (SELECT party FROM main.parties WHERE name = t.name), v.purpose, v.cents"
static const struct {
    const char *name, *joins, *order, *value;
    const char *columns, *copied; /* besides point, arm and replication */
} tables[] = {
    {"outcome_values", "", "v.outcome", "v.value", "outcome, value", "v.outcome, v.value"},
    {"series_values", "", "v.outcome, v.month", "v.value", "month, outcome, value", "v.month, v.outcome, v.value"},
    {"flow_values", PARTIES, "f.name, t.name, v.purpose", "v.cents", "from_party, to_party, purpose, cents",
     PARTY_KEYS},
    {"flow_month_values", PARTIES, "v.month, f.name, t.name, v.purpose", "v.cents",
     "month, from_party, to_party, purpose, cents", "v.month, " PARTY_KEYS},
    {"events_kept",
     " LEFT JOIN %s.event_names f ON f.name = v.who LEFT JOIN %s.event_names g ON g.name = v.whom"
     " LEFT JOIN %s.event_names h ON h.name = v.thing",
     "v.number", "v.month, v.event, v.level, f.text, g.text, h.text, v.detail",
     "number, month, event, level, who, whom, thing, detail",
     "v.number, v.month, v.event, v.level, (SELECT name FROM main.event_names WHERE text = f.text),"
     " (SELECT name FROM main.event_names WHERE text = g.text),"
     " (SELECT name FROM main.event_names WHERE text = h.text), v.detail"},
};
enum { N_TABLES = sizeof tables / sizeof tables[0] };

struct merging {
    struct store *store;
    const char *input;
    sqlite3_stmt *runs, *known, *done;
    sqlite3_stmt *copy[N_TABLES], *there[N_TABLES], *here[N_TABLES];
    int64_t changes; /* of the connection at the last commit */
};

/* ?1 point, ?2 key of the arm in that file, ?3 replication */
static void add_rows(struct text *sql, size_t table, const char *file)
{
    text_printf(sql, " FROM %s.%s v", file, tables[table].name);
    const char *rest = tables[table].joins;
    for (const char *place = strstr(rest, "%s"); place != NULL; place = strstr(rest, "%s")) {
        text_bytes(sql, rest, (size_t)(place - rest));
        text_add(sql, file);
        rest = place + 2;
    }
    text_add(sql, rest);
    text_add(sql, " WHERE v.point = ?1 AND v.arm = ?2 AND v.replication = ?3");
}

static int prepare_text(struct store *store, struct text *sql, sqlite3_stmt **out, struct sim_err *err)
{
    const int status = sql->failed ? sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path)
                                   : store_sql_prepare(store, text_get(sql), out, doing, err);
    text_free(sql);
    return status;
}

static int prepare_read(struct store *store, size_t table, const char *file, sqlite3_stmt **out, struct sim_err *err)
{
    struct text sql = {0};
    text_printf(&sql, "SELECT %s, %s", tables[table].order, tables[table].value);
    add_rows(&sql, table, file);
    text_printf(&sql, " ORDER BY %s", tables[table].order);
    return prepare_text(store, &sql, out, err);
}

/* ?4 key of the arm in the result */
static int prepare_copy(struct store *store, size_t table, sqlite3_stmt **out, struct sim_err *err)
{
    struct text sql = {0};
    text_printf(&sql, "INSERT INTO main.%s(point, arm, replication, %s) SELECT v.point, ?4, v.replication, %s",
                tables[table].name, tables[table].columns, tables[table].copied);
    add_rows(&sql, table, "shard");
    return prepare_text(store, &sql, out, err);
}

static int prepare(struct merging *m, struct sim_err *err)
{
    struct store *store = m->store;
    int status = store_sql_prepare(store,
                                   "SELECT d.point, d.arm, d.replication, m.arm, m.name FROM shard.done d"
                                   " CROSS JOIN shard.arms s ON s.arm = d.arm"
                                   " CROSS JOIN main.arms m ON m.position = s.position"
                                   " ORDER BY d.point, d.arm, d.replication",
                                   &m->runs, doing, err);
    if (status == SIM_OK)
        status = store_sql_prepare(store, "SELECT 1 FROM main.done WHERE point = ? AND arm = ? AND replication = ?",
                                   &m->known, doing, err);
    if (status == SIM_OK)
        status = store_sql_prepare(store, "INSERT INTO main.done VALUES(?, ?, ?)", &m->done, doing, err);
    for (size_t i = 0; status == SIM_OK && i < N_TABLES; i++) {
        status = prepare_copy(store, i, &m->copy[i], err);
        if (status == SIM_OK)
            status = prepare_read(store, i, "shard", &m->there[i], err);
        if (status == SIM_OK)
            status = prepare_read(store, i, "main", &m->here[i], err);
    }
    return status;
}

static void finalize(struct merging *m)
{
    sqlite3_finalize(m->runs);
    sqlite3_finalize(m->known);
    sqlite3_finalize(m->done);
    for (size_t i = 0; i < N_TABLES; i++) {
        sqlite3_finalize(m->copy[i]);
        sqlite3_finalize(m->there[i]);
        sqlite3_finalize(m->here[i]);
    }
}

static int bind(struct store *store, sqlite3_stmt *statement, const int64_t *keys, int n, struct sim_err *err)
{
    int rc = SQLITE_OK;
    for (int i = 0; rc == SQLITE_OK && i < n; i++)
        rc = sqlite3_bind_int64(statement, i + 1, keys[i]);
    return rc == SQLITE_OK ? SIM_OK : store_sql_fail(store, rc, doing, err);
}

/* Whether one column of two rows is the same to the last bit. */
static bool same_column(sqlite3_stmt *a, sqlite3_stmt *b, int column)
{
    const int type = sqlite3_column_type(a, column);
    if (type != sqlite3_column_type(b, column))
        return false;
    if (type == SQLITE_INTEGER)
        return sqlite3_column_int64(a, column) == sqlite3_column_int64(b, column);
    if (type == SQLITE_FLOAT)
        return store_bits(sqlite3_column_double(a, column)) == store_bits(sqlite3_column_double(b, column));
    return type == SQLITE_NULL
           || strcmp((const char *)sqlite3_column_text(a, column), (const char *)sqlite3_column_text(b, column)) == 0;
}

static int same_rows(struct store *store, sqlite3_stmt *a, sqlite3_stmt *b, bool *same, struct sim_err *err)
{
    int of_a = sqlite3_step(a), of_b = sqlite3_step(b);
    *same = true;
    while (of_a == SQLITE_ROW && of_b == SQLITE_ROW && *same) {
        for (int i = 0; i < sqlite3_column_count(a); i++)
            *same = *same && same_column(a, b, i);
        of_a = sqlite3_step(a);
        of_b = sqlite3_step(b);
    }
    *same = *same && of_a == of_b;
    (void)sqlite3_reset(a);
    (void)sqlite3_reset(b);
    if (of_a != SQLITE_ROW && of_a != SQLITE_DONE)
        return store_sql_fail(store, of_a, doing, err);
    return of_b == SQLITE_ROW || of_b == SQLITE_DONE ? SIM_OK : store_sql_fail(store, of_b, doing, err);
}

/* A run as the current row of m->runs names it. */
struct run {
    int64_t there[3], here[3]; /* point, key of the arm in that file, replication */
    const char *arm;
};

/* What both hold must be the same. */
static int hold_against(struct merging *m, const struct run *run, struct sim_err *err)
{
    int status = SIM_OK;
    for (size_t i = 0; status == SIM_OK && i < N_TABLES; i++) {
        bool same = true;
        status = bind(m->store, m->there[i], run->there, 3, err);
        if (status == SIM_OK)
            status = bind(m->store, m->here[i], run->here, 3, err);
        if (status == SIM_OK)
            status = same_rows(m->store, m->there[i], m->here[i], &same, err);
        if (status == SIM_OK && !same)
            status =
                sim_fail(err, SIM_E_MISMATCH,
                         "%s: holds other numbers than %s of point %lld, arm \"%s\", replication %lld: one of them "
                         "is of another build or machine",
                         m->input, m->store->path, (long long)run->there[0], run->arm, (long long)run->there[2]);
    }
    return status;
}

static int take_over(struct merging *m, const struct run *run, struct sim_err *err)
{
    const int64_t keys[] = {run->there[0], run->there[1], run->there[2], run->here[1]};
    int status = bind(m->store, m->done, run->here, 3, err);
    if (status == SIM_OK)
        status = store_sql_step(m->store, m->done, doing, err);
    for (size_t i = 0; status == SIM_OK && i < N_TABLES; i++) {
        status = bind(m->store, m->copy[i], keys, 4, err);
        if (status == SIM_OK)
            status = store_sql_step(m->store, m->copy[i], doing, err);
    }
    return status;
}

static int merge_run(struct merging *m, size_t *runs, size_t *known, struct sim_err *err)
{
    const struct run run = {
        .there = {sqlite3_column_int64(m->runs, 0), sqlite3_column_int64(m->runs, 1), sqlite3_column_int64(m->runs, 2)},
        .here = {sqlite3_column_int64(m->runs, 0), sqlite3_column_int64(m->runs, 3), sqlite3_column_int64(m->runs, 2)},
        .arm = (const char *)sqlite3_column_text(m->runs, 4),
    };
    int status = bind(m->store, m->known, run.here, 3, err);
    if (status != SIM_OK)
        return status;
    const int rc = sqlite3_step(m->known);
    (void)sqlite3_reset(m->known);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return store_sql_fail(m->store, rc, doing, err);
    status = rc == SQLITE_ROW ? hold_against(m, &run, err) : take_over(m, &run, err);
    if (status == SIM_OK)
        ++*(rc == SQLITE_ROW ? known : runs);
    return status;
}

static int renew_batch(struct merging *m, struct sim_err *err)
{
    const int64_t changes = sqlite3_total_changes64(m->store->db);
    if (changes - m->changes < ROWS_PER_COMMIT)
        return SIM_OK;
    m->changes = changes;
    const int status = store_commit(m->store, err);
    return status == SIM_OK ? store_begin(m->store, err) : status;
}

int store_merge_runs(struct store *store, const char *input, size_t *runs, size_t *known, struct sim_err *err)
{
    struct merging m = {.store = store, .input = input, .changes = sqlite3_total_changes64(store->db)};
    int rc = SQLITE_DONE;
    int status = prepare(&m, err);
    while (status == SIM_OK && (rc = sqlite3_step(m.runs)) == SQLITE_ROW) {
        status = merge_run(&m, runs, known, err);
        if (status == SIM_OK)
            status = renew_batch(&m, err);
    }
    if (status == SIM_OK && rc != SQLITE_DONE)
        status = store_sql_fail(store, rc, doing, err);
    finalize(&m);
    return status;
}
