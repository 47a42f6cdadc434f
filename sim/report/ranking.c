/* Every arm against every other on the main outcomes, and which arms are beaten. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/report/analysis.h"
#include "sim/stats/multiple.h"
#include "sim/stats/share.h"
#include "sim/stats/skew.h"

static int no_memory(struct sim_err *err)
{
    return sim_fail(err, SIM_E_NOMEM, "out of memory while comparing the arms");
}

static bool ranked(const struct sim_outcome *outcome)
{
    return outcome->main && outcome->better != 0;
}

/* What judging needs, and no more: there are many pairs. `t`: quantile of Student's t for all n replications. */
static void compare_pair(const struct analysis *a, const double *x, const double *y, double t,
                         struct stats_contrast *out, double *other_mean)
{
    const size_t n = a->contents.replications;
    struct stats_moments m = {0};
    double other = 0.0;
    *out = (struct stats_contrast){.lo = (double)NAN, .hi = (double)NAN, .p = (double)NAN};
    for (size_t r = 0; r < n; r++) {
        const double d = x[r] - y[r];
        stats_add(&m, d);
        if (isnan(d))
            continue;
        other += y[r];
        out->more += d > 0.0 ? 1 : 0;
        out->fewer += d < 0.0 ? 1 : 0;
    }
    const double kept = (double)m.n;
    out->n = m.n;
    out->diff = stats_mean(&m);
    *other_mean = other / kept;
    if (out->n < 2 || out->more + out->fewer == 0)
        return;
    out->sd = stats_sd(&m);
    thin_count_pairs(x, y, n, &out->sample);
    if (thin_is(&out->sample) || !(out->sd > 1e-12 * (fabs(*other_mean) + fabs(*other_mean + out->diff)))) {
        out->p = share_sign_p(out->more, out->fewer);
        return;
    }
    const double quantile = out->n == n ? t : gsl_cdf_tdist_Pinv(0.5 + 0.5 * ANALYSIS_LEVEL, kept - 1.0);
    const struct stats_interval interval = skew_interval(&m, quantile);
    out->lo = interval.lo;
    out->hi = interval.hi;
    out->p = skew_p(&m);
}

/* One pair of arms on one outcome before correction: what it is called if it is sure, and if not. */
struct meeting {
    unsigned char sure, unsure;
};

static void meet(const struct analysis *a, size_t arm, size_t other, size_t outcome, double t, double *p,
                 struct meeting *out)
{
    const int better = a->outcomes[outcome].better;
    struct stats_contrast c;
    double other_mean;
    compare_pair(a, analysis_column(a, arm, outcome), analysis_column(a, other, outcome), t, &c, &other_mean);
    if (analysis_events(a, arm, outcome) && analysis_events(a, other, outcome))
        share_contrast(ANALYSIS_LEVEL, &c);
    *p = c.p;
    out->sure = (unsigned char)analysis_judge(&c, other_mean, true, better);
    out->unsure = (unsigned char)analysis_judge(&c, other_mean, false, better);
}

int analysis_meet(struct analysis *a, struct sim_err *err)
{
    int status = SIM_OK;
    size_t n_ranked = 0, k = 0;
    for (size_t o = 0; o < a->n_outcomes; o++)
        n_ranked += ranked(&a->outcomes[o]) ? 1 : 0;
    const size_t n = a->n_listed * (a->n_listed - 1) / 2 * n_ranked, replications = a->contents.replications;
    const double t =
        replications > 1 ? gsl_cdf_tdist_Pinv(0.5 + 0.5 * ANALYSIS_LEVEL, (double)replications - 1.0) : 0.0;
    double *p = sim_calloc(n + 1, sizeof *p), *adjusted = sim_calloc(n + 1, sizeof *adjusted);
    struct meeting *meetings = sim_calloc(n + 1, sizeof *meetings);
    a->duels = sim_calloc(n + 1, sizeof *a->duels);
    if (p == NULL || adjusted == NULL || meetings == NULL || a->duels == NULL) {
        status = no_memory(err);
        goto cleanup;
    }
    for (size_t i = 0; i < a->n_listed; i++)
        for (size_t j = i + 1; j < a->n_listed; j++)
            for (size_t o = 0; o < a->n_outcomes; o++)
                if (ranked(&a->outcomes[o])) {
                    meet(a, a->listed[i], a->listed[j], o, t, &p[k], &meetings[k]);
                    k++;
                }
    status = multiple_holm(p, n, adjusted, err);
    for (k = 0; status == SIM_OK && k < n; k++) {
        const bool sure = adjusted[k] < ANALYSIS_ALPHA;
        a->duels[k] =
            (struct analysis_duel){(enum analysis_verdict)(sure ? meetings[k].sure : meetings[k].unsure), sure};
    }

cleanup:
    free(p);
    free(adjusted);
    free(meetings);
    return status;
}

/* What ranking needs beside its result. */
struct contest {
    const struct analysis *a;
    bool *chosen;     /* [n_outcomes] */
    bool *differ;     /* [n_listed][n_listed]: clearly */
    bool *some_clear; /* [n_outcomes] */
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

/* The listed arms i and j against each other; `duels`: theirs. */
static void settle(const struct contest *contest, size_t i, size_t j, const struct analysis_duel *duels,
                   struct analysis_ranking *out)
{
    const struct analysis *a = contest->a;
    bool better = false, worse = false;
    for (size_t o = 0; o < a->n_outcomes; o++) {
        if (!ranked(&a->outcomes[o]))
            continue;
        const struct analysis_duel duel = *duels++;
        const bool clear = duel.verdict == VERDICT_BETTER || duel.verdict == VERDICT_WORSE;
        if (!contest->chosen[o])
            continue;
        better = better || duel.verdict == VERDICT_BETTER;
        worse = worse || duel.verdict == VERDICT_WORSE;
        contest->some_clear[o] = contest->some_clear[o] || clear;
        out->negligible[o] = out->negligible[o] || (duel.verdict == VERDICT_NEGLIGIBLE && duel.sure);
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
    const struct analysis_duel *duels = a->duels;
    size_t n_ranked = 0;
    for (size_t o = 0; o < a->n_outcomes; o++)
        n_ranked += ranked(&a->outcomes[o]) ? 1 : 0;
    for (size_t i = 0; i < a->n_listed; i++) {
        out->part[i] = out->best[i] = has_value(contest, a->listed[i]);
        out->n_part += out->part[i];
    }
    for (size_t i = 0; i < a->n_listed; i++)
        for (size_t j = i + 1; j < a->n_listed; j++, duels += n_ranked)
            if (out->part[i] && out->part[j])
                settle(contest, i, j, duels, out);
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
    };
    int status = SIM_OK;
    *out = (struct analysis_ranking){.part = sim_calloc(a->n_listed, sizeof *out->part),
                                     .best = sim_calloc(a->n_listed, sizeof *out->best),
                                     .negligible = sim_calloc(a->n_outcomes, sizeof *out->negligible)};
    if (contest.chosen == NULL || out->part == NULL || contest.differ == NULL || contest.some_clear == NULL
        || out->best == NULL || out->negligible == NULL) {
        status = no_memory(err);
        goto cleanup;
    }
    for (size_t o = 0; o < a->n_outcomes; o++) {
        const struct sim_outcome *outcome = &a->outcomes[o];
        contest.chosen[o] = ranked(outcome) && (aim == NULL || strcmp(outcome->aim, aim) == 0);
        out->comparable = out->comparable || contest.chosen[o];
    }
    hold_contest(&contest, out);
cleanup:
    free(contest.chosen);
    free(contest.differ);
    free(contest.some_clear);
    return status;
}

void analysis_ranking_free(struct analysis_ranking *ranking)
{
    free(ranking->part);
    free(ranking->best);
    free(ranking->negligible);
    *ranking = (struct analysis_ranking){0};
}
