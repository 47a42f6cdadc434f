/* Checked allocation: n * size never overflows, a zero-length request gives a valid pointer, and the result of a failed
 * call is NULL with the old block untouched. Everything is released with free(). */
#ifndef SIM_BASE_MEM_H
#define SIM_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

void *sim_calloc(size_t n, size_t size) __attribute__((warn_unused_result, malloc));
void *sim_realloc(void *block, size_t n, size_t size) __attribute__((warn_unused_result));
char *sim_strdup(const char *text) __attribute__((warn_unused_result, malloc));
/* printf, vprintf into a fresh string; NULL when out of memory. */
char *sim_format(const char *format, ...) __attribute__((warn_unused_result, malloc, format(printf, 1, 2)));
char *sim_vformat(const char *format, va_list arguments)
    __attribute__((warn_unused_result, malloc, format(printf, 1, 0)));

#endif
