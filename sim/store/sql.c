#include "sim/store/sql.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

/* What SQLite's primary result code means to the person at the terminal. */
static const char *reason(struct store *store, int rc)
{
    const int number = store->db != NULL ? sqlite3_system_errno(store->db) : 0;
    switch (rc & 0xff) {
    case SQLITE_FULL:
        return "the disk is full; what was stored before is intact: make room and give the same command to resume";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program is using the file; try again when it is done";
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return "the file or its folder is read-only";
    case SQLITE_CANTOPEN:
        return number != 0 ? strerror(number) : "the file cannot be opened";
    case SQLITE_IOERR:
        /* A full disk is SQLITE_FULL; over a quota or a limit is a failed write, not always with a number. */
        if (rc == SQLITE_IOERR_WRITE || number == ENOSPC || number == EDQUOT || number == EFBIG)
            return "no room is left for the file; what was stored before is intact: make room and give the same "
                   "command to "
                   "resume";
        return number != 0 ? strerror(number) : "input/output error";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "the file is damaged; use a copy, --fresh or another --out";
    default:
        return store->db != NULL ? sqlite3_errmsg(store->db) : sqlite3_errstr(rc);
    }
}

int store_sql_fail(struct store *store, int rc, const char *doing, struct sim_err *err)
{
    enum sim_status code;
    if ((rc & 0xff) == SQLITE_BUSY && store_wait_stopped(store))
        return sim_fail(err, SIM_E_INTERRUPTED, "%s: interrupted while another program was using the file",
                        store->path);
    switch (rc == SQLITE_IOERR_NOMEM ? SQLITE_NOMEM : rc & 0xff) {
    case SQLITE_NOMEM:
        return sim_fail(err, SIM_E_NOMEM, "%s: cannot %s: out of memory", store->path, doing);
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
        code = SIM_E_IO;
        break;
    default:
        code = SIM_E_STORE;
        break;
    }
    return sim_fail(err, code, "%s: cannot %s: %s", store->path, doing, reason(store, rc));
}

int store_sql_run(struct store *store, const char *sql, const char *doing, struct sim_err *err)
{
    const int rc = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? SIM_OK : store_sql_fail(store, rc, doing, err);
}

int store_sql_prepare(struct store *store, const char *sql, sqlite3_stmt **out, const char *doing, struct sim_err *err)
{
    const int rc = sqlite3_prepare_v2(store->db, sql, -1, out, NULL);
    return rc == SQLITE_OK ? SIM_OK : store_sql_fail(store, rc, doing, err);
}

int store_sql_step(struct store *store, sqlite3_stmt *statement, const char *doing, struct sim_err *err)
{
    const int rc = sqlite3_step(statement);
    int status = SIM_OK;
    if (rc != SQLITE_DONE && rc != SQLITE_ROW)
        status = store_sql_fail(store, rc, doing, err);
    (void)sqlite3_reset(statement);
    return status;
}

int store_sql_insert(struct store *store, sqlite3_stmt *statement, const char *doing, struct sim_err *err,
                     const char *types, ...)
{
    int rc = SQLITE_OK;
    va_list arguments;
    va_start(arguments, types);
    for (int i = 0; rc == SQLITE_OK && types[i] != '\0'; i++) {
        double number;
        switch (types[i]) {
        case 'i':
            rc = sqlite3_bind_int64(statement, i + 1, va_arg(arguments, int64_t));
            break;
        case 'd':
            number = va_arg(arguments, double);
            rc = isnan(number) ? sqlite3_bind_null(statement, i + 1) : sqlite3_bind_double(statement, i + 1, number);
            break;
        default:
            rc = sqlite3_bind_text(statement, i + 1, va_arg(arguments, const char *), -1, SQLITE_STATIC);
            break;
        }
    }
    va_end(arguments);
    return rc == SQLITE_OK ? store_sql_step(store, statement, doing, err) : store_sql_fail(store, rc, doing, err);
}

int store_sql_number(struct store *store, const char *sql, int64_t *out, const char *doing, struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    *out = 0;
    int status = store_sql_prepare(store, sql, &statement, doing, err);
    if (status != SIM_OK)
        return status;
    const int rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    else if (rc != SQLITE_DONE)
        status = store_sql_fail(store, rc, doing, err);
    sqlite3_finalize(statement);
    return status;
}

int store_scope_open(struct store *store, const char *doing, struct sim_err *err)
{
    if (!store->writable)
        return sim_fail(err, SIM_E_STORE, "%s: was opened for reading", store->path);
    if (store->lost)
        return sim_fail(err, SIM_E_IO, "%s: cannot %s: the open batch was lost by an earlier error", store->path,
                        doing);
    return store_sql_run(store, store->in_batch ? "SAVEPOINT scope" : "BEGIN IMMEDIATE", doing, err);
}

int store_scope_close(struct store *store, int status, const char *doing, struct sim_err *err)
{
    const bool batch = store->in_batch;
    if (status == SIM_OK)
        status = store_sql_run(store, batch ? "RELEASE scope" : "COMMIT", doing, err);
    if (status == SIM_OK)
        return SIM_OK;
    store->settled = true; /* with what is given up, the file may be complete again */
    /* After some errors SQLite has rolled back everything by itself, the batch included. */
    if (sqlite3_get_autocommit(store->db))
        store->lost = batch;
    else
        (void)sqlite3_exec(store->db, batch ? "ROLLBACK TO scope; RELEASE scope" : "ROLLBACK", NULL, NULL, NULL);
    return status;
}

int store_meta_get(struct store *store, const char *key, char **value, struct sim_err *err)
{
    static const char doing[] = "read what the file holds";
    sqlite3_stmt *statement = NULL;
    *value = NULL;
    int status = store_sql_prepare(store, "SELECT value FROM meta WHERE key = ?", &statement, doing, err);
    if (status != SIM_OK)
        return status;
    int rc = sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        if (text != NULL && (*value = sim_strdup(text)) == NULL)
            status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
    } else if (rc != SQLITE_DONE) {
        status = store_sql_fail(store, rc, doing, err);
    }
    sqlite3_finalize(statement);
    return status;
}

int store_meta_set(struct store *store, const char *key, const char *value, struct sim_err *err)
{
    static const char doing[] = "write what the file holds";
    sqlite3_stmt *statement = NULL;
    int status =
        store_sql_prepare(store, "INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)", &statement, doing, err);
    if (status != SIM_OK)
        return status;
    int rc = sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(statement, 2, value, -1, SQLITE_STATIC);
    status = rc == SQLITE_OK ? store_sql_step(store, statement, doing, err) : store_sql_fail(store, rc, doing, err);
    sqlite3_finalize(statement);
    return status;
}

int store_sql_open(const char *path, int flags, struct store **out, struct sim_err *err)
{
    int status = SIM_OK;
    *out = NULL;
    struct store *store = sim_calloc(1, sizeof *store);
    if (store == NULL)
        return sim_fail(err, SIM_E_NOMEM, "%s: out of memory", path);
    /* A leading "./" keeps SQLite from giving a meaning to names such as ":memory:". */
    store->path = path[0] == '/' ? sim_strdup(path) : sim_format("./%s", path);
    if (store->path == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory", path);
        goto cleanup;
    }
    const int rc = sqlite3_open_v2(store->path, &store->db, flags, NULL);
    if (rc != SQLITE_OK) {
        status = store_sql_fail(store, rc, "open the result", err);
        goto cleanup;
    }
    (void)sqlite3_extended_result_codes(store->db, 1);
    (void)store_wait_install(store);
    *out = store;
    store = NULL;
cleanup:
    store_close(store);
    return status;
}
