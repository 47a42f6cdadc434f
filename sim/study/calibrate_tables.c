#include "sim/study/calibrate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim/base/mem.h"
#include "sim/store/columns.h"

static const struct frame_column posterior_columns[] = {
    COLUMN_PARAMETER,
    COLUMN_UNIT,
    {"prior_lowest", FRAME_REAL, "", "from", "van"},
    {"prior_highest", FRAME_REAL, "", "to", "tot"},
    {"current", FRAME_REAL, "", "now", "nu"},
    {"mean", FRAME_REAL, "", "mean", "gem."},
    {"sd", FRAME_REAL, "", "sd", "sd"},
    {"q05", FRAME_REAL, "", "5 %", "5%"},
    {"q50", FRAME_REAL, "", "median", "mediaan"},
    {"q95", FRAME_REAL, "", "95 %", "95%"},
    {"contraction", FRAME_REAL, "1", "narrowed", "versmald"},
    {"edge", FRAME_TEXT, "", "at edge", "aan rand"},
    {"own", FRAME_TEXT, "", "now is", "nu is"},
};
static const struct frame_definition posterior_frame = {
    .name = "posterior",
    .en = "What the targets say of the parameters",
    .nl = "Wat de doelen over de parameters zeggen",
    .columns = posterior_columns,
    .n_columns = sizeof posterior_columns / sizeof posterior_columns[0],
};

static const struct frame_column adjusted_columns[] = {
    COLUMN_PARAMETER,
    COLUMN_UNIT,
    {"adjusted_q05", FRAME_REAL, "", "5 %, adjusted", "5%, gecorrigeerd"},
    {"adjusted_q50", FRAME_REAL, "", "median, adjusted", "mediaan, gecorrigeerd"},
    {"adjusted_q95", FRAME_REAL, "", "95 %, adjusted", "95%, gecorrigeerd"},
    {"shift", FRAME_REAL, "1", "shift of median in sd", "verschil mediaan in sd"},
};
static const struct frame_definition adjusted_frame = {
    .name = "posterior-adjusted",
    .en = "The same, corrected for the distance left by regression",
    .nl = "Hetzelfde, met regressie gecorrigeerd voor de afstand",
    .columns = adjusted_columns,
    .n_columns = sizeof adjusted_columns / sizeof adjusted_columns[0],
    .bulk = true,
};

static const struct frame_column level_columns[] = {
    COLUMN_PARAMETER,
    {"value", FRAME_TEXT, "", "value", "waarde"},
    {"current", FRAME_TEXT, "", "now", "nu"},
    {"prior", FRAME_REAL, "1", "chance before", "kans vooraf"},
    {"posterior", FRAME_REAL, "1", "chance after", "kans achteraf"},
};
static const struct frame_definition level_frame = {
    .name = "posterior-levels",
    .en = "Parameters with a list of values: how likely each is",
    .nl = "Parameters met een lijst waarden: hoe waarschijnlijk elk is",
    .columns = level_columns,
    .n_columns = sizeof level_columns / sizeof level_columns[0],
};

static const struct frame_column generation_columns[] = {
    {"generation", FRAME_INTEGER, "", "generation", "generatie"},
    {"simulated", FRAME_INTEGER, "", "points", "punten"},
    {"failed", FRAME_INTEGER, "", "without a value", "zonder waarde"},
    {"kept", FRAME_INTEGER, "", "kept", "behouden"},
    {"tolerance", FRAME_REAL, "sd", "largest distance (sd)", "grootste afstand (sd)"},
    {"acceptance", FRAME_REAL, "1", "share that came nearer", "deel dat dichterbij kwam"},
    {"ess", FRAME_REAL, "1", "effective number", "effectief aantal"},
};
static const struct frame_definition generation_frame = {
    .name = "generations",
    .en = "How the fit went",
    .nl = "Hoe het schatten verliep",
    .columns = generation_columns,
    .n_columns = sizeof generation_columns / sizeof generation_columns[0],
};

static const struct frame_column fit_columns[] = {
    {"stopped", FRAME_TEXT, "", "stopped by", "gestopt door"},
    {"points", FRAME_INTEGER, "", "points of the fit", "punten van de schatting"},
    {"failed", FRAME_INTEGER, "", "of those without a value", "waarvan zonder waarde"},
    {"fresh", FRAME_INTEGER, "", "fresh points", "nieuwe punten"},
    {"fresh_failed", FRAME_INTEGER, "", "of those without a value", "waarvan zonder waarde"},
    {"replications", FRAME_INTEGER, "", "replications at each", "herhalingen op elk"},
    {"particles", FRAME_INTEGER, "", "points of generation 1", "punten van generatie 1"},
    {"kept", FRAME_REAL, "1", "share kept", "deel behouden"},
    {"least_acceptance", FRAME_REAL, "1", "least that comes nearer", "minste dat dichterbij komt"},
    {"tolerance_sought", FRAME_REAL, "sd", "tolerance sought", "gezochte tolerantie"},
    {"tolerance", FRAME_REAL, "sd", "tolerance reached", "bereikte tolerantie"},
    {"ess", FRAME_REAL, "1", "effective number", "effectief aantal"},
};
static const struct frame_definition fit_frame = {
    .name = "fit",
    .en = "The fit in one row",
    .nl = "De schatting in een rij",
    .columns = fit_columns,
    .n_columns = sizeof fit_columns / sizeof fit_columns[0],
    .bulk = true,
};

static const struct frame_column set_columns[] = {
    COLUMN_PARAMETER,
    {"value", FRAME_TEXT, "", "value to go on with", "waarde om mee verder te gaan"},
};
static const struct frame_definition set_frame = {
    .name = "posterior-set",
    .en = "Medians, or likeliest values, as --set takes them",
    .nl = "Medianen, of waarschijnlijkste waarden, zoals --set ze leest",
    .columns = set_columns,
    .n_columns = sizeof set_columns / sizeof set_columns[0],
    .bulk = true,
};

static const struct frame_column particle_columns[] = {
    {"particle", FRAME_INTEGER, "", "particle", "deeltje"},
    {"weight", FRAME_REAL, "1", "weight", "gewicht"},
    {"distance", FRAME_REAL, "sd", "distance to the targets", "afstand tot de doelen"},
    COLUMN_POINT,
    COLUMN_PARAMETER,
    {"value", FRAME_REAL, "", "value, or number of word", "waarde, of woordnummer"},
    {"text", FRAME_TEXT, "", "value as text", "waarde als tekst"},
};
static const struct frame_definition particle_frame = {
    .name = "particles",
    .en = "The weighted points that make up the posterior",
    .nl = "De gewogen punten waaruit de uitkomst bestaat",
    .columns = particle_columns,
    .n_columns = sizeof particle_columns / sizeof particle_columns[0],
    .bulk = true,
};

static const struct frame_column correlation_columns[] = {
    COLUMN_PARAMETER,
    {"other", FRAME_TEXT, "", "other parameter", "andere parameter"},
    {"correlation", FRAME_REAL, "1", "correlation", "samenhang"},
    {"adjusted", FRAME_REAL, "1", "adjusted correlation", "gecorrigeerde samenhang"},
};
static const struct frame_definition correlation_frame = {
    .name = "posterior-correlation",
    .en = "Which parameters trade off against each other",
    .nl = "Welke parameters tegen elkaar uitruilen",
    .columns = correlation_columns,
    .n_columns = sizeof correlation_columns / sizeof correlation_columns[0],
    .bulk = true,
};

/* In the order in which they are kept. */
enum {
    POSTERIOR,
    ERROR,
    ADJUSTED,
    LEVELS,
    PREDICTIVE,
    OFF,
    JOINT,
    GENERATIONS,
    FIT,
    SET,
    PARTICLES,
    CORRELATION,
    N_FRAMES
};
static const struct frame_definition *const definitions[N_FRAMES] = {
    [POSTERIOR] = &posterior_frame,
    [LEVELS] = &level_frame,
    [ADJUSTED] = &adjusted_frame,
    [PREDICTIVE] = &calibrate_predictive_frame,
    [OFF] = &calibrate_off_frame,
    [JOINT] = &calibrate_joint_frame,
    [ERROR] = &calibrate_error_frame,
    [GENERATIONS] = &generation_frame,
    [FIT] = &fit_frame,
    [SET] = &set_frame,
    [PARTICLES] = &particle_frame,
    [CORRELATION] = &correlation_frame,
};

enum { VALUE_SIZE = 64 }; /* as factor_text asks for */

static bool has_order(const struct scenario_factor *factor)
{
    return factor->row->type != PARAM_CHOICE && factor->row->type != PARAM_BOOL;
}

/* Weighted mean and sd of a factor over the particles, in its own unit. */
static void moments(const struct calibration *c, size_t f, double *mean, double *sd)
{
    const struct scenario_factor *factor = &c->study->request->factors[f];
    struct abc_status now;
    double sum = 0.0, squares = 0.0, weights = 0.0;
    abc_status(c->abc, &now);
    for (size_t i = 0; i < now.n_particles; i++) {
        const struct abc_particle particle = abc_particle(c->abc, i);
        sum += particle.weight * factor_value(factor, particle.point[f]);
        weights += particle.weight * particle.weight;
    }
    for (size_t i = 0; i < now.n_particles; i++) {
        const struct abc_particle particle = abc_particle(c->abc, i);
        const double off = factor_value(factor, particle.point[f]) - sum;
        squares += particle.weight * off * off;
    }
    *mean = sum;
    *sd = weights < 1.0 ? sqrt(squares / (1.0 - weights)) : 0.0; /* 1 - weights: the n - 1 of a weighted sample */
}

/* Of values that are as likely as each other. */
static double sd_of_levels(const struct scenario_factor *factor)
{
    const double n = (double)factor->n_levels;
    double mean = 0.0, squares = 0.0;
    for (size_t l = 0; l < factor->n_levels; l++)
        mean += factor->levels[l] / n;
    for (size_t l = 0; l < factor->n_levels; l++)
        squares += (factor->levels[l] - mean) * (factor->levels[l] - mean) / n;
    return sqrt(squares);
}

/* How much of the spread of the prior is gone: along the scale on which the range is laid out. */
static double contraction(const struct scenario_factor *factor, const struct abc_marginal *unit, double sd)
{
    if (!has_order(factor))
        return (double)NAN;
    if (factor->n_levels == 0)
        return 1.0 - unit->sd * sqrt(12.0);
    const double before = sd_of_levels(factor);
    return before > 0.0 ? 1.0 - sd / before : (double)NAN;
}

/* Which end of the range a narrowed posterior leans on: the end is nearer to the outer quantile than half of what lies
 * between that and the median, so that what fits best may lie beyond it. */
static const char *edge_of(const struct abc_marginal *unit)
{
    if (unit->sd * sqrt(12.0) > 0.8)
        return "";
    if (unit->q50 < 0.25 && unit->q05 < 0.5 * (unit->q50 - unit->q05))
        return "lowest";
    return unit->q50 > 0.75 && 1.0 - unit->q95 < 0.5 * (unit->q95 - unit->q50) ? "highest" : "";
}

static int add_posterior(struct frame *frames, const struct calibration *c, size_t f, const struct abc_posterior *p,
                         struct sim_err *err)
{
    const struct scenario_factor *factor = &c->study->request->factors[f];
    const struct abc_marginal *m = &p->marginal[f];
    const bool order = has_order(factor), range = factor->n_levels == 0;
    const char *edge = edge_of(m);
    const double none = (double)NAN;
    struct calibrate_error error;
    double mean, sd;
    moments(c, f, &mean, &sd);
    const int status = calibrate_error(c, f, sd, p->ess, &error, err);
    if (status != SIM_OK)
        return status;
    const double narrowed = contraction(factor, m, sd);
    frame_add(&frames[POSTERIOR], factor->parameter, factor->row->unit, range ? factor->lowest : none,
              range ? factor->highest : none,
              order ? factor_own(factor, c->study->request->scenario->arms[0].settings) : none, order ? mean : none,
              order ? sd : none, order ? factor_value(factor, m->q05) : none,
              order ? factor_value(factor, m->q50) : none, order ? factor_value(factor, m->q95) : none, narrowed,
              range ? edge : "", calibrate_own(c, f, m, &error, narrowed));
    if (order)
        frame_add(&frames[ERROR], factor->parameter, factor->row->unit, p->ess, error.mean, error.q05, error.q50,
                  error.q95);
    return SIM_OK;
}

/* Of ranges, when there are enough particles. */
static void add_adjusted(struct frame *frame, const struct calibration *c, size_t f, const struct abc_posterior *p)
{
    const struct scenario_factor *factor = &c->study->request->factors[f];
    const struct abc_marginal *m = &p->marginal[f], *a = &p->adjusted[f];
    if (factor->n_levels == 0 && !isnan(a->q50))
        frame_add(frame, factor->parameter, factor->row->unit, factor_value(factor, a->q05),
                  factor_value(factor, a->q50), factor_value(factor, a->q95),
                  m->sd > 0.0 ? (a->q50 - m->q50) / m->sd : (double)NAN);
}

/* Weight of the particles at level l. */
static double chance(const struct calibration *c, size_t f, size_t l)
{
    const struct scenario_factor *factor = &c->study->request->factors[f];
    struct abc_status now;
    double sum = 0.0;
    abc_status(c->abc, &now);
    for (size_t i = 0; i < now.n_particles; i++) {
        const struct abc_particle particle = abc_particle(c->abc, i);
        const size_t at = (size_t)(particle.point[f] * (double)factor->n_levels);
        sum += (at < factor->n_levels ? at : factor->n_levels - 1) == l ? particle.weight : 0.0;
    }
    return sum;
}

static void add_levels(struct frame *frame, const struct calibration *c, size_t f)
{
    const struct scenario_factor *factor = &c->study->request->factors[f];
    const double own = factor_own(factor, c->study->request->scenario->arms[0].settings);
    char value[VALUE_SIZE];
    for (size_t l = 0; l < factor->n_levels; l++) {
        factor_text(factor, factor->levels[l], value, sizeof value);
        frame_add(frame, factor->parameter, value, factor->levels[l] == own ? "now" : "",
                  1.0 / (double)factor->n_levels, chance(c, f, l));
    }
}

static void add_set(struct frame *frame, const struct calibration *c, size_t f, const struct abc_posterior *p)
{
    const struct scenario_factor *factor = &c->study->request->factors[f];
    char value[VALUE_SIZE];
    size_t best = 0;
    if (factor->n_levels > 0) {
        for (size_t l = 1; l < factor->n_levels; l++)
            best = chance(c, f, l) > chance(c, f, best) ? l : best;
        factor_text(factor, factor->levels[best], value, sizeof value);
    } else if (factor->row->type == PARAM_INT) {
        factor_text(factor, factor_value(factor, p->marginal[f].q50), value, sizeof value);
    } else {
        /* More digits would promise what a posterior does not know. */
        (void)snprintf(value, sizeof value, "%.4g", factor_value(factor, p->marginal[f].q50));
    }
    frame_add(frame, factor->parameter, value);
}

static void add_particles(struct frame *frame, const struct calibration *c)
{
    struct abc_status now;
    char text[VALUE_SIZE];
    abc_status(c->abc, &now);
    for (size_t i = 0; i < now.n_particles; i++) {
        const struct abc_particle particle = abc_particle(c->abc, i);
        for (size_t f = 0; f < c->settings.k; f++) {
            const struct scenario_factor *factor = &c->study->request->factors[f];
            const double value = factor_value(factor, particle.point[f]);
            factor_text(factor, value, text, sizeof text);
            frame_add(frame, (int64_t)i, particle.weight, particle.distance, (int64_t)particle.run, factor->parameter,
                      value, text);
        }
    }
}

static void add_fit(struct frame *generations, struct frame *row, const struct calibration *c,
                    const struct abc_posterior *p)
{
    struct abc_status now;
    abc_status(c->abc, &now);
    for (size_t g = 0; g < now.n_generations; g++) {
        const struct abc_generation *x = &now.generations[g];
        frame_add(generations, (int64_t)(g + 1), (int64_t)x->simulated, (int64_t)x->failed, (int64_t)x->kept,
                  isfinite(x->tolerance) ? x->tolerance : (double)NAN, x->acceptance, x->ess);
    }
    frame_add(row,
              now.stop == ABC_TOLERANCE    ? "tolerance"
              : now.stop == ABC_ACCEPTANCE ? "acceptance"
                                           : "budget",
              (int64_t)now.simulated, (int64_t)now.failed, (int64_t)c->n_fresh, (int64_t)c->n_fresh_failed,
              (int64_t)c->study->request->replications, (int64_t)c->settings.particles, c->settings.alpha,
              c->settings.min_acceptance, c->settings.tolerance, p->tolerance, p->ess);
}

static int fill(struct frame *frames, const struct calibration *c, const struct abc_posterior *p, struct sim_err *err)
{
    int status = SIM_OK;
    const struct scenario_factor *factors = c->study->request->factors;
    const size_t k = c->settings.k;
    for (size_t f = 0; status == SIM_OK && f < k; f++) {
        status = add_posterior(frames, c, f, p, err);
        add_adjusted(&frames[ADJUSTED], c, f, p);
        add_levels(&frames[LEVELS], c, f);
        add_set(&frames[SET], c, f, p);
        for (size_t e = 0; e < f; e++)
            frame_add(&frames[CORRELATION], factors[e].parameter, factors[f].parameter, p->correlation[e * k + f],
                      p->adjusted_correlation[e * k + f]);
    }
    calibrate_add_targets(&frames[PREDICTIVE], &frames[OFF], &frames[JOINT], c);
    add_particles(&frames[PARTICLES], c);
    add_fit(&frames[GENERATIONS], &frames[FIT], c, p);
    return status;
}

int calibrate_tables(const struct calibration *c, struct sim_err *err)
{
    struct frame frames[N_FRAMES];
    struct abc_posterior posterior;
    int status = abc_posterior(c->abc, &posterior, err);
    for (size_t i = 0; i < N_FRAMES; i++)
        frame_start(&frames[i], definitions[i]);
    if (status == SIM_OK)
        status = fill(frames, c, &posterior, err);
    for (size_t i = 0; i < N_FRAMES; i++) {
        /* Only some scenarios have parameters with a list of values, or with an order. */
        const bool wanted = (i != LEVELS && i != ERROR) || frames[i].n_rows > 0 || frames[i].failed;
        if (status == SIM_OK && wanted)
            status = study_keep(c->study, &frames[i], err);
        frame_free(&frames[i]);
    }
    abc_posterior_free(&posterior);
    return status;
}
