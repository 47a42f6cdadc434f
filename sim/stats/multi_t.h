/* Draws of means that go together: a multivariate t distribution around observed means.
 *
 * A draw moves the mean of arm k by spread * sum over i of z_i (x_ki - mean_k) / sqrt(n (n - 1)), z normal and spread
 * sqrt((n - 1) / chi-square of n - 1 degrees of freedom). That has the covariance of the means of paired replications,
 * whether or not there are more arms than replications, without a matrix; arms that are equal stay equal. The z are a
 * function of (seed, draw, i), so they are the same for every outcome and made once. */
#ifndef SIM_STATS_MULTI_T_H
#define SIM_STATS_MULTI_T_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"

/* Start from {.seed, .draws} and all else zero; release with multi_t_free. */
struct multi_t {
    uint64_t seed;
    size_t draws; /* 1 to 2^32 - 1 */
    size_t n;     /* replications that it is ready for, */
    size_t kept;  /* and how many z of a draw are kept; 0: too many, they are made again at each draw */
    double *normal, *spread;
};

/* Makes it ready for n replications, 2 to 2^32 - 1. SIM_E_NOMEM, SIM_E_INPUT. */
int multi_t_ready(struct multi_t *t, size_t n, struct sim_err *err) __attribute__((warn_unused_result));
void multi_t_free(struct multi_t *t);

/* Into wins[arms], what it is: the share of draws in which each arm is highest; ties are shared. rows[i * arms + k]: arm k
 * in replication i of the n that t is ready for, all with a value. `room`: [3 * arms]. */
void multi_t_highest(struct multi_t *t, const double *rows, size_t arms, double *room, double *wins);

#endif
