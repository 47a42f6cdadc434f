#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>

#include "sim/design/regime.h"
#include "sim/rng/rng.h"

#define NONE ((double)NAN)
#define POINTS 2000u

static double normal(uint32_t seed, uint32_t point, uint32_t arm, uint32_t r)
{
    const struct rng_stream stream = {.seed = seed, .replication = r};
    return gsl_cdf_ugaussian_Pinv(rng_unit(rng_draw(&stream, point, 0, 0, arm).w[0]));
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-12))
        fail_msg("%.17g is not %.17g", value, expected);
}

static struct regime_result found(const struct regime_data *data, const struct regime_settings *settings)
{
    struct regime_result result;
    struct sim_err err = {0};
    assert_int_equal(regime_find(data, settings, &result, &err), SIM_OK);
    return result;
}

/* Two points, two arms, three replications. Point 0: arm 0 has 1 2 6 (mean 3), arm 1 has 2 4 9 (mean 5). Point 1: arm 0
 * has 4 4 4, arm 1 has 3 4 2 (mean 3). */
static void test_by_hand(void **state)
{
    (void)state;
    const double value[] = {1, 2, 6, 2, 4, 9, 4, 4, 4, 3, 4, 2}, weight[] = {3, 1};
    struct regime_data data = {.points = 2, .arms = 2, .replications = 3, .value = value};
    struct regime_settings settings = regime_defaults(1);
    settings.threshold = 4.0;
    struct regime_result result = found(&data, &settings);
    assert_true(result.point[0].leader == 1 && result.point[1].leader == 0);
    near(result.cell[0].regret, 2.0);
    near(result.cell[1].regret, 0.0);
    near(result.cell[3].regret, 1.0);
    near(result.arm[0].mean, 3.5);
    near(result.arm[1].mean, 4.0);
    near(result.arm[0].regret, 1.0);
    near(result.arm[1].regret, 0.5);
    near(result.arm[0].max_regret, 2.0);
    near(result.arm[1].max_regret, 1.0);
    assert_int_equal(result.arm[0].max_regret_point, 0);
    assert_true(result.minimax == 1 && result.best_on_average == 1);
    near(result.stays_best, 0.5);
    /* Differences 1 2 3: t = 2 / (1 / sqrt 3), 2 degrees of freedom; P(t2 <= t) = 1/2 + t / (2 sqrt(2 + t^2)). */
    const double t = 2.0 * sqrt(3.0), p = 0.5 + t / (2.0 * sqrt(2.0 + t * t));
    near(result.cell[1].p_best, p);
    near(result.cell[0].p_best, 1.0 - p);
    assert_int_equal(result.point[0].winner, 1);           /* .963 */
    assert_int_equal(result.point[1].winner, REGIME_NONE); /* differences 1 0 2: t = sqrt 3, .887 */
    near(result.not_told, 0.5);
    near(result.overturned, 0.0);
    near(result.arm[1].told, 0.5);
    near(result.arm[0].share_meets, 0.5);
    near(result.arm[1].share_meets, 0.5);
    near(result.cell[2].p_meets, 1.0);
    /* Held out, arm 0: point 0 always led by arm 1: 1 2 3; point 1: without 4|3, 4|4 or 4|2 arm 0 leads: 0. */
    near(result.arm[0].regret_heldout, 1.0);
    near(result.arm[0].max_regret_heldout, 2.0);
    /* Arm 1 at point 1: 1, 0, 2; but without the third 4 4 against 3 4 still arm 0. */
    near(result.arm[1].regret_heldout, 0.5);
    regime_free(&result);
    /* Lower is better: the other arm everywhere. */
    settings.better = -1;
    result = found(&data, &settings);
    assert_true(result.point[0].leader == 0 && result.point[1].leader == 1 && result.best_on_average == 0);
    near(result.cell[1].regret, 2.0);
    near(result.cell[1].mean, 5.0);
    near(result.arm[0].share_meets, 1.0);
    near(result.cell[0].p_best, p);
    regime_free(&result);
    settings.better = 1;
    data.weight = weight;
    result = found(&data, &settings);
    near(result.arm[0].regret, 1.5);
    near(result.arm[0].max_regret, 2.0); /* a weight says how often a point occurs, not how much it hurts */
    near(result.stays_best, 0.75);
    regime_free(&result);
}

/* Held-out choice that errs: 0 0 9 against 1 1 1. Without the third, arm 1 leads and loses 8; else arm 0 leads. */
static void test_heldout_by_hand(void **state)
{
    (void)state;
    const double value[] = {0, 0, 9, 1, 1, 1};
    const struct regime_data data = {.points = 1, .arms = 2, .replications = 3, .value = value};
    const struct regime_settings settings = regime_defaults(1);
    struct regime_result result = found(&data, &settings);
    near(result.arm[0].regret, 0.0);
    near(result.arm[1].regret, 2.0);
    near(result.arm[0].regret_heldout, (0.0 + 0.0 - 8.0) / 3.0);
    near(result.arm[1].regret_heldout, (-1.0 - 1.0 + 0.0) / 3.0);
    regime_free(&result);
}

/* Missing values: a replication drops out for all, an arm mostly missing takes no part, an empty point is left out. */
static void test_missing(void **state)
{
    (void)state;
    const double value[] = {1, 2, NONE, 3, 0, 1, 7, 2,    NONE, NONE, NONE, 9, /* arm 2 out; replication 2 out */
                            1, 1, 1,    1, 2, 2, 2, 2,    3,    3,    3,    3, /* all there, no noise */
                            1, 2, NONE, 4, 1, 2, 3, NONE, NONE, NONE, NONE, NONE};
    struct regime_data data = {.points = 3, .arms = 3, .replications = 4, .value = value};
    const struct regime_settings settings = regime_defaults(1);
    struct regime_result result = found(&data, &settings);
    assert_int_equal(result.point[0].n, 3);
    assert_int_equal(result.point[0].winner, 0); /* differences 1 1 1 */
    near(result.cell[0].mean, 2.0);
    near(result.cell[0].p_best, 1.0);
    assert_true(isnan(result.cell[2].mean) && isnan(result.cell[2].p_best));
    assert_int_equal(result.point[1].winner, 2);
    near(result.cell[3 + 2].p_best, 1.0);
    assert_int_equal(result.point[2].n, 2); /* equal: half each */
    near(result.cell[6].p_best, 0.5);
    assert_int_equal(result.point[2].winner, REGIME_NONE);
    assert_int_equal(result.arm[2].points, 1);
    assert_true(result.best_on_average == 0 || result.best_on_average == 1); /* arm 2 is not everywhere */
    assert_int_equal(result.left_out, 0);
    regime_free(&result);
    const double empty[] = {1, NONE, 2, NONE};
    data = (struct regime_data){.points = 1, .arms = 2, .replications = 2, .value = empty};
    struct sim_err err = {0};
    assert_int_equal(regime_find(&data, &settings, &result, &err), SIM_E_INPUT);
}

/* Three equal arms: a third each, however few the replications. */
static void test_equal_arms(void **state)
{
    (void)state;
    double value[3 * 4];
    for (size_t i = 0; i < 12; i++)
        value[i] = normal(1, 0, 0, (uint32_t)(i % 4));
    const struct regime_data data = {.points = 1, .arms = 3, .replications = 4, .value = value};
    const struct regime_settings settings = regime_defaults(1);
    struct regime_result result = found(&data, &settings);
    for (size_t a = 0; a < 3; a++)
        near(result.cell[a].p_best, 1.0 / 3.0);
    regime_free(&result);
}

/* Expectations drawn from a wide prior, noise shared over arms: of the arms given probability p, the share p is best;
 * plug-in and held-out regret lie on either side of the true one. */
static void calibrated(uint32_t arms, uint32_t replications, double spread)
{
    double *value = calloc((size_t)POINTS * arms * replications, sizeof *value);
    double *truth = calloc((size_t)POINTS * arms, sizeof *truth);
    assert_non_null(value);
    assert_non_null(truth);
    double regret = 0, largest = 0;
    for (uint32_t p = 0; p < POINTS; p++) {
        double best = -(double)INFINITY;
        for (uint32_t a = 0; a < arms; a++) {
            truth[p * arms + a] = spread * normal(2, p, a, 1000);
            best = fmax(best, truth[p * arms + a]);
            for (uint32_t r = 0; r < replications; r++)
                value[(p * arms + a) * replications + r] =
                    truth[p * arms + a] + 3.0 * normal(2, p, 99, r) + normal(2, p, a, r);
        }
        regret += (best - truth[p * arms]) / POINTS;
        largest = fmax(largest, best - truth[p * arms]);
    }
    const struct regime_data data = {.points = POINTS, .arms = arms, .replications = replications, .value = value};
    struct regime_settings settings = regime_defaults(1);
    settings.draws = 1000;
    struct regime_result result = found(&data, &settings);
    double expected[5] = {0}, n[5] = {0}, hits[5] = {0}, told = 0, wrong = 0;
    for (size_t p = 0; p < POINTS; p++) {
        size_t best = 0;
        for (size_t a = 1; a < arms; a++)
            best = truth[p * arms + a] > truth[p * arms + best] ? a : best;
        for (size_t a = 0; a < arms; a++) {
            const double chance = result.cell[p * arms + a].p_best;
            const size_t bin = chance >= 1.0 ? 4 : (size_t)(5.0 * chance);
            n[bin] += 1;
            expected[bin] += chance;
            hits[bin] += a == best;
        }
        told += result.point[p].winner != REGIME_NONE;
        wrong += result.point[p].winner != REGIME_NONE && result.point[p].winner != best;
    }
    for (size_t b = 0; b < 5; b++) {
        print_message("  said %.3f, was best %.3f (%.0f)\n", expected[b] / n[b], hits[b] / n[b], n[b]);
        const double share = expected[b] / n[b];
        assert_true(fabs(hits[b] / n[b] - share) < 4.0 * sqrt(share * (1.0 - share) / n[b]) + 0.03);
    }
    const struct regime_arm *arm = &result.arm[0];
    print_message("  told apart %.2f, of these wrong %.3f; regret held out %.3f, true %.3f, plug-in %.3f\n",
                  told / POINTS, wrong / told, arm->regret_heldout, regret, arm->regret);
    print_message("  largest regret held out %.2f, true %.2f, plug-in %.2f\n", arm->max_regret_heldout, largest,
                  arm->max_regret);
    assert_true(wrong / told < 0.1);
    assert_true(arm->regret_heldout < regret && regret < arm->regret);
    /* In expectation on either side; one data set may be off by a few standard errors of a mean difference. */
    const double error = 3.0 * sqrt(2.0 / replications);
    assert_true(arm->max_regret_heldout < largest + error && largest < arm->max_regret + error);
    assert_true(arm->max_regret_heldout <= arm->max_regret);
    regime_free(&result);
    free(value);
    free(truth);
}

static void test_two_arms_calibrated(void **state)
{
    (void)state;
    calibrated(2, 8, 1.0);
}

static void test_five_arms_calibrated(void **state)
{
    (void)state;
    calibrated(5, 8, 1.0);
}

/* No arm is better than another: the plug-in says regret, the held-out estimate is none on average. */
static void test_no_difference(void **state)
{
    (void)state;
    enum { ARMS = 4, REPLICATIONS = 6, MANY = 500 };
    static double value[MANY * ARMS * REPLICATIONS];
    for (uint32_t i = 0; i < MANY * ARMS * REPLICATIONS; i++)
        value[i] = normal(3, i / (ARMS * REPLICATIONS), i / REPLICATIONS % ARMS, i % REPLICATIONS);
    const struct regime_data data = {.points = MANY, .arms = ARMS, .replications = REPLICATIONS, .value = value};
    struct regime_settings settings = regime_defaults(1);
    settings.draws = 500;
    struct regime_result result = found(&data, &settings);
    double heldout = 0, plugin = 0, told = 0;
    for (size_t a = 0; a < ARMS; a++) {
        heldout += result.arm[a].regret_heldout / ARMS;
        plugin += result.arm[a].regret / ARMS;
        told += result.arm[a].told;
        assert_true(fabs(result.arm[a].share_expected - 0.25) < 0.05);
    }
    print_message("  regret plug-in %.3f, held out %.3f; told apart %.3f\n", plugin, heldout, told);
    assert_true(plugin > 0.3 && fabs(heldout) < 0.05);
    assert_true(told < 0.2 && fabs(told + result.not_told - 1.0) < 1e-12);
    regime_free(&result);
}

static void test_input(void **state)
{
    (void)state;
    double value[] = {1, 2, 3, 4}, weight[] = {0};
    struct regime_data data = {.points = 1, .arms = 2, .replications = 2, .value = value};
    struct regime_settings settings = regime_defaults(0);
    struct regime_result result;
    struct sim_err err = {0};
    assert_int_equal(regime_find(&data, &settings, &result, &err), SIM_E_INPUT);
    settings.better = 1;
    settings.told_apart = 0.5;
    assert_int_equal(regime_find(&data, &settings, &result, &err), SIM_E_INPUT);
    settings.told_apart = 0.9;
    data.weight = weight;
    assert_int_equal(regime_find(&data, &settings, &result, &err), SIM_E_INPUT);
    data.weight = NULL;
    data.arms = 1;
    assert_int_equal(regime_find(&data, &settings, &result, &err), SIM_E_INPUT);
    data.arms = 2;
    value[1] = (double)INFINITY;
    assert_int_equal(regime_find(&data, &settings, &result, &err), SIM_E_INPUT);
    regime_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_heldout_by_hand),
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_equal_arms),
        cmocka_unit_test(test_two_arms_calibrated),
        cmocka_unit_test(test_five_arms_calibrated),
        cmocka_unit_test(test_no_difference),
        cmocka_unit_test(test_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
