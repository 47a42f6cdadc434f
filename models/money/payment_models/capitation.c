/* Capitation of one provider: a sum per registered person, for its own norm population (E625).
 *
 * Who is refused registers elsewhere and takes the sum along. Without risk adjustment that is the same for everybody, so
 * whoever is likely to need much costs more than it brings; with it, it is what people of the type cost. */
#include "models/money/payment_models/payment_model.h"

static double follows(const struct contracts *contracts, const struct contract *contract,
                      const struct contract_month *month, enum client_type type)
{
    const double clients = contract->base_clients * month->of[type].client_share;
    if (clients <= 0.0)
        return 0.0;
    const double of_type = contracts->risk_adjusted
                               ? month->of[type].client_share * month->of[type].norm_units / month->mean_units
                               : month->of[type].people_share;
    return contract->base_cents * of_type / clients;
}

static double pay(const struct contracts *contracts, const struct contract *contract,
                  const struct contract_month *month)
{
    double cents = contract->base_cents * payment_population_index(contracts, month);
    for (int type = 0; type < N_CLIENT_TYPES; type++)
        cents += month->of[type].guests * follows(contracts, contract, month, (enum client_type)type);
    return cents;
}

const struct payment_model payment_capitation = {pay, payment_no_unit, payment_no_unit, follows, payment_no_result};
