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
/* Settings and fill in one: n members that are all average, drawn for replication 0. */
void network_bed_alike(struct network_bed *bed, const char *const *sets, size_t n_sets, size_t n, size_t n_coalitions,
                       size_t roles);
/* One month of all three phases; checks the invariants. Months first .. end - 1. */
void network_bed_month(struct network_bed *bed, size_t month);
void network_bed_months(struct network_bed *bed, size_t first, size_t end);
/* Ends the network, and with it the settings. */
void network_bed_stop(struct network_bed *bed);

/* "network.mode=" of the modes self-governed, lead and nao. */
extern const char *const network_bed_modes[3];

/* For lists of settings: nothing moves a view or makes an issue but what the test does. */
#define NETWORK_BED_STILL                                                                                        \
    "governance.vote_noise=0", "governance.issue_rate=0", "membership.exit_rate=0", "governance.deliberation=0", \
        "network.preparation_hours=0", "coalition.substitution=1"
/* Efforts then add up, so that one who loses by a coalition cannot stop it by giving nothing: it loses this by what the
 * others do, unless it objects. */
#define NETWORK_BED_LOSS 6.0

/* Alike members with one running coalition of four roles, open for changes before network_bed_start. */
void network_bed_one_running(struct network_bed *bed, const char *const *sets, size_t n_sets, size_t n);
/* Trust of one member in another, to be read or set; sets that of all in all others. */
double *network_bed_trust(const struct network_bed *bed, size_t from, size_t to);
void network_bed_trust_all(const struct network_bed *bed, double trust);

/* Sum of the N_REASONS terms of a story. */
double network_bed_sum_of_terms(const double *terms);

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

/* Means over 120 months and replications of eight members and two coalitions, each of the four roles of a coalition
 * played by two; `change` (may be NULL) changes the bed before it starts. */
typedef void network_bed_change(struct network_bed *bed);

struct network_pairs {
    double output, effort, players, live, wait; /* effort: of a player; live: coalitions; wait: for a decision */
};
struct network_pairs network_bed_pairs(const char *const *sets, size_t n_sets, network_bed_change *change,
                                       uint32_t replications);

#endif
