/* The end of a year: pooled budget, shared savings, reinvestment, risk equalisation, the cashier's result. */
#ifndef MODELS_MONEY_SETTLEMENT_H
#define MODELS_MONEY_SETTLEMENT_H

#include <stddef.h>

struct region;

/* What a member expects a month of `shared` cents when coalition c is at full output and savings are divided by
 * payment.sharing_key; 0 for payers and for who has no role in it. */
double settlement_expected_cents(const struct region *region, double shared, size_t member, size_t coalition);

/* Part of a saving on the pool's services that members and the regional fund share in: nothing below the minimum, and no
 * more than the corridor, both shares of the norm. */
double settlement_counted(const struct region *region, double saving, double norm);

#endif
