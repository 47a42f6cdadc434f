#include "sim/config/paramtext.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/config/describe.h"
#include "sim/config/table.h"

const char *params_type(enum param_type type)
{
    static const char *const NAMES[] = {"real", "integer", "boolean", "choice", "text", "reals", "texts"};

    return NAMES[type];
}

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static const char *description(const struct param *row, enum params_lang lang)
{
    return or_empty(lang == PARAMS_NL ? row->nl : row->en);
}

void params_add_default(struct text *text, const struct param *row, enum params_lang lang)
{
    if (table_required(row)) {
        text_add(text, lang == PARAMS_NL ? "verplicht" : "required");
        return;
    }
    switch (row->type) {
    case PARAM_REAL:
    case PARAM_INT:
        describe_number(text, row->fallback);
        break;
    case PARAM_BOOL:
        text_add(text, row->fallback != 0.0 ? "true" : "false");
        break;
    case PARAM_CHOICE:
        text_add(text, row->fallback_text);
        break;
    case PARAM_TEXT:
        describe_quoted(text, or_empty(row->fallback_text));
        break;
    case PARAM_REALS:
    case PARAM_TEXTS:
        text_add(text, "[");
        if (row->fallback_text)
            text_add(text, row->fallback_text);
        for (int i = 0; row->type == PARAM_REALS && !row->fallback_text && i < row->length; i++) {
            text_add(text, i == 0 ? "" : " ");
            describe_number(text, row->fallback);
        }
        text_add(text, "]");
        break;
    }
}

/* The allowed range or choices; "" when everything is allowed. */
static void add_allowed(struct text *text, const struct param *row)
{
    if (row->choices) {
        for (const char *c = row->choices; *c; c++)
            text_bytes(text, *c == '|' ? ", " : c, *c == '|' ? 2 : 1);
    } else if (row->type == PARAM_REAL || row->type == PARAM_INT || row->type == PARAM_REALS) {
        if (isfinite(row->lowest))
            describe_number(text, row->lowest);
        text_add(text, "..");
        if (isfinite(row->highest))
            describe_number(text, row->highest);
    } else if (row->type == PARAM_BOOL) {
        text_add(text, "true, false");
    }
}

static void add_text_row(struct text *text, const struct param *row, enum params_lang lang)
{
    text_printf(text, "%s\n    ", row->path);
    text_printf(text, "%s%s", description(row, lang), "\n    ");
    text_add(text, params_type(row->type));
    if (row->length > 0)
        text_printf(text, "[%d]", row->length);
    text_add(text, lang == PARAMS_NL ? "; standaard " : "; default ");
    params_add_default(text, row, lang);
    if (row->choices || row->type == PARAM_REAL || row->type == PARAM_INT || row->type == PARAM_REALS) {
        text_add(text, lang == PARAMS_NL ? "; toegestaan " : "; allowed ");
        add_allowed(text, row);
    }
    if (row->unit && row->unit[0] && strcmp(row->unit, "1") != 0)
        text_printf(text, "; %s %s", lang == PARAMS_NL ? "eenheid" : "unit", row->unit);
    if (row->source && row->source[0])
        text_printf(text, "; %s: %s", lang == PARAMS_NL ? "bron" : "source", row->source);
    text_add(text, "\n");
}

/* A cell of a Markdown table: '|' would end it. */
static void add_cell(struct text *text, const char *s)
{
    text_add(text, " ");
    for (; *s; s++) {
        if (*s == '|')
            text_add(text, "\\");
        text_bytes(text, s, 1);
    }
    text_add(text, " |");
}

static void add_markdown_row(struct text *text, const struct param *row, enum params_lang lang)
{
    struct text cell = {0};

    text_printf(text, "| `%s` |", row->path);
    add_cell(text, description(row, lang));
    add_cell(text, or_empty(row->unit));
    params_add_default(&cell, row, lang);
    add_cell(text, text_get(&cell));
    text_cut(&cell, 0);
    add_allowed(&cell, row);
    add_cell(text, text_get(&cell));
    add_cell(text, or_empty(row->source));
    text_add(text, "\n");
    text->failed = text->failed || cell.failed;
    text_free(&cell);
}

static json_t *number_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *words(const char *list, char separator)
{
    const size_t n_words = table_n_words(list, separator);
    json_t *array = json_array();
    size_t n;

    for (size_t i = 0; array && i < n_words; i++) {
        const char *word = table_word(list, separator, i, &n);

        if (json_array_append_new(array, json_stringn(word, n)) < 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *default_json(const struct param *row)
{
    struct text text = {0};
    json_t *value = NULL;

    if (table_required(row))
        return json_null();
    switch (row->type) {
    case PARAM_REAL:
        return number_or_null(row->fallback);
    case PARAM_INT:
        return json_integer((json_int_t)row->fallback);
    case PARAM_BOOL:
        return json_boolean(row->fallback != 0.0);
    case PARAM_CHOICE:
    case PARAM_TEXT:
        return json_string(or_empty(row->fallback_text));
    case PARAM_TEXTS:
        return words(row->fallback_text, ' ');
    case PARAM_REALS:
        /* The numbers as they stand in the table: between brackets and commas they are JSON already. */
        params_add_default(&text, row, PARAMS_EN);
        for (size_t i = 0; !text.failed && i < text.n; i++)
            if (text.s[i] == ' ')
                text.s[i] = ',';
        if (!text.failed)
            value = json_loads(text_get(&text), 0, NULL);
        text_free(&text);
        return value;
    }
    return NULL;
}

static json_t *row_json(const struct param *row, enum params_lang lang)
{
    const bool ranged = row->type == PARAM_REAL || row->type == PARAM_INT || row->type == PARAM_REALS;

    return json_pack("{s:s, s:s, s:s, s:b, s:o, s:o, s:o, s:o, s:i, s:s, s:s}", "path", row->path, "type",
                     params_type(row->type), "unit", or_empty(row->unit), "required", table_required(row) ? 1 : 0,
                     "default", default_json(row), "lowest", ranged ? number_or_null(row->lowest) : json_null(),
                     "highest", ranged ? number_or_null(row->highest) : json_null(), "choices",
                     words(row->choices, '|'), "length", row->length, "description", description(row, lang), "source",
                     or_empty(row->source));
}

static int print_json(FILE *out, const struct param *params, size_t n, enum params_lang lang)
{
    json_t *array = json_array();
    int status = array ? SIM_OK : SIM_E_NOMEM;

    for (size_t i = 0; i < n && status == SIM_OK; i++)
        if (json_array_append_new(array, row_json(&params[i], lang)) < 0)
            status = SIM_E_NOMEM;
    if (status == SIM_OK
        && (json_dumpf(array, out, JSON_INDENT(2) | JSON_REAL_PRECISION(15)) < 0 || fputc('\n', out) == EOF))
        status = SIM_E_IO;
    json_decref(array);
    return status;
}

int params_print(FILE *out, const struct param *params, size_t n, enum params_format format, enum params_lang lang)
{
    static const char *const HEADS[] = {
        "| Parameter | Meaning | Unit | Default | Allowed | Source |\n|---|---|---|---|---|---|\n",
        "| Parameter | Betekenis | Eenheid | Standaard | Toegestaan | Bron |\n|---|---|---|---|---|---|\n"};
    struct text text = {0};
    int status = SIM_OK;

    if (format == PARAMS_JSON)
        return print_json(out, params, n, lang);
    if (format == PARAMS_MARKDOWN)
        text_add(&text, HEADS[lang == PARAMS_NL]);
    for (size_t i = 0; i < n; i++) {
        if (format == PARAMS_MARKDOWN)
            add_markdown_row(&text, &params[i], lang);
        else
            add_text_row(&text, &params[i], lang);
    }
    if (text.failed)
        status = SIM_E_NOMEM;
    else if (fwrite(text_get(&text), 1, text.n, out) != text.n)
        status = SIM_E_IO;
    text_free(&text);
    return status;
}
