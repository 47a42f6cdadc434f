/* The data dictionary: every column of every table that a command makes has a meaning of its own, in two languages, that
 * says more than the heading above its numbers; and rows of one arm or outcome of every table that has them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/design/prim.h"
#include "sim/design/regime.h"
#include "sim/report/report.h"
#include "sim/store/meaning.h"
#include "sim/store/read.h"
#include "sim/study/discover.h"
#include "sim/study/precision.h"
#include "sim/study/study.h"
#include "tests/support/analytic_model.h"
#include "tests/support/expect.h"
#include "tests/support/workdir.h"

#define TWO_ARMS " arms = ( { name = \"a\"; }, { name = \"b\"; analytic = { slope = 2.0; luck = 1; }; } );"
#define NOISY(arms, rest)                                                                                        \
    "analytic = { function = \"linear\"; noise = 0.4; };\nexperiment = { replications = 4; points = 16; seed = " \
    "3;" arms rest " };"
#define VARY                                                                   \
    " vary = ( { parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; }," \
    " { parameter = \"analytic.count\"; values = [ 0, 2, 3 ]; } );"

static const struct {
    const char *name, *text, *method;
    int (*procedure)(struct study *study, struct sim_err *err);
    size_t points;
    const char *table; /* one of those it makes */
} studies[] = {
    {"sweep", NOISY(TWO_ARMS, VARY " design = \"lhs\";"), NULL, sweep, 0, "effects"},
    {"morris", NOISY(TWO_ARMS, VARY), "morris", sensitivity, 0, "indices"},
    {"sobol", NOISY(TWO_ARMS, VARY), "sobol", sensitivity, 0, "together"},
    {"discover", NOISY(TWO_ARMS, VARY), NULL, discover, 0, "robustness"},
    {"advise", NOISY(TWO_ARMS, ""), NULL, advise, 0, "advice"},
    {"ocba", NOISY(TWO_ARMS, ""), "ocba", select_arms, 0, "selection"},
    {"calibrate",
     NOISY(
         " arms = ( { name = \"a\"; } );",
         " calibrate = ( { parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; }, { parameter = "
         "\"analytic.count\"; values = [ 0, 2 ]; } ); targets = ( { outcome = \"value\"; value = 18.0; sd = 0.3; } );"),
     NULL, calibrate, 80, "posterior"},
};

static void make_study(size_t i, const char *path)
{
    struct sim_err err = {SIM_OK, ""};
    struct scenario *scenario = analytic_scenario(workdir, studies[i].text);
    struct study_request request = analytic_request(scenario, path);
    static const size_t one[] = {ANALYTIC_VALUE};
    request.method = studies[i].method;
    request.budget = 40;
    if (studies[i].procedure == select_arms) {
        request.outcomes = one;
        request.n_outcomes = 1;
        request.n_factors = 0;
    }
    if (studies[i].points > 0) {
        request.factors = scenario->calibrate;
        request.n_factors = scenario->n_calibrate;
        request.points = studies[i].points;
    }
    if (analytic_study(&request, studies[i].procedure, NULL, NULL, &err) != SIM_OK)
        fail_msg("%s: %s", studies[i].name, err.text);
    scenario_free(scenario);
}

/* A comparison with a wish, and all that is computed of it. */
static void make_comparison(const char *path)
{
    struct sim_err err = {SIM_OK, ""};
    struct scenario *scenario = analytic_scenario(workdir, NOISY(TWO_ARMS, ""));
    struct experiment experiment = {.model = &analytic_model,
                                    .scenario = scenario,
                                    .n_arms = 2,
                                    .seed = 3,
                                    .threads = 1,
                                    .series = true,
                                    .events = true};
    struct experiment_progress progress;
    struct precision_wish wish;
    struct frame reached;
    bool met;
    frame_start(&reached, &(const struct frame_definition){0});
    assert_int_equal(precision_read("value:5%", &analytic_model, &wish, &err), SIM_OK);
    if (store_create(path, &analytic_model, scenario, 3, true, true, &experiment.store, &err) != SIM_OK
        || precision_run(&experiment, &wish, 1, 40, &progress, &reached, &met, &err) != SIM_OK
        || store_finish(experiment.store, experiment.replications, &err) != SIM_OK
        || report_store_tables(experiment.store, &err) != SIM_OK
        || store_frame(experiment.store, &reached, &err) != SIM_OK)
        fail_msg("%s", err.text);
    frame_free(&reached);
    store_close(experiment.store);
    scenario_free(scenario);
}

static void expect_different(const char *table, const char *column, const char *a, const char *other, const char *b)
{
    if (strcmp(a, b) == 0)
        fail_msg("%s: %s and %s both mean \"%s\"", table, column, other, a);
}

enum { MOST_MEANINGS = 1024 };
static const struct meaning *used[MOST_MEANINGS];
static size_t n_used;

static bool is_used(const struct meaning *meaning)
{
    size_t i = 0;
    while (i < n_used && used[i] != meaning)
        i++;
    return i < n_used;
}

/* No meaning is left of a column that its table does not have any more. */
static void check_unused(const struct meaning *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool seen = false;
        for (size_t u = 0; u < n_used; u++)
            seen = seen || strcmp(used[u]->table, rows[i].table) == 0;
        /* This one is of a sweep over a posterior, which is not made here. */
        if (seen && strcmp(rows[i].table, "*") != 0 && !is_used(&rows[i]) && strcmp(rows[i].column, "posterior") != 0)
            fail_msg("%s has no column %s", rows[i].table, rows[i].column);
    }
}

static void check_table(const struct frame_definition *table)
{
    for (size_t c = 0; c < table->n_columns; c++) {
        const struct frame_column *column = &table->columns[c];
        const struct meaning *meaning = meaning_find(table->name, column->name);
        if (meaning == NULL) {
            fail_msg("%s: nothing says what %s means", table->name, column->name);
            return;
        }
        if (!is_used(meaning)) {
            assert_true(n_used < MOST_MEANINGS);
            used[n_used++] = meaning;
        }
        expect_different(table->name, column->name, meaning->en, "its heading", column->en);
        expect_different(table->name, column->name, meaning->nl, "its heading", column->nl);
        expect_different(table->name, column->name, meaning->en, "its Dutch", meaning->nl);
        assert_true(strlen(meaning->en) > strlen(column->name) + 4 && strlen(meaning->nl) > 12);
        for (size_t d = 0; d < c; d++) {
            const struct meaning *other = meaning_find(table->name, table->columns[d].name);
            expect_different(table->name, column->name, meaning->en, table->columns[d].name, other->en);
            expect_different(table->name, column->name, meaning->nl, table->columns[d].name, other->nl);
        }
    }
}

static size_t check_result(const char *path, const char *expected)
{
    struct sim_err err = {SIM_OK, ""};
    struct store *store;
    struct store_contents contents;
    bool there = false;
    if (store_open(path, &store, &err) != SIM_OK || store_contents_read(store, &contents, &err) != SIM_OK)
        fail_msg("%s", err.text);
    for (int t = 0; t < STORE_N_TABLES; t++) {
        const struct frame_definition table = store_table_definition(&contents, (enum store_table)t);
        check_table(&table);
    }
    for (size_t f = 0; f < contents.n_frames; f++) {
        check_table(&contents.frames[f]);
        there = there || strcmp(contents.frames[f].name, expected) == 0;
    }
    assert_true(there);
    const size_t n = contents.n_frames;
    store_contents_free(&contents);
    store_close(store);
    return n;
}

static void test_meanings(void **state)
{
    (void)state;
    char path[512];
    make_comparison(workdir_path(path, "compare.db"));
    assert_true(check_result(path, "precision") >= 6);
    for (size_t i = 0; i < sizeof studies / sizeof studies[0]; i++) {
        char name[64];
        (void)snprintf(name, sizeof name, "%s.db", studies[i].name);
        make_study(i, workdir_path(path, name));
        assert_true(check_result(path, studies[i].table) > 1);
    }
    assert_null(meaning_find("regret", "no such column"));
    check_unused(meaning_runs, meaning_n_runs);
    check_unused(meaning_wishes, meaning_n_wishes);
    check_unused(meaning_points, meaning_n_points);
    check_unused(meaning_fit, meaning_n_fit);
    check_unused(meaning_map, meaning_n_map);
}

static void expect_said(const char *table, const char *column, const char *en, const char *nl)
{
    const struct meaning *meaning = meaning_find(table, column);
    assert_non_null(meaning);
    expect_in(meaning->en, en);
    expect_in(meaning->nl, nl);
}

/* Numbers that the code has and the dictionary tells. */
static void test_limits_told(void **state)
{
    (void)state;
    static const char *const told[] = {"shares", "map", "boxes", "more-replications"};
    char en[16], nl[16];
    (void)snprintf(en, sizeof en, "%.0f %%", 100.0 * regime_defaults(1).told_apart);
    (void)snprintf(nl, sizeof nl, "%.0f%%", 100.0 * regime_defaults(1).told_apart);
    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        expect_said(told[i], "told", en, nl);
    expect_said("regimes", "winner", en, nl);
    expect_said("boxes", "lost", en, nl);
    expect_said("stability", "overturned", en, nl);
    expect_said("stability", "not_told", en, nl);
    (void)snprintf(en, sizeof en, "%.0f %%", 100.0 * DISCOVER_STAYS_BEST);
    (void)snprintf(nl, sizeof nl, "%.0f%%", 100.0 * DISCOVER_STAYS_BEST);
    expect_said("stability", "stable", en, nl);
    (void)snprintf(en, sizeof en, "%.1f", prim_defaults().threshold);
    (void)snprintf(nl, sizeof nl, "0,%.0f", 10.0 * prim_defaults().threshold);
    expect_said("boxes", "dense", en, nl);
}

/* Every word that a table holds as a code is named where the dictionary explains the column, in both languages. */
static void test_codes_told(void **state)
{
    (void)state;
    static const struct {
        const char *table, *column, *codes[8];
    } lists[] = {
        {"predictive-joint", "together", {"yes", "tension", "not shown"}},
        {"predictive", "inside", {"yes", "no"}},
        {"predictive", "reachable", {"yes", "no"}},
        {"posterior", "edge", {"lowest", "highest"}},
        {"posterior", "own", {"inside", "outside", "limit", "untold", "beyond"}},
        {"posterior-levels", "current", {"now"}},
        {"fit", "stopped", {"tolerance", "acceptance", "budget"}},
        {"effects", "interval", {"replications", "points", "both"}},
        {"profiles", "interval", {"replications", "points", "both"}},
        {"sweep-design", "interval", {"replications", "points", "both"}},
        {"averages", "interval", {"replications", "both"}},
        {"sweep-design", "design", {"factorial", "lhs", "sobol", "one-at-a-time", "posterior"}},
        {"boxes", "where", {"yes", "no"}},
        {"stability", "stable", {"yes", "no"}},
        {"selection", "verdict", {"best", "same", "in", "out", "no value"}},
        {"precision", "lack", {"wide", "alike", "mean is 0", "no value"}},
        {"advice-pilot", "basis", {"sd", "events", "equal", "alike"}},
        {"tails", "lack", {"few", "alike"}},
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        for (size_t k = 0; k < 8 && lists[i].codes[k] != NULL; k++)
            expect_said(lists[i].table, lists[i].column, lists[i].codes[k], lists[i].codes[k]);
}

static char *print_rows(const char *path, const char *table, const struct store_selection *selection, int expected,
                        struct sim_err *err)
{
    struct store *store;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    *err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(store_open(path, &store, err), SIM_OK);
    if (report_export_selected(out, store, table, selection, REPORT_CSV, err) != expected)
        fail_msg("%s: %s", table, err->text);
    (void)fclose(out);
    store_close(store);
    return text;
}

/* The head, and the lines of `all` in which the field in column `at` is `word`. */
static void expect_lines(const char *table, const char *all, const char *some, size_t at, const char *word)
{
    size_t kept = 0, left = 0;
    const char *found = some;
    for (const char *line = all; *line != '\0';) {
        const size_t length = strcspn(line, "\n") + 1;
        const char *field = line;
        for (size_t i = 0; i < at; i++)
            field += strcspn(field, ",") + 1;
        const bool chosen = line == all || (strncmp(field, word, strlen(word)) == 0 && field[strlen(word)] == ',');
        if (chosen && strncmp(found, line, length) != 0)
            fail_msg("%s: not \"%.*s\" at\n%s", table, (int)length, line, found);
        found += chosen ? length : 0;
        kept += chosen;
        left += !chosen;
        line += length;
    }
    assert_string_equal(found, "");
    if (kept < 2 || left == 0)
        fail_msg("%s: %zu rows of %s are kept and %zu left", table, kept - 1, word, left);
}

/* Rows of one arm, and of one outcome, of computed tables. */
static void test_chosen(void **state)
{
    (void)state;
    static const struct {
        const char *file, *table, *arm, *outcome;
        size_t at_arm, at_outcome;
    } cases[] = {
        {"chosen.db", "summary", "b", "cost", 0, 1},        {"chosen.db", "convergence", "b", "cost", 0, 2},
        {"chosen.db", "effect-sizes", NULL, "value", 0, 2}, {"chosen.db", "contrasts", NULL, "cost", 0, 2},
        {"chosen.db", "parameters", "b", NULL, 0, 0},       {"chosen-sobol.db", "indices", "b", "value", 1, 0},
    };
    char path[512];
    struct sim_err err;
    make_comparison(workdir_path(path, "chosen.db"));
    make_study(2, workdir_path(path, "chosen-sobol.db"));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        workdir_path(path, cases[i].file);
        char *all = print_rows(path, cases[i].table, NULL, SIM_OK, &err);
        for (int by_arm = 0; by_arm < 2; by_arm++) {
            const struct store_selection selection = {.arm = by_arm ? cases[i].arm : NULL,
                                                      .outcome = by_arm ? NULL : cases[i].outcome};
            if (selection.arm == NULL && selection.outcome == NULL)
                continue;
            char *some = print_rows(path, cases[i].table, &selection, SIM_OK, &err);
            expect_lines(cases[i].table, all, some, by_arm ? cases[i].at_arm : cases[i].at_outcome,
                         by_arm ? cases[i].arm : cases[i].outcome);
            free(some);
        }
        free(all);
    }
    static const struct {
        const char *file, *table;
        struct store_selection selection;
        const char *message;
    } refused[] = {
        {"chosen.db", "effect-sizes", {.arm = "nobody"}, "no arm \"nobody\""},
        {"chosen.db", "summary", {.outcome = "nothing"}, "no outcome \"nothing\""},
        {"chosen.db", "parameters", {.outcome = "value"}, "the table parameters has no column outcome"},
        {"chosen-sobol.db", "sensitivity-design", {.arm = "a"}, "the table sensitivity-design has no column arm"},
        {"chosen-sobol.db", "design", {.arm = "a"}, "cannot be chosen from the table design"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        free(print_rows(workdir_path(path, refused[i].file), refused[i].table, &refused[i].selection, SIM_E_INPUT,
                        &err));
        if (strstr(err.text, refused[i].message) == NULL)
            fail_msg("\"%s\" is not in \"%s\"", refused[i].message, err.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_meanings), cmocka_unit_test(test_limits_told),
                                       cmocka_unit_test(test_codes_told), cmocka_unit_test(test_chosen)};
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
