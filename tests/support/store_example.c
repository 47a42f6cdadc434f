#include "tests/support/store_example.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The numbers of tests are made up: any may come. */
static const struct sim_outcome outcomes[EXAMPLE_N_OUTCOMES] = {
    {"visits", "1/year", -1, SIM_AGGREGATE_SUM, SIM_ANY, 1, 1, "population health", "Emergency visits",
     "Spoedbezoeken"},
    {"trust", "1", 1, SIM_AGGREGATE_END, SIM_ANY, 1, 2, "network", "Trust", "Vertrouwen"},
    {"load", "hour/month", 0, SIM_AGGREGATE_MEAN, SIM_ANY, 0, 0, "workforce", "Workload", "Werkdruk"},
};

static const struct sim_purpose purposes[] = {
    {"care", SIM_PURPOSE_ORDINARY, "care", "zorg"},
    {"work", SIM_PURPOSE_INVESTMENT, "work", "werk"},
    {"settle", SIM_PURPOSE_COMPENSATION, "settlement", "verrekening"},
};

static const struct sim_event_kind events[] = {{"meet", 2, "", "", ""}, {"quarrel", 1, "", "", ""}};

const struct sim_model store_example_model = {
    .name = "example",
    .version = "1.2",
    .outcomes = outcomes,
    .n_outcomes = EXAMPLE_N_OUTCOMES,
    .purposes = purposes,
    .n_purposes = 3,
    .events = events,
    .n_events = 2,
};

static char names[][16] = {"today", "pooled", "today~twin", "example", "A small region", "resolved;"};

static struct scenario_arm arms[EXAMPLE_N_ARMS] = {
    {.name = names[0], .hash = 11, .twin = EXAMPLE_TWIN},
    {.name = names[1], .hash = 12, .twin = EXAMPLE_TWIN},
    {.name = names[2], .hash = 13, .twin = -1, .hidden = true},
};

struct scenario store_example_scenario(void)
{
    return (struct scenario){
        .path = names[3],
        .name = names[3],
        .title = names[4],
        .arms = arms,
        .n_arms = EXAMPLE_N_ARMS,
        .n_listed = 2,
        .reference = EXAMPLE_TODAY,
        .spinup_months = 6,
        .horizon_months = 12,
        .replications = 4,
        .seed = 7,
        .resolved = names[5],
        .hash = 0xabcdef0123456789u,
    };
}

void store_example_write(struct store *store, size_t arm, size_t replication, const double *values,
                         const struct sim_flow *flows, size_t n_flows)
{
    static const struct sim_party parties[] = {{"city", "municipality", SIM_LISTED_PAYER},
                                               {"insurer", "payer", SIM_LISTED_PAYER},
                                               {"clinic", "provider", SIM_LISTED},
                                               {"market", "market", 0}};
    double series[2 * EXAMPLE_N_OUTCOMES];
    struct sim_err err = {SIM_OK, ""};
    for (size_t o = 0; o < EXAMPLE_N_OUTCOMES; o++) {
        series[o] = values[o];
        series[EXAMPLE_N_OUTCOMES + o] = values[o] + 1.0;
    }
    const struct store_record record = {.item = {.arm = arm, .replication = replication},
                                        .outcomes = values,
                                        .series = series,
                                        .months = 2,
                                        .flows = flows,
                                        .n_flows = n_flows,
                                        .parties = parties,
                                        .n_parties = 4};
    if (store_write(store, &record, &err) != SIM_OK)
        fail_msg("%s", err.text);
}

/* Money as in "pooled", or as in the other arms. */
static void write_flows(struct store *store, size_t arm, size_t r, const double *values, bool pooled)
{
    const struct sim_flow flows[] = {
        {"insurer", "clinic", EXAMPLE_CARE, pooled ? 700000 : 1000000},
        {"clinic", "market", EXAMPLE_CARE, pooled ? 700000 : 1000000},
        {"city", "market", EXAMPLE_WORK, 120000},
        {"insurer", "city", EXAMPLE_SETTLE, 30000},
    };
    store_example_write(store, arm, r, values, flows, pooled ? 4 : 2);
}

static void write_one(struct store *store, size_t arm, size_t r)
{
    static const double visits[EXAMPLE_N_ARMS][4] = {{10, 12, 11, 13}, {8.7, 10.1, 9.9, 12.3}, {14, 14, 14, 14}};
    static const double trust[EXAMPLE_N_ARMS][4] = {{0.5, 0.6, 0.5, 0.6}, {0.6, 0.5, 0.6, 0.5}, {0.5, 0.5, 0.5, 0.5}};
    const double values[EXAMPLE_N_OUTCOMES] = {visits[arm][r], trust[arm][r], r == 2 ? (double)NAN : 1234.5};
    write_flows(store, arm, r, values, arm == EXAMPLE_POOLED);
}

void store_example_make(const char *path, bool backwards)
{
    const struct scenario scenario = store_example_scenario();
    struct sim_err err = {SIM_OK, ""};
    struct store *store = NULL;
    if (store_create(path, &store_example_model, &scenario, 7, true, false, &store, &err) != SIM_OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < EXAMPLE_N_ARMS * 4; i++) {
        const size_t item = backwards ? EXAMPLE_N_ARMS * 4 - 1 - i : i;
        write_one(store, item % EXAMPLE_N_ARMS, item / EXAMPLE_N_ARMS);
    }
    assert_int_equal(store_finish(store, 4, &err), SIM_OK);
    store_close(store);
}

static void write_other(struct store *store, const struct example_other *other, size_t arm, size_t r)
{
    const bool listed = arm < other->n_arms;
    double values[EXAMPLE_N_OUTCOMES] = {1, 1, 1};
    if (listed) {
        values[0] = other->visits[arm][r];
        values[1] = other->trust[arm][r];
        values[2] = other->cost[arm][r];
    }
    write_flows(store, arm, r, values, listed && arm > 0);
}

void store_example_make_other(const char *path, const struct example_other *other)
{
    char own[EXAMPLE_MAX_ARMS + 1][64];
    struct scenario_arm own_arms[EXAMPLE_MAX_ARMS + 1];
    struct scenario scenario = store_example_scenario();
    const struct sim_outcome own_outcomes[EXAMPLE_N_OUTCOMES] = {
        outcomes[EXAMPLE_VISITS],
        outcomes[EXAMPLE_TRUST],
        {"cost", "EUR/person/year", -1, SIM_AGGREGATE_MEAN, SIM_ANY, 1, 1, "cost per head", "Cost", "Kosten"},
    };
    struct sim_model model = store_example_model;
    struct sim_err err = {SIM_OK, ""};
    struct store *store = NULL;
    model.outcomes = own_outcomes;
    scenario.arms = own_arms;
    scenario.n_arms = scenario.n_listed = other->n_arms;
    for (size_t i = 0; i < other->n_arms; i++) {
        (void)snprintf(own[i], sizeof own[i], "%s", other->names[i]);
        own_arms[i] = (struct scenario_arm){.name = own[i], .hash = 20 + i, .twin = other->twins[i]};
        if (other->twins[i] == (int)other->n_arms)
            scenario.n_arms = other->n_arms + 1;
    }
    (void)snprintf(own[other->n_arms], sizeof own[0], "without");
    own_arms[other->n_arms] =
        (struct scenario_arm){.name = own[other->n_arms], .hash = 20 + other->n_arms, .twin = -1, .hidden = true};
    if (store_create(path, &model, &scenario, 7, false, true, &store, &err) != SIM_OK)
        fail_msg("%s", err.text);
    for (size_t arm = 0; arm < scenario.n_arms; arm++)
        for (size_t r = 0; r < other->runs; r++)
            write_other(store, other, arm, r);
    if (!other->unfinished)
        assert_int_equal(store_finish(store, other->runs, &err), SIM_OK);
    if (other->tables)
        assert_int_equal(report_store_tables(store, &err), SIM_OK);
    store_close(store);
}

char *store_example_print(const char *path, const char *table, enum report_format format, enum report_lang lang,
                          enum report_kind kind)
{
    char *text = NULL;
    size_t n = 0;
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    const struct report_options options = {.format = format, .lang = lang, .kind = kind};
    FILE *out = open_memstream(&text, &n);
    assert_non_null(out);
    assert_int_equal(store_open(path, &store, &err), SIM_OK);
    const int status =
        table != NULL ? report_export(out, store, table, format, &err) : report_compare(out, store, &options, &err);
    if (status != SIM_OK)
        fail_msg("%s", err.text);
    store_close(store);
    assert_int_equal(fclose(out), 0);
    return text;
}

void store_example_write_plain(struct store *store, size_t arm, size_t replication)
{
    const double values[EXAMPLE_N_OUTCOMES] = {1.0, 2.0, 3.0};
    store_example_write(store, arm, replication, values, NULL, 0);
}

struct store *store_example_create(const char *path, bool fresh)
{
    const struct scenario scenario = store_example_scenario();
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    if (store_create(path, &store_example_model, &scenario, 7, true, fresh, &store, &err) != SIM_OK)
        fail_msg("%s", err.text);
    return store;
}

struct store *store_example_reopen(const char *path)
{
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    if (store_open(path, &store, &err) != SIM_OK)
        fail_msg("%s", err.text);
    return store;
}

int store_example_try_study(const char *path, const struct scenario *scenario, const struct store_study *study,
                            struct store **store, struct sim_err *err)
{
    return store_create_study(path, &store_example_model, scenario, study, 7, true, false, store, err);
}

struct store *store_example_open_study(const char *path, const struct scenario *scenario,
                                       const struct store_study *study)
{
    struct store *store = NULL;
    struct sim_err err = {SIM_OK, ""};
    if (store_example_try_study(path, scenario, study, &store, &err) != SIM_OK)
        fail_msg("%s", err.text);
    return store;
}

size_t store_example_count_done(struct store *store)
{
    struct store_item items[EXAMPLE_N_ARMS * 100];
    bool done[EXAMPLE_N_ARMS * 100];
    size_t n = 0;
    for (size_t i = 0; i < EXAMPLE_N_ARMS * 100; i++)
        items[i] = (struct store_item){.arm = i / 100, .replication = i % 100};
    assert_int_equal(store_done(store, items, EXAMPLE_N_ARMS * 100, false, done, NULL), SIM_OK);
    for (size_t i = 0; i < EXAMPLE_N_ARMS * 100; i++)
        n += done[i];
    return n;
}

void store_example_expect_csv(const char *path, const char *table, const char *start)
{
    char *text = store_example_print(path, table, REPORT_CSV, REPORT_EN, REPORT_COMPARE);
    if (strncmp(text, start, strlen(start)) != 0)
        fail_msg("%s is\n%s\nand not\n%s", table, text, start);
    free(text);
}
