#include "sim/report/layout.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

enum { INDENT = 2, GAP = 2, SHORTEST = 12, MAX_LINES = 3, SHORT_HEAD = 6 };

static bool starts_point(char byte)
{
    return ((unsigned char)byte & 0xc0u) != 0x80u;
}

static size_t points_in(const char *text, size_t bytes)
{
    size_t n = 0;
    for (size_t i = 0; i < bytes; i++)
        n += starts_point(text[i]);
    return n;
}

size_t layout_points(const char *text)
{
    return points_in(text, strlen(text));
}

size_t layout_break(const char *text, size_t width)
{
    size_t points = 0, best = 0, i = 0;
    for (; text[i] != '\0'; i++) {
        points += starts_point(text[i]);
        if (strchr(" +-/", text[i]) == NULL)
            continue;
        const bool fits = points - (text[i] == ' ') <= width;
        if (fits || best == 0)
            best = i + 1;
        if (!fits)
            return best;
    }
    return points <= width || best == 0 ? i : best;
}

void layout_start(struct layout *layout, size_t n_columns, unsigned right)
{
    *layout = (struct layout){.n_columns = n_columns > 0 ? n_columns : 1, .right = right};
}

void layout_cell(struct layout *layout, enum tint tint, const char *format, ...)
{
    va_list arguments;
    if (layout->failed)
        return;
    if (layout->n == layout->capacity) {
        const size_t capacity = layout->capacity > 0 ? 2 * layout->capacity : 64;
        struct layout_cell *grown = sim_realloc(layout->cells, capacity, sizeof *grown);
        if (grown == NULL) {
            layout->failed = true;
            return;
        }
        layout->cells = grown;
        layout->capacity = capacity;
    }
    va_start(arguments, format);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = length >= 0 ? pool_alloc(&layout->pool, (size_t)length + 1, 1) : NULL;
    if (text == NULL) {
        layout->failed = true;
        return;
    }
    va_start(arguments, format);
    (void)vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    layout->cells[layout->n++] = (struct layout_cell){text, tint};
}

/* Bytes of the first line of a heading of `width` code points: up to a blank, which is not one before a percent sign;
 * at least a word. */
static size_t head_break(const char *text, size_t width)
{
    size_t best = 0;
    for (size_t i = 1;; i++) {
        if (text[i - 1] == '\0')
            return i - 1;
        if (text[i] != '\0' && (text[i] != ' ' || text[i + 1] == '%'))
            continue;
        if (best > 0 && points_in(text, i) > width)
            return best;
        best = i;
    }
}

static size_t head_lines(const char *text, size_t width, size_t *widest)
{
    size_t lines = 0;
    *widest = 0;
    for (; *text != '\0'; lines++) {
        const size_t bytes = head_break(text, width), points = points_in(text, bytes);
        *widest = points > *widest ? points : *widest;
        text += bytes;
        text += *text == ' ';
    }
    return lines;
}

/* The least width, from that of the rows below, at which a heading takes MAX_LINES lines or fewer. */
static size_t head_width(const char *text, size_t below)
{
    const size_t all = layout_points(text);
    for (size_t width = below > SHORT_HEAD ? below : SHORT_HEAD; width < all; width++) {
        size_t widest;
        if (head_lines(text, width, &widest) <= MAX_LINES && widest <= width)
            return widest;
    }
    return all;
}

/* Width of each chosen column; returns the width of the whole. */
static size_t measure(const struct layout *layout, unsigned columns, size_t widths[LAYOUT_MAX_COLUMNS])
{
    size_t total = INDENT, chosen = 0;
    memset(widths, 0, LAYOUT_MAX_COLUMNS * sizeof widths[0]);
    for (size_t i = layout->head ? layout->n_columns : 0; i < layout->n; i++) {
        const size_t points = layout_points(layout->cells[i].text), column = i % layout->n_columns;
        widths[column] = points > widths[column] ? points : widths[column];
    }
    for (size_t c = 0; layout->head && c < layout->n_columns && c < layout->n; c++) {
        const size_t points = head_width(layout->cells[c].text, widths[c]);
        widths[c] = points > widths[c] ? points : widths[c];
    }
    for (size_t c = 0; c < layout->n_columns; c++)
        if (columns >> c & 1u)
            total += widths[c] + (chosen++ > 0 ? GAP : 0);
    return total;
}

size_t layout_width(const struct layout *layout, unsigned columns)
{
    size_t widths[LAYOUT_MAX_COLUMNS];
    return measure(layout, columns, widths);
}

bool layout_fits(const struct layout *layout, unsigned columns)
{
    size_t widths[LAYOUT_MAX_COLUMNS];
    const size_t total = measure(layout, columns, widths);
    return total <= LAYOUT_WIDTH || (widths[0] > SHORTEST && total - (widths[0] - SHORTEST) <= LAYOUT_WIDTH);
}

static void blanks(struct text *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        text_bytes(out, " ", 1);
}

void layout_tinted(struct text *out, enum tint tint, bool color, const char *text)
{
    static const char *const codes[] = {
        [TINT_HEAD] = "\033[1m", [TINT_GOOD] = "\033[32m", [TINT_BAD] = "\033[31m", [TINT_DIM] = "\033[2m"};
    const bool tinted = color && tint != TINT_NONE && text[0] != '\0';
    if (tinted)
        text_add(out, codes[tint]);
    text_add(out, text);
    if (tinted)
        text_add(out, "\033[0m");
}

/* The first `bytes` of `text` in at most `width` code points, the last an ellipsis when they do not fit; then blanks
 * up to `width` before or after. */
static void add_in_width(struct text *out, const char *text, size_t bytes, enum tint tint, size_t width, bool right,
                         bool color)
{
    struct text piece = {0};
    const size_t points = points_in(text, bytes), pad = points < width ? width - points : 0;
    size_t kept = bytes;
    while (points > width && points_in(text, kept) >= width && kept > 0)
        kept--;
    text_bytes(&piece, text, kept);
    if (kept < bytes)
        text_add(&piece, "\u2026");
    blanks(out, right ? pad : 0);
    layout_tinted(out, tint, color, text_get(&piece));
    blanks(out, right ? 0 : pad);
    out->failed = out->failed || piece.failed;
    text_free(&piece);
}

static void end_line(struct text *out)
{
    while (out->n > 0 && text_get(out)[out->n - 1] == ' ')
        text_cut(out, out->n - 1);
    text_add(out, "\n");
}

/* Without the blank at its end. */
static size_t trimmed(const char *text, size_t bytes)
{
    return bytes > 0 && text[bytes - 1] == ' ' ? bytes - 1 : bytes;
}

/* Bytes of the line `line` of a cell that is broken into lines; all that remains when it is the last. */
static size_t line_bytes(const char *text, size_t line, size_t width)
{
    const size_t bytes = layout_break(text, width);
    return line + 1 == MAX_LINES || points_in(text, trimmed(text, bytes)) > width ? strlen(text) : bytes;
}

static void print_row(const struct layout *layout, const struct layout_cell *cells, struct text *out, unsigned columns,
                      const size_t *widths, bool color)
{
    const char *rest = cells[0].text; /* of the first column, which is among those printed */
    size_t bytes = line_bytes(rest, 0, widths[0]);
    blanks(out, INDENT);
    add_in_width(out, rest, trimmed(rest, bytes), cells[0].tint, widths[0], layout->right & 1u, color);
    for (size_t c = 1; c < layout->n_columns; c++)
        if (columns >> c & 1u) {
            blanks(out, GAP);
            add_in_width(out, cells[c].text, strlen(cells[c].text), cells[c].tint, widths[c], layout->right >> c & 1u,
                         color);
        }
    end_line(out);
    for (size_t line = 1; rest[bytes] != '\0'; line++) {
        rest += bytes;
        bytes = line_bytes(rest, line, widths[0] - INDENT);
        blanks(out, (size_t)2 * INDENT);
        add_in_width(out, rest, trimmed(rest, bytes), cells[0].tint, widths[0] - INDENT, false, color);
        end_line(out);
    }
}

/* The headings, the last line of each above the rows. */
static void print_head(const struct layout *layout, struct text *out, unsigned columns, const size_t *widths,
                       bool color)
{
    const char *rest[LAYOUT_MAX_COLUMNS];
    size_t lines[LAYOUT_MAX_COLUMNS], most = 0;
    for (size_t c = 0; c < layout->n_columns; c++) {
        size_t widest;
        rest[c] = layout->cells[c].text;
        lines[c] = columns >> c & 1u ? head_lines(rest[c], widths[c], &widest) : 0;
        most = lines[c] > most ? lines[c] : most;
    }
    for (size_t left = most; left > 0; left--) {
        size_t chosen = 0;
        blanks(out, INDENT);
        for (size_t c = 0; c < layout->n_columns; c++) {
            if (!(columns >> c & 1u))
                continue;
            const size_t bytes = lines[c] >= left ? head_break(rest[c], widths[c]) : 0;
            blanks(out, chosen++ > 0 ? GAP : 0);
            add_in_width(out, rest[c], bytes, layout->cells[c].tint, widths[c], layout->right >> c & 1u, color);
            rest[c] += bytes;
            rest[c] += bytes > 0 && *rest[c] == ' ';
        }
        end_line(out);
    }
}

void layout_print(const struct layout *layout, struct text *out, unsigned columns, bool color)
{
    size_t widths[LAYOUT_MAX_COLUMNS];
    const size_t total = measure(layout, columns, widths);
    if (total > LAYOUT_WIDTH && widths[0] > SHORTEST) {
        const size_t excess = total - LAYOUT_WIDTH;
        widths[0] = widths[0] > excess + SHORTEST ? widths[0] - excess : SHORTEST;
    }
    if (layout->head && layout->n >= layout->n_columns)
        print_head(layout, out, columns, widths, color);
    for (size_t row = layout->head ? layout->n_columns : 0; row + layout->n_columns <= layout->n;
         row += layout->n_columns)
        print_row(layout, layout->cells + row, out, columns, widths, color);
}

void layout_free(struct layout *layout)
{
    pool_free(&layout->pool);
    free(layout->cells);
    *layout = (struct layout){0};
}

/* `lead`: what stands before the first line in place of the last blanks of its indent. */
static void add_wrapped(struct text *out, size_t indent, const char *lead, const char *paragraph)
{
    size_t used = 0; /* code points on the line so far; 0: nothing yet */
    bool first = true;
    for (const char *word = paragraph; *word != '\0';) {
        const size_t bytes = strcspn(word, " "), points = points_in(word, bytes);
        if (used > 0 && used + 1 + points > LAYOUT_WIDTH) {
            text_add(out, "\n");
            used = 0;
        }
        if (used == 0) {
            blanks(out, indent - (first ? strlen(lead) : 0));
            text_add(out, first ? lead : "");
            first = false;
            used = indent + points;
        } else {
            text_add(out, " ");
            used += 1 + points;
        }
        text_bytes(out, word, bytes);
        word += bytes;
        while (*word == ' ')
            word++;
    }
    text_add(out, "\n");
}

void layout_paragraph(struct text *out, size_t indent, const char *paragraph)
{
    add_wrapped(out, indent, "", paragraph);
}

void layout_item(struct text *out, const char *paragraph)
{
    add_wrapped(out, (size_t)2 * INDENT, "- ", paragraph);
}
