/* A second model, as small as can be, to prove that the engine is general: a herd in which every animal dies in a month
 * with a fixed probability, and a farmer who pays a shepherd per living animal. Its story tells
 * what each month did. */
#ifndef TESTS_SUPPORT_TOY_MODEL_H
#define TESTS_SUPPORT_TOY_MODEL_H

#include "sim/config/scenario.h"
#include "sim/engine/model.h"

/* Positions in toy_model.outcomes. */
enum toy_outcome {
    TOY_ALIVE,  /* END */
    TOY_DEATHS, /* SUM */
    TOY_COST,   /* SUM, EUR, equals the flow */
    TOY_MONTHS, /* SUM of 1: the number of months that count */
    TOY_CLOCK,  /* END: number of the last month */
    TOY_ODD,    /* MEAN of the month's number in odd months; no value in even ones */
    TOY_NEVER,  /* SUM that never has a value */
    TOY_N_OUTCOMES
};

extern const struct sim_model toy_model;
extern const struct scenario_rules toy_rules;

#endif
