/* Calibration through scenario, engine and store, on functions that are known on paper. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/stats/stats.h"
#include "tests/support/analytic_model.h"
#include "tests/support/command.h"
#include "tests/support/expect.h"
#include "tests/support/study_result.h"
#include "tests/support/workdir.h"

enum { SEEDS = 5 };

struct result {
    struct study_result tables;
    int status;
    struct sim_err err;
    char path[512];
};

static const union frame_cell *cell(const struct result *result, const char *name, size_t row, const char *column)
{
    return study_cell(study_table(&result->tables, name), row, column);
}
static double real(const struct result *result, const char *name, size_t row, const char *column)
{
    return cell(result, name, row, column)->real;
}
static void assert_word(const struct result *result, const char *name, size_t row, const char *column, const char *word)
{
    assert_string_equal(cell(result, name, row, column)->text, word);
}

struct wish {
    uint64_t seed;
    size_t points, replications;
    int threads;
    size_t stop_after; /* runs; 0: never */
};

/* `text` as analytic_scenario takes it, into workdir/name.db. */
static struct result run(const char *name, const char *text, struct wish wish)
{
    struct result result = {.status = SIM_OK};
    struct study_brake brake = {.at = wish.stop_after};
    struct scenario *scenario = analytic_scenario(workdir, text);
    (void)snprintf(result.path, sizeof result.path, "%s/%s.db", workdir, name);
    struct study_request request = analytic_request(scenario, result.path);
    request.factors = scenario->calibrate;
    request.n_factors = scenario->n_calibrate;
    request.seed = wish.seed;
    request.points = wish.points;
    request.replications = wish.replications;
    request.threads = wish.threads > 0 ? wish.threads : 1;
    study_brake_fit(&request, &brake);
    result.status = analytic_study(&request, calibrate, result.tables.frames, &result.tables.n, &result.err);
    scenario_free(scenario);
    return result;
}

static struct result good(const char *name, const char *text, struct wish wish)
{
    struct result result = run(name, text, wish);
    if (result.status != SIM_OK)
        fail_msg("%s", result.err.text);
    return result;
}

static const char one[] = "{ parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; }";

/* value = x1 + noise; four replications leave .05 of .1, and the target has .05: posterior N(.6, .0707). */
static void test_conjugate(void **state)
{
    (void)state;
    const double exact = hypot(0.05, 0.05);
    double mean = 0.0, se = 0.0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        char text[1024], name[32];
        (void)snprintf(name, sizeof name, "conjugate%d", (int)seed);
        (void)
            snprintf(text, sizeof text,
                     "analytic = { function = \"zero\"; slope = 1.0; noise = 0.1; };\n"
                     "experiment = { calibrate = ( %s ); targets = ( { outcome = \"value\"; value = 0.1; sd = 0.05; } "
                     "); };",
                     one);
        struct result r = good(name, text, (struct wish){.seed = seed + 1, .points = 800, .replications = 4});
        const double sd = real(&r, "posterior", 0, "sd"), noise = real(&r, "predictive", 0, "noise");
        print_message("  mean %.4f sd %.4f (%.4f) noise %.4f tolerance %.3f points %d ess %.0f\n",
                      real(&r, "posterior", 0, "mean"), sd, exact, noise, real(&r, "fit", 0, "tolerance"),
                      (int)cell(&r, "fit", 0, "points")->integer, real(&r, "fit", 0, "ess"));
        mean += real(&r, "posterior", 0, "mean") / SEEDS;
        /* Some 60 weighted particles: the mean is known to .13 sd, the sd to 9 %; and four of these. */
        assert_true(fabs(real(&r, "posterior", 0, "mean") - 0.6) < 0.55 * exact);
        assert_true(sd > 0.65 * exact && sd < 1.4 * exact);
        assert_true(noise > 0.04 && noise < 0.06);
        assert_true(real(&r, "posterior", 0, "q05") < 0.6 && real(&r, "posterior", 0, "q95") > 0.6);
        assert_true(fabs(real(&r, "posterior", 0, "contraction") - (1.0 - sd * sqrt(12.0))) < 1e-9);
        assert_true(real(&r, "posterior", 0, "current") == 0.5);
        assert_word(&r, "posterior", 0, "edge", "");
        assert_word(&r, "predictive-joint", 0, "together", "yes");
        assert_true(real(&r, "predictive-off", 0, "narrowed") > 0.5);
        se += real(&r, "posterior-error", 0, "mean_se") / SEEDS;
        assert_true(fabs(real(&r, "posterior-error", 0, "mean_se") - sd / sqrt(real(&r, "fit", 0, "ess"))) < 1e-9);
        assert_word(&r, "predictive", 0, "inside", "yes");
        assert_word(&r, "predictive", 0, "reachable", "yes");
        study_result_release(&r.tables);
    }
    assert_true(fabs(mean - 0.6) < 4.0 * 0.13 * exact / sqrt(SEEDS));
    assert_true(fabs(se - 0.13 * exact) < 0.05 * exact);
}

/* How far posteriors that differ by luck lie apart is what each says of itself; and a value is not called outside at an
 * edge, by a target that says nothing, or beyond the range. */
static void test_errors(void **state)
{
    (void)state;
    struct stats_moments means = {0}, q05 = {0}, q50 = {0}, q95 = {0}, se[4] = {{0}};
    for (uint64_t seed = 1; seed <= 6 * SEEDS; seed++) {
        char text[1024], name[32];
        (void)snprintf(name, sizeof name, "error%d", (int)seed);
        (void)snprintf(text, sizeof text,
                       "analytic = { function = \"zero\"; slope = 1.0; x1 = 0.0; };\n"
                       "experiment = { calibrate = ( %s ); targets = ( { outcome = \"value\"; value = 0.1; sd = 0.1; } "
                       "); };",
                       one);
        struct result r = good(name, text, (struct wish){.seed = seed, .points = 300, .replications = 2});
        stats_add(&means, real(&r, "posterior", 0, "mean"));
        stats_add(&q05, real(&r, "posterior", 0, "q05"));
        stats_add(&q50, real(&r, "posterior", 0, "q50"));
        stats_add(&q95, real(&r, "posterior", 0, "q95"));
        stats_add(&se[0], real(&r, "posterior-error", 0, "mean_se"));
        stats_add(&se[1], real(&r, "posterior-error", 0, "q05_se"));
        stats_add(&se[2], real(&r, "posterior-error", 0, "q50_se"));
        stats_add(&se[3], real(&r, "posterior-error", 0, "q95_se"));
        assert_word(&r, "posterior", 0, "own", "outside"); /* 0, where .6 +- .1 fits */
        study_result_release(&r.tables);
    }
    const struct stats_moments *const apart[] = {&means, &q05, &q50, &q95};
    for (size_t i = 0; i < 4; i++) {
        const double ratio = stats_sd(apart[i]) / stats_mean(&se[i]);
        print_message("  figure %d: apart %.4f, said %.4f\n", (int)i, stats_sd(apart[i]), stats_mean(&se[i]));
        /* 30 of them tell a spread to 13 %; the outer quantiles of 25 particles are known to a factor. */
        assert_true(ratio > 0.5 && ratio < (i % 2 == 0 ? 1.6 : 2.0));
    }
    static const struct {
        const char *name, *x1, *value, *sd, *own;
        bool narrow;
    } cases[] = {
        {"nothing", "0.0", "0.1", "5.0", "untold", false},
        {"agrees", "0.55", "0.1", "0.1", "inside", true},
        {"loose", "0.0", "0.5", "0.45", "untold", false}, /* far from the edge, but hardly narrowed */
        {"shared", "0.0", "-0.5", "0.3", "untold", true}, /* narrowed, towards the edge where the value is */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[1024];
        (void)snprintf(text, sizeof text,
                       "analytic = { function = \"zero\"; slope = 1.0; x1 = %s; };\n"
                       "experiment = { calibrate = ( { parameter = \"analytic.x1\"; lowest = 0.0; highest = 1.0; } ); "
                       "targets = ( { outcome = \"value\"; value = %s; sd = %s; } ); };",
                       cases[i].x1, cases[i].value, cases[i].sd);
        struct result r = good(cases[i].name, text, (struct wish){.seed = 1, .points = 800, .replications = 2});
        print_message("  %s: narrowed %.2f, 5 %% %.3f\n", cases[i].name, real(&r, "posterior", 0, "contraction"),
                      real(&r, "posterior", 0, "q05"));
        assert_word(&r, "posterior", 0, "own", cases[i].own);
        assert_true((real(&r, "posterior", 0, "contraction") >= 0.2) == cases[i].narrow);
        study_result_release(&r.tables);
    }
}

/* Every point has replications of its own: R p ... R p + R - 1; the points are those of the particles. */
static void test_own_luck(void **state)
{
    (void)state;
    char text[1024], row[64];
    (void)snprintf(
        text, sizeof text,
        "analytic = { function = \"zero\"; slope = 1.0; noise = 0.1; };\n"
        "experiment = { calibrate = ( %s ); targets = ( { outcome = \"value\"; value = 0.1; sd = 0.05; } ); };",
        one);
    struct result r = good("luck", text, (struct wish){.seed = 3, .points = 100, .replications = 3});
    char *exported = analytic_export(r.path);
    const int points = (int)(cell(&r, "fit", 0, "points")->integer + cell(&r, "fit", 0, "fresh")->integer);
    for (int p = 0; p < points; p++)
        for (int k = 0; k < 3; k++) {
            (void)snprintf(row, sizeof row, "\n%d,scenario,%d,value,", p, 3 * p + k);
            if (strstr(exported, row) == NULL)
                fail_msg("no row %s", row);
        }
    assert_true(points <= 100);
    double weights = 0.0;
    for (size_t i = 0; i < study_table(&r.tables, "particles")->n_rows; i++) {
        const int point = (int)cell(&r, "particles", i, "point")->integer;
        (void)snprintf(row, sizeof row, "\n%d,analytic.x1,%s\n", point, cell(&r, "particles", i, "text")->text);
        if (strstr(exported, row) == NULL)
            fail_msg("particle %d is not point %d: %s", (int)i, point, row);
        weights += real(&r, "particles", i, "weight");
    }
    assert_true(fabs(weights - 1.0) < 1e-9);
    free(exported);
    study_result_release(&r.tables);
}

/* One target, two parameters: 10 x1 + 5 x2 = 7 is a line, and they can only be known together. */
static void test_trade_off(void **state)
{
    (void)state;
    char vary[1024], text[2048];
    (void)snprintf(text, sizeof text,
                   "experiment = { calibrate = %s; targets = ( { outcome = \"cost\"; value = 8.0; sd = 0.3; } ); };",
                   analytic_vary(2, vary, sizeof vary));
    struct result r = good("trade", text, (struct wish){.seed = 1, .points = 600, .replications = 2});
    assert_true(real(&r, "posterior-correlation", 0, "correlation") < -0.9);
    assert_true(real(&r, "posterior", 1, "contraction") < 0.3);
    assert_true(real(&r, "posterior", 0, "contraction") > 0.3);
    assert_true(real(&r, "predictive", 0, "noise") == 0.0);
    study_result_release(&r.tables);
}

/* Words, whole numbers and a range by ratio. */
static void test_kinds(void **state)
{
    (void)state;
    struct result r = good(
        "words",
        "analytic = { function = \"zero\"; step = 1.0; noise = 0.1; };\n"
        "experiment = { calibrate = ( { parameter = \"analytic.mode\"; words = [ \"self\", \"lead\", \"nao\" ]; }, "
        "{ parameter = \"analytic.count\"; lowest = 0; highest = 10; } ); "
        "targets = ( { outcome = \"value\"; value = 2.5; sd = 0.1; } ); };",
        (struct wish){.seed = 1, .points = 600, .replications = 2});
    /* 2 + 5/10 with nao; 1 + 10/10 with lead is 5 sd off. */
    assert_int_equal(study_table(&r.tables, "posterior-levels")->n_rows, 3);
    assert_word(&r, "posterior-levels", 2, "value", "nao");
    assert_true(real(&r, "posterior-levels", 2, "posterior") > 0.95);
    assert_true(fabs(real(&r, "posterior-levels", 0, "prior") - 1.0 / 3.0) < 1e-12);
    assert_word(&r, "posterior-levels", 0, "current", "now");
    assert_word(&r, "posterior-set", 0, "value", "nao");
    assert_true(isnan(real(&r, "posterior", 0, "q50")) && isnan(real(&r, "posterior", 0, "contraction")));
    assert_true(real(&r, "posterior", 1, "q50") >= 4.0 && real(&r, "posterior", 1, "q50") <= 6.0);
    assert_true(real(&r, "posterior", 1, "q50") == floor(real(&r, "posterior", 1, "q50")));
    assert_null(strchr(cell(&r, "posterior-set", 1, "value")->text, '.'));
    study_result_release(&r.tables);
    r = good("ratio",
             "analytic = { function = \"zero\"; };\n"
             "experiment = { calibrate = ( { parameter = \"analytic.shift\"; lowest = 0.01; highest = 100.0; scale = "
             "\"log\"; } ); targets = ( { outcome = \"value\"; value = 1.0; sd = 0.2; } ); };",
             (struct wish){.seed = 1, .points = 600, .replications = 2});
    assert_true(fabs(real(&r, "posterior", 0, "q50") - 1.0) < 0.15);
    /* Uniform by ratio over nine e-folds is .1 - 9.21 sd: the spread of ln is about .2. */
    assert_true(real(&r, "posterior", 0, "contraction") > 0.85);
    study_result_release(&r.tables);
}

static void test_failures(void **state)
{
    (void)state;
    char text[1024];
    static const char format[] =
        "analytic = { function = \"zero\"; slope = 1.0; noise = 0.1; fails_above = %s; };\n"
        "experiment = { on_failure = \"record\"; calibrate = ( %s ); targets = ( { outcome = \"%s\"; value = 0.0; "
        "sd = 0.05; } ); };";
    (void)snprintf(text, sizeof text, format, "0.5", one, "value");
    struct result r = good("failures", text, (struct wish){.seed = 1, .points = 300, .replications = 2});
    assert_true(cell(&r, "fit", 0, "failed")->integer > 10);
    assert_int_equal(cell(&r, "fit", 0, "fresh_failed")->integer, 0);
    for (size_t i = 0; i < study_table(&r.tables, "particles")->n_rows; i++)
        assert_true(real(&r, "particles", i, "value") <= 0.5);
    study_result_release(&r.tables);

    (void)snprintf(text, sizeof text, format, "-1.0", one, "value");
    r = run("all-fail", text, (struct wish){.seed = 1, .points = 300, .replications = 2});
    assert_int_equal(r.status, SIM_E_INPUT);
    assert_non_null(strstr(r.err.text, "0 of 50 points gave a value of every target"));
    assert_non_null(strstr(r.err.text, "all-fail.db --table failures"));

    (void)snprintf(text, sizeof text, format, "2.0", one, "never");
    r = run("never", text, (struct wish){.seed = 1, .points = 300, .replications = 2});
    assert_int_equal(r.status, SIM_E_INPUT);
    assert_non_null(strstr(r.err.text, "0 of 50 points gave a value of every target"));
}

static void test_out_of_reach(void **state)
{
    (void)state;
    char text[1024];
    (void)snprintf(
        text, sizeof text,
        "experiment = { calibrate = ( %s ); targets = ( { outcome = \"cost\"; value = 100.0; sd = 1.0; } ); };", one);
    struct result r = good("reach", text, (struct wish){.seed = 1, .points = 300, .replications = 2});
    assert_word(&r, "predictive", 0, "inside", "no");
    assert_word(&r, "predictive", 0, "reachable", "no");
    assert_word(&r, "posterior", 0, "edge", "highest");
    assert_true(real(&r, "predictive", 0, "prior_most") < 20.0);
    study_result_release(&r.tables);
    /* Two arms that want different values of one parameter; the third has no target. */
    (void)
        snprintf(text, sizeof text,
                 "analytic = { function = \"zero\"; slope = 1.0; noise = 0.01; };\n"
                 "experiment = { calibrate = ( %s ); arms = ( { name = \"a\"; }, { name = \"idle\"; analytic = { shift "
                 "= 9.0; }; }, { name = \"b\"; analytic = { shift = 0.1; }; } );\n"
                 "targets = ( { outcome = \"value\"; arm = \"a\"; value = 0.3; sd = 0.02; }, { outcome = \"value\"; "
                 "arm = \"b\"; value = -0.2; sd = 0.02; } ); };",
                 one);
    r = good("conflict", text, (struct wish){.seed = 1, .points = 300, .replications = 2});
    for (size_t j = 0; j < 2; j++) {
        assert_word(&r, "predictive", j, "inside", "no");
        assert_word(&r, "predictive", j, "reachable", "yes");
    }
    assert_word(&r, "predictive", 1, "arm", "b");
    assert_word(&r, "predictive-joint", 0, "together", "tension");
    assert_true(real(&r, "predictive-joint", 0, "met_all") == 0.0 && real(&r, "predictive-joint", 0, "p") < 0.001);
    assert_true(real(&r, "predictive-off", 0, "off") < -1.96 && real(&r, "predictive-off", 1, "off") > 1.96);
    char *exported = analytic_export(r.path);
    assert_non_null(strstr(exported, "\n5,a,10,value,"));
    assert_non_null(strstr(exported, "\n5,b,10,value,"));
    assert_null(strstr(exported, ",idle,"));
    free(exported);
    study_result_release(&r.tables);
    /* Each of two targets is 1.8 sd from what both leave: within the margin of either, and not met at once. */
    (void)
        snprintf(text, sizeof text,
                 "analytic = { function = \"zero\"; slope = 1.0; };\n"
                 "experiment = { calibrate = ( %s ); arms = ( { name = \"a\"; }, { name = \"b\"; analytic = { shift = "
                 "0.1; }; } );\n"
                 "targets = ( { outcome = \"value\"; arm = \"a\"; value = 0.3; sd = 0.165; }, { outcome = \"value\"; "
                 "arm = \"b\"; value = -0.2; sd = 0.165; } ); };",
                 one);
    r = good("tension", text, (struct wish){.seed = 1, .points = 600, .replications = 2});
    print_message("  off %.2f %.2f p %.3f\n", real(&r, "predictive-off", 0, "off"),
                  real(&r, "predictive-off", 1, "off"), real(&r, "predictive-joint", 0, "p"));
    assert_word(&r, "predictive", 0, "inside", "yes");
    assert_word(&r, "predictive", 1, "inside", "yes");
    assert_word(&r, "predictive-joint", 0, "together", "tension");
    study_result_release(&r.tables);
}

/* Cut off in every generation, in the check afterwards too, and with other threads: the same bytes. */
static void test_resume(void **state)
{
    (void)state;
    char text[1024];
    size_t stops = 0;
    (void)
        snprintf(text, sizeof text,
                 "analytic = { function = \"zero\"; slope = 1.0; noise = 0.1; fails_above = 0.9; };\n"
                 "experiment = { on_failure = \"record\"; calibrate = ( %s ); targets = ( { outcome = \"value\"; value "
                 "= 0.1; sd = 0.02; } ); };",
                 one);
    struct wish wish = {.seed = 5, .points = 120, .replications = 2};
    struct result r = good("whole", text, wish);
    char *whole = analytic_export(r.path);
    const size_t n_generations = study_table(&r.tables, "generations")->n_rows;
    study_result_release(&r.tables);
    wish.stop_after = 17; /* fewer than a generation has */
    for (r = run("cut", text, wish); r.status == SIM_E_INTERRUPTED; r = run("cut", text, wish))
        assert_true(++stops < 100);
    if (r.status != SIM_OK)
        fail_msg("%s", r.err.text);
    assert_true(n_generations > 3);
    assert_true(stops > n_generations + 1);
    study_result_release(&r.tables);
    char *cut = analytic_export(r.path);
    assert_string_equal(cut, whole);
    wish = (struct wish){.seed = 5, .points = 120, .replications = 2, .threads = 2};
    r = good("threads", text, wish);
    study_result_release(&r.tables);
    char *threads = analytic_export(r.path);
    assert_string_equal(threads, whole);
    free(threads);
    free(cut);
    free(whole);
}

static void refused(const char *text, struct wish wish, const char *part)
{
    struct result r = run("refused", text, wish);
    assert_int_equal(r.status, SIM_E_INPUT);
    if (strstr(r.err.text, part) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", r.err.text, part);
}

static void test_wrong_use(void **state)
{
    (void)state;
    char none[512], two[1024], unknown[1024];
    (void)snprintf(none, sizeof none, "experiment = { calibrate = ( %s ); };", one);
    (void)snprintf(
        two, sizeof two,
        "experiment = { calibrate = ( %s ); targets = ( { outcome = \"cost\"; value = 1.0; sd = 1.0; } ); };", one);
    (void)snprintf(unknown, sizeof unknown,
                   "experiment = { calibrate = ( %s ); targets = ( { outcome = \"cost\"; value = 1.0; sd = 1.0; }, { "
                   "outcome = \"costs\"; value = 1.0; sd = 1.0; } ); };",
                   one);
    refused(none, (struct wish){.points = 300, .replications = 2}, "calibrate needs experiment.targets");
    refused(two, (struct wish){.points = 300, .replications = 1}, "2 replications or more");
    refused(two, (struct wish){.points = 79, .replications = 2}, "give 80 or more with --points");
    refused(unknown, (struct wish){.points = 300, .replications = 2},
            "experiment.targets[1].outcome: the model has no outcome \"costs\"");
}

/* The laboratory with a target: what people and programs get. */
static void write_laboratory(const char *name, const char *outcome, const char *value)
{
    char text[2048];
    (void)snprintf(text, sizeof text,
                   "base = \"%s/scenarios/laboratory.cfg\";\ntitle = \"fit\";\nhorizon_months = 12;\n"
                   "laboratory = { members = 4; };\n"
                   "experiment = { replications = 2; points = 80;\n"
                   "  calibrate = ( { parameter = \"network.trust_start\"; lowest = 0.2; highest = 0.8; } );\n"
                   "  targets = ( { outcome = \"trust\"; value = 50.0; sd = 2.0; },\n"
                   "    { outcome = \"%s\"; arm = \"nao\"; value = %s; sd = 3.0; } );\n};\n",
                   SAMENSPEL_SOURCE_DIR, outcome, value);
    workdir_write(workdir, name, text, NULL, 0);
}

static void test_command(void **state)
{
    (void)state;
    struct command_result result;
    write_laboratory("fit.cfg", "trust", "50.0");
    RUN(&result, "calibrate", "fit.cfg", "--out", "fit.db", "--quiet");
    assert_string_equal(result.err, "");
    assert_int_equal(result.status, 0);
    expect_in(result.out, "calibrate: 80 points, 2 replications at each, 2 arms, 320 runs");
    expect_in(result.out, "All targets are met together: in 20 fresh points");
    expect_in(result.out, "network.trust_start: ");
    expect_in(result.out, "\n  --set network.trust_start=0.");
    expect_in(result.out, "posterior-correlation");
    command_free(&result);
    RUN(&result, "calibrate", "fit.cfg", "--out", "fit.db", "--quiet", "--lang", "nl");
    expect_in(result.out, "Alle doelen worden samen gehaald: in 20 nieuwe punten");
    expect_in(result.out, "Wat de doelen over elke parameter zeggen:");
    command_free(&result);
    RUN(&result, "export", "fit.db", "--table", "posterior");
    expect_in(result.out, "parameter,unit,prior_lowest,prior_highest,current,mean,sd,q05,q50,q95,contraction,edge,own\n"
                          "network.trust_start,");
    command_free(&result);
    RUN(&result, "export", "fit.db", "--table", "particles");
    expect_in(result.out, "particle,weight,distance,point,parameter,value,text\n0,");
    command_free(&result);
    /* The points of a fit depend on its targets and its replications. */
    write_laboratory("fit.cfg", "trust", "51.0");
    RUN(&result, "calibrate", "fit.cfg", "--out", "fit.db", "--quiet");
    assert_int_equal(result.status, 2);
    expect_in(result.err, "trust@nao:51/3");
    command_free(&result);
    write_laboratory("fit.cfg", "trust", "50.0");
    RUN(&result, "calibrate", "fit.cfg", "--out", "fit.db", "--quiet", "--replications", "3");
    expect_in(result.err, "replications=3");
    command_free(&result);
    write_laboratory("wrong.cfg", "trusd", "50.0");
    RUN(&result, "check", "wrong.cfg");
    assert_int_equal(result.status, 2);
    expect_in(result.err, "wrong.cfg:8: experiment.targets[1].outcome: the model has no outcome \"trusd\"; allowed: "
                          "those that samenspel outcomes lists; did you mean \"trust\"?");
    command_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conjugate),    cmocka_unit_test(test_errors), cmocka_unit_test(test_own_luck),
        cmocka_unit_test(test_trade_off),    cmocka_unit_test(test_kinds),  cmocka_unit_test(test_failures),
        cmocka_unit_test(test_out_of_reach), cmocka_unit_test(test_resume), cmocka_unit_test(test_wrong_use),
        cmocka_unit_test(test_command),
    };
    return cmocka_run_group_tests_name("calibrate", tests, workdir_set_up, workdir_tear_down);
}
