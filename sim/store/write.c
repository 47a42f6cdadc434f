#include "sim/store/sql.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

static const char doing[] = "store a replication";

static const char *const statement_sql[STORE_N_STATEMENTS] = {
    [STORE_INSERT_DONE] = "INSERT OR IGNORE INTO done VALUES(?, ?, ?)",
    [STORE_INSERT_OUTCOME] = "INSERT INTO outcome_values VALUES(?, ?, ?, ?, ?)",
    [STORE_INSERT_SERIES] = "INSERT INTO series_values(point, arm, replication, outcome, month, value)"
                            " VALUES(?, ?, ?, ?, ?, ?)",
    [STORE_INSERT_FLOW] = "INSERT INTO flow_values VALUES(?, ?, ?, ?, ?, ?, ?)"
                          " ON CONFLICT DO UPDATE SET cents = cents + excluded.cents",
    [STORE_INSERT_FLOW_MONTH] = "INSERT INTO flow_month_values VALUES(?, ?, ?, ?, ?, ?, ?, ?)"
                                " ON CONFLICT DO UPDATE SET cents = cents + excluded.cents",
    /* Arms may have different parties: what is kept must not depend on which record came first. */
    [STORE_INSERT_PARTY] = "INSERT INTO parties(name, kind, listed, position) VALUES(?, ?, ?, ?) ON CONFLICT(name) DO"
                           " UPDATE SET kind = max(kind, excluded.kind), listed = max(listed, excluded.listed),"
                           " position = min(position, excluded.position)",
    /* A run that failed is kept only as long as it has not succeeded. */
    [STORE_INSERT_FAILURE] = "INSERT OR REPLACE INTO failed_runs(point, arm, replication, seed, error)"
                             " SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM done"
                             " WHERE point = ?1 AND arm = ?2 AND replication = ?3)",
    [STORE_DELETE_FAILURE] = "DELETE FROM failed_runs WHERE point = ? AND arm = ? AND replication = ?",
    [STORE_INSERT_EVENT_NAME] = "INSERT OR IGNORE INTO event_names(text) VALUES(?)",
    [STORE_INSERT_EVENT] = "INSERT INTO events_kept VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7,"
                           " (SELECT name FROM event_names WHERE text = ?8),"
                           " (SELECT name FROM event_names WHERE text = ?9),"
                           " (SELECT name FROM event_names WHERE text = ?10), ?11)",
    [STORE_FIND_PARTY] = "SELECT party FROM parties WHERE name = ?",
};

int store_statement(struct store *store, enum store_statement which, sqlite3_stmt **out, struct sim_err *err)
{
    int status = SIM_OK;
    if (store->statements[which] == NULL)
        status = store_sql_prepare(store, statement_sql[which], &store->statements[which], doing, err);
    *out = store->statements[which];
    return status;
}

/* Runs an insert of whole numbers and, when `value` is not NULL, a last column with it (NaN: NULL). */
static int insert(struct store *store, enum store_statement which, const int64_t *keys, int n_keys, const double *value,
                  struct sim_err *err)
{
    sqlite3_stmt *s;
    const int status = store_statement(store, which, &s, err);
    if (status != SIM_OK)
        return status;
    int rc = SQLITE_OK;
    for (int i = 0; rc == SQLITE_OK && i < n_keys; i++)
        rc = sqlite3_bind_int64(s, i + 1, keys[i]);
    if (rc == SQLITE_OK && value != NULL)
        rc = isnan(*value) ? sqlite3_bind_null(s, n_keys + 1) : sqlite3_bind_double(s, n_keys + 1, *value);
    return rc == SQLITE_OK ? store_sql_step(store, s, doing, err) : store_sql_fail(store, rc, doing, err);
}

static int write_party(struct store *store, const char *name, const char *kind, int listed, int64_t position,
                       struct sim_err *err)
{
    sqlite3_stmt *s;
    const int status = store_statement(store, STORE_INSERT_PARTY, &s, err);
    if (status != SIM_OK)
        return status;
    int rc = sqlite3_bind_text(s, 1, name, -1, SQLITE_TRANSIENT);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(s, 2, kind, -1, SQLITE_TRANSIENT);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int(s, 3, listed);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int64(s, 4, position);
    return rc == SQLITE_OK ? store_sql_step(store, s, doing, err) : store_sql_fail(store, rc, doing, err);
}

/* The party's key; a party that only flows name is added, unlisted. */
static int party_id(struct store *store, const char *name, int64_t *id, struct sim_err *err)
{
    sqlite3_stmt *s;
    int status = SIM_OK;
    for (int attempt = 0; attempt < 2; attempt++) {
        status = store_statement(store, STORE_FIND_PARTY, &s, err);
        if (status != SIM_OK)
            return status;
        int rc = sqlite3_bind_text(s, 1, name, -1, SQLITE_TRANSIENT);
        if (rc == SQLITE_OK)
            rc = sqlite3_step(s);
        if (rc == SQLITE_ROW)
            *id = sqlite3_column_int64(s, 0);
        (void)sqlite3_reset(s);
        if (rc == SQLITE_ROW)
            return SIM_OK;
        if (rc != SQLITE_DONE)
            return store_sql_fail(store, rc, doing, err);
        status = write_party(store, name, "", 0, INT32_MAX, err);
        if (status != SIM_OK)
            return status;
    }
    return sim_fail(err, SIM_E_STORE, "%s: cannot %s: the party \"%s\" was not kept", store->path, doing, name);
}

/* What the rows of a record begin with. */
enum { N_ITEM_KEYS = 3 };

static void item_keys(const struct store *store, const struct store_item *item, int64_t keys[N_ITEM_KEYS])
{
    keys[0] = (int64_t)item->point;
    keys[1] = store->arm_ids[item->arm];
    keys[2] = (int64_t)item->replication;
}

/* The keys of the parties of one flow. */
struct ends {
    int64_t from, to;
};

/* What moved in each month; months in which nothing did are left out. */
static int write_flow_months(struct store *store, const struct store_record *record, const struct ends *ends,
                             struct sim_err *err)
{
    int64_t keys[8];
    int status = SIM_OK;
    item_keys(store, &record->item, keys);
    for (size_t m = 0; m < record->months; m++)
        for (size_t i = 0; status == SIM_OK && i < record->n_flows; i++) {
            keys[3] = (int64_t)m;
            keys[4] = ends[i].from;
            keys[5] = ends[i].to;
            keys[6] = record->flows[i].purpose;
            keys[7] = record->flow_series[i * record->months + m];
            if (keys[7] != 0)
                status = insert(store, STORE_INSERT_FLOW_MONTH, keys, 8, NULL, err);
        }
    return status;
}

static int write_flows(struct store *store, const struct store_record *record, struct sim_err *err)
{
    const bool monthly = store->series && record->flow_series != NULL;
    struct ends *ends = monthly ? sim_calloc(record->n_flows, sizeof *ends) : NULL;
    int status = SIM_OK;
    if (monthly && ends == NULL)
        return sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
    for (size_t i = 0; status == SIM_OK && i < record->n_parties; i++) {
        const struct sim_party *party = &record->parties[i];
        status =
            write_party(store, party->name, party->kind != NULL ? party->kind : "", party->listed, (int64_t)i, err);
    }
    for (size_t i = 0; status == SIM_OK && i < record->n_flows; i++) {
        const struct sim_flow *flow = &record->flows[i];
        int64_t keys[7] = {0, 0, 0, 0, 0, flow->purpose, flow->cents};
        item_keys(store, &record->item, keys);
        status = party_id(store, flow->from, &keys[3], err);
        if (status == SIM_OK)
            status = party_id(store, flow->to, &keys[4], err);
        if (status == SIM_OK)
            status = insert(store, STORE_INSERT_FLOW, keys, 7, NULL, err);
        if (monthly)
            ends[i] = (struct ends){.from = keys[3], .to = keys[4]};
    }
    if (status == SIM_OK && monthly)
        status = write_flow_months(store, record, ends, err);
    free(ends);
    return status;
}

static int write_failure(struct store *store, const struct store_record *record, struct sim_err *err)
{
    sqlite3_stmt *s;
    int64_t keys[N_ITEM_KEYS];
    char seed[32];
    int status = store_statement(store, STORE_INSERT_FAILURE, &s, err);
    if (status != SIM_OK)
        return status;
    item_keys(store, &record->item, keys);
    /* Whole numbers of SQLite are signed. */
    (void)snprintf(seed, sizeof seed, "%" PRIu64, store->seed);
    if (store->seed <= INT64_MAX)
        status = store_sql_insert(store, s, doing, err, "iiiit", keys[0], keys[1], keys[2], (int64_t)store->seed,
                                  record->failure);
    else
        status = store_sql_insert(store, s, doing, err, "iiitt", keys[0], keys[1], keys[2], seed, record->failure);
    return status == SIM_OK && sqlite3_changes(store->db) > 0 ? store_unsettle(store, err) : status;
}

static int write_rows(struct store *store, const struct store_record *record, struct sim_err *err)
{
    int64_t keys[5];
    if (record->failure != NULL)
        return write_failure(store, record, err);
    item_keys(store, &record->item, keys);
    int status = insert(store, STORE_INSERT_DONE, keys, 3, NULL, err);
    if (status != SIM_OK || sqlite3_changes(store->db) == 0)
        return status; /* stored before, by this run or another of the same command: it holds the same numbers */
    status = store_unsettle(store, err);
    if (status == SIM_OK)
        status = insert(store, STORE_DELETE_FAILURE, keys, 3, NULL, err);
    for (size_t o = 0; status == SIM_OK && o < store->n_outcomes; o++) {
        keys[3] = (int64_t)o;
        status = insert(store, STORE_INSERT_OUTCOME, keys, 4, &record->outcomes[o], err);
    }
    const size_t months = store->series && record->series != NULL ? record->months : 0;
    for (size_t o = 0; months > 0 && o < store->n_outcomes; o++) /* in the order of the key */
        for (size_t m = 0; status == SIM_OK && m < months; m++) {
            keys[3] = (int64_t)o;
            keys[4] = (int64_t)m;
            status = insert(store, STORE_INSERT_SERIES, keys, 5, &record->series[m * store->n_outcomes + o], err);
        }
    if (status == SIM_OK && store->events)
        status = store_write_events(store, keys, record, err);
    return status == SIM_OK ? write_flows(store, record, err) : status;
}

static int verify(struct store *store, const struct store_record *record, struct sim_err *err)
{
    const struct store_item *item = &record->item;
    if (!store->writable)
        return sim_fail(err, SIM_E_STORE, "%s: was opened for reading", store->path);
    if (item->arm >= store->n_arms)
        return sim_fail(err, SIM_E_MODEL, "%s: there is no arm %zu", store->path, item->arm);
    if (item->point >= store->n_points) {
        const int status = store_points_count(store, err); /* another writer may have added it */
        if (status != SIM_OK)
            return status;
        if (item->point >= store->n_points)
            return sim_fail(err, SIM_E_MODEL, "%s: there is no point %zu", store->path, item->point);
    }
    for (size_t i = 0; record->failure == NULL && i < record->n_flows; i++)
        if (record->flows[i].purpose < 0 || (size_t)record->flows[i].purpose >= store->n_purposes)
            return sim_fail(err, SIM_E_MODEL, "a flow from %s to %s has purpose %d; the model has %zu purposes",
                            record->flows[i].from, record->flows[i].to, record->flows[i].purpose, store->n_purposes);
    for (size_t i = 0; record->failure == NULL && i < record->n_events; i++)
        if (record->events[i].kind < 0 || (size_t)record->events[i].kind >= store->n_event_kinds)
            return sim_fail(err, SIM_E_MODEL, "an event of month %zu is of kind %d; the model has %zu kinds",
                            record->events[i].month, record->events[i].kind, store->n_event_kinds);
    return SIM_OK;
}

int store_write(struct store *store, const struct store_record *record, struct sim_err *err)
{
    int status = verify(store, record, err);
    if (status == SIM_OK)
        status = store_scope_open(store, doing, err);
    return status == SIM_OK ? store_scope_close(store, write_rows(store, record, err), doing, err) : status;
}

static int set_count(struct store *store, const char *key, size_t count, struct sim_err *err)
{
    char number[32];
    (void)snprintf(number, sizeof number, "%zu", count);
    return store_meta_set(store, key, number, err);
}

int store_begin(struct store *store, struct sim_err *err)
{
    if (!store->writable || store->in_batch)
        return sim_fail(err, SIM_E_STORE, "%s: %s", store->path,
                        store->writable ? "a batch is open already" : "was opened for reading");
    const int status = store_sql_run(store, "BEGIN IMMEDIATE", "start a batch", err);
    store->in_batch = status == SIM_OK;
    store->lost = false;
    if (status != SIM_OK || store->asked == 0)
        return status;
    const int noted = set_count(store, "asked_runs", store->asked, err);
    if (noted != SIM_OK)
        store_abandon(store);
    return noted;
}

void store_ask(struct store *store, size_t runs)
{
    store->asked = runs;
}

int store_commit(struct store *store, struct sim_err *err)
{
    if (!store->in_batch)
        return sim_fail(err, SIM_E_STORE, "%s: no batch is open", store->path);
    const bool lost = store->lost;
    store->in_batch = false;
    store->lost = false;
    if (lost) {
        store->settled = true;
        store->n_points = 0; /* counted again when needed */
        return sim_fail(err, SIM_E_IO, "%s: cannot %s: the open batch was lost by an earlier error", store->path,
                        doing);
    }
    const int status = store_sql_run(store, "COMMIT", "store a batch of replications", err);
    if (status != SIM_OK && !sqlite3_get_autocommit(store->db))
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    if (status == SIM_OK) {
        store->asked = 0;
    } else {
        store->settled = true;
        store->n_points = 0; /* counted again when needed */
    }
    return status;
}

void store_abandon(struct store *store)
{
    if (store->in_batch && !sqlite3_get_autocommit(store->db))
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    store->in_batch = false;
    store->lost = false;
    store->settled = true; /* with what is given up, the file may be complete again */
    store->n_points = 0;   /* counted again when needed */
}

int store_complete_study(struct store *store, size_t replications, size_t points, struct sim_err *err)
{
    char now[32];
    int status = store->in_batch ? SIM_OK : store_begin(store, err);
    if (status != SIM_OK)
        return status;
    store_now(now);
    status = store_unsettle(store, err);
    if (status == SIM_OK)
        status = store_sql_run(store, "DELETE FROM meta WHERE key = 'asked_runs'", doing, err);
    if (status == SIM_OK)
        status = store_scheme_views(store, err);
    if (status == SIM_OK)
        status = set_count(store, "replications", replications, err);
    if (status == SIM_OK && points > 0)
        status = set_count(store, "points", points, err);
    else if (status == SIM_OK)
        status = store_sql_run(store, "DELETE FROM meta WHERE key = 'points'", doing, err);
    if (status == SIM_OK)
        status = store_meta_set(store, "finished", now, err);
    if (status == SIM_OK)
        status = store_meta_set(store, "status", "complete", err);
    if (status != SIM_OK)
        store_abandon(store);
    store->settled = true;
    return status;
}

int store_complete(struct store *store, size_t replications, struct sim_err *err)
{
    return store_complete_study(store, replications, 0, err);
}

int store_finish(struct store *store, size_t replications, struct sim_err *err)
{
    const int status = store_complete(store, replications, err);
    return status == SIM_OK ? store_commit(store, err) : status;
}

bool store_in_batch(const struct store *store)
{
    return store->in_batch;
}
