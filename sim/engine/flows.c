#include "sim/engine/flows.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

enum { RESERVED_FLOWS = 1024 };

static int no_memory(struct sim_err *err)
{
    return sim_fail(err, SIM_E_NOMEM, "out of memory for the flows of every month");
}

int flow_months_create(struct flow_months *flows, size_t months, struct sim_err *err)
{
    *flows = (struct flow_months){.capacity = RESERVED_FLOWS, .months = months};
    flows->sums = sim_calloc(RESERVED_FLOWS, sizeof *flows->sums);
    flows->cents = sim_calloc(RESERVED_FLOWS * months, sizeof *flows->cents);
    if (flows->sums != NULL && flows->cents != NULL)
        return SIM_OK;
    flow_months_free(flows);
    return no_memory(err);
}

void flow_months_free(struct flow_months *flows)
{
    free(flows->sums);
    free(flows->cents);
    *flows = (struct flow_months){0};
}

static bool same_name(const char *a, const char *b)
{
    return a == b || strcmp(a, b) == 0;
}

static bool same_flow(const struct sim_flow *a, const struct sim_flow *b)
{
    return a->purpose == b->purpose && same_name(a->from, b->from) && same_name(a->to, b->to);
}

static int grow(struct flow_months *flows, struct sim_err *err)
{
    const size_t capacity = 2 * flows->capacity;
    struct sim_flow *sums = sim_realloc(flows->sums, capacity, sizeof *sums);
    if (sums == NULL)
        return no_memory(err);
    flows->sums = sums;
    int64_t *cents = sim_realloc(flows->cents, capacity * flows->months, sizeof *cents);
    if (cents == NULL)
        return no_memory(err);
    memset(cents + flows->capacity * flows->months, 0, flows->capacity * flows->months * sizeof *cents);
    flows->cents = cents;
    flows->capacity = capacity;
    return SIM_OK;
}

/* The row of a flow, a new one when it was not seen before. Looks from `start` onwards and around: a model lists its
 * flows in about the same order every month. */
static int find_row(struct flow_months *flows, const struct sim_flow *flow, size_t start, size_t *row,
                    struct sim_err *err)
{
    for (size_t k = 0; k < flows->n; k++) {
        *row = start + k < flows->n ? start + k : start + k - flows->n;
        if (same_flow(&flows->sums[*row], flow))
            return SIM_OK;
    }
    const int status = flows->n == flows->capacity ? grow(flows, err) : SIM_OK;
    if (status != SIM_OK)
        return status;
    *row = flows->n++;
    flows->sums[*row] = (struct sim_flow){.from = flow->from, .to = flow->to, .purpose = flow->purpose};
    return SIM_OK;
}

int flow_months_add(struct flow_months *flows, const struct sim_model *model, const void *state, size_t month,
                    struct sim_err *err)
{
    const struct sim_flow *list = NULL;
    size_t n = 0, row = 0;
    model->flows(state, &n, &list);
    for (size_t i = 0; i < n; i++) {
        const int status = find_row(flows, &list[i], row, &row, err);
        if (status != SIM_OK)
            return status;
        flows->cents[row * flows->months + month] += list[i].cents;
        row = row + 1 < flows->n ? row + 1 : 0;
    }
    /* Only now, because a model may list a flow in parts. */
    for (size_t k = 0; k < flows->n; k++) {
        struct sim_flow *sum = &flows->sums[k];
        int64_t *cents = &flows->cents[k * flows->months + month];
        if (*cents < sum->cents)
            return sim_fail(err, SIM_E_MODEL,
                            "the sum of the flows from %s to %s for %s fell from %" PRId64 " to %" PRId64 " cents",
                            sum->from, sum->to, model->purposes[sum->purpose].name, sum->cents, *cents);
        const int64_t before = sum->cents;
        sum->cents = *cents;
        *cents -= before;
    }
    return SIM_OK;
}
