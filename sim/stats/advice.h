/* How many replications: from a pilot to the number that a wish needs, and from a number to what it gives.
 *
 * The outcome is a column of values, or a paired difference between arms (then `sd` is the sd of the differences). */
#ifndef SIM_STATS_ADVICE_H
#define SIM_STATS_ADVICE_H

#include <stddef.h>

/* The sd below which the true one lies with chance `confidence` in (0,1), after a pilot of n >= 2 normal values with
 * standard deviation `sd`: from the chi-square distribution. NaN when n < 2. */
double advice_sd_bound(double sd, size_t n, double confidence);

/* Half-width of the t interval of a mean of n >= 2 values; NaN when n < 2. */
double advice_half_width(double sd, size_t n, double level);

/* The smallest number for which advice_half_width is at most `half` > 0: at least 2; 0 when above a billion or an
 * argument is NaN. Give it advice_sd_bound of a small pilot rather than the pilot's sd: with the plain sd the promise
 * is broken in about half the cases (and with few pilot values by much). */
size_t advice_for_half_width(double sd, double half, double level);

/* Power of the two-sided (paired) t test at significance 1 - level, to find a true mean (difference) d: exact for
 * normal values, by the noncentral t distribution (Cohen 1988). NaN when n < 2 or sd is not above 0. */
double advice_power(double d, double sd, size_t n, double level);

/* The smallest number with at least `power` in (0,1) to find d: at least 2; 0 when above a billion (d = 0, say) or an
 * argument is NaN. As above, `sd` is best a bound. */
size_t advice_for_power(double d, double sd, double power, double level);

/* The smallest |d| that n >= 2 replications find with `power` > 1 - level; NaN when n < 2. */
double advice_detectable(double sd, size_t n, double power, double level);

/* How many times fewer replications common random numbers need than independent arms, for the same interval of the
 * difference: (a^2 + b^2) / (a^2 + b^2 - 2 correlation a b), with a and b the arms' sd. 1 when both are 0; infinite for
 * a difference without spread; below 1 when the correlation is negative. NaN when the correlation is. */
double advice_saving(double sd_arm, double sd_reference, double correlation);

#endif
