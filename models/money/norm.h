/* The norm: what the year before the horizon needed, brought and cost, against which budgets, prices and results are
 * indexed from then on. */
#ifndef MODELS_MONEY_NORM_H
#define MODELS_MONEY_NORM_H

#include <stdbool.h>

struct contract;
struct contract_month;
struct region;

/* Is this a month of the norm? */
bool norm_measured(const struct region *region);
/* Adds what a contract did and was due this month, in cents. */
void norm_measure(struct contract *contract, const struct contract_month *month, double due_cents);
/* Units of simple and complex clients; measured until the horizon starts. Before work_month. */
void norm_case_mix(struct region *region);
/* Need by age, and results of services, of this month relative to the norm; measured until the horizon starts. */
void norm_indices(struct region *region);
void norm_quality(struct region *region);
/* The norm is set: called once, when the horizon starts. */
void norm_open_horizon(struct region *region);

#endif
