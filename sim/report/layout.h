/* Inside of sim/report: tables of fixed width in UTF-8, aligned by code points. */
#ifndef SIM_REPORT_LAYOUT_H
#define SIM_REPORT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/base/pool.h"
#include "sim/base/text.h"

enum { LAYOUT_WIDTH = 120, LAYOUT_MAX_COLUMNS = 16, LAYOUT_ALL = 0xffff };

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
    bool head; /* the first row names the columns: its texts are broken at blanks where the rows below are narrower */
    bool failed;
};

void layout_start(struct layout *layout, size_t n_columns, unsigned right);
void layout_cell(struct layout *layout, enum tint tint, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Code points that the columns take whose bit is set in `columns`, at full width. */
size_t layout_width(const struct layout *layout, unsigned columns);
/* Whether those columns fit in LAYOUT_WIDTH, the first one made narrower when need be. */
bool layout_fits(const struct layout *layout, unsigned columns);
/* Prints those columns. Where the table would be wider than LAYOUT_WIDTH, the texts of the first column are broken into
 * lines, at most three, the last of them cut with an ellipsis. */
void layout_print(const struct layout *layout, struct text *out, unsigned columns, bool color);
void layout_free(struct layout *layout);

/* Number of code points of a UTF-8 text. */
size_t layout_points(const char *text);
/* Bytes of the first line of `text` when it is to be broken into lines of `width` code points: up to and including a
 * blank, '+', '-' or '/'; more than `width` when there is none before. */
size_t layout_break(const char *text, size_t width);
/* Adds `text` in that tint when `color`, else as it is. */
void layout_tinted(struct text *out, enum tint tint, bool color, const char *text);
/* Adds a paragraph, broken at blanks into lines of at most LAYOUT_WIDTH code points, indented by `indent` blanks. */
void layout_paragraph(struct text *out, size_t indent, const char *paragraph);
/* The same as an item of a list. */
void layout_item(struct text *out, const char *paragraph);

#endif
