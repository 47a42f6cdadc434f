#include "models/money/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/mem.h"

const struct sim_purpose ledger_purposes[N_FLOW_PURPOSES] = {
    [FLOW_CARE] = {"care", SIM_PURPOSE_ORDINARY, "Care and support by contract", "Zorg en ondersteuning op contract"},
    [FLOW_OTHER_CARE] = {"other-care", SIM_PURPOSE_ORDINARY, "Other care", "Overige zorg"},
    [FLOW_OWN_PAYMENT] = {"own-payment", SIM_PURPOSE_ORDINARY, "Own payments", "Eigen betalingen"},
    [FLOW_BUDGET] = {"budget", SIM_PURPOSE_ORDINARY, "Premiums and taxes", "Premies en belastingen"},
    [FLOW_EQUALISATION] = {"equalisation", SIM_PURPOSE_ORDINARY, "Risk equalisation", "Risicoverevening"},
    [FLOW_WAGES] = {"wages", SIM_PURPOSE_ORDINARY, "Wages", "Lonen"},
    [FLOW_FIXED_COST] = {"fixed-cost", SIM_PURPOSE_ORDINARY, "Fixed costs", "Vaste kosten"},
    [FLOW_SUPPLIES] = {"supplies", SIM_PURPOSE_ORDINARY, "Supplies", "Inkoop"},
    [FLOW_COLLABORATION] = {"collaboration", SIM_PURPOSE_INVESTMENT, "Work in coalitions", "Werk in coalities"},
    [FLOW_COORDINATION] = {"coordination", SIM_PURPOSE_INVESTMENT, "Meetings and coordination",
                           "Overleg en coördinatie"},
    [FLOW_NETWORK_OFFICE] = {"network-office", SIM_PURPOSE_INVESTMENT, "Network staff and office",
                             "Netwerkstaf en -bureau"},
    [FLOW_CONTRIBUTION] = {"contribution", SIM_PURPOSE_INVESTMENT, "Contributions to the network",
                           "Bijdragen aan het netwerk"},
    [FLOW_NETWORK_FUNCTION] = {"network-function", SIM_PURPOSE_INVESTMENT, "Payment of network functions",
                               "Betaling van netwerkfuncties"},
    [FLOW_CASHIER_COST] = {"cashier-cost", SIM_PURPOSE_INVESTMENT, "Cost of the cashier", "Kosten van de kassier"},
    [FLOW_SUBSIDY] = {"subsidy", SIM_PURPOSE_INVESTMENT, "Subsidy", "Subsidie"},
    [FLOW_SHARED_SAVINGS] = {"shared-savings", SIM_PURPOSE_COMPENSATION, "Shared savings", "Gedeelde besparingen"},
    [FLOW_POOL] = {"pool", SIM_PURPOSE_COMPENSATION, "Settlement of the pooled budget",
                   "Verrekening gezamenlijk budget"},
    [FLOW_INTEREST] = {"interest", SIM_PURPOSE_ORDINARY, "Interest on working capital", "Rente op werkkapitaal"},
    [FLOW_BROKER_DEFICIT] = {"broker-deficit", SIM_PURPOSE_INVESTMENT, "Deficit of the broker of a common good",
                             "Tekort van de makelaar van een gezamenlijke voorziening"},
    [FLOW_PAYER_TRANSFER] = {"payer-transfer", SIM_PURPOSE_COMPENSATION, "Savings to payers that paid",
                             "Besparingen naar financiers die betaalden"},
    [FLOW_EVALUATION] = {"evaluation", SIM_PURPOSE_INVESTMENT, "Evaluation of the social return",
                         "Evaluatie van het maatschappelijk rendement"},
    [FLOW_CASHIER_RESULT] = {"cashier-result", SIM_PURPOSE_INVESTMENT, "Result of the cashier's year",
                             "Jaarresultaat van de kassier"},
    [FLOW_GENERAL_SERVICES] = {"general-services", SIM_PURPOSE_INVESTMENT, "General services for insured care",
                               "Algemene dienstverlening (ADZ)"},
    [FLOW_TRANSFORMATION] = {"transformation", SIM_PURPOSE_INVESTMENT, "Transformation funds", "Transformatiemiddelen"},
    [FLOW_REGIONAL_FUND] = {"regional-fund", SIM_PURPOSE_INVESTMENT, "Regional fund", "Regionaal fonds"},
    [FLOW_REINVESTMENT] = {"reinvestment", SIM_PURPOSE_COMPENSATION, "Savings put into the regional fund",
                           "Besparingen naar het regionaal fonds"},
    [FLOW_DOUBLE_CONTRACT] = {"double-contract", SIM_PURPOSE_ORDINARY, "Repayment for workers kept in long-term care",
                              "Vergoeding voor vaste hulp die in de Wlz blijft"},
    [FLOW_COMPENSATION] = {"compensation", SIM_PURPOSE_COMPENSATION, "Compensation between providers",
                           "Compensatie tussen aanbieders"},
};

int ledger_create(struct ledger *ledger, size_t n_accounts, struct sim_err *err)
{
    *ledger = (struct ledger){.n_accounts = n_accounts};
    ledger->flow = sim_calloc(n_accounts * n_accounts * N_FLOW_PURPOSES, sizeof *ledger->flow);
    ledger->balance = sim_calloc(n_accounts, sizeof *ledger->balance);
    ledger->opening = sim_calloc(n_accounts, sizeof *ledger->opening);
    if (!ledger->flow || !ledger->balance || !ledger->opening) {
        ledger_destroy(ledger);
        return sim_fail(err, SIM_E_NOMEM, "out of memory for a ledger of %zu accounts", n_accounts);
    }
    return SIM_OK;
}

void ledger_destroy(struct ledger *ledger)
{
    free(ledger->flow);
    free(ledger->balance);
    free(ledger->opening);
    *ledger = (struct ledger){0};
}

void ledger_move(struct ledger *ledger, size_t from, size_t to, enum flow_purpose purpose, int64_t cents)
{
    if (cents < 0) {
        const size_t other = from;
        from = to;
        to = other;
        cents = -cents;
    }
    if (cents == 0 || from == to)
        return;
    ledger->flow[(from * ledger->n_accounts + to) * N_FLOW_PURPOSES + (size_t)purpose] += cents;
    ledger->balance[from] -= cents;
    ledger->balance[to] += cents;
}

void ledger_open(struct ledger *ledger)
{
    memset(ledger->flow, 0, ledger->n_accounts * ledger->n_accounts * N_FLOW_PURPOSES * sizeof *ledger->flow);
    memcpy(ledger->opening, ledger->balance, ledger->n_accounts * sizeof *ledger->balance);
}

int ledger_check(const struct ledger *ledger, struct sim_err *err)
{
    const size_t n = ledger->n_accounts;
    int64_t sum = 0;
    for (size_t a = 0; a < n; a++) {
        int64_t expected = ledger->opening[a];
        for (size_t b = 0; b < n; b++)
            for (size_t p = 0; p < N_FLOW_PURPOSES; p++)
                expected +=
                    ledger->flow[(b * n + a) * N_FLOW_PURPOSES + p] - ledger->flow[(a * n + b) * N_FLOW_PURPOSES + p];
        if (expected != ledger->balance[a])
            return sim_fail(err, SIM_E_MODEL, "ledger: account %zu holds %lld cents, its entries say %lld", a,
                            (long long)ledger->balance[a], (long long)expected);
        sum += ledger->balance[a];
    }
    if (sum != 0)
        return sim_fail(err, SIM_E_MODEL, "ledger: balances sum to %lld cents instead of 0", (long long)sum);
    return SIM_OK;
}
