#include "sim/store/merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sim/base/mem.h"
#include "sim/store/sql.h"

static const char doing[] = "merge the results";

/* The first column of the first row, "" when there is none; to be freed. */
static int query_text(struct store *store, const char *sql, char **out, struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    *out = NULL;
    int status = store_sql_prepare(store, sql, &statement, doing, err);
    if (status != SIM_OK)
        return status;
    const int rc = sqlite3_step(statement);
    const char *text = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        status = store_sql_fail(store, rc, doing, err);
    else if ((*out = sim_strdup(text != NULL ? text : "")) == NULL)
        status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
    sqlite3_finalize(statement);
    return status;
}

/* What must be the same in every part; the text that a query gives when it is not. Arms are compared by their place in
 * the scenario, because their keys depend on what was run first. */
static const struct {
    const char *what, *query;
} agreements[] = {
    {"the table of outcomes", "SELECT 'differs' FROM (SELECT * FROM main.outcome_labels EXCEPT SELECT * FROM"
                              " shard.outcome_labels UNION ALL SELECT * FROM (SELECT * FROM shard.outcome_labels EXCEPT"
                              " SELECT * FROM main.outcome_labels))"},
    {"the purposes of money", "SELECT 'differ' FROM (SELECT * FROM main.purposes EXCEPT SELECT * FROM shard.purposes"
                              " UNION ALL SELECT * FROM (SELECT * FROM shard.purposes EXCEPT SELECT * FROM"
                              " main.purposes))"},
    {"the kinds of events", "SELECT 'differ' FROM (SELECT * FROM main.event_kinds EXCEPT SELECT * FROM"
                            " shard.event_kinds UNION ALL SELECT * FROM (SELECT * FROM shard.event_kinds EXCEPT"
                            " SELECT * FROM main.event_kinds))"},
    {"the parameters that are varied", "SELECT 'differ' FROM (SELECT * FROM main.factors EXCEPT SELECT * FROM"
                                       " shard.factors UNION ALL SELECT * FROM (SELECT * FROM shard.factors EXCEPT"
                                       " SELECT * FROM main.factors))"},
    {"the arms",
     "SELECT 'differ' FROM (SELECT position, name, hidden, hash FROM main.arms EXCEPT SELECT position, name,"
     " hidden, hash FROM shard.arms UNION ALL SELECT * FROM (SELECT position, name, hidden, hash FROM"
     " shard.arms EXCEPT SELECT position, name, hidden, hash FROM main.arms))"},
    {"the points of the design", "SELECT 'point ' || s.point || ': ' || m.text || ' and ' || s.text FROM"
                                 " shard.point_values s JOIN main.point_values m ON m.point = s.point AND"
                                 " m.factor = s.factor WHERE m.value IS NOT s.value"},
};

static int agree(struct store *store, const char *input, struct sim_err *err)
{
    static const char meta[] = "SELECT m.key || ': ' || m.value || ' and ' || coalesce(s.value, 'nothing')"
                               " FROM main.meta m LEFT JOIN shard.meta s ON s.key = m.key"
                               " WHERE m.key IN ('model', 'model_version', 'program_version', 'scenario_hash', 'seed',"
                               " 'series', 'events', 'procedure', 'spinup_months', 'horizon_months')"
                               " AND m.value IS NOT s.value ORDER BY m.key";
    char *text = NULL;
    int status = query_text(store, meta, &text, err);
    if (status == SIM_OK && text != NULL && text[0] != '\0')
        status = sim_fail(err, SIM_E_MISMATCH, "%s: is of another experiment than %s (%s)", input, store->path, text);
    free(text);
    for (size_t i = 0; status == SIM_OK && i < sizeof agreements / sizeof agreements[0]; i++) {
        status = query_text(store, agreements[i].query, &text, err);
        if (status == SIM_OK && text != NULL && text[0] != '\0')
            status = sim_fail(err, SIM_E_MISMATCH, "%s: is of another experiment than %s (%s: %s)", input, store->path,
                              agreements[i].what, text);
        free(text);
        text = NULL;
    }
    return status;
}

/* An empty result becomes one of the experiment of the first input. */
static int describe(struct store *store, struct sim_err *err)
{
    static const char copy[] = "INSERT INTO main.meta SELECT * FROM shard.meta WHERE key NOT IN ('status', 'finished',"
                               " 'replications', 'asked_runs');"
                               "INSERT INTO main.meta VALUES('status', 'running');"
                               "INSERT INTO main.arms SELECT * FROM shard.arms;"
                               "INSERT INTO main.factors SELECT * FROM shard.factors;"
                               "INSERT INTO main.outcome_labels SELECT * FROM shard.outcome_labels;"
                               "INSERT INTO main.purposes SELECT * FROM shard.purposes;"
                               "INSERT INTO main.event_kinds SELECT * FROM shard.event_kinds;"
                               "INSERT INTO main.parameters SELECT * FROM shard.parameters;";
    int status = store_scheme_tables(store, err);
    if (status == SIM_OK)
        status = store_sql_run(store, copy, doing, err);
    return status == SIM_OK ? store_scheme_views(store, err) : status;
}

/* What belongs to no run: points, parties and names. What an earlier merge computed is no longer true. */
static int take_common(struct store *store, struct sim_err *err)
{
    static const char common[] =
        "DELETE FROM main.meta WHERE key IN ('finished', 'replications', 'points', 'asked_runs');"
        "UPDATE main.meta SET value = 'running' WHERE key = 'status';"
        "INSERT OR IGNORE INTO main.point_values SELECT * FROM shard.point_values;"
        "INSERT INTO main.parties(name, kind, listed, position) SELECT name, kind, listed, position FROM shard.parties"
        " WHERE true ORDER BY party ON CONFLICT(name) DO UPDATE SET kind = max(kind, excluded.kind),"
        " listed = max(listed, excluded.listed), position = min(position, excluded.position);"
        "INSERT OR IGNORE INTO main.event_names(text) SELECT text FROM shard.event_names ORDER BY name;";
    const int status = store_drop_computed(store, err);
    return status == SIM_OK ? store_sql_run(store, common, doing, err) : status;
}

/* A run that failed in several parts has one reason, whatever the order of the parts; one that succeeded has none. */
static int take_failures(struct store *store, struct sim_err *err)
{
    static const char failures[] =
        "INSERT INTO main.failed_runs SELECT f.point, m.arm, f.replication, f.seed, f.error FROM shard.failed_runs f"
        " JOIN shard.arms s ON s.arm = f.arm JOIN main.arms m ON m.position = s.position WHERE true"
        " ON CONFLICT DO UPDATE SET error = min(error, excluded.error);"
        "DELETE FROM main.failed_runs WHERE EXISTS (SELECT 1 FROM main.done d WHERE d.point = failed_runs.point"
        " AND d.arm = failed_runs.arm AND d.replication = failed_runs.replication);";
    return store_sql_run(store, failures, doing, err);
}

static int attach(struct store *store, const char *path, struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = store_sql_prepare(store, "ATTACH ? AS shard", &statement, doing, err);
    if (status == SIM_OK)
        status = store_sql_insert(store, statement, doing, err, "t", path);
    sqlite3_finalize(statement);
    return status;
}

static int take_parts(struct store *store, struct sim_err *err)
{
    char *parts = NULL, *wanted = NULL;
    int status = query_text(store, "SELECT value FROM shard.meta WHERE key = 'parts'", &parts, err);
    if (status == SIM_OK)
        status = query_text(store, "SELECT value FROM shard.meta WHERE key = 'wanted_runs'", &wanted, err);
    if (status == SIM_OK)
        status = store_take_part(store, parts, wanted, err);
    free(parts);
    free(wanted);
    return status;
}

/* Everything of one input but its runs, in one transaction. */
static int begin_input(struct store *store, const char *input, struct sim_err *err)
{
    int64_t version = 0;
    int status = store_begin(store, err);
    if (status != SIM_OK)
        return status;
    status = store_sql_number(store, "PRAGMA main.user_version", &version, doing, err);
    if (status == SIM_OK && version == 0)
        status = describe(store, err);
    if (status == SIM_OK)
        status = agree(store, input, err);
    if (status == SIM_OK)
        status = take_common(store, err);
    if (status == SIM_OK)
        status = take_parts(store, err);
    if (status == SIM_OK)
        return store_commit(store, err);
    store_abandon(store);
    return status;
}

/* Replications that the input was completed for; 0 when it was not. */
static int completed(struct store *store, int64_t *replications, struct sim_err *err)
{
    return store_sql_number(store,
                            "SELECT CAST(r.value AS INTEGER) FROM shard.meta r JOIN shard.meta s ON s.key = 'status'"
                            " AND s.value = 'complete' WHERE r.key = 'replications'",
                            replications, doing, err);
}

static int merge_attached(struct store *store, const char *input, struct store_merge_counts *counts,
                          int64_t *replications, struct sim_err *err)
{
    int64_t own = 0;
    int status = begin_input(store, input, err);
    if (status == SIM_OK)
        status = completed(store, &own, err);
    if (own > *replications)
        *replications = own;
    if (status == SIM_OK)
        status = store_begin(store, err);
    if (status != SIM_OK)
        return status;
    status = store_merge_runs(store, input, &counts->runs, &counts->known, err);
    if (status == SIM_OK)
        status = take_failures(store, err);
    if (status == SIM_OK)
        return store_commit(store, err);
    store_abandon(store);
    return status;
}

/* The input is opened by itself first: that looks at what it is, and rolls back what a killed run left in it. */
static int merge_input(struct store *store, const char *target, const char *input, struct store_merge_counts *counts,
                       int64_t *replications, struct sim_err *err)
{
    struct store *part = NULL;
    struct stat own, other;
    int status = store_open(input, &part, err);
    if (status != SIM_OK)
        return status;
    if (stat(part->path, &own) == 0 && stat(target, &other) == 0 && own.st_dev == other.st_dev
        && own.st_ino == other.st_ino)
        status = sim_fail(err, SIM_E_INPUT, "%s: is both what is merged and where it goes", input);
    if (status == SIM_OK)
        status = attach(store, part->path, err);
    store_close(part);
    if (status != SIM_OK)
        return status;
    status = merge_attached(store, input, counts, replications, err);
    const int detached = store_sql_run(store, "DETACH shard", doing, status == SIM_OK ? err : NULL);
    return status == SIM_OK ? detached : status;
}

/* Complete when every arm that was run at all has all replications at every point, and no procedure says that there is
 * more to it. */
static int conclude(struct store *store, int64_t replications, struct store_merge_counts *counts, struct sim_err *err)
{
    static const char lacking[] =
        "SELECT (SELECT count(DISTINCT arm) FROM done)"
        " * max(1, (SELECT count(DISTINCT point) FROM point_values)) * %lld"
        " - (SELECT count(*) FROM (SELECT point, arm, replication FROM done UNION"
        " SELECT point, arm, replication FROM failed_runs) WHERE replication < %lld)"
        " + (SELECT count(*) FROM meta WHERE key = 'procedure' AND value NOT IN ('', '" STORE_RUN "'))";
    char sql[512];
    int64_t lack = 0, failures = 0;
    (void)snprintf(sql, sizeof sql, lacking, (long long)replications, (long long)replications);
    int status = store_sql_number(store, sql, &lack, doing, err);
    if (status == SIM_OK)
        status = store_sql_number(store, "SELECT count(*) FROM failed_runs", &failures, doing, err);
    counts->failures = (size_t)failures;
    counts->complete = replications > 0 && lack == 0;
    return status == SIM_OK && counts->complete ? store_finish(store, (size_t)replications, err) : status;
}

/* Merges into the open work file. */
static int fill(struct store *store, const char *target, const struct store_merge_job *job,
                struct store_merge_counts *counts, struct sim_err *err)
{
    int64_t replications = 0;
    int status = SIM_OK;
    for (size_t i = 0; status == SIM_OK && i < job->n; i++)
        status = merge_input(store, target, job->inputs[i], counts, &replications, err);
    if (status == SIM_OK)
        status = conclude(store, replications, counts, err);
    if (status == SIM_OK)
        status = store_arms_load(store, err);
    if (status == SIM_OK && counts->complete && job->compute != NULL)
        status = job->compute(store, err);
    return status;
}

int store_merge(const struct store_merge_job *job, struct store_merge_counts *counts, struct sim_err *err)
{
    struct store *store = NULL;
    struct store_lock *lock = NULL;
    struct store_place place = {0};
    *counts = (struct store_merge_counts){0};
    if (job->n == 0)
        return sim_fail(err, SIM_E_INPUT, "there is nothing to merge into %s", job->path);
    int status = store_claim(job->path, false, &lock, err);
    if (status == SIM_OK)
        status = store_place_find(job->path, &place, err);
    if (status == SIM_OK)
        status = store_place_open(&place, job->path, &store, err);
    if (status == SIM_OK)
        status = fill(store, place.target, job, counts, err);
    store_close(store);
    if (status == SIM_OK)
        status = store_place_take(&place, job->path, err);
    store_place_leave(&place);
    store_lock_release(lock);
    return status;
}
