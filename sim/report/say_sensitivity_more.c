/* What `samenspel sensitivity` says below the most important parameters: their order, how they work together, chance
 * and signs. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/report/layout.h"
#include "sim/report/say_sensitivity.h"
#include "sim/report/words.h"

enum { MOST_RIVALS = 5 };

/* Whether parameter `index` may be the most important as far as the intervals say: the rule of the table `variance`. */
static bool is_rival(const struct saying *s, size_t row, size_t index)
{
    const char *const lo = s->morris ? "mu_star_lo" : "total_lo", *const hi = s->morris ? "mu_star_hi" : "total_hi";
    return !(frame_at(s->indices, index, hi)->real < frame_at(s->indices, saying_first(s, row), lo)->real);
}

/* The sd of an effect less what luck makes of it; `chance` is sqrt(2 / pi) sd of luck. */
static double own_spread(const struct saying *s, size_t index)
{
    const double sigma = frame_at(s->indices, index, "sigma")->real,
                 chance = frame_at(s->indices, index, "chance")->real;
    const double luck = isnan(chance) ? 0.0 : chance * chance * acos(-1.0) / 2.0;
    return sqrt(fmax(sigma * sigma - luck, 0.0));
}

/* Whether the estimates contradict what shares are: parameters have more than all of the spread together, or one has
 * surely less than nothing alone. Then what is left when all are taken away is an error too. */
static bool is_impossible(const struct saying *s, size_t first, size_t k, double together)
{
    bool impossible = together > 1.0;
    for (size_t i = first; i < first + k; i++)
        impossible = impossible || frame_at(s->indices, i, "first_hi")->real < 0.0;
    return impossible;
}

/* Which of them matter more through others than by themselves. */
static void say_interactions(const struct saying *s, size_t row)
{
    struct text line = {0};
    const size_t k = (size_t)frame_at(s->design, 0, "parameters")->integer, first = saying_first(s, row);
    const struct frame *shares = report_study_frame(s->study, "together"); /* rows as the variances */
    const double together = shares != NULL ? frame_at(shares, row, "together")->real : (double)NAN;
    const double least = shares != NULL ? frame_at(shares, row, "together_lo")->real : (double)NAN;
    const double most = shares != NULL ? frame_at(shares, row, "together_hi")->real : (double)NAN;
    char a[WORDS_NUMBER_SIZE], lo[WORDS_NUMBER_SIZE], hi[WORDS_NUMBER_SIZE];
    size_t n = 0, n_matter = 0;
    for (size_t i = first; i < first + k; i++) {
        const bool bends =
            s->morris && saying_matters(s, i) && own_spread(s, i) > 0.5 * frame_at(s->indices, i, "mu_star")->real;
        n_matter += saying_matters(s, i);
        if (bends)
            text_printf(&line, "%s%s", n++ > 0 ? ", " : "", frame_at(s->indices, i, "parameter")->text);
    }
    struct text whole = {0};
    if (n > 0)
        text_printf(&whole,
                    saying_in(s, "What these do depends much on the values of the others, or bends: %s.",
                              "Wat deze doen hangt sterk af van de waarden van de andere, of buigt af: %s."),
                    text_get(&line));
    words_number(a, 100.0 * fmin(together, 1.0), 0, s->study->lang);
    words_number(lo, 100.0 * fmin(least, 1.0), 0, s->study->lang);
    words_number(hi, 100.0 * fmin(most, 1.0), 0, s->study->lang);
    /* What is left when all first indices are taken away is also where errors of estimation gather. */
    const bool to_say = n_matter > 0 && together > 0.05 && least > 0.0;
    if (to_say && is_impossible(s, first, k, together))
        text_add(&whole, saying_in(s,
                                   "How much of the spread comes from parameters working together cannot be said: some "
                                   "shares are below 0, or above 1. More --points may tell.",
                                   "Hoeveel van de spreiding van parameters samen komt, is niet te zeggen: er zijn "
                                   "aandelen onder 0, of boven 1. Meer --points kan het uitwijzen."));
    else if (to_say)
        text_printf(
            &whole,
            saying_in(s,
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
        saying_in(
            s, "Of the spread of single runs %s %% is chance: the same values of all parameters, other luck.",
            "Van de spreiding tussen losse runs is %s%% toeval: dezelfde waarden van alle parameters, ander geluk."),
        a);
    layout_paragraph(s->out, 2, text_get(&line));
    text_free(&line);
}

void saying_order(const struct saying *s, size_t row)
{
    struct text line = {0};
    const size_t k = (size_t)frame_at(s->design, 0, "parameters")->integer, first = saying_first(s, row);
    const int64_t contenders = frame_at(s->variance, row, "contenders")->integer;
    const double needed = frame_at(s->variance, row, "rows_needed")->real;
    size_t named = 0;
    bool any = false;
    for (size_t i = first; i < first + k; i++)
        any = any || saying_matters(s, i);
    if (contenders < 2 || !any || saying_no_shares(s, row))
        return;
    text_printf(&line,
                saying_in(s, "The intervals are too wide to say which parameter comes first: %" PRId64 " may (",
                          "De intervallen zijn te breed om te zeggen welke parameter de eerste is: %" PRId64
                          " komen in aanmerking ("),
                contenders);
    for (size_t i = first; i < first + k && named < MOST_RIVALS; i++)
        if (is_rival(s, row, i))
            text_printf(&line, "%s%s", named++ > 0 ? ", " : "", frame_at(s->indices, i, "parameter")->text);
    text_add(&line, contenders > MOST_RIVALS ? ", ...)." : ").");
    if (isfinite(needed) && needed < 1e6) {
        /* Plainly: it is there to be pasted, and options take no thousands marks. */
        text_printf(&line,
                    saying_in(s, " About --points %.0f would tell, if what is estimated now is right.",
                              " Ongeveer --points %.0f zou dat uitwijzen, als klopt wat nu geschat is."),
                    needed);
    }
    layout_paragraph(s->out, 2, text_get(&line));
    s->out->failed = s->out->failed || line.failed;
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

void saying_sign(const struct saying *s, size_t row)
{
    const size_t i = sign_row(s, row);
    const double by_chance = 0.025; /* an interval of 95 % lies on one side of 0 at so many points by chance */
    struct text line = {0};
    char a[WORDS_NUMBER_SIZE], b[WORDS_NUMBER_SIZE], c[WORDS_NUMBER_SIZE];
    if (i == s->signs->n_rows || isnan(frame_at(s->signs, i, "above_0")->real) || saying_constant(s, row))
        return;
    const double above = frame_at(s->signs, i, "clearly_above")->real,
                 below = frame_at(s->signs, i, "clearly_below")->real;
    words_number(a, 100.0 * frame_at(s->signs, i, "above_0")->real, 0, s->study->lang);
    words_number(b, 100.0 * above, 0, s->study->lang);
    words_number(c, 100.0 * below, 0, s->study->lang);
    text_printf(&line,
                saying_in(s, "The difference is above 0 at %s %% of the points",
                          "Het verschil is groter dan 0 op %s%% van de punten"),
                a);
    if (!isnan(above))
        text_printf(&line,
                    saying_in(s, ", clearly above at %s %% and clearly below at %s %%",
                              ", duidelijk groter op %s%% en duidelijk "
                              "kleiner op %s%%"),
                    b, c);
    text_add(&line, isnan(above) ? "."
                    : above > by_chance && below > by_chance
                        ? saying_in(s, ": which way it goes depends on the parameters.",
                                    ": welke kant het op gaat hangt af van de parameters.")
                    : above > by_chance || below > by_chance
                        ? saying_in(s, ": nowhere is it the other way round more often than by chance.",
                                    ": andersom is het niet vaker dan door toeval.")
                        : saying_in(s, ": no more often than by chance, so that its sign is unknown.",
                                    ": niet vaker dan door toeval, zodat het teken onbekend is."));
    layout_paragraph(s->out, 2, text_get(&line));
    s->out->failed = s->out->failed || line.failed;
    text_free(&line);
}

void saying_details(const struct saying *s, size_t row)
{
    saying_order(s, row);
    say_interactions(s, row);
    say_chance(s, row);
    saying_sign(s, row);
}
