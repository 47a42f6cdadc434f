#include "sim/base/frame.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

enum { FIRST_CAPACITY = 64 };

void frame_free(struct frame *frame)
{
    free(frame->cells);
    pool_free(&frame->pool);
    *frame = (struct frame){.definition = frame->definition};
}

void frame_start(struct frame *frame, const struct frame_definition *definition)
{
    *frame = (struct frame){.definition = definition};
}

static bool reserve_row(struct frame *frame)
{
    if (frame->n_rows < frame->capacity)
        return true;
    const size_t capacity = frame->capacity > 0 ? 2 * frame->capacity : FIRST_CAPACITY;
    union frame_cell *cells = sim_realloc(frame->cells, capacity, frame->definition->n_columns * sizeof *frame->cells);
    if (cells == NULL)
        return false;
    frame->cells = cells;
    frame->capacity = capacity;
    return true;
}

void frame_add(struct frame *frame, ...)
{
    const struct frame_definition *definition = frame->definition;
    va_list arguments;
    if (frame->failed || !reserve_row(frame)) {
        frame->failed = true;
        return;
    }
    union frame_cell *row = frame->cells + frame->n_rows * definition->n_columns;
    va_start(arguments, frame);
    for (size_t i = 0; i < definition->n_columns; i++) {
        const char *text;
        switch (definition->columns[i].type) {
        case FRAME_TEXT:
            text = va_arg(arguments, const char *);
            row[i].text = text != NULL ? pool_text(&frame->pool, text) : NULL;
            frame->failed = frame->failed || (text != NULL && row[i].text == NULL);
            break;
        case FRAME_INTEGER:
            row[i].integer = va_arg(arguments, int64_t);
            break;
        case FRAME_REAL:
            row[i].real = va_arg(arguments, double);
            break;
        }
    }
    va_end(arguments);
    if (!frame->failed)
        frame->n_rows++;
}

int frame_check(const struct frame *frame, struct sim_err *err)
{
    return frame->failed ? sim_fail(err, SIM_E_NOMEM, "out of memory for the table %s", frame->definition->name)
                         : SIM_OK;
}

size_t frame_column(const struct frame_definition *definition, const char *name)
{
    size_t i = 0;
    while (i < definition->n_columns && strcmp(definition->columns[i].name, name) != 0)
        i++;
    return i;
}

const union frame_cell *frame_at(const struct frame *frame, size_t row, const char *column)
{
    return &frame_row(frame, row)[frame_column(frame->definition, column)];
}
