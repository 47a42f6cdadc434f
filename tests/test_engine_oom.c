/* A run with the flows of every month when memory runs out: SIM_E_NOMEM, or the work is done in full; nothing is lost
 * (run under valgrind or the address sanitizer). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/engine/experiment.h"
#include "sim/engine/flows.h"
#include "tests/support/failing_alloc.h"
#include "tests/support/toy_model.h"
#include "tests/support/workdir.h"

enum { MANY = 3000 };

static char path[300], names[MANY][8];
static struct sim_flow many[MANY];
static struct scenario *scenario;

static int set_up(void **state)
{
    struct sim_messages messages = {0};
    struct sim_err err = {SIM_OK, ""};
    char cfg[300];
    (void)workdir_set_up(state);
    workdir_write(workdir, "toy.cfg", "title = \"herd\"; spinup_months = 2; horizon_months = 5;\n", cfg, sizeof cfg);
    (void)snprintf(path, sizeof path, "%s/r.db", workdir);
    assert_int_equal(scenario_load(cfg, NULL, 0, &toy_rules, &scenario, &messages, &err), SIM_OK);
    for (size_t i = 0; i < MANY; i++) {
        (void)snprintf(names[i], sizeof names[i], "%zu", i);
        many[i] = (struct sim_flow){names[i], "b", 0, 1};
    }
    return 0;
}

static int tear_down(void **state)
{
    scenario_free(scenario);
    return workdir_tear_down(state);
}

/* Fails the n-th allocation of `work`, for growing n, until n is beyond its last one; how many failed. */
static long sweep(int (*work)(struct sim_err *err))
{
    bool failed = true;
    long swept = 0;
    for (long n = 1; failed; n++) {
        struct sim_err err = {SIM_OK, ""};
        fault.countdown = n;
        fault.failures = 0;
        fault.on = true;
        const int status = work(&err);
        fault.on = false;
        failed = fault.failures > 0;
        swept += failed;
        assert_int_equal(status, failed ? SIM_E_NOMEM : SIM_OK);
        assert_int_equal(err.code, status);
    }
    return swept;
}

static int run(struct sim_err *err)
{
    struct experiment experiment = {.model = &toy_model,
                                    .scenario = scenario,
                                    .n_arms = 1,
                                    .replications = 2,
                                    .threads = 1,
                                    .series = true,
                                    .events = true};
    const struct store_study study = {.events = true};
    int status = store_create_study(path, &toy_model, scenario, &study, 0, true, true, &experiment.store, err);
    if (status == SIM_OK)
        status = experiment_run(&experiment, NULL, err);
    store_close(experiment.store);
    return status;
}

static void list_many(const void *state, size_t *n, const struct sim_flow **flows)
{
    (void)state;
    *n = MANY;
    *flows = many;
}

static int add(struct sim_err *err)
{
    const struct sim_model model = {.flows = list_many};
    struct flow_months flows = {0};
    int status = flow_months_create(&flows, 3, err);
    for (size_t m = 0; status == SIM_OK && m < 3; m++)
        status = flow_months_add(&flows, &model, NULL, m, err);
    flow_months_free(&flows);
    return status;
}

static void test_run(void **state)
{
    (void)state;
    assert_true(sweep(run) > 20);
}

static void test_many_flows(void **state)
{
    (void)state;
    assert_int_equal(sweep(add), 2 + 2 * 2); /* at creation, and twice the doubling of both */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_run), cmocka_unit_test(test_many_flows)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
