/* What `samenspel calibrate` found, in sentences. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sim/report/layout.h"
#include "sim/report/say_calibrate.h"
#include "sim/report/words.h"

/* Share of the prior's spread that is gone. */
#define HARDLY 0.2
#define WELL 0.6
/* Correlation from which one parameter can stand in for another. */
#define TOGETHER 0.6

/* -- how it went ---------------------------------------------------------------------------------------------------- */

static const char *why(const struct report_study *study, const struct frame *fit)
{
    if (fit_is(fit, 0, "stopped", "tolerance"))
        return fit_dutch(study)
                   ? "Het schatten is gestopt omdat de gevonden punten zo dicht bij de doelen liggen als de "
                     "onzekerheid daarvan toelaat."
                   : "The fit stopped because the points found are as near to the targets as what is known of "
                     "these can tell.";
    if (fit_is(fit, 0, "stopped", "acceptance"))
        return fit_dutch(study) ? "Het schatten is gestopt omdat nieuwe punten bijna nooit meer dichterbij kwamen."
                                : "The fit stopped because new points hardly ever came nearer.";
    return fit_dutch(study) ? "Het schatten is gestopt omdat de punten op waren."
                            : "The fit stopped because its points were spent.";
}

static void say_fit(struct text *out, const struct report_study *study, const struct frame *fit)
{
    struct text p = {0};
    const int64_t failed = frame_at(fit, 0, "failed")->integer + frame_at(fit, 0, "fresh_failed")->integer;
    text_add(&p, why(study, fit));
    text_printf(&p,
                fit_dutch(study)
                    ? " Het antwoord rust op gewogen punten die samen tellen als %.0f even zware; hun grootste "
                      "afstand tot de doelen is "
                    : " The answer rests on weighted points that count as %.0f equal ones; their largest "
                      "distance to the targets is ",
                fit_real(fit, 0, "ess"));
    fit_number(&p, study, fit_real(fit, 0, "tolerance"));
    text_add(&p, fit_dutch(study) ? " standaarddeviatie." : " standard deviations.");
    if (fit_real(fit, 0, "tolerance") > FIT_COARSE)
        text_add(&p, fit_dutch(study) ? " Met meer punten (--points) kan dat kleiner worden en het antwoord scherper."
                                      : " With more points (--points) it may become smaller, and the answer sharper.");
    if (failed > 0)
        text_printf(&p,
                    fit_dutch(study)
                        ? " Van %" PRId64 " punten gaven er %" PRId64 " geen waarde van elk doel: het antwoord "
                          "geldt voor waarden waarbij het model slaagt."
                        : " Of %" PRId64 " points %" PRId64 " gave no value of every target: the answer holds "
                          "for values with which the model succeeds.",
                    frame_at(fit, 0, "points")->integer + frame_at(fit, 0, "fresh")->integer, failed);
    fit_finish(out, &p);
}

/* -- the parameters ------------------------------------------------------------------------------------------------- */

static void add_verdict(struct text *out, const struct report_study *study, const struct frame *posterior, size_t row)
{
    const double narrowed = fit_real(posterior, row, "contraction");
    const bool edge = !fit_is(posterior, row, "edge", "");
    if (edge)
        text_add(out, fit_is(posterior, row, "edge", "lowest")
                          ? fit_dutch(study)
                                ? "ligt tegen de ondergrens van het bereik: wat het best past, ligt misschien lager"
                                : "lies at the low edge of its range: what fits best may be lower still"
                      : fit_dutch(study)
                          ? "ligt tegen de bovengrens van het bereik: wat het best past, ligt misschien hoger"
                          : "lies at the high edge of its range: what fits best may be higher still");
    else if (narrowed < HARDLY)
        text_add(out, fit_dutch(study) ? "de doelen zeggen er vrijwel niets over"
                                       : "the targets say hardly anything about it");
    else if (narrowed < WELL)
        text_add(out, fit_dutch(study) ? "enigszins bepaald" : "narrowed, but not sharply");
    else
        text_add(out, fit_dutch(study) ? "goed bepaald" : "well determined");
}

/* How far chance in the particles may have moved the median and the two limits. */
static void add_errors(struct text *out, const struct report_study *study, const char *parameter)
{
    const struct frame *errors = report_study_frame(study, "posterior-error");
    for (size_t i = 0; errors != NULL && i < errors->n_rows; i++) {
        if (!fit_is(errors, i, "parameter", parameter))
            continue;
        const double values[] = {fit_real(errors, i, "q50_se"), fit_real(errors, i, "q05_se"),
                                 fit_real(errors, i, "q95_se")};
        fit_numbers(out, study,
                    fit_dutch(study) ? " (op # na; de grenzen op # en #)" : " (give or take #; the limits # and #)",
                    values);
    }
}

/* Where the scenario's own value lies. */
static void add_own(struct text *out, const struct report_study *study, const struct frame *posterior, size_t row)
{
    static const char *const sayings[][3] = {
        {"inside", "agrees with that.", "past daarbij."},
        {"limit", "lies at the limit of that: these particles cannot tell.",
         "ligt op de grens daarvan: met deze deeltjes is het niet te zeggen."},
        {"outside", "lies outside.", "ligt daarbuiten."},
        {"beyond", "lies outside the range that was given, and was not tried.",
         "ligt buiten het opgegeven bereik en is niet geprobeerd."},
        {"untold", "cannot be judged by this: there the targets narrow the range too little.",
         "is hiermee niet te beoordelen: daar versmallen de doelen het bereik te weinig."},
    };
    for (size_t i = 0; i < sizeof sayings / sizeof sayings[0]; i++)
        if (fit_is(posterior, row, "own", sayings[i][0]))
            text_add(out, sayings[i][fit_dutch(study) ? 2 : 1]);
}

static void say_parameter(struct text *out, const struct report_study *study, const struct frame *posterior, size_t row)
{
    struct text p = {0};
    const double low = fit_real(posterior, row, "q05"), high = fit_real(posterior, row, "q95");
    const double own = fit_real(posterior, row, "current");
    const double values[] = {fit_real(posterior, row, "q50"), low, high};
    text_printf(&p, "%s: ", fit_word(posterior, row, "parameter"));
    add_verdict(&p, study, posterior, row);
    fit_numbers(&p, study,
                fit_dutch(study) ? "; mediaan #, met 90% kans tussen # en #"
                                 : "; median #, with 90 % chance between # and #",
                values);
    add_errors(&p, study, fit_word(posterior, row, "parameter"));
    fit_numbers(&p, study, fit_dutch(study) ? ". De waarde van het scenario, #, " : ". The scenario's own value, #, ",
                &own);
    add_own(&p, study, posterior, row);
    fit_finish_item(out, &p);
}

/* A parameter with words or a switch: its likeliest value. */
static void say_levels(struct text *out, const struct report_study *study, const char *parameter)
{
    const struct frame *levels = report_study_frame(study, "posterior-levels");
    struct text p = {0};
    size_t best = 0;
    bool found = false;
    for (size_t i = 0; levels != NULL && i < levels->n_rows; i++)
        if (fit_is(levels, i, "parameter", parameter)
            && (!found || fit_real(levels, i, "posterior") > fit_real(levels, best, "posterior"))) {
            best = i;
            found = true;
        }
    if (!found)
        return;
    text_printf(&p,
                fit_dutch(study) ? "%s: het waarschijnlijkst is %s, met een kans van %.0f%% (vooraf %.0f%%)."
                                 : "%s: likeliest is %s, with a chance of %.0f %% (before: %.0f %%).",
                parameter, fit_word(levels, best, "value"), 100.0 * fit_real(levels, best, "posterior"),
                100.0 * fit_real(levels, best, "prior"));
    fit_finish_item(out, &p);
}

static void say_parameters(struct text *out, const struct report_study *study, const struct frame *posterior)
{
    for (size_t i = 0; i < posterior->n_rows; i++) {
        if (isnan(fit_real(posterior, i, "q50")))
            say_levels(out, study, fit_word(posterior, i, "parameter"));
        else
            say_parameter(out, study, posterior, i);
    }
}

static void say_together(struct text *out, const struct report_study *study)
{
    const struct frame *pairs = report_study_frame(study, "posterior-correlation");
    for (size_t i = 0; pairs != NULL && i < pairs->n_rows; i++) {
        const double r = fit_real(pairs, i, "correlation");
        struct text p = {0};
        if (!(fabs(r) >= TOGETHER))
            continue;
        text_printf(&p,
                    fit_dutch(study)
                        ? "%s en %s zijn alleen samen bepaald (samenhang %+.2f): meer van het een past even goed "
                          "met %s van het ander. Verander ze samen, of neem hele deeltjes."
                        : "%s and %s are determined only together (correlation %+.2f): more of the one fits as well "
                          "with %s of the other. Change them together, or take whole particles.",
                    fit_word(pairs, i, "parameter"), fit_word(pairs, i, "other"), r,
                    r > 0.0            ? fit_dutch(study) ? "meer" : "more"
                    : fit_dutch(study) ? "minder"
                                       : "less");
        fit_finish_item(out, &p);
    }
}

/* Parameters whose median the regression moves by more than this many standard deviations, and by more than twice what
 * its own coefficients are unsure of. */
#define MOVED 0.5

static void say_adjusted(struct text *out, const struct report_study *study)
{
    const struct frame *adjusted = report_study_frame(study, "posterior-adjusted");
    const double n = fit_real(report_study_frame(study, "fit"), 0, "ess");
    const double unsure = sqrt((double)(report_study_frame(study, "predictive")->n_rows + 1) / n);
    for (size_t i = 0; adjusted != NULL && i < adjusted->n_rows; i++) {
        const double values[] = {fit_real(adjusted, i, "adjusted_q50"), fit_real(adjusted, i, "adjusted_q05"),
                                 fit_real(adjusted, i, "adjusted_q95")};
        struct text p = {0};
        if (!(fabs(fit_real(adjusted, i, "shift")) > fmax(MOVED, 2.0 * unsure)))
            continue;
        text_printf(&p, "%s: ", fit_word(adjusted, i, "parameter"));
        fit_numbers(&p, study,
                    fit_dutch(study)
                        ? "gecorrigeerd voor de afstand die tussen runs en doelen over is, zou de mediaan # zijn (# "
                          "tot #, 90%). Zo'n verschil vraagt om meer punten voor er conclusies uit volgen."
                        : "corrected for the distance that is left between runs and targets, the median would be # "
                          "(# to #, 90 %). Such a difference asks for more points before conclusions are drawn.",
                    values);
        fit_finish_item(out, &p);
    }
}

static void say_set(struct text *out, const struct report_study *study)
{
    const struct frame *set = report_study_frame(study, "posterior-set");
    if (set == NULL)
        return;
    layout_paragraph(out, 0,
                     fit_dutch(study) ? "Om met de mediaan verder te rekenen, zet achter een commando:"
                                      : "To go on with the median, put behind a command:");
    text_add(out, " ");
    for (size_t i = 0; i < set->n_rows; i++)
        text_printf(out, " --set %s=%s", fit_word(set, i, "parameter"), fit_word(set, i, "value"));
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
    fit_say_targets(out, study, targets);
    text_add(out, "\n");
    layout_paragraph(out, 0,
                     fit_dutch(study) ? "Wat de doelen over elke parameter zeggen:"
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
        {"Give or take: a standard error, for the answer rests on a limited number of particles; more points make it "
         "smaller. It is no part of the 90 %.",
         "Op ... na: een standaardfout, want het antwoord rust op een beperkt aantal deeltjes; met meer punten wordt "
         "die "
         "kleiner. Hij zit niet in de 90%."},
        {"Off: how far the median of the fresh points lies from the target, in sd of the aim and chance together. "
         "Share near: "
         "of the fresh points, those within 1.96 sd. Predictive p: how easily the model, at fitted values, gives what "
         "the "
         "targets say, all at once; below .05 it hardly does. Narrowed: how much of the spread that the ranges gave "
         "the "
         "outcome is gone; near 0 the target says nothing, and is met for that reason alone.",
         "Ernaast: hoe ver de mediaan van de nieuwe punten van het doel ligt, in sd van doel en toeval samen. Deel "
         "dichtbij: "
         "van de nieuwe punten die binnen 1,96 sd. Voorspellende p: hoe licht het model, bij geschatte waarden, geeft "
         "wat "
         "de doelen zeggen, alle tegelijk; onder 0,05 doet het dat nauwelijks. Versmald: welk deel van de spreiding "
         "die de "
         "bereiken aan de uitkomst gaven weg is; bij 0 zegt het doel niets, en wordt het alleen daarom gehaald."},
        {"Fitted 5 % to 95 %: where a fresh observation would fall, error of observation included. Met: the target "
         "lies "
         "within. In reach: no when it is also beyond everything that the first points, spread over the ranges, gave.",
         "Na, 5% tot 95%: waar een nieuwe waarneming zou vallen, met waarnemingsfout. Gehaald: het doel ligt erin. "
         "Haalbaar: nee (no) als het ook buiten alles ligt wat de eerste punten, verspreid over de bereiken, gaven."},
    };
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++)
        layout_item(out, items[i][fit_dutch(study) ? 1 : 0]);
}

const struct study_sayings study_sayings_calibrate = {.command = "calibrate", .finding = finding, .reading = reading};
