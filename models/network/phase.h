/* The phase of a network (M10). */
#ifndef MODELS_NETWORK_PHASE_H
#define MODELS_NETWORK_PHASE_H

#include "models/network/internal.h"

double phase_goal_consensus(const struct network *network);
void phase_update(struct network *network);
void phase_observe(const struct network *network, struct network_view *view);

#endif
