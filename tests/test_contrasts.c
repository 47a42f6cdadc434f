/* Differences between arms as reports tell them: thin ones, events, and over what p is corrected. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "sim/engine/experiment.h"
#include "sim/report/analysis.h"
#include "sim/stats/multiple.h"
#include "tests/support/analytic_model.h"
#include "tests/support/store_example.h"
#include "tests/support/workdir.h"

enum { DEAD, MONTHS, TRUST, VALUE, OTHER, N_OUTCOMES, N_ARMS = 4, RUNS = 60 };

static const struct sim_outcome outcomes[N_OUTCOMES] = {
    [DEAD] = {"dead", "%", -1, SIM_AGGREGATE_EVENT, SIM_PERCENT, 1, 1, "life", "Dead", "Dood"},
    [MONTHS] = {"months", "month", 1, SIM_AGGREGATE_SUM, SIM_BETWEEN(0.0, 1.0), 1, 1, "life", "Months", "Maanden"},
    [TRUST] = {"trust", "0-100", 1, SIM_AGGREGATE_MEAN, SIM_PERCENT, 1, 1, "trust", "Trust", "Vertrouwen"},
    [VALUE] = {"value", "EUR", 0, SIM_AGGREGATE_MEAN, SIM_ANY, 1, 1, "value", "Value", "Waarde"},
    [OTHER] = {"other", "", 1, SIM_AGGREGATE_MEAN, SIM_ANY, 0, 1, "other", "Other", "Anders"},
};
static const char *const names[N_ARMS] = {"today", "rare", "high", "dead"};

static bool far_off; /* two of the values of an arm are */
static double lift;  /* of the trust in an arm, most of which comes back in a few runs; 0: neither */

/* A number in (-1, 1) that looks like chance. */
static double wave(size_t r, size_t k)
{
    const double x = sin((double)(r * 12 + k * 7 + 1) * 78.233) * 43758.5453;
    return 2.0 * (x - floor(x)) - 1.0;
}

static double value_of(size_t arm, size_t outcome, size_t r)
{
    const bool dies = arm == 1 ? r % 20 == 3 : arm == 3;
    switch (outcome) {
    case DEAD:
        return dies ? 100.0 : 0.0;
    case MONTHS:
        return dies ? 60.0 + 40.0 * wave(r, 30) : 120.0;
    case TRUST:
        return 50.0 + wave(r, 0) + (arm > 0 ? 0.3 * wave(r, arm) : 0.0) + (arm == 2 ? 0.075 : 0.0)
               + (arm == 1 && lift < 0.0 ? lift + 3.0 * pow(fabs(wave(r, 40)), 9.0) : 0.0);
    case VALUE:
        return 10.0 + wave(r, 10 + arm) + (far_off && arm == 1 && r % 30 == 7 ? 20.0 : 0.0);
    default:
        return wave(r, 20 + arm);
    }
}

static void make(char path[512], const char *name, size_t runs)
{
    struct scenario scenario = store_example_scenario();
    struct scenario_arm arms[N_ARMS];
    char copies[N_ARMS][16];
    struct sim_model model = store_example_model;
    struct sim_err err = {SIM_OK, ""};
    struct store *store = NULL;
    double values[N_OUTCOMES];
    (void)workdir_path(path, name);
    model.outcomes = outcomes;
    model.n_outcomes = N_OUTCOMES;
    scenario.arms = arms;
    scenario.n_arms = scenario.n_listed = N_ARMS;
    for (size_t a = 0; a < N_ARMS; a++) {
        (void)snprintf(copies[a], sizeof copies[a], "%s", names[a]);
        arms[a] = (struct scenario_arm){.name = copies[a], .hash = 30 + a, .twin = -1};
    }
    if (store_create(path, &model, &scenario, 7, false, true, &store, &err) != SIM_OK)
        fail_msg("%s", err.text);
    for (size_t a = 0; a < N_ARMS; a++)
        for (size_t r = 0; r < runs; r++) {
            for (size_t o = 0; o < N_OUTCOMES; o++)
                values[o] = value_of(a, o, r);
            const struct store_record record = {.item = {.arm = a, .replication = r}, .outcomes = values};
            if (store_write(store, &record, &err) != SIM_OK)
                fail_msg("%s", err.text);
        }
    assert_int_equal(store_finish(store, runs, &err), SIM_OK);
    if (!(lift < 0.0) && report_store_tables(store, &err) != SIM_OK) /* the ranking needs none */
        fail_msg("%s", err.text);
    store_close(store);
}

static json_t *table(const char *path, const char *name)
{
    char *text = store_example_print(path, name, REPORT_JSON, REPORT_EN, REPORT_COMPARE);
    json_t *rows = json_loads(text, 0, NULL);
    assert_non_null(rows);
    free(text);
    return rows;
}

static const json_t *row_of(const json_t *rows, const char *arm, const char *outcome)
{
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (strcmp(json_string_value(json_object_get(row, "arm")), arm) == 0
            && strcmp(json_string_value(json_object_get(row, "outcome")), outcome) == 0)
            return row;
    }
    fail_msg("no row of %s, %s", arm, outcome);
    return NULL;
}

/* NaN for null. */
static double number(const json_t *row, const char *key)
{
    const json_t *value = json_object_get(row, key);
    assert_non_null(value);
    return json_is_null(value) ? (double)NAN : json_number_value(value);
}

static void expect_verdict(const json_t *rows, const char *arm, const char *outcome, const char *verdict)
{
    assert_string_equal(json_string_value(json_object_get(row_of(rows, arm, outcome), "verdict")), verdict);
}

static void near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9))
        fail_msg("%.17g is not %.17g", value, expected);
}

/* One meaning of p and p_holm in contrasts, effect-sizes and the JSON of compare: Holm over arms and main outcomes, and over
 * arms and the others. */
static void test_families(void **state)
{
    (void)state;
    char path[512];
    double p[(N_ARMS - 1) * N_OUTCOMES], all[(N_ARMS - 1) * N_OUTCOMES];
    make(path, "families.db", RUNS);
    json_t *contrasts = table(path, "contrasts"), *effects = table(path, "effect-sizes"), *report = table(path, NULL);
    const json_t *reported = json_object_get(report, "outcomes");
    for (int main = 0; main < 2; main++) {
        for (size_t k = 0; k < (N_ARMS - 1) * N_OUTCOMES; k++) {
            const struct sim_outcome *o = &outcomes[k % N_OUTCOMES];
            p[k] = o->main == main ? number(row_of(contrasts, names[1 + k / N_OUTCOMES], o->name), "p") : (double)NAN;
        }
        assert_int_equal(multiple_holm(p, (N_ARMS - 1) * N_OUTCOMES, all, NULL), SIM_OK);
        for (size_t k = 0; k < (N_ARMS - 1) * N_OUTCOMES; k++) {
            const size_t o = k % N_OUTCOMES, arm = 1 + k / N_OUTCOMES;
            if (outcomes[o].main != main || isnan(p[k]))
                continue;
            const json_t *json =
                json_object_get(json_array_get(json_object_get(json_array_get(reported, o), "arms"), arm), "contrast");
            near(number(row_of(contrasts, names[arm], outcomes[o].name), "p_holm"), all[k]);
            near(number(row_of(effects, names[arm], outcomes[o].name), "p"), p[k]);
            near(number(row_of(effects, names[arm], outcomes[o].name), "p_holm"), all[k]);
            near(number(json, "p"), p[k]);
            near(number(json, "p_holm"), all[k]);
        }
    }
    /* Sure one at a time, and among the two outcomes that differ in this arm; not among the ten of three arms, of which two
     * are surer. */
    const double alone = number(row_of(contrasts, "high", "trust"), "p");
    assert_true(alone < 0.05 / 2.0 && alone > 0.05 / 8.0);
    expect_verdict(contrasts, "high", "trust", "no clear difference");
    expect_verdict(contrasts, "dead", "dead", "worse");
    expect_verdict(contrasts, "high", "dead", "equal");
    json_decref(contrasts);
    json_decref(effects);
    json_decref(report);
}

/* Three of sixty: of months nothing but an exact p, of the event all that a share has. */
static void test_thin_and_events(void **state)
{
    (void)state;
    char path[512];
    make(path, "thin.db", RUNS);
    json_t *contrasts = table(path, "contrasts"), *summary = table(path, "summary"), *best = table(path, "best");
    json_t *effects = table(path, "effect-sizes"), *convergence = table(path, "convergence");
    const json_t *months = row_of(contrasts, "rare", "months"), *dead = row_of(contrasts, "rare", "dead");
    assert_true(isnan(number(months, "lo")) && isnan(number(months, "hi")));
    near(number(months, "p"), 2.0 / 8.0);
    assert_true(isnan(number(row_of(summary, "rare", "months"), "lo")));
    assert_true(isnan(number(row_of(effects, "rare", "months"), "simultaneous_lo")));
    near(number(row_of(effects, "rare", "months"), "p_all"), 3.0 * 2.0 / 8.0);
    assert_true(isnan(number(row_of(effects, "rare", "months"), "dz_lo")));
    near(number(dead, "p"), 2.0 / 8.0);
    near(number(dead, "diff"), 5.0);
    /* Bonett and Price: 4/62 and 1/62. */
    near(number(dead, "lo"), 100.0 * (3.0 / 62.0 - 1.959963984540054 * sqrt((5.0 / 62.0 - 9.0 / 3844.0) / 62.0)));
    near(number(dead, "hi"), 100.0 * (3.0 / 62.0 + 1.959963984540054 * sqrt((5.0 / 62.0 - 9.0 / 3844.0) / 62.0)));
    const double z = 2.3939797998185104; /* of .05 shared by three arms */
    near(number(row_of(effects, "rare", "dead"), "simultaneous_lo"),
         100.0 * (3.0 / 62.0 - z * sqrt((5.0 / 62.0 - 9.0 / 3844.0) / 62.0)));
    near(number(row_of(effects, "rare", "dead"), "p_all"), 0.75);
    /* Nobody died in sixty runs: up to 6 % may. */
    near(number(row_of(summary, "today", "dead"), "lo"), 0.0);
    near(number(row_of(summary, "today", "dead"), "hi"), 100.0 * 3.841458820694124 / (60.0 + 3.841458820694124));
    assert_true(isnan(number(row_of(best, "rare", "dead"), "p_best")));
    assert_true(number(row_of(best, "high", "trust"), "p_best") > 0.8);
    near(number(row_of(convergence, "today", "dead"), "hi"), 100.0 * 3.841458820694124 / (2.0 + 3.841458820694124));
    json_decref(contrasts);
    json_decref(summary);
    json_decref(best);
    json_decref(effects);
    json_decref(convergence);
    char *text = store_example_print(path, NULL, REPORT_TEXT, REPORT_EN, REPORT_COMPARE);
    assert_non_null(strstr(text, "  57/60 equal"));
    assert_non_null(strstr(text, "  60/60 equal"));
    assert_non_null(strstr(text, "\"57 of 60 runs equal\""));
    free(text);
    text = store_example_print(path, NULL, REPORT_TEXT, REPORT_NL, REPORT_RUN); /* with room for words */
    assert_non_null(strstr(text, "alle 60 runs gelijk"));
    assert_non_null(strstr(text, "0,0 tot 6,0"));
    free(text);
}

static bool marked(const json_t *report, size_t outcome, size_t arm, bool difference)
{
    const json_t *of = json_array_get(json_object_get(report, "outcomes"), outcome);
    const json_t *row = json_array_get(json_object_get(of, "arms"), arm);
    const json_t *value = json_object_get(difference ? json_object_get(row, "contrast") : row, "skewed");
    assert_true(json_is_boolean(value));
    return json_is_true(value);
}

/* Two of sixty far off: the interval leans that way and is marked, of the mean and of the difference. Three of sixty events
 * are as skewed, and have the interval of a share. */
static void test_skewed(void **state)
{
    (void)state;
    char path[512];
    for (int with = 0; with < 2; with++) {
        far_off = with == 1;
        make(path, with ? "skewed.db" : "even.db", RUNS);
        json_t *summary = table(path, "summary");
        const json_t *value = row_of(summary, "rare", "value");
        const double up = number(value, "hi") - number(value, "mean"),
                     down = number(value, "mean") - number(value, "lo");
        assert_true(with ? up > 1.5 * down : fabs(up - down) < 0.1 * up);
        json_decref(summary);
        char *text = store_example_print(path, NULL, REPORT_JSON, REPORT_EN, REPORT_COMPARE);
        json_t *report = json_loads(text, 0, NULL);
        for (size_t o = 0; o < N_OUTCOMES; o++)
            for (size_t i = 0; i < N_ARMS; i++) {
                assert_int_equal(marked(report, o, i, false), with && o == VALUE && i == 1);
                assert_true(i == 0 || marked(report, o, i, true) == (with && o == VALUE && i == 1));
            }
        json_decref(report);
        free(text);
        text = store_example_print(path, NULL, REPORT_TEXT, REPORT_EN, REPORT_COMPARE);
        assert_int_equal(strstr(text, "\n  - ~ behind an interval: a few runs") != NULL, with);
        size_t marks = 0;
        for (const char *at = strchr(text, '~'); at != NULL; at = strchr(at + 1, '~'))
            marks++;
        assert_int_equal(marks, with ? 3 : 0);
        free(text);
        text = store_example_print(path, NULL, REPORT_TEXT, REPORT_NL, REPORT_COMPARE);
        assert_int_equal(strstr(text, "\n  - ~ achter een interval: enkele runs") != NULL, with);
        free(text);
    }
    far_off = false;
}

/* Two runs of two prove nothing, though they are always the same. */
static void test_two_runs(void **state)
{
    (void)state;
    char path[512];
    make(path, "two.db", 2);
    json_t *contrasts = table(path, "contrasts");
    near(number(row_of(contrasts, "dead", "dead"), "p"), 0.5);
    expect_verdict(contrasts, "dead", "dead", "no clear difference");
    expect_verdict(contrasts, "rare", "dead", "equal");
    json_decref(contrasts);
    char *text = store_example_print(path, NULL, REPORT_TEXT, REPORT_EN, REPORT_COMPARE);
    assert_non_null(strstr(text, "Life: no clear difference between the arms."));
    free(text);
}

/* The ranking corrects for all pairs of arms, on the main outcomes with a better direction. */
static void expect_ranking(const char *name)
{
    char path[512];
    double p[N_ARMS * N_ARMS * 3], adjusted[N_ARMS * N_ARMS * 3];
    struct store *store = NULL;
    struct analysis a;
    size_t n = 0;
    make(path, name, RUNS);
    assert_int_equal(store_open(path, &store, NULL), SIM_OK);
    assert_int_equal(analysis_read(store, REPORT_COMPARE, &a, NULL), SIM_OK);
    assert_int_equal(analysis_meet(&a, NULL), SIM_OK);
    for (size_t i = 0; i < N_ARMS; i++)
        for (size_t j = i + 1; j < N_ARMS; j++)
            for (size_t o = DEAD; o <= TRUST; o++) {
                struct stats_contrast c;
                analysis_compare(&a, i, j, o, &c);
                p[n++] = c.p;
            }
    assert_int_equal(multiple_holm(p, n, adjusted, NULL), SIM_OK);
    for (size_t k = 0, i = 0; i < N_ARMS; i++)
        for (size_t j = i + 1; j < N_ARMS; j++)
            for (size_t o = DEAD; o <= TRUST; o++, k++) {
                struct stats_contrast c;
                analysis_compare(&a, i, j, o, &c);
                struct stats_moments other = {0};
                for (size_t r = 0; r < RUNS; r++)
                    stats_add(&other, analysis_column(&a, j, o)[r]);
                assert_int_equal(a.duels[k].sure, adjusted[k] < 0.05);
                assert_int_equal(a.duels[k].verdict,
                                 analysis_judge(&c, stats_mean(&other), adjusted[k] < 0.05, outcomes[o].better));
            }
    analysis_free(&a);
    store_close(store);
}

static void test_ranking(void **state)
{
    (void)state;
    expect_ranking("ranking.db");
    for (int k = 0; k < 5; k++) { /* differences so skewed that Student's p would decide otherwise */
        char name[32];
        (void)snprintf(name, sizeof name, "ranking%d.db", k);
        lift = -0.6 - 0.05 * k;
        expect_ranking(name);
    }
    lift = 0.0;
}

/* A model whose event is a number fails: the intervals of shares would be wrong. */
static void test_event_checked(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int status;
    } cases[] = {{"analytic = { function = \"zero\"; noise = 0.0; shift = 100.0; };", SIM_OK},
                 {"analytic = { function = \"zero\"; noise = 0.0; shift = 50.0; };", SIM_E_MODEL}};
    struct sim_outcome own[ANALYTIC_N_OUTCOMES];
    struct sim_model model = analytic_model;
    double values[ANALYTIC_N_OUTCOMES];
    memcpy(own, analytic_model.outcomes, sizeof own);
    own[ANALYTIC_VALUE].aggregate = SIM_AGGREGATE_EVENT;
    model.outcomes = own;
    for (size_t i = 0; i < 2; i++) {
        struct sim_err err = {SIM_OK, ""};
        struct scenario *scenario = analytic_scenario(workdir, cases[i].text);
        assert_int_equal(experiment_replicate(&model, scenario, 0, 1, 0, NULL, values, NULL, NULL, &err),
                         cases[i].status);
        if (cases[i].status == SIM_OK)
            assert_true(values[ANALYTIC_VALUE] == 100.0);
        else
            assert_non_null(strstr(err.text, "outcome \"value\" is 50: an event is 0 or 100"));
        scenario_free(scenario);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_families), cmocka_unit_test(test_thin_and_events), cmocka_unit_test(test_two_runs),
        cmocka_unit_test(test_skewed),   cmocka_unit_test(test_ranking),         cmocka_unit_test(test_event_checked),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
