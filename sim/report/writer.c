#include "sim/report/writer.h"

#include <math.h>

enum { MORE_DECIMALS = 4 };

const char *writer_word(const struct writer *w, enum word which)
{
    return words_get(which, w->lang);
}

const char *writer_say(const struct writer *w, enum sentence which)
{
    return words_say(which, w->lang);
}

const char *writer_arm(const struct writer *w, size_t i)
{
    return w->a->contents.arms[w->a->listed[i]].name;
}

const char *writer_label(const struct writer *w, const struct sim_outcome *outcome)
{
    const char *label = w->lang == REPORT_NL ? outcome->nl : outcome->en;
    return label[0] != '\0' ? label : outcome->name;
}

void writer_heading(const struct writer *w, const char *text)
{
    text_add(w->out, "\n");
    layout_tinted(w->out, TINT_HEAD, w->color, text);
    text_add(w->out, "\n");
}

static void take(const struct writer *w, struct text *sentence)
{
    w->out->failed = w->out->failed || sentence->failed;
    text_free(sentence);
    *sentence = (struct text){0};
}

void writer_paragraph(const struct writer *w, size_t indent, struct text *sentence)
{
    layout_paragraph(w->out, indent, text_get(sentence));
    take(w, sentence);
}

void writer_item(const struct writer *w, struct text *sentence)
{
    layout_item(w->out, text_get(sentence));
    take(w, sentence);
}

void writer_number(const struct writer *w, struct layout *table, enum tint tint, double value, int decimals)
{
    char number[WORDS_NUMBER_SIZE];
    words_number(number, value, decimals, w->lang);
    layout_cell(table, tint, "%s", number);
}

void writer_interval(const struct writer *w, struct layout *table, double lo, double hi, int decimals, const char *mark)
{
    char from[WORDS_NUMBER_SIZE], to[WORDS_NUMBER_SIZE];
    if (isnan(lo) || isnan(hi)) {
        layout_cell(table, TINT_NONE, "-");
        return;
    }
    words_number(from, lo, decimals, w->lang);
    words_number(to, hi, decimals, w->lang);
    layout_cell(table, TINT_NONE, "%s %s %s%s", from, writer_word(w, WORD_TO), to, mark);
}

int writer_decimals(int decimals, double half_width)
{
    int more = 0;
    while (more < MORE_DECIMALS && half_width > 0.0 && half_width * pow(10.0, decimals + more) < 1.0)
        more++;
    return decimals + more;
}

int writer_table(const struct writer *w, const struct layout *table, unsigned left, unsigned right)
{
    if (table->failed)
        return sim_fail(w->err, SIM_E_NOMEM, "out of memory while writing the report");
    if (layout_fits(table, left | right)) {
        layout_print(table, w->out, left | right, w->color);
    } else {
        layout_print(table, w->out, left, w->color);
        text_add(w->out, "\n");
        layout_print(table, w->out, right, w->color);
    }
    return SIM_OK;
}

void writer_listed(const struct writer *w, struct text *list, size_t *done, size_t n, const char *name)
{
    if (*done > 0 && *done + 1 == n)
        text_printf(list, " %s ", writer_word(w, WORD_AND));
    else if (*done > 0)
        text_add(list, ", ");
    text_add(list, name);
    (*done)++;
}

void writer_arms(const struct writer *w, struct text *out, const bool *chosen)
{
    size_t n = 0, done = 0;
    for (size_t i = 0; i < w->a->n_listed; i++)
        n += chosen[i];
    for (size_t i = 0; i < w->a->n_listed; i++)
        if (chosen[i])
            writer_listed(w, out, &done, n, writer_arm(w, i));
}
