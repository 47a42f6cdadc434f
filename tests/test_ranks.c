/* Work shared by ranks, without MPI: ranks that are threads of this process with mailboxes between them. What is stored
 * must be what one process stores, whoever did which run. Records as messages: test_ranks_wire.c. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/config/factor.h"
#include "sim/engine/experiment.h"
#include "sim/engine/ranks.h"
#include "sim/engine/share.h"
#include "sim/engine/wire.h"
#include "sim/report/report.h"
#include "tests/support/toy_bed.h"
#include "tests/support/toy_model.h"
#include "tests/support/workdir.h"

enum { MOST_RANKS = 4 };

/* -- ranks that are threads ---------------------------------------------------------------------------------------- */

struct letter {
    struct letter *next;
    struct ranks_message message;
};

struct post {
    pthread_mutex_t lock;
    struct letter *first[MOST_RANKS], *last[MOST_RANKS]; /* of each receiver */
    size_t n_results;                                    /* messages with results that were sent */
};

static int post_send(struct ranks *ranks, size_t to, int tag, struct wire *wire, struct sim_err *err)
{
    struct post *post = ranks->transport;
    struct letter *letter = calloc(1, sizeof *letter);
    (void)err;
    assert_non_null(letter);
    assert_false(wire->failed);
    letter->message = (struct ranks_message){.bytes = wire->bytes, .n = wire->n, .from = ranks->mine, .tag = tag};
    *wire = (struct wire){0};
    pthread_mutex_lock(&post->lock);
    if (post->first[to] == NULL)
        post->first[to] = letter;
    else
        post->last[to]->next = letter;
    post->last[to] = letter;
    post->n_results += tag == SHARE_RESULTS;
    pthread_mutex_unlock(&post->lock);
    return SIM_OK;
}

static int post_receive(struct ranks *ranks, bool *there, struct ranks_message *message, struct sim_err *err)
{
    struct post *post = ranks->transport;
    (void)err;
    pthread_mutex_lock(&post->lock);
    struct letter *letter = post->first[ranks->mine];
    if (letter != NULL)
        post->first[ranks->mine] = letter->next;
    pthread_mutex_unlock(&post->lock);
    *there = letter != NULL;
    if (letter != NULL)
        *message = letter->message;
    free(letter);
    return SIM_OK;
}

/* A rank above 0 and its thread. */
struct rank {
    struct ranks ranks;
    struct experiment experiment;
    const char *complaint;
    pthread_t thread;
    int status;
};

static void *serve(void *context)
{
    struct rank *rank = context;
    struct sim_err err = {SIM_OK, ""};
    rank->status = experiment_serve(&rank->experiment, rank->complaint, &err);
    return NULL;
}

struct crew {
    struct post post;
    int threads_of[MOST_RANKS];
    struct ranks ranks; /* rank 0 */
    struct rank others[MOST_RANKS];
};

static void crew_start(struct crew *crew, size_t n, const struct scenario *scenario, const volatile int *stop)
{
    *crew = (struct crew){0};
    pthread_mutex_init(&crew->post.lock, NULL);
    crew->ranks = (struct ranks){.count = n,
                                 .threads = 1,
                                 .threads_of = crew->threads_of,
                                 .patience_seconds = 60.0,
                                 .send = post_send,
                                 .receive = post_receive,
                                 .transport = &crew->post};
    for (size_t r = 1; r < n; r++) {
        struct rank *rank = &crew->others[r];
        rank->ranks = crew->ranks;
        rank->ranks.mine = r;
        rank->ranks.threads_of = NULL;
        rank->experiment = (struct experiment){.model = &toy_model,
                                               .scenario = scenario,
                                               .threads = (int)r, /* not all the same */
                                               .ranks = &rank->ranks,
                                               .stop = stop};
    }
}

static void crew_go(struct crew *crew)
{
    for (size_t r = 1; r < crew->ranks.count; r++)
        assert_int_equal(pthread_create(&crew->others[r].thread, NULL, serve, &crew->others[r]), 0);
}

static void crew_end(struct crew *crew)
{
    experiment_dismiss(&crew->ranks);
    for (size_t r = 1; r < crew->ranks.count; r++) {
        assert_int_equal(pthread_join(crew->others[r].thread, NULL), 0);
        assert_int_equal(crew->others[r].status, SIM_OK);
    }
    for (size_t r = 0; r < MOST_RANKS; r++)
        for (struct letter *letter = crew->post.first[r], *next; letter != NULL; letter = next) {
            next = letter->next;
            free(letter->message.bytes);
            free(letter);
        }
    pthread_mutex_destroy(&crew->post.lock);
}

/* -- experiments --------------------------------------------------------------------------------------------------- */

static struct scenario *load(const char *toy)
{
    char text[1024];
    assert_true(snprintf(text, sizeof text, "toy = { %s };\n", toy) < (int)sizeof text);
    return toy_scenario(text);
}

/* Runs the items of `experiment` into workdir/name; all tables of what is then there, to be freed. */
static char *run_into(const char *name, struct experiment experiment, const struct store_study *study,
                      const struct store_item *items, size_t n, int *status, struct sim_err *err)
{
    static const char *const tables[] = {"outcomes", "series", "flows", "flow-series", "events", "failures"};
    struct store_study kept = *study;
    struct experiment_progress progress;
    struct sim_err own = {SIM_OK, ""};
    char path[1024], *text = NULL;
    size_t size = 0;
    assert_true(snprintf(path, sizeof path, "%s/%s", workdir, name) < (int)sizeof path);
    experiment.model = &toy_model;
    experiment.series = true;
    experiment.events = kept.events = true;
    experiment.factors = study->factors;
    experiment.n_factors = study->n_factors;
    assert_int_equal(store_create_study(path, &toy_model, experiment.scenario, &kept, experiment.seed, true, false,
                                        &experiment.store, &own),
                     SIM_OK);
    if (experiment.n_factors > 0)
        assert_int_equal(store_points(experiment.store, 0, 3, experiment.points, &own), SIM_OK);
    *err = (struct sim_err){SIM_OK, ""};
    *status = experiment_run_items(&experiment, items, n, &progress, err);
    store_close(experiment.store);

    struct store *store = NULL;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(store_open(path, &store, &own), SIM_OK);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        assert_int_equal(report_export(out, store, tables[i], REPORT_CSV, &own), SIM_OK);
    store_close(store);
    assert_int_equal(fclose(out), 0);
    return text;
}

enum { N_ITEMS = 200 };

static void list_runs(struct store_item *items)
{
    for (size_t i = 0; i < N_ITEMS; i++)
        items[i] = (struct store_item){.replication = i};
}

/* A comparison of one process and several ranks under a policy for failures; the text that one process gives. */
static void check_shared(const char *toy, enum experiment_failure on_failure, int expected)
{
    struct scenario *scenario = load(toy);
    struct experiment experiment = {.scenario = scenario, .seed = 5, .threads = 1, .on_failure = on_failure};
    const struct store_study none = {0};
    struct store_item items[N_ITEMS];
    struct sim_err err, shared_err;
    int status, shared_status;
    list_runs(items);
    char *alone = run_into("alone.db", experiment, &none, items, N_ITEMS, &status, &err);
    assert_int_equal(status, expected);
    for (size_t n = 2; n <= MOST_RANKS; n++) {
        struct crew crew;
        char name[32];
        (void)snprintf(name, sizeof name, "ranks-%zu.db", n);
        crew_start(&crew, n, scenario, NULL);
        experiment.ranks = &crew.ranks;
        crew_go(&crew);
        char *shared = run_into(name, experiment, &none, items, N_ITEMS, &shared_status, &shared_err);
        assert_int_equal(shared_status, expected);
        assert_string_equal(shared_err.text, err.text);
        /* After a failure more or fewer of the later runs may have been done. */
        if (status == SIM_OK || on_failure != EXPERIMENT_STOP)
            assert_string_equal(shared, alone);
        assert_true(crew.post.n_results > 0);
        assert_int_equal(ranks_threads(&crew.ranks), 1 + n * (n - 1) / 2);
        free(shared);
        /* The same ranks again: what failed is not done when the policy says so, and nothing else is. */
        shared = run_into(name, experiment, &none, items, N_ITEMS, &shared_status, &shared_err);
        assert_int_equal(shared_status, expected);
        free(shared);
        crew_end(&crew);
    }
    free(alone);
    scenario_free(scenario);
}

static void test_shared(void **state)
{
    (void)state;
    check_shared("animals = 1000; death = 0.1; fee = 25; nap_us = 100", EXPERIMENT_STOP, SIM_OK);
}

static void test_shared_record(void **state)
{
    (void)state;
    check_shared("animals = 100; death = 0.1; fee = 25; nap_us = 100; broken_replication = 50", EXPERIMENT_RECORD,
                 SIM_OK);
}

static void test_shared_finish(void **state)
{
    (void)state;
    check_shared("animals = 100; death = 0.1; fee = 25; nap_us = 100; broken_replication = 50", EXPERIMENT_FINISH,
                 SIM_E_MODEL);
}

static void test_shared_stop(void **state)
{
    (void)state;
    check_shared("animals = 100; death = 0.1; fee = 25; nap_us = 100; broken_replication = 50", EXPERIMENT_STOP,
                 SIM_E_MODEL);
}

/* After a failure that ends everything, all runs below it are there, whoever had them. */
static void test_below_failure(void **state)
{
    (void)state;
    struct scenario *scenario = load("animals = 100; death = 0.1; fee = 25; nap_us = 200; broken_replication = 90");
    struct experiment experiment = {.scenario = scenario, .seed = 5, .threads = 1};
    const struct store_study none = {0}, kept = {.events = true};
    struct store_item items[N_ITEMS];
    bool done[N_ITEMS];
    struct crew crew;
    struct sim_err err;
    struct store *store = NULL;
    char path[1024];
    int status;
    list_runs(items);
    crew_start(&crew, 3, scenario, NULL);
    experiment.ranks = &crew.ranks;
    crew_go(&crew);
    free(run_into("below.db", experiment, &none, items, N_ITEMS, &status, &err));
    crew_end(&crew);
    assert_int_equal(status, SIM_E_MODEL);
    (void)snprintf(path, sizeof path, "%s/below.db", workdir);
    err = (struct sim_err){SIM_OK, ""};
    assert_int_equal(store_create_study(path, &toy_model, scenario, &kept, 5, true, false, &store, &err), SIM_OK);
    assert_int_equal(store_done(store, items, N_ITEMS, false, done, &err), SIM_OK);
    store_close(store);
    for (size_t i = 0; i < 90; i++)
        assert_true(done[i]);
    assert_false(done[90]);
    assert_false(done[N_ITEMS - 1]);
    scenario_free(scenario);
}

/* Points of a design: the other ranks know neither points nor factors but from messages. */
static void test_shared_design(void **state)
{
    (void)state;
    struct scenario *scenario = load("animals = 1000; death = 0.1; fee = 25");
    struct scenario_factor factors[2] = {{.parameter = "toy.animals", .highest = 1000}, {.parameter = "toy.death"}};
    for (size_t f = 0; f < 2; f++)
        for (size_t i = 0; i < toy_model.n_params; i++)
            if (strcmp(toy_model.params[i].path, factors[f].parameter) == 0)
                factors[f].row = &toy_model.params[i];
    const double points[3][2] = {{10, 0.5}, {500, 0.25}, {1000, 0.125}};
    const struct store_study study = {.procedure = "test", .factors = factors, .n_factors = 2};
    struct experiment experiment = {.scenario = scenario, .seed = 8, .threads = 1, .points = &points[0][0]};
    struct store_item items[60];
    struct crew crew;
    struct sim_err err;
    int status;
    for (size_t i = 0; i < 60; i++)
        items[i] = (struct store_item){.point = i % 3, .replication = i / 3};
    char *alone = run_into("alone.db", experiment, &study, items, 60, &status, &err);
    assert_int_equal(status, SIM_OK);
    crew_start(&crew, 3, scenario, NULL);
    experiment.ranks = &crew.ranks;
    crew_go(&crew);
    /* In two calls, as procedures do that decide from results. */
    free(run_into("shared.db", experiment, &study, items, 20, &status, &err));
    char *shared = run_into("shared.db", experiment, &study, items, 60, &status, &err);
    crew_end(&crew);
    assert_int_equal(status, SIM_OK);
    assert_string_equal(shared, alone);
    free(shared);
    free(alone);
    scenario_free(scenario);
}

static volatile int stop_flag;

static void stop_later(void *context, const struct experiment_progress *progress)
{
    (void)context;
    if (progress->done == 40)
        __atomic_store_n(&stop_flag, 1, __ATOMIC_RELAXED);
}

/* Which ranks the signal reaches, in the middle or before the first item. */
static void check_interrupted(bool others, bool mine, bool before)
{
    struct scenario *scenario = load("animals = 1000; death = 0.1; fee = 25; nap_us = 300");
    struct experiment experiment = {.scenario = scenario, .seed = 5, .threads = 1};
    const struct store_study none = {0};
    struct store_item items[N_ITEMS];
    struct crew crew;
    struct sim_err err;
    int status;
    list_runs(items);
    char *alone = run_into("alone.db", experiment, &none, items, N_ITEMS, &status, &err);
    stop_flag = before;
    crew_start(&crew, 3, scenario, others ? &stop_flag : NULL);
    experiment.ranks = &crew.ranks;
    experiment.progress = stop_later;
    experiment.stop = mine ? &stop_flag : NULL;
    crew_go(&crew);
    char *shared = run_into("shared.db", experiment, &none, items, N_ITEMS, &status, &err);
    crew_end(&crew);
    assert_int_equal(status, SIM_E_INTERRUPTED);
    assert_true(strlen(shared) < strlen(alone));
    free(shared);
    experiment.ranks = NULL;
    experiment.progress = NULL;
    experiment.stop = NULL;
    shared = run_into("shared.db", experiment, &none, items, N_ITEMS, &status, &err);
    assert_int_equal(status, SIM_OK);
    assert_string_equal(shared, alone);
    free(shared);
    free(alone);
    scenario_free(scenario);
    workdir_write(workdir, "shared.db", "", NULL, 0);
}

static void test_interrupted_all(void **state)
{
    (void)state;
    check_interrupted(true, true, false);
}

static void test_interrupted_first(void **state)
{
    (void)state;
    check_interrupted(false, true, false);
}

static void test_interrupted_others(void **state)
{
    (void)state;
    check_interrupted(true, false, false);
}

static bool cable_out;

static int receive_by_cable(struct ranks *ranks, bool *there, struct ranks_message *message, struct sim_err *err)
{
    *there = false;
    return __atomic_load_n(&cable_out, __ATOMIC_RELAXED) ? SIM_OK : post_receive(ranks, there, message, err);
}

/* A rank that is given a run and hears nothing more, of an interruption neither, is not waited for. */
static void test_interrupted_lost(void **state)
{
    (void)state;
    struct scenario *scenario = load("animals = 1000; death = 0.1; fee = 25");
    const struct store_study none = {0};
    struct store_item items[N_ITEMS];
    struct crew crew;
    struct sim_err err;
    int status;
    list_runs(items);
    stop_flag = 0;
    cable_out = true;
    crew_start(&crew, 2, scenario, NULL);
    crew.ranks.patience_seconds = 0.2;
    crew.others[1].ranks.receive = receive_by_cable;
    const struct experiment experiment = {.scenario = scenario,
                                          .seed = 5,
                                          .threads = 1,
                                          .ranks = &crew.ranks,
                                          .progress = stop_later,
                                          .stop = &stop_flag};
    crew_go(&crew);
    free(run_into("lost.db", experiment, &none, items, N_ITEMS, &status, &err));
    __atomic_store_n(&cable_out, false, __ATOMIC_RELAXED);
    crew_end(&crew);
    assert_int_equal(status, SIM_E_INTERRUPTED);
    assert_true(crew.ranks.lost);
    scenario_free(scenario);
}

/* What a rank refuses to begin is not done, and rank 0 knows. */
static void test_interrupted_before(void **state)
{
    (void)state;
    check_interrupted(true, false, true);
}

/* A rank with another scenario, or with none. */
static void test_refused(void **state)
{
    (void)state;
    struct scenario *scenario = load("animals = 1000; death = 0.1; fee = 25");
    struct scenario *other = load("animals = 1000; death = 0.2; fee = 25");
    struct experiment experiment = {.scenario = scenario, .seed = 5, .threads = 1};
    const struct store_study none = {0};
    struct store_item items[N_ITEMS];
    struct sim_err err;
    int status;
    list_runs(items);
    for (int empty = 0; empty < 2; empty++) {
        struct crew crew;
        crew_start(&crew, 3, scenario, NULL);
        crew.others[2].experiment.scenario = empty ? NULL : other;
        crew.others[2].complaint = empty ? "toy.cfg: no such file" : NULL;
        experiment.ranks = &crew.ranks;
        crew_go(&crew);
        free(run_into("refused.db", experiment, &none, items, N_ITEMS, &status, &err));
        crew_end(&crew);
        assert_int_equal(status, empty ? SIM_E_INPUT : SIM_E_MISMATCH);
        assert_non_null(strstr(err.text, "rank 2"));
        assert_non_null(strstr(err.text, empty ? "no such file" : "but rank 0 has"));
        assert_int_equal(crew.post.n_results, 0);
    }
    scenario_free(other);
    scenario_free(scenario);
}

/* Each run is in one part, and the parts have about as many. */
static void test_shards(void **state)
{
    (void)state;
    struct scenario *scenario = load("animals = 100; death = 0.1; fee = 25");
    struct store_item items[N_ITEMS];
    size_t times[N_ITEMS] = {0};
    list_runs(items);
    for (size_t shard = 0; shard < 3; shard++) {
        struct experiment experiment = {
            .model = &toy_model, .scenario = scenario, .seed = 5, .threads = 1, .shard = shard, .n_shards = 3};
        struct experiment_progress progress;
        struct sim_err err = {SIM_OK, ""};
        bool done[N_ITEMS];
        char path[1024];
        (void)snprintf(path, sizeof path, "%s/%zu.db", workdir, shard);
        assert_int_equal(store_create(path, &toy_model, scenario, 5, false, false, &experiment.store, &err), SIM_OK);
        assert_int_equal(experiment_run_items(&experiment, items, N_ITEMS, &progress, &err), SIM_OK);
        assert_int_equal(store_done(experiment.store, items, N_ITEMS, false, done, &err), SIM_OK);
        store_close(experiment.store);
        assert_int_equal(progress.total, N_ITEMS / 3 + (shard < N_ITEMS % 3));
        assert_int_equal(progress.done, progress.total);
        for (size_t i = 0; i < N_ITEMS; i++)
            times[i] += done[i];
    }
    for (size_t i = 0; i < N_ITEMS; i++)
        assert_int_equal(times[i], 1);
    scenario_free(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_shared, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_shared_record, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_shared_finish, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_shared_stop, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_below_failure, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_shared_design, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_interrupted_all, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_interrupted_first, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_interrupted_others, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_interrupted_lost, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_interrupted_before, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_refused, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_shards, workdir_set_up, workdir_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
