#include "sim/config/value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config/describe.h"
#include "sim/config/suggest.h"
#include "sim/config/table.h"

/* "is X; must be WANTED; did you mean 'y'?" */
static int refuse(struct reading *reading, const struct param *row, const struct tree *node, const char *path,
                  int element, struct cell *cell)
{
    const size_t n_words = node->type == TREE_TEXT ? table_n_words(row->choices, '|') : 0;
    struct suggestion suggestion = {.word = node->type == TREE_TEXT ? node->text : ""};
    struct text text = {0};
    int status = SIM_OK;
    size_t n;

    cell->refused = true;
    if (node->type == TREE_TEXT && node->text[0] == '\0')
        text_add(&text, "is empty");
    else {
        text_add(&text, "is ");
        describe_found(&text, node);
    }
    text_add(&text, "; must be ");
    describe_wanted(&text, row, element);
    for (size_t i = 0; i < n_words; i++) {
        const char *word = table_word(row->choices, '|', i, &n);

        suggest_consider(&suggestion, word, n);
    }
    if (suggestion.n > 0)
        text_printf(&text, "; did you mean '%.*s'?", (int)suggestion.n, suggestion.best);
    if (text.failed)
        status = reading_nomem(reading);
    else
        reading_say(reading, node->file, node->line, path, "%s", text_get(&text));
    text_free(&text);
    return status;
}

/* True when the node is a number within the row's range. */
static bool number(const struct param *row, const struct tree *node, double *value)
{
    if (node->type != TREE_REAL && node->type != TREE_INT)
        return false;
    *value = node->type == TREE_REAL ? node->real : (double)node->integer;
    return isfinite(*value) && *value >= row->lowest && *value <= row->highest;
}

/* True when the node is a text that the row allows. */
static bool word(const struct param *row, const struct tree *node)
{
    if (node->type != TREE_TEXT)
        return false;
    return !row->choices || table_position(row->choices, '|', node->text) >= 0;
}

static int refuse_element(struct reading *reading, const struct param *row, const struct tree *node, const char *path,
                          size_t i, struct cell *cell)
{
    char *element = pool_format(reading->pool, "%s[%zu]", path, i);

    return element ? refuse(reading, row, node, element, 1, cell) : reading_nomem(reading);
}

static int read_array(struct reading *reading, const struct param *row, const struct tree *node, const char *path,
                      struct cell *cell)
{
    double *reals = NULL;
    const char **texts = NULL;
    int status = SIM_OK;

    if (row->type == PARAM_REALS)
        cell->as.reals = reals = pool_alloc(reading->pool, node->n, sizeof *reals);
    else
        cell->as.texts = texts = pool_alloc(reading->pool, node->n, sizeof *texts);
    if (!reals && !texts)
        return reading_nomem(reading);
    cell->n = (uint32_t)node->n;
    for (size_t i = 0; i < node->n && status == SIM_OK; i++) {
        const struct tree *element = node->child[i];

        if (reals ? !number(row, element, &reals[i]) : !word(row, element))
            status = refuse_element(reading, row, element, path, i, cell);
        else if (texts)
            texts[i] = element->text;
    }
    return status;
}

static int check_array(struct reading *reading, const struct param *row, const struct tree *node, const char *path,
                       struct cell *cell)
{
    struct text wanted = {0};

    if (node->type != TREE_ARRAY && node->type != TREE_LIST)
        return refuse(reading, row, node, path, 0, cell);
    if (row->length == 0 || node->n == (size_t)row->length)
        return read_array(reading, row, node, path, cell);
    cell->refused = true;
    describe_wanted(&wanted, row, 0);
    if (wanted.failed)
        reading->messages->lost++;
    else
        reading_say(reading, node->file, node->line, path, "has %zu element%s; must be %s", node->n,
                    node->n == 1 ? "" : "s", text_get(&wanted));
    text_free(&wanted);
    return SIM_OK;
}

int value_read(struct reading *reading, const struct param *row, const struct tree *node, const char *path,
               struct cell *cell)
{
    double value = 0.0;
    bool fits = false;
    int status = SIM_OK;

    switch (row->type) {
    case PARAM_REAL:
        fits = number(row, node, &value);
        cell->as.real = value;
        break;
    case PARAM_INT:
        fits = node->type == TREE_INT && number(row, node, &value);
        cell->as.integer = node->integer;
        break;
    case PARAM_BOOL:
        fits = node->type == TREE_BOOL;
        cell->as.integer = node->integer;
        break;
    case PARAM_CHOICE:
        fits = word(row, node);
        cell->as.text = node->text;
        cell->n = fits ? (uint32_t)table_position(row->choices, '|', node->text) : 0;
        break;
    case PARAM_TEXT:
        fits = node->type == TREE_TEXT && !(table_required(row) && node->text[0] == '\0');
        cell->as.text = node->text;
        break;
    case PARAM_REALS:
    case PARAM_TEXTS:
        status = check_array(reading, row, node, path, cell);
        cell->stated = !cell->refused;
        return status;
    }
    cell->stated = fits;
    return fits ? SIM_OK : refuse(reading, row, node, path, 0, cell);
}

static int default_reals(struct reading *reading, const struct param *row, struct cell *cell)
{
    const size_t words = table_n_words(row->fallback_text, ' ');
    const size_t n = words > 0 ? words : (size_t)row->length;
    double *reals = pool_alloc(reading->pool, n, sizeof *reals);
    size_t letters;

    if (!reals)
        return reading_nomem(reading);
    for (size_t i = 0; i < n; i++)
        reals[i] = words > 0 ? strtod(table_word(row->fallback_text, ' ', i, &letters), NULL) : row->fallback;
    cell->as.reals = reals;
    cell->n = (uint32_t)n;
    return SIM_OK;
}

static int default_texts(struct reading *reading, const struct param *row, struct cell *cell)
{
    const size_t n = table_n_words(row->fallback_text, ' ');
    const char **texts = pool_alloc(reading->pool, n, sizeof *texts);

    if (!texts)
        return reading_nomem(reading);
    cell->as.texts = texts;
    for (size_t i = 0; i < n; i++) {
        size_t letters;
        const char *from = table_word(row->fallback_text, ' ', i, &letters);

        texts[i] = pool_format(reading->pool, "%.*s", (int)letters, from);
        if (!texts[i])
            return reading_nomem(reading);
    }
    cell->n = (uint32_t)n;
    return SIM_OK;
}

int value_default(struct reading *reading, const struct param *row, struct cell *cell)
{
    switch (row->type) {
    case PARAM_REAL:
        cell->as.real = row->fallback;
        break;
    case PARAM_INT:
        cell->as.integer = (int64_t)row->fallback;
        break;
    case PARAM_BOOL:
        cell->as.integer = row->fallback != 0.0;
        break;
    case PARAM_CHOICE:
        cell->as.text = row->fallback_text;
        cell->n = (uint32_t)table_position(row->choices, '|', row->fallback_text);
        break;
    case PARAM_TEXT:
        cell->as.text = row->fallback_text ? row->fallback_text : "";
        break;
    case PARAM_REALS:
        return default_reals(reading, row, cell);
    case PARAM_TEXTS:
        return default_texts(reading, row, cell);
    }
    return SIM_OK;
}
