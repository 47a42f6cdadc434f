/* Run until the interval is narrow enough.
 *
 * The decision is taken at fixed counts only, and uses the values up to that count only, in replication order: it is
 * the same whatever the number of threads, the size of the batches or how many more replications have been run. */
#ifndef SIM_STATS_PRECISION_H
#define SIM_STATS_PRECISION_H

#include <stddef.h>

#include "sim/stats/stats.h"
#include "sim/stats/thin.h"

struct precision_plan {
    size_t first;        /* first count at which is looked, >= 2; 20 by advice below */
    size_t maximum;      /* last count, >= first */
    unsigned look_ahead; /* at how many further counts the wish must still be met; 1 by advice below */
    double level;        /* of the interval, in (0,1) */
    double absolute;     /* the wish: half-width at most this, */
    double relative;     /* or at most this part of a |mean|; 0 for no such wish. Either will do */
    const double *base;  /* the values whose mean that is, beside the others (NaN is skipped); NULL: the values' own */
};

enum precision_state {
    PRECISION_MORE,    /* go on to `next` replications */
    PRECISION_MET,     /* stop: narrow enough */
    PRECISION_NOT_MET, /* stop: at the maximum, and not narrow enough */
};

struct precision {
    enum precision_state state;
    size_t count; /* replications that the figures below are about: where it stopped, or the last count looked at */
    size_t next;  /* PRECISION_MORE: replications to run in all; else `count` */
    size_t n;     /* of `count`, those with a value */
    double mean;
    double base;        /* the mean that a relative wish is a part of: of plan.base, or `mean` again */
    double half;        /* half of the interval's width; NaN when n < 2 or the sample is thin */
    struct thin sample; /* how many of the values are equal: thin_is tells why there is no half-width */
    unsigned held;      /* counts in a row, the last one included, at which it fits */
};

/* The counts: first, 1.5 first, 2 first, 3 first, 4 first, 6 first, ... (rounded down), then maximum. Steps of a half
 * and a third in turn: at most half as many replications too many, few looks (each look is a chance to stop on a sd that
 * happens to be small), and all whole for an even first. Gives the first count above `count`; 0 when there is none. */
size_t precision_next(size_t first, size_t maximum, size_t count);

/* Decides from the first n values of a column (or of a paired difference) in replication order. A missing value (NaN) is
 * left out of the interval and does count as a replication run. Met at the first count at which the half-width fits and
 * still does at the next `look_ahead` counts (Hoad, Robinson & Davies 2010, J. Operational Research Society 61:
 * 1632-1644, look ahead by 5 replications after each one; here by counts), or at the maximum if it fits there. The
 * figures are those of all replications at the count at which it stops, look-ahead included.
 *
 * A thin sample (sim/stats/thin.h) never fits: of an outcome that is nearly always 0 the spread is not known yet.
 * Stopping when the sd happens to look small makes the interval cover less than its level. Coverage of the 95 %
 * interval after stopping, 8,000 experiments each, worst of five wishes that need 10 to 200 replications:
 *                                          normal    lognormal (sigma 0.5)
 *   first 10, look_ahead 0, 1, 2           93.5 94.2 94.4    90.8 91.9 92.7
 *   first 20, look_ahead 0, 1, 2           94.1 94.3 94.7    91.8 92.9 93.5
 * Each count of look-ahead costs about 40 % more replications. Hence the advice of 20 and 1. */
void precision_decide(const struct precision_plan *plan, const double *values, size_t n, struct precision *out);

/* Where it is expected to stop: what precision_decide says of the n values that there are (of a pilot), and at the counts
 * beyond them the decision for a sample with standard deviation `sd` and the means and skewness so far, of which as large
 * a part has a value. With the pilot's own sd it is the number to expect; with a bound on the sd (advice_sd_bound) one that is
 * exceeded as rarely as the bound is. A thin pilot goes on until THIN_FEWEST values differ, at the rate at which they did.
 * 0 when the wish is not met at the maximum, or nothing can be expected (no value, no spread seen). */
size_t precision_expected(const struct precision_plan *plan, const double *values, size_t n, double sd);

#endif
