/* Bootstrap, many comparisons: known answers and coverage. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/stats/bootstrap.h"
#include "sim/stats/effect.h"
#include "sim/stats/multiple.h"
#include "sim/stats/skew.h"
#include "tests/support/synthetic.h"

#define NONE ((double)NAN)

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance * (1.0 + fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

static double mean_of(const size_t *index, size_t n, void *data)
{
    const double *values = data;
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += values[index[i]];
    return sum / (double)n;
}

static double exp_mean(const size_t *index, size_t n, void *data)
{
    return exp(mean_of(index, n, data));
}

static void test_index(void **state)
{
    (void)state;
    enum { N = 300 };
    size_t a[N], b[N], count[N] = {0};
    const struct bootstrap_plan plan = {7, 1}, other = {8, 1};
    bootstrap_index(&plan, 3, N, a);
    bootstrap_index(&plan, 3, N, b);
    assert_memory_equal(a, b, sizeof a);
    bootstrap_index(&plan, 4, N, b);
    assert_memory_not_equal(a, b, sizeof a);
    bootstrap_index(&other, 3, N, b);
    assert_memory_not_equal(a, b, sizeof a);
    for (size_t r = 0; r < 1000; r++) {
        bootstrap_index(&plan, r, N, a);
        for (size_t i = 0; i < N; i++) {
            assert_true(a[i] < N);
            count[a[i]]++;
        }
    }
    double chi = 0.0; /* 299 degrees of freedom: 381 is the 99.9 % point */
    for (size_t i = 0; i < N; i++)
        chi += ((double)count[i] - 1000.0) * ((double)count[i] - 1000.0) / 1000.0;
    assert_true(chi < 381.0 && chi > 230.0);
}

/* BCa again from its definition, for a mean, of which the acceleration is sum d^3 / (6 (sum d^2)^1.5). */
static void test_bca_of_a_mean(void **state)
{
    (void)state;
    enum { N = 12, B = 500 };
    double x[N] = {1, 1, 2, 2, 2, 3, 3, 4, 5, 8, 13, 30}, means[B];
    const struct bootstrap_plan plan = {11, B};
    struct bootstrap_result result, curved;
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(bootstrap_interval(&plan, N, mean_of, x, 0.9, &result, &err), SIM_OK);
    near(result.estimate, 74.0 / 12.0, 1e-12);
    double squares = 0.0, cubes = 0.0, below = 0.0;
    for (size_t i = 0; i < N; i++) {
        const double d = x[i] - result.estimate;
        squares += d * d;
        cubes += d * d * d;
    }
    struct stats_moments moments = {0};
    for (size_t b = 0; b < B; b++) {
        size_t index[N];
        bootstrap_index(&plan, b, N, index);
        means[b] = mean_of(index, N, x);
        stats_add(&moments, means[b]);
        below += means[b] < result.estimate ? 1.0 : means[b] > result.estimate ? 0.0 : 0.5;
    }
    stats_sort(means, B);
    const double a = cubes / (6.0 * pow(squares, 1.5)), z0 = gsl_cdf_ugaussian_Pinv(below / B),
                 z = sqrt(12.0 / 11.0) * 1.7958848187036696;
    /* z: t(0.95, 11 degrees of freedom) as tabled, moved out after Hesterberg */
    near(result.bca.lo, stats_quantile(means, B, gsl_cdf_ugaussian_P(z0 + (z0 - z) / (1 - a * (z0 - z)))), 1e-9);
    near(result.bca.hi, stats_quantile(means, B, gsl_cdf_ugaussian_P(z0 + (z0 + z) / (1 - a * (z0 + z)))), 1e-9);
    near(result.percentile.lo, stats_quantile(means, B, gsl_cdf_ugaussian_P(-z)), 1e-9);
    near(result.percentile.hi, stats_quantile(means, B, gsl_cdf_ugaussian_P(z)), 1e-9);
    near(result.se, stats_sd(&moments), 1e-12);
    near(result.bias, stats_mean(&moments) - result.estimate, 1e-9);
    assert_true(result.bca.hi > result.percentile.hi && result.bca.lo > result.percentile.lo); /* skewed to the right */
    /* The percentile interval follows a monotone transformation exactly, up to interpolation. */
    assert_int_equal(bootstrap_interval(&plan, N, exp_mean, x, 0.9, &curved, &err), SIM_OK);
    near(log(curved.percentile.lo), result.percentile.lo, 0.01);
}

static double sometimes(const size_t *index, size_t n, void *data)
{
    return index[0] == 0 ? NONE : mean_of(index, n, data);
}

static void test_bootstrap_limits(void **state)
{
    (void)state;
    double x[] = {2, 2, 2, 2}, holes[] = {NONE, NONE, NONE};
    const struct bootstrap_plan plan = {1, 100}, none = {1, 0};
    struct bootstrap_result r;
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(bootstrap_interval(&plan, 4, mean_of, x, 0.95, &r, &err), SIM_OK);
    assert_true(r.bca.lo == 2.0 && r.bca.hi == 2.0 && r.percentile.lo == 2.0 && r.se == 0.0);
    assert_int_equal(bootstrap_interval(&plan, 3, mean_of, holes, 0.95, &r, &err), SIM_OK);
    assert_true(isnan(r.estimate) && isnan(r.bca.lo) && isnan(r.percentile.hi) && r.lost == 100 && r.used == 0);
    assert_int_equal(bootstrap_interval(&plan, 4, sometimes, x, 0.95, &r, &err), SIM_OK);
    assert_true(isnan(r.estimate) && isnan(r.percentile.lo) && r.lost > 5 && r.lost + r.used == 100);
    assert_int_equal(bootstrap_interval(&plan, 0, mean_of, x, 0.95, &r, &err), SIM_OK);
    assert_true(isnan(r.estimate) && isnan(r.percentile.lo));
    assert_int_equal(bootstrap_interval(&none, 4, mean_of, x, 0.95, &r, &err), SIM_E_INPUT);
    err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(bootstrap_interval(&plan, 4, mean_of, x, 1.0, &r, &err), SIM_E_INPUT);
}

static void test_bootstrap_coverage(void **state)
{
    (void)state;
    enum { N = 60 };
    const struct bootstrap_plan plan = {5, 1000};
    const double truth = exp(0.125);
    double x[N];
    size_t percentile = 0, bca = 0, percentile_skew = 0, bca_skew = 0;
    gsl_rng *g = NULL;
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        struct bootstrap_result r;
        synthetic_start(&g, 101, e);
        synthetic_normal(g, x, N);
        assert_int_equal(bootstrap_interval(&plan, N, mean_of, x, 0.95, &r, NULL), SIM_OK);
        percentile += r.percentile.lo <= 0.0 && r.percentile.hi >= 0.0;
        bca += r.bca.lo <= 0.0 && r.bca.hi >= 0.0;
        synthetic_lognormal(g, 0.5, x, N);
        assert_int_equal(bootstrap_interval(&plan, N, mean_of, x, 0.95, &r, NULL), SIM_OK);
        percentile_skew += r.percentile.lo <= truth && r.percentile.hi >= truth;
        bca_skew += r.bca.lo <= truth && r.bca.hi >= truth;
    }
    gsl_rng_free(g);
    synthetic_expect_95("bootstrap percentile, mean, normal, n 60", percentile);
    synthetic_expect_95("bootstrap BCa, mean, normal, n 60", bca);
    synthetic_expect_at_least("bootstrap percentile, mean, lognormal(0.5), n 60", percentile_skew, 0.93, 2.0);
    synthetic_expect_at_least("bootstrap BCa, mean, lognormal(0.5), n 60", bca_skew, 0.93, 2.0);
}

/* As R: p.adjust(c(.01, .04, .03, .005), "holm") */
static void test_holm(void **state)
{
    (void)state;
    const double p[] = {0.01, 0.04, NONE, 0.03, 0.005}, large[] = {0.6, 0.9, 0.6};
    double out[5];
    assert_int_equal(multiple_holm(p, 5, out, NULL), SIM_OK);
    near(out[0], 0.03, 1e-12);
    near(out[1], 0.06, 1e-12);
    assert_true(isnan(out[2]));
    near(out[3], 0.06, 1e-12);
    near(out[4], 0.02, 1e-12);
    assert_int_equal(multiple_holm(large, 3, out, NULL), SIM_OK);
    assert_true(out[0] == 1.0 && out[1] == 1.0 && out[2] == 1.0);
}

static void test_bonferroni(void **state)
{
    (void)state;
    struct stats_moments m = {0};
    for (int i = 1; i <= 4; i++)
        stats_add(&m, i);
    const struct stats_interval one = stats_mean_interval(&m, 0.99), five = multiple_bonferroni(&m, 5, 0.95);
    near(five.lo, one.lo, 1e-12);
    near(five.hi, one.hi, 1e-12);
}

/* 7 of 10 hypotheses are true, the values of a replication go together, and 3 differences are real. */
static void test_holm_family(void **state)
{
    (void)state;
    enum { N = 20, M = 10, TRUE_NULLS = 7 };
    double x[M * N], zero[N] = {0}, p[M], adjusted[M];
    size_t errors = 0, raw = 0, found = 0;
    gsl_rng *g = NULL;
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        int wrong = 0, wrong_raw = 0;
        synthetic_start(&g, 102, e);
        synthetic_correlated(g, 0.3, x, M, N);
        for (size_t j = 0; j < M; j++) {
            struct stats_moments m = {0};
            for (size_t i = 0; i < N; i++)
                stats_add(&m, x[j * N + i] + (j < TRUE_NULLS ? 0.0 : 1.0));
            p[j] = skew_p(&m);
        }
        struct effect effect;
        assert_int_equal(effect_paired(x, zero, N, 0, 0.95, &effect, NULL), SIM_OK);
        near(p[0], effect.p_value, 1e-9);
        assert_int_equal(multiple_holm(p, M, adjusted, NULL), SIM_OK);
        for (size_t j = 0; j < M; j++) {
            wrong |= j < TRUE_NULLS && adjusted[j] <= 0.05;
            wrong_raw |= j < TRUE_NULLS && p[j] <= 0.05;
            found += j >= TRUE_NULLS && adjusted[j] <= 0.05;
        }
        errors += (size_t)wrong;
        raw += (size_t)wrong_raw;
    }
    gsl_rng_free(g);
    print_message("Holm: real differences found %.2f\n", (double)found / (3.0 * SYNTHETIC_EXPERIMENTS));
    synthetic_expect_at_least("Holm: no false rejection in the family", SYNTHETIC_EXPERIMENTS - errors, 0.95, 2.0);
    assert_true(raw > SYNTHETIC_EXPERIMENTS / 5); /* without it one is wrong in one family of four */
    assert_true(found > 2 * SYNTHETIC_EXPERIMENTS);
}

static void test_max_t_limits(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3, 2, 1, NONE, /**/ 4, 4, 4, 4, 4, 4, /**/ NONE, NONE, NONE, NONE, NONE, 1};
    const struct bootstrap_plan plan = {3, 999}, none = {3, 0};
    struct multiple_contrast c[3];
    double critical;
    assert_int_equal(multiple_max_t(&plan, x, 3, 6, 0.9, c, &critical, NULL), SIM_OK);
    assert_int_equal(c[0].n, 5);
    near(c[0].diff, 1.8, 1e-12);
    near(c[0].se, sqrt(0.7 / 5.0), 1e-12);
    assert_true(critical > 1.5);
    near(c[0].hi - c[0].lo, 2.0 * critical * c[0].se, 1e-9);
    assert_true(isnan(c[1].lo) && isnan(c[1].hi)); /* six of six equal: no certainty, 2 / 2^6 for three contrasts */
    near(c[1].p, 3.0 * 2.0 / 64.0, 1e-12);
    assert_true(c[2].n == 1 && isnan(c[2].lo) && isnan(c[2].p));
    /* The error that is kept for contrasts that take no part is not spent twice. */
    double y[3 * 40];
    struct multiple_contrast alone;
    for (size_t i = 0; i < 40; i++) {
        y[i] = 0.25 + sin((double)(i * i));
        y[40 + i] = 4.0;
        y[80 + i] = i == 7 ? 1.0 : 0.0;
    }
    assert_int_equal(multiple_max_t(&plan, y, 1, 40, 0.9, &alone, NULL, NULL), SIM_OK);
    assert_int_equal(multiple_max_t(&plan, y, 3, 40, 0.9, c, NULL, NULL), SIM_OK);
    assert_true(alone.p < 0.33);
    near(c[0].p, 3.0 * alone.p, 1e-12);
    assert_true(c[0].hi - c[0].lo > 1.15 * (alone.hi - alone.lo));
    assert_int_equal(multiple_max_t(&plan, x + 6, 1, 6, 0.9, c, &critical, NULL), SIM_OK);
    assert_true(isnan(critical));
    assert_int_equal(multiple_max_t(&none, x, 3, 6, 0.9, c, &critical, NULL), SIM_E_INPUT);
}

/* Eight arms against one reference, all under common random numbers; six of the differences are not zero. */
static void test_max_t_family(void **state)
{
    (void)state;
    enum { N = 40, M = 8 };
    double x[(M + 1) * N], d[M * N], width = 0.0, bonferroni = 0.0;
    size_t all = 0, each = 0, p_errors = 0;
    const struct bootstrap_plan plan = {4, 500};
    gsl_rng *g = NULL;
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        struct multiple_contrast c[M];
        int hold = 1, wrong = 0;
        double critical;
        synthetic_start(&g, 103, e);
        synthetic_correlated(g, 0.5, x, M + 1, N);
        for (size_t j = 0; j < M; j++) {
            for (size_t i = 0; i < N; i++)
                d[j * N + i] = x[(j + 1) * N + i] - x[i] + (j < 2 ? 0.0 : 0.3 * (double)j);
        }
        assert_int_equal(multiple_max_t(&plan, d, M, N, 0.95, c, &critical, NULL), SIM_OK);
        for (size_t j = 0; j < M; j++) {
            const double truth = j < 2 ? 0.0 : 0.3 * (double)j;
            struct stats_moments m = {0};
            for (size_t i = 0; i < N; i++)
                stats_add(&m, d[j * N + i]);
            const struct stats_interval single = stats_mean_interval(&m, 0.95), b = multiple_bonferroni(&m, M, 0.95);
            hold &= c[j].lo <= truth && c[j].hi >= truth;
            each += single.lo <= truth && single.hi >= truth;
            wrong |= j < 2 && c[j].p <= 0.05;
            width += c[j].hi - c[j].lo;
            bonferroni += b.hi - b.lo;
        }
        all += (size_t)hold;
        p_errors += (size_t)wrong;
    }
    gsl_rng_free(g);
    synthetic_expect_95("max-t, 8 contrasts with one reference, all together, n 40", all);
    synthetic_expect_95("paired t interval, one by one (mean of 8), n 40", (each + M / 2) / M);
    synthetic_expect_at_least("max-t: no false rejection", SYNTHETIC_EXPERIMENTS - p_errors, 0.95, 2.0);
    print_message("max-t: width against Bonferroni %.3f\n", width / bonferroni);
    assert_true(width < bonferroni);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_index),
        cmocka_unit_test(test_bca_of_a_mean),
        cmocka_unit_test(test_bootstrap_limits),
        cmocka_unit_test(test_bootstrap_coverage),
        cmocka_unit_test(test_holm),
        cmocka_unit_test(test_bonferroni),
        cmocka_unit_test(test_holm_family),
        cmocka_unit_test(test_max_t_limits),
        cmocka_unit_test(test_max_t_family),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
