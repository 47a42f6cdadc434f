#include "sim/design/regime_internal.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "sim/rng/rng.h"

/* A replication that no simulation has: these draws are none of the runs'. */
#define REGIME_REPLICATION (UINT32_MAX - 2u)

enum purpose { NORMAL = 1, SPREAD };

/* The draws are the same at every point, so they are made once per number of replications. */
static void fill_draws(struct regime_work *work, size_t n)
{
    const struct rng_stream stream = {.seed = work->settings->seed, .replication = REGIME_REPLICATION};
    const size_t replications = work->data->replications;
    for (size_t b = 0; b < work->settings->draws && work->spread_n != n; b++) {
        const struct rng_words chi = rng_draw(&stream, (uint32_t)b, 0, SPREAD, 0);
        work->spread[b] = sqrt((double)(n - 1) / gsl_cdf_chisq_Pinv(rng_unit(chi.w[0]), (double)(n - 1)));
        for (size_t r = 0; r < replications && work->spread_n == 0; r++) {
            const struct rng_words words = rng_draw(&stream, (uint32_t)b, 0, NORMAL, (uint32_t)(r / 4));
            work->normal[b * replications + r] = gsl_cdf_ugaussian_Pinv(rng_unit(words.w[r % 4]));
        }
    }
    work->spread_n = n;
}

/* Mean and variance of the differences of two arms; the probability that the first is the better. */
static double pair_chance(const struct regime_work *work, size_t p, size_t n, size_t a, size_t b)
{
    const size_t arms = work->data->arms, replications = work->data->replications;
    const double *x = &work->value[(p * arms + a) * replications], *y = &work->value[(p * arms + b) * replications];
    const bool *used = &work->replication_in[p * replications];
    double mean = 0.0, squares = 0.0;
    for (size_t r = 0; r < replications; r++)
        mean += used[r] ? (x[r] - y[r]) / (double)n : 0.0;
    for (size_t r = 0; r < replications; r++)
        squares += used[r] ? (x[r] - y[r] - mean) * (x[r] - y[r] - mean) : 0.0;
    if (!(squares > 0.0))
        return mean > 0.0 ? 1.0 : mean < 0.0 ? 0.0 : 0.5;
    return gsl_cdf_tdist_P(mean / sqrt(squares / (double)(n - 1) / (double)n), (double)(n - 1));
}

/* One draw of every arm's expectation: mean + spread x sum of z (value - mean) / sqrt(n (n - 1)) has the means'
 * covariance, whether or not there are more arms than replications. The best arms share one win. */
static void count_draw(struct regime_work *work, size_t p, size_t n, size_t b, struct regime_cell *cell)
{
    const size_t arms = work->data->arms, replications = work->data->replications;
    const bool *used = &work->replication_in[p * replications];
    const double *z = &work->normal[b * replications];
    const double factor = work->spread[b] / sqrt((double)n * (double)(n - 1));
    double top = -(double)INFINITY, shared = 0.0;
    for (size_t a = 0; a < arms; a++) {
        if (!work->arm_in[p * arms + a])
            continue;
        const double *x = &work->value[(p * arms + a) * replications];
        const double mean = work->sum[p * arms + a] / (double)n;
        double moved = 0.0;
        for (size_t r = 0; r < replications; r++)
            if (used[r])
                moved += z[r] * (x[r] - mean);
        work->best[a] = mean + factor * moved;
        top = fmax(top, work->best[a]);
    }
    for (size_t a = 0; a < arms; a++)
        shared += work->arm_in[p * arms + a] && work->best[a] == top ? 1.0 : 0.0;
    for (size_t a = 0; a < arms; a++)
        if (work->arm_in[p * arms + a] && work->best[a] == top)
            cell[a].p_best += 1.0 / shared;
}

void regime_p_best(struct regime_work *work, size_t p, const struct regime_point *point, struct regime_cell *cell)
{
    const size_t arms = work->data->arms, draws = work->settings->draws;
    size_t taking_part = 0, first = 0, last = 0;
    for (size_t a = 0; a < arms; a++)
        if (work->arm_in[p * arms + a]) {
            first = taking_part++ == 0 ? a : first;
            last = a;
            cell[a].p_best = 0.0;
        }
    if (taking_part == 1) {
        cell[first].p_best = 1.0;
    } else if (taking_part == 2) {
        cell[first].p_best = pair_chance(work, p, point->n, first, last);
        cell[last].p_best = 1.0 - cell[first].p_best;
    } else {
        fill_draws(work, point->n);
        for (size_t b = 0; b < draws; b++)
            count_draw(work, p, point->n, b, cell);
        for (size_t a = 0; a < arms; a++)
            cell[a].p_best /= (double)draws;
    }
}

/* The arm with the best mean at point p without replication r. */
static size_t leader_without(const struct regime_work *work, size_t p, size_t r)
{
    const size_t arms = work->data->arms, replications = work->data->replications;
    size_t leader = REGIME_NONE;
    double top = 0.0;
    for (size_t a = 0; a < arms; a++) {
        if (!work->arm_in[p * arms + a])
            continue;
        const double sum = work->sum[p * arms + a] - work->value[(p * arms + a) * replications + r];
        if (leader == REGIME_NONE || sum > top) {
            leader = a;
            top = sum;
        }
    }
    return leader;
}

void regime_heldout(struct regime_work *work, const struct regime_point *point, struct regime_arm *arm)
{
    const struct regime_data *data = work->data;
    const size_t arms = data->arms, replications = data->replications;
    for (size_t a = 0; a < arms; a++) {
        double total = 0.0, weights = 0.0, largest = 0.0;
        size_t folds = 0;
        /* Fold r of the maximum: the point with the largest regret by the other replications, scored on r. */
        for (size_t r = 0; r < replications; r++) {
            double top = -(double)INFINITY, scored = 0.0;
            for (size_t p = 0; p < data->points; p++) {
                const size_t n = point[p].n;
                if (n < 2 || !work->arm_in[p * arms + a] || !work->replication_in[p * replications + r])
                    continue;
                const size_t leader = leader_without(work, p, r);
                const double *x = &work->value[p * arms * replications];
                const double own = x[leader * replications + r] - x[a * replications + r];
                const double others = (work->sum[p * arms + leader] - work->sum[p * arms + a] - own) / (double)(n - 1);
                const double weight = data->weight != NULL ? data->weight[p] : 1.0;
                total += weight * own / (double)n;
                weights += weight / (double)n;
                if (weight > 0.0 && others > top) {
                    top = others;
                    scored = own;
                }
            }
            if (top > -(double)INFINITY) {
                largest += scored;
                folds++;
            }
        }
        arm[a].regret_heldout = weights > 0.0 ? total / weights : (double)NAN;
        arm[a].max_regret_heldout = folds > 0 ? largest / (double)folds : (double)NAN;
    }
}
