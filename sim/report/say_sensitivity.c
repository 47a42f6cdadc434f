/* What `samenspel sensitivity` found, in sentences. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/report/layout.h"
#include "sim/report/say_sensitivity.h"
#include "sim/report/words.h"

enum { MOST_NAMED = 3, MOST_DIFFERENCES = 3, MOST_OTHERS = 4, USUAL_DIGITS = 3 };

struct saying {
    const struct report_study *study;
    struct text *out;
    const struct frame *indices, *variance, *signs, *design;
    bool dutch, morris;
};

static const char *in(const struct saying *s, const char *en, const char *nl)
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
        .dutch = study->lang == REPORT_NL,
    };
    if (s->indices == NULL || s->variance == NULL || s->signs == NULL || s->design == NULL || s->design->n_rows == 0)
        return false;
    s->morris = strcmp(frame_at(s->design, 0, "method")->text, "morris") == 0;
    return true;
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
    const char *label = in(s, outcome->en, outcome->nl);
    if (reference[0] != '\0')
        text_printf(line, in(s, "\"%s\", %s less %s", "\"%s\", %s min %s"), label, arm, reference);
    else
        text_printf(line, in(s, "\"%s\" of %s", "\"%s\" van %s"), label, arm);
}

/* First row of the indices of the quantity in that row of the variances: both tables have one order. */
static size_t first_index(const struct saying *s, size_t row)
{
    return row * (size_t)frame_at(s->design, 0, "parameters")->integer;
}

/* Whether chance can be told from what the parameters do to the quantity in that row of the variances. */
static bool chance_is_known(const struct saying *s, size_t row)
{
    return frame_at(s->design, 0, "replications")->integer > 1
           && !(s->morris && isnan(frame_at(s->indices, first_index(s, row), "chance")->real));
}

/* Whether a parameter does something that chance does not explain; false when chance is not known. */
static bool matters(const struct saying *s, size_t index)
{
    const size_t row = index / (size_t)frame_at(s->design, 0, "parameters")->integer;
    if (!chance_is_known(s, row))
        return false;
    return s->morris ? frame_at(s->indices, index, "mu_star_lo")->real > frame_at(s->indices, index, "chance")->real
                     : frame_at(s->indices, index, "total_lo")->real > 0.0;
}

static void add_parameter(const struct saying *s, struct text *line, size_t index)
{
    char a[WORDS_NUMBER_SIZE], b[WORDS_NUMBER_SIZE];
    text_add(line, frame_at(s->indices, index, "parameter")->text);
    const bool known = chance_is_known(s, index / (size_t)frame_at(s->design, 0, "parameters")->integer);
    if (!s->morris && !known) { /* the difference of the two would be read as working together */
        words_number(a, 100.0 * frame_at(s->indices, index, "total")->real, 0, s->study->lang);
        text_printf(line, in(s, " (%s %% of the spread)", " (%s%% van de spreiding)"), a);
        return;
    }
    if (!s->morris) {
        const double total = frame_at(s->indices, index, "total")->real,
                     first = frame_at(s->indices, index, "first")->real;
        words_number(a, 100.0 * total, 0, s->study->lang);
        words_number(b, 100.0 * first, 0, s->study->lang);
        text_printf(line,
                    in(s, " (%s %% of the spread, %s %% by itself)", " (%s%% van de spreiding, %s%% op zichzelf)"), a,
                    b);
        return;
    }
    const double lo = frame_at(s->indices, index, "mu_lo")->real, hi = frame_at(s->indices, index, "mu_hi")->real;
    text_printf(line,
                lo > 0.0   ? in(s, " (%s, raises it)", " (%s, verhoogt het)")
                : hi < 0.0 ? in(s, " (%s, lowers it)", " (%s, verlaagt het)")
                : !known   ? " (%s)" /* chance too goes up and down */
                           : in(s, " (%s, now up, now down)", " (%s, nu omhoog, dan omlaag)"),
                number(s, frame_at(s->indices, index, "mu_star")->real, a));
}

/* Chance unknown: the parameters with the largest figures, and no judgement. */
static void say_largest(const struct saying *s, size_t row)
{
    struct text line = {0};
    const size_t k = (size_t)frame_at(s->design, 0, "parameters")->integer, first = first_index(s, row);
    size_t named = 0;
    for (size_t i = 0; i < k && named < MOST_NAMED; i++) {
        if (!(frame_at(s->indices, first + i, s->morris ? "mu_star" : "total")->real > 0.0))
            continue;
        text_add(&line, named++ == 0 ? in(s, ": the largest figures, chance included, are those of ",
                                          ": de grootste cijfers, toeval inbegrepen, zijn die van ")
                                     : "; ");
        add_parameter(s, &line, first + i);
    }
    if (named == 0)
        text_add(&line, in(s, ": no parameter shows any effect", ": geen parameter laat enig effect zien"));
    text_add(&line, ".");
    struct text whole = {0};
    add_quantity(s, &whole, row);
    text_add(&whole, text_get(&line));
    layout_paragraph(s->out, 2, text_get(&whole));
    s->out->failed = s->out->failed || line.failed || whole.failed;
    text_free(&line);
    text_free(&whole);
}

/* Neither the parameters nor chance change it: there is no spread to speak of. */
static bool is_constant(const struct saying *s, size_t row)
{
    return frame_at(s->variance, row, "rows")->integer > 1 && frame_at(s->variance, row, "variance")->real == 0.0
           && isnan(frame_at(s->variance, row, "noise_share")->real);
}

static void say_most_important(const struct saying *s, size_t row)
{
    struct text line = {0};
    if (frame_at(s->variance, row, "rows")->integer == 0) {
        add_quantity(s, &line, row);
        text_add(&line, in(s, ": nothing can be said, too many runs have no value.",
                           ": er is niets over te zeggen, te veel runs hebben geen waarde."));
        layout_paragraph(s->out, 2, text_get(&line));
        s->out->failed = s->out->failed || line.failed;
        text_free(&line);
        return;
    }
    if (is_constant(s, row)) {
        add_quantity(s, &line, row);
        text_add(&line, in(s, ": the same in every run, whatever is varied.",
                           ": in elke run hetzelfde, wat er ook gevarieerd wordt."));
        layout_paragraph(s->out, 2, text_get(&line));
        s->out->failed = s->out->failed || line.failed;
        text_free(&line);
        return;
    }
    if (!chance_is_known(s, row)) {
        say_largest(s, row);
        return;
    }
    const size_t k = (size_t)frame_at(s->design, 0, "parameters")->integer, first = first_index(s, row);
    size_t n = 0, named = 0;
    for (size_t i = 0; i < k; i++)
        n += matters(s, first + i);
    add_quantity(s, &line, row);
    if (n == 0)
        text_add(&line,
                 in(s, ": no parameter does anything that chance cannot explain; take more replications or points.",
                    ": geen parameter doet iets dat toeval niet verklaart; neem meer herhalingen of punten."));
    else
        text_add(&line, in(s, ": most depends on ", ": het meeste hangt af van "));
    for (size_t i = 0; i < k && named < MOST_NAMED; i++) {
        if (!matters(s, first + i))
            continue;
        const size_t last = n < MOST_NAMED ? n : MOST_NAMED;
        text_add(&line, named == 0 ? "" : named + 1 == last ? in(s, " and ", " en ") : ", ");
        add_parameter(s, &line, first + i);
        named++;
    }
    if (n > 0)
        text_printf(&line,
                    in(s, ". More than chance: %zu of %zu parameters.",
                       ". Meer dan toeval: %zu van de %zu parameters."),
                    n, k);
    layout_paragraph(s->out, 2, text_get(&line));
    s->out->failed = s->out->failed || line.failed;
    text_free(&line);
}

/* The sd of an effect less what luck makes of it; `chance` is sqrt(2 / pi) sd of luck. */
static double own_spread(const struct saying *s, size_t index)
{
    const double sigma = frame_at(s->indices, index, "sigma")->real,
                 chance = frame_at(s->indices, index, "chance")->real;
    const double luck = isnan(chance) ? 0.0 : chance * chance * acos(-1.0) / 2.0;
    return sqrt(fmax(sigma * sigma - luck, 0.0));
}

/* Which of them matter more through others than by themselves. */
static void say_interactions(const struct saying *s, size_t row)
{
    struct text line = {0};
    const size_t k = (size_t)frame_at(s->design, 0, "parameters")->integer, first = first_index(s, row);
    const struct frame *shares = report_study_frame(s->study, "together"); /* rows as the variances */
    const double together = shares != NULL ? frame_at(shares, row, "together")->real : (double)NAN;
    const double least = shares != NULL ? frame_at(shares, row, "together_lo")->real : (double)NAN;
    const double most = shares != NULL ? frame_at(shares, row, "together_hi")->real : (double)NAN;
    char a[WORDS_NUMBER_SIZE], lo[WORDS_NUMBER_SIZE], hi[WORDS_NUMBER_SIZE];
    size_t n = 0, n_matter = 0;
    for (size_t i = first; i < first + k; i++) {
        const bool bends =
            s->morris && matters(s, i) && own_spread(s, i) > 0.5 * frame_at(s->indices, i, "mu_star")->real;
        n_matter += matters(s, i);
        if (bends)
            text_printf(&line, "%s%s", n++ > 0 ? ", " : "", frame_at(s->indices, i, "parameter")->text);
    }
    struct text whole = {0};
    if (n > 0)
        text_printf(&whole,
                    in(s, "What these do depends much on the values of the others, or bends: %s.",
                       "Wat deze doen hangt sterk af van de waarden van de andere, of buigt af: %s."),
                    text_get(&line));
    words_number(a, 100.0 * fmin(together, 1.0), 0, s->study->lang);
    words_number(lo, 100.0 * fmin(least, 1.0), 0, s->study->lang);
    words_number(hi, 100.0 * fmin(most, 1.0), 0, s->study->lang);
    /* What is left when all first indices are taken away is also where errors of estimation gather. */
    if (n_matter > 0 && together > 0.05 && least > 0.0)
        text_printf(
            &whole,
            in(s,
               "About %s %% of the spread (95 %% interval %s to %s) comes from parameters working together: no "
               "single one has it.",
               "Ongeveer %s%% van de spreiding (95%%-interval %s tot %s) komt van parameters samen: geen enkele "
               "heeft die alleen."),
            a, lo, hi);
    if (whole.n > 0)
        layout_paragraph(s->out, 2, text_get(&whole));
    s->out->failed = s->out->failed || whole.failed || line.failed;
    text_free(&whole);
    text_free(&line);
}

static void say_chance(const struct saying *s, size_t row)
{
    struct text line = {0};
    char a[WORDS_NUMBER_SIZE];
    const double share = frame_at(s->variance, row, "noise_share")->real;
    if (isnan(share))
        return;
    words_number(a, 100.0 * share, 0, s->study->lang);
    text_printf(
        &line,
        in(s, "Of the spread of single runs %s %% is chance: the same values of all parameters, other luck.",
           "Van de spreiding tussen losse runs is %s%% toeval: dezelfde waarden van alle parameters, ander geluk."),
        a);
    layout_paragraph(s->out, 2, text_get(&line));
    text_free(&line);
}

/* Whether the intervals allow an order, and what would. */
static void say_order(const struct saying *s, size_t row)
{
    struct text line = {0};
    char a[WORDS_NUMBER_SIZE];
    const int64_t contenders = frame_at(s->variance, row, "contenders")->integer;
    const double needed = frame_at(s->variance, row, "rows_needed")->real;
    if (contenders < 2 || !matters(s, first_index(s, row)))
        return;
    text_printf(&line,
                in(s, "The intervals are too wide to say which parameter comes first: %" PRId64 " may.",
                   "De intervallen zijn te breed om te zeggen welke parameter de eerste is: %" PRId64
                   " komen in aanmerking."),
                contenders);
    if (isfinite(needed) && needed < 1e6) {
        const double power = exp2(ceil(log2(needed)));
        words_number(a, s->morris ? needed : power, 0, s->study->lang);
        text_printf(&line,
                    in(s, " About --points %s would tell, if what is estimated now is right.",
                       " Ongeveer --points %s zou dat uitwijzen, als klopt wat nu geschat is."),
                    a);
    }
    layout_paragraph(s->out, 2, text_get(&line));
    text_free(&line);
}

/* Row of the signs of the quantity in that row of the variances; n_rows when it is no difference. */
static size_t sign_row(const struct saying *s, size_t row)
{
    size_t i = 0;
    if (frame_at(s->variance, row, "reference")->text[0] == '\0')
        return s->signs->n_rows;
    while (i < s->signs->n_rows
           && (strcmp(frame_at(s->signs, i, "outcome")->text, frame_at(s->variance, row, "outcome")->text) != 0
               || strcmp(frame_at(s->signs, i, "arm")->text, frame_at(s->variance, row, "arm")->text) != 0))
        i++;
    return i;
}

static void say_sign(const struct saying *s, size_t row)
{
    const size_t i = sign_row(s, row);
    const double by_chance = 0.025; /* an interval of 95 % lies on one side of 0 at so many points by chance */
    struct text line = {0};
    char a[WORDS_NUMBER_SIZE], b[WORDS_NUMBER_SIZE], c[WORDS_NUMBER_SIZE];
    if (i == s->signs->n_rows || isnan(frame_at(s->signs, i, "above_0")->real) || is_constant(s, row))
        return;
    const double above = frame_at(s->signs, i, "clearly_above")->real,
                 below = frame_at(s->signs, i, "clearly_below")->real;
    words_number(a, 100.0 * frame_at(s->signs, i, "above_0")->real, 0, s->study->lang);
    words_number(b, 100.0 * above, 0, s->study->lang);
    words_number(c, 100.0 * below, 0, s->study->lang);
    text_printf(&line,
                in(s, "The difference is above 0 at %s %% of the points",
                   "Het verschil is groter dan 0 op %s%% van de punten"),
                a);
    if (!isnan(above))
        text_printf(&line,
                    in(s, ", clearly above at %s %% and clearly below at %s %%",
                       ", duidelijk groter op %s%% en duidelijk "
                       "kleiner op %s%%"),
                    b, c);
    text_add(&line, isnan(above) ? "."
                    : above > by_chance && below > by_chance
                        ? in(s, ": which way it goes depends on the parameters.",
                             ": welke kant het op gaat hangt af van de parameters.")
                    : above > by_chance || below > by_chance
                        ? in(s, ": nowhere is it the other way round more often than by chance.",
                             ": andersom is het niet vaker dan door toeval.")
                        : in(s, ": no more often than by chance, so that its sign is unknown.",
                             ": niet vaker dan door toeval, zodat het teken onbekend is."));
    layout_paragraph(s->out, 2, text_get(&line));
    s->out->failed = s->out->failed || line.failed;
    text_free(&line);
}

static void say_quantity(const struct saying *s, size_t row)
{
    text_add(s->out, "\n");
    say_most_important(s, row);
    say_order(s, row);
    say_interactions(s, row);
    say_chance(s, row);
    say_sign(s, row);
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
        say_sign(s, row);
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
