/* Draws of means that go together: a multivariate t distribution around observed means.
 *
 * A draw moves the mean of arm k by spread * sum over i of z_i (x_ki - mean_k) / sqrt(n (n - 1)), z normal and spread
 * sqrt((n - 1) / chi-square of n - 1 degrees of freedom). That has the covariance of the means of paired replications,
 * whether or not there are more arms than replications, without a matrix; arms that are equal stay equal. The z are a
 * function of (seed, use, draw, i), so they are the same for every outcome or point and made once. */
#ifndef SIM_STATS_MULTI_T_H
#define SIM_STATS_MULTI_T_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"

/* What the draws are for: each use has draws of its own. */
enum multi_t_use { MULTI_T_ARMS, MULTI_T_POINTS };

/* Start from {.seed, .draws, .use} and all else zero; release with multi_t_free. */
struct multi_t {
    uint64_t seed;
    size_t draws; /* 1 to 2^32 - 1 */
    enum multi_t_use use;
    size_t n;    /* rows that the spread is for, */
    size_t made; /* how many z of a draw there is room for, */
    bool kept;   /* and whether those of all draws are kept; else they are made again at each draw */
    double *normal, *spread;
};

void multi_t_free(struct multi_t *t);

/* Values of arms, replication by replication. */
struct multi_t_sample {
    const double *rows; /* [n][arms], all with a value */
    size_t arms, n;     /* at least 1, 2 to 2^32 - 1 */
    /* [n] rising: the replication that each row is, so that samples that lack some have the same draws for the others
     * (what they differ in is then little luck); NULL: 0 to n - 1. */
    const size_t *replication;
};

/* Into chance[arms]: the probability that the expectation of each arm is the highest; arms that are equal share it. One
 * arm: 1. Two: the paired t distribution of n - 1 degrees of freedom. More: the share of draws in which it is highest,
 * with a standard error of at most .5 / sqrt(draws). `room`: [3 * arms]. SIM_E_NOMEM, SIM_E_INPUT. */
int multi_t_best(struct multi_t *t, const struct multi_t_sample *sample, double *room, double *chance,
                 struct sim_err *err) __attribute__((warn_unused_result));

#endif
