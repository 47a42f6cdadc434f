/* How many replications, and when to stop: known answers and calibration. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/stats/advice.h"
#include "sim/stats/convergence.h"
#include "sim/stats/noncentral.h"
#include "sim/stats/precision.h"
#include "sim/stats/stats.h"
#include "tests/support/synthetic.h"

#define NONE ((double)NAN)

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance * (1.0 + fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

static void test_schedule(void **state)
{
    (void)state;
    const size_t expected[] = {10, 15, 20, 30, 40, 60, 80, 120, 160, 200}, odd[] = {5, 7, 10, 15, 20, 30};
    size_t count = 0;
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(count = precision_next(10, 200, count), expected[i]);
    assert_int_equal(precision_next(10, 200, 200), 0);
    count = 0;
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(count = precision_next(5, 1000, count), odd[i]);
    assert_int_equal(precision_next(10, 1000, 61), 80); /* from a count that is not one of them */
    assert_int_equal(precision_next(10, 10, 0), 10);
    assert_int_equal(precision_next(10, 12, 10), 12);
    assert_int_equal(precision_next(20, 10, 0), 10);
    assert_int_equal(precision_next(2, SIZE_MAX, SIZE_MAX - 1), SIZE_MAX);
}

/* Values +a and -a in turn: sd = a sqrt(n / (n - 1)) for even n. */
static void test_decision(void **state)
{
    (void)state;
    enum { N = 200 };
    double x[N], rare[N];
    for (size_t i = 0; i < N; i++) {
        x[i] = 5.0 + (i % 2 == 0 ? 1.0 : -1.0);
        rare[i] = i % 2 == 0 ? x[i / 2] : NONE;
    }
    /* Half-widths: t(0.975, n - 1) / sqrt(n - 1): 0.7541 at 10, 0.4801 at 20, 0.3798 at 30, 0.3239 at 40. */
    struct precision_plan plan = {10, 160, 0, 0.95, 0.4, 0.0, NULL};
    struct precision p, q;
    precision_decide(&plan, x, 5, &p);
    assert_true(p.state == PRECISION_MORE && p.count == 0 && p.next == 10 && isnan(p.half));
    precision_decide(&plan, x, 29, &p);
    assert_true(p.state == PRECISION_MORE && p.count == 20 && p.next == 30);
    near(p.half, 2.093024054408263 / sqrt(19.0), 1e-9);
    precision_decide(&plan, x, 30, &p);
    assert_true(p.state == PRECISION_MET && p.count == 30 && p.next == 30 && p.n == 30);
    near(p.mean, 5.0, 1e-12);
    precision_decide(&plan, x, N, &q); /* more values change nothing */
    assert_true(q.state == p.state && q.count == p.count && q.half == p.half && q.mean == p.mean);
    plan.look_ahead = 1;
    precision_decide(&plan, x, 30, &p);
    assert_true(p.state == PRECISION_MORE && p.next == 40);
    precision_decide(&plan, x, N, &p);
    assert_true(p.state == PRECISION_MET && p.count == 40);
    plan.maximum = 30;
    precision_decide(&plan, x, N, &p);
    assert_true(p.state == PRECISION_MET && p.count == 30);
    plan.maximum = 20;
    precision_decide(&plan, x, N, &p);
    assert_true(p.state == PRECISION_NOT_MET && p.count == 20 && p.next == 20);
    plan = (struct precision_plan){10, 160, 0, 0.95, 0.0, 0.08, NULL}; /* 0.08 of 5 is 0.4 */
    precision_decide(&plan, x, N, &p);
    assert_true(p.state == PRECISION_MET && p.count == 30);
    precision_decide(&plan, rare, N, &p);
    assert_true(p.state == PRECISION_MET && p.count == 60 && p.n == 30);
    for (size_t i = 0; i < N; i++)
        rare[i] = i == 3 ? 1.0 : NONE;
    precision_decide(&plan, rare, N, &p);
    assert_true(p.state == PRECISION_NOT_MET && p.count == 160 && p.n == 1 && isnan(p.half));
}

/* The wish is not met for good when the half-width grows again: at 15 it fits, at 20 and 30 not. */
static void test_look_ahead(void **state)
{
    (void)state;
    double x[60];
    for (size_t i = 0; i < 60; i++)
        x[i] = (i % 2 == 0 ? 1.0 : -1.0) * (i >= 15 && i < 30 ? 3.0 : i < 15 ? 0.5 : 0.01) * (1.0 + 1e-4 * (double)i);
    struct precision_plan plan = {10, 60, 0, 0.95, 0.3, 0.0, NULL};
    struct precision p;
    precision_decide(&plan, x, 60, &p);
    assert_int_equal(p.count, 15);
    plan.look_ahead = 1;
    precision_decide(&plan, x, 60, &p);
    assert_true(p.count == 60 && p.state == PRECISION_NOT_MET);
}

/* Nothing but zeroes, or nearly so, is not precise: the spread is not known. The tenth value that differs ends that. */
static void test_thin(void **state)
{
    (void)state;
    double x[160] = {0};
    const struct precision_plan plan = {20, 160, 0, 0.95, 5.0, 0.0, NULL};
    struct precision p;
    precision_decide(&plan, x, 160, &p);
    assert_true(p.state == PRECISION_NOT_MET && p.count == 160 && isnan(p.half) && p.mean == 0.0);
    assert_true(thin_is(&p.sample) && p.sample.equal == 160 && p.sample.common == 0.0);
    for (size_t i = 0; i < 9; i++)
        x[i] = 0.5;
    precision_decide(&plan, x, 160, &p);
    assert_true(p.state == PRECISION_NOT_MET && p.sample.equal == 151);
    x[70] = 0.5;
    precision_decide(&plan, x, 160, &p);
    assert_true(p.state == PRECISION_MET && p.count == 80 && p.sample.equal == 70 && p.half > 0.0);
}

/* A relative wish is a part of the other values' mean, however small the values' own is; of a mean of 0 no part is wide
 * enough. */
static void test_base(void **state)
{
    (void)state;
    double x[160], base[160];
    for (size_t i = 0; i < 160; i++) {
        x[i] = (i & 1u) != 0 ? 1.0 : -1.0;
        base[i] = i % 5 == 0 ? NONE : 40.0;
    }
    struct precision_plan plan = {20, 160, 0, 0.95, 0.0, 0.01, NULL};
    struct precision p;
    precision_decide(&plan, x, 160, &p);
    assert_true(p.state == PRECISION_NOT_MET && fabs(p.base) < 1e-12 && p.count == 160);
    plan.base = base;
    precision_decide(&plan, x, 160, &p);
    assert_true(p.state == PRECISION_MET && p.base == 40.0 && fabs(p.mean) < 1e-12);
    assert_int_equal(p.count, 30); /* 2.045 * 1.017 / sqrt(30) = .38 of .4; .48 at 20 */
    for (size_t i = 0; i < 160; i++)
        base[i] = 0.0;
    precision_decide(&plan, x, 160, &p);
    assert_true(p.state == PRECISION_NOT_MET);
}

/* How many steps of the schedule b is above a. */
static int steps(const struct precision_plan *plan, size_t a, size_t b)
{
    int n = 0;
    for (size_t count = a < b ? a : b; count < (a < b ? b : a); n++)
        count = precision_next(plan->first, plan->maximum, count);
    return a < b ? n : -n;
}

/* What a pilot of 20 or 40 expects is what is used, a step more or less, and neither mostly more nor mostly less; with
 * a bound on the spread it is enough as often as the bound holds. */
static void test_expected(void **state)
{
    (void)state;
    enum { PILOTS = 200, MOST = 1280 };
    const double wishes[] = {0.4, 0.25, 0.15};
    double x[MOST], base[MOST];
    gsl_rng *g = NULL;
    for (size_t i = 0; i < MOST; i++)
        base[i] = 50.0;
    for (size_t w = 0; w < 6; w++) {
        const size_t pilot = w < 3 ? 20 : 40;
        const struct precision_plan plan = {.first = 20,
                                            .maximum = MOST,
                                            .look_ahead = 1,
                                            .level = 0.95,
                                            .absolute = w % 2 == 0 ? wishes[w % 3] : 0.0,
                                            .relative = w % 2 == 0 ? 0.0 : wishes[w % 3] / 50.0,
                                            .base = base};
        size_t near_it = 0, enough = 0;
        int sum = 0;
        for (size_t e = 0; e < PILOTS; e++) {
            struct precision used;
            struct stats_moments m = {0};
            synthetic_start(&g, 307, e);
            synthetic_normal(g, x, MOST);
            for (size_t i = 0; i < pilot; i++)
                stats_add(&m, x[i]);
            const size_t expected = precision_expected(&plan, x, pilot, stats_sd(&m));
            const size_t most = precision_expected(&plan, x, pilot, advice_sd_bound(stats_sd(&m), pilot, 0.9));
            precision_decide(&plan, x, MOST, &used);
            assert_true(used.state == PRECISION_MET && expected > 0 && most >= expected);
            const int off = steps(&plan, expected, used.count);
            near_it += abs(off) <= 1;
            enough += used.count <= most;
            sum += off;
        }
        print_message("pilot %zu, wish %.2f sd: within a step %.1f %%, off %.2f steps, bound enough %.1f %%\n", pilot,
                      wishes[w % 3], 100.0 * (double)near_it / PILOTS, (double)sum / PILOTS,
                      100.0 * (double)enough / PILOTS);
        assert_in_range(near_it, PILOTS * 17 / 20, PILOTS);
        assert_in_range(enough, PILOTS * 17 / 20, PILOTS);
        assert_true(abs(sum) <= PILOTS / 3);
    }
    /* A pilot that decides itself says so, the last value included; what cannot be reached is not expected. */
    struct precision_plan plan = {.first = 20, .maximum = 60, .look_ahead = 1, .level = 0.95, .absolute = 100.0};
    assert_int_equal(precision_expected(&plan, x, 40, 1e9), 30);
    plan.absolute = 1e-6;
    assert_int_equal(precision_expected(&plan, x, 20, 1.0), 0);
    /* One in 20 differs: ten do at 200, and the next count is 240; the look after that is 320. */
    for (size_t i = 0; i < 20; i++)
        x[i] = i == 7 ? 1.0 : 0.0;
    plan = (struct precision_plan){.first = 20, .maximum = MOST, .look_ahead = 1, .level = 0.95, .absolute = 0.2};
    assert_int_equal(precision_expected(&plan, x, 20, 0.2236), 320);
    x[7] = 0.0; /* none does: nothing can be expected */
    assert_int_equal(precision_expected(&plan, x, 20, 0.0), 0);
    gsl_rng_free(g);
}

static void test_stopping_coverage(void **state)
{
    (void)state;
    enum { MOST = 640 };
    const double wishes[] = {0.5, 0.35, 0.25};
    const char *names[] = {"after stopping, normal, half-width 0.50 sd (look-ahead 1)",
                           "after stopping, normal, half-width 0.35 sd", "after stopping, normal, half-width 0.25 sd"};
    double x[MOST];
    gsl_rng *g = NULL;
    for (size_t w = 0; w < 3; w++) {
        const struct precision_plan plan = {20, MOST, 1, 0.95, wishes[w], 0.0, NULL};
        size_t hits = 0;
        double spent = 0.0;
        for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
            struct precision p;
            synthetic_start(&g, 301, e);
            synthetic_normal(g, x, MOST);
            precision_decide(&plan, x, MOST, &p);
            assert_true(p.state == PRECISION_MET);
            hits += fabs(p.mean) <= p.half;
            spent += (double)p.count;
        }
        synthetic_expect_95(names[w], hits);
        print_message("    replications: %.0f\n", spent / SYNTHETIC_EXPERIMENTS);
    }
    gsl_rng_free(g);
}

static void test_t_coverage(void **state)
{
    (void)state;
    enum { N = 30 };
    double x[2 * N];
    size_t ten = 0, thirty = 0, skew = 0, paired = 0;
    const double truth = exp(0.125);
    gsl_rng *g = NULL;
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        struct stats_summary s;
        struct stats_contrast c;
        synthetic_start(&g, 302, e);
        synthetic_normal(g, x, N);
        assert_int_equal(stats_summarise(x, 10, 0.95, &s, NULL), SIM_OK);
        ten += s.lo <= 0.0 && s.hi >= 0.0;
        assert_int_equal(stats_summarise(x, N, 0.95, &s, NULL), SIM_OK);
        thirty += s.lo <= 0.0 && s.hi >= 0.0;
        synthetic_lognormal(g, 0.5, x, N);
        assert_int_equal(stats_summarise(x, N, 0.95, &s, NULL), SIM_OK);
        skew += s.lo <= truth && s.hi >= truth;
        synthetic_correlated(g, 0.8, x, 2, N);
        stats_compare(x, x + N, N, 0, 0.95, &c);
        paired += c.lo <= 0.0 && c.hi >= 0.0;
    }
    gsl_rng_free(g);
    synthetic_expect_95("t interval, normal, n 10", ten);
    synthetic_expect_95("t interval, normal, n 30", thirty);
    synthetic_expect_at_least("t interval, lognormal(0.5), n 30", skew, 0.93, 2.0);
    synthetic_expect_95("t interval of a paired difference, correlation 0.8, n 30", paired);
}

/* Root mean squared error of the mean against n, on logarithmic scales. */
static void test_error_law(void **state)
{
    (void)state;
    enum { SIZES = 5, MOST = 4096, EXPERIMENTS = SYNTHETIC_EXPERIMENTS < 1000 ? 50 : 400 };
    double *x = malloc(MOST * sizeof *x), sx = 0.0, sy = 0.0, sxx = 0.0, sxy = 0.0;
    gsl_rng *g = NULL;
    assert_non_null(x);
    for (size_t size = 0; size < SIZES; size++) {
        const size_t n = (size_t)16 << (2 * size);
        double squares = 0.0;
        for (size_t e = 0; e < EXPERIMENTS; e++) {
            struct stats_moments m = {0};
            synthetic_start(&g, 303 + size, e);
            synthetic_lognormal(g, 0.5, x, n);
            for (size_t i = 0; i < n; i++)
                stats_add(&m, x[i]);
            squares += (m.mean - exp(0.125)) * (m.mean - exp(0.125));
        }
        const double a = log((double)n), b = 0.5 * log(squares / EXPERIMENTS);
        sx += a;
        sy += b;
        sxx += a * a;
        sxy += a * b;
    }
    gsl_rng_free(g);
    free(x);
    const double slope = (SIZES * sxy - sx * sy) / (SIZES * sxx - sx * sx);
    print_message("Monte Carlo error: slope %.3f\n", slope);
    assert_true(fabs(slope + 0.5) <= (EXPERIMENTS < 400 ? 0.1 : 0.05));
}

static void test_noncentral_t(void **state)
{
    (void)state;
    const double dfs[] = {1.0, 2.0, 3.0, 9.0, 27.0, 81.0, 243.0};
    for (int i = -8; i <= 9; i++) {
        const double t = 0.5 * i;
        for (size_t j = 0; j < sizeof dfs / sizeof dfs[0]; j++) {
            const double df = dfs[j];
            assert_true(fabs(noncentral_t_cdf(t, df, 0.0) - gsl_cdf_tdist_P(t, df)) < 1e-9);
        }
    }
    /* One degree of freedom and t = 0: the sign of a normal; a huge t: the chi distribution. */
    near(noncentral_t_cdf(0.0, 1.0, 1.0), gsl_cdf_ugaussian_P(-1.0), 1e-12);
    near(noncentral_t_cdf(1e9, 9.0, 1e9), gsl_cdf_chisq_Q(9.0, 9.0), 1e-7);
    near(noncentral_t_cdf(-2.0, 7.0, -1.0), 1.0 - noncentral_t_cdf(2.0, 7.0, 1.0), 1e-12);
    for (int i = 0; i < 10; i++) {
        const double t = 7.0 * i - 30.0;
        near(noncentral_t_cdf(t, 12.0, noncentral_t_shift(t, 12.0, 0.975)), 0.975, 1e-8);
        near(noncentral_t_cdf(t, 2.0, noncentral_t_shift(t, 2.0, 0.025)), 0.025, 1e-8);
    }
}

static void test_advice_known(void **state)
{
    (void)state;
    /* Tables: chi-square(0.05, 10) = 3.9403, t(0.975, 9) = 2.2622, t(0.975, 16 and 17) = 2.1199, 2.1098. */
    near(advice_sd_bound(2.0, 11, 0.95), 2.0 * sqrt(10.0 / 3.940299136119), 1e-9);
    near(advice_half_width(3.0, 10, 0.95), 2.2621571627409915 * 3.0 / sqrt(10.0), 1e-9);
    assert_int_equal(advice_for_half_width(1.0, 0.5, 0.95), 18);
    assert_int_equal(advice_for_half_width(0.0, 0.5, 0.95), 2);
    assert_int_equal(advice_for_half_width(1.0, 1e-9, 0.95), 0);
    assert_int_equal(advice_for_half_width(NONE, 1.0, 0.95), 0);
    /* Paired t test as in G*Power and R's pwr.t.test(type = "paired"): d 0.5, power 0.8: 34; 0.95: 54 (0.9502120);
     * d 0.2: 199; d 0.8: 15. */
    assert_int_equal(advice_for_power(0.5, 1.0, 0.8, 0.95), 34);
    assert_int_equal(advice_for_power(-0.5, 1.0, 0.8, 0.95), 34);
    assert_int_equal(advice_for_power(1.0, 2.0, 0.95, 0.95), 54);
    assert_int_equal(advice_for_power(0.2, 1.0, 0.8, 0.95), 199);
    assert_int_equal(advice_for_power(0.8, 1.0, 0.8, 0.95), 15);
    near(advice_power(0.5, 1.0, 54, 0.95), 0.9502120, 1e-6);
    near(advice_power(0.5, 1.0, 34, 0.95), 0.8077775, 1e-6);
    near(advice_power(0.0, 1.0, 34, 0.95), 0.05, 1e-8);
    near(advice_power(advice_detectable(2.0, 20, 0.9, 0.95), 2.0, 20, 0.95), 0.9, 1e-8);
    assert_int_equal(advice_for_power(0.0, 1.0, 0.8, 0.95), 0);
    assert_int_equal(advice_for_power(1.0, 0.0, 0.8, 0.95), 2);
    assert_true(isnan(advice_power(1.0, 1.0, 1, 0.95)) && isnan(advice_half_width(1.0, 1, 0.95)));
    near(advice_saving(1.0, 1.0, 0.8), 5.0, 1e-12);
    near(advice_saving(2.0, 1.0, 0.0), 1.0, 1e-12);
    assert_true(isnan(advice_saving(1.0, 1.0, NONE)) && advice_saving(0.0, 0.0, 0.5) == 1.0);
}

/* Pilot, advice, and then as many replications as advised, the pilot among them. */
static void test_advice_kept(void **state)
{
    (void)state;
    enum { PILOT = 20, MOST = 2000 };
    size_t kept = 0, kept_plain = 0, found = 0, right_bound = 0;
    double *x = malloc(MOST * sizeof *x), asked = 0.0, asked_plain = 0.0;
    gsl_rng *g = NULL;
    assert_non_null(x);
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        struct stats_summary s;
        synthetic_start(&g, 310, e);
        synthetic_normal(g, x, MOST);
        assert_int_equal(stats_summarise(x, PILOT, 0.95, &s, NULL), SIM_OK);
        const double sd = s.sd, bound = advice_sd_bound(sd, PILOT, 0.9);
        right_bound += bound >= 1.0;
        const size_t n = advice_for_half_width(bound, 0.2, 0.95), plain = advice_for_half_width(sd, 0.2, 0.95);
        assert_in_range(n, plain, MOST);
        assert_int_equal(stats_summarise(x, n, 0.95, &s, NULL), SIM_OK);
        kept += s.hi - s.lo <= 0.4;
        assert_int_equal(stats_summarise(x, plain, 0.95, &s, NULL), SIM_OK);
        kept_plain += s.hi - s.lo <= 0.4;
        asked += (double)n / SYNTHETIC_EXPERIMENTS;
        asked_plain += (double)plain / SYNTHETIC_EXPERIMENTS;
        const size_t for_power = advice_for_power(0.5, 1.0, 0.8, 0.95); /* the true sd: power as promised */
        for (size_t i = 0; i < for_power; i++)
            x[i] += 0.5;
        assert_int_equal(stats_summarise(x, for_power, 0.95, &s, NULL), SIM_OK);
        found += s.lo > 0.0 || s.hi < 0.0;
    }
    gsl_rng_free(g);
    free(x);
    const double n = SYNTHETIC_EXPERIMENTS, error = sqrt(0.09 / n);
    print_message("advice: sd bound holds %.3f (0.9); half-width kept %.3f (0.9), %.0f replications;\n"
                  "        with the plain sd %.3f, %.0f; power %.3f (0.808)\n",
                  (double)right_bound / n, (double)kept / n, asked, (double)kept_plain / n, asked_plain,
                  (double)found / n);
    assert_true(fabs((double)right_bound / n - 0.9) <= 3.0 * error);
    assert_true(fabs((double)kept / n - 0.9) <= 0.03 + (SYNTHETIC_EXPERIMENTS < 1000 ? 3.0 * error : 0.0));
    assert_true(fabs((double)found / n - 0.8077775) <= 3.0 * sqrt(0.808 * 0.192 / n));
}

static void test_convergence(void **state)
{
    (void)state;
    size_t counts[200], longer[200];
    const size_t points = convergence_counts(137, counts, 200), more = convergence_counts(10000, longer, 200);
    assert_int_equal(counts[0], 2);
    assert_int_equal(counts[8], 10);
    assert_int_equal(counts[points - 1], 137);
    assert_int_equal(longer[more - 1], 10000);
    for (size_t i = 0; i + 1 < points; i++)
        assert_int_equal(counts[i], longer[i]);
    for (size_t i = 0; i + 1 < more; i++)
        assert_true(longer[i + 1] > longer[i] && (longer[i] < 20 || longer[i + 1] * 10 <= longer[i] * 11));
    assert_in_range(more, 50, 100);
    assert_int_equal(convergence_counts(1, counts, 200), 0);
    assert_int_equal(convergence_counts(10000, counts, 3), more);

    const double x[] = {1, 3, NONE, 8, 0, 3}, y[] = {0, NONE, 1, 1, 1, 2};
    const size_t at[] = {1, 2, 4, 6};
    struct convergence_point p[4];
    struct stats_summary s;
    struct stats_contrast c;
    convergence_run(x, NULL, at, 4, 0.95, p);
    assert_true(p[0].n == 1 && p[0].mean == 1.0 && isnan(p[0].lo));
    assert_true(p[2].count == 4 && p[2].n == 3 && p[2].mean == 4.0);
    assert_int_equal(stats_summarise(x, 6, 0.95, &s, NULL), SIM_OK);
    assert_true(p[3].mean == s.mean && p[3].lo == s.lo && p[3].hi == s.hi);
    convergence_run(x, y, at, 4, 0.95, p);
    stats_compare(x, y, 6, 0, 0.95, &c);
    assert_true(p[3].n == 4 && p[3].mean == c.diff && p[3].lo == c.lo && p[3].hi == c.hi);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schedule),
        cmocka_unit_test(test_decision),
        cmocka_unit_test(test_look_ahead),
        cmocka_unit_test(test_thin),
        cmocka_unit_test(test_base),
        cmocka_unit_test(test_expected),
        cmocka_unit_test(test_stopping_coverage),
        cmocka_unit_test(test_t_coverage),
        cmocka_unit_test(test_error_law),
        cmocka_unit_test(test_noncentral_t),
        cmocka_unit_test(test_advice_known),
        cmocka_unit_test(test_advice_kept),
        cmocka_unit_test(test_convergence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
