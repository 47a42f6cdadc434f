/* A table of results with named, described columns: what a study found, before it is stored, exported or printed.
 *
 * One description serves the store (columns), the export (CSV, JSON, the data dictionary) and people (labels). Names,
 * units and labels of the definition are borrowed; texts in cells are copied. Filling remembers a lack of memory in
 * `failed`, so that it is looked at once, at the end. */
#ifndef SIM_BASE_FRAME_H
#define SIM_BASE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/base/pool.h"

enum frame_type { FRAME_TEXT, FRAME_INTEGER, FRAME_REAL };

struct frame_column {
    const char *name; /* as in the export: lower case, no blanks */
    enum frame_type type;
    const char *unit;    /* "" for texts and numbers without; "outcome": that of the row's outcome */
    const char *en, *nl; /* what it holds, in one line */
};

struct frame_definition {
    const char *name;    /* of the table; lower case, words joined with "-" */
    const char *en, *nl; /* what the table says, in one line */
    const struct frame_column *columns;
    size_t n_columns;
    bool
        bulk; /* many rows, for programs: reports name the table and do not print it. It is about printing alone and not
                  kept in a result: who prints a stored study again computes its tables again, with their definitions, and an
                  export is of the one table that is asked for */
};

union frame_cell {
    const char *text; /* NULL: no value */
    int64_t integer;
    double real; /* NaN: no value */
};

struct frame {
    const struct frame_definition *definition;
    union frame_cell *cells; /* [n_rows][n_columns] */
    size_t n_rows, capacity;
    struct pool pool; /* of the texts */
    bool failed;      /* out of memory: rows are missing */
};

/* Releases what it held. */
void frame_free(struct frame *frame);
/* Makes an empty table of it (any content is overwritten, not released). */
void frame_start(struct frame *frame, const struct frame_definition *definition);
/* Appends a row: one argument per column, in order: const char * (may be NULL), int64_t or double by the column's type. */
void frame_add(struct frame *frame, ...);
/* SIM_E_NOMEM when rows were lost. */
int frame_check(const struct frame *frame, struct sim_err *err) __attribute__((warn_unused_result));
/* Column of this name; n_columns when there is none. */
size_t frame_column(const struct frame_definition *definition, const char *name);

static inline const union frame_cell *frame_row(const struct frame *frame, size_t row)
{
    return frame->cells + row * frame->definition->n_columns;
}

/* The cell in a row and the column of this name, which both must be there. */
const union frame_cell *frame_at(const struct frame *frame, size_t row, const char *column);

#endif
