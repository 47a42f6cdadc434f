/* Care: citizens and their classes, the table of chances and what becomes of it. What is exact is checked exactly; what
 * is drawn within four standard errors of the number that the scenario's own rates give. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "models/care/intervention.h"
#include "models/care/pathway.h"
#include "models/care/population.h"
#include "tests/support/expect.h"
#include "tests/support/region_bed.h"

enum { PURPOSE_TEST = 60002 };

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
    struct bed bed = region_bed_open(NULL, 0, 0, 0);
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
    struct bed bed = region_bed_open(NULL, 0, 0, 0);
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
    struct bed bed = region_bed_open(NULL, 0, 0, 0);
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
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, 0);
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
    struct bed bed = region_bed_open(NULL, 0, 0, 0);
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
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, 0);
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
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, 0);
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
    };
    return cmocka_run_group_tests_name("care", tests, NULL, NULL);
}
