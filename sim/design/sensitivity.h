/* Analysis of designed experiments: elementary effects and Sobol indices, with bootstrap intervals.
 *
 * Intervals are percentiles of bootstrap resamples of whole units (trajectories or rows), drawn through sim/rng. They
 * speak of the error of the estimate at these many units, not of whether the model is right. Rows of a Sobol sequence
 * or a Latin hypercube cover the space more evenly than independent ones, of which the bootstrap knows nothing: its
 * intervals are then too wide rather than too narrow. */
#ifndef SIM_DESIGN_SENSITIVITY_H
#define SIM_DESIGN_SENSITIVITY_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/stats/stats.h"

/* resamples 0: no intervals (NaN); at most 1e6, and 1000 is usual. level in (0,1), e.g. 0.95. A measure that is
 * undefined in some resamples has the interval of the others; in more than SENSITIVITY_MOST_UNDEFINED of them, NaN. */
#define SENSITIVITY_MOST_UNDEFINED 0.05
struct sensitivity_bootstrap {
    uint64_t seed;
    size_t resamples;
    double level;
};

/* Elementary effects of one factor (Morris 1991; mu*: Campolongo, Cariboni and Saltelli 2007): the change in the output
 * per unit of the factor. */
struct sensitivity_effect {
    size_t n;           /* effects seen */
    double mu, mu_star; /* mean, and mean of the absolute effects; NaN when n = 0 */
    double sigma;       /* sd (divisor n - 1); NaN when n < 2 */
    struct stats_interval mu_interval, mu_star_interval, sigma_interval;
};

/* points[r][k+1][k] as from design_morris, y[r][k+1], out[k]; k at least 1. An effect of which one end is not finite (a
 * failed run) is left out; *missing counts them.
 *
 * Of a stochastic simulator pass the means over replications. Noise that a trajectory's points share and that adds to
 * the output cancels in the effects; other noise widens sigma and raises mu*, not mu.
 *
 * SIM_E_INPUT when successive points do not differ in exactly one factor, or a factor changes twice; SIM_E_NOMEM. */
int sensitivity_morris(const double *points, const double *y, size_t r, size_t k,
                       const struct sensitivity_bootstrap *bootstrap, struct sensitivity_effect *out, size_t *missing,
                       struct sim_err *err) __attribute__((warn_unused_result));

/* p value of "the factor does nothing": a small one says that it does something, be it always up or now up, now down.
 * n > 0 effects; `noise`: standard deviation of an effect by chance alone, known from replications with `df` degrees of
 * freedom. NaN when either is not.
 *
 * Without an effect the n elementary effects are chance alone: independent, normal with mean 0 and sd s. Then
 *   mu / (s / sqrt n) has a t distribution with df degrees of freedom, s being estimated;
 *   their mean square, mu^2 + sigma^2 (n - 1) / n, over s^2 has an F distribution with n and df.
 * Both are exact. mu sees an effect with a sign, of which chance makes most of mu*, since chance biases mu* (to
 * sqrt(2/pi) s) and not mu; the mean square sees an effect that goes now up, now down, as mu* does, whose distribution
 * is known approximately only. The p value is twice the smaller of the two. */
double sensitivity_p_nothing(const struct sensitivity_effect *effect, double noise, double df);

/* First-order index: share of the variance that goes if the factor were known. Total: share that remains if all others
 * were known. Estimates may fall outside [0,1] by their error; they are not clipped. */
struct sensitivity_index {
    double first, total;
    struct stats_interval first_interval, total_interval;
    /* total x variance, in squared units of the output: defined also where the variance is not positive, so that it can
     * be said that a factor does something when its share cannot. */
    double part;
    struct stats_interval part_interval;
};

struct sensitivity_variance {
    size_t rows, dropped;  /* rows used; rows left out because a run failed (not finite) */
    double mean, variance; /* of the expected output over the factors' distribution */
    double
        noise_variance; /* of one replication around the expected output, averaged over the factors; NaN when R = 1 */
    /* Share of `variance` that no factor has by itself: 1 less all first indices. NaN when R = 1, which leaves noise in
     * it, and for elementary effects. */
    double together;
    struct stats_interval together_interval;
    size_t undefined;   /* bootstrap resamples without a positive variance, in which indices are undefined */
    double noise_share; /* noise_variance / (variance + noise_variance); NaN when R = 1: noise cannot be told */
};

/* Sobol indices of the EXPECTED output of a stochastic simulator from points as of design_saltelli.
 *
 * y[n][k+2][R]: outputs at A_j, B_j, AB_1,j ... AB_k,j, in R >= 1 replications. Replications are fresh in each row and
 * shared by the row's points: y[j][.][r] used one stream of random numbers. (Independent ones also give unbiased
 * indices, with more error.) out[k].
 *
 * Let y(x, w) = m(x) + e(x, w), w the stream, E e = 0, v(x) = Var e(x, w), c(x, x') = Cov(e(x, w), e(x', w)); means
 * over replications carry a bar. Indices are of m:
 *   variance V   = mean over the columns A and B of (Var over rows of y_bar) - (mean of v) / R
 *   first    V_i = E[ y_B (y_ABi - y_A) ]           (Saltelli et al. 2010, table 2b)
 *   total    T_i = E[ (y_A - y_ABi)^2 ] / 2         (Jansen 1999)
 * The bias of plain means in each:
 *   V:   E v / R, removed with the variance between replications.
 *   V_i: (E c(B, ABi) - E c(B, A)) / R. Noise that adds, the same at all points, has c constant: no bias. Noise that
 *        interacts with factor i biases, for B shares factor i with ABi and not with A: e(x, w) = s(x) w gives
 *        E[s(B) (s(ABi) - s(A))] / R = (variance of E[s | x_i]) / R.
 *   T_i: E Var(e(A, w) - e(ABi, w)) / (2 R): 0 for noise that adds, positive for noise that interacts.
 * In all three the bias comes from products of a replication with itself. Each is therefore a mean over ordered pairs
 * of DIFFERENT replications r != s, e.g. y_B,r (y_ABi,s - y_A,s): independent given the points, hence unbiased for m
 * whatever c. With u_bar, d_bar and the covariance over replications s_ud (divisor R - 1) such a mean is
 *   sum over r != s of u_r d_s / (R (R - 1)) = u_bar d_bar - s_ud / R.
 * V is the variance over rows of A and of B by the same formula. Differences are taken before products, so noise that
 * adds leaves the total indices altogether. (The ratios have the usual bias of order 1/n.)
 *
 * R = 1: nothing can be removed. Right for a deterministic model. For a stochastic one V includes the noise, so first
 * (and, with noise that adds, total) indices are shares of the variance of a single run.
 *
 * Outputs are centred first (the indices do not depend on it, their error does). Indices are NaN when the variance is
 * not positive: a constant output, or too few replications to see it through the noise. SIM_E_INPUT when k or R is 0,
 * SIM_E_NOMEM. Fewer than 2 rows left: NaN. */
int sensitivity_sobol(const double *y, size_t n, size_t k, size_t replications,
                      const struct sensitivity_bootstrap *bootstrap, struct sensitivity_index *out,
                      struct sensitivity_variance *variance, struct sim_err *err) __attribute__((warn_unused_result));

/* Interval of `level` from those of values[n] that are no NaN, which it moves to the front and sorts; {NaN, NaN} when n
 * = 0 or more than SENSITIVITY_MOST_UNDEFINED of them are. */
struct stats_interval sensitivity_percentiles(double *values, size_t n, double level);

int sensitivity_check_bootstrap(const struct sensitivity_bootstrap *bootstrap, struct sim_err *err)
    __attribute__((warn_unused_result));

#endif
