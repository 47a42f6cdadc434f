#include "sim/design/abc_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

#define DIMENSIONS_MAX 256u
#define BUDGET_MAX 10000000u

struct abc_order {
    double distance;
    size_t run;
};

static int check_settings(const struct abc_settings *s, const struct abc_target *targets, struct sim_err *err)
{
    if (s->k < 1 || s->k > DIMENSIONS_MAX || s->m < 1 || s->m > DIMENSIONS_MAX)
        return sim_fail(err, SIM_E_INPUT, "%zu parameters and %zu targets: 1 to %u of each", s->k, s->m,
                        DIMENSIONS_MAX);
    if (!(s->alpha > 0.0 && s->alpha < 1.0) || !(s->min_acceptance >= 0.0 && s->min_acceptance < 1.0)
        || !(s->tolerance >= 0.0))
        return sim_fail(
            err, SIM_E_INPUT,
            "share kept %g, least acceptance %g, tolerance %g: shares are in (0,1), the others not negative", s->alpha,
            s->min_acceptance, s->tolerance);
    if (s->budget > BUDGET_MAX || s->budget < s->particles
        || !(floor(s->alpha * (double)s->particles) >= (double)(s->k + 2)))
        return sim_fail(
            err, SIM_E_INPUT,
            "%zu particles within a budget of %zu: the budget is at most %u and not below the particles, and "
            "at least %zu particles must be kept",
            s->particles, s->budget, BUDGET_MAX, s->k + 2);
    for (size_t j = 0; j < s->m; j++) {
        const double scale = hypot(targets[j].sd, targets[j].noise);
        if (!isfinite(targets[j].value) || !(targets[j].sd >= 0.0) || !(targets[j].noise >= 0.0) || !(scale > 0.0)
            || !isfinite(scale))
            return sim_fail(err, SIM_E_INPUT,
                            "target %zu: value %g, sd %g, noise %g: the value must be finite, and the two not negative "
                            "and not both 0",
                            j, targets[j].value, targets[j].sd, targets[j].noise);
    }
    return SIM_OK;
}

static bool allocate(struct abc *abc)
{
    const struct abc_settings *s = &abc->settings;
    const size_t generations = 2 + (s->budget - s->particles) / abc->batch;
    abc->target = sim_calloc(s->m, sizeof *abc->target);
    abc->scale = sim_calloc(s->m, sizeof *abc->scale);
    abc->point = sim_calloc(s->budget * s->k, sizeof *abc->point);
    abc->summary = sim_calloc(s->budget * s->m, sizeof *abc->summary);
    abc->compared = sim_calloc(s->budget * s->m, sizeof *abc->compared);
    abc->distance = sim_calloc(s->budget, sizeof *abc->distance);
    abc->density = sim_calloc(s->budget, sizeof *abc->density);
    abc->kept = sim_calloc(abc->keep, sizeof *abc->kept);
    abc->weight = sim_calloc(abc->keep, sizeof *abc->weight);
    abc->order = sim_calloc(abc->keep + s->particles, sizeof *abc->order);
    abc->proposal = sim_calloc(generations, sizeof(struct abc_proposal *));
    abc->generation = sim_calloc(generations, sizeof *abc->generation);
    return abc->target != NULL && abc->scale != NULL && abc->point != NULL && abc->summary != NULL
           && abc->compared != NULL && abc->distance != NULL && abc->density != NULL && abc->kept != NULL
           && abc->weight != NULL && abc->order != NULL && abc->proposal != NULL && abc->generation != NULL;
}

int abc_open(struct abc **out, const struct abc_settings *settings, const struct abc_target *targets,
             struct sim_err *err)
{
    *out = NULL;
    const int bad = check_settings(settings, targets, err);
    if (bad != SIM_OK)
        return bad;
    struct abc *abc = sim_calloc(1, sizeof *abc);
    if (abc == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the calibration");
    abc->settings = *settings;
    abc->keep = (size_t)floor(settings->alpha * (double)settings->particles);
    abc->batch = settings->particles - abc->keep;
    if (!allocate(abc)) {
        abc_close(abc);
        return sim_fail(err, SIM_E_NOMEM, "out of memory for a calibration of %zu points", settings->budget);
    }
    for (size_t j = 0; j < settings->m; j++) {
        abc->target[j] = targets[j];
        abc->scale[j] = hypot(targets[j].sd, targets[j].noise);
    }
    const struct rng_stream stream = {.seed = settings->seed, .replication = ABC_REPLICATION};
    abc->pending = settings->particles;
    for (size_t i = 0; i < abc->pending; i++)
        for (size_t d = 0; d < settings->k; d++)
            abc->point[i * settings->k + d] = abc_uniform(&stream, i, 0, ABC_PRIOR, d);
    *out = abc;
    return SIM_OK;
}

void abc_close(struct abc *abc)
{
    if (abc == NULL)
        return;
    for (size_t g = 0; abc->proposal != NULL && g < abc->n_generations; g++)
        abc_proposal_free(abc->proposal[g]);
    free(abc->target);
    free(abc->scale);
    free(abc->point);
    free(abc->summary);
    free(abc->compared);
    free(abc->distance);
    free(abc->density);
    free(abc->kept);
    free(abc->weight);
    free(abc->order);
    free(abc->proposal);
    free(abc->generation);
    free(abc);
}

size_t abc_batch_max(const struct abc *abc)
{
    return abc->settings.particles;
}

void abc_next(const struct abc *abc, double *points, size_t *n)
{
    const size_t k = abc->settings.k;
    *n = abc->pending;
    if (abc->pending > 0)
        memcpy(points, &abc->point[abc->simulated * k], abc->pending * k * sizeof *points);
}

/* Distances of the batch; how many failed. */
static size_t compare(struct abc *abc, const double *summaries)
{
    const struct rng_stream stream = {.seed = abc->settings.seed, .replication = ABC_REPLICATION};
    const size_t m = abc->settings.m;
    size_t failed = 0;
    for (size_t i = 0; i < abc->pending; i++) {
        const size_t run = abc->simulated + i;
        double squares = 0.0;
        for (size_t j = 0; j < m; j++) {
            const double error = abc->target[j].sd * abc_normal(&stream, run, ABC_ERROR, j);
            const double value = summaries[i * m + j] + error;
            const double off = (value - abc->target[j].value) / abc->scale[j];
            abc->summary[run * m + j] = summaries[i * m + j];
            abc->compared[run * m + j] = value;
            squares += off * off;
        }
        const bool finite = isfinite(squares);
        abc->distance[run] = finite ? sqrt(squares / (double)m) : (double)INFINITY;
        failed += finite ? 0 : 1;
    }
    return failed;
}

/* Adds every proposal's density at the points of the batch. The latest proposal's at the old particles was added when
 * it was made. */
static void add_densities(struct abc *abc)
{
    const size_t k = abc->settings.k;
    for (size_t i = abc->simulated; i < abc->simulated + abc->pending; i++) {
        if (!isfinite(abc->distance[i]))
            continue;
        double sum = (double)(abc->n_generations == 0 ? abc->pending : abc->settings.particles); /* prior: density 1 */
        for (size_t g = 0; g < abc->n_generations; g++)
            sum += (double)abc->proposal[g]->drawn * abc_proposal_density(abc->proposal[g], &abc->point[i * k]);
        abc->density[i] = sum;
    }
}

static int nearest_first(const void *a, const void *b)
{
    const struct abc_order *x = a, *y = b;
    if (x->distance != y->distance)
        return x->distance < y->distance ? -1 : 1;
    return (x->run > y->run) - (x->run < y->run);
}

/* The nearest of the particles and the batch become the particles. */
static void select_nearest(struct abc *abc)
{
    size_t n = 0;
    for (size_t i = 0; i < abc->n_kept; i++)
        abc->order[n++] = (struct abc_order){abc->distance[abc->kept[i]], abc->kept[i]};
    for (size_t i = abc->simulated; i < abc->simulated + abc->pending; i++)
        if (isfinite(abc->distance[i]))
            abc->order[n++] = (struct abc_order){abc->distance[i], i};
    qsort(abc->order, n, sizeof *abc->order, nearest_first);
    abc->n_kept = n < abc->keep ? n : abc->keep;
    for (size_t i = 0; i < abc->n_kept; i++)
        abc->kept[i] = abc->order[i].run;
}

/* Weights of the particles; their effective number. */
static double weigh(struct abc *abc)
{
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < abc->n_kept; i++) {
        abc->weight[i] = 1.0 / abc->density[abc->kept[i]];
        sum += abc->weight[i];
    }
    for (size_t i = 0; i < abc->n_kept; i++) {
        abc->weight[i] /= sum;
        squares += abc->weight[i] * abc->weight[i];
    }
    return squares > 0.0 ? 1.0 / squares : 0.0;
}

static double tolerance_of(const struct abc *abc)
{
    return abc->n_kept > 0 ? abc->distance[abc->kept[abc->n_kept - 1]] : (double)INFINITY;
}

static enum abc_stop decide(const struct abc *abc)
{
    const struct abc_settings *s = &abc->settings;
    const struct abc_generation *last = &abc->generation[abc->n_generations - 1];
    if (abc->n_kept < s->k + 2)
        return ABC_NO_RESULTS;
    if (s->tolerance > 0.0 && last->tolerance <= s->tolerance)
        return ABC_TOLERANCE;
    if (abc->n_generations > 1 && last->acceptance < s->min_acceptance)
        return ABC_ACCEPTANCE;
    return abc->simulated >= s->budget ? ABC_BUDGET : ABC_RUNNING;
}

/* Makes the next batch, with `proposal` of abc->keep parents. */
static void propose(struct abc *abc, struct abc_proposal *proposal)
{
    const struct rng_stream stream = {.seed = abc->settings.seed, .replication = ABC_REPLICATION};
    const size_t k = abc->settings.k, left = abc->settings.budget - abc->simulated;
    abc->pending = left < abc->batch ? left : abc->batch;
    proposal->n = abc->n_kept;
    proposal->drawn = abc->pending;
    abc_proposal_fill(proposal, abc->point, abc->kept, abc->weight);
    for (size_t i = abc->simulated; i < abc->simulated + abc->pending; i++)
        abc_proposal_draw(proposal, &stream, i, &abc->point[i * k]);
    for (size_t i = 0; i < abc->n_kept; i++)
        abc->density[abc->kept[i]] +=
            (double)proposal->drawn * abc_proposal_density(proposal, &abc->point[abc->kept[i] * k]);
    abc->proposal[abc->n_generations - 1] = proposal;
}

int abc_take(struct abc *abc, const double *summaries, struct sim_err *err)
{
    if (abc->pending == 0)
        return sim_fail(err, SIM_E_INPUT, "the calibration asked for no points");
    struct abc_proposal *proposal = abc_proposal_new(abc->keep, abc->settings.k);
    if (proposal == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the points of the next generation");
    const double before = abc->n_kept == abc->keep ? tolerance_of(abc) : (double)INFINITY;
    struct abc_generation *generation = &abc->generation[abc->n_generations];
    *generation = (struct abc_generation){.simulated = abc->pending, .failed = compare(abc, summaries)};
    size_t nearer = 0;
    for (size_t i = abc->simulated; i < abc->simulated + abc->pending; i++)
        nearer += abc->distance[i] < before ? 1 : 0;
    add_densities(abc);
    select_nearest(abc);
    generation->acceptance = abc->n_generations == 0 ? 1.0 : (double)nearer / (double)abc->pending;
    generation->ess = weigh(abc);
    generation->kept = abc->n_kept;
    generation->tolerance = tolerance_of(abc);
    abc->failed += generation->failed;
    abc->simulated += abc->pending;
    abc->pending = 0;
    abc->n_generations++;
    abc->stop = decide(abc);
    if (abc->stop == ABC_RUNNING)
        propose(abc, proposal);
    else
        abc_proposal_free(proposal);
    return SIM_OK;
}

void abc_status(const struct abc *abc, struct abc_status *out)
{
    *out = (struct abc_status){
        .generations = abc->generation,
        .n_generations = abc->n_generations,
        .n_particles = abc->n_kept,
        .simulated = abc->simulated,
        .failed = abc->failed,
        .stop = abc->stop,
    };
}

struct abc_particle abc_particle(const struct abc *abc, size_t i)
{
    const size_t run = abc->kept[i];
    return (struct abc_particle){
        .point = &abc->point[run * abc->settings.k],
        .summary = &abc->summary[run * abc->settings.m],
        .compared = &abc->compared[run * abc->settings.m],
        .distance = abc->distance[run],
        .weight = abc->weight[i],
        .run = run,
    };
}
