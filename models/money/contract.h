/* Contracts: payer x organisation x service. The kind of payment is read in contract.c alone; everybody else sees
 * price, settlement, marginal revenue and what goes along with a client.
 *
 * A kind is one file in payment_models/ and one line of payment_models.def. */
#ifndef MODELS_MONEY_CONTRACT_H
#define MODELS_MONEY_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/care/citizen.h"
#include "models/care/service.h"
#include "sim/base/err.h"
#include "sim/config/settings.h"

enum { CONTRACT_MAX_LAG_MONTHS = 12 };

struct contract {
    uint16_t organisation, payer;
    uint8_t service;
    uint8_t kind, kind_horizon; /* now; under study */
    uint8_t lag, lag_horizon;   /* months from delivery to payment */
    bool in_scope;              /* of payment.kind */
    double ceiling;             /* multiple of the yearly revenue before; 0 none */
    double payable;             /* share of the work that has a tariff (E611) */
    /* What happened this month, by type of client; people times units, set by the pathway. */
    double users[N_CLIENT_TYPES], events[N_CLIENT_TYPES];
    /* Clients served here who were refused elsewhere, less own ones served elsewhere: now, and this month's events. */
    double guests[N_CLIENT_TYPES], guest_events[N_CLIENT_TYPES];
    double bridged; /* users of nursing who wait for household help or support, or a decision on it */
    double kept;    /* users in long-term care who kept their worker: the care office repays them */
    /* The norm, measured over the year before the horizon. */
    double base_cents, base_clients, base_units;    /* a month */
    double norm_unit_cents[N_CLIENT_TYPES];         /* what one more unit for a client brought then */
    double norm_client_cents[N_CLIENT_TYPES];       /* and one more client */
    double norm_follow_cents[N_CLIENT_TYPES];       /* what went along with a client then */
    int year_months;                                /* months of this contract year so far */
    double year_cents;                              /* due since the start of the contract year */
    double unpaid_cents;                            /* this month: above the ceiling or without a tariff */
    int64_t due_month_cents;                        /* for this month's work */
    int64_t due_cents[CONTRACT_MAX_LAG_MONTHS + 1]; /* ring by month of payment */
};

struct contracts {
    struct contract *list;
    size_t n;
    size_t first[N_SERVICES];  /* number of the first contract of a service; then by organisation, then by payer */
    size_t payers[N_SERVICES]; /* payers per organisation */
    double performance_weight;
    bool risk_adjusted;   /* capitation follows age, and what goes along with a person follows its type */
    bool case_mix;        /* fixed prices per client follow its type */
    bool one_open_case;   /* a second institution opens no case while one is open (E610) */
    bool own_yardstick;   /* results are those of the provider, not of all providers of the service together */
    double rebooked;      /* share of a path's care that is billed besides the bundle for complex clients */
    bool bundle_all_in;   /* a bundle holds everything that a client needs */
    double ceiling_index; /* share of the growth of need that ceilings follow */
};

/* What a contract needs to know of the month, by type of client. */
struct contract_clients {
    double clients, units; /* people served; units delivered */
    double guests;         /* refused elsewhere, less own ones elsewhere */
    double norm_units;     /* units per client in the norm */
    double intensity;      /* units per client relative to the norm */
    double people_share;   /* of this type, among all people in the norm */
    double client_share;   /* of this type, among the service's clients in the norm */
};

struct contract_month {
    struct contract_clients of[N_CLIENT_TYPES];
    double besides_units;           /* nursing that bridges waits for other services: units, whoever the client */
    double price_cents, mean_units; /* list price; units per client in the norm, all types */
    double need_index;              /* need of the population by age against the norm (1 = as before) */
    double people_index;            /* number of people against the norm */
    double quality;                 /* result against the norm, 1 = as before */
    double joint_share;             /* this contract's share of the work of all contracts of the service and payer */
    double joint_base_cents;        /* norm of all contracts of the service and payer */
    bool before_horizon;
};

/* Clients now: people in a lasting service and events of the month. */
static inline double contract_clients(const struct contract *contract)
{
    return contract->users[CLIENT_SIMPLE] + contract->users[CLIENT_COMPLEX] + contract->events[CLIENT_SIMPLE]
           + contract->events[CLIENT_COMPLEX];
}
static inline double contract_users(const struct contract *contract)
{
    return contract->users[CLIENT_SIMPLE] + contract->users[CLIENT_COMPLEX];
}

/* All units delivered in a month. */
static inline double contract_units(const struct contract_month *month)
{
    return month->of[CLIENT_SIMPLE].units + month->of[CLIENT_COMPLEX].units + month->besides_units;
}

/* Kind of the contract of a service today and under study. */
void contract_terms(const struct settings *settings, struct contracts *contracts);
/* Cents due for a month: what the model pays, less what has no tariff and what lies above the ceiling; updates the
 * contract's year. */
double contract_settle(const struct contracts *contracts, struct contract *contract,
                       const struct contract_month *month);
/* Puts what is due for a month into the contract's ring, and takes out what is paid in that month. */
int64_t contract_pay(struct contract *contract, size_t month, int64_t due_cents);
/* Cents that one more unit for a client already served brings; 0 under a full ceiling or a fixed sum. */
double contract_marginal_unit(const struct contracts *contracts, const struct contract *contract,
                              const struct contract_month *month, enum client_type type);
/* Cents a month that one more client of a type brings. */
double contract_marginal_client_of(const struct contracts *contracts, const struct contract *contract,
                                   const struct contract_month *month, enum client_type type);
/* Cents a month that one more client brings, of the usual mix. */
double contract_marginal_client(const struct contracts *contracts, const struct contract *contract,
                                const struct contract_month *month);
/* Cents a month that go along with a client of a type who is served elsewhere. */
double contract_follows(const struct contracts *contracts, const struct contract *contract,
                        const struct contract_month *month, enum client_type type);
/* Cents a month for a result of this provider better by one; when results are those of all providers together, they
 * move by its share of the work. */
double contract_marginal_result(const struct contracts *contracts, const struct contract *contract,
                                const struct contract_month *month);
/* Whether a second institution may start while a first is busy with somebody, and is paid. */
bool contract_pays_second(const struct contracts *contracts, const struct contract *contract);
/* The horizon starts: the norm is known, and the kind of payment under study takes over. */
void contract_open_horizon(const struct contracts *contracts, struct contract *contract,
                           const struct contract_month *month);
/* A new contract year. */
void contract_new_year(struct contract *contract);

#endif
