/* A region for tests of who pays whom: scenarios by arrangement, and sums of what flowed. Failures are test failures. */
#ifndef TESTS_SUPPORT_MONEY_BED_H
#define TESTS_SUPPORT_MONEY_BED_H

#include "tests/support/region_bed.h"

/* Case management alone, and it is existing practice. */
#define MONEY_BED_ONE_THEME                                                                                         \
    "coalitions[0].running=true", "coalitions[1].start_month=-1", "coalitions[2].start_month=-1",                   \
        "coalitions[3].start_month=-1", "coalitions[4].start_month=-1", "network.mode=lead", "network.rule=single", \
        "horizon_months=60"
#define MONEY_BED_BUSY                                                                        \
    "coalitions[0].running=true", "coalitions[1].running=true", "coalitions[2].running=true", \
        "coalitions[3].running=true", "coalitions[4].running=true", "horizon_months=60"
#define MONEY_BED_CASHIER MONEY_BED_ONE_THEME, "payment.cashier=true", "payment.cashier_overhead=0.1"
#define MONEY_BED_TRANSFORMATION                                                                   \
    "coalitions[0].running=true", "network.mode=lead", "network.rule=single", "horizon_months=60", \
        "payment.transformation_eur=2", "payment.transformation_share=0.5", "payment.transformation_competence=0.1"

/* A region some months into its horizon, at the start of a second year in which nothing has been paid yet. */
struct bed money_bed_year(const char *const *sets, size_t n_sets);
/* Checks the region's invariants, and ends it. */
void money_bed_close(struct bed *bed);

/* Payer number of the k-th insurer. */
size_t money_bed_insurer(const struct region *region, size_t k);
/* Wage of the first organisation of this kind, in cents an hour. */
double money_bed_wage(const struct region *region, enum kind kind);

/* Cents that flowed with this purpose: all, to organisation o, to all organisations. */
int64_t money_bed_all(const struct region *region, enum flow_purpose purpose);
int64_t money_bed_to(const struct region *region, size_t o, enum flow_purpose purpose);
int64_t money_bed_to_all(const struct region *region, enum flow_purpose purpose);

/* Fails, and says what, unless both are equal. */
void assert_cents(const char *what, int64_t found, int64_t expected);

#endif
