/* "did you mean": the known word nearest to a mistyped one. */
#ifndef SIM_CONFIG_SUGGEST_H
#define SIM_CONFIG_SUGGEST_H

#include <stddef.h>

/* Start with {.word = "..."}; after any number of suggest_consider, `n` > 0 when a word is near enough: best[0 ..
 * n). */
struct suggestion {
    const char *word;
    const char *best; /* borrowed from the candidates */
    size_t n, distance;
};

/* Letters to insert, delete, replace or swap with the next one to make one word the other, capitals ignored;
 * a large number for words longer than 63 letters. */
size_t suggest_distance(const char *a, size_t n_a, const char *b, size_t n_b);
/* Keeps the candidate when it is nearer than those before and near enough for its length. */
void suggest_consider(struct suggestion *suggestion, const char *candidate, size_t n);
/* Of n structures, `stride` bytes apart, of which `words` points to the name in the first: the nearest; NULL when none is
 * near enough. */
const char *suggest_nearest(const char *word, const void *words, size_t n, size_t stride);

#endif
