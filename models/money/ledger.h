/* The ledger: double entry in int64 cents. Every euro moves from one account to another, so all balances sum to zero at
 * every moment, and every balance equals its opening plus its entries. */
#ifndef MODELS_MONEY_LEDGER_H
#define MODELS_MONEY_LEDGER_H

#include <stddef.h>
#include <stdint.h>

#include "sim/base/err.h"
#include "sim/engine/model.h"

enum flow_purpose {
    FLOW_CARE,             /* payer to organisation, by contract */
    FLOW_OTHER_CARE,       /* payer to organisation, lumps */
    FLOW_OWN_PAYMENT,      /* households to payer */
    FLOW_BUDGET,           /* households to payer: premiums and taxes */
    FLOW_EQUALISATION,     /* insurer to the equalisation fund */
    FLOW_WAGES,            /* organisation to staff */
    FLOW_FIXED_COST,       /* organisation to suppliers */
    FLOW_SUPPLIES,         /* organisation to suppliers */
    FLOW_COLLABORATION,    /* member to staff: work in coalitions */
    FLOW_COORDINATION,     /* member to staff: meetings and carrying work */
    FLOW_NETWORK_OFFICE,   /* network to staff */
    FLOW_CONTRIBUTION,     /* member to network, or network to the member that works for it */
    FLOW_NETWORK_FUNCTION, /* payer to organisation or cashier, cashier to organisation */
    FLOW_CASHIER_COST,     /* cashier to suppliers */
    FLOW_SUBSIDY,          /* state to organisation */
    FLOW_SHARED_SAVINGS,   /* payer to organisation */
    FLOW_POOL,             /* payer to payer: settlement of the pooled budget */
    FLOW_INTEREST,         /* organisation to suppliers (banks): working capital */
    FLOW_BROKER_DEFICIT,   /* state or households to cashier: what prices of a common good leave open */
    FLOW_PAYER_TRANSFER,   /* payer to payer, through the cashier's account: savings to who paid network functions */
    FLOW_EVALUATION,       /* member to suppliers: evaluation of the social return */
    FLOW_CASHIER_RESULT,   /* cashier to organisation or payer: what the year left, or, negative, what it lacked */
    FLOW_GENERAL_SERVICES, /* insurer to network, network to member: general services for insured care */
    FLOW_TRANSFORMATION,   /* state to organisation, under conditions */
    FLOW_REGIONAL_FUND,    /* state to the regional fund, fund to organisation */
    FLOW_REINVESTMENT,     /* payer to the regional fund, from its saving */
    FLOW_DOUBLE_CONTRACT,  /* care office to municipality: workers kept in long-term care */
    FLOW_COMPENSATION,     /* organisation to organisation: those who gain by a move of services to those who lose */
    N_FLOW_PURPOSES
};

extern const struct sim_purpose ledger_purposes[N_FLOW_PURPOSES];

struct ledger {
    size_t n_accounts;
    int64_t *flow;    /* [from][to][purpose], since the opening */
    int64_t *balance; /* [account] */
    int64_t *opening; /* [account] at the last ledger_open */
};

int ledger_create(struct ledger *ledger, size_t n_accounts, struct sim_err *err);
void ledger_destroy(struct ledger *ledger);
/* Moves `cents` (>= 0; a negative amount moves the other way). Nothing moves within one account. */
void ledger_move(struct ledger *ledger, size_t from, size_t to, enum flow_purpose purpose, int64_t cents);
/* Starts a new period: entries to zero, the opening is the balance now. */
void ledger_open(struct ledger *ledger);
/* SIM_E_MODEL when the balances do not sum to zero or an account is not its opening plus its entries. */
int ledger_check(const struct ledger *ledger, struct sim_err *err);

#endif
