#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/stats/stats.h"

#define NONE ((double)NAN)

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-12 * (1.0 + fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

static struct stats_moments moments_of(const double *x, size_t n)
{
    struct stats_moments m = {0};
    for (size_t i = 0; i < n; i++)
        stats_add(&m, x[i]);
    return m;
}

static void test_moments(void **state)
{
    (void)state;
    const double x[] = {2, 4, 4, NONE, 4, 5, 5, 7, 9};
    const struct stats_moments m = moments_of(x, 9);
    assert_int_equal(m.n, 8);
    assert_int_equal(m.missing, 1);
    near(stats_mean(&m), 5.0);
    near(stats_variance(&m), 32.0 / 7.0);
    near(stats_sd(&m), sqrt(32.0 / 7.0));
}

/* The textbook formula sum x^2 - (sum x)^2 / n loses every digit here. */
static void test_moments_far_from_zero(void **state)
{
    (void)state;
    const double x[] = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
    const struct stats_moments m = moments_of(x, 4);
    assert_true(stats_mean(&m) == 1e9 + 10);
    assert_true(stats_variance(&m) == 30.0);
}

static void test_few_values(void **state)
{
    (void)state;
    const double one[] = {3.5};
    const struct stats_moments none = {0}, single = moments_of(one, 1);
    assert_true(isnan(stats_mean(&none)));
    assert_true(isnan(stats_sd(&none)));
    near(stats_mean(&single), 3.5);
    assert_true(isnan(stats_variance(&single)));
    assert_true(isnan(stats_mean_interval(&single, 0.95).lo));
    assert_true(isnan(stats_mean_interval(&single, 0.95).hi));
}

/* Quantiles of Student's t as in printed tables, to more digits. */
static void test_interval(void **state)
{
    (void)state;
    const double two[] = {0, 2}, four[] = {1, 2, 3, 4}, same[] = {0.1, 0.1, 0.1};
    const struct stats_moments a = moments_of(two, 2), b = moments_of(four, 4), c = moments_of(same, 3);
    struct stats_interval i = stats_mean_interval(&a, 0.95); /* sd = sqrt 2, n = 2: half = t */
    near(i.lo, 1.0 - 12.706204736174698);
    near(i.hi, 1.0 + 12.706204736174698);
    i = stats_mean_interval(&b, 0.95); /* sd^2 = 5/3 */
    near(i.hi - i.lo, 2.0 * 3.182446305284263 * sqrt(5.0 / 12.0));
    i = stats_mean_interval(&b, 0.90);
    near(i.hi - i.lo, 2.0 * 2.3533634348018264 * sqrt(5.0 / 12.0));
    i = stats_mean_interval(&c, 0.95);
    assert_true(isnan(i.lo) && isnan(i.hi)); /* equal values are no certainty */
}

static void test_quantiles(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3, 4, 10}; /* type 7: position (n - 1) p */
    near(stats_quantile(x, 5, 0.5), 3.0);
    near(stats_quantile(x, 5, 0.05), 1.2);
    near(stats_quantile(x, 5, 0.95), 8.8);
    near(stats_quantile(x, 5, 0.0), 1.0);
    near(stats_quantile(x, 5, 1.0), 10.0);
    near(stats_quantile(x, 1, 0.3), 1.0);
    assert_true(isnan(stats_quantile(x, 0, 0.5)));
}

static void test_summary(void **state)
{
    (void)state;
    const double x[] = {10, NONE, 1, 4, 3, 2}, nothing[] = {NONE, NONE};
    struct stats_summary s;
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(stats_summarise(x, 6, 0.95, &s, &err), SIM_OK);
    assert_int_equal(s.n, 5);
    assert_int_equal(s.missing, 1);
    near(s.mean, 4.0);
    near(s.sd, sqrt(12.5));
    near(s.lo, -0.980877246481759); /* by the formula of sim/stats/skew.h, computed elsewhere; Student's is -.39 */
    near(s.hi, 10.055274412379713);
    near(s.q05, 1.2);
    near(s.q50, 3.0);
    near(s.q95, 8.8);
    assert_int_equal(stats_summarise(nothing, 2, 0.95, &s, &err), SIM_OK);
    assert_int_equal(s.n, 0);
    assert_true(isnan(s.mean) && isnan(s.sd) && isnan(s.lo) && isnan(s.q50));
    assert_int_equal(stats_summarise(NULL, 0, 0.95, &s, &err), SIM_OK);
    assert_int_equal(s.n, 0);
}

static void test_contrast(void **state)
{
    (void)state;
    /* The two pairs with a NaN drop out; differences -1, -0.5, -2, -1.5, and one tie. */
    const double arm[] = {9, 11.5, NONE, 9, 11.5, 5, 7}, reference[] = {10, 12, 4, 11, 13, NONE, 7};
    struct stats_contrast x;
    stats_compare(arm, reference, 7, -1, 0.95, &x);
    assert_int_equal(x.n, 5);
    near(x.diff, -1.0);
    near(x.sd, sqrt(0.625));
    near(x.lo, -1.0 - 2.7764451051977987 * sqrt(0.125));
    near(x.hi, -1.0 + 2.7764451051977987 * sqrt(0.125));
    /* t = sqrt 8 with 4 degrees of freedom, of which the distribution is elementary */
    near(x.p, 1.0 - sqrt(8.0 / 12.0) * (1.0 + 1.0 / 6.0));
    assert_true(x.more == 0 && x.fewer == 4);
    near(x.p_better, 0.9);
    /* arm 9 11.5 9 11.5 7: mean 9.6, squares 14.7; reference 10 12 11 13 7: mean 10.6, squares 21.2; products 16.7 */
    near(x.correlation, 16.7 / sqrt(14.7 * 21.2));
    near(x.variance_ratio, (14.7 / 4.0 + 21.2 / 4.0) / 0.625);
    stats_compare(arm, reference, 7, 1, 0.95, &x);
    near(x.p_better, 0.1);
    stats_compare(arm, reference, 7, 0, 0.95, &x);
    assert_true(isnan(x.p_better));
}

static void test_contrast_degenerate(void **state)
{
    (void)state;
    const double a[] = {1, 2, 3}, shifted[] = {0.5, 1.5, 2.5}, flat[] = {2, 2, 2};
    struct stats_contrast x;
    stats_compare(a, shifted, 3, 1, 0.95, &x); /* three of three are no certainty: 2 / 2^3 */
    assert_true(x.diff == 0.5 && isnan(x.lo) && isnan(x.hi) && x.sample.equal == 3);
    near(x.p, 0.25);
    near(x.p_better, 1.0);
    near(x.correlation, 1.0);
    assert_true(isnan(x.variance_ratio));
    stats_compare(a, flat, 3, 1, 0.95, &x);
    near(x.p_better, 0.5);
    assert_true(isnan(x.correlation));
    near(x.variance_ratio, 1.0);
    stats_compare(a, shifted, 1, 1, 0.95, &x);
    near(x.diff, 0.5);
    assert_true(isnan(x.lo) && isnan(x.sd) && isnan(x.correlation) && isnan(x.p));
    stats_compare(a, shifted, 0, 1, 0.95, &x);
    assert_true(x.n == 0 && isnan(x.diff) && isnan(x.p_better));
}

/* Of most equal pairs the t test would say .3 with one that differs, and .01 with nine of forty. */
static void test_contrast_thin(void **state)
{
    (void)state;
    double arm[40], reference[40] = {0};
    struct stats_contrast x;
    for (int i = 0; i < 40; i++)
        arm[i] = i < 9 ? (i < 8 ? 10.0 + i : -1.0) : 0.0;
    stats_compare(arm, reference, 40, 1, 0.95, &x);
    assert_true(isnan(x.lo) && x.more == 8 && x.fewer == 1);
    near(x.p, 2.0 * 10.0 / 512.0);
    stats_compare(arm + 7, reference, 33, 1, 0.95, &x);
    near(x.p, 1.0);
}

/* 0.1 more each time, but for rounding: the spread that rounding leaves proves nothing. */
static void test_contrast_rounding(void **state)
{
    (void)state;
    double arm[4], reference[4];
    struct stats_contrast x;
    for (int i = 0; i < 4; i++) {
        reference[i] = 1000.3 * (1.0 + 2.7 * i);
        arm[i] = reference[i] + 0.1;
    }
    stats_compare(arm, reference, 4, 1, 0.95, &x);
    assert_true(x.sd > 0.0);
    near(x.p, 0.125);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments),       cmocka_unit_test(test_moments_far_from_zero),
        cmocka_unit_test(test_few_values),    cmocka_unit_test(test_interval),
        cmocka_unit_test(test_quantiles),     cmocka_unit_test(test_summary),
        cmocka_unit_test(test_contrast),      cmocka_unit_test(test_contrast_degenerate),
        cmocka_unit_test(test_contrast_thin), cmocka_unit_test(test_contrast_rounding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
