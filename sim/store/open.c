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

/* Looks at the file's first bytes before any SQL, which could roll back a journal of a database that is not ours. Byte
 * 60 of SQLite's header holds user_version, byte 68 application_id. They are read through SQLite's file, not through
 * one of our own: closing that would take away the locks that this process has on the result in another handle. */
static int inspect(const char *path, enum file_kind *kind, uint32_t *format, struct sim_err *err)
{
    static const char magic[16] = "SQLite format 3";
    unsigned char header[100] = {0};
    struct stat status;
    struct store *store = NULL;
    *kind = FILE_ABSENT;
    *format = 0;
    if (stat(path, &status) != 0)
        return errno == ENOENT ? SIM_OK
                               : sim_fail(err, SIM_E_IO, "%s: cannot open the result: %s", path, strerror(errno));
    *kind = FILE_FOREIGN;
    if (S_ISDIR(status.st_mode))
        return sim_fail(err, SIM_E_STORE, "%s: is a folder; a result is a file", path);
    if (!S_ISREG(status.st_mode))
        return SIM_OK;
    const int opened = store_sql_open(path, SQLITE_OPEN_READONLY, &store, err);
    if (opened != SIM_OK)
        return opened;
    sqlite3_file *file = NULL;
    int rc = sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (rc == SQLITE_OK)
        rc = file->pMethods->xRead(file, header, (int)sizeof header, 0); /* what is missing is zero */
    const int failed =
        rc == SQLITE_OK || rc == SQLITE_IOERR_SHORT_READ ? SIM_OK : store_sql_fail(store, rc, "read the result", err);
    store_close(store);
    if (failed != SIM_OK)
        return failed;
    if (status.st_size == 0)
        *kind = FILE_EMPTY;
    else if (rc == SQLITE_OK && memcmp(header, magic, sizeof magic) == 0
             && big_endian(header + 68) == (uint32_t)STORE_APPLICATION_ID) {
        *kind = FILE_OURS;
        *format = big_endian(header + 60);
    }
    return SIM_OK;
}

static const char *age(uint32_t format)
{
    return format > STORE_FORMAT ? "a newer" : "an older";
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

/* What is known of the experiment, when that is new to the file: then tables that follow from the runs no longer hold. A
 * result whose description stays as it was is not written to. */
static int describe(struct store *store, const struct store_subject *subject, bool created, struct sim_err *err)
{
    char *stored = NULL, hash[32];
    bool changed = false;
    (void)snprintf(hash, sizeof hash, "%016" PRIx64, subject->scenario->hash);
    int status = store_arms_write(store, subject->scenario, &changed, err);
    if (status == SIM_OK)
        status = store_meta_get(store, "scenario_hash", &stored, err);
    changed = changed || stored == NULL || strcmp(stored, hash) != 0;
    free(stored);
    store->settled = true;
    if (status != SIM_OK || (!changed && !created))
        return status;
    if (!created)
        status = store_scheme_describe(store, subject->scenario, err);
    if (status == SIM_OK)
        status = store_write_parameters(store, subject->model, subject->scenario, err);
    return status == SIM_OK ? store_unsettle(store, err) : status;
}

/* Everything in the transaction that opens a store for writing. */
static int prepare(struct store *store, const struct store_subject *subject, struct sim_err *err)
{
    int64_t version = 0;
    /* Of a result that can only be read, everything may be there already: what cannot be written is refused when it is to
     * be. */
    const bool read_only = sqlite3_db_readonly(store->db, "main") == 1;
    int status = store_sql_run(store, read_only ? "BEGIN" : "BEGIN IMMEDIATE", "start writing", err);
    if (status != SIM_OK)
        return status;
    status = store_sql_number(store, "PRAGMA user_version", &version, "read the file", err);
    if (status == SIM_OK)
        status = version == 0 ? store_scheme_create(store, subject, err) : store_match(store, subject, err);
    if (status == SIM_OK)
        status = describe(store, subject, version == 0, err);
    if (status == SIM_OK)
        status = store_points_count(store, err);
    if (status == SIM_OK)
        status = store_sql_run(store, "COMMIT", "start writing", err);
    if (status != SIM_OK) {
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
        store->settled = true;
    }
    return status;
}

int store_open_writable(const char *path, struct store **out, struct sim_err *err)
{
    struct store *store = NULL;
    *out = NULL;
    int status = store_sql_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &store, err);
    if (status != SIM_OK)
        return status;
    store->writable = true;
    /* A rollback journal, not WAL: the result is one file when closed, and it also works on network file systems.
     * EXTRA: a commit survives power loss; with FULL the removal of the journal, which is the commit, might not. */
    status = store_sql_run(store, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;", "set up the file", err);
    if (status == SIM_OK)
        *out = store;
    else
        store_close(store);
    return status;
}

/* What the handle knows of the experiment. */
static int take_subject(struct store *store, const struct store_subject *subject, struct sim_err *err)
{
    store->series = subject->series;
    store->events = subject->study.events;
    store->seed = subject->seed;
    store->n_arms = subject->scenario->n_arms;
    store->n_outcomes = subject->model->n_outcomes;
    store->n_purposes = subject->model->n_purposes;
    store->n_event_kinds = subject->model->n_events;
    store->factors = subject->study.factors;
    store->n_factors = subject->study.n_factors;
    store->arm_ids = sim_calloc(store->n_arms, sizeof *store->arm_ids);
    if (store->arm_ids == NULL)
        return sim_fail(err, SIM_E_NOMEM, "%s: out of memory", store->path);
    for (size_t i = 0; i < store->n_arms; i++)
        store->arm_ids[i] = -1;
    return SIM_OK;
}

/* SQLite says of a file that it cannot make that there is none. */
static int check_folder(const char *path, struct sim_err *err)
{
    int status = SIM_OK;
    char *folder = sim_strdup(path);
    if (folder == NULL)
        return sim_fail(err, SIM_E_NOMEM, "%s: out of memory", path);
    char *slash = strrchr(folder, '/');
    if (slash != NULL)
        slash[slash == folder ? 1 : 0] = '\0';
    if (access(slash != NULL ? folder : ".", W_OK | X_OK) != 0)
        status = sim_fail(err, SIM_E_IO, "%s: cannot make the result in its folder: %s", path, strerror(errno));
    free(folder);
    return status;
}

/* inspect() of a path that a result may be written to. */
static int inspect_own(const char *path, enum file_kind *kind, uint32_t *format, struct sim_err *err)
{
    const int status = inspect(path, kind, format, err);
    if (status == SIM_OK && *kind == FILE_FOREIGN)
        return fail_foreign(path, err);
    return status == SIM_OK && *kind == FILE_ABSENT ? check_folder(path, err) : status;
}

int store_claim(const char *path, bool fresh, struct store_lock **lock, struct sim_err *err)
{
    enum file_kind kind;
    uint32_t format;
    int status = make_folder(path, err);
    if (status == SIM_OK)
        status = inspect_own(path, &kind, &format, err);
    if (status == SIM_OK && lock != NULL && *lock == NULL) {
        status = store_lock_take(path, lock, err);
        if (status == SIM_OK) /* who had it may have changed the file */
            status = inspect_own(path, &kind, &format, err);
    }
    if (status != SIM_OK)
        return status;
    if (kind == FILE_OURS && !fresh && format != STORE_FORMAT)
        return sim_fail(
            err, SIM_E_MISMATCH,
            "%s: was written in result format %u by %s version of samenspel, this one writes format %d; use --fresh to "
            "discard it or give another --out",
            path, (unsigned)format, age(format), STORE_FORMAT);
    return kind == FILE_OURS && fresh ? discard(path, err) : SIM_OK;
}

int store_create(const char *path, const struct sim_model *model, const struct scenario *scenario, uint64_t seed,
                 bool series, bool fresh, struct store **out, struct sim_err *err)
{
    return store_create_study(path, model, scenario, NULL, seed, series, fresh, out, err);
}

/* Opens and prepares the file. *empty: it could be opened, and holds no run. */
static int open_subject(const char *path, const struct store_subject *subject, bool *empty, struct store **out,
                        struct sim_err *err)
{
    struct store *store = NULL;
    int64_t runs = 1;
    int status = store_open_writable(path, &store, err);
    *empty = false;
    if (status == SIM_OK)
        status = take_subject(store, subject, err);
    if (status == SIM_OK)
        status = prepare(store, subject, err);
    if (status == SIM_E_MISMATCH)
        *empty = store_sql_number(store, "SELECT (SELECT count(*) FROM done) + (SELECT count(*) FROM failed_runs)",
                                  &runs, "count the runs", NULL)
                     == SIM_OK
                 && runs == 0;
    if (status == SIM_OK)
        *out = store;
    else
        store_close(store);
    return status;
}

int store_create_study(const char *path, const struct sim_model *model, const struct scenario *scenario,
                       const struct store_study *study, uint64_t seed, bool series, bool fresh, struct store **out,
                       struct sim_err *err)
{
    struct sim_err first = {SIM_OK, ""};
    bool empty = false;
    struct store_lock *lock = NULL, **alone = study != NULL && study->alone ? &lock : NULL;
    const struct store_subject subject = {.model = model,
                                          .scenario = scenario,
                                          .study = study != NULL ? *study : (struct store_study){0},
                                          .seed = seed,
                                          .series = series};
    *out = NULL;
    int status = store_claim(path, fresh, alone, &first);
    if (status == SIM_OK)
        status = open_subject(path, &subject, &empty, out, &first);
    if (status == SIM_E_MISMATCH && empty) {
        /* Of an attempt that came to nothing: nothing is lost. */
        first = (struct sim_err){SIM_OK, ""};
        status = store_claim(path, true, alone, &first);
        if (status == SIM_OK)
            status = open_subject(path, &subject, &empty, out, &first);
    }
    if (status == SIM_OK)
        (*out)->lock = lock;
    else
        store_lock_release(lock);
    return status == SIM_OK ? SIM_OK : sim_fail(err, first.code, "%s", first.text);
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
                        "%s: was written in result format %u by %s version of samenspel; this one reads format %d. "
                        "Read it with that version%s",
                        path, (unsigned)format, age(format), STORE_FORMAT,
                        format < STORE_FORMAT ? ", or give the command that made it again, with another --out" : "");
    /* Opened for writing where that is allowed, because the journal of a killed run must be rolled back first. */
    status = store_sql_open(path, SQLITE_OPEN_READWRITE, &store, err);
    if (status != SIM_OK)
        return status;
    status = store_sql_run(store, "PRAGMA query_only = ON; SELECT count(*) FROM meta;", "read the result", err);
    if (status == SIM_OK)
        status = store_arms_load(store, err);
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
    store_lock_release(store->lock);
    free(store->arm_ids);
    free(store->path);
    free(store);
}
