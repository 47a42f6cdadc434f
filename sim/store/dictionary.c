/* The data dictionary of a result: what every table, column and outcome of it is. */
#include "sim/store/meaning.h"
#include "sim/store/sql.h"

static const char *const types[] = {[FRAME_TEXT] = "text", [FRAME_INTEGER] = "integer", [FRAME_REAL] = "real"};

static const struct sim_range without = SIM_ANY;

struct rows {
    store_row_fn *each;
    void *context;
    struct sim_err *err;
};

static struct store_cell text_cell(const char *text)
{
    return (struct store_cell){.type = STORE_TEXT, .text = text != NULL ? text : ""};
}

/* An end of a range: empty where there is no limit. */
static struct store_cell limit_cell(double limit)
{
    return isfinite(limit) ? (struct store_cell){.type = STORE_REAL, .real = limit}
                           : (struct store_cell){.type = STORE_NULL};
}

static int row(const struct rows *rows, const char *table, const char *column, const char *type, const char *unit,
               const char *en, const char *nl, struct sim_range range)
{
    const struct store_cell cells[] = {
        text_cell(table), text_cell(column), text_cell(type),          text_cell(unit),
        text_cell(en),    text_cell(nl),     limit_cell(range.lowest), limit_cell(range.highest)};
    return rows->each(rows->context, cells, sizeof cells / sizeof cells[0], rows->err);
}

/* A row for the table itself, without a column, and one for each column; `name`: its own, or the second one. */
static int rows_of(const struct rows *rows, const char *name, const struct frame_definition *d)
{
    int status = row(rows, name, "", "table", "", d->en, d->nl, without);
    for (size_t i = 0; status == SIM_OK && i < d->n_columns; i++) {
        const struct frame_column *c = &d->columns[i];
        const struct meaning *meaning = meaning_find(d->name, c->name);
        status = row(rows, name, c->name, types[c->type], c->unit, meaning != NULL ? meaning->en : c->en,
                     meaning != NULL ? meaning->nl : c->nl, without);
    }
    return status;
}

int store_each_description(const struct store_contents *contents, store_row_fn *each, void *context,
                           struct sim_err *err)
{
    const struct rows rows = {each, context, err};
    int status = SIM_OK;
    for (int i = 0; status == SIM_OK && i < STORE_N_TABLES; i++) {
        const struct frame_definition table = store_table_definition(contents, (enum store_table)i);
        if (store_table_held(contents, (enum store_table)i))
            status = rows_of(&rows, table.name, &table);
    }
    for (size_t i = 0; status == SIM_OK && i < contents->n_frames; i++) {
        const char *alias = store_table_alias(contents->frames[i].name);
        status = rows_of(&rows, contents->frames[i].name, &contents->frames[i]);
        if (status == SIM_OK && alias != NULL)
            status = rows_of(&rows, alias, &contents->frames[i]);
    }
    for (size_t i = 0; status == SIM_OK && i < contents->n_outcomes; i++) {
        const struct sim_outcome *o = &contents->outcomes[i];
        status =
            row(&rows, "", o->name, "outcome", o->unit, o->en, o->nl, sim_outcome_range(o, contents->horizon_months));
    }
    return status;
}
