#include "sim/study/study.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/store/merge.h"

/* How often the stop flag is looked at while points are checked and stored. */
enum { POINTS_PER_LOOK = 1000 };

static int no_memory(struct sim_err *err)
{
    return sim_fail(err, SIM_E_NOMEM, "out of memory");
}

int study_open(struct study *study, const struct study_request *request, struct sim_err *err)
{
    const struct scenario *scenario = request->scenario;
    *study = (struct study){.request = request, .experiment = experiment_of(request->model, scenario)};
    struct experiment *e = &study->experiment;
    e->replications = request->replications;
    e->factors = request->factors;
    e->n_factors = request->n_factors;
    e->seed = request->seed;
    e->threads = request->threads;
    e->ranks = request->ranks;
    e->shard = request->shard;
    e->n_shards = request->n_shards;
    e->series = request->series;
    e->events = request->events;
    e->no_flows = !request->flows;
    e->progress = request->progress;
    e->progress_context = request->progress_context;
    e->stop = request->stop;
    study->outcomes = sim_calloc(request->n_outcomes + 1, sizeof *study->outcomes);
    study->without = sim_calloc(request->n_outcomes + 1, sizeof *study->without);
    if (study->outcomes == NULL || study->without == NULL)
        return no_memory(err);
    for (size_t o = 0; o < request->n_outcomes; o++)
        study->outcomes[study->n_outcomes++] = request->outcomes[o];
    if (settings_bool(scenario->arms[0].settings, "experiment.antithetic"))
        return sim_fail(err, SIM_E_INPUT,
                        "%s: is for run, compare and trace: leave it out here, or add --set "
                        "experiment.antithetic=false",
                        settings_where(scenario->arms[0].settings, "experiment.antithetic", 0));
    return SIM_OK;
}

int study_open_result(struct study *study, struct sim_err *err)
{
    const struct study_request *request = study->request;
    const struct store_study what = {.procedure = request->procedure,
                                     .why = request->why,
                                     .factors = request->factors,
                                     .n_factors = request->n_factors,
                                     .events = request->events,
                                     .more = true,
                                     .stop = request->stop,
                                     .alone = true};
    if (study->experiment.store != NULL)
        return SIM_OK;
    const int status = store_create_study(request->path, request->model, request->scenario, &what, request->seed,
                                          request->series, request->fresh, &study->experiment.store, err);
    if (status == SIM_OK)
        store_keeps(study->experiment.store, &study->experiment.series, &study->experiment.events);
    return status;
}

void study_close(struct study *study)
{
    store_close(study->experiment.store);
    for (size_t i = 0; i < study->n_frames; i++)
        frame_free(&study->frames[i]);
    study->n_frames = 0;
    free(study->points);
    free(study->outcomes);
    free(study->without);
    free(study->wanted);
    study->wanted = NULL;
    study->experiment.store = NULL;
    study->points = NULL;
    study->outcomes = study->without = NULL;
    study->n_outcomes = study->n_without = 0;
}

/* "network.trust_start = 0.35, network.mode = nao". */
static void add_point_text(struct text *text, const struct study_request *request, const double *values)
{
    char value[64];
    for (size_t f = 0; f < request->n_factors; f++) {
        factor_text(&request->factors[f], values[f], value, sizeof value);
        text_printf(text, "%s%s = %s", f > 0 ? ", " : "", request->factors[f].parameter, value);
    }
}

/* The model's own check of one point in one arm. */
static int check_arm(const struct study_request *request, const struct scenario_arm *arm, const double *values,
                     struct sim_err *err)
{
    struct sim_messages messages = {0};
    struct text text = {0};
    struct settings *settings = settings_vary(arm->settings, request->factors, request->n_factors, values);
    int status = SIM_OK;
    if (settings == NULL)
        return no_memory(err);
    request->model->check(settings, &messages);
    if (messages.n + messages.lost > 0) {
        add_point_text(&text, request, values);
        status = sim_fail(err, SIM_E_INPUT, "experiment: at the point %s, arm '%s': %s", text_get(&text), arm->name,
                          messages.n > 0 ? messages.text[0] : "the model refuses it");
    }
    text_free(&text);
    sim_messages_free(&messages);
    free(settings);
    return status;
}

static int check_point(const struct study_request *request, const double *values, struct sim_err *err)
{
    int status = SIM_OK;
    for (size_t a = 0; request->model->check != NULL && status == SIM_OK && a < request->scenario->n_listed; a++)
        status = check_arm(request, &request->scenario->arms[a], values, err);
    return status;
}

static bool reserve(struct study *study, size_t n)
{
    size_t capacity = study->capacity > 0 ? study->capacity : 64;
    while (capacity < n)
        capacity *= 2;
    double *points = sim_realloc(study->points, capacity, (study->request->n_factors + 1) * sizeof *points);
    if (points == NULL)
        return false;
    study->points = points;
    study->capacity = capacity;
    study->experiment.points = points;
    return true;
}

/* Whether to stop. Looked at now and then: a million points take a while to check and to store. */
static int heed_stop(const struct study_request *request, struct sim_err *err)
{
    if (request->stop == NULL || !__atomic_load_n(request->stop, __ATOMIC_RELAXED))
        return SIM_OK;
    return sim_fail(err, SIM_E_INTERRUPTED, "interrupted");
}

/* In parts, of which those that are stored stay when it is interrupted: the points are the same when asked for again. */
static int keep_points(const struct study *study, size_t first, size_t n, const double *values, struct sim_err *err)
{
    const size_t k = study->request->n_factors;
    int status = SIM_OK;
    for (size_t i = 0, part; status == SIM_OK && i < n; i += part) {
        part = n - i < POINTS_PER_LOOK ? n - i : POINTS_PER_LOOK;
        status = heed_stop(study->request, err);
        if (status == SIM_OK)
            status = store_points(study->experiment.store, first + i, part, values + i * k, err);
    }
    return status;
}

int study_add_points(struct study *study, const double *unit, size_t n, struct sim_err *err)
{
    const struct study_request *request = study->request;
    const size_t k = request->n_factors, first = study->n_points;
    int status = SIM_OK;
    if (!reserve(study, first + n))
        return no_memory(err);
    double *values = study->points + first * k;
    for (size_t i = 0; i < n && status == SIM_OK; i++) {
        for (size_t f = 0; f < k; f++)
            values[i * k + f] = unit[i * k + f] == STUDY_OWN_VALUE
                                    ? factor_own(&request->factors[f], request->scenario->arms[0].settings)
                                    : factor_value(&request->factors[f], unit[i * k + f]);
        status = check_point(request, values + i * k, err);
        if (status == SIM_OK && i % POINTS_PER_LOOK == 0)
            status = heed_stop(request, err);
    }
    if (status == SIM_OK)
        status = study_open_result(study, err);
    if (status == SIM_OK)
        status = keep_points(study, first, n, values, err);
    if (status == SIM_OK)
        study->n_points += n;
    return status;
}

/* items[study_size(block)] in the order of study_at. */
static void list_items(const struct study_block *block, struct store_item *items)
{
    for (size_t p = 0; p < block->n_points; p++) {
        const size_t first = block->first_replication + (block->share > 0 ? p / block->share * block->replications : 0);
        for (size_t a = 0; a < block->n_arms; a++)
            for (size_t r = 0; r < block->replications; r++)
                items[study_at(block, p, a, r)] = (struct store_item){.point = block->first_point + p,
                                                                      .arm = block->first_arm + a,
                                                                      .replication = first + r};
    }
}

/* What the whole is that this result is a part of: a study has its runs done block by block. */
static int note_part(struct study *study, const struct store_item *items, size_t n, struct sim_err *err)
{
    const size_t arms = study->request->scenario->n_arms;
    if (study->request->n_shards == 0)
        return SIM_OK;
    if (study->wanted == NULL && (study->wanted = sim_calloc(arms, sizeof *study->wanted)) == NULL)
        return no_memory(err);
    for (size_t i = 0; i < n; i++)
        study->wanted[items[i].arm]++;
    return store_note_part(study->experiment.store, study->request->shard, study->request->n_shards, study->wanted,
                           arms, err);
}

int study_run(struct study *study, const struct study_block *block, struct sim_err *err)
{
    const size_t n = study_size(block);
    struct experiment_progress progress = {0};
    int status = study_open_result(study, err);
    if (status != SIM_OK)
        return status;
    struct store_item *items = sim_calloc(n, sizeof *items);
    if (items == NULL)
        return no_memory(err);
    list_items(block, items);
    for (size_t i = 0; i < n; i++)
        if (items[i].replication >= study->replications)
            study->replications = items[i].replication + 1;
    status = note_part(study, items, n, err);
    if (status == SIM_OK)
        status = experiment_run_items(&study->experiment, items, n, &progress, err);
    study->progress.total += progress.total;
    study->progress.done += progress.done;
    study->progress.resumed += progress.resumed;
    study->progress.failed += progress.failed;
    study->progress.seconds += progress.seconds;
    study->progress.agent_months += progress.agent_months;
    free(items);
    return status;
}

int study_values(struct study *study, const struct study_block *block, size_t outcome, double *values,
                 struct sim_err *err)
{
    const size_t n = study_size(block);
    int status = heed_stop(study->request, err);
    if (status != SIM_OK)
        return status;
    struct store_item *items = sim_calloc(n, sizeof *items);
    if (items == NULL)
        return no_memory(err);
    list_items(block, items);
    status = store_values(study->experiment.store, outcome, items, n, values, err);
    free(items);
    return status;
}

/* Reads ever more points: usually the first has a value. */
static int has_value(struct study *study, const struct study_block *all, size_t outcome, double *values, bool *has,
                     struct sim_err *err)
{
    struct study_block block = *all;
    int status = SIM_OK;
    *has = false;
    for (block.n_points = 1; status == SIM_OK && !*has; block.n_points *= 2) {
        if (block.n_points > all->n_points)
            block.n_points = all->n_points;
        status = study_values(study, &block, outcome, values, err);
        for (size_t i = 0; status == SIM_OK && !*has && i < study_size(&block); i++)
            *has = isfinite(values[i]);
        if (block.n_points == all->n_points)
            break;
    }
    return status;
}

int study_conclude(struct study *study, const struct study_block *block, bool *goes_on, struct sim_err *err)
{
    const struct study_request *request = study->request;
    int status = SIM_OK;
    *goes_on = request->n_shards == 0;
    if (!*goes_on)
        return SIM_OK;
    double *values = sim_calloc(study_size(block), sizeof *values);
    if (values == NULL)
        return no_memory(err);
    study->n_outcomes = study->n_without = 0;
    for (size_t o = 0; status == SIM_OK && o < request->n_outcomes; o++) {
        bool has = false;
        status = has_value(study, block, request->outcomes[o], values, &has, err);
        if (has)
            study->outcomes[study->n_outcomes++] = request->outcomes[o];
        else
            study->without[study->n_without++] = request->outcomes[o];
    }
    free(values);
    return status;
}

int study_finish(struct study *study, struct sim_err *err)
{
    if (study->request->n_shards > 0)
        return SIM_OK;
    struct store *store = study->experiment.store;
    struct sim_err why = {SIM_OK, ""};
    const int status = store_complete_study(store, study->replications, study->n_points, &why);
    return status == SIM_OK ? SIM_OK : store_fail_tables(&why, err);
}

int study_end(struct study *study, struct sim_err *err)
{
    struct store *store = study->experiment.store;
    struct sim_err why = {SIM_OK, ""};
    const int status = store_in_batch(store) ? store_commit(store, &why) : SIM_OK;
    return status == SIM_OK ? SIM_OK : store_fail_tables(&why, err);
}

int study_keep(struct study *study, struct frame *frame, struct sim_err *err)
{
    if (study->request->n_shards > 0) { /* of a part of the runs: not what the study is about */
        frame_free(frame);
        frame_start(frame, frame->definition);
        return SIM_OK;
    }
    struct sim_err why = {SIM_OK, ""};
    int status = frame_check(frame, err);
    if (status == SIM_OK)
        status = heed_stop(study->request, err);
    if (status == SIM_OK && study->n_frames == STUDY_MOST_FRAMES)
        status = sim_fail(err, SIM_E_MODEL, "a study keeps at most %d tables", STUDY_MOST_FRAMES);
    if (status == SIM_OK)
        status = store_frame(study->experiment.store, frame, &why);
    if (why.code != SIM_OK)
        status = store_fail_tables(&why, err);
    if (status == SIM_OK)
        study->frames[study->n_frames++] = *frame;
    else
        frame_free(frame);
    frame_start(frame, frame->definition);
    return status;
}

int study_quantities(const struct study *study, struct study_quantity **quantities, size_t *n, struct sim_err *err)
{
    const struct study_request *request = study->request;
    const size_t arms = request->scenario->n_listed, reference = request->scenario->reference;
    *n = 0;
    *quantities = sim_calloc(study->n_outcomes + 1, 2 * arms * sizeof **quantities);
    if (*quantities == NULL)
        return no_memory(err);
    for (size_t o = 0; o < study->n_outcomes; o++)
        for (size_t a = 0; a < arms; a++) {
            (*quantities)[(*n)++] = (struct study_quantity){study->outcomes[o], a, -1};
            if (a != reference)
                (*quantities)[(*n)++] = (struct study_quantity){study->outcomes[o], a, (int)reference};
        }
    return SIM_OK;
}

struct sim_range study_range(const struct study_request *request, const struct study_quantity *quantity)
{
    const struct sim_range range =
        sim_outcome_range(&request->model->outcomes[quantity->outcome], request->scenario->horizon_months);
    return quantity->reference >= 0 ? sim_range_of_difference(range) : range;
}

void study_quantity(const struct study_block *block, const struct study_quantity *quantity, const double *values,
                    double *out)
{
    for (size_t p = 0; p < block->n_points; p++)
        for (size_t r = 0; r < block->replications; r++) {
            double value = values[study_at(block, p, quantity->arm, r)];
            if (quantity->reference >= 0)
                value -= values[study_at(block, p, (size_t)quantity->reference, r)];
            out[p * block->replications + r] = value;
        }
}
