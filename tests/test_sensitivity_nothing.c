/* Whether a factor does anything at all: the test of elementary effects, and intervals of which some resamples are
 * undefined. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "sim/design/sensitivity.h"
#include "tests/support/synthetic.h"

enum { EXPERIMENTS = 10 * SYNTHETIC_EXPERIMENTS, MOST = 64 };

/* Elementary effects of n trajectories, each a mean of `replications` normal draws of sd 1: chance alone, but for
 * `mean` and a part of sd `spread` that goes now up, now down. */
static double p_of(gsl_rng *g, size_t n, size_t replications, double mean, double spread)
{
    double draws[MOST];
    struct stats_moments plain = {0}, absolute = {0};
    double noise = 0.0;
    for (size_t t = 0; t < n; t++) {
        struct stats_moments one = {0};
        synthetic_normal(g, draws, replications + 1);
        for (size_t r = 0; r < replications; r++)
            stats_add(&one, draws[r]);
        noise += stats_variance(&one) / (double)replications / (double)n;
        const double effect = mean + spread * draws[replications] + stats_mean(&one);
        stats_add(&plain, effect);
        stats_add(&absolute, fabs(effect));
    }
    const struct sensitivity_effect effect = {.n = n,
                                              .mu = stats_mean(&plain),
                                              .mu_star = stats_mean(&absolute),
                                              .sigma = stats_sd(&plain)};
    return sensitivity_p_nothing(&effect, sqrt(noise), (double)(n * (replications - 1)));
}

static double share(size_t n, size_t replications, double mean, double spread)
{
    gsl_rng *g = NULL;
    size_t clear = 0;
    for (size_t e = 0; e < EXPERIMENTS; e++) {
        synthetic_start(&g, 811, e);
        clear += p_of(g, n, replications, mean, spread) < 0.05;
    }
    gsl_rng_free(g);
    return (double)clear / (double)EXPERIMENTS;
}

/* Without an effect p < .05 in 5 % or less; with one that only mu or only mu* can see, nearly always. */
static void test_chance(void **state)
{
    (void)state;
    static const size_t sizes[][2] = {{4, 2}, {10, 2}, {10, 4}, {20, 8}, {50, 4}};
    const double error = sqrt(0.05 * 0.95 / (double)EXPERIMENTS);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const size_t n = sizes[i][0], r = sizes[i][1];
        const double se = sqrt(1.0 / (double)(n * r));
        const double none = share(n, r, 0.0, 0.0), sign = share(n, r, 5.0 * se, 0.0);
        const double both = share(n, r, 0.0, 4.0 / sqrt((double)r));
        print_message("%2zu trajectories, %zu replications: %.3f without effect, %.2f of 5 errors, %.2f of no sign\n",
                      n, r, none, sign, both);
        assert_true(none < 0.05 + 4.0 * error && none > 0.03);
        assert_true(n < 10 || (sign > 0.95 && both > 0.95));
    }
}

static void test_limits(void **state)
{
    (void)state;
    const struct sensitivity_effect still = {.n = 3}, moved = {.n = 3, .mu = 0.0, .mu_star = 0.1}, none = {.n = 0};
    assert_true(sensitivity_p_nothing(&still, 0.0, 4.0) == 1.0); /* a model without luck */
    assert_true(sensitivity_p_nothing(&moved, 0.0, 4.0) == 0.0);
    assert_true(isnan(sensitivity_p_nothing(&none, 1.0, 4.0)));
    assert_true(isnan(sensitivity_p_nothing(&moved, (double)NAN, 4.0))
                && isnan(sensitivity_p_nothing(&moved, 1.0, 0.0)));
}

/* A few resamples that are undefined are left out; many make the interval unknown. */
static void test_undefined(void **state)
{
    (void)state;
    enum { N = 1000 };
    double values[N], fewer[N];
    size_t n = 0;
    for (size_t i = 0; i < N; i++) {
        values[i] = i % 25 == 3 ? (double)NAN : (double)((i * 37) % N);
        if (!isnan(values[i]))
            fewer[n++] = values[i];
    }
    const struct stats_interval some = sensitivity_percentiles(values, N, 0.9);
    const struct stats_interval without = sensitivity_percentiles(fewer, n, 0.9);
    assert_true(n == 960 && some.lo == without.lo && some.hi == without.hi && some.hi > some.lo);
    for (size_t i = 0; i < N; i++)
        values[i] = i % 16 == 3 ? (double)NAN : (double)i;
    assert_true(isnan(sensitivity_percentiles(values, N, 0.9).lo));
    assert_true(isnan(sensitivity_percentiles(values, 0, 0.9).lo));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chance),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_undefined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
