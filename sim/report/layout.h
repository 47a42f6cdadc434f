/* Inside of sim/report: tables of fixed width in UTF-8, aligned by code points. */
#ifndef SIM_REPORT_LAYOUT_H
#define SIM_REPORT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/pool.h"
#include "sim/base/text.h"

enum { LAYOUT_WIDTH = 120, LAYOUT_MAX_COLUMNS = 8, LAYOUT_ALL = 0xff };

enum tint { TINT_NONE, TINT_HEAD, TINT_GOOD, TINT_BAD, TINT_DIM };

struct layout_cell {
    const char *text;
    enum tint tint;
};

/* Start with layout_start (one column or more). Cells are added row by row; out of memory is remembered in `failed`. */
struct layout {
    struct pool pool;
    struct layout_cell *cells;
    size_t n_columns, n, capacity;
    unsigned right; /* bit c: column c is aligned to the right */
    bool failed;
};

void layout_start(struct layout *layout, size_t n_columns, unsigned right);
void layout_cell(struct layout *layout, enum tint tint, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Whether the columns whose bit is set in `columns` fit in LAYOUT_WIDTH, the first one shortened when need be. */
bool layout_fits(const struct layout *layout, unsigned columns);
/* Prints those columns; the first is shortened with an ellipsis where the table would be wider than LAYOUT_WIDTH. */
void layout_print(const struct layout *layout, struct text *out, unsigned columns, bool color);
void layout_free(struct layout *layout);

/* Number of code points of a UTF-8 text. */
size_t layout_points(const char *text);
/* Adds `text` in that tint when `color`, else as it is. */
void layout_tinted(struct text *out, enum tint tint, bool color, const char *text);
/* Adds a paragraph, broken at blanks into lines of at most LAYOUT_WIDTH code points, indented by `indent` blanks. */
void layout_paragraph(struct text *out, size_t indent, const char *paragraph);

#endif
