/* Trust in the staff of the network: how it earns it and pays for decisions, and what it can do with it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "models/network/governance.h"
#include "models/network/internal.h"
#include "models/network/trust.h"
#include "tests/support/count.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"

/* Trust of member 0 in staff after one month in which staff did this part of the work, with this craft. */
static double staff_trust_after(double start, double adequacy, double craft, double hours)
{
    char text[64];
    const char *const sets[] = {network_bed_modes[2], "trust.staff=0.5", text, "trust.gain=0.15", "trust.margin=0.08"};
    struct network_bed bed;
    (void)snprintf(text, sizeof text, "trust.staff_start=%.3f", start);
    network_bed_one_running(&bed, sets, COUNT(sets), 5);
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    bed.network->member[0].staff_trust = start;
    bed.network->staff_work = hours;
    bed.network->adequacy = adequacy;
    bed.network->staff_skill = craft;
    trust_staff_month(bed.network);
    const double after = bed.network->member[0].staff_trust;
    network_bed_stop(&bed);
    return after;
}

static void test_staff_earns_trust(void **state)
{
    (void)state;
    /* done = adequacy (1 + craft) / 2; standard .7 - margin .08; gain .15; asymmetry 3. */
    const double gain = 0.15;
    const double all = 1e6; /* everybody meets it */
    assert_close(staff_trust_after(0.5, 1.0, 0.6, all), 0.5 + gain * 0.5 * (0.8 - 0.62), 1e-9);
    assert_close(staff_trust_after(0.5, 0.55, 0.6, all), 0.5 - 3.0 * gain * 0.5 * (0.62 - 0.44), 1e-9);
    assert_close(staff_trust_after(0.9, 1.0, 1.0, all), 0.9 + gain * 0.1 * 0.38, 1e-9);
    assert_true(staff_trust_after(0.0, 0.0, 0.0, all) == 0.0);
    /* An hour for five members; the rest is drift to what strangers are trusted with. */
    const double contact = 1.0 - exp(-0.2 / 0.5);
    assert_close(staff_trust_after(0.5, 1.0, 0.6, 1.0),
                 0.5 + contact * gain * 0.5 * 0.18 + 0.02 * (1.0 - contact) * (0.3 - 0.5), 1e-9);
}

static void test_staff_over_years(void **state)
{
    (void)state;
    static const char *const hours[] = {"network.hours_per_member=30", "network.hours_per_member=3"};
    double end[2];
    for (int k = 0; k < 2; k++) {
        const char *const sets[] = {network_bed_modes[2], "trust.staff=0.5", hours[k], "membership.exit_rate=0"};
        struct network_bed bed;
        struct network_view view;
        network_bed_settings(&bed, sets, 4);
        network_bed_fill(&bed, 8, 3, 4, 0, false);
        network_bed_start(&bed);
        for (size_t month = 0; month < 60; month++)
            network_bed_month(&bed, month);
        network_observe(bed.network, &view);
        end[k] = view.staff_trust;
        network_bed_stop(&bed);
    }
    assert_true(end[0] > 0.6);
    assert_true(end[1] < 0.4);
}

static void test_staff_overruled(void **state)
{
    (void)state;
    const char *const sets[] = {network_bed_modes[2], "trust.staff=0.5"};
    struct network_bed bed;
    network_bed_one_running(&bed, sets, 2, 5);
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    const double before = bed.network->member[2].staff_trust;
    trust_staff_overruled(bed.network, 2);
    assert_close(bed.network->member[2].staff_trust / before, 1.0 - bed.network->p.governance.dominance, 1e-12);
    network_bed_stop(&bed);
}

/* What staff can do with a member: the reach of reports, introductions, the pull of the chair. */
static void test_staff_can_do_what_it_is_trusted_with(void **state)
{
    (void)state;
    const char *const sets[] = {network_bed_modes[2], "trust.staff=0.8"};
    struct network_bed bed;
    double sd;
    network_bed_one_running(&bed, sets, 2, 5);
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    const double each[] = {1.0, 0.5, 0.0, 1.0, 1.0};
    for (size_t i = 0; i < 5; i++)
        bed.network->member[i].staff_trust = each[i];
    for (size_t i = 0; i < 5; i++) {
        const double factor = 1.0 - 0.8 * (1.0 - each[i]);
        assert_close(trust_staff_factor(bed.network, i), factor, 1e-12);
        assert_close(governance_visibility(bed.network, i, 0.0, 0.0, &sd), 0.7 * factor, 1e-12);
    }
    /* Alike and equally familiar: introductions differ by trust in staff alone, that of the lesser of two. */
    for (size_t at = 0; at < 25; at++)
        bed.network->familiarity[at] = 0.3;
    governance_meetings(bed.network);
    const double full = network_contact_hours(bed.network, 0, 3);
    assert_true(full > 0.1);
    assert_close(network_contact_hours(bed.network, 0, 1), 0.6 * full, 1e-12);
    assert_close(network_contact_hours(bed.network, 1, 2), 0.2 * full, 1e-12);
    bed.network->staff_work = 0.0;
    assert_close(trust_staff_factor(bed.network, 2), 1.0, 0.0);
    network_bed_stop(&bed);
}

static void test_trusted_staff_sees_more_done(void **state)
{
    (void)state;
    double trust[2];
    for (int k = 0; k < 2; k++) {
        const char *const sets[] = {network_bed_modes[2], "trust.staff=1", "trust.gain=0.15",
                                    k == 0 ? "trust.staff_start=0.05" : "trust.staff_start=0.95"};
        trust[k] = network_bed_mean(sets, 4, 9, 4, 15).trust;
    }
    assert_true(trust[1] > trust[0] + 0.002);
    print_message("mean trust with distrusted and with trusted staff: %.3f %.3f\n", trust[0], trust[1]);
}

/* A chair of whom nobody thinks anything pulls nobody; one that all trust pulls as before. All else is cut off from
 * staff. */
static void test_chair_pulls_those_who_trust_it(void **state)
{
    (void)state;
    static const char *const bare[] = {"network.deciders=\"board\"",
                                       "network.contact=\"all\"",
                                       "network.visibility=\"contact\"",
                                       "network.carrier=\"staff\"",
                                       "trust.gain=0",
                                       "governance.dominance=0",
                                       "network.rule=\"consensus\""};
    static const struct {
        const char *base, *start, *as_if;
    } cases[] = {{"trust.base=0", "trust.staff_start=0", "governance.chair_pull=0"},
                 {"trust.base=1", "trust.staff_start=1", "governance.chair_pull=0.8"}};
    uint64_t print[2];
    for (size_t k = 0; k < 2; k++) {
        const char *with[11], *without[10];
        memcpy(with, bare, sizeof bare);
        memcpy(without, bare, sizeof bare);
        with[7] = without[7] = cases[k].base;
        with[8] = cases[k].start;
        with[9] = "governance.chair_pull=0.8";
        with[10] = "trust.staff=1";
        without[8] = cases[k].as_if;
        without[9] = "trust.staff=0";
        print[k] = network_bed_run(with, 11, 9, 4, 4, 0).print;
        assert_true(print[k] == network_bed_run(without, 10, 9, 4, 4, 0).print);
        without[8] = cases[1 - k].as_if;
        assert_true(print[k] != network_bed_run(without, 10, 9, 4, 4, 0).print);
    }
}

/* Members that are passed over trust staff less. */
static void test_staff_pays_for_decisions(void **state)
{
    (void)state;
    double trust[2] = {0.0, 0.0};
    for (int k = 0; k < 2; k++)
        for (uint32_t r = 0; r < 8; r++) {
            const char *const sets[] = {network_bed_modes[2],
                                        "trust.staff=0.5",
                                        "network.rule=\"majority\"",
                                        "membership.exit_rate=0",
                                        "network.hours_per_member=20",
                                        "governance.consent_threshold=0.1",
                                        k == 0 ? "governance.dominance=0" : "governance.dominance=0.5"};
            struct network_bed bed;
            network_bed_settings(&bed, sets, COUNT(sets));
            network_bed_fill(&bed, 12, 6, 4, r, false);
            for (size_t at = 0; at < 72; at++)
                bed.own_gain[at] *= 4.0;
            network_bed_start(&bed);
            for (size_t month = 0; month < 24; month++)
                network_bed_month(&bed, month);
            for (size_t i = 0; i < 12; i++)
                trust[k] += bed.network->member[i].staff_trust / 96.0;
            network_bed_stop(&bed);
        }
    print_message("trust in staff without and with dominance: %.4f %.4f\n", trust[0], trust[1]);
    assert_true(trust[1] < trust[0] - 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_staff_earns_trust),
        cmocka_unit_test(test_staff_over_years),
        cmocka_unit_test(test_staff_overruled),
        cmocka_unit_test(test_staff_can_do_what_it_is_trusted_with),
        cmocka_unit_test(test_trusted_staff_sees_more_done),
        cmocka_unit_test(test_chair_pulls_those_who_trust_it),
        cmocka_unit_test(test_staff_pays_for_decisions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
