/* Flows of money by month: differences of what a model lists, kept when asked for and free when not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/engine/experiment.h"
#include "sim/engine/flows.h"
#include "sim/report/report.h"
#include "sim/store/read.h"
#include "tests/support/toy_bed.h"
#include "tests/support/toy_model.h"
#include "tests/support/workdir.h"

/* What the exports say of the toy's one flow and of its living animals. */
struct herd_money {
    int64_t alive[3][5], paid[3][5], total[3];
};

static int take_row(void *context, const struct store_cell *cells, size_t n, struct sim_err *err)
{
    struct herd_money *money = context;
    (void)err;
    const size_t replication = (size_t)cells[1].integer, month = (size_t)cells[2].integer;
    assert_true(replication < 3);
    if (n == 6) {
        money->total[replication] += cells[5].integer;
        return SIM_OK;
    }
    assert_true(month < 5);
    if (n == 7)
        money->paid[replication][month] += cells[6].integer;
    else if (strcmp(cells[3].text, "alive") == 0)
        money->alive[replication][month] = (int64_t)cells[4].real;
    return SIM_OK;
}

/* Each month's flow is that month's fee, and the months add up to the flow of the horizon. */
static void test_flows_of_every_month(void **state)
{
    (void)state;
    struct scenario *scenario = toy_scenario(TOY_THOUSAND);
    const enum store_table tables[] = {STORE_SERIES, STORE_FLOWS, STORE_FLOW_SERIES};
    const struct experiment experiment = {.n_arms = 1, .replications = 3, .seed = 9, .threads = 1};
    struct experiment_progress progress = {0};
    struct herd_money money = {0};
    struct store_contents contents;
    struct store *store = NULL;
    struct sim_err err;
    char path[1024];

    (void)workdir_path(path, "money.db");
    assert_int_equal(toy_run_into(path, scenario, experiment, &progress, &err), SIM_OK);
    assert_int_equal(store_open(path, &store, &err), SIM_OK);
    assert_int_equal(store_contents_read(store, &contents, &err), SIM_OK);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(store_each_row(store, &contents, tables[i], take_row, &money, &err), SIM_OK);
    for (size_t r = 0; r < 3; r++) {
        int64_t sum = 0;
        for (size_t m = 0; m < 5; m++) {
            assert_true(money.paid[r][m] == 25 * money.alive[r][m]);
            sum += money.paid[r][m];
        }
        assert_true(sum > 0 && sum == money.total[r]);
    }
    store_contents_free(&contents);
    store_close(store);
    scenario_free(scenario);
}

static size_t flows_asked;

static void count_flows(const void *state, size_t *n, const struct sim_flow **flows)
{
    flows_asked++;
    toy_model.flows(state, n, flows);
}

/* Without the series a model is asked for its flows once a run, and nothing is kept by month. */
static void test_flows_cost_nothing_without_series(void **state)
{
    (void)state;
    struct scenario *scenario = toy_scenario(TOY_THOUSAND);
    struct sim_model model = toy_model;
    model.flows = count_flows;
    for (int series = 0; series < 2; series++) {
        struct experiment experiment = {
            .model = &model, .scenario = scenario, .n_arms = 1, .replications = 4, .threads = 1, .series = series != 0};
        struct sim_err err = {SIM_OK, ""};
        char path[1024];
        (void)workdir_path(path, series ? "with.db" : "without.db");
        assert_int_equal(store_create(path, &model, scenario, 0, experiment.series, false, &experiment.store, &err),
                         SIM_OK);
        flows_asked = 0;
        assert_int_equal(experiment_run(&experiment, NULL, &err), SIM_OK);
        assert_int_equal(flows_asked, series ? 4 * 5 : 4);
        if (!series)
            assert_int_equal(report_export(stderr, experiment.store, "flow-series", REPORT_CSV, &err), SIM_E_INPUT);
        assert_int_equal(strstr(err.text, "run it with --series") != NULL, !series);
        store_close(experiment.store);
    }
    scenario_free(scenario);
}

/* A model that is nothing but its list of flows. */
struct money_list {
    size_t n;
    const struct sim_flow *flows;
};

static void list_money(const void *state, size_t *n, const struct sim_flow **flows)
{
    const struct money_list *list = state;
    *n = list->n;
    *flows = list->flows;
}

static const struct sim_purpose money_purposes[] = {{"care", SIM_PURPOSE_ORDINARY, "care", "zorg"},
                                                    {"gift", SIM_PURPOSE_INVESTMENT, "gift", "gift"}};

static const struct sim_model money_model = {.purposes = money_purposes, .n_purposes = 2, .flows = list_money};

/* Flows that come later, in another order, in parts, or under an equal name elsewhere in memory. */
static void test_differences_of_flows(void **state)
{
    (void)state;
    const char other_a[] = "a";
    const struct sim_flow first[] = {{"a", "b", 0, 10}}, second[] = {{"b", "a", 1, 5}, {other_a, "b", 0, 10}},
                          third[] = {{"a", "b", 0, 7}, {"a", "b", 1, 3}, {"b", other_a, 1, 5}, {"a", "b", 0, 8}};
    const struct money_list months[] = {{1, first}, {2, second}, {4, third}};
    const int64_t expected[3][3] = {{10, 0, 5}, {0, 5, 0}, {0, 0, 3}};
    struct flow_months flows;
    struct sim_err err = {SIM_OK, ""};

    assert_int_equal(flow_months_create(&flows, 3, &err), SIM_OK);
    for (size_t m = 0; m < 3; m++)
        assert_int_equal(flow_months_add(&flows, &money_model, &months[m], m, &err), SIM_OK);
    assert_int_equal(flows.n, 3); /* a to b for care, b to a, a to b as a gift */
    for (size_t i = 0; i < 3; i++)
        for (size_t m = 0; m < 3; m++)
            assert_true(flows.cents[i * 3 + m] == expected[i][m]);
    assert_true(flows.sums[0].cents == 15 && flows.sums[1].cents == 5 && flows.sums[2].cents == 3);
    assert_string_equal(flows.sums[1].from, "b");
    assert_int_equal(flows.sums[2].purpose, 1);
    flow_months_free(&flows);
}

static void test_falling_flow(void **state)
{
    (void)state;
    const struct sim_flow high = {"a", "b", 1, 10}, low = {"a", "b", 1, 9};
    const struct money_list months[] = {{1, &high}, {1, &low}, {0, NULL}};
    for (size_t fall = 1; fall < 3; fall++) {
        struct flow_months flows;
        struct sim_err err = {SIM_OK, ""};
        assert_int_equal(flow_months_create(&flows, 2, &err), SIM_OK);
        assert_int_equal(flow_months_add(&flows, &money_model, &months[0], 0, &err), SIM_OK);
        assert_int_equal(flow_months_add(&flows, &money_model, &months[fall], 1, &err), SIM_E_MODEL);
        assert_string_equal(err.text, fall == 1 ? "the sum of the flows from a to b for gift fell from 10 to 9 cents"
                                                : "the sum of the flows from a to b for gift fell from 10 to 0 cents");
        flow_months_free(&flows);
    }
}

/* More flows than there was room for at first, month after month. */
static void test_many_flows(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    static char names[MANY][8];
    struct sim_flow *list = calloc(MANY, sizeof *list);
    struct flow_months flows;
    struct sim_err err = {SIM_OK, ""};
    assert_non_null(list);
    assert_int_equal(flow_months_create(&flows, 2, &err), SIM_OK);
    for (size_t i = 0; i < MANY; i++) {
        (void)snprintf(names[i], sizeof names[i], "%zu", i);
        list[i] = (struct sim_flow){names[i], "b", 0, (int64_t)i};
    }
    assert_int_equal(flow_months_add(&flows, &money_model, &(struct money_list){100, list}, 0, &err), SIM_OK);
    for (size_t i = 0; i < MANY; i++)
        list[i].cents += 1;
    assert_int_equal(flow_months_add(&flows, &money_model, &(struct money_list){MANY, list}, 1, &err), SIM_OK);
    assert_int_equal(flows.n, MANY);
    for (size_t i = 0; i < MANY; i++) {
        assert_string_equal(flows.sums[i].from, names[i]);
        assert_true(flows.cents[2 * i] == (i < 100 ? (int64_t)i : 0));
        assert_true(flows.cents[2 * i + 1] == (i < 100 ? 1 : (int64_t)i + 1));
    }
    flow_months_free(&flows);
    free(list);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, workdir_set_up, workdir_tear_down)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_flows_of_every_month),        IN_FOLDER(test_flows_cost_nothing_without_series),
        cmocka_unit_test(test_differences_of_flows), cmocka_unit_test(test_falling_flow),
        cmocka_unit_test(test_many_flows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
