/* Work (M3): organisations' staff and the professionals at the boundary between domains: hours, workload, sick leave,
 * leaving, vacancies, wellbeing and ties. */
#ifndef MODELS_CARE_WORK_H
#define MODELS_CARE_WORK_H

#include "sim/base/err.h"
#include "sim/config/settings.h"

struct region;

/* Organisations, practices and professionals of the scenario. */
int work_create(struct region *region, const struct settings *settings, struct sim_err *err);
void work_destroy(struct region *region);
/* Hours demanded by what was delivered this month, workload, sick leave, hiring; ties and wellbeing of professionals.
 */
void work_month(struct region *region);
/* Half-way the spin-up: staffing becomes what the status quo needed. */
void work_fix_staffing(struct region *region);

#endif
