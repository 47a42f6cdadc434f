/* Inside of sim/study: means and changes of a sweep with intervals that are there only when the runs tell something. */
#ifndef SIM_STUDY_SWEEP_INTERVAL_H
#define SIM_STUDY_SWEEP_INTERVAL_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/range.h"
#include "sim/stats/crossed.h"

/* What the values are. */
struct sweep_kind {
    size_t replications;
    bool events;            /* 0 or 100, or differences of these */
    bool difference;        /* of two arms */
    struct sim_range range; /* of a value: of a difference sim_range_of_difference of that of the outcome */
    double rounding;        /* what values may differ by and be equal */
    const char *over;       /* what intervals are over, when there are any: "replications", "both" or "points" */
};

struct sweep_judged {
    double value;
    struct stats_interval interval; /* within what is possible; NaN, but of events, when nearly all are alike */
    size_t points;
    const char *over; /* that of the kind, or "alike": no interval for that reason */
};

/* Planned points: what they differ in is no chance. y[n][replications], overwritten; `change`: its values are differences
 * between two points. */
struct sweep_judged sweep_planned(double *y, size_t n, const struct sweep_kind *kind, bool change);

/* Points that are a sample, and the change from some of them to others. Values are overwritten. */
struct sweep_judged sweep_mean(struct crossed_part part, const struct sweep_kind *kind);
struct sweep_judged sweep_change(struct crossed_part from, struct crossed_part to, const struct sweep_kind *kind);

#endif
