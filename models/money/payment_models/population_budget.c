/* Population budget: a fixed sum for the population by its features, divided as before (E626, E644). */
#include "models/money/payment_models/payment_model.h"

static double pay(const struct contracts *contracts, const struct contract *contract,
                  const struct contract_month *month)
{
    (void)contracts;
    return contract->base_cents * month->need_index;
}

const struct payment_model payment_population_budget = {pay,           payment_no_unit,   payment_no_unit,
                                                        payment_stays, payment_no_result, false};
