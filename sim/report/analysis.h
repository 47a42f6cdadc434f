/* For sim/report and sim/api: a result store read into columns, with the outcomes that follow from the money flows. */
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
/* Largest p at which a difference counts as clear, after correction for the number of comparisons. */
#define ANALYSIS_ALPHA 0.05
/* A difference below this share of the reference's mean is called negligible however sure it is: runs are cheap, and
 * enough of them make any difference sure. One in ten thousand: of healthy years that is about 0.1 per 1,000 people a
 * year, which for a region of a quarter of a million is still some twenty healthy years every year. */
#define ANALYSIS_NEGLIGIBLE 0.0001

enum { ANALYSIS_N_DERIVED = 4 }; /* wrong_pocket_before, wrong_pocket_after, social_return, payers_return */

enum analysis_verdict {
    VERDICT_NONE,  /* no pair of runs has values, or one only */
    VERDICT_EQUAL, /* all pairs are equal */
    VERDICT_UNCLEAR,
    VERDICT_NEGLIGIBLE, /* sure to be small, or sure but small */
    VERDICT_LOWER,      /* clear, of an outcome of which neither higher nor lower is better */
    VERDICT_HIGHER,
    VERDICT_WORSE, /* clear */
    VERDICT_BETTER,
};

/* An arm against another on one outcome. */
struct analysis_contrast {
    struct stats_contrast x;
    size_t wins, ties; /* of the x.n pairs; wins 0 when neither higher nor lower is better */
    double other_mean; /* of the other arm over these pairs */
    double p;          /* of no difference, two-sided (x.p); NaN when there is nothing to test */
    double
        p_holm; /* adjusted (Holm) over the listed arms and the main outcomes, or over the arms and the other outcomes
                          when this is not a main outcome */
    enum analysis_verdict verdict;
};

/* One arm against another in the ranking: better and worse are said of the first. */
struct analysis_duel {
    enum analysis_verdict verdict;
    bool sure; /* after correction */
};

/* Of a result of antithetic pairs (contents.antithetic) the pair is the unit, since only pairs are independent: a value is
 * the mean of the two runs, contents.replications is the number of pairs, and means, differences, intervals, tests and
 * counts are of pairs. What describes how single futures differ (the sd and quantiles of analysis_summarise, p_better of
 * analysis_compare) is of the single runs, whose spread is larger than that of pair means; NaN for a derived outcome,
 * which pairs alone have. */
struct analysis {
    struct store_contents contents;
    double *values;               /* as store_outcome_values */
    double *runs;                 /* the same of single runs [.][n_runs]; NULL without pairs */
    size_t n_runs;                /* single runs of an arm */
    struct sim_outcome *outcomes; /* those of the model, then the derived ones; strings borrowed from contents */
    size_t n_outcomes;
    int derived[ANALYSIS_N_DERIVED];     /* which derived outcome the model's are followed by */
    struct incidence *incidence;         /* [n_arms]; empty for hidden arms and arms without replications */
    size_t *listed, n_listed;            /* arms to report on: not hidden, with replications */
    size_t reference;                    /* arm index, or n_arms when it has no replications */
    struct analysis_contrast *contrasts; /* [n_listed][n_outcomes] against the reference */
    struct analysis_duel *duels;         /* see analysis_meet; NULL before */
    const volatile int *stop;            /* see analysis_heed; may be NULL */
};

/* Fills *out (any content); release with analysis_free, also after a failure. RUN lists the first arm alone. */
int analysis_read(struct store *store, enum report_kind kind, struct analysis *out, struct sim_err *err)
    __attribute__((warn_unused_result));
/* The same for who may be told to stop: SIM_E_INTERRUPTED soon after *stop turned true, here and in what is computed from
 * the analysis later. NULL: never. */
int analysis_read_until(struct store *store, enum report_kind kind, const volatile int *stop, struct analysis *out,
                        struct sim_err *err) __attribute__((warn_unused_result));
/* SIM_E_INTERRUPTED when to stop: for between tables, arms and outcomes. */
int analysis_heed(const struct analysis *analysis, struct sim_err *err) __attribute__((warn_unused_result));
void analysis_free(struct analysis *analysis);

/* Whether no listed arm has a value of this outcome in any replication: reports leave it out. */
bool analysis_empty(const struct analysis *analysis, size_t outcome);
/* The values of an outcome in an arm, [contents.replications]. */
const double *analysis_column(const struct analysis *analysis, size_t arm, size_t outcome);
/* The same of single runs, [n_runs]: the column itself without pairs. NULL: pairs alone have the outcome. */
const double *analysis_runs(const struct analysis *analysis, size_t arm, size_t outcome);
/* Whether the values of an outcome in an arm are events, which have intervals and tests of their own
 * (sim/stats/share.h); the means of antithetic pairs of events are not. */
bool analysis_events(const struct analysis *analysis, size_t arm, size_t outcome);
/* What the value of an outcome in a replication of this result can be, or the difference of two of them. */
struct sim_range analysis_range(const struct analysis *analysis, size_t outcome, bool difference);
/* Their intervals are within that range (bounded_within). */
int analysis_summarise(const struct analysis *analysis, size_t arm, size_t outcome, struct stats_summary *out,
                       struct sim_err *err) __attribute__((warn_unused_result));
void analysis_compare(const struct analysis *analysis, size_t arm, size_t reference, size_t outcome,
                      struct stats_contrast *out);

/* The rows of the tables `summary` and `contrasts` in their fixed order, as store_each_row gives those of stored
 * tables. */
int analysis_each_row(const struct analysis *analysis, enum store_table table, store_row_fn *each, void *context,
                      struct sim_err *err) __attribute__((warn_unused_result));

/* Against the reference; NULL for the reference itself and without one. `i`: position in `listed`. */
const struct analysis_contrast *analysis_contrast(const struct analysis *analysis, size_t i, size_t outcome);
/* All listed arms against `other`, on all outcomes or on the main ones alone, out[n_listed][n_outcomes], with p_holm over
 * all of these; what is not compared has n = 0 and p = NaN. SIM_E_NOMEM. */
int analysis_against(const struct analysis *analysis, size_t other, bool main_only, struct analysis_contrast *out,
                     struct sim_err *err) __attribute__((warn_unused_result));
/* What a difference is called when it is sure (after correction), or not; other_mean as in analysis_contrast. */
enum analysis_verdict analysis_judge(const struct stats_contrast *x, double other_mean, bool sure, int better);
/* "better", "no clear difference", ...: in tables and JSON. NULL for VERDICT_NONE. */
const char *analysis_verdict_name(enum analysis_verdict verdict);
/* Whether the arm is without what is being studied: it is its own twin. */
bool analysis_own_twin(const struct analysis *analysis, size_t arm);
/* Whether an earlier main outcome has the same aim. */
bool analysis_aim_seen(const struct analysis *analysis, size_t outcome);

/* Compares every listed arm with every other one on the main outcomes of which higher or lower is better, Holm over all of
 * these; ranking needs it. duels[pair][outcome], pairs (0, 1), (0, 2), ... by position in `listed`. SIM_E_NOMEM. */
int analysis_meet(struct analysis *analysis, struct sim_err *err) __attribute__((warn_unused_result));

/* Which arms are beaten, over a set of outcomes: arm a beats arm b when a is clearly better on one of them or more
 * and clearly worse on none. Arms without a value on any of them take no part. */
struct analysis_ranking {
    bool any_clear;    /* some outcome differs clearly between two arms */
    bool best_differ;  /* ... of the best ones */
    bool comparable;   /* at least one outcome of the set has a better direction */
    size_t n_part;     /* arms that take part */
    size_t n_best;     /* arms of these that no arm beats */
    bool *part, *best; /* [n_listed] by position in `listed` */
    bool *negligible;  /* [n_outcomes] of the set: surely different, yet no difference is more than negligible */
    size_t n_negligible;
};

/* After analysis_meet. Over the main outcomes whose aim is `aim`, or all main outcomes when it is NULL. Release with
 * analysis_ranking_free, also after a failure. */
int analysis_rank(const struct analysis *analysis, const char *aim, struct analysis_ranking *out, struct sim_err *err)
    __attribute__((warn_unused_result));
void analysis_ranking_free(struct analysis_ranking *ranking);

/* What comparing runs with the same luck gained: medians over the listed arms and main outcomes; NaN without any. */
struct analysis_pairing {
    double correlation, variance_ratio;
};
int analysis_pairing(const struct analysis *analysis, struct analysis_pairing *out, struct sim_err *err)
    __attribute__((warn_unused_result));

/* Writes a buffered text; SIM_E_IO when it does not reach `out`. `failed`: the text ran out of memory. */
int report_write(FILE *out, const char *bytes, size_t n, bool failed, struct sim_err *err)
    __attribute__((warn_unused_result));
/* Flushes `out`; SIM_E_IO when anything written since failed. */
int report_flush(FILE *out, struct sim_err *err) __attribute__((warn_unused_result));

/* A table as CSV (RFC 4180) or JSON rows; see export.c. */
int report_rows(FILE *out, struct store *store, const struct analysis *analysis, enum store_table table,
                enum report_format format, struct sim_err *err) __attribute__((warn_unused_result));

/* The formats of report_compare. */
struct text;
int compare_text(struct text *out, const struct analysis *analysis, const struct report_options *options,
                 struct sim_err *err) __attribute__((warn_unused_result));
int compare_json(FILE *out, const struct analysis *analysis, enum report_kind kind, struct sim_err *err)
    __attribute__((warn_unused_result));

#endif
