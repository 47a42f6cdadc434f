/* Bytes for another process of this very program on the same kind of machine: numbers as they are in memory, texts with
 * their end, everything on multiples of 8 bytes, so that a reader borrows arrays from the message itself.
 *
 * A writer remembers that memory ran out, and a reader that the message was too short or does not fit together: both are
 * asked once, at the end. What a reader gives before that is safe to use. */
#ifndef SIM_ENGINE_WIRE_H
#define SIM_ENGINE_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/err.h"
#include "sim/base/pool.h"
#include "sim/store/store.h"

/* Start with {0}; release with wire_free. */
struct wire {
    unsigned char *bytes;
    size_t n, capacity;
    bool failed; /* out of memory: some is missing */
};

void wire_free(struct wire *wire);
void wire_size(struct wire *wire, size_t number);
void wire_real(struct wire *wire, double value);
void wire_text(struct wire *wire, const char *text);                          /* NULL stays NULL */
void wire_array(struct wire *wire, const void *array, size_t n, size_t size); /* NULL and n = 0 stay so */

/* Start with the bytes and their number, aligned as malloc does. */
struct wire_reader {
    const unsigned char *bytes;
    size_t n, at;
    bool failed;
};

size_t wire_read_size(struct wire_reader *reader);
double wire_read_real(struct wire_reader *reader);
const char *wire_read_text(struct wire_reader *reader); /* borrowed */
/* Borrowed; *n elements of `size` bytes. NULL when the writer was given NULL, and after a failure (with *n = 0). */
const void *wire_read_array(struct wire_reader *reader, size_t size, size_t *n);

/* One finished run: outcomes[n_outcomes], and the series, flows with names, flows of every month, parties and
 * events, as far as the record has them; a failed run has its reason and nothing else. */
void wire_record(struct wire *wire, const struct store_record *record, size_t n_outcomes);
/* The record borrows from the message and from the pool. Returns SIM_E_IO when the message is no such record, SIM_E_NOMEM.
 */
int wire_read_record(struct wire_reader *reader, size_t n_outcomes, struct pool *pool, struct store_record *record,
                     struct sim_err *err) __attribute__((warn_unused_result));

#endif
