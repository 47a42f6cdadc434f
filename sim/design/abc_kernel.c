#include "sim/design/abc_internal.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

/* Below this the mass of an interval, and with it a draw from it, has no digits left. */
#define MASS_MIN 1e-280
/* A draw that runs into such an interval starts again, at most so often. */
#define ATTEMPTS 100u
/* Least variance of the kernel, so that equal particles do not stop the walk: a millionth of the box, squared. */
#define VARIANCE_MIN 1e-12

double abc_uniform(const struct rng_stream *stream, size_t agent, uint32_t month, enum abc_purpose purpose,
                   size_t index)
{
    const struct rng_words words =
        rng_draw(stream, (uint32_t)agent, month, (uint32_t)purpose, (uint32_t)(index / 4)); /* agent < 10^7 */
    return rng_unit(words.w[index % 4]);
}

double abc_normal(const struct rng_stream *stream, size_t agent, enum abc_purpose purpose, size_t index)
{
    return gsl_cdf_ugaussian_Pinv(abc_uniform(stream, agent, 0, purpose, index));
}

bool abc_cholesky(double *a, size_t k)
{
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i * k + j];
            for (size_t l = 0; l < j; l++)
                sum -= a[i * k + l] * a[j * k + l];
            if (i != j)
                a[i * k + j] = sum / a[j * k + j];
            else if (sum > 0.0)
                a[i * k + i] = sqrt(sum);
            else
                return false;
        }
    return true;
}

struct abc_proposal *abc_proposal_new(size_t n, size_t k)
{
    struct abc_proposal *proposal = sim_calloc(1, sizeof *proposal);
    if (proposal == NULL)
        return NULL;
    proposal->n = n;
    proposal->k = k;
    proposal->parent = sim_calloc(n * k, sizeof *proposal->parent);
    proposal->weight = sim_calloc(n, sizeof *proposal->weight);
    proposal->cumulative = sim_calloc(n, sizeof *proposal->cumulative);
    proposal->first_mass = sim_calloc(n, sizeof *proposal->first_mass);
    proposal->chol = sim_calloc(k * k, sizeof *proposal->chol);
    proposal->z = sim_calloc(k, sizeof *proposal->z);
    if (proposal->parent == NULL || proposal->weight == NULL || proposal->cumulative == NULL
        || proposal->first_mass == NULL || proposal->chol == NULL || proposal->z == NULL) {
        abc_proposal_free(proposal);
        return NULL;
    }
    return proposal;
}

void abc_proposal_free(struct abc_proposal *proposal)
{
    if (proposal == NULL)
        return;
    free(proposal->parent);
    free(proposal->weight);
    free(proposal->cumulative);
    free(proposal->first_mass);
    free(proposal->chol);
    free(proposal->z);
    free(proposal);
}

/* Mass of the standard normal on [a, b], with its digits kept in either tail. */
static double interval_mass(double a, double b)
{
    if (b > 9.0 && a < 8.0) /* nothing of the upper tail would be seen: most calls, half the work */
        return a < -9.0 ? 1.0 : 0.5 * erfc(a * M_SQRT1_2);
    if (a < -9.0 && b > -8.0)
        return 0.5 * erfc(-b * M_SQRT1_2);
    return a > 0.0 ? 0.5 * (erfc(a * M_SQRT1_2) - erfc(b * M_SQRT1_2))
                   : 0.5 * (erfc(-b * M_SQRT1_2) - erfc(-a * M_SQRT1_2));
}

/* Standard normal given [a, b]: the inverse of its distribution at u. */
static double interval_draw(double a, double b, double mass, double u)
{
    const double z = a > 0.0 ? gsl_cdf_ugaussian_Qinv(0.5 * erfc(a * M_SQRT1_2) - u * mass)
                             : gsl_cdf_ugaussian_Pinv(0.5 * erfc(-a * M_SQRT1_2) + u * mass);
    return fmin(fmax(z, a), b);
}

/* Twice the weighted covariance of the parents; without correlations when rounding spoils them. */
static void fill_kernel(struct abc_proposal *proposal)
{
    const size_t n = proposal->n, k = proposal->k;
    double *mean = proposal->z, *a = proposal->chol;
    for (int correlated = 1; correlated >= 0; correlated--) {
        memset(mean, 0, k * sizeof *mean);
        memset(a, 0, k * k * sizeof *a);
        for (size_t j = 0; j < n; j++)
            for (size_t d = 0; d < k; d++)
                mean[d] += proposal->weight[j] * proposal->parent[j * k + d];
        for (size_t j = 0; j < n; j++) {
            const double *x = &proposal->parent[j * k];
            for (size_t d = 0; d < k; d++)
                for (size_t e = correlated != 0 ? 0 : d; e <= d; e++)
                    a[d * k + e] += 2.0 * proposal->weight[j] * (x[d] - mean[d]) * (x[e] - mean[e]);
        }
        for (size_t d = 0; d < k; d++)
            a[d * k + d] += VARIANCE_MIN;
        if (abc_cholesky(a, k))
            return;
    }
}

void abc_proposal_fill(struct abc_proposal *proposal, const double *point, const size_t *row, const double *weight)
{
    const size_t k = proposal->k;
    double sum = 0.0;
    for (size_t j = 0; j < proposal->n; j++) {
        memcpy(&proposal->parent[j * k], &point[row[j] * k], k * sizeof *point);
        proposal->weight[j] = weight[j];
        sum += weight[j];
        proposal->cumulative[j] = sum;
    }
    fill_kernel(proposal);
    for (size_t j = 0; j < proposal->n; j++) {
        const double x = proposal->parent[j * k];
        proposal->first_mass[j] = interval_mass(-x / proposal->chol[0], (1.0 - x) / proposal->chol[0]);
    }
}

static size_t pick_parent(const struct abc_proposal *proposal, double u)
{
    const double at = u * proposal->cumulative[proposal->n - 1];
    size_t lo = 0, hi = proposal->n - 1;
    while (lo < hi) {
        const size_t middle = lo + (hi - lo) / 2;
        if (proposal->cumulative[middle] > at)
            hi = middle;
        else
            lo = middle + 1;
    }
    return lo;
}

void abc_proposal_draw(const struct abc_proposal *proposal, const struct rng_stream *stream, size_t run, double *point)
{
    const size_t k = proposal->k;
    const double *chol = proposal->chol;
    double *z = proposal->z;
    for (uint32_t attempt = 0; attempt <= ATTEMPTS; attempt++) {
        const double *parent =
            &proposal->parent[k * pick_parent(proposal, abc_uniform(stream, run, attempt, ABC_PARENT, 0))];
        size_t d = 0;
        for (; d < k; d++) {
            double centre = parent[d];
            for (size_t e = 0; e < d; e++)
                centre += chol[d * k + e] * z[e];
            const double s = chol[d * k + d], a = -centre / s, b = (1.0 - centre) / s;
            const double mass = interval_mass(a, b);
            if (!(mass > MASS_MIN))
                break;
            z[d] = interval_draw(a, b, mass, abc_uniform(stream, run, attempt, ABC_MOVE, d));
            point[d] = fmin(fmax(centre + s * z[d], 0.0), 1.0);
        }
        if (d == k)
            return;
        memcpy(point, parent, k * sizeof *point); /* what stands if all attempts fail */
    }
}

double abc_proposal_density(const struct abc_proposal *proposal, const double *point)
{
    const size_t k = proposal->k;
    const double *chol = proposal->chol;
    double *z = proposal->z;
    double scale = 1.0, density = 0.0;
    for (size_t d = 0; d < k; d++)
        scale *= sqrt(2.0 * M_PI) * chol[d * k + d];
    for (size_t j = 0; j < proposal->n; j++) {
        const double *parent = &proposal->parent[j * k];
        double squares = 0.0, mass = proposal->first_mass[j];
        size_t d = 0;
        for (; d < k; d++) {
            double centre = parent[d];
            for (size_t e = 0; e < d; e++)
                centre += chol[d * k + e] * z[e];
            const double s = chol[d * k + d];
            z[d] = (point[d] - centre) / s;
            squares += z[d] * z[d];
            if (d > 0)
                mass *= interval_mass(-centre / s, (1.0 - centre) / s);
            /* Nothing to be had from this parent: e^-80 against those near the point (an early way out, most take it),
             * or beyond what the sampler draws. */
            if ((squares > 160.0 && mass > 1e-20) || !(mass > MASS_MIN))
                break;
        }
        if (d == k)
            density += proposal->weight[j] * exp(-0.5 * squares) / mass;
    }
    return density / scale;
}
