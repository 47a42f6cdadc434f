/* How payers share the cost of network functions beyond each deciding for itself (M9): bids for a common good, a
 * transfer of savings to who paid, and an evaluation that proves the social return. Only who pays whom how much. */
#ifndef MODELS_MONEY_COST_SHARING_H
#define MODELS_MONEY_COST_SHARING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/money/bids.h"
#include "sim/base/err.h"
#include "sim/config/settings.h"

struct region;

struct cost_sharing {
    enum bid_rule rule; /* payment.shared_good */
    double bid_shading,
        broker_noise; /* [0,1] understated share of a value; sd of the broker's view, share of the bid */
    double transfer;  /* [0,1] of what payers have left of savings on the pool's services, to who paid */
    bool proof;       /* the social return is evaluated once */
    double evaluation_cents, evaluation_quality;
    size_t contract_years;
    /* state */
    bool provided; /* the common good is paid for in this contract period */
    size_t n_bids;
    size_t *bidder;           /* [bids] the account it is paid from */
    double *bid, *price;      /* [bids] as the broker sees it, and what is charged, in cents over the contract period */
    double *share;            /* [accounts of organisations and payers] price / cost */
    double deficit_share;     /* of the cost: what prices leave open */
    int64_t deficit_cents;    /* paid this month */
    double investor_share;    /* of that saving, to those who are asked to pay, after a transfer */
    double case_ratio;        /* believed saving of all payers per euro of network functions at full effort */
    bool evaluated;           /* the evaluation has been done */
    double *lived_months;     /* [coalitions] months at work, */
    double *delivered, *work; /* [coalitions] sums over these of output and of hours per hour of full effort */
};

int cost_sharing_create(struct region *region, const struct settings *settings, struct sim_err *err);
void cost_sharing_destroy(struct region *region);
/* Whether network functions are a common good that parties bid for. */
bool cost_sharing_by_bids(const struct region *region);
/* Takes bids for a contract period in which the good costs `cost_cents` a month, and sets who pays which share of it;
 * `months_value`: the period's length in months, discounted. */
void cost_sharing_bid(struct region *region, double cost_cents, double months_value);
/* The account that pays what prices leave open: the state, without a state households. */
size_t cost_sharing_deficit_account(const struct region *region);
/* What a payer believes to get (negative: pay) a month from the transfer of savings when it pays `part` of network
 * functions, in cents. */
double cost_sharing_believed_transfer(const struct region *region, size_t payer, double part);
/* The end of a year: the transfer of savings between payers, of what they have left after they gave away `given_cents`.
 * Call after the cashier's settlement and before the year's sums are cleared. */
void cost_sharing_year(struct region *region, double given_cents);
/* Every month, after the work: the evaluation when its time has come. */
void cost_sharing_month(struct region *region);

#endif
