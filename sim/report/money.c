/* Who pays and who gains: the net result of kinds of party by arm, and a table per arm. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/report/writer.h"

enum { MANY_PARTIES = 25, HEAD_WIDTH = 10, HEAD_LINES = 6 };

static bool moved(const struct stats_moments *m)
{
    return m->n > 0 && (m->mean != 0.0 || m->squares > 0.0);
}

bool money_row_empty(const struct incidence_row *row)
{
    return !moved(&row->invests) && !moved(&row->reimbursed) && !moved(&row->gain) && !moved(&row->compensation);
}

static size_t rows_filled(const struct incidence_row *rows, size_t n)
{
    size_t filled = 0;
    for (size_t i = 0; i < n; i++)
        filled += !money_row_empty(&rows[i]);
    return filled;
}

static const struct incidence *incidence_of(const struct writer *w, size_t i)
{
    return &w->a->incidence[w->a->listed[i]];
}

bool money_told(const struct writer *w, size_t i)
{
    const struct incidence *incidence = incidence_of(w, i);
    return incidence->has_twin && !analysis_own_twin(w->a, w->a->listed[i])
           && rows_filled(incidence->kinds, incidence->n_kinds) > 0;
}

bool money_compensated(const struct incidence *incidence)
{
    bool compensated = false;
    for (size_t i = 0; i < incidence->n_parties; i++)
        compensated = compensated || moved(&incidence->parties[i].compensation);
    return compensated;
}

double money_mean(const struct writer *w, const double *values, struct stats_moments *moments)
{
    *moments = (struct stats_moments){0};
    for (size_t r = 0; r < w->a->contents.replications; r++)
        stats_add(moments, values[r]);
    return stats_mean(moments);
}

struct stats_interval money_interval(const struct stats_moments *m)
{
    if (m->n > 1 && !(m->squares > 0.0))
        return (struct stats_interval){m->mean, m->mean};
    return stats_mean_interval(m, ANALYSIS_LEVEL);
}

double money_margin(const struct stats_moments *m)
{
    const struct stats_interval interval = money_interval(m);
    return 0.5 * (interval.hi - interval.lo);
}

void money_margin_text(const struct writer *w, char out[WORDS_NUMBER_SIZE], double half, int decimals)
{
    words_number(out, half, writer_decimals(decimals, half), w->lang);
}

/* How the names of arms stand above their columns: whole; the parts of a crossing below each other; in short lines. */
enum heads { HEADS_WHOLE, HEADS_PARTS, HEADS_SHORT };

/* The arms of the matrix, by position in `listed`. */
struct matrix {
    size_t *shown, n_shown;
    enum heads heads;
};

static bool kind_empty(const struct writer *w, const struct matrix *m, size_t kind)
{
    for (size_t i = 0; i < m->n_shown; i++)
        if (!money_row_empty(&incidence_of(w, m->shown[i])->kinds[kind]))
            return false;
    return true;
}

/* Bytes of the first line of a name. */
static size_t head_break(const char *name, enum heads heads)
{
    const size_t part = strcspn(name, "+"), all = strlen(name);
    if (heads == HEADS_SHORT)
        return layout_break(name, HEAD_WIDTH);
    return heads == HEADS_PARTS && part < all ? part + 1 : all;
}

static size_t head_lines(const char *name, enum heads heads)
{
    size_t n = 0;
    for (; *name != '\0' && n < HEAD_LINES; n++)
        name += head_break(name, heads);
    return n;
}

/* The name of a column: of an arm, or of the margin behind them, which has no parts. */
static const char *matrix_name(const struct writer *w, const size_t *arms, size_t n, size_t column)
{
    return column < n ? writer_arm(w, arms[column]) : writer_word(w, WORD_MARGIN);
}

/* The names in the lines of the head, broken, standing on its bottom. */
static void matrix_head(const struct writer *w, struct layout *table, enum heads heads, const size_t *arms, size_t n)
{
    size_t lines = 1;
    for (size_t i = 0; i <= n; i++) {
        const size_t own = head_lines(matrix_name(w, arms, n, i), i < n ? heads : HEADS_WHOLE);
        lines = own > lines ? own : lines;
    }
    for (size_t line = 0; line < lines; line++) {
        layout_cell(table, TINT_DIM, "%s", line + 1 == lines ? writer_word(w, WORD_KIND) : "");
        for (size_t i = 0; i <= n; i++) {
            const enum heads own = i < n ? heads : HEADS_WHOLE;
            const char *rest = matrix_name(w, arms, n, i);
            size_t skipped = lines - head_lines(rest, own), bytes = 0;
            for (size_t k = skipped; k <= line; k++) {
                rest += bytes;
                bytes = head_break(rest, own);
            }
            bytes -= bytes > 0 && rest[bytes - 1] == ' ';
            layout_cell(table, TINT_DIM, "%.*s%s", line >= skipped ? (int)bytes : 0, rest, i < n ? " " : "");
        }
    }
}

/* A blank or a mark behind the number, so that the numbers stay in line. */
static void marked_cell(const struct writer *w, struct layout *table, const struct stats_moments *net)
{
    char number[WORDS_NUMBER_SIZE];
    const struct stats_interval interval = money_interval(net);
    const bool gains = interval.lo > 0.0, pays = interval.hi < 0.0;
    words_number(number, stats_mean(net), 1, w->lang);
    layout_cell(table, gains ? TINT_GOOD : pays ? TINT_BAD : TINT_NONE, "%s%s", number, gains || pays ? "*" : " ");
}

/* The largest margin of a row: of a kind of party, or of all parties when there are no more kinds. */
static void margin_cell(const struct writer *w, struct layout *table, const size_t *arms, size_t n, size_t kind)
{
    char number[WORDS_NUMBER_SIZE];
    double most = (double)NAN;
    for (size_t i = 0; i < n; i++) {
        const struct incidence *incidence = incidence_of(w, arms[i]);
        most = fmax(most, money_margin(kind < incidence->n_kinds ? &incidence->kinds[kind].net : &incidence->all.net));
    }
    money_margin_text(w, number, most, 1);
    layout_cell(table, TINT_DIM, "%s", number);
}

static void fill_matrix(const struct writer *w, struct layout *table, const struct matrix *m, const size_t *arms,
                        size_t n)
{
    const size_t n_kinds = incidence_of(w, arms[0])->n_kinds;
    layout_start(table, n + 2, (unsigned)LAYOUT_ALL & ~1u);
    matrix_head(w, table, m->heads, arms, n);
    for (size_t k = 0; k < n_kinds; k++) {
        if (kind_empty(w, m, k))
            continue;
        layout_cell(table, TINT_NONE, "%s", words_kind(incidence_of(w, arms[0])->kinds[k].kind, w->lang));
        for (size_t i = 0; i < n; i++)
            marked_cell(w, table, &incidence_of(w, arms[i])->kinds[k].net);
        margin_cell(w, table, arms, n, k);
    }
    layout_cell(table, TINT_NONE, "%s", writer_word(w, WORD_ALL_PARTIES));
    for (size_t i = 0; i < n; i++)
        marked_cell(w, table, &incidence_of(w, arms[i])->all.net);
    margin_cell(w, table, arms, n, n_kinds);
}

/* As many arms beside each other as fit. */
static int print_matrix(const struct writer *w, const struct matrix *m)
{
    int status = SIM_OK;
    for (size_t from = 0, n; status == SIM_OK && from < m->n_shown; from += n) {
        n = m->n_shown - from < LAYOUT_MAX_COLUMNS - 2 ? m->n_shown - from : LAYOUT_MAX_COLUMNS - 2;
        struct layout table;
        fill_matrix(w, &table, m, m->shown + from, n);
        while (n > 1 && layout_width(&table, LAYOUT_ALL) > LAYOUT_WIDTH) {
            layout_free(&table);
            fill_matrix(w, &table, m, m->shown + from, --n);
        }
        if (from > 0)
            text_add(w->out, "\n");
        status = writer_table(w, &table, LAYOUT_ALL, LAYOUT_ALL);
        layout_free(&table);
    }
    return status;
}

/* The names as whole as lets all arms stand beside each other. */
static void choose_heads(const struct writer *w, struct matrix *m)
{
    static const enum heads wished[] = {HEADS_WHOLE, HEADS_PARTS};
    bool fits = false;
    for (size_t k = 0; !fits && m->n_shown <= LAYOUT_MAX_COLUMNS - 2 && k < sizeof wished / sizeof wished[0]; k++) {
        struct layout table;
        m->heads = wished[k];
        fill_matrix(w, &table, m, m->shown, m->n_shown);
        fits = layout_width(&table, LAYOUT_ALL) <= LAYOUT_WIDTH;
        layout_free(&table);
    }
    m->heads = fits ? m->heads : HEADS_SHORT;
}

int money_matrix(const struct writer *w)
{
    struct matrix m = {.shown = sim_calloc(w->a->n_listed, sizeof *m.shown)};
    int status = SIM_OK;
    if (m.shown == NULL)
        return sim_fail(w->err, SIM_E_NOMEM, "out of memory while writing the report");
    for (size_t i = 0; i < w->a->n_listed; i++)
        if (money_told(w, i))
            m.shown[m.n_shown++] = i;
    if (m.n_shown > 0) {
        writer_heading(w, writer_say(w, SAY_MATRIX_TITLE));
        choose_heads(w, &m);
        status = print_matrix(w, &m);
        layout_paragraph(w->out, 2, writer_say(w, SAY_MATRIX_MARK));
    }
    free(m.shown);
    return status;
}

static void money_row(const struct writer *w, struct layout *table, const struct incidence_row *row)
{
    const struct stats_interval interval = money_interval(&row->net);
    const enum tint tint = interval.lo > 0.0 ? TINT_GOOD : interval.hi < 0.0 ? TINT_BAD : TINT_NONE;
    writer_number(w, table, TINT_NONE, stats_mean(&row->invests), 1);
    writer_number(w, table, TINT_NONE, stats_mean(&row->reimbursed), 1);
    writer_number(w, table, TINT_NONE, stats_mean(&row->gain), 1);
    writer_number(w, table, TINT_NONE, stats_mean(&row->compensation), 1);
    writer_number(w, table, tint, stats_mean(&row->net), 1);
    writer_interval(w, table, interval.lo, interval.hi, 1, "");
}

/* "95 % margins at most: invests +-1.2; gains +-30.4." of the columns without an interval of their own. */
static void say_margins(const struct writer *w, const struct incidence *incidence, const struct incidence_row *rows,
                        size_t n)
{
    static const enum word heads[] = {WORD_INVESTS, WORD_REIMBURSED, WORD_GAINS, WORD_COMPENSATION};
    double most[] = {0.0, 0.0, 0.0, 0.0};
    struct text list = {0}, sentence = {0};
    for (size_t i = 0; i <= n; i++) {
        const struct incidence_row *row = i < n ? &rows[i] : &incidence->all;
        const struct stats_moments *const columns[] = {&row->invests, &row->reimbursed, &row->gain, &row->compensation};
        for (size_t k = 0; k < 4; k++)
            most[k] = fmax(most[k], money_margin(columns[k]));
    }
    for (size_t k = 0; k < 4; k++) {
        char number[WORDS_NUMBER_SIZE];
        if (!(most[k] > 0.0))
            continue;
        money_margin_text(w, number, most[k], 1);
        text_printf(&list, "%s%s +-%s", list.n > 0 ? "; " : "", writer_word(w, heads[k]), number);
    }
    if (list.n > 0) {
        text_printf(&sentence, writer_say(w, SAY_MONEY_MARGINS), text_get(&list));
        sentence.failed = sentence.failed || list.failed;
        writer_paragraph(w, 2, &sentence);
    }
    text_free(&list);
}

static int money_table(const struct writer *w, const struct incidence *incidence)
{
    static const enum word heads[] = {WORD_PARTY,        WORD_INVESTS, WORD_REIMBURSED, WORD_GAINS,
                                      WORD_COMPENSATION, WORD_NET,     WORD_INTERVAL};
    const bool grouped = rows_filled(incidence->parties, incidence->n_parties) > MANY_PARTIES;
    const struct incidence_row *rows = grouped ? incidence->kinds : incidence->parties;
    const size_t n = grouped ? incidence->n_kinds : incidence->n_parties;
    struct layout table;
    layout_start(&table, sizeof heads / sizeof heads[0], 2 | 4 | 8 | 16 | 32 | 64);
    layout_cell(&table, TINT_DIM, "%s", writer_word(w, grouped ? WORD_KIND : WORD_PARTY));
    for (size_t i = 1; i < sizeof heads / sizeof heads[0]; i++)
        layout_cell(&table, TINT_DIM, "%s", writer_word(w, heads[i]));
    for (size_t i = 0; i < n; i++) {
        if (money_row_empty(&rows[i]))
            continue;
        if (grouped)
            layout_cell(&table, TINT_NONE, "%s (%zu)", words_kind(rows[i].kind, w->lang), rows[i].parties);
        else
            layout_cell(&table, TINT_NONE, "%s", rows[i].name);
        money_row(w, &table, &rows[i]);
    }
    layout_cell(&table, TINT_NONE, "%s", writer_word(w, WORD_ALL_PARTIES));
    money_row(w, &table, &incidence->all);
    const int status = writer_table(w, &table, LAYOUT_ALL, LAYOUT_ALL);
    layout_free(&table);
    say_margins(w, incidence, rows, n);
    return status;
}

/* Cents per euro with their margin: "78 (+-1)". */
static void add_cents(const struct writer *w, struct text *out, const struct stats_moments *share)
{
    char number[WORDS_NUMBER_SIZE], half[WORDS_NUMBER_SIZE];
    const double cents = 100.0 * money_margin(share);
    words_number(number, 100.0 * stats_mean(share), 0, w->lang);
    money_margin_text(w, half, cents, 0);
    text_add(out, number);
    if (cents > 0.0)
        text_printf(out, " (+-%s)", half);
}

/* A return per euro with its interval, if there is one. */
static void say_return(const struct writer *w, enum sentence which, const double *values)
{
    struct stats_moments moments;
    struct text sentence = {0};
    char mean[WORDS_NUMBER_SIZE], low[WORDS_NUMBER_SIZE], high[WORDS_NUMBER_SIZE];
    if (isnan(money_mean(w, values, &moments)))
        return;
    const struct stats_interval interval = money_interval(&moments);
    words_number(mean, moments.mean, 2, w->lang);
    words_number(low, interval.lo, 2, w->lang);
    words_number(high, interval.hi, 2, w->lang);
    text_printf(&sentence, writer_say(w, which), mean, low, high);
    writer_paragraph(w, 2, &sentence);
}

static void wrong_pocket(const struct writer *w, const struct incidence *incidence)
{
    struct stats_moments before, after;
    struct text sentence = {0}, first = {0}, second = {0};
    if (isnan(money_mean(w, incidence->before, &before))) {
        const bool invested = incidence->all.invests.mean > 0.0;
        text_add(&sentence, writer_say(w, invested ? SAY_NOBODY_GAINS : SAY_NOBODY_INVESTS));
    } else {
        (void)money_mean(w, incidence->after, &after);
        add_cents(w, &first, &before);
        add_cents(w, &second, &after);
        text_printf(&sentence, writer_say(w, money_compensated(incidence) ? SAY_WRONG_POCKET : SAY_WRONG_POCKET_SAME),
                    text_get(&first), text_get(&second));
    }
    sentence.failed = sentence.failed || first.failed || second.failed;
    text_free(&first);
    text_free(&second);
    writer_paragraph(w, 2, &sentence);
    say_return(w, SAY_RETURN, incidence->social_return);
    say_return(w, SAY_PAYERS_RETURN, incidence->payers_return);
}

/* A run needs no heading: it has one arm. */
static int money_block(const struct writer *w, size_t i, enum report_kind kind)
{
    const struct incidence *incidence = incidence_of(w, i);
    struct text title = {0};
    int status = SIM_OK;
    if (kind == REPORT_COMPARE) {
        text_printf(&title, writer_say(w, SAY_MONEY_TITLE), writer_arm(w, i));
        writer_heading(w, text_get(&title));
        w->out->failed = w->out->failed || title.failed;
        text_free(&title);
    }
    if (!incidence->has_twin)
        layout_paragraph(w->out, 2, writer_say(w, SAY_NO_TWIN));
    if (rows_filled(incidence->parties, incidence->n_parties) == 0) {
        layout_paragraph(w->out, 2, writer_say(w, SAY_NO_MONEY));
        return status;
    }
    status = money_table(w, incidence);
    if (incidence->has_twin)
        wrong_pocket(w, incidence);
    return status;
}

int money_tables(const struct writer *w, enum report_kind kind)
{
    const struct analysis *a = w->a;
    int status = SIM_OK;
    bool any = false, tables = false;
    for (size_t p = 0; p < a->contents.n_parties; p++)
        any = any || a->contents.parties[p].listed;
    for (size_t i = 0; i < a->n_listed; i++)
        tables = tables || !analysis_own_twin(a, a->listed[i]);
    if (!any)
        return SIM_OK;
    writer_heading(w, writer_say(w, kind == REPORT_RUN ? SAY_MONEY_ONE : SAY_MONEY_ALL));
    if (tables)
        layout_paragraph(w->out, 2, writer_say(w, SAY_MONEY_UNIT));
    for (size_t i = 0; i < a->n_listed; i++) {
        struct text sentence = {0};
        if (!analysis_own_twin(a, a->listed[i]))
            continue;
        text_printf(&sentence, writer_say(w, SAY_OWN_TWIN), writer_arm(w, i));
        writer_paragraph(w, 2, &sentence);
    }
    for (size_t i = 0; status == SIM_OK && i < a->n_listed; i++)
        if (!analysis_own_twin(a, a->listed[i]))
            status = money_block(w, i, kind);
    return status;
}
