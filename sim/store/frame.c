/* Tables that are computed from the runs: the frames of a study, summary and contrasts. */
#include "sim/base/frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/store/read.h"
#include "sim/store/sql.h"
#include "sim/store/table.h"

static const char doing[] = "store a table";

static const char *const type_names[] = {[FRAME_TEXT] = "text", [FRAME_INTEGER] = "integer", [FRAME_REAL] = "real"};

static int no_memory(struct store *store, struct sim_err *err)
{
    return sim_fail(err, SIM_E_NOMEM, "%s: out of memory for a table", store->path);
}

/* A name within double quotes, as SQL writes the names of tables and columns. */
static void add_name(struct text *sql, const char *name)
{
    text_add(sql, "\"");
    for (; *name != '\0'; name++)
        text_bytes(sql, *name == '"' ? "\"\"" : name, *name == '"' ? 2 : 1);
    text_add(sql, "\"");
}

static int run_text(struct store *store, struct text *sql, struct sim_err *err)
{
    const int status = sql->failed ? no_memory(store, err) : store_sql_run(store, text_get(sql), doing, err);
    text_free(sql);
    return status;
}

/* Drops the table or the view of this name, if there is one. */
static int drop_table(struct store *store, const char *name, struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    bool there = false, view = false;
    int rc = SQLITE_OK;
    int status = store_sql_prepare(store, "SELECT type = 'view' FROM main.sqlite_master WHERE name = ? COLLATE NOCASE",
                                   &statement, doing, err);
    if (status != SIM_OK)
        return status;
    if ((rc = sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC)) == SQLITE_OK) {
        rc = sqlite3_step(statement);
        there = rc == SQLITE_ROW;
        view = there && sqlite3_column_int(statement, 0) != 0;
    }
    sqlite3_finalize(statement);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return store_sql_fail(store, rc, doing, err);
    if (!there)
        return SIM_OK;
    struct text sql = {0};
    text_add(&sql, view ? "DROP VIEW main." : "DROP TABLE main.");
    add_name(&sql, name);
    return run_text(store, &sql, err);
}

/* The view that shows the table under its second name, if it has one. */
static int show_alias(struct store *store, const char *name, struct sim_err *err)
{
    const char *alias = store_table_alias(name);
    struct text sql = {0};
    if (alias == NULL)
        return SIM_OK;
    const int status = drop_table(store, alias, err);
    if (status != SIM_OK)
        return status;
    text_add(&sql, "CREATE VIEW ");
    add_name(&sql, alias);
    text_add(&sql, " AS SELECT * FROM ");
    add_name(&sql, name);
    return run_text(store, &sql, err);
}

/* The place of the table in the list; a name that is no frame's must not be that of a table of the store itself. */
static int find_position(struct store *store, const char *name, int64_t *position, struct sim_err *err)
{
    static const char query[] = "SELECT (SELECT position FROM frames WHERE name = ?1),"
                                " (SELECT coalesce(max(position) + 1, 0) FROM frames),"
                                " (SELECT count(*) FROM sqlite_master WHERE name = ?1 COLLATE NOCASE)";
    sqlite3_stmt *statement = NULL;
    int status = store_sql_prepare(store, query, &statement, doing, err);
    if (status != SIM_OK)
        return status;
    int rc = sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(statement);
    if (rc != SQLITE_ROW) {
        status = store_sql_fail(store, rc, doing, err);
    } else {
        const bool known = sqlite3_column_type(statement, 0) != SQLITE_NULL;
        *position = sqlite3_column_int64(statement, known ? 0 : 1);
        if (!known && (sqlite3_column_int64(statement, 2) > 0 || store_table_reserved(name)))
            status =
                sim_fail(err, SIM_E_MODEL, "%s: \"%s\" is the name of a table of the result itself", store->path, name);
    }
    sqlite3_finalize(statement);
    return status;
}

static int forget_frame(struct store *store, const char *name, struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = drop_table(store, name, err);
    if (status == SIM_OK)
        status = store_sql_prepare(store, "DELETE FROM frame_columns WHERE frame = ?", &statement, doing, err);
    if (status == SIM_OK)
        status = store_sql_insert(store, statement, doing, err, "t", name);
    sqlite3_finalize(statement);
    return status;
}

static int register_frame(struct store *store, const struct frame_definition *d, int64_t position, struct sim_err *err)
{
    sqlite3_stmt *frame = NULL, *column = NULL;
    int status = store_sql_prepare(store, "INSERT OR REPLACE INTO frames(name, position, en, nl) VALUES(?, ?, ?, ?)",
                                   &frame, doing, err);
    if (status == SIM_OK)
        status = store_sql_insert(store, frame, doing, err, "titt", d->name, position, d->en, d->nl);
    if (status == SIM_OK)
        status = store_sql_prepare(store,
                                   "INSERT INTO frame_columns(frame, position, name, type, unit, en, nl)"
                                   " VALUES(?, ?, ?, ?, ?, ?, ?)",
                                   &column, doing, err);
    for (size_t i = 0; status == SIM_OK && i < d->n_columns; i++) {
        const struct frame_column *c = &d->columns[i];
        status = store_sql_insert(store, column, doing, err, "tittttt", d->name, (int64_t)i, c->name,
                                  type_names[c->type], c->unit, c->en, c->nl);
    }
    sqlite3_finalize(frame);
    sqlite3_finalize(column);
    return status;
}

/* Columns have no type, for the sign of -0.0. */
static int create_table(struct store *store, const struct frame_definition *d, struct sim_err *err)
{
    struct text sql = {0};
    text_add(&sql, "CREATE TABLE ");
    add_name(&sql, d->name);
    for (size_t i = 0; i < d->n_columns; i++) {
        text_add(&sql, i == 0 ? "(" : ", ");
        add_name(&sql, d->columns[i].name);
    }
    text_add(&sql, ")");
    return run_text(store, &sql, err);
}

static int bind_cell(sqlite3_stmt *statement, int position, enum frame_type type, union frame_cell cell)
{
    if (type == FRAME_INTEGER)
        return sqlite3_bind_int64(statement, position, cell.integer);
    if (type == FRAME_TEXT)
        return sqlite3_bind_text(statement, position, cell.text, -1, SQLITE_STATIC);
    return isnan(cell.real) ? sqlite3_bind_null(statement, position)
                            : sqlite3_bind_double(statement, position, cell.real);
}

static int fill_table(struct store *store, const struct frame *frame, struct sim_err *err)
{
    const struct frame_definition *d = frame->definition;
    sqlite3_stmt *statement = NULL;
    struct text sql = {0};
    text_add(&sql, "INSERT INTO ");
    add_name(&sql, d->name);
    for (size_t i = 0; i < d->n_columns; i++)
        text_add(&sql, i == 0 ? " VALUES(?" : ", ?");
    text_add(&sql, ")");
    int status = sql.failed ? no_memory(store, err) : store_sql_prepare(store, text_get(&sql), &statement, doing, err);
    for (size_t r = 0; status == SIM_OK && r < frame->n_rows; r++) {
        const union frame_cell *row = frame_row(frame, r);
        int rc = SQLITE_OK;
        for (size_t i = 0; rc == SQLITE_OK && i < d->n_columns; i++)
            rc = bind_cell(statement, (int)i + 1, d->columns[i].type, row[i]);
        status = rc == SQLITE_OK ? store_sql_step(store, statement, doing, err) : store_sql_fail(store, rc, doing, err);
    }
    sqlite3_finalize(statement);
    text_free(&sql);
    return status;
}

static int keep_frame(struct store *store, const struct frame *frame, struct sim_err *err)
{
    int64_t position = 0;
    int status = find_position(store, frame->definition->name, &position, err);
    if (status == SIM_OK)
        status = forget_frame(store, frame->definition->name, err);
    if (status == SIM_OK)
        status = register_frame(store, frame->definition, position, err);
    if (status == SIM_OK)
        status = create_table(store, frame->definition, err);
    if (status == SIM_OK)
        status = show_alias(store, frame->definition->name, err);
    return status == SIM_OK ? fill_table(store, frame, err) : status;
}

int store_fail_tables(const struct sim_err *why, struct sim_err *err)
{
    if (why->code != SIM_E_IO && why->code != SIM_E_STORE)
        return sim_fail(err, why->code, "%s", why->text);
    return sim_fail(err, why->code,
                    "the runs are stored; the tables that are computed from them could not be written: %s", why->text);
}

int store_frame(struct store *store, const struct frame *frame, struct sim_err *err)
{
    int status = frame_check(frame, err);
    if (status == SIM_OK)
        status = store_scope_open(store, doing, err);
    return status == SIM_OK ? store_scope_close(store, keep_frame(store, frame, err), doing, err) : status;
}

int store_drop_computed(struct store *store, struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = SIM_OK;
    bool more = true;
    /* One at a time: a table cannot be dropped while a query is open. */
    while (status == SIM_OK && more) {
        char *name = NULL;
        status = store_sql_prepare(store, "SELECT name FROM frames ORDER BY position LIMIT 1", &statement, doing, err);
        const int rc = status == SIM_OK ? sqlite3_step(statement) : SQLITE_DONE;
        more = rc == SQLITE_ROW;
        if (more && (name = sim_strdup((const char *)sqlite3_column_text(statement, 0))) == NULL)
            status = no_memory(store, err);
        else if (!more && rc != SQLITE_DONE)
            status = store_sql_fail(store, rc, doing, err);
        sqlite3_finalize(statement);
        statement = NULL;
        if (status == SIM_OK && name != NULL)
            status = forget_frame(store, name, err);
        if (status == SIM_OK && name != NULL)
            status = store_sql_prepare(store, "DELETE FROM frames WHERE name = ?", &statement, doing, err);
        if (status == SIM_OK && name != NULL)
            status = store_sql_insert(store, statement, doing, err, "t", name);
        sqlite3_finalize(statement);
        statement = NULL;
        free(name);
    }
    for (int i = 0; status == SIM_OK && i < STORE_N_TABLES; i++)
        if (store_tables[i].clear != NULL)
            status = drop_table(store, store_tables[i].definition.name, err);
    return status;
}

int store_unsettle(struct store *store, struct sim_err *err)
{
    if (!store->settled)
        return SIM_OK;
    int status = store_meta_set(store, "status", "running", err);
    if (status == SIM_OK)
        status = store_sql_run(store, "DELETE FROM meta WHERE key = 'finished'", doing, err);
    if (status == SIM_OK)
        status = store_drop_computed(store, err);
    store->settled = status != SIM_OK;
    return status;
}

static const char *pooled(struct store_contents *c, sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return pool_text(&c->pool, text != NULL ? text : "");
}

static enum frame_type find_type(const char *name)
{
    for (int i = FRAME_TEXT; name != NULL && i <= FRAME_REAL; i++)
        if (strcmp(type_names[i], name) == 0)
            return (enum frame_type)i;
    return FRAME_REAL;
}

/* columns[n_columns] of the frame that `statement` is bound to. */
static int read_columns(struct store *store, struct store_contents *c, sqlite3_stmt *statement,
                        struct frame_definition *frame, struct sim_err *err)
{
    struct frame_column *columns = pool_alloc(&c->pool, frame->n_columns, sizeof *columns);
    size_t n = 0;
    int rc = SQLITE_DONE;
    if (columns == NULL)
        return no_memory(store, err);
    frame->columns = columns;
    while (n < frame->n_columns && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
        struct frame_column *column = &columns[n++];
        *column = (struct frame_column){.name = pooled(c, statement, 0),
                                        .type = find_type((const char *)sqlite3_column_text(statement, 1)),
                                        .unit = pooled(c, statement, 2),
                                        .en = pooled(c, statement, 3),
                                        .nl = pooled(c, statement, 4)};
        if (column->name == NULL || column->unit == NULL || column->en == NULL || column->nl == NULL)
            return no_memory(store, err);
    }
    frame->n_columns = n;
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SIM_OK : store_sql_fail(store, rc, "read the result", err);
}

int store_read_frames(struct store *store, struct store_contents *c, struct sim_err *err)
{
    static const char reading[] = "read the result";
    sqlite3_stmt *list = NULL, *columns = NULL;
    struct frame_definition *frames = NULL;
    int64_t n = 0;
    int rc = SQLITE_DONE;
    int status = store_sql_number(store, "SELECT count(*) FROM frames", &n, reading, err);
    if (status == SIM_OK && (frames = pool_alloc(&c->pool, (size_t)n, sizeof *frames)) == NULL)
        status = no_memory(store, err);
    c->frames = frames;
    if (status == SIM_OK)
        status = store_sql_prepare(store,
                                   "SELECT name, en, nl, (SELECT count(*) FROM frame_columns WHERE frame = frames.name)"
                                   " FROM frames ORDER BY position",
                                   &list, reading, err);
    if (status == SIM_OK)
        status =
            store_sql_prepare(store,
                              "SELECT name, type, unit, en, nl FROM frame_columns WHERE frame = ? ORDER BY position",
                              &columns, reading, err);
    while (status == SIM_OK && c->n_frames < (size_t)n && (rc = sqlite3_step(list)) == SQLITE_ROW) {
        struct frame_definition *frame = &frames[c->n_frames++];
        *frame = (struct frame_definition){.name = pooled(c, list, 0),
                                           .en = pooled(c, list, 1),
                                           .nl = pooled(c, list, 2),
                                           .n_columns = (size_t)sqlite3_column_int64(list, 3)};
        if (frame->name == NULL || frame->en == NULL || frame->nl == NULL)
            status = no_memory(store, err);
        else if ((rc = sqlite3_bind_text(columns, 1, frame->name, -1, SQLITE_STATIC)) != SQLITE_OK)
            status = store_sql_fail(store, rc, reading, err);
        else
            status = read_columns(store, c, columns, frame, err);
        (void)sqlite3_reset(columns);
    }
    if (status == SIM_OK && rc != SQLITE_DONE && rc != SQLITE_ROW && rc != SQLITE_OK)
        status = store_sql_fail(store, rc, reading, err);
    sqlite3_finalize(list);
    sqlite3_finalize(columns);
    return status;
}

int store_each_frame_row(struct store *store, const struct frame_definition *frame, store_row_fn *each, void *context,
                         struct sim_err *err)
{
    struct text sql = {0};
    text_add(&sql, "SELECT * FROM ");
    add_name(&sql, frame->name);
    text_add(&sql, " ORDER BY rowid");
    const int status =
        sql.failed ? no_memory(store, err) : store_each_result(store, text_get(&sql), each, context, err);
    text_free(&sql);
    return status;
}
