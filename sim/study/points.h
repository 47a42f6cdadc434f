/* The points of experiment.design over the factors of a study, in the unit cube. */
#ifndef SIM_STUDY_POINTS_H
#define SIM_STUDY_POINTS_H

#include "sim/study/study.h"

enum points_kind { POINTS_FACTORIAL, POINTS_LHS, POINTS_SOBOL, POINTS_ONE_AT_A_TIME, POINTS_POSTERIOR };

struct points {
    enum points_kind kind;
    double *unit; /* [n][n_factors] */
    size_t n;
    size_t *changed; /* one at a time: [n] the factor that a point changes, n_factors at the base point; else NULL */
};

/* Lays out the design of the request's scenario. Release with points_free, also after a failure. SIM_E_INPUT when it is too
 * large or cannot be, SIM_E_NOMEM. */
int points_make(const struct study_request *request, struct points *points, struct sim_err *err)
    __attribute__((warn_unused_result));
void points_free(struct points *points);

/* Whether the points are all that were planned, at chosen levels, rather than a sample of the space. */
bool points_are_planned(const struct points *points);

/* Groups of points by the value of a factor: its levels, or a few ranges as wide as each other. One at a time: the levels,
 * then the base's own value when it is none of them; points that change another factor are in no group, and their group[]
 * is the number of groups. group[n]; returns the number of groups. */
size_t points_groups(const struct study_request *request, const struct points *points, size_t factor, size_t *group);
/* Number of groups that points_groups will make. */
size_t points_n_groups(const struct study_request *request, const struct points *points, size_t factor);
/* Text of a group's level, of the middle of its range or of the base's own value, into `out` of at least 64 bytes. */
void points_group_text(const struct study_request *request, const struct points *points, size_t factor, size_t group,
                       char *out, size_t size);

#endif
