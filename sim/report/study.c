#include "sim/report/study.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/report/analysis.h"
#include "sim/report/layout.h"
#include "sim/report/words.h"

enum { MOST_ROWS = 60, SIGNIFICANT = 4 };

const struct frame *report_study_frame(const struct report_study *study, const char *name)
{
    for (size_t i = 0; i < study->n_frames; i++)
        if (strcmp(study->frames[i].definition->name, name) == 0)
            return &study->frames[i];
    return NULL;
}

static const char *in(const struct report_study *study, const char *en, const char *nl)
{
    return study->lang == REPORT_NL ? nl : en;
}

/* Decimals that show SIGNIFICANT digits of a value, never an exponent. */
static int decimals_of(double value)
{
    const double size = fabs(value);
    if (!(size > 0.0) || !isfinite(size))
        return 0;
    const int before = (int)floor(log10(size)) + 1;
    const int decimals = SIGNIFICANT - before;
    return decimals < 0 ? 0 : decimals > 8 ? 8 : decimals;
}

static void number(char text[WORDS_NUMBER_SIZE], const struct report_study *study, double value, int decimals)
{
    if (isnan(value))
        (void)snprintf(text, WORDS_NUMBER_SIZE, "-");
    else
        words_number(text, value, decimals, study->lang);
}

/* The label of an outcome, "" and other words as they are. */
static const char *outcome_label(const struct report_study *study, const char *name)
{
    for (size_t i = 0; i < study->model->n_outcomes; i++)
        if (strcmp(study->model->outcomes[i].name, name) == 0)
            return in(study, study->model->outcomes[i].en, study->model->outcomes[i].nl);
    return name;
}

static bool ends_with(const char *word, const char *end)
{
    const size_t n = strlen(word), m = strlen(end);
    return n >= m && strcmp(word + n - m, end) == 0 && (n == m || word[n - m - 1] == '_');
}

/* Whether column i and the next are the limits of an interval: they are shown as one. */
static bool is_interval(const struct frame_definition *definition, size_t i)
{
    return i + 1 < definition->n_columns && definition->columns[i].type == FRAME_REAL
           && ends_with(definition->columns[i].name, "lo") && ends_with(definition->columns[i + 1].name, "hi");
}

/* Whether a column has a value anywhere: others are not shown. */
static bool is_empty(const struct frame *frame, size_t column)
{
    const enum frame_type type = frame->definition->columns[column].type;
    for (size_t r = 0; r < frame->n_rows; r++) {
        const union frame_cell *cell = &frame_row(frame, r)[column];
        if (type == FRAME_INTEGER || (type == FRAME_REAL && !isnan(cell->real))
            || (type == FRAME_TEXT && cell->text != NULL && cell->text[0] != '\0'))
            return false;
    }
    return true;
}

static void add_cell(const struct report_study *study, struct layout *table, const struct frame_column *column,
                     const union frame_cell *cell)
{
    char text[WORDS_NUMBER_SIZE];
    switch (column->type) {
    case FRAME_TEXT:
        layout_cell(table, TINT_NONE, "%s",
                    cell->text == NULL                     ? ""
                    : strcmp(column->name, "outcome") == 0 ? outcome_label(study, cell->text)
                    : words_is_value(column->name)         ? words_value(text, cell->text, study->lang)
                                                           : words_cell(column->name, cell->text, study->lang));
        return;
    case FRAME_INTEGER:
        layout_cell(table, TINT_NONE, "%" PRId64, cell->integer);
        return;
    case FRAME_REAL:
        if (strcmp(column->unit, "rows") == 0 && isfinite(cell->real)) {
            layout_cell(table, TINT_NONE, "%.0f", cell->real); /* to be pasted behind --points, as whole columns are */
            return;
        }
        number(text, study, cell->real, strcmp(column->unit, "replications") == 0 ? 0 : decimals_of(cell->real));
        layout_cell(table, TINT_NONE, "%s", text);
        return;
    }
}

static void add_interval(const struct report_study *study, struct layout *table, const union frame_cell *lo,
                         const union frame_cell *hi)
{
    char low[WORDS_NUMBER_SIZE], high[WORDS_NUMBER_SIZE];
    if (isnan(lo->real) && isnan(hi->real)) {
        layout_cell(table, TINT_DIM, "-");
        return;
    }
    const double widest = fmax(fabs(lo->real), fabs(hi->real));
    const int decimals = decimals_of(isnan(widest) ? lo->real : widest);
    number(low, study, lo->real, decimals);
    number(high, study, hi->real, decimals);
    layout_cell(table, TINT_DIM, "(%s; %s)", low, high);
}

/* The columns that are shown: at most LAYOUT_MAX_COLUMNS. Outcome and unit stand above the rows that share them, and so
 * do arm and reference where rows tell parameters apart. */
struct shown {
    size_t column[LAYOUT_MAX_COLUMNS];
    size_t n, outcome, unit, arm, reference; /* columns; n_columns: none */
    unsigned right;
};

static struct shown choose_columns(const struct frame *frame)
{
    const struct frame_definition *definition = frame->definition;
    const size_t none = definition->n_columns;
    struct shown shown = {.outcome = frame_column(definition, "outcome"), .unit = frame_column(definition, "unit")};
    const bool above = shown.outcome < none && frame_column(definition, "parameter") < none;
    shown.arm = above ? frame_column(definition, "arm") : none;
    shown.reference = above ? frame_column(definition, "reference") : none;
    for (size_t i = 0; i < definition->n_columns && shown.n < LAYOUT_MAX_COLUMNS; i++) {
        if (i == shown.outcome || i == shown.arm || i == shown.reference
            || (shown.outcome < definition->n_columns && i == shown.unit) || is_empty(frame, i))
            continue;
        if (definition->columns[i].type != FRAME_TEXT)
            shown.right |= 1u << shown.n;
        shown.column[shown.n++] = i;
        if (is_interval(definition, i))
            i++;
    }
    return shown;
}

static void print_rows(struct text *out, const struct report_study *study, const struct frame *frame,
                       const struct shown *shown, size_t first, size_t end)
{
    const struct frame_definition *definition = frame->definition;
    struct layout table;
    layout_start(&table, shown->n, shown->right);
    table.head = true;
    for (size_t i = 0; i < shown->n; i++) {
        const struct frame_column *column = &definition->columns[shown->column[i]];
        layout_cell(&table, TINT_DIM, "%s",
                    is_interval(definition, shown->column[i]) ? in(study, "95 % interval", "95%-interval")
                                                              : in(study, column->en, column->nl));
    }
    for (size_t r = first; r < end; r++)
        for (size_t i = 0; i < shown->n; i++) {
            const size_t k = shown->column[i];
            const union frame_cell *cells = frame_row(frame, r);
            if (is_interval(definition, k))
                add_interval(study, &table, &cells[k], &cells[k + 1]);
            else
                add_cell(study, &table, &definition->columns[k], &cells[k]);
        }
    layout_print(&table, out, LAYOUT_ALL, study->color);
    out->failed = out->failed || table.failed;
    layout_free(&table);
}

/* Whether two rows have the same text in a column, or there is no such column. */
static bool same_text(const struct frame *frame, size_t a, size_t b, size_t column)
{
    return column == frame->definition->n_columns
           || strcmp(frame_row(frame, a)[column].text, frame_row(frame, b)[column].text) == 0;
}

/* First row after `row` that speaks of another outcome, arm or reference. */
static size_t end_of_outcome(const struct frame *frame, const struct shown *shown, size_t row)
{
    size_t end = row + 1;
    if (shown->outcome == frame->definition->n_columns)
        return frame->n_rows;
    while (end < frame->n_rows && same_text(frame, row, end, shown->outcome) && same_text(frame, row, end, shown->arm)
           && same_text(frame, row, end, shown->reference))
        end++;
    return end;
}

static void print_outcome(struct text *out, const struct report_study *study, const struct frame *frame,
                          const struct shown *shown, size_t row)
{
    const union frame_cell *cells = frame_row(frame, row);
    char unit[WORDS_UNIT_SIZE] = "";
    struct text line = {0};
    if (shown->outcome == frame->definition->n_columns)
        return;
    if (shown->unit < frame->definition->n_columns)
        words_unit(unit, cells[shown->unit].text, study->lang);
    text_printf(&line, unit[0] != '\0' ? "%s (%s)" : "%s", outcome_label(study, cells[shown->outcome].text), unit);
    if (shown->arm < frame->definition->n_columns)
        text_printf(&line, ", %s", cells[shown->arm].text);
    if (shown->reference < frame->definition->n_columns && cells[shown->reference].text[0] != '\0')
        text_printf(&line, in(study, " less %s", " min %s"), cells[shown->reference].text);
    text_add(out, "\n  ");
    layout_tinted(out, TINT_NONE, study->color, text_get(&line));
    text_add(out, "\n");
    out->failed = out->failed || line.failed;
    text_free(&line);
}

static void print_table(struct text *out, const struct report_study *study, const struct frame *frame)
{
    const struct shown shown = choose_columns(frame);
    size_t printed = 0;
    text_add(out, "\n");
    layout_tinted(out, TINT_HEAD, study->color, in(study, frame->definition->en, frame->definition->nl));
    text_add(out, "\n");
    if (frame->n_rows == 0 || shown.n == 0) {
        text_add(out, in(study, "  nothing\n", "  niets\n"));
        return;
    }
    for (size_t end; printed < frame->n_rows && printed < MOST_ROWS; printed = end) {
        end = end_of_outcome(frame, &shown, printed);
        print_outcome(out, study, frame, &shown, printed);
        if (end > printed + MOST_ROWS)
            end = printed + MOST_ROWS;
        print_rows(out, study, frame, &shown, printed, end);
    }
    if (printed < frame->n_rows)
        text_printf(out, in(study, "  ... and %zu more rows\n", "  ... en nog %zu rijen\n"), frame->n_rows - printed);
}

static void print_header(struct text *out, const struct report_study *study)
{
    layout_tinted(out, TINT_HEAD, study->color, study->title);
    text_add(out, "\n");
    text_printf(out, "%s: ", study->command);
    if (study->points > 0)
        text_printf(out, in(study, "%zu points, %zu replications at each, ", "%zu punten, %zu herhalingen op elk, "),
                    study->points, study->replications);
    text_printf(out,
                in(study, "%zu arms, %zu runs, seed %" PRIu64 "\n",
                   "%zu varianten, %zu runs, startgetal %" PRIu64 "\n"),
                study->arms, study->runs, study->seed);
    if (study->failed > 0)
        text_printf(out,
                    in(study, "%zu runs failed and are left out: samenspel export %s --table failures\n",
                       "%zu runs zijn mislukt en tellen niet mee: samenspel export %s --table failures\n"),
                    study->failed, study->path);
}

static void print_without(struct text *out, const struct report_study *study)
{
    struct text line = {0};
    for (size_t i = 0; i < study->n_without; i++) {
        const struct sim_outcome *outcome = &study->model->outcomes[study->without[i]];
        text_printf(&line, "%s%s (%s)",
                    i > 0 ? "; " : in(study, "No run gave a value of: ", "Geen run gaf een waarde van: "),
                    in(study, outcome->en, outcome->nl), outcome->name);
    }
    if (study->n_without > 0) {
        text_add(&line, study->nothing
                            ? in(study, ". There is nothing else to tell.", ". Meer is er niet te vertellen.")
                            : in(study, ". The tables leave it out.", ". De tabellen laten dat weg."));
        text_add(out, "\n");
        layout_paragraph(out, 0, text_get(&line));
    }
    out->failed = out->failed || line.failed;
    text_free(&line);
}

/* One row per command that has something to say. */
static const struct study_sayings *const all_sayings[] = {
    &study_sayings_sweep,    &study_sayings_sensitivity, &study_sayings_calibrate,
    &study_sayings_discover, &study_sayings_select,      &study_sayings_advise,
};

static const struct study_sayings *find_sayings(const char *command)
{
    for (size_t i = 0; i < sizeof all_sayings / sizeof all_sayings[0]; i++)
        if (strcmp(all_sayings[i]->command, command) == 0)
            return all_sayings[i];
    return NULL;
}

static void print_reading(struct text *out, const struct report_study *study, const struct study_sayings *sayings)
{
    text_add(out, "\n");
    layout_tinted(out, TINT_HEAD, study->color, in(study, "How to read this", "Hoe dit te lezen"));
    text_add(out, "\n");
    sayings->reading(out, study);
}

static int print_text(FILE *out, const struct report_study *study, struct sim_err *err)
{
    const struct study_sayings *sayings = find_sayings(study->command);
    struct text text = {0};
    print_header(&text, study);
    print_without(&text, study);
    if (study->nothing) {
        const int written = report_write(out, text_get(&text), text.n, text.failed, err);
        text_free(&text);
        return written;
    }
    if (sayings != NULL && sayings->finding != NULL)
        sayings->finding(&text, study);
    for (size_t i = 0; i < study->n_frames; i++)
        if (!study->frames[i].definition->bulk)
            print_table(&text, study, &study->frames[i]);
    report_study_beyond(&text, study);
    if (sayings != NULL && sayings->reading != NULL)
        print_reading(&text, study, sayings);
    text_printf(&text, in(study, "\nTables: samenspel export %s --table", "\nTabellen: samenspel export %s --table"),
                study->path);
    for (size_t i = 0; i < study->n_frames; i++)
        text_printf(&text, "%s%s", i > 0 ? "|" : " ", study->frames[i].definition->name);
    text_printf(&text, "|outcomes%s|dictionary\n", study->points > 0 ? "|design" : "");
    const int status = report_write(out, text_get(&text), text.n, text.failed, err);
    text_free(&text);
    return status;
}

/* NaN and infinity have no place in JSON. */
static json_t *json_cell(enum frame_type type, const union frame_cell *cell)
{
    switch (type) {
    case FRAME_TEXT:
        return cell->text != NULL ? json_string(cell->text) : json_null();
    case FRAME_INTEGER:
        return json_integer(cell->integer);
    case FRAME_REAL:
        break;
    }
    return isfinite(cell->real) ? json_real(cell->real) : json_null();
}

static json_t *json_table(const struct frame *frame)
{
    json_t *rows = json_array();
    bool good = rows != NULL;
    for (size_t r = 0; good && r < frame->n_rows; r++) {
        json_t *row = json_object();
        good = json_array_append_new(rows, row) == 0;
        for (size_t c = 0; good && c < frame->definition->n_columns; c++)
            good = json_object_set_new(row, frame->definition->columns[c].name,
                                       json_cell(frame->definition->columns[c].type, &frame_row(frame, r)[c]))
                   == 0;
    }
    if (good)
        return rows;
    json_decref(rows);
    return NULL;
}

/* The name of a file need not be UTF-8: question marks stand for what JSON cannot hold. */
static json_t *json_path(const char *path)
{
    json_t *json = json_string(path);
    char *copy = json == NULL ? sim_strdup(path) : NULL;
    for (char *c = copy; c != NULL && *c != '\0'; c++)
        if ((unsigned char)*c >= 0x80)
            *c = '?';
    if (copy != NULL)
        json = json_string(copy);
    free(copy);
    return json;
}

static int print_json(FILE *out, const struct report_study *study, struct sim_err *err)
{
    json_t *root =
        json_pack("{s:i, s:s, s:s, s:o, s:I, s:I, s:I, s:I, s:I, s:I}", "schema", 1, "command", study->command, "title",
                  study->title, "result", json_path(study->path), "seed", (json_int_t)study->seed, "points",
                  (json_int_t)study->points, "replications", (json_int_t)study->replications, "arms",
                  (json_int_t)study->arms, "runs", (json_int_t)study->runs, "failed", (json_int_t)study->failed);
    json_t *tables = json_object(), *without = json_array();
    bool good = root != NULL && tables != NULL && without != NULL;
    for (size_t i = 0; good && i < study->n_without; i++)
        good = json_array_append_new(without, json_string(study->model->outcomes[study->without[i]].name)) == 0;
    good = good && json_object_set(root, "without_value", without) == 0;
    for (size_t i = 0; good && i < study->n_frames; i++)
        good = json_object_set_new(tables, study->frames[i].definition->name, json_table(&study->frames[i])) == 0;
    good = good && json_object_set(root, "tables", tables) == 0;
    char *bytes = good ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(17)) : NULL;
    int status = bytes != NULL ? SIM_OK : sim_fail(err, SIM_E_NOMEM, "out of memory while writing the report");
    if (status == SIM_OK) {
        (void)fputs(bytes, out);
        (void)fputc('\n', out);
        status = report_flush(out, err);
    }
    free(bytes);
    json_decref(without);
    json_decref(tables);
    json_decref(root);
    return status;
}

int report_study_print(FILE *out, const struct report_study *study, struct sim_err *err)
{
    if (study->format == REPORT_JSON)
        return print_json(out, study, err);
    if (study->format == REPORT_TEXT)
        return print_text(out, study, err);
    for (size_t i = 0; i < study->n_frames; i++)
        if (!study->frames[i].definition->bulk)
            return report_export(out, study->store, study->frames[i].definition->name, REPORT_CSV, err);
    return SIM_OK;
}
