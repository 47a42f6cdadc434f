#include "sim/config/design.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config/columns.h"
#include "sim/config/describe.h"
#include "sim/config/suggest.h"

/* One group of the list that is being read. */
struct group {
    struct reading *reading;
    const struct scenario *scenario;
    const struct settings *settings; /* of the first arm: what a scenario says of its experiment is the same in all */
    const char *list;
    size_t i;
};

static char *key_path(const struct group *group, const char *key)
{
    return pool_format(group->reading->pool, "%s[].%s", group->list, key);
}

/* Says "file:line: experiment.vary[0].KEY: TEXT". */
static int say(const struct group *group, const char *key, const char *text)
{
    char *path = key_path(group, key);
    if (path == NULL || text == NULL)
        return reading_nomem(group->reading);
    sim_messages_add(group->reading->messages, "%s: %s", settings_where(group->settings, path, group->i), text);
    return SIM_OK;
}

static bool stated(const struct group *group, const char *key)
{
    char *path = key_path(group, key);
    return path != NULL && settings_stated(group->settings, path, group->i);
}

static double real(const struct group *group, const char *key)
{
    char *path = key_path(group, key);
    return path != NULL ? settings_real_at(group->settings, path, group->i) : 0.0;
}

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

static int say_unknown(const struct group *group, const struct table *table, const char *path)
{
    struct suggestion suggestion = {.word = path};
    for (size_t k = 0; k < table->n; k++)
        suggest_consider(&suggestion, table->rows[k]->path, strlen(table->rows[k]->path));
    return say(group, "parameter",
               suggestion.n > 0
                   ? pool_format(group->reading->pool, "is '%s', which is not a parameter; did you mean '%s'?", path,
                                 suggestion.best)
                   : pool_format(group->reading->pool,
                                 "is '%s', which is not a parameter; must be a path as in samenspel params, or "
                                 "LIST.NAME.KEY for a group of a list",
                                 path));
}

static int find_parameter(const struct group *group, const struct table *table, struct scenario_factor *factor)
{
    char *key = key_path(group, "parameter");
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
    return say(group, "parameter",
               pool_format(group->reading->pool,
                           "is '%s', which cannot be varied; must be a number, a switch or a choice of the model",
                           factor->parameter));
}

/* "is 3; must be a number from 0 to 1, as network.trust_start is". */
static int say_outside(const struct group *group, const char *key, const struct scenario_factor *factor, double value)
{
    struct text text = {0};
    text_add(&text, "has ");
    describe_number(&text, value);
    text_printf(&text, "; %s must be ", factor->parameter);
    describe_wanted(&text, factor->row, 0);
    const int status =
        text.failed ? reading_nomem(group->reading) : say(group, key, pool_text(group->reading->pool, text_get(&text)));
    text_free(&text);
    return status;
}

static bool allowed(const struct scenario_factor *factor, double value)
{
    const struct param *row = factor->row;
    if (row->type == PARAM_BOOL)
        return value == 0.0 || value == 1.0;
    return value >= row->lowest && value <= row->highest && (row->type != PARAM_INT || value == floor(value));
}

static int read_range(const struct group *group, struct scenario_factor *factor)
{
    factor->lowest = real(group, "lowest");
    factor->highest = real(group, "highest");
    char *scale = key_path(group, "scale");
    factor->log = scale != NULL && settings_choice_at(group->settings, scale, group->i) == 1;
    if (factor->row->type == PARAM_CHOICE || factor->row->type == PARAM_BOOL)
        return say(group, "lowest",
                   factor->row->type == PARAM_BOOL ? "a switch has no range; write values = [ 0, 1 ]"
                                                   : "a choice has no range; write words = [ \"...\", \"...\" ]");
    if (!allowed(factor, factor->lowest))
        return say_outside(group, "lowest", factor, factor->lowest);
    if (!allowed(factor, factor->highest))
        return say_outside(group, "highest", factor, factor->highest);
    if (!(factor->lowest < factor->highest))
        return say(group, "highest", "must be above lowest");
    if (factor->log && (!(factor->lowest > 0.0) || factor->row->type == PARAM_INT))
        return say(group, "scale",
                   "a range by ratio needs a lowest value above 0 and a parameter that is no whole number");
    return SIM_OK;
}

static int read_values(const struct group *group, struct scenario_factor *factor)
{
    char *path = key_path(group, "values");
    if (path == NULL)
        return reading_nomem(group->reading);
    factor->n_levels = settings_reals_at(group->settings, path, group->i, &factor->levels);
    if (factor->n_levels == 0)
        return say(group, "values", "is empty");
    if (factor->row->type == PARAM_CHOICE)
        return say(group, "values", "are numbers; a choice needs words = [ \"...\", \"...\" ]");
    for (size_t k = 0; k < factor->n_levels; k++)
        if (!allowed(factor, factor->levels[k]))
            return say_outside(group, "values", factor, factor->levels[k]);
    return SIM_OK;
}

static int read_words(const struct group *group, struct scenario_factor *factor)
{
    const char *const *words;
    char *path = key_path(group, "words");
    if (path == NULL)
        return reading_nomem(group->reading);
    const size_t n = settings_texts_at(group->settings, path, group->i, &words);
    double *levels = pool_alloc(group->reading->pool, n, sizeof *levels);
    if (levels == NULL)
        return reading_nomem(group->reading);
    if (factor->row->type != PARAM_CHOICE || n == 0)
        return say(group, "words", n == 0 ? "is empty" : "only a choice has words; write values or lowest and highest");
    for (size_t k = 0; k < n; k++) {
        const int position = table_position(factor->row->choices, '|', words[k]);
        if (position < 0)
            return say(group, "words",
                       pool_format(group->reading->pool, "has '%s', which %s cannot be; must be out of %s", words[k],
                                   factor->parameter, factor->row->choices));
        levels[k] = position;
    }
    factor->levels = levels;
    factor->n_levels = n;
    return SIM_OK;
}

static bool same_value(const struct column *a, const struct column *b, size_t i)
{
    const struct cell *x = &a->cells[i], *y = &b->cells[i];
    switch (a->row->type) {
    case PARAM_REAL:
        return x->as.real == y->as.real;
    case PARAM_CHOICE:
        return x->n == y->n;
    default:
        return x->as.integer == y->as.integer;
    }
}

/* What is varied is varied in every arm: arms that differ in it would no longer differ. */
static int check_arms(const struct group *group, const struct scenario_factor *factor)
{
    const struct column *first = settings_column(group->settings, factor->row->path);
    for (size_t a = 1; a < group->scenario->n_listed; a++) {
        const struct scenario_arm *arm = &group->scenario->arms[a];
        const struct column *column = settings_column(arm->settings, factor->row->path);
        if (factor->group < column->n && same_value(first, column, factor->group))
            continue;
        return say(group, "parameter",
                   pool_format(group->reading->pool,
                               "is '%s', which differs between arm '%s' and arm '%s'; vary it, or let arms differ in "
                               "it, not both",
                               factor->parameter, group->scenario->arms[0].name, arm->name));
    }
    return SIM_OK;
}

static int read_factor(const struct group *group, const struct table *table, struct scenario_factor *factor)
{
    const size_t before = group->reading->messages->n;
    const bool range = stated(group, "lowest") || stated(group, "highest");
    const bool values = stated(group, "values"), words = stated(group, "words");
    int status = find_parameter(group, table, factor);
    if (status != SIM_OK || group->reading->messages->n > before || factor->row == NULL)
        return status;
    if (range + values + words != 1 || stated(group, "lowest") != stated(group, "highest"))
        status = say(group, "parameter", "needs either lowest and highest, or values, or words, and one of them alone");
    else
        status = range ? read_range(group, factor) : values ? read_values(group, factor) : read_words(group, factor);
    if (status != SIM_OK || group->reading->messages->n > before)
        return status;
    return check_arms(group, factor);
}

int design_factors(struct reading *reading, const struct table *table, const struct scenario *scenario,
                   const char *list, struct scenario_factor **factors, size_t *n)
{
    struct group group = {.reading = reading,
                          .scenario = scenario,
                          .settings = scenario->arms[0].settings,
                          .list = list};
    int status = SIM_OK;
    *n = settings_count(group.settings, list);
    *factors = pool_alloc(reading->pool, *n, sizeof **factors);
    if (*factors == NULL)
        return reading_nomem(reading);
    for (; status == SIM_OK && group.i < *n; group.i++)
        status = read_factor(&group, table, &(*factors)[group.i]);
    return status;
}

/* Number of the listed arm of this name, n_listed when there is none. */
static size_t find_arm(const struct scenario *scenario, const char *name)
{
    size_t a = 0;
    while (a < scenario->n_listed && strcmp(scenario->arms[a].name, name) != 0)
        a++;
    return a;
}

int design_targets(struct reading *reading, const struct scenario *scenario, struct scenario_target **targets,
                   size_t *n)
{
    static const char list[] = "experiment.targets";
    struct group group = {.reading = reading,
                          .scenario = scenario,
                          .settings = scenario->arms[0].settings,
                          .list = list};
    int status = SIM_OK;
    *n = settings_count(group.settings, list);
    *targets = pool_alloc(reading->pool, *n, sizeof **targets);
    if (*targets == NULL)
        return reading_nomem(reading);
    for (; status == SIM_OK && group.i < *n; group.i++) {
        struct scenario_target *target = &(*targets)[group.i];
        const char *arm = settings_text_at(group.settings, "experiment.targets[].arm", group.i);
        target->outcome = settings_text_at(group.settings, "experiment.targets[].outcome", group.i);
        target->value = real(&group, "value");
        target->sd = real(&group, "sd");
        target->arm = arm[0] != '\0' ? find_arm(scenario, arm) : 0;
        if (target->arm == scenario->n_listed)
            status = say(&group, "arm", pool_format(reading->pool, "is '%s'; the scenario has no such arm", arm));
    }
    return status;
}
