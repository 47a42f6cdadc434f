/* Value-based: a sum per client that follows results relative to cost (E623). */
#include "models/money/payment_models/payment_model.h"

static double pay(const struct contracts *contracts, const struct contract *contract,
                  const struct contract_month *month)
{
    return payment_fixed_clients_value(contracts, contract, month) * payment_result_factor(contracts, month);
}

static double client(const struct contracts *contracts, const struct contract *contract,
                     const struct contract_month *month, enum client_type type)
{
    return payment_fixed_client(contracts, contract, month, type) * payment_result_factor(contracts, month);
}

static double result(const struct contracts *contracts, const struct contract *contract,
                     const struct contract_month *month)
{
    return contracts->performance_weight * payment_fixed_clients_value(contracts, contract, month);
}

const struct payment_model payment_value_based = {pay, payment_no_unit, client, client, result, false};
