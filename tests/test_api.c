/* The library as a host program sees it: through its header, against the engine and the program's tables. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/model.h"
#include "sim/engine/experiment.h"
#include "sim/session/session.h"
#include "tests/support/api_bed.h"
#include "tests/support/workdir.h"

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
    const struct api_bed *bed = *state;
    const samenspel_scenario *s = bed->scenario;

    assert_string_equal(samenspel_scenario_title(s), "Laboratory: three modes of governance");
    assert_int_equal(samenspel_scenario_fault_count(s), 0);
    assert_null(samenspel_scenario_fault(s, 0));
    assert_int_equal(samenspel_scenario_spinup_months(s), 0);
    assert_int_equal(samenspel_scenario_months(s), API_BED_MONTHS);
    assert_int_equal(samenspel_scenario_replications(s), API_BED_REPLICATIONS);
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
    struct api_bed *bed = *state;
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
    struct api_bed *bed = *state;
    const char *const wrong[] = {"network.mode=queen", "horizon_months=0", "experiment.main_outcomes=[\"surplu\"]"};
    samenspel_scenario *s = NULL;
    samenspel_result *r = NULL;
    double value[1];

    assert_int_equal(samenspel_scenario_load(api_bed_scenario, wrong, 2, &s, bed->message, sizeof bed->message),
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
    assert_int_equal(samenspel_scenario_load(api_bed_scenario, wrong + 2, 1, &s, bed->message, sizeof bed->message),
                     SAMENSPEL_E_INPUT);
    assert_non_null(strstr(bed->message, "did you mean \"surplus\"?"));
    samenspel_scenario_free(s);

    /* A short buffer is filled, ended and not overrun. */
    char little[9] = "12345678";
    assert_int_equal(samenspel_scenario_load(api_bed_scenario, wrong, 1, &s, little, 8), SAMENSPEL_E_INPUT);
    assert_int_equal(strlen(little), 7);
    assert_memory_equal(little, samenspel_scenario_fault(s, 0), 7);
    samenspel_scenario_free(s);

    /* No override of any kind is needed, and none without "=" is taken. */
    const char *const no_value[] = {"horizon_months"};
    assert_int_equal(samenspel_scenario_load(api_bed_scenario, no_value, 1, &s, NULL, 0), SAMENSPEL_E_INPUT);
    samenspel_scenario_free(s);
}

static void test_wrong_arguments(void **state)
{
    struct api_bed *bed = *state;
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
    assert_int_equal(samenspel_scenario_load(api_bed_scenario, NULL, 1, &s, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_scenario_load(api_bed_scenario, none, 1, &s, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_scenario_load(api_bed_scenario, NULL, 0, NULL, m, sizeof m), SAMENSPEL_E_ARGUMENT);
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
    struct api_bed *bed = *state;
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
    static const size_t wrong[] = {0,    1,           sizeof(samenspel_summary) - 1, sizeof(samenspel_summary) + 4,
                                   4104, SIZE_MAX - 7};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        samenspel_contrast contrast = {.diff = 7.0};
        summary.summary.mean = 7.0;
        assert_int_equal(samenspel_result_summary(r, 0, surplus, &summary.summary, wrong[i], bed->message,
                                                  sizeof bed->message),
                         SAMENSPEL_E_ARGUMENT);
        assert_non_null(strstr(bed->message, "size"));
        assert_int_equal(samenspel_result_contrast(r, 1, 0, surplus, &contrast, wrong[i], NULL, 0),
                         SAMENSPEL_E_ARGUMENT);
        assert_int_equal(samenspel_run(bed->scenario, bed->result, &large.options, wrong[i], NULL, NULL, 0),
                         SAMENSPEL_E_ARGUMENT);
        assert_true(summary.summary.mean == 7.0 && contrast.diff == 7.0); /* nothing was written */
    }
    samenspel_result_free(r);
    large.later = 1;
    assert_int_equal(samenspel_run(bed->scenario, bed->result, &large.options, sizeof large, &r, NULL, 0),
                     SAMENSPEL_E_ARGUMENT);
    large.later = 0;
    large.options.reserved = 5;
    assert_int_equal(samenspel_run(bed->scenario, bed->result, &large.options, sizeof large, &r, bed->message,
                                   sizeof bed->message),
                     SAMENSPEL_E_ARGUMENT);
    assert_non_null(strstr(bed->message, "reserved"));
}

static void test_simulate(void **state)
{
    struct api_bed *bed = *state;
    const size_t n = samenspel_outcome_count();
    struct sim_messages messages = {0};
    struct sim_err err = {SIM_OK, ""};
    struct scenario *scenario = NULL;
    double *room = calloc(2 * n * (API_BED_MONTHS + 1), sizeof *room);
    double *values = room, *expected = room + n, *series = room + 2 * n, *expected_series = series + API_BED_MONTHS * n;

    assert_non_null(room);
    assert_int_equal(session_scenario(&samenspel_model, api_bed_scenario, api_bed_sets, 2, &scenario, &messages, &err),
                     SIM_OK);
    for (size_t arm = 0; arm < 3; arm++) {
        const uint64_t seed = arm == 2 ? UINT64_C(77) : UINT64_C(2008);
        assert_int_equal(samenspel_simulate(bed->scenario, arm, seed, 4, values, arm == 1 ? NULL : series, bed->message,
                                            sizeof bed->message),
                         SAMENSPEL_OK);
        assert_int_equal(experiment_replicate(&samenspel_model, scenario, arm, seed, 4, NULL, expected, expected_series,
                                              NULL, &err),
                         SIM_OK);
        for (size_t k = 0; k < n; k++)
            assert_true(api_bed_same(values[k], expected[k]));
        for (size_t k = 0; arm != 1 && k < n * API_BED_MONTHS; k++)
            assert_true(api_bed_same(series[k], expected_series[k]));
    }
    assert_true(!isnan(values[samenspel_find_outcome("surplus")]));
    scenario_free(scenario);
    sim_messages_free(&messages);
    free(room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_catalogue),
        cmocka_unit_test_setup_teardown(test_scenario, api_bed_start, api_bed_stop),
        cmocka_unit_test_setup_teardown(test_twins, api_bed_start, api_bed_stop),
        cmocka_unit_test_setup_teardown(test_faults, api_bed_start, api_bed_stop),
        cmocka_unit_test_setup_teardown(test_wrong_arguments, api_bed_start, api_bed_stop),
        cmocka_unit_test_setup_teardown(test_sizes, api_bed_start, api_bed_stop),
        cmocka_unit_test_setup_teardown(test_simulate, api_bed_start, api_bed_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
