/* What people and programs read of a study: its finding in sentences, its tables, and how to read them. */
#ifndef SIM_REPORT_STUDY_H
#define SIM_REPORT_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/base/err.h"
#include "sim/base/frame.h"
#include "sim/report/report.h"

struct report_study {
    const char *command; /* "sweep", "sensitivity", ... */
    const char *title, *path;
    const struct sim_model *model;
    uint64_t seed;
    size_t points, replications, arms, runs, failed;
    size_t asked, found;      /* of advise: replications that were asked for, and that the result held before */
    size_t beyond;            /* runs that it held of later replications than the pilot's */
    bool unfinished;          /* it was that of an unfinished comparison */
    size_t most_replications; /* that a command with --precision takes */
    double seconds;           /* that a replication of all arms takes on this machine; NaN: not measured */
    const size_t *without;    /* [n_without] outcomes of the model that no run gave a value of: not in the tables */
    size_t n_without;
    bool nothing;               /* there is no other outcome: nothing more is to be said */
    struct store *store;        /* that holds the tables */
    const struct frame *frames; /* [n_frames] the same tables */
    size_t n_frames;
    enum report_format format; /* text; json: an object with all tables; csv: the first table that is printed */
    enum report_lang lang;
    bool color;
};

/* SIM_E_NOMEM, SIM_E_IO. */
int report_study_print(FILE *out, const struct report_study *study, struct sim_err *err)
    __attribute__((warn_unused_result));

/* The kept table of this name, or NULL. */
const struct frame *report_study_frame(const struct report_study *study, const char *name);

/* Sentences of one command: appends paragraphs with the finding (layout_paragraph), and afterwards items of how to read it
 * (layout_item). Either may be NULL. */
struct text;
struct study_sayings {
    const char *command;
    void (*finding)(struct text *out, const struct report_study *study);
    void (*reading)(struct text *out, const struct report_study *study);
};
extern const struct study_sayings study_sayings_sweep;       /* say_sweep.c */
extern const struct study_sayings study_sayings_sensitivity; /* say_sensitivity.c */
extern const struct study_sayings study_sayings_calibrate;   /* say_calibrate.c */
extern const struct study_sayings study_sayings_discover;    /* say_discover.c */
extern const struct study_sayings study_sayings_select;      /* say_select.c */
extern const struct study_sayings study_sayings_advise;      /* say_advise.c */

/* Inside of sim/report: says why there are shares beyond 0 and 1, or predictions that the outcome cannot have; nothing
 * when there are none. */
struct text;
void report_study_beyond(struct text *out, const struct report_study *study);

#endif
