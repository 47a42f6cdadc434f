/* Who waits for care and who uses it: queues, the calendar of what ends, and long-term care. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/care/pathway.h"
#include "models/care/population.h"
#include "models/care/queue.h"
#include "tests/support/expect.h"
#include "tests/support/region_bed.h"

/* -- queues -------------------------------------------------------------------------------------------------------- */

/* A team that can take `capacity` clients this month; those who waited from the start have been served. */
static struct team *open_team(struct region *region, size_t o, int service, double capacity)
{
    struct organisation *organisation = &region->organisations[o];
    struct team *team = &organisation->teams[service];
    region->staffing_fixed = true;
    for (size_t k = 0; k < region->n_organisations; k++)
        region->organisations[k].hours_available = 1000.0;
    team->capacity = 1e9;
    queue_month(region);
    assert_int_equal(team->queue.length, 0);
    team->capacity = capacity;
    team->served = team->wait_n = team->wait_sum = team->carry = 0.0;
    return team;
}

/* The first n citizens of this provider who do not use the service. */
static void clients_of(const struct region *region, size_t o, int service, uint32_t *clients, size_t n)
{
    size_t found = 0;
    for (uint32_t i = 0; i < region->citizens.n && found < n; i++)
        if (region_provider(region, service, i) == o && !((unsigned)region->citizens.services[i] >> service & 1u))
            clients[found++] = i;
    assert_int_equal(found, n);
}

static void test_queue_is_first_in_first_out(void **state)
{
    (void)state;
    enum { N = 9 };
    struct bed bed = region_bed_open(NULL, 0, 0, 0);
    struct region *region = bed.region;
    const size_t hospital = region->kind_first[KIND_HOSPITAL][0];
    struct team *team = open_team(region, hospital, SERVICE_OUTPATIENT, 4.0);
    uint32_t client[N], order[N] = {5, 2, 8, 0, 7, 1, 3, 6, 4}; /* not by number */
    clients_of(region, hospital, SERVICE_OUTPATIENT, client, N);
    for (unsigned k = 0; k < N; k++) {
        region->month = k / 3; /* three a month */
        queue_add(region, client[order[k]], SERVICE_OUTPATIENT);
        queue_add(region, client[order[k]], SERVICE_OUTPATIENT); /* nobody waits twice */
        assert_int_equal(team->queue.length, k + 1);
        assert_int_equal(region->citizens.class[client[order[k]]] & 1u, 1); /* and waits with unmet need */
    }
    population_set_class(region, client[order[1]], CLASS_NONE); /* gone: takes nobody's place */
    region->citizens.alive--;
    pathway_end_all(region, client[order[1]]);
    region->month = 3;
    queue_month(region);
    for (unsigned k = 0; k < N; k++)
        assert_int_equal(region_bed_waits(region, client[order[k]], SERVICE_OUTPATIENT), k > 4);
    assert_true(team->served == 4.0 && team->wait_n == 4.0);
    assert_true(team->wait_sum == 3.0 + 3.0 + 2.0 + 2.0);
    assert_int_equal(team->queue.length, N - 5);
    team->served = team->wait_n = team->wait_sum = 0.0;
    team->capacity = 1.6; /* unused parts of a client add up */
    queue_month(region);
    assert_true(team->served == 1.0);
    queue_month(region);
    assert_true(team->served == 3.0);
    assert_false(region_bed_waits(region, client[order[7]], SERVICE_OUTPATIENT));
    assert_true(region_bed_waits(region, client[order[8]], SERVICE_OUTPATIENT));
    region_bed_close(&bed);
}

/* A lasting service takes somebody when somebody leaves. */
static void test_places_are_limited(void **state)
{
    (void)state;
    struct bed bed = region_bed_open(NULL, 0, 0, 0);
    struct region *region = bed.region;
    const size_t home = region->kind_first[KIND_NURSING][0];
    struct team *team = open_team(region, home, SERVICE_NURSING_HOME, 0.0);
    uint32_t client[3];
    clients_of(region, home, SERVICE_NURSING_HOME, client, 3);
    team->capacity = team->users + 1.0;
    for (unsigned k = 0; k < 3; k++)
        queue_add(region, client[k], SERVICE_NURSING_HOME);
    queue_month(region);
    assert_false(region_bed_waits(region, client[0], SERVICE_NURSING_HOME));
    assert_true(region->citizens.services[client[0]] >> SERVICE_NURSING_HOME & 1u);
    assert_true(region_bed_waits(region, client[1], SERVICE_NURSING_HOME)
                && region_bed_waits(region, client[2], SERVICE_NURSING_HOME));
    assert_true(team->users == team->capacity);
    queue_month(region);
    assert_true(region_bed_waits(region, client[1], SERVICE_NURSING_HOME));
    pathway_service_end(region, client[0], SERVICE_NURSING_HOME);
    queue_month(region);
    assert_false(region_bed_waits(region, client[1], SERVICE_NURSING_HOME));
    assert_true(region_bed_waits(region, client[2], SERVICE_NURSING_HOME));
    region_bed_close(&bed);
}

/* -- the calendar -------------------------------------------------------------------------------------------------- */

static void run_calendar(struct region *region, size_t month)
{
    region->month = month;
    calendar_month(region);
}

static void test_calendar(void **state)
{
    (void)state;
    struct bed bed = region_bed_open(NULL, 0, 0, 0);
    struct region *region = bed.region;
    uint32_t client[4];
    clients_of(region, region->kind_first[KIND_WELFARE][0], SERVICE_SUPPORT, client, 4);
    for (unsigned k = 0; k < 4; k++)
        pathway_service_start(region, client[k], SERVICE_SUPPORT);
    for (size_t month = 0; month < region->n_calendar; month++)
        region->calendar[month] = NODE_NONE; /* forget what the start put in */
    region->month = 2;
    static const double months[3] = {0.0, 1.9, 3.0};
    for (unsigned k = 0; k < 3; k++)
        assert_true(calendar_add(region, client[k], SERVICE_SUPPORT, months[k]));
    assert_true(calendar_add(region, client[3], SERVICE_SUPPORT, 3.0));
    population_set_class(region, client[3], CLASS_NONE); /* gone before it ends */
    const double end = (double)(region->n_calendar - 1 - region->month);
    assert_true(calendar_add(region, client[0], NODE_UNMET, end));
    assert_false(calendar_add(region, client[0], NODE_UNMET, end + 1.0));
    run_calendar(region, 3);
    assert_false(region_bed_uses(region, client[0], SERVICE_SUPPORT)
                 || region_bed_uses(region, client[1], SERVICE_SUPPORT));
    run_calendar(region, 4);
    assert_true(region_bed_uses(region, client[2], SERVICE_SUPPORT));
    run_calendar(region, 5);
    assert_false(region_bed_uses(region, client[2], SERVICE_SUPPORT));
    assert_true(region_bed_uses(region, client[3], SERVICE_SUPPORT)); /* nothing happens to who is gone */
    region_bed_close(&bed);
}

/* A service ends in the month that the calendar says, and not for somebody who has left it. */
static void test_service_ends(void **state)
{
    (void)state;
    const char *const sets[] = {"services.support.duration_months=1", "services.household-help.duration_months=1"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, 0);
    struct region *region = bed.region;
    uint32_t client = 0;
    clients_of(region, region->kind_first[KIND_WELFARE][0], SERVICE_SUPPORT, &client, 1);
    region->month = 5;
    const struct contract *contract = region_contract(region, SERVICE_SUPPORT, client);
    const double before = contract_users(contract);
    pathway_service_start(region, client, SERVICE_SUPPORT);
    assert_true(contract_users(contract) == before + 1.0);
    run_calendar(region, 6);
    assert_int_equal((unsigned)region->citizens.services[client] >> SERVICE_SUPPORT & 1u, 0);
    assert_true(contract_users(contract) == before);
    region_bed_close(&bed);
}

/* -- long-term care ------------------------------------------------------------------------------------------------ */

/* Under the long-term care act nobody has or waits for help at home of other laws; and who has a home has no other. */
static void test_longterm_care_is_whole(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=0.2", "horizon_months=24"};
    const unsigned other = 1u << SERVICE_NURSING | 1u << SERVICE_HELP | 1u << SERVICE_SUPPORT;
    const unsigned both = 1u << SERVICE_HOME_LONGTERM | 1u << SERVICE_NURSING_HOME;
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, 0);
    const struct citizens *c = &bed.region->citizens;
    for (size_t month = 0; month < 36; month++) {
        region_bed_run(bed.region, month, month + 1);
        for (uint32_t i = 0; i < c->n; i++) {
            if (c->class[i] == CLASS_NONE)
                continue;
            const bool longterm = class_unpack(c->class[i]).state == STATE_LONGTERM;
            const unsigned has = c->services[i] & both;
            if (longterm && ((c->services[i] | c->waiting[i]) & other))
                fail_msg("month %zu: citizen %u is in long-term care and has %x, waits for %x of other laws", month, i,
                         c->services[i] & other, c->waiting[i] & other);
            if (longterm ? has == 0 || has == both : has != 0)
                fail_msg("month %zu: citizen %u in state %u has %x", month, i, class_unpack(c->class[i]).state, has);
        }
    }
    region_bed_close(&bed);
}

/* The dead wait for nothing: the outcome counts people. */
static void test_waiting_list_counts_people(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=0.1"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, 0);
    const struct region *region = bed.region;
    double values[N_OUTCOMES];
    for (size_t month = 0; month < REGION_BED_MONTHS; month++) {
        double waiting = 0.0;
        region_bed_run(bed.region, month, month + 1);
        samenspel_observe(region, values);
        for (uint32_t i = 0; i < region->citizens.n; i++)
            waiting += (unsigned)region->citizens.waiting[i] >> SERVICE_NURSING_HOME & 1u;
        assert_near("people waiting for a nursing home", values[OUTCOME_HOME_WAITING],
                    waiting * region->p.people_per_citizen, 0.5);
    }
    region_bed_close(&bed);
}

/* -- scale --------------------------------------------------------------------------------------------------------- */

/* Whoever is sent on joins the slow mean of the next provider, also one whose queue was counted already this month. */
static void test_clients_sent_on_are_counted(void **state)
{
    (void)state;
    const char *const sets[] = {"network.active=false", "region.scale=0.1", "services.district-nursing.wait_months=3"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP);
    struct region *region = bed.region;
    const size_t last = region->kind_n[KIND_NURSING] - 1;
    assert_true(last > 0);
    for (size_t k = 0; k <= last; k++) {
        struct team *team = &region->organisations[region->kind_first[KIND_NURSING][k]].teams[SERVICE_NURSING];
        team->capacity = k == last ? 1e6 : 0.0;
        team->refuse[CLIENT_SIMPLE] = team->refuse[CLIENT_COMPLEX] = k == last ? 1.0 : 0.0;
    }
    const struct team *first = &region->organisations[region->kind_first[KIND_NURSING][0]].teams[SERVICE_NURSING];
    const double waiting = first->waiting;
    queue_month(region);
    const double sent = first->waiting - waiting, mean = first->arrivals_mean;
    assert_true(sent >= 3.0);
    queue_month(region);
    assert_true(fabs(first->arrivals_mean - (mean + region->slow * (sent - mean))) < 1e-9);
    region_bed_close(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_queue_is_first_in_first_out),
        cmocka_unit_test(test_places_are_limited),
        cmocka_unit_test(test_calendar),
        cmocka_unit_test(test_service_ends),
        cmocka_unit_test(test_longterm_care_is_whole),
        cmocka_unit_test(test_waiting_list_counts_people),
        cmocka_unit_test(test_clients_sent_on_are_counted),
    };
    return cmocka_run_group_tests_name("care queue", tests, NULL, NULL);
}
