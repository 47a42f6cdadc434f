/* The laboratory: what it draws and what it counts. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "models/laboratory/laboratory.h"
#include "models/model.h"
#include "models/outcomes.h"
#include "sim/engine/experiment.h"
#include "tests/support/expect.h"
#include "tests/support/laboratory_bed.h"
#include "tests/support/workdir.h"

enum { SEED = 11, MONTHS = 120 };

struct open {
    struct scenario *scenario;
    struct laboratory *laboratory;
};

static struct open open_with(uint32_t replication, const char *const *sets, size_t n_sets)
{
    const struct rng_stream stream = {.seed = SEED, .replication = replication};
    struct open open = {.scenario = laboratory_bed_scenario("", sets, n_sets)};
    struct sim_err err = {SIM_OK, ""};
    if (laboratory_create(open.scenario->arms[0].settings, &stream, &open.laboratory, &err) != SIM_OK)
        fail_msg("%s", err.text);
    return open;
}

#define OPEN(replication, ...)                                         \
    open_with((replication), (const char *const[]){__VA_ARGS__, NULL}, \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void close_it(struct open *open)
{
    laboratory_destroy(open->laboratory);
    scenario_free(open->scenario);
}

static void step(struct laboratory *laboratory, size_t month, double *values)
{
    struct sim_err err = {SIM_OK, ""};
    if (laboratory_step(laboratory, month, &err) != SIM_OK)
        fail_msg("month %zu: %s", month, err.text);
    laboratory_observe(laboratory, values);
}

/* -- what is drawn ------------------------------------------------------------------------------------------------- */

static void replicate(const struct scenario *scenario, size_t arm, size_t replication, double *series)
{
    double values[N_OUTCOMES];
    struct sim_err err = {SIM_OK, ""};
    if (experiment_replicate(&samenspel_model, scenario, arm, SEED, replication, NULL, values, series, NULL, &err)
        != SIM_OK)
        fail_msg("%s", err.text);
}

static void test_same_seed_same_bytes(void **state)
{
    (void)state;
    struct scenario *scenario = laboratory_bed_scenario("", NULL, 0);
    const size_t size = (size_t)MONTHS * N_OUTCOMES * sizeof(double);
    double *a = malloc(size), *b = malloc(size), *other = malloc(size);
    assert_true(a != NULL && b != NULL && other != NULL);
    replicate(scenario, 0, 3, a);
    replicate(scenario, 0, 3, b);
    replicate(scenario, 0, 4, other);
    assert_memory_equal(a, b, size);
    assert_memory_not_equal(a, other, size);
    free(a);
    free(b);
    free(other);
    scenario_free(scenario);
}

static void test_more_members_keep_the_draws_of_others(void **state)
{
    (void)state;
    struct open small = OPEN(2, "laboratory.members=6", "laboratory.conflict=0.5"),
                large = OPEN(2, "laboratory.members=11", "laboratory.conflict=0.5");
    const struct laboratory *a = small.laboratory, *b = large.laboratory;
    size_t shared = 0;
    assert_int_equal(a->n_coalitions, 3);
    assert_int_equal(b->n_coalitions, 6);
    for (size_t i = 0; i < a->n; i++) {
        const struct network_member_setup *x = &a->member[i], *y = &b->member[i];
        assert_string_equal(x->name, y->name);
        assert_true(x->size_fte == y->size_fte && x->orientation == y->orientation);
        assert_true(x->weight_finance == y->weight_finance && x->weight_mission == y->weight_mission);
        assert_true(x->weight_status == y->weight_status && x->weight_relation == y->weight_relation);
        for (size_t c = 0; c < a->n_coalitions; c++)
            if (a->role[c * a->n + i] >= 0 && b->role[c * b->n + i] >= 0) {
                assert_true(a->inputs.own_gain[i * a->n_coalitions + c] == b->inputs.own_gain[i * b->n_coalitions + c]);
                shared++;
            }
    }
    assert_true(shared >= 8);
    close_it(&small);
    close_it(&large);
}

static void test_draws_have_their_mean_and_spread(void **state)
{
    (void)state;
    double sum = 0.0, squares = 0.0, sizes = 0.0, lowest = 1.0, highest = 0.0;
    enum { N = 60, REPLICATIONS = 50 };
    for (uint32_t r = 0; r < REPLICATIONS; r++) {
        struct open open = OPEN(r, "laboratory.members=60", "laboratory.orientation_spread=0.2");
        for (size_t i = 0; i < N; i++) {
            const struct network_member_setup *member = &open.laboratory->member[i];
            sum += member->weight_mission / (N * REPLICATIONS);
            squares += member->weight_mission * member->weight_mission / (N * REPLICATIONS);
            sizes += member->size_fte / (N * REPLICATIONS);
            lowest = fmin(lowest, member->orientation);
            highest = fmax(highest, member->orientation);
        }
        close_it(&open);
    }
    assert_near("mean weight", sum, 1.0, 0.03);
    assert_near("spread of weights", sqrt(squares - sum * sum) / sum, 0.4, 0.03);
    assert_near("mean size", sizes, 100.0, 4.0);
    assert_near("lowest orientation", lowest, 0.3, 0.005);
    assert_near("highest orientation", highest, 0.7, 0.005);
}

/* Mean own gain over roles. */
static double mean_gain(const struct laboratory *laboratory)
{
    double sum = 0.0, n = 0.0;
    for (size_t i = 0; i < laboratory->n; i++)
        for (size_t c = 0; c < laboratory->n_coalitions; c++)
            if (laboratory->role[c * laboratory->n + i] >= 0) {
                sum += laboratory->inputs.own_gain[i * laboratory->n_coalitions + c];
                n += 1.0;
            } else {
                assert_true(laboratory->inputs.own_gain[i * laboratory->n_coalitions + c] == 0.0);
            }
    return sum / n;
}

static void test_alignment_moves_own_gains(void **state)
{
    (void)state;
    struct open low = OPEN(0, "laboratory.alignment=0.0", "laboratory.gain_sd=0.0"),
                high = OPEN(0, "laboratory.alignment=1.0", "laboratory.gain_sd=0.0"),
                half = OPEN(0, "laboratory.alignment=0.5", "laboratory.gain_sd=0.2", "laboratory.members=60");
    assert_near("opposed", mean_gain(low.laboratory), -0.9, 1e-12);
    assert_near("aligned", mean_gain(high.laboratory), 0.6, 1e-12);
    assert_near("between", mean_gain(half.laboratory), -0.15, 0.06);
    close_it(&low);
    close_it(&high);
    close_it(&half);
}

static void test_conflict_makes_two_equal_camps(void **state)
{
    (void)state;
    struct open open = OPEN(1, "laboratory.conflict=1.0", "laboratory.gain_sd=0.0", "laboratory.members=12",
                            "laboratory.coalitions_per_member=1.0", "laboratory.roles=12");
    const struct laboratory *laboratory = open.laboratory;
    size_t plus = 0;
    for (size_t i = 0; i < laboratory->n; i++) {
        const double *own = laboratory->inputs.own_gain + i * laboratory->n_coalitions;
        assert_true(fabs(own[0]) == 1.0);
        plus += own[0] > 0.0;
        for (size_t c = 1; c < laboratory->n_coalitions; c++)
            assert_true(own[c] == own[0]); /* a camp keeps its side */
    }
    assert_int_equal(plus, 6);
    close_it(&open);
}

static void test_coalitions_lie_on_a_ring(void **state)
{
    (void)state;
    struct open many = OPEN(0, "laboratory.members=9", "laboratory.payers=1"),
                joint = OPEN(0, "laboratory.members=20", "laboratory.payers=2", "laboratory.task=joint"),
                few = OPEN(0, "laboratory.members=3");
    const struct laboratory *laboratory = many.laboratory;
    int places[9] = {0};
    assert_int_equal(laboratory->n_coalitions, 4);
    for (size_t c = 0; c < 4; c++) {
        unsigned roles = 0;
        for (size_t i = 0; i < 9; i++) {
            const int role = laboratory->role[c * 9 + i];
            places[i] += role >= 0;
            roles |= role >= 0 ? 1u << role : 0u;
        }
        assert_int_equal(roles, 15); /* each of four roles, once */
    }
    assert_int_equal(places[0], 0); /* the payer */
    for (size_t i = 1; i < 9; i++)
        assert_int_equal(places[i], 2);
    assert_int_equal(joint.laboratory->n_coalitions, 1);
    assert_int_equal(joint.laboratory->n_roles, 18);
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(joint.laboratory->role[i], (int)i - 2 < 0 ? -1 : (int)i - 2);
    assert_int_equal(few.laboratory->n_roles, 3);
    close_it(&many);
    close_it(&joint);
    close_it(&few);
}

static void test_compensation_sums_to_zero(void **state)
{
    (void)state;
    bool rich = false, poor = false;
    for (uint32_t r = 0; r < 20; r++) {
        struct open open =
            OPEN(r, "laboratory.compensation=0.5", "laboratory.alignment=0.55", "laboratory.gain_sd=0.5");
        const struct laboratory *laboratory = open.laboratory;
        for (size_t c = 0; c < laboratory->n_coalitions; c++) {
            double sum = 0.0, gains = 0.0, losses = 0.0, received = 0.0;
            for (size_t i = 0; i < laboratory->n; i++) {
                const double own = laboratory->inputs.own_gain[i * laboratory->n_coalitions + c],
                             paid = laboratory->inputs.compensation[i * laboratory->n_coalitions + c];
                sum += paid;
                gains += fmax(0.0, own);
                losses += fmax(0.0, -own);
                received += fmax(0.0, paid);
                assert_true(own != 0.0 || paid == 0.0);
                assert_true(own * paid <= 0.0 && fabs(paid) <= fabs(own) + 1e-12); /* winners pay, out of their gains */
            }
            assert_near("sum of compensation", sum, 0.0, 1e-12);
            assert_near("compensation received", received, fmin(0.5 * losses, gains), 1e-12);
            rich = rich || (gains > 0.5 * losses && losses > 0.0);
            poor = poor || (gains < 0.5 * losses && gains > 0.0);
        }
        close_it(&open);
    }
    assert_true(rich && poor);
}

static void test_payers_get_the_saving(void **state)
{
    (void)state;
    struct open open = OPEN(0, "laboratory.payers=2", "laboratory.role_saving=0.8");
    const struct laboratory *laboratory = open.laboratory;
    for (size_t i = 0; i < laboratory->n; i++)
        assert_true(laboratory->member[i].payer == (i < 2));
    for (size_t k = 0; k < 2 * laboratory->n_coalitions; k++)
        assert_near("gain of a payer", laboratory->inputs.own_gain[k], 0.8 * 4.0 / 2.0, 1e-12);
    close_it(&open);
}

/* -- what is counted ----------------------------------------------------------------------------------------------- */

/* Nothing is ever decided and nothing carried: two hours of talk each are all that there is, until the network dies. */
static void test_surplus_of_talk_alone(void **state)
{
    (void)state;
    struct open open =
        OPEN(0, "network.hours_budget=\"equal\"", "network.broad_meetings=0", "network.talk_hours=2",
             "network.hours_per_member=2", "network.meeting_hours=0", "membership.exit_rate=0.0",
             "laboratory.role_hours=50", "laboratory.founders=6", "laboratory.members=8", "membership.apply_rate=0.0");
    double values[N_OUTCOMES];
    for (size_t month = 0; month < 30; month++) {
        step(open.laboratory, month, values);
        assert_near("surplus", values[OUTCOME_SURPLUS], month < 24 ? -2.0 / 50.0 : 0.0, 1e-12);
        assert_true(values[OUTCOME_NETWORK_DEAD] == (month < 23 ? 0.0 : 100.0));
        assert_true(values[OUTCOME_ALL_ZERO] == 100.0 && values[OUTCOME_ALL_FULL] == 0.0);
        assert_true(isnan(values[OUTCOME_QALY]) && isnan(values[OUTCOME_COST_HEAD]));
        assert_true(isnan(values[OUTCOME_ENROLLED]) && isnan(values[OUTCOME_SUPPORTING]));
    }
    close_it(&open);
}

/* Roles that add up, great benefit and no noise: everybody works in full and the output is 1. */
static void test_surplus_of_full_effort(void **state)
{
    (void)state;
    struct open open =
        OPEN(0, "laboratory.task=joint", "laboratory.members=4", "laboratory.weight_cv=0.0", "laboratory.alignment=1.0",
             "laboratory.gain_sd=0.0", "laboratory.orientation_spread=0.0", "laboratory.health_value=1.7",
             "laboratory.role_saving=0.9", "laboratory.mandate=1.0", "coalition.substitution=1.0",
             "coalition.local=1.0", "coalition.competence_need=0.0", "coalition.ramp_months=1.0",
             "coalition.open_penalty=0.0", "coalition.practice_need=0.0", "effort.benefit=5.0", "effort.noise=0.01",
             "effort.routine_share=0.0", "effort.absence=0.0", "effort.relation=2.0", "trust.turnover=0.0",
             "effort.cost_linear=0.5", "effort.cost_square=0.4", "membership.exit_rate=0.0", "network.trust_start=1.0",
             "trust.seen_start=1.0");
    double values[N_OUTCOMES];
    for (size_t month = 0; month < 60; month++)
        step(open.laboratory, month, values);
    assert_near("output", values[OUTCOME_FIDELITY], 100.0, 0.01);
    assert_near("output of a year", laboratory_output_of(open.laboratory, 12), 1.0, 1e-4);
    assert_true(values[OUTCOME_ALL_FULL] == 100.0 && values[OUTCOME_ALL_ZERO] == 0.0);
    assert_true(values[OUTCOME_NETWORK_DEAD] == 0.0 && values[OUTCOME_COORDINATION] > 1.0);
    assert_near("surplus", values[OUTCOME_SURPLUS],
                ((1.7 + 0.9) * 4.0 - 4.0 * (0.5 + 0.4) - values[OUTCOME_COORDINATION] / 40.0) / 4.0, 2e-3);
    close_it(&open);
}

/* Month by month and in every mode: the value of the output, less every hour that the network reports, staff's too, and
 * the cost of every effort. */
static void test_surplus_counts_all_hours(void **state)
{
    (void)state;
    static const char *const modes[] = {"network.mode=self-governed", "network.mode=lead", "network.mode=nao"};
    for (size_t k = 0; k < 3; k++) {
        struct open open = OPEN(7, modes[k], "laboratory.alignment=0.8", "laboratory.role_hours=30");
        const struct laboratory *laboratory = open.laboratory;
        double values[N_OUTCOMES], staff = 0.0, output = 0.0;
        for (size_t month = 0; month < 48; month++) {
            double sum = 0.0;
            step(open.laboratory, month, values);
            for (size_t c = 0; c < laboratory->n_coalitions; c++) {
                sum += (1.5 + 1.0) * 4.0 * network_output(laboratory->network, c);
                for (size_t i = 0; i < laboratory->n; i++) {
                    const double e = network_effort(laboratory->network, i, c);
                    sum -= 0.6 * e + 0.4 * e * e;
                }
            }
            assert_true(values[OUTCOME_ALIVE] == 1.0);
            assert_near("surplus", values[OUTCOME_SURPLUS], (sum - values[OUTCOME_COORDINATION] / 30.0) / 12.0, 1e-9);
            staff += network_staff_hours(laboratory->network);
            output += values[OUTCOME_FIDELITY];
        }
        assert_true(output > 0.0 && (staff > 0.0) == (k == 2));
        close_it(&open);
    }
}

static void test_windows_of_output(void **state)
{
    (void)state;
    struct laboratory laboratory = {.months = 0};
    assert_true(laboratory_output_of(&laboratory, 12) == 0.0);
    for (; laboratory.months < 30; laboratory.months++)
        laboratory.output_past[laboratory.months % LABORATORY_WINDOW] = (double)laboratory.months;
    assert_near("last", laboratory_output_of(&laboratory, 1), 29.0, 1e-12);
    assert_near("year", laboratory_output_of(&laboratory, 12), (18.0 + 29.0) / 2.0, 1e-12);
    assert_near("two years", laboratory_output_of(&laboratory, 24), (6.0 + 29.0) / 2.0, 1e-12);
    laboratory.months = 3;
    laboratory.output_past[0] = 1.0;
    laboratory.output_past[1] = 2.0;
    laboratory.output_past[2] = 6.0;
    assert_near("short", laboratory_output_of(&laboratory, 12), 3.0, 1e-12);
}

static void test_founders_and_outsiders(void **state)
{
    (void)state;
    struct open open = OPEN(0, "laboratory.members=8", "laboratory.founders=5", "membership.apply_rate=1.0",
                            "membership.exit_rate=0.0", "laboratory.alignment=1.0");
    double values[N_OUTCOMES];
    for (size_t i = 0; i < 8; i++)
        assert_true(open.laboratory->member[i].founder == (i < 5));
    step(open.laboratory, 0, values);
    assert_true(values[OUTCOME_MEMBERS] < 8.0);
    for (size_t month = 1; month < 60; month++)
        step(open.laboratory, month, values);
    assert_true(values[OUTCOME_MEMBERS] > 5.0); /* an outsider with a role that is missed is admitted */
    close_it(&open);
}

static void test_spinup_is_idle(void **state)
{
    (void)state;
    struct open late = OPEN(0, "spinup_months=7", "laboratory.members=6");
    double values[N_OUTCOMES];
    for (size_t month = 0; month < 7; month++)
        step(late.laboratory, month, values);
    assert_int_equal(late.laboratory->months, 0);
    assert_true(isnan(values[OUTCOME_SURPLUS]));
    step(late.laboratory, 7, values);
    assert_true(!isnan(values[OUTCOME_SURPLUS]) && values[OUTCOME_ALIVE] == 1.0);
    close_it(&late);
}

static void test_two_can_play(void **state)
{
    (void)state;
    struct open open = OPEN(5, "membership.least_members=2", "laboratory.members=2", "laboratory.task=joint",
                            "membership.exit_rate=0.0", "laboratory.alignment=1.0");
    double values[N_OUTCOMES];
    for (size_t month = 0; month < 40; month++)
        step(open.laboratory, month, values);
    assert_true(values[OUTCOME_ALIVE] == 1.0 && values[OUTCOME_FIDELITY] > 5.0);
    close_it(&open);
}

/* Mean over months and replications of an outcome of an arm, months without a value as 0. */
static double mean_outcome(const struct scenario *scenario, size_t arm, enum outcome outcome)
{
    enum { REPLICATIONS = 20 };
    double series[MONTHS * N_OUTCOMES], sum = 0.0;
    for (size_t r = 0; r < REPLICATIONS; r++) {
        replicate(scenario, arm, r, series);
        for (size_t month = 0; month < MONTHS; month++) {
            const double x = series[month * N_OUTCOMES + outcome];
            sum += isnan(x) ? 0.0 : x / (MONTHS * REPLICATIONS);
        }
    }
    return sum;
}

static void test_conditions_have_the_right_sign(void **state)
{
    (void)state;
    struct scenario *scenario = laboratory_bed_scenario(
        "experiment = { arms = ( { name = \"a\"; laboratory = { alignment = 0.2; }; },"
        "{ name = \"b\"; laboratory = { alignment = 0.9; }; },"
        "{ name = \"c\"; talk = { hidden = false; }; laboratory = { alignment = 0.2; payers = 2; compensation = "
        "1.0; }; },"
        "{ name = \"d\"; talk = { hidden = false; }; laboratory = { alignment = 0.2; payers = 2; compensation = "
        "0.0; }; },"
        "{ name = \"e\"; laboratory = { alignment = 0.9; task = \"joint\"; members = 3; }; },"
        "{ name = \"f\"; laboratory = { alignment = 0.9; task = \"joint\"; members = 14; }; } ); };",
        NULL, 0);
    const double opposed = mean_outcome(scenario, 0, OUTCOME_FIDELITY),
                 aligned = mean_outcome(scenario, 1, OUTCOME_FIDELITY),
                 paid = mean_outcome(scenario, 2, OUTCOME_FIDELITY),
                 unpaid = mean_outcome(scenario, 3, OUTCOME_FIDELITY),
                 three = mean_outcome(scenario, 4, OUTCOME_FIDELITY),
                 fourteen = mean_outcome(scenario, 5, OUTCOME_FIDELITY);
    assert_true(aligned > opposed + 10.0);
    assert_true(paid > 1.5 * unpaid);
    assert_true(three > fourteen + 5.0); /* a joint task falls with the number of those who must do it */
    assert_true(mean_outcome(scenario, 1, OUTCOME_SURPLUS) > mean_outcome(scenario, 0, OUTCOME_SURPLUS));
    scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_seed_same_bytes),
        cmocka_unit_test(test_more_members_keep_the_draws_of_others),
        cmocka_unit_test(test_draws_have_their_mean_and_spread),
        cmocka_unit_test(test_alignment_moves_own_gains),
        cmocka_unit_test(test_conflict_makes_two_equal_camps),
        cmocka_unit_test(test_coalitions_lie_on_a_ring),
        cmocka_unit_test(test_compensation_sums_to_zero),
        cmocka_unit_test(test_payers_get_the_saving),
        cmocka_unit_test(test_surplus_of_talk_alone),
        cmocka_unit_test(test_surplus_of_full_effort),
        cmocka_unit_test(test_surplus_counts_all_hours),
        cmocka_unit_test(test_windows_of_output),
        cmocka_unit_test(test_founders_and_outsiders),
        cmocka_unit_test(test_spinup_is_idle),
        cmocka_unit_test(test_two_can_play),
        cmocka_unit_test(test_conditions_have_the_right_sign),
    };
    return cmocka_run_group_tests_name("laboratory", tests, workdir_set_up, workdir_tear_down);
}
