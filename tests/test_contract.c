/* Contracts, by hand: what each kind of payment pays to the cent, what one more unit, client or result brings, what
 * goes along with a client, ceilings, work without a tariff and late payment; and that nobody but contract.c asks which
 * kind it is. Every expected number stands here. */
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/money/billing.h"
#include "tests/support/expect.h"
#include "tests/support/region_bed.h"
#include "tests/support/workdir.h"

static const char midden_limburg[] = SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg";

/* In the order of the choices of payment.kind. */
#define PAYMENT_MODEL(name, word) PAY_##name,
enum {
#include "models/money/payment_models.def"
    N_PAYMENTS
};
#undef PAYMENT_MODEL
#define PAYMENT_MODEL(name, word) word,
static const char *const words[N_PAYMENTS] = {
#include "models/money/payment_models.def"
};
#undef PAYMENT_MODEL

/* -- a month by hand ----------------------------------------------------------------------------------------------- */

static const struct contracts terms = {.performance_weight = 0.2, .risk_adjusted = true, .ceiling_index = 1.0};

/* Simple clients take 6.4 units in the norm, complex ones twice that, 8 on average; a unit costs 50 euro. By now simple
 * clients get a quarter more and complex ones a quarter less: 48 and 38.4 units, 4,320 euro. */
static const struct contract_month plain_month = {.of = {[CLIENT_SIMPLE] = {.clients = 6.0,
                                                                            .units = 48.0,
                                                                            .guests = -1.0,
                                                                            .norm_units = 6.4,
                                                                            .intensity = 1.25,
                                                                            .people_share = 0.9,
                                                                            .client_share = 0.75},
                                                         [CLIENT_COMPLEX] = {.clients = 4.0,
                                                                             .units = 38.4,
                                                                             .guests = 2.0,
                                                                             .norm_units = 12.8,
                                                                             .intensity = 0.75,
                                                                             .people_share = 0.1,
                                                                             .client_share = 0.25}},
                                                  .price_cents = 5000.0,
                                                  .mean_units = 8.0,
                                                  .need_index = 1.1,
                                                  .people_index = 0.9,
                                                  .quality = 1.25,
                                                  .joint_share = 0.4,
                                                  .joint_base_cents = 200000.0};

/* In the norm 7.5 clients at 8 units: 3,000 euro a month. */
static struct contract contract_of(int kind)
{
    return (struct contract){.kind = (uint8_t)kind,
                             .kind_horizon = (uint8_t)kind,
                             .payable = 1.0,
                             .base_cents = 300000.0,
                             .base_clients = 7.5,
                             .base_units = 60.0};
}

static double settle(int kind, const struct contracts *contracts, const struct contract_month *month)
{
    struct contract contract = contract_of(kind);
    return contract_settle(contracts, &contract, month);
}

/* -- what is paid -------------------------------------------------------------------------------------------------- */

static void test_what_each_kind_pays(void **state)
{
    (void)state;
    static const double cents[N_PAYMENTS] = {
        [PAY_fee_for_service] = 432000.0,                      /* units */
        [PAY_case_rate] = 10 * 40000.0,                        /* open cases, whatever they take */
        [PAY_pay_for_performance] = 453600.0,                  /* units, 20 % of the price times a result of 1.25 */
        [PAY_value_based] = 10 * 40000.0 * 1.05,               /* clients, the same */
        [PAY_bundled] = 6 * 32000.0 + 4 * (32000.0 + 16000.0), /* the path; 3.2 units besides for complex clients */
        [PAY_capitation] = 330000.0 - 32000.0 + 2 * 64000.0,   /* own norm, population by need, guests */
        [PAY_capitation_joint] = 200000.0 * 1.1 * 0.4,         /* joint norm by work done */
        [PAY_population_budget] = 330000.0,
    };
    for (int kind = 0; kind < N_PAYMENTS; kind++)
        assert_near(words[kind], settle(kind, &terms, &plain_month), cents[kind], 1e-6);
    struct contract_month before = plain_month;
    before.before_horizon = true;
    for (int kind = 0; kind < N_PAYMENTS; kind++)
        assert_near("list price before the horizon", settle(kind, &terms, &before), 432000.0, 1e-6);
    struct contract_month bad = plain_month;
    bad.quality = -9.0; /* a result so bad that the sum would be negative */
    assert_near("nothing is taken back", settle(PAY_pay_for_performance, &terms, &bad), 0.0, 0.0);
    assert_near("nor from clients", settle(PAY_value_based, &terms, &bad), 0.0, 0.0);
}

/* With case mix complex clients bring twice as much where prices are fixed per client, and nowhere else. */
static void test_case_mix(void **state)
{
    (void)state;
    struct contracts mixed = terms;
    mixed.case_mix = true;
    for (int kind = 0; kind < N_PAYMENTS; kind++) {
        const double plain = settle(kind, &terms, &plain_month), found = settle(kind, &mixed, &plain_month);
        const double expected = kind == PAY_case_rate     ? 6 * 32000.0 + 4 * 64000.0
                                : kind == PAY_value_based ? (6 * 32000.0 + 4 * 64000.0) * 1.05
                                                          : plain;
        assert_near(words[kind], found, expected, 1e-6);
    }
}

/* The path of one condition is in the price; what complex clients need beyond it is billed besides, or all is in. */
static void test_bundle(void **state)
{
    (void)state;
    struct contracts all_in = terms, by_mix = terms;
    all_in.bundle_all_in = by_mix.bundle_all_in = by_mix.case_mix = true;
    struct contract_month month = plain_month;
    assert_near("all in", settle(PAY_bundled, &all_in, &month), 10 * 40000.0, 1e-6);
    assert_near("all in, by mix", settle(PAY_bundled, &by_mix, &month), 6 * 32000.0 + 4 * 64000.0, 1e-6);
    const struct contract bundle = contract_of(PAY_bundled);
    assert_near("a unit, simple", contract_marginal_unit(&terms, &bundle, &month, CLIENT_SIMPLE), 0.0, 0.0);
    assert_near("a unit, complex", contract_marginal_unit(&terms, &bundle, &month, CLIENT_COMPLEX), 5000.0, 0.0);
    assert_near("a unit, all in", contract_marginal_unit(&all_in, &bundle, &month, CLIENT_COMPLEX), 0.0, 0.0);
    month.of[CLIENT_SIMPLE].intensity = 3.0; /* however much a simple client gets */
    assert_near("simple clients", settle(PAY_bundled, &terms, &month), 384000.0, 1e-6);
    assert_near("their units", contract_marginal_unit(&terms, &bundle, &month, CLIENT_SIMPLE), 0.0, 0.0);
    month.of[CLIENT_COMPLEX].intensity = 1.0; /* 12.8 units */
    assert_near("complex clients", settle(PAY_bundled, &terms, &month), 6 * 32000.0 + 4 * 64000.0, 1e-6);
    month.of[CLIENT_COMPLEX].intensity = 0.4; /* 5.12 units: less than the path */
    assert_near("within the path", settle(PAY_bundled, &terms, &month), 10 * 32000.0, 1e-6);
    assert_near("a unit there", contract_marginal_unit(&terms, &bundle, &month, CLIENT_COMPLEX), 0.0, 0.0);
    struct contracts booked_twice = terms;
    booked_twice.rebooked = 0.25; /* 1.6 of the path's 6.4 units are billed again for each of four complex clients */
    assert_near("booked besides", settle(PAY_bundled, &booked_twice, &month), 10 * 32000.0 + 4 * 8000.0, 1e-6);
    assert_near("all in, none besides", contract_marginal_unit(&booked_twice, &bundle, &month, CLIENT_COMPLEX), 0.0,
                0.0);
}

static void test_without_risk_adjustment(void **state)
{
    (void)state;
    struct contracts heads = terms;
    heads.risk_adjusted = false;
    for (int kind = 0; kind < N_PAYMENTS; kind++) {
        const double plain = settle(kind, &terms, &plain_month), found = settle(kind, &heads, &plain_month);
        const double expected = kind == PAY_capitation         ? 270000.0 - 48000.0 + 2 * 16000.0
                                : kind == PAY_capitation_joint ? 200000.0 * 0.9 * 0.4
                                                               : plain;
        assert_near(words[kind], found, expected, 1e-6);
    }
}

/* Who is refused takes a sum along: what one provider loses another gets, however different their own clients were. */
static void test_capitation_moves_money_and_makes_none(void **state)
{
    (void)state;
    for (int adjusted = 0; adjusted < 2; adjusted++) {
        struct contracts contracts = terms;
        contracts.risk_adjusted = adjusted == 1;
        struct contract light = contract_of(PAY_capitation), heavy = light, idle = light;
        light.base_cents = 240000.0; /* the same number of clients, who need less */
        heavy.base_cents = 360000.0;
        idle.base_cents = idle.base_clients = 0.0; /* nobody in the norm: a payer with few insured */
        struct contract_month from = plain_month, to = plain_month, third = plain_month;
        from.of[CLIENT_SIMPLE].guests = -1.0, from.of[CLIENT_COMPLEX].guests = -3.0;
        to.of[CLIENT_SIMPLE].guests = 1.0, to.of[CLIENT_COMPLEX].guests = 2.0;
        third.of[CLIENT_SIMPLE].guests = 0.0, third.of[CLIENT_COMPLEX].guests = 1.0;
        const double paid = contract_settle(&contracts, &heavy, &from) + contract_settle(&contracts, &light, &to)
                            + contract_settle(&contracts, &idle, &third);
        assert_near("together", paid, 600000.0 * (contracts.risk_adjusted ? 1.1 : 0.9), 1e-6);
    }
}

/* -- margins ------------------------------------------------------------------------------------------------------- */

static void test_what_one_more_brings(void **state)
{
    (void)state;
    static const double share = 200000.0 * 1.1 * 0.6 / 216.0; /* the joint norm over 216 units, 60 % of them others' */
    static const struct {
        double unit[N_CLIENT_TYPES], client, result;
    } brings[N_PAYMENTS] = {
        [PAY_fee_for_service] = {{5000.0, 5000.0}, 0.75 * 40000.0 + 0.25 * 48000.0, 0.0},
        [PAY_case_rate] = {{0.0, 0.0}, 40000.0, 0.0},
        [PAY_pay_for_performance] = {{5250.0, 5250.0}, 44100.0, 0.4 * 0.2 * 432000.0},
        [PAY_value_based] = {{0.0, 0.0}, 42000.0, 0.4 * 0.2 * 400000.0},
        [PAY_bundled] = {{0.0, 5000.0}, 0.75 * 32000.0 + 0.25 * 48000.0, 0.0},
        [PAY_capitation] = {{0.0, 0.0}, 0.0, 0.0},
        [PAY_capitation_joint] = {{share, share}, share * (0.75 * 8.0 + 0.25 * 9.6), 0.0},
        [PAY_population_budget] = {{0.0, 0.0}, 0.0, 0.0},
    };
    struct contracts own = terms;
    own.own_yardstick = true;
    for (int kind = 0; kind < N_PAYMENTS; kind++) {
        const struct contract contract = contract_of(kind);
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            assert_near(words[kind], contract_marginal_unit(&terms, &contract, &plain_month, (enum client_type)type),
                        brings[kind].unit[type], 1e-9);
        assert_near(words[kind], contract_marginal_client(&terms, &contract, &plain_month), brings[kind].client, 1e-6);
        assert_near(words[kind], contract_marginal_result(&terms, &contract, &plain_month), brings[kind].result, 1e-6);
        /* Its own result moves what it is paid for as a whole; with a yardstick of all, by its share of the work. */
        assert_near(words[kind], contract_marginal_result(&own, &contract, &plain_month), brings[kind].result / 0.4,
                    1e-6);
    }
    struct contract_month idle = plain_month;
    idle.of[CLIENT_SIMPLE].units = idle.of[CLIENT_COMPLEX].units = idle.joint_share = 0.0;
    const struct contract joint = contract_of(PAY_capitation_joint);
    assert_near("no work, no share", contract_marginal_unit(&terms, &joint, &idle, CLIENT_SIMPLE), 0.0, 0.0);
}

/* What is not paid if a client goes elsewhere: under a joint or own budget the care itself, given by somebody else. */
static void test_what_goes_along(void **state)
{
    (void)state;
    static const double adjusted[N_PAYMENTS][N_CLIENT_TYPES] = {
        [PAY_fee_for_service] = {40000.0, 48000.0},
        [PAY_case_rate] = {40000.0, 40000.0},
        [PAY_pay_for_performance] = {42000.0, 50400.0},
        [PAY_value_based] = {42000.0, 42000.0},
        [PAY_bundled] = {32000.0, 48000.0},
        [PAY_capitation] = {32000.0, 64000.0},
        [PAY_capitation_joint] = {40000.0, 48000.0},
        [PAY_population_budget] = {40000.0, 48000.0},
    };
    static const double by_head[N_CLIENT_TYPES] = {48000.0, 16000.0}, by_mix[N_CLIENT_TYPES] = {32000.0, 64000.0};
    struct contracts heads = terms, mixed = terms;
    heads.risk_adjusted = false;
    mixed.case_mix = true;
    for (int kind = 0; kind < N_PAYMENTS; kind++)
        for (int k = 0; k < N_CLIENT_TYPES; k++) {
            const enum client_type type = (enum client_type)k;
            const struct contract contract = contract_of(kind);
            assert_near(words[kind], contract_follows(&terms, &contract, &plain_month, type), adjusted[kind][k], 1e-6);
            assert_near(words[kind], contract_follows(&heads, &contract, &plain_month, type),
                        kind == PAY_capitation ? by_head[k] : adjusted[kind][k], 1e-6);
            const double factor = kind == PAY_value_based ? 1.05 : 1.0;
            assert_near(words[kind], contract_follows(&mixed, &contract, &plain_month, type),
                        kind == PAY_case_rate || kind == PAY_value_based ? factor * by_mix[k] : adjusted[kind][k],
                        1e-6);
        }
    struct contract_month strange = plain_month;
    strange.of[CLIENT_COMPLEX].client_share = 0.0; /* nobody of the type in the norm */
    const struct contract heads_of = contract_of(PAY_capitation);
    assert_near("no such clients", contract_follows(&heads, &heads_of, &strange, CLIENT_COMPLEX), 0.0, 0.0);
}

/* A part of the work has no tariff: that part of everything is missing, and is counted. */
static void test_work_without_a_tariff(void **state)
{
    (void)state;
    for (int kind = 0; kind < N_PAYMENTS; kind++) {
        const struct contract full = contract_of(kind);
        struct contract part = full;
        part.payable = 0.75;
        assert_near("a unit", contract_marginal_unit(&terms, &part, &plain_month, CLIENT_COMPLEX),
                    0.75 * contract_marginal_unit(&terms, &full, &plain_month, CLIENT_COMPLEX), 1e-9);
        assert_near("a client", contract_marginal_client(&terms, &part, &plain_month),
                    0.75 * contract_marginal_client(&terms, &full, &plain_month), 1e-9);
        assert_near("what goes along", contract_follows(&terms, &part, &plain_month, CLIENT_SIMPLE),
                    0.75 * contract_follows(&terms, &full, &plain_month, CLIENT_SIMPLE), 1e-9);
        assert_near("a result", contract_marginal_result(&terms, &part, &plain_month),
                    0.75 * contract_marginal_result(&terms, &full, &plain_month), 1e-9);
        const double asked = settle(kind, &terms, &plain_month);
        assert_near(words[kind], contract_settle(&terms, &part, &plain_month), 0.75 * asked, 1e-6);
        assert_near("not paid", part.unpaid_cents, 0.25 * asked, 1e-6);
        struct contract_month before = plain_month;
        before.before_horizon = true;
        assert_near("the norm is the list price", contract_settle(&terms, &part, &before), 432000.0, 1e-6);
        assert_near("all of it", part.unpaid_cents, 0.0, 0.0);
    }
}

/* -- ceilings ------------------------------------------------------------------------------------------------------ */

/* A ceiling of the year: the part above it is not paid. */
static void test_ceiling(void **state)
{
    (void)state;
    struct contract contract = contract_of(PAY_fee_for_service);
    contract.ceiling = 1.0; /* 12 x 300,000 x 1.1 = 3,960,000 a year; 432,000 a month are delivered */
    for (int month = 1; month <= 11; month++) {
        const double due = fmax(0.0, fmin(432000.0, 3960000.0 - (month - 1) * 432000.0));
        assert_near("paid", contract_settle(&terms, &contract, &plain_month), due, 1e-6);
        assert_near("not paid", contract.unpaid_cents, 432000.0 - due, 1e-6);
    }
    for (int type = 0; type < N_CLIENT_TYPES; type++)
        assert_near("one more unit", contract_marginal_unit(&terms, &contract, &plain_month, (enum client_type)type),
                    0.0, 0.0);
    assert_near("one more client", contract_marginal_client(&terms, &contract, &plain_month), 0.0, 0.0);
    assert_near("paid in the year", contract.year_cents, 3960000.0, 1e-6);
    contract_new_year(&contract);
    assert_near("paid in a new year", contract_settle(&terms, &contract, &plain_month), 432000.0, 1e-6);
    struct contract result = contract_of(PAY_pay_for_performance);
    result.ceiling = 1.0;
    (void)contract_settle(&terms, &result, &plain_month);
    assert_near("a result", contract_marginal_result(&terms, &result, &plain_month), 0.0, 0.0);
}

/* The ceiling follows need wholly, by half, or not at all. */
static void test_ceiling_index(void **state)
{
    (void)state;
    static const double index[3] = {1.0, 0.5, 0.0}, year[3] = {3960000.0, 3780000.0, 3600000.0};
    for (int k = 0; k < 3; k++) {
        struct contracts contracts = terms;
        struct contract contract = contract_of(PAY_fee_for_service);
        contracts.ceiling_index = index[k];
        contract.ceiling = 1.0;
        for (int month = 0; month < 12; month++)
            (void)contract_settle(&contracts, &contract, &plain_month);
        assert_near("paid in the year", contract.year_cents, year[k], 1e-6);
    }
}

/* One more brings nothing as soon as the year's pace leads to the ceiling: 330,000 a month. */
static void test_ceiling_is_foreseen(void **state)
{
    (void)state;
    struct contract contract = contract_of(PAY_fee_for_service);
    struct contract_month half = plain_month;
    contract.ceiling = 1.0;
    half.of[CLIENT_SIMPLE].units = 24.0, half.of[CLIENT_COMPLEX].units = 19.2; /* 216,000 a month */
    assert_near("nothing known yet", contract_marginal_unit(&terms, &contract, &half, CLIENT_SIMPLE), 5000.0, 0.0);
    (void)contract_settle(&terms, &contract, &plain_month); /* 432,000 */
    assert_near("above: a unit", contract_marginal_unit(&terms, &contract, &half, CLIENT_SIMPLE), 0.0, 0.0);
    assert_near("above: a client", contract_marginal_client(&terms, &contract, &half), 0.0, 0.0);
    (void)contract_settle(&terms, &contract, &half); /* 324,000 on average */
    assert_near("below", contract_marginal_unit(&terms, &contract, &half, CLIENT_COMPLEX), 5000.0, 0.0);
    (void)contract_settle(&terms, &contract, &plain_month); /* 360,000 */
    assert_near("above again", contract_marginal_unit(&terms, &contract, &half, CLIENT_COMPLEX), 0.0, 0.0);
    (void)contract_settle(&terms, &contract, &half); /* 324,000 */
    assert_near("below again", contract_marginal_client(&terms, &contract, &half), 42000.0, 0.0);
}

/* -- time ---------------------------------------------------------------------------------------------------------- */

/* The kind under study takes over at the horizon, and the norm is what the old one brought. */
static void test_horizon_changes_the_kind(void **state)
{
    (void)state;
    struct contract contract = contract_of(PAY_bundled);
    contract.kind_horizon = PAY_population_budget;
    contract.lag = 2, contract.lag_horizon = 5;
    contract.year_cents = 17.0, contract.year_months = 4;
    contract_open_horizon(&terms, &contract, &plain_month);
    assert_int_equal(contract.kind, PAY_population_budget);
    assert_int_equal(contract.lag, 5);
    assert_near("norm of a unit, simple", contract.norm_unit_cents[CLIENT_SIMPLE], 0.0, 0.0);
    assert_near("norm of a unit, complex", contract.norm_unit_cents[CLIENT_COMPLEX], 5000.0, 1e-6);
    assert_near("norm of what goes along, simple", contract.norm_follow_cents[CLIENT_SIMPLE], 32000.0, 1e-6);
    assert_near("norm of what goes along, complex", contract.norm_follow_cents[CLIENT_COMPLEX], 48000.0, 1e-6);
    assert_near("a new year", contract.year_cents, 0.0, 0.0);
    assert_int_equal(contract.year_months, 0);
}

static int64_t owed(const struct contract *contract)
{
    int64_t cents = 0;
    for (size_t slot = 0; slot <= CONTRACT_MAX_LAG_MONTHS; slot++)
        cents += contract->due_cents[slot];
    return cents;
}

/* Different every month, with cents that tell the months apart. */
static int64_t due_of(size_t month)
{
    return (int64_t)(1000003 * (month + 1) % 777777 + month);
}

/* Whatever the lag: a month's sum is paid whole, once, that many months later. */
static void test_late_payment(void **state)
{
    (void)state;
    for (size_t lag = 0; lag <= CONTRACT_MAX_LAG_MONTHS; lag++) {
        struct contract contract = {.lag = (uint8_t)lag};
        int64_t due = 0, paid = 0;
        for (size_t month = 7; month < 60; month++) {
            const int64_t now = contract_pay(&contract, month, due_of(month));
            assert_int_equal(now, month < 7 + lag ? 0 : due_of(month - lag));
            due += due_of(month), paid += now;
            assert_int_equal(owed(&contract), due - paid);
        }
    }
}

/* A lag that changes at the horizon: all that was due is still paid when it was to be paid. */
static void test_lag_changes(void **state)
{
    (void)state;
    enum { OPENS = 20, ENDS = 40 };
    for (size_t before = 0; before <= CONTRACT_MAX_LAG_MONTHS; before++)
        for (size_t after = 0; after <= CONTRACT_MAX_LAG_MONTHS; after++) {
            struct contract contract = {.lag = (uint8_t)before, .lag_horizon = (uint8_t)after};
            int64_t expected[ENDS + CONTRACT_MAX_LAG_MONTHS + 1] = {0};
            for (size_t month = 0; month <= ENDS + CONTRACT_MAX_LAG_MONTHS; month++) {
                if (month == OPENS)
                    contract_open_horizon(&terms, &contract, &plain_month);
                const int64_t due = month < ENDS ? due_of(month) : 0;
                const size_t when = month + (month < OPENS ? before : after);
                if (due != 0)
                    expected[when] += due;
                assert_int_equal(contract_pay(&contract, month, due), expected[month]);
            }
            assert_int_equal(owed(&contract), 0);
        }
}

/* -- contracts of a region ----------------------------------------------------------------------------------------- */

static void test_terms_follow_the_scenario(void **state)
{
    (void)state;
    for (int kind = 0; kind < N_PAYMENTS; kind++) {
        char set[64];
        (void)snprintf(set, sizeof set, "payment.kind=%s", words[kind]);
        const char *const sets[] = {set,
                                    "services.mental-health.contract=bundled",
                                    "services.mental-health.ceiling=1.5",
                                    "services.mental-health.lag_months=3",
                                    "services.mental-health.without_tariff=0.25",
                                    "services.support.ceiling=1.5",
                                    "services.support.lag_months=3",
                                    "services.household-help.lag_months=2",
                                    "payment.ceiling=0.75",
                                    "payment.lag_months=4"};
        struct scenario *scenario = region_bed_single(midden_limburg, sets, REGION_BED_COUNT(sets));
        struct region *region = region_bed_create(scenario, 0, 0);
        const struct contracts *c = &region->contracts;
        const struct contract *support = &c->list[c->first[SERVICE_SUPPORT]];
        const struct contract *mental = &c->list[c->first[SERVICE_MENTAL]];
        assert_true(support->in_scope && !mental->in_scope);
        assert_true(support->kind == PAY_fee_for_service && support->kind_horizon == kind && support->ceiling == 0.75);
        assert_true(mental->kind == PAY_bundled && mental->kind_horizon == PAY_bundled && mental->ceiling == 1.5);
        assert_true(support->lag == 3 && support->lag_horizon == 4 && mental->lag == 3 && mental->lag_horizon == 3);
        assert_true(support->payable == 1.0 && mental->payable == 0.75);
        region_destroy(region);
        scenario_free(scenario);
    }
}

static void test_switches_follow_the_scenario(void **state)
{
    (void)state;
    const char *const sets[] = {"payment.performance_weight=0.3", "payment.risk_adjusted=false",
                                "payment.case_mix=true",          "payment.yardstick=individual",
                                "payment.bundle_all_in=true",     "payment.ceiling_index=0.5",
                                "services.support.lag_months=3"};
    for (size_t n = 0; n <= REGION_BED_COUNT(sets); n += REGION_BED_COUNT(sets)) {
        struct scenario *scenario = region_bed_single(midden_limburg, sets, n);
        struct region *region = region_bed_create(scenario, 0, 0);
        const struct contracts *c = &region->contracts;
        const struct contract *support = &c->list[c->first[SERVICE_SUPPORT]];
        assert_near("weight", c->performance_weight, n ? 0.3 : 0.1, 1e-12);
        assert_true(c->risk_adjusted == !n && c->case_mix == !!n && c->own_yardstick == !!n && c->bundle_all_in == !!n);
        assert_near("ceilings follow need", c->ceiling_index, n ? 0.5 : 1.0, 0.0);
        assert_true(support->lag == (n ? 3 : 0) && support->lag_horizon == support->lag);
        region_destroy(region);
        scenario_free(scenario);
    }
}

/* Whatever work was done: what the providers of a payer get together is the joint budget. */
static void test_joint_capitation_is_shared_out(void **state)
{
    (void)state;
    const char *const sets[] = {"payment.kind=capitation-joint", "services.district-nursing.ceiling=0"};
    struct scenario *scenario = region_bed_single(midden_limburg, sets, REGION_BED_COUNT(sets));
    struct region *region = region_bed_create(scenario, 0, 0);
    const struct contracts *c = &region->contracts;
    region_bed_run(region, 0, REGION_BED_SPINUP + 1);
    static const int scope[] = {SERVICE_NURSING, SERVICE_HELP, SERVICE_SUPPORT};
    for (size_t k = 0; k < 3; k++)
        for (size_t p = 0; p < c->payers[scope[k]]; p++) {
            double paid = 0.0, base = 0.0, users = 0.0;
            for (size_t o = 0; o < region->kind_n[service_types[scope[k]].kind]; o++) {
                const struct contract *contract = &c->list[c->first[scope[k]] + o * c->payers[scope[k]] + p];
                paid += contract->year_cents;
                base += contract->base_cents;
                users += contract_clients(contract);
            }
            if (users > 0.0)
                assert_near("joint budget", paid, base * region->money->need_index[scope[k]], 1e-9 * base + 1e-3);
        }
    region_destroy(region);
    scenario_free(scenario);
}

/* -- where kinds are read ------------------------------------------------------------------------------------------ */

static size_t count(const char *text, const char *word)
{
    size_t n = 0;
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word))
        n++;
    return n;
}

/* Occurrences of `word` in the sources of a folder of models/, those of the files that begin with `home` apart. */
static size_t count_elsewhere(const char *folder, const char *word, const char *home, size_t *at_home)
{
    char path[768];
    size_t n = 0;
    (void)snprintf(path, sizeof path, "%s/models%s", SAMENSPEL_SOURCE_DIR, folder);
    DIR *files = opendir(path);
    assert_non_null(files);
    for (const struct dirent *entry = readdir(files); entry != NULL; entry = readdir(files)) {
        const size_t length = strlen(entry->d_name);
        if (length < 3
            || (strcmp(entry->d_name + length - 2, ".c") != 0 && strcmp(entry->d_name + length - 2, ".h") != 0))
            continue;
        const bool is_home = home != NULL && strncmp(entry->d_name, home, strlen(home)) == 0;
        (void)snprintf(path, sizeof path, "%s/models%s/%s", SAMENSPEL_SOURCE_DIR, folder, entry->d_name);
        char *text = workdir_read(path);
        if (is_home)
            *at_home += count(text, word);
        else if (count(text, word) > 0)
            print_error("%s: %s\n", path, word);
        n += is_home ? 0 : count(text, word);
        free(text);
    }
    closedir(files);
    return n;
}

/* A payment or a mode is added in one file: nobody else may ask which one it is. */
static void test_kinds_are_read_in_one_place(void **state)
{
    (void)state;
    static const struct {
        const char *word, *home;
    } rules[] = {{"\"payment.kind\"", "contract."},
                 {"\"services[].contract\"", "contract."},
                 {"contract->kind", "contract."},
                 {"kind_horizon", "contract."},
                 {"\"network.mode\"", "governance."}};
    static const char *const folders[] = {"", "/care", "/money", "/money/payment_models", "/network"};
    for (size_t k = 0; k < REGION_BED_COUNT(rules); k++) {
        size_t at_home = 0, elsewhere = 0;
        for (size_t f = 0; f < REGION_BED_COUNT(folders); f++)
            elsewhere += count_elsewhere(folders[f], rules[k].word, rules[k].home, &at_home);
        assert_int_equal(elsewhere, 0);
        assert_true(at_home > 0);
    }
}

/* A payment model knows the contract and the month that it is given, not which model it is. */
static void test_payment_models_do_not_ask(void **state)
{
    (void)state;
    static const char *const words_of_kinds[] = {"->kind", ".kind", "in_scope", "settings_"};
    for (size_t k = 0; k < REGION_BED_COUNT(words_of_kinds); k++)
        assert_int_equal(count_elsewhere("/money/payment_models", words_of_kinds[k], NULL, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_each_kind_pays),
        cmocka_unit_test(test_case_mix),
        cmocka_unit_test(test_bundle),
        cmocka_unit_test(test_without_risk_adjustment),
        cmocka_unit_test(test_capitation_moves_money_and_makes_none),
        cmocka_unit_test(test_what_one_more_brings),
        cmocka_unit_test(test_what_goes_along),
        cmocka_unit_test(test_work_without_a_tariff),
        cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_ceiling_index),
        cmocka_unit_test(test_ceiling_is_foreseen),
        cmocka_unit_test(test_horizon_changes_the_kind),
        cmocka_unit_test(test_late_payment),
        cmocka_unit_test(test_lag_changes),
        cmocka_unit_test(test_terms_follow_the_scenario),
        cmocka_unit_test(test_switches_follow_the_scenario),
        cmocka_unit_test(test_joint_capitation_is_shared_out),
        cmocka_unit_test(test_kinds_are_read_in_one_place),
        cmocka_unit_test(test_payment_models_do_not_ask),
    };
    return cmocka_run_group_tests_name("contract", tests, NULL, NULL);
}
