/* Inside of sim/report: a result store read into columns, with the outcomes that follow from the money flows. */
#ifndef SIM_REPORT_ANALYSIS_H
#define SIM_REPORT_ANALYSIS_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"
#include "sim/report/incidence.h"
#include "sim/report/report.h"
#include "sim/stats/stats.h"
#include "sim/store/read.h"

#define ANALYSIS_LEVEL 0.95

enum { ANALYSIS_N_DERIVED = 3 }; /* wrong_pocket_before, wrong_pocket_after, social_return */

struct analysis {
    struct store_contents contents;
    double *values;               /* as store_outcome_values */
    struct sim_outcome *outcomes; /* those of the model, then the derived ones; strings borrowed from contents */
    size_t n_outcomes;
    int derived[ANALYSIS_N_DERIVED]; /* which derived outcome the model's are followed by */
    struct incidence *incidence;     /* [n_arms]; empty for hidden arms and arms without replications */
    size_t *listed, n_listed;        /* arms to report on: not hidden, with replications */
    size_t reference;                /* arm index, or n_arms when it has no replications */
};

/* Fills *out (any content); release with analysis_free, also after a failure. RUN lists the first arm alone. */
int analysis_read(struct store *store, enum report_kind kind, struct analysis *out, struct sim_err *err)
    __attribute__((warn_unused_result));
void analysis_free(struct analysis *analysis);

/* The values of an outcome in an arm, [contents.replications]. */
const double *analysis_column(const struct analysis *analysis, size_t arm, size_t outcome);
int analysis_summarise(const struct analysis *analysis, size_t arm, size_t outcome, struct stats_summary *out,
                       struct sim_err *err) __attribute__((warn_unused_result));
void analysis_compare(const struct analysis *analysis, size_t arm, size_t reference, size_t outcome,
                      struct stats_contrast *out);

/* The rows of the tables `summary` and `contrasts` in their fixed order, as store_each_row gives those of stored
 * tables. */
int analysis_each_row(const struct analysis *analysis, enum store_table table, store_row_fn *each, void *context,
                      struct sim_err *err) __attribute__((warn_unused_result));

/* +1: the interval of the difference lies above 0; -1: below; 0: it holds 0, or there is none. */
int analysis_direction(const struct stats_contrast *contrast);

/* Which arms are beaten, over a set of outcomes: arm a beats arm b when a is clearly better on one of them or more
 * and clearly worse on none. */
struct analysis_ranking {
    bool any_clear;  /* some outcome differs clearly between two arms */
    bool comparable; /* at least one outcome of the set has a better direction */
    size_t n_best;   /* arms that no arm beats */
    bool *best;      /* [n_listed] by position in `listed` */
};

/* Over the main outcomes whose aim is `aim`, or all main outcomes when it is NULL. free(out->best). */
int analysis_rank(const struct analysis *analysis, const char *aim, struct analysis_ranking *out, struct sim_err *err)
    __attribute__((warn_unused_result));

/* Writes a buffered text; SIM_E_IO when it does not reach `out`. `failed`: the text ran out of memory. */
int report_write(FILE *out, const char *bytes, size_t n, bool failed, struct sim_err *err)
    __attribute__((warn_unused_result));
/* Flushes `out`; SIM_E_IO when anything written since failed. */
int report_flush(FILE *out, struct sim_err *err) __attribute__((warn_unused_result));

/* A table as CSV (RFC 4180) or JSON rows; see export.c. */
int report_rows(FILE *out, struct store *store, const struct analysis *analysis, enum store_table table,
                enum report_format format, struct sim_err *err) __attribute__((warn_unused_result));

/* text.c, json.c: the formats of report_compare. */
struct text;
int compare_text(struct text *out, const struct analysis *analysis, const struct report_options *options,
                 struct sim_err *err) __attribute__((warn_unused_result));
int compare_json(FILE *out, const struct analysis *analysis, enum report_kind kind, struct sim_err *err)
    __attribute__((warn_unused_result));

#endif
