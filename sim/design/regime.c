#include "sim/design/regime_internal.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"

#define NONE ((double)NAN)

struct regime_settings regime_defaults(int better)
{
    return (struct regime_settings){.better = better, .told_apart = 0.9, .threshold = NONE, .draws = 2000, .seed = 1};
}

static int check(const struct regime_data *data, const struct regime_settings *s, struct sim_err *err)
{
    if (data->points < 1 || data->arms < 2 || data->replications < 2)
        return sim_fail(err, SIM_E_INPUT, "%zu points, %zu arms, %zu replications: at least 1, 2 and 2", data->points,
                        data->arms, data->replications);
    if ((s->better != 1 && s->better != -1) || !(s->told_apart > 0.5 && s->told_apart < 1.0) || isinf(s->threshold)
        || s->draws < 100 || s->draws > 100000)
        return sim_fail(err, SIM_E_INPUT,
                        "direction %d (-1 or 1), told apart from %g (.5 - 1), threshold %g, draws %zu (100 - 100000)",
                        s->better, s->told_apart, s->threshold, s->draws);
    double sum = data->weight == NULL ? 1.0 : 0.0;
    for (size_t p = 0; p < data->points && data->weight != NULL; p++) {
        if (!(data->weight[p] >= 0.0) || isinf(data->weight[p]))
            return sim_fail(err, SIM_E_INPUT, "point %zu: weight %g", p, data->weight[p]);
        sum += data->weight[p];
    }
    if (!(sum > 0.0))
        return sim_fail(err, SIM_E_INPUT, "all points have weight 0");
    for (size_t i = 0; i < data->points * data->arms * data->replications; i++)
        if (isinf(data->value[i]))
            return sim_fail(err, SIM_E_INPUT, "value %zu is infinite", i);
    return SIM_OK;
}

static bool allocate(struct regime_work *work, struct regime_result *out)
{
    const struct regime_data *data = work->data;
    const size_t cells = data->points * data->arms;
    work->value = sim_calloc(cells * data->replications, sizeof *work->value);
    work->sum = sim_calloc(cells, sizeof *work->sum);
    work->arm_in = sim_calloc(cells, sizeof *work->arm_in);
    work->replication_in = sim_calloc(data->points * data->replications, sizeof *work->replication_in);
    work->rows = sim_calloc(data->replications * data->arms, sizeof *work->rows);
    work->replication = sim_calloc(data->replications, sizeof *work->replication);
    work->room = sim_calloc(4 * data->arms, sizeof *work->room);
    out->point = sim_calloc(data->points, sizeof *out->point);
    out->cell = sim_calloc(cells, sizeof *out->cell);
    out->arm = sim_calloc(data->arms, sizeof *out->arm);
    return work->value != NULL && work->sum != NULL && work->arm_in != NULL && work->replication_in != NULL
           && work->rows != NULL && work->replication != NULL && work->room != NULL && out->point != NULL
           && out->cell != NULL && out->arm != NULL;
}

static void close_work(struct regime_work *work)
{
    free(work->value);
    free(work->sum);
    free(work->arm_in);
    free(work->replication_in);
    free(work->rows);
    free(work->replication);
    free(work->room);
    multi_t_free(&work->means);
}

void regime_free(struct regime_result *result)
{
    free(result->point);
    free(result->cell);
    free(result->arm);
    *result = (struct regime_result){0};
}

/* Who takes part at point p, over which replications; sums. The number of replications. */
static size_t take_part(struct regime_work *work, size_t p)
{
    const size_t arms = work->data->arms, replications = work->data->replications;
    bool *used = &work->replication_in[p * replications];
    size_t n = 0;
    for (size_t r = 0; r < replications; r++)
        used[r] = true;
    for (size_t a = 0; a < arms; a++) {
        const double *x = &work->value[(p * arms + a) * replications];
        size_t present = 0;
        for (size_t r = 0; r < replications; r++)
            present += isnan(x[r]) ? 0 : 1;
        work->arm_in[p * arms + a] = present >= 2 && 2 * present >= replications;
        for (size_t r = 0; r < replications && work->arm_in[p * arms + a]; r++)
            used[r] = used[r] && !isnan(x[r]);
    }
    for (size_t r = 0; r < replications; r++)
        n += used[r] ? 1 : 0;
    bool any = false;
    for (size_t a = 0; a < arms; a++) {
        const double *x = &work->value[(p * arms + a) * replications];
        for (size_t r = 0; r < replications; r++)
            work->sum[p * arms + a] += work->arm_in[p * arms + a] && used[r] ? x[r] : 0.0;
        any = any || work->arm_in[p * arms + a];
    }
    return any ? n : 0;
}

static double chance_to_meet(const struct regime_work *work, size_t p, size_t a, size_t n, double mean)
{
    const size_t replications = work->data->replications;
    const double *x = &work->value[(p * work->data->arms + a) * replications];
    const double limit = (double)work->settings->better * work->settings->threshold;
    double squares = 0.0;
    if (isnan(limit))
        return NONE;
    for (size_t r = 0; r < replications; r++)
        if (work->replication_in[p * replications + r])
            squares += (x[r] - mean) * (x[r] - mean);
    if (!(squares > 0.0))
        return mean >= limit ? 1.0 : 0.0;
    return gsl_cdf_tdist_P((mean - limit) / sqrt(squares / (double)(n - 1) / (double)n), (double)(n - 1));
}

static int judge_point(struct regime_work *work, size_t p, struct regime_point *point, struct regime_cell *cell,
                       struct sim_err *err)
{
    const size_t arms = work->data->arms;
    *point = (struct regime_point){.n = take_part(work, p), .leader = REGIME_NONE, .winner = REGIME_NONE};
    for (size_t a = 0; a < arms; a++)
        cell[a] = (struct regime_cell){NONE, NONE, NONE, NONE};
    if (point->n < 2)
        return SIM_OK;
    for (size_t a = 0; a < arms; a++)
        if (work->arm_in[p * arms + a]
            && (point->leader == REGIME_NONE || work->sum[p * arms + a] > work->sum[p * arms + point->leader]))
            point->leader = a;
    const double best = work->sum[p * arms + point->leader] / (double)point->n;
    for (size_t a = 0; a < arms; a++) {
        if (!work->arm_in[p * arms + a])
            continue;
        const double mean = work->sum[p * arms + a] / (double)point->n;
        cell[a].mean = (double)work->settings->better * mean;
        cell[a].regret = best - mean;
        cell[a].p_meets = chance_to_meet(work, p, a, point->n, mean);
    }
    const int status = regime_p_best(work, p, cell, err);
    if (status == SIM_OK && cell[point->leader].p_best >= work->settings->told_apart)
        point->winner = point->leader;
    return status;
}

/* Weighted means over the points an arm takes part in. */
static void sum_arm(const struct regime_work *work, const struct regime_result *out, size_t a, struct regime_arm *arm)
{
    const size_t arms = work->data->arms;
    const int better = work->settings->better;
    double weights = 0.0;
    *arm = (struct regime_arm){.max_regret = NONE, .max_regret_point = REGIME_NONE};
    for (size_t p = 0; p < work->data->points; p++) {
        const struct regime_cell *cell = &out->cell[p * arms + a];
        const double weight = work->data->weight != NULL ? work->data->weight[p] : 1.0;
        if (out->point[p].n < 2 || !work->arm_in[p * arms + a] || !(weight > 0.0))
            continue;
        arm->points++;
        weights += weight;
        arm->mean += weight * cell->mean;
        arm->share_won += out->point[p].leader == a ? weight : 0.0;
        arm->told += out->point[p].winner == a ? weight : 0.0;
        arm->share_expected += weight * cell->p_best;
        arm->regret += weight * cell->regret;
        arm->share_meets += better * cell->mean >= better * work->settings->threshold ? weight : 0.0;
        arm->share_meets_expected += weight * cell->p_meets;
        if (arm->max_regret_point == REGIME_NONE || cell->regret > arm->max_regret) {
            arm->max_regret = cell->regret;
            arm->max_regret_point = p;
        }
    }
    const double divisor = weights > 0.0 ? weights : NONE;
    arm->mean /= divisor;
    arm->share_won /= divisor;
    arm->told /= divisor;
    arm->share_expected /= divisor;
    arm->regret /= divisor;
    arm->share_meets = isnan(work->settings->threshold) ? NONE : arm->share_meets / divisor;
    arm->share_meets_expected /= divisor;
}

/* What is said of all arms together. */
static void sum_up(const struct regime_work *work, struct regime_result *out)
{
    const size_t arms = work->data->arms;
    const double better = (double)work->settings->better;
    size_t kept = 0;
    double weights = 0.0;
    for (size_t p = 0; p < work->data->points; p++) {
        const double weight = work->data->weight != NULL ? work->data->weight[p] : 1.0;
        if (out->point[p].n < 2 || !(weight > 0.0)) {
            out->left_out++;
            continue;
        }
        kept++;
        weights += weight;
        out->not_told += out->point[p].winner == REGIME_NONE ? weight : 0.0;
    }
    out->not_told /= weights;
    out->best_on_average = out->minimax = REGIME_NONE;
    for (size_t a = 0; a < arms; a++) {
        if (out->arm[a].points != kept)
            continue;
        if (out->best_on_average == REGIME_NONE
            || better * out->arm[a].mean > better * out->arm[out->best_on_average].mean)
            out->best_on_average = a;
        if (out->minimax == REGIME_NONE || out->arm[a].max_regret < out->arm[out->minimax].max_regret)
            out->minimax = a;
    }
    const size_t best = out->best_on_average;
    out->stays_best = best == REGIME_NONE ? NONE : out->arm[best].share_won;
    out->stays_best_expected = best == REGIME_NONE ? NONE : out->arm[best].share_expected;
    out->overturned = best == REGIME_NONE ? NONE : 1.0 - out->not_told - out->arm[best].told;
}

int regime_find(const struct regime_data *data, const struct regime_settings *settings, struct regime_result *out,
                struct sim_err *err)
{
    *out = (struct regime_result){.n_points = data->points, .n_arms = data->arms};
    struct regime_work work = {
        .data = data,
        .settings = settings,
        .means = {.seed = settings->seed, .draws = settings->draws, .use = MULTI_T_POINTS},
    };
    int status = check(data, settings, err);
    if (status != SIM_OK)
        return status;
    if (!allocate(&work, out)) {
        status =
            sim_fail(err, SIM_E_NOMEM, "out of memory to compare %zu arms at %zu points", data->arms, data->points);
        goto cleanup;
    }
    for (size_t i = 0; i < data->points * data->arms * data->replications; i++)
        work.value[i] = (double)settings->better * data->value[i];
    bool any = false;
    for (size_t p = 0; p < data->points; p++) {
        status = judge_point(&work, p, &out->point[p], &out->cell[p * data->arms], err);
        if (status != SIM_OK)
            goto cleanup;
        any = any || (out->point[p].n >= 2 && (data->weight == NULL || data->weight[p] > 0.0));
    }
    if (!any) {
        status = sim_fail(err, SIM_E_INPUT, "no point has two replications in which the arms can be compared");
        goto cleanup;
    }
    for (size_t a = 0; a < data->arms; a++)
        sum_arm(&work, out, a, &out->arm[a]);
    regime_heldout(&work, out->point, out->arm);
    sum_up(&work, out);
cleanup:
    close_work(&work);
    if (status != SIM_OK)
        regime_free(out);
    return status;
}
