/* What `samenspel advise` found, in sentences. */
#include <math.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/report/layout.h"
#include "sim/report/study.h"
#include "sim/report/words.h"

/* Replications that people choose. */
static const double steps[] = {20,  30,  40,  50,  60,   80,   100,  150,  200,  300,
                               400, 500, 600, 800, 1000, 1500, 2000, 3000, 5000, 10000};
enum { N_STEPS = sizeof steps / sizeof steps[0], MOST_OUTCOMES = 64 };

/* Of one outcome: the most that one of its differences takes. */
struct need {
    const char *outcome;
    double n; /* infinite: no number, or more than the last step */
};

static size_t column(const struct frame *frame, const char *name)
{
    return frame_column(frame->definition, name);
}

static double real(const struct frame *frame, size_t row, const char *name)
{
    return frame_row(frame, row)[column(frame, name)].real;
}

static const char *label(const struct report_study *study, const char *outcome)
{
    for (size_t k = 0; k < study->model->n_outcomes; k++)
        if (strcmp(study->model->outcomes[k].name, outcome) == 0)
            return study->lang == REPORT_NL ? study->model->outcomes[k].nl : study->model->outcomes[k].en;
    return outcome;
}

/* The smallest step that is enough. */
static double round_up(double n)
{
    for (size_t i = 0; i < N_STEPS; i++)
        if (steps[i] >= n)
            return steps[i];
    return (double)INFINITY;
}

/* Of each outcome for which `wish` has a value, the most over its differences; without any, over its means. */
static size_t collect(const struct frame *advice, const char *wish, const char *number, struct need *needs)
{
    const size_t outcome = column(advice, "outcome"), reference = column(advice, "reference");
    size_t n = 0;
    bool differences = false;
    for (size_t r = 0; r < advice->n_rows; r++)
        differences = differences || frame_row(advice, r)[reference].text[0] != '\0';
    for (size_t r = 0; r < advice->n_rows; r++) {
        const union frame_cell *row = frame_row(advice, r);
        const double needed = real(advice, r, number);
        if (isnan(real(advice, r, wish)) || (row[reference].text[0] != '\0') != differences)
            continue;
        if (n == 0 || strcmp(needs[n - 1].outcome, row[outcome].text) != 0) {
            if (n == MOST_OUTCOMES)
                return n;
            needs[n++] = (struct need){.outcome = row[outcome].text};
        }
        needs[n - 1].n = fmax(needs[n - 1].n, isnan(needed) ? (double)INFINITY : round_up(needed));
    }
    return n;
}

/* " (about 12 minutes on this machine)"; nothing when the time of a run is not known. */
static void add_time(struct text *out, const struct report_study *study, double replications)
{
    const bool dutch = study->lang == REPORT_NL;
    const double seconds = study->seconds * replications;
    char number[WORDS_NUMBER_SIZE];
    if (isnan(seconds))
        return;
    const double size = seconds < 90.0 ? seconds : seconds < 5400.0 ? seconds / 60.0 : seconds / 3600.0;
    words_number(number, fmax(1.0, size), size < 9.5 && seconds >= 90.0 ? 1 : 0, study->lang);
    text_printf(out, dutch ? " (ongeveer %s %s op deze machine)" : " (about %s %s on this machine)", number,
                seconds < 90.0     ? "s"
                : seconds < 5400.0 ? (dutch ? "minuten" : "minutes")
                                   : (dutch ? "uur" : "hours"));
}

/* "100 replications are enough for X; Y. For Z take 400 (about 12 minutes on this machine)." */
static void say_needs(struct text *out, const struct report_study *study, const struct need *needs, size_t n)
{
    const bool dutch = study->lang == REPORT_NL;
    bool first = true;
    for (size_t s = 0; s <= N_STEPS; s++) {
        const double step = s < N_STEPS ? steps[s] : (double)INFINITY;
        struct text labels = {0};
        char number[WORDS_NUMBER_SIZE];
        for (size_t k = 0; k < n; k++)
            if (needs[k].n == step)
                text_printf(&labels, "%s%s", labels.n > 0 ? "; " : "", label(study, needs[k].outcome));
        if (labels.n > 0) {
            words_number(number, isinf(step) ? steps[N_STEPS - 1] : step, 0, study->lang);
            if (isinf(step))
                text_printf(out, dutch ? " Meer dan %s zijn er nodig voor: %s." : " More than %s are needed for: %s.",
                            number, text_get(&labels));
            else if (first)
                text_printf(out, dutch ? " %s herhalingen zijn genoeg voor: %s" : " %s replications are enough for: %s",
                            number, text_get(&labels));
            else
                text_printf(out, dutch ? " Neem er %s voor: %s" : " Take %s for: %s", number, text_get(&labels));
            if (!isinf(step)) {
                add_time(out, study, step);
                text_add(out, ".");
            }
            first = false;
        }
        out->failed = out->failed || labels.failed;
        text_free(&labels);
    }
}

static void paragraph(struct text *out, const struct report_study *study, const char *start, const struct need *needs,
                      size_t n)
{
    struct text sentence = {0};
    if (n == 0)
        return;
    text_add(&sentence, start);
    say_needs(&sentence, study, needs, n);
    layout_paragraph(out, 0, text_get(&sentence));
    out->failed = out->failed || sentence.failed;
    text_free(&sentence);
}

/* On which replications it all rests. */
static void say_base(struct text *out, const struct report_study *study)
{
    const bool dutch = study->lang == REPORT_NL;
    const size_t n = study->replications;
    struct text sentence = {0};
    text_printf(&sentence,
                dutch ? "De proef bestaat uit %zu herhalingen van elke variant"
                      : "The pilot is %zu replications of every arm",
                n);
    if (study->found >= n)
        text_add(&sentence, dutch ? ", die er al waren" : ", which were there already");
    else if (study->found > 0)
        text_printf(&sentence, dutch ? ", waarvan er %zu al waren" : ", of which %zu were there already", study->found);
    if (n > study->asked)
        text_printf(&sentence, dutch ? " (gevraagd: %zu)" : " (asked: %zu)", study->asked);
    text_add(&sentence, ".");
    if (study->unfinished && (n > study->asked || study->beyond > 0))
        text_printf(
            &sentence,
            dutch ? " Ze horen bij een vergelijking die niet af is en hier niet is afgemaakt: `samenspel compare` "
                    "gaat ermee verder."
                  : " They are of a comparison that is not finished, and was not finished here: `samenspel "
                    "compare` goes on with it.");
    if (study->beyond > 0)
        text_printf(&sentence,
                    dutch
                        ? " %zu runs van latere herhalingen, waarvan nog niet alle varianten er zijn, tellen niet mee."
                        : " %zu runs of later replications, of which not all arms are there, are no part of it.",
                    study->beyond);
    layout_paragraph(out, 0, text_get(&sentence));
    out->failed = out->failed || sentence.failed;
    text_free(&sentence);
}

/* What was the same in every run: the arithmetic of chance has nothing to say of it. */
static void say_constant(struct text *out, const struct report_study *study, const struct frame *pilot)
{
    const bool dutch = study->lang == REPORT_NL;
    const size_t outcome = column(pilot, "outcome"), arm = column(pilot, "arm"), reference = column(pilot, "reference");
    struct text sentence = {0};
    const char *last = "";
    for (size_t r = 0; r < pilot->n_rows; r++) {
        const union frame_cell *row = frame_row(pilot, r);
        if (real(pilot, r, "sd") != 0.0)
            continue;
        const bool other = strcmp(last, row[outcome].text) != 0;
        if (other)
            text_printf(&sentence, "%s%s: ", sentence.n > 0 ? "; " : "", label(study, row[outcome].text));
        text_printf(&sentence, "%s%s", other ? "" : ", ", row[arm].text);
        if (row[reference].text[0] != '\0')
            text_printf(&sentence, dutch ? " min %s" : " less %s", row[reference].text);
        last = row[outcome].text;
    }
    if (sentence.n > 0) {
        struct text all = {0};
        text_printf(
            &all,
            dutch ? "In elke run van de proef gelijk, zodat meer herhalingen er niets aan lijken te veranderen: %s."
                  : "The same in every run of the pilot, so that more replications seem to change nothing: %s.",
            text_get(&sentence));
        layout_paragraph(out, 0, text_get(&all));
        out->failed = out->failed || all.failed;
        text_free(&all);
    }
    out->failed = out->failed || sentence.failed;
    text_free(&sentence);
}

/* How many of the differences that the pilot shows can be told from none. */
static void say_found(struct text *out, const struct report_study *study, const struct frame *advice,
                      const struct frame *pilot)
{
    const bool dutch = study->lang == REPORT_NL;
    const size_t reference = column(advice, "reference");
    size_t all = 0, now = 0, hundred = 0, thousand = 0;
    struct text sentence = {0};
    for (size_t r = 0; r < advice->n_rows; r++) {
        if (frame_row(advice, r)[reference].text[0] == '\0')
            continue;
        /* A difference that is the same in every run needs no more of them. */
        const bool certain = real(pilot, r, "sd") == 0.0 && real(pilot, r, "mean") != 0.0;
        const double n = certain ? 2.0 : real(advice, r, "n_found");
        all++;
        now += fabs(real(pilot, r, "mean")) > real(pilot, r, "half_width");
        hundred += n <= 100.0;
        thousand += n <= 1000.0;
    }
    if (all == 0)
        return;
    text_printf(&sentence,
                dutch ? "Van de %zu verschillen met de referentie zijn er nu %zu te onderscheiden van 0 (losse "
                        "95%%-intervallen). Zijn ze zo groot als nu, dan vinden 100 herhalingen er %zu en 1.000 "
                        "herhalingen er %zu, elk met 80 %% kans of meer; de rest is klein of nul. Wat in een proef "
                        "groot lijkt, is "
                        "door toeval geflatteerd: het werkelijke verschil is meestal kleiner en vraagt er meer."
                      : "Of the %zu differences with the reference, %zu can be told from 0 now (95 %% intervals one at "
                        "a time). If they are as large as they look now, 100 replications find %zu of them and 1,000 "
                        "replications %zu, each with a chance of 80 %% or more; the others are small or none. "
                        "Differences that look "
                        "large in a pilot are flattered by chance: the true ones are mostly smaller and take more.",
                all, now, hundred, thousand);
    layout_paragraph(out, 0, text_get(&sentence));
    out->failed = out->failed || sentence.failed;
    text_free(&sentence);
}

static void finding(struct text *out, const struct report_study *study)
{
    const bool dutch = study->lang == REPORT_NL;
    const struct frame *advice = report_study_frame(study, "advice"),
                       *pilot = report_study_frame(study, "advice-pilot");
    struct need needs[MOST_OUTCOMES];
    if (advice == NULL || pilot == NULL)
        return;
    text_add(out, "\n");
    say_base(out, study);
    size_t n = collect(advice, "wished", "n_wished", needs);
    paragraph(out, study, dutch ? "Voor de gevraagde nauwkeurigheid:" : "For the precision that was asked:", needs, n);
    const bool asked = n > 0;
    n = collect(advice, "delta", "n_delta", needs);
    paragraph(out, study,
              dutch ? "Om een verschil van de gevraagde grootte te vinden (kans 80 % of meer):"
                    : "To find a difference of the size that was asked (chance 80 % or more):",
              needs, n);
    if (!asked && n == 0)
        paragraph(out, study,
                  dutch ? "Voor een fijne vergelijking (elk verschil binnen een tiende van de spreiding tussen runs):"
                        : "For a fine comparison (every difference within a tenth of the spread between runs):",
                  needs, collect(advice, "small", "n_small", needs));
    say_constant(out, study, pilot);
    say_found(out, study, advice, pilot);
}

static void reading(struct text *out, const struct report_study *study)
{
    static const char *const items[][2] = {
        {"n: replications, of every arm. Each is computed with a spread below which the true one lies with 90 % "
         "certainty: a pilot may by chance show too small a spread. A larger pilot makes the advice less cautious.",
         "n: herhalingen, van elke variant. Elk is berekend met een spreiding waar de werkelijke met 90% zekerheid "
         "onder "
         "ligt: een proef kan door toeval een te kleine spreiding laten zien. Een grotere proef maakt het advies "
         "minder "
         "voorzichtig."},
        {"n small: for a 95 % interval no wider than +- a tenth of the standard deviation between runs (of the "
         "reference "
         "arm). n half: no wider than +- half of what the pilot shows, so that its size is known roughly. n to find "
         "it: "
         "to tell the difference from 0 with 80 % chance, if it is as large as in the pilot. A dash: no number will "
         "do.",
         "n klein: voor een 95%-interval van hoogstens +- een tiende van de standaardafwijking tussen runs (van de "
         "referentie). n half: hoogstens +- de helft van wat de proef laat zien, zodat de grootte ongeveer bekend is. "
         "n "
         "om te vinden: om het verschil met 80% kans van 0 te onderscheiden, als het zo groot is als in de proef. Een "
         "streepje: daar helpt geen aantal aan."},
        {"Found at 100, at 1,000: the smallest difference that so many replications find with 80 % chance.",
         "Te vinden bij 100, bij 1.000: het kleinste verschil dat zoveel herhalingen met 80% kans vinden."},
        {"Runs saved: how many times fewer runs the differences need because all arms share their luck.",
         "Minder runs: hoeveel keer minder runs de verschillen nodig hebben doordat alle varianten hun toeval delen."},
        {"The pilot is kept: `samenspel compare` with more replications goes on from it.",
         "De proef blijft bewaard: `samenspel compare` met meer herhalingen gaat ermee verder."},
    };
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++)
        layout_item(out, items[i][study->lang == REPORT_NL]);
}

const struct study_sayings study_sayings_advise = {.command = "advise", .finding = finding, .reading = reading};
