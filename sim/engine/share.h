/* The work of one experiment shared by several ranks (sim/engine/ranks.h).
 *
 * Rank 0 hands out items in the order of its list, to its own threads one by one and to the other ranks as many as keep
 * them busy for a moment ahead, by what their runs have taken so far; the last ones in ever smaller portions. Finished
 * records come back and are kept on rank 0. Which rank did what changes no result.
 *
 * Messages from rank 0: SHARE_JOB (what is to be run), SHARE_ITEMS, SHARE_LIMIT (items from there on need not be started),
 * SHARE_STOP (abandon everything), SHARE_END. Of every item handed out, one result comes back: SHARE_RESULTS. The first
 * message of a rank is SHARE_HELLO. */
#ifndef SIM_ENGINE_SHARE_H
#define SIM_ENGINE_SHARE_H

#include <stddef.h>

#include "sim/base/err.h"
#include "sim/engine/experiment.h"
#include "sim/engine/parallel.h"
#include "sim/engine/ranks.h"
#include "sim/engine/work.h"

enum share_tag { SHARE_HELLO = 1, SHARE_RESULTS, SHARE_JOB, SHARE_ITEMS, SHARE_LIMIT, SHARE_STOP, SHARE_END };

/* How the result of an item travels: a record, or why there is none. */
enum share_result { SHARE_RECORD, SHARE_SKIPPED, SHARE_FAILED };

struct share_work {
    const struct experiment *experiment;
    const struct store_item *items; /* [n] */
    size_t n;
    parallel_work_fn *do_item;    /* on this rank */
    work_keep_fn *keep;           /* what another rank did */
    void (*flush)(void *context); /* keep what there is: the end may be near */
    void *context;                /* of all three */
};

/* Does all items on all ranks; returns what parallel_for returns, or SIM_E_MISMATCH and the like when another rank cannot
 * take part. */
int share_run(const struct share_work *work, struct sim_err *err) __attribute__((warn_unused_result));

/* Threads to work with on this rank, for the wish of the command line (0: none). */
int share_threads(const struct ranks *ranks, int wished);

/* What must be equal on all ranks: program, model, scenario, as text. NULL when out of memory; release with free(). */
char *share_identity(const struct experiment *experiment) __attribute__((warn_unused_result));

#endif
