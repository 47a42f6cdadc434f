/* A study: a procedure that decides which runs of the arms, at which points of the space of the varied parameters, it
 * wants, has them run into a store, and computes tables from their outcomes.
 *
 * A procedure keeps no state on disk. It is a deterministic function of scenario, seed and outcomes, so after an
 * interruption it asks for the same points and runs again and finds in the store what was done. */
#ifndef SIM_STUDY_STUDY_H
#define SIM_STUDY_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/base/frame.h"
#include "sim/config/factor.h"
#include "sim/engine/experiment.h"
#include "sim/study/precision.h"

/* What a study is asked to do. */
struct study_request {
    const struct sim_model *model;
    const struct scenario *scenario;
    const struct scenario_factor *factors; /* [n_factors]; NULL: none */
    size_t n_factors;
    const char *procedure; /* as struct store_study; so is why */
    const char *why;
    const char *path; /* of the result database */
    uint64_t seed;
    size_t replications;                 /* of every arm at every point */
    size_t points;                       /* as experiment.points */
    const char *method;                  /* of the procedure; NULL: its usual one */
    size_t budget;                       /* runs in all, of select; 0: replications x arms */
    double delta;                        /* smallest difference that matters, of select and advise; NaN: not said */
    double threshold;                    /* what the outcome must reach to be good enough, of discover; NaN: not said */
    const struct precision_wish *wishes; /* [n_wishes] half-widths that advise is asked for */
    size_t n_wishes;
    int threads;
    struct ranks *ranks;    /* as in struct experiment; so are the next two */
    size_t shard, n_shards; /* n_shards > 0: a study has its part of the runs done, and nothing more */
    bool series, events, fresh, flows;
    const size_t *outcomes; /* [n_outcomes] that the tables speak of, indices into the model's */
    size_t n_outcomes;
    void (*progress)(void *context, const struct experiment_progress *progress);
    void *progress_context;
    const volatile int *stop;
};

enum { STUDY_MOST_FRAMES = 16 };

/* What a result held before the pilot of advise. No table tells it: those are the same after an interruption. */
struct study_held {
    size_t replications; /* of which it had all arms and twins, from the first on */
    size_t beyond;       /* runs of replications after those of the pilot */
    bool unfinished;     /* it was that of a comparison that was interrupted, or failed */
};

struct study {
    const struct study_request *request;
    struct experiment experiment;
    double *points; /* [n_points][n_factors] in the parameters' own units */
    size_t n_points, capacity;
    size_t n_arms;                       /* that are run; 0: all listed ones */
    size_t replications;                 /* highest number of a replication + 1 */
    struct experiment_progress progress; /* of all runs so far */
    size_t *outcomes;                    /* [n_outcomes] of the request that have a value, by study_conclude; */
    size_t n_outcomes;                   /* before it: those of the request */
    size_t *without;                     /* [n_without] the others */
    size_t n_without;
    size_t *wanted;         /* [arms of the scenario] runs asked for so far, of a part of a study (n_shards) */
    struct study_held held; /* of advise */
    struct frame frames[STUDY_MOST_FRAMES]; /* kept tables, in order */
    size_t n_frames;
};

/* Prepares a study. The result is not opened yet: what is refused before a run is wanted leaves it as it is, also with
 * `fresh`. Release with study_close, also after a failure. */
int study_open(struct study *study, const struct study_request *request, struct sim_err *err)
    __attribute__((warn_unused_result));
void study_close(struct study *study);
/* Opens the result and its store, and with `fresh` discards what it holds, unless that was done: for a procedure that reads
 * the result before it adds points or has anything run, which do it themselves. SIM_E_MISMATCH: it is of another
 * experiment. */
int study_open_result(struct study *study, struct sim_err *err) __attribute__((warn_unused_result));

/* In the place of a coordinate: the value that the scenario itself has, also where that is no level, or outside the range. */
#define STUDY_OWN_VALUE (-1.0)

/* Adds n points, given in the unit cube: unit[n][n_factors], each from 0 to 1 or STUDY_OWN_VALUE. Each is put before the model's own check in every listed arm:
 * SIM_E_INPUT names the first point that contradicts itself, before anything is run at it. */
int study_add_points(struct study *study, const double *unit, size_t n, struct sim_err *err)
    __attribute__((warn_unused_result));

/* Which runs of a block of points are meant: every listed arm (or one), at points first .. first + n - 1. */
struct study_block {
    size_t first_point, n_points;
    size_t first_arm, n_arms;
    size_t replications;
    size_t first_replication; /* of the first point */
    /* Replications of point p, counted from the first of the block, begin (p / share) * replications later: points in one
     * share have the same luck, others have their own. 0: the same luck everywhere. */
    size_t share;
};
/* Index of a run among those of the block: values come as [point][arm][replication]. */
static inline size_t study_at(const struct study_block *block, size_t point, size_t arm, size_t replication)
{
    return (point * block->n_arms + arm) * block->replications + replication;
}
static inline size_t study_size(const struct study_block *block)
{
    return block->n_points * block->n_arms * block->replications;
}
/* Has the runs of the block done that are not yet. */
int study_run(struct study *study, const struct study_block *block, struct sim_err *err)
    __attribute__((warn_unused_result));
/* values[study_size(block)] of one outcome; NaN where a run failed or has no value. */
int study_values(struct study *study, const struct study_block *block, size_t outcome, double *values,
                 struct sim_err *err) __attribute__((warn_unused_result));
/* After the runs of a block: whether the study goes on to its tables. Not with a part of the runs, whose holes say nothing
 * (n_shards). Moves outcomes of which no run of the block has a value from study->outcomes to study->without: their rows
 * would be empty, and it is said once that they are left out. */
int study_conclude(struct study *study, const struct study_block *block, bool *goes_on, struct sim_err *err)
    __attribute__((warn_unused_result));
/* Marks the result complete, but for the tables that follow: study_end makes both visible at once. A result that holds a
 * part of the runs (n_shards) is left as it is, and study_keep keeps nothing. */
int study_finish(struct study *study, struct sim_err *err) __attribute__((warn_unused_result));
/* After a procedure that succeeded: commits what it kept. */
int study_end(struct study *study, struct sim_err *err) __attribute__((warn_unused_result));
/* Stores a filled table and takes it over, in any case: *frame is empty afterwards. Looks at whether rows were lost. */
int study_keep(struct study *study, struct frame *frame, struct sim_err *err) __attribute__((warn_unused_result));

/* What the tables speak of: an arm's outcome, or how much it differs from that of the reference arm in the same runs. */
struct study_quantity {
    size_t outcome; /* index into the model's */
    size_t arm;
    int reference; /* arm, or -1: the outcome itself */
};
/* All of a study: each of its outcomes of each listed arm, and of each arm but the reference its difference. *quantities is to be
 * freed. */
int study_quantities(const struct study *study, struct study_quantity **quantities, size_t *n, struct sim_err *err)
    __attribute__((warn_unused_result));
/* What a value of a quantity can be. */
struct sim_range study_range(const struct study_request *request, const struct study_quantity *quantity);
/* out[point][replication] of a quantity of a block of all listed arms; `values` as study_values gives them of its outcome. */
void study_quantity(const struct study_block *block, const struct study_quantity *quantity, const double *values,
                    double *out);

/* -- the procedures ------------------------------------------------------------------------------------------------ */

/* The points of experiment.design, all arms at each. Tables: effects, profiles, point-summary, point-contrasts,
 * sweep-design; of draws from a posterior (experiment.posterior; the factors are those of experiment.calibrate)
 * posterior-outcomes and sweep-design. */
int sweep(struct study *study, struct sim_err *err) __attribute__((warn_unused_result));
/* Which parameters of experiment.vary matter for each outcome and each difference with the reference arm: elementary
 * effects ("morris", the usual one; `points` trajectories over experiment.levels, even) or variance-based indices ("sobol",
 * `points` rows, best a power of 2). Replications are shared by the points of a trajectory or row and fresh in the next.
 * Tables: indices, variance, signs, sensitivity-design, of Sobol also together. */
int sensitivity(struct study *study, struct sim_err *err) __attribute__((warn_unused_result));
/* The best arm on the first outcome, with the replications of `budget` where they tell most ("ocba", Chen et al. 2000, in
 * the form for paired differences of sim/stats/select.h), or with elimination until one is left ("kn", Kim and Nelson 2001,
 * needs `delta`). Arms without a value in more than half of their replications are left out. Tables: selection,
 * selection-chance. SIM_E_INPUT before anything is run; SIM_E_MODEL when fewer than two arms have values. */
int select_arms(struct study *study, struct sim_err *err) __attribute__((warn_unused_result));
/* From a pilot of all arms to the replications that a wish needs, of each outcome the mean of the first arm and the paired
 * differences with the reference. The result is that of a comparison (request->procedure NULL, flows kept), complete for the
 * replications of the pilot: the comparison goes on from it. What the result holds already of all arms is part of the pilot,
 * which is then larger than asked for; a comparison that was interrupted is not finished, and study->held tells of it.
 * Tables: advice, advice-pilot; a number of replications above a billion is 0. SIM_E_INPUT: a delta with several outcomes, a
 * wish for an outcome that is not among them, less than two replications. */
int advise(struct study *study, struct sim_err *err) __attribute__((warn_unused_result));
/* The same refusals before a result is opened, or made. */
int advise_check(const struct study_request *request, struct sim_err *err) __attribute__((warn_unused_result));
/* The factors (experiment.calibrate) fitted to experiment.targets by approximate Bayesian computation (sim/design/abc.h),
 * with at most `points` points: a sixth (of more than 600 points, 50 and a twelfth; 30 to 500) starts the fit, an eighth
 * (20 to 200) is kept for fresh runs that check it. Every point has replications of its own. Only the arms that targets
 * speak of are run. Tables: posterior, posterior-adjusted, posterior-levels, predictive, generations, fit, posterior-set,
 * particles, posterior-correlation. SIM_E_INPUT without targets, with an unknown outcome, fewer than 2 replications, too
 * few points, or when hardly any run gave a value. */
int calibrate(struct study *study, struct sim_err *err) __attribute__((warn_unused_result));
/* Which arm wins where in the space of the varied parameters, in which boxes, and which is least regretted: for each
 * outcome. Tables: robustness, averages, shares, stability, boxes, box-limits, drivers, more-replications, map, regimes,
 * regret. */
int discover(struct study *study, struct sim_err *err) __attribute__((warn_unused_result));

#endif
