/* What moving services between providers is foreseen to bring and cost each of them, and the compensation that those who
 * gain pay those who lose, as far as a coalition has agreed on it (M4; E306, E605, E606). */
#ifndef MODELS_MONEY_COMPENSATION_H
#define MODELS_MONEY_COMPENSATION_H

#include <stddef.h>

#include "sim/base/err.h"
#include "sim/config/settings.h"

struct region;

/* Terms and books of the moves of all coalitions; nothing without region->concentration. SIM_E_NOMEM. */
int compensation_create(struct region *region, const struct settings *settings, struct sim_err *err);
void compensation_destroy(struct region *region);
/* What everybody foresees for the coming year; with the business case. */
void compensation_foresee(struct region *region);
/* Change of an organisation's monthly result by the moves of a coalition at full output, in cents: marginal revenue less
 * marginal cost of the clients that come or go; fixed cost follows volume with friction. 0 without moves. */
double compensation_moved_cents(const struct region *region, size_t organisation, size_t coalition);
/* What an organisation would receive (+) or pay (-) a month at full output once sharing is agreed, in cents. Over all
 * organisations it sums to zero, and nobody pays more than it is foreseen to gain. */
double compensation_expected_cents(const struct region *region, size_t organisation, size_t coalition);
/* The month's payments, output x what is expected, in coalitions that live and agreed to share. */
void compensation_pay(struct region *region);

#endif
