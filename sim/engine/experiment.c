#include "sim/engine/experiment.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "sim/base/mem.h"
#include "sim/engine/flows.h"
#include "sim/engine/parallel.h"
#include "sim/engine/trace.h"

/* Counter words of the random numbers hold a month in 16 bits (sim/rng/rng.h). */
enum { MOST_MONTHS = 65535 };

/* A record is on disk at most about this long after it was finished. */
static const double SECONDS_PER_COMMIT = 1.0;

/* What one replication leaves behind besides the model's state. */
struct harvest {
    double *values;            /* [n_outcomes] aggregated over the horizon */
    double *series;            /* [horizon_months][n_outcomes] or NULL */
    struct flow_months *flows; /* of every month, or NULL */
    double agent_months;       /* simulated */
    struct trace *trace;       /* its events, or NULL */
};

/* What the threads of one experiment share. `lock` guards everything below it, the store included. */
struct job {
    const struct experiment *experiment;
    const struct store_item *todo; /* what is not in the store yet */
    struct timespec start;

    pthread_mutex_t lock;
    struct experiment_progress progress;
    bool in_transaction;
    double last_commit;     /* seconds since start */
    size_t worst;           /* lowest item that failed, of those that do not end everything... */
    struct sim_err failure; /* ...and why */
};

static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + 1e-9 * (double)(now.tv_nsec - start->tv_nsec);
}

static bool stopped(const volatile int *stop)
{
    return stop != NULL && __atomic_load_n(stop, __ATOMIC_RELAXED) != 0;
}

/* Takes one month's values into the aggregates: sums and, for means, the number of months that had a value. */
static void aggregate_month(const struct sim_model *model, const double *month, double *values, size_t *counts)
{
    for (size_t k = 0; k < model->n_outcomes; k++) {
        if (model->outcomes[k].aggregate == SIM_AGGREGATE_END) {
            values[k] = month[k];
        } else if (!isnan(month[k])) {
            values[k] += month[k];
            counts[k]++;
        }
    }
}

/* A mean or sum over no months at all is no value. */
static void aggregate_finish(const struct sim_model *model, double *values, const size_t *counts)
{
    for (size_t k = 0; k < model->n_outcomes; k++) {
        if (model->outcomes[k].aggregate == SIM_AGGREGATE_END)
            continue;
        if (counts[k] == 0)
            values[k] = NAN;
        else if (model->outcomes[k].aggregate == SIM_AGGREGATE_MEAN)
            values[k] /= (double)counts[k];
    }
}

/* All months of one replication on a state that was just created. */
static int simulate(const struct sim_model *model, const struct scenario *scenario, const volatile int *stop,
                    void *state, struct harvest *harvest, size_t *month, struct sim_err *err)
{
    const size_t spinup = scenario->spinup_months, months = spinup + scenario->horizon_months;
    const size_t n = model->n_outcomes;
    double *observed = sim_calloc(n, sizeof *observed);
    size_t *counts = sim_calloc(n, sizeof *counts);
    int status = SIM_OK;

    if (observed == NULL || counts == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory");
        goto cleanup;
    }
    for (size_t k = 0; k < n; k++)
        harvest->values[k] = 0.0;
    for (*month = 0; *month < months; ++*month) {
        if (stopped(stop)) {
            status = sim_fail(err, SIM_E_INTERRUPTED, "interrupted");
            goto cleanup;
        }
        if (harvest->trace != NULL)
            harvest->trace->month = *month < spinup ? 0 : *month - spinup;
        status = model->step(state, *month, err);
        if (status == SIM_OK && harvest->trace != NULL && harvest->trace->failed)
            status = sim_fail(err, SIM_E_NOMEM, "out of memory for the events of a run");
        if (status != SIM_OK)
            goto cleanup;
        if (model->agents != NULL)
            harvest->agent_months += (double)model->agents(state);
        if (*month < spinup)
            continue;
        double *row = harvest->series == NULL ? observed : harvest->series + (*month - spinup) * n;
        model->observe(state, row);
        aggregate_month(model, row, harvest->values, counts);
        if (harvest->flows != NULL)
            status = flow_months_add(harvest->flows, model, state, *month - spinup, err);
        if (status != SIM_OK)
            goto cleanup;
    }
    aggregate_finish(model, harvest->values, counts);

cleanup:
    free(counts);
    free(observed);
    return status;
}

/* experiment_replicate, with all of the harvest. A failure says which run it was, so that it can be repeated. */
static int replicate(const struct sim_model *model, const struct scenario *scenario, const struct settings *settings,
                     size_t arm, uint64_t seed, size_t replication, const volatile int *stop, struct harvest *harvest,
                     void **state, struct sim_err *err)
{
    const bool antithetic = settings_bool(settings, "experiment.antithetic");
    const struct rng_stream stream = {.seed = seed,
                                      .replication = (uint32_t)(antithetic ? replication / 2 : replication),
                                      .mask = antithetic && replication % 2 == 1 ? UINT32_MAX : 0};
    struct sim_err inner = {SIM_OK, ""};
    size_t month = 0;
    void *own = NULL;
    int status;

    if (state != NULL)
        *state = NULL;
    if (replication > UINT32_MAX || scenario->spinup_months > MOST_MONTHS
        || scenario->horizon_months > MOST_MONTHS - scenario->spinup_months)
        return sim_fail(err, SIM_E_INPUT, "at most %d months and %u replications can be run", MOST_MONTHS, UINT32_MAX);
    status = model->create(settings, &stream, &own, &inner);
    if (status == SIM_OK && harvest->trace != NULL)
        status = model->trace(own, &harvest->trace->sink, &inner);
    if (status == SIM_OK)
        status = simulate(model, scenario, stop, own, harvest, &month, &inner);
    if (status == SIM_OK && state != NULL) {
        *state = own;
        return SIM_OK;
    }
    if (own != NULL)
        model->destroy(own);
    if (status == SIM_OK)
        return SIM_OK;
    if (status == SIM_E_INTERRUPTED)
        return sim_fail(err, SIM_E_INTERRUPTED, "interrupted");
    return sim_fail(err, (enum sim_status)status, "arm \"%s\", replication %zu, seed %llu, month %zu: %s",
                    scenario->arms[arm].name, replication, (unsigned long long)seed, month,
                    inner.text[0] != '\0' ? inner.text : "the model failed without a reason");
}

int experiment_replicate(const struct sim_model *model, const struct scenario *scenario, size_t arm, uint64_t seed,
                         size_t replication, const volatile int *stop, double *values, double *series, void **state,
                         struct sim_err *err)
{
    struct harvest harvest = {.values = values, .series = series};
    return replicate(model, scenario, scenario->arms[arm].settings, arm, seed, replication, stop, &harvest, state, err);
}

int experiment_tell(const struct sim_model *model, const struct scenario *scenario, size_t arm, uint64_t seed,
                    size_t replication, const volatile int *stop, double *values, struct trace *trace,
                    struct sim_err *err)
{
    struct harvest harvest = {.values = values, .trace = trace};
    return replicate(model, scenario, scenario->arms[arm].settings, arm, seed, replication, stop, &harvest, NULL, err);
}

/* Writes one record; commits when the last commit is long enough ago. Under the lock. */
static int keep_record(struct job *job, const struct store_record *record, struct sim_err *err)
{
    struct store *store = job->experiment->store;
    int status = SIM_OK;

    if (!job->in_transaction) {
        status = store_begin(store, err);
        if (status != SIM_OK)
            return status;
        job->in_transaction = true;
    }
    status = store_write(store, record, err);
    if (status != SIM_OK)
        return status;
    const double now = seconds_since(&job->start);
    if (now - job->last_commit >= SECONDS_PER_COMMIT) {
        job->in_transaction = false;
        status = store_commit(store, err);
        job->last_commit = now;
    }
    return status;
}

/* Stores one run and tells of the progress. One thread at a time. */
static int keep_run(struct job *job, size_t item, const struct store_record *record, const struct sim_err *failure,
                    double agent_months, struct sim_err *err)
{
    const struct experiment *experiment = job->experiment;
    pthread_mutex_lock(&job->lock);
    const int status = keep_record(job, record, err);
    if (status == SIM_OK && record->failure != NULL) {
        job->progress.failed++;
        if (item < job->worst) {
            job->worst = item;
            job->failure = *failure;
        }
    }
    if (status == SIM_OK) {
        job->progress.done++;
        job->progress.agent_months += agent_months;
        job->progress.seconds = seconds_since(&job->start);
        if (experiment->progress != NULL)
            experiment->progress(experiment->progress_context, &job->progress);
    }
    pthread_mutex_unlock(&job->lock);
    return status;
}

/* The flows of every month when those are kept, and else the model's sums. */
static void take_flows(const struct sim_model *model, const void *state, const struct harvest *harvest,
                       struct store_record *record)
{
    if (harvest->flows != NULL) {
        record->flows = harvest->flows->sums;
        record->n_flows = harvest->flows->n;
        record->flow_series = harvest->flows->cents;
    } else if (model->flows != NULL) {
        model->flows(state, &record->n_flows, &record->flows);
    }
}

/* Room for what a run leaves behind; the caller releases it, also after a failure. */
static int reserve(const struct experiment *experiment, struct harvest *harvest, struct flow_months *flows,
                   struct sim_err *err)
{
    const size_t months = experiment->scenario->horizon_months, n = experiment->model->n_outcomes;
    harvest->values = sim_calloc(n, sizeof *harvest->values);
    if (harvest->values != NULL && !experiment->series)
        return SIM_OK;
    harvest->series = sim_calloc(months, n * sizeof *harvest->series);
    if (harvest->values == NULL || harvest->series == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory");
    if (experiment->model->flows == NULL)
        return SIM_OK;
    harvest->flows = flows;
    return flow_months_create(flows, months, err);
}

/* Whether a failure is that of one run, which another run does not share. */
static bool is_of_run(int status)
{
    return status == SIM_E_MODEL || status == SIM_E_INPUT;
}

/* Simulates one item with the settings of its point. *varied holds those when they are not the arm's own: the state
 * needs them as long as it lives. */
static int simulate_item(const struct experiment *experiment, const struct store_item *item, struct harvest *harvest,
                         struct settings **varied, void **state, struct sim_err *err)
{
    const struct settings *settings = experiment->scenario->arms[item->arm].settings;
    if (experiment->n_factors > 0) {
        *varied = settings_vary(settings, experiment->factors, experiment->n_factors,
                                experiment->points + item->point * experiment->n_factors);
        if (*varied == NULL)
            return sim_fail(err, SIM_E_NOMEM, "out of memory");
        settings = *varied;
    }
    return replicate(experiment->model, experiment->scenario, settings, item->arm, experiment->seed, item->replication,
                     experiment->stop, harvest, state, err);
}

/* One work item: simulate, then store. */
static int run_item(void *context, size_t item, struct sim_err *err)
{
    struct job *job = context;
    const struct experiment *experiment = job->experiment;
    const struct sim_model *model = experiment->model;
    struct store_record record = {.item = job->todo[item], .months = experiment->scenario->horizon_months};
    struct flow_months flows = {0};
    struct harvest harvest = {0};
    struct sim_err failure = {SIM_OK, ""};
    struct settings *varied = NULL;
    void *state = NULL;
    int status = reserve(experiment, &harvest, &flows, err);

    if (status != SIM_OK)
        goto cleanup;
    status = simulate_item(experiment, &record.item, &harvest, &varied, &state, &failure);
    if (status != SIM_OK && !is_of_run(status)) {
        (void)sim_fail(err, failure.code, "%s", failure.text);
        goto cleanup;
    }
    if (status != SIM_OK) {
        record.failure = failure.text;
    } else {
        record.outcomes = harvest.values;
        record.series = harvest.series;
        if (!experiment->no_flows)
            take_flows(model, state, &harvest, &record);
        if (!experiment->no_flows && model->parties != NULL)
            model->parties(state, &record.n_parties, &record.parties);
    }
    const int kept = keep_run(job, item, &record, &failure, harvest.agent_months, err);
    if (kept != SIM_OK || experiment->on_failure != EXPERIMENT_STOP)
        status = kept;
    else if (status != SIM_OK)
        (void)sim_fail(err, failure.code, "%s", failure.text);

cleanup:
    if (state != NULL)
        model->destroy(state);
    free(varied);
    flow_months_free(&flows);
    free(harvest.series);
    free(harvest.values);
    return status;
}

/* Runs what is not yet in the store; whatever happens, what was finished is committed. */
static int run_job(struct job *job, size_t n_todo, struct sim_err *err)
{
    struct sim_err commit_err = {SIM_OK, ""};
    int status, commit_status = SIM_OK;

    pthread_mutex_init(&job->lock, NULL);
    job->worst = n_todo;
    status = parallel_for(n_todo, job->experiment->threads, run_item, job, err);
    if (job->in_transaction)
        commit_status = store_commit(job->experiment->store, &commit_err);
    pthread_mutex_destroy(&job->lock);
    job->progress.seconds = seconds_since(&job->start);
    if (commit_status != SIM_OK && (status == SIM_OK || status == SIM_E_INTERRUPTED)) {
        if (err != NULL)
            *err = commit_err;
        return commit_status;
    }
    if (status == SIM_OK && job->worst < n_todo && job->experiment->on_failure == EXPERIMENT_FINISH)
        status = sim_fail(err, job->failure.code, "%zu of %zu runs failed; the first: %s", job->progress.failed, n_todo,
                          job->failure.text);
    return status;
}

int experiment_run_items(const struct experiment *experiment, const struct store_item *items, size_t n,
                         struct experiment_progress *progress, struct sim_err *err)
{
    struct job job = {.experiment = experiment};
    bool *done = sim_calloc(n, sizeof *done);
    struct store_item *todo = sim_calloc(n, sizeof *todo);
    size_t n_todo = 0;
    int status;

    if (done == NULL || todo == NULL) {
        status = sim_fail(err, SIM_E_NOMEM, "out of memory");
        goto cleanup;
    }
    status = store_done(experiment->store, items, n, experiment->on_failure == EXPERIMENT_RECORD, done, err);
    if (status != SIM_OK)
        goto cleanup;
    clock_gettime(CLOCK_MONOTONIC, &job.start);
    for (size_t i = 0; i < n; i++)
        if (!done[i])
            todo[n_todo++] = items[i];
    job.todo = todo;
    job.progress.total = n;
    job.progress.resumed = job.progress.done = n - n_todo;
    status = n_todo == 0 ? SIM_OK : run_job(&job, n_todo, err);

cleanup:
    if (progress != NULL)
        *progress = job.progress;
    free(todo);
    free(done);
    return status;
}

/* Whether an arm is one of the first n_arms, or the twin of one of them. */
static bool is_wanted(const struct scenario *scenario, size_t n_arms, size_t arm)
{
    bool wanted = arm < n_arms;
    for (size_t other = 0; other < n_arms && other < scenario->n_arms; other++)
        wanted = wanted || scenario->arms[other].twin == (int)arm;
    return wanted;
}

int experiment_items(const struct experiment *experiment, struct store_item **items, size_t *n, struct sim_err *err)
{
    const struct scenario *scenario = experiment->scenario;
    *n = 0;
    *items = sim_calloc(scenario->n_arms, experiment->replications * sizeof **items);
    if (*items == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory");
    for (size_t replication = 0; replication < experiment->replications; replication++)
        for (size_t arm = 0; arm < scenario->n_arms; arm++)
            if (is_wanted(scenario, experiment->n_arms, arm))
                (*items)[(*n)++] = (struct store_item){.arm = arm, .replication = replication};
    return SIM_OK;
}

int experiment_run(const struct experiment *experiment, struct experiment_progress *progress, struct sim_err *err)
{
    struct store_item *items = NULL;
    size_t n = 0;
    int status = experiment_items(experiment, &items, &n, err);
    if (progress != NULL)
        *progress = (struct experiment_progress){0};
    if (status == SIM_OK)
        status = experiment_run_items(experiment, items, n, progress, err);
    free(items);
    return status;
}
