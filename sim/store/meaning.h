/* Inside of sim/store: what the columns of all tables mean, for the data dictionary. Headings are short, since they stand
 * above numbers; here is said what a number is, in which unit and by which method. Tables are known by name, whichever
 * module fills them. */
#ifndef SIM_STORE_MEANING_H
#define SIM_STORE_MEANING_H

#include <stddef.h>

struct meaning {
    const char *table, *column; /* table "*": any that has no row of its own for the column */
    const char *en, *nl;
};

/* By what the tables are about; one file each. */
extern const struct meaning meaning_runs[], meaning_wishes[], meaning_points[], meaning_fit[], meaning_map[];
extern const size_t meaning_n_runs, meaning_n_wishes, meaning_n_points, meaning_n_fit, meaning_n_map;

/* What a column means; NULL when it is not known here (a table of another program, say). */
const struct meaning *meaning_find(const char *table, const char *column);

#endif
