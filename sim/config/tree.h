/* The content of scenario files as a tree of nodes that know where they were written. Nodes live in a pool and are not
 * changed once made: overlays share what they do not replace. */
#ifndef SIM_CONFIG_TREE_H
#define SIM_CONFIG_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/base/text.h"
#include "sim/config/reading.h"
#include "sim/config/source.h"

enum tree_type { TREE_GROUP, TREE_LIST, TREE_ARRAY, TREE_INT, TREE_REAL, TREE_BOOL, TREE_TEXT };

struct tree {
    const char *name; /* key in its group, NULL in a list or array */
    enum tree_type type;
    const char *file;
    int line;            /* 0 when the file has no lines (--set) */
    int64_t integer;     /* INT; BOOL 0 or 1 */
    double real;         /* REAL */
    const char *text;    /* TEXT */
    struct tree **child; /* GROUP, LIST, ARRAY */
    size_t n;
    const char *where; /* "file:line: path" once it was asked for */
};

/* Parses a complete source. *root is NULL when a message was added. */
int tree_parse(struct reading *reading, const struct source *source, struct tree **root)
    __attribute__((warn_unused_result));

/* A fresh node; NULL when out of memory. */
struct tree *tree_new(struct reading *reading, const char *name, enum tree_type type, const char *file, int line)
    __attribute__((warn_unused_result));
/* Child of a group by name, or NULL. */
struct tree *tree_child(const struct tree *group, const char *name);
/* Node at a dotted path below groups, or NULL. */
struct tree *tree_find(const struct tree *root, const char *path);
/* Lays `top` over `base`: groups merge, a group over a list changes the elements of these names
 * (`organisations = { menzis = { member = true; }; }`), everything else replaces; both are groups. A name that the list
 * does not have is said. NULL when out of memory. */
struct tree *tree_overlay(struct reading *reading, struct tree *base, struct tree *top)
    __attribute__((warn_unused_result));
/* The group without the children of these names (list ends with NULL). NULL when out of memory. */
struct tree *tree_without(struct reading *reading, const struct tree *group, const char *const *names)
    __attribute__((warn_unused_result));
/* Wraps `node` in groups so that it stands at the dotted path `path` below a new root; `node` is renamed to the last
 * part. NULL when out of memory. */
struct tree *tree_at(struct reading *reading, const char *path, struct tree *node) __attribute__((warn_unused_result));
/* Writes the children of a group as libconfig text, each on its own line, indented by `indent` blanks. */
void tree_write(struct text *text, const struct tree *group, int indent);

#endif
