/* What comes before and after the finding of `samenspel sensitivity`: warnings, remarks and how to read its tables. */
#include <inttypes.h>
#include <string.h>

#include "sim/base/text.h"
#include "sim/report/layout.h"
#include "sim/report/say_sensitivity.h"

static const char *in(bool dutch, const char *en, const char *nl)
{
    return dutch ? nl : en;
}

/* What the columns of the tables that are printed mean, by method. */
static void read_indices(struct text *out, bool morris, bool dutch)
{
    if (!morris) {
        layout_item(
            out, in(dutch,
                    "Total: the share of the spread between points that would remain if all other parameters were "
                    "known. By itself: the share that would go if only this one were known. With others: the "
                    "difference of the two, what the parameter does together with others.",
                    "Totaal: het deel van de spreiding tussen punten dat blijft als alle andere parameters bekend "
                    "zijn. Op zichzelf: het deel dat verdwijnt als alleen deze bekend is. Samen: het verschil van de "
                    "twee, wat de parameter samen met andere doet."));
        layout_item(
            out,
            in(dutch,
               "Chance is no part of these shares, with 2 replications or more; with one it is, and looks like "
               "working together. Shares below 0 or above "
               "1 are errors of estimation; where an interval holds nothing that is possible there are too few rows.",
               "Toeval is geen deel van deze aandelen, bij 2 herhalingen of meer; bij een wel, en dan lijkt het "
               "op samenwerking. Aandelen onder 0 of "
               "boven 1 zijn schattingsfouten; waar een interval niets bevat dat kan, zijn er te weinig rijen."));
        return;
    }
    layout_item(
        out, in(dutch,
                "Effect (mu*): how much the outcome changes, up or down, when the parameter goes through its "
                "whole range, on average over the values of the others. Of a list of values or words: when it "
                "changes to the one half the list further on. By chance: the size that a parameter without any "
                "effect would show. P of no effect: how easily chance alone gives such a mean or such a size, for all "
                "parameters at once (Holm); below .05 counts as more than chance.",
                "Effect (mu*): hoeveel de uitkomst verandert, omhoog of omlaag, als de parameter zijn hele "
                "bereik doorloopt, gemiddeld over de waarden van de andere. Bij een lijst van waarden of woorden: als "
                "hij verandert in die een halve lijst verder. Door toeval: de grootte die een parameter zonder enig "
                "effect zou laten zien. P geen effect: hoe licht toeval alleen zo'n gemiddelde of grootte geeft, voor "
                "alle parameters tegelijk (Holm); onder 0,05 telt als meer dan toeval."));
    layout_item(out,
                in(dutch,
                   "Mean (mu): the same with its sign; near 0 with a large effect means now up, now down. Sd (sigma) "
                   "large against the effect: it depends on the other parameters, bends, or is chance.",
                   "Gemiddeld (mu): hetzelfde met zijn teken; bij 0 en toch groot betekent nu omhoog, dan omlaag. Sd "
                   "(sigma) groot naast het effect: het hangt af van de andere parameters, buigt af, of is "
                   "toeval."));
}

void sensitivity_warning(struct text *out, const struct report_study *study)
{
    const struct frame *design = report_study_frame(study, "sensitivity-design");
    if (frame_at(design, 0, "replications")->integer > 1)
        return;
    text_add(out, "\n");
    layout_paragraph(
        out, 2,
        in(study->lang == REPORT_NL,
           "Careful: with one replication chance cannot be told from the parameters; take --replications 2 "
           "or more. All figures below have chance in them.",
           "Let op: met een herhaling is toeval niet van de parameters te onderscheiden; neem "
           "--replications 2 of meer. In alle cijfers hieronder zit toeval."));
}

void sensitivity_remarks(struct text *out, const struct report_study *study)
{
    const bool dutch = study->lang == REPORT_NL;
    const struct frame *design = report_study_frame(study, "sensitivity-design"),
                       *variance = report_study_frame(study, "variance");
    const bool morris = strcmp(frame_at(design, 0, "method")->text, "morris") == 0;
    const char *uneven = frame_at(design, 0, "uneven")->text;
    const int64_t rows = frame_at(design, 0, "rows")->integer;
    int64_t dropped = 0;
    struct text line = {0};
    for (size_t i = 0; i < variance->n_rows; i++)
        if (frame_at(variance, i, "dropped")->integer > dropped)
            dropped = frame_at(variance, i, "dropped")->integer;
    if (dropped > 0)
        text_printf(&line,
                    in(dutch, "Of %" PRId64 " %s at most %" PRId64 " have a run without a value: %s. ",
                       "Van %" PRId64 " %s hebben er hoogstens %" PRId64 " een run zonder waarde: %s. "),
                    rows, morris ? in(dutch, "trajectories", "trajecten") : in(dutch, "rows", "rijen"), dropped,
                    morris ? in(dutch, "its effects are left out", "die effecten tellen niet mee")
                           : in(dutch, "they are left out, so that what is said is of the part of the space that works",
                                "die tellen niet mee, zodat het gezegde gaat over het deel van de ruimte dat werkt"));
    if (!morris && (rows & (rows - 1)) != 0)
        text_printf(&line,
                    in(dutch, "%" PRId64 " rows is no power of two: a power of two covers the space more evenly. ",
                       "%" PRId64 " rijen is geen macht van twee: een macht van twee bedekt de ruimte gelijkmatiger. "),
                    rows);
    if (uneven[0] != '\0')
        text_printf(
            &line,
            in(dutch, "Not all values come up equally often of %s: take experiment.levels twice the number of values. ",
               "Niet alle waarden komen even vaak voor van %s: neem experiment.levels twee keer het aantal "
               "waarden. "),
            uneven);
    if (line.n > 0) {
        text_add(out, "\n");
        layout_paragraph(out, 2, text_get(&line));
    }
    out->failed = out->failed || line.failed;
    text_free(&line);
}

void sensitivity_reading(struct text *out, const struct report_study *study)
{
    const bool dutch = study->lang == REPORT_NL;
    const struct frame *indices = report_study_frame(study, "indices");
    if (indices == NULL)
        return;
    read_indices(out, frame_column(indices->definition, "mu") < indices->definition->n_columns, dutch);
    layout_item(
        out, in(dutch,
                "Chance, in the second table: the share of the spread of single runs that other luck makes. Rivals: "
                "parameters whose interval reaches that of the first. Rows to tell: --points that would part them. A "
                "variance "
                "below 0: too small to be seen through chance, though shared luck may still show single effects.",
                "Toeval, in de tweede tabel: het deel van de spreiding tussen losse runs dat van ander geluk komt. "
                "Mogelijk nr 1: parameters waarvan het interval dat van de eerste raakt. Rijen nodig: --points "
                "waarmee dat te zeggen is. Variantie onder 0: te klein om door het toeval heen te zien, al kan gedeeld "
                "geluk losse effecten nog laten zien."));
    layout_item(out,
                in(dutch,
                   "Clearly above or below 0: the 95 % interval of the difference at that point leaves 0 out; at "
                   "about 1 point in 40 on either side it would do so without any difference.",
                   "Duidelijk boven of onder 0: het 95%-interval van het verschil op dat punt bevat geen 0; zonder "
                   "enig verschil zou dat aan elke kant op ongeveer 1 van de 40 punten zo zijn."));
    layout_item(out, in(dutch,
                        "All of it holds for the ranges in experiment.vary: a wider range makes a parameter more "
                        "important.",
                        "Alles geldt voor de bereiken in experiment.vary: een breder bereik maakt een parameter "
                        "belangrijker."));
}
