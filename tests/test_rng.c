/* The generator gives the published bytes, the two ways to draw agree, and named draws have the frequencies they
 * promise. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_randist.h>

#include "sim/rng/rng.h"

/* rng_draw lays its arguments out as key and counter; `month << 16 | purpose` is the second word. */
static void check_known(uint64_t seed, const uint32_t counter[4], const uint32_t expected[4])
{
    const struct rng_stream stream = {.seed = seed, .replication = counter[3]};
    const struct rng_words drawn = rng_draw(&stream, counter[0], counter[1] >> 16, counter[1] & 0xffffu, counter[2]);
    for (int j = 0; j < 4; j++)
        assert_int_equal(drawn.w[j], expected[j]);
}

/* The known-answer vectors of Random123 for Philox4x32 with 10 rounds. */
static void test_known_answers(void **state)
{
    (void)state;
    check_known(0, (const uint32_t[4]){0, 0, 0, 0},
                (const uint32_t[4]){0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    check_known(UINT64_MAX, (const uint32_t[4]){UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX},
                (const uint32_t[4]){0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    check_known(0x299f31d0a4093822, (const uint32_t[4]){0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                (const uint32_t[4]){0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

static void test_fill_equals_draw(void **state)
{
    (void)state;
    const struct rng_stream stream = {.seed = 0x0123456789abcdef, .replication = 42};
    static const size_t sizes[] = {0, 1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1000};
    enum { MOST = 1000 };
    static uint32_t words[4 * MOST + 1];

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        /* The last start wraps around the counter. */
        for (uint32_t first = 5; first != 15; first = first == 5 ? UINT32_MAX - 10 : 15) {
            memset(words, 0xab, sizeof words);
            rng_fill(&stream, first, sizes[i], 117, 9, words);
            for (size_t b = 0; b < sizes[i]; b++) {
                const struct rng_words drawn = rng_draw(&stream, first + (uint32_t)b, 117, 9, 0);
                assert_memory_equal(&words[4 * b], drawn.w, sizeof drawn.w);
            }
            assert_int_equal(words[4 * sizes[i]], 0xabababab);
        }
    }
}

/* The partner of a stream has every word complemented, whichever way it is drawn. */
static void test_antithetic(void **state)
{
    (void)state;
    enum { BLOCKS = 70 };
    const struct rng_stream one = {.seed = 9, .replication = 4}, partner = {9, 4, UINT32_MAX};
    uint32_t words[4 * BLOCKS], mirrored[4 * BLOCKS];
    rng_fill(&one, 3, BLOCKS, 5, 6, words);
    rng_fill(&partner, 3, BLOCKS, 5, 6, mirrored);
    for (size_t i = 0; i < 4 * BLOCKS; i++) {
        assert_int_equal(mirrored[i], ~words[i]);
        assert_int_equal(rng_draw(&partner, 3 + (uint32_t)(i / 4), 5, 6, 0).w[i % 4], ~words[i]);
        assert_true(fabs(rng_unit(words[i]) + rng_unit(mirrored[i]) - 1.0) < 1e-15);
    }
    gsl_rng *a = rng_gsl_alloc(), *b = rng_gsl_alloc();
    assert_true(a != NULL && b != NULL);
    rng_gsl_key(a, &one, 1, 2, 3);
    rng_gsl_key(b, &partner, 1, 2, 3);
    for (int i = 0; i < 9; i++)
        assert_int_equal(gsl_rng_get(b), ~(uint32_t)gsl_rng_get(a));
    gsl_rng_free(a);
    gsl_rng_free(b);
}

static void test_keys_differ(void **state)
{
    (void)state;
    const struct rng_stream one = {1, 1, 0}, other_seed = {2, 1, 0}, other_high = {1 | 1ULL << 40, 1, 0},
                            other_run = {1, 2, 0};
    const struct rng_words base = rng_draw(&one, 3, 4, 5, 6);
    const struct rng_words others[] = {
        rng_draw(&other_seed, 3, 4, 5, 6), rng_draw(&other_high, 3, 4, 5, 6), rng_draw(&other_run, 3, 4, 5, 6),
        rng_draw(&one, 4, 4, 5, 6),        rng_draw(&one, 3, 5, 5, 6),        rng_draw(&one, 3, 4, 6, 6),
        rng_draw(&one, 3, 4, 5, 7),
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_memory_not_equal(&base, &others[i], sizeof base);
}

static void test_unit(void **state)
{
    (void)state;
    assert_true(rng_unit(0) == 0x1p-33);
    assert_true(rng_unit(UINT32_MAX) == 1.0 - 0x1p-33);
    assert_true(rng_unit(0x80000000u) == 0.5 + 0x1p-33);
}

static void test_threshold_edges(void **state)
{
    (void)state;
    assert_int_equal(rng_threshold(0.0), 0);
    assert_int_equal(rng_threshold(-1.0), 0);
    assert_int_equal(rng_threshold((double)NAN), 0);
    assert_int_equal(rng_threshold(1.0), UINT32_MAX);
    assert_int_equal(rng_threshold(7.0), UINT32_MAX);
    assert_int_equal(rng_threshold(0.5), 0x80000000u);
    assert_int_equal(rng_threshold(0.25), 0x40000000u);
}

enum { N_DRAWS = 400000 };

static void test_threshold_frequency(void **state)
{
    (void)state;
    const struct rng_stream stream = {.seed = 20, .replication = 3};
    static const double shares[] = {0.001, 0.1, 0.5, 0.93};
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        const double p = shares[i];
        const uint32_t threshold = rng_threshold(p);
        double hits[4] = {0};
        for (uint32_t agent = 0; agent < N_DRAWS; agent++) {
            const struct rng_words drawn = rng_draw(&stream, agent, 1, (uint32_t)i, 0);
            for (int j = 0; j < 4; j++)
                hits[j] += drawn.w[j] < threshold;
        }
        for (int j = 0; j < 4; j++)
            assert_true(fabs(hits[j] / N_DRAWS - p) < 4.5 * sqrt(p * (1 - p) / N_DRAWS));
    }
}

static void test_round(void **state)
{
    (void)state;
    const struct rng_stream stream = {.seed = 21, .replication = 0};
    static const double numbers[] = {3.0, 2.25, 0.9, -1.75, -2.5};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        const double x = numbers[i], share = x - floor(x);
        double sum = 0;
        for (uint32_t agent = 0; agent < N_DRAWS; agent++) {
            const int64_t rounded = rng_round(x, rng_draw(&stream, agent, 0, (uint32_t)i, 0).w[0]);
            assert_true((double)rounded == floor(x) || (double)rounded == ceil(x));
            sum += (double)rounded;
        }
        assert_true(fabs(sum / N_DRAWS - x) <= 4.5 * sqrt(share * (1 - share) / N_DRAWS));
    }
}

static void test_gsl_words(void **state)
{
    (void)state;
    const struct rng_stream stream = {.seed = 77, .replication = 5};
    gsl_rng *generator = rng_gsl_alloc();
    assert_non_null(generator);
    for (int again = 0; again < 2; again++) {
        rng_gsl_key(generator, &stream, 8, 9, 10);
        for (uint32_t k = 0; k < 10; k++)
            assert_int_equal(gsl_rng_get(generator), rng_draw(&stream, 8, 9, 10, k / 4).w[k % 4]);
    }
    gsl_rng_free(generator);
}

/* Mean and variance of n draws of a binomial and a gamma distribution, keyed anew at each. */
static void test_gsl_distributions(void **state)
{
    (void)state;
    const struct rng_stream stream = {.seed = 78, .replication = 5};
    enum { N = 100000 };
    gsl_rng *generator = rng_gsl_alloc();
    double sum[2] = {0}, squares[2] = {0};
    assert_non_null(generator);
    for (uint32_t agent = 0; agent < N; agent++) {
        double x[2];
        rng_gsl_key(generator, &stream, agent, 0, 1);
        x[0] = gsl_ran_binomial(generator, 0.3, 40);
        rng_gsl_key(generator, &stream, agent, 0, 2);
        x[1] = gsl_ran_gamma(generator, 2.0, 1.5);
        for (int j = 0; j < 2; j++) {
            sum[j] += x[j];
            squares[j] += x[j] * x[j];
        }
    }
    gsl_rng_free(generator);
    static const double mean[2] = {12.0, 3.0}, variance[2] = {8.4, 4.5};
    for (int j = 0; j < 2; j++) {
        const double seen = sum[j] / N;
        assert_true(fabs(seen - mean[j]) < 4.5 * sqrt(variance[j] / N));
        /* The sd of a sample variance is near variance * sqrt((kurtosis - 1) / n); kurtosis 6 covers both. */
        assert_true(fabs(squares[j] / N - seen * seen - variance[j]) < 4.5 * variance[j] * sqrt(5.0 / N));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_fill_equals_draw),
        cmocka_unit_test(test_antithetic),
        cmocka_unit_test(test_keys_differ),
        cmocka_unit_test(test_unit),
        cmocka_unit_test(test_threshold_edges),
        cmocka_unit_test(test_threshold_frequency),
        cmocka_unit_test(test_round),
        cmocka_unit_test(test_gsl_words),
        cmocka_unit_test(test_gsl_distributions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
