#include "sim/study/calibrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/stats/stats.h"

/* A PARTICLE_SHARE-th of the points starts the fit and a FRESH_SHARE-th checks it. A fixed share would make the number of
 * generations the same for any number of points, and the tolerance with it: of many points fewer start it. */
enum {
    PARTICLE_SHARE = 6,
    MANY_SHARE = 12,
    MANY_BASE = 50,
    LEAST_PARTICLES = 30,
    MOST_PARTICLES = 500,
    FRESH_SHARE = 8,
    LEAST_FRESH = 20,
    MOST_FRESH = 200,
};
#define KEPT 0.5
#define LEAST_ACCEPTANCE 0.05
/* Below this the tolerance widens a posterior by less than one percent. */
#define TOLERANCE 0.2

static size_t within(size_t n, size_t least, size_t most)
{
    return n < least ? least : n > most ? most : n;
}

static size_t n_particles(size_t points, size_t least)
{
    const size_t few = points / PARTICLE_SHARE, many = MANY_BASE + points / MANY_SHARE;
    return within(few < many ? few : many, least, MOST_PARTICLES);
}

static int choose_settings(struct calibration *c, struct sim_err *err)
{
    const struct study_request *request = c->study->request;
    const size_t k = request->n_factors, m = request->scenario->n_targets;
    const size_t least_particles = 2 * (k + 2) > LEAST_PARTICLES ? 2 * (k + 2) : LEAST_PARTICLES;
    const size_t least_points = 2 * least_particles + LEAST_FRESH;
    if (m == 0)
        return sim_fail(
            err, SIM_E_INPUT,
            "%s: calibrate needs experiment.targets = ( { outcome = \"...\"; value = ...; sd = ...; }, ... )",
            request->scenario->path);
    if (request->replications < 2)
        return sim_fail(err, SIM_E_INPUT,
                        "calibrate needs 2 replications or more at every point, to see what is chance; --replications");
    if (request->points < least_points)
        return sim_fail(err, SIM_E_INPUT,
                        "%zu points are too few to fit %zu parameter%s: give %zu or more with --points or "
                        "experiment.points; some 400 is usual",
                        request->points, k, k == 1 ? "" : "s", least_points);
    c->n_fresh = within(request->points / FRESH_SHARE, LEAST_FRESH, MOST_FRESH);
    c->settings = (struct abc_settings){
        .k = k,
        .m = m,
        .particles = n_particles(request->points, least_particles),
        .budget = request->points - c->n_fresh,
        .alpha = KEPT,
        .min_acceptance = LEAST_ACCEPTANCE,
        .tolerance = TOLERANCE,
        .seed = request->seed,
    };
    return SIM_OK;
}

static size_t find_outcome(const struct sim_model *model, const char *name)
{
    size_t o = 0;
    while (o < model->n_outcomes && strcmp(model->outcomes[o].name, name) != 0)
        o++;
    return o;
}

static bool speaks_of(const struct calibration *c, size_t arm)
{
    for (size_t j = 0; j < c->settings.m; j++)
        if (c->study->request->scenario->targets[j].arm == arm)
            return true;
    return false;
}

static int read_targets(struct calibration *c, struct sim_err *err)
{
    const struct study_request *request = c->study->request;
    for (size_t j = 0; j < c->settings.m; j++) {
        const struct scenario_target *target = &request->scenario->targets[j];
        c->outcome[j] = find_outcome(request->model, target->outcome);
        if (c->outcome[j] == request->model->n_outcomes)
            return sim_fail(err, SIM_E_INPUT, "experiment.targets[%zu].outcome: the model has no outcome \"%s\"", j,
                            target->outcome);
        c->targets[j] = (struct abc_target){.value = target->value, .sd = target->sd};
    }
    for (size_t a = 0; a < request->scenario->n_listed; a++)
        c->study->n_arms += speaks_of(c, a) ? 1 : 0;
    return SIM_OK;
}

static int allocate(struct calibration *c, struct sim_err *err)
{
    c->room = c->settings.particles > c->n_fresh ? c->settings.particles : c->n_fresh;
    c->targets = sim_calloc(c->settings.m, sizeof *c->targets);
    c->outcome = sim_calloc(c->settings.m, sizeof *c->outcome);
    c->seen = sim_calloc(c->settings.m, sizeof *c->seen);
    c->check = sim_calloc(c->settings.m, sizeof *c->check);
    c->joint_target = sim_calloc(c->settings.m, sizeof *c->joint_target);
    c->points = sim_calloc(c->room, c->settings.k * sizeof *c->points);
    c->summaries = sim_calloc(c->room, c->settings.m * sizeof *c->summaries);
    c->values = sim_calloc(c->room, c->study->request->replications * sizeof *c->values);
    if (c->targets != NULL && c->outcome != NULL && c->seen != NULL && c->check != NULL && c->joint_target != NULL
        && c->points != NULL && c->summaries != NULL && c->values != NULL)
        return SIM_OK;
    return sim_fail(err, SIM_E_NOMEM, "out of memory for the calibration");
}

/* Runs of one arm at the latest n points. Every point has replications of its own: chance is part of what is fitted, and
 * the same luck at every point would be fitted to. */
static struct study_block block_of(const struct calibration *c, size_t arm, size_t n)
{
    const size_t first = c->study->n_points - n, replications = c->study->request->replications;
    return (struct study_block){.first_point = first,
                                .n_points = n,
                                .first_arm = arm,
                                .n_arms = 1,
                                .replications = replications,
                                .first_replication = first * replications,
                                .share = 1};
}

/* Summaries of target j at the latest n points; *noise: standard deviation of such a summary by chance, root mean square
 * over the points, NaN when no point has two values. */
static int summarise(struct calibration *c, size_t j, size_t n, double *noise, struct sim_err *err)
{
    const struct study_block block = block_of(c, c->study->request->scenario->targets[j].arm, n);
    struct stats_moments squares = {0};
    const int status = study_values(c->study, &block, c->outcome[j], c->values, err);
    for (size_t i = 0; status == SIM_OK && i < n; i++) {
        struct stats_moments moments = {0};
        for (size_t r = 0; r < block.replications; r++)
            stats_add(&moments, c->values[study_at(&block, i, 0, r)]);
        c->summaries[i * c->settings.m + j] = stats_mean(&moments);
        c->seen[j] = c->seen[j] || moments.n > 0;
        stats_add(&squares, stats_variance(&moments) / (double)moments.n);
    }
    *noise = sqrt(stats_mean(&squares));
    return status;
}

/* Has n points simulated; noise[m] (may be NULL) as `summarise` says. */
static int simulate(struct calibration *c, size_t n, double *noise, struct sim_err *err)
{
    double ignored;
    int status = study_add_points(c->study, c->points, n, err);
    for (size_t a = 0; status == SIM_OK && a < c->study->request->scenario->n_listed; a++) {
        const struct study_block block = block_of(c, a, n);
        if (speaks_of(c, a))
            status = study_run(c->study, &block, err);
    }
    for (size_t j = 0; status == SIM_OK && j < c->settings.m; j++)
        status = summarise(c, j, n, noise != NULL ? &noise[j] : &ignored, err);
    return status;
}

/* Generation 1 comes from the prior, whatever the scales are: it tells how much chance is in each summary. The machine is
 * opened again with that, and takes the same points. */
static int start(struct calibration *c, struct sim_err *err)
{
    size_t n = 0;
    double *noise = sim_calloc(c->settings.m, sizeof *noise);
    if (noise == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the calibration");
    int status = abc_open(&c->abc, &c->settings, c->targets, err);
    if (status == SIM_OK) {
        abc_next(c->abc, c->points, &n);
        status = simulate(c, n, noise, err);
    }
    for (size_t j = 0; status == SIM_OK && j < c->settings.m; j++)
        c->targets[j].noise = isfinite(noise[j]) ? noise[j] : 0.0;
    if (status == SIM_OK) {
        abc_close(c->abc);
        status = abc_open(&c->abc, &c->settings, c->targets, err);
    }
    if (status == SIM_OK)
        status = abc_take(c->abc, c->summaries, err);
    free(noise);
    return status;
}

static int no_results(const struct calibration *c, const struct abc_status *now, struct sim_err *err)
{
    struct text never = {0};
    for (size_t j = 0; j < c->settings.m; j++)
        if (!c->seen[j])
            text_printf(&never, "%s%s", never.n > 0 ? ", " : "no run gave a value of ",
                        c->study->request->scenario->targets[j].outcome);
    const int status =
        sim_fail(err, SIM_E_INPUT,
                 "calibrate: %s%s%zu of %zu points gave a value of every target, too few to go on; see why with "
                 "samenspel export %s --table failures, and change the ranges or the targets",
                 text_get(&never), never.n > 0 ? "; " : "", now->simulated - now->failed, now->simulated,
                 c->study->request->path);
    text_free(&never);
    return status;
}

static int fit(struct calibration *c, struct sim_err *err)
{
    struct abc_status now;
    size_t n = 0;
    int status = start(c, err);
    if (status != SIM_OK)
        return status;
    for (abc_status(c->abc, &now); status == SIM_OK && now.stop == ABC_RUNNING; abc_status(c->abc, &now)) {
        abc_next(c->abc, c->points, &n);
        status = simulate(c, n, NULL, err);
        if (status == SIM_OK)
            status = abc_take(c->abc, c->summaries, err);
    }
    return status == SIM_OK && now.stop == ABC_NO_RESULTS ? no_results(c, &now, err) : status;
}

/* Runs that had no part in the fit. */
static int predict(struct calibration *c, struct sim_err *err)
{
    const size_t m = c->settings.m;
    int status = abc_resample(c->abc, c->n_fresh, c->points, err);
    if (status == SIM_OK)
        status = simulate(c, c->n_fresh, NULL, err);
    for (size_t i = 0; status == SIM_OK && i < c->n_fresh; i++) {
        bool failed = false;
        for (size_t j = 0; j < m; j++)
            failed = failed || !isfinite(c->summaries[i * m + j]);
        c->n_fresh_failed += failed ? 1 : 0;
    }
    if (status == SIM_OK)
        status = abc_predict(c->abc, c->summaries, c->n_fresh, c->check, err);
    if (status == SIM_OK)
        status = abc_predict_joint(c->abc, c->summaries, c->n_fresh, &c->joint, c->joint_target, err);
    return status;
}

int calibrate(struct study *study, struct sim_err *err)
{
    struct calibration c = {.study = study};
    int status = choose_settings(&c, err);
    if (status == SIM_OK)
        status = allocate(&c, err);
    if (status == SIM_OK)
        status = read_targets(&c, err);
    if (status == SIM_OK)
        status = fit(&c, err);
    if (status == SIM_OK)
        status = predict(&c, err);
    if (status == SIM_OK)
        status = study_finish(study, err);
    if (status == SIM_OK)
        status = calibrate_tables(&c, err);
    abc_close(c.abc);
    free(c.targets);
    free(c.outcome);
    free(c.seen);
    free(c.check);
    free(c.joint_target);
    free(c.points);
    free(c.summaries);
    free(c.values);
    return status;
}
