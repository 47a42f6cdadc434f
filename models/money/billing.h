/* Money of a month (M4): services billed and paid by contract, lumps, budgets, wages and other costs, the payment of
 * collaboration (titles, cashier, subsidy, pooled budget, shared savings). Everything goes through the ledger. */
#ifndef MODELS_MONEY_BILLING_H
#define MODELS_MONEY_BILLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/care/citizen.h"
#include "models/care/service.h"
#include "models/money/contract.h"
#include "models/money/arrangements.h"
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
    struct arrangements arrangements; /* the rest of them, and their books */
    /* state */
    double profile[N_SERVICES][N_BANDS]; /* relative use per head by age band */
    double profile_norm[N_SERVICES];     /* its sum over the people of the norm months */
    double people_norm;
    double need_index[N_SERVICES]; /* this month */
    double people_index;
    bool subsidy_runs;
    double quality[N_SERVICES],
        quality_base[N_SERVICES]; /* result in the region; wait in the year before the horizon */
    /* Mix of clients and people in the norm months. */
    double complex_clients[N_SERVICES], all_clients[N_SERVICES], people_complex_norm;
};

/* Work and norm of all contracts of a service and payer together. */
struct joint {
    double units, base_cents;
};

int billing_create(struct region *region, const struct settings *settings, struct sim_err *err);
void billing_destroy(struct region *region);
/* What a contract needs to know of this month; `joint` of its service and payer. */
struct contract_month billing_contract_month(const struct region *region, const struct contract *contract,
                                             const struct joint *joint);
/* Position of a contract's payer among the payers of the service. */
size_t billing_payer_position(const struct region *region, size_t contract);
struct joint billing_joint(const struct region *region, int service, size_t payer);
/* Pays everything of this month. */
void billing_month(struct region *region);
/* What one more client-month or event brings under a contract, in cents: the payer pays it, the provider receives it.
 */
double billing_marginal_client(const struct region *region, size_t contract);
/* Believed marginal result of one more client-month or event of a service to an organisation, in cents. `friction` [0,1]
 * is the part of fixed cost that does not follow volume yet (E606). */
double billing_margin(const struct region *region, size_t organisation, int service, double friction);

#endif
