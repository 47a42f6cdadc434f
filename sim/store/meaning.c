#include "sim/store/meaning.h"

#include <string.h>

static const struct meaning *find(const char *table, const char *column)
{
    const struct {
        const struct meaning *rows;
        size_t n;
    } lists[] = {
        {meaning_runs, meaning_n_runs}, {meaning_wishes, meaning_n_wishes}, {meaning_points, meaning_n_points},
        {meaning_fit, meaning_n_fit},   {meaning_map, meaning_n_map},
    };
    for (size_t l = 0; l < sizeof lists / sizeof lists[0]; l++)
        for (size_t i = 0; i < lists[l].n; i++)
            if (strcmp(lists[l].rows[i].table, table) == 0 && strcmp(lists[l].rows[i].column, column) == 0)
                return &lists[l].rows[i];
    return NULL;
}

const struct meaning *meaning_find(const char *table, const char *column)
{
    const struct meaning *own = find(table, column);
    return own != NULL ? own : find("*", column);
}
