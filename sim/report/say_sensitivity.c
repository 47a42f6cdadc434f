/* What `samenspel sensitivity` found, in sentences. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/report/layout.h"
#include "sim/report/say_sensitivity.h"
#include "sim/report/words.h"

enum { MOST_NAMED = 3, MOST_DIFFERENCES = 3, MOST_OTHERS = 4, USUAL_DIGITS = 3 };
/* p below which an effect is more than chance, adjusted for the number of parameters. */
#define ALPHA 0.05

const char *saying_in(const struct saying *s, const char *en, const char *nl)
{
    return s->dutch ? nl : en;
}

static bool start(struct saying *s, struct text *out, const struct report_study *study)
{
    *s = (struct saying){
        .study = study,
        .out = out,
        .indices = report_study_frame(study, "indices"),
        .variance = report_study_frame(study, "variance"),
        .signs = report_study_frame(study, "signs"),
        .design = report_study_frame(study, "sensitivity-design"),
        .parts = report_study_frame(study, "parts"),
        .dutch = study->lang == REPORT_NL,
    };
    if (s->indices == NULL || s->variance == NULL || s->signs == NULL || s->design == NULL || s->design->n_rows == 0)
        return false;
    s->morris = strcmp(frame_at(s->design, 0, "method")->text, "morris") == 0;
    return s->morris || s->parts != NULL;
}

/* Three digits, in the language. */
static const char *number(const struct saying *s, double value, char text[WORDS_NUMBER_SIZE])
{
    const double size = fabs(value);
    const int before = size > 0.0 && isfinite(size) ? (int)floor(log10(size)) + 1 : 1;
    words_number(text, value, before < USUAL_DIGITS ? (before < -4 ? 7 : USUAL_DIGITS - before) : 0, s->study->lang);
    return text;
}

static const struct sim_outcome *outcome_of(const struct saying *s, const char *name)
{
    const struct sim_model *model = s->study->model;
    for (size_t i = 0; i < model->n_outcomes; i++)
        if (strcmp(model->outcomes[i].name, name) == 0)
            return &model->outcomes[i];
    return &model->outcomes[0];
}

/* "the difference in NAME between ARM and REFERENCE". */
static void add_quantity(const struct saying *s, struct text *line, size_t row)
{
    const struct sim_outcome *outcome = outcome_of(s, frame_at(s->variance, row, "outcome")->text);
    const char *arm = frame_at(s->variance, row, "arm")->text,
               *reference = frame_at(s->variance, row, "reference")->text;
    const char *label = saying_in(s, outcome->en, outcome->nl);
    if (reference[0] != '\0')
        text_printf(line, saying_in(s, "\"%s\", %s less %s", "\"%s\", %s min %s"), label, arm, reference);
    else
        text_printf(line, saying_in(s, "\"%s\" of %s", "\"%s\" van %s"), label, arm);
}

size_t saying_first(const struct saying *s, size_t row)
{
    return row * (size_t)frame_at(s->design, 0, "parameters")->integer;
}

/* Whether chance can be told from what the parameters do to the quantity in that row of the variances. */
static bool chance_is_known(const struct saying *s, size_t row)
{
    return frame_at(s->design, 0, "replications")->integer > 1
           && !(s->morris && isnan(frame_at(s->indices, saying_first(s, row), "chance")->real));
}

bool saying_matters(const struct saying *s, size_t index)
{
    const size_t row = index / (size_t)frame_at(s->design, 0, "parameters")->integer;
    if (!chance_is_known(s, row))
        return false;
    /* A share cannot be said where too little variance is seen through luck; that there is an effect, it can. */
    return s->morris ? frame_at(s->indices, index, "p")->real < ALPHA
                     : frame_at(s->parts, index, "part_lo")->real > 0.0;
}

/* The figure by which tables and sentences are in order. */
static double size_of(const struct saying *s, size_t index)
{
    return frame_at(s->indices, index, s->morris ? "mu_star" : "total")->real;
}

static void add_parameter(const struct saying *s, struct text *line, size_t index)
{
    char a[WORDS_NUMBER_SIZE], b[WORDS_NUMBER_SIZE];
    text_add(line, frame_at(s->indices, index, "parameter")->text);
    const bool known = chance_is_known(s, index / (size_t)frame_at(s->design, 0, "parameters")->integer);
    if (!s->morris && !known) { /* the difference of the two would be read as working together */
        words_number(a, 100.0 * frame_at(s->indices, index, "total")->real, 0, s->study->lang);
        text_printf(line, saying_in(s, " (%s %% of the spread)", " (%s%% van de spreiding)"), a);
        return;
    }
    if (!s->morris) {
        const double total = frame_at(s->indices, index, "total")->real,
                     first = frame_at(s->indices, index, "first")->real;
        words_number(a, 100.0 * total, 0, s->study->lang);
        words_number(b, 100.0 * first, 0, s->study->lang);
        text_printf(line,
                    saying_in(s, " (%s %% of the spread, %s %% by itself)",
                              " (%s%% van de spreiding, %s%% op zichzelf)"),
                    a, b);
        return;
    }
    const double lo = frame_at(s->indices, index, "mu_lo")->real, hi = frame_at(s->indices, index, "mu_hi")->real;
    text_printf(line,
                lo > 0.0   ? saying_in(s, " (%s, raises it)", " (%s, verhoogt het)")
                : hi < 0.0 ? saying_in(s, " (%s, lowers it)", " (%s, verlaagt het)")
                : !known   ? " (%s)" /* chance too goes up and down */
                           : saying_in(s, " (%s, now up, now down)", " (%s, nu omhoog, dan omlaag)"),
                number(s, frame_at(s->indices, index, "mu_star")->real, a));
}

/* Chance unknown: the parameters with the largest figures, and no judgement. */
static void say_largest(const struct saying *s, size_t row)
{
    struct text line = {0};
    const size_t k = (size_t)frame_at(s->design, 0, "parameters")->integer, first = saying_first(s, row);
    size_t named = 0;
    for (size_t i = 0; i < k && named < MOST_NAMED; i++) {
        if (!(size_of(s, first + i) > 0.0))
            continue;
        text_add(&line, named++ == 0 ? saying_in(s, ": the largest figures, chance included, are those of ",
                                                 ": de grootste cijfers, toeval inbegrepen, zijn die van ")
                                     : "; ");
        add_parameter(s, &line, first + i);
    }
    if (named == 0)
        text_add(&line, saying_in(s, ": no parameter shows any effect", ": geen parameter laat enig effect zien"));
    text_add(&line, ".");
    struct text whole = {0};
    add_quantity(s, &whole, row);
    text_add(&whole, text_get(&line));
    layout_paragraph(s->out, 2, text_get(&whole));
    s->out->failed = s->out->failed || line.failed || whole.failed;
    text_free(&line);
    text_free(&whole);
}

bool saying_no_shares(const struct saying *s, size_t row)
{
    return !s->morris && isnan(frame_at(s->indices, saying_first(s, row), "total_lo")->real);
}

/* Whether every step of every row leaves the outcome as it was. */
static bool nothing_moves(const struct saying *s, size_t row)
{
    const size_t k = (size_t)frame_at(s->design, 0, "parameters")->integer, first = saying_first(s, row);
    bool still = !s->morris;
    for (size_t i = first; still && i < first + k; i++)
        still = frame_at(s->parts, i, "part_lo")->real == 0.0 && frame_at(s->parts, i, "part_hi")->real == 0.0;
    return still;
}

static void add_cannot_be_said(const struct saying *s, struct text *line, size_t row, size_t n)
{
    text_printf(
        line,
        saying_in(
            s,
            "%s cannot be said: %" PRId64 " rows of %" PRId64
            " replications are too few for so much luck. Take more replications, which lower the luck, or "
            "more rows (--points).",
            "%s is niet te zeggen: %" PRId64 " rijen van %" PRId64
            " herhalingen zijn te weinig voor zoveel toeval. Neem meer herhalingen, die het toeval verkleinen, of "
            "meer rijen (--points)."),
        n > 0 ? saying_in(s, " Which share of the spread each has", " Welk aandeel in de spreiding elk heeft")
              : saying_in(s, ": which parameter does what", ": welke parameter wat doet"),
        frame_at(s->variance, row, "rows")->integer, frame_at(s->design, 0, "replications")->integer);
}

/* Parameters that stand higher in the table than one that matters and yet may be chance. */
static void add_passed_over(const struct saying *s, struct text *line, size_t row, size_t last)
{
    struct text names = {0};
    size_t n = 0;
    for (size_t i = saying_first(s, row); i < last; i++)
        if (!saying_matters(s, i))
            text_printf(&names, "%s%s", n++ > 0 ? ", " : "", frame_at(s->indices, i, "parameter")->text);
    if (n > 0)
        text_printf(line,
                    saying_in(s, " The larger figure of %s may be chance.",
                              " Het grotere cijfer van %s kan toeval zijn."),
                    text_get(&names));
    line->failed = line->failed || names.failed;
    text_free(&names);
}

bool saying_constant(const struct saying *s, size_t row)
{
    return frame_at(s->variance, row, "rows")->integer > 1 && frame_at(s->variance, row, "variance")->real == 0.0
           && isnan(frame_at(s->variance, row, "noise_share")->real);
}

/* Instead of what it depends on: text in two languages. */
static void say_instead(const struct saying *s, size_t row, const char *en, const char *nl)
{
    struct text line = {0};
    add_quantity(s, &line, row);
    text_add(&line, saying_in(s, en, nl));
    layout_paragraph(s->out, 2, text_get(&line));
    s->out->failed = s->out->failed || line.failed;
    text_free(&line);
}

static void say_most_important(const struct saying *s, size_t row)
{
    struct text line = {0};
    if (frame_at(s->variance, row, "rows")->integer == 0) {
        say_instead(s, row, ": nothing can be said, too many runs have no value.",
                    ": er is niets over te zeggen, te veel runs hebben geen waarde.");
        return;
    }
    if (saying_constant(s, row)) {
        say_instead(s, row, ": the same in every run, whatever is varied.",
                    ": in elke run hetzelfde, wat er ook gevarieerd wordt.");
        return;
    }
    if (!chance_is_known(s, row)) {
        say_largest(s, row);
        return;
    }
    const size_t k = (size_t)frame_at(s->design, 0, "parameters")->integer, first = saying_first(s, row);
    const bool ordered = !saying_no_shares(s, row) || nothing_moves(s, row);
    size_t n = 0, named = 0, first_named = first;
    for (size_t i = 0; i < k; i++)
        n += saying_matters(s, first + i);
    add_quantity(s, &line, row);
    if (n == 0 && ordered)
        text_add(&line,
                 saying_in(s,
                           ": no parameter does anything that chance cannot explain; take more replications or points.",
                           ": geen parameter doet iets dat toeval niet verklaart; neem meer herhalingen of punten."));
    else if (n > 0)
        text_add(&line, ordered && frame_at(s->variance, row, "contenders")->integer < 2
                            ? saying_in(s, ": most depends on ", ": het meeste hangt af van ")
                            : saying_in(s, ": depends on ", ": hangt af van "));
    for (size_t i = 0; i < k && named < MOST_NAMED; i++) {
        if (!saying_matters(s, first + i))
            continue;
        const size_t last = n < MOST_NAMED ? n : MOST_NAMED;
        text_add(&line, named == 0 ? "" : named + 1 == last ? saying_in(s, " and ", " en ") : ", ");
        if (ordered)
            add_parameter(s, &line, first + i);
        else
            text_add(&line, frame_at(s->indices, first + i, "parameter")->text);
        first_named = named == 0 ? first + i : first_named;
        named++;
    }
    if (n > 0)
        text_printf(&line,
                    saying_in(s, ". More than chance: %zu of %zu parameters.",
                              ". Meer dan toeval: %zu van de %zu parameters."),
                    n, k);
    if (n > 0 && ordered)
        add_passed_over(s, &line, row, first_named);
    if (!ordered)
        add_cannot_be_said(s, &line, row, n);
    layout_paragraph(s->out, 2, text_get(&line));
    s->out->failed = s->out->failed || line.failed;
    text_free(&line);
}

static void say_quantity(const struct saying *s, size_t row)
{
    text_add(s->out, "\n");
    say_most_important(s, row);
    saying_details(s, row);
}

static void say_other_outcomes(const struct saying *s)
{
    const char *before = s->variance->n_rows > 0 ? frame_at(s->variance, 0, "outcome")->text : "";
    size_t said = 0;
    for (size_t row = 0; row < s->variance->n_rows && said < MOST_OTHERS; row++) {
        const char *outcome = frame_at(s->variance, row, "outcome")->text;
        if (strcmp(outcome, before) == 0 || frame_at(s->variance, row, "reference")->text[0] == '\0')
            continue;
        before = outcome;
        said++;
        text_add(s->out, "\n");
        say_most_important(s, row);
        saying_order(s, row);
        saying_sign(s, row);
    }
}

static void finding(struct text *out, const struct report_study *study)
{
    struct saying s;
    size_t said = 0;
    if (!start(&s, out, study))
        return;
    sensitivity_warning(out, study);
    /* The differences on the first outcome; without any, its own first arm. Then one difference of each other. */
    for (size_t row = 0; row < s.variance->n_rows && said < MOST_DIFFERENCES; row++)
        if (frame_at(s.variance, row, "reference")->text[0] != '\0'
            && strcmp(frame_at(s.variance, row, "outcome")->text, frame_at(s.variance, 0, "outcome")->text) == 0) {
            say_quantity(&s, row);
            said++;
        }
    if (said == 0 && s.variance->n_rows > 0)
        say_quantity(&s, 0);
    say_other_outcomes(&s);
    sensitivity_remarks(out, study);
}

const struct study_sayings study_sayings_sensitivity = {.command = "sensitivity",
                                                        .finding = finding,
                                                        .reading = sensitivity_reading};
