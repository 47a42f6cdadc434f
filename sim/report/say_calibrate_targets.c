/* What is said of the targets of `samenspel calibrate`: met together or in tension, how far off, and what each was
 * worth. */
#include <inttypes.h>
#include <math.h>

#include "sim/report/layout.h"
#include "sim/report/say_calibrate.h"
#include "sim/report/words.h"

/* Median this many standard deviations from a target: it is named. Below the second, the target narrowed hardly
 * anything. */
#define OFF 1.0
#define HARDLY 0.2

static const char *in(const struct report_study *study, const char *en, const char *nl)
{
    return fit_dutch(study) ? nl : en;
}

static void say_missed(struct text *out, const struct report_study *study, const struct frame *targets, size_t row)
{
    struct text p = {0};
    const double values[] = {fit_real(targets, row, "value"), fit_real(targets, row, "q05"),
                             fit_real(targets, row, "q95"), fit_real(targets, row, "prior_least"),
                             fit_real(targets, row, "prior_most")};
    char unit[WORDS_UNIT_SIZE];
    words_unit(unit, fit_word(targets, row, "unit"), study->lang);
    text_printf(&p, "%s, %s%s%s: ", fit_label(study, fit_word(targets, row, "target")), fit_word(targets, row, "arm"),
                unit[0] != '\0' ? ", " : "", unit);
    fit_numbers(&p, study,
                fit_dutch(study)
                    ? "het doel is #, de geschatte waarden geven # tot # (90%). Alles wat vooraf geprobeerd is, gaf "
                      "# tot #"
                    : "the target is #, the fitted values give # to # (90 %). All that was tried beforehand gave # "
                      "to #",
                values);
    if (fit_is(targets, row, "reachable", "no"))
        text_add(&p, fit_dutch(study)
                         ? ": binnen deze bereiken is het niet te halen. Verruim de bereiken, of het ligt aan het "
                           "model of aan het doel."
                         : ": within these ranges it cannot be reached. Widen the ranges, or it is the model or "
                           "the target that is wrong.");
    else if (targets->n_rows > 1)
        text_add(&p, fit_dutch(study) ? ": op zichzelf is het te halen, maar niet samen met de andere doelen."
                                      : ": it can be reached by itself, but was not together with the other targets.");
    else
        text_add(&p, fit_dutch(study) ? ": het ligt binnen bereik maar is niet gevonden; geef meer punten."
                                      : ": it is in reach but was not found; give more points.");
    fit_finish_item(out, &p);
}

static void add_target(struct text *out, const struct report_study *study, const struct frame *targets, size_t row)
{
    text_printf(out, "%s (%s)", fit_label(study, fit_word(targets, row, "target")), fit_word(targets, row, "arm"));
}

/* Its rows are those of the targets. */
static const struct frame *off_of(const struct report_study *study)
{
    return report_study_frame(study, "predictive-off");
}

static size_t farthest(const struct report_study *study)
{
    const struct frame *off = off_of(study);
    size_t row = 0;
    for (size_t j = 1; j < off->n_rows; j++)
        if (fabs(fit_real(off, j, "off")) > fabs(fit_real(off, row, "off")))
            row = j;
    return row;
}

/* The targets that the median is away from, the farthest whatever it is. */
static void say_off(struct text *out, const struct report_study *study, const struct frame *targets)
{
    const size_t first = farthest(study);
    for (size_t j = 0; j < targets->n_rows; j++) {
        const double off = fit_real(off_of(study), j, "off"),
                     values[] = {fabs(off), fit_real(targets, j, "value"), fit_real(targets, j, "q50")};
        struct text p = {0};
        if (j != first && !(fabs(off) >= OFF))
            continue;
        add_target(&p, study, targets, j);
        text_add(&p, ": ");
        fit_numbers(&p, study,
                    off < 0.0 ? in(study, "the median lies # sd below the target of # (#)",
                                   "de mediaan ligt # sd onder het doel van # (#)")
                              : in(study, "the median lies # sd above the target of # (#)",
                                   "de mediaan ligt # sd boven het doel van # (#)"),
                    values);
        text_printf(&p, in(study, "; %.0f %% of the points are near it.", "; %.0f%% van de punten ligt er dichtbij."),
                    100.0 * fit_real(off_of(study), j, "met"));
        fit_finish_item(out, &p);
    }
}

/* What each target took away of what the ranges gave: one that took nothing is met without saying anything. */
static void say_narrowed(struct text *out, const struct report_study *study, const struct frame *targets)
{
    struct text p = {0};
    size_t hardly = 0;
    text_add(&p, in(study, "Of the spread that the ranges gave each outcome, the fit took away: ",
                    "Van de spreiding die de bereiken elke uitkomst gaven, nam het schatten weg: "));
    for (size_t j = 0; j < targets->n_rows; j++) {
        const double narrowed = fit_real(off_of(study), j, "narrowed");
        hardly += narrowed < HARDLY ? 1 : 0;
        text_add(&p, j > 0 ? "; " : "");
        add_target(&p, study, targets, j);
        if (isnan(narrowed))
            text_add(&p, in(study, " nothing, for there was none", " niets, want die was er niet"));
        else
            text_printf(&p, in(study, " %.0f %%", " %.0f%%"), 100.0 * fmax(narrowed, 0.0));
    }
    text_add(&p, ".");
    if (hardly == targets->n_rows)
        text_add(&p, in(study, " That is hardly anything: these targets say little, and that they are met says little.",
                        " Dat is vrijwel niets: deze doelen zeggen weinig, en dat ze gehaald worden ook."));
    else if (hardly > 0)
        text_printf(&p, in(study, " Less than %.0f %% says hardly anything.", " Minder dan %.0f%% zegt vrijwel niets."),
                    100.0 * HARDLY);
    fit_finish(out, &p);
}

/* Share of points that meet all at once, and the p value. */
static void add_joint(struct text *out, const struct report_study *study, const struct frame *joint, bool several)
{
    char p[WORDS_NUMBER_SIZE];
    const double value = fit_real(joint, 0, "p");
    words_number(p, value, value < 0.0995 ? 3 : 2, study->lang);
    text_printf(
        out,
        several
            ? in(study,
                 " %.0f %% of these points come near all targets at once (within 1.96 sd of aim and chance; a sharp "
                 "fit would have some %.0f %%); predictive p %s.",
                 " %.0f%% van die punten komt dicht bij alle doelen tegelijk (binnen 1,96 sd van doel en toeval; bij "
                 "scherp schatten zo'n %.0f%%); voorspellende p %s.")
            : in(study,
                 " %.0f %% of these points come near it (within 1.96 sd of aim and chance; a sharp fit would have some "
                 "%.0f %%); predictive p %s.",
                 " %.0f%% van die punten komt er dichtbij (binnen 1,96 sd van doel en toeval; bij scherp schatten "
                 "zo'n %.0f%%); voorspellende p %s."),
        100.0 * fit_real(joint, 0, "met_all"), 100.0 * fit_real(joint, 0, "met_all_if_sharp"), p);
}

static void add_verdict(struct text *out, const struct report_study *study, const struct frame *joint,
                        const struct frame *targets, size_t missed, int64_t fresh)
{
    const bool several = targets->n_rows > 1;
    if (missed > 0)
        text_printf(out,
                    in(study,
                       "Targets not met: %zu of %zu, as seen in %" PRId64
                       " fresh points that had no part in the fit. What is "
                       "said of parameters below is then a compromise, not an estimate.",
                       "Niet gehaald: %zu van %zu, gezien in %" PRId64 " nieuwe punten die niet bij het schatten zijn "
                       "gebruikt. Wat hieronder over parameters staat, is dan een compromis en geen schatting."),
                    missed, targets->n_rows, fresh);
    else if (fit_is(joint, 0, "together", "yes"))
        text_printf(out,
                    in(study,
                       "%s: in %" PRId64 " fresh points, which had no part in the fit, nothing speaks against it.",
                       "%s gehaald: in %" PRId64
                       " nieuwe punten, die niet bij het schatten zijn gebruikt, spreekt niets "
                       "daartegen."),
                    several ? in(study, "All targets are met together", "Alle doelen worden samen")
                            : in(study, "The target is met", "Het doel wordt"),
                    fresh);
    else if (fit_is(joint, 0, "together", "tension"))
        text_printf(
            out,
            several ? in(study,
                         "The targets are in tension: in %" PRId64 " fresh points, which had no part in the fit, each "
                         "lies within a wide margin of what comes out, but few values give them at once. "
                         "What is said of parameters below is then a compromise, not an estimate.",
                         "De doelen spreken elkaar tegen: in %" PRId64 " nieuwe punten, die niet bij het schatten zijn "
                         "gebruikt, ligt elk binnen een ruime marge van wat eruit komt, maar weinig waarden "
                         "geven ze tegelijk. Wat hieronder over parameters staat, is dan een compromis en geen "
                         "schatting.")
                    : in(study,
                         "The target is in tension with the model: in %" PRId64 " fresh points, which had no part in "
                         "the fit, it lies within a wide margin of what comes out, but few values give it.",
                         "Het doel past slecht bij het model: in %" PRId64 " nieuwe punten, die niet bij het schatten "
                         "zijn gebruikt, ligt het binnen een ruime marge van wat eruit komt, maar weinig "
                         "waarden geven het."),
            fresh);
    else
        text_printf(
            out,
            in(study,
               "It cannot be said whether the targets are met: in %" PRId64 " fresh points, which had no part in the "
               "fit, what comes out is too wide to tell. Give more points (--points) or replications.",
               "Of de doelen gehaald worden is niet te zeggen: in %" PRId64 " nieuwe punten, die niet bij het schatten "
               "zijn gebruikt, loopt wat eruit komt te ver uiteen. Geef meer punten (--points) of herhalingen."),
            fresh);
    add_joint(out, study, joint, several);
    if (!fit_is(joint, 0, "together", "yes") && fit_real(report_study_frame(study, "fit"), 0, "tolerance") > FIT_COARSE)
        text_add(out, in(study, " The fit is coarse: with more points (--points) it may still come nearer.",
                         " De schatting is grof: met meer punten (--points) kan die nog dichterbij komen."));
}

void fit_say_targets(struct text *out, const struct report_study *study, const struct frame *targets)
{
    const struct frame *joint = report_study_frame(study, "predictive-joint");
    size_t missed = 0;
    struct text p = {0};
    for (size_t j = 0; j < targets->n_rows; j++)
        missed += fit_is(targets, j, "inside", "no") ? 1 : 0;
    if (joint == NULL || joint->n_rows == 0 || off_of(study) == NULL)
        return;
    add_verdict(&p, study, joint, targets, missed, frame_at(report_study_frame(study, "fit"), 0, "fresh")->integer);
    fit_finish(out, &p);
    for (size_t j = 0; j < targets->n_rows; j++)
        if (fit_is(targets, j, "inside", "no"))
            say_missed(out, study, targets, j);
    if (!fit_is(joint, 0, "together", "yes"))
        say_off(out, study, targets);
    say_narrowed(out, study, targets);
}
