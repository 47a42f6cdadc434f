/* What members believe of the gain of a coalition and expect of each other, and how it moves their effort: beliefs that
 * learn, fear of partners that are not known, and precedent. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/network/coalition.h"
#include "models/network/effort.h"
#include "models/network/internal.h"
#include "models/network/trust.h"
#include "tests/support/count.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"

/* --- beliefs ------------------------------------------------------------------------------------------------------ */

/* Two coalitions at work; true sizes `health` and `volume`. */
static void start_learning(struct network_bed *bed, const char *const *sets, size_t n_sets, uint32_t replication,
                           const double *health, const double *volume)
{
    network_bed_settings(bed, sets, n_sets);
    network_bed_fill(bed, 6, 2, 4, replication, true);
    bed->coalition[0].running = bed->coalition[1].running = true;
    bed->inputs.true_effect = health;
    bed->inputs.true_volume = volume;
    network_bed_start(bed);
}

static void test_belief_closed_form(void **state)
{
    (void)state;
    static const char *const sets[] = {"effort.learning=0.1", "effort.learning_noise=0", "effort.optimism=0.5",
                                       "membership.exit_rate=0"};
    const double health[] = {0.4, 1.7}, volume[] = {0.0, 1.0};
    struct network_bed bed;
    double left[2] = {1.0, 1.0};
    start_learning(&bed, sets, COUNT(sets), 0, health, volume);
    for (size_t month = 0; month < 48; month++) {
        network_bed_month(&bed, month);
        for (size_t c = 0; c < 2; c++)
            left[c] *= 1.0 - 0.1 * network_output(bed.network, c);
    }
    for (size_t i = 0; i < 6; i++)
        for (size_t c = 0; c < 2; c++) {
            const size_t at = i * 2 + c;
            assert_close(bed.network->size_health[at], health[c] + (1.5 - health[c]) * left[c], 1e-12);
            assert_close(bed.network->size_volume[at], volume[c] + (1.5 - volume[c]) * left[c], 1e-12);
            assert_close(bed.network->known[at], 1.0 - left[c], 1e-12);
        }
    assert_true(left[0] < 0.9);
    bed.own_gain[0] = -0.3;
    assert_close(effort_felt(bed.network, &bed.inputs, 0, 0, false),
                 2.2 * bed.network->size_health[0] - 0.3 * bed.network->size_volume[0], 1e-12);
    network_bed_stop(&bed);
}

static double disappointed_output(const char *learning, double truth)
{
    const double health[] = {truth, truth};
    const char *const sets[] = {learning, "effort.learning_noise=0", "coalition.stop_output=0"};
    double output = 0.0;
    for (uint32_t r = 0; r < 5; r++) {
        struct network_bed bed;
        start_learning(&bed, sets, COUNT(sets), r, health, NULL);
        for (size_t month = 0; month < 120; month++) {
            network_bed_month(&bed, month);
            output += month >= 60 ? network_output(bed.network, 0) / 300.0 : 0.0;
        }
        network_bed_stop(&bed);
    }
    return output;
}

static void test_effort_follows_results(void **state)
{
    (void)state;
    const double deaf = disappointed_output("effort.learning=0", 0.3);
    assert_close(deaf, disappointed_output("effort.learning=0", 2.0), 0.0);
    assert_true(disappointed_output("effort.learning=0.15", 0.3) < deaf - 0.1);
    assert_true(disappointed_output("effort.learning=0.15", 2.0) > deaf + 0.1);
}

/* Mean squared error of beliefs after a year, over replications. */
static double belief_error(const char *visibility, double data)
{
    const char *const sets[] = {"effort.learning=0.3", visibility, "network.deciders=\"all\""};
    double error = 0.0;
    for (uint32_t r = 0; r < 20; r++) {
        struct network_bed bed;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 6, 1, 4, r, true);
        bed.coalition[0].running = true;
        for (size_t i = 0; i < 6; i++)
            bed.member[i].data = data;
        network_bed_start(&bed);
        for (size_t month = 0; month < 12; month++)
            network_bed_month(&bed, month);
        for (size_t i = 0; i < 6; i++)
            error += pow(bed.network->size_health[i] - 1.0, 2.0) / 120.0;
        network_bed_stop(&bed);
    }
    return error;
}

static void test_data_and_visibility_sharpen_beliefs(void **state)
{
    (void)state;
    const double blind = belief_error("network.visibility=\"contact\"", 0.0);
    assert_true(blind > 1e-4);
    assert_true(belief_error("network.visibility=\"all\"", 0.0) < 0.7 * blind);
    assert_close(belief_error("network.visibility=\"contact\"", 0.5), 0.25 * blind, 0.1 * blind);
    assert_close(belief_error("network.visibility=\"contact\"", 1.0), 0.0, 0.0);
}

static void test_misperception_differs_between_members(void **state)
{
    (void)state;
    static const char *const sets[] = {"effort.optimism=0.2", "effort.misperception=0.3"};
    double sum = 0.0, square = 0.0;
    enum { N = 20 * 12 };
    for (uint32_t r = 0; r < 20; r++) {
        struct network_bed bed;
        start_learning(&bed, sets, COUNT(sets), r, NULL, NULL);
        network_bed_month(&bed, 0);
        for (size_t at = 0; at < 12; at++) {
            sum += bed.network->size_health[at] / N;
            square += pow(bed.network->size_health[at], 2.0) / N;
        }
        network_bed_stop(&bed);
    }
    assert_close(sum, 1.2, 4.0 * 0.3 / sqrt(N));
    assert_close(sqrt(square - sum * sum), 0.3, 0.05);
}

static void test_fear_goes_with_familiarity_and_results(void **state)
{
    (void)state;
    static const char *const sets[] = {"effort.fear=0.6"};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 5, 1, 4, 0, true);
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    struct network *network = bed.network;
    for (size_t j = 1; j < 5; j++)
        network->familiarity[j] = j == 4 ? 1.0 : 0.1 * (double)j; /* 4 has no role: not a partner */
    assert_close(effort_felt(network, &bed.inputs, 0, 0, false), 2.2 - 0.6 * (1.0 - 0.2), 1e-12);
    network->known[0] = 0.5;
    assert_close(effort_felt(network, &bed.inputs, 0, 0, false), 2.2 - 0.6 * 0.8 * 0.5, 1e-12);
    network->familiarity[1] = network->familiarity[2] = network->familiarity[3] = 1.0;
    assert_close(effort_felt(network, &bed.inputs, 0, 0, false), 2.2, 1e-12);
    /* Who has no role fears only for a result of its own. */
    assert_close(effort_felt(network, &bed.inputs, 4, 0, false), 2.2, 1e-12);
    bed.own_gain[4] = 0.1;
    assert_true(effort_felt(network, &bed.inputs, 4, 0, false) < 2.2);
    network_bed_stop(&bed);
}

static void test_fear_costs_output_until_partners_are_known(void **state)
{
    (void)state;
    static const char *const none[] = {"effort.fear=0"}, *const fear[] = {"effort.fear=0.8"},
                             *const known[] = {"effort.fear=0.8", "trust.familiarity_start=1",
                                               "trust.familiarity_loss=0", "trust.turnover=0"},
                             *const plain[] = {"effort.fear=0", "trust.familiarity_start=1", "trust.familiarity_loss=0",
                                               "trust.turnover=0"};
    assert_true(network_bed_pairs(fear, 1, NULL, 6).output < network_bed_pairs(none, 1, NULL, 6).output - 0.02);
    assert_close(network_bed_pairs(known, 4, NULL, 2).output, network_bed_pairs(plain, 4, NULL, 2).output, 0.0);
}

/* --- precedent ---------------------------------------------------------------------------------------------------- */

#define STRICT                                                                                                  \
    "coalition.substitution=-20", "effort.cost_linear=1", "effort.cost_square=0", "effort.noise=0.03",          \
        "effort.relation=0", "effort.status=0", "effort.absence=0", "effort.routine_share=0",                   \
        "coalition.competence_need=0", "coalition.ramp_months=1", "membership.exit_rate=0", "trust.turnover=0", \
        "coalition.stop_output=0"

/* Joint effort after ten years of a task of n in which every role has its own member; everything that a history leaves
 * begins at `start` (below 0: where a proposal begins). The dead are not buried: two are enough for a task. */
static double strict_task(const char *precedent, const char *belief_sd, size_t n, uint32_t replication, double start)
{
    const char *const sets[] = {STRICT, precedent, belief_sd};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, n, 1, n, replication, true);
    bed.coalition[0].running = true;
    network_bed_start(&bed);
    struct network *network = bed.network;
    for (size_t month = 0; month < 120; month++) {
        network_meet(network, &bed.inputs, &bed.stream, month, month);
        for (size_t i = 0; i < n && month == 0 && start >= 0.0; i++)
            network->pledge[i] = network->effort[i] = network->usual[i] = network->record[i] = start;
        if (month == 0 && start >= 0.0)
            network->coalition[0].record = network->record_of_network = start;
        network_work(network, &bed.inputs, &bed.stream, month);
        precedent_month(network);
        trust_month(network, &bed.stream, month);
    }
    const double joint = network->coalition[0].joint;
    network_bed_stop(&bed);
    return joint;
}

static void test_precedent_makes_two_stable_states(void **state)
{
    (void)state;
    for (size_t n = 2; n <= 3; n++) {
        const double low = strict_task("effort.precedent=1", "effort.belief_sd=0", n, 0, 0.2);
        const double high = strict_task("effort.precedent=1", "effort.belief_sd=0", n, 0, 0.95);
        assert_true(low < 0.3);
        assert_true(high > 0.65);
        const double from_low = strict_task("effort.precedent=0", "effort.belief_sd=0", n, 0, 0.2);
        const double from_high = strict_task("effort.precedent=0", "effort.belief_sd=0", n, 0, 0.95);
        assert_close(from_low, from_high, 0.12);
    }
}

/* Minimum effort (Van Huyck et al. 1990): two find each other, fourteen do not. */
static void test_minimum_effort_by_size(void **state)
{
    (void)state;
    static const char *const precedents[] = {"effort.precedent=0", "effort.precedent=0.7"};
    static const char *const spreads[] = {"effort.belief_sd=0", "effort.belief_sd=0.15"};
    enum { REPLICATIONS = 20 };
    for (size_t k = 0; k < 2; k++) {
        int efficient[2] = {0, 0};
        for (uint32_t r = 0; r < REPLICATIONS; r++) {
            efficient[0] += strict_task(precedents[k], spreads[k], 2, r, -1.0) >= 0.7;
            efficient[1] += strict_task(precedents[k], spreads[k], 14, r, -1.0) >= 0.7;
        }
        print_message("minimum effort, %s %s: efficient %d and %d of %d\n", precedents[k], spreads[k], efficient[0],
                      efficient[1], REPLICATIONS);
        assert_true(10 * efficient[0] >= 7 * REPLICATIONS);
        assert_true(10 * efficient[1] <= REPLICATIONS);
    }
}

static void test_record_passes_on(void **state)
{
    (void)state;
    for (int told = 0; told < 2; told++) {
        const char *const sets[] = {"effort.precedent=1", "effort.belief_sd=0.2", "effort.precedent_months=4",
                                    told ? "effort.record=1" : "effort.record=0.25"};
        struct network_bed bed;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 6, 2, 4, 0, true);
        bed.coalition[0].running = true;
        bed.coalition[1].start_month = -1.0;
        network_bed_start(&bed);
        struct network *network = bed.network;
        double record = network->p.coalition.launch_effort, unproven = 1.0;
        for (size_t month = 0; month < 12; month++) {
            network_bed_month(&bed, month);
            record += (network->coalition[0].joint - record) / 4.0;
            unproven *= 0.75;
        }
        /* Of those who play, of the coalition, and of a network with one coalition. */
        assert_close(network->record[0], record, 1e-12);
        assert_close(network->coalition[0].record, record, 1e-12);
        assert_close(network->record_of_network, record, 1e-12);
        assert_close(network->unproven[0], unproven, 1e-12);
        /* What the belief is made of. */
        const double guess = record + 0.2 * network->hunch[1] * unproven;
        assert_close(precedent_belief(network, 0, 1, 0, 0.123), network_clip(guess, 0.0, 1.0), 1e-12);
        /* A new coalition has the network's record, a newcomer what it is told. */
        coalition_launch(network, 1, (const int[]){2, 3}, 2, false);
        assert_close(network->record[2 * 2 + 1], record, 1e-12);
        assert_close(network->unproven[2 * 2 + 1], unproven, 1e-12);
        coalition_enter(network, 0, 5, 0.5);
        const double part = told ? 1.0 : 0.25;
        assert_close(network->record[5 * 2], part * record + (1.0 - part) * 0.7, 1e-12);
        assert_close(network->unproven[5 * 2], part * unproven + (1.0 - part), 1e-12);
        network_bed_stop(&bed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_belief_closed_form),
        cmocka_unit_test(test_effort_follows_results),
        cmocka_unit_test(test_data_and_visibility_sharpen_beliefs),
        cmocka_unit_test(test_misperception_differs_between_members),
        cmocka_unit_test(test_fear_goes_with_familiarity_and_results),
        cmocka_unit_test(test_fear_costs_output_until_partners_are_known),
        cmocka_unit_test(test_precedent_makes_two_stable_states),
        cmocka_unit_test(test_minimum_effort_by_size),
        cmocka_unit_test(test_record_passes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
