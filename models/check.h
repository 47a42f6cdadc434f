/* Contradictions between values of a scenario that the single rows of the parameter table cannot see: services, kinds
 * and payers that are missing, members that do not exist, roles that nobody can play. */
#ifndef MODELS_CHECK_H
#define MODELS_CHECK_H

#include "sim/base/err.h"
#include "sim/config/settings.h"

/* Adds one message per fault. */
void samenspel_check(const struct settings *settings, struct sim_messages *messages);

#endif
