/* The one interface between the engine and a model.
 *
 * The engine knows no care; a model knows no files, threads, terminals or databases. A model may include sim/base,
 * sim/rng, sim/config/param.h, sim/config/settings.h and this header, and nothing else of sim/. */
#ifndef SIM_ENGINE_MODEL_H
#define SIM_ENGINE_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/base/range.h"
#include "sim/config/param.h"
#include "sim/config/settings.h"
#include "sim/rng/rng.h"

/* How the monthly values of an outcome become the one value of a replication (over the horizon, spin-up excluded). EVENT:
 * as END, of something that has happened by then (100) or not (0), so that means and differences are those of shares; any
 * other value but NaN fails the run. In the store as these numbers. */
enum sim_aggregate { SIM_AGGREGATE_END, SIM_AGGREGATE_MEAN, SIM_AGGREGATE_SUM, SIM_AGGREGATE_EVENT };

struct sim_outcome {
    const char *name, *unit;
    int better; /* +1 higher is better, -1 lower is better, 0 neither */
    enum sim_aggregate aggregate;
    struct sim_range range; /* what the value of a month can be: SIM_ANY where that is not sure */
    int main;               /* 1: shown by default */
    int decimals;           /* when printed for people */
    const char *aim;        /* group in reports, e.g. "population health" */
    const char *en, *nl;    /* label */
};

/* What the value of a replication can be: that of a month, and of a SUM so many times as much as there are months, so that
 * months that are counted (0 or 1 in each) are at most the horizon. The means of replications, and what they are means of,
 * lie within it; a build with SAMENSPEL_CHECKED fails a run that has a month outside of it. */
static inline struct sim_range sim_outcome_range(const struct sim_outcome *outcome, size_t horizon_months)
{
    return outcome->aggregate == SIM_AGGREGATE_SUM ? sim_range_of_sum(outcome->range, horizon_months) : outcome->range;
}

/* What a flow of money is for. Investment: what parties put in because of what is studied. Compensation: what parties
 * pay each other to share its cost and gain. Ordinary: everything else. */
enum sim_purpose_kind { SIM_PURPOSE_ORDINARY, SIM_PURPOSE_INVESTMENT, SIM_PURPOSE_COMPENSATION };

struct sim_purpose {
    const char *name;
    enum sim_purpose_kind kind;
    const char *en, *nl;
};

/* Money that moved between two parties in the horizon of one replication. */
struct sim_flow {
    const char *from, *to; /* party names; valid as long as the model's state */
    int purpose;           /* index into the model's purposes */
    int64_t cents;
};

/* How reports show a party: those that only close the books (the labour market, suppliers) not at all; payers are those
 * whose savings a social return counts. In the store as these numbers. */
enum sim_listing { SIM_UNLISTED, SIM_LISTED, SIM_LISTED_PAYER };

struct sim_party {
    const char *name, *kind; /* e.g. "vgz", "insurer" */
    int listed;              /* enum sim_listing */
};

/* -- the story of a replication: events with their reasons, told in sentences (sim/report/story.c) --------------------
 *
 * A sentence is a template. {who}, {whom}, {thing}, {names}, {word1}, {word2} stand for what the event holds; {NAME} for
 * a number that the kind names, as {NAME:form} (share: per cent, trust: 0-100, part: "about a third of what", kilo: thousands)
 * or with its noun, {NAME|month|months}; {for} and {against} for the largest reasons with a value above and below 0 that
 * belong to `who`, {for:whom} and {against:whom} for those of `whom`. What stands between [ and ] is left out when
 * something in it has no value. */

/* A reason, a cause, or a word: what the terms of an equation are called. In a text {part} is the size of its value. */
struct sim_term {
    const char *name;
    const char *en, *en_minus; /* when its value is above, below 0 */
    const char *nl, *nl_minus;
};

/* What can happen. One row and one call of sim_sink.add make a new kind of event. */
struct sim_event_kind {
    const char *name;
    int level;           /* 1 turning point, 2 told by default, 3 only when everything is asked for */
    const char *numbers; /* names of the numbers, with blanks between them */
    const char *en, *nl;
};

enum { SIM_EVENT_NUMBERS = 8, SIM_EVENT_WORDS = 2 };

struct sim_event_name {
    const char *name;
    double value; /* NaN: none */
};
struct sim_event_reason {
    const char *party;
    int term; /* index into the model's terms */
    double value;
};

/* Names are borrowed from the settings or from the model's state: a sink that keeps an event copies them. */
struct sim_event {
    size_t month; /* of the horizon, from 0; the sink fills it in */
    int kind;     /* index into the model's events */
    int level;    /* instead of that of its kind; 0: that */
    const char *who, *whom, *thing;
    int word[SIM_EVENT_WORDS];        /* index into the model's terms; 0: none */
    double number[SIM_EVENT_NUMBERS]; /* NaN: none */
    const struct sim_event_name *names;
    size_t n_names;
    const struct sim_event_reason *reasons;
    size_t n_reasons;
};

/* Takes a copy of an event. Out of memory is the sink's to remember. */
struct sim_sink {
    void (*add)(void *context, const struct sim_event *event);
    void *context;
};

struct sim_model {
    const char *name, *version, *doc;
    const struct param *params;
    size_t n_params;
    const struct sim_outcome *outcomes;
    size_t n_outcomes;
    const struct sim_purpose *purposes;
    size_t n_purposes;
    /* Contradictions between values of one arm; may be NULL. */
    void (*check)(const struct settings *settings, struct sim_messages *messages);
    /* One replication. `settings` outlives the state. On failure *state may be partly built: destroy is called on it
     * if it is not NULL. */
    int (*create)(const struct settings *settings, const struct rng_stream *stream, void **state, struct sim_err *err);
    /* Month 0 is the first month of the spin-up. */
    int (*step)(void *state, size_t month, struct sim_err *err);
    /* After a step: values[n_outcomes]; NaN where an outcome has no value in this month (it is left out of the mean).
     */
    void (*observe)(const void *state, double *values);
    /* Parties and money flows of the horizon so far; borrowed until the next call or step, may be NULL for a model
     * without money. Flows are asked for after the last step or, for the flows of every month, after each step of the
     * horizon: a sum never falls, and what is not listed is 0. */
    void (*parties)(const void *state, size_t *n, const struct sim_party **parties);
    void (*flows)(const void *state, size_t *n, const struct sim_flow **flows);
    /* Number of agents alive, for the rate in the progress line; may be NULL. */
    size_t (*agents)(const void *state);
    void (*destroy)(void *state);
    /* The tables of the story, and the call that asks a state that was just created to tell it: `sink` outlives the state.
     * Telling changes no result. SIM_E_NOMEM. NULL for a model without a story. */
    const struct sim_term *terms; /* the first stands for none */
    size_t n_terms;
    const struct sim_event_kind *events;
    size_t n_events;
    int (*trace)(void *state, const struct sim_sink *sink, struct sim_err *err);
};

#endif
