/* What the engine costs, measured in turns in one run so that a busy machine hurts all alike:
 *   - speed-up of replications by two threads, against that of a loop that only computes, through the same scheduler;
 *   - time per replication that goes to the engine and the store and not to the model.
 *
 * Usage: benchmark_engine SCENARIO.cfg REPLICATIONS ROUNDS. Prints medians; never fails on a slow machine. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "models/model.h"
#include "sim/base/mem.h"
#include "sim/engine/experiment.h"
#include "sim/engine/parallel.h"
#include "sim/session/session.h"

enum { MOST_ROUNDS = 101, SPIN_ITEMS = 400, SPIN_STEPS = 400000 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Work without memory. */
static int spin(void *context, size_t item, struct sim_err *err)
{
    double *sums = context, x = 1.0 + (double)item;
    (void)err;
    for (int i = 0; i < SPIN_STEPS; i++)
        x = x * 1.0000001 + 1e-9;
    sums[item] = x;
    return SIM_OK;
}

struct bench {
    const struct scenario *scenario;
    const char *path; /* of the result database */
    size_t replications;
};

static double spin_seconds(int threads)
{
    double sums[SPIN_ITEMS];
    const double start = now();
    if (parallel_for(SPIN_ITEMS, threads, spin, sums, NULL) != SIM_OK)
        return (double)NAN;
    return now() - start;
}

/* An experiment of the first arm into a fresh store. */
static double experiment_seconds(const struct bench *bench, int threads, struct sim_err *err)
{
    struct experiment experiment = {
        .model = &samenspel_model,
        .scenario = bench->scenario,
        .n_arms = 1,
        .replications = bench->replications,
        .seed = 1,
        .threads = threads,
    };
    double seconds = (double)NAN;
    if (store_create(bench->path, &samenspel_model, bench->scenario, 1, false, true, &experiment.store, err) != SIM_OK)
        return seconds;
    const double start = now();
    if (experiment_run(&experiment, NULL, err) == SIM_OK)
        seconds = now() - start;
    store_close(experiment.store);
    return seconds;
}

/* The same runs without engine and store, twins included. */
static double model_seconds(const struct bench *bench, struct sim_err *err)
{
    double *values = sim_calloc(samenspel_model.n_outcomes, sizeof *values);
    const struct experiment experiment = {.scenario = bench->scenario,
                                          .n_arms = 1,
                                          .replications = bench->replications};
    struct store_item *items = NULL;
    size_t n = 0;
    int status = values == NULL ? SIM_E_NOMEM : experiment_items(&experiment, &items, &n, err);
    const double start = now();
    for (size_t i = 0; status == SIM_OK && i < n; i++)
        status = experiment_replicate(&samenspel_model, bench->scenario, items[i].arm, 1, items[i].replication, NULL,
                                      values, NULL, NULL, err);
    const double seconds = now() - start;
    free(items);
    free(values);
    return status == SIM_OK ? seconds : (double)NAN;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double *values, size_t n)
{
    double sorted[MOST_ROUNDS];
    for (size_t i = 0; i < n; i++)
        sorted[i] = values[i];
    qsort(sorted, n, sizeof *sorted, ascending);
    return n % 2 == 1 ? sorted[n / 2] : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);
}

static int measure(const struct bench *bench, size_t rounds, struct sim_err *err)
{
    double empty[MOST_ROUNDS], gain[MOST_ROUNDS], efficiency[MOST_ROUNDS], overhead[MOST_ROUNDS];
    const double per_replication = 1e3 / (double)bench->replications;
    for (size_t i = 0; i < rounds; i++) {
        const double empty_1 = spin_seconds(1), empty_2 = spin_seconds(2);
        const double run_1 = experiment_seconds(bench, 1, err), run_2 = experiment_seconds(bench, 2, err);
        const double model = model_seconds(bench, err);
        if (isnan(run_1) || isnan(run_2) || isnan(model))
            return 1;
        empty[i] = empty_1 / empty_2;
        gain[i] = run_1 / run_2;
        efficiency[i] = gain[i] / empty[i];
        overhead[i] = (run_1 - model) * per_replication;
    }
    printf("%zu replications, %zu rounds, medians\n", bench->replications, rounds);
    printf("two threads, a loop that only computes: x%.2f\n", median(empty, rounds));
    printf("two threads, replications:              x%.2f\n", median(gain, rounds));
    printf("efficiency against that loop:           %.3f\n", median(efficiency, rounds));
    printf("engine and store, ms per replication:   %.3f\n", median(overhead, rounds));
    return 0;
}

int main(int argc, char **argv)
{
    struct sim_err err = {SIM_OK, ""};
    struct sim_messages messages = {0};
    struct scenario *scenario = NULL;
    char path[] = "/tmp/benchmark-XXXXXX";
    if (argc != 4) {
        (void)fprintf(stderr, "Usage: %s SCENARIO.cfg REPLICATIONS ROUNDS\n", argv[0]);
        return 2;
    }
    const size_t rounds = strtoul(argv[3], NULL, 10);
    const int file = mkstemp(path);
    if (file < 0 || rounds < 1 || rounds > MOST_ROUNDS)
        return 2;
    (void)close(file);
    int result = 1;
    if (session_scenario(&samenspel_model, argv[1], NULL, 0, &scenario, &messages, &err) == SIM_OK) {
        const struct bench bench = {.scenario = scenario, .path = path, .replications = strtoul(argv[2], NULL, 10)};
        result = measure(&bench, rounds, &err);
    }
    if (result != 0)
        (void)fprintf(stderr, "%s\n", messages.n > 0 ? messages.text[0] : err.text);
    sim_messages_free(&messages);
    scenario_free(scenario);
    (void)unlink(path);
    return result;
}
