/* A small experiment written by hand, without running a model: for tests of the store and of the reports. */
#ifndef TESTS_SUPPORT_STORE_EXAMPLE_H
#define TESTS_SUPPORT_STORE_EXAMPLE_H

#include "sim/config/scenario.h"
#include "sim/engine/model.h"
#include "sim/report/report.h"
#include "sim/store/store.h"

enum { EXAMPLE_TODAY, EXAMPLE_POOLED, EXAMPLE_TWIN, EXAMPLE_N_ARMS };
enum { EXAMPLE_VISITS, EXAMPLE_TRUST, EXAMPLE_LOAD, EXAMPLE_N_OUTCOMES };
enum { EXAMPLE_CARE, EXAMPLE_WORK, EXAMPLE_SETTLE };

/* Outcomes visits (lower is better), trust (higher is better), load (neither); purposes care (ordinary), work
 * (investment), settle (compensation); kinds of events meet, quarrel. */
extern const struct sim_model store_example_model;

/* Arms "today" (reference), "pooled" and their hidden twin; 12 months. Valid as long as the program. */
struct scenario store_example_scenario(void);

/* Writes one record with these outcomes and flows; parties city, insurer, clinic (listed), market (not). Test
 * failure when it is not stored. */
void store_example_write(struct store *store, size_t arm, size_t replication, const double *outcomes,
                         const struct sim_flow *flows, size_t n_flows);

/* The same with outcomes 1, 2 and 3, and no flows. */
void store_example_write_plain(struct store *store, size_t arm, size_t replication);

/* Opens `path` for writing with the example's own settings, seed 7 and series; or to read. Not opened: test failure. */
struct store *store_example_create(const char *path, bool fresh);
struct store *store_example_reopen(const char *path);

/* Opens `path` for writing as part of a study; the status, or a test failure when it is not opened. */
int store_example_try_study(const char *path, const struct scenario *scenario, const struct store_study *study,
                            struct store **store, struct sim_err *err);
struct store *store_example_open_study(const char *path, const struct scenario *scenario,
                                       const struct store_study *study);

/* Runs of the first hundred replications of every arm that are done. */
size_t store_example_count_done(struct store *store);

/* The whole example at `path`: four replications of each arm, finished. In "pooled" the city invests 1200 euro in
 * the work of the market, the insurer gains 3000 euro of care not bought, and pays the city 300 euro. */
void store_example_make(const char *path, bool backwards);

/* Another result: listed arms by hand. Its third outcome is a main one: cost, in euro, lower is better. The twin of an
 * arm may be itself, another listed arm or, as n_arms, a hidden one that is added. In all but the first listed arm
 * money flows as in "pooled". */
enum { EXAMPLE_MAX_ARMS = 8 };

struct example_other {
    size_t n_arms, runs;
    const char *names[EXAMPLE_MAX_ARMS];
    int twins[EXAMPLE_MAX_ARMS];
    double visits[EXAMPLE_MAX_ARMS][4], trust[EXAMPLE_MAX_ARMS][4], cost[EXAMPLE_MAX_ARMS][4];
    bool unfinished;
    bool tables; /* with report_store_tables */
};

void store_example_make_other(const char *path, const struct example_other *other);

/* What report_export or, with table NULL, report_compare prints; test failure when it does not. To be freed. */
char *store_example_print(const char *path, const char *table, enum report_format format, enum report_lang lang,
                          enum report_kind kind);

/* Fails, and shows the table, unless it begins with `start` as CSV. */
void store_example_expect_csv(const char *path, const char *table, const char *start);

#endif
