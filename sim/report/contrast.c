/* Arm against arm: what is clear, what is negligible, and which arms are beaten. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/report/analysis.h"

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

/* Of the paired t-test. A difference that is the same in all pairs leaves no doubt. */
static double p_value(const struct stats_contrast *x)
{
    if (x->n < 2 || (x->diff == 0.0 && !(x->sd > 0.0)))
        return (double)NAN;
    if (!(x->sd > 0.0))
        return 0.0;
    const double n = (double)x->n;
    return 2.0 * gsl_cdf_tdist_Q(fabs(x->diff) / (x->sd / sqrt(n)), n - 1.0);
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
    for (size_t r = 0; r < a->contents.replications; r++) {
        if (isnan(x[r]) || isnan(y[r]))
            continue;
        stats_add(&mean, y[r]);
        out->ties += x[r] == y[r];
        out->wins += (x[r] > y[r] && better > 0) || (x[r] < y[r] && better < 0);
    }
    out->other_mean = stats_mean(&mean);
    out->p = p_value(&out->x);
}

static bool in_family(const struct analysis *a, const struct analysis_contrast *contrasts, size_t o, bool main)
{
    return (a->outcomes[o].main != 0) == main && !isnan(contrasts[o].p);
}

/* Holm 1979: the smallest p times their number, the next times one less, and so on, never less than the one before. */
static void adjust(const struct analysis *a, bool main, struct analysis_contrast *contrasts)
{
    size_t left = 0;
    double at_least = 0.0;
    for (size_t o = 0; o < a->n_outcomes; o++)
        left += in_family(a, contrasts, o, main);
    for (; left > 0; left--) {
        struct analysis_contrast *next = NULL;
        for (size_t o = 0; o < a->n_outcomes; o++)
            if (in_family(a, contrasts, o, main) && isnan(contrasts[o].p_holm)
                && (next == NULL || contrasts[o].p < next->p))
                next = &contrasts[o];
        if (next == NULL)
            return;
        at_least = fmax(at_least, fmin(1.0, next->p * (double)left));
        next->p_holm = at_least;
    }
}

static enum analysis_verdict judge(const struct analysis_contrast *c, int better)
{
    const double small = ANALYSIS_NEGLIGIBLE * fabs(c->other_mean);
    const bool sure = c->p_holm < ANALYSIS_ALPHA;
    if (isnan(c->x.lo))
        return VERDICT_NONE;
    if (c->ties == c->x.n)
        return VERDICT_EQUAL;
    if ((sure && fabs(c->x.diff) < small) || (c->x.lo > -small && c->x.hi < small))
        return VERDICT_NEGLIGIBLE;
    if (!sure)
        return VERDICT_UNCLEAR;
    if (better == 0)
        return c->x.diff > 0.0 ? VERDICT_HIGHER : VERDICT_LOWER;
    return (c->x.diff > 0.0) == (better > 0) ? VERDICT_BETTER : VERDICT_WORSE;
}

void analysis_contrasts(const struct analysis *a, size_t arm, size_t other, bool main_only,
                        struct analysis_contrast *out)
{
    for (size_t o = 0; o < a->n_outcomes; o++)
        if (a->outcomes[o].main || !main_only)
            count_pairs(a, arm, other, o, &out[o]);
    adjust(a, true, out);
    if (!main_only)
        adjust(a, false, out);
    for (size_t o = 0; o < a->n_outcomes; o++)
        if (a->outcomes[o].main || !main_only)
            out[o].verdict = judge(&out[o], a->outcomes[o].better);
}

/* What ranking needs beside its result. */
struct contest {
    const struct analysis *a;
    bool *chosen;                        /* [n_outcomes] */
    bool *differ;                        /* [n_listed][n_listed]: clearly */
    bool *some_clear;                    /* [n_outcomes] */
    struct analysis_contrast *contrasts; /* [n_outcomes] */
};

static bool has_value(const struct contest *contest, size_t arm)
{
    const struct analysis *a = contest->a;
    for (size_t o = 0; o < a->n_outcomes; o++)
        for (size_t r = 0; contest->chosen[o] && r < a->contents.replications; r++)
            if (!isnan(analysis_column(a, arm, o)[r]))
                return true;
    return false;
}

/* The listed arms i and j against each other. */
static void meet(const struct contest *contest, size_t i, size_t j, struct analysis_ranking *out)
{
    const struct analysis *a = contest->a;
    bool better = false, worse = false;
    analysis_contrasts(a, a->listed[i], a->listed[j], true, contest->contrasts);
    for (size_t o = 0; o < a->n_outcomes; o++) {
        const struct analysis_contrast *c = &contest->contrasts[o];
        if (!contest->chosen[o])
            continue;
        better = better || c->verdict == VERDICT_BETTER;
        worse = worse || c->verdict == VERDICT_WORSE;
        contest->some_clear[o] = contest->some_clear[o] || c->verdict == VERDICT_BETTER || c->verdict == VERDICT_WORSE;
        out->negligible[o] = out->negligible[o] || (c->verdict == VERDICT_NEGLIGIBLE && c->p_holm < ANALYSIS_ALPHA);
    }
    out->any_clear = out->any_clear || better || worse;
    contest->differ[i * a->n_listed + j] = better || worse;
    if (better && !worse)
        out->best[j] = false;
    if (worse && !better)
        out->best[i] = false;
}

static void hold_contest(const struct contest *contest, struct analysis_ranking *out)
{
    const struct analysis *a = contest->a;
    for (size_t i = 0; i < a->n_listed; i++) {
        out->part[i] = out->best[i] = has_value(contest, a->listed[i]);
        out->n_part += out->part[i];
    }
    for (size_t i = 0; i < a->n_listed; i++)
        for (size_t j = i + 1; j < a->n_listed; j++)
            if (out->part[i] && out->part[j])
                meet(contest, i, j, out);
    for (size_t i = 0; i < a->n_listed; i++) {
        out->n_best += out->best[i];
        for (size_t j = i + 1; j < a->n_listed; j++)
            out->best_differ =
                out->best_differ || (out->best[i] && out->best[j] && contest->differ[i * a->n_listed + j]);
    }
    for (size_t o = 0; o < a->n_outcomes; o++) {
        out->negligible[o] = out->negligible[o] && !contest->some_clear[o];
        out->n_negligible += out->negligible[o];
    }
}

int analysis_rank(const struct analysis *a, const char *aim, struct analysis_ranking *out, struct sim_err *err)
{
    struct contest contest = {
        .a = a,
        .chosen = sim_calloc(a->n_outcomes, sizeof *contest.chosen),
        .differ = sim_calloc(a->n_listed * a->n_listed, sizeof *contest.differ),
        .some_clear = sim_calloc(a->n_outcomes, sizeof *contest.some_clear),
        .contrasts = sim_calloc(a->n_outcomes, sizeof *contest.contrasts),
    };
    int status = SIM_OK;
    *out = (struct analysis_ranking){.part = sim_calloc(a->n_listed, sizeof *out->part),
                                     .best = sim_calloc(a->n_listed, sizeof *out->best),
                                     .negligible = sim_calloc(a->n_outcomes, sizeof *out->negligible)};
    if (contest.chosen == NULL || out->part == NULL || contest.differ == NULL || contest.some_clear == NULL
        || contest.contrasts == NULL || out->best == NULL || out->negligible == NULL) {
        status = no_memory(err);
        goto cleanup;
    }
    for (size_t o = 0; o < a->n_outcomes; o++) {
        const struct sim_outcome *outcome = &a->outcomes[o];
        contest.chosen[o] = outcome->main && outcome->better != 0 && (aim == NULL || strcmp(outcome->aim, aim) == 0);
        out->comparable = out->comparable || contest.chosen[o];
    }
    hold_contest(&contest, out);
cleanup:
    free(contest.chosen);
    free(contest.differ);
    free(contest.some_clear);
    free(contest.contrasts);
    return status;
}

void analysis_ranking_free(struct analysis_ranking *ranking)
{
    free(ranking->part);
    free(ranking->best);
    free(ranking->negligible);
    *ranking = (struct analysis_ranking){0};
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
