/* The noncentral t distribution, which GSL lacks: the power of a t test, and intervals of an effect size. */
#ifndef SIM_STATS_NONCENTRAL_H
#define SIM_STATS_NONCENTRAL_H

/* P(T <= t) for T = (Z + shift) / sqrt(X / df), Z standard normal, X chi-square with `df` >= 1 degrees of freedom, any
 * finite t and shift. By Simpson's rule over the distribution of sqrt(X / df); absolute error below 1e-9. */
double noncentral_t_cdf(double t, double df, double shift);

/* The shift for which P(T <= t) = p, p in (0,1): by bisection. p = 0.975 and 0.025 give the 95% interval of the shift
 * that fits an observed t (Steiger & Fouladi 1997). */
double noncentral_t_shift(double t, double df, double p);

#endif
