/* How the rows of the stored tables are read and written, for the files of sim/store. */
#ifndef SIM_STORE_TABLE_H
#define SIM_STORE_TABLE_H

#include "sim/store/read.h"

/* How the rows of a table are read. */
enum store_order {
    BY_ITEM, /* a query for each point and arm: ?1 point, ?2 key of the arm, ?3 number of replications, ?4 outcome */
    AT_ONCE,
    DESCRIBED, /* not from the file */
};

/* The first column of `columns` is POINT for what only a design has. Queries by item give what follows the arm;
 * `outcome` and `purpose` say which of these holds the number of one, in place of which the row gets its name. */
struct store_table_plan {
    struct frame_definition definition;
    enum store_order order;
    int outcome, purpose;   /* -1: none */
    const char *rows, *one; /* all outcomes; one, looked up run by run, which reads only what belongs to it */
    const char *clear,
        *add; /* of a table that is computed; `clear` makes it when needed, so that no result has it empty */
};
extern const struct store_table_plan store_tables[STORE_N_TABLES];

#endif
