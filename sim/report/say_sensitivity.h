/* Inside of sim/report: what say_sensitivity.c, say_sensitivity_more.c and read_sensitivity.c share. */
#ifndef SIM_REPORT_SAY_SENSITIVITY_H
#define SIM_REPORT_SAY_SENSITIVITY_H

#include "sim/report/study.h"

struct saying {
    const struct report_study *study;
    struct text *out;
    const struct frame *indices, *variance, *signs, *design, *parts; /* parts: of Sobol, rows as indices */
    bool dutch, morris;
};

/* The text in the language. */
const char *saying_in(const struct saying *s, const char *en, const char *nl);
/* First row of the indices of the quantity in that row of the variances: both tables have one order. */
size_t saying_first(const struct saying *s, size_t row);
/* Whether a parameter does something that chance does not explain; false when chance is not known. */
bool saying_matters(const struct saying *s, size_t index);
/* Whether Sobol's shares of the quantity in that row of the variances have no interval: luck hides the variance that
 * they are shares of. */
bool saying_no_shares(const struct saying *s, size_t row);
/* Neither the parameters nor chance change it: there is no spread to speak of. */
bool saying_constant(const struct saying *s, size_t row);
/* say_sensitivity_more.c: of the quantity in that row, everything below the most important parameters. Of
 * it: whether the intervals allow an order, who may come first and what would tell; and its sign. */
void saying_details(const struct saying *s, size_t row);
void saying_order(const struct saying *s, size_t row);
void saying_sign(const struct saying *s, size_t row);

/* Before the finding: what one replication cannot tell. After it: what the design leaves to be wished. */
void sensitivity_warning(struct text *out, const struct report_study *study);
void sensitivity_remarks(struct text *out, const struct report_study *study);
/* How to read the tables of a sensitivity analysis, as of study_sayings. */
void sensitivity_reading(struct text *out, const struct report_study *study);

#endif
