/* Effect sizes and variance reduction: published examples and coverage. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/stats/effect.h"
#include "sim/stats/stats.h"
#include "sim/stats/variance.h"
#include "tests/support/synthetic.h"

#define NONE ((double)NAN)

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance * (1.0 + fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

/* Student's sleep data: R's t.test(..., paired = TRUE) gives t = -4.0621, p = 0.002833. */
static void test_sleep(void **state)
{
    (void)state;
    const double a[] = {0.7, -1.6, -0.2, NONE, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0, 4.0};
    const double b[] = {1.9, 0.8, 1.1, 7.0, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4, NONE};
    struct effect e;
    assert_int_equal(effect_paired(a, b, 12, 1, 0.95, &e, NULL), SIM_OK);
    assert_int_equal(e.n, 10);
    near(e.diff, -1.58, 1e-12);
    near(e.t, -4.0621, 2e-5);
    near(2.0 * gsl_cdf_tdist_Q(fabs(e.t), 9.0), 0.002833, 1e-6);
    near(e.p_value, 0.0103337985636798, 1e-12); /* one difference is long: computed elsewhere, as in sim/stats/skew.h */
    near(e.dz.value, -4.0621277 / sqrt(10.0), 1e-6);
    near(e.d.value, -1.58 / sqrt((3.200556 + 4.009) / 2.0), 1e-6);
    /* One tie, nine times the other way. Wilson by hand: p 0.05, n 10, z^2 / n = 0.384146. */
    near(e.superiority.value, 0.05, 1e-12);
    const double middle = (0.05 + 0.1920729) / 1.3841459, half = 1.9599640 / 1.3841459 * sqrt(0.00475 + 0.00960365);
    near(e.superiority.lo, fmax(0.0, middle - half), 1e-6);
    near(e.superiority.hi, middle + half, 1e-6);
    double wins = 0.0;
    for (size_t i = 0; i < 12; i++) {
        for (size_t j = 0; j < 12; j++) {
            if (i != 3 && i != 11 && j != 3 && j != 11)
                wins += a[i] > b[j] ? 1.0 : a[i] == b[j] ? 0.5 : 0.0;
        }
    }
    near(e.superiority_any, wins / 100.0, 1e-12);
    assert_true(e.d.lo < e.d.value && e.d.hi > e.d.value && e.dz.lo < e.dz.value && e.dz.hi > e.dz.value);
    near(e.g.lo / e.d.lo, e.g.value / e.d.value, 1e-9);
    /* Degrees of freedom of the pooled variance of columns with R's correlation 0.7951702. */
    const double va = 3.200556, vb = 4.009, cross = 0.7951702 * 0.7951702 * va * vb;
    near(e.g.value / e.d.value, effect_hedges(9.0 * (va + vb) * (va + vb) / (va * va + vb * vb + 2.0 * cross)), 1e-7);
    assert_int_equal(effect_paired(a, b, 12, -1, 0.95, &e, NULL), SIM_OK);
    near(e.superiority.value, 0.95, 1e-12);
    near(e.superiority_any, 1.0 - wins / 100.0, 1e-12);
}

/* J(2) = 1 / sqrt(pi), J(3) = sqrt(pi / 6); Hedges' approximation 1 - 3 / (4 df - 1) for many. */
static void test_hedges(void **state)
{
    (void)state;
    near(effect_hedges(2.0), 1.0 / sqrt(M_PI), 1e-12);
    near(effect_hedges(3.0), sqrt(M_PI / 6.0), 1e-12);
    near(effect_hedges(200.0), 1.0 - 3.0 / 799.0, 1e-6);
    assert_true(isnan(effect_hedges(1.0)));
}

static void test_effect_limits(void **state)
{
    (void)state;
    const double a[] = {1, 2, 3}, shifted[] = {0, 1, 2}, flat[] = {2, 2, 2};
    struct effect e;
    assert_int_equal(effect_paired(a, shifted, 3, 1, 0.95, &e, NULL), SIM_OK);
    assert_true(isinf(e.t) && isnan(e.dz.value) && isnan(e.d.lo));
    near(e.p_value, 0.25, 1e-12);
    near(e.d.value, 1.0, 1e-12);
    assert_int_equal(effect_paired(flat, flat, 3, 0, 0.95, &e, NULL), SIM_OK);
    assert_true(isnan(e.t) && isnan(e.p_value) && isnan(e.d.value) && isnan(e.superiority.value));
    assert_int_equal(effect_paired(a, shifted, 1, 1, 0.95, &e, NULL), SIM_OK);
    assert_true(e.n == 1 && e.diff == 1.0 && isnan(e.d.value) && isnan(e.p_value) && e.superiority.value == 1.0);
    assert_int_equal(effect_paired(a, shifted, 0, 1, 0.95, &e, NULL), SIM_OK);
    assert_true(e.n == 0 && isnan(e.diff) && isnan(e.superiority_any));
}

static void test_effect_coverage(void **state)
{
    (void)state;
    enum { N = 30 };
    const double correlation = 0.6, shift = 0.8, truth_dz = shift / sqrt(2.0 * (1.0 - correlation));
    double x[2 * N], sum_d = 0.0, sum_g = 0.0;
    size_t d = 0, dz = 0, superior = 0;
    gsl_rng *g = NULL;
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        struct effect out;
        synthetic_start(&g, 401, e);
        synthetic_correlated(g, correlation, x, 2, N);
        for (size_t i = 0; i < N; i++)
            x[i] += shift;
        assert_int_equal(effect_paired(x, x + N, N, 1, 0.95, &out, NULL), SIM_OK);
        d += out.d.lo <= shift && out.d.hi >= shift;
        dz += out.dz.lo <= truth_dz && out.dz.hi >= truth_dz;
        const double truth = 0.5 * erfc(-truth_dz / sqrt(2.0));
        superior += out.superiority.lo <= truth && out.superiority.hi >= truth;
        sum_d += out.d.value;
        sum_g += out.g.value;
    }
    gsl_rng_free(g);
    synthetic_expect_95("Cohen's d of pairs (Bonett), n 30", d);
    synthetic_expect_95("d_z (noncentral t), n 30", dz);
    synthetic_expect_at_least("probability of superiority (Wilson), n 30", superior, 0.95, 2.0);
    const double n = SYNTHETIC_EXPERIMENTS;
    print_message("true d 0.800: mean d %.4f, mean g %.4f\n", sum_d / n, sum_g / n);
    assert_true(fabs(sum_g / n - shift) < 3.0 * 0.18 / sqrt(n)); /* standard error of d: 0.18 */
    assert_true(sum_g < sum_d);
}

/* Brownlee's stack loss data; R: lm(stack.loss ~ .) gives -39.9197 (11.8960), 0.7156, 1.2953, -0.1521. The controlled
 * mean with all known means 0 is the intercept. */
static void test_control_stackloss(void **state)
{
    (void)state;
    enum { N = 21 };
    const double x[] = {80, 80, 75, 62, 62, 62, 62, 62, 58, 58, 58, 58, 58, 58, 50, 50, 50, 50, 50, 56, 70,
                        27, 27, 25, 24, 22, 23, 24, 24, 23, 18, 18, 17, 18, 19, 18, 18, 19, 19, 20, 20, 20,
                        89, 88, 90, 87, 87, 87, 93, 93, 87, 80, 89, 88, 82, 93, 89, 86, 72, 79, 80, 82, 91};
    const double y[] = {42, 37, 37, 28, 18, 18, 19, 20, 15, 14, 14, 13, 11, 12, 8, 7, 8, 8, 9, 15, 15};
    const double zero[3] = {0};
    double b[3];
    struct variance_controlled out;
    assert_int_equal(variance_control(y, x, N, 3, zero, 0, 0.95, b, &out, NULL), SIM_OK);
    assert_true(out.n == 21 && out.used == 3);
    assert_true(fabs(out.mean + 39.9197) < 1e-4 && fabs(out.se - 11.8960) < 1e-4);
    assert_true(fabs(b[0] - 0.7156) < 1e-4 && fabs(b[1] - 1.2953) < 1e-4 && fabs(b[2] + 0.1521) < 1e-4);
    near(out.hi - out.mean, 2.109815577833317 * out.se, 1e-9); /* t(0.975, 17) */
    near(out.loss, 19.0 / 16.0, 1e-12);
    near(out.plain, 368.0 / 21.0, 1e-12);

    /* Two more that add nothing: a constant, and a mixture of the first and the third. */
    double wide[5 * N], c[5];
    const double zeros[5] = {0.0, 0.0, 4.0, 0.0, 0.0};
    for (size_t i = 0; i < N; i++) {
        wide[i] = x[i];
        wide[N + i] = x[N + i];
        wide[2 * N + i] = 4.0;
        wide[3 * N + i] = x[2 * N + i];
        wide[4 * N + i] = 0.5 * x[i] - 2.0 * x[2 * N + i];
    }
    struct variance_controlled again;
    assert_int_equal(variance_control(y, wide, N, 5, zeros, 0, 0.95, c, &again, NULL), SIM_OK);
    assert_int_equal(again.used, 3);
    near(again.mean, out.mean, 1e-9);
    near(again.se, out.se, 1e-9);
    assert_true(c[2] == 0.0 && c[4] == 0.0);
    near(c[3], b[2], 1e-9);

    /* Double sampling at the sample's own means: the mean itself, and the variance of a plain mean, nearly. */
    const double means[] = {1269.0 / 21.0, 443.0 / 21.0, 1812.0 / 21.0};
    assert_int_equal(variance_control(y, x, N, 3, means, N, 0.95, NULL, &out, NULL), SIM_OK);
    near(out.mean, out.plain, 1e-9);
    /* residual 3.243364^2 on 17 degrees of freedom; total 2069.238 (R: anova) */
    const double residual = 3.243364 * 3.243364, explained = 2069.238095 - 17.0 * residual;
    near(out.se * out.se, residual / 21.0 + explained / 20.0 / 21.0, 1e-6);
}

static void test_control_limits(void **state)
{
    (void)state;
    const double y[] = {1, 2, NONE, 4, 7}, x[] = {1, 2, 3, NONE, 5}, mean[] = {2.0}, unknown[] = {NONE};
    struct variance_controlled out;
    assert_int_equal(variance_control(y, x, 5, 1, mean, 0, 0.95, NULL, &out, NULL), SIM_OK);
    assert_true(out.n == 3 && isnan(out.mean) && isnan(out.lo));
    near(out.plain, 10.0 / 3.0, 1e-12);
    assert_int_equal(variance_control(y, x, 5, 1, unknown, 0, 0.95, NULL, &out, NULL), SIM_E_INPUT);
    assert_int_equal(variance_control(y, x, 5, 0, mean, 0, 0.95, NULL, &out, NULL), SIM_OK); /* no controls: the mean */
    struct stats_summary s;
    assert_int_equal(stats_summarise(y, 5, 0.95, &s, NULL), SIM_OK);
    near(out.mean, s.mean, 1e-12);
    near(out.lo, s.mean - 3.182446305284263 * s.sd / 2.0, 1e-12); /* Student's, whatever the skewness */
    near(out.variance_ratio, 1.0, 1e-12);
}

/* Outcome = 0.8 of its variance from two controls; known means, and means from 80 others, and from 80 that include the
 * 30 themselves. */
static void test_control_coverage(void **state)
{
    (void)state;
    enum { N = 30, MANY = 80 };
    double c[2 * MANY], few[2 * N], y[N], ratio = 0.0;
    struct stats_moments plain = {0}, controlled = {0};
    const double zero[2] = {0};
    size_t known = 0, nested = 0, apart = 0;
    gsl_rng *g = NULL;
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        struct variance_controlled out;
        synthetic_start(&g, 402, e);
        synthetic_correlated(g, 0.5, c, 2, MANY);
        for (size_t i = 0; i < N; i++) {
            few[i] = c[i];
            few[N + i] = c[MANY + i];
            y[i] = c[i] + c[MANY + i] + gsl_ran_gaussian_ziggurat(g, sqrt(0.75)); /* variance 3 + 0.75 */
        }
        assert_int_equal(variance_control(y, few, N, 2, zero, 0, 0.95, NULL, &out, NULL), SIM_OK);
        known += out.lo <= 0.0 && out.hi >= 0.0;
        ratio += out.variance_ratio / SYNTHETIC_EXPERIMENTS;
        stats_add(&plain, out.plain);
        stats_add(&controlled, out.mean);
        struct stats_moments a = {0}, b = {0};
        for (size_t i = 0; i < MANY; i++) {
            stats_add(&a, c[i]);
            stats_add(&b, c[MANY + i]);
        }
        const double all[2] = {a.mean, b.mean};
        assert_int_equal(variance_control(y, few, N, 2, all, MANY, 0.95, NULL, &out, NULL), SIM_OK);
        nested += out.lo <= 0.0 && out.hi >= 0.0;
        synthetic_correlated(g, 0.5, c, 2, MANY);
        a = b = (struct stats_moments){0};
        for (size_t i = 0; i < MANY; i++) {
            stats_add(&a, c[i]);
            stats_add(&b, c[MANY + i]);
        }
        const double other[2] = {a.mean, b.mean};
        assert_int_equal(variance_control(y, few, N, 2, other, MANY, 0.95, NULL, &out, NULL), SIM_OK);
        apart += out.lo <= 0.0 && out.hi >= 0.0;
    }
    gsl_rng_free(g);
    synthetic_expect_95("control variates, known means, n 30, 2 controls", known);
    synthetic_expect_95("control variates, means from 80 with these 30 among them", nested);
    synthetic_expect_95("control variates, means from 80 others", apart);
    /* 5 divided by the loss, 28 / 26; a ratio of estimates runs a little high. */
    const double real = stats_variance(&plain) / stats_variance(&controlled);
    print_message("control variates: variance ratio %.2f, estimated %.2f (4.64)\n", real, ratio);
    assert_true(SYNTHETIC_EXPERIMENTS < 1000 || fabs(real - 4.64) < 0.64); /* 3 standard errors */
    assert_true(ratio > 4.0 && ratio < 5.5);
}

static void test_antithetic(void **state)
{
    (void)state;
    const double a[] = {1, 4, NONE, 2, 5}, b[] = {5, 2, 3, 5, 0};
    struct variance_antithetic out;
    variance_antithetic(a, b, 5, 0.95, &out);
    /* Pair means 3, 3, 3.5, 2.5; a: mean 3, variance 10/3; b: mean 3, variance 18/3; products -12. */
    assert_int_equal(out.n, 4);
    near(out.mean, 3.0, 1e-12);
    near(out.variance, 0.5 / 3.0, 1e-12);
    near(out.hi - out.mean, 3.182446305284263 * sqrt(0.5 / 12.0), 1e-9);
    near(out.variance_ratio, 0.25 * (28.0 / 3.0) / (0.5 / 3.0), 1e-12);
    near(out.correlation, -13.0 / sqrt(10.0 * 18.0), 1e-12);
    /* F of 3 and 3 degrees of freedom: 15.43918; the variance of differences is 27 times that of sums. */
    near(out.ratio_lo, 0.5 * (1.0 + 27.0 / 15.43918238), 1e-6);
    near(out.ratio_hi, 0.5 * (1.0 + 27.0 * 15.43918238), 1e-4);
    variance_antithetic(a, b, 1, 0.95, &out);
    assert_true(out.n == 1 && isnan(out.lo) && isnan(out.variance_ratio));

    /* Correlation -0.6 within the pair: 1 / (1 - 0.6) times fewer. And exp(z), exp(-z): their mean, cosh z, is far more
     * skewed than the runs are, and the interval misses it more often: reported, no promise. */
    enum { N = 30 };
    double x[N], mirror[N], ratio = 0.0;
    size_t hits = 0, skewed = 0, ratios = 0;
    gsl_rng *g = NULL;
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        synthetic_start(&g, 403, e);
        synthetic_normal(g, x, N);
        synthetic_normal(g, mirror, N);
        for (size_t i = 0; i < N; i++)
            mirror[i] = 0.8 * mirror[i] - 0.6 * x[i];
        variance_antithetic(x, mirror, N, 0.95, &out);
        hits += out.lo <= 0.0 && out.hi >= 0.0;
        ratio += out.variance_ratio / SYNTHETIC_EXPERIMENTS;
        ratios += out.ratio_lo <= 2.5 && out.ratio_hi >= 2.5;
        synthetic_lognormal(g, 0.3, x, N);
        for (size_t i = 0; i < N; i++)
            mirror[i] = 1.0 / x[i];
        variance_antithetic(x, mirror, N, 0.95, &out);
        skewed += out.lo <= exp(0.045) && out.hi >= exp(0.045);
    }
    gsl_rng_free(g);
    synthetic_expect_95("antithetic pairs, correlation -0.6, n 30 pairs", hits);
    synthetic_expect_95("their variance ratio, 2.5", ratios);
    print_message("antithetic pairs: variance ratio %.2f (2.5)\n", ratio);
    print_message("antithetic pairs of lognormal(0.3): %.3f\n", (double)skewed / SYNTHETIC_EXPERIMENTS);
    assert_true(fabs(ratio - 2.5) < 0.25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sleep),
        cmocka_unit_test(test_hedges),
        cmocka_unit_test(test_effect_limits),
        cmocka_unit_test(test_effect_coverage),
        cmocka_unit_test(test_control_stackloss),
        cmocka_unit_test(test_control_limits),
        cmocka_unit_test(test_control_coverage),
        cmocka_unit_test(test_antithetic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
