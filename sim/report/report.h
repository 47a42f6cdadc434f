/* What people and programs read out of a result store: the comparison of arms, the exports, who pays and who gains.
 *
 * Everything is computed from the store alone, in a fixed order (arm, replication, month, outcome), so the bytes depend
 * neither on threads nor on the order in which records were written. A store of an unfinished experiment is reported on
 * with what it holds; a complete one with the replications it was completed for. */
#ifndef SIM_REPORT_REPORT_H
#define SIM_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/base/err.h"
#include "sim/engine/model.h"
#include "sim/store/store.h"

enum report_format { REPORT_TEXT, REPORT_JSON, REPORT_CSV, REPORT_MARKDOWN };
enum report_lang { REPORT_EN, REPORT_NL };
/* RUN: the scenario's first arm. COMPARE: all listed arms, each against the reference arm. */
enum report_kind { REPORT_RUN, REPORT_COMPARE };

struct report_options {
    enum report_format format; /* text, json or csv */
    enum report_lang lang;     /* of the text; JSON holds both languages, CSV none */
    enum report_kind kind;
    const char *path; /* of the result, to tell where its failed runs can be seen; NULL: stands for itself as R.db */
    const volatile int *stop; /* SIM_E_INTERRUPTED soon after it turned true; NULL: never */
    bool color;               /* ANSI colours in the text: the caller decides (terminal, NO_COLOR, --no-color) */
};

/* "text", "json", "csv", "markdown"; "en", "nl". False when `word` is none of them; *out is then left as it is. */
bool report_format_find(const char *word, enum report_format *out);
bool report_lang_find(const char *word, enum report_lang *out);

/* The result of `samenspel run` and `samenspel compare`. As text: for a comparison first the answer, in sentences made
 * by rule, and the net result of kinds of party by arm; per main outcome the arms with mean, 95 % interval and paired
 * difference with the reference arm; who pays and who gains per arm, with the wrong-pocket index; how to read it. Csv
 * prints the table `contrasts` (COMPARE) or `summary` (RUN). SIM_E_INPUT for a format that is none of these or a
 * store without replications, SIM_E_MODEL when all of them failed; SIM_E_IO when `out` cannot be written (disk full); SIM_E_NOMEM; the errors of the
 * store. */
int report_compare(FILE *out, struct store *store, const struct report_options *options, struct sim_err *err)
    __attribute__((warn_unused_result));

/* The table `table` of `samenspel export`: outcomes, summary, contrasts, series, flows, flow-series, parameters,
 * design, failures, dictionary (what tables, columns and outcomes are), or one that a study computed; REPORT_CSV or
 * REPORT_JSON (an array of objects). Numbers read back to the same bits; a missing value is empty in CSV and null in
 * JSON. SIM_E_INPUT: unknown table, or one that this result does not hold (events; design without factors; series and
 * flow-series of a run without --series). Summary and contrasts of a sweep have a column `point` in front. */
int report_export(FILE *out, struct store *store, const char *table, enum report_format format, struct sim_err *err)
    __attribute__((warn_unused_result));
/* The rows of one arm or outcome alone (sim/store/read.h); SIM_E_INPUT when there is none of that name. */
struct store_selection;
int report_export_selected(FILE *out, struct store *store, const char *table, const struct store_selection *selection,
                           enum report_format format, struct sim_err *err) __attribute__((warn_unused_result));

/* Computes the tables `summary` and `contrasts` and stores them, for readers in R, Python or SQL. Call after
 * store_complete or store_finish on a store opened with store_create; in the open batch if there is one. */
int report_store_tables(struct store *store, struct sim_err *err) __attribute__((warn_unused_result));
/* The same; SIM_E_INTERRUPTED soon after *stop turned true, when none of the tables is kept (of an open batch the caller
 * must keep nothing). NULL: never. */
int report_store_tables_until(struct store *store, const volatile int *stop, struct sim_err *err)
    __attribute__((warn_unused_result));
/* The same for a study that has tables of its own: summary and contrasts, and no statistics of a comparison. */
int report_store_arms(struct store *store, const volatile int *stop, struct sim_err *err)
    __attribute__((warn_unused_result));

/* The outcome table of a model: `samenspel outcomes`. Format text, json or markdown (csv: SIM_E_INPUT). */
int outcomes_print(FILE *out, const struct sim_outcome *outcomes, size_t n, enum report_format format,
                   enum report_lang lang, struct sim_err *err) __attribute__((warn_unused_result));

/* The events of one replication, and what of them is asked for: `samenspel trace`. */
struct report_story {
    const struct sim_model *model;
    const struct sim_event *events;
    size_t n_events;
    const char *title, *arm, *version;
    uint64_t seed;
    size_t replication;
    size_t from, to; /* months of the horizon, from 0, both included */
    bool all;        /* also what is not told by default */
    const char
        *about; /* only what this party or coalition has part in, then also what is not told by default; or NULL */
    enum report_format format; /* text or json (an array `events`, each with all its numbers and both languages) */
    enum report_lang lang;     /* of the text */
};
/* SIM_E_NOMEM, SIM_E_IO. */
int report_story_print(FILE *out, const struct report_story *story, struct sim_err *err)
    __attribute__((warn_unused_result));
/* Whether any event of the story is about this name. */
bool report_story_names(const struct report_story *story, const char *name);

#endif
