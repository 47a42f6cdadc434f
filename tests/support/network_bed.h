/* A network on its own for tests: settings from a scenario file and --set values, members and coalitions drawn from a
 * seed, plain inputs. Failures to build it are test failures. */
#ifndef TESTS_SUPPORT_NETWORK_BED_H
#define TESTS_SUPPORT_NETWORK_BED_H

#include "models/network/network.h"
#include "sim/config/param.h"
#include "sim/config/scenario.h"

extern const struct param network_rows[];
extern const size_t network_n_rows;

enum { BED_MEMBERS = 24, BED_COALITIONS = 12 };

struct network_bed {
    size_t n, n_coalitions;
    struct scenario *scenario;
    const struct settings *settings;
    struct network *network;
    struct rng_stream stream;
    char names[BED_MEMBERS][8];
    int role[BED_COALITIONS][BED_MEMBERS];
    double role_hours[NETWORK_MAX_ROLES];
    struct network_member_setup member[BED_MEMBERS];
    struct network_coalition_setup coalition[BED_COALITIONS];
    double workload[BED_MEMBERS], hours_free[BED_MEMBERS], health_gain[BED_COALITIONS];
    double own_gain[BED_MEMBERS * BED_COALITIONS], compensation[BED_MEMBERS * BED_COALITIONS];
    double paid_share[BED_MEMBERS * BED_COALITIONS];
    double structural[BED_MEMBERS * BED_COALITIONS];
    struct network_inputs inputs;
};

/* Scenario of the network's parameters alone, with "path=value" in `sets`. */
void network_bed_settings(struct network_bed *bed, const char *const *sets, size_t n_sets);
/* n members that differ (or are all average, when `same`), n_coalitions with `roles` roles, four members each at most.
 * Change what is to be changed, then network_bed_start. */
void network_bed_fill(struct network_bed *bed, size_t n, size_t n_coalitions, size_t roles, uint32_t replication,
                      bool same);
void network_bed_start(struct network_bed *bed);
/* One month of all three phases; checks the invariants. */
void network_bed_month(struct network_bed *bed, size_t month);
/* Ends the network, and with it the settings. */
void network_bed_stop(struct network_bed *bed);

/* Totals of 120 months. */
struct network_summary {
    double months_alive, output, trust, decision_months, effort, decisions;
    uint64_t print; /* of every trust, effort and output of every month: equal runs, equal print */
};
struct network_summary network_bed_run(const char *const *sets, size_t n_sets, size_t n, size_t n_coalitions,
                                       size_t roles, uint32_t replication);
/* Mean over replications 0..n-1. */
struct network_summary network_bed_mean(const char *const *sets, size_t n_sets, size_t n, size_t n_coalitions,
                                        uint32_t replications);

#endif
