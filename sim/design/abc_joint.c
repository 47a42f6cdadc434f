#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "sim/base/mem.h"
#include "sim/design/abc_internal.h"
#include "sim/stats/stats.h"

/* Half-width, in standard deviations, of what counts as meeting a target; and the least p value without tension. */
#define NEAR 1.96
#define TENSION 0.05
/* A fit that meets the targets at once at fewer points than this part of what a sharp one would, has not shown it. */
#define ENOUGH 0.5

/* Error of observation and luck of one summary. */
static double scale_of(const struct abc_target *target)
{
    return sqrt(target->sd * target->sd + target->noise * target->noise);
}

/* The same of the difference of two summaries with luck of their own, one of which is observed. */
static double scale_of_two(const struct abc_target *target)
{
    return sqrt(target->sd * target->sd + 2.0 * target->noise * target->noise);
}

static bool succeeded(const double *summary, size_t m)
{
    bool finite = true;
    for (size_t j = 0; j < m; j++)
        finite = finite && isfinite(summary[j]);
    return finite;
}

/* Adds one fresh run to the shares and the p value. */
static void add_run(const struct abc *abc, const double *summary, struct abc_joint *out,
                    struct abc_joint_target *targets)
{
    const size_t m = abc->settings.m;
    double squares = 0.0;
    bool all = true;
    for (size_t j = 0; j < m; j++) {
        const struct abc_target *target = &abc->target[j];
        const double off = summary[j] - target->value, in_two = off / scale_of_two(target);
        const bool met = fabs(off) <= NEAR * scale_of(target);
        squares += in_two * in_two;
        targets[j].met += met ? 1.0 : 0.0;
        all = all && met;
    }
    out->n++;
    out->met_all += all ? 1.0 : 0.0;
    out->p += gsl_cdf_chisq_Q(squares, (double)m);
}

/* What the posterior left of the spread of a summary over the prior. */
static double narrowed(const struct abc *abc, size_t j, const struct stats_moments *after)
{
    const size_t m = abc->settings.m;
    struct stats_moments before = {0};
    for (size_t i = 0; i < abc->settings.particles; i++)
        if (isfinite(abc->distance[i]))
            stats_add(&before, abc->summary[i * m + j]);
    return stats_sd(&before) > 0.0 ? 1.0 - stats_sd(after) / stats_sd(&before) : (double)NAN;
}

static void conclude(struct abc_joint *out, const struct abc_joint_target *targets, size_t m)
{
    bool off = false;
    for (size_t j = 0; j < m; j++)
        off = off || fabs(targets[j].off) > NEAR;
    out->verdict = out->p < TENSION || off                         ? ABC_TENSION
                   : out->met_all < ENOUGH * out->met_all_if_sharp ? ABC_NOT_SHOWN
                                                                   : ABC_TOGETHER;
}

int abc_predict_joint(const struct abc *abc, const double *summaries, size_t n, struct abc_joint *out,
                      struct abc_joint_target *targets, struct sim_err *err)
{
    const size_t m = abc->settings.m;
    double *sorted = sim_calloc(n, sizeof *sorted);
    if (sorted == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the prediction from %zu runs", n);
    *out = (struct abc_joint){.met_all_if_sharp = 1.0};
    for (size_t j = 0; j < m; j++)
        targets[j] = (struct abc_joint_target){.met = 0.0};
    for (size_t i = 0; i < n; i++)
        if (succeeded(&summaries[i * m], m))
            add_run(abc, &summaries[i * m], out, targets);
    const double runs = (double)out->n;
    out->met_all /= runs;
    out->p /= runs;
    for (size_t j = 0; j < m; j++) {
        const struct abc_target *target = &abc->target[j];
        struct stats_moments after = {0};
        size_t kept = 0;
        for (size_t i = 0; i < n; i++)
            if (succeeded(&summaries[i * m], m)) {
                sorted[kept++] = summaries[i * m + j];
                stats_add(&after, summaries[i * m + j]);
            }
        stats_sort(sorted, kept);
        targets[j].met /= runs;
        targets[j].off = (stats_quantile(sorted, kept, 0.5) - target->value) / scale_of(target);
        targets[j].narrowed = narrowed(abc, j, &after);
        out->met_all_if_sharp *= 2.0 * gsl_cdf_ugaussian_P(NEAR * scale_of(target) / scale_of_two(target)) - 1.0;
    }
    free(sorted);
    if (out->n == 0)
        return sim_fail(err, SIM_E_INPUT, "no run to predict from gave a result");
    conclude(out, targets, m);
    return SIM_OK;
}
