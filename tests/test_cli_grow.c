/* Studies that are gone on with: more points of a Sobol sequence and more replications give what one call gives, to the
 * byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/command.h"
#include "tests/support/workdir.h"

/* A study of the laboratory, made or gone on with. */
static struct command_result grow(const char *command, const char *design, const char *points, const char *replications,
                                  const char *file)
{
    static const char space[] = SAMENSPEL_SOURCE_DIR "/scenarios/laboratory-designs.cfg";
    struct command_result result;
    command_run(workdir,
                (const char *const[]){SAMENSPEL_PROGRAM, command, space, "--set", "horizon_months=12", "--set", design,
                                      "--points", points, "--replications", replications, "--out", file, "--outcome",
                                      "trust", "--format", "json", NULL},
                &result);
    return result;
}

static void done(struct command_result result)
{
    if (result.status != 0)
        fail_msg("%s", result.err);
    command_free(&result);
}

static void expect_same_table(const char *table)
{
    struct command_result once, grown;
    command_run(workdir, (const char *const[]){SAMENSPEL_PROGRAM, "export", "once.db", "--table", table, NULL}, &once);
    command_run(workdir, (const char *const[]){SAMENSPEL_PROGRAM, "export", "grown.db", "--table", table, NULL},
                &grown);
    assert_int_equal(once.status, 0);
    assert_int_equal(grown.status, 0);
    assert_true(strlen(once.out) > 50);
    assert_string_equal(once.out, grown.out);
    command_free(&once);
    command_free(&grown);
}

#define SOBOL "experiment.design=\"sobol\""

/* 4 points of 2 replications, 8 of 2, 8 of 3: only what is new is run. */
static void expect_growth(const char *command, const char *const *tables, size_t n)
{
    struct command_result result = grow(command, SOBOL, "4", "2", "grown.db");
    done(result);
    done(grow(command, SOBOL, "8", "2", "grown.db"));
    result = grow(command, SOBOL, "8", "3", "grown.db");
    assert_int_equal(result.status, 0);
    if (strstr(result.err, "72 runs (48 found)") == NULL)
        fail_msg("earlier runs were not kept: %s", result.err);
    command_free(&result);
    done(grow(command, SOBOL, "8", "3", "once.db"));
    for (size_t i = 0; i < n; i++)
        expect_same_table(tables[i]);
    /* Back to fewer: what is exported is of the last call. */
    done(grow(command, SOBOL, "4", "2", "grown.db"));
    command_run(workdir, (const char *const[]){"/bin/rm", "once.db", NULL}, &result);
    done(result);
    done(grow(command, SOBOL, "4", "2", "once.db"));
    for (size_t i = 0; i < n; i++)
        expect_same_table(tables[i]);
}

static void test_sweep_grows(void **state)
{
    (void)state;
    static const char *const tables[] = {"effects",      "profiles", "point-summary", "point-contrasts",
                                         "sweep-design", "outcomes", "design"};
    expect_growth("sweep", tables, sizeof tables / sizeof tables[0]);
}

static void test_discover_grows(void **state)
{
    (void)state;
    static const char *const tables[] = {"robustness", "stability", "drivers", "regimes",
                                         "regret",     "outcomes",  "design"};
    expect_growth("discover", tables, sizeof tables / sizeof tables[0]);
}

/* What cannot grow says so, why, and what can be done; the result stays. */
static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *command, *design, *points, *replications, *advice;
    } cases[] = {
        {"sweep", "experiment.design=\"lhs\"", "5", "2", "take experiment.design = \"sobol\""},
        {"sweep", SOBOL, "4", "2", "cannot go on from another design"},
        {"discover", "experiment.design=\"lhs\"", "5", "2", "replications can be added, points cannot"},
        {"sensitivity", "experiment.levels=4", "4", "3", "take --method=sobol"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct command_result before, after;
        const char *const show[] = {SAMENSPEL_PROGRAM, "export", "kept.db", "--table", "outcomes", NULL};
        const bool morris = strcmp(cases[i].command, "sensitivity") == 0;
        const char *const first = morris ? cases[i].design : "experiment.design=\"lhs\"";
        command_run(workdir, (const char *const[]){"/bin/rm", "-f", "kept.db", NULL}, &before);
        done(before);
        done(grow(cases[i].command, first, "4", "2", "kept.db"));
        command_run(workdir, show, &before);
        struct command_result refused =
            grow(cases[i].command, cases[i].design, cases[i].points, cases[i].replications, "kept.db");
        assert_int_equal(refused.status, 2);
        if (strstr(refused.err, cases[i].advice) == NULL)
            fail_msg("\"%s\" is not in:\n%s", cases[i].advice, refused.err);
        command_run(workdir, show, &after);
        assert_string_equal(before.out, after.out);
        command_free(&before);
        command_free(&after);
        command_free(&refused);
    }
    /* Of another command nothing is advised. */
    struct command_result other = grow("discover", "experiment.design=\"lhs\"", "4", "2", "kept.db");
    assert_int_equal(other.status, 2);
    assert_null(strstr(other.err, "hypercube"));
    command_free(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sweep_grows, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_discover_grows, workdir_set_up, workdir_tear_down),
        cmocka_unit_test_setup_teardown(test_refusals, workdir_set_up, workdir_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
