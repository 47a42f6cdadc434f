#include "tests/support/toy_model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sim/base/mem.h"

static const struct param toy_params[] = {
    {.path = "toy.animals",
     .type = PARAM_INT,
     .unit = "1",
     .fallback = 100,
     .lowest = 0,
     .highest = 1e6,
     .en = "animals at the start",
     .nl = "dieren aan het begin",
     .source = "assumption"},
    {.path = "toy.death",
     .type = PARAM_REAL,
     .unit = "1/month",
     .fallback = 0.1,
     .lowest = 0,
     .highest = 1,
     .en = "chance to die in a month",
     .nl = "kans om in een maand te sterven",
     .source = "assumption"},
    {.path = "toy.fee",
     .type = PARAM_INT,
     .unit = "cent",
     .fallback = 25,
     .lowest = 0,
     .highest = 1e6,
     .en = "paid per living animal and month",
     .nl = "betaald per levend dier per maand",
     .source = "assumption"},
    {.path = "toy.broken_replication",
     .type = PARAM_INT,
     .unit = "1",
     .fallback = -1,
     .lowest = -1,
     .highest = 1e6,
     .en = "replication that fails in month 2; -1 none",
     .nl = "herhaling die in maand 2 mislukt; -1 geen",
     .source = "assumption"},
    {.path = "toy.nap_us",
     .type = PARAM_INT,
     .unit = "us",
     .fallback = 0,
     .lowest = 0,
     .highest = 1e6,
     .en = "sleep in every step",
     .nl = "slaap in elke stap",
     .source = "assumption"},
};
enum { TOY_N_PARAMS = sizeof toy_params / sizeof toy_params[0] };

static const struct sim_outcome toy_outcomes[TOY_N_OUTCOMES] = {
    [TOY_ALIVE] = {"alive", "1", 1, SIM_AGGREGATE_END, SIM_FROM(0.0), 1, 0, "herd", "alive", "in leven"},
    [TOY_DEATHS] = {"deaths", "1", -1, SIM_AGGREGATE_SUM, SIM_FROM(0.0), 1, 0, "herd", "deaths", "sterfte"},
    [TOY_COST] = {"cost", "EUR", -1, SIM_AGGREGATE_SUM, SIM_FROM(0.0), 0, 2, "money", "cost", "kosten"},
    [TOY_MONTHS] = {"months", "month", 0, SIM_AGGREGATE_SUM, SIM_BETWEEN(0.0, 1.0), 0, 0, "time", "months", "maanden"},
    [TOY_CLOCK] = {"clock", "month", 0, SIM_AGGREGATE_END, SIM_FROM(0.0), 0, 0, "time", "clock", "klok"},
    [TOY_ODD] = {"odd", "month", 0, SIM_AGGREGATE_MEAN, SIM_FROM(1.0), 0, 1, "time", "odd months", "oneven maanden"},
    [TOY_NEVER] = {"never", "1", 0, SIM_AGGREGATE_SUM, SIM_ANY, 0, 0, "time", "never", "nooit"},
};

static const struct sim_purpose toy_purposes[] = {{"herding", SIM_PURPOSE_ORDINARY, "herding", "hoeden"}};

static const struct sim_party toy_parties[] = {{"farmer", "payer", 1}, {"shepherd", "provider", 1}};

static const struct sim_term toy_terms[] = {{"none", "", "", "", ""},
                                            {"illness", "illness", "health", "ziekte", "gezondheid"}};
static const struct sim_event_kind toy_events[] = {
    {"calm", 3, "", "Nobody died.", "Er ging niemand dood."},
    {"death", 2, "deaths share", "{who} died, of {deaths}.", "{who} ging dood, van {deaths}."},
};

struct toy {
    struct rng_stream stream;
    size_t spinup, month;
    uint32_t animals;
    bool *dead;
    uint32_t alive, deaths;
    uint32_t threshold;
    int64_t fee, broken;
    unsigned nap_us;
    struct sim_flow flow;
    const struct sim_sink *sink; /* NULL: nobody listens */
};

/* The last animal that died gives its name; the other lists are filled with what is at hand. */
static void tell(const struct toy *toy, uint32_t last)
{
    char name[32];
    struct sim_event event = {.kind = toy->deaths > 0, .whom = "shepherd"};
    const struct sim_event_name names[] = {{name, (double)NAN}, {"herd", toy->alive}};
    const struct sim_event_reason reasons[] = {{"farmer", 1, 1.0 / (1.0 + last)}, {name, 1, -0.0}};
    if (toy->sink == NULL)
        return;
    for (size_t k = 0; k < SIM_EVENT_NUMBERS; k++)
        event.number[k] = (double)NAN;
    (void)snprintf(name, sizeof name, "\"animal\" %u", last);
    if (toy->deaths > 0) {
        event.who = name;
        event.level = toy->alive == 0 ? 1 : 0;
        event.word[0] = 1;
        event.number[0] = toy->deaths;
        event.number[1] = toy->deaths / 3.0;
        event.names = names;
        event.n_names = 2;
        event.reasons = reasons;
        event.n_reasons = 2;
    }
    toy->sink->add(toy->sink->context, &event);
}

static int toy_create(const struct settings *settings, const struct rng_stream *stream, void **state,
                      struct sim_err *err)
{
    struct toy *toy = sim_calloc(1, sizeof *toy);
    if (toy == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory");
    *state = toy;
    toy->stream = *stream;
    toy->spinup = (size_t)settings_int(settings, "spinup_months");
    toy->animals = toy->alive = (uint32_t)settings_int(settings, "toy.animals");
    toy->threshold = rng_threshold(settings_real(settings, "toy.death"));
    toy->fee = settings_int(settings, "toy.fee");
    toy->broken = settings_int(settings, "toy.broken_replication");
    toy->nap_us = (unsigned)settings_int(settings, "toy.nap_us");
    toy->flow = (struct sim_flow){"farmer", "shepherd", 0, 0};
    toy->dead = sim_calloc(toy->animals, sizeof *toy->dead);
    return toy->dead == NULL ? sim_fail(err, SIM_E_NOMEM, "out of memory") : SIM_OK;
}

static int toy_step(void *state, size_t month, struct sim_err *err)
{
    struct toy *toy = state;
    if ((int64_t)toy->stream.replication == toy->broken && month == 2)
        return sim_fail(err, SIM_E_MODEL, "the herd ran away");
    if (toy->nap_us > 0)
        (void)usleep(toy->nap_us);
    toy->month = month;
    toy->deaths = 0;
    uint32_t last = 0;
    for (uint32_t animal = 0; animal < toy->animals; animal++) {
        if (toy->dead[animal] || rng_draw(&toy->stream, animal, (uint32_t)month, 1, 0).w[0] >= toy->threshold)
            continue;
        toy->dead[animal] = true;
        toy->deaths++;
        last = animal;
    }
    toy->alive -= toy->deaths;
    tell(toy, last);
    if (month >= toy->spinup)
        toy->flow.cents += toy->fee * toy->alive;
    return SIM_OK;
}

static void toy_observe(const void *state, double *values)
{
    const struct toy *toy = state;
    values[TOY_ALIVE] = toy->alive;
    values[TOY_DEATHS] = toy->deaths;
    values[TOY_COST] = (double)(toy->fee * toy->alive) / 100.0;
    values[TOY_MONTHS] = 1;
    values[TOY_CLOCK] = (double)toy->month;
    values[TOY_ODD] = toy->month % 2 == 1 ? (double)toy->month : (double)NAN;
    values[TOY_NEVER] = (double)NAN;
}

static void toy_list_parties(const void *state, size_t *n, const struct sim_party **parties)
{
    (void)state;
    *n = sizeof toy_parties / sizeof toy_parties[0];
    *parties = toy_parties;
}

static void toy_list_flows(const void *state, size_t *n, const struct sim_flow **flows)
{
    const struct toy *toy = state;
    *n = 1;
    *flows = &toy->flow;
}

static size_t toy_agents(const void *state)
{
    const struct toy *toy = state;
    return toy->alive;
}

static int toy_trace(void *state, const struct sim_sink *sink, struct sim_err *err)
{
    struct toy *toy = state;
    (void)err;
    toy->sink = sink;
    return SIM_OK;
}

static void toy_destroy(void *state)
{
    struct toy *toy = state;
    free(toy->dead);
    free(toy);
}

const struct sim_model toy_model = {
    .name = "toy",
    .version = "1",
    .doc = "a herd that shrinks",
    .params = toy_params,
    .n_params = TOY_N_PARAMS,
    .outcomes = toy_outcomes,
    .n_outcomes = TOY_N_OUTCOMES,
    .purposes = toy_purposes,
    .n_purposes = sizeof toy_purposes / sizeof toy_purposes[0],
    .create = toy_create,
    .step = toy_step,
    .observe = toy_observe,
    .parties = toy_list_parties,
    .flows = toy_list_flows,
    .agents = toy_agents,
    .destroy = toy_destroy,
    .terms = toy_terms,
    .n_terms = sizeof toy_terms / sizeof toy_terms[0],
    .events = toy_events,
    .n_events = sizeof toy_events / sizeof toy_events[0],
    .trace = toy_trace,
};

const struct scenario_rules toy_rules = {.model = "toy", .params = toy_params, .n_params = TOY_N_PARAMS};
