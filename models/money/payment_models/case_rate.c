/* Case rate (DRG, Dutch DBC): a fixed price per case, whatever it takes (E621); that of a lasting service comes in monthly
 * parts while the case is open. Unless prices follow case mix, simple and complex cases bring the same, which rewards
 * taking the one and not the other (E610). */
#include "models/money/payment_models/payment_model.h"

const struct payment_model payment_case_rate = {payment_fixed_clients_value, payment_no_unit,   payment_fixed_client,
                                                payment_fixed_client,        payment_no_result, true};
