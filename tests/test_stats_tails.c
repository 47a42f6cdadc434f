/* Quantiles and means of tails: known answers and coverage. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/stats/bootstrap.h"
#include "sim/stats/stats.h"
#include "sim/stats/tails.h"
#include "tests/support/synthetic.h"

#define NONE ((double)NAN)

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance * (1.0 + fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

static void test_quantile_ranks(void **state)
{
    (void)state;
    double x[100], holes[] = {3, NONE, 1, 6, 2, 5, 4};
    struct tails_quantile q;
    for (size_t i = 0; i < 100; i++)
        x[(37 * i) % 100] = (double)(i + 1); /* 1..100, shuffled */
    /* Ranks of the 95 % interval of the median, as tabled (Conover, table A3): n = 10: 2, 9; n = 20: 6, 15. */
    double ten[10], twenty[20];
    for (size_t i = 0; i < 20; i++)
        ten[i / 2] = twenty[i] = (double)(i + 1);
    for (size_t i = 0; i < 10; i++)
        ten[i] = (double)(i + 1);
    assert_int_equal(tails_quantile(ten, 10, 0.5, 0.95, &q, NULL), SIM_OK);
    assert_true(q.value == 5.5 && q.lo == 2.0 && q.hi == 9.0);
    assert_int_equal(tails_quantile(twenty, 20, 0.5, 0.95, &q, NULL), SIM_OK);
    assert_true(q.lo == 6.0 && q.hi == 15.0);
    assert_int_equal(tails_quantile(ten, 5, 0.5, 0.95, &q, NULL), SIM_OK); /* 2 / 2^5 > 0.05 */
    assert_true(isnan(q.lo) && isnan(q.hi) && q.value == 3.0);
    assert_int_equal(tails_quantile(holes, 7, 0.5, 0.95, &q, NULL), SIM_OK); /* 2 / 2^6 < 0.05 */
    assert_true(q.n == 6 && q.missing == 1 && q.lo == 1.0 && q.hi == 6.0);
    /* 0.95^71 > 0.025 > 0.95^72 */
    for (size_t i = 0; i < 100; i++)
        x[i] = (double)(i + 1);
    assert_int_equal(tails_quantile(x, 71, 0.05, 0.95, &q, NULL), SIM_OK);
    assert_true(isnan(q.lo) && !isnan(q.hi));
    assert_int_equal(tails_quantile(x, 72, 0.05, 0.95, &q, NULL), SIM_OK);
    assert_true(q.lo == 1.0);
    assert_int_equal(tails_quantile(x, 72, 0.95, 0.95, &q, NULL), SIM_OK);
    assert_true(q.hi == 72.0);
    assert_int_equal(tails_quantile(x, 0, 0.5, 0.95, &q, NULL), SIM_OK);
    assert_true(q.n == 0 && isnan(q.value) && isnan(q.lo));
}

static void test_tail_means(void **state)
{
    (void)state;
    double x[201];
    const struct bootstrap_plan plan = {2, 200};
    struct tails_mean t;
    for (size_t i = 0; i < 100; i++)
        x[(37 * i) % 100] = (double)(i + 1);
    x[100] = NONE;
    assert_int_equal(tails_mean(&plan, x, 101, 0.05, TAILS_LOWER, 0.95, &t, NULL), SIM_OK);
    near(t.value, 3.0, 1e-12);
    assert_true(t.n == 100 && t.missing == 1 && t.in_tail == 5.0);
    assert_int_equal(tails_mean(&plan, x, 101, 0.10, TAILS_UPPER, 0.95, &t, NULL), SIM_OK);
    near(t.value, 95.5, 1e-12);
    assert_true(t.lo < 95.5 && t.hi > 95.5 && t.hi < 105.0 && t.lo > 85.0 && t.lack == TAILS_NONE);
    for (size_t i = 0; i < 10; i++)
        x[i] = (double)(i + 1);
    assert_true(0.29 * 100.0 < 29.0);
    assert_int_equal(tails_mean(&plan, x, 100, 0.29, TAILS_UPPER, 0.95, &t, NULL), SIM_OK);
    assert_true(t.in_tail == 29.0);
    assert_int_equal(tails_mean(&plan, x, 10, 0.25, TAILS_LOWER, 0.95, &t, NULL), SIM_OK);
    near(t.value, (1.0 + 2.0 + 0.5 * 3.0) / 2.5, 1e-12);
    near(t.in_tail, 2.5, 1e-12);
    assert_int_equal(tails_mean(&plan, x, 10, 1.0, TAILS_UPPER, 0.95, &t, NULL), SIM_OK);
    near(t.value, 5.5, 1e-12);
    assert_int_equal(tails_mean(&plan, x, 10, 0.0, TAILS_UPPER, 0.95, &t, NULL), SIM_E_INPUT);
    assert_int_equal(tails_mean(&plan, x, 0, 0.1, TAILS_UPPER, 0.95, &t, NULL), SIM_OK);
    assert_true(t.n == 0 && t.in_tail == 0.0 && isnan(t.value) && isnan(t.lo) && t.lack == TAILS_FEW);
}

/* No interval, and the reason. */
static void test_tail_lacks(void **state)
{
    (void)state;
    double x[200];
    const struct bootstrap_plan plan = {2, 999};
    struct tails_mean t;
    for (size_t i = 0; i < 200; i++)
        x[i] = (double)(i * i);
    assert_int_equal(tails_mean(&plan, x, 99, 0.1, TAILS_UPPER, 0.95, &t, NULL), SIM_OK); /* 9.9 values */
    assert_true(t.lack == TAILS_FEW && isnan(t.lo) && isnan(t.hi) && t.value > 0.0);
    assert_int_equal(tails_mean(&plan, x, 100, 0.1, TAILS_UPPER, 0.95, &t, NULL), SIM_OK);
    assert_true(t.lack == TAILS_NONE && t.lo < t.value && t.hi > t.value);
    x[100] = NONE; /* a missing value is not in the tail */
    assert_int_equal(tails_mean(&plan, x, 199, 0.05, TAILS_UPPER, 0.95, &t, NULL), SIM_OK);
    assert_true(t.n == 198 && t.lack == TAILS_FEW);
    for (size_t i = 0; i < 200; i++)
        x[i] = 7.0;
    assert_int_equal(tails_mean(&plan, x, 200, 0.1, TAILS_LOWER, 0.95, &t, NULL), SIM_OK);
    assert_true(t.value == 7.0 && t.lack == TAILS_ALIKE && isnan(t.lo));
    /* Three values beyond the others: 5 % of the resamples have none of them, more than the 2.5 % on either side.
     * Of six, .25 %. */
    x[3] = 8.0;
    x[50] = 9.0;
    x[150] = 10.0;
    assert_int_equal(tails_mean(&plan, x, 200, 0.1, TAILS_UPPER, 0.95, &t, NULL), SIM_OK);
    near(t.value, 7.0 + 6.0 / 20.0, 1e-12);
    assert_true(t.lack == TAILS_ALIKE && isnan(t.lo) && isnan(t.hi));
    x[4] = 8.5;
    x[51] = 9.5;
    x[151] = 10.5;
    assert_int_equal(tails_mean(&plan, x, 200, 0.1, TAILS_UPPER, 0.95, &t, NULL), SIM_OK);
    assert_true(t.lack == TAILS_NONE && t.lo > 7.0 && t.hi > t.value);
    const struct bootstrap_plan few = {2, 30}; /* their extremes are at 1/31: not far enough for 95 % */
    assert_int_equal(tails_mean(&few, x, 200, 0.1, TAILS_UPPER, 0.95, &t, NULL), SIM_OK);
    assert_true(isnan(t.lo) && isnan(t.hi));
}

/* Mean of the 12 highest of 60 values, and the standard error of the mean of q + max(x - q, 0) / .2, q the next value. */
static struct bootstrap_pair by_definition(double *values, size_t n)
{
    struct stats_moments tail = {0}, terms = {0};
    stats_sort(values, n);
    const double q = values[n - 13];
    for (size_t i = n - 12; i < n; i++)
        stats_add(&tail, values[i]);
    for (size_t i = 0; i < n; i++)
        stats_add(&terms, q + fmax(values[i] - q, 0.0) / 0.2);
    return (struct bootstrap_pair){tail.mean, stats_sd(&terms) / sqrt((double)n)};
}

/* The interval again from its definition. 399 resamples: ranks 10 and 390. */
static void test_tail_interval(void **state)
{
    (void)state;
    enum { N = 60, B = 399 };
    double x[N], mirrored[N], again[N], t[B];
    size_t index[N];
    const struct bootstrap_plan plan = {13, B};
    struct tails_mean upper, lower;
    for (size_t i = 0; i < N; i++) {
        x[i] = 60.0 / (double)(1 + (7 * i) % N);
        mirrored[i] = -x[i];
        again[i] = x[i];
    }
    const struct bootstrap_pair all = by_definition(again, N);
    double ascending[N];
    for (size_t i = 0; i < N; i++)
        ascending[N - 1 - i] = again[i]; /* resamples are of the values in order, the most extreme first */
    for (size_t b = 0; b < B; b++) {
        bootstrap_index(&plan, b, N, index);
        for (size_t i = 0; i < N; i++)
            again[i] = ascending[index[i]];
        const struct bootstrap_pair one = by_definition(again, N);
        t[b] = (one.value - all.value) / one.se;
    }
    stats_sort(t, B);
    assert_int_equal(tails_mean(&plan, x, N, 0.2, TAILS_UPPER, 0.95, &upper, NULL), SIM_OK);
    near(upper.value, all.value, 1e-12);
    near(upper.lo, all.value - all.se * t[389], 1e-9);
    near(upper.hi, all.value - all.se * t[9], 1e-9);
    assert_true(upper.hi - upper.value > upper.value - upper.lo); /* skewed outwards */
    assert_int_equal(tails_mean(&plan, mirrored, N, 0.2, TAILS_LOWER, 0.95, &lower, NULL), SIM_OK);
    near(lower.value, -upper.value, 1e-12);
    near(lower.lo, -upper.hi, 1e-9);
    near(lower.hi, -upper.lo, 1e-9);
}

/* What outcomes look like: symmetric, skewed, with rare losses, counts, mostly zero. */
enum kind { NORMAL, LOGNORMAL_HALF, LOGNORMAL_ONE, LOSSES_3, LOSSES_1, COUNTS, ZEROS_70, ZEROS_95, KINDS };
static const char *const names[KINDS] = {
    "normal",     "lognormal(0.5)", "lognormal(1)",        "losses 3 %",
    "losses 1 %", "Poisson(3)",     "zero or exponential", "95 % zero or lognormal(1)"};
enum { LOSS = 5 }; /* sd */

static double draw(gsl_rng *g, enum kind kind, int *losses)
{
    const double rate = kind == LOSSES_3 ? 0.03 : 0.01;
    switch (kind) {
    case LOGNORMAL_HALF:
        return exp(gsl_ran_gaussian_ziggurat(g, 0.5));
    case LOGNORMAL_ONE:
        return exp(gsl_ran_gaussian_ziggurat(g, 1.0));
    case LOSSES_3:
    case LOSSES_1: {
        const int loss = gsl_rng_uniform(g) < rate;
        *losses += loss;
        return gsl_ran_gaussian_ziggurat(g, 1.0) + (loss ? LOSS : 0);
    }
    case COUNTS:
        return (double)gsl_ran_poisson(g, 3.0);
    case ZEROS_70:
        return gsl_rng_uniform(g) < 0.7 ? 0.0 : gsl_ran_exponential(g, 1.0);
    case ZEROS_95:
        return gsl_rng_uniform(g) < 0.95 ? 0.0 : exp(gsl_ran_gaussian_ziggurat(g, 1.0));
    case NORMAL:
    default:
        return gsl_ran_gaussian_ziggurat(g, 1.0);
    }
}

/* Mean of the highest `share` of two normals, `rate` of them moved by LOSS: by the quantile and partial means. */
static double truth_of_losses(double rate, double share)
{
    double lo = -10.0, hi = 20.0;
    for (int i = 0; i < 100; i++) {
        const double q = 0.5 * (lo + hi);
        const int above = (1.0 - rate) * gsl_cdf_ugaussian_Q(q) + rate * gsl_cdf_ugaussian_Q(q - LOSS) > share;
        lo = above ? q : lo;
        hi = above ? hi : q;
    }
    return ((1.0 - rate) * gsl_ran_ugaussian_pdf(lo)
            + rate * (gsl_ran_ugaussian_pdf(lo - LOSS) + LOSS * gsl_cdf_ugaussian_Q(lo - LOSS)))
           / share;
}

/* Expected shortfall above the quantile of 1 - share, in closed form; share at most .3. */
static double truth_of(enum kind kind, double share)
{
    const double z = gsl_cdf_ugaussian_Qinv(share);
    double sum = 0.0, left = share;
    switch (kind) {
    case LOGNORMAL_HALF:
        return exp(0.125) * gsl_cdf_ugaussian_P(0.5 - z) / share;
    case LOGNORMAL_ONE:
        return exp(0.5) * gsl_cdf_ugaussian_P(1.0 - z) / share;
    case LOSSES_3:
        return truth_of_losses(0.03, share);
    case LOSSES_1:
        return truth_of_losses(0.01, share);
    case COUNTS:
        for (unsigned k = 60; left > 0.0; k--) {
            const double taken = fmin(gsl_ran_poisson_pdf(k, 3.0), left);
            sum += taken * k;
            left -= taken;
        }
        return sum / share;
    case ZEROS_70: /* no memory */
        return 1.0 + log(0.3 / share);
    case ZEROS_95: /* of .05 or more, all that is not zero */
        return exp(0.5) * 0.05 / share;
    case NORMAL:
    default:
        return gsl_ran_ugaussian_pdf(z) / share;
    }
}

struct tally {
    size_t shown, hits, below, above; /* below, above: the truth beyond the interval */
    size_t seen, seen_hits;           /* with one rare loss or more among the values */
};

static struct tally experiments(enum kind kind, size_t n, double share)
{
    const double truth = truth_of(kind, share);
    struct tally tally = {0};
    double *x = calloc(n, sizeof *x);
    gsl_rng *g = NULL;
    assert_non_null(x);
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        /* Every study has a seed of its own; with one for all, all would share the error of these resamples. */
        const struct bootstrap_plan plan = {e, 399};
        struct tails_mean t;
        int losses = 0;
        synthetic_start(&g, 1000 + (uint64_t)kind, e);
        for (size_t i = 0; i < n; i++)
            x[i] = draw(g, kind, &losses);
        assert_int_equal(tails_mean(&plan, x, n, share, TAILS_UPPER, 0.95, &t, NULL), SIM_OK);
        assert_true(isnan(t.lo) == (t.lack != TAILS_NONE) && isnan(t.hi) == isnan(t.lo));
        if (t.lack != TAILS_NONE)
            continue;
        const int hit = t.lo <= truth && t.hi >= truth;
        tally.shown++;
        tally.hits += (size_t)hit;
        tally.below += truth < t.lo;
        tally.above += truth > t.hi;
        tally.seen += losses > 0;
        tally.seen_hits += losses > 0 && hit;
    }
    gsl_rng_free(g);
    free(x);
    return tally;
}

static void test_tail_coverage(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        double share;
    } sizes[] = {{30, 0.1},   {100, 0.05},
                 {100, 0.1},
#ifndef SAMENSPEL_SANITIZED /* the large ones take minutes there, and nothing else would run */
                 {400, 0.05}, {400, 0.1},
                 {1000, 0.05}
#endif
    };
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        const size_t n = sizes[s].n;
        const double share = sizes[s].share;
        for (enum kind kind = NORMAL; kind < KINDS; kind++) {
            char what[120];
            const struct tally t = experiments(kind, n, share);
            snprintf(what, sizeof what, "highest %g %% of %zu: %s", 100.0 * share, n, names[kind]);
            if ((double)n * share < TAILS_FEWEST) {
                assert_int_equal(t.shown, 0);
                continue;
            }
            print_message("  %zu of %d given, truth below %zu, above %zu\n", t.shown, (int)SYNTHETIC_EXPERIMENTS,
                          t.below, t.above);
            assert_true(2 * t.shown > SYNTHETIC_EXPERIMENTS);
            /* Of 100 values with 1 % of losses a third have none, and no interval tells of them: the others all cover. */
            if (kind == LOSSES_1 && n == 100) {
                print_message("%-58s %6.1f %%\n", what, 100.0 * (double)t.hits / (double)t.shown);
                assert_true((double)t.seen_hits >= 0.93 * (double)t.seen && 2 * t.seen > t.shown);
            } else if (10 * t.shown < 9 * SYNTHETIC_EXPERIMENTS) {
                /* Those that have an interval have seen more than usual: not a fair sample, and long rather than short. */
                print_message("%-58s %6.1f %%\n", what, 100.0 * (double)t.hits / (double)t.shown);
                assert_true((double)t.hits >= 0.93 * (double)t.shown);
            } else {
                synthetic_expect_93_to_97(what, t.hits, t.shown);
            }
        }
    }
}

static void test_quantile_coverage(void **state)
{
    (void)state;
    enum { N = 200 };
    double x[N];
    size_t low = 0, median = 0;
    const double z5 = -1.6448536269514722;
    gsl_rng *g = NULL;
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        struct tails_quantile q;
        synthetic_start(&g, 104, e);
        synthetic_normal(g, x, N);
        assert_int_equal(tails_quantile(x, N, 0.05, 0.95, &q, NULL), SIM_OK);
        low += q.lo <= z5 && q.hi >= z5;
        assert_int_equal(tails_quantile(x, N, 0.5, 0.95, &q, NULL), SIM_OK);
        median += q.lo <= 0.0 && q.hi >= 0.0;
    }
    gsl_rng_free(g);
    synthetic_expect_at_least("5 % quantile, n 200", low, 0.95, 2.0);
    synthetic_expect_at_least("median, n 200", median, 0.95, 2.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantile_ranks), cmocka_unit_test(test_quantile_coverage),
        cmocka_unit_test(test_tail_means),     cmocka_unit_test(test_tail_lacks),
        cmocka_unit_test(test_tail_interval),  cmocka_unit_test(test_tail_coverage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
