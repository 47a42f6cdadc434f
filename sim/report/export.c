#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "sim/report/analysis.h"

/* Where rows go. */
struct sink {
    FILE *out;
    enum report_format format;
    const char *const *columns;
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
            (void)fprintf(sink->out, "%s\"%s\": ", i > 0 ? ", " : "", sink->columns[i]);
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

int report_rows(FILE *out, struct store *store, const struct analysis *analysis, enum store_table table,
                enum report_format format, struct sim_err *err)
{
    struct sink sink = {.out = out, .format = format};
    size_t n;
    sink.columns = store_table_columns(table, &n);
    if (format == REPORT_JSON)
        (void)fputc('[', out);
    else
        for (size_t i = 0; i < n; i++)
            (void)fprintf(out, "%s%s", sink.columns[i], i + 1 < n ? "," : "\n");
    int status = table == STORE_SUMMARY || table == STORE_CONTRASTS
                     ? analysis_each_row(analysis, table, write_row, &sink, err)
                     : store_each_row(store, &analysis->contents, table, write_row, &sink, err);
    if (status == SIM_OK && format == REPORT_JSON)
        (void)fputs("\n]\n", out);
    return status == SIM_OK ? report_flush(out, err) : status;
}

static int find_table(const char *name, enum store_table *out, struct sim_err *err)
{
    for (int i = 0; i < STORE_N_TABLES; i++)
        if (strcmp(name, store_table_name((enum store_table)i)) == 0) {
            *out = (enum store_table)i;
            return SIM_OK;
        }
    if (strcmp(name, "events") == 0)
        return sim_fail(err, SIM_E_INPUT, "this result holds no events: they are told by `samenspel trace`");
    if (strcmp(name, "design") == 0)
        return sim_fail(err, SIM_E_INPUT, "this result holds no design: it is not of a sweep");
    return sim_fail(err, SIM_E_INPUT,
                    "there is no table \"%s\"; allowed: outcomes, summary, contrasts, series, flows, flow-series, "
                    "parameters",
                    name);
}

int report_export(FILE *out, struct store *store, const char *table, enum report_format format, struct sim_err *err)
{
    enum store_table which = STORE_OUTCOMES;
    struct analysis analysis = {0};
    int status = find_table(table, &which, err);
    if (status != SIM_OK)
        return status;
    if (format != REPORT_CSV && format != REPORT_JSON)
        return sim_fail(err, SIM_E_INPUT, "a table is exported as csv or json");
    if (which == STORE_SUMMARY || which == STORE_CONTRASTS)
        status = analysis_read(store, REPORT_COMPARE, &analysis, err);
    else
        status = store_contents_read(store, &analysis.contents, err);
    if (status == SIM_OK && (which == STORE_SERIES || which == STORE_FLOW_SERIES) && !analysis.contents.has_series)
        status = sim_fail(err, SIM_E_INPUT, "this result holds no monthly series: run it with --series");
    if (status == SIM_OK)
        status = report_rows(out, store, &analysis, which, format, err);
    analysis_free(&analysis);
    return status;
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

int report_store_tables(struct store *store, struct sim_err *err)
{
    static const enum store_table tables[] = {STORE_SUMMARY, STORE_CONTRASTS};
    struct analysis analysis = {0};
    int status = analysis_read(store, REPORT_COMPARE, &analysis, err);
    if (status == SIM_OK)
        status = store_begin(store, err);
    if (status != SIM_OK)
        goto cleanup;
    for (size_t i = 0; status == SIM_OK && i < 2; i++) {
        struct keeper keeper = {store, tables[i]};
        status = store_table_clear(store, tables[i], err);
        if (status == SIM_OK)
            status = analysis_each_row(&analysis, tables[i], keep_row, &keeper, err);
    }
    if (status == SIM_OK)
        status = store_commit(store, err);
    else
        store_abandon(store);
cleanup:
    analysis_free(&analysis);
    return status;
}
