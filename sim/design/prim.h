/* Patient rule induction: boxes of factors in which an outcome of interest is frequent (scenario discovery).
 *
 * Friedman & Fisher (1999, Statistics and Computing 9); Bryant & Lempert (2010, Technological Forecasting & Social
 * Change 77). A box starts as everything and loses, step after step, the slice that raises its density most:
 *   - a continuous factor offers its lowest and its highest share `alpha` of the points in the box (ties go together),
 *     a categorical factor each of its levels;
 *   - slices differ in size, so what counts is the gain in density per point lost (Kwakkel & Jaxa-Rozen 2016); among
 *     slices of one size that is the original rule. Ties: the lowest factor, its low side (lowest level) first;
 *   - limits lie half-way between the last point out and the first point in.
 *
 * Choice on the trajectory: of the boxes with density >= `threshold`, the one with the largest coverage; when equal,
 * the earlier. When no box gets there: the densest one of at least `min_mass`, and `met` is false. The chosen box is
 * then
 *   - pasted: a side moves outwards by alpha of the box's points (or a level comes back) as long as that does not lower
 *     the density; the move with the highest density first;
 *   - pruned: a restricted factor whose quasi-p is above `max_p` is freed, worst first, as long as the density stays at
 *     the threshold (not when `met` is false).
 *
 * Coverage: share of all interest (sum of y over all points) in the box. Density: mean y in the box. Mass: share of all
 * points in the box. For a second box the points of the first are taken away before it is sought (covering), and
 * coverage and mass still refer to all points, so that they add up over boxes. A box found this way is chosen for its
 * density on these very points: on new points the density will be somewhat lower. */
#ifndef SIM_DESIGN_PRIM_H
#define SIM_DESIGN_PRIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"

struct prim_data {
    size_t n, k;            /* points, at least 1; factors, at least 1 */
    const double *x;        /* [n][k], finite; a categorical factor holds its level 0 .. levels - 1 */
    const double *y;        /* [n] interest in [0,1]: a label 0/1 or a probability */
    const unsigned *levels; /* [k] 0: continuous; 2 .. 64: categorical. NULL: all continuous */
};

struct prim_settings {
    double alpha;     /* share peeled, in (0, .5]; usual .05 */
    double min_mass;  /* no box below this share of all points; in (0,1); usual .05 */
    double threshold; /* density that a box must have, in (0,1] */
    double max_p;     /* prune restrictions with a larger quasi-p; 1: none; usual .05 */
    size_t max_boxes; /* at least 1; covering stops earlier when a box does not meet the threshold */
    size_t bootstrap; /* resamples for the reproducibility of the first box; 0: none; usual 100 */
    uint64_t seed;    /* for the bootstrap */
};

/* The usual settings; threshold .8, one box, no bootstrap, seed 1. */
struct prim_settings prim_defaults(void);

/* One factor's part of a box. */
struct prim_limit {
    double lo, hi;     /* inside: lo <= x <= hi; NaN: open on that side. Both NaN for a categorical factor */
    uint64_t levels;   /* categorical: bit l set when level l is inside; 0 for a continuous factor */
    double p;          /* quasi-p (below); NaN when not restricted */
    double reproduced; /* share of the resamples whose box restricts this factor; NaN without bootstrap */
    bool restricted;
};

struct prim_score {
    double coverage, density, mass;
    size_t n;            /* points in the box */
    size_t n_restricted; /* factors restricted */
};

/* Quasi-p of a restriction (Bryant & Lempert 2010): the probability that as many or more of the box's points would be of
 * interest if the restriction were idle, binomial with the share of interest in the box without that restriction. A
 * probability given a box that was searched for, hence quasi: it ranks restrictions, it does not test them. */
struct prim_box {
    struct prim_limit *limit; /* [k] */
    struct prim_score score;
    bool met;                      /* density >= threshold */
    struct prim_score *trajectory; /* [n_steps] of the peeling, from everything on; before pasting and pruning */
    struct prim_limit *path; /* [n_steps][k] limits along it, for another choice than ours; p and reproduced NaN */
    size_t n_steps, chosen;  /* chosen: the step from which this box was made */
};

struct prim_result {
    struct prim_box *box; /* [n_boxes], at least one */
    size_t n_boxes, k;
};

/* SIM_E_INPUT when a setting, a label or a value is out of range or no point is of interest; SIM_E_NOMEM. */
int prim_find(const struct prim_data *data, const struct prim_settings *settings, struct prim_result *out,
              struct sim_err *err) __attribute__((warn_unused_result));
void prim_free(struct prim_result *result);

/* What the first box is worth on points that had no part in finding it: the points are dealt into `folds` (2 .. n), for
 * each fold a box is sought in the others, and *density is the mean y of all points that lie inside the box of which they
 * are held out (Stone 1974). NaN when none does. Errors as prim_find, but when the points without a fold have no interest
 * there is no box, and so for that fold nothing inside. */
int prim_heldout(const struct prim_data *data, const struct prim_settings *settings, size_t folds, double *density,
                 struct sim_err *err) __attribute__((warn_unused_result));

/* Is the point x[k] inside the limits [k]? */
bool prim_inside(const struct prim_limit *limit, size_t k, const double *x);

#endif
