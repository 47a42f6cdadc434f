/* What members bring along from before (E210, E216): the list network.history of a scenario. */
#ifndef MODELS_HISTORY_H
#define MODELS_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/config/settings.h"

/* True when the word `from` or `to` of a history means this organisation or payer (its position in the scenario's
 * list): by its name, its kind, or "all". */
bool history_means(const struct settings *settings, const char *word, bool payer, size_t position);

/* One member as the histories know it. */
struct history_party {
    bool payer;
    size_t position;
};

/* Fills trust, familiarity and expected, [n * n] from * n + to, in shares of 1; NaN where no history says so. A later
 * history overrides an earlier one. Where a history names trust below trust.base, less than in a stranger, and no
 * expected share, that is trust.seen_start lowered in proportion. */
void history_fill(const struct settings *settings, const struct history_party *parties, size_t n, double *trust,
                  double *familiarity, double *expected);

#endif
