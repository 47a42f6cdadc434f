/* What `samenspel sweep` found, in sentences. */
#include "sim/base/text.h"
#include "sim/report/layout.h"
#include "sim/report/study.h"

static void reading(struct text *out, const struct report_study *study)
{
    const bool dutch = study->lang == REPORT_NL;
    layout_item(out, dutch
                         ? "Verandering: gemiddelde bij de hoogste waarden van een parameter min dat bij de laagste, "
                           "over alles wat verder gevarieerd is."
                         : "Change: mean at the highest values of a parameter less that at the lowest, over everything "
                           "else that is varied.");
    layout_item(out, dutch ? "Aandeel: het deel van de spreiding tussen punten dat samengaat met deze ene parameter."
                           : "Share: the part of the spread between points that goes with this one parameter.");
}

const struct study_sayings study_sayings_sweep = {.command = "sweep", .reading = reading};
