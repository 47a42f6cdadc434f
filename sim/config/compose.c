#include "sim/config/compose.h"

#include <string.h>

static int read_file(struct reading *reading, const char *name, const struct source_file *parent, const char *mention,
                     struct tree **root);

/* Lays the file `name`, named by `node`, over what *merged holds so far. */
static int add_base(struct reading *reading, const struct source_file *file, const struct tree *node,
                    struct tree **merged)
{
    struct source_file here = {.name = node->file};
    char *mention = pool_format(reading->pool, "%s:%d: base: ", node->file, node->line);
    char *name = source_resolve(reading, &here, node->text);
    struct tree *base = NULL;
    int status;

    if (!mention || !name)
        return reading_nomem(reading);
    status = read_file(reading, name, file, mention, &base);
    if (status != SIM_OK || !base)
        return status;
    *merged = *merged ? tree_overlay(reading, *merged, base) : base;
    return *merged ? SIM_OK : reading_nomem(reading);
}

static int add_bases(struct reading *reading, const struct source_file *file, struct tree *bases, struct tree **merged)
{
    struct tree *const one[] = {bases};
    struct tree *const *nodes = bases->type == TREE_TEXT ? one : bases->child;
    const size_t n = bases->type == TREE_TEXT ? 1 : bases->n;
    bool texts = bases->type == TREE_TEXT || bases->type == TREE_ARRAY || bases->type == TREE_LIST;
    int status = SIM_OK;

    for (size_t i = 0; texts && i < n; i++)
        texts = nodes[i]->type == TREE_TEXT && nodes[i]->text[0] != '\0';
    if (!texts) {
        reading_say(reading, bases->file, bases->line, "base",
                    "must be a file name \"a.cfg\", or an array of them [ \"a.cfg\", \"b.cfg\" ]");
        return SIM_OK;
    }
    for (size_t i = 0; i < n && status == SIM_OK; i++)
        status = add_base(reading, file, nodes[i], merged);
    return status;
}

/* Recursion is bounded by SOURCE_MAX_DEPTH, which add_file in source.c checks. */
static int read_file(struct reading *reading, const char *name, const struct source_file *parent, const char *mention,
                     struct tree **root)
{
    static const char *const BASE[] = {"base", NULL};
    const size_t messages = reading->messages->n;
    struct source_file *file = pool_alloc(reading->pool, 1, sizeof *file);
    struct source source = {0};
    struct tree *own = NULL, *merged = NULL;
    int status;

    if (!file)
        return reading_nomem(reading);
    status = source_read(reading, name, parent, mention, file, &source);
    if (status != SIM_OK || reading_said(reading, messages))
        goto cleanup;
    status = tree_parse(reading, &source, &own);
    if (status != SIM_OK || !own)
        goto cleanup;
    if (own->n == 0)
        reading_say(reading, name, 0, NULL, "holds no settings; must state something, such as title = \"...\";");
    if (tree_child(own, "base"))
        status = add_bases(reading, file, tree_child(own, "base"), &merged);
    if (status != SIM_OK || reading_said(reading, messages))
        goto cleanup;
    own = tree_without(reading, own, BASE);
    if (own && merged)
        own = tree_overlay(reading, merged, own);
    *root = own;
    if (!own)
        status = reading_nomem(reading);
cleanup:
    source_free(&source);
    return status;
}

int compose_read(struct reading *reading, const char *path, struct tree **root)
{
    char *name = pool_text(reading->pool, path);

    *root = NULL;
    return name ? read_file(reading, name, NULL, NULL, root) : reading_nomem(reading);
}
