#include "sim/store/sql.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/base/mem.h"

enum file_kind { FILE_ABSENT, FILE_EMPTY, FILE_FOREIGN, FILE_OURS };

static uint32_t big_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | (uint32_t)bytes[3];
}

/* Looks at the file's first bytes without SQLite, which could roll back a journal of a database that is not ours. Byte
 * 60 of SQLite's header holds user_version, byte 68 application_id. */
static int inspect(const char *path, enum file_kind *kind, uint32_t *format, struct sim_err *err)
{
    static const char magic[16] = "SQLite format 3";
    unsigned char header[100];
    struct stat status;
    *kind = FILE_ABSENT;
    *format = 0;
    if (stat(path, &status) != 0)
        return errno == ENOENT ? SIM_OK
                               : sim_fail(err, SIM_E_IO, "%s: cannot open the result: %s", path, strerror(errno));
    *kind = FILE_FOREIGN;
    if (!S_ISREG(status.st_mode))
        return SIM_OK;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return sim_fail(err, SIM_E_IO, "%s: cannot open the result: %s", path, strerror(errno));
    const size_t n = fread(header, 1, sizeof header, file);
    const bool failed = ferror(file) != 0;
    (void)fclose(file);
    if (failed)
        return sim_fail(err, SIM_E_IO, "%s: cannot read the result: %s", path, strerror(errno));
    if (n == 0)
        *kind = FILE_EMPTY;
    else if (n == sizeof header && memcmp(header, magic, sizeof magic) == 0
             && big_endian(header + 68) == (uint32_t)STORE_APPLICATION_ID) {
        *kind = FILE_OURS;
        *format = big_endian(header + 60);
    }
    return SIM_OK;
}

static int fail_foreign(const char *path, struct sim_err *err)
{
    return sim_fail(err, SIM_E_STORE, "%s: is not a result of samenspel and is left as it is; choose another file",
                    path);
}

/* mkdir -p of the folder of `path`. */
static int make_folder(const char *path, struct sim_err *err)
{
    int status = SIM_OK;
    char *folder = sim_strdup(path);
    if (folder == NULL)
        return sim_fail(err, SIM_E_NOMEM, "%s: out of memory", path);
    for (char *slash = strchr(folder + 1, '/'); folder[0] != '\0' && slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
            status = sim_fail(err, SIM_E_IO, "%s: cannot make the folder %s: %s", path, folder, strerror(errno));
            break;
        }
        *slash = '/';
    }
    free(folder);
    return status;
}

/* Removes a result of ours, unless another program is at work in it. */
static int discard(const char *path, struct sim_err *err)
{
    struct store *store = NULL;
    int status = store_sql_open(path, SQLITE_OPEN_READWRITE, &store, err);
    if (status != SIM_OK)
        return status;
    const int rc = sqlite3_exec(store->db, "BEGIN EXCLUSIVE; ROLLBACK;", NULL, NULL, NULL);
    if ((rc & 0xff) == SQLITE_BUSY || (rc & 0xff) == SQLITE_LOCKED)
        status = store_sql_fail(store, rc, "discard the old result", err);
    store_close(store);
    if (status != SIM_OK)
        return status;
    /* The journal goes first: an old journal beside a new file would be taken for its own. */
    char *journal = sim_format("%s-journal", path);
    if (journal == NULL)
        return sim_fail(err, SIM_E_NOMEM, "%s: out of memory", path);
    if ((unlink(journal) != 0 && errno != ENOENT) || unlink(path) != 0)
        status = sim_fail(err, SIM_E_IO, "%s: cannot discard the old result: %s", path, strerror(errno));
    free(journal);
    return status;
}

struct differences {
    char text[640];
    size_t length;
};

static void differ(struct differences *d, const char *what, const char *stored, const char *wanted)
{
    if (strcmp(stored, wanted) == 0)
        return;
    const int n = snprintf(d->text + d->length, sizeof d->text - d->length, "%s%s (there: %s, now: %s)",
                           d->length > 0 ? ", " : "", what, stored, wanted);
    if (n > 0)
        d->length = d->length + (size_t)n < sizeof d->text ? d->length + (size_t)n : sizeof d->text - 1;
}

static int differ_meta(struct store *store, struct differences *d, const char *what, const char *key,
                       const char *wanted, struct sim_err *err)
{
    char *stored = NULL;
    const int status = store_meta_get(store, key, &stored, err);
    if (status == SIM_OK)
        differ(d, what, stored != NULL ? stored : "nothing", wanted);
    free(stored);
    return status;
}

/* An outcome table that changed without a new model version would mix up the columns. */
static int differ_outcomes(struct store *store, struct differences *d, const struct sim_model *model,
                           struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int rc = SQLITE_DONE;
    size_t n = 0;
    const int status = store_sql_prepare(store, "SELECT name FROM outcome_labels ORDER BY outcome", &statement,
                                         "read the outcomes", err);
    if (status != SIM_OK)
        return status;
    bool same = true;
    while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(statement, 0);
        same = same && n < model->n_outcomes && name != NULL && strcmp(name, model->outcomes[n].name) == 0;
        n++;
    }
    sqlite3_finalize(statement);
    if (rc != SQLITE_DONE)
        return store_sql_fail(store, rc, "read the outcomes", err);
    if (!same || n != model->n_outcomes)
        differ(d, "the table of outcomes", "of another build", "of this build");
    return SIM_OK;
}

/* SIM_E_MISMATCH with everything that differs between the file and the experiment at hand. */
static int match(struct store *store, const struct sim_model *model, const struct scenario *scenario, uint64_t seed,
                 bool series, struct sim_err *err)
{
    struct differences d = {.length = 0};
    char hash[32], number[32];
    (void)snprintf(hash, sizeof hash, "%016" PRIx64, scenario->hash);
    (void)snprintf(number, sizeof number, "%" PRIu64, seed);
    int status = differ_meta(store, &d, "the model", "model", model->name, err);
    if (status == SIM_OK)
        status = differ_meta(store, &d, "the model's version", "model_version", model->version, err);
    if (status == SIM_OK)
        status = differ_meta(store, &d, "the resolved scenario", "scenario_hash", hash, err);
    if (status == SIM_OK)
        status = differ_meta(store, &d, "the seed", "seed", number, err);
    if (status == SIM_OK)
        status = differ_meta(store, &d, "the keeping of monthly series", "series", series ? "yes" : "no", err);
    if (status == SIM_OK)
        status = differ_outcomes(store, &d, model, err);
    if (status == SIM_OK && d.length > 0)
        status =
            sim_fail(err, SIM_E_MISMATCH,
                     "%s: holds a result of another experiment, different in %s; use --fresh to discard it or give "
                     "another --out",
                     store->path, d.text);
    return status;
}

/* Everything in the transaction that opens a store for writing. */
static int prepare(struct store *store, const struct sim_model *model, const struct scenario *scenario, uint64_t seed,
                   bool series, struct sim_err *err)
{
    int version = 0;
    sqlite3_stmt *statement = NULL;
    int status = store_sql_run(store, "BEGIN IMMEDIATE", "start writing", err);
    if (status != SIM_OK)
        return status;
    status = store_sql_prepare(store, "PRAGMA user_version", &statement, "read the file", err);
    if (status == SIM_OK && sqlite3_step(statement) == SQLITE_ROW)
        version = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    if (status == SIM_OK && version == 0)
        status = store_scheme_create(store, model, scenario, seed, series, err);
    else if (status == SIM_OK)
        status = match(store, model, scenario, seed, series, err);
    if (status == SIM_OK)
        status = store_meta_set(store, "status", "running", err);
    if (status == SIM_OK)
        status =
            store_sql_run(store, "DELETE FROM summary; DELETE FROM contrasts; DELETE FROM meta WHERE key = 'finished';",
                          "start writing", err);
    if (status == SIM_OK)
        status = store_sql_run(store, "COMMIT", "start writing", err);
    if (status != SIM_OK)
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

int store_create(const char *path, const struct sim_model *model, const struct scenario *scenario, uint64_t seed,
                 bool series, bool fresh, struct store **out, struct sim_err *err)
{
    enum file_kind kind;
    uint32_t format;
    struct store *store = NULL;
    *out = NULL;
    int status = make_folder(path, err);
    if (status == SIM_OK)
        status = inspect(path, &kind, &format, err);
    if (status != SIM_OK)
        return status;
    if (kind == FILE_FOREIGN)
        return fail_foreign(path, err);
    if (kind == FILE_OURS && !fresh && format != STORE_FORMAT)
        return sim_fail(
            err, SIM_E_MISMATCH,
            "%s: was written in result format %u, this program writes format %d; use --fresh to discard it or "
            "give another --out",
            path, (unsigned)format, STORE_FORMAT);
    if (kind == FILE_OURS && fresh && (status = discard(path, err)) != SIM_OK)
        return status;
    status = store_sql_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &store, err);
    if (status != SIM_OK)
        return status;
    store->writable = true;
    store->series = series;
    store->n_arms = scenario->n_arms;
    store->n_outcomes = model->n_outcomes;
    store->n_purposes = model->n_purposes;
    /* A rollback journal, not WAL: the result is one file when closed, and it also works on network file systems.
     * FULL: a commit survives power loss. */
    status = store_sql_run(store, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;", "set up the file", err);
    if (status == SIM_OK)
        status = prepare(store, model, scenario, seed, series, err);
    if (status != SIM_OK) {
        store_close(store);
        return status;
    }
    *out = store;
    return SIM_OK;
}

int store_open(const char *path, struct store **out, struct sim_err *err)
{
    enum file_kind kind;
    uint32_t format;
    struct store *store = NULL;
    *out = NULL;
    int status = inspect(path, &kind, &format, err);
    if (status != SIM_OK)
        return status;
    if (kind == FILE_ABSENT)
        return sim_fail(err, SIM_E_IO, "%s: there is no such file", path);
    if (kind != FILE_OURS)
        return sim_fail(err, SIM_E_STORE, "%s: is not a result of samenspel", path);
    if (format != STORE_FORMAT)
        return sim_fail(err, SIM_E_STORE,
                        "%s: was written in result format %u by %s version of samenspel; this one reads "
                        "format %d",
                        path, (unsigned)format, format > STORE_FORMAT ? "a newer" : "an older", STORE_FORMAT);
    /* Opened for writing where that is allowed, because the journal of a killed run must be rolled back first. */
    status = store_sql_open(path, SQLITE_OPEN_READWRITE, &store, err);
    if (status != SIM_OK)
        return status;
    status = store_sql_run(store, "PRAGMA query_only = ON; SELECT count(*) FROM meta;", "read the result", err);
    if (status != SIM_OK) {
        store_close(store);
        return status;
    }
    *out = store;
    return SIM_OK;
}

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    for (size_t i = 0; i < STORE_N_STATEMENTS; i++)
        sqlite3_finalize(store->statements[i]);
    for (size_t i = 0; i < sizeof store->add_row / sizeof store->add_row[0]; i++)
        sqlite3_finalize(store->add_row[i]);
    (void)sqlite3_close(store->db); /* rolls back a batch that was not committed */
    free(store->path);
    free(store);
}
