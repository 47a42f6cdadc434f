#include "sim/base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim/base/mem.h"

int(sim_fail)(struct sim_err *err, enum sim_status code, const char *format, ...)
{
    va_list arguments;

    if (!err || err->code != SIM_OK)
        return (int)code;
    err->code = code;
    va_start(arguments, format);
    if (vsnprintf(err->text, sizeof err->text, format, arguments) < 0)
        err->text[0] = '\0';
    va_end(arguments);
    return (int)code;
}

/* Room for one more text. Returns 0, or -1 when out of memory. */
static int messages_reserve(struct sim_messages *messages)
{
    const size_t capacity = messages->capacity ? 2 * messages->capacity : 16;
    char **text;

    if (messages->n < messages->capacity)
        return 0;
    text = sim_realloc(messages->text, capacity, sizeof *text);
    if (!text)
        return -1;
    messages->text = text;
    messages->capacity = capacity;
    return 0;
}

void sim_messages_add(struct sim_messages *messages, const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = sim_vformat(format, arguments);
    va_end(arguments);
    if (!text || messages_reserve(messages) < 0) {
        messages->lost++;
        free(text);
        return;
    }
    messages->text[messages->n++] = text;
}

void sim_messages_free(struct sim_messages *messages)
{
    for (size_t i = 0; i < messages->n; i++)
        free(messages->text[i]);
    free(messages->text);
    *messages = (struct sim_messages){0};
}
