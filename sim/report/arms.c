/* The tables of outcomes: arms against the reference, or one arm alone. */
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/report/statistics.h"
#include "sim/report/writer.h"

enum { COLUMN_ARM = 1, COLUMNS_MEAN = 2 | 4, COLUMN_CHANCE = 8, COLUMNS_CONTRAST = 16 | 32 | 64 | 128 };

/* How the tables are shown: all in the same way. */
struct look {
    bool brief;     /* verdicts in as few letters as possible */
    bool dense;     /* the same of heads and counts */
    bool chances;   /* with the chance of being best */
    double *chance; /* [n_outcomes][n_listed], of main outcomes with a better direction */
};

static void count_text(const struct writer *w, struct text *out, size_t count)
{
    char number[WORDS_NUMBER_SIZE];
    words_number(number, (double)count, 0, w->lang);
    text_add(out, number);
}

/* "7 of 10"; "22 of 240, 173 equal", "22/240, 173 equal" when dense; "all equal": the runs themselves, never per
 * hundred. */
static void chance_cell(const struct writer *w, struct layout *table, const struct analysis_contrast *c, int better,
                        bool dense)
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
        text_printf(&cell, dense ? "/" : " %s ", writer_word(w, WORD_OF));
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

/* An interval of a mean, and what stands in its place. */
struct interval {
    double lo, hi;
    bool skewed;
    const struct thin *sample;
};

/* "12.3 to 14.5", "12.3 to 14.5~" of values that are too skewed for their number; "57 of 60 runs equal" of a thin sample,
 * "57/60" when brief. */
static void interval_cell(const struct writer *w, struct layout *table, const struct interval *interval, int decimals,
                          bool brief)
{
    const struct thin *sample = interval->sample;
    const char *of = writer_word(w, WORD_OF), *equal = writer_word(w, WORD_RUNS_EQUAL);
    if (!isnan(interval->lo) || sample->n < 2 || !thin_is(sample))
        writer_interval(w, table, interval->lo, interval->hi, decimals, interval->skewed ? "~" : "");
    else if (brief)
        layout_cell(table, TINT_DIM, "%zu/%zu %s", sample->equal, sample->n, writer_word(w, WORD_EQUAL));
    else if (sample->equal == sample->n)
        layout_cell(table, TINT_DIM, "%s %zu %s", writer_word(w, WORD_EVERY), sample->n, equal);
    else
        layout_cell(table, TINT_DIM, "%zu %s %zu %s", sample->equal, of, sample->n, equal);
}

/* In per cent; from a number of draws neither none nor all can be claimed. */
static void best_cell(const struct writer *w, struct layout *table, double chance)
{
    char number[WORDS_NUMBER_SIZE];
    const double shown = round(100.0 * chance);
    const char *bound = shown >= 100.0 ? ">" : shown <= 0.0 ? "<" : "";
    words_number(number, fmin(99.0, fmax(1.0, shown)), 0, w->lang);
    if (isnan(chance))
        layout_cell(table, TINT_NONE, "-");
    else
        layout_cell(table, TINT_NONE, "%s%s%s", bound, number, writer_word(w, WORD_PER_CENT));
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
static void contrast_cells(const struct writer *w, const struct look *look, struct layout *table, size_t i,
                           size_t outcome)
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
    interval_cell(w, table, &(struct interval){c->x.lo, c->x.hi, c->x.skewed, &c->x.sample}, decimals, look->brief);
    chance_cell(w, table, c, o->better, look->dense);
    verdict_cell(w, table, c->verdict, look->brief);
}

/* The columns of a table, those that stand left when it is broken in two, and those that stand right. */
static unsigned left_of(const struct writer *w, const struct look *look, size_t outcome)
{
    const bool chance = look->chances && w->a->outcomes[outcome].better != 0;
    return COLUMN_ARM | COLUMNS_MEAN | (chance ? COLUMN_CHANCE : 0u);
}

static unsigned right_of(void)
{
    return COLUMN_ARM | COLUMNS_CONTRAST;
}

/* The arms on one outcome. `table` is started here, and to be freed also after a failure. */
static int fill_table(const struct writer *w, const struct look *look, struct layout *table, size_t outcome)
{
    static const enum word heads[] = {WORD_ARM,        WORD_MEAN,     WORD_INTERVAL,    WORD_CHANCE_BEST,
                                      WORD_DIFFERENCE, WORD_INTERVAL, WORD_RUNS_BETTER, WORD_VERDICT};
    const struct analysis *a = w->a;
    layout_start(table, sizeof heads / sizeof heads[0], 2 | 4 | 8 | 16 | 32 | 64);
    table->head = look->dense;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        layout_cell(table, TINT_DIM, "%s",
                    writer_word(w, heads[i] == WORD_MEAN && look->dense ? WORD_MEAN_SHORT : heads[i]));
    for (size_t i = 0; i < a->n_listed; i++) {
        struct stats_summary s;
        const int status = analysis_summarise(a, a->listed[i], outcome, &s, w->err);
        if (status != SIM_OK)
            return status;
        const int decimals = writer_decimals(a->outcomes[outcome].decimals, (s.hi - s.lo) / 2.0);
        layout_cell(table, TINT_NONE, "%s", writer_arm(w, i));
        writer_number(w, table, TINT_NONE, s.mean, decimals);
        interval_cell(w, table, &(struct interval){s.lo, s.hi, s.skewed, &s.sample}, decimals, look->brief);
        best_cell(w, table, look->chance[outcome * a->n_listed + i]);
        contrast_cells(w, look, table, i, outcome);
    }
    return SIM_OK;
}

/* The block of one outcome: its label, then the arms. */
static int print_block(const struct writer *w, const struct look *look, size_t outcome)
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
    int status = fill_table(w, look, &table, outcome);
    if (status == SIM_OK)
        status = writer_table(w, &table, left_of(w, look, outcome), right_of());
    layout_free(&table);
    return status;
}

/* Whether some table is too wide in full, or, when the first column may be made narrower, even then: in one of the
 * languages. A result says the same in all of them, so what is shown may not depend on the length of their words. */
static int too_wide(const struct writer *w, const struct look *look, bool narrower, bool *wide)
{
    static const enum report_lang languages[] = {REPORT_EN, REPORT_NL};
    enum { N_LANGUAGES = sizeof languages / sizeof languages[0] };
    int status = SIM_OK;
    *wide = false;
    for (size_t k = 0; status == SIM_OK && !*wide && k < w->a->n_outcomes * N_LANGUAGES; k++) {
        const size_t o = k / N_LANGUAGES;
        struct writer in = *w;
        struct layout table;
        if (!w->a->outcomes[o].main)
            continue;
        in.lang = languages[k % N_LANGUAGES];
        const unsigned columns = left_of(&in, look, o) | right_of();
        status = fill_table(&in, look, &table, o);
        *wide = narrower ? !layout_fits(&table, columns) : layout_width(&table, columns) > LAYOUT_WIDTH;
        layout_free(&table);
    }
    return status;
}

/* Verdicts in brief rather than names or tables that are broken. The chances where they then break nothing, with heads
 * and counts in brief when need be, or where tables are broken in two without them. */
static int choose_look(const struct writer *w, struct look *look)
{
    const bool chances = look->chances;
    bool wide = false, without = false;
    int status = too_wide(w, look, false, &look->brief);
    if (status != SIM_OK || !look->brief || !chances)
        return status;
    status = too_wide(w, look, false, &wide);
    look->dense = wide;
    if (status == SIM_OK && wide)
        status = too_wide(w, look, false, &wide);
    look->dense = look->dense && !wide;
    look->chances = false;
    if (status == SIM_OK && wide)
        status = too_wide(w, look, true, &without);
    look->chances = !wide || without;
    if (look->chances || status != SIM_OK)
        return status;
    look->brief = false;
    return too_wide(w, look, false, &look->brief);
}

static int fill_chances(const struct writer *w, struct look *look)
{
    const struct analysis *a = w->a;
    struct multi_t draws = {.seed = a->contents.seed, .draws = STATISTICS_RESAMPLES};
    struct best_arm *best = sim_calloc(a->n_listed, sizeof *best);
    bool *part = sim_calloc(a->n_listed, sizeof *part);
    int status = SIM_OK;
    if (best == NULL || part == NULL)
        status = sim_fail(w->err, SIM_E_NOMEM, "out of memory while writing the report");
    for (size_t o = 0; status == SIM_OK && o < a->n_outcomes; o++) {
        size_t used;
        if (!a->outcomes[o].main || a->outcomes[o].better == 0 || a->n_listed < 2)
            continue;
        status = statistics_best(&draws, a, o, best, NULL, part, &used, w->err);
        for (size_t i = 0; status == SIM_OK && i < a->n_listed; i++) {
            look->chance[o * a->n_listed + i] = best[i].p_best;
            look->chances = look->chances || !isnan(best[i].p_best);
        }
    }
    multi_t_free(&draws);
    free(best);
    free(part);
    return status;
}

int arms_print(const struct writer *w, bool *chances)
{
    struct look look = {.chance = sim_calloc(w->a->n_outcomes * w->a->n_listed, sizeof *look.chance)};
    int status = look.chance != NULL ? fill_chances(w, &look)
                                     : sim_fail(w->err, SIM_E_NOMEM, "out of memory while writing the report");
    if (status == SIM_OK)
        status = choose_look(w, &look);
    for (size_t o = 0; status == SIM_OK && o < w->a->n_outcomes; o++)
        if (w->a->outcomes[o].main)
            status = print_block(w, &look, o);
    *chances = look.chances;
    free(look.chance);
    return status;
}

bool arms_thin(const struct writer *w)
{
    const struct analysis *a = w->a;
    bool any = false;
    for (size_t k = 0; !any && k < a->n_listed * a->n_outcomes; k++) {
        const size_t i = k / a->n_outcomes, o = k % a->n_outcomes;
        const struct analysis_contrast *c = analysis_contrast(a, i, o);
        struct thin mean;
        if (!a->outcomes[o].main)
            continue;
        thin_count(analysis_column(a, a->listed[i], o), a->contents.replications, &mean);
        any = (mean.n > 1 && thin_is(&mean) && !analysis_events(a, a->listed[i], o))
              || (c != NULL && c->x.n > 1 && thin_is(&c->x.sample) && isnan(c->x.lo));
    }
    return any;
}

int arms_skewed(const struct writer *w, bool *any)
{
    const struct analysis *a = w->a;
    *any = false;
    for (size_t k = 0; !*any && k < a->n_listed * a->n_outcomes; k++) {
        const size_t i = k / a->n_outcomes, o = k % a->n_outcomes;
        const struct analysis_contrast *c = analysis_contrast(a, i, o);
        struct stats_summary s;
        if (!a->outcomes[o].main)
            continue;
        const int status = analysis_summarise(a, a->listed[i], o, &s, w->err);
        if (status != SIM_OK)
            return status;
        *any = s.skewed || (c != NULL && c->x.skewed);
    }
    return SIM_OK;
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
        interval_cell(w, &table, &(struct interval){s.lo, s.hi, s.skewed, &s.sample}, decimals, false);
        writer_interval(w, &table, s.q05, s.q95, decimals, "");
    }
    if (status == SIM_OK)
        status = writer_table(w, &table, LAYOUT_ALL, LAYOUT_ALL);
    layout_free(&table);
    return status;
}
