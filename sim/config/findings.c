#include "sim/config/findings.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

static bool reserve(struct findings *findings)
{
    const size_t capacity = findings->capacity ? 2 * findings->capacity : 16;
    struct finding *items;

    if (findings->n < findings->capacity)
        return true;
    items = sim_realloc(findings->items, capacity, sizeof *items);
    if (!items)
        return false;
    findings->items = items;
    findings->capacity = capacity;
    return true;
}

bool findings_add(struct findings *findings, struct sim_messages *messages, size_t arm)
{
    for (size_t i = 0; i < messages->n; i++) {
        size_t k = 0;

        while (k < findings->n && strcmp(findings->items[k].text, messages->text[i]) != 0)
            k++;
        if (k < findings->n) {
            findings->items[k].n += findings->items[k].last != arm;
            findings->items[k].last = arm;
            continue;
        }
        if (!reserve(findings))
            return false;
        findings->items[findings->n++] = (struct finding){.text = messages->text[i], .first = arm, .last = arm, .n = 1};
        messages->text[i] = NULL;
    }
    return messages->lost == 0;
}

void findings_free(struct findings *findings)
{
    for (size_t i = 0; i < findings->n; i++)
        free(findings->items[i].text);
    free(findings->items);
    *findings = (struct findings){0};
}
