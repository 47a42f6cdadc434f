/* Means over points of a design with intervals over replications: coverage, and sums by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sim/design/profile.h"
#include "sim/rng/rng.h"
#include "tests/support/expect.h"

static double normal(uint32_t data, uint32_t replication, uint32_t draw)
{
    const struct rng_stream stream = {.seed = 11, .replication = replication};
    const struct rng_words words = rng_draw(&stream, data, 0, 1, draw);
    return sqrt(-2.0 * log(rng_unit(words.w[0]))) * cos(2.0 * acos(-1.0) * rng_unit(words.w[1]));
}

/* Points far apart by plan, with luck that they share and luck of their own; a tenth of the values missing. */
static void test_profile_coverage(void **state)
{
    (void)state;
    enum { SETS = 2000, POINTS = 6, REPLICATIONS = 12 };
    size_t covered[2] = {0, 0};
    double y[POINTS * REPLICATIONS], sum[REPLICATIONS];
    struct stats_interval interval, expected;
    size_t filled;
    for (uint32_t set = 0; set < SETS; set++)
        for (size_t missing = 0; missing < 2; missing++) {
            struct stats_moments moments = {0};
            memset(sum, 0, sizeof sum);
            for (uint32_t p = 0; p < POINTS; p++)
                for (uint32_t r = 0; r < REPLICATIONS; r++) {
                    const double value = 100.0 * p + normal(set, r, 0) + 0.7 * normal(set, r, 1 + p);
                    sum[r] += value / POINTS;
                    y[p * REPLICATIONS + r] =
                        missing && normal(set, r, 100 + p) > 1.2816 ? (double)NAN : value; /* 1 of 10 */
                }
            for (size_t r = 0; r < REPLICATIONS; r++)
                stats_add(&moments, sum[r]);
            const double mean = profile_mean(y, POINTS, REPLICATIONS, 0.95, &interval, &filled);
            assert_int_equal(filled, POINTS);
            covered[missing] += interval.lo <= 250.0 && interval.hi >= 250.0;
            if (missing)
                continue;
            expected = stats_mean_interval(&moments, 0.95); /* nothing missing: the usual interval */
            assert_near("mean", mean, stats_mean(&moments), 1e-10);
            assert_near("lower limit", interval.lo, expected.lo, 1e-10);
            assert_near("upper limit", interval.hi, expected.hi, 1e-10);
        }
    for (size_t missing = 0; missing < 2; missing++) /* a standard error is half a per cent */
        assert_near(missing ? "coverage, some missing" : "coverage", (double)covered[missing] / SETS, 0.95, 0.02);

    /* By hand: means 3 and 2; the replications move their mean by -.75, .5 and .25; t of 2 degrees of freedom would
     * have 7.43, but they are skewed (sim/stats/skew.h, computed elsewhere). */
    double some[] = {0.0, 6.0, 3.0, 1.0, (double)NAN, 3.0};
    assert_near("mean of 3 and 2", profile_mean(some, 2, 3, 0.95, &interval, &filled), 2.5, 1e-12);
    assert_near("limit with a value missing", interval.hi, 7.846394327481212, 1e-9);
    assert_near("the other limit", interval.lo, -3.136585818180961, 1e-9);

    double few[] = {1.0, 3.0, (double)NAN, 5.0, (double)NAN, (double)NAN};
    assert_true(profile_mean(few, 3, 2, 0.95, &interval, &filled) == 3.5); /* of 2 and 5 */
    assert_true(filled == 2 && isnan(interval.lo));                        /* one value says nothing of chance */
    assert_true(isnan(profile_mean(few, 0, 2, 0.95, &interval, &filled)) && filled == 0 && isnan(interval.hi));
}

/* Replications that move the mean alike, whatever points differ in. */
static void test_thin(void **state)
{
    (void)state;
    double same[] = {1.0, 1.0, 1.0, 5.0, 5.0, 5.0 + 1e-13}, one[] = {1.0, 1.0, 1.0, 5.0, 5.0, 6.0},
           all[] = {1.0, 2.0, 4.0, 5.0, 5.0, 5.0};
    struct stats_interval interval;
    size_t filled;
    (void)profile_mean(same, 2, 3, 0.95, &interval, &filled);
    assert_true(profile_is_thin(same, 2, 3, 1e-12));
    (void)profile_mean(one, 2, 3, 0.95, &interval, &filled);
    assert_true(interval.hi > interval.lo && profile_is_thin(one, 2, 3, 1e-12));
    (void)profile_mean(all, 2, 3, 0.95, &interval, &filled);
    assert_false(profile_is_thin(all, 2, 3, 1e-12));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_profile_coverage),
        cmocka_unit_test(test_thin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
