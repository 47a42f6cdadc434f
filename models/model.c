#include "models/model.h"

#include <stdlib.h>

#include "models/check.h"
#include "models/laboratory/laboratory.h"
#include "models/money/ledger.h"
#include "models/outcomes.h"
#include "models/param_rows.h"
#include "models/region.h"
#include "models/story.h"
#include "sim/base/mem.h"

/* Words of the payment models, each after a '|'; a choice of the parameter table starts behind the first. */
#define PAYMENT_MODEL(name, word) "|" word
static const char contract_kinds[] =
#include "models/money/payment_models.def"
    ;
#undef PAYMENT_MODEL
#define CONTRACT_KINDS (&contract_kinds[1])

/* The parameter table: one array, whose rows stand next to the modules that use them. */
static const struct param params[] = {
#include "models/care/parameters.def"
#include "models/money/parameters.def"
#include "models/network/parameters.def"
#include "models/laboratory/parameters.def"
};

/* A replication is one of a region or, with laboratory.active, of a laboratory: the other is NULL. */
struct model_state {
    struct region *region;
    struct laboratory *laboratory;
};

static int create(const struct settings *settings, const struct rng_stream *stream, void **state, struct sim_err *err)
{
    struct model_state *made = sim_calloc(1, sizeof *made);
    *state = made;
    if (!made)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for a replication");
    return settings_bool(settings, "laboratory.active") ? laboratory_create(settings, stream, &made->laboratory, err)
                                                        : region_create(settings, stream, &made->region, err);
}

static int step(void *state, size_t month, struct sim_err *err)
{
    const struct model_state *s = state;
    return s->laboratory ? laboratory_step(s->laboratory, month, err) : region_step(s->region, month, err);
}

static void observe(const void *state, double *values)
{
    const struct model_state *s = state;
    if (s->laboratory)
        laboratory_observe(s->laboratory, values);
    else
        samenspel_observe(s->region, values);
}

/* A laboratory knows no money: no parties and no flows. */
static void parties(const void *state, size_t *n, const struct sim_party **list)
{
    const struct region *region = ((const struct model_state *)state)->region;
    *n = region ? region->n_parties : 0;
    *list = region ? region->parties : NULL;
}

static void flows_of_region(struct region *region, size_t *n, const struct sim_flow **list)
{
    const struct ledger *ledger = &region->ledger;
    const size_t accounts = ledger->n_accounts;
    size_t k = 0;
    for (size_t from = 0; from < accounts; from++)
        for (size_t to = 0; to < accounts; to++)
            for (size_t p = 0; p < N_FLOW_PURPOSES; p++) {
                const int64_t cents = ledger->flow[(from * accounts + to) * N_FLOW_PURPOSES + p];
                if (cents != 0 && k < region->flow_capacity)
                    region->flows[k++] = (struct sim_flow){.from = region->parties[from].name,
                                                           .to = region->parties[to].name,
                                                           .purpose = (int)p,
                                                           .cents = cents};
            }
    *n = k;
    *list = region->flows;
}

static void flows(const void *state, size_t *n, const struct sim_flow **list)
{
    struct region *region = ((const struct model_state *)state)->region;
    *n = 0;
    *list = NULL;
    if (region)
        flows_of_region(region, n, list);
}

/* Citizens; a laboratory has none. */
static size_t agents(const void *state)
{
    const struct region *region = ((const struct model_state *)state)->region;
    return region ? region->citizens.alive : 0;
}

static int trace(void *state, const struct sim_sink *sink, struct sim_err *err)
{
    const struct model_state *s = state;
    struct network *network = s->laboratory ? s->laboratory->network : s->region->network;
    if (s->region)
        s->region->sink = sink;
    if (network != NULL)
        return network_trace(network, sink, err);
    const struct sim_event event = story_event(TOLD_NO_NETWORK);
    story_tell(sink, &event);
    return SIM_OK;
}

static void destroy(void *state)
{
    struct model_state *s = state;
    region_destroy(s->region);
    laboratory_destroy(s->laboratory);
    free(s);
}

const struct sim_model samenspel_model = {
    .name = "samenspel",
    .version = samenspel_model_sources,
    .doc = "Cross-domain collaboration in health and social care",
    .params = params,
    .n_params = sizeof params / sizeof params[0],
    .outcomes = samenspel_outcomes,
    .n_outcomes = N_OUTCOMES,
    .purposes = ledger_purposes,
    .n_purposes = N_FLOW_PURPOSES,
    .check = samenspel_check,
    .create = create,
    .step = step,
    .observe = observe,
    .parties = parties,
    .flows = flows,
    .agents = agents,
    .destroy = destroy,
    .terms = story_terms,
    .n_terms = N_TERMS,
    .events = story_events,
    .n_events = N_TOLD,
    .trace = trace,
};
