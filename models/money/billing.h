/* Money of a month (M4): services billed and paid by contract, lumps, budgets, wages and other costs, the payment of
 * collaboration (titles, cashier, subsidy, pooled budget, shared savings). Everything goes through the ledger. */
#ifndef MODELS_MONEY_BILLING_H
#define MODELS_MONEY_BILLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/care/citizen.h"
#include "models/care/service.h"
#include "sim/base/err.h"
#include "sim/config/settings.h"

struct region;

enum { MAX_LUMPS = 16 };

struct lump {
    double cents_month; /* per inhabitant */
    int payer_kind, kind;
};

struct money {
    /* arrangements */
    bool case_title, coordination_title, cashier, pooled;
    double consultation_hours;
    double cashier_overhead, cashier_ceiling, shared_savings, corridor, rebase, minimum_saving;
    double subsidy, subsidy_renewal, subsidy_admin;
    double overlap_weeks, double_contracting; /* on entering long-term care */
    size_t subsidy_start, subsidy_end;
    bool pool_service[N_SERVICES];
    struct lump lumps[MAX_LUMPS];
    size_t n_lumps;
    /* state */
    double profile[N_SERVICES][N_BANDS]; /* relative use per head by age band */
    double profile_norm[N_SERVICES];     /* its sum over the people of the norm months */
    double people_norm;
    double need_index[N_SERVICES]; /* this month */
    double people_index;
    double cashier_year_hours, cashier_budget_hours; /* paid this year; most that may be paid in a year */
    bool cashier_open;                               /* the year's budget was not used up when this month began */
    bool subsidy_runs;
    double quality[N_SERVICES], quality_base[N_SERVICES]; /* result, of this month and of the year before the horizon */
};

int billing_create(struct region *region, const struct settings *settings, struct sim_err *err);
void billing_destroy(struct region *region);
/* The norm is set: called once, when the horizon starts. */
void billing_open_horizon(struct region *region);
/* Pays everything of this month. */
void billing_month(struct region *region);
/* What one more client-month or event brings under a contract, in cents: the payer pays it, the provider receives it.
 */
double billing_marginal_client(const struct region *region, size_t contract);
/* Believed marginal result of one more client-month or event of a service to an organisation, in cents. */
double billing_margin(const struct region *region, size_t organisation, int service);
/* Moves each provider's units per client towards the margin of a unit (supplier-induced demand). */
void billing_intensity(struct region *region);

#endif
