#include "sim/report/layout.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

enum { INDENT = 2, GAP = 2, SHORTEST = 12 };

static bool starts_point(char byte)
{
    return ((unsigned char)byte & 0xc0u) != 0x80u;
}

size_t layout_points(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        n += starts_point(*text);
    return n;
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

/* Width of each chosen column; returns the width of the whole. */
static size_t measure(const struct layout *layout, unsigned columns, size_t widths[LAYOUT_MAX_COLUMNS])
{
    size_t total = INDENT, chosen = 0;
    memset(widths, 0, LAYOUT_MAX_COLUMNS * sizeof widths[0]);
    for (size_t i = 0; i < layout->n; i++) {
        const size_t points = layout_points(layout->cells[i].text), column = i % layout->n_columns;
        widths[column] = points > widths[column] ? points : widths[column];
    }
    for (size_t c = 0; c < layout->n_columns; c++)
        if (columns >> c & 1u)
            total += widths[c] + (chosen++ > 0 ? GAP : 0);
    return total;
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

/* The text in at most `width` code points, the last an ellipsis when it does not fit. */
static void add_shortened(struct text *out, const struct layout_cell *cell, size_t width, bool color)
{
    if (layout_points(cell->text) <= width) {
        layout_tinted(out, cell->tint, color, cell->text);
        return;
    }
    size_t points = 0, bytes = 0;
    for (; cell->text[bytes] != '\0'; bytes++) {
        points += starts_point(cell->text[bytes]);
        if (points == width)
            break;
    }
    text_bytes(out, cell->text, bytes);
    text_add(out, "\u2026");
}

static void print_cell(struct text *out, const struct layout_cell *cell, size_t width, bool right, bool last,
                       bool color)
{
    const size_t points = layout_points(cell->text), pad = points < width ? width - points : 0;
    if (right)
        blanks(out, pad);
    add_shortened(out, cell, width, color);
    if (!right && !last)
        blanks(out, pad);
}

void layout_print(const struct layout *layout, struct text *out, unsigned columns, bool color)
{
    size_t widths[LAYOUT_MAX_COLUMNS], last = 0;
    const size_t total = measure(layout, columns, widths);
    if (total > LAYOUT_WIDTH && widths[0] > SHORTEST) {
        const size_t excess = total - LAYOUT_WIDTH;
        widths[0] = widths[0] > excess + SHORTEST ? widths[0] - excess : SHORTEST;
    }
    for (size_t c = 0; c < layout->n_columns; c++)
        if (columns >> c & 1u)
            last = c;
    for (size_t row = 0; row + layout->n_columns <= layout->n; row += layout->n_columns) {
        blanks(out, INDENT);
        for (size_t c = 0; c <= last; c++) {
            if (!(columns >> c & 1u))
                continue;
            print_cell(out, &layout->cells[row + c], widths[c], layout->right >> c & 1u, c == last, color);
            if (c < last)
                blanks(out, GAP);
        }
        while (out->n > 0 && text_get(out)[out->n - 1] == ' ')
            text_cut(out, out->n - 1);
        text_add(out, "\n");
    }
}

void layout_free(struct layout *layout)
{
    pool_free(&layout->pool);
    free(layout->cells);
    *layout = (struct layout){0};
}

void layout_paragraph(struct text *out, size_t indent, const char *paragraph)
{
    size_t used = 0; /* code points on the line so far; 0: nothing yet */
    for (const char *word = paragraph; *word != '\0';) {
        const size_t bytes = strcspn(word, " ");
        size_t points = 0;
        for (size_t i = 0; i < bytes; i++)
            points += starts_point(word[i]);
        if (used > 0 && used + 1 + points > LAYOUT_WIDTH) {
            text_add(out, "\n");
            used = 0;
        }
        if (used == 0) {
            blanks(out, indent);
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
