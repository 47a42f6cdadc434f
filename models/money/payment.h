/* How collaboration is paid: who pays the hours of network functions (titles, cashier, subsidy, funds, members
 * themselves), coordination and the office. Only who pays whom how much for what. The year's end is in settlement.c. */
#ifndef MODELS_MONEY_PAYMENT_H
#define MODELS_MONEY_PAYMENT_H

#include <stddef.h>
#include <stdint.h>

#include "models/money/ledger.h"

struct region;

/* Shares of the hours of a member in a coalition that a title, the cashier, a subsidy, the transformation fund or the
 * regional fund pays; at most 1 together; the member bears the rest. */
struct payment_shares {
    double title, cashier, subsidy, transformation, fund;
};

struct payment_shares payment_shares(const struct region *region, size_t member, size_t coalition);
/* Their sum. */
double payment_paid_share(const struct region *region, size_t member, size_t coalition);
/* The part of that without an end date: titles, the regional fund, and the cashier but for payers that try it out of a
 * reserve. Subsidy and transformation money end. */
double payment_structural_share(const struct region *region, size_t member, size_t coalition);
/* Share of the time that GPs spend on tuning with others that can be claimed: by a title, from insurers that accept it.
 */
double payment_consultation(const struct region *region);
/* Pays GPs for the tuning that handovers took this month, as far as a title lets them claim it. */
void payment_consultations(struct region *region);
/* Wage cost of an hour of a member. */
double payment_wage_cents(const struct region *region, size_t member);
/* Wages of a month in which every organisation with a role in the coalition gives its full effort. */
double payment_full_effort_cents(const struct region *region, size_t coalition);
/* What a payer would pay a month for network functions of a coalition at full effort. */
double payment_of_payer_cents(const struct region *region, size_t payer, size_t coalition);
/* What a common good costs the party of an account a month, for a coalition at full effort, by the bids taken. */
double payment_of_good_cents(const struct region *region, size_t account, size_t coalition);
/* Members pay an evaluation, all the same. */
void payment_evaluation(struct region *region, double cents);
/* Work bought because of the collaboration: by whom is in the ledger, how much also counted for the outcomes. */
void payment_buy(struct region *region, size_t from, size_t to, enum flow_purpose purpose, int64_t cents);
/* Before the network meets: budgets of a new year, conditions of funds, what may be paid this month. */
void payment_open_month(struct region *region);
/* Pays this month's work in coalitions, coordination, contributions and network functions. */
void payment_collaboration(struct region *region);
/* The end of a year of the horizon: pool, shared savings, equalisation, deficits, new contract years. */
void payment_year(struct region *region);
/* Share of the pool that a payer carries, by its spending on the pool's services before the horizon. */
double payment_pool_share(const struct region *region, size_t payer);
/* Share of network functions that falls to a payer under the cashier: pooled by size, else insurers by market share. */
double payment_cashier_share(const struct region *region, size_t payer);
/* Sum of those shares over the payers that support the cashier this year. */
double cashier_support(const struct region *region);

#endif
