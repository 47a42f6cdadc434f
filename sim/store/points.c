/* The design: factors, the points that give them values, and what the file holds of the runs at points. */
#include "sim/store/read.h"
#include "sim/store/sql.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"

static const char doing[] = "store the design";
static const char reading[] = "read the result";

enum { VALUE_SIZE = 64 }; /* as factor_text asks for */

static const char *scale_name(const struct scenario_factor *factor)
{
    if (factor->n_levels > 0)
        return "levels";
    return factor->log ? "log" : "linear";
}

/* Numbers to the last bit, words as words. */
static void add_levels(struct text *text, const struct scenario_factor *factor)
{
    for (size_t i = 0; i < factor->n_levels; i++) {
        char value[VALUE_SIZE];
        if (factor->row->type == PARAM_CHOICE || factor->row->type == PARAM_BOOL)
            factor_text(factor, factor->levels[i], value, sizeof value);
        else
            store_number(value, factor->levels[i]);
        text_printf(text, i > 0 ? " %s" : "%s", value);
    }
}

int store_factors_write(struct store *store, struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = store_sql_prepare(store, "INSERT INTO factors VALUES(?, ?, ?, ?, ?, ?, ?)", &statement, doing, err);
    for (size_t i = 0; status == SIM_OK && i < store->n_factors; i++) {
        const struct scenario_factor *factor = &store->factors[i];
        const bool range = factor->n_levels == 0;
        struct text levels = {0};
        add_levels(&levels, factor);
        if (levels.failed)
            status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
        else
            status = store_sql_insert(store, statement, doing, err, "ittddtt", (int64_t)i, factor->parameter,
                                      factor->row->unit, range ? factor->lowest : (double)NAN,
                                      range ? factor->highest : (double)NAN, scale_name(factor), text_get(&levels));
        text_free(&levels);
    }
    sqlite3_finalize(statement);
    return status;
}

static void add_factor(struct text *text, const char *parameter, double lowest, double highest, const char *scale,
                       const char *levels)
{
    char from[STORE_NUMBER_SIZE], to[STORE_NUMBER_SIZE];
    store_number(from, lowest);
    store_number(to, highest);
    text_printf(text, "%s%s = ", text->n > 0 ? ", " : "", parameter);
    if (levels[0] != '\0')
        text_printf(text, "%s", levels);
    else
        text_printf(text, "%s to %s %s", from, to, scale);
}

static const char *text_of(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text != NULL ? text : "";
}

static double real_of(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL ? (double)NAN
                                                                 : sqlite3_column_double(statement, column);
}

int store_factors_differ(struct store *store, const struct store_study *study, char *text, size_t size,
                         struct sim_err *err)
{
    struct text there = {0}, now = {0};
    sqlite3_stmt *statement = NULL;
    int rc = SQLITE_DONE;
    text[0] = '\0';
    int status =
        store_sql_prepare(store, "SELECT parameter, lowest, highest, scale, levels FROM factors ORDER BY factor",
                          &statement, doing, err);
    while (status == SIM_OK && (rc = sqlite3_step(statement)) == SQLITE_ROW)
        add_factor(&there, text_of(statement, 0), real_of(statement, 1), real_of(statement, 2), text_of(statement, 3),
                   text_of(statement, 4));
    if (status == SIM_OK && rc != SQLITE_DONE)
        status = store_sql_fail(store, rc, doing, err);
    for (size_t i = 0; i < study->n_factors; i++) {
        const struct scenario_factor *factor = &study->factors[i];
        struct text levels = {0};
        add_levels(&levels, factor);
        add_factor(&now, factor->parameter, factor->lowest, factor->highest, scale_name(factor), text_get(&levels));
        now.failed = now.failed || levels.failed;
        text_free(&levels);
    }
    if (status == SIM_OK && (there.failed || now.failed))
        status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
    if (status == SIM_OK && strcmp(text_get(&there), text_get(&now)) != 0)
        (void)snprintf(text, size, "the parameters that are varied (there: %s; now: %s)",
                       there.n > 0 ? text_get(&there) : "none", now.n > 0 ? text_get(&now) : "none");
    sqlite3_finalize(statement);
    text_free(&there);
    text_free(&now);
    return status;
}

int store_points_count(struct store *store, struct sim_err *err)
{
    int64_t n = 0;
    store->n_points = 1;
    if (store->n_factors == 0)
        return SIM_OK;
    const int status = store_sql_number(store, "SELECT max(point) + 1 FROM point_values", &n, reading, err);
    store->n_points = (size_t)n;
    return status;
}

static int bind_numbers(struct store *store, sqlite3_stmt *statement, const int64_t *numbers, int n,
                        struct sim_err *err)
{
    int rc = SQLITE_OK;
    for (int i = 0; rc == SQLITE_OK && i < n; i++)
        rc = sqlite3_bind_int64(statement, i + 1, numbers[i]);
    return rc == SQLITE_OK ? SIM_OK : store_sql_fail(store, rc, reading, err);
}

/* One value of a point: compared when the file has it, added when not. */
static int keep_value(struct store *store, sqlite3_stmt *find, sqlite3_stmt *add, size_t point, size_t factor,
                      double value, struct sim_err *err)
{
    const struct scenario_factor *f = &store->factors[factor];
    const int64_t keys[] = {(int64_t)point, (int64_t)factor};
    char text[VALUE_SIZE], there[VALUE_SIZE];
    factor_text(f, value, text, sizeof text);
    if (text[0] == '\0') /* which no value has */
        return sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
    int status = bind_numbers(store, find, keys, 2, err);
    if (status != SIM_OK)
        return status;
    const int rc = sqlite3_step(find);
    const double stored = rc == SQLITE_ROW ? sqlite3_column_double(find, 0) : value;
    (void)sqlite3_reset(find);
    if (rc == SQLITE_DONE)
        return store_sql_insert(store, add, doing, err, "iidt", keys[0], keys[1], value, text);
    if (rc != SQLITE_ROW)
        return store_sql_fail(store, rc, doing, err);
    if (store_bits(stored) == store_bits(value))
        return SIM_OK;
    factor_text(f, stored, there, sizeof there);
    return sim_fail(err, SIM_E_MISMATCH,
                    "%s: holds a result of another design: point %zu has %s = %s there and %s now; use --fresh to "
                    "discard it or give another --out",
                    store->path, point, f->parameter, there, text);
}

static int keep_points(struct store *store, size_t first, size_t n, const double *values, struct sim_err *err)
{
    sqlite3_stmt *find = NULL, *add = NULL;
    int status = store_points_count(store, err);
    if (status == SIM_OK && first + n > store->n_points)
        status = store_unsettle(store, err);
    if (status == SIM_OK && first > store->n_points)
        status = sim_fail(err, SIM_E_MODEL, "%s: point %zu comes after point %zu", store->path, first,
                          store->n_points > 0 ? store->n_points - 1 : 0);
    if (status == SIM_OK)
        status = store_sql_prepare(store, "SELECT value FROM point_values WHERE point = ? AND factor = ?", &find, doing,
                                   err);
    if (status == SIM_OK)
        status = store_sql_prepare(store, "INSERT INTO point_values(point, factor, value, text) VALUES(?, ?, ?, ?)",
                                   &add, doing, err);
    for (size_t i = 0; status == SIM_OK && i < n; i++)
        for (size_t k = 0; status == SIM_OK && k < store->n_factors; k++)
            status = keep_value(store, find, add, first + i, k, values[i * store->n_factors + k], err);
    sqlite3_finalize(find);
    sqlite3_finalize(add);
    return status;
}

int store_points(struct store *store, size_t first, size_t n, const double *values, struct sim_err *err)
{
    if (store->n_factors == 0)
        return SIM_OK; /* without factors there is point 0 alone, and nothing to say of it */
    int status = store_scope_open(store, doing, err);
    if (status != SIM_OK)
        return status;
    status = store_scope_close(store, keep_points(store, first, n, values, err), doing, err);
    if (status == SIM_OK && first + n > store->n_points)
        store->n_points = first + n;
    else if (status != SIM_OK)
        store->n_points = 0; /* counted again when needed */
    return status;
}

/* Whether a query by the keys of an item, and what follows them, gives a row; `value`: its first column, or NULL. */
static int look_up(struct store *store, sqlite3_stmt *statement, const struct store_item *item, int64_t more,
                   bool *found, double *value, struct sim_err *err)
{
    const int64_t keys[] = {(int64_t)item->point, store->arm_ids[item->arm], (int64_t)item->replication, more};
    const int status = bind_numbers(store, statement, keys, value != NULL ? 4 : 3, err);
    if (status != SIM_OK)
        return status;
    const int rc = sqlite3_step(statement);
    *found = rc == SQLITE_ROW;
    if (rc == SQLITE_ROW && value != NULL)
        *value = real_of(statement, 0);
    (void)sqlite3_reset(statement);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SIM_OK : store_sql_fail(store, rc, reading, err);
}

/* Look-ups that share a transaction: one lock of the file for all of them, a network round trip each on NFS, and yet no
 * longer than some tens of milliseconds, in which nobody else can commit. */
enum { LOOK_UPS = 10000 };

/* Before look-up `i`, a transaction of its own when none is open; renewed now and then. */
static int look_on(struct store *store, size_t i, bool *own, struct sim_err *err)
{
    int status = SIM_OK;
    if (i % LOOK_UPS != 0)
        return SIM_OK;
    if (*own)
        status = store_sql_run(store, "COMMIT", reading, err);
    *own = status == SIM_OK && sqlite3_get_autocommit(store->db);
    if (*own)
        status = store_sql_run(store, "BEGIN", reading, err);
    *own = *own && status == SIM_OK;
    return status;
}

/* Ends the transaction of the look-ups, whatever came of them. */
static int look_away(struct store *store, bool own, int status, struct sim_err *err)
{
    if (!own)
        return status;
    if (status == SIM_OK)
        return store_sql_run(store, "COMMIT", reading, err);
    if (!sqlite3_get_autocommit(store->db))
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

int store_done(struct store *store, const struct store_item *items, size_t n, bool failures, bool *done,
               struct sim_err *err)
{
    sqlite3_stmt *succeeded = NULL, *failed = NULL;
    bool own = false;
    int status = store_sql_prepare(store, "SELECT 1 FROM done WHERE point = ? AND arm = ? AND replication = ?",
                                   &succeeded, reading, err);
    if (status == SIM_OK)
        status = store_sql_prepare(store, "SELECT 1 FROM failed_runs WHERE point = ? AND arm = ? AND replication = ?",
                                   &failed, reading, err);
    for (size_t i = 0; status == SIM_OK && i < n; i++) {
        done[i] = false;
        status = look_on(store, i, &own, err);
        if (status != SIM_OK || items[i].arm >= store->n_arms)
            continue;
        status = look_up(store, succeeded, &items[i], 0, &done[i], NULL, err);
        if (status == SIM_OK && failures && !done[i])
            status = look_up(store, failed, &items[i], 0, &done[i], NULL, err);
    }
    sqlite3_finalize(succeeded);
    sqlite3_finalize(failed);
    return look_away(store, own, status, err);
}

int store_values(struct store *store, size_t outcome, const struct store_item *items, size_t n, double *values,
                 struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    bool own = false;
    int status = store_sql_prepare(
        store, "SELECT value FROM outcome_values WHERE point = ? AND arm = ? AND replication = ? AND outcome = ?",
        &statement, reading, err);
    for (size_t i = 0; status == SIM_OK && i < n; i++) {
        bool found = false;
        values[i] = (double)NAN;
        status = look_on(store, i, &own, err);
        if (status == SIM_OK && items[i].arm < store->n_arms)
            status = look_up(store, statement, &items[i], (int64_t)outcome, &found, &values[i], err);
    }
    sqlite3_finalize(statement);
    return look_away(store, own, status, err);
}
