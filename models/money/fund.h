/* Money of the state and of the region that pays hours which nobody else pays: transformation funds, under conditions
 * (E117, E416), and a regional fund that savings may refill (capture and reinvest). Neither is ever below zero. */
#ifndef MODELS_MONEY_FUND_H
#define MODELS_MONEY_FUND_H

#include <stddef.h>
#include <stdint.h>

struct region;

/* Start of a month, before the network meets: first deposits, do the conditions hold, what may be paid this month. */
void fund_open_month(struct region *region);
/* After the month's work: the part of what was worked that the money allows. */
void fund_measure(struct region *region);
/* Pays an organisation, at most what is left. */
void fund_pay_transformation(struct region *region, size_t organisation, double cents);
void fund_pay_regional(struct region *region, size_t organisation, double cents);

#endif
