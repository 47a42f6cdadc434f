#include "sim/engine/share.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sim/base/mem.h"
#include "sim/base/pool.h"
#include "sim/engine/parallel.h"
#include "sim/engine/wire.h"

#ifndef SAMENSPEL_VERSION
#define SAMENSPEL_VERSION "0.1.0"
#endif

/* How far ahead a rank is given work: well above the time that a message takes. */
static const double SECONDS_AHEAD = 0.05;

/* What rank 0 knows of another rank. */
struct helper {
    size_t outstanding; /* items handed out without a result */
    size_t n;           /* results so far... */
    double seconds;     /* ...and what they took, one thread each */
};

struct share {
    const struct share_work *work;
    struct ranks *ranks;
    struct helper *helpers; /* [ranks->count], the first unused */
    size_t n_outstanding, n_threads;
    size_t limit;  /* last told; SIZE_MAX: none */
    bool stopping; /* the others were told to stop... */
    double since;  /* ...at this moment, in seconds */
};

char *share_identity(const struct experiment *experiment)
{
    return sim_format("samenspel %s, model %s %s, scenario %016" PRIx64, SAMENSPEL_VERSION, experiment->model->name,
                      experiment->model->version, experiment->scenario->hash);
}

int share_threads(const struct ranks *ranks, int wished)
{
    const char *stated = getenv("OMP_NUM_THREADS");
    if (wished > 0 || (stated != NULL && stated[0] != '\0'))
        return parallel_threads(wished);
    return ranks->threads;
}

/* -- the first words ------------------------------------------------------------------------------------------------- */

static int check_hello(const struct ranks *ranks, const char *identity, const struct ranks_message *message,
                       struct sim_err *err)
{
    struct wire_reader reader = {.bytes = message->bytes, .n = message->n};
    const char *host = wire_read_text(&reader), *other = wire_read_text(&reader), *failure = wire_read_text(&reader);
    ranks->threads_of[message->from] = (int)wire_read_size(&reader);
    if (reader.failed || host == NULL)
        return sim_fail(err, SIM_E_MISMATCH, "rank %zu is another program or on another kind of machine",
                        message->from);
    if (failure != NULL)
        return sim_fail(err, SIM_E_INPUT, "rank %zu on %s cannot take part: %s", message->from, host, failure);
    if (other == NULL || strcmp(other, identity) != 0)
        return sim_fail(err, SIM_E_MISMATCH, "rank %zu on %s has %s, but rank 0 has %s", message->from, host,
                        other != NULL ? other : "nothing", identity);
    return SIM_OK;
}

/* Hears every rank once; the first fault is reported when all were heard, so that none of them is left talking. */
static int greet(struct ranks *ranks, const char *identity, const volatile int *stop, struct sim_err *err)
{
    int fault = SIM_OK;
    for (size_t heard = 1; heard < ranks->count;) {
        struct ranks_message message;
        bool there;
        const int status = ranks->receive(ranks, &there, &message, err);
        if (status != SIM_OK)
            return status;
        if (!there) {
            if (stop != NULL && __atomic_load_n(stop, __ATOMIC_RELAXED) != 0)
                return sim_fail(err, SIM_E_INTERRUPTED, "interrupted");
            ranks_nap();
            continue;
        }
        const int one = check_hello(ranks, identity, &message, err);
        fault = fault == SIM_OK ? one : fault;
        free(message.bytes);
        heard++;
    }
    ranks->greeted = fault == SIM_OK;
    return fault;
}

static int tell(struct ranks *ranks, size_t to, enum share_tag tag, struct wire *message, struct sim_err *err)
{
    const int status = ranks->send(ranks, to, (int)tag, message, err);
    wire_free(message);
    return status;
}

static int tell_number(struct ranks *ranks, size_t to, enum share_tag tag, size_t number, struct sim_err *err)
{
    struct wire message = {0};
    wire_size(&message, number);
    return tell(ranks, to, tag, &message, err);
}

static int tell_job(struct ranks *ranks, const struct experiment *experiment, struct sim_err *err)
{
    for (size_t to = 1; to < ranks->count; to++) {
        struct wire message = {0};
        wire_size(&message, (size_t)experiment->seed);
        wire_size(&message, experiment->series);
        wire_size(&message, experiment->events);
        wire_size(&message, experiment->no_flows);
        wire_size(&message, experiment->n_factors);
        for (size_t f = 0; f < experiment->n_factors; f++) {
            wire_text(&message, experiment->factors[f].row->path);
            wire_size(&message, experiment->factors[f].group);
        }
        const int status = tell(ranks, to, SHARE_JOB, &message, err);
        if (status != SIM_OK)
            return status;
    }
    return SIM_OK;
}

void experiment_dismiss(struct ranks *ranks)
{
    for (size_t to = 1; ranks != NULL && to < ranks->count; to++)
        (void)tell_number(ranks, to, SHARE_END, 0, NULL);
}

/* -- handing out ----------------------------------------------------------------------------------------------------- */

/* The items that a rank should have at hand: one for each thread, and some ahead once it is known how long they take; of
 * the last items no more than half of its share. */
static size_t wanted(const struct share *share, size_t rank, size_t left)
{
    const struct helper *helper = &share->helpers[rank];
    const size_t threads = (size_t)share->ranks->threads_of[rank];
    if (helper->n == 0)
        return threads;
    const double each = fmax(helper->seconds / (double)helper->n, 1e-6);
    const double ahead = (double)threads * SECONDS_AHEAD / each;
    const double part = (double)left * (double)threads / (2.0 * (double)share->n_threads);
    return threads + (size_t)fmin(ahead, part);
}

static int hand_out(struct share *share, size_t rank, struct parallel_queue *queue, struct sim_err *err)
{
    const struct experiment *experiment = share->work->experiment;
    struct helper *helper = &share->helpers[rank];
    const size_t threads = (size_t)share->ranks->threads_of[rank];
    const size_t aim = wanted(share, rank, parallel_left(queue));
    struct wire message = {0};
    size_t first = 0;

    /* Not for every item that was done: a message for each half of what is ahead. */
    if (helper->outstanding >= aim || aim - helper->outstanding < (aim - threads) / 2)
        return SIM_OK;
    const size_t n = parallel_take(queue, aim - helper->outstanding, &first);
    if (n == 0)
        return SIM_OK;
    helper->outstanding += n;
    share->n_outstanding += n;
    wire_size(&message, n);
    for (size_t i = first; i < first + n; i++) {
        const struct store_item *item = &share->work->items[i];
        wire_size(&message, i);
        wire_size(&message, item->point);
        wire_size(&message, item->arm);
        wire_size(&message, item->replication);
        for (size_t f = 0; f < experiment->n_factors; f++)
            wire_real(&message, experiment->points[item->point * experiment->n_factors + f]);
    }
    return tell(share->ranks, rank, SHARE_ITEMS, &message, err);
}

/* -- taking in ------------------------------------------------------------------------------------------------------- */

/* One result out of a message. Anything but SIM_OK fails the item. */
static int take_result(struct share *share, size_t rank, struct wire_reader *reader, struct pool *pool, size_t *index,
                       struct sim_err *err)
{
    const struct share_work *work = share->work;
    struct helper *helper = &share->helpers[rank];
    struct work_result result = {0};
    *index = wire_read_size(reader);
    const enum share_result kind = (enum share_result)wire_read_size(reader);
    if (reader->failed || *index >= work->n || helper->outstanding == 0) {
        reader->failed = true;
        return sim_fail(err, SIM_E_IO, "rank %zu sent results of nothing that it was given", rank);
    }
    helper->outstanding--;
    share->n_outstanding--;
    if (kind == SHARE_SKIPPED)
        return SIM_OK;
    result.failure = (enum sim_status)wire_read_size(reader);
    if (kind == SHARE_FAILED) {
        const char *reason = wire_read_text(reader);
        if (result.failure == SIM_E_INTERRUPTED)
            return sim_fail(err, SIM_E_INTERRUPTED, "interrupted");
        return sim_fail(err, result.failure != SIM_OK ? result.failure : SIM_E_IO, "rank %zu: %s", rank,
                        reason != NULL ? reason : "failed without a reason");
    }
    result.agent_months = wire_read_real(reader);
    result.seconds = wire_read_real(reader);
    const int status = wire_read_record(reader, work->experiment->model->n_outcomes, pool, &result.record, err);
    if (status != SIM_OK)
        return status;
    helper->n++;
    helper->seconds += result.seconds;
    return work->keep(work->context, *index, &result, err);
}

/* All results of a message; the lowest item that failed decides. */
static void take_results(struct share *share, const struct ranks_message *message, struct parallel_queue *queue)
{
    struct wire_reader reader = {.bytes = message->bytes, .n = message->n};
    while (reader.at < reader.n && !reader.failed) {
        struct sim_err err = {SIM_OK, ""};
        struct pool pool = {0};
        size_t index = 0;
        const int status = take_result(share, message->from, &reader, &pool, &index, &err);
        pool_free(&pool);
        if (status != SIM_OK)
            parallel_fail(queue, index, &err);
    }
}

/* Every message that is there; whether there was any. */
static bool listen(struct share *share, struct parallel_queue *queue)
{
    struct ranks_message message;
    struct sim_err err = {SIM_OK, ""};
    bool any = false, there = true;
    while (there) {
        if (share->ranks->receive(share->ranks, &there, &message, &err) != SIM_OK) {
            parallel_fail(queue, 0, &err);
            return any;
        }
        if (!there)
            return any;
        any = true;
        if (message.tag == SHARE_RESULTS)
            take_results(share, &message, queue);
        free(message.bytes);
    }
    return any;
}

static double now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Tells the others what need not be done any more. */
static int call_off(struct share *share, enum sim_status failure, size_t item, struct sim_err *err)
{
    int status = SIM_OK;
    const bool stop = failure != SIM_E_MODEL && failure != SIM_E_INPUT;
    if (stop ? share->stopping : item >= share->limit)
        return SIM_OK;
    if (stop) {
        share->work->flush(share->work->context);
        share->since = now();
    }
    share->stopping = share->stopping || stop;
    share->limit = item < share->limit ? item : share->limit;
    for (size_t to = 1; to < share->ranks->count && status == SIM_OK; to++)
        status = tell_number(share->ranks, to, stop ? SHARE_STOP : SHARE_LIMIT, item, err);
    return status;
}

/* Until every item is taken, and every result of the others is there. */
static void attend(void *context, struct parallel_queue *queue)
{
    const struct share_work *work = context;
    const struct experiment *experiment = work->experiment;
    struct sim_err err = {SIM_OK, ""};
    struct share share = {.work = work, .ranks = experiment->ranks, .limit = SIZE_MAX};
    int status = SIM_OK;

    share.helpers = sim_calloc(share.ranks->count, sizeof *share.helpers);
    if (share.helpers == NULL) {
        (void)sim_fail(&err, SIM_E_NOMEM, "out of memory");
        parallel_fail(queue, 0, &err);
        return;
    }
    for (size_t rank = 0; rank < share.ranks->count; rank++)
        share.n_threads += (size_t)share.ranks->threads_of[rank];
    while (parallel_left(queue) > 0 || share.n_outstanding > 0) {
        size_t item = 0;
        const bool heard = listen(&share, queue);
        if (experiment->stop != NULL && __atomic_load_n(experiment->stop, __ATOMIC_RELAXED) != 0 && !share.stopping) {
            struct sim_err stopped = {SIM_OK, ""};
            (void)sim_fail(&stopped, SIM_E_INTERRUPTED, "interrupted");
            parallel_fail(queue, work->n, &stopped);
        }
        const enum sim_status failure = parallel_failed(queue, &item);
        if (failure != SIM_OK)
            status = call_off(&share, failure, item, &err);
        for (size_t rank = 1; rank < share.ranks->count && failure == SIM_OK && status == SIM_OK; rank++)
            status = hand_out(&share, rank, queue, &err);
        if (status != SIM_OK) {
            /* The others wait for what was never sent: nothing can be awaited from them. */
            parallel_fail(queue, 0, &err);
            break;
        }
        if (share.stopping && now() - share.since > share.ranks->patience_seconds) {
            share.ranks->lost = true;
            break;
        }
        if (!heard)
            ranks_nap();
    }
    free(share.helpers);
}

static int do_work(void *context, size_t item, struct sim_err *err)
{
    const struct share_work *work = context;
    return work->do_item(work->context, item, err);
}

int share_run(const struct share_work *work, struct sim_err *err)
{
    const struct experiment *experiment = work->experiment;
    struct ranks *ranks = experiment->ranks;
    struct share_work own = *work; /* parallel.h hands out contexts that may be written to */
    char *identity = share_identity(experiment);
    int status = SIM_OK;

    if (identity == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory");
    ranks->threads_of[0] = share_threads(ranks, experiment->threads);
    if (!ranks->greeted)
        status = greet(ranks, identity, experiment->stop, err);
    if (status == SIM_OK)
        status = tell_job(ranks, experiment, err);
    if (status == SIM_OK)
        status = parallel_for_attended(work->n, ranks->threads_of[0], do_work, attend, &own, err);
    free(identity);
    return status;
}
