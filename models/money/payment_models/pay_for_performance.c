/* Pay-for-performance: units, of which a part of the price depends on results (E622). */
#include "models/money/payment_models/payment_model.h"

static double pay(const struct contracts *contracts, const struct contract *contract,
                  const struct contract_month *month)
{
    (void)contract;
    return payment_units_value(month) * payment_result_factor(contracts, month);
}

static double unit(const struct contracts *contracts, const struct contract *contract,
                   const struct contract_month *month, enum client_type type)
{
    return payment_list_unit(contracts, contract, month, type) * payment_result_factor(contracts, month);
}

static double client(const struct contracts *contracts, const struct contract *contract,
                     const struct contract_month *month, enum client_type type)
{
    return payment_list_client(contracts, contract, month, type) * payment_result_factor(contracts, month);
}

static double result(const struct contracts *contracts, const struct contract *contract,
                     const struct contract_month *month)
{
    (void)contract;
    return contracts->performance_weight * payment_units_value(month);
}

const struct payment_model payment_pay_for_performance = {pay, unit, client, client, result, false};
