/* Rows of the stored tables: read in their order, all or those of one arm or outcome, and written where they are
 * computed. */
#include "sim/store/read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/config/suggest.h"
#include "sim/store/sql.h"
#include "sim/store/table.h"

static const char doing[] = "read the result";

static struct store_cell cell(sqlite3_stmt *statement, int column)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        return (struct store_cell){.type = STORE_INTEGER, .integer = sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT:
        return (struct store_cell){.type = STORE_REAL, .real = sqlite3_column_double(statement, column)};
    case SQLITE_TEXT:
        return (struct store_cell){.type = STORE_TEXT, .text = (const char *)sqlite3_column_text(statement, column)};
    default:
        return (struct store_cell){.type = STORE_NULL};
    }
}

static struct store_cell text_cell(const char *text)
{
    return (struct store_cell){.type = STORE_TEXT, .text = text};
}

static struct store_cell number_cell(size_t number)
{
    return (struct store_cell){.type = STORE_INTEGER, .integer = (int64_t)number};
}

int store_each_result(struct store *store, const char *sql, store_row_fn *each, void *context, struct sim_err *err)
{
    struct store_cell *cells = NULL;
    sqlite3_stmt *statement = NULL;
    int rc = SQLITE_DONE;
    int status = store_sql_prepare(store, sql, &statement, doing, err);
    const size_t n = status == SIM_OK ? (size_t)sqlite3_column_count(statement) : 0;
    if (status == SIM_OK && (cells = sim_calloc(n, sizeof *cells)) == NULL)
        status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory while reading the result", store->path);
    while (status == SIM_OK && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
        for (size_t i = 0; i < n; i++)
            cells[i] = cell(statement, (int)i);
        status = each(context, cells, n, err);
    }
    if (status == SIM_OK && rc != SQLITE_DONE)
        status = store_sql_fail(store, rc, doing, err);
    sqlite3_finalize(statement);
    free(cells);
    return status;
}

/* The reading of a table item by item. */
struct by_item {
    struct store *store;
    const struct store_contents *contents;
    enum store_table table;
    sqlite3_stmt *statement;
    int64_t outcome; /* -1: all */
    store_row_fn *each;
    void *context;
};

/* A number becomes the name that it stands for. */
static int name_cell(const struct by_item *b, struct store_cell *numbered, bool outcome, struct sim_err *err)
{
    const struct store_contents *c = b->contents;
    const int64_t i = numbered->integer;
    if (i < 0 || (size_t)i >= (outcome ? c->n_outcomes : c->n_purposes))
        return sim_fail(err, SIM_E_STORE, "%s: the result is inconsistent: it refers to what it does not hold",
                        b->store->path);
    *numbered = text_cell(outcome ? c->outcomes[i].name : c->purposes[i].name);
    return SIM_OK;
}

static int bind_item(const struct by_item *b, size_t point, size_t arm, struct sim_err *err)
{
    const struct store_contents *c = b->contents;
    /* An unfinished experiment speaks of whatever failed as well. */
    const bool all = b->table == STORE_FAILURES && !c->complete;
    int rc = sqlite3_bind_int64(b->statement, 1, (int64_t)point);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int64(b->statement, 2, b->store->arm_ids[arm]);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int64(b->statement, 3, all ? INT64_MAX : (int64_t)c->replications);
    if (rc == SQLITE_OK)
        rc = b->outcome < 0 ? sqlite3_bind_null(b->statement, 4) : sqlite3_bind_int64(b->statement, 4, b->outcome);
    return rc == SQLITE_OK ? SIM_OK : store_sql_fail(b->store, rc, doing, err);
}

static int each_of_item(const struct by_item *b, size_t point, size_t arm, struct sim_err *err)
{
    struct store_cell cells[STORE_MAX_COLUMNS];
    const int n = sqlite3_column_count(b->statement);
    const int outcome = store_tables[b->table].outcome, purpose = store_tables[b->table].purpose;
    size_t first = 0;
    int rc = SQLITE_DONE;
    int status = bind_item(b, point, arm, err);
    if (b->contents->n_factors > 0)
        cells[first++] = number_cell(point);
    cells[first++] = text_cell(b->contents->arms[arm].name);
    while (status == SIM_OK && (rc = sqlite3_step(b->statement)) == SQLITE_ROW) {
        for (int i = 0; i < n; i++)
            cells[first + (size_t)i] = cell(b->statement, i);
        if (outcome >= 0)
            status = name_cell(b, &cells[first + (size_t)outcome], true, err);
        if (purpose >= 0)
            status = name_cell(b, &cells[first + (size_t)purpose], false, err);
        if (status == SIM_OK)
            status = b->each(b->context, cells, first + (size_t)n, err);
    }
    if (status == SIM_OK && rc != SQLITE_DONE)
        status = store_sql_fail(b->store, rc, doing, err);
    (void)sqlite3_reset(b->statement);
    return status;
}

/* Points and arms in order, each with its own query: no sorting, whatever the keys of the arms in the file are. */
static int each_by_item(struct by_item *b, const char *arm_name, struct sim_err *err)
{
    const struct store_contents *c = b->contents;
    int status = store_sql_prepare(b->store, b->outcome < 0 ? store_tables[b->table].rows : store_tables[b->table].one,
                                   &b->statement, doing, err);
    for (size_t point = 0; status == SIM_OK && point < c->n_points; point++)
        for (size_t arm = 0; status == SIM_OK && arm < c->n_arms; arm++)
            if (arm_name == NULL || strcmp(arm_name, c->arms[arm].name) == 0)
                status = each_of_item(b, point, arm, err);
    sqlite3_finalize(b->statement);
    return status;
}

/* The result has no `what` of this name; of those that it has (as suggest_nearest takes them) one may be meant. */
static int fail_name(const char *what, const char *name, const void *words, size_t n, size_t stride,
                     struct sim_err *err)
{
    const char *near = suggest_nearest(name, words, n, stride);
    return sim_fail(err, SIM_E_INPUT, "this result has no %s \"%s\"%s%s%s", what, name,
                    near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
}

/* SIM_E_INPUT when the selection names what the table or the result does not have. */
static int resolve(const struct store_contents *c, enum store_table table, const struct store_selection *selection,
                   int64_t *outcome, struct sim_err *err)
{
    size_t o = 0, arm = 0;
    *outcome = -1;
    if (selection == NULL || (selection->arm == NULL && selection->outcome == NULL))
        return SIM_OK;
    if (store_tables[table].order != BY_ITEM)
        return sim_fail(err, SIM_E_INPUT, "rows of one arm or outcome cannot be chosen from the table %s",
                        store_tables[table].definition.name);
    while (selection->arm != NULL && arm < c->n_arms && strcmp(c->arms[arm].name, selection->arm) != 0)
        arm++;
    if (arm == c->n_arms)
        return fail_name("arm", selection->arm, &c->arms[0].name, c->n_arms, sizeof c->arms[0], err);
    if (selection->outcome == NULL)
        return SIM_OK;
    if (store_tables[table].outcome < 0)
        return sim_fail(err, SIM_E_INPUT, "the table %s has no outcomes to choose from",
                        store_tables[table].definition.name);
    while (o < c->n_outcomes && strcmp(c->outcomes[o].name, selection->outcome) != 0)
        o++;
    if (o == c->n_outcomes)
        return fail_name("outcome", selection->outcome, &c->outcomes[0].name, c->n_outcomes, sizeof c->outcomes[0],
                         err);
    *outcome = (int64_t)o;
    return SIM_OK;
}

int store_selection_check(const struct store_contents *contents, enum store_table table,
                          const struct store_selection *selection, struct sim_err *err)
{
    int64_t outcome;
    return resolve(contents, table, selection, &outcome, err);
}

int store_each_selected(struct store *store, const struct store_contents *contents, enum store_table table,
                        const struct store_selection *selection, store_row_fn *each, void *context, struct sim_err *err)
{
    struct by_item b = {
        .store = store, .contents = contents, .table = table, .outcome = -1, .each = each, .context = context};
    const int status = resolve(contents, table, selection, &b.outcome, err);
    if (status != SIM_OK)
        return status;
    if (store_tables[table].order == AT_ONCE)
        return store_each_result(store, store_tables[table].rows, each, context, err);
    if (store_tables[table].order == DESCRIBED)
        return store_each_description(contents, each, context, err);
    return each_by_item(&b, selection != NULL ? selection->arm : NULL, err);
}

int store_each_row(struct store *store, const struct store_contents *contents, enum store_table table,
                   store_row_fn *each, void *context, struct sim_err *err)
{
    return store_each_selected(store, contents, table, NULL, each, context, err);
}

/* Only the computed store_tables can be filled from outside. */
static int computed(struct store *store, enum store_table table, struct sim_err *err)
{
    if (store_tables[table].add != NULL && store->in_batch)
        return SIM_OK;
    return sim_fail(err, SIM_E_STORE, "%s: the table %s is not open for writing", store->path,
                    store_tables[table].definition.name);
}

int store_table_clear(struct store *store, enum store_table table, struct sim_err *err)
{
    const int status = computed(store, table, err);
    return status == SIM_OK ? store_sql_run(store, store_tables[table].clear, "empty a table", err) : status;
}

int store_table_add(struct store *store, enum store_table table, const struct store_cell *cells, struct sim_err *err)
{
    static const char adding[] = "store a table";
    int status = computed(store, table, err);
    if (status != SIM_OK)
        return status;
    sqlite3_stmt **statement = &store->add_row[table == STORE_SUMMARY ? 0 : 1];
    if (*statement == NULL)
        status = store_sql_prepare(store, store_tables[table].add, statement, adding, err);
    if (status != SIM_OK)
        return status;
    int rc = SQLITE_OK;
    for (size_t i = 0; rc == SQLITE_OK && i < store_tables[table].definition.n_columns; i++) {
        const int position = (int)i + 1;
        if (cells[i].type == STORE_TEXT)
            rc = sqlite3_bind_text(*statement, position, cells[i].text, -1, SQLITE_TRANSIENT);
        else if (cells[i].type == STORE_INTEGER)
            rc = sqlite3_bind_int64(*statement, position, cells[i].integer);
        else if (cells[i].type == STORE_REAL && !isnan(cells[i].real))
            rc = sqlite3_bind_double(*statement, position, cells[i].real);
        else
            rc = sqlite3_bind_null(*statement, position);
    }
    return rc == SQLITE_OK ? store_sql_step(store, *statement, adding, err) : store_sql_fail(store, rc, adding, err);
}
