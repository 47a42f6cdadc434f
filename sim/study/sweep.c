#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/stats/bounded.h"
#include "sim/stats/share.h"
#include "sim/design/profile.h"
#include "sim/study/points.h"
#include "sim/study/posterior.h"
#include "sim/study/sweep_interval.h"

#define LEVEL 0.95
/* Differences of so many parts of the largest value are rounding. */
#define ROUNDING 1e-12

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
    {"interval", FRAME_TEXT, "", "interval over", "interval over"},
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
    {"interval", FRAME_TEXT, "", "interval over", "interval over"},
    {"share", FRAME_REAL, "1", "share of spread", "aandeel spreiding"},
};
static const struct frame_definition effect_frame = {
    .name = "effects",
    .en = "What each parameter does",
    .nl = "Wat elke parameter doet",
    .columns = effect_columns,
    .n_columns = sizeof effect_columns / sizeof effect_columns[0],
};

static const struct frame_column design_columns[] = {
    {"design", FRAME_TEXT, "", "design", "opzet"},
    {"points", FRAME_INTEGER, "", "points", "punten"},
    {"parameters", FRAME_INTEGER, "", "parameters", "parameters"},
    {"replications", FRAME_INTEGER, "", "replications of a point", "herhalingen per punt"},
    {"interval", FRAME_TEXT, "", "intervals of effects over", "intervallen effect over"},
};
static const struct frame_definition design_frame = {
    .name = "sweep-design",
    .en = "The design of the sweep",
    .nl = "De opzet van de verkenning",
    .columns = design_columns,
    .n_columns = sizeof design_columns / sizeof design_columns[0],
    .bulk = true,
};

/* What the tables are made from: one outcome at a time. */
struct tables {
    struct study *study;
    const struct points *points;
    struct study_block block;
    struct frame summary, contrasts, profiles, effects, design;
    double *values;   /* [point][arm][replication] */
    double *quantity; /* [point][replication] */
    double *packed;   /* [some points][replication] */
    double *means;    /* [point] */
    size_t *group;    /* [point] */
    double largest;   /* of the values, without its sign */
    bool events;      /* all values are of events */
    struct stats_moments *moments;
};

static const char *arm_name(const struct tables *t, int arm)
{
    return arm >= 0 ? t->study->request->scenario->arms[arm].name : "";
}

/* Whether these columns of points are events, which have the intervals of shares (sim/stats/share.h). */
static bool events(const struct sim_outcome *outcome, const double *one, const double *other, size_t n)
{
    return outcome->aggregate == SIM_AGGREGATE_EVENT && share_is_events(one, n) && share_is_events(other, n);
}

static int add_summaries(struct tables *t, const struct sim_outcome *outcome, struct sim_err *err)
{
    const struct study_block *b = &t->block;
    const struct sim_range range = sim_outcome_range(outcome, t->study->request->scenario->horizon_months);
    int status = SIM_OK;
    for (size_t p = 0; p < b->n_points; p++)
        for (size_t a = 0; status == SIM_OK && a < b->n_arms; a++) {
            struct stats_summary s;
            const double *values = t->values + study_at(b, p, a, 0);
            status = stats_summarise(values, b->replications, LEVEL, &s, err);
            if (status == SIM_OK && events(outcome, values, values, b->replications))
                share_summary(LEVEL, &s);
            const struct stats_interval limits = bounded_within((struct stats_interval){s.lo, s.hi}, range);
            if (status == SIM_OK)
                frame_add(&t->summary, (int64_t)p, arm_name(t, (int)a), outcome->name, outcome->unit, (int64_t)s.n,
                          s.mean, s.sd, limits.lo, limits.hi, s.q05, s.q50, s.q95);
        }
    return status;
}

static void add_contrasts(struct tables *t, const struct sim_outcome *outcome)
{
    const struct study_block *b = &t->block;
    const size_t reference = t->study->request->scenario->reference;
    const struct sim_range range =
        sim_range_of_difference(sim_outcome_range(outcome, t->study->request->scenario->horizon_months));
    for (size_t p = 0; p < b->n_points; p++)
        for (size_t a = 0; a < b->n_arms; a++) {
            struct stats_contrast c;
            if (a == reference)
                continue;
            const double *own = t->values + study_at(b, p, a, 0), *other = t->values + study_at(b, p, reference, 0);
            stats_compare(own, other, b->replications, outcome->better, LEVEL, &c);
            if (events(outcome, own, other, b->replications))
                share_contrast(LEVEL, &c);
            const struct stats_interval limits = bounded_within((struct stats_interval){c.lo, c.hi}, range);
            frame_add(&t->contrasts, (int64_t)p, arm_name(t, (int)a), arm_name(t, (int)reference), outcome->name,
                      outcome->unit, (int64_t)c.n, c.diff, limits.lo, limits.hi, c.p_better);
        }
}

/* Means over replications by point. */
static void average(struct tables *t, const struct study_quantity *quantity)
{
    const struct study_block *b = &t->block;
    study_quantity(b, quantity, t->values, t->quantity);
    for (size_t i = 0; i < b->n_points * b->replications; i++)
        if (fabs(t->quantity[i]) <= ROUNDING * t->largest)
            t->quantity[i] = 0.0;
    for (size_t p = 0; p < b->n_points; p++) {
        struct stats_moments moments = {0};
        for (size_t r = 0; r < b->replications; r++)
            stats_add(&moments, t->quantity[p * b->replications + r]);
        t->means[p] = stats_mean(&moments);
    }
}

/* Copies the replications of the points of a group one after another; returns the number of points. */
static size_t pack_group(const struct tables *t, size_t group, double *packed)
{
    const size_t replications = t->block.replications;
    size_t n = 0;
    for (size_t p = 0; p < t->points->n; p++)
        if (t->group[p] == group)
            memcpy(packed + n++ * replications, t->quantity + p * replications, replications * sizeof *packed);
    return n;
}

/* The same of differences between two groups of a planned design, whose points differ in one factor only when taken in
 * order. */
static size_t pack_change(struct tables *t, size_t from, size_t to)
{
    const size_t replications = t->block.replications, n_points = t->points->n;
    size_t n = 0;
    for (size_t a = 0, b = 0;; a++, b++) {
        while (a < n_points && t->group[a] != from)
            a++;
        while (b < n_points && t->group[b] != to)
            b++;
        if (a >= n_points || b >= n_points)
            return n;
        for (size_t r = 0; r < replications; r++)
            t->packed[n * replications + r] = t->quantity[b * replications + r] - t->quantity[a * replications + r];
        n++;
    }
}

/* One factor and quantity: the texts of their rows, and what the values are. */
struct row {
    const char *parameter, *arm, *reference;
    const struct sim_outcome *outcome;
    size_t factor;
    struct sweep_kind kind;
};

static void add_profile(struct tables *t, const struct row *row, size_t group, struct sweep_judged mean)
{
    char value[64];
    points_group_text(t->study->request, t->points, row->factor, group, value, sizeof value);
    frame_add(&t->profiles, row->parameter, value, row->arm, row->reference, row->outcome->name, row->outcome->unit,
              (int64_t)mean.points, mean.value, mean.interval.lo, mean.interval.hi, mean.over);
}

static void add_change(struct tables *t, const struct row *row, size_t first, size_t last, struct sweep_judged change,
                       double share)
{
    char from[64], to[64];
    points_group_text(t->study->request, t->points, row->factor, first, from, sizeof from);
    points_group_text(t->study->request, t->points, row->factor, last, to, sizeof to);
    frame_add(&t->effects, row->outcome->name, row->arm, row->reference, row->parameter, from, to, row->outcome->unit,
              change.value, change.interval.lo, change.interval.hi, change.over, share);
}

/* Planned points: what they differ in is no chance, so intervals are over replications, which all points share. */
static void add_planned(struct tables *t, const struct row *row, size_t n_groups, double share)
{
    const bool has_base = t->points->kind == POINTS_ONE_AT_A_TIME; /* the last group, which is no level */
    size_t last = 0;
    for (size_t g = 0; g < n_groups; g++) {
        const size_t n = pack_group(t, g, t->packed);
        if (n == 0)
            continue; /* the base's value is a level, or levels of whole numbers are one */
        add_profile(t, row, g, sweep_planned(t->packed, n, &row->kind, false));
        last = has_base && g + 1 == n_groups ? last : g;
    }
    /* One level is set against the base, which is another value. */
    const size_t first = has_base && last == 0 ? n_groups - 1 : 0;
    const size_t pairs = pack_change(t, first, last);
    add_change(t, row, first, last, sweep_planned(t->packed, pairs, &row->kind, true), share);
}

/* Points that are a sample: means over those in a range, in which the other factors vary too. */
static void add_sampled(struct tables *t, const struct row *row, size_t n_groups, double share)
{
    for (size_t g = 0; g < n_groups; g++) {
        const struct crossed_part part = {t->packed, pack_group(t, g, t->packed)};
        add_profile(t, row, g, sweep_mean(part, &row->kind));
    }
    const struct crossed_part from = {t->packed, pack_group(t, 0, t->packed)};
    double *const behind = t->packed + from.n * t->block.replications;
    const struct crossed_part to = {behind, pack_group(t, n_groups - 1, behind)};
    add_change(t, row, 0, n_groups - 1, sweep_change(from, to, &row->kind), share);
}

/* What intervals are over; both: points and replications. One replication of a sample says nothing of luck. */
static const char *interval_over(const struct tables *t)
{
    if (points_are_planned(t->points))
        return "replications";
    return t->block.replications > 1 ? "both" : "points";
}

static void add_effect(struct tables *t, const struct study_quantity *quantity, size_t factor)
{
    const struct study_request *request = t->study->request;
    const bool planned = points_are_planned(t->points);
    const struct row row = {.parameter = request->factors[factor].parameter,
                            .arm = arm_name(t, (int)quantity->arm),
                            .reference = arm_name(t, quantity->reference),
                            .outcome = &request->model->outcomes[quantity->outcome],
                            .factor = factor,
                            .kind = {.replications = t->block.replications,
                                     .events = t->events,
                                     .difference = quantity->reference >= 0,
                                     .range = study_range(request, quantity),
                                     .rounding = ROUNDING * t->largest,
                                     .over = interval_over(t)}};
    const size_t n_groups = points_groups(request, t->points, factor, t->group);
    /* Points that change one factor at a time have no spread to be shared out. */
    const double share = t->points->kind == POINTS_ONE_AT_A_TIME
                             ? (double)NAN
                             : profile_groups(t->means, t->group, t->points->n, n_groups, t->moments);
    if (planned)
        add_planned(t, &row, n_groups, share);
    else
        add_sampled(t, &row, n_groups, share);
}

/* What the reader of the other tables must know. */
static void add_design(struct tables *t)
{
    const struct study_request *request = t->study->request;
    frame_add(&t->design, settings_text(request->scenario->arms[0].settings, "experiment.design"),
              (int64_t)t->points->n, (int64_t)request->n_factors, (int64_t)t->block.replications, interval_over(t));
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
    t->packed = sim_calloc(b->n_points, b->replications * sizeof *t->packed);
    t->moments = sim_calloc(most_groups, sizeof *t->moments);
    if (t->values != NULL && t->quantity != NULL && t->means != NULL && t->group != NULL && t->packed != NULL
        && t->moments != NULL)
        return SIM_OK;
    return sim_fail(err, SIM_E_NOMEM, "out of memory for the tables of the sweep");
}

/* What there is to know of the values of an outcome before they are taken apart. */
static void look_over(struct tables *t, const struct sim_outcome *outcome)
{
    const size_t n = study_size(&t->block);
    t->largest = 0.0;
    for (size_t i = 0; i < n; i++)
        t->largest = isfinite(t->values[i]) ? fmax(t->largest, fabs(t->values[i])) : t->largest;
    t->events = events(outcome, t->values, t->values, n);
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
            look_over(t, outcome);
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
    struct frame *const frames[] = {&t->effects, &t->profiles, &t->summary, &t->contrasts, &t->design};
    int status = SIM_OK;
    for (size_t i = 0; status == SIM_OK && i < sizeof frames / sizeof frames[0]; i++)
        status = study_keep(t->study, frames[i], err);
    return status;
}

int sweep(struct study *study, struct sim_err *err)
{
    const struct study_request *request = study->request;
    if (settings_choice(request->scenario->arms[0].settings, "experiment.design") == POINTS_POSTERIOR)
        return posterior_sweep(study, err);
    struct points points = {.n = 0};
    struct study_quantity *quantities = NULL;
    struct tables t = {.study = study, .points = &points};
    size_t n_quantities = 0;
    bool goes_on = false;
    frame_start(&t.summary, &summary_frame);
    frame_start(&t.contrasts, &contrast_frame);
    frame_start(&t.profiles, &profile_frame);
    frame_start(&t.effects, &effect_frame);
    frame_start(&t.design, &design_frame);
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
    add_design(&t);
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
    free(t.packed);
    free(t.moments);
    frame_free(&t.summary);
    frame_free(&t.contrasts);
    frame_free(&t.profiles);
    frame_free(&t.effects);
    frame_free(&t.design);
    points_free(&points);
    return status;
}
