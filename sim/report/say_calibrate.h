/* Inside of sim/report: what the parts of what is said of `samenspel calibrate` share. */
#ifndef SIM_REPORT_SAY_CALIBRATE_H
#define SIM_REPORT_SAY_CALIBRATE_H

#include "sim/base/text.h"
#include "sim/report/study.h"

/* A tolerance of more standard deviations than this leaves something to be gained. */
#define FIT_COARSE 0.5

/* Cells by the name of their column; fit_word: "" for none. */
double fit_real(const struct frame *frame, size_t row, const char *column);
const char *fit_word(const struct frame *frame, size_t row, const char *column);
bool fit_is(const struct frame *frame, size_t row, const char *column, const char *value);

bool fit_dutch(const struct report_study *study);
/* Adds a number with as many decimals as show three digits. */
void fit_number(struct text *out, const struct report_study *study, double value);
/* Adds the format, in which every # is the next of the values. */
void fit_numbers(struct text *out, const struct report_study *study, const char *format, const double *values);
const char *fit_label(const struct report_study *study, const char *outcome);
/* Prints a paragraph, or an item of a list, and frees it. */
void fit_finish(struct text *out, struct text *paragraph);
void fit_finish_item(struct text *out, struct text *item);

/* say_calibrate_targets.c: whether the targets are met, together and each. */
void fit_say_targets(struct text *out, const struct report_study *study, const struct frame *targets);

#endif
