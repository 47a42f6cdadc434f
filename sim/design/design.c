#include "sim/design/design.h"

#include <gsl/gsl_qrng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/design/draws.h"

int design_factorial_count(const size_t *levels, size_t k, size_t *count, struct sim_err *err)
{
    size_t product = 1;
    if (k == 0)
        return sim_fail(err, SIM_E_INPUT, "a factorial needs at least one factor");
    for (size_t i = 0; i < k; i++) {
        if (levels[i] == 0)
            return sim_fail(err, SIM_E_INPUT, "a factorial needs at least one level of factor %zu", i + 1);
        if (product > SIZE_MAX / levels[i])
            return sim_fail(err, SIM_E_INPUT, "the full factorial of %zu factors has too many combinations to count",
                            k);
        product *= levels[i];
    }
    *count = product;
    return SIM_OK;
}

void design_factorial_row(const size_t *levels, size_t k, size_t row, size_t *indices)
{
    for (size_t i = k; i-- > 0;) {
        indices[i] = row % levels[i];
        row /= levels[i];
    }
}

int design_factorial(const size_t *levels, size_t k, size_t *indices, struct sim_err *err)
{
    size_t count = 0;
    const int status = design_factorial_count(levels, k, &count, err);
    if (status != SIM_OK)
        return status;
    for (size_t row = 0; row < count; row++)
        design_factorial_row(levels, k, row, indices + row * k);
    return SIM_OK;
}

size_t design_one_at_a_time_rows(const double *base, size_t k, const size_t *levels, const double *values)
{
    size_t rows = 1;
    for (size_t i = 0; i < k; i++)
        for (size_t l = 0; l < levels[i]; l++)
            rows += *values++ != base[i];
    return rows;
}

int design_one_at_a_time(const double *base, size_t k, const size_t *levels, const double *values, double *points,
                         size_t *changed, struct sim_err *err)
{
    size_t row = 1;
    if (k == 0)
        return sim_fail(err, SIM_E_INPUT, "a design needs at least one factor");
    memcpy(points, base, k * sizeof *points);
    if (changed != NULL)
        changed[0] = k;
    for (size_t i = 0; i < k; i++) {
        for (size_t l = 0; l < levels[i]; l++, values++) {
            if (*values == base[i])
                continue;
            memcpy(points + row * k, base, k * sizeof *points);
            points[row * k + i] = *values;
            if (changed != NULL)
                changed[row] = i;
            row++;
        }
    }
    return SIM_OK;
}

/* The shift is taken over 32 binary digits, of which the sequence has 30, and the point lies in the middle of its cell:
 * so it is never 0 or 1. */
static double shifted(double x, uint32_t shift)
{
    return rng_unit((uint32_t)(x * 0x1p32) ^ shift);
}

int design_sobol(size_t n, size_t k, bool shift, uint64_t seed, double *points, struct sim_err *err)
{
    const struct rng_stream stream = {.seed = seed, .replication = 0};
    uint32_t shifts[DESIGN_SOBOL_DIMENSIONS] = {0};
    if (n == 0 || k == 0)
        return sim_fail(err, SIM_E_INPUT, "a Sobol sequence needs at least one point and one factor");
    if (k > DESIGN_SOBOL_DIMENSIONS)
        return sim_fail(err, SIM_E_INPUT,
                        "a Sobol sequence has at most %d factors, not %zu: take a Latin hypercube instead",
                        (int)DESIGN_SOBOL_DIMENSIONS, k);
    if (n > (1U << 30) - 1)
        return sim_fail(err, SIM_E_INPUT, "a Sobol sequence has at most 2^30 - 1 points, not %zu", n);
    gsl_qrng *sequence = gsl_qrng_alloc(gsl_qrng_sobol, (unsigned)k);
    if (sequence == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for a Sobol sequence");
    size_t row = 0;
    if (shift) {
        /* GSL starts at the second point. */
        for (size_t i = 0; i < k; i++) {
            shifts[i] = rng_draw(&stream, (uint32_t)i, 0, DESIGN_SOBOL_SHIFT, 0).w[0];
            points[i] = shifted(0.0, shifts[i]);
        }
        row = 1;
    }
    for (; row < n; row++) {
        double *point = points + row * k;
        (void)gsl_qrng_get(sequence, point);
        for (size_t i = 0; shift && i < k; i++)
            point[i] = shifted(point[i], shifts[i]);
    }
    gsl_qrng_free(sequence);
    return SIM_OK;
}

int design_saltelli(size_t n, size_t k, bool shift, uint64_t seed, double *points, struct sim_err *err)
{
    int status = SIM_OK;
    if (n == 0 || k == 0)
        return sim_fail(err, SIM_E_INPUT, "a design for Sobol indices needs at least one row and one factor");
    if (k > SIZE_MAX / sizeof(double) / 2 || n > SIZE_MAX / (2 * k))
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu rows of %zu factors", n, k);
    double *both = sim_calloc(n * 2 * k, sizeof *both); /* [n][2k]: A_j, then B_j */
    if (both == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu rows of %zu factors", n, k);
    if (2 * k <= DESIGN_SOBOL_DIMENSIONS) {
        status = design_sobol(n, 2 * k, shift, seed, both, err);
    } else {
        const struct design_lhs lhs = {.seed = seed, .n = n, .k = 2 * k, .maximin = false, .centred = false};
        status = design_lhs(&lhs, both, err);
    }
    if (status != SIM_OK)
        goto cleanup;
    for (size_t j = 0; j < n; j++) {
        const double *a = both + j * 2 * k, *b = a + k;
        double *block = points + j * (k + 2) * k;
        memcpy(block, a, k * sizeof *block);
        memcpy(block + k, b, k * sizeof *block);
        for (size_t i = 0; i < k; i++) {
            double *point = block + (i + 2) * k;
            memcpy(point, a, k * sizeof *point);
            point[i] = b[i];
        }
    }
cleanup:
    free(both);
    return status;
}

void design_resample(uint64_t seed, enum design_purpose purpose, size_t resample, size_t n, uint32_t *counts)
{
    const struct rng_stream stream = {.seed = seed, .replication = 0};
    memset(counts, 0, n * sizeof *counts);
    for (size_t first = 0; first < n; first += 4) {
        const struct rng_words drawn = rng_draw(&stream, (uint32_t)resample, 0, purpose, (uint32_t)(first / 4));
        for (size_t j = 0; j < 4 && first + j < n; j++)
            counts[design_below(drawn.w[j], n)]++;
    }
}
