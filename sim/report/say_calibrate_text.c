/* What the parts of what is said of `samenspel calibrate` share. */
#include <math.h>
#include <string.h>

#include "sim/report/layout.h"
#include "sim/report/say_calibrate.h"
#include "sim/report/words.h"

double fit_real(const struct frame *frame, size_t row, const char *column)
{
    return frame_at(frame, row, column)->real;
}
const char *fit_word(const struct frame *frame, size_t row, const char *column)
{
    const char *text = frame_at(frame, row, column)->text;
    return text != NULL ? text : "";
}
bool fit_is(const struct frame *frame, size_t row, const char *column, const char *value)
{
    return strcmp(fit_word(frame, row, column), value) == 0;
}

bool fit_dutch(const struct report_study *study)
{
    return study->lang == REPORT_NL;
}

void fit_number(struct text *out, const struct report_study *study, double value)
{
    char text[WORDS_NUMBER_SIZE];
    const double size = fabs(value);
    const int decimals = size >= 100.0 || !(size > 0.0) ? 0 : 2 - (int)floor(log10(size));
    words_number(text, value, decimals < 0 ? 0 : decimals > 8 ? 8 : decimals, study->lang);
    text_add(out, text);
}

void fit_numbers(struct text *out, const struct report_study *study, const char *format, const double *values)
{
    for (const char *c = format; *c != '\0'; c++) {
        if (*c == '#')
            fit_number(out, study, *values++);
        else
            text_bytes(out, c, 1);
    }
}

const char *fit_label(const struct report_study *study, const char *outcome)
{
    for (size_t i = 0; i < study->model->n_outcomes; i++)
        if (strcmp(study->model->outcomes[i].name, outcome) == 0)
            return fit_dutch(study) ? study->model->outcomes[i].nl : study->model->outcomes[i].en;
    return outcome;
}

void fit_finish(struct text *out, struct text *paragraph)
{
    layout_paragraph(out, 0, text_get(paragraph));
    out->failed = out->failed || paragraph->failed;
    text_free(paragraph);
}

void fit_finish_item(struct text *out, struct text *item)
{
    layout_item(out, text_get(item));
    out->failed = out->failed || item->failed;
    text_free(item);
}
