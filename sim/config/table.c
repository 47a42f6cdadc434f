#include "sim/config/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

size_t table_list_length(const char *path)
{
    const char *list = strstr(path, "[].");

    return list ? (size_t)(list - path) : 0;
}

const char *table_word(const char *words, char separator, size_t i, size_t *n)
{
    const char separators[2] = {separator, '\0'};

    for (;;) {
        words += separator == ' ' ? strspn(words, separators) : 0;
        *n = strcspn(words, separators);
        if (i-- == 0 || words[*n] == '\0')
            return words;
        words += *n + 1;
    }
}

size_t table_n_words(const char *words, char separator)
{
    const char separators[2] = {separator, '\0'};
    size_t n = 0;

    while (words && *words) {
        const size_t length = strcspn(words, separators);

        n += length > 0;
        words += length + (words[length] != '\0');
    }
    return n;
}

int table_position(const char *words, char separator, const char *text)
{
    const size_t n_words = table_n_words(words, separator);
    size_t n;

    for (size_t i = 0; i < n_words; i++) {
        const char *word = table_word(words, separator, i, &n);

        if (strncmp(word, text, n) == 0 && text[n] == '\0')
            return (int)i;
    }
    return -1;
}

bool table_required(const struct param *row)
{
    return (row->flags & (PARAM_REQUIRED | PARAM_NAME)) != 0;
}

/* Why a row's default cannot be, or NULL. */
static const char *wrong_default(const struct param *row)
{
    const size_t words = table_n_words(row->fallback_text, ' ');
    const bool number = row->type == PARAM_REAL || row->type == PARAM_INT || row->type == PARAM_REALS;
    char *end;
    size_t n;

    if (row->type == PARAM_CHOICE && table_n_words(row->choices, '|') == 0)
        return "has no choices";
    if (number && !(row->lowest <= row->highest))
        return "has a lowest value above its highest";
    if (table_required(row))
        return NULL;
    if (row->type == PARAM_CHOICE && (!row->fallback_text || table_position(row->choices, '|', row->fallback_text) < 0))
        return "has a default that is not one of its choices";
    if ((row->type == PARAM_REAL || row->type == PARAM_INT
         || (row->type == PARAM_REALS && words == 0 && row->length > 0))
        && !(row->fallback >= row->lowest && row->fallback <= row->highest))
        return "has a default outside its range";
    if (row->type == PARAM_INT && row->fallback != floor(row->fallback))
        return "has a default that is not a whole number";
    if (row->type == PARAM_TEXTS && row->length > 0 && words != (size_t)row->length)
        return "has a default of the wrong number of texts";
    if (row->type == PARAM_REALS && words > 0 && row->length > 0 && words != (size_t)row->length)
        return "has a default of the wrong number of values";
    for (size_t i = 0; row->type == PARAM_REALS && i < words; i++) {
        const char *word = table_word(row->fallback_text, ' ', i, &n);
        const double value = strtod(word, &end);

        if (end != word + n || !(value >= row->lowest && value <= row->highest))
            return "has a default outside its range";
    }
    return NULL;
}

static int by_path(const void *a, const void *b)
{
    return strcmp((*(const struct param *const *)a)->path, (*(const struct param *const *)b)->path);
}

static bool is_switch(const struct table *table, const char *path)
{
    const size_t i = table_index(table, path);

    return i < table->n && table->rows[i]->type == PARAM_BOOL && table_list_length(path) == 0;
}

static int check(struct reading *reading, const struct table *table)
{
    for (size_t i = 0; i < table->n; i++) {
        const char *path = table->rows[i]->path;
        const char *why = wrong_default(table->rows[i]);
        const size_t list = table_list_length(path);

        if (i > 0 && strcmp(path, table->rows[i - 1]->path) == 0)
            why = "stands twice in the tables";
        else if (strcmp(path, "name") == 0 || strcmp(path, "base") == 0)
            why = "is a word that scenarios use for something else";
        else if (list > 0 && strpbrk(path + list + 3, ".[") != NULL)
            why = "has a group or list inside a list";
        else if (table->rows[i]->unless && !is_switch(table, table->rows[i]->unless))
            why = "is required unless something that is no switch";
        else if (table_prefix(table, path, ".") < table->n || table_prefix(table, path, "[].") < table->n)
            why = "is both a value and a group";
        if (why)
            return sim_fail(reading->err, SIM_E_MODEL, "parameter table: %s %s", path, why);
    }
    return SIM_OK;
}

int table_build(struct reading *reading, const struct param *a, size_t n_a, const struct param *b, size_t n_b,
                struct table *table)
{
    table->n = 0;
    table->rows = pool_alloc(reading->pool, n_a + n_b, sizeof(const struct param *));
    if (!table->rows)
        return reading_nomem(reading);
    for (size_t i = 0; i < n_a; i++)
        table->rows[table->n++] = &a[i];
    for (size_t i = 0; i < n_b; i++)
        table->rows[table->n++] = &b[i];
    if (table->n > 0)
        qsort(table->rows, table->n, sizeof(const struct param *), by_path);
    return check(reading, table);
}

/* strcmp of a row's path with path + end, of which the row may go on. */
static int compare_prefix(const char *row, const char *path, const char *end)
{
    const size_t n = strlen(path);
    const int order = strncmp(row, path, n);

    return order != 0 ? order : strncmp(row + n, end, strlen(end));
}

size_t table_prefix(const struct table *table, const char *path, const char *end)
{
    size_t low = 0, high = table->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (compare_prefix(table->rows[middle]->path, path, end) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < table->n && compare_prefix(table->rows[low]->path, path, end) == 0 ? low : table->n;
}

size_t table_index(const struct table *table, const char *path)
{
    size_t low = 0, high = table->n;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(table->rows[middle]->path, path);

        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return table->n;
}
