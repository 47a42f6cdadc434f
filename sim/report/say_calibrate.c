/* What `samenspel calibrate` found, in sentences. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/report/layout.h"
#include "sim/report/study.h"
#include "sim/report/words.h"

/* Share of the prior's spread that is gone. */
#define HARDLY 0.2
#define WELL 0.6
/* Correlation from which one parameter can stand in for another. */
#define TOGETHER 0.6
/* A tolerance of more standard deviations than this leaves something to be gained. */
#define COARSE 0.5

static double real(const struct frame *frame, size_t row, const char *column)
{
    return frame_at(frame, row, column)->real;
}
static const char *word(const struct frame *frame, size_t row, const char *column)
{
    const char *text = frame_at(frame, row, column)->text;
    return text != NULL ? text : "";
}
static bool is(const struct frame *frame, size_t row, const char *column, const char *value)
{
    return strcmp(word(frame, row, column), value) == 0;
}

static bool dutch(const struct report_study *study)
{
    return study->lang == REPORT_NL;
}

/* A number with as many decimals as show three digits. */
static void add_number(struct text *out, const struct report_study *study, double value)
{
    char text[WORDS_NUMBER_SIZE];
    const double size = fabs(value);
    const int decimals = size >= 100.0 || !(size > 0.0) ? 0 : 2 - (int)floor(log10(size));
    words_number(text, value, decimals < 0 ? 0 : decimals > 8 ? 8 : decimals, study->lang);
    text_add(out, text);
}

/* Adds the format, in which every # is the next of the values. */
static void add_numbers(struct text *out, const struct report_study *study, const char *format, const double *values)
{
    for (const char *c = format; *c != '\0'; c++) {
        if (*c == '#')
            add_number(out, study, *values++);
        else
            text_bytes(out, c, 1);
    }
}

static const char *label_of(const struct report_study *study, const char *outcome)
{
    for (size_t i = 0; i < study->model->n_outcomes; i++)
        if (strcmp(study->model->outcomes[i].name, outcome) == 0)
            return dutch(study) ? study->model->outcomes[i].nl : study->model->outcomes[i].en;
    return outcome;
}

static void finish(struct text *out, struct text *paragraph)
{
    layout_paragraph(out, 0, text_get(paragraph));
    out->failed = out->failed || paragraph->failed;
    text_free(paragraph);
}

static void finish_item(struct text *out, struct text *item)
{
    layout_item(out, text_get(item));
    out->failed = out->failed || item->failed;
    text_free(item);
}

/* -- how it went ---------------------------------------------------------------------------------------------------- */

static const char *why(const struct report_study *study, const struct frame *fit)
{
    if (is(fit, 0, "stopped", "tolerance"))
        return dutch(study) ? "Het schatten is gestopt omdat de gevonden punten zo dicht bij de doelen liggen als de "
                              "onzekerheid daarvan toelaat."
                            : "The fit stopped because the points found are as near to the targets as what is known of "
                              "these can tell.";
    if (is(fit, 0, "stopped", "acceptance"))
        return dutch(study) ? "Het schatten is gestopt omdat nieuwe punten bijna nooit meer dichterbij kwamen."
                            : "The fit stopped because new points hardly ever came nearer.";
    return dutch(study) ? "Het schatten is gestopt omdat de punten op waren."
                        : "The fit stopped because its points were spent.";
}

static void say_fit(struct text *out, const struct report_study *study, const struct frame *fit)
{
    struct text p = {0};
    const int64_t failed = frame_at(fit, 0, "failed")->integer + frame_at(fit, 0, "fresh_failed")->integer;
    text_add(&p, why(study, fit));
    text_printf(&p,
                dutch(study)
                    ? " Het antwoord rust op gewogen punten die samen tellen als %.0f even zware; hun grootste "
                      "afstand tot de doelen is "
                    : " The answer rests on weighted points that count as %.0f equal ones; their largest "
                      "distance to the targets is ",
                real(fit, 0, "ess"));
    add_number(&p, study, real(fit, 0, "tolerance"));
    text_add(&p, dutch(study) ? " standaarddeviatie." : " standard deviations.");
    if (real(fit, 0, "tolerance") > COARSE)
        text_add(&p, dutch(study) ? " Met meer punten (--points) kan dat kleiner worden en het antwoord scherper."
                                  : " With more points (--points) it may become smaller, and the answer sharper.");
    if (failed > 0)
        text_printf(&p,
                    dutch(study) ? " Van %" PRId64 " punten gaven er %" PRId64
                                   " geen waarde van elk doel: het antwoord "
                                   "geldt voor waarden waarbij het model slaagt."
                                 : " Of %" PRId64 " points %" PRId64 " gave no value of every target: the answer holds "
                                   "for values with which the model succeeds.",
                    frame_at(fit, 0, "points")->integer + frame_at(fit, 0, "fresh")->integer, failed);
    finish(out, &p);
}

/* -- the targets ---------------------------------------------------------------------------------------------------- */

static void say_missed(struct text *out, const struct report_study *study, const struct frame *targets, size_t row)
{
    struct text p = {0};
    const double values[] = {real(targets, row, "value"), real(targets, row, "q05"), real(targets, row, "q95"),
                             real(targets, row, "prior_least"), real(targets, row, "prior_most")};
    char unit[WORDS_UNIT_SIZE];
    words_unit(unit, word(targets, row, "unit"), study->lang);
    text_printf(&p, "%s, %s%s%s: ", label_of(study, word(targets, row, "target")), word(targets, row, "arm"),
                unit[0] != '\0' ? ", " : "", unit);
    add_numbers(&p, study,
                dutch(study)
                    ? "het doel is #, de geschatte waarden geven # tot # (90%). Alles wat vooraf geprobeerd is, gaf "
                      "# tot #"
                    : "the target is #, the fitted values give # to # (90 %). All that was tried beforehand gave # "
                      "to #",
                values);
    if (is(targets, row, "reachable", "no"))
        text_add(&p, dutch(study)
                         ? ": binnen deze bereiken is het niet te halen. Verruim de bereiken, of het ligt aan het "
                           "model of aan het doel."
                         : ": within these ranges it cannot be reached. Widen the ranges, or it is the model or "
                           "the target that is wrong.");
    else if (targets->n_rows > 1)
        text_add(&p, dutch(study) ? ": op zichzelf is het te halen, maar niet samen met de andere doelen."
                                  : ": it can be reached by itself, but was not together with the other targets.");
    else
        text_add(&p, dutch(study) ? ": het ligt binnen bereik maar is niet gevonden; geef meer punten."
                                  : ": it is in reach but was not found; give more points.");
    finish_item(out, &p);
}

static void say_targets(struct text *out, const struct report_study *study, const struct frame *targets)
{
    size_t missed = 0;
    struct text p = {0};
    for (size_t j = 0; j < targets->n_rows; j++)
        missed += is(targets, j, "inside", "no") ? 1 : 0;
    const int64_t fresh = frame_at(report_study_frame(study, "fit"), 0, "fresh")->integer;
    if (missed > 0)
        text_printf(&p,
                    dutch(study)
                        ? "Niet gehaald: %zu van %zu, gezien in %" PRId64 " nieuwe punten die niet bij het "
                          "schatten zijn gebruikt. Wat hieronder over parameters staat, is dan een compromis en "
                          "geen schatting."
                        : "Targets not met: %zu of %zu, as seen in %" PRId64 " fresh points that had no part in "
                          "the fit. What is said of parameters below is then a compromise, not an estimate.",
                    missed, targets->n_rows, fresh);
    else
        text_printf(&p,
                    dutch(study)
                        ? "%s gehaald: in %" PRId64 " nieuwe punten, die niet bij het schatten zijn gebruikt, ligt "
                          "elk doel binnen 90%% van wat eruit komt."
                        : "%s: in %" PRId64 " fresh points, which had no part in the fit, each target lies within "
                          "90 %% of what comes out.",
                    targets->n_rows == 1 ? dutch(study) ? "Het doel wordt" : "The target is met"
                    : dutch(study)       ? "Alle doelen worden samen"
                                         : "All targets are met together",
                    fresh);
    finish(out, &p);
    for (size_t j = 0; j < targets->n_rows; j++)
        if (is(targets, j, "inside", "no"))
            say_missed(out, study, targets, j);
}

/* -- the parameters ------------------------------------------------------------------------------------------------- */

static void add_verdict(struct text *out, const struct report_study *study, const struct frame *posterior, size_t row)
{
    const double narrowed = real(posterior, row, "contraction");
    const bool edge = !is(posterior, row, "edge", "");
    if (edge)
        text_add(out,
                 is(posterior, row, "edge", "lowest")
                     ? dutch(study) ? "ligt tegen de ondergrens van het bereik: wat het best past, ligt misschien lager"
                                    : "lies at the low edge of its range: what fits best may be lower still"
                 : dutch(study) ? "ligt tegen de bovengrens van het bereik: wat het best past, ligt misschien hoger"
                                : "lies at the high edge of its range: what fits best may be higher still");
    else if (narrowed < HARDLY)
        text_add(out,
                 dutch(study) ? "de doelen zeggen er vrijwel niets over" : "the targets say hardly anything about it");
    else if (narrowed < WELL)
        text_add(out, dutch(study) ? "enigszins bepaald" : "narrowed, but not sharply");
    else
        text_add(out, dutch(study) ? "goed bepaald" : "well determined");
}

static void say_parameter(struct text *out, const struct report_study *study, const struct frame *posterior, size_t row)
{
    struct text p = {0};
    const double low = real(posterior, row, "q05"), high = real(posterior, row, "q95");
    const double own = real(posterior, row, "current");
    const double values[] = {real(posterior, row, "q50"), low, high, own};
    text_printf(&p, "%s: ", word(posterior, row, "parameter"));
    add_verdict(&p, study, posterior, row);
    add_numbers(&p, study,
                dutch(study) ? "; mediaan #, met 90% kans tussen # en #. De waarde van het scenario, #, "
                             : "; median #, with 90 % chance between # and #. The scenario's own value, #, ",
                values);
    text_add(&p, own >= low && own <= high ? dutch(study) ? "past daarbij." : "agrees with that."
                 : dutch(study)            ? "ligt daarbuiten."
                                           : "lies outside.");
    finish_item(out, &p);
}

/* A parameter with words or a switch: its likeliest value. */
static void say_levels(struct text *out, const struct report_study *study, const char *parameter)
{
    const struct frame *levels = report_study_frame(study, "posterior-levels");
    struct text p = {0};
    size_t best = 0;
    bool found = false;
    for (size_t i = 0; levels != NULL && i < levels->n_rows; i++)
        if (is(levels, i, "parameter", parameter)
            && (!found || real(levels, i, "posterior") > real(levels, best, "posterior"))) {
            best = i;
            found = true;
        }
    if (!found)
        return;
    text_printf(&p,
                dutch(study) ? "%s: het waarschijnlijkst is %s, met een kans van %.0f%% (vooraf %.0f%%)."
                             : "%s: likeliest is %s, with a chance of %.0f %% (before: %.0f %%).",
                parameter, word(levels, best, "value"), 100.0 * real(levels, best, "posterior"),
                100.0 * real(levels, best, "prior"));
    finish_item(out, &p);
}

static void say_parameters(struct text *out, const struct report_study *study, const struct frame *posterior)
{
    for (size_t i = 0; i < posterior->n_rows; i++) {
        if (isnan(real(posterior, i, "q50")))
            say_levels(out, study, word(posterior, i, "parameter"));
        else
            say_parameter(out, study, posterior, i);
    }
}

static void say_together(struct text *out, const struct report_study *study)
{
    const struct frame *pairs = report_study_frame(study, "posterior-correlation");
    for (size_t i = 0; pairs != NULL && i < pairs->n_rows; i++) {
        const double r = real(pairs, i, "correlation");
        struct text p = {0};
        if (!(fabs(r) >= TOGETHER))
            continue;
        text_printf(&p,
                    dutch(study)
                        ? "%s en %s zijn alleen samen bepaald (samenhang %+.2f): meer van het een past even goed "
                          "met %s van het ander. Verander ze samen, of neem hele deeltjes."
                        : "%s and %s are determined only together (correlation %+.2f): more of the one fits as well "
                          "with %s of the other. Change them together, or take whole particles.",
                    word(pairs, i, "parameter"), word(pairs, i, "other"), r,
                    r > 0.0        ? dutch(study) ? "meer" : "more"
                    : dutch(study) ? "minder"
                                   : "less");
        finish_item(out, &p);
    }
}

/* Parameters whose median the regression moves by more than this many standard deviations, and by more than twice what
 * its own coefficients are unsure of. */
#define MOVED 0.5

static void say_adjusted(struct text *out, const struct report_study *study)
{
    const struct frame *adjusted = report_study_frame(study, "posterior-adjusted");
    const double n = real(report_study_frame(study, "fit"), 0, "ess");
    const double unsure = sqrt((double)(report_study_frame(study, "predictive")->n_rows + 1) / n);
    for (size_t i = 0; adjusted != NULL && i < adjusted->n_rows; i++) {
        const double values[] = {real(adjusted, i, "adjusted_q50"), real(adjusted, i, "adjusted_q05"),
                                 real(adjusted, i, "adjusted_q95")};
        struct text p = {0};
        if (!(fabs(real(adjusted, i, "shift")) > fmax(MOVED, 2.0 * unsure)))
            continue;
        text_printf(&p, "%s: ", word(adjusted, i, "parameter"));
        add_numbers(&p, study,
                    dutch(study)
                        ? "gecorrigeerd voor de afstand die tussen runs en doelen over is, zou de mediaan # zijn (# "
                          "tot #, 90%). Zo'n verschil vraagt om meer punten voor er conclusies uit volgen."
                        : "corrected for the distance that is left between runs and targets, the median would be # "
                          "(# to #, 90 %). Such a difference asks for more points before conclusions are drawn.",
                    values);
        finish_item(out, &p);
    }
}

static void say_set(struct text *out, const struct report_study *study)
{
    const struct frame *set = report_study_frame(study, "posterior-set");
    if (set == NULL)
        return;
    layout_paragraph(out, 0,
                     dutch(study) ? "Om met de mediaan verder te rekenen, zet achter een commando:"
                                  : "To go on with the median, put behind a command:");
    text_add(out, " ");
    for (size_t i = 0; i < set->n_rows; i++)
        text_printf(out, " --set %s=%s", word(set, i, "parameter"), word(set, i, "value"));
    text_add(out, "\n");
}

static void finding(struct text *out, const struct report_study *study)
{
    const struct frame *fit = report_study_frame(study, "fit"), *targets = report_study_frame(study, "predictive");
    const struct frame *posterior = report_study_frame(study, "posterior");
    if (fit == NULL || targets == NULL || posterior == NULL || fit->n_rows == 0)
        return;
    text_add(out, "\n");
    say_fit(out, study, fit);
    text_add(out, "\n");
    say_targets(out, study, targets);
    text_add(out, "\n");
    layout_paragraph(out, 0,
                     dutch(study) ? "Wat de doelen over elke parameter zeggen:"
                                  : "What the targets say about each parameter:");
    say_parameters(out, study, posterior);
    say_together(out, study);
    say_adjusted(out, study);
    text_add(out, "\n");
    say_set(out, study);
}

static void reading(struct text *out, const struct report_study *study)
{
    static const char *const items[][2] = {
        {"A fit is about the model: it says with which values this model gives the reported facts, not what is true in "
         "the world. If the model lacks something, a parameter makes up for it. What was fitted to is no test of the "
         "model.",
         "Een schatting gaat over het model: met welke waarden dit model de gemelde feiten geeft, niet wat in de "
         "wereld "
         "waar is. Mist het model iets, dan vangt een parameter dat op. Waarop geschat is, toetst het model niet."},
        {"From, to: the range given, within which every value was as likely beforehand. Now: the value of the "
         "scenario. "
         "The 5 %, median and 95 %: after the fit. Narrowed: how much of the spread of the range is gone; 0 nothing, 1 "
         "all.",
         "Van, tot: het opgegeven bereik, waarbinnen vooraf elke waarde even waarschijnlijk was. Nu: de waarde van het "
         "scenario. De 5%, mediaan en 95%: na het schatten. Versmald: welk deel van de spreiding weg is; 0 niets, 1 "
         "alles."},
        {"The sd of the aim is what is known about the fact; sd by chance is what luck does to the mean of the "
         "replications "
         "at a point. Both widen the answer; more replications lower the second.",
         "De sd van het doel is wat over het feit bekend is; sd door toeval is wat geluk doet met het gemiddelde van "
         "de "
         "herhalingen op een punt. Beide maken het antwoord breder; meer herhalingen verlagen de tweede."},
        {"Fitted 5 % to 95 %: where a fresh observation would fall, error of observation included. Met: the target "
         "lies "
         "within. In reach: no when it is also beyond everything that the first points, spread over the ranges, gave.",
         "Na, 5% tot 95%: waar een nieuwe waarneming zou vallen, met waarnemingsfout. Gehaald: het doel ligt erin. "
         "Haalbaar: nee (no) als het ook buiten alles ligt wat de eerste punten, verspreid over de bereiken, gaven."},
    };
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++)
        layout_item(out, items[i][dutch(study) ? 1 : 0]);
}

const struct study_sayings study_sayings_calibrate = {.command = "calibrate", .finding = finding, .reading = reading};
