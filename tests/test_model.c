/* The model and the engine's promises about it: the same draws give the same months, arms differ from the horizon on
 * and through collaboration alone, and nothing that must be conserved gets lost, whatever the parameters. The golden
 * run pins every outcome: scripts/update_golden.sh writes it anew when the model is changed on purpose. */
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

#include "models/model.h"
#include "sim/engine/experiment.h"
#include "sim/store/read.h"
#include "tests/support/config_toy.h"
#include "tests/support/region_bed.h"
#include "tests/support/workdir.h"

static const char midden_limburg[] = SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg";
static const char golden_file[] = SAMENSPEL_SOURCE_DIR "/tests/golden/midden-limburg.txt";

/* -- the engine's contract ----------------------------------------------------------------------------------------- */

/* True when two regions showed the same outcomes; those for which left_out() is true do not count. */
static bool same_month(const struct region *a, const struct region *b, bool (*left_out)(int outcome))
{
    double of_a[N_OUTCOMES], of_b[N_OUTCOMES];
    samenspel_observe(a, of_a);
    samenspel_observe(b, of_b);
    for (int k = 0; k < N_OUTCOMES; k++)
        if ((left_out == NULL || !left_out(k)) && !region_bed_same(of_a[k], of_b[k]))
            return false;
    return true;
}

/* Number of months in which two regions, stepped together, differ. */
static size_t months_apart(struct region *a, struct region *b, size_t from, size_t to, bool (*left_out)(int outcome))
{
    size_t n = 0;
    for (size_t month = from; month < to; month++) {
        region_bed_run(a, month, month + 1);
        region_bed_run(b, month, month + 1);
        n += !same_month(a, b, left_out);
    }
    return n;
}

static void test_same_draws_same_months(void **state)
{
    (void)state;
    struct scenario *scenario = region_bed_single(midden_limburg, NULL, 0);
    struct region *a = region_bed_create(scenario, 0, 0), *b = region_bed_create(scenario, 0, 0);
    assert_int_equal(months_apart(a, b, 0, REGION_BED_MONTHS, NULL), 0);
    assert_memory_equal(a->citizens.class, b->citizens.class, a->citizens.n * sizeof *a->citizens.class);
    assert_memory_equal(a->ledger.balance, b->ledger.balance, a->ledger.n_accounts * sizeof *a->ledger.balance);
    region_destroy(a);
    region_destroy(b);
    scenario_free(scenario);
}

static void test_replications_differ(void **state)
{
    (void)state;
    struct scenario *scenario = region_bed_single(midden_limburg, NULL, 0);
    struct region *a = region_bed_create(scenario, 0, 0), *b = region_bed_create(scenario, 0, 1);
    assert_int_equal(months_apart(a, b, 0, REGION_BED_MONTHS, NULL), REGION_BED_MONTHS);
    region_destroy(a);
    region_destroy(b);
    scenario_free(scenario);
}

static void assert_same_region(const struct region *a, const struct region *b, size_t month, const char *name)
{
    const struct citizens *c = &a->citizens, *d = &b->citizens;
    if (!same_month(a, b, NULL) || c->n != d->n)
        fail_msg("month %zu of the spin-up: %s is not as the first arm", month, name);
    assert_memory_equal(c->class, d->class, c->n * sizeof *c->class);
    assert_memory_equal(c->services, d->services, c->n * sizeof *c->services);
    assert_memory_equal(c->waiting, d->waiting, c->n * sizeof *c->waiting);
    assert_memory_equal(c->traits, d->traits, c->n * sizeof *c->traits);
    assert_memory_equal(a->ledger.balance, b->ledger.balance, a->ledger.n_accounts * sizeof *a->ledger.balance);
    assert_memory_equal(a->professionals.strength, b->professionals.strength,
                        (size_t)a->professionals.n * TIES * sizeof *a->professionals.strength);
}

/* Before the horizon nothing of what is studied may show, to the last byte; in the horizon it must. */
static void test_arms_share_the_spinup(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=0.02", "spinup_months=24", "horizon_months=36"};
    enum { SPINUP = 24, MONTHS = 60, MOST = 24 };
    struct scenario *scenario = region_bed_scenario(midden_limburg, sets, REGION_BED_COUNT(sets));
    struct region *region[MOST];
    size_t apart[MOST][MOST] = {{0}};
    const size_t n = scenario->n_arms;
    assert_true(n > 1 && n <= MOST);
    for (size_t a = 0; a < n; a++)
        region[a] = region_bed_create(scenario, a, 0);
    for (size_t month = 0; month < MONTHS; month++) {
        for (size_t a = 0; a < n; a++)
            region_bed_run(region[a], month, month + 1);
        for (size_t a = 1; a < n && month < SPINUP; a++)
            assert_same_region(region[0], region[a], month, scenario->arms[a].name);
        for (size_t a = 0; a < n && month >= SPINUP; a++)
            for (size_t b = 0; b < a; b++)
                apart[a][b] += !same_month(region[a], region[b], NULL);
    }
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < a; b++)
            if (apart[a][b] == 0)
                fail_msg("%s and %s never differ", scenario->arms[a].name, scenario->arms[b].name);
    for (size_t a = 0; a < n; a++)
        region_destroy(region[a]);
    scenario_free(scenario);
}

/* How long the run lasts is no cause of what happens before its end. */
static void test_horizon_is_no_cause(void **state)
{
    (void)state;
    const char *const longer[] = {"horizon_months=24"};
    struct scenario *a = region_bed_single(midden_limburg, NULL, 0);
    struct scenario *b = region_bed_single(midden_limburg, longer, 1);
    struct region *of_a = region_bed_create(a, 0, 0), *of_b = region_bed_create(b, 0, 0);
    for (size_t month = 0; month < REGION_BED_MONTHS; month++) {
        region_bed_run(of_a, month, month + 1);
        region_bed_run(of_b, month, month + 1);
        if (!same_month(of_a, of_b, NULL))
            fail_msg("month %zu of %d depends on how many follow", month, REGION_BED_MONTHS);
    }
    region_destroy(of_a);
    region_destroy(of_b);
    scenario_free(a);
    scenario_free(b);
}

/* -- nothing but collaboration ------------------------------------------------------------------------------------- */

#define COALITIONS_SET(key, value)                                                                  \
    "coalitions[0]." key "=" value, "coalitions[1]." key "=" value, "coalitions[2]." key "=" value, \
        "coalitions[3]." key "=" value, "coalitions[4]." key "=" value

/* Coalitions that work from the first month, so that a short horizon shows what they do. */
#define BUSY                                                                                                        \
    "region.scale=0.1", "horizon_months=30", COALITIONS_SET("running", "true"), COALITIONS_SET("ramp_months", "0"), \
        COALITIONS_SET("enrol_months", "12")

/* A collaboration that does nothing for citizens or staff: every coupling to care is cut. That of the administrative
 * burden with sick leave has no parameter: without the other causes sick leave stays at its lower bound. */
#define STRENGTH_ZERO                                                                                        \
    COALITIONS_SET("longterm_effect", "0"), COALITIONS_SET("acute_effect", "0"),                             \
        COALITIONS_SET("worsening_effect", "0"), COALITIONS_SET("elective_effect", "0"),                     \
        COALITIONS_SET("carer_effect", "0"), COALITIONS_SET("route_effect", "0"),                            \
        COALITIONS_SET("assessment_saved", "0"), "pathway.trust=0", "work.tie_meeting=0", "work.tie_case=0", \
        "work.replaced=1", "work.wellbeing_meetings=0"

/* What collaboration costs, and what its meetings do to those who sit in them. */
static bool of_the_network(int outcome)
{
    return outcome >= OUTCOME_ALIVE || outcome == OUTCOME_COST_NETWORK || outcome == OUTCOME_COST_HEAD
           || outcome == OUTCOME_WELLBEING;
}

/* Months in which the arm "one" and its twin differ in care. */
static size_t months_from_twin(const char *const *sets, size_t n_sets)
{
    struct scenario *scenario = region_bed_single(midden_limburg, sets, n_sets);
    assert_true(scenario->arms[0].twin > 0);
    struct region *a = region_bed_create(scenario, 0, 0);
    struct region *b = region_bed_create(scenario, (size_t)scenario->arms[0].twin, 0);
    assert_null(b->network);
    const size_t months = scenario->spinup_months + scenario->horizon_months;
    const size_t apart = months_apart(a, b, 0, months, of_the_network);
    assert_true(region_bed_flow(a, REGION_BED_ANY, REGION_BED_ANY, FLOW_COORDINATION) > 0); /* something was tried */
    assert_true(region_bed_flow(a, REGION_BED_ANY, REGION_BED_ANY, FLOW_COLLABORATION) > 0);
    region_destroy(a);
    region_destroy(b);
    scenario_free(scenario);
    return apart;
}

static void test_strength_zero_is_the_twin(void **state)
{
    (void)state;
    const char *const sets[] = {BUSY, STRENGTH_ZERO};
    assert_int_equal(months_from_twin(sets, REGION_BED_COUNT(sets)), 0);
}

/* Each coupling alone reaches care; so the test above cuts what there is. */
static void test_every_coupling_reaches_care(void **state)
{
    (void)state;
    /* Informal care must matter, and not last, for few people to show it kept. */
    static const char *const couplings[][4] = {
        {"coalitions[0].longterm_effect=0.9", "coalitions[0].effect_sd=0"},
        {"coalitions[0].carer_effect=0.9", "coalitions[0].effect_sd=0", "health.carer_tiring=1",
         "health.carer_rr=[4.0, 2.0, 0.5, 0.1]"},
        {"coalitions[1].route_effect=5", "coalitions[1].effect_sd=0"},
        {"coalitions[2].assessment_saved=0.95", "coalitions[2].effect_sd=0"},
        {"coalitions[3].acute_effect=0.9", "coalitions[3].effect_sd=0"},
        {"coalitions[4].elective_effect=0.9", "coalitions[4].effect_sd=0"},
        {"pathway.trust=5", "network.trust_start=0.8"},
        {"work.tie_meeting=0.5", "pathway.tie=5"},
        {"work.replaced=0", "pathway.load=5"},
        {"work.wellbeing_meetings=10", "work.leave_wellbeing=10"},
        {"work.tie_case=0.5", "pathway.tie=5"},
        {"coalitions[4].worsening_effect=0.9", "coalitions[4].effect_sd=0", "coalitions[4].client_hours=0.1"},
    };
    const char *sets[] = {BUSY, STRENGTH_ZERO, NULL, NULL, NULL, NULL};
    enum { ALWAYS = REGION_BED_COUNT(sets) - 4 };
    for (size_t k = 0; k < REGION_BED_COUNT(couplings); k++) {
        size_t n = 0;
        for (; n < 4 && couplings[k][n] != NULL; n++)
            sets[ALWAYS + n] = couplings[k][n];
        if (months_from_twin(sets, ALWAYS + n) == 0)
            fail_msg("%s changes nothing", couplings[k][0]);
    }
}

/* A network that is switched off is no network, however it would be governed. */
static void test_inactive_is_the_twin(void **state)
{
    (void)state;
    const char *const sets[] = {"network.active=false",
                                "network.mode=lead",
                                "network.rule=single",
                                "network.structure=coalitions",
                                "network.steering=formal",
                                "network.meeting_hours=40",
                                "network.office_hours=160",
                                COALITIONS_SET("running", "true"),
                                COALITIONS_SET("route_effect", "5")};
    struct scenario *plain = region_bed_single(midden_limburg, NULL, 0);
    struct scenario *inactive = region_bed_single(midden_limburg, sets, REGION_BED_COUNT(sets));
    struct region *a = region_bed_create(plain, (size_t)plain->arms[0].twin, 0);
    struct region *b = region_bed_create(inactive, 0, 0);
    assert_int_equal(months_apart(a, b, 0, REGION_BED_MONTHS, NULL), 0);
    for (size_t k = 0; k < a->ledger.n_accounts; k++)
        assert_true(a->ledger.balance[k] == b->ledger.balance[k]);
    region_destroy(a);
    region_destroy(b);
    scenario_free(plain);
    scenario_free(inactive);
}

/* Without a network there are no network functions: how they would be paid cannot matter. */
static void test_without_network_nothing_is_paid(void **state)
{
    (void)state;
    const char *const bare[] = {"network.active=false", "payment.case_title=false"};
    const char *const paid[] = {"network.active=false", "payment.cashier=true",    "payment.shared_savings=1",
                                "payment.subsidy=1",    "payment.case_title=true", "payment.cashier_overhead=0.5"};
    struct scenario *of_a = region_bed_single(midden_limburg, bare, REGION_BED_COUNT(bare));
    struct scenario *of_b = region_bed_single(midden_limburg, paid, REGION_BED_COUNT(paid));
    struct region *a = region_bed_create(of_a, 0, 0), *b = region_bed_create(of_b, 0, 0);
    assert_int_equal(months_apart(a, b, 0, REGION_BED_MONTHS, NULL), 0);
    for (size_t k = 0; k < a->ledger.n_accounts; k++)
        assert_true(a->ledger.balance[k] == b->ledger.balance[k]);
    region_destroy(a);
    region_destroy(b);
    scenario_free(of_a);
    scenario_free(of_b);
}

/* -- invariants ---------------------------------------------------------------------------------------------------- */

enum { RANDOM_SCENARIOS = 40, RANDOM_MONTHS = 20, MOST_TEXTS = 380, TEXT = 120, PURPOSE_TEST = 60001 };

struct texts {
    char text[MOST_TEXTS][TEXT];
    const char *all[MOST_TEXTS];
    size_t n;
};

static void add_text(struct texts *texts, const char *path, double value, bool whole)
{
    assert_true(texts->n < MOST_TEXTS);
    char *text = texts->text[texts->n];
    assert_true(snprintf(text, TEXT, whole ? "%s=%.0f" : "%s=%.9g", path, value) < TEXT);
    texts->all[texts->n++] = text;
}

static void add_word(struct texts *texts, const char *path, const char *word)
{
    assert_true(texts->n < MOST_TEXTS);
    assert_true(snprintf(texts->text[texts->n], TEXT, "%s=%s", path, word) < TEXT);
    texts->all[texts->n] = texts->text[texts->n];
    texts->n++;
}

/* Left as they are: the size of the run, what is set on purpose, texts and arrays, and how many of what there are. */
static bool left_alone(const struct param *row)
{
    static const char *const paths[] = {"region.population",        "region.scale",
                                        "region.neighbourhoods",    "spinup_months",
                                        "network.active",           "network.lead",
                                        "work.boundary_agents_max", "laboratory.active"};
    for (size_t i = 0; i < REGION_BED_COUNT(paths); i++)
        if (strcmp(row->path, paths[i]) == 0)
            return true;
    return row->type != PARAM_REAL && row->type != PARAM_INT && row->type != PARAM_BOOL;
}

/* Every second parameter of the table, drawn uniformly from its range; those of coalitions and services as well. */
static void draw_values(struct texts *texts, size_t scenario)
{
    const struct rng_stream stream = {.seed = 99, .replication = (uint32_t)scenario};
    static const struct {
        const char *list;
        int n;
    } lists[] = {{"coalitions", 5}, {"payers", 14}, {"organisations", 17}};
    for (size_t i = 0; i < samenspel_model.n_params; i++) {
        const struct param *row = &samenspel_model.params[i];
        const struct rng_words w = rng_draw(&stream, (uint32_t)i, 0, PURPOSE_TEST, 0);
        const char *bracket = strstr(row->path, "[]");
        const bool whole = row->type != PARAM_REAL;
        double highest = row->highest;
        if (left_alone(row) || (w.w[0] & 1u))
            continue;
        if (strstr(row->path, "subsidy_start") || strstr(row->path, "subsidy_end"))
            highest = RANDOM_MONTHS; /* the whole range would hardly ever let one run */
        const double x = row->lowest + (highest - row->lowest) * rng_unit(w.w[1]);
        if (row->type == PARAM_BOOL && bracket == NULL)
            add_word(texts, row->path, w.w[1] & 1u ? "true" : "false");
        else if (bracket == NULL)
            add_text(texts, row->path, whole ? floor(x + 0.5) : x, whole);
        for (size_t k = 0; k < REGION_BED_COUNT(lists) && bracket != NULL && row->type == PARAM_REAL; k++)
            if (strncmp(row->path, lists[k].list, strlen(lists[k].list)) == 0 && row->highest <= 600.0) {
                char path[TEXT];
                (void)snprintf(path, sizeof path, "%s[%d]%s", lists[k].list, (int)(w.w[2] % (unsigned)lists[k].n),
                               bracket + 2);
                add_text(texts, path, x, false);
            }
    }
}

/* A word of a choice "a|b|c", by a number. */
static void add_choice(struct texts *texts, const struct param *row, uint32_t number)
{
    char words[TEXT], *rest = words;
    uint32_t n = 1;
    assert_true(snprintf(words, sizeof words, "%s", row->choices) < TEXT);
    for (const char *c = words; *c != '\0'; c++)
        n += *c == '|';
    for (number %= n; number > 0; number--)
        rest = strchr(rest, '|') + 1;
    rest[strcspn(rest, "|")] = '\0';
    add_word(texts, row->path, rest);
}

/* Two of three choices of the table, but for those that the scenario sets by its number. A common good is made what the
 * check asks of it. */
static void draw_choices(struct texts *texts, size_t scenario)
{
    static const char *const by_number[] = {"payment.kind", "network.mode", "network.rule", "network.structure"};
    const struct rng_stream stream = {.seed = 97, .replication = (uint32_t)scenario};
    for (size_t i = 0; i < samenspel_model.n_params; i++) {
        const struct param *row = &samenspel_model.params[i];
        const struct rng_words w = rng_draw(&stream, (uint32_t)i, 0, PURPOSE_TEST, 2);
        bool drawn = row->type == PARAM_CHOICE && strstr(row->path, "[]") == NULL && w.w[0] % 3 != 0;
        for (size_t k = 0; k < REGION_BED_COUNT(by_number); k++)
            drawn = drawn && strcmp(row->path, by_number[k]) != 0;
        if (!drawn)
            continue;
        add_choice(texts, row, w.w[1]);
        if (strcmp(row->path, "payment.shared_good") != 0 || strstr(texts->text[texts->n - 1], "none"))
            continue;
        add_word(texts, "payment.cashier", "true");
        add_text(texts, "payment.payer_transfer", 0.0, false);
    }
}

static const char *const payment_kinds[8] = {"fee-for-service",  "case-rate",        "pay-for-performance",
                                             "value-based",      "bundled",          "capitation",
                                             "capitation-joint", "population-budget"};
static const char *const services[N_SERVICES] = {"gp-contact",    "emergency",        "outpatient",     "admission",
                                                 "mental-health", "district-nursing", "household-help", "support",
                                                 "social-help",   "debt-help",        "youth-care",     "home-longterm",
                                                 "nursing-home",  "needs-assessment"};

static void draw_scenario(struct texts *texts, size_t i)
{
    static const char *const modes[3] = {"self-governed", "lead", "nao"};
    static const char *const rules[4] = {"consensus", "consent", "majority", "single"};
    const struct rng_stream stream = {.seed = 98, .replication = (uint32_t)i};
    texts->n = 0;
    add_text(texts, "horizon_months", RANDOM_MONTHS, true);
    draw_values(texts, i);
    draw_choices(texts, i);
    add_word(texts, "payment.kind", payment_kinds[i % 8]);
    add_word(texts, "network.mode", modes[i % 3]);
    add_word(texts, "network.rule", rules[i / 8 % 4]);
    add_word(texts, "network.structure", i / 4 % 2 ? "coalitions" : "plenary");
    for (unsigned s = 0; s < N_SERVICES; s++) {
        const struct rng_words w = rng_draw(&stream, s, 0, PURPOSE_TEST, 1);
        char path[TEXT];
        (void)snprintf(path, sizeof path, "services.%s.contract", services[s]);
        if (w.w[0] & 1u)
            add_word(texts, path, payment_kinds[w.w[1] % 8]);
        (void)snprintf(path, sizeof path, "services.%s.ceiling", services[s]);
        if (w.w[2] & 1u)
            add_text(texts, path, 2.0 * rng_unit(w.w[3]), false);
    }
}

/* Steps the arm "one"; the reason when something breaks. */
static bool holds(const struct texts *texts, uint32_t replication, char *why, size_t size)
{
    struct scenario *scenario = region_bed_single(midden_limburg, texts->all, texts->n);
    struct region *region = region_bed_create(scenario, 0, replication);
    struct sim_err err = {SIM_OK, ""};
    bool good = true;
    for (size_t month = 0; month < REGION_BED_SPINUP + RANDOM_MONTHS && good; month++) {
        good = region_step(region, month, &err) == SIM_OK && region_bed_sound(region, &err);
        if (!good)
            (void)snprintf(why, size, "month %zu: %s", month, err.text);
    }
    region_destroy(region);
    scenario_free(scenario);
    return good;
}

static void test_invariants_hold_anywhere(void **state)
{
    (void)state;
    struct texts *texts = calloc(1, sizeof *texts);
    size_t broken = 0;
    char why[2048];
    assert_non_null(texts);
    for (size_t i = 0; i < RANDOM_SCENARIOS; i++) {
        draw_scenario(texts, i);
        if (holds(texts, (uint32_t)i, why, sizeof why))
            continue;
        broken++;
        print_error("random scenario %zu: %s\n", i, why);
        for (size_t k = 0; k < texts->n && getenv("SAMENSPEL_VERBOSE") != NULL; k++)
            print_error("  --set %s\n", texts->all[k]);
    }
    free(texts);
    assert_int_equal(broken, 0);
}

/* -- the golden run ------------------------------------------------------------------------------------------------ */

enum { GOLDEN_REPLICATIONS = 2, GOLDEN_SEED = 20231 };

/* Runs every arm through the engine and the store, and writes all outcomes as text. */
static char *golden_text(const char *folder, const struct scenario *scenario, int threads)
{
    struct experiment experiment = {.model = &samenspel_model,
                                    .scenario = scenario,
                                    .n_arms = scenario->n_listed,
                                    .replications = GOLDEN_REPLICATIONS,
                                    .seed = GOLDEN_SEED,
                                    .threads = threads};
    struct store_contents contents = {0};
    struct sim_err err = {SIM_OK, ""};
    char path[512], *text = NULL;
    size_t size = 0;
    (void)snprintf(path, sizeof path, "%s/%d.db", folder, threads);
    assert_int_equal(store_create(path, &samenspel_model, scenario, GOLDEN_SEED, false, true, &experiment.store, &err),
                     SIM_OK);
    if (experiment_run(&experiment, NULL, &err) != SIM_OK)
        fail_msg("%s", err.text);
    assert_int_equal(store_contents_read(experiment.store, &contents, &err), SIM_OK);
    double *values = calloc(contents.n_arms * contents.n_outcomes * GOLDEN_REPLICATIONS, sizeof *values);
    FILE *out = open_memstream(&text, &size);
    assert_non_null(values);
    assert_non_null(out);
    assert_int_equal(contents.replications, GOLDEN_REPLICATIONS);
    assert_int_equal(store_outcome_values(experiment.store, &contents, values, &err), SIM_OK);
    for (size_t row = 0; row < contents.n_arms * contents.n_outcomes * GOLDEN_REPLICATIONS; row++) {
        const size_t outcome = row / GOLDEN_REPLICATIONS % contents.n_outcomes;
        fprintf(out, "%s %s %zu ", contents.arms[row / GOLDEN_REPLICATIONS / contents.n_outcomes].name,
                contents.outcomes[outcome].name, row % GOLDEN_REPLICATIONS);
        fprintf(out, isnan(values[row]) ? "none\n" : "%.17g\n", values[row]);
    }
    assert_int_equal(fclose(out), 0);
    free(values);
    store_contents_free(&contents);
    store_close(experiment.store);
    return text;
}

static void write_golden(const char *text)
{
    FILE *file = fopen(golden_file, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    print_message("%s written\n", golden_file);
}

/* Whether a line is about an outcome without a value that the golden file, written before there was such an outcome,
 * does not name: nothing changed. Lines are "arm outcome replication value". */
static bool is_new_and_empty(const char *line, size_t n, const char *golden)
{
    char outcome[128];
    const char *word = strchr(line, ' ');
    if (n < 5 || word == NULL || strncmp(line + n - 5, " none", 5) != 0)
        return false;
    const size_t length = strcspn(word + 1, " ") + 2; /* with a blank on either side */
    assert_true(length < sizeof outcome);
    memcpy(outcome, word, length);
    outcome[length] = '\0';
    return strstr(golden, outcome) == NULL;
}

/* Says which line differs first: a whole file in a message helps nobody. */
static void compare_golden(const char *text, const char *golden)
{
    const char *all = golden;
    while (*text != '\0' || *golden != '\0') {
        const size_t n = strcspn(text, "\n"), m = strcspn(golden, "\n");
        if (is_new_and_empty(text, n, all)) {
            text += n + (text[n] == '\n');
            continue;
        }
        if (n != m || strncmp(text, golden, n) != 0)
            fail_msg("'%.*s' was '%.*s'; if that is meant, run scripts/update_golden.sh", (int)n, text, (int)m, golden);
        text += n + (text[n] == '\n');
        golden += m + (golden[m] == '\n');
    }
}

static void test_golden_run(void **state)
{
    (void)state;
    const char *const sets[] = {"region.scale=0.02", "horizon_months=36"};
    struct scenario *scenario = region_bed_scenario(midden_limburg, sets, REGION_BED_COUNT(sets));
    char folder[256];
    workdir_make(folder, sizeof folder);
    char *one = golden_text(folder, scenario, 1), *two = golden_text(folder, scenario, 2);
    assert_string_equal(one, two);
    if (getenv("SAMENSPEL_UPDATE_GOLDEN") != NULL) {
        write_golden(one);
    } else {
        char *golden = workdir_read(golden_file);
        compare_golden(one, golden);
        free(golden);
    }
    free(one);
    free(two);
    workdir_remove(folder);
    scenario_free(scenario);
}

/* -- broken scenarios ---------------------------------------------------------------------------------------------- */

static void test_broken_scenarios(void **state)
{
    (void)state;
    const struct scenario_rules rules = region_bed_rules();
    static const char directory[] = SAMENSPEL_SOURCE_DIR "/tests/broken-model";
    size_t seen = 0;
    DIR *files = opendir(directory);
    assert_non_null(files);
    for (const struct dirent *entry = readdir(files); entry != NULL; entry = readdir(files)) {
        const size_t n = strlen(entry->d_name);
        if (n < 5 || strcmp(entry->d_name + n - 4, ".cfg") != 0)
            continue;
        config_expect_messages(directory, entry->d_name, &rules);
        seen++;
    }
    closedir(files);
    assert_true(seen >= 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_draws_same_months),    cmocka_unit_test(test_replications_differ),
        cmocka_unit_test(test_arms_share_the_spinup),     cmocka_unit_test(test_horizon_is_no_cause),
        cmocka_unit_test(test_strength_zero_is_the_twin), cmocka_unit_test(test_every_coupling_reaches_care),
        cmocka_unit_test(test_inactive_is_the_twin),      cmocka_unit_test(test_without_network_nothing_is_paid),
        cmocka_unit_test(test_invariants_hold_anywhere),  cmocka_unit_test(test_golden_run),
        cmocka_unit_test(test_broken_scenarios),
    };
    if (getenv("SAMENSPEL_UPDATE_GOLDEN") != NULL)
        cmocka_set_test_filter("test_golden_run");
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
