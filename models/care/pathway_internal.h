/* What the two files of the pathway share: chances and small readings of a citizen, and events without a queue. */
#ifndef MODELS_CARE_PATHWAY_INTERNAL_H
#define MODELS_CARE_PATHWAY_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "models/region.h"

static inline bool chance(uint32_t word, double p)
{
    return rng_unit(word) < p;
}

static inline enum client_type client_of(const struct region *region, uint32_t citizen)
{
    return client_type_of(region->citizens.class[citizen], region -> citizens.conditions[citizen]);
}

/* Bit of household help or support in citizens.support. */
static inline unsigned support_index(int service)
{
    return service == SERVICE_SUPPORT;
}

/* pathway_service.c: an event without a queue. */
void pathway_deliver(struct region *region, uint32_t citizen, int service, double units);
/* pathway_service.c: a hospital admission, if the hospital admits. */
void pathway_admit(struct region *region, uint32_t citizen);

#endif
