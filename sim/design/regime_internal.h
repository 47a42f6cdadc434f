/* What the files of the comparison over points share. */
#ifndef SIM_DESIGN_REGIME_INTERNAL_H
#define SIM_DESIGN_REGIME_INTERNAL_H

#include <stddef.h>

#include "sim/design/regime.h"
#include "sim/stats/multi_t.h"

/* The values compared, signed so that higher is better. */
struct regime_work {
    const struct regime_data *data;
    const struct regime_settings *settings;
    double *value;        /* [points][arms][replications] */
    double *sum;          /* [points][arms] over the replications used */
    bool *arm_in;         /* [points][arms] takes part */
    bool *replication_in; /* [points][replications] used */
    double *rows;         /* [replications][arms] scratch: what is compared at one point, */
    size_t *replication;  /* [replications] where it stands, */
    double *room;         /* [4 * arms] */
    struct multi_t means;
};

/* Probabilities of being best at point p, into the p_best of the cells that take part. SIM_E_NOMEM. */
int regime_p_best(struct regime_work *work, size_t p, struct regime_cell *cell, struct sim_err *err)
    __attribute__((warn_unused_result));
/* Held-out mean and maximum regret of every arm. */
void regime_heldout(struct regime_work *work, const struct regime_point *point, struct regime_arm *arm);

#endif
