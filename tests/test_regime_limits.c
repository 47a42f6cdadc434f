/* Limits of what is said of arms over all points hold the truth, whichever of points and replications does more. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/design/regime_limits.h"
#include "tests/support/synthetic.h"

enum { ARMS = 3, POINTS = 40, MOST_REPLICATIONS = 20, GRID = 400 };

static double uniform(double normal)
{
    return 0.5 * erfc(-normal / sqrt(2.0));
}

/* Expectations at a point: the first is flat, the others rise with a factor of their own, the last lies lower. */
static void expectations(const double u[2], double mean[ARMS])
{
    mean[0] = 0.0;
    mean[1] = 2.0 * (u[0] - 0.5);
    mean[2] = 2.0 * (u[1] - 0.5) - 0.3;
}

struct truth {
    double mean[ARMS], won[ARMS], regret[ARMS], meets[ARMS];
};

static struct truth over_the_space(void)
{
    struct truth t = {.mean = {0}};
    const double weight = 1.0 / (double)(GRID * GRID);
    for (int i = 0; i < GRID; i++)
        for (int j = 0; j < GRID; j++) {
            const double u[2] = {((double)i + 0.5) / GRID, ((double)j + 0.5) / GRID};
            double mean[ARMS];
            expectations(u, mean);
            const double best = fmax(mean[0], fmax(mean[1], mean[2]));
            for (size_t a = 0; a < ARMS; a++) {
                t.mean[a] += weight * mean[a];
                t.regret[a] += weight * (best - mean[a]);
                t.won[a] += mean[a] >= best ? weight : 0.0;
                t.meets[a] += mean[a] >= 0.2 ? weight : 0.0;
            }
        }
    return t;
}

struct luck {
    const char *what;
    size_t replications;
    double shared, own; /* of an arm in a replication at all points; of an arm in a replication at a point */
    int better;
};

static double value[POINTS * ARMS * MOST_REPLICATIONS];

/* Fills `value`; returns in largest[] the true largest regrets of these points. */
static void draw(gsl_rng *generator, const struct luck *luck, double largest[ARMS])
{
    double shared[ARMS * MOST_REPLICATIONS], own[ARMS * MOST_REPLICATIONS], place[2], mean[ARMS];
    synthetic_normal(generator, shared, ARMS * luck->replications);
    for (size_t a = 0; a < ARMS; a++)
        largest[a] = 0.0;
    for (size_t p = 0; p < POINTS; p++) {
        synthetic_normal(generator, place, 2);
        expectations((const double[2]){uniform(place[0]), uniform(place[1])}, mean);
        const double best = fmax(mean[0], fmax(mean[1], mean[2]));
        synthetic_normal(generator, own, ARMS * luck->replications);
        for (size_t a = 0; a < ARMS; a++) {
            largest[a] = fmax(largest[a], best - mean[a]);
            for (size_t r = 0; r < luck->replications; r++) {
                const size_t i = a * luck->replications + r;
                value[p * ARMS * luck->replications + i] =
                    luck->better * (mean[a] + luck->shared * shared[i] + luck->own * own[i]);
            }
        }
    }
}

static size_t holds(struct stats_interval interval, double truth)
{
    return interval.lo <= truth && interval.hi >= truth;
}

enum { MEAN, WON, REGRET, LARGEST, MEETS, N_KINDS };
static const char *const kinds[N_KINDS] = {"mean", "share of points", "regret", "largest regret", "good enough"};

static void judge(const struct luck *luck, const struct truth *truth)
{
    gsl_rng *generator = NULL;
    size_t hits[N_KINDS] = {0}, wrong_lead = 0;
    double widths[N_KINDS] = {0};
    char what[128];
    for (size_t e = 0; e < SYNTHETIC_EXPERIMENTS; e++) {
        struct regime_settings settings = regime_defaults(luck->better);
        const struct regime_data data = {POINTS, ARMS, luck->replications, value, NULL};
        struct regime_result found;
        struct regime_arm_limits arm[ARMS];
        double largest[ARMS];
        const size_t a = e % ARMS; /* one arm of each experiment: they are not independent */
        settings.draws = 400;
        settings.threshold = luck->better * 0.2;
        synthetic_start(&generator, 21, e);
        draw(generator, luck, largest);
        assert_int_equal(regime_find(&data, &settings, &found, NULL), SIM_OK);
        assert_int_equal(regime_limits(&data, &settings, &found, true, 0.95, arm, NULL), SIM_OK);
        const struct stats_interval limits[N_KINDS] = {arm[a].mean, arm[a].won, arm[a].regret, arm[a].max_regret,
                                                       arm[a].meets};
        const double truths[N_KINDS] = {luck->better * truth->mean[a], truth->won[a], truth->regret[a], largest[a],
                                        truth->meets[a]};
        for (size_t k = 0; k < N_KINDS; k++) {
            hits[k] += holds(limits[k], truths[k]);
            widths[k] += (limits[k].hi - limits[k].lo) / SYNTHETIC_EXPERIMENTS;
        }
        /* The first two are alike on average, the third is behind: none is ahead. */
        const size_t second = regime_second(arm, ARMS);
        wrong_lead += arm[second].behind_limits.lo > 0.0;
        assert_true(arm[second].behind >= 0.0 && second != found.best_on_average);
        assert_true(isnan(arm[found.best_on_average].behind));
        regime_free(&found);
    }
    gsl_rng_free(generator);
    for (size_t k = 0; k < N_KINDS; k++) {
        (void)snprintf(what, sizeof what, "%s: %s (width %.2f)", luck->what, kinds[k], widths[k]);
        synthetic_expect_at_least(what, hits[k], 0.93, 0.0);
    }
    print_message("%s: called ahead wrongly %.1f %%\n", luck->what, 100.0 * (double)wrong_lead / SYNTHETIC_EXPERIMENTS);
    assert_true(wrong_lead <= SYNTHETIC_EXPERIMENTS * 7 / 100);
}

static void test_coverage(void **state)
{
    (void)state;
    static const struct luck lucks[] = {
        {"hardly any luck", 5, 0.02, 0.02, 1}, {"shared luck", 10, 1.0, 0.1, 1}, {"shared luck, few", 4, 1.0, 0.3, 1},
        {"own luck", 10, 0.1, 1.0, -1},        {"both", 5, 0.5, 0.5, 1},
    };
    const struct truth truth = over_the_space();
    for (size_t i = 0; i < sizeof lucks / sizeof lucks[0]; i++)
        judge(&lucks[i], &truth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coverage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
