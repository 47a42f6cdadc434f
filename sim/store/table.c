/* The stored tables as exports see them: names, columns, rows in a fixed order. */
#include "sim/store/read.h"

#include "sim/store/sql.h"

#include <math.h>

static const char doing[] = "read the result";

static const struct {
    const char *name;
    const char *columns[STORE_MAX_COLUMNS];
    const char *rows; /* ?1 = number of replications that the result speaks of */
    const char *clear, *add;
} tables[STORE_N_TABLES] = {
    [STORE_OUTCOMES] = {"outcomes",
                        {"arm", "replication", "outcome", "value"},
                        "SELECT a.name, v.replication, o.name, v.value FROM outcome_values v"
                        " CROSS JOIN arms a ON a.arm = v.arm CROSS JOIN outcome_labels o ON o.outcome = v.outcome"
                        " WHERE v.replication < ?1 ORDER BY v.arm, v.replication, v.outcome",
                        NULL,
                        NULL},
    [STORE_SERIES] = {"series",
                      {"arm", "replication", "month", "outcome", "value"},
                      "SELECT a.name, v.replication, v.month, o.name, v.value FROM series_values v"
                      " CROSS JOIN arms a ON a.arm = v.arm CROSS JOIN outcome_labels o ON o.outcome = v.outcome"
                      " WHERE v.replication < ?1 ORDER BY v.arm, v.replication, v.month, v.outcome",
                      NULL,
                      NULL},
    /* By names: the keys of parties depend on the order of writing. */
    [STORE_FLOWS] = {"flows",
                     {"arm", "replication", "from", "to", "purpose", "cents"},
                     "SELECT a.name, v.replication, f.name, t.name, p.name, v.cents FROM flow_values v"
                     " JOIN arms a ON a.arm = v.arm JOIN parties f ON f.party = v.from_party"
                     " JOIN parties t ON t.party = v.to_party JOIN purposes p ON p.purpose = v.purpose"
                     " WHERE v.replication < ?1 ORDER BY v.arm, v.replication, f.name, t.name, v.purpose",
                     NULL,
                     NULL},
    /* The table comes first in the join, so that only the rows of one month are sorted at a time. */
    [STORE_FLOW_SERIES] =
        {"flow-series",
         {"arm", "replication", "month", "from", "to", "purpose", "cents"},
         "SELECT a.name, v.replication, v.month, f.name, t.name, p.name, v.cents"
         " FROM flow_month_values v"
         " CROSS JOIN arms a ON a.arm = v.arm CROSS JOIN parties f ON f.party = v.from_party"
         " CROSS JOIN parties t ON t.party = v.to_party CROSS JOIN purposes p ON p.purpose = v.purpose"
         " WHERE v.replication < ?1"
         " ORDER BY v.arm, v.replication, v.month, f.name, t.name, v.purpose",
         NULL,
         NULL},
    [STORE_PARAMETERS] = {"parameters",
                          {"arm", "path", "value", "stated"},
                          "SELECT p.arm, p.path, p.value, p.stated FROM parameters p JOIN arms a ON a.name = p.arm"
                          " WHERE ?1 IS NOT NULL ORDER BY a.arm, p.path",
                          NULL,
                          NULL},
    [STORE_SUMMARY] = {"summary",
                       {"arm", "outcome", "unit", "n", "mean", "sd", "lo", "hi", "q05", "q50", "q95"},
                       "SELECT * FROM summary WHERE ?1 IS NOT NULL ORDER BY rowid",
                       "DELETE FROM summary",
                       "INSERT INTO summary VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
    [STORE_CONTRASTS] = {"contrasts",
                         {"arm", "reference", "outcome", "unit", "n", "diff", "lo", "hi", "p_better"},
                         "SELECT * FROM contrasts WHERE ?1 IS NOT NULL ORDER BY rowid",
                         "DELETE FROM contrasts",
                         "INSERT INTO contrasts VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)"},
};

const char *store_table_name(enum store_table table)
{
    return tables[table].name;
}

const char *const *store_table_columns(enum store_table table, size_t *n)
{
    for (*n = 0; *n < STORE_MAX_COLUMNS && tables[table].columns[*n] != NULL;)
        ++*n;
    return tables[table].columns;
}

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

int store_each_row(struct store *store, const struct store_contents *contents, enum store_table table,
                   store_row_fn *each, void *context, struct sim_err *err)
{
    struct store_cell cells[STORE_MAX_COLUMNS];
    sqlite3_stmt *statement = NULL;
    size_t n;
    (void)store_table_columns(table, &n);
    int status = store_sql_prepare(store, tables[table].rows, &statement, doing, err);
    int rc = SQLITE_DONE;
    if (status == SIM_OK && (rc = sqlite3_bind_int64(statement, 1, (int64_t)contents->replications)) != SQLITE_OK)
        status = store_sql_fail(store, rc, doing, err);
    while (status == SIM_OK && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
        for (size_t i = 0; i < n; i++)
            cells[i] = cell(statement, (int)i);
        status = each(context, cells, n, err);
    }
    if (status == SIM_OK && rc != SQLITE_DONE)
        status = store_sql_fail(store, rc, doing, err);
    sqlite3_finalize(statement);
    return status;
}

/* Only the computed tables can be filled from outside. */
static int computed(struct store *store, enum store_table table, struct sim_err *err)
{
    if (tables[table].add != NULL && store->in_batch)
        return SIM_OK;
    return sim_fail(err, SIM_E_STORE, "%s: the table %s is not open for writing", store->path, tables[table].name);
}

int store_table_clear(struct store *store, enum store_table table, struct sim_err *err)
{
    const int status = computed(store, table, err);
    return status == SIM_OK ? store_sql_run(store, tables[table].clear, "empty a table", err) : status;
}

int store_table_add(struct store *store, enum store_table table, const struct store_cell *cells, struct sim_err *err)
{
    static const char adding[] = "store a table";
    size_t n;
    int status = computed(store, table, err);
    if (status != SIM_OK)
        return status;
    sqlite3_stmt **statement = &store->add_row[table == STORE_SUMMARY ? 0 : 1];
    if (*statement == NULL)
        status = store_sql_prepare(store, tables[table].add, statement, adding, err);
    if (status != SIM_OK)
        return status;
    int rc = SQLITE_OK;
    (void)store_table_columns(table, &n);
    for (size_t i = 0; rc == SQLITE_OK && i < n; i++) {
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
