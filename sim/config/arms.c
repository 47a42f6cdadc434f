#include "sim/config/arms.h"

#include <string.h>

#include "sim/config/describe.h"
#include "sim/config/suggest.h"

/* What all arms share. */
static const char *const SHARED[] = {"title",         "base", "experiment",   "horizon_months",
                                     "spinup_months", "seed", "replications", NULL};

/* A partial scenario with a name, out of a list. */
struct part {
    const char *name;
    struct tree *tree;
    const struct tree *node; /* where it was written */
};

struct part_list {
    struct part *parts;
    size_t n;
};

/* Says that the keys that all arms share cannot stand in a partial scenario. */
static void check_shared(struct reading *reading, const struct tree *group, const char *path)
{
    char *key;

    for (const char *const *name = SHARED; *name; name++) {
        const struct tree *child = tree_child(group, *name);

        if (!child)
            continue;
        key = pool_format(reading->pool, "%s.%s", path, *name);
        if (key)
            reading_say(reading, child->file, child->line, key,
                        "cannot differ between arms; write it outside the arms, once");
        else
            reading->messages->lost++;
    }
}

static int say_wrong(struct reading *reading, const struct tree *node, const char *path, const char *wanted)
{
    struct text text = {0};
    int status = SIM_OK;

    describe_found(&text, node);
    if (text.failed)
        status = reading_nomem(reading);
    else
        reading_say(reading, node->file, node->line, path, "is %s; must be %s", text_get(&text), wanted);
    text_free(&text);
    return status;
}

/* Names stand in the lines of texts and tables: no line ends, tabs, escapes (C0, DEL; C1, in UTF-8 c2 80 to c2 9f). */
static bool has_control(const char *name)
{
    for (const unsigned char *c = (const unsigned char *)name; *c; c++)
        if (*c < 0x20 || *c == 0x7f || (*c == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0))
            return true;
    return false;
}

/* The name of a part; NULL with a message when it has none that can be. */
static const char *name_of(struct reading *reading, const struct tree *group, const char *path)
{
    const struct tree *name = tree_child(group, "name");

    if (!name)
        reading_say(reading, group->file, group->line, path, "has no name; must state name = \"...\";");
    else if (name->type != TREE_TEXT || name->text[0] == '\0')
        reading_say(reading, name->file, name->line, path, "has a name that is no text; must state name = \"...\";");
    else if (has_control(name->text))
        reading_say(reading, name->file, name->line, path,
                    "has a name with a line end, a tab or another control character; must be one line of text");
    else
        return name->text;
    return NULL;
}

/* Reads a list of named partial scenarios; parts that are wrong are left out. */
static int read_parts(struct reading *reading, const struct tree *list, const char *path, struct part_list *out)
{
    static const char *const NAME[] = {"name", NULL};
    static const char WANTED[] = "a list of groups ( { name = \"...\"; ... }, ... )";

    if (list->type != TREE_LIST)
        return say_wrong(reading, list, path, WANTED);
    if (list->n == 0)
        reading_say(reading, list->file, list->line, path, "is empty; must be %s", WANTED);
    out->parts = pool_alloc(reading->pool, list->n, sizeof *out->parts);
    if (!out->parts)
        return reading_nomem(reading);
    for (size_t i = 0; i < list->n; i++) {
        struct part part = {.node = list->child[i]};
        char *here = pool_format(reading->pool, "%s[%zu]", path, i);
        int status = SIM_OK;

        if (!here)
            return reading_nomem(reading);
        if (part.node->type != TREE_GROUP) {
            status = say_wrong(reading, part.node, here, "a group { name = \"...\"; ... }");
            if (status != SIM_OK)
                return status;
            continue;
        }
        check_shared(reading, part.node, here);
        part.name = name_of(reading, part.node, here);
        part.tree = tree_without(reading, part.node, NAME);
        if (part.tree)
            part.tree = tree_without(reading, part.tree, SHARED);
        if (!part.tree)
            return reading_nomem(reading);
        if (part.name)
            out->parts[out->n++] = part;
    }
    return SIM_OK;
}

/* Adds an arm; a name that is taken gives a message at the place of `part`. */
static int add_arm(struct reading *reading, struct arm_plans *plans, const char *name, struct tree *tree,
                   const struct tree *place)
{
    for (size_t i = 0; i < plans->n; i++)
        if (strcmp(plans->arms[i].name, name) == 0) {
            reading_say(reading, place->file, place->line, "experiment", "two arms are named '%s'; names must differ",
                        name);
            return SIM_OK;
        }
    if (plans->n == plans->capacity) {
        const size_t capacity = plans->capacity ? 2 * plans->capacity : 16;
        struct arm_plan *arms = pool_alloc(reading->pool, capacity, sizeof *arms);

        if (!arms)
            return reading_nomem(reading);
        if (plans->n > 0)
            memcpy(arms, plans->arms, plans->n * sizeof *arms);
        plans->arms = arms;
        plans->capacity = capacity;
    }
    plans->arms[plans->n++] = (struct arm_plan){.name = name, .tree = tree};
    return SIM_OK;
}

static int add_listed(struct reading *reading, struct tree *base, const struct tree *list, struct arm_plans *plans)
{
    struct part_list parts = {0};
    int status = read_parts(reading, list, "experiment.arms", &parts);

    if (status == SIM_OK && list->type == TREE_LIST && list->n > ARMS_MOST) {
        reading_say(reading, list->file, list->line, "experiment.arms", "has %zu arms; at most %d are possible",
                    list->n, ARMS_MOST);
        return SIM_OK;
    }
    for (size_t i = 0; i < parts.n && status == SIM_OK; i++) {
        struct tree *tree = tree_overlay(reading, base, parts.parts[i].tree);

        status =
            tree ? add_arm(reading, plans, parts.parts[i].name, tree, parts.parts[i].node) : reading_nomem(reading);
    }
    return status;
}

/* One combination: part at[k] of each list k. */
static int add_combination(struct reading *reading, struct tree *base, const struct part_list *lists, const size_t *at,
                           size_t n_lists, struct arm_plans *plans)
{
    const struct part *last = NULL;
    struct tree *tree = base;
    struct text name = {0};
    char *copy;

    for (size_t k = 0; k < n_lists; k++) {
        last = &lists[k].parts[at[k]];
        text_printf(&name, "%s%s", k == 0 ? "" : "+", last->name);
        tree = tree ? tree_overlay(reading, tree, last->tree) : NULL;
    }
    copy = name.failed ? NULL : pool_text(reading->pool, text_get(&name));
    text_free(&name);
    if (!copy || !tree || !last)
        return reading_nomem(reading);
    return add_arm(reading, plans, copy, tree, last->node);
}

static int read_cross(struct reading *reading, const struct tree *cross, struct part_list *lists, size_t *combinations)
{
    *combinations = 1;
    for (size_t k = 0; k < cross->n; k++) {
        char *path = pool_format(reading->pool, "experiment.cross[%zu]", k);
        int status = path ? read_parts(reading, cross->child[k], path, &lists[k]) : reading_nomem(reading);

        if (status != SIM_OK)
            return status;
        *combinations = *combinations > ARMS_MOST ? *combinations : *combinations * lists[k].n;
    }
    return SIM_OK;
}

static int add_crossing(struct reading *reading, struct tree *base, const struct tree *cross, struct arm_plans *plans)
{
    const size_t messages = reading->messages->n;
    struct part_list *lists = NULL;
    size_t *at = NULL, combinations = 0;
    int status;

    if (cross->type == TREE_LIST && cross->n == 0)
        return SIM_OK; /* takes the crossing of a base away */
    if (cross->type != TREE_LIST)
        return say_wrong(reading, cross, "experiment.cross",
                         "a list of lists of groups ( ( { name = \"...\"; ... }, ... ), ( ... ) )");
    lists = pool_alloc(reading->pool, cross->n, sizeof *lists);
    at = pool_alloc(reading->pool, cross->n, sizeof *at);
    if (!lists || !at)
        return reading_nomem(reading);
    status = read_cross(reading, cross, lists, &combinations);
    if (status != SIM_OK || reading_said(reading, messages))
        return status;
    if (combinations > ARMS_MOST) {
        reading_say(reading, cross->file, cross->line, "experiment.cross",
                    "gives too many arms; at most %d are possible", ARMS_MOST);
        return SIM_OK;
    }
    for (size_t i = 0; i < combinations && status == SIM_OK; i++) {
        size_t rest = i;

        for (size_t k = cross->n; k-- > 0;) { /* the first list changes slowest */
            at[k] = rest % lists[k].n;
            rest /= lists[k].n;
        }
        status = add_combination(reading, base, lists, at, cross->n, plans);
        if (reading_said(reading, messages)) /* a name that comes twice comes many times: say it once */
            break;
    }
    return status;
}

static int add_twins(struct reading *reading, const struct tree *counterfactual, struct arm_plans *plans)
{
    static const char PATH[] = "experiment.counterfactual";
    struct tree *part;

    if (counterfactual->type != TREE_GROUP)
        return say_wrong(reading, counterfactual, PATH, "a group { ... }, a partial scenario");
    check_shared(reading, counterfactual, PATH);
    part = tree_without(reading, counterfactual, SHARED);
    if (!part)
        return reading_nomem(reading);
    plans->counterfactual = part;
    for (size_t i = 0; i < plans->n; i++) {
        plans->arms[i].twin = tree_overlay(reading, plans->arms[i].tree, part);
        if (!plans->arms[i].twin)
            return reading_nomem(reading);
    }
    return SIM_OK;
}

static int find_reference(struct reading *reading, const struct tree *root, struct arm_plans *plans)
{
    const struct tree *node = tree_find(root, "experiment.reference");
    struct suggestion suggestion = {0};
    struct text names = {0};
    int status = SIM_OK;

    if (!node || node->type != TREE_TEXT || node->text[0] == '\0')
        return SIM_OK;
    suggestion.word = node->text;
    for (size_t i = 0; i < plans->n; i++) {
        if (strcmp(plans->arms[i].name, node->text) == 0) {
            plans->reference = i;
            goto cleanup;
        }
        suggest_consider(&suggestion, plans->arms[i].name, strlen(plans->arms[i].name));
        if (i < 12)
            text_printf(&names, "%s'%s'", i == 0 ? "" : ", ", plans->arms[i].name);
    }
    if (plans->n > 12)
        text_add(&names, ", ...");
    if (suggestion.n > 0)
        text_printf(&names, "; did you mean '%s'?", suggestion.best);
    if (names.failed)
        status = reading_nomem(reading);
    else
        reading_say(reading, node->file, node->line, "experiment.reference",
                    "is '%s', which is no arm; must be one of %s", node->text, text_get(&names));
cleanup:
    text_free(&names);
    return status;
}

/* The scenario without what is special to its arms. NULL when out of memory. */
static struct tree *without_arms(struct reading *reading, struct tree *root, const struct tree *experiment)
{
    static const char *const SPECIAL[] = {"arms", "cross", "counterfactual", NULL};
    static const char *const EXPERIMENT[] = {"experiment", NULL};
    struct tree *rest = tree_without(reading, root, EXPERIMENT);
    struct tree *kept = tree_without(reading, experiment, SPECIAL);
    struct tree *wrapped = kept ? tree_at(reading, "experiment", kept) : NULL;

    return rest && wrapped ? tree_overlay(reading, rest, wrapped) : NULL;
}

/* Listed arms and the crossing, in the order in which the file states them. */
static int add_arms(struct reading *reading, struct tree *base, const struct tree *experiment, struct arm_plans *plans)
{
    int status = SIM_OK;
    for (size_t k = 0; k < experiment->n && status == SIM_OK; k++) {
        const struct tree *child = experiment->child[k];
        if (strcmp(child->name, "arms") == 0)
            status = add_listed(reading, base, child, plans);
        else if (strcmp(child->name, "cross") == 0)
            status = add_crossing(reading, base, child, plans);
    }
    return status;
}

int arms_plan(struct reading *reading, struct tree *root, struct arm_plans *plans)
{
    const struct tree *experiment = tree_child(root, "experiment");
    const struct tree *counterfactual = experiment ? tree_child(experiment, "counterfactual") : NULL;
    const size_t messages = reading->messages->n;
    struct tree *base = experiment && experiment->type == TREE_GROUP ? without_arms(reading, root, experiment) : root;
    int status = base ? SIM_OK : reading_nomem(reading);

    *plans = (struct arm_plans){.base = base};
    if (status == SIM_OK && experiment && experiment->type == TREE_GROUP)
        status = add_arms(reading, base, experiment, plans);
    if (status == SIM_OK && plans->n == 0)
        status = add_arm(reading, plans, "scenario", base, root);
    if (status == SIM_OK && counterfactual)
        status = add_twins(reading, counterfactual, plans);
    if (status == SIM_OK && !reading_said(reading, messages))
        status = find_reference(reading, base, plans);
    return status;
}
