/* Interest and effort in depth: beliefs that learn, precedent, shortfalls that are forgiven, used or spoken of,
 * attention, values and visibility. Each is off by default, and moves what it should when it is on. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "models/network/internal.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"

#define COUNT(sets) (sizeof(sets) / sizeof(sets)[0])

typedef void change_bed(struct network_bed *bed);

struct totals {
    double output, effort, players, live, wait; /* effort: of a player; live: coalitions; wait: for a decision */
};

/* Means over 120 months and replications of eight members, each of the four roles of a coalition played by two. */
static struct totals run_pairs(const char *const *sets, size_t n_sets, change_bed *change, uint32_t replications)
{
    enum { MONTHS = 120, MEMBERS = 8, COALITIONS = 2, ROLES = 4 };
    struct totals totals = {0};
    double decided = 0.0;
    const double part = 1.0 / (MONTHS * (double)replications);
    for (uint32_t r = 0; r < replications; r++) {
        struct network_bed bed;
        struct network_view view;
        network_bed_settings(&bed, sets, n_sets);
        network_bed_fill(&bed, MEMBERS, COALITIONS, ROLES, r, false);
        for (size_t i = 0; i < MEMBERS; i++)
            for (size_t c = 0; c < COALITIONS; c++)
                bed.role[c][i] = (int)(i % ROLES);
        if (change != NULL)
            change(&bed);
        network_bed_start(&bed);
        for (size_t month = 0; month < MONTHS; month++) {
            network_bed_month(&bed, month);
            network_observe(bed.network, &view);
            if (!isnan(view.decision_months)) {
                totals.wait += view.decision_months;
                decided++;
            }
            for (size_t c = 0; c < COALITIONS; c++) {
                totals.output += part * network_output(bed.network, c) / COALITIONS;
                totals.live += part * network_live(bed.network, c) / COALITIONS;
                totals.players += part * (double)bed.network->coalition[c].n_players / COALITIONS;
            }
            for (size_t at = 0; at < MEMBERS * COALITIONS; at++)
                totals.effort += part * bed.network->effort[at] / COALITIONS;
        }
        network_bed_stop(&bed);
    }
    totals.effort /= totals.players;
    totals.wait /= decided;
    return totals;
}

/* --- off
 * ------------------------------------------------------------------------------------------------------------- */

/* What only matters together with a switch changes no byte while that is at its default. */
static void test_off_is_identical(void **state)
{
    (void)state;
    static const char *const details[] = {"effort.learning_noise=2",  "effort.precedent_months=2",
                                          "effort.record=0",          "effort.belief_sd=0.4",
                                          "effort.exploit_months=2",  "effort.address_hours=9",
                                          "effort.crowding_hours=90", "effort.crowding=0.5"};
    static const char *const switches[] = {
        "effort.learning=0.2",        "effort.optimism=0.3",     "effort.misperception=0.3", "effort.fear=0.5",
        "effort.address=0.5",         "effort.precedent=0.5",

        "effort.shared_language=0.5", "effort.learning_noise=1", "effort.exploit=1"};
    const uint64_t plain = network_bed_run(NULL, 0, 9, 4, 4, 0).print;
    assert_true(plain == network_bed_run(details, COUNT(details), 9, 4, 4, 0).print);
    for (size_t k = 0; k < COUNT(switches); k++) {
        const uint64_t other = network_bed_run(&switches[k], 1, 9, 4, 4, 0).print;
        /* Without results that differ from the business case there is only noise to learn from, and here nobody
         * exploits. */
        const bool nothing = k >= COUNT(switches) - 2;
        if ((other == plain) != nothing)
            fail_msg("%s: %s", switches[k], nothing ? "changes something" : "changes nothing");
    }
}

/* Traits and truth that no switch asks for. */
static void burden_all(struct network_bed *bed)
{
    static const double truth[BED_COALITIONS] = {0.2, 3.0};
    bed->inputs.true_effect = bed->inputs.true_volume = truth;
    for (size_t i = 0; i < bed->n; i++) {
        bed->member[i].data = bed->member[i].exploit = 0.7;
        bed->member[i].formality = 1.0;
        bed->member[i].other_networks = 5.0;
    }
}

static void test_traits_need_their_switch(void **state)
{
    (void)state;
    const struct totals plain = run_pairs(NULL, 0, NULL, 2), burdened = run_pairs(NULL, 0, burden_all, 2);
    assert_close(plain.output, burdened.output, 0.0);
    assert_close(plain.effort, burdened.effort, 0.0);
    assert_close(plain.wait, burdened.wait, 0.0);
}

/* --- beliefs
 * --------------------------------------------------------------------------------------------------------- */

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
    assert_true(run_pairs(fear, 1, NULL, 6).output < run_pairs(none, 1, NULL, 6).output - 0.02);
    assert_close(run_pairs(known, 4, NULL, 2).output, run_pairs(plain, 4, NULL, 2).output, 0.0);
}

/* --- precedent
 * ------------------------------------------------------------------------------------------------------- */

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

/* --- shortfalls
 * ------------------------------------------------------------------------------------------------------ */

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
        fair[k] = run_pairs(sets, COUNT(sets), NULL, 8).output;
        used[k] = run_pairs(sets, COUNT(sets), half_exploit, 8).output;
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
    assert_true(run_pairs(on, 2, NULL, 8).output > run_pairs(off, 1, NULL, 8).output + 0.003);
    static const char *const kind[] = {"effort.address=1.5"};
    assert_true(run_pairs(kind, 1, NULL, 8).output > run_pairs(NULL, 0, NULL, 8).output + 0.005);
}

/* --- attention, values, visibility
 * --------------------------------------------------------------------------------------- */

/* The first of each role gains by the coalitions, the second loses. */
static void second_loses(struct network_bed *bed)
{
    for (size_t i = 0; i < bed->n; i++) {
        bed->member[i].weight_mission = i < 4 ? 1.0 : 0.3;
        bed->member[i].weight_status = 1.0;
        for (size_t c = 0; c < bed->n_coalitions; c++)
            bed->own_gain[i * bed->n_coalitions + c] = i < 4 ? 0.3 : -1.0;
    }
}

static void test_fear_of_missing_out(void **state)
{
    (void)state;
    static const char *const off[] = {"network.structure=\"coalitions\"", "membership.apply_rate=0.2"};
    static const char *const on[] = {"network.structure=\"coalitions\"", "membership.apply_rate=0.2",
                                     "membership.fomo=0.5"};
    const struct totals without = run_pairs(off, COUNT(off), second_loses, 8);
    const struct totals with = run_pairs(on, COUNT(on), second_loses, 8);
    print_message("E307: players %.2f to %.2f, effort of each %.3f to %.3f, output of a coalition %.3f to %.3f, of all "
                  "%.3f to %.3f\n",
                  without.players / without.live, with.players / with.live, without.effort, with.effort,
                  without.output / without.live, with.output / with.live, without.output, with.output);
    assert_true(with.players / with.live > without.players / without.live + 0.2);
    assert_true(with.effort < without.effort - 0.01);
    assert_true(with.output / with.live < without.output / without.live - 0.01);
}

/* Nobody joins later: only the launch counts. */
static void test_fear_of_missing_out_at_launch(void **state)
{
    (void)state;
    static const char *const off[] = {"network.structure=\"coalitions\"", "membership.apply_rate=0",
                                      "talk.hidden=true"};
    static const char *const on[] = {"network.structure=\"coalitions\"", "membership.apply_rate=0",
                                     "membership.fomo=0.5", "talk.hidden=true"};
    const struct totals without = run_pairs(off, COUNT(off), second_loses, 4);
    const struct totals with = run_pairs(on, COUNT(on), second_loses, 4);
    assert_true(with.players / with.live > without.players / without.live + 0.1);
}

/* Who stays out of a running coalition for its loss joins when it wants to be seen, and not before. */
static void test_fear_of_missing_out_joins(void **state)
{
    (void)state;
    static const char *const sets[] = {"membership.apply_rate=1", "effort.benefit=4"};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 6, 1, 4, 0, true);
    bed.member[5].weight_mission = 0.0;
    bed.own_gain[5] = -3.0;
    bed.coalition[0].running = true;
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    bed.network->role[5] = 0;
    network_bed_month(&bed, 1);
    assert_false(bed.network->plays[5]);
    bed.network->p.membership.fomo = 3.0;
    network_bed_month(&bed, 2);
    assert_true(bed.network->plays[5]);
    network_bed_stop(&bed);
}

/* A delegate with its attention elsewhere must go home first, also when there is time. */
static void test_crowded_delegates_cannot_decide(void **state)
{
    (void)state;
    static const char *const sets[] = {"network.preparation_hours=0", "network.meeting_hours=40", "effort.benefit=4"};
    for (int busy = 0; busy < 2; busy++) {
        struct network_bed bed;
        struct network_view view;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 4, 1, 4, 0, true);
        network_bed_start(&bed);
        for (size_t i = 0; i < 4; i++) {
            bed.network->member[i].time_left = 80.0;
            bed.network->member[i].attention = busy ? 0.0 : 1.0;
        }
        for (size_t month = 0; month < 2; month++) {
            network_bed_month(&bed, month);
            network_observe(bed.network, &view);
            assert_true(month > 0 || view.decisions == (busy ? 0.0 : 1.0));
        }
        assert_true(network_live(bed.network, 0));
        network_bed_stop(&bed);
    }
}

static void three_more(struct network_bed *bed)
{
    for (size_t i = 0; i < bed->n; i++) {
        bed->member[i].other_networks = i % 2 ? 2.0 : 4.0;
        bed->hours_free[i] = 60.0;
    }
}

static void test_crowding(void **state)
{
    (void)state;
    static const char *const hours[] = {"effort.crowding_hours=10"}, *const time[] = {"effort.crowding=0.3"};
    const struct totals plain = run_pairs(NULL, 0, three_more, 8);
    assert_true(run_pairs(hours, 1, three_more, 8).output < plain.output - 0.01);
    const struct totals slow = run_pairs(time, 1, three_more, 8);
    print_message("E429: months to a decision %.2f to %.2f\n", plain.wait, slow.wait);
    assert_true(slow.wait > plain.wait + 0.2);
    struct network_bed bed;
    struct network_view view;
    network_bed_settings(&bed, time, 1);
    network_bed_fill(&bed, 8, 1, 4, 0, true);
    three_more(&bed);
    bed.member[7].founder = false;
    network_bed_start(&bed);
    assert_close(bed.network->member[0].attention, pow(0.7, 4.0), 1e-12);
    network_bed_month(&bed, 0);
    network_observe(bed.network, &view);
    assert_close(view.memberships, 1.0 + (4.0 * 4.0 + 3.0 * 2.0) / 7.0, 1e-12);
    bed.network->p.effort.crowding_hours = 10.0;
    assert_close(pull_hours(bed.network, 0, 60.0), 20.0, 1e-12);
    assert_close(pull_hours(bed.network, 0, 30.0), 0.0, 0.0);
    network_bed_stop(&bed);
}

static void test_values(void **state)
{
    (void)state;
    static const char *const sets[] = {"effort.shared_language=0.5", "effort.steering_conflict=0.4",
                                       "network.steering=\"formal\""};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 4, 1, 4, 0, true);
    bed.member[0].orientation = 0.9; /* theme .6 */
    bed.member[0].formality = 0.25;
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    struct network *network = bed.network;
    for (size_t j = 1; j < 4; j++)
        network->familiarity[j] = 0.6;
    assert_close(pull_fit(network, 0, 0), 1.0 - 0.4 * 0.3 * (1.0 - 0.5 * 0.6), 1e-12);
    assert_close(pull_steering(network, 0), 1.0 + 0.4 * 0.75, 1e-12);
    network->p.steering = STEERING_INFORMAL;
    assert_close(pull_steering(network, 0), 1.0 + 0.4 * 0.25, 1e-12);
    network_bed_stop(&bed);
}

static void all_formal(struct network_bed *bed)
{
    for (size_t i = 0; i < bed->n; i++)
        bed->member[i].formality = 1.0;
}

static void opposed(struct network_bed *bed)
{
    for (size_t i = 0; i < bed->n; i++)
        bed->member[i].orientation = i % 2 ? 1.0 : 0.0;
}

static void test_values_move_output(void **state)
{
    (void)state;
    static const char *const clash[] = {"effort.steering_conflict=0.4"};
    assert_true(run_pairs(clash, 1, all_formal, 6).output < run_pairs(NULL, 0, all_formal, 6).output - 0.01);
    static const char *const apart[] = {"effort.value_conflict=0.8"};
    static const char *const spoken[] = {"effort.value_conflict=0.8", "effort.shared_language=1"};
    assert_true(run_pairs(spoken, 2, opposed, 6).output > run_pairs(apart, 1, opposed, 6).output + 0.01);
}

/* --- routine and hours
 * ----------------------------------------------------------------------------------------------- */

/* Effort at months 47 and 119 of coalitions of which half of the cost is paid in the first 36 months, or never. */
static void routine_run(const char *routine, bool paid, double *at_48, double *at_120)
{
    const char *const sets[] = {routine, "membership.exit_rate=0", "coalition.stop_output=0"};
    enum { REPLICATIONS = 10 };
    *at_48 = *at_120 = 0.0;
    for (uint32_t r = 0; r < REPLICATIONS; r++) {
        struct network_bed bed;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 6, 2, 4, r, true);
        bed.coalition[0].running = bed.coalition[1].running = true;
        network_bed_start(&bed);
        for (size_t month = 0; month < 120; month++) {
            for (size_t at = 0; at < 12; at++)
                bed.paid_share[at] = paid && month < 36 ? 0.5 : 0.0;
            network_bed_month(&bed, month);
            double *const sum = month == 47 ? at_48 : month == 119 ? at_120 : NULL;
            for (size_t at = 0; at < 12 && sum != NULL; at++)
                *sum += bed.network->plays[at] ? bed.network->effort[at] / (8.0 * REPLICATIONS) : 0.0;
        }
        network_bed_stop(&bed);
    }
}

/* E423: routine outlives the incentive for a while, and does not stand in for it for ever. */
static void test_routine_outlives_the_incentive(void **state)
{
    (void)state;
    static const char *const routines[] = {"effort.routine_share=0.5", "effort.routine_share=0"};
    double gain[2][2];
    for (size_t k = 0; k < 2; k++) {
        double never[2], once[2];
        routine_run(routines[k], false, &never[0], &never[1]);
        routine_run(routines[k], true, &once[0], &once[1]);
        for (size_t t = 0; t < 2; t++)
            gain[k][t] = once[t] - never[t];
        print_message("E423 %s: month 48 %.3f against %.3f, month 120 %.3f against %.3f\n", routines[k], once[0],
                      never[0], once[1], never[1]);
    }
    assert_true(gain[0][0] > gain[1][0] + 0.01);
    assert_true(gain[0][0] > 0.03);
    assert_true(gain[0][1] < gain[0][0]);
}

static void test_hours_are_a_hard_limit(void **state)
{
    (void)state;
    const double hours_free[] = {0.0, 7.0, 25.0, -3.0};
    struct network_bed bed;
    network_bed_settings(&bed, NULL, 0);
    network_bed_fill(&bed, 8, 4, 4, 0, false);
    for (size_t i = 0; i < 8; i++)
        bed.hours_free[i] = hours_free[i % 4];
    for (size_t c = 0; c < 4; c++)
        bed.coalition[c].running = true;
    network_bed_start(&bed);
    for (size_t month = 0; month < 24; month++) {
        network_meet(bed.network, &bed.inputs, &bed.stream, month, month);
        network_work(bed.network, &bed.inputs, &bed.stream, month);
        for (size_t i = 0; i < 8; i++)
            assert_true(network_effort_hours(bed.network, i) <= fmax(0.0, hours_free[i % 4]) + 1e-9);
        for (size_t at = 0; at < 32; at++)
            assert_true(hours_free[at / 4 % 4] > 0.0 || bed.network->effort[at] == 0.0);
    }
    network_bed_stop(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_off_is_identical),
        cmocka_unit_test(test_traits_need_their_switch),
        cmocka_unit_test(test_belief_closed_form),
        cmocka_unit_test(test_effort_follows_results),
        cmocka_unit_test(test_data_and_visibility_sharpen_beliefs),
        cmocka_unit_test(test_misperception_differs_between_members),
        cmocka_unit_test(test_fear_goes_with_familiarity_and_results),
        cmocka_unit_test(test_fear_costs_output_until_partners_are_known),
        cmocka_unit_test(test_precedent_makes_two_stable_states),
        cmocka_unit_test(test_minimum_effort_by_size),
        cmocka_unit_test(test_record_passes_on),
        cmocka_unit_test(test_exploiters_spoil_leniency),
        cmocka_unit_test(test_what_is_forgiven),
        cmocka_unit_test(test_address_raises_effort_of_those_who_meet),
        cmocka_unit_test(test_address_over_years),
        cmocka_unit_test(test_fear_of_missing_out),
        cmocka_unit_test(test_fear_of_missing_out_at_launch),
        cmocka_unit_test(test_crowded_delegates_cannot_decide),
        cmocka_unit_test(test_fear_of_missing_out_joins),
        cmocka_unit_test(test_crowding),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_values_move_output),
        cmocka_unit_test(test_routine_outlives_the_incentive),
        cmocka_unit_test(test_hours_are_a_hard_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
