#include "sim/engine/parallel.h"

#include <omp.h>
#include <stdbool.h>

struct failure {
    bool happened;
    size_t item;
    struct sim_err err;
};

int parallel_threads(int wished)
{
    const int threads = wished > 0 ? wished : omp_get_max_threads();
    return threads < 1 ? 1 : threads;
}

/* True when a failure `err` of `item` should be reported rather than the one in `worst`. */
static bool ranks_before(const struct failure *worst, size_t item, const struct sim_err *err)
{
    if (!worst->happened)
        return true;
    const bool was_stop = worst->err.code == SIM_E_INTERRUPTED, is_stop = err->code == SIM_E_INTERRUPTED;
    return was_stop != is_stop ? was_stop : item < worst->item;
}

/* One item, with its failure (if any) in *err, complete even when the work did not say why. */
static bool do_item(parallel_work_fn *work, void *context, size_t item, struct sim_err *err)
{
    *err = (struct sim_err){SIM_OK, ""};
    const int status = work(context, item, err);
    if (status == SIM_OK)
        return true;
    if (err->code == SIM_OK)
        (void)sim_fail(err, (enum sim_status)status, "work item %zu failed", item);
    return false;
}

/* Items not handed out yet, and what went wrong. */
struct parallel_queue {
    size_t n, next;
    int failed;
    struct failure worst;
};

size_t parallel_take(struct parallel_queue *queue, size_t wanted, size_t *first)
{
    int ending;
    size_t start;
#pragma omp atomic read
    ending = queue->failed;
    if (ending)
        return 0;
#pragma omp atomic read
    start = queue->next;
    if (start >= queue->n) /* counting on for ever would come around */
        return 0;
#pragma omp atomic capture
    {
        start = queue->next;
        queue->next += wanted;
    }
    *first = start;
    if (start >= queue->n)
        return 0;
    return wanted < queue->n - start ? wanted : queue->n - start;
}

size_t parallel_left(struct parallel_queue *queue)
{
    int ending;
    size_t start;
#pragma omp atomic read
    ending = queue->failed;
#pragma omp atomic read
    start = queue->next;
    return ending || start >= queue->n ? 0 : queue->n - start;
}

void parallel_fail(struct parallel_queue *queue, size_t item, const struct sim_err *err)
{
#pragma omp critical(parallel_failure)
    if (ranks_before(&queue->worst, item, err))
        queue->worst = (struct failure){true, item, *err};
#pragma omp atomic write
    queue->failed = 1;
}

enum sim_status parallel_failed(struct parallel_queue *queue, size_t *item)
{
    enum sim_status status = SIM_OK;
    int ending;
#pragma omp atomic read
    ending = queue->failed;
    if (!ending)
        return SIM_OK;
#pragma omp critical(parallel_failure)
    {
        status = queue->worst.err.code;
        *item = queue->worst.item;
    }
    return status;
}

static void do_items(struct parallel_queue *queue, parallel_work_fn *work, void *context)
{
    struct sim_err own;
    size_t item;
    while (parallel_take(queue, 1, &item) > 0)
        if (!do_item(work, context, item, &own))
            parallel_fail(queue, item, &own);
}

static int report(const struct parallel_queue *queue, struct sim_err *err)
{
    return queue->worst.happened ? sim_fail(err, queue->worst.err.code, "%s", queue->worst.err.text) : SIM_OK;
}

int parallel_for(size_t n, int threads, parallel_work_fn *work, void *context, struct sim_err *err)
{
    struct parallel_queue queue = {.n = n};
#pragma omp parallel num_threads(parallel_threads(threads)) default(none) shared(queue, work, context)
    do_items(&queue, work, context);
    return report(&queue, err);
}

int parallel_for_attended(size_t n, int threads, parallel_work_fn *work, parallel_attend_fn *attend, void *context,
                          struct sim_err *err)
{
    struct parallel_queue queue = {.n = n};
#pragma omp parallel num_threads(parallel_threads(threads) + 1) default(none) shared(queue, work, attend, context)
    {
        if (omp_get_thread_num() == 0)
            attend(context, &queue);
        else
            do_items(&queue, work, context);
    }
    return report(&queue, err);
}

int parallel_crew(int threads, void (*labour)(void *context), void (*attend)(void *context), void *context,
                  struct sim_err *err)
{
    bool alone = false;
#pragma omp parallel num_threads(parallel_threads(threads) + 1) default(none) shared(labour, attend, context, alone)
    {
        if (omp_get_num_threads() == 1)
            alone = true;
        else if (omp_get_thread_num() == 0)
            attend(context);
        else
            labour(context);
    }
    return alone ? sim_fail(err, SIM_E_INPUT, "OMP_THREAD_LIMIT leaves no thread to work with") : SIM_OK;
}
