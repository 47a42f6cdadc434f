/* Sequential approximate Bayesian computation for costly simulators, as a machine that is stepped from outside.
 *
 * The caller asks for a batch of points, simulates them where and when it likes, and hands the summaries back. Nothing
 * but (settings, targets, summaries) enters, so a study that was killed starts again from the beginning, answers with
 * what it had stored, and gets the same points, bit for bit.
 *
 * Method: the adaptive population Monte Carlo of Lenormand, Jabot & Deffuant (2013, Computational Statistics 28), which
 * suits costly simulators: batches have a fixed size known in advance (they run in parallel without waste), a
 * simulation within the tolerance is kept for good and never repeated, and the tolerance follows from a quantile of the
 * distances instead of a list chosen beforehand. Generation 1 are `particles` points from the prior; the share `alpha`
 * nearest to the targets is kept; each further generation simulates particles - kept new points and keeps the nearest
 * of old and new. Two departures:
 *   - Weights are prior / mixture of all proposals so far, each in proportion to its number of draws (deterministic
 *     mixture: Owen & Zhou 2000; Cornuet et al. 2012), instead of prior / own proposal. Under the latter the few
 *     survivors of generation 1 outweigh all later particles. No weight exceeds simulated / particles.
 *   - The kernel is normal with twice the weighted covariance (Beaumont et al. 2009; Filippi et al. 2013), cut off at
 *     the box coordinate by coordinate, with its exact density (the sequential sampler of Geweke, Hajivassiliou and
 *     Keane), so that no proposal falls outside the prior and none needs rejection.
 *
 * The machine's own cost is generations^2 x batch x particles x k evaluations of a normal density: some eight
 * seconds for 5 parameters, 500 particles kept and 20 generations; beside costly simulations that is nothing.
 *
 * The prior is uniform on the unit cube; the caller scales (logarithmic scales included).
 *
 * What the posterior means: target = summary + N(0, sd^2). The machine adds that error to each simulated summary before
 * it compares (Wilkinson 2013), so that with a falling tolerance the posterior tends to the one of this error model
 * instead of to a point. A summary's own noise (few replications) is in the simulation already and is not added again;
 * it widens the posterior, as fewer replications should. */
#ifndef SIM_DESIGN_ABC_H
#define SIM_DESIGN_ABC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"

struct abc_target {
    double value; /* what was observed */
    double sd;    /* uncertainty of the observation that is not in the simulation; 0: none */
    double
        noise; /* standard deviation of a simulated summary around its expectation at one point; for the scale only */
};

struct abc_settings {
    size_t k, m;           /* parameters, 1 .. 256; targets, 1 .. 256 */
    size_t particles;      /* size of generation 1 */
    size_t budget;         /* simulated points in all, at least `particles`, at most 10 million */
    double alpha;          /* share kept, in (0,1); usual .5 */
    double min_acceptance; /* stop when fewer of the new points come within the tolerance; in [0,1), usual .01 - .05 */
    double tolerance;      /* stop when the tolerance is at most this, in standard deviations; 0: never */
    uint64_t seed;
};

enum abc_stop {
    ABC_RUNNING = 0,
    ABC_TOLERANCE,  /* the tolerance asked for is reached */
    ABC_ACCEPTANCE, /* hardly any new point comes nearer: more simulation pays little */
    ABC_BUDGET,     /* the budget is spent; the tolerance might still have fallen */
    ABC_NO_RESULTS, /* fewer than k + 2 runs gave a result: there is nothing to go on */
};

/* One row per generation. */
struct abc_generation {
    size_t simulated;  /* new points */
    size_t failed;     /* of those, without result (a summary that is not finite) */
    size_t kept;       /* particles after it */
    double tolerance;  /* the largest distance among them */
    double acceptance; /* share of the new points nearer than the tolerance before; 1 in generation 1 */
    double ess;        /* effective sample size of the weights (Kish) */
};

struct abc_status {
    const struct abc_generation *generations; /* valid until the next abc_take */
    size_t n_generations, n_particles;
    size_t simulated, failed;
    enum abc_stop stop;
};

/* A particle: pointers into the state, valid until the next abc_take. */
struct abc_particle {
    const double *point;    /* [k] in the unit cube */
    const double *summary;  /* [m] as simulated */
    const double *compared; /* [m] with the observation's error added, as compared with the targets */
    double distance;        /* sqrt(mean(((compared - target) / scale)^2)), scale^2 = sd^2 + noise^2 */
    double weight;          /* sum to 1 */
    size_t run;             /* which simulated point, counted from 0 in the order they were handed out */
};

struct abc;

/* SIM_E_INPUT when a setting is out of range or a target has no finite value or no positive scale; SIM_E_NOMEM. */
int abc_open(struct abc **out, const struct abc_settings *settings, const struct abc_target *targets,
             struct sim_err *err) __attribute__((warn_unused_result));
void abc_close(struct abc *abc); /* NULL allowed */

/* Room that `points` of abc_next needs, in points. */
size_t abc_batch_max(const struct abc *abc);

/* The points to simulate now: points[*n][k]. Asked again before abc_take, it gives the same; *n = 0: finished. */
void abc_next(const struct abc *abc, double *points, size_t *n);

/* Hands back summaries[n][m] for the points of abc_next, in that order. A point with a summary that is not finite has
 * failed: its distance is infinite, it is counted, and the posterior is one given that runs succeed. SIM_E_INPUT when
 * no batch is outstanding; SIM_E_NOMEM, with the state as it was. */
int abc_take(struct abc *abc, const double *summaries, struct sim_err *err) __attribute__((warn_unused_result));

void abc_status(const struct abc *abc, struct abc_status *out);
struct abc_particle abc_particle(const struct abc *abc, size_t i); /* i < n_particles, nearest first */

/* Marginal posterior of one parameter. */
struct abc_marginal {
    double mean, sd, q05, q50, q95;
};

/* One target against what was simulated. */
struct abc_check {
    double q05, q50, q95;      /* predictive quantiles: of the particles, or of fresh runs (abc_predict) */
    double prior_lo, prior_hi; /* least and greatest in generation 1, the observation's error added */
    bool inside;               /* target within [q05, q95] */
    bool outside_prior;        /* target beyond everything generation 1 produced: no parameters will do */
};

struct abc_posterior {
    size_t k, m;
    double ess, tolerance;
    struct abc_marginal *marginal; /* [k] */
    double *correlation;           /* [k][k]; NaN where a parameter does not vary */
    /* After local-linear regression on the summaries with the Epanechnikov kernel (Beaumont, Zhang & Balding 2002),
     * clipped to the cube: what the posterior would be at tolerance zero if means were linear and spreads constant. */
    struct abc_marginal *adjusted; /* [k]; all NaN when there are too few particles for the regression */
    double *adjusted_correlation;  /* [k][k] */
    struct abc_check *check; /* [m] from the particles' own runs. These were selected for being near: a target that
                                      is not inside is in trouble, one that is inside proves little (abc_predict) */
};

/* SIM_E_INPUT when there are no particles (before the first abc_take, or ABC_NO_RESULTS); SIM_E_NOMEM. */
int abc_posterior(const struct abc *abc, struct abc_posterior *out, struct sim_err *err)
    __attribute__((warn_unused_result));
void abc_posterior_free(struct abc_posterior *posterior);

/* n points[n][k] from the posterior by systematic resampling, to be simulated afresh. SIM_E_INPUT: no particles. */
int abc_resample(const struct abc *abc, size_t n, double *points, struct sim_err *err)
    __attribute__((warn_unused_result));

/* The posterior predictive check proper: summaries[n][m] of fresh runs at the points of abc_resample, with a fresh
 * error of observation, against the targets. Rows with a value that is not finite are left out. SIM_E_INPUT when no row
 * is left; SIM_E_NOMEM. */
int abc_predict(const struct abc *abc, const double *summaries, size_t n, struct abc_check *out, struct sim_err *err)
    __attribute__((warn_unused_result));

/* Whether fresh runs meet all targets at once. */
enum abc_verdict {
    ABC_TOGETHER,  /* nothing speaks against it, and enough of the runs do */
    ABC_NOT_SHOWN, /* no contradiction, but too few of the runs do: the posterior is too wide to tell */
    ABC_TENSION,   /* they do not: p below .05, or the median misses a target by more than 1.96 standard deviations */
};

/* In standard deviations of error of observation and luck together, s^2 = sd^2 + noise^2. */
struct abc_joint_target {
    double off; /* median of the fresh summaries less the target */
    double met; /* share of the runs within 1.96 */
    double
        narrowed; /* share of the spread of this summary over the prior (generation 1) that is gone; NaN: it had none */
};

struct abc_joint {
    size_t n;                /* runs with a result */
    double met_all;          /* share of them within 1.96 of every target at once */
    double met_all_if_sharp; /* that share if each target alone fixed its own summary as sharply as it is known */
    double p;                /* posterior predictive p value */
    enum abc_verdict verdict;
};

/* The joint check, from summaries[n][m] as for abc_predict; targets[m].
 *
 * p value (Gelman, Meng & Stern 1996, with a discrepancy that depends on the parameters): the chance that what the
 * model would have observed lies as far from a fresh run at the same parameters as the targets do, averaged over the
 * posterior. At parameters t, with T(y) = sum over j of (y_j - summary_j(t))^2 / (sd_j^2 + 2 noise_j^2), an observation
 * y that the model made there differs from the run by the error of observation and the luck of two, so T(y) has a
 * chi-square distribution with m degrees of freedom: normal errors, luck independent between targets (luck that they
 * share makes p too small, as far as it is a large part of s). About .5 when each target fixes its own summary; a wide
 * posterior lowers it, as it should: margins that are wide enough to hold every target are no sign that any parameters
 * meet them at once.
 *
 * SIM_E_INPUT when no run has a result; SIM_E_NOMEM. */
int abc_predict_joint(const struct abc *abc, const double *summaries, size_t n, struct abc_joint *out,
                      struct abc_joint_target *targets, struct sim_err *err) __attribute__((warn_unused_result));

/* Quantile p, in [0,1], of parameter d over the particles, in the unit cube; as the quantiles of abc_marginal. NaN
 * without particles. SIM_E_NOMEM. */
int abc_quantile(const struct abc *abc, size_t d, double p, double *out, struct sim_err *err)
    __attribute__((warn_unused_result));

#endif
