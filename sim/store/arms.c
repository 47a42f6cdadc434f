/* The arms in the file: each keeps its key, whatever its name or place in the scenario becomes. */
#include "sim/store/sql.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

static const char doing[] = "compare the arms";

struct kept_arm {
    int64_t id;
    char *name, *hash;
    bool hidden, matched;
};

struct kept_arms {
    struct kept_arm *arms;
    size_t n;
};

static void free_kept(struct kept_arms *kept)
{
    for (size_t i = 0; i < kept->n; i++) {
        free(kept->arms[i].name);
        free(kept->arms[i].hash);
    }
    free(kept->arms);
}

static char *column_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return sim_strdup(text != NULL ? text : "");
}

static int read_kept(struct store *store, struct kept_arms *kept, struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int64_t n = 0;
    int rc = SQLITE_DONE;
    int status = store_sql_number(store, "SELECT count(*) FROM arms", &n, doing, err);
    if (status == SIM_OK && (kept->arms = sim_calloc((size_t)n, sizeof *kept->arms)) == NULL)
        status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
    if (status == SIM_OK)
        status = store_sql_prepare(store, "SELECT arm, name, hash, hidden FROM arms ORDER BY position", &statement,
                                   doing, err);
    while (status == SIM_OK && kept->n < (size_t)n && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
        struct kept_arm *arm = &kept->arms[kept->n++];
        *arm = (struct kept_arm){.id = sqlite3_column_int64(statement, 0),
                                 .name = column_text(statement, 1),
                                 .hash = column_text(statement, 2),
                                 .hidden = sqlite3_column_int(statement, 3) != 0};
        if (arm->name == NULL || arm->hash == NULL)
            status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
    }
    if (status == SIM_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
        status = store_sql_fail(store, rc, doing, err);
    sqlite3_finalize(statement);
    return status;
}

static void hash_text(char text[32], const struct scenario_arm *arm)
{
    (void)snprintf(text, 32, "%016" PRIx64, arm->hash);
}

/* How much an arm of the scenario must share with one of the file to be it. Listed arms are known by their names; the
 * names of twins follow from the other arms, so that they are known by their settings. A twin may have become a listed
 * arm, since a listed arm with the same settings takes its place. */
enum likeness { SAME_NAME, SAME_SETTINGS, NOW_LISTED, N_LIKENESSES };

static bool alike(const struct kept_arm *kept, const struct scenario_arm *arm, enum likeness likeness)
{
    char hash[32];
    hash_text(hash, arm);
    if (strcmp(hash, kept->hash) != 0)
        return false;
    switch (likeness) {
    case SAME_NAME:
        return kept->hidden == arm->hidden && strcmp(kept->name, arm->name) == 0;
    case SAME_SETTINGS:
        return kept->hidden && arm->hidden;
    default:
        return kept->hidden && !arm->hidden;
    }
}

static void append(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void append(char *text, size_t size, const char *format, ...)
{
    const size_t length = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text + length, size - length, format, arguments);
    va_end(arguments);
}

/* Names the arms without a match, the first few of them. */
static void tell_unmatched(const struct kept_arms *kept, const struct scenario *scenario, char *text, size_t size)
{
    enum { MOST = 6 };
    size_t n = 0;
    for (size_t i = 0; i < kept->n; i++) {
        const struct kept_arm *arm = &kept->arms[i];
        bool named = false;
        if (arm->matched || ++n > MOST)
            continue;
        for (size_t j = 0; j < scenario->n_arms; j++)
            named = named || (!scenario->arms[j].hidden && strcmp(scenario->arms[j].name, arm->name) == 0);
        append(text, size, "%s", n > 1 ? ", " : "");
        if (arm->hidden)
            append(text, size, "the twin \"%s\" (no twin has these settings now)", arm->name);
        else
            append(text, size, "the arm \"%s\" (%s)", arm->name, named ? "other settings now" : "not there now");
    }
    if (n > MOST)
        append(text, size, " and %zu more arms", n - MOST);
}

int store_arms_match(struct store *store, const struct scenario *scenario, int64_t *ids, char *text, size_t size,
                     struct sim_err *err)
{
    struct kept_arms kept = {0};
    int status = read_kept(store, &kept, err);
    text[0] = '\0';
    for (size_t j = 0; j < scenario->n_arms; j++)
        ids[j] = -1;
    for (int likeness = 0; status == SIM_OK && likeness < N_LIKENESSES; likeness++)
        for (size_t i = 0; i < kept.n; i++)
            for (size_t j = 0; j < scenario->n_arms && !kept.arms[i].matched; j++)
                if (ids[j] < 0 && alike(&kept.arms[i], &scenario->arms[j], (enum likeness)likeness)) {
                    ids[j] = kept.arms[i].id;
                    kept.arms[i].matched = true;
                }
    if (status == SIM_OK)
        tell_unmatched(&kept, scenario, text, size);
    free_kept(&kept);
    return status;
}

/* Whether the file has the arm of this position as it is now. */
static int is_there(struct store *store, sqlite3_stmt *same, int64_t position, const struct scenario_arm *arm,
                    int64_t twin, bool *there, struct sim_err *err)
{
    int rc = sqlite3_bind_int64(same, 1, store->arm_ids[position]);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int64(same, 2, position);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(same, 3, arm->name, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int(same, 4, arm->hidden);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_int64(same, 5, twin);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(same);
    *there = rc == SQLITE_ROW;
    (void)sqlite3_reset(same);
    return rc == SQLITE_ROW || rc == SQLITE_DONE ? SIM_OK : store_sql_fail(store, rc, doing, err);
}

int store_arms_write(struct store *store, const struct scenario *scenario, bool *changed, struct sim_err *err)
{
    static const char writing[] = "write the arms";
    sqlite3_stmt *statement = NULL, *same = NULL;
    int64_t next = 0;
    for (size_t j = 0; j < scenario->n_arms; j++)
        next = store->arm_ids[j] >= next ? store->arm_ids[j] + 1 : next;
    for (size_t j = 0; j < scenario->n_arms; j++)
        if (store->arm_ids[j] < 0)
            store->arm_ids[j] = next++;
    int status = store_sql_prepare(store,
                                   "INSERT INTO arms(arm, position, name, hidden, twin, hash) VALUES(?, ?, ?, ?, ?, ?)"
                                   " ON CONFLICT(arm) DO UPDATE SET position = excluded.position, name = excluded.name,"
                                   " hidden = excluded.hidden, twin = excluded.twin",
                                   &statement, writing, err);
    /* An arm that is there already is not written: the file may be one that can only be read. */
    if (status == SIM_OK)
        status = store_sql_prepare(store,
                                   "SELECT 1 FROM arms WHERE arm = ? AND position = ? AND name = ? AND hidden = ?"
                                   " AND twin = ?",
                                   &same, writing, err);
    *changed = false;
    for (size_t j = 0; status == SIM_OK && j < scenario->n_arms; j++) {
        const struct scenario_arm *arm = &scenario->arms[j];
        const bool has_twin = arm->twin >= 0 && (size_t)arm->twin < scenario->n_arms;
        const int64_t twin = has_twin ? store->arm_ids[arm->twin] : INT64_C(-1);
        bool there = false;
        char hash[32];
        hash_text(hash, arm);
        status = is_there(store, same, (int64_t)j, arm, twin, &there, err);
        if (status == SIM_OK && !there)
            status = store_sql_insert(store, statement, writing, err, "iitiit", store->arm_ids[j], (int64_t)j,
                                      arm->name, (int64_t)arm->hidden, twin, hash);
        *changed = *changed || !there;
    }
    sqlite3_finalize(statement);
    sqlite3_finalize(same);
    return status;
}

int store_arms_load(struct store *store, struct sim_err *err)
{
    struct kept_arms kept = {0};
    int status = read_kept(store, &kept, err);
    if (status == SIM_OK && (store->arm_ids = sim_calloc(kept.n, sizeof *store->arm_ids)) == NULL)
        status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
    for (size_t i = 0; status == SIM_OK && i < kept.n; i++)
        store->arm_ids[i] = kept.arms[i].id;
    store->n_arms = status == SIM_OK ? kept.n : 0;
    free_kept(&kept);
    return status;
}
