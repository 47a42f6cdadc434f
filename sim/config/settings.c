#include "sim/config/settings.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "sim/config/columns.h"

const struct column *settings_column(const struct settings *settings, const char *path)
{
    size_t low = 0, high = settings->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(settings->columns[middle].row->path, path);

        if (order == 0)
            return &settings->columns[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const struct cell *cell_at(const struct settings *settings, const char *path, size_t i, enum param_type *type)
{
    const struct column *column = settings_column(settings, path);

    assert(column && i < column->n);
    if (!column || i >= column->n)
        return NULL;
    *type = column->row->type;
    return &column->cells[i];
}

double settings_real_at(const struct settings *settings, const char *path, size_t i)
{
    enum param_type type;
    const struct cell *cell = cell_at(settings, path, i, &type);

    assert(cell && (type == PARAM_REAL || type == PARAM_INT));
    if (!cell || (type != PARAM_REAL && type != PARAM_INT))
        return (double)NAN;
    return type == PARAM_REAL ? cell->as.real : (double)cell->as.integer;
}

int64_t settings_int_at(const struct settings *settings, const char *path, size_t i)
{
    enum param_type type;
    const struct cell *cell = cell_at(settings, path, i, &type);

    assert(cell && type == PARAM_INT);
    return cell && type == PARAM_INT ? cell->as.integer : 0;
}

bool settings_bool_at(const struct settings *settings, const char *path, size_t i)
{
    enum param_type type;
    const struct cell *cell = cell_at(settings, path, i, &type);

    assert(cell && type == PARAM_BOOL);
    return cell && type == PARAM_BOOL && cell->as.integer != 0;
}

int settings_choice_at(const struct settings *settings, const char *path, size_t i)
{
    enum param_type type;
    const struct cell *cell = cell_at(settings, path, i, &type);

    assert(cell && type == PARAM_CHOICE);
    return cell && type == PARAM_CHOICE ? (int)cell->n : 0;
}

const char *settings_text_at(const struct settings *settings, const char *path, size_t i)
{
    enum param_type type;
    const struct cell *cell = cell_at(settings, path, i, &type);

    assert(cell && (type == PARAM_TEXT || type == PARAM_CHOICE));
    return cell && (type == PARAM_TEXT || type == PARAM_CHOICE) ? cell->as.text : "";
}

size_t settings_reals_at(const struct settings *settings, const char *path, size_t i, const double **values)
{
    enum param_type type;
    const struct cell *cell = cell_at(settings, path, i, &type);

    assert(cell && type == PARAM_REALS);
    *values = NULL;
    if (!cell || type != PARAM_REALS)
        return 0;
    *values = cell->as.reals;
    return cell->n;
}

size_t settings_texts_at(const struct settings *settings, const char *path, size_t i, const char *const **values)
{
    enum param_type type;
    const struct cell *cell = cell_at(settings, path, i, &type);

    assert(cell && type == PARAM_TEXTS);
    *values = NULL;
    if (!cell || type != PARAM_TEXTS)
        return 0;
    *values = cell->as.texts;
    return cell->n;
}

/* True when the column belongs to the list `list` of n letters. */
static bool in_list(const struct column *column, const char *list, size_t n)
{
    return strncmp(column->row->path, list, n) == 0 && strncmp(column->row->path + n, "[].", 3) == 0;
}

size_t settings_count(const struct settings *settings, const char *list)
{
    const size_t n = strlen(list);

    for (size_t i = 0; i < settings->n; i++)
        if (in_list(&settings->columns[i], list, n))
            return settings->columns[i].n;
    assert(false && "no such list in the parameter table");
    return 0;
}

int settings_find(const struct settings *settings, const char *list, const char *name)
{
    const size_t n = strlen(list);

    for (size_t i = 0; i < settings->n; i++) {
        const struct column *column = &settings->columns[i];

        if (!(column->row->flags & PARAM_NAME) || !in_list(column, list, n))
            continue;
        for (size_t k = 0; k < column->n; k++)
            if (strcmp(column->cells[k].as.text, name) == 0)
                return (int)k;
    }
    return -1;
}

bool settings_stated(const struct settings *settings, const char *path, size_t i)
{
    enum param_type type;
    const struct cell *cell = cell_at(settings, path, i, &type);

    return cell && cell->stated;
}

const char *settings_where(const struct settings *settings, const char *path, size_t i)
{
    enum param_type type;
    const struct cell *cell = cell_at(settings, path, i, &type);

    return cell ? cell->where : "";
}
