#include "models/money/payment_models/payment_model.h"

double payment_no_unit(const struct contracts *contracts, const struct contract *contract,
                       const struct contract_month *month, enum client_type type)
{
    (void)contracts, (void)contract, (void)month, (void)type;
    return 0.0;
}

double payment_no_result(const struct contracts *contracts, const struct contract *contract,
                         const struct contract_month *month)
{
    (void)contracts, (void)contract, (void)month;
    return 0.0;
}

double payment_units_value(const struct contract_month *month)
{
    return contract_units(month) * month->price_cents;
}

double payment_list_unit(const struct contracts *contracts, const struct contract *contract,
                         const struct contract_month *month, enum client_type type)
{
    (void)contracts, (void)contract, (void)type;
    return month->price_cents;
}

double payment_list_client(const struct contracts *contracts, const struct contract *contract,
                           const struct contract_month *month, enum client_type type)
{
    (void)contracts, (void)contract;
    return month->price_cents * month->of[type].norm_units * month->of[type].intensity;
}

double payment_fixed_client(const struct contracts *contracts, const struct contract *contract,
                            const struct contract_month *month, enum client_type type)
{
    (void)contract;
    return month->price_cents * (contracts->case_mix ? month->of[type].norm_units : month->mean_units);
}

double payment_fixed_clients_value(const struct contracts *contracts, const struct contract *contract,
                                   const struct contract_month *month)
{
    double cents = 0.0;
    for (int type = 0; type < N_CLIENT_TYPES; type++)
        cents += month->of[type].clients * payment_fixed_client(contracts, contract, month, (enum client_type)type);
    return cents;
}

double payment_stays(const struct contracts *contracts, const struct contract *contract,
                     const struct contract_month *month, enum client_type type)
{
    return payment_list_client(contracts, contract, month, type);
}

double payment_result_factor(const struct contracts *contracts, const struct contract_month *month)
{
    return 1.0 + contracts->performance_weight * (month->quality - 1.0);
}

double payment_population_index(const struct contracts *contracts, const struct contract_month *month)
{
    return contracts->risk_adjusted ? month->need_index : month->people_index;
}
