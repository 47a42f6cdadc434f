/* Status codes, the error object that travels with a call, and the list of messages about a user's input.
 *
 * Library code never exits and never prints: a function returns one of enum sim_status, and says why in the caller's
 * struct sim_err (fixed size, so that reporting "out of memory" needs no memory). */
#ifndef SIM_BASE_ERR_H
#define SIM_BASE_ERR_H

#include <stddef.h>

enum sim_status {
    SIM_OK = 0,
    SIM_E_NOMEM,       /* out of memory */
    SIM_E_INPUT,       /* the user's command line or scenario is wrong: exit status 2 */
    SIM_E_IO,          /* a file could not be read or written (disk full included) */
    SIM_E_STORE,       /* the result database is unreadable, foreign, of another version or busy */
    SIM_E_MISMATCH,    /* the result database holds another scenario, seed or version */
    SIM_E_MODEL,       /* the model broke one of its invariants */
    SIM_E_INTERRUPTED, /* Ctrl-C or SIGTERM: what is finished is stored, exit status 130 */
};

struct sim_err {
    enum sim_status code;
    char text[1024];
};

/* Fills *err (which may be NULL) and returns `code`, so that `return sim_fail(...)` reads well.
 * The first error wins: an err that already holds one is left as it is. */
int sim_fail(struct sim_err *err, enum sim_status code, const char *format, ...) __attribute__((format(printf, 3, 4)));

#ifdef __clang_analyzer__
/* The analyser cannot see into another file that the result is never SIM_OK. */
#define sim_fail(err, code, ...) (sim_fail((err), (code), __VA_ARGS__), (int)(code))
#endif

/* A growing list of messages about the user's input, each "file:line: key: what is wrong; what is allowed; did you
 * mean". When memory runs out the list keeps what it has and `lost` counts the rest. */
struct sim_messages {
    char **text;
    size_t n, capacity, lost;
};

void sim_messages_add(struct sim_messages *messages, const char *format, ...) __attribute__((format(printf, 2, 3)));
void sim_messages_free(struct sim_messages *messages);

#endif
