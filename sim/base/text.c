#include "sim/base/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

/* Room for n more bytes and the NUL. */
static bool text_reserve(struct text *text, size_t n)
{
    size_t capacity = text->capacity ? text->capacity : 64;
    char *s;

    if (text->failed || n > SIZE_MAX / 4 - text->n) {
        text->failed = true;
        return false;
    }
    while (capacity < text->n + n + 1)
        capacity *= 2;
    if (capacity == text->capacity)
        return true;
    s = sim_realloc(text->s, capacity, 1);
    if (!s) {
        text->failed = true;
        return false;
    }
    text->s = s;
    text->capacity = capacity;
    return true;
}

void text_bytes(struct text *text, const char *bytes, size_t n)
{
    if (!text_reserve(text, n))
        return;
    if (n > 0)
        memcpy(text->s + text->n, bytes, n);
    text->n += n;
    text->s[text->n] = '\0';
}

void text_add(struct text *text, const char *s)
{
    text_bytes(text, s, strlen(s));
}

void text_printf(struct text *text, const char *format, ...)
{
    va_list arguments, again;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0)
        text->failed = true;
    else if (text_reserve(text, (size_t)length)) {
        vsnprintf(text->s + text->n, (size_t)length + 1, format, again);
        text->n += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

void text_cut(struct text *text, size_t n)
{
    if (n >= text->n)
        return;
    text->n = n;
    text->s[n] = '\0';
}

const char *text_get(const struct text *text)
{
    return text->s ? text->s : "";
}

void text_free(struct text *text)
{
    free(text->s);
    *text = (struct text){0};
}
