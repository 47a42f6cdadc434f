/* A scenario file read, composed, checked against the parameter tables and resolved into arms.
 *
 * Composition, lowest first:
 *   1. `base = "country.cfg";` or `base = [ "country.cfg", "region.cfg" ];` at the top level of a file names files
 *      that are read first, in order; the file is laid over them. A base may have a base itself.
 *   2. The file. `@include "rates.cfg"` on a line of its own puts the text of another file there; since a group
 *      holds each key once, an include adds keys and cannot replace them: to replace, use `base`.
 *   3. --set path.to.key=value; it wins over what arms say about the same key, not over the counterfactual.
 *   4. Per arm a partial scenario: any key except title, base, horizon_months, spinup_months and experiment, plus
 *      `name`.
 * Laid over means: groups merge; values, arrays and lists replace. Names of bases and includes are relative to the
 * folder of the file that holds them. Files that lead back to themselves are refused.
 *
 * `experiment.arms` lists arms; `experiment.cross` is a list of lists of arms whose crossing is taken, the names
 * joined with "+", the first list changing slowest; with both, they come in the order of the file, and an empty list
 * takes away what a base states. Without either there is one arm, "scenario". `experiment.counterfactual` is a partial
 * scenario laid over every arm: it gives the arm's twin without what is being studied. Twins whose resolved settings equal those of another arm are that arm and are
 * run once: a twin may be a listed arm (the arm itself, when the counterfactual changes nothing about it) or one
 * hidden arm shared by several. Listed arms are never joined, so that each name has its result.
 *
 * Every error in the files is reported at once; an error that only some arms have names the arm. */
#ifndef SIM_CONFIG_SCENARIO_H
#define SIM_CONFIG_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/config/param.h"
#include "sim/config/settings.h"

struct scenario_arm {
    char *name;
    struct settings *settings;
    uint64_t hash; /* of the resolved settings, by path; title and experiment apart: equal settings, equal hash */
    int twin;      /* index of the counterfactual arm in `arms`, possibly this arm itself; -1: none */
    bool hidden;   /* a twin that was not written as an arm: run and stored, not listed as a result */
};

/* What calibration should bring an outcome to. */
struct scenario_target {
    const char *outcome;
    size_t arm;       /* index of a listed arm */
    double value, sd; /* in the unit of the outcome; sd > 0: of what is known about it */
};

struct scenario_factor;

struct scenario {
    char *path, *name; /* as given; file name without folder and ending */
    char *title;
    struct scenario_arm *arms; /* the listed arms first, in the order of the file, then hidden twins */
    size_t n_arms, n_listed;
    size_t reference;                     /* index of the arm that the others are compared with */
    size_t spinup_months, horizon_months; /* run = spin-up, then the horizon that outcomes speak of */
    size_t replications;
    uint64_t seed;
    char **main_outcomes; /* names of the outcomes to show first; empty: those the model marks */
    size_t n_main_outcomes;
    const struct scenario_factor *vary; /* [n_vary] of experiment.vary (sim/config/factor.h) */
    size_t n_vary;
    const struct scenario_factor *calibrate; /* [n_calibrate] of experiment.calibrate */
    size_t n_calibrate;
    const struct scenario_target *targets; /* [n_targets] of experiment.targets */
    size_t n_targets;
    char *resolved; /* libconfig text of every arm with every value, for the result store; read again, it
                                   gives the same arms, values and hash */
    uint64_t hash;  /* of `resolved` and the model's name: a result belongs to exactly this; the seed and
                                   the number of replications are not part of it */
};

/* The engine's own parameters: title, horizon_months, spinup_months, experiment.* (arms, cross, counterfactual
 * apart). */
extern const struct param scenario_params[];
extern const size_t scenario_n_params;

/* A model's own check of contradictions between values; adds messages (begin each with settings_where). */
typedef void scenario_check_fn(const struct settings *settings, struct sim_messages *messages);

struct scenario_rules {
    const char *model;          /* name, part of the hash */
    const struct param *params; /* the model's table */
    size_t n_params;
    scenario_check_fn *check; /* may be NULL */
};

/* Reads `path`. `sets` are "path.to.key=value" strings of --set (value in libconfig syntax; a bare word is taken as
 * text; organisations[2].fte, numbered from 0, and organisations.NAME.fte both address a group of a list). Returns
 * SIM_OK and a scenario to be released with scenario_free, or SIM_E_INPUT with all messages, SIM_E_NOMEM, SIM_E_IO
 * (an open file cannot be read), SIM_E_MODEL (a parameter table contradicts itself). `*out` is NULL on failure. */
int scenario_load(const char *path, const char *const *sets, size_t n_sets, const struct scenario_rules *rules,
                  struct scenario **out, struct sim_messages *messages, struct sim_err *err)
    __attribute__((warn_unused_result));
void scenario_free(struct scenario *scenario);
/* Whether two arms have the same settings, so that they are the same in every run. */
bool scenario_same_arm(const struct scenario *scenario, size_t a, size_t b);

#endif
