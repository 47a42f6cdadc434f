/* Inside of sim/study: one sensitivity analysis, from its design to its tables. */
#ifndef SIM_STUDY_SENSITIVITY_H
#define SIM_STUDY_SENSITIVITY_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/frame.h"
#include "sim/design/sensitivity.h"
#include "sim/study/study.h"

/* What a factor does to a quantity, by either method. */
struct importance {
    double size; /* by which factors are ranked: mu* or the total index */
    struct stats_interval interval;
    double chance; /* Morris: mu* that noise alone gives a factor without effect */
    double p;      /* Morris: of no effect at all, adjusted for the number of factors (Holm); NaN: not known */
    struct sensitivity_effect effect; /* Morris */
    struct sensitivity_index index;   /* Sobol */
};

struct sensitivity_work {
    struct study *study;
    bool morris;
    size_t k, n;                   /* factors; trajectories or rows */
    size_t per_row;                /* points of each */
    double *unit;                  /* [n][per_row][k] */
    double *place;                 /* the same, as effects are taken over (Morris) */
    double *values;                /* [point][arm][replication] */
    double *quantity;              /* [point][replication] */
    double *means;                 /* [point] */
    double *noise;                 /* [k] */
    bool *usable;                  /* [replication] */
    size_t *order;                 /* [k] factors, the most important first */
    struct importance *importance; /* [k] */
    struct study_block block;
    struct sensitivity_variance variance; /* of the quantity at hand */
};

/* Morris: fills `place`, in which a step has length 1 from one value of a list to another and, of a range, the part of
 * the range that it goes. */
void sensitivity_places(struct sensitivity_work *work);
/* Both: fill `importance` and `variance` from `quantity`. */
int sensitivity_by_morris(struct sensitivity_work *work, struct sim_err *err) __attribute__((warn_unused_result));
int sensitivity_by_sobol(struct sensitivity_work *work, struct sim_err *err) __attribute__((warn_unused_result));

struct sensitivity_tables {
    struct frame indices, variance, signs, design, together, parts; /* the last two: Sobol */
};
void sensitivity_tables_start(struct sensitivity_tables *tables, bool morris);
void sensitivity_tables_free(struct sensitivity_tables *tables);
/* Adds what is known of one quantity: `work` filled for it. */
void sensitivity_tables_add(struct sensitivity_tables *tables, struct sensitivity_work *work,
                            const struct study_quantity *quantity);
/* Adds the row about the design. `uneven`: parameters of which not all values come up equally often. */
void sensitivity_tables_describe(struct sensitivity_tables *tables, const struct sensitivity_work *work,
                                 const char *uneven);

#endif
