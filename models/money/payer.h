/* Payers as deciders (M9): whether to pay for network functions this year, from their own discounted saving, how far
 * they believe it, the price, their mission, what the largest insurer does, and their deficit. */
#ifndef MODELS_MONEY_PAYER_H
#define MODELS_MONEY_PAYER_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"
#include "sim/config/settings.h"

struct region;

int payer_create(struct region *region, const struct settings *settings, struct sim_err *err);
void payer_destroy(struct region *region);
/* Once a year in the contract month, and at the start of the horizon. */
void payer_decide(struct region *region, const struct settings *settings);
/* Every month: trust in the network follows the members' trust; elections take part of it back. */
void payer_month(struct region *region);
/* Whether a payer can pay for network functions at all: none that objects, no municipality deep in deficit. */
bool payer_may_pay(const struct region *region, size_t payer);
/* Cents a month that network functions at full effort are worth to a payer, by the terms it decides with. */
double payer_value(const struct region *region, size_t payer);
/* What coalitions are believed to do: fills volume_change and health_gain of every intervention. */
void payer_business_case(struct region *region);
/* Believed saving of a payer a month when coalition c is at full output, in cents; negative = it pays more. Of all its
 * services, or only of those in the pooled budget. */
double payer_saving(const struct region *region, size_t payer, size_t coalition, bool pool_only);
/* payer_story.c: once a month, which payers began or stopped to pay for network functions, and what they weighed when they
 * decided. Nothing when nobody traces. */
void payer_tell(struct region *region);

#endif
