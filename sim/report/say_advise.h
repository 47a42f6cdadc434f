/* Inside of sim/report: what `samenspel advise` found (say_advise.c), and how to read it (read_advise.c). */
#ifndef SIM_REPORT_SAY_ADVISE_H
#define SIM_REPORT_SAY_ADVISE_H

#include "sim/report/study.h"

/* Appends items of a list (layout_item). */
void read_advise(struct text *out, const struct report_study *study);

#endif
