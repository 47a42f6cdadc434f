/* Services that a coalition brings together at one provider: who moves, what that does to the books of both, what both
 * foresee, and the compensation between them; and roles that bear a member's name. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/care/intervention.h"
#include "models/money/billing.h"
#include "models/money/compensation.h"
#include "models/network/coalition.h"
#include "models/network/internal.h"
#include "tests/support/expect.h"
#include "tests/support/region_bed.h"

/* The coalition of Midden-Limburg that is used: its two hospitals, from and to. */
enum { COALITION = 3, FROM = 0, TO = 1, YEAR = 12 };
#define ACUTE "coalitions.acute-care-and-transfer."
#define OF_TWO ACUTE "roles=[\"laurentius\",\"sjg-weert\",\"gp\"]"
#define MOVES(services, from, to, shares)                                                           \
    ACUTE "moves_service=[" services "]", ACUTE "moves_from=[" from "]", ACUTE "moves_to=[" to "]", \
        ACUTE "moves_share=[" shares "]"
#define MOVES_TWO(share)                                                                                  \
    MOVES("\"outpatient\",\"admission\"", "\"laurentius\",\"laurentius\"", "\"sjg-weert\",\"sjg-weert\"", \
          share "," share)
#define BED "region.scale=0.05", "horizon_months=36"
/* Nothing that providers choose, and no ceiling: what moves is all that differs. */
#define PLAIN                                                                                                      \
    BED, "work.discretion=0", "work.selection=0", "services.emergency.ceiling=0", "services.outpatient.ceiling=0", \
        "services.admission.ceiling=0"

static size_t hospital(const struct region *region, size_t k)
{
    return region->kind_first[KIND_HOSPITAL][k];
}

/* From now on this share of the new clients of the first hospital goes to the second. */
static void set_share(struct region *region, int service, double share)
{
    region->concentration->share[service][FROM] = share;
}

/* Events of a service at a hospital this month. */
static double events(const struct region *region, int service, size_t o)
{
    double n = 0.0;
    for (size_t p = 0; p < region->contracts.payers[service]; p++) {
        const struct contract *one = region_contract_at(region, service, o, p);
        n += one->events[CLIENT_SIMPLE] + one->events[CLIENT_COMPLEX];
    }
    return n;
}

/* Cents due for a service to a hospital this month. */
static double due(const struct region *region, int service, size_t o)
{
    double cents = 0.0;
    for (size_t p = 0; p < region->contracts.payers[service]; p++)
        cents += (double)region_contract_at(region, service, o, p)->due_month_cents;
    return cents;
}

/* -- off ----------------------------------------------------------------------------------------------------------- */

/* All outcomes of the months of a bed, summed in order. */
static void outcomes_of(const char *const *sets, size_t n_sets, double *sums)
{
    struct bed bed = region_bed_open(sets, n_sets, 0, REGION_BED_SPINUP);
    for (size_t k = 0; k < N_OUTCOMES; k++)
        sums[k] = 0.0;
    for (size_t month = REGION_BED_SPINUP; month < REGION_BED_SPINUP + 2 * YEAR; month++) {
        double values[N_OUTCOMES];
        region_bed_run(bed.region, month, month + 1);
        samenspel_observe(bed.region, values);
        for (size_t k = 0; k < N_OUTCOMES; k++)
            sums[k] += isnan(values[k]) ? 0.1 : values[k];
    }
    region_bed_close(&bed);
}

/* Moves of nobody change nothing, to the last bit, with a compensation for them or without; moves of some do. */
static void test_moves_of_nobody(void **state)
{
    (void)state;
    const char *const none[] = {BED}, *const nobody[] = {BED, MOVES_TWO("0.0"), ACUTE "compensation=1"},
                      *const some[] = {BED, MOVES_TWO("0.2")};
    double a[N_OUTCOMES], b[N_OUTCOMES], c[N_OUTCOMES];
    outcomes_of(none, REGION_BED_COUNT(none), a);
    outcomes_of(nobody, REGION_BED_COUNT(nobody), b);
    outcomes_of(some, REGION_BED_COUNT(some), c);
    size_t differ = 0;
    for (size_t k = 0; k < N_OUTCOMES; k++) {
        if (!region_bed_same(a[k], b[k]))
            fail_msg("%s: %.17g without, %.17g with", samenspel_outcomes[k].name, a[k], b[k]);
        differ += !region_bed_same(a[k], c[k]);
    }
    assert_true(differ > 10);
}

/* -- who moves ----------------------------------------------------------------------------------------------------- */

static bool moved(const struct region *region, int service, uint32_t citizen)
{
    return ((unsigned)region->concentration->moved[citizen] >> service & 1u) != 0;
}

/* Lets everybody who does not wait for it choose anew; returns how many of the first hospital's people move. */
static double choose_all(struct region *region, int service, double share, double *people)
{
    double n = 0.0;
    *people = 0.0;
    set_share(region, service, share);
    for (uint32_t i = 0; i < region->citizens.n; i++) {
        if (region->citizens.class[i] == CLASS_NONE || ((unsigned)region->citizens.waiting[i] >> service & 1u) != 0)
            continue;
        concentration_choose(region, i, service);
        const bool usual = region_usual_place(region, service, i) == FROM;
        assert_true(usual || !moved(region, service, i));
        assert_int_equal(region_provider(region, service, i),
                         hospital(region, usual && !moved(region, service, i) ? FROM : TO));
        *people += usual;
        n += moved(region, service, i);
    }
    return n;
}

/* The right share of one hospital's people, nobody of the other's; a larger share holds the smaller one, and who moves
 * for the clinic moves for the operation; others the next year; nobody when the share is zero. */
static void test_who_moves(void **state)
{
    (void)state;
    const char *const sets[] = {PLAIN, "network.active=false", MOVES_TWO("0.3")};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP);
    struct region *region = bed.region;
    double people;
    const double few = choose_all(region, SERVICE_ADMISSION, 0.1, &people);
    assert_near("a tenth", few / people, 0.1, 4.0 * sqrt(0.09 / people));
    const double more = choose_all(region, SERVICE_OUTPATIENT, 0.3, &people);
    assert_near("three tenths", more / people, 0.3, 4.0 * sqrt(0.21 / people));
    size_t both = 0, again = 0;
    for (uint32_t i = 0; i < region->citizens.n; i++)
        if (moved(region, SERVICE_ADMISSION, i) && !(region->citizens.waiting[i] >> SERVICE_OUTPATIENT & 1u)) {
            assert_true(moved(region, SERVICE_OUTPATIENT, i));
            both++;
        }
    assert_true(both > 100);
    region->month += YEAR;
    const double next = choose_all(region, SERVICE_ADMISSION, 0.1, &people);
    for (uint32_t i = 0; i < region->citizens.n; i++)
        again += moved(region, SERVICE_ADMISSION, i) && moved(region, SERVICE_OUTPATIENT, i);
    assert_near("others", (double)again / next, 0.3, 4.0 * sqrt(0.21 / next));
    assert_true(choose_all(region, SERVICE_ADMISSION, 1.0, &people) == people);
    assert_true(choose_all(region, SERVICE_ADMISSION, 0.0, &people) == 0.0);
    region_bed_close(&bed);
}

/* Emergencies wait for nobody, so that all else stays as it is: as many in all, every month; the first hospital loses the
 * share and its pay, the second gains them to the cent. */
static void test_volume_and_revenue_follow(void **state)
{
    (void)state;
    const char *const sets[] = {PLAIN, "network.active=false", "pathway.undertreatment=0",
                                MOVES("\"emergency\"", "\"laurentius\"", "\"sjg-weert\"", "0.3")};
    struct bed bed[2];
    double n[2][2] = {{0}}, revenue[2][2] = {{0}};
    for (int b = 0; b < 2; b++) {
        bed[b] = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP);
        set_share(bed[b].region, SERVICE_EMERGENCY, b == 1 ? 0.3 : 0.0);
    }
    for (size_t month = REGION_BED_SPINUP; month < REGION_BED_SPINUP + YEAR; month++) {
        for (int b = 0; b < 2; b++) {
            struct region *region = bed[b].region;
            region_bed_run(region, month, month + 1);
            assert_sound(region);
            for (size_t k = 0; k < 2; k++) {
                n[b][k] += events(region, SERVICE_EMERGENCY, hospital(region, k));
                revenue[b][k] += due(region, SERVICE_EMERGENCY, hospital(region, k));
            }
        }
        assert_near("all visits", n[1][FROM] + n[1][TO], n[0][FROM] + n[0][TO], 0.0);
    }
    const double left = n[0][FROM] - n[1][FROM];
    assert_near("share", left / n[0][FROM], 0.3, 4.0 * sqrt(2.0 * 0.21 / n[0][FROM]));
    const double lost = revenue[0][FROM] - revenue[1][FROM], won = revenue[1][TO] - revenue[0][TO];
    const double price = bed[0].region->services[SERVICE_EMERGENCY].price_cents
                         * bed[0].region->services[SERVICE_EMERGENCY].units * bed[0].region->p.people_per_citizen;
    assert_near("conserved", lost, won, 100.0);
    assert_near("price", lost / left, price, 0.2 * price);
    for (int b = 0; b < 2; b++)
        region_bed_close(&bed[b]);
}

/* A service in which people stay: only new clients move, back and forth; nobody is lost or counted twice, whoever refuses
 * them besides. */
static void test_lasting_service(void **state)
{
    (void)state;
    const char *const sets[] = {BED, "network.active=false", "payment.kind=capitation", "work.selection=5",
                                MOVES("\"district-nursing\",\"nursing-home\",\"home-longterm\"",
                                      "\"de-zorggroep\",\"de-zorggroep\",\"de-zorggroep\"",
                                      "\"proteion\",\"proteion\",\"land-van-horne\"", "0.5,0.5,0.5")};
    static const int services[] = {SERVICE_NURSING, SERVICE_NURSING_HOME, SERVICE_HOME_LONGTERM};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP);
    struct region *region = bed.region;
    const struct citizens *c = &region->citizens;
    uint16_t *before = calloc(c->capacity, sizeof *before);
    double most[3] = {0}, guests = 0.0;
    assert_non_null(before);
    for (size_t month = REGION_BED_SPINUP; month < REGION_BED_SPINUP + 30; month++) {
        for (int k = 0; k < 3; k++)
            set_share(region, services[k], month % 10 < 7 ? 0.5 : 0.0);
        memcpy(before, c->services, c->capacity * sizeof *before);
        region_bed_run(region, month, month + 1);
        assert_sound(region);
        double n[3] = {0};
        for (uint32_t i = 0; i < c->n; i++)
            for (int k = 0; k < 3; k++)
                n[k] += ((unsigned)c->services[i] >> services[k] & 1u) != 0 && moved(region, services[k], i);
        if (month == REGION_BED_SPINUP)
            for (uint32_t i = 0; i < c->n; i++) /* who used it and still does stays where it was */
                assert_true(!(before[i] & c->services[i] & region->concentration->moved[i] & 1u << SERVICE_NURSING));
        for (int k = 0; k < 3; k++)
            most[k] = fmax(most[k], n[k]);
        for (size_t k = 0; k < region->contracts.n; k++)
            guests += fabs(region->contracts.list[k].guests[CLIENT_SIMPLE]);
    }
    assert_true(most[0] > 10.0 && most[1] > 2.0 && most[2] > 2.0 && guests > 100.0);
    free(before);
    region_bed_close(&bed);
}

/* -- the coalition ------------------------------------------------------------------------------------------------- */

/* What moves is share x output, between members of a coalition that lives. */
static void test_shares_follow_output(void **state)
{
    (void)state;
    /* The one who loses would leave. */
    const char *const sets[] = {PLAIN, OF_TWO, MOVES_TWO("0.4"), "membership.duty=1"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 1);
    struct region *region = bed.region;
    const double *share = region->concentration->share[SERVICE_ADMISSION];
    region->interventions[COALITION].fidelity = 0.5;
    concentration_month(region);
    assert_near("half", share[FROM], 0.2, 1e-15);
    assert_true(share[TO] == 0.0 && region->concentration->share[SERVICE_EMERGENCY][FROM] == 0.0);
    for (size_t k = 0; k < 2; k++) {
        struct member *member = &region->network->member[region->organisations[hospital(region, k)].member];
        member->in = false;
        concentration_month(region);
        assert_true(share[FROM] == 0.0);
        member->in = true;
    }
    region->interventions[COALITION].fidelity = 0.0;
    concentration_month(region);
    assert_true(share[FROM] == 0.0);
    /* And so does a month of the region: the coalition lives and both work. */
    struct network *network = region->network;
    bool complete;
    const size_t n = coalition_gather(network, COALITION, NULL, network->draft_players, &complete);
    assert_true(complete && n >= 3);
    for (size_t i = 0; i < network->n; i++)
        network->draft[i] = 1.0;
    if (!network->coalition[COALITION].live)
        coalition_launch(network, COALITION, network->draft_players, n, false);
    for (size_t month = REGION_BED_SPINUP + 1; month < REGION_BED_SPINUP + 6; month++)
        region_bed_run(region, month, month + 1);
    const double output = network_output(network, COALITION);
    assert_true(output > 0.0); /* little, since one of them loses by it */
    assert_near("output", share[FROM], 0.4 * output, 1e-15);
    region_bed_close(&bed);
}

/* A named role is its member's alone: without it the coalition is not complete, where another of the kind would do. */
static void test_named_roles(void **state)
{
    (void)state;
    static const struct {
        const char *roles;
        int from, to;
        bool complete_without;
    } cases[] = {
        {ACUTE "roles=[\"laurentius\",\"sjg-weert\",\"gp\"]", 0, 1, false},
        {ACUTE "roles=[\"hospital\",\"laurentius\",\"gp\"]", 1, 0, false},
        {ACUTE "roles=[\"hospital\",\"vgz\",\"gp\"]", 0, 0, true},
        {ACUTE "roles=[\"hospital\",\"nursing\",\"gp\"]", 0, 0, true},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        const char *const sets[] = {cases[k].roles};
        struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 1);
        struct region *region = bed.region;
        const int *role = region->interventions[COALITION].role_of_member;
        const size_t from = (size_t)region->organisations[hospital(region, FROM)].member;
        const size_t to = (size_t)region->organisations[hospital(region, TO)].member;
        bool complete;
        assert_int_equal(role[from], cases[k].from);
        assert_int_equal(role[to], cases[k].to);
        for (size_t m = 0; m < region->n_members; m++) {
            const int p = region->member_payer[m];
            const bool insurer = k == 2 && p >= 0 && strcmp(region->payers[p].name, "vgz") == 0;
            if (p >= 0)
                assert_int_equal(role[m], insurer ? 1 : -1);
        }
        (void)coalition_gather(region->network, COALITION, NULL, region->network->draft_players, &complete);
        assert_true(complete);
        region->network->member[from].in = false;
        (void)coalition_gather(region->network, COALITION, NULL, region->network->draft_players, &complete);
        assert_true(complete == cases[k].complete_without);
        region_bed_close(&bed);
    }
}

/* -- what both foresee, and compensation ---------------------------------------------------------------------------- */

static double norm_clients(const struct region *region, int service, size_t o)
{
    double n = 0.0;
    for (size_t p = 0; p < region->contracts.payers[service]; p++)
        n += region_contract_at(region, service, o, p)->base_clients;
    return n;
}

/* Paid by the case, without a ceiling: a client who goes takes its price along and saves all but the fixed part of it,
 * so the fixed part is what one loses and the other wins; it is felt per cent of one's own full effort. */
static void test_foreseen(void **state)
{
    (void)state;
    // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): settings are put together from parts
    const char *const with[] = {PLAIN, OF_TWO, MOVES_TWO("0.002")}, *const without[] = {PLAIN, OF_TWO};
    struct bed bed = region_bed_open(with, REGION_BED_COUNT(with), 0, REGION_BED_SPINUP + 1);
    struct bed twin = region_bed_open(without, REGION_BED_COUNT(without), 0, REGION_BED_SPINUP + 1);
    struct region *region = bed.region;
    const size_t from = hospital(region, FROM), to = hospital(region, TO);
    double expected = 0.0;
    for (int s = 0; s < N_SERVICES; s++)
        if (s == SERVICE_OUTPATIENT || s == SERVICE_ADMISSION)
            expected += 0.002 * norm_clients(region, s, from) * region->services[s].price_cents
                        * region->services[s].units * region->organisations[from].fixed_share;
    const double loss = -compensation_moved_cents(region, from, COALITION),
                 gain = compensation_moved_cents(region, to, COALITION);
    assert_true(expected > 0.0);
    assert_near("loss", loss, expected, 0.1 * expected);
    assert_near("gain", gain, expected, 0.1 * expected);
    assert_true(compensation_moved_cents(region, from, 0) == 0.0
                && compensation_moved_cents(twin.region, from, 3) == 0.0);
    const double cents[2] = {-loss, gain};
    for (size_t k = 0; k < 2; k++) {
        const size_t m = (size_t)region->organisations[hospital(region, k)].member, at = m * region->n_coalitions + 3;
        const double effort =
            region->organisations[hospital(region, k)].wage_cents_hour * region->interventions[COALITION].role_hours[k];
        assert_true(fabs(region->inputs.own_gain[at]) < 3.0);
        assert_near("felt", region->inputs.own_gain[at] - twin.region->inputs.own_gain[at], cents[k] / effort, 1e-9);
        assert_true(region->inputs.compensation[at] == twin.region->inputs.compensation[at]);
    }
    region_bed_close(&bed);
    region_bed_close(&twin);
}

/* What would be paid: the share of the loss, as far as the gain reaches; it sums to zero and nobody pays more than it
 * gains, with ceilings or without. Returns whether the gain was the bound. */
static bool assert_expected(const struct region *region, double share)
{
    double sum = 0.0, losses = 0.0, gains = 0.0, received = 0.0;
    for (size_t o = 0; o < region->n_organisations; o++) {
        const double cents = compensation_expected_cents(region, o, COALITION),
                     own = compensation_moved_cents(region, o, COALITION);
        sum += cents;
        losses += fmax(0.0, -own);
        gains += fmax(0.0, own);
        received += fmax(0.0, cents);
        assert_true(own <= 0.0 ? cents >= 0.0 : cents <= 0.0);
        assert_true(-cents <= fmax(0.0, own) * (1.0 + 1e-12));
    }
    assert_near("sum", sum, 0.0, 1e-6 * (1.0 + losses));
    assert_near("paid", received, fmin(share * losses, gains), 1e-6 * (1.0 + losses));
    return share * losses > gains && gains > 0.0;
}

static void test_compensation_expected(void **state)
{
    (void)state;
    static const char *const shares[] = {ACUTE "compensation=0", ACUTE "compensation=0.4", ACUTE "compensation=1"};
    static const double share[] = {0.0, 0.4, 1.0};
    /* Two hospitals lose and one gains, or one loses and gains; under a ceiling a gain may bring nothing. */
    static const char *const ceilings[] = {"services.outpatient.ceiling=0", "services.outpatient.ceiling=1.0"};
    size_t bound = 0, uncapped = 0;
    for (size_t k = 0; k < 3; k++)
        for (uint32_t replication = 0; replication < 4; replication++) {
            const char *const sets[] = {PLAIN, OF_TWO, ceilings[replication % 2],
                                        MOVES("\"outpatient\",\"admission\"", "\"laurentius\",\"laurentius\"",
                                              "\"sjg-weert\",\"sjg-weert\"", "0.002,0.002"),
                                        shares[k]};
            struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), replication, REGION_BED_SPINUP + 13);
            const bool capped = assert_expected(bed.region, share[k]);
            bound += capped;
            uncapped += !capped;
            /* What is agreed on is felt: the loser's compensation in units of its own effort. */
            const size_t from = hospital(bed.region, FROM);
            const size_t m = (size_t)bed.region->organisations[from].member, at = m * bed.region->n_coalitions + 3;
            const double effort =
                bed.region->organisations[from].wage_cents_hour * bed.region->interventions[COALITION].role_hours[0];
            if (fabs(bed.region->inputs.own_gain[at]) < 3.0)
                assert_near("felt", bed.region->inputs.compensation[at],
                            compensation_expected_cents(bed.region, from, COALITION) / effort, 1e-9);
            region_bed_close(&bed);
        }
    assert_true(bound > 0 && uncapped > 0);
}

/* A loss beyond the bound of own gain is felt as the bound; what is paid for all of it then weighs as much. */
static void test_felt_within_bounds(void **state)
{
    (void)state;
    const char *const sets[] = {PLAIN, OF_TWO, MOVES_TWO("0.2"), ACUTE "compensation=0.5"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 1);
    const struct region *region = bed.region;
    const size_t m = (size_t)region->organisations[hospital(region, FROM)].member, at = m * region->n_coalitions + 3;
    assert_true(region->inputs.own_gain[at] == -3.0);
    assert_near("half of it", region->inputs.compensation[at], 1.5, 0.1);
    region_bed_close(&bed);
}

static int64_t compensated(const struct region *region, size_t from, size_t to)
{
    return region_bed_flow(region, account_of_organisation(from), account_of_organisation(to), FLOW_COMPENSATION);
}

/* Paid by who gains to who loses, output x what is expected, while the coalition lives and sharing is agreed. */
static void test_compensation_paid(void **state)
{
    (void)state;
    const char *const sets[] = {PLAIN, OF_TWO, MOVES_TWO("0.01"), ACUTE "compensation=0.6"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 1);
    struct region *region = bed.region;
    struct coalition *coalition = &region->network->coalition[COALITION];
    const size_t from = hospital(region, FROM), to = hospital(region, TO);
    struct sim_err err = {SIM_OK, ""};
    coalition->output = 0.5;
    for (int k = 0; k < 4; k++) {
        coalition->live = k & 1;
        coalition->sharing = k & 2;
        compensation_pay(region);
        if (k < 3)
            assert_int_equal(region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_COMPENSATION), 0);
    }
    const double expected = 0.5 * compensation_expected_cents(region, from, COALITION);
    const int64_t paid = compensated(region, to, from);
    assert_true(expected > 100.0);
    assert_near("paid", (double)paid, expected, 1.0);
    assert_true((double)paid <= expected);
    assert_int_equal(region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_COMPENSATION), paid);
    assert_int_equal(ledger_check(&region->ledger, &err), SIM_OK);
    region->network->member[region->organisations[to].member].in = false; /* who has left pays nothing */
    compensation_pay(region);
    assert_int_equal(region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_COMPENSATION), paid);
    region_bed_close(&bed);
}

/* -- the two hospitals of the scenario ------------------------------------------------------------------------------- */

#define MST_DEVENTER SAMENSPEL_SOURCE_DIR "/scenarios/mst-deventer.cfg"

/* What the coalition delivers in the last year of six, mean of ten replications; checks the books on the way. */
static double delivered(const char *compensation)
{
    enum { REPLICATIONS = 10, MONTHS = 72 };
    double output = 0.0;
    for (uint32_t replication = 0; replication < REPLICATIONS; replication++) {
        const char *const sets[] = {"region.scale=0.01", "horizon_months=72", compensation};
        struct scenario *scenario = region_bed_single(MST_DEVENTER, sets, REGION_BED_COUNT(sets));
        struct region *region = region_bed_create(scenario, 0, replication);
        double most = 0.0;
        for (size_t month = 0; month < REGION_BED_SPINUP + MONTHS; month++) {
            region_bed_run(region, month, month + 1);
            if (region->in_horizon && network_sharing(region->network, 0))
                most += network_output(region->network, 0) * fmax(0.0, compensation_moved_cents(region, 0, 0));
            assert_true((double)compensated(region, 0, 1) <= most + 1e-6);
            if (month >= REGION_BED_SPINUP + MONTHS - YEAR)
                output += network_output(region->network, 0) / (YEAR * REPLICATIONS);
        }
        region_destroy(region);
        scenario_free(scenario);
    }
    return output;
}

/* With opposed interests next to nothing is done together, whether it lives on paper or not (test_spiral.c: and they come
 * to distrust each other); compensation makes it worth doing. */
static void test_opposed_interests(void **state)
{
    (void)state;
    const double none = delivered("coalitions.oncology-network.compensation=0"),
                 all = delivered("coalitions.oncology-network.compensation=1");
    print_message("delivered: %.3f without compensation, %.3f with\n", none, all);
    assert_true(none < 0.04);
    assert_true(all > 3.0 * none && all > none + 0.03);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moves_of_nobody),
        cmocka_unit_test(test_who_moves),
        cmocka_unit_test(test_volume_and_revenue_follow),
        cmocka_unit_test(test_lasting_service),
        cmocka_unit_test(test_shares_follow_output),
        cmocka_unit_test(test_named_roles),
        cmocka_unit_test(test_foreseen),
        cmocka_unit_test(test_compensation_expected),
        cmocka_unit_test(test_felt_within_bounds),
        cmocka_unit_test(test_compensation_paid),
        cmocka_unit_test(test_opposed_interests),
    };
    return cmocka_run_group_tests_name("concentration", tests, NULL, NULL);
}
