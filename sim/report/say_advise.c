/* What `samenspel advise` found, in sentences. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/report/layout.h"
#include "sim/report/say_advise.h"
#include "sim/report/study.h"
#include "sim/report/words.h"

/* Replications that people choose. */
static const double steps[] = {20,  30,  40,  50,  60,   80,   100,  150,  200,  300,
                               400, 500, 600, 800, 1000, 1500, 2000, 3000, 5000, 10000};
enum { N_STEPS = sizeof steps / sizeof steps[0], MOST_OUTCOMES = 64 };

/* Of one outcome: the most that one of its differences takes. */
struct need {
    const char *outcome;
    double n;     /* infinite: no number, or more than the last step */
    bool partial; /* of others of its differences no number is known */
};

static size_t column(const struct frame *frame, const char *name)
{
    return frame_column(frame->definition, name);
}

static double real(const struct frame *frame, size_t row, const char *name)
{
    return frame_row(frame, row)[column(frame, name)].real;
}

/* Whether a row of the pilot has the common value in nearly all runs, so that its spread is not known. */
static bool is_thin(const struct frame *pilot, size_t row)
{
    return strcmp(frame_at(pilot, row, "basis")->text, "sd") != 0;
}

/* Whether the row is of an arm that has the settings of the reference, and differs from it in no run. */
static bool is_same(const struct frame *pilot, size_t row)
{
    return strcmp(frame_at(pilot, row, "basis")->text, "same arm") == 0;
}

/* Whether nothing gives a number for the row. */
static bool is_unknown(const struct frame *pilot, size_t row)
{
    return is_thin(pilot, row) && strcmp(frame_at(pilot, row, "basis")->text, "events") != 0;
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

/* Of each outcome for which `wish` has a value, the most over its differences; without any, over its means. What no
 * number is known of is left out: say_alike tells it. */
static size_t collect(const struct frame *advice, const struct frame *pilot, const char *wish, const char *number,
                      struct need *needs)
{
    const size_t outcome = column(advice, "outcome"), reference = column(advice, "reference");
    size_t n = 0;
    bool differences = false;
    for (size_t r = 0; r < advice->n_rows; r++)
        differences = differences || frame_row(advice, r)[reference].text[0] != '\0';
    for (size_t r = 0; r < advice->n_rows; r++) {
        const union frame_cell *row = frame_row(advice, r);
        const double needed = real(advice, r, number);
        if (isnan(real(advice, r, wish)) || (row[reference].text[0] != '\0') != differences || is_unknown(pilot, r)
            || (strcmp(wish, "delta") == 0 && is_thin(pilot, r)))
            continue;
        if (n == 0 || strcmp(needs[n - 1].outcome, row[outcome].text) != 0) {
            if (n == MOST_OUTCOMES)
                return n;
            needs[n++] = (struct need){.outcome = row[outcome].text};
        }
        needs[n - 1].n = fmax(needs[n - 1].n, isnan(needed) ? (double)INFINITY : round_up(needed));
    }
    for (size_t r = 0; r < pilot->n_rows; r++)
        for (size_t k = 0; k < n; k++)
            if (strcmp(needs[k].outcome, frame_at(pilot, r, "outcome")->text) == 0 && !is_same(pilot, r)
                && (frame_at(pilot, r, "reference")->text[0] != '\0') == differences && is_unknown(pilot, r))
                needs[k].partial = true;
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
                text_printf(&labels, "%s%s%s", labels.n > 0 ? "; " : "", label(study, needs[k].outcome),
                            !needs[k].partial ? ""
                            : dutch           ? " (niet alle varianten, zie hieronder)"
                                              : " (not all arms, see below)");
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

/* What was (nearly) the same in every run, by outcome: "months: a less b 19 of 20, c less b 20 of 20". Of events a number
 * was computed, of the others none. */
static void say_alike(struct text *out, const struct report_study *study, const struct frame *pilot, bool events)
{
    const bool dutch = study->lang == REPORT_NL;
    const char *const *all;
    static const char *const texts[2][2] = {
        {"Equal in so many runs that the others, fewer than 10, do not tell the spread, and no number of replications "
         "can be given: %s. How often such a thing happens is what decides, and a pilot of %zu may have missed what "
         "happens in %s %% of the runs. `samenspel compare --precision` does not call these precise before 10 runs "
         "differ.",
         "Gelijk in zoveel runs dat de andere, minder dan 10, de spreiding niet laten zien, zodat er geen aantal "
         "herhalingen te geven is: %s. Hoe vaak zoiets gebeurt geeft de doorslag, en een proef van %zu kan gemist "
         "hebben wat in %s%% van de runs gebeurt. `samenspel compare --precision` noemt deze niet nauwkeurig voordat "
         "10 runs verschillen."},
        {"Equal but for an event in a few runs: %s. Their numbers rest on how often it can be, 90 %% sure, in a pilot "
         "of %zu (what it has not seen at all may happen in %s %% of the runs), and on 10 runs in which it happens.",
         "Gelijk op een gebeurtenis in een paar runs na: %s. Deze aantallen berusten op hoe vaak die met 90%% "
         "zekerheid "
         "hoogstens voorkomt, bij een proef van %zu (wat die niet heeft gezien, kan in %s%% van de runs gebeuren), en "
         "op 10 runs waarin ze voorkomt."},
    };
    struct text rows = {0}, sentence = {0};
    const char *last = "";
    char share[WORDS_NUMBER_SIZE];
    all = texts[events];
    for (size_t r = 0; r < pilot->n_rows; r++) {
        const char *outcome = frame_at(pilot, r, "outcome")->text, *reference = frame_at(pilot, r, "reference")->text;
        if (!is_thin(pilot, r) || is_unknown(pilot, r) == events || is_same(pilot, r))
            continue;
        const bool other = strcmp(last, outcome) != 0;
        if (other)
            text_printf(&rows, "%s%s: ", rows.n > 0 ? "; " : "", label(study, outcome));
        text_printf(&rows, "%s%s", other ? "" : ", ", frame_at(pilot, r, "arm")->text);
        if (reference[0] != '\0')
            text_printf(&rows, dutch ? " min %s" : " less %s", reference);
        text_printf(&rows, dutch ? " %" PRId64 " van %" PRId64 : " %" PRId64 " of %" PRId64,
                    frame_at(pilot, r, "equal")->integer, frame_at(pilot, r, "n")->integer);
        last = outcome;
    }
    if (rows.n > 0) {
        /* 0 of n: with 90 % certainty at most this share. */
        words_number(share, 100.0 * (1.0 - pow(0.1, 1.0 / (double)study->replications)), 0, study->lang);
        text_printf(&sentence, all[dutch], text_get(&rows), study->replications, share);
        layout_paragraph(out, 0, text_get(&sentence));
    }
    out->failed = out->failed || rows.failed || sentence.failed;
    text_free(&sentence);
    text_free(&rows);
}

/* Arms that have the settings of the reference, each once. */
static void say_same(struct text *out, const struct report_study *study, const struct frame *pilot)
{
    for (size_t r = 0; r < pilot->n_rows; r++) {
        const char *arm = frame_at(pilot, r, "arm")->text;
        struct text sentence = {0};
        bool told = !is_same(pilot, r);
        for (size_t k = 0; !told && k < r; k++)
            told = is_same(pilot, k) && strcmp(frame_at(pilot, k, "arm")->text, arm) == 0;
        if (told)
            continue;
        text_printf(&sentence,
                    study->lang == REPORT_NL ? "%s heeft de instellingen van %s en is in elke run gelijk: er is geen "
                                               "verschil om herhalingen voor te nemen."
                                             : "%s has the settings of %s and is the same in every run: there is no "
                                               "difference to take replications for.",
                    arm, frame_at(pilot, r, "reference")->text);
        layout_paragraph(out, 0, text_get(&sentence));
        out->failed = out->failed || sentence.failed;
        text_free(&sentence);
    }
}

/* What `samenspel compare --precision` will do with the wishes. */
static void say_command(struct text *out, const struct report_study *study, const struct frame *advice,
                        const struct frame *pilot)
{
    const bool dutch = study->lang == REPORT_NL;
    double stops = 0.0, most = 0.0;
    const double maximum = (double)study->most_replications;
    size_t asked = 0;
    bool differences = false, in_vain = false, maybe_in_vain = false, unknown = false;
    struct text sentence = {0};
    char at[WORDS_NUMBER_SIZE], latest[WORDS_NUMBER_SIZE], end[WORDS_NUMBER_SIZE];
    for (size_t r = 0; r < advice->n_rows; r++)
        differences = differences || frame_at(advice, r, "reference")->text[0] != '\0';
    for (size_t r = 0; r < advice->n_rows; r++) {
        if (isnan(real(advice, r, "wished")) || (frame_at(advice, r, "reference")->text[0] != '\0') != differences
            || is_same(pilot, r))
            continue;
        asked++;
        unknown = unknown || is_unknown(pilot, r);
        if (is_unknown(pilot, r))
            continue;
        in_vain = in_vain || isnan(real(advice, r, "n_command"));
        maybe_in_vain = maybe_in_vain || isnan(real(advice, r, "n_command_most"));
        stops = fmax(stops, real(advice, r, "n_command"));
        most = fmax(most, real(advice, r, "n_command_most"));
    }
    if (asked == 0)
        return;
    words_number(at, stops, 0, study->lang);
    words_number(latest, most, 0, study->lang);
    words_number(end, maximum, 0, study->lang);
    text_printf(&sentence,
                dutch ? "`samenspel %s` met dezelfde --precision " : "`samenspel %s` with the same --precision ",
                differences ? "compare" : "run");
    if (unknown)
        text_printf(&sentence,
                    dutch ? "gaat voor wat bijna altijd gelijk is door tot 10 runs verschillen, of tot %s herhalingen "
                            "(--max-replications): wanneer, is niet te zeggen"
                          : "goes on for what is nearly always equal until 10 runs differ, or to %s replications "
                            "(--max-replications): when that is cannot be told",
                    end);
    if (unknown && (stops > 0.0 || in_vain))
        text_add(&sentence, dutch ? ". Voor de rest " : ". For the rest it ");
    if (unknown && !(stops > 0.0) && !in_vain) {
        text_add(&sentence, "");
    } else if (in_vain) {
        text_printf(&sentence,
                    dutch ? "haalt dat naar verwachting niet binnen %s herhalingen, en stopt dan (--max-replications)"
                          : "is not expected to get there within %s replications, and stops then (--max-replications)",
                    end);
        add_time(&sentence, study, maximum);
    } else {
        text_printf(&sentence,
                    dutch ? "stopt naar verwachting bij ongeveer %s herhalingen"
                          : "is expected to stop at about %s replications",
                    at);
        add_time(&sentence, study, stops);
        if (maybe_in_vain)
            text_printf(&sentence,
                        dutch ? ", en kan er meer dan %s nodig hebben (--max-replications)"
                              : ", and may need more than %s (--max-replications)",
                        end);
        else if (most > stops)
            text_printf(&sentence,
                        dutch ? ", en als de proef de spreiding onderschat bij %s"
                              : ", or at %s should the pilot show too small a spread",
                        latest);
    }
    text_add(&sentence,
             dutch ? ". Het kijkt bij vaste aantallen (20, 30, 40, 60, 80, 120, ...) en stopt als de intervallen "
                     "bij twee daarvan achter elkaar smal genoeg zijn; daardoor gebruikt het er meestal meer dan "
                     "een aantal dat vooraf wordt gekozen (-n)."
                   : ". It looks at fixed counts (20, 30, 40, 60, 80, 120, ...) and stops when the intervals are "
                     "narrow enough at two of them in a row, and so mostly uses more than a number that is "
                     "chosen beforehand (-n).");
    layout_paragraph(out, 0, text_get(&sentence));
    out->failed = out->failed || sentence.failed;
    text_free(&sentence);
}

/* How many of the differences that the pilot shows can be told from none. */
static void say_found(struct text *out, const struct report_study *study, const struct frame *advice,
                      const struct frame *pilot)
{
    const bool dutch = study->lang == REPORT_NL;
    const size_t reference = column(advice, "reference");
    size_t all = 0, now = 0, hundred = 0, thousand = 0, thin = 0;
    struct text sentence = {0}, others = {0};
    for (size_t r = 0; r < advice->n_rows; r++) {
        if (frame_row(advice, r)[reference].text[0] == '\0')
            continue;
        thin += is_thin(pilot, r) && !is_same(pilot, r);
        if (is_thin(pilot, r))
            continue;
        const double n = real(advice, r, "n_found");
        all++;
        now += fabs(real(pilot, r, "mean")) > real(pilot, r, "half_width");
        hundred += n <= 100.0;
        thousand += n <= 1000.0;
    }
    if (all == 0)
        return;
    if (thin > 0)
        text_printf(&others,
                    dutch ? " (niet geteld, want gelijk in de meeste runs: %zu)"
                          : " (not counted, since equal in most runs: %zu)",
                    thin);
    text_printf(&sentence,
                dutch ? "Van de %zu verschillen met de referentie waarvan de spreiding bekend is%s, zijn er nu %zu te "
                        "onderscheiden van 0 (losse "
                        "95%%-intervallen). Zijn ze zo groot als nu, dan vinden 100 herhalingen er %zu en 1.000 "
                        "herhalingen er %zu, elk met 80 %% kans of meer; de rest is klein of nul. Wat in een proef "
                        "groot lijkt, is "
                        "door toeval geflatteerd: het werkelijke verschil is meestal kleiner en vraagt er meer."
                      : "Of the %zu differences with the reference of which the spread is known%s, %zu can be told "
                        "from 0 now (95 %% intervals one at "
                        "a time). If they are as large as they look now, 100 replications find %zu of them and 1,000 "
                        "replications %zu, each with a chance of 80 %% or more; the others are small or none. "
                        "Differences that look "
                        "large in a pilot are flattered by chance: the true ones are mostly smaller and take more.",
                all, text_get(&others), now, hundred, thousand);
    sentence.failed = sentence.failed || others.failed;
    text_free(&others);
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
    size_t n = collect(advice, pilot, "wished", "n_wished", needs);
    paragraph(out, study,
              dutch ? "Voor de gevraagde nauwkeurigheid, met een vooraf gekozen aantal (-n):"
                    : "For the precision that was asked, with a number chosen beforehand (-n):",
              needs, n);
    const bool asked = n > 0;
    say_command(out, study, advice, pilot);
    n = collect(advice, pilot, "delta", "n_delta", needs);
    paragraph(out, study,
              dutch ? "Om een verschil van de gevraagde grootte te vinden (kans 80 % of meer):"
                    : "To find a difference of the size that was asked (chance 80 % or more):",
              needs, n);
    if (!asked && n == 0)
        paragraph(out, study,
                  dutch ? "Voor een fijne vergelijking (elk verschil binnen een tiende van de spreiding tussen runs):"
                        : "For a fine comparison (every difference within a tenth of the spread between runs):",
                  needs, collect(advice, pilot, "small", "n_small", needs));
    say_same(out, study, pilot);
    say_alike(out, study, pilot, true);
    say_alike(out, study, pilot, false);
    say_found(out, study, advice, pilot);
}

const struct study_sayings study_sayings_advise = {.command = "advise", .finding = finding, .reading = read_advise};
