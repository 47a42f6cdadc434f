#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/rng/rng.h"
#include "sim/store/read.h"
#include "sim/store/store.h"
#include "sim/study/posterior.h"

/* Far from the purposes of simulations and designs (sim/design/draws.h). */
enum { PURPOSE_RESAMPLE = 0xd100 };

/* The table `particles` while it is read: twice, to count and to take. */
struct particles {
    const struct study_request *request;
    const char *path;
    const char *where; /* what the scenario says of it: file, line and key */
    size_t column[4];  /* of particle, weight, parameter, value */
    size_t n;
    double *weight; /* [n]; NULL while counting */
    double *unit;   /* [n][n_factors]; NaN: none */
};
enum { PARTICLE, WEIGHT, PARAMETER, VALUE };

static int no_memory(struct sim_err *err)
{
    return sim_fail(err, SIM_E_NOMEM, "out of memory for the points of the posterior");
}

static int bad_table(const struct particles *particles, struct sim_err *err)
{
    return sim_fail(err, SIM_E_INPUT, "%s: %s has no table of particles that can be read", particles->where,
                    particles->path);
}

static int take_value(struct particles *particles, size_t particle, const char *parameter, double value,
                      struct sim_err *err)
{
    const struct study_request *request = particles->request;
    size_t f = 0;
    while (f < request->n_factors && strcmp(request->factors[f].parameter, parameter) != 0)
        f++;
    if (f == request->n_factors)
        return sim_fail(err, SIM_E_INPUT, "%s: %s was fitted with %s, which is not in experiment.calibrate",
                        particles->where, particles->path, parameter);
    const struct scenario_factor *factor = &request->factors[f];
    const double unit = factor_unit(factor, value), back = factor_value(factor, unit);
    if (!(fabs(back - value) <= 1e-9 * fmax(1.0, fabs(value))))
        return sim_fail(err, SIM_E_INPUT,
                        "%s: %s has %s = %.9g, which experiment.calibrate does not allow: take the "
                        "range or values of the calibration",
                        particles->where, particles->path, parameter, value);
    particles->unit[particle * request->n_factors + f] = unit;
    return SIM_OK;
}

static int take_row(void *context, const struct store_cell *cells, size_t n_cells, struct sim_err *err)
{
    struct particles *particles = context;
    const struct store_cell *particle = &cells[particles->column[PARTICLE]];
    const struct store_cell *parameter = &cells[particles->column[PARAMETER]];
    (void)n_cells;
    if (particle->type != STORE_INTEGER || particle->integer < 0 || parameter->type != STORE_TEXT)
        return bad_table(particles, err);
    const size_t i = (size_t)particle->integer;
    if (particles->weight == NULL) {
        particles->n = i + 1 > particles->n ? i + 1 : particles->n;
        return SIM_OK;
    }
    particles->weight[i] = cells[particles->column[WEIGHT]].real;
    return take_value(particles, i, parameter->text, cells[particles->column[VALUE]].real, err);
}

static int find_columns(struct particles *particles, const struct frame_definition *frame, struct sim_err *err)
{
    static const char *const names[] = {"particle", "weight", "parameter", "value"};
    for (size_t i = 0; i < 4; i++)
        if ((particles->column[i] = frame_column(frame, names[i])) == frame->n_columns)
            return bad_table(particles, err);
    return SIM_OK;
}

static int read_table(struct particles *particles, struct store *store, const struct frame_definition *frame,
                      struct sim_err *err)
{
    const size_t k = particles->request->n_factors;
    int status = find_columns(particles, frame, err);
    if (status == SIM_OK)
        status = store_each_frame_row(store, frame, take_row, particles, err);
    if (status == SIM_OK && (particles->n == 0 || particles->n > SIZE_MAX / (k + 1) / sizeof *particles->unit))
        status = bad_table(particles, err);
    if (status != SIM_OK)
        return status;
    particles->weight = sim_calloc(particles->n, sizeof *particles->weight);
    particles->unit = sim_calloc(particles->n, k * sizeof *particles->unit);
    if (particles->weight == NULL || particles->unit == NULL)
        return no_memory(err);
    for (size_t i = 0; i < particles->n * k; i++)
        particles->unit[i] = (double)NAN;
    return store_each_frame_row(store, frame, take_row, particles, err);
}

/* Every particle has every factor and a weight. */
static int check_whole(const struct particles *particles, struct sim_err *err)
{
    const size_t k = particles->request->n_factors;
    for (size_t i = 0; i < particles->n; i++) {
        if (!(particles->weight[i] >= 0.0) || !isfinite(particles->weight[i]))
            return bad_table(particles, err);
        for (size_t f = 0; f < k; f++)
            if (isnan(particles->unit[i * k + f]))
                return sim_fail(err, SIM_E_INPUT, "%s: %s was not fitted with %s, which is in experiment.calibrate",
                                particles->where, particles->path, particles->request->factors[f].parameter);
    }
    return SIM_OK;
}

int posterior_open(const struct scenario *scenario, struct store **out, struct sim_err *err)
{
    const struct settings *settings = scenario->arms[0].settings;
    const char *path = settings_text(settings, "experiment.posterior");
    struct sim_err why = {SIM_OK, ""};
    *out = NULL;
    if (path[0] == '\0')
        return sim_fail(err, SIM_E_INPUT,
                        "%s: \"posterior\" needs experiment.posterior = \"...\": the result of "
                        "samenspel calibrate",
                        settings_where(settings, "experiment.design", 0));
    const int status = store_open(path, out, &why);
    /* A name under which there is nothing is a fault of the scenario. */
    return status == SIM_OK ? SIM_OK
                            : sim_fail(err, status == SIM_E_IO ? SIM_E_INPUT : (enum sim_status)status, "%s: %s",
                                       settings_where(settings, "experiment.posterior", 0), why.text);
}

static int read_particles(struct particles *particles, struct sim_err *err)
{
    struct store *store = NULL;
    struct store_contents contents = {0};
    const struct frame_definition *frame = NULL;
    int status = posterior_open(particles->request->scenario, &store, err);
    if (status == SIM_OK)
        status = store_contents_read(store, &contents, err);
    for (size_t i = 0; status == SIM_OK && i < contents.n_frames; i++)
        if (strcmp(contents.frames[i].name, "particles") == 0)
            frame = &contents.frames[i];
    if (status == SIM_OK && frame == NULL)
        status = sim_fail(err, SIM_E_INPUT, "%s: %s is no finished result of samenspel calibrate", particles->where,
                          particles->path);
    if (status == SIM_OK)
        status = read_table(particles, store, frame, err);
    if (status == SIM_OK)
        status = check_whole(particles, err);
    store_contents_free(&contents);
    store_close(store);
    return status;
}

/* Systematic: particle i comes up weight_i * n times, rounded up or down. */
static void resample(const struct particles *particles, double total, struct points *points)
{
    const size_t k = particles->request->n_factors;
    const struct rng_stream stream = {.seed = particles->request->seed};
    const double start = rng_unit(rng_draw(&stream, 0, 0, PURPOSE_RESAMPLE, 0).w[0]);
    double sum = particles->weight[0] / total;
    for (size_t i = 0, j = 0; i < points->n; i++) {
        while (j + 1 < particles->n && sum <= ((double)i + start) / (double)points->n)
            sum += particles->weight[++j] / total;
        memcpy(points->unit + i * k, particles->unit + j * k, k * sizeof *points->unit);
    }
}

int posterior_points(const struct study_request *request, struct points *points, struct sim_err *err)
{
    const struct settings *settings = request->scenario->arms[0].settings;
    struct particles particles = {
        .request = request,
        .path = settings_text(settings, "experiment.posterior"),
        .where = settings_where(settings, "experiment.posterior", 0),
    };
    double total = 0.0, squares = 0.0;
    int status = read_particles(&particles, err);
    for (size_t i = 0; status == SIM_OK && i < particles.n; i++) {
        total += particles.weight[i];
        squares += particles.weight[i] * particles.weight[i];
    }
    if (status == SIM_OK && !(total > 0.0))
        status = bad_table(&particles, err);
    if (status == SIM_OK) {
        const double effective = floor(total * total / squares + 1e-9);
        points->n = (double)request->points < effective ? request->points : (size_t)effective;
        points->unit = sim_calloc(points->n, request->n_factors * sizeof *points->unit);
        if (points->unit == NULL)
            status = no_memory(err);
        else
            resample(&particles, total, points);
    }
    free(particles.weight);
    free(particles.unit);
    return status;
}
