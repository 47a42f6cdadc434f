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
    double *points;                        /* [room][k] in the unit cube */
    double *summaries;                     /* [room][m] */
    double *values;                        /* [room][replications] */
    struct abc_check *check;               /* [m] from fresh runs */
    struct abc_joint joint;                /* the same of all targets at once */
    struct abc_joint_target *joint_target; /* [m] */
    size_t room;                           /* points of the largest batch */
    size_t n_fresh;                        /* points kept back for the check with fresh runs */
    size_t n_fresh_failed;                 /* of those, without a value of some target */
};

/* Fills and keeps all tables of a finished fit. */
int calibrate_tables(const struct calibration *c, struct sim_err *err) __attribute__((warn_unused_result));

/* calibrate_targets.c: the tables about targets, `predictive`, `predictive-off` and `predictive-joint`. */
extern const struct frame_definition calibrate_predictive_frame, calibrate_off_frame, calibrate_joint_frame;
void calibrate_add_targets(struct frame *predictive, struct frame *off, struct frame *joint,
                           const struct calibration *c);

/* calibrate_error.c: how far chance in the particles may have moved the figures of `posterior`, in the parameter's
 * unit: standard errors as of `ess` independent values, the mean's sd / sqrt(ess), those of quantiles after Woodruff
 * (1952). Rather too small: particles descend from each other. Fits of one parameter with other seeds and some 25
 * particles lay 1.3 times as far apart in their means, .9 in their medians, 1.5 in their outer quantiles. */
extern const struct frame_definition calibrate_error_frame;
struct calibrate_error {
    double mean, q05, q50, q95; /* standard errors; NaN of words and switches */
};
int calibrate_error(const struct calibration *c, size_t factor, double sd, double ess, struct calibrate_error *out,
                    struct sim_err *err) __attribute__((warn_unused_result));

/* Where the scenario's own value lies: "" (words), "beyond" the range, "untold" where the targets hardly narrow the
 * range or the value is at an edge at which the prior's own tail lies as well, "inside", at the "limit" (within a
 * standard error of the quantile), or "outside" the 5 % to 95 % of the posterior. */
const char *calibrate_own(const struct calibration *c, size_t factor, const struct abc_marginal *marginal,
                          const struct calibrate_error *error, double narrowed);

#endif
