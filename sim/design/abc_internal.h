/* What the files of the ABC machine share. */
#ifndef SIM_DESIGN_ABC_INTERNAL_H
#define SIM_DESIGN_ABC_INTERNAL_H

#include <stddef.h>

#include "sim/design/abc.h"
#include "sim/rng/rng.h"

/* A replication that no simulation has, so that the machine never shares a draw with the runs it steers, even under
 * the same seed. */
#define ABC_REPLICATION UINT32_MAX

enum abc_purpose { ABC_PRIOR = 1, ABC_PARENT, ABC_MOVE, ABC_ERROR, ABC_RESAMPLE, ABC_FRESH_ERROR };

/* Mixture of n normals, one per parent, cut off at the unit cube. */
struct abc_proposal {
    double *parent;     /* [n][k] */
    double *weight;     /* [n], sum 1 */
    double *cumulative; /* [n] */
    double *first_mass; /* [n] mass of the first coordinate inside [0,1] */
    double *chol;       /* [k][k] lower triangle */
    double *z;          /* [k] scratch */
    size_t n, k, drawn; /* drawn: how many points came from it */
};

struct abc {
    struct abc_settings settings;
    struct abc_target *target;          /* [m] */
    double *scale;                      /* [m] */
    double *point, *summary, *compared; /* [budget][k], [budget][m], [budget][m] */
    double *distance, *density;         /* [budget]; density: sum over generations of drawn * proposal, at the point */
    size_t *kept;                       /* [n_kept] simulated points, nearest first */
    double *weight;                     /* [n_kept] */
    struct abc_order *order;            /* scratch for sorting */
    struct abc_proposal **proposal;     /* [generation - 1] */
    struct abc_generation *generation;
    size_t n_kept, keep, batch, n_generations;
    size_t simulated, pending, failed;
    enum abc_stop stop;
};

/* `drawn` is set by the caller. NULL when out of memory. */
struct abc_proposal *abc_proposal_new(size_t n, size_t k);
void abc_proposal_free(struct abc_proposal *proposal);
/* Fills it from n parents (rows of `point` named by `row`) and their weights. */
void abc_proposal_fill(struct abc_proposal *proposal, const double *point, const size_t *row, const double *weight);
/* Point number `run` from the mixture; pure function of (seed, run). */
void abc_proposal_draw(const struct abc_proposal *proposal, const struct rng_stream *stream, size_t run, double *point);
double abc_proposal_density(const struct abc_proposal *proposal, const double *point);

/* Lower triangle of the Cholesky factor of a[k][k], in place; false when a is not positive definite. */
bool abc_cholesky(double *a, size_t k);
/* Word `index` of a decision as a number in (0,1). */
double abc_uniform(const struct rng_stream *stream, size_t agent, uint32_t month, enum abc_purpose purpose,
                   size_t index);
double abc_normal(const struct rng_stream *stream, size_t agent, enum abc_purpose purpose, size_t index);

#endif
