#include "sim/config/factor.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"
#include "sim/config/columns.h"
#include "sim/config/describe.h"
#include "sim/config/table.h"

double factor_value(const struct scenario_factor *factor, double unit)
{
    const double u = unit > 0.0 ? (unit < 1.0 ? unit : 1.0) : 0.0;
    if (factor->n_levels > 0) {
        const size_t level = (size_t)(u * (double)factor->n_levels);
        return factor->levels[level < factor->n_levels ? level : factor->n_levels - 1];
    }
    if (factor->row->type == PARAM_INT) {
        /* Every whole number is as wide as the others. */
        const double value = floor(factor->lowest + u * (factor->highest - factor->lowest + 1.0));
        return value < factor->highest ? value : factor->highest;
    }
    const double value = factor->log ? factor->lowest * pow(factor->highest / factor->lowest, u)
                                     : factor->lowest + u * (factor->highest - factor->lowest);
    return value < factor->lowest ? factor->lowest : value > factor->highest ? factor->highest : value;
}

double factor_unit(const struct scenario_factor *factor, double value)
{
    double unit;
    if (factor->n_levels > 0) {
        size_t nearest = 0;
        for (size_t l = 1; l < factor->n_levels; l++)
            if (fabs(factor->levels[l] - value) < fabs(factor->levels[nearest] - value))
                nearest = l;
        return ((double)nearest + 0.5) / (double)factor->n_levels;
    }
    if (factor->row->type == PARAM_INT)
        unit = (value - factor->lowest + 0.5) / (factor->highest - factor->lowest + 1.0);
    else if (factor->log)
        unit = log(fmax(value, factor->lowest) / factor->lowest) / log(factor->highest / factor->lowest);
    else
        unit = (value - factor->lowest) / (factor->highest - factor->lowest);
    return unit > 0.0 ? (unit < 1.0 ? unit : 1.0) : 0.0;
}

double factor_own(const struct scenario_factor *factor, const struct settings *settings)
{
    const struct cell *cell = &settings_column(settings, factor->row->path)->cells[factor->group];
    switch (factor->row->type) {
    case PARAM_REAL:
        return cell->as.real;
    case PARAM_CHOICE:
        return (double)cell->n;
    default:
        return (double)cell->as.integer;
    }
}

void factor_text(const struct scenario_factor *factor, double value, char *out, size_t size)
{
    char digits[DESCRIBE_DIGITS];
    size_t n;
    if (factor->row->type == PARAM_BOOL) {
        (void)snprintf(out, size, "%s", value != 0.0 ? "true" : "false");
    } else if (factor->row->type == PARAM_CHOICE) {
        const char *word = table_word(factor->row->choices, '|', (size_t)value, &n);
        (void)snprintf(out, size, "%.*s", (int)n, word);
    } else {
        describe_digits(digits, value);
        (void)snprintf(out, size, "%s", digits);
    }
}

static void set_cell(struct cell *cell, const struct param *row, double value)
{
    cell->stated = true;
    cell->waived = false;
    if (row->type == PARAM_REAL) {
        cell->as.real = value;
    } else if (row->type == PARAM_CHOICE) {
        cell->n = (uint32_t)value;
    } else {
        cell->as.integer = (int64_t)value;
    }
}

/* A word of a CHOICE ends with '|' in the table: its text needs a place of its own. */
static char *set_word(struct cell *cell, const struct param *row, char *room)
{
    size_t n;
    const char *word = table_word(row->choices, '|', cell->n, &n);
    memcpy(room, word, n);
    room[n] = '\0';
    cell->as.text = room;
    return room + n + 1;
}

static size_t column_index(const struct settings *settings, const char *path)
{
    return (size_t)(settings_column(settings, path) - settings->columns);
}

/* One block: the settings, their columns, the cells of the columns that change, the words. */
struct settings *settings_vary(const struct settings *base, const struct scenario_factor *factors, size_t n_factors,
                               const double *values)
{
    size_t n_cells = 0, n_letters = 0;
    for (size_t f = 0; f < n_factors; f++) {
        n_cells += settings_column(base, factors[f].row->path)->n;
        n_letters += factors[f].row->choices != NULL ? strlen(factors[f].row->choices) + 1 : 0;
    }
    struct settings *copy = sim_calloc(1, sizeof *copy + base->n * sizeof *copy->columns
                                              + n_cells * sizeof *copy->columns->cells + n_letters);
    if (copy == NULL)
        return NULL;
    copy->columns = (struct column *)(copy + 1);
    copy->n = base->n;
    memcpy(copy->columns, base->columns, base->n * sizeof *copy->columns);
    struct cell *cells = (struct cell *)(copy->columns + base->n);
    char *letters = (char *)(cells + n_cells);
    for (size_t f = 0; f < n_factors; f++) {
        const struct param *row = factors[f].row;
        const size_t k = column_index(base, row->path);
        struct column *column = &copy->columns[k];
        if (column->cells == base->columns[k].cells) { /* two factors may share a list */
            memcpy(cells, column->cells, column->n * sizeof *cells);
            column->cells = cells;
            cells += column->n;
        }
        struct cell *cell = &column->cells[factors[f].group];
        set_cell(cell, row, values[f]);
        if (row->type == PARAM_CHOICE)
            letters = set_word(cell, row, letters);
    }
    return copy;
}
