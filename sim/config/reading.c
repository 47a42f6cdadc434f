#include "sim/config/reading.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim/base/mem.h"

int reading_nomem(struct reading *reading)
{
    return sim_fail(reading->err, SIM_E_NOMEM, "out of memory while reading the scenario");
}

void reading_say(struct reading *reading, const char *file, int line, const char *path, const char *format, ...)
{
    const char *separator = path && path[0] ? ": " : "";
    char *text = NULL;
    va_list arguments, again;
    int length;

    if (!path)
        path = "";
    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    if (length >= 0)
        text = sim_calloc((size_t)length + 1, 1);
    if (!text) {
        reading->messages->lost++;
        goto cleanup;
    }
    vsnprintf(text, (size_t)length + 1, format, again);
    if (line > 0)
        sim_messages_add(reading->messages, "%s:%d: %s%s%s", file, line, path, separator, text);
    else
        sim_messages_add(reading->messages, "%s: %s%s%s", file, path, separator, text);
cleanup:
    free(text);
    va_end(again);
    va_end(arguments);
}
