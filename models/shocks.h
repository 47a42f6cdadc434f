/* The crises of a scenario (list shocks), as the network takes them. */
#ifndef MODELS_SHOCKS_H
#define MODELS_SHOCKS_H

#include <stddef.h>

#include "models/network/network.h"
#include "sim/base/err.h"
#include "sim/config/settings.h"

/* *shocks is to be freed; NULL, and *n 0, when there are none. SIM_E_NOMEM on failure. */
int shocks_read(const struct settings *settings, struct network_shock **shocks, size_t *n, struct sim_err *err);

#endif
