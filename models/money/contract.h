/* Contracts: payer x organisation x service. The kind of payment is read in contract.c alone; everybody else sees
 * price, settlement, marginal revenue and whether work can be claimed.
 *
 * A kind is one row of the table `payment_models` in contract.c: what it pays for a month of delivery, and what one
 * more unit or one more client brings the provider. Adding a kind is a row, its functions and a word in the parameter
 * table. */
#ifndef MODELS_MONEY_CONTRACT_H
#define MODELS_MONEY_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/care/service.h"
#include "sim/base/err.h"
#include "sim/config/settings.h"

struct contract {
    uint16_t organisation, payer;
    uint8_t service;
    uint8_t kind, kind_horizon; /* now; under study */
    bool in_scope;              /* of payment.kind */
    double ceiling;             /* multiple of the yearly revenue before, indexed by need; 0 none */
    /* What happened this month; people times units, set by the pathway. */
    double users, events, starts;
    double bridged; /* users of nursing who wait for household help or support, or a decision on it */
    double kept;    /* users in long-term care who kept their worker: the care office repays them */
    /* The norm, measured over the year before the horizon. */
    double base_cents, base_clients, base_units, base_starts; /* a month */
    double norm_unit_cents;                                   /* what one more unit for a client brought then */
    int year_months;                                          /* months of this contract year so far */
    double year_cents;                                        /* paid since the start of the contract year */
};

struct contracts {
    struct contract *list;
    size_t n;
    size_t first[N_SERVICES];  /* number of the first contract of a service; then by organisation, then by payer */
    size_t payers[N_SERVICES]; /* payers per organisation */
    double performance_weight;
    bool risk_adjusted;
};

/* What a contract needs to know of the month. */
struct contract_month {
    double units, clients, new_clients; /* delivered; clients = people served */
    double price_cents, norm_units;     /* list price; units per client in the norm */
    double need_index;                  /* need of the population by age against the norm (1 = as before) */
    double people_index;                /* number of people against the norm */
    double quality;                     /* result against the norm, 1 = as before */
    double joint_share;      /* this contract's share of the work of all contracts of the service and payer */
    double joint_base_cents; /* norm of all contracts of the service and payer */
    double duration_months;  /* mean, 0 for events */
    bool before_horizon;
};

/* Kind of the contract of a service today and under study. */
void contract_terms(const struct settings *settings, struct contracts *contracts);
/* Cents due for a month, ceiling applied; updates the contract's year. */
double contract_settle(const struct contracts *contracts, struct contract *contract,
                       const struct contract_month *month);
/* Cents that one more unit for a client already served brings; 0 under a full ceiling or a fixed sum. */
double contract_marginal_unit(const struct contracts *contracts, const struct contract *contract,
                              const struct contract_month *month);
/* Cents a month that one more client brings. */
double contract_marginal_client(const struct contracts *contracts, const struct contract *contract,
                                const struct contract_month *month);
/* The horizon starts: the norm is known, and the kind of payment under study takes over. */
void contract_open_horizon(const struct contracts *contracts, struct contract *contract,
                           const struct contract_month *month);
/* A new contract year. */
void contract_new_year(struct contract *contract);

#endif
