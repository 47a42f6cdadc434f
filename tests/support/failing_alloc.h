/* An allocator that fails on request, for tests that are linked with --wrap=malloc,--wrap=calloc,--wrap=realloc (every
 * test_*_oom.c). Include it in that one file: it defines the wrappers. */
#ifndef TESTS_SUPPORT_FAILING_ALLOC_H
#define TESTS_SUPPORT_FAILING_ALLOC_H

#include <stdbool.h>
#include <stddef.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *block, size_t size);

static struct {
    bool on, lasting;     /* fails once, or from then on */
    long countdown;       /* calls until the failure */
    long calls, failures; /* since they were last set to 0 */
} fault;

/* Whether this call must fail; counts it. */
static bool fault_now(void)
{
    if (!fault.on)
        return false;
    fault.calls++;
    fault.countdown--;
    if (fault.countdown == 0 || (fault.countdown < 0 && fault.lasting)) {
        fault.failures++;
        return true;
    }
    return false;
}

void *__wrap_malloc(size_t size)
{
    return fault_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fault_now() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *block, size_t size)
{
    return fault_now() ? NULL : __real_realloc(block, size);
}

#endif
