/* Intervals of means of what lies between limits: those of shares where there is nothing else, and they cover. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_randist.h>

#include "sim/stats/bounded.h"
#include "sim/stats/share.h"
#include "sim/study/sweep_interval.h"
#include "tests/support/expect.h"
#include "tests/support/synthetic.h"

static void near(struct stats_interval a, double lo, double hi)
{
    assert_near("lower limit", a.lo, lo, 1e-9);
    assert_near("upper limit", a.hi, hi, 1e-9);
}

/* Of one point: the intervals of shares, and of paired shares. */
static void test_shares(void **state)
{
    (void)state;
    const double events[] = {100, 0, 0, 100, (double)NAN, 0, 0};
    const double pairs[] = {100, 0, 0, -100, 100, 0, 0, 0};
    const struct bounded share = bounded_of(events, 1, 7, 100.0, false), paired = bounded_of(pairs, 1, 8, 100.0, true);
    const struct stats_interval wilson = share_wilson(2.0 / 6.0, 6, 0.95);
    struct stats_contrast contrast = {.n = 8, .more = 2, .fewer = 1};
    share_contrast(0.95, &contrast);
    near(bounded_mean(&share, 6, (double)NAN, 0.95), 100.0 * wilson.lo, 100.0 * wilson.hi);
    near(bounded_mean(&share, 6, 500.0, 0.95), 100.0 * wilson.lo, 100.0 * wilson.hi); /* wider than any share */
    near(bounded_mean(&paired, 8, 0.0, 0.95), contrast.lo, contrast.hi);
    /* As many values as make a share's interval as wide as the spread says. */
    const struct stats_interval known = bounded_mean(&share, 6, 2.0, 0.95);
    assert_near("width", known.hi - known.lo, 4.0, 0.02);
    const struct bounded none = bounded_of(events + 4, 1, 1, 100.0, false);
    assert_true(isnan(bounded_mean(&none, 1, 0.0, 0.95).lo) && isnan(bounded_mean(&share, 0, 0.0, 0.95).lo));
}

/* Points of a study in which all runs are alike. */
static void test_alike(void **state)
{
    (void)state;
    struct sweep_kind kind = {
        .replications = 3, .events = true, .range = SIM_PERCENT, .rounding = 1e-10, .over = "replications"};
    double zero[] = {0, 0, 0, 0, 0, 0}, lost[] = {-100, -100, -100, -100, -100, -100}, all[] = {100, 100, 100};
    double none[] = {0, 0, 0, 0, 0, 0}, value[] = {5, 5, 5, 5, 5, 5}, twice[] = {-200, -200, -200};
    struct sweep_judged j = sweep_planned(zero, 2, &kind, false);
    assert_true(j.value == 0.0 && j.interval.lo == 0.0 && j.interval.hi > 40.0 && j.interval.hi < 100.0);
    j = sweep_planned(lost, 2, &kind, true);
    assert_true(j.value == -100.0 && j.interval.lo == -100.0 && j.interval.hi > -60.0 && j.interval.hi < 100.0);
    kind.over = "both";
    j = sweep_change((struct crossed_part){none, 2}, (struct crossed_part){all, 1}, &kind);
    assert_true(j.value == 100.0 && j.interval.hi == 100.0 && j.interval.lo < 80.0 && j.interval.lo > -100.0);
    assert_string_equal(j.over, "both");
    kind.difference = true;
    kind.range = sim_range_of_difference(kind.range);
    j = sweep_planned(twice, 1, &kind, true);
    assert_true(j.interval.lo == -200.0 && j.interval.hi > -150.0);
    kind = (struct sweep_kind){.replications = 3, .range = SIM_PERCENT, .rounding = 1e-10, .over = "both"};
    j = sweep_mean((struct crossed_part){value, 2}, &kind);
    assert_true(j.value == 5.0 && isnan(j.interval.lo) && j.points == 2);
    assert_string_equal(j.over, "alike");
    double single[] = {100};
    kind = (struct sweep_kind){.replications = 1, .events = true, .range = SIM_PERCENT, .over = "replications"};
    assert_true(isnan(sweep_planned(single, 1, &kind, false).interval.lo)); /* one replication tells nothing */
}

/* Two parts of points that are events by chance `p` of each point and of the replication, which all share; the limits hold
 * the mean and the change, and nothing else that cannot be. */
static void test_coverage(void **state)
{
    (void)state;
    enum { POINTS = 8, MOST = 30 };
    static const double chances[] = {0.02, 0.1, 0.4};
    static const size_t sizes[] = {2, 4, 10, 30};
    gsl_rng *generator = NULL;
    double y[POINTS * MOST], z[POINTS * MOST];
    for (size_t c = 0; c < 3; c++)
        for (size_t s = 0; s < 4; s++) {
            const size_t n = sizes[s];
            size_t mean = 0, change = 0, planned = 0;
            char what[96];
            const struct sweep_kind kind = {
                .replications = n, .events = true, .range = SIM_PERCENT, .rounding = 1e-10, .over = "both"};
            for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
                synthetic_start(&generator, 23, e);
                for (size_t r = 0; r < n; r++) {
                    const double luck = 0.5 + gsl_rng_uniform(generator);
                    for (size_t p = 0; p < POINTS; p++) {
                        y[p * n + r] = gsl_rng_uniform(generator) < chances[c] * luck ? 100.0 : 0.0;
                        z[p * n + r] = gsl_rng_uniform(generator) < chances[c] * luck ? 100.0 : 0.0;
                    }
                }
                double d[POINTS * MOST], own[POINTS * MOST];
                for (size_t i = 0; i < POINTS * n; i++)
                    d[i] = z[i] - y[i];
                memcpy(own, y, sizeof own);
                struct sweep_judged j = sweep_mean((struct crossed_part){own, POINTS}, &kind);
                assert_true(j.interval.lo >= 0.0 && j.interval.hi <= 100.0 && j.interval.lo < j.interval.hi);
                mean += j.interval.lo <= 100.0 * chances[c] && j.interval.hi >= 100.0 * chances[c];
                j = sweep_planned(d, POINTS, &kind, true);
                assert_true(j.interval.lo >= -100.0 && j.interval.hi <= 100.0 && j.interval.lo < j.interval.hi);
                planned += j.interval.lo <= 0.0 && j.interval.hi >= 0.0;
                j = sweep_change((struct crossed_part){y, POINTS}, (struct crossed_part){z, POINTS}, &kind);
                assert_true(j.interval.lo >= -100.0 && j.interval.hi <= 100.0 && j.interval.lo < j.interval.hi);
                change += j.interval.lo <= 0.0 && j.interval.hi >= 0.0;
            }
            (void)snprintf(what, sizeof what, "events of %.2f, %d x %zu: mean", chances[c], POINTS, n);
            synthetic_expect_at_least(what, mean, 0.93, 2.0);
            (void)snprintf(what, sizeof what, "events of %.2f, %d x %zu: change", chances[c], POINTS, n);
            synthetic_expect_at_least(what, change, 0.93, 2.0);
            (void)snprintf(what, sizeof what, "events of %.2f, %d x %zu: planned change", chances[c], POINTS, n);
            synthetic_expect_at_least(what, planned, 0.93, 2.0);
        }
    gsl_rng_free(generator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_alike),
        cmocka_unit_test(test_coverage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
