/* Inside of sim/report: what is said of a sweep over draws from a posterior. */
#ifndef SIM_REPORT_SAY_POSTERIOR_H
#define SIM_REPORT_SAY_POSTERIOR_H

#include "sim/report/study.h"

/* As of study_sayings; nothing when the study has no table posterior-outcomes. The second tells whether it has. */
void say_posterior_finding(struct text *out, const struct report_study *study);
bool say_posterior_reading(struct text *out, const struct report_study *study);

#endif
