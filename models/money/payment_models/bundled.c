/* Bundled payment: a fixed price per client and month for a path (E624).
 *
 * A bundle holds the path of one condition: the units of a simple client. What a client with several conditions needs
 * beyond that path is billed by unit besides, so that one more unit for such a client is paid and one for a simple client
 * is not; and a part of the path's own care is booked there too (payment.rebooked), which is paid twice. With payment.bundle_all_in the bundle holds everything: one price for all clients, nothing besides. */
#include "models/money/payment_models/payment_model.h"

#include <math.h>

static double path_units(const struct contract_month *month)
{
    return fmin(month->of[CLIENT_SIMPLE].norm_units, month->of[CLIENT_COMPLEX].norm_units);
}

/* Units a month that are billed besides the path for a complex client: what it gets beyond the path, and the part of the
 * path that is booked under another condition. */
static double billed_besides(const struct contracts *contracts, const struct contract_month *month)
{
    const struct contract_clients *of = &month->of[CLIENT_COMPLEX];
    return fmax(0.0, of->norm_units * of->intensity - path_units(month)) + contracts->rebooked * path_units(month);
}

/* Cents a month for a client, what is billed besides included. */
static double client(const struct contracts *contracts, const struct contract *contract,
                     const struct contract_month *month, enum client_type type)
{
    if (contracts->bundle_all_in)
        return payment_fixed_client(contracts, contract, month, type);
    const double besides = type == CLIENT_COMPLEX ? billed_besides(contracts, month) : 0.0;
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
    const struct contract_clients *of = &month->of[type];
    const bool besides =
        !contracts->bundle_all_in && type == CLIENT_COMPLEX && of->norm_units * of->intensity > path_units(month);
    return besides ? month->price_cents : 0.0;
}

const struct payment_model payment_bundled = {pay, unit, client, client, payment_no_result, false};
