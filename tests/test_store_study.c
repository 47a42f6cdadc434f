/* Results of studies: points of a design, failed runs, and computed tables. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/base/frame.h"
#include "sim/store/read.h"
#include "sim/store/store.h"
#include "tests/support/store_example.h"
#include "tests/support/workdir.h"

static const struct param trust_row = {
    .path = "network.trust", .type = PARAM_REAL, .unit = "1", .lowest = 0, .highest = 1};

static const struct param mode_row = {.path = "network.mode", .type = PARAM_CHOICE, .unit = "", .choices = "self|lead"};

static const double mode_levels[] = {0, 1};

static const struct scenario_factor factors[] = {
    {.parameter = "network.trust", .row = &trust_row, .lowest = 0.2, .highest = 0.8},
    {.parameter = "network.mode", .row = &mode_row, .n_levels = 2, .levels = mode_levels},
};

enum { N_FACTORS = 2, N_POINTS = 3 };

static const double points[N_POINTS][N_FACTORS] = {{0.25, 0}, {0.1 + 0.2, 1}, {0.5, 1}};

static const struct store_study sweep = {.procedure = "sweep 3", .factors = factors, .n_factors = N_FACTORS};

static void keep(struct store *store, struct store_item item, const char *failure)
{
    struct sim_err err = {SIM_OK, ""};
    const double x = (double)(100 * item.point + 10 * item.arm + item.replication);
    const double values[EXAMPLE_N_OUTCOMES] = {x, item.replication == 1 ? (double)NAN : -0.0, 3};
    const double series[2 * EXAMPLE_N_OUTCOMES] = {x, 1, 2, x + 1, 4, 5};
    const struct sim_flow flow = {"insurer", "clinic", EXAMPLE_CARE, 100 + (int64_t)x};
    const int64_t cents[] = {100, (int64_t)x};
    const struct store_record record = {.item = item,
                                        .failure = failure,
                                        .outcomes = values,
                                        .series = series,
                                        .months = 2,
                                        .flows = &flow,
                                        .n_flows = 1,
                                        .flow_series = cents};
    if (store_write(store, &record, &err) != SIM_OK)
        fail_msg("%s", err.text);
}

static void make_sweep(const char *path)
{
    const struct scenario scenario = store_example_scenario();
    struct store *store = store_example_open_study(path, &scenario, &sweep);
    assert_int_equal(store_points(store, 0, N_POINTS, &points[0][0], NULL), SIM_OK);
    for (size_t i = 0; i < N_POINTS * 2; i++) /* backwards */
        keep(store, (struct store_item){.point = N_POINTS - 1 - i / 2, .replication = 1 - i % 2},
             i == 1 ? "month 3: \"no\" money, none" : NULL);
    assert_int_equal(store_finish(store, 2, NULL), SIM_OK);
    store_close(store);
}

static void expect_state(struct store *store, bool complete)
{
    struct store_contents c;
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_int_equal(c.complete, complete);
    assert_int_equal(c.n_frames, complete ? 1 : 0);
    assert_int_equal(c.finished[0] != '\0', complete);
    store_contents_free(&c);
}

/* A complete sweep with a table of its own. */
static void make_settled(const char *path)
{
    static const struct frame_column columns[] = {{"n", FRAME_INTEGER, "", "n", "n"}};
    static const struct frame_definition definition = {
        .name = "counts", .en = "counts", .nl = "tellingen", .columns = columns, .n_columns = 1};
    const struct scenario scenario = store_example_scenario();
    struct frame frame;
    make_sweep(path);
    struct store *store = store_example_open_study(path, &scenario, &sweep);
    assert_int_equal(store_complete(store, 2, NULL), SIM_OK);
    frame_start(&frame, &definition);
    frame_add(&frame, INT64_C(3));
    assert_int_equal(store_frame(store, &frame, NULL), SIM_OK);
    assert_int_equal(store_commit(store, NULL), SIM_OK);
    frame_free(&frame);
    store_close(store);
}

/* Only what changes the runs, or the points, takes away what was computed from them, together with the completeness. */
static void test_complete_until_changed(void **state)
{
    (void)state;
    char path[512];
    const struct scenario scenario = store_example_scenario();
    const double more[N_FACTORS] = {0.75, 0};
    make_settled(workdir_path(path, "settled.db"));
    const uint64_t hash = workdir_hash(path);
    struct store *store = store_example_open_study(path, &scenario, &sweep);
    /* What is there already, a point that differs, and a batch that is given up. */
    assert_int_equal(store_points(store, 0, N_POINTS, &points[0][0], NULL), SIM_OK);
    assert_int_equal(store_points(store, 0, 1, more, NULL), SIM_E_MISMATCH);
    keep(store, (struct store_item){.point = 1}, NULL);
    keep(store, (struct store_item){.point = 1}, "fails now");
    assert_int_equal(store_begin(store, NULL), SIM_OK);
    keep(store, (struct store_item){.point = 1, .arm = 1}, NULL);
    expect_state(store, false);
    store_abandon(store);
    expect_state(store, true);
    store_close(store);
    assert_true(workdir_hash(path) == hash);

    for (int what = 0; what < 4; what++) {
        make_settled(workdir_path(path, what == 0 ? "a.db" : what == 1 ? "b.db" : what == 2 ? "c.db" : "d.db"));
        store = store_example_open_study(path, &scenario, &sweep);
        if (what == 0)
            keep(store, (struct store_item){.point = 1, .arm = 1}, NULL);
        else if (what == 1)
            keep(store, (struct store_item){.point = 1, .arm = 1}, "fails");
        else if (what == 2)
            assert_int_equal(store_points(store, N_POINTS, 1, more, NULL), SIM_OK);
        else
            assert_int_equal(store_complete(store, 2, NULL), SIM_OK);
        if (what == 3) { /* complete, but the table is not computed yet */
            struct store_contents c;
            assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
            assert_int_equal(c.n_frames, 0);
            store_contents_free(&c);
            assert_int_equal(store_commit(store, NULL), SIM_OK);
            keep(store, (struct store_item){.point = 1, .arm = 1}, NULL); /* after the end: it goes on */
        }
        expect_state(store, false);
        store_close(store);
    }
}

/* What an earlier call of the same procedure ran besides is kept, and is no part of the result. */
static void test_fewer_points(void **state)
{
    (void)state;
    char path[512];
    const struct scenario scenario = store_example_scenario();
    struct store_contents c;
    make_sweep(workdir_path(path, "fewer.db"));
    struct store *store = store_example_open_study(path, &scenario, &sweep);
    assert_int_equal(store_complete_study(store, 1, 2, NULL), SIM_OK);
    assert_int_equal(store_commit(store, NULL), SIM_OK);
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_int_equal(c.n_points, 2);
    assert_int_equal(c.n_failures, 0); /* that was at point 2 */
    store_contents_free(&c);
    store_close(store);
    static const char *const tables[][2] = {
        {"outcomes", "point,arm,replication,outcome,value\n0,today,0,visits,0\n0,today,0,trust,-0\n0,today,0,load,3\n"
                     "1,today,0,visits,100\n1,today,0,trust,-0\n1,today,0,load,3\n"},
        {"design", "point,parameter,value\n0,network.trust,0.25\n0,network.mode,self\n"
                   "1,network.trust,0.30000000000000004\n1,network.mode,lead\n"},
        {"flows", "point,arm,replication,from,to,purpose,cents\n0,today,0,insurer,clinic,care,100\n"
                  "1,today,0,insurer,clinic,care,200\n"},
        {"failures", "point,arm,replication,seed,error\n"},
    };
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        char *text = store_example_print(path, tables[i][0], REPORT_CSV, REPORT_EN, REPORT_COMPARE);
        assert_string_equal(text, tables[i][1]);
        free(text);
    }
    store = store_example_open_study(path, &scenario, &sweep);
    assert_int_equal(store_finish(store, 2, NULL), SIM_OK); /* all of it again */
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_int_equal(c.n_points, N_POINTS);
    assert_int_equal(c.n_failures, 1);
    store_contents_free(&c);
    store_close(store);
}

static void test_points(void **state)
{
    (void)state;
    char path[512];
    make_sweep(workdir_path(path, "points.db"));
    store_example_expect_csv(
        path, "design",
        "point,parameter,value\n0,network.trust,0.25\n0,network.mode,self\n1,network.trust,0.30000000000000004\n"
        "1,network.mode,lead\n2,network.trust,0.5\n2,network.mode,lead\n");
    store_example_expect_csv(
        path, "outcomes",
        "point,arm,replication,outcome,value\n0,today,0,visits,0\n0,today,0,trust,-0\n0,today,0,load,3\n"
        "0,today,1,visits,1\n0,today,1,trust,\n");
    store_example_expect_csv(path, "series", "point,arm,replication,month,outcome,value\n0,today,0,0,visits,0\n");
    store_example_expect_csv(path, "flows",
                             "point,arm,replication,from,to,purpose,cents\n0,today,0,insurer,clinic,care,100\n");
    store_example_expect_csv(path, "flow-series",
                             "point,arm,replication,month,from,to,purpose,cents\n0,today,0,0,insurer,clinic,care,100\n"
                             "0,today,1,0,insurer,clinic,care,100\n0,today,1,1,insurer,clinic,care,1\n");
    store_example_expect_csv(path, "failures",
                             "point,arm,replication,seed,error\n2,today,0,7,\"month 3: \"\"no\"\" money, none\"\n");
    struct store *store = NULL;
    struct store_contents c;
    assert_int_equal(store_open(path, &store, NULL), SIM_OK);
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_int_equal(c.n_points, 3);
    assert_int_equal(c.n_failures, 1);
    assert_int_equal(c.n_factors, 2);
    assert_string_equal(c.factors[0].parameter, "network.trust");
    assert_true(c.factors[0].lowest == 0.2 && c.factors[0].highest == 0.8);
    assert_string_equal(c.factors[0].scale, "linear");
    assert_string_equal(c.factors[1].levels, "self lead");
    assert_string_equal(c.procedure, "sweep 3");
    store_contents_free(&c);
    store_close(store);
}

static char *print_selected(const char *path, const char *table, const struct store_selection *selection,
                            enum sim_status expected, struct sim_err *err)
{
    char printed[512];
    struct store *store = NULL;
    FILE *out = fopen(workdir_path(printed, "selected.csv"), "w");
    assert_non_null(out);
    *err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(store_open(path, &store, NULL), SIM_OK);
    assert_int_equal(report_export_selected(out, store, table, selection, REPORT_CSV, err), expected);
    store_close(store);
    assert_int_equal(fclose(out), 0);
    return workdir_read(printed);
}

/* What a selection prints are the rows of the whole table that it asks for, in the same order. */
static void test_selections(void **state)
{
    (void)state;
    static const char *const tables[] = {"outcomes", "series", "flows", "failures"};
    static const struct store_selection selections[] = {{"trust", NULL}, {NULL, "pooled"}, {"load", "today"}};
    char path[512];
    struct sim_err err;
    const struct scenario scenario = store_example_scenario();
    make_sweep(workdir_path(path, "selections.db"));
    struct store *store = store_example_open_study(path, &scenario, &sweep);
    keep(store, (struct store_item){1, 1, 0}, NULL);
    keep(store, (struct store_item){1, 1, 1}, "it failed");
    store_close(store);
    for (size_t t = 0; t < 4; t++)
        for (size_t k = 0; k < (t < 2 ? 3 : 2); k++) {
            const struct store_selection *selection = &selections[t < 2 ? k : 1];
            char *all = store_example_print(path, tables[t], REPORT_CSV, REPORT_EN, REPORT_COMPARE), *rest = NULL;
            char *some = print_selected(path, tables[t], selection, SIM_OK, &err);
            char *at = some;
            bool head = true;
            char with_outcome[32] = "", with_arm[32] = "";
            for (char *line = strtok_r(all, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
                if (selection->outcome != NULL)
                    (void)snprintf(with_outcome, sizeof with_outcome, ",%s,", selection->outcome);
                if (selection->arm != NULL)
                    (void)snprintf(with_arm, sizeof with_arm, ",%s,", selection->arm);
                if (!head && (strstr(line, with_outcome) == NULL || strstr(line, with_arm) == NULL))
                    continue;
                head = false;
                if (strncmp(at, line, strlen(line)) != 0 || at[strlen(line)] != '\n')
                    fail_msg("%s: not \"%s\" at\n%s", tables[t], line, at);
                at += strlen(line) + 1;
            }
            assert_string_equal(at, "");
            assert_true(strchr(some, '\n')[1] != '\0');
            free(all);
            free(some);
        }
    static const struct {
        const char *table;
        struct store_selection selection;
        const char *message;
    } refused[] = {{"outcomes", {"visit", NULL}, "no outcome \"visit\"; did you mean \"visits\"?"},
                   {"series", {NULL, "nobody"}, "no arm \"nobody\""},
                   {"series", {NULL, "todya"}, "no arm \"todya\"; did you mean \"today\"?"},
                   {"flows", {"visits", NULL}, "the table flows has no outcomes"},
                   {"design", {NULL, "today"}, "cannot be chosen from the table design"}};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        char *text = print_selected(path, refused[i].table, &refused[i].selection, SIM_E_INPUT, &err);
        assert_string_equal(text, "");
        assert_non_null(strstr(err.text, refused[i].message));
        free(text);
    }
}

static void test_items(void **state)
{
    (void)state;
    char path[512];
    const struct scenario scenario = store_example_scenario();
    const struct store_item items[] = {{2, 0, 0}, {2, 0, 1}, {0, 0, 1}, {0, 1, 0}, {9, 0, 0}, {0, 9, 0}};
    bool done[6];
    double values[6];
    make_sweep(workdir_path(path, "items.db"));
    struct store *store = store_example_open_study(path, &scenario, &sweep);
    assert_int_equal(store_done(store, items, 6, false, done, NULL), SIM_OK);
    assert_true(!done[0] && done[1] && done[2] && !done[3] && !done[4] && !done[5]);
    assert_int_equal(store_done(store, items, 6, true, done, NULL), SIM_OK);
    assert_true(done[0] && done[1] && done[2] && !done[3] && !done[4] && !done[5]);
    assert_int_equal(store_values(store, EXAMPLE_VISITS, items, 6, values, NULL), SIM_OK);
    assert_true(isnan(values[0]) && values[1] == 201.0 && values[2] == 1.0 && isnan(values[3]) && isnan(values[4]));
    assert_int_equal(store_values(store, EXAMPLE_TRUST, items, 6, values, NULL), SIM_OK);
    assert_true(isnan(values[1]));
    keep(store, items[2], "too late: it succeeded before");
    keep(store, items[0], "another reason");
    keep(store, items[0], NULL); /* and now it succeeds */
    assert_int_equal(store_values(store, EXAMPLE_VISITS, items, 6, values, NULL), SIM_OK);
    assert_true(values[0] == 200.0);
    store_close(store);
    store_example_expect_csv(path, "failures", "point,arm,replication,seed,error\n");
    char *text = store_example_print(path, "failures", REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    assert_string_equal(text, "point,arm,replication,seed,error\n");
    free(text);
}

/* A plain result has no points; what failed is kept with a seed larger than SQLite's numbers, too. */
static void test_failures_of_a_comparison(void **state)
{
    (void)state;
    char path[512];
    const struct scenario scenario = store_example_scenario();
    struct store *store = NULL;
    assert_int_equal(store_create(workdir_path(path, "plain.db"), &store_example_model, &scenario, UINT64_MAX, false,
                                  false, &store, NULL),
                     SIM_OK);
    keep(store, (struct store_item){0, 1, 3}, "why");
    const struct store_record beyond = {.item = {.point = 1}, .failure = "x"};
    assert_int_equal(store_write(store, &beyond, NULL), SIM_E_MODEL);
    store_close(store);
    store_example_expect_csv(path, "failures", "arm,replication,seed,error\npooled,3,18446744073709551615,why\n");
}

static void test_points_must_agree(void **state)
{
    (void)state;
    char path[512];
    double other[N_POINTS + 1][N_FACTORS] = {{0.25, 0}, {0.3, 1}, {0.5, 1}, {0.6, 0}};
    const struct scenario scenario = store_example_scenario();
    struct sim_err err = {SIM_OK, ""};
    make_sweep(workdir_path(path, "agree.db"));
    struct store *store = store_example_open_study(path, &scenario, &sweep);
    assert_int_equal(store_points(store, 0, N_POINTS, &points[0][0], NULL), SIM_OK);
    assert_int_equal(store_points(store, 0, N_POINTS + 1, &other[0][0], &err), SIM_E_MISMATCH); /* 0.1 + 0.2 */
    assert_non_null(strstr(err.text, "point 1 has network.trust = "));
    assert_int_equal(store_points(store, 4, 1, other[3], NULL), SIM_E_MODEL); /* a gap */
    const struct store_record record = {.item = {.point = 3}, .failure = "x"};
    assert_int_equal(store_write(store, &record, NULL), SIM_E_MODEL);
    assert_int_equal(store_begin(store, NULL), SIM_OK);
    assert_int_equal(store_points(store, 3, 1, other[3], NULL), SIM_OK);
    keep(store, record.item, "x");
    store_abandon(store); /* the point is given up as well */
    assert_int_equal(store_write(store, &record, NULL), SIM_E_MODEL);
    assert_int_equal(store_points(store, 3, 1, other[3], NULL), SIM_OK);
    assert_int_equal(store_write(store, &record, NULL), SIM_OK);
    store_close(store);
}

static void expect_other(const char *path, const struct store_study *study, const char *message)
{
    const struct scenario scenario = store_example_scenario();
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(store_example_try_study(path, &scenario, study, &store, &err), SIM_E_MISMATCH);
    if (strstr(err.text, message) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, message);
}

static void test_studies_must_agree(void **state)
{
    (void)state;
    char path[512];
    struct scenario_factor others[N_FACTORS] = {factors[0], factors[1]};
    struct store_study other = sweep;
    make_sweep(workdir_path(path, "study.db"));
    other.procedure = "sweep 4";
    expect_other(path, &other, "different in the procedure (there: sweep 3, now: sweep 4);");
    expect_other(path, NULL, "the procedure (there: sweep 3, now: compare), the parameters that are varied (there: ");
    other = (struct store_study){.procedure = "sweep 3", .factors = others, .n_factors = N_FACTORS};
    others[0].highest = 0.1 + 0.2;
    expect_other(path, &other,
                 "network.trust = 0.2 to 0.8 linear, network.mode = self lead; now: network.trust = 0.2 to "
                 "0.30000000000000004 linear");
    others[0] = factors[0];
    others[0].log = true;
    expect_other(path, &other, "now: network.trust = 0.2 to 0.8 log");
    others[0] = factors[0];
    others[1].n_levels = 1;
    expect_other(path, &other, "network.mode = self)");
}

static const struct frame_column effect_columns[] = {
    {"parameter", FRAME_TEXT, "", "parameter", "parameter"},
    {"n", FRAME_INTEGER, "", "number", "aantal"},
    {"effect", FRAME_REAL, "outcome", "effect", "effect"},
};

static const struct frame_definition effects = {"main-effects", "effects", "effecten", effect_columns, 3, false};

static void fill(struct frame *frame, size_t n)
{
    frame_start(frame, &effects);
    for (size_t i = 0; i < n; i++)
        frame_add(frame, i == 1 ? NULL : "network.trust", (int64_t)i, i == 1 ? (double)NAN : -0.0);
}

static void test_frames(void **state)
{
    (void)state;
    char path[512];
    const struct scenario scenario = store_example_scenario();
    struct frame frame;
    struct frame_definition own = effects;
    struct sim_err err = {SIM_OK, ""};
    make_sweep(workdir_path(path, "frames.db"));
    struct store *store = store_example_open_study(path, &scenario, &sweep);
    fill(&frame, 5);
    assert_int_equal(store_frame(store, &frame, NULL), SIM_OK);
    frame_free(&frame);
    fill(&frame, 2);
    assert_int_equal(store_frame(store, &frame, NULL), SIM_OK); /* in its place */
    own.name = "another";                                       /* in the order of storing, not of the names */
    frame.definition = &own;
    assert_int_equal(store_frame(store, &frame, NULL), SIM_OK);
    own.name = "again";
    assert_int_equal(store_begin(store, NULL), SIM_OK);
    assert_int_equal(store_frame(store, &frame, NULL), SIM_OK);
    store_abandon(store);
    static const char *const taken[] = {"done", "outcomes", "summary", "meta", "Arms", "frames", "flow-series"};
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        err = (struct sim_err){SIM_OK, ""};
        own.name = taken[i];
        assert_int_equal(store_frame(store, &frame, &err), SIM_E_MODEL);
        assert_non_null(strstr(err.text, "the name of a table of the result itself"));
    }
    frame_free(&frame);
    struct store_contents c;
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_int_equal(c.n_frames, 2);
    assert_string_equal(c.frames[0].name, "main-effects");
    assert_string_equal(c.frames[1].name, "another");
    assert_string_equal(c.frames[0].nl, "effecten");
    assert_int_equal(c.frames[0].n_columns, 3);
    assert_int_equal(c.frames[0].columns[1].type, FRAME_INTEGER);
    assert_string_equal(c.frames[0].columns[2].unit, "outcome");
    store_contents_free(&c);
    store_close(store);
    char *text = store_example_print(path, "main-effects", REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    assert_string_equal(text, "parameter,n,effect\nnetwork.trust,0,-0\n,1,\n");
    free(text);
    text = store_example_print(path, "main-effects", REPORT_JSON, REPORT_EN, REPORT_COMPARE);
    assert_string_equal(text, "[\n{\"parameter\": \"network.trust\", \"n\": 0, \"effect\": -0},\n"
                              "{\"parameter\": null, \"n\": 1, \"effect\": null}\n]\n");
    free(text);
    assert_int_equal(store_open(path, &store, NULL), SIM_OK);
    err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(report_export(stderr, store, "main-effect", REPORT_CSV, &err), SIM_E_INPUT);
    assert_non_null(strstr(err.text,
                           "allowed: outcomes, series, flows, flow-series, parameters, design, failures, dictionary, "
                           "main-effects, another; did you mean \"main-effects\"?"));
    store_close(store);
    store = store_example_open_study(path, &scenario, &sweep); /* more runs may come, but none has */
    assert_int_equal(store_contents_read(store, &c, NULL), SIM_OK);
    assert_int_equal(c.n_frames, 2);
    store_contents_free(&c);
    keep(store, (struct store_item){.replication = 2}, NULL); /* what was computed is no longer true */
    store_close(store);
    assert_int_equal(store_open(path, &store, NULL), SIM_OK);
    assert_int_equal(report_export(stderr, store, "main-effects", REPORT_CSV, NULL), SIM_E_INPUT);
    store_close(store);
}

static void expect_in_dictionary(const char *path, const char *line, bool there)
{
    char *text = store_example_print(path, "dictionary", REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    if ((strstr(text, line) != NULL) != there)
        fail_msg("%s is %sin\n%s", line, there ? "not " : "", text);
    free(text);
}

static void test_dictionary(void **state)
{
    (void)state;
    char design[512], plain[512];
    const struct scenario scenario = store_example_scenario();
    struct frame frame;
    make_sweep(workdir_path(design, "dictionary.db"));
    store_example_make(workdir_path(plain, "plain-dictionary.db"), false);
    struct store *store = store_example_open_study(design, &scenario, &sweep);
    fill(&frame, 1);
    assert_int_equal(store_frame(store, &frame, NULL), SIM_OK);
    frame_free(&frame);
    store_close(store);
    store_example_expect_csv(
        design, "dictionary",
        "table,column,type,unit,en,nl,lowest,highest\noutcomes,,table,,\"outcomes of every run, over the horizon\",");
    expect_in_dictionary(design, "\noutcomes,point,integer,,", true);
    expect_in_dictionary(design, "\nmain-effects,,table,,effects,effecten,,\n", true);
    expect_in_dictionary(design, "\nmain-effects,effect,real,outcome,effect,effect,,\n", true);
    expect_in_dictionary(design, "\ndesign,value,text,,", true);
    expect_in_dictionary(design, "\n,visits,outcome,1/year,Emergency visits,Spoedbezoeken,,\n", true);
    expect_in_dictionary(design, "\nsummary,", false);
    expect_in_dictionary(plain, "\noutcomes,point,", false);
    expect_in_dictionary(plain, "\ndesign,", false);
    expect_in_dictionary(plain, "\nflows,cents,integer,0.01 EUR,\"Amount in whole cents of a euro; ", true);
    expect_in_dictionary(
        plain,
        "\nsummary,q95,real,outcome,95 % quantile of the runs: one run in twenty lies above.,95%-kwantiel "
        "van de runs: een op de twintig runs ligt erboven.,,\n",
        true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete_until_changed),
        cmocka_unit_test(test_fewer_points),
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_selections),
        cmocka_unit_test(test_items),
        cmocka_unit_test(test_failures_of_a_comparison),
        cmocka_unit_test(test_points_must_agree),
        cmocka_unit_test(test_studies_must_agree),
        cmocka_unit_test(test_frames),
        cmocka_unit_test(test_dictionary),
    };
    return cmocka_run_group_tests(tests, workdir_set_up, workdir_tear_down);
}
