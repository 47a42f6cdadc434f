#include "sim/engine/experiment.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/base/mem.h"
#include "sim/engine/parallel.h"
#include "sim/engine/ranks.h"
#include "sim/engine/share.h"
#include "sim/engine/work.h"

/* A record is on disk at most about this long after it was finished. */
static const double SECONDS_PER_COMMIT = 1.0;

/* What the threads of one experiment share. `lock` guards everything below it, the store included. */
struct job {
    const struct experiment *experiment;
    const struct store_item *todo; /* what is not in the store yet */
    struct timespec start;

    pthread_mutex_t lock;
    struct experiment_progress progress;
    size_t uncommitted, uncommitted_failed; /* of progress.done and progress.failed, what a lost batch takes along */
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

/* Puts the open batch on disk. What could not be is not stored: it is not counted as done. Under the lock. */
static int commit(struct job *job, struct sim_err *err)
{
    if (!job->in_transaction)
        return SIM_OK;
    const int status = store_commit(job->experiment->store, err);
    job->in_transaction = false;
    if (status != SIM_OK) {
        job->progress.done -= job->uncommitted;
        job->progress.failed -= job->uncommitted_failed;
    }
    job->uncommitted = job->uncommitted_failed = 0;
    return status;
}

/* Writes one record into the open batch. Under the lock. */
static int keep_record(struct job *job, const struct store_record *record, struct sim_err *err)
{
    struct store *store = job->experiment->store;
    if (!job->in_transaction) {
        const int status = store_begin(store, err);
        if (status != SIM_OK)
            return status;
        job->in_transaction = true;
    }
    return store_write(store, record, err);
}

/* Commits when the last commit is long enough ago. Under the lock. */
static int commit_in_time(struct job *job, struct sim_err *err)
{
    const double now = seconds_since(&job->start);
    if (now - job->last_commit < SECONDS_PER_COMMIT)
        return SIM_OK;
    job->last_commit = now;
    return commit(job, err);
}

static void count_run(struct job *job, const struct work_result *result)
{
    const bool failed = result->record.failure != NULL;
    /* Unless failures are accepted, the same call tries again. */
    const size_t done = !failed || job->experiment->on_failure == EXPERIMENT_RECORD ? 1 : 0;
    job->progress.done += done;
    job->progress.failed += failed ? 1 : 0;
    job->progress.agent_months += result->agent_months;
    job->uncommitted += done;
    job->uncommitted_failed += failed ? 1 : 0;
}

/* Stores one run and tells of the progress. One thread at a time. */
static int keep_run(void *context, size_t item, const struct work_result *result, struct sim_err *err)
{
    struct job *job = context;
    const struct experiment *experiment = job->experiment;
    const struct store_record *record = &result->record;
    pthread_mutex_lock(&job->lock);
    int status = keep_record(job, record, err);
    if (status == SIM_OK) {
        count_run(job, result);
        status = commit_in_time(job, err);
    }
    if (status == SIM_OK && record->failure != NULL && item < job->worst) {
        job->worst = item;
        job->failure = (struct sim_err){SIM_OK, ""};
        (void)sim_fail(&job->failure, result->failure, "%s", record->failure);
    }
    if (status == SIM_OK) {
        job->progress.seconds = seconds_since(&job->start);
        if (experiment->progress != NULL)
            experiment->progress(experiment->progress_context, &job->progress);
    }
    pthread_mutex_unlock(&job->lock);
    if (status == SIM_OK && record->failure != NULL && experiment->on_failure == EXPERIMENT_STOP)
        return sim_fail(err, result->failure, "%s", record->failure);
    return status;
}

/* One work item: simulate, then store. */
static int run_item(void *context, size_t item, struct sim_err *err)
{
    struct job *job = context;
    const struct experiment *experiment = job->experiment;
    const double *values =
        experiment->n_factors > 0 ? experiment->points + job->todo[item].point * experiment->n_factors : NULL;
    return work_item(experiment, &job->todo[item], values, item, keep_run, job, err);
}

/* What is finished is on disk, even if the other ranks are never heard of again. */
static void flush(void *context)
{
    struct job *job = context;
    pthread_mutex_lock(&job->lock);
    (void)commit(job, NULL);
    pthread_mutex_unlock(&job->lock);
}

static int do_items(struct job *job, size_t n_todo, struct sim_err *err)
{
    const struct experiment *experiment = job->experiment;
    const struct share_work work = {
        .experiment = experiment,
        .items = job->todo,
        .n = n_todo,
        .do_item = run_item,
        .keep = keep_run,
        .flush = flush,
        .context = job,
    };
    if (experiment->ranks == NULL || experiment->ranks->count == 1)
        return parallel_for(n_todo, experiment->threads, run_item, job, err);
    return share_run(&work, err);
}

/* Runs what is not yet in the store; whatever happens, what was finished is committed. */
static int run_job(struct job *job, size_t n_todo, struct sim_err *err)
{
    struct sim_err commit_err = {SIM_OK, ""};
    int status, commit_status;

    pthread_mutex_init(&job->lock, NULL);
    job->worst = n_todo;
    status = do_items(job, n_todo, err);
    commit_status = commit(job, &commit_err);
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

static bool is_of_shard(const struct experiment *experiment, size_t i)
{
    return experiment->n_shards == 0 || i % experiment->n_shards == experiment->shard;
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
    for (size_t i = 0; i < n; i++) {
        const bool mine = is_of_shard(experiment, i);
        job.progress.total += mine ? 1 : 0;
        if (mine && !done[i])
            todo[n_todo++] = items[i];
    }
    job.todo = todo;
    job.progress.resumed = job.progress.done = job.progress.total - n_todo;
    if (n_todo > 0)
        store_ask(experiment->store, job.progress.total);
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
