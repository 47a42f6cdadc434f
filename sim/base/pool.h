/* Many small pieces of memory that are released together. Start with {0}; release with pool_free. A piece is zeroed and
 * suitably aligned for any type; NULL when out of memory. Not for several threads at once. */
#ifndef SIM_BASE_POOL_H
#define SIM_BASE_POOL_H

#include <stddef.h>

struct pool_block;

struct pool {
    struct pool_block *blocks; /* newest first */
};

void *pool_alloc(struct pool *pool, size_t n, size_t size) __attribute__((warn_unused_result));
char *pool_text(struct pool *pool, const char *text) __attribute__((warn_unused_result));
char *pool_format(struct pool *pool, const char *format, ...) __attribute__((warn_unused_result, format(printf, 2, 3)));
void pool_free(struct pool *pool);

#endif
