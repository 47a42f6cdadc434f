#include "models/money/contract.h"

#include <math.h>
#include <string.h>

#include "models/money/payment_models/payment_model.h"

/* In the order of payment_models.def, which is that of the choices of payment.kind and services[].contract. */
#define PAYMENT_MODEL(name, word) extern const struct payment_model payment_##name;
#include "models/money/payment_models.def"
#undef PAYMENT_MODEL
#define PAYMENT_MODEL(name, word) &payment_##name,
static const struct payment_model *const payment_models[] = {
#include "models/money/payment_models.def"
};
#undef PAYMENT_MODEL

static const struct payment_model *model_of(const struct contract *contract)
{
    return payment_models[contract->kind];
}

/* -- terms ----------------------------------------------------------------------------------------------------------- */

static bool in_scope(const struct settings *settings, const char *service)
{
    const char *const *scope = NULL;
    const size_t n = settings_texts_at(settings, "payment.scope", 0, &scope);
    for (size_t i = 0; i < n; i++)
        if (strcmp(scope[i], service) == 0)
            return true;
    return false;
}

/* Kind, ceiling and lag that hold in the horizon; before it, everybody is paid as today. */
static void terms_of(const struct settings *settings, struct contract *contract)
{
    const char *name = service_types[contract->service].name;
    const int found = settings_find(settings, "services", name);
    const size_t row = found < 0 ? 0 : (size_t)found;
    const double scope_ceiling = settings_real(settings, "payment.ceiling");
    contract->kind = (uint8_t)settings_choice_at(settings, "services[].contract", row);
    contract->kind_horizon = contract->kind;
    contract->ceiling = settings_real_at(settings, "services[].ceiling", row);
    contract->payable = 1.0 - settings_real_at(settings, "services[].without_tariff", row);
    contract->lag = contract->lag_horizon = (uint8_t)settings_int_at(settings, "services[].lag_months", row);
    contract->in_scope = in_scope(settings, name);
    if (!contract->in_scope)
        return;
    contract->kind_horizon = (uint8_t)settings_choice(settings, "payment.kind");
    contract->ceiling = scope_ceiling > 0.0 ? scope_ceiling : contract->ceiling;
    if (settings_int(settings, "payment.lag_months") >= 0)
        contract->lag_horizon = (uint8_t)settings_int(settings, "payment.lag_months");
}

void contract_terms(const struct settings *settings, struct contracts *contracts)
{
    contracts->performance_weight = settings_real(settings, "payment.performance_weight");
    contracts->risk_adjusted = settings_bool(settings, "payment.risk_adjusted");
    contracts->case_mix = settings_bool(settings, "payment.case_mix");
    contracts->one_open_case = settings_bool(settings, "payment.one_open_case");
    contracts->own_yardstick = settings_choice(settings, "payment.yardstick") == 1;
    contracts->rebooked = settings_real(settings, "payment.rebooked");
    contracts->bundle_all_in = settings_bool(settings, "payment.bundle_all_in");
    contracts->ceiling_index = settings_real(settings, "payment.ceiling_index");
    for (size_t c = 0; c < contracts->n; c++)
        terms_of(settings, &contracts->list[c]);
}

/* -- the month ------------------------------------------------------------------------------------------------------- */

/* Most that may be due in an average month under the ceiling. */
static double ceiling_of_month(const struct contracts *contracts, const struct contract *contract,
                               const struct contract_month *month)
{
    return contract->ceiling * contract->base_cents * (1.0 + contracts->ceiling_index * (month->need_index - 1.0));
}

/* What the ceiling still leaves this year; infinite without one. */
static double room(const struct contracts *contracts, const struct contract *contract,
                   const struct contract_month *month)
{
    if (contract->ceiling <= 0.0)
        return INFINITY;
    return fmax(0.0, 12.0 * ceiling_of_month(contracts, contract, month) - contract->year_cents);
}

double contract_settle(const struct contracts *contracts, struct contract *contract, const struct contract_month *month)
{
    double due = payment_units_value(month); /* before the horizon the list price sets the norm */
    contract->unpaid_cents = 0.0;
    if (!month->before_horizon) {
        const double asked = fmax(0.0, model_of(contract)->pay(contracts, contract, month));
        due = fmin(asked * contract->payable, room(contracts, contract, month));
        contract->unpaid_cents = asked - due;
    }
    contract->year_cents += due;
    contract->year_months++;
    return due;
}

int64_t contract_pay(struct contract *contract, size_t month, int64_t due_cents)
{
    const size_t slots = CONTRACT_MAX_LAG_MONTHS + 1, now = month % slots;
    contract->due_cents[(month + contract->lag) % slots] += due_cents;
    const int64_t paid = contract->due_cents[now];
    contract->due_cents[now] = 0;
    return paid;
}

/* At the pace of this year the ceiling will be reached: one more is not paid in the end. */
static bool ceiling_binds(const struct contracts *contracts, const struct contract *contract,
                          const struct contract_month *month)
{
    if (contract->ceiling <= 0.0 || contract->year_months == 0)
        return false;
    return contract->year_cents / contract->year_months >= ceiling_of_month(contracts, contract, month);
}

/* Share of one more euro that is paid in the end. */
static double paid_share(const struct contracts *contracts, const struct contract *contract,
                         const struct contract_month *month)
{
    return ceiling_binds(contracts, contract, month) ? 0.0 : contract->payable;
}

double contract_marginal_unit(const struct contracts *contracts, const struct contract *contract,
                              const struct contract_month *month, enum client_type type)
{
    return paid_share(contracts, contract, month) * model_of(contract)->unit(contracts, contract, month, type);
}

double contract_marginal_client_of(const struct contracts *contracts, const struct contract *contract,
                                   const struct contract_month *month, enum client_type type)
{
    return paid_share(contracts, contract, month) * model_of(contract)->client(contracts, contract, month, type);
}

double contract_marginal_client(const struct contracts *contracts, const struct contract *contract,
                                const struct contract_month *month)
{
    double cents = 0.0;
    for (int type = 0; type < N_CLIENT_TYPES; type++)
        cents += month->of[type].client_share
                 * contract_marginal_client_of(contracts, contract, month, (enum client_type)type);
    return cents;
}

double contract_follows(const struct contracts *contracts, const struct contract *contract,
                        const struct contract_month *month, enum client_type type)
{
    return contract->payable * model_of(contract)->follows(contracts, contract, month, type);
}

double contract_marginal_result(const struct contracts *contracts, const struct contract *contract,
                                const struct contract_month *month)
{
    /* A result of all providers together moves with that of one by its share of the work. */
    const double share = contracts->own_yardstick ? 1.0 : month->joint_share;
    return paid_share(contracts, contract, month) * share * model_of(contract)->result(contracts, contract, month);
}

bool contract_pays_second(const struct contracts *contracts, const struct contract *contract)
{
    return !contracts->one_open_case || !model_of(contract)->one_open_case;
}

void contract_open_horizon(const struct contracts *contracts, struct contract *contract,
                           const struct contract_month *month)
{
    for (int type = 0; type < N_CLIENT_TYPES; type++) {
        const enum client_type of = (enum client_type)type;
        contract->norm_unit_cents[type] = model_of(contract)->unit(contracts, contract, month, of);
        contract->norm_client_cents[type] = model_of(contract)->client(contracts, contract, month, of);
        contract->norm_follow_cents[type] = model_of(contract)->follows(contracts, contract, month, of);
    }
    contract->kind = contract->kind_horizon;
    contract->lag = contract->lag_horizon;
    contract_new_year(contract);
}

void contract_new_year(struct contract *contract)
{
    contract->year_cents = 0.0;
    contract->year_months = 0;
}
