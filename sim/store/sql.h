/* Inside of sim/store only: the handle and the shared SQLite helpers. */
#ifndef SIM_STORE_SQL_H
#define SIM_STORE_SQL_H

#include <sqlite3.h>

#include "sim/store/store.h"

enum {
    STORE_APPLICATION_ID = 0x53414d53, /* "SAMS": marks the file as ours in SQLite's header */
    STORE_FORMAT = 2,                  /* user_version: raise when the tables change */
    STORE_BUSY_MS = 5000,
};

enum store_statement {
    STORE_INSERT_DONE,
    STORE_INSERT_OUTCOME,
    STORE_INSERT_SERIES,
    STORE_INSERT_FLOW,
    STORE_INSERT_FLOW_MONTH,
    STORE_INSERT_PARTY,
    STORE_FIND_PARTY,
    STORE_N_STATEMENTS
};

struct store {
    sqlite3 *db;
    char *path;
    sqlite3_stmt *statements[STORE_N_STATEMENTS]; /* prepared when first used */
    sqlite3_stmt *add_row[2];                     /* summary, contrasts */
    size_t n_arms, n_outcomes, n_purposes;
    bool writable, series;
    bool in_batch; /* between store_begin and store_commit */
    bool lost;     /* SQLite gave up the open batch (disk full, I/O error) */
};

/* Turns SQLite's result `rc` into a status and a message: PATH: cannot DOING: why, and what to do. */
int store_sql_fail(struct store *store, int rc, const char *doing, struct sim_err *err);
/* Runs SQL without results. */
int store_sql_run(struct store *store, const char *sql, const char *doing, struct sim_err *err);
int store_sql_prepare(struct store *store, const char *sql, sqlite3_stmt **out, const char *doing, struct sim_err *err);
/* Runs a statement that gives no rows and makes it ready for the next use. */
int store_sql_step(struct store *store, sqlite3_stmt *statement, const char *doing, struct sim_err *err);
/* NULL when not there (SIM_OK); the value is to be freed. */
int store_meta_get(struct store *store, const char *key, char **value, struct sim_err *err);
int store_meta_set(struct store *store, const char *key, const char *value, struct sim_err *err);
/* Opens the SQLite file with our settings. `flags` as of sqlite3_open_v2. */
int store_sql_open(const char *path, int flags, struct store **out, struct sim_err *err);

/* scheme.c: creates the tables and writes what is known of the experiment; in the caller's transaction. */
int store_scheme_create(struct store *store, const struct sim_model *model, const struct scenario *scenario,
                        uint64_t seed, bool series, struct sim_err *err);
/* "2024-05-01T12:00:00Z" */
void store_now(char text[32]);

#endif
