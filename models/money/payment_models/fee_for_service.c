/* Fee-for-service: every unit at its price (E620). */
#include "models/money/payment_models/payment_model.h"

static double pay(const struct contracts *contracts, const struct contract *contract,
                  const struct contract_month *month)
{
    (void)contracts, (void)contract;
    return payment_units_value(month);
}

const struct payment_model payment_fee_for_service = {
    pay, payment_list_unit, payment_list_client, payment_list_client, payment_no_result, false};
