/* With every mechanism on: reasons and causes add up to what they explain, telling changes nothing, and each mechanism
 * has its sentence. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/model.h"
#include "models/network/events.h"
#include "sim/base/mem.h"
#include "sim/engine/experiment.h"
#include "sim/engine/trace.h"
#include "tests/support/expect.h"
#include "tests/support/network_bed.h"
#include "tests/support/region_bed.h"

enum { MEMBERS = 14, COALITIONS = 5, MONTHS = 96, LATER = 3 };
#define ROUNDING 1e-9

/* What the bed keeps off, at about its default, and what is off by default as well. */
static const char *const loud[] = {
    "network.talk=chosen",
    "network.broad_meetings=2",
    "network.reporting_relief=0.3",
    "talk.hidden=true",
    "talk.packages=true",
    "governance.repulsion=0.2",
    "trust.fairness=0.2",
    "trust.attribution=0.3",
    "trust.camp=0.05",
    "trust.staff=0.5",
    "trust.leader_turnover=0.05",
    "effort.learning=0.2",
    "effort.optimism=0.2",
    "effort.misperception=0.4",
    "effort.fear=0.3",
    "effort.precedent=0.3",
    "effort.belief_sd=0.15",
    "effort.address=0.2",
    "effort.shared_language=0.5",
    "effort.crowding=0.1",
    "effort.crowding_hours=8",
    "membership.fomo=0.1",
    "effort.steering_conflict=0.3",
    "effort.lead_status=0.2",
    "effort.exploit=0.3",
    "membership.onboarding_hours=20",
    "membership.absorb=1",
    "governance.legitimacy_stay=0.2",
    "membership.duty=0.2",
    "network.content=ambition",
    "governance.ambition_years=1",
    "governance.change=true",
    "governance.change_satisfaction=0.5",
    "governance.change_months=12",
    "governance.change_rate=0.3",
    "network.trust_start=0.4",
    "talk.trust_level=0.2",
};
enum { N_LOUD = sizeof loud / sizeof loud[0], N_MORE = 3, N_SETTINGS = 5 };

static const char *const more[N_SETTINGS][N_MORE] = {
    {"network.mode=self-governed", "network.rule=consent", "network.veto=members"},
    {"network.mode=lead", "network.steering=formal", "network.rule=majority"},
    {"network.mode=nao", "membership.invite=planned", "network.rule=consensus"},
    {"network.structure=coalitions", "network.rule=consent", "trust.gain=1"},
    {"network.mode=nao", "network.rule=single", "trust.success=0.5"},
};

static const struct network_shock crisis = {
    .month = 20.0, .months = 6.0, .urgency = 0.5, .workload = 0.1, .contact_hours = 4.0, .turnover = 0.1};

static void open_bed(struct network_bed *bed, size_t kind, uint32_t replication, struct trace *trace)
{
    struct sim_err err = {SIM_OK, ""};
    const char *sets[N_LOUD + N_MORE];
    memcpy(sets, loud, sizeof loud);
    memcpy(sets + N_LOUD, more[kind], sizeof more[kind]);
    network_bed_settings(bed, sets, N_LOUD + N_MORE);
    network_bed_fill(bed, MEMBERS, COALITIONS, 4, replication, false);
    for (size_t k = 0; k < MEMBERS * COALITIONS; k++)
        bed->compensation[k] = k % 3 == 0 ? 0.2 : 0.0;
    /* One party loses by a coalition that all the others want; some come later. */
    bed->own_gain[1] = -2.5;
    bed->own_gain[2 * COALITIONS + 1] = -1.0;
    for (size_t i = 0; i < MEMBERS; i++) {
        bed->workload[i] = i % 4 == 2 ? 1.3 : 0.95;
        bed->member[i].formality = i % 2 == 0 ? 0.2 : 0.8;
        bed->member[i].exploit = i % 5 == 0 ? 1.0 : 0.0;
        bed->member[i].founder = i < MEMBERS - LATER;
    }
    bed->member[MEMBERS - 1].joins = 11;
    bed->member[MEMBERS - 2].joins = 11;
    bed->inputs.shocks = &crisis;
    bed->inputs.n_shocks = 1;
    network_bed_start(bed);
    trace_start(trace);
    if (network_trace(bed->network, &trace->sink, &err) != SIM_OK)
        fail_msg("%s", err.text);
}

/* Of every pair, in or not: the change of trust since the start of the year. */
static void check_causes(const struct network *network, size_t month)
{
    for (size_t pair = 0; pair < network->n * network->n; pair++) {
        const double change = network->trust[pair] - network->story->trust_then[pair];
        const double told = network_bed_sum_of_terms(network->story->cause + pair * N_REASONS);
        if (fabs(told - change) > ROUNDING)
            fail_msg("month %zu, %zu in %zu: trust changed by %.12g, causes say %.12g", month, pair / network->n,
                     pair % network->n, change, told);
    }
}

/* The reasons of `party` add up to `whole`, when that is told. */
static size_t check_party(const struct sim_event *event, const char *party, double whole)
{
    double sum = 0.0;
    if (party == NULL || isnan(whole))
        return 0;
    for (size_t k = 0; k < event->n_reasons; k++)
        sum += strcmp(event->reasons[k].party, party) == 0 ? event->reasons[k].value : 0.0;
    if (fabs(sum - whole) > ROUNDING)
        fail_msg("month %zu, %s of %s: %.12g, its reasons add up to %.12g", event->month,
                 story_events[event->kind].name, party, whole, sum);
    return 1;
}

/* Every told event with a number that its reasons explain. Returns how many. */
static size_t check_told(const struct trace *trace)
{
    size_t checked = 0;
    for (size_t e = 0; e < trace->n; e++) {
        const struct sim_event *event = &trace->events[e];
        switch (event->kind) {
        case TOLD_BLOCKED:
        case TOLD_ROLE_EMPTY:
            checked += check_party(event, event->who, event->number[1]);
            break;
        case TOLD_VETOED:
        case TOLD_OVERRULED:
            checked += check_party(event, event->who, event->number[0]);
            break;
        case TOLD_LAUNCHED:
        case TOLD_SHARED:
        case TOLD_STOPPED:
        case TOLD_ADMITTED:
        case TOLD_AMBITION:
        case TOLD_FORM_CHANGED:
        case TOLD_FORM_FAILED:
        case TOLD_FORM_DROPPED:
            checked += check_party(event, event->who, event->number[2]);
            checked += check_party(event, event->whom, event->number[3]);
            break;
        case TOLD_LEFT:
        case TOLD_DRAGS:
            checked += check_party(event, event->who, event->number[3]);
            break;
        case TOLD_TRUST_FELL:
        case TOLD_TRUST_FELL_MOST:
        case TOLD_TRUST_ROSE:
        case TOLD_TRUST_ROSE_MOST:
            checked += check_party(event, event->who, event->number[1] - event->number[0]);
            break;
        default:
            break;
        }
    }
    return checked;
}

static void assert_same(const struct network *traced, const struct network *plain)
{
    const size_t n = traced->n, n_c = traced->n_coalitions;
    assert_memory_equal(traced->trust, plain->trust, n * n * sizeof *traced->trust);
    assert_memory_equal(traced->familiarity, plain->familiarity, n * n * sizeof *traced->trust);
    assert_memory_equal(traced->effort, plain->effort, n * n_c * sizeof *traced->effort);
    assert_memory_equal(traced->pledge, plain->pledge, n * n_c * sizeof *traced->pledge);
    assert_memory_equal(traced->size_health, plain->size_health, n * n_c * sizeof *traced->pledge);
    for (size_t i = 0; i < n; i++)
        assert_true(traced->member[i].satisfaction == plain->member[i].satisfaction
                    && traced->member[i].staff_trust == plain->member[i].staff_trust
                    && traced->member[i].in == plain->member[i].in);
}

static void run_kind(size_t kind, uint32_t replication, size_t *told)
{
    struct network_bed bed, plain;
    struct trace trace, unused;
    open_bed(&bed, kind, replication, &trace);
    open_bed(&plain, kind, replication, &unused);
    network_trace_end(plain.network);
    for (size_t month = 0; month < MONTHS; month++) {
        trace.month = month;
        network_bed_month(&bed, month);
        network_bed_month(&plain, month);
        assert_same(bed.network, plain.network);
        if (bed.network->dead)
            break;
        check_causes(bed.network, month);
        if (bed.network->story->gap > ROUNDING)
            fail_msg("setting %zu, month %zu: terms are %g from what they explain", kind, month,
                     bed.network->story->gap);
        for (size_t i = 0; i < MEMBERS; i++)
            if (bed.network->member[i].in)
                assert_near("satisfaction", network_bed_sum_of_terms(bed.network->story->satisfaction + i * N_REASONS),
                            bed.network->member[i].satisfaction, ROUNDING);
    }
    assert_false(trace.failed);
    assert_true(check_told(&trace) > 3);
    for (size_t e = 0; e < trace.n; e++)
        told[trace.events[e].kind]++;
    network_bed_stop(&bed);
    network_bed_stop(&plain);
    trace_free(&trace);
}

static void test_everything_on(void **state)
{
    (void)state;
    static const enum story_kind expected[] = {
        TOLD_TALKED,      TOLD_IGNORED,         TOLD_VETOED,        TOLD_BLAMED,        TOLD_UNFAIR,
        TOLD_AMBITION,    TOLD_AMBITION_FADES,  TOLD_CRISIS,        TOLD_INVITED,       TOLD_GATHERED,
        TOLD_CAME,        TOLD_CROWDED,         TOLD_INTRODUCED,    TOLD_FORM_PROPOSED, TOLD_STAFF_LEFT,
        TOLD_CRISIS_OVER, TOLD_LEADER_LEFT,     TOLD_FORM_CHANGED,  TOLD_FORM_FAILED,   TOLD_FORM_DROPPED,
        TOLD_CAMPS,       TOLD_PACKAGE_PARTNER, TOLD_BELIEVES_MORE,
    };
    size_t told[N_TOLD] = {0};
    for (size_t kind = 0; kind < N_SETTINGS; kind++)
        for (uint32_t replication = 0; replication < 4; replication++)
            run_kind(kind, replication, told);
    for (size_t k = 0; k < sizeof expected / sizeof expected[0]; k++)
        if (told[expected[k]] == 0)
            fail_msg("%s is never told", story_events[expected[k]].name);
}

/* -- whole models -------------------------------------------------------------------------------------------------- */

static void run_scenario(const char *file, const char *const *sets, size_t n_sets, const char *const *arms,
                         size_t n_arms)
{
    struct scenario *scenario = region_bed_scenario(file, sets, n_sets);
    const size_t n = samenspel_model.n_outcomes;
    double *plain = sim_calloc(n, sizeof *plain), *traced = sim_calloc(n, sizeof *traced);
    if (plain == NULL || traced == NULL) {
        fail();
        return;
    }
    for (size_t k = 0; k < n_arms; k++) {
        struct sim_err err = {SIM_OK, ""};
        struct trace trace;
        const size_t arm = region_bed_arm(scenario, arms[k]);
        trace_start(&trace);
        if (experiment_replicate(&samenspel_model, scenario, arm, 3, 1, NULL, plain, NULL, NULL, &err) != SIM_OK
            || trace_run(&samenspel_model, scenario, arm, 3, 1, NULL, &trace, traced, &err) != SIM_OK)
            fail_msg("%s", err.text);
        for (size_t j = 0; j < n; j++)
            if (!region_bed_same(plain[j], traced[j]))
                fail_msg("%s: %s is %.17g, traced %.17g", arms[k], samenspel_model.outcomes[j].name, plain[j],
                         traced[j]);
        assert_true(check_told(&trace) > 5);
        /* Names outlive the run. */
        for (size_t e = 0; e < trace.n; e++)
            for (size_t l = 0; l < trace.events[e].n_names; l++)
                assert_true(strlen(trace.events[e].names[l].name) > 0);
        trace_free(&trace);
    }
    free(plain);
    free(traced);
    scenario_free(scenario);
}

static void test_region(void **state)
{
    (void)state;
    static const char *const sets[] = {"region.scale=0.02",        "horizon_months=60",
                                       "governance.change=true",   "network.steering=formal",
                                       "network.content=ambition", "effort.steering_conflict=0.3"};
    static const char *const arms[] = {"self-governed+today", "lead+cashier", "nao+cashier"};
    run_scenario(SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg", sets, 6, arms, 3);
}

static void test_laboratory(void **state)
{
    (void)state;
    static const char *const sets[] = {"governance.change=true", "network.veto=members"};
    static const char *const arms[] = {"self-governed", "lead", "nao"};
    run_scenario(SAMENSPEL_SOURCE_DIR "/scenarios/laboratory.cfg", sets, 2, arms, 3);
}

/* -- trust at its bounds ------------------------------------------------------------------------------------------- */

/* What is cut off is taken from what pushes out, in proportion: the others keep their size. */
static void test_clipped_trust(void **state)
{
    (void)state;
    struct network_bed bed;
    struct trace trace;
    open_bed(&bed, 0, 0, &trace);
    network_bed_month(&bed, 0);
    struct network *network = bed.network;
    double *cause = network->story->cause + N_REASONS; /* of 0 in 1 */
    const double parts[] = {0.3, 0.1, -0.05};
    memset(cause, 0, N_REASONS * sizeof *cause);
    network->trust[1] = network->trusted[1] = 0.85;
    events_trust_lived(network, 0, 1, parts, 1.0);
    assert_near("delivery", cause[TERM_DELIVERY], 0.3 * 0.5, 1e-12);
    assert_near("joint", cause[TERM_JOINT], 0.1 * 0.5, 1e-12);
    assert_near("no contact", cause[TERM_NO_CONTACT], -0.05, 1e-12);
    network_bed_stop(&bed);
    trace_free(&trace);
}

/* -- incidents ----------------------------------------------------------------------------------------------------- */

static size_t count(const struct trace *trace, enum story_kind kind)
{
    size_t n = 0;
    for (size_t e = 0; e < trace->n; e++)
        n += trace->events[e].kind == (int)kind;
    return n;
}

/* A measure is told once when it passes its level, and once when it is over. */
static void test_yearly_measures(void **state)
{
    (void)state;
    struct network_bed bed;
    struct trace trace;
    open_bed(&bed, 0, 0, &trace);
    network_bed_month(&bed, 0);
    struct network *network = bed.network;
    const size_t pairs = network->n * network->n;
    const double side[] = {1.0, 1.0, 1.0, -1.0, -0.5};
    const int list[] = {0, 1, 2, 3, 4};
    network->staff_work = 10.0;
    for (int year = 0; year < 4; year++) {
        const bool bad = year < 2;
        network->camps = bad ? 0.2 : 0.05;
        events_sides(network, list, 5, side);
        for (size_t pair = 0; pair < pairs; pair++)
            network->trust[pair] = bad ? 0.1 : 0.6;
        for (size_t i = 0; i < network->n; i++)
            network->member[i].staff_trust = bad ? 0.1 : 0.9;
        events_year(network);
        assert_int_equal(count(&trace, TOLD_CAMPS), 1);
        assert_int_equal(count(&trace, TOLD_DISTRUST), 1);
        assert_int_equal(count(&trace, TOLD_STAFF_DISTRUSTED), 1);
        assert_int_equal(count(&trace, TOLD_CAMPS_GONE), bad ? 0 : 1);
        assert_int_equal(count(&trace, TOLD_DISTRUST_GONE), bad ? 0 : 1);
        assert_int_equal(count(&trace, TOLD_STAFF_TRUSTED), bad ? 0 : 1);
    }
    for (size_t e = 0; e < trace.n; e++)
        if (trace.events[e].kind == TOLD_CAMPS) { /* the smaller side */
            assert_int_equal(trace.events[e].n_names, 2);
            assert_string_equal(trace.events[e].names[0].name, "m3");
        }
    network_bed_stop(&bed);
    trace_free(&trace);
}

static void test_packages(void **state)
{
    (void)state;
    struct network_bed bed;
    struct trace trace;
    open_bed(&bed, 0, 0, &trace);
    network_bed_month(&bed, 0);
    struct issue issue = {.kind = ISSUE_LAUNCH, .subject = 1};
    events_package_proposed(bed.network, &issue);
    events_package_done(bed.network, &issue);
    issue.with_sharing = true;
    events_package_proposed(bed.network, &issue);
    events_package_done(bed.network, &issue);
    issue.with_sharing = false;
    issue.with_partner = 3;
    events_package_proposed(bed.network, &issue);
    events_package_done(bed.network, &issue);
    assert_int_equal(count(&trace, TOLD_PACKAGE_SHARING), 1);
    assert_int_equal(count(&trace, TOLD_PACKAGE_SHARED), 1);
    assert_int_equal(count(&trace, TOLD_PACKAGE_PARTNER), 1);
    assert_int_equal(count(&trace, TOLD_PACKAGE_STARTED), 1);
    network_bed_stop(&bed);
    trace_free(&trace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_on), cmocka_unit_test(test_region),          cmocka_unit_test(test_laboratory),
        cmocka_unit_test(test_clipped_trust), cmocka_unit_test(test_yearly_measures), cmocka_unit_test(test_packages),
    };
    return cmocka_run_group_tests_name("trace with everything on", tests, NULL, NULL);
}
