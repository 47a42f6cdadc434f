/* What providers choose under the terms of their contracts: volume per client, whom they send elsewhere, which service
 * their staff goes to; and what late payment costs. Real regions, in pairs with the same draws. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/care/pathway.h"
#include "models/money/billing.h"
#include "tests/support/expect.h"
#include "tests/support/region_bed.h"

enum { PAIRS = 4, HORIZON = 24, MONTHS = REGION_BED_SPINUP + HORIZON };
#define PLAIN "network.active=false", "horizon_months=24", "region.scale=0.03"

/* -- volume per client --------------------------------------------------------------------------------------------- */

/* Over the horizon of one replication. */
struct effects {
    double volume[N_CLIENT_TYPES]; /* mean; the norm is 100 */
    double refused[N_CLIENT_TYPES], turned_away;
    double units; /* a month, in the services in scope */
};

static struct effects effects_of(const char *const *sets, size_t n_sets, uint32_t replication)
{
    struct bed bed = region_bed_open(sets, n_sets, replication, REGION_BED_SPINUP);
    struct region *region = bed.region;
    struct effects sum = {0};
    for (size_t month = REGION_BED_SPINUP; month < MONTHS; month++) {
        double values[N_OUTCOMES];
        region_bed_run(region, month, month + 1);
        samenspel_observe(region, values);
        sum.volume[CLIENT_SIMPLE] += values[OUTCOME_VOLUME_SIMPLE] / HORIZON;
        sum.volume[CLIENT_COMPLEX] += values[OUTCOME_VOLUME_COMPLEX] / HORIZON;
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            sum.refused[type] += region->tally.refused[type];
        sum.turned_away += region->tally.turned_away;
        for (size_t k = 0; k < region->contracts.n; k++)
            for (int type = 0; type < N_CLIENT_TYPES; type++)
                sum.units += region->contracts.list[k].in_scope
                                 ? region_units(region, &region->contracts.list[k], (enum client_type)type) / HORIZON
                                 : 0.0;
    }
    region_bed_close(&bed);
    return sum;
}
#define EFFECTS(replication, ...)                         \
    effects_of((const char *const[]){PLAIN, __VA_ARGS__}, \
               REGION_BED_COUNT(((const char *const[]){PLAIN, __VA_ARGS__})), (replication))

/* Whatever is paid per unit is given more of; where nothing is, less, and less is taken from complex clients. */
static void test_fee_for_service_gives_more(void **state)
{
    (void)state;
    for (uint32_t r = 0; r < PAIRS; r++) {
        const struct effects fee = EFFECTS(r, "payment.kind=fee-for-service"),
                             head = EFFECTS(r, "payment.kind=capitation");
        const double simple = fee.volume[CLIENT_SIMPLE] - head.volume[CLIENT_SIMPLE];
        const double complex = fee.volume[CLIENT_COMPLEX] - head.volume[CLIENT_COMPLEX];
        if (!(simple > 4.0 && complex > 2.0 && complex < 0.7 * simple && fee.units > 1.01 * head.units))
            fail_msg(
                "replication %u: capitation takes %g %% from simple clients, %g %% from complex ones, %g units of %g",
                r, simple, complex, fee.units - head.units, fee.units);
    }
}

/* Nothing holds back more from complex clients when they lose no more by it; all get the norm when nobody chooses. */
static void test_severity_protects_complex_clients(void **state)
{
    (void)state;
    const struct effects same = EFFECTS(0, "payment.kind=capitation", "work.severity=1"),
                         fixed = EFFECTS(0, "payment.kind=capitation", "work.discretion=0");
    assert_near("alike", same.volume[CLIENT_COMPLEX], same.volume[CLIENT_SIMPLE], 0.1);
    for (int type = 0; type < N_CLIENT_TYPES; type++)
        assert_near("the norm", fixed.volume[type], 100.0, 1e-9);
}

static void test_full_ceiling_lowers_volume(void **state)
{
    (void)state;
    for (uint32_t r = 0; r < PAIRS; r++) {
        const struct effects wide = EFFECTS(r, "payment.ceiling=5"), full = EFFECTS(r, "payment.ceiling=0.5");
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            if (!(wide.volume[type] > full.volume[type] + 2.0 && wide.units > full.units))
                fail_msg("replication %u, type %d: volume %g, %g under a full ceiling", r, type, wide.volume[type],
                         full.volume[type]);
    }
}

/* A bundle pays the path: units of simple clients bring nothing any more, those of complex ones beyond it still do. */
static void test_bundle_spares_complex_clients(void **state)
{
    (void)state;
    for (uint32_t r = 0; r < PAIRS; r++) {
        const struct effects fee = EFFECTS(r, "payment.kind=fee-for-service", "payment.ceiling=5"),
                             bundle = EFFECTS(r, "payment.kind=bundled", "payment.ceiling=5"),
                             all_in =
                                 EFFECTS(r, "payment.kind=bundled", "payment.ceiling=5", "payment.bundle_all_in=true");
        assert_near("complex clients", bundle.volume[CLIENT_COMPLEX], fee.volume[CLIENT_COMPLEX], 0.5);
        assert_true(bundle.volume[CLIENT_SIMPLE] < fee.volume[CLIENT_SIMPLE] - 4.0);
        assert_true(all_in.volume[CLIENT_SIMPLE] < fee.volume[CLIENT_SIMPLE] - 4.0);
        assert_true(all_in.volume[CLIENT_COMPLEX] < fee.volume[CLIENT_COMPLEX] - 2.0);
    }
}

/* A full team has no time for more, whatever a unit brings. */
static void test_overload_lowers_volume(void **state)
{
    (void)state;
    static const char *const calm[] = {PLAIN, "payment.ceiling=5", "kinds.nursing.workload=0.8"},
                             *const full[] = {PLAIN, "payment.ceiling=5", "kinds.nursing.workload=1.2"};
    struct bed a = region_bed_open(calm, REGION_BED_COUNT(calm), 0, MONTHS),
               b = region_bed_open(full, REGION_BED_COUNT(full), 0, MONTHS);
    for (size_t k = 0; k < a.region->kind_n[KIND_NURSING]; k++) {
        const struct organisation *easy = &a.region->organisations[a.region->kind_first[KIND_NURSING][k]],
                                  *busy = &b.region->organisations[b.region->kind_first[KIND_NURSING][k]];
        assert_true(easy->workload < 1.0 && busy->workload > 1.0);
        for (int type = 0; type < N_CLIENT_TYPES; type++) {
            assert_near("with time", easy->teams[SERVICE_HELP].intensity[type], 1.0, 1e-9);
            assert_true(busy->teams[SERVICE_HELP].intensity[type] < 0.999);
        }
    }
    region_bed_close(&a), region_bed_close(&b);
}

/* Where professionals have no say in units per client, no payment changes them. */
static void test_no_discretion_no_change(void **state)
{
    (void)state;
    static const char *const sets[] = {PLAIN, "payment.kind=population-budget",
                                       "payment.scope=[\"youth-care\",\"nursing-home\",\"support\"]"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, MONTHS);
    const struct region *region = bed.region;
    for (int type = 0; type < N_CLIENT_TYPES; type++) {
        for (size_t k = 0; k < region->kind_n[KIND_NURSING]; k++)
            assert_near(
                "nursing home",
                region->organisations[region->kind_first[KIND_NURSING][k]].teams[SERVICE_NURSING_HOME].intensity[type],
                1.0, 0.0);
        assert_near("youth care",
                    region->organisations[region->kind_first[KIND_YOUTH][0]].teams[SERVICE_YOUTH].intensity[type], 1.0,
                    0.0);
        assert_true(region->organisations[region->kind_first[KIND_WELFARE][0]].teams[SERVICE_SUPPORT].intensity[type]
                    < 0.99);
    }
    region_bed_close(&bed);
}

/* Terms as before the horizon change nothing, also those under which care was never paid by unit or a client cost more
 * than it brought: only what a kind of payment changes makes providers move. */
static void test_same_terms_change_nothing(void **state)
{
    (void)state;
#define PAYMENT_MODEL(name, word) word,
    static const char *const words[] = {
#include "models/money/payment_models.def"
    };
#undef PAYMENT_MODEL
    for (size_t k = 0; k < REGION_BED_COUNT(words); k++) {
        char kind[64], nursing[64], help[64], hospital[64];
        (void)snprintf(kind, sizeof kind, "payment.kind=%s", words[k]);
        (void)snprintf(nursing, sizeof nursing, "services.district-nursing.contract=%s", words[k]);
        (void)snprintf(help, sizeof help, "services.household-help.contract=%s", words[k]);
        (void)snprintf(hospital, sizeof hospital, "services.outpatient.contract=%s", words[k]);
        const char *const sets[] = {PLAIN,
                                    kind,
                                    nursing,
                                    help,
                                    "kinds.nursing.workload=0.8",
                                    hospital,
                                    "kinds.hospital.workload=0.8",
                                    "payment.scope=[\"district-nursing\",\"household-help\",\"outpatient\"]",
                                    "payment.ceiling=5",
                                    "payment.risk_adjusted=false",
                                    "services.district-nursing.complex_units=3",
                                    "services.household-help.complex_units=3",
                                    "payment.bundle_all_in=true"};
        struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 1);
        const struct region *region = bed.region;
        for (size_t o = 0; o < region->kind_n[KIND_NURSING]; o++)
            for (int type = 0; type < N_CLIENT_TYPES; type++) {
                const struct team *teams = region->organisations[region->kind_first[KIND_NURSING][o]].teams;
                assert_near(words[k], teams[SERVICE_NURSING].refuse[type], 0.0, 1e-12);
                assert_near(words[k], teams[SERVICE_HELP].refuse[type], 0.0, 1e-12);
                assert_near(words[k], teams[SERVICE_NURSING].intensity[type], 1.0, 1e-3);
                assert_near(words[k], teams[SERVICE_HELP].intensity[type], 1.0, 1e-3);
            }
        for (size_t o = 0; o < region->kind_n[KIND_HOSPITAL];
             o++) /* events: nothing has happened when a month begins */
            for (int type = 0; type < N_CLIENT_TYPES; type++) {
                const struct team *teams = region->organisations[region->kind_first[KIND_HOSPITAL][o]].teams;
                assert_near(words[k], teams[SERVICE_OUTPATIENT].refuse[type], 0.0, 1e-12);
                assert_near(words[k], teams[SERVICE_OUTPATIENT].intensity[type], 1.0, 1e-3);
            }
        region_bed_close(&bed);
    }
}

/* Load: units that a client takes by now against the norm, of simple and complex clients together. */
static void test_load_is_units_per_client(void **state)
{
    (void)state;
    static const char *const sets[] = {PLAIN, "payment.kind=population-budget"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, MONTHS);
    const struct region *region = bed.region;
    for (size_t k = 0; k < region->kind_n[KIND_NURSING]; k++) {
        const size_t o = region->kind_first[KIND_NURSING][k];
        const struct team *team = &region->organisations[o].teams[SERVICE_HELP];
        double units = 0.0, clients = 0.0, norm_units = 0.0, norm_clients = 0.0;
        for (size_t p = 0; p < region->contracts.payers[SERVICE_HELP]; p++) {
            const struct contract *one = region_contract_at(region, SERVICE_HELP, o, p);
            for (int type = 0; type < N_CLIENT_TYPES; type++)
                units += one->users[type] * region->type_units[SERVICE_HELP][type] * team->intensity[type];
            clients += contract_users(one);
            norm_units += one->base_units;
            norm_clients += one->base_clients;
        }
        /* The model takes units before this month's choice, which moves them by a tenth of the way that is left. */
        const double found = units / clients / (norm_units / norm_clients / region->services[SERVICE_HELP].units);
        assert_near("load", team->load, found, 0.005);
        assert_true(team->load < 0.97);
    }
    region_bed_close(&bed);
}

/* Shares of new clients of a type who keep unmet need when many start household help, and less than the norm always
 * harms. */
static void start_help(double intensity, double severity, double unmet[N_CLIENT_TYPES])
{
    static const char *const sets[] = {PLAIN};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 1);
    struct region *region = bed.region;
    double n[N_CLIENT_TYPES] = {0};
    region->p.undertreatment = 1.0;
    region->p.severity = severity;
    for (size_t o = 0; o < region->n_organisations; o++)
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            region->organisations[o].teams[SERVICE_HELP].intensity[type] = intensity;
    unmet[CLIENT_SIMPLE] = unmet[CLIENT_COMPLEX] = 0.0;
    for (uint32_t i = 0; i < region->citizens.n && n[CLIENT_SIMPLE] + n[CLIENT_COMPLEX] < 2000.0; i++) {
        const bool helped = (unsigned)region->citizens.services[i] >> SERVICE_HELP & 1u;
        if (region->citizens.class[i] == CLASS_NONE || helped || region->citizens.waiting[i] != 0)
            continue;
        const enum client_type type = client_type_of(region->citizens.class[i], region -> citizens.conditions[i]);
        pathway_service_start(region, i, SERVICE_HELP);
        n[type] += 1.0;
        unmet[type] += region->citizens.class[i] & 1u;
    }
    for (int type = 0; type < N_CLIENT_TYPES; type++) {
        assert_true(n[type] >= 20.0);
        unmet[type] /= n[type];
    }
    region_bed_close(&bed);
}

/* Less care than the norm leaves need unmet, of complex clients more. */
static void test_less_care_harms_complex_clients_more(void **state)
{
    (void)state;
    double unmet[N_CLIENT_TYPES];
    start_help(1.0, 2.0, unmet);
    assert_true(unmet[CLIENT_SIMPLE] == 0.0 && unmet[CLIENT_COMPLEX] == 0.0);
    start_help(0.5, 2.0, unmet);
    assert_near("simple", unmet[CLIENT_SIMPLE], 0.5, 0.1);
    assert_near("complex", unmet[CLIENT_COMPLEX], 1.0, 0.0);
    start_help(0.5, 1.0, unmet);
    assert_near("no worse for complex clients", unmet[CLIENT_COMPLEX], 0.5, 0.25);
    assert_true(unmet[CLIENT_COMPLEX] < 1.0);
}

/* -- whom providers take on ---------------------------------------------------------------------------------------- */

static void test_capitation_by_heads_refuses_complex_clients(void **state)
{
    (void)state;
    for (uint32_t r = 0; r < PAIRS; r++) {
        const struct effects heads = EFFECTS(r, "payment.kind=capitation", "payment.risk_adjusted=false"),
                             need = EFFECTS(r, "payment.kind=capitation"),
                             blind = EFFECTS(r, "payment.kind=capitation", "payment.risk_adjusted=false",
                                             "work.selection=0");
        if (!(heads.refused[CLIENT_COMPLEX] >= 50.0 && heads.refused[CLIENT_SIMPLE] == 0.0))
            fail_msg("replication %u: refused %g simple and %g complex clients", r, heads.refused[CLIENT_SIMPLE],
                     heads.refused[CLIENT_COMPLEX]);
        for (int type = 0; type < N_CLIENT_TYPES; type++)
            assert_true(need.refused[type] == 0.0 && blind.refused[type] == 0.0);
    }
}

/* One price for all refuses those who need three times as much; prices that follow case mix do not. */
static void test_case_mix_ends_refusal(void **state)
{
    (void)state;
#define HEAVY                                                                                                    \
    "services.district-nursing.complex_units=3", "services.household-help.complex_units=3", "payment.ceiling=5", \
        "region.scale=0.08"
    static const char *const kinds[] = {"payment.kind=case-rate", "payment.kind=value-based", "payment.kind=bundled"};
    for (size_t k = 0; k < REGION_BED_COUNT(kinds); k++) {
        const struct effects one = EFFECTS(0, HEAVY, kinds[k], "payment.bundle_all_in=true"),
                             mix = EFFECTS(0, HEAVY, kinds[k], "payment.bundle_all_in=true", "payment.case_mix=true");
        if (!(one.refused[CLIENT_COMPLEX] >= 10.0 && one.refused[CLIENT_SIMPLE] == 0.0
              && mix.refused[CLIENT_COMPLEX] == 0.0 && mix.refused[CLIENT_SIMPLE] == 0.0))
            fail_msg("%s: refused %g and %g, with case mix %g and %g", kinds[k], one.refused[CLIENT_SIMPLE],
                     one.refused[CLIENT_COMPLEX], mix.refused[CLIENT_SIMPLE], mix.refused[CLIENT_COMPLEX]);
    }
}

/* -- staff goes where results pay ---------------------------------------------------------------------------------- */

#define RESULTS                                                                                       \
    PLAIN, "payment.kind=pay-for-performance", "payment.performance_weight=0.4", "payment.ceiling=5", \
        "payment.scope=[\"district-nursing\"]"

static size_t nursing_organisation(const struct region *region, size_t k)
{
    return region->kind_first[KIND_NURSING][k];
}

/* Results of district nursing are paid for, those of household help are not. */
static void test_paid_results_draw_staff(void **state)
{
    (void)state;
    static const char *const all[] = {RESULTS, "payment.yardstick=collective"},
                             *const own[] = {RESULTS, "payment.yardstick=individual"}, *const fee[] = {PLAIN};
    struct bed collective = region_bed_open(all, REGION_BED_COUNT(all), 0, REGION_BED_SPINUP + 1),
               individual = region_bed_open(own, REGION_BED_COUNT(own), 0, REGION_BED_SPINUP + 1),
               neither = region_bed_open(fee, REGION_BED_COUNT(fee), 0, REGION_BED_SPINUP + 1);
    for (size_t k = 0; k < 3; k++) {
        const struct organisation *a = &collective.region->organisations[nursing_organisation(collective.region, k)],
                                  *b = &individual.region->organisations[nursing_organisation(individual.region, k)],
                                  *c = &neither.region->organisations[nursing_organisation(neither.region, k)];
        assert_near("nothing pays", c->teams[SERVICE_NURSING].priority, 1.0, 0.0);
        /* One of three providers moves the result of all by about a third. */
        const double shared = a->teams[SERVICE_NURSING].priority - 1.0,
                     alone = b->teams[SERVICE_NURSING].priority - 1.0;
        if (!(shared > 0.0 && alone > 1.3 * shared && b->teams[SERVICE_HELP].priority < a->teams[SERVICE_HELP].priority
              && a->teams[SERVICE_HELP].priority < 1.0))
            fail_msg("%s: claim of nursing %+g when results are everybody's, %+g when its own", a->name, shared, alone);
    }
    region_bed_close(&collective), region_bed_close(&individual), region_bed_close(&neither);
}

/* What one service gains the others lose: claims weighted by the work in them add up to 1 in every month. */
static void test_claims_add_up(void **state)
{
    (void)state;
    static const char *const sets[] = {RESULTS, "payment.yardstick=individual"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 1, REGION_BED_SPINUP);
    struct region *region = bed.region;
    for (size_t month = REGION_BED_SPINUP; month < MONTHS; month++) {
        region_bed_run(region, month, month + 1);
        for (size_t o = 0; o < region->n_organisations; o++) {
            double claims = 0.0, hours = 0.0;
            for (int s = 0; s < N_SERVICES; s++) {
                if (service_types[s].kind != region->organisations[o].kind || !service_types[s].queued)
                    continue;
                for (size_t p = 0; p < region->contracts.payers[s]; p++) {
                    const double work = region_contract_at(region, s, o, p)->base_units * region->services[s].hours;
                    claims += work * region->organisations[o].teams[s].priority;
                    hours += work;
                }
            }
            assert_near(region->organisations[o].name, claims, hours, 1e-9 * hours);
        }
    }
    region_bed_close(&bed);
}

/* Months of waiting for district nursing in the region, over the horizon. */
static double wait_of(const char *const *sets, size_t n_sets, uint32_t replication)
{
    struct bed bed = region_bed_open(sets, n_sets, replication, REGION_BED_SPINUP);
    double months = 0.0, clients = 0.0;
    for (size_t month = REGION_BED_SPINUP; month < MONTHS; month++) {
        region_bed_run(bed.region, month, month + 1);
        for (size_t k = 0; k < 3; k++) {
            const struct team *team =
                &bed.region->organisations[nursing_organisation(bed.region, k)].teams[SERVICE_NURSING];
            months += team->wait_sum;
            clients += team->wait_n;
        }
    }
    region_bed_close(&bed);
    return months / clients;
}

static void test_paid_results_shorten_waits(void **state)
{
    (void)state;
    static const char *const paid[] = {RESULTS, "payment.yardstick=individual"},
                             *const deaf[] = {RESULTS, "payment.yardstick=individual", "work.result_response=0"};
    double gain = 0.0;
    for (uint32_t r = 0; r < PAIRS; r++)
        gain += wait_of(deaf, REGION_BED_COUNT(deaf), r) - wait_of(paid, REGION_BED_COUNT(paid), r);
    if (!(gain > 0.0))
        fail_msg("waits are %g months longer", -gain / PAIRS);
}

/* The contract is judged by the provider's own result or by that of all. */
static void test_yardstick(void **state)
{
    (void)state;
    static const char *const sets[] = {RESULTS};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, REGION_BED_SPINUP + 4);
    struct region *region = bed.region;
    double differs = 0.0;
    for (size_t k = 0; k < 3; k++) {
        const struct contract *one = region_contract_at(region, SERVICE_NURSING, nursing_organisation(region, k), 0);
        const struct joint joint = billing_joint(region, SERVICE_NURSING, 0);
        const double own = region->organisations[nursing_organisation(region, k)].teams[SERVICE_NURSING].quality;
        region->contracts.own_yardstick = false;
        assert_near("of all", billing_contract_month(region, one, &joint).quality,
                    region->money->quality[SERVICE_NURSING], 0.0);
        region->contracts.own_yardstick = true;
        assert_near("its own", billing_contract_month(region, one, &joint).quality, own, 0.0);
        differs += fabs(own - region->money->quality[SERVICE_NURSING]);
    }
    assert_true(differs > 0.0);
    region_bed_close(&bed);
}

/* -- late payment -------------------------------------------------------------------------------------------------- */

static int64_t owed_to(const struct region *region, size_t o)
{
    int64_t cents = 0;
    for (size_t k = 0; k < region->contracts.n; k++)
        for (size_t slot = 0; slot <= CONTRACT_MAX_LAG_MONTHS && region->contracts.list[k].organisation == o; slot++)
            cents += region->contracts.list[k].due_cents[slot];
    return cents;
}

/* What is due and not yet paid is on the books, and costs interest to the cent. */
static void test_interest_on_what_is_due(void **state)
{
    (void)state;
    static const char *const sets[] = {PLAIN, "payment.lag_months=3", "services.outpatient.lag_months=2",
                                       "cost.interest_per_year=0.06"};
    struct bed bed = region_bed_open(sets, REGION_BED_COUNT(sets), 0, 0);
    struct region *region = bed.region;
    const size_t suppliers = account_special(region, ACCOUNT_SUPPLIERS);
    int64_t interest[64] = {0}, all = 0;
    assert_true(region->n_organisations <= 64);
    for (size_t month = 0; month < MONTHS; month++) {
        region_bed_run(region, month, month + 1);
        for (size_t o = 0; o < region->n_organisations; o++) {
            assert_int_equal(region->organisations[o].receivable_cents, owed_to(region, o));
            if (month < REGION_BED_SPINUP)
                continue; /* flows are counted from the horizon */
            interest[o] += llround((double)owed_to(region, o) * 0.06 / 12.0);
            assert_int_equal(region_bed_flow(region, account_of_organisation(o), suppliers, FLOW_INTEREST),
                             interest[o]);
            all += interest[o];
        }
    }
    assert_true(all > 100000);
    assert_int_equal(owed_to(region, region->kind_first[KIND_GP][0]), 0);
    assert_true(owed_to(region, nursing_organisation(region, 0)) > 0);
    region_bed_close(&bed);
}

/* Late payment moves no euro of what is due in the end, and nobody who pays at once pays interest. */
static void test_late_payment_only_delays(void **state)
{
    (void)state;
    /* Interest is a loss, but nobody hires for it to stop. */
    static const char *const sets[2][9] = {{PLAIN, "payment.lag_months=0", "work.growth_per_year=0",
                                            "work.hire_speed=0"},
                                           {PLAIN, "payment.lag_months=4", "work.growth_per_year=0",
                                            "work.hire_speed=0"}};
    int64_t due[2];
    double spent[2] = {0.0, 0.0}; /* by what is due, not by what is paid */
    for (size_t k = 0; k < 2; k++) {
        struct bed bed = region_bed_open(sets[k], 6, 0, REGION_BED_SPINUP);
        struct region *region = bed.region;
        for (size_t month = REGION_BED_SPINUP; month < MONTHS; month++) {
            region_bed_run(region, month, month + 1);
            for (size_t o = 0; o < region->n_organisations; o++)
                spent[k] += region->organisations[o].revenue_cents;
            for (size_t p = 0; p < region->n_payers; p++)
                spent[k] += region->payers[p].spent_cents;
        }
        due[k] = region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_CARE);
        for (size_t o = 0; o < region->n_organisations; o++)
            due[k] += owed_to(region, o);
        const int64_t interest = region_bed_flow(region, REGION_BED_ANY, REGION_BED_ANY, FLOW_INTEREST);
        assert_true(k == 0 ? interest == 0 : interest > 0);
        region_bed_close(&bed);
    }
    assert_int_equal(due[0], due[1]);
    assert_true(spent[0] == spent[1] && spent[0] > 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fee_for_service_gives_more),
        cmocka_unit_test(test_severity_protects_complex_clients),
        cmocka_unit_test(test_full_ceiling_lowers_volume),
        cmocka_unit_test(test_bundle_spares_complex_clients),
        cmocka_unit_test(test_overload_lowers_volume),
        cmocka_unit_test(test_no_discretion_no_change),
        cmocka_unit_test(test_same_terms_change_nothing),
        cmocka_unit_test(test_load_is_units_per_client),
        cmocka_unit_test(test_less_care_harms_complex_clients_more),
        cmocka_unit_test(test_capitation_by_heads_refuses_complex_clients),
        cmocka_unit_test(test_case_mix_ends_refusal),
        cmocka_unit_test(test_paid_results_draw_staff),
        cmocka_unit_test(test_claims_add_up),
        cmocka_unit_test(test_paid_results_shorten_waits),
        cmocka_unit_test(test_yardstick),
        cmocka_unit_test(test_interest_on_what_is_due),
        cmocka_unit_test(test_late_payment_only_delays),
    };
    return cmocka_run_group_tests_name("provider", tests, NULL, NULL);
}
