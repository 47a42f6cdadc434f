/* What `samenspel sweep` found, in sentences. */
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

static void say_interval(struct text *out, bool dutch, bool over_points, size_t replications)
{
    if (over_points)
        layout_item(out,
                    dutch ? "Interval over punten: de andere parameters variëren er ook in mee. Het zegt hoe zeker de "
                            "verandering is met zoveel punten; met meer punten wordt het smaller, met meer "
                            "herhalingen nauwelijks."
                          : "Interval over points: the other parameters vary too. It says how sure the change is with "
                            "this many points; more points make it narrower, more replications hardly do.");
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

static void reading(struct text *out, const struct report_study *study)
{
    const bool dutch = study->lang == REPORT_NL;
    if (say_posterior_reading(out, study))
        return;
    say_change(out, dutch, strcmp(design_text(study, "design"), "one-at-a-time") == 0);
    say_interval(out, dutch, strcmp(design_text(study, "interval"), "points") == 0, study->replications);
}

const struct study_sayings study_sayings_sweep = {.command = "sweep",
                                                  .finding = say_posterior_finding,
                                                  .reading = reading};
