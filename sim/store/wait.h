/* How long a result waits for other programs that have it open, and what is said of it. */
#ifndef SIM_STORE_WAIT_H
#define SIM_STORE_WAIT_H

#include <stdbool.h>

struct store_waiting {
    int writer_ms; /* what writes gives up after so long, in milliseconds; 0: STORE_WRITER_MS */
    int reader_ms; /* what reads; 0: STORE_READER_MS */
    int tell_ms;   /* a wait that has taken so long is told of, once for each open result; 0: STORE_TELL_MS */
    int stop_ms;   /* for how long it is waited after `stop`, all waits of a result together; 0: STORE_BUSY_MS */
    /* Called while the file is waited for, by the thread that uses it; NULL: nothing is said. */
    void (*tell)(const char *path, bool writing);
    /* When it turns true, waits end soon, and what could not be done ends with SIM_E_INTERRUPTED. May be
     * NULL. */
    const volatile int *stop;
};

/* Of every result that the program opens from now on; before any thread is started. All zeroes, as it begins: nothing is
 * said. */
void store_waiting_set(const struct store_waiting *waiting);

#endif
