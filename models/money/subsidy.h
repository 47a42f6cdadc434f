/* The subsidy as money: granted for the hours of a month, paid at once or some months later (E649); until then members
 * carry it. */
#ifndef MODELS_MONEY_SUBSIDY_H
#define MODELS_MONEY_SUBSIDY_H

#include <stddef.h>

struct region;

/* Start of a month's payments: what was granted payment.subsidy_lag_months ago. */
void subsidy_pay_due(struct region *region);
void subsidy_grant(struct region *region, size_t organisation, double cents);

#endif
