/* A rank above 0: does the items that rank 0 hands out, until it is dismissed. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/base/mem.h"
#include "sim/config/factor.h"
#include "sim/engine/parallel.h"
#include "sim/engine/share.h"
#include "sim/engine/wire.h"

/* Results wait for each other up to this many bytes, if they finish faster than they are sent. */
enum { MOST_BYTES = 16 * 1024 * 1024 };

/* An item at hand. */
struct errand {
    size_t index; /* in the list of rank 0 */
    struct store_item item;
    double *values; /* [n_factors] of its point; freed with it */
};

/* `lock` guards everything below it; the experiment changes only when no item is at hand. */
struct serve {
    const struct experiment *given;
    struct ranks *ranks;
    struct sim_err failure; /* of the messages: of the attending thread only */
    struct scenario_factor *factors;
    struct experiment experiment; /* given, with what rank 0 says */
    volatile int stop;            /* polled by the runs */

    pthread_mutex_t lock;
    pthread_cond_t news;    /* items, or the end */
    struct errand *errands; /* [first .. n) are at hand */
    size_t first, n, capacity;
    size_t limit; /* items from here on are not started */
    bool end;
    struct wire out; /* results that were not sent yet */
};

/* -- results: under the lock ----------------------------------------------------------------------------------------- */

static void add_skipped(struct serve *serve, size_t index)
{
    wire_size(&serve->out, index);
    wire_size(&serve->out, SHARE_SKIPPED);
}

static void add_failed(struct serve *serve, size_t index, const struct sim_err *failure)
{
    wire_size(&serve->out, index);
    wire_size(&serve->out, SHARE_FAILED);
    wire_size(&serve->out, (size_t)failure->code);
    wire_text(&serve->out, failure->text);
}

/* The items at hand that need not be done any more. When everything stops, rank 0 must not take them for done. */
static void drop_errands(struct serve *serve)
{
    struct sim_err interrupted = {SIM_OK, ""};
    size_t kept = serve->first;
    (void)sim_fail(&interrupted, SIM_E_INTERRUPTED, "interrupted");
    for (size_t i = serve->first; i < serve->n; i++) {
        if (!serve->stop && serve->errands[i].index < serve->limit) {
            serve->errands[kept++] = serve->errands[i];
            continue;
        }
        if (serve->stop)
            add_failed(serve, serve->errands[i].index, &interrupted);
        else
            add_skipped(serve, serve->errands[i].index);
        free(serve->errands[i].values);
    }
    serve->n = kept;
}

/* Starts nothing more, and abandons what was started. */
static void stop_errands(struct serve *serve)
{
    __atomic_store_n(&serve->stop, 1, __ATOMIC_RELAXED);
    drop_errands(serve);
}

/* -- the threads that work ------------------------------------------------------------------------------------------- */

static int keep(void *context, size_t index, const struct work_result *result, struct sim_err *err)
{
    struct serve *serve = context;
    pthread_mutex_lock(&serve->lock);
    wire_size(&serve->out, index);
    wire_size(&serve->out, SHARE_RECORD);
    wire_size(&serve->out, (size_t)result->failure);
    wire_real(&serve->out, result->agent_months);
    wire_real(&serve->out, result->seconds);
    wire_record(&serve->out, &result->record, serve->experiment.model->n_outcomes);
    pthread_mutex_unlock(&serve->lock);
    (void)err; /* out of memory is found when the results are sent */
    return SIM_OK;
}

static void do_errand(struct serve *serve, const struct errand *errand)
{
    struct sim_err failure = {SIM_OK, ""};
    const int status =
        work_item(&serve->experiment, &errand->item, errand->values, errand->index, keep, serve, &failure);
    if (status == SIM_OK)
        return;
    if (failure.code == SIM_OK)
        (void)sim_fail(&failure, (enum sim_status)status, "a run failed");
    pthread_mutex_lock(&serve->lock);
    add_failed(serve, errand->index, &failure);
    pthread_mutex_unlock(&serve->lock);
}

static void labour(void *context)
{
    struct serve *serve = context;
    for (;;) {
        pthread_mutex_lock(&serve->lock);
        while (serve->first == serve->n && !serve->end)
            pthread_cond_wait(&serve->news, &serve->lock);
        const bool end = serve->first == serve->n;
        const struct errand errand = end ? (struct errand){0} : serve->errands[serve->first++];
        pthread_mutex_unlock(&serve->lock);
        if (end)
            return;
        do_errand(serve, &errand);
        free(errand.values);
    }
}

/* -- the thread that talks with rank 0 -------------------------------------------------------------------------------- */

static const struct param *find_param(const struct sim_model *model, const char *path)
{
    for (size_t i = 0; i < model->n_params; i++)
        if (strcmp(model->params[i].path, path) == 0)
            return &model->params[i];
    for (size_t i = 0; i < scenario_n_params; i++)
        if (strcmp(scenario_params[i].path, path) == 0)
            return &scenario_params[i];
    return NULL;
}

/* No item is at hand when a job comes: no other thread looks at the experiment. */
static void read_job(struct serve *serve, struct wire_reader *reader)
{
    struct experiment *experiment = &serve->experiment;
    experiment->seed = wire_read_size(reader);
    experiment->series = wire_read_size(reader) != 0;
    experiment->events = wire_read_size(reader) != 0;
    experiment->no_flows = wire_read_size(reader) != 0;
    const size_t n = wire_read_size(reader);
    free(serve->factors);
    experiment->n_factors = 0;
    serve->factors = reader->failed ? NULL : sim_calloc(n, sizeof *serve->factors);
    experiment->factors = serve->factors;
    if (serve->factors == NULL) {
        (void)sim_fail(&serve->failure, SIM_E_NOMEM, "out of memory for %zu factors", n);
        return;
    }
    for (size_t f = 0; f < n; f++) {
        const char *path = wire_read_text(reader);
        serve->factors[f].row = path != NULL ? find_param(experiment->model, path) : NULL;
        serve->factors[f].group = wire_read_size(reader);
        if (serve->factors[f].row == NULL)
            reader->failed = true;
    }
    experiment->n_factors = n;
    serve->limit = SIZE_MAX;
    __atomic_store_n(&serve->stop, 0, __ATOMIC_RELAXED);
}

/* Room for n more items behind those at hand. */
static bool make_room(struct serve *serve, size_t n)
{
    if (serve->first > 0)
        memmove(serve->errands, serve->errands + serve->first, (serve->n - serve->first) * sizeof *serve->errands);
    serve->n -= serve->first;
    serve->first = 0;
    if (serve->n + n <= serve->capacity)
        return true;
    const size_t capacity = 2 * (serve->n + n);
    struct errand *errands = sim_realloc(serve->errands, capacity, sizeof *errands);
    if (errands == NULL)
        return false;
    serve->errands = errands;
    serve->capacity = capacity;
    return true;
}

static void read_items(struct serve *serve, struct wire_reader *reader)
{
    const struct experiment *experiment = &serve->experiment;
    const size_t n = wire_read_size(reader);
    if (reader->failed || n > reader->n || !make_room(serve, n)) {
        (void)sim_fail(&serve->failure, SIM_E_NOMEM, "out of memory for %zu runs", n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct errand errand = {.index = wire_read_size(reader)};
        errand.item.point = wire_read_size(reader);
        errand.item.arm = wire_read_size(reader);
        errand.item.replication = wire_read_size(reader);
        errand.values = sim_calloc(experiment->n_factors, sizeof *errand.values);
        for (size_t f = 0; f < experiment->n_factors && errand.values != NULL; f++)
            errand.values[f] = wire_read_real(reader);
        if (errand.values == NULL)
            (void)sim_fail(&serve->failure, SIM_E_NOMEM, "out of memory for %zu runs", n);
        if (errand.values == NULL || reader->failed || errand.item.arm >= experiment->scenario->n_arms) {
            free(errand.values);
            reader->failed = true;
            return;
        }
        serve->errands[serve->n++] = errand;
    }
    drop_errands(serve);
    (void)pthread_cond_broadcast(&serve->news);
}

/* Under the lock. */
static void end(struct serve *serve)
{
    stop_errands(serve);
    serve->end = true;
    (void)pthread_cond_broadcast(&serve->news);
}

static void hear(struct serve *serve, const struct ranks_message *message)
{
    struct wire_reader reader = {.bytes = message->bytes, .n = message->n};
    pthread_mutex_lock(&serve->lock);
    switch ((enum share_tag)message->tag) {
    case SHARE_JOB:
        read_job(serve, &reader);
        break;
    case SHARE_ITEMS:
        read_items(serve, &reader);
        break;
    case SHARE_LIMIT:
        serve->limit = wire_read_size(&reader);
        drop_errands(serve);
        break;
    case SHARE_STOP:
        stop_errands(serve);
        break;
    default: /* nothing is at hand, unless rank 0 could not go on */
        end(serve);
        break;
    }
    pthread_mutex_unlock(&serve->lock);
    if (reader.failed)
        (void)sim_fail(&serve->failure, SIM_E_IO, "a message from rank 0 is cut off or damaged");
}

/* Sends what there is; whether there was anything. */
static bool send_results(struct serve *serve)
{
    struct wire out = {0};
    pthread_mutex_lock(&serve->lock);
    if (serve->out.n > 0 || serve->out.failed) {
        out = serve->out;
        serve->out = (struct wire){0};
    }
    pthread_mutex_unlock(&serve->lock);
    if (out.n == 0 && !out.failed)
        return false;
    if (serve->ranks->send(serve->ranks, 0, SHARE_RESULTS, &out, &serve->failure) != SIM_OK)
        wire_free(&out); /* the failure is looked at by the caller */
    return true;
}

/* A signal to this rank. */
static void heed_stop(struct serve *serve)
{
    const volatile int *stop = serve->given->stop;
    if (stop == NULL || __atomic_load_n(stop, __ATOMIC_RELAXED) == 0 || serve->stop)
        return;
    pthread_mutex_lock(&serve->lock);
    stop_errands(serve);
    pthread_mutex_unlock(&serve->lock);
}

static void attend(void *context)
{
    struct serve *serve = context;
    while (!serve->end && serve->failure.code == SIM_OK) {
        struct ranks_message message;
        bool there = false;
        heed_stop(serve);
        const int status = serve->ranks->receive(serve->ranks, &there, &message, &serve->failure);
        if (status == SIM_OK && there) {
            hear(serve, &message);
            free(message.bytes);
        }
        if (!send_results(serve) && !there)
            ranks_nap();
    }
    if (serve->failure.code == SIM_OK)
        return;
    pthread_mutex_lock(&serve->lock);
    end(serve);
    pthread_mutex_unlock(&serve->lock);
}

static int say_hello(const struct experiment *experiment, const char *failure, struct sim_err *err)
{
    struct wire message = {0};
    char host[256] = "?";
    char *identity = NULL;
    (void)gethostname(host, sizeof host - 1);
    if (experiment->scenario != NULL) {
        identity = share_identity(experiment);
        if (identity == NULL)
            return sim_fail(err, SIM_E_NOMEM, "out of memory");
    }
    wire_text(&message, host);
    wire_text(&message, identity);
    wire_text(&message, failure);
    wire_size(&message, (size_t)share_threads(experiment->ranks, experiment->threads));
    const int status = experiment->ranks->send(experiment->ranks, 0, SHARE_HELLO, &message, err);
    wire_free(&message);
    free(identity);
    return status;
}

int experiment_serve(const struct experiment *experiment, const char *failure, struct sim_err *err)
{
    struct serve serve = {.given = experiment,
                          .ranks = experiment->ranks,
                          .experiment = *experiment,
                          .limit = SIZE_MAX};
    int status = say_hello(experiment, failure, err);
    if (status != SIM_OK)
        return status;
    serve.experiment.stop = &serve.stop;
    pthread_mutex_init(&serve.lock, NULL);
    pthread_cond_init(&serve.news, NULL);
    status = parallel_crew(share_threads(experiment->ranks, experiment->threads), labour, attend, &serve, err);
    if (status == SIM_OK && serve.failure.code != SIM_OK)
        status = sim_fail(err, serve.failure.code, "%s", serve.failure.text);
    pthread_cond_destroy(&serve.news);
    pthread_mutex_destroy(&serve.lock);
    wire_free(&serve.out);
    free(serve.errands);
    free(serve.factors);
    return status;
}
