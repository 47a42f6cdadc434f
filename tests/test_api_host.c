/* The library and its host: threads, error handlers and locale are the host's. */
#include <locale.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_errno.h>

#include "sim/engine/experiment.h"
#include "tests/support/api_bed.h"
#include "tests/support/command.h"

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
    struct api_bed *bed = *state;
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
    struct api_bed *bed = *state;
    gsl_error_handler_t *seen = NULL, *const before = gsl_set_error_handler(of_host);
    const samenspel_run_options options = {.threads = 1, .progress = look_at_handler, .context = &seen};

    assert_int_equal(api_bed_run(bed, bed->result, &options, NULL), SAMENSPEL_OK);
    assert_true(seen != NULL && seen != of_host);
    assert_true(gsl_set_error_handler(of_host) == of_host);
    assert_int_not_equal(samenspel_run(bed->scenario, "/dev/null/r.db", NULL, 0, NULL, NULL, 0), SAMENSPEL_OK);
    assert_true(gsl_set_error_handler(before) == of_host);
}

/* A locale that writes numbers with a comma: an installed one, or one made here. False when neither can be had. */
static bool set_comma(const struct api_bed *bed)
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
    struct api_bed *bed = *state;
    const char *const overrides[] = {"horizon_months=24", "laboratory.alignment=0.25"};
    samenspel_scenario *s = NULL;
    double *room = calloc(2 * samenspel_outcome_count(), sizeof *room), *in_comma = room + samenspel_outcome_count();
    const size_t surplus = samenspel_find_outcome("surplus");
    char text[64], number[16];

    assert_int_equal(samenspel_scenario_load(api_bed_scenario, overrides, 2, &s, NULL, 0), SAMENSPEL_OK);
    assert_int_equal(samenspel_simulate(s, 1, 1, 0, room, NULL, NULL, 0), SAMENSPEL_OK);
    samenspel_scenario_free(s);
    if (!set_comma(bed)) {
        free(room);
        skip();
        return;
    }
    assert_int_equal(samenspel_scenario_load(api_bed_scenario, overrides, 2, &s, bed->message, sizeof bed->message),
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
        cmocka_unit_test_setup_teardown(test_threads, api_bed_start, api_bed_stop),
        cmocka_unit_test_setup_teardown(test_gsl_handler, api_bed_start, api_bed_stop),
        cmocka_unit_test_setup_teardown(test_locale, api_bed_start, api_bed_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
