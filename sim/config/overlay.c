/* Trees laid over each other, cut and wrapped. */
#include <string.h>

#include "sim/config/tree.h"

struct tree *tree_child(const struct tree *group, const char *name)
{
    if (group->type != TREE_GROUP)
        return NULL;
    for (size_t i = 0; i < group->n; i++)
        if (strcmp(group->child[i]->name, name) == 0)
            return group->child[i];
    return NULL;
}

struct tree *tree_find(const struct tree *root, const char *path)
{
    const size_t length = strcspn(path, ".");

    if (root->type != TREE_GROUP)
        return NULL;
    for (size_t i = 0; i < root->n; i++) {
        struct tree *child = root->child[i];

        if (strncmp(child->name, path, length) != 0 || child->name[length] != '\0')
            continue;
        return path[length] == '.' ? tree_find(child, path + length + 1) : child;
    }
    return NULL;
}

/* Position of the group of a list that has this name, or the length of the list. */
static size_t position_of(const struct tree *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct tree *named = tree_child(list->child[i], "name");

        if (named && named->type == TREE_TEXT && strcmp(named->text, name) == 0)
            return i;
    }
    return list->n;
}

/* A group laid over a list changes the groups of the list that its keys name. */
static struct tree *overlay_elements(struct reading *reading, struct tree *list, const struct tree *top)
{
    struct tree *merged = tree_new(reading, list->name, TREE_LIST, list->file, list->line);

    if (!merged)
        return NULL;
    merged->child = pool_alloc(reading->pool, list->n, sizeof(struct tree *));
    if (!merged->child)
        return NULL;
    memcpy(merged->child, list->child, list->n * sizeof(struct tree *));
    merged->n = list->n;
    for (size_t i = 0; i < top->n; i++) {
        struct tree *change = top->child[i];
        const size_t at = position_of(list, change->name);

        if (at == list->n || change->type != TREE_GROUP) {
            reading_say(reading, change->file, change->line, top->name,
                        at == list->n ? "has no element with the name '%s'" : "'%s' must be a group { ... }",
                        change->name);
            continue;
        }
        merged->child[at] = tree_overlay(reading, merged->child[at], change);
        if (!merged->child[at])
            return NULL;
    }
    return merged;
}

struct tree *tree_overlay(struct reading *reading, struct tree *base, struct tree *top)
{
    struct tree *merged = tree_new(reading, top->name, TREE_GROUP, top->file, top->line);

    if (!merged)
        return NULL;
    merged->child = pool_alloc(reading->pool, base->n + top->n, sizeof(struct tree *));
    if (!merged->child)
        return NULL;
    for (size_t i = 0; i < base->n; i++) {
        struct tree *below = base->child[i];
        struct tree *above = tree_child(top, below->name);

        if (above && above->type == TREE_GROUP && below->type == TREE_GROUP)
            above = tree_overlay(reading, below, above);
        else if (above && above->type == TREE_GROUP && below->type == TREE_LIST && below->n > 0)
            above = overlay_elements(reading, below, above);
        else if (!above)
            above = below;
        if (!above)
            return NULL;
        merged->child[merged->n++] = above;
    }
    for (size_t i = 0; i < top->n; i++)
        if (!tree_child(base, top->child[i]->name))
            merged->child[merged->n++] = top->child[i];
    return merged;
}

struct tree *tree_without(struct reading *reading, const struct tree *group, const char *const *names)
{
    struct tree *rest = tree_new(reading, group->name, TREE_GROUP, group->file, group->line);

    if (!rest)
        return NULL;
    rest->child = pool_alloc(reading->pool, group->n, sizeof(struct tree *));
    if (!rest->child)
        return NULL;
    for (size_t i = 0; i < group->n; i++) {
        bool keep = true;

        for (const char *const *name = names; *name; name++)
            keep = keep && strcmp(group->child[i]->name, *name) != 0;
        if (keep)
            rest->child[rest->n++] = group->child[i];
    }
    return rest;
}

struct tree *tree_at(struct reading *reading, const char *path, struct tree *node)
{
    char *name = pool_text(reading->pool, path);
    char *dot;

    if (!name)
        return NULL;
    for (;;) {
        struct tree *group = tree_new(reading, NULL, TREE_GROUP, node->file, node->line);

        dot = strrchr(name, '.');
        node->name = dot ? dot + 1 : name;
        if (!group)
            return NULL;
        group->child = pool_alloc(reading->pool, 1, sizeof(struct tree *));
        if (!group->child)
            return NULL;
        group->child[0] = node;
        group->n = 1;
        if (!dot)
            return group;
        *dot = '\0';
        node = group;
    }
}
