/* Merging the parts of one experiment, run on different machines or by different processes, into one result. */
#ifndef SIM_STORE_MERGE_H
#define SIM_STORE_MERGE_H

#include <stddef.h>

#include "sim/base/err.h"
#include "sim/store/store.h"

struct store_merge_counts {
    size_t runs;     /* taken over from the inputs */
    size_t known;    /* found in `path` or in an earlier input as well, with the same numbers */
    size_t failures; /* failed runs in the result */
    bool complete;   /* the result holds every replication of every arm that any input was completed for */
};

struct store_merge_job {
    const char *path;          /* the result */
    const char *const *inputs; /* [n] */
    size_t n;
    /* NULL, or what computes tables from the runs of a result that is complete, before it takes its place. */
    int (*compute)(struct store *store, struct sim_err *err);
};

/* Brings the runs of the inputs together in the result, which is created when needed and may hold runs of the same
 * experiment already. All must be of the same model, program, scenario, seed, keeping of series, procedure and factors:
 * else SIM_E_MISMATCH. A run that several hold is kept once when its numbers are the same to the last bit; when they are
 * not, SIM_E_MISMATCH names the run and the file. A run that succeeded anywhere has not failed. What is exported does not
 * depend on the order of the inputs. Inputs are not changed; none may be `path`. Tables that a study computed are not
 * taken over: its command computes them from the runs.
 *
 * All or nothing: after a failure, and at any moment before the end, the result is as it was, to the byte, or absent.
 * Until the end the work is in the file PATH-merge, so a result that exists needs room for another one; a merge that was
 * killed leaves that file, and begins anew with it when it is called again. */
int store_merge(const struct store_merge_job *job, struct store_merge_counts *counts, struct sim_err *err)
    __attribute__((warn_unused_result));

/* Keeps in a result that it is part shard + 1 of n_shards of an experiment of runs[arm] runs in all, arms in the order of the
 * scenario, so that a merge can say what is missing. A result may be several parts. */
int store_note_part(struct store *store, size_t shard, size_t n_shards, const size_t *runs, size_t n_arms,
                    struct sim_err *err) __attribute__((warn_unused_result));
/* How many of the runs are there that the merged parts are of, what is missing by arm, and which parts were not merged: a
 * line of text, "" when the result is not of parts. A run that failed is there. */
struct text;
int store_tell_lack(struct store *store, struct text *out, struct sim_err *err) __attribute__((warn_unused_result));

#endif
