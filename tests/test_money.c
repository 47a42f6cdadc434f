/* Money: the ledger, the end of a year, and who pays for collaboration. Years are made by hand, so that every expected
 * number stands here; months are real ones. */
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
#include "tests/support/expect.h"
#include "tests/support/money_bed.h"
#include "tests/support/region_bed.h"
#include "tests/support/workdir.h"

static const char midden_limburg[] = SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg";

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

/* A region at the end of a year of its horizon in which nothing happened yet. */
static struct bed year_bed(const char *const *sets, size_t n_sets)
{
    struct bed bed = {.scenario = region_bed_single(midden_limburg, sets, n_sets)};
    bed.region = region_bed_create(bed.scenario, 0, 0);
    bed.region->network_running = bed.region->in_horizon = true;
    assert_non_null(bed.region->network);
    return bed;
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
        struct payer *payer = &region->payers[money_bed_insurer(region, k)];
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
        assert_near("settlement", (double)paid_by(region, money_bed_insurer(region, k), FLOW_POOL), due, 2.0);
        sum += paid_by(region, money_bed_insurer(region, k), FLOW_POOL);
    }
    assert_int_equal(sum, 0);
    assert_true(region->ledger.balance[pool] == 0);
    assert_true(region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_POOL) > 0);
    for (size_t p = 0; p < region->n_payers; p++)
        assert_true(region->payers[p].pool_year_cents == 0.0 && region->payers[p].pool_norm_year_cents == 0.0);
    region_bed_close(&bed);
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
    region_bed_close(&bed);
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

/* Half of an insurer's saving goes to the fund two years later, and so does half of a loss come back; of .8, .375 is
 * repaired by diagnoses of GPs. */
static void test_equalisation(void **state)
{
    (void)state;
    const char *const sets[] = {"payer.equalisation=0.8", "payer.equalisation_repair=0.375",
                                "payer.equalisation_lag_months=24"};
    struct bed bed = year_bed(sets, REGION_BED_COUNT(sets));
    struct region *region = bed.region;
    static const double saving[5] = {80000, -20000, 10000, 0, 0};
    static const double due[5] = {0, 0, 40000, -10000, 5000};
    const size_t fund = account_special(region, ACCOUNT_FUND);
    int64_t before = 0;
    for (size_t year = 0; year < 5; year++) {
        struct payer *payer = &region->payers[money_bed_insurer(region, 0)];
        struct payer *municipality = &region->payers[region->payer_first[PAYER_MUNICIPALITY][0]];
        payer->budget_year_cents = municipality->budget_year_cents = 1e6;
        payer->spent_year_cents = municipality->spent_year_cents = 1e6 - saving[year];
        payment_year(region);
        assert_near("to the fund", (double)(region->ledger.balance[fund] - before), due[year], 0.5);
        assert_near("deficit", payer->deficit, -saving[year] / 1e6, 1e-12);
        before = region->ledger.balance[fund];
    }
    region_bed_close(&bed);
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
    assert_int_equal(region_bed_flow(region, account_of_payer(region, money_bed_insurer(region, 4)), REGION_BED_ANY,
                                     FLOW_NETWORK_FUNCTION),
                     0); /* it objects */
    region_bed_close(&bed);
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
    region_bed_close(&bed);
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
        accept += region->payers[money_bed_insurer(region, k)].objects
                      ? 0.0
                      : region->payers[money_bed_insurer(region, k)].share;
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
    region_bed_close(&bed);
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
    region_bed_close(&bed);
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
    region_bed_close(&bed);
}

/* -- what payment does to collaboration ---------------------------------------------------------------------------- */

/* Hours in coalitions of organisations that are paid for, by money, as a share of all. */
static double paid_share(const char *const *sets, size_t n_sets, uint32_t replication)
{
    struct scenario *scenario = region_bed_single(midden_limburg, sets, n_sets);
    struct region *region = region_bed_create(scenario, 0, replication);
    region_bed_run(region, 0, BUSY_MONTHS);
    double paid = 0.0, work = 0.0;
    for (size_t o = 0; o < region->n_organisations; o++) {
        paid += (double)region_bed_flow(region, REGION_BED_ANY, account_of_organisation(o), FLOW_NETWORK_FUNCTION);
        work += (double)region_bed_flow(region, account_of_organisation(o), REGION_BED_ANY, FLOW_COLLABORATION);
    }
    region_destroy(region);
    scenario_free(scenario);
    return work > 0.0 ? paid / work : 0.0;
}

static void test_cashier_pays_more_hours(void **state)
{
    (void)state;
    enum { PAIRS = 4 };
    const char *const today[] = {BUSY, "payment.cashier=false"};
    const char *const cashier[] = {BUSY, "payment.cashier=true", "payment.pooled=true"};
    double mean = 0.0;
    for (uint32_t r = 0; r < PAIRS; r++)
        mean +=
            (paid_share(cashier, REGION_BED_COUNT(cashier), r) - paid_share(today, REGION_BED_COUNT(today), r)) / PAIRS;
    if (!(mean > 0.1))
        fail_msg("the cashier pays %g of the hours more", mean);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
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
        cmocka_unit_test(test_cashier_pays_more_hours),
    };
    return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
