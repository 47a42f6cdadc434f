/* What providers choose under the terms of their contracts: volume per client, whom they send elsewhere, which service their
 * staff goes to; where refused clients go; and what late payment costs. Real regions, in pairs with the same draws. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/care/queue.h"
#include "models/money/billing.h"
#include "tests/support/region_bed.h"

static const char midden_limburg[] = SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg";

enum { PAIRS = 4, HORIZON = 24, MONTHS = REGION_BED_SPINUP + HORIZON };
#define PLAIN "network.active=false", "horizon_months=24", "region.scale=0.03"

static void assert_near(const char *what, double found, double expected, double margin)
{
    if (!(fabs(found - expected) <= margin))
        fail_msg("%s: %.9g, expected %.9g +- %g", what, found, expected, margin);
}

struct bed {
    struct scenario *scenario;
    struct region *region;
};

static struct bed open_bed(const char *const *sets, size_t n_sets, uint32_t replication, size_t months)
{
    struct bed bed = {.scenario = region_bed_single(midden_limburg, sets, n_sets)};
    bed.region = region_bed_create(bed.scenario, 0, replication);
    region_bed_run(bed.region, 0, months);
    return bed;
}

static void close_bed(struct bed *bed)
{
    region_destroy(bed->region);
    scenario_free(bed->scenario);
}

static void assert_sound(const struct region *region)
{
    struct sim_err err = {SIM_OK, ""};
    if (!region_bed_sound(region, &err))
        fail_msg("month %zu: %s", region->month, err.text);
}

/* -- volume per client --------------------------------------------------------------------------------------------- */

/* Over the horizon of one replication. */
struct effects {
    double volume[N_CLIENT_TYPES]; /* mean; the norm is 100 */
    double refused[N_CLIENT_TYPES], turned_away;
    double units; /* a month, in the services in scope */
};

static struct effects effects_of(const char *const *sets, size_t n_sets, uint32_t replication)
{
    struct bed bed = open_bed(sets, n_sets, replication, REGION_BED_SPINUP);
    struct region *region = bed.region;
    struct effects sum = {0};
    for (size_t month = REGION_BED_SPINUP; month < MONTHS; month++) {
        double values[N_OUTCOMES];
        region_bed_run(region, month, month + 1);
        samenspel_observe(region, values);
        sum.volume[CLIENT_SIMPLE] += values[OUTCOME_VOLUME_SIMPLE] / HORIZON;
        sum.volume[CLIENT_COMPLEX] += values[OUTCOME_VOLUME_COMPLEX] / HORIZON;
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            sum.refused[type] += region->tally.refused[type];
        sum.turned_away += region->tally.turned_away;
        for (size_t k = 0; k < region->contracts.n; k++)
            for (int type = 0; type < N_CLIENT_TYPES; type++)
                sum.units += region->contracts.list[k].in_scope
                                 ? region_units(region, &region->contracts.list[k], (enum client_type)type) / HORIZON
                                 : 0.0;
    }
    close_bed(&bed);
    return sum;
}
#define EFFECTS(replication, ...)                         \
    effects_of((const char *const[]){PLAIN, __VA_ARGS__}, \
               REGION_BED_COUNT(((const char *const[]){PLAIN, __VA_ARGS__})), (replication))

/* Whatever is paid per unit is given more of; where nothing is, less, and least of all is taken from complex clients. */
static void test_fee_for_service_gives_more(void **state)
{
    (void)state;
    for (uint32_t r = 0; r < PAIRS; r++) {
        const struct effects fee = EFFECTS(r, "payment.kind=fee-for-service"),
                             head = EFFECTS(r, "payment.kind=capitation");
        const double simple = fee.volume[CLIENT_SIMPLE] - head.volume[CLIENT_SIMPLE];
        const double complex = fee.volume[CLIENT_COMPLEX] - head.volume[CLIENT_COMPLEX];
        if (!(simple > 4.0 && complex > 2.0 && complex < 0.7 * simple && fee.units > 1.01 * head.units))
            fail_msg(
                "replication %u: capitation takes %g %% from simple clients, %g %% from complex ones, %g units of %g",
                r, simple, complex, fee.units - head.units, fee.units);
    }
}

/* Nothing holds back more from complex clients when they lose no more by it; all get the norm when nobody chooses. */
static void test_severity_protects_complex_clients(void **state)
{
    (void)state;
    const struct effects same = EFFECTS(0, "payment.kind=capitation", "work.severity=1"),
                         fixed = EFFECTS(0, "payment.kind=capitation", "work.discretion=0");
    assert_near("alike", same.volume[CLIENT_COMPLEX], same.volume[CLIENT_SIMPLE], 0.1);
    for (int type = 0; type < N_CLIENT_TYPES; type++)
        assert_near("the norm", fixed.volume[type], 100.0, 1e-9);
}

static void test_full_ceiling_lowers_volume(void **state)
{
    (void)state;
    for (uint32_t r = 0; r < PAIRS; r++) {
        const struct effects wide = EFFECTS(r, "payment.ceiling=5"), full = EFFECTS(r, "payment.ceiling=0.5");
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            if (!(wide.volume[type] > full.volume[type] + 2.0 && wide.units > full.units))
                fail_msg("replication %u, type %d: volume %g, %g under a full ceiling", r, type, wide.volume[type],
                         full.volume[type]);
    }
}

/* A bundle pays the path: units of simple clients bring nothing any more, those of complex clients beyond it still do. */
static void test_bundle_spares_complex_clients(void **state)
{
    (void)state;
    for (uint32_t r = 0; r < PAIRS; r++) {
        const struct effects fee = EFFECTS(r, "payment.kind=fee-for-service", "payment.ceiling=5"),
                             bundle = EFFECTS(r, "payment.kind=bundled", "payment.ceiling=5"),
                             all_in =
                                 EFFECTS(r, "payment.kind=bundled", "payment.ceiling=5", "payment.bundle_all_in=true");
        assert_near("complex clients", bundle.volume[CLIENT_COMPLEX], fee.volume[CLIENT_COMPLEX], 0.5);
        assert_true(bundle.volume[CLIENT_SIMPLE] < fee.volume[CLIENT_SIMPLE] - 4.0);
        assert_true(all_in.volume[CLIENT_SIMPLE] < fee.volume[CLIENT_SIMPLE] - 4.0);
        assert_true(all_in.volume[CLIENT_COMPLEX] < fee.volume[CLIENT_COMPLEX] - 2.0);
    }
}

/* -- whom providers take on ---------------------------------------------------------------------------------------- */

static void test_capitation_by_heads_refuses_complex_clients(void **state)
{
    (void)state;
    for (uint32_t r = 0; r < PAIRS; r++) {
        const struct effects heads = EFFECTS(r, "payment.kind=capitation", "payment.risk_adjusted=false"),
                             need = EFFECTS(r, "payment.kind=capitation"),
                             blind = EFFECTS(r, "payment.kind=capitation", "payment.risk_adjusted=false",
                                             "work.selection=0");
        if (!(heads.refused[CLIENT_COMPLEX] >= 50.0 && heads.refused[CLIENT_SIMPLE] == 0.0))
            fail_msg("replication %u: refused %g simple and %g complex clients", r, heads.refused[CLIENT_SIMPLE],
                     heads.refused[CLIENT_COMPLEX]);
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            assert_true(need.refused[type] == 0.0 && blind.refused[type] == 0.0);
    }
}

/* One price for all refuses those who need three times as much; prices that follow case mix do not. */
static void test_case_mix_ends_refusal(void **state)
{
    (void)state;
#define HEAVY                                                                                                    \
    "services.district-nursing.complex_units=3", "services.household-help.complex_units=3", "payment.ceiling=5", \
        "region.scale=0.03"
    static const char *const kinds[] = {"payment.kind=case-rate", "payment.kind=value-based", "payment.kind=bundled"};
    for (size_t k = 0; k < REGION_BED_COUNT(kinds); k++) {
        const struct effects one = EFFECTS(0, HEAVY, kinds[k], "payment.bundle_all_in=true"),
                             mix = EFFECTS(0, HEAVY, kinds[k], "payment.bundle_all_in=true", "payment.case_mix=true");
        if (!(one.refused[CLIENT_COMPLEX] >= 10.0 && one.refused[CLIENT_SIMPLE] == 0.0
              && mix.refused[CLIENT_COMPLEX] == 0.0 && mix.refused[CLIENT_SIMPLE] == 0.0))
            fail_msg("%s: refused %g and %g, with case mix %g and %g", kinds[k], one.refused[CLIENT_SIMPLE],
                     one.refused[CLIENT_COMPLEX], mix.refused[CLIENT_SIMPLE], mix.refused[CLIENT_COMPLEX]);
    }
}

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
    struct bed bed = open_bed(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 3);
    bed.region->tally = (struct tally){0};
    return bed;
}

/* Three providers of nursing: the first refuses all, the others are full. Everybody at the first now waits at the second,
 * as long as before; then the second refuses all as well: its guests give up, its own people go to the third. */
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
    close_bed(&bed);
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
    close_bed(&bed);
}

/* Where there is one provider, who is refused gives up at once. */
static void test_only_provider(void **state)
{
    (void)state;
    struct bed bed = door_bed();
    struct region *region = bed.region;
    assert_int_equal(region->kind_n[KIND_YOUTH], 1);
    struct place *before = places(region, SERVICE_YOUTH);
    set_door(region, SERVICE_YOUTH, 0, OPEN, 1.0);
    set_door(region, SERVICE_NURSING, 0, SHUT, 0.0), set_door(region, SERVICE_NURSING, 1, SHUT, 0.0);
    set_door(region, SERVICE_NURSING, 2, SHUT, 0.0);
    queue_month(region);
    struct place *after = places(region, SERVICE_YOUTH);
    uint32_t waited = 0;
    for (uint32_t i = 0; i < region->citizens.n; i++) {
        waited += before[i].organisation != SIZE_MAX;
        assert_true(after[i].organisation == SIZE_MAX
                    && !((unsigned)region->citizens.elsewhere[i] >> SERVICE_YOUTH & 1u));
    }
    assert_true(waited > 0);
    assert_int_equal(region->tally.turned_away, waited);
    assert_sound(region);
    free(before), free(after);
    close_bed(&bed);
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
        close_bed(&bed);
    }
    assert_true(all > 200);
    assert_near("share", (double)refused / all, 0.5, 0.1);
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
    struct bed bed = open_bed(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP);
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
    close_bed(&bed);
}

/* -- staff goes where results pay ---------------------------------------------------------------------------------- */

#define RESULTS                                                                                       \
    PLAIN, "payment.kind=pay-for-performance", "payment.performance_weight=0.4", "payment.ceiling=5", \
        "payment.scope=[\"district-nursing\"]"

static size_t nursing_organisation(const struct region *region, size_t k)
{
    return region->kind_first[KIND_NURSING][k];
}

/* Results of district nursing are paid for, those of household help are not. */
static void test_paid_results_draw_staff(void **state)
{
    (void)state;
    static const char *const all[] = {RESULTS, "payment.yardstick=collective"},
                             *const own[] = {RESULTS, "payment.yardstick=individual"}, *const fee[] = {PLAIN};
    struct bed collective = open_bed(all, REGION_BED_COUNT(all), 0, REGION_BED_SPINUP + 1),
               individual = open_bed(own, REGION_BED_COUNT(own), 0, REGION_BED_SPINUP + 1),
               neither = open_bed(fee, REGION_BED_COUNT(fee), 0, REGION_BED_SPINUP + 1);
    for (size_t k = 0; k < 3; k++) {
        const struct organisation *a = &collective.region->organisations[nursing_organisation(collective.region, k)],
                                  *b = &individual.region->organisations[nursing_organisation(individual.region, k)],
                                  *c = &neither.region->organisations[nursing_organisation(neither.region, k)];
        assert_near("nothing pays", c->teams[SERVICE_NURSING].priority, 1.0, 0.0);
        /* One of three providers moves the result of all by about a third. */
        const double shared = a->teams[SERVICE_NURSING].priority - 1.0,
                     alone = b->teams[SERVICE_NURSING].priority - 1.0;
        if (!(shared > 0.0 && alone > 1.3 * shared && b->teams[SERVICE_HELP].priority < a->teams[SERVICE_HELP].priority
              && a->teams[SERVICE_HELP].priority < 1.0))
            fail_msg("%s: claim of nursing %+g when results are everybody's, %+g when its own", a->name, shared, alone);
    }
    close_bed(&collective), close_bed(&individual), close_bed(&neither);
}

/* What one service gains the others lose: claims weighted by the work in them add up to 1 in every month. */
static void test_claims_add_up(void **state)
{
    (void)state;
    static const char *const sets[] = {RESULTS, "payment.yardstick=individual"};
    struct bed bed = open_bed(sets, REGION_BED_COUNT(sets), 1, REGION_BED_SPINUP);
    struct region *region = bed.region;
    for (size_t month = REGION_BED_SPINUP; month < MONTHS; month++) {
        region_bed_run(region, month, month + 1);
        for (size_t o = 0; o < region->n_organisations; o++) {
            double claims = 0.0, hours = 0.0;
            for (int s = 0; s < N_SERVICES; s++) {
                if (service_types[s].kind != region->organisations[o].kind || !service_types[s].queued)
                    continue;
                for (size_t p = 0; p < region->contracts.payers[s]; p++) {
                    const double work = region_contract_at(region, s, o, p)->base_units * region->services[s].hours;
                    claims += work * region->organisations[o].teams[s].priority;
                    hours += work;
                }
            }
            assert_near(region->organisations[o].name, claims, hours, 1e-9 * hours);
        }
    }
    close_bed(&bed);
}

/* Months of waiting for district nursing in the region, over the horizon. */
static double wait_of(const char *const *sets, size_t n_sets, uint32_t replication)
{
    struct bed bed = open_bed(sets, n_sets, replication, REGION_BED_SPINUP);
    double months = 0.0, clients = 0.0;
    for (size_t month = REGION_BED_SPINUP; month < MONTHS; month++) {
        region_bed_run(bed.region, month, month + 1);
        for (size_t k = 0; k < 3; k++) {
            const struct team *team =
                &bed.region->organisations[nursing_organisation(bed.region, k)].teams[SERVICE_NURSING];
            months += team->wait_sum;
            clients += team->wait_n;
        }
    }
    close_bed(&bed);
    return months / clients;
}

static void test_paid_results_shorten_waits(void **state)
{
    (void)state;
    static const char *const paid[] = {RESULTS, "payment.yardstick=individual"},
                             *const deaf[] = {RESULTS, "payment.yardstick=individual", "work.result_response=0"};
    double gain = 0.0;
    for (uint32_t r = 0; r < PAIRS; r++)
        gain += wait_of(deaf, REGION_BED_COUNT(deaf), r) - wait_of(paid, REGION_BED_COUNT(paid), r);
    if (!(gain > 0.0))
        fail_msg("waits are %g months longer", -gain / PAIRS);
}

/* The contract is judged by the provider's own result or by that of all. */
static void test_yardstick(void **state)
{
    (void)state;
    static const char *const sets[] = {RESULTS};
    struct bed bed = open_bed(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 4);
    struct region *region = bed.region;
    double differs = 0.0;
    for (size_t k = 0; k < 3; k++) {
        const struct contract *one = region_contract_at(region, SERVICE_NURSING, nursing_organisation(region, k), 0);
        const struct joint joint = billing_joint(region, SERVICE_NURSING, 0);
        const double own = region->organisations[nursing_organisation(region, k)].teams[SERVICE_NURSING].quality;
        region->contracts.own_yardstick = false;
        assert_near("of all", billing_contract_month(region, one, &joint).quality,
                    region->money->quality[SERVICE_NURSING], 0.0);
        region->contracts.own_yardstick = true;
        assert_near("its own", billing_contract_month(region, one, &joint).quality, own, 0.0);
        differs += fabs(own - region->money->quality[SERVICE_NURSING]);
    }
    assert_true(differs > 0.0);
    close_bed(&bed);
}

/* -- late payment -------------------------------------------------------------------------------------------------- */

static int64_t owed_to(const struct region *region, size_t o)
{
    int64_t cents = 0;
    for (size_t k = 0; k < region->contracts.n; k++)
        for (size_t slot = 0; slot <= CONTRACT_MAX_LAG_MONTHS && region->contracts.list[k].organisation == o; slot++)
            cents += region->contracts.list[k].due_cents[slot];
    return cents;
}

/* What is due and not yet paid is on the books, and costs interest to the cent. */
static void test_interest_on_what_is_due(void **state)
{
    (void)state;
    static const char *const sets[] = {PLAIN, "payment.lag_months=3", "services.outpatient.lag_months=2",
                                       "cost.interest_per_year=0.06"};
    struct bed bed = open_bed(sets, REGION_BED_COUNT(sets), 0, 0);
    struct region *region = bed.region;
    const size_t suppliers = account_special(region, ACCOUNT_SUPPLIERS);
    int64_t interest[64] = {0}, all = 0;
    assert_true(region->n_organisations <= 64);
    for (size_t month = 0; month < MONTHS; month++) {
        region_bed_run(region, month, month + 1);
        for (size_t o = 0; o < region->n_organisations; o++) {
            assert_int_equal(region->organisations[o].receivable_cents, owed_to(region, o));
            if (month < REGION_BED_SPINUP)
                continue; /* flows are counted from the horizon */
            interest[o] += llround((double)owed_to(region, o) * 0.06 / 12.0);
            assert_int_equal(region_bed_flow(region, account_of_organisation(o), suppliers, FLOW_INTEREST),
                             interest[o]);
            all += interest[o];
        }
    }
    assert_true(all > 100000);
    assert_int_equal(owed_to(region, region->kind_first[KIND_GP][0]), 0);
    assert_true(owed_to(region, nursing_organisation(region, 0)) > 0);
    close_bed(&bed);
}

/* Late payment moves no euro of what is due in the end, and nobody who pays at once pays interest. */
static void test_late_payment_only_delays(void **state)
{
    (void)state;
    static const char *const sets[2][9] = {{PLAIN, "payment.lag_months=0"}, {PLAIN, "payment.lag_months=4"}};
    int64_t due[2];
    for (size_t k = 0; k < 2; k++) {
        struct bed bed = open_bed(sets[k], 4, 0, MONTHS);
        const struct region *region = bed.region;
        due[k] = region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_CARE);
        for (size_t o = 0; o < region->n_organisations; o++)
            due[k] += owed_to(region, o);
        const int64_t interest = region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_INTEREST);
        assert_true(k == 0 ? interest == 0 : interest > 0);
        close_bed(&bed);
    }
    assert_int_equal(due[0], due[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fee_for_service_gives_more),
        cmocka_unit_test(test_severity_protects_complex_clients),
        cmocka_unit_test(test_full_ceiling_lowers_volume),
        cmocka_unit_test(test_bundle_spares_complex_clients),
        cmocka_unit_test(test_capitation_by_heads_refuses_complex_clients),
        cmocka_unit_test(test_case_mix_ends_refusal),
        cmocka_unit_test(test_refused_clients_go_to_the_next),
        cmocka_unit_test(test_guests),
        cmocka_unit_test(test_only_provider),
        cmocka_unit_test(test_chance_of_refusal),
        cmocka_unit_test(test_nobody_is_lost),
        cmocka_unit_test(test_paid_results_draw_staff),
        cmocka_unit_test(test_claims_add_up),
        cmocka_unit_test(test_paid_results_shorten_waits),
        cmocka_unit_test(test_yardstick),
        cmocka_unit_test(test_interest_on_what_is_due),
        cmocka_unit_test(test_late_payment_only_delays),
    };
    return cmocka_run_group_tests_name("provider", tests, NULL, NULL);
}
