/* The comparison of arms as text, for people who know care and need not know statistics: first the answer, then the
 * numbers, at the end how to read them. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "sim/report/statistics.h"
#include "sim/report/writer.h"

static void header(const struct writer *w)
{
    const struct store_contents *c = &w->a->contents;
    const char *arms = w->a->n_listed == 1 ? writer_word(w, WORD_ARM) : w->lang == REPORT_NL ? "varianten" : "arms";
    char seed[32];
    struct text line = {0};
    (void)snprintf(seed, sizeof seed, "%" PRIu64, c->seed);
    if (!c->complete) {
        layout_tinted(w->out, TINT_BAD, w->color, writer_say(w, SAY_UNFINISHED));
        text_add(w->out, "\n");
    }
    layout_tinted(w->out, TINT_HEAD, w->color, c->title[0] != '\0' ? c->title : c->scenario);
    text_add(w->out, "\n");
    text_printf(&line, writer_say(w, SAY_HEADER), w->a->n_listed, arms, w->a->n_runs, c->horizon_months,
                c->spinup_months, seed, c->model, c->model_version);
    writer_paragraph(w, 0, &line);
}

/* How many runs failed, in which arms (twins that are not listed included), and where to find why. */
static void failures(const struct writer *w, const char *path)
{
    const struct store_contents *c = &w->a->contents;
    size_t failed = 0, runs = 0;
    struct text line = {0}, arms = {0};
    for (size_t i = 0; i < c->n_arms; i++) {
        failed += c->arms[i].failed;
        runs += c->arms[i].done + c->arms[i].failed;
        if (c->arms[i].failed > 0)
            text_printf(&arms, "%s%s %zu", arms.n > 0 ? ", " : "", c->arms[i].name, c->arms[i].failed);
    }
    if (failed > 0) {
        text_printf(&line, writer_say(w, c->antithetic ? SAY_FAILED_PAIRS : SAY_FAILED), failed, runs, text_get(&arms),
                    path != NULL ? path : "R.db");
        line.failed = line.failed || arms.failed;
        writer_paragraph(w, 0, &line);
    }
    text_free(&arms);
}

static int read_differences(const struct writer *w, bool chances)
{
    char p[WORDS_NUMBER_SIZE], share[WORDS_NUMBER_SIZE];
    struct text line = {0};
    struct analysis_pairing pairing;
    const int status = analysis_pairing(w->a, &pairing, w->err);
    if (status != SIM_OK)
        return status;
    words_number(p, ANALYSIS_ALPHA, 2, w->lang);
    words_number(share, 100.0 * ANALYSIS_NEGLIGIBLE, 2, w->lang);
    text_printf(&line, writer_say(w, SAY_READ_DIFFERENCE), p, share);
    writer_item(w, &line);
    layout_item(w->out, writer_say(w, SAY_READ_BEST));
    if (chances)
        layout_item(w->out, writer_say(w, SAY_READ_CHANCE));
    layout_item(w->out, writer_say(w, SAY_READ_EFFECT));
    if (!isnan(pairing.variance_ratio) && !isnan(pairing.correlation)) {
        words_number(p, pairing.variance_ratio, pairing.variance_ratio < 9.95 ? 1 : 0, w->lang);
        words_number(share, pairing.correlation, 2, w->lang);
        text_printf(&line, writer_say(w, SAY_READ_LUCK), p, share);
        writer_item(w, &line);
    }
    return SIM_OK;
}

/* What pairs gained against as many independent runs. */
static int read_antithetic(const struct writer *w)
{
    char of_means[WORDS_NUMBER_SIZE], of_differences[WORDS_NUMBER_SIZE];
    struct text line = {0};
    double means = (double)NAN, differences = (double)NAN;
    const int status = statistics_antithetic_gain(w->a, &means, &differences, w->err);
    layout_item(w->out, writer_say(w, SAY_READ_PAIRS));
    if (status != SIM_OK || isnan(means))
        return status;
    words_number(of_means, means, means < 9.95 ? 2 : 0, w->lang);
    if (isnan(differences)) {
        text_printf(&line, writer_say(w, SAY_READ_OPPOSITE), of_means);
    } else {
        words_number(of_differences, differences, differences < 9.95 ? 2 : 0, w->lang);
        text_printf(&line, writer_say(w, SAY_READ_OPPOSITE_BOTH), of_means, of_differences);
    }
    writer_item(w, &line);
    return SIM_OK;
}

static int how_to_read(const struct writer *w, bool differences, bool chances)
{
    bool money = false, skewed = false;
    int status = SIM_OK;
    writer_heading(w, writer_word(w, WORD_HOW_TO_READ));
    layout_item(w->out, writer_say(w, SAY_READ_MEAN));
    if (w->a->contents.antithetic)
        status = read_antithetic(w);
    if (arms_thin(w))
        layout_item(w->out, writer_say(w, SAY_READ_THIN));
    if (status == SIM_OK)
        status = arms_skewed(w, &skewed);
    if (skewed)
        layout_item(w->out, writer_say(w, SAY_READ_SKEWED));
    for (size_t i = 0; i < w->a->n_listed; i++)
        money = money || money_told(w, i);
    if (status == SIM_OK && differences)
        status = read_differences(w, chances);
    if (money && differences)
        layout_item(w->out, writer_say(w, SAY_READ_MONEY));
    return status;
}

int compare_text(struct text *out, const struct analysis *a, const struct report_options *options, struct sim_err *err)
{
    const struct writer w = {out, a, options->lang, options->color, err};
    const bool differences = options->kind == REPORT_COMPARE && a->n_listed > 1;
    bool chances = false;
    int status = SIM_OK;
    header(&w);
    failures(&w, options->path);
    if (differences)
        status = short_print(&w);
    if (status == SIM_OK && options->kind == REPORT_COMPARE)
        status = money_matrix(&w);
    if (status == SIM_OK)
        status = options->kind == REPORT_COMPARE ? arms_print(&w, &chances) : arms_print_one(&w);
    if (status == SIM_OK)
        status = money_tables(&w, options->kind);
    return status == SIM_OK ? how_to_read(&w, differences, chances) : status;
}
