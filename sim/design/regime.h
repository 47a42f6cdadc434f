/* Who wins where: arms compared at many points (of a design, or of an uncertain future), with noise.
 *
 * At each point the arms share their random numbers, replication by replication, so only paired differences count. A
 * mean over replications stands for the arm's expected outcome at the point.
 *
 * Optimism. Choosing a winner by the noisy means that also score it flatters the winner: E[max of means] >= max of
 * expectations, so plug-in regret is too large on average. Against it stands the held-out estimate: the winner is
 * chosen without replication r and scored on r, for every r in turn. It measures, without bias, the regret against the
 * arm that so many replications less one would choose, which is not always the best, so it is too small on average.
 * The truth lies, in expectation, between the two; with few replications they are far apart, and that is the finding.
 * Shares of points won have no such pair; they are bounded by what is told apart: see `told` and `share_expected`. */
#ifndef SIM_DESIGN_REGIME_H
#define SIM_DESIGN_REGIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"

#define REGIME_NONE SIZE_MAX

struct regime_data {
    size_t points, arms, replications; /* at least 1, 2 and 2 */
    const double *value;               /* [points][arms][replications]; NaN: missing */
    const double *weight;              /* [points] not negative, any sum > 0; NULL: equal */
};

struct regime_settings {
    int better;        /* +1 higher is better, -1 lower */
    double told_apart; /* a winner must have at least this probability of being best; in (.5, 1); usual .9 */
    double
        threshold; /* satisficing: an arm's expected outcome is at least (better = -1: at most) this; NaN: not asked */
    size_t draws;  /* for more than two arms, 100 .. 100000; usual 2000 (standard error of a probability <= .011) */
    uint64_t seed;
};

struct regime_settings regime_defaults(int better); /* told_apart .9, no threshold, 2000 draws, seed 1 */

/* Per point. Arms with a value in fewer than half of the replications, or in fewer than two, take no part; the others
 * are compared over the replications in which all of them have a value. */
struct regime_point {
    size_t n;      /* those replications; below 2 the point is left out of everything */
    size_t leader; /* arm with the best mean, the lowest number when equal; REGIME_NONE when left out */
    size_t winner; /* the leader when told apart, else REGIME_NONE */
};

/* Per arm at a point. */
struct regime_cell {
    double mean; /* NaN when the arm takes no part, as the others */
    double
        p_best; /* probability that its expectation is the best: two arms, the paired t distribution, exact under normal
                      differences; more, draws from the multivariate t of the vector of means with n - 1 degrees of
                      freedom and the replications' own covariance (for two arms the same distribution). Equal arms
                      share */
    double regret;  /* best mean less own, in the direction; >= 0; plug-in */
    double p_meets; /* probability that its expectation meets the threshold (t, n - 1); NaN when not asked */
};

/* Per arm over the points it takes part in, weighted. NaN when there are none. */
struct regime_arm {
    size_t points;    /* it takes part in */
    double mean;      /* of its point means */
    double share_won; /* plug-in: it leads; noise spreads wins over arms that are alike */
    double told;      /* it wins and is told apart; of this at most the share 1 - told_apart is expected to be wrong */
    double share_expected; /* mean p_best; pulled towards equal shares where little is told apart */
    double regret;         /* mean, plug-in: too large on average */
    double regret_heldout; /* mean, held-out: too small on average; can be negative */
    double max_regret;     /* over points, plug-in: too large on average */
    /* The point of the largest regret is chosen without replication r as well, and scored on r: too small on average. */
    double max_regret_heldout;
    double share_meets;          /* satisficing: its mean meets the threshold, plug-in; NaN when not asked */
    double share_meets_expected; /* mean p_meets */
    size_t max_regret_point;     /* where; REGIME_NONE when there is none */
};

struct regime_result {
    size_t n_points, n_arms;
    struct regime_point *point; /* [points] */
    struct regime_cell *cell;   /* [points][arms] */
    struct regime_arm *arm;     /* [arms] */
    size_t left_out;            /* points left out */
    double not_told;            /* share of points without a winner told apart */
    size_t best_on_average;     /* arm with the best mean over points, among those that take part in all points kept;
                                   REGIME_NONE when there is none */
    size_t minimax;             /* of the same arms the one with the least maximum regret */
    /* Rank stability of best_on_average, as shares of points: it leads (plug-in), it is expected to be best (p_best), and
     * another arm wins and is told apart. */
    double stays_best, stays_best_expected, overturned;
};

/* SIM_E_INPUT when sizes, settings or weights are out of range, a value is infinite, or no point is left; SIM_E_NOMEM. */
int regime_find(const struct regime_data *data, const struct regime_settings *settings, struct regime_result *out,
                struct sim_err *err) __attribute__((warn_unused_result));
void regime_free(struct regime_result *result);

/* The share of points that would be told apart with `replications` at every point in place of those that there are
 * (taken as no fewer), as far as what was found tells: preposterior analysis (Raiffa and Schlaifer 1961) of the leader
 * against the runner-up. The difference that more replications would show has the t distribution of what is known now,
 * less the uncertainty that would be left; the sd of the differences is taken to stay. A tie without any noise stays one.
 * Points told apart now may be so no longer. On the high side: nothing was known before (a flat prior), so that small differences
 * count as rarer than they may be, and third arms are not looked at. */
double regime_foresee(const struct regime_data *data, const struct regime_settings *settings,
                      const struct regime_result *found, size_t replications);

#endif
