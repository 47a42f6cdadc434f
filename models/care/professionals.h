/* Professionals at the boundary between domains (M3): their ties, wellbeing, and whether they leave or stay. */
#ifndef MODELS_CARE_PROFESSIONALS_H
#define MODELS_CARE_PROFESSIONALS_H

#include "sim/base/err.h"
#include "sim/config/settings.h"

struct region;

/* Wellbeing at the usual workload and ties, on 0..1: only differences from it act. */
#define WELLBEING_USUAL 0.75

/* Those of all organisations, which must be there; SIM_E_NOMEM when memory runs out. */
int professionals_create(struct region *region, const struct settings *settings, struct sim_err *err);
void professionals_destroy(struct region *region);
/* One month of everybody, when hours and workload of the month are known. */
void professionals_month(struct region *region);
/* Turnover relative to usual when wellbeing is `low` below its usual level; halves at best. */
double professionals_leaving_factor(const struct region *region, double low);

#endif
