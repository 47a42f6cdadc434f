/* A ninth payment model, for the tests: a salary, the same sum as in the norm whatever happens. Not part of the
 * program; this file and one line of the table of payment models are all that it takes (tests/CMakeLists.txt). */
#include "models/money/payment_models/payment_model.h"

static double pay(const struct contracts *contracts, const struct contract *contract,
                  const struct contract_month *month)
{
    (void)contracts, (void)month;
    return contract->base_cents;
}

const struct payment_model payment_salary = {pay,           payment_no_unit,   payment_no_unit,
                                             payment_stays, payment_no_result, false};
