/* Inside of sim/report: what say_sensitivity.c and read_sensitivity.c share. */
#ifndef SIM_REPORT_SAY_SENSITIVITY_H
#define SIM_REPORT_SAY_SENSITIVITY_H

#include "sim/report/study.h"

/* Before the finding: what one replication cannot tell. After it: what the design leaves to be wished. */
void sensitivity_warning(struct text *out, const struct report_study *study);
void sensitivity_remarks(struct text *out, const struct report_study *study);
/* How to read the tables of a sensitivity analysis, as of study_sayings. */
void sensitivity_reading(struct text *out, const struct report_study *study);

#endif
