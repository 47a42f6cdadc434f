/* Case rate (DRG, Dutch DBC): a fixed price per case, whatever it takes (E621). Unless prices follow case mix, simple and
 * complex cases bring the same, which rewards taking the one and not the other (E610). */
#include "models/money/payment_models/payment_model.h"

/* A course of a lasting service costs what courses cost in the norm, however they end. */
static double course_cents(const struct contract *contract, const struct contract_month *month)
{
    if (contract->base_starts > 0.0)
        return contract->base_cents / contract->base_starts;
    return month->mean_units * month->duration_months * month->price_cents;
}

static double pay(const struct contracts *contracts, const struct contract *contract,
                  const struct contract_month *month)
{
    if (month->duration_months <= 0.0)
        return payment_fixed_clients_value(contracts, contract, month);
    double cents = 0.0;
    for (int type = 0; type < N_CLIENT_TYPES; type++) {
        const double relative = contracts->case_mix ? month->of[type].norm_units / month->mean_units : 1.0;
        cents += month->of[type].starts * relative * course_cents(contract, month);
    }
    return cents;
}

const struct payment_model payment_case_rate = {
    pay, payment_no_unit, payment_fixed_client, payment_fixed_client, payment_no_result, true};
