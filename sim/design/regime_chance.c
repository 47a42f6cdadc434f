#include "sim/design/regime_internal.h"

#include <math.h>

int regime_p_best(struct regime_work *work, size_t p, struct regime_cell *cell, struct sim_err *err)
{
    const size_t arms = work->data->arms, replications = work->data->replications;
    const bool *used = &work->replication_in[p * replications], *in = &work->arm_in[p * arms];
    struct multi_t_sample sample = {.rows = work->rows, .replication = work->replication};
    size_t filled = 0;
    for (size_t r = 0; r < replications; r++) {
        if (!used[r])
            continue;
        work->replication[sample.n++] = r;
        for (size_t a = 0; a < arms; a++)
            if (in[a])
                work->rows[filled++] = work->value[(p * arms + a) * replications + r];
    }
    for (size_t a = 0; a < arms; a++)
        sample.arms += in[a] ? 1 : 0;
    double *chance = work->room, *room = work->room + arms;
    const int status = multi_t_best(&work->means, &sample, room, chance, err);
    for (size_t a = 0, k = 0; status == SIM_OK && a < arms; a++)
        if (in[a])
            cell[a].p_best = chance[k++];
    return status;
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
