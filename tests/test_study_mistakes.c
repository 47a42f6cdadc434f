/* Mistakes that people make with studies, through the program: each ends with status 2 and one message that says where it is
 * and what is allowed, in time, and leaves a result that is there as it was, also with --fresh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/command.h"
#include "tests/support/workdir.h"

#define RANGE(name) "{ parameter = \"" name "\"; lowest = 0.2; highest = 0.8; }"
#define TRUST RANGE("network.trust_start")
#define VARY(group) "vary = ( " group " );"
#define OF(name, rest) VARY("{ parameter = \"" name "\"; " rest " }")
#define FIT(targets) "points = 100; calibrate = ( " TRUST " ); targets = ( " targets " );"
#define TARGET(rest) "{ outcome = \"trust\"; " rest " }"
#define IN "m.cfg:5: experiment."

static const struct {
    const char *experiment; /* line 5 of the scenario */
    const char *command[6];
    const char *expected;
} mistakes[] = {
    /* experiment.vary */
    {VARY(RANGE("network.trust_strat")),
     {"sweep"},
     IN "vary[0].parameter: is 'network.trust_strat', which is not a "
        "parameter; did you mean 'network.trust_start'?"},
    {OF("network.trust_start", "lowest = 0.8; highest = 0.2;"), {"sweep"}, IN "vary[0].highest: must be above lowest"},
    {OF("network.trust_start", "lowest = 0.5; highest = 0.5;"), {"discover"}, "highest: must be above lowest"},
    {OF("network.trust_start", "lowest = 0.2; highest = 1.8;"), {"sensitivity"}, "must be a number from 0 to 1"},
    {OF("network.trust_start", "lowest = 0.2;"), {"sweep"}, "needs either lowest and highest, or values"},
    {OF("network.trust_start", "lowest = 0.2; highest = 0.8; values = [ 0.3 ];"), {"sweep"}, "one of them alone"},
    {OF("network.trust_start", "values = [ ];"), {"sweep"}, IN "vary[0].values: is empty"},
    {OF("network.trust_start", "values = [ 0.3 ];"),
     {"sweep"},
     IN "vary[0].values: has 0.3 alone, which varies nothing"},
    {OF("network.trust_start", "values = [ 0.3, 0.3 ];"), {"sweep"}, IN "vary[0].values: has 0.3 twice"},
    {"design = \"one-at-a-time\"; " OF("network.rule", "words = [ \"consent\" ];"),
     {"sweep"},
     "has consent alone, which is the scenario's own"},
    {"design = \"one-at-a-time\"; " OF("network.rule", "words = [ \"majority\" ];"),
     {"sensitivity"},
     "network.rule has one value"},
    {OF("network.rule", "words = [ \"consent\", \"majorty\" ];"), {"sweep"}, "did you mean 'majority'?"},
    {OF("network.rule", "lowest = 0.0; highest = 1.0;"), {"sweep"}, "a choice has no range"},
    {OF("title", "words = [ \"a\", \"b\" ];"), {"sweep"}, "is 'title', which cannot be varied"},
    {OF("network.mode", "words = [ \"lead\", \"nao\" ];"), {"sweep"}, "which differs between arm"},
    {OF("organisations.vgz.fte", "lowest = 1.0; highest = 2.0;"),
     {"sweep"},
     "the scenario has no group in organisations"},
    {OF("organisations.fte", "lowest = 1.0; highest = 2.0;"), {"sweep"}, "say of which group: organisations.NAME.fte"},
    {OF("organisations.vgz.ftes", "lowest = 1.0; highest = 2.0;"), {"sweep"}, "has no 'ftes'; did you mean 'fte'?"},
    {OF("network.trust_start", "lowst = 0.1; highest = 0.8;"), {"sweep"}, "did you mean 'lowest'?"},
    {VARY(TRUST ", " TRUST), {"sweep"}, "must be unique in its list"},
    {VARY(""), {"sweep"}, "sweep needs experiment.vary"},
    {"", {"discover"}, "discover needs experiment.vary"},
    /* design, points, levels */
    {"design = \"lsh\"; " VARY(TRUST), {"sweep"}, "did you mean 'lhs'?"},
    {"levels = 1; " VARY(TRUST), {"sweep"}, IN "levels: is 1; must be a whole number from 2"},
    {"levels = 3; " VARY(TRUST), {"sensitivity"}, IN "levels = 3: Morris needs an even number"},
    {"points = 0; " VARY(TRUST), {"sweep"}, IN "points: is 0; must be a whole number from 1"},
    {"design = \"factorial\"; levels = 1000; " VARY(
         TRUST ", " RANGE("laboratory.alignment") ", " RANGE("laboratory.conflict")),
     {"sweep"},
     IN "design: all combinations are 1000000000 points"},
    {"design = \"one-at-a-time\"; " VARY(TRUST),
     {"discover"},
     IN "design: must be \"lhs\", \"sobol\" or \"factorial\""},
    {"antithetic = true; " VARY(TRUST), {"sweep"}, IN "antithetic: is for run, compare and trace"},
    {VARY(TRUST), {"sweep", "--points", "0"}, "--points=0: must be a whole number from 1"},
    {VARY(TRUST), {"sensitivity", "--method=sobol", "--points", "1"}, "sensitivity --points=1: needs 2 rows or more"},
    {VARY(TRUST), {"sensitivity", "--method=moris"}, "must be morris or sobol; did you mean morris?"},
    {VARY(TRUST), {"sensitivity", "--outcome", "trsut"}, "no outcome \"trsut\"; did you mean \"trust\"?"},
    {VARY(TRUST), {"discover", "--replications", "1"}, "two replications or more"},
    {VARY(TRUST), {"discover", "--threshold", "5"}, "choose it with --outcome"},
    {VARY(TRUST), {"sweep", "--shard", "3/2"}, "--shard=3/2: must be I/N, part I (from 1 to N) of N"},
    {VARY(TRUST), {"sweep", "--shard", "0/2"}, "--shard=0/2: must be I/N"},
    /* select and advise */
    {"", {"select", "--budget", "10"}, "--budget=10: must be at least 33"},
    {"", {"select", "--replications", "2"}, "2 replications of 3 arms are too few to choose with; give 11 or more"},
    {"", {"select", "--method=km"}, "select --method=km: must be ocba or kn; did you mean kn?"},
    {"", {"select", "--method=kn"}, "needs --delta"},
    {"", {"select", "--delta", "-1"}, "--delta=-1: must be a number above 0"},
    {"", {"select", "--outcome", "trust", "--outcome", "surplus"}, "select takes one --outcome"},
    {"", {"select", "--outcome", "members"}, "neither higher nor lower is better"},
    {"cross = (); reference = \"x\"; arms = ( { name = \"x\"; } );", {"select"}, "select needs two arms or more"},
    {"",
     {"advise", "--precision", "trsut:0.5"},
     "--precision: \"trsut:0.5\": the model has no outcome \"trsut\"; did you "
     "mean \"trust\"?"},
    {"", {"advise", "--precision", "trust:-0.5"}, "must be a half-width above 0"},
    {"", {"advise", "--precision", "trust"}, "must be OUTCOME:HALFWIDTH"},
    {"", {"advise", "--precision", "camps:1"}, "add --outcome camps"},
    {"", {"advise", "--replications", "1"}, "a pilot takes 2 replications or more"},
    {"precision = [ \"trsut:0.5\" ];", {"compare"}, IN "precision: \"trsut:0.5\": the model has no outcome"},
    {"precision = [ \"trust:nan\" ];", {"check"}, IN "precision: \"trust:nan\": \"nan\" must be a half-width above 0"},
    {"", {"compare", "--max-replications", "9"}, "goes with a wished precision"},
    /* calibrate */
    {"points = 100; calibrate = ( " TRUST " );", {"calibrate"}, "calibrate needs experiment.targets"},
    {"targets = ( " TARGET("value = 50.0; sd = 5.0;") " );", {"calibrate"}, "calibrate needs experiment.calibrate"},
    {FIT("{ outcome = \"trsut\"; value = 50.0; sd = 5.0; }"), {"calibrate"}, "did you mean \"trust\"?"},
    {FIT(TARGET("arm = \"leed\"; value = 50.0; sd = 5.0;")),
     {"calibrate"},
     IN "targets[0].arm: is 'leed'; the scenario has "
        "no such arm; did you mean 'lead'?"},
    {FIT(TARGET("value = 50.0;")), {"calibrate"}, IN "targets[0].sd: is missing"},
    {FIT(TARGET("value = 50.0; sd = 0.0;")), {"calibrate"}, IN "targets[0].sd: is 0.0; must be a number"},
    {FIT(TARGET("value = 50.0; sd = 5.0;") ", " TARGET("value = 90.0; sd = 5.0;")),
     {"calibrate"},
     IN "targets[1].outcome: is 'trust' of arm 'self-governed', as that of experiment.targets[0]"},
    {FIT(TARGET("value = 50.0; sd = 5.0;")), {"calibrate", "--points", "5"}, "5 points are too few"},
    {FIT(TARGET("value = 50.0; sd = 5.0;")), {"calibrate", "--replications", "1"}, "2 replications or more"},
};
enum { N_MISTAKES = sizeof mistakes / sizeof mistakes[0] };

static void write_scenario(const char *experiment)
{
    char text[2048], path[512];
    (void)snprintf(text, sizeof text,
                   "base = \"%s/scenarios/laboratory.cfg\";\ntitle = \"t\";\nhorizon_months = 2;\n"
                   "experiment = { replications = 12;\n%s\n};\n",
                   SAMENSPEL_SOURCE_DIR, experiment);
    workdir_write(workdir, "m.cfg", text, path, sizeof path);
}

static char *read_whole(const char *name, size_t *size)
{
    char path[512];
    FILE *file = fopen(workdir_path(path, name), "rb");
    char *bytes = malloc(1 << 22);
    assert_non_null(file);
    assert_non_null(bytes);
    *size = fread(bytes, 1, 1 << 22, file);
    assert_true(*size > 0 && *size < 1 << 22);
    (void)fclose(file);
    return bytes;
}

static void test_mistakes(void **state)
{
    (void)state;
    struct command_result result;
    size_t size, after;
    write_scenario("");
    const char *const make[] = {SAMENSPEL_PROGRAM, "compare", "m.cfg", "--quiet", "--out", "r.db", NULL};
    command_run(workdir, make, &result);
    assert_int_equal(result.status, 0);
    command_free(&result);
    char *whole = read_whole("r.db", &size);
    for (size_t i = 0; i < N_MISTAKES; i++) {
        const char *argv[16] = {SAMENSPEL_PROGRAM};
        size_t n = 1;
        for (size_t k = 0; k < 6 && mistakes[i].command[k] != NULL; k++)
            argv[n++] = mistakes[i].command[k];
        argv[n++] = "m.cfg";
        if (strcmp(argv[1], "check") != 0) {
            argv[n++] = "--fresh";
            argv[n++] = "--out";
            argv[n++] = "r.db";
        }
        write_scenario(mistakes[i].experiment);
        command_run(workdir, argv, &result);
        if (result.status != 2 || strstr(result.err, mistakes[i].expected) == NULL || result.out[0] != '\0')
            fail_msg("%s, mistake %zu: status %d, \"%s\" does not say \"%s\"", argv[1], i, result.status, result.err,
                     mistakes[i].expected);
        command_free(&result);
        char *now = read_whole("r.db", &after);
        if (after != size || memcmp(now, whole, size) != 0)
            fail_msg("%s, mistake %zu: the result that was there is another", argv[1], i);
        free(now);
    }
    free(whole);
}

/* Parts of different experiments are not merged. */
static void test_merge(void **state)
{
    (void)state;
    static const char *const parts[][12] = {
        {"sweep", "--shard", "1/2", "--out", "a.db"},
        {"sweep", "--shard", "2/2", "--seed", "5", "--out", "b.db"},
        {"sweep", "--shard", "2/2", "--points", "7", "--out", "c.db"},
    };
    static const char *const said[] = {"", "of another experiment", "of another experiment"};
    struct command_result result;
    write_scenario("points = 4; " VARY(TRUST));
    for (size_t i = 0; i < 3; i++) {
        const char *argv[16] = {SAMENSPEL_PROGRAM, "sweep", "m.cfg"};
        for (size_t k = 1; parts[i][k] != NULL; k++)
            argv[k + 2] = parts[i][k];
        command_run(workdir, argv, &result);
        assert_int_equal(result.status, 0);
        command_free(&result);
        if (i == 0)
            continue;
        const char *const merge[] = {SAMENSPEL_PROGRAM, "merge", "a.db", parts[i][6], "--out", "m.db", NULL};
        command_run(workdir, merge, &result);
        assert_int_equal(result.status, 2);
        assert_non_null(strstr(result.err, said[i]));
        command_free(&result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(test_mistakes, workdir_set_up,
                                                                       workdir_tear_down),
                                       cmocka_unit_test_setup_teardown(test_merge, workdir_set_up, workdir_tear_down)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
