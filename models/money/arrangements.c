#include "models/money/arrangements.h"

#include <stdlib.h>
#include <string.h>

#include "models/money/billing.h"
#include "models/region.h"
#include "sim/base/mem.h"

static void read_new_terms(struct arrangements *a, const struct settings *settings)
{
    a->cashier_result = settings_real(settings, "payment.cashier_result");
    a->registration_hours = settings_real(settings, "payment.registration_hours");
    a->registration_trust = settings_real(settings, "payment.registration_trust");
    a->general_services = settings_real(settings, "payment.general_services");
    a->prevention_title = settings_bool(settings, "payment.prevention_title");
    a->carer_hours = settings_real(settings, "payment.carer_hours");
    a->carer_title = settings_real(settings, "payment.carer_title");
    a->transformation_eur = settings_real(settings, "payment.transformation_eur");
    a->transformation_share = settings_real(settings, "payment.transformation_share");
    a->transformation_competence = settings_real(settings, "payment.transformation_competence");
    a->transformation_admin = settings_real(settings, "payment.transformation_admin");
    a->transformation_start = (size_t)settings_int(settings, "payment.transformation_start");
    a->transformation_months = (size_t)settings_int(settings, "payment.transformation_months");
    a->reinvest = settings_real(settings, "payment.reinvest");
    a->regional_fund_eur = settings_real(settings, "payment.regional_fund_eur");
    a->sharing_key = (enum sharing_key)settings_choice(settings, "payment.sharing_key");
    a->subsidy_lag_months = (size_t)settings_int(settings, "payment.subsidy_lag_months");
}

void arrangements_read(struct money *money, const struct settings *settings)
{
    money->case_title = settings_bool(settings, "payment.case_title");
    money->coordination_title = settings_bool(settings, "payment.coordination_title");
    money->cashier = settings_bool(settings, "payment.cashier");
    money->pooled = settings_bool(settings, "payment.pooled");
    money->cashier_overhead = settings_real(settings, "payment.cashier_overhead");
    money->cashier_ceiling = settings_real(settings, "payment.cashier_ceiling");
    money->shared_savings = settings_real(settings, "payment.shared_savings");
    money->minimum_saving = settings_real(settings, "payment.minimum_saving");
    money->consultation_hours = settings_real(settings, "payment.consultation_hours");
    money->rebase = settings_real(settings, "payment.rebase");
    money->overlap_weeks = settings_real(settings, "payment.overlap_weeks");
    money->double_contracting = settings_real(settings, "payment.double_contracting");
    money->corridor = settings_real(settings, "payment.corridor");
    money->subsidy = settings_real(settings, "payment.subsidy");
    money->subsidy_renewal = settings_real(settings, "payment.subsidy_renewal");
    money->subsidy_admin = settings_real(settings, "payment.subsidy_admin");
    money->subsidy_start = (size_t)settings_int(settings, "payment.subsidy_start");
    money->subsidy_end = (size_t)settings_int(settings, "payment.subsidy_end");
    const char *const *pool = NULL;
    const size_t n = settings_texts_at(settings, "payment.pool", 0, &pool);
    for (int s = 0; s < N_SERVICES; s++)
        for (size_t i = 0; i < n; i++)
            money->pool_service[s] = money->pool_service[s] || strcmp(pool[i], service_types[s].name) == 0;
    read_new_terms(&money->arrangements, settings);
}

int arrangements_create(struct region *region, const struct settings *settings, struct sim_err *err)
{
    struct arrangements *a = &region->money->arrangements;
    const size_t n_coalitions = settings_count(settings, "coalitions");
    const size_t due = a->subsidy_lag_months * region->n_organisations;
    a->coalitions = sim_calloc(n_coalitions ? n_coalitions : 1, sizeof *a->coalitions);
    a->organisations = sim_calloc(region->n_organisations, sizeof *a->organisations);
    a->instalments = sim_calloc(region->n_organisations + region->n_payers + 1, sizeof *a->instalments);
    a->subsidy_due = sim_calloc(due ? due : 1, sizeof *a->subsidy_due);
    a->general_due = sim_calloc(region->n_organisations + region->n_payers, sizeof *a->general_due);
    if (!a->coalitions || !a->organisations || !a->instalments || !a->subsidy_due || !a->general_due)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the books of %zu organisations", region->n_organisations);
    for (size_t c = 0; c < n_coalitions; c++) {
        a->coalitions[c].carer = settings_real_at(settings, "coalitions[].carer_effect", c) > 0.0;
        a->coalitions[c].decided = !settings_bool_at(settings, "coalitions[].running", c);
    }
    a->cashier.ratio = 1.0;
    return SIM_OK;
}

void arrangements_destroy(struct region *region)
{
    if (!region->money)
        return;
    struct arrangements *a = &region->money->arrangements;
    free(a->coalitions);
    free(a->organisations);
    free(a->instalments);
    free(a->subsidy_due);
    free(a->general_due);
}

void arrangements_new_year(struct region *region)
{
    struct arrangements *a = &region->money->arrangements;
    memset(a->organisations, 0, region->n_organisations * sizeof *a->organisations);
    memset(a->instalments, 0, (region->n_organisations + region->n_payers + 1) * sizeof *a->instalments);
    a->cashier = (struct cashier_books){.ratio = 1.0};
}
