/* A small experiment written by hand, without running a model: for tests of the store and of the reports. */
#ifndef TESTS_SUPPORT_STORE_EXAMPLE_H
#define TESTS_SUPPORT_STORE_EXAMPLE_H

#include "sim/config/scenario.h"
#include "sim/engine/model.h"
#include "sim/store/store.h"

enum { EXAMPLE_TODAY, EXAMPLE_POOLED, EXAMPLE_TWIN, EXAMPLE_N_ARMS };
enum { EXAMPLE_VISITS, EXAMPLE_TRUST, EXAMPLE_LOAD, EXAMPLE_N_OUTCOMES };
enum { EXAMPLE_CARE, EXAMPLE_WORK, EXAMPLE_SETTLE };

/* Outcomes visits (lower is better), trust (higher is better), load (neither); purposes care (ordinary), work
 * (investment), settle (compensation). */
extern const struct sim_model store_example_model;

/* Arms "today" (reference), "pooled" and their hidden twin; 12 months. Valid as long as the program. */
struct scenario store_example_scenario(void);

/* Writes one record with these outcomes and flows; parties city, insurer, clinic (listed), market (not). Test
 * failure when it is not stored. */
void store_example_write(struct store *store, size_t arm, size_t replication, const double *outcomes,
                         const struct sim_flow *flows, size_t n_flows);

/* The whole example at `path`: four replications of each arm, finished. In "pooled" the city invests 1200 euro in
 * the work of the market, the insurer gains 3000 euro of care not bought, and pays the city 300 euro. */
void store_example_make(const char *path, bool backwards);

#endif
