/* What a payment model is: five functions of a contract and a month, and a rule. Each model is one file in this folder that defines
 * `const struct payment_model payment_<name>`, and one line of models/money/payment_models.def. Only contract.c knows
 * which model a contract has. */
#ifndef MODELS_MONEY_PAYMENT_MODELS_PAYMENT_MODEL_H
#define MODELS_MONEY_PAYMENT_MODELS_PAYMENT_MODEL_H

#include "models/money/contract.h"

struct payment_model {
    /* Cents due for the month, before a ceiling and missing tariffs. */
    double (*pay)(const struct contracts *contracts, const struct contract *contract,
                  const struct contract_month *month);
    /* Cents that one more unit for a client of a type brings who is served anyway. */
    double (*unit)(const struct contracts *contracts, const struct contract *contract,
                   const struct contract_month *month, enum client_type type);
    /* Cents a month that one more client of a type brings. */
    double (*client)(const struct contracts *contracts, const struct contract *contract,
                     const struct contract_month *month, enum client_type type);
    /* Cents a month that go along with a client of a type to another provider. */
    double (*follows)(const struct contracts *contracts, const struct contract *contract,
                      const struct contract_month *month, enum client_type type);
    /* Cents a month for a result that is better by one (twice as good as the norm). */
    double (*result)(const struct contracts *contracts, const struct contract *contract,
                     const struct contract_month *month);
    /* Pays an event as a case: under payment.one_open_case no second institution may open one meanwhile (E610). */
    bool one_open_case;
};

/* Functions that several models have in common. */

/* Nothing. */
double payment_no_unit(const struct contracts *contracts, const struct contract *contract,
                       const struct contract_month *month, enum client_type type);
double payment_no_result(const struct contracts *contracts, const struct contract *contract,
                         const struct contract_month *month);
/* The work at its list price: all units; one unit; the usual units of a client of the type, at today's intensity. */
double payment_units_value(const struct contract_month *month);
double payment_list_unit(const struct contracts *contracts, const struct contract *contract,
                         const struct contract_month *month, enum client_type type);
double payment_list_client(const struct contracts *contracts, const struct contract *contract,
                           const struct contract_month *month, enum client_type type);
/* One price for everybody, or by type when prices follow case mix (payment.case_mix). */
double payment_fixed_client(const struct contracts *contracts, const struct contract *contract,
                            const struct contract_month *month, enum client_type type);
double payment_fixed_clients_value(const struct contracts *contracts, const struct contract *contract,
                                   const struct contract_month *month);
/* Whoever is sent away stays at the expense of this contract: what follows is what the care would cost. */
double payment_stays(const struct contracts *contracts, const struct contract *contract,
                     const struct contract_month *month, enum client_type type);
/* 1 + weight of results x (result - norm). */
double payment_result_factor(const struct contracts *contracts, const struct contract_month *month);
/* Growth of the population since the norm: by need according to age, or by heads. */
double payment_population_index(const struct contracts *contracts, const struct contract_month *month);

#endif
