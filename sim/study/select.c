/* Which arm is best on one outcome, with the replications where they tell most: `samenspel select`. */
#include "sim/stats/select.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/stats/bounded.h"
#include "sim/stats/stats.h"
#include "sim/store/columns.h"
#include "sim/study/study.h"

#define LEVEL 0.95
/* Replications of every arm before anything is decided; so many steps divide the rest of the budget. */
enum { FIRST = 10, STEPS = 20, ROUNDS_AT_ONCE = 5 };

static const struct frame_column selection_columns[] = {
    COLUMN_ARM,
    COLUMN_OUTCOME,
    COLUMN_UNIT,
    {"replications", FRAME_INTEGER, "", "replications", "herhalingen"},
    COLUMN_VALUES,
    COLUMN_MEAN,
    {"lo", FRAME_REAL, "outcome", "lower 95 % limit of the mean", "ondergrens 95% van het gemiddelde"},
    {"hi", FRAME_REAL, "outcome", "upper 95 % limit of the mean", "bovengrens 95% van het gemiddelde"},
    {"sd", FRAME_REAL, "outcome", "sd of runs", "sd van runs"},
    {"behind", FRAME_REAL, "outcome", "behind best", "achter op beste"},
    {"behind_lo", FRAME_REAL, "outcome", "lower 95 % limit of what it is behind", "ondergrens 95% van de achterstand"},
    {"behind_hi", FRAME_REAL, "outcome", "upper 95 % limit of what it is behind", "bovengrens 95% van de achterstand"},
    {"verdict", FRAME_TEXT, "", "verdict", "oordeel"},
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
    COLUMN_OUTCOME,
    {"runs", FRAME_INTEGER, "", "runs used", "gebruikte runs"},
    {"runs_if_equal", FRAME_INTEGER, "", "runs if all had the most", "runs als elk de meeste had"},
    {"p_correct", FRAME_REAL, "1", "chance at least: best (kn: or within delta)",
     "kans minstens: beste (kn: of binnen delta)"},
    {"delta", FRAME_REAL, "outcome", "delta: least that matters", "delta die ertoe doet"},
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
    bool *part;      /* [arms] has enough values to take part */
    bool *in;        /* [arms] takes part and is not ruled out */
    bool *differs;   /* [arms] room for those of them that do not do the same as the best */
    size_t best;
    double p_correct;
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

/* Arms without a value in more than half of their replications take no part: what is left of them says little of the
 * arm, since values are seldom missing by chance. */
static int leave_out(struct selection *s, struct sim_err *err)
{
    size_t left = 0;
    for (size_t a = 0; a < s->arms; a++) {
        const struct stats_moments m = moments_of(s, a);
        if (m.n == 0 || m.n < m.missing)
            s->in[a] = s->part[a] = false;
        left += s->part[a] ? 1 : 0;
    }
    if (left >= 2)
        return SIM_OK;
    /* Known only after the runs: no fault of what was asked. */
    return sim_fail(err, SIM_E_MODEL,
                    "%zu of %zu arms have a value of %s in half of their replications or more: nothing can be selected "
                    "on it",
                    left, s->arms, s->study->request->model->outcomes[s->outcome].name);
}

static struct select_data data_of(const struct selection *s)
{
    return (struct select_data){
        .values = s->values, .stride = s->capacity, .arms = s->arms, .n = s->n, .in = s->in, .better = s->better};
}

/* How far an arm is behind the best, over the replications that both have. */
static void behind(const struct selection *s, size_t arm, struct stats_contrast *out)
{
    const size_t n = s->n[arm] < s->n[s->best] ? s->n[arm] : s->n[s->best];
    const double *own = s->values + arm * s->capacity, *best = s->values + s->best * s->capacity;
    stats_compare(s->better > 0 ? best : own, s->better > 0 ? own : best, n, 0, LEVEL, out);
}

/* Whether an arm did the same as the best in every run that both have: no number of runs would part them. */
static bool is_same(const struct selection *s, size_t arm)
{
    struct stats_contrast c;
    behind(s, arm, &c);
    return s->part[arm] && arm != s->best && c.n >= 2 && c.diff == 0.0 && c.sd == 0.0;
}

/* The chance that no arm that differs from the best is better: an arm that is the same has "half a chance" of it, which
 * says nothing. NaN when all are the same. */
static double chance_of_best(struct selection *s)
{
    struct select_data data = data_of(s);
    double chance = (double)NAN;
    size_t left = 0;
    for (size_t a = 0; a < s->arms; a++) {
        s->differs[a] = s->in[a] && !is_same(s, a);
        left += s->differs[a];
    }
    data.in = s->differs;
    if (left > 1)
        (void)select_leader(&data, &chance);
    return chance;
}

/* Optimal computing budget allocation: in steps, so that it depends on results at fixed counts only. */
static int run_ocba(struct selection *s, size_t budget, struct sim_err *err)
{
    size_t *before = sim_calloc(s->arms, sizeof *before), *next = sim_calloc(s->arms, sizeof *next);
    size_t used = 0;
    int status = SIM_OK;
    if (before == NULL || next == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory");
        goto cleanup;
    }
    for (size_t a = 0; a < s->arms; a++)
        used += s->n[a] = FIRST;
    status = extend(s, before, err);
    const size_t step = (budget - used) / STEPS > 0 ? (budget - used) / STEPS : 1;
    while (status == SIM_OK && (status = leave_out(s, err)) == SIM_OK && used < budget) {
        const size_t increment = budget - used < step ? budget - used : step;
        const struct select_data data = data_of(s);
        status = select_paired(&data, select_leader(&data, NULL), increment, next, err);
        for (size_t a = 0; status == SIM_OK && a < s->arms; a++) {
            before[a] = s->n[a];
            s->n[a] += next[a];
        }
        used += increment;
        if (status == SIM_OK)
            status = extend(s, before, err);
    }
    if (status == SIM_OK) {
        const struct select_data data = data_of(s);
        s->best = select_leader(&data, NULL);
        s->p_correct = chance_of_best(s);
    }

cleanup:
    free(next);
    free(before);
    return status;
}

/* Kim and Nelson's elimination among the arms that take part, fed replication by replication. */
static int run_kn(struct selection *s, double delta, struct sim_err *err)
{
    struct select_kn *kn = NULL;
    double *column = sim_calloc(s->arms, sizeof *column);
    size_t *before = sim_calloc(s->arms, sizeof *before), *arm = sim_calloc(s->arms, sizeof *arm);
    size_t fed = 0, n = 0, until = FIRST;
    int status = column == NULL || before == NULL || arm == NULL ? sim_fail(err, SIM_E_NOMEM, "out of memory") : SIM_OK;
    for (size_t a = 0; a < s->arms; a++)
        s->n[a] = FIRST;
    if (status == SIM_OK)
        status = extend(s, before, err);
    if (status == SIM_OK)
        status = leave_out(s, err);
    for (size_t a = 0; status == SIM_OK && a < s->arms; a++)
        if (s->part[a])
            arm[n++] = a;
    if (status == SIM_OK)
        status = select_kn_create(n, FIRST, 1.0 - LEVEL, delta, s->better, &kn, err);
    while (status == SIM_OK) {
        for (; fed < until; fed++) {
            for (size_t k = 0; k < n; k++)
                column[k] = fed < s->n[arm[k]] ? s->values[arm[k] * s->capacity + fed] : (double)NAN;
            select_kn_feed(kn, column);
        }
        if (fed >= s->capacity || select_kn_done(kn))
            break;
        until = fed + ROUNDS_AT_ONCE < s->capacity ? fed + ROUNDS_AT_ONCE : s->capacity;
        for (size_t a = 0; a < s->arms; a++)
            before[a] = s->n[a];
        for (size_t k = 0; k < n; k++)
            if (select_kn_in(kn, k))
                s->n[arm[k]] = until;
        status = extend(s, before, err);
    }
    for (size_t k = 0; status == SIM_OK && k < n; k++)
        s->in[arm[k]] = select_kn_in(kn, k);
    if (status == SIM_OK) {
        s->best = arm[select_kn_best(kn)];
        s->p_correct = select_kn_done(kn) ? LEVEL : (double)NAN;
    }
    select_kn_free(kn);
    free(arm);
    free(before);
    free(column);
    return status;
}

/* "out" is what the elimination ruled out, or what is behind by more than chance (the lower limit above 0, or of a difference
 * without such a limit its exact p). */
static const char *verdict(const struct selection *s, size_t arm, const struct stats_contrast *c, bool kn)
{
    if (!s->part[arm])
        return "no value";
    if (arm == s->best)
        return "best";
    if (is_same(s, arm))
        return "same";
    return s->in[arm] && (kn || !(c->diff > 0.0 && c->p < 1.0 - LEVEL)) ? "in" : "out";
}

static int keep_tables(const struct selection *s, bool kn, double delta, struct sim_err *err)
{
    const struct study_request *request = s->study->request;
    const struct sim_outcome *outcome = &request->model->outcomes[s->outcome];
    struct frame table, chance;
    size_t runs = 0, most = 0;
    const struct sim_range range = sim_outcome_range(outcome, request->scenario->horizon_months);
    frame_start(&table, &selection_frame);
    frame_start(&chance, &chance_frame);
    for (size_t a = 0; a < s->arms; a++) {
        const struct stats_moments m = moments_of(s, a);
        const struct stats_interval interval = bounded_within(stats_mean_interval(&m, LEVEL), range);
        struct stats_contrast c;
        behind(s, a, &c);
        const struct stats_interval limits =
            bounded_within((struct stats_interval){c.lo, c.hi}, sim_range_of_difference(range));
        const bool compared = s->part[a] && a != s->best;
        frame_add(&table, request->scenario->arms[a].name, outcome->name, outcome->unit, (int64_t)s->n[a], (int64_t)m.n,
                  stats_mean(&m), interval.lo, interval.hi, stats_sd(&m), compared ? c.diff : (double)NAN,
                  compared ? limits.lo : (double)NAN, compared ? limits.hi : (double)NAN, verdict(s, a, &c, kn));
        runs += s->n[a];
        most = s->n[a] > most ? s->n[a] : most;
    }
    frame_add(&chance, kn ? "kn" : "ocba", outcome->name, (int64_t)runs, (int64_t)(most * s->arms), s->p_correct,
              delta);
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
    struct selection s = {.study = study, .outcome = request->outcomes[0], .arms = arms, .p_correct = (double)NAN};
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
    if (budget < arms * (FIRST + 1) && request->budget > 0)
        return sim_fail(err, SIM_E_INPUT, "--budget=%zu: must be at least %zu, %d runs of each of the %zu arms", budget,
                        arms * (FIRST + 1), FIRST + 1, arms);
    if (budget < arms * (FIRST + 1))
        return sim_fail(err, SIM_E_INPUT,
                        "select: %zu replications of %zu arms are too few to choose with; give %d or more with "
                        "--replications, or %zu runs or more in all with --budget",
                        request->replications, arms, FIRST + 1, arms * (FIRST + 1));
    s.capacity = kn ? budget / arms : budget;
    s.n = sim_calloc(arms, sizeof *s.n);
    s.part = sim_calloc(arms, sizeof *s.part);
    s.in = sim_calloc(arms, sizeof *s.in);
    s.differs = sim_calloc(arms, sizeof *s.differs);
    s.values = sim_calloc(arms, s.capacity * sizeof *s.values);
    if (s.n == NULL || s.part == NULL || s.in == NULL || s.differs == NULL || s.values == NULL)
        status = sim_fail(err, SIM_E_NOMEM, "out of memory");
    for (size_t a = 0; status == SIM_OK && a < arms; a++)
        s.in[a] = s.part[a] = true;
    if (status == SIM_OK)
        status = kn ? run_kn(&s, request->delta, err) : run_ocba(&s, budget, err);
    if (status == SIM_OK)
        status = study_finish(study, err);
    if (status == SIM_OK)
        status = keep_tables(&s, kn, request->delta, err);
    free(s.values);
    free(s.in);
    free(s.differs);
    free(s.part);
    free(s.n);
    return status;
}
