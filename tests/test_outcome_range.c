/* What an outcome can be: no limit that is printed lies beyond it, nothing is decided by it, a result keeps it, and a build
 * with checks fails a run that leaves it. */
#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/model.h"
#include "models/outcomes.h"
#include "sim/base/range.h"
#include "sim/engine/experiment.h"
#include "sim/report/report.h"
#include "sim/stats/bounded.h"
#include "sim/store/read.h"
#include "sim/study/precision.h"
#include "sim/study/study.h"
#include "tests/support/analytic_model.h"
#include "tests/support/expect.h"
#include "tests/support/scenario_file.h"
#include "tests/support/store_example.h"
#include "tests/support/study_result.h"
#include "tests/support/toy_model.h"
#include "tests/support/workdir.h"

static void test_arithmetic(void **state)
{
    (void)state;
    const struct sim_range share = SIM_PERCENT, count = SIM_FROM(0.0), any = SIM_ANY, month = SIM_BETWEEN(-1.0, 2.0);
    assert_true(sim_range_holds(share, 100.0) && sim_range_holds(share, 100.0 + 1e-8)
                && sim_range_holds(share, -1e-10));
    assert_false(sim_range_holds(share, 100.001) || sim_range_holds(share, -1e-6));
    assert_true(sim_range_holds(share, (double)NAN) && sim_range_holds(any, -1e300) && sim_range_holds(count, 1e300));
    assert_false(sim_range_holds(any, HUGE_VAL) || sim_range_holds(count, -1.0));
    const struct sim_range year = sim_range_of_sum(month, 12), none = sim_range_of_sum(count, 12);
    assert_true(year.lowest == -12.0 && year.highest == 24.0 && none.lowest == 0.0 && none.highest == HUGE_VAL);
    /* A sum of few months, of which others have no value, may be that of one. */
    const struct sim_range floor = sim_range_of_sum((struct sim_range)SIM_FROM(1.0), 12);
    assert_true(floor.lowest == 1.0);
    const struct sim_range no_month = sim_range_of_sum(any, 0);
    assert_true(no_month.lowest == -HUGE_VAL && no_month.highest == HUGE_VAL);
    const struct sim_range difference = sim_range_of_difference(month), open = sim_range_of_difference(count);
    assert_true(difference.lowest == -3.0 && difference.highest == 3.0);
    assert_true(open.lowest == -HUGE_VAL && open.highest == HUGE_VAL);
    const struct stats_interval cut = bounded_within((struct stats_interval){-5.0, 130.0}, share),
                                kept = bounded_within((struct stats_interval){40.0, 60.0}, share),
                                half = bounded_within((struct stats_interval){(double)NAN, 130.0}, share);
    assert_true(cut.lo == 0.0 && cut.hi == 100.0 && kept.lo == 40.0 && kept.hi == 60.0);
    assert_true(isnan(half.lo) && half.hi == 100.0);
}

/* -- the table of the model ---------------------------------------------------------------------------------------- */

static struct sim_range range_of(const char *name, size_t months)
{
    for (size_t k = 0; k < N_OUTCOMES; k++)
        if (strcmp(samenspel_outcomes[k].name, name) == 0)
            return sim_outcome_range(&samenspel_outcomes[k], months);
    fail_msg("no outcome %s", name);
    return (struct sim_range)SIM_ANY;
}

/* Shares and scores are 0 to 100, but for those of what is no whole; counted months end at the horizon. */
static void test_model(void **state)
{
    (void)state;
    static const char *const beyond[] = {"workload", "provider_risk", "volume_simple", "volume_complex",
                                         "investor_share"};
    for (size_t k = 0; k < N_OUTCOMES; k++) {
        const struct sim_outcome *o = &samenspel_outcomes[k];
        bool share = strcmp(o->unit, "%") == 0 || strcmp(o->unit, "0-100") == 0;
        for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++)
            share = share && strcmp(o->name, beyond[i]) != 0;
        if (!(o->range.lowest < o->range.highest))
            fail_msg("%s can be nothing", o->name);
        if (share != (o->range.lowest == 0.0 && o->range.highest == 100.0))
            fail_msg("%s is %s and can be %g to %g", o->name, o->unit, o->range.lowest, o->range.highest);
        if ((strncmp(o->unit, "month", 5) == 0 || strncmp(o->unit, "1/1000", 6) == 0) && o->range.lowest != 0.0)
            fail_msg("%s is not from 0", o->name);
    }
    assert_true(range_of("months_alive", 120).lowest == 0.0 && range_of("months_alive", 120).highest == 120.0);
    assert_true(range_of("months_phase3", 36).highest == 36.0 && range_of("trust", 36).highest == 100.0);
    assert_true(range_of("surplus", 120).lowest == -HUGE_VAL && range_of("blocked_votes", 120).highest == HUGE_VAL);
}

/* -- tables of results ---------------------------------------------------------------------------------------------- */

static const struct sim_outcome *outcome_of(const struct sim_outcome *outcomes, size_t n, const char *name)
{
    for (size_t k = 0; k < n; k++)
        if (strcmp(outcomes[k].name, name) == 0)
            return &outcomes[k];
    return NULL;
}

/* Where limits stand, and of how many differences they are besides the one with the reference, if the row has one. */
struct place {
    const char *table, *prefix;
    int differences;
    bool below_0; /* some limits are, which those of a range from 0 are not */
};

static bool at_end(double limit, double end)
{
    return fabs(limit - end) <= 1e-12 * fmax(1.0, fabs(end));
}

/* Every limit lies within what is possible, and some in each place are at its end: else nothing would be tried. */
static void expect_within(const char *path, const struct place *place, const struct sim_outcome *outcomes, size_t n,
                          size_t months, enum report_kind kind)
{
    char *text = store_example_print(path, place->table, REPORT_JSON, REPORT_EN, kind);
    json_t *rows = json_loads(text, 0, NULL);
    size_t limits = 0, ends = 0, below_0 = 0;
    assert_non_null(rows);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const char *name = json_string_value(json_object_get(row, "outcome"));
        const char *reference = json_string_value(json_object_get(row, "reference"));
        const struct sim_outcome *outcome = outcome_of(outcomes, n, name);
        assert_non_null(outcome);
        struct sim_range range = sim_outcome_range(outcome, months);
        for (int d = place->differences + (reference != NULL && reference[0] != '\0'); d > 0; d--)
            range = sim_range_of_difference(range);
        for (int end = 0; end < 2; end++) {
            char key[32];
            (void)snprintf(key, sizeof key, "%s%s", place->prefix, end == 0 ? "lo" : "hi");
            const json_t *cell = json_object_get(row, key);
            if (cell == NULL)
                fail_msg("%s has no column %s", place->table, key);
            if (json_is_null(cell))
                continue;
            const double limit = json_number_value(cell);
            limits++;
            below_0 += limit < 0.0;
            ends += at_end(limit, end == 0 ? range.lowest : range.highest);
            if (!(limit >= range.lowest && limit <= range.highest))
                fail_msg("%s: %s of %s is %.17g, which can be %g to %g", place->table, key, name, limit, range.lowest,
                         range.highest);
        }
    }
    if (ends == 0)
        fail_msg("%s, %slo: none of %zu limits was cut off", place->table, place->prefix, limits);
    if (place->below_0 && below_0 == 0)
        fail_msg("%s, %slo: no limit is below 0", place->table, place->prefix);
    json_decref(rows);
    free(text);
}

enum { SHARE, MONTHS, TAIL, N_MADE };

static const struct sim_outcome made[N_MADE] = {
    [SHARE] = {"share", "%", 1, SIM_AGGREGATE_MEAN, SIM_PERCENT, 1, 1, "life", "Share", "Deel"},
    [MONTHS] = {"months", "month", 1, SIM_AGGREGATE_SUM, SIM_BETWEEN(0.0, 1.0), 1, 1, "life", "Months", "Maanden"},
    [TAIL] = {"tail", "0-100", -1, SIM_AGGREGATE_MEAN, SIM_PERCENT, 0, 1, "life", "Tail", "Staart"},
};

static double made_value(size_t arm, size_t outcome, size_t r)
{
    static const double share[2][4] = {{1, 12, 1, 15}, {99, 84, 97, 88}},
                        months[2][4] = {{0, 2, 1, 3}, {11, 12, 9, 10}};
    const double u = (double)(r * 37 % 120) / 120.0; /* all parts of 120, out of order */
    if (outcome == TAIL)
        return arm == 0 ? 100.0 * pow(u, 6.0) : 100.0 - 100.0 * pow(u, 6.0);
    return outcome == SHARE ? share[arm][r % 4] : months[arm][r % 4];
}

/* A comparison by hand over 12 months, with its tables. */
static void make(const char *path, size_t runs)
{
    static char names[2][8] = {"low", "high"};
    struct scenario_arm arms[2] = {{.name = names[0], .hash = 1, .twin = -1},
                                   {.name = names[1], .hash = 2, .twin = -1}};
    struct scenario scenario = store_example_scenario();
    struct sim_model model = store_example_model;
    struct sim_err err = {SIM_OK, ""};
    struct store *store = NULL;
    double values[N_MADE];
    model.outcomes = made;
    model.n_outcomes = N_MADE;
    scenario.arms = arms;
    scenario.n_arms = scenario.n_listed = 2;
    if (store_create(path, &model, &scenario, 7, false, true, &store, &err) != SIM_OK)
        fail_msg("%s", err.text);
    for (size_t a = 0; a < 2; a++)
        for (size_t r = 0; r < runs; r++) {
            for (size_t o = 0; o < N_MADE; o++)
                values[o] = made_value(a, o, r);
            const struct store_record record = {.item = {.arm = a, .replication = r}, .outcomes = values};
            if (store_write(store, &record, &err) != SIM_OK)
                fail_msg("%s", err.text);
        }
    assert_int_equal(store_finish(store, runs, &err), SIM_OK);
    if (report_store_tables(store, &err) != SIM_OK)
        fail_msg("%s", err.text);
    store_close(store);
}

static void test_comparison(void **state)
{
    (void)state;
    static const struct place few[] = {{"summary", "", 0, false},
                                       {"contrasts", "", 0, true},
                                       {"convergence", "", 0, true},
                                       {"effect-sizes", "simultaneous_", 0, true},
                                       {"best", "to_best_", 1, true}};
    static const struct place many = {"tails", "", 0, false};
    char path[512];
    make(workdir_path(path, "few.db"), 4);
    for (size_t i = 0; i < sizeof few / sizeof few[0]; i++)
        expect_within(path, &few[i], made, N_MADE, 12, REPORT_COMPARE);
    /* In the report, too: 10.5 months and 2.1 either way, of 12. */
    char *text = store_example_print(path, NULL, REPORT_TEXT, REPORT_EN, REPORT_COMPARE);
    expect_in(text, "8.4 to 12.0");
    free(text);
    text = store_example_print(path, NULL, REPORT_JSON, REPORT_EN, REPORT_COMPARE);
    json_t *root = json_loads(text, 0, NULL);
    const json_t *months = json_array_get(json_object_get(root, "outcomes"), MONTHS);
    const json_t *high = json_array_get(json_object_get(months, "arms"), 1);
    assert_true(json_number_value(json_object_get(months, "highest")) == 12.0);
    assert_true(json_number_value(json_object_get(high, "hi")) == 12.0);
    json_decref(root);
    free(text);
    /* What follows from the flows of a whole run is no sum of months. */
    store_example_make(workdir_path(path, "flows.db"), false);
    text = store_example_print(path, NULL, REPORT_JSON, REPORT_EN, REPORT_COMPARE);
    root = json_loads(text, 0, NULL);
    size_t derived = 0;
    for (size_t i = 0; i < json_array_size(json_object_get(root, "outcomes")); i++) {
        const json_t *outcome = json_array_get(json_object_get(root, "outcomes"), i);
        if (strncmp(json_string_value(json_object_get(outcome, "name")), "wrong_pocket", 12) != 0)
            continue;
        derived++;
        assert_true(json_number_value(json_object_get(outcome, "lowest")) == 0.0);
        assert_true(json_number_value(json_object_get(outcome, "highest")) == 1.0);
    }
    assert_int_equal(derived, 2);
    json_decref(root);
    free(text);
    make(workdir_path(path, "many.db"), 120);
    expect_within(path, &many, made, N_MADE, 12, REPORT_COMPARE);
}

/* -- studies -------------------------------------------------------------------------------------------------------- */

enum { MOST_ANIMALS = 3 };

/* Herds of at most three, as a model that knows it, or as one that does not. */
static struct sim_model herds(struct sim_outcome outcomes[TOY_N_OUTCOMES], bool known)
{
    struct sim_model model = toy_model;
    memcpy(outcomes, toy_model.outcomes, TOY_N_OUTCOMES * sizeof *outcomes);
    for (size_t k = 0; k < TOY_N_OUTCOMES && !known; k++)
        outcomes[k].range = (struct sim_range)SIM_ANY;
    if (known)
        outcomes[TOY_ALIVE].range.highest = MOST_ANIMALS;
    model.outcomes = outcomes;
    return model;
}

static struct scenario *load(const char *design)
{
    char text[2048];
    (void)snprintf(
        text, sizeof text,
        "title = \"herds\";\nspinup_months = 0;\nhorizon_months = 4;\ntoy = { animals = 3; };\n"
        "experiment = { replications = 3; design = \"%s\"; points = 12; reference = \"mild\";\n"
        "  arms = ( { name = \"mild\"; toy = { death = 0.03; }; }, { name = \"harsh\"; toy = { death = 0.4; }; } );\n"
        "  vary = ( { parameter = \"toy.animals\"; lowest = 0; highest = 3; },\n"
        "           { parameter = \"toy.fee\"; lowest = 0; highest = 50; } ); };\n",
        design);
    return scenario_file_make(workdir, "herds.cfg", text, &toy_rules);
}

static struct study_request request_of(const struct sim_model *model, const struct scenario *scenario, const char *path)
{
    static const size_t outcomes[] = {TOY_ALIVE};
    struct study_request request = analytic_request(scenario, path);
    request.model = model;
    request.outcomes = outcomes;
    request.n_outcomes = 1;
    return request;
}

static void expect_study(const char *design, study_procedure *procedure, double most, const struct place *places,
                         size_t n)
{
    struct sim_outcome outcomes[TOY_N_OUTCOMES];
    const struct sim_model model = herds(outcomes, true);
    struct scenario *scenario = load(procedure == select_arms ? "lhs" : design);
    outcomes[TOY_ALIVE].range.highest = most;
    char path[512];
    struct study_request request = request_of(&model, scenario, workdir_path(path, design));
    request.fresh = true;
    request.replications = procedure == select_arms ? 11 : 3;
    if (procedure == select_arms) {
        request.factors = NULL;
        request.n_factors = 0;
    }
    struct study_result result = study_result_of(&request, procedure);
    study_result_release(&result);
    for (size_t i = 0; i < n; i++)
        expect_within(path, &places[i], outcomes, TOY_N_OUTCOMES, 4, REPORT_COMPARE);
    scenario_free(scenario);
}

static void test_studies(void **state)
{
    (void)state;
    static const struct place chosen = {"selection", "", 0, false};
    static const struct place swept[] = {{"profiles", "", 0, true},
                                         {"effects", "", 1, true},
                                         {"point-summary", "", 0, false},
                                         {"point-contrasts", "", 0, true}};
    static const struct place mapped = {"averages", "mean_", 0, false};
    expect_study("lhs", sweep, MOST_ANIMALS, swept, sizeof swept / sizeof swept[0]);
    expect_study("factorial", sweep, MOST_ANIMALS, swept, sizeof swept / sizeof swept[0]);
    expect_study("lhs", discover, MOST_ANIMALS, &mapped, 1);
    expect_study("select", select_arms, MOST_ANIMALS, &chosen, 1);
#ifndef SAMENSPEL_CHECKED
    /* No difference of runs that are not all alike comes near its end here: with a range that is too narrow, as only a
     * build without checks can have it. */
    static const struct place behind = {"selection", "behind_", 1, false};
    static const struct place regrets[] = {{"averages", "behind_", 1, true},
                                           {"robustness", "regret_", 1, false},
                                           {"robustness", "max_regret_", 1, false}};
    expect_study("select", select_arms, 1.0, &behind, 1);
    expect_study("lhs", discover, 0.5, regrets, sizeof regrets / sizeof regrets[0]);
#endif
}

/* -- decisions ------------------------------------------------------------------------------------------------------ */

static void stop_with(const struct sim_model *model, const struct scenario *scenario, const char *name,
                      size_t *replications, double *half)
{
    char path[512];
    struct sim_err err = {SIM_OK, ""};
    struct experiment experiment = {.model = model, .scenario = scenario, .n_arms = 2, .seed = 3, .threads = 1};
    struct experiment_progress progress;
    struct precision_wish wish;
    struct frame reached;
    bool met = false;
    frame_start(&reached, &(const struct frame_definition){0});
    assert_int_equal(precision_read("alive:0.25", model, &wish, &err), SIM_OK);
    if (store_create(workdir_path(path, name), model, scenario, 3, false, true, &experiment.store, &err) != SIM_OK
        || precision_run(&experiment, &wish, 1, 200, &progress, &reached, &met, &err) != SIM_OK)
        fail_msg("%s", err.text);
    assert_true(met);
    *replications = experiment.replications;
    *half = study_real(&reached, 0, "half_width");
    frame_free(&reached);
    store_close(experiment.store);
}

/* A model that knows its ranges stops where one stops that does not, and gets the same advice. */
static void test_decisions(void **state)
{
    (void)state;
    struct sim_outcome outcomes[2][TOY_N_OUTCOMES];
    const struct sim_model models[2] = {herds(outcomes[0], false), herds(outcomes[1], true)};
    static const char *const tables[] = {"advice", "advice-pilot"};
    struct scenario *scenario = load("lhs");
    size_t n[2];
    double half[2];
    char path[2][512];
    for (int known = 0; known < 2; known++) {
        stop_with(&models[known], scenario, known ? "stop-known.db" : "stop-any.db", &n[known], &half[known]);
        struct study_request request =
            request_of(&models[known], scenario, workdir_path(path[known], known ? "known.db" : "any.db"));
        request.factors = NULL;
        request.n_factors = 0;
        request.replications = 5;
        struct study_result result = study_result_of(&request, advise);
        study_result_release(&result);
    }
    assert_true(n[0] == n[1] && n[0] > 20 && half[0] == half[1]);
    for (size_t i = 0; i < 2; i++) {
        char *any = store_example_print(path[0], tables[i], REPORT_CSV, REPORT_EN, REPORT_COMPARE);
        char *known = store_example_print(path[1], tables[i], REPORT_CSV, REPORT_EN, REPORT_COMPARE);
        assert_string_equal(any, known);
        free(any);
        free(known);
    }
    scenario_free(scenario);
}

/* -- results and lists ---------------------------------------------------------------------------------------------- */

/* How many ends are missing, as any reader of SQLite sees them. */
static int open_ends(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT sum((lowest IS NULL) + (highest IS NULL)) FROM outcome_labels", -1,
                                        &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    const int n = sqlite3_column_int(statement, 0);
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(db);
    return n;
}

static void test_result(void **state)
{
    (void)state;
    char path[512];
    struct store *store = NULL;
    struct store_contents contents;
    make(workdir_path(path, "kept.db"), 4);
    assert_int_equal(store_open(path, &store, NULL), SIM_OK);
    assert_int_equal(store_contents_read(store, &contents, NULL), SIM_OK);
    for (size_t k = 0; k < N_MADE; k++)
        assert_memory_equal(&contents.outcomes[k].range, &made[k].range, sizeof made[k].range);
    store_contents_free(&contents);
    store_close(store);
    assert_int_equal(open_ends(path), 0);
    char *text = store_example_print(path, "dictionary", REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    expect_in(text, "\n,share,outcome,%,Share,Deel,0,100\n");
    expect_in(text, "\n,months,outcome,month,Months,Maanden,0,12\n");
    expect_in(text, "\nsummary,lo,real,outcome,");
    free(text);
    store_example_make(workdir_path(path, "open.db"), false);
    assert_int_equal(store_open(path, &store, NULL), SIM_OK);
    assert_int_equal(store_contents_read(store, &contents, NULL), SIM_OK);
    assert_int_equal(open_ends(path), 2 * EXAMPLE_N_OUTCOMES);
    assert_true(contents.outcomes[0].range.lowest == -HUGE_VAL && contents.outcomes[0].range.highest == HUGE_VAL);
    store_contents_free(&contents);
    store_close(store);
}

static char *listed(enum report_format format, enum report_lang lang)
{
    static const struct sim_outcome list[] = {
        {"a", "%", 0, SIM_AGGREGATE_MEAN, SIM_PERCENT, 0, 0, "", "A", "A"},
        {"b", "EUR", 0, SIM_AGGREGATE_MEAN, SIM_FROM(-1000.5), 0, 0, "", "B", "B"},
        {"c", "month", 0, SIM_AGGREGATE_SUM, SIM_BETWEEN(0.0, 1.0), 0, 0, "", "C", "C"},
        {"d", "1", 0, SIM_AGGREGATE_SUM, SIM_FROM(0.0), 0, 0, "", "D", "D"},
        {"e", "1", 0, SIM_AGGREGATE_END, SIM_ANY, 0, 0, "", "E", "E"},
        {"f", "1", 0, SIM_AGGREGATE_END, SIM_BETWEEN(-HUGE_VAL, 3.0), 0, 0, "", "F", "F"},
    };
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    assert_non_null(out);
    assert_int_equal(outcomes_print(out, list, sizeof list / sizeof list[0], format, lang, NULL), SIM_OK);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void test_list(void **state)
{
    (void)state;
    char *text = listed(REPORT_TEXT, REPORT_NL);
    expect_in(text, "  a     %        0 tot 100          -      nee\n");
    expect_in(text, "  b     EUR      vanaf -1.000,50    -      nee\n");
    expect_in(text, "  c     maand    0 tot 1 per maand  -      nee\n");
    expect_in(text, "  d     1        vanaf 0            -      nee\n");
    expect_in(text, "  e     1        -                  -      nee\n");
    expect_in(text, "  f     1        hoogstens 3        -      nee\n");
    free(text);
    text = listed(REPORT_MARKDOWN, REPORT_EN);
    expect_in(text, "| name | unit | range |");
    expect_in(text, "| `b` | EUR | from -1,000.50 |");
    expect_in(text, "| `c` | month | 0 to 1 a month |");
    free(text);
    text = listed(REPORT_JSON, REPORT_EN);
    json_t *root = json_loads(text, 0, NULL);
    const json_t *c = json_object_get(json_array_get(root, 2), "range");
    const json_t *d = json_object_get(json_array_get(root, 3), "range");
    assert_true(json_number_value(json_object_get(c, "highest")) == 1.0);
    assert_string_equal(json_string_value(json_object_get(c, "of")), "month");
    assert_true(json_is_null(json_object_get(d, "highest")) && json_is_real(json_object_get(d, "lowest")));
    json_decref(root);
    free(text);
}

/* -- the invariant -------------------------------------------------------------------------------------------------- */

/* Herds of three in a model that says two: named in a build with checks, with arm, replication and month. */
static void test_invariant(void **state)
{
    (void)state;
    struct sim_outcome outcomes[TOY_N_OUTCOMES];
    struct sim_model model = herds(outcomes, true);
    struct scenario *scenario =
        scenario_file_make(workdir, "three.cfg",
                           "title = \"three\";\nspinup_months = 1;\nhorizon_months = 2;\n"
                           "toy = { animals = 3; death = 0.0; };\n"
                           "experiment = { arms = ( { name = \"a\"; }, { name = \"b\"; } ); };\n",
                           &toy_rules);
    double values[TOY_N_OUTCOMES];
    for (int most = 2; most <= 3; most++) {
        struct sim_err err = {SIM_OK, ""};
        outcomes[TOY_ALIVE].range.highest = (double)most;
        const int status = experiment_replicate(&model, scenario, 1, 7, 5, NULL, values, NULL, NULL, &err);
#ifdef SAMENSPEL_CHECKED
        const bool fails = most == 2;
#else
        const bool fails = false;
#endif
        assert_int_equal(status, fails ? SIM_E_MODEL : SIM_OK);
        if (fails)
            assert_string_equal(err.text,
                                "arm \"b\", replication 5, seed 7, month 1: outcome \"alive\" is 3: it can be 0 "
                                "to 2 in a month");
    }
    scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arithmetic), cmocka_unit_test(test_model),     cmocka_unit_test(test_comparison),
        cmocka_unit_test(test_studies),    cmocka_unit_test(test_decisions), cmocka_unit_test(test_result),
        cmocka_unit_test(test_list),       cmocka_unit_test(test_invariant),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
