/* Inside of sim/study: the parts of `samenspel discover`. */
#ifndef SIM_STUDY_DISCOVER_H
#define SIM_STUDY_DISCOVER_H

#include "sim/design/regime.h"
#include "sim/design/regime_limits.h"
#include "sim/study/points.h"
#include "sim/study/study.h"

enum discover_table {
    DISCOVER_ROBUSTNESS,
    DISCOVER_AVERAGES,
    DISCOVER_SHARES,
    DISCOVER_STABILITY,
    DISCOVER_BOXES,
    DISCOVER_LIMITS,
    DISCOVER_DRIVERS,
    DISCOVER_MORE,
    DISCOVER_MAP,
    DISCOVER_REGIMES,
    DISCOVER_REGRET,
    DISCOVER_N_TABLES
};

/* One outcome at a time. */
struct discover {
    struct study *study;
    struct points points;
    struct study_block block; /* all arms at all points */
    const struct sim_outcome *outcome;
    double *values; /* [point][arm][replication] */
    struct regime_settings settings;
    struct regime_result regime;
    struct regime_arm_limits *limits; /* [arms] */
    struct frame tables[DISCOVER_N_TABLES];
};

static inline struct regime_data discover_data(const struct discover *d)
{
    return (struct regime_data){.points = d->block.n_points,
                                .arms = d->block.n_arms,
                                .replications = d->block.replications,
                                .value = d->values};
}
/* The name of an arm, "" for REGIME_NONE. */
static inline const char *discover_arm(const struct discover *d, size_t arm)
{
    return arm == REGIME_NONE ? "" : d->study->request->scenario->arms[arm].name;
}

/* discover_boxes.c: rows of the boxes in which each arm that wins anywhere is best, and, of an arm that is best on average
 * but not at STAYS_BEST of the points, the box in which it is not. */
#define DISCOVER_STAYS_BEST 0.8
extern const struct frame_definition discover_boxes_frame, discover_limits_frame;
int discover_boxes(struct discover *d, struct sim_err *err) __attribute__((warn_unused_result));

/* discover_drivers.c: which parameters decide who wins, share[factors]; how far other points and replications would move
 * that (jackknife). */
extern const struct frame_definition discover_drivers_frame;
int discover_drivers(struct discover *d, double *share, struct sim_err *err) __attribute__((warn_unused_result));

/* discover_map.c: the map over the two parameters that decide most. */
extern const struct frame_definition discover_map_frame;
int discover_map(struct discover *d, struct sim_err *err) __attribute__((warn_unused_result));

#endif
