#include <string.h>

#include "sim/api/api.h"

void api_quiet(char *message, size_t size)
{
    if (message != NULL && size > 0)
        message[0] = '\0';
}

int api_say(int status, const char *text, char *message, size_t size)
{
    if (message == NULL || size == 0)
        return status;
    size_t n = strlen(text);
    if (n >= size) {
        n = size - 1;
        while (n > 0 && ((unsigned char)text[n] & 0xc0u) == 0x80u) /* within a letter of UTF-8 */
            n--;
    }
    memcpy(message, text, n);
    message[n] = '\0';
    return status;
}

int api_status(int status, const struct sim_err *err, char *message, size_t size)
{
    static const struct {
        int code;
        const char *text; /* when there is no reason */
    } statuses[] = {
        [SIM_OK] = {SAMENSPEL_OK, ""},
        [SIM_E_NOMEM] = {SAMENSPEL_E_NOMEM, "out of memory"},
        [SIM_E_INPUT] = {SAMENSPEL_E_INPUT, "the scenario is wrong"},
        [SIM_E_IO] = {SAMENSPEL_E_IO, "a file cannot be read or written"},
        [SIM_E_STORE] = {SAMENSPEL_E_RESULT, "the result cannot be used"},
        [SIM_E_MISMATCH] = {SAMENSPEL_E_MISMATCH, "the result is of another experiment"},
        [SIM_E_MODEL] = {SAMENSPEL_E_MODEL, "the model failed"},
        [SIM_E_INTERRUPTED] = {SAMENSPEL_E_CANCELLED, "cancelled"},
    };
    enum { N = sizeof statuses / sizeof statuses[0] };
    const size_t i = status >= 0 && status < (int)N ? (size_t)status : SIM_E_MODEL;
    if (i == SIM_E_INTERRUPTED) /* what the program calls an interruption */
        return api_say(SAMENSPEL_E_CANCELLED, statuses[i].text, message, size);
    return api_say(statuses[i].code, i != SIM_OK && err->text[0] != '\0' ? err->text : statuses[i].text, message, size);
}

int api_refuse(const char *reason, char *message, size_t size)
{
    return api_say(SAMENSPEL_E_ARGUMENT, reason, message, size);
}

bool api_dutch(const char *lang)
{
    return lang != NULL && strcmp(lang, "nl") == 0;
}

/* More than any later library will have in a struct: what is larger is no size. */
enum { MOST_BYTES = 4096 };

bool api_is_size(size_t size, size_t least)
{
    return size >= least && size <= MOST_BYTES && size % sizeof(double) == 0;
}

void api_give(void *out, size_t size, const void *own, size_t n)
{
    memset(out, 0, size);
    memcpy(out, own, size < n ? size : n);
}
