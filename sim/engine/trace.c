#include "sim/engine/trace.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/engine/experiment.h"
#include "sim/store/event.h"

/* A copy in the trace's own memory; NULL for an empty list and when out of memory. */
static void *keep(struct trace *trace, const void *list, size_t n, size_t size)
{
    void *copy = n > 0 ? pool_alloc(&trace->pool, n, size) : NULL;
    if (copy != NULL)
        memcpy(copy, list, n * size);
    else
        trace->failed = trace->failed || n > 0;
    return copy;
}

/* Names may live in the model's state, which is gone when the story is told. */
static const char *keep_name(struct trace *trace, const char *name)
{
    const char *copy = name != NULL ? pool_text(&trace->pool, name) : NULL;
    trace->failed = trace->failed || (name != NULL && copy == NULL);
    return copy;
}

static void keep_lists(struct trace *trace, const struct sim_event *event, struct sim_event *kept)
{
    struct sim_event_name *names = keep(trace, event->names, event->n_names, sizeof *names);
    struct sim_event_reason *reasons = keep(trace, event->reasons, event->n_reasons, sizeof *reasons);
    for (size_t k = 0; k < event->n_names && names != NULL; k++)
        names[k].name = keep_name(trace, names[k].name);
    /* Reasons of one party follow each other. */
    for (size_t k = 0; k < event->n_reasons && reasons != NULL; k++)
        reasons[k].party = k > 0 && event->reasons[k].party == event->reasons[k - 1].party
                               ? reasons[k - 1].party
                               : keep_name(trace, reasons[k].party);
    kept->names = names;
    kept->reasons = reasons;
}

static void add(void *context, const struct sim_event *event)
{
    struct trace *trace = context;
    if (trace->failed)
        return;
    if (trace->n == trace->capacity) {
        const size_t capacity = trace->capacity > 0 ? 2 * trace->capacity : 256;
        struct sim_event *events = sim_realloc(trace->events, capacity, sizeof *events);
        if (events == NULL) {
            trace->failed = true;
            return;
        }
        trace->events = events;
        trace->capacity = capacity;
    }
    struct sim_event *kept = &trace->events[trace->n];
    *kept = *event;
    kept->month = trace->month;
    kept->who = keep_name(trace, event->who);
    kept->whom = keep_name(trace, event->whom);
    kept->thing = keep_name(trace, event->thing);
    keep_lists(trace, event, kept);
    if (!trace->failed)
        trace->n++;
}

void trace_start(struct trace *trace)
{
    *trace = (struct trace){.sink = {.add = add, .context = trace}};
}

void trace_free(struct trace *trace)
{
    free(trace->events);
    pool_free(&trace->pool);
    trace_start(trace);
}

int trace_run(const struct sim_model *model, const struct scenario *scenario, size_t arm, uint64_t seed,
              size_t replication, const volatile int *stop, struct trace *trace, double *values, struct sim_err *err)
{
    double *own = values == NULL ? sim_calloc(model->n_outcomes, sizeof *own) : NULL;
    if (values == NULL && own == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory");
    const int status =
        experiment_tell(model, scenario, arm, seed, replication, stop, values != NULL ? values : own, trace, err);
    free(own);
    return status;
}

int trace_rows(struct trace *trace, const struct sim_model *model, const struct store_event **rows, struct sim_err *err)
{
    struct store_event *list = pool_alloc(&trace->pool, trace->n, sizeof *list);
    bool good = list != NULL;
    for (size_t k = 0; good && k < trace->n; k++) {
        const struct sim_event *event = &trace->events[k];
        char *detail = event_detail(model, event);
        list[k] = (struct store_event){
            .month = event->month,
            .kind = event->kind,
            .level = event_level(model, event),
            .who = event->who,
            .whom = event->whom,
            .thing = event->thing,
            .detail = detail != NULL ? pool_text(&trace->pool, detail) : NULL,
        };
        good = list[k].detail != NULL;
        free(detail);
    }
    *rows = list;
    return good ? SIM_OK : sim_fail(err, SIM_E_NOMEM, "out of memory for the events of a run");
}
