/* Experiments through the library: runs, tables, stopping and options, against the engine and the program. */
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
#include "tests/support/command.h"
#include "tests/support/workdir.h"

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
    struct api_bed *bed = *state;
    struct count count = {0};
    const samenspel_run_options options = {.threads = 2, .progress = on_progress, .context = &count};
    samenspel_result *r = NULL, *again = NULL;
    double column[API_BED_REPLICATIONS], *values = calloc(samenspel_outcome_count(), sizeof *values);

    assert_int_equal(api_bed_run(bed, bed->result, &options, &r), SAMENSPEL_OK);
    assert_int_equal(count.calls, 3 * API_BED_REPLICATIONS);
    assert_int_equal(count.last_done, count.total);
    assert_int_equal(samenspel_result_complete(r), 1);
    assert_int_equal(samenspel_result_replications(r), API_BED_REPLICATIONS);
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
        for (uint64_t replication = 0; replication < API_BED_REPLICATIONS; replication++) {
            assert_int_equal(samenspel_simulate(bed->scenario, arm, 2008, replication, values, NULL, NULL, 0),
                             SAMENSPEL_OK);
            for (size_t o = 0; o < samenspel_outcome_count(); o++) {
                assert_int_equal(samenspel_result_values(r, arm, o, column, API_BED_REPLICATIONS, NULL, 0),
                                 SAMENSPEL_OK);
                assert_true(api_bed_same(column[replication], values[o]));
            }
        }
    /* A complete result is found, not run: nothing to be told. */
    count = (struct count){0};
    assert_int_equal(api_bed_run(bed, bed->result, &options, &again), SAMENSPEL_OK);
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
    struct api_bed *bed = *state;
    const char *const compare[] = {
        SAMENSPEL_PROGRAM, "compare",       api_bed_scenario, "--quiet", "--set", api_bed_sets[0],
        "--set",           api_bed_sets[1], "--out",          "p.db",    NULL};
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

    double column[API_BED_REPLICATIONS];
    char m[SAMENSPEL_MESSAGE_SIZE];
    const size_t n = samenspel_result_outcome_count(r);
    assert_int_equal(samenspel_result_values(r, 3, 0, column, API_BED_REPLICATIONS, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_result_values(r, 0, n, column, API_BED_REPLICATIONS, m, sizeof m), SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_result_values(r, 0, 0, column, API_BED_REPLICATIONS - 1, m, sizeof m),
                     SAMENSPEL_E_ARGUMENT);
    assert_int_equal(samenspel_result_values(r, 0, 0, NULL, API_BED_REPLICATIONS, m, sizeof m), SAMENSPEL_E_ARGUMENT);
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
    struct api_bed *bed = *state;
    struct count count = {.cancel_at = 4};
    volatile int flag = 0;
    samenspel_run_options options = {.threads = 1, .progress = on_progress, .context = &count, .stop = &flag};
    samenspel_result *r = NULL, *whole = NULL;
    char other[300];

    assert_int_equal(api_bed_run(bed, bed->result, &options, &r), SAMENSPEL_E_CANCELLED);
    assert_null(r);
    assert_int_equal(flag, 1);
    assert_string_equal(bed->message, "cancelled");
    assert_int_equal(count.calls, 4);
    /* The flag still stands. */
    assert_int_equal(api_bed_run(bed, bed->result, &options, &r), SAMENSPEL_E_CANCELLED);
    assert_int_equal(count.calls, 4);
    assert_int_equal(samenspel_result_open(bed->result, &r, NULL, 0), SAMENSPEL_OK);
    assert_int_equal(samenspel_result_complete(r), 0);
    assert_int_equal(samenspel_result_arm_done(r, 0), 2);
    assert_int_equal(samenspel_result_arm_done(r, 2), 1);
    samenspel_result_free(r);
    /* Without a flag of the host's as well. */
    count = (struct count){.cancel_at = 1};
    options.stop = NULL;
    assert_int_equal(api_bed_run(bed, bed->result, &options, NULL), SAMENSPEL_E_CANCELLED);
    count.cancel_at = 0;
    assert_int_equal(api_bed_run(bed, bed->result, &options, &r), SAMENSPEL_OK);
    assert_int_equal(count.calls, 3 * API_BED_REPLICATIONS - 4);

    assert_true(snprintf(other, sizeof other, "%s/whole.db", bed->folder) > 0);
    assert_int_equal(api_bed_run(bed, other, &options, &whole), SAMENSPEL_OK);
    double a[API_BED_REPLICATIONS], b[API_BED_REPLICATIONS];
    for (size_t arm = 0; arm < 3; arm++)
        for (size_t o = 0; o < samenspel_result_outcome_count(r); o++) {
            assert_int_equal(samenspel_result_values(r, arm, o, a, API_BED_REPLICATIONS, NULL, 0), SAMENSPEL_OK);
            assert_int_equal(samenspel_result_values(whole, arm, o, b, API_BED_REPLICATIONS, NULL, 0), SAMENSPEL_OK);
            for (size_t i = 0; i < API_BED_REPLICATIONS; i++)
                assert_true(api_bed_same(a[i], b[i]));
        }
    samenspel_result_free(whole);
    samenspel_result_free(r);
}

static void test_options(void **state)
{
    struct api_bed *bed = *state;
    samenspel_run_options options = {.replications = 3, .use_seed = 1, .seed = 0, .first_arm_only = 1, .series = 1};
    samenspel_result *r = NULL;
    double values[4], *expected = calloc(samenspel_outcome_count(), sizeof *expected);

    assert_int_equal(api_bed_run(bed, bed->result, &options, &r), SAMENSPEL_OK);
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
    assert_int_equal(api_bed_run(bed, bed->result, &options, &r), SAMENSPEL_E_MISMATCH);
    assert_non_null(strstr(bed->message, "seed"));
    options.fresh = 1;
    assert_int_equal(api_bed_run(bed, bed->result, &options, &r), SAMENSPEL_OK);
    assert_int_equal(samenspel_result_seed(r), 1);
    samenspel_result_free(r);
    free(expected);
}

/* Of a design the arms have values at every point: those of the first are not handed out as the result. */
static void test_design(void **state)
{
    struct api_bed *bed = *state;
    static const char designs[] = SAMENSPEL_SOURCE_DIR "/scenarios/laboratory-designs.cfg";
    const char *const sweep[] = {SAMENSPEL_PROGRAM,  "sweep", designs, "--quiet", "--points", "3", "-n", "2", "--set",
                                 "horizon_months=6", "--out", "s.db",  NULL};
    struct command_result done;
    char path[300];
    samenspel_result *r = (samenspel_result *)bed;

    command_run(bed->folder, sweep, &done);
    assert_int_equal(done.status, 0);
    assert_true(snprintf(path, sizeof path, "%s/s.db", bed->folder) > 0);
    assert_int_equal(samenspel_result_open(path, &r, bed->message, sizeof bed->message), SAMENSPEL_E_RESULT);
    assert_null(r);
    assert_non_null(strstr(bed->message, "s.db: holds a sweep of 3 points"));
    assert_non_null(strstr(bed->message, "samenspel export"));
    command_free(&done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_run, api_bed_start, api_bed_stop),
        cmocka_unit_test_setup_teardown(test_tables, api_bed_start, api_bed_stop),
        cmocka_unit_test_setup_teardown(test_cancel, api_bed_start, api_bed_stop),
        cmocka_unit_test_setup_teardown(test_options, api_bed_start, api_bed_stop),
        cmocka_unit_test_setup_teardown(test_design, api_bed_start, api_bed_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
