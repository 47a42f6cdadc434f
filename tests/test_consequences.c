/* What providers' choices mean to citizens: less care harms while it lasts, who was refused asks again, and hospitals open
 * a case or not. */
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
#include "tests/support/expect.h"
#include "tests/support/region_bed.h"

enum { HORIZON = 36, MONTHS = REGION_BED_SPINUP + HORIZON };
#define PLAIN "network.active=false", "horizon_months=36", "region.scale=0.04"

/* A share of n draws with chance p, within 4.5 standard deviations. */
static void assert_share(const char *what, double hits, double n, double p)
{
    assert_near(what, hits / n, p, 4.5 * sqrt(p * (1.0 - p) / n));
}

#define BED(months, ...)                                                                                           \
    region_bed_open((const char *const[]){__VA_ARGS__}, REGION_BED_COUNT(((const char *const[]){__VA_ARGS__})), 0, \
                    (months))

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
    };
    return cmocka_run_group_tests_name("consequences", tests, NULL, NULL);
}
