/* Tables of a design that go by the name that the table has in a comparison, too. */
#include <string.h>

#include "sim/store/read.h"

static const struct {
    const char *alias, *table;
} aliases[] = {
    {"summary", "point-summary"},
    {"contrasts", "point-contrasts"},
};
enum { N_ALIASES = sizeof aliases / sizeof aliases[0] };

const char *store_table_alias(const char *name)
{
    for (size_t i = 0; i < N_ALIASES; i++)
        if (strcmp(aliases[i].table, name) == 0)
            return aliases[i].alias;
    return NULL;
}

const char *store_table_meant(const struct store_contents *contents, const char *name)
{
    for (size_t i = 0; contents->n_factors > 0 && i < N_ALIASES; i++)
        if (strcmp(aliases[i].alias, name) == 0)
            return aliases[i].table;
    return name;
}
