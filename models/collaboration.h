/* The seam between the region and its network: who is a member, what coalitions mean to members (M5), and what the
 * network's month does to hours, citizens and organisations. */
#ifndef MODELS_COLLABORATION_H
#define MODELS_COLLABORATION_H

#include <stddef.h>

#include "sim/base/err.h"
#include "sim/config/settings.h"

struct region;

/* Members, coalitions and the network of the scenario; no network when network.active is false. */
int collaboration_create(struct region *region, const struct settings *settings, struct sim_err *err);
void collaboration_destroy(struct region *region);
/* Phases 6-9 of a month of the horizon. */
void collaboration_month(struct region *region);
/* Cents a month that coalitions at full output are worth to a member organisation, as far as it trusts the others;
 * negative: it loses. */
double collaboration_value(const struct region *region, size_t member);

#endif
