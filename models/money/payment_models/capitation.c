/* Capitation of one provider: a sum per registered person, for its own norm population (E625).
 *
 * Who is refused registers elsewhere and takes the sum along. Without risk adjustment that is the same for everybody,
 * so whoever is likely to need much costs more than it brings; with it, it is what people of the type cost. Either way
 * it is the same at every provider: what one loses another gets, and the payer pays no more or less for it. */
#include "models/money/payment_models/payment_model.h"

static double follows(const struct contracts *contracts, const struct contract *contract,
                      const struct contract_month *month, enum client_type type)
{
    (void)contract;
    const struct contract_clients *of = &month->of[type];
    if (contracts->risk_adjusted)
        return month->price_cents * of->norm_units;
    /* All people carry the cost of the few who are clients. */
    return of->client_share > 0.0 ? month->price_cents * month->mean_units * of->people_share / of->client_share : 0.0;
}

static double pay(const struct contracts *contracts, const struct contract *contract,
                  const struct contract_month *month)
{
    double cents = contract->base_cents * payment_population_index(contracts, month);
    for (int type = 0; type < N_CLIENT_TYPES; type++)
        cents += month->of[type].guests * follows(contracts, contract, month, (enum client_type)type);
    return cents;
}

const struct payment_model payment_capitation = {pay,     payment_no_unit,   payment_no_unit,
                                                 follows, payment_no_result, false};
