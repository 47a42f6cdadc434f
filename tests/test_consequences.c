/* What money and contracts lead to: harm while care stays below the norm, who was refused asks again, hospitals that
 * open cases or not, losses that stop hiring, consultation that takes hours, what is booked beside bundles, how a
 * broker sees bids, benchmarks that follow. Real regions; each rule is put to work by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/care/pathway.h"
#include "models/care/population.h"
#include "models/care/queue.h"
#include "models/care/work.h"
#include "models/money/billing.h"
#include "models/money/cost_sharing.h"
#include "models/money/provider.h"
#include "tests/support/region_bed.h"

enum { HORIZON = 36, MONTHS = REGION_BED_SPINUP + HORIZON };
#define PLAIN "network.active=false", "horizon_months=36", "region.scale=0.04"

/* A share of n draws with chance p, within 4.5 standard deviations. */
static void assert_share(const char *what, double hits, double n, double p)
{
    assert_near(what, hits / n, p, 4.5 * sqrt(p * (1.0 - p) / n));
}

static struct bed open_bed(const char *const *sets, size_t n_sets, size_t months)
{
    return region_bed_open(sets, n_sets, 0, months);
}
#define BED(months, ...) \
    open_bed((const char *const[]){__VA_ARGS__}, REGION_BED_COUNT(((const char *const[]){__VA_ARGS__})), (months))

static void assert_sound(const struct region *region)
{
    struct sim_err err = {SIM_OK, ""};
    if (!region_bed_sound(region, &err))
        fail_msg("month %zu: %s", region->month, err.text);
}

static enum client_type type_of(const struct region *region, uint32_t citizen)
{
    return client_type_of(region->citizens.class[citizen], region -> citizens.conditions[citizen]);
}

static bool unmet(const struct region *region, uint32_t citizen)
{
    return region->citizens.class[citizen] & 1u;
}

static void set_unmet(struct region *region, uint32_t citizen, unsigned value)
{
    population_set_class(region, citizen, (uint16_t)((region->citizens.class[citizen] & ~1u) | value));
}

/* -- harm while served --------------------------------------------------------------------------------------------- */

static void set_intensity(struct region *region, double value)
{
    for (size_t o = 0; o < region->n_organisations; o++)
        for (int s = 0; s < N_SERVICES; s++)
            for (int type = 0; type < N_CLIENT_TYPES; type++)
                region->organisations[o].teams[s].intensity[type] = value;
}

/* Citizens who are given exactly these services for the moment, what a year of them does; [types] people and unmet. */
static void year_of(struct region *region, uint16_t services, double n[N_CLIENT_TYPES], double hit[N_CLIENT_TYPES])
{
    struct citizens *c = &region->citizens;
    memset(n, 0, N_CLIENT_TYPES * sizeof *n);
    memset(hit, 0, N_CLIENT_TYPES * sizeof *hit);
    for (uint32_t i = 0; i < c->n; i++) {
        if (c->class[i] == CLASS_NONE)
            continue;
        const uint16_t before = c->services[i], class = c->class[i];
        c->services[i] = services;
        set_unmet(region, i, 0);
        const enum client_type type = type_of(region, i);
        pathway_year(region, i);
        n[type] += 1.0;
        hit[type] += unmet(region, i);
        if (unmet(region, i))
            assert_int_equal(c->unmet_until[i], region->month + 12);
        c->services[i] = before;
        population_set_class(region, i, class);
    }
    assert_true(n[CLIENT_SIMPLE] > 2000.0 && n[CLIENT_COMPLEX] > 300.0);
}

#define BIT(service) (uint16_t)(1u << (service))

static void test_less_than_the_norm_harms_each_year(void **state)
{
    (void)state;
    struct bed bed = BED(REGION_BED_SPINUP + 1, PLAIN);
    struct region *region = bed.region;
    double n[N_CLIENT_TYPES], hit[N_CLIENT_TYPES];
    region->p.undertreatment = 0.8;
    region->p.severity = 2.5;
    set_intensity(region, 0.75);
    for (int s = SERVICE_MENTAL; s <= SERVICE_SUPPORT; s++) {
        year_of(region, BIT(s), n, hit);
        assert_share("simple", hit[CLIENT_SIMPLE], n[CLIENT_SIMPLE], 0.2);
        assert_share("complex", hit[CLIENT_COMPLEX], n[CLIENT_COMPLEX], 0.5);
    }
    /* Each service of its own: two leave less unharmed. */
    year_of(region, BIT(SERVICE_NURSING) | BIT(SERVICE_HELP), n, hit);
    assert_share("two services", hit[CLIENT_SIMPLE], n[CLIENT_SIMPLE], 1.0 - 0.8 * 0.8);
    /* No own choice of volume. */
    year_of(region, BIT(SERVICE_YOUTH) | BIT(SERVICE_HOME_LONGTERM) | BIT(SERVICE_NURSING_HOME), n, hit);
    assert_true(hit[CLIENT_SIMPLE] == 0.0 && hit[CLIENT_COMPLEX] == 0.0);
    for (int more = 0; more < 2; more++) {
        set_intensity(region, more ? 1.25 : 1.0);
        year_of(region, BIT(SERVICE_NURSING), n, hit);
        assert_true(hit[CLIENT_SIMPLE] == 0.0 && hit[CLIENT_COMPLEX] == 0.0);
    }
    region_bed_close(&bed);
}

/* A year of harm neither shortens a longer spell nor is shortened by what lasts for months; it ends after the year. */
static void test_harm_lasts_a_year(void **state)
{
    (void)state;
    struct bed bed = BED(REGION_BED_SPINUP + 1, PLAIN);
    struct region *region = bed.region;
    struct citizens *c = &region->citizens;
    uint32_t i = 0;
    while (c->class[i] == CLASS_NONE || c->waiting[i] || unmet(region, i))
        i++;
    const size_t now = region->month;
    population_unmet(region, i, 15);
    population_unmet(region, i, 12);
    assert_int_equal(c->unmet_until[i], now + 15);
    set_unmet(region, i, 0);
    population_unmet(region, i, 6);
    assert_int_equal(c->unmet_until[i], now + 6);
    population_unmet(region, i, 12);
    population_unmet(region, i, 6);
    assert_int_equal(c->unmet_until[i], now + 12);
    region->month = now + 6;
    population_unmet_ends(region, i);
    assert_true(unmet(region, i));
    region->month = now + 12;
    population_unmet_ends(region, i);
    assert_false(unmet(region, i));
    region_bed_close(&bed);
}

/* In a running region: on birthdays, of those who use such a service, and only in the horizon. */
static void test_harm_comes_on_birthdays_in_the_horizon(void **state)
{
    (void)state;
    const unsigned own = BIT(SERVICE_MENTAL) | BIT(SERVICE_NURSING) | BIT(SERVICE_HELP) | BIT(SERVICE_SUPPORT);
    for (int horizon = 0; horizon < 2; horizon++) {
        const size_t month = REGION_BED_SPINUP - 1 + (size_t)horizon;
        struct bed bed = BED(month, PLAIN, "services.outpatient.duration_months=0");
        struct region *region = bed.region;
        const struct citizens *c = &region->citizens;
        region->p.undertreatment = 10.0;
        set_intensity(region, 0.5);
        uint16_t *before = calloc(c->n, sizeof *before);
        assert_non_null(before);
        const uint32_t n = c->n;
        memcpy(before, c->services, n * sizeof *before);
        region_bed_run(region, month, month + 1);
        uint32_t birthdays = 0, others = 0;
        for (uint32_t i = 0; i < n; i++) {
            if (c->class[i] == CLASS_NONE)
                continue;
            /* Social help may meet the need in the same month. */
            const bool year = c->unmet_until[i] == month + 12, user = before[i] & own & c->services[i];
            if (i % 12 == month % 12 && user) {
                birthdays++;
                assert_int_equal(year, horizon);
            } else if (!(before[i] & own) || i % 12 != month % 12) {
                others++;
                assert_false(year);
            }
        }
        assert_true(birthdays > 20 && others > 200);
        free(before);
        region_bed_close(&bed);
    }
}

/* -- who was refused asks again ------------------------------------------------------------------------------------ */

/* Every team refuses everybody or nobody, and has room or none. */
static void set_doors(struct region *region, double capacity, double refuses)
{
    for (size_t o = 0; o < region->n_organisations; o++)
        for (int s = 0; s < N_SERVICES; s++) {
            struct team *team = &region->organisations[o].teams[s];
            team->capacity = capacity;
            team->carry = 0.0;
            team->refuse[CLIENT_SIMPLE] = team->refuse[CLIENT_COMPLEX] = refuses;
        }
}

/* How often a citizen is in the calendar of a month for asking a service again. */
static uint32_t asks_again(const struct region *region, size_t month, uint32_t citizen, int service)
{
    uint32_t n = 0;
    for (uint32_t node = region->calendar[month]; node != NODE_NONE; node = region->nodes[node].next)
        n += region->nodes[node].citizen == citizen
             && region->nodes[node].what == ((unsigned)service | (unsigned)NODE_RETRY);
    return n;
}

/* Waits for a service in the queue of the usual provider since a month. */
static bool waits_since(const struct region *region, uint32_t citizen, int service, size_t month)
{
    const struct citizens *c = &region->citizens;
    if (!((unsigned)c->waiting[citizen] >> service & 1u) || (unsigned)c->elsewhere[citizen] >> service & 1u)
        return false;
    const struct queue *queue = &region->organisations[region_provider(region, service, citizen)].teams[service].queue;
    uint32_t node = queue->head;
    for (uint32_t k = 0; k < queue->length; k++, node = region->nodes[node].next)
        if (region->nodes[node].citizen == citizen && region->nodes[node].month == month)
            return true;
    return false;
}

enum { AGAIN_WAITS, AGAIN_LONGTERM, AGAIN_GONE, AGAIN_SERVED, N_AGAIN };

static void test_who_was_refused_twice_asks_again(void **state)
{
    (void)state;
    struct bed bed = BED(REGION_BED_SPINUP + 3, PLAIN, "services.district-nursing.wait_months=3",
                         "services.household-help.wait_months=3", "services.support.wait_months=3",
                         "services.mental-health.wait_months=4", "payment.double_contracting=0");
    struct region *region = bed.region;
    struct citizens *c = &region->citizens;
    uint16_t *before = calloc(c->n, sizeof *before);
    assert_non_null(before);
    memcpy(before, c->waiting, c->n * sizeof *before);
    set_doors(region, 1e6, 1.0);
    queue_month(region);
    assert_sound(region);
    const size_t now = region->month, then = now + region->p.unmet_months;
    static const int asked[] = {SERVICE_NURSING, SERVICE_HELP, SERVICE_SUPPORT, SERVICE_MENTAL};
    uint32_t found[N_SERVICES][N_AGAIN] = {{0}};
    for (uint32_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < REGION_BED_COUNT(asked); k++) {
            const int s = asked[k];
            const bool away = c->class[i] != CLASS_NONE && (before[i] & BIT(s)) && !(c->waiting[i] & BIT(s));
            if (!away) {
                assert_int_equal(asks_again(region, then, i, s), 0);
                continue;
            }
            assert_true(unmet(region, i) && !(c->services[i] & BIT(s)));
            assert_int_equal(asks_again(region, then, i, s), 1);
        }
    /* Meanwhile some come into long-term care, some are gone, some are served. */
    for (uint32_t i = 0; i < c->n; i++) {
        struct citizen_class class = class_unpack(c->class[i]);
        if (c->class[i] == CLASS_NONE || !before[i])
            continue;
        class.state = STATE_LONGTERM;
        if (i % 4 == AGAIN_LONGTERM)
            population_set_class(region, i,
                                 class_pack(class.band, class.state, class.psycho, class.position, class.dementia,
                                            class.unmet));
        if (i % 4 == AGAIN_GONE)
            population_set_class(region, i, CLASS_NONE);
        if (i % 4 == AGAIN_SERVED)
            c->services[i] |= before[i];
    }
    uint32_t *retry = calloc((size_t)c->n * N_SERVICES + 1, sizeof *retry);
    assert_non_null(retry);
    for (uint32_t i = 0; i < c->n; i++)
        for (int s = 0; s < N_SERVICES; s++)
            retry[i * N_SERVICES + (unsigned)s] = asks_again(region, then, i, s);
    region->month = then;
    calendar_month(region);
    for (uint32_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < REGION_BED_COUNT(asked); k++) {
            const int s = asked[k];
            if (!retry[i * N_SERVICES + (unsigned)s] || (i % 4 == AGAIN_WAITS && c->class[i] == CLASS_NONE))
                continue;
            const bool longterm = c->class[i] != CLASS_NONE && class_unpack(c->class[i]).state == STATE_LONGTERM;
            const bool away = i % 4 == AGAIN_GONE || (c->services[i] & BIT(s)) || (longterm && s != SERVICE_MENTAL);
            assert_int_equal(waits_since(region, i, s, then), i % 4 != AGAIN_SERVED && !away);
            found[s][i % 4]++;
        }
    for (int s = SERVICE_NURSING; s <= SERVICE_SUPPORT; s++)
        for (int what = 0; what < N_AGAIN; what++)
            assert_true(found[s][what] >= 2);
    assert_true(found[SERVICE_MENTAL][AGAIN_LONGTERM] >= 1);
    free(before), free(retry);
    region_bed_close(&bed);
}

/* In a running region, whoever is refused once and for all in one month uses or waits for it half a year later. */
static void test_refused_clients_come_back(void **state)
{
    (void)state;
    struct bed bed = BED(REGION_BED_SPINUP + 2, PLAIN, "work.selection=0", "services.mental-health.wait_months=4");
    struct region *region = bed.region;
    const struct citizens *c = &region->citizens;
    set_doors(region, 1e6, 1.0);
    region_bed_run(region, REGION_BED_SPINUP + 2, REGION_BED_SPINUP + 3);
    const uint32_t away = region->tally.turned_away, n = c->n;
    const size_t then = region->month + region->p.unmet_months;
    uint8_t *asked = calloc(n, 1);
    assert_non_null(asked);
    uint32_t all = 0, late = 0, back = 0;
    for (uint32_t i = 0; i < n; i++)
        for (int s = 0; s < N_SERVICES; s++)
            all += asks_again(region, then, i, s);
    assert_int_equal(all, away);
    for (uint32_t i = 0; i < n; i++)
        asked[i] = asks_again(region, then, i, SERVICE_MENTAL) > 0 && c->class[i] != CLASS_NONE;
    region_bed_run(region, REGION_BED_SPINUP + 3, then);
    for (uint32_t i = 0; i < n; i++)
        late += asked[i] && !((c->waiting[i] | c->services[i]) & BIT(SERVICE_MENTAL)) && c->class[i] != CLASS_NONE;
    assert_sound(region);
    region_bed_run(region, then, then + 1);
    for (uint32_t i = 0; i < n; i++) {
        if (!asked[i] || c->class[i] == CLASS_NONE)
            continue;
        assert_true((c->waiting[i] | c->services[i]) & BIT(SERVICE_MENTAL));
        back++;
    }
    assert_sound(region);
    assert_true(late > 10 && back > 10);
    free(asked);
    region_bed_close(&bed);
}

/* -- cases that hospitals open ------------------------------------------------------------------------------------- */

static void set_cases(struct region *region, int service, enum client_type type, double cases)
{
    for (size_t k = 0; k < region->kind_n[KIND_HOSPITAL]; k++)
        region->organisations[region->kind_first[KIND_HOSPITAL][k]].teams[service].cases[type] = cases;
}

static double events(const struct region *region, int service, uint32_t citizen, enum client_type type)
{
    return region_contract(region, service, citizen)->events[type];
}

static struct bed hospital_bed(void)
{
    struct bed bed = BED(REGION_BED_SPINUP + 1, PLAIN, "pathway.shared_care=0");
    for (unsigned g = 0; g < N_GROUPS; g++)
        bed.region->need->admission_elective[g] = bed.region->need->admission_acute[g] = 0.0;
    return bed;
}

struct opened {
    double n, none, two, events, unmet;
};

/* One outpatient trajectory, or one acute episode with its admission, for every citizen of a type; counts `service`. */
static struct opened open_all(struct region *region, enum client_type type, bool acute, int service)
{
    static const struct rng_words sure = {.w = {0}};
    struct citizens *c = &region->citizens;
    struct opened all = {0};
    for (uint32_t i = 0; i < c->n; i++) {
        if (c->class[i] == CLASS_NONE || type_of(region, i) != type || c->waiting[i])
            continue;
        const uint16_t class = c->class[i];
        set_unmet(region, i, 0);
        const double before = events(region, service, i, type);
        if (acute)
            pathway_episode(region, i, EVENT_ACUTE, &sure);
        else
            pathway_service_start(region, i, SERVICE_OUTPATIENT);
        const double billed = events(region, service, i, type) - before;
        all.n += 1.0;
        all.none += billed == 0.0;
        all.two += billed == 2.0;
        all.events += billed;
        all.unmet += unmet(region, i);
        if (service != SERVICE_EMERGENCY)
            assert_int_equal(unmet(region, i), billed == 0.0);
        population_set_class(region, i, class);
    }
    assert_true(all.n > 300.0);
    return all;
}

static void test_hospitals_open_some_cases(void **state)
{
    (void)state;
    struct bed bed = hospital_bed();
    struct region *region = bed.region;
    for (int type = 0; type < N_CLIENT_TYPES; type++) {
        const enum client_type one = (enum client_type)type, other = (enum client_type)(1 - type);
        set_cases(region, SERVICE_OUTPATIENT, one, 0.5);
        const struct opened half = open_all(region, one, false, SERVICE_OUTPATIENT);
        assert_share("half", half.none, half.n, 0.5);
        assert_true(half.events == half.n - half.none && half.unmet == half.none && half.two == 0.0);
        const struct opened rest = open_all(region, other, false, SERVICE_OUTPATIENT);
        assert_true(rest.events == rest.n && rest.none == 0.0 && rest.two == 0.0 && rest.unmet == 0.0);
        set_cases(region, SERVICE_OUTPATIENT, one, 1.5);
        const struct opened more = open_all(region, one, false, SERVICE_OUTPATIENT);
        assert_share("one and a half", more.two, more.n, 0.5);
        assert_true(more.none == 0.0 && more.events == more.n + more.two && more.unmet == 0.0);
        set_cases(region, SERVICE_OUTPATIENT, one, 1.0);
    }
    region_bed_close(&bed);
}

/* Admissions after a trajectory and after an acute episode; the emergency visit is always there. */
static void test_hospitals_admit_some(void **state)
{
    (void)state;
    for (int acute = 0; acute < 2; acute++) {
        struct bed bed = hospital_bed();
        struct region *region = bed.region;
        for (unsigned g = 0; g < N_GROUPS; g++)
            region->need->admission_elective[g] = region->need->admission_acute[g] = 1.0;
        const struct opened same = open_all(region, CLIENT_SIMPLE, acute, SERVICE_ADMISSION);
        assert_true(same.events == same.n && same.none == 0.0 && same.two == 0.0);
        set_cases(region, SERVICE_ADMISSION, CLIENT_SIMPLE, 0.5);
        const struct opened half = open_all(region, CLIENT_SIMPLE, acute, SERVICE_ADMISSION);
        assert_share("admitted", half.none, half.n, 0.5);
        assert_true(half.events == half.n - half.none && half.unmet == half.none);
        set_cases(region, SERVICE_EMERGENCY, CLIENT_SIMPLE, 0.5);
        if (acute) {
            const struct opened visits = open_all(region, CLIENT_SIMPLE, acute, SERVICE_EMERGENCY);
            assert_true(visits.events == visits.n && visits.none == 0.0);
        }
        region_bed_close(&bed);
    }
}

/* A case that the second provider does not open either is billed nowhere and leaves no mark on the client. */
static void test_unopened_cases_leave_no_mark(void **state)
{
    (void)state;
    struct bed bed = hospital_bed();
    struct region *region = bed.region;
    uint32_t n = 0;
    for (int type = 0; type < N_CLIENT_TYPES; type++)
        set_cases(region, SERVICE_OUTPATIENT, (enum client_type)type, 0.0);
    for (uint32_t i = 0; i < 200; i++) {
        if (region->citizens.class[i] == CLASS_NONE || region->citizens.waiting[i])
            continue;
        region->citizens.elsewhere[i] |= BIT(SERVICE_OUTPATIENT);
        const struct contract *second = region_contract(region, SERVICE_OUTPATIENT, i), before = *second;
        pathway_service_start(region, i, SERVICE_OUTPATIENT);
        assert_false(region->citizens.elsewhere[i] & BIT(SERVICE_OUTPATIENT));
        assert_true(region_contract(region, SERVICE_OUTPATIENT, i) != second);
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            assert_true(second->events[type] == before.events[type]
                        && second->guest_events[type] == before.guest_events[type]);
        n++;
    }
    assert_true(n > 100);
    region_bed_close(&bed);
}

#define HOSPITAL_CASES                                                                                            \
    PLAIN, "services.outpatient.contract=case-rate", "services.admission.contract=case-rate",                     \
        "services.emergency.contract=case-rate", "services.outpatient.ceiling=0", "services.admission.ceiling=0", \
        "services.emergency.ceiling=0", "payment.case_mix=true", "services.outpatient.without_tariff=0",          \
        "services.admission.without_tariff=0", "payment.scope=[\"outpatient\",\"admission\",\"emergency\"]"

/* After some years of a contract: cases per case that comes, by service and type, in every hospital. */
static void assert_cases(struct region *region, int service, double simple, double complex, double margin)
{
    for (size_t k = 0; k < region->kind_n[KIND_HOSPITAL]; k++) {
        const struct organisation *hospital = &region->organisations[region->kind_first[KIND_HOSPITAL][k]];
        assert_near("simple", hospital->teams[service].cases[CLIENT_SIMPLE], simple, margin);
        assert_near("complex", hospital->teams[service].cases[CLIENT_COMPLEX], complex, margin);
    }
}

static void test_a_budget_opens_fewer_cases(void **state)
{
    (void)state;
    struct bed budget = BED(REGION_BED_SPINUP + 1, HOSPITAL_CASES, "payment.kind=population-budget");
    for (int s = SERVICE_OUTPATIENT; s <= SERVICE_ADMISSION; s++) /* a tenth of the way in the first month */
        assert_cases(budget.region, s, 1.0 - 0.1 * 0.1, 1.0 - 0.1 * 0.05, 1e-12);
    region_bed_run(budget.region, REGION_BED_SPINUP + 1, MONTHS);
    const double left = pow(0.9, HORIZON);
    for (int s = SERVICE_OUTPATIENT; s <= SERVICE_ADMISSION; s++)
        assert_cases(budget.region, s, 0.9 + 0.1 * left, 0.95 + 0.05 * left, 1e-9);
    assert_cases(budget.region, SERVICE_EMERGENCY, 1.0, 1.0, 0.0);
    assert_cases(budget.region, SERVICE_GP, 1.0, 1.0, 0.0);
    region_bed_close(&budget);
    struct bed same = BED(MONTHS, HOSPITAL_CASES, "payment.kind=case-rate"),
               deaf = BED(MONTHS, HOSPITAL_CASES, "payment.kind=population-budget", "work.discretion=0");
    for (int s = SERVICE_EMERGENCY; s <= SERVICE_ADMISSION; s++) {
        assert_cases(same.region, s, 1.0, 1.0, 1e-12);
        assert_cases(deaf.region, s, 1.0, 1.0, 0.0);
    }
    region_bed_close(&same), region_bed_close(&deaf);
    for (int k = 0; k < 2; k++) { /* what holds back, and how strongly terms count; never by more than a half */
        struct bed other = k == 0 ? BED(REGION_BED_SPINUP + 1, HOSPITAL_CASES, "payment.kind=population-budget",
                                        "work.severity=4", "work.discretion=0.4", "work.intensity_pace=1")
                                  : BED(REGION_BED_SPINUP, HOSPITAL_CASES, "payment.kind=population-budget",
                                        "work.intensity_pace=1", "work.severity=1");
        if (k == 1) {
            other.region->p.discretion = 3.0;
            region_bed_run(other.region, REGION_BED_SPINUP, REGION_BED_SPINUP + 1);
        }
        assert_cases(other.region, SERVICE_OUTPATIENT, k == 0 ? 0.6 : 0.5, k == 0 ? 0.9 : 0.5, 1e-12);
        region_bed_close(&other);
    }
}

/* -- losses -------------------------------------------------------------------------------------------------------- */

struct flows {
    int64_t wages, fixed, supplies, interest, lumps;
};

static struct flows flows_of(const struct region *region, size_t o)
{
    const size_t account = account_of_organisation(o), suppliers = account_special(region, ACCOUNT_SUPPLIERS);
    return (struct flows){
        .wages = region_bed_flow(region, account, account_special(region, ACCOUNT_STAFF), FLOW_WAGES),
        .fixed = region_bed_flow(region, account, suppliers, FLOW_FIXED_COST),
        .supplies = region_bed_flow(region, account, suppliers, FLOW_SUPPLIES),
        .interest = region_bed_flow(region, account, suppliers, FLOW_INTEREST),
        .lumps = region_bed_flow(region, REGION_BED_ANY, account, FLOW_OTHER_CARE),
    };
}

/* By hand from the ledger and from what contracts owe: the same within the cents that rounding moves. */
static void test_result_is_what_is_left(void **state)
{
    (void)state;
    struct bed bed = BED(REGION_BED_SPINUP, PLAIN, "payment.lag_months=3", "cost.interest_per_year=0.12");
    struct region *region = bed.region;
    struct flows before[64] = {{0}};
    double mean[64] = {0}, loss = 0.0, interest = 0.0;
    assert_true(region->n_organisations <= 64);
    for (size_t month = REGION_BED_SPINUP; month < REGION_BED_SPINUP + 18; month++) {
        region_bed_run(region, month, month + 1);
        int64_t due[64] = {0};
        for (size_t k = 0; k < region->contracts.n; k++)
            due[region->contracts.list[k].organisation] += region->contracts.list[k].due_month_cents;
        for (size_t o = 0; o < region->n_organisations; o++) {
            const struct organisation *organisation = &region->organisations[o];
            const struct flows now = flows_of(region, o);
            const int64_t result = due[o] + (now.lumps - before[o].lumps) - (now.wages - before[o].wages)
                                   - (now.fixed - before[o].fixed) - (now.supplies - before[o].supplies)
                                   - (now.interest - before[o].interest);
            const double base = fmax(1.0, organisation->revenue_base_cents);
            mean[o] += ((double)result / base - mean[o]) / 12.0;
            assert_near(organisation->name, organisation->result_mean * base, mean[o] * base, 2.1);
            loss = fmin(loss, organisation->result_mean);
            interest += (double)(now.interest - before[o].interest);
            before[o] = now;
        }
    }
    assert_true(loss < -0.001 && interest > 1e6);
    region_bed_close(&bed);
}

enum { MOST = 64 };

/* Change of contracted hours in one month of work, by organisation, when every one has this result. `leavers`: hours of
 * those who leave in that month. */
static void month_of_work(double result, double change[MOST], double leavers[MOST])
{
    struct bed bed = BED(REGION_BED_SPINUP + 6, PLAIN, "work.leave_per_year=0.2");
    struct region *region = bed.region;
    const struct region_params *p = &region->p;
    double before[MOST] = {0};
    assert_true(region->n_organisations <= MOST);
    for (size_t o = 0; o < region->n_organisations; o++) {
        struct organisation *one = &region->organisations[o];
        const double low = one->boundary_share * (0.75 - one->wellbeing)
                           + (1.0 - one->boundary_share) * p->wellbeing_load * (one->workload - one->workload_start);
        one->result_mean = result;
        before[o] = one->hours_contracted;
        leavers[o] = before[o] * p->leave_per_year * (1.0 + fmax(-0.5, p->leave_wellbeing * low)) / 12.0;
    }
    work_month(region);
    for (size_t o = 0; o < MOST; o++)
        change[o] = o < region->n_organisations ? region->organisations[o].hours_contracted - before[o] : 0.0;
    region_bed_close(&bed);
}

static void test_losses_stop_hiring(void **state)
{
    (void)state;
    static const double limit = 0.03;
    double usual[MOST], leavers[MOST] = {0}, change[MOST], same[MOST];
    uint32_t hiring = 0, shedding = 0;
    month_of_work(0.0, usual, leavers);
    month_of_work(0.5, change, same);
    assert_memory_equal(change, usual, sizeof usual); /* a gain hires nobody more */
    for (size_t o = 0; o < MOST; o++) {
        hiring += usual[o] > 0.0;
        shedding += usual[o] < 0.0;
    }
    assert_true(hiring >= 3 && shedding >= 1);
    static const double losses[] = {0.25, 0.5, 0.9, 1.0, 1.25, 1.5, 2.0, 5.0}; /* in limits */
    for (size_t k = 0; k < REGION_BED_COUNT(losses); k++) {
        month_of_work(-losses[k] * limit, change, leavers);
        for (size_t o = 0; o < MOST; o++) {
            const double means = fmax(-1.0, 1.0 - losses[k]);
            const double margin = 1e-9 * fmax(1.0, leavers[o]);
            if (means >= 0.0)
                assert_near("hired", change[o], usual[o] > 0.0 ? means * usual[o] : usual[o], margin);
            else /* a loss never keeps staff that would go anyway for lack of work */
                assert_near("not replaced", change[o], fmin(usual[o], means * leavers[o]), margin);
        }
    }
}

static void test_a_tenth_of_staff_stays(void **state)
{
    (void)state;
    struct bed bed = BED(REGION_BED_SPINUP + 1, PLAIN);
    struct region *region = bed.region;
    region->p.leave_per_year = 8.0; /* half in a month */
    for (size_t o = 0; o < region->n_organisations; o++) {
        struct organisation *one = &region->organisations[o];
        assert_true(one->hours_contracted_base > 0.0);
        one->result_mean = -1.0;
        one->hours_contracted = one->hours_contracted_base * (o % 2 ? 0.11 : 0.05);
    }
    work_month(region);
    for (size_t o = 0; o < region->n_organisations; o++) {
        const struct organisation *one = &region->organisations[o];
        assert_near(one->name, one->hours_contracted / one->hours_contracted_base, o % 2 ? 0.1 : 0.05, 1e-12);
    }
    region_bed_close(&bed);
}

/* Without a loss the limit is never felt; with one it is. */
static void test_no_effect_without_a_loss(void **state)
{
    (void)state;
    for (int loss = 0; loss < 2; loss++) {
        struct bed strict = BED(REGION_BED_SPINUP, PLAIN, "cost.loss_limit=0.001"),
                   lax = BED(REGION_BED_SPINUP, PLAIN, "cost.loss_limit=1");
        for (size_t month = REGION_BED_SPINUP; month < MONTHS; month++) {
            for (size_t o = 0; o < strict.region->n_organisations; o++)
                strict.region->organisations[o].result_mean = lax.region->organisations[o].result_mean =
                    loss ? -0.002 : (double)(month % 2) * 0.01;
            region_bed_run(strict.region, month, month + 1);
            region_bed_run(lax.region, month, month + 1);
        }
        double a[N_OUTCOMES], b[N_OUTCOMES];
        samenspel_observe(strict.region, a);
        samenspel_observe(lax.region, b);
        bool same = true;
        for (int k = 0; k < N_OUTCOMES; k++)
            same = same && region_bed_same(a[k], b[k]);
        for (size_t o = 0; o < strict.region->n_organisations; o++)
            same = same
                   && region_bed_same(strict.region->organisations[o].hours_contracted,
                                      lax.region->organisations[o].hours_contracted);
        assert_int_equal(same, !loss);
        region_bed_close(&strict), region_bed_close(&lax);
    }
}

/* -- consultation, bundles, brokers, benchmarks -------------------------------------------------------------------- */

#define CONSULTATION PLAIN, "pathway.title=0", "payment.consultation_hours=0.7"

static void test_paid_consultation_takes_hours(void **state)
{
    (void)state;
    struct bed title = BED(REGION_BED_SPINUP, CONSULTATION, "payment.coordination_title=true"),
               none = BED(REGION_BED_SPINUP, CONSULTATION, "payment.coordination_title=false");
    title.region->payers[title.region->payer_first[PAYER_INSURER][0]].objects = true;
    region_bed_run(title.region, REGION_BED_SPINUP, REGION_BED_SPINUP + 1);
    region_bed_run(none.region, REGION_BED_SPINUP, REGION_BED_SPINUP + 1);
    double accepting = 0.0, all = 0.0;
    for (size_t p = 0; p < title.region->n_payers; p++)
        if (title.region->payers[p].kind == PAYER_INSURER && !title.region->payers[p].objects)
            accepting += title.region->payers[p].share;
    assert_true(accepting > 0.1 && accepting < 0.95);
    for (size_t o = 0; o < title.region->n_organisations; o++) {
        const struct organisation *with = &title.region->organisations[o], *without = &none.region->organisations[o];
        double handovers = 0.0;
        for (size_t k = with->practice_first; with->kind == KIND_GP && k < with->practice_first + with->practices; k++)
            for (int kind = 0; kind < N_KINDS; kind++)
                handovers += title.region->practices[k].handovers[kind];
        const double hours = handovers * 0.7 * title.region->p.people_per_citizen * accepting;
        assert_near(with->name, with->hours_demanded - without->hours_demanded, hours,
                    1e-9 * fmax(1.0, with->hours_demanded));
        all += hours;
        if (hours > 0.0)
            assert_true(with->workload > without->workload);
    }
    assert_true(all > 10.0);
    region_bed_close(&title), region_bed_close(&none);
}

#define BUNDLE                                                                                                   \
    PLAIN, "payment.kind=bundled", "payment.scope=[\"district-nursing\",\"household-help\",\"outpatient\"]",     \
        "services.district-nursing.complex_units=2", "payment.ceiling=5", "services.district-nursing.ceiling=0", \
        "services.outpatient.ceiling=0", "services.household-help.ceiling=0"

static void test_rebooked_care_is_paid_twice_for_complex_clients(void **state)
{
    (void)state;
    struct bed much = BED(REGION_BED_SPINUP + 1, BUNDLE, "payment.rebooked=0.4"),
               none = BED(REGION_BED_SPINUP + 1, BUNDLE, "payment.rebooked=0"),
               all_in = BED(REGION_BED_SPINUP + 1, BUNDLE, "payment.rebooked=0.4", "payment.bundle_all_in=true"),
               none_all_in = BED(REGION_BED_SPINUP + 1, BUNDLE, "payment.rebooked=0", "payment.bundle_all_in=true");
    double more = 0.0, complex = 0.0;
    for (size_t k = 0; k < much.region->contracts.n; k++) {
        const struct contract *one = &much.region->contracts.list[k], *zero = &none.region->contracts.list[k];
        const struct joint joint = {0.0, 0.0};
        const struct contract_month month = billing_contract_month(much.region, one, &joint);
        const double path = fmin(month.of[CLIENT_SIMPLE].norm_units, month.of[CLIENT_COMPLEX].norm_units);
        const double expected =
            one->in_scope ? month.price_cents * 0.4 * path * month.of[CLIENT_COMPLEX].clients * one->payable : 0.0;
        assert_near(service_types[one->service].name, (double)(one->due_month_cents - zero->due_month_cents), expected,
                    1.0);
        assert_int_equal(all_in.region->contracts.list[k].due_month_cents,
                         none_all_in.region->contracts.list[k].due_month_cents);
        if (one->in_scope) {
            const struct contracts *with = &much.region->contracts, *without = &none.region->contracts;
            const double simple = contract_marginal_client_of(with, one, &month, CLIENT_SIMPLE)
                                  - contract_marginal_client_of(without, zero, &month, CLIENT_SIMPLE);
            assert_near("a simple client", simple, 0.0, 0.0);
            complex += contract_marginal_client_of(with, one, &month, CLIENT_COMPLEX)
                       - contract_marginal_client_of(without, zero, &month, CLIENT_COMPLEX);
        }
        more += expected;
    }
    assert_true(more > 1e5 && complex > 0.0);
    region_bed_close(&much), region_bed_close(&none), region_bed_close(&all_in), region_bed_close(&none_all_in);
}

/* What the broker sees is on average what is bid: the logarithm has mean -variance / 2 and the stated spread. */
static void test_broker_sees_bids_right_on_average(void **state)
{
    (void)state;
    static const double noise = 1.0;
    struct bed bed = BED(REGION_BED_SPINUP + 2, "payment.cashier=true", "payment.shared_good=clarke");
    struct region *region = bed.region;
    struct cost_sharing *sharing = region->cost_sharing;
    double n = 0.0, sum = 0.0, logs = 0.0, squares = 0.0, truth[256];
    const size_t now = region->month;
    for (size_t draw = 0; draw < 3000; draw++) {
        sharing->broker_noise = 0.0;
        cost_sharing_bid(region, 1.0, 12.0);
        const size_t bids = sharing->n_bids;
        assert_true(bids >= 3 && bids <= 256);
        memcpy(truth, sharing->bid, bids * sizeof *truth);
        sharing->broker_noise = noise;
        region->month = now + draw;
        cost_sharing_bid(region, 1.0, 12.0);
        region->month = now;
        for (size_t k = 0; k < bids; k++) {
            if (truth[k] <= 0.0)
                continue;
            const double seen = sharing->bid[k] / truth[k];
            n += 1.0;
            sum += seen;
            logs += log(seen);
            squares += log(seen) * log(seen);
        }
    }
    assert_true(n > 8000.0);
    const double mean = logs / n, variance = squares / n - mean * mean;
    assert_near("mean", sum / n, 1.0, 4.5 * sqrt((exp(noise * noise) - 1.0) / n));
    assert_near("mean of the logarithm", mean, -0.5 * noise * noise, 4.5 * noise / sqrt(n));
    assert_near("variance of the logarithm", variance, noise * noise, 4.5 * sqrt(2.0 / n));
    region_bed_close(&bed);
}

/* A wait that stays longer by as much is first a worse result and, as the benchmark follows, the norm. */
static void follow(double rebase, int years, double last[2])
{
    enum { S = SERVICE_NURSING };
    struct bed bed = BED(REGION_BED_SPINUP + 1, PLAIN);
    struct region *region = bed.region;
    struct money *money = region->money;
    const size_t *nursing = region->kind_first[KIND_NURSING], n = region->kind_n[KIND_NURSING];
    const double wait = money->quality_base[S] + 0.5;
    double all = money->quality_base[S], own[8];
    assert_true(n >= 2 && n <= 8);
    money->rebase = rebase;
    for (size_t k = 0; k < n; k++)
        own[k] = region->organisations[nursing[k]].teams[S].quality_base;
    for (int month = 0; month < 12 * years; month++) {
        for (size_t k = 0; k < n; k++) {
            struct team *team = &region->organisations[nursing[k]].teams[S];
            team->wait_n = 10.0 * (double)(k + 1);
            team->wait_sum = wait * team->wait_n;
        }
        region->month++;
        billing_month(region);
        assert_near("of all", money->quality[S], 1.0 + (all - wait) / (all + 1.0), 1e-9);
        all += rebase / 12.0 * (wait - all);
        assert_near("benchmark", money->quality_base[S], all, 1e-9);
        for (size_t k = 0; k < n; k++) {
            const double result = 1.0 + fmin(0.5, fmax(-0.5, (own[k] - wait) / (own[k] + 1.0)));
            assert_near("of one", region->organisations[nursing[k]].teams[S].quality, result, 1e-9);
            own[k] += rebase / 12.0 * (wait - own[k]);
        }
        if (month == 0)
            last[0] = money->quality[S];
    }
    last[1] = money->quality[S];
    region_bed_close(&bed);
}

static void test_benchmark_follows(void **state)
{
    (void)state;
    double result[2] = {0.0, 0.0};
    follow(0.33, 15, result);
    assert_true(result[0] < 0.9 && result[1] > 0.995 && result[1] < 1.0);
    follow(0.0, 15, result);
    assert_true(result[0] < 0.9 && result[1] == result[0]);
    follow(1.0, 1, result);
    assert_true(result[0] < 0.9 && result[1] > 0.85 && result[1] < 0.97);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_less_than_the_norm_harms_each_year),
        cmocka_unit_test(test_harm_lasts_a_year),
        cmocka_unit_test(test_harm_comes_on_birthdays_in_the_horizon),
        cmocka_unit_test(test_who_was_refused_twice_asks_again),
        cmocka_unit_test(test_refused_clients_come_back),
        cmocka_unit_test(test_hospitals_open_some_cases),
        cmocka_unit_test(test_hospitals_admit_some),
        cmocka_unit_test(test_unopened_cases_leave_no_mark),
        cmocka_unit_test(test_a_budget_opens_fewer_cases),
        cmocka_unit_test(test_result_is_what_is_left),
        cmocka_unit_test(test_losses_stop_hiring),
        cmocka_unit_test(test_a_tenth_of_staff_stays),
        cmocka_unit_test(test_no_effect_without_a_loss),
        cmocka_unit_test(test_paid_consultation_takes_hours),
        cmocka_unit_test(test_rebooked_care_is_paid_twice_for_complex_clients),
        cmocka_unit_test(test_broker_sees_bids_right_on_average),
        cmocka_unit_test(test_benchmark_follows),
    };
    return cmocka_run_group_tests_name("consequences", tests, NULL, NULL);
}
