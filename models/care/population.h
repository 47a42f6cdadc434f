/* The population (M1, M11): who lives in the region, how people age, fall ill, move, die and are born, and which of
 * them need something this month. */
#ifndef MODELS_CARE_POPULATION_H
#define MODELS_CARE_POPULATION_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/config/settings.h"

#define NOBODY UINT32_MAX

struct region;

int population_create(struct region *region, const struct settings *settings, struct sim_err *err);
void population_destroy(struct region *region);
/* Who uses and waits for services in the status quo, given the routes to welfare and mental health; needs practices. */
void population_expect(struct region *region, const struct settings *settings);
/* People in long-running services, and in the queues for them, at the start; needs contracts and teams. */
void population_start_services(struct region *region);
/* A new person of an age; everything else is drawn. People with a long-term-care indication are there from the start;
 * they neither move in nor out. Returns its number, or NOBODY when the region is full. */
uint32_t population_appear(struct region *region, unsigned age, bool at_start);
/* One month of everybody: births, moves, birthdays, and the events of the month. */
void population_month(struct region *region);
void population_set_class(struct region *region, uint32_t citizen, uint16_t class);
/* Need that is not met raises risks for some months. */
void population_unmet(struct region *region, uint32_t citizen, unsigned months);
void population_met(struct region *region, uint32_t citizen);
void population_unmet_ends(struct region *region, uint32_t citizen);
/* Leaves a coalition's care. */
void population_disenrol(struct region *region, uint32_t citizen);

#endif
