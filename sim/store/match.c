/* Whether a file holds the experiment at hand. */
#include "sim/store/sql.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char reading[] = "read the tables of the model";

struct differences {
    char text[640];
    size_t length;
    const char *why; /* a study cannot be added to, and what to do; NULL: nothing to say */
};

static void add(struct differences *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(struct differences *d, const char *format, ...)
{
    va_list arguments;
    if (d->length > 0 && d->length + 3 < sizeof d->text) {
        memcpy(d->text + d->length, ", ", 3);
        d->length += 2;
    }
    va_start(arguments, format);
    const int n = vsnprintf(d->text + d->length, sizeof d->text - d->length, format, arguments);
    va_end(arguments);
    if (n > 0)
        d->length = d->length + (size_t)n < sizeof d->text ? d->length + (size_t)n : sizeof d->text - 1;
}

static void differ(struct differences *d, const char *what, const char *stored, const char *wanted)
{
    if (strcmp(stored, wanted) != 0)
        add(d, "%s (there: %s, now: %s)", what, stored[0] != '\0' ? stored : "none",
            wanted[0] != '\0' ? wanted : "none");
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

/* What is kept of every run. *keeps: now; with `more` what the file keeps beside it goes on. */
static int differ_kept(struct store *store, struct differences *d, const char *what, const char *key, bool more,
                       bool *keeps, struct sim_err *err)
{
    char *stored = NULL;
    const int status = store_meta_get(store, key, &stored, err);
    if (status == SIM_OK && more && stored != NULL && strcmp(stored, "yes") == 0)
        *keeps = true;
    if (status == SIM_OK)
        differ(d, what, stored != NULL ? stored : "nothing", *keeps ? "yes" : "no");
    free(stored);
    return status;
}

/* A table of the model that changed without a new model version would mix up what its numbers stand for. `names`: the
 * first field of n rows of `stride` bytes. */
static int differ_names(struct store *store, struct differences *d, const char *what, const char *sql,
                        const void *names, size_t n_names, size_t stride, struct sim_err *err)
{
    sqlite3_stmt *statement = NULL;
    int rc = SQLITE_DONE;
    size_t n = 0;
    const int status = store_sql_prepare(store, sql, &statement, reading, err);
    if (status != SIM_OK)
        return status;
    bool same = true;
    while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(statement, 0);
        const char *const *own = (const void *)((const char *)names + n * stride);
        same = same && n < n_names && name != NULL && strcmp(name, *own) == 0;
        n++;
    }
    sqlite3_finalize(statement);
    if (rc != SQLITE_DONE)
        return store_sql_fail(store, rc, reading, err);
    if (!same || n != n_names)
        differ(d, what, "of another build", "of this build");
    return SIM_OK;
}

static int differ_kinds(struct store *store, struct differences *d, const struct store_subject *subject,
                        struct sim_err *err)
{
    int64_t n = 0;
    const int status = store_sql_number(store, "SELECT count(*) FROM event_kinds", &n, reading, err);
    if (status != SIM_OK || n == 0)
        return status; /* no events are kept */
    return differ_names(store, d, "the table of events", "SELECT name FROM event_kinds ORDER BY event",
                        subject->model->events, subject->model->n_events, sizeof *subject->model->events, err);
}

static int differ_arms(struct store *store, struct differences *d, const struct scenario *scenario, struct sim_err *err)
{
    char arms[512];
    const int status = store_arms_match(store, scenario, store->arm_ids, arms, sizeof arms, err);
    if (status == SIM_OK && arms[0] != '\0')
        add(d, "%s", arms);
    return status;
}

/* Whether two procedures are of the same command: up to the first blank. */
static bool same_command(const char *a, const char *b)
{
    const size_t n = strcspn(a, " ");
    return n == strcspn(b, " ") && strncmp(a, b, n) == 0;
}

static int differ_study(struct store *store, struct differences *d, const struct store_study *study,
                        struct sim_err *err)
{
    static const char usual[] = "compare";
    char factors[256];
    char *stored = NULL;
    int status = store_meta_get(store, "procedure", &stored, err);
    if (status == SIM_OK) {
        const char *there = stored != NULL && stored[0] != '\0' ? stored : usual;
        const char *now = study->procedure != NULL && study->procedure[0] != '\0' ? study->procedure : usual;
        differ(d, "the procedure", there, now);
        d->why = strcmp(there, now) != 0 && same_command(there, now) ? study->why : NULL;
    }
    free(stored);
    if (status == SIM_OK)
        status = store_factors_differ(store, study, factors, sizeof factors, err);
    if (status == SIM_OK && factors[0] != '\0')
        add(d, "%s", factors);
    return status;
}

int store_match(struct store *store, const struct store_subject *subject, struct sim_err *err)
{
    struct differences d = {.length = 0};
    const struct {
        const char *what, *key;
        uint64_t wanted;
    } numbers[] = {
        {"the seed", "seed", subject->seed},
        {"the months of the spin-up", "spinup_months", subject->scenario->spinup_months},
        {"the months of the horizon", "horizon_months", subject->scenario->horizon_months},
    };
    int status = differ_meta(store, &d, "the model", "model", subject->model->name, err);
    if (status == SIM_OK)
        status = differ_meta(store, &d, "the model's version", "model_version", subject->model->version, err);
    for (size_t i = 0; status == SIM_OK && i < sizeof numbers / sizeof numbers[0]; i++) {
        char text[32];
        (void)snprintf(text, sizeof text, "%" PRIu64, numbers[i].wanted);
        status = differ_meta(store, &d, numbers[i].what, numbers[i].key, text, err);
    }
    if (status == SIM_OK)
        status =
            differ_kept(store, &d, "the keeping of monthly series", "series", subject->study.more, &store->series, err);
    if (status == SIM_OK)
        status = differ_kept(store, &d, "the keeping of events", "events", subject->study.more, &store->events, err);
    if (status == SIM_OK)
        status =
            differ_names(store, &d, "the table of outcomes", "SELECT name FROM outcome_labels ORDER BY outcome",
                         subject->model->outcomes, subject->model->n_outcomes, sizeof *subject->model->outcomes, err);
    if (status == SIM_OK)
        status = differ_kinds(store, &d, subject, err);
    if (status == SIM_OK)
        status = differ_study(store, &d, &subject->study, err);
    if (status == SIM_OK)
        status = differ_arms(store, &d, subject->scenario, err);
    if (status == SIM_OK && d.length > 0)
        status =
            sim_fail(err, SIM_E_MISMATCH,
                     "%s: holds a result of another experiment, different in %s; use --fresh to discard it or give "
                     "another --out%s%s",
                     store->path, d.text, d.why != NULL ? ". " : "", d.why != NULL ? d.why : "");
    return status;
}
