/* Synthetic replications with known truth, for tests of calibration: experiment `e` of a test is a pure function of
 * (seed, e). */
#ifndef TESTS_SUPPORT_SYNTHETIC_H
#define TESTS_SUPPORT_SYNTHETIC_H

#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdint.h>

/* Number of experiments of a calibration: a share of .95 is known to .007, a standard error. */
enum { SYNTHETIC_EXPERIMENTS = 1000 };

/* Starts experiment `e`; allocates *generator on first use (free with gsl_rng_free). */
void synthetic_start(gsl_rng **generator, uint64_t seed, size_t e);

/* n standard normals; lognormals exp(sigma z). */
void synthetic_normal(gsl_rng *generator, double *out, size_t n);
void synthetic_lognormal(gsl_rng *generator, double sigma, double *out, size_t n);

/* out[k * n + i]: `columns` standard normals in each of n replications, any two with this correlation in [0,1]: what
 * common random numbers do to arms. */
void synthetic_correlated(gsl_rng *generator, double correlation, double *out, size_t columns, size_t n);

/* Fails the test unless a share of `hits` in SYNTHETIC_EXPERIMENTS is 93 to 97 % (for a nominal 95 %). Prints it. */
void synthetic_expect_95(const char *what, size_t hits);

/* The same of a share of `hits` in `of` experiments: 93 to 97 %, less and more two standard errors of so many. */
void synthetic_expect_93_to_97(const char *what, size_t hits, size_t of);

/* The same of `hits` in SYNTHETIC_EXPERIMENTS, at least `least` less `errors` standard errors. */
void synthetic_expect_at_least(const char *what, size_t hits, double least, double errors);

#endif
