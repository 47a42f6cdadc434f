/* Payers as deciders: how they share what they save, what they believe and whom they follow, and that money between
 * them adds up to the cent. The common good that they pay together: test_payers_good.c. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "models/money/billing.h"
#include "models/money/cost_sharing.h"
#include "models/money/payer.h"
#include "models/money/payment.h"
#include "tests/support/expect.h"
#include "tests/support/money_bed.h"
#include "tests/support/region_bed.h"
#include "tests/support/workdir.h"

/* Wage cost of full effort of organisations, in cents a month. */
static double cost_of_all(const struct region *region)
{
    double cents = 0.0;
    for (size_t c = 0; c < region->n_coalitions; c++)
        for (size_t m = 0; m < region->n_members; m++) {
            const int role = region->interventions[c].role_of_member[m];
            if (role >= 0 && region->member_organisation[m] >= 0)
                cents += region->interventions[c].role_hours[role] * payment_wage_cents(region, m);
        }
    return cents;
}

static double saving_of(const struct region *region, size_t p)
{
    double cents = 0.0;
    for (size_t c = 0; c < region->n_coalitions; c++)
        cents += payer_saving(region, p, c, false);
    return cents;
}

/* -- the transfer of savings --------------------------------------------------------------------------------------- */

static const char every_service[] =
    "payment.pool=[\"gp-contact\",\"emergency\",\"outpatient\",\"admission\",\"mental-health\","
    "\"district-nursing\",\"household-help\",\"support\",\"social-help\",\"debt-help\",\"youth-care\","
    "\"home-longterm\",\"nursing-home\"]";

/* Payers that believe everything, want money alone, and lose nothing to equalisation. */
#define COLD                                                                                                                      \
    "payment.cashier=true", "payer.noise=0.01", "payer.equalisation=0", "payer.follow=0", "payment.minimum_saving=0",             \
        "payers[0].mission=0", "payers[1].mission=0", "payers[2].mission=0", "payers[3].mission=0",                               \
        "payers[0].finance=5", "payers[1].finance=5", "payers[2].finance=5", "payers[3].finance=5",                               \
        every_service, /* help that starts sooner costs municipalities more than all others save: without it there is a saving */ \
        "coalitions.joint-needs-assessment.assessment_saved=0"

static struct bed cold_bed(void)
{
    const char *const sets[] = {COLD, "region.scale=0.05", "payer.believed_effect=1"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 1);
    for (size_t p = 0; p < bed.region->n_payers; p++)
        bed.region->payers[p].trust = 1.0;
    payer_decide(bed.region, bed.region->settings); /* the business case of now */
    return bed;
}

/* A payer that carries `price` of the cost pays when its share of all savings, its own and what it is given, is at
 * least price / all savings. Scanned over the share that is transferred. */
static void test_threshold_of_the_transfer(void **state)
{
    (void)state;
    enum { GRID = 100 };
    struct bed bed = cold_bed();
    struct region *region = bed.region;
    const double cost = cost_of_all(region);
    double all = 0.0, savers = 0.0;
    size_t tested = 0;
    for (size_t p = 0; p < region->n_payers; p++) {
        all += saving_of(region, p);
        savers += fmax(0.0, saving_of(region, p));
    }
    assert_near("ratio", region->cost_sharing->case_ratio, all / cost, 1e-6);
    assert_true(all > cost);
    for (size_t k = 0; k < region->payer_n[PAYER_INSURER]; k++) {
        const size_t p = region->payer_first[PAYER_INSURER][k];
        const double own = saving_of(region, p), price = region->payers[p].share * cost;
        const double given = all * (region->payers[p].share - fmax(0.0, own) / savers);
        const double threshold = (price - own) / given;
        if (region->payers[p].objects || own >= price || threshold > 0.95)
            continue;
        int first = -1, changes = 0;
        bool before = false;
        for (int t = 0; t <= GRID; t++) {
            region->cost_sharing->transfer = (double)t / GRID;
            payer_decide(region, region->settings);
            changes += region->payers[p].supports != before;
            first = region->payers[p].supports && first < 0 ? t : first;
            before = region->payers[p].supports;
        }
        if (changes != 1 || fabs((double)first / GRID - threshold) > 1.5 / GRID)
            fail_msg("%s pays from a transfer of %d %%, %d changes; expected from %.1f %%", region->payers[p].name,
                     first, changes, 100.0 * threshold);
        if (tested++ == 0)
            print_message("cost %.0f, savings of all %.0f, own %.0f (cents a month): %s pays from %d %%, expected "
                          "%.1f %%\n",
                          cost, all, own, region->payers[p].name, first, 100.0 * threshold);
    }
    assert_true(tested >= 3);
    region_bed_close(&bed);
}

/* A year made by hand: who saved pays, who paid network functions gets, to the cent, of what is left of the saving. */
static void test_transfer_of_a_year(void **state)
{
    (void)state;
    const char *const sets[] = {MONEY_BED_BUSY, "payment.payer_transfer=0.4", "payment.minimum_saving=0.02",
                                "payment.shared_savings=0.5"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 1);
    struct region *region = bed.region;
    const size_t cashier = account_special(region, ACCOUNT_CASHIER);
    for (size_t p = 0; p < region->n_payers; p++)
        region->payers[p].pool_norm_year_cents = region->payers[p].pool_year_cents =
            region->payers[p].network_year_cents = 0.0;
    struct payer *payers = region->payers;
    payers[0].pool_norm_year_cents = payers[0].pool_year_cents = 1e6;
    payers[1].pool_norm_year_cents = 1e6, payers[1].pool_year_cents = 600001.0;
    payers[2].pool_norm_year_cents = 1e6, payers[2].pool_year_cents = 900000.0;
    payers[3].pool_norm_year_cents = 1e6, payers[3].pool_year_cents = 1100000.0;
    payers[0].network_year_cents = 30000.0, payers[2].network_year_cents = 10000.0;
    int64_t before[4];
    for (size_t p = 0; p < 4; p++)
        before[p] = region->ledger.balance[account_of_payer(region, p)];
    const int64_t cashier_before = region->ledger.balance[cashier];
    cost_sharing_year(region, 150000.0);
    const double moved = 0.4 * 249999.0, from[4] = {0.0, 399999.0 / 499999.0, 100000.0 / 499999.0, 0.0};
    const double to[4] = {0.75, 0.0, 0.25, 0.0};
    for (size_t p = 0; p < 4; p++)
        assert_near(payers[p].name, (double)(region->ledger.balance[account_of_payer(region, p)] - before[p]),
                    moved * (to[p] - from[p]), 2.0);
    assert_true(region->ledger.balance[cashier] == cashier_before);
    assert_true(region_bed_flow(region, cashier, REGION_BED_ANY, FLOW_PAYER_TRANSFER) == llround(moved));
    assert_true(payers[0].network_year_cents == 0.0);
    /* Within what chance moves nothing is transferred. */
    payers[0].network_year_cents = 1e4;
    payers[1].pool_year_cents = 1e6;
    payers[2].pool_year_cents = 920001.0, payers[3].pool_year_cents = 1e6;
    cost_sharing_year(region, 0.0);
    assert_true(region_bed_flow(region, cashier, REGION_BED_ANY, FLOW_PAYER_TRANSFER) == llround(moved));
    region_bed_close(&bed);
}

/* What a payer gave away of its saving of the year. */
static double given_by(const struct region *region, size_t p)
{
    const size_t account = account_of_payer(region, p), cashier = account_special(region, ACCOUNT_CASHIER);
    return (double)(region_bed_flow(region, account, REGION_BED_ANY, FLOW_SHARED_SAVINGS)
                    + region_bed_flow(region, account, REGION_BED_ANY, FLOW_REINVESTMENT)
                    + region_bed_flow(region, account, cashier, FLOW_PAYER_TRANSFER));
}

/* Members, the regional fund and other payers together never get more of a payer than its part of the saving, whatever
 * each is promised; with all promised to other payers it is all of it. */
static void give_away(const char *pooled, const char *reinvest, const char *transfer, double expected)
{
    const char *const sets[] = {pooled,
                                reinvest,
                                transfer,
                                "payment.shared_savings=0.4",
                                "payment.corridor=0.05",
                                "payment.minimum_saving=0.01",
                                "payer.equalisation=0"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, 0);
    struct region *region = bed.region;
    const bool by_size = strstr(pooled, "true") != NULL;
    region->in_horizon = region->network_running = true;
    static const double norm[3] = {6e6, 3e6, 1e6}, spent[3] = {5e6, 2.8e6, 1.2e6};
    for (size_t k = 0; k < 3; k++) {
        struct payer *payer = &region->payers[region->payer_first[PAYER_INSURER][k]];
        payer->pool_base_cents = norm[k] / 12.0;
        payer->pool_norm_year_cents = norm[k];
        payer->pool_year_cents = spent[k];
        payer->network_year_cents = 1000.0;
    }
    region->organisations[0].hours_year = 1.0;
    payment_year(region);
    double all = 0.0;
    for (size_t k = 0; k < 3; k++) {
        const double given = given_by(region, region->payer_first[PAYER_INSURER][k]);
        const double part = by_size ? norm[k] / 1e7 * 1e6 : fmax(0.0, norm[k] - spent[k]);
        if (given > part + 3.0)
            fail_msg("a payer gives %.0f of %.0f cents (%s, %s, %s)", given, part, pooled, reinvest, transfer);
        all += given;
    }
    assert_near("given away in all", all, expected, 8.0);
    region_bed_close(&bed);
}

/* 1,000,000 saved, of which 500,000 count for members and the fund: 200,000 to members, then the fund, then payers. */
static void test_nobody_gives_more_than_it_saved(void **state)
{
    (void)state;
    static const char *const pooled[2] = {"payment.pooled=false", "payment.pooled=true"};
    for (size_t k = 0; k < 2; k++) {
        give_away(pooled[k], "payment.reinvest=0", "payment.payer_transfer=0", 200000.0);
        give_away(pooled[k], "payment.reinvest=1", "payment.payer_transfer=0", 500000.0);
        give_away(pooled[k], "payment.reinvest=0", "payment.payer_transfer=0.5", 200000.0 + 400000.0);
        give_away(pooled[k], "payment.reinvest=0.5", "payment.payer_transfer=0.5", 350000.0 + 325000.0);
        give_away(pooled[k], "payment.reinvest=1", "payment.payer_transfer=1", 1000000.0);
    }
}

/* A payer expects of the transfer what is left by then: members and the regional fund get theirs first. */
static void test_believed_transfer_comes_last(void **state)
{
    (void)state;
    struct bed bed = cold_bed();
    struct region *region = bed.region;
    double saving = 0.0, norm = 0.0, savers = 0.0;
    for (size_t p = 0; p < region->n_payers; p++) {
        saving += saving_of(region, p);
        savers += fmax(0.0, saving_of(region, p));
        norm += region->payers[p].pool_base_cents;
    }
    region->cost_sharing->transfer = 0.6;
    region->money->shared_savings = 0.3;
    region->money->arrangements.reinvest = 0.5;
    region->money->corridor = 0.5 * saving / norm;
    const size_t p = region->payer_first[PAYER_INSURER][0];
    const double left = saving - (0.3 + 0.7 * 0.5) * 0.5 * saving;
    assert_near("expected of the transfer", cost_sharing_believed_transfer(region, p, 0.4),
                0.6 * left * (0.4 - fmax(0.0, saving_of(region, p)) / savers), 1e-6 * saving);
    region->money->minimum_saving = 1.01 * saving / norm;
    assert_true(cost_sharing_believed_transfer(region, p, 0.4) == 0.0);
    region_bed_close(&bed);
}

/* -- how payers decide --------------------------------------------------------------------------------------------- */

/* Insurers that see nothing in it for their money pay out of their reserve while it lasts. */
static void test_reserve(void **state)
{
    (void)state;
    const char *const sets[] = {MONEY_BED_BUSY,
                                "payment.cashier=true",
                                "payer.noise=0.05",
                                "payer.follow=0",
                                "payers.vgz.finance=5",
                                "payers.vgz.mission=2",
                                "payers.vgz.trust=0",
                                "payers.vgz.reserve_eur=3", /* some instalments of a full budget */
                                "payment.contract_years=4"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 1);
    struct region *region = bed.region;
    const struct payer *vgz = &region->payers[0];
    assert_true(vgz->supports && vgz->from_reserve);
    for (size_t p = 1; p < region->n_payers; p++)
        assert_false(region->payers[p].from_reserve);
    region_bed_run(region, REGION_BED_SPINUP + 1, REGION_BED_SPINUP + 24);
    const double reserve = vgz->reserve_cents_person * region->people_start * region->p.people_per_citizen * vgz->share;
    const size_t account = account_of_payer(region, 0);
    const int64_t paid = region_bed_flow(region, account, REGION_BED_ANY, FLOW_NETWORK_FUNCTION);
    const int64_t back = region_bed_flow(region, REGION_BED_ANY, account, FLOW_CASHIER_RESULT)
                         - region_bed_flow(region, account, REGION_BED_ANY, FLOW_CASHIER_RESULT);
    assert_false(vgz->supports);
    assert_true((double)paid >= reserve && (double)paid < reserve + vgz->share * 1.05 * cost_of_all(region));
    /* What comes back at the end of the year is in the reserve again, though it has stopped paying by then. */
    assert_true(back > 1000000);
    assert_near("taken from the reserve", vgz->reserve_used_cents, (double)(paid - back), 0.5);
    region_bed_close(&bed);
}

/* Months in which some payer changed its mind, after the first. */
static size_t changes_of_mind(const char *years, size_t *first)
{
    const char *const sets[] = {MONEY_BED_BUSY, "payment.cashier=true", "payment.pooled=true", "payer.noise=5", years};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 1);
    struct region *region = bed.region;
    bool before[64] = {false};
    size_t n = 0;
    assert_true(region->n_payers <= 64);
    for (size_t month = 0; month < 48; month++) {
        bool changed = false;
        for (size_t p = 0; p < region->n_payers; p++) {
            changed = changed || (month > 0 && region->payers[p].supports != before[p]);
            before[p] = region->payers[p].supports;
        }
        *first = changed && n == 0 ? month : *first;
        n += changed;
        if (month < 47)
            region_bed_run(region, REGION_BED_SPINUP + 1 + month, REGION_BED_SPINUP + 2 + month);
    }
    region_bed_close(&bed);
    return n;
}

static void test_contract_years(void **state)
{
    (void)state;
    size_t first = 0;
    assert_int_equal(changes_of_mind("payment.contract_years=1", &first), 3);
    assert_int_equal(first, 12);
    assert_int_equal(changes_of_mind("payment.contract_years=3", &first), 1);
    assert_int_equal(first, 36);
    assert_int_equal(changes_of_mind("payment.contract_years=5", &first), 0);
}

/* Municipalities do as the largest, but for one deep in deficit. */
static void test_municipalities_follow_the_largest(void **state)
{
    (void)state;
    const char *const sets[] = {MONEY_BED_BUSY, "payment.cashier=true", "payment.pooled=true", "payer.noise=5",
                                "payer.municipal_follow=1"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 1);
    struct region *region = bed.region;
    const size_t first = region->payer_first[PAYER_MUNICIPALITY][0]; /* the largest */
    const size_t poor = region->payer_first[PAYER_MUNICIPALITY][2];
    size_t supported = 0;
    region->payers[poor].deficit = 0.3;
    for (uint32_t r = 0; r < 40; r++) {
        region->stream.replication = r;
        payer_decide(region, region->settings);
        for (size_t k = 1; k < region->payer_n[PAYER_MUNICIPALITY]; k++) {
            const size_t p = region->payer_first[PAYER_MUNICIPALITY][k];
            assert_int_equal(region->payers[p].supports, p != poor && region->payers[first].supports);
        }
        supported += region->payers[first].supports;
    }
    assert_true(supported > 5 && supported < 35);
    region_bed_close(&bed);
}

/* -- proof of the social return ------------------------------------------------------------------------------------ */

static void test_evaluation_comes_once_after_a_year(void **state)
{
    (void)state;
    const char *const sets[] = {MONEY_BED_BUSY, "payment.cashier=true", "payment.social_return_proof=true",
                                "payment.evaluation_eur=40000"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 11);
    struct region *region = bed.region;
    assert_false(region->cost_sharing->evaluated);
    assert_int_equal(region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_EVALUATION), 0);
    region_bed_run(region, REGION_BED_SPINUP + 11, REGION_BED_SPINUP + 12);
    assert_true(region->cost_sharing->evaluated);
    region_bed_run(region, REGION_BED_SPINUP + 12, REGION_BED_SPINUP + 30);
    assert_near("cost of the evaluation",
                (double)region_bed_flow(region, REGION_BED_ANY, account_special(region, ACCOUNT_SUPPLIERS),
                                        FLOW_EVALUATION),
                4e6, 50.0);
    region_bed_close(&bed);
}

/* Proof brings in those that gain and distrusted it, and not those that do not gain. */
static void test_proof_convinces_who_gains(void **state)
{
    (void)state;
    struct bed bed = cold_bed();
    struct region *region = bed.region;
    const double cost = cost_of_all(region);
    size_t gain = 0, lose = 0;
    for (int proven = 0; proven <= 1; proven++)
        for (int rich = 0; rich <= 1; rich++) {
            region->cost_sharing->evaluated = proven;
            region->cost_sharing->transfer = rich ? 0.95 : 0.0;
            for (size_t p = 0; p < region->n_payers; p++)
                region->payers[p].trust = 0.2;
            payer_decide(region, region->settings);
            for (size_t k = 0; k < region->payer_n[PAYER_INSURER]; k++) {
                const size_t p = region->payer_first[PAYER_INSURER][k];
                const struct payer *payer = &region->payers[p];
                if (payer->objects)
                    continue;
                const double own = saving_of(region, p) + cost_sharing_believed_transfer(region, p, payer->share);
                const double price = payer->share * cost;
                if (0.9 * own > 1.05 * price && 0.2 * own < 0.95 * price) {
                    assert_int_equal(payer->supports, proven);
                    gain++;
                } else if (0.9 * own < 0.95 * price) {
                    assert_false(payer->supports);
                    lose++;
                }
            }
        }
    assert_true(gain >= 4 && lose >= 4);
    region_bed_close(&bed);
}

/* -- ten insurers -------------------------------------------------------------------------------------------------- */

static const char ten_insurers[] =
    "base = \"" SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg\";\n"
    "experiment = { arms = ( { name = \"one\"; } ); cross = ( ); reference = \"one\"; };\n"
    "payment = { cashier = true; };\n"
    "payers = (\n"
    "  { name = \"i0\"; kind = \"insurer\"; share = 30.0; trust = 1.0; finance = 0.2; mission = 5.0; },\n"
    "  { name = \"i1\"; kind = \"insurer\"; share = 20.0; trust = 0.1; finance = 2.0; mission = 0.0; },\n"
    "  { name = \"i2\"; kind = \"insurer\"; share = 15.0; trust = 0.1; finance = 2.0; mission = 0.0; },\n"
    "  { name = \"i3\"; kind = \"insurer\"; share = 10.0; trust = 0.1; finance = 2.0; mission = 0.0; },\n"
    "  { name = \"i4\"; kind = \"insurer\"; share = 8.0; trust = 0.1; finance = 2.0; mission = 0.0; },\n"
    "  { name = \"i5\"; kind = \"insurer\"; share = 6.0; trust = 0.1; finance = 2.0; mission = 0.0; },\n"
    "  { name = \"i6\"; kind = \"insurer\"; share = 4.0; trust = 0.1; finance = 2.0; mission = 0.0; },\n"
    "  { name = \"i7\"; kind = \"insurer\"; share = 3.0; trust = 0.1; finance = 2.0; mission = 0.0; },\n"
    "  { name = \"i8\"; kind = \"insurer\"; share = 2.0; trust = 0.1; finance = 2.0; mission = 0.0; },\n"
    "  { name = \"i9\"; kind = \"insurer\"; share = 2.0; trust = 0.1; finance = 2.0; mission = 0.0; },\n"
    "  { name = \"o\"; kind = \"care-office\"; },\n"
    "  { name = \"m\"; kind = \"municipality\"; member = true; },\n"
    "  { name = \"s\"; kind = \"state\"; }\n"
    ");\n";

/* Share of draws in which three insurers or more pay (E612). */
static double three_or_more(const char *follow)
{
    enum { DRAWS = 200 };
    char folder[256], path[512];
    const char *const sets[] = {MONEY_BED_BUSY, follow};
    workdir_make(folder, sizeof folder);
    workdir_write(folder, "ten.cfg", ten_insurers, path, sizeof path);
    struct bed bed = {.scenario = region_bed_scenario(path, sets, REGION_BED_COUNT(sets))};
    workdir_remove(folder);
    bed.region = region_bed_create(bed.scenario, 0, 0);
    region_bed_run(bed.region, 0, REGION_BED_SPINUP + 1);
    struct region *region = bed.region;
    double n = 0.0;
    for (uint32_t r = 0; r < DRAWS; r++) {
        size_t supporting = 0;
        region->stream.replication = r;
        payer_decide(region, region->settings);
        for (size_t k = 0; k < region->payer_n[PAYER_INSURER]; k++)
            supporting += region->payers[region->payer_first[PAYER_INSURER][k]].supports;
        n += supporting >= 3;
    }
    region_bed_run(region, REGION_BED_SPINUP + 1, REGION_BED_SPINUP + 14);
    struct sim_err err = {SIM_OK, ""};
    if (!region_bed_sound(region, &err))
        fail_msg("%s", err.text);
    region_bed_close(&bed);
    return n / DRAWS;
}

static void test_following_brings_three_insurers(void **state)
{
    (void)state;
    const double alone = three_or_more("payer.follow=0"), often = three_or_more("payer.follow=0.3"),
                 always = three_or_more("payer.follow=1");
    if (!(alone < 0.3 && often > alone + 0.3 && always >= often && always > 0.9))
        fail_msg("three or more insurers pay in %g, %g and %g of the draws", alone, often, always);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threshold_of_the_transfer),
        cmocka_unit_test(test_transfer_of_a_year),
        cmocka_unit_test(test_nobody_gives_more_than_it_saved),
        cmocka_unit_test(test_believed_transfer_comes_last),
        cmocka_unit_test(test_reserve),
        cmocka_unit_test(test_contract_years),
        cmocka_unit_test(test_municipalities_follow_the_largest),
        cmocka_unit_test(test_evaluation_comes_once_after_a_year),
        cmocka_unit_test(test_proof_convinces_who_gains),
        cmocka_unit_test(test_following_brings_three_insurers),
    };
    return cmocka_run_group_tests_name("payers", tests, NULL, NULL);
}
