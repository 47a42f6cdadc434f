/* Factors: the parameters that a designed experiment varies, and the settings of one point of it.
 *
 * `experiment.vary` is a list of groups: `parameter` (a path as for --set, "network.trust_start", "organisations.vgz.fte"
 * or "organisations[2].fte"), and either `lowest` and `highest` (with `scale` = "linear" or "log") or `values` (numbers)
 * or `words` (of a parameter with choices). A point gives every factor a value in the parameter's own unit, or for words
 * the number of the word from 0. */
#ifndef SIM_CONFIG_FACTOR_H
#define SIM_CONFIG_FACTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"
#include "sim/config/param.h"
#include "sim/config/settings.h"

struct scenario_factor {
    const char *parameter;   /* as the scenario says it */
    const struct param *row; /* REAL, INT, BOOL or CHOICE */
    size_t group;            /* of a list; 0 outside lists */
    double lowest, highest;  /* of a range: lowest < highest */
    bool log;                /* the range is laid out by ratio */
    size_t n_levels;         /* of a factor with a list of values; 0: a range */
    const double *levels;    /* [n_levels], of a CHOICE the position in `choices`; of a BOOL 0 and 1 */
};

/* Value of a factor at `unit` in [0, 1]: a range is passed through from lowest to highest, rounded for INT; levels are
 * as wide as each other. */
double factor_value(const struct scenario_factor *factor, double unit);
/* Where a value lies in [0, 1]: the middle of the nearest level, or of a range (a whole number: the middle of its width),
 * cut off at its ends. */
double factor_unit(const struct scenario_factor *factor, double value);
/* The value that settings have for the factor's parameter. */
double factor_own(const struct scenario_factor *factor, const struct settings *settings);
/* Text of a value, as a scenario would say it ("0.35", "12", "true", "consent"), into `out` of at least 64 bytes. */
void factor_text(const struct scenario_factor *factor, double value, char *out, size_t size);

/* A copy of `base` in which each factor has its value: values[n_factors]. It borrows from `base`, which must outlive it;
 * release with free(). NULL when out of memory. */
struct settings *settings_vary(const struct settings *base, const struct scenario_factor *factors, size_t n_factors,
                               const double *values) __attribute__((warn_unused_result));

#endif
