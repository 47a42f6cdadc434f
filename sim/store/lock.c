/* One process at a time writes to a result.
 *
 * SQLite's own locks keep the file sound, but only from one transaction to the next: in between, a second process could
 * add arms to what the first is about to call complete, run the same runs again, or, with --fresh, take the file away
 * from under it. So a file beside the result, R.db-lock, is locked as long as a process writes. The lock goes with the
 * process; the file is removed, but for a kill, after which the next process takes it over. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sim/base/mem.h"
#include "sim/store/sql.h"

enum { POLL_MS = 20, OWNER_SIZE = 320 };

struct store_lock {
    char *path;
    int file;
};

/* The result may be reached by several names. */
static char *lock_path(const char *path)
{
    char *real = realpath(path, NULL);
    char *name = sim_format("%s-lock", real != NULL ? real : path);
    free(real);
    return name;
}

static void write_owner(int file)
{
    char host[256] = "", text[OWNER_SIZE];
    (void)gethostname(host, sizeof host - 1);
    const int n = snprintf(text, sizeof text, "process %ld on %s", (long)getpid(), host);
    /* For people to read: the lock holds without it, on a full disk for example. */
    if (n > 0 && ftruncate(file, 0) == 0 && pwrite(file, text, strnlen(text, sizeof text), 0) < 0)
        (void)ftruncate(file, 0);
}

static int fail_taken(const struct store_lock *lock, const char *path, struct sim_err *err)
{
    char owner[OWNER_SIZE] = "";
    const ssize_t n = pread(lock->file, owner, sizeof owner - 1, 0);
    owner[n > 0 ? n : 0] = '\0';
    return sim_fail(err, SIM_E_STORE,
                    "%s: another program (%s) is writing to this result; give the command again when it is done, or "
                    "another --out",
                    path, owner[0] != '\0' ? owner : "unknown");
}

/* Whether the locked file is still the one of that name: who had it before may just have removed it. */
static bool is_in_place(const struct store_lock *lock)
{
    struct stat own, named;
    return fstat(lock->file, &own) == 0 && stat(lock->path, &named) == 0 && own.st_dev == named.st_dev
           && own.st_ino == named.st_ino;
}

/* *taken: the lock is ours. Where there is no file to lock (*usable is false), nothing is said against writing. */
static void try_lock(struct store_lock *lock, bool *taken, bool *usable)
{
    *taken = false;
    if (lock->file >= 0)
        (void)close(lock->file);
    lock->file = open(lock->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    *usable = lock->file >= 0;
    if (!*usable)
        return;
    if (flock(lock->file, LOCK_EX | LOCK_NB) == 0)
        *taken = is_in_place(lock);
    else
        *usable = errno == EWOULDBLOCK || errno == EINTR;
}

int store_lock_take(const char *path, struct store_lock **out, struct sim_err *err)
{
    const struct timespec pause = {.tv_nsec = POLL_MS * 1000000L};
    bool taken = false, usable = true;
    int status = SIM_OK;
    *out = NULL;
    struct store_lock *lock = sim_calloc(1, sizeof *lock);
    if (lock != NULL)
        *lock = (struct store_lock){.path = lock_path(path), .file = -1};
    if (lock == NULL || lock->path == NULL) {
        free(lock);
        return sim_fail(err, SIM_E_NOMEM, "%s: out of memory", path);
    }
    for (int waited = 0; !taken && usable && waited <= STORE_BUSY_MS; waited += POLL_MS) {
        if (waited > 0)
            (void)nanosleep(&pause, NULL);
        try_lock(lock, &taken, &usable);
    }
    if (taken) {
        write_owner(lock->file);
        *out = lock;
        return SIM_OK;
    }
    if (usable)
        status = fail_taken(lock, path, err);
    if (lock->file >= 0)
        (void)close(lock->file);
    free(lock->path);
    free(lock);
    return status;
}

void store_lock_release(struct store_lock *lock)
{
    if (lock == NULL)
        return;
    /* Removed while it is still locked, so that nobody else's is. */
    (void)unlink(lock->path);
    (void)close(lock->file);
    free(lock->path);
    free(lock);
}
