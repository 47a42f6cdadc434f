/* A laboratory: a collaboration without citizens, care and money, so that governance, trust and decisions can be tried
 * over sizes and conditions that no region has. It runs the network module as a region does (models/network); only
 * its members, its coalitions and struct network_inputs are made up here, from laboratory.* (models/ODD.md, M13). */
#ifndef MODELS_LABORATORY_LABORATORY_H
#define MODELS_LABORATORY_LABORATORY_H

#include <stddef.h>

#include "models/network/network.h"

enum { LABORATORY_NAME_SIZE = 24, LABORATORY_WINDOW = 24 };

struct laboratory {
    struct network *network;
    struct network_inputs inputs; /* constant over the months */
    struct rng_stream stream;
    size_t spinup_months;          /* in which nothing happens */
    size_t n, n_payers, n_workers; /* members; the first n_payers pay, the others work */
    size_t n_founders;
    size_t n_coalitions, n_roles, roles_needed; /* roles_needed: that a coalition cannot do without; 0: all */
    struct network_member_setup *member;
    struct network_coalition_setup *coalition;
    char (*name)[LABORATORY_NAME_SIZE]; /* [n] of members, then [n_coalitions] */
    int *role;                          /* [n_coalitions * n] or -1 */
    double *role_hours;                 /* [n_roles] */
    double *block;                      /* storage of the inputs */
    struct network_shock *shocks;       /* of the scenario; NULL: none */
    double value;                       /* public value of one coalition at full output */
    double cost_linear, cost_square, hours;
    /* Results of the month, and outputs of the last LABORATORY_WINDOW months. */
    double surplus, output, output_past[LABORATORY_WINDOW];
    size_t months; /* observed */
};

/* One replication. On failure SIM_E_NOMEM; *out may be partly built: destroy it. Settings as laboratory_check passes
 * them. */
int laboratory_create(const struct settings *settings, const struct rng_stream *stream, struct laboratory **out,
                      struct sim_err *err);
void laboratory_destroy(struct laboratory *laboratory);
/* `month` counts from the start of the run. SIM_E_MODEL when an invariant of the network breaks. */
int laboratory_step(struct laboratory *laboratory, size_t month, struct sim_err *err);
/* After a step: values[N_OUTCOMES]; what needs citizens, care or money is NaN. */
void laboratory_observe(const struct laboratory *laboratory, double *values);
/* Mean output over the last `months` months (or those that there were), coalitions that do not run included; [0,1]. */
double laboratory_output_of(const struct laboratory *laboratory, size_t months);

/* Contradictions between values of a scenario with laboratory.active; one message per fault. */
void laboratory_check(const struct settings *settings, struct sim_messages *messages);

#endif
