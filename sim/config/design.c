#include "sim/config/design.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config/columns.h"
#include "sim/config/describe.h"
#include "sim/config/design_internal.h"
#include "sim/config/suggest.h"

char *design_key(const struct group *group, const char *key)
{
    return pool_format(group->reading->pool, "%s[].%s", group->list, key);
}

int design_say(const struct group *group, const char *key, const char *text)
{
    char *path = design_key(group, key);
    if (path == NULL || text == NULL)
        return reading_nomem(group->reading);
    sim_messages_add(group->reading->messages, "%s: %s", settings_where(group->settings, path, group->i), text);
    return SIM_OK;
}

static bool stated(const struct group *group, const char *key)
{
    char *path = design_key(group, key);
    return path != NULL && settings_stated(group->settings, path, group->i);
}

static double real(const struct group *group, const char *key)
{
    char *path = design_key(group, key);
    return path != NULL ? settings_real_at(group->settings, path, group->i) : 0.0;
}

/* "is 3; must be a number from 0 to 1, as network.trust_start is". */
static int say_outside(const struct group *group, const char *key, const struct scenario_factor *factor, double value)
{
    struct text text = {0};
    text_add(&text, "has ");
    describe_number(&text, value);
    text_printf(&text, "; %s must be ", factor->parameter);
    describe_wanted(&text, factor->row, 0);
    const int status = text.failed ? reading_nomem(group->reading)
                                   : design_say(group, key, pool_text(group->reading->pool, text_get(&text)));
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
    char *scale = design_key(group, "scale");
    factor->log = scale != NULL && settings_choice_at(group->settings, scale, group->i) == 1;
    if (factor->row->type == PARAM_CHOICE || factor->row->type == PARAM_BOOL)
        return design_say(group, "lowest",
                          factor->row->type == PARAM_BOOL
                              ? "a switch has no range; write values = [ 0, 1 ]"
                              : "a choice has no range; write words = [ \"...\", \"...\" ]");
    if (!allowed(factor, factor->lowest))
        return say_outside(group, "lowest", factor, factor->lowest);
    if (!allowed(factor, factor->highest))
        return say_outside(group, "highest", factor, factor->highest);
    if (!(factor->lowest < factor->highest))
        return design_say(group, "highest", "must be above lowest");
    if (factor->log && (!(factor->lowest > 0.0) || factor->row->type == PARAM_INT))
        return design_say(group, "scale",
                          "a range by ratio needs a lowest value above 0 and a parameter that is no whole number");
    return SIM_OK;
}

/* Levels that make no difference are no levels: twice the same one, or one alone, which only a design that sets it against
 * the scenario's own value can use. */
static int check_levels(const struct group *group, const char *key, const struct scenario_factor *factor)
{
    enum { ONE_AT_A_TIME = 3 }; /* of the words of experiment.design */
    char value[64];
    for (size_t i = 0; i < factor->n_levels; i++)
        for (size_t k = 0; k < i; k++)
            if (factor->levels[i] == factor->levels[k]) {
                factor_text(factor, factor->levels[i], value, sizeof value);
                return design_say(group, key, pool_format(group->reading->pool, "has %s twice", value));
            }
    if (factor->n_levels > 1)
        return SIM_OK;
    factor_text(factor, factor->levels[0], value, sizeof value);
    if (strcmp(group->list, "experiment.vary") != 0
        || settings_choice(group->settings, "experiment.design") != ONE_AT_A_TIME)
        return design_say(group, key,
                          pool_format(group->reading->pool,
                                      "has %s alone, which varies nothing; must be two or more (one is enough where "
                                      "experiment.design = \"one-at-a-time\" sets it against the scenario's own)",
                                      value));
    if (factor->levels[0] == factor_own(factor, group->settings))
        return design_say(group, key,
                          pool_format(group->reading->pool,
                                      "has %s alone, which is the scenario's own: nothing is varied", value));
    return SIM_OK;
}

static int read_values(const struct group *group, struct scenario_factor *factor)
{
    char *path = design_key(group, "values");
    if (path == NULL)
        return reading_nomem(group->reading);
    factor->n_levels = settings_reals_at(group->settings, path, group->i, &factor->levels);
    if (factor->n_levels == 0)
        return design_say(group, "values", "is empty");
    if (factor->row->type == PARAM_CHOICE)
        return design_say(group, "values", "are numbers; a choice needs words = [ \"...\", \"...\" ]");
    for (size_t k = 0; k < factor->n_levels; k++)
        if (!allowed(factor, factor->levels[k]))
            return say_outside(group, "values", factor, factor->levels[k]);
    return check_levels(group, "values", factor);
}

static int say_no_word(const struct group *group, const struct scenario_factor *factor, const char *word)
{
    struct suggestion near = {.word = word};
    struct text text = {0};
    size_t n;
    text_printf(&text, "has '%s'; %s must be ", word, factor->parameter);
    describe_wanted(&text, factor->row, 0);
    for (size_t i = 0; i < table_n_words(factor->row->choices, '|'); i++) {
        const char *choice = table_word(factor->row->choices, '|', i, &n);
        suggest_consider(&near, choice, n);
    }
    if (near.n > 0)
        text_printf(&text, "; did you mean '%.*s'?", (int)near.n, near.best);
    const int status = text.failed ? reading_nomem(group->reading)
                                   : design_say(group, "words", pool_text(group->reading->pool, text_get(&text)));
    text_free(&text);
    return status;
}

static int read_words(const struct group *group, struct scenario_factor *factor)
{
    const char *const *words;
    char *path = design_key(group, "words");
    if (path == NULL)
        return reading_nomem(group->reading);
    const size_t n = settings_texts_at(group->settings, path, group->i, &words);
    double *levels = pool_alloc(group->reading->pool, n, sizeof *levels);
    if (levels == NULL)
        return reading_nomem(group->reading);
    if (factor->row->type != PARAM_CHOICE || n == 0)
        return design_say(group, "words",
                          n == 0 ? "is empty" : "only a choice has words; write values or lowest and highest");
    for (size_t k = 0; k < n; k++) {
        const int position = table_position(factor->row->choices, '|', words[k]);
        if (position < 0)
            return say_no_word(group, factor, words[k]);
        levels[k] = position;
    }
    factor->levels = levels;
    factor->n_levels = n;
    return check_levels(group, "words", factor);
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
        return design_say(
            group, "parameter",
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
    int status = design_find_parameter(group, table, factor);
    if (status != SIM_OK || group->reading->messages->n > before || factor->row == NULL)
        return status;
    if (range + values + words != 1 || stated(group, "lowest") != stated(group, "highest"))
        status = design_say(group, "parameter",
                            "needs either lowest and highest, or values, or words, and one of them alone");
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

static int say_no_arm(const struct group *group, const char *name)
{
    struct suggestion near = {.word = name};
    for (size_t a = 0; a < group->scenario->n_listed; a++)
        suggest_consider(&near, group->scenario->arms[a].name, strlen(group->scenario->arms[a].name));
    return design_say(group, "arm",
                      pool_format(group->reading->pool, "is '%s'; the scenario has no such arm%s%s%s", name,
                                  near.n > 0 ? "; did you mean '" : "", near.n > 0 ? near.best : "",
                                  near.n > 0 ? "'?" : ""));
}

/* Two targets for one outcome of one arm would count what is known of it twice, or contradict each other. */
static int check_targets(const struct group *group, const struct scenario_target *targets)
{
    for (size_t k = 0; k < group->i; k++)
        if (targets[k].arm == targets[group->i].arm && strcmp(targets[k].outcome, targets[group->i].outcome) == 0)
            return design_say(
                group, "outcome",
                pool_format(group->reading->pool,
                            "is '%s' of arm '%s', as that of %s[%zu]; one target must say what is known of it",
                            targets[k].outcome, group->scenario->arms[targets[k].arm].name, group->list, k));
    return SIM_OK;
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
        status = target->arm == scenario->n_listed ? say_no_arm(&group, arm) : check_targets(&group, *targets);
    }
    return status;
}
