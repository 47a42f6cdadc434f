/* Complex clients who need two hospitals at the same time (E610): when the second may start, and what waiting for it
 * does. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/care/pathway.h"
#include "models/care/population.h"
#include "models/care/queue.h"
#include "models/money/billing.h"
#include "tests/support/region_bed.h"

static const char midden_limburg[] = SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg";

/* Somebody of a type at home who uses and waits for nothing. */
static uint32_t client_of(const struct region *region, enum client_type type)
{
    const struct citizens *c = &region->citizens;
    for (uint32_t i = 0; i < c->n; i++)
        if (c->class[i] != CLASS_NONE && class_unpack(c->class[i]).state != STATE_LONGTERM
            && !(c->services[i] | c->waiting[i] | c->elsewhere[i])
            && client_type_of(c->class[i], c -> conditions[i]) == type)
            return i;
    fail_msg("nobody is a client of type %d", type);
    return 0;
}

static bool waits(const struct region *region, uint32_t citizen)
{
    return (unsigned)region->citizens.waiting[citizen] >> SERVICE_OUTPATIENT & 1u;
}

/* Months from the start of a trajectory until the second hospital is asked for, and whether need is unmet meanwhile. */
static unsigned months_to_second(const char *contract, const char *rule, enum client_type type, bool *unmet)
{
    const char *const sets[] = {"network.active=false", "pathway.shared_care=1", contract, rule};
    struct scenario *scenario = region_bed_single(midden_limburg, sets, REGION_BED_COUNT(sets));
    struct region *region = region_bed_create(scenario, 0, 0);
    region->month = 1;
    const uint32_t client = client_of(region, type);
    const size_t first = region_provider(region, SERVICE_OUTPATIENT, client);
    pathway_service_start(region, client, SERVICE_OUTPATIENT);
    *unmet = region->citizens.class[client] & 1u;
    unsigned months = 0;
    while (months < 12 && !waits(region, client)) {
        months++;
        region->month++;
        calendar_month(region);
    }
    if (waits(region, client)) {
        const size_t second = region_provider(region, SERVICE_OUTPATIENT, client);
        assert_true(second != first && region->organisations[second].kind == KIND_HOSPITAL);
        assert_true(region->citizens.class[client] & 1u);          /* waits for it */
        pathway_service_start(region, client, SERVICE_OUTPATIENT); /* there is no third */
        queue_leave(region, client, SERVICE_OUTPATIENT);
        for (unsigned k = 0; k < 6; k++) {
            region->month++;
            calendar_month(region);
            assert_false(waits(region, client));
        }
    }
    region_destroy(region);
    scenario_free(scenario);
    return months;
}

static void test_when_the_second_may_start(void **state)
{
    (void)state;
    static const char CASE[] = "services.outpatient.contract=case-rate",
                      UNITS[] = "services.outpatient.contract=fee-for-service", ONE[] = "payment.one_open_case=true",
                      ANY[] = "payment.one_open_case=false";
    bool unmet = false;
    assert_int_equal(months_to_second(CASE, ONE, CLIENT_COMPLEX, &unmet), 4);
    assert_true(unmet);
    assert_int_equal(months_to_second(CASE, ANY, CLIENT_COMPLEX, &unmet), 1);
    assert_false(unmet);
    assert_int_equal(months_to_second(UNITS, ONE, CLIENT_COMPLEX, &unmet), 1);
    assert_false(unmet);
    assert_int_equal(months_to_second(CASE, ONE, CLIENT_SIMPLE, &unmet), 12); /* never */
    assert_false(unmet);
}

/* Unmet need of complex clients over the horizon: more of it under the rule, and everything sound. */
static double unmet_share(const char *rule)
{
    const char *const sets[] = {"network.active=false", "region.scale=0.2", "pathway.shared_care=0.2",
                                "horizon_months=24", rule};
    struct scenario *scenario = region_bed_single(midden_limburg, sets, REGION_BED_COUNT(sets));
    struct region *region = region_bed_create(scenario, 0, 0);
    double unmet = 0.0, all = 0.0;
    for (size_t month = 0; month < REGION_BED_SPINUP + 24; month++) {
        region_bed_run(region, month, month + 1);
        const struct citizens *c = &region->citizens;
        for (uint32_t i = 0; month >= REGION_BED_SPINUP + 12 && i < c->n; i++)
            if (c->class[i] != CLASS_NONE && client_type_of(c->class[i], c -> conditions[i]) == CLIENT_COMPLEX) {
                all += 1.0;
                unmet += c->class[i] & 1u;
            }
    }
    struct sim_err err = {SIM_OK, ""};
    if (!region_bed_sound(region, &err))
        fail_msg("%s", err.text);
    region_destroy(region);
    scenario_free(scenario);
    return 100.0 * unmet / all;
}

static void test_rule_leaves_need_unmet(void **state)
{
    (void)state;
    const double one = unmet_share("payment.one_open_case=true"), any = unmet_share("payment.one_open_case=false");
    if (!(one > any + 0.5))
        fail_msg("unmet need of complex clients: %g %% with one open case, %g %% without the rule", one, any);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_when_the_second_may_start),
        cmocka_unit_test(test_rule_leaves_need_unmet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
