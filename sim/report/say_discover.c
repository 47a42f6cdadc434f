/* What `samenspel discover` found, in sentences. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/report/layout.h"
#include "sim/report/analysis.h"
#include "sim/report/say_discover.h"
#include "sim/report/study.h"
#include "sim/report/words.h"

/* Fewer replications than FEW, shared by all points, are mentioned. */
enum { SIGNIFICANT = 3, FEW = 10 };
/* Share of points at which a stable choice leads: as in sim/study/discover.h. */
#define STAYS 0.8

void saying_number(const struct saying *s, struct text *line, double value)
{
    char number[WORDS_NUMBER_SIZE];
    const int before = value != 0.0 && isfinite(value) ? (int)floor(log10(fabs(value))) + 1 : SIGNIFICANT;
    words_number(number, value,
                 value == floor(value) || before >= SIGNIFICANT ? 0
                 : SIGNIFICANT - before > 6                     ? 6
                                                                : SIGNIFICANT - before,
                 s->study->lang);
    text_add(line, number);
}

void saying_share(const struct saying *s, struct text *line, double share)
{
    /* Not all is said to be all, nor something to be nothing. */
    const double percent = 100.0 * share;
    const char *sign = in(s, " %", "%");
    if (percent > 0.0 && percent < 0.5)
        text_printf(line, "<1%s", sign);
    else if (percent > 99.5 && percent < 100.0)
        text_printf(line, ">99%s", sign);
    else
        text_printf(line, "%.0f%s", percent, sign);
}

/* "a at 20 %, b nowhere and c at 3 %", of a column of the robustness. */
static void add_shares(const struct saying *s, struct text *line, const struct frame *arms, const char *column)
{
    size_t last = 0, listed = 0;
    for (size_t r = 0; r < arms->n_rows; r++)
        last = is_of(arms, r, "outcome", s->outcome) ? r : last;
    for (size_t r = 0; r < arms->n_rows; r++) {
        if (!is_of(arms, r, "outcome", s->outcome))
            continue;
        text_add(line, listed++ == 0 ? "" : r == last ? in(s, " and ", " en ") : ", ");
        text_add(line, text_of(arms, r, "arm"));
        if (!(real_of(arms, r, column) > 0.0)) {
            text_add(line, in(s, " nowhere", " nergens"));
            continue;
        }
        text_add(line, in(s, " at ", " op "));
        saying_share(s, line, real_of(arms, r, column));
    }
}

static void say_winners(const struct saying *s, const struct frame *stability, size_t row, const struct frame *arms)
{
    struct text line = {0};
    const double not_told = real_of(stability, row, "not_told");
    text_printf(&line, in(s, "Of %lld points, clearly the best: ", "Van %lld punten, duidelijk de beste: "),
                (long long)cell_of(stability, row, "points")->integer);
    add_shares(s, &line, arms, "told");
    if (not_told > 0.0) {
        text_add(&line, in(s, "; at ", "; op "));
        saying_share(s, &line, not_told);
        text_add(&line, in(s, " no arm can be told to be the best", " is geen variant als beste aan te wijzen"));
    }
    text_add(&line, ".");
    if (cell_of(stability, row, "left_out")->integer > 0)
        text_printf(&line,
                    in(s, " At %lld more points too few runs have a value to compare: they are left out.",
                       " Op nog %lld punten hebben te weinig runs een waarde om te vergelijken: die tellen niet mee."),
                    (long long)cell_of(stability, row, "left_out")->integer);
    end_saying(s, &line);
}

/* Row of an arm in the robustness of this outcome. */
static size_t row_of(const struct saying *s, const struct frame *arms, const char *arm)
{
    size_t r = 0;
    while (r < arms->n_rows && !(is_of(arms, r, "outcome", s->outcome) && is_of(arms, r, "arm", arm)))
        r++;
    return r;
}

/* The arm that an outcome's row speaks of has the best mean at every point, and so has this other one. */
static bool is_tied(const struct saying *s, const struct frame *arms, size_t own, size_t r)
{
    return r != own && own < arms->n_rows && is_of(arms, r, "outcome", s->outcome)
           && real_of(arms, own, "max_regret") == 0.0 && real_of(arms, r, "max_regret") == 0.0;
}

static size_t count_tied(const struct saying *s, const struct frame *arms, size_t own)
{
    size_t n = 0;
    for (size_t r = 0; r < arms->n_rows; r++)
        n += is_tied(s, arms, own, r);
    return n;
}

/* "b, c." after `start`. */
static void say_tied(const struct saying *s, struct text *line, const struct frame *arms, size_t own, const char *start)
{
    size_t n = 0;
    for (size_t r = 0; r < arms->n_rows; r++)
        if (is_tied(s, arms, own, r))
            text_printf(line, "%s%s", n++ == 0 ? start : ", ", text_of(arms, r, "arm"));
    if (n > 0)
        text_add(line, ".");
}

/* Runs are cheap, and enough of them make any difference sure: arms that are behind by next to nothing are named. */
static void say_negligible(const struct saying *s, struct text *line, const struct frame *arms, size_t own)
{
    size_t n = 0;
    for (size_t r = 0; r < arms->n_rows; r++) {
        if (r == own || !is_of(arms, r, "outcome", s->outcome) || is_tied(s, arms, own, r)
            || !(real_of(arms, r, "regret") < ANALYSIS_NEGLIGIBLE * fabs(real_of(arms, r, "mean"))))
            continue;
        text_add(line, n++ == 0 ? in(s, " Negligibly behind, on average less than 0.01 % of the mean: ",
                                     " Verwaarloosbaar achter, gemiddeld minder dan 0,01% van het gemiddelde: ")
                                : ", ");
        text_add(line, text_of(arms, r, "arm"));
    }
    text_add(line, n > 0 ? "." : "");
}

/* After "X has the best mean at N %". Luck too gives an arm the lead: without differences that are told apart the choice
 * is not called stable, however often it leads. */
static void add_stable(const struct saying *s, struct text *line, const struct frame *stability, size_t row)
{
    if (real_of(stability, row, "stays") < STAYS) {
        text_add(line,
                 in(s, ": the choice is not stable (less than 80 %).", ": de keus is niet stabiel (minder dan 80%)."));
        return;
    }
    const bool stable = is_of(stability, row, "stable", "yes");
    text_add(line, stable ? in(s, ", and the chance that it is the best there is on average ",
                               ", en de kans dat die daar de beste is, is gemiddeld ")
                          : in(s, ", but the chance that it is the best there is on average no more than ",
                               ", maar de kans dat die daar de beste is, is gemiddeld niet meer dan "));
    saying_share(s, line, real_of(stability, row, "stays_expected"));
    text_add(line,
             stable ? in(s, ": the choice is stable (both 80 % or more).", ": de keus is stabiel (beide 80% of meer).")
                    : in(s, ": luck may have given it that lead, and the choice cannot be called stable.",
                         ": die voorsprong kan toeval zijn, en de keus is niet stabiel te noemen."));
}

static void say_robust(const struct saying *s, const struct frame *stability, size_t row, const struct frame *arms)
{
    const char *best = text_of(stability, row, "best");
    const size_t own = row_of(s, arms, best), careful = row_of(s, arms, text_of(stability, row, "minimax"));
    struct text line = {0};
    if (own == arms->n_rows || careful == arms->n_rows) {
        text_add(&line, in(s, "No arm has values at all points: none can be called the robust choice.",
                           "Geen variant heeft waarden op alle punten: geen is de robuuste keus te noemen."));
        end_saying(s, &line);
        return;
    }
    if (count_tied(s, arms, own) > 0) {
        /* Luck favours none of them: that one is named first is the order of the list, and more runs would not help. */
        text_printf(&line,
                    in(s, "%s has the best mean at every point, but not alone: ",
                       "%s heeft op elk punt het beste gemiddelde, maar niet alleen: "),
                    best);
        say_tied(s, &line, arms, own, in(s, "just as good everywhere are ", "overal precies even goed: "));
        say_negligible(s, &line, arms, own);
        say_discover_where_not(s, &line);
        end_saying(s, &line);
        return;
    }
    say_discover_regret(s, &line, arms, own, careful);
    say_discover_lead(s, &line, text_of(stability, row, "second"));
    text_printf(&line, in(s, " %s has the best mean at ", " %s heeft het beste gemiddelde op "), best);
    saying_share(s, &line, real_of(stability, row, "stays"));
    text_add(&line, in(s, " of the points", " van de punten"));
    say_discover_share_limits(s, &line, stability, row, "stays_lo", "stays_hi");
    add_stable(s, &line, stability, row);
    if (real_of(stability, row, "overturned") > 0.0) {
        text_add(&line, in(s, " At ", " Op "));
        saying_share(s, &line, real_of(stability, row, "overturned"));
        text_add(&line, in(s, " of the points another arm is clearly better.",
                           " van de punten is een andere duidelijk beter."));
    }
    say_negligible(s, &line, arms, own);
    say_discover_where_not(s, &line);
    end_saying(s, &line);
}

static void say_more(const struct saying *s, const struct frame *stability, size_t row, const struct frame *arms)
{
    const double not_told = real_of(stability, row, "not_told");
    const struct frame *more = report_study_frame(s->study, "more-replications");
    struct text line = {0};
    size_t listed = 0;
    if (!(not_told > 0.0) || more == NULL || count_tied(s, arms, row_of(s, arms, text_of(stability, row, "best"))) > 0)
        return;
    for (size_t r = 0; r < more->n_rows; r++) {
        if (!is_of(more, r, "outcome", s->outcome))
            continue;
        text_printf(&line,
                    listed == 0
                        ? in(s, "%lld replications tell the best at ", "%lld herhalingen wijzen de beste aan op ")
                    : listed == 1 ? in(s, "; %lld would at about ", "; %lld zouden dat doen op ongeveer ")
                                  : in(s, ", %lld at ", ", %lld op "),
                    (long long)cell_of(more, r, "replications")->integer);
        saying_share(s, &line, real_of(more, r, "told"));
        text_add(&line, listed++ == 0 ? in(s, " of the points", " van de punten") : "");
    }
    text_add(&line, in(s, ", or less where arms do alike.", ", of minder waar varianten het even goed doen."));
    if (s->study->replications < FEW)
        text_printf(
            &line,
            in(s, " All points share the same %zu replications, so that luck may decide everywhere alike: try %d.",
               " Alle punten delen dezelfde %zu herhalingen, zodat toeval overal gelijk kan beslissen: probeer er "
               "%d."),
            s->study->replications, (int)FEW);
    end_saying(s, &line);
}

static void say_threshold(const struct saying *s, const struct frame *arms)
{
    const size_t first = row_of(s, arms, text_of(arms, 0, "arm"));
    struct text line = {0};
    if (first == arms->n_rows || isnan(real_of(arms, first, "meets")))
        return;
    text_add(&line, in(s, "Good enough: ", "Goed genoeg: "));
    add_shares(s, &line, arms, "meets");
    text_add(&line, in(s, " of the points.", " van de punten."));
    end_saying(s, &line);
}

/* The outcome with its unit, in which all numbers about it are. */
static void head(const struct saying *s, const char *unit_name)
{
    struct text line = {0};
    char unit[WORDS_UNIT_SIZE];
    const char *label = s->outcome;
    for (size_t k = 0; k < s->study->model->n_outcomes; k++)
        if (strcmp(s->study->model->outcomes[k].name, s->outcome) == 0)
            label = in(s, s->study->model->outcomes[k].en, s->study->model->outcomes[k].nl);
    words_unit(unit, unit_name, s->study->lang);
    text_printf(&line, unit[0] != '\0' ? "%s (%s)" : "%s", label, unit);
    text_add(s->out, "\n");
    layout_tinted(s->out, TINT_HEAD, s->study->color, text_get(&line));
    text_add(s->out, "\n");
    s->out->failed = s->out->failed || line.failed;
    text_free(&line);
}

static void finding(struct text *out, const struct report_study *study)
{
    const struct frame *stability = report_study_frame(study, "stability");
    const struct frame *arms = report_study_frame(study, "robustness"), *shares = report_study_frame(study, "shares");
    for (size_t r = 0; stability != NULL && arms != NULL && shares != NULL && r < stability->n_rows; r++) {
        const struct saying s = {out, study, text_of(stability, r, "outcome")};
        const size_t first = row_of(&s, arms, text_of(arms, 0, "arm"));
        head(&s, first < arms->n_rows ? text_of(arms, first, "unit") : "1");
        say_winners(&s, stability, r, shares);
        say_discover_map(&s);
        say_discover_boxes(&s);
        say_robust(&s, stability, r, arms);
        say_threshold(&s, shares);
        say_more(&s, stability, r, arms);
    }
}

static void reading(struct text *out, const struct report_study *study)
{
    static const char *const items[][2] = {
        {"Point: one setting of all varied parameters; all arms are run there with the same luck. Clearly best: the "
         "chance "
         "that its expected outcome is the best is 90 % or more. An arm leads where its mean is the best, clearly or "
         "by luck.",
         "Punt: een instelling van alle gevarieerde parameters; alle varianten draaien daar met hetzelfde toeval. "
         "Duidelijk "
         "de beste: de kans dat de verwachte uitkomst de beste is, is 90% of meer. Een variant ligt voorop waar het "
         "gemiddelde het beste is, duidelijk of bij toeval."},
        {"Box: a part of the space, given by limits on some parameters, in which an arm is mostly the best (PRIM). It "
         "is as "
         "large as it can be while the arm wins 80 % of its points, so that boxes of two arms may overlap where one "
         "takes "
         "over from the other. A win counts as much as the chance to be the best at the point. Held out: what boxes "
         "found "
         "in the same way do on points that had no part in it; the limits fit their own points too well.",
         "Vak: een deel van de ruimte, gegeven door grenzen aan sommige parameters, waarin een variant meestal de "
         "beste is "
         "(PRIM). Het is zo groot als kan zolang de variant 80% van de punten erin wint; vakken van twee varianten "
         "kunnen "
         "dus overlappen waar de een het van de ander overneemt. Winst telt naar de kans om op het punt de beste te "
         "zijn. "
         "Apart gehouden: wat zo gevonden vakken doen op punten die daarbij niet meededen; de grenzen passen te goed "
         "bij "
         "hun eigen punten."},
        {"Quasi-p: how easily a limit that does nothing would do as well. Found again: in which share of 100 resamples "
         "of "
         "the points the first box limits this parameter too.",
         "Quasi-p: hoe licht een grens die niets doet het even goed zou doen. Weer gevonden: in welk deel van 100 "
         "hertrekkingen van de punten het eerste vak deze parameter ook begrenst."},
        {"Regret: how far an arm is behind the arm that is best at the same point. Mean regret and held out are two "
         "estimates and no interval: luck helps to choose who is best, which makes the first too large; the second "
         "chooses without the run it looks at, and is too small. Of the largest regret likewise.",
         "Spijt: hoe ver een variant achter is op de variant die op hetzelfde punt de beste is. Gemiddelde spijt en "
         "apart gehouden zijn twee schattingen en geen interval: het toeval kiest mee wie de beste is, en maakt de "
         "eerste te groot; de tweede kiest zonder de run waarnaar ze kijkt, en is te klein. Zo ook bij de grootste."},
        {"Share of who wins: the part of the differences between points in who is best that goes with this one "
         "parameter; "
         "what parameters do together is not in it. About zero, by chance below it: nothing.",
         "Aandeel in wie wint: het deel van de verschillen tussen punten in wie de beste is dat samengaat met deze ene "
         "parameter; wat parameters samen doen zit er niet in. Rond nul, bij toeval eronder: niets."},
        {"Shares of points are chances only as far as all values in the ranges are equally likely.",
         "Delen van punten zijn kansen voor zover alle waarden binnen de bereiken even waarschijnlijk zijn."},
    };
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++)
        layout_item(out, items[i][study->lang == REPORT_NL ? 1 : 0]);
    say_discover_intervals(out, study);
}

const struct study_sayings study_sayings_discover = {.command = "discover", .finding = finding, .reading = reading};
