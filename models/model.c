#include "models/model.h"

#include "models/check.h"
#include "models/money/ledger.h"
#include "models/outcomes.h"
#include "models/param_rows.h"
#include "models/region.h"
#include "models/story.h"

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
};

static int create(const struct settings *settings, const struct rng_stream *stream, void **state, struct sim_err *err)
{
    struct region *region = NULL;
    const int status = region_create(settings, stream, &region, err);
    *state = region;
    return status;
}

static int step(void *state, size_t month, struct sim_err *err)
{
    return region_step(state, month, err);
}

static void observe(const void *state, double *values)
{
    samenspel_observe(state, values);
}

static void parties(const void *state, size_t *n, const struct sim_party **list)
{
    const struct region *region = state;
    *n = region->n_parties;
    *list = region->parties;
}

static void flows(const void *state, size_t *n, const struct sim_flow **list)
{
    const struct region *region = state;
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

static size_t agents(const void *state)
{
    const struct region *region = state;
    return region->citizens.alive;
}

static int trace(void *state, const struct sim_sink *sink, struct sim_err *err)
{
    struct region *region = state;
    if (region->network != NULL) {
        region->sink = sink;
        return network_trace(region->network, sink, err);
    }
    const struct sim_event nothing = story_event(TOLD_NO_NETWORK);
    story_tell(sink, &nothing);
    return SIM_OK;
}

static void destroy(void *state)
{
    region_destroy(state);
}

const struct sim_model samenspel_model = {
    .name = "samenspel",
    .version = "1",
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
