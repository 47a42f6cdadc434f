#include "sim/design/regime_limits.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/design/profile.h"
#include "sim/stats/crossed.h"

#define NONE ((double)NAN)
#define UNKNOWN ((struct stats_interval){NONE, NONE})

/* Of the luck that a rival is given in the upper limit of the regret, from none to what the level allows. */
enum { STEPS = 4 };

struct limits {
    const struct regime_data *data;
    const struct regime_result *found;
    double better, level;
    bool sampled;
    double *sum;    /* [points][arms] over the replications that are compared, higher is better */
    double *packed; /* [points][replications] */
};

/* The value of an arm, higher is better; NaN where the arm or the replication takes no part. */
static double value(const struct limits *l, size_t p, size_t a, size_t r)
{
    const size_t arms = l->data->arms;
    const struct regime_cell *cell = &l->found->cell[p * arms];
    if (l->found->point[p].n < 2 || isnan(cell[a].mean))
        return NONE;
    for (size_t b = 0; b < arms; b++)
        if (!isnan(cell[b].mean) && isnan(l->data->value[(p * arms + b) * l->data->replications + r]))
            return NONE;
    return l->better * l->data->value[(p * arms + a) * l->data->replications + r];
}

static void add_up(struct limits *l)
{
    const struct regime_data *data = l->data;
    for (size_t p = 0; p < data->points; p++)
        for (size_t a = 0; a < data->arms; a++)
            for (size_t r = 0; r < data->replications; r++) {
                const double x = value(l, p, a, r);
                l->sum[p * data->arms + a] += isnan(x) ? 0.0 : x;
            }
}

/* The arm with the best mean at a point without replication r. */
static size_t leader_without(const struct limits *l, size_t p, size_t r)
{
    const size_t arms = l->data->arms;
    size_t leader = REGIME_NONE;
    double top = 0.0;
    for (size_t a = 0; a < arms; a++) {
        const double x = value(l, p, a, r);
        if (isnan(x))
            continue;
        const double sum = l->sum[p * arms + a] - x;
        if (leader == REGIME_NONE || sum > top) {
            leader = a;
            top = sum;
        }
    }
    return leader;
}

/* Of what stands in l->packed. */
static struct stats_interval of_packed(const struct limits *l, double level)
{
    struct stats_interval interval;
    size_t filled;
    if (l->sampled)
        return crossed_mean((struct crossed_part){l->packed, l->data->points}, l->data->replications, level).interval;
    (void)profile_mean(l->packed, l->data->points, l->data->replications, level, &interval, &filled);
    return interval;
}

static void pack_difference(struct limits *l, size_t a, size_t b)
{
    const size_t replications = l->data->replications;
    for (size_t p = 0; p < l->data->points; p++)
        for (size_t r = 0; r < replications; r++)
            l->packed[p * replications + r] = value(l, p, a, r) - (b == REGIME_NONE ? 0.0 : value(l, p, b, r));
}

/* What an arm is behind who leads by the other replications. */
static void pack_held_out(struct limits *l, size_t a)
{
    const size_t replications = l->data->replications;
    for (size_t p = 0; p < l->data->points; p++)
        for (size_t r = 0; r < replications; r++) {
            const double own = value(l, p, a, r);
            const size_t leader = isnan(own) ? a : leader_without(l, p, r);
            l->packed[p * replications + r] = value(l, p, leader, r) - own;
        }
}

/* How far arm a is behind arm b at a point, over replications. */
static struct stats_moments behind(const struct limits *l, size_t p, size_t a, size_t b)
{
    struct stats_moments moments = {0};
    for (size_t r = 0; r < l->data->replications; r++)
        stats_add(&moments, value(l, p, b, r) - value(l, p, a, r));
    return moments;
}

/* What an arm is behind the rival that may be furthest ahead of it at each point, luck being so many standard errors
 * against it; itself where no rival may. */
static void pack_behind(struct limits *l, size_t a, double errors)
{
    const size_t replications = l->data->replications;
    for (size_t p = 0; p < l->data->points; p++) {
        size_t rival = a;
        double most = 0.0;
        for (size_t b = 0; b < l->data->arms; b++) {
            const struct stats_moments m = behind(l, p, a, b);
            const double far = m.mean + (m.n > 1 ? errors * sqrt(stats_variance(&m) / (double)m.n) : 0.0);
            if (b == a || m.n == 0 || !(far > most))
                continue;
            most = far;
            rival = b;
        }
        for (size_t r = 0; r < replications; r++)
            l->packed[p * replications + r] = value(l, p, rival, r) - value(l, p, a, r);
    }
}

static struct stats_interval limit_mean(struct limits *l, size_t a)
{
    pack_difference(l, a, REGIME_NONE);
    const struct stats_interval signed_limits = of_packed(l, l->level);
    return l->better > 0.0 ? signed_limits : (struct stats_interval){-signed_limits.hi, -signed_limits.lo};
}

static struct stats_interval limit_regret(struct limits *l, size_t a)
{
    const double most = gsl_cdf_tdist_Pinv(0.5 + 0.5 * l->level, (double)(l->data->replications - 1));
    double hi = NONE;
    pack_held_out(l, a);
    const double lo = of_packed(l, l->level).lo;
    for (int step = 0; step <= STEPS; step++) {
        pack_behind(l, a, most * (double)step / STEPS);
        hi = fmax(hi, of_packed(l, l->level).hi); /* of a NaN and a number the number */
    }
    return isnan(lo) || isnan(hi) ? UNKNOWN : (struct stats_interval){fmax(0.0, lo), hi};
}

/* Replication r's word on the point where the others find the largest regret; NaN when it has none. */
static double scored(const struct limits *l, size_t a, size_t r)
{
    const size_t arms = l->data->arms;
    double top = -(double)INFINITY, score = NONE;
    for (size_t p = 0; p < l->data->points; p++) {
        const double own = value(l, p, a, r);
        if (isnan(own))
            continue;
        const size_t leader = leader_without(l, p, r);
        const double regret = value(l, p, leader, r) - own;
        const double others =
            (l->sum[p * arms + leader] - l->sum[p * arms + a] - regret) / (double)(l->found->point[p].n - 1);
        if (others > top) {
            top = others;
            score = regret;
        }
    }
    return score;
}

/* The interval of a mean; without spread (an arm's regret against itself, arms without any luck) the mean itself. */
static struct stats_interval around(const struct limits *l, const struct stats_moments *m)
{
    if (m->n > 1 && !(m->squares > 0.0))
        return (struct stats_interval){m->mean, m->mean};
    return stats_mean_interval(m, l->level);
}

static struct stats_interval limit_max_regret(const struct limits *l, size_t a)
{
    const struct regime_data *data = l->data;
    struct stats_moments scores = {0};
    double hi = NONE;
    for (size_t r = 0; r < data->replications; r++)
        stats_add(&scores, scored(l, a, r));
    for (size_t p = 0; p < data->points; p++)
        for (size_t b = 0; b < data->arms; b++) {
            const struct stats_moments m = behind(l, p, a, b);
            hi = fmax(hi, around(l, &m).hi);
        }
    const double lo = around(l, &scores).lo;
    return isnan(lo) || isnan(hi) ? UNKNOWN : (struct stats_interval){fmax(0.0, lo), fmax(0.0, hi)};
}

/* Shares of n of which `sure` are and `possible` may be. */
static struct stats_interval limit_share(const struct limits *l, size_t sure, size_t possible, size_t n)
{
    const double tail = 0.5 * (1.0 - l->level), all = (double)n, few = (double)sure, many = (double)possible;
    if (n == 0)
        return UNKNOWN;
    if (!l->sampled)
        return (struct stats_interval){few / all, many / all};
    return (struct stats_interval){sure == 0 ? 0.0 : gsl_cdf_beta_Pinv(tail, few, all - few + 1.0),
                                   possible == n ? 1.0 : gsl_cdf_beta_Qinv(tail, many + 1.0, all - many)};
}

static void limit_shares(const struct limits *l, size_t a, struct regime_arm_limits *arm)
{
    const double tail = 0.5 * (1.0 - l->level);
    size_t n = 0, best = 0, may_be_best = 0, meets = 0, may_meet = 0;
    bool asked = false;
    for (size_t p = 0; p < l->data->points; p++) {
        const struct regime_cell *cell = &l->found->cell[p * l->data->arms + a];
        if (l->found->point[p].n < 2 || isnan(cell->mean))
            continue;
        n++;
        best += cell->p_best >= 1.0 - tail ? 1 : 0;
        may_be_best += cell->p_best >= tail ? 1 : 0;
        meets += cell->p_meets >= 1.0 - tail ? 1 : 0;
        may_meet += cell->p_meets >= tail ? 1 : 0;
        asked = asked || !isnan(cell->p_meets);
    }
    arm->won = limit_share(l, best, may_be_best, n);
    arm->meets = asked ? limit_share(l, meets, may_meet, n) : UNKNOWN;
}

static void limit_behind(struct limits *l, struct regime_arm_limits *arm)
{
    const struct regime_result *found = l->found;
    const size_t best = found->best_on_average;
    size_t rivals = 0;
    for (size_t a = 0; a < found->n_arms; a++)
        rivals += best != REGIME_NONE && a != best && found->arm[a].points == found->arm[best].points ? 1 : 0;
    for (size_t a = 0; a < found->n_arms; a++) {
        arm[a].behind = NONE;
        arm[a].behind_limits = UNKNOWN;
        if (best == REGIME_NONE || a == best || found->arm[a].points != found->arm[best].points)
            continue;
        arm[a].behind = l->better * (found->arm[best].mean - found->arm[a].mean);
        pack_difference(l, best, a);
        arm[a].behind_limits = of_packed(l, 1.0 - (1.0 - l->level) / (double)rivals);
    }
}

size_t regime_second(const struct regime_arm_limits *arm, size_t n_arms)
{
    size_t second = REGIME_NONE;
    for (size_t a = 0; a < n_arms; a++)
        if (!isnan(arm[a].behind) && (second == REGIME_NONE || arm[a].behind < arm[second].behind))
            second = a;
    return second;
}

int regime_limits(const struct regime_data *data, const struct regime_settings *settings,
                  const struct regime_result *found, bool sampled, double level, struct regime_arm_limits *arm,
                  struct sim_err *err)
{
    struct limits l = {
        .data = data, .found = found, .better = (double)settings->better, .level = level, .sampled = sampled};
    int status = SIM_OK;
    if (data->weight != NULL)
        return sim_fail(err, SIM_E_INPUT, "limits over points are of points that count alike");
    l.sum = sim_calloc(data->points * data->arms, sizeof *l.sum);
    l.packed = sim_calloc(data->points * data->replications, sizeof *l.packed);
    if (l.sum == NULL || l.packed == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory for limits over %zu points", data->points);
        goto cleanup;
    }
    add_up(&l);
    for (size_t a = 0; a < data->arms; a++) {
        arm[a] = (struct regime_arm_limits){.mean = limit_mean(&l, a)};
        arm[a].regret = limit_regret(&l, a);
        arm[a].max_regret = limit_max_regret(&l, a);
        limit_shares(&l, a, &arm[a]);
    }
    limit_behind(&l, arm);

cleanup:
    free(l.sum);
    free(l.packed);
    return status;
}
