/* Bundled payment: a fixed price per client and month for a path (E624).
 *
 * A bundle holds the path of one condition: the units of a simple client. What a client with several conditions needs
 * beyond that path is billed by unit besides, so that one more unit for such a client is paid and one for a simple client
 * is not. With payment.bundle_all_in the bundle holds everything: one price for all clients, nothing besides. */
#include "models/money/payment_models/payment_model.h"

#include <math.h>

static double path_units(const struct contract_month *month)
{
    return fmin(month->of[CLIENT_SIMPLE].norm_units, month->of[CLIENT_COMPLEX].norm_units);
}

static double beyond_path(const struct contract_month *month, enum client_type type)
{
    return fmax(0.0, month->of[type].norm_units * month->of[type].intensity - path_units(month));
}

/* Cents a month for a client, what is billed besides included. */
static double client(const struct contracts *contracts, const struct contract *contract,
                     const struct contract_month *month, enum client_type type)
{
    if (contracts->bundle_all_in)
        return payment_fixed_client(contracts, contract, month, type);
    const double besides = type == CLIENT_COMPLEX ? beyond_path(month, type) : 0.0;
    return month->price_cents * (path_units(month) + besides);
}

static double pay(const struct contracts *contracts, const struct contract *contract,
                  const struct contract_month *month)
{
    double cents = 0.0;
    for (int type = 0; type < N_CLIENT_TYPES; type++)
        cents += month->of[type].clients * client(contracts, contract, month, (enum client_type)type);
    return cents;
}

static double unit(const struct contracts *contracts, const struct contract *contract,
                   const struct contract_month *month, enum client_type type)
{
    (void)contract;
    const bool besides = !contracts->bundle_all_in && type == CLIENT_COMPLEX && beyond_path(month, type) > 0.0;
    return besides ? month->price_cents : 0.0;
}

const struct payment_model payment_bundled = {pay, unit, client, client, payment_no_result, false};
