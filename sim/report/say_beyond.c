/* Numbers beyond what they stand for can be, and why: shares above 100 % or below 0, and predictions of -4 %. */
#include <string.h>

#include "sim/base/text.h"
#include "sim/report/layout.h"
#include "sim/report/study.h"

/* Estimates that may come out above 1 or below 0. */
static bool is_estimated_share(const struct frame_column *column)
{
    static const char *const names[] = {"share",    "total",       "first",    "interaction",
                                        "together", "contraction", "narrowed", NULL};
    for (size_t i = 0; names[i] != NULL; i++)
        if (strcmp(column->name, names[i]) == 0 && strcmp(column->unit, "1") == 0)
            return true;
    return false;
}

static bool is_beyond(const struct frame *frame, size_t column, double lowest, double highest)
{
    for (size_t r = 0; r < frame->n_rows; r++) {
        const double value = frame_row(frame, r)[column].real;
        if (value < lowest || value > highest)
            return true;
    }
    return false;
}

/* A prediction of a fresh observation, of an outcome that is a share or a score of 0 to 100. */
static bool is_impossible(const struct frame *frame, size_t row, size_t column)
{
    const char *unit = frame_at(frame, row, "unit")->text;
    const double value = frame_row(frame, row)[column].real;
    return (strcmp(unit, "%") == 0 || strcmp(unit, "0-100") == 0) && (value < 0.0 || value > 100.0);
}

static bool holds_impossible(const struct report_study *study)
{
    static const char *const names[] = {"prior_least", "prior_most", "q05", "q50", "q95"};
    const struct frame *frame = report_study_frame(study, "predictive");
    for (size_t r = 0; frame != NULL && r < frame->n_rows; r++)
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            const size_t column = frame_column(frame->definition, names[i]);
            if (column < frame->definition->n_columns && is_impossible(frame, r, column))
                return true;
        }
    return false;
}

static void paragraph(struct text *out, const struct report_study *study, const char *en, const char *nl)
{
    text_add(out, "\n");
    layout_paragraph(out, 0, study->lang == REPORT_NL ? nl : en);
}

void report_study_beyond(struct text *out, const struct report_study *study)
{
    bool beyond = false;
    for (size_t i = 0; i < study->n_frames; i++) {
        const struct frame_definition *definition = study->frames[i].definition;
        for (size_t c = 0; c < definition->n_columns && !definition->bulk; c++)
            beyond =
                beyond || (is_estimated_share(&definition->columns[c]) && is_beyond(&study->frames[i], c, 0.0, 1.0));
    }
    if (beyond)
        paragraph(out, study,
                  "Shares above 1 (100 %) or below 0 are estimates that chance carried there: the share itself lies "
                  "between 0 and 1. Those below 0 mean about none; more points bring all of them nearer.",
                  "Aandelen boven 1 (100%) of onder 0 zijn schattingen die door toeval daar uitkomen: het aandeel zelf "
                  "ligt tussen 0 en 1. Die onder 0 betekenen ongeveer geen; met meer punten komen ze alle dichterbij.");
    if (holds_impossible(study))
        paragraph(out, study,
                  "Predictions below 0 or above 100 are no values of the outcome: they are what somebody may observe, "
                  "with the error of observation that the scenario states (sd) added to what the model gives.",
                  "Voorspellingen onder 0 of boven 100 zijn geen waarden van de uitkomst: ze zijn wat iemand kan "
                  "waarnemen, met de fout van de waarneming uit het scenario (sd) opgeteld bij wat het model geeft.");
}
