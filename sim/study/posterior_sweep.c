#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/stats/stats.h"
#include "sim/store/columns.h"
#include "sim/study/posterior.h"

#define LEVEL 0.95

static const struct frame_column outcome_columns[] = {
    COLUMN_OUTCOME,
    COLUMN_ARM,
    COLUMN_LESS,
    COLUMN_UNIT,
    {"draws", FRAME_INTEGER, "", "draws", "trekkingen"},
    COLUMN_MEAN,
    {"lo", FRAME_REAL, "outcome", "lower 95 % limit, parameters and luck", "ondergrens 95%, parameters en toeval"},
    {"hi", FRAME_REAL, "outcome", "upper 95 % limit, parameters and luck", "bovengrens 95%, parameters en toeval"},
    {"sd_parameters", FRAME_REAL, "outcome", "sd by parameters", "sd parameters"},
    {"se_luck", FRAME_REAL, "outcome", "error by luck", "fout toeval"},
    {"q05", FRAME_REAL, "outcome", "5 % of draws", "5% trekkingen"},
    {"q50", FRAME_REAL, "outcome", "median", "mediaan"},
    {"q95", FRAME_REAL, "outcome", "95 % of draws", "95% trekkingen"},
    {"above_0", FRAME_REAL, "1", "share above 0", "aandeel boven 0"},
};
static const struct frame_definition outcome_frame = {
    .name = "posterior-outcomes",
    .en = "Outcomes and differences over the posterior, what is unsure of the parameters included",
    .nl = "Uitkomsten en verschillen over de schatting, met wat van de parameters onzeker is",
    .columns = outcome_columns,
    .n_columns = sizeof outcome_columns / sizeof outcome_columns[0],
};

static const struct frame_column design_columns[] = {
    {"design", FRAME_TEXT, "", "design", "opzet"},
    {"points", FRAME_INTEGER, "", "draws", "trekkingen"},
    {"parameters", FRAME_INTEGER, "", "parameters", "parameters"},
    {"replications", FRAME_INTEGER, "", "replications of a draw", "herhalingen per trekking"},
    {"posterior", FRAME_TEXT, "", "result of the calibration", "resultaat van de schatting"},
};
static const struct frame_definition design_frame = {
    .name = "sweep-design",
    .en = "The design of the sweep",
    .nl = "De opzet van de verkenning",
    .columns = design_columns,
    .n_columns = sizeof design_columns / sizeof design_columns[0],
    .bulk = true,
};

/* Whether every draw that has values at all (means[] is a number) has one in this replication. */
static bool is_whole(const double *values, size_t draws, size_t replications, const double *means, size_t r)
{
    bool whole = true;
    for (size_t d = 0; d < draws; d++)
        whole = whole && (isnan(means[d]) || isfinite(values[d * replications + r]));
    return whole;
}

/* Means of the draws over the replications that are whole, and the means of these over draws; NaN of a draw without any
 * value. */
static struct stats_moments average(const double *values, size_t draws, size_t replications, double *means)
{
    struct stats_moments columns = {0};
    for (size_t d = 0; d < draws; d++) {
        means[d] = (double)NAN;
        for (size_t r = 0; r < replications; r++)
            if (isfinite(values[d * replications + r]))
                means[d] = 0.0;
    }
    for (size_t r = 0; r < replications; r++) {
        struct stats_moments column = {0};
        if (!is_whole(values, draws, replications, means, r))
            continue;
        for (size_t d = 0; d < draws; d++) {
            stats_add(&column, values[d * replications + r]);
            means[d] += values[d * replications + r]; /* NaN stays NaN */
        }
        stats_add(&columns, stats_mean(&column));
    }
    for (size_t d = 0; d < draws; d++)
        means[d] /= (double)columns.n;
    return columns;
}

/* Variance that draw and replication leave: the luck that draws do not share. */
static double interaction(const double *values, size_t draws, size_t replications, const double *means, size_t n,
                          const struct stats_moments *columns)
{
    double within = 0.0;
    for (size_t r = 0; r < replications; r++) {
        if (!is_whole(values, draws, replications, means, r))
            continue;
        for (size_t d = 0; d < draws; d++) {
            const double off = isnan(means[d]) ? 0.0 : values[d * replications + r] - means[d];
            within += off * off;
        }
    }
    return fmax(0.0, within - (double)n * columns->squares) / ((double)(n - 1) * (double)(columns->n - 1));
}

/* So many parts of the largest value may be rounding. */
#define ROUNDING 1e-12

/* Of the values of the runs: limits of means stay within it, and so within what the outcome can be. */
struct hull {
    double lowest, highest, rounding;
};

static struct hull hull_of(const double *values, size_t n)
{
    struct hull hull = {(double)NAN, (double)NAN, 0.0};
    for (size_t i = 0; i < n; i++)
        if (isfinite(values[i])) {
            hull.lowest = fmin(hull.lowest, values[i]);
            hull.highest = fmax(hull.highest, values[i]);
            hull.rounding = fmax(hull.rounding, ROUNDING * fabs(values[i]));
        }
    return hull;
}

/* The quantile of a value still to come after n ascending ones: below a share p of it lies (n + 1) p of them. */
static double quantile_to_come(const double *sorted, size_t n, double p)
{
    const double rank = fmin(fmax(p * (double)(n + 1), 1.0), (double)n), below = floor(rank);
    const size_t i = (size_t)below - 1, next = i + 1 < n ? i + 1 : i;
    return sorted[i] + (rank - below) * (sorted[next] - sorted[i]);
}

/* Of means[draws], ascending, of which the spread is `shrunk` times as large without luck. */
static void set_limits(const double *means, double shrunk, const struct hull *hull, struct posterior_spread *out)
{
    const double luck = gsl_cdf_tdist_Pinv(0.5 + 0.5 * LEVEL, (double)(out->replications - 1)) * out->se_luck;
    const double low = quantile_to_come(means, out->draws, 0.5 - 0.5 * LEVEL),
                 high = quantile_to_come(means, out->draws, 0.5 + 0.5 * LEVEL);
    out->lo = fmax(hull->lowest, out->mean - hypot(shrunk * (out->mean - low), luck));
    out->hi = fmin(hull->highest, out->mean + hypot(shrunk * (high - out->mean), luck));
}

struct layout {
    const double *values, *means;
    size_t draws, replications;
};

static double draw_mean(const void *of, size_t d)
{
    return ((const struct layout *)of)->means[d];
}

static double column_mean(const void *of, size_t r)
{
    const struct layout *l = of;
    struct stats_moments column = {0};
    if (!is_whole(l->values, l->draws, l->replications, l->means, r))
        return (double)NAN;
    for (size_t d = 0; d < l->draws; d++)
        stats_add(&column, isnan(l->means[d]) ? (double)NAN : l->values[d * l->replications + r]);
    return stats_mean(&column);
}

static bool all_alike(const struct layout *l, double rounding)
{
    struct thin draws, replications;
    thin_count_of(draw_mean, l, l->draws, rounding, &draws);
    thin_count_of(column_mean, l, l->replications, rounding, &replications);
    return thin_is(&draws) && thin_is(&replications);
}

void posterior_spread(const double *values, size_t draws, size_t replications, double *means,
                      struct posterior_spread *out)
{
    const double none = (double)NAN;
    const struct stats_moments columns = average(values, draws, replications, means);
    const struct hull hull = hull_of(values, draws * replications);
    struct stats_moments rows = {0};
    size_t n = 0, above = 0;
    for (size_t d = 0; d < draws; d++) {
        stats_add(&rows, means[d]);
        above += means[d] > 0.0 ? 1 : 0;
    }
    const bool known = rows.n > 1 && columns.n > 1;
    const double luck =
        known ? interaction(values, draws, replications, means, rows.n, &columns) / (double)columns.n : none;
    const bool alike = all_alike(&(struct layout){values, means, draws, replications}, hull.rounding);
    for (size_t d = 0; d < draws; d++)
        if (!isnan(means[d]))
            means[n++] = means[d];
    stats_sort(means, n);
    const double variance = stats_variance(&rows), of_draws = variance - luck;
    /* Both were computed from squares as large as those of the values. */
    const double largest = hull.rounding / ROUNDING, least = 1e-14 * largest * largest;
    *out = (struct posterior_spread){
        .draws = n,
        .replications = columns.n,
        .mean = stats_mean(&rows),
        .sd_parameters = !known             ? none
                         : of_draws > least ? sqrt(of_draws)
                                            : 0.0,
        .se_luck = known ? stats_sd(&columns) / sqrt((double)columns.n) : none,
        .q05 = stats_quantile(means, n, 0.05),
        .q50 = stats_quantile(means, n, 0.5),
        .q95 = stats_quantile(means, n, 0.95),
        .above = n > 0 ? (double)above / (double)n : none,
        .lo = none,
        .hi = none,
    };
    if (known && n >= POSTERIOR_FEWEST && !alike)
        set_limits(means, variance > 0.0 ? out->sd_parameters / sqrt(variance) : 0.0, &hull, out);
}

static void add_row(struct frame *frame, const struct study *study, const struct study_quantity *quantity,
                    const struct posterior_spread *s)
{
    const struct study_request *request = study->request;
    const struct sim_outcome *outcome = &request->model->outcomes[quantity->outcome];
    frame_add(frame, outcome->name, request->scenario->arms[quantity->arm].name,
              quantity->reference >= 0 ? request->scenario->arms[quantity->reference].name : "", outcome->unit,
              (int64_t)s->draws, s->mean, s->lo, s->hi, s->sd_parameters, s->se_luck, s->q05, s->q50, s->q95, s->above);
}

static int fill(struct frame *frame, struct study *study, const struct study_block *block, struct sim_err *err)
{
    struct study_quantity *quantities = NULL;
    size_t n = 0, loaded = study->request->model->n_outcomes;
    double *values = sim_calloc(study_size(block), sizeof *values);
    double *quantity = sim_calloc(block->n_points, block->replications * sizeof *quantity);
    double *means = sim_calloc(block->n_points, sizeof *means);
    int status = values != NULL && quantity != NULL && means != NULL
                     ? study_quantities(study, &quantities, &n, err)
                     : sim_fail(err, SIM_E_NOMEM, "out of memory for the tables of the sweep");
    for (size_t q = 0; status == SIM_OK && q < n; q++) {
        struct posterior_spread spread;
        if (quantities[q].outcome != loaded) {
            loaded = quantities[q].outcome;
            status = study_values(study, block, loaded, values, err);
        }
        if (status != SIM_OK)
            break;
        study_quantity(block, &quantities[q], values, quantity);
        posterior_spread(quantity, block->n_points, block->replications, means, &spread);
        add_row(frame, study, &quantities[q], &spread);
    }
    free(quantities);
    free(values);
    free(quantity);
    free(means);
    return status;
}

int posterior_sweep(struct study *study, struct sim_err *err)
{
    const struct study_request *request = study->request;
    const struct settings *settings = request->scenario->arms[0].settings;
    struct points points = {.n = 0};
    struct frame outcomes, design;
    bool goes_on = false;
    frame_start(&outcomes, &outcome_frame);
    frame_start(&design, &design_frame);
    int status = points_make(request, &points, err);
    if (status == SIM_OK)
        status = study_add_points(study, points.unit, points.n, err);
    const struct study_block block = {.n_points = points.n,
                                      .n_arms = request->scenario->n_listed,
                                      .replications = request->replications};
    if (status == SIM_OK)
        status = study_run(study, &block, err);
    if (status == SIM_OK)
        status = study_conclude(study, &block, &goes_on, err);
    if (status == SIM_OK && goes_on)
        status = fill(&outcomes, study, &block, err);
    frame_add(&design, settings_text(settings, "experiment.design"), (int64_t)points.n, (int64_t)request->n_factors,
              (int64_t)request->replications, settings_text(settings, "experiment.posterior"));
    if (status == SIM_OK && goes_on)
        status = study_finish(study, err);
    if (status == SIM_OK && goes_on)
        status = study_keep(study, &outcomes, err);
    if (status == SIM_OK && goes_on)
        status = study_keep(study, &design, err);
    frame_free(&outcomes);
    frame_free(&design);
    points_free(&points);
    return status;
}
