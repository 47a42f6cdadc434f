/* What the region tells its network about interest and effort: true sizes of effects and the traits of members. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/network/internal.h"
#include "tests/support/expect.h"
#include "tests/support/region_bed.h"

static void test_true_sizes(void **state)
{
    (void)state;
    static const char *const sets[] = {"payer.believed_effect=0.8"};
    struct bed bed = region_bed_open(sets, 1, 3, REGION_BED_SPINUP + 1);
    const struct region *region = bed.region;
    size_t seen = 0;
    for (size_t c = 0; c < region->n_coalitions; c++) {
        const struct intervention *v = &region->interventions[c];
        const double size = region->inputs.true_volume[c], health = v->health_gain;
        assert_true(size >= 0.0);
        /* Health value is 2 h / (h + r): with h = r health / (2 - health) in the business case. */
        const double h = health / (2.0 - health), truly = 2.0 * size * h / (size * h + 1.0);
        assert_near("true health", region->inputs.true_effect[c] * health, truly, 1e-12);
        if (v->longterm <= 0.0 || v->longterm >= 0.95)
            continue;
        assert_near("true size", size, v->longterm / v->business_longterm, 1e-9);
        seen++;
    }
    assert_true(seen > 0);
    region_bed_close(&bed);
}

static void test_traits_reach_the_network(void **state)
{
    (void)state;
    struct bed bed = region_bed_open(NULL, 0, 0, REGION_BED_SPINUP + 1);
    const struct region *region = bed.region;
    for (size_t m = 0; m < region->n_members; m++) {
        const int o = region->member_organisation[m];
        const struct member *member = &region->network->member[m];
        assert_near("data", member->data, o >= 0 ? region->organisations[o].data : 0.0, 0.0);
        assert_near("formality", member->formality, 0.5, 0.0);
        assert_near("exploit", member->exploit, 1.0, 0.0);
        assert_near("attention", member->attention, 1.0, 0.0);
    }
    region_bed_close(&bed);
}

/* Everything on: the model keeps its sums, and members have learnt something that is not the business case. */
static void test_all_switches_together(void **state)
{
    (void)state;
    static const char *const sets[] = {"effort.learning=0.3",      "effort.optimism=0.2",
                                       "effort.misperception=0.2", "effort.fear=0.4",
                                       "effort.precedent=0.5",     "effort.belief_sd=0.2",
                                       "effort.exploit=0.2",       "effort.address=0.5",
                                       "effort.crowding_hours=8",  "effort.crowding=0.1",
                                       "effort.shared_language=1", "effort.steering_conflict=0.2",
                                       "membership.fomo=0.3",      "network.active=true"};
    struct sim_err err = {0};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_MONTHS);
    double furthest = 0.0;
    if (!region_bed_sound(bed.region, &err))
        fail_msg("%s", err.text);
    for (size_t at = 0; at < bed.region->n_members * bed.region->n_coalitions; at++)
        furthest = fmax(furthest, bed.region->network->known[at]);
    assert_true(furthest > 0.05);
    region_bed_close(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_true_sizes),
        cmocka_unit_test(test_traits_reach_the_network),
        cmocka_unit_test(test_all_switches_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
