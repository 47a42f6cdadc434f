/* Whether targets are met together, and how sure the figures of a posterior are, on simulators known on paper. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>

#include "sim/design/abc.h"
#include "sim/rng/rng.h"
#include "sim/stats/stats.h"

enum { M = 2, FRESH = 50, BUDGET = 1200, REPETITIONS = 40 };
#define SD 0.05

/* Summaries of a point: itself, or the first parameter twice, and luck. */
struct toy {
    bool one_for_two;
    double luck;
    uint64_t seed;
};

static double normal(uint64_t seed, size_t run, size_t j)
{
    const struct rng_stream stream = {.seed = seed, .replication = 7};
    const struct rng_words words = rng_draw(&stream, (uint32_t)run, (uint32_t)j, 1, 0);
    return gsl_cdf_ugaussian_Pinv(rng_unit(words.w[0]));
}

static void simulate(const struct toy *toy, size_t first, const double *points, size_t n, size_t k, double *summaries)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < M; j++)
            summaries[i * M + j] =
                points[i * k + (toy->one_for_two ? 0 : j)] + toy->luck * normal(toy->seed, first + i, j);
}

/* A finished fit. `budget` as many as `particles`: the first points, and nothing more. */
static struct abc *fit(const struct toy *toy, const double *values, double sd, size_t budget, uint64_t seed)
{
    static double points[BUDGET * 2], summaries[BUDGET * M];
    const size_t k = toy->one_for_two ? 1 : 2;
    const struct abc_settings settings = {.k = k,
                                          .m = M,
                                          .particles = 100,
                                          .budget = budget,
                                          .alpha = 0.5,
                                          .min_acceptance = 0.02,
                                          .tolerance = 0.2,
                                          .seed = seed};
    const struct abc_target targets[M] = {{values[0], sd, toy->luck}, {values[1], sd, toy->luck}};
    struct sim_err err = {0};
    struct abc *abc = NULL;
    struct abc_status status;
    size_t n = 0;
    assert_int_equal(abc_open(&abc, &settings, targets, &err), SIM_OK);
    for (abc_status(abc, &status); status.stop == ABC_RUNNING; abc_status(abc, &status)) {
        abc_next(abc, points, &n);
        simulate(toy, status.simulated, points, n, k, summaries);
        assert_int_equal(abc_take(abc, summaries, &err), SIM_OK);
    }
    return abc;
}

/* The joint check of a fit from `runs` fresh runs, left in summaries[]. */
static struct abc_joint check(const struct toy *toy, struct abc *abc, size_t runs, double *summaries,
                              struct abc_joint_target targets[M])
{
    static double points[10 * FRESH * 2];
    struct abc_joint joint;
    struct sim_err err = {0};
    assert_int_equal(abc_resample(abc, runs, points, &err), SIM_OK);
    simulate(toy, 1000000, points, runs, toy->one_for_two ? 1 : 2, summaries);
    assert_int_equal(abc_predict_joint(abc, summaries, runs, &joint, targets, &err), SIM_OK);
    return joint;
}

/* Truth from the prior, targets from the truth: hardly ever in tension, and the shares are about those of a sharp fit.
 * */
static void test_can_be_met(void **state)
{
    (void)state;
    static const double luck[] = {0.0, SD};
    for (size_t l = 0; l < 2; l++) {
        size_t together = 0;
        double met = 0.0, sharp = 0.0, p = 0.0;
        for (uint64_t seed = 1; seed <= REPETITIONS; seed++) {
            const struct toy toy = {.luck = luck[l], .seed = seed};
            double values[M], summaries[FRESH * M];
            struct abc_joint_target targets[M];
            for (size_t j = 0; j < M; j++)
                values[j] = 0.2 + 0.6 * (double)((seed * (37 + 12 * j)) % 100) / 100.0
                            + hypot(SD, luck[l]) * normal(seed + 500, 0, j);
            struct abc *abc = fit(&toy, values, SD, BUDGET, seed);
            const struct abc_joint joint = check(&toy, abc, FRESH, summaries, targets);
            together += joint.verdict == ABC_TOGETHER ? 1 : 0;
            met += joint.met_all / REPETITIONS;
            sharp = joint.met_all_if_sharp;
            p += joint.p / REPETITIONS;
            for (size_t j = 0; j < M; j++)
                assert_true(fabs(targets[j].off) < 1.0 && targets[j].narrowed > 0.5);
            abc_close(abc);
        }
        print_message("luck %.2f: together %zu of %d, met %.3f (%.3f), p %.3f (.5)\n", luck[l], together,
                      (int)REPETITIONS, met, sharp, p);
        assert_true(together == REPETITIONS);
        assert_true(fabs(sharp - (l == 0 ? 0.9025 : 0.7930)) < 0.001); /* .95 and P(|z| < 1.96 sqrt(2/3)), squared */
        assert_true(fabs(met - sharp) < 0.05 && fabs(p - 0.5) < 0.06);
    }
}

/* One parameter cannot be .3 and .7: said also when both lie within the margins of a fit that was stopped at once. */
static void test_conflict(void **state)
{
    (void)state;
    const double values[M] = {0.3, 0.7};
    double summaries[FRESH * M];
    struct abc_joint_target targets[M];
    const struct toy toy = {.one_for_two = true, .luck = 0.0, .seed = 3};
    struct abc *abc = fit(&toy, values, SD, BUDGET, 1);
    struct abc_joint joint = check(&toy, abc, FRESH, summaries, targets);
    assert_int_equal(joint.verdict, ABC_TENSION);
    assert_true(joint.met_all == 0.0 && joint.p < 0.001);
    /* .5 is 4 sd from both, and wherever between the two a point is, their sum is 8. */
    assert_true(targets[0].off > 2.0 && targets[1].off < -2.0 && fabs(targets[0].off - targets[1].off - 8.0) < 1e-9);
    abc_close(abc);
    abc = fit(&toy, values, SD, 100, 1);
    joint = check(&toy, abc, FRESH, summaries, targets);
    print_message("conflict, wide: p %.4f, met %.2f\n", joint.p, joint.met_all);
    assert_true(joint.verdict == ABC_TENSION && joint.met_all == 0.0 && joint.p < 0.01);
    abc_close(abc);
}

/* Targets that can be met, and a posterior that is the nearest half of the prior: margins hold them, few points meet
 * them. */
static void test_vague(void **state)
{
    (void)state;
    const double values[M] = {0.5, 0.5};
    double summaries[FRESH * M], squares, p = 0.0;
    struct abc_joint_target targets[M];
    struct abc_check margins[M];
    struct sim_err err = {0};
    const struct toy toy = {.seed = 3};
    size_t met = 0, near_first = 0;
    struct abc *abc = fit(&toy, values, SD, 100, 1);
    const struct abc_joint joint = check(&toy, abc, FRESH, summaries, targets);
    assert_int_equal(abc_predict(abc, summaries, FRESH, margins, &err), SIM_OK);
    assert_true(margins[0].inside && margins[1].inside);
    assert_true(joint.verdict != ABC_TOGETHER);
    assert_true(targets[0].narrowed < 0.5 && targets[1].narrowed < 0.5);
    for (size_t i = 0; i < FRESH; i++) {
        const double a = (summaries[2 * i] - 0.5) / SD, b = (summaries[2 * i + 1] - 0.5) / SD;
        met += fabs(a) <= 1.96 && fabs(b) <= 1.96;
        near_first += fabs(a) <= 1.96;
        squares = a * a + b * b;
        p += exp(-0.5 * squares) / FRESH; /* chi-square with 2 degrees of freedom */
    }
    print_message("vague: p %.3f, met %.2f of %.2f, narrowed %.2f %.2f, verdict %d\n", joint.p, joint.met_all,
                  joint.met_all_if_sharp, targets[0].narrowed, targets[1].narrowed, (int)joint.verdict);
    assert_true(fabs(joint.met_all - (double)met / FRESH) < 1e-12);
    assert_true(fabs(targets[0].met - (double)near_first / FRESH) < 1e-12 && fabs(joint.p - p) < 1e-12);
    /* Runs that failed are left out; of nothing nothing is said. */
    struct abc_joint fewer;
    summaries[0] = (double)NAN;
    assert_int_equal(abc_predict_joint(abc, summaries, FRESH, &fewer, targets, &err), SIM_OK);
    assert_true(fewer.n == FRESH - 1);
    for (size_t i = 0; i < FRESH * M; i++)
        summaries[i] = (double)NAN;
    assert_int_equal(abc_predict_joint(abc, summaries, FRESH, &fewer, targets, &err), SIM_E_INPUT);
    abc_close(abc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_can_be_met),
        cmocka_unit_test(test_conflict),
        cmocka_unit_test(test_vague),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
