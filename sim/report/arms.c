/* The tables of outcomes: arms against the reference, or one arm alone. */
#include <math.h>

#include "sim/report/writer.h"

enum { COLUMN_ARM = 1, COLUMNS_MEAN = 2 | 4, COLUMNS_CONTRAST = 8 | 16 | 32 | 64 };

static void count_text(const struct writer *w, struct text *out, size_t count)
{
    char number[WORDS_NUMBER_SIZE];
    words_number(number, (double)count, 0, w->lang);
    text_add(out, number);
}

/* "7 of 10"; "22 of 240, 173 equal"; "all equal": the runs themselves, never per hundred. */
static void chance_cell(const struct writer *w, struct layout *table, const struct analysis_contrast *c, int better)
{
    struct text cell = {0};
    const size_t n = c->x.n;
    if (n == 0 || (better == 0 && c->ties < n)) {
        layout_cell(table, TINT_NONE, "-");
        return;
    }
    if (c->ties == n) {
        text_add(&cell, writer_word(w, WORD_ALL_EQUAL));
    } else {
        count_text(w, &cell, c->wins);
        text_printf(&cell, " %s ", writer_word(w, WORD_OF));
        count_text(w, &cell, n);
        if (c->ties > 0) {
            text_add(&cell, ", ");
            count_text(w, &cell, c->ties);
            text_printf(&cell, " %s", writer_word(w, WORD_EQUAL));
        }
    }
    layout_cell(table, TINT_NONE, "%s", text_get(&cell));
    table->failed = table->failed || cell.failed;
    text_free(&cell);
}

/* `brief`: in as few letters as possible. */
static void verdict_cell(const struct writer *w, struct layout *table, enum analysis_verdict verdict, bool brief)
{
    static const struct {
        enum word word;
        enum tint tint;
    } verdicts[] = {
        [VERDICT_EQUAL] = {WORD_EQUAL, TINT_DIM},           [VERDICT_UNCLEAR] = {WORD_NO_CLEAR, TINT_DIM},
        [VERDICT_NEGLIGIBLE] = {WORD_NEGLIGIBLE, TINT_DIM}, [VERDICT_LOWER] = {WORD_LOWER, TINT_NONE},
        [VERDICT_HIGHER] = {WORD_HIGHER, TINT_NONE},        [VERDICT_WORSE] = {WORD_WORSE, TINT_BAD},
        [VERDICT_BETTER] = {WORD_BETTER, TINT_GOOD},
    };
    if (verdict == VERDICT_NONE)
        layout_cell(table, TINT_NONE, "-");
    else if (verdict == VERDICT_UNCLEAR && brief)
        layout_cell(table, TINT_DIM, "%s", writer_word(w, WORD_NOT_CLEAR));
    else
        layout_cell(table, verdicts[verdict].tint, "%s", writer_word(w, verdicts[verdict].word));
}

/* The four cells of a difference with the reference arm. */
static void contrast_cells(const struct writer *w, struct layout *table, size_t i, size_t outcome, bool brief)
{
    const struct sim_outcome *o = &w->a->outcomes[outcome];
    const struct analysis_contrast *c = analysis_contrast(w->a, i, outcome);
    if (c == NULL) {
        const bool reference = w->a->listed[i] == w->a->reference;
        for (int k = 0; k < 3; k++)
            layout_cell(table, TINT_NONE, "%s", reference ? "" : "-");
        layout_cell(table, TINT_DIM, "%s", reference ? writer_word(w, WORD_REFERENCE) : "-");
        return;
    }
    const int decimals = writer_decimals(o->decimals, (c->x.hi - c->x.lo) / 2.0);
    writer_number(w, table, TINT_NONE, c->x.diff, decimals);
    writer_interval(w, table, c->x.lo, c->x.hi, decimals);
    chance_cell(w, table, c, o->better);
    verdict_cell(w, table, c->verdict, brief);
}

/* The arms on one outcome. `table` is started here, and to be freed also after a failure. */
static int fill_table(const struct writer *w, struct layout *table, size_t outcome, bool brief)
{
    static const enum word heads[] = {WORD_ARM,      WORD_MEAN,        WORD_INTERVAL, WORD_DIFFERENCE,
                                      WORD_INTERVAL, WORD_RUNS_BETTER, WORD_VERDICT};
    const struct analysis *a = w->a;
    layout_start(table, sizeof heads / sizeof heads[0], 2 | 4 | 8 | 16 | 32);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        layout_cell(table, TINT_DIM, "%s", writer_word(w, heads[i]));
    for (size_t i = 0; i < a->n_listed; i++) {
        struct stats_summary s;
        const int status = analysis_summarise(a, a->listed[i], outcome, &s, w->err);
        if (status != SIM_OK)
            return status;
        const int decimals = writer_decimals(a->outcomes[outcome].decimals, (s.hi - s.lo) / 2.0);
        layout_cell(table, TINT_NONE, "%s", writer_arm(w, i));
        writer_number(w, table, TINT_NONE, s.mean, decimals);
        writer_interval(w, table, s.lo, s.hi, decimals);
        contrast_cells(w, table, i, outcome, brief);
    }
    return SIM_OK;
}

/* The block of one outcome: its label, then the arms. */
static int print_block(const struct writer *w, size_t outcome, bool brief)
{
    const struct sim_outcome *o = &w->a->outcomes[outcome];
    const enum word direction = o->better > 0   ? WORD_HIGHER_BETTER
                                : o->better < 0 ? WORD_LOWER_BETTER
                                                : WORD_NEITHER_BETTER;
    char unit[WORDS_UNIT_SIZE];
    struct layout table;
    words_unit(unit, o->unit, w->lang);
    text_add(w->out, "\n");
    layout_tinted(w->out, TINT_HEAD, w->color, writer_label(w, o));
    text_printf(w->out, unit[0] != '\0' ? " (%s; %s)\n" : " (%s%s)\n", unit, writer_word(w, direction));
    int status = fill_table(w, &table, outcome, brief);
    if (status == SIM_OK)
        status = writer_table(w, &table, COLUMN_ARM | COLUMNS_MEAN, COLUMN_ARM | COLUMNS_CONTRAST);
    layout_free(&table);
    return status;
}

/* Whether some table is too wide in full. */
static int too_wide(const struct writer *w, bool *wide)
{
    int status = SIM_OK;
    *wide = false;
    for (size_t o = 0; status == SIM_OK && !*wide && o < w->a->n_outcomes; o++) {
        struct layout table;
        if (!w->a->outcomes[o].main)
            continue;
        status = fill_table(w, &table, o, false);
        *wide = layout_width(&table, LAYOUT_ALL) > LAYOUT_WIDTH;
        layout_free(&table);
    }
    return status;
}

int arms_print(const struct writer *w)
{
    bool brief;
    int status = too_wide(w, &brief);
    for (size_t o = 0; status == SIM_OK && o < w->a->n_outcomes; o++)
        if (w->a->outcomes[o].main)
            status = print_block(w, o, brief);
    return status;
}

int arms_print_one(const struct writer *w)
{
    static const enum word heads[] = {WORD_OUTCOME, WORD_UNIT, WORD_MEAN, WORD_INTERVAL, WORD_NINE_IN_TEN};
    const struct analysis *a = w->a;
    struct layout table;
    int status = SIM_OK;
    text_add(w->out, "\n");
    layout_start(&table, sizeof heads / sizeof heads[0], 4 | 8 | 16);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        layout_cell(&table, TINT_DIM, "%s", writer_word(w, heads[i]));
    for (size_t o = 0; o < a->n_outcomes; o++) {
        struct stats_summary s;
        char unit[WORDS_UNIT_SIZE];
        if (!a->outcomes[o].main)
            continue;
        status = analysis_summarise(a, a->listed[0], o, &s, w->err);
        if (status != SIM_OK)
            break;
        const int decimals = writer_decimals(a->outcomes[o].decimals, (s.hi - s.lo) / 2.0);
        words_unit(unit, a->outcomes[o].unit, w->lang);
        layout_cell(&table, TINT_NONE, "%s", writer_label(w, &a->outcomes[o]));
        layout_cell(&table, TINT_NONE, "%s", unit);
        writer_number(w, &table, TINT_NONE, s.mean, decimals);
        writer_interval(w, &table, s.lo, s.hi, decimals);
        writer_interval(w, &table, s.q05, s.q95, decimals);
    }
    if (status == SIM_OK)
        status = writer_table(w, &table, LAYOUT_ALL, LAYOUT_ALL);
    layout_free(&table);
    return status;
}
