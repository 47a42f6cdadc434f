#include "sim/config/override.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sim/config/schema.h"
#include "sim/config/suggest.h"
#include "sim/config/utf8.h"

#define PLACE "--set"

/* Where a --set goes. */
struct target {
    size_t row;       /* of the table; table->n when the path is unknown */
    char *list;       /* path of the list, NULL outside lists */
    char *key;        /* inside the list's group */
    const char *name; /* of the group, or NULL... */
    size_t index;     /* ...when its number was given */
};

static int fill_target(struct reading *reading, const struct table *table, const char *path, size_t n_list,
                       struct target *target)
{
    const char *key = strrchr(path, '.') + 1;
    char *row;

    target->list = pool_format(reading->pool, "%.*s", (int)n_list, path);
    target->key = pool_text(reading->pool, key);
    row = pool_format(reading->pool, "%.*s[].%s", (int)n_list, path, key);
    if (!target->list || !target->key || !row)
        return reading_nomem(reading);
    target->row = table_index(table, row);
    return SIM_OK;
}

/* "organisations[2].fte" or "organisations.NAME.fte". */
static int find_in_list(struct reading *reading, const struct table *table, const char *path, struct target *target)
{
    const char *bracket = strchr(path, '[');
    const char *dot = strrchr(path, '.');
    char *end;

    if (bracket && isdigit((unsigned char)bracket[1])) {
        target->index = strtoul(bracket + 1, &end, 10);
        if (end[0] == ']' && end + 1 == dot)
            return fill_target(reading, table, path, (size_t)(bracket - path), target);
        return SIM_OK;
    }
    for (size_t i = 0; i < table->n && dot; i++) {
        const size_t n = table_list_length(table->rows[i]->path);

        if (n == 0 || strncmp(path, table->rows[i]->path, n) != 0 || path[n] != '.' || dot <= path + n + 1)
            continue;
        target->name = pool_format(reading->pool, "%.*s", (int)(dot - path - (ptrdiff_t)n - 1), path + n + 1);
        return target->name ? fill_target(reading, table, path, n, target) : reading_nomem(reading);
    }
    return SIM_OK;
}

/* Keys that say how a scenario is made up, which is done when --set comes. */
static bool only_in_files(const char *path)
{
    return strcmp(path, "base") == 0 || strcmp(path, "experiment.arms") == 0 || strcmp(path, "experiment.cross") == 0
           || strncmp(path, "experiment.counterfactual", 25) == 0;
}

static int say_unknown(struct reading *reading, const struct table *table, const char *path,
                       const struct target *target)
{
    const char *dot = strrchr(path, '.');
    const size_t below = table_prefix(table, path, "."), in_list = table_prefix(table, path, "[].");
    struct suggestion suggestion = {.word = path};
    struct text text = {0};
    char *group = target->list ? pool_format(reading->pool, "%s[].", target->list)
                               : pool_format(reading->pool, "%.*s", dot ? (int)(dot + 1 - path) : 0, path);
    int status = SIM_OK;

    if (!group)
        return reading_nomem(reading);
    if (strstr(path, "[]")) {
        text_add(&text, "names no group of the list; write its number, from 0, between the brackets");
    } else if (only_in_files(path)) {
        text_add(&text, "can only be written in a scenario file");
    } else if (below < table->n) {
        text_printf(&text, "is a group; set one of its keys, such as %s", table->rows[below]->path);
    } else if (in_list < table->n) {
        text_printf(&text, "is a list; set a key of one of its groups, such as %s[0].%s", path,
                    strrchr(table->rows[in_list]->path, '.') + 1);
    } else if (table_prefix(table, group, "") < table->n && (dot || target->list)) {
        text_add(&text, "is not a known key");
        schema_suggest_key(&text, table, group, dot + 1);
    } else {
        for (size_t i = 0; i < table->n; i++)
            suggest_consider(&suggestion, table->rows[i]->path, strlen(table->rows[i]->path));
        text_add(&text, "is not a known key");
        if (suggestion.n > 0)
            text_printf(&text, "; did you mean '%.*s'?", (int)suggestion.n, suggestion.best);
        else
            schema_suggest_key(&text, table, "", path);
    }
    if (text.failed)
        status = reading_nomem(reading);
    else
        reading_say(reading, PLACE, 0, path, "%s", text_get(&text));
    text_free(&text);
    return status;
}

static bool bare_word(const char *value)
{
    if (!isalpha((unsigned char)value[0]))
        return false;
    while (isalnum((unsigned char)*value) || *value == '-' || *value == '_')
        value++;
    return *value == '\0';
}

/* The value as a node; *node is NULL when a message was added. */
static int read_value(struct reading *reading, const struct param *row, const char *path, const char *value,
                      struct tree **node)
{
    const bool words = row->type == PARAM_TEXT || row->type == PARAM_CHOICE;
    const bool truth = strcasecmp(value, "true") == 0 || strcasecmp(value, "false") == 0;
    struct source_file *file = pool_alloc(reading->pool, 1, sizeof *file);
    char *assignment = pool_format(reading->pool, "value = %s", value);
    const size_t messages = reading->messages->n;
    struct source source = {0};
    struct tree *root = NULL;
    int status;

    *node = NULL;
    if (!file || !assignment)
        return reading_nomem(reading);
    if (value[0] == '\0' || (words && value[0] != '"') || (bare_word(value) && !truth)) {
        *node = tree_new(reading, NULL, TREE_TEXT, PLACE, 0);
        if (*node)
            (*node)->text = value;
        return *node ? SIM_OK : reading_nomem(reading);
    }
    *file = (struct source_file){.name = PLACE, .path = path};
    status = source_read_text(reading, assignment, file, &source);
    if (status == SIM_OK && !reading_said(reading, messages))
        status = tree_parse(reading, &source, &root);
    if (status == SIM_OK && root && root->n == 1)
        *node = root->child[0];
    else if (status == SIM_OK && root)
        reading_say(reading, PLACE, 0, path, "'%s' is more than one value", value);
    source_free(&source);
    return status;
}

/* The group of the list that is meant; list->n when there is none, with a message. */
static int find_group(struct reading *reading, const struct target *target, const struct tree *list, const char *path,
                      size_t *index)
{
    struct suggestion suggestion = {.word = target->name};

    *index = list->n;
    if (!target->name) {
        if (target->index < list->n && list->child[target->index]->type == TREE_GROUP)
            *index = target->index;
        else
            reading_say(reading, PLACE, 0, path, "%s has %zu group%s, numbered from 0", target->list, list->n,
                        list->n == 1 ? "" : "s");
        return SIM_OK;
    }
    for (size_t i = 0; i < list->n; i++) {
        const struct tree *name = tree_child(list->child[i], "name");

        if (!name || name->type != TREE_TEXT)
            continue;
        if (strcmp(name->text, target->name) == 0) {
            *index = i;
            return SIM_OK;
        }
        suggest_consider(&suggestion, name->text, strlen(name->text));
    }
    if (suggestion.n > 0)
        reading_say(reading, PLACE, 0, path, "no group of %s is named '%s'; did you mean '%s'?", target->list,
                    target->name, suggestion.best);
    else
        reading_say(reading, PLACE, 0, path, "no group of %s is named '%s'", target->list, target->name);
    return SIM_OK;
}

/* A copy of the list in which one group has another value; *copy is NULL when a message was added. */
static int change_list(struct reading *reading, const struct tree *root, const struct target *target, const char *path,
                       struct tree *node, struct tree **copy)
{
    const struct tree *list = tree_find(root, target->list);
    struct tree *change = tree_at(reading, target->key, node);
    struct tree *group;
    size_t index = 0;
    int status;

    *copy = NULL;
    if (!change)
        return reading_nomem(reading);
    if (!list || list->type != TREE_LIST) {
        reading_say(reading, PLACE, 0, path, "the scenario has no list %s", target->list);
        return SIM_OK;
    }
    status = find_group(reading, target, list, path, &index);
    if (status != SIM_OK || index == list->n)
        return status;
    group = tree_overlay(reading, list->child[index], change);
    *copy = tree_new(reading, NULL, TREE_LIST, list->file, list->line);
    if (*copy)
        (*copy)->child = pool_alloc(reading->pool, list->n, sizeof(struct tree *));
    if (!group || !*copy || !(*copy)->child)
        return reading_nomem(reading);
    group->file = list->child[index]->file; /* the group stays where it was written */
    group->line = list->child[index]->line;
    memcpy((*copy)->child, list->child, list->n * sizeof(struct tree *));
    (*copy)->n = list->n;
    (*copy)->child[index] = group;
    return SIM_OK;
}

/* Splits "path = value"; *value is NULL when a message was added. */
static int split(struct reading *reading, const char *set, char **path, char **value)
{
    const char *equals = strchr(set, '=');
    const char *end = equals ? equals : set;

    *value = NULL;
    while (end > set && isspace((unsigned char)end[-1]))
        end--;
    if (!utf8_valid(set) || strpbrk(set, "\n\r")) {
        reading_say(reading, PLACE, 0, NULL, "must be one line of text in UTF-8");
        return SIM_OK;
    }
    if (end == set) {
        reading_say(reading, PLACE, 0, NULL, "'%s' is not of the form path.to.key=value", set);
        return SIM_OK;
    }
    *path = pool_format(reading->pool, "%.*s", (int)(end - set), set);
    *value = pool_text(reading->pool, equals + 1 + strspn(equals + 1, " \t"));
    if (!*path || !*value)
        return reading_nomem(reading);
    for (size_t n = strlen(*value); n > 0 && isspace((unsigned char)(*value)[n - 1]); n--)
        (*value)[n - 1] = '\0';
    return SIM_OK;
}

int override_apply(struct reading *reading, const struct table *table, const char *set, struct tree **root)
{
    char *path = NULL, *value = NULL;
    struct tree *node = NULL, *list = NULL, *change;
    struct target target = {0};
    int status = split(reading, set, &path, &value);

    if (status != SIM_OK || !value)
        return status;
    target.row = table_index(table, path);
    if (target.row == table->n || strstr(path, "[]"))
        status = find_in_list(reading, table, path, &target);
    if (status != SIM_OK)
        return status;
    if (target.row == table->n || strstr(path, "[]"))
        return say_unknown(reading, table, path, &target);
    status = read_value(reading, table->rows[target.row], path, value, &node);
    if (status != SIM_OK || !node)
        return status;
    if (target.list) {
        status = change_list(reading, *root, &target, path, node, &list);
        if (status != SIM_OK || !list)
            return status;
        node = list;
        path = target.list;
    }
    change = tree_at(reading, path, node);
    *root = change ? tree_overlay(reading, *root, change) : NULL;
    return *root ? SIM_OK : reading_nomem(reading);
}
