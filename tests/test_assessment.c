/* Access to household help and support: the queue for a municipal decision, nursing that bridges the wait, joint
 * assessment; and the change to long-term care: breaks, overlap, double contracts. What is exact is checked exactly. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/care/intervention.h"
#include "models/care/pathway.h"
#include "models/care/population.h"
#include "models/care/queue.h"
#include "models/money/billing.h"
#include "tests/support/expect.h"
#include "tests/support/region_bed.h"

static struct bed bed_open(const char *const *sets, size_t n_sets)
{
    return region_bed_open(sets, n_sets, 0, 0);
}

static void ask(struct region *region, uint32_t citizen, int event)
{
    const struct rng_words words = {{0, 0, 0, 0}};
    pathway_episode(region, citizen, event, &words);
}

/* People at home who use and wait for nothing. */
static void clients_of(const struct region *region, uint32_t *clients, size_t n)
{
    const struct citizens *c = &region->citizens;
    size_t found = 0;
    for (uint32_t i = 0; i < c->n && found < n; i++)
        if (c->class[i] != CLASS_NONE && class_unpack(c->class[i]).state != STATE_LONGTERM
            && !(c->services[i] | c->waiting[i]))
            clients[found++] = i;
    assert_int_equal(found, n);
}

/* The municipal team takes so many a month; everybody else's queue stands still. */
static struct team *open_team(struct region *region, double capacity)
{
    region->staffing_fixed = true;
    for (size_t o = 0; o < region->n_organisations; o++)
        region->organisations[o].hours_available = 1000.0;
    struct team *team = &region->organisations[region->kind_first[KIND_MUNICIPAL][0]].teams[SERVICE_ASSESSMENT];
    assert_int_equal(region->kind_n[KIND_MUNICIPAL], 1);
    team->capacity = capacity;
    return team;
}

/* -- the queue for a decision -------------------------------------------------------------------------------------- */

static void test_decisions_are_first_in_first_out(void **state)
{
    (void)state;
    const char *const sets[] = {"services.needs-assessment.wait_months=0.5"}; /* nobody waits at the start */
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    uint32_t client[5] = {0};
    clients_of(region, client, 5);
    const struct team *team = open_team(region, 1.0);
    for (unsigned k = 0; k < 5; k++) {
        region->month = k / 2;
        ask(region, client[4 - k], EVENT_HELP);
    }
    ask(region, client[3], EVENT_SUPPORT); /* asked before the decision: one assessment for both */
    ask(region, client[3], EVENT_HELP);
    assert_int_equal(region->tally.requests, 5);
    assert_true(team->waiting == 5.0 && team->queue.length == 5);
    population_set_class(region, client[2], CLASS_NONE); /* dies */
    queue_leave(region, client[2], SERVICE_ASSESSMENT);
    pathway_longterm(region, client[1], UINT32_MAX); /* covered by long-term care */
    /* Known to a nurse is who has nursing when the decision falls, not when asking. */
    pathway_service_start(region, client[4], SERVICE_NURSING);
    pathway_service_end(region, client[4], SERVICE_NURSING);
    pathway_service_start(region, client[3], SERVICE_NURSING);
    assert_false(region_bed_waits(region, client[1], SERVICE_ASSESSMENT));
    static const unsigned order[3] = {4, 3, 0};
    for (unsigned k = 0; k < 3; k++) {
        region->month = 4 + k;
        for (unsigned later = k; later < 3; later++)
            assert_true(region_bed_waits(region, client[order[later]], SERVICE_ASSESSMENT));
        queue_month(region);
        assert_false(region_bed_waits(region, client[order[k]], SERVICE_ASSESSMENT));
        assert_int_equal(region->tally.assessed, k + 1);
        assert_int_equal(region->tally.assessed_known, k >= 1); /* client 3 is the second */
    }
    for (unsigned k = 0; k < 3; k++) {
        const uint32_t one = client[order[k]];
        assert_true(region_bed_waits(region, one, SERVICE_HELP) || region_bed_uses(region, one, SERVICE_HELP));
        const bool support =
            region_bed_waits(region, one, SERVICE_SUPPORT) || region_bed_uses(region, one, SERVICE_SUPPORT);
        assert_int_equal(support, order[k] == 3);
    }
    assert_true(team->wait_sum == (4.0 - 0.0) + (5.0 - 0.0) + (6.0 - 2.0));
    region_bed_close(&bed);
}

/* All who ask are assessed, still wait, or died, left or went to long-term care. */
static void test_nobody_is_lost(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=0.1", "coalitions[2].running=true"};
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    const struct citizens *c = &region->citizens;
    uint8_t *waited = calloc(c->capacity, 1);
    assert_non_null(waited);
    uint32_t requests = 0, assessed = 0, gone = 0, waiting = 0, most_waiting = 0;
    for (uint32_t i = 0; i < c->n; i++)
        requests += waited[i] = region_bed_waits(region, i, SERVICE_ASSESSMENT);
    assert_true(requests > 30); /* those of before */
    for (size_t month = 0; month < REGION_BED_MONTHS; month++) {
        region_bed_run(region, month, month + 1);
        requests += region->tally.requests;
        assessed += region->tally.assessed;
        waiting = 0;
        for (uint32_t i = 0; i < c->n; i++) {
            const bool there = c->class[i] != CLASS_NONE && class_unpack(c->class[i]).state != STATE_LONGTERM;
            const bool now = region_bed_waits(region, i, SERVICE_ASSESSMENT);
            assert_true(there || !now);
            gone += waited[i] && !there;
            waited[i] = now;
            waiting += now;
            const unsigned asked = c->support[i] & 3u;
            assert_int_equal(now, asked != 0); /* what is asked for is known until it is decided */
        }
        most_waiting = waiting > most_waiting ? waiting : most_waiting;
    }
    assert_true(gone > 0 && most_waiting > 0 && assessed > 100);
    assert_int_equal(requests, assessed + waiting + gone);
    free(waited);
    region_bed_close(&bed);
}

/* The status quo has the wait that the scenario states. */
static void test_status_quo_holds_the_wait(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=1", "spinup_months=24", "network.active=false"};
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
    double values[N_OUTCOMES], sum = 0.0;
    for (size_t month = 0; month < 12; month++) {
        region_bed_run(bed.region, month, month + 1);
        samenspel_observe(bed.region, values);
        sum += month >= 6 ? values[OUTCOME_DECISION_WAIT] / 6.0 : 0.0;
    }
    assert_near("wait in months", sum, 2.76, 0.15);
    region_bed_close(&bed);
}

/* The other work of the municipal team is the stated share of its hours, and stays as it is. */
static void test_other_work(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=0.1", "network.active=false", "kinds.municipal-team.redeployed=0"};
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
    const struct organisation *team = &bed.region->organisations[bed.region->kind_first[KIND_MUNICIPAL][0]];
    region_bed_run(bed.region, 0, REGION_BED_SPINUP / 2);
    const double other = team->hours_other;
    assert_near("share of other work", other / team->hours_usual, 0.92, 1e-12);
    region_bed_run(bed.region, REGION_BED_SPINUP / 2, REGION_BED_MONTHS);
    assert_true(region_bed_same(team->hours_other, other));
    const double own = bed.region->tally.assessed * bed.region->p.people_per_citizen * 7.0;
    assert_near("hours of the month", team->hours_demanded, other + own, 1e-6 * other);
    region_bed_close(&bed);
}

/* Some of those to whom nursing comes ask for help or support as well, by the usual shares of their class, once. */
static void test_requests_come_with_nursing(void **state)
{
    (void)state;
    for (int k = 0; k < 3; k++) {
        static const char *const chance[] = {"pathway.request_with_nursing=0", "pathway.request_with_nursing=0.25",
                                             "pathway.request_with_nursing=1"};
        static const double expected[] = {0.0, 0.25, 1.0};
        const char *const sets[] = {"region.scale=0.1", chance[k]};
        struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
        struct region *region = bed.region;
        enum { ASKED = 4000 };
        uint32_t *client = calloc(ASKED, sizeof *client);
        assert_non_null(client);
        clients_of(region, client, ASKED);
        double help = 0.0, share = 0.0, asks = 0.0;
        for (size_t i = 0; i < ASKED; i++) {
            const double for_help = need_help_share(region->need, region->citizens.class[client[i]]);
            pathway_with_nurse(region, client[i]);
            const bool asked = region_bed_waits(region, client[i], SERVICE_ASSESSMENT);
            asks += asked;
            share += asked ? for_help : 0.0;
            help += (region->citizens.support[client[i]] & support_asked(0)) != 0;
            const uint8_t before = region->citizens.support[client[i]];
            pathway_with_nurse(region, client[i]); /* the same draw: what is asked for is not asked again */
            assert_int_equal(region->citizens.support[client[i]], before);
        }
        assert_int_equal(region->tally.requests, (uint32_t)asks);
        /* Four standard errors. */
        assert_near("asks", asks / ASKED, expected[k], 4.0 * sqrt(expected[k] * (1.0 - expected[k]) / ASKED));
        assert_near("for help", help, share, 4.0 * sqrt(0.25 * fmax(asks, 0.0)));
        free(client);
        region_bed_close(&bed);
    }
}

/* The share of decisions on people whom a nurse knows: all months alike at first, from the tenth on a slow mean. */
static void test_known_share_is_a_mean(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=0.1", "network.active=false", "coalitions[2].known_only=true"};
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    double assessed = 0.0, known = 0.0;
    for (size_t month = 0; month < REGION_BED_MONTHS; month++) {
        region_bed_run(region, month, month + 1);
        if (month >= 2) {
            const double share = known / assessed;
            assert_near("share known", intervention_known(region, &region->interventions[2]), share, 1e-9);
            assert_true(share > 0.02 && share < 0.6);
        }
        const double weight = month <= 10 ? 1.0 / fmax(1.0, (double)month) : 0.1;
        assessed += weight * (region->tally.assessed - assessed);
        known += weight * (region->tally.assessed_known - known);
    }
    region_bed_close(&bed);
}

/* -- joint assessment ---------------------------------------------------------------------------------------------- */

/* One coalition whose members give all they can, from the first month. */
#define OWN_CLIENTS "coalitions[2].known_only=true"
#define FULL_OUTPUT                                                                                                \
    "region.scale=0.5", "spinup_months=24", "horizon_months=24", "coalitions[0].start_month=-1",                   \
        "coalitions[1].start_month=-1", "coalitions[3].start_month=-1", "coalitions[4].start_month=-1",            \
        "coalitions[2].effect_sd=0", "coalitions[2].running=true", "effort.benefit=5", "effort.noise=0.01",        \
        "effort.cost_linear=0", "effort.cost_square=0", "coalition.competence_need=0", "coalition.open_penalty=0", \
        "coalition.ramp_months=1", "coalition.launch_effort=1", "effort.pace=1", "effort.absence=0",               \
        "effort.routine_share=0", "effort.value_conflict=0"

static void decision_waits(const char *const *sets, size_t n_sets, double *waits_of_month, double *hours)
{
    struct bed bed = bed_open(sets, n_sets);
    double values[N_OUTCOMES];
    const struct organisation *team = &bed.region->organisations[bed.region->kind_first[KIND_MUNICIPAL][0]];
    for (size_t month = 0; month < 48; month++) {
        region_bed_run(bed.region, month, month + 1);
        samenspel_observe(bed.region, values);
        waits_of_month[month] = values[OUTCOME_DECISION_WAIT];
        hours[month] = team->hours_contracted;
    }
    region_bed_close(&bed);
}

static void test_saved_hours_melt_the_wait(void **state)
{
    (void)state;
    const char *const sets[] = {FULL_OUTPUT};
    const char *const none[] = {FULL_OUTPUT, "network.active=false"};
    double joint[48], alone[48], joint_hours[48], alone_hours[48];
    decision_waits(sets, REGION_BED_COUNT(sets), joint, joint_hours);
    decision_waits(none, REGION_BED_COUNT(none), alone, alone_hours);
    for (size_t month = 0; month < 24; month++)
        assert_true(region_bed_same(joint[month], alone[month]));
    assert_true(joint[25] > 1.0 && joint[26] < joint[25]);  /* a backlog melts, it does not vanish */
    assert_near("wait after a year", joint[36], 0.5, 0.01); /* two weeks: E903 */
    assert_near("wait after two years", joint[47], 0.5, 0.01);
    assert_true(alone[36] > 2.2 && alone[47] > 2.2);
    assert_true(joint_hours[47] > 0.985 * alone_hours[47]); /* other work takes up what is freed */
}

/* Where nothing takes up the hours that are freed, those who leave are not replaced. */
static void test_freed_hours_fall_away(void **state)
{
    (void)state;
    const char *const sets[] = {FULL_OUTPUT, "kinds.municipal-team.redeployed=0"};
    const char *const none[] = {FULL_OUTPUT, "kinds.municipal-team.redeployed=0", "network.active=false"};
    double joint[48], alone[48], joint_hours[48], alone_hours[48];
    decision_waits(sets, REGION_BED_COUNT(sets), joint, joint_hours);
    decision_waits(none, REGION_BED_COUNT(none), alone, alone_hours);
    assert_true(region_bed_same(joint_hours[23], alone_hours[23]));
    /* A twelfth of all hours is assessments; .7 of those on a quarter of the people fall away as staff leave: 1.4 %. */
    assert_true(joint_hours[47] < 0.98 * alone_hours[47]);
}

/* What an assessment takes on average: people without a nurse as ever, the others the less, as far as hours reach. */
static void test_labour_is_saved_on_known_people(void **state)
{
    (void)state;
    static const char *const hours[] = {"coalitions[2].client_hours=0.5", "coalitions[2].client_hours=18"};
    for (int k = 0; k < 2; k++) {
        const char *const sets[] = {FULL_OUTPUT, OWN_CLIENTS, hours[k]};
        struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
        struct region *region = bed.region;
        const struct team *team =
            &region->organisations[region->kind_first[KIND_MUNICIPAL][0]].teams[SERVICE_ASSESSMENT];
        region_bed_run(region, 0, 30);
        const struct intervention *v = &region->interventions[2];
        const double known = intervention_known(region, v);
        assert_true(v->fidelity > 0.9 && known > 0.1 && known < 0.5);
        assert_near("labour", team->labour, 1.0 - known * 0.7 * v->fidelity * v->coverage, 1e-12);
        /* A third of the people whom nurses know at 18 hours each, if they were those who ask, not those assessed. */
        const double reached = v->capacity / (known * region->request_mean);
        assert_near("coverage", v->coverage, fmin(1.0, reached), k ? 0.08 : 0.0);
        assert_true(k ? v->coverage < 0.5 : v->coverage == 1.0);
        region_bed_close(&bed);
    }
}

/* Nurses know nobody where there is no nursing: no hour is freed, no wait falls, and payers expect nothing. */
static void test_people_without_nursing_are_not_reached(void **state)
{
    (void)state;
#define NO_NURSING                                                                                    \
    FULL_OUTPUT, "need.nursing_per_1000=[0, 0, 0, 0, 0, 0]", "pathway.trust=0", "work.tie_meeting=0", \
        "work.tie_case=0", "work.replaced=1", "work.wellbeing_meetings=0"
    const char *const sets[] = {NO_NURSING, OWN_CLIENTS};
    const char *const none[] = {NO_NURSING, OWN_CLIENTS, "network.active=false"};
    double with[48], without[48], with_hours[48], without_hours[48];
    decision_waits(sets, REGION_BED_COUNT(sets), with, with_hours);
    decision_waits(none, REGION_BED_COUNT(none), without, without_hours);
    for (size_t month = 0; month < 48; month++) {
        assert_true(region_bed_same(with[month], without[month]));
        assert_true(region_bed_same(with_hours[month], without_hours[month]));
    }
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
    region_bed_run(bed.region, 0, 30);
    const struct intervention *v = &bed.region->interventions[2];
    assert_true(bed.region->assessed_mean > 10.0 && intervention_known(bed.region, v) == 0.0);
    assert_true(v->fidelity > 0.9 && v->hours > 0.0); /* they would, if they knew anybody */
    for (int s = 0; s < N_SERVICES; s++)
        assert_true(v->volume_change[s] == 0.0);
    region_bed_close(&bed);
}

/* A coalition that saves no hours changes nothing in care. */
static void test_no_saved_hours_no_change(void **state)
{
    (void)state;
    const char *const zero[] = {FULL_OUTPUT,
                                "coalitions[2].assessment_saved=0",
                                "pathway.trust=0",
                                "work.tie_meeting=0",
                                "work.tie_case=0",
                                "work.replaced=1",
                                "work.wellbeing_meetings=0"};
    const char *const none[] = {
        FULL_OUTPUT,       "network.active=false", "pathway.trust=0",          "work.tie_meeting=0",
        "work.tie_case=0", "work.replaced=1",      "work.wellbeing_meetings=0"};
    double with[48], without[48], with_hours[48], without_hours[48];
    decision_waits(zero, REGION_BED_COUNT(zero), with, with_hours);
    decision_waits(none, REGION_BED_COUNT(none), without, without_hours);
    for (size_t month = 0; month < 48; month++) {
        assert_true(region_bed_same(with[month], without[month]));
        assert_true(region_bed_same(with_hours[month], without_hours[month]));
    }
}

/* -- nursing that bridges a wait ----------------------------------------------------------------------------------- */

/* Every insurer pays the care and the bridging of its clients, to the cent; and they take staff hours. */
static void test_bridging_is_billed(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=0.1", "services.district-nursing.ceiling=0", "network.active=false"};
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    const struct contracts *list = &region->contracts;
    const struct citizens *c = &region->citizens;
    region_bed_run(region, 0, REGION_BED_SPINUP + 1); /* the flows are those of one month */
    double bridged = 0.0, all = 0.0;
    for (uint32_t i = 0; i < c->n; i++)
        all += region_bed_uses(region, i, SERVICE_NURSING)
               && (region_bed_waits(region, i, SERVICE_ASSESSMENT) || region_bed_waits(region, i, SERVICE_HELP)
                   || region_bed_waits(region, i, SERVICE_SUPPORT));
    for (size_t k = 0; k < list->n; k++) {
        const struct contract *contract = &list->list[k];
        if (contract->service != SERVICE_NURSING) {
            assert_true(contract->bridged == 0.0);
            continue;
        }
        bridged += contract->bridged;
        double hours = contract->bridged * 10.0 * 3.0;
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            hours += region_units(region, contract, (enum client_type)type);
        const int64_t paid = region_bed_flow(region, account_of_payer(region, contract->payer),
                                             account_of_organisation(contract->organisation), FLOW_CARE);
        assert_true(paid == llround(6200.0 * hours));
    }
    assert_true(bridged > 5.0 && bridged == all);
    region_bed_close(&bed);
}

static void test_bridging_takes_hours(void **state)
{
    (void)state;
    double demanded[2];
    for (int k = 0; k < 2; k++) {
        const char *const sets[] = {"region.scale=0.1", "network.active=false",
                                    k ? "pathway.bridge_units=6" : "pathway.bridge_units=0"};
        struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
        region_bed_run(bed.region, 0, 6); /* before staffing feeds back on care */
        demanded[k] = 0.0;
        double bridged = 0.0;
        for (size_t o = 0; o < bed.region->kind_n[KIND_NURSING]; o++)
            demanded[k] += bed.region->organisations[bed.region->kind_first[KIND_NURSING][o]].hours_demanded;
        for (size_t i = 0; i < bed.region->contracts.n; i++)
            bridged += bed.region->contracts.list[i].bridged;
        demanded[k] -= k * bridged * 10.0 * 6.0;
        region_bed_close(&bed);
    }
    assert_near("nursing hours besides bridging", demanded[1], demanded[0], 1e-9 * demanded[0]);
}

/* -- the change to long-term care ---------------------------------------------------------------------------------- */

enum { CLIENTS = 1500 };

/* Clients with a service who all get a long-term-care indication in month 2 of the horizon. */
static struct bed transfers(const char *overlap, const char *settings, int service, uint32_t *client)
{
    const char *const sets[] = {"region.scale=0.1", "pathway.nursing_home_wish=0", "pathway.transition_break=1",
                                overlap, settings};
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    clients_of(region, client, CLIENTS);
    for (size_t k = 0; k < CLIENTS; k++)
        pathway_service_start(region, client[k], service);
    for (size_t month = 0; month < region->n_calendar; month++)
        region->calendar[month] = NODE_NONE; /* forget when they would end */
    region->in_horizon = true;
    region->month = 2;
    for (size_t k = 0; k < CLIENTS; k++) {
        const struct citizen_class class = class_unpack(region->citizens.class[client[k]]);
        population_set_class(region, client[k],
                             class_pack(class.band, STATE_LONGTERM, class.psycho, class.position, class.dementia,
                                        class.unmet));
        pathway_longterm(region, client[k], UINT32_MAX);
    }
    return bed;
}

static double users(const struct bed *bed, const uint32_t *client, int service)
{
    double n = 0.0;
    for (size_t k = 0; k < CLIENTS; k++)
        n += region_bed_uses(bed->region, client[k], service);
    return n;
}

static double broken(const struct bed *bed, const uint32_t *client)
{
    double n = 0.0;
    for (size_t k = 0; k < CLIENTS; k++)
        n += bed->region->citizens.class[client[k]] & 1u;
    return n / CLIENTS;
}

static void test_overlap_lasts_its_weeks(void **state)
{
    (void)state;
    static const struct {
        const char *set;
        double weeks, breaks;
    } overlaps[] = {{"payment.overlap_weeks=0", 0.0, 1.0},
                    {"payment.overlap_weeks=3", 3.0, 0.5}, /* half of the six weeks of settling */
                    {"payment.overlap_weeks=6", 6.0, 0.0},
                    {"payment.overlap_weeks=26", 26.0, 0.0}};
    static const int services[] = {SERVICE_NURSING, SERVICE_SUPPORT};
    uint32_t client[CLIENTS] = {0};
    for (size_t k = 0; k < REGION_BED_COUNT(overlaps); k++)
        for (size_t s = 0; s < REGION_BED_COUNT(services); s++) {
            struct bed bed = transfers(overlaps[k].set, "payment.double_contracting=0", services[s], client);
            assert_near("breaks", broken(&bed, client), overlaps[k].breaks, overlaps[k].breaks == 0.5 ? 0.052 : 0.0);
            double months = 0.0;
            for (size_t month = 3; month < 12; month++) {
                months += users(&bed, client, services[s]) / CLIENTS;
                bed.region->month = month;
                calendar_month(bed.region);
            }
            assert_true(users(&bed, client, services[s]) == 0.0);
            /* Four standard errors of a rounding at random. */
            assert_near("weeks", months * 365.25 / 84.0, overlaps[k].weeks, overlaps[k].weeks > 0.0 ? 0.23 : 0.0);
            region_bed_close(&bed);
        }
    struct bed bed = transfers("payment.overlap_weeks=26", "payment.double_contracting=0", SERVICE_HELP, client);
    assert_true(users(&bed, client, SERVICE_HELP) == 0.0); /* help is part of long-term care */
    assert_true(broken(&bed, client) == 0.0);              /* and breaks no relation of care */
    region_bed_close(&bed);
}

static void test_double_contract_keeps_the_worker(void **state)
{
    (void)state;
    uint32_t client[CLIENTS] = {0};
    struct bed bed = transfers("payment.overlap_weeks=0", "payment.double_contracting=0.5", SERVICE_SUPPORT, client);
    struct region *region = bed.region;
    const double kept = users(&bed, client, SERVICE_SUPPORT);
    double counted = 0.0;
    assert_near("kept", kept / CLIENTS, 0.5, 0.052);
    assert_near("broken", broken(&bed, client), 1.0 - kept / CLIENTS, 1e-9);
    for (size_t k = 0; k < region->contracts.n; k++)
        counted += region->contracts.list[k].kept;
    assert_true(counted == kept);
    uint32_t homes = 0;
    for (size_t k = 0; k < CLIENTS; k++) { /* until there is a place in a home */
        if (!region_bed_uses(region, client[k], SERVICE_SUPPORT))
            continue;
        calendar_add(region, client[k], SERVICE_SUPPORT, 1.0); /* that support would have ended has no meaning now */
        homes++;
    }
    region->month = 3;
    calendar_month(region);
    assert_true(users(&bed, client, SERVICE_SUPPORT) == kept && homes > 0);
    for (size_t k = 0; k < CLIENTS; k++)
        pathway_service_start(region, client[k], SERVICE_NURSING_HOME);
    assert_true(users(&bed, client, SERVICE_SUPPORT) == 0.0);
    for (size_t k = 0; k < region->contracts.n; k++)
        assert_true(region->contracts.list[k].kept == 0.0);
    region_bed_close(&bed);
}

static void test_double_contract_is_repaid_and_lengthens_waits(void **state)
{
    (void)state;
    double wait[2];
    for (int k = 0; k < 2; k++) {
        const char *const sets[] = {"region.scale=0.3", "horizon_months=36", "network.active=false",
                                    k ? "payment.double_contracting=1" : "payment.double_contracting=0"};
        struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
        struct region *region = bed.region;
        const size_t office = account_of_payer(region, region->payer_first[PAYER_CARE_OFFICE][0]);
        double due = 0.0, sum = 0.0, n = 0.0;
        for (size_t month = 0; month < REGION_BED_SPINUP + 36; month++) {
            region_bed_run(region, month, month + 1);
            for (size_t i = 0; i < region->contracts.n; i++) {
                const struct contract *contract = &region->contracts.list[i];
                assert_true(contract->kept >= 0.0 && contract->kept <= contract_users(contract));
                due += (double)llround((double)contract->due_month_cents * contract->kept
                                       / fmax(1.0, contract_users(contract)));
            }
            for (size_t o = 0; month >= REGION_BED_SPINUP + 24 && o < region->n_organisations; o++)
                for (int s = SERVICE_HELP; s <= SERVICE_SUPPORT; s++) {
                    sum += region->organisations[o].teams[s].waiting;
                    n += region->organisations[o].teams[s].arrivals;
                }
        }
        wait[k] = sum / n; /* by Little's law */
        const int64_t paid = region_bed_flow(region, office, REGION_BED_ANY, FLOW_DOUBLE_CONTRACT);
        assert_true(k ? paid > 0 : paid == 0);
        assert_true((double)paid == due);
        assert_true(region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_DOUBLE_CONTRACT) == paid);
        struct sim_err err = {SIM_OK, ""};
        if (!region_bed_sound(region, &err))
            fail_msg("%s", err.text);
        region_bed_close(&bed);
    }
    if (!(wait[1] > wait[0])) /* by little: capacity follows */
        fail_msg("waits of %g and, with double contracts, %g months", wait[0], wait[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decisions_are_first_in_first_out),
        cmocka_unit_test(test_nobody_is_lost),
        cmocka_unit_test(test_status_quo_holds_the_wait),
        cmocka_unit_test(test_other_work),
        cmocka_unit_test(test_requests_come_with_nursing),
        cmocka_unit_test(test_known_share_is_a_mean),
        cmocka_unit_test(test_saved_hours_melt_the_wait),
        cmocka_unit_test(test_freed_hours_fall_away),
        cmocka_unit_test(test_labour_is_saved_on_known_people),
        cmocka_unit_test(test_people_without_nursing_are_not_reached),
        cmocka_unit_test(test_no_saved_hours_no_change),
        cmocka_unit_test(test_bridging_is_billed),
        cmocka_unit_test(test_bridging_takes_hours),
        cmocka_unit_test(test_overlap_lasts_its_weeks),
        cmocka_unit_test(test_double_contract_keeps_the_worker),
        cmocka_unit_test(test_double_contract_is_repaid_and_lengthens_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
