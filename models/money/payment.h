/* How collaboration is paid: who pays the hours of network functions (titles, cashier, subsidy, members themselves),
 * and the yearly settlement of the pooled budget, shared savings and risk equalisation. Only who pays whom how much for
 * what. */
#ifndef MODELS_MONEY_PAYMENT_H
#define MODELS_MONEY_PAYMENT_H

#include <stddef.h>

struct region;

/* Shares of the hours of a member in a coalition that a title, the cashier or a subsidy pays; the member bears the
 * rest. */
struct payment_shares {
    double title, cashier, subsidy;
};

struct payment_shares payment_shares(const struct region *region, size_t member, size_t coalition);
/* Share of the time that GPs spend on tuning with others that can be claimed: by a title, from insurers that accept it.
 */
double payment_consultation(const struct region *region);
/* Pays GPs for the tuning that handovers took this month, as far as a title lets them claim it. */
void payment_consultations(struct region *region);
/* Wage cost of an hour of a member. */
double payment_wage_cents(const struct region *region, size_t member);
/* What a payer would pay a month for network functions of a coalition at full effort. */
double payment_of_payer_cents(const struct region *region, size_t payer, size_t coalition);
/* What a common good costs the party of an account a month, for a coalition at full effort, by the bids taken. */
double payment_of_good_cents(const struct region *region, size_t account, size_t coalition);
/* Members pay an evaluation, all the same. */
void payment_evaluation(struct region *region, double cents);
/* Pays this month's work in coalitions, coordination, contributions and network functions. */
void payment_collaboration(struct region *region);
/* The end of a year of the horizon: pool, shared savings, equalisation, deficits, new contract years. */
void payment_year(struct region *region);
/* Share of the pool that a payer carries, by its spending on the pool's services before the horizon. */
double payment_pool_share(const struct region *region, size_t payer);
/* Share of network functions that falls to a payer under the cashier: pooled by size, else insurers by market share. */
double payment_cashier_share(const struct region *region, size_t payer);

#endif
