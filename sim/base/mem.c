#include "sim/base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *sim_calloc(size_t n, size_t size)
{
    if (n == 0 || size == 0)
        n = size = 1;
    if (n > PTRDIFF_MAX / size)
        return NULL;
    return calloc(n, size);
}

void *sim_realloc(void *block, size_t n, size_t size)
{
    if (n == 0 || size == 0)
        n = size = 1;
    if (n > PTRDIFF_MAX / size)
        return NULL;
    return realloc(block, n * size);
}

char *sim_strdup(const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = sim_calloc(size, 1);

    if (copy)
        memcpy(copy, text, size);
    return copy;
}

char *sim_vformat(const char *format, va_list arguments)
{
    char *text = NULL;
    va_list again;
    int length;

    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    if (length >= 0)
        text = sim_calloc((size_t)length + 1, 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *sim_format(const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = sim_vformat(format, arguments);
    va_end(arguments);
    return text;
}
