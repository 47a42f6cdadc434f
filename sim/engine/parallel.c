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

int parallel_for(size_t n, int threads, parallel_work_fn *work, void *context, struct sim_err *err)
{
    struct failure worst = {.happened = false};
    size_t next = 0;
    int failed = 0;

#pragma omp parallel num_threads(parallel_threads(threads)) default(none) shared(n, work, context, worst, next, failed)
    {
        struct sim_err own;
        for (;;) {
            int ending;
            size_t item;
#pragma omp atomic read
            ending = failed;
            if (ending)
                break;
#pragma omp atomic capture
            item = next++;
            if (item >= n)
                break;
            if (do_item(work, context, item, &own))
                continue;
#pragma omp atomic write
            failed = 1;
#pragma omp critical(parallel_failure)
            if (ranks_before(&worst, item, &own))
                worst = (struct failure){true, item, own};
        }
    }
    return worst.happened ? sim_fail(err, worst.err.code, "%s", worst.err.text) : SIM_OK;
}
