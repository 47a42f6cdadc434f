/* Inside of sim/api: the handles, and what every function of the library does at its edges. */
#ifndef SIM_API_API_H
#define SIM_API_API_H

#include <locale.h>
#include <stdbool.h>

#include "sim/api/samenspel.h"
#include "sim/base/err.h"
#include "sim/config/scenario.h"

struct samenspel_scenario {
    struct scenario *scenario; /* NULL: there are faults */
    struct sim_messages faults;
};

/* Clears a message; NULL or no room is fine. */
void api_quiet(char *message, size_t size);
/* Copies a text, cut between two letters when there is too little room, and returns `status`. */
int api_say(int status, const char *text, char *message, size_t size);
/* The status of the library that belongs to one of ours, with the reason in `message`. */
int api_status(int status, const struct sim_err *err, char *message, size_t size);
/* SAMENSPEL_E_ARGUMENT. */
int api_refuse(const char *reason, char *message, size_t size);
bool api_dutch(const char *lang);
/* Whether a program can have passed this as the size of a struct of which it knows at least `least` bytes, and of which
 * all fields are as long as a double: fields that were added since are whole ones. */
bool api_is_size(size_t size, size_t least);
/* Hands a struct of n bytes to a program that knows `size` bytes of it: fields that it does not know are left out,
 * those that we do not know are zero. */
void api_give(void *out, size_t size, const void *own, size_t n);

/* The process as our code expects it: the C locale (in this thread), and a GSL that returns its errors. What
 * the host had comes back with api_leave. Calls nest, also in several threads. */
struct api_guard {
    locale_t inside, outside;
};
/* SAMENSPEL_OK, or SAMENSPEL_E_NOMEM with the process as it was. */
int api_enter(struct api_guard *guard, char *message, size_t size);
void api_leave(struct api_guard *guard);

/* Takes the result apart into a handle. */
struct store;
int api_result_read(struct store *store, samenspel_result **result, struct sim_err *err);

#endif
