/* Intervals and p values of skewed means: known answers, what they promise, and what they cover. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/stats/multiple.h"
#include "sim/stats/precision.h"
#include "sim/stats/skew.h"
#include "tests/support/synthetic.h"

#define NONE ((double)NAN)
#define LEVEL 0.95

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance * (1.0 + fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

static struct stats_moments moments_of(const double *x, size_t n)
{
    struct stats_moments m = {0};
    for (size_t i = 0; i < n; i++)
        stats_add(&m, x[i]);
    return m;
}

static double student(size_t n)
{
    return gsl_cdf_tdist_Pinv(0.5 + 0.5 * LEVEL, (double)n - 1.0);
}

static struct stats_interval plain(const struct stats_moments *m)
{
    const double half = student(m->n) * stats_sd(m) / sqrt((double)m->n);
    return (struct stats_interval){m->mean - half, m->mean + half};
}

static void test_moments(void **state)
{
    (void)state;
    const double x[] = {1e6 + 2, 1e6 + 4, NONE, 1e6 + 4, 1e6 + 4, 1e6 + 5, 1e6 + 5, 1e6 + 7, 1e6 + 9};
    const struct stats_moments m = moments_of(x, 9); /* deviations -3 -1 -1 -1 0 0 2 4 */
    near(m.cubes, -27.0 - 3.0 + 8.0 + 64.0, 1e-9);
    near(m.fourths, 81.0 + 3.0 + 16.0 + 256.0, 1e-9);
    near(skew_of(&m), (42.0 / 8.0) / pow(4.0, 1.5), 1e-9);
    /* As skewed as can be, and not more by rounding. */
    const double one[] = {0.1, 0.1, 0.1, 0.1, 0.1, 7.3};
    const struct stats_moments most = moments_of(one, 6);
    near(skew_of(&most), 4.0 / sqrt(5.0), 1e-12);
    assert_true(skew_of(&most) <= 4.0 / sqrt(5.0));
    assert_true(isnan(skew_of(&(struct stats_moments){0})));
    const double two[] = {1.0, 5.0}, same[] = {0.1, 0.1, 0.1};
    const struct stats_moments few = moments_of(two, 2), none = moments_of(same, 3);
    assert_true(isnan(skew_of(&few)) && isnan(skew_of(&none)));
    assert_true(isnan(skew_p(&none)) && isnan(skew_interval(&none, 2.0).lo));
    near(skew_interval(&few, 2.0).lo, 3.0 - 2.0 * 2.0, 1e-12); /* Student's */
}

/* The sleep of Student (1908), computed from the formulas in R, where Student's own gives .70 to 2.46 and p .00283. */
static void test_known(void **state)
{
    (void)state;
    const double x[] = {1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4};
    double turned[10];
    const struct stats_moments m = moments_of(x, 10);
    const struct stats_interval i = stats_mean_interval(&m, LEVEL);
    near(skew_of(&m), 1.4719767296659398, 1e-12);
    near(i.lo, 0.604204781026761, 1e-12);
    near(i.hi, 2.744041969774080, 1e-12);
    near(skew_p(&m), 0.0103337985636798, 1e-11);
    near(skew_stretch(&m, 10, student(10)), (i.hi - i.lo) / (plain(&m).hi - plain(&m).lo), 1e-12);
    for (size_t k = 0; k < 10; k++)
        turned[k] = 100.0 - 8.0 * x[k];
    const struct stats_moments t = moments_of(turned, 10);
    const struct stats_interval back =
        stats_mean_interval(&t, LEVEL); /* turned round, scaled and moved with the values */
    near(back.lo, 100.0 - 8.0 * i.hi, 1e-12);
    near(back.hi, 100.0 - 8.0 * i.lo, 1e-12);
}

/* Fewer than ten times the squared skewness in values; and a skewness of more than two standard errors. */
static void test_strong(void **state)
{
    (void)state;
    double x[400] = {1.0}, wide[400];
    const struct stats_moments few = moments_of(x, 4);
    assert_false(skew_is_strong(&few)); /* skewness 1.15, its standard error .59 */
    for (size_t n = 5; n <= 400; n++) {
        const struct stats_moments one = moments_of(x, n);
        assert_true(skew_is_strong(&one));
    }
    for (size_t i = 0; i < 400; i++)
        wide[i] = i % 16 == 0 ? 1.0 : 0.0; /* squared skewness (7/8)^2 / (15/256): 131 values are enough */
    struct stats_moments m = moments_of(wide, 128);
    near(skew_of(&m) * skew_of(&m), 49.0 / 64.0 * 256.0 / 15.0, 1e-12);
    assert_true(skew_is_strong(&m));
    m = moments_of(wide, 144);
    assert_false(skew_is_strong(&m));
    assert_false(skew_is_strong(&(struct stats_moments){0}));
}

/* Symmetric values have Student's interval and p. */
static void test_symmetric(void **state)
{
    (void)state;
    const double x[] = {-1.0, 0.0, 2.0, 4.0, 5.0};
    const struct stats_moments m = moments_of(x, 5);
    const struct stats_interval i = stats_mean_interval(&m, LEVEL);
    near(i.lo, plain(&m).lo, 1e-12);
    near(i.hi, plain(&m).hi, 1e-12);
    near(skew_p(&m), 2.0 * gsl_cdf_tdist_Q(m.mean / (stats_sd(&m) / sqrt(5.0)), 4.0), 1e-12);
    near(skew_stretch(&m, 5, student(5)), 1.0, 1e-12);
}

/* Whatever the values: p agrees with the interval, the interval lies around the mean, is no shorter than Student's and not
 * longer than twice that, and a higher level gives a longer one on both sides. */
static void test_promises(void **state)
{
    (void)state;
    gsl_rng *g = NULL;
    for (size_t e = 0; e < 2 * SYNTHETIC_EXPERIMENTS; e++) {
        double x[40];
        synthetic_start(&g, 500, e);
        const size_t n = 2 + e % 39;
        const double power = gsl_ran_flat(g, 0.2, 4.0), chance = gsl_ran_flat(g, 0.0, 1.0);
        for (size_t i = 0; i < n; i++)
            x[i] = gsl_ran_flat(g, 0.0, 1.0) < chance ? 0.0 : pow(gsl_ran_exponential(g, 1.0), power);
        const struct stats_moments m = moments_of(x, n);
        if (!(m.squares > 0.0))
            continue;
        const struct stats_interval i = stats_mean_interval(&m, LEVEL), t = plain(&m);
        assert_true(i.lo < m.mean && i.hi > m.mean);
        assert_true(i.hi - i.lo >= (1.0 - 1e-12) * (t.hi - t.lo) && i.hi - i.lo < 2.0 * (t.hi - t.lo));
        double level = 0.5;
        struct stats_interval last = stats_mean_interval(&m, level);
        for (int k = 0; k < 12; k++) {
            level = 1.0 - 0.4 * (1.0 - level);
            const struct stats_interval next = stats_mean_interval(&m, level);
            assert_true(next.lo < last.lo && next.hi > last.hi);
            last = next;
        }
        for (int side = 0; side < 2; side++)
            for (int without = 0; without < 2; without++) { /* 0 just within and just without the interval */
                const double outward = (side ? 1.0 : -1.0) * (without ? 1e-6 : -1e-6) * (i.hi - i.lo);
                struct stats_moments moved = m;
                moved.mean = m.mean - (side ? i.hi : i.lo) - outward;
                assert_true((skew_p(&moved) < 1.0 - LEVEL) == (without == 1));
            }
    }
    gsl_rng_free(g);
}

enum kind { NORMAL, LAPLACE, EXPONENTIAL, LOGNORMAL, INFLATED, KINDS };

static double draw(gsl_rng *g, enum kind kind)
{
    switch (kind) {
    case NORMAL:
        return gsl_ran_gaussian_ziggurat(g, 1.0);
    case LAPLACE:
        return gsl_ran_laplace(g, 1.0);
    case EXPONENTIAL:
        return gsl_ran_exponential(g, 1.0) - 1.0;
    case LOGNORMAL:
        return exp(gsl_ran_gaussian_ziggurat(g, 1.0)) - exp(0.5);
    default: /* three of ten differ from the others */
        return (gsl_ran_flat(g, 0.0, 1.0) < 0.7 ? 0.0 : gsl_ran_exponential(g, 1.0)) - 0.3;
    }
}

/* Coverage for the true mean 0, how many intervals lie wholly below it, and p below .01. */
static void test_coverage(void **state)
{
    (void)state;
    static const char *const names[KINDS] = {"normal", "Laplace", "exponential", "lognormal(1)", "7 of 10 zero"};
    static const size_t counts[] = {10, 20, 60};
    enum { SETS = 4 * SYNTHETIC_EXPERIMENTS };
    /* In per cent: what 60,000 samples gave, less three standard errors of so many as here. With few, most of which are 0, no
     * interval is given elsewhere (sim/stats/thin.h). */
    static const double least[KINDS][3] = {
        {94.5, 94.3, 94.0}, {95.4, 94.5, 93.8}, {91.0, 92.6, 94.1}, {85.4, 88.6, 92.3}, {0.0, 0.0, 94.1}};
    /* More than Student's. */
    static const double gained[KINDS][3] = {
        {0.0, 0.0, -0.2}, {0.0, -0.4, -0.7}, {1.2, 1.4, 0.7}, {2.4, 2.7, 2.2}, {4.0, 3.0, 3.0}};
    gsl_rng *g = NULL;
    for (int kind = 0; kind < KINDS; kind++)
        for (size_t c = 0; c < 3; c++) {
            size_t covered = 0, of_student = 0, below = 0, below_student = 0, small = 0;
            for (size_t e = 0; e < SETS; e++) {
                struct stats_moments m = {0};
                synthetic_start(&g, 510 + 10 * (uint64_t)kind + c, e);
                for (size_t i = 0; i < counts[c]; i++)
                    stats_add(&m, draw(g, (enum kind)kind));
                const struct stats_interval i = stats_mean_interval(&m, LEVEL), t = plain(&m);
                covered += i.lo <= 0.0 && i.hi >= 0.0;
                of_student += t.lo <= 0.0 && t.hi >= 0.0;
                below += i.hi < 0.0;
                below_student += t.hi < 0.0;
                small += skew_p(&m) < 0.01;
            }
            const double part = 100.0 / SETS;
            print_message("%-13s n %2zu: covers %.1f %% (t %.1f), lies below %.1f %% (t %.1f), p < .01 in %.1f %%\n",
                          names[kind], counts[c], part * (double)covered, part * (double)of_student,
                          part * (double)below, part * (double)below_student, part * (double)small);
            assert_true(part * (double)covered >= least[kind][c]);
            assert_true(part * ((double)covered - (double)of_student) >= gained[kind][c]);
            if (kind == NORMAL || kind == LAPLACE)
                assert_true(part * (double)covered < 96.8 && part * (double)small < 1.4);
            if (kind == EXPONENTIAL || kind == LOGNORMAL)
                assert_true((double)below < 0.83 * (double)below_student);
        }
    gsl_rng_free(g);
}

/* The number at which a wished precision is expected takes the skewness along. */
static void test_expected(void **state)
{
    (void)state;
    double skewed[20] = {0}, even[20] = {0};
    for (size_t i = 0; i < 20; i++) {
        skewed[i] = i < 19 ? (double)i * 0.01 : 10.0;
        even[i] = i % 2 == 0 ? 1.0 + 0.001 * (double)i : -1.0 - 0.001 * (double)i;
    }
    const struct stats_moments s = moments_of(skewed, 20), e = moments_of(even, 20);
    struct precision_plan plan = {.first = 20, .maximum = 100000, .look_ahead = 0, .level = LEVEL};
    /* Student's would do at 40. Skewness 4.1 makes it 1.4 times as long there, 1.28 at 60 (sqrt(40 / 60) = .82). */
    plan.absolute = 1.01 * student(40) * stats_sd(&s) / sqrt(40.0);
    assert_int_equal(precision_expected(&plan, skewed, 20, stats_sd(&s)), 80);
    plan.absolute = 1.01 * student(40) * stats_sd(&e) / sqrt(40.0);
    assert_int_equal(precision_expected(&plan, even, 20, stats_sd(&e)), 40);
}

/* Few values, of which the bootstrap knows nothing: a family of one has the interval's width, of two Bonferroni's. */
static void test_family(void **state)
{
    (void)state;
    const double x[] = {0.1, 0.5, 9.0, 0.1, 0.5, 9.0};
    const struct bootstrap_plan plan = {3, 999};
    const struct stats_moments m = moments_of(x, 3);
    for (size_t k = 1; k <= 2; k++) {
        struct multiple_contrast c[2];
        assert_int_equal(multiple_max_t(&plan, x, k, 3, LEVEL, c, NULL, NULL), SIM_OK);
        const struct stats_interval i = multiple_bonferroni(&m, k, LEVEL);
        near(c[0].hi - c[0].lo, i.hi - i.lo, 1e-12);
        assert_true(c[0].p <= (double)k * skew_p(&m));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moments),  cmocka_unit_test(test_known),    cmocka_unit_test(test_symmetric),
        cmocka_unit_test(test_strong),   cmocka_unit_test(test_promises), cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_expected), cmocka_unit_test(test_family),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
