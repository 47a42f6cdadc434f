#include "sim/config/schema.h"

#include <string.h>

#include "sim/config/describe.h"
#include "sim/config/suggest.h"
#include "sim/config/value.h"

struct checker {
    struct reading *reading;
    const struct table *table;
    const struct tree *root;
    const char *main_file;
    struct settings *settings;
    struct text path;  /* of the node that is being looked at, as the table writes it */
    struct text shown; /* the same with the number of the group in a list */
};

/* Keys that are no parameters. */
static const char *const STRUCTURE[] = {"base", "experiment.arms", "experiment.cross", "experiment.counterfactual"};

enum { MOST_KEYS_SHOWN = 12 };

static void suggest_structure(struct suggestion *suggestion, const char *group)
{
    const size_t n = strlen(group);

    for (size_t i = 0; i < sizeof STRUCTURE / sizeof *STRUCTURE; i++) {
        const char *key = STRUCTURE[i] + n;

        if (strncmp(STRUCTURE[i], group, n) == 0 && !strchr(key, '.'))
            suggest_consider(suggestion, key, strlen(key));
    }
}

/* A key of another group with exactly this name, or NULL. */
static const char *elsewhere(const struct table *table, const char *key)
{
    for (size_t i = 0; i < table->n; i++) {
        const char *dot = strrchr(table->rows[i]->path, '.');

        if (dot && strcmp(dot + 1, key) == 0)
            return table->rows[i]->path;
    }
    return NULL;
}

void schema_suggest_key(struct text *text, const struct table *table, const char *group, const char *key)
{
    struct suggestion suggestion = {.word = key};
    const size_t skip = strlen(group), first = table_prefix(table, group, "");
    size_t last_n = 0, shown = 0;
    const char *last = "", *other = elsewhere(table, key);
    struct text keys = {0};

    for (size_t i = first; i < table->n && strncmp(table->rows[i]->path, group, skip) == 0; i++) {
        const char *name = table->rows[i]->path + skip;
        const size_t n = strcspn(name, ".[");

        if (n == last_n && strncmp(name, last, n) == 0)
            continue;
        last = name;
        last_n = n;
        suggest_consider(&suggestion, name, n);
        if (shown++ < MOST_KEYS_SHOWN)
            text_printf(&keys, "%s%.*s", shown == 1 ? "" : ", ", (int)n, name);
    }
    suggest_structure(&suggestion, group);
    if (suggestion.n > 0 && (suggestion.distance == 1 || !other))
        text_printf(text, "; did you mean '%.*s'?", (int)suggestion.n, suggestion.best);
    else if (other)
        text_printf(text, "; did you mean '%s'?", other);
    else if (shown > 0)
        text_printf(text, "; allowed here: %s%s", text_get(&keys), shown > MOST_KEYS_SHOWN ? ", ..." : "");
    text->failed = text->failed || keys.failed;
    text_free(&keys);
}

static int say(struct checker *checker, const struct tree *node, const char *text)
{
    reading_say(checker->reading, node->file, node->line, text_get(&checker->shown), "%s", text);
    return SIM_OK;
}

/* Says `text` of the node and releases it. */
static int say_and_free(struct checker *checker, const struct tree *node, struct text *text)
{
    int status = SIM_OK;

    if (text->failed)
        status = reading_nomem(checker->reading);
    else
        say(checker, node, text_get(text));
    text_free(text);
    return status;
}

/* "is X; must be WANTED". */
static int say_wrong(struct checker *checker, const struct tree *node, const char *wanted)
{
    struct text text = {0};

    text_add(&text, "is ");
    describe_found(&text, node);
    text_printf(&text, "; must be %s", wanted);
    return say_and_free(checker, node, &text);
}

static int say_unknown(struct checker *checker, const struct tree *node, size_t group)
{
    char *prefix = pool_format(checker->reading->pool, "%.*s", (int)group, text_get(&checker->path));
    struct text text = {0};

    if (!prefix)
        return reading_nomem(checker->reading);
    text_add(&text, "is not a known key");
    schema_suggest_key(&text, checker->table, prefix, node->name);
    return say_and_free(checker, node, &text);
}

static int check_value(struct checker *checker, struct tree *node, const struct column *column, size_t i)
{
    struct cell *cell = &column->cells[i];

    if (!node->where) {
        node->where =
            node->line > 0
                ? pool_format(checker->reading->pool, "%s:%d: %s", node->file, node->line, text_get(&checker->shown))
                : pool_format(checker->reading->pool, "%s: %s", node->file, text_get(&checker->shown));
        if (!node->where)
            return reading_nomem(checker->reading);
    }
    cell->where = node->where;
    return value_read(checker->reading, column->row, node, text_get(&checker->shown), cell);
}

static int check_group(struct checker *checker, const struct tree *group, size_t element);

/* A list of groups: `node` stands at checker->path. */
static int check_list(struct checker *checker, const struct tree *node)
{
    const size_t path = checker->path.n, shown = checker->shown.n;
    int status = SIM_OK;

    if (node->type != TREE_LIST && !(node->type == TREE_ARRAY && node->n == 0))
        return say_wrong(checker, node, "a list of groups ( { ... }, { ... } )");
    text_add(&checker->path, "[].");
    for (size_t i = 0; i < node->n && status == SIM_OK; i++) {
        text_printf(&checker->shown, "[%zu]", i);
        if (node->child[i]->type != TREE_GROUP) {
            status = say_wrong(checker, node->child[i], "a group { ... }");
        } else {
            text_add(&checker->shown, ".");
            status = check_group(checker, node->child[i], i);
        }
        text_cut(&checker->shown, shown);
    }
    text_cut(&checker->path, path);
    return status;
}

/* One key of a group, `group` letters of checker->path being the group's. */
static int check_key(struct checker *checker, struct tree *node, size_t group, size_t element)
{
    const char *path = text_get(&checker->path);
    const size_t row = table_index(checker->table, path);

    if (row < checker->table->n)
        return check_value(checker, node, &checker->settings->columns[row], element);
    if (table_prefix(checker->table, path, "[].") < checker->table->n)
        return check_list(checker, node);
    if (table_prefix(checker->table, path, ".") == checker->table->n)
        return say_unknown(checker, node, group);
    if (node->type != TREE_GROUP)
        return say_wrong(checker, node, "a group { ... }");
    text_add(&checker->path, ".");
    text_add(&checker->shown, ".");
    return check_group(checker, node, element);
}

/* checker->path and ->shown are those of the group with the separator. Recursion is bounded by the parser's depth. */
static int check_group(struct checker *checker, const struct tree *group, size_t element)
{
    const size_t path = checker->path.n, shown = checker->shown.n;
    int status = SIM_OK;

    for (size_t i = 0; i < group->n && status == SIM_OK; i++) {
        text_add(&checker->path, group->child[i]->name);
        text_add(&checker->shown, group->child[i]->name);
        if (checker->path.failed || checker->shown.failed)
            return reading_nomem(checker->reading);
        status = check_key(checker, group->child[i], path, element);
        text_cut(&checker->path, path);
        text_cut(&checker->shown, shown);
    }
    return status;
}

/* The node of a list of groups, by the path of one of its parameters; NULL outside lists or when not stated as a
 * list. */
static int list_of(struct checker *checker, const struct param *row, const struct tree **list)
{
    const size_t n = table_list_length(row->path);
    char *path;

    *list = NULL;
    if (n == 0)
        return SIM_OK;
    path = pool_format(checker->reading->pool, "%.*s", (int)n, row->path);
    if (!path)
        return reading_nomem(checker->reading);
    *list = tree_find(checker->root, path);
    if (*list && (*list)->type != TREE_LIST)
        *list = NULL;
    return SIM_OK;
}

static int make_columns(struct checker *checker)
{
    struct pool *pool = checker->reading->pool;
    struct settings *settings = pool_alloc(pool, 1, sizeof *settings);
    const struct tree *list = NULL;
    size_t known = 0; /* length of the list's name that `list` belongs to */
    int status;

    if (!settings)
        return reading_nomem(checker->reading);
    checker->settings = settings;
    settings->columns = pool_alloc(pool, checker->table->n, sizeof *settings->columns);
    if (!settings->columns)
        return reading_nomem(checker->reading);
    for (size_t k = 0; k < checker->table->n; k++) {
        struct column *column = &settings->columns[k];
        const size_t n = table_list_length(checker->table->rows[k]->path);

        column->row = checker->table->rows[k];
        if (n != known || (n > 0 && strncmp(column->row->path, settings->columns[k - 1].row->path, n + 1) != 0)) {
            status = list_of(checker, column->row, &list);
            if (status != SIM_OK)
                return status;
        }
        known = n;
        column->n = n == 0 ? 1 : list ? list->n : 0;
        column->cells = pool_alloc(pool, column->n, sizeof *column->cells);
        if (!column->cells)
            return reading_nomem(checker->reading);
        settings->n++;
    }
    return SIM_OK;
}

/* True when a group on the way to the row's value was stated as something else, which is reported already. */
static bool hidden_by_error(const struct checker *checker, const struct param *row, size_t i)
{
    const struct tree *node = checker->root;
    const char *part = row->path;

    for (;;) {
        const size_t n = strcspn(part, ".[");
        const struct tree *child = NULL;

        if (node->type != TREE_GROUP)
            return true;
        for (size_t k = 0; k < node->n && !child; k++)
            if (strncmp(node->child[k]->name, part, n) == 0 && node->child[k]->name[n] == '\0')
                child = node->child[k];
        if (!child || part[n] == '\0')
            return false;
        if (part[n] == '[')
            return child->child[i]->type != TREE_GROUP;
        node = child;
        part += n + 1;
    }
}

/* Whether another parameter of the scenario makes this one superfluous. */
static bool waived(const struct checker *checker, const struct param *row)
{
    const size_t k =
        row->unless && table_list_length(row->path) == 0 ? table_index(checker->table, row->unless) : checker->table->n;
    const struct column *column = k < checker->table->n ? &checker->settings->columns[k] : NULL;

    if (!column || column->row->type != PARAM_BOOL)
        return false;
    return column->cells[0].stated ? column->cells[0].as.integer != 0 : column->row->fallback != 0.0;
}

static int fill_default(struct checker *checker, struct column *column, size_t i, const struct tree *list)
{
    struct pool *pool = checker->reading->pool;
    const struct param *row = column->row;
    const size_t n = table_list_length(row->path);
    const struct tree *group = list ? list->child[i] : NULL;
    char *shown =
        n > 0 ? pool_format(pool, "%.*s[%zu].%s", (int)n, row->path, i, row->path + n + 3) : pool_text(pool, row->path);
    struct text wanted = {0};

    if (!shown)
        return reading_nomem(checker->reading);
    column->cells[i].where = pool_format(pool, "%s: %s", checker->main_file, shown);
    if (!column->cells[i].where)
        return reading_nomem(checker->reading);
    if (!table_required(row))
        return value_default(checker->reading, row, &column->cells[i]);
    if (hidden_by_error(checker, row, i))
        return SIM_OK;
    if (waived(checker, row)) {
        column->cells[i].waived = true;
        if (row->type == PARAM_TEXT || row->type == PARAM_CHOICE)
            column->cells[i].as.text = "";
        return SIM_OK;
    }
    describe_wanted(&wanted, row, 0);
    if (!wanted.failed)
        reading_say(checker->reading, group ? group->file : checker->main_file, group ? group->line : 0, shown,
                    "is missing; must be %s", text_get(&wanted));
    else
        checker->reading->messages->lost++;
    text_free(&wanted);
    return SIM_OK;
}

/* Names of groups must differ and not be empty. */
static int check_names(struct checker *checker, const struct column *column)
{
    const size_t n = table_list_length(column->row->path);

    for (size_t i = 0; i < column->n; i++) {
        const struct cell *cell = &column->cells[i];

        for (size_t k = 0; k < i && cell->stated && !cell->refused; k++) {
            const struct cell *first = &column->cells[k];

            if (!first->stated || first->refused || strcmp(first->as.text, cell->as.text) != 0)
                continue;
            sim_messages_add(checker->reading->messages,
                             "%s: is '%s', the name of %.*s[%zu] as well; must be unique in its list", cell->where,
                             cell->as.text, (int)n, column->row->path, k);
            break;
        }
    }
    return SIM_OK;
}

static int finish_columns(struct checker *checker)
{
    for (size_t k = 0; k < checker->settings->n; k++) {
        struct column *column = &checker->settings->columns[k];
        const struct tree *list = NULL;
        int status = column->n > 0 ? list_of(checker, column->row, &list) : SIM_OK;

        for (size_t i = 0; i < column->n && status == SIM_OK; i++)
            if (!column->cells[i].stated && !column->cells[i].refused)
                status = fill_default(checker, column, i, list);
        if (status == SIM_OK && (column->row->flags & PARAM_NAME))
            status = check_names(checker, column);
        if (status != SIM_OK)
            return status;
    }
    return SIM_OK;
}

int schema_resolve(struct reading *reading, const struct table *table, const struct tree *root, const char *main_file,
                   struct settings **out)
{
    struct checker checker = {.reading = reading, .table = table, .root = root, .main_file = main_file};
    int status = make_columns(&checker);

    if (status == SIM_OK)
        status = check_group(&checker, root, 0);
    if (status == SIM_OK)
        status = finish_columns(&checker);
    *out = checker.settings;
    text_free(&checker.path);
    text_free(&checker.shown);
    return status;
}
