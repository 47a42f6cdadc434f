/* Members that do less than they promised: shortfalls that are forgiven, used or spoken of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/network/effort.h"
#include "models/network/internal.h"
#include "models/network/trust.h"
#include "tests/support/count.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"

static void half_exploit(struct network_bed *bed)
{
    for (size_t i = 0; i < bed->n; i += 2)
        bed->member[i].exploit = 1.0;
}

/* Where people are absent now and then leniency pays, unless some learn to use it. */
static void test_exploiters_spoil_leniency(void **state)
{
    (void)state;
    static const char *const margins[] = {"trust.margin=0.02", "trust.margin=0.1", "trust.margin=0.3"};
    double fair[3], used[3];
    for (size_t k = 0; k < 3; k++) {
        const char *const sets[] = {margins[k], "effort.exploit=1", "effort.absence=0.15"};
        fair[k] = network_bed_pairs(sets, COUNT(sets), NULL, 8).output;
        used[k] = network_bed_pairs(sets, COUNT(sets), half_exploit, 8).output;
        print_message("leniency, %s: output %.3f, with exploiters %.3f\n", margins[k], fair[k], used[k]);
    }
    assert_true(fair[1] > fair[0] + 0.005);
    assert_true(fair[2] > fair[1] + 0.005);
    assert_true(used[2] < used[0] - 0.01);
    assert_true(used[2] < used[1]);
}

static void test_what_is_forgiven(void **state)
{
    (void)state;
    static const char *const sets[] = {"effort.exploit=0.5", "effort.exploit_months=1", "trust.margin=0.06",
                                       "trust.excuse=0.4"};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 4, 1, 4, 0, true);
    bed.coalition[0].running = true;
    bed.member[0].exploit = 0.8;
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    struct network *network = bed.network;
    network->pledge[0] = 0.5;
    double expected = 0.0;
    for (size_t j = 1; j < 4; j++) {
        network->familiarity[j * 4] = 0.2 * (double)j;
        network->contact[j * 4] = 0.9;
        expected += 0.06 / (0.5 * (1.0 - 0.4 * 0.9 * 0.2 * (double)j)) / 3.0;
    }
    address_learn(network);
    assert_close(network->slack[0], expected, 1e-12);
    assert_close(address_exploit(network, 0, 0, 0.7), 0.7 * (1.0 - 0.4 * expected), 1e-12);
    assert_close(network->slack[1], 0.0, 0.0);
    /* All of it where more is forgiven than was pledged. */
    network->pledge[0] = 0.01;
    address_learn(network);
    assert_close(network->slack[0], 1.0, 1e-12);
    network_bed_stop(&bed);
}

static void test_address_raises_effort_of_those_who_meet(void **state)
{
    (void)state;
    static const char *const sets[] = {"effort.address=0.5", "effort.address_hours=2", "trust.excuse=0.4"};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 4, 1, 4, 0, true);
    bed.coalition[0].running = true;
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    struct network *network = bed.network;
    for (size_t k = 0; k < 16; k++)
        network->familiarity[k] = network->contact[k] = 0.0;
    const struct line_up line_up = {network->players, 4, network->pledge, 1, false, .standing = true, .shown = false};
    struct line_up proposal = line_up;
    proposal.standing = false;
    network->pledge[0] = 1.0;
    double utility;
    const double alone = effort_reply(network, &bed.inputs, 0, 0, &line_up, &utility);
    for (size_t j = 1; j < 4; j++) {
        network->familiarity[j] = 0.5;
        network->contact[j] = 0.2 * (double)j;
    }
    assert_close(address_pressure(network, 0, 0, network->players, 4), 0.5 * 0.5 * 0.4, 1e-12);
    assert_true(effort_reply(network, &bed.inputs, 0, 0, &line_up, &utility) > alone + 0.005);
    assert_close(effort_reply(network, &bed.inputs, 0, 0, &proposal, &utility), alone, 1e-12);
    /* Talk: each of the pair, for the shortfall of the one. */
    const double before[2] = {network->member[0].other, network->member[3].other};
    for (size_t i = 0; i < 4; i++) {
        network->pledge[i] = 0.6;
        network->delivered[i] = i == 0 ? 0.5 : 0.6;
        network->familiarity[i * 4] = 0.8;
    }
    address_talk(network);
    assert_close(network->member[3].other - before[1], 2.0 * 0.6 * 0.8 * 0.1, 1e-12);
    assert_close(network->member[0].other - before[0], 2.0 * 1.2 * 0.8 * 0.1, 1e-12);
    assert_close(address_excuse(&network->p), 0.4 + 0.6 / 3.0, 1e-12);
    struct trust_pair pair = {0.6, 0.8, 0.7, 1.0};
    const struct trust_event event = {
        .observed = true, .observed_share = 0.5, .pledge = 0.8, .visibility = 1.0, .contact = 0.9};
    struct trust_pair spoken = pair;
    trust_update(&network->p, &event, &spoken);
    network->p.effort.address = 0.0;
    trust_update(&network->p, &event, &pair);
    assert_true(spoken.trust > pair.trust + 0.001);
    /* The month of work has the talk in it. */
    network->p.effort.address = 0.5;
    network->member[1].other = 0.0;
    network_work(network, &bed.inputs, &bed.stream, 1);
    assert_true(network->member[1].other > 0.0);
    network_bed_stop(&bed);
}

static void test_address_over_years(void **state)
{
    (void)state;
    static const char *const off[] = {"trust.excuse=1"}, *const on[] = {"trust.excuse=1", "effort.address=1.5"};
    /* With a full excuse already, only the pressure is left. */
    assert_true(network_bed_pairs(on, 2, NULL, 8).output > network_bed_pairs(off, 1, NULL, 8).output + 0.003);
    static const char *const kind[] = {"effort.address=1.5"};
    assert_true(network_bed_pairs(kind, 1, NULL, 8).output > network_bed_pairs(NULL, 0, NULL, 8).output + 0.005);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exploiters_spoil_leniency),
        cmocka_unit_test(test_what_is_forgiven),
        cmocka_unit_test(test_address_raises_effort_of_those_who_meet),
        cmocka_unit_test(test_address_over_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
