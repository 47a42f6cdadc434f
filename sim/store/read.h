/* Reading a result store: what it holds, outcome columns, money flows, and the rows of the tables that are exported. */
#ifndef SIM_STORE_READ_H
#define SIM_STORE_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/base/frame.h"
#include "sim/base/pool.h"
#include "sim/engine/model.h"
#include "sim/store/store.h"

struct store_arm {
    char *name;
    bool hidden;   /* a twin that is not listed as a result */
    int twin;      /* index of the counterfactual arm, or -1 */
    size_t done;   /* replications of point 0 that the store holds, below contents.replications */
    size_t failed; /* of them that failed in the model, which the store holds no values of; not in `done` */
};

/* A parameter that the points of a design give values to. */
struct store_factor {
    const char *parameter, *unit;
    const char *scale;      /* "linear" or "log" of a range, or "levels" */
    const char *levels;     /* values or words with blanks between them; "" of a range */
    double lowest, highest; /* NaN for levels */
};

/* The strings of the outcomes, purposes and parties are owned by the contents, whatever their type says. */
struct store_contents {
    char *title, *model, *model_version, *program_version, *scenario, *started, *finished;
    char *procedure; /* what decided which runs were wanted; "": a comparison, STORE_RUN: of one arm alone */
    bool complete, has_series, has_events;
    bool antithetic; /* replications 2k and 2k + 1 are antithetic partners: only pairs are independent */
    uint64_t seed;
    size_t spinup_months, horizon_months;
    size_t replications; /* complete: what it was completed for; else highest stored replication + 1 */
    size_t reference;    /* index of the arm that others are compared with */
    struct store_arm *arms;
    size_t n_arms;
    struct sim_outcome *outcomes; /* `main` as the scenario asks for, or else as the model says */
    size_t n_outcomes;
    struct sim_purpose *purposes;
    size_t n_purposes;
    struct sim_party *parties; /* in the order of the model, then by name: not in the order of writing */
    size_t n_parties;
    const struct store_factor *factors;
    size_t n_factors;  /* 0: the result is of the arms as they are, and there is point 0 alone */
    size_t n_points;   /* complete: what it was completed for; else points that are known, run or not */
    size_t n_failures; /* complete: of these replications and points */
    const struct frame_definition *frames; /* tables that a study computed, in the order in which they were stored */
    size_t n_frames;
    struct pool pool;    /* of factors and frames */
    size_t *party_of_id; /* internal: [largest id + 1] index in `parties` */
    size_t n_party_ids;
};

/* How far a result is. */
struct store_extent {
    bool complete;
    size_t runs;                 /* stored */
    size_t asked;                /* not complete: what the last call wanted in all; 0: not known */
    size_t replications, points; /* that it was last completed for; 0: never, or points of no design */
};

int store_extent_read(struct store *store, struct store_extent *out, struct sim_err *err)
    __attribute__((warn_unused_result));

/* Fills *out (any content); release with store_contents_free, also after a failure. */
int store_contents_read(struct store *store, struct store_contents *out, struct sim_err *err)
    __attribute__((warn_unused_result));
void store_contents_free(struct store_contents *contents);

/* done[arm * contents.replications + replication]: whether the store holds this run of point 0. */
int store_done_all(struct store *store, const struct store_contents *contents, bool *done, struct sim_err *err)
    __attribute__((warn_unused_result));
/* Of point 0: values[(arm * n_outcomes + outcome) * replications + replication]; NaN where there is no value or no
 * replication yet. */
int store_outcome_values(struct store *store, const struct store_contents *contents, double *values,
                         struct sim_err *err) __attribute__((warn_unused_result));

/* One row of flows; indices into contents. A status other than SIM_OK stops the reading and is returned. */
typedef int store_flow_fn(void *context, size_t replication, size_t from, size_t to, size_t purpose, int64_t cents);
/* The flows of one arm at point 0, replications ascending. */
int store_each_flow(struct store *store, const struct store_contents *contents, size_t arm, store_flow_fn *each,
                    void *context, struct sim_err *err) __attribute__((warn_unused_result));

enum store_cell_type { STORE_NULL, STORE_INTEGER, STORE_REAL, STORE_TEXT };

struct store_cell {
    enum store_cell_type type;
    int64_t integer;
    double real;
    const char *text; /* UTF-8, borrowed for the duration of the call */
};

/* The stored tables with the columns of the exports. */
enum store_table {
    STORE_OUTCOMES,
    STORE_SUMMARY,
    STORE_CONTRASTS,
    STORE_SERIES,
    STORE_FLOWS,
    STORE_FLOW_SERIES,
    STORE_EVENTS,
    STORE_PARAMETERS,
    STORE_DESIGN,
    STORE_FAILURES,
    STORE_DICTIONARY, /* what every table (type "table"), column and outcome (type "outcome") is; not kept in the file */
    STORE_N_TABLES
};
enum { STORE_MAX_COLUMNS = 12 };

/* Name, columns, units and descriptions of the table as this result has it: of a design, most begin with `point`. */
struct frame_definition store_table_definition(const struct store_contents *contents, enum store_table table);
/* Whether this result has the table: series need --series, events --events, a design factors; summary and contrasts are of the arms as
 * they are, so that a design has none. */
bool store_table_held(const struct store_contents *contents, enum store_table table);
/* Whether a name is that of one of these tables. */
bool store_table_reserved(const char *name);
/* The second name of a table that the study of a design computed: "summary" of "point-summary", of which the file has a
 * view. NULL: it has none. */
const char *store_table_alias(const char *name);
/* The table that is meant by a name: of a design "point-summary" by "summary". `name` itself when it is no second name. */
const char *store_table_meant(const struct store_contents *contents, const char *name);

/* Rows of one outcome or arm alone; NULL: of all. */
struct store_selection {
    const char *outcome, *arm;
};

typedef int store_row_fn(void *context, const struct store_cell *cells, size_t n_cells, struct sim_err *err);
/* Every row, in the fixed order of the exports: point, arm, replication, month, then outcome, or from,
 * to and purpose; events in the order in which they happened. */
int store_each_row(struct store *store, const struct store_contents *contents, enum store_table table,
                   store_row_fn *each, void *context, struct sim_err *err) __attribute__((warn_unused_result));
/* The rows of a selection (NULL: all); errors as of store_selection_check. */
int store_each_selected(struct store *store, const struct store_contents *contents, enum store_table table,
                        const struct store_selection *selection, store_row_fn *each, void *context, struct sim_err *err)
    __attribute__((warn_unused_result));
/* SIM_E_INPUT when the selection names no arm or outcome of the result, asks for the outcome of a table without a
 * column `outcome`, or for anything of a table that is not of runs. */
int store_selection_check(const struct store_contents *contents, enum store_table table,
                          const struct store_selection *selection, struct sim_err *err)
    __attribute__((warn_unused_result));
/* Every row of a table that a study computed, in the order of storing: one of contents.frames. */
int store_each_frame_row(struct store *store, const struct frame_definition *frame, store_row_fn *each, void *context,
                         struct sim_err *err) __attribute__((warn_unused_result));

/* For the computed tables, STORE_SUMMARY and STORE_CONTRASTS: empties the table; appends a row. Between store_begin and
 * store_commit. */
int store_table_clear(struct store *store, enum store_table table, struct sim_err *err)
    __attribute__((warn_unused_result));
int store_table_add(struct store *store, enum store_table table, const struct store_cell *cells, struct sim_err *err)
    __attribute__((warn_unused_result));

/* The shortest of %.15g, %.16g and %.17g that reads back to the same bits; "" for NaN. */
enum { STORE_NUMBER_SIZE = 32 };
void store_number(char text[STORE_NUMBER_SIZE], double value);

#endif
