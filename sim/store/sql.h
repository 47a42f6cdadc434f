/* Inside of sim/store only: the handle and the shared SQLite helpers. */
#ifndef SIM_STORE_SQL_H
#define SIM_STORE_SQL_H

#include <sqlite3.h>
#include <string.h>

#include "sim/store/read.h"
#include "sim/store/store.h"

enum {
    STORE_APPLICATION_ID = 0x53414d53, /* "SAMS": marks the file as ours in SQLite's header */
    STORE_FORMAT = 5,                  /* user_version: raise when the tables change (test_store_guard tells) */
    STORE_BUSY_MS = 5000,              /* for another writer to end, and for everyone else after a signal */
};

/* SQL for the number of replications or points that a complete result was asked for; of one that is not complete, or
 * with no such limit, more than there can be. */
#define STORE_ASKED(key)                                                            \
    "coalesce((SELECT CAST(asked.value AS INTEGER) FROM meta asked JOIN meta state" \
    " ON state.key = 'status' AND state.value = 'complete' WHERE asked.key = '" key "'), 9223372036854775807)"

enum store_statement {
    STORE_INSERT_DONE,
    STORE_INSERT_OUTCOME,
    STORE_INSERT_SERIES,
    STORE_INSERT_FLOW,
    STORE_INSERT_FLOW_MONTH,
    STORE_INSERT_PARTY,
    STORE_FIND_PARTY,
    STORE_INSERT_FAILURE,
    STORE_DELETE_FAILURE,
    STORE_INSERT_EVENT_NAME,
    STORE_INSERT_EVENT,
    STORE_N_STATEMENTS
};

struct store {
    sqlite3 *db;
    char *path;
    struct store_lock *lock;                      /* NULL: others may write, too */
    sqlite3_stmt *statements[STORE_N_STATEMENTS]; /* prepared when first used */
    sqlite3_stmt *add_row[2];                     /* summary, contrasts */
    int64_t *arm_ids;                      /* [n_arms] key in the file of each arm, in the order of the scenario */
    const struct scenario_factor *factors; /* [n_factors] borrowed; NULL when opened for reading */
    size_t n_arms, n_outcomes, n_purposes, n_factors, n_event_kinds;
    size_t n_points; /* that the file is known to hold; 1 without factors */
    uint64_t seed;
    bool writable, series, events;
    bool in_batch;                 /* between store_begin and store_commit */
    bool lost;                     /* SQLite gave up the open batch (disk full, I/O error) */
    const volatile int *stop;      /* of who writes; NULL: none */
    double waiting_ms, stopped_ms; /* wait.c: when the wait began, and when it was first seen that all should stop */
    bool stopping, told;
    size_t asked; /* runs that the present call wants in all, to be noted in its next batch; 0: nothing to note */
    bool settled; /* the file may be complete, with tables that the first change of its runs takes away */
};

/* lock.c */
struct store_lock;

/* What an open for writing is of. */
struct store_subject {
    const struct sim_model *model;
    const struct scenario *scenario;
    struct store_study study;
    uint64_t seed;
    bool series;
};

/* Turns SQLite's result `rc` into a status and a message: PATH: cannot DOING: why, and what to do. */
int store_sql_fail(struct store *store, int rc, const char *doing, struct sim_err *err);
/* Runs SQL without results. */
int store_sql_run(struct store *store, const char *sql, const char *doing, struct sim_err *err);
int store_sql_prepare(struct store *store, const char *sql, sqlite3_stmt **out, const char *doing, struct sim_err *err);
/* Runs a statement that gives no rows and makes it ready for the next use. */
int store_sql_step(struct store *store, sqlite3_stmt *statement, const char *doing, struct sim_err *err);
/* Binds the arguments in order and runs the statement: 'i' int64_t, 't' const char * (NULL: no value), 'd' double
 * (NaN: no value). */
int store_sql_insert(struct store *store, sqlite3_stmt *statement, const char *doing, struct sim_err *err,
                     const char *types, ...);
/* The whole number that a query gives; 0 when it gives no row or no value. */
int store_sql_number(struct store *store, const char *sql, int64_t *out, const char *doing, struct sim_err *err);
/* NULL when not there (SIM_OK); the value is to be freed. */
int store_meta_get(struct store *store, const char *key, char **value, struct sim_err *err);
int store_meta_set(struct store *store, const char *key, const char *value, struct sim_err *err);
/* Opens the SQLite file with our settings. `flags` as of sqlite3_open_v2. */
int store_sql_open(const char *path, int flags, struct store **out, struct sim_err *err);

/* open.c: the path can be written to as a result: its folder is made, the file is ours or free, and of this format.
 * With `fresh` what it held is discarded. `lock`: where the right to write to it goes, of those who write alone, when
 * *lock is NULL; also after a failure to be released. NULL: others may write, too. */
int store_claim(const char *path, bool fresh, struct store_lock **lock, struct sim_err *err);
/* lock.c: the right to write to the result at `path`, whose folder is there, until it is released. SIM_E_STORE, after
 * STORE_BUSY_MS, with who has it. *out is NULL where nothing can be locked (a read-only folder, some file systems):
 * there SQLite's locks have to do. */
int store_lock_take(const char *path, struct store_lock **out, struct sim_err *err);
/* lock.c: after the file is closed; NULL: nothing to do. */
void store_lock_release(struct store_lock *lock);
/* open.c: opens a claimed path. */
int store_open_writable(const char *path, struct store **out, struct sim_err *err);

/* For comparing to the last bit, the sign of -0.0 included. */
static inline uint64_t store_bits(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* wait.c: from now on, a file that others have is waited for (sim/store/wait.h). A result code of SQLite. */
int store_wait_install(struct store *store);
/* wait.c: whether all should stop, so that what waited in vain was interrupted. */
bool store_wait_stopped(const struct store *store);
/* write.c: a statement of writing, prepared when first used. */
int store_statement(struct store *store, enum store_statement which, sqlite3_stmt **out, struct sim_err *err);
/* events.c: the events of a run in its place in the file; keys: point, arm, replication. */
int store_write_events(struct store *store, const int64_t keys[3], const struct store_record *record,
                       struct sim_err *err);
/* events.c: the names of the kinds of events. */
int store_write_event_kinds(struct store *store, const struct sim_model *model, struct sim_err *err);

/* A transaction, or a part of the open batch that is kept or given up as a whole. */
int store_scope_open(struct store *store, const char *doing, struct sim_err *err);
/* Keeps what was written since when `status` is SIM_OK, or else gives it up; returns the first failure. */
int store_scope_close(struct store *store, int status, const char *doing, struct sim_err *err);

/* scheme.c: creates the tables and writes what is known of the experiment; in the caller's transaction. */
int store_scheme_create(struct store *store, const struct store_subject *subject, struct sim_err *err);
/* scheme.c: the empty tables. */
int store_scheme_tables(struct store *store, struct sim_err *err);
/* scheme.c: makes the views of what the file says that it keeps, or brings them up to date, in the caller's transaction:
 * an earlier version may have made the file. */
int store_scheme_views(struct store *store, struct sim_err *err);
/* scheme.c: the description that may change when a result is extended: title, arms' text and hash, reference. */
int store_scheme_describe(struct store *store, const struct scenario *scenario, struct sim_err *err);
/* parameters.c: the parameters of every arm, in place of what was there. */
int store_write_parameters(struct store *store, const struct sim_model *model, const struct scenario *scenario,
                           struct sim_err *err);
/* match.c: SIM_E_MISMATCH with everything that differs between the file and the experiment at hand, arms that it lacks
 * apart. */
int store_match(struct store *store, const struct store_subject *subject, struct sim_err *err);
/* arms.c: names of the arms of the file that the scenario has not, or not with these settings, into `text` ("" when
 * there are none), and the key in the file of every arm of the scenario, -1 when it has none, into ids[n_arms]. */
int store_arms_match(struct store *store, const struct scenario *scenario, int64_t *ids, char *text, size_t size,
                     struct sim_err *err);
/* arms.c: makes the arms of the file those of the scenario: adds, renames, reorders. store->arm_ids as store_arms_match
 * gives them; *changed when anything was written. */
int store_arms_write(struct store *store, const struct scenario *scenario, bool *changed, struct sim_err *err);
/* arms.c: store->arm_ids of a file that is opened for reading. */
int store_arms_load(struct store *store, struct sim_err *err);
/* points.c: the factors, written or compared: "" or what differs in `text`. */
int store_factors_write(struct store *store, struct sim_err *err);
int store_factors_differ(struct store *store, const struct store_study *study, char *text, size_t size,
                         struct sim_err *err);
/* points.c: store->n_points from the file. */
int store_points_count(struct store *store, struct sim_err *err);
/* frame.c: takes all tables away that were computed from the runs. */
int store_drop_computed(struct store *store, struct sim_err *err);
/* frame.c: before runs or points change, in the transaction that changes them: the result is running again, without what
 * was computed from it. Does nothing when that was done. */
int store_unsettle(struct store *store, struct sim_err *err);
/* merge_place.c: where a merge is made, and what it takes the place of. Start from zeros; release with store_place_leave. */
struct store_place {
    char *target, *work;
    unsigned mode; /* of the file that is there; 0: none */
    bool exists;   /* there is a result */
    bool made;     /* there is a work file, which goes when it is left */
};

int store_place_find(const char *path, struct store_place *place, struct sim_err *err);
/* A new work file with what the result holds, open for writing; messages name `path`. *out is to be closed after a
 * failure, too. */
int store_place_open(struct store_place *place, const char *path, struct store **out, struct sim_err *err);
/* Puts the work file, which is closed, in the place of the result. */
int store_place_take(struct store_place *place, const char *path, struct sim_err *err);
void store_place_leave(struct store_place *place);
/* merge_runs.c: takes over the runs of the attached input `shard`, in the open batch, which it renews now and then. */
int store_merge_runs(struct store *store, const char *input, size_t *runs, size_t *known, struct sim_err *err);
/* frame.c: contents.frames. */
int store_read_frames(struct store *store, struct store_contents *contents, struct sim_err *err);
/* dictionary.c: the rows of STORE_DICTIONARY. */
int store_each_description(const struct store_contents *contents, store_row_fn *each, void *context,
                           struct sim_err *err);
/* table.c: the rows of a query, of any number of columns. */
int store_each_result(struct store *store, const char *sql, store_row_fn *each, void *context, struct sim_err *err);
/* "2024-05-01T12:00:00Z" */
void store_now(char text[32]);

/* part.c: adds what an input of a merge says of its parts, in the caller's transaction. */
int store_take_part(struct store *store, const char *parts, const char *wanted, struct sim_err *err);

#endif
