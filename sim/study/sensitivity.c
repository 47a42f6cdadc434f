/* Which parameters matter: `samenspel sensitivity`. */
#include "sim/study/sensitivity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/design/design.h"
#include "sim/stats/multiple.h"

#define LEVEL 0.95
enum {
    RESAMPLES = 1000,
    MOST_POINTS = 10000000, /* more would not fit a store that is used */
    CANDIDATES_EACH = 10,   /* trajectories drawn for each that is wanted */
    MOST_CANDIDATES = 500   /* their comparison takes about a second */
};

static const struct settings *settings_of(const struct sensitivity_work *work)
{
    return work->study->request->scenario->arms[0].settings;
}

static size_t n_levels(const struct sensitivity_work *work)
{
    return (size_t)settings_int(settings_of(work), "experiment.levels");
}

static int no_memory(struct sim_err *err)
{
    return sim_fail(err, SIM_E_NOMEM, "out of memory for the sensitivity analysis");
}

static int choose_method(struct sensitivity_work *work, struct sim_err *err)
{
    const struct study_request *request = work->study->request;
    const char *method = request->method != NULL ? request->method : "morris";
    work->morris = strcmp(method, "morris") == 0;
    work->k = request->n_factors;
    work->n = request->points;
    work->per_row = work->morris ? work->k + 1 : work->k + 2;
    if (!work->morris && strcmp(method, "sobol") != 0)
        return sim_fail(err, SIM_E_INPUT, "sensitivity --method=%s: must be morris or sobol", method);
    if (work->k == 0)
        return sim_fail(err, SIM_E_INPUT, "sensitivity needs parameters to vary: experiment.vary");
    if (work->n < 2)
        return sim_fail(err, SIM_E_INPUT, "sensitivity --points=%zu: needs 2 %s or more", work->n,
                        work->morris ? "trajectories" : "rows");
    if (work->n > MOST_POINTS / work->per_row)
        return sim_fail(err, SIM_E_INPUT, "sensitivity --points=%zu: %zu points each are more than %d in all", work->n,
                        work->per_row, (int)MOST_POINTS);
    if (work->morris && n_levels(work) % 2 != 0)
        return sim_fail(err, SIM_E_INPUT, "%s = %zu: Morris needs an even number, of which every step goes half way",
                        settings_where(settings_of(work), "experiment.levels", 0), n_levels(work));
    for (size_t f = 0; f < work->k; f++)
        if (request->factors[f].n_levels == 1)
            return sim_fail(err, SIM_E_INPUT, "sensitivity: %s has one value, which is no variation; give two or more",
                            request->factors[f].parameter);
    return SIM_OK;
}

static int make_points(struct sensitivity_work *work, struct sim_err *err)
{
    const uint64_t seed = work->study->request->seed;
    const size_t wished = CANDIDATES_EACH * work->n;
    const struct design_morris morris = {.seed = seed,
                                         .r = work->n,
                                         .k = work->k,
                                         .levels = n_levels(work),
                                         .candidates = wished <= MOST_CANDIDATES ? wished : 0};
    return work->morris ? design_morris(&morris, work->unit, err)
                        : design_saltelli(work->n, work->k, true, seed, work->unit, err);
}

/* How often each value of a list comes up on the grid of Morris: equally often? */
static bool is_even(const struct sensitivity_work *work, size_t factor)
{
    const struct scenario_factor *f = &work->study->request->factors[factor];
    const size_t levels = n_levels(work);
    size_t most = 0, least = levels;
    for (size_t value = 0; value < f->n_levels; value++) {
        size_t times = 0;
        for (size_t l = 0; l < levels; l++)
            times += factor_value(f, (double)l / (double)(levels - 1)) == f->levels[value];
        most = times > most ? times : most;
        least = times < least ? times : least;
    }
    return f->n_levels == 0 || most == least;
}

static int describe(struct sensitivity_work *work, struct sensitivity_tables *tables, struct sim_err *err)
{
    struct text uneven = {0};
    for (size_t f = 0; work->morris && f < work->k; f++)
        if (!is_even(work, f))
            text_printf(&uneven, "%s%s", uneven.n > 0 ? ", " : "", work->study->request->factors[f].parameter);
    const int status = uneven.failed ? no_memory(err) : SIM_OK;
    if (status == SIM_OK)
        sensitivity_tables_describe(tables, work, text_get(&uneven));
    text_free(&uneven);
    return status;
}

static int reserve(struct sensitivity_work *work, struct sim_err *err)
{
    const size_t points = work->n * work->per_row, k = work->k, replications = work->study->request->replications;
    work->block = (struct study_block){.n_points = points,
                                       .n_arms = work->study->request->scenario->n_listed,
                                       .replications = replications,
                                       .share = work->per_row};
    work->unit = sim_calloc(points, k * sizeof *work->unit);
    work->place = sim_calloc(work->morris ? points : 1, k * sizeof *work->place);
    work->values = sim_calloc(points, work->block.n_arms * replications * sizeof *work->values);
    work->quantity = sim_calloc(points, replications * sizeof *work->quantity);
    work->means = sim_calloc(points, sizeof *work->means);
    work->noise = sim_calloc(k, sizeof *work->noise);
    work->usable = sim_calloc(replications, sizeof *work->usable);
    work->order = sim_calloc(k, sizeof *work->order);
    work->importance = sim_calloc(k, sizeof *work->importance);
    if (work->unit != NULL && work->place != NULL && work->values != NULL && work->quantity != NULL
        && work->means != NULL && work->noise != NULL && work->usable != NULL && work->order != NULL
        && work->importance != NULL)
        return SIM_OK;
    return no_memory(err);
}

static void release(struct sensitivity_work *work)
{
    free(work->unit);
    free(work->place);
    free(work->values);
    free(work->quantity);
    free(work->means);
    free(work->noise);
    free(work->usable);
    free(work->order);
    free(work->importance);
}

int sensitivity_by_sobol(struct sensitivity_work *work, struct sim_err *err)
{
    const struct sensitivity_bootstrap bootstrap = {work->study->request->seed, RESAMPLES, LEVEL};
    struct sensitivity_index *indices = sim_calloc(work->k, sizeof *indices);
    if (indices == NULL)
        return no_memory(err);
    const int status = sensitivity_sobol(work->quantity, work->n, work->k, work->block.replications, &bootstrap,
                                         indices, &work->variance, err);
    for (size_t f = 0; status == SIM_OK && f < work->k; f++)
        work->importance[f] = (struct importance){.size = indices[f].total,
                                                  .interval = indices[f].total_interval,
                                                  .chance = (double)NAN,
                                                  .p = (double)NAN,
                                                  .index = indices[f]};
    free(indices);
    return status;
}

void sensitivity_places(struct sensitivity_work *work)
{
    for (size_t t = 0; t < work->n; t++)
        for (size_t f = 0; f < work->k; f++) {
            const struct scenario_factor *factor = &work->study->request->factors[f];
            const double *unit = work->unit + t * work->per_row * work->k + f;
            double *place = work->place + t * work->per_row * work->k + f;
            const double first = unit[0], last = unit[work->k * work->k];
            for (size_t p = 0; p < work->per_row; p++, unit += work->k, place += work->k) {
                if (factor->n_levels > 0)
                    *place = *unit == fmax(first, last) ? 1.0 : 0.0;
                else if (factor->row->type == PARAM_INT)
                    *place = (factor_value(factor, *unit) - factor->lowest) / (factor->highest - factor->lowest);
                else
                    *place = *unit;
            }
        }
}

/* Means over the replications that have a value wherever the trajectory has any: others would bring luck that its
 * points do not share. Returns how many these are; with none the means are NaN. */
static size_t average_trajectory(struct sensitivity_work *work, size_t t)
{
    const size_t replications = work->block.replications, first = t * work->per_row;
    size_t n = 0;
    for (size_t r = 0; r < replications; r++)
        work->usable[r] = true;
    for (size_t p = first; p < first + work->per_row; p++) {
        const double *y = work->quantity + p * replications;
        bool any = false;
        for (size_t r = 0; r < replications; r++)
            any = any || isfinite(y[r]);
        for (size_t r = 0; any && r < replications; r++)
            work->usable[r] = work->usable[r] && isfinite(y[r]);
    }
    for (size_t r = 0; r < replications; r++)
        n += work->usable[r];
    for (size_t p = first; p < first + work->per_row; p++) {
        struct stats_moments moments = {0};
        for (size_t r = 0; r < replications; r++)
            if (work->usable[r])
                stats_add(&moments, work->quantity[p * replications + r]);
        work->means[p] = stats_mean(&moments);
    }
    return n;
}

/* Adds the squared standard error of the effects of a trajectory, as far as luck makes it, to noise[k]. */
static void add_noise(struct sensitivity_work *work, size_t t, size_t n)
{
    const size_t replications = work->block.replications, k = work->k;
    for (size_t step = 0; step < k; step++) {
        const size_t p = t * work->per_row + step;
        const double *from = work->quantity + p * replications, *to = from + replications;
        const double *place = work->place + p * k;
        struct stats_moments moments = {0};
        size_t f = 0;
        while (f + 1 < k && place[f] == place[k + f])
            f++;
        for (size_t r = 0; r < replications; r++)
            if (work->usable[r])
                stats_add(&moments, to[r] - from[r]);
        const double length = place[k + f] - place[f];
        work->noise[f] += stats_variance(&moments) / (double)n / (length * length);
    }
}

/* Spread between points and between replications. Points lie on the grid of Morris, of which the ends weigh more than
 * they would if all values were equally likely. */
static void describe_spread(struct sensitivity_work *work, size_t complete)
{
    const size_t replications = work->block.replications;
    struct stats_moments means = {0}, noise = {0};
    for (size_t p = 0; p < work->block.n_points; p++) {
        struct stats_moments moments = {0};
        for (size_t r = 0; r < replications; r++)
            if (isfinite(work->quantity[p * replications + r]))
                stats_add(&moments, work->quantity[p * replications + r]);
        if (isfinite(work->means[p]))
            stats_add(&means, work->means[p]);
        if (moments.n > 1)
            stats_add(&noise, stats_variance(&moments));
    }
    const double of_one = noise.n > 0 ? stats_mean(&noise) : (double)NAN;
    const double variance = stats_variance(&means) - (noise.n > 0 ? of_one / (double)replications : 0.0);
    work->variance = (struct sensitivity_variance){
        .rows = complete,
        .dropped = work->n - complete,
        .mean = stats_mean(&means),
        .variance = variance,
        .noise_variance = of_one,
        .together = (double)NAN,
        .together_interval = {(double)NAN, (double)NAN},
        .noise_share = of_one + fmax(variance, 0.0) > 0.0 ? of_one / (of_one + fmax(variance, 0.0)) : (double)NAN,
    };
}

/* Whether each factor does anything at all: p values of all, of effects whose noise has `df` degrees of freedom. */
static int test_effects(struct sensitivity_work *work, double df, struct sim_err *err)
{
    double *p = sim_calloc(work->k, sizeof *p), *adjusted = sim_calloc(work->k, sizeof *adjusted);
    int status = p != NULL && adjusted != NULL ? SIM_OK : no_memory(err);
    for (size_t f = 0; status == SIM_OK && f < work->k; f++) {
        const struct importance *it = &work->importance[f];
        p[f] = sensitivity_p_nothing(&it->effect, it->chance / sqrt(2.0 / acos(-1.0)), df);
    }
    if (status == SIM_OK)
        status = multiple_holm(p, work->k, adjusted, err);
    for (size_t f = 0; status == SIM_OK && f < work->k; f++)
        work->importance[f].p = adjusted[f];
    free(p);
    free(adjusted);
    return status;
}

int sensitivity_by_morris(struct sensitivity_work *work, struct sim_err *err)
{
    const struct sensitivity_bootstrap bootstrap = {work->study->request->seed, RESAMPLES, LEVEL};
    struct sensitivity_effect *effects = sim_calloc(work->k, sizeof *effects);
    size_t complete = 0, missing = 0, walks = 0;
    double df = 0.0; /* of what is known of luck */
    if (effects == NULL)
        return no_memory(err);
    for (size_t f = 0; f < work->k; f++)
        work->noise[f] = 0.0;
    for (size_t t = 0; t < work->n; t++) {
        const size_t n = average_trajectory(work, t);
        bool whole = n > 0;
        for (size_t p = t * work->per_row; p < (t + 1) * work->per_row; p++)
            whole = whole && isfinite(work->means[p]);
        complete += whole;
        if (whole && n > 1) {
            add_noise(work, t, n);
            walks++;
            df += (double)n - 1.0;
        }
    }
    describe_spread(work, complete);
    int status = sensitivity_morris(work->place, work->means, work->n, work->k, &bootstrap, effects, &missing, err);
    for (size_t f = 0; status == SIM_OK && f < work->k; f++)
        /* The mean absolute value of a normal variable with mean 0 is sqrt(2 / pi) standard deviations. */
        work->importance[f] =
            (struct importance){.size = effects[f].mu_star,
                                .interval = effects[f].mu_star_interval,
                                .chance =
                                    walks > 0 ? sqrt(work->noise[f] / (double)walks * 2.0 / acos(-1.0)) : (double)NAN,
                                .effect = effects[f]};
    if (status == SIM_OK)
        status = test_effects(work, df, err);
    free(effects);
    return status;
}

static int analyse(struct sensitivity_work *work, struct sensitivity_tables *tables, struct sim_err *err)
{
    struct study_quantity *quantities = NULL;
    size_t n = 0, loaded = work->study->request->model->n_outcomes;
    int status = study_quantities(work->study, &quantities, &n, err);
    for (size_t q = 0; status == SIM_OK && q < n; q++) {
        if (quantities[q].outcome != loaded) {
            loaded = quantities[q].outcome;
            status = study_values(work->study, &work->block, loaded, work->values, err);
        }
        study_quantity(&work->block, &quantities[q], work->values, work->quantity);
        if (status == SIM_OK)
            status = work->morris ? sensitivity_by_morris(work, err) : sensitivity_by_sobol(work, err);
        if (status == SIM_OK)
            sensitivity_tables_add(tables, work, &quantities[q]);
    }
    free(quantities);
    return status;
}

int sensitivity(struct study *study, struct sim_err *err)
{
    struct sensitivity_work work = {.study = study};
    struct sensitivity_tables tables;
    bool goes_on = false;
    int status = choose_method(&work, err);
    sensitivity_tables_start(&tables, work.morris);
    if (status == SIM_OK)
        status = reserve(&work, err);
    if (status == SIM_OK)
        status = make_points(&work, err);
    if (status == SIM_OK)
        status = study_add_points(study, work.unit, work.block.n_points, err);
    if (status == SIM_OK)
        status = study_run(study, &work.block, err);
    if (status == SIM_OK)
        status = study_conclude(study, &work.block, &goes_on, err);
    if (!goes_on)
        goto cleanup;
    if (status == SIM_OK && work.morris)
        sensitivity_places(&work);
    if (status == SIM_OK)
        status = describe(&work, &tables, err);
    if (status == SIM_OK)
        status = analyse(&work, &tables, err);
    if (status == SIM_OK)
        status = study_finish(study, err);
    struct frame *const frames[] = {&tables.indices, &tables.variance, &tables.signs,
                                    &tables.design,  &tables.together, &tables.parts};
    for (size_t i = 0; status == SIM_OK && i < sizeof frames / sizeof frames[0] - (work.morris ? 2 : 0); i++)
        status = study_keep(study, frames[i], err);

cleanup:
    sensitivity_tables_free(&tables);
    release(&work);
    return status;
}
