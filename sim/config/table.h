/* The engine's and the model's parameter tables as one, sorted by path. Since paths are sorted, everything that begins
 * with "network." or "organisations[]." stands together. */
#ifndef SIM_CONFIG_TABLE_H
#define SIM_CONFIG_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/config/param.h"
#include "sim/config/reading.h"

struct table {
    const struct param **rows;
    size_t n;
};

/* SIM_E_MODEL when a row contradicts itself or another one (a path twice, a default outside its range or choices). */
int table_build(struct reading *reading, const struct param *a, size_t n_a, const struct param *b, size_t n_b,
                struct table *table) __attribute__((warn_unused_result));
/* Index of the row of exactly this path; table->n when there is none. */
size_t table_index(const struct table *table, const char *path);
/* First row whose path is path + end or begins with it; table->n when there is none. */
size_t table_prefix(const struct table *table, const char *path, const char *end);

/* Length of the list's name in a path ("organisations[].fte" -> 13), 0 for a path outside lists. */
size_t table_list_length(const char *path);
/* Number of words in "a|b|c", and word i of them (*n letters). */
size_t table_n_words(const char *words, char separator);
const char *table_word(const char *words, char separator, size_t i, size_t *n);
/* Position of `text` among the words, or -1. */
int table_position(const char *words, char separator, const char *text);
/* True when the scenario must state the value. */
bool table_required(const struct param *row);

#endif
