/* What a study of the analytic model gives: its tables, its cells and what the report says of them. Failures are test
 * failures. */
#ifndef TESTS_SUPPORT_STUDY_RESULT_H
#define TESTS_SUPPORT_STUDY_RESULT_H

#include <stddef.h>

#include "sim/base/frame.h"
#include "sim/report/study.h"
#include "sim/study/study.h"

typedef int study_procedure(struct study *study, struct sim_err *err);

struct study_result {
    struct frame frames[STUDY_MOST_FRAMES];
    size_t n;
};

/* Opens, runs and closes the study; release what it gives. */
struct study_result study_result_of(const struct study_request *request, study_procedure *procedure);
void study_result_release(struct study_result *result);

/* The table of this name; the cell in a row (from 0) and the column of this name, which both must be there. */
const struct frame *study_table(const struct study_result *result, const char *name);
const union frame_cell *study_cell(const struct frame *frame, size_t row, const char *column);
double study_real(const struct frame *frame, size_t row, const char *column);
const char *study_word(const struct frame *frame, size_t row, const char *column);

/* What people read of it, line ends and columns as single blanks. To be freed. `report` says command, language and,
 * where the sentences speak of them, points, replications and arms. */
char *study_text(const struct study_result *result, struct report_study report);

/* Asks a study to stop after so many runs. */
struct study_brake {
    size_t runs, at; /* at 0: never */
    volatile int stop;
};
/* Makes the study of `request` heed it, as long as it lives. */
void study_brake_fit(struct study_request *request, struct study_brake *brake);

/* Into workdir/whole.db in one go; into workdir/cut.db interrupted after the 17th run, and gone on with in two threads:
 * the exported bytes must be the same. */
void study_interrupt_and_compare(struct study_request request, study_procedure *procedure);

#endif
