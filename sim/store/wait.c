/* Waiting for other programs.
 *
 * With a rollback journal a commit needs the file for itself, and a reader has it for as long as its query runs: an export
 * of gigabytes, or a notebook that holds a cursor open. A run of hours must not end for that, so a writer waits long: its
 * batch is whole in memory (cache_spill is off), and goes to the file when the reader is done. While a commit waits,
 * SQLite lets no new reader in; those that read now are all that is waited for, and new ones wait for the commit. */
#include "sim/store/wait.h"

#include <time.h>

#include "sim/store/sql.h"

enum {
    /* A reader that is at work is done by then: an export of 130 million rows takes minutes. One that was forgotten has had
     * as long as a person is away for a meal, and a job that waits costs its cores all the while. */
    STORE_WRITER_MS = 30 * 60 * 1000,
    /* A commit takes less than a second; this is one that waits for another reader. Someone looks at the screen. */
    STORE_READER_MS = 60 * 1000,
    STORE_TELL_MS = 2000,
    SHORTEST_MS = 1,
    LONGEST_MS = 50, /* between two tries: readers come and go within it, and it costs nothing */
};

static struct store_waiting waiting_now;

void store_waiting_set(const struct store_waiting *waiting)
{
    waiting_now = *waiting;
}

static double now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e3 * (double)now.tv_sec + 1e-6 * (double)now.tv_nsec;
}

static bool is_set(const volatile int *stop)
{
    return stop != NULL && __atomic_load_n(stop, __ATOMIC_RELAXED) != 0;
}

bool store_wait_stopped(const struct store *store)
{
    return is_set(store->stop) || is_set(waiting_now.stop);
}

/* Whether one that has waited for `waited` milliseconds goes on waiting. */
static bool has_patience(struct store *store, double now, double waited)
{
    const int writer = waiting_now.writer_ms > 0 ? waiting_now.writer_ms : STORE_WRITER_MS;
    const int reader = waiting_now.reader_ms > 0 ? waiting_now.reader_ms : STORE_READER_MS;
    if (waited >= (store->writable ? writer : reader))
        return false;
    if (!store_wait_stopped(store))
        return true;
    if (!store->stopping)
        store->stopped_ms = now;
    store->stopping = true;
    return now - store->stopped_ms < (waiting_now.stop_ms > 0 ? waiting_now.stop_ms : STORE_BUSY_MS);
}

/* SQLite's busy handler: `tries` begins with 0 at each wait. */
static int wait_for_others(void *context, int tries)
{
    struct store *store = context;
    const int pause_ms = tries < LONGEST_MS ? SHORTEST_MS + tries : LONGEST_MS;
    const struct timespec pause = {.tv_nsec = pause_ms * 1000000L};
    const double now = now_ms();
    if (tries == 0)
        store->waiting_ms = now;
    const double waited = now - store->waiting_ms;
    if (!has_patience(store, now, waited))
        return 0;
    if (waiting_now.tell != NULL && !store->told
        && waited >= (waiting_now.tell_ms > 0 ? waiting_now.tell_ms : STORE_TELL_MS)) {
        store->told = true;
        waiting_now.tell(store->path, store->writable);
    }
    (void)nanosleep(&pause, NULL);
    return 1;
}

int store_wait_install(struct store *store)
{
    return sqlite3_busy_handler(store->db, wait_for_others, store);
}
