/* Which arm is best on one outcome, with the replications where they tell most: `samenspel select`. */
#include "sim/stats/select.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/stats/stats.h"
#include "sim/study/study.h"

#define LEVEL 0.95
/* Replications of every arm before anything is decided; so many steps divide the rest of the budget. */
enum { FIRST = 10, STEPS = 20, ROUNDS_AT_ONCE = 5 };

static const struct frame_column selection_columns[] = {
    {"arm", FRAME_TEXT, "", "arm", "variant"},
    {"outcome", FRAME_TEXT, "", "outcome", "uitkomst"},
    {"unit", FRAME_TEXT, "", "unit", "eenheid"},
    {"replications", FRAME_INTEGER, "", "replications", "herhalingen"},
    {"mean", FRAME_REAL, "outcome", "mean", "gemiddelde"},
    {"lo", FRAME_REAL, "outcome", "lower 95 % limit of the mean", "ondergrens 95% van het gemiddelde"},
    {"hi", FRAME_REAL, "outcome", "upper 95 % limit of the mean", "bovengrens 95% van het gemiddelde"},
    {"sd", FRAME_REAL, "outcome", "sd between replications", "sd tussen herhalingen"},
    {"behind", FRAME_REAL, "outcome", "behind the best", "achter op de beste"},
    {"behind_lo", FRAME_REAL, "outcome", "lower 95 % limit of what it is behind", "ondergrens 95% van de achterstand"},
    {"behind_hi", FRAME_REAL, "outcome", "upper 95 % limit of what it is behind", "bovengrens 95% van de achterstand"},
    {"verdict", FRAME_TEXT, "", "verdict: best, in, out", "oordeel: best (beste), in (nog mogelijk), out (afgevallen)"},
};
static const struct frame_definition selection_frame = {
    .name = "selection",
    .en = "Which arm is best",
    .nl = "Welke variant de beste is",
    .columns = selection_columns,
    .n_columns = sizeof selection_columns / sizeof selection_columns[0],
};

static const struct frame_column chance_columns[] = {
    {"method", FRAME_TEXT, "", "method", "methode"},
    {"outcome", FRAME_TEXT, "", "outcome", "uitkomst"},
    {"runs", FRAME_INTEGER, "", "runs used", "gebruikte runs"},
    {"runs_if_equal", FRAME_INTEGER, "", "runs had all arms as many as the most",
     "runs als elke variant er even veel kreeg"},
    {"p_correct", FRAME_REAL, "1", "probability that the best is chosen, at least",
     "kans dat de beste gekozen is, ten minste"},
    {"delta", FRAME_REAL, "outcome", "smallest difference that matters", "kleinste verschil dat ertoe doet"},
};
static const struct frame_definition chance_frame = {
    .name = "selection-chance",
    .en = "How sure the choice is",
    .nl = "Hoe zeker de keuze is",
    .columns = chance_columns,
    .n_columns = sizeof chance_columns / sizeof chance_columns[0],
};

struct selection {
    struct study *study;
    size_t outcome, arms;
    int better;
    size_t *n;       /* [arms] replications of each */
    double *values;  /* [arms][capacity] */
    size_t capacity; /* most replications of an arm */
    bool *in;        /* [arms] not ruled out */
    size_t best;
};

/* Runs what `n` asks for beyond `before`, and reads the values. */
static int extend(struct selection *s, const size_t *before, struct sim_err *err)
{
    int status = SIM_OK;
    for (size_t a = 0; status == SIM_OK && a < s->arms; a++) {
        const struct study_block block = {.first_arm = a,
                                          .n_points = 1,
                                          .n_arms = 1,
                                          .first_replication = before[a],
                                          .replications = s->n[a] - before[a]};
        if (block.replications == 0)
            continue;
        status = study_run(s->study, &block, err);
        if (status == SIM_OK)
            status = study_values(s->study, &block, s->outcome, s->values + a * s->capacity + before[a], err);
    }
    return status;
}

static struct stats_moments moments_of(const struct selection *s, size_t arm)
{
    struct stats_moments moments = {0};
    for (size_t r = 0; r < s->n[arm]; r++)
        stats_add(&moments, s->values[arm * s->capacity + r]);
    return moments;
}

static size_t best_mean(const struct selection *s)
{
    size_t best = 0;
    for (size_t a = 1; a < s->arms; a++)
        if (s->in[a]) {
            const struct stats_moments x = moments_of(s, a), y = moments_of(s, best);
            if (!s->in[best] || (stats_mean(&x) - stats_mean(&y)) * s->better > 0.0)
                best = a;
        }
    return best;
}

static int know(const struct selection *s, struct select_arm *known, struct sim_err *err)
{
    for (size_t a = 0; a < s->arms; a++) {
        const struct stats_moments m = moments_of(s, a);
        known[a] = (struct select_arm){.mean = stats_mean(&m), .variance = stats_variance(&m), .n = m.n};
        if (m.n < 2)
            return sim_fail(err, SIM_E_INPUT,
                            "arm '%s' has no value of %s in %zu replications: nothing can be selected on it",
                            s->study->request->scenario->arms[a].name,
                            s->study->request->model->outcomes[s->outcome].name, s->n[a]);
    }
    return SIM_OK;
}

/* Optimal computing budget allocation: in steps, so that it depends on results at fixed counts only. */
static int run_ocba(struct selection *s, size_t budget, double *p_correct, struct sim_err *err)
{
    struct select_arm *known = sim_calloc(s->arms, sizeof *known);
    size_t *before = sim_calloc(s->arms, sizeof *before), *next = sim_calloc(s->arms, sizeof *next);
    size_t used = 0;
    int status = SIM_OK;
    if (known == NULL || before == NULL || next == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory");
        goto cleanup;
    }
    for (size_t a = 0; a < s->arms; a++)
        used += s->n[a] = FIRST;
    status = extend(s, before, err);
    const size_t step = (budget - used) / STEPS > 0 ? (budget - used) / STEPS : 1;
    while (status == SIM_OK && used < budget) {
        const size_t increment = budget - used < step ? budget - used : step;
        status = know(s, known, err);
        if (status == SIM_OK)
            status = select_ocba(known, s->arms, s->better, increment, next, err);
        for (size_t a = 0; status == SIM_OK && a < s->arms; a++) {
            before[a] = s->n[a];
            s->n[a] += next[a];
        }
        used += increment;
        if (status == SIM_OK)
            status = extend(s, before, err);
    }
    if (status == SIM_OK)
        status = know(s, known, err);
    if (status == SIM_OK)
        *p_correct = select_apcs(known, s->arms, s->better);

cleanup:
    free(next);
    free(before);
    free(known);
    return status;
}

/* Kim and Nelson's elimination, fed replication by replication. */
static int run_kn(struct selection *s, double delta, double *p_correct, struct sim_err *err)
{
    struct select_kn *kn = NULL;
    double *column = sim_calloc(s->arms, sizeof *column);
    size_t *before = sim_calloc(s->arms, sizeof *before);
    size_t fed = 0;
    int status = column == NULL || before == NULL
                     ? sim_fail(err, SIM_E_NOMEM, "out of memory")
                     : select_kn_create(s->arms, FIRST, 1.0 - LEVEL, delta, s->better, &kn, err);
    while (status == SIM_OK && fed < s->capacity && !select_kn_done(kn)) {
        const size_t until = fed == 0 ? FIRST : fed + ROUNDS_AT_ONCE < s->capacity ? fed + ROUNDS_AT_ONCE : s->capacity;
        for (size_t a = 0; a < s->arms; a++) {
            before[a] = s->n[a];
            s->n[a] = select_kn_in(kn, a) ? until : s->n[a];
        }
        status = extend(s, before, err);
        for (; status == SIM_OK && fed < until; fed++) {
            for (size_t a = 0; a < s->arms; a++)
                column[a] = fed < s->n[a] ? s->values[a * s->capacity + fed] : (double)NAN;
            select_kn_feed(kn, column);
        }
    }
    for (size_t a = 0; status == SIM_OK && a < s->arms; a++)
        s->in[a] = select_kn_in(kn, a);
    if (status == SIM_OK)
        *p_correct = select_kn_done(kn) ? LEVEL : (double)NAN;
    select_kn_free(kn);
    free(before);
    free(column);
    return status;
}

/* How far an arm is behind the best, over the replications that both have. */
static void behind(const struct selection *s, size_t arm, struct stats_contrast *out)
{
    const size_t n = s->n[arm] < s->n[s->best] ? s->n[arm] : s->n[s->best];
    const double *own = s->values + arm * s->capacity, *best = s->values + s->best * s->capacity;
    stats_compare(s->better > 0 ? best : own, s->better > 0 ? own : best, n, 0, LEVEL, out);
}

static int keep_tables(struct selection *s, const char *method, double p_correct, double delta, struct sim_err *err)
{
    const struct study_request *request = s->study->request;
    const struct sim_outcome *outcome = &request->model->outcomes[s->outcome];
    struct frame table, chance;
    size_t runs = 0, most = 0;
    frame_start(&table, &selection_frame);
    frame_start(&chance, &chance_frame);
    s->best = best_mean(s);
    for (size_t a = 0; a < s->arms; a++) {
        const struct stats_moments m = moments_of(s, a);
        const struct stats_interval interval = stats_mean_interval(&m, LEVEL);
        struct stats_contrast c;
        behind(s, a, &c);
        frame_add(&table, request->scenario->arms[a].name, outcome->name, outcome->unit, (int64_t)s->n[a],
                  stats_mean(&m), interval.lo, interval.hi, stats_sd(&m), a == s->best ? (double)NAN : c.diff,
                  a == s->best ? (double)NAN : c.lo, a == s->best ? (double)NAN : c.hi,
                  a == s->best ? "best"
                  : s->in[a]   ? "in"
                               : "out");
        runs += s->n[a];
        most = s->n[a] > most ? s->n[a] : most;
    }
    frame_add(&chance, method, outcome->name, (int64_t)runs, (int64_t)(most * s->arms), p_correct, delta);
    int status = study_keep(s->study, &table, err);
    if (status == SIM_OK)
        status = study_keep(s->study, &chance, err);
    frame_free(&table);
    frame_free(&chance);
    return status;
}

int select_arms(struct study *study, struct sim_err *err)
{
    const struct study_request *request = study->request;
    const size_t arms = request->scenario->n_listed;
    const size_t budget = request->budget > 0 ? request->budget : request->replications * arms;
    const bool kn = request->method != NULL && strcmp(request->method, "kn") == 0;
    struct selection s = {.study = study, .outcome = request->outcomes[0], .arms = arms};
    double p_correct = (double)NAN;
    int status = SIM_OK;
    s.better = request->model->outcomes[s.outcome].better;
    if (arms < 2)
        return sim_fail(err, SIM_E_INPUT, "select needs two arms or more");
    if (s.better == 0)
        return sim_fail(err, SIM_E_INPUT,
                        "select: of %s neither higher nor lower is better; choose another with --outcome",
                        request->model->outcomes[s.outcome].name);
    if (kn && isnan(request->delta))
        return sim_fail(err, SIM_E_INPUT, "select --method=kn needs --delta: the smallest difference that matters");
    if (budget < arms * (FIRST + 1))
        return sim_fail(err, SIM_E_INPUT, "--budget=%zu: must be at least %zu, %d runs of each of the %zu arms", budget,
                        arms * (FIRST + 1), FIRST + 1, arms);
    s.capacity = kn ? budget / arms : budget;
    s.n = sim_calloc(arms, sizeof *s.n);
    s.in = sim_calloc(arms, sizeof *s.in);
    s.values = sim_calloc(arms, s.capacity * sizeof *s.values);
    if (s.n == NULL || s.in == NULL || s.values == NULL)
        status = sim_fail(err, SIM_E_NOMEM, "out of memory");
    for (size_t a = 0; status == SIM_OK && a < arms; a++)
        s.in[a] = true;
    if (status == SIM_OK)
        status = kn ? run_kn(&s, request->delta, &p_correct, err) : run_ocba(&s, budget, &p_correct, err);
    if (status == SIM_OK)
        status = study_finish(study, err);
    if (status == SIM_OK)
        status = keep_tables(&s, kn ? "kn" : "ocba", p_correct, request->delta, err);
    free(s.values);
    free(s.in);
    free(s.n);
    return status;
}
