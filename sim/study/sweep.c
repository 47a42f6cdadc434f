#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/design/profile.h"
#include "sim/study/points.h"

#define LEVEL 0.95

static const struct frame_column summary_columns[] = {
    {"point", FRAME_INTEGER, "", "point", "punt"},
    {"arm", FRAME_TEXT, "", "arm", "variant"},
    {"outcome", FRAME_TEXT, "", "outcome", "uitkomst"},
    {"unit", FRAME_TEXT, "", "unit", "eenheid"},
    {"n", FRAME_INTEGER, "", "replications with a value", "herhalingen met een waarde"},
    {"mean", FRAME_REAL, "outcome", "mean", "gemiddelde"},
    {"sd", FRAME_REAL, "outcome", "sd between replications", "sd tussen herhalingen"},
    {"lo", FRAME_REAL, "outcome", "lower 95 % limit of the mean", "ondergrens 95% van het gemiddelde"},
    {"hi", FRAME_REAL, "outcome", "upper 95 % limit of the mean", "bovengrens 95% van het gemiddelde"},
    {"q05", FRAME_REAL, "outcome", "5 % quantile", "5%-kwantiel"},
    {"q50", FRAME_REAL, "outcome", "median", "mediaan"},
    {"q95", FRAME_REAL, "outcome", "95 % quantile", "95%-kwantiel"},
};
static const struct frame_definition summary_frame = {
    .name = "point-summary",
    .en = "Every arm at every point",
    .nl = "Elke variant op elk punt",
    .columns = summary_columns,
    .n_columns = sizeof summary_columns / sizeof summary_columns[0],
    .bulk = true,
};

static const struct frame_column contrast_columns[] = {
    {"point", FRAME_INTEGER, "", "point", "punt"},
    {"arm", FRAME_TEXT, "", "arm", "variant"},
    {"reference", FRAME_TEXT, "", "compared with", "vergeleken met"},
    {"outcome", FRAME_TEXT, "", "outcome", "uitkomst"},
    {"unit", FRAME_TEXT, "", "unit", "eenheid"},
    {"n", FRAME_INTEGER, "", "pairs of runs", "paren van runs"},
    {"diff", FRAME_REAL, "outcome", "mean difference", "gemiddeld verschil"},
    {"lo", FRAME_REAL, "outcome", "lower 95 % limit of the difference", "ondergrens 95% van het verschil"},
    {"hi", FRAME_REAL, "outcome", "upper 95 % limit of the difference", "bovengrens 95% van het verschil"},
    {"p_better", FRAME_REAL, "1", "share of pairs in which the arm is better",
     "deel van de paren waarin de variant beter is"},
};
static const struct frame_definition contrast_frame = {
    .name = "point-contrasts",
    .en = "Differences between arms at every point",
    .nl = "Verschillen tussen varianten op elk punt",
    .columns = contrast_columns,
    .n_columns = sizeof contrast_columns / sizeof contrast_columns[0],
    .bulk = true,
};

static const struct frame_column profile_columns[] = {
    {"parameter", FRAME_TEXT, "", "parameter", "parameter"},
    {"value", FRAME_TEXT, "", "value, or middle of a range of values", "waarde, of midden van een bereik"},
    {"arm", FRAME_TEXT, "", "arm", "variant"},
    {"reference", FRAME_TEXT, "", "less", "min"},
    {"outcome", FRAME_TEXT, "", "outcome", "uitkomst"},
    {"unit", FRAME_TEXT, "", "unit", "eenheid"},
    {"points", FRAME_INTEGER, "", "points", "punten"},
    {"mean", FRAME_REAL, "outcome", "mean over these points", "gemiddelde over deze punten"},
    {"lo", FRAME_REAL, "outcome", "lower 95 % limit of the mean", "ondergrens 95% van het gemiddelde"},
    {"hi", FRAME_REAL, "outcome", "upper 95 % limit of the mean", "bovengrens 95% van het gemiddelde"},
};
static const struct frame_definition profile_frame = {
    .name = "profiles",
    .en = "Outcomes by the value of each parameter",
    .nl = "Uitkomsten naar de waarde van elke parameter",
    .columns = profile_columns,
    .n_columns = sizeof profile_columns / sizeof profile_columns[0],
    .bulk = true,
};

static const struct frame_column effect_columns[] = {
    {"outcome", FRAME_TEXT, "", "outcome", "uitkomst"},
    {"arm", FRAME_TEXT, "", "arm", "variant"},
    {"reference", FRAME_TEXT, "", "less", "min"},
    {"parameter", FRAME_TEXT, "", "parameter", "parameter"},
    {"from", FRAME_TEXT, "", "from", "van"},
    {"to", FRAME_TEXT, "", "to", "naar"},
    {"unit", FRAME_TEXT, "", "unit", "eenheid"},
    {"change", FRAME_REAL, "outcome", "change", "verandering"},
    {"lo", FRAME_REAL, "outcome", "lower 95 % limit of the change", "ondergrens 95% van de verandering"},
    {"hi", FRAME_REAL, "outcome", "upper 95 % limit of the change", "bovengrens 95% van de verandering"},
    {"share", FRAME_REAL, "1", "share of spread", "aandeel spreiding"},
};
static const struct frame_definition effect_frame = {
    .name = "effects",
    .en = "What each parameter does",
    .nl = "Wat elke parameter doet",
    .columns = effect_columns,
    .n_columns = sizeof effect_columns / sizeof effect_columns[0],
};

/* What the tables are made from: one outcome at a time. */
struct tables {
    struct study *study;
    const struct points *points;
    struct study_block block;
    struct frame summary, contrasts, profiles, effects;
    double *values;   /* [point][arm][replication] */
    double *quantity; /* [point][replication] */
    double *means;    /* [point] */
    size_t *group, *rows;
    struct stats_moments *moments;
};

static const char *arm_name(const struct tables *t, int arm)
{
    return arm >= 0 ? t->study->request->scenario->arms[arm].name : "";
}

static int add_summaries(struct tables *t, const struct sim_outcome *outcome, struct sim_err *err)
{
    const struct study_block *b = &t->block;
    int status = SIM_OK;
    for (size_t p = 0; p < b->n_points; p++)
        for (size_t a = 0; status == SIM_OK && a < b->n_arms; a++) {
            struct stats_summary s;
            status = stats_summarise(t->values + study_at(b, p, a, 0), b->replications, LEVEL, &s, err);
            if (status == SIM_OK)
                frame_add(&t->summary, (int64_t)p, arm_name(t, (int)a), outcome->name, outcome->unit, (int64_t)s.n,
                          s.mean, s.sd, s.lo, s.hi, s.q05, s.q50, s.q95);
        }
    return status;
}

static void add_contrasts(struct tables *t, const struct sim_outcome *outcome)
{
    const struct study_block *b = &t->block;
    const size_t reference = t->study->request->scenario->reference;
    for (size_t p = 0; p < b->n_points; p++)
        for (size_t a = 0; a < b->n_arms; a++) {
            struct stats_contrast c;
            if (a == reference)
                continue;
            stats_compare(t->values + study_at(b, p, a, 0), t->values + study_at(b, p, reference, 0), b->replications,
                          outcome->better, LEVEL, &c);
            frame_add(&t->contrasts, (int64_t)p, arm_name(t, (int)a), arm_name(t, (int)reference), outcome->name,
                      outcome->unit, (int64_t)c.n, c.diff, c.lo, c.hi, c.p_better);
        }
}

/* Means over replications by point. */
static void average(struct tables *t, const struct study_quantity *quantity)
{
    const struct study_block *b = &t->block;
    study_quantity(b, quantity, t->values, t->quantity);
    for (size_t p = 0; p < b->n_points; p++) {
        struct stats_moments moments = {0};
        for (size_t r = 0; r < b->replications; r++)
            stats_add(&moments, t->quantity[p * b->replications + r]);
        t->means[p] = stats_mean(&moments);
    }
}

/* The points that speak of a factor: one at a time, those at which only it is changed, and the base. Returns their number;
 * rows[] are their numbers, group[] is packed along. */
static size_t choose_rows(struct tables *t, size_t factor)
{
    const size_t k = t->study->request->n_factors;
    size_t n = 0;
    for (size_t p = 0; p < t->points->n; p++) {
        const size_t *changed = t->points->changed;
        if (changed != NULL && changed[p] != factor && changed[p] != k)
            continue;
        t->rows[n] = p;
        t->group[n++] = t->group[p];
    }
    return n;
}

static void add_effect(struct tables *t, const struct study_quantity *quantity, size_t factor)
{
    const struct study_request *request = t->study->request;
    const struct sim_outcome *outcome = &request->model->outcomes[quantity->outcome];
    const char *parameter = request->factors[factor].parameter;
    const char *arm = arm_name(t, (int)quantity->arm), *reference = arm_name(t, quantity->reference);
    const size_t n_groups = points_groups(request, t->points, factor, t->group);
    const size_t n = choose_rows(t, factor);
    struct stats_interval interval;
    char from[64], to[64];
    for (size_t i = 0; i < n; i++) /* rows ascend, so that what is overwritten was read */
        t->quantity[i] = t->means[t->rows[i]];
    const double share = profile_groups(t->quantity, t->group, n, n_groups, t->moments);
    for (size_t g = 0; g < n_groups; g++) {
        interval = stats_mean_interval(&t->moments[g], LEVEL);
        points_group_text(request, t->points, factor, g, from, sizeof from);
        frame_add(&t->profiles, parameter, from, arm, reference, outcome->name, outcome->unit, (int64_t)t->moments[g].n,
                  stats_mean(&t->moments[g]), interval.lo, interval.hi);
    }
    const double change = profile_change(&t->moments[0], &t->moments[n_groups - 1], LEVEL, &interval);
    points_group_text(request, t->points, factor, 0, from, sizeof from);
    points_group_text(request, t->points, factor, n_groups - 1, to, sizeof to);
    frame_add(&t->effects, outcome->name, arm, reference, parameter, from, to, outcome->unit, change, interval.lo,
              interval.hi, share);
}

static int reserve(struct tables *t, struct sim_err *err)
{
    const struct study_block *b = &t->block;
    size_t most_groups = 1;
    for (size_t f = 0; f < t->study->request->n_factors; f++) {
        const size_t n = points_n_groups(t->study->request, t->points, f);
        most_groups = n > most_groups ? n : most_groups;
    }
    t->values = sim_calloc(study_size(b), sizeof *t->values);
    t->quantity = sim_calloc(b->n_points, b->replications * sizeof *t->quantity);
    t->means = sim_calloc(b->n_points, sizeof *t->means);
    t->group = sim_calloc(b->n_points, sizeof *t->group);
    t->rows = sim_calloc(b->n_points, sizeof *t->rows);
    t->moments = sim_calloc(most_groups, sizeof *t->moments);
    if (t->values != NULL && t->quantity != NULL && t->means != NULL && t->group != NULL && t->rows != NULL
        && t->moments != NULL)
        return SIM_OK;
    return sim_fail(err, SIM_E_NOMEM, "out of memory for the tables of the sweep");
}

static int fill(struct tables *t, const struct study_quantity *quantities, size_t n, struct sim_err *err)
{
    const struct study_request *request = t->study->request;
    int status = SIM_OK;
    size_t loaded = request->model->n_outcomes;
    for (size_t q = 0; status == SIM_OK && q < n; q++) {
        const struct sim_outcome *outcome = &request->model->outcomes[quantities[q].outcome];
        if (quantities[q].outcome != loaded) {
            loaded = quantities[q].outcome;
            status = study_values(t->study, &t->block, loaded, t->values, err);
            if (status == SIM_OK)
                status = add_summaries(t, outcome, err);
            add_contrasts(t, outcome);
        }
        average(t, &quantities[q]);
        for (size_t f = 0; status == SIM_OK && f < request->n_factors; f++)
            add_effect(t, &quantities[q], f);
    }
    return status;
}

static int keep(struct tables *t, struct sim_err *err)
{
    struct frame *const frames[] = {&t->effects, &t->profiles, &t->summary, &t->contrasts};
    int status = SIM_OK;
    for (size_t i = 0; status == SIM_OK && i < sizeof frames / sizeof frames[0]; i++)
        status = study_keep(t->study, frames[i], err);
    return status;
}

int sweep(struct study *study, struct sim_err *err)
{
    const struct study_request *request = study->request;
    struct points points = {.n = 0};
    struct study_quantity *quantities = NULL;
    struct tables t = {.study = study, .points = &points};
    size_t n_quantities = 0;
    bool goes_on = false;
    frame_start(&t.summary, &summary_frame);
    frame_start(&t.contrasts, &contrast_frame);
    frame_start(&t.profiles, &profile_frame);
    frame_start(&t.effects, &effect_frame);
    int status = points_make(request, &points, err);
    if (status == SIM_OK)
        status = study_add_points(study, points.unit, points.n, err);
    t.block = (struct study_block){.n_points = points.n,
                                   .n_arms = request->scenario->n_listed,
                                   .replications = request->replications};
    if (status == SIM_OK)
        status = study_run(study, &t.block, err);
    if (status == SIM_OK)
        status = study_conclude(study, &t.block, &goes_on, err);
    if (!goes_on)
        goto cleanup;
    if (status == SIM_OK)
        status = reserve(&t, err);
    if (status == SIM_OK)
        status = study_quantities(study, &quantities, &n_quantities, err);
    if (status == SIM_OK)
        status = fill(&t, quantities, n_quantities, err);
    if (status == SIM_OK)
        status = study_finish(study, err);
    if (status == SIM_OK)
        status = keep(&t, err);

cleanup:
    free(quantities);
    free(t.values);
    free(t.quantity);
    free(t.means);
    free(t.group);
    free(t.rows);
    free(t.moments);
    frame_free(&t.summary);
    frame_free(&t.contrasts);
    frame_free(&t.profiles);
    frame_free(&t.effects);
    points_free(&points);
    return status;
}
