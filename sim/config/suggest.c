#include "sim/config/suggest.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST = 63 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static int same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

size_t suggest_distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
    /* Rows of the table for i - 2, i - 1 and i letters of a. */
    size_t row[3][LONGEST + 1] = {{0}};

    if (n_a > LONGEST || n_b > LONGEST)
        return LONGEST + 1;
    for (size_t j = 0; j <= n_b; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n_a; i++) {
        size_t *const now = row[i % 3];
        const size_t *const before = row[(i + 2) % 3];
        const size_t *const two_before = row[(i + 1) % 3];

        now[0] = i;
        for (size_t j = 1; j <= n_b; j++) {
            now[j] = before[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1);
            now[j] = least(now[j], least(before[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
                now[j] = least(now[j], two_before[j - 2] + 1);
        }
    }
    return row[n_a % 3][n_b];
}

void suggest_consider(struct suggestion *suggestion, const char *candidate, size_t n)
{
    const size_t length = strlen(suggestion->word);
    const size_t distance = suggest_distance(suggestion->word, length, candidate, n);

    if (distance > 1 + length / 4 || distance >= length || distance >= n)
        return;
    if (suggestion->n > 0 && distance >= suggestion->distance)
        return;
    suggestion->best = candidate;
    suggestion->n = n;
    suggestion->distance = distance;
}

const char *suggest_nearest(const char *word, const void *words, size_t n, size_t stride)
{
    struct suggestion suggestion = {.word = word};
    for (size_t i = 0; i < n; i++) {
        const char *candidate;
        memcpy(&candidate, (const char *)words + i * stride, sizeof candidate);
        suggest_consider(&suggestion, candidate, strlen(candidate));
    }
    return suggestion.n > 0 ? suggestion.best : NULL;
}
