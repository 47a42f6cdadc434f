/* Intervals of means and changes over points that share their replications cover what they say, whichever of points and
 * replications does most. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>

#include "sim/stats/crossed.h"
#include "tests/support/synthetic.h"

/* Spread between points, between replications (shared by all points) and of a point's own luck in a replication. */
struct mixture {
    const char *what;
    double points, replications, cells;
    bool at_least; /* it may cover more than 97 %: two half-widths are added */
};

enum { MOST_REPLICATIONS = 32, MOST = 100 * MOST_REPLICATIONS };

static void fill(gsl_rng *generator, const struct mixture *m, size_t n_points, size_t n_replications,
                 const double *luck, double *y)
{
    double normal[MOST_REPLICATIONS + 1];
    for (size_t p = 0; p < n_points; p++) {
        synthetic_normal(generator, normal, n_replications + 1);
        for (size_t r = 0; r < n_replications; r++)
            y[p * n_replications + r] =
                m->points * normal[n_replications] + m->replications * luck[r] + m->cells * normal[r];
    }
}

/* The interval that knows of points only: what the estimator is to improve on. */
static bool naive_covers(const double *y, size_t n_points, size_t n_replications)
{
    struct stats_moments means = {0};
    for (size_t p = 0; p < n_points; p++) {
        struct stats_moments point = {0};
        for (size_t r = 0; r < n_replications; r++)
            stats_add(&point, y[p * n_replications + r]);
        stats_add(&means, stats_mean(&point));
    }
    const struct stats_interval interval = stats_mean_interval(&means, 0.95);
    return interval.lo <= 0.0 && interval.hi >= 0.0;
}

static bool covers(struct crossed_result result)
{
    return result.interval.lo <= 0.0 && result.interval.hi >= 0.0;
}

static void expect(const struct mixture *m, const char *what, size_t hits)
{
    if (!m->at_least) {
        synthetic_expect_95(what, hits);
        return;
    }
    synthetic_expect_at_least(what, hits, 0.93, 0.0);
    assert_true(hits < SYNTHETIC_EXPERIMENTS * 995 / 1000);
}

/* Two experiments in one: the mean over all points, and the change between a third and the rest, in which half of what a
 * replication does is the same on both sides. */
static void judge(const struct mixture *m, size_t n_points, size_t n_replications)
{
    gsl_rng *generator = NULL;
    static double y[MOST], z[MOST];
    double luck[MOST_REPLICATIONS], other[MOST_REPLICATIONS];
    size_t mean = 0, change = 0, naive = 0;
    char what[128];
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        synthetic_start(&generator, 5, e);
        synthetic_normal(generator, luck, n_replications);
        fill(generator, m, n_points, n_replications, luck, y);
        naive += naive_covers(y, n_points, n_replications);
        mean += covers(crossed_mean((struct crossed_part){y, n_points}, n_replications, 0.95));
        synthetic_normal(generator, other, n_replications);
        fill(generator, m, n_points / 3, n_replications, luck, y);
        for (size_t r = 0; r < n_replications; r++)
            luck[r] = 0.5 * luck[r] + 0.5 * other[r];
        fill(generator, m, n_points - n_points / 3, n_replications, luck, z);
        change += covers(crossed_change((struct crossed_part){y, n_points / 3},
                                        (struct crossed_part){z, n_points - n_points / 3}, n_replications, 0.95));
    }
    gsl_rng_free(generator);
    (void)snprintf(what, sizeof what, "%s, %zu x %zu: mean (over points alone %.1f %%)", m->what, n_points,
                   n_replications, 100.0 * (double)naive / SYNTHETIC_EXPERIMENTS);
    expect(m, what, mean);
    (void)snprintf(what, sizeof what, "%s, %zu x %zu: change", m->what, n_points, n_replications);
    expect(m, what, change);
}

static void test_coverage(void **state)
{
    (void)state;
    static const struct mixture mixtures[] = {
        {"points only", 1.0, 0.0, 0.0, false},         {"replications only", 0.0, 1.0, 0.0, false},
        {"both alike", 1.0, 1.0, 0.0, true},           {"mostly points", 1.0, 0.3, 0.3, true},
        {"mostly replications", 0.3, 1.0, 0.3, false}, {"all three", 1.0, 1.0, 1.0, true},
        {"mostly own luck", 0.1, 0.3, 1.0, false},     {"own luck only", 0.0, 0.0, 1.0, false},
    };
    static const size_t sizes[][2] = {{60, 4}, {24, 5}, {15, 10}, {100, 10}, {60, 30}};
    for (size_t m = 0; m < sizeof mixtures / sizeof mixtures[0]; m++)
        for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
            judge(&mixtures[m], sizes[s][0], sizes[s][1]);
}

/* Two and three replications: wide rather than too narrow. */
static void test_few_replications(void **state)
{
    (void)state;
    static const struct mixture mixtures[] = {
        {"both alike", 1.0, 1.0, 0.0, true},
        {"all three", 1.0, 1.0, 1.0, true},
        {"replications", 0.0, 1.0, 1.0, true},
        {"hardly replications", 0.1, 0.3, 1.0, true},
    };
    for (size_t m = 0; m < sizeof mixtures / sizeof mixtures[0]; m++)
        for (size_t replications = 2; replications < 4; replications++)
            judge(&mixtures[m], 60, replications);
}

/* A fifth of the values missing, some points with one value or none. */
static void test_missing(void **state)
{
    (void)state;
    enum { POINTS = 30, REPLICATIONS = 5 };
    static const struct mixture all = {"all three", 1.0, 1.0, 1.0, false};
    gsl_rng *generator = NULL;
    static double y[MOST], z[MOST];
    double luck[REPLICATIONS], dice[POINTS * REPLICATIONS];
    size_t mean = 0, change = 0;
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        synthetic_start(&generator, 8, e);
        synthetic_normal(generator, luck, REPLICATIONS);
        for (int half = 0; half < 2; half++) {
            double *values = half == 0 ? y : z;
            fill(generator, &all, POINTS, REPLICATIONS, luck, values);
            synthetic_normal(generator, dice, POINTS * REPLICATIONS);
            for (size_t i = 0; i < (size_t)POINTS * REPLICATIONS; i++)
                values[i] = dice[i] > 0.8416 || i < REPLICATIONS || (i < 2 * REPLICATIONS && i != REPLICATIONS + 2)
                                ? (double)NAN
                                : values[i];
        }
        for (size_t i = 0; i < (size_t)POINTS * REPLICATIONS; i++)
            dice[i] = y[i]; /* crossed_mean writes over it */
        mean += covers(crossed_mean((struct crossed_part){dice, POINTS}, REPLICATIONS, 0.95));
        change += covers(
            crossed_change((struct crossed_part){y, POINTS}, (struct crossed_part){z, POINTS}, REPLICATIONS, 0.95));
    }
    gsl_rng_free(generator);
    synthetic_expect_95("a fifth missing: mean", mean);
    synthetic_expect_at_least("a fifth missing: change", change, 0.93, 0.0);
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fmax(1.0, fabs(expected))))
        fail_msg("%.17g instead of %.17g", value, expected);
}

/* 3 points x 4 replications: y = a + b + e with point means 1, 4, 7 and replication means 1, 3, 5, 7. */
static void test_by_hand(void **state)
{
    (void)state;
    static const double points[] = {-3, 0, 3}, replications[] = {-3, -1, 1, 3};
    static const double own[3][4] = {{1, -1, 0, 0}, {-1, 1, 0, 0}, {0, 0, 0, 0}};
    double y[12];
    for (size_t p = 0; p < 3; p++)
        for (size_t r = 0; r < 4; r++)
            y[p * 4 + r] = 4.0 + points[p] + replications[r] + own[p][r];
    /* Variances of the mean: by points 9 / 3, by replications (20 / 3) / 4, by cells (4 / 6) / 12. */
    const double a = 3.0, b = 5.0 / 3.0, c = 1.0 / 18.0;
    const double half = hypot(gsl_cdf_tdist_Pinv(0.975, 2.0) * sqrt(a - c), gsl_cdf_tdist_Pinv(0.975, 3.0) * sqrt(b));
    const struct crossed_result result = crossed_mean((struct crossed_part){y, 3}, 4, 0.95);
    near(result.value, 4.0);
    near(result.interval.hi - 4.0, half);
    near(4.0 - result.interval.lo, half);
    assert_int_equal(result.points, 3);
    /* What a replication does to all points falls out of a change: what is left is the spread of points. */
    double from[] = {1, 2, 4, 3, 4, 6, 1, 2, 4, 1, 2, 4}, to[] = {11, 12, 14, 15, 16, 18, 11, 12, 14, 15, 16, 18};
    const struct crossed_result change =
        crossed_change((struct crossed_part){from, 4}, (struct crossed_part){to, 4}, 3, 0.95);
    const double va = 1.0 / 4.0, vb = 16.0 / 3.0 / 4.0;
    near(change.value, 11.5);
    near(change.interval.hi - 11.5,
         gsl_cdf_tdist_Pinv(0.975, (va + vb) * (va + vb) / (va * va / 3.0 + vb * vb / 3.0)) * sqrt(va + vb));
}

/* What there is too little of: no interval, not one without width. */
static void test_too_little(void **state)
{
    (void)state;
    const double no = (double)NAN;
    double none[] = {no, no, no, no}, one[] = {1, 2, no, no}, lone[] = {1, no, 2, no}, single[] = {1, 2, 4},
           from[] = {1, 2, 3, 4}, to[] = {5, 6, no, no}, zero[] = {2, 2, 2, 2};
    struct crossed_result result = crossed_mean((struct crossed_part){none, 2}, 2, 0.95);
    assert_true(isnan(result.value) && isnan(result.interval.lo) && result.points == 0);
    result = crossed_mean((struct crossed_part){none, 0}, 2, 0.95);
    assert_true(isnan(result.value) && isnan(result.interval.hi));
    result = crossed_mean((struct crossed_part){one, 2}, 2, 0.95); /* one point */
    assert_true(result.value == 1.5 && isnan(result.interval.lo) && result.points == 1);
    result = crossed_mean((struct crossed_part){lone, 2}, 2, 0.95); /* nothing to judge replications by */
    assert_true(result.value == 1.5 && isnan(result.interval.lo) && result.points == 2);
    result = crossed_change((struct crossed_part){from, 2}, (struct crossed_part){to, 2}, 2, 0.95);
    assert_true(result.value == 3.0 && isnan(result.interval.lo));
    result = crossed_mean((struct crossed_part){single, 3}, 1, 0.95); /* one replication: over points only */
    near(result.interval.hi, 7.0 / 3.0 + 4.302652729911275 * sqrt(7.0 / 3.0 / 3.0));
    result = crossed_mean((struct crossed_part){zero, 2}, 2, 0.95);
    assert_true(result.interval.lo == 2.0 && result.interval.hi == 2.0);
}

/* Alike in both directions is thin; in one, the other still tells. */
static void test_thin(void **state)
{
    (void)state;
    double same[] = {2, 2, 2, 2, 2, 2}, points[] = {1, 1, 2, 2, 3, 3}, luck[] = {1, 2, 1, 2, 1, 2},
           few[] = {2, 2, 2, 2, 2, 3, 2, 2, 2, 2, 2, 2}, from[] = {0, 0, 0, 0, 0, 0}, to[] = {5, 5, 5, 5, 5, 5},
           single[] = {1, 1, 1}, several[] = {1, 2, 4}, same_again[] = {2, 2, 2, 2, 2, 2}, again[] = {1, 1, 2, 2, 3, 3},
           to_same[] = {2, 2, 2, 2, 2, 2}, to_again[] = {1, 1, 2, 2, 3, 3};
    assert_true(crossed_mean((struct crossed_part){same, 3}, 2, 0.95).thin);
    assert_false(crossed_mean((struct crossed_part){points, 3}, 2, 0.95).thin);
    assert_false(crossed_mean((struct crossed_part){luck, 3}, 2, 0.95).thin);
    assert_true(crossed_mean((struct crossed_part){few, 4}, 3, 0.95).thin);
    assert_true(crossed_mean((struct crossed_part){single, 3}, 1, 0.95).thin);
    assert_false(crossed_mean((struct crossed_part){several, 3}, 1, 0.95).thin);
    assert_true(crossed_change((struct crossed_part){from, 3}, (struct crossed_part){to, 3}, 2, 0.95).thin);
    assert_false(crossed_change((struct crossed_part){again, 3}, (struct crossed_part){same_again, 3}, 2, 0.95).thin);
    assert_false(crossed_change((struct crossed_part){to_same, 3}, (struct crossed_part){to_again, 3}, 2, 0.95).thin);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coverage), cmocka_unit_test(test_few_replications), cmocka_unit_test(test_missing),
        cmocka_unit_test(test_by_hand),  cmocka_unit_test(test_too_little),       cmocka_unit_test(test_thin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
