/* What outcomes show of a network: the columns that a region and a laboratory share. */
#ifndef MODELS_NETWORK_OUTCOMES_H
#define MODELS_NETWORK_OUTCOMES_H

#include "models/network/network.h"

/* Fills its columns of `values` [N_OUTCOMES]; the others are left as they are. Shares as percentages; NaN where a
 * network, or a dead one, has no value. */
void network_outcomes(const struct network *network, double *values);

#endif
