#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/config/suggest.h"
#include "sim/report/analysis.h"
#include "sim/report/statistics.h"

enum { MOST_COLUMNS = 32 }; /* of a table of statistics */

/* Where rows go. */
struct sink {
    FILE *out;
    enum report_format format;
    const struct frame_column *columns;
    size_t n_rows;
};

/* RFC 4180: quoted when it holds a comma, a quote or a line break; quotes doubled. */
static void csv_text(FILE *out, const char *text)
{
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        (void)fputs(text, out);
        return;
    }
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            (void)fputc('"', out);
        (void)fputc(*text, out);
    }
    (void)fputc('"', out);
}

static void json_text(FILE *out, const char *text)
{
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\')
            (void)fprintf(out, "\\%c", byte);
        else if (byte < 0x20)
            (void)fprintf(out, "\\u%04x", (unsigned)byte);
        else
            (void)fputc(byte, out);
    }
    (void)fputc('"', out);
}

static void write_cell(const struct sink *sink, const struct store_cell *cell)
{
    char number[STORE_NUMBER_SIZE];
    const bool json = sink->format == REPORT_JSON;
    switch (cell->type) {
    case STORE_INTEGER:
        (void)fprintf(sink->out, "%" PRId64, cell->integer);
        return;
    case STORE_REAL:
        store_number(number, cell->real);
        if (json && !isfinite(cell->real))
            (void)fputs("null", sink->out); /* JSON knows no infinity */
        else
            (void)fputs(number, sink->out);
        return;
    case STORE_TEXT:
        (json ? json_text : csv_text)(sink->out, cell->text != NULL ? cell->text : "");
        return;
    case STORE_NULL:
        break;
    }
    if (json)
        (void)fputs("null", sink->out);
}

static int failed_write(struct sim_err *err)
{
    return sim_fail(err, SIM_E_IO, "cannot write the output: %s", strerror(errno));
}

static int write_row(void *context, const struct store_cell *cells, size_t n, struct sim_err *err)
{
    struct sink *sink = context;
    if (sink->format == REPORT_JSON) {
        (void)fputs(sink->n_rows > 0 ? ",\n{" : "\n{", sink->out);
        for (size_t i = 0; i < n; i++) {
            (void)fprintf(sink->out, "%s\"%s\": ", i > 0 ? ", " : "", sink->columns[i].name);
            write_cell(sink, &cells[i]);
        }
        (void)fputc('}', sink->out);
    } else {
        for (size_t i = 0; i < n; i++) {
            if (i > 0)
                (void)fputc(',', sink->out);
            write_cell(sink, &cells[i]);
        }
        (void)fputc('\n', sink->out);
    }
    sink->n_rows++;
    return ferror(sink->out) ? failed_write(err) : SIM_OK;
}

/* What stands before and after the rows. */
static void write_head(const struct sink *sink, const struct frame_definition *definition)
{
    if (sink->format == REPORT_JSON)
        (void)fputc('[', sink->out);
    else
        for (size_t i = 0; i < definition->n_columns; i++)
            (void)fprintf(sink->out, "%s%s", definition->columns[i].name, i + 1 < definition->n_columns ? "," : "\n");
}

static int write_foot(const struct sink *sink, struct sim_err *err)
{
    if (sink->format == REPORT_JSON)
        (void)fputs("\n]\n", sink->out);
    return report_flush(sink->out, err);
}

/* Rows of one arm or outcome of a table that is not stored run by run. */
struct chooser {
    struct sink *sink;
    const struct store_selection *selection;
    size_t arm, outcome; /* their columns; of a difference, that of the arm and not of the reference */
};

static bool is_chosen(const char *wished, const struct store_cell *cell)
{
    return wished == NULL || (cell->type == STORE_TEXT && cell->text != NULL && strcmp(cell->text, wished) == 0);
}

static int write_chosen(void *context, const struct store_cell *cells, size_t n, struct sim_err *err)
{
    const struct chooser *chooser = context;
    if (!is_chosen(chooser->selection->arm, &cells[chooser->arm])
        || !is_chosen(chooser->selection->outcome, &cells[chooser->outcome]))
        return SIM_OK;
    return write_row(chooser->sink, cells, n, err);
}

/* SIM_E_INPUT when the table has no such column, or the result no such arm or outcome. */
static int check_choice(const struct store_contents *c, const struct frame_definition *frame,
                        const struct store_selection *selection, struct sim_err *err)
{
    const struct store_selection by_arm = {.arm = selection->arm}, by_outcome = {.outcome = selection->outcome};
    if (selection->arm != NULL && frame_column(frame, "arm") == frame->n_columns)
        return sim_fail(err, SIM_E_INPUT, "the table %s has no column arm: rows of one arm cannot be chosen from it",
                        frame->name);
    if (selection->outcome != NULL && frame_column(frame, "outcome") == frame->n_columns)
        return sim_fail(err, SIM_E_INPUT,
                        "the table %s has no column outcome: rows of one outcome cannot be chosen from it",
                        frame->name);
    const int status = store_selection_check(c, STORE_OUTCOMES, &by_arm, err);
    return status == SIM_OK ? store_selection_check(c, STORE_OUTCOMES, &by_outcome, err) : status;
}

static bool is_choice(const struct store_selection *selection)
{
    return selection != NULL && (selection->arm != NULL || selection->outcome != NULL);
}

static struct chooser choose(struct sink *sink, const struct frame_definition *frame,
                             const struct store_selection *selection)
{
    return (struct chooser){
        .sink = sink,
        .selection = selection,
        .arm = selection->arm != NULL ? frame_column(frame, "arm") : 0,
        .outcome = selection->outcome != NULL ? frame_column(frame, "outcome") : 0,
    };
}

/* Tables with arms that are not stored run by run. */
static bool is_chosen_here(enum store_table table)
{
    return table == STORE_SUMMARY || table == STORE_CONTRASTS || table == STORE_PARAMETERS;
}

static int write_table(FILE *out, struct store *store, const struct analysis *analysis, enum store_table table,
                       const struct store_selection *selection, enum report_format format, struct sim_err *err)
{
    const struct frame_definition definition = store_table_definition(&analysis->contents, table);
    struct sink sink = {.out = out, .format = format, .columns = definition.columns};
    struct chooser chooser;
    const bool here = is_choice(selection) && is_chosen_here(table);
    store_row_fn *const each = here ? write_chosen : write_row;
    void *context = &sink;
    int status;
    if (here) {
        chooser = choose(&sink, &definition, selection);
        context = &chooser;
    }
    write_head(&sink, &definition);
    if (table == STORE_SUMMARY || table == STORE_CONTRASTS)
        status = analysis_each_row(analysis, table, each, context, err);
    else
        status = store_each_selected(store, &analysis->contents, table, here ? NULL : selection, each, context, err);
    return status == SIM_OK ? write_foot(&sink, err) : status;
}

int report_rows(FILE *out, struct store *store, const struct analysis *analysis, enum store_table table,
                enum report_format format, struct sim_err *err)
{
    return write_table(out, store, analysis, table, NULL, format, err);
}

static int write_frame(FILE *out, struct store *store, const struct store_contents *contents,
                       const struct frame_definition *frame, const struct store_selection *selection,
                       enum report_format format, struct sim_err *err)
{
    struct sink sink = {.out = out, .format = format, .columns = frame->columns};
    struct chooser chooser;
    int status = is_choice(selection) ? check_choice(contents, frame, selection, err) : SIM_OK;
    if (status != SIM_OK)
        return status;
    write_head(&sink, frame);
    if (is_choice(selection)) {
        chooser = choose(&sink, frame, selection);
        status = store_each_frame_row(store, frame, write_chosen, &chooser, err);
    } else {
        status = store_each_frame_row(store, frame, write_row, &sink, err);
    }
    return status == SIM_OK ? write_foot(&sink, err) : status;
}

/* A table that a finished comparison keeps, of the runs that an unfinished one has. */
struct wanted {
    FILE *out;
    const struct store_contents *contents;
    const char *name;
    const struct store_selection *selection;
    enum report_format format;
    bool found;
};

static struct store_cell cell_of(enum frame_type type, union frame_cell cell)
{
    if (type == FRAME_INTEGER)
        return (struct store_cell){.type = STORE_INTEGER, .integer = cell.integer};
    if (type == FRAME_REAL && !isnan(cell.real))
        return (struct store_cell){.type = STORE_REAL, .real = cell.real};
    if (type == FRAME_TEXT && cell.text != NULL)
        return (struct store_cell){.type = STORE_TEXT, .text = cell.text};
    return (struct store_cell){.type = STORE_NULL};
}

static int write_wanted(void *context, const struct frame *frame, struct sim_err *err)
{
    struct wanted *w = context;
    const struct frame_definition *d = frame->definition;
    struct sink sink = {.out = w->out, .format = w->format, .columns = d->columns};
    struct store_cell cells[MOST_COLUMNS];
    if (strcmp(d->name, w->name) != 0 || d->n_columns > MOST_COLUMNS)
        return SIM_OK;
    w->found = true;
    int status = is_choice(w->selection) ? check_choice(w->contents, d, w->selection, err) : SIM_OK;
    if (status != SIM_OK)
        return status;
    struct chooser chooser = {.sink = &sink};
    if (is_choice(w->selection))
        chooser = choose(&sink, d, w->selection);
    write_head(&sink, d);
    for (size_t r = 0; status == SIM_OK && r < frame->n_rows; r++) {
        for (size_t i = 0; i < d->n_columns; i++)
            cells[i] = cell_of(d->columns[i].type, frame_row(frame, r)[i]);
        status = is_choice(w->selection) ? write_chosen(&chooser, cells, d->n_columns, err)
                                         : write_row(&sink, cells, d->n_columns, err);
    }
    return status == SIM_OK ? write_foot(&sink, err) : status;
}

/* *found: the table is one of those, and was written. */
static int export_unfinished(struct store *store, struct analysis *analysis, struct wanted *wanted, struct sim_err *err)
{
    analysis_free(analysis);
    const int status = analysis_read(store, REPORT_COMPARE, analysis, err);
    wanted->contents = &analysis->contents;
    return status == SIM_OK ? statistics_compute(analysis, write_wanted, wanted, err) : status;
}

/* Whether the result becomes one with the tables of a comparison. */
static bool is_unfinished_comparison(const struct store_contents *c)
{
    static const char *const procedures[] = {"", STORE_RUN, STORE_ANTITHETIC, STORE_RUN_ANTITHETIC};
    bool comparison = false;
    for (size_t i = 0; i < sizeof procedures / sizeof procedures[0]; i++)
        comparison = comparison || strcmp(c->procedure, procedures[i]) == 0;
    return comparison && !c->complete && c->replications > 0;
}

/* Why a table that other results have is not in this one; NULL when the name is of no such table. */
static const char *why_absent(const char *name)
{
    static const struct {
        const char *name, *why;
    } reasons[] = {
        {"events",
         "this result holds no events: run it with --events, or have samenspel trace tell those of one replication"},
        {"design", "this result holds no design: it is not of a sweep"},
        {"series", "this result holds no monthly series: run it with --series"},
        {"flow-series", "this result holds no monthly series: run it with --series"},
        {"point-summary", "this result holds no summary: that is of the arms as they are, or of a sweep's points"},
        {"point-contrasts", "this result holds no contrasts: they are of the arms as they are, or of a sweep's points"},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (strcmp(name, reasons[i].name) == 0)
            return reasons[i].why;
    return NULL;
}

/* SIM_E_INPUT with the tables that there are. */
static int fail_table(const struct store_contents *c, const char *name, struct sim_err *err)
{
    struct suggestion suggestion = {.word = name};
    struct text known = {0};
    int status;
    if (why_absent(name) != NULL)
        return sim_fail(err, SIM_E_INPUT, "%s", why_absent(name));
    for (int i = 0; i < STORE_N_TABLES; i++)
        if (store_table_held(c, (enum store_table)i)) {
            const struct frame_definition table = store_table_definition(c, (enum store_table)i);
            text_printf(&known, "%s%s", known.n > 0 ? ", " : "", table.name);
            suggest_consider(&suggestion, table.name, strlen(table.name));
        }
    for (size_t i = 0; i < c->n_frames; i++) {
        const char *alias = store_table_alias(c->frames[i].name);
        text_printf(&known, ", %s", c->frames[i].name);
        if (alias != NULL)
            text_printf(&known, " (or %s)", alias);
        suggest_consider(&suggestion, c->frames[i].name, strlen(c->frames[i].name));
    }
    if (suggestion.n > 0)
        text_printf(&known, "; did you mean \"%.*s\"?", (int)suggestion.n, suggestion.best);
    if (known.failed)
        status = sim_fail(err, SIM_E_NOMEM, "out of memory");
    else
        status = sim_fail(err, SIM_E_INPUT, "there is no table \"%s\"; allowed: %s", name, text_get(&known));
    text_free(&known);
    return status;
}

static int export_table(FILE *out, struct store *store, struct analysis *analysis, enum store_table table,
                        const struct store_selection *selection, enum report_format format, struct sim_err *err)
{
    const struct frame_definition definition = store_table_definition(&analysis->contents, table);
    int status = is_choice(selection) && is_chosen_here(table)
                     ? check_choice(&analysis->contents, &definition, selection, err)
                     : store_selection_check(&analysis->contents, table, selection, err);
    if (status == SIM_OK && (table == STORE_SUMMARY || table == STORE_CONTRASTS)) {
        analysis_free(analysis);
        status = analysis_read(store, REPORT_COMPARE, analysis, err);
    }
    return status == SIM_OK ? write_table(out, store, analysis, table, selection, format, err) : status;
}

int report_export_selected(FILE *out, struct store *store, const char *table, const struct store_selection *selection,
                           enum report_format format, struct sim_err *err)
{
    struct analysis analysis = {0};
    const struct store_contents *c = &analysis.contents;
    if (format != REPORT_CSV && format != REPORT_JSON)
        return sim_fail(err, SIM_E_INPUT, "a table is exported as csv or json");
    int status = store_contents_read(store, &analysis.contents, err);
    if (status != SIM_OK)
        goto cleanup;
    table = store_table_meant(c, table);
    for (int i = 0; i < STORE_N_TABLES; i++)
        if (store_table_held(c, (enum store_table)i)
            && strcmp(table, store_table_definition(c, (enum store_table)i).name) == 0) {
            status = export_table(out, store, &analysis, (enum store_table)i, selection, format, err);
            goto cleanup;
        }
    for (size_t i = 0; i < c->n_frames; i++)
        if (strcmp(table, c->frames[i].name) == 0) {
            status = write_frame(out, store, c, &c->frames[i], selection, format, err);
            goto cleanup;
        }
    if (is_unfinished_comparison(c)) {
        struct wanted wanted = {.out = out, .name = table, .selection = selection, .format = format};
        status = export_unfinished(store, &analysis, &wanted, err);
        if (status != SIM_OK || wanted.found)
            goto cleanup;
    }
    status = fail_table(c, table, err);
cleanup:
    analysis_free(&analysis);
    return status;
}

int report_export(FILE *out, struct store *store, const char *table, enum report_format format, struct sim_err *err)
{
    return report_export_selected(out, store, table, NULL, format, err);
}

struct keeper {
    struct store *store;
    enum store_table table;
};

static int keep_row(void *context, const struct store_cell *cells, size_t n, struct sim_err *err)
{
    const struct keeper *keeper = context;
    (void)n;
    return store_table_add(keeper->store, keeper->table, cells, err);
}

static int store_tables_of(struct store *store, bool statistics, const volatile int *stop, struct sim_err *err)
{
    static const enum store_table tables[] = {STORE_SUMMARY, STORE_CONTRASTS};
    const bool batch = store_in_batch(store);
    struct analysis analysis = {0};
    int status = analysis_read_until(store, REPORT_COMPARE, stop, &analysis, err);
    if (status != SIM_OK || analysis.contents.n_factors > 0)
        goto cleanup; /* of a design, the tables are those of its study */
    status = batch ? SIM_OK : store_begin(store, err);
    if (status != SIM_OK)
        goto cleanup;
    for (size_t i = 0; status == SIM_OK && i < 2; i++) {
        struct keeper keeper = {store, tables[i]};
        status = store_table_clear(store, tables[i], err);
        if (status == SIM_OK)
            status = analysis_each_row(&analysis, tables[i], keep_row, &keeper, err);
    }
    if (status == SIM_OK && statistics)
        status = statistics_store(store, &analysis, err);
    if (!batch && status == SIM_OK)
        status = store_commit(store, err);
    else if (!batch)
        store_abandon(store);
cleanup:
    analysis_free(&analysis);
    return status;
}

int report_store_tables(struct store *store, struct sim_err *err)
{
    return store_tables_of(store, true, NULL, err);
}

int report_store_tables_until(struct store *store, const volatile int *stop, struct sim_err *err)
{
    return store_tables_of(store, true, stop, err);
}

int report_store_arms(struct store *store, const volatile int *stop, struct sim_err *err)
{
    return store_tables_of(store, false, stop, err);
}
