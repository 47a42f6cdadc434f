/* Elementary effects and Sobol indices against functions whose indices are known. */
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
#include "sim/design/draws.h"
#include "sim/design/sensitivity.h"
#include "sim/rng/rng.h"

enum { COVERAGE_REPEATS = 200, NOISE_REPEATS = 100 };

static const struct sensitivity_bootstrap no_bootstrap = {0, 0, 0.95};
static struct sim_err err;

static double *doubles(size_t n)
{
    double *values = sim_calloc(n, sizeof *values);
    assert_non_null(values);
    return values;
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

static void within(double value, double expected, double error, const char *what, size_t factor)
{
    if (!(fabs(value - expected) <= error))
        fail_msg("%s of factor %zu: %g, expected %g within %g", what, factor + 1, value, expected, error);
}

struct function {
    double (*value)(const double *x);
    size_t k;
    double variance, first[21], total[21];
};

static const double pi = 3.14159265358979323846;

/* Ishigami and Homma (1990), a = 7, b = 0.1. */
static double ishigami_value(const double *x)
{
    const double a = pi * (2.0 * x[0] - 1.0), b = pi * (2.0 * x[1] - 1.0), c = pi * (2.0 * x[2] - 1.0);
    return sin(a) + 7.0 * sin(b) * sin(b) + 0.1 * pow(c, 4.0) * sin(a);
}

static struct function ishigami(void)
{
    const double v1 = 0.5 * pow(1.0 + 0.1 * pow(pi, 4.0) / 5.0, 2.0), v2 = 49.0 / 8.0;
    const double v13 = 0.01 * pow(pi, 8.0) * 8.0 / 225.0, v = v1 + v2 + v13;
    return (struct function){ishigami_value, 3, v, {v1 / v, v2 / v, 0.0}, {(v1 + v13) / v, v2 / v, v13 / v}};
}

/* The g-function of Sobol: prod (|4 x - 2| + a) / (1 + a). */
static double g_of(const double *x, const double *a, size_t k)
{
    double product = 1.0;
    for (size_t i = 0; i < k; i++)
        product *= (fabs(4.0 * x[i] - 2.0) + a[i]) / (1.0 + a[i]);
    return product;
}

static struct function g_function(double (*value)(const double *x), const double *a, size_t k)
{
    struct function g = {.value = value, .k = k};
    double product = 1.0;
    for (size_t i = 0; i < k; i++)
        product *= 1.0 + 1.0 / (3.0 * (1.0 + a[i]) * (1.0 + a[i]));
    g.variance = product - 1.0;
    for (size_t i = 0; i < k; i++) {
        const double v = 1.0 / (3.0 * (1.0 + a[i]) * (1.0 + a[i]));
        g.first[i] = v / g.variance;
        g.total[i] = v * product / (1.0 + v) / g.variance;
    }
    return g;
}

static const double a4[] = {0, 1, 4.5, 9}, a8[] = {0, 1, 4.5, 9, 99, 99, 99, 99};
static const double a21[] = {0, 1, 4.5, 9, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

static double g4(const double *x)
{
    return g_of(x, a4, 4);
}

static double g8(const double *x)
{
    return g_of(x, a8, 8);
}

static double g21(const double *x)
{
    return g_of(x, a21, 21);
}

/* y[n][k+2] of the function over the design. */
static double *outputs(const struct function *f, size_t n, bool shift, uint64_t seed)
{
    const size_t rows = n * (f->k + 2);
    double *points = doubles(rows * f->k), *y = doubles(rows);
    ok(design_saltelli(n, f->k, shift, seed, points, &err));
    for (size_t i = 0; i < rows; i++)
        y[i] = f->value(points + i * f->k);
    free(points);
    return y;
}

static void check_indices(const struct function *f, size_t n, bool shift, uint64_t seed, double error)
{
    struct sensitivity_index index[21];
    struct sensitivity_variance variance;
    double *y = outputs(f, n, shift, seed);
    ok(sensitivity_sobol(y, n, f->k, 1, &no_bootstrap, index, &variance, &err));
    for (size_t i = 0; i < f->k; i++) {
        within(index[i].first, f->first[i], error, "first-order index", i);
        within(index[i].total, f->total[i], error, "total index", i);
        assert_true(isnan(index[i].first_interval.lo) && isnan(index[i].total_interval.hi));
    }
    within(variance.variance / f->variance, 1.0, 2.0 * error, "variance, whatever the", 0);
    assert_true(isnan(variance.noise_share) && isnan(variance.noise_variance));
    assert_int_equal(variance.rows, n);
    free(y);
}

/* Over 20 shifts the largest error of any index at 2^13 rows was 0.0004 (Ishigami). */
static void test_known_indices(void **state)
{
    (void)state;
    const struct function functions[] = {ishigami(), g_function(g4, a4, 4), g_function(g8, a8, 8)};
    for (size_t f = 0; f < 3; f++) {
        check_indices(&functions[f], 1U << 13, false, 0, 0.01);
        for (uint64_t seed = 0; seed < 5; seed++)
            check_indices(&functions[f], 1U << 13, true, seed, 0.01);
    }
    /* More factors than the sequence has: Latin hypercubes, error of order 1 / sqrt(8192). */
    const struct function many = g_function(g21, a21, 21);
    check_indices(&many, 1U << 13, true, 1, 0.05);
}

/* The formulas of the header, written out: means of products over rows and ordered pairs of different replications. */
static void test_few_rows(void **state)
{
    (void)state;
    enum { N = 5, K = 2, R = 3, ROW = (K + 2) * R };
    const struct rng_stream stream = {.seed = 1, .replication = 2};
    double y[N][K + 2][R];
    struct sensitivity_index index[K];
    struct sensitivity_variance variance;
    double mean_b = 0.0, squares[2] = {0.0, 0.0}, products[2] = {0.0, 0.0}, noise = 0.0, v = 0.0;
    for (size_t i = 0; i < (size_t)N * ROW; i++)
        (&y[0][0][0])[i] = 10.0 + rng_unit(rng_draw(&stream, (uint32_t)i, 0, 1, 0).w[0]) + 3.0 * floor((double)i / ROW);
    ok(sensitivity_sobol(&y[0][0][0], N, K, R, &no_bootstrap, index, &variance, &err));

    /* Variance: rows and replications both different gives the squared mean without bias. */
    for (size_t c = 0; c < 2; c++) {
        for (size_t j = 0; j < N; j++) {
            struct stats_moments moments = {0};
            for (size_t r = 0; r < R; r++) {
                stats_add(&moments, y[j][c][r]);
                for (size_t s = 0; s < R; s++)
                    squares[c] += r != s ? y[j][c][r] * y[j][c][s] / (N * R * (R - 1)) : 0.0;
                for (size_t l = 0; l < N; l++)
                    for (size_t s = 0; s < R; s++)
                        products[c] += l != j ? y[j][c][r] * y[l][c][s] / (N * (N - 1) * R * R) : 0.0;
                mean_b += c == 1 ? y[j][c][r] / (N * R) : 0.0;
            }
            noise += stats_variance(&moments) / (2 * N);
        }
        v += 0.5 * (squares[c] - products[c]);
    }
    within(variance.variance, v, 1e-10, "variance, whatever the", 0);
    within(variance.noise_variance, noise, 1e-10, "noise, whatever the", 0);
    within(variance.noise_share, noise / (noise + v), 1e-10, "share, whatever the", 0);
    for (size_t f = 0; f < K; f++) {
        double first = 0.0, total = 0.0;
        for (size_t j = 0; j < N; j++) {
            for (size_t r = 0; r < R; r++) {
                for (size_t s = 0; s < R; s++) {
                    if (r == s)
                        continue;
                    const double d = y[j][2 + f][r] - y[j][0][r], other = y[j][2 + f][s] - y[j][0][s];
                    first += (y[j][1][r] - mean_b) * other / ((N - 1) * R * (R - 1));
                    total += 0.5 * d * other / (N * R * (R - 1));
                }
            }
        }
        within(index[f].first, first / v, 1e-10, "first-order index", f);
        within(index[f].total, total / v, 1e-10, "total index", f);
    }
}

/* Drawing n of n with replacement: counts of mean 1 and variance 1 - 1 / n, other ones in each resample. */
static void test_resample(void **state)
{
    (void)state;
    enum { N = 1001, RESAMPLES = 20 };
    uint32_t counts[N];
    struct stats_moments moments = {0}, first = {0};
    for (size_t b = 0; b < RESAMPLES; b++) {
        uint32_t sum = 0;
        design_resample(3, DESIGN_BOOTSTRAP_SOBOL, b, N, counts);
        for (size_t i = 0; i < N; i++) {
            sum += counts[i];
            stats_add(&moments, counts[i]);
        }
        stats_add(&first, counts[0]);
        assert_int_equal(sum, N);
    }
    assert_true(fabs(stats_variance(&moments) - 1.0) < 0.06); /* 5 sd: the fourth moment of Poisson(1) is 4 */
    assert_true(stats_variance(&first) > 0.0);
}

static void test_offset_and_scale(void **state)
{
    (void)state;
    const struct function f = ishigami();
    enum { N = 256 };
    const struct sensitivity_bootstrap bootstrap = {7, 100, 0.9};
    struct sensitivity_index index[3], moved[3];
    struct sensitivity_variance variance, moved_variance;
    double *y = outputs(&f, N, true, 1);
    ok(sensitivity_sobol(y, N, 3, 1, &bootstrap, index, &variance, &err));
    for (size_t i = 0; i < (size_t)N * 5; i++)
        y[i] = 1e9 + 1000.0 * y[i];
    ok(sensitivity_sobol(y, N, 3, 1, &bootstrap, moved, &moved_variance, &err));
    for (size_t i = 0; i < 3; i++) {
        within(moved[i].first, index[i].first, 1e-8, "moved index", i);
        within(moved[i].total, index[i].total, 1e-8, "moved index", i);
        within(moved[i].first_interval.lo, index[i].first_interval.lo, 1e-8, "moved interval", i);
    }
    within(moved_variance.mean, 1e9 + 1000.0 * variance.mean, 1e-3, "mean, whatever the", 0);
    free(y);
}

static void test_failed_runs(void **state)
{
    (void)state;
    const struct function f = ishigami();
    enum { N = 64 };
    const struct sensitivity_bootstrap bootstrap = {7, 50, 0.9};
    struct sensitivity_index index[3], without[3];
    struct sensitivity_variance variance;
    double *y = outputs(&f, N, true, 1);
    y[10 * 5 + 3] = (double)NAN;
    y[0] = (double)INFINITY;
    ok(sensitivity_sobol(y, N, 3, 1, &bootstrap, index, &variance, &err));
    assert_true(variance.rows == N - 2 && variance.dropped == 2);
    memmove(y + (size_t)10 * 5, y + (size_t)11 * 5, (N - 11) * 5 * sizeof *y);
    ok(sensitivity_sobol(y + 5, N - 2, 3, 1, &bootstrap, without, &variance, &err));
    assert_memory_equal(index, without, sizeof index);
    assert_int_equal(variance.dropped, 0);
    free(y);
}

static void test_nothing_to_see(void **state)
{
    (void)state;
    double y[8 * 4];
    struct sensitivity_index index[2];
    struct sensitivity_variance variance;
    for (size_t i = 0; i < sizeof y / sizeof *y; i++)
        y[i] = 0.1;
    const struct sensitivity_bootstrap bootstrap = {7, 10, 0.9}, bad = {7, 10, 1.0}, huge = {7, 1000001, 0.9};
    ok(sensitivity_sobol(y, 8, 2, 1, &bootstrap, index, &variance, &err));
    assert_true(isnan(index[0].first) && isnan(index[1].total) && isnan(index[0].first_interval.lo));
    for (size_t n = 0; n < 2; n++) {
        ok(sensitivity_sobol(y, n, 2, 1, &bootstrap, index, &variance, &err));
        assert_true(isnan(index[0].first) && isnan(variance.variance) && variance.rows == n);
        assert_true(isnan(variance.mean) == (n == 0));
    }
    refused(sensitivity_sobol(y, 8, 0, 1, &bootstrap, index, &variance, &err), "factor");
    refused(sensitivity_sobol(y, 8, 2, 0, &bootstrap, index, &variance, &err), "replication");
    refused(sensitivity_sobol(y, 8, 2, 1, &bad, index, &variance, &err), "between 0 and 1");
    refused(sensitivity_sobol(y, 8, 2, 1, &huge, index, &variance, &err), "1000000");
}

/* Nominal 0.95. Rows from Latin hypercubes are nearly independent; those of the sequence are much better than the
 * bootstrap thinks. Measured over 400 repetitions with 500 resamples: hypercube 0.93 to 0.98, sequence 1.00. */
static void test_interval_coverage(void **state)
{
    (void)state;
    enum { N = 256, K = 4, ROW = K + 2 };
    const struct function f = g_function(g4, a4, K);
    double *lhs_points = doubles((size_t)N * 2 * K), *y = doubles((size_t)N * ROW);
    size_t covered[2][2 * K] = {{0}};
    for (uint64_t repeat = 0; repeat < COVERAGE_REPEATS; repeat++) {
        const struct sensitivity_bootstrap bootstrap = {repeat, 300, 0.95};
        for (size_t kind = 0; kind < 2; kind++) {
            struct sensitivity_index index[K];
            struct sensitivity_variance variance;
            const struct design_lhs lhs = {repeat, N, (size_t)2 * K, false, false};
            ok(design_lhs(&lhs, lhs_points, &err));
            for (size_t i = 0; kind == 0 && i < (size_t)N * ROW; i++) {
                const double *a = lhs_points + i / ROW * 2 * K, *b = a + K;
                double x[K];
                for (size_t j = 0; j < K; j++)
                    x[j] = i % ROW == 1 || i % ROW == j + 2 ? b[j] : a[j];
                y[i] = g4(x);
            }
            if (kind == 1) {
                free(y);
                y = outputs(&f, N, true, repeat);
            }
            ok(sensitivity_sobol(y, N, K, 1, &bootstrap, index, &variance, &err));
            for (size_t i = 0; i < K; i++) {
                const struct stats_interval first = index[i].first_interval, total = index[i].total_interval;
                assert_true(first.lo <= index[i].first && index[i].first <= first.hi);
                covered[kind][i] += first.lo <= f.first[i] && f.first[i] <= first.hi;
                covered[kind][K + i] += total.lo <= f.total[i] && f.total[i] <= total.hi;
            }
        }
    }
    double mean = 0.0;
    for (size_t i = 0; i < (size_t)2 * K; i++) {
        const double hypercube = (double)covered[0][i] / COVERAGE_REPEATS;
        mean += hypercube / (2 * K);
        assert_true(hypercube > 0.88 && covered[1][i] >= COVERAGE_REPEATS * 95 / 100);
    }
    assert_true(mean > 0.91 && mean < 0.99);
    free(y);
    free(lhs_points);
}

static double normal(const struct rng_stream *stream, size_t row, size_t replication)
{
    const struct rng_words drawn = rng_draw(stream, (uint32_t)row, 0, 1, (uint32_t)replication);
    return sqrt(-2.0 * log(rng_unit(drawn.w[0]))) * cos(2.0 * pi * rng_unit(drawn.w[1]));
}

enum { NOISE_N = 1024, NOISE_R = 4, NOISE_K = 8 };

struct noisy {
    double first[NOISE_K], total[NOISE_K], share, variance; /* means over repetitions */
    double first_se[NOISE_K], total_se[NOISE_K];            /* their standard errors */
    double plain_first[NOISE_K], plain_total[NOISE_K];      /* of the means over replications, taken for exact */
};

/* y = g + s w: s is the model's sd, times sqrt(3) times factor 3 when `interacts`; w standard normal, shared by a row's
 * points. The noise's variance equals the model's in both cases. */
static struct noisy noisy_g(const struct function *f, bool interacts)
{
    enum { ROW = NOISE_K + 2 };
    struct noisy out = {.share = 0.0};
    double *points = doubles((size_t)NOISE_N * ROW * NOISE_K), *y = doubles((size_t)NOISE_N * ROW * NOISE_R);
    double *means = doubles((size_t)NOISE_N * ROW);
    struct stats_moments first[NOISE_K] = {{0}}, total[NOISE_K] = {{0}};
    for (uint64_t repeat = 0; repeat < NOISE_REPEATS; repeat++) {
        const struct rng_stream stream = {.seed = repeat, .replication = 1};
        struct sensitivity_index index[NOISE_K];
        struct sensitivity_variance variance;
        ok(design_saltelli(NOISE_N, NOISE_K, true, repeat, points, &err));
        for (size_t i = 0; i < (size_t)NOISE_N * ROW; i++) {
            const double *x = points + i * NOISE_K, exact = f->value(x);
            const double s = sqrt(f->variance) * (interacts ? sqrt(3.0) * x[2] : 1.0);
            means[i] = 0.0;
            for (size_t r = 0; r < NOISE_R; r++) {
                y[i * NOISE_R + r] = exact + s * normal(&stream, i / ROW, r);
                means[i] += y[i * NOISE_R + r] / NOISE_R;
            }
        }
        ok(sensitivity_sobol(y, NOISE_N, NOISE_K, NOISE_R, &no_bootstrap, index, &variance, &err));
        for (size_t i = 0; i < NOISE_K; i++) {
            stats_add(&first[i], index[i].first);
            stats_add(&total[i], index[i].total);
        }
        out.share += variance.noise_share / NOISE_REPEATS;
        out.variance += variance.variance / NOISE_REPEATS;
        ok(sensitivity_sobol(means, NOISE_N, NOISE_K, 1, &no_bootstrap, index, &variance, &err));
        for (size_t i = 0; i < NOISE_K; i++) {
            out.plain_first[i] += index[i].first / NOISE_REPEATS;
            out.plain_total[i] += index[i].total / NOISE_REPEATS;
        }
    }
    for (size_t i = 0; i < NOISE_K; i++) {
        out.first[i] = stats_mean(&first[i]);
        out.total[i] = stats_mean(&total[i]);
        out.first_se[i] = stats_sd(&first[i]) / sqrt(NOISE_REPEATS);
        out.total_se[i] = stats_sd(&total[i]) / sqrt(NOISE_REPEATS);
    }
    free(means);
    free(y);
    free(points);
    return out;
}

/* Corrected: the true ones, within 4 standard errors (32 comparisons) and the ratio's bias of order 1 / n. Uncorrected:
 * as the header derives. Noise has the variance of the model, so the means over 4 have a variance of 1.25. With noise
 * proportional to factor 3 the variance of s over factor 3 is a quarter, and over 4 replications a sixteenth. */
static void test_noise(void **state)
{
    (void)state;
    const struct function f = g_function(g8, a8, NOISE_K);
    for (int interacts = 0; interacts < 2; interacts++) {
        const struct noisy noisy = noisy_g(&f, interacts != 0);
        within(noisy.share, 0.5, 0.01, "share of noise, whatever the", 0);
        within(noisy.variance / f.variance, 1.0, 0.02, "variance, whatever the", 0);
        for (size_t i = 0; i < NOISE_K; i++) {
            const double extra = interacts && i == 2 ? 1.0 / 16.0 : 0.0;
            within(noisy.first[i], f.first[i], 4.0 * noisy.first_se[i] + 0.001 * f.first[i], "first-order index", i);
            within(noisy.total[i], f.total[i], 4.0 * noisy.total_se[i] + 0.001 * f.total[i], "total index", i);
            within(noisy.plain_first[i], (f.first[i] + extra) / 1.25, 0.01, "uncorrected first-order index", i);
            within(noisy.plain_total[i], (f.total[i] + extra) / 1.25, 0.01, "uncorrected total index", i);
        }
    }
}

/* Replications that do not differ: the indices of one, and no noise. */
static void test_no_noise(void **state)
{
    (void)state;
    enum { N = 128, R = 3 };
    const struct function f = ishigami();
    struct sensitivity_index one[3], three[3];
    struct sensitivity_variance variance;
    double *y = outputs(&f, N, true, 1), *repeated = doubles((size_t)N * 5 * R);
    for (size_t i = 0; i < (size_t)N * 5 * R; i++)
        repeated[i] = y[i / R];
    ok(sensitivity_sobol(y, N, 3, 1, &no_bootstrap, one, &variance, &err));
    ok(sensitivity_sobol(repeated, N, 3, R, &no_bootstrap, three, &variance, &err));
    for (size_t i = 0; i < 3; i++) {
        within(three[i].first, one[i].first, 1e-12, "first-order index", i);
        within(three[i].total, one[i].total, 1e-12, "total index", i);
    }
    assert_true(variance.noise_share < 1e-12 && variance.noise_share >= 0.0);
    free(repeated);
    free(y);
}

enum { MORRIS_K = 20, MORRIS_R = 20 };

/* Morris (1991), section 5, with the coefficients that he drew from a normal distribution replaced by +1 and -1 in
 * turn, as usual since (Saltelli, Chan and Scott 2000). */
static double morris_value(const double *x)
{
    double w[MORRIS_K], sum = 0.0;
    for (size_t i = 0; i < MORRIS_K; i++)
        w[i] = i == 2 || i == 4 || i == 6 ? 2.0 * (1.1 * x[i] / (x[i] + 0.1) - 0.5) : 2.0 * (x[i] - 0.5);
    for (size_t i = 0; i < MORRIS_K; i++) {
        sum += w[i] * (i < 10 ? 20.0 : i % 2 == 0 ? -1.0 : 1.0);
        for (size_t j = i + 1; j < MORRIS_K; j++) {
            sum += w[i] * w[j] * (j < 6 ? -15.0 : (i + j) % 2 == 0 ? 1.0 : -1.0);
            for (size_t l = j + 1; l < 5; l++)
                sum += -10.0 * w[i] * w[j] * w[l];
        }
    }
    return sum + 5.0 * w[0] * w[1] * w[2] * w[3];
}

/* His groups: factors 1 to 10 matter and 11 to 20 do not; 1 to 7 are curved or interact, 8 to 10 are close to linear.
 * */
static void test_morris_groups(void **state)
{
    (void)state;
    const struct sensitivity_bootstrap bootstrap = {1, 200, 0.9};
    struct sensitivity_effect effects[MORRIS_K];
    size_t missing = 1;
    double *points = doubles((size_t)MORRIS_R * (MORRIS_K + 1) * MORRIS_K);
    double y[MORRIS_R * (MORRIS_K + 1)];
    for (uint64_t seed = 0; seed < 10; seed++) {
        const struct design_morris morris = {seed, MORRIS_R, MORRIS_K, 4, seed % 2 == 0 ? 0 : 60};
        ok(design_morris(&morris, points, &err));
        for (size_t i = 0; i < sizeof y / sizeof *y; i++)
            y[i] = morris_value(points + i * MORRIS_K);
        ok(sensitivity_morris(points, y, MORRIS_R, MORRIS_K, &bootstrap, effects, &missing, &err));
        assert_int_equal(missing, 0);
        double least = (double)INFINITY, most = 0.0, least_curved = (double)INFINITY, most_straight = 0.0;
        for (size_t i = 0; i < MORRIS_K; i++) {
            const struct sensitivity_effect *e = &effects[i];
            least = i < 10 ? fmin(least, e->mu_star) : least;
            most = i >= 10 ? fmax(most, e->mu_star) : most;
            least_curved = i < 7 ? fmin(least_curved, e->sigma) : least_curved;
            most_straight = i >= 7 ? fmax(most_straight, e->sigma) : most_straight;
            assert_true(e->n == MORRIS_R && e->mu_star >= fabs(e->mu));
            assert_true(e->mu_interval.lo < e->mu && e->mu < e->mu_interval.hi);
            assert_true(e->mu_star_interval.lo < e->mu_star && e->mu_star < e->mu_star_interval.hi);
            assert_true(e->sigma_interval.lo < e->sigma_interval.hi);
        }
        assert_true(least > most && least_curved > most_straight);
        for (size_t i = 7; i < 10; i++)
            assert_true(fabs(effects[i].mu - 40.0) < 5.0); /* slope 20 over [-1, 1] */
    }
    free(points);
}

static void test_linear_effects(void **state)
{
    (void)state;
    enum { R = 6, K = 3, POINTS = R * (K + 1) };
    const double slope[K] = {2.0, -3.0, 0.0};
    const struct sensitivity_bootstrap bootstrap = {1, 50, 0.9};
    const struct design_morris morris = {1, R, K, 6, 0};
    struct sensitivity_effect effects[K];
    double points[POINTS][K], y[POINTS];
    size_t missing = 1;
    ok(design_morris(&morris, points[0], &err));
    for (size_t i = 0; i < POINTS; i++)
        y[i] = 5.0 + slope[0] * points[i][0] + slope[1] * points[i][1];
    ok(sensitivity_morris(points[0], y, R, K, &bootstrap, effects, &missing, &err));
    for (size_t f = 0; f < K; f++) {
        within(effects[f].mu, slope[f], 1e-12, "mu", f);
        within(effects[f].mu_star, fabs(slope[f]), 1e-12, "mu*", f);
        within(effects[f].sigma, 0.0, 1e-12, "sigma", f);
        within(effects[f].mu_star_interval.hi, fabs(slope[f]), 1e-12, "mu* (interval)", f);
    }

    y[0] = (double)NAN; /* an end point: one effect; then one in the middle: two */
    ok(sensitivity_morris(points[0], y, R, K, &no_bootstrap, effects, &missing, &err));
    assert_int_equal(missing, 1);
    y[5] = (double)NAN;
    ok(sensitivity_morris(points[0], y, R, K, &no_bootstrap, effects, &missing, &err));
    assert_int_equal(missing, 3);
    assert_int_equal(effects[0].n + effects[1].n + effects[2].n, R * K - 3);
    for (size_t f = 0; f < K; f++)
        within(effects[f].mu, slope[f], 1e-12, "mu", f);
    assert_true(isnan(effects[0].mu_interval.lo));

    ok(sensitivity_morris(points[0], y, 0, K, &bootstrap, effects, &missing, &err));
    assert_true(isnan(effects[0].mu) && effects[0].n == 0 && isnan(effects[0].mu_interval.lo));
    memcpy(points[1], points[0], sizeof points[0]);
    refused(sensitivity_morris(points[0], y, R, K, &bootstrap, effects, &missing, &err), "trajectory 1");
    refused(sensitivity_morris(points[0], y, R, 0, &bootstrap, effects, &missing, &err), "factor");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_indices),     cmocka_unit_test(test_few_rows),
        cmocka_unit_test(test_resample),          cmocka_unit_test(test_offset_and_scale),
        cmocka_unit_test(test_failed_runs),       cmocka_unit_test(test_nothing_to_see),
        cmocka_unit_test(test_interval_coverage), cmocka_unit_test(test_noise),
        cmocka_unit_test(test_no_noise),          cmocka_unit_test(test_morris_groups),
        cmocka_unit_test(test_linear_effects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
