#include "sim/config/tree.h"

#include <libconfig.h>
#include <string.h>

#include "sim/config/utf8.h"

/* The only user of libconfig. Its version 1.5 does not check its own allocations: when memory runs out inside it, the
 * program ends. What can be checked here is checked. Numbers keep the type they were written in (no auto-convert), the
 * parameter table decides what fits. */

struct builder {
    struct reading *reading;
    const struct source *source;
};

struct tree *tree_new(struct reading *reading, const char *name, enum tree_type type, const char *file, int line)
{
    struct tree *node = pool_alloc(reading->pool, 1, sizeof *node);

    if (node)
        *node = (struct tree){.name = name, .type = type, .file = file, .line = line};
    return node;
}

static enum tree_type type_of(const config_setting_t *setting)
{
    switch (config_setting_type(setting)) {
    case CONFIG_TYPE_GROUP:
        return TREE_GROUP;
    case CONFIG_TYPE_LIST:
        return TREE_LIST;
    case CONFIG_TYPE_ARRAY:
        return TREE_ARRAY;
    case CONFIG_TYPE_FLOAT:
        return TREE_REAL;
    case CONFIG_TYPE_BOOL:
        return TREE_BOOL;
    case CONFIG_TYPE_STRING:
        return TREE_TEXT;
    default:
        return TREE_INT;
    }
}

static int build(struct builder *builder, config_setting_t *setting, struct tree **out);

static int build_children(struct builder *builder, config_setting_t *setting, struct tree *node)
{
    const int n = config_setting_length(setting);

    node->child = pool_alloc(builder->reading->pool, (size_t)n, sizeof(struct tree *));
    if (!node->child)
        return reading_nomem(builder->reading);
    for (int i = 0; i < n; i++) {
        const int status = build(builder, config_setting_get_elem(setting, (unsigned)i), &node->child[i]);

        if (status != SIM_OK)
            return status;
    }
    node->n = (size_t)n;
    return SIM_OK;
}

/* Recursion is bounded by SOURCE_MAX_BRACKETS. */
static int build(struct builder *builder, config_setting_t *setting, struct tree **out)
{
    struct reading *reading = builder->reading;
    const char *name = config_setting_name(setting);
    int line = 0;
    const struct source_file *file = source_where(builder->source, config_setting_source_line(setting), &line);
    struct tree *node = tree_new(reading, NULL, type_of(setting), file->name, line);

    if (node && name)
        node->name = pool_text(reading->pool, name);
    if (!node || (name && !node->name))
        return reading_nomem(reading);
    *out = node;
    switch (node->type) {
    case TREE_GROUP:
    case TREE_LIST:
    case TREE_ARRAY:
        return build_children(builder, setting, node);
    case TREE_INT:
        node->integer = config_setting_type(setting) == CONFIG_TYPE_INT64 ? config_setting_get_int64(setting)
                                                                          : config_setting_get_int(setting);
        break;
    case TREE_REAL:
        node->real = config_setting_get_float(setting);
        break;
    case TREE_BOOL:
        node->integer = config_setting_get_bool(setting) != 0;
        break;
    case TREE_TEXT:
        node->text = pool_text(reading->pool, config_setting_get_string(setting));
        if (!node->text)
            return reading_nomem(reading);
        if (!utf8_valid(node->text))
            reading_say(reading, node->file, node->line, node->name, "is a text that is not valid UTF-8");
        break;
    }
    return SIM_OK;
}

/* Says what libconfig found wrong, and what to do about it. */
static void say_error(struct reading *reading, const struct source *source, const config_t *config)
{
    const char *text = config_error_text(config) ? config_error_text(config) : "syntax error";
    const char *help =
        "write key = value; with texts between quotation marks, groups in { }, arrays in [ ], lists in ( )";
    int line = 0;
    const struct source_file *file =
        source_where(source, config_error_line(config) > 0 ? (size_t)config_error_line(config) : 1, &line);

    if (strstr(text, "duplicate"))
        help = "a group holds each key once; to change a value of another file, name that file with base = \"...\";";
    else if (strstr(text, "mismatched"))
        help = "all elements of an array are numbers, or all are texts, or all are true or false";
    reading_say(reading, file->name, line, file->path, "%s; %s", text, help);
}

int tree_parse(struct reading *reading, const struct source *source, struct tree **root)
{
    struct builder builder = {reading, source};
    const size_t messages = reading->messages->n;
    config_t config;
    int status = SIM_OK;

    *root = NULL;
    config_init(&config);
    if (config_read_string(&config, text_get(&source->text)) != CONFIG_TRUE)
        say_error(reading, source, &config);
    else
        status = build(&builder, config_root_setting(&config), root);
    config_destroy(&config);
    if (status != SIM_OK || reading_said(reading, messages))
        *root = NULL;
    return status;
}
