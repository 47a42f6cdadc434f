/* Which parameter the path of a factor means, and where a path goes wrong. */
#include <stdlib.h>
#include <string.h>

#include "sim/config/columns.h"
#include "sim/config/design_internal.h"
#include "sim/config/suggest.h"

/* The row and group of a list of groups, addressed by number or name: "organisations[2].fte", "organisations.vgz.fte". */
static const struct param *find_in_list(const struct group *group, const struct table *table, const char *path,
                                        size_t *number)
{
    const char *last = strrchr(path, '.');
    for (size_t k = 0; last != NULL && k < table->n; k++) {
        const struct param *row = table->rows[k];
        const size_t n = table_list_length(row->path);
        if (n == 0 || strncmp(path, row->path, n) != 0 || strcmp(row->path + n + 3, last + 1) != 0)
            continue;
        char *list = pool_format(group->reading->pool, "%.*s", (int)n, row->path);
        char *name = last > path + n ? pool_format(group->reading->pool, "%.*s", (int)(last - path - (ptrdiff_t)n - 1),
                                                   path + n + 1)
                                     : NULL;
        if (list == NULL || name == NULL)
            continue;
        char *end = name;
        const unsigned long index = strtoul(name, &end, 10);
        const int found = path[n] == '.' ? settings_find(group->settings, list, name)
                          : path[n] == '[' && end > name && strcmp(end, "]") == 0 ? (int)index
                                                                                  : -1;
        if (found >= 0 && (size_t)found < settings_count(group->settings, list)) {
            *number = (size_t)found;
            return row;
        }
    }
    return NULL;
}

/* Where "LIST.NAME.KEY" or "LIST[n].KEY" goes wrong, of a list that there is: at the key, at the group, or without either.
 * False when `path` is none of a list: another message is wanted. */
static bool find_fault_in_list(const struct group *group, const struct table *table, const char *path,
                               const char **fault)
{
    const char *last = strrchr(path, '.');
    const struct param *in_list = NULL, *names = NULL, *own = NULL;
    struct suggestion key = {.word = last != NULL ? last + 1 : path};
    struct pool *pool = group->reading->pool;
    size_t n = 0;
    for (size_t k = 0; last != NULL && k < table->n; k++) {
        const struct param *row = table->rows[k];
        const size_t length = table_list_length(row->path);
        if (length == 0 || strncmp(path, row->path, length) != 0 || (path[length] != '.' && path[length] != '[')
            || path + length > last)
            continue;
        n = length;
        in_list = row;
        own = strcmp(row->path + length + 3, last + 1) == 0 ? row : own;
        names = (row->flags & PARAM_NAME) != 0 ? row : names;
        suggest_consider(&key, row->path + length + 3, strlen(row->path + length + 3));
    }
    if (in_list == NULL)
        return false;
    char *list = pool_format(pool, "%.*s", (int)n, path);
    const size_t count = list != NULL ? settings_count(group->settings, list) : 0;
    if (list == NULL) {
        *fault = NULL;
    } else if (own == NULL) {
        *fault = pool_format(pool, "is '%s', but a group of %s has no '%s'%s%s%s", path, list, last + 1,
                             key.n > 0 ? "; did you mean '" : "", key.n > 0 ? key.best : "", key.n > 0 ? "'?" : "");
    } else if (path + n == last) {
        *fault = pool_format(pool, "is '%s'; say of which group: %s.NAME.%s or %s[0].%s", path, list, last + 1, list,
                             last + 1);
    } else if (count == 0) {
        *fault = pool_format(pool, "is '%s', but the scenario has no group in %s", path, list);
    } else if (path[n] == '[' || names == NULL) {
        *fault = pool_format(pool, "is '%s'; the number in brackets must be from 0 to %zu", path, count - 1);
    } else {
        char *word =
            pool_format(pool, "%.*s", (int)(last > path + n ? last - path - (ptrdiff_t)n - 1 : 0), path + n + 1);
        struct suggestion name = {.word = word != NULL ? word : ""};
        for (size_t i = 0; i < count; i++) {
            const char *text = settings_text_at(group->settings, names->path, i);
            suggest_consider(&name, text, strlen(text));
        }
        *fault = word == NULL ? NULL
                              : pool_format(pool, "is '%s', but %s has no group of the name '%s'%s%s%s", path, list,
                                            word, name.n > 0 ? "; did you mean '" : "", name.n > 0 ? name.best : "",
                                            name.n > 0 ? "'?" : "");
    }
    return true;
}

static int say_unknown(const struct group *group, const struct table *table, const char *path)
{
    struct suggestion suggestion = {.word = path};
    const char *fault = NULL;
    if (find_fault_in_list(group, table, path, &fault))
        return design_say(group, "parameter", fault);
    for (size_t k = 0; k < table->n; k++)
        suggest_consider(&suggestion, table->rows[k]->path, strlen(table->rows[k]->path));
    return design_say(group, "parameter",
                      suggestion.n > 0
                          ? pool_format(group->reading->pool, "is '%s', which is not a parameter; did you mean '%s'?",
                                        path, suggestion.best)
                          : pool_format(group->reading->pool,
                                        "is '%s', which is not a parameter; must be a path as in samenspel params, or "
                                        "LIST.NAME.KEY for a group of a list",
                                        path));
}

int design_find_parameter(const struct group *group, const struct table *table, struct scenario_factor *factor)
{
    char *key = design_key(group, "parameter");
    if (key == NULL)
        return reading_nomem(group->reading);
    factor->parameter = settings_text_at(group->settings, key, group->i);
    const size_t k = table_index(table, factor->parameter);
    factor->row = k < table->n && strstr(factor->parameter, "[]") == NULL
                      ? table->rows[k]
                      : find_in_list(group, table, factor->parameter, &factor->group);
    if (factor->row == NULL)
        return say_unknown(group, table, factor->parameter);
    const struct column *column = settings_column(group->settings, factor->row->path);
    const enum param_type type = factor->row->type;
    const bool of_arms = settings_counts(column) && strcmp(factor->row->path, "horizon_months") != 0
                         && strcmp(factor->row->path, "spinup_months") != 0;
    if (of_arms && (type == PARAM_REAL || type == PARAM_INT || type == PARAM_BOOL || type == PARAM_CHOICE))
        return SIM_OK;
    factor->row = NULL;
    return design_say(
        group, "parameter",
        pool_format(group->reading->pool,
                    "is '%s', which cannot be varied; must be a number, a switch or a choice of the model",
                    factor->parameter));
}
