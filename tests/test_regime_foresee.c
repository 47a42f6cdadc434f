/* What more replications would tell of who wins, and what boxes do on points that had no part in finding them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/base/mem.h"
#include "sim/design/prim.h"
#include "sim/design/regime.h"
#include "sim/rng/rng.h"

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g instead of %.17g", value, expected);
}

static double normal(const struct rng_stream *stream, size_t point, size_t arm, size_t replication)
{
    const struct rng_words w = rng_draw(stream, (uint32_t)point, (uint32_t)arm, 1, (uint32_t)replication);
    return sqrt(-2.0 * log(rng_unit(w.w[0]))) * cos(2.0 * 3.14159265358979323846 * rng_unit(w.w[1]));
}

/* What is foreseen from 6 replications is what 24 show, with luck of its own at every point and differences that are
 * spread as widely as nothing known says. */
static void test_foreseen(void **state)
{
    (void)state;
    enum { N = 4000, NOW = 6, THEN = 24 };
    const struct rng_stream stream = {.seed = 11, .replication = 0};
    double *now = sim_calloc((size_t)N * 2 * NOW, sizeof *now), *then = sim_calloc((size_t)N * 2 * THEN, sizeof *then);
    struct regime_result few, many;
    const struct regime_settings settings = regime_defaults(1);
    assert_non_null(now);
    assert_non_null(then);
    for (size_t p = 0; p < N; p++) {
        const double difference = ((double)p / N - 0.5) * 8.0;
        for (size_t a = 0; a < 2; a++)
            for (size_t r = 0; r < THEN; r++) {
                const double value = (a == 0 ? 0.0 : difference) + normal(&stream, p, a, r);
                then[(p * 2 + a) * THEN + r] = value;
                if (r < NOW)
                    now[(p * 2 + a) * NOW + r] = value;
            }
    }
    const struct regime_data before = {N, 2, NOW, now, NULL}, after = {N, 2, THEN, then, NULL};
    assert_int_equal(regime_find(&before, &settings, &few, NULL), SIM_OK);
    assert_int_equal(regime_find(&after, &settings, &many, NULL), SIM_OK);
    const double foreseen = regime_foresee(&before, &settings, &few, THEN);
    assert_true(1.0 - few.not_told < foreseen - 0.05);
    near(foreseen, 1.0 - many.not_told, 0.012);
    near(regime_foresee(&before, &settings, &few, 1), 1.0 - few.not_told, 1e-9); /* none taken away */
    regime_free(&few);
    regime_free(&many);
    free(now);
    free(then);
}

/* One point by hand: differences 0 and 2, so mean 1 with standard error 1 and, of four replications, left sqrt(1/2). The
 * t distribution with one degree of freedom is Cauchy's. */
static void test_foreseen_by_hand(void **state)
{
    (void)state;
    static const double value[] = {0, 2, 0, 0};
    const struct regime_data data = {1, 2, 2, value, NULL};
    const struct regime_settings settings = regime_defaults(1);
    struct regime_result found;
    assert_int_equal(regime_find(&data, &settings, &found, NULL), SIM_OK);
    const double pi = 3.14159265358979323846, t3 = 1.6377443536962102, s = sqrt(0.5);
    const double chance = 1.0 + (atan((1.0 - t3 * s) / s) + atan((-1.0 - t3 * s) / s)) / pi;
    near(regime_foresee(&data, &settings, &found, 4), chance, 1e-9);
    near(regime_foresee(&data, &settings, &found, 2), 0.0, 0.0); /* three in four now */
    regime_free(&found);
}

/* Held out: noise that was fitted does no better than the whole; a true box does as well. */
static void test_held_out(void **state)
{
    (void)state;
    enum { N = 100, K = 6 };
    const struct rng_stream stream = {.seed = 7, .replication = 0};
    static double x[N][K], y[N];
    struct prim_settings settings = prim_defaults();
    const struct prim_data data = {N, K, &x[0][0], y, NULL};
    struct prim_result box;
    double noise, truth;
    for (size_t i = 0; i < N; i++) {
        for (size_t k = 0; k < K; k++)
            x[i][k] = rng_unit(rng_draw(&stream, (uint32_t)i, (uint32_t)k, 2, 0).w[0]);
        y[i] = rng_unit(rng_draw(&stream, (uint32_t)i, 99, 2, 0).w[0]) < 0.4 ? 1.0 : 0.0;
    }
    assert_int_equal(prim_find(&data, &settings, &box, NULL), SIM_OK);
    assert_int_equal(prim_heldout(&data, &settings, 5, &noise, NULL), SIM_OK);
    assert_true(box.box[0].score.density >= 0.75);
    assert_true(noise < 0.6);
    prim_free(&box);
    for (size_t i = 0; i < N; i++)
        y[i] = x[i][0] > 0.5 ? 1.0 : 0.0;
    assert_int_equal(prim_heldout(&data, &settings, 5, &truth, NULL), SIM_OK);
    assert_true(truth > 0.7);
    assert_int_equal(prim_heldout(&data, &settings, 1, &truth, NULL), SIM_E_INPUT);
    assert_int_equal(prim_heldout(&data, &settings, N + 1, &truth, NULL), SIM_E_INPUT);
    assert_true(isnan(truth));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_foreseen),
        cmocka_unit_test(test_foreseen_by_hand),
        cmocka_unit_test(test_held_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
