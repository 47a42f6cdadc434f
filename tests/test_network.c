/* The collaboration: governance elements, trust, effort, decisions, coalitions, invariants. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/network/coalition.h"
#include "models/network/decision.h"
#include "models/network/effort.h"
#include "models/network/internal.h"
#include "models/network/trust.h"
#include "sim/rng/rng.h"
#include "tests/support/count.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"

static const char *const mode_sets[] = {"network.mode=\"self-governed\"", "network.mode=\"lead\"",
                                        "network.mode=\"nao\""};

/* --- governance: a mode is its four elements, and nothing else
 * ------------------------------------------------------- */

static void test_modes_are_labels(void **state)
{
    (void)state;
    uint64_t print[3];
    for (size_t k = 0; k < 3; k++) {
        const char *const sets[] = {mode_sets[k], "network.deciders=\"board\"", "network.contact=\"brokered\"",
                                    "network.visibility=\"lead\"", "network.carrier=\"members\""};
        print[k] = network_bed_run(sets, COUNT(sets), 9, 4, 4, 0).print;
    }
    assert_true(print[0] == print[1]);
    assert_true(print[0] == print[2]);
}

static void test_a_mode_equals_its_elements(void **state)
{
    (void)state;
    static const char *const elements[3][4] = {
        {"network.deciders=\"all\"", "network.contact=\"all\"", "network.visibility=\"contact\"",
         "network.carrier=\"members\""},
        {"network.deciders=\"lead\"", "network.contact=\"star\"", "network.visibility=\"lead\"",
         "network.carrier=\"lead\""},
        {"network.deciders=\"board\"", "network.contact=\"brokered\"", "network.visibility=\"all\"",
         "network.carrier=\"staff\""},
    };
    for (size_t k = 0; k < 3; k++) {
        const uint64_t mode = network_bed_run(&mode_sets[k], 1, 9, 4, 4, 0).print;
        assert_true(mode == network_bed_run(elements[k], 4, 9, 4, 4, 0).print);
        assert_true(mode != network_bed_run(&mode_sets[(k + 1) % 3], 1, 9, 4, 4, 0).print);
    }
}

static void test_each_element_alone_matters(void **state)
{
    (void)state;
    static const char *const changes[] = {
        "network.deciders=\"lead\"",    "network.deciders=\"board\"",       "network.contact=\"star\"",
        "network.contact=\"brokered\"", "network.visibility=\"lead\"",      "network.visibility=\"all\"",
        "network.carrier=\"lead\"",     "network.carrier=\"staff\"",        "network.rule=\"consensus\"",
        "network.rule=\"single\"",      "network.structure=\"coalitions\"", "network.steering=\"formal\"",
        "network.lead=\"m3\""};
    for (size_t k = 0; k < COUNT(changes); k++) {
        /* The lead matters to a self-governed network only when somebody decides alone. */
        const char *const base[] = {mode_sets[0], "network.rule=\"majority\""};
        const char *const other[] = {mode_sets[0], "network.rule=\"majority\"", changes[k]};
        const bool lead = strstr(changes[k], "network.lead=") != NULL;
        const uint64_t before = network_bed_run(lead ? &mode_sets[1] : base, lead ? 1 : 2, 9, 4, 4, 0).print;
        const char *const leads[] = {mode_sets[1], changes[k]};
        const uint64_t after = network_bed_run(lead ? leads : other, lead ? 2 : 3, 9, 4, 4, 0).print;
        if (before == after)
            fail_msg("%s changes nothing", changes[k]);
    }
}

static void test_same_seed_same_bytes(void **state)
{
    (void)state;
    const uint64_t first = network_bed_run(mode_sets, 1, 12, 6, 4, 3).print;
    assert_true(first == network_bed_run(mode_sets, 1, 12, 6, 4, 3).print);
    assert_true(first != network_bed_run(mode_sets, 1, 12, 6, 4, 4).print);
}

/* --- rules and the time they take
 * ------------------------------------------------------------------------------------ */

static void test_rules(void **state)
{
    (void)state;
    const double views[] = {0.4, -0.3, 0.2};
    const double worse[] = {0.4, -0.6, -0.1};
    const bool all[] = {true, true, true}, first_away[] = {false, true, true};
    assert_false(decision_passes(RULE_CONSENSUS, 0.5, views, all, 3, 0));
    assert_true(decision_passes(RULE_CONSENT, 0.5, views, all, 3, 0));
    assert_false(decision_passes(RULE_CONSENT, 0.5, worse, all, 3, 0));
    assert_false(decision_passes(RULE_CONSENT, 0.5, views, first_away, 3, 0));
    assert_true(decision_passes(RULE_MAJORITY, 0.5, views, all, 3, 0));
    assert_false(decision_passes(RULE_MAJORITY, 0.5, views, first_away, 3, 0));
    assert_false(decision_passes(RULE_MAJORITY, 0.5, views, all, 2, 0));
    assert_true(decision_passes(RULE_SINGLE, 0.5, worse, all, 3, 0));
    assert_false(decision_passes(RULE_SINGLE, 0.5, views, all, 3, 1));
    assert_false(decision_passes(RULE_CONSENSUS, 0.5, views, all, 0, 0));
}

static void test_decisions_fit_the_hours(void **state)
{
    (void)state;
    /* 12 at the table: a round takes 0.4 + 0.1 * 12 = 1.6 hours of each; 3.3 hours are two decisions a month, and the
     * 0.1 hour that is left is a third one only after 13 months. */
    static const char *const sets[] = {"governance.trust_saving=0",   "network.meeting_hours=3.3",
                                       "network.preparation_hours=0", "effort.benefit=5",
                                       "governance.vote_noise=0",     "governance.issue_rate=0",
                                       "membership.exit_rate=0"};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 12, 12, 4, 0, true);
    network_bed_start(&bed);
    for (size_t month = 0; month < 8; month++) {
        struct network_view view;
        network_bed_month(&bed, month);
        network_observe(bed.network, &view);
        assert_close(view.decisions, month < 6 ? 2.0 : 0.0, 0.0);
        assert_close(view.coalitions_live, month < 6 ? 2.0 * (double)(month + 1) : 12.0, 0.0);
    }
    network_bed_stop(&bed);
}

static void test_trust_saves_rounds(void **state)
{
    (void)state;
    static const char *const low[] = {"network.trust_start=0.1", "network.rule=\"consensus\""};
    static const char *const high[] = {"network.trust_start=0.9", "network.rule=\"consensus\""};
    assert_true(network_bed_mean(high, 2, 12, 6, 20).decision_months
                < network_bed_mean(low, 2, 12, 6, 20).decision_months);
}

static void test_consent_is_not_slower(void **state)
{
    (void)state;
    static const char *const sets[][2] = {{"network.rule=\"consensus\"", "network.structure=\"plenary\""},
                                          {"network.rule=\"consent\"", "network.structure=\"plenary\""},
                                          {"network.rule=\"consensus\"", "network.structure=\"coalitions\""}};
    for (size_t n = 12; n <= 24; n += 12) {
        const double consensus = network_bed_mean(sets[0], 2, n, n / 2, 20).decision_months;
        assert_true(network_bed_mean(sets[1], 2, n, n / 2, 20).decision_months < consensus);
        assert_true(network_bed_mean(sets[2], 2, n, n / 2, 20).decision_months < consensus);
    }
}

/* --- trust
 * ----------------------------------------------------------------------------------------------------------- */

static void read_params(const char *const *sets, size_t n, struct network_params *params)
{
    struct network_bed bed;
    network_bed_settings(&bed, sets, n);
    network_params_read(bed.settings, params);
    network_bed_stop(&bed);
}

static void test_perfect_delivery(void **state)
{
    (void)state;
    struct network_params params;
    read_params(NULL, 0, &params);
    const struct trust_event event = {
        .observed = true, .observed_share = 1.0, .pledge = 0.6, .visibility = 1.0, .contact = 1.0};
    struct trust_pair pair = {0.3, 0.3, 0.8, 0.8};
    double before = pair.trust;
    for (int month = 0; month < 600; month++) {
        trust_update(&params, &event, &pair);
        assert_true(month < 3 || pair.trust >= before);
        before = pair.trust;
    }
    assert_true(pair.trust > 0.95 && pair.trust <= 1.0);
    assert_close(pair.seen, 1.0, 1e-9);
}

static void test_constant_shortfall(void **state)
{
    (void)state;
    static const char *const sets[] = {"trust.margin=0.02", "trust.excuse=0", "trust.drift=0.02"};
    struct network_params params;
    read_params(sets, COUNT(sets), &params);
    const struct trust_event event = {
        .observed = true, .observed_share = 0.8, .pledge = 0.6, .visibility = 0.8, .contact = 0.8};
    struct trust_pair pair = {0.7, 0.3, 1.0, 1.0};
    double at_24 = 0.0, at_480 = 0.0;
    for (int month = 1; month <= 600; month++) {
        trust_update(&params, &event, &pair);
        at_24 = month == 24 ? pair.trust : at_24;
        at_480 = month == 480 ? pair.trust : at_480;
    }
    assert_true(at_24 < 0.5);
    assert_true(pair.trust > 0.0);
    assert_close(pair.trust, at_480, 1e-4);
}

static void test_loss_is_faster_than_gain(void **state)
{
    (void)state;
    static const char *const sets[] = {"trust.margin=0", "trust.excuse=0", "trust.drift=0", "trust.belief=0"};
    struct network_params params;
    read_params(sets, COUNT(sets), &params);
    /* At trust 0.5, full familiarity and the same surprise the ratio is the asymmetry itself. */
    struct trust_pair up = {0.5, 1.0, 0.9, 0.8}, down = {0.5, 1.0, 0.9, 0.8};
    struct trust_event event = {
        .observed = true, .observed_share = 1.0, .pledge = 0.5, .visibility = 1.0, .contact = 1.0};
    params.trust.pledge_standard = 0.0;
    params.trust.memory_variance = 1e12;
    trust_update(&params, &event, &up);
    event.observed_share = 0.6;
    trust_update(&params, &event, &down);
    assert_close((0.5 - down.trust) / (up.trust - 0.5), params.trust.asymmetry, 1e-6);
}

static void test_no_contact(void **state)
{
    (void)state;
    struct network_params params;
    read_params(NULL, 0, &params);
    const struct trust_event event = {.observed = false};
    struct trust_pair high = {0.9, 0.8, 0.8, 0.8}, low = {0.05, 0.8, 0.8, 0.8};
    for (int month = 0; month < 600; month++) {
        trust_update(&params, &event, &high);
        trust_update(&params, &event, &low);
    }
    assert_close(high.trust, params.trust.base, 1e-4);
    assert_close(low.trust, params.trust.base, 1e-4);
    assert_true(high.familiarity < 0.01);
}

/* --- effort
 * ---------------------------------------------------------------------------------------------------------- */

static double quantal(double slope, double c1, double c2, double noise)
{
    double sum = 0.0, level = 0.0;
    for (int k = 0; k <= 10; k++) {
        const double e = k / 10.0, weight = exp((slope * e - c1 * e - c2 * e * e) / noise);
        sum += weight;
        level += weight * e;
    }
    return level / sum;
}

static void test_effort_is_the_quantal_reply(void **state)
{
    (void)state;
    static const char *const sets[] = {"coalition.substitution=1",
                                       "effort.relation=0",
                                       "effort.status=0",
                                       "effort.absence=0",
                                       "effort.pace=1",
                                       "effort.routine_share=0",
                                       "coalition.competence_need=0",
                                       "governance.issue_rate=0",
                                       "membership.exit_rate=0"};
    static const struct {
        double own_gain, paid, workload, hours_free;
    } cases[] = {{0.0, 0.0, 0.5, 500.0}, {-0.8, 0.0, 1.0, 500.0}, {0.3, 0.5, 1.2, 500.0}, {0.5, 0.0, 0.5, 4.0}};
    for (size_t k = 0; k < COUNT(cases); k++) {
        struct network_bed bed;
        network_bed_settings(&bed, sets, COUNT(sets));
        network_bed_fill(&bed, 2, 1, 2, 0, true);
        bed.coalition[0].running = true;
        for (size_t i = 0; i < 2; i++) {
            bed.own_gain[i] = cases[k].own_gain;
            bed.paid_share[i] = cases[k].paid;
            bed.workload[i] = cases[k].workload;
            bed.hours_free[i] = cases[k].hours_free;
        }
        network_bed_start(&bed);
        network_meet(bed.network, &bed.inputs, &bed.stream, 0, 0);
        network_work(bed.network, &bed.inputs, &bed.stream, 0);
        const double scale = (1.0 - cases[k].paid) * (1.0 + 2.0 * fmax(0.0, cases[k].workload - 1.0));
        const double felt = 2.2 + cases[k].own_gain;
        const double expected = fmin(quantal(felt / 2.0, 0.6 * scale, 0.4 * scale, 0.1), cases[k].hours_free / 40.0);
        assert_close(network_effort(bed.network, 0, 0), expected, 1e-12);
        assert_close(network_effort(bed.network, 1, 0), expected, 1e-12);
        assert_close(network_output(bed.network, 0), expected, 1e-12);
        assert_close(network_effort_hours(bed.network, 0), 40.0 * expected, 1e-9);
        network_bed_stop(&bed);
    }
}

static void test_joint_task_falls_with_size(void **state)
{
    (void)state;
    double previous = 1.0;
    for (size_t n = 2; n <= 16; n *= 2) {
        static const char *const sets[] = {"membership.exit_rate=0"};
        double output = 0.0;
        for (uint32_t r = 0; r < 10; r++) {
            struct network_bed bed;
            network_bed_settings(&bed, sets, 1);
            network_bed_fill(&bed, n, 1, n, r, true);
            bed.coalition[0].running = true;
            network_bed_start(&bed);
            for (size_t month = 0; month < 20; month++) {
                network_meet(bed.network, &bed.inputs, &bed.stream, month, month);
                network_work(bed.network, &bed.inputs, &bed.stream, month);
                output += network_output(bed.network, 0) / 200.0;
                if (n > 2) /* two are no network, but they have a joint task */
                    network_reflect(bed.network, &bed.inputs, &bed.stream, month);
            }
            network_bed_stop(&bed);
        }
        assert_true(output > 0.0 && output < previous);
        previous = output;
    }
}

static void test_ces(void **state)
{
    (void)state;
    const double even[] = {0.4, 0.4, 0.4}, weak[] = {0.9, 0.9, 0.1}, empty[] = {0.9, 0.9, 0.0};
    for (int k = 0; k < 5; k++) {
        const double rho[] = {-20.0, -4.0, -1.0, 0.0, 1.0};
        assert_close(coalition_ces(even, 3, rho[k]), 0.4, 1e-12);
    }
    assert_close(coalition_ces(weak, 3, 1.0), 1.9 / 3.0, 1e-12);
    assert_close(coalition_ces(weak, 3, -4.0), pow((2.0 * pow(0.9, -4.0) + pow(0.1, -4.0)) / 3.0, -0.25), 1e-12);
    assert_close(coalition_ces(empty, 3, -4.0), 0.0, 0.0);
    assert_true(coalition_ces(weak, 3, -20.0) < coalition_ces(weak, 3, -4.0));
}

/* --- interests
 * ------------------------------------------------------------------------------------------------------- */

/* Members 1..n-1 lose, member 0 gains; compensation moves the gain. Mean output over replications and months. */
static double output_with_compensation(double share)
{
    double output = 0.0;
    for (uint32_t r = 0; r < 20; r++) {
        struct network_bed bed;
        network_bed_settings(&bed, NULL, 0);
        network_bed_fill(&bed, 5, 2, 4, r, false);
        bed.role[0][0] = bed.role[1][0] = -1; /* the payer plays no role */
        for (size_t k = 0; k < 4; k++)
            bed.role[0][k + 1] = bed.role[1][k + 1] = (int)k;
        bed.member[0].payer = true;
        for (size_t at = 0; at < 10; at++) {
            bed.own_gain[at] = at < 2 ? 3.0 : -0.7;
            bed.compensation[at] = share * (at < 2 ? -2.8 : 0.7);
        }
        network_bed_start(&bed);
        for (size_t month = 0; month < 60; month++) {
            network_bed_month(&bed, month);
            output += (network_output(bed.network, 0) + network_output(bed.network, 1)) / (2.0 * 60.0 * 20.0);
        }
        network_bed_stop(&bed);
    }
    return output;
}

static void test_compensation_rescues_opposed_interests(void **state)
{
    (void)state;
    const double without = output_with_compensation(0.0), with = output_with_compensation(1.0);
    assert_true(with > without + 0.02);
}

static void test_compensation_waits_for_a_decision(void **state)
{
    (void)state;
    struct network_bed bed;
    network_bed_settings(&bed, NULL, 0);
    network_bed_fill(&bed, 4, 1, 4, 0, true);
    bed.own_gain[0] = -0.5;
    bed.compensation[0] = 0.5;
    network_bed_start(&bed);
    assert_close(effort_felt(bed.network, &bed.inputs, 0, 0, false), 2.2 - 0.5, 1e-12);
    assert_close(effort_felt(bed.network, &bed.inputs, 0, 0, true), 2.2, 1e-12);
    network_bed_stop(&bed);
}

/* --- life
 * ------------------------------------------------------------------------------------------------------------ */

static void test_start_and_death(void **state)
{
    (void)state;
    struct network_bed bed;
    struct network_view view;
    network_bed_settings(&bed, NULL, 0);
    network_bed_fill(&bed, 6, 2, 4, 0, true);
    bed.coalition[1].start_month = -1.0;
    bed.coalition[0].start_month = 5.0;
    bed.health_gain[0] = 0.0; /* worth nothing: it never delivers */
    network_bed_start(&bed);
    for (size_t month = 0; month < 60; month++) {
        network_bed_month(&bed, month);
        network_observe(bed.network, &view);
        assert_true(month >= 5 || view.agenda_length == 0.0);
        assert_false(network_live(bed.network, 1));
    }
    assert_close(view.alive, 0.0, 0.0);
    assert_close(view.members, 0.0, 0.0);
    assert_true(isnan(view.trust_mean));
    assert_close(network_coordination_hours(bed.network, 0), 0.0, 0.0);
    network_bed_stop(&bed);
}

static void test_existing_practice_runs_at_once(void **state)
{
    (void)state;
    struct network_bed bed;
    network_bed_settings(&bed, NULL, 0);
    network_bed_fill(&bed, 6, 2, 4, 0, true);
    bed.coalition[0].running = true;
    bed.member[5].founder = false;
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    assert_true(network_live(bed.network, 0));
    assert_true(network_output(bed.network, 0) > 0.1);
    assert_false(network_member(bed.network, 5));
    assert_close(network_coordination_hours(bed.network, 5), 0.0, 0.0);
    network_bed_stop(&bed);
}

/* An outsider whose role nobody else can play is admitted, and its coalition then starts. */
static void test_admission(void **state)
{
    (void)state;
    static const char *const sets[] = {"membership.apply_rate=1", "effort.benefit=4"};
    struct network_bed bed;
    network_bed_settings(&bed, sets, COUNT(sets));
    network_bed_fill(&bed, 5, 1, 4, 0, true);
    bed.member[3].founder = false;
    network_bed_start(&bed);
    network_bed_month(&bed, 0);
    assert_false(network_live(bed.network, 0));
    for (size_t month = 1; month < 12; month++)
        network_bed_month(&bed, month);
    assert_true(network_member(bed.network, 3));
    assert_true(network_live(bed.network, 0));
    network_bed_stop(&bed);
}

/* --- invariants
 * ------------------------------------------------------------------------------------------------------ */

/* A value of the row anywhere in its range, as a --set text. */
static void random_set(const struct param *row, const struct rng_stream *stream, uint32_t agent, char *text,
                       size_t size)
{
    const double u = rng_unit(rng_draw(stream, agent, 0, 60001, 0).w[0]);
    if (row->type == PARAM_REAL) {
        (void)snprintf(text, size, "%s=%.6f", row->path, row->lowest + u * (row->highest - row->lowest));
        return;
    }
    if (row->type == PARAM_INT) {
        (void)snprintf(text, size, "%s=%d", row->path, (int)(row->lowest + u * (row->highest - row->lowest)));
        return;
    }
    int n = 1, word;
    const char *from = row->choices;
    for (const char *at = row->choices; *at != '\0'; at++)
        n += *at == '|';
    word = (int)(u * n);
    while (word-- > 0)
        from = strchr(from, '|') + 1;
    (void)snprintf(text, size, "%s=\"%.*s\"", row->path, (int)strcspn(from, "|"), from);
}

static void test_invariants_over_random_parameters(void **state)
{
    (void)state;
    enum { POINTS = 60, MOST_ROWS = 512 };
    static char text[MOST_ROWS][96];
    for (uint32_t point = 0; point < POINTS; point++) {
        const struct rng_stream stream = {.seed = 7, .replication = point};
        const char *sets[MOST_ROWS];
        size_t n_sets = 0;
        assert_true(network_n_rows <= MOST_ROWS);
        for (size_t k = 0; k < network_n_rows; k++) {
            if (network_rows[k].type == PARAM_TEXT || network_rows[k].type == PARAM_BOOL)
                continue;
            random_set(&network_rows[k], &stream, (uint32_t)k, text[n_sets], sizeof text[n_sets]);
            sets[n_sets] = text[n_sets];
            n_sets++;
        }
        /* network_bed_run checks the invariants after every month. */
        const struct network_summary sum = network_bed_run(sets, n_sets, 3 + point % 20, 1 + point % 8, 3, point);
        assert_true(sum.output >= 0.0 && sum.output <= 1.0 && sum.months_alive <= 120.0);
    }
}

static void test_defaults_are_within_range(void **state)
{
    (void)state;
    for (size_t k = 0; k < network_n_rows; k++) {
        const struct param *row = &network_rows[k];
        assert_true(row->en != NULL && row->nl != NULL && row->source != NULL && row->en[0] != '\0');
        if (row->type == PARAM_REAL || row->type == PARAM_INT)
            assert_true(row->fallback >= row->lowest && row->fallback <= row->highest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_modes_are_labels),
        cmocka_unit_test(test_a_mode_equals_its_elements),
        cmocka_unit_test(test_each_element_alone_matters),
        cmocka_unit_test(test_same_seed_same_bytes),
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_decisions_fit_the_hours),
        cmocka_unit_test(test_trust_saves_rounds),
        cmocka_unit_test(test_consent_is_not_slower),
        cmocka_unit_test(test_perfect_delivery),
        cmocka_unit_test(test_constant_shortfall),
        cmocka_unit_test(test_loss_is_faster_than_gain),
        cmocka_unit_test(test_no_contact),
        cmocka_unit_test(test_effort_is_the_quantal_reply),
        cmocka_unit_test(test_joint_task_falls_with_size),
        cmocka_unit_test(test_ces),
        cmocka_unit_test(test_compensation_rescues_opposed_interests),
        cmocka_unit_test(test_compensation_waits_for_a_decision),
        cmocka_unit_test(test_start_and_death),
        cmocka_unit_test(test_existing_practice_runs_at_once),
        cmocka_unit_test(test_admission),
        cmocka_unit_test(test_invariants_over_random_parameters),
        cmocka_unit_test(test_defaults_are_within_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
