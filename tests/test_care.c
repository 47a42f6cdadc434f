/* Care: citizens and their classes, the table of chances, queues and the calendar. What is exact is checked exactly;
 * what is drawn within four standard errors of the number that the scenario's own rates give. */
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
#include "models/care/pathway.h"
#include "models/care/population.h"
#include "models/care/queue.h"
#include "tests/support/expect.h"
#include "tests/support/region_bed.h"

static const char midden_limburg[] = SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg";

enum { PURPOSE_TEST = 60002 };

static struct bed bed_open(const char *const *sets, size_t n_sets)
{
    return region_bed_open(sets, n_sets, 0, 0);
}

static const double *reals(const struct bed *bed, const char *path)
{
    const double *values = NULL;
    assert_true(settings_reals_at(bed->scenario->arms[0].settings, path, 0, &values) > 0);
    return values;
}

/* -- classes ------------------------------------------------------------------------------------------------------- */

static void test_classes(void **state)
{
    (void)state;
    unsigned next = 0;
    for (unsigned band = 0; band < N_BANDS; band++)
        for (unsigned rest = 0; rest < N_STATES * N_PSYCHO * N_POSITIONS * 4u; rest++) {
            const unsigned unmet = rest % 2, dementia = rest / 2 % 2, position = rest / 4 % 3, psycho = rest / 12 % 3,
                           f = rest / 36;
            const uint16_t class = class_pack(band, f, psycho, position, dementia, unmet);
            const struct citizen_class c = class_unpack(class);
            assert_int_equal(class, next++); /* every number once */
            assert_true(c.band == band && c.state == f && c.psycho == psycho && c.position == position
                        && c.dementia == dementia && c.unmet == unmet);
            assert_int_equal(class & 1u, unmet); /* population.c flips this bit */
        }
    assert_int_equal(next, N_CLASSES);
    assert_int_equal(band_of_age(0), 0);
    assert_int_equal(band_of_age(4), 0);
    assert_int_equal(band_of_age(89), 17);
    assert_int_equal(band_of_age(90), 18);
    assert_int_equal(band_of_age(120), 18);
    static const unsigned first_age[N_GROUPS] = {0, 20, 45, 65, 75, 85};
    for (unsigned g = 0; g < N_GROUPS; g++) {
        assert_int_equal(group_of_band(band_of_age(first_age[g])), g);
        if (g > 0)
            assert_int_equal(group_of_band(band_of_age(first_age[g] - 1)), g - 1);
    }
}

/* -- the table of chances ------------------------------------------------------------------------------------------ */

static double chance_of(const struct need *need, unsigned class, int event)
{
    const uint32_t below = event > 0 ? need->cumulative[class][event - 1] : 0;
    return (double)(need->cumulative[class][event] - below) * 0x1p-32;
}

/* Share of a band's people who are in this class, with the usual share of unmet need. */
static double class_share(const struct bed *bed, const struct citizen_class *c)
{
    const struct need *need = bed->region->need;
    const double unmet = reals(bed, "health.unmet_usual")[c->state];
    const double dementia = need->dementia_share[c->band][c->state];
    return need->state_share[c->band][c->state] * need->position_share[c->position]
           * need->psycho_share[c->position][c->psycho] * (c->dementia ? dementia : 1.0 - dementia)
           * (c->unmet ? unmet : 1.0 - unmet);
}

static void test_thresholds(void **state)
{
    (void)state;
    struct bed bed = bed_open(NULL, 0);
    const struct need *need = bed.region->need;
    const double *ages = reals(&bed, "region.age_shares");
    double all = 0.0, full = 0.0;
    for (unsigned b = 0; b < N_BANDS; b++)
        all += ages[b];
    for (unsigned k = 0; k < N_CLASSES; k++) {
        const struct citizen_class c = class_unpack((uint16_t)k);
        for (int e = 1; e < N_EVENTS; e++)
            assert_true(need->cumulative[k][e] >= need->cumulative[k][e - 1]);
        assert_true(need->total[k] == need->cumulative[k][N_EVENTS - 1]);
        full += need->total[k] == UINT32_MAX ? class_share(&bed, &c) * ages[c.band] / all : 0.0;
        assert_true(need->utility[k] >= 0.0 && need->utility[k] <= 1.0);
        if (c.state == STATE_ROBUST)
            assert_true(chance_of(need, k, EVENT_RECOVER) == 0.0 && chance_of(need, k, EVENT_LONGTERM) == 0.0);
        if (c.state == STATE_LONGTERM)
            assert_true(chance_of(need, k, EVENT_WORSEN) == 0.0 && chance_of(need, k, EVENT_LEAVE) == 0.0);
        if (c.dementia)
            assert_true(chance_of(need, k, EVENT_DEMENTIA) == 0.0);
        if (c.psycho == 0)
            assert_true(chance_of(need, k, EVENT_PSYCHO_DOWN) == 0.0);
        if (c.psycho == 2)
            assert_true(chance_of(need, k, EVENT_PSYCHO_UP) == 0.0);
    }
    assert_int_equal(need->total[CLASS_NONE], 0);
    if (full > 1e-4) /* where chances add up to more than 1 the last ones are lost */
        fail_msg("too many chances in the classes of %g of the people", full);
    region_bed_close(&bed);
}

/* Share of those who look for help, of a social position. */
static double seeking(const struct bed *bed, unsigned position)
{
    const struct region_params *p = &bed->region->p;
    const double poor = reals(bed, "region.literacy_limited")[position];
    const double trust = (6 + 3.5) / 15.0; /* drawn from 6 to 13 of 15 */
    return p->seek_base - poor * p->seek_literacy - (1.0 - trust) * p->seek_trust;
}

/* Mean chance that thinning leaves of an elective event, over the physical conditions of an age group. */
static double thinned_elective(const struct need *need, unsigned group)
{
    double mean = 0.0;
    for (unsigned set = 0; set < 8; set++) {
        double share = 1.0;
        unsigned n = 0;
        for (unsigned k = 0; k < 3; k++) {
            const double has = need->condition_share[k][group];
            share *= set >> k & 1u ? has : 1.0 - has;
            n += set >> k & 1u;
        }
        mean += share * need->accept_conditions[n];
    }
    return mean / NEED_HEADROOM;
}

/* Events that come about, per 1,000 people of a band and year. */
static double yearly_rate(const struct bed *bed, unsigned band, int event)
{
    const struct need *need = bed->region->need;
    double rate = 0.0;
    for (unsigned k = 0; k < N_CLASSES; k++) {
        const struct citizen_class c = class_unpack((uint16_t)k);
        if (c.band != band)
            continue;
        double accepted = 1.0;
        if (event == EVENT_ACUTE)
            accepted = 1.0 / NEED_HEADROOM;
        if (event == EVENT_ELECTIVE)
            accepted = thinned_elective(need, group_of_band(band)) * seeking(bed, c.position);
        if (event == EVENT_MENTAL)
            accepted = seeking(bed, c.position);
        rate += 12000.0 * class_share(bed, &c) * chance_of(need, k, event) * accepted;
    }
    return rate;
}

/* What the scenario asks for comes out of the table, within 2 %. */
static void test_rates_are_the_scenarios(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int event;
    } rows[] = {
        {"need.acute_per_1000", EVENT_ACUTE},   {"need.elective_per_1000", EVENT_ELECTIVE},
        {"need.mental_per_1000", EVENT_MENTAL}, {"need.nursing_per_1000", EVENT_NURSING},
        {"need.help_per_1000", EVENT_HELP},     {"need.support_per_1000", EVENT_SUPPORT},
        {"need.youth_per_1000", EVENT_YOUTH},
    };
    struct bed bed = bed_open(NULL, 0);
    for (size_t i = 0; i < REGION_BED_COUNT(rows); i++)
        for (unsigned band = 0; band < N_BANDS; band++) {
            const double wanted = reals(&bed, rows[i].path)[group_of_band(band)];
            assert_near(rows[i].path, yearly_rate(&bed, band, rows[i].event), wanted, 0.02 * wanted + 1e-6);
        }
    region_bed_close(&bed);
}

/* The same for chronic disease, frailty and long-term care, whose rates are those of a state. */
static void test_worsening_is_the_scenarios(void **state)
{
    (void)state;
    struct bed bed = bed_open(NULL, 0);
    const struct need *need = bed.region->need;
    static const char *const paths[3] = {"health.robust_to_chronic_per_1000", "health.chronic_to_frail_per_1000",
                                         "health.frail_to_longterm_per_1000"};
    double carers = 0.0;
    for (unsigned s = 0; s < 4; s++)
        carers += need->carer_share[1][s] * need->accept_carer[s];
    const double accepted[3] = {1.0, 1.0 / NEED_HEADROOM, carers / NEED_HEADROOM};
    for (unsigned f = 0; f < 3; f++)
        for (unsigned band = 0; band < N_BANDS; band++) {
            double chance = 0.0;
            for (unsigned k = 0; k < N_CLASSES; k++) {
                const struct citizen_class c = class_unpack((uint16_t)k);
                if (c.band == band && c.state == f)
                    chance += class_share(&bed, &c) / need->state_share[band][f] * chance_of(need, k, EVENT_WORSEN);
            }
            const double wanted = reals(&bed, paths[f])[band] / 12000.0;
            assert_near(paths[f], chance * accepted[f], wanted, 0.02 * wanted + 1e-7);
        }
    region_bed_close(&bed);
}

/* -- thinning ------------------------------------------------------------------------------------------------------ */

static struct rng_words words_of(uint32_t i)
{
    const struct rng_stream stream = {.seed = 7};
    return rng_draw(&stream, i, 0, PURPOSE_TEST, 0);
}

/* Share of N events of this kind that come about for a citizen: `count` tells how many came so far. */
static void assert_share(struct region *region, uint32_t citizen, int event, const uint32_t *count, double expected)
{
    enum { N = 20000 };
    const uint32_t before = *count;
    for (uint32_t i = 0; i < N; i++) {
        const struct rng_words words = words_of(i);
        pathway_episode(region, citizen, event, &words);
        region->citizens.waiting[citizen] = region->citizens.services[citizen] = 0;
    }
    assert_near("share of events that come about", (double)(*count - before) / N, expected,
                4.0 * sqrt(expected * (1.0 - expected) / N));
}

static void test_thinning(void **state)
{
    (void)state;
    const char *const sets[] = {"pathway.seek_base=1", "pathway.seek_literacy=0", "pathway.seek_trust=0",
                                "region.scale=0.2"};
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    struct intervention *v = &region->interventions[0];
    const uint32_t citizen = 0;
    region->month = 20;
    assert_share(region, citizen, EVENT_ACUTE, &region->tally.acute, 1.0 / NEED_HEADROOM);
    v->acute = 0.5, v->elective = -0.25, v->fidelity = 0.8, v->coverage = 0.5, v->ramp_months = 10.0;
    region->citizens.enrolled[citizen] = 1;
    region->citizens.enrolled_at[citizen] = 15; /* half of the ramp */
    assert_share(region, citizen, EVENT_ACUTE, &region->tally.acute, (1.0 - 0.5 * 0.8 * 0.5 * 0.5) / NEED_HEADROOM);
    region->citizens.enrolled_at[citizen] = 0;
    assert_share(region, citizen, EVENT_ACUTE, &region->tally.acute, (1.0 - 0.5 * 0.8 * 0.5) / NEED_HEADROOM);
    for (unsigned n = 0; n < 4; n++) {
        region->citizens.conditions[citizen] = (uint8_t)((1u << n) - 1u);
        assert_share(region, citizen, EVENT_ELECTIVE, &region->tally.elective,
                     region->need->accept_conditions[n] * (1.0 + 0.25 * 0.8 * 0.5) / NEED_HEADROOM);
    }
    region->citizens.enrolled[citizen] = 0;
    assert_share(region, citizen, EVENT_ELECTIVE, &region->tally.elective,
                 region->need->accept_conditions[3] / NEED_HEADROOM);
    region_bed_close(&bed);
}

/* A coalition that is to keep people from becoming frail must take in some who can: the chronically ill. */
static void test_worsening_can_be_prevented(void **state)
{
    (void)state;
    struct bed bed = bed_open(NULL, 0);
    struct region *region = bed.region;
    for (size_t i = 0; i < region->n_coalitions; i++) {
        struct intervention *v = &region->interventions[i];
        unsigned able = 0;
        if (settings_real_at(bed.scenario->arms[0].settings, "coalitions[].worsening_effect", i) == 0.0)
            continue;
        v->capacity = 1e9, v->enrol_months = 1.0; /* whoever it serves is enrolled */
        for (unsigned k = 0; k < N_CLASSES; k++) {
            const struct citizen_class c = class_unpack((uint16_t)k);
            intervention_visit(region, 0, &c);
            able += region->citizens.enrolled[0] == i + 1 && c.state == STATE_CHRONIC;
            population_disenrol(region, 0);
        }
        v->capacity = 0.0;
        if (able == 0)
            fail_msg("%s prevents frailty, and serves none but those who are frail", v->name);
    }
    region_bed_close(&bed);
}

/* -- a year of a hundred thousand people --------------------------------------------------------------------------- */

struct year {
    double deaths, deaths_variance, left, left_variance;
    double found_deaths, found_left, births, moves;
};

/* Expected deaths of the month from the scenario's own tables: everybody by age band and state. */
static void expect_month(const struct bed *bed, const double *const *death, const double *leave, struct year *year)
{
    for (unsigned k = 0; k < N_CLASSES; k++) {
        const struct citizen_class c = class_unpack((uint16_t)k);
        const double n = bed->region->class_count[k];
        const double dies = death[c.state][c.band] / 12000.0;
        const double leaves = c.state == STATE_LONGTERM ? 0.0 : leave[group_of_band(c.band)] / 12000.0;
        year->deaths += n * dies;
        year->deaths_variance += n * dies * (1.0 - dies);
        year->left += n * leaves;
        year->left_variance += n * leaves * (1.0 - leaves);
    }
}

static void test_first_year(void **state)
{
    (void)state;
    const char *const sets[] = {"region.population=100000", "region.scale=1", "horizon_months=120"};
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
    const double *const death[N_STATES] = {reals(&bed, "health.death_robust_per_1000"),
                                           reals(&bed, "health.death_chronic_per_1000"),
                                           reals(&bed, "health.death_frail_per_1000"),
                                           reals(&bed, "health.death_longterm_per_1000")};
    const double *leave = reals(&bed, "region.moves_out_per_1000");
    const double births = settings_real(bed.scenario->arms[0].settings, "region.births_per_1000") * 100.0;
    const double moves = settings_real(bed.scenario->arms[0].settings, "region.moves_in_per_1000") * 100.0;
    struct year year = {0};
    assert_int_equal(bed.region->citizens.alive, 100000);
    for (size_t month = 0; month < 12; month++) {
        const struct tally *tally = &bed.region->tally;
        expect_month(&bed, death, leave, &year);
        region_bed_run(bed.region, month, month + 1);
        year.found_deaths += tally->deaths;
        year.found_left += tally->moved_out;
        year.births += tally->births;
        year.moves += tally->moved_in;
        assert_near("births of a month", tally->births, births / 12.0, 1.0);
        assert_near("arrivals of a month", tally->moved_in, moves / 12.0, 1.0);
    }
    assert_near("deaths", year.found_deaths, year.deaths, 4.0 * sqrt(year.deaths_variance));
    assert_near("departures", year.found_left, year.left, 4.0 * sqrt(year.left_variance));
    assert_near("births", year.births, births, 4.0 * sqrt(12.0 / 4.0));
    assert_near("arrivals", year.moves, moves, 4.0 * sqrt(12.0 / 4.0));
    assert_true((double)bed.region->citizens.alive
                == 100000.0 + year.births + year.moves - year.found_deaths - year.found_left);
    region_bed_close(&bed);
}

/* The first citizens are spread over ages, states and positions as the scenario says. */
static void test_first_citizens(void **state)
{
    (void)state;
    const char *const sets[] = {"region.population=100000", "region.scale=1", "region.neighbourhood_spread=0"};
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
    const double *ages = reals(&bed, "region.age_shares");
    double all = 0.0, band[N_BANDS] = {0}, in_state[N_BANDS][N_STATES] = {{0}}, position[N_POSITIONS] = {0};
    for (unsigned b = 0; b < N_BANDS; b++)
        all += ages[b];
    for (uint32_t i = 0; i < bed.region->citizens.n; i++) {
        const struct citizen_class c = class_unpack(bed.region->citizens.class[i]);
        assert_int_equal(c.band, band_of_age(bed.region->citizens.age[i]));
        band[c.band]++;
        in_state[c.band][c.state]++;
        position[c.position]++;
    }
    for (unsigned b = 0; b < N_BANDS; b++) {
        assert_near("people of an age", band[b], ages[b] / all * 1e5, 1.0);
        for (unsigned f = 0; f < N_STATES; f++) {
            const double share = bed.region->need->state_share[b][f];
            assert_near("people in a state", in_state[b][f], band[b] * share,
                        4.5 * sqrt(band[b] * share * (1.0 - share)) + 1.0);
        }
    }
    for (unsigned p = 0; p < N_POSITIONS; p++)
        assert_near("people in a position", position[p], 1e5 * bed.region->need->position_share[p], 4.0 * 160.0);
    region_bed_close(&bed);
}

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

static bool waits(const struct region *region, uint32_t citizen, int service)
{
    return (unsigned)region->citizens.waiting[citizen] >> service & 1u;
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
    struct bed bed = bed_open(NULL, 0);
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
        assert_int_equal(waits(region, client[order[k]], SERVICE_OUTPATIENT), k > 4);
    assert_true(team->served == 4.0 && team->wait_n == 4.0);
    assert_true(team->wait_sum == 3.0 + 3.0 + 2.0 + 2.0);
    assert_int_equal(team->queue.length, N - 5);
    team->served = team->wait_n = team->wait_sum = 0.0;
    team->capacity = 1.6; /* unused parts of a client add up */
    queue_month(region);
    assert_true(team->served == 1.0);
    queue_month(region);
    assert_true(team->served == 3.0);
    assert_false(waits(region, client[order[7]], SERVICE_OUTPATIENT));
    assert_true(waits(region, client[order[8]], SERVICE_OUTPATIENT));
    region_bed_close(&bed);
}

/* A lasting service takes somebody when somebody leaves. */
static void test_places_are_limited(void **state)
{
    (void)state;
    struct bed bed = bed_open(NULL, 0);
    struct region *region = bed.region;
    const size_t home = region->kind_first[KIND_NURSING][0];
    struct team *team = open_team(region, home, SERVICE_NURSING_HOME, 0.0);
    uint32_t client[3];
    clients_of(region, home, SERVICE_NURSING_HOME, client, 3);
    team->capacity = team->users + 1.0;
    for (unsigned k = 0; k < 3; k++)
        queue_add(region, client[k], SERVICE_NURSING_HOME);
    queue_month(region);
    assert_false(waits(region, client[0], SERVICE_NURSING_HOME));
    assert_true(region->citizens.services[client[0]] >> SERVICE_NURSING_HOME & 1u);
    assert_true(waits(region, client[1], SERVICE_NURSING_HOME) && waits(region, client[2], SERVICE_NURSING_HOME));
    assert_true(team->users == team->capacity);
    queue_month(region);
    assert_true(waits(region, client[1], SERVICE_NURSING_HOME));
    pathway_service_end(region, client[0], SERVICE_NURSING_HOME);
    queue_month(region);
    assert_false(waits(region, client[1], SERVICE_NURSING_HOME));
    assert_true(waits(region, client[2], SERVICE_NURSING_HOME));
    region_bed_close(&bed);
}

/* -- the calendar -------------------------------------------------------------------------------------------------- */

static bool uses(const struct region *region, uint32_t citizen, int service)
{
    return (unsigned)region->citizens.services[citizen] >> service & 1u;
}

static void run_calendar(struct region *region, size_t month)
{
    region->month = month;
    calendar_month(region);
}

static void test_calendar(void **state)
{
    (void)state;
    struct bed bed = bed_open(NULL, 0);
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
    assert_false(uses(region, client[0], SERVICE_SUPPORT) || uses(region, client[1], SERVICE_SUPPORT));
    run_calendar(region, 4);
    assert_true(uses(region, client[2], SERVICE_SUPPORT));
    run_calendar(region, 5);
    assert_false(uses(region, client[2], SERVICE_SUPPORT));
    assert_true(uses(region, client[3], SERVICE_SUPPORT)); /* nothing happens to who is gone */
    region_bed_close(&bed);
}

/* A service ends in the month that the calendar says, and not for somebody who has left it. */
static void test_service_ends(void **state)
{
    (void)state;
    const char *const sets[] = {"services.support.duration_months=1", "services.household-help.duration_months=1"};
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
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
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
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
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
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

static void means_of(const char *scale, uint32_t replications, double *means)
{
    const char *const sets[] = {scale, "network.active=false"};
    enum { FROM = 12, MONTHS = REGION_BED_MONTHS - FROM };
    struct scenario *scenario = region_bed_single(midden_limburg, sets, REGION_BED_COUNT(sets));
    memset(means, 0, N_OUTCOMES * sizeof *means);
    for (uint32_t r = 0; r < replications; r++) {
        struct region *region = region_bed_create(scenario, 0, r);
        for (size_t month = 0; month < REGION_BED_MONTHS; month++) {
            double values[N_OUTCOMES];
            region_bed_run(region, month, month + 1);
            samenspel_observe(region, values);
            for (int k = 0; k < OUTCOME_ALIVE && month >= FROM; k++)
                means[k] += values[k] / replications / MONTHS;
        }
        region_destroy(region);
    }
    scenario_free(scenario);
}

/* How many people a citizen stands for is a matter of noise, not of results. (Far below a tenth small teams do wait
 * longer: staff of one provider cannot be shared.) */
static void test_scale_is_no_cause(void **state)
{
    (void)state;
    static const struct {
        int outcome;
        double margin; /* share of the outcome */
    } rows[] = {{OUTCOME_QALY, 0.01},        {OUTCOME_COST_HEAD, 0.02}, {OUTCOME_GP, 0.02},
                {OUTCOME_EMERGENCY, 0.05},   {OUTCOME_REFERRALS, 0.05}, {OUTCOME_NURSING, 0.1},
                {OUTCOME_RIGHT_ROUTE, 0.02}, {OUTCOME_WORKLOAD, 0.02},  {OUTCOME_WELLBEING, 0.02},
                {OUTCOME_TIE, 0.1},          {OUTCOME_WAIT, 0.1}};
    double small[N_OUTCOMES], large[N_OUTCOMES];
    means_of("region.scale=0.1", 10, small);
    means_of("region.scale=0.5", 2, large);
    for (size_t k = 0; k < REGION_BED_COUNT(rows); k++)
        assert_near(samenspel_outcomes[rows[k].outcome].name, small[rows[k].outcome], large[rows[k].outcome],
                    rows[k].margin * large[rows[k].outcome]);
}

/* There is room for everybody who waits or uses, also when the run is short. */
static void test_room_for_all(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=0.5"};
    struct bed bed = bed_open(sets, REGION_BED_COUNT(sets));
    region_bed_run(bed.region, 0, REGION_BED_MONTHS);
    region_bed_close(&bed);
}

/* Whoever is sent on joins the slow mean of the next provider, also one whose queue was counted already this month. */
static void test_clients_sent_on_are_counted(void **state)
{
    (void)state;
    const char *const sets[] = {"network.active=false", "region.scale=0.1", "services.district-nursing.wait_months=3"};
    struct scenario *scenario = region_bed_single(midden_limburg, sets, REGION_BED_COUNT(sets));
    struct region *region = region_bed_create(scenario, 0, 0);
    region_bed_run(region, 0, REGION_BED_SPINUP);
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
    region_destroy(region);
    scenario_free(scenario);
}

/* -- balance ------------------------------------------------------------------------------------------------------- */

/* What people use at the start is what they come to use: no service is full or empty by its start. */
static void test_stock_agrees_with_flow(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=1", "spinup_months=24", "network.active=false"};
    static const int services[] = {SERVICE_MENTAL, SERVICE_NURSING, SERVICE_HELP, SERVICE_SUPPORT, SERVICE_YOUTH};
    struct scenario *scenario = region_bed_single(midden_limburg, sets, REGION_BED_COUNT(sets));
    struct region *region = region_bed_create(scenario, 0, 0);
    double users[2][N_SERVICES] = {{0}};
    for (size_t month = 0; month < 12; month++) {
        region_bed_run(region, month, month + 1);
        for (size_t o = 0; month % 11 == 0 && o < region->n_organisations; o++)
            for (int s = 0; s < N_SERVICES; s++)
                users[month > 0][s] += region->organisations[o].teams[s].users;
    }
    for (size_t k = 0; k < REGION_BED_COUNT(services); k++) {
        const double ratio = users[1][services[k]] / users[0][services[k]];
        if (!(ratio > 0.9 && ratio < 1.1))
            fail_msg("%s: %g times as many users after a year", service_types[services[k]].name, ratio);
    }
    region_destroy(region);
    scenario_free(scenario);
}

/* Without a collaboration nothing runs away: after six years waits are those of the start, as far as staff reaches. */
static void test_waits_stay(void **state)
{
    (void)state;
    static const struct {
        enum outcome column;
        double start, highest;
    } waits[] = {
        {OUTCOME_WAIT_OUTPATIENT, 1.4, 2.8}, {OUTCOME_WAIT_MENTAL, 4.0, 8.0}, {OUTCOME_WAIT_HELP, 1.5, 3.3},
        {OUTCOME_WAIT_SUPPORT, 1.5, 3.0},    {OUTCOME_WAIT_YOUTH, 3.0, 6.0},  {OUTCOME_DECISION_WAIT, 2.76, 5.5},
        {OUTCOME_WAIT_NURSING, 0.3, 1.5}, /* nursing organisations are short of staff as the region grows older */
    };
    const char *const sets[] = {"region.scale=0.5", "spinup_months=24", "horizon_months=72", "network.active=false"};
    struct scenario *scenario = region_bed_single(midden_limburg, sets, REGION_BED_COUNT(sets));
    struct region *region = region_bed_create(scenario, 0, 0);
    double sum[N_OUTCOMES] = {0}, values[N_OUTCOMES];
    for (size_t month = 0; month < 96; month++) {
        region_bed_run(region, month, month + 1);
        samenspel_observe(region, values);
        for (size_t k = 0; month >= 84 && k < REGION_BED_COUNT(waits); k++)
            sum[waits[k].column] += values[waits[k].column] / 12.0;
    }
    for (size_t k = 0; k < REGION_BED_COUNT(waits); k++) {
        const double wait = sum[waits[k].column];
        if (!(wait >= 0.5 * waits[k].start && wait <= waits[k].highest))
            fail_msg("%s is %g after six years, %g at the start", samenspel_outcomes[waits[k].column].name, wait,
                     waits[k].start);
    }
    region_destroy(region);
    scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_thresholds),
        cmocka_unit_test(test_rates_are_the_scenarios),
        cmocka_unit_test(test_worsening_is_the_scenarios),
        cmocka_unit_test(test_thinning),
        cmocka_unit_test(test_worsening_can_be_prevented),
        cmocka_unit_test(test_first_year),
        cmocka_unit_test(test_first_citizens),
        cmocka_unit_test(test_queue_is_first_in_first_out),
        cmocka_unit_test(test_places_are_limited),
        cmocka_unit_test(test_calendar),
        cmocka_unit_test(test_service_ends),
        cmocka_unit_test(test_longterm_care_is_whole),
        cmocka_unit_test(test_waiting_list_counts_people),
        cmocka_unit_test(test_scale_is_no_cause),
        cmocka_unit_test(test_room_for_all),
        cmocka_unit_test(test_clients_sent_on_are_counted),
        cmocka_unit_test(test_stock_agrees_with_flow),
        cmocka_unit_test(test_waits_stay),
    };
    return cmocka_run_group_tests_name("care", tests, NULL, NULL);
}
