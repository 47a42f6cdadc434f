/* A growing text. Out of memory is remembered in `failed` and later additions do nothing, so that a writer checks once,
 * at the end. Start with {0}; release with text_free. */
#ifndef SIM_BASE_TEXT_H
#define SIM_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    char *s;            /* NUL-terminated; NULL as long as nothing was added */
    size_t n, capacity; /* bytes without the NUL; bytes reserved */
    bool failed;
};

void text_add(struct text *text, const char *s);
void text_bytes(struct text *text, const char *bytes, size_t n);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Shortens to n bytes (n <= text->n). */
void text_cut(struct text *text, size_t n);
/* The text so far, "" when nothing was added. Borrowed until the next addition. */
const char *text_get(const struct text *text);
void text_free(struct text *text);

#endif
