#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/mem.h"
#include "sim/design/design.h"

enum { SEEDS = 10, LARGE = 1000 };

static struct sim_err err;

static double *doubles(size_t n)
{
    double *values = sim_calloc(n, sizeof *values);
    assert_non_null(values);
    return values;
}

static bool same(const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

static void ok(int status)
{
    if (status != SIM_OK)
        fail_msg("status %d: %s", status, err.text);
}

static void refused(int status, const char *word)
{
    assert_int_equal(status, SIM_E_INPUT);
    if (strstr(err.text, word) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, word);
    err = (struct sim_err){SIM_OK, ""};
}

static void test_factorial(void **state)
{
    (void)state;
    const size_t levels[] = {2, 3, 4}, zero[] = {2, 0}, huge[] = {SIZE_MAX / 2, 3}, edge[] = {SIZE_MAX / 5, 5};
    size_t count = 0, indices[24][3], seen[2][3][4] = {{{0}}};
    ok(design_factorial_count(levels, 3, &count, &err));
    assert_int_equal(count, 24);
    ok(design_factorial(levels, 3, indices[0], &err));
    for (size_t row = 0; row < count; row++) {
        assert_true(indices[row][0] < 2 && indices[row][1] < 3 && indices[row][2] < 4);
        seen[indices[row][0]][indices[row][1]][indices[row][2]]++;
        assert_int_equal(12 * indices[row][0] + 4 * indices[row][1] + indices[row][2], row);
        size_t again[3];
        design_factorial_row(levels, 3, row, again);
        assert_memory_equal(again, indices[row], sizeof again);
    }
    for (size_t i = 0; i < 24; i++)
        assert_int_equal((&seen[0][0][0])[i], 1);
    ok(design_factorial_count(edge, 2, &count, &err));
    assert_true(count == SIZE_MAX / 5 * 5);
    refused(design_factorial_count(huge, 2, &count, &err), "too many");
    refused(design_factorial_count(zero, 2, &count, &err), "factor 2");
    refused(design_factorial(levels, 0, indices[0], &err), "factor");
}

static void test_one_at_a_time(void **state)
{
    (void)state;
    const double base[] = {0.5, 0.1, 0.9}, values[] = {0.0, 0.5, 1.0, 0.9};
    const size_t levels[] = {3, 0, 1};
    const double expected[3][3] = {{0.5, 0.1, 0.9}, {0.0, 0.1, 0.9}, {1.0, 0.1, 0.9}};
    double points[3][3];
    size_t changed[3];
    assert_int_equal(design_one_at_a_time_rows(base, 3, levels, values), 3);
    ok(design_one_at_a_time(base, 3, levels, values, points[0], changed, &err));
    assert_memory_equal(points, expected, sizeof points);
    assert_true(changed[0] == 3 && changed[1] == 0 && changed[2] == 0);
    ok(design_one_at_a_time(base, 3, levels, values, points[0], NULL, &err));
    refused(design_one_at_a_time(base, 0, levels, values, points[0], NULL, &err), "factor");
}

/* Each of the n strata holds one value of the column. */
static void assert_strata(const double *column, size_t n, size_t stride)
{
    bool *hit = sim_calloc(n, sizeof *hit);
    assert_non_null(hit);
    for (size_t i = 0; i < n; i++) {
        const double x = column[i * stride];
        assert_true(x > 0.0 && x < 1.0);
        const size_t stratum = (size_t)(x * (double)n);
        assert_false(hit[stratum]);
        hit[stratum] = true;
    }
    free(hit);
}

static void test_lhs_strata(void **state)
{
    (void)state;
    const size_t sizes[][2] = {{1, 1}, {2, 3}, {7, 1}, {12, 3}, {40, 5}, {LARGE, 20}};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        const size_t n = sizes[s][0], k = sizes[s][1];
        double *points = doubles(n * k), *again = doubles(n * k);
        for (unsigned kind = 0; kind < 4; kind++) {
            struct design_lhs lhs = {5, n, k, (kind & 1U) != 0, (kind & 2U) != 0};
            if (lhs.maximin && n > 12) /* they take long, and test_maximin_spreads has them */
                continue;
            ok(design_lhs(&lhs, points, &err));
            for (size_t f = 0; f < k; f++)
                assert_strata(points + f, n, k);
            for (size_t i = 0; lhs.centred && i < n * k; i++)
                assert_true(fabs(fmod(points[i] * (double)n, 1.0) - 0.5) < 1e-9);
            ok(design_lhs(&lhs, again, &err));
            assert_memory_equal(points, again, n * k * sizeof *points);
            lhs.seed = 6;
            lhs.maximin = false;
            ok(design_lhs(&lhs, again, &err));
            if (n * k > 100)
                assert_false(same(points, again, n * k));
        }
        free(again);
        free(points);
    }
    const struct design_lhs none = {1, 0, 2, false, false};
    refused(design_lhs(&none, NULL, &err), "at least one");
}

static bool next_permutation(size_t *order, size_t n)
{
    size_t i = n - 1, j = n - 1;
    while (i > 0 && order[i - 1] >= order[i])
        i--;
    if (i == 0)
        return false;
    while (order[j] <= order[i - 1])
        j--;
    size_t kept = order[j];
    order[j] = order[i - 1];
    order[i - 1] = kept;
    for (j = n - 1; i < j; i++, j--) {
        kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
    return true;
}

/* Of 8 points in two dimensions all hypercubes can be looked at: none is better. */
static void test_maximin_finds_the_best(void **state)
{
    (void)state;
    enum { N = 8 };
    size_t order[N] = {0, 1, 2, 3, 4, 5, 6, 7};
    double points[2 * N], best = 0.0;
    do {
        for (size_t i = 0; i < N; i++) {
            points[2 * i] = ((double)i + 0.5) / N;
            points[2 * i + 1] = ((double)order[i] + 0.5) / N;
        }
        best = fmax(best, design_min_distance(points, N, 2));
    } while (next_permutation(order, N));
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        const struct design_lhs lhs = {seed, N, 2, true, true};
        ok(design_lhs(&lhs, points, &err));
        assert_true(fabs(design_min_distance(points, N, 2) - best) < 1e-12);
    }
}

/* Farther apart than the best of many random hypercubes; and as far as known to be possible: 20 points in two
 * dimensions, squared distance 18 in strata (van Dam, Husslage, den Hertog and Melissen 2007). */
static void test_maximin_spreads(void **state)
{
    (void)state;
    const size_t sizes[][2] = {{20, 2}, {50, 5}, {100, 10}, {LARGE, 20}};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        const size_t n = sizes[s][0], k = sizes[s][1];
        double *points = doubles(n * k), random = 0.0;
        struct design_lhs lhs = {1, n, k, false, true};
        for (; lhs.seed <= 21; lhs.seed++) {
            ok(design_lhs(&lhs, points, &err));
            random = fmax(random, design_min_distance(points, n, k));
        }
        lhs.maximin = true;
        ok(design_lhs(&lhs, points, &err));
        for (size_t f = 0; f < k; f++)
            assert_strata(points + f, n, k);
        const double spread = design_min_distance(points, n, k);
        assert_true(spread > 1.2 * random);
        if (n == 20)
            assert_true(fabs(spread * 20.0 - sqrt(18.0)) < 1e-9);
        free(points);
    }
    assert_true(isinf(design_min_distance(NULL, 1, 2)));
}

/* Squared L2 star discrepancy (Warnock 1972). */
static double discrepancy(const double *x, size_t n, size_t k)
{
    double one = 0.0, two = 0.0;
    for (size_t i = 0; i < n; i++) {
        double product = 1.0;
        for (size_t f = 0; f < k; f++)
            product *= 1.0 - x[i * k + f] * x[i * k + f];
        one += product;
        for (size_t j = 0; j < n; j++) {
            product = 1.0;
            for (size_t f = 0; f < k; f++)
                product *= 1.0 - fmax(x[i * k + f], x[j * k + f]);
            two += product;
        }
    }
    return pow(3.0, -(double)k) - pow(2.0, 1.0 - (double)k) * one / (double)n + two / (double)n / (double)n;
}

static void test_sobol(void **state)
{
    (void)state;
    enum { N = 512, K = DESIGN_SOBOL_DIMENSIONS };
    const double first[3][2] = {{0.5, 0.5}, {0.75, 0.25}, {0.25, 0.75}};
    double *points = doubles(N * K), *other = doubles(N * K), small[3][2];
    ok(design_sobol(3, 2, false, 1, small[0], &err));
    assert_memory_equal(small, first, sizeof small);

    /* Shifted, the first 2^m points are a net: each dimension hits each stratum once. */
    ok(design_sobol(N, K, true, 1, points, &err));
    for (size_t f = 0; f < K; f++)
        assert_strata(points + f, N, K);
    ok(design_sobol(N, K, true, 2, other, &err));
    assert_false(same(points, other, (size_t)N * K));
    ok(design_sobol(N, K, true, 1, other, &err));
    assert_memory_equal(points, other, N * K * sizeof *points);

    /* The first two dimensions: each box of 2^a by 2^(9 - a) equal ones holds one point. */
    ok(design_sobol(N, 2, true, 3, points, &err));
    for (size_t across = 1; across <= N; across *= 2) {
        bool hit[N] = {false};
        for (size_t i = 0; i < N; i++) {
            const size_t column = (size_t)(points[2 * i] * (double)across);
            const size_t row = (size_t)(points[2 * i + 1] * ((double)N / (double)across));
            assert_false(hit[column * (N / across) + row]);
            hit[column * (N / across) + row] = true;
        }
    }

    /* Independent points have a mean squared discrepancy of (2^-k - 3^-k) / n. Those of the sequence have less, and
     * fall faster with n: eightfold points more than double the ratio. */
    free(points);
    points = doubles(2048 * 5);
    for (uint64_t seed = 0; seed < 3; seed++) {
        const double independent = pow(2.0, -5) - pow(3.0, -5);
        ok(design_sobol(256, 5, seed > 0, seed, points, &err));
        const double few = independent / 256.0 / discrepancy(points, 256, 5);
        ok(design_sobol(2048, 5, seed > 0, seed, points, &err));
        const double many = independent / 2048.0 / discrepancy(points, 2048, 5);
        assert_true(few > 3.0 && many > 2.0 * few);
    }
    refused(design_sobol(8, K + 1, true, 1, points, &err), "at most 40 factors, not 41");
    refused(design_sobol(0, 2, true, 1, points, &err), "at least one");
    refused(design_sobol(1UL << 30, 1, true, 1, points, &err), "2^30 - 1");
    free(other);
    free(points);
}

static void test_morris_steps(void **state)
{
    (void)state;
    enum { R = 200, K = 7 };
    double *points = doubles(R * (K + 1) * K);
    for (size_t levels = 2; levels <= 8; levels += 2) {
        const struct design_morris morris = {3, R, K, levels, 0};
        const double delta = (double)levels / (2.0 * ((double)levels - 1.0));
        size_t at_level[8] = {0}, up = 0, first_moves[K] = {0};
        ok(design_morris(&morris, points, &err));
        for (size_t t = 0; t < R; t++) {
            bool moved[K] = {false};
            for (size_t step = 0; step <= K; step++) {
                const double *point = points + (t * (K + 1) + step) * K;
                for (size_t f = 0; f < K; f++) {
                    const double level = point[f] * ((double)levels - 1.0);
                    assert_true(point[f] >= 0.0 && point[f] <= 1.0 && fabs(level - round(level)) < 1e-12);
                    at_level[(size_t)lround(level)]++;
                    if (step == 0 || point[f] == point[f - K])
                        continue;
                    assert_false(moved[f]);
                    moved[f] = true;
                    assert_true(fabs(fabs(point[f] - point[f - K]) - delta) < 1e-12);
                    up += point[f] > point[f - K];
                    first_moves[f] += step == 1;
                }
                size_t n_moved = 0;
                for (size_t f = 0; f < K; f++)
                    n_moved += moved[f];
                assert_int_equal(n_moved, step);
            }
        }
        /* Levels equally likely, up as often as down, each factor as often first: within 5 sd of 1400 and 200 draws. */
        for (size_t l = 0; l < levels; l++)
            assert_true(fabs((double)at_level[l] * (double)levels / (R * K * (K + 1)) - 1.0) < 0.3);
        assert_true(fabs((double)up / (R * K) - 0.5) < 5.0 * 0.5 / sqrt(R * K));
        for (size_t f = 0; f < K; f++)
            assert_true(fabs((double)first_moves[f] / R - 1.0 / K) < 5.0 * sqrt(6.0 / 49.0 / R));
    }
    const struct design_morris odd = {1, 2, 2, 5, 0}, few = {1, 4, 2, 4, 3}, many = {1, 4, 2, 4, 2001},
                               none = {1, 0, 2, 4, 0};
    refused(design_morris(&odd, points, &err), "even");
    refused(design_morris(&few, points, &err), "picked");
    refused(design_morris(&many, points, &err), "2000");
    refused(design_morris(&none, points, &err), "at least one");
    free(points);
}

enum { WALK_K = 4, WALK_POINTS = WALK_K + 1, WALK_SIZE = WALK_POINTS * WALK_K };

/* Straight from the definition. */
static double walk_distance(const double *a, const double *b)
{
    double sum = 0.0;
    for (size_t i = 0; i < WALK_POINTS; i++) {
        for (size_t j = 0; j < WALK_POINTS; j++) {
            double squares = 0.0;
            for (size_t f = 0; f < WALK_K; f++)
                squares += pow(a[i * WALK_K + f] - b[j * WALK_K + f], 2.0);
            sum += sqrt(squares);
        }
    }
    return sum;
}

static double spread(const double *const *walks, size_t n)
{
    double sum = 0.0;
    for (size_t i = 1; i < n; i++)
        for (size_t j = 0; j < i; j++)
            sum += pow(walk_distance(walks[i], walks[j]), 2.0);
    return sum;
}

/* The candidates are the walks of the same seed without picking; of 4 out of 10 the best can be looked up. */
static void test_morris_picks_the_spread_ones(void **state)
{
    (void)state;
    enum { M = 10, R = 4, TRIALS = 20 };
    size_t best_found = 0;
    for (uint64_t seed = 0; seed < TRIALS; seed++) {
        const struct design_morris all = {seed, M, WALK_K, 4, 0}, some = {seed, R, WALK_K, 4, M};
        double candidates[M][WALK_SIZE], picked[R][WALK_SIZE];
        ok(design_morris(&all, candidates[0], &err));
        ok(design_morris(&some, picked[0], &err));
        double best = 0.0, mean = 0.0;
        for (unsigned set = 0; set < 1U << M; set++) {
            const double *walks[M];
            size_t n = 0;
            for (size_t w = 0; w < M; w++)
                if (set >> w & 1U)
                    walks[n++] = candidates[w];
            if (n != R)
                continue;
            const double value = spread(walks, R);
            best = fmax(best, value);
            mean += value / 210.0;
        }
        const double *walks[R] = {picked[0], picked[1], picked[2], picked[3]};
        const double value = spread(walks, R);
        for (size_t p = 0; p < R; p++) {
            size_t matches = 0;
            for (size_t w = 0; w < M; w++)
                matches += same(picked[p], candidates[w], WALK_SIZE);
            assert_true(matches >= 1);
        }
        assert_true(value <= best * (1.0 + 1e-12) && value > mean);
        best_found += value > best * (1.0 - 1e-12);
    }
    assert_int_equal(best_found, TRIALS);
}

/* Of many candidates: no exchange of one walk for another helps. */
static void test_morris_picks_no_worse_neighbour(void **state)
{
    (void)state;
    enum { M = 40, R = 8 };
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        const struct design_morris all = {seed, M, WALK_K, 4, 0}, some = {seed, R, WALK_K, 4, M};
        double candidates[M][WALK_SIZE], picked[R][WALK_SIZE];
        const double *walks[R];
        ok(design_morris(&all, candidates[0], &err));
        ok(design_morris(&some, picked[0], &err));
        for (size_t p = 0; p < R; p++)
            walks[p] = picked[p];
        const double value = spread(walks, R);
        for (size_t p = 0; p < R; p++) {
            for (size_t w = 0; w < M; w++) {
                bool taken = false;
                for (size_t q = 0; q < R; q++)
                    taken = taken || same(picked[q], candidates[w], WALK_SIZE);
                walks[p] = candidates[w];
                assert_true(taken || spread(walks, R) <= value * (1.0 + 1e-9));
            }
            walks[p] = picked[p];
        }
    }
}

static void check_saltelli(size_t n, size_t k, bool shift, bool strata)
{
    double *points = doubles(n * (k + 2) * k), *columns = doubles(n * 2 * k);
    ok(design_saltelli(n, k, shift, 4, points, &err));
    for (size_t j = 0; j < n; j++) {
        const double *a = points + j * (k + 2) * k, *b = a + k;
        for (size_t i = 0; i < k; i++)
            for (size_t f = 0; f < k; f++)
                assert_true(a[(2 + i) * k + f] == (f == i ? b[f] : a[f]));
        memcpy(columns + j * 2 * k, a, 2 * k * sizeof *a);
    }
    for (size_t f = 0; strata && f < 2 * k; f++)
        assert_strata(columns + f, n, 2 * k);
    if (2 * k <= DESIGN_SOBOL_DIMENSIONS) {
        double *sobol = doubles(n * 2 * k);
        ok(design_sobol(n, 2 * k, shift, 4, sobol, &err));
        assert_memory_equal(sobol, columns, n * 2 * k * sizeof *sobol);
        free(sobol);
    }
    free(columns);
    free(points);
}

static void test_saltelli(void **state)
{
    (void)state;
    check_saltelli(64, 3, true, true);
    check_saltelli(63, 3, false, false);
    check_saltelli(32, 20, true, true);
    check_saltelli(100, 21, true, true);
    check_saltelli(1, 1, true, true);
    refused(design_saltelli(0, 3, true, 1, NULL, &err), "at least one");
    refused(design_saltelli(3, 0, true, 1, NULL, &err), "at least one");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_factorial),
        cmocka_unit_test(test_one_at_a_time),
        cmocka_unit_test(test_lhs_strata),
        cmocka_unit_test(test_maximin_finds_the_best),
        cmocka_unit_test(test_maximin_spreads),
        cmocka_unit_test(test_sobol),
        cmocka_unit_test(test_morris_steps),
        cmocka_unit_test(test_morris_picks_the_spread_ones),
        cmocka_unit_test(test_morris_picks_no_worse_neighbour),
        cmocka_unit_test(test_saltelli),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
