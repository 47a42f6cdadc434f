/* What the files of the comparison over points share. */
#ifndef SIM_DESIGN_REGIME_INTERNAL_H
#define SIM_DESIGN_REGIME_INTERNAL_H

#include <stddef.h>

#include "sim/design/regime.h"

/* The values compared, signed so that higher is better. */
struct regime_work {
    const struct regime_data *data;
    const struct regime_settings *settings;
    double *value;        /* [points][arms][replications] */
    double *sum;          /* [points][arms] over the replications used */
    bool *arm_in;         /* [points][arms] takes part */
    bool *replication_in; /* [points][replications] used */
    double *normal;       /* [draws][replications] */
    double *spread;       /* [draws] sqrt((n - 1) / chi-square), for n = spread_n */
    double *best;         /* [arms] scratch */
    size_t spread_n;
};

/* Probabilities of being best at point p, into the cells' p_best. */
void regime_p_best(struct regime_work *work, size_t p, const struct regime_point *point, struct regime_cell *cell);
/* Held-out mean and maximum regret of every arm. */
void regime_heldout(struct regime_work *work, const struct regime_point *point, struct regime_arm *arm);

#endif
