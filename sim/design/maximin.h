/* Search for a Latin hypercube whose points lie far apart; a part of design_lhs. */
#ifndef SIM_DESIGN_MAXIMIN_H
#define SIM_DESIGN_MAXIMIN_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"

/* A random hypercube: ranks[k][n], in each row the strata 0 ... n - 1 in random order, as doubles. */
void lhs_shuffle(uint64_t seed, size_t candidate, size_t n, size_t k, double *ranks);

/* The best found, as described at design_lhs: ranks[k][n]. SIM_E_NOMEM. */
int lhs_maximin(uint64_t seed, size_t n, size_t k, double *ranks, struct sim_err *err)
    __attribute__((warn_unused_result));

#endif
