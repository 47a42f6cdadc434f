/* The time that decisions take: hours of each kind of table, rules, structure and size. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "models/network/internal.h"
#include "tests/support/count.h"
#include "tests/support/network_bed.h"

/* However many decide, hours spent on decisions are those there are: no month waits for hours that nobody needs. */
static void test_decisions_fit_the_hours_of_every_table(void **state)
{
    (void)state;
    static const struct {
        const char *deciders;
        double round;
    } tables[] = {{"network.deciders=\"all\"", 0.4 + 0.1 * 12},
                  {"network.deciders=\"lead\"", 0.4 + 0.1},
                  {"network.deciders=\"board\"", 0.4 + 0.1 * 5}};
    for (size_t k = 0; k < COUNT(tables); k++) {
        const char *const sets[] = {
            "governance.vote_noise=0",   "governance.issue_rate=0",     "membership.exit_rate=0",
            "governance.deliberation=0", "network.preparation_hours=0", "coalition.substitution=1",
            tables[k].deciders,          "governance.trust_saving=0",   "network.meeting_hours=2.05",
            "effort.benefit=5"};
        struct network_bed bed;
        double decided = 0.0;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 12, 12, 4, 0, true);
        network_bed_start(&bed);
        for (size_t month = 0; month < 12; month++) {
            struct network_view view;
            network_bed_month(&bed, month);
            network_observe(bed.network, &view);
            decided += view.decisions;
            const double hours = 2.05 * (double)(month + 1);
            assert_true(decided == fmin(12.0, floor(hours / tables[k].round + 1e-9)));
        }
        network_bed_stop(&bed);
    }
}

enum { TIMED = 30 };
struct interval {
    double mean, half;
};

/* Mean months per decision over replications, and half its 95 % interval. */
static struct interval months_per_decision(const char *const *sets, size_t n_sets, size_t n, uint32_t first)
{
    double sum = 0.0, square = 0.0;
    for (uint32_t r = 0; r < TIMED; r++) {
        const double months = network_bed_run(sets, n_sets, n, n / 2, 4, first + r).decision_months;
        sum += months;
        square += months * months;
    }
    const double mean = sum / TIMED, variance = (square - sum * mean) / (TIMED - 1);
    return (struct interval){mean, 2.045 * sqrt(variance / TIMED)};
}

static const char *const slow[] = {"network.rule=\"consensus\"", "network.structure=\"plenary\""};
static const char *const consent[] = {"network.rule=\"consent\"", "network.structure=\"plenary\""};
static const char *const willing[] = {"network.rule=\"consensus\"", "network.structure=\"coalitions\""};

static void test_consent_and_coalitions_are_not_slower(void **state)
{
    (void)state;
    for (size_t n = 12; n <= 24; n += 4)
        for (uint32_t seed = 0; seed < 200; seed += 100) {
            const double consensus = months_per_decision(slow, 2, n, seed).mean;
            assert_true(months_per_decision(consent, 2, n, seed).mean < consensus);
            assert_true(months_per_decision(willing, 2, n, seed).mean < consensus);
        }
}

static void test_plenary_slows_with_size(void **state)
{
    (void)state;
    static const size_t sizes[] = {6, 12, 24};
    struct interval plenary[3], coalitions[3];
    for (size_t k = 0; k < 3; k++) {
        plenary[k] = months_per_decision(slow, 2, sizes[k], 0);
        coalitions[k] = months_per_decision(willing, 2, sizes[k], 0);
        print_message("n = %2zu: plenary %.2f +- %.2f, coalitions %.2f +- %.2f months per decision\n", sizes[k],
                      plenary[k].mean, plenary[k].half, coalitions[k].mean, coalitions[k].half);
    }
    for (size_t k = 1; k < 3; k++)
        assert_true(plenary[k].mean - plenary[k].half > plenary[k - 1].mean + plenary[k - 1].half);
    assert_true(coalitions[2].mean - coalitions[2].half < coalitions[0].mean + coalitions[0].half);
}

/* An issue that needs preparation is ready after 1 / adequacy months, rounded up: no sooner, and not never. */
static void test_preparation_takes_its_time(void **state)
{
    (void)state;
    static const char *const hours[] = {"network.hours_per_member=4.9", "network.hours_per_member=3.3",
                                        "network.hours_per_member=20"};
    for (size_t k = 0; k < COUNT(hours); k++) {
        const char *const sets[] = {hours[k],
                                    "network.talk_hours=2",
                                    "network.meeting_hours=40",
                                    "governance.vote_noise=0",
                                    "effort.benefit=5",
                                    "governance.issue_rate=0",
                                    "membership.exit_rate=0",
                                    "network.carry_member=0",
                                    "network.carry_coalition=0",
                                    "network.preparation_hours=24"};
        struct network_bed bed;
        size_t month = 0;
        double part = 0.0;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 6, 1, 4, 0, true);
        network_bed_start(&bed);
        while (bed.network->coalition[0].n_players == 0 && month < 24) {
            network_bed_month(&bed, month++);
            part += bed.network->adequacy;
        }
        /* Ready in the month in which the parts first add up to the whole. */
        assert_true(part >= 1.0 - 1e-9 && part - bed.network->adequacy < 1.0 - 1e-9);
        assert_true(k == 2 ? month == 1 : month > 1);
        network_bed_stop(&bed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_preparation_takes_its_time),
        cmocka_unit_test(test_decisions_fit_the_hours_of_every_table),
        cmocka_unit_test(test_consent_and_coalitions_are_not_slower),
        cmocka_unit_test(test_plenary_slows_with_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
