/* What the money of a region starts with: profiles by age, lumps and contracts. */
#include "models/money/billing.h"

#include <stdlib.h>

#include "models/region.h"
#include "sim/base/mem.h"

/* People in a lasting service per head of an age band, in the status quo. */
static double stock_of_band(const struct need *need, double stock[N_BANDS][N_STATES], unsigned band)
{
    double sum = 0.0;
    for (int f = 0; f < N_STATES; f++)
        sum += need->state_share[band][f] * stock[band][f];
    return sum;
}

/* Relative use of a service per head by age band in the status quo: how a budget follows the age of a population. Only
 * age: whether people are ill is what care may change. */
static void build_profiles(struct region *region, const struct settings *settings)
{
    struct need *need = region->need;
    const double *gp, *acute, *elective;
    settings_reals_at(settings, "need.gp_contacts", 0, &gp);
    settings_reals_at(settings, "need.acute_per_1000", 0, &acute);
    settings_reals_at(settings, "need.elective_per_1000", 0, &elective);
    for (unsigned b = 0; b < N_BANDS; b++) {
        const unsigned g = group_of_band(b);
        const double use[N_SERVICES] = {
            [SERVICE_GP] = gp[g],
            [SERVICE_EMERGENCY] = acute[g],
            [SERVICE_OUTPATIENT] = elective[g],
            [SERVICE_ADMISSION] = acute[g] * need->admission_acute[g] + elective[g] * need->admission_elective[g],
            [SERVICE_MENTAL] = stock_of_band(need, need->stock_mental, b),
            [SERVICE_NURSING] = stock_of_band(need, need->stock_nursing, b),
            [SERVICE_HELP] = stock_of_band(need, need->stock_help, b),
            [SERVICE_SUPPORT] = stock_of_band(need, need->stock_support, b),
            [SERVICE_SOCIAL] = 1.0,
            [SERVICE_DEBT] = 1.0,
            [SERVICE_YOUTH] = stock_of_band(need, need->stock_youth, b),
            [SERVICE_HOME_LONGTERM] = need->state_share[b][STATE_LONGTERM],
            [SERVICE_NURSING_HOME] = need->state_share[b][STATE_LONGTERM],
            [SERVICE_ASSESSMENT] =
                stock_of_band(need, need->stock_help, b) + stock_of_band(need, need->stock_support, b),
        };
        for (int s = 0; s < N_SERVICES; s++)
            region->money->profile[s][b] = use[s];
    }
}

static void read_lumps(struct money *money, const struct settings *settings)
{
    money->n_lumps = settings_count(settings, "lumps");
    if (money->n_lumps > MAX_LUMPS)
        money->n_lumps = MAX_LUMPS;
    for (size_t i = 0; i < money->n_lumps; i++)
        money->lumps[i] = (struct lump){
            .cents_month = 100.0 / 12.0 * settings_real_at(settings, "lumps[].eur_per_head", i),
            .payer_kind = settings_choice_at(settings, "lumps[].payer", i),
            .kind = settings_choice_at(settings, "lumps[].kind", i),
        };
}

static int create_contracts(struct region *region, const struct settings *settings, struct sim_err *err)
{
    struct contracts *contracts = &region->contracts;
    for (int s = 0; s < N_SERVICES; s++) {
        contracts->first[s] = contracts->n;
        contracts->payers[s] = region->payer_n[service_payer_kind(service_types[s].law)];
        contracts->n += region->kind_n[service_types[s].kind] * contracts->payers[s];
    }
    contracts->list = sim_calloc(contracts->n, sizeof *contracts->list);
    region->marginal_cents = sim_calloc(contracts->n, sizeof *region->marginal_cents);
    if (!contracts->list || !region->marginal_cents)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for %zu contracts", contracts->n);
    struct contract *next = contracts->list;
    for (int s = 0; s < N_SERVICES; s++) {
        const enum kind kind = service_types[s].kind;
        const enum payer_kind payer_kind = service_payer_kind(service_types[s].law);
        for (size_t o = 0; o < region->kind_n[kind]; o++)
            for (size_t p = 0; p < contracts->payers[s]; p++)
                *next++ = (struct contract){.organisation = (uint16_t)region->kind_first[kind][o],
                                            .payer = (uint16_t)region->payer_first[payer_kind][p],
                                            .service = (uint8_t)s};
    }
    contract_terms(settings, contracts);
    return SIM_OK;
}

int billing_create(struct region *region, const struct settings *settings, struct sim_err *err)
{
    region->money = sim_calloc(1, sizeof *region->money);
    if (!region->money)
        return sim_fail(err, SIM_E_NOMEM, "out of memory for the money of a region");
    arrangements_read(region->money, settings);
    read_lumps(region->money, settings);
    build_profiles(region, settings);
    int status = arrangements_create(region, settings, err);
    if (status == SIM_OK)
        status = create_contracts(region, settings, err);
    if (status != SIM_OK)
        return status;
    return ledger_create(&region->ledger, region->n_organisations + region->n_payers + N_SPECIAL_ACCOUNTS, err);
}

void billing_destroy(struct region *region)
{
    ledger_destroy(&region->ledger);
    free(region->contracts.list);
    free(region->marginal_cents);
    arrangements_destroy(region);
    free(region->money);
}
