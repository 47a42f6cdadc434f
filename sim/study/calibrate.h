/* Inside of `calibrate`: the fit while it runs, and the tables made of it. */
#ifndef SIM_STUDY_CALIBRATE_H
#define SIM_STUDY_CALIBRATE_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/design/abc.h"
#include "sim/study/study.h"

struct calibration {
    struct study *study;
    struct abc_settings settings;
    struct abc_target *targets; /* [m] */
    size_t *outcome;            /* [m] of each target, index into the model's */
    bool *seen;                 /* [m] whether any run gave a value of it */
    struct abc *abc;
    double *points;          /* [room][k] in the unit cube */
    double *summaries;       /* [room][m] */
    double *values;          /* [room][replications] */
    struct abc_check *check; /* [m] from fresh runs */
    size_t room;             /* points of the largest batch */
    size_t n_fresh;          /* points kept back for the check with fresh runs */
    size_t n_fresh_failed;   /* of those, without a value of some target */
};

/* Fills and keeps all tables of a finished fit. */
int calibrate_tables(const struct calibration *c, struct sim_err *err) __attribute__((warn_unused_result));

#endif
