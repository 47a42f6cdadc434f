/* The engine with a model that is not about care: means, spin-up, threads, resuming, failures. Nothing here is allowed
 * to depend on the number of threads or on when a run is cut off. Flows: test_engine_flows.c. */
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/engine/experiment.h"
#include "sim/engine/parallel.h"
#include "sim/report/report.h"
#include "tests/support/command.h"
#include "tests/support/toy_bed.h"
#include "tests/support/toy_model.h"
#include "tests/support/workdir.h"

/* All exported tables of a result, one after another. */
static char *export_all(const char *path)
{
    static const char *const tables[] = {"outcomes", "series", "flows", "flow-series", "parameters"};
    struct sim_err err = {SIM_OK, ""};
    struct store *store = NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(store_open(path, &store, &err), SIM_OK);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        assert_int_equal(report_export(out, store, tables[i], REPORT_CSV, &err), SIM_OK);
    store_close(store);
    assert_int_equal(fclose(out), 0);
    return text;
}

/* Number of stored runs of arm `arm` below `replications`; first_missing is the lowest replication that is not there.
 */
static size_t stored(const char *path, const struct scenario *scenario, uint64_t seed, size_t arm, size_t replications,
                     size_t *first_missing)
{
    struct sim_err err = {SIM_OK, ""};
    struct store *store = NULL;
    bool *done = calloc(replications, sizeof *done);
    struct store_item *items = calloc(replications, sizeof *items);
    size_t n = 0;
    assert_non_null(done);
    assert_non_null(items);
    for (size_t r = 0; r < replications; r++)
        items[r] = (struct store_item){.arm = arm, .replication = r};
    assert_int_equal(store_create(path, &toy_model, scenario, seed, true, false, &store, &err), SIM_OK);
    assert_int_equal(store_done(store, items, replications, false, done, &err), SIM_OK);
    store_close(store);
    *first_missing = replications;
    for (size_t r = replications; r-- > 0;) {
        n += done[r];
        if (!done[r])
            *first_missing = r;
    }
    free(items);
    free(done);
    return n;
}

static void test_known_mean(void **state)
{
    (void)state;
    struct scenario *scenario = toy_scenario(TOY_THOUSAND);
    enum { N = 400 };
    double sum_alive = 0, sum_deaths = 0;
    for (size_t r = 0; r < N; r++) {
        double values[TOY_N_OUTCOMES];
        struct sim_err err = {SIM_OK, ""};
        assert_int_equal(experiment_replicate(&toy_model, scenario, 0, 5, r, NULL, values, NULL, NULL, &err), SIM_OK);
        sum_alive += values[TOY_ALIVE];
        sum_deaths += values[TOY_DEATHS];
    }
    /* Alive after 2 + 5 months is binomial(1000, 0.9^7); deaths in the horizon binomial(1000, 0.9^2 - 0.9^7). */
    const double p_alive = pow(0.9, 7), p_dead = pow(0.9, 2) - p_alive;
    assert_true(fabs(sum_alive / N - 1000 * p_alive) < 4.0 * sqrt(1000 * p_alive * (1 - p_alive) / N));
    assert_true(fabs(sum_deaths / N - 1000 * p_dead) < 4.0 * sqrt(1000 * p_dead * (1 - p_dead) / N));
    scenario_free(scenario);
}

static void test_aggregates(void **state)
{
    (void)state;
    struct scenario *scenario = toy_scenario(TOY_THOUSAND);
    double values[TOY_N_OUTCOMES], series[5][TOY_N_OUTCOMES];
    struct sim_err err = {SIM_OK, ""};
    void *toy = NULL;
    size_t n_flows = 0;
    const struct sim_flow *flows = NULL;

    assert_int_equal(experiment_replicate(&toy_model, scenario, 0, 5, 3, NULL, values, &series[0][0], &toy, &err),
                     SIM_OK);
    assert_true(values[TOY_MONTHS] == 5);
    assert_true(values[TOY_CLOCK] == 6);
    assert_true(values[TOY_ODD] == 4); /* months 2..6: (3 + 5) / 2 */
    assert_true(isnan(values[TOY_NEVER]));
    assert_true(values[TOY_ALIVE] == series[4][TOY_ALIVE]);
    double deaths = 0;
    for (size_t m = 0; m < 5; m++) {
        assert_true(series[m][TOY_CLOCK] == 2.0 + (double)m);
        deaths += series[m][TOY_DEATHS];
    }
    assert_true(values[TOY_DEATHS] == deaths);
    toy_model.flows(toy, &n_flows, &flows);
    assert_int_equal(n_flows, 1);
    assert_true((double)flows[0].cents == round(100 * values[TOY_COST]));
    toy_model.destroy(toy);
    scenario_free(scenario);
}

/* Spin-up months are simulated (the same animals die) but count for nothing. */
static void test_spinup_excluded(void **state)
{
    (void)state;
    struct scenario *with = toy_scenario(TOY_THOUSAND);
    double values[TOY_N_OUTCOMES], all[TOY_N_OUTCOMES], series[7][TOY_N_OUTCOMES];
    struct sim_err err = {SIM_OK, ""};
    assert_int_equal(experiment_replicate(&toy_model, with, 0, 5, 1, NULL, values, NULL, NULL, &err), SIM_OK);
    with->spinup_months = 0;
    with->horizon_months = 7;
    assert_int_equal(experiment_replicate(&toy_model, with, 0, 5, 1, NULL, all, &series[0][0], NULL, &err), SIM_OK);
    assert_true(all[TOY_MONTHS] == 7);
    assert_true(values[TOY_ALIVE] == all[TOY_ALIVE]);
    assert_true(series[0][TOY_DEATHS] + series[1][TOY_DEATHS] > 0);
    assert_true(values[TOY_DEATHS] == all[TOY_DEATHS] - series[0][TOY_DEATHS] - series[1][TOY_DEATHS]);
    scenario_free(with);
}

static void test_too_long(void **state)
{
    (void)state;
    struct scenario *scenario = toy_scenario(TOY_THOUSAND);
    double values[TOY_N_OUTCOMES];
    struct sim_err err = {SIM_OK, ""};
    scenario->horizon_months = 65534;
    assert_int_equal(experiment_replicate(&toy_model, scenario, 0, 5, 1, NULL, values, NULL, NULL, &err), SIM_E_INPUT);
    scenario->horizon_months = 5;
    scenario_free(scenario);
}

static const char two_arms[] =
    TOY_THOUSAND "experiment = { reference = \"mild\"; arms = ( { name = \"mild\"; toy = { death = 0.05; }; },\n"
                 "  { name = \"harsh\"; toy = { death = 0.2; }; } ); };\n";

static void test_threads_change_nothing(void **state)
{
    (void)state;
    struct scenario *scenario = toy_scenario(two_arms);
    char *first = NULL;
    for (int threads = 1; threads <= 4; threads *= 2) {
        char name[32], path[1024];
        struct experiment_progress progress = {0};
        struct sim_err err;
        (void)snprintf(name, sizeof name, "threads-%d.db", threads);
        (void)workdir_path(path, name);
        const struct experiment experiment = {.n_arms = 2, .replications = 30, .seed = 9, .threads = threads};
        assert_int_equal(toy_run_into(path, scenario, experiment, &progress, &err), SIM_OK);
        assert_int_equal(progress.done, 60);
        assert_int_equal(progress.total, 60);
        assert_int_equal(progress.resumed, 0);
        assert_true(progress.agent_months > 60 * 7 * 200.0 && progress.agent_months < 60 * 7 * 1000.0);
        char *text = export_all(path);
        if (first != NULL)
            assert_string_equal(first, text);
        if (first == NULL)
            first = text;
        else
            free(text);
    }
    /* Runs of both arms, months and parties are really in there. */
    assert_non_null(strstr(first, "\nmild,29,alive,"));
    assert_non_null(strstr(first, "\nharsh,29,4,deaths,"));
    assert_non_null(strstr(first, "\nharsh,0,farmer,shepherd,herding,"));
    assert_non_null(strstr(first, "\nharsh,29,4,farmer,shepherd,herding,"));
    free(first);
    scenario_free(scenario);
}

struct brake {
    size_t after;
    volatile int stop;
};

static void pull_brake(void *context, const struct experiment_progress *progress)
{
    struct brake *brake = context;
    if (progress->done >= brake->after)
        __atomic_store_n(&brake->stop, 1, __ATOMIC_RELAXED);
}

static void test_resume_after_stop(void **state)
{
    (void)state;
    struct scenario *scenario = toy_scenario(two_arms);
    char whole[1024], cut[1024];
    struct experiment_progress progress = {0};
    struct sim_err err;
    struct experiment experiment = {.n_arms = 2, .replications = 40, .seed = 9, .threads = 2};
    size_t missing;

    (void)workdir_path(whole, "whole.db");
    (void)workdir_path(cut, "cut.db");
    assert_int_equal(toy_run_into(whole, scenario, experiment, &progress, &err), SIM_OK);

    struct brake brake = {.after = 7};
    experiment.progress = pull_brake;
    experiment.progress_context = &brake;
    experiment.stop = &brake.stop;
    assert_int_equal(toy_run_into(cut, scenario, experiment, &progress, &err), SIM_E_INTERRUPTED);
    assert_true(progress.done >= 7 && progress.done < 80);
    assert_int_equal(stored(cut, scenario, 9, 0, 40, &missing) + stored(cut, scenario, 9, 1, 40, &missing),
                     progress.done);

    const size_t before = progress.done;
    experiment.progress = NULL;
    experiment.stop = NULL;
    assert_int_equal(toy_run_into(cut, scenario, experiment, &progress, &err), SIM_OK);
    assert_int_equal(progress.resumed, before);
    assert_int_equal(progress.done, 80);
    char *a = export_all(whole), *b = export_all(cut);
    assert_string_equal(a, b);
    free(a);
    free(b);

    /* Complete: nothing is run again. */
    assert_int_equal(toy_run_into(cut, scenario, experiment, &progress, &err), SIM_OK);
    assert_int_equal(progress.resumed, 80);
    assert_true(progress.agent_months == 0);
    scenario_free(scenario);
}

/* What the child of the next test does: fills a result until it is killed. */
static int fill(const char *scenario_path, const char *result)
{
    struct sim_messages messages = {0};
    struct sim_err err = {SIM_OK, ""};
    struct scenario *scenario = NULL;
    struct experiment experiment = {
        .model = &toy_model, .n_arms = 1, .replications = 100, .seed = 9, .threads = 2, .series = true};
    if (scenario_load(scenario_path, NULL, 0, &toy_rules, &scenario, &messages, &err) != SIM_OK)
        return 1;
    experiment.scenario = scenario;
    int status = store_create(result, &toy_model, scenario, 9, true, false, &experiment.store, &err);
    if (status == SIM_OK)
        status = experiment_run(&experiment, NULL, &err);
    store_close(experiment.store);
    scenario_free(scenario);
    return status;
}

static void test_resume_after_kill(void **state)
{
    (void)state;
    /* 100 runs of 7 naps of 9 ms on 2 threads: 3 seconds, with a commit each second. */
    struct scenario *scenario = toy_scenario("toy = { animals = 50; nap_us = 9000; };\n");
    char whole[1024], cut[1024], cfg[1024], self[1024] = "";
    struct experiment_progress progress = {0};
    struct sim_err err;
    const struct experiment experiment = {.n_arms = 1, .replications = 100, .seed = 9, .threads = 8};
    size_t kept = 0, missing;

    (void)workdir_path(whole, "whole.db");
    (void)workdir_path(cut, "cut.db");
    (void)workdir_path(cfg, "toy.cfg");
    assert_true(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
    for (useconds_t wait = 1700000; kept == 0; wait *= 2) {
        const char *const argv[] = {self, "--fill", cfg, cut, NULL};
        const pid_t child = command_start(workdir, NULL, argv);
        (void)usleep(wait);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(command_wait(child), 128 + SIGKILL);
        kept = stored(cut, scenario, 9, 0, 100, &missing);
    }
    assert_true(kept < 100);
    assert_int_equal(toy_run_into(cut, scenario, experiment, &progress, &err), SIM_OK);
    assert_int_equal(progress.resumed, kept);
    assert_int_equal(toy_run_into(whole, scenario, experiment, &progress, &err), SIM_OK);
    char *a = export_all(whole), *b = export_all(cut);
    assert_string_equal(a, b);
    free(a);
    free(b);
    scenario_free(scenario);
}

/* Arms share their random numbers: equal settings, equal bytes; and a harsher arm loses a superset of the animals. */
static void test_common_random_numbers(void **state)
{
    (void)state;
    struct scenario *scenario = toy_scenario(TOY_THOUSAND "experiment = { reference = \"mild\"; arms = (\n"
                                                          "  { name = \"mild\"; toy = { death = 0.05; }; },\n"
                                                          "  { name = \"same\"; toy = { death = 0.05; fee = 25; }; },\n"
                                                          "  { name = \"harsh\"; toy = { death = 0.2; }; } ); };\n");
    assert_int_equal(scenario->n_listed, 3);
    for (size_t r = 0; r < 20; r++) {
        double mild[TOY_N_OUTCOMES], same[TOY_N_OUTCOMES], harsh[TOY_N_OUTCOMES];
        struct sim_err err = {SIM_OK, ""};
        assert_int_equal(experiment_replicate(&toy_model, scenario, 0, 4, r, NULL, mild, NULL, NULL, &err), SIM_OK);
        assert_int_equal(experiment_replicate(&toy_model, scenario, 1, 4, r, NULL, same, NULL, NULL, &err), SIM_OK);
        assert_int_equal(experiment_replicate(&toy_model, scenario, 2, 4, r, NULL, harsh, NULL, NULL, &err), SIM_OK);
        assert_memory_equal(mild, same, sizeof mild);
        assert_true(harsh[TOY_ALIVE] < mild[TOY_ALIVE]);
    }
    scenario_free(scenario);
}

/* A run of the first arm takes the twin along and leaves the other arms alone. */
static void test_twin_is_run(void **state)
{
    (void)state;
    struct scenario *scenario = toy_scenario(
        TOY_THOUSAND
        "experiment = { reference = \"mild\"; counterfactual = { toy = { death = 0.0; }; }; arms = (\n"
        "  { name = \"mild\"; toy = { death = 0.05; }; }, { name = \"harsh\"; toy = { death = 0.2; }; } ); };\n");
    char path[1024];
    struct experiment_progress progress = {0};
    struct sim_err err;
    size_t missing;
    const int twin = scenario->arms[0].twin;

    assert_true(twin >= 2);
    assert_true(scenario->arms[twin].hidden);
    (void)workdir_path(path, "twin.db");
    const struct experiment experiment = {.n_arms = 1, .replications = 3, .seed = 1, .threads = 1};
    assert_int_equal(toy_run_into(path, scenario, experiment, &progress, &err), SIM_OK);
    assert_int_equal(progress.total, 6);
    assert_int_equal(stored(path, scenario, 1, 0, 3, &missing), 3);
    assert_int_equal(stored(path, scenario, 1, (size_t)twin, 3, &missing), 3);
    assert_int_equal(stored(path, scenario, 1, 1, 3, &missing), 0);
    scenario_free(scenario);
}

static void test_failure_is_reported(void **state)
{
    (void)state;
    struct scenario *scenario = toy_scenario("toy = { broken_replication = 12; };\n");
    for (int threads = 1; threads <= 4; threads *= 2) {
        char name[32], path[1024], expected[256];
        struct experiment_progress progress = {0};
        struct sim_err err;
        size_t missing;
        (void)snprintf(name, sizeof name, "broken-%d.db", threads);
        (void)workdir_path(path, name);
        const struct experiment experiment = {.n_arms = 1, .replications = 30, .seed = 77, .threads = threads};
        assert_int_equal(toy_run_into(path, scenario, experiment, &progress, &err), SIM_E_MODEL);
        assert_int_equal(err.code, SIM_E_MODEL);
        (void)snprintf(expected, sizeof expected, "arm \"%s\", replication 12, seed 77, month 2: the herd ran away",
                       scenario->arms[0].name);
        assert_string_equal(err.text, expected);
        /* Everything that finished is stored, and that is at least all before the failure. */
        assert_int_equal(stored(path, scenario, 77, 0, 30, &missing), progress.done);
        assert_int_equal(missing, 12);
    }
    scenario_free(scenario);
}

enum { N_ITEMS = 1000 };

struct tally {
    int count[N_ITEMS];
    size_t fail_from; /* items from here on fail with SIM_E_MODEL */
    size_t stop_at;   /* this one is interrupted */
};

static int count_item(void *context, size_t item, struct sim_err *err)
{
    struct tally *tally = context;
    tally->count[item]++;
    if (item == tally->stop_at)
        return sim_fail(err, SIM_E_INTERRUPTED, "stopped at %zu", item);
    return item >= tally->fail_from ? sim_fail(err, SIM_E_MODEL, "item %zu", item) : SIM_OK;
}

static void test_parallel_loop(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        struct tally all = {.fail_from = N_ITEMS, .stop_at = N_ITEMS};
        struct sim_err err = {SIM_OK, ""};
        assert_int_equal(parallel_for(N_ITEMS, threads, count_item, &all, &err), SIM_OK);
        assert_int_equal(parallel_for(0, threads, count_item, &all, &err), SIM_OK);
        for (size_t i = 0; i < N_ITEMS; i++)
            assert_int_equal(all.count[i], 1);

        struct tally some = {.fail_from = 500, .stop_at = N_ITEMS};
        assert_int_equal(parallel_for(N_ITEMS, threads, count_item, &some, &err), SIM_E_MODEL);
        assert_string_equal(err.text, "item 500");
        for (size_t i = 0; i <= 500; i++)
            assert_int_equal(some.count[i], 1);

        /* An interruption alone is one; the failure of an item is told before it. */
        struct tally stopped = {.fail_from = N_ITEMS, .stop_at = 300};
        err = (struct sim_err){SIM_OK, ""};
        assert_int_equal(parallel_for(N_ITEMS, threads, count_item, &stopped, &err), SIM_E_INTERRUPTED);
        assert_string_equal(err.text, "stopped at 300");
    }
    assert_int_equal(parallel_threads(3), 3);
    assert_true(parallel_threads(0) >= 1);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "--fill") == 0)
        return fill(argv[2], argv[3]);
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, workdir_set_up, workdir_tear_down)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_known_mean),
        IN_FOLDER(test_aggregates),
        IN_FOLDER(test_spinup_excluded),
        IN_FOLDER(test_too_long),
        IN_FOLDER(test_threads_change_nothing),
        IN_FOLDER(test_resume_after_stop),
        IN_FOLDER(test_resume_after_kill),
        IN_FOLDER(test_common_random_numbers),
        IN_FOLDER(test_twin_is_run),
        IN_FOLDER(test_failure_is_reported),
        cmocka_unit_test(test_parallel_loop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
