/* Intervals and tests of events and of thin differences: known answers, and what they cover. */
#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "sim/stats/multiple.h"
#include "sim/stats/share.h"
#include "sim/stats/stats.h"
#include "tests/support/synthetic.h"

#define NONE ((double)NAN)

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not %.17g", value, expected);
}

/* Newcombe (1998), Statistics in Medicine 17: 857-872, table I: score without continuity correction. */
static void test_wilson(void **state)
{
    (void)state;
    const struct stats_interval many = share_wilson(81.0 / 263.0, 263, 0.95),
                                some = share_wilson(15.0 / 148.0, 148, 0.95);
    const struct stats_interval none = share_wilson(0.0, 20, 0.95), one = share_wilson(1.0 / 29.0, 29, 0.95);
    near(many.lo, 0.2553, 5e-5);
    near(many.hi, 0.3662, 5e-5);
    near(some.lo, 0.0624, 5e-5);
    near(some.hi, 0.1605, 5e-5);
    assert_true(none.lo == 0.0);
    near(none.hi, 0.1611, 5e-5);
    near(one.lo, 0.0061, 5e-5);
    near(one.hi, 0.1718, 5e-5);
    assert_true(share_wilson(1.0, 20, 0.95).hi == 1.0);
    assert_true(isnan(share_wilson(NONE, 0, 0.95).lo));
}

static void test_sign(void **state)
{
    (void)state;
    near(share_sign_p(0, 0), 1.0, 0.0);
    near(share_sign_p(2, 0), 0.5, 1e-12);
    near(share_sign_p(0, 6), 2.0 / 64.0, 1e-12);
    near(share_sign_p(8, 2), 2.0 * (1.0 + 10.0 + 45.0) / 1024.0, 1e-12);
    near(share_sign_p(5, 5), 1.0, 0.0);
}

/* Before and after a transplantation: 1 and 7 of 21 pairs differ (Bentur et al. 2009, the example of Fagerland, Lydersen
 * and Laake). */
static void test_paired_events(void **state)
{
    (void)state;
    double arm[21] = {0}, reference[21] = {0}, two[] = {100, 100}, zero[2] = {0};
    struct stats_contrast x;
    arm[0] = reference[0] = arm[1] = 100.0;
    for (int i = 2; i < 9; i++)
        reference[i] = 100.0;
    assert_true(share_is_events(arm, 21));
    stats_compare(arm, reference, 21, -1, 0.95, &x);
    share_contrast(0.95, &x);
    near(x.lo, -50.8, 0.05);
    near(x.hi, -1.3, 0.05);
    near(x.p, 2.0 * 9.0 / 256.0, 1e-12);
    stats_compare(two, zero, 2, -1, 0.95, &x); /* two of two: hardly anything */
    share_contrast(0.95, &x);
    near(x.p, 0.5, 1e-12);
    assert_true(x.lo < 0.0 && x.hi == 100.0);
    stats_compare(zero, zero, 2, -1, 0.95, &x);
    share_contrast(0.95, &x);
    assert_true(isnan(x.p) && x.lo < -50.0 && x.hi > 50.0);
    two[0] = 50.0;
    assert_false(share_is_events(two, 2));
}

/* By enumeration: no chance in it. Wilson's interval over shares, Bonett and Price's over pairs of shares that differ. */
static void test_event_coverage(void **state)
{
    (void)state;
    const size_t counts[] = {10, 20, 60};
    for (size_t k = 0; k < 3; k++) {
        const unsigned n = (unsigned)counts[k];
        double mean = 0.0, least = 1.0, cells = 0.0, mean_paired = 0.0, least_paired = 1.0, cells_paired = 0.0;
        for (int step = 1; step < 25; step++) {
            const double p = 0.02 * step;
            double cover = 0.0;
            for (unsigned i = 0; i <= n; i++) {
                const struct stats_interval w = share_wilson((double)i / n, n, 0.95);
                cover += w.lo <= p && w.hi >= p ? gsl_ran_binomial_pdf(i, p, n) : 0.0;
            }
            mean += cover;
            least = fmin(least, cover);
            cells += 1.0;
        }
        for (int row = 0; row < 9; row++)
            for (int column = 0; column < 6; column++) {
                const double up = 0.01 + 0.07 * row, down = 0.01 + 0.07 * column;
                const double chances[] = {up, down, 1.0 - up - down};
                double cover = 0.0;
                for (unsigned i = 0; i <= n; i++)
                    for (unsigned j = 0; i + j <= n; j++) {
                        const unsigned cell[] = {i, j, n - i - j};
                        struct stats_contrast x = {.n = n, .more = i, .fewer = j};
                        share_contrast(0.95, &x);
                        assert_true(x.lo >= -100.0 && x.hi <= 100.0);
                        if (x.lo <= 100.0 * (up - down) && x.hi >= 100.0 * (up - down))
                            cover += gsl_ran_multinomial_pdf(3, chances, cell);
                    }
                mean_paired += cover;
                least_paired = fmin(least_paired, cover);
                cells_paired += 1.0;
            }
        print_message("n %u: Wilson %.1f %% (least %.1f), Bonett and Price %.1f %% (least %.1f)\n", n,
                      100.0 * mean / cells, 100.0 * least, 100.0 * mean_paired / cells_paired, 100.0 * least_paired);
        assert_true(mean / cells > 0.945 && mean / cells < 0.965 && least > 0.88);
        assert_true(mean_paired / cells_paired > 0.945 && mean_paired / cells_paired < 0.98 && least_paired > 0.92);
    }
}

/* Months that a network lives: 120, but for a few that die at any time. Of intervals that are given 93 % or more hold; that
 * all intervals would not is what thin samples are about. */
static void test_zero_inflated(void **state)
{
    (void)state;
    const struct {
        size_t n;
        double rate;
    } cases[] = {{20, 0.02}, {60, 0.05}, {60, 0.1}, {60, 0.2}, {60, 0.3}, {200, 0.05}, {200, 0.1}, {200, 0.2}};
    double x[200];
    size_t given = 0, held = 0, all = 0, all_held = 0;
    gsl_rng *g = NULL;
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        const double truth = 120.0 - 60.0 * cases[c].rate;
        size_t own_given = 0, own_held = 0;
        for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
            struct stats_summary s;
            struct stats_moments m = {0};
            synthetic_start(&g, 220 + c, e);
            for (size_t i = 0; i < cases[c].n; i++) {
                const double when = gsl_ran_flat(g, 0.0, 120.0);
                x[i] = gsl_ran_flat(g, 0.0, 1.0) < cases[c].rate ? when : 120.0;
                stats_add(&m, x[i]);
            }
            const double half = stats_sd(&m) * 2.0 / sqrt((double)cases[c].n);
            all++;
            all_held += fabs(m.mean - truth) <= half;
            assert_int_equal(stats_summarise(x, cases[c].n, 0.95, &s, NULL), SIM_OK);
            assert_true(isnan(s.lo) == (s.sample.n - s.sample.equal < 10));
            own_given += isnan(s.lo) ? 0 : 1;
            own_held += s.lo <= truth && s.hi >= truth;
        }
        print_message("%3zu runs, %2.0f %% differ: interval in %5.1f %% of experiments, holds in %5.1f %% of these\n",
                      cases[c].n, 100.0 * cases[c].rate, 100.0 * (double)own_given / SYNTHETIC_EXPERIMENTS,
                      own_given > 0 ? 100.0 * (double)own_held / (double)own_given : (double)NAN);
        given += own_given;
        held += own_held;
        if (own_given > SYNTHETIC_EXPERIMENTS / 2) {
            const double n = (double)own_given;
            assert_true((double)own_held >= 0.93 * n - 3.0 * sqrt(0.93 * 0.07 * n));
        }
    }
    gsl_rng_free(g);
    assert_true((double)held >= 0.93 * (double)given);
    assert_true((double)all_held < 0.88 * (double)all);
}

/* Four differences that vary, one that varies in a tenth and one in a twentieth of the runs, all of them 0 in truth but
 * one: the intervals that are given hold together, none is infinite, and none of the p is small too often. */
static void test_thin_family(void **state)
{
    (void)state;
    enum { M = 6, MOST = 60 };
    const size_t counts[] = {3, 5, 10, MOST};
    const double truth[M] = {0.0, 0.5, 0.0, 0.0, 0.0, 0.0};
    const struct bootstrap_plan plan = {14, 499};
    double x[5 * MOST], d[M * MOST];
    gsl_rng *g = NULL;
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
        const size_t n = counts[k];
        size_t all = 0, calm = 0, thin = 0;
        char what[96];
        for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
            struct multiple_contrast c[M];
            int hold = 1, wrong = 0;
            synthetic_start(&g, 230 + k, e);
            synthetic_correlated(g, 0.5, x, 5, n);
            for (size_t i = 0; i < n; i++) {
                for (size_t j = 0; j < 4; j++)
                    d[j * n + i] = x[(j + 1) * n + i] - x[i] + truth[j];
                for (size_t j = 4; j < M; j++)
                    d[j * n + i] = gsl_ran_flat(g, 0.0, 1.0) < (j == 4 ? 0.1 : 0.05) ? gsl_ran_gaussian(g, 20.0) : 0.0;
            }
            assert_int_equal(multiple_max_t(&plan, d, M, n, 0.95, c, NULL, NULL), SIM_OK);
            for (size_t j = 0; j < M; j++) {
                assert_false(isinf(c[j].lo) || isinf(c[j].hi));
                assert_true(j >= 4 || !isnan(c[j].lo));
                hold &= isnan(c[j].lo) || (c[j].lo <= truth[j] && c[j].hi >= truth[j]);
                wrong |= j != 1 && c[j].p <= 0.05;
                thin += isnan(c[j].lo) ? 1 : 0;
            }
            all += (size_t)hold;
            calm += wrong ? 0 : 1;
        }
        (void)snprintf(what, sizeof what, "max-t with thin contrasts, together, n %zu", n);
        synthetic_expect_at_least(what, all, 0.95, 2.0);
        (void)snprintf(what, sizeof what, "max-t with thin contrasts, no false rejection, n %zu", n);
        synthetic_expect_at_least(what, calm, 0.95, 2.0);
        assert_true(thin > SYNTHETIC_EXPERIMENTS);
    }
    gsl_rng_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wilson),        cmocka_unit_test(test_sign),
        cmocka_unit_test(test_paired_events), cmocka_unit_test(test_event_coverage),
        cmocka_unit_test(test_zero_inflated), cmocka_unit_test(test_thin_family),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
