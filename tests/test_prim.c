#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/design/prim.h"
#include "sim/rng/rng.h"

#define REPETITIONS 40u
#define N 1000u
#define K 5u

static double unit(uint32_t seed, uint32_t i, uint32_t d)
{
    const struct rng_stream stream = {.seed = seed, .replication = 0};
    return rng_unit(rng_draw(&stream, i, 0, 0, d).w[0]);
}

static void fill(uint32_t seed, double *x)
{
    for (uint32_t i = 0; i < N; i++)
        for (uint32_t d = 0; d < K; d++)
            x[i * K + d] = unit(seed, i, d);
}

static struct prim_result found(const struct prim_data *data, const struct prim_settings *settings)
{
    struct prim_result result;
    struct sim_err err = {0};
    assert_int_equal(prim_find(data, settings, &result, &err), SIM_OK);
    return result;
}

/* Scores and limits must agree with a count by hand. */
static void agree(const struct prim_data *data, const struct prim_box *box)
{
    double n = 0, interest = 0, all = 0;
    size_t restricted = 0;
    for (size_t i = 0; i < data->n; i++) {
        all += data->y[i];
        if (prim_inside(box->limit, data->k, &data->x[i * data->k])) {
            n += 1;
            interest += data->y[i];
        }
    }
    for (size_t d = 0; d < data->k; d++)
        restricted += box->limit[d].restricted;
    assert_true(fabs(box->score.density - interest / n) < 1e-12);
    assert_true(fabs(box->score.coverage - interest / all) < 1e-12);
    assert_true(fabs(box->score.mass - n / (double)data->n) < 1e-12);
    assert_int_equal(box->score.n_restricted, restricted);
}

/* Planted: x0 < .4 and x2 > .3 (28 % of the cube); labels 1 with .95 inside, .05 outside. Density of the true box .95,
 * coverage .28 x .95 / (.28 x .95 + .72 x .05) = .881. */
static void test_planted(void **state)
{
    (void)state;
    static double x[N * K], y[N];
    double density = 0, coverage = 0, hi = 0, lo = 0, worst = 0;
    size_t relevant = 0, irrelevant = 0;
    for (uint32_t r = 0; r < REPETITIONS; r++) {
        fill(r, x);
        for (uint32_t i = 0; i < N; i++)
            y[i] = unit(r, i, 100) < (x[i * K] < 0.4 && x[i * K + 2] > 0.3 ? 0.95 : 0.05);
        const struct prim_data data = {.n = N, .k = K, .x = x, .y = y};
        struct prim_settings settings = prim_defaults();
        settings.threshold = 0.9;
        struct prim_result result = found(&data, &settings);
        const struct prim_box *box = &result.box[0];
        assert_true(box->met && box->score.density >= 0.9);
        agree(&data, box);
        relevant += box->limit[0].restricted && box->limit[2].restricted;
        irrelevant += box->score.n_restricted - box->limit[0].restricted - box->limit[2].restricted;
        density += box->score.density / REPETITIONS;
        coverage += box->score.coverage / REPETITIONS;
        hi += box->limit[0].hi / REPETITIONS;
        lo += box->limit[2].lo / REPETITIONS;
        worst = fmax(worst, fmax(fabs(box->limit[0].hi - 0.4), fabs(box->limit[2].lo - 0.3)));
        assert_true(isnan(box->limit[0].lo) && isnan(box->limit[2].hi));
        assert_true(box->limit[0].p < 1e-6 && box->limit[2].p < 1e-6);
        prim_free(&result);
    }
    print_message("  limits %.3f (.4) and %.3f (.3), worst off %.3f; density %.3f, coverage %.3f (.95, .881); "
                  "irrelevant restrictions %zu in %u boxes\n",
                  hi, lo, worst, density, coverage, irrelevant, REPETITIONS);
    assert_int_equal(relevant, REPETITIONS);
    assert_true(irrelevant * 5 <= REPETITIONS);
    assert_true(fabs(hi - 0.4) < 0.02 && fabs(lo - 0.3) < 0.02 && worst < 0.08);
    assert_true(fabs(density - 0.95) < 0.03 && fabs(coverage - 0.881) < 0.03);
}

/* Branin's function below 5 has three basins; no box holds them all, three boxes hold most. */
static void test_branin(void **state)
{
    (void)state;
    static double x[N * K], y[N];
    fill(77, x);
    double all = 0;
    for (size_t i = 0; i < N; i++) {
        const double a = -5.0 + 15.0 * x[i * K], b = 15.0 * x[i * K + 1];
        const double q = b - 5.1 / (4.0 * M_PI * M_PI) * a * a + 5.0 / M_PI * a - 6.0;
        y[i] = q * q + 10.0 * (1.0 - 1.0 / (8.0 * M_PI)) * cos(a) + 10.0 < 20.0;
        all += y[i];
    }
    const struct prim_data data = {.n = N, .k = K, .x = x, .y = y};
    struct prim_settings settings = prim_defaults();
    settings.max_boxes = 4;
    settings.threshold = 0.75;
    struct prim_result result = found(&data, &settings);
    double coverage = 0;
    for (size_t b = 0; b < result.n_boxes; b++) {
        const struct prim_box *box = &result.box[b];
        print_message("  box %zu: density %.2f coverage %.2f, x0 [%.2f, %.2f], x1 [%.2f, %.2f]\n", b,
                      box->score.density, box->score.coverage, box->limit[0].lo, box->limit[0].hi, box->limit[1].lo,
                      box->limit[1].hi);
        assert_true(box->met && box->score.density >= 0.75);
        coverage += box->score.coverage;
    }
    print_message("  share of interest %.2f, %zu boxes cover %.2f\n", all / N, result.n_boxes, coverage);
    assert_true(result.n_boxes >= 2);
    assert_true(coverage > result.box[0].score.coverage + 0.05 && coverage > 0.7 && coverage <= 1.0);
    agree(&data, &result.box[0]);
    for (size_t s = 1; s < result.box[0].n_steps; s++) {
        assert_true(result.box[0].trajectory[s].mass < result.box[0].trajectory[s - 1].mass);
        assert_true(result.box[0].trajectory[s].mass >= 0.05);
    }
    prim_free(&result);
}

/* Interest: level 1 or 3 of a factor with four levels, and x1 > .5. */
static void test_categorical(void **state)
{
    (void)state;
    static double x[N * K], y[N];
    const unsigned levels[K] = {4, 0, 0, 2, 0};
    fill(5, x);
    for (size_t i = 0; i < N; i++) {
        x[i * K] = floor(4.0 * x[i * K]);
        x[i * K + 3] = floor(2.0 * x[i * K + 3]);
        y[i] = (x[i * K] == 1.0 || x[i * K] == 3.0) && x[i * K + 1] > 0.5;
    }
    const struct prim_data data = {.n = N, .k = K, .x = x, .y = y, .levels = levels};
    struct prim_settings settings = prim_defaults();
    settings.threshold = 0.95;
    struct prim_result result = found(&data, &settings);
    const struct prim_box *box = &result.box[0];
    agree(&data, box);
    assert_int_equal(box->limit[0].levels, 1u << 1 | 1u << 3);
    assert_int_equal(box->limit[3].levels, 3);
    assert_true(!box->limit[3].restricted && isnan(box->limit[3].p));
    assert_true(isnan(box->limit[0].lo) && isnan(box->limit[0].hi));
    assert_int_equal(box->score.n_restricted, 2);
    assert_true(fabs(box->limit[1].lo - 0.5) < 0.03 && box->score.coverage > 0.95);
    prim_free(&result);
}

/* By hand: 10 points, interest from .55 on; slices of one point; the box starts half-way between .5 and .6. */
static void test_by_hand(void **state)
{
    (void)state;
    double x[10], y[10];
    for (size_t i = 0; i < 10; i++) {
        x[i] = (double)i / 10.0;
        y[i] = i >= 6;
    }
    const struct prim_data data = {.n = 10, .k = 1, .x = x, .y = y};
    struct prim_settings settings = prim_defaults();
    settings.threshold = 1.0;
    struct prim_result result = found(&data, &settings);
    const struct prim_box *box = &result.box[0];
    assert_int_equal(box->n_steps, 7); /* nothing more once the density is 1 */
    assert_int_equal(box->chosen, 6);
    assert_true(fabs(box->limit[0].lo - 0.55) < 1e-12 && isnan(box->limit[0].hi));
    assert_true(box->score.coverage == 1.0 && box->score.density == 1.0 && box->score.n == 4);
    assert_true(fabs(box->limit[0].p - pow(0.4, 4)) < 1e-12); /* 4 of 4 at a share of .4 */
    assert_true(isnan(box->limit[0].reproduced));
    prim_free(&result);
    /* Threshold .7: the largest box with 4 of 5 points of interest (.8); 4 of 6 is too thin. */
    settings.threshold = 0.7;
    settings.max_p = 1.0;
    result = found(&data, &settings);
    assert_true(fabs(result.box[0].limit[0].lo - 0.45) < 1e-12 && result.box[0].score.density == 0.8);
    prim_free(&result);
}

/* Pasting wins back what a slice of a fifth took too much; an idle limit is opened. */
static void test_pasting(void **state)
{
    (void)state;
    double x[40], y[40];
    for (size_t i = 0; i < 40; i++) {
        x[i] = (double)i / 40.0;
        y[i] = i >= 10;
    }
    const struct prim_data data = {.n = 40, .k = 1, .x = x, .y = y};
    struct prim_settings settings = prim_defaults();
    settings.threshold = 1.0;
    settings.alpha = 0.2; /* 40, 32, 26: the second slice takes 4 points of interest */
    struct prim_result result = found(&data, &settings);
    const struct prim_box *box = &result.box[0];
    assert_true(box->score.density == 1.0);
    assert_int_equal(box->trajectory[box->chosen].n, 26);
    assert_int_equal(box->score.n, 26); /* a slice of 5 outwards holds 4 and 1: lower density, refused */
    settings.alpha = 0.1;               /* 40, 36, 33, 30: exact */
    prim_free(&result);
    result = found(&data, &settings);
    assert_int_equal(result.box[0].score.n, 30);
    prim_free(&result);
    settings.alpha = 0.15; /* 40, 34, 29; one slice of 4 outwards would hold 1 of interest and 3 not */
    settings.threshold = 0.8;
    result = found(&data, &settings);
    assert_true(result.box[0].score.density >= 0.8);
    assert_true(result.box[0].score.n >= result.box[0].trajectory[result.box[0].chosen].n);
    prim_free(&result);
}

/* A dent in a corner of the half of interest: the box without the dent, and nothing else lost. */
static void test_paste_grows(void **state)
{
    (void)state;
    static double x[400 * 2], y[400];
    for (size_t i = 0; i < 400; i++) { /* a grid of 20 x 20; interest: x0 >= .5, save a dent in x1's low corner */
        x[2 * i] = (double)(i % 20) / 20.0;
        x[2 * i + 1] = (double)(i - i % 20) / 400.0;
        y[i] = x[2 * i] >= 0.5 && !(x[2 * i + 1] < 0.1 && x[2 * i] < 0.75);
    }
    const struct prim_data data = {.n = 400, .k = 2, .x = x, .y = y};
    struct prim_settings settings = prim_defaults();
    settings.threshold = 1.0;
    settings.max_p = 0.0;
    struct prim_result result = found(&data, &settings);
    const struct prim_box *box = &result.box[0];
    assert_true(box->score.density == 1.0 && box->score.n >= 180);
    agree(&data, box);
    prim_free(&result);
}

/* A hundred points, interest x1 >= .5. The five lowest of factor 0 have none, so its first slice is as good as that of
 * factor 1 and comes first; in the box that results it is idle, or keeps out a single point without interest. */
static void fill_idle(bool noise, double *x, double *y)
{
    for (size_t i = 0; i < 100; i++) {
        const double shift = (double)i / 10000.0;
        const bool low = i < 4 || i == (noise ? 70 : 4);
        y[i] = i >= 50 && !low;
        x[2 * i] = shift + (low ? 0.0 : y[i] < 0.5 ? 0.5 : i % 2 == 0 ? 0.2 : 0.8);
        x[2 * i + 1] = (double)i / 100.0;
    }
}

static void test_idle_limits(void **state)
{
    (void)state;
    double x[200], y[100];
    const struct prim_data data = {.n = 100, .k = 2, .x = x, .y = y};
    struct prim_settings settings = prim_defaults();
    fill_idle(false, x, y);
    settings.max_p = 1.0; /* no pruning: pasting opens it */
    struct prim_result result = found(&data, &settings);
    assert_true(result.box[0].path[result.box[0].chosen * 2].restricted);
    assert_false(result.box[0].limit[0].restricted);
    assert_true(isnan(result.box[0].limit[0].lo) && result.box[0].limit[1].restricted);
    agree(&data, &result.box[0]);
    prim_free(&result);

    fill_idle(true, x, y);
    settings.threshold = 0.89; /* 49 of 54 with it, 49 of 55 without: pasting may not, pruning may */
    result = found(&data, &settings);
    assert_true(result.box[0].limit[0].restricted && result.box[0].limit[0].p > 0.05);
    assert_int_equal(result.box[0].score.n, 54);
    prim_free(&result);
    settings.max_p = 0.05;
    result = found(&data, &settings);
    assert_false(result.box[0].limit[0].restricted);
    assert_int_equal(result.box[0].score.n, 55);
    assert_true(result.box[0].limit[1].restricted && isnan(result.box[0].limit[0].p));
    agree(&data, &result.box[0]);
    prim_free(&result);
}

/* A level holds half of the points: taking it off gains more than a small slice does, but less per point. */
static void test_gain_per_point(void **state)
{
    (void)state;
    double x[200], y[100];
    const unsigned levels[] = {2, 0};
    for (size_t i = 0; i < 100; i++) {
        x[2 * i] = (double)(i % 2);
        x[2 * i + 1] = (double)i / 100.0;
        y[i] = i >= 5 && (i % 2 == 0 ? i / 2 % 5 < 2 : i / 2 % 6 < 5);
    }
    const struct prim_data data = {.n = 100, .k = 2, .x = x, .y = y, .levels = levels};
    const struct prim_settings settings = prim_defaults();
    struct prim_result result = found(&data, &settings);
    assert_true(result.box[0].path[2 + 1].restricted && !result.box[0].path[2].restricted);
    assert_int_equal(result.box[0].trajectory[1].n, 95);
    prim_free(&result);
}

/* Resamples restrict what matters, not what does not; the same seed gives the same shares. */
static void test_reproducibility(void **state)
{
    (void)state;
    static double x[N * K], y[N];
    fill(8, x);
    for (uint32_t i = 0; i < N; i++)
        y[i] = unit(8, i, 100) < (x[i * K] < 0.4 && x[i * K + 2] > 0.3 ? 0.95 : 0.05);
    const struct prim_data data = {.n = N, .k = K, .x = x, .y = y};
    struct prim_settings settings = prim_defaults();
    settings.bootstrap = 20;
    struct prim_result result = found(&data, &settings), again = found(&data, &settings);
    for (size_t d = 0; d < K; d++) {
        print_message("  factor %zu restricted in %.2f of the resamples\n", d, result.box[0].limit[d].reproduced);
        assert_true(result.box[0].limit[d].reproduced == again.box[0].limit[d].reproduced);
        assert_true(d == 0 || d == 2 ? result.box[0].limit[d].reproduced > 0.95
                                     : result.box[0].limit[d].reproduced < 0.5);
    }
    prim_free(&result);
    prim_free(&again);
    for (uint32_t i = 0; i < N; i++) /* labels of chance: no box, and little comes back */
        y[i] = unit(9, i, 200) < 0.3;
    result = found(&data, &settings);
    assert_false(result.box[0].met);
    assert_int_equal(result.n_boxes, 1);
    prim_free(&result);
}

static void test_input(void **state)
{
    (void)state;
    double x[] = {0.1, 0.2, 0.9, 0.4}, y[] = {0, 1, 0, 1}, none[] = {0, 0, 0, 0}, wrong[] = {0, 2, 0, 1};
    const unsigned levels[] = {2}, one[] = {1};
    struct prim_data data = {.n = 4, .k = 1, .x = x, .y = none};
    struct prim_settings settings = prim_defaults();
    struct prim_result result;
    struct sim_err err = {0};
    assert_int_equal(prim_find(&data, &settings, &result, &err), SIM_E_INPUT);
    data.y = wrong;
    assert_int_equal(prim_find(&data, &settings, &result, &err), SIM_E_INPUT);
    data.y = y;
    data.levels = levels; /* .1 is no level */
    assert_int_equal(prim_find(&data, &settings, &result, &err), SIM_E_INPUT);
    data.levels = one;
    assert_int_equal(prim_find(&data, &settings, &result, &err), SIM_E_INPUT);
    data.levels = NULL;
    settings.alpha = 0.6;
    assert_int_equal(prim_find(&data, &settings, &result, &err), SIM_E_INPUT);
    settings.alpha = 0.05;
    x[0] = (double)NAN;
    assert_int_equal(prim_find(&data, &settings, &result, &err), SIM_E_INPUT);
    prim_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_planted),        cmocka_unit_test(test_branin),
        cmocka_unit_test(test_categorical),    cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_pasting),        cmocka_unit_test(test_paste_grows),
        cmocka_unit_test(test_input),          cmocka_unit_test(test_idle_limits),
        cmocka_unit_test(test_gain_per_point), cmocka_unit_test(test_reproducibility),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
