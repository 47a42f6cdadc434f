/* Parts of an experiment (--shard I/N): what a result knows of those that it is made of. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/base/text.h"
#include "sim/store/merge.h"
#include "sim/store/sql.h"

/* In meta: "1/7 3/7", and the runs of the whole experiment by arm in the order of the scenario, "15 15 15". */
static const char parts_key[] = "parts", wanted_key[] = "wanted_runs";
static const char doing[] = "keep which part this is";
enum { MOST_NAMED = 12 };

static bool has_part(const char *list, uintmax_t part, uintmax_t parts)
{
    for (char *end; list != NULL && *list != '\0'; list = end) {
        const uintmax_t i = strtoumax(list, &end, 10);
        if (*end != '/')
            return false;
        if (strtoumax(end + 1, &end, 10) == parts && i == part)
            return true;
    }
    return false;
}

static void add_parts(struct text *out, const char *known, const char *more)
{
    text_add(out, known);
    for (char *end; *more != '\0'; more = end) {
        const uintmax_t part = strtoumax(more, &end, 10);
        if (*end != '/')
            return;
        const uintmax_t parts = strtoumax(end + 1, &end, 10);
        if (!has_part(known, part, parts))
            text_printf(out, "%s%ju/%ju", out->n > 0 ? " " : "", part, parts);
    }
}

/* Arm by arm the larger number: parts may have been asked for different numbers of replications. */
static void add_wanted(struct text *out, const char *known, const char *more)
{
    while (*known != '\0' || *more != '\0') {
        char *after_known, *after_more;
        const uintmax_t a = strtoumax(known, &after_known, 10), b = strtoumax(more, &after_more, 10);
        if (after_known == known && after_more == more)
            return;
        text_printf(out, "%s%ju", out->n > 0 ? " " : "", a > b ? a : b);
        known = after_known;
        more = after_more;
    }
}

static int keep(struct store *store, const char *key, const char *more,
                void (*add)(struct text *out, const char *known, const char *more), struct sim_err *err)
{
    struct text both = {0};
    char *known = NULL;
    int status = store_meta_get(store, key, &known, err);
    if (status == SIM_OK) {
        add(&both, known != NULL ? known : "", more);
        if (both.failed)
            status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
        else if (strcmp(known != NULL ? known : "", text_get(&both)) != 0)
            status = store_meta_set(store, key, text_get(&both), err);
    }
    free(known);
    text_free(&both);
    return status;
}

int store_note_part(struct store *store, size_t shard, size_t n_shards, const size_t *runs, size_t n_arms,
                    struct sim_err *err)
{
    struct text wanted = {0};
    char part[64];
    (void)snprintf(part, sizeof part, "%zu/%zu", shard + 1, n_shards);
    for (size_t a = 0; a < n_arms; a++)
        text_printf(&wanted, "%s%zu", a > 0 ? " " : "", runs[a]);
    int status = wanted.failed ? sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path)
                               : store_scope_open(store, doing, err);
    if (status == SIM_OK) {
        status = keep(store, parts_key, part, add_parts, err);
        if (status == SIM_OK)
            status = keep(store, wanted_key, text_get(&wanted), add_wanted, err);
        status = store_scope_close(store, status, doing, err);
    }
    text_free(&wanted);
    return status;
}

int store_take_part(struct store *store, const char *parts, const char *wanted, struct sim_err *err)
{
    const int status = keep(store, parts_key, parts, add_parts, err);
    return status == SIM_OK ? keep(store, wanted_key, wanted, add_wanted, err) : status;
}

/* "5/7, 6/7": parts of a division that no input was. */
static void tell_parts(struct text *out, const char *list)
{
    size_t n = 0;
    for (const char *at = list; at != NULL && *at != '\0';) {
        char *end;
        (void)strtoumax(at, &end, 10);
        if (*end != '/')
            break;
        const uintmax_t parts = strtoumax(end + 1, &end, 10);
        bool first = true; /* of this division */
        for (const char *before = list; first && before < at;) {
            char *next;
            (void)strtoumax(before, &next, 10);
            first = strtoumax(next + 1, &next, 10) != parts;
            before = next;
        }
        for (uintmax_t i = 1; first && i <= parts; i++)
            if (!has_part(list, i, parts) && n++ < MOST_NAMED)
                text_printf(out, "%s%ju of %ju", n > 1 ? ", " : "; parts that were not merged: ", i, parts);
        at = end;
    }
    if (n > MOST_NAMED)
        text_printf(out, " and %zu more", n - MOST_NAMED);
}

/* "lead 9 of 30": what is missing of every arm. *done and *total: of all arms. */
static int tell_arms(struct store *store, const char *wanted, struct text *out, uintmax_t *done, uintmax_t *total,
                     struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int rc = SQLITE_DONE;
    size_t n = 0;
    int status = store_sql_prepare(store,
                                   "SELECT a.name, (SELECT count(*) FROM done d WHERE d.arm = a.arm)"
                                   " + (SELECT count(*) FROM failed_runs f WHERE f.arm = a.arm)"
                                   " FROM arms a ORDER BY a.position",
                                   &statement, "count the runs", err);
    while (status == SIM_OK && *wanted != '\0' && (rc = sqlite3_step(statement)) == SQLITE_ROW) {
        char *end;
        const uintmax_t own = strtoumax(wanted, &end, 10), found = (uintmax_t)sqlite3_column_int64(statement, 1);
        if (end == wanted)
            break;
        *done += found < own ? found : own;
        *total += own;
        if (found < own)
            text_printf(out, "%s%s %ju of %ju", n++ > 0 ? ", " : "", (const char *)sqlite3_column_text(statement, 0),
                        found, own);
        wanted = end;
    }
    if (status == SIM_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
        status = store_sql_fail(store, rc, "count the runs", err);
    sqlite3_finalize(statement);
    return status;
}

int store_tell_lack(struct store *store, struct text *out, struct sim_err *err)
{
    struct text arms = {0};
    char *parts = NULL, *wanted = NULL;
    uintmax_t done = 0, total = 0;
    int status = store_meta_get(store, parts_key, &parts, err);
    if (status == SIM_OK)
        status = store_meta_get(store, wanted_key, &wanted, err);
    if (status == SIM_OK && wanted != NULL)
        status = tell_arms(store, wanted, &arms, &done, &total, err);
    if (status == SIM_OK && done < total) {
        text_printf(out, "%ju of %ju runs are there (%s)", done, total, text_get(&arms));
        tell_parts(out, parts);
    } else if (status == SIM_OK && total > 0) {
        text_printf(out, "all %ju runs are there", total);
    }
    if (status == SIM_OK && (arms.failed || out->failed))
        status = sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
    text_free(&arms);
    free(parts);
    free(wanted);
    return status;
}
