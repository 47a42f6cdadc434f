/* What terms and results mean to providers: losses stop hiring, paid consultation takes hours, care rebooked beside a
 * bundle is paid twice, brokers see bids with an error, and benchmarks follow. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/care/work.h"
#include "models/money/billing.h"
#include "models/money/cost_sharing.h"
#include "tests/support/expect.h"
#include "tests/support/region_bed.h"

enum { HORIZON = 36, MONTHS = REGION_BED_SPINUP + HORIZON };
#define PLAIN "network.active=false", "horizon_months=36", "region.scale=0.04"

#define BED(months, ...)                                                                                           \
    region_bed_open((const char *const[]){__VA_ARGS__}, REGION_BED_COUNT(((const char *const[]){__VA_ARGS__})), 0, \
                    (months))

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
