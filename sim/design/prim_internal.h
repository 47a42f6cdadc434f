/* What the files of patient rule induction share. */
#ifndef SIM_DESIGN_PRIM_INTERNAL_H
#define SIM_DESIGN_PRIM_INTERNAL_H

#include <stddef.h>

#include "sim/design/prim.h"

/* The points as seen by one search. A resample counts points more than once, covering counts the points of earlier
 * boxes 0 times; the sorted order stays. */
struct prim_search {
    const struct prim_data *data;
    const struct prim_settings *settings;
    size_t *order;    /* [k][n] points by ascending value, ties by number */
    unsigned *count;  /* [n] */
    unsigned *broken; /* [n] factors whose limits the point breaks */
    size_t *breaker;  /* [n] the last of these */
    double all_n;     /* points and interest that mass and coverage refer to */
    double all_interest;
};

/* Points and interest. */
struct prim_sum {
    double n, interest;
};

/* Marks broken limits of all points; the sum inside. */
struct prim_sum prim_mark(struct prim_search *search, const struct prim_limit *limit);
bool prim_breaks(const struct prim_limit *limit, double x);
bool prim_restricted(const struct prim_data *data, size_t factor, const struct prim_limit *limit);
struct prim_score prim_score_of(const struct prim_search *search, const struct prim_limit *limit, struct prim_sum sum);
/* A limit between a point out and a point in, on the side of neither. */
double prim_between(double out, double in);
/* Limits that hold everything. */
void prim_open_limits(const struct prim_data *data, struct prim_limit *limit);

/* Fills trajectory, path, n_steps of a zeroed box. SIM_E_NOMEM. */
int prim_peel(struct prim_search *search, struct prim_box *box, struct sim_err *err);
/* Fills chosen, met, limit (with p; reproduced NaN) and score from the trajectory. */
void prim_refine(struct prim_search *search, struct prim_box *box);

#endif
