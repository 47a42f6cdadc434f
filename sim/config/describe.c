#include "sim/config/describe.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config/table.h"

enum { LONGEST_SHOWN = 60 };

void describe_digits(char digits[DESCRIBE_DIGITS], double value)
{
    for (int precision = 15; precision <= 17; precision++) {
        (void)snprintf(digits, DESCRIBE_DIGITS, "%.*g", precision, value);
        if (strtod(digits, NULL) == value) /* what is not a number never is: it ends with 17 */
            break;
    }
}

void describe_number(struct text *text, double value)
{
    char digits[DESCRIBE_DIGITS];

    describe_digits(digits, value);
    text_add(text, digits);
}

void describe_real(struct text *text, double value)
{
    const size_t start = text->n;

    describe_number(text, value);
    if (!strpbrk(text_get(text) + (text->failed ? 0 : start), ".en"))
        text_add(text, ".0");
}

void describe_quoted(struct text *text, const char *s)
{
    text_add(text, "\"");
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            text_printf(text, "\\%c", *s);
        else if ((unsigned char)*s < 0x20 || *s == 0x7f)
            text_printf(text, "\\x%02X", (unsigned)*s);
        else
            text_bytes(text, s, 1);
    }
    text_add(text, "\"");
}

void describe_found(struct text *text, const struct tree *node)
{
    switch (node->type) {
    case TREE_GROUP:
        text_add(text, "a group { }");
        break;
    case TREE_LIST:
        text_add(text, "a list ( )");
        break;
    case TREE_ARRAY:
        text_add(text, "an array [ ]");
        break;
    case TREE_INT:
        text_printf(text, "%" PRId64, node->integer);
        break;
    case TREE_REAL:
        if (isfinite(node->real))
            describe_real(text, node->real);
        else
            text_add(text, "a number too large for a computer");
        break;
    case TREE_BOOL:
        text_add(text, node->integer ? "true" : "false");
        break;
    case TREE_TEXT:
        if (strlen(node->text) <= LONGEST_SHOWN)
            text_printf(text, "'%s'", node->text);
        else
            text_printf(text, "a text of %zu letters", strlen(node->text));
        break;
    }
}

static void add_range(struct text *text, const struct param *row)
{
    if (isfinite(row->lowest)) {
        text_add(text, isfinite(row->highest) ? " from " : " of at least ");
        describe_number(text, row->lowest);
    }
    if (isfinite(row->highest)) {
        text_add(text, isfinite(row->lowest) ? " to " : " of at most ");
        describe_number(text, row->highest);
    }
    if (row->unit && row->unit[0] && strcmp(row->unit, "1") != 0)
        text_printf(text, " (%s)", row->unit);
}

static void add_choices(struct text *text, const char *choices)
{
    const size_t n_words = table_n_words(choices, '|');
    size_t n;

    for (size_t i = 0; i < n_words; i++) {
        const char *word = table_word(choices, '|', i, &n);

        text_printf(text, "%s'%.*s'", i == 0 ? "" : ", ", (int)n, word);
    }
}

static void add_array(struct text *text, const struct param *row)
{
    if (row->length > 0)
        text_printf(text, "an array of %d ", row->length);
    else
        text_add(text, "an array of ");
    if (row->type == PARAM_REALS) {
        text_add(text, row->length == 1 ? "number" : "numbers");
        add_range(text, row);
    } else {
        text_add(text, row->length == 1 ? "text" : "texts");
        if (row->choices)
            text_add(text, " out of ");
        add_choices(text, row->choices);
    }
}

void describe_wanted(struct text *text, const struct param *row, int element)
{
    switch (row->type) {
    case PARAM_REAL:
        text_add(text, "a number");
        add_range(text, row);
        break;
    case PARAM_INT:
        text_add(text, "a whole number");
        add_range(text, row);
        break;
    case PARAM_BOOL:
        text_add(text, "true or false");
        break;
    case PARAM_CHOICE:
        text_add(text, "one of ");
        add_choices(text, row->choices);
        break;
    case PARAM_TEXT:
        text_add(text, row->flags & PARAM_NAME       ? "a text, unique in its list"
                       : row->flags & PARAM_REQUIRED ? "a text that is not empty"
                                                     : "a text");
        break;
    case PARAM_REALS:
        if (!element) {
            add_array(text, row);
            break;
        }
        text_add(text, "a number");
        add_range(text, row);
        break;
    case PARAM_TEXTS:
        if (!element) {
            add_array(text, row);
            break;
        }
        text_add(text, row->choices ? "one of " : "a text");
        add_choices(text, row->choices);
        break;
    }
}
