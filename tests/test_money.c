/* Money: what each kind of payment pays to the cent, the ledger, who pays for collaboration, and what payment does to
 * care. Contracts and years are made by hand, so that every expected number stands here; months are real ones. */
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
#include "models/money/payment.h"
#include "tests/support/region_bed.h"
#include "tests/support/workdir.h"

static const char midden_limburg[] = SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg";

/* In the order of the choices of payment.kind. */
enum { FEE, CASE, PERFORMANCE, VALUE, BUNDLED, CAPITATION, JOINT, BUDGET, N_PAYMENTS };
static const char *const words[N_PAYMENTS] = {"fee-for-service",  "case-rate",        "pay-for-performance",
                                              "value-based",      "bundled",          "capitation",
                                              "capitation-joint", "population-budget"};

static void assert_near(const char *what, double found, double expected, double margin)
{
    if (!(fabs(found - expected) <= margin))
        fail_msg("%s: %.9g, expected %.9g +- %g", what, found, expected, margin);
}

/* -- contracts by hand --------------------------------------------------------------------------------------------- */

static const struct contracts terms = {.performance_weight = 0.2, .risk_adjusted = true};
static const struct contract_month plain_month = {.units = 100.0,
                                                  .clients = 10.0,
                                                  .new_clients = 3.0,
                                                  .price_cents = 5000.0,
                                                  .norm_units = 8.0,
                                                  .need_index = 1.1,
                                                  .people_index = 0.9,
                                                  .quality = 1.25,
                                                  .joint_share = 0.4,
                                                  .joint_base_cents = 200000.0,
                                                  .duration_months = 7.0};

static struct contract contract_of(int kind)
{
    return (struct contract){.kind = (uint8_t)kind,
                             .kind_horizon = (uint8_t)kind,
                             .base_cents = 300000.0,
                             .base_starts = 2.0};
}

static double settle(int kind, const struct contracts *contracts, const struct contract_month *month)
{
    struct contract contract = contract_of(kind);
    return contract_settle(contracts, &contract, month);
}

static void test_what_each_kind_pays(void **state)
{
    (void)state;
    static const double cents[N_PAYMENTS] = {
        100 * 5000.0,           /* units */
        3 * 300000 / 2.0,       /* new cases at what a case cost in the norm */
        100 * 5000.0 * 1.05,    /* units, 20 % of the price times a result of 1.25 */
        10 * 8 * 5000.0 * 1.05, /* clients, the same */
        10 * 8 * 5000.0,        /* clients */
        300000.0 * 1.1,         /* own norm, population by need */
        200000.0 * 1.1 * 0.4,   /* joint norm by work done */
        300000.0 * 1.1,
    };
    for (int kind = 0; kind < N_PAYMENTS; kind++)
        assert_near(words[kind], settle(kind, &terms, &plain_month), cents[kind], 1e-6);
    struct contracts unadjusted = terms;
    unadjusted.risk_adjusted = false;
    assert_near("capitation by heads", settle(CAPITATION, &unadjusted, &plain_month), 300000.0 * 0.9, 1e-6);
    assert_near("joint capitation by heads", settle(JOINT, &unadjusted, &plain_month), 200000.0 * 0.9 * 0.4, 1e-6);
    assert_near("budget by features", settle(BUDGET, &unadjusted, &plain_month), 300000.0 * 1.1, 1e-6);
    struct contract_month event = plain_month;
    event.duration_months = 0.0;
    assert_near("case rate of an event", settle(CASE, &terms, &event), 10 * 8 * 5000.0, 1e-6);
    struct contract_month before = plain_month;
    before.before_horizon = true;
    for (int kind = 0; kind < N_PAYMENTS; kind++)
        assert_near("list price before the horizon", settle(kind, &terms, &before), 500000.0, 1e-6);
    struct contract_month bad = plain_month;
    bad.quality = -9.0; /* a result so bad that the sum would be negative */
    assert_near("nothing is taken back", settle(PERFORMANCE, &terms, &bad), 0.0, 0.0);
}

static void test_what_one_more_brings(void **state)
{
    (void)state;
    static const double unit[N_PAYMENTS] = {5000.0, 0.0, 5250.0, 0.0, 0.0, 0.0, 200000.0 * 1.1 * 0.6 / 250.0, 0.0};
    static const double client[N_PAYMENTS] = {40000.0, 40000.0, 42000.0, 42000.0, 40000.0, 0.0, 8 * 528.0, 0.0};
    for (int kind = 0; kind < N_PAYMENTS; kind++) {
        const struct contract contract = contract_of(kind);
        assert_near(words[kind], contract_marginal_unit(&terms, &contract, &plain_month), unit[kind], 1e-6);
        assert_near(words[kind], contract_marginal_client(&terms, &contract, &plain_month), client[kind], 1e-6);
    }
    struct contract_month idle = plain_month;
    idle.units = idle.joint_share = 0.0;
    const struct contract joint = contract_of(JOINT);
    assert_near("no work, no share", contract_marginal_unit(&terms, &joint, &idle), 0.0, 0.0);
}

/* A ceiling of the year: the part above it is not paid. */
static void test_ceiling(void **state)
{
    (void)state;
    struct contract contract = contract_of(FEE);
    contract.ceiling = 1.0; /* 12 x 300,000 x 1.1 = 3,960,000 a year; 500,000 a month are delivered */
    for (int month = 1; month <= 9; month++) {
        const double left = 3960000.0 - (month - 1) * 500000.0;
        assert_near("paid", contract_settle(&terms, &contract, &plain_month), fmax(0.0, fmin(500000.0, left)), 1e-6);
    }
    assert_near("one more unit", contract_marginal_unit(&terms, &contract, &plain_month), 0.0, 0.0);
    assert_near("one more client", contract_marginal_client(&terms, &contract, &plain_month), 0.0, 0.0);
    assert_near("paid in the year", contract.year_cents, 3960000.0, 1e-6);
    contract_new_year(&contract);
    assert_near("paid in a new year", contract_settle(&terms, &contract, &plain_month), 500000.0, 1e-6);
}

/* One more brings nothing as soon as the year's pace leads to the ceiling: 330,000 a month. */
static void test_ceiling_is_foreseen(void **state)
{
    (void)state;
    struct contract contract = contract_of(FEE);
    struct contract_month half = plain_month;
    contract.ceiling = 1.0;
    half.units = 50.0; /* 250,000 a month */
    assert_near("nothing known yet", contract_marginal_unit(&terms, &contract, &half), 5000.0, 0.0);
    (void)contract_settle(&terms, &contract, &half);
    assert_near("below", contract_marginal_unit(&terms, &contract, &half), 5000.0, 0.0);
    (void)contract_settle(&terms, &contract, &plain_month); /* 375,000 on average */
    assert_near("above: a unit", contract_marginal_unit(&terms, &contract, &half), 0.0, 0.0);
    assert_near("above: a client", contract_marginal_client(&terms, &contract, &half), 0.0, 0.0);
    (void)contract_settle(&terms, &contract, &half); /* 333,333 */
    (void)contract_settle(&terms, &contract, &half); /* 312,500 */
    assert_near("below again", contract_marginal_client(&terms, &contract, &half), 40000.0, 0.0);
}

/* The kind under study takes over at the horizon, and the norm is what the old one brought. */
static void test_horizon_changes_the_kind(void **state)
{
    (void)state;
    struct contract contract = contract_of(PERFORMANCE);
    contract.kind_horizon = BUDGET;
    contract.year_cents = 17.0;
    contract_open_horizon(&terms, &contract, &plain_month);
    assert_int_equal(contract.kind, BUDGET);
    assert_near("norm of a unit", contract.norm_unit_cents, 5250.0, 1e-6);
    assert_near("a new year", contract.year_cents, 0.0, 0.0);
}

static void test_terms_follow_the_scenario(void **state)
{
    (void)state;
    for (int kind = 0; kind < N_PAYMENTS; kind++) {
        char set[64];
        (void)snprintf(set, sizeof set, "payment.kind=%s", words[kind]);
        const char *const sets[] = {set, "services.mental-health.contract=bundled",
                                    "services.mental-health.ceiling=1.5", "services.support.ceiling=1.5",
                                    "payment.ceiling=0.75"};
        struct scenario *scenario = region_bed_single(midden_limburg, sets, REGION_BED_COUNT(sets));
        struct region *region = region_bed_create(scenario, 0, 0);
        const struct contracts *c = &region->contracts;
        const struct contract *support = &c->list[c->first[SERVICE_SUPPORT]];
        const struct contract *mental = &c->list[c->first[SERVICE_MENTAL]];
        assert_true(support->in_scope && !mental->in_scope);
        assert_true(support->kind == FEE && support->kind_horizon == kind && support->ceiling == 0.75);
        assert_true(mental->kind == BUNDLED && mental->kind_horizon == BUNDLED && mental->ceiling == 1.5);
        region_destroy(region);
        scenario_free(scenario);
    }
}

/* -- contracts of a region ----------------------------------------------------------------------------------------- */

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
                users += contract->users + contract->events;
            }
            if (users > 0.0)
                assert_near("joint budget", paid, base * region->money->need_index[scope[k]], 1e-9 * base + 1e-3);
        }
    region_destroy(region);
    scenario_free(scenario);
}

/* -- the ledger ---------------------------------------------------------------------------------------------------- */

static void test_ledger_moves(void **state)
{
    (void)state;
    struct ledger ledger;
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(ledger_create(&ledger, 3, &err), SIM_OK);
    ledger_move(&ledger, 0, 1, FLOW_CARE, 500);
    ledger_move(&ledger, 1, 2, FLOW_WAGES, -200); /* the other way */
    ledger_move(&ledger, 2, 2, FLOW_WAGES, 900);  /* to itself: nothing */
    ledger_move(&ledger, 0, 2, FLOW_POOL, 0);
    static const int64_t balance[3] = {-500, 700, -200};
    for (size_t a = 0; a < 3; a++)
        assert_true(ledger.balance[a] == balance[a]);
    assert_true(ledger.flow[(0 * 3 + 1) * N_FLOW_PURPOSES + FLOW_CARE] == 500);
    assert_true(ledger.flow[(2 * 3 + 1) * N_FLOW_PURPOSES + FLOW_WAGES] == 200);
    assert_true(ledger.flow[(1 * 3 + 2) * N_FLOW_PURPOSES + FLOW_WAGES] == 0);
    assert_true(ledger.flow[(2 * 3 + 2) * N_FLOW_PURPOSES + FLOW_WAGES] == 0);
    assert_int_equal(ledger_check(&ledger, &err), SIM_OK);
    ledger_open(&ledger);
    assert_true(ledger.opening[1] == 700 && ledger.flow[(0 * 3 + 1) * N_FLOW_PURPOSES + FLOW_CARE] == 0);
    ledger_move(&ledger, 0, 1, FLOW_CARE, INT64_C(4000000000000));
    assert_int_equal(ledger_check(&ledger, &err), SIM_OK);
    assert_true(ledger.balance[1] == INT64_C(4000000000700));
    ledger_destroy(&ledger);
}

static void test_ledger_check_sees_tampering(void **state)
{
    (void)state;
    struct ledger ledger;
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(ledger_create(&ledger, 3, &err), SIM_OK);
    ledger_move(&ledger, 0, 1, FLOW_CARE, 500);
    ledger.balance[1]++;
    assert_int_equal(ledger_check(&ledger, &err), SIM_E_MODEL);
    assert_non_null(strstr(err.text, "account 1 holds 501 cents, its entries say 500"));
    ledger.balance[1]--;
    ledger.balance[0]--, ledger.opening[0]--; /* entries agree, but a cent came from nowhere */
    err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(ledger_check(&ledger, &err), SIM_E_MODEL);
    assert_non_null(strstr(err.text, "sum to -1 cents"));
    ledger.balance[0]++, ledger.opening[0]++;
    ledger.flow[(2 * 3 + 0) * N_FLOW_PURPOSES + FLOW_POOL] = 3;
    err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(ledger_check(&ledger, &err), SIM_E_MODEL);
    ledger_destroy(&ledger);
}

/* -- the end of a year, by hand ------------------------------------------------------------------------------------ */

struct bed {
    struct scenario *scenario;
    struct region *region;
};

/* A region at the end of a year of its horizon in which nothing happened yet. */
static struct bed year_bed(const char *const *sets, size_t n_sets)
{
    struct bed bed = {.scenario = region_bed_single(midden_limburg, sets, n_sets)};
    bed.region = region_bed_create(bed.scenario, 0, 0);
    bed.region->network_running = bed.region->in_horizon = true;
    assert_non_null(bed.region->network);
    return bed;
}

static void close_bed(struct bed *bed)
{
    region_destroy(bed->region);
    scenario_free(bed->scenario);
}

static size_t insurer(const struct region *region, size_t k)
{
    return region->payer_first[PAYER_INSURER][k];
}

static int64_t paid_by(const struct region *region, size_t payer, enum flow_purpose purpose)
{
    const size_t account = account_of_payer(region, payer);
    return region_bed_flow(region, account, REGION_BED_ANY, purpose)
           - region_bed_flow(region, REGION_BED_ANY, account, purpose);
}

/* Year of three payers of the pool: norm, what was spent, and weight. */
static void fill_pool(struct region *region, const double *norm, const double *spent)
{
    for (size_t k = 0; k < 3; k++) {
        struct payer *payer = &region->payers[insurer(region, k)];
        payer->pool_base_cents = norm[k] / 12.0;
        payer->pool_norm_year_cents = norm[k];
        payer->pool_year_cents = spent[k];
    }
}

/* 600, 300 and 100 thousand in the norm; together 29,996 too little: each carries its share of that, and the cent that
 * rounding leaves goes somewhere. */
static void test_pool_settlement(void **state)
{
    (void)state;
    const char *const sets[] = {"payment.pooled=true", "payment.shared_savings=0", "payer.equalisation=0"};
    static const double norm[3] = {600000, 300000, 100000}, spent[3] = {540001, 310000, 120003};
    struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    fill_pool(region, norm, spent);
    payment_year(region);
    const size_t pool = account_special(region, ACCOUNT_CASHIER);
    int64_t sum = 0;
    for (size_t k = 0; k < 3; k++) {
        const double due = norm[k] / 1e6 * -29996.0 - (spent[k] - norm[k]);
        assert_near("settlement", (double)paid_by(region, insurer(region, k), FLOW_POOL), due, 2.0);
        sum += paid_by(region, insurer(region, k), FLOW_POOL);
    }
    assert_int_equal(sum, 0);
    assert_true(region->ledger.balance[pool] == 0);
    assert_true(region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_POOL) > 0);
    for (size_t p = 0; p < region->n_payers; p++)
        assert_true(region->payers[p].pool_year_cents == 0.0 && region->payers[p].pool_norm_year_cents == 0.0);
    close_bed(&bed);
}

/* All that organisations get of the savings of this year. */
static double shared_out(const char *pooled, const double *norm, const double *spent, double *first_organisation)
{
    const char *const sets[] = {pooled, "payment.shared_savings=0.4", "payment.corridor=0.05",
                                "payment.minimum_saving=0", "payer.equalisation=0"};
    struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    fill_pool(region, norm, spent);
    region->organisations[0].hours_year = 300.0;
    region->organisations[3].hours_year = 100.0;
    payment_year(region);
    const double all = (double)region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_SHARED_SAVINGS);
    *first_organisation =
        (double)region_bed_flow(region, REGION_BED_ANY, account_of_organisation(0), FLOW_SHARED_SAVINGS);
    assert_true(region->organisations[0].hours_year == 0.0);
    close_bed(&bed);
    return all;
}

/* 40 % of the saving, at most 5 % of the norm counted, by hours worked; never more, whoever saved it. */
static void test_shared_savings(void **state)
{
    (void)state;
    static const double norm[3] = {600000, 300000, 100000};
    static const double less[3] = {580000, 290000, 100000}, much[3] = {400000, 200000, 50000},
                        more[3] = {620000, 310000, 90000}, mixed[3] = {540000, 330000, 100000};
    static const char *const pooled[2] = {"payment.pooled=false", "payment.pooled=true"};
    for (size_t k = 0; k < 2; k++) {
        double first;
        assert_near("shared", shared_out(pooled[k], norm, less, &first), 0.4 * 30000, 10.0);
        assert_near("by hours", first, 0.75 * 0.4 * 30000, 10.0);
        assert_near("at most the corridor", shared_out(pooled[k], norm, much, &first), 0.4 * 50000, 10.0);
        assert_near("no saving", shared_out(pooled[k], norm, more, &first), 0.0, 0.0);
        assert_near("savings and losses", shared_out(pooled[k], norm, mixed, &first), 0.4 * 30000, 10.0);
    }
}

/* Half of an insurer's saving goes to the fund two years later, and so does half of a loss come back. */
static void test_equalisation(void **state)
{
    (void)state;
    const char *const sets[] = {"payer.equalisation=0.5", "payer.equalisation_lag_months=24"};
    struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    static const double saving[5] = {80000, -20000, 10000, 0, 0};
    static const double due[5] = {0, 0, 40000, -10000, 5000};
    const size_t fund = account_special(region, ACCOUNT_FUND);
    int64_t before = 0;
    for (size_t year = 0; year < 5; year++) {
        struct payer *payer = &region->payers[insurer(region, 0)];
        struct payer *municipality = &region->payers[region->payer_first[PAYER_MUNICIPALITY][0]];
        payer->budget_year_cents = municipality->budget_year_cents = 1e6;
        payer->spent_year_cents = municipality->spent_year_cents = 1e6 - saving[year];
        payment_year(region);
        assert_near("to the fund", (double)(region->ledger.balance[fund] - before), due[year], 0.5);
        assert_near("deficit", payer->deficit, -saving[year] / 1e6, 1e-12);
        before = region->ledger.balance[fund];
    }
    close_bed(&bed);
}

/* -- who pays for collaboration ------------------------------------------------------------------------------------ */

#define BUSY                                                                                  \
    "coalitions[0].running=true", "coalitions[1].running=true", "coalitions[2].running=true", \
        "coalitions[3].running=true", "coalitions[4].running=true", "horizon_months=24"
enum { BUSY_MONTHS = REGION_BED_SPINUP + 24 };

static struct bed busy_bed(const char *const *sets, size_t n_sets, size_t months)
{
    struct bed bed = {.scenario = region_bed_single(midden_limburg, sets, n_sets)};
    bed.region = region_bed_create(bed.scenario, 0, 0);
    region_bed_run(bed.region, 0, months);
    return bed;
}

/* The cashier keeps nothing: what payers bring is what organisations get, what the cashier itself costs, and what is
 * returned at the end of a year. */
static void test_cashier_passes_on(void **state)
{
    (void)state;
    const char *const sets[] = {BUSY,
                                "payment.cashier=true",
                                "payment.pooled=true",
                                "payment.cashier_overhead=0.1",
                                "payers.vgz.trust=1",
                                "payers.vgz.mission=5",
                                "payers.zorgkantoor-vgz.trust=1",
                                "payers.zorgkantoor-vgz.mission=5"};
    struct bed bed = busy_bed(sets, REGION_BED_COUNT(sets), BUSY_MONTHS);
    const struct region *region = bed.region;
    const size_t cashier = account_special(region, ACCOUNT_CASHIER);
    const int64_t in = region_bed_flow(region, REGION_BED_ANY, cashier, FLOW_NETWORK_FUNCTION);
    const int64_t out = region_bed_flow(region, cashier, REGION_BED_ANY, FLOW_NETWORK_FUNCTION);
    const int64_t cost = region_bed_flow(region, cashier, REGION_BED_ANY, FLOW_CASHIER_COST);
    const int64_t result = region_bed_flow(region, cashier, REGION_BED_ANY, FLOW_CASHIER_RESULT);
    assert_true(in > 1000000 && in == out + cost + result);
    assert_near("cost of the cashier", (double)cost, 0.1 * (double)(in - cost), 20.0);
    int64_t organisations = 0, payers = 0;
    for (size_t o = 0; o < region->n_organisations; o++)
        organisations += region_bed_flow(region, cashier, account_of_organisation(o), FLOW_NETWORK_FUNCTION);
    for (size_t p = 0; p < region->n_payers; p++)
        payers += region_bed_flow(region, account_of_payer(region, p), cashier, FLOW_NETWORK_FUNCTION);
    assert_true(organisations == out && payers == in);
    assert_int_equal(region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_NETWORK_FUNCTION), in + out);
    assert_int_equal(region_bed_flow(region, account_of_payer(region, insurer(region, 4)), REGION_BED_ANY,
                                     FLOW_NETWORK_FUNCTION),
                     0); /* it objects */
    close_bed(&bed);
}

/* Without a cashier insurers that accept claims pay, by market share, and nobody else. */
static void test_title_is_paid_by_those_who_accept(void **state)
{
    (void)state;
    const char *const sets[] = {BUSY, "payment.case_title=true", "payment.coordination_title=true",
                                "payers.cz.objects=true"};
    struct bed bed = busy_bed(sets, REGION_BED_COUNT(sets), BUSY_MONTHS);
    const struct region *region = bed.region;
    const double all = (double)region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_NETWORK_FUNCTION);
    double claiming = 0.0;
    assert_true(all > 1e6);
    for (size_t p = 0; p < region->n_payers; p++)
        claiming +=
            region->payers[p].kind == PAYER_INSURER && !region->payers[p].objects ? region->payers[p].share : 0.0;
    assert_true(claiming < 0.8);
    for (size_t p = 0; p < region->n_payers; p++) {
        const struct payer *payer = &region->payers[p];
        const double paid = (double)paid_by(region, p, FLOW_NETWORK_FUNCTION);
        const bool accepts = payer->kind == PAYER_INSURER && !payer->objects;
        assert_near(payer->name, paid, accepts ? all * payer->share / claiming : 0.0, accepts ? 1e-4 * all : 0.0);
    }
    close_bed(&bed);
}

/* What is paid of an hour: exact shares, by target, kind and arrangement. */
static void test_paid_shares(void **state)
{
    (void)state;
    const char *const sets[] = {BUSY, "coalitions[0].client_bound=0.6", "payment.subsidy=0.5",
                                "payment.subsidy_admin=0.2"};
    struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    double accept = 0.0;
    for (size_t k = 0; k < region->payer_n[PAYER_INSURER]; k++)
        accept += region->payers[insurer(region, k)].objects ? 0.0 : region->payers[insurer(region, k)].share;
    const size_t nursing = (size_t)region->organisations[region->kind_first[KIND_NURSING][0]].member;
    const size_t gp = (size_t)region->organisations[region->kind_first[KIND_GP][0]].member;
    region->money->case_title = true, region->money->coordination_title = false;
    struct payment_shares shares = payment_shares(region, nursing, 0);
    assert_near("title of case management", shares.title, 0.6 * accept, 1e-12);
    assert_near("no subsidy runs", shares.subsidy + shares.cashier, 0.0, 0.0);
    assert_near("no title for GPs", payment_shares(region, gp, 0).title, 0.0, 0.0);
    assert_near("no title for social themes", payment_shares(region, nursing, 2).title, 0.0, 0.0);
    region->money->coordination_title = true;
    assert_near("all hours", payment_shares(region, nursing, 0).title, accept, 1e-12);
    assert_near("coordination", payment_shares(region, gp, 0).title, 0.4 * accept, 1e-12);
    region->money->subsidy_runs = true;
    shares = payment_shares(region, gp, 0);
    assert_near("subsidy on the rest", shares.subsidy, (1.0 - 0.4 * accept) * 0.5, 1e-12);
    const size_t payer = (size_t)region->payers[region->payer_first[PAYER_MUNICIPALITY][0]].member;
    shares = payment_shares(region, payer, 1);
    assert_near("payers pay their own staff", shares.title + shares.cashier + shares.subsidy, 0.0, 0.0);
    close_bed(&bed);
}

static void test_subsidy_in_its_months(void **state)
{
    (void)state;
    const char *const sets[] = {BUSY, "payment.subsidy=0.5", "payment.subsidy_start=3", "payment.subsidy_end=19",
                                "payment.subsidy_renewal=1"};
    struct bed bed = busy_bed(sets, REGION_BED_COUNT(sets), REGION_BED_SPINUP);
    const struct region *region = bed.region;
    const size_t state_account = account_of_payer(region, region->payer_first[PAYER_STATE][0]);
    int64_t before = 0;
    for (size_t month = 0; month < 24; month++) {
        region_bed_run(bed.region, REGION_BED_SPINUP + month, REGION_BED_SPINUP + month + 1);
        const int64_t all = region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_SUBSIDY);
        const bool runs = month >= 3 && month < 19;
        if ((all > before) != runs)
            fail_msg("month %zu of the horizon: subsidy of %lld cents", month, (long long)(all - before));
        assert_int_equal(region_bed_flow(region, state_account, REGION_BED_ANY, FLOW_SUBSIDY), all);
        before = all;
    }
    close_bed(&bed);
}

/* The network keeps nothing, and all work is paid to staff by the account that did it. */
static void test_network_keeps_nothing(void **state)
{
    (void)state;
    const char *const sets[] = {BUSY, "network.mode=nao"};
    struct bed bed = busy_bed(sets, REGION_BED_COUNT(sets), BUSY_MONTHS);
    const struct region *region = bed.region;
    const size_t network = account_special(region, ACCOUNT_NETWORK), staff = account_special(region, ACCOUNT_STAFF);
    assert_true(region->ledger.balance[network] == 0);
    assert_true(region_bed_flow(region, network, staff, FLOW_NETWORK_OFFICE) > 0);
    assert_int_equal(region_bed_flow(region, REGION_BED_ANY, network, FLOW_CONTRIBUTION)
                         - region_bed_flow(region, network, REGION_BED_ANY, FLOW_CONTRIBUTION),
                     region_bed_flow(region, network, staff, FLOW_NETWORK_OFFICE));
    assert_int_equal(region_bed_flow(region, REGION_BED_ANY, staff, FLOW_COLLABORATION),
                     region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_COLLABORATION));
    close_bed(&bed);
}

/* -- where kinds are read ------------------------------------------------------------------------------------------ */

static size_t count(const char *text, const char *word)
{
    size_t n = 0;
    for (const char *at = strstr(text, word); at != NULL; at = strstr(at + 1, word))
        n++;
    return n;
}

/* Occurrences of `word` in the sources of a folder of models/, those of the file `home` apart. */
static size_t count_elsewhere(const char *folder, const char *word, const char *home, size_t *at_home)
{
    char path[768];
    size_t n = 0;
    (void)snprintf(path, sizeof path, "%s/models%s", SAMENSPEL_SOURCE_DIR, folder);
    DIR *files = opendir(path);
    assert_non_null(files);
    for (const struct dirent *entry = readdir(files); entry != NULL; entry = readdir(files)) {
        const size_t length = strlen(entry->d_name);
        if (length < 3 || strcmp(entry->d_name + length - 2, ".c") != 0)
            continue;
        (void)snprintf(path, sizeof path, "%s/models%s/%s", SAMENSPEL_SOURCE_DIR, folder, entry->d_name);
        char *text = workdir_read(path);
        if (strcmp(entry->d_name, home) == 0)
            *at_home += count(text, word);
        else if (count(text, word) > 0)
            print_error("%s: %s\n", path, word);
        n += strcmp(entry->d_name, home) == 0 ? 0 : count(text, word);
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
    } rules[] = {{"\"payment.kind\"", "contract.c"},
                 {"\"services[].contract\"", "contract.c"},
                 {"contract->kind", "contract.c"},
                 {"kind_horizon", "contract.c"},
                 {"\"network.mode\"", "governance.c"}};
    static const char *const folders[] = {"", "/care", "/money", "/network"};
    for (size_t k = 0; k < REGION_BED_COUNT(rules); k++) {
        size_t at_home = 0, elsewhere = 0;
        for (size_t f = 0; f < REGION_BED_COUNT(folders); f++)
            elsewhere += count_elsewhere(folders[f], rules[k].word, rules[k].home, &at_home);
        assert_int_equal(elsewhere, 0);
        assert_true(at_home > 0);
    }
}

/* -- what payment does to care ------------------------------------------------------------------------------------- */

/* Means over the horizon of one replication. */
struct effects {
    double units_per_client; /* of the services in scope, relative to the norm */
    double units;            /* of the services in scope, a month */
    double paid_share;       /* of the hours in coalitions of organisations, by money */
};

static struct effects effects_of(const char *const *sets, size_t n_sets, uint32_t replication)
{
    static const int scope[] = {SERVICE_NURSING, SERVICE_HELP, SERVICE_SUPPORT};
    struct scenario *scenario = region_bed_single(midden_limburg, sets, n_sets);
    struct region *region = region_bed_create(scenario, 0, replication);
    struct effects sum = {0};
    double clients = 0.0, intense = 0.0;
    for (size_t month = 0; month < BUSY_MONTHS; month++) {
        region_bed_run(region, month, month + 1);
        for (size_t k = 0; k < 3 && month >= REGION_BED_SPINUP; k++)
            for (size_t o = 0; o < region->n_organisations; o++) {
                const struct team *team = &region->organisations[o].teams[scope[k]];
                clients += team->users;
                intense += team->users * team->intensity;
                sum.units += team->users * team->intensity * region->services[scope[k]].units / 24.0;
            }
    }
    sum.units_per_client = intense / clients;
    double paid = 0.0, work = 0.0;
    for (size_t o = 0; o < region->n_organisations; o++) {
        paid += (double)region_bed_flow(region, REGION_BED_ANY, account_of_organisation(o), FLOW_NETWORK_FUNCTION);
        work += (double)region_bed_flow(region, account_of_organisation(o), REGION_BED_ANY, FLOW_COLLABORATION);
    }
    sum.paid_share = work > 0.0 ? paid / work : 0.0;
    region_destroy(region);
    scenario_free(scenario);
    return sum;
}

enum { PAIRS = 4 };

static void test_fee_for_service_gives_more(void **state)
{
    (void)state;
    const char *const fee[] = {BUSY, "region.scale=0.03", "network.active=false", "payment.kind=fee-for-service"};
    const char *const head[] = {BUSY, "region.scale=0.03", "network.active=false", "payment.kind=capitation"};
    for (uint32_t r = 0; r < PAIRS; r++) {
        const struct effects a = effects_of(fee, REGION_BED_COUNT(fee), r),
                             b = effects_of(head, REGION_BED_COUNT(head), r);
        if (!(a.units_per_client > 1.02 * b.units_per_client))
            fail_msg("replication %u: %g units with fees, %g with capitation", r, a.units_per_client,
                     b.units_per_client);
    }
}

static void test_full_ceiling_lowers_volume(void **state)
{
    (void)state;
    const char *const wide[] = {BUSY, "region.scale=0.03", "network.active=false", "payment.ceiling=5"};
    const char *const full[] = {BUSY, "region.scale=0.03", "network.active=false", "payment.ceiling=0.5"};
    for (uint32_t r = 0; r < PAIRS; r++) {
        const struct effects a = effects_of(wide, REGION_BED_COUNT(wide), r),
                             b = effects_of(full, REGION_BED_COUNT(full), r);
        if (!(a.units_per_client > 1.005 * b.units_per_client && a.units > b.units))
            fail_msg("replication %u: %g units a month, %g under a full ceiling", r, a.units, b.units);
    }
}

static void test_cashier_pays_more_hours(void **state)
{
    (void)state;
    const char *const today[] = {BUSY, "payment.cashier=false"};
    const char *const cashier[] = {BUSY, "payment.cashier=true", "payment.pooled=true"};
    double mean = 0.0;
    for (uint32_t r = 0; r < PAIRS; r++)
        mean += (effects_of(cashier, REGION_BED_COUNT(cashier), r).paid_share
                 - effects_of(today, REGION_BED_COUNT(today), r).paid_share)
                / PAIRS;
    if (!(mean > 0.1))
        fail_msg("the cashier pays %g of the hours more", mean);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_each_kind_pays),
        cmocka_unit_test(test_what_one_more_brings),
        cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_ceiling_is_foreseen),
        cmocka_unit_test(test_horizon_changes_the_kind),
        cmocka_unit_test(test_terms_follow_the_scenario),
        cmocka_unit_test(test_joint_capitation_is_shared_out),
        cmocka_unit_test(test_ledger_moves),
        cmocka_unit_test(test_ledger_check_sees_tampering),
        cmocka_unit_test(test_pool_settlement),
        cmocka_unit_test(test_shared_savings),
        cmocka_unit_test(test_equalisation),
        cmocka_unit_test(test_cashier_passes_on),
        cmocka_unit_test(test_title_is_paid_by_those_who_accept),
        cmocka_unit_test(test_paid_shares),
        cmocka_unit_test(test_subsidy_in_its_months),
        cmocka_unit_test(test_network_keeps_nothing),
        cmocka_unit_test(test_kinds_are_read_in_one_place),
        cmocka_unit_test(test_fee_for_service_gives_more),
        cmocka_unit_test(test_full_ceiling_lowers_volume),
        cmocka_unit_test(test_cashier_pays_more_hours),
    };
    return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
