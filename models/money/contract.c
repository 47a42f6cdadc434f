#include "models/money/contract.h"

#include <math.h>
#include <string.h>

/* One payment model. `pay`: cents for the month before a ceiling. `unit`, `client`: what one more brings. */
struct payment_model {
    double (*pay)(const struct contracts *, const struct contract *, const struct contract_month *);
    double (*unit)(const struct contracts *, const struct contract *, const struct contract_month *);
    double (*client)(const struct contracts *, const struct contract *, const struct contract_month *);
};

static double nothing(const struct contracts *contracts, const struct contract *contract,
                      const struct contract_month *month)
{
    (void)contracts, (void)contract, (void)month;
    return 0.0;
}

/* Fee-for-service: every unit at its price (E620). */
static double pay_units(const struct contracts *contracts, const struct contract *contract,
                        const struct contract_month *month)
{
    (void)contracts, (void)contract;
    return month->units * month->price_cents;
}

static double price_unit(const struct contracts *contracts, const struct contract *contract,
                         const struct contract_month *month)
{
    (void)contracts, (void)contract;
    return month->price_cents;
}

static double price_client(const struct contracts *contracts, const struct contract *contract,
                           const struct contract_month *month)
{
    (void)contracts, (void)contract;
    return month->price_cents * month->norm_units;
}

/* Case rate (DRG, Dutch DBC): a fixed price per case, whatever it takes (E621). */
static double pay_cases(const struct contracts *contracts, const struct contract *contract,
                        const struct contract_month *month)
{
    (void)contracts;
    if (month->duration_months > 0.0) /* a course costs what courses cost in the norm, however they end */
        return month->new_clients
               * (contract->base_starts > 0.0 ? contract->base_cents / contract->base_starts
                                              : month->norm_units * month->duration_months * month->price_cents);
    return month->clients * month->norm_units * month->price_cents;
}

/* Bundled payment: a fixed price per client and month for the whole path (E624). */
static double pay_clients(const struct contracts *contracts, const struct contract *contract,
                          const struct contract_month *month)
{
    (void)contracts, (void)contract;
    return month->clients * month->norm_units * month->price_cents;
}

static double result_factor(const struct contracts *contracts, const struct contract_month *month)
{
    return 1.0 + contracts->performance_weight * (month->quality - 1.0);
}

/* Pay-for-performance: units, of which a part of the price depends on results (E622). */
static double pay_performance(const struct contracts *contracts, const struct contract *contract,
                              const struct contract_month *month)
{
    return pay_units(contracts, contract, month) * result_factor(contracts, month);
}

static double performance_unit(const struct contracts *contracts, const struct contract *contract,
                               const struct contract_month *month)
{
    return price_unit(contracts, contract, month) * result_factor(contracts, month);
}

static double performance_client(const struct contracts *contracts, const struct contract *contract,
                                 const struct contract_month *month)
{
    return price_client(contracts, contract, month) * result_factor(contracts, month);
}

/* Value-based: a sum per client that follows results relative to cost (E623). */
static double pay_value(const struct contracts *contracts, const struct contract *contract,
                        const struct contract_month *month)
{
    return pay_clients(contracts, contract, month) * result_factor(contracts, month);
}

static double population_index(const struct contracts *contracts, const struct contract_month *month)
{
    return contracts->risk_adjusted ? month->need_index : month->people_index;
}

/* Capitation of one provider: its own norm, following its population (E625). */
static double pay_population(const struct contracts *contracts, const struct contract *contract,
                             const struct contract_month *month)
{
    return contract->base_cents * population_index(contracts, month);
}

/* Capitation of several providers together: the joint norm, divided by work done (E625). */
static double pay_joint(const struct contracts *contracts, const struct contract *contract,
                        const struct contract_month *month)
{
    (void)contract;
    return month->joint_base_cents * population_index(contracts, month) * month->joint_share;
}

static double joint_unit(const struct contracts *contracts, const struct contract *contract,
                         const struct contract_month *month)
{
    (void)contract;
    if (month->units <= 0.0 || month->joint_share <= 0.0)
        return 0.0;
    const double all_units = month->units / month->joint_share;
    return month->joint_base_cents * population_index(contracts, month) * (1.0 - month->joint_share) / all_units;
}

static double joint_client(const struct contracts *contracts, const struct contract *contract,
                           const struct contract_month *month)
{
    return joint_unit(contracts, contract, month) * month->norm_units;
}

/* Population budget: a fixed sum for the population by its features, divided as before (E626, E644). */
static double pay_budget(const struct contracts *contracts, const struct contract *contract,
                         const struct contract_month *month)
{
    (void)contracts;
    return contract->base_cents * month->need_index;
}

/* In the order of the choices of payment.kind and services[].contract. */
static const struct payment_model payment_models[] = {
    {pay_units, price_unit, price_client},
    {pay_cases, nothing, price_client},
    {pay_performance, performance_unit, performance_client},
    {pay_value, nothing, performance_client},
    {pay_clients, nothing, price_client},
    {pay_population, nothing, nothing},
    {pay_joint, joint_unit, joint_client},
    {pay_budget, nothing, nothing},
};

static const struct payment_model *model_of(const struct contract *contract)
{
    return &payment_models[contract->kind];
}

/* Kind and ceiling that hold in the horizon; before it, everybody is paid as today. */
void contract_terms(const struct settings *settings, struct contracts *contracts)
{
    contracts->performance_weight = settings_real(settings, "payment.performance_weight");
    contracts->risk_adjusted = settings_bool(settings, "payment.risk_adjusted");
    const char *const *scope = NULL;
    const size_t n_scope = settings_texts_at(settings, "payment.scope", 0, &scope);
    const double scope_ceiling = settings_real(settings, "payment.ceiling");
    for (size_t c = 0; c < contracts->n; c++) {
        struct contract *contract = &contracts->list[c];
        const char *name = service_types[contract->service].name;
        const int row = settings_find(settings, "services", name);
        contract->in_scope = false;
        for (size_t i = 0; i < n_scope; i++)
            contract->in_scope = contract->in_scope || strcmp(scope[i], name) == 0;
        contract->kind = (uint8_t)settings_choice_at(settings, "services[].contract", row < 0 ? 0 : (size_t)row);
        contract->kind_horizon = contract->kind;
        contract->ceiling = settings_real_at(settings, "services[].ceiling", row < 0 ? 0 : (size_t)row);
        if (contract->in_scope) {
            contract->kind_horizon = (uint8_t)settings_choice(settings, "payment.kind");
            contract->ceiling = scope_ceiling > 0.0 ? scope_ceiling : contract->ceiling;
        }
    }
}

/* What the ceiling still leaves this year; infinite without one. */
static double room(const struct contract *contract, const struct contract_month *month)
{
    if (contract->ceiling <= 0.0)
        return INFINITY;
    return fmax(0.0, contract->ceiling * 12.0 * contract->base_cents * month->need_index - contract->year_cents);
}

double contract_settle(const struct contracts *contracts, struct contract *contract, const struct contract_month *month)
{
    const double value = month->units * month->price_cents;
    double due = value; /* before the horizon the list price sets the norm */
    if (!month->before_horizon)
        due = fmin(fmax(0.0, model_of(contract)->pay(contracts, contract, month)), room(contract, month));
    contract->year_cents += due;
    contract->year_months++;
    return due;
}

/* At the pace of this year the ceiling will be reached: one more is not paid in the end. */
static bool ceiling_binds(const struct contract *contract, const struct contract_month *month)
{
    if (contract->ceiling <= 0.0 || contract->year_months == 0)
        return false;
    return contract->year_cents / contract->year_months >= contract->ceiling * contract->base_cents * month->need_index;
}

double contract_marginal_unit(const struct contracts *contracts, const struct contract *contract,
                              const struct contract_month *month)
{
    return ceiling_binds(contract, month) ? 0.0 : model_of(contract)->unit(contracts, contract, month);
}

double contract_marginal_client(const struct contracts *contracts, const struct contract *contract,
                                const struct contract_month *month)
{
    return ceiling_binds(contract, month) ? 0.0 : model_of(contract)->client(contracts, contract, month);
}

void contract_open_horizon(const struct contracts *contracts, struct contract *contract,
                           const struct contract_month *month)
{
    contract->norm_unit_cents = model_of(contract)->unit(contracts, contract, month);
    contract->kind = contract->kind_horizon;
    contract_new_year(contract);
}

void contract_new_year(struct contract *contract)
{
    contract->year_cents = 0.0;
    contract->year_months = 0;
}
