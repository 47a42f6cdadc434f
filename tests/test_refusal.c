/* Clients whom a provider sends elsewhere: where they wait, who serves them, when they give up, and that nobody is lost
 * or paid for twice. Queues are opened and shut by hand; the last test lets providers choose. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/care/population.h"
#include "models/care/queue.h"
#include "models/money/billing.h"
#include "tests/support/expect.h"
#include "tests/support/region_bed.h"

enum { PAIRS = 4, HORIZON = 24, MONTHS = REGION_BED_SPINUP + HORIZON };
#define PLAIN "network.active=false", "horizon_months=24", "region.scale=0.03"

/* -- where refused clients go -------------------------------------------------------------------------------------- */

struct place {
    size_t organisation; /* SIZE_MAX: does not wait */
    uint16_t month;
    bool elsewhere;
};

/* Where everybody waits for a service and since when; [citizens], to be freed. */
static struct place *places(const struct region *region, int service)
{
    const struct citizens *c = &region->citizens;
    struct place *all = calloc(c->n, sizeof *all);
    assert_non_null(all);
    for (uint32_t i = 0; i < c->n; i++)
        all[i].organisation = SIZE_MAX;
    for (size_t o = 0; o < region->n_organisations; o++) {
        const struct queue *queue = &region->organisations[o].teams[service].queue;
        uint32_t node = queue->head;
        for (uint32_t k = 0; k < queue->length; k++, node = region->nodes[node].next) {
            const struct node *entry = &region->nodes[node];
            if ((unsigned)c->waiting[entry->citizen] >> service & 1u)
                all[entry->citizen] =
                    (struct place){.organisation = o,
                                   .month = entry->month,
                                   .elsewhere = (unsigned)c->elsewhere[entry->citizen] >> service & 1u};
        }
    }
    return all;
}

/* From now on the k-th provider of a service has room for `clients`, and refuses everybody or nobody. */
static void set_door(struct region *region, int service, size_t k, double clients, double refuses)
{
    struct team *team = &region->organisations[region->kind_first[service_types[service].kind][k]].teams[service];
    team->capacity = clients;
    team->carry = 0.0;
    team->refuse[CLIENT_SIMPLE] = team->refuse[CLIENT_COMPLEX] = refuses;
}

enum { OPEN = 1000000, SHUT = 0 };

/* A region that is not asked what is good for providers, with people in the queues for nursing. */
static struct bed door_bed(void)
{
    static const char *const sets[] = {"network.active=false", "region.scale=0.05",
                                       "services.district-nursing.wait_months=3"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 3);
    bed.region->tally = (struct tally){0};
    return bed;
}

/* Three providers of nursing: the first refuses all, the others are full. Everybody at the first now waits at the
 * second, as long as before; then the second refuses all as well: its guests give up, its own people go to the third. */
static void test_refused_clients_go_to_the_next(void **state)
{
    (void)state;
    struct bed bed = door_bed();
    struct region *region = bed.region;
    const size_t *nursing = region->kind_first[KIND_NURSING];
    assert_int_equal(region->kind_n[KIND_NURSING], 3);
    for (size_t k = 0; k < 3; k++)
        set_door(region, SERVICE_NURSING, k, k == 0 ? OPEN : SHUT, k == 0 ? 1.0 : 0.0);
    struct place *before = places(region, SERVICE_NURSING);
    queue_month(region);
    struct place *once = places(region, SERVICE_NURSING);
    uint32_t moved = 0, own = 0;
    for (uint32_t i = 0; i < region->citizens.n; i++) {
        const bool refused = before[i].organisation == nursing[0];
        assert_true(once[i].organisation == (refused ? nursing[1] : before[i].organisation));
        assert_true(once[i].month == before[i].month && once[i].elsewhere == refused);
        moved += refused;
        own += before[i].organisation == nursing[1];
    }
    assert_true(moved >= 3 && own >= 3);
    assert_int_equal(region->tally.refused[CLIENT_SIMPLE] + region->tally.refused[CLIENT_COMPLEX], moved);
    assert_int_equal(region->tally.turned_away, 0);
    assert_sound(region);

    for (size_t k = 0; k < 3; k++)
        set_door(region, SERVICE_NURSING, k, k == 1 ? OPEN : SHUT, k == 1 ? 1.0 : 0.0);
    for (int s = 0; s < N_SERVICES; s++) /* nor does another service meet the need */
        for (size_t k = 0; s != SERVICE_NURSING && k < region->kind_n[service_types[s].kind]; k++)
            set_door(region, s, k, SHUT, 0.0);
    queue_month(region);
    struct place *twice = places(region, SERVICE_NURSING);
    for (uint32_t i = 0; i < region->citizens.n; i++) {
        if (once[i].elsewhere) {
            assert_true(twice[i].organisation == SIZE_MAX);
            assert_true(region->citizens.class[i] & 1u); /* unmet need */
        } else {
            assert_true(twice[i].organisation
                        == (once[i].organisation == nursing[1] ? nursing[2] : once[i].organisation));
            assert_true(twice[i].month == once[i].month);
        }
    }
    assert_int_equal(region->tally.turned_away, moved);
    assert_int_equal(region->tally.refused[CLIENT_SIMPLE] + region->tally.refused[CLIENT_COMPLEX], 2 * moved + own);
    assert_sound(region);
    free(before), free(once), free(twice);
    region_bed_close(&bed);
}

/* The last provider sends to the first; who is taken on elsewhere is a guest there and missing at home. */
static void test_guests(void **state)
{
    (void)state;
    struct bed bed = door_bed();
    struct region *region = bed.region;
    const struct contracts *contracts = &region->contracts;
    for (size_t k = 0; k < 3; k++)
        set_door(region, SERVICE_NURSING, k, k == 2 ? OPEN : SHUT, k == 2 ? 1.0 : 0.0);
    struct place *before = places(region, SERVICE_NURSING);
    queue_month(region);
    set_door(region, SERVICE_NURSING, 0, OPEN, 0.0);
    set_door(region, SERVICE_NURSING, 2, SHUT, 0.0);
    queue_month(region);
    double away = 0.0, guests[3] = {0};
    for (uint32_t i = 0; i < region->citizens.n; i++)
        away += before[i].organisation == region->kind_first[KIND_NURSING][2];
    for (size_t o = 0; o < 3; o++)
        for (size_t p = 0; p < contracts->payers[SERVICE_NURSING]; p++) {
            const struct contract *one =
                &contracts->list[contracts->first[SERVICE_NURSING] + o * contracts->payers[SERVICE_NURSING] + p];
            guests[o] += one->guests[CLIENT_SIMPLE] + one->guests[CLIENT_COMPLEX];
        }
    assert_true(away >= 3.0 && guests[0] == away && guests[1] == 0.0 && guests[2] == -away);
    assert_sound(region);
    free(before);
    region_bed_close(&bed);
}

/* Where there is one provider, who is refused gives up at once. */
static void test_only_provider(void **state)
{
    (void)state;
    struct bed bed = door_bed();
    struct region *region = bed.region;
    assert_int_equal(region->kind_n[KIND_YOUTH], 1);
    struct place *before = places(region, SERVICE_YOUTH);
    for (uint32_t i = 0; i < region->citizens.n; i++)
        if (before[i].organisation != SIZE_MAX)
            population_set_class(region, i, (uint16_t)(region->citizens.class[i] & ~1u));
    set_door(region, SERVICE_YOUTH, 0, OPEN, 1.0);
    set_door(region, SERVICE_NURSING, 0, SHUT, 0.0), set_door(region, SERVICE_NURSING, 1, SHUT, 0.0);
    set_door(region, SERVICE_NURSING, 2, SHUT, 0.0);
    queue_month(region);
    struct place *after = places(region, SERVICE_YOUTH);
    uint32_t waited = 0;
    for (uint32_t i = 0; i < region->citizens.n; i++) {
        waited += before[i].organisation != SIZE_MAX;
        if (before[i].organisation != SIZE_MAX)
            assert_true(region->citizens.class[i] & 1u); /* unmet need */
        assert_true(after[i].organisation == SIZE_MAX
                    && !((unsigned)region->citizens.elsewhere[i] >> SERVICE_YOUTH & 1u));
    }
    assert_true(waited > 0);
    assert_int_equal(region->tally.turned_away, waited);
    assert_int_equal(region->tally.refused[CLIENT_SIMPLE] + region->tally.refused[CLIENT_COMPLEX], waited);
    assert_sound(region);
    free(before), free(after);
    region_bed_close(&bed);
}

/* A chance of a half refuses about half; the others are served in the order in which they came. */
static void test_chance_of_refusal(void **state)
{
    (void)state;
    uint32_t refused = 0, all = 0;
    for (int type = 0; type < N_CLIENT_TYPES; type++) {
        struct bed bed = door_bed();
        struct region *region = bed.region;
        for (size_t o = 0; o < region->n_organisations; o++)
            for (int s = 0; s < N_SERVICES; s++) {
                struct team *team = &region->organisations[o].teams[s];
                team->capacity = OPEN;
                team->refuse[type] = 0.5;
            }
        queue_month(region);
        assert_int_equal(region->tally.refused[1 - type], 0);
        refused += region->tally.refused[type];
        all += region->tally.refused[type] + region->tally.taken_on[type];
        assert_true(region->tally.taken_on[1 - type] > 0);
        assert_sound(region);
        region_bed_close(&bed);
    }
    assert_true(all > 200);
    assert_near("share", (double)refused / all, 0.5, 0.1);
}

/* People whom the first provider of nursing takes on when it has room for `clients` at a time. */
static double taken_on(double clients, double priority, double staff)
{
    struct bed bed = door_bed();
    struct organisation *organisation = &bed.region->organisations[bed.region->kind_first[KIND_NURSING][0]];
    struct team *team = &organisation->teams[SERVICE_NURSING];
    const double users = team->users, served = team->served;
    set_door(bed.region, SERVICE_NURSING, 0, users + clients, 0.0);
    team->capacity = (users + clients) / (priority * staff); /* claim and staff as multiples of this: the same room */
    team->priority = priority;
    organisation->staff_for_queues = staff;
    queue_month(bed.region);
    const double more = team->users - users;
    assert_near("served", team->served - served, more, 0.0);
    region_bed_close(&bed);
    return more;
}

/* Room in clients is the plan times the staff there is and the service's claim on it. */
static void test_room_follows_claim_and_staff(void **state)
{
    (void)state;
    assert_near("plain", taken_on(3.5, 1.0, 1.0), 3.0, 0.0);
    assert_near("a larger claim", taken_on(3.5, 1.25, 1.0), 3.0, 0.0);
    assert_near("more staff", taken_on(3.5, 1.0, 1.1), 3.0, 0.0);
    assert_near("both", taken_on(3.5, 0.8, 0.9), 3.0, 0.0);
    assert_near("full", taken_on(0.5, 1.0, 1.0), 0.0, 0.0);
}

/* Years of much refusal, of people and of events: nobody is lost, everybody is counted once, and the payers of the
 * capitation pay their norm whoever serves whom. */
static void test_nobody_is_lost(void **state)
{
    (void)state;
    static const char *const sets[] = {
        PLAIN,
        "payment.kind=capitation",
        "payment.risk_adjusted=false",
        "payment.scope=[\"district-nursing\",\"household-help\",\"support\",\"outpatient\",\"mental-health\"]",
        "work.selection=5",
        "services.district-nursing.ceiling=0",
        "services.outpatient.ceiling=0",
        "services.mental-health.ceiling=0"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP);
    struct region *region = bed.region;
    const struct contracts *contracts = &region->contracts;
    double refused = 0.0, turned_away = 0.0, guests = 0.0, guest_events = 0.0, year[64] = {0};
    for (size_t month = REGION_BED_SPINUP; month < MONTHS; month++) {
        region_bed_run(region, month, month + 1);
        assert_sound(region);
        refused += region->tally.refused[CLIENT_COMPLEX];
        turned_away += region->tally.turned_away;
        for (size_t k = 0; k < contracts->n; k++)
            for (int type = 0; type < N_CLIENT_TYPES; type++) {
                guests += fabs(contracts->list[k].guests[type]);
                guest_events += fabs(contracts->list[k].guest_events[type]);
            }
        for (size_t p = 0; p < contracts->payers[SERVICE_HELP]; p++) {
            double paid = 0.0, norm = 0.0;
            for (size_t o = 0; o < region->kind_n[KIND_NURSING]; o++) {
                const struct contract *one =
                    &contracts->list[contracts->first[SERVICE_HELP] + o * contracts->payers[SERVICE_HELP] + p];
                paid += one->year_cents;
                norm += one->base_cents * region->money->people_index;
            }
            year[p] = (month - REGION_BED_SPINUP) % 12 == 0 ? norm : year[p] + norm;
            if ((month - REGION_BED_SPINUP) % 12 != 11) /* then a new contract year has begun */
                assert_near("household help", paid, year[p], 1e-9 * year[p]);
        }
    }
    assert_true(refused > 300.0 && turned_away > 30.0 && guests > 100.0 && guest_events > 100.0);
    region_bed_close(&bed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused_clients_go_to_the_next),
        cmocka_unit_test(test_guests),
        cmocka_unit_test(test_only_provider),
        cmocka_unit_test(test_chance_of_refusal),
        cmocka_unit_test(test_room_follows_claim_and_staff),
        cmocka_unit_test(test_nobody_is_lost),
    };
    return cmocka_run_group_tests_name("refusal", tests, NULL, NULL);
}
