/* Texts are UTF-8: results, reports and JSON cannot hold anything else. */
#ifndef SIM_CONFIG_UTF8_H
#define SIM_CONFIG_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the character at s, 0 when they are no valid UTF-8. Reads no further than a NUL. */
static inline size_t utf8_length(const char *s)
{
    const unsigned char *u = (const unsigned char *)s;
    size_t length;

    if (u[0] < 0x80)
        return 1;
    if (u[0] < 0xc2 || u[0] > 0xf4)
        return 0;
    length = u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : 4;
    if ((u[0] == 0xe0 && u[1] < 0xa0) || (u[0] == 0xed && u[1] > 0x9f) || (u[0] == 0xf0 && u[1] < 0x90)
        || (u[0] == 0xf4 && u[1] > 0x8f))
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((u[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

static inline bool utf8_valid(const char *s)
{
    while (*s) {
        const size_t length = utf8_length(s);

        if (length == 0)
            return false;
        s += length;
    }
    return true;
}

#endif
