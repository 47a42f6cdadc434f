/* A merge is made in a file of its own, which takes the place of the result in one step when all went well. A merge that
 * fails so leaves what there was, to the last byte, or nothing. */
#include "sim/store/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/base/mem.h"

static const char doing[] = "merge the results";

/* Removes a database, the journal first: an old journal beside a new file would be taken for its own. */
static void discard(const char *path)
{
    char *journal = sim_format("%s-journal", path);
    if (journal != NULL)
        (void)unlink(journal);
    free(journal);
    (void)unlink(path);
}

int store_place_find(const char *path, struct store_place *place, struct sim_err *err)
{
    struct stat status;
    char *real = realpath(path, NULL); /* a link stays a link */
    *place = (struct store_place){.target = real != NULL ? real : sim_strdup(path)};
    place->work = place->target != NULL ? sim_format("%s-merge", place->target) : NULL;
    if (place->work == NULL)
        return sim_fail(err, SIM_E_NOMEM, "%s: out of memory", path);
    place->exists = stat(place->target, &status) == 0 && status.st_size > 0;
    place->mode = real != NULL ? status.st_mode & 0777 : 0;
    if (real != NULL && access(place->target, W_OK) != 0)
        return sim_fail(err, SIM_E_IO, "%s: cannot %s: %s", path, doing, strerror(errno));
    return SIM_OK;
}

/* Copies what there is, after what a killed process left in it was rolled back. */
static int copy(struct store *work, const char *target, struct sim_err *err)
{
    struct store *before = NULL;
    int status = store_open(target, &before, err);
    if (status != SIM_OK)
        return status;
    sqlite3_backup *backup = sqlite3_backup_init(work->db, "main", before->db, "main");
    if (backup != NULL) {
        (void)sqlite3_backup_step(backup, -1);
        (void)sqlite3_backup_finish(backup);
    }
    const int rc = sqlite3_extended_errcode(work->db);
    if (rc != SQLITE_OK && rc != SQLITE_DONE)
        status = store_sql_fail(work, rc, doing, err);
    store_close(before);
    return status;
}

int store_place_open(struct store_place *place, const char *path, struct store **out, struct sim_err *err)
{
    discard(place->work); /* of a merge that was killed */
    *out = NULL;
    place->made = true;
    int status = store_open_writable(place->work, out, err);
    if (status != SIM_OK)
        return status;
    /* Messages are about the result. */
    char *name = sim_strdup(path);
    if (name == NULL)
        return sim_fail(err, SIM_E_NOMEM, "%s: out of memory", path);
    free((*out)->path);
    (*out)->path = name;
    return place->exists ? copy(*out, place->target, err) : SIM_OK;
}

/* That a power failure does not bring back what was there. Where a folder cannot be synced there is nothing to be done. */
static void sync_folder(const char *path)
{
    char *folder = sim_strdup(path), *slash = folder != NULL ? strrchr(folder, '/') : NULL;
    if (slash != NULL)
        slash[slash == folder ? 1 : 0] = '\0';
    const int file = open(slash != NULL ? folder : ".", O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        (void)fsync(file);
        (void)close(file);
    }
    free(folder);
}

int store_place_take(struct store_place *place, const char *path, struct sim_err *err)
{
    if (place->mode != 0 && chmod(place->work, place->mode) != 0)
        return sim_fail(err, SIM_E_IO, "%s: cannot %s: %s", path, doing, strerror(errno));
    if (!place->exists)
        discard(place->target);
    if (rename(place->work, place->target) != 0)
        return sim_fail(err, SIM_E_IO, "%s: cannot %s: %s", path, doing, strerror(errno));
    place->made = false;
    sync_folder(place->target);
    return SIM_OK;
}

void store_place_leave(struct store_place *place)
{
    if (place->made)
        discard(place->work);
    free(place->target);
    free(place->work);
    *place = (struct store_place){0};
}
