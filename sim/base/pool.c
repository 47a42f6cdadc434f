#include "sim/base/pool.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

enum { POOL_BLOCK_BYTES = 16384 };

struct pool_block {
    struct pool_block *next;
    size_t used, size;
    max_align_t bytes[];
};

void *pool_alloc(struct pool *pool, size_t n, size_t size)
{
    const size_t unit = sizeof(max_align_t);
    struct pool_block *block = pool->blocks;
    size_t bytes;
    void *piece;

    if (size != 0 && n > (PTRDIFF_MAX - 2 * unit - sizeof *block) / size)
        return NULL;
    bytes = (n * size + unit - 1) / unit * unit;
    if (bytes == 0)
        bytes = unit;
    if (!block || block->size - block->used < bytes) {
        const size_t room = bytes > POOL_BLOCK_BYTES ? bytes : POOL_BLOCK_BYTES;

        block = sim_calloc(1, sizeof *block + room);
        if (!block)
            return NULL;
        block->size = room;
        block->next = pool->blocks;
        pool->blocks = block;
    }
    piece = (char *)block->bytes + block->used;
    block->used += bytes;
    return piece;
}

char *pool_text(struct pool *pool, const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = pool_alloc(pool, size, 1);

    if (copy)
        memcpy(copy, text, size);
    return copy;
}

char *pool_format(struct pool *pool, const char *format, ...)
{
    char *text = NULL;
    va_list arguments, again;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    if (length >= 0)
        text = pool_alloc(pool, (size_t)length + 1, 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(arguments);
    return text;
}

void pool_free(struct pool *pool)
{
    while (pool->blocks) {
        struct pool_block *next = pool->blocks->next;

        free(pool->blocks);
        pool->blocks = next;
    }
}
