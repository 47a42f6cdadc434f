#include "models/money/bids.h"

#include <math.h>

static double price_of(enum bid_rule rule, size_t n, double bid, double sum, double cost)
{
    switch (rule) {
    case BID_CLARKE: /* nobody pays more than it bid, also when the last digits say so */
        return fmin(bid, fmax(0.0, cost - (sum - bid)));
    case BID_PROPORTIONAL:
        return bid * cost / sum;
    case BID_EQUAL_SHARE:
        return cost / (double)n;
    case BID_NONE:
        break;
    }
    return 0.0;
}

static bool provides(enum bid_rule rule, size_t n, const double *bid, double sum, double cost)
{
    if (rule != BID_EQUAL_SHARE)
        return rule != BID_NONE && sum > 0.0 && sum >= cost;
    for (size_t i = 0; i < n; i++)
        if (bid[i] < cost / (double)n)
            return false;
    return n > 0;
}

struct bid_outcome bids_settle(enum bid_rule rule, size_t n, const double *bid, double cost, double *price)
{
    double sum = 0.0, paid = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += bid[i];
    const bool provided = provides(rule, n, bid, sum, cost);
    for (size_t i = 0; i < n; i++) {
        price[i] = provided ? price_of(rule, n, bid[i], sum, cost) : 0.0;
        paid += price[i];
    }
    return (struct bid_outcome){
        .provided = provided,
        .deficit = provided && rule == BID_CLARKE ? fmax(0.0, cost - paid) : 0.0,
    };
}
