/* Capitation of several providers together: the joint norm, divided by work done (E625). */
#include "models/money/payment_models/payment_model.h"

static double pay(const struct contracts *contracts, const struct contract *contract,
                  const struct contract_month *month)
{
    (void)contract;
    return month->joint_base_cents * payment_population_index(contracts, month) * month->joint_share;
}

static double unit(const struct contracts *contracts, const struct contract *contract,
                   const struct contract_month *month, enum client_type type)
{
    (void)contract, (void)type;
    const double own = contract_units(month);
    if (own <= 0.0 || month->joint_share <= 0.0)
        return 0.0;
    const double all_units = own / month->joint_share;
    return month->joint_base_cents * payment_population_index(contracts, month) * (1.0 - month->joint_share)
           / all_units;
}

static double client(const struct contracts *contracts, const struct contract *contract,
                     const struct contract_month *month, enum client_type type)
{
    return unit(contracts, contract, month, type) * month->of[type].norm_units * month->of[type].intensity;
}

const struct payment_model payment_capitation_joint = {pay, unit, client, payment_stays, payment_no_result, false};
