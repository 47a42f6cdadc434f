/* Cost sharing of a common good by bids: who pays how much of a given cost, from what it says the good is worth to it.
 * Pure functions, no region. Nichols and Taylor 2018 propose it for what nobody gains enough from to pay for alone. */
#ifndef MODELS_MONEY_BIDS_H
#define MODELS_MONEY_BIDS_H

#include <stdbool.h>
#include <stddef.h>

enum bid_rule { /* order of the words of payment.shared_good */
                BID_NONE,
                BID_CLARKE, /* each pays what the others' bids leave open: truth is a best reply, prices fall short of cost */
                BID_PROPORTIONAL, /* each pays by its bid: balanced, and it pays to bid low */
                BID_EQUAL_SHARE   /* all pay the same and all must agree: balanced, and one refusal stops it */
};

struct bid_outcome {
    bool provided;
    double deficit; /* cost less the sum of prices, >= 0; 0 when not provided */
};

/* Bids and cost in one unit, bids >= 0, cost > 0. Fills price[n]: 0 <= price[i] <= bid[i], sum of prices <= cost; all
 * 0 when the good is not provided. */
struct bid_outcome bids_settle(enum bid_rule rule, size_t n, const double *bid, double cost, double *price);

#endif
