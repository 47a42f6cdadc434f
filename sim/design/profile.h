/* How an output goes with one factor, from points that vary others too: means of groups of points. */
#ifndef SIM_DESIGN_PROFILE_H
#define SIM_DESIGN_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/stats/stats.h"

/* Means by group, and the share of the variance between points that lies between groups (the correlation ratio, corrected
 * for the number of groups as an R squared is): the first-order Sobol index of the factor as far as groups can see it
 * (Plischke, Borgonovo and Smith 2013). y[n] is output by point, NaN left out; group[n] < n_groups; groups[n_groups] are
 * filled. NaN when no more points than groups or no variance. Not clipped: chance may bring it below 0. */
double profile_groups(const double *y, const size_t *group, size_t n, size_t n_groups, struct stats_moments *groups);

/* Mean over points of their means over replications, and its interval over replications: Monte Carlo error,
 * whatever the points differ in by plan. y[n][replications] of points that have the same luck in the same replication,
 * NaN left out; each becomes what it moves the mean of its point by. Without missing values it is stats_mean_interval of the
 * means over points, replication by replication; with them replications are the clusters of a cluster-robust variance
 * (Liang and Zeger 1986, times R / (R - 1)). *filled: points with a value. NaN when there is none; no interval when a
 * point that has a value has only one. */
double profile_mean(double *y, size_t n, size_t replications, double level, struct stats_interval *interval,
                    size_t *filled);

/* Whether that interval knows nothing: most replications move the mean alike (sim/stats/thin.h). Of what profile_mean left
 * in y; two replications that differ by no more than `rounding` are alike. */
bool profile_is_thin(const double *moves, size_t n, size_t replications, double rounding);

#endif
