/* The library as a host program sees it: through its header, against the engine and the program's tables. */
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_errno.h>

#include "models/model.h"
#include "sim/api/samenspel.h"
#include "sim/engine/experiment.h"
#include "sim/session/session.h"
#include "tests/support/command.h"
#include "tests/support/workdir.h"

static const char LABORATORY[] = SAMENSPEL_SOURCE_DIR "/scenarios/laboratory.cfg";

enum { MONTHS = 24, REPLICATIONS = 5 };

static const char *const SHORT[] = {"horizon_months=24", "experiment.replications=5"};

struct bed {
    char folder[256], result[300];
    samenspel_scenario *scenario;
    char message[SAMENSPEL_MESSAGE_SIZE];
};

static int start(void **state)
{
    struct bed *bed = calloc(1, sizeof *bed);
    workdir_make(bed->folder, sizeof bed->folder);
    assert_true(snprintf(bed->result, sizeof bed->result, "%s/sub/r.db", bed->folder) > 0);
    assert_int_equal(samenspel_scenario_load(LABORATORY, SHORT, 2, &bed->scenario, bed->message, sizeof bed->message),
                     SAMENSPEL_OK);
    assert_string_equal(bed->message, "");
    *state = bed;
    return 0;
}

static int stop(void **state)
{
    struct bed *bed = *state;
    samenspel_scenario_free(bed->scenario);
    workdir_remove(bed->folder);
    free(bed);
    return 0;
}

static int run(struct bed *bed, const char *path, const samenspel_run_options *options, samenspel_result **result)
{
    return samenspel_run(bed->scenario, path, options, sizeof *options, result, bed->message, sizeof bed->message);
}

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

static void test_catalogue(void **state)
{
    (void)state;
    char text[64];
    const size_t n = samenspel_outcome_count();

    assert_int_equal(samenspel_api_version(), SAMENSPEL_API_VERSION);
    assert_string_equal(samenspel_version(), SAMENSPEL_VERSION);
    assert_string_equal(samenspel_model_version(), samenspel_model.version);
    assert_int_equal(n, samenspel_model.n_outcomes);
    const size_t surplus = samenspel_find_outcome("surplus");
    assert_string_equal(samenspel_outcome_name(surplus), "surplus");
    assert_int_equal(samenspel_outcome_direction(surplus), 1);
    assert_int_equal(samenspel_outcome_direction(samenspel_find_outcome("frail_share")), -1);
    assert_string_equal(samenspel_outcome_unit(surplus), samenspel_model.outcomes[surplus].unit);
    assert_string_equal(samenspel_outcome_aim(surplus), samenspel_model.outcomes[surplus].aim);
    assert_string_equal(samenspel_outcome_label(surplus, "nl"), samenspel_model.outcomes[surplus].nl);
    assert_string_equal(samenspel_outcome_label(surplus, NULL), samenspel_model.outcomes[surplus].en);
    assert_true(samenspel_find_outcome("nothing") == SAMENSPEL_NONE);
    assert_true(samenspel_find_outcome(NULL) == SAMENSPEL_NONE);
    assert_null(samenspel_outcome_name(n));
    assert_null(samenspel_outcome_label(SAMENSPEL_NONE, "en"));
    assert_int_equal(samenspel_outcome_direction(n), 0);

    /* Every row of both tables, and nothing beyond them. */
    const size_t rows = samenspel_parameter_count();
    assert_int_equal(rows, scenario_n_params + samenspel_model.n_params);
    size_t mode = rows, alignment = rows, title = rows;
    for (size_t i = 0; i < rows; i++) {
        const char *path = samenspel_parameter_path(i);
        assert_non_null(samenspel_parameter_type(i));
        assert_non_null(samenspel_parameter_description(i, "nl"));
        assert_int_equal(samenspel_parameter_default(i, text, 0), SAMENSPEL_E_ARGUMENT);
        mode = strcmp(path, "network.mode") == 0 ? i : mode;
        alignment = strcmp(path, "laboratory.alignment") == 0 ? i : alignment;
        title = strcmp(path, "title") == 0 ? i : title;
    }
    assert_string_equal(samenspel_parameter_type(mode), "choice");
    assert_string_equal(samenspel_parameter_choices(mode), "self-governed|lead|nao");
    assert_true(isnan(samenspel_parameter_lowest(mode)));
    assert_string_equal(samenspel_parameter_type(alignment), "real");
    assert_true(samenspel_parameter_lowest(alignment) == 0.0 && samenspel_parameter_highest(alignment) == 1.0);
    assert_int_equal(samenspel_parameter_required(title), 1);
    assert_int_equal(samenspel_parameter_required(alignment), 0);
    assert_int_equal(samenspel_parameter_default(alignment, text, sizeof text), SAMENSPEL_OK);
    for (size_t i = 0; i < samenspel_model.n_params; i++)
        if (strcmp(samenspel_model.params[i].path, "laboratory.alignment") == 0)
            assert_true(strtod(text, NULL) == samenspel_model.params[i].fallback);
    assert_int_equal(samenspel_parameter_default(alignment, text, 1), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_parameter_default(rows, text, sizeof text), SAMENSPEL_E_ARGUMENT);
    assert_null(samenspel_parameter_path(rows));
    assert_true(isnan(samenspel_parameter_highest(SAMENSPEL_NONE)));
}

static void test_scenario(void **state)
{
    const struct bed *bed = *state;
    const samenspel_scenario *s = bed->scenario;

    assert_string_equal(samenspel_scenario_title(s), "Laboratory: three modes of governance");
    assert_int_equal(samenspel_scenario_fault_count(s), 0);
    assert_null(samenspel_scenario_fault(s, 0));
    assert_int_equal(samenspel_scenario_spinup_months(s), 0);
    assert_int_equal(samenspel_scenario_months(s), MONTHS);
    assert_int_equal(samenspel_scenario_replications(s), REPLICATIONS);
    assert_int_equal(samenspel_scenario_seed(s), 2008);
    assert_int_equal(samenspel_scenario_arm_count(s), 3);
    assert_int_equal(samenspel_scenario_listed_count(s), 3);
    assert_int_equal(samenspel_scenario_reference(s), 0);
    assert_string_equal(samenspel_scenario_arm_name(s, 1), "lead");
    assert_int_equal(samenspel_scenario_find_arm(s, "nao"), 2);
    assert_true(samenspel_scenario_find_arm(s, "queen") == SAMENSPEL_NONE);
    assert_true(samenspel_scenario_find_arm(s, NULL) == SAMENSPEL_NONE);
    assert_true(samenspel_scenario_twin(s, 0) == SAMENSPEL_NONE);
    assert_true(samenspel_scenario_twin(s, 3) == SAMENSPEL_NONE);
    assert_null(samenspel_scenario_arm_name(s, 3));
}

static void test_twins(void **state)
{
    struct bed *bed = *state;
    char path[300];
    samenspel_scenario *s = NULL;
    samenspel_result *r = NULL;
    const samenspel_run_options options = {.replications = 2};
    double values[2];

    workdir_write(bed->folder, "twins.cfg",
                  "base = \"" SAMENSPEL_SOURCE_DIR "/scenarios/laboratory.cfg\";\nhorizon_months = 6;\n"
                  "experiment = { counterfactual = { laboratory = { health_value = 0.0; }; }; };\n",
                  path, sizeof path);
    assert_int_equal(samenspel_scenario_load(path, NULL, 0, &s, bed->message, sizeof bed->message), SAMENSPEL_OK);
    assert_int_equal(samenspel_scenario_listed_count(s), 3);
    assert_true(samenspel_scenario_arm_count(s) > 3);
    const size_t twin = samenspel_scenario_twin(s, 1);
    assert_true(twin >= 3 && twin < samenspel_scenario_arm_count(s));
    assert_int_equal(samenspel_run(s, bed->result, &options, sizeof options, &r, NULL, 0), SAMENSPEL_OK);
    assert_int_equal(samenspel_result_arm_count(r), samenspel_scenario_arm_count(s));
    assert_int_equal(samenspel_result_twin(r, 1), twin);
    assert_int_equal(samenspel_result_arm_listed(r, 1), 1);
    assert_int_equal(samenspel_result_arm_listed(r, twin), 0);
    assert_int_equal(samenspel_result_arm_done(r, twin), 2);

    /* The result of an arm that is not listed can be read too; what follows from flows has no value there. */
    const size_t derived = samenspel_result_find_outcome(r, "social_return");
    assert_true(derived >= samenspel_outcome_count() && derived < samenspel_result_outcome_count(r));
    samenspel_summary summary;
    samenspel_contrast contrast;
    assert_int_equal(samenspel_result_values(r, twin, derived, values, 2, NULL, 0), SAMENSPEL_OK);
    assert_true(isnan(values[0]) && isnan(values[1]));
    assert_int_equal(samenspel_result_summary(r, twin, derived, &summary, sizeof summary, NULL, 0), SAMENSPEL_OK);
    assert_true(summary.n == 0 && summary.missing == 2 && isnan(summary.mean));
    assert_int_equal(samenspel_result_contrast(r, 1, twin, derived, &contrast, sizeof contrast, NULL, 0), SAMENSPEL_OK);
    assert_true(contrast.n == 0 && isnan(contrast.diff));
    assert_int_equal(samenspel_result_contrast(r, 1, twin, samenspel_find_outcome("surplus"), &contrast,
                                               sizeof contrast, NULL, 0),
                     SAMENSPEL_OK);
    assert_int_equal(contrast.n, 2);
    samenspel_result_free(r);
    samenspel_scenario_free(s);
}

/* All faults at once, and nothing else to be had from such a scenario. */
static void test_faults(void **state)
{
    struct bed *bed = *state;
    const char *const wrong[] = {"network.mode=queen", "horizon_months=0", "experiment.main_outcomes=[\"surplu\"]"};
    samenspel_scenario *s = NULL;
    samenspel_result *r = NULL;
    double value[1];

    assert_int_equal(samenspel_scenario_load(LABORATORY, wrong, 2, &s, bed->message, sizeof bed->message),
                     SAMENSPEL_E_INPUT);
    assert_non_null(s);
    assert_true(samenspel_scenario_fault_count(s) >= 2);
    assert_string_equal(bed->message, samenspel_scenario_fault(s, 0));
    assert_null(samenspel_scenario_fault(s, samenspel_scenario_fault_count(s)));
    assert_null(samenspel_scenario_title(s));
    assert_int_equal(samenspel_scenario_arm_count(s), 0);
    assert_int_equal(samenspel_scenario_months(s), 0);
    assert_true(samenspel_scenario_reference(s) == SAMENSPEL_NONE);
    assert_int_equal(samenspel_simulate(s, 0, 1, 0, value, NULL, NULL, 0), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_run(s, bed->result, NULL, 0, &r, NULL, 0), SAMENSPEL_E_ARGUMENT);
    samenspel_scenario_free(s);

    /* A fault that only the outcomes of the model show. */
    assert_int_equal(samenspel_scenario_load(LABORATORY, wrong + 2, 1, &s, bed->message, sizeof bed->message),
                     SAMENSPEL_E_INPUT);
    assert_non_null(strstr(bed->message, "did you mean \"surplus\"?"));
    samenspel_scenario_free(s);

    /* A short buffer is filled, ended and not overrun. */
    char little[9] = "12345678";
    assert_int_equal(samenspel_scenario_load(LABORATORY, wrong, 1, &s, little, 8), SAMENSPEL_E_INPUT);
    assert_int_equal(strlen(little), 7);
    assert_memory_equal(little, samenspel_scenario_fault(s, 0), 7);
    samenspel_scenario_free(s);

    /* No override of any kind is needed, and none without "=" is taken. */
    const char *const no_value[] = {"horizon_months"};
    assert_int_equal(samenspel_scenario_load(LABORATORY, no_value, 1, &s, NULL, 0), SAMENSPEL_E_INPUT);
    samenspel_scenario_free(s);
}

static void test_wrong_arguments(void **state)
{
    struct bed *bed = *state;
    const char *const none[] = {NULL};
    samenspel_scenario *s = bed->scenario;
    samenspel_result *r = NULL;
    char m[SAMENSPEL_MESSAGE_SIZE] = "";
    double values[4096];

    s = bed->scenario;
    const int missing = samenspel_scenario_load("/nowhere/at/all.cfg", NULL, 0, &s, m, sizeof m);
    assert_true(missing == SAMENSPEL_E_INPUT || missing == SAMENSPEL_E_IO);
    assert_non_null(strstr(m, "/nowhere/at/all.cfg"));
    samenspel_scenario_free(s);
    s = bed->scenario;
    assert_int_equal(samenspel_scenario_load(NULL, NULL, 0, &s, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_null(s);
    assert_true(m[0] != '\0');
    assert_int_equal(samenspel_scenario_load(LABORATORY, NULL, 1, &s, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_scenario_load(LABORATORY, none, 1, &s, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_scenario_load(LABORATORY, NULL, 0, NULL, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    samenspel_scenario_free(NULL);
    samenspel_result_free(NULL);
    assert_null(samenspel_scenario_title(NULL));
    assert_int_equal(samenspel_scenario_fault_count(NULL), 0);
    assert_int_equal(samenspel_result_arm_count(NULL), 0);
    assert_true(samenspel_result_reference(NULL) == SAMENSPEL_NONE);
    assert_null(samenspel_result_title(NULL));

    s = bed->scenario;
    assert_int_equal(samenspel_simulate(NULL, 0, 1, 0, values, NULL, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_simulate(s, 3, 1, 0, values, NULL, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_simulate(s, SAMENSPEL_NONE, 1, 0, values, NULL, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_simulate(s, 0, 1, 0, NULL, NULL, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_simulate(s, 0, 1, UINT64_C(1) << 32, values, NULL, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_simulate(s, 0, UINT64_MAX, 0, values, NULL, m, sizeof m), SAMENSPEL_E_ARGUMENT);

    samenspel_run_options options = {.replications = 1};
    assert_int_equal(samenspel_run(NULL, bed->result, &options, sizeof options, &r, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_run(s, NULL, &options, sizeof options, &r, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_run(s, bed->result, &options, 8, &r, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    options.threads = -1;
    assert_int_equal(samenspel_run(s, bed->result, &options, sizeof options, &r, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    options = (samenspel_run_options){.use_seed = 1, .seed = UINT64_MAX};
    assert_int_equal(samenspel_run(s, bed->result, &options, sizeof options, &r, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    options = (samenspel_run_options){.replications = SIZE_MAX};
    assert_int_equal(samenspel_run(s, bed->result, &options, sizeof options, &r, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_run(s, "/dev/null/r.db", NULL, 0, &r, m, sizeof m), SAMENSPEL_E_IO);
    assert_null(r);

    char foreign[300];
    workdir_write(bed->folder, "foreign.db", "no result of ours", foreign, sizeof foreign);
    assert_int_equal(samenspel_result_open(foreign, &r, m, sizeof m), SAMENSPEL_E_RESULT);
    assert_non_null(strstr(m, foreign));
    assert_int_equal(samenspel_run(s, foreign, NULL, 0, &r, m, sizeof m), SAMENSPEL_E_RESULT);
    assert_true(samenspel_result_open("/nowhere/r.db", &r, m, sizeof m) != SAMENSPEL_OK);
    assert_int_equal(samenspel_result_open(NULL, &r, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_result_open(foreign, NULL, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_null(r);
}

/* A program that was compiled with a later header: what we do not know must be zero. One with an earlier header gets
 * what it knows. */
static void test_sizes(void **state)
{
    struct bed *bed = *state;
    struct {
        samenspel_run_options options;
        uint64_t later;
    } large = {.options = {.replications = 2}, .later = 0};
    struct {
        samenspel_summary summary;
        double later;
    } summary = {.later = 7.0};
    samenspel_result *r = NULL;

    assert_int_equal(samenspel_run(bed->scenario, bed->result, &large.options, sizeof large, &r, NULL, 0),
                     SAMENSPEL_OK);
    assert_int_equal(samenspel_result_replications(r), 2);
    assert_int_equal(samenspel_result_summary(r, 0, 0, &summary.summary, sizeof summary, NULL, 0), SAMENSPEL_OK);
    assert_true(summary.later == 0.0);
    summary.summary.sd = 7.0;
    const size_t surplus = samenspel_find_outcome("surplus");
    assert_int_equal(samenspel_result_summary(r, 0, surplus, &summary.summary, offsetof(samenspel_summary, sd), NULL,
                                              0),
                     SAMENSPEL_OK);
    assert_true(!isnan(summary.summary.mean) && summary.summary.sd == 7.0);
    samenspel_result_free(r);
    large.later = 1;
    assert_int_equal(samenspel_run(bed->scenario, bed->result, &large.options, sizeof large, &r, NULL, 0),
                     SAMENSPEL_E_ARGUMENT);
}

static void test_simulate(void **state)
{
    struct bed *bed = *state;
    const size_t n = samenspel_outcome_count();
    struct sim_messages messages = {0};
    struct sim_err err = {SIM_OK, ""};
    struct scenario *scenario = NULL;
    double *room = calloc(2 * n * (MONTHS + 1), sizeof *room);
    double *values = room, *expected = room + n, *series = room + 2 * n, *expected_series = series + MONTHS * n;

    assert_non_null(room);
    assert_int_equal(session_scenario(&samenspel_model, LABORATORY, SHORT, 2, &scenario, &messages, &err), SIM_OK);
    for (size_t arm = 0; arm < 3; arm++) {
        const uint64_t seed = arm == 2 ? UINT64_C(77) : UINT64_C(2008);
        assert_int_equal(samenspel_simulate(bed->scenario, arm, seed, 4, values, arm == 1 ? NULL : series, bed->message,
                                            sizeof bed->message),
                         SAMENSPEL_OK);
        assert_int_equal(experiment_replicate(&samenspel_model, scenario, arm, seed, 4, NULL, expected, expected_series,
                                              NULL, &err),
                         SIM_OK);
        for (size_t k = 0; k < n; k++)
            assert_true(same(values[k], expected[k]));
        for (size_t k = 0; arm != 1 && k < n * MONTHS; k++)
            assert_true(same(series[k], expected_series[k]));
    }
    assert_true(!isnan(values[samenspel_find_outcome("surplus")]));
    scenario_free(scenario);
    sim_messages_free(&messages);
    free(room);
}

struct count {
    size_t calls, cancel_at, last_done, total;
};

static int on_progress(void *context, size_t done, size_t total, double seconds)
{
    struct count *count = context;
    assert_true(seconds >= 0.0);
    count->calls++;
    count->last_done = done;
    count->total = total;
    return count->calls == count->cancel_at;
}

/* The numbers of a result against the engine's, and its tables against the program's own. */
static void test_run(void **state)
{
    struct bed *bed = *state;
    struct count count = {0};
    const samenspel_run_options options = {.threads = 2, .progress = on_progress, .context = &count};
    samenspel_result *r = NULL, *again = NULL;
    double column[REPLICATIONS], *values = calloc(samenspel_outcome_count(), sizeof *values);

    assert_int_equal(run(bed, bed->result, &options, &r), SAMENSPEL_OK);
    assert_int_equal(count.calls, 3 * REPLICATIONS);
    assert_int_equal(count.last_done, count.total);
    assert_int_equal(samenspel_result_complete(r), 1);
    assert_int_equal(samenspel_result_replications(r), REPLICATIONS);
    assert_int_equal(samenspel_result_seed(r), 2008);
    assert_string_equal(samenspel_result_title(r), samenspel_scenario_title(bed->scenario));
    assert_int_equal(samenspel_result_find_arm(r, "nao"), 2);
    assert_true(samenspel_result_find_arm(r, "queen") == SAMENSPEL_NONE);
    assert_true(samenspel_result_find_outcome(r, "queen") == SAMENSPEL_NONE);
    assert_string_equal(samenspel_result_arm_name(r, 1), "lead");
    assert_null(samenspel_result_arm_name(r, 3));
    assert_int_equal(samenspel_result_reference(r), 0);
    const size_t surplus = samenspel_result_find_outcome(r, "surplus");
    assert_string_equal(samenspel_result_outcome_name(r, surplus), "surplus");
    assert_string_equal(samenspel_result_outcome_unit(r, surplus), samenspel_outcome_unit(surplus));
    assert_string_equal(samenspel_result_outcome_label(r, surplus, "nl"), samenspel_outcome_label(surplus, "nl"));
    assert_int_equal(samenspel_result_outcome_direction(r, surplus), 1);
    assert_null(samenspel_result_outcome_name(r, samenspel_result_outcome_count(r)));

    for (size_t arm = 0; arm < 3; arm++)
        for (uint64_t replication = 0; replication < REPLICATIONS; replication++) {
            assert_int_equal(samenspel_simulate(bed->scenario, arm, 2008, replication, values, NULL, NULL, 0),
                             SAMENSPEL_OK);
            for (size_t o = 0; o < samenspel_outcome_count(); o++) {
                assert_int_equal(samenspel_result_values(r, arm, o, column, REPLICATIONS, NULL, 0), SAMENSPEL_OK);
                assert_true(same(column[replication], values[o]));
            }
        }
    /* A complete result is found, not run: nothing to be told. */
    count = (struct count){0};
    assert_int_equal(run(bed, bed->result, &options, &again), SAMENSPEL_OK);
    assert_int_equal(count.calls, 0);
    assert_int_equal(samenspel_result_complete(again), 1);
    samenspel_result_free(again);
    samenspel_result_free(r);
    free(values);
}

/* The row of an outcome of an arm in an export: its numbers from column `first` on. */
static void read_row(const char *table, const char *start_of_row, size_t first, double *numbers, size_t n)
{
    const char *cell = strstr(table, start_of_row);
    assert_non_null(cell);
    for (size_t i = 0; i < first; i++)
        cell = strchr(cell, ',') + 1;
    for (size_t i = 0; i < n; i++) {
        numbers[i] = *cell == ',' || *cell == '\n' ? (double)NAN : strtod(cell, NULL);
        cell += strcspn(cell, ",\n") + 1;
    }
}

static void test_tables(void **state)
{
    struct bed *bed = *state;
    const char *const compare[] = {SAMENSPEL_PROGRAM, "compare", LABORATORY, "--quiet", "--set", SHORT[0],
                                   "--set",           SHORT[1],  "--out",    "p.db",    NULL};
    const char *const summary[] = {SAMENSPEL_PROGRAM, "export", "p.db", NULL};
    const char *const contrasts[] = {SAMENSPEL_PROGRAM, "export", "p.db", "--table", "contrasts", NULL};
    struct command_result done, sums, diffs;
    char path[300];
    samenspel_result *r = NULL;
    samenspel_summary s;
    samenspel_contrast c;
    double x[8];

    command_run(bed->folder, compare, &done);
    assert_int_equal(done.status, 0);
    command_run(bed->folder, summary, &sums);
    command_run(bed->folder, contrasts, &diffs);
    /* The library goes on in the program's file, and finds it complete. */
    assert_true(snprintf(path, sizeof path, "%s/p.db", bed->folder) > 0);
    assert_int_equal(samenspel_run(bed->scenario, path, NULL, 0, &r, bed->message, sizeof bed->message), SAMENSPEL_OK);
    const size_t surplus = samenspel_result_find_outcome(r, "surplus"), nao = samenspel_result_find_arm(r, "nao");
    assert_int_equal(samenspel_result_summary(r, nao, surplus, &s, sizeof s, NULL, 0), SAMENSPEL_OK);
    read_row(sums.out, "\nnao,surplus,", 3, x, 8);
    assert_true((double)s.n == x[0] && s.missing == 0 && s.mean == x[1] && s.sd == x[2] && s.lo == x[3] && s.hi == x[4]
                && s.q05 == x[5] && s.q50 == x[6] && s.q95 == x[7]);
    assert_int_equal(samenspel_result_contrast(r, nao, 0, surplus, &c, sizeof c, NULL, 0), SAMENSPEL_OK);
    read_row(diffs.out, "\nnao,self-governed,surplus,", 4, x, 5);
    assert_true((double)c.n == x[0] && c.diff == x[1] && c.lo == x[2] && c.hi == x[3] && c.p_better == x[4]);
    assert_true(c.sd > 0.0 && c.correlation >= -1.0 && c.correlation <= 1.0 && c.variance_ratio > 0.0);
    /* The other way round. */
    samenspel_contrast back;
    assert_int_equal(samenspel_result_contrast(r, 0, nao, surplus, &back, sizeof back, NULL, 0), SAMENSPEL_OK);
    assert_true(back.diff == -c.diff && back.p_better == 1.0 - c.p_better);

    double column[REPLICATIONS];
    char m[SAMENSPEL_MESSAGE_SIZE];
    const size_t n = samenspel_result_outcome_count(r);
    assert_int_equal(samenspel_result_values(r, 3, 0, column, REPLICATIONS, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_result_values(r, 0, n, column, REPLICATIONS, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_result_values(r, 0, 0, column, REPLICATIONS - 1, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_result_values(r, 0, 0, NULL, REPLICATIONS, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_result_summary(r, SAMENSPEL_NONE, 0, &s, sizeof s, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_result_summary(NULL, 0, 0, &s, sizeof s, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_result_contrast(r, 0, 3, 0, &c, sizeof c, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_result_contrast(r, 0, 1, SAMENSPEL_NONE, &c, sizeof c, m, sizeof m),
                     SAMENSPEL_E_ARGUMENT);
    samenspel_result_free(r);
    command_free(&diffs);
    command_free(&sums);
    command_free(&done);
}

/* Cancelled by the progress, then by a flag; what was done is kept and the rest is done by the same call. */
static void test_cancel(void **state)
{
    struct bed *bed = *state;
    struct count count = {.cancel_at = 4};
    volatile int flag = 0;
    samenspel_run_options options = {.threads = 1, .progress = on_progress, .context = &count, .stop = &flag};
    samenspel_result *r = NULL, *whole = NULL;
    char other[300];

    assert_int_equal(run(bed, bed->result, &options, &r), SAMENSPEL_E_CANCELLED);
    assert_null(r);
    assert_int_equal(flag, 1);
    assert_string_equal(bed->message, "cancelled");
    assert_int_equal(count.calls, 4);
    /* The flag still stands. */
    assert_int_equal(run(bed, bed->result, &options, &r), SAMENSPEL_E_CANCELLED);
    assert_int_equal(count.calls, 4);
    assert_int_equal(samenspel_result_open(bed->result, &r, NULL, 0), SAMENSPEL_OK);
    assert_int_equal(samenspel_result_complete(r), 0);
    assert_int_equal(samenspel_result_arm_done(r, 0), 2);
    assert_int_equal(samenspel_result_arm_done(r, 2), 1);
    samenspel_result_free(r);
    /* Without a flag of the host's as well. */
    count = (struct count){.cancel_at = 1};
    options.stop = NULL;
    assert_int_equal(run(bed, bed->result, &options, NULL), SAMENSPEL_E_CANCELLED);
    count.cancel_at = 0;
    assert_int_equal(run(bed, bed->result, &options, &r), SAMENSPEL_OK);
    assert_int_equal(count.calls, 3 * REPLICATIONS - 4);

    assert_true(snprintf(other, sizeof other, "%s/whole.db", bed->folder) > 0);
    assert_int_equal(run(bed, other, &options, &whole), SAMENSPEL_OK);
    double a[REPLICATIONS], b[REPLICATIONS];
    for (size_t arm = 0; arm < 3; arm++)
        for (size_t o = 0; o < samenspel_result_outcome_count(r); o++) {
            assert_int_equal(samenspel_result_values(r, arm, o, a, REPLICATIONS, NULL, 0), SAMENSPEL_OK);
            assert_int_equal(samenspel_result_values(whole, arm, o, b, REPLICATIONS, NULL, 0), SAMENSPEL_OK);
            for (size_t i = 0; i < REPLICATIONS; i++)
                assert_true(same(a[i], b[i]));
        }
    samenspel_result_free(whole);
    samenspel_result_free(r);
}

static void test_options(void **state)
{
    struct bed *bed = *state;
    samenspel_run_options options = {.replications = 3, .use_seed = 1, .seed = 0, .first_arm_only = 1, .series = 1};
    samenspel_result *r = NULL;
    double values[4], *expected = calloc(samenspel_outcome_count(), sizeof *expected);

    assert_int_equal(run(bed, bed->result, &options, &r), SAMENSPEL_OK);
    assert_int_equal(samenspel_result_replications(r), 3);
    assert_int_equal(samenspel_result_seed(r), 0);
    assert_int_equal(samenspel_result_arm_done(r, 0), 3);
    assert_int_equal(samenspel_result_arm_done(r, 1), 0);
    const size_t surplus = samenspel_result_find_outcome(r, "surplus");
    assert_int_equal(samenspel_result_values(r, 0, surplus, values, 3, NULL, 0), SAMENSPEL_OK);
    assert_int_equal(samenspel_simulate(bed->scenario, 0, 0, 2, expected, NULL, NULL, 0), SAMENSPEL_OK);
    assert_true(values[2] == expected[surplus]);
    /* An arm that was not run. */
    assert_int_equal(samenspel_result_values(r, 1, surplus, values, 3, NULL, 0), SAMENSPEL_OK);
    assert_true(isnan(values[0]));
    samenspel_result_free(r);

    /* The monthly series are there. */
    const char *const export[] = {SAMENSPEL_PROGRAM, "export", bed->result, "--table", "series", NULL};
    struct command_result series;
    command_run(bed->folder, export, &series);
    assert_int_equal(series.status, 0);
    command_free(&series);

    options.seed = 1;
    assert_int_equal(run(bed, bed->result, &options, &r), SAMENSPEL_E_MISMATCH);
    assert_non_null(strstr(bed->message, "seed"));
    options.fresh = 1;
    assert_int_equal(run(bed, bed->result, &options, &r), SAMENSPEL_OK);
    assert_int_equal(samenspel_result_seed(r), 1);
    samenspel_result_free(r);
    free(expected);
}

struct thread {
    const samenspel_scenario *scenario;
    uint64_t seed;
    double diff;
    int status;
    char path[300];
};

/* No assertion of cmocka in a thread of its own. */
static void *run_in_thread(void *context)
{
    struct thread *thread = context;
    const samenspel_run_options options = {.threads = 2, .use_seed = 1, .seed = thread->seed};
    samenspel_result *r = NULL;
    samenspel_contrast c = {.diff = 0.0};
    thread->status = samenspel_run(thread->scenario, thread->path, &options, sizeof options, &r, NULL, 0);
    if (thread->status == SAMENSPEL_OK)
        thread->status =
            samenspel_result_contrast(r, 1, 0, samenspel_result_find_outcome(r, "surplus"), &c, sizeof c, NULL, 0);
    thread->diff = c.diff;
    samenspel_result_free(r);
    return NULL;
}

/* Several runs of one scenario at the same time give what they give one after the other. */
static void test_threads(void **state)
{
    enum { N = 4 };
    struct bed *bed = *state;
    struct thread threads[N], alone;
    pthread_t ids[N];
    gsl_error_handler_t *const before = gsl_set_error_handler(NULL);

    for (int i = 0; i < N; i++) {
        threads[i] = (struct thread){.scenario = bed->scenario, .seed = (uint64_t)i};
        assert_true(snprintf(threads[i].path, sizeof threads[i].path, "%s/%d.db", bed->folder, i) > 0);
        assert_int_equal(pthread_create(&ids[i], NULL, run_in_thread, &threads[i]), 0);
    }
    for (int i = 0; i < N; i++)
        assert_int_equal(pthread_join(ids[i], NULL), 0);
    assert_true(gsl_set_error_handler(before) == NULL);
    for (int i = 0; i < N; i++) {
        alone = (struct thread){.scenario = bed->scenario, .seed = (uint64_t)i};
        assert_true(snprintf(alone.path, sizeof alone.path, "%s/%d-alone.db", bed->folder, i) > 0);
        (void)run_in_thread(&alone);
        assert_int_equal(threads[i].status, SAMENSPEL_OK);
        assert_int_equal(alone.status, SAMENSPEL_OK);
        assert_true(threads[i].diff == alone.diff && alone.diff != 0.0);
    }
}

static void of_host(const char *reason, const char *file, int line, int number)
{
    (void)reason;
    (void)file;
    (void)line;
    (void)number;
}

static int look_at_handler(void *context, size_t done, size_t total, double seconds)
{
    gsl_error_handler_t **seen = context;
    (void)done;
    (void)total;
    (void)seconds;
    *seen = gsl_set_error_handler(NULL);
    (void)gsl_set_error_handler(*seen);
    return 0;
}

/* GSL's handler is the host's again, also after failures; during a run it is one that ends nothing. */
static void test_gsl_handler(void **state)
{
    struct bed *bed = *state;
    gsl_error_handler_t *seen = NULL, *const before = gsl_set_error_handler(of_host);
    const samenspel_run_options options = {.threads = 1, .progress = look_at_handler, .context = &seen};

    assert_int_equal(run(bed, bed->result, &options, NULL), SAMENSPEL_OK);
    assert_true(seen != NULL && seen != of_host);
    assert_true(gsl_set_error_handler(of_host) == of_host);
    assert_int_not_equal(samenspel_run(bed->scenario, "/dev/null/r.db", NULL, 0, NULL, NULL, 0), SAMENSPEL_OK);
    assert_true(gsl_set_error_handler(before) == of_host);
}

/* A locale that writes numbers with a comma: an installed one, or one made here. False when neither can be had. */
static bool set_comma(const struct bed *bed)
{
    static const char *const names[] = {"nl_NL.UTF-8", "nl_NL.utf8", "de_DE.UTF-8", "fr_FR.UTF-8"};
    const char *const make[] = {"/usr/bin/localedef", "-i", "nl_NL", "-f", "UTF-8", "./nl_NL.UTF-8", NULL};
    struct command_result made;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (setlocale(LC_NUMERIC, names[i]) != NULL)
            return true;
    command_run(bed->folder, make, &made);
    command_free(&made);
    assert_int_equal(setenv("LOCPATH", bed->folder, 1), 0);
    return setlocale(LC_NUMERIC, names[0]) != NULL;
}

/* Numbers in files are read with a point in a host that writes them with a comma. */
static void test_locale(void **state)
{
    struct bed *bed = *state;
    const char *const overrides[] = {"horizon_months=24", "laboratory.alignment=0.25"};
    samenspel_scenario *s = NULL;
    double *room = calloc(2 * samenspel_outcome_count(), sizeof *room), *in_comma = room + samenspel_outcome_count();
    const size_t surplus = samenspel_find_outcome("surplus");
    char text[64], number[16];

    assert_int_equal(samenspel_scenario_load(LABORATORY, overrides, 2, &s, NULL, 0), SAMENSPEL_OK);
    assert_int_equal(samenspel_simulate(s, 1, 1, 0, room, NULL, NULL, 0), SAMENSPEL_OK);
    samenspel_scenario_free(s);
    if (!set_comma(bed)) {
        free(room);
        skip();
        return;
    }
    assert_int_equal(samenspel_scenario_load(LABORATORY, overrides, 2, &s, bed->message, sizeof bed->message),
                     SAMENSPEL_OK);
    assert_int_equal(samenspel_simulate(s, 1, 1, 0, in_comma, NULL, NULL, 0), SAMENSPEL_OK);
    assert_true(room[surplus] == in_comma[surplus]);
    samenspel_scenario_free(s);
    for (size_t i = 0; i < samenspel_parameter_count(); i++) {
        assert_int_not_equal(samenspel_parameter_default(i, text, sizeof text), SAMENSPEL_E_NOMEM);
        if (strcmp(samenspel_parameter_type(i), "real") == 0)
            assert_null(strchr(text, ','));
    }
    assert_true(snprintf(number, sizeof number, "%.1f", 0.5) == 3);
    assert_string_equal(number, "0,5"); /* the host's own */
    (void)setlocale(LC_NUMERIC, "C");
    free(room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_catalogue),
        cmocka_unit_test_setup_teardown(test_scenario, start, stop),
        cmocka_unit_test_setup_teardown(test_twins, start, stop),
        cmocka_unit_test_setup_teardown(test_faults, start, stop),
        cmocka_unit_test_setup_teardown(test_wrong_arguments, start, stop),
        cmocka_unit_test_setup_teardown(test_sizes, start, stop),
        cmocka_unit_test_setup_teardown(test_simulate, start, stop),
        cmocka_unit_test_setup_teardown(test_run, start, stop),
        cmocka_unit_test_setup_teardown(test_tables, start, stop),
        cmocka_unit_test_setup_teardown(test_cancel, start, stop),
        cmocka_unit_test_setup_teardown(test_options, start, stop),
        cmocka_unit_test_setup_teardown(test_threads, start, stop),
        cmocka_unit_test_setup_teardown(test_gsl_handler, start, stop),
        cmocka_unit_test_setup_teardown(test_locale, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
