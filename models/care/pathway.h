/* The pathway (M2): at which door a need presents, who recognises it, where it goes, and services that start and end.
 */
#ifndef MODELS_CARE_PATHWAY_H
#define MODELS_CARE_PATHWAY_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/rng/rng.h"

struct region;

/* An episode of need (EVENT_ACUTE .. EVENT_YOUTH); `words` are its own random numbers. */
void pathway_episode(struct region *region, uint32_t citizen, int event, const struct rng_words *words);
/* Asks for household help or support, unless it is used or waited for: the municipal team assesses all that somebody
 * has asked by then at once. */
void pathway_request(struct region *region, uint32_t citizen, int service);
/* District nursing starts, and with it perhaps a request for household help or support. */
void pathway_with_nurse(struct region *region, uint32_t citizen);
/* Long-term care is granted: other help at home ends, at once or after an overlap, unless a provider under both laws
 * keeps the client; and a place in a nursing home is asked for or not. */
void pathway_longterm(struct region *region, uint32_t citizen, uint32_t word);
void pathway_service_start(struct region *region, uint32_t citizen, int service);
void pathway_service_end(struct region *region, uint32_t citizen, int service);
/* Once a year: services that give less than the norm leave need unmet for the year to come. */
void pathway_year(struct region *region, uint32_t citizen);
/* Somebody whom two providers refused asks again, unless long-term care holds the service by now. */
void pathway_ask_again(struct region *region, uint32_t citizen, int service);
/* Whether a client's service goes on in long-term care, with the worker of before (a provider under both laws). */
bool pathway_keeps(const struct region *region, uint32_t citizen, int service);
/* Whether district nursing bridges a wait for household help or support: ask before what a citizen waits for or uses
 * changes, and tell pathway_bridge afterwards, which keeps the count of its contract. */
bool pathway_bridged(const struct region *region, uint32_t citizen);
void pathway_bridge(struct region *region, uint32_t citizen, bool before);
/* The second institution that somebody's trajectory needs is asked for. */
void pathway_second(struct region *region, uint32_t citizen);
/* All services and waits of somebody who died or left. */
void pathway_end_all(struct region *region, uint32_t citizen);
/* Thresholds of the right route for this month, per practice. */
void pathway_prepare(struct region *region);

#endif
