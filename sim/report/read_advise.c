/* How to read the tables of `samenspel advise`. */
#include "sim/report/say_advise.h"

#include "sim/report/layout.h"

void read_advise(struct text *out, const struct report_study *study)
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
        {"A percentage (--precision OUTCOME:1%) is one of the mean of the reference arm, also for a difference. "
         "--precision stops at: the count at which `samenspel compare` with the same wish is expected to stop, and "
         "where "
         "if the spread is at its bound. Equal: runs that have one value in common. Rests on: sd, the standard "
         "deviation; "
         "events, how often one value differs; equal, alike: all, or nearly all runs are the same, and nothing is "
         "known.",
         "Een percentage (--precision UITKOMST:1%) is er een van het gemiddelde van de referentie, ook voor een "
         "verschil. "
         "--precision stopt bij: het aantal waarbij `samenspel compare` met dezelfde wens naar verwachting stopt, en "
         "waar "
         "als de spreiding op haar grens ligt. Gelijk: runs die een waarde gemeen hebben. Berust op: sd, de "
         "standaardafwijking; voorvallen, hoe vaak een waarde afwijkt; alle gelijk, bijna gelijk: er is niets bekend."},
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
