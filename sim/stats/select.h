/* Ranking and selection: which arm is best, with as few replications as possible. `better`: +1 higher is better, -1
 * lower. */
#ifndef SIM_STATS_SELECT_H
#define SIM_STATS_SELECT_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"

/* Values of arms under the same random numbers: values[k * stride + r] of arm k in replication r < n[k], NaN where it has
 * none; arms that are not `in` are not looked at. */
struct select_data {
    const double *values;
    size_t stride, arms;
    const size_t *n; /* [arms] */
    const bool *in;  /* [arms] */
    int better;
};

/* The arm that leads, from the differences over the replications that both arms of a pair have (means over different
 * replications would be compared with different luck): the one for which the largest probability that another arm is
 * better, by the paired t, is least. With equal counts that is the arm with the best mean; with unequal ones it is
 * significantly behind none whenever there is such an arm. Ties to the smaller sum of these probabilities, then to the
 * lower index. *p_correct (may be NULL): 1 - that sum, at least 0 (APCS-B of Chen 1996, of paired differences).
 * arms when none is in, with NaN. */
size_t select_leader(const struct select_data *data, double *p_correct);

/* The optimal allocation for paired differences with the leader: how many of `increment` further replications each arm
 * gets. An arm's difference from the leader is known by the pairs that they share, so the leader has as many as the arm
 * with most, and the pairs of the others go as (sd / mean)^2 of their difference, which makes all of them as likely to be
 * mistaken for better (Chen, Lin, Yucesan & Chick 2000, Discrete Event Dynamic Systems 10: 251-270, for pairs; a
 * distance counts as at least a tenth of its standard error: less cannot be told from a tie). Where no
 * difference varies, counts are made even. next[0 .. arms) sums to increment. SIM_E_NOMEM; SIM_E_INPUT: a leader that is
 * not in. */
int select_paired(const struct select_data *data, size_t leader, size_t increment, size_t *next, struct sim_err *err)
    __attribute__((warn_unused_result));

/* Fully sequential elimination with an indifference zone (KN; Kim & Nelson 2001, ACM TOMACS 11: 251-273). With chance
 * 1 - alpha at least the arm that is left is the best, if the best is better than all others by `delta` or more; else
 * it is likely to be within delta. For normal values, independent between replications and with any correlation between
 * arms: common random numbers make it quicker. */
struct select_kn;

/* first >= 2: replications before the first elimination; 10 to 20 is usual. 2 <= arms; 0 < alpha < 1 - 1 / arms;
 * delta > 0. Free with select_kn_free. SIM_E_NOMEM, SIM_E_INPUT. */
int select_kn_create(size_t arms, size_t first, double alpha, double delta, int better, struct select_kn **out,
                     struct sim_err *err) __attribute__((warn_unused_result));
void select_kn_free(struct select_kn *kn);

/* One replication: values[k] of arm k; those of eliminated arms are not looked at. A replication in which an arm that
 * is in has no value (NaN) is left out and counted. Nothing happens once done. Rounds must be fed in replication order.
 * Do not make up a missing value, and mind that replications without a value are seldom so by chance. */
void select_kn_feed(struct select_kn *kn, const double *values);

bool select_kn_in(const struct select_kn *kn, size_t arm);
bool select_kn_done(const struct select_kn *kn);
size_t select_kn_best(const struct select_kn *kn);    /* best mean of those in, ties to the lower index */
size_t select_kn_rounds(const struct select_kn *kn);  /* replications counted, */
size_t select_kn_missing(const struct select_kn *kn); /* and left out */

#endif
