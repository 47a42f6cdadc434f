/* Care over years: results do not depend on how many people a citizen stands for, and without a collaboration nothing
 * runs away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/expect.h"
#include "tests/support/region_bed.h"

/* -- scale --------------------------------------------------------------------------------------------------------- */

static void means_of(const char *scale, uint32_t replications, double *means)
{
    const char *const sets[] = {scale, "network.active=false"};
    enum { FROM = 12, MONTHS = REGION_BED_MONTHS - FROM };
    struct scenario *scenario =
        region_bed_single(SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg", sets, REGION_BED_COUNT(sets));
    memset(means, 0, N_OUTCOMES * sizeof *means);
    for (uint32_t r = 0; r < replications; r++) {
        struct region *region = region_bed_create(scenario, 0, r);
        for (size_t month = 0; month < REGION_BED_MONTHS; month++) {
            double values[N_OUTCOMES];
            region_bed_run(region, month, month + 1);
            samenspel_observe(region, values);
            for (int k = 0; k < OUTCOME_ALIVE && month >= FROM; k++)
                means[k] += values[k] / replications / MONTHS;
        }
        region_destroy(region);
    }
    scenario_free(scenario);
}

/* How many people a citizen stands for is a matter of noise, not of results. (Far below a tenth small teams do wait
 * longer: staff of one provider cannot be shared.) */
static void test_scale_is_no_cause(void **state)
{
    (void)state;
    static const struct {
        int outcome;
        double margin; /* share of the outcome */
    } rows[] = {{OUTCOME_QALY, 0.01},        {OUTCOME_COST_HEAD, 0.02}, {OUTCOME_GP, 0.02},
                {OUTCOME_EMERGENCY, 0.05},   {OUTCOME_REFERRALS, 0.05}, {OUTCOME_NURSING, 0.1},
                {OUTCOME_RIGHT_ROUTE, 0.02}, {OUTCOME_WORKLOAD, 0.02},  {OUTCOME_WELLBEING, 0.02},
                {OUTCOME_TIE, 0.1},          {OUTCOME_WAIT, 0.1}};
    double small[N_OUTCOMES], large[N_OUTCOMES];
    means_of("region.scale=0.1", 10, small);
    means_of("region.scale=0.5", 2, large);
    for (size_t k = 0; k < REGION_BED_COUNT(rows); k++)
        assert_near(samenspel_outcomes[rows[k].outcome].name, small[rows[k].outcome], large[rows[k].outcome],
                    rows[k].margin * large[rows[k].outcome]);
}

/* There is room for everybody who waits or uses, also when the run is short. */
static void test_room_for_all(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=0.5"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, 0);
    region_bed_run(bed.region, 0, REGION_BED_MONTHS);
    region_bed_close(&bed);
}

/* -- balance ------------------------------------------------------------------------------------------------------- */

/* What people use at the start is what they come to use: no service is full or empty by its start. */
static void test_stock_agrees_with_flow(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=1", "spinup_months=24", "network.active=false"};
    static const int services[] = {SERVICE_MENTAL, SERVICE_NURSING, SERVICE_HELP, SERVICE_SUPPORT, SERVICE_YOUTH};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, 0);
    struct region *region = bed.region;
    double users[2][N_SERVICES] = {{0}};
    for (size_t month = 0; month < 12; month++) {
        region_bed_run(region, month, month + 1);
        for (size_t o = 0; month % 11 == 0 && o < region->n_organisations; o++)
            for (int s = 0; s < N_SERVICES; s++)
                users[month > 0][s] += region->organisations[o].teams[s].users;
    }
    for (size_t k = 0; k < REGION_BED_COUNT(services); k++) {
        const double ratio = users[1][services[k]] / users[0][services[k]];
        if (!(ratio > 0.9 && ratio < 1.1))
            fail_msg("%s: %g times as many users after a year", service_types[services[k]].name, ratio);
    }
    region_bed_close(&bed);
}

/* Without a collaboration nothing runs away: after six years waits are those of the start, as far as staff reaches. */
static void test_waits_stay(void **state)
{
    (void)state;
    static const struct {
        enum outcome column;
        double start, highest;
    } waits[] = {
        {OUTCOME_WAIT_OUTPATIENT, 1.4, 2.8}, {OUTCOME_WAIT_MENTAL, 4.0, 8.0}, {OUTCOME_WAIT_HELP, 1.5, 3.3},
        {OUTCOME_WAIT_SUPPORT, 1.5, 3.0},    {OUTCOME_WAIT_YOUTH, 3.0, 6.0},  {OUTCOME_DECISION_WAIT, 2.76, 5.5},
        {OUTCOME_WAIT_NURSING, 0.3, 1.5}, /* nursing organisations are short of staff as the region grows older */
    };
    const char *const sets[] = {"region.scale=0.5", "spinup_months=24", "horizon_months=72", "network.active=false"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, 0);
    struct region *region = bed.region;
    double sum[N_OUTCOMES] = {0}, values[N_OUTCOMES];
    for (size_t month = 0; month < 96; month++) {
        region_bed_run(region, month, month + 1);
        samenspel_observe(region, values);
        for (size_t k = 0; month >= 84 && k < REGION_BED_COUNT(waits); k++)
            sum[waits[k].column] += values[waits[k].column] / 12.0;
    }
    for (size_t k = 0; k < REGION_BED_COUNT(waits); k++) {
        const double wait = sum[waits[k].column];
        if (!(wait >= 0.5 * waits[k].start && wait <= waits[k].highest))
            fail_msg("%s is %g after six years, %g at the start", samenspel_outcomes[waits[k].column].name, wait,
                     waits[k].start);
    }
    region_bed_close(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scale_is_no_cause),
        cmocka_unit_test(test_room_for_all),
        cmocka_unit_test(test_stock_agrees_with_flow),
        cmocka_unit_test(test_waits_stay),
    };
    return cmocka_run_group_tests_name("care balance", tests, NULL, NULL);
}
