/* What `samenspel sweep` found, in sentences. */
#include <stdbool.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/report/layout.h"
#include "sim/report/say_posterior.h"
#include "sim/report/study.h"

static const char *design_text(const struct report_study *study, const char *column)
{
    const struct frame *design = report_study_frame(study, "sweep-design");
    if (design == NULL || design->n_rows == 0)
        return "";
    return frame_row(design, 0)[frame_column(design->definition, column)].text;
}

static void say_change(struct text *out, bool dutch, bool one_at_a_time)
{
    if (one_at_a_time) {
        layout_item(out,
                    dutch ? "Verandering: de uitkomst bij de laatste waarde van een parameter min die bij de eerste, "
                            "terwijl al het andere is zoals het scenario zegt (of zo dicht daarbij als de lijst of "
                            "het bereik van een parameter toelaat)."
                          : "Change: the outcome at the last value of a parameter less that at the first, everything "
                            "else as the scenario says (or as near to it as a parameter's list or range allows).");
        return;
    }
    layout_item(out, dutch
                         ? "Verandering: gemiddelde bij de hoogste waarden van een parameter min dat bij de laagste, "
                           "over alles wat verder gevarieerd is."
                         : "Change: mean at the highest values of a parameter less that at the lowest, over everything "
                           "else that is varied.");
    layout_item(out, dutch ? "Aandeel: het deel van de spreiding tussen punten dat samengaat met deze ene parameter."
                           : "Share: the part of the spread between points that goes with this one parameter.");
}

/* Below it Student's t makes intervals more than twice as wide as with many replications. */
enum { FEW = 4 };

static void say_both(struct text *out, bool dutch, size_t replications)
{
    layout_item(out,
                dutch
                    ? "Interval over punten en herhalingen: er zit in wat de andere parameters doen, die ook variëren, "
                      "en het toeval van de herhalingen, dat alle punten delen. Het eerste wordt alleen kleiner met "
                      "meer punten, het tweede alleen met meer herhalingen."
                    : "Interval over points and replications: what the other parameters do, which vary too, is in it, "
                      "and so is the luck of the replications, which all points share. More points make only the "
                      "first smaller, more replications only the second.");
    if (replications < FEW)
        layout_item(out, dutch ? "Uit minder dan vier herhalingen is toeval slecht af te leiden: daarom zijn de "
                                 "intervallen zo breed."
                               : "Fewer than four replications tell little of luck: that is why the intervals are so "
                                 "wide.");
}

static void say_interval(struct text *out, bool dutch, const char *over, size_t replications)
{
    if (strcmp(over, "both") == 0)
        say_both(out, dutch, replications);
    else if (strcmp(over, "points") == 0)
        layout_item(out,
                    dutch
                        ? "Interval alleen over punten: wat de andere parameters doen zit erin, het toeval van de ene "
                          "herhaling niet. Dat delen alle punten, en het kan elke verandering schijn maken; met meer "
                          "herhalingen komt het erin."
                        : "Interval over points only: what the other parameters do is in it, the luck of the one "
                          "replication is not. All points share that luck, and any change may be due to it; more "
                          "replications bring it in.");
    else if (replications >= 2)
        layout_item(out,
                    dutch ? "Interval over herhalingen: alleen de toevalsfout van de simulatie (Monte Carlo). Wat de "
                            "andere parameters doen telt er niet in mee; meer herhalingen maken het smaller."
                          : "Interval over replications: Monte Carlo error only. What the other parameters do is no "
                            "part of it; more replications make it narrower.");
    else
        layout_item(out, dutch ? "Geen interval: met één herhaling per punt is niet te zien wat toeval is."
                               : "No interval: one replication at each point cannot tell what is chance.");
}

/* Whether a row of the table is without an interval for that reason. */
static bool any_alike(const struct report_study *study, const char *table)
{
    const struct frame *frame = report_study_frame(study, table);
    for (size_t i = 0; frame != NULL && i < frame->n_rows; i++)
        if (strcmp(frame_at(frame, i, "interval")->text, "alike") == 0)
            return true;
    return false;
}

static void say_alike(struct text *out, bool dutch)
{
    layout_item(out, dutch
                         ? "Geen: gelijk. (Bijna) alle runs zeggen hetzelfde, en wat zelden anders is, is dan niet te "
                           "zien: er is geen interval, en zeker is het niet. Meer herhalingen kunnen het uitwijzen."
                         : "None: alike. (Nearly) all runs say the same, and what is rarely otherwise cannot be seen "
                           "then: there is no interval, and it is not certain. More replications may tell.");
}

static void reading(struct text *out, const struct report_study *study)
{
    const bool dutch = study->lang == REPORT_NL;
    if (say_posterior_reading(out, study))
        return;
    say_change(out, dutch, strcmp(design_text(study, "design"), "one-at-a-time") == 0);
    say_interval(out, dutch, design_text(study, "interval"), study->replications);
    if (any_alike(study, "effects") || any_alike(study, "profiles"))
        say_alike(out, dutch);
}

const struct study_sayings study_sayings_sweep = {.command = "sweep",
                                                  .finding = say_posterior_finding,
                                                  .reading = reading};
