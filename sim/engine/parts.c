#include "sim/engine/parts.h"

#include <stdlib.h>

#include "sim/base/mem.h"

static int compare_groups(const void *a, const void *b)
{
    const struct store_item *one = a, *other = b;
    if (one->point != other->point)
        return one->point < other->point ? -1 : 1;
    return (one->replication > other->replication) - (one->replication < other->replication);
}

/* The groups of a list, in order, without doubles. */
static size_t list_groups(const struct store_item *items, size_t n, struct store_item *groups)
{
    size_t n_groups = 0;
    for (size_t i = 0; i < n; i++)
        groups[i] = items[i];
    qsort(groups, n, sizeof *groups, compare_groups);
    for (size_t i = 0; i < n; i++)
        if (n_groups == 0 || compare_groups(&groups[n_groups - 1], &groups[i]) != 0)
            groups[n_groups++] = groups[i];
    return n_groups;
}

int parts_deal(const struct store_item *items, size_t n, size_t part, size_t n_parts, bool *mine, struct sim_err *err)
{
    struct store_item *groups = sim_calloc(n, sizeof *groups);
    if (groups == NULL)
        return sim_fail(err, SIM_E_NOMEM, "out of memory");
    const size_t n_groups = list_groups(items, n, groups);
    for (size_t i = 0; i < n; i++) {
        const struct store_item *found = bsearch(&items[i], groups, n_groups, sizeof *groups, compare_groups);
        const size_t group = (size_t)(found - groups);
        /* One of every n_parts groups in a row, a place further on each time: what comes back every n_parts groups (a
         * level of a design, a replication) is not all of one part. */
        mine[i] = (group % n_parts + group / n_parts) % n_parts == part;
    }
    free(groups);
    return SIM_OK;
}
