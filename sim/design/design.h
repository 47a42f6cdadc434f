/* Experimental designs: which points of the space of factors to run.
 *
 * Factors live on the unit cube; the caller maps them to settings. Points are doubles, row-major [rows][k], in memory
 * of the caller. Every design is a pure function of its arguments: the seed enters the keys of sim/rng under purposes
 * of its own (sim/design/draws.h), so a design shares no draws with a simulation of the same seed.
 *
 * All functions: SIM_E_INPUT when an argument is out of range (n, k at least 1 everywhere), SIM_E_NOMEM. GSL's error
 * handler is expected to be off, as the program has it. */
#ifndef SIM_DESIGN_DESIGN_H
#define SIM_DESIGN_DESIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"

/* Most dimensions of the Sobol sequence: the direction numbers that GSL has (Bratley and Fox 1988). */
enum { DESIGN_SOBOL_DIMENSIONS = 40 };

/* Full factorial: number of combinations of k factors, factor i with levels[i] >= 1 levels. SIM_E_INPUT when the number
 * does not fit a size_t. */
int design_factorial_count(const size_t *levels, size_t k, size_t *count, struct sim_err *err)
    __attribute__((warn_unused_result));

/* The level (0 ... levels[i] - 1) of each factor in combination `row` below the count; the last factor changes fastest.
 * Without a whole table in memory, so that a large factorial can be walked. */
void design_factorial_row(const size_t *levels, size_t k, size_t row, size_t *indices);

/* The whole table: indices[count][k]. */
int design_factorial(const size_t *levels, size_t k, size_t *indices, struct sim_err *err)
    __attribute__((warn_unused_result));

/* One at a time: the base point, then per factor each of its levels with the other factors at the base. Values come
 * factor by factor: levels[0] values of factor 0, and so on; any numbers but NaN, levels[i] >= 0. A value equal to the
 * base's would run the base point again and is left out. Rows: */
size_t design_one_at_a_time_rows(const double *base, size_t k, const size_t *levels, const double *values);

/* points[rows][k]; changed[rows] says which factor a row changes, k in the base point's row; may be NULL. */
int design_one_at_a_time(const double *base, size_t k, const size_t *levels, const double *values, double *points,
                         size_t *changed, struct sim_err *err) __attribute__((warn_unused_result));

/* Latin hypercube (McKay, Beckman and Conover 1979): n points of which each factor's values lie one in each of the n
 * strata [s/n, (s+1)/n).
 *
 * `maximin` spreads the points: the best of several random hypercubes (as many as the effort allows), each improved by
 * exchanges of two points' values of one factor, by the criterion phi_p of Morris and Mitchell (1995), (sum over pairs
 * of distance^-p)^(1/p) with p = 16, on the strata's midpoints. The effort is a fixed number of operations (about a
 * second at most), so that it does not depend on the machine; above n^2 k = 2e9 it allows no improvement and the
 * hypercube is a random one. `centred` puts points at the strata's midpoints; otherwise at random within them. n at
 * most 2^31. */
struct design_lhs {
    uint64_t seed;
    size_t n, k;
    bool maximin, centred;
};

int design_lhs(const struct design_lhs *lhs, double *points, struct sim_err *err) __attribute__((warn_unused_result));

/* The smallest Euclidean distance between two of n points[n][k]; infinite when n < 2. */
double design_min_distance(const double *points, size_t n, size_t k);

/* Sobol sequence (Sobol 1967; GSL): points in (0,1), n at most 2^30 - 1, k at most DESIGN_SOBOL_DIMENSIONS.
 *
 * Unshifted: from the second point on, since the first is the corner 0. With `shift` each factor's binary digits are
 * changed by digits drawn with `seed` (random digital shift; L'Ecuyer and Lemieux 2002): estimates from several seeds
 * are independent and unbiased. The corner is then a point like all others, and it is kept: without it the first 2^m
 * points are no net any more (Owen 2020, "On dropping the first Sobol' point"). */
int design_sobol(size_t n, size_t k, bool shift, uint64_t seed, double *points, struct sim_err *err)
    __attribute__((warn_unused_result));

/* Trajectories of Morris (1991): r walks through the grid of `levels` values per factor (even, 2 ... 65534), each of
 * k + 1 points of which successive ones differ in one factor by delta = levels / (2 (levels - 1)), up or down; each
 * factor once, in random order. With this delta all levels are equally likely. points[r][k+1][k] in [0,1].
 *
 * `candidates` above r: that many walks are drawn and r picked that lie far apart, by the sum of the squared distances
 * between walks (Campolongo, Cariboni and Saltelli 2007), starting with the farthest two, adding the farthest (Ruano et
 * al. 2012) and then exchanging one at a time while that helps; the best of 30 such picks, with other walks first. At
 * most 2000; 0 means r. r * (k + 1) points. */
struct design_morris {
    uint64_t seed;
    size_t r, k, levels, candidates;
};

int design_morris(const struct design_morris *morris, double *points, struct sim_err *err)
    __attribute__((warn_unused_result));

/* Points for first-order and total Sobol indices (Saltelli et al. 2010): points[n][k+2][k]. Block j holds A_j, B_j and,
 * for each factor i, AB_i,j: A_j with factor i from B_j. The points of a block stand together because replications of a
 * stochastic simulator share random numbers within a block and take fresh ones in the next (sim/design/sensitivity.h).
 *
 * (A, B) is one Sobol sequence of 2k dimensions (shifted or not) when 2k <= DESIGN_SOBOL_DIMENSIONS, and otherwise one
 * random Latin hypercube of 2k factors, whatever `shift`. n best a power of 2. */
int design_saltelli(size_t n, size_t k, bool shift, uint64_t seed, double *points, struct sim_err *err)
    __attribute__((warn_unused_result));

#endif
