/* Settings and trees compared, hashed and written as libconfig text. */
#include <inttypes.h>
#include <string.h>

#include "sim/config/columns.h"
#include "sim/config/describe.h"
#include "sim/config/table.h"
#include "sim/config/tree.h"

uint64_t settings_fnv(uint64_t hash, const void *bytes, size_t n)
{
    const unsigned char *byte = bytes;

    for (size_t i = 0; i < n; i++)
        hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
    return hash;
}

bool settings_counts(const struct column *column)
{
    return strcmp(column->row->path, "title") != 0 && strncmp(column->row->path, "experiment.", 11) != 0;
}

static bool same_texts(const struct cell *a, const struct cell *b)
{
    for (uint32_t i = 0; i < a->n; i++)
        if (strcmp(a->as.texts[i], b->as.texts[i]) != 0)
            return false;
    return true;
}

static bool same_cell(enum param_type type, const struct cell *a, const struct cell *b)
{
    if (a->n != b->n)
        return false;
    switch (type) {
    case PARAM_REAL:
        return a->as.real == b->as.real;
    case PARAM_INT:
    case PARAM_BOOL:
        return a->as.integer == b->as.integer;
    case PARAM_TEXT:
    case PARAM_CHOICE:
        return strcmp(a->as.text, b->as.text) == 0;
    case PARAM_REALS:
        for (uint32_t i = 0; i < a->n; i++)
            if (a->as.reals[i] != b->as.reals[i])
                return false;
        return true;
    case PARAM_TEXTS:
        return same_texts(a, b);
    }
    return false;
}

bool settings_equal(const struct settings *a, const struct settings *b)
{
    for (size_t k = 0; k < a->n; k++) {
        const struct column *x = &a->columns[k], *y = &b->columns[k];

        if (!settings_counts(x))
            continue;
        if (x->n != y->n)
            return false;
        for (size_t i = 0; i < x->n; i++)
            if (!same_cell(x->row->type, &x->cells[i], &y->cells[i]))
                return false;
    }
    return true;
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
    return settings_fnv(hash, text, strlen(text) + 1);
}

static uint64_t hash_real(uint64_t hash, double value)
{
    value += 0.0; /* -0 equals 0, so it must hash like 0 */
    return settings_fnv(hash, &value, sizeof value);
}

static uint64_t hash_cell(uint64_t hash, enum param_type type, const struct cell *cell)
{
    hash = settings_fnv(hash, &cell->n, sizeof cell->n);
    switch (type) {
    case PARAM_REAL:
        return hash_real(hash, cell->as.real);
    case PARAM_INT:
    case PARAM_BOOL:
        return settings_fnv(hash, &cell->as.integer, sizeof cell->as.integer);
    case PARAM_TEXT:
    case PARAM_CHOICE:
        return hash_text(hash, cell->as.text);
    case PARAM_REALS:
        for (uint32_t i = 0; i < cell->n; i++)
            hash = hash_real(hash, cell->as.reals[i]);
        return hash;
    case PARAM_TEXTS:
        for (uint32_t i = 0; i < cell->n; i++)
            hash = hash_text(hash, cell->as.texts[i]);
        return hash;
    }
    return hash;
}

uint64_t settings_hash(const struct settings *settings)
{
    uint64_t hash = FNV_START;

    for (size_t k = 0; k < settings->n; k++) {
        const struct column *column = &settings->columns[k];
        const uint64_t n = column->n;

        if (!settings_counts(column))
            continue;
        hash = hash_text(hash, column->row->path);
        hash = settings_fnv(hash, &n, sizeof n);
        for (size_t i = 0; i < column->n; i++)
            hash = hash_cell(hash, column->row->type, &column->cells[i]);
    }
    return hash;
}

void settings_write_value(struct text *text, const struct column *column, size_t i)
{
    const struct cell *cell = &column->cells[i];
    const enum param_type type = column->row->type;

    switch (type) {
    case PARAM_REAL:
        describe_real(text, cell->as.real);
        break;
    case PARAM_INT:
        text_printf(text, "%" PRId64, cell->as.integer);
        break;
    case PARAM_BOOL:
        text_add(text, cell->as.integer ? "true" : "false");
        break;
    case PARAM_TEXT:
    case PARAM_CHOICE:
        describe_quoted(text, cell->as.text);
        break;
    case PARAM_REALS:
    case PARAM_TEXTS:
        text_add(text, "[");
        for (uint32_t k = 0; k < cell->n; k++) {
            text_add(text, k == 0 ? " " : ", ");
            if (type == PARAM_REALS)
                describe_real(text, cell->as.reals[k]);
            else
                describe_quoted(text, cell->as.texts[k]);
        }
        text_add(text, " ]");
        break;
    }
}

/* Writes the columns of one list, first .. last, as a list of groups. */
static void write_list(struct text *text, const struct column *first, const struct column *last, const char *name,
                       size_t n, int indent)
{
    text_printf(text, "%*s%.*s = (", indent, "", (int)n, name);
    for (size_t i = 0; i < first->n; i++) {
        text_printf(text, "%s\n%*s{", i == 0 ? "" : ",", indent + 2, "");
        for (const struct column *column = first; column <= last; column++) {
            text_printf(text, " %s = ", strrchr(column->row->path, '.') + 1);
            settings_write_value(text, column, i);
            text_add(text, ";");
        }
        text_add(text, " }");
    }
    text_add(text, first->n > 0 ? "\n" : " ");
    text_printf(text, "%*s);\n", first->n > 0 ? indent : 0, "");
}

/* Writes the columns [from, to) of which the first `skip` letters of the paths are written already. */
static void write_range(struct text *text, const struct settings *settings, bool (*wanted)(const struct column *column),
                        size_t from, size_t to, size_t skip, int indent)
{
    size_t k = from;

    while (k < to) {
        const struct column *column = &settings->columns[k];
        const char *name = column->row->path + skip;
        const size_t n = strcspn(name, ".[");
        size_t end = k + 1;

        while (name[n] != '\0' && end < to
               && strncmp(settings->columns[end].row->path, column->row->path, skip + n + 1) == 0)
            end++;
        const bool no_value = column->n == 1 && table_list_length(column->row->path) == 0 && column->cells[0].waived;
        if (no_value || !wanted(column)) {
            k++;
            continue;
        }
        if (name[n] == '[') {
            write_list(text, column, &settings->columns[end - 1], name, n, indent);
        } else if (name[n] == '.') {
            text_printf(text, "%*s%.*s = {\n", indent, "", (int)n, name);
            write_range(text, settings, wanted, k, end, skip + n + 1, indent + 2);
            text_printf(text, "%*s};\n", indent, "");
        } else {
            text_printf(text, "%*s%s = ", indent, "", name);
            settings_write_value(text, column, 0);
            text_add(text, ";\n");
        }
        k = end;
    }
}

void settings_write(struct text *text, const struct settings *settings, bool (*wanted)(const struct column *column),
                    int indent)
{
    write_range(text, settings, wanted, 0, settings->n, 0, indent);
}

static void write_node(struct text *text, const struct tree *node, int indent)
{
    if (node->type == TREE_GROUP) {
        text_add(text, "{\n");
        tree_write(text, node, indent + 2);
        text_printf(text, "%*s}", indent, "");
    } else if (node->type == TREE_LIST || node->type == TREE_ARRAY) {
        text_add(text, node->type == TREE_LIST ? "( " : "[ ");
        for (size_t i = 0; i < node->n; i++) {
            text_add(text, i == 0 ? "" : ", ");
            write_node(text, node->child[i], indent);
        }
        text_add(text, node->type == TREE_LIST ? " )" : " ]");
    } else if (node->type == TREE_TEXT) {
        describe_quoted(text, node->text);
    } else {
        describe_found(text, node);
    }
}

void tree_write(struct text *text, const struct tree *group, int indent)
{
    for (size_t i = 0; i < group->n; i++) {
        text_printf(text, "%*s%s = ", indent, "", group->child[i]->name);
        write_node(text, group->child[i], indent);
        text_add(text, ";\n");
    }
}
