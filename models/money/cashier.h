/* The cashier (E640-E643): a yearly budget from expected workload, paid by the supporting payers in twelve instalments;
 * members invoice their real wage cost; a monitor holds invoices to the budget; the result of the year is joint. */
#ifndef MODELS_MONEY_CASHIER_H
#define MODELS_MONEY_CASHIER_H

#include <stddef.h>

struct region;

/* Start of a month, before the network meets: in the first of a year the budget of that year. */
void cashier_open_month(struct region *region);
/* After the month's work: collects the instalment, pays the cashier's own cost, and sets the part of the invoices that
 * the budget allows. */
void cashier_collect(struct region *region);
/* Hours a month that a member spends on detailed registration for payers that do not trust the network yet (E1024). */
double cashier_registration_hours(const struct region *region, size_t member);
/* End of a year: what is left is kept by members by hours and returned to payers, what lacks is asked from them; the
 * cashier's account is empty after it. */
void cashier_settle(struct region *region);

#endif
