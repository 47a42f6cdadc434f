#include "tests/support/synthetic.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/rng/rng.h"

void synthetic_start(gsl_rng **generator, uint64_t seed, size_t e)
{
    const struct rng_stream stream = {.seed = seed, .replication = (uint32_t)e};
    if (*generator == NULL)
        *generator = rng_gsl_alloc();
    assert_non_null(*generator);
    rng_gsl_key(*generator, &stream, 0, 0, 0);
}

void synthetic_normal(gsl_rng *generator, double *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = gsl_ran_gaussian_ziggurat(generator, 1.0);
}

void synthetic_lognormal(gsl_rng *generator, double sigma, double *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = exp(gsl_ran_gaussian_ziggurat(generator, sigma));
}

void synthetic_correlated(gsl_rng *generator, double correlation, double *out, size_t columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double common = gsl_ran_gaussian_ziggurat(generator, sqrt(correlation));
        for (size_t k = 0; k < columns; k++)
            out[k * n + i] = common + gsl_ran_gaussian_ziggurat(generator, sqrt(1.0 - correlation));
    }
}

void synthetic_expect_95(const char *what, size_t hits)
{
    const double n = SYNTHETIC_EXPERIMENTS, share = (double)hits / n;
    print_message("%-58s %6.1f %%\n", what, 100.0 * share);
    if (fabs(share - 0.95) > 0.02)
        fail_msg("%s: %.3f instead of 0.95", what, share);
}

void synthetic_expect_93_to_97(const char *what, size_t hits, size_t of)
{
    const double n = (double)of, share = (double)hits / n;
    print_message("%-58s %6.1f %%\n", what, 100.0 * share);
    if (!(share >= 0.93 - 2.0 * sqrt(0.93 * 0.07 / n) && share <= 0.97 + 2.0 * sqrt(0.97 * 0.03 / n)))
        fail_msg("%s: %.3f of %zu instead of 0.93 to 0.97", what, share, of);
}

void synthetic_expect_at_least(const char *what, size_t hits, double least, double errors)
{
    const double n = SYNTHETIC_EXPERIMENTS, share = (double)hits / n;
    print_message("%-58s %6.1f %%\n", what, 100.0 * share);
    if (share < least - errors * sqrt(least * (1.0 - least) / n))
        fail_msg("%s: %.3f, less than %.3f", what, share, least);
}
