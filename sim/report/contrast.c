/* Arm against arm: what is clear and what is negligible. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/report/analysis.h"
#include "sim/stats/multiple.h"

static int no_memory(struct sim_err *err)
{
    return sim_fail(err, SIM_E_NOMEM, "out of memory while comparing the arms");
}

const struct analysis_contrast *analysis_contrast(const struct analysis *a, size_t i, size_t outcome)
{
    if (a->contrasts == NULL || a->listed[i] == a->reference)
        return NULL;
    return &a->contrasts[i * a->n_outcomes + outcome];
}

bool analysis_own_twin(const struct analysis *a, size_t arm)
{
    return a->contents.arms[arm].twin >= 0 && (size_t)a->contents.arms[arm].twin == arm;
}

bool analysis_aim_seen(const struct analysis *a, size_t outcome)
{
    for (size_t o = 0; o < outcome; o++)
        if (a->outcomes[o].main && strcmp(a->outcomes[o].aim, a->outcomes[outcome].aim) == 0)
            return true;
    return false;
}

/* All but p_holm and the verdict. */
static void count_pairs(const struct analysis *a, size_t arm, size_t other, size_t outcome,
                        struct analysis_contrast *out)
{
    const double *x = analysis_column(a, arm, outcome), *y = analysis_column(a, other, outcome);
    const int better = a->outcomes[outcome].better;
    struct stats_moments mean = {0};
    *out = (struct analysis_contrast){.p_holm = (double)NAN};
    analysis_compare(a, arm, other, outcome, &out->x);
    for (size_t r = 0; r < a->contents.replications; r++)
        if (!isnan(x[r]) && !isnan(y[r]))
            stats_add(&mean, y[r]);
    out->ties = out->x.n - out->x.more - out->x.fewer;
    out->wins = better > 0 ? out->x.more : better < 0 ? out->x.fewer : 0;
    out->other_mean = stats_mean(&mean);
    out->p = out->x.p;
}

/* Holm's adjusted p over the listed arms and the outcomes that are main ones, or over those that are not. `p`, `adjusted`:
 * [n_listed * n_outcomes]. */
static int adjust(const struct analysis *a, bool main, struct analysis_contrast *contrasts, double *p, double *adjusted,
                  struct sim_err *err)
{
    const size_t n = a->n_listed * a->n_outcomes;
    for (size_t k = 0; k < n; k++)
        p[k] = (a->outcomes[k % a->n_outcomes].main != 0) == main ? contrasts[k].p : (double)NAN;
    const int status = multiple_holm(p, n, adjusted, err);
    for (size_t k = 0; status == SIM_OK && k < n; k++)
        if (!isnan(p[k]))
            contrasts[k].p_holm = adjusted[k];
    return status;
}

enum analysis_verdict analysis_judge(const struct stats_contrast *x, double other_mean, bool sure, int better)
{
    const double small = ANALYSIS_NEGLIGIBLE * fabs(other_mean);
    if (x->n < 2)
        return VERDICT_NONE;
    if (x->more + x->fewer == 0)
        return VERDICT_EQUAL;
    if ((sure && fabs(x->diff) < small) || (x->lo > -small && x->hi < small))
        return VERDICT_NEGLIGIBLE;
    if (!sure)
        return VERDICT_UNCLEAR;
    if (better == 0)
        return x->diff > 0.0 ? VERDICT_HIGHER : VERDICT_LOWER;
    return (x->diff > 0.0) == (better > 0) ? VERDICT_BETTER : VERDICT_WORSE;
}

const char *analysis_verdict_name(enum analysis_verdict verdict)
{
    static const char *const names[] = {
        [VERDICT_EQUAL] = "equal",           [VERDICT_UNCLEAR] = "no clear difference",
        [VERDICT_NEGLIGIBLE] = "negligible", [VERDICT_LOWER] = "lower",
        [VERDICT_HIGHER] = "higher",         [VERDICT_WORSE] = "worse",
        [VERDICT_BETTER] = "better",
    };
    return names[verdict];
}

int analysis_against(const struct analysis *a, size_t other, bool main_only, struct analysis_contrast *out,
                     struct sim_err *err)
{
    const size_t n = a->n_listed * a->n_outcomes;
    double *p = sim_calloc(2 * n + 1, sizeof *p);
    if (p == NULL)
        return no_memory(err);
    for (size_t k = 0; k < n; k++) {
        const size_t arm = a->listed[k / a->n_outcomes], o = k % a->n_outcomes;
        out[k] = (struct analysis_contrast){.p = (double)NAN, .p_holm = (double)NAN};
        if (arm != other && (a->outcomes[o].main || !main_only))
            count_pairs(a, arm, other, o, &out[k]);
    }
    int status = adjust(a, true, out, p, p + n, err);
    if (status == SIM_OK && !main_only)
        status = adjust(a, false, out, p, p + n, err);
    for (size_t k = 0; status == SIM_OK && k < n; k++)
        out[k].verdict = analysis_judge(&out[k].x, out[k].other_mean, out[k].p_holm < ANALYSIS_ALPHA,
                                        a->outcomes[k % a->n_outcomes].better);
    free(p);
    return status;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, ascending);
    return stats_quantile(values, n, 0.5);
}

int analysis_pairing(const struct analysis *a, struct analysis_pairing *out, struct sim_err *err)
{
    size_t n_correlations = 0, n_ratios = 0;
    double *room = sim_calloc(2 * a->n_listed * a->n_outcomes, sizeof *room);
    if (room == NULL)
        return no_memory(err);
    double *ratios = room + a->n_listed * a->n_outcomes;
    for (size_t i = 0; i < a->n_listed; i++)
        for (size_t o = 0; o < a->n_outcomes; o++) {
            const struct analysis_contrast *c = analysis_contrast(a, i, o);
            if (c == NULL || !a->outcomes[o].main)
                continue;
            if (!isnan(c->x.correlation))
                room[n_correlations++] = c->x.correlation;
            if (!isnan(c->x.variance_ratio))
                ratios[n_ratios++] = c->x.variance_ratio;
        }
    out->correlation = median(room, n_correlations);
    out->variance_ratio = median(ratios, n_ratios);
    free(room);
    return SIM_OK;
}
