#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/report/analysis.h"
#include "sim/report/layout.h"
#include "sim/report/words.h"

static const char *label(const struct sim_outcome *o, enum report_lang lang)
{
    return lang == REPORT_NL ? o->nl : o->en;
}

static const char *direction(const struct sim_outcome *o, enum report_lang lang)
{
    return o->better == 0 ? "-" : words_get(o->better > 0 ? WORD_HIGHER : WORD_LOWER, lang);
}

/* Whole limits without decimals. */
static int places(double limit)
{
    return floor(limit) < limit ? 2 : 0;
}

/* The unit in the language; unlike in a report, "1" is written. */
static const char *unit_shown(char out[WORDS_UNIT_SIZE], const struct sim_outcome *o, enum report_lang lang)
{
    words_unit(out, o->unit, lang);
    return out[0] != '\0' ? out : o->unit;
}

/* "0 to 100", "from 0"; of a sum of months what it is in one of them: "0 to 1 a month"; "-" for what may be anything. */
static void range_shown(struct text *out, const struct sim_outcome *o, enum report_lang lang)
{
    const struct sim_range range = o->range;
    const bool least = isfinite(range.lowest), most = isfinite(range.highest);
    char low[WORDS_NUMBER_SIZE], high[WORDS_NUMBER_SIZE];
    words_number(low, range.lowest, places(range.lowest), lang);
    words_number(high, range.highest, places(range.highest), lang);
    if (least && most)
        text_printf(out, "%s %s %s", low, words_get(WORD_TO, lang), high);
    else if (least)
        text_printf(out, "%s %s", words_get(WORD_FROM, lang), low);
    else if (most)
        text_printf(out, "%s %s", words_get(WORD_AT_MOST, lang), high);
    else
        text_add(out, "-");
    if (o->aggregate == SIM_AGGREGATE_SUM && ((least && range.lowest != 0.0) || (most && range.highest != 0.0)))
        text_printf(out, " %s", words_get(WORD_A_MONTH, lang));
}

static void print_text(struct text *out, const struct sim_outcome *outcomes, size_t n, enum report_lang lang)
{
    static const enum word heads[] = {WORD_NAME, WORD_UNIT, WORD_RANGE, WORD_DIRECTION, WORD_MAIN};
    enum { N_HEADS = sizeof heads / sizeof heads[0] };
    char unit[WORDS_UNIT_SIZE];
    struct layout table;
    layout_start(&table, N_HEADS, 0);
    for (size_t i = 0; i < N_HEADS; i++)
        layout_cell(&table, TINT_NONE, "%s", words_get(heads[i], lang));
    for (size_t i = 0; i < n; i++) {
        layout_cell(&table, TINT_NONE, "%s", outcomes[i].name);
        struct text range = {0};
        range_shown(&range, &outcomes[i], lang);
        layout_cell(&table, TINT_NONE, "%s", unit_shown(unit, &outcomes[i], lang));
        layout_cell(&table, TINT_NONE, "%s", text_get(&range));
        out->failed = out->failed || range.failed;
        text_free(&range);
        layout_cell(&table, TINT_NONE, "%s", direction(&outcomes[i], lang));
        layout_cell(&table, TINT_NONE, "%s", words_get(outcomes[i].main ? WORD_YES : WORD_NO, lang));
    }
    layout_print(&table, out, LAYOUT_ALL, false);
    out->failed = out->failed || table.failed;
    layout_free(&table);
    text_add(out, "\n");
    for (size_t i = 0; i < n; i++) {
        struct text line = {0};
        text_printf(&line, "%s: %s (%s)", outcomes[i].name, label(&outcomes[i], lang),
                    words_aim(outcomes[i].aim, lang));
        layout_paragraph(out, 2, text_get(&line));
        out->failed = out->failed || line.failed;
        text_free(&line);
    }
}

/* A bar would end the cell of a Markdown table. */
static void markdown_cell(struct text *out, const char *text)
{
    text_add(out, " ");
    for (; *text != '\0'; text++) {
        if (*text == '|')
            text_add(out, "\\");
        text_bytes(out, text, 1);
    }
    text_add(out, " |");
}

static void print_markdown(struct text *out, const struct sim_outcome *outcomes, size_t n, enum report_lang lang)
{
    static const enum word heads[] = {WORD_NAME, WORD_UNIT, WORD_RANGE, WORD_DIRECTION,
                                      WORD_AIM,  WORD_MAIN, WORD_LABEL};
    char unit[WORDS_UNIT_SIZE];
    text_add(out, "|");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        markdown_cell(out, words_get(heads[i], lang));
    text_add(out, "\n|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < n; i++) {
        const struct sim_outcome *o = &outcomes[i];
        struct text range = {0};
        range_shown(&range, o, lang);
        text_printf(out, "| `%s` |", o->name);
        markdown_cell(out, unit_shown(unit, o, lang));
        markdown_cell(out, text_get(&range));
        out->failed = out->failed || range.failed;
        text_free(&range);
        markdown_cell(out, direction(o, lang));
        markdown_cell(out, words_aim(o->aim, lang));
        markdown_cell(out, words_get(o->main ? WORD_YES : WORD_NO, lang));
        markdown_cell(out, label(o, lang));
        text_add(out, "\n");
    }
}

/* null: none. */
static json_t *limit(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/* The range of a sum is that of each of its months. */
static void print_json(struct text *out, const struct sim_outcome *outcomes, size_t n)
{
    static const char *const aggregates[] = {[SIM_AGGREGATE_END] = "end",
                                             [SIM_AGGREGATE_MEAN] = "mean",
                                             [SIM_AGGREGATE_SUM] = "sum",
                                             [SIM_AGGREGATE_EVENT] = "event"};
    json_t *list = json_array();
    char *bytes = NULL;
    bool good = list != NULL;
    for (size_t i = 0; good && i < n; i++) {
        const struct sim_outcome *o = &outcomes[i];
        json_t *row = json_pack("{s:s, s:s, s:i, s:s, s:{s:o, s:o, s:s}, s:b, s:i, s:s, s:s, s:s}", "name", o->name,
                                "unit", o->unit, "better", o->better, "aggregate", aggregates[o->aggregate], "range",
                                "lowest", limit(o->range.lowest), "highest", limit(o->range.highest), "of",
                                o->aggregate == SIM_AGGREGATE_SUM ? "month" : "run", "main", o->main, "decimals",
                                o->decimals, "aim", o->aim, "en", o->en, "nl", o->nl);
        good = json_array_append_new(list, row) == 0;
    }
    if (good)
        bytes = json_dumps(list, JSON_INDENT(1));
    if (bytes != NULL) {
        text_add(out, bytes);
        text_add(out, "\n");
    } else {
        out->failed = true;
    }
    free(bytes);
    json_decref(list);
}

int outcomes_print(FILE *out, const struct sim_outcome *outcomes, size_t n, enum report_format format,
                   enum report_lang lang, struct sim_err *err)
{
    struct text text = {0};
    if (format == REPORT_CSV)
        return sim_fail(err, SIM_E_INPUT, "the table of outcomes is shown as text, json or markdown");
    if (format == REPORT_JSON)
        print_json(&text, outcomes, n);
    else if (format == REPORT_MARKDOWN)
        print_markdown(&text, outcomes, n, lang);
    else
        print_text(&text, outcomes, n, lang);
    const int status = report_write(out, text_get(&text), text.n, text.failed, err);
    text_free(&text);
    return status;
}
