#include "sim/engine/ranks.h"

#include <time.h>

/* Short beside a run, long beside the cost of looking. */
static const long NAP_NANOSECONDS = 200000;

int ranks_threads(const struct ranks *ranks)
{
    int threads = 0;
    for (size_t rank = 0; rank < ranks->count; rank++)
        threads += ranks->threads_of[rank];
    return threads;
}

void ranks_nap(void)
{
    const struct timespec nap = {.tv_nsec = NAP_NANOSECONDS};
    (void)nanosleep(&nap, NULL);
}
