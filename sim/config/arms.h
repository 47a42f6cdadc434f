/* The arms of a scenario: which partial scenarios are laid over it, and under which names. */
#ifndef SIM_CONFIG_ARMS_H
#define SIM_CONFIG_ARMS_H

#include "sim/config/tree.h"

enum { ARMS_MOST = 4096 };

struct arm_plan {
    const char *name;
    struct tree *tree; /* the whole scenario of the arm */
    struct tree *twin; /* the same with the counterfactual laid over it, or NULL */
};

struct arm_plans {
    struct arm_plan *arms; /* [n], those of `arms` and the crossing in the order of the file */
    size_t n, capacity;
    size_t reference;
    struct tree *base;           /* the scenario without its arms */
    struct tree *counterfactual; /* the partial scenario, or NULL */
};

/* Adds messages about experiment.arms, .cross, .counterfactual and .reference. Lives in the reading's pool. */
int arms_plan(struct reading *reading, struct tree *root, struct arm_plans *plans) __attribute__((warn_unused_result));

#endif
