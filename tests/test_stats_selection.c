/* Which arm is best, and which gets the next replications: known answers and calibration. */
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

#include "sim/stats/best.h"
#include "sim/stats/multi_t.h"
#include "sim/stats/select.h"
#include "sim/stats/stats.h"
#include "tests/support/synthetic.h"

#define NONE ((double)NAN)

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance * (1.0 + fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

static void test_best_shares(void **state)
{
    (void)state;
    /* Arm 0 wins once and ties once, arm 1 wins twice and ties once; the third replication is not whole. */
    const double x[] = {3, 1, 9, 1, 5, /**/ 2, 2, NONE, 4, 5, /**/ -100, -101, 0, -100, -102};
    struct multi_t draws = {.seed = 1, .draws = 20000}, none = {.seed = 1};
    struct best_arm best[3], two[2];
    size_t n;
    assert_int_equal(best_arms(&draws, x, 3, 5, 1, best, &n, NULL), SIM_OK);
    assert_int_equal(n, 4);
    near(best[0].share_best, 1.5 / 4.0, 1e-12);
    near(best[1].share_best, 2.5 / 4.0, 1e-12);
    near(best[2].share_best, 0.0, 1e-12);
    near(best[0].mean, 2.5, 1e-12);
    near(best[1].mean, 3.25, 1e-12);
    /* Differences 1 - 0: -1, 1, 3, 0: mean 3/4, se sqrt(35/48), 3 degrees of freedom; the third arm has no chance. */
    const double t = 0.75 / sqrt(35.0 / 48.0), one_sided = gsl_cdf_tdist_P(t, 3.0);
    near(best[1].p_best, one_sided, 0.01);
    near(best[0].p_best + best[1].p_best + best[2].p_best, 1.0, 1e-9);
    assert_int_equal(best_arms(&draws, x, 2, 5, 1, two, &n, NULL), SIM_OK); /* of two it is the paired t itself */
    near(two[1].p_best, one_sided, 1e-12);
    near(two[0].p_best, 1.0 - one_sided, 1e-12);
    assert_int_equal(best_arms(&draws, x, 2, 5, -1, two, &n, NULL), SIM_OK);
    near(two[0].p_best, one_sided, 1e-12);
    assert_int_equal(best_arms(&draws, x, 3, 5, -1, best, &n, NULL), SIM_OK);
    near(best[2].share_best, 1.0, 1e-12);
    assert_true(best[2].p_best > 0.999 && best[2].p_best <= 1.0);
    near(best[1].mean, 3.25, 1e-12);
    assert_int_equal(best_arms(&draws, x + 2, 2, 1, 1, best, &n, NULL), SIM_OK);
    assert_true(n == 1 && isnan(best[0].p_best)); /* one replication has no spread */
    assert_int_equal(best_arms(&draws, x + 7, 1, 1, 1, best, &n, NULL), SIM_OK);
    assert_true(n == 0 && isnan(best[0].mean) && isnan(best[0].p_best) && isnan(best[0].share_best));
    assert_int_equal(best_arms(&none, x, 3, 5, 1, best, &n, NULL), SIM_E_INPUT);
    assert_int_equal(best_arms(&draws, x, 3, 5, 0, best, &n, NULL), SIM_E_INPUT);
    multi_t_free(&draws);
}

/* Arms that are equal share the chance exactly, one that always wins has 1 exactly, and a thin lead has none. */
static void test_best_limits(void **state)
{
    (void)state;
    enum { N = 60 };
    double x[3 * N];
    struct multi_t draws = {.seed = 4, .draws = 2000};
    struct best_arm best[3];
    struct stats_interval to_best[3];
    for (size_t i = 0; i < N; i++) {
        x[i] = sin((double)i);
        x[N + i] = x[2 * N + i] = x[i] + 50.0 + 0.01 * cos((double)(i * i));
    }
    assert_int_equal(best_arms(&draws, x, 3, N, 1, best, NULL, NULL), SIM_OK);
    assert_true(best[0].p_best == 0.0 && best[1].p_best == 0.5 && best[2].p_best == 0.5);
    assert_int_equal(best_arms(&draws, x, 3, N, -1, best, NULL, NULL), SIM_OK);
    assert_true(best[0].p_best == 1.0 && best[1].p_best == 0.0 && best[0].share_best == 1.0);
    for (size_t i = 0; i < N; i++)
        x[i] = x[N + i] - (i < 9 ? 1.0 : 0.0);
    assert_int_equal(best_arms(&draws, x, 3, N, 1, best, NULL, NULL), SIM_OK);
    assert_int_equal(best_mcb(x, 3, N, 1, 0.95, to_best, NULL), SIM_OK);
    assert_true(isnan(best[0].p_best) && isnan(best[1].p_best) && isnan(to_best[0].hi) && isnan(to_best[1].lo));
    x[9] -= 1.0;
    assert_int_equal(best_arms(&draws, x, 3, N, 1, best, NULL, NULL), SIM_OK);
    assert_int_equal(best_mcb(x, 3, N, 1, 0.95, to_best, NULL), SIM_OK);
    assert_true(best[1].p_best > 0.49 && to_best[0].lo < 0.0);
    multi_t_free(&draws);
}

/* What a sample lacks leaves the draws of the others as they are: of arms with equal means, a replication that says
 * nothing (its values are the means) is left out, and no chance moves. With draws of others they would, by luck. */
static void test_best_without(void **state)
{
    (void)state;
    enum { N = 41, K = 3 };
    double rows[N * K], room[3 * K], all[K], without[K], again[K], largest = 0.0;
    size_t replication[N];
    struct multi_t draws = {.seed = 6, .draws = 2000, .use = MULTI_T_POINTS}, others = draws;
    for (size_t k = 0; k < K; k++) {
        double mean = 0.0;
        for (size_t i = 1; i < N; i++)
            mean += sin((double)((7 + 4 * k) * i * i)) / (double)(N - 1);
        for (size_t i = 1; i < N; i++)
            rows[i * K + k] = sin((double)((7 + 4 * k) * i * i)) - mean;
        rows[k] = 0.0;
    }
    for (size_t i = 1; i < N; i++)
        replication[i - 1] = i;
    const struct multi_t_sample whole = {rows, K, N, NULL}, less = {rows + K, K, N - 1, replication};
    assert_int_equal(multi_t_best(&draws, &whole, room, all, NULL), SIM_OK);
    assert_int_equal(multi_t_best(&draws, &less, room, without, NULL), SIM_OK);
    assert_int_equal(multi_t_best(&others, &less, room, again, NULL), SIM_OK);
    assert_memory_equal(without, again, sizeof again); /* whatever was asked before */
    for (size_t k = 0; k < K; k++)
        largest = fmax(largest, fabs(without[k] - all[k]));
    assert_true(all[0] > 0.2 && all[1] > 0.2 && all[2] > 0.2);
    assert_true(largest <= 1.0 / 2000.0); /* rounding may turn one draw */
    assert_int_equal(multi_t_best(&draws, &(struct multi_t_sample){rows, 1, N, NULL}, room, all, NULL), SIM_OK);
    assert_true(all[0] == 1.0);
    multi_t_free(&draws);
    multi_t_free(&others);
}

/* Two arms (of three, of which one has no chance) that are equally good: with few replications, too, one is called best
 * with 97.5 % or more in a twentieth of the experiments. */
static void test_best_few(void **state)
{
    (void)state;
    const size_t counts[] = {3, 5, 10};
    gsl_rng *g = NULL;
    for (size_t k = 0; k < 3; k++) {
        const size_t n = counts[k];
        struct multi_t draws = {.seed = 5, .draws = 2000};
        double x[3 * 10];
        size_t calm = 0;
        char what[80];
        for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
            struct best_arm best[3];
            synthetic_start(&g, 210, e);
            synthetic_correlated(g, 0.3, x, 2, n);
            for (size_t i = 0; i < n; i++)
                x[2 * n + i] = x[i] - 1e6 - 0.1 * (double)i;
            assert_int_equal(best_arms(&draws, x, 3, n, 1, best, NULL, NULL), SIM_OK);
            calm += fmax(best[0].p_best, best[1].p_best) < 0.975;
        }
        (void)snprintf(what, sizeof what, "no winner among two equal arms, n %zu", n);
        synthetic_expect_95(what, calm);
        multi_t_free(&draws);
    }
    gsl_rng_free(g);
}

/* True means from a wide prior: of the arms called best with chance p, a share p is best. */
static void test_best_calibrated(void **state)
{
    (void)state;
    enum { N = 40, K = 4, BINS = 4 };
    double x[K * N], truth[K], claimed[BINS] = {0}, right[BINS] = {0}, n[BINS] = {0};
    struct multi_t draws = {.seed = 9, .draws = 400};
    gsl_rng *g = NULL;
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        struct best_arm best[K];
        size_t top = 0;
        synthetic_start(&g, 201, e);
        synthetic_correlated(g, 0.6, x, K, N);
        for (size_t k = 0; k < K; k++) {
            truth[k] = gsl_ran_gaussian_ziggurat(g, 0.5); /* 3.5 times the standard error of a difference */
            top = truth[k] > truth[top] ? k : top;
            for (size_t i = 0; i < N; i++)
                x[k * N + i] += truth[k];
        }
        assert_int_equal(best_arms(&draws, x, K, N, 1, best, NULL, NULL), SIM_OK);
        for (size_t k = 0; k < K; k++) {
            const size_t bin = best[k].p_best < 0.25 ? 0 : best[k].p_best < 0.5 ? 1 : best[k].p_best < 0.75 ? 2 : 3;
            claimed[bin] += best[k].p_best;
            right[bin] += k == top ? 1.0 : 0.0;
            n[bin] += 1.0;
        }
    }
    gsl_rng_free(g);
    multi_t_free(&draws);
    for (int bin = 0; bin < BINS; bin++) {
        const double p = claimed[bin] / n[bin], error = sqrt(p * (1.0 - p) / n[bin]);
        print_message("p-best claimed %.3f, true %.3f (%.0f)\n", p, right[bin] / n[bin], n[bin]);
        if (fabs(right[bin] / n[bin] - p) > 3.0 * error + 0.01)
            fail_msg("p-best %.3f holds in %.3f", p, right[bin] / n[bin]);
    }
}

static void test_mcb(void **state)
{
    (void)state;
    /* Two arms, difference 0 - 1: 1, 2, 3, 2; mean 2, sd sqrt(2/3), one-sided t(0.95, 3) = 2.353363. */
    const double x[] = {2, 4, 6, 3, NONE, /**/ 1, 2, 3, 1, 7}, tie[] = {1, 1, 1, 1};
    const double margin = 2.3533634348018264 * sqrt(2.0 / 12.0);
    struct stats_interval out[2];
    assert_int_equal(best_mcb(x, 2, 5, 1, 0.95, out, NULL), SIM_OK);
    near(out[0].hi, 2.0 + margin, 1e-9);
    near(out[1].lo, -2.0 - margin, 1e-9);
    assert_true(out[0].lo == 0.0 && out[1].hi == 0.0); /* arm 0 is the best */
    assert_int_equal(best_mcb(x, 2, 5, -1, 0.95, out, NULL), SIM_OK);
    near(out[1].hi, 2.0 + margin, 1e-9);
    assert_true(out[0].hi == 0.0);
    assert_int_equal(best_mcb(tie, 2, 2, 1, 0.95, out, NULL), SIM_OK);
    assert_true(out[0].lo == 0.0 && out[0].hi == 0.0 && out[1].lo == 0.0 && out[1].hi == 0.0);
    /* The leads over the best other are plain when there is hardly any noise: 5, 3 and 1 on the same futures. Without
     * any, three of three are no certainty. */
    const double sure[] = {5, 6, 9, /**/ 3, 4, 7, /**/ 1, 2, 5};
    const double nearly[] = {5, 6, 9, /**/ 3, 4 + 2e-9, 7 + 1e-9, /**/ 1, 2 - 2e-9, 5 - 1e-9};
    struct stats_interval three[3];
    assert_int_equal(best_mcb(sure, 3, 3, 1, 0.95, three, NULL), SIM_OK);
    assert_true(isnan(three[0].lo) && isnan(three[1].hi));
    assert_int_equal(best_mcb(nearly, 3, 3, 1, 0.95, three, NULL), SIM_OK);
    assert_true(three[0].lo == 0.0 && three[1].hi == 0.0 && three[2].hi == 0.0);
    near(three[0].hi, 2.0, 1e-7);
    near(three[1].lo, -2.0, 1e-7);
    near(three[2].lo, -4.0, 1e-7);
    assert_int_equal(best_mcb(x, 2, 1, 1, 0.95, out, NULL), SIM_OK);
    assert_true(isnan(out[0].lo) && isnan(out[1].hi));
    assert_int_equal(best_mcb(x, 1, 5, 1, 0.95, out, NULL), SIM_E_INPUT);
}

static void test_mcb_coverage(void **state)
{
    (void)state;
    enum { N = 30, K = 5 };
    const double truth[K] = {0.0, 0.3, 0.3, 0.1, -0.5};
    double x[K * N];
    size_t hold = 0;
    gsl_rng *g = NULL;
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        struct stats_interval out[K];
        int all = 1;
        synthetic_start(&g, 202, e);
        synthetic_correlated(g, 0.5, x, K, N);
        for (size_t i = 0; i < K * N; i++)
            x[i] += truth[i / N];
        assert_int_equal(best_mcb(x, K, N, 1, 0.95, out, NULL), SIM_OK);
        for (size_t k = 0; k < K; k++) {
            const double lead = truth[k] - 0.3; /* against the best other: there are two best */
            all &= out[k].lo <= lead && out[k].hi >= lead;
        }
        hold += (size_t)all;
    }
    gsl_rng_free(g);
    synthetic_expect_at_least("MCB, 5 arms with two best, all together, n 30", hold, 0.95, 2.0);
}

/* Arm 1 is .02 better in every replication; the later replications of arm 0 are luckier than those that both have. */
static void test_leader(void **state)
{
    (void)state;
    const double x[] = {0.1, -0.3, 0.2, 5.0, 6.0, /**/ 0.12, -0.28, 0.22, NONE, NONE, /**/ 9.0, 9.0, 9.0, 9.0, 9.0};
    const size_t n[] = {5, 3, 5};
    const bool in[] = {true, true, false};
    struct select_data data = {.values = x, .stride = 5, .arms = 3, .n = n, .in = in, .better = 1};
    double p;
    size_t next[3];
    assert_int_equal(select_leader(&data, &p), 1);
    near(p, 1.0, 1e-9);
    data.better = -1;
    assert_int_equal(select_leader(&data, &p), 0);
    assert_int_equal(select_paired(&data, 2, 5, next, NULL), SIM_E_INPUT); /* it is not in */

    /* Differences 2, 1, 3 (mean 2, sd 1): t = 2 sqrt(3) with 2 degrees of freedom; none known of the last. */
    const double y[] = {1, 2, 3, /**/ 3, 3, 6, /**/ 0, 0, 0};
    const size_t three[] = {3, 3, 1};
    data = (struct select_data){.values = y, .stride = 3, .arms = 2, .n = three, .in = in, .better = 1};
    assert_int_equal(select_leader(&data, &p), 1);
    near(p, 0.5 * (1.0 + sqrt(12.0 / 14.0)), 1e-9); /* the t distribution with 2 degrees of freedom is algebraic */
    const bool all[] = {true, true, true}, none[] = {false, false, false};
    data.arms = 3;
    data.in = all;
    assert_int_equal(select_leader(&data, &p), 1);
    near(p, 0.5 * (1.0 + sqrt(12.0 / 14.0)) - 0.5, 1e-9);
    data.in = none;
    assert_int_equal(select_leader(&data, &p), 3);
    assert_true(isnan(p));
}

/* Each pair of arms has replications of its own. Arm 0 is surely behind arm 1 and ahead of all others; arm 1 may be behind
 * each of those, but surely behind none: it leads, though the chances that another is better add up to more. */
static void test_leader_behind_none(void **state)
{
    (void)state;
    const double x[] = {NONE, NONE, NONE, 0,   0.01, -0.01, 5,    5.01, 4.99, /**/ 0, 1,    -1,   3,        3.02, 2.99,
                        NONE, NONE, NONE, 0.1, 0.9,  -0.9,  NONE, NONE, NONE, 0,      0,    0.02, /**/ 0.1, 0.9,  -0.9,
                        NONE, NONE, NONE, 0,   0,    0.02,  0.1,  0.9,  -0.9, NONE,   NONE, NONE, 0,        0,    0.02};
    const size_t n[] = {9, 9, 9, 9, 9};
    const bool in[] = {true, true, true, true, true};
    const struct select_data data = {.values = x, .stride = 9, .arms = 5, .n = n, .in = in, .better = 1};
    double p;
    assert_int_equal(select_leader(&data, &p), 1);
    near(p, 0.0, 1e-12);
}

/* Differences from arm 2 have sd 1 and means 1 and 2: pairs go as 4 : 1, and the leader keeps up with the first. */
static void test_paired_parts(void **state)
{
    (void)state;
    double x[3 * 4] = {0, -2, 0, -2, /**/ -1, -3, -1, -3, /**/ 0, 0, 0, 0};
    const size_t n[] = {4, 4, 4};
    const bool in[] = {true, true, true}, two[] = {false, true, true};
    struct select_data data = {.values = x, .stride = 4, .arms = 3, .n = n, .in = in, .better = 1};
    size_t next[3];
    assert_int_equal(select_leader(&data, NULL), 2);
    assert_int_equal(select_paired(&data, 2, 33, next, NULL), SIM_OK); /* 45 in all: 20, 5 and 20 */
    assert_true(next[0] == 16 && next[1] == 1 && next[2] == 16);
    data.in = two;
    assert_int_equal(select_paired(&data, 2, 8, next, NULL), SIM_OK);
    assert_true(next[0] == 0 && next[1] == 4 && next[2] == 4);
    /* Differences that do not vary: counts are made even. */
    const double flat[3 * 4] = {1, 2, 3, 4, /**/ 2, 3, 4, 5, /**/ 3, 4, 5, 0};
    const size_t uneven[] = {4, 4, 3};
    data = (struct select_data){.values = flat, .stride = 4, .arms = 3, .n = uneven, .in = in, .better = 1};
    assert_int_equal(select_leader(&data, NULL), 2);
    assert_int_equal(select_paired(&data, 2, 4, next, NULL), SIM_OK);
    assert_true(next[0] == 1 && next[1] == 1 && next[2] == 2);
}

/* Five arms at even distances whose luck is shared for the most part: what is claimed is kept, and no fewer are right
 * than with equal counts. */
static void test_paired_gains(void **state)
{
    (void)state;
    enum { K = 5, FIRST = 10, BUDGET = 200, STEP = 10 };
    const size_t experiments = SYNTHETIC_EXPERIMENTS;
    size_t right = 0, right_equal = 0;
    double *x = malloc(K * BUDGET * sizeof *x), claimed = 0.0, p = 0.0;
    gsl_rng *g = NULL;
    assert_non_null(x);
    const bool in[K] = {true, true, true, true, true};
    for (size_t e = 0; e < experiments; e++) {
        size_t n[K], next[K], leader = K;
        synthetic_start(&g, 205, e);
        synthetic_correlated(g, 0.9, x, K, BUDGET);
        for (size_t k = 0; k < K; k++)
            for (size_t i = 0; i < BUDGET; i++)
                x[k * BUDGET + i] += 0.1 * (double)k;
        const struct select_data data = {.values = x, .stride = BUDGET, .arms = K, .n = n, .in = in, .better = 1};
        for (size_t k = 0; k < K; k++)
            n[k] = BUDGET / K;
        right_equal += select_leader(&data, NULL) == K - 1;
        for (size_t k = 0; k < K; k++)
            n[k] = FIRST;
        for (size_t spent = K * FIRST; spent <= BUDGET; spent += STEP) {
            leader = select_leader(&data, &p);
            assert_int_equal(select_paired(&data, leader, STEP, next, NULL), SIM_OK);
            for (size_t k = 0; spent < BUDGET && k < K; k++)
                n[k] += next[k];
        }
        right += leader == K - 1;
        claimed += p;
    }
    gsl_rng_free(g);
    free(x);
    print_message("paired allocation: right %.3f (claimed at least %.3f), equal allocation %.3f\n",
                  (double)right / (double)experiments, claimed / (double)experiments,
                  (double)right_equal / (double)experiments);
    assert_true(right >= right_equal);
    synthetic_expect_at_least("probability of a right choice", right, claimed / (double)experiments, 3.0);
}

/* The first screening by hand: 2 arms, 4 replications, alpha 0.05, so eta = (0.1^(-2/3) - 1) / 2 = 1.8207944. */
static void test_kn_first_screening(void **state)
{
    (void)state;
    const double h2 = 2.0 * 1.820794416806389 * 3.0, variance = 2.0 / 3.0; /* differences -1, 0, 1, 0, plus a shift */
    const double noise[] = {-1, 0, 1, 0};
    for (int late = 0; late < 2; late++) {
        const double delta = 0.5, margin = delta / 8.0 * (h2 * variance / (delta * delta) - 4.0);
        const double shift = margin + (late ? -1e-6 : 1e-6);
        struct select_kn *kn;
        assert_int_equal(select_kn_create(2, 4, 0.05, delta, 1, &kn, NULL), SIM_OK);
        const double hole[] = {NONE, 1};
        select_kn_feed(kn, hole);
        for (int i = 0; i < 4; i++) {
            const double row[] = {10.0, 10.0 + noise[i] + shift};
            assert_false(select_kn_done(kn));
            select_kn_feed(kn, row);
        }
        assert_int_equal(select_kn_missing(kn), 1);
        assert_int_equal(select_kn_rounds(kn), 4);
        assert_int_equal(select_kn_best(kn), 1);
        assert_true(select_kn_done(kn) == !late && select_kn_in(kn, 0) == late && select_kn_in(kn, 1));
        select_kn_free(kn);
    }
}

static void test_kn_limits(void **state)
{
    (void)state;
    struct select_kn *kn = NULL;
    assert_int_equal(select_kn_create(1, 10, 0.05, 1, 1, &kn, NULL), SIM_E_INPUT);
    assert_int_equal(select_kn_create(2, 1, 0.05, 1, 1, &kn, NULL), SIM_E_INPUT);
    assert_int_equal(select_kn_create(2, 10, 0.5, 1, 1, &kn, NULL), SIM_E_INPUT);
    assert_int_equal(select_kn_create(2, 10, 0.05, 0, 1, &kn, NULL), SIM_E_INPUT);
    assert_null(kn);
    select_kn_free(NULL);
    /* Arms without any difference: done at the first screening, lowest index. */
    assert_int_equal(select_kn_create(3, 2, 0.05, 1, -1, &kn, NULL), SIM_OK);
    const double row[] = {4, 4, 4}, gone[] = {4, NONE, 4};
    select_kn_feed(kn, row);
    select_kn_feed(kn, row);
    assert_true(select_kn_done(kn) && select_kn_best(kn) == 0);
    select_kn_feed(kn, gone);
    assert_int_equal(select_kn_rounds(kn), 2);
    select_kn_free(kn);
    /* A missing value of an arm that is out does no harm. */
    assert_int_equal(select_kn_create(3, 2, 0.05, 0.1, -1, &kn, NULL), SIM_OK);
    const double a[] = {1.0, 9.00, 1.5}, b[] = {1.5, 9.51, 1.0};
    select_kn_feed(kn, a);
    select_kn_feed(kn, b);
    assert_true(!select_kn_done(kn) && !select_kn_in(kn, 1) && select_kn_in(kn, 0) && select_kn_in(kn, 2));
    select_kn_feed(kn, (const double[]){1.0, NONE, 1.0});
    assert_int_equal(select_kn_rounds(kn), 3);
    assert_int_equal(select_kn_missing(kn), 0);
    select_kn_free(kn);
}

/* The slippage configuration, which is the hardest: all others exactly delta behind. */
static size_t kn_right(double correlation, double *rounds)
{
    enum { K = 6, FIRST = 10, MOST = 4000, BLOCK = 100 };
    double x[K * BLOCK], row[K];
    size_t right = 0;
    gsl_rng *g = NULL;
    *rounds = 0.0;
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        struct select_kn *kn;
        synthetic_start(&g, 204, e);
        assert_int_equal(select_kn_create(K, FIRST, 0.05, 0.5, 1, &kn, NULL), SIM_OK);
        for (size_t i = 0; i < MOST && !select_kn_done(kn); i++) {
            if (i % BLOCK == 0)
                synthetic_correlated(g, correlation, x, K, BLOCK);
            for (size_t k = 0; k < K; k++)
                row[k] = x[k * BLOCK + i % BLOCK] + (k == 3 ? 0.5 : 0.0);
            select_kn_feed(kn, row);
        }
        assert_true(select_kn_done(kn));
        right += select_kn_best(kn) == 3;
        *rounds += (double)select_kn_rounds(kn) / SYNTHETIC_EXPERIMENTS;
        select_kn_free(kn);
    }
    gsl_rng_free(g);
    return right;
}

static void test_kn_right(void **state)
{
    (void)state;
    double apart, together;
    const size_t right_apart = kn_right(0.0, &apart), right_together = kn_right(0.7, &together);
    synthetic_expect_at_least("KN, 6 independent arms, right", right_apart, 0.95, 2.0);
    synthetic_expect_at_least("KN, 6 arms with correlation 0.7, right", right_together, 0.95, 2.0);
    print_message("KN: replications %.1f independent, %.1f with common random numbers\n", apart, together);
    assert_true(together < 0.5 * apart); /* variance of differences 0.3 of what it was */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_best_shares),     cmocka_unit_test(test_best_limits),
        cmocka_unit_test(test_best_without),    cmocka_unit_test(test_best_few),
        cmocka_unit_test(test_best_calibrated), cmocka_unit_test(test_mcb),
        cmocka_unit_test(test_mcb_coverage),    cmocka_unit_test(test_kn_first_screening),
        cmocka_unit_test(test_leader),          cmocka_unit_test(test_leader_behind_none),
        cmocka_unit_test(test_paired_parts),    cmocka_unit_test(test_paired_gains),
        cmocka_unit_test(test_kn_limits),       cmocka_unit_test(test_kn_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
