/* The comparison of arms as text, for people who know care and need not know statistics. */
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/report/analysis.h"
#include "sim/report/layout.h"
#include "sim/report/words.h"

enum { MANY_PARTIES = 25, MORE_DECIMALS = 4 };

struct writer {
    struct text *out;
    const struct analysis *a;
    enum report_lang lang;
    bool color;
    struct sim_err *err;
};

static const char *word(const struct writer *w, enum word which)
{
    return words_get(which, w->lang);
}

static const char *outcome_label(const struct writer *w, const struct sim_outcome *o)
{
    const char *label = w->lang == REPORT_NL ? o->nl : o->en;
    return label[0] != '\0' ? label : o->name;
}

static int no_memory(const struct writer *w)
{
    return sim_fail(w->err, SIM_E_NOMEM, "out of memory while writing the report");
}

static void heading(const struct writer *w, const char *text)
{
    text_add(w->out, "\n");
    layout_tinted(w->out, TINT_HEAD, w->color, text);
    text_add(w->out, "\n");
}

static void number_cell(const struct writer *w, struct layout *table, enum tint tint, double value, int decimals)
{
    char number[WORDS_NUMBER_SIZE];
    words_number(number, value, decimals, w->lang);
    layout_cell(table, tint, "%s", number);
}

static void interval_cell(const struct writer *w, struct layout *table, double lo, double hi, int decimals)
{
    char from[WORDS_NUMBER_SIZE], to[WORDS_NUMBER_SIZE];
    if (isnan(lo) || isnan(hi)) {
        layout_cell(table, TINT_NONE, "-");
        return;
    }
    words_number(from, lo, decimals, w->lang);
    words_number(to, hi, decimals, w->lang);
    layout_cell(table, TINT_NONE, "%s %s %s", from, word(w, WORD_TO), to);
}

/* More decimals than the outcome asks for when the interval would otherwise look as if it had no width. */
static int decimals_for(int decimals, double half_width)
{
    int more = 0;
    while (more < MORE_DECIMALS && half_width > 0.0 && half_width * pow(10.0, decimals + more) < 1.0)
        more++;
    return decimals + more;
}

/* "87 of 100 runs"; "17 of 20 runs" when there are no more than a hundred. */
static void chance_cell(const struct writer *w, struct layout *table, const struct stats_contrast *x)
{
    char count[WORDS_NUMBER_SIZE];
    const size_t base = x->n <= 100 ? x->n : 100;
    const double wins = x->p_better * (double)base;
    const char *bound = "";
    double shown = wins;
    if (isnan(x->p_better)) {
        layout_cell(table, TINT_NONE, "-");
        return;
    }
    if (x->n > 100) { /* rounding must not claim never or always */
        shown = round(wins);
        if (shown >= 100.0 && x->p_better < 1.0) {
            bound = ">";
            shown = 99.0;
        } else if (shown <= 0.0 && x->p_better > 0.0) {
            bound = "<";
            shown = 1.0;
        }
    }
    words_number(count, shown, fabs(shown - round(shown)) > 0.25 ? 1 : 0, w->lang);
    layout_cell(table, TINT_NONE, "%s%s %s %zu %s", bound, count, word(w, WORD_OF), base, word(w, WORD_RUNS));
}

static void verdict_cell(const struct writer *w, struct layout *table, const struct stats_contrast *x, int better)
{
    const int direction = analysis_direction(x);
    if (isnan(x->lo))
        layout_cell(table, TINT_NONE, "-");
    else if (direction == 0)
        layout_cell(table, TINT_DIM, "%s", word(w, WORD_NO_CLEAR));
    else if (better == 0)
        layout_cell(table, TINT_NONE, "%s", word(w, direction > 0 ? WORD_HIGHER : WORD_LOWER));
    else if (direction * better > 0)
        layout_cell(table, TINT_GOOD, "%s", word(w, WORD_BETTER));
    else
        layout_cell(table, TINT_BAD, "%s", word(w, WORD_WORSE));
}

static int print_table(const struct writer *w, struct layout *table, unsigned left, unsigned right)
{
    const int status = table->failed ? no_memory(w) : SIM_OK;
    if (layout_fits(table, left | right)) {
        layout_print(table, w->out, left | right, w->color);
    } else {
        layout_print(table, w->out, left, w->color);
        text_add(w->out, "\n");
        layout_print(table, w->out, right, w->color);
    }
    return status;
}

enum { COLUMN_ARM = 1, COLUMNS_MEAN = 2 | 4, COLUMNS_CONTRAST = 8 | 16 | 32 | 64 };

static void comparison_head(const struct writer *w, struct layout *table)
{
    static const enum word heads[] = {WORD_ARM,      WORD_MEAN,      WORD_INTERVAL, WORD_DIFFERENCE,
                                      WORD_INTERVAL, WORD_BETTER_IN, WORD_VERDICT};
    layout_start(table, sizeof heads / sizeof heads[0], 2 | 4 | 8 | 16 | 32);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        layout_cell(table, TINT_DIM, "%s", word(w, heads[i]));
}

static int comparison_row(const struct writer *w, struct layout *table, size_t arm, size_t outcome)
{
    const struct analysis *a = w->a;
    const struct sim_outcome *o = &a->outcomes[outcome];
    struct stats_summary s;
    struct stats_contrast x = {.lo = (double)NAN, .hi = (double)NAN, .diff = (double)NAN, .p_better = (double)NAN};
    const int status = analysis_summarise(a, arm, outcome, &s, w->err);
    if (status != SIM_OK)
        return status;
    int decimals = decimals_for(o->decimals, (s.hi - s.lo) / 2.0);
    layout_cell(table, TINT_NONE, "%s", a->contents.arms[arm].name);
    number_cell(w, table, TINT_NONE, s.mean, decimals);
    interval_cell(w, table, s.lo, s.hi, decimals);
    if (arm == a->reference) {
        layout_cell(table, TINT_DIM, "%s", word(w, WORD_REFERENCE));
        for (int i = 0; i < 3; i++)
            layout_cell(table, TINT_NONE, "%s", "");
        return SIM_OK;
    }
    if (a->reference < a->contents.n_arms)
        analysis_compare(a, arm, a->reference, outcome, &x);
    decimals = decimals_for(o->decimals, (x.hi - x.lo) / 2.0);
    number_cell(w, table, TINT_NONE, x.diff, decimals);
    interval_cell(w, table, x.lo, x.hi, decimals);
    chance_cell(w, table, &x);
    verdict_cell(w, table, &x, o->better);
    return SIM_OK;
}

/* The block of one outcome: its label, then the arms. */
static int comparison_block(const struct writer *w, size_t outcome)
{
    const struct sim_outcome *o = &w->a->outcomes[outcome];
    const enum word direction = o->better > 0   ? WORD_HIGHER_BETTER
                                : o->better < 0 ? WORD_LOWER_BETTER
                                                : WORD_NEITHER_BETTER;
    char unit[WORDS_UNIT_SIZE];
    struct layout table;
    int status = SIM_OK;
    words_unit(unit, o->unit, w->lang);
    text_add(w->out, "\n");
    layout_tinted(w->out, TINT_HEAD, w->color, outcome_label(w, o));
    text_printf(w->out, unit[0] != '\0' ? " (%s; %s)\n" : " (%s%s)\n", unit, word(w, direction));
    comparison_head(w, &table);
    for (size_t i = 0; status == SIM_OK && i < w->a->n_listed; i++)
        status = comparison_row(w, &table, w->a->listed[i], outcome);
    if (status == SIM_OK)
        status = print_table(w, &table, COLUMN_ARM | COLUMNS_MEAN, COLUMN_ARM | COLUMNS_CONTRAST);
    layout_free(&table);
    return status;
}

/* One arm: a table of outcomes. */
static int run_table(const struct writer *w)
{
    static const enum word heads[] = {WORD_OUTCOME, WORD_UNIT, WORD_MEAN, WORD_INTERVAL, WORD_NINE_IN_TEN};
    const struct analysis *a = w->a;
    struct layout table;
    int status = SIM_OK;
    text_add(w->out, "\n");
    layout_start(&table, sizeof heads / sizeof heads[0], 4 | 8 | 16);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        layout_cell(&table, TINT_DIM, "%s", word(w, heads[i]));
    for (size_t o = 0; o < a->n_outcomes; o++) {
        struct stats_summary s;
        char unit[WORDS_UNIT_SIZE];
        if (!a->outcomes[o].main)
            continue;
        status = analysis_summarise(a, a->listed[0], o, &s, w->err);
        if (status != SIM_OK)
            break;
        const int decimals = decimals_for(a->outcomes[o].decimals, (s.hi - s.lo) / 2.0);
        words_unit(unit, a->outcomes[o].unit, w->lang);
        layout_cell(&table, TINT_NONE, "%s", outcome_label(w, &a->outcomes[o]));
        layout_cell(&table, TINT_NONE, "%s", unit);
        number_cell(w, &table, TINT_NONE, s.mean, decimals);
        interval_cell(w, &table, s.lo, s.hi, decimals);
        interval_cell(w, &table, s.q05, s.q95, decimals);
    }
    if (status == SIM_OK)
        status = print_table(w, &table, LAYOUT_ALL, LAYOUT_ALL);
    layout_free(&table);
    return status;
}

static void paragraph(const struct writer *w, size_t indent, struct text *sentence)
{
    layout_paragraph(w->out, indent, text_get(sentence));
    w->out->failed = w->out->failed || sentence->failed;
    text_free(sentence);
}

/* "A", "A and B", "A, B and C". */
static void add_names(const struct writer *w, struct text *out, const struct analysis_ranking *ranking)
{
    size_t n = 0;
    for (size_t i = 0; i < w->a->n_listed; i++) {
        if (!ranking->best[i])
            continue;
        n++;
        if (n > 1)
            text_printf(out, n == ranking->n_best ? " %s " : ", ", word(w, WORD_AND));
        text_add(out, w->a->contents.arms[w->a->listed[i]].name);
    }
}

/* The sentence on one aim, or with aim NULL on all main outcomes. */
static int conclude(const struct writer *w, const char *aim)
{
    struct analysis_ranking ranking;
    struct text names = {0}, sentence = {0};
    const enum sentence base = aim != NULL ? SAY_AIM_BEST : SAY_ALL_BEST; /* BEST, SOME, NONE, MIXED in this order */
    int kind;
    const int status = analysis_rank(w->a, aim, &ranking, w->err);
    if (status != SIM_OK || !ranking.comparable)
        goto cleanup;
    if (!ranking.any_clear)
        kind = SAY_AIM_NONE - SAY_AIM_BEST;
    else if (ranking.n_best == 1)
        kind = 0;
    else if (ranking.n_best == 0 || ranking.n_best == w->a->n_listed)
        kind = SAY_AIM_MIXED - SAY_AIM_BEST;
    else
        kind = SAY_AIM_SOME - SAY_AIM_BEST;
    add_names(w, &names, &ranking);
    text_printf(&sentence, words_say((enum sentence)((int)base + kind), w->lang),
                aim != NULL ? words_aim(aim, w->lang) : word(w, WORD_ALL), text_get(&names));
    if (sentence.n > 0)
        sentence.s[0] = (char)toupper((unsigned char)sentence.s[0]);
    sentence.failed = sentence.failed || names.failed;
    paragraph(w, 2, &sentence);
cleanup:
    text_free(&names);
    free(ranking.best);
    return status;
}

/* True when an earlier main outcome has the same aim. */
static bool seen_before(const struct analysis *a, size_t outcome)
{
    for (size_t o = 0; o < outcome; o++)
        if (a->outcomes[o].main && strcmp(a->outcomes[o].aim, a->outcomes[outcome].aim) == 0)
            return true;
    return false;
}

static int conclusion(const struct writer *w)
{
    int status = SIM_OK;
    heading(w, word(w, WORD_CONCLUSION));
    for (size_t o = 0; status == SIM_OK && o < w->a->n_outcomes; o++)
        if (w->a->outcomes[o].main && w->a->outcomes[o].aim[0] != '\0' && !seen_before(w->a, o))
            status = conclude(w, w->a->outcomes[o].aim);
    return status == SIM_OK ? conclude(w, NULL) : status;
}

static bool row_empty(const struct incidence_row *row)
{
    const struct stats_moments *columns[] = {&row->invests, &row->reimbursed, &row->gain, &row->compensation};
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (columns[i]->n > 0 && (columns[i]->mean != 0.0 || columns[i]->squares > 0.0))
            return false;
    return true;
}

static size_t rows_filled(const struct incidence_row *rows, size_t n)
{
    size_t filled = 0;
    for (size_t i = 0; i < n; i++)
        filled += !row_empty(&rows[i]);
    return filled;
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
    layout_cell(&table, TINT_DIM, "%s", word(w, grouped ? WORD_KIND : WORD_PARTY));
    for (size_t i = 1; i < sizeof heads / sizeof heads[0]; i++)
        layout_cell(&table, TINT_DIM, "%s", word(w, heads[i]));
    for (size_t i = 0; i < n; i++) {
        const struct stats_interval interval = stats_mean_interval(&rows[i].net, ANALYSIS_LEVEL);
        const enum tint tint = interval.lo > 0.0 ? TINT_GOOD : interval.hi < 0.0 ? TINT_BAD : TINT_NONE;
        if (row_empty(&rows[i]))
            continue;
        if (grouped)
            layout_cell(&table, TINT_NONE, "%s (%zu)", rows[i].kind, rows[i].parties);
        else
            layout_cell(&table, TINT_NONE, "%s", rows[i].name);
        number_cell(w, &table, TINT_NONE, stats_mean(&rows[i].invests), 1);
        number_cell(w, &table, TINT_NONE, stats_mean(&rows[i].reimbursed), 1);
        number_cell(w, &table, TINT_NONE, stats_mean(&rows[i].gain), 1);
        number_cell(w, &table, TINT_NONE, stats_mean(&rows[i].compensation), 1);
        number_cell(w, &table, tint, stats_mean(&rows[i].net), 1);
        interval_cell(w, &table, interval.lo, interval.hi, 1);
    }
    const int status = print_table(w, &table, LAYOUT_ALL, LAYOUT_ALL);
    layout_free(&table);
    return status;
}

static double mean_of(const struct writer *w, const double *values, struct stats_moments *moments)
{
    *moments = (struct stats_moments){0};
    for (size_t r = 0; r < w->a->contents.replications; r++)
        stats_add(moments, values[r]);
    return stats_mean(moments);
}

static void wrong_pocket(const struct writer *w, const struct incidence *incidence)
{
    struct stats_moments before, after, social;
    struct text sentence = {0};
    char first[WORDS_NUMBER_SIZE], second[WORDS_NUMBER_SIZE], third[WORDS_NUMBER_SIZE];
    bool compensated = false, invested = false;
    for (size_t i = 0; i < incidence->n_parties; i++) {
        const struct incidence_row *row = &incidence->parties[i];
        compensated = compensated || row->compensation.mean != 0.0 || row->compensation.squares > 0.0;
        invested = invested || row->invests.mean > 0.0;
    }
    if (isnan(mean_of(w, incidence->before, &before))) {
        text_add(&sentence, words_say(invested ? SAY_NOBODY_GAINS : SAY_NOBODY_INVESTS, w->lang));
    } else {
        words_number(first, 100.0 * before.mean, 0, w->lang);
        words_number(second, 100.0 * mean_of(w, incidence->after, &after), 0, w->lang);
        text_printf(&sentence, words_say(compensated ? SAY_WRONG_POCKET : SAY_WRONG_POCKET_SAME, w->lang), first,
                    second);
    }
    paragraph(w, 2, &sentence);
    if (isnan(mean_of(w, incidence->social_return, &social)))
        return;
    const struct stats_interval interval = stats_mean_interval(&social, ANALYSIS_LEVEL);
    words_number(first, social.mean, 2, w->lang);
    words_number(second, interval.lo, 2, w->lang);
    words_number(third, interval.hi, 2, w->lang);
    sentence = (struct text){0};
    text_printf(&sentence, words_say(SAY_RETURN, w->lang), first, second, third);
    paragraph(w, 2, &sentence);
}

static int money_block(const struct writer *w, size_t arm)
{
    const struct incidence *incidence = &w->a->incidence[arm];
    struct text title = {0};
    int status = SIM_OK;
    text_printf(&title, words_say(SAY_MONEY_TITLE, w->lang), w->a->contents.arms[arm].name);
    heading(w, text_get(&title));
    w->out->failed = w->out->failed || title.failed;
    text_free(&title);
    if (!incidence->has_twin)
        layout_paragraph(w->out, 2, words_say(SAY_NO_TWIN, w->lang));
    if (rows_filled(incidence->parties, incidence->n_parties) == 0) {
        layout_paragraph(w->out, 2, words_say(SAY_NO_MONEY, w->lang));
        return status;
    }
    status = money_table(w, incidence);
    if (incidence->has_twin)
        wrong_pocket(w, incidence);
    return status;
}

static int money(const struct writer *w)
{
    int status = SIM_OK;
    bool any = false;
    for (size_t p = 0; p < w->a->contents.n_parties; p++)
        any = any || w->a->contents.parties[p].listed;
    for (size_t i = 0; any && status == SIM_OK && i < w->a->n_listed; i++)
        status = money_block(w, w->a->listed[i]);
    if (any) {
        text_add(w->out, "\n");
        layout_paragraph(w->out, 0, words_say(SAY_MONEY_UNIT, w->lang));
    }
    return status;
}

static void header(const struct writer *w, enum report_kind kind)
{
    const struct store_contents *c = &w->a->contents;
    const char *arms = w->a->n_listed == 1 ? word(w, WORD_ARM) : w->lang == REPORT_NL ? "varianten" : "arms";
    char seed[32];
    struct text line = {0};
    (void)snprintf(seed, sizeof seed, "%" PRIu64, c->seed);
    layout_tinted(w->out, TINT_HEAD, w->color, c->title[0] != '\0' ? c->title : c->scenario);
    text_add(w->out, "\n");
    text_printf(&line, words_say(SAY_HEADER, w->lang), w->a->n_listed, arms, c->replications, c->horizon_months,
                c->spinup_months, seed, c->model, c->model_version);
    paragraph(w, 0, &line);
    if (!c->complete)
        layout_paragraph(w->out, 0, words_say(SAY_UNFINISHED, w->lang));
    layout_paragraph(w->out, 0, words_say(SAY_INTERVAL, w->lang));
    if (kind == REPORT_COMPARE && w->a->n_listed > 1)
        layout_paragraph(w->out, 0, words_say(SAY_CHANCE, w->lang));
}

int compare_text(struct text *out, const struct analysis *a, const struct report_options *options, struct sim_err *err)
{
    const struct writer w = {out, a, options->lang, options->color, err};
    int status = SIM_OK;
    header(&w, options->kind);
    if (options->kind == REPORT_RUN)
        status = run_table(&w);
    for (size_t o = 0; options->kind == REPORT_COMPARE && status == SIM_OK && o < a->n_outcomes; o++)
        if (a->outcomes[o].main)
            status = comparison_block(&w, o);
    if (status == SIM_OK && options->kind == REPORT_COMPARE && a->n_listed > 1)
        status = conclusion(&w);
    return status == SIM_OK ? money(&w) : status;
}
