/* Shocks: what befalls the members of a network for some months. */
#ifndef MODELS_NETWORK_SHOCK_H
#define MODELS_NETWORK_SHOCK_H

#include "models/network/internal.h"

void shock_begin_month(struct network *network, const struct network_inputs *inputs, size_t horizon_month);
/* The inputs as members see them in a shock; valid for the month. */
const struct network_inputs *shock_inputs(struct network *network, const struct network_inputs *inputs);
void shock_book(struct network *network);
void shock_meet(struct network *network);
double shock_turnover(const struct network *network);

#endif
