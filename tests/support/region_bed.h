/* Regions for tests of the model: the scenario of Midden-Limburg, small and short. Failures are test failures. */
#ifndef TESTS_SUPPORT_REGION_BED_H
#define TESTS_SUPPORT_REGION_BED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/outcomes.h"
#include "models/region.h"
#include "sim/config/scenario.h"

enum { REGION_BED_SPINUP = 12, REGION_BED_HORIZON = 12, REGION_BED_MONTHS = REGION_BED_SPINUP + REGION_BED_HORIZON };

struct bed {
    struct scenario *scenario;
    struct region *region;
};

/* A replication of Midden-Limburg as written, then `sets`, after so many months. */
struct bed region_bed_open(const char *const *sets, size_t n_sets, uint32_t replication, size_t months);
void region_bed_close(struct bed *bed);

/* Number of elements, for lists of --set texts. */
#define REGION_BED_COUNT(list) (sizeof(list) / sizeof(list)[0])

/* The model's parameter table and check, as the program reads scenarios with. */
struct scenario_rules region_bed_rules(void);

/* The scenario at `path` with all its arms: 1 % of the people, 12 months of spin-up and 12 of horizon, then `sets`. */
struct scenario *region_bed_scenario(const char *path, const char *const *sets, size_t n_sets);
/* The same with a first arm "one" that no arm's values are laid over: the scenario as written, then `sets`. */
struct scenario *region_bed_single(const char *path, const char *const *sets, size_t n_sets);
/* Index of the arm of this name. */
size_t region_bed_arm(const struct scenario *scenario, const char *name);

struct region *region_bed_create(const struct scenario *scenario, size_t arm, uint32_t replication);
/* Months from .. to - 1. */
void region_bed_run(struct region *region, size_t from, size_t to);
/* The model's own invariants and, besides, the sums that it keeps up to date against what the citizens say. False with
 * the reason in *err. */
bool region_bed_sound(const struct region *region, struct sim_err *err);
/* Fails, and says in which month and why, when the region is not sound. */
void assert_sound(const struct region *region);

/* Does the citizen wait for the service, or use it? */
bool region_bed_waits(const struct region *region, uint32_t citizen, int service);
bool region_bed_uses(const struct region *region, uint32_t citizen, int service);

/* Cents that flowed since the horizon opened, with this purpose; from or to = REGION_BED_ANY: all accounts. */
#define REGION_BED_ANY SIZE_MAX
int64_t region_bed_flow(const struct region *region, size_t from, size_t to, enum flow_purpose purpose);
/* True when a and b hold the same bytes, or are both no value. */
bool region_bed_same(double a, double b);

#endif
