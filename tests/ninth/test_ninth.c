/* A ninth payment model is one file and one line of a table: the program built with them knows it everywhere, pays it,
 * and leaves the other eight as they were. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/money/billing.h"
#include "tests/support/command.h"
#include "tests/support/region_bed.h"
#include "tests/support/workdir.h"

static const char midden_limburg[] = SAMENSPEL_SOURCE_DIR "/scenarios/midden-limburg.cfg";

#define PAYMENT_MODEL(name, word) word,
static const char *const words[] = {
#include "models/money/payment_models.def"
};
#undef PAYMENT_MODEL
enum { N_WORDS = sizeof words / sizeof words[0], N_NORMAL = N_WORDS - 1 };

/* -- what it takes ------------------------------------------------------------------------------------------------- */

/* The table of this build is the program's own and one line: nothing else of the program is replaced (its sources are
 * those of the program and salary.c, by tests/CMakeLists.txt). */
static void test_one_line(void **state)
{
    (void)state;
    char *own = workdir_read(SAMENSPEL_SOURCE_DIR "/models/money/payment_models.def"),
         *ninth = workdir_read(SAMENSPEL_NINTH_TABLE);
    const size_t n = strlen(own);
    assert_int_equal(strncmp(own, ninth, n), 0);
    assert_string_equal(ninth + n, "PAYMENT_MODEL(salary, \"salary\")\n");
    assert_int_equal(N_WORDS, 9);
    assert_string_equal(words[N_WORDS - 1], "salary");
    free(own), free(ninth);
}

/* -- what it pays -------------------------------------------------------------------------------------------------- */

/* All that welfare organisations are paid for by municipalities is a salary: the norm, to the cent, month after month,
 * and so is youth care, whose contract is one already before the horizon. */
static void test_pays_the_norm(void **state)
{
    (void)state;
    static const char *const sets[] = {"payment.kind=salary", "payment.scope=[\"support\",\"social-help\"]",
                                       "services.youth-care.contract=salary", "horizon_months=24"};
    struct scenario *scenario = region_bed_single(midden_limburg, sets, REGION_BED_COUNT(sets));
    struct region *region = region_bed_create(scenario, 0, 0);
    static const int services[2] = {SERVICE_SUPPORT, SERVICE_SOCIAL};
    double moved = 0.0, youth = 0.0;
    region_bed_run(region, 0, REGION_BED_SPINUP);
    for (int64_t month = 1; month <= 24; month++) {
        region_bed_run(region, REGION_BED_SPINUP + (size_t)month - 1, REGION_BED_SPINUP + (size_t)month);
        for (size_t k = 0; k < region->kind_n[KIND_WELFARE]; k++)
            for (size_t p = 0; p < region->payer_n[PAYER_MUNICIPALITY]; p++) {
                const size_t o = region->kind_first[KIND_WELFARE][k];
                int64_t norm = 0;
                for (size_t s = 0; s < 2; s++)
                    norm += llround(region_contract_at(region, services[s], o, p)->base_cents);
                const size_t payer = region->payer_first[PAYER_MUNICIPALITY][p];
                assert_int_equal(region_bed_flow(region, account_of_payer(region, payer), account_of_organisation(o),
                                                 FLOW_CARE),
                                 month * norm);
                moved += (double)norm;
            }
        for (size_t p = 0; p < region->payer_n[PAYER_MUNICIPALITY]; p++) {
            const struct contract *one =
                region_contract_at(region, SERVICE_YOUTH, region->kind_first[KIND_YOUTH][0], p);
            const double months = (double)one->year_months;
            assert_true(fabs(one->year_cents - months * one->base_cents) <= 1e-9 * one->year_cents);
            youth += one->year_cents;
        }
    }
    assert_true(moved > 1e8 && youth > 1e8);
    region_destroy(region);
    scenario_free(scenario);
}

/* -- the program knows the word ------------------------------------------------------------------------------------ */

#define RUN_BY(program, result, ...) command_run(workdir, (const char *const[]){(program), __VA_ARGS__, NULL}, (result))

/* What the program says about a scenario that pays by salary. */
static void check_salary(const char *program, struct command_result *result)
{
    char text[1024], path[768];
    (void)snprintf(text, sizeof text,
                   "base = \"%s\";\npayment = { kind = \"salary\"; };\n"
                   "experiment = { reference = \"only\"; cross = ( ( { name = \"only\"; } ) ); };\n",
                   midden_limburg);
    workdir_write(workdir, "salary.cfg", text, path, sizeof path);
    RUN_BY(program, result, "check", path);
}

static void test_words(void **state)
{
    (void)state;
    struct command_result result;
    RUN_BY(SAMENSPEL_NINTH_PROGRAM, &result, "params");
    assert_int_equal(result.status, 0);
    assert_non_null(strstr(result.out, "salary"));
    command_free(&result);
    RUN_BY(SAMENSPEL_PROGRAM, &result, "params");
    assert_int_equal(result.status, 0);
    assert_null(strstr(result.out, "salary"));
    command_free(&result);

    check_salary(SAMENSPEL_PROGRAM, &result);
    assert_true(result.status != 0);
    assert_non_null(strstr(result.err, "payment.kind: is 'salary'; must be one of"));
    command_free(&result);
    check_salary(SAMENSPEL_NINTH_PROGRAM, &result);
    if (result.status != 0)
        fail_msg("%s", result.err);
    command_free(&result);

    /* A word that is nobody's: the ninth is offered with the others, for today's contracts too. */
    static const char *const sets[2] = {"payment.kind=salry", "services.youth-care.contract=salry"};
    for (size_t k = 0; k < 2; k++) {
        RUN_BY(SAMENSPEL_NINTH_PROGRAM, &result, "run", midden_limburg, "--set", sets[k]);
        assert_true(result.status != 0);
        assert_non_null(strstr(result.err, "'population-budget', 'salary'; did you mean 'salary'?"));
        command_free(&result);
    }
}

/* -- the other eight ----------------------------------------------------------------------------------------------- */

/* All outcomes and flows of a short run under a kind of payment; to be freed. */
static char *results_of(const char *program, const char *kind)
{
    char set[64];
    struct command_result result;
    (void)snprintf(set, sizeof set, "payment.kind=%s", kind);
    RUN_BY(program, &result, "run", midden_limburg, "-q", "-n", "1", "--fresh", "--out", "run.db", "--threads", "1",
           "--set", set, "--set", "region.scale=0.01", "--set", "spinup_months=12", "--set", "horizon_months=12",
           "--set", "payment.risk_adjusted=false");
    if (result.status != 0)
        fail_msg("%s: %s", kind, result.err);
    command_free(&result);
    char *tables[2];
    static const char *const names[2] = {"outcomes", "series"};
    for (size_t k = 0; k < 2; k++) {
        RUN_BY(program, &result, "export", "run.db", "--table", names[k]);
        assert_int_equal(result.status, 0);
        tables[k] = strdup(result.out);
        assert_non_null(tables[k]);
        command_free(&result);
    }
    const size_t size = strlen(tables[0]) + strlen(tables[1]) + 1;
    char *both = malloc(size);
    assert_non_null(both);
    (void)snprintf(both, size, "%s%s", tables[0], tables[1]);
    free(tables[0]), free(tables[1]);
    return both;
}

static void test_the_other_eight_are_the_same(void **state)
{
    (void)state;
    char *results[N_WORDS];
    for (size_t k = 0; k < N_WORDS; k++)
        results[k] = results_of(SAMENSPEL_NINTH_PROGRAM, words[k]);
    for (size_t k = 0; k < N_NORMAL; k++) {
        char *normal = results_of(SAMENSPEL_PROGRAM, words[k]);
        assert_true(strlen(normal) > 10000);
        if (strcmp(normal, results[k]) != 0)
            fail_msg("%s gives other results in the program with a ninth payment model", words[k]);
        free(normal);
    }
    for (size_t k = 0; k < N_WORDS; k++)
        for (size_t other = 0; other < k; other++)
            if (strcmp(results[k], results[other]) == 0)
                fail_msg("%s and %s give the same results", words[k], words[other]);
    for (size_t k = 0; k < N_WORDS; k++)
        free(results[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_line),
        cmocka_unit_test(test_pays_the_norm),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_the_other_eight_are_the_same),
    };
    return cmocka_run_group_tests_name("ninth", tests, workdir_set_up, workdir_tear_down);
}
